//! Story drift of every segment once its tie-downs are known, and the tie-down deformation that a
//! drift limit leaves room for.
//!
//! SDPWS Eq. 4.3-1 at strength-level seismic force without redundancy (ASCE 7 §12.3.4.1),
//! amplified by Cd/Ie (§12.8.6). The anchorage term takes the tie-down system's deformation on the
//! tension side and the crushing under the posts on the compression side, at the same force. The
//! turning of the levels below is not added: story drift is between the floors of one level.

use std::collections::BTreeMap;

use crate::building::{Building, Seismic};
use crate::calc::bearing_plate::crushing_in;
use crate::calc::shear_wall_deflection;
use crate::design::{Load, LoadPath, Problem, RodLevel, RodRun, SegmentForce};
use crate::fault::EngineeringError;
use crate::load_path::{computed, line, titled};
use crate::trace::Trace;

/// Drift of one segment, as figures of the calculation.
pub(crate) fn input(
    building: &Building,
    seismic: &Seismic,
    segment: &SegmentForce,
    anchorage: Anchorage,
) -> shear_wall_deflection::Input {
    shear_wall_deflection::Input {
        v_plf: segment.seismic_shear_lb / segment.length_ft,
        h_ft: segment.height_ft,
        b_ft: segment.length_ft,
        e_psi: building.criteria.framing.e_psi,
        a_in2: anchorage.chord_area_in2,
        ga_kip_in: Some(segment.ga_kip_in),
        delta_a_in: anchorage.deformation_in(),
        arm_ft: Some(anchorage.arm_ft),
        cd: seismic.cd,
        ie: seismic.ie,
        ..shear_wall_deflection::Input::default()
    }
}

/// What holds a segment's ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Anchorage {
    /// Area of one chord's posts, in².
    pub(crate) chord_area_in2: f64,
    /// Tie-down deformation, inches.
    pub(crate) uplift_in: f64,
    /// Crushing under the other chord's posts, inches.
    pub(crate) crushing_in: f64,
    /// Between the chords, ft.
    pub(crate) arm_ft: f64,
}

impl Anchorage {
    /// Both together, inches: how far the wall turns at its arm.
    pub(crate) fn deformation_in(self) -> f64 {
        self.uplift_in + self.crushing_in
    }
}

/// Crushing of the plates under a chord's posts, inches.
pub(crate) fn post_crushing_in(building: &Building, thrust_lb: f64, area_in2: f64) -> f64 {
    crushing_in(
        thrust_lb.max(0.0) / area_in2,
        building.criteria.framing.fc_perp_psi,
    )
}

/// Fills [`SegmentForce::drift_in`] of every segment that counts, and adds a problem for each that
/// drifts more than its limit. Without seismic nothing changes.
///
/// # Errors
/// Where the deflection refuses its input, with the segment.
pub fn fill_drift(
    building: &Building,
    path: &mut LoadPath,
    runs: &[RodRun],
    trace: &mut Trace,
) -> Result<(), EngineeringError> {
    let Some(seismic) = &building.criteria.seismic else {
        return Ok(());
    };
    path.problems.retain(|p| p.code != "drift");
    let ends = ends(building, path, runs);
    for segment in path.segments.iter_mut().filter(|s| s.effective) {
        let Some(anchorage) = ends.get(&segment.segment) else {
            continue;
        };
        let level = building
            .levels
            .get(segment.level)
            .map_or("", |l| l.name.as_str());
        let place = format!("segment {} ({level})", segment.segment);
        let out = one(building, seismic, segment, *anchorage, &place, trace)?;
        segment.drift_in = out;
        if segment.drift_in > segment.drift_limit_in * (1.0 + 1e-9) {
            path.problems.push(Problem {
                code: "drift".into(),
                place,
                what: format!(
                    "story drift of {:.2} in over the limit of {:.2} in (tie-down and crushing {:.3} in)",
                    segment.drift_in, segment.drift_limit_in, anchorage.deformation_in()
                ),
                remedy: "take a stiffer wall type, longer walls, or larger rods and plates".into(),
            });
        }
    }
    Ok(())
}

