//! One type for every way an actor can fail.

use std::any::Any;
use std::backtrace::Backtrace;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::path::ActorPath;
use crate::sync::lock;

/// A boxed error, as handlers may return it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why an actor ended without being asked to: who, doing what, and what went wrong.
///
/// It is shared (`Arc<Failure>`) by the supervisor, the snapshot, the dead letter and the asker.
pub struct Failure {
    path: ActorPath,
    phase: Phase,
    cause: Cause,
    payload: Mutex<Option<Box<dyn Any + Send>>>,
    backtrace: Option<Backtrace>,
}

/// What the actor was doing when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Being made, or in [`Actor::started`](crate::Actor::started).
    Starting,
    /// Handling a message.
    Handling {
        /// The message's [`kind`](crate::Message::kind).
        message: &'static str,
        /// How often this message had been handed to a handler, this time included.
        attempt: u32,
    },
    /// In [`Actor::stopping`](crate::Actor::stopping).
    Stopping,
    /// Waiting for a message, or supervising.
    Idle,
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// It panicked.
    Panic {
        /// The panic's message; `(no message)` when its payload is no text.
        message: String,
        /// `file:line:column`, when known.
        location: Option<String>,
    },
    /// It returned an error.
    Error(BoxError),
    /// It did not start within its start timeout.
    StartTimeout(Duration),
    /// It was killed: its grace was over, or its supervisor ended.
    Killed,
    /// It made no progress for so long, by the watchdog.
    Stuck(Duration),
    /// A supervisor restarted its children more often than its intensity allows.
    TooManyRestarts {
        /// How many restarts the intensity allows.
        restarts: u32,
        /// Within which time.
        within: Duration,
        /// The failure that was one too many.
        last: Option<Arc<Failure>>,
    },
    /// A supervisor could not start a child.
    ChildDidNotStart(Arc<Failure>),
}

impl Failure {
    pub(crate) fn new(path: ActorPath, phase: Phase, cause: Cause) -> Self {
        Self {
            path,
            phase,
            cause,
            payload: Mutex::new(None),
            backtrace: None,
        }
    }

    pub(crate) fn panicked(path: ActorPath, phase: Phase, panic: crate::panics::Caught) -> Self {
        Self {
            path,
            phase,
            cause: Cause::Panic {
                message: panic.message,
                location: panic.location,
            },
            payload: Mutex::new(panic.payload),
            backtrace: panic.backtrace,
        }
    }

    /// Which actor.
    pub fn path(&self) -> &ActorPath {
        &self.path
    }

    /// What it was doing.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// What went wrong.
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// Where a panic came from.
    pub fn backtrace(&self) -> Option<&Backtrace> {
        self.backtrace.as_ref()
    }

    /// The payload of a panic. There is one, so the first to ask gets it.
    pub fn take_payload(&self) -> Option<Box<dyn Any + Send>> {
        lock(&self.payload).take()
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panic { message, location } => {
                write!(f, "panicked: {message}")?;
                match location {
                    Some(location) => write!(f, " (at {location})"),
                    None => Ok(()),
                }
            }
            Self::Error(error) => {
                write!(f, "failed: {error}")?;
                let mut source = error.source();
                while let Some(cause) = source {
                    write!(f, ": {cause}")?;
                    source = cause.source();
                }
                Ok(())
            }
            Self::StartTimeout(after) => write!(f, "did not start within {after:?}"),
            Self::Killed => write!(f, "was killed"),
            Self::Stuck(after) => write!(f, "made no progress for {after:?}"),
            Self::TooManyRestarts {
                restarts,
                within,
                last,
            } => {
                write!(
                    f,
                    "gave up after more than {restarts} restarts within {within:?}"
                )?;
                match last {
                    Some(last) => write!(f, "; the last: {last}"),
                    None => Ok(()),
                }
            }
            Self::ChildDidNotStart(failure) => write!(f, "a child did not start: {failure}"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path, self.cause)?;
        match self.phase {
            Phase::Starting => write!(f, " while starting"),
            Phase::Handling { message, attempt } => {
                write!(f, " while handling {message}, attempt {attempt}")
            }
            Phase::Stopping => write!(f, " while stopping"),
            Phase::Idle => Ok(()),
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("path", &self.path)
            .field("phase", &self.phase)
            .field("cause", &self.cause)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::Error(error) => Some(error.as_ref()),
            Cause::ChildDidNotStart(failure) => Some(failure.as_ref()),
            _ => None,
        }
    }
}

/// Why an actor was asked to stop, or why it stopped itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// Its work is done: it said so by [`Context::stop`](crate::Context::stop).
    Finished,
    /// Somebody asked for it by its address or its supervisor's handle.
    Requested,
    /// The tree, or its branch of it, ends.
    Shutdown,
    /// It is stopped only to be started again, with a sibling that failed.
    Restart,
    /// Its pool shrinks.
    Resize,
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Finished => "finished",
            Self::Requested => "asked to stop",
            Self::Shutdown => "shut down",
            Self::Restart => "stopped to be restarted",
            Self::Resize => "pool resized",
        })
    }
}

/// How an actor ended.
#[derive(Debug, Clone)]
pub enum Exit {
    /// In good order.
    Stopped(StopReason),
    /// Not in good order.
    Failed(Arc<Failure>),
}

impl Exit {
    /// It ended in good order.
    pub fn is_ordered(&self) -> bool {
        matches!(self, Self::Stopped(_))
    }

    /// The failure, if there was one.
    pub fn failure(&self) -> Option<&Arc<Failure>> {
        match self {
            Self::Stopped(_) => None,
            Self::Failed(failure) => Some(failure),
        }
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped(reason) => reason.fmt(f),
            Self::Failed(failure) => failure.fmt(f),
        }
    }
}
