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

use std::task::Waker;

use crate::message::{Lane, Redelivery};
use crate::overflow::{Capacity, Overflow};
use crate::sync::model::{AtomicBool, Mutex, MutexGuard, Ordering, lock};
use deal::Deal;
use door::{Door, Waiter};
use keys::Keyed;
use lanes::Lanes;

/// Nanoseconds since some fixed moment.
pub(crate) type Tick = u64;
/// A tick that never comes.
pub(crate) const NEVER: Tick = Tick::MAX;
/// An eighth of a mailbox is dealt ahead at most: what a deal has freed is seen when it is over.
const DEAL_SHARE: usize = 8;

/// One incarnation of a consumer; a number is never used twice in a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ConsumerId(u64);

/// What the mailbox knows of a message, frozen when it was sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag {
    pub(crate) bytes: usize,
    pub(crate) deadline: Tick,
    pub(crate) key: u64,
    pub(crate) share: u64,
    /// How often it has been handed out.
    pub(crate) attempts: u32,
    pub(crate) lane: Lane,
}

impl Default for Tag {
    fn default() -> Self {
        Self {
            bytes: 0,
            deadline: NEVER,
            key: 0,
            share: 0,
            attempts: 0,
            lane: Lane::Normal,
        }
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

struct Consumer {
    id: ConsumerId,
    /// The worker slot, for key affinity.
    slot: usize,
    waker: Waker,
    /// Awake or about to be: need not be woken again.
    scheduled: bool,
    fenced: bool,
}

struct State<T> {
    capacity: Load,
    overflow: Overflow,
    redelivery: Redelivery,
    /// A slot's worth, when shares are served fairly.
    fair: Option<u64>,
    shared: Lanes<T>,
    keyed: Option<Box<Keyed<T>>>,
    queued: [Load; Lane::COUNT],
    used: Load,
    in_hand: usize,
    granted: usize,
    door: Door,
    consumers: Vec<Consumer>,
    /// How many messages may be dealt ahead.
    deal: usize,
    /// Something is dealt ahead.
    dealt: bool,
    idle: usize,
    next_consumer: u64,
    soonest_deadline: Tick,
    high_water: usize,
    closed: bool,
    counts: Counts,
}

/// The bounded queue of one mailbox.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    /// Locked after `state` where both are.
    deal: Mutex<Deal<T>>,
    /// There is a deal to go on with. No more than a hint, to spare a lock.
    dealt: AtomicBool,
}

impl<T> Queue<T> {
    pub(crate) fn new(capacity: Capacity, overflow: Overflow, redelivery: Redelivery) -> Self {
        let queue = Self {
            deal: Mutex::new(Deal::new()),
            dealt: AtomicBool::new(false),
            state: Mutex::new(State {
                capacity: Load::default(),
                overflow,
                redelivery,
                fair: None,
                shared: Lanes::new(None),
                keyed: None,
                queued: [Load::default(); Lane::COUNT],
                used: Load::default(),
                in_hand: 0,
                granted: 0,
                door: Door::default(),
                consumers: Vec::new(),
                deal: 0,
                dealt: false,
                idle: 0,
                next_consumer: 0,
                soonest_deadline: NEVER,
                high_water: 0,
                closed: false,
                counts: Counts::default(),
            }),
        };
        queue.set_capacity(capacity);
        queue
    }

    /// The whole state, with nothing dealt ahead.
    fn whole(&self) -> MutexGuard<'_, State<T>> {
        let mut state = lock(&self.state);
        self.gather(&mut state);
        state
    }

    fn gather(&self, state: &mut State<T>) {
        if state.dealt {
            lock(&self.deal).gather(state);
            self.dealt.store(false, Ordering::Relaxed);
        }
    }

    // ---- rules, set before the mailbox is used ----

    pub(crate) fn set_capacity(&self, capacity: Capacity) {
        let mut state = self.whole();
        state.capacity = Load {
            messages: capacity.messages.get(),
            bytes: capacity.bytes.map_or(usize::MAX, std::num::NonZero::get),
        };
        state.deal = state.capacity.messages / DEAL_SHARE;
    }

    /// Deals ahead up to so many messages, whatever the capacity.
    #[cfg(test)]
    pub(crate) fn deal_up_to(&self, messages: usize) {
        self.whole().deal = messages;
    }

