//! One run designed: forces, the search, then plates, devices, posts and couplers, each check
//! worked out on what was chosen.

use crate::building::{Building, CouplerItem, RodCriteria};
use crate::calc::bearing_plate::crushing_in;
use crate::design::{ChordForce, Problem, RodLevel, RodRun};
use crate::fault::EngineeringError;
use crate::trace::Trace;
use crate::wood_movement::{WoodMovement, required_travel, wood_movement};

use super::demand::RunForces;
use super::options::{Options, PlateOption, STEEL_LB_PER_IN3};
use super::search::{AtPlate, LevelDemand, Scratch, Strictness, lightest, passes};

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
        let offset_ft = criteria.framing.rod_offset_in / 12.0;
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

    fn travel(&self, chord: &ChordForce, at: usize) -> f64 {
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

    fn place(&self, chord: &ChordForce, at: usize) -> String {
        let level = chord
            .levels
            .get(at)
            .and_then(|l| self.building.levels.get(*l));
        level.map_or_else(
            || chord.run.clone(),
            |l| format!("{}, {}", chord.run, l.name),
        )
    }

    fn check_strength(
        &self,
        chord: &ChordForce,
        at: usize,
        level: &mut RodLevel,
        run: &mut RodRun,
    ) {
        if level.rod_lb <= level.rod_capacity_lb * (1.0 + 1e-9) {
            return;
        }
        run.problems.push(Problem {
            code: "rod-strength".into(),
            place: self.place(chord, at),
            what: format!(
                "tension of {:.0} lb over the {:.0} lb of {}, the strongest rod of the catalogue ({:.2})",
                level.rod_lb,
                level.rod_capacity_lb,
                level.rod,
                level.rod_lb / level.rod_capacity_lb
            ),
            remedy: "add a stronger rod to catalog.toml, or lengthen the wall or add walls to its line".into(),
        });
    }

    fn join(
        &self,
        chord: &ChordForce,
        at: usize,
        lower: usize,
        upper: usize,
        level: &mut RodLevel,
        run: &mut RodRun,
    ) {
        if let Some(coupler) = self.options.coupler(lower, upper) {
            let item: &CouplerItem = &self.building.catalog.couplers[coupler];
            level.coupler.clone_from(&item.mark);
            let inside = item.lower_in.min(item.upper_in);
            let area = std::f64::consts::FRAC_PI_4 * (item.outside_in.powi(2) - inside.powi(2));
            run.steel_lb += STEEL_LB_PER_IN3 * area * item.length_in;
            return;
        }
        let diameters = &self.options.diameters_in;
        run.problems.push(Problem {
            code: "coupler-missing".into(),
            place: self.place(chord, at),
            what: format!(
                "no coupler of the catalogue joins {} in below to {} in above",
                diameters[lower], diameters[upper]
            ),
            remedy: "add the coupler to catalog.toml".into(),
        });
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one level's plate and device, split for reading"
    )]
    fn plate(
        &self,
        chord: &ChordForce,
        forces: &RunForces,
        at: usize,
        diameter: usize,
        demand: &LevelDemand,
        stretched: [f64; 3],
        level: &mut RodLevel,
        run: &mut RodRun,
    ) {
        let through = forces.through_lb(at);
        level.plate_lb = forces.method.plate_lb[at];
        level.asd_plate_lb = through[0];
        level.required_travel_in = self.travel(chord, at);
        let fits = |total: [f64; 3]| passes(demand, total);
        let choice = self.options.plate_and_device(
            diameter,
            level.plate_lb,
            through,
            level.required_travel_in,
            |own| fits([0, 1, 2].map(|k| stretched[k] + own[k])),
        );
        let fc_perp = self.building.criteria.framing.fc_perp_psi;
        let mut deformation = stretched;
        match choice.plate {
            Some(plate) => {
                let option: &PlateOption = &self.options.plates[plate];
                let item = &self.building.catalog.plates[option.item];
                level.plate.clone_from(&item.mark);
                level.plate_bearing_lb = option.bearing_lb;
                level.plate_bending_lb = option.bending_lb[diameter];
                level.plate_capacity_lb = level.plate_bearing_lb.min(level.plate_bending_lb);
                let crushing = through.map(|p| crushing_in(p / option.net_area_in2, fc_perp));
                level.crushing_in = crushing[0];
                (0..3).for_each(|k| deformation[k] += crushing[k]);
                run.steel_lb += option.weight_lb;
                if level.plate_lb > level.plate_capacity_lb * (1.0 + 1e-9) {
                    let governs = if level.plate_bearing_lb <= level.plate_bending_lb {
                        "bearing"
                    } else {
                        "bending"
                    };
                    run.problems.push(Problem {
                        code: format!("plate-{governs}"),
                        place: self.place(chord, at),
                        what: format!(
                            "plate force of {:.0} lb over the {:.0} lb of {} in {governs}, the best plate for the rod",
                            level.plate_lb, level.plate_capacity_lb, level.plate
                        ),
                        remedy: "add a larger or thicker plate to catalog.toml, or take a harder species for the plates".into(),
                    });
                }
            }
            None => run.problems.push(Problem {
                code: "plate-missing".into(),
                place: self.place(chord, at),
                what: format!(
                    "no plate of the catalogue takes a {} in rod, fits studs of {} in and is at most twice the {} in from rod to wall end long",
                    level.diameter_in,
                    self.building.criteria.framing.stud_depth_in,
                    self.building.criteria.framing.rod_offset_in
                ),
                remedy: "add such a plate to catalog.toml, or give the rod more room (framing.rod_offset_in)".into(),
            }),
        }
        match choice.device {
            Some(device) => {
                let option = &self.options.devices[device];
                let item = &self.building.catalog.takeups[option.item];
                level.takeup.clone_from(&item.mark);
                level.takeup_travel_in = item.travel_in;
                let moved = through.map(|p| option.deformation_in(p));
                level.device_in = moved[0];
                (0..3).for_each(|k| deformation[k] += moved[k]);
                if through[0] > item.rated_load_lb * (1.0 + 1e-9) {
                    run.problems.push(Problem {
                        code: "takeup-load".into(),
                        place: self.place(chord, at),
                        what: format!(
                            "{:.0} lb over the rated {:.0} lb of {}",
                            through[0], item.rated_load_lb, item.mark
                        ),
                        remedy: "add a take-up device of higher rating to catalog.toml".into(),
                    });
                }
                if level.required_travel_in > item.travel_in + 1e-9 {
                    run.problems.push(Problem {
                        code: "takeup-travel".into(),
                        place: self.place(chord, at),
                        what: format!(
                            "needs {:.2} in of travel, {} has {:.2} in",
                            level.required_travel_in, item.mark, item.travel_in
                        ),
                        remedy: "add a device of more travel, use drier lumber (mc_initial_pct) or engineered floors".into(),
                    });
                }
            }
            None => run.problems.push(Problem {
                code: "takeup-missing".into(),
                place: self.place(chord, at),
                what: format!(
                    "no take-up device of the catalogue takes a {} in rod",
                    level.diameter_in
                ),
                remedy: "add such a device to catalog.toml".into(),
            }),
        }
        level.deformation_in = deformation[0];
        level.drift_deformation_in = deformation[2];
        let over = deformation[0] > demand.limits_in[0] * (1.0 + 1e-9);
        level.by_drift_check = over && passes(demand, deformation);
        if over && !level.by_drift_check {
            run.problems.push(Problem {
                code: "rod-deformation".into(),
                place: self.place(chord, at),
                what: format!(
                    "deforms {:.3} in between plates (rod {:.3}, crushing {:.3}, device {:.3}) over the limit of {:.3} in",
                    level.deformation_in, level.elongation_in, level.crushing_in, level.device_in, level.deformation_limit_in
                ),
                remedy: "restrain every level, add larger rods or plates to catalog.toml, or let the drift check govern (rods.drift_check_may_govern)".into(),
            });
        }
    }

    fn posts(&self, chord: &ChordForce, at: usize, level: &mut RodLevel, run: &mut RodRun) {
        let gravity = chord.gravity_compression_lb.get(at).copied().unwrap_or(0.0);
        let Some((post, passes)) = self
            .options
            .post(level.level, level.compression_lb, gravity)
        else {
            run.problems.push(Problem {
                code: "post-missing".into(),
                place: self.place(chord, at),
                what: format!(
                    "no post of the catalogue fits a wall of {} in studs and this height",
                    self.building.criteria.framing.stud_depth_in
                ),
                remedy: "add such a post to catalog.toml".into(),
            });
            return;
        };
        let option = &self.options.posts[post];
        let strength = option.levels[level.level];
        level
            .posts
            .clone_from(&self.building.catalog.posts[option.item].mark);
        level.post_stability_lb = strength.stability_lb;
        level.post_bearing_lb = strength.bearing_lb;
        level.post_capacity_lb = strength.stability_lb.min(strength.bearing_lb);
        if !passes {
            run.problems.push(Problem {
                code: "post-capacity".into(),
                place: self.place(chord, at),
                what: format!(
                    "compression of {:.0} lb ({:.0} lb of gravity alone) over the {:.0} lb of {} each side of the rod (stability {:.0} lb, {:.0} lb of gravity alone; bearing {:.0} lb)",
                    level.compression_lb, gravity, level.post_capacity_lb, level.posts,
                    strength.stability_lb, strength.gravity_stability_lb, strength.bearing_lb
                ),
                remedy: "add a larger post to catalog.toml, or take a harder species for the plates".into(),
            });
        }
    }
}
