//! Overturning down one stack: tension and compression at both ends of every segment, for both
//! directions of force, each load apart and in the worst combination.
//!
//! The shear that a segment takes at a level is that of its line there. Dead, live and snow load
//! stand on the segment's own length (`w L²/2` about either end).

use crate::building::Building;
use crate::design::{ChordCase, ChordForce, Load, Problem};

use super::combine::Combiner;
use super::freebody::{Couple, Landing, couple, gravity_moments};
use super::geometry::along;
use super::layout::{Layout, Segment, StackLayout};
use super::shares::SegmentShear;

/// Reach beyond a segment's end within which a force from above still lands on it, ft.
const LANDING_REACH_FT: f64 = 1.5;

/// What one segment's chords carry, loads apart, unfactored.
#[derive(Debug, Clone, Copy, Default)]
struct Carried {
    /// Segment.
    segment: usize,
    /// Chords' places along the axis: rod A, rod B, post A, post B, ft.
    rod_ft: [f64; 2],
    post_ft: [f64; 2],
    arm_ft: f64,
    /// How far each end's run is moved inwards, inches.
    moved_in: [f64; 2],
    /// [load][side that is in tension].
    lateral: [[Couple; 2]; 2],
    /// [dead, live, snow][side]: moment about the other end, lb-ft.
    gravity_lbft: [[f64; 2]; 3],
}

impl Carried {
    /// Force up at a side's chord of a load, for the direction of force that pulls on `tension`.
    fn up_lb(&self, load: usize, tension: usize, side: usize) -> (f64, f64) {
        let couple = self.lateral[load][tension];
        if side == tension {
            (self.rod_ft[side], couple.tension_lb)
        } else {
            (self.post_ft[side], -couple.thrust_lb)
        }
    }
}

/// Chord forces of one stack.
pub(crate) fn stack_chords(
    building: &Building,
    layout: &Layout,
    stack: &StackLayout,
    shears: &[SegmentShear],
    combiner: &Combiner,
    problems: &mut Vec<Problem>,
) -> Vec<ChordForce> {
    let carried = carry_down(building, layout, stack, shears, problems);
    stack
        .runs
        .iter()
        .map(|run| chord(layout, stack, *run, &carried, shears, combiner))
        .collect()
}

/// Free bodies from the top of the stack down.
fn carry_down(
    building: &Building,
    layout: &Layout,
    stack: &StackLayout,
    shears: &[SegmentShear],
    problems: &mut Vec<Problem>,
) -> Vec<Vec<Carried>> {
    let mut levels: Vec<Vec<Carried>> = vec![Vec::new(); stack.segments.len()];
    for step in (0..stack.segments.len()).rev() {
        let above = levels.get(step + 1).cloned().unwrap_or_default();
        let landings = land(building, layout, stack, step, &above, problems);
        let here = &stack.segments[step];
        for (number, segment) in here.iter().enumerate() {
            let landed: Vec<&Landed<'_>> = landings.iter().filter(|l| l.on == number).collect();
            levels[step].push(free_body(building, layout, *segment, shears, &landed));
        }
    }
    levels
}

/// One end of an upper segment and the segment that it lands on.
struct Landed<'a> {
    upper: &'a Carried,
    side: usize,
    end_ft: f64,
    /// Place of the lower segment in its level.
    on: usize,
    /// Share of the force that lands there.
    part: f64,
}

