//! Rod runs that a person has moved: whether each is there, and whether its wall has the room.

use std::collections::BTreeMap;

use crate::building::Building;
use crate::error::{did_you_mean, nearest};
use crate::fault::EngineeringError;
use crate::trace::Origin;

use super::layout::Layout;

/// The nearest that a rod's centre may stand to its wall's end, inches: half a plate and the nut's
/// wrench.
pub const LEAST_END_DISTANCE_IN: f64 = 2.5;
/// The least chord arm over a segment's length that its moved rods may leave.
const LEAST_ARM: f64 = 0.5;

/// How much further inwards each run may move from where it stands, inches, whatever the runs at the
/// other ends of its segments do: each has half of what the least chord arm leaves.
#[must_use]
pub fn room_to_move_in(building: &Building, layout: &Layout) -> BTreeMap<String, f64> {
    let mut room: BTreeMap<String, f64> = BTreeMap::new();
    for segment in &layout.segments {
        let Some(runs) = segment.runs else { continue };
        let runs = runs.map(|r| layout.runs.get(r));
        let most_in = 12.0 * (1.0 - LEAST_ARM) * segment.length_ft;
        let left_in = most_in - taken_in(building, runs.iter().flatten().map(|r| r.id.as_str()));
        for run in runs.into_iter().flatten() {
            let least = room.entry(run.id.clone()).or_insert(f64::INFINITY);
            *least = least.min((left_in / 2.0).max(0.0));
        }
    }
    room
}

/// What two rods and their posts take of a segment's length, inches.
fn taken_in<'a>(building: &Building, runs: impl Iterator<Item = &'a str>) -> f64 {
    let framing = &building.criteria.framing;
    let moved_in: f64 = runs.map(|run| building.rod_move_in(run)).sum();
    framing.rod_offset_in + framing.post_offset_in + moved_in
}

/// Checks every move of [`Building::rod_moves`] against the runs that there are.
///
/// # Errors
/// A run that there is not, a rod off its wall's end, or chords too near to each other, with the
/// place of the move.
pub fn check_moves(building: &Building, layout: &Layout) -> Result<(), EngineeringError> {
    let framing = &building.criteria.framing;
    for asked in &building.rod_moves {
        let place = match &asked.origin {
            Origin::File(place) => place.clone(),
            _ => format!("run {}", asked.run),
        };
        let Some(at) = layout.runs.iter().position(|r| r.id == asked.run) else {
            let near = nearest(&asked.run, layout.runs.iter().map(|r| r.id.as_str()));
            return Err(EngineeringError::Unknown {
                place,
                kind: "run",
                id: asked.run.clone(),
                suggestion: did_you_mean(near.as_deref()),
                remedy: "take a run from the rod schedule or rods.csv",
            });
        };
        let to_end_in = framing.rod_offset_in + building.rod_move_in(&asked.run);
        if to_end_in.is_nan() || to_end_in < LEAST_END_DISTANCE_IN {
            return Err(EngineeringError::Geometry {
                place,
                what: format!(
                    "moved by {} in, the rod of {} stands {to_end_in} in from its wall's end, nearer than {LEAST_END_DISTANCE_IN} in",
                    asked.move_in, asked.run
                ),
                remedy: "move it less, or inwards (a positive move_in)",
            });
        }
        for segment in &layout.segments {
            let Some(runs) = segment.runs.filter(|runs| runs.contains(&at)) else {
                continue;
            };
            let ids = runs.iter().filter_map(|r| layout.runs.get(*r));
            let taken_in = taken_in(building, ids.map(|r| r.id.as_str()));
            let arm_ft = segment.length_ft - taken_in / 12.0;
            if arm_ft.is_nan() || arm_ft < LEAST_ARM * segment.length_ft {
                return Err(EngineeringError::Geometry {
                    place,
                    what: format!(
                        "moved by {} in, the chords of segment {} stand {arm_ft:.2} ft apart in {:.2} ft",
                        asked.move_in, segment.id, segment.length_ft
                    ),
                    remedy: "move it less, so that half of the segment's length stays between its chords",
                });
            }
        }
    }
    Ok(())
}
