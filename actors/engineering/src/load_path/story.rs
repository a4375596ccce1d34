//! Story forces at the top of each level: seismic by ASCE 7 §12.8 or as given, wind as given.

use serde::{Deserialize, Serialize};

use crate::building::{Building, Seismic};
use crate::calc::seismic_base_shear;
use crate::design::{Assumption, Direction, Load};
use crate::fault::EngineeringError;
use crate::trace::{Line, Quantity, Trace};

use super::written::with_origins;

/// Story forces, strength level, kip, a level from the lowest up.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StoryForces {
    /// Seismic, the same along x and y; empty without seismic.
    pub seismic_kip: Vec<f64>,
    /// Wind along x, then y; empty without wind.
    pub wind_kip: [Vec<f64>; 2],
    /// Seismic base shear, kip.
    pub base_shear_kip: f64,
    /// Seismic response coefficient; 0 where story forces are given without weights.
    pub cs: f64,
    /// What was assumed.
    pub assumptions: Vec<Assumption>,
}

impl StoryForces {
    /// Force of a load and direction at the top of a level, lb; `None` where the load is not
    /// designed for.
    #[must_use]
    pub fn force_lb(&self, load: Load, direction: Direction, level: usize) -> Option<f64> {
        let list = match load {
            Load::Seismic => &self.seismic_kip,
            Load::Wind => &self.wind_kip[super::geometry::axis(direction)],
        };
        list.get(level).map(|kip| kip * 1000.0)
    }
}

/// Height of the top of each level above the base, ft.
pub(crate) fn tops_ft(building: &Building) -> Vec<f64> {
    let base = building.levels.first().map_or(0.0, |l| l.elevation_ft);
    let mut top = base;
    building
        .levels
        .iter()
        .map(|l| {
            top += l.height_ft;
            top
        })
        .collect()
}

/// Story forces of a building that [`validate`](crate::validate::validate) has passed.
///
/// # Errors
/// Where the base shear is refused: a top at or below the base.
pub fn story_forces(
    building: &Building,
    trace: &mut Trace,
) -> Result<StoryForces, EngineeringError> {
    let criteria = &building.criteria;
    let mut forces = StoryForces::default();
    if let Some(wind) = &criteria.wind {
        forces.wind_kip = [
            wind.story_forces_x_kip.clone(),
            wind.story_forces_y_kip.clone(),
        ];
        for (direction, list) in ["x", "y"].into_iter().zip(&forces.wind_kip) {
            let key = format!("wind.story_forces_{direction}_kip");
            given(
                building,
                trace,
                &format!("Wind story forces along {direction}, strength"),
                &key,
                list,
            );
        }
    }
    let Some(seismic) = &criteria.seismic else {
        return Ok(forces);
    };
    if seismic.story_forces_kip.is_empty() {
        worked_out(building, seismic, &mut forces, trace)?;
    } else {
        forces.seismic_kip.clone_from(&seismic.story_forces_kip);
        forces.base_shear_kip = seismic.story_forces_kip.iter().sum();
        let weight: f64 = building.levels.iter().map(|l| l.weight_kip).sum();
        forces.cs = if weight > 0.0 {
            forces.base_shear_kip / weight
        } else {
            0.0
        };
        let key = "seismic.story_forces_kip";
        given(
            building,
            trace,
            "Seismic story forces as given, strength",
            key,
            &seismic.story_forces_kip,
        );
        forces.assumptions.push(Assumption {
            what: format!("seismic story forces as given: {:.1} kip at the base", forces.base_shear_kip),
            why: "the project gives them in place of ASCE 7 §12.8; they are taken as strength level without redundancy".into(),
        });
    }
    Ok(forces)
}

fn worked_out(
    building: &Building,
    seismic: &Seismic,
    forces: &mut StoryForces,
    trace: &mut Trace,
) -> Result<(), EngineeringError> {
    let heights_ft = tops_ft(building);
    let hn_ft = heights_ft.last().copied().unwrap_or(0.0);
    let input = seismic_base_shear::Input {
        sds_g: seismic.sds_g,
        sd1_g: seismic.sd1_g,
        s1_g: seismic.s1_g,
        tl_s: seismic.tl_s,
        r: seismic.r,
        ie: seismic.ie,
        hn_ft,
        weights_kip: building.levels.iter().map(|l| l.weight_kip).collect(),
        heights_ft,
        ..seismic_base_shear::Input::default()
    };
    let origin = |key: &str| match key {
        "weights_kip" | "heights_ft" | "hn_ft" => building.levels.first().map(|l| l.origin.clone()),
        "sds_g" | "sd1_g" | "s1_g" | "tl_s" | "r" | "ie" => {
            Some(building.criteria.origin(&format!("seismic.{key}")))
        }
        // A level's own, counted from one: `weights_kip[2]`.
        _ => key
            .strip_prefix("weights_kip[")
            .or_else(|| key.strip_prefix("heights_ft["))
            .and_then(|rest| rest.strip_suffix(']')?.parse::<usize>().ok())
            .and_then(|level| building.levels.get(level.checked_sub(1)?))
            .map(|level| level.origin.clone()),
    };
    let out = with_origins(trace, origin, |t| seismic_base_shear(&input, t))
        .map_err(EngineeringError::at("seismic base shear"))?;
    forces.cs = out.cs;
    let stories = out.stories.ok_or_else(|| EngineeringError::Missing {
        place: "criteria".into(),
        what: "seismic weight",
        remedy: "give each level's weight_kip, or seismic.story_forces_kip",
    })?;
    forces.base_shear_kip = stories.v_kip;
    forces.seismic_kip = stories.fx_kip;
    forces.assumptions.push(Assumption {
        what: format!("approximate period Ta = 0.02 hn^0.75 with hn = {hn_ft:.2} ft"),
        why: "ASCE 7 Table 12.8-2, all other structural systems; the period is not analysed".into(),
    });
    Ok(())
}

/// A list that is taken as given, as lines of the calculation.
fn given(building: &Building, trace: &mut Trace, title: &str, key: &str, list: &[f64]) {
    for (level, force) in building.levels.iter().zip(list) {
        trace.line(|| Line {
            title: format!("{title}, {}", level.name),
            formula: "Fx as given".into(),
            inputs: vec![Quantity {
                symbol: "Fx".into(),
                value: *force,
                unit: "kip".into(),
                origin: building.criteria.origin(key),
            }],
            result: Quantity {
                symbol: "Fx".into(),
                value: *force,
                unit: "kip".into(),
                origin: building.criteria.origin(key),
            },
            reference: "ASCE 7 §12.8.3 or chapter 27".into(),
            verdict: None,
        });
    }
}
