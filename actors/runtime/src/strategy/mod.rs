//! What a supervisor decides: a pure state machine from events and the time to actions. It never
//! waits, so neither does the supervisor that carries the actions out.
//!
//! Each child has what is wanted of it (up, down for good, or down and up again) and where it is.
//! After each event the two are compared, and what order and backoff allow is done.

#[cfg(test)]
mod laws;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::clock::ticks;
use crate::failure::StopReason;
use crate::queue::{NEVER, Tick};
use crate::restart::{Backoff, Intensity, Random, Restart, Window};

/// Which siblings share the fate of a child that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// None: it alone is restarted.
    #[default]
    OneForOne,
    /// All: they are stopped in reverse order and started again in order.
    OneForAll,
    /// Those started after it.
    RestForOne,
}

/// Whether a supervisor ends by itself when its significant children have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AutoShutdown {
    /// No.
    #[default]
    Never,
    /// When one significant child has ended by itself.
    AnySignificant,
    /// When all significant children have ended by themselves.
    AllSignificant,
}

/// How long after a kill a child may take to end before it is given up as a zombie.
pub(crate) const KILL_MARGIN: Duration = Duration::from_secs(1);

/// What a supervisor is told of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) restart: Restart,
    pub(crate) significant: bool,
    pub(crate) grace: Tick,
    pub(crate) start_timeout: Tick,
    pub(crate) asleep: bool,
}

/// A child's key; the order of keys is the order of starting.
pub(crate) type Key = u64;

/// How a child ended, as far as the decision goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Ordered,
    Failed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The family is to come up.
    Boot,
    /// This child is new.
    Added(Key),
    Started(Key, u32),
    Ended(Key, u32, Ended),
    /// The watchdog has shut this incarnation out.
    GivenUp(Key, u32),
    /// A sleeping child has got a message.
    Woken(Key, u32),
    /// Time has passed.
    Tick,
    /// Stop this child for good, within this grace if one is given.
    Remove(Key, StopReason, Option<Tick>),
    /// Stop everything.
    End(Outcome),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Start(Key, u32),
    /// Wait for the child's first message before starting it.
    Sleep(Key, u32),
    Stop(Key, u32, StopReason),
    Kill(Key, u32, KillReason),
    /// It did not end when killed: shut it out and go on without it.
    GiveUp(Key, u32),
    /// It will not be started again.
    Gone(Key),
    /// All children have started.
    Booted,
    /// All children have ended.
    Over(Outcome),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KillReason {
    StartTimeout,
    GraceOver,
}

/// Why a family ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was told to.
    Stopped(StopReason),
    /// Its significant children have ended.
    Finished,
    /// This child did not start, the first time.
    DidNotStart(Key),
    /// This child failed once too often.
    TooManyRestarts(Key),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Down,
    Asleep,
    Starting,
    Up,
    Stopping,
    Killed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    Up,
    /// Down, then up again.
    Cycle,
    /// Down for good.
    Gone(StopReason),
}

#[derive(Debug)]
struct Kid {
    policy: Policy,
    want: Want,
    at: At,
    generation: u32,
    /// Children that are restarted together keep order among themselves.
    cohort: u64,
    not_before: Tick,
    failures: u32,
    since: Tick,
    timer: Tick,
    woken: bool,
    /// Of the first start, and not up yet.
    first: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    Booting,
    Running,
    Ending(Outcome),
    Over,
}

/// The rules of a family.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) strategy: Strategy,
    pub(crate) intensity: Intensity,
    pub(crate) backoff: Backoff,
    pub(crate) auto_shutdown: AutoShutdown,
    /// Children start and stop one after the other; else all at once.
    pub(crate) ordered: bool,
    pub(crate) seed: u64,
}

/// The children of one supervisor.
#[derive(Debug)]
pub(crate) struct Family {
    rules: Rules,
    kids: BTreeMap<Key, Kid>,
    timers: BTreeSet<(Tick, Key)>,
    window: Window,
    random: Random,
    phase: Phase,
    next_key: Key,
    next_cohort: u64,
    /// Children that are not down; those still to come up.
    alive: usize,
    booting: usize,
}

