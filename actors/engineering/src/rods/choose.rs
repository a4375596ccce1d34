//! One run designed: forces, the search, then plates, devices, posts and couplers, each check
//! worked out on what was chosen.

use crate::building::{Building, RodCriteria};
use crate::design::{ChordForce, Problem, RodLevel, RodRun};
use crate::fault::EngineeringError;
use crate::trace::Trace;
use crate::wood_movement::{WoodMovement, required_travel, wood_movement};

use super::demand::RunForces;
use super::options::Options;
use super::search::{AtPlate, LevelDemand, Scratch, Strictness, lightest};

/// Designs rod runs of one building.
#[derive(Debug, Clone)]
pub struct RodDesigner {
    pub(super) building: Building,
    pub(super) options: Options,
    pub(super) movement: WoodMovement,
    /// Travel needed, by base level and level above it, inches.
    travel_in: Vec<Vec<f64>>,
}

/// Buffers kept between runs, one a thread.
#[derive(Debug, Default)]
pub struct Workspace {
    forces: RunForces,
    scratch: Scratch,
    chosen: Vec<usize>,
    demands: Vec<LevelDemand>,
}

impl RodDesigner {
    /// Works out what the catalogue offers under the criteria.
    ///
    /// # Errors
    /// What [`validate`](crate::validate::validate) refuses, or a calculation that refuses a
    /// catalogue item, with the item's name.
    pub fn new(building: &Building) -> Result<Self, EngineeringError> {
        crate::validate::validate(building)?;
        let mut trace = Trace::off();
        let movement = wood_movement(building, &mut trace)?;
        let travel_in = (0..building.levels.len())
            .map(|base| required_travel(building, &movement, base, &mut trace))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            building: building.clone(),
            options: Options::new(building)?,
            movement,
            travel_in,
        })
    }

    /// Shrinkage of the building's levels.
    #[must_use]
    pub fn wood_movement(&self) -> &WoodMovement {
        &self.movement
    }

    /// Designs one run.
    ///
    /// What cannot be met is in the run's problems, with figures and a remedy; the run then holds
    /// the design that comes nearest.
    #[must_use]
    pub fn design(&self, chord: &ChordForce, workspace: &mut Workspace) -> RodRun {
        let criteria = &self.building.criteria;
        let moved_in = self.building.rod_move_in(&chord.run);
        let offset_ft = (criteria.framing.rod_offset_in + moved_in) / 12.0;
        let mut run = RodRun {
            id: chord.run.clone(),
            stack: chord.stack.clone(),
            at_ft: [0, 1].map(|a| chord.at_ft[a] + chord.inward[a] * offset_ft),
            inward: chord.inward,
            ..RodRun::default()
        };
        let mut forces = std::mem::take(&mut workspace.forces);
        if let Err(refused) = forces.work_out(chord, &criteria.rods.skipped_restraints) {
            run.problems.push(Problem {
                code: "rod-forces".into(),
                place: chord.run.clone(),
                what: refused.to_string(),
                remedy: "look at the chord forces of this run".into(),
            });
        }
        run.required = forces.rods > 0;
        self.demands(chord, &forces, &mut workspace.demands);
        if run.required {
            self.search(chord, &forces, workspace);
        } else {
            workspace.chosen.clear();
        }
        self.write(chord, &forces, workspace, &mut run);
        run.passes = run.problems.is_empty();
        workspace.forces = forces;
        run
    }

    fn demands(&self, chord: &ChordForce, forces: &RunForces, demands: &mut Vec<LevelDemand>) {
        let rods = &self.building.criteria.rods;
        demands.clear();
        let mut allowance = f64::INFINITY;
        for at in 0..forces.rods {
            // A span of skipped plates has one limit: the least of its levels.
            let own = chord.drift_allowance_in.get(at).copied().unwrap_or(0.0);
            allowance = if at > 0 && !forces.restrained[at - 1] {
                f64::min(allowance, own)
            } else {
                own
            };
            demands.push(LevelDemand {
                rod_lb: forces.method.rod_lb[at],
                stretch_lb: forces.stretch_lb(at),
                length_in: self.length_in(chord, at),
                restrained: forces.restrained[at],
                limits_in: [
                    rods.deformation_limit_in,
                    rods.deformation_limit_in,
                    allowance.max(0.0),
                ],
                drift_may_govern: rods.drift_check_may_govern
                    && self.building.criteria.seismic.is_some(),
            });
        }
    }

    /// Length of rod in a level of a run, inches: floor to floor, and what stands below the wall.
    fn length_in(&self, chord: &ChordForce, at: usize) -> f64 {
        let level = chord
            .levels
            .get(at)
            .and_then(|l| self.building.levels.get(*l));
        let story = level.map_or(0.0, |l| l.height_ft * 12.0);
        let grounded = at == 0 && chord.levels.first() == Some(&0);
        if grounded {
            story + self.building.criteria.rods.anchor_projection_in
        } else {
            story
        }
    }

    pub(super) fn travel(&self, chord: &ChordForce, at: usize) -> f64 {
        let base = chord
            .levels
            .first()
            .and_then(|base| self.travel_in.get(*base));
        base.and_then(|list| list.get(at)).copied().unwrap_or(0.0)
    }

    fn search(&self, chord: &ChordForce, forces: &RunForces, workspace: &mut Workspace) {
        let options = &self.options;
        let at_plate = |at: usize, diameter: usize| {
            let plate_lb = forces.method.plate_lb[at];
            options.at_plate(
                diameter,
                plate_lb,
                forces.through_lb(at),
                self.travel(chord, at),
            )
        };
        for strictness in Strictness::STEPS {
            let found = lightest(
                &options.rods,
                &workspace.demands,
                strictness,
                |lower, upper| options.coupler(lower, upper).is_some(),
                |at, diameter| -> AtPlate { at_plate(at, diameter) },
                &mut workspace.scratch,
                &mut workspace.chosen,
            );
            if found {
                if !strictness.strength {
                    self.strongest(&workspace.demands, &mut workspace.chosen);
                }
                return;
            }
        }
        self.strongest(&workspace.demands, &mut workspace.chosen);
    }

    /// Where nothing is strong enough: the strongest rod from the first level that lacks strength
    /// down, so that the run shows by how much the catalogue falls short.
    fn strongest(&self, demands: &[LevelDemand], chosen: &mut Vec<usize>) {
        let rods = &self.options.rods;
        let Some(strongest) =
            (0..rods.len()).max_by(|a, b| rods[*a].capacity_lb.total_cmp(&rods[*b].capacity_lb))
        else {
            return;
        };
        chosen.clear();
        chosen.resize(demands.len(), strongest);
    }

    fn write(
        &self,
        chord: &ChordForce,
        forces: &RunForces,
        workspace: &Workspace,
        run: &mut RodRun,
    ) {
        let rods: &RodCriteria = &self.building.criteria.rods;
        let shrinkage = &self.movement.per_level_in;
        let mut shrunk_in = 0.0;
        let mut stretched = [0.0; 3];
        for (at, level) in chord.levels.iter().enumerate() {
            let own = shrinkage.get(*level).copied().unwrap_or(0.0);
            shrunk_in += own;
            let mut written = RodLevel {
                level: *level,
                tension_lb: chord.tension_lb.get(at).copied().unwrap_or(0.0),
                compression_lb: chord.compression_lb.get(at).copied().unwrap_or(0.0),
                shrinkage_in: own,
                cumulative_shrinkage_in: shrunk_in,
                ..RodLevel::default()
            };
            if let (Some(chosen), Some(demand)) =
                (workspace.chosen.get(at), workspace.demands.get(at))
            {
                let option = self.options.rods[*chosen];
                let item = &self.building.catalog.rods[option.item];
                written.rod_lb = forces.method.rod_lb[at];
                written.asd_rod_lb = demand.stretch_lb[0];
                written.rod.clone_from(&item.mark);
                written.diameter_in = item.diameter_in;
                written.grade.clone_from(&item.grade);
                written.rod_capacity_lb = option.capacity_lb;
                written.length_in = demand.length_in;
                written.restrained = demand.restrained;
                written.deformation_limit_in = rods.deformation_limit_in;
                let flex = option.flexibility_in_per_lb(demand.length_in);
                (0..3).for_each(|k| stretched[k] += demand.stretch_lb[k] * flex);
                written.elongation_in = stretched[0];
                run.steel_lb += option.weight_lb_per_in * demand.length_in;
                self.check_strength(chord, at, &mut written, run);
                if let Some(below) = at.checked_sub(1).and_then(|b| workspace.chosen.get(b)) {
                    self.join(
                        chord,
                        at,
                        self.options.rods[*below].diameter,
                        option.diameter,
                        &mut written,
                        run,
                    );
                }
                if demand.restrained {
                    self.plate(
                        chord,
                        forces,
                        at,
                        option.diameter,
                        demand,
                        stretched,
                        &mut written,
                        run,
                    );
                    stretched = [0.0; 3];
                }
            }
            self.posts(chord, at, &mut written, run);
            run.levels.push(written);
        }
        // A level without a plate rises with the plate above it.
        for at in (1..run.levels.len()).rev() {
            let above = run.levels[at].drift_deformation_in;
            let below = &mut run.levels[at - 1];
            if !below.rod.is_empty() && !below.restrained {
                below.drift_deformation_in = above;
            }
        }
        run.anchor_lb = run.levels.first().map_or(0.0, |l| l.rod_lb);
    }

    pub(super) fn place(&self, chord: &ChordForce, at: usize) -> String {
        let level = chord
            .levels
            .get(at)
            .and_then(|l| self.building.levels.get(*l));
        level.map_or_else(
            || chord.run.clone(),
            |l| format!("{}, {}", chord.run, l.name),
        )
    }
}
