//! A design: a graph of tasks from drawings to the submittal, each performed once and recorded.

pub(crate) mod actor;
pub(crate) mod admission;
mod desk;
mod drawings;
mod engineering;
mod flow;
pub(crate) mod progress;
mod telemetry;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use holdfast_agents::agent::{Blame, Fault};
use holdfast_drawings::plan::Building;
use holdfast_report::results::Results;
use holdfast_storage::StorageError;

use crate::outputs::OutputError;

/// A finished design.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Everything found and designed. Where only some agents were asked for, the parts of the others
    /// are empty.
    pub results: Arc<Results>,
    /// The building's plan as found on the drawings, traced to their entities.
    pub plan: Arc<Building>,
    /// Files written, `submittal.pdf` first; empty where the report was not asked for.
    pub files: Vec<PathBuf>,
    /// Tasks done.
    pub tasks: u64,
    /// Of these, taken from the records of earlier runs.
    pub recorded: u64,
    /// How long it took.
    pub elapsed: Duration,
    /// What a person should know about the records, in words: damage mended.
    pub notices: Vec<String>,
}

/// Why a design has no outcome.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum DesignError {
    /// A task has no result; [`Fault::blame`] says whose fault it is.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The records or results in the project's folder.
    #[error("{0}")]
    Storage(Arc<StorageError>),
    /// A file of the submittal could not be written.
    #[error("{0}")]
    Output(Arc<OutputError>),
    /// It was interrupted; the same command goes on from there.
    #[error("interrupted")]
    Interrupted,
    /// As many designs run as may.
    #[error("the design is refused: {0}; try again when another has ended")]
    Refused(String),
    /// The design's actor ended without an answer.
    #[error("the design ended without an answer: {0}")]
    Lost(String),
}

impl DesignError {
    /// Whether the person who gave the project can mend it.
    #[must_use]
    pub fn is_bad_input(&self) -> bool {
        match self {
            Self::Fault(fault) => fault.blame == Blame::Input,
            Self::Storage(_) | Self::Output(_) | Self::Refused(_) => true,
            Self::Interrupted | Self::Lost(_) => false,
        }
    }
}

impl From<desk::Stop> for DesignError {
    fn from(stop: desk::Stop) -> Self {
        match stop {
            desk::Stop::Fault(fault) if fault.blame == Blame::Interrupted => Self::Interrupted,
            desk::Stop::Fault(fault) => Self::Fault(fault),
            desk::Stop::Storage(error) => Self::Storage(Arc::new(error)),
        }
    }
}

impl From<StorageError> for DesignError {
    fn from(error: StorageError) -> Self {
        Self::Storage(Arc::new(error))
    }
}
