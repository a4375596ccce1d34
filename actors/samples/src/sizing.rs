//! A rough load path, as an engineer sketches it before drawing: enough to choose wall types that
//! carry their shear and to know which wall ends will lift. Not the design.

use std::collections::BTreeMap;

use crate::building::{Building, Line, Place};
use crate::program::{ROD_OFFSET_IN, Wing};

/// R of light-frame walls sheathed with wood panels (ASCE 7 Table 12.2-1).
pub(crate) const R: f64 = 6.5;

/// A wall type of the schedule with its seismic capacity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WallType {
    pub(crate) sheathing: &'static str,
    pub(crate) thickness: &'static str,
    pub(crate) nail: &'static str,
    pub(crate) edge_spacing_in: u32,
    pub(crate) both_sides: bool,
    /// SDPWS-2021 nominal over 2.8, plf, Douglas fir-larch.
    pub(crate) capacity_plf: f64,
}

const fn wall_type(
    nail: &'static str,
    edge_spacing_in: u32,
    both_sides: bool,
    nominal: f64,
) -> WallType {
    WallType {
        sheathing: "sheathing",
        thickness: "15/32",
        nail,
        edge_spacing_in,
        both_sides,
        capacity_plf: if both_sides {
            2.0 * nominal / 2.8
        } else {
            nominal / 2.8
        },
    }
}

/// The schedule, lightest first (SDPWS Table 4.3A).
pub(crate) const WALL_TYPES: [WallType; 7] = [
    wall_type("8d", 6, false, 730.0),
    wall_type("8d", 4, false, 1065.0),
    wall_type("10d", 4, false, 1290.0),
    wall_type("10d", 3, false, 1680.0),
    wall_type("10d", 2, false, 2155.0),
    wall_type("10d", 3, true, 1680.0),
    wall_type("10d", 2, true, 2155.0),
];

/// A shear wall's place with its full-height segments.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub(crate) place: Place,
    /// Storeys it stands in, from the lowest up.
    pub(crate) storeys: usize,
    pub(crate) segments: Vec<[f64; 2]>,
}

/// What the rough load path gives for one place.
#[derive(Debug, Clone)]
pub(crate) struct Estimate {
    /// Index into [`WALL_TYPES`] at each storey.
    pub(crate) types: Vec<usize>,
    /// Tension at the base of each storey, kip, ASD, for each segment.
    pub(crate) tension_kip: Vec<Vec<f64>>,
}

/// Story forces of a wing, kip, strength (ASCE 7 §12.8 with k = 1).
fn story_forces(building: &Building, wing: &Wing) -> Vec<f64> {
    let program = &building.program;
    let mut height = 0.0;
    let mut moments = Vec::new();
    let mut weight = 0.0;
    for (i, storey) in program.storeys.iter().enumerate() {
        height += storey.height_in / 12.0;
        let w = wing.area_sf(i) * storey.weight_psf / 1000.0;
        weight += w;
        moments.push(w * height);
    }
    let period = 0.02 * height.powf(0.75);
    let seismic = program.seismic;
    let cs = (seismic.sds / R)
        .min(seismic.sd1 / (period * R))
        .max((0.044 * seismic.sds).max(0.01));
    let sum: f64 = moments.iter().sum();
    moments.iter().map(|m| cs * weight * m / sum).collect()
}

/// Lines of a wing that act in one direction: key, place across, walls by index.
type Lines = BTreeMap<(bool, usize), (f64, Vec<usize>)>;

fn lines(wing: &Wing, w: usize, walls: &[Standing]) -> Lines {
    let mut lines = Lines::new();
    let [a, b, c, d] = wing.lines();
    for (i, wall) in walls.iter().enumerate() {
        if wall.place.wing != w {
            continue;
        }
        let (key, at) = match wall.place.line {
            Line::FacadeSouth => ((false, 0), a),
            Line::CorridorSouth => ((false, 1), b),
            Line::CorridorNorth => ((false, 2), c),
            Line::FacadeNorth => ((false, 3), d),
            Line::Core => ((false, 4), b - 244.0),
            Line::PartySouth | Line::PartyNorth => {
                ((true, wall.place.bay), wing.line_in(wall.place.bay))
            }
        };
        lines.entry(key).or_insert((at, Vec::new())).1.push(i);
    }
    lines
}

