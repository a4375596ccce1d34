//! Who stands where: segments, wall lines of each direction, stacks and the ends that rods run
//! along. Everything here follows from geometry alone, so that any part of the load path can be
//! worked out apart from the others.

use std::collections::{BTreeMap, BTreeSet};

use crate::building::{Building, Level};
use crate::design::{Assumption, Direction, Problem};

use super::geometry::{along, cosines, dot, unit};

/// Walls of one direction this near to each other across it are one line, ft.
pub const LINE_TOLERANCE_FT: f64 = 2.0;
/// The most that h/b of a blocked panel wall may be (SDPWS §4.3.4).
pub const MAX_ASPECT: f64 = 3.5;
/// Stacked ends this far apart on plan are still one run, ft, but at most a tenth of the segment.
pub const END_TOLERANCE_FT: f64 = 1.5;
/// A stacked wall this far out of the plane of the one below is reported, ft.
const OUT_OF_PLANE_FT: f64 = 1.0;

/// A full-height segment of a wall.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// `L2-W07.1`.
    pub id: String,
    /// Index into the building's walls.
    pub wall: usize,
    /// Level index.
    pub level: usize,
    /// Index into [`Layout::stacks`].
    pub stack: usize,
    /// Extent along its stack's axis, ft: from, to.
    pub along_ft: [f64; 2],
    /// Ends on plan, ft, in the order of `along_ft`.
    pub ends_ft: [[f64; 2]; 2],
    /// Length, ft.
    pub length_ft: f64,
    /// Height of the wall, ft.
    pub height_ft: f64,
    /// Cosines to x and y (0 where it counts in the other alone).
    pub cosines: [f64; 2],
    /// Index into [`Layout::lines`] for x and y.
    pub lines: [Option<usize>; 2],
    /// Whether it counts.
    pub effective: bool,
    /// Runs at its two ends, indices into [`Layout::runs`]; none where it does not count.
    pub runs: Option<[usize; 2]>,
}

/// Walls of one direction at one place across it, through all levels.
#[derive(Debug, Clone, PartialEq)]
pub struct WallLine {
    /// `X-3`.
    pub name: String,
    /// Direction that its walls resist.
    pub direction: Direction,
    /// Place across the direction, ft.
    pub position_ft: f64,
    /// Segments that count, a level: indices into [`Layout::segments`].
    pub segments: Vec<Vec<usize>>,
    /// Place of those segments, a level (by length); the line's own where there are none.
    pub positions_ft: Vec<f64>,
}

/// Walls above each other.
#[derive(Debug, Clone, PartialEq)]
pub struct StackLayout {
    /// Stack id.
    pub id: String,
    /// Lowest level's index.
    pub base_level: usize,
    /// Where its axis starts on plan, ft.
    pub origin_ft: [f64; 2],
    /// Unit vector of its axis.
    pub unit: [f64; 2],
    /// Segments that count, a level from `base_level` up, in order along the axis.
    pub segments: Vec<Vec<usize>>,
    /// Its runs: indices into [`Layout::runs`].
    pub runs: Vec<usize>,
}

/// One end of stacked segments, which a rod may run along.
#[derive(Debug, Clone, PartialEq)]
pub struct EndRun {
    /// `R-S07.1A`; `R-S07.2B-L3` where it starts above the stack's lowest level.
    pub id: String,
    /// Index into [`Layout::stacks`].
    pub stack: usize,
    /// 0 at the start of the stack's axis (A), 1 at the far side (B).
    pub side: usize,
    /// Level of its lowest segment.
    pub base_level: usize,
    /// Segments, a level from `base_level` up.
    pub segments: Vec<usize>,
    /// Where it stands along the stack's axis, ft: the innermost of its segments' ends.
    pub along_ft: f64,
}

