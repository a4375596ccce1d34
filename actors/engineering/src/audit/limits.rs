//! Code limits of the walls: unit shear, aspect ratio, story drift.

use std::collections::BTreeMap;

use crate::building::{Building, Method, Sdpws, SegmentDistribution, WallType};
use crate::design::{Load, LoadPath, RodLevel, RodRun, SegmentForce};
use crate::tables::panels;

use super::record::{About, Checks, Pair};

/// Every segment's limits.
pub(super) fn walls(building: &Building, path: &LoadPath, runs: &[RodRun], checks: &mut Checks) {
    let types: BTreeMap<&str, &WallType> = building
        .wall_types
        .iter()
        .map(|t| (t.mark.as_str(), t))
        .collect();
    let marks: BTreeMap<&str, &str> = building
        .walls
        .iter()
        .map(|w| (w.id.as_str(), w.mark.as_str()))
        .collect();
    let ends = ends(path, runs);
    for segment in &path.segments {
        let level = building.levels.get(segment.level).map_or("?", |l| &l.name);
        let place = format!("{}, {level}", segment.segment);
        let about = |code, unit, reference, what| About {
            code,
            place: &place,
            unit,
            reference,
            what,
        };
        let aspect = segment.height_ft / segment.length_ft;
        if !segment.effective {
            let what = "a segment that is left out carries no shear";
            checks.holds(
                about("wall.left-out", "lb", "SDPWS §4.3.4", what),
                0.0,
                segment.seismic_shear_lb + segment.wind_shear_lb,
            );
            continue;
        }
        checks.at_most(
            about(
                "wall.aspect",
                "",
                "SDPWS §4.3.4",
                "h/b of a segment that counts",
            ),
            aspect,
            3.5,
        );
        let wall_type = marks.get(segment.wall.as_str()).and_then(|m| types.get(m));
        let mut worst = 0.0_f64;
        for load in [Load::Seismic, Load::Wind] {
            let capacity = wall_type
                .and_then(|t| capacity_plf(building, t, segment, load))
                .unwrap_or(f64::NAN);
            let ratio = demand_lb(building, segment, load) / segment.length_ft / capacity;
            worst = if ratio.is_nan() {
                f64::NAN
            } else {
                worst.max(ratio)
            };
        }
        let reference = "SDPWS §4.3.3, Table 4.3A";
        let pair = Pair {
            audit: worst,
            design: segment.utilization,
        };
        checks.equal(
            about(
                "wall.shear-stated",
                "",
                reference,
                "unit shear over capacity against the stated",
            ),
            pair,
            0.01,
        );
        checks.at_most(
            about(
                "wall.shear",
                "",
                reference,
                "unit shear over capacity, the worse load",
            ),
            worst,
            1.0,
        );
        if let Some(seismic) = &building.criteria.seismic {
            let limit = seismic.drift_limit_ratio
                * 12.0
                * building
                    .levels
                    .get(segment.level)
                    .map_or(f64::NAN, |l| l.height_ft);
            let audit = drift_in(
                building,
                segment,
                ends.get(segment.segment.as_str()),
                seismic.cd / seismic.ie,
            );
            let reference = "SDPWS Eq. 4.3-1, ASCE 7 §12.8.6, §12.12";
            let pair = Pair {
                audit,
                design: segment.drift_in,
            };
            checks.equal(
                about(
                    "wall.drift-stated",
                    "in",
                    reference,
                    "story drift against the stated",
                ),
                pair,
                0.01,
            );
            checks.at_most(
                about("wall.drift", "in", reference, "story drift, amplified"),
                audit,
                limit,
            );
        }
    }
}

/// Shear at the method's level, lb.
fn demand_lb(building: &Building, segment: &SegmentForce, load: Load) -> f64 {
    let rho = building.criteria.seismic.as_ref().map_or(1.0, |s| s.rho);
    let asd = building.criteria.method == Method::Asd;
    match load {
        Load::Seismic => segment.seismic_shear_lb * rho * if asd { 0.7 } else { 1.0 },
        Load::Wind => segment.wind_shear_lb * if asd { 0.6 } else { 1.0 },
    }
}

