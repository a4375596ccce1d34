//! Where tasks go out and come back: recorded, admitted against memory, handed to an agent, kept.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use holdfast_agents::Job;
use holdfast_agents::agent::{Agent, Blame, Fault};
use holdfast_runtime::Address;
use holdfast_storage::{ContentHash, NewTask, Run, Start, StorageError, Store, TaskKey};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::admission::Admission;
use super::progress::Board;
use super::telemetry::{self, Ended};

/// What a design run works with.
pub(crate) struct Desk<'a> {
    pub(crate) store: &'a Store,
    pub(crate) run: &'a Run,
    pub(crate) board: &'a Board,
    pub(crate) admission: &'a Admission,
    pub(crate) cancelled: &'a CancellationToken,
    pub(crate) task_timeout: Duration,
}

/// Why a design does not go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stop {
    /// A task has no result.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The records or results.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A result with the hash of its bytes, from which the keys of later tasks are made: what comes out
/// the same as before makes no further work.
#[derive(Debug)]
pub(crate) struct Done<T> {
    pub(crate) hash: ContentHash,
    pub(crate) value: T,
}

/// The key of a task: its agent and version, its parameters, and the results it is made from. The
/// program's version is in it too: what another release recorded, this one need not be able to read.
pub(crate) fn key<A: Agent>(
    parameters: &impl Serialize,
    made_from: &[ContentHash],
) -> Result<TaskKey, Fault> {
    let parameters =
        serde_json::to_vec(parameters).map_err(|error| ours::<A>("parameters", error))?;
    let version = format!("{} of {}", A::VERSION, env!("CARGO_PKG_VERSION"));
    let builder = TaskKey::builder(A::KIND.name(), &version).param("parameters", &parameters);
    Ok(made_from
        .iter()
        .fold(builder, |b, hash| b.result(*hash))
        .finish())
}

/// The hash of a value that no agent made: criteria, levels, a building.
pub(crate) fn hash_of(value: &impl Serialize) -> Result<ContentHash, Fault> {
    let bytes = serde_json::to_vec(value)
        .map_err(|error| ours::<holdfast_agents::report::Report>("hash", error))?;
    Ok(ContentHash::of(&bytes))
}

impl Desk<'_> {
    /// The recorded result of a key, without work.
    pub(crate) async fn recorded<A: Agent>(
        &self,
        key: TaskKey,
    ) -> Result<Option<Done<A::Output>>, Stop> {
        let Some(bytes) = self.store.get(key).await? else {
            return Ok(None);
        };
        self.board.done(A::KIND, true);
        telemetry::task(A::KIND, Ended::Recorded);
        Ok(Some(Done {
            hash: ContentHash::of(&bytes),
            value: decode::<A>(&bytes)?,
        }))
    }

    /// Performs a task, or takes its result from the records. `input` is made only where there is
    /// work to do.
    pub(crate) async fn perform<A, F>(
        &self,
        agent: &Address<Job<A>>,
        key: TaskKey,
        label: &str,
        input: impl FnOnce() -> F,
    ) -> Result<Done<A::Output>, Stop>
    where
        A: Agent,
        F: Future<Output = Result<A::Input, Stop>>,
    {
        let begun = Instant::now();
        let performed = self.work(agent, key, label, input).await;
        match &performed {
            Ok((_, recorded)) => self.board.done(A::KIND, *recorded),
            // What was stopped has not failed: the next run goes on with it.
            Err(Stop::Fault(fault)) if matches!(fault.blame, Blame::Interrupted) => {}
            Err(_) => self.board.failed(A::KIND),
        }
        telemetry::task(
            A::KIND,
            match &performed {
                Ok((_, true)) => Ended::Recorded,
                Ok((_, false)) => Ended::Done(begun.elapsed()),
                Err(_) => Ended::Failed,
            },
        );
        performed.map(|(done, _)| done)
    }

    async fn work<A, F>(
        &self,
        agent: &Address<Job<A>>,
        key: TaskKey,
        label: &str,
        input: impl FnOnce() -> F,
    ) -> Result<(Done<A::Output>, bool), Stop>
    where
        A: Agent,
        F: Future<Output = Result<A::Input, Stop>>,
    {
        let interrupted = || Fault::interrupted(A::KIND, label);
        if self.cancelled.is_cancelled() {
            return Err(interrupted().into());
        }
        let attempt = match self
            .store
            .task_started(self.run, &NewTask::new(key, A::KIND.name(), label))
            .await?
        {
            Start::Done(bytes) => {
                let done = Done {
                    hash: ContentHash::of(&bytes),
                    value: decode::<A>(&bytes)?,
                };
                return Ok((done, true));
            }
            Start::Work { attempt } => attempt,
            Start::Dead { attempts, error } => {
                return Err(ours::<A>(label, format!("{label} failed {attempts} times and is set aside: {error}; remove .holdfast to try it again")).into());
            }
        };
        let input = match input().await {
            Ok(input) => input,
            Err(stop) => {
                self.store.task_given_back(key).await?;
                return Err(stop);
            }
        };
        let _admitted = self.admission.admit(A::memory_bytes(&input)).await;
        let input = Arc::new(input);
        let answer = tokio::select! {
            biased;
            () = self.cancelled.cancelled() => {
                self.store.task_given_back(key).await?;
                return Err(interrupted().into());
            }
            answer = agent.ask(self.task_timeout, |reply| Job { input, reply }) => answer,
        };
        match answer {
            Ok(Ok(output)) => {
                let bytes =
                    postcard::to_allocvec(&output).map_err(|error| ours::<A>(label, error))?;
                let hash = ContentHash::of(&bytes);
                self.store.task_done(key, Bytes::from(bytes)).await?;
                Ok((
                    Done {
                        hash,
                        value: output,
                    },
                    false,
                ))
            }
            // The input's fault is the same at every attempt, so it is no failed attempt.
            Ok(Err(fault)) => {
                self.store.task_given_back(key).await?;
                Err(fault.into())
            }
            Err(_) if self.cancelled.is_cancelled() => {
                self.store.task_given_back(key).await?;
                Err(interrupted().into())
            }
            Err(error) => {
                let fault = ours::<A>(label, format!("{label}: {error}"));
                self.store
                    .task_failed(key, attempt, fault.what.as_str())
                    .await?;
                Err(fault.into())
            }
        }
    }
}

fn decode<A: Agent>(bytes: &[u8]) -> Result<A::Output, Fault> {
    postcard::from_bytes(bytes).map_err(|error| {
        ours::<A>(
            "records",
            format!(
                "a recorded result cannot be read ({error}); remove .holdfast and design again"
            ),
        )
    })
}

fn ours<A: Agent>(place: &str, what: impl std::fmt::Display) -> Fault {
    Fault {
        agent: A::KIND,
        place: place.to_owned(),
        what: what.to_string(),
        blame: Blame::Holdfast,
    }
}
