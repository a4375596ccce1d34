//! Runs: the ends of stacked segments, followed upwards.

use crate::building::Building;
use crate::design::Problem;

use super::layout::{END_TOLERANCE_FT, EndRun, Layout, Segment};

/// Follows the ends of a stack's segments upwards.
pub(super) fn runs(building: &Building, layout: &mut Layout, stack: usize) {
    let base = layout.stacks[stack].base_level;
    let stack_id = layout.stacks[stack].id.clone();
    if base > 0 {
        layout.problems.push(Problem {
            code: "stack-nothing-below".into(),
            place: format!("stack {stack_id} ({})", building.levels[base].name),
            what: format!("its lowest wall stands on {} with no wall below", building.levels[base - 1].name),
            remedy: "carry the wall down to the base, or give the beam and columns below it the chord forces listed, with overstrength (ASCE 7 §12.3.3.3)".into(),
        });
    }
    let mut open: Vec<usize> = Vec::new();
    let by_level = layout.stacks[stack].segments.clone();
    for (step, segments) in by_level.iter().enumerate() {
        let level = base + step;
        let mut next: Vec<usize> = Vec::new();
        for (number, segment) in segments.iter().enumerate() {
            let mut ends = [0; 2];
            for (side, end) in ends.iter_mut().enumerate() {
                let Segment {
                    along_ft,
                    length_ft,
                    ..
                } = layout.segments[*segment];
                let at = along_ft[side];
                let tolerance = END_TOLERANCE_FT.min(0.1 * length_ft);
                let nearest = open
                    .iter()
                    .copied()
                    .filter(|r| layout.runs[*r].side == side && !next.contains(r))
                    .map(|r| (first_end(layout, r) - at, r))
                    .map(|(off, r)| (off.abs(), r))
                    .filter(|(off, _)| *off <= tolerance)
                    .min_by(|a, b| a.0.total_cmp(&b.0));
                let run = match nearest {
                    Some((_, run)) => {
                        let innermost = &mut layout.runs[run].along_ft;
                        *innermost = if side == 0 {
                            innermost.max(at)
                        } else {
                            innermost.min(at)
                        };
                        layout.runs[run].segments.push(*segment);
                        run
                    }
                    None => new_run(building, layout, stack, level, number, side, *segment),
                };
                next.push(run);
                *end = run;
            }
            layout.segments[*segment].runs = Some(ends);
        }
        open = next;
    }
}

/// Where the lowest end of a run stands along the axis.
fn first_end(layout: &Layout, run: usize) -> f64 {
    let run = &layout.runs[run];
    run.segments
        .first()
        .map_or(run.along_ft, |s| layout.segments[*s].along_ft[run.side])
}

fn new_run(
    building: &Building,
    layout: &mut Layout,
    stack: usize,
    level: usize,
    number: usize,
    side: usize,
    segment: usize,
) -> usize {
    let letter = ['A', 'B'][side];
    let (base, stack_id) = (layout.stacks[stack].base_level, &layout.stacks[stack].id);
    let mut id = format!("R-{stack_id}.{}{letter}", number + 1);
    if level > base {
        id.push_str(&format!("-L{}", level + 1));
        layout.problems.push(Problem {
            code: "end-nothing-below".into(),
            place: format!("run {id}, segment {} ({})", layout.segments[segment].id, building.levels[level].name),
            what: "no end of the wall below stands under this end; its chord force goes into the wall below as a point load".into(),
            remedy: "line the ends up, or carry the rod and its posts down inside the wall below".into(),
        });
    }
    let run = layout.runs.len();
    layout.runs.push(EndRun {
        id,
        stack,
        side,
        base_level: level,
        segments: vec![segment],
        along_ft: layout.segments[segment].along_ft[side],
    });
    layout.stacks[stack].runs.push(run);
    run
}
