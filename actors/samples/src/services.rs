//! Beams, ducts and pipes: where they run, and which of them run through rods on purpose.
//!
//! Each unit has the same routes, none of which comes near the end of a shear wall; for a clash
//! one route of one unit is moved onto a rod.

use std::collections::BTreeMap;

use crate::assemble::{Assembly, rod_at};
use crate::building::{Building, Line, Place, UnitPlace};
use crate::geometry::{P, distance, distance_to_piece};
use crate::program::{CLEAR_OF_PARTY_IN, CorridorWalls, ROD_OFFSET_IN};
use crate::random::Dice;
use crate::truth::{ObstacleKind, ObstacleShape, TrueClash, TrueObstacle};
use crate::unit::BATH_DEEP_IN;

/// Which drawing a route belongs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    Air,
    Water,
    Waste,
    Sprinkler,
    Beam,
}

/// A route on a level.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) level: usize,
    pub(crate) wing: usize,
    pub(crate) system: System,
    pub(crate) shape: ObstacleShape,
    pub(crate) label: String,
    pub(crate) bottom_in: Option<f64>,
}

impl Route {
    pub(crate) fn kind(&self) -> ObstacleKind {
        match self.system {
            System::Air => ObstacleKind::Duct,
            System::Water | System::Waste | System::Sprinkler => ObstacleKind::Pipe,
            System::Beam => ObstacleKind::Beam,
        }
    }

    /// Clear distance from `p` to its surface on plan.
    pub(crate) fn clear_of(&self, p: P) -> f64 {
        match &self.shape {
            ObstacleShape::Run { path_in, width_in } => {
                path_in
                    .windows(2)
                    .map(|w| distance_to_piece(p, w[0], w[1]))
                    .fold(f64::INFINITY, f64::min)
                    - width_in / 2.0
            }
            ObstacleShape::Riser {
                center_in,
                diameter_in,
            } => distance(p, *center_in) - diameter_in / 2.0,
        }
    }

    pub(crate) fn truth(&self, id: usize, sheet: &str) -> TrueObstacle {
        TrueObstacle {
            id,
            level: self.level,
            kind: self.kind(),
            shape: self.shape.clone(),
            label: self.label.clone(),
            bottom_in: self.bottom_in,
            sheet: sheet.to_owned(),
        }
    }
}

/// A route that is moved onto a rod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moved {
    Exhaust,
    Riser,
    Beam,
    Water,
}

const MOVED: [Moved; 4] = [Moved::Exhaust, Moved::Riser, Moved::Beam, Moved::Water];

/// By level, unit and route: the local `a` it is moved to.
type Moves = BTreeMap<(usize, usize, Moved), f64>;

/// How labels write sizes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Labels {
    pub(crate) metric: bool,
}

impl Labels {
    fn duct(self, wide: u32, deep: u32) -> String {
        if self.metric {
            format!(
                "{:.0}x{:.0}",
                f64::from(wide) * 25.4,
                f64::from(deep) * 25.4
            )
        } else {
            format!("{wide}x{deep}")
        }
    }

    fn pipe(self, inches: &str, nominal_mm: u32, what: &str) -> String {
        if self.metric {
            format!("DN{nominal_mm} {what}")
        } else {
            format!("{inches}\" {what}")
        }
    }

    fn round_duct(self, inches: u32, what: &str) -> String {
        if self.metric {
            format!("{:.0}Ø {what}", f64::from(inches) * 25.4)
        } else {
            format!("{inches}\"Ø {what}")
        }
    }

    fn bottom(self, inches: f64) -> String {
        if self.metric {
            format!("B.O.D. +{:.0}", inches * 25.4)
        } else {
            format!(
                "B.O.D. +{:.0}'-{:.0}\"",
                (inches / 12.0).floor(),
                inches % 12.0
            )
        }
    }
}