    pub(crate) fn set_overflow(&self, overflow: Overflow) {
        self.whole().overflow = overflow;
    }

    pub(crate) fn set_redelivery(&self, redelivery: Redelivery) {
        lock(&self.state).redelivery = redelivery;
    }

    /// Serves shares fairly, at the door and in the queue. One share may hold `limit` slots at
    /// most; by default an eighth is kept for others.
    pub(crate) fn share_fairly(&self, limit: Option<usize>) {
        let mut state = self.whole();
        let slots = state.capacity.messages;
        let limit = limit.unwrap_or_else(|| slots - slots.div_ceil(8).min(slots - 1));
        state.door.share_fairly(limit.clamp(1, slots));
        let quantum = if state.capacity.bytes == usize::MAX {
            1
        } else {
            u64::try_from(state.capacity.bytes / slots)
                .unwrap_or(u64::MAX)
                .max(2)
        };
        state.fair = Some(quantum);
        state.relay();
    }

    /// Keeps messages of one key with one of so many workers.
    pub(crate) fn route_by_key(&self, slots: usize) -> After<T> {
        let mut state = self.whole();
        let mut after = After::new();
        match &mut state.keyed {
            Some(keyed) => keyed.resize(slots),
            None => {
                state.keyed = Some(Box::new(Keyed::new(slots, state.fair)));
                state.relay();
            }
        }
        state.wake_any(&mut after);
        after
    }

    // ---- senders ----

    /// Takes a message in if there is room and nobody waits for it. One that comes back has not
    /// been offered yet.
    pub(crate) fn enter(&self, entry: Entry<T>) -> Result<After<T>, Entry<T>> {
        let mut guard = lock(&self.state);
        let state = &mut *guard;
        if state.closed || !state.may_enter(&entry.tag) {
            return Err(entry);
        }
        let mut after = After::new();
        state.counts.offered += 1;
        state.take(&entry.tag);
        self.push(state, entry, &mut after);
        Ok(after)
    }

    /// Offers a message. With a waker it may wait; without one it never does.
    pub(crate) fn offer(
        &self,
        entry: Entry<T>,
        waker: Option<&Waker>,
        now: impl Fn() -> Tick,
    ) -> (Offer<T>, After<T>) {
        let mut guard = lock(&self.state);
        let state = &mut *guard;
        if !state.may_enter(&entry.tag) {
            // There may be room that a deal has freed, or something in it to give way.
            self.gather(state);
        }
        let mut after = After::new();
        state.counts.offered += 1;
        if state.closed {
            state.counts.closed += 1;
            return (Offer::Refused(entry, Refused::Closed), after);
        }
        if entry.tag.bytes > state.capacity.bytes {
            state.counts.too_large += 1;
            return (Offer::Refused(entry, Refused::TooLarge), after);
        }
        if !state.may_enter(&entry.tag) {
            match state.overflow {
                Overflow::DropOldest => state.evict_for(&entry.tag, &mut after),
                Overflow::ShedExpired => state.shed(now(), &mut after),
                Overflow::Wait | Overflow::Reject => {}
            }
        }
        if state.may_enter(&entry.tag) {
            state.take(&entry.tag);
            self.push(state, entry, &mut after);
            return (Offer::Accepted, after);
        }
        let may_wait = matches!(state.overflow, Overflow::Wait | Overflow::ShedExpired);
        match waker {
            #[cfg(feature = "seeded-bugs")]
            Some(waker) if may_wait && bugs::seeded(bugs::Bug::LateWaker) => {
                let ticket = state.door.enter(Waiter {
                    waker: None,
                    tag: entry.tag,
                    since: now(),
                    granted: false,
                });
                drop(guard);
                if let Some(waiter) = lock(&self.state).door.waiter(ticket) {
                    waiter.waker = Some(waker.clone());
                }
                (Offer::Wait(entry, Ticket(ticket)), after)
            }
            Some(waker) if may_wait => {
                let ticket = state.door.enter(Waiter {
                    waker: Some(waker.clone()),
                    tag: entry.tag,
                    since: now(),
                    granted: false,
                });
                (Offer::Wait(entry, Ticket(ticket)), after)
            }
            _ => {
                state.counts.full += 1;
                (Offer::Refused(entry, Refused::Full), after)
            }
        }
    }

