//! The laws of the mailbox, held over random sends, cancels, crashes, fences, resizes and stops.
//! Senders and consumers here act only when woken, so a lost wake shows as a run that gets stuck.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Wake, Waker};

use proptest::prelude::*;

use super::*;
use crate::sync::model;

#[derive(Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[derive(Debug, Clone)]
enum Op {
    Send {
        sender: usize,
        lane: u8,
        bytes: usize,
        key: u64,
        deadline: Option<u64>,
    },
    TrySend {
        sender: usize,
        lane: u8,
        bytes: usize,
        key: u64,
        deadline: Option<u64>,
    },
    Poll(usize),
    Cancel(usize),
    Turn(usize),
    Crash(usize),
    Suspend,
    Fence(usize),
    ZombieReturns(usize),
    Resize(usize),
    Advance(u64),
    Close,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Msg {
    sender: usize,
    lane: Lane,
    key: u64,
    number: u64,
}

#[derive(Debug, Clone, Copy)]
struct Setup {
    messages: usize,
    bytes: Option<usize>,
    overflow: Overflow,
    redelivery: Redelivery,
    consumers: usize,
    /// Dealt ahead at most.
    dealt: usize,
    keyed: bool,
    fair: bool,
}

struct Worker {
    id: ConsumerId,
    slot: usize,
    flag: Arc<Flag>,
    hand: Option<Entry<Msg>>,
}

struct Sender {
    flag: Arc<Flag>,
    waiting: Option<(Entry<Msg>, Ticket)>,
}

struct World {
    queue: Queue<Msg>,
    setup: Setup,
    now: u64,
    number: u64,
    senders: Vec<Sender>,
    workers: Vec<Worker>,
    zombies: Vec<Entry<Msg>>,
    fenced_once: bool,
    out: Vec<(Msg, Gone, u32)>,
    handled: Vec<Msg>,
    cancelled: Vec<Msg>,
    closed: bool,
    since_bulk: usize,
    most_workers: usize,
}

const LANES: [Lane; 3] = [Lane::Urgent, Lane::Normal, Lane::Bulk];

impl World {
    fn new(setup: Setup) -> Self {
        let mut capacity = Capacity::messages(setup.messages);
        if let Some(bytes) = setup.bytes {
            capacity = capacity.bytes(bytes);
        }
        let queue = Queue::new(capacity, setup.overflow, setup.redelivery);
        queue.deal_up_to(setup.dealt);
        if setup.fair {
            queue.share_fairly(None);
        }
        if setup.keyed {
            let _ = queue.route_by_key(setup.consumers).settle();
        }
        let mut world = Self {
            queue,
            setup,
            now: 1,
            number: 0,
            senders: (0..4)
                .map(|_| Sender {
                    flag: Arc::default(),
                    waiting: None,
                })
                .collect(),
            workers: Vec::new(),
            zombies: Vec::new(),
            fenced_once: false,
            out: Vec::new(),
            handled: Vec::new(),
            cancelled: Vec::new(),
            closed: false,
            since_bulk: 0,
            most_workers: setup.consumers,
        };
        for slot in 0..setup.consumers {
            world.workers.push(attach(&world.queue, slot));
        }
        world
    }

    fn settle(&mut self, after: After<Msg>) {
        for (entry, gone) in after.settle() {
            self.out.push((entry.value, gone, entry.tag.attempts));
        }
    }

    fn entry(
        &mut self,
        sender: usize,
        lane: u8,
        bytes: usize,
        key: u64,
        deadline: Option<u64>,
    ) -> Entry<Msg> {
        self.number += 1;
        let lane = LANES[lane as usize % 3];
        Entry {
            value: Msg {
                sender,
                lane,
                key,
                number: self.number,
            },
            tag: Tag::new(
                bytes,
                lane,
                Routing {
                    deadline: deadline.map_or(NEVER, |after| self.now + after),
                    key,
                    share: sender as u64,
                },
            ),
        }
    }

    fn offered(&mut self, sender: usize, offer: Offer<Msg>) {
        match offer {
            Offer::Accepted | Offer::Refused(..) => {}
            Offer::Wait(entry, ticket) => self.senders[sender].waiting = Some((entry, ticket)),
        }
    }

