//! Messages that were accepted and could not be handled: kept, within a bound, until somebody
//! looks at them, replays them or discards them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::time::Instant;

use crate::address::Address;
use crate::error::SendError;
use crate::failure::Failure;
use crate::message::Message;
use crate::sync::lock;

/// Why a message became a dead letter.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum DeathCause {
    /// Its handler failed as often as the policy allows; this is the last failure.
    Failed(Arc<Failure>),
    /// Its actor ended for good before handling it.
    Closed,
}

impl std::fmt::Display for DeathCause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Failed(failure) => failure.fmt(f),
            Self::Closed => f.write_str("the actor ended for good"),
        }
    }
}

/// What is known of a dead letter; the message itself stays with the mailbox.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// Its number in this mailbox.
    pub id: u64,
    /// The message's [`kind`](Message::kind).
    pub kind: &'static str,
    /// How often it was handed to a handler.
    pub attempts: u32,
    /// Why it died.
    pub cause: DeathCause,
    /// When.
    pub at: Instant,
}

struct Letter<M> {
    about: DeadLetter,
    msg: M,
}

struct Store<M> {
    letters: VecDeque<Letter<M>>,
    next: u64,
    overflowed: u64,
}

/// A mailbox's own store. Nothing is allocated until the first letter.
pub(crate) struct Letters<M> {
    limit: std::sync::atomic::AtomicUsize,
    store: Mutex<Option<Box<Store<M>>>>,
}

/// How many dead letters a mailbox keeps by default.
pub const DEAD_LETTERS_KEPT: usize = 256;

impl<M: Message> Letters<M> {
    pub(crate) const fn new() -> Self {
        Self {
            limit: std::sync::atomic::AtomicUsize::new(DEAD_LETTERS_KEPT),
            store: Mutex::new(None),
        }
    }

    pub(crate) fn set_limit(&self, limit: usize) {
        self.limit
            .store(limit, std::sync::atomic::Ordering::Relaxed);
    }

    pub(crate) fn keep(&self, msg: M, attempts: u32, cause: DeathCause) {
        let limit = self.limit.load(std::sync::atomic::Ordering::Relaxed);
        let kind = msg.kind();
        let mut guard = lock(&self.store);
        let store = guard.get_or_insert_with(|| {
            Box::new(Store {
                letters: VecDeque::new(),
                next: 1,
                overflowed: 0,
            })
        });
        let id = store.next;
        store.next += 1;
        store.letters.push_back(Letter {
            about: DeadLetter {
                id,
                kind,
                attempts,
                cause,
                at: Instant::now(),
            },
            msg,
        });
        let mut forgotten = Vec::new();
        while store.letters.len() > limit {
            store.overflowed += 1;
            forgotten.extend(store.letters.pop_front());
        }
        drop(guard);
        drop(forgotten);
    }

    pub(crate) fn count(&self) -> usize {
        lock(&self.store)
            .as_ref()
            .map_or(0, |store| store.letters.len())
    }
}

/// The dead letters of one mailbox. At most so many are kept; then the oldest is forgotten and
/// counted in [`overflowed`](DeadLetters::overflowed).
pub struct DeadLetters<M: Message> {
    address: Address<M>,
}

impl<M: Message> DeadLetters<M> {
    pub(crate) fn new(address: Address<M>) -> Self {
        Self { address }
    }

    fn letters(&self) -> &Letters<M> {
        &self.address.mailbox().letters
    }

    /// All of them, oldest first.
    pub fn list(&self) -> Vec<DeadLetter> {
        lock(&self.letters().store)
            .as_ref()
            .map_or_else(Vec::new, |store| {
                store
                    .letters
                    .iter()
                    .map(|letter| letter.about.clone())
                    .collect()
            })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.letters().count()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many were forgotten because more than the bound came.
    pub fn overflowed(&self) -> u64 {
        lock(&self.letters().store)
            .as_ref()
            .map_or(0, |store| store.overflowed)
    }

    /// Takes one out.
    pub fn take(&self, id: u64) -> Option<M> {
        let mut guard = lock(&self.letters().store);
        let store = guard.as_mut()?;
        let at = store
            .letters
            .iter()
            .position(|letter| letter.about.id == id)?;
        store.letters.remove(at).map(|letter| letter.msg)
    }

    /// Sends one again, to its own mailbox and with fresh attempts. `Ok(false)` when there is no
    /// such letter.
    ///
    /// # Errors
    /// As [`Address::send`]; the letter then is back in its place in the list, under a new number.
    pub async fn replay(&self, id: u64) -> Result<bool, SendError<()>> {
        let Some((about, msg)) = self.pull(id) else {
            return Ok(false);
        };
        match self.address.send(msg).await {
            Ok(()) => Ok(true),
            Err(error) => {
                let plain = error.reason();
                let path = match &error {
                    SendError::WouldDeadlock { path, .. } => path.clone(),
                    _ => Vec::new(),
                };
                self.letters()
                    .keep(error.into_message(), about.attempts, about.cause);
                Err(match plain {
                    crate::NotSent::Full => SendError::Full(()),
                    crate::NotSent::TimedOut => SendError::TimedOut(()),
                    crate::NotSent::Closed => SendError::Closed(()),
                    crate::NotSent::TooLarge => SendError::TooLarge(()),
                    crate::NotSent::WouldDeadlock => SendError::WouldDeadlock { msg: (), path },
                    crate::NotSent::Fenced => SendError::Fenced(()),
                })
            }
        }
    }

    /// Throws one away. False when there is no such letter.
    pub fn discard(&self, id: u64) -> bool {
        self.pull(id).is_some()
    }

    fn pull(&self, id: u64) -> Option<(DeadLetter, M)> {
        let mut guard = lock(&self.letters().store);
        let store = guard.as_mut()?;
        let at = store
            .letters
            .iter()
            .position(|letter| letter.about.id == id)?;
        store
            .letters
            .remove(at)
            .map(|letter| (letter.about, letter.msg))
    }
}
