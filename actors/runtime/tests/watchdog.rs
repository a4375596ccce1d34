//! Handlers that hang, that spin, and the effects of those that were given up. In real time: the
//! watchdog is for when the runtime itself is blocked. Nobody sleeps here: what is waited for is an event.

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
    /// Gets on, and says so, until it is released.
    GetOn(Reply<u32>),
    /// As long as another actor takes.
    WaitFor(Address<Task>, Reply<u32>),
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
            Task::GetOn(reply) if cx.attempt() == 1 => {
                while !self.0.release.load(Ordering::Relaxed) {
                    cx.progress();
                    tokio::task::yield_now().await;
                }
                reply.send(self.1);
            }
            Task::WaitFor(other, reply) if cx.attempt() == 1 => {
                let answer = other.ask(LONG, Task::GetOn).await;
                reply.send(answer.map_or(0, |_| self.1));
            }
            Task::GetOn(reply) | Task::WaitFor(_, reply) => {
                reply.send(self.1);
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

const SOON: Duration = Duration::from_millis(50);

impl Stage {
    fn make(&self) -> impl Fn() -> Player + std::marker::Send + Sync + 'static {
        let own = self.clone();
        move || Player(own.clone(), own.lives.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn actor(&self, name: &'static str) -> ActorSpec<Player> {
        ActorSpec::new(name, self.make()).stuck_after(SOON)
    }
}

async fn run(child: impl Into<ChildSpec>) -> System {
    System::builder("stage")
        .strategy(Strategy::OneForOne)
        .backoff(Backoff::none())
        .child(child)
        .start()
        .await
        .unwrap()
}

async fn stage() -> (System, Address<Task>, Stage) {
    let stage = Stage::default();
    let spec = stage.actor("player");
    let address = spec.address();
    (run(spec).await, address, stage)
}

/// While others that hang are found and killed, three in a row, this one is not.
async fn outlives_three_that_hang(
    child: impl Into<ChildSpec>,
    address: Address<Task>,
    task: impl FnOnce(Reply<u32>) -> Task,
    stage: &Stage,
) {
    let _system = run(child).await;
    let mut long = Box::pin(address.ask(LONG, task));
    let others = async {
        while address.pressure().in_hand == 0 {
            tokio::task::yield_now().await;
        }
        let (_system, other, _) = self::stage().await;
        for life in 2..5 {
            assert_eq!(other.ask(LONG, Task::Hang).await.unwrap(), life);
        }
    };
    tokio::select! {
        biased;
        answer = &mut long => panic!("it was cut off: {answer:?}"),
        () = others => {}
    }
    assert_eq!(stage.lives.load(Ordering::Relaxed), 1);
    assert_eq!(address.pressure().counts.redelivered, 0);
    stage.release.store(true, Ordering::Relaxed);
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
async fn a_worker_that_hangs_is_killed_and_its_message_tried_again() {
    let stage = Stage::default();
    let pool = Pool::new("pool", stage.make())
        .stuck_after(SOON)
        .backoff(Backoff::none());
    let address = pool.address();
    let _system = run(pool).await;
    assert_eq!(address.ask(LONG, Task::Hang).await.unwrap(), 2);
}

#[tokio::test]
async fn an_actor_that_is_never_stuck_outlives_those_that_are() {
    let stage = Stage::default();
    let spec = stage.actor("patient").never_stuck();
    let address = spec.address();
    outlives_three_that_hang(spec, address, Task::Hang, &stage).await;
}

#[tokio::test]
async fn a_pool_that_is_never_stuck_outlives_actors_that_are() {
    let stage = Stage::default();
    let pool = Pool::new("patient", stage.make())
        .stuck_after(SOON)
        .never_stuck();
    let address = pool.address();
    outlives_three_that_hang(pool, address, Task::Hang, &stage).await;
}

#[tokio::test]
async fn a_handler_that_says_it_gets_on_may_take_for_ever() {
    let stage = Stage::default();
    let spec = stage.actor("busy");
    let address = spec.address();
    outlives_three_that_hang(spec, address, Task::GetOn, &stage).await;
}

#[tokio::test]
async fn time_spent_waiting_for_another_actor_does_not_count() {
    let slow = Stage::default();
    let spec = slow.actor("slow");
    let to_slow = spec.address();
    let _system = run(spec).await;
    let stage = Stage::default();
    let spec = stage.actor("waiting");
    let address = spec.address();
    let task = |reply| Task::WaitFor(to_slow, reply);
    outlives_three_that_hang(spec, address, task, &stage).await;
    slow.release.store(true, Ordering::Relaxed);
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