    fn run(&mut self, op: Op) {
        match op {
            Op::Send {
                sender,
                lane,
                bytes,
                key,
                deadline,
            } => {
                if self.senders[sender].waiting.is_some() {
                    return;
                }
                let entry = self.entry(sender, lane, bytes, key, deadline);
                let waker = Waker::from(Arc::clone(&self.senders[sender].flag));
                let (offer, after) = self.queue.offer(entry, Some(&waker), || self.now);
                self.settle(after);
                self.offered(sender, offer);
            }
            Op::TrySend {
                sender,
                lane,
                bytes,
                key,
                deadline,
            } => {
                if self.senders[sender].waiting.is_some() {
                    return;
                }
                let entry = self.entry(sender, lane, bytes, key, deadline);
                let (offer, after) = self.queue.offer(entry, None, || self.now);
                self.settle(after);
                assert!(!matches!(offer, Offer::Wait(..)));
            }
            Op::Poll(sender) => self.poll(sender),
            Op::Cancel(sender) => {
                if let Some((entry, ticket)) = self.senders[sender].waiting.take() {
                    self.cancelled.push(entry.value);
                    let after = self.queue.leave(ticket);
                    self.settle(after);
                }
            }
            Op::Turn(worker) => self.turn(worker),
            Op::Crash(worker) => {
                if self.workers.is_empty() {
                    return;
                }
                let worker = worker % self.workers.len();
                if let Some(entry) = self.workers[worker].hand.take() {
                    let after = self.queue.give_back(entry);
                    self.settle(after);
                }
                let after = self.queue.detach(self.workers[worker].id);
                self.settle(after);
                self.workers[worker] = attach(&self.queue, self.workers[worker].slot);
            }
            Op::Suspend => {
                let after = self.queue.suspended();
                self.settle(after);
            }
            Op::Fence(worker) => {
                if self.workers.is_empty() {
                    return;
                }
                let worker = worker % self.workers.len();
                self.fenced_once = true;
                let id = self.workers[worker].id;
                let after = self.queue.fence(id);
                self.settle(after);
                if let Some(entry) = self.workers[worker].hand.take() {
                    // It cannot report its work as done any more.
                    let (counted, after) = self.queue.done(id, &entry.tag);
                    assert!(!counted, "a fenced incarnation changes nothing");
                    self.settle(after);
                    self.zombies.push(entry);
                }
                let (turn, after) = self.queue.turn(id, None, 3, || self.now);
                assert!(matches!(turn, Turn::Fenced));
                self.settle(after);
                let after = self.queue.detach(id);
                self.settle(after);
                self.workers[worker] = attach(&self.queue, self.workers[worker].slot);
            }
            Op::ZombieReturns(which) => {
                if !self.zombies.is_empty() {
                    let entry = self.zombies.remove(which % self.zombies.len());
                    let after = self.queue.give_back(entry);
                    self.settle(after);
                }
            }
            Op::Resize(workers) => self.resize(workers),
            Op::Advance(by) => self.now += by,
            Op::Close => {
                self.closed = true;
                let after = self.queue.close();
                self.settle(after);
            }
        }
    }

    fn poll(&mut self, sender: usize) {
        self.senders[sender].flag.0.store(false, Ordering::Relaxed);
        if let Some((entry, ticket)) = self.senders[sender].waiting.take() {
            let waker = Waker::from(Arc::clone(&self.senders[sender].flag));
            let (offer, after) = self.queue.redeem(entry, ticket, &waker);
            self.settle(after);
            self.offered(sender, offer);
        }
    }

