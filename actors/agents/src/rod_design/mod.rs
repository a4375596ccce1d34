//! Rod design: takes the forces at one wall end, gives the lightest run of rods that passes; or
//! writes the whole calculation of a run out.

use std::sync::Arc;

use holdfast_engineering::building::Building;
use holdfast_engineering::design::{ChordForce, RodRun};
use holdfast_engineering::explain::explain;
use holdfast_engineering::rods::{RodDesigner, Workspace};
use holdfast_engineering::trace::Line;
use serde::{Deserialize, Serialize};

use crate::agent::{Agent, Fault};
use crate::kind::AgentKind;

/// What it takes.
#[derive(Debug)]
pub enum Task {
    /// A wall end to design, with the catalogue's strengths, which are worked out once.
    Design(Arc<RodDesigner>, Box<ChordForce>),
    /// A run to write out, by its id.
    WriteOut(Arc<Building>, String),
}

/// What it gives.
#[derive(Debug, Serialize, Deserialize)]
pub enum Given {
    /// A run.
    Run(Arc<RodRun>),
    /// Its calculation.
    Lines(Arc<Vec<Line>>),
}

/// The agent.
pub struct RodDesign;

impl Agent for RodDesign {
    const KIND: AgentKind = AgentKind::RodDesign;
    const VERSION: u32 = 5;
    type Input = Task;
    type Output = Given;

    fn place(task: &Task) -> String {
        match task {
            Task::Design(_, chord) => chord.run.clone(),
            Task::WriteOut(_, run) => format!("calculation of {run}"),
        }
    }

    fn memory_bytes(task: &Task) -> u64 {
        match task {
            Task::Design(..) => 1 << 16,
            Task::WriteOut(building, _) => building.walls.len() as u64 * 16_000,
        }
    }

    fn run(task: &Task, _cancelled: &dyn Fn() -> bool) -> Result<Given, Fault> {
        match task {
            Task::Design(designer, chord) => Ok(Given::Run(Arc::new(
                designer.design(chord, &mut Workspace::default()),
            ))),
            Task::WriteOut(building, run) => explain(building, run, None)
                .map(|lines| Given::Lines(Arc::new(lines)))
                .map_err(|error| Fault::input(Self::KIND, run, error)),
        }
    }
}
