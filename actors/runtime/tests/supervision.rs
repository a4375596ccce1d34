//! What supervisors promise, with real actors.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::{HOUR, poll_once, soon};
use holdfast_runtime::*;

/// What happened, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

enum Order {
    Crash,
    Fail,
    Finish,
    Hang,
    Ping(Reply<()>),
}
impl Message for Order {}

#[derive(Clone)]
struct Member {
    name: &'static str,
    log: Log,
    /// This many starts fail.
    failing: Arc<AtomicU32>,
    hangs_at_start: bool,
}

impl Member {
    fn new(name: &'static str, log: &Log) -> Self {
        Self {
            name,
            log: log.clone(),
            failing: Arc::default(),
            hangs_at_start: false,
        }
    }
    fn spec(self) -> ActorSpec<Member> {
        ActorSpec::new(self.name, move || self.clone())
    }
}

impl Actor for Member {
    type Msg = Order;
    type Error = BoxError;

    async fn started(&mut self, _: &mut Context<Self>) -> Result<(), BoxError> {
        if self.hangs_at_start {
            std::future::pending::<()>().await;
        }
        if self.failing.load(Ordering::Relaxed) > 0 {
            self.failing.fetch_sub(1, Ordering::Relaxed);
            self.log.add(format!("{} fails to start", self.name));
            return Err("not today".into());
        }
        self.log.add(format!("{} up", self.name));
        Ok(())
    }

    async fn handle(&mut self, msg: &Order, cx: &mut Context<Self>) -> Result<(), BoxError> {
        match msg {
            Order::Crash => panic!("on purpose"),
            Order::Fail => return Err("an error".into()),
            Order::Finish => cx.stop(),
            Order::Hang => std::future::pending::<()>().await,
            Order::Ping(reply) => {
                reply.send(());
            }
        }
        Ok(())
    }

    async fn stopping(&mut self, why: StopReason, _: &mut Context<Self>) {
        self.log.add(format!("{} {why:?}", self.name));
    }
}

struct Three {
    system: System,
    log: Log,
    all: [Address<Order>; 3],
}

async fn three(
    supervisor: Supervisor,
    set: impl Fn(ActorSpec<Member>) -> ActorSpec<Member>,
) -> Three {
    quiet_panics(true);
    let log = Log::default();
    let specs = ["a", "b", "c"]
        .map(|name| set(Member::new(name, &log).spec().redelivery(Redelivery::Drop)));
    let all = [0, 1, 2].map(|at: usize| specs[at].address());
    let supervisor = specs.into_iter().fold(supervisor, Supervisor::child);
    let system = System::builder("test")
        .child(supervisor)
        .start()
        .await
        .unwrap();
    assert_eq!(log.take(), ["a up", "b up", "c up"]);
    Three { system, log, all }
}

async fn ping(address: &Address<Order>) {
    address.ask(HOUR, Order::Ping).await.unwrap();
}

fn quick(supervisor: Supervisor) -> Supervisor {
    supervisor.backoff(Backoff::none())
}

#[tokio::test(start_paused = true)]
async fn one_for_one_restarts_the_one() {
    let three = three(quick(Supervisor::one_for_one("s")), |spec| spec).await;
    three.all[1].send(Order::Crash).await.unwrap();
    ping(&three.all[1]).await;
    assert_eq!(three.log.take(), ["b up"]);
}

#[tokio::test(start_paused = true)]
async fn one_for_all_stops_in_reverse_and_starts_in_order() {
    let three = three(quick(Supervisor::one_for_all("s")), |spec| spec).await;
    three.all[1].send(Order::Crash).await.unwrap();
    ping(&three.all[2]).await;
    assert_eq!(
        three.log.take(),
        ["c Restart", "a Restart", "a up", "b up", "c up"]
    );
}

#[tokio::test(start_paused = true)]
async fn rest_for_one_restarts_those_after() {
    let three = three(quick(Supervisor::rest_for_one("s")), |spec| spec).await;
    three.all[1].send(Order::Fail).await.unwrap();
    ping(&three.all[2]).await;
    assert_eq!(three.log.take(), ["c Restart", "b up", "c up"]);
    assert!(three.system.shutdown().await.is_orderly());
    assert_eq!(three.log.take(), ["c Shutdown", "b Shutdown", "a Shutdown"]);
}

