//! Wood movement of a building: what each level shrinks, what adds up from the base, and the travel
//! that take-up devices need.
//!
//! The plate and device at the top of a level bear at the floor above (at the roof: on top of its
//! framing), so the level's sill, top plates and framing all lie below them and all count.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

use crate::building::{Building, Level};
use crate::calc::{shrinkage, takeup};
use crate::fault::EngineeringError;
use crate::load_path::with_origins;
use crate::trace::{Origin, Trace};

/// Thickness of a ply of sill or top plate, inches.
const PLY_IN: f64 = 1.5;

/// What the wood of a building does.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WoodMovement {
    /// Shrinkage of each level, inches; below 0 where it swells.
    pub per_level_in: Vec<f64>,
    /// From the base up to the top of each level, inches.
    pub cumulative_in: Vec<f64>,
}

/// Shrinkage of every level.
///
/// # Errors
/// Where a member is refused.
pub fn wood_movement(
    building: &Building,
    trace: &mut Trace,
) -> Result<WoodMovement, EngineeringError> {
    let wood = &building.criteria.shrinkage;
    let member: Vec<shrinkage::Member> = building
        .levels
        .iter()
        .enumerate()
        .flat_map(|(at, level)| members(building, at, level))
        .collect();
    let mut movement = WoodMovement {
        per_level_in: vec![0.0; building.levels.len()],
        cumulative_in: vec![0.0; building.levels.len()],
    };
    if member.is_empty() {
        return Ok(movement);
    }
    let origins = Origins::new(
        building,
        member.iter().map(|m| m.level as usize - 1).collect(),
    );
    let input = shrinkage::Input {
        fiber_saturation_pct: wood.fiber_saturation_pct,
        member,
    };
    let origin = |key: &str| origins.of(key);
    let out = with_origins(trace, origin, |t| crate::calc::shrinkage(&input, t))
        .map_err(EngineeringError::at("shrinkage"))?;
    let mut sum = 0.0;
    for at in 0..movement.per_level_in.len() {
        let own = out.per_level_in.get(at).copied().unwrap_or(0.0);
        sum += own;
        movement.per_level_in[at] = own;
        movement.cumulative_in[at] = sum;
    }
    Ok(movement)
}

/// Members of a level that lie across the grain in the way of its load.
pub(crate) fn members(building: &Building, at: usize, level: &Level) -> Vec<shrinkage::Member> {
    let wood = &building.criteria.shrinkage;
    let member = |dimension_in, count: u32, coefficient_per_pct| shrinkage::Member {
        level: at as u32 + 1, // at most a hundred levels
        dimension_in,
        count,
        coefficient_per_pct,
        mc_initial_pct: wood.mc_initial_pct,
        mc_final_pct: wood.mc_final_pct,
    };
    let floor = if level.engineered_floor {
        wood.engineered_coefficient_per_pct
    } else {
        wood.coefficient_per_pct
    };
    let mut members = Vec::with_capacity(3);
    for plies in [level.sill_plies, level.top_plies] {
        if plies > 0 {
            members.push(member(PLY_IN, plies, wood.coefficient_per_pct));
        }
    }
    if level.floor_depth_in > 0.0 {
        members.push(member(level.floor_depth_in, 1, floor));
    }
    members
}

/// Origins of a shrinkage calculation's figures. It names keys alone, member after member; each
/// member has one coefficient, which is how they are told apart.
pub(crate) struct Origins<'a> {
    building: &'a Building,
    /// Level of each member.
    levels: Vec<usize>,
    member: Cell<usize>,
}

impl<'a> Origins<'a> {
    pub(crate) fn new(building: &'a Building, levels: Vec<usize>) -> Self {
        Self {
            building,
            levels,
            member: Cell::new(0),
        }
    }

    pub(crate) fn of(&self, key: &str) -> Option<Origin> {
        let at = self.member.get();
        let level = self
            .levels
            .get(at)
            .and_then(|l| self.building.levels.get(*l));
        match key {
            "dimension_in" | "count" => level.map(|l| l.origin.clone()),
            "coefficient_per_pct" => {
                self.member.set(at + 1);
                // The framing on top is the last member of its level.
                let last = self.levels.get(at + 1) != self.levels.get(at);
                let framing =
                    level.is_some_and(|l| last && l.engineered_floor && l.floor_depth_in > 0.0);
                let key = if framing {
                    "engineered_coefficient_per_pct"
                } else {
                    "coefficient_per_pct"
                };
                Some(self.building.criteria.origin(&format!("shrinkage.{key}")))
            }
            _ => Some(self.building.criteria.origin(&format!("shrinkage.{key}"))),
        }
    }
}

/// Travel that a run's devices need, inches, a level from `base` up: shrinkage and settlement
/// since the base, with the margin; never below 0 (a device does not give way to swelling).
///
/// # Errors
/// Where the calculation refuses its input.
pub fn required_travel(
    building: &Building,
    movement: &WoodMovement,
    base: usize,
    trace: &mut Trace,
) -> Result<Vec<f64>, EngineeringError> {
    let shrinkage_in: Vec<f64> = movement.per_level_in.iter().skip(base).copied().collect();
    let input = takeup::Input {
        settlement_in: vec![building.criteria.shrinkage.settlement_in; shrinkage_in.len()],
        shrinkage_in,
        margin: building.criteria.rods.takeup_margin,
        ..takeup::Input::default()
    };
    let origin = |key: &str| match key {
        "settlement_in" => Some(building.criteria.origin("shrinkage.settlement_in")),
        "margin" => Some(building.criteria.origin("rods.takeup_margin")),
        _ => None,
    };
    let out = with_origins(trace, origin, |t| takeup(&input, t))
        .map_err(EngineeringError::at("take-up travel"))?;
    Ok(out
        .required_travel_in
        .into_iter()
        .map(|t| t.max(0.0))
        .collect())
}
