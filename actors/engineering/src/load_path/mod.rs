//! The load path: story forces through diaphragms to wall lines, down the lines to segments, and
//! down the stacks to chord forces at every end and level.
//!
//! [`solve`] does it all. A task graph can take it in parts, each a pure function of the building
//! and of earlier parts:
//!
//! 1. [`story_forces`]: seismic and wind, once a building;
//! 2. [`distribute`]: one level, direction and load to its wall lines;
//! 3. [`line_forces`]: down all lines;
//! 4. [`stack_forces`]: segments and chord forces of one stack;
//! 5. [`assemble`]: everything as one [`LoadPath`].
//!
//! [`layout`] (segments, lines, stacks, ends) follows from geometry alone and is cheap; each part
//! takes it by reference.

mod chord_lines;
mod chords;
mod combine;
mod diaphragm;
mod freebody;
pub(crate) mod geometry;
mod layout;
mod line_layout;
mod lines;
mod moves;
mod run_layout;
mod shares;
mod stack;
mod story;
mod strength;
mod torsion;
mod written;

pub use diaphragm::{LevelShares, LineShare, distribute};
pub use layout::{
    END_TOLERANCE_FT, EndRun, LINE_TOLERANCE_FT, Layout, MAX_ASPECT, Segment, StackLayout,
    WallLine, layout, wall_height_ft,
};
pub use lines::{LineForces, line_forces};
pub use moves::{LEAST_END_DISTANCE_IN, check_moves, room_to_move_in};
pub use stack::{StackForces, StackSolver, stack_forces};
pub use story::{StoryForces, story_forces};
pub use torsion::Torsion;

pub(crate) use chord_lines::write_level as write_chord_level;
pub(crate) use combine::{Combiner, direction_loads};
pub(crate) use geometry::DIRECTIONS;
pub(crate) use shares::weight;
pub(crate) use strength::Strengths;
pub(crate) use written::{computed, from, line, titled, with_origins};

use crate::building::{Building, Diaphragm, SegmentDistribution};
use crate::design::{Assumption, Direction, Load, LoadPath, Problem};
use crate::fault::EngineeringError;
use crate::trace::Trace;
use crate::validate::validate;

/// The most that walls at an angle may push across a force, over its story shear.
const MOST_PUSH: f64 = 0.25;

/// Index of a load: seismic 0, wind 1.
pub(crate) fn load_index(load: Load) -> usize {
    match load {
        Load::Seismic => 0,
        Load::Wind => 1,
    }
}

/// A load's word.
pub(crate) fn load_word(load: Load) -> &'static str {
    match load {
        Load::Seismic => "seismic",
        Load::Wind => "wind",
    }
}

/// A direction's letter.
pub(crate) fn letter(direction: Direction) -> &'static str {
    match direction {
        Direction::X => "x",
        Direction::Y => "y",
    }
}

/// The whole load path of a building.
///
/// # Errors
/// What [`validate`] refuses, or a calculation that refuses its input, with the place.
pub fn solve(building: &Building, trace: &mut Trace) -> Result<LoadPath, EngineeringError> {
    validate(building)?;
    let layout = layout(building);
    check_moves(building, &layout)?;
    let forces = story_forces(building, trace)?;
    let mut shares = Vec::new();
    for level in 0..building.levels.len() {
        for direction in geometry::DIRECTIONS {
            for load in direction_loads(building) {
                shares.push(distribute(
                    building, &layout, &forces, level, direction, load, trace,
                )?);
            }
        }
    }
    let lines = line_forces(building, &layout, &shares);
    let solver = StackSolver::new(building, &layout, &lines.lines)?;
    let stacks = (0..layout.stacks.len())
        .map(|stack| solver.solve(stack, trace))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(assemble(building, layout, forces, shares, lines, stacks))
}

