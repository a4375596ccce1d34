//! Report: takes the results, gives one file of the submittal.

pub mod assemble;

use std::sync::Arc;

use holdfast_report::results::Results;
use holdfast_report::{ReportError, bcf, csv, json, pdf, svg};
use serde::{Deserialize, Serialize};

use crate::agent::{Agent, Blame, Fault};
use crate::kind::AgentKind;

/// A file of the submittal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum File {
    /// `submittal.pdf`
    Pdf,
    /// `results.json`
    Json,
    /// `rods.csv`
    Csv,
    /// `clashes.bcfzip`
    Bcf,
    /// `plans/level-1.svg`, by level index.
    Plan(usize),
}

impl File {
    /// Every file of a submittal of so many levels.
    #[must_use]
    pub fn all(levels: usize) -> Vec<Self> {
        [Self::Json, Self::Csv, Self::Bcf]
            .into_iter()
            .chain((0..levels).map(Self::Plan))
            .chain([Self::Pdf])
            .collect()
    }

    /// Its path within the output folder.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Pdf => "submittal.pdf".to_owned(),
            Self::Json => "results.json".to_owned(),
            Self::Csv => "rods.csv".to_owned(),
            Self::Bcf => "clashes.bcfzip".to_owned(),
            Self::Plan(level) => format!("plans/level-{}.svg", level + 1),
        }
    }
}

/// What it takes.
#[derive(Debug)]
pub struct Task {
    /// Which file.
    pub file: File,
    /// From what.
    pub results: Arc<Results>,
}

/// The agent.
pub struct Report;

impl Agent for Report {
    const KIND: AgentKind = AgentKind::Report;
    const VERSION: u32 = 5;
    type Input = Task;
    type Output = Vec<u8>;

    fn place(task: &Task) -> String {
        task.file.name()
    }

    fn memory_bytes(task: &Task) -> u64 {
        (task.results.rod_runs.len() as u64 + 100) * 40_000
    }

    fn run(task: &Task, _cancelled: &dyn Fn() -> bool) -> Result<Vec<u8>, Fault> {
        let results = &task.results;
        let written: Result<Vec<u8>, ReportError> = match task.file {
            File::Pdf => pdf::write(results, &mut |_| {}),
            File::Json => json::write(results),
            File::Csv => Ok(csv::rods(results).into_bytes()),
            File::Bcf => bcf::write(results),
            File::Plan(level) => svg::level(results, level).map(String::into_bytes),
        };
        written.map_err(|error| Fault {
            agent: Self::KIND,
            place: task.file.name(),
            what: error.to_string(),
            blame: Blame::Holdfast,
        })
    }
}