    fn turn(&mut self, worker: usize) {
        if self.workers.is_empty() {
            return;
        }
        let worker = worker % self.workers.len();
        let worker = &mut self.workers[worker];
        // It runs when it has a message or has been woken.
        if worker.hand.is_none() && !worker.flag.0.swap(false, Ordering::Relaxed) {
            return;
        }
        let done = worker.hand.take();
        let bulk_waits = model::lock(&self.queue.state).queued[2].messages > 0;
        let now = self.now;
        let (turn, after) =
            self.queue
                .turn(worker.id, done.as_ref().map(|entry| &entry.tag), 3, || now);
        if let Some(entry) = done {
            self.handled.push(entry.value);
        }
        let still_waits = model::lock(&self.queue.state).queued[2].messages > 0;
        if let Turn::Message(entry) = turn {
            if !self.setup.keyed {
                if entry.tag.lane == Lane::Bulk || !bulk_waits || !still_waits {
                    self.since_bulk = 0;
                } else {
                    self.since_bulk += 1;
                    assert!(self.since_bulk < 8, "the lowest lane starves");
                }
            }
            worker.hand = Some(entry);
        }
        self.settle(after);
    }

    fn resize(&mut self, workers: usize) {
        let workers = workers.max(1);
        if self.setup.keyed {
            let after = self.queue.route_by_key(workers);
            self.settle(after);
        }
        while self.workers.len() > workers {
            if let Some(mut gone) = self.workers.pop() {
                // A worker that goes ends after the message in hand.
                if let Some(entry) = gone.hand.take() {
                    let (counted, after) = self.queue.done(gone.id, &entry.tag);
                    assert!(counted);
                    self.settle(after);
                    self.handled.push(entry.value);
                }
                let after = self.queue.detach(gone.id);
                self.settle(after);
            }
        }
        self.most_workers = self.most_workers.max(workers);
        while self.workers.len() < workers {
            self.workers.push(attach(&self.queue, self.workers.len()));
        }
    }

    fn check(&self) {
        // Looking gathers what is dealt ahead.
        let state = self.queue.whole();
        let counts = &state.counts;
        let queued = state.queued_messages();
        let waiting = self.senders.iter().filter(|s| s.waiting.is_some()).count() as u64;
        assert_eq!(
            counts.offered,
            counts.accepted + counts.returned() + waiting
        );
        assert_eq!(
            counts.accepted,
            counts.handled
                + counts.expired
                + counts.evicted
                + counts.dead
                + counts.dropped
                + queued as u64
                + state.in_hand as u64
        );
        assert_eq!(state.used.messages, queued + state.in_hand + state.granted);
        assert!(state.used.messages <= state.capacity.messages);
        assert!(state.used.bytes <= state.capacity.bytes);
        assert_eq!(counts.handled, self.handled.len() as u64);
        let in_hand = self.workers.iter().filter(|w| w.hand.is_some()).count() + self.zombies.len();
        assert_eq!(state.in_hand, in_hand);
        if self.setup.keyed {
            let mut keys: Vec<u64> = self
                .workers
                .iter()
                .filter_map(|worker| worker.hand.as_ref())
                .map(|entry| entry.tag.key())
                .chain(self.zombies.iter().map(|entry| entry.tag.key()))
                .collect();
            let all = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), all, "one key in two hands");
        }
        for (_, gone, attempts) in &self.out {
            if let (Gone::Dead, Redelivery::Retry { attempts: most }) =
                (gone, self.setup.redelivery)
            {
                assert_eq!(
                    *attempts,
                    most.get(),
                    "dead before or after its attempts were used up"
                );
            }
        }
    }

    /// Everybody who was woken runs, until nobody is; then nothing may be left.
    fn finish(&mut self) {
        while !self.zombies.is_empty() {
            self.run(Op::ZombieReturns(0));
        }
        for _ in 0..100_000 {
            let mut moved = false;
            for sender in 0..self.senders.len() {
                if self.senders[sender].flag.0.load(Ordering::Relaxed) {
                    moved = true;
                    self.poll(sender);
                }
            }
            for worker in 0..self.workers.len() {
                if self.workers[worker].hand.is_some()
                    || self.workers[worker].flag.0.load(Ordering::Relaxed)
                {
                    moved = true;
                    self.turn(worker);
                }
            }
            if !moved {
                break;
            }
        }
        self.check();
        let pressure = self.queue.pressure(|| self.now);
        assert_eq!(
            pressure.depth, 0,
            "a message was left and nobody woken for it"
        );
        assert_eq!(
            pressure.waiting, 0,
            "a sender was left waiting in front of room"
        );
        assert_eq!(
            (pressure.in_hand, pressure.granted, pressure.bytes),
            (0, 0, 0)
        );
        let state = self.queue.whole();
        assert_eq!(state.used.messages, 0);
        assert!(state.door.is_empty());
        drop(state);
        for msg in &self.cancelled {
            assert!(!self.handled.contains(msg), "a cancelled send was handled");
        }
        let mut seen = self.handled.clone();
        seen.sort_unstable();
        let all = seen.len();
        seen.dedup();
        assert_eq!(seen.len(), all, "a message counted as handled twice");
        self.check_order();
    }

    fn check_order(&self) {
        // A zombie gives its message back late, so what passed it meanwhile is before it.
        if self.fenced_once || (self.most_workers > 1 && !self.setup.keyed) {
            return;
        }
        let mut last: BTreeMap<(usize, Lane, u64), u64> = BTreeMap::new();
        for msg in &self.handled {
            let key = if self.setup.keyed { msg.key } else { 0 };
            let stream = (msg.sender, msg.lane, key);
            if let Some(&before) = last.get(&stream) {
                assert!(before < msg.number, "{msg:?} after {before}");
            }
            last.insert(stream, msg.number);
        }
    }
}

