//! Key affinity: messages of one key go to one worker, in order, also while workers come and go.

use std::collections::HashMap;

use super::lanes::Lanes;
use super::{ConsumerId, Entry, Tag};

/// One set of lanes a worker slot, all within the bound of the one mailbox.
pub(super) struct Keyed<T> {
    pub(super) slots: Vec<Lanes<T>>,
    /// Keys with something queued or in hand, and the slot they stay with until that is done.
    pins: HashMap<u64, Pin>,
    /// Keys in a worker's hand: nobody else may start on them.
    busy: HashMap<u64, ConsumerId>,
    fair: Option<u64>,
}

struct Pin {
    slot: usize,
    pending: usize,
}

impl<T> Keyed<T> {
    pub(super) fn new(slots: usize, fair: Option<u64>) -> Self {
        Self {
            slots: (0..slots.max(1)).map(|_| Lanes::new(fair)).collect(),
            pins: HashMap::new(),
            busy: HashMap::new(),
            fair,
        }
    }

    /// The slot a message of this key goes to; a pinned key stays where its messages are.
    pub(super) fn pin(&mut self, key: u64) -> usize {
        let slots = self.slots.len();
        let pin = self.pins.entry(key).or_insert_with(|| Pin {
            slot: home(key, slots),
            pending: 0,
        });
        pin.pending += 1;
        pin.slot
    }

    pub(super) fn slot_of(&self, key: u64) -> usize {
        self.pins
            .get(&key)
            .map_or_else(|| home(key, self.slots.len()), |pin| pin.slot)
    }

    /// One message of this key is over.
    pub(super) fn unpin(&mut self, key: u64) {
        if let Some(pin) = self.pins.get_mut(&key) {
            pin.pending = pin.pending.saturating_sub(1);
            if pin.pending == 0 {
                self.pins.remove(&key);
            }
        }
    }

    pub(super) fn take(&mut self, slot: usize, who: ConsumerId) -> Option<Entry<T>> {
        let busy = &self.busy;
        let may = |tag: &Tag| busy.get(&tag.key()).is_none_or(|&holder| holder == who);
        let entry = self.slots.get_mut(slot)?.pop(may)?;
        self.busy.insert(entry.tag.key(), who);
        Some(entry)
    }

    /// The key is out of its worker's hand.
    pub(super) fn free(&mut self, key: u64) {
        self.busy.remove(&key);
    }

    /// Changes the number of slots. What was queued for a slot that goes moves, in order, to the
    /// slot its key now belongs to; every other key stays where it is while it has work.
    pub(super) fn resize(&mut self, slots: usize) {
        let slots = slots.max(1);
        let mut homeless = Vec::new();
        for mut gone in self.slots.drain(slots.min(self.slots.len())..) {
            gone.drain(&mut homeless);
        }
        while self.slots.len() < slots {
            self.slots.push(Lanes::new(self.fair));
        }
        for (&key, pin) in &mut self.pins {
            if pin.slot >= slots {
                pin.slot = home(key, slots);
            }
        }
        for entry in homeless {
            let slot = self.slot_of(entry.tag.key());
            self.slots[slot].push_back(entry);
        }
    }
}

/// Rendezvous hashing: a change in the number of slots moves as few keys as can be.
fn home(key: u64, slots: usize) -> usize {
    (0..slots)
        .max_by_key(|&slot| mix(key ^ mix(slot as u64 + 1)))
        .unwrap_or(0)
}

/// The finalizer of splitmix64.
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growing_from_four_slots_to_five_moves_about_a_fifth_of_the_keys_and_only_to_the_new_one() {
        let moved: Vec<_> = (0..10_000)
            .filter(|&key| home(key, 4) != home(key, 5))
            .collect();
        assert!((1_700..2_300).contains(&moved.len()), "{}", moved.len());
        assert!(moved.iter().all(|&key| home(key, 5) == 4));
    }
}
