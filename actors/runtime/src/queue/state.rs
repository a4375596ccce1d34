//! What a mailbox's lock guards, and how it changes.

use std::task::Waker;

use super::door::Door;
use super::keys::Keyed;
use super::lanes::Lanes;
use super::{After, ConsumerId, Counts, Entry, Gone, Load, NEVER, Tag, Tick, Ticket};
use crate::message::{Lane, Redelivery};
use crate::overflow::Overflow;

pub(super) struct Consumer {
    pub(super) id: ConsumerId,
    /// The worker slot, for key affinity.
    pub(super) slot: usize,
    pub(super) waker: Waker,
    /// Awake or about to be: need not be woken again.
    pub(super) scheduled: bool,
    pub(super) fenced: bool,
}

pub(super) struct State<T> {
    pub(super) capacity: Load,
    pub(super) overflow: Overflow,
    pub(super) redelivery: Redelivery,
    /// A slot's worth, when shares are served fairly.
    pub(super) fair: Option<u64>,
    pub(super) shared: Lanes<T>,
    pub(super) keyed: Option<Box<Keyed<T>>>,
    pub(super) queued: [Load; Lane::COUNT],
    pub(super) used: Load,
    pub(super) in_hand: usize,
    pub(super) granted: usize,
    pub(super) door: Door,
    pub(super) consumers: Vec<Consumer>,
    /// How many messages may be dealt ahead.
    pub(super) deal: usize,
    /// Something is dealt ahead.
    pub(super) dealt: bool,
    pub(super) idle: usize,
    /// Called at the first message, to have a consumer started.
    pub(super) sleeper: Option<Waker>,
    pub(super) next_consumer: u64,
    pub(super) soonest_deadline: Tick,
    pub(super) high_water: usize,
    pub(super) closed: bool,
    pub(super) counts: Counts,
}

impl<T> State<T> {
    pub(super) fn queued_messages(&self) -> usize {
        self.queued.iter().map(|lane| lane.messages).sum()
    }

    pub(super) fn any_queued(&self) -> bool {
        self.queued.iter().any(|lane| lane.messages > 0)
    }

    pub(super) fn others_empty(&self, lane: usize) -> bool {
        (0..Lane::COUNT).all(|other| other == lane || self.queued[other].messages == 0)
    }

    /// How many of the next messages go by the order of this lane alone: there is one consumer, and
    /// no key, share, deadline or other lane has a say.
    pub(super) fn may_deal(&self, lane: usize, most: usize) -> usize {
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

    pub(super) fn fits(&self, tag: &Tag) -> bool {
        // A capacity that was lowered may be below what is used.
        self.used.messages < self.capacity.messages
            && tag.bytes <= self.capacity.bytes.saturating_sub(self.used.bytes)
    }

    pub(super) fn may_enter(&self, tag: &Tag) -> bool {
        // Where the oldest gives way nobody waits, and the share that holds most gives first.
        self.fits(tag)
            && (self.overflow == Overflow::DropOldest || !self.door.must_queue(tag.share()))
    }

    /// Waiting senders are let in when half the mailbox is free (or when nothing is queued, or the
    /// handler waits): waking one sender a message costs more than the messages do.
    pub(super) fn admit_at(&self) -> usize {
        (self.capacity.messages / 2).max(1)
    }

    pub(super) fn take(&mut self, tag: &Tag) {
        self.used.add(tag);
        self.door.took(tag.share());
        self.high_water = self.high_water.max(self.used.messages);
    }

    /// The slot of a message is free again.
    pub(super) fn release(&mut self, tag: &Tag) {
        self.used.sub(tag);
        self.door.freed(tag.share());
        if let Some(keyed) = &mut self.keyed {
            keyed.unpin(tag.key());
        }
    }

    pub(super) fn unbusy(&mut self, tag: &Tag) {
        if let Some(keyed) = &mut self.keyed {
            keyed.free(tag.key());
        }
    }

    pub(super) fn out_of_hand(&mut self, tag: &Tag, after: &mut After<T>) {
        self.in_hand -= 1;
        if let Some(keyed) = &mut self.keyed {
            keyed.free(tag.key());
            // After a resize another worker may wait for this very key.
            let slot = keyed.slot_of(tag.key());
            if !keyed.slots[slot].is_empty() {
                self.wake(Some(slot), after);
            }
        }
    }

    /// Queues a message for which room has been taken.
    pub(super) fn push(&mut self, entry: Entry<T>, after: &mut After<T>) {
        self.counts.accepted += 1;
        self.soonest_deadline = self.soonest_deadline.min(entry.tag.deadline());
        self.queued[entry.tag.lane.index()].add(&entry.tag);
        let slot = match &mut self.keyed {
            Some(keyed) => {
                let slot = keyed.pin(entry.tag.key());
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
        if let Some(sleeper) = self.sleeper.take() {
            after.wake(sleeper);
        }
    }

    pub(super) fn pop(&mut self, slot: usize, who: ConsumerId) -> Option<Entry<T>> {
        let entry = match &mut self.keyed {
            Some(keyed) => keyed.take(slot, who),
            None => self.shared.pop(|_| true),
        }?;
        self.queued[entry.tag.lane.index()].sub(&entry.tag);
        Some(entry)
    }

    /// Makes room for this message out of its own lane and lower ones, if that is enough.
    pub(super) fn evict_for(&mut self, tag: &Tag, after: &mut After<T>) {
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

    pub(super) fn shed(&mut self, now: Tick, after: &mut After<T>) {
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
    pub(super) fn admit(&mut self, after: &mut After<T>) {
        if self.closed {
            return;
        }
        while let Some(waiter) = self.door.next() {
            let tag = waiter.tag.clone();
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
    pub(super) fn forget(&mut self, ticket: &Ticket) -> Option<Waker> {
        let waiter = self.door.leave(ticket.0)?;
        if waiter.granted {
            self.granted -= 1;
            self.used.sub(&waiter.tag);
            self.door.freed(waiter.tag.share());
        }
        waiter.waker
    }

    pub(super) fn attach(&mut self, slot: usize, waker: Waker, scheduled: bool) -> ConsumerId {
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
    pub(super) fn wake(&mut self, slot: Option<usize>, after: &mut After<T>) {
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
    pub(super) fn wake_any(&mut self, after: &mut After<T>) {
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

    pub(super) fn shrink(&mut self) {
        if self.keyed.is_none() && self.shared.is_empty() {
            self.shared.shrink();
        }
    }

    /// Lays the queue out anew after a change of its rules.
    pub(super) fn relay(&mut self) {
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
            self.door.took(entry.tag.share());
            match &mut self.keyed {
                Some(keyed) => {
                    let slot = keyed.pin(entry.tag.key());
                    keyed.slots[slot].push_back(entry);
                }
                None => self.shared.push_back(entry),
            }
        }
    }
}
