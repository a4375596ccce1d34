//! A million messages with a crash in a thousand, stops and resizes mixed in: none is lost. And
//! when all is stopped for good amid a flood, each message is accounted for.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests play the callers outside the tree"
)]

use std::convert::Infallible;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use holdfast_runtime::*;

const MESSAGES: u64 = 1_000_000;
const SENDERS: u64 = 4;
/// One message in so many crashes its handler at the first attempt.
const CRASH_EVERY: u64 = 1_000;
/// After one in so many the worker stops of its own accord.
const WORKER_STOPS_EVERY: u64 = 10_000;
/// With one in so many the whole pool is stopped, and started again.
const POOL_STOPS_EVERY: u64 = 100_000;
/// With one in so many the pool is resized.
const RESIZE_EVERY: u64 = 50_000;
const CAPACITY: usize = 256;
const ALWAYS: Intensity = Intensity::new(u32::MAX, Duration::from_secs(1));

struct Number(u64);
impl Message for Number {}

#[derive(Clone, Default)]
struct Tally {
    sum: Arc<AtomicU64>,
    stops: Arc<AtomicU64>,
}

/// One message in so many crashes its handler, at the first attempt.
fn crash_now_and_then(msg: &Number, attempt: u32) {
    assert!(
        !(msg.0.is_multiple_of(CRASH_EVERY) && attempt == 1),
        "on purpose"
    );
}

struct Adder(Tally);
impl Actor for Adder {
    type Msg = Number;
    type Error = Infallible;
    async fn handle(&mut self, msg: &Number, cx: &mut Context<Self>) -> Result<(), Infallible> {
        crash_now_and_then(msg, cx.attempt());
        self.0.sum.fetch_add(msg.0, Ordering::Relaxed);
        if msg.0 % WORKER_STOPS_EVERY == 7 {
            self.0.stops.fetch_add(1, Ordering::Relaxed);
            cx.stop();
        }
        Ok(())
    }
}

/// When it ends, its sibling is stopped and both are started again.
struct Switch;
struct Off;
impl Message for Off {}
impl Actor for Switch {
    type Msg = Off;
    type Error = Infallible;
    async fn handle(&mut self, _: &Off, cx: &mut Context<Self>) -> Result<(), Infallible> {
        cx.stop();
        Ok(())
    }
}

/// On two threads.
fn block_on(future: impl Future<Output = ()>) {
    quiet_panics(true);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future);
}

#[test]
fn a_million_messages_with_a_thousand_crashes_stops_and_resizes_and_none_lost() {
    block_on(async {
        let tally = Tally::default();
        let own = tally.clone();
        let pool = Pool::new("adders", move || Adder(own.clone()))
            .workers(2)
            .mailbox(Capacity::messages(CAPACITY), Overflow::Wait)
            .intensity(ALWAYS)
            .backoff(Backoff::none());
        let (address, handle) = (pool.address(), pool.handle());
        let switch = ActorSpec::new("switch", || Switch);
        let off = switch.address();
        let both = Supervisor::one_for_all("both")
            .intensity(ALWAYS)
            .backoff(Backoff::none())
            .child(switch)
            .child(pool);
        let system = System::builder("soak").child(both).start().await.unwrap();
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let (address, handle, off) = (address.clone(), handle.clone(), off.clone());
                tokio::spawn(async move {
                    for number in (sender..MESSAGES).step_by(SENDERS as usize) {
                        address.send(Number(number)).await.unwrap();
                        if number % RESIZE_EVERY == 1 {
                            handle
                                .resize(1 + (number / RESIZE_EVERY % 4) as usize)
                                .await;
                        }
                        if number % POOL_STOPS_EVERY == 2 {
                            off.send(Off).await.unwrap();
                        }
                    }
                })
            })
            .collect();
        for sender in senders {
            sender.await.unwrap();
        }
        loop {
            let pressure = address.pressure();
            assert!(pressure.depth + pressure.in_hand + pressure.granted <= CAPACITY);
            if pressure.counts.handled == MESSAGES {
                break;
            }
            tokio::task::yield_now().await;
        }
        let pressure = address.pressure();
        assert_eq!(
            (
                pressure.depth,
                pressure.in_hand,
                pressure.granted,
                pressure.bytes
            ),
            (0, 0, 0, 0)
        );
        let counts = pressure.counts;
        assert_eq!((counts.dead, counts.accepted), (0, MESSAGES));
        // Each was handled to the end once.
        assert_eq!(
            tally.sum.load(Ordering::Relaxed),
            MESSAGES * (MESSAGES - 1) / 2
        );
        // And all that was to happen did.
        assert_eq!(counts.redelivered, MESSAGES / CRASH_EVERY);
        assert_eq!(
            tally.stops.load(Ordering::Relaxed),
            MESSAGES / WORKER_STOPS_EVERY
        );
        let last = (MESSAGES / RESIZE_EVERY - 1) % 4 + 1;
        assert_eq!(handle.size() as u64, last);
        let report = system.shutdown().await;
        assert!(report.is_orderly(), "{report:?}");
        assert_eq!(off.pressure().counts.handled, MESSAGES / POOL_STOPS_EVERY);
    });
}

struct Collector(Arc<Mutex<Vec<u64>>>);
impl Actor for Collector {
    type Msg = Number;
    type Error = Infallible;
    async fn handle(&mut self, msg: &Number, cx: &mut Context<Self>) -> Result<(), Infallible> {
        crash_now_and_then(msg, cx.attempt());
        self.0.lock().unwrap().push(msg.0);
        Ok(())
    }
}

#[test]
fn what_is_stopped_for_good_amid_a_flood_is_handled_a_dead_letter_or_back_with_its_sender() {
    const EACH: u64 = 2_500;
    block_on(async {
        for round in 0..20 {
            let handled = Arc::<Mutex<Vec<u64>>>::default();
            let own = Arc::clone(&handled);
            let pool = Pool::new("collectors", move || Collector(Arc::clone(&own)))
                .workers(2)
                .mailbox(Capacity::messages(CAPACITY), Overflow::Wait)
                .dead_letters(usize::MAX)
                .intensity(ALWAYS)
                .backoff(Backoff::none());
            let address = pool.address();
            let system = System::builder("flood").child(pool).start().await.unwrap();
            let senders: Vec<_> = (0..SENDERS)
                .map(|sender| {
                    let address = address.clone();
                    tokio::spawn(async move {
                        let mut back = Vec::new();
                        for number in sender * EACH..(sender + 1) * EACH {
                            if let Err(error) = address.send(Number(number)).await {
                                assert_eq!(error.reason(), NotSent::Closed);
                                back.push(error.into_message().0);
                            }
                        }
                        back
                    })
                })
                .collect();
            // Each time a little later.
            while address.pressure().counts.handled < round * SENDERS * EACH / 20 {
                tokio::task::yield_now().await;
            }
            assert!(system.shutdown().await.is_orderly());
            let mut all = handled.lock().unwrap().clone();
            for sender in senders {
                all.extend(sender.await.unwrap());
            }
            let letters = address.dead_letters();
            for letter in letters.list() {
                all.extend(letters.take(letter.id).map(|number| number.0));
            }
            all.sort_unstable();
            assert!(
                all.iter().copied().eq(0..SENDERS * EACH),
                "one is lost or doubled in round {round}"
            );
        }
    });
}
