//! The laws of supervision, held by simulating whole families over random failures and delays.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::Strategy as _;

use super::Strategy;
use super::*;

const MS: Tick = 1_000_000;

/// How a simulated child behaves, life after life.
#[derive(Debug, Clone)]
struct Script {
    policy: Policy,
    /// How each life goes; the last one lasts.
    lives: Vec<Life>,
}

#[derive(Debug, Clone, Copy)]
struct Life {
    /// Takes so long to start, or never does.
    start: Option<Tick>,
    /// Ends so long after.
    lasts: Tick,
    how: Ended,
    /// Takes so long to stop, or has to be killed.
    stop: Option<Tick>,
    /// Ends when it is killed.
    mortal: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Starts,
    Ends(bool),
}

struct Sim {
    family: Family,
    rules: Rules,
    scripts: Vec<Script>,
    now: Tick,
    /// What each child will do, and when.
    due: BTreeMap<(Tick, Key, u32), Due>,
    up: BTreeMap<Key, u32>,
    log: Vec<(Tick, Action)>,
    life: BTreeMap<Key, usize>,
    over: Option<Outcome>,
}

impl Sim {
    fn new(rules: Rules, scripts: Vec<Script>) -> Self {
        let mut family = Family::new(rules);
        for script in &scripts {
            family.add(script.policy);
        }
        Self {
            family,
            rules,
            scripts,
            now: 0,
            due: BTreeMap::new(),
            up: BTreeMap::new(),
            log: Vec::new(),
            life: BTreeMap::new(),
            over: None,
        }
    }

    fn life(&self, key: Key) -> Life {
        let script = &self.scripts[usize::try_from(key).unwrap()];
        let at = self.life.get(&key).copied().unwrap_or(0);
        script.lives[at.min(script.lives.len() - 1)]
    }

    fn forget(&mut self, key: Key) {
        self.due.retain(|&(_, other, _), _| other != key);
    }

    fn event(&mut self, event: Event) {
        for action in self.family.decide(event, self.now) {
            self.log.push((self.now, action));
            match action {
                Action::Start(key, generation) => {
                    assert!(
                        !self.up.contains_key(&key),
                        "two lives of one child at once"
                    );
                    self.up.insert(key, generation);
                    if let Some(after) = self.life(key).start {
                        self.due
                            .insert((self.now + after, key, generation), Due::Starts);
                    }
                }
                Action::Stop(key, generation, _) => {
                    assert_eq!(self.up.get(&key), Some(&generation));
                    self.forget(key);
                    if let Some(after) = self.life(key).stop {
                        self.due
                            .insert((self.now + after, key, generation), Due::Ends(false));
                    }
                }
                Action::Kill(key, generation, _) => {
                    self.forget(key);
                    if self.life(key).mortal {
                        self.due
                            .insert((self.now, key, generation), Due::Ends(true));
                    }
                }
                Action::GiveUp(key, _) => {
                    self.forget(key);
                    self.up.remove(&key);
                    *self.life.entry(key).or_default() += 1;
                }
                Action::Gone(key) => assert!(!self.up.contains_key(&key)),
                Action::Over(outcome) => {
                    assert!(self.up.is_empty(), "a child outlives its supervisor");
                    assert!(self.over.replace(outcome).is_none());
                }
                Action::Booted | Action::Sleep(..) => {}
            }
        }
    }

    /// Runs until the time, or until nothing more happens.
    fn run_until(&mut self, end: Tick) {
        for _ in 0..10_000 {
            let child = self.due.first_key_value().map(|(&at, &what)| (at, what));
            let timer = self.family.next_tick();
            match (child, timer) {
                (Some(((at, key, generation), what)), timer)
                    if timer.is_none_or(|timer| at <= timer) && at <= end =>
                {
                    self.now = self.now.max(at);
                    self.due.remove(&(at, key, generation));
                    self.child(key, generation, what);
                }
                (_, Some(at)) if at <= end => {
                    self.now = self.now.max(at);
                    self.event(Event::Tick);
                }
                _ => {
                    self.now = self.now.max(end);
                    return;
                }
            }
        }
        panic!("it never comes to rest");
    }