/// Drift of one segment, inches, amplified.
pub(crate) fn one(
    building: &Building,
    seismic: &Seismic,
    segment: &SegmentForce,
    anchorage: Anchorage,
    place: &str,
    trace: &mut Trace,
) -> Result<f64, EngineeringError> {
    let input = input(building, seismic, segment, anchorage);
    let origin = |key: &str| match key {
        "e_psi" => Some(building.criteria.origin("framing.e_psi")),
        "cd" | "ie" => Some(building.criteria.origin(&format!("seismic.{key}"))),
        _ => None,
    };
    trace.line(|| {
        line(
            format!("{place}: deformation of the tie-down"),
            "Δa = tension side + crushing under the posts, at strength-level seismic force",
            vec![
                computed("tension side", anchorage.uplift_in, "in"),
                computed("crushing", anchorage.crushing_in, "in"),
            ],
            computed("Δa", anchorage.deformation_in(), "in"),
            "SDPWS Eq. 4.3-1, ICC-ES AC316 §6.0",
        )
    });
    let out = titled(trace, place, origin, |t| {
        crate::calc::shear_wall_deflection(&input, t)
    })
    .map_err(EngineeringError::at(place.to_owned()))?;
    Ok(out.amplified_in)
}

/// What holds each segment's ends, by segment id: the softer end on each side counts.
pub(crate) fn ends(
    building: &Building,
    path: &LoadPath,
    runs: &[RodRun],
) -> BTreeMap<String, Anchorage> {
    struct Side {
        uplift_in: f64,
        thrust_lb: f64,
        area_in2: f64,
        arm_ft: f64,
    }
    let by_id: BTreeMap<&str, &RodRun> = runs.iter().map(|r| (r.id.as_str(), r)).collect();
    let mut sides: BTreeMap<&str, Side> = BTreeMap::new();
    for chord in &path.chords {
        let Some(run) = by_id.get(chord.run.as_str()) else {
            continue;
        };
        let thrust = chord
            .cases
            .iter()
            .find(|c| c.load == Load::Seismic)
            .map(|c| &c.thrust_lb);
        for (at, segment) in chord.segments.iter().enumerate() {
            let Some(level) = run.levels.get(at) else {
                continue;
            };
            let thrust_lb = thrust.and_then(|t| t.get(at)).copied().unwrap_or(0.0);
            let area_in2 = post_area_in2(building, level);
            let arm_ft = chord.arm_ft.get(at).copied().unwrap_or(f64::INFINITY);
            let side = sides.entry(segment).or_insert(Side {
                uplift_in: 0.0,
                thrust_lb: 0.0,
                area_in2,
                arm_ft,
            });
            side.uplift_in = side.uplift_in.max(level.drift_deformation_in);
            side.thrust_lb = side.thrust_lb.max(thrust_lb);
            side.area_in2 = side.area_in2.min(area_in2);
            side.arm_ft = side.arm_ft.min(arm_ft);
        }
    }
    sides
        .into_iter()
        .map(|(segment, side)| {
            let anchorage = Anchorage {
                chord_area_in2: side.area_in2,
                uplift_in: side.uplift_in,
                crushing_in: post_crushing_in(building, side.thrust_lb, side.area_in2),
                arm_ft: side.arm_ft,
            };
            (segment.to_owned(), anchorage)
        })
        .collect()
}

/// Area of the posts on both sides of the rod, in²; those of the smallest post of the catalogue
/// where none was found to fit.
fn post_area_in2(building: &Building, level: &RodLevel) -> f64 {
    let post = building
        .catalog
        .posts
        .iter()
        .find(|p| p.mark == level.posts);
    post.map_or_else(
        || smallest_posts_in2(building),
        |p| 2.0 * p.width_in * p.depth_in,
    )
}

/// Area of the smallest posts of the catalogue, both sides, in².
pub(crate) fn smallest_posts_in2(building: &Building) -> f64 {
    let areas = building
        .catalog
        .posts
        .iter()
        .map(|p| 2.0 * p.width_in * p.depth_in);
    areas.fold(f64::INFINITY, f64::min)
}