/// The whole layout.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    /// Segments, by wall and then along it.
    pub segments: Vec<Segment>,
    /// Lines of x, then of y, each by place.
    pub lines: Vec<WallLine>,
    /// Stacks as given, then walls that stand in none.
    pub stacks: Vec<StackLayout>,
    /// Runs, by stack, level and place.
    pub runs: Vec<EndRun>,
    /// What was assumed.
    pub assumptions: Vec<Assumption>,
    /// What cannot be carried.
    pub problems: Vec<Problem>,
}

/// The first names of a list, and whether there are more.
pub(super) fn named(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let more = if names.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", names[..names.len().min(SHOWN)].join(", "))
}

/// Height of a level's walls, ft: floor to floor less the framing on top.
#[must_use]
pub fn wall_height_ft(level: &Level) -> f64 {
    level.height_ft - level.floor_depth_in / 12.0
}

/// Lays out a building that [`validate`](crate::validate::validate) has passed.
#[must_use]
pub fn layout(building: &Building) -> Layout {
    let mut layout = Layout::default();
    stacks_and_segments(building, &mut layout);
    super::line_layout::lines(building, &mut layout);
    for stack in 0..layout.stacks.len() {
        super::run_layout::runs(building, &mut layout, stack);
    }
    layout
}

fn stacks_and_segments(building: &Building, layout: &mut Layout) {
    let index: BTreeMap<&str, usize> = building
        .walls
        .iter()
        .enumerate()
        .map(|(i, w)| (w.id.as_str(), i))
        .collect();
    let mut stacked: Vec<(String, Vec<usize>)> = Vec::new();
    let mut used = vec![false; building.walls.len()];
    for stack in &building.stacks {
        let walls: Vec<usize> = stack
            .walls
            .iter()
            .filter_map(|id| index.get(id.as_str()).copied())
            .collect();
        walls.iter().for_each(|w| used[*w] = true);
        stacked.push((stack.id.clone(), walls));
    }
    let alone: Vec<usize> = (0..used.len()).filter(|w| !used[*w]).collect();
    if !alone.is_empty() {
        let names: Vec<String> = alone
            .iter()
            .map(|w| building.walls[*w].id.clone())
            .collect();
        layout.assumptions.push(Assumption {
            what: format!(
                "{} walls of no stack stand alone: {}",
                alone.len(),
                named(&names)
            ),
            why: "no wall above or below them was found".into(),
        });
    }
    let mut taken: BTreeSet<String> = stacked.iter().map(|(id, _)| id.clone()).collect();
    for wall in alone {
        let mut id = building.walls[wall].id.clone();
        while !taken.insert(id.clone()) {
            id.push('*');
        }
        stacked.push((id, vec![wall]));
    }
    let mut by_wall: BTreeMap<usize, Vec<Segment>> = BTreeMap::new();
    for (stack, (id, walls)) in stacked.iter().enumerate() {
        let Some(lowest) = walls.first().map(|w| &building.walls[*w]) else {
            continue;
        };
        let (origin, axis) = (lowest.start_ft, unit(lowest));
        for wall in walls {
            by_wall.insert(
                *wall,
                segments_of(building, layout, *wall, stack, origin, axis),
            );
        }
        layout.stacks.push(StackLayout {
            id: id.clone(),
            base_level: lowest.level,
            origin_ft: origin,
            unit: axis,
            segments: vec![Vec::new(); walls.len()],
            runs: Vec::new(),
        });
        plane(building, layout, id, walls);
    }
    for (_, segments) in by_wall {
        layout.segments.extend(segments);
    }
    for (at, segment) in layout
        .segments
        .iter()
        .enumerate()
        .filter(|(_, s)| s.effective)
    {
        let stack = &mut layout.stacks[segment.stack];
        stack.segments[segment.level - stack.base_level].push(at);
    }
    let segments = &layout.segments;
    for level in layout.stacks.iter_mut().flat_map(|s| &mut s.segments) {
        level.sort_by(|a, b| segments[*a].along_ft[0].total_cmp(&segments[*b].along_ft[0]));
    }
}

