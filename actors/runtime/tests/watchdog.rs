//! Handlers that hang, that spin, and the effects of those that were given up. In real time: the
//! watchdog is for when the runtime itself is blocked.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests play the callers outside the tree"
)]

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use holdfast_runtime::*;

const LONG: Duration = Duration::from_secs(60);

enum Task {
    Hang(Reply<u32>),
    Spin(Reply<u32>),
    Block(Reply<u32>),
    Ping(Reply<u32>),
}
impl Message for Task {}

#[derive(Clone, Default)]
struct Stage {
    lives: Arc<AtomicU32>,
    release: Arc<AtomicBool>,
    /// What a zombie's answer and send came to.
    counted: Arc<AtomicU32>,
    ignored: Arc<AtomicU32>,
}

struct Player(Stage, u32);
impl Actor for Player {
    type Msg = Task;
    type Error = Infallible;
    async fn handle(&mut self, msg: &Task, cx: &mut Context<Self>) -> Result<(), Infallible> {
        match msg {
            Task::Hang(_) if cx.attempt() == 1 => std::future::pending().await,
            Task::Spin(reply) if cx.attempt() == 1 => {
                while !self.0.release.load(Ordering::Relaxed) {
                    std::thread::yield_now();
                }
                let counts = reply.send(self.1);
                let which = if counts {
                    &self.0.counted
                } else {
                    &self.0.ignored
                };
                which.fetch_add(1, Ordering::Relaxed);
            }
            Task::Block(reply) if cx.attempt() == 1 => {
                let n = cx
                    .blocking(|work| {
                        while !work.is_cancelled() {
                            std::thread::yield_now();
                        }
                        7
                    })
                    .await;
                reply.send(n);
            }
            Task::Hang(reply) | Task::Spin(reply) | Task::Block(reply) | Task::Ping(reply) => {
                reply.send(self.1);
            }
        }
        Ok(())
    }
}

/// Lets a spinning handler go when it is dropped.
struct LetGo(Arc<AtomicBool>);
impl Drop for LetGo {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

async fn stage() -> (System, Address<Task>, Stage) {
    let stage = Stage::default();
    let own = stage.clone();
    let spec = ActorSpec::new("player", move || {
        Player(own.clone(), own.lives.fetch_add(1, Ordering::Relaxed) + 1)
    })
    .stuck_after(Duration::from_millis(50));
    let address = spec.address();
    let system = System::builder("stage")
        .backoff(Backoff::none())
        .child(spec)
        .start()
        .await
        .unwrap();
    (system, address, stage)
}

#[tokio::test]
async fn a_handler_that_hangs_is_killed_and_its_message_tried_again() {
    let (system, address, _) = stage().await;
    assert_eq!(address.ask(LONG, Task::Hang).await.unwrap(), 2);
    let snapshot = system.snapshot();
    let failure = snapshot.children[0].last_failure.clone().unwrap();
    assert!(failure.contains("no progress for 50ms"), "{failure}");
}

#[tokio::test]
async fn blocking_work_that_gets_stuck_is_cancelled_and_tried_again() {
    let (_system, address, _) = stage().await;
    assert_eq!(address.ask(LONG, Task::Block).await.unwrap(), 2);
}

#[test]
fn a_handler_that_spins_is_fenced_while_all_threads_are_busy_and_changes_nothing_when_it_returns() {
    // One worker thread, and the handler has it: only the watchdog's own thread can act.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (system, address, stage) = stage().await;
        let asker = address.clone();
        // However this test ends, the spinning thread is let go, so that the runtime can end too.
        let _let_go = LetGo(Arc::clone(&stage.release));
        let spin = runtime.spawn(async move { asker.ask(LONG, Task::Spin).await });
        while address.pressure().counts.accepted == 0 {
            tokio::task::yield_now().await;
        }
        // The successor answers though the first life still spins.
        let ping = address.ask(LONG, Task::Ping).await.unwrap();
        assert_eq!(ping, 2);
        assert_eq!(system.snapshot().children[0].zombies, 1);
        stage.release.store(true, Ordering::Relaxed);
        // Its message comes back when it returns, and the successor answers it.
        assert_eq!(spin.await.unwrap().unwrap(), 2);
        assert_eq!(stage.counted.load(Ordering::Relaxed), 0);
        assert_eq!(stage.ignored.load(Ordering::Relaxed), 1);
        while system.snapshot().children[0].zombies > 0 {
            tokio::task::yield_now().await;
        }
        let counts = address.pressure().counts;
        assert_eq!(
            (counts.accepted, counts.handled, counts.redelivered),
            (2, 2, 1)
        );
        system.shutdown().await;
    });
}
