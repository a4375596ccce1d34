//! Equilibrium: story shears against wall lines, lines against segments, whole stacks cut free at
//! the base of every level.

use std::collections::{BTreeMap, BTreeSet};

use crate::building::{Building, Diaphragm, Wall};
use crate::design::{ChordForce, Direction, LineForce, Load, LoadPath, SegmentForce};

use super::loads::{forces_kip, value};
use super::record::{About, Checks, Pair, TOLERANCE};

const LOADS: [(Load, &str); 2] = [(Load::Seismic, "seismic"), (Load::Wind, "wind")];
const DIRECTIONS: [(Direction, &str, usize); 2] = [(Direction::X, "x", 0), (Direction::Y, "y", 1)];

/// The shears of all lines of a level and direction against the story shear.
pub(super) fn story_shears(building: &Building, path: &LoadPath, checks: &mut Checks) {
    for (load, load_name) in LOADS {
        for (direction, direction_name, _) in DIRECTIONS {
            let forces = forces_kip(building, load, direction);
            if forces.is_empty() {
                continue;
            }
            let mut shear_lb = 0.0;
            for level in (0..building.levels.len()).rev() {
                let force_lb = value(&forces, level) * 1000.0;
                shear_lb += force_lb;
                let place = format!(
                    "{}, {load_name} along {direction_name}",
                    building.levels[level].name
                );
                let lines: Vec<&LineForce> = path
                    .lines
                    .iter()
                    .filter(|l| l.level == level && l.direction == direction && l.load == load)
                    .collect();
                level_lines(building, &place, &lines, shear_lb, force_lb, checks);
            }
        }
    }
}

fn level_lines(
    building: &Building,
    place: &str,
    lines: &[&LineForce],
    shear_lb: f64,
    force_lb: f64,
    checks: &mut Checks,
) {
    let sum = |of: fn(&LineForce) -> f64| lines.iter().map(|l| of(l)).sum::<f64>();
    let about = |code, what| About {
        code,
        place,
        unit: "lb",
        reference: "statics",
        what,
    };
    if building.criteria.diaphragm != Diaphragm::Rigid {
        let pair = Pair {
            audit: shear_lb,
            design: sum(|l| l.flexible_shear_lb),
        };
        let what = "story shear against the sum of the lines' flexible shears";
        checks.equal(about("equilibrium.story-shear", what), pair, 1.0);
    }
    if building.criteria.diaphragm != Diaphragm::Flexible {
        let pair = Pair {
            audit: force_lb,
            design: sum(|l| l.rigid_inherent_lb),
        };
        let what =
            "story force against the sum of the lines' rigid shares, accidental torsion apart";
        checks.equal(about("equilibrium.rigid-share", what), pair, 1.0);
    }
    // Accidental torsion and the envelope only ever add, so the design's shears cover the story.
    let what = "story shear covered by the sum of the lines' design shears";
    checks.at_most(
        about("equilibrium.line-shears", what),
        shear_lb,
        sum(|l| l.shear_lb),
    );
    let enveloped = lines.iter().all(|l| {
        let needed = match building.criteria.diaphragm {
            Diaphragm::Flexible => l.flexible_shear_lb,
            Diaphragm::Rigid => l.rigid_shear_lb,
            Diaphragm::Envelope => l.flexible_shear_lb.max(l.rigid_shear_lb),
        };
        l.shear_lb >= needed * (1.0 - TOLERANCE)
    });
    let what = "each line's design shear is that of the diaphragm's model";
    checks.holds(
        About {
            unit: "",
            ..about("equilibrium.diaphragm", what)
        },
        1.0,
        f64::from(u8::from(enveloped)),
    );
}

