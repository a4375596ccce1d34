//! The core of a mailbox that is in use: what senders and consumers do, each under its lock.

use std::task::Waker;

#[cfg(feature = "seeded-bugs")]
use super::bugs;
use super::deal::Deal;
use super::door::{Door, Waiter};
use super::keys::Keyed;
use super::lanes::Lanes;
use super::state::State;
use super::{
    After, ConsumerId, Counts, Entry, Gone, Load, NEVER, Offer, Pressure, Refused, Rules, Tag,
    Tick, Ticket, Turn,
};
use crate::message::{Lane, Redelivery};
use crate::overflow::{Capacity, Overflow};
use crate::sync::model::{AtomicBool, Mutex, MutexGuard, Ordering, lock};

/// An eighth of a mailbox is dealt ahead at most: what a deal has freed is seen when it is over.
const DEAL_SHARE: usize = 8;

/// The bounded queue.
pub(crate) struct Core<T> {
    pub(super) state: Mutex<State<T>>,
    /// Locked after `state` where both are.
    deal: Mutex<Deal<T>>,
    /// There is a deal to go on with. No more than a hint, to spare a lock.
    dealt: AtomicBool,
}

impl<T> Core<T> {
    pub(super) fn new(rules: Rules) -> Self {
        let core = Self {
            state: Mutex::new(State {
                capacity: Load::default(),
                overflow: rules.overflow,
                redelivery: rules.redelivery,
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
                sleeper: rules.sleeper,
                next_consumer: 0,
                soonest_deadline: NEVER,
                high_water: 0,
                closed: rules.closed,
                counts: Counts::default(),
            }),
            deal: Mutex::new(Deal::new()),
            dealt: AtomicBool::new(false),
        };
        core.set_capacity(rules.capacity);
        core
    }

    /// The whole state, with nothing dealt ahead.
    pub(super) fn whole(&self) -> MutexGuard<'_, State<T>> {
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
        self.take_in(state, entry, &mut after);
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
            self.take_in(state, entry, &mut after);
            return (Offer::Accepted, after);
        }
        let may_wait = matches!(state.overflow, Overflow::Wait | Overflow::ShedExpired);
        match waker {
            #[cfg(feature = "seeded-bugs")]
            Some(waker) if may_wait && bugs::seeded(bugs::Bug::LateWaker) => {
                let ticket = state.door.enter(Waiter {
                    waker: None,
                    tag: entry.tag.clone(),
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
                    tag: entry.tag.clone(),
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

    fn take_in(&self, state: &mut State<T>, entry: Entry<T>, after: &mut After<T>) {
        state.take(&entry.tag);
        self.push(state, entry, after);
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

    /// Calls this waker at the first message, at once if there is one.
    pub(super) fn sleep(&self, waker: Waker) -> After<T> {
        let mut state = lock(&self.state);
        let mut after = After::new();
        if state.any_queued() {
            after.wake(waker);
        } else {
            state.sleeper = Some(waker);
        }
        after
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
        done: Option<&Tag>,
        more: usize,
        now: impl Fn() -> Tick,
    ) -> (Turn<T>, After<T>) {
        let mut after = After::new();
        if self.dealt.load(Ordering::Relaxed) {
            let next = lock(&self.deal).next(id, done);
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
            state.out_of_hand(tag, &mut after);
            state.release(tag);
        }
        let slot = state.consumers[at].slot;
        while let Some(mut entry) = state.pop(slot, id) {
            if entry.tag.deadline() != NEVER
                && state.overflow == Overflow::ShedExpired
                && entry.tag.deadline() <= now()
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
                state.soonest_deadline = state.soonest_deadline.min(entry.tag.deadline());
                state.queued[entry.tag.lane.index()].add(&entry.tag);
                let slot = match &mut state.keyed {
                    Some(keyed) => {
                        let slot = keyed.slot_of(entry.tag.key());
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