/// All routes of the building and the clashes among them.
pub(crate) fn routes(
    building: &Building,
    assembly: &Assembly,
    labels: Labels,
    seed: u64,
) -> (Vec<Route>, Vec<TrueClash>) {
    let (moves, wanted) = choose(building, assembly, seed);
    let mut routes = Vec::new();
    for (level, plan) in building.levels.iter().enumerate() {
        for w in 0..building.program.wings.len() {
            corridor_mains(building, level, w, labels, &mut routes);
        }
        for (u, unit) in plan.units.iter().enumerate() {
            unit_routes(level, u, unit, labels, &moves, &mut routes);
            if level > 0 {
                beam(level, u, unit, labels, &moves, &mut routes);
            }
        }
    }
    let mut clashes = Vec::new();
    for (level, wall, segment, far_end, rod, kind) in wanted {
        let hit = routes
            .iter()
            .position(|r| r.level == level && r.clear_of(rod) < 0.0 && r.kind() == kind);
        if let Some(obstacle) = hit {
            clashes.push(TrueClash {
                level,
                wall: assembly.walls[wall].id.clone(),
                segment,
                far_end,
                rod_in: rod,
                obstacle,
            });
        }
    }
    clashes.sort_by(|a, b| {
        (a.level, &a.wall, a.segment, a.far_end).cmp(&(b.level, &b.wall, b.segment, b.far_end))
    });
    (routes, clashes)
}

/// Level, wall, segment, end, rod, kind of obstacle.
type Wanted = (usize, usize, usize, bool, P, ObstacleKind);

fn choose(building: &Building, assembly: &Assembly, seed: u64) -> (Moves, Vec<Wanted>) {
    let mut dice = Dice::new(seed, "clashes");
    let mut moves = Moves::new();
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    // A building has enough free walls; the bound only keeps an odd program from looping.
    for _ in 0..4000 {
        if wanted.len() == building.program.clashes {
            break;
        }
        let moved = MOVED[wanted.len() % MOVED.len()];
        let top = building.levels.len().min(4) - 1;
        let level = match moved {
            Moved::Beam => 1 + dice.below(top.min(2)),
            _ => dice.below(top),
        };
        let units = &building.levels[level].units;
        let u = dice.below(units.len());
        let unit = &units[u];
        if unit.number.is_empty() || taken.contains(&(level, u)) {
            continue;
        }
        let facade = matches!(moved, Moved::Exhaust | Moved::Beam);
        let Some(a) = rod_place(unit, facade, &mut dice) else {
            continue;
        };
        let on_facade = unit.at(a, if facade { unit.depth } else { 0.0 });
        let place = Place {
            wing: unit.wing,
            line: match (facade, unit.north) {
                (true, false) => Line::FacadeSouth,
                (true, true) => Line::FacadeNorth,
                (false, false) => Line::CorridorSouth,
                (false, true) => Line::CorridorNorth,
            },
            bay: unit.bay_index,
        };
        let Some(&wall) = assembly.by_place.get(&(level, place)) else {
            continue;
        };
        let Some((segment, far_end, rod)) = end_at(assembly, wall, on_facade) else {
            continue;
        };
        if !lifts(assembly, wall, segment, far_end, level) {
            continue;
        }
        taken.push((level, u));
        moves.insert((level, u, moved), a);
        let kind = match moved {
            Moved::Exhaust => ObstacleKind::Duct,
            Moved::Riser | Moved::Water => ObstacleKind::Pipe,
            Moved::Beam => ObstacleKind::Beam,
        };
        wanted.push((level, wall, segment, far_end, rod, kind));
    }
    (moves, wanted)
}