/// A line's shear against the shears of its segments.
pub(super) fn segments_of_lines(building: &Building, path: &LoadPath, checks: &mut Checks) {
    let mut by_line: BTreeMap<(&str, usize), Vec<&SegmentForce>> = BTreeMap::new();
    for segment in path.segments.iter().filter(|s| s.effective) {
        by_line
            .entry((&segment.line, segment.level))
            .or_default()
            .push(segment);
    }
    let skew: BTreeSet<usize> = path
        .segments
        .iter()
        .filter(|s| s.effective && is_skewed(s))
        .map(|s| s.level)
        .collect();
    let skewed = |segments: &[&SegmentForce]| segments.iter().any(|s| is_skewed(s));
    for line in &path.lines {
        let Some(segments) = by_line.get(&(line.line.as_str(), line.level)) else {
            continue;
        };
        if skewed(segments) || skew.contains(&line.level) {
            continue; // such walls stand in two lines at once: `covered` judges them by direction
        }
        let sum: f64 = segments.iter().map(|s| shear(s, line.load)).sum();
        let load = name(line.load);
        let place = format!(
            "line {}, {}, {load}",
            line.line,
            building.levels.get(line.level).map_or("?", |l| &l.name)
        );
        let about = About {
            code: "equilibrium.segments",
            place: &place,
            unit: "lb",
            reference: "statics",
            what: "shear of the line against the sum of its segments' shears",
        };
        checks.equal(
            about,
            Pair {
                audit: line.shear_lb,
                design: sum,
            },
            1.0,
        );
    }
    covered(building, path, &skew, checks);
}

/// On levels with walls at an angle: what all walls resist along an axis covers all lines.
fn covered(building: &Building, path: &LoadPath, skew: &BTreeSet<usize>, checks: &mut Checks) {
    for (level, named) in building
        .levels
        .iter()
        .enumerate()
        .filter(|(l, _)| skew.contains(l))
    {
        for (load, load_name) in LOADS {
            for (direction, direction_name, axis) in DIRECTIONS {
                let demand: f64 = path
                    .lines
                    .iter()
                    .filter(|l| l.level == level && l.direction == direction && l.load == load)
                    .map(|l| l.shear_lb)
                    .sum();
                let given: f64 = path
                    .segments
                    .iter()
                    .filter(|s| s.effective && s.level == level)
                    .map(|s| shear(s, load) * unit(s)[axis].abs())
                    .sum();
                let place = format!("{}, {load_name} along {direction_name}", named.name);
                let about = About {
                    code: "equilibrium.segments",
                    place: &place,
                    unit: "lb",
                    reference: "statics",
                    what: "shears of all lines covered by what the walls resist along the axis",
                };
                checks.at_most(about, demand, given);
            }
        }
    }
}

fn unit(segment: &SegmentForce) -> [f64; 2] {
    let [a, b] = [segment.start_ft, segment.end_ft];
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx.hypot(dy).max(1e-9);
    [dx / length, dy / length]
}

fn is_skewed(segment: &SegmentForce) -> bool {
    let [x, y] = unit(segment).map(f64::abs);
    x.min(y) > 5.0_f64.to_radians().sin()
}

fn shear(segment: &SegmentForce, load: Load) -> f64 {
    match load {
        Load::Seismic => segment.seismic_shear_lb,
        Load::Wind => segment.wind_shear_lb,
    }
}

fn name(load: Load) -> &'static str {
    match load {
        Load::Seismic => "seismic",
        Load::Wind => "wind",
    }
}

/// Each stack cut free at the base of each of its levels.
pub(super) fn stacks(building: &Building, path: &LoadPath, checks: &mut Checks) {
    let mut segments: BTreeMap<&str, Vec<&SegmentForce>> = BTreeMap::new();
    for segment in path.segments.iter().filter(|s| s.effective) {
        segments.entry(&segment.stack).or_default().push(segment);
    }
    let mut chords: BTreeMap<&str, Vec<&ChordForce>> = BTreeMap::new();
    for chord in &path.chords {
        chords.entry(&chord.stack).or_default().push(chord);
    }
    let walls: BTreeMap<&str, &Wall> = building.walls.iter().map(|w| (w.id.as_str(), w)).collect();
    for (stack, segments) in segments {
        let none = Vec::new();
        let chords = chords.get(stack).unwrap_or(&none);
        let cut = Cut {
            building,
            stack,
            segments: &segments,
            chords,
            walls: &walls,
        };
        for (level, named) in building.levels.iter().enumerate() {
            if segments.iter().any(|s| s.level == level) {
                cut.overturning(level, &named.name, checks);
                cut.gravity(level, &named.name, checks);
            }
        }
    }
}