    fn push(&self, state: &mut State<T>, entry: Entry<T>, after: &mut After<T>) {
        let lane = entry.tag.lane.index();
        state.push(entry, after);
        if state.dealt && !state.others_empty(lane) {
            // It may be this one's turn before that of the rest of the deal.
            self.dealt.store(false, Ordering::Relaxed);
        }
    }

    /// A waiting sender looks whether it has been let in.
    pub(crate) fn redeem(
        &self,
        entry: Entry<T>,
        ticket: Ticket,
        waker: &Waker,
    ) -> (Offer<T>, After<T>) {
        let mut guard = lock(&self.state);
        let state = &mut *guard;
        let mut after = After::new();
        if state.closed {
            state.forget(&ticket);
            state.counts.closed += 1;
            return (Offer::Refused(entry, Refused::Closed), after);
        }
        match state.door.waiter(ticket.0) {
            Some(waiter) if waiter.granted => {
                state.door.leave(ticket.0);
                state.granted -= 1;
                self.push(state, entry, &mut after);
                (Offer::Accepted, after)
            }
            Some(waiter) => {
                if !waiter
                    .waker
                    .as_ref()
                    .is_some_and(|known| known.will_wake(waker))
                {
                    after.stale(waiter.waker.replace(waker.clone()));
                }
                (Offer::Wait(entry, ticket), after)
            }
            None => {
                // Cannot be: a ticket is known until it is redeemed or left.
                state.counts.cancelled += 1;
                (Offer::Refused(entry, Refused::Full), after)
            }
        }
    }

    /// A waiting sender gives up; room it was granted goes to the next in line.
    pub(crate) fn leave(&self, ticket: Ticket) -> After<T> {
        let mut guard = lock(&self.state);
        let state = &mut *guard;
        let mut after = After::new();
        state.counts.cancelled += 1;
        #[cfg(feature = "seeded-bugs")]
        if bugs::seeded(bugs::Bug::CancelLeaks) {
            state.door.leave(ticket.0);
            return after;
        }
        after.stale(state.forget(&ticket));
        #[cfg(feature = "seeded-bugs")]
        if bugs::seeded(bugs::Bug::NoHandOn) {
            return after;
        }
        state.admit(&mut after);
        after
    }

    /// Whether this place in line still waits for room.
    pub(crate) fn still_waits(&self, ticket: u32) -> bool {
        lock(&self.state)
            .door
            .waiter(ticket)
            .is_some_and(|waiter| !waiter.granted)
    }

    // ---- consumers ----

    /// A new incarnation begins to consume. It counts as woken: it must ask for its first turn.
    pub(crate) fn attach(&self, slot: usize, waker: Waker) -> ConsumerId {
        self.whole().attach(slot, waker, true)
    }

    /// A sleeping consumer: its waker is called at the first message.
    pub(crate) fn attach_asleep(&self, slot: usize, waker: Waker) -> (ConsumerId, After<T>) {
        let mut state = self.whole();
        let mut after = After::new();
        let id = state.attach(slot, waker, false);
        if state.any_queued() {
            state.wake_any(&mut after);
        }
        (id, after)
    }

    /// Another waker for this consumer; whether it has been woken by the one before.
    pub(crate) fn set_waker(&self, id: ConsumerId, waker: Waker) -> bool {
        let mut state = lock(&self.state);
        let Some(consumer) = state.consumers.iter_mut().find(|other| other.id == id) else {
            return true;
        };
        let before = std::mem::replace(&mut consumer.waker, waker);
        let woken = consumer.scheduled;
        drop(state);
        drop(before);
        woken
    }

    /// This incarnation is over. Whatever it was to be woken for, another is woken for.
    pub(crate) fn detach(&self, id: ConsumerId) -> After<T> {
        let mut state = self.whole();
        let mut after = After::new();
        if let Some(at) = state.consumers.iter().position(|other| other.id == id) {
            let gone = state.consumers.remove(at);
            if !gone.scheduled {
                state.idle -= 1;
            }
            after.stale(Some(gone.waker));
            state.wake_any(&mut after);
        }
        after
    }

