//! Every option of every builder has a test that fails when the option is ignored. [`TESTED`] says
//! which; those of them that have no better place are here.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use common::{Bench, HOUR, Note, note, poll_once, soon};
use holdfast_runtime::*;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Option by option, the test that fails when it is ignored.
const TESTED: &[(&str, &str)] = &[
    (
        "ActorSpec::mailbox",
        "bytes_bound_the_mailbox_and_what_can_never_fit_is_refused_at_once",
    ),
    (
        "ActorSpec::redelivery",
        "redelivery_says_what_becomes_of_the_message_in_hand",
    ),
    (
        "ActorSpec::dead_letters",
        "dead_letters_are_listed_replayed_discarded_and_bounded",
    ),
    (
        "ActorSpec::restart",
        "transient_and_temporary_children_stay_down_when_their_policy_says_so",
    ),
    (
        "ActorSpec::grace",
        "a_child_that_overstays_its_grace_is_killed_and_the_report_names_it",
    ),
    (
        "ActorSpec::start_timeout",
        "a_child_that_hangs_at_its_start_is_killed_after_its_start_timeout",
    ),
    (
        "ActorSpec::stuck_after",
        "a_handler_that_hangs_is_killed_and_its_message_tried_again",
    ),
    (
        "ActorSpec::never_stuck",
        "an_actor_that_is_never_stuck_outlives_those_that_are",
    ),
    (
        "ActorSpec::drain_on_stop",
        "drain_on_stop_handles_what_is_queued_first",
    ),
    (
        "ActorSpec::significant",
        "significant_children_end_their_supervisor_by_its_rule",
    ),
    (
        "ActorSpec::asleep",
        "a_sleeping_actor_is_started_by_its_first_message",
    ),
    (
        "Pool::workers",
        "workers_pull_one_job_each_and_nothing_is_handed_out_ahead",
    ),
    ("Pool::mailbox", "a_pools_mailbox_is_as_large_as_it_is_told"),
    (
        "Pool::attempts",
        "a_crashed_workers_job_goes_to_the_front_and_after_its_attempts_to_the_dead_letters",
    ),
    (
        "Pool::redelivery",
        "a_pools_redelivery_says_what_becomes_of_a_crashed_workers_message",
    ),
    (
        "Pool::dead_letters",
        "a_pool_keeps_as_many_dead_letters_as_it_is_told",
    ),
    (
        "Pool::route_by_key",
        "without_a_resize_a_key_never_changes_its_worker",
    ),
    (
        "Pool::share_by",
        "a_large_project_does_not_starve_a_small_one_at_the_door_or_in_the_queue",
    ),
    ("Pool::share_limit", "a_share_limit_is_kept"),
    (
        "Pool::grace",
        "an_ask_to_a_pool_times_out_while_all_are_busy",
    ),
    (
        "Pool::start_timeout",
        "a_worker_that_hangs_at_its_start_is_killed_after_the_pools_start_timeout",
    ),
    (
        "Pool::stuck_after",
        "a_worker_that_hangs_is_killed_and_its_message_tried_again",
    ),
    (
        "Pool::never_stuck",
        "a_pool_that_is_never_stuck_outlives_actors_that_are",
    ),
    (
        "Pool::drain_on_stop",
        "a_pool_told_to_drain_handles_what_is_queued_before_it_stops",
    ),
    (
        "Pool::intensity",
        "a_pool_that_crashes_more_than_it_may_is_restarted_with_its_queue",
    ),
    (
        "Pool::backoff",
        "a_pool_waits_its_backoff_before_it_restarts_a_worker",
    ),
    (
        "Pool::restart",
        "a_pool_that_gives_up_is_restarted_unless_it_is_temporary",
    ),
    (
        "Pool::significant",
        "a_significant_pool_that_gives_up_ends_its_supervisor",
    ),
    (
        "Dynamic::at_most",
        "dynamic_children_come_and_go_and_stop_together",
    ),
    (
        "Dynamic::intensity",
        "a_dynamic_supervisor_gives_up_after_as_many_restarts_as_it_is_told",
    ),
    (
        "Dynamic::backoff",
        "a_dynamic_supervisor_waits_its_backoff_before_it_restarts_a_child",
    ),
    (
        "Dynamic::grace",
        "a_dynamic_supervisor_leaves_its_children_as_long_a_grace_as_it_is_told",
    ),
    (
        "Dynamic::restart",
        "a_dynamic_supervisor_that_gives_up_is_restarted_unless_it_is_temporary",
    ),
    (
        "Dynamic::auto_shutdown",
        "a_dynamic_supervisor_ends_with_its_significant_children_by_its_rule",
    ),
    (
        "Dynamic::significant",
        "a_significant_dynamic_supervisor_that_gives_up_ends_its_own",
    ),
    (
        "Supervisor::intensity",
        "too_many_restarts_escalate_and_the_mailbox_survives_them_all",
    ),
    (
        "Supervisor::backoff",
        "without_jitter_off_the_wait_is_random_by_its_seed_and_never_longer_than_full",
    ),
    (
        "Supervisor::seed",
        "without_jitter_off_the_wait_is_random_by_its_seed_and_never_longer_than_full",
    ),
    (
        "Supervisor::auto_shutdown",
        "a_supervisor_ends_with_its_significant_child_and_the_rest_of_the_tree_goes_on",
    ),
    (
        "Supervisor::strategy",
        "a_supervisor_takes_another_strategy_than_it_was_made_with",
    ),
    (
        "Supervisor::restart",
        "a_supervisor_that_is_temporary_is_not_restarted_and_a_significant_one_ends_its_own",
    ),
    (
        "Supervisor::significant",
        "a_supervisor_that_is_temporary_is_not_restarted_and_a_significant_one_ends_its_own",
    ),
    (
        "Supervisor::start_timeout",
        "a_supervisor_whose_children_take_too_long_to_start_is_killed",
    ),
    ("Supervisor::child", "one_for_one_restarts_the_one"),
    (
        "SystemBuilder::strategy",
        "the_root_has_the_strategy_it_is_given_and_else_rest_for_one",
    ),
    (
        "SystemBuilder::intensity",
        "restarts_further_apart_than_the_window_never_end_a_tree_and_closer_ones_do",
    ),
    (
        "SystemBuilder::backoff",
        "a_restart_that_fails_is_tried_again_after_the_backoff_and_can_be_stopped_meanwhile",
    ),
    (
        "SystemBuilder::auto_shutdown",
        "significant_children_end_their_supervisor_by_its_rule",
    ),
    (
        "SystemBuilder::child",
        "an_actor_survives_its_crash_and_keeps_what_was_queued",
    ),
    (
        "Capacity::bytes",
        "bytes_bound_the_mailbox_and_what_can_never_fit_is_refused_at_once",
    ),
    (
        "Backoff::full_jitter",
        "without_jitter_off_the_wait_is_random_by_its_seed_and_never_longer_than_full",
    ),
    ("Backoff::reset_after", "calm_resets_the_backoff"),
];

