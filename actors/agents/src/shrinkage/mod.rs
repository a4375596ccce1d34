//! Shrinkage: takes the building's levels, gives what each shrinks and what adds up from the base.

use std::sync::Arc;

use holdfast_engineering::building::Building;
use holdfast_engineering::trace::Trace;
use holdfast_engineering::wood_movement::{WoodMovement, wood_movement};

use crate::agent::{Agent, Fault};
use crate::kind::AgentKind;

/// The agent.
pub struct Shrinkage;

impl Agent for Shrinkage {
    const KIND: AgentKind = AgentKind::Shrinkage;
    const VERSION: u32 = 1;
    type Input = Arc<Building>;
    type Output = WoodMovement;

    fn place(building: &Arc<Building>) -> String {
        format!("{} levels", building.levels.len())
    }

    fn memory_bytes(_building: &Arc<Building>) -> u64 {
        1 << 16
    }

    fn run(building: &Arc<Building>, _cancelled: &dyn Fn() -> bool) -> Result<WoodMovement, Fault> {
        wood_movement(building, &mut Trace::off())
            .map_err(|error| Fault::input(Self::KIND, Self::place(building), error))
    }
}
