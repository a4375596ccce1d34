//! How much a mailbox holds and what happens when it is full.

use std::num::NonZeroUsize;

/// The bound of a mailbox. What is queued, what is in a handler's hand and what has been granted
/// to a waiting sender all count against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Capacity {
    /// How many messages it holds.
    pub messages: NonZeroUsize,
    /// How many bytes, by [`Message::size`](crate::Message::size), or no such limit.
    pub bytes: Option<NonZeroUsize>,
}

impl Capacity {
    /// Room for so many messages (at least one), with no limit in bytes.
    ///
    /// ```
    /// # use holdfast_runtime::Capacity;
    /// assert_eq!(Capacity::messages(64).messages.get(), 64);
    /// assert_eq!(Capacity::messages(0).messages.get(), 1);
    /// ```
    pub const fn messages(messages: usize) -> Self {
        let messages = match NonZeroUsize::new(messages) {
            Some(messages) => messages,
            None => NonZeroUsize::MIN,
        };
        Self {
            messages,
            bytes: None,
        }
    }

    /// The same with a limit in bytes too (at least one).
    #[must_use]
    pub const fn bytes(self, bytes: usize) -> Self {
        let bytes = match NonZeroUsize::new(bytes) {
            Some(bytes) => bytes,
            None => NonZeroUsize::MIN,
        };
        Self {
            messages: self.messages,
            bytes: Some(bytes),
        }
    }
}

impl Default for Capacity {
    /// 64 messages.
    fn default() -> Self {
        Self::messages(64)
    }
}

/// What a full mailbox does with the next message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    /// The sender waits its turn; first come, first served.
    #[default]
    Wait,
    /// The message comes back at once in [`SendError::Full`](crate::SendError::Full).
    Reject,
    /// The oldest message of the lowest lane gives way; its asker, if any, hears of it at once.
    /// A message never drives out one of a higher lane: then it comes back as `Full`.
    DropOldest,
    /// What is past its [`deadline`](crate::Message::deadline) is dropped, to make room and again
    /// before handling; if there is still no room the sender waits.
    ShedExpired,
}