/// Local `a` of one of the rods in a unit's facade or corridor wall.
fn rod_place(unit: &UnitPlace, facade: bool, dice: &mut Dice) -> Option<f64> {
    let bay = &unit.bay;
    let segments: Vec<[f64; 2]> = if facade {
        (0..bay.segments)
            .map(|n| {
                let from = CLEAR_OF_PARTY_IN + n as f64 * (bay.segment_in + bay.window_in);
                [from, from + bay.segment_in]
            })
            .collect()
    } else {
        match bay.corridor {
            CorridorWalls::None => return None,
            CorridorWalls::Plain => vec![[CLEAR_OF_PARTY_IN, bay.width_in - 96.0]],
            CorridorWalls::WithDoor => {
                let door = bay.door_in();
                vec![
                    [CLEAR_OF_PARTY_IN, door[0]],
                    [door[1], bay.width_in - CLEAR_OF_PARTY_IN],
                ]
            }
        }
    };
    if segments.is_empty() {
        return None;
    }
    let segment = segments[dice.below(segments.len())];
    Some(if dice.one_in(2) {
        segment[0] + ROD_OFFSET_IN
    } else {
        segment[1] - ROD_OFFSET_IN
    })
}

fn end_at(assembly: &Assembly, wall: usize, at: P) -> Option<(usize, bool, P)> {
    let wall = &assembly.walls[wall];
    for (n, segment) in wall.segments_in.iter().enumerate() {
        for far_end in [false, true] {
            let rod = rod_at(wall, *segment, far_end);
            if distance(rod, at) < 0.01 {
                return Some((n, far_end, rod));
            }
        }
    }
    None
}

/// Whether the rough load path leaves no doubt that a rod stands there at that level.
fn lifts(assembly: &Assembly, wall: usize, segment: usize, far_end: bool, level: usize) -> bool {
    let id = &assembly.walls[wall].id;
    assembly.runs.iter().any(|run| {
        run.segment == segment
            && run.far_end == far_end
            && assembly.stacks[run.stack].walls.get(level) == Some(id)
            && run.tension_kip.get(level).is_some_and(|t| *t > 1.0)
    })
}

fn corridor_mains(
    building: &Building,
    level: usize,
    w: usize,
    labels: Labels,
    routes: &mut Vec<Route>,
) {
    let wing = &building.program.wings[w];
    let frame = wing.frame();
    let length = wing.line_in(wing.bays_at(level));
    let [_, b, c, _] = wing.lines();
    let middle = (b + c) / 2.0;
    let mut main = |system, v: f64, width_in, label: String, bottom_in| {
        routes.push(Route {
            level,
            wing: w,
            system,
            shape: ObstacleShape::Run {
                path_in: vec![frame.apply([48.0, v]), frame.apply([length - 48.0, v])],
                width_in,
            },
            label,
            bottom_in,
        });
    };
    let bottom = 92.0;
    let label = format!("{} OA {}", labels.duct(14, 8), labels.bottom(bottom));
    main(System::Air, middle, 14.0, label, Some(bottom));
    main(
        System::Sprinkler,
        middle - 18.0,
        2.5,
        labels.pipe("2 1/2", 65, "SPR MAIN"),
        None,
    );
    main(
        System::Water,
        middle + 16.0,
        2.0,
        labels.pipe("2", 50, "CW"),
        None,
    );
    main(
        System::Water,
        middle + 24.0,
        1.5,
        labels.pipe("1 1/2", 40, "HW"),
        None,
    );
}

