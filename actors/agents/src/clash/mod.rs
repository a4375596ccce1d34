//! Clash detection: takes the rod runs and what stands on the drawings, gives clashes with the move
//! that clears each.

pub mod solids;

use std::sync::Arc;

use holdfast_drawings::plan;
use holdfast_engineering::building::Building;
use holdfast_engineering::design::RodRun;
use holdfast_gpu::broad::CpuBvh;
use holdfast_gpu::clash::{self, Rules};

use crate::agent::{Agent, Fault};
use crate::kind::AgentKind;

/// What it takes.
#[derive(Debug)]
pub struct Task {
    /// Rod runs.
    pub runs: Vec<Arc<RodRun>>,
    /// The engineering's building: levels and catalogue.
    pub building: Arc<Building>,
    /// The drawings' building: obstacles and openings.
    pub plan: Arc<plan::Building>,
    /// Engineering level of each level of the plan.
    pub level_of: Vec<Option<usize>>,
    /// Room to keep around every part, inches.
    pub clearance_in: f64,
    /// How far a run may move into its wall, inches.
    pub max_move_in: f64,
}

/// The agent.
pub struct Clash;

impl Agent for Clash {
    const KIND: AgentKind = AgentKind::Clash;
    const VERSION: u32 = 2;
    type Input = Task;
    type Output = Vec<clash::Clash>;

    fn place(task: &Task) -> String {
        format!("{} rod runs", task.runs.len())
    }

    fn memory_bytes(task: &Task) -> u64 {
        (task.runs.len() + task.plan.obstacles.len() + task.plan.walls.len()) as u64 * 20_000
    }

    fn run(task: &Task, _cancelled: &dyn Fn() -> bool) -> Result<Vec<clash::Clash>, Fault> {
        let runs = solids::runs(
            task.runs.iter().map(Arc::as_ref),
            &task.building,
            task.max_move_in,
        );
        let obstructions = solids::obstructions(&task.plan, &task.building, &task.level_of);
        let rules = Rules {
            clearance_in: task.clearance_in,
        };
        Ok(clash::find(&runs, &obstructions, &rules, &CpuBvh))
    }
}
