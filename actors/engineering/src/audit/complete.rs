//! Completeness: every wall end has a run, every run an anchor, and nothing is left out unsaid.

use std::collections::{BTreeMap, BTreeSet};

use crate::building::Building;
use crate::design::{LoadPath, RodRun};

use super::record::{About, Checks};

const WHAT: &str = "completeness";

/// Every wall, end, run and level is there once.
pub(super) fn complete(building: &Building, path: &LoadPath, runs: &[RodRun], checks: &mut Checks) {
    let about = |code, place, what| About {
        code,
        place,
        unit: "",
        reference: WHAT,
        what,
    };
    let mut stated: BTreeMap<&str, usize> = BTreeMap::new();
    path.segments
        .iter()
        .for_each(|s| *stated.entry(s.wall.as_str()).or_default() += 1);
    for wall in &building.walls {
        let found = stated.get(wall.id.as_str()).copied().unwrap_or(0);
        let what = "every full-height segment of the wall is in the load path";
        checks.holds(
            about("complete.wall", &wall.id, what),
            wall.segments_ft.len() as f64,
            found as f64,
        );
    }
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    path.chords
        .iter()
        .flat_map(|c| &c.segments)
        .for_each(|s| *ends.entry(s.as_str()).or_default() += 1);
    let by_id: BTreeMap<&str, &RodRun> = runs.iter().map(|r| (r.id.as_str(), r)).collect();
    for segment in path.segments.iter().filter(|s| s.effective) {
        let found = ends.get(segment.segment.as_str()).copied().unwrap_or(0);
        checks.holds(
            about(
                "complete.ends",
                &segment.segment,
                "the segment has chord forces at both ends",
            ),
            2.0,
            found as f64,
        );
    }
    for chord in &path.chords {
        let run = by_id.get(chord.run.as_str());
        let what = "the wall's end has a rod run over the same levels";
        let same = run.is_some_and(|r| {
            r.levels
                .iter()
                .map(|l| l.level)
                .eq(chord.levels.iter().copied())
        });
        checks.holds(
            about("complete.run", &chord.run, what),
            1.0,
            f64::from(u8::from(same)),
        );
        let pulled = chord.tension_lb.iter().any(|t| *t > 0.0);
        let what = "a run is required where, and only where, its end is pulled";
        let required = run.is_some_and(|r| r.required);
        checks.holds(
            about("complete.required", &chord.run, what),
            f64::from(u8::from(pulled)),
            f64::from(u8::from(required)),
        );
        if let Some(run) = run.filter(|r| r.required) {
            let anchored = run.anchor_lb > 0.0;
            checks.holds(
                about("complete.anchor", &chord.run, "the run has an anchor force"),
                1.0,
                f64::from(u8::from(anchored)),
            );
            let last = chord.tension_lb.iter().rposition(|t| *t > 0.0).unwrap_or(0);
            let rods = run.levels.iter().take(last + 1).all(|l| !l.rod.is_empty());
            checks.holds(
                about(
                    "complete.rods",
                    &chord.run,
                    "every level that is pulled has a rod",
                ),
                1.0,
                f64::from(u8::from(rods)),
            );
        }
        let posts = run.is_some_and(|r| r.levels.iter().all(|l| !l.posts.is_empty()));
        checks.holds(
            about(
                "complete.posts",
                &chord.run,
                "every level has compression posts",
            ),
            1.0,
            f64::from(u8::from(posts)),
        );
    }
    let known: BTreeSet<&str> = path.chords.iter().map(|c| c.run.as_str()).collect();
    for run in runs {
        let what = "the run belongs to a wall's end";
        checks.holds(
            about("complete.known", &run.id, what),
            1.0,
            f64::from(u8::from(known.contains(run.id.as_str()))),
        );
        let sound = run.passes == run.problems.is_empty();
        checks.holds(
            about(
                "complete.verdict",
                &run.id,
                "a run that passes has no problem, and one with problems does not pass",
            ),
            1.0,
            f64::from(u8::from(sound)),
        );
    }
    let distinct: BTreeSet<&str> = runs.iter().map(|r| r.id.as_str()).collect();
    checks.holds(
        about("complete.once", "building", "each run is there once"),
        distinct.len() as f64,
        runs.len() as f64,
    );
}