    fn child(&mut self, key: Key, generation: u32, what: Due) {
        let life = self.life(key);
        match what {
            Due::Starts => {
                let last = self.life.get(&key).copied().unwrap_or(0) + 1
                    >= self.scripts[usize::try_from(key).unwrap()].lives.len();
                if !last {
                    let failed = life.how == Ended::Failed;
                    self.due
                        .insert((self.now + life.lasts, key, generation), Due::Ends(failed));
                }
                self.event(Event::Started(key, generation));
            }
            Due::Ends(failed) => {
                self.up.remove(&key);
                *self.life.entry(key).or_default() += 1;
                let how = if failed {
                    Ended::Failed
                } else {
                    Ended::Ordered
                };
                self.event(Event::Ended(key, generation, how));
            }
        }
    }

    fn check(&self) {
        // No window holds more restarts than the intensity allows.
        let mut first = std::collections::BTreeSet::new();
        let restarts: Vec<Tick> = self
            .log
            .iter()
            .filter_map(|&(at, action)| match action {
                Action::Start(key, _) => (!first.insert(key)).then_some(at),
                _ => None,
            })
            .collect();
        if self.rules.strategy == Strategy::OneForOne {
            let within = ticks(self.rules.intensity.within);
            for (index, &at) in restarts.iter().enumerate() {
                let since = restarts[..=index]
                    .iter()
                    .filter(|&&other| at - other < within)
                    .count();
                // The wait of a backoff may move two windows' restarts together.
                assert!(since <= 2 * self.rules.intensity.restarts as usize + 1);
            }
        }
    }
}

fn life() -> impl proptest::strategy::Strategy<Value = Life> {
    (
        prop::option::weighted(0.9, 0..50_u64),
        0..500_u64,
        any::<bool>(),
        prop::option::weighted(0.8, 0..50_u64),
        prop::bool::weighted(0.8),
    )
        .prop_map(|(start, lasts, failed, stop, mortal)| Life {
            start: start.map(|ms| ms * MS),
            lasts: lasts * MS,
            how: if failed {
                Ended::Failed
            } else {
                Ended::Ordered
            },
            stop: stop.map(|ms| ms * MS),
            mortal,
        })
}

fn script() -> impl proptest::strategy::Strategy<Value = Script> {
    (
        prop::sample::select(vec![
            Restart::Permanent,
            Restart::Transient,
            Restart::Temporary,
        ]),
        any::<bool>(),
        prop::collection::vec(life(), 1..4),
    )
        .prop_map(|(restart, significant, lives)| Script {
            policy: Policy {
                restart,
                significant,
                grace: 100 * MS,
                start_timeout: 100 * MS,
                asleep: false,
            },
            lives,
        })
}

