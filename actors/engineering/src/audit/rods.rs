//! Every rod run worked out again: forces, rod strengths, order and couplers.

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
        audit.posts_of_gravity(checks);
    }
}

pub(super) struct RunAudit<'a> {
    pub(super) building: &'a Building,
    pub(super) run: &'a RodRun,
    pub(super) chord: &'a ChordForce,
}

impl RunAudit<'_> {
    pub(super) fn rods(&self) -> impl Iterator<Item = (usize, &RodLevel)> {
        self.run
            .levels
            .iter()
            .enumerate()
            .filter(|(_, l)| !l.rod.is_empty())
    }

    pub(super) fn place(&self, worst: &Worst) -> String {
        let levels: Vec<usize> = self.run.levels.iter().map(|l| l.level).collect();
        worst.place(self.building, &self.run.id, &levels)
    }

    pub(super) fn at(&self, at: usize) -> String {
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
}
