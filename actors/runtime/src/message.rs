//! What a message tells the mailbox about itself.

use std::num::NonZeroU32;

use tokio::time::Instant;

/// A message of an actor. Every method has a default; override what the mailbox should know.
///
/// The handler borrows the message (`&M`), so that it can be given back when the handler panics or
/// is killed. Keep large payloads behind an `Arc`, then a handler can take a share of them.
///
/// ```
/// use holdfast_runtime::{Lane, Message};
///
/// enum Job {
///     Parse(std::sync::Arc<[u8]>),
///     Cancel(u32),
/// }
///
/// impl Message for Job {
///     fn size(&self) -> usize {
///         match self {
///             Job::Parse(bytes) => bytes.len(),
///             Job::Cancel(_) => 0,
///         }
///     }
///     fn lane(&self) -> Lane {
///         match self {
///             Job::Parse(_) => Lane::Normal,
///             Job::Cancel(_) => Lane::Urgent,
///         }
///     }
///     fn kind(&self) -> &'static str {
///         match self {
///             Job::Parse(_) => "parse",
///             Job::Cancel(_) => "cancel",
///         }
///     }
/// }
/// ```
pub trait Message: Send + Sync + 'static {
    /// Bytes counted against [`Capacity::bytes`](crate::Capacity::bytes). Asked once, when the
    /// message is sent, and kept.
    fn size(&self) -> usize {
        0
    }

    /// The priority lane. Asked once, when the message is sent.
    fn lane(&self) -> Lane {
        Lane::Normal
    }

    /// When handling it is no longer of use. Only
    /// [`Overflow::ShedExpired`](crate::Overflow::ShedExpired) looks at it.
    fn deadline(&self) -> Option<Instant> {
        None
    }

    /// A short stable name for failures, spans and dead letters; by default the type's name.
    fn kind(&self) -> &'static str {
        std::any::type_name::<Self>()
    }
}

/// A priority lane of a mailbox. Order holds within a lane; a higher lane is served first, yet a
/// lower one that waits is served at least once in eight messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Before everything else.
    Urgent,
    /// Where messages go by default.
    #[default]
    Normal,
    /// What can wait; the first to be evicted by [`Overflow::DropOldest`](crate::Overflow::DropOldest).
    Bulk,
}

impl Lane {
    pub(crate) const COUNT: usize = 3;

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// What becomes of the message in hand when its handler panics, fails, is killed or gets stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Redelivery {
    /// Back to the front of its lane, until it has been tried `attempts` times; then a dead letter.
    Retry {
        /// How often one message is handed to a handler at most.
        attempts: NonZeroU32,
    },
    /// Straight to the dead letters.
    DeadLetter,
    /// Dropped and counted; an asker hears of it at once.
    Drop,
}

impl Redelivery {
    /// [`Redelivery::Retry`] with at least one attempt.
    pub const fn retry(attempts: u32) -> Self {
        match NonZeroU32::new(attempts) {
            Some(attempts) => Self::Retry { attempts },
            None => Self::DeadLetter,
        }
    }
}

impl Default for Redelivery {
    /// Three attempts.
    fn default() -> Self {
        Self::retry(3)
    }
}
