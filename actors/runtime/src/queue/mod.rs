//! The mailbox core: one lock around lanes, bounds, waiting senders and consumers, and a second,
//! never held while the first is waited for, around what has been dealt ahead. No tokio, no ractor, no clock and no code of
//! the user's under the locks, so that it can be model-checked as it is.
//!
//! What holds at every moment, and is checked after every test:
//!
//! - offered = accepted + returned to the sender;
//! - accepted = handled + expired + evicted + dead + dropped + queued + in hand;
//! - queued + in hand + granted = used ≤ capacity, in messages and in bytes.

#[cfg(feature = "seeded-bugs")]
mod bugs;
mod core;
mod deal;
mod door;
mod keys;
mod lanes;
#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod laws;
#[cfg(all(test, feature = "loom"))]
mod model_loom;
#[cfg(all(test, feature = "shuttle"))]
mod model_shuttle;
mod state;

use std::ops::Deref;
use std::sync::{Mutex, OnceLock};
use std::task::Waker;

use crate::message::{Lane, Redelivery};
use crate::overflow::{Capacity, Overflow};
use crate::sync::lock;
pub(crate) use core::Core;

/// Nanoseconds since some fixed moment.
pub(crate) type Tick = u64;
/// A tick that never comes.
pub(crate) const NEVER: Tick = Tick::MAX;

/// One incarnation of a consumer; a number is never used twice in a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ConsumerId(u64);

/// What the mailbox knows of a message, frozen when it was sent. It travels with each message from
/// one core to another, so it is small.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tag {
    pub(crate) bytes: usize,
    /// Few messages have any of these.
    routing: Option<Box<Routing>>,
    /// How often it has been handed out.
    pub(crate) attempts: u32,
    pub(crate) lane: Lane,
}

/// What decides on a message's turn beside its lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Routing {
    pub(crate) deadline: Tick,
    pub(crate) key: u64,
    pub(crate) share: u64,
}

impl Routing {
    pub(crate) const NONE: Self = Self {
        deadline: NEVER,
        key: 0,
        share: 0,
    };
}

impl Tag {
    pub(crate) fn new(bytes: usize, lane: Lane, routing: Routing) -> Self {
        Self {
            bytes,
            routing: (routing != Routing::NONE).then(|| Box::new(routing)),
            attempts: 0,
            lane,
        }
    }

    fn deadline(&self) -> Tick {
        self.routing
            .as_ref()
            .map_or(NEVER, |routing| routing.deadline)
    }

    fn key(&self) -> u64 {
        self.routing.as_ref().map_or(0, |routing| routing.key)
    }

    fn share(&self) -> u64 {
        self.routing.as_ref().map_or(0, |routing| routing.share)
    }
}

/// A message with its tag.
pub(crate) struct Entry<T> {
    pub(crate) value: T,
    pub(crate) tag: Tag,
}

/// Why a message left without being handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Gone {
    Expired,
    Evicted,
    /// Its attempts are used up.
    Dead,
    /// The mailbox closed while it was queued or in hand.
    Closed,
    Dropped,
}

/// Why an offer came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    Full,
    Closed,
    TooLarge,
}

/// What became of an offer.
pub(crate) enum Offer<T> {
    Accepted,
    /// Stand in line with this ticket; the message stays with the sender.
    Wait(Entry<T>, Ticket),
    Refused(Entry<T>, Refused),
}

/// A place in the line of waiting senders. It must be redeemed or left.
#[derive(Debug)]
#[must_use]
pub(crate) struct Ticket(u32);

impl Ticket {
    pub(crate) const fn number(&self) -> u32 {
        self.0
    }
}

/// What a consumer gets when it asks for its next message.
pub(crate) enum Turn<T> {
    Message(Entry<T>),
    /// Nothing; its waker will be called.
    Idle,
    /// It is no longer a consumer of this mailbox.
    Fenced,
}

/// What is to be done once the lock is let go: wakers to call, messages to dispose of.
#[must_use]
pub(crate) struct After<T> {
    consumer: Option<Waker>,
    /// Mostly there is no more to it.
    rest: Option<Box<Rest<T>>>,
}

struct Rest<T> {
    wakers: Vec<Waker>,
    stale: Option<Waker>,
    out: Vec<(Entry<T>, Gone)>,
}

impl<T> After<T> {
    const fn new() -> Self {
        Self {
            consumer: None,
            rest: None,
        }
    }

    fn rest(&mut self) -> &mut Rest<T> {
        self.rest.get_or_insert_with(|| {
            Box::new(Rest {
                wakers: Vec::new(),
                stale: None,
                out: Vec::new(),
            })
        })
    }

    /// A waker that is not to be called, only dropped.
    fn stale(&mut self, waker: Option<Waker>) {
        if waker.is_some() {
            self.rest().stale = waker;
        }
    }

    fn wake(&mut self, waker: Waker) {
        self.rest().wakers.push(waker);
    }

    fn out(&mut self, entry: Entry<T>, gone: Gone) {
        self.rest().out.push((entry, gone));
    }

    /// Wakes whom it concerns and hands over what is to be disposed of.
    pub(crate) fn settle(self) -> Vec<(Entry<T>, Gone)> {
        if let Some(waker) = self.consumer {
            waker.wake();
        }
        let Some(rest) = self.rest else {
            return Vec::new();
        };
        for waker in rest.wakers {
            waker.wake();
        }
        drop(rest.stale);
        rest.out
    }
}