const TESTS: &[&str] = &[
    include_str!("options.rs"),
    include_str!("mailbox.rs"),
    include_str!("pool.rs"),
    include_str!("supervision.rs"),
    include_str!("watchdog.rs"),
    include_str!("first_steps.rs"),
];

/// The options of a builder: its public functions from itself to itself.
fn options(builder: &str, source: &str) -> Vec<String> {
    source
        .split("pub ")
        .skip(1)
        .filter_map(|item| {
            let item = item.strip_prefix("const ").unwrap_or(item);
            let (signature, _) = item.strip_prefix("fn ")?.split_once('{')?;
            let (name, rest) = signature.split_once('(')?;
            let rest = rest.trim_start();
            let takes_itself = rest.starts_with("self") || rest.starts_with("mut self");
            let gives_itself = signature.trim_end().ends_with("-> Self");
            (takes_itself && gives_itself).then(|| format!("{builder}::{name}"))
        })
        .collect()
}

#[test]
fn every_option_of_every_builder_has_its_test() {
    let options: BTreeSet<String> = [
        options("ActorSpec", include_str!("../src/child.rs")),
        options("Pool", include_str!("../src/pool.rs")),
        options("Dynamic", include_str!("../src/dynamic.rs")),
        options("Supervisor", include_str!("../src/supervisor/mod.rs")),
        options("SystemBuilder", include_str!("../src/system.rs")),
        options("Capacity", include_str!("../src/overflow.rs")),
        options("Backoff", include_str!("../src/restart.rs")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let tested: BTreeSet<String> = TESTED.iter().map(|(option, _)| (*option).into()).collect();
    assert_eq!(options, tested);
    for (option, test) in TESTED {
        let signature = format!("fn {test}(");
        assert!(
            TESTS.iter().any(|tests| tests.contains(&signature)),
            "{option}: there is no test {test}"
        );
    }
}

enum Act {
    Ping(Reply<u32>),
    Crash,
    Finish,
    Hang,
    /// Until the test opens the gate.
    Wait,
}
impl Message for Act {}

#[derive(Clone)]
struct Stage {
    lives: Arc<AtomicU32>,
    hangs_at_start: Arc<AtomicBool>,
    gate: Arc<Semaphore>,
}

struct Player(Stage, u32);

impl Stage {
    fn new() -> Self {
        quiet_panics(true);
        Self {
            lives: Arc::default(),
            hangs_at_start: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
        }
    }

    fn make(&self) -> impl Fn() -> Player + std::marker::Send + Sync + 'static {
        let stage = self.clone();
        move || {
            Player(
                stage.clone(),
                stage.lives.fetch_add(1, Ordering::Relaxed) + 1,
            )
        }
    }

    fn actor(&self, name: &'static str) -> ActorSpec<Player> {
        ActorSpec::new(name, self.make()).redelivery(Redelivery::Drop)
    }

    /// A worker that crashes is back at once.
    fn pool(&self) -> Pool<Player> {
        Pool::new("pool", self.make())
            .redelivery(Redelivery::Drop)
            .backoff(Backoff::none())
    }

    /// Children that crash are back at once.
    fn family(&self) -> Dynamic<(), Player> {
        let make = Arc::new(self.make());
        Dynamic::new("family", move |name, _: &Arc<()>| {
            let make = Arc::clone(&make);
            ActorSpec::new(name, move || make())
                .redelivery(Redelivery::Drop)
                .grace(Duration::from_secs(20))
        })
        .backoff(Backoff::none())
    }

    fn lives(&self) -> u32 {
        self.lives.load(Ordering::Relaxed)
    }
}

impl Actor for Player {
    type Msg = Act;
    type Error = Infallible;

    async fn started(&mut self, _: &mut Context<Self>) -> Result<(), Infallible> {
        if self.0.hangs_at_start.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        Ok(())
    }

    async fn handle(&mut self, act: &Act, cx: &mut Context<Self>) -> Result<(), Infallible> {
        match act {
            Act::Ping(reply) => {
                reply.send(self.1);
            }
            Act::Crash => panic!("on purpose"),
            Act::Finish => cx.stop(),
            Act::Hang => std::future::pending::<()>().await,
            Act::Wait => self.0.gate.acquire().await.unwrap().forget(),
        }
        Ok(())
    }
}

async fn run(child: impl Into<ChildSpec>) -> System {
    System::builder("test").child(child).start().await.unwrap()
}

/// Which life it is in.
async fn ping(address: &Address<Act>) -> u32 {
    address.ask(10 * HOUR, Act::Ping).await.unwrap()
}

/// What has been asked for has been done: paused time goes on only when nobody has anything to do.
async fn rest() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

fn names(paths: &[ActorPath]) -> Vec<&str> {
    paths.iter().map(ActorPath::as_str).collect()
}

/// Whether the tree has ended.
async fn has_ended(system: &System) -> bool {
    rest().await;
    poll_once(&mut Box::pin(system.ended())).await.is_some()
}

// Pool

#[tokio::test(start_paused = true)]
async fn a_pools_mailbox_is_as_large_as_it_is_told() {
    let stage = Stage::new();
    let pool = stage
        .pool()
        .mailbox(Capacity::messages(2), Overflow::Reject);
    let address = pool.address();
    let _system = run(pool).await;
    address.try_send(Act::Wait).unwrap();
    rest().await;
    address.try_send(Act::Wait).unwrap();
    let third = address.send(Act::Wait).await;
    assert!(matches!(third, Err(SendError::Full(Act::Wait))));
}

#[tokio::test(start_paused = true)]
async fn a_pools_redelivery_says_what_becomes_of_a_crashed_workers_message() {
    for (redelivery, redelivered, dead, dropped) in [
        (Redelivery::retry(3), 2, 1, 0),
        (Redelivery::DeadLetter, 0, 1, 0),
        (Redelivery::Drop, 0, 0, 1),
    ] {
        let stage = Stage::new();
        let pool = Pool::new("pool", stage.make())
            .redelivery(redelivery)
            .backoff(Backoff::none());
        let address = pool.address();
        let _system = run(pool).await;
        address.send(Act::Crash).await.unwrap();
        rest().await;
        let counts = address.pressure().counts;
        assert_eq!(
            (counts.redelivered, counts.dead, counts.dropped),
            (redelivered, dead, dropped),
            "{redelivery:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_pool_keeps_as_many_dead_letters_as_it_is_told() {
    let stage = Stage::new();
    let pool = stage
        .pool()
        .redelivery(Redelivery::DeadLetter)
        .dead_letters(2);
    let address = pool.address();
    let _system = run(pool).await;
    for _ in 0..5 {
        address.send(Act::Crash).await.unwrap();
    }
    rest().await;
    let letters = address.dead_letters();
    assert_eq!((letters.len(), letters.overflowed()), (2, 3));
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_hangs_at_its_start_is_killed_after_the_pools_start_timeout() {
    let stage = Stage::new();
    stage.hangs_at_start.store(true, Ordering::Relaxed);
    let pool = stage.pool().start_timeout(Duration::from_secs(2));
    let began = Instant::now();
    let error = System::builder("test").child(pool).start().await.err();
    let error = error.unwrap().to_string();
    assert!(error.contains("did not start within 2s"), "{error}");
    assert_eq!(began.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_pool_told_to_drain_handles_what_is_queued_before_it_stops() {
    for drain in [false, true] {
        let stage = Stage::new();
        let mut pool = stage.pool().workers(2);
        if drain {
            pool = pool.drain_on_stop();
        }
        let address = pool.address();
        let system = run(pool).await;
        for _ in 0..5 {
            address.send(Act::Wait).await.unwrap();
        }
        rest().await;
        let (report, ()) = tokio::join!(system.shutdown(), async {
            rest().await;
            stage.gate.add_permits(5);
        });
        assert!(report.is_orderly());
        let counts = address.pressure().counts;
        let expected = if drain { (5, 0) } else { (2, 3) };
        assert_eq!((counts.handled, counts.dead), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_pool_waits_its_backoff_before_it_restarts_a_worker() {
    let stage = Stage::new();
    let pool = stage.pool().backoff(Backoff::exponential(HOUR, HOUR));
    let address = pool.address();
    let _system = run(pool).await;
    let began = Instant::now();
    address.send(Act::Crash).await.unwrap();
    assert_eq!(ping(&address).await, 2);
    assert_eq!(began.elapsed(), HOUR);
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_gives_up_is_restarted_unless_it_is_temporary() {
    for (restart, again) in [(Restart::Permanent, true), (Restart::Temporary, false)] {
        let stage = Stage::new();
        let pool = stage
            .pool()
            .intensity(Intensity::new(0, HOUR))
            .restart(restart);
        let address = pool.address();
        let _system = run(pool).await;
        address.send(Act::Crash).await.unwrap();
        let answer = address.ask(HOUR, Act::Ping).await;
        assert_eq!(answer.ok(), again.then_some(2), "{restart:?}");
        assert_eq!(address.pressure().closed, !again, "{restart:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_significant_pool_that_gives_up_ends_its_supervisor() {
    for significant in [false, true] {
        let stage = Stage::new();
        let mut pool = stage
            .pool()
            .intensity(Intensity::new(0, HOUR))
            .restart(Restart::Temporary);
        if significant {
            pool = pool.significant();
        }
        let address = pool.address();
        let system = System::builder("test")
            .auto_shutdown(AutoShutdown::AnySignificant)
            .child(pool)
            .start()
            .await
            .unwrap();
        address.send(Act::Crash).await.unwrap();
        assert_eq!(has_ended(&system).await, significant);
    }
}

// Dynamic

#[tokio::test(start_paused = true)]
async fn a_dynamic_supervisor_gives_up_after_as_many_restarts_as_it_is_told() {
    let stage = Stage::new();
    let family = stage.family().intensity(Intensity::new(1, HOUR));
    let children = family.children();
    let system = run(family).await;
    let child = children.start("one", ()).await.unwrap();
    child.address().send(Act::Crash).await.unwrap();
    assert_eq!(ping(child.address()).await, 2, "one is allowed");
    let mut ended = Box::pin(child.ended());
    assert!(poll_once(&mut ended).await.is_none(), "it lives");
    child.address().send(Act::Crash).await.unwrap();
    let exit = soon(ended).await;
    assert!(exit.failure().is_some(), "{exit}");
    rest().await;
    let snapshot = system.snapshot();
    let failure = snapshot.find("/test/family").unwrap().last_failure.clone();
    assert!(failure.unwrap().contains("more than 1 restarts"));
}

#[tokio::test(start_paused = true)]
async fn a_dynamic_supervisor_waits_its_backoff_before_it_restarts_a_child() {
    let stage = Stage::new();
    let family = stage.family().backoff(Backoff::exponential(HOUR, HOUR));
    let children = family.children();
    let _system = run(family).await;
    let child = children.start("one", ()).await.unwrap();
    let began = Instant::now();
    child.address().send(Act::Crash).await.unwrap();
    assert_eq!(ping(child.address()).await, 2);
    assert_eq!(began.elapsed(), HOUR);
}

#[tokio::test(start_paused = true)]
async fn a_dynamic_supervisor_leaves_its_children_as_long_a_grace_as_it_is_told() {
    let stage = Stage::new();
    let family = stage.family().grace(Duration::from_secs(20));
    let children = family.children();
    let system = run(family).await;
    for name in ["one", "two"] {
        let child = children.start(name, ()).await.unwrap();
        child.address().send(Act::Hang).await.unwrap();
    }
    rest().await;
    let report = system.shutdown().await;
    assert_eq!(report.took, Duration::from_secs(20));
    assert_eq!(
        names(&report.killed),
        ["/test/family/one", "/test/family/two"],
        "their supervisor is not killed over them"
    );
}

#[tokio::test(start_paused = true)]
async fn a_dynamic_supervisor_that_gives_up_is_restarted_unless_it_is_temporary() {
    for (restart, again) in [(Restart::Permanent, true), (Restart::Temporary, false)] {
        let stage = Stage::new();
        let family = stage
            .family()
            .intensity(Intensity::new(0, HOUR))
            .restart(restart);
        let children = family.children();
        let _system = run(family).await;
        let child = children.start("one", ()).await.unwrap();
        child.address().send(Act::Crash).await.unwrap();
        soon(child.ended()).await;
        tokio::time::sleep(HOUR).await;
        let next = children.start("two", ()).await;
        assert_eq!(next.is_ok(), again, "{restart:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_significant_dynamic_supervisor_that_gives_up_ends_its_own() {
    for significant in [false, true] {
        let stage = Stage::new();
        let mut family = stage
            .family()
            .intensity(Intensity::new(0, HOUR))
            .restart(Restart::Temporary);
        if significant {
            family = family.significant();
        }
        let children = family.children();
        let system = System::builder("test")
            .auto_shutdown(AutoShutdown::AnySignificant)
            .child(family)
            .start()
            .await
            .unwrap();
        let child = children.start("one", ()).await.unwrap();
        child.address().send(Act::Crash).await.unwrap();
        assert_eq!(has_ended(&system).await, significant);
    }
}

#[tokio::test(start_paused = true)]
async fn a_dynamic_supervisor_ends_with_its_significant_children_by_its_rule() {
    for (rule, ends_after) in [
        (AutoShutdown::Never, None),
        (AutoShutdown::AnySignificant, Some(1)),
        (AutoShutdown::AllSignificant, Some(2)),
    ] {
        let make = Arc::new(Stage::new().make());
        let family = Dynamic::new("family", move |name, significant: &Arc<bool>| {
            let make = Arc::clone(&make);
            let spec = ActorSpec::new(name, move || make()).restart(Restart::Transient);
            if **significant {
                spec.significant()
            } else {
                spec
            }
        })
        .auto_shutdown(rule)
        .restart(Restart::Temporary);
        let children = family.children();
        let _system = run(family).await;
        let bystander = children.start("bystander", false).await.unwrap();
        let mut significant = Vec::new();
        for name in ["one", "two"] {
            significant.push(children.start(name, true).await.unwrap());
        }
        for (child, gone) in significant.iter().zip(1..) {
            child.address().send(Act::Finish).await.unwrap();
            rest().await;
            let ended = bystander.address().pressure().closed;
            assert_eq!(
                ended,
                ends_after.is_some_and(|after| gone >= after),
                "{rule:?}"
            );
            if ended {
                break;
            }
        }
    }
}

// Supervisor

/// How many lives each of three siblings has had when the second has crashed once.
async fn lives_after_a_crash(
    start: impl AsyncFnOnce([ActorSpec<Player>; 3]) -> System,
) -> [u32; 3] {
    let stages = [(); 3].map(|()| Stage::new());
    let [a, b, c] = &stages;
    let second = b.actor("b");
    let address = second.address();
    let _system = start([a.actor("a"), second, c.actor("c")]).await;
    address.send(Act::Crash).await.unwrap();
    rest().await;
    stages.map(|stage| stage.lives())
}

#[tokio::test(start_paused = true)]
async fn a_supervisor_takes_another_strategy_than_it_was_made_with() {
    let lives = lives_after_a_crash(async |specs| {
        let supervisor = Supervisor::one_for_one("s")
            .strategy(Strategy::OneForAll)
            .backoff(Backoff::none());
        run(specs.into_iter().fold(supervisor, Supervisor::child)).await
    })
    .await;
    assert_eq!(lives, [2, 2, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_supervisor_ends_with_its_significant_child_and_the_rest_of_the_tree_goes_on() {
    for (rule, ends) in [
        (AutoShutdown::Never, false),
        (AutoShutdown::AnySignificant, true),
    ] {
        let stage = Stage::new();
        let first = stage
            .actor("first")
            .restart(Restart::Transient)
            .significant();
        let [second, other] = ["second", "other"].map(|name| stage.actor(name));
        let [to_first, to_second, to_other] = [&first, &second, &other].map(ActorSpec::address);
        let inner = Supervisor::one_for_one("inner")
            .auto_shutdown(rule)
            .restart(Restart::Transient)
            .child(first)
            .child(second);
        let _system = System::builder("test")
            .child(inner)
            .child(other)
            .start()
            .await
            .unwrap();
        to_first.send(Act::Finish).await.unwrap();
        rest().await;
        assert_eq!(to_second.pressure().closed, ends, "{rule:?}");
        ping(&to_other).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_supervisor_has_the_grace_that_all_its_children_need_one_after_the_other() {
    let stage = Stage::new();
    let specs = ["a", "b"].map(|name| stage.actor(name).grace(Duration::from_secs(20)));
    let addresses = [0, 1].map(|at: usize| specs[at].address());
    let inner = specs
        .into_iter()
        .fold(Supervisor::one_for_one("inner"), Supervisor::child);
    let system = run(inner).await;
    for address in &addresses {
        address.send(Act::Hang).await.unwrap();
    }
    rest().await;
    let report = system.shutdown().await;
    assert_eq!(report.took, Duration::from_secs(40));
    assert_eq!(names(&report.killed), ["/test/inner/b", "/test/inner/a"]);
}

// System

#[tokio::test(start_paused = true)]
async fn the_root_has_the_strategy_it_is_given_and_else_rest_for_one() {
    for (strategy, expected) in [
        (Some(Strategy::OneForOne), [1, 2, 1]),
        (Some(Strategy::OneForAll), [2, 2, 2]),
        (Some(Strategy::RestForOne), [1, 2, 2]),
        (None, [1, 2, 2]),
    ] {
        let lives = lives_after_a_crash(async |specs| {
            let mut builder = System::builder("test").backoff(Backoff::none());
            if let Some(strategy) = strategy {
                builder = builder.strategy(strategy);
            }
            let builder = specs.into_iter().fold(builder, SystemBuilder::child);
            builder.start().await.unwrap()
        })
        .await;
        assert_eq!(lives, expected, "{strategy:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn restarts_further_apart_than_the_window_never_end_a_tree_and_closer_ones_do() {
    let stage = Stage::new();
    let actor = stage.actor("actor");
    let address = actor.address();
    let system = System::builder("test")
        .intensity(Intensity::new(1, Duration::from_secs(10)))
        .backoff(Backoff::none())
        .child(actor)
        .start()
        .await
        .unwrap();
    for life in 2..8 {
        address.send(Act::Crash).await.unwrap();
        assert_eq!(ping(&address).await, life);
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    address.send(Act::Crash).await.unwrap();
    ping(&address).await;
    tokio::time::sleep(Duration::from_secs(9)).await;
    address.send(Act::Crash).await.unwrap();
    let exit = soon(system.ended()).await;
    assert!(exit.to_string().contains("more than 1 restarts"), "{exit}");
}

// What holds when nothing is said

#[tokio::test(start_paused = true)]
async fn a_mailbox_holds_64_messages_then_its_senders_wait_and_a_message_has_three_attempts() {
    let bench = Bench::start(|spec| spec).await;
    bench.hold().await;
    for number in 0..63 {
        bench.address.try_send(note(number)).unwrap();
    }
    assert!(matches!(
        bench.address.try_send(note(63)),
        Err(SendError::Full(_))
    ));
    let mut send = Box::pin(bench.address.send(note(63)));
    assert!(poll_once(&mut send).await.is_none(), "it waits");
    bench.release();
    send.await.unwrap();
    assert_eq!(bench.seen(64).await.len(), 64);
    let _ = bench.address.ask::<u64>(HOUR, Note::Crash).await;
    assert_eq!(bench.address.dead_letters().list()[0].attempts, 3);
}

#[tokio::test(start_paused = true)]
async fn an_actor_has_five_seconds_to_stop_and_half_a_minute_to_start() {
    let stage = Stage::new();
    let actor = stage.actor("actor");
    let address = actor.address();
    let system = run(actor).await;
    address.send(Act::Hang).await.unwrap();
    rest().await;
    assert_eq!(system.shutdown().await.took, DEFAULT_GRACE);
    stage.hangs_at_start.store(true, Ordering::Relaxed);
    let began = Instant::now();
    let actor = stage.actor("actor");
    assert!(System::builder("test").child(actor).start().await.is_err());
    assert_eq!(began.elapsed(), DEFAULT_START_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn a_supervisor_allows_five_restarts_and_a_sixth_ends_it() {
    let stage = Stage::new();
    let actor = stage.actor("actor");
    let address = actor.address();
    let system = run(actor).await;
    for life in 2..=6 {
        address.send(Act::Crash).await.unwrap();
        assert_eq!(ping(&address).await, life);
    }
    address.send(Act::Crash).await.unwrap();
    let exit = soon(system.ended()).await;
    assert!(exit.to_string().contains("more than 5 restarts"), "{exit}");
}

// What is as large as it can be

#[tokio::test(start_paused = true)]
async fn times_and_bounds_without_end_are_taken_as_such() {
    const EVER: Duration = Duration::MAX;
    let whole = Capacity::messages(usize::MAX).bytes(usize::MAX);
    let stage = Stage::new();
    let actor = stage
        .actor("actor")
        .mailbox(whole, Overflow::Wait)
        .grace(EVER)
        .start_timeout(EVER)
        .stuck_after(EVER);
    let pool = stage
        .pool()
        .mailbox(whole, Overflow::Wait)
        .share_by(|_| 1)
        .grace(EVER)
        .start_timeout(EVER)
        .stuck_after(EVER)
        .intensity(Intensity::new(u32::MAX, EVER))
        .backoff(Backoff::exponential(EVER, EVER).reset_after(EVER));
    let family = stage.family().grace(EVER).at_most(usize::MAX);
    let addresses = [actor.address(), pool.address()];
    let children = family.children();
    let inner = Supervisor::one_for_one("inner")
        .start_timeout(EVER)
        .child(actor)
        .child(pool);
    let system = System::builder("test")
        .child(inner)
        .child(family)
        .start()
        .await
        .unwrap();
    let child = children.start("one", ()).await.unwrap();
    for address in addresses.iter().chain([child.address()]) {
        ping(address).await;
        address.send(Act::Wait).await.unwrap();
    }
    let (report, ()) = tokio::join!(system.shutdown(), async {
        tokio::time::sleep(Duration::from_secs(19)).await;
        stage.gate.add_permits(3);
    });
    assert!(report.is_orderly(), "{report:?}");
}
