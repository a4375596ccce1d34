//! The lanes of a mailbox: which queued message is next.

use std::collections::{BTreeMap, VecDeque};

use super::{Entry, Tag};
use crate::message::Lane;

/// A lane that waits is served at the latest after it was passed over so many times.
const PASSED_OVER: [u8; Lane::COUNT] = [0, 3, 7];
/// How much room an empty lane keeps for the next burst.
const KEPT: usize = 256;

/// Three lanes, higher ones first, none starved.
pub(super) struct Lanes<T> {
    lanes: [LaneQueue<T>; Lane::COUNT],
    passed_over: [u8; Lane::COUNT],
    len: usize,
}

impl<T> Lanes<T> {
    /// Empty lanes, first come first served, or fair by share if a slot's worth of bytes is given.
    pub(super) fn new(fair: Option<u64>) -> Self {
        Self {
            lanes: std::array::from_fn(|_| LaneQueue::new(fair)),
            passed_over: [0; Lane::COUNT],
            len: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn len_of(&self, lane: usize) -> usize {
        self.lanes[lane].len()
    }

    pub(super) fn push_back(&mut self, entry: Entry<T>) {
        self.len += 1;
        self.lanes[entry.tag.lane.index()].push_back(entry);
    }

    pub(super) fn push_front(&mut self, entry: Entry<T>) {
        self.len += 1;
        self.lanes[entry.tag.lane.index()].push_front(entry);
    }

    /// The next message that may be taken now.
    pub(super) fn pop(&mut self, may: impl Fn(&Tag) -> bool) -> Option<Entry<T>> {
        if self.len == 0 {
            return None;
        }
        for lane in self.order() {
            if let Some(entry) = self.lanes[lane].pop(&may) {
                self.len -= 1;
                self.served(lane);
                return Some(entry);
            }
        }
        None
    }

    fn order(&self) -> [usize; Lane::COUNT] {
        const BULK: usize = Lane::Bulk.index();
        const NORMAL: usize = Lane::Normal.index();
        let due =
            |lane: usize| self.passed_over[lane] >= PASSED_OVER[lane] && self.lanes[lane].len() > 0;
        if due(BULK) {
            [BULK, 0, NORMAL]
        } else if due(NORMAL) {
            [NORMAL, 0, BULK]
        } else {
            [0, NORMAL, BULK]
        }
    }

    fn served(&mut self, served: usize) {
        for lane in 0..Lane::COUNT {
            self.passed_over[lane] = if lane == served || self.lanes[lane].len() == 0 {
                0
            } else {
                self.passed_over[lane].saturating_add(1)
            };
        }
    }

    /// What was taken from this lane was not handled after all: it is still its turn.
    pub(super) fn still_due(&mut self, lane: usize) {
        self.passed_over[lane] = PASSED_OVER[lane];
    }

    /// Takes the oldest of one lane, of the share that holds most of it.
    pub(super) fn evict(&mut self, lane: usize) -> Option<Entry<T>> {
        let entry = self.lanes[lane].evict()?;
        self.len -= 1;
        Some(entry)
    }

    /// Takes out everything that is past its deadline.
    pub(super) fn shed(&mut self, now: super::Tick, out: &mut Vec<Entry<T>>) -> super::Tick {
        let before = out.len();
        let mut soonest = super::NEVER;
        for lane in &mut self.lanes {
            soonest = soonest.min(lane.shed(now, out));
        }
        self.len -= out.len() - before;
        soonest
    }

    /// Takes the first so many of one lane.
    pub(super) fn take_up_to(&mut self, lane: usize, most: usize, into: &mut VecDeque<Entry<T>>) {
        if let LaneQueue::Fifo(queue) = &mut self.lanes[lane] {
            let count = most.min(queue.len());
            into.extend(queue.drain(..count));
            self.len -= count;
        }
    }

    /// Takes out everything, lane by lane, in order.
    pub(super) fn drain(&mut self, out: &mut Vec<Entry<T>>) {
        for lane in &mut self.lanes {
            lane.drain(out);
        }
        self.len = 0;
        self.passed_over = [0; Lane::COUNT];
    }

    /// Gives back the memory of a burst that is over.
    pub(super) fn shrink(&mut self) {
        for lane in &mut self.lanes {
            if let LaneQueue::Fifo(queue) = lane
                && queue.capacity() > KEPT
            {
                queue.shrink_to(KEPT);
            }
        }
    }

    #[cfg(test)]
    #[allow(dead_code, reason = "the model checkers' builds leave the laws out")]
    pub(super) fn room(&self) -> usize {
        self.lanes
            .iter()
            .map(|lane| match lane {
                LaneQueue::Fifo(queue) => queue.capacity(),
                LaneQueue::Fair(_) => 0,
            })
            .sum()
    }
}

enum LaneQueue<T> {
    Fifo(VecDeque<Entry<T>>),
    Fair(Box<Fair<T>>),
}

impl<T> LaneQueue<T> {
    fn new(fair: Option<u64>) -> Self {
        match fair {
            None => Self::Fifo(VecDeque::new()),
            Some(quantum) => Self::Fair(Box::new(Fair::new(quantum))),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Fifo(queue) => queue.len(),
            Self::Fair(fair) => fair.len,
        }
    }

    fn push_back(&mut self, entry: Entry<T>) {
        match self {
            Self::Fifo(queue) => queue.push_back(entry),
            Self::Fair(fair) => fair.push(entry, false),
        }
    }

    fn push_front(&mut self, entry: Entry<T>) {
        match self {
            Self::Fifo(queue) => queue.push_front(entry),
            Self::Fair(fair) => fair.push(entry, true),
        }
    }

    fn pop(&mut self, may: &impl Fn(&Tag) -> bool) -> Option<Entry<T>> {
        match self {
            Self::Fifo(queue) => take_first(queue, may),
            Self::Fair(fair) => fair.pop(may),
        }
    }

    fn evict(&mut self) -> Option<Entry<T>> {
        match self {
            Self::Fifo(queue) => queue.pop_front(),
            Self::Fair(fair) => fair.evict(),
        }
    }

    fn shed(&mut self, now: super::Tick, out: &mut Vec<Entry<T>>) -> super::Tick {
        match self {
            Self::Fifo(queue) => shed_from(queue, now, out),
            Self::Fair(fair) => fair.shed(now, out),
        }
    }

    fn drain(&mut self, out: &mut Vec<Entry<T>>) {
        match self {
            Self::Fifo(queue) => out.extend(std::mem::take(queue)),
            Self::Fair(fair) => fair.drain(out),
        }
    }
}

/// The first that may be taken. What is skipped keeps its place, so order within a key holds.
fn take_first<T>(queue: &mut VecDeque<Entry<T>>, may: &impl Fn(&Tag) -> bool) -> Option<Entry<T>> {
    if may(&queue.front()?.tag) {
        return queue.pop_front();
    }
    let at = queue.iter().position(|entry| may(&entry.tag))?;
    queue.remove(at)
}

fn shed_from<T>(
    queue: &mut VecDeque<Entry<T>>,
    now: super::Tick,
    out: &mut Vec<Entry<T>>,
) -> super::Tick {
    let mut soonest = super::NEVER;
    for _ in 0..queue.len() {
        if let Some(entry) = queue.pop_front() {
            if entry.tag.deadline() <= now {
                out.push(entry);
            } else {
                soonest = soonest.min(entry.tag.deadline());
                queue.push_back(entry);
            }
        }
    }
    soonest
}

/// Deficit round robin over shares: each share in turn is credited one slot's worth of work and
/// served as far as that goes; what a message too large leaves over is kept for the next turn.
struct Fair<T> {
    flows: BTreeMap<u64, Flow<T>>,
    /// Shares with something queued, in the order of their turns.
    ring: VecDeque<u64>,
    /// One slot's worth: bytes, or 1 where messages are counted alone.
    quantum: u64,
    len: usize,
}

struct Flow<T> {
    entries: VecDeque<Entry<T>>,
    deficit: u64,
    /// Credited for the turn it is having.
    credited: bool,
}

impl<T> Fair<T> {
    fn new(quantum: u64) -> Self {
        Self {
            flows: BTreeMap::new(),
            ring: VecDeque::new(),
            quantum: quantum.max(1),
            len: 0,
        }
    }

    fn push(&mut self, entry: Entry<T>, front: bool) {
        let share = entry.tag.share();
        let cost = self.cost(&entry.tag);
        if front {
            // A redelivered message has had its turn already: it is paid for and goes first.
            self.ring.retain(|&other| other != share);
            self.ring.push_front(share);
        } else if !self.flows.contains_key(&share) {
            self.ring.push_back(share);
        }
        let flow = self.flows.entry(share).or_insert_with(|| Flow {
            entries: VecDeque::new(),
            deficit: 0,
            credited: false,
        });
        if front {
            flow.deficit = flow.deficit.saturating_add(cost);
            flow.credited = true;
            flow.entries.push_front(entry);
        } else {
            flow.entries.push_back(entry);
        }
        self.len += 1;
    }

    fn pop(&mut self, may: &impl Fn(&Tag) -> bool) -> Option<Entry<T>> {
        if let Some(entry) = self.round(may) {
            return Some(entry);
        }
        // Nobody had credit enough: skip the rounds that would pass without a message.
        let quantum = self.quantum;
        let lacking = |flow: &Flow<T>| {
            let head = flow.entries.iter().find(|entry| may(&entry.tag))?;
            let lacks = Self::cost_at(quantum, &head.tag).saturating_sub(flow.deficit);
            Some(lacks.div_ceil(quantum))
        };
        let rounds = self.flows.values().filter_map(lacking).min()?;
        let credit = rounds.saturating_sub(1).saturating_mul(quantum);
        for flow in self.flows.values_mut() {
            flow.deficit = flow.deficit.saturating_add(credit);
        }
        self.round(may)
    }

    /// Goes round once and serves the first share that may be and can pay.
    fn round(&mut self, may: &impl Fn(&Tag) -> bool) -> Option<Entry<T>> {
        for _ in 0..self.ring.len() {
            let share = *self.ring.front()?;
            let flow = self.flows.get_mut(&share)?;
            if let Some(at) = flow.entries.iter().position(|entry| may(&entry.tag)) {
                if !flow.credited {
                    flow.credited = true;
                    flow.deficit = flow.deficit.saturating_add(self.quantum);
                }
                let cost = Self::cost_at(self.quantum, &flow.entries[at].tag);
                if flow.deficit >= cost {
                    flow.deficit -= cost;
                    let entry = flow.entries.remove(at);
                    self.len -= 1;
                    self.retire(share);
                    return entry;
                }
            }
            flow.credited = false;
            self.ring.rotate_left(1);
        }
        None
    }

    /// What a message costs its share.
    fn cost(&self, tag: &Tag) -> u64 {
        Self::cost_at(self.quantum, tag)
    }

    fn cost_at(quantum: u64, tag: &Tag) -> u64 {
        if quantum == 1 {
            1
        } else {
            u64::try_from(tag.bytes).unwrap_or(u64::MAX).max(1)
        }
    }

    fn evict(&mut self) -> Option<Entry<T>> {
        let (&share, flow) = self
            .flows
            .iter_mut()
            .max_by_key(|(_, flow)| flow.entries.len())?;
        let entry = flow.entries.pop_front();
        self.len -= 1;
        self.retire(share);
        entry
    }

    fn retire(&mut self, share: u64) {
        if self
            .flows
            .get(&share)
            .is_some_and(|flow| flow.entries.is_empty())
        {
            self.flows.remove(&share);
            self.ring.retain(|&other| other != share);
        }
    }

    fn shed(&mut self, now: super::Tick, out: &mut Vec<Entry<T>>) -> super::Tick {
        let before = out.len();
        let mut soonest = super::NEVER;
        for flow in self.flows.values_mut() {
            soonest = soonest.min(shed_from(&mut flow.entries, now, out));
        }
        self.len -= out.len() - before;
        self.flows.retain(|_, flow| !flow.entries.is_empty());
        let flows = &self.flows;
        self.ring.retain(|share| flows.contains_key(share));
        soonest
    }

    fn drain(&mut self, out: &mut Vec<Entry<T>>) {
        for flow in std::mem::take(&mut self.flows).into_values() {
            out.extend(flow.entries);
        }
        self.ring.clear();
        self.len = 0;
    }
}