/// Puts the parts together, in the layout's order.
#[must_use]
pub fn assemble(
    building: &Building,
    layout: Layout,
    forces: StoryForces,
    shares: Vec<LevelShares>,
    lines: LineForces,
    stacks: Vec<StackForces>,
) -> LoadPath {
    let push = shares::push_across(building, &layout, &lines.lines);
    let mut path = LoadPath {
        seismic_story_kip: forces.seismic_kip,
        base_shear_kip: forces.base_shear_kip,
        cs: forces.cs,
        lines: lines.lines,
        assumptions: assumptions(building),
        ..LoadPath::default()
    };
    path.assumptions.extend(forces.assumptions);
    path.assumptions.extend(layout.assumptions);
    path.problems = layout.problems;
    path.problems.extend(lines.problems);
    for share in shares {
        if let Some(torsion) = share.torsion.filter(|t| t.ax > 1.0) {
            path.assumptions
                .push(torsion.said(building, share.level, share.direction));
        }
        path.problems.extend(share.problems);
    }
    if let Some((push_lb, shear_lb, level, direction, load)) = push {
        let what = format!(
            "walls at an angle push {push_lb:.0} lb across a {} force along {} ({:.0} % of the story shear, {})",
            load_word(load),
            letter(direction),
            100.0 * push_lb / shear_lb,
            building.levels[level].name
        );
        let why =
            "the diaphragm passes it to the walls across, whose own shears are not raised for it";
        path.assumptions.push(Assumption {
            what: what.clone(),
            why: why.into(),
        });
        if push_lb > MOST_PUSH * shear_lb {
            path.problems.push(Problem {
                code: "skew-unbalanced".into(),
                place: building.levels[level].name.clone(),
                what,
                remedy: "balance walls at an angle by walls at the opposite angle, or design the level in three dimensions"
                    .into(),
            });
        }
    }
    for stack in stacks {
        path.segments.extend(stack.segments);
        path.chords.extend(stack.chords);
        path.problems.extend(stack.problems);
    }
    let mut seen = std::collections::BTreeSet::new();
    path.assumptions.retain(|a| seen.insert(a.what.clone()));
    let mut seen = std::collections::BTreeSet::new();
    path.problems
        .retain(|p| seen.insert((p.code.clone(), p.place.clone(), p.what.clone())));
    path.segments
        .sort_by(|a, b| (a.level, &a.wall).cmp(&(b.level, &b.wall)));
    path
}

/// What holds for every building that is designed this way.
fn assumptions(building: &Building) -> Vec<Assumption> {
    let criteria = &building.criteria;
    let mut all: Vec<(String, &str)> = vec![
        (
            format!("walls within {LINE_TOLERANCE_FT} ft across their direction are one wall line"),
            "they share one collector",
        ),
        (
            "walls within 5° of an axis count wholly in it".into(),
            "the cosine is within 0.4 % of one",
        ),
        (
            format!(
                "stacked ends within {END_TOLERANCE_FT} ft (and a tenth of the segment) are one rod run, at the innermost of them"
            ),
            "the rod is straight; the arm at each level is that of the straight rod",
        ),
        (
            "h of a wall is floor to floor less the framing on top; overturning uses floor to floor".into(),
            "SDPWS §4.3.4 measures the wall, statics the story",
        ),
        (
            "gravity stands on full-height segments alone, over their own length".into(),
            "what headers bring to a segment's end is left out of both uplift and compression unless dead_plf holds it",
        ),
        (
            "live loads are not reduced, and stand with snow on every level as the project gives them".into(),
            "ASCE 7 §4.7 is left to the engineer",
        ),
    ];
    if criteria.diaphragm != Diaphragm::Rigid {
        all.push((
            "flexible diaphragms: story forces spread evenly over the level's box, to lines by tributary width".into(),
            "ASCE 7 §12.3.1.1",
        ));
    }
    if criteria.diaphragm != Diaphragm::Flexible {
        all.push((
            format!(
                "rigid diaphragms: inherent torsion and {:.0} % accidental eccentricity each way, the worse sign at each level and line; amplified by Ax where the level's drifts differ so much (seismic design categories C to F)",
                100.0 * criteria.accidental_ratio
            ),
            "ASCE 7 §12.8.4.2, §12.8.4.3; a level's drifts at the two edges of its plan follow from its own walls' stiffness",
        ));
        if criteria.wind.is_some() {
            all.push((
                "rigid diaphragms, wind: the full force at the box's centre, or three quarters of it 15 % of the width off".into(),
                "ASCE 7 Fig. 27.3-8, cases 1 and 2",
            ));
        }
        all.push((
            match criteria.segment_distribution {
                SegmentDistribution::Length => "rigid diaphragms: a wall's stiffness is its length".into(),
                SegmentDistribution::Stiffness => {
                    "rigid diaphragms: a wall's stiffness is that of bending and panel shear, without the tie-down".into()
                }
            },
            "SDPWS Eq. 4.3-1; tie-downs are not known before the forces are",
        ));
    }
    all.push(match criteria.segment_distribution {
        SegmentDistribution::Length => (
            "segments of a line share its shear by length; those with h/b over 2 have 2 b/h of their capacity".into(),
            "SDPWS 2015 §4.3.3.4.1 exception 1, 2021 §4.3.3.4: sharing in proportion to capacity",
        ),
        SegmentDistribution::Stiffness => (
            "segments of a line share its shear by stiffness; those with h/b over 2 have 1.25 − 0.125 h/b of their capacity"
                .into(),
            "SDPWS 2015 §4.3.3.4.1, §4.3.4.2",
        ),
    });
    all.into_iter()
        .map(|(what, why)| Assumption {
            what,
            why: why.into(),
        })
        .collect()
}
