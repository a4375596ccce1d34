//! A mailbox: the bounded queue with what goes around it — who is told when a message leaves it.
//! It is made with its actor's spec and outlives every incarnation of the actor.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use tracing::Span;

use crate::clock;
use crate::dead_letters::{DeathCause, Letters};
use crate::error::{AskError, DropReason};
use crate::failure::{Exit, Failure};
use crate::incarnation::Incarnation;
use crate::message::Message;
use crate::path::ActorPath;
use crate::queue::{After, ConsumerId, Entry, Gone, Pressure, Queue, Routing, Tag, Turn};
use crate::reply::Asked;
use crate::sync::lock;
use crate::waits::StillWaits;

/// What is queued: the message, and who sent it where that matters.
pub(crate) struct Payload<M> {
    pub(crate) msg: M,
    asker: Option<Box<Asker>>,
}

/// The sender's span and the hold on a question.
struct Asker {
    span: Span,
    asked: Option<Arc<dyn Asked>>,
}

impl<M> Payload<M> {
    /// The sender's span, if it had one.
    pub(crate) fn span(&self) -> Option<&Span> {
        let span = &self.asker.as_ref()?.span;
        (!span.is_none()).then_some(span)
    }

    fn asked(&self) -> Option<&Arc<dyn Asked>> {
        self.asker.as_ref()?.asked.as_ref()
    }
}

/// Reads a number off a message.
pub(crate) type Read<M> = Box<dyn Fn(&M) -> u64 + Send + Sync>;

/// How a pool reads its messages.
#[derive(Default)]
pub(crate) struct Reading<M> {
    pub(crate) key: Option<Read<M>>,
    pub(crate) share: Option<Read<M>>,
}

pub(crate) struct Mailbox<M: Message> {
    pub(crate) id: u64,
    pub(crate) queue: Queue<Payload<M>>,
    pub(crate) letters: Letters<M>,
    path: OnceLock<ActorPath>,
    reading: OnceLock<Box<Reading<M>>>,
    stopper: Mutex<Option<Arc<dyn Stopper>>>,
}

/// How an address reaches the supervisor of its actor.
pub(crate) trait Stopper: Send + Sync {
    /// Asks for the actor to be stopped for good; the exit comes by the channel.
    fn stop(&self, grace: std::time::Duration, done: tokio::sync::oneshot::Sender<Exit>);
}

impl<M: Message> Mailbox<M> {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            queue: Queue::new(
                crate::Capacity::default(),
                crate::Overflow::default(),
                crate::Redelivery::default(),
            ),
            letters: Letters::new(),
            path: OnceLock::new(),
            reading: OnceLock::new(),
            stopper: Mutex::new(None),
        }
    }

    pub(crate) fn set_reading(&self, reading: Reading<M>) {
        // Set once, by the pool's spec.
        let _ = self.reading.set(Box::new(reading));
    }

    /// A mailbox has the path of the place it was first started in.
    pub(crate) fn set_path(&self, path: &ActorPath) {
        let _ = self.path.set(path.clone());
    }

    pub(crate) fn path(&self) -> ActorPath {
        self.path
            .get()
            .cloned()
            .unwrap_or_else(|| ActorPath::outside("(not started)"))
    }

    pub(crate) fn set_stopper(&self, stopper: Option<Arc<dyn Stopper>>) {
        let before = std::mem::replace(&mut *lock(&self.stopper), stopper);
        drop(before);
    }

    pub(crate) fn stopper(&self) -> Option<Arc<dyn Stopper>> {
        lock(&self.stopper).clone()
    }

    /// Reads the message once, before any lock is taken.
    pub(crate) fn entry(&self, msg: M, asked: Option<Arc<dyn Asked>>) -> Entry<Payload<M>> {
        let reading = self.reading.get();
        let read = |of: Option<&Read<M>>| of.map_or(0, |of| of(&msg));
        let routing = Routing {
            deadline: msg.deadline().map_or(crate::queue::NEVER, clock::tick),
            key: read(reading.and_then(|reading| reading.key.as_ref())),
            share: read(reading.and_then(|reading| reading.share.as_ref())),
        };
        let tag = Tag::new(msg.size(), msg.lane(), routing);
        let span = Span::current();
        let asker = (asked.is_some() || !span.is_none()).then(|| Box::new(Asker { span, asked }));
        Entry {
            value: Payload { msg, asker },
            tag,
        }
    }

    /// Does what the queue left to do, outside its lock.
    pub(crate) fn settle(&self, after: After<Payload<M>>) {
        let out = after.settle();
        if !out.is_empty() {
            self.dispose(out, None);
        }
    }

    fn dispose(&self, out: Vec<(Entry<Payload<M>>, Gone)>, failure: Option<&Arc<Failure>>) {
        for (entry, gone) in out {
            if let Some(asked) = entry.value.asked() {
                asked.refuse(match (gone, failure) {
                    (Gone::Dead | Gone::Dropped, Some(failure)) => {
                        AskError::Failed(Arc::clone(failure))
                    }
                    (Gone::Evicted, _) => AskError::Dropped(DropReason::Evicted),
                    (Gone::Expired, _) => AskError::Dropped(DropReason::Expired),
                    (Gone::Closed | Gone::Dead | Gone::Dropped, _) => {
                        AskError::Dropped(DropReason::Closed)
                    }
                });
            }
            let kind = entry.value.msg.kind();
            match gone {
                Gone::Dead | Gone::Closed => {
                    let cause = match failure {
                        Some(failure) if gone == Gone::Dead => {
                            DeathCause::Failed(Arc::clone(failure))
                        }
                        _ => DeathCause::Closed,
                    };
                    tracing::warn!(actor = %self.path(), kind, attempts = entry.tag.attempts, %cause, "dead letter");
                    self.letters
                        .keep(entry.value.msg, entry.tag.attempts, cause);
                }
                Gone::Dropped => {
                    tracing::warn!(actor = %self.path(), kind, "message in hand dropped");
                }
                Gone::Evicted | Gone::Expired => {
                    tracing::debug!(actor = %self.path(), kind, ?gone, "message shed");
                }
            }
        }
    }

    /// Ends the mailbox for good; what is queued becomes dead letters.
    pub(crate) fn close(&self) {
        self.settle(self.queue.close());
        self.set_stopper(None);
    }

    pub(crate) fn pressure(&self) -> Pressure {
        self.queue.pressure(clock::now)
    }
}