    /// Shuts out an incarnation that cannot be ended: it gets no more messages, and what it still
    /// holds is given back when it lets go.
    pub(crate) fn fence(&self, id: ConsumerId) -> After<T> {
        let mut state = self.whole();
        let mut after = After::new();
        if let Some(consumer) = state.consumers.iter_mut().find(|other| other.id == id)
            && !consumer.fenced
        {
            consumer.fenced = true;
            if !std::mem::replace(&mut consumer.scheduled, true) {
                state.idle -= 1;
            }
            state.wake_any(&mut after);
        }
        after
    }

    /// The message in hand is done (if there is one); the next, please. The consumer means to take
    /// `more` after it.
    pub(crate) fn turn(
        &self,
        id: ConsumerId,
        done: Option<Tag>,
        more: usize,
        now: impl Fn() -> Tick,
    ) -> (Turn<T>, After<T>) {
        let mut after = After::new();
        if self.dealt.load(Ordering::Relaxed) {
            let next = lock(&self.deal).next(id, done.as_ref());
            if let Some(entry) = next {
                return (Turn::Message(entry), after);
            }
        }
        let mut guard = self.whole();
        let state = &mut *guard;
        let Some(at) = state
            .consumers
            .iter()
            .position(|other| other.id == id && !other.fenced)
        else {
            return (Turn::Fenced, after);
        };
        // It may have come for an order and not for a message.
        if !std::mem::replace(&mut state.consumers[at].scheduled, true) {
            state.idle -= 1;
        }
        if let Some(tag) = done {
            state.counts.handled += 1;
            state.out_of_hand(&tag, &mut after);
            state.release(&tag);
        }
        let slot = state.consumers[at].slot;
        while let Some(mut entry) = state.pop(slot, id) {
            if entry.tag.deadline != NEVER
                && state.overflow == Overflow::ShedExpired
                && entry.tag.deadline <= now()
            {
                state.unbusy(&entry.tag);
                state.release(&entry.tag);
                state.counts.expired += 1;
                let lane = entry.tag.lane.index();
                match &mut state.keyed {
                    Some(keyed) => {
                        if let Some(lanes) = keyed.slots.get_mut(slot) {
                            lanes.still_due(lane);
                        }
                    }
                    None => state.shared.still_due(lane),
                }
                after.out(entry, Gone::Expired);
                continue;
            }
            entry.tag.attempts += 1;
            state.in_hand += 1;
            let free = state.capacity.messages - state.used.messages;
            if !state.door.is_empty() && (free >= state.admit_at() || !state.any_queued()) {
                state.admit(&mut after);
            }
            let lane = entry.tag.lane.index();
            let ahead = state.may_deal(lane, more);
            if ahead > 0 {
                lock(&self.deal).deal(state, id, lane, ahead);
                self.dealt.store(true, Ordering::Relaxed);
            }
            return (Turn::Message(entry), after);
        }
        state.consumers[at].scheduled = false;
        state.idle += 1;
        state.admit(&mut after);
        state.shrink();
        (Turn::Idle, after)
    }

    /// The message in hand is done. False when the consumer has been fenced meanwhile: then it is
    /// not done, and must be given back.
    pub(crate) fn done(&self, id: ConsumerId, tag: &Tag) -> (bool, After<T>) {
        let mut state = self.whole();
        let mut after = After::new();
        if !state
            .consumers
            .iter()
            .any(|other| other.id == id && !other.fenced)
        {
            return (false, after);
        }
        state.counts.handled += 1;
        state.out_of_hand(tag, &mut after);
        state.release(tag);
        state.admit(&mut after);
        (true, after)
    }

    /// The message in hand is not worth handling any more: its asker has gone.
    pub(crate) fn expire(&self, entry: Entry<T>) -> After<T> {
        let mut state = self.whole();
        let mut after = After::new();
        state.out_of_hand(&entry.tag, &mut after);
        state.release(&entry.tag);
        state.counts.expired += 1;
        after.out(entry, Gone::Expired);
        state.admit(&mut after);
        after
    }

