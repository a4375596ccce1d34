//! Strengths of the catalogue's items under a project's criteria.
//!
//! Wood under LRFD has the format conversion of NDS Table N1: Fc⊥ 1.67 · 0.90, Fc 2.40 · 0.90 · λ,
//! Emin 1.76 · 0.85. Posts buckle out of the wall's plane alone: sheathing nailed along them braces
//! the weak direction, so that no factor of built-up posts enters (NDS §15.3.2).

use crate::building::{Building, Method, PlateItem, PostItem};
use crate::calc::{bearing_plate, post_capacity, rod_capacity};
use crate::error::CalcError;
use crate::fault::EngineeringError;
use crate::load_path::wall_height_ft;
use crate::tables::threads;
use crate::trace::Trace;

use super::options::{
    DeviceOption, OpenPlate, PlateOption, PostOption, PostStrength, RodOption, STEEL_LB_PER_IN3,
    same,
};

/// Slack between a catalogue size and the place it must fit, inches.
const FIT_IN: f64 = 0.01;
/// Thickness of a ply of sill or top plate, inches.
const PLY_IN: f64 = 1.5;

pub(super) fn rods(building: &Building, diameters_in: &[f64]) -> Vec<RodOption> {
    let mut rods: Vec<RodOption> = building
        .catalog
        .rods
        .iter()
        .enumerate()
        .map(|(item, rod)| {
            let gross_area_in2 = threads::gross_area_in2(rod.diameter_in);
            let strength = rod_capacity::strength(
                gross_area_in2,
                rod.fu_ksi,
                rod.fy_ksi,
                building.criteria.method,
            );
            RodOption {
                item,
                diameter: diameters_in
                    .iter()
                    .position(|d| same(*d, rod.diameter_in))
                    .unwrap_or(0),
                capacity_lb: strength.least_kip() * 1000.0,
                weight_lb_per_in: gross_area_in2 * STEEL_LB_PER_IN3,
                thread_area_in2: threads::tensile_stress_area_in2(
                    rod.diameter_in,
                    rod.threads_per_in,
                ),
                gross_area_in2,
                fully_threaded: rod.fully_threaded,
            }
        })
        .collect();
    rods.sort_by(|a, b| {
        a.diameter
            .cmp(&b.diameter)
            .then(a.capacity_lb.total_cmp(&b.capacity_lb))
            .then(a.item.cmp(&b.item))
    });
    rods
}

/// How much wider across its flats the nut must be than the plate's hole to do without a washer,
/// inches.
const NUT_OVER_HOLE_IN: f64 = 0.125;

/// Bearing of one plate, as input of its calculation. Under LRFD wood and steel carry what their
/// formats make of them, so that the same lines hold.
pub(crate) fn plate_input(
    building: &Building,
    plate: &PlateItem,
    rod_in: f64,
    load_lb: f64,
) -> bearing_plate::Input {
    let criteria = &building.criteria;
    bearing_plate::Input {
        width_in: plate.width_in,
        length_in: Some(plate.length_in),
        hole_in: plate.hole_in,
        fcperp_psi: criteria.framing.fc_perp_psi * across_grain_format(criteria.method),
        end_distance_in: Some((building.least_rod_offset_in() - plate.length_in / 2.0).max(0.0)),
        load_lb: Some(load_lb),
        thickness_in: Some(plate.thickness_in),
        nut_width_in: Some(threads::heavy_hex_nut_in(rod_in)),
        fy_ksi: Some(plate.fy_ksi * bending_format(criteria.method)),
        ..bearing_plate::Input::default()
    }
}

/// Whether a plate fits a wall: within its studs, and not beyond its end.
fn fits(building: &Building, plate: &PlateItem) -> bool {
    let framing = &building.criteria.framing;
    plate.width_in <= framing.stud_depth_in + FIT_IN
        && plate.length_in <= 2.0 * building.least_rod_offset_in() + FIT_IN
}

/// What wood across the grain gains under LRFD (NDS Table N1): KF φ = 1.67 · 0.90.
pub(crate) fn across_grain_format(method: Method) -> f64 {
    match method {
        Method::Asd => 1.0,
        Method::Lrfd => 1.67 * 0.90,
    }
}

/// What a plate in bending gains under LRFD: φ Ω = 0.90 · 1.67 (AISC 360-16 §F1).
fn bending_format(method: Method) -> f64 {
    match method {
        Method::Asd => 1.0,
        Method::Lrfd => 0.90 * 1.67,
    }
}