fn unit_routes(
    level: usize,
    u: usize,
    unit: &UnitPlace,
    labels: Labels,
    moves: &Moves,
    routes: &mut Vec<Route>,
) {
    let moved = |m: Moved| moves.get(&(level, u, m)).copied();
    let p = unit.bay.partition_in();
    let width = unit.bay.width_in;
    let mut run = |system, path: &[P], width_in, label: String, bottom_in| {
        routes.push(Route {
            level,
            wing: unit.wing,
            system,
            shape: ObstacleShape::Run {
                path_in: path.iter().map(|q| unit.at(q[0], q[1])).collect(),
                width_in,
            },
            label,
            bottom_in,
        });
    };
    // The sprinkler branch goes through every unit, common rooms too.
    let middle = width / 2.0;
    run(
        System::Sprinkler,
        &[[middle, -21.0], [middle, 190.0]],
        1.25,
        labels.pipe("1 1/4", 32, "SPR"),
        None,
    );
    if unit.number.is_empty() {
        return;
    }
    let trunk = p + 30.0;
    let bottom = 98.0;
    run(
        System::Air,
        &[[trunk, 42.0], [trunk, 156.0]],
        14.0,
        format!("{} SA", labels.duct(14, 8)),
        None,
    );
    run(
        System::Air,
        &[[trunk - 7.0, 146.0], [p / 2.0, 146.0]],
        10.0,
        format!("{} {}", labels.duct(10, 6), labels.bottom(bottom)),
        Some(bottom),
    );
    run(
        System::Air,
        &[[trunk + 7.0, 128.0], [width - 40.0, 128.0]],
        8.0,
        labels.duct(8, 6),
        None,
    );
    let exhaust = moved(Moved::Exhaust).unwrap_or(CLEAR_OF_PARTY_IN + unit.bay.segment_in / 2.0);
    run(
        System::Air,
        &[[exhaust, 48.0], [exhaust, unit.depth + 8.0]],
        4.0,
        labels.round_duct(4, "EXH"),
        None,
    );
    let water = moved(Moved::Water).unwrap_or(60.0);
    run(
        System::Water,
        &[[water, -23.0], [water, 56.0]],
        1.0,
        labels.pipe("1", 25, "CW"),
        None,
    );
    let riser = moved(Moved::Riser).map_or([18.0, BATH_DEEP_IN], |a| [a, 0.0]);
    routes.push(Route {
        level,
        wing: unit.wing,
        system: System::Waste,
        shape: ObstacleShape::Riser {
            center_in: unit.at(riser[0], riser[1]),
            diameter_in: 4.5,
        },
        label: labels.pipe("4", 100, "W"),
        bottom_in: None,
    });
}

/// The beam below the level's floor, over the unit below.
fn beam(
    level: usize,
    u: usize,
    unit: &UnitPlace,
    labels: Labels,
    moves: &Moves,
    routes: &mut Vec<Route>,
) {
    let a = moves
        .get(&(level, u, Moved::Beam))
        .copied()
        .unwrap_or(unit.bay.partition_in());
    routes.push(Route {
        level,
        wing: unit.wing,
        system: System::Beam,
        shape: ObstacleShape::Run {
            path_in: vec![unit.at(a, 150.0), unit.at(a, unit.depth)],
            width_in: 5.25,
        },
        label: if labels.metric {
            "133x302 LVL".into()
        } else {
            "5 1/4x11 7/8 LVL".into()
        },
        bottom_in: None,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assemble::assemble;
    use crate::layout::build;
    use crate::program::program;
    use crate::{Hand, Size};

    #[test]
    fn only_the_clashes_drawn_on_purpose_come_near_a_rod() {
        for size in Size::ALL {
            let building = build(program(size, 7));
            let assembly = assemble(&building, &Hand::Office.style().names);
            let (routes, clashes) = routes(&building, &assembly, Labels { metric: false }, 7);
            assert_eq!(clashes.len(), building.program.clashes, "{size}");
            for wall in &assembly.walls {
                for (n, segment) in wall.segments_in.iter().enumerate() {
                    for far_end in [false, true] {
                        let rod = rod_at(wall, *segment, far_end);
                        for (i, route) in routes.iter().enumerate() {
                            // A rod runs through the floor above it too.
                            if route.level != wall.level && route.level != wall.level + 1 {
                                continue;
                            }
                            let meant = clashes
                                .iter()
                                .any(|c| c.obstacle == i && distance(c.rod_in, rod) < 0.01);
                            let clear = route.clear_of(rod);
                            if meant {
                                assert!(clear < 0.0, "{size} {} {n} {route:?}", wall.id);
                            } else {
                                assert!(clear > 9.0, "{size} {} {n} {clear} {route:?}", wall.id);
                            }
                        }
                    }
                }
            }
        }
    }
}