/// Share of a diaphragm from 0 to `extent` that goes to each of the sorted positions.
fn tributary(positions: &[f64], extent: f64) -> Vec<f64> {
    (0..positions.len())
        .map(|i| {
            let low = if i == 0 {
                0.0
            } else {
                (positions[i - 1] + positions[i]) / 2.0
            };
            let high = if i + 1 == positions.len() {
                extent
            } else {
                (positions[i] + positions[i + 1]) / 2.0
            };
            (high - low) / extent
        })
        .collect()
}

/// Estimates for every place, in the order given.
pub(crate) fn estimate(building: &Building, walls: &[Standing]) -> Vec<Estimate> {
    let storeys = building.program.storeys.len();
    // Force added to each wall at the top of each storey, lb, strength.
    let mut force = vec![vec![0.0; storeys]; walls.len()];
    let length = |wall: &Standing| {
        wall.segments
            .iter()
            .map(|s| (s[1] - s[0]) / 12.0)
            .sum::<f64>()
    };
    for (w, wing) in building.program.wings.iter().enumerate() {
        let story = story_forces(building, wing);
        let lines = lines(wing, w, walls);
        for (storey, story_kip) in story.iter().enumerate() {
            for crosswise in [false, true] {
                let mut here: Vec<(f64, Vec<usize>)> = lines
                    .iter()
                    .filter(|(key, _)| key.0 == crosswise)
                    .map(|(_, (at, on))| {
                        let standing = on.iter().copied().filter(|&i| storey < walls[i].storeys);
                        (*at, standing.collect::<Vec<usize>>())
                    })
                    .filter(|(_, on)| !on.is_empty())
                    .collect();
                here.sort_by(|a, b| a.0.total_cmp(&b.0));
                let extent = if crosswise {
                    wing.line_in(wing.bays_at(storey))
                } else {
                    wing.across_in()
                };
                let positions: Vec<f64> = here.iter().map(|l| l.0).collect();
                let flexible = tributary(&positions, extent);
                let of_line: Vec<f64> = here
                    .iter()
                    .map(|l| l.1.iter().map(|&i| length(&walls[i])).sum())
                    .collect();
                let all: f64 = of_line.iter().sum();
                for (n, (_, on)) in here.iter().enumerate() {
                    let share = flexible[n].max(building.program.torsion * of_line[n] / all);
                    for &i in on {
                        force[i][storey] =
                            story_kip * 1000.0 * share * length(&walls[i]) / of_line[n];
                    }
                }
            }
        }
    }
    walls
        .iter()
        .zip(&force)
        .map(|(wall, force)| wall_estimate(building, wall, force, length(wall)))
        .collect()
}

fn wall_estimate(building: &Building, wall: &Standing, force: &[f64], length: f64) -> Estimate {
    let program = &building.program;
    let dead_factor = 0.6 - 0.14 * program.seismic.sds;
    let mut types = Vec::new();
    for storey in 0..wall.storeys {
        let unit_shear = 0.7 * force[storey..wall.storeys].iter().sum::<f64>() / length;
        let fits = WALL_TYPES
            .iter()
            .position(|t| t.capacity_plf >= program.spare * unit_shear);
        types.push(fits.unwrap_or(WALL_TYPES.len() - 1));
    }
    // A wall type never gets heavier going up, and the drafter keeps to few.
    let tension_kip = wall
        .segments
        .iter()
        .map(|segment| {
            let b = (segment[1] - segment[0]) / 12.0;
            let arm = b - 2.0 * ROD_OFFSET_IN / 12.0;
            (0..wall.storeys)
                .map(|base| {
                    let mut height = 0.0;
                    let mut overturning = 0.0;
                    let mut dead = 0.0;
                    for (storey, on_top) in program
                        .storeys
                        .iter()
                        .enumerate()
                        .take(wall.storeys)
                        .skip(base)
                    {
                        height += on_top.height_in / 12.0;
                        overturning += 0.7 * force[storey] * b / length * height;
                        dead += on_top.dead_plf;
                    }
                    let resisting = dead_factor * dead * b * b / 2.0;
                    ((overturning - resisting) / arm / 1000.0).max(0.0)
                })
                .collect()
        })
        .collect();
    Estimate { types, tension_kip }
}