#[tokio::test(start_paused = true)]
async fn transient_and_temporary_children_stay_down_when_their_policy_says_so() {
    for (restart, order, again) in [
        (Restart::Permanent, Order::Finish, true),
        (Restart::Transient, Order::Finish, false),
        (Restart::Transient, Order::Crash, true),
        (Restart::Temporary, Order::Crash, false),
    ] {
        let three = three(quick(Supervisor::one_for_one("s")), |spec| {
            spec.restart(restart)
        })
        .await;
        three.all[0].send(order).await.unwrap();
        let answer = three.all[0].ask(HOUR, Order::Ping).await;
        assert_eq!(answer.is_ok(), again, "{restart:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn significant_children_end_their_supervisor_by_its_rule() {
    for (rule, first_ends, second_ends) in [
        (AutoShutdown::Never, false, false),
        (AutoShutdown::AnySignificant, true, true),
        (AutoShutdown::AllSignificant, false, true),
    ] {
        let log = Log::default();
        let make = |name| Member::new(name, &log).spec().restart(Restart::Transient);
        let specs = [make("a").significant(), make("b").significant(), make("c")];
        let [a, b] = [specs[0].address(), specs[1].address()];
        let system = specs
            .into_iter()
            .fold(
                System::builder("test").auto_shutdown(rule),
                SystemBuilder::child,
            )
            .start()
            .await
            .unwrap();
        let mut ended = Box::pin(system.ended());
        a.send(Order::Finish).await.unwrap();
        assert_eq!(
            poll_once(&mut ended).await.is_some() || poll_once(&mut ended).await.is_some(),
            first_ends,
            "{rule:?}"
        );
        if !first_ends {
            b.send(Order::Finish).await.unwrap();
            let over =
                poll_once(&mut ended).await.is_some() || poll_once(&mut ended).await.is_some();
            assert_eq!(over, second_ends, "{rule:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn too_many_restarts_escalate_and_the_mailbox_survives_them_all() {
    quiet_panics(true);
    let log = Log::default();
    let spec = Member::new("a", &log).spec().redelivery(Redelivery::Drop);
    let a = spec.address();
    let inner = quick(Supervisor::one_for_one("inner"))
        .intensity(Intensity::new(1, HOUR))
        .child(spec);
    let system = System::builder("test")
        .backoff(Backoff::none())
        .child(inner)
        .start()
        .await
        .unwrap();
    for _ in 0..2 {
        a.send(Order::Crash).await.unwrap();
    }
    ping(&a).await;
    let snapshot = system.snapshot();
    let inner = snapshot.find("/test/inner").unwrap();
    assert_eq!(inner.restarts, 1);
    let failure = inner.last_failure.as_ref().unwrap();
    assert!(failure.contains("more than 1 restarts"), "{failure}");
}

#[tokio::test(start_paused = true)]
async fn a_root_that_gives_up_ends_the_tree_and_closes_its_mailboxes() {
    quiet_panics(true);
    let log = Log::default();
    let spec = Member::new("a", &log).spec().redelivery(Redelivery::Drop);
    let a = spec.address();
    let system = System::builder("test")
        .intensity(Intensity::new(0, HOUR))
        .child(spec)
        .start()
        .await
        .unwrap();
    a.send(Order::Crash).await.unwrap();
    let exit = soon(system.ended()).await;
    assert!(exit.to_string().contains("gave up"), "{exit}");
    assert!(matches!(
        a.send(Order::Crash).await,
        Err(SendError::Closed(_))
    ));
}

#[tokio::test(start_paused = true)]
async fn a_child_that_does_not_start_fails_the_tree_and_those_before_are_stopped_in_reverse() {
    let log = Log::default();
    let bad = Member::new("bad", &log);
    bad.failing.store(1, Ordering::Relaxed);
    let error = System::builder("test")
        .child(Member::new("a", &log).spec())
        .child(Member::new("b", &log).spec())
        .child(bad.spec())
        .child(Member::new("never", &log).spec())
        .start()
        .await
        .err()
        .unwrap();
    assert!(error.to_string().contains("not today"), "{error}");
    assert_eq!(
        log.take(),
        [
            "a up",
            "b up",
            "bad fails to start",
            "b Shutdown",
            "a Shutdown"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_child_that_hangs_at_its_start_is_killed_after_its_start_timeout() {
    let log = Log::default();
    let mut hanging = Member::new("a", &log);
    hanging.hangs_at_start = true;
    let spec = hanging.spec().start_timeout(Duration::from_secs(2));
    let began = tokio::time::Instant::now();
    let error = System::builder("test")
        .child(spec)
        .start()
        .await
        .err()
        .unwrap();
    assert!(
        error.to_string().contains("did not start within 2s"),
        "{error}"
    );
    assert_eq!(began.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_restart_that_fails_is_tried_again_after_the_backoff_and_can_be_stopped_meanwhile() {
    quiet_panics(true);
    let log = Log::default();
    let member = Member::new("a", &log);
    let failing = Arc::clone(&member.failing);
    let spec = member.spec().redelivery(Redelivery::Drop);
    let a = spec.address();
    let system = System::builder("test")
        .backoff(Backoff::exponential(Duration::from_secs(1), HOUR))
        .child(spec)
        .start()
        .await
        .unwrap();
    log.take();
    failing.store(2, Ordering::Relaxed);
    let began = tokio::time::Instant::now();
    a.send(Order::Crash).await.unwrap();
    ping(&a).await;
    assert_eq!(log.take(), ["a fails to start", "a fails to start", "a up"]);
    assert_eq!(began.elapsed().as_secs(), 1 + 2 + 4);
    failing.store(9, Ordering::Relaxed);
    a.send(Order::Crash).await.unwrap();
    tokio::time::sleep(Duration::from_secs(9)).await;
    let stopping = tokio::time::Instant::now();
    system.shutdown().await;
    assert!(
        stopping.elapsed() < Duration::from_secs(1),
        "it does not wait for the backoff"
    );
}

#[tokio::test(start_paused = true)]
async fn a_child_that_overstays_its_grace_is_killed_and_the_report_names_it() {
    let three = three(Supervisor::one_for_one("s"), |spec| {
        spec.grace(Duration::from_secs(3))
    })
    .await;
    three.all[1].send(Order::Hang).await.unwrap();
    tokio::task::yield_now().await;
    let began = tokio::time::Instant::now();
    let report = three.system.shutdown().await;
    assert_eq!(began.elapsed(), Duration::from_secs(3));
    assert_eq!(report.killed.len(), 1);
    assert_eq!(report.killed[0].as_str(), "/test/s/b");
    assert!(!report.is_orderly());
    assert_eq!(three.log.take(), ["c Shutdown", "a Shutdown"]);
}

#[tokio::test(start_paused = true)]
async fn a_mailbox_fills_during_the_backoff_and_its_bound_holds() {
    quiet_panics(true);
    let log = Log::default();
    let spec = Member::new("a", &log)
        .spec()
        .redelivery(Redelivery::Drop)
        .mailbox(Capacity::messages(1), Overflow::Reject);
    let a = spec.address();
    let system = System::builder("test")
        .backoff(Backoff::exponential(HOUR, HOUR))
        .child(spec)
        .start()
        .await
        .unwrap();
    a.send(Order::Crash).await.unwrap();
    while system.snapshot().children[0].state != ActorState::Down {
        tokio::task::yield_now().await;
    }
    a.try_send(Order::Fail).unwrap();
    assert!(matches!(a.try_send(Order::Fail), Err(SendError::Full(_))));
}

#[tokio::test(start_paused = true)]
async fn a_sleeping_actor_is_started_by_its_first_message() {
    let log = Log::default();
    let spec = Member::new("a", &log).spec().asleep();
    let a = spec.address();
    let system = System::builder("test").child(spec).start().await.unwrap();
    assert_eq!(system.snapshot().children[0].state, ActorState::Asleep);
    assert!(log.take().is_empty());
    ping(&a).await;
    assert_eq!(log.take(), ["a up"]);
}

#[tokio::test(start_paused = true)]
async fn names_of_siblings_must_differ() {
    let log = Log::default();
    let error = System::builder("test")
        .child(
            Supervisor::one_for_one("s")
                .child(Member::new("a", &log).spec())
                .child(Member::new("a", &log).spec()),
        )
        .start()
        .await
        .err()
        .unwrap();
    assert!(error.to_string().contains("/test/s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn dynamic_children_come_and_go_and_stop_together() {
    let log = Log::default();
    let own = log.clone();
    let family = Dynamic::new("projects", move |name, _: &Arc<()>| {
        let member = Member::new("x", &own);
        ActorSpec::new(name, move || member.clone())
            .restart(Restart::Transient)
            .grace(Duration::from_secs(3))
    })
    .at_most(3)
    .grace(Duration::from_secs(3));
    let children = family.children();
    let system = System::builder("test").child(family).start().await.unwrap();
    let one = children.start("one", ()).await.unwrap();
    let two = children.start("two", ()).await.unwrap();
    assert!(matches!(
        children.start("two", ()).await,
        Err(StartError::DuplicateName { .. })
    ));
    let three = children.start_next(()).await.unwrap();
    assert!(matches!(
        children.start_next(()).await,
        Err(StartError::TooManyChildren(3))
    ));
    ping(one.address()).await;
    assert!(matches!(
        one.stop().await,
        Exit::Stopped(StopReason::Requested)
    ));
    for child in [&two, &three] {
        child.address().send(Order::Hang).await.unwrap();
    }
    tokio::task::yield_now().await;
    let began = tokio::time::Instant::now();
    let report = system.shutdown().await;
    assert_eq!(
        began.elapsed(),
        Duration::from_secs(3),
        "both within one grace"
    );
    assert_eq!(report.killed.len(), 2);
    assert!(matches!(
        children.start("late", ()).await,
        Err(StartError::SupervisorEnded)
    ));
}

#[tokio::test(start_paused = true)]
async fn addresses_are_found_by_path_and_type() {
    let three = three(Supervisor::one_for_one("s"), |spec| spec).await;
    assert!(three.system.address::<Order>("/test/s/b").is_some());
    assert!(three.system.address::<common::Note>("/test/s/b").is_none());
    assert!(three.system.address::<Order>("/test/s/z").is_none());
    assert_eq!(three.all[1].path().as_str(), "/test/s/b");
}

#[tokio::test(start_paused = true)]
async fn without_jitter_off_the_wait_is_random_by_its_seed_and_never_longer_than_full() {
    quiet_panics(true);
    let mut waits = Vec::new();
    for seed in [1, 1, 2] {
        let log = Log::default();
        let spec = Member::new("a", &log).spec().redelivery(Redelivery::Drop);
        let a = spec.address();
        let inner = Supervisor::one_for_one("s")
            .seed(seed)
            .backoff(Backoff::exponential(HOUR, HOUR).full_jitter())
            .child(spec);
        let _system = System::builder("test").child(inner).start().await.unwrap();
        let began = tokio::time::Instant::now();
        a.send(Order::Crash).await.unwrap();
        a.ask(HOUR * 2, Order::Ping).await.unwrap();
        waits.push(began.elapsed().as_millis());
    }
    assert!(waits[0] == waits[1] && waits[0] != waits[2] && waits.iter().all(|&w| w <= 3_600_001));
}

#[tokio::test(start_paused = true)]
async fn calm_resets_the_backoff() {
    quiet_panics(true);
    for (calm, second_wait) in [(1, 1), (1_000, 2)] {
        let log = Log::default();
        let spec = Member::new("a", &log).spec().redelivery(Redelivery::Drop);
        let a = spec.address();
        let backoff = Backoff::exponential(Duration::from_secs(1), HOUR)
            .reset_after(Duration::from_secs(calm));
        let _system = System::builder("test")
            .backoff(backoff)
            .child(spec)
            .start()
            .await
            .unwrap();
        a.send(Order::Crash).await.unwrap();
        ping(&a).await;
        tokio::time::sleep(Duration::from_secs(10)).await;
        let began = tokio::time::Instant::now();
        a.send(Order::Crash).await.unwrap();
        ping(&a).await;
        assert_eq!(began.elapsed().as_secs(), second_wait);
    }
}

#[tokio::test(start_paused = true)]
async fn a_supervisor_that_is_temporary_is_not_restarted_and_a_significant_one_ends_its_own() {
    quiet_panics(true);
    let log = Log::default();
    let spec = Member::new("a", &log).spec().redelivery(Redelivery::Drop);
    let a = spec.address();
    let inner = Supervisor::one_for_one("inner")
        .intensity(Intensity::new(0, HOUR))
        .restart(Restart::Temporary)
        .significant()
        .child(spec);
    let system = System::builder("test")
        .auto_shutdown(AutoShutdown::AnySignificant)
        .child(inner)
        .start()
        .await
        .unwrap();
    a.send(Order::Crash).await.unwrap();
    assert!(matches!(
        soon(system.ended()).await,
        Exit::Stopped(StopReason::Finished)
    ));
}

#[tokio::test(start_paused = true)]
async fn a_supervisor_whose_children_take_too_long_to_start_is_killed() {
    let log = Log::default();
    let mut hanging = Member::new("a", &log);
    hanging.hangs_at_start = true;
    let inner = Supervisor::one_for_one("inner")
        .start_timeout(Duration::from_secs(1))
        .child(hanging.spec());
    let error = System::builder("test")
        .child(inner)
        .start()
        .await
        .err()
        .unwrap();
    assert!(
        error.to_string().contains("did not start within 1s"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_dropped_system_shuts_down_and_an_aborted_one_ends_at_once() {
    let three = three(Supervisor::one_for_one("s"), |spec| spec).await;
    let [a, ..] = three.all.clone();
    drop(three.system);
    while !a.pressure().closed {
        tokio::task::yield_now().await;
    }
    assert_eq!(three.log.take(), ["c Shutdown", "b Shutdown", "a Shutdown"]);
    let three = self::three(Supervisor::one_for_one("s"), |spec| spec).await;
    let [a, ..] = three.all.clone();
    three.system.abort();
    while !a.pressure().closed {
        tokio::task::yield_now().await;
    }
    assert!(three.log.take().is_empty(), "nobody was asked");
}
