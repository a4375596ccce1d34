//! Shear wall detection: takes the surveys and the place of every plan, gives the walls, openings
//! and obstacles of a level; takes all levels, a table and overrides, gives the building's plan.

pub mod given;

use std::sync::Arc;

use holdfast_drawings::detect::{GivenWall, LevelPlan, Overrides, assemble, level};
use holdfast_drawings::normalize::{Placement, SheetSurvey};
use holdfast_drawings::options::Options;
use holdfast_drawings::plan::Building;
use serde::{Deserialize, Serialize};

use crate::agent::{Agent, Fault};
use crate::kind::AgentKind;

/// What it takes.
#[derive(Debug)]
pub enum Task {
    /// One level.
    Level {
        /// Index into the placement's levels.
        level: usize,
        /// All surveys, as the placement counts them.
        surveys: Vec<Arc<SheetSurvey>>,
        /// Where every plan stands.
        placement: Arc<Placement>,
        /// Thresholds.
        options: Options,
    },
    /// The building from its levels, a table and overrides.
    Assemble {
        /// Levels read.
        levels: Vec<Arc<LevelPlan>>,
        /// Where every plan stands.
        placement: Arc<Placement>,
        /// Walls given directly.
        given: Vec<GivenWall>,
        /// Corrections.
        overrides: Overrides,
        /// Thresholds.
        options: Options,
    },
}

/// What it gives.
#[derive(Debug, Serialize, Deserialize)]
pub enum Given {
    /// One level.
    Level(Arc<LevelPlan>),
    /// The building's plan.
    Building(Arc<Building>),
}

/// The agent.
pub struct Detection;

impl Agent for Detection {
    const KIND: AgentKind = AgentKind::Detection;
    const VERSION: u32 = 3;
    type Input = Task;
    type Output = Given;

    fn place(task: &Task) -> String {
        match task {
            Task::Level {
                level, placement, ..
            } => placement.levels.get(*level).cloned().unwrap_or_default(),
            Task::Assemble { .. } => "the building".to_owned(),
        }
    }

    fn memory_bytes(task: &Task) -> u64 {
        match task {
            Task::Level {
                level, placement, ..
            } => (placement.sheets_of(*level).len() as u64 + 1) * (4 << 20),
            Task::Assemble { levels, given, .. } => {
                let walls: usize = levels.iter().map(|l| l.walls.len()).sum();
                (walls + given.len()) as u64 * 4_000
            }
        }
    }

    fn run(task: &Task, _cancelled: &dyn Fn() -> bool) -> Result<Given, Fault> {
        Ok(match task {
            Task::Level {
                level: index,
                surveys,
                placement,
                options,
            } => Given::Level(Arc::new(level(*index, surveys, placement, options))),
            Task::Assemble {
                levels,
                placement,
                given,
                overrides,
                options,
            } => {
                let levels: Vec<LevelPlan> = levels.iter().map(|l| LevelPlan::clone(l)).collect();
                Given::Building(Arc::new(assemble(
                    &levels, placement, given, overrides, options,
                )))
            }
        })
    }
}