fn segments_of(
    building: &Building,
    layout: &mut Layout,
    wall_index: usize,
    stack: usize,
    origin: [f64; 2],
    axis: [f64; 2],
) -> Vec<Segment> {
    let wall = &building.walls[wall_index];
    let level = &building.levels[wall.level];
    let own = unit(wall);
    let height_ft = wall_height_ft(level);
    let framing = &building.criteria.framing;
    if wall.segments_ft.is_empty() {
        layout.problems.push(Problem {
            code: "wall-no-segment".into(),
            place: format!("wall {} ({})", wall.id, level.name),
            what: "it has no full-height segment and carries nothing".into(),
            remedy: "look at its openings on the drawings, or take its mark away".into(),
        });
    }
    let mut segments = Vec::with_capacity(wall.segments_ft.len());
    for (k, [from, to]) in wall.segments_ft.iter().enumerate() {
        let ends = [
            along(wall.start_ft, own, *from),
            along(wall.start_ft, own, *to),
        ];
        let on_axis = ends.map(|p| dot([p[0] - origin[0], p[1] - origin[1]], axis));
        let swap = on_axis[0] > on_axis[1];
        let pick = |a: usize| if swap { 1 - a } else { a };
        let length_ft = to - from;
        let arm_ft = length_ft - (framing.rod_offset_in + framing.post_offset_in) / 12.0;
        let id = format!("{}.{}", wall.id, k + 1);
        let place = format!("segment {id} ({})", level.name);
        let slender = height_ft / length_ft > MAX_ASPECT + 1e-9;
        let no_arm = arm_ft < 0.5 * length_ft;
        if slender {
            layout.problems.push(Problem {
                code: "segment-slender".into(),
                place,
                what: format!(
                    "h/b = {height_ft:.2} ft / {length_ft:.2} ft = {:.2}, more than {MAX_ASPECT} (SDPWS §4.3.4); it is left out",
                    height_ft / length_ft
                ),
                remedy: format!("make it {:.2} ft long or more, or leave it unmarked", height_ft / MAX_ASPECT),
            });
        } else if no_arm {
            layout.problems.push(Problem {
                code: "segment-arm".into(),
                place,
                what: format!(
                    "its chords are {arm_ft:.2} ft apart in {length_ft:.2} ft: the offsets of rod and posts use up the wall; it is left out"
                ),
                remedy: "make the wall longer, or rod_offset_in and post_offset_in smaller".into(),
            });
        }
        segments.push(Segment {
            id,
            wall: wall_index,
            level: wall.level,
            stack,
            along_ft: [on_axis[pick(0)], on_axis[pick(1)]],
            ends_ft: [ends[pick(0)], ends[pick(1)]],
            length_ft,
            height_ft,
            cosines: cosines(own),
            lines: [None, None],
            effective: !slender && !no_arm,
            runs: None,
        });
    }
    segments
}

/// Reports a wall out of the plane of the one below.
fn plane(building: &Building, layout: &mut Layout, stack: &str, walls: &[usize]) {
    for pair in walls.windows(2) {
        let (lower, upper) = (&building.walls[pair[0]], &building.walls[pair[1]]);
        let across = unit(lower);
        let normal = [-across[1], across[0]];
        let middle =
            [0, 1].map(|a| (upper.start_ft[a] + upper.end_ft[a]) / 2.0 - lower.start_ft[a]);
        let off_ft = dot(middle, normal).abs();
        if off_ft > OUT_OF_PLANE_FT {
            layout.problems.push(Problem {
                code: "wall-out-of-plane".into(),
                place: format!("stack {stack}, wall {} ({})", upper.id, building.levels[upper.level].name),
                what: format!("it stands {off_ft:.2} ft out of the plane of {} below (ASCE 7 Table 12.3-1, type 4)", lower.id),
                remedy: "bring the walls into one plane, or split the stack and design the transfer".into(),
            });
        }
    }
}