fn land<'a>(
    building: &Building,
    layout: &Layout,
    stack: &StackLayout,
    step: usize,
    above: &'a [Carried],
    problems: &mut Vec<Problem>,
) -> Vec<Landed<'a>> {
    let here = &stack.segments[step];
    let mut landings = Vec::new();
    for upper in above {
        let segment = &layout.segments[upper.segment];
        for side in 0..2 {
            let end_ft = segment.along_ft[side];
            let run = segment.runs.map(|r| r[side]);
            let same_run = here
                .iter()
                .position(|s| layout.segments[*s].runs.map(|r| r[side]) == run);
            let extent = |at: usize| layout.segments[here[at]].along_ft;
            let off = |at: usize| {
                (extent(at)[0] - end_ft)
                    .max(end_ft - extent(at)[1])
                    .max(0.0)
            };
            let nearest = (0..here.len()).min_by(|a, b| off(*a).total_cmp(&off(*b)));
            let land_on = |on: usize, part: f64| Landed {
                upper,
                side,
                end_ft,
                on,
                part,
            };
            match (same_run, nearest) {
                (Some(on), _) => landings.push(land_on(on, 1.0)),
                (None, Some(on)) if off(on) <= LANDING_REACH_FT => landings.push(land_on(on, 1.0)),
                (None, Some(on)) => {
                    let left = (0..here.len()).rev().find(|a| extent(*a)[1] < end_ft);
                    let right = (0..here.len()).find(|a| extent(*a)[0] > end_ft);
                    if let (Some(left), Some(right)) = (left, right) {
                        let (from, to) = (extent(left)[1], extent(right)[0]);
                        let part = (end_ft - from) / (to - from);
                        landings.push(land_on(left, 1.0 - part));
                        landings.push(land_on(right, part));
                        problems.push(over(
                            building,
                            stack,
                            segment,
                            "over an opening; a header must carry it to both sides",
                        ));
                    } else {
                        landings.push(land_on(on, 1.0));
                        problems.push(over(
                            building,
                            stack,
                            segment,
                            "beyond the wall below; a beam must carry it to that wall's end",
                        ));
                    }
                }
                (None, None) => {
                    problems.push(over(building, stack, segment, "where the wall below has no segment that counts; it is not carried further"));
                }
            }
        }
    }
    landings
}

fn over(building: &Building, stack: &StackLayout, segment: &Segment, where_: &str) -> Problem {
    Problem {
        code: "chord-lands-badly".into(),
        place: format!(
            "stack {}, segment {} ({})",
            stack.id, segment.id, building.levels[segment.level].name
        ),
        what: format!("a chord of it stands {where_}"),
        remedy: "line the openings up, or design the beam and its posts for the chord force".into(),
    }
}