fn attach(queue: &Queue<Msg>, slot: usize) -> Worker {
    let flag: Arc<Flag> = Arc::default();
    let id = queue.attach(slot, Waker::from(Arc::clone(&flag)));
    // Attached as awake.
    flag.0.store(true, Ordering::Relaxed);
    Worker {
        id,
        slot,
        flag,
        hand: None,
    }
}

fn of_share(bytes: usize, share: u64) -> Tag {
    let routing = Routing {
        share,
        ..Routing::NONE
    };
    Tag::new(bytes, Lane::Normal, routing)
}

fn setup() -> impl Strategy<Value = Setup> {
    (
        1..6_usize,
        prop::option::of(4..40_usize),
        prop::sample::select(vec![
            Overflow::Wait,
            Overflow::Reject,
            Overflow::DropOldest,
            Overflow::ShedExpired,
        ]),
        prop::sample::select(vec![
            Redelivery::retry(1),
            Redelivery::retry(3),
            Redelivery::DeadLetter,
            Redelivery::Drop,
        ]),
        1..4_usize,
        prop::sample::select(vec![0_usize, 1, 3]),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(messages, bytes, overflow, redelivery, consumers, dealt, keyed, fair)| Setup {
                messages,
                bytes,
                overflow,
                redelivery,
                consumers,
                dealt,
                keyed,
                fair,
            },
        )
}