    /// The handler did not end: the message is queued again, at the front and without asking for
    /// room, or comes out as the policy says.
    pub(crate) fn give_back(&self, entry: Entry<T>) -> After<T> {
        let mut state = self.whole();
        let mut after = After::new();
        state.out_of_hand(&entry.tag, &mut after);
        let gone = if state.closed {
            Some(Gone::Closed)
        } else {
            match state.redelivery {
                Redelivery::Retry { attempts } if entry.tag.attempts < attempts.get() => None,
                Redelivery::Retry { .. } | Redelivery::DeadLetter => Some(Gone::Dead),
                Redelivery::Drop => Some(Gone::Dropped),
            }
        };
        match gone {
            None => {
                state.counts.redelivered += 1;
                state.soonest_deadline = state.soonest_deadline.min(entry.tag.deadline);
                state.queued[entry.tag.lane.index()].add(&entry.tag);
                let slot = match &mut state.keyed {
                    Some(keyed) => {
                        let slot = keyed.slot_of(entry.tag.key);
                        keyed.slots[slot].push_front(entry);
                        Some(slot)
                    }
                    None => {
                        state.shared.push_front(entry);
                        None
                    }
                };
                state.wake(slot, &mut after);
            }
            Some(gone) => {
                #[cfg(feature = "seeded-bugs")]
                if bugs::seeded(bugs::Bug::DeadLetterLeaks) {
                    state.counts.dead += 1;
                    after.out(entry, gone);
                    return after;
                }
                state.release(&entry.tag);
                match gone {
                    Gone::Dropped => state.counts.dropped += 1,
                    _ => state.counts.dead += 1,
                }
                after.out(entry, gone);
                state.admit(&mut after);
            }
        }
        after
    }

    /// The handler waits for something: a good time to let waiting senders in.
    pub(crate) fn suspended(&self) -> After<T> {
        let mut state = self.whole();
        let mut after = After::new();
        if !state.door.is_empty() {
            state.admit(&mut after);
        }
        after
    }

    // ---- the end ----

    /// Takes no more messages; what is queued can still be handled.
    pub(crate) fn close_door(&self) -> After<T> {
        let mut state = lock(&self.state);
        let mut after = After::new();
        state.closed = true;
        state.door.wake_all(|waker| after.wake(waker));
        after
    }

    /// Takes no more messages and hands out what is queued.
    pub(crate) fn close(&self) -> After<T> {
        let mut after = self.close_door();
        let mut guard = self.whole();
        let state = &mut *guard;
        let mut left = Vec::new();
        state.shared.drain(&mut left);
        if let Some(keyed) = &mut state.keyed {
            for slot in &mut keyed.slots {
                slot.drain(&mut left);
            }
        }
        for entry in left {
            state.queued[entry.tag.lane.index()].sub(&entry.tag);
            state.release(&entry.tag);
            state.counts.dead += 1;
            after.out(entry, Gone::Closed);
        }
        after
    }

    pub(crate) fn pressure(&self, now: impl Fn() -> Tick) -> Pressure {
        let state = self.whole();
        Pressure {
            depth: state.queued_messages(),
            in_hand: state.in_hand,
            granted: state.granted,
            bytes: state.used.bytes,
            capacity: state.capacity.messages,
            capacity_bytes: (state.capacity.bytes != usize::MAX).then_some(state.capacity.bytes),
            high_water: state.high_water,
            waiting: state.door.waiting(),
            longest_wait_ns: state
                .door
                .longest_since()
                .map_or(0, |since| now().saturating_sub(since)),
            closed: state.closed,
            counts: state.counts,
        }
    }
}

impl<T> State<T> {
    fn queued_messages(&self) -> usize {
        self.queued.iter().map(|lane| lane.messages).sum()
    }

    fn any_queued(&self) -> bool {
        self.queued.iter().any(|lane| lane.messages > 0)
    }

    fn others_empty(&self, lane: usize) -> bool {
        (0..Lane::COUNT).all(|other| other == lane || self.queued[other].messages == 0)
    }

    /// How many of the next messages go by the order of this lane alone: there is one consumer, and
    /// no key, share, deadline or other lane has a say.
    fn may_deal(&self, lane: usize, most: usize) -> usize {
        let sheds = self.overflow == Overflow::ShedExpired && self.soonest_deadline != NEVER;
        let plain = self.keyed.is_none()
            && self.fair.is_none()
            && self.consumers.len() == 1
            && !sheds
            && self.others_empty(lane);
        if plain {
            most.min(self.deal).min(self.queued[lane].messages)
        } else {
            0
        }
    }