/// A stack, cut.
struct Cut<'a> {
    building: &'a Building,
    stack: &'a str,
    segments: &'a [&'a SegmentForce],
    chords: &'a [&'a ChordForce],
    walls: &'a BTreeMap<&'a str, &'a Wall>,
}

impl Cut<'_> {
    /// Story shears times heights of everything above the cut against the moment of all chord
    /// forces at it; and those chord forces against each other.
    fn overturning(&self, level: usize, name_of_level: &str, checks: &mut Checks) {
        let framing = &self.building.criteria.framing;
        for (load, load_name) in LOADS {
            let demand: f64 = self
                .segments
                .iter()
                .filter(|s| s.level >= level)
                .map(|s| shear(s, load) * self.building.levels[s.level].height_ft)
                .sum();
            let Some(axis) = self.chords.first().map(|c| c.inward) else {
                continue;
            };
            let (mut moment, mut up, mut down) = (0.0, 0.0, 0.0);
            let mut any = false;
            for chord in self.chords {
                let Some(at) = chord.levels.iter().position(|l| *l == level) else {
                    continue;
                };
                let Some(case) = chord.cases.iter().find(|c| c.load == load) else {
                    continue;
                };
                any = true;
                let side = axis[0] * chord.inward[0] + axis[1] * chord.inward[1];
                let place = axis[0] * chord.at_ft[0] + axis[1] * chord.at_ft[1];
                let moved_in: f64 = self
                    .building
                    .rod_moves
                    .iter()
                    .filter(|m| m.run == chord.run)
                    .map(|m| m.move_in)
                    .sum();
                if side > 0.0 {
                    // The force goes along `axis`: this end is pulled up and held down by its rod.
                    let held = value(&case.uplift_lb, at);
                    moment -= held * (place + (framing.rod_offset_in + moved_in) / 12.0);
                    down += held;
                } else {
                    let pushed = value(&case.thrust_lb, at);
                    moment += pushed * (place - (framing.post_offset_in + moved_in) / 12.0);
                    up += pushed;
                }
            }
            if !any {
                continue;
            }
            let place = format!("stack {}, {name_of_level}, {load_name}", self.stack);
            let about = About {
                code: "equilibrium.overturning",
                place: &place,
                unit: "lb-ft",
                reference: "statics: Σ V h of the levels above the cut",
                what: "overturning at the base of the level against the moment of the chord forces there",
            };
            checks.equal(
                about,
                Pair {
                    audit: demand,
                    design: moment,
                },
                100.0,
            );
            let what = "rods' hold-down against posts' thrust at the cut, lateral load alone";
            let about = About {
                code: "equilibrium.vertical",
                unit: "lb",
                reference: "statics",
                what,
                ..about
            };
            checks.equal(
                about,
                Pair {
                    audit: down,
                    design: up,
                },
                10.0,
            );
        }
    }

    /// Dead load above the cut against what the ends are credited with.
    fn gravity(&self, level: usize, name_of_level: &str, checks: &mut Checks) {
        let load_lb: f64 = self
            .segments
            .iter()
            .filter(|s| s.level >= level)
            .map(|s| {
                let own = self.walls.get(s.wall.as_str()).and_then(|w| w.dead_plf);
                own.unwrap_or(self.building.levels[s.level].dead_plf) * s.length_ft
            })
            .sum();
        let mut credited = 0.0;
        for chord in self.chords {
            let Some(at) = chord.levels.iter().position(|l| *l == level) else {
                continue;
            };
            let length = self
                .segments
                .iter()
                .find(|s| chord.segments.get(at).is_some_and(|c| *c == s.segment))
                .map_or(f64::NAN, |s| s.length_ft);
            credited += value(&chord.resisting_lbft, at) / length;
        }
        let place = format!("stack {}, {name_of_level}", self.stack);
        let about = About {
            code: "equilibrium.dead-load",
            place: &place,
            unit: "lb",
            reference: "statics",
            what: "dead load above the cut against what its two ends hold down",
        };
        checks.equal(
            about,
            Pair {
                audit: load_lb,
                design: credited,
            },
            10.0,
        );
    }
}
