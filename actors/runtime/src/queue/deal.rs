//! Messages dealt ahead to the one consumer a mailbox has, behind a lock of their own: senders and
//! consumer then meet once a deal and not once a message.
//!
//! A dealt message is still the mailbox's. Whatever is done beside sending and taking the next one
//! gathers the deal first, so nothing but the consumer's next turn ever sees one.

use std::collections::VecDeque;

use super::state::State;
use super::{ConsumerId, Entry, Load, Tag};

/// What has been dealt, all of one lane, and what the mailbox has not been told of it yet.
pub(super) struct Deal<T> {
    owner: Option<ConsumerId>,
    lane: usize,
    entries: VecDeque<Entry<T>>,
    taken: Load,
    handled: Load,
}

impl<T> Deal<T> {
    pub(super) const fn new() -> Self {
        Self {
            owner: None,
            lane: 0,
            entries: VecDeque::new(),
            taken: Load::NONE,
            handled: Load::NONE,
        }
    }

    /// The next message of this consumer's deal, after the one it is done with.
    pub(super) fn next(&mut self, who: ConsumerId, done: Option<&Tag>) -> Option<Entry<T>> {
        if self.owner != Some(who) {
            return None;
        }
        let mut entry = self.entries.pop_front()?;
        if let Some(tag) = done {
            self.handled.add(tag);
        }
        self.taken.add(&entry.tag);
        entry.tag.attempts += 1;
        Some(entry)
    }

    /// Deals out up to so many messages of a lane.
    pub(super) fn deal(&mut self, state: &mut State<T>, who: ConsumerId, lane: usize, most: usize) {
        state.shared.take_up_to(lane, most, &mut self.entries);
        self.owner = Some(who);
        self.lane = lane;
        state.dealt = true;
    }

    /// Back to the queue, as if it had never been dealt; the mailbox's counts are exact again.
    pub(super) fn gather(&mut self, state: &mut State<T>) {
        self.owner = None;
        state.dealt = false;
        let taken = std::mem::take(&mut self.taken);
        state.queued[self.lane].sub_all(taken);
        state.in_hand += taken.messages;
        let handled = std::mem::take(&mut self.handled);
        #[cfg(feature = "seeded-bugs")]
        if super::bugs::seeded(super::bugs::Bug::GatherForgets) {
            return;
        }
        state.in_hand -= handled.messages;
        state.used.sub_all(handled);
        state.counts.handled += handled.messages as u64;
        while let Some(entry) = self.entries.pop_back() {
            state.shared.push_front(entry);
        }
    }
}