impl Family {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            window: Window::new(rules.intensity),
            random: Random::new(rules.seed),
            rules,
            kids: BTreeMap::new(),
            timers: BTreeSet::new(),
            phase: Phase::New,
            next_key: 0,
            next_cohort: 1,
            alive: 0,
            booting: 0,
        }
    }

    /// A new child, last in order. It is started by the next event.
    pub(crate) fn add(&mut self, policy: Policy) -> Key {
        let key = self.next_key;
        self.next_key += 1;
        let first = self.phase == Phase::New;
        let cohort = if first {
            self.booting += 1;
            0
        } else {
            self.cohort()
        };
        self.kids.insert(
            key,
            Kid {
                policy,
                want: Want::Up,
                at: At::Down,
                generation: 0,
                cohort,
                not_before: 0,
                failures: 0,
                since: 0,
                timer: NEVER,
                woken: false,
                first,
            },
        );
        key
    }

    pub(crate) fn len(&self) -> usize {
        self.kids.len()
    }

    pub(crate) fn is_ending(&self) -> bool {
        matches!(self.phase, Phase::Ending(_) | Phase::Over)
    }

    /// When time itself is the next event.
    pub(crate) fn next_tick(&self) -> Option<Tick> {
        self.timers.first().map(|&(at, _)| at)
    }

    /// What to do about an event.
    pub(crate) fn decide(&mut self, event: Event, now: Tick) -> Vec<Action> {
        let mut actions = Vec::new();
        match event {
            Event::Boot => {
                if self.phase == Phase::New {
                    self.phase = Phase::Booting;
                    self.everyone(now, &mut actions);
                }
            }
            Event::Added(key) => self.one(key, now, &mut actions),
            Event::Started(key, generation) => self.started(key, generation, now, &mut actions),
            Event::Ended(key, generation, how) => {
                self.ended(key, generation, how, now, &mut actions);
            }
            Event::GivenUp(key, generation) => {
                self.ended(key, generation, Ended::Failed, now, &mut actions);
            }
            Event::Woken(key, generation) => {
                if let Some(kid) = self.kids.get_mut(&key)
                    && kid.generation == generation
                    && kid.at == At::Asleep
                {
                    kid.woken = true;
                    kid.at = At::Down;
                    self.alive -= 1;
                    self.one(key, now, &mut actions);
                }
            }
            Event::Tick => self.tick(now, &mut actions),
            Event::Remove(key, why, grace) => {
                if let Some(kid) = self.kids.get_mut(&key) {
                    kid.want = Want::Gone(why);
                    if let Some(grace) = grace {
                        kid.policy.grace = grace;
                    }
                    self.one(key, now, &mut actions);
                }
            }
            Event::End(outcome) => self.end(outcome, now, &mut actions),
        }
        self.conclude(&mut actions);
        actions
    }

    fn cohort(&mut self) -> u64 {
        self.next_cohort += 1;
        self.next_cohort
    }

    fn started(&mut self, key: Key, generation: u32, now: Tick, actions: &mut Vec<Action>) {
        let Some(kid) = self.kids.get_mut(&key) else {
            return;
        };
        if kid.generation != generation || kid.at != At::Starting {
            return;
        }
        kid.at = At::Up;
        kid.since = now;
        self.set_timer(key, NEVER);
        self.came_up(key);
        self.next_of(key, now, actions);
    }

    /// A child of the first start is up (or asleep).
    fn came_up(&mut self, key: Key) {
        if let Some(kid) = self.kids.get_mut(&key)
            && std::mem::take(&mut kid.first)
        {
            self.booting -= 1;
        }
    }

    fn ended(
        &mut self,
        key: Key,
        generation: u32,
        how: Ended,
        now: Tick,
        actions: &mut Vec<Action>,
    ) {
        let Some(kid) = self.kids.get_mut(&key) else {
            return;
        };
        if kid.generation != generation || matches!(kid.at, At::Down | At::Asleep) {
            return;
        }
        let was = std::mem::replace(&mut kid.at, At::Down);
        let lived = if was == At::Starting || kid.since == 0 {
            0
        } else {
            now.saturating_sub(kid.since)
        };
        kid.since = 0;
        let want = kid.want;
        let policy = kid.policy;
        self.alive -= 1;
        self.set_timer(key, NEVER);
        if self.is_ending() {
            self.everyone(now, actions);
            return;
        }
        match want {
            Want::Gone(_) => {
                self.forget(key, actions);
                self.next_of(key, now, actions);
            }
            Want::Cycle => {
                if let Some(kid) = self.kids.get_mut(&key) {
                    kid.want = Want::Up;
                }
                self.next_of(key, now, actions);
            }
            Want::Up => {
                if self.kids.get(&key).is_some_and(|kid| kid.first) {
                    self.end(Outcome::DidNotStart(key), now, actions);
                    return;
                }
                let again = match policy.restart {
                    Restart::Permanent => true,
                    Restart::Transient => how == Ended::Failed,
                    Restart::Temporary => false,
                };
                if again {
                    self.restart(key, lived, now, actions);
                } else {
                    self.forget(key, actions);
                    let over = policy.significant
                        && match self.rules.auto_shutdown {
                            AutoShutdown::Never => false,
                            AutoShutdown::AnySignificant => true,
                            AutoShutdown::AllSignificant => {
                                !self.kids.values().any(|kid| kid.policy.significant)
                            }
                        };
                    if over {
                        self.end(Outcome::Finished, now, actions);
                    }
                }
            }
        }
    }

    fn restart(&mut self, key: Key, lived: Tick, now: Tick, actions: &mut Vec<Action>) {
        if !self.window.allows(now) {
            self.end(Outcome::TooManyRestarts(key), now, actions);
            return;
        }
        let cohort = self.cohort();
        let random = self.random.next();
        let Some(kid) = self.kids.get_mut(&key) else {
            return;
        };
        kid.failures = self.rules.backoff.failures(kid.failures, lived);
        kid.cohort = cohort;
        kid.not_before = now.saturating_add(ticks(self.rules.backoff.wait(kid.failures, random)));
        let not_before = kid.not_before;
        let fellows: Vec<Key> = match self.rules.strategy {
            Strategy::OneForOne => Vec::new(),
            Strategy::OneForAll => self.kids.keys().copied().filter(|&k| k != key).collect(),
            Strategy::RestForOne => self.kids.range(key + 1..).map(|(&k, _)| k).collect(),
        };
        for fellow in &fellows {
            if let Some(kid) = self.kids.get_mut(fellow) {
                kid.cohort = cohort;
                kid.not_before = not_before;
                if kid.want == Want::Up && kid.at != At::Down {
                    kid.want = if kid.policy.restart == Restart::Temporary {
                        Want::Gone(StopReason::Restart)
                    } else {
                        Want::Cycle
                    };
                }
            }
        }
        if fellows.is_empty() {
            self.one(key, now, actions);
        } else {
            self.everyone(now, actions);
        }
    }

    fn end(&mut self, outcome: Outcome, now: Tick, actions: &mut Vec<Action>) {
        if self.is_ending() {
            return;
        }
        self.phase = Phase::Ending(outcome);
        self.everyone(now, actions);
    }

    fn tick(&mut self, now: Tick, actions: &mut Vec<Action>) {
        while let Some(&(at, key)) = self.timers.first() {
            if at > now {
                return;
            }
            self.set_timer(key, NEVER);
            let Some(kid) = self.kids.get_mut(&key) else {
                continue;
            };
            let generation = kid.generation;
            match kid.at {
                At::Starting | At::Stopping => {
                    let why = if kid.at == At::Starting {
                        KillReason::StartTimeout
                    } else {
                        KillReason::GraceOver
                    };
                    if kid.at == At::Starting {
                        // However it ends now, it did not start.
                        kid.since = 0;
                    }
                    kid.at = At::Killed;
                    actions.push(Action::Kill(key, generation, why));
                    self.set_timer(key, now.saturating_add(ticks(KILL_MARGIN)));
                }
                At::Killed => {
                    actions.push(Action::GiveUp(key, generation));
                    self.ended(key, generation, Ended::Failed, now, actions);
                }
                At::Down => self.one(key, now, actions),
                At::Up | At::Asleep => {}
            }
        }
    }

    fn conclude(&mut self, actions: &mut Vec<Action>) {
        if let Phase::Ending(outcome) = self.phase
            && self.alive == 0
        {
            self.phase = Phase::Over;
            actions.push(Action::Over(outcome));
        }
        if self.phase == Phase::Booting && self.booting == 0 {
            self.phase = Phase::Running;
            actions.push(Action::Booted);
        }
    }

    fn forget(&mut self, key: Key, actions: &mut Vec<Action>) {
        self.set_timer(key, NEVER);
        if let Some(kid) = self.kids.remove(&key) {
            if kid.first {
                self.booting -= 1;
            }
            actions.push(Action::Gone(key));
        }
    }

    fn set_timer(&mut self, key: Key, at: Tick) {
        if let Some(kid) = self.kids.get_mut(&key) {
            if kid.timer != NEVER {
                self.timers.remove(&(kid.timer, key));
            }
            kid.timer = at;
            if at != NEVER {
                self.timers.insert((at, key));
            }
        }
    }

    /// Goes on with whoever may have waited for this child.
    fn next_of(&mut self, key: Key, now: Tick, actions: &mut Vec<Action>) {
        if self.rules.ordered {
            self.everyone(now, actions);
        } else {
            self.one(key, now, actions);
        }
    }

    fn one(&mut self, key: Key, now: Tick, actions: &mut Vec<Action>) {
        if self.rules.ordered {
            self.everyone(now, actions);
        } else if self.must_stop(key) {
            self.stop(key, now, actions);
        } else {
            self.start(key, now, actions);
        }
    }

    /// Does for each child what order allows: first stops, last to first, then starts.
    fn everyone(&mut self, now: Tick, actions: &mut Vec<Action>) {
        let keys: Vec<Key> = self.kids.keys().copied().collect();
        let ending = self.is_ending();
        // Cohorts in which a later child is still on its way down.
        let mut going_down = BTreeSet::new();
        for &key in keys.iter().rev() {
            if !self.must_stop(key) {
                continue;
            }
            let Some(kid) = self.kids.get(&key) else {
                continue;
            };
            let cohort = if ending { 0 } else { kid.cohort };
            if !self.rules.ordered || !going_down.contains(&cohort) {
                self.stop(key, now, actions);
            }
            if self
                .kids
                .get(&key)
                .is_some_and(|kid| kid.at != At::Down && self.rules.ordered)
            {
                going_down.insert(cohort);
            }
        }
        if ending {
            return;
        }
        // Cohorts in which an earlier child is not up yet.
        let mut coming_up = going_down;
        for key in keys {
            let Some(kid) = self.kids.get(&key) else {
                continue;
            };
            let cohort = kid.cohort;
            if !self.rules.ordered || !coming_up.contains(&cohort) {
                self.start(key, now, actions);
            }
            if self.rules.ordered
                && self
                    .kids
                    .get(&key)
                    .is_some_and(|kid| !matches!(kid.at, At::Up | At::Asleep))
            {
                coming_up.insert(cohort);
            }
        }
    }

    fn must_stop(&self, key: Key) -> bool {
        self.kids.get(&key).is_some_and(|kid| match kid.want {
            Want::Gone(_) => true,
            Want::Cycle => kid.at != At::Down,
            Want::Up => self.is_ending() && kid.at != At::Down,
        })
    }

    fn stop(&mut self, key: Key, now: Tick, actions: &mut Vec<Action>) {
        let ending = match self.phase {
            Phase::Ending(Outcome::Stopped(why)) => Some(why),
            Phase::Ending(_) => Some(StopReason::Shutdown),
            _ => None,
        };
        let Some(kid) = self.kids.get_mut(&key) else {
            return;
        };
        let generation = kid.generation;
        match kid.at {
            At::Starting | At::Up => {
                kid.at = At::Stopping;
                let why = ending.unwrap_or(match kid.want {
                    Want::Gone(why) => why,
                    Want::Up | Want::Cycle => StopReason::Restart,
                });
                let until = now.saturating_add(kid.policy.grace);
                actions.push(Action::Stop(key, generation, why));
                self.set_timer(key, until);
            }
            At::Asleep => {
                kid.at = At::Down;
                self.alive -= 1;
                if kid.want == Want::Cycle {
                    kid.want = Want::Up;
                }
                if matches!(kid.want, Want::Gone(_)) {
                    self.forget(key, actions);
                }
            }
            At::Down => {
                if matches!(kid.want, Want::Gone(_)) {
                    self.forget(key, actions);
                }
            }
            At::Stopping | At::Killed => {}
        }
    }

    fn start(&mut self, key: Key, now: Tick, actions: &mut Vec<Action>) {
        if self.is_ending() || self.phase == Phase::New {
            return;
        }
        let Some(kid) = self.kids.get_mut(&key) else {
            return;
        };
        if kid.at != At::Down || kid.want != Want::Up {
            return;
        }
        if kid.not_before > now {
            let at = kid.not_before;
            self.set_timer(key, at);
            return;
        }
        kid.generation = kid.generation.wrapping_add(1);
        let generation = kid.generation;
        self.alive += 1;
        if kid.policy.asleep && !std::mem::take(&mut kid.woken) {
            kid.at = At::Asleep;
            self.set_timer(key, NEVER);
            actions.push(Action::Sleep(key, generation));
            self.came_up(key);
            return;
        }
        kid.at = At::Starting;
        let until = now.saturating_add(kid.policy.start_timeout);
        actions.push(Action::Start(key, generation));
        self.set_timer(key, until);
    }
}
