//! Ids of clashes, from where things stand.

use std::collections::BTreeSet;

use super::{Clash, Run};
use crate::solid::Solid;

/// Added before a place is cut to whole inches, so that it changes between the fractions of an inch
/// that drafters use, not on one: there, rounding in the last digit would change the id.
const BETWEEN_FRACTIONS_IN: f64 = 0.34;

/// Where a run stands on plan: its parts come and go with the forces.
pub(super) fn of_run(run: &Run) -> String {
    let place = run.parts.iter().find(|p| p.solid.is_sound());
    place.map_or_else(String::new, |p| {
        let [x, y, _] = p.solid.middle();
        format!("{:?}", [x, y].map(inch))
    })
}

/// Where all solids of an obstruction stand together.
pub(super) fn of_solids(solids: &[Solid]) -> String {
    let boxes = solids.iter().filter(|s| s.is_sound()).map(Solid::bounds);
    let all = boxes.reduce(|[low, high], [l, h]| {
        [
            [0, 1, 2].map(|i| low[i].min(l[i])),
            [0, 1, 2].map(|i| high[i].max(h[i])),
        ]
    });
    all.map_or_else(String::new, |[low, high]| {
        format!(
            "{:?}",
            [0, 1, 2].map(|i| inch(f64::midpoint(low[i], high[i])))
        )
    })
}

/// The id of a clash of two places on a level.
pub(super) fn id(run: &str, level: usize, against: &str, other: &str) -> String {
    let key = format!("{run}|{level}|{against}|{other}");
    blake3::hash(key.as_bytes()).to_hex()[..12].to_owned()
}

/// Two obstacles drawn over each other stand at one place: the second by name has an id of its own.
pub(super) fn tell_twins_apart(clashes: &mut [Clash]) {
    let mut seen = BTreeSet::new();
    for clash in clashes {
        let (first, mut count) = (clash.id.clone(), 1);
        while !seen.insert(clash.id.clone()) {
            count += 1;
            clash.id = id(&first, count, "twin", "");
        }
    }
}

fn inch(value: f64) -> i64 {
    (value + BETWEEN_FRACTIONS_IN).floor() as i64
}