/// Exact counts since the mailbox was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Messages whose sending was begun.
    pub offered: u64,
    /// Taken into the mailbox.
    pub accepted: u64,
    /// Came back because the mailbox was full.
    pub full: u64,
    /// Came back because the mailbox was closed.
    pub closed: u64,
    /// Came back because they can never fit.
    pub too_large: u64,
    /// Given up while waiting: dropped, timed out or refused as part of a cycle.
    pub cancelled: u64,
    /// Handled to the end.
    pub handled: u64,
    /// Given back by a handler that did not end and queued again.
    pub redelivered: u64,
    /// Dropped past their deadline, or because their asker had gone.
    pub expired: u64,
    /// Driven out by newer ones.
    pub evicted: u64,
    /// Dead letters: attempts used up, or left when the mailbox closed.
    pub dead: u64,
    /// Dropped by [`Redelivery::Drop`](crate::Redelivery::Drop).
    pub dropped: u64,
}

impl Counts {
    /// What came back to its sender.
    pub const fn returned(&self) -> u64 {
        self.full + self.closed + self.too_large + self.cancelled
    }
}

/// How full a mailbox is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Pressure {
    /// Messages queued.
    pub depth: usize,
    /// Messages in handlers' hands.
    pub in_hand: usize,
    /// Room granted to senders that have not used it yet.
    pub granted: usize,
    /// Bytes of all these.
    pub bytes: usize,
    /// Messages it may hold.
    pub capacity: usize,
    /// Bytes it may hold; `None` when only messages are counted.
    pub capacity_bytes: Option<usize>,
    /// The most messages it has held.
    pub high_water: usize,
    /// Senders that wait.
    pub waiting: usize,
    /// How long the first of them has waited, in nanoseconds.
    pub longest_wait_ns: u64,
    /// No longer takes messages.
    pub closed: bool,
    /// Exact counts since the mailbox was made.
    pub counts: Counts,
}

#[derive(Debug, Clone, Copy, Default)]
struct Load {
    messages: usize,
    bytes: usize,
}

impl Load {
    const NONE: Self = Self {
        messages: 0,
        bytes: 0,
    };

    fn add(&mut self, tag: &Tag) {
        self.messages += 1;
        self.bytes += tag.bytes;
    }

    fn sub(&mut self, tag: &Tag) {
        self.messages -= 1;
        self.bytes -= tag.bytes;
    }

    fn sub_all(&mut self, other: Self) {
        self.messages -= other.messages;
        self.bytes -= other.bytes;
    }
}

/// The bounded queue of one mailbox. Until it is first used only its rules exist: a mailbox whose
/// actor sleeps is to be small.
pub(crate) struct Queue<T> {
    rules: Mutex<Rules>,
    core: OnceLock<Box<Core<T>>>,
}

/// What is set before a mailbox is used.
#[derive(Clone)]
struct Rules {
    capacity: Capacity,
    overflow: Overflow,
    redelivery: Redelivery,
    closed: bool,
    /// Called at the first message.
    sleeper: Option<Waker>,
}

impl<T> Queue<T> {
    pub(crate) const fn new(
        capacity: Capacity,
        overflow: Overflow,
        redelivery: Redelivery,
    ) -> Self {
        Self {
            rules: Mutex::new(Rules {
                capacity,
                overflow,
                redelivery,
                closed: false,
                sleeper: None,
            }),
            core: OnceLock::new(),
        }
    }

    /// Does one thing to a mailbox that has been used and another to one that has not.
    fn either<R>(
        &self,
        unused: impl FnOnce(&mut Rules) -> R,
        used: impl FnOnce(&Core<T>) -> R,
    ) -> R {
        // The core is made under this lock too, so it cannot come into being meanwhile.
        let mut rules = lock(&self.rules);
        match self.core.get() {
            None => unused(&mut rules),
            Some(core) => {
                drop(rules);
                used(core)
            }
        }
    }

    pub(crate) fn set_capacity(&self, capacity: Capacity) {
        self.either(
            |rules| rules.capacity = capacity,
            |core| core.set_capacity(capacity),
        );
    }

    pub(crate) fn set_overflow(&self, overflow: Overflow) {
        self.either(
            |rules| rules.overflow = overflow,
            |core| core.set_overflow(overflow),
        );
    }

    pub(crate) fn set_redelivery(&self, redelivery: Redelivery) {
        self.either(
            |rules| rules.redelivery = redelivery,
            |core| core.set_redelivery(redelivery),
        );
    }

    /// Calls this waker at the first message, at once if there is one.
    pub(crate) fn sleep(&self, waker: &Waker) -> After<T> {
        self.either(
            |rules| {
                rules.sleeper = Some(waker.clone());
                After::new()
            },
            |core| core.sleep(waker.clone()),
        )
    }

    /// Takes no more messages and hands out what is queued.
    pub(crate) fn close(&self) -> After<T> {
        self.either(
            |rules| {
                rules.closed = true;
                rules.sleeper = None;
                After::new()
            },
            Core::close,
        )
    }

    pub(crate) fn pressure(&self, now: impl Fn() -> Tick) -> Pressure {
        self.either(
            |rules| Pressure {
                capacity: rules.capacity.messages.get(),
                capacity_bytes: rules.capacity.bytes.map(std::num::NonZero::get),
                closed: rules.closed,
                ..Pressure::default()
            },
            |core| core.pressure(now),
        )
    }
}

impl<T> Deref for Queue<T> {
    type Target = Core<T>;

    fn deref(&self) -> &Core<T> {
        if let Some(core) = self.core.get() {
            return core;
        }
        let mut rules = lock(&self.rules);
        self.core.get_or_init(|| {
            let used = rules.clone();
            rules.sleeper = None;
            Box::new(Core::new(used))
        })
    }
}
