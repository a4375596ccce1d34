//! Structural audit: takes the finished design, gives a second calculation's verdict on it.

use std::sync::Arc;

use holdfast_engineering::audit::audit;
use holdfast_engineering::building::Building;
use holdfast_engineering::design::{Audit as Verdict, LoadPath, RodRun};

use crate::agent::{Agent, Fault};
use crate::kind::AgentKind;

/// What it takes.
#[derive(Debug)]
pub struct Task {
    /// The building.
    pub building: Arc<Building>,
    /// Its load path, story drifts included.
    pub load_path: Arc<LoadPath>,
    /// Its rod runs.
    pub runs: Vec<Arc<RodRun>>,
}

/// The agent.
pub struct Audit;

impl Agent for Audit {
    const KIND: AgentKind = AgentKind::Audit;
    const VERSION: u32 = 3;
    type Input = Task;
    type Output = Verdict;

    fn place(task: &Task) -> String {
        format!("{} rod runs", task.runs.len())
    }

    fn memory_bytes(task: &Task) -> u64 {
        (task.runs.len() + task.building.walls.len()) as u64 * 20_000
    }

    fn run(task: &Task, _cancelled: &dyn Fn() -> bool) -> Result<Verdict, Fault> {
        let runs: Vec<RodRun> = task.runs.iter().map(|r| RodRun::clone(r)).collect();
        Ok(audit(&task.building, &task.load_path, &runs))
    }
}
