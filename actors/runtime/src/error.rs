//! What can go wrong for those who send, ask and start.

use std::sync::Arc;
use std::time::Duration;

use crate::failure::Failure;
use crate::path::ActorPath;

/// A message that was not sent. It always comes back.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum SendError<M> {
    /// The mailbox is full, and its policy or the call says not to wait. Try later, or shed.
    #[error("the mailbox is full")]
    Full(M),
    /// The deadline of the send passed while it waited for room.
    #[error("the mailbox stayed full until the deadline")]
    TimedOut(M),
    /// The actor has ended for good.
    #[error("the mailbox is closed: its actor has ended for good")]
    Closed(M),
    /// The message is larger than the whole mailbox. Raise the capacity, or send a reference.
    #[error("the message is larger than the mailbox's capacity in bytes")]
    TooLarge(M),
    /// Waiting would close a circle of actors that all wait for each other.
    #[error("waiting would deadlock: {}", crate::waits::show(path))]
    WouldDeadlock {
        /// The message.
        msg: M,
        /// The circle, from the sender back to it.
        path: Vec<ActorPath>,
    },
    /// The sender is an incarnation that has been given up as stuck and replaced.
    #[error("the sender was given up as stuck and has been replaced")]
    Fenced(M),
}

impl<M> SendError<M> {
    /// The message.
    pub fn into_message(self) -> M {
        match self {
            Self::Full(msg)
            | Self::TimedOut(msg)
            | Self::Closed(msg)
            | Self::TooLarge(msg)
            | Self::WouldDeadlock { msg, .. }
            | Self::Fenced(msg) => msg,
        }
    }

    /// The same without the message.
    pub fn reason(&self) -> NotSent {
        match self {
            Self::Full(_) => NotSent::Full,
            Self::TimedOut(_) => NotSent::TimedOut,
            Self::Closed(_) => NotSent::Closed,
            Self::TooLarge(_) => NotSent::TooLarge,
            Self::WouldDeadlock { .. } => NotSent::WouldDeadlock,
            Self::Fenced(_) => NotSent::Fenced,
        }
    }
}

impl<M> std::fmt::Debug for SendError<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}(..)", self.reason())
    }
}

/// Why a message was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotSent {
    /// The mailbox was full.
    Full,
    /// It stayed full until the deadline.
    TimedOut,
    /// Its actor has ended for good.
    Closed,
    /// The message can never fit.
    TooLarge,
    /// Waiting would have closed a circle.
    WouldDeadlock,
    /// The sender has been replaced.
    Fenced,
}

/// A question that got no answer.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// The question could not be sent.
    #[error("the question was not sent: {0:?}")]
    NotSent(NotSent),
    /// No answer came in time. The question is shed if nobody has begun on it.
    #[error("no answer within {0:?}")]
    TimedOut(Duration),
    /// The question was dropped.
    #[error("the question was dropped: {0}")]
    Dropped(DropReason),
    /// The actor failed on it, and it was not or no longer retried.
    #[error("the actor failed on the question: {0}")]
    Failed(Arc<Failure>),
    /// Waiting for the answer would close a circle of actors that wait for each other.
    #[error("waiting would deadlock: {}", crate::waits::show(.0))]
    WouldDeadlock(Vec<ActorPath>),
}

/// Why a message was dropped unhandled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DropReason {
    /// Newer messages drove it out ([`Overflow::DropOldest`](crate::Overflow::DropOldest)).
    Evicted,
    /// It was past its deadline ([`Overflow::ShedExpired`](crate::Overflow::ShedExpired)).
    Expired,
    /// The actor ended for good before handling it.
    Closed,
    /// The handler ended without answering.
    Unanswered,
}

impl std::fmt::Display for DropReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Evicted => "evicted by newer messages",
            Self::Expired => "past its deadline",
            Self::Closed => "the actor ended for good",
            Self::Unanswered => "handled without an answer",
        })
    }
}

/// A tree or a child that could not be started.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A child failed; those already started were stopped in reverse order.
    #[error("could not start: {0}")]
    Failed(Arc<Failure>),
    /// Two children of one supervisor have the same name.
    #[error("two children of {parent} are named `{name}`: give each its own name")]
    DuplicateName {
        /// The supervisor.
        parent: ActorPath,
        /// The name.
        name: String,
    },
    /// The supervisor has ended, or is ending.
    #[error("the supervisor has ended")]
    SupervisorEnded,
    /// A supervisor of dynamic children is full.
    #[error("the supervisor already has {0} children, as many as it may")]
    TooManyChildren(usize),
}
