//! What stands around a chosen rod: couplers, plates, take-up devices, posts, each checked, and each
//! that does not do reported with figures and a remedy.

use crate::building::CouplerItem;
use crate::calc::bearing_plate::crushing_in;
use crate::design::{ChordForce, Problem, RodLevel, RodRun};

use super::choose::RodDesigner;
use super::demand::RunForces;
use super::options::{PlateOption, STEEL_LB_PER_IN3};
use super::search::{LevelDemand, passes};

impl RodDesigner {
    /// Reports a rod that is too weak.
    pub(super) fn check_strength(
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

    pub(super) fn join(
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
    pub(super) fn plate(
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
                    self.building.least_rod_offset_in()
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

    pub(super) fn posts(
        &self,
        chord: &ChordForce,
        at: usize,
        level: &mut RodLevel,
        run: &mut RodRun,
    ) {
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
