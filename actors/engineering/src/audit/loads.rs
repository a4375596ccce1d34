//! The audit's own story forces and load combinations.

use crate::building::{Building, Code, Method, Seismic};
use crate::design::{ChordForce, Direction, Load, LoadPath};

use super::record::{About, Checks, Pair};

/// Seismic story forces by ASCE 7 §12.8, or as given, kip; empty without seismic.
pub(super) fn seismic_kip(building: &Building) -> Vec<f64> {
    let Some(seismic) = &building.criteria.seismic else {
        return Vec::new();
    };
    if !seismic.story_forces_kip.is_empty() {
        return seismic.story_forces_kip.clone();
    }
    let mut tops = Vec::with_capacity(building.levels.len());
    let mut z = building.levels.first().map_or(0.0, |l| l.elevation_ft);
    for level in &building.levels {
        z += level.height_ft;
        tops.push(z);
    }
    let roof = tops.last().copied().unwrap_or(0.0);
    let period = 0.02 * roof.powf(0.75);
    let total: f64 = building.levels.iter().map(|l| l.weight_kip).sum();
    let base = coefficient(seismic, period) * total;
    let exponent = (1.0 + (period - 0.5) / 2.0).clamp(1.0, 2.0);
    let moments: Vec<f64> = building
        .levels
        .iter()
        .zip(&tops)
        .map(|(l, z)| l.weight_kip * z.powf(exponent))
        .collect();
    let sum: f64 = moments.iter().sum();
    moments.into_iter().map(|m| base * m / sum).collect()
}

fn coefficient(s: &Seismic, period: f64) -> f64 {
    let ratio = s.ie / s.r;
    let plateau = s.sds_g * ratio;
    let falling = s.sd1_g * ratio / period
        * if period > s.tl_s {
            s.tl_s / period
        } else {
            1.0
        };
    let near_fault = if s.s1_g >= 0.6 {
        0.5 * s.s1_g * ratio
    } else {
        0.0
    };
    let floor = near_fault.max(0.044 * s.sds_g * s.ie).max(0.01);
    plateau.min(falling).max(floor)
}

/// Story forces of a load and direction, kip, a level.
pub(super) fn forces_kip(building: &Building, load: Load, direction: Direction) -> Vec<f64> {
    match (load, &building.criteria.wind, direction) {
        (Load::Seismic, ..) => seismic_kip(building),
        (Load::Wind, None, _) => Vec::new(),
        (Load::Wind, Some(wind), Direction::X) => wind.story_forces_x_kip.clone(),
        (Load::Wind, Some(wind), Direction::Y) => wind.story_forces_y_kip.clone(),
    }
}

/// The design's seismic story forces against the audit's.
pub(super) fn story_forces(building: &Building, path: &LoadPath, checks: &mut Checks) {
    if building.criteria.seismic.is_none() {
        return;
    }
    let own = seismic_kip(building);
    let about = |place, what| About {
        code: "loads.story-force",
        place,
        unit: "kip",
        reference: "ASCE 7 §12.8.3",
        what,
    };
    let sum = Pair {
        audit: own.iter().sum(),
        design: path.base_shear_kip,
    };
    checks.equal(
        About {
            code: "loads.base-shear",
            reference: "ASCE 7 §12.8.1",
            ..about("base", "base shear")
        },
        sum,
        1e-6,
    );
    if own.len() != path.seismic_story_kip.len() {
        checks.holds(
            about("building", "one seismic story force a level"),
            own.len() as f64,
            path.seismic_story_kip.len() as f64,
        );
    }
    for ((audit, design), level) in own
        .iter()
        .zip(&path.seismic_story_kip)
        .zip(&building.levels)
    {
        let pair = Pair {
            audit: *audit,
            design: *design,
        };
        checks.equal(
            about(&level.name, "seismic story force at the top of the level"),
            pair,
            1e-6,
        );
    }
}

/// Factors of one lateral load: on it and on dead load against it.
fn uplift(building: &Building, load: Load, level: Strength) -> (f64, f64) {
    let (sds, rho) = building
        .criteria
        .seismic
        .as_ref()
        .map_or((0.0, 1.0), |s| (s.sds_g, s.rho));
    match (load, level) {
        (Load::Seismic, Strength::Asd) => (0.7 * rho, 0.6 - 0.14 * sds),
        (Load::Seismic, Strength::Lrfd) => (rho, 0.9 - 0.2 * sds),
        (Load::Seismic, Strength::Drift) => (1.0, 0.9 - 0.2 * sds),
        (Load::Wind, Strength::Asd) => (0.6, 0.6),
        (Load::Wind, Strength::Lrfd | Strength::Drift) => (1.0, 0.9),
    }
}

#[derive(Clone, Copy)]
enum Strength {
    Asd,
    Lrfd,
    Drift,
}

/// Net tension and compression of every end against the audit's own combinations.
pub(super) fn combinations(building: &Building, path: &LoadPath, checks: &mut Checks) {
    for chord in &path.chords {
        tension(building, chord, checks);
        compression(building, chord, checks);
    }
}

