//! The door of a mailbox: who waits for room, and who is let in next.

use std::collections::{BTreeMap, VecDeque};
use std::task::Waker;

use super::{Tag, Tick};

/// One sender that waits. It holds its message itself: what is granted to it is room alone, so a
/// send that is dropped has not been sent.
pub(super) struct Waiter {
    pub(super) waker: Option<Waker>,
    pub(super) tag: Tag,
    pub(super) since: Tick,
    pub(super) granted: bool,
}

/// Waiting senders: first come first served, or by share the one that holds least first.
#[derive(Default)]
pub(super) struct Door {
    waiters: Vec<Option<Waiter>>,
    free: Vec<u32>,
    line: VecDeque<u32>,
    shares: Option<Box<Shares>>,
}

/// What each share holds of the mailbox, and its own line.
pub(super) struct Shares {
    of: BTreeMap<u64, Share>,
    /// How many slots one share may hold.
    limit: usize,
    waiting: usize,
}

#[derive(Default)]
struct Share {
    used: usize,
    line: VecDeque<u32>,
    /// When it was let in last, to take turns among equals.
    turn: u64,
}

impl Door {
    pub(super) fn share_fairly(&mut self, limit: usize) {
        match &mut self.shares {
            Some(shares) => shares.limit = limit,
            None => {
                self.shares = Some(Box::new(Shares {
                    of: BTreeMap::new(),
                    limit,
                    waiting: 0,
                }));
            }
        }
    }

    /// Whether a newcomer of this share must stand in line although there is room.
    pub(super) fn must_queue(&self, share: u64) -> bool {
        let Some(shares) = &self.shares else {
            return !self.line.is_empty();
        };
        if let Some(own) = shares.of.get(&share)
            && (!own.line.is_empty() || own.used >= shares.limit)
        {
            return true;
        }
        shares.waiting > 0 && shares.next().is_some()
    }

    /// A slot was taken for this share (queued, granted or in hand).
    pub(super) fn took(&mut self, share: u64) {
        if let Some(shares) = &mut self.shares {
            shares.of.entry(share).or_default().used += 1;
        }
    }

    /// A slot of this share is free again.
    pub(super) fn freed(&mut self, share: u64) {
        if let Some(shares) = &mut self.shares
            && let Some(own) = shares.of.get_mut(&share)
        {
            own.used = own.used.saturating_sub(1);
            shares.forget(share);
        }
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiters.len() - self.free.len() - self.granted()
    }

    fn granted(&self) -> usize {
        self.waiters
            .iter()
            .flatten()
            .filter(|waiter| waiter.granted)
            .count()
    }

    /// Nobody stands in line.
    pub(super) fn is_empty(&self) -> bool {
        match &self.shares {
            None => self.line.is_empty(),
            Some(shares) => shares.waiting == 0,
        }
    }

    pub(super) fn longest_since(&self) -> Option<Tick> {
        self.waiters
            .iter()
            .flatten()
            .filter(|waiter| !waiter.granted)
            .map(|waiter| waiter.since)
            .min()
    }

    pub(super) fn enter(&mut self, waiter: Waiter) -> u32 {
        let share = waiter.tag.share();
        let ticket = match self.free.pop() {
            Some(ticket) => {
                self.waiters[ticket as usize] = Some(waiter);
                ticket
            }
            None => {
                self.waiters.push(Some(waiter));
                u32::try_from(self.waiters.len() - 1).unwrap_or(u32::MAX)
            }
        };
        match &mut self.shares {
            None => self.line.push_back(ticket),
            Some(shares) => {
                shares.waiting += 1;
                shares.of.entry(share).or_default().line.push_back(ticket);
            }
        }
        ticket
    }

    pub(super) fn waiter(&mut self, ticket: u32) -> Option<&mut Waiter> {
        self.waiters.get_mut(ticket as usize)?.as_mut()
    }

    /// Who would be let in next.
    pub(super) fn next(&mut self) -> Option<&mut Waiter> {
        let ticket = match &self.shares {
            None => *self.line.front()?,
            Some(shares) => *shares.of.get(&shares.next()?)?.line.front()?,
        };
        self.waiter(ticket)
    }

    /// Takes the next out of its line; it stays known by its ticket until it leaves.
    pub(super) fn admit_next(&mut self) {
        match &mut self.shares {
            None => {
                self.line.pop_front();
            }
            Some(shares) => {
                if let Some(share) = shares.next()
                    && let Some(own) = shares.of.get_mut(&share)
                {
                    own.line.pop_front();
                    shares.waiting -= 1;
                    own.turn = own.turn.wrapping_add(1);
                }
            }
        }
    }

    /// Forgets a ticket, wherever it stands.
    pub(super) fn leave(&mut self, ticket: u32) -> Option<Waiter> {
        let waiter = self.waiters.get_mut(ticket as usize)?.take()?;
        self.free.push(ticket);
        if !waiter.granted {
            match &mut self.shares {
                None => remove(&mut self.line, ticket),
                Some(shares) => {
                    if let Some(own) = shares.of.get_mut(&waiter.tag.share()) {
                        let before = own.line.len();
                        remove(&mut own.line, ticket);
                        shares.waiting -= before - own.line.len();
                    }
                    shares.forget(waiter.tag.share());
                }
            }
        }
        if self.free.len() == self.waiters.len() {
            // Nobody is left: give the memory of a rush back.
            *self = Self {
                shares: self.shares.take(),
                ..Self::default()
            };
        }
        Some(waiter)
    }

    /// Everybody's waker; their tickets stay until they have looked.
    pub(super) fn wake_all(&mut self, wake: impl FnMut(Waker)) {
        self.waiters
            .iter_mut()
            .flatten()
            .filter_map(|waiter| waiter.waker.take())
            .for_each(wake);
    }
}

impl Shares {
    /// The waiting share, below its limit, that holds least of the mailbox.
    fn next(&self) -> Option<u64> {
        self.of
            .iter()
            .filter(|(_, share)| !share.line.is_empty() && share.used < self.limit)
            .min_by_key(|(_, share)| (share.used, share.turn))
            .map(|(&key, _)| key)
    }

    fn forget(&mut self, share: u64) {
        if self
            .of
            .get(&share)
            .is_some_and(|own| own.used == 0 && own.line.is_empty())
        {
            self.of.remove(&share);
        }
    }
}

fn remove(line: &mut VecDeque<u32>, ticket: u32) {
    if let Some(at) = line.iter().position(|&other| other == ticket) {
        line.remove(at);
    }
}