pub(super) fn plates(
    building: &Building,
    diameters_in: &[f64],
) -> Result<Vec<PlateOption>, EngineeringError> {
    let mut plates = Vec::new();
    for (item, plate) in building.catalog.plates.iter().enumerate() {
        if !fits(building, plate) {
            continue;
        }
        let wrong =
            |e: CalcError| EngineeringError::at(format!("catalogue, plate `{}`", plate.mark))(e);
        let mut option = PlateOption {
            item,
            net_area_in2: bearing_plate::net_area_in2(
                plate.width_in,
                plate.length_in,
                plate.hole_in,
            ),
            bearing_lb: 0.0,
            bending_lb: Vec::with_capacity(diameters_in.len()),
            covered: Vec::with_capacity(diameters_in.len()),
            weight_lb: 0.0,
        };
        option.weight_lb = option.net_area_in2 * plate.thickness_in * STEEL_LB_PER_IN3;
        for diameter in diameters_in {
            const TRIAL_LB: f64 = 1000.0;
            let input = plate_input(building, plate, *diameter, TRIAL_LB);
            let out = bearing_plate(&input, &mut Trace::off()).map_err(wrong)?;
            let Some(of) = out.plate else { continue };
            option.bearing_lb = of.capacity_lb;
            let nut = threads::heavy_hex_nut_in(*diameter);
            option.covered.push(nut >= plate.hole_in + NUT_OVER_HOLE_IN);
            let through = *diameter <= plate.max_rod_in + 1e-6;
            // The thickness needed grows with the root of the load.
            let needed = of
                .loaded
                .and_then(|l| l.min_thickness_075fy_in)
                .unwrap_or(0.0);
            let bending = if needed > 0.0 {
                TRIAL_LB * (plate.thickness_in / needed).powi(2)
            } else {
                f64::INFINITY // the nut covers the plate
            };
            option
                .bending_lb
                .push(if through { bending.min(1e12) } else { 0.0 });
        }
        plates.push(option);
    }
    plates.sort_by(|a, b| {
        a.weight_lb
            .total_cmp(&b.weight_lb)
            .then(a.item.cmp(&b.item))
    });
    Ok(plates)
}

pub(super) fn open_plates(plates: &[PlateOption], diameter: usize) -> Vec<OpenPlate> {
    let through = plates.iter().filter(|p| p.bending_lb[diameter] > 0.0);
    let mut open: Vec<OpenPlate> = through
        .map(|p| OpenPlate {
            capacity_lb: p.capacity_lb(diameter),
            net_area_in2: p.net_area_in2,
        })
        .collect();
    open.sort_by(|a, b| b.net_area_in2.total_cmp(&a.net_area_in2));
    open
}

pub(super) fn devices(building: &Building, diameters_in: &[f64]) -> Vec<DeviceOption> {
    let mut devices: Vec<DeviceOption> = building
        .catalog
        .takeups
        .iter()
        .enumerate()
        .map(|(item, of)| DeviceOption {
            item,
            diameters: diameters_in
                .iter()
                .filter(|d| **d <= of.max_rod_in + 1e-6)
                .count(),
            of: of.clone(),
        })
        .collect();
    devices.sort_by(|a, b| {
        a.of.rated_load_lb
            .total_cmp(&b.of.rated_load_lb)
            .then(a.of.travel_in.total_cmp(&b.of.travel_in))
            .then(a.item.cmp(&b.item))
    });
    devices
}

/// A post's column, as input of its calculation: out of the wall's plane, both sides of the rod.
pub(crate) fn post_input(
    building: &Building,
    level: usize,
    post: &PostItem,
    duration: Duration,
) -> post_capacity::Input {
    let framing = &building.criteria.framing;
    let (fc, emin) = match (building.criteria.method, duration) {
        (Method::Asd, Duration::Lateral) => (1.6, 1.0),
        (Method::Asd, Duration::Gravity) => (1.0, 1.0),
        (Method::Lrfd, Duration::Lateral) => (2.40 * 0.90, 1.76 * 0.85),
        (Method::Lrfd, Duration::Gravity) => (2.40 * 0.90 * 0.8, 1.76 * 0.85),
    };
    let length_in = building.levels.get(level).map_or(0.0, |l| {
        wall_height_ft(l) * 12.0 - PLY_IN * f64::from(l.sill_plies + l.top_plies)
    });
    post_capacity::Input {
        fc_psi: framing.fc_psi,
        cd: fc,
        emin_psi: framing.emin_psi,
        ct_e: emin,
        le_in: length_in.max(1.0),
        d_in: post.depth_in,
        area_in2: Some(2.0 * post.width_in * post.depth_in),
        ..post_capacity::Input::default()
    }
}

/// How long a post's load lasts: its duration factor in ASD, its time effect in LRFD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duration {
    /// Wind or earthquake in it: CD 1.6, λ 1.0.
    Lateral,
    /// Gravity alone: CD 1.0, λ 0.8.
    Gravity,
}

pub(super) fn posts(building: &Building) -> Result<Vec<PostOption>, EngineeringError> {
    let framing = &building.criteria.framing;
    let mut posts = Vec::new();
    for (item, post) in building.catalog.posts.iter().enumerate() {
        if post.depth_in > framing.stud_depth_in + FIT_IN {
            continue;
        }
        let area_in2 = 2.0 * post.width_in * post.depth_in;
        let bearing_lb =
            area_in2 * framing.fc_perp_psi * across_grain_format(building.criteria.method);
        let levels = (0..building.levels.len())
            .map(|level| {
                let of = |duration| match post_capacity(
                    &post_input(building, level, post, duration),
                    &mut Trace::off(),
                ) {
                    Ok(out) => Ok(out.capacity_lb.unwrap_or(0.0)),
                    Err(CalcError::Refused { .. }) => Ok(0.0), // too slender for this level
                    Err(e) => Err(EngineeringError::at(format!(
                        "catalogue, post `{}`",
                        post.mark
                    ))(e)),
                };
                Ok(PostStrength {
                    stability_lb: of(Duration::Lateral)?,
                    gravity_stability_lb: of(Duration::Gravity)?,
                    bearing_lb,
                })
            })
            .collect::<Result<_, EngineeringError>>()?;
        posts.push(PostOption { item, levels });
    }
    let area = |p: &PostOption| {
        let item = &building.catalog.posts[p.item];
        item.width_in * item.depth_in
    };
    posts.sort_by(|a, b| area(a).total_cmp(&area(b)).then(a.item.cmp(&b.item)));
    Ok(posts)
}