fn capacity_plf(
    building: &Building,
    wall_type: &WallType,
    segment: &SegmentForce,
    load: Load,
) -> Option<f64> {
    let cell = panels::table_4_3a(
        panels::Sheathing::from_word(&wall_type.sheathing)?,
        panels::Thickness::from_word(&wall_type.thickness)?,
        panels::Nail::from_word(&wall_type.nail)?,
        wall_type.edge_spacing_in,
    )?;
    let criteria = &building.criteria;
    let newest = criteria.sdpws == Sdpws::Y2021;
    let seismic = load == Load::Seismic;
    let nominal = if seismic && !newest {
        cell.seismic_plf
    } else {
        cell.wind_plf
    };
    let faces = if wall_type.both_sides { 2.0 } else { 1.0 };
    let gravity = (1.0 - (0.5 - criteria.framing.specific_gravity)).min(1.0);
    let aspect = segment.height_ft / segment.length_ft;
    let by_capacity = criteria.segment_distribution == SegmentDistribution::Length;
    let slender = match criteria.sdpws {
        _ if aspect <= 2.0 => 1.0,
        Sdpws::Y2008 if seismic => 2.0 / aspect,
        Sdpws::Y2008 => 1.0,
        _ if by_capacity => 2.0 / aspect,
        _ => 1.25 - 0.125 * aspect,
    };
    let safety = match (criteria.method, newest, seismic) {
        (Method::Asd, true, true) => 1.0 / 2.8,
        (Method::Asd, ..) => 0.5,
        (Method::Lrfd, true, true) => 0.5,
        (Method::Lrfd, ..) => 0.8,
    };
    Some(nominal * faces * gravity * slender * safety)
}

/// What the two ends of a segment have: chord arm, and the runs' levels.
struct Ends<'a> {
    arm_ft: f64,
    compression_lb: f64,
    levels: Vec<&'a RodLevel>,
}

fn ends<'a>(path: &'a LoadPath, runs: &'a [RodRun]) -> BTreeMap<&'a str, Ends<'a>> {
    let by_id: BTreeMap<&str, &RodRun> = runs.iter().map(|r| (r.id.as_str(), r)).collect();
    let mut ends: BTreeMap<&str, Ends<'a>> = BTreeMap::new();
    for chord in &path.chords {
        let Some(run) = by_id.get(chord.run.as_str()) else {
            continue;
        };
        for (at, segment) in chord.segments.iter().enumerate() {
            let arm_ft = super::loads::value(&chord.arm_ft, at);
            let entry = ends.entry(segment).or_insert(Ends {
                arm_ft,
                compression_lb: 0.0,
                levels: Vec::new(),
            });
            let thrust = chord.cases.iter().find(|c| c.load == Load::Seismic);
            let thrust = thrust.map_or(0.0, |c| super::loads::value(&c.thrust_lb, at));
            entry.compression_lb = entry.compression_lb.max(thrust);
            if let Some(level) = run.levels.get(at) {
                entry.levels.push(level);
            }
        }
    }
    ends
}

/// Amplified story drift of a segment, inches.
fn drift_in(
    building: &Building,
    segment: &SegmentForce,
    ends: Option<&Ends<'_>>,
    amplify: f64,
) -> f64 {
    let Some(ends) = ends else { return f64::NAN };
    let framing = &building.criteria.framing;
    let posts = ends
        .levels
        .iter()
        .filter_map(|l| building.catalog.posts.iter().find(|p| p.mark == l.posts))
        .map(|p| 2.0 * p.width_in * p.depth_in)
        .fold(f64::INFINITY, f64::min);
    let v = segment.seismic_shear_lb / segment.length_ft;
    let (h, b) = (segment.height_ft, segment.length_ft);
    let bending = 8.0 * v * h.powi(3) / (framing.e_psi * posts * b);
    let panel = v * h / (1000.0 * segment.ga_kip_in);
    let stress = ends.compression_lb / posts / framing.fc_perp_psi;
    let crushing = if stress <= 0.73 {
        0.02 * stress / 0.73
    } else if stress <= 1.0 {
        0.02 + 0.02 * (stress - 0.73) / 0.27
    } else {
        0.04 * stress.powi(3)
    };
    let uplift = ends
        .levels
        .iter()
        .map(|l| l.drift_deformation_in)
        .fold(0.0, f64::max);
    (bending + panel + h * (uplift + crushing) / ends.arm_ft) * amplify
}
