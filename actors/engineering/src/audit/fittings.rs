//! What a run has beside its rods, worked out again: deformation, plates, devices, posts.

use crate::building::Method;
use crate::design::{ChordCase, Load, RodLevel};

use super::loads::{Worst, most_gravity, value};
use super::record::{About, Checks, Pair};
use super::rods::RunAudit;

impl RunAudit<'_> {
    /// Force in the rod of each level from tensions of one kind, lb.
    fn carried(&self, pick: impl Fn(&ChordCase, usize) -> f64) -> Vec<f64> {
        let count = self.run.levels.len();
        let mut carried = vec![0.0_f64; count];
        let mut running = 0.0_f64;
        for at in (0..count).rev() {
            if self.run.levels[at].rod.is_empty() {
                continue;
            }
            running = self
                .chord
                .cases
                .iter()
                .map(|c| pick(c, at))
                .fold(running, f64::max);
            carried[at] = running;
        }
        for at in 1..count {
            if !self.run.levels[at - 1].restrained {
                carried[at] = carried[at - 1];
            }
        }
        carried
    }

    /// Rod, crushing and device between plates: at ASD force against the limit, and at
    /// strength-level seismic force, which story drift counts on.
    pub(super) fn deformation(&self, checks: &mut Checks) {
        let criteria = &self.building.criteria.rods;
        let of_load = |c: &ChordCase, load, list: &[f64], at| {
            if c.load == load { value(list, at) } else { 0.0 }
        };
        let asd = self.between_plates(&self.carried(|c, at| value(&c.asd_tension_lb, at)));
        let wind = self
            .between_plates(&self.carried(|c, at| of_load(c, Load::Wind, &c.asd_tension_lb, at)));
        let drift = self.between_plates(
            &self.carried(|c, at| of_load(c, Load::Seismic, &c.drift_tension_lb, at)),
        );
        let (mut stated, mut at_drift) = (Worst::default(), Worst::default());
        let mut most: Option<(usize, f64)> = None;
        let (mut kept, mut below) = (true, 0);
        for (k, (at, total)) in asd.iter().copied().enumerate() {
            let level = &self.run.levels[at];
            stated.see(
                at,
                Pair {
                    audit: total,
                    design: level.deformation_in,
                },
            );
            // A level without a plate rises with the plate above it.
            for span in below..=at {
                let design = self.run.levels[span].drift_deformation_in;
                at_drift.see(
                    span,
                    Pair {
                        audit: drift[k].1,
                        design,
                    },
                );
            }
            below = at + 1;
            // Where story drift stands in for the limit, wind is still held to it.
            let held = if level.by_drift_check {
                wind[k].1
            } else {
                total
            };
            kept &= (level.deformation_limit_in - criteria.deformation_limit_in).abs() < 1e-9;
            kept &= criteria.drift_check_may_govern || !level.by_drift_check;
            if most.is_none_or(|(_, d)| held > d || held.is_nan()) {
                most = Some((at, held));
            }
        }
        let about = |code, what| About {
            code,
            place: "",
            unit: "in",
            reference: "ICC-ES AC316 §6.0",
            what,
        };
        let rows = [
            (
                "rod.deformation-stated",
                stated,
                "deformation of the audit at ASD force against the stated",
            ),
            (
                "rod.drift-stated",
                at_drift,
                "deformation of the audit at strength-level seismic force against the stated",
            ),
        ];
        for (code, worst, what) in rows {
            let place = self.place(&worst);
            checks.equal(
                About {
                    place: &place,
                    ..about(code, what)
                },
                worst.pair,
                0.01,
            );
        }
        if let Some((at, total)) = most {
            let what = "deformation between plates at ASD force (the level with least to spare)";
            let place = self.at(at);
            checks.at_most(
                About {
                    place: &place,
                    ..about("rod.deformation", what)
                },
                total,
                criteria.deformation_limit_in,
            );
        }
        let what =
            "the limit is that of the criteria, and story drift stands in for it only where it may";
        let about = About {
            place: &self.run.id,
            unit: "",
            ..about("rod.limit", what)
        };
        checks.holds(about, 1.0, f64::from(u8::from(kept)));
    }

    /// Deformation of each span that ends in a plate, by that plate's level, inches.
    fn between_plates(&self, carried_lb: &[f64]) -> Vec<(usize, f64)> {
        let mut spans = Vec::new();
        let mut rod_in = 0.0;
        for (at, level) in self.rods() {
            rod_in += self.stretch(level, value(carried_lb, at));
            if level.restrained {
                let plate = self.through_plate(carried_lb, at);
                spans.push((
                    at,
                    rod_in + self.crushing(level, plate) + self.device(level, plate),
                ));
                rod_in = 0.0;
            }
        }
        spans
    }

    /// What a level's plate passes on, lb.
    fn through_plate(&self, carried_lb: &[f64], at: usize) -> f64 {
        let above = self.run.levels.get(at + 1).filter(|l| !l.rod.is_empty());
        value(carried_lb, at) - above.map_or(0.0, |_| value(carried_lb, at + 1))
    }

    fn stretch(&self, level: &RodLevel, force: f64) -> f64 {
        let Some(item) = self
            .building
            .catalog
            .rods
            .iter()
            .find(|r| r.mark == level.rod)
        else {
            return f64::NAN;
        };
        let gross = std::f64::consts::FRAC_PI_4 * item.diameter_in.powi(2);
        let net =
            std::f64::consts::FRAC_PI_4 * (item.diameter_in - 0.9743 / item.threads_per_in).powi(2);
        let threaded = if item.fully_threaded {
            level.length_in
        } else {
            level.length_in.min(12.0)
        };
        force / 29.0e6 * (threaded / net + (level.length_in - threaded) / gross)
    }

    fn crushing(&self, level: &RodLevel, force: f64) -> f64 {
        let Some(item) = self
            .building
            .catalog
            .plates
            .iter()
            .find(|p| p.mark == level.plate)
        else {
            return f64::NAN;
        };
        let net =
            item.width_in * item.length_in - std::f64::consts::FRAC_PI_4 * item.hole_in.powi(2);
        let ratio = force / net / self.building.criteria.framing.fc_perp_psi;
        if ratio <= 0.73 {
            0.02 * ratio / 0.73
        } else if ratio <= 1.0 {
            0.02 + 0.02 * (ratio - 0.73) / 0.27
        } else {
            0.04 * ratio.powi(3)
        }
    }

    fn device(&self, level: &RodLevel, force: f64) -> f64 {
        let device = self
            .building
            .catalog
            .takeups
            .iter()
            .find(|t| t.mark == level.takeup);
        device.map_or(f64::NAN, |d| {
            d.delta_r_in + d.delta_a_in * force / d.rated_load_lb
        })
    }

    /// Cumulative shrinkage against the devices' travel.
    pub(super) fn travel(&self, checks: &mut Checks) {
        let criteria = &self.building.criteria;
        let wood = &criteria.shrinkage;
        let drying = wood.mc_initial_pct.min(wood.fiber_saturation_pct)
            - wood.mc_final_pct.min(wood.fiber_saturation_pct);
        let (mut shrunk, mut settled) = (0.0, 0.0);
        let mut stated = Worst::default();
        let mut least: Option<(usize, f64, f64)> = None;
        for (at, level) in self.run.levels.iter().enumerate() {
            let Some(of) = self.building.levels.get(level.level) else {
                continue;
            };
            let plies = 1.5 * f64::from(of.sill_plies + of.top_plies) * wood.coefficient_per_pct;
            let floor = if of.engineered_floor {
                wood.engineered_coefficient_per_pct
            } else {
                wood.coefficient_per_pct
            };
            shrunk += drying * (plies + of.floor_depth_in * floor);
            settled += wood.settlement_in;
            stated.see(
                at,
                Pair {
                    audit: 1000.0 * shrunk,
                    design: 1000.0 * level.cumulative_shrinkage_in,
                },
            );
            if level.takeup.is_empty() {
                continue;
            }
            let needed = (shrunk + settled).max(0.0) * criteria.rods.takeup_margin;
            if least.is_none_or(|(_, n, t)| needed - level.takeup_travel_in > n - t) {
                least = Some((at, needed, level.takeup_travel_in));
            }
        }
        let about = |code, what| About {
            code,
            place: "",
            unit: "in",
            reference: "NDS-based shrinkage, cumulative from the base",
            what,
        };
        let place = self.place(&stated);
        let pair = Pair {
            audit: stated.pair.audit / 1000.0,
            design: stated.pair.design / 1000.0,
        };
        checks.equal(
            About {
                place: &place,
                ..about(
                    "shrinkage.cumulative",
                    "cumulative shrinkage of the audit against the stated",
                )
            },
            pair,
            0.001,
        );
        if let Some((at, needed, travel)) = least {
            let what =
                "cumulative shrinkage and settlement, with margin, within the device's travel";
            checks.at_most(
                About {
                    place: &self.at(at),
                    ..about("takeup.travel", what)
                },
                needed,
                travel,
            );
        }
    }

    /// Plates against bearing of wood and their own bending; devices against their rating.
    pub(super) fn bearing(&self, checks: &mut Checks) {
        let mut worst: [Option<(usize, f64, f64)>; 3] = [None; 3];
        let asd = self.carried(|c, at| value(&c.asd_tension_lb, at));
        for (at, level) in self.rods().filter(|(_, l)| l.restrained) {
            let [bearing, bending] = self.plate_strengths(level);
            let through = self.through_plate(&asd, at);
            let device = self
                .building
                .catalog
                .takeups
                .iter()
                .find(|t| t.mark == level.takeup);
            let rows = [
                (level.plate_lb, bearing),
                (level.plate_lb, bending),
                (through, device.map_or(f64::NAN, |d| d.rated_load_lb)),
            ];
            for (which, (demand, limit)) in rows.into_iter().enumerate() {
                let ratio = demand / limit;
                if ratio.is_nan() || worst[which].is_none_or(|(_, d, l)| ratio > d / l) {
                    worst[which] = Some((at, demand, limit));
                }
            }
        }
        let rows = [
            (
                "plate.bearing",
                "NDS §3.10",
                "plate force within the bearing strength of the wood under it",
            ),
            (
                "plate.bending",
                "0.75 Fy beyond the nut",
                "plate force within the plate's own bending strength",
            ),
            (
                "takeup.load",
                "ICC-ES AC316",
                "force through the device within its rated load",
            ),
        ];
        for ((code, reference, what), worst) in rows.into_iter().zip(worst) {
            if let Some((at, demand, limit)) = worst {
                let place = self.at(at);
                checks.at_most(
                    About {
                        code,
                        place: &place,
                        unit: "lb",
                        reference,
                        what,
                    },
                    demand,
                    limit,
                );
            }
        }
    }

    /// Bearing and bending strengths of a level's plate, lb.
    fn plate_strengths(&self, level: &RodLevel) -> [f64; 2] {
        let criteria = &self.building.criteria;
        let Some(plate) = self
            .building
            .catalog
            .plates
            .iter()
            .find(|p| p.mark == level.plate)
        else {
            return [f64::NAN; 2];
        };
        let (wood, steel) = match criteria.method {
            Method::Asd => (1.0, 1.0),
            Method::Lrfd => (1.67 * 0.9, 0.9 * 1.67),
        };
        let net =
            plate.width_in * plate.length_in - std::f64::consts::FRAC_PI_4 * plate.hole_in.powi(2);
        let nearest = self
            .building
            .rod_moves
            .iter()
            .fold(0.0, |least: f64, m| least.min(m.move_in));
        let to_end = criteria.framing.rod_offset_in + nearest - 0.5 * plate.length_in;
        let inside = plate.length_in < 6.0 && to_end >= 3.0;
        let longer = if inside {
            1.0 + 0.375 / plate.length_in
        } else {
            1.0
        };
        let bearing = net * criteria.framing.fc_perp_psi * wood * longer;
        // A cantilever of an inch's width: w c²/2 on t²/6, at 0.75 Fy.
        let nut = 1.5 * level.diameter_in + 0.125;
        let arm = 0.5 * (plate.width_in.max(plate.length_in) - nut);
        let pressure =
            0.75 * plate.fy_ksi * 1000.0 * steel * plate.thickness_in.powi(2) / (3.0 * arm * arm);
        [
            bearing,
            if arm > 0.0 {
                pressure * net
            } else {
                f64::INFINITY
            },
        ]
    }

    /// Posts against column stability and bearing on the plates.
    pub(super) fn posts(&self, checks: &mut Checks) {
        let mut worst: Option<(usize, f64, f64)> = None;
        for (at, level) in self.run.levels.iter().enumerate() {
            let strength = self.post_strength(level);
            let demand = value(&self.chord.compression_lb, at);
            if worst.is_none_or(|(_, d, s)| demand / strength > d / s || strength.is_nan()) {
                worst = Some((at, demand, strength));
            }
        }
        if let Some((at, demand, strength)) = worst {
            let about = About {
                code: "post.capacity",
                place: &self.at(at),
                unit: "lb",
                reference: "NDS §3.7.1, §3.10",
                what: "compression within the posts' strength (the level with least to spare)",
            };
            checks.at_most(about, demand, strength);
        }
    }

    /// Posts under gravity alone, which stays for years: no load duration helps it.
    pub(super) fn posts_of_gravity(&self, checks: &mut Checks) {
        let mut worst: Option<(usize, f64, f64)> = None;
        for (at, level) in self.run.levels.iter().enumerate() {
            let loads = [
                &self.chord.dead_lb,
                &self.chord.live_lb,
                &self.chord.snow_lb,
            ];
            let demand = most_gravity(self.building, loads.map(|l| value(l, at)));
            let stated = value(&self.chord.gravity_compression_lb, at);
            let demand = if demand.is_nan() {
                demand
            } else {
                demand.max(stated)
            };
            let strength = self.column_strength(level, false);
            if worst.is_none_or(|(_, d, s)| demand / strength > d / s || strength.is_nan()) {
                worst = Some((at, demand, strength));
            }
        }
        if let Some((at, demand, strength)) = worst {
            let about = About {
                code: "post.gravity",
                place: &self.at(at),
                unit: "lb",
                reference: "ASCE 7 §2.3, §2.4; NDS §3.7.1, CD = 1.0",
                what: "gravity alone within the posts' strength (the level with least to spare)",
            };
            checks.at_most(about, demand, strength);
        }
    }

    fn post_strength(&self, level: &RodLevel) -> f64 {
        self.column_strength(level, true)
    }

    /// Stability of the columns, and where lateral load is in it, bearing on the plates too.
    fn column_strength(&self, level: &RodLevel, lateral: bool) -> f64 {
        let framing = &self.building.criteria.framing;
        let post = self
            .building
            .catalog
            .posts
            .iter()
            .find(|p| p.mark == level.posts);
        let (Some(post), Some(of)) = (post, self.building.levels.get(level.level)) else {
            return f64::NAN;
        };
        let area = 2.0 * post.width_in * post.depth_in;
        let (fc, emin, perp) = match self.building.criteria.method {
            Method::Asd => (
                if lateral { 1.6 } else { 1.0 } * framing.fc_psi,
                framing.emin_psi,
                framing.fc_perp_psi,
            ),
            Method::Lrfd => (
                if lateral { 1.0 } else { 0.8 } * 2.4 * 0.9 * framing.fc_psi,
                1.76 * 0.85 * framing.emin_psi,
                1.67 * 0.9 * framing.fc_perp_psi,
            ),
        };
        let free =
            12.0 * of.height_ft - of.floor_depth_in - 1.5 * f64::from(of.sill_plies + of.top_plies);
        let euler = 0.822 * emin / (free / post.depth_in).powi(2) / fc;
        let half = (1.0 + euler) / 1.6;
        let column = half - (half * half - euler / 0.8).sqrt();
        let stability = fc * column * area;
        if lateral {
            stability.min(perp * area)
        } else {
            stability
        }
    }
}
