//! What an agent is: a pure function with a name and a version, and the thin actor that runs it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::kind::AgentKind;

/// One of the nine. Its work is a pure function of its input, so that a crash costs one attempt,
/// and the same input gives the same output wherever it runs.
pub trait Agent: Send + Sync + 'static {
    /// Which of the nine.
    const KIND: AgentKind;
    /// Part of every task's key: raise it when the same input gives another output than before.
    const VERSION: u32;
    /// What it takes.
    type Input: Send + Sync + 'static;
    /// What it gives; recorded under the task's key.
    type Output: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// What the input is about, for messages: a sheet, a level, a run.
    fn place(input: &Self::Input) -> String;

    /// About how many bytes the work takes at its height, for admission.
    fn memory_bytes(input: &Self::Input) -> u64;

    /// The work. `cancelled` is asked now and then by long work, which then ends early.
    ///
    /// # Errors
    /// What is wrong with the input, where, and what to do.
    fn run(input: &Self::Input, cancelled: &dyn Fn() -> bool) -> Result<Self::Output, Fault>;
}

/// Why a task has no result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{agent}: {what}")]
pub struct Fault {
    /// Whose task.
    pub agent: AgentKind,
    /// What the task was about.
    pub place: String,
    /// What is wrong, where and what to do, in words.
    pub what: String,
    /// Whose fault it is.
    pub blame: Blame,
}

/// Whose fault it is: decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blame {
    /// The input's.
    Input,
    /// Ours.
    Holdfast,
    /// Nobody's: the run was interrupted.
    Interrupted,
}

impl Fault {
    /// A fault of the input.
    pub fn input(agent: AgentKind, place: impl Into<String>, what: impl std::fmt::Display) -> Self {
        Self {
            agent,
            place: place.into(),
            what: what.to_string(),
            blame: Blame::Input,
        }
    }

    /// The run was interrupted.
    pub fn interrupted(agent: AgentKind, place: impl Into<String>) -> Self {
        Self {
            agent,
            place: place.into(),
            what: "interrupted".to_owned(),
            blame: Blame::Interrupted,
        }
    }
}
