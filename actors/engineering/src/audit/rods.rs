//! Every rod run worked out again: forces, strengths, deformations, travel, posts.

use std::collections::BTreeMap;

use crate::building::{Building, Method};
use crate::design::{ChordForce, LoadPath, RodLevel, RodRun};

use super::loads::{Worst, value};
use super::record::{About, Checks, Pair};

/// All runs.
pub(super) fn runs(building: &Building, path: &LoadPath, runs: &[RodRun], checks: &mut Checks) {
    let chords: BTreeMap<&str, &ChordForce> =
        path.chords.iter().map(|c| (c.run.as_str(), c)).collect();
    for run in runs {
        let Some(chord) = chords.get(run.id.as_str()) else {
            continue;
        };
        let audit = RunAudit {
            building,
            run,
            chord,
        };
        audit.tension(checks);
        if run.required {
            audit.plates(checks);
            audit.strength(checks);
            audit.order(checks);
            audit.deformation(checks);
            audit.travel(checks);
            audit.bearing(checks);
        }
        audit.posts(checks);
    }
}

struct RunAudit<'a> {
    building: &'a Building,
    run: &'a RodRun,
    chord: &'a ChordForce,
}

impl RunAudit<'_> {
    fn rods(&self) -> impl Iterator<Item = (usize, &RodLevel)> {
        self.run
            .levels
            .iter()
            .enumerate()
            .filter(|(_, l)| !l.rod.is_empty())
    }

    fn place(&self, worst: &Worst) -> String {
        let levels: Vec<usize> = self.run.levels.iter().map(|l| l.level).collect();
        worst.place(self.building, &self.run.id, &levels)
    }

    fn at(&self, at: usize) -> String {
        let level = self
            .run
            .levels
            .get(at)
            .and_then(|l| self.building.levels.get(l.level));
        level.map_or_else(
            || self.run.id.clone(),
            |l| format!("{}, {}", self.run.id, l.name),
        )
    }

    /// Chord tension against the run's, and rod force against it.
    fn tension(&self, checks: &mut Checks) {
        let mut same = Worst::default();
        let mut short: Option<(usize, f64, f64)> = None;
        for (at, level) in self.run.levels.iter().enumerate() {
            let tension = value(&self.chord.tension_lb, at);
            same.see(
                at,
                Pair {
                    audit: tension,
                    design: level.tension_lb,
                },
            );
            if short.is_none_or(|(_, t, r)| tension - level.rod_lb > t - r) {
                short = Some((at, tension, level.rod_lb));
            }
        }
        let about = |code, what| About {
            code,
            place: "",
            unit: "lb",
            reference: "statics",
            what,
        };
        let place = self.place(&same);
        checks.equal(
            About {
                place: &place,
                ..about("rod.tension", "chord tension against the run's")
            },
            same.pair,
            1.0,
        );
        if let Some((at, tension, rod)) = short {
            let what = "chord tension carried by the rod (the level with least to spare)";
            checks.at_most(
                About {
                    place: &self.at(at),
                    ..about("rod.carries", what)
                },
                tension,
                rod,
            );
        }
    }

    /// Rod force at each level against the plates above it, and the anchor against the lowest rod.
    fn plates(&self, checks: &mut Checks) {
        let mut sum = 0.0;
        let mut worst = Worst::default();
        for (at, level) in self.run.levels.iter().enumerate().rev() {
            sum += level.plate_lb;
            if !level.rod.is_empty() {
                // Within a span of skipped plates the rod carries what its lowest level passes on.
                let below = at.checked_sub(1).map(|b| &self.run.levels[b]);
                let opens = below.is_none_or(|b| b.restrained);
                if opens {
                    worst.see(
                        at,
                        Pair {
                            audit: sum,
                            design: level.rod_lb,
                        },
                    );
                } else if let Some(below) = below {
                    worst.see(
                        at,
                        Pair {
                            audit: below.rod_lb,
                            design: level.rod_lb,
                        },
                    );
                }
            }
        }
        let place = self.place(&worst);
        let about = About {
            code: "rod.plate-sum",
            place: &place,
            unit: "lb",
            reference: "statics",
            what: "sum of the plate forces above against the force in the rod",
        };
        checks.equal(about, worst.pair, 1.0);
        let lowest = self.run.levels.first().map_or(f64::NAN, |l| l.rod_lb);
        let about = About {
            code: "rod.anchor",
            place: &self.run.id,
            what: "lowest rod force against the anchor force",
            ..about
        };
        checks.equal(
            about,
            Pair {
                audit: lowest,
                design: self.run.anchor_lb,
            },
            1.0,
        );
    }

    /// Strength of each rod from the catalogue's grade.
    fn strength(&self, checks: &mut Checks) {
        let mut stated = Worst::default();
        let mut least: Option<(usize, f64, f64)> = None;
        for (at, level) in self.rods() {
            let Some(item) = self
                .building
                .catalog
                .rods
                .iter()
                .find(|r| r.mark == level.rod)
            else {
                checks.failed(
                    "rod.catalogue",
                    &self.at(at),
                    &format!("rod {} is not in the catalogue", level.rod),
                );
                continue;
            };
            let area = 0.25 * std::f64::consts::PI * item.diameter_in.powi(2);
            let (thread, yielding) = (0.75 * item.fu_ksi * area, item.fy_ksi * area);
            let strength = 1000.0
                * match self.building.criteria.method {
                    Method::Asd => (thread / 2.0).min(yielding / 1.67),
                    Method::Lrfd => (0.75 * thread).min(0.9 * yielding),
                };
            stated.see(
                at,
                Pair {
                    audit: strength,
                    design: level.rod_capacity_lb,
                },
            );
            let ratio = level.rod_lb / strength;
            if least.is_none_or(|(_, d, s)| ratio > d / s) {
                least = Some((at, level.rod_lb, strength));
            }
        }
        let about = |code, what| About {
            code,
            place: "",
            unit: "lb",
            reference: "AISC 360-16 §J3.6, §D2",
            what,
        };
        let place = self.place(&stated);
        checks.equal(
            About {
                place: &place,
                ..about(
                    "rod.strength-stated",
                    "rod strength of the audit against the stated",
                )
            },
            stated.pair,
            1.0,
        );
        if let Some((at, demand, strength)) = least {
            let what = "rod force within the rod's strength (the level with least to spare)";
            checks.at_most(
                About {
                    place: &self.at(at),
                    ..about("rod.strength", what)
                },
                demand,
                strength,
            );
        }
    }

    /// Never a smaller rod below a larger one, and a coupler wherever two rods meet.
    fn order(&self, checks: &mut Checks) {
        let rods: Vec<(usize, &RodLevel)> = self.rods().collect();
        let about = |code, what| About {
            code,
            place: &self.run.id,
            unit: "",
            reference: "continuous rod practice",
            what,
        };
        let ordered = rods
            .windows(2)
            .all(|w| w[0].1.diameter_in >= w[1].1.diameter_in - 1e-9);
        checks.holds(
            about("rod.order", "no rod stands on a smaller one"),
            1.0,
            f64::from(u8::from(ordered)),
        );
        let unbroken = rods.iter().enumerate().all(|(k, (at, _))| k == *at);
        let what = "rods run without a gap from the base to the last plate";
        checks.holds(
            about("rod.unbroken", what),
            1.0,
            f64::from(u8::from(unbroken)),
        );
        let joined = rods.windows(2).all(|w| {
            let (lower, upper) = (w[0].1, w[1].1);
            let item = self
                .building
                .catalog
                .couplers
                .iter()
                .find(|c| c.mark == upper.coupler);
            item.is_some_and(|c| {
                (c.lower_in - lower.diameter_in).abs() < 1e-6
                    && (c.upper_in - upper.diameter_in).abs() < 1e-6
            })
        });
        let what = "a coupler of the two diameters joins every pair of rods";
        checks.holds(about("rod.coupler", what), 1.0, f64::from(u8::from(joined)));
        let held = rods
            .last()
            .is_some_and(|(_, l)| l.restrained && !l.plate.is_empty());
        checks.holds(
            about("rod.top-plate", "the topmost rod ends in a plate"),
            1.0,
            f64::from(u8::from(held)),
        );
    }

    /// ASD force in the rod of a level, from the chord's ASD tensions, lb.
    fn asd_rods(&self, pick: impl Fn(&crate::design::ChordCase, usize) -> f64) -> Vec<f64> {
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

    /// Rod, crushing and device between plates at ASD force.
    fn deformation(&self, checks: &mut Checks) {
        let asd = self.asd_rods(|c, at| value(&c.asd_tension_lb, at));
        let mut stated = Worst::default();
        let mut most: Option<(usize, f64, f64)> = None;
        let mut rod_in = 0.0;
        for (at, level) in self.rods() {
            let force = asd.get(at).copied().unwrap_or(f64::NAN);
            rod_in += self.stretch(level, force);
            if !level.restrained {
                continue;
            }
            let above = self.run.levels.get(at + 1).filter(|l| !l.rod.is_empty());
            let plate = force - above.map_or(0.0, |_| asd.get(at + 1).copied().unwrap_or(0.0));
            let total = rod_in + self.crushing(level, plate) + self.device(level, plate);
            rod_in = 0.0;
            stated.see(
                at,
                Pair {
                    audit: total,
                    design: level.deformation_in,
                },
            );
            let limit = if level.by_drift_check {
                f64::INFINITY
            } else {
                level.deformation_limit_in
            };
            if most.is_none_or(|(_, d, l)| total / limit > d / l) {
                most = Some((at, total, limit));
            }
        }
        let about = |code, what| About {
            code,
            place: "",
            unit: "in",
            reference: "ICC-ES AC316 §6.0",
            what,
        };
        // Thousandths of an inch: `see` counts in parts of one, so small figures are scaled up.
        let place = self.place(&stated);
        let what = "rod, crushing and device of the audit against the stated deformation";
        checks.equal(
            About {
                place: &place,
                ..about("rod.deformation-stated", what)
            },
            stated.pair,
            0.01,
        );
        if let Some((at, total, limit)) = most.filter(|m| m.2.is_finite()) {
            let what = "deformation between plates at ASD force (the level with least to spare)";
            checks.at_most(
                About {
                    place: &self.at(at),
                    ..about("rod.deformation", what)
                },
                total,
                limit,
            );
        }
        let limit = self.building.criteria.rods.deformation_limit_in;
        let kept = self
            .rods()
            .filter(|(_, l)| l.restrained)
            .all(|(_, l)| (l.deformation_limit_in - limit).abs() < 1e-9);
        let what = "the limit is that of the criteria at every plate";
        checks.holds(
            About {
                place: &self.run.id,
                unit: "",
                ..about("rod.limit", what)
            },
            1.0,
            f64::from(u8::from(kept)),
        );
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
    fn travel(&self, checks: &mut Checks) {
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
    fn bearing(&self, checks: &mut Checks) {
        let mut worst: [Option<(usize, f64, f64)>; 3] = [None; 3];
        let asd = self.asd_rods(|c, at| value(&c.asd_tension_lb, at));
        for (at, level) in self.rods().filter(|(_, l)| l.restrained) {
            let [bearing, bending] = self.plate_strengths(level);
            let above = self.run.levels.get(at + 1).filter(|l| !l.rod.is_empty());
            let through = value(&asd, at) - above.map_or(0.0, |_| value(&asd, at + 1));
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
        let to_end = criteria.framing.rod_offset_in - 0.5 * plate.length_in;
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
    fn posts(&self, checks: &mut Checks) {
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

    fn post_strength(&self, level: &RodLevel) -> f64 {
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
            Method::Asd => (1.6 * framing.fc_psi, framing.emin_psi, framing.fc_perp_psi),
            Method::Lrfd => (
                2.4 * 0.9 * framing.fc_psi,
                1.76 * 0.85 * framing.emin_psi,
                1.67 * 0.9 * framing.fc_perp_psi,
            ),
        };
        let free =
            12.0 * of.height_ft - of.floor_depth_in - 1.5 * f64::from(of.sill_plies + of.top_plies);
        let euler = 0.822 * emin / (free / post.depth_in).powi(2) / fc;
        let half = (1.0 + euler) / 1.6;
        let column = half - (half * half - euler / 0.8).sqrt();
        (fc * column * area).min(perp * area)
    }
}
