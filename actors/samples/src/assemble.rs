//! From the building to its truth: shear walls named, typed and stacked.

use std::collections::BTreeMap;

use crate::building::{Building, Place, Wall};
use crate::geometry::{P, along, middle};
use crate::program::ROD_OFFSET_IN;
use crate::sizing::{self, Estimate, Standing};
use crate::truth::{ExpectedRun, TrueOpening, TrueStack, TrueWall};

/// The shear walls of the truth and where each stands in the building.
#[derive(Debug, Clone)]
pub(crate) struct Assembly {
    pub(crate) walls: Vec<TrueWall>,
    pub(crate) stacks: Vec<TrueStack>,
    pub(crate) runs: Vec<ExpectedRun>,
    /// By level and place: index into `walls`.
    pub(crate) by_place: BTreeMap<(usize, Place), usize>,
}

/// Below this a wall end is held by the sill's anchor bolts.
const LEAST_TENSION_KIP: f64 = 0.05;

/// Start with the lower x, then the lower y.
fn ordered(a: P, b: P) -> bool {
    if (a[0] - b[0]).abs() > 0.01 {
        a[0] < b[0]
    } else {
        a[1] < b[1]
    }
}

fn true_wall(wall: &Wall, level: usize, mark: &str) -> TrueWall {
    let length = wall.length();
    let forward = ordered(wall.start, wall.end);
    let turn = |[from, to]: [f64; 2]| {
        if forward {
            [from, to]
        } else {
            [length - to, length - from]
        }
    };
    let mut openings: Vec<TrueOpening> = wall
        .openings
        .iter()
        .map(|o| {
            let [from_in, to_in] = turn([o.from, o.to]);
            TrueOpening {
                kind: o.kind(),
                from_in,
                to_in,
            }
        })
        .collect();
    let mut segments_in: Vec<[f64; 2]> = wall.pieces().into_iter().map(turn).collect();
    if !forward {
        openings.reverse();
        segments_in.reverse();
    }
    let (start_in, end_in) = if forward {
        (wall.start, wall.end)
    } else {
        (wall.end, wall.start)
    };
    TrueWall {
        id: String::new(),
        level,
        mark: mark.to_owned(),
        start_in,
        end_in,
        thickness_in: wall.thickness,
        openings,
        segments_in,
    }
}

/// Names, types and stacks the shear walls; `marks` are the drafter's, lightest type first.
pub(crate) fn assemble(building: &Building, marks: &[&str]) -> Assembly {
    let mut standing: BTreeMap<Place, Standing> = BTreeMap::new();
    for (level, plan) in building.levels.iter().enumerate() {
        for wall in &plan.walls {
            let Some(place) = wall.place else { continue };
            let segments = wall.pieces();
            let entry = standing.entry(place).or_insert(Standing {
                place,
                storeys: 0,
                segments,
            });
            entry.storeys = level + 1;
        }
    }
    let standing: Vec<Standing> = standing.into_values().collect();
    let estimates = sizing::estimate(building, &standing);
    let of_place: BTreeMap<Place, &Estimate> =
        standing.iter().map(|s| s.place).zip(&estimates).collect();

    let mut walls = Vec::new();
    let mut by_place = BTreeMap::new();
    for (level, plan) in building.levels.iter().enumerate() {
        let mut here: Vec<(TrueWall, Place)> = plan
            .walls
            .iter()
            .filter_map(|wall| {
                let place = wall.place?;
                let kind = of_place.get(&place)?.types[level];
                Some((true_wall(wall, level, marks[kind]), place))
            })
            .collect();
        here.sort_by(|a, b| {
            let key = |w: &TrueWall| {
                let m = middle(w.start_in, w.end_in);
                [(m[0] * 100.0).round(), (m[1] * 100.0).round()]
            };
            let (a, b) = (key(&a.0), key(&b.0));
            a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]))
        });
        for (n, (mut wall, place)) in here.into_iter().enumerate() {
            wall.id = format!("L{}-W{:02}", level + 1, n + 1);
            by_place.insert((level, place), walls.len());
            walls.push(wall);
        }
    }

    let mut stacks = Vec::new();
    let mut runs = Vec::new();
    for (standing, estimate) in standing.iter().zip(&estimates) {
        let indices: Vec<usize> = (0..standing.storeys)
            .filter_map(|level| by_place.get(&(level, standing.place)).copied())
            .collect();
        let lowest = &walls[indices[0]];
        let forward = lowest.segments_in.first() == standing.segments.first()
            || lowest.segments_in == standing.segments;
        for (n, segment) in lowest.segments_in.iter().enumerate() {
            let drawn = if forward {
                n
            } else {
                standing.segments.len() - 1 - n
            };
            let tension = &estimate.tension_kip[drawn];
            if tension.iter().all(|t| *t < LEAST_TENSION_KIP) {
                continue;
            }
            for far_end in [false, true] {
                runs.push(ExpectedRun {
                    stack: stacks.len(),
                    segment: n,
                    far_end,
                    at_in: rod_at(lowest, *segment, far_end),
                    tension_kip: tension.clone(),
                });
            }
        }
        stacks.push(TrueStack {
            walls: indices.iter().map(|&i| walls[i].id.clone()).collect(),
        });
    }
    Assembly {
        walls,
        stacks,
        runs,
        by_place,
    }
}

/// Where the rod at an end of a segment stands.
pub(crate) fn rod_at(wall: &TrueWall, segment: [f64; 2], far_end: bool) -> P {
    let from_start = if far_end {
        segment[1] - ROD_OFFSET_IN
    } else {
        segment[0] + ROD_OFFSET_IN
    };
    along(wall.start_in, wall.end_in, from_start)
}