    fn fits(&self, tag: &Tag) -> bool {
        // A capacity that was lowered may be below what is used.
        self.used.messages < self.capacity.messages
            && tag.bytes <= self.capacity.bytes.saturating_sub(self.used.bytes)
    }

    fn may_enter(&self, tag: &Tag) -> bool {
        // Where the oldest gives way nobody waits, and the share that holds most gives first.
        self.fits(tag)
            && (self.overflow == Overflow::DropOldest || !self.door.must_queue(tag.share))
    }

    /// Waiting senders are let in when half the mailbox is free (or when nothing is queued, or the
    /// handler waits): waking one sender a message costs more than the messages do.
    fn admit_at(&self) -> usize {
        (self.capacity.messages / 2).max(1)
    }

    fn take(&mut self, tag: &Tag) {
        self.used.add(tag);
        self.door.took(tag.share);
        self.high_water = self.high_water.max(self.used.messages);
    }

    /// The slot of a message is free again.
    fn release(&mut self, tag: &Tag) {
        self.used.sub(tag);
        self.door.freed(tag.share);
        if let Some(keyed) = &mut self.keyed {
            keyed.unpin(tag.key);
        }
    }

    fn unbusy(&mut self, tag: &Tag) {
        if let Some(keyed) = &mut self.keyed {
            keyed.free(tag.key);
        }
    }

    fn out_of_hand(&mut self, tag: &Tag, after: &mut After<T>) {
        self.in_hand -= 1;
        if let Some(keyed) = &mut self.keyed {
            keyed.free(tag.key);
            // After a resize another worker may wait for this very key.
            let slot = keyed.slot_of(tag.key);
            if !keyed.slots[slot].is_empty() {
                self.wake(Some(slot), after);
            }
        }
    }

    /// Queues a message for which room has been taken.
    fn push(&mut self, entry: Entry<T>, after: &mut After<T>) {
        self.counts.accepted += 1;
        self.soonest_deadline = self.soonest_deadline.min(entry.tag.deadline);
        self.queued[entry.tag.lane.index()].add(&entry.tag);
        let slot = match &mut self.keyed {
            Some(keyed) => {
                let slot = keyed.pin(entry.tag.key);
                keyed.slots[slot].push_back(entry);
                Some(slot)
            }
            None => {
                self.shared.push_back(entry);
                None
            }
        };
        if self.idle > 0 {
            self.wake(slot, after);
        }
    }

    fn pop(&mut self, slot: usize, who: ConsumerId) -> Option<Entry<T>> {
        let entry = match &mut self.keyed {
            Some(keyed) => keyed.take(slot, who),
            None => self.shared.pop(|_| true),
        }?;
        self.queued[entry.tag.lane.index()].sub(&entry.tag);
        Some(entry)
    }

    /// Makes room for this message out of its own lane and lower ones, if that is enough.
    fn evict_for(&mut self, tag: &Tag, after: &mut After<T>) {
        let lanes = tag.lane.index()..Lane::COUNT;
        let evictable = self.queued[lanes.clone()]
            .iter()
            .fold(Load::default(), |sum, lane| Load {
                messages: sum.messages + lane.messages,
                bytes: sum.bytes + lane.bytes,
            });
        let left = Load {
            messages: self.used.messages - evictable.messages,
            bytes: self.used.bytes - evictable.bytes,
        };
        if left.messages >= self.capacity.messages
            || tag.bytes > self.capacity.bytes.saturating_sub(left.bytes)
        {
            return;
        }
        for lane in lanes.rev() {
            while !self.may_enter(tag) {
                let entry = match &mut self.keyed {
                    Some(keyed) => keyed
                        .slots
                        .iter_mut()
                        .max_by_key(|slot| slot.len_of(lane))
                        .and_then(|slot| slot.evict(lane)),
                    None => self.shared.evict(lane),
                };
                let Some(entry) = entry else { break };
                self.queued[lane].sub(&entry.tag);
                self.release(&entry.tag);
                self.counts.evicted += 1;
                after.out(entry, Gone::Evicted);
            }
        }
    }