fn free_body(
    building: &Building,
    layout: &Layout,
    at: usize,
    shears: &[SegmentShear],
    landed: &[&Landed<'_>],
) -> Carried {
    let segment = &layout.segments[at];
    let level = &building.levels[segment.level];
    let wall = &building.walls[segment.wall];
    let framing = &building.criteria.framing;
    let runs = segment.runs.unwrap_or_default();
    let ends = runs.map(|r| layout.runs.get(r).map_or(0.0, |r| r.along_ft));
    let inward = [1.0, -1.0];
    let moved_in = runs.map(|r| {
        let run = layout.runs.get(r);
        run.map_or(0.0, |r| building.rod_move_in(&r.id))
    });
    let chord_at = |offset_in: f64| {
        [0, 1].map(|side| ends[side] + inward[side] * (offset_in + moved_in[side]) / 12.0)
    };
    let (rod_ft, post_ft) = (
        chord_at(framing.rod_offset_in),
        chord_at(framing.post_offset_in),
    );
    let mut carried = Carried {
        segment: at,
        rod_ft,
        post_ft,
        arm_ft: (post_ft[1] - rod_ft[0]).abs(),
        moved_in,
        ..Carried::default()
    };
    let mut forces: Vec<Landing> = Vec::with_capacity(landed.len());
    for load in 0..2 {
        let moment_lbft = shears[at].force_lb[load] * level.height_ft;
        for (tension, other) in [(0, 1), (1, 0)] {
            forces.clear();
            forces.extend(landed.iter().map(|l| {
                let (place, up) = l.upper.up_lb(load, tension, l.side);
                (place, up * l.part)
            }));
            carried.lateral[load][tension] =
                couple(rod_ft[tension], post_ft[other], moment_lbft, &forces);
        }
    }
    let own_plf = [
        wall.dead_plf.unwrap_or(level.dead_plf),
        level.live_plf,
        level.snow_plf,
    ];
    for (kind, uniform_plf) in own_plf.into_iter().enumerate() {
        forces.clear();
        forces.extend(landed.iter().map(|l| {
            let upper = &layout.segments[l.upper.segment];
            let reaction = l.upper.gravity_lbft[kind][l.side] / upper.length_ft;
            (l.end_ft, reaction * l.part)
        }));
        carried.gravity_lbft[kind] = gravity_moments(segment.along_ft, uniform_plf, &forces);
    }
    carried
}

fn chord(
    layout: &Layout,
    stack: &StackLayout,
    run: usize,
    carried: &[Vec<Carried>],
    shears: &[SegmentShear],
    combiner: &Combiner,
) -> ChordForce {
    let run = &layout.runs[run];
    let sign = [1.0, -1.0][run.side];
    let mut force = ChordForce {
        run: run.id.clone(),
        stack: stack.id.clone(),
        at_ft: along(stack.origin_ft, stack.unit, run.along_ft),
        inward: stack.unit.map(|c| c * sign),
        ..ChordForce::default()
    };
    let loads = combiner.loads();
    force.cases = loads
        .iter()
        .map(|load| ChordCase {
            load: *load,
            ..ChordCase::default()
        })
        .collect();
    for (step, segment) in run.segments.iter().enumerate() {
        let level = run.base_level + step;
        let Some(body) = carried[level - stack.base_level]
            .iter()
            .find(|c| c.segment == *segment)
        else {
            continue;
        };
        let side = run.side;
        let arm_ft = body.arm_ft;
        let gravity = body.gravity_lbft.map(|sides| sides[side] / arm_ft);
        force.segments.push(layout.segments[*segment].id.clone());
        force.levels.push(level);
        force.arm_ft.push(arm_ft);
        force
            .moved_in
            .push([body.moved_in[side], body.moved_in[1 - side]]);
        force.resisting_lbft.push(body.gravity_lbft[0][side]);
        force.dead_lb.push(gravity[0]);
        force.live_lb.push(gravity[1]);
        force.snow_lb.push(gravity[2]);
        let mut lateral = [(0.0, 0.0); 2];
        for (case, load) in force.cases.iter_mut().zip(loads) {
            let of = super::load_index(*load);
            // The worse of the force pulling here and of what the force the other way gives.
            let (pull, push) = (body.lateral[of][side], body.lateral[of][1 - side]);
            lateral[of] = (
                pull.tension_lb.max(-push.thrust_lb),
                push.thrust_lb.max(-pull.tension_lb),
            );
            case.direction = shears[*segment].direction[of];
            case.overturning_lbft.push(pull.tension_lb * arm_ft);
            case.uplift_lb.push(pull.tension_lb);
            case.thrust_lb.push(push.thrust_lb);
        }
        let combined = combiner.combine(gravity, lateral);
        for (case, load) in force.cases.iter_mut().zip(loads) {
            let of = super::load_index(*load);
            case.tension_lb.push(combined.tension_lb[of].max(0.0));
            case.asd_tension_lb
                .push(combined.asd_tension_lb[of].max(0.0));
            case.drift_tension_lb
                .push(combined.drift_tension_lb[of].max(0.0));
        }
        let governing = loads
            .iter()
            .copied()
            .max_by(|a, b| {
                combined.tension_lb[super::load_index(*a)]
                    .total_cmp(&combined.tension_lb[super::load_index(*b)])
            })
            .unwrap_or(Load::Seismic);
        let of = super::load_index(governing);
        force.overturning_lbft.push(lateral[of].0 * arm_ft);
        force.tension_lb.push(combined.tension_lb[of].max(0.0));
        force
            .tension_combination
            .push(combiner.uplift(governing).name.to_owned());
        force.compression_lb.push(combined.compression_lb.max(0.0));
        force
            .compression_combination
            .push(combined.compression_name.to_owned());
        force
            .gravity_compression_lb
            .push(combined.gravity_compression_lb);
    }
    force
}
