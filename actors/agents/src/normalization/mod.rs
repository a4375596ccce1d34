//! Geometry normalization: takes a sheet, gives what it shows and at which scale; takes all
//! surveys, gives each sheet's place in one building frame.

use std::sync::Arc;

use holdfast_drawings::normalize::{
    Placement, RegisterOptions, SheetHints, SheetSurvey, register, survey,
};
use holdfast_drawings::sheet::Sheet;
use serde::{Deserialize, Serialize};

use crate::agent::{Agent, Fault};
use crate::kind::AgentKind;

/// What it takes.
#[derive(Debug)]
pub enum Task {
    /// One sheet by itself.
    Survey(Arc<Sheet>, SheetHints),
    /// All sheets together.
    Register(Vec<Arc<SheetSurvey>>, RegisterOptions),
}

/// What it gives.
#[derive(Debug, Serialize, Deserialize)]
pub enum Given {
    /// One sheet, understood by itself.
    Survey(Arc<SheetSurvey>),
    /// Where every plan stands.
    Placement(Arc<Placement>),
}

/// The agent.
pub struct Normalization;

impl Agent for Normalization {
    const KIND: AgentKind = AgentKind::Normalization;
    const VERSION: u32 = 2;
    type Input = Task;
    type Output = Given;

    fn place(task: &Task) -> String {
        match task {
            Task::Survey(sheet, _) => sheet.name.clone(),
            Task::Register(surveys, _) => format!("{} sheets together", surveys.len()),
        }
    }

    fn memory_bytes(task: &Task) -> u64 {
        match task {
            Task::Survey(sheet, _) => (sheet.model.len() as u64 + 1000) * 2000,
            Task::Register(surveys, _) => surveys.len() as u64 * (1 << 18),
        }
    }

    fn run(task: &Task, _cancelled: &dyn Fn() -> bool) -> Result<Given, Fault> {
        match task {
            Task::Survey(sheet, hints) => survey(sheet, hints)
                .map(|found| Given::Survey(Arc::new(found)))
                .map_err(|error| Fault::input(Self::KIND, &sheet.name, error)),
            Task::Register(surveys, options) => {
                Ok(Given::Placement(Arc::new(register(surveys, options))))
            }
        }
    }
}
