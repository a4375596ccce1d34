//! Runs and tasks: what was begun, what is done, what failed how often.

use std::fmt;

use async_trait::async_trait;

use crate::error::StorageError;
use crate::key::{ContentHash, TaskKey};

/// A recorded run, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(pub i64);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A run to be begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRun {
    /// What is designed, for people.
    pub label: String,
    /// Holdfast's version.
    pub version: String,
}

impl NewRun {
    /// A run of `version` on `label`.
    #[must_use]
    pub fn new(label: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            version: version.into(),
        }
    }
}

/// A run that has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// Its number.
    pub run: RunId,
    /// Tasks that a process which died had left running; they are pending again.
    pub given_back: u64,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RunOutcome {
    /// Complete, every check passes.
    Complete,
    /// Complete, with failed checks.
    FailedChecks,
    /// It could not be completed.
    Failed,
    /// It was stopped.
    Interrupted,
}

impl RunOutcome {
    const WORDS: [(&'static str, Self); 4] = [
        ("complete", Self::Complete),
        ("failed-checks", Self::FailedChecks),
        ("failed", Self::Failed),
        ("interrupted", Self::Interrupted),
    ];

    /// The word it is recorded as.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::FailedChecks => "failed-checks",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let found = Self::WORDS.into_iter().find(|(text, _)| *text == word)?;
        Some(found.1)
    }
}

/// A run as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// Its number.
    pub run: RunId,
    /// What was designed.
    pub label: String,
    /// Holdfast's version.
    pub version: String,
    /// Milliseconds since 1970 when it began.
    pub started_ms: i64,
    /// Milliseconds since 1970 when it ended, and how; `None` while it runs, or where it died.
    pub finished: Option<(i64, RunOutcome)>,
}

/// A task to be worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTask {
    /// Its key.
    pub key: TaskKey,
    /// The agent that does it.
    pub agent: String,
    /// What it is of, for people: a sheet, a level, a rod run.
    pub label: String,
}

impl NewTask {
    /// A task of `agent` on `label`.
    #[must_use]
    pub fn new(key: TaskKey, agent: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            key,
            agent: agent.into(),
            label: label.into(),
        }
    }
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskState {
    /// Recorded, to be worked on.
    Pending,
    /// Being worked on.
    Running,
    /// Its result is kept.
    Done,
    /// Its last attempt failed; there are attempts left.
    Failed,
    /// It failed as often as it may: a dead letter.
    Dead,
}

impl TaskState {
    const WORDS: [(&'static str, Self); 5] = [
        ("pending", Self::Pending),
        ("running", Self::Running),
        ("done", Self::Done),
        ("failed", Self::Failed),
        ("dead", Self::Dead),
    ];

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let found = Self::WORDS.into_iter().find(|(text, _)| *text == word)?;
        Some(found.1)
    }
}

/// A task as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecord {
    /// Its key.
    pub key: TaskKey,
    /// The agent.
    pub agent: String,
    /// What it is of.
    pub label: String,
    /// Where it stands.
    pub state: TaskState,
    /// Attempts begun that were not given back.
    pub attempts: u32,
    /// Its result, where done.
    pub result: Option<ContentHash>,
    /// Its last error, where it failed.
    pub error: Option<String>,
}

/// What is to be done for a task that should start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start<R> {
    /// Work on it; this is attempt `attempt`, from 1.
    Work {
        /// Number of the attempt.
        attempt: u32,
    },
    /// Nothing: it is done.
    Done(R),
    /// Nothing: it is dead.
    Dead {
        /// Its attempts.
        attempts: u32,
        /// Its last error.
        error: String,
    },
}

/// What recording a result came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// It is recorded now.
    Recorded,
    /// It was recorded before, with the same result.
    AlreadyDone,
}

/// What was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forgotten {
    /// Runs.
    pub runs: u64,
    /// Tasks that no remaining run uses.
    pub tasks: u64,
}

/// Runs and tasks of one project.
///
/// Every method happens whole or not at all: when it answers, what it says is kept, and when the caller
/// stops waiting it has happened or has not. Everything may be repeated without harm.
#[async_trait]
pub trait Records: Send + Sync + fmt::Debug {
    /// Begins a run, and gives back the tasks that a dead process had left running. To be called by
    /// the holder of the project's lock only.
    async fn begin_run(&self, run: NewRun) -> Result<Begun, StorageError>;

    /// Ends a run. A run that has ended keeps its first outcome.
    async fn finish_run(&self, run: RunId, outcome: RunOutcome) -> Result<(), StorageError>;

    /// The last `most` runs, newest first.
    async fn runs(&self, most: u32) -> Result<Vec<RunRecord>, StorageError>;

    /// Records tasks, as used by a run where one is given. One that is recorded already keeps its
    /// state.
    async fn add_tasks(&self, run: Option<RunId>, tasks: Vec<NewTask>) -> Result<(), StorageError>;

    /// The result of a task that is done, which is then used by a run, where one is given.
    async fn find_result(
        &self,
        run: Option<RunId>,
        key: TaskKey,
    ) -> Result<Option<ContentHash>, StorageError>;

    /// Records a task as used by a run and, where it is to be worked on, as running.
    async fn start_task(
        &self,
        run: RunId,
        task: NewTask,
    ) -> Result<Start<ContentHash>, StorageError>;

    /// Records a task's result, whoever gives it: a late attempt's is as good as any.
    ///
    /// # Errors
    /// [`StorageError::ResultDiffers`] where another one is kept; that one stays.
    async fn finish_task(
        &self,
        key: TaskKey,
        result: ContentHash,
    ) -> Result<Completion, StorageError>;

    /// Records that attempt `attempt` of a task failed; from `most_attempts` on the task is dead.
    /// A late word of an earlier attempt, or of a task that is done, changes nothing. Gives the state.
    async fn fail_task(
        &self,
        key: TaskKey,
        attempt: u32,
        error: String,
        most_attempts: u32,
    ) -> Result<TaskState, StorageError>;

    /// Gives a running task back without counting the attempt: its work was stopped, not failed.
    async fn give_back(&self, key: TaskKey) -> Result<(), StorageError>;

    /// Makes a done task pending again because its result has gone. True where it was done with
    /// just this result.
    async fn lose_result(&self, key: TaskKey, result: ContentHash) -> Result<bool, StorageError>;

    /// One task.
    async fn task(&self, key: TaskKey) -> Result<Option<TaskRecord>, StorageError>;

    /// The tasks that a run used, by key.
    async fn tasks_of(&self, run: RunId) -> Result<Vec<TaskRecord>, StorageError>;

    /// The dead letters, by key.
    async fn dead(&self) -> Result<Vec<TaskRecord>, StorageError>;

    /// Makes a dead task pending again, with its attempts counted anew. True where it was dead.
    async fn replay(&self, key: TaskKey) -> Result<bool, StorageError>;

    /// Forgets all runs but the last `keep`, and the tasks that no remaining run uses.
    async fn forget(&self, keep: u32) -> Result<Forgotten, StorageError>;

    /// The results that tasks refer to, sorted.
    async fn results(&self) -> Result<Vec<ContentHash>, StorageError>;
}