fn op() -> impl Strategy<Value = Op> {
    let send = (
        0..4_usize,
        0..3_u8,
        0..12_usize,
        0..4_u64,
        prop::option::of(0..5_u64),
    );
    prop_oneof![
        8 => send.clone().prop_map(|(sender, lane, bytes, key, deadline)| Op::Send { sender, lane, bytes, key, deadline }),
        2 => send.prop_map(|(sender, lane, bytes, key, deadline)| Op::TrySend { sender, lane, bytes, key, deadline }),
        4 => (0..4_usize).prop_map(Op::Poll),
        2 => (0..4_usize).prop_map(Op::Cancel),
        8 => (0..4_usize).prop_map(Op::Turn),
        2 => (0..4_usize).prop_map(Op::Crash),
        1 => Just(Op::Suspend),
        1 => (0..4_usize).prop_map(Op::Fence),
        1 => (0..4_usize).prop_map(Op::ZombieReturns),
        1 => (1..5_usize).prop_map(Op::Resize),
        2 => (1..3_u64).prop_map(Op::Advance),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_message_is_accounted_for_and_nobody_is_left_waiting(
        setup in setup(),
        ops in prop::collection::vec(op(), 1..120),
    ) {
        let mut world = World::new(setup);
        for op in ops {
            let leaves_the_deal = matches!(op, Op::Send { .. } | Op::TrySend { .. } | Op::Turn(_));
            world.run(op);
            if world.setup.dealt == 0 || !leaves_the_deal {
                world.check();
            }
        }
        world.finish();
    }

    #[test]
    fn a_closed_mailbox_lets_everything_out(
        setup in setup(),
        before in prop::collection::vec(op(), 1..60),
        after in prop::collection::vec(op(), 1..30),
    ) {
        let mut world = World::new(setup);
        for op in before.into_iter().chain([Op::Close]).chain(after) {
            let leaves_the_deal = matches!(op, Op::Send { .. } | Op::TrySend { .. } | Op::Turn(_));
            world.run(op);
            if world.setup.dealt == 0 || !leaves_the_deal {
                world.check();
            }
        }
        world.finish();
        prop_assert!(world.closed);
    }
}

#[test]
fn a_burst_does_not_keep_its_memory() {
    let queue = Queue::new(
        Capacity::messages(100_000),
        Overflow::Wait,
        Redelivery::Drop,
    );
    for number in 0..100_000_u64 {
        let entry = Entry {
            value: number,
            tag: Tag::default(),
        };
        let (offer, after) = queue.offer(entry, None, || 0);
        assert!(matches!(offer, Offer::Accepted));
        let _ = after.settle();
    }
    let id = queue.attach(0, Waker::noop().clone());
    let mut done = None;
    while let (Turn::Message(entry), after) = queue.turn(id, done.as_ref(), 3, || 0) {
        let _ = after.settle();
        done = Some(entry.tag);
    }
    assert!(model::lock(&queue.state).shared.room() <= 256);
}

#[test]
fn shares_are_let_in_and_served_in_turn_though_one_came_first_with_everything() {
    let queue: Queue<u64> = Queue::new(Capacity::messages(8), Overflow::Wait, Redelivery::Drop);
    queue.share_fairly(None);
    let entry = |share: u64| Entry {
        value: share,
        tag: of_share(0, share),
    };
    let mut tickets = Vec::new();
    let waker = Waker::noop();
    // The large project: seven in the queue, where an eighth is kept for others, and fifty waiting.
    for _ in 0..57 {
        match queue.offer(entry(1), Some(waker), || 0).0 {
            Offer::Accepted => {}
            Offer::Wait(entry, ticket) => tickets.push((entry, ticket)),
            Offer::Refused(..) => panic!("refused"),
        }
    }
    assert_eq!(tickets.len(), 50);
    // The small one finds room at the door, and is served second.
    assert!(matches!(
        queue.offer(entry(2), None, || 0).0,
        Offer::Accepted
    ));
    let id = queue.attach(0, waker.clone());
    let mut order = Vec::new();
    let mut done = None;
    for _ in 0..2 {
        if let (Turn::Message(entry), _) = queue.turn(id, done.as_ref(), 3, || 0) {
            order.push(entry.value);
            done = Some(entry.tag);
        }
    }
    assert_eq!(order, [1, 2]);
    for (_, ticket) in tickets {
        let _ = queue.leave(ticket).settle();
    }
}

#[test]
fn a_share_with_large_messages_gets_its_bytes_worth_and_no_more() {
    let queue: Queue<u64> = Queue::new(
        Capacity::messages(100).bytes(1000),
        Overflow::Wait,
        Redelivery::Drop,
    );
    queue.share_fairly(None);
    let offer = |share: u64, bytes: usize| {
        let entry = Entry {
            value: share,
            tag: of_share(bytes, share),
        };
        assert!(matches!(queue.offer(entry, None, || 0).0, Offer::Accepted));
    };
    for _ in 0..10 {
        offer(1, 50);
    }
    for _ in 0..50 {
        offer(2, 10);
    }
    let id = queue.attach(0, Waker::noop().clone());
    let mut bytes = [0, 0];
    let mut done = None;
    for _ in 0..30 {
        if let (Turn::Message(entry), _) = queue.turn(id, done.as_ref(), 3, || 0) {
            bytes[entry.value as usize - 1] += entry.tag.bytes;
            done = Some(entry.tag);
        }
    }
    assert!(bytes[0].abs_diff(bytes[1]) <= 50, "{bytes:?}");
}
