//! How much of each capacity is used, and where the most of it.

use holdfast_engineering::design::RodLevel;

use crate::results::Results;

/// Demand over capacity; `None` where there is no capacity to speak of or a number is not finite.
pub(crate) fn ratio(demand: f64, capacity: f64) -> Option<f64> {
    let ratio = demand / capacity;
    (capacity > 0.0 && ratio.is_finite()).then_some(ratio)
}

/// Deformation over its limit; `None` where the drift check passes what is over it.
pub(crate) fn deformation(level: &RodLevel) -> Option<f64> {
    ratio(level.deformation_in, level.deformation_limit_in).filter(|_| !level.by_drift_check)
}

/// Whether a level has a rod: runs reach as high as their walls, rods as high as there is tension.
pub(crate) fn has_rod(level: &RodLevel) -> bool {
    !level.rod.trim().is_empty()
}

/// The worst of one kind of check over the building.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Governing {
    /// What is checked, `Rod tension`.
    pub(crate) what: &'static str,
    /// The standard behind it.
    pub(crate) reference: &'static str,
    /// Demand over capacity.
    pub(crate) ratio: f64,
    /// Where: run or segment, and level.
    pub(crate) place: String,
    /// How many were checked.
    pub(crate) checked: usize,
    /// How many are over 1.
    pub(crate) over: usize,
}

/// The worst of each kind of check, kinds without any check left out.
pub(crate) fn governing(results: &Results) -> Vec<Governing> {
    type Use = fn(&RodLevel) -> Option<f64>;
    let of_rods: [(&str, &str, Use); 5] = [
        ("Rod tension", "AISC 360 §J3.6, §D2", |l| {
            ratio(l.rod_lb, l.rod_capacity_lb)
        }),
        (
            "Plate bearing and bending",
            "NDS §3.10, AISC 1989 §F2",
            |l| ratio(l.plate_lb, l.plate_capacity_lb),
        ),
        ("Take-up travel", "ICC-ES AC316", |l| {
            ratio(l.required_travel_in, l.takeup_travel_in)
        }),
        ("Compression posts", "NDS §3.7, §3.10", |l| {
            ratio(l.compression_lb, l.post_capacity_lb)
        }),
        ("System deformation", "ICC-ES AC316 §6.0", deformation),
    ];
    let mut all = Vec::new();
    for (what, reference, used) in of_rods {
        let rows = results.rod_runs.iter().flat_map(|run| {
            run.levels
                .iter()
                .filter_map(move |l| Some((used(l)?, run.id.as_str(), l.level)))
        });
        all.extend(worst(results, what, reference, rows));
    }
    let segments = || {
        results
            .walls
            .iter()
            .flat_map(|w| &w.segments)
            .filter(|s| s.effective)
    };
    let shear = segments()
        .filter(|s| s.utilization.is_finite())
        .map(|s| (s.utilization, s.segment.as_str(), s.level));
    all.extend(worst(results, "Wall shear", "SDPWS §4.3", shear));
    let drift = segments().filter_map(|s| {
        Some((
            ratio(s.drift_in, s.drift_limit_in)?,
            s.segment.as_str(),
            s.level,
        ))
    });
    all.extend(worst(results, "Story drift", "ASCE 7 §12.12", drift));
    all
}

fn worst<'a>(
    results: &Results,
    what: &'static str,
    reference: &'static str,
    rows: impl Iterator<Item = (f64, &'a str, usize)>,
) -> Option<Governing> {
    let mut found: Option<(f64, &str, usize)> = None;
    let (mut checked, mut over) = (0, 0);
    for row in rows {
        checked += 1;
        // A hair over 1 by rounding is not over.
        over += usize::from(row.0 > 1.0 + 1e-9);
        if found.is_none_or(|f| row.0 > f.0) {
            found = Some(row);
        }
    }
    let (ratio, name, level) = found?;
    let place = format!("{name}, {}", level_name(results, level));
    Some(Governing {
        what,
        reference,
        ratio,
        place,
        checked,
        over,
    })
}

/// The level's name, or its index in words where the building has no such level.
pub(crate) fn level_name(results: &Results, level: usize) -> String {
    match results.levels.get(level) {
        Some(l) if !l.name.trim().is_empty() => l.name.clone(),
        _ => format!("Level index {level}"),
    }
}