    fn shed(&mut self, now: Tick, after: &mut After<T>) {
        if now < self.soonest_deadline {
            return;
        }
        let mut expired = Vec::new();
        self.soonest_deadline = match &mut self.keyed {
            Some(keyed) => keyed
                .slots
                .iter_mut()
                .map(|slot| slot.shed(now, &mut expired))
                .min()
                .unwrap_or(NEVER),
            None => self.shared.shed(now, &mut expired),
        };
        for entry in expired {
            self.queued[entry.tag.lane.index()].sub(&entry.tag);
            self.release(&entry.tag);
            self.counts.expired += 1;
            after.out(entry, Gone::Expired);
        }
        self.admit(after);
    }

    /// Lets waiting senders in while there is room.
    fn admit(&mut self, after: &mut After<T>) {
        if self.closed {
            return;
        }
        while let Some(waiter) = self.door.next() {
            let tag = waiter.tag;
            if self.used.messages >= self.capacity.messages
                || tag.bytes > self.capacity.bytes.saturating_sub(self.used.bytes)
            {
                return;
            }
            waiter.granted = true;
            if let Some(waker) = waiter.waker.take() {
                after.wake(waker);
            }
            self.door.admit_next();
            self.granted += 1;
            self.take(&tag);
        }
    }

    /// A ticket is given up: room it was granted is free again.
    fn forget(&mut self, ticket: &Ticket) -> Option<Waker> {
        let waiter = self.door.leave(ticket.0)?;
        if waiter.granted {
            self.granted -= 1;
            self.used.sub(&waiter.tag);
            self.door.freed(waiter.tag.share);
        }
        waiter.waker
    }

    fn attach(&mut self, slot: usize, waker: Waker, scheduled: bool) -> ConsumerId {
        let id = ConsumerId(self.next_consumer);
        self.next_consumer += 1;
        if !scheduled {
            self.idle += 1;
        }
        // Mostly there is one: `push` alone would make room for four.
        self.consumers.reserve_exact(1);
        self.consumers.push(Consumer {
            id,
            slot,
            waker,
            scheduled,
            fenced: false,
        });
        id
    }

    /// Wakes one idle consumer, of this slot if it matters which.
    fn wake(&mut self, slot: Option<usize>, after: &mut After<T>) {
        if self.idle == 0 || after.consumer.is_some() && slot.is_none() {
            return;
        }
        let idle = self
            .consumers
            .iter_mut()
            .find(|other| !other.scheduled && slot.is_none_or(|slot| slot == other.slot));
        if let Some(consumer) = idle {
            consumer.scheduled = true;
            self.idle -= 1;
            let waker = consumer.waker.clone();
            match &after.consumer {
                None => after.consumer = Some(waker),
                Some(_) => after.wake(waker),
            }
        }
    }

    /// Wakes an idle consumer for whatever is queued.
    fn wake_any(&mut self, after: &mut After<T>) {
        let slots: Vec<usize> = match &self.keyed {
            None => {
                if self.any_queued() {
                    self.wake(None, after);
                }
                return;
            }
            Some(keyed) => (0..keyed.slots.len())
                .filter(|&slot| !keyed.slots[slot].is_empty())
                .collect(),
        };
        for slot in slots {
            self.wake(Some(slot), after);
        }
    }

    fn shrink(&mut self) {
        if self.keyed.is_none() && self.shared.is_empty() {
            self.shared.shrink();
        }
    }

    /// Lays the queue out anew after a change of its rules.
    fn relay(&mut self) {
        let mut entries = Vec::new();
        self.shared.drain(&mut entries);
        self.shared = Lanes::new(self.fair);
        if let Some(keyed) = &mut self.keyed {
            for slot in &mut keyed.slots {
                slot.drain(&mut entries);
            }
            **keyed = Keyed::new(keyed.slots.len(), self.fair);
        }
        for entry in entries {
            self.door.took(entry.tag.share);
            match &mut self.keyed {
                Some(keyed) => {
                    let slot = keyed.pin(entry.tag.key);
                    keyed.slots[slot].push_back(entry);
                }
                None => self.shared.push_back(entry),
            }
        }
    }
}