impl<M: Message> StillWaits for Mailbox<M> {
    fn still_waits(&self, ticket: u32) -> bool {
        self.queue.still_waits(ticket)
    }
}

/// The message in a handler's hand. The handler borrows it; whatever way the handler ends, the
/// message is accounted for here.
pub(crate) struct Hand<'a, M: Message> {
    mailbox: &'a Mailbox<M>,
    consumer: ConsumerId,
    incarnation: &'a Incarnation,
    entry: Option<Entry<Payload<M>>>,
    /// The handler ended well; the queue is told with the next turn.
    done: bool,
    failure: Option<Arc<Failure>>,
}

impl<'a, M: Message> Hand<'a, M> {
    pub(crate) fn new(
        mailbox: &'a Mailbox<M>,
        consumer: ConsumerId,
        incarnation: &'a Incarnation,
    ) -> Self {
        Self {
            mailbox,
            consumer,
            incarnation,
            entry: None,
            done: false,
            failure: None,
        }
    }

    /// Takes the next message, and means to take `more` after it. `None` when there is none, or
    /// when this incarnation is fenced.
    pub(crate) fn next(&mut self, more: usize) -> Option<Result<(), Fenced>> {
        let done = if self.done {
            self.entry.as_ref().map(|entry| &entry.tag)
        } else {
            None
        };
        let (turn, after) = self
            .mailbox
            .queue
            .turn(self.consumer, done, more, clock::now);
        self.mailbox.settle(after);
        match turn {
            Turn::Fenced => Some(Err(Fenced)),
            Turn::Idle => {
                self.replace(None);
                None
            }
            Turn::Message(entry) => {
                self.replace(Some(entry));
                Some(Ok(()))
            }
        }
    }

    fn replace(&mut self, entry: Option<Entry<Payload<M>>>) {
        self.done = false;
        let handled = std::mem::replace(&mut self.entry, entry);
        discard(handled);
    }

    pub(crate) fn message(&self) -> Option<(&Payload<M>, u32)> {
        self.entry
            .as_ref()
            .map(|entry| (&entry.value, entry.tag.attempts))
    }

    /// The asker has gone and nobody has begun: not worth handling.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.entry
            .as_ref()
            .and_then(|entry| entry.value.asked())
            .is_some_and(|asked| asked.abandoned())
    }

    pub(crate) fn expire(&mut self) {
        if let Some(entry) = self.entry.take() {
            self.mailbox.settle(self.mailbox.queue.expire(entry));
        }
    }

    pub(crate) fn done(&mut self) {
        self.done = true;
    }

    /// The handler failed: what is given back bears this cause.
    pub(crate) fn failed(&mut self, failure: Arc<Failure>) {
        self.failure = Some(failure);
    }
}

/// The incarnation has been shut out of its mailbox.
pub(crate) struct Fenced;

impl<M: Message> Drop for Hand<'_, M> {
    fn drop(&mut self) {
        let Some(entry) = self.entry.take() else {
            return;
        };
        if self.done {
            let (counted, after) = self.mailbox.queue.done(self.consumer, &entry.tag);
            self.mailbox.settle(after);
            if counted {
                discard(Some(entry));
                return;
            }
        }
        let failure = self
            .failure
            .take()
            .or_else(|| self.incarnation.kill_cause());
        let after = self.mailbox.queue.give_back(entry);
        let out = after.settle();
        if !out.is_empty() {
            self.mailbox.dispose(out, failure.as_ref());
        }
    }
}

/// Drops a handled message; if its own `Drop` panics, nobody else need suffer.
fn discard<M>(entry: Option<Entry<Payload<M>>>) {
    if std::mem::needs_drop::<Entry<Payload<M>>>()
        && let Err(caught) = crate::panics::catch(|| drop(entry))
    {
        tracing::error!(
            panic = caught.message,
            "a handled message panicked when dropped"
        );
    }
}
