//! Rod runs and what stands on the drawings as upright solids, in inches above the base.

use holdfast_drawings::plan::{self, ObstacleKind, OpeningKind};
use holdfast_engineering::building::{Building, Level};
use holdfast_engineering::design::RodRun;
use holdfast_engineering::load_path::LEAST_END_DISTANCE_IN;
use holdfast_gpu::clash::{Height, Obstruction, Part, PartKind, Run};
use holdfast_gpu::solid::Solid;

/// Coupler above the floor, inches: within a framer's reach and above the plate and nut below it.
pub const COUPLER_ABOVE_FLOOR_IN: f64 = 18.0;
/// Door and window heads above the floor where the drawings do not say, inches (6'-8").
pub const HEAD_IN: f64 = 80.0;
/// Window sills above the floor where the drawings do not say, inches (3'-0").
pub const SILL_IN: f64 = 36.0;

/// The runs that need a rod, with the parts that take room. `inwards_in` says how far a run may move
/// into its wall, inches.
#[must_use]
pub fn runs<'a>(
    rod_runs: impl IntoIterator<Item = &'a RodRun>,
    building: &Building,
    inwards_in: impl Fn(&str) -> f64,
) -> Vec<Run> {
    let end = building.criteria.framing.rod_offset_in;
    rod_runs
        .into_iter()
        .filter(|run| run.required)
        .map(|run| Run {
            id: run.id.clone(),
            inward: run.inward,
            travel_in: [
                -(end + building.rod_move_in(&run.id) - LEAST_END_DISTANCE_IN).max(0.0),
                inwards_in(&run.id),
            ],
            parts: parts(run, building),
        })
        .collect()
}

fn parts(run: &RodRun, building: &Building) -> Vec<Part> {
    let at = run.at_ft.map(|v| v * 12.0);
    // Above the highest rod the wall's end has posts alone.
    let rods: Vec<_> = run.levels.iter().filter(|l| !l.rod.is_empty()).collect();
    let last = rods.len();
    let mut parts = Vec::new();
    for (k, rod) in rods.into_iter().enumerate() {
        let Some(level) = building.levels.get(rod.level) else {
            continue;
        };
        let [floor, ceiling] = storey(level);
        // At the top of the run the plate sits on the top plates, under the framing.
        let top = if k + 1 == last {
            ceiling - level.floor_depth_in
        } else {
            ceiling
        };
        let mut part = |kind, solid| {
            parts.push(Part {
                kind,
                level: rod.level,
                solid,
            })
        };
        part(
            PartKind::Rod,
            Solid::cylinder(at, rod.diameter_in / 2.0, [floor, top]),
        );
        if let Some(plate) = building.catalog.plates.iter().find(|p| p.mark == rod.plate) {
            let z = [top, top + plate.thickness_in];
            part(
                PartKind::Plate,
                Solid::plate(at, run.inward, plate.length_in, plate.width_in, z),
            );
        }
        if let Some(coupler) = building
            .catalog
            .couplers
            .iter()
            .find(|c| c.mark == rod.coupler)
        {
            let z = floor + COUPLER_ABOVE_FLOOR_IN;
            part(
                PartKind::Coupler,
                Solid::cylinder(at, coupler.outside_in / 2.0, [z, z + coupler.length_in]),
            );
        }
    }
    parts
}