fn rules() -> impl proptest::strategy::Strategy<Value = Rules> {
    (
        prop::sample::select(vec![
            Strategy::OneForOne,
            Strategy::OneForAll,
            Strategy::RestForOne,
        ]),
        0..6_u32,
        any::<bool>(),
        prop::sample::select(vec![
            AutoShutdown::Never,
            AutoShutdown::AnySignificant,
            AutoShutdown::AllSignificant,
        ]),
        any::<bool>(),
        any::<u64>(),
    )
        .prop_map(
            |(strategy, restarts, wait, auto_shutdown, ordered, seed)| Rules {
                strategy: if ordered {
                    strategy
                } else {
                    Strategy::OneForOne
                },
                intensity: Intensity::new(restarts, Duration::from_secs(1)),
                backoff: if wait {
                    Backoff::exponential(Duration::from_millis(10), Duration::from_secs(1))
                        .full_jitter()
                } else {
                    Backoff::none()
                },
                auto_shutdown,
                ordered,
                seed,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_its_children_do_a_family_keeps_its_laws_and_ends_when_told(
        rules in rules(),
        scripts in prop::collection::vec(script(), 0..6),
        stop_at in 0..3_000_u64,
    ) {
        let children = scripts.len();
        let mut sim = Sim::new(rules, scripts);
        sim.event(Event::Boot);
        sim.run_until(stop_at * MS);
        let stop_began = sim.log.len();
        let was_over = sim.over.is_some();
        sim.event(Event::End(Outcome::Stopped(StopReason::Shutdown)));
        // Each child within its grace and the margin of its kill.
        let longest = (children as u64 + 1) * (100 * MS + ticks(KILL_MARGIN)) + MS;
        sim.run_until(stop_at * MS + longest);
        sim.check();
        prop_assert!(sim.over.is_some(), "it has not ended");
        if rules.ordered && !was_over {
            let stops: Vec<Key> = sim.log[stop_began..]
                .iter()
                .filter_map(|&(_, action)| match action {
                    Action::Stop(key, ..) => Some(key),
                    _ => None,
                })
                .collect();
            prop_assert!(stops.is_sorted_by(|a, b| a > b), "not in reverse: {stops:?}");
        }
    }

    #[test]
    fn children_first_start_in_order_each_when_the_one_before_is_up(
        scripts in prop::collection::vec(script(), 1..6),
    ) {
        let rules = Rules {
            strategy: Strategy::OneForOne,
            intensity: Intensity::default(),
            backoff: Backoff::none(),
            auto_shutdown: AutoShutdown::Never,
            ordered: true,
            seed: 1,
        };
        let mut sim = Sim::new(rules, scripts);
        sim.event(Event::Boot);
        sim.run_until(10_000 * MS);
        let mut first = Vec::new();
        for &(_, action) in &sim.log {
            if let Action::Start(key, _) = action
                && !first.contains(&key)
            {
                first.push(key);
            }
        }
        prop_assert!(first.is_sorted(), "{first:?}");
    }
}

fn policy(restart: Restart) -> Policy {
    Policy {
        restart,
        significant: false,
        grace: 100 * MS,
        start_timeout: 100 * MS,
        asleep: false,
    }
}

fn family(strategy: Strategy, policies: &[Policy]) -> Family {
    let mut family = Family::new(Rules {
        strategy,
        intensity: Intensity::new(3, Duration::from_secs(1)),
        backoff: Backoff::none(),
        auto_shutdown: AutoShutdown::Never,
        ordered: true,
        seed: 1,
    });
    for &policy in policies {
        family.add(policy);
    }
    let mut actions = family.decide(Event::Boot, 0);
    while let Some(&Action::Start(key, generation)) = actions.first() {
        actions = family.decide(Event::Started(key, generation), 0);
    }
    assert_eq!(actions, [Action::Booted]);
    family
}

#[test]
fn who_is_restarted_by_policy_exit_and_strategy() {
    use Restart::{Permanent, Temporary, Transient};
    for (restart, how, again) in [
        (Permanent, Ended::Ordered, true),
        (Permanent, Ended::Failed, true),
        (Transient, Ended::Ordered, false),
        (Transient, Ended::Failed, true),
        (Temporary, Ended::Ordered, false),
        (Temporary, Ended::Failed, false),
    ] {
        for strategy in [
            Strategy::OneForOne,
            Strategy::OneForAll,
            Strategy::RestForOne,
        ] {
            let mut family = family(
                strategy,
                &[policy(Permanent), policy(restart), policy(Permanent)],
            );
            let actions = family.decide(Event::Ended(1, 1, how), 1);
            let expected = match (again, strategy) {
                (false, _) => vec![Action::Gone(1)],
                (true, Strategy::OneForOne) => vec![Action::Start(1, 2)],
                (true, _) => vec![Action::Stop(2, 1, StopReason::Restart)],
            };
            assert_eq!(actions, expected, "{restart:?} {how:?} {strategy:?}");
            if expected == [Action::Stop(2, 1, StopReason::Restart)] {
                let next = family.decide(Event::Ended(2, 1, Ended::Ordered), 1);
                let then = match strategy {
                    Strategy::OneForAll => Action::Stop(0, 1, StopReason::Restart),
                    _ => Action::Start(1, 2),
                };
                assert_eq!(next, [then]);
            }
        }
    }
}

#[test]
fn a_temporary_sibling_is_stopped_with_the_others_and_not_started_again() {
    let mut family = family(
        Strategy::OneForAll,
        &[policy(Restart::Temporary), policy(Restart::Permanent)],
    );
    let actions = family.decide(Event::Ended(1, 1, Ended::Failed), 1);
    assert_eq!(actions, [Action::Stop(0, 1, StopReason::Restart)]);
    let actions = family.decide(Event::Ended(0, 1, Ended::Ordered), 1);
    assert_eq!(actions, [Action::Gone(0), Action::Start(1, 2)]);
}

#[test]
fn a_restart_that_fails_counts_against_the_intensity_and_a_stop_gets_in_between() {
    let mut family = family(Strategy::OneForOne, &[policy(Restart::Permanent)]);
    assert_eq!(
        family.decide(Event::Ended(0, 1, Ended::Failed), 1),
        [Action::Start(0, 2)]
    );
    // It never starts.
    assert_eq!(
        family.decide(Event::Ended(0, 2, Ended::Failed), 2),
        [Action::Start(0, 3)]
    );
    assert_eq!(
        family.decide(Event::Ended(0, 3, Ended::Failed), 3),
        [Action::Start(0, 4)]
    );
    assert_eq!(
        family.decide(Event::Ended(0, 4, Ended::Failed), 4),
        [Action::Over(Outcome::TooManyRestarts(0))]
    );
    let mut family = self::family(Strategy::OneForOne, &[policy(Restart::Permanent)]);
    family.decide(Event::Ended(0, 1, Ended::Failed), 1);
    let stop = Event::End(Outcome::Stopped(StopReason::Shutdown));
    assert_eq!(
        family.decide(stop, 2),
        [Action::Stop(0, 2, StopReason::Shutdown)]
    );
}

#[test]
fn events_of_a_former_life_are_ignored() {
    let mut family = family(Strategy::OneForOne, &[policy(Restart::Permanent)]);
    family.decide(Event::Ended(0, 1, Ended::Failed), 1);
    assert_eq!(family.decide(Event::Ended(0, 1, Ended::Failed), 2), []);
    assert_eq!(family.decide(Event::Started(0, 1), 2), []);
    assert_eq!(family.decide(Event::Ended(9, 1, Ended::Failed), 2), []);
}

#[test]
fn ten_thousand_unordered_children_stop_within_one_grace() {
    let mut family = Family::new(Rules {
        strategy: Strategy::OneForOne,
        intensity: Intensity::default(),
        backoff: Backoff::none(),
        auto_shutdown: AutoShutdown::Never,
        ordered: false,
        seed: 1,
    });
    family.decide(Event::Boot, 0);
    for key in 0..10_000 {
        assert_eq!(family.add(policy(Restart::Permanent)), key);
        family.decide(Event::Added(key), 0);
        family.decide(Event::Started(key, 1), 0);
    }
    let actions = family.decide(Event::End(Outcome::Stopped(StopReason::Shutdown)), 0);
    assert_eq!(actions.len(), 10_000);
    // Not one ends by itself: all are killed at one moment.
    let actions = family.decide(Event::Tick, 100 * MS);
    let kills = actions
        .iter()
        .filter(|action| matches!(action, Action::Kill(..)))
        .count();
    assert_eq!(kills, 10_000);
}
