//! A million messages with a crash in a thousand, stops and resizes mixed in: none is lost.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests play the callers outside the tree"
)]

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use holdfast_runtime::*;

const MESSAGES: u64 = 1_000_000;
const SENDERS: u64 = 4;

struct Number(u64);
impl Message for Number {}

struct Adder(Arc<AtomicU64>);
impl Actor for Adder {
    type Msg = Number;
    type Error = Infallible;
    async fn handle(&mut self, msg: &Number, cx: &mut Context<Self>) -> Result<(), Infallible> {
        assert!(
            !(msg.0.is_multiple_of(1000) && cx.attempt() == 1),
            "one in a thousand"
        );
        self.0.fetch_add(msg.0, Ordering::Relaxed);
        if msg.0 % 100_000 == 7 {
            // A worker that stops of its own accord is replaced.
            cx.stop();
        }
        Ok(())
    }
}

#[test]
fn a_million_messages_with_a_thousand_crashes_stops_and_resizes_and_none_lost() {
    quiet_panics(true);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let sum = Arc::new(AtomicU64::new(0));
        let own = Arc::clone(&sum);
        let pool = Pool::new("adders", move || Adder(Arc::clone(&own)))
            .workers(2)
            .mailbox(Capacity::messages(256), Overflow::Wait)
            .intensity(Intensity::new(u32::MAX, Duration::from_secs(1)))
            .backoff(Backoff::none());
        let (address, handle) = (pool.address(), pool.handle());
        let system = System::builder("soak").child(pool).start().await.unwrap();
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let address = address.clone();
                let handle = handle.clone();
                runtime.spawn(async move {
                    for number in (sender..MESSAGES).step_by(SENDERS as usize) {
                        address.send(Number(number)).await.unwrap();
                        if number % 50_000 == 1 {
                            handle.resize(1 + (number / 50_000 % 4) as usize).await;
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
            assert!(pressure.depth + pressure.in_hand + pressure.granted <= 256);
            if pressure.counts.handled == MESSAGES {
                assert_eq!(
                    (
                        pressure.depth,
                        pressure.in_hand,
                        pressure.granted,
                        pressure.bytes
                    ),
                    (0, 0, 0, 0)
                );
                assert_eq!(
                    (pressure.counts.dead, pressure.counts.accepted),
                    (0, MESSAGES)
                );
                assert_eq!(pressure.counts.redelivered, MESSAGES / 1000);
                break;
            }
            tokio::task::yield_now().await;
        }
        assert_eq!(sum.load(Ordering::Relaxed), MESSAGES * (MESSAGES - 1) / 2);
        system.shutdown().await;
    });
}