fn tension(building: &Building, chord: &ChordForce, checks: &mut Checks) {
    let method = match building.criteria.method {
        Method::Asd => Strength::Asd,
        Method::Lrfd => Strength::Lrfd,
    };
    let mut worst = Worst::default();
    for at in 0..chord.levels.len() {
        let net = |load, uplift_lb: f64, strength| {
            let (lateral, dead) = uplift(building, load, strength);
            // A dead load factor below zero (very strong shaking) pulls as well.
            (lateral * uplift_lb - dead * value(&chord.dead_lb, at)).max(0.0)
        };
        let mut governing = 0.0_f64;
        for case in &chord.cases {
            let up = value(&case.uplift_lb, at).max(-value(&case.thrust_lb, at));
            let lists = [
                (method, &case.tension_lb),
                (Strength::Asd, &case.asd_tension_lb),
                (Strength::Drift, &case.drift_tension_lb),
            ];
            for (strength, list) in lists {
                if matches!(strength, Strength::Drift) && case.load == Load::Wind {
                    continue; // drift is a seismic check
                }
                worst.see(
                    at,
                    Pair {
                        audit: net(case.load, up, strength),
                        design: value(list, at),
                    },
                );
            }
            governing = governing.max(net(case.load, up, method));
        }
        worst.see(
            at,
            Pair {
                audit: governing,
                design: value(&chord.tension_lb, at),
            },
        );
    }
    let place = worst.place(building, &chord.run, &chord.levels);
    checks.equal(
        About {
            code: "combination.tension",
            place: &place,
            unit: "lb",
            reference: "ASCE 7 §2.3, §2.4",
            what: "net tension of the worst combination (the level where both differ most)",
        },
        worst.pair,
        1.0,
    );
}

fn compression(building: &Building, chord: &ChordForce, checks: &mut Checks) {
    let mut worst = Worst::default();
    for at in 0..chord.levels.len() {
        let gravity = [&chord.dead_lb, &chord.live_lb, &chord.snow_lb].map(|l| value(l, at));
        let of = |load| {
            let case = chord.cases.iter().find(|c| c.load == load);
            case.map_or(0.0, |c| {
                value(&c.thrust_lb, at).max(-value(&c.uplift_lb, at))
            })
        };
        let audit = most_compression(building, gravity, of(Load::Seismic), of(Load::Wind));
        worst.see(
            at,
            Pair {
                audit,
                design: value(&chord.compression_lb, at),
            },
        );
    }
    let place = worst.place(building, &chord.run, &chord.levels);
    checks.equal(
        About {
            code: "combination.compression",
            place: &place,
            unit: "lb",
            reference: "ASCE 7 §2.3, §2.4",
            what: "compression of the worst combination (the level where both differ most)",
        },
        worst.pair,
        1.0,
    );
}

/// The largest compression of gravity alone, lb.
pub(super) fn most_gravity(building: &Building, [d, l, s]: [f64; 3]) -> f64 {
    let newer = building.criteria.code == Code::Asce7_22;
    let roof = if newer { 0.7 } else { 1.0 };
    let all = match building.criteria.method {
        Method::Asd => [d + l, d + roof * s, d + 0.75 * l + 0.75 * roof * s, d],
        Method::Lrfd => [
            1.4 * d,
            1.2 * d + 1.6 * l + if newer { 0.3 } else { 0.5 } * s,
            1.2 * d + if newer { 1.0 } else { 1.6 } * s + l,
            1.2 * d,
        ],
    };
    if all.iter().any(|v| v.is_nan()) {
        return f64::NAN;
    }
    all.into_iter().fold(0.0, f64::max)
}

/// The largest compression of all combinations, lb.
fn most_compression(building: &Building, [d, l, s]: [f64; 3], e: f64, w: f64) -> f64 {
    let newer = building.criteria.code == Code::Asce7_22;
    let seismic = building.criteria.seismic.as_ref();
    let (sds, rho) = seismic.map_or((0.0, 1.0), |x| (x.sds_g, x.rho));
    let roof = if newer { 0.7 } else { 1.0 };
    let all = match building.criteria.method {
        Method::Asd => [
            d,
            d + l,
            d + roof * s,
            d + 0.75 * l + 0.75 * roof * s,
            d + 0.6 * w,
            d + 0.75 * l + 0.45 * w + 0.75 * roof * s,
            (1.0 + 0.14 * sds) * d + 0.7 * rho * e,
            (1.0 + 0.105 * sds) * d
                + 0.525 * rho * e
                + 0.75 * l
                + if newer { 0.1 } else { 0.75 } * s,
        ],
        Method::Lrfd => [
            1.4 * d,
            1.2 * d + 1.6 * l + if newer { 0.3 } else { 0.5 } * s,
            1.2 * d + if newer { 1.0 } else { 1.6 } * s + l,
            1.2 * d + if newer { 1.0 } else { 1.6 } * s + 0.5 * w,
            1.2 * d + w + l + if newer { 0.3 } else { 0.5 } * s,
            0.9 * d + w,
            (1.2 + 0.2 * sds) * d + rho * e + l + if newer { 0.15 } else { 0.2 } * s,
            (0.9 - 0.2 * sds) * d + rho * e,
        ],
    };
    all.into_iter().fold(0.0, f64::max)
}

/// The level where audit and design differ most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worst {
    at: usize,
    off: f64,
    pub(super) pair: Pair,
}

impl Default for Worst {
    fn default() -> Self {
        Self {
            at: 0,
            off: -1.0,
            pair: Pair {
                audit: 0.0,
                design: 0.0,
            },
        }
    }
}

impl Worst {
    pub(super) fn see(&mut self, at: usize, pair: Pair) {
        let off = pair.off(1.0);
        if off > self.off {
            *self = Self { at, off, pair };
        }
    }

    pub(super) fn place(&self, building: &Building, run: &str, levels: &[usize]) -> String {
        let level = levels.get(self.at).and_then(|l| building.levels.get(*l));
        level.map_or_else(|| run.to_owned(), |l| format!("{run}, {}", l.name))
    }
}

/// A list's value; NaN, which no check passes, where the list is too short.
pub(super) fn value(list: &[f64], at: usize) -> f64 {
    list.get(at).copied().unwrap_or(f64::NAN)
}
