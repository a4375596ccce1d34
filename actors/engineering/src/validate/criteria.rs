//! Codes, loads and choices within what they can be.

use crate::building::{Criteria, Level};
use crate::fault::EngineeringError;

use super::{At, Check};

pub(super) fn criteria(criteria: &Criteria, levels: &[Level]) -> Check {
    let place = || "criteria".to_owned();
    let at = At(&place);
    let look = "look at the value and its unit";
    if criteria.seismic.is_none() && criteria.wind.is_none() {
        return Err(EngineeringError::Missing {
            place: place(),
            what: "lateral load",
            remedy: "give [seismic], [wind] or both",
        });
    }
    if let Some(seismic) = &criteria.seismic {
        at.within("seismic.sds_g", seismic.sds_g, 0.0, 5.0, look)?;
        at.within("seismic.sd1_g", seismic.sd1_g, 0.0, 5.0, look)?;
        at.within("seismic.s1_g", seismic.s1_g, 0.0, 5.0, look)?;
        at.size("seismic.tl_s", seismic.tl_s, 50.0)?;
        at.within("seismic.r", seismic.r, 1.0, 10.0, look)?;
        at.within("seismic.ie", seismic.ie, 0.5, 2.0, look)?;
        at.within("seismic.cd", seismic.cd, 1.0, 10.0, look)?;
        at.within(
            "seismic.rho",
            seismic.rho,
            1.0,
            1.5,
            "ASCE 7 §12.3.4 gives 1.0 or 1.3",
        )?;
        at.within(
            "seismic.drift_limit_ratio",
            seismic.drift_limit_ratio,
            0.001,
            0.1,
            "ASCE 7 Table 12.12-1",
        )?;
        if seismic.story_forces_kip.is_empty() {
            if levels.iter().map(|l| l.weight_kip).sum::<f64>() <= 0.0 {
                return Err(EngineeringError::Missing {
                    place: place(),
                    what: "seismic weight",
                    remedy: "give each level's weight_kip, or seismic.story_forces_kip",
                });
            }
            at.size("seismic.sds_g", seismic.sds_g, 5.0)?;
            at.size("seismic.sd1_g", seismic.sd1_g, 5.0)?;
        } else {
            at.per_level(
                "seismic.story_forces_kip",
                &seismic.story_forces_kip,
                levels.len(),
            )?;
        }
    }
    if let Some(wind) = &criteria.wind {
        at.per_level(
            "wind.story_forces_x_kip",
            &wind.story_forces_x_kip,
            levels.len(),
        )?;
        at.per_level(
            "wind.story_forces_y_kip",
            &wind.story_forces_y_kip,
            levels.len(),
        )?;
    }
    at.within(
        "diaphragm.accidental_ratio",
        criteria.accidental_ratio,
        0.0,
        0.5,
        "ASCE 7 §12.8.4.2 gives 0.05",
    )?;
    let framing = &criteria.framing;
    at.within(
        "framing.specific_gravity",
        framing.specific_gravity,
        0.3,
        1.0,
        look,
    )?;
    for (key, value, least, most) in [
        ("framing.fc_perp_psi", framing.fc_perp_psi, 1.0, 1e4),
        ("framing.fc_psi", framing.fc_psi, 1.0, 1e4),
        ("framing.emin_psi", framing.emin_psi, 1e3, 1e7),
        ("framing.e_psi", framing.e_psi, 1e3, 1e7),
        ("framing.stud_depth_in", framing.stud_depth_in, 1.0, 24.0),
    ] {
        at.within(key, value, least, most, look)?;
    }
    at.within(
        "framing.rod_offset_in",
        framing.rod_offset_in,
        0.0,
        36.0,
        look,
    )?;
    at.within(
        "framing.post_offset_in",
        framing.post_offset_in,
        0.0,
        36.0,
        look,
    )?;
    let rods = &criteria.rods;
    at.size("rods.deformation_limit_in", rods.deformation_limit_in, 2.0)?;
    at.within(
        "rods.takeup_margin",
        rods.takeup_margin,
        1.0,
        5.0,
        "1.0 is the bare travel",
    )?;
    at.within(
        "rods.anchor_projection_in",
        rods.anchor_projection_in,
        0.0,
        240.0,
        look,
    )?;
    for skipped in &rods.skipped_restraints {
        if skipped + 1 >= levels.len() {
            return Err(EngineeringError::Geometry {
                place: "criteria, rods.skipped_restraints".into(),
                what: format!(
                    "level {} has nothing above it that could take its share",
                    levels
                        .get(*skipped)
                        .map_or_else(|| (skipped + 1).to_string(), |l| format!("`{}`", l.name))
                ),
                remedy: "leave the plate of the top level in",
            });
        }
    }
    let wood = &criteria.shrinkage;
    at.within(
        "shrinkage.coefficient_per_pct",
        wood.coefficient_per_pct,
        0.0,
        0.02,
        "0.0020 to 0.0025 is usual",
    )?;
    at.within(
        "shrinkage.engineered_coefficient_per_pct",
        wood.engineered_coefficient_per_pct,
        0.0,
        0.02,
        "0.0005 is usual",
    )?;
    at.within(
        "shrinkage.mc_initial_pct",
        wood.mc_initial_pct,
        0.0,
        100.0,
        look,
    )?;
    at.within(
        "shrinkage.mc_final_pct",
        wood.mc_final_pct,
        0.0,
        100.0,
        look,
    )?;
    at.within(
        "shrinkage.fiber_saturation_pct",
        wood.fiber_saturation_pct,
        10.0,
        50.0,
        "28 to 30 % is usual",
    )?;
    at.within(
        "shrinkage.settlement_in",
        wood.settlement_in,
        0.0,
        2.0,
        look,
    )
}