/// Obstacles and openings. `level_of[i]` is the engineering level of the plan's level `i`.
#[must_use]
pub fn obstructions(
    plan: &plan::Building,
    building: &Building,
    level_of: &[Option<usize>],
) -> Vec<Obstruction> {
    let level = |of: usize| {
        let index = (*level_of.get(of)?)?;
        Some((index, building.levels.get(index)?))
    };
    let obstacles = plan.obstacles.iter().filter_map(|o| {
        let (index, level) = level(o.level)?;
        let z = heights(o, level);
        let solids = if o.closed {
            Solid::outline(&o.path_in, z)
        } else if let [only] = o.path_in[..] {
            vec![Solid::cylinder(only, o.width_in / 2.0, z)]
        } else {
            let round = o.kind == ObstacleKind::Pipe;
            o.path_in
                .windows(2)
                .map(|p| match round {
                    true => Solid::capsule(p[0], p[1], o.width_in / 2.0, z),
                    false => Solid::bar(p[0], p[1], o.width_in, z),
                })
                .collect()
        };
        Some(Obstruction {
            id: o.id.clone(),
            kind: word(o.kind).to_owned(),
            level: index,
            height: height(o),
            solids,
        })
    });
    let openings = plan.walls.iter().flat_map(|wall| {
        let found = level(wall.level);
        wall.openings
            .iter()
            .enumerate()
            .filter_map(move |(n, opening)| {
                let (index, level) = found?;
                let [floor, _] = storey(level);
                let along = |t: f64| point_along(wall.start_in, wall.end_in, t);
                let sill = if opening.kind == OpeningKind::Window {
                    SILL_IN
                } else {
                    0.0
                };
                Some(Obstruction {
                    id: format!("{}.O{}", wall.id, n + 1),
                    kind: "opening".to_owned(),
                    level: index,
                    // Not drawn on plan, but within inches of where doors and windows are.
                    height: Height::Known,
                    solids: vec![Solid::bar(
                        along(opening.from_in),
                        along(opening.to_in),
                        wall.thickness_in,
                        [floor + sill, floor + HEAD_IN],
                    )],
                })
            })
    });
    obstacles.chain(openings).collect()
}

/// How well the drawings give an obstacle's height. A pipe that is drawn as a spot or a ring stands
/// upright through its storey; what is drawn as a line or another outline lies at some height in it.
#[must_use]
pub fn height(obstacle: &plan::Obstacle) -> Height {
    let upright =
        obstacle.path_in.len() == 1 || (obstacle.closed && obstacle.kind == ObstacleKind::Pipe);
    match obstacle.kind {
        _ if obstacle.bottom_in.is_some() || upright => Height::Known,
        ObstacleKind::Beam | ObstacleKind::Header => Height::Known,
        ObstacleKind::Pipe | ObstacleKind::Duct | ObstacleKind::Other => Height::Assumed,
    }
}

/// Bottom and top of an obstacle. Where no note gives its height it may be anywhere in its storey;
/// beams and headers hang from the framing above.
fn heights(obstacle: &plan::Obstacle, level: &Level) -> [f64; 2] {
    let [floor, ceiling] = storey(level);
    let depth = obstacle.depth_in.max(0.0);
    match (obstacle.bottom_in, obstacle.kind) {
        (Some(bottom), _) if depth > 0.0 => [floor + bottom, floor + bottom + depth],
        (Some(bottom), _) => [floor + bottom, ceiling.max(floor + bottom)],
        (None, ObstacleKind::Beam | ObstacleKind::Header) => {
            [(ceiling - level.floor_depth_in - depth).max(floor), ceiling]
        }
        (None, _) => [floor, ceiling],
    }
}

fn storey(level: &Level) -> [f64; 2] {
    let floor = level.elevation_ft * 12.0;
    [floor, floor + level.height_ft * 12.0]
}

fn point_along(start: [f64; 2], end: [f64; 2], distance: f64) -> [f64; 2] {
    let d = [end[0] - start[0], end[1] - start[1]];
    let length = d[0].hypot(d[1]);
    if length == 0.0 {
        return start;
    }
    [
        start[0] + d[0] / length * distance,
        start[1] + d[1] / length * distance,
    ]
}

/// The word for an obstacle's kind, as in `results.json`.
#[must_use]
pub fn word(kind: ObstacleKind) -> &'static str {
    match kind {
        ObstacleKind::Beam => "beam",
        ObstacleKind::Header => "header",
        ObstacleKind::Pipe => "pipe",
        ObstacleKind::Duct => "duct",
        ObstacleKind::Other => "other",
    }
}
