//! The move along its wall that clears a run.

use crate::solid::Solid;

use super::{Near, Other, Run, TOUCH_IN};

/// Moves are tried in steps of this, inches: what a framer can set out.
const STEP_IN: f64 = 0.25;
/// Room kept beyond the clearance where there is any, inches: a run that moves has another arm, and
/// its rods, plates and couplers may come out a size larger.
pub(super) const GROWTH_IN: f64 = 1.0;

/// For each run that clashes, the shortest move, inwards before outwards, that leaves it clear of
/// everything near, with room for parts a size larger where there is any. Runs are taken in the order
/// of their names, and each keeps clear of the others both where they stand and where they are to
/// move, so that moves may be made one by one or all.
pub(super) fn clearing(
    runs: &[Run],
    near: &[Vec<Near<'_>>],
    clashing: &[bool],
    reach: f64,
) -> Vec<Option<f64>> {
    let mut order: Vec<usize> = (0..runs.len()).filter(|run| clashing[*run]).collect();
    order.sort_by(|a, b| runs[*a].id.cmp(&runs[*b].id).then(a.cmp(b)));
    let mut moves = vec![None; runs.len()];
    for run in order {
        let by = |room| shortest(run, runs, &near[run], &moves, reach, room);
        moves[run] = by(GROWTH_IN).or_else(|| by(0.0));
    }
    moves
}

fn shortest(
    index: usize,
    runs: &[Run],
    near: &[Near<'_>],
    moves: &[Option<f64>],
    reach: f64,
    room: f64,
) -> Option<f64> {
    let run = &runs[index];
    let clear = |by: f64| {
        let offset = along(run, by);
        near.iter().all(|n| {
            let free = |solid: &Solid| n.meets(offset, solid, reach, room).is_none();
            let moved = match n.other {
                Other::Run(other) => moves[other].map(|by| n.solid.moved(along(&runs[other], by))),
                Other::Obstruction(_) => None,
            };
            free(n.solid) && moved.is_none_or(|solid| free(&solid))
        })
    };
    let span = run.travel_in[1].max(-run.travel_in[0]);
    if !span.is_finite() {
        return None;
    }
    let mut step = STEP_IN;
    while step <= span + TOUCH_IN {
        for by in [step, -step] {
            if by >= run.travel_in[0] - TOUCH_IN && by <= run.travel_in[1] + TOUCH_IN && clear(by) {
                return Some(by);
            }
        }
        step += STEP_IN;
    }
    None
}

fn along(run: &Run, by: f64) -> [f64; 2] {
    run.inward.map(|v| v * by)
}
