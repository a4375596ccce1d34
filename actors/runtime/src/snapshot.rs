//! Seeing in: the state of a whole tree, taken without asking anybody, so that it also shows a
//! tree whose actors are all busy.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use crate::clock;
use crate::failure::Failure;
use crate::path::ActorPath;
use crate::queue::{Pressure, Tick};
use crate::sync::lock;

/// Where an actor is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum ActorState {
    /// Not started yet, or waiting to be restarted.
    Down,
    /// Will be started by its first message.
    Asleep,
    /// Being started.
    Starting,
    /// At work or waiting for it.
    Running,
    /// In a handler without progress, as the watchdog sees it.
    Stuck,
    /// Asked to stop.
    Stopping,
    /// Ended for good.
    Ended,
}

impl ActorState {
    fn from(code: u8) -> Self {
        match code {
            0 => Self::Down,
            1 => Self::Asleep,
            2 => Self::Starting,
            3 => Self::Running,
            4 => Self::Stuck,
            5 => Self::Stopping,
            _ => Self::Ended,
        }
    }
}

/// What kind of place in the tree it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An actor.
    Actor,
    /// A supervisor.
    Supervisor,
    /// A pool of workers behind one mailbox.
    Pool,
}

/// A mailbox as the snapshot sees it.
pub(crate) trait Probe: Send + Sync {
    fn pressure(&self) -> Pressure;
    fn dead_letters(&self) -> usize;
}

impl<M: crate::Message> Probe for crate::mailbox::Mailbox<M> {
    fn pressure(&self) -> Pressure {
        Self::pressure(self)
    }

    fn dead_letters(&self) -> usize {
        self.letters.count()
    }
}

/// One place of the tree: written by those it concerns, read by the snapshot.
pub(crate) struct Node {
    pub(crate) path: ActorPath,
    kind: Kind,
    state: AtomicU8,
    since: AtomicU64,
    restarts: AtomicU32,
    zombies: AtomicU32,
    last_failure: Mutex<Option<Arc<Failure>>>,
    probe: OnceLock<Arc<dyn Probe>>,
    times: OnceLock<Box<Times>>,
    children: Mutex<BTreeMap<u64, Arc<Node>>>,
}

impl Node {
    pub(crate) fn new(path: ActorPath, kind: Kind) -> Self {
        Self {
            path,
            kind,
            state: AtomicU8::new(ActorState::Down as u8),
            since: AtomicU64::new(0),
            restarts: AtomicU32::new(0),
            zombies: AtomicU32::new(0),
            last_failure: Mutex::new(None),
            probe: OnceLock::new(),
            times: OnceLock::new(),
            children: Mutex::new(BTreeMap::new()),
        }
    }

    pub(crate) fn set_probe(&self, probe: Arc<dyn Probe>) {
        let _ = self.probe.set(probe);
    }

    pub(crate) fn set_state(&self, state: ActorState) {
        let before = self.state.swap(state as u8, Ordering::Relaxed);
        if state == ActorState::Running && before != ActorState::Stuck as u8 {
            self.since.store(clock::now(), Ordering::Relaxed);
        }
    }

    pub(crate) fn state(&self) -> ActorState {
        ActorState::from(self.state.load(Ordering::Relaxed))
    }

    pub(crate) fn restarted(&self) {
        self.restarts.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn zombie(&self, more: bool) {
        if more {
            self.zombies.fetch_add(1, Ordering::Relaxed);
        } else {
            self.zombies.fetch_sub(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn failed(&self, failure: Arc<Failure>) {
        let before = lock(&self.last_failure).replace(failure);
        drop(before);
    }

    pub(crate) fn times(&self) -> &Times {
        self.times.get_or_init(|| Box::new(Times::new()))
    }

    pub(crate) fn put(&self, key: u64, child: Arc<Node>) {
        lock(&self.children).insert(key, child);
    }

    pub(crate) fn remove(&self, key: u64) {
        let gone = lock(&self.children).remove(&key);
        drop(gone);
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.snapshot_at(clock::now())
    }

    fn snapshot_at(&self, now: Tick) -> Snapshot {
        let children: Vec<Arc<Node>> = lock(&self.children).values().cloned().collect();
        let state = self.state();
        let up = matches!(
            state,
            ActorState::Running | ActorState::Stuck | ActorState::Stopping
        );
        Snapshot {
            path: self.path.clone(),
            kind: self.kind,
            state,
            uptime_ms: if up {
                now.saturating_sub(self.since.load(Ordering::Relaxed)) / 1_000_000
            } else {
                0
            },
            restarts: self.restarts.load(Ordering::Relaxed),
            zombies: self.zombies.load(Ordering::Relaxed),
            mailbox: self.probe.get().map(|probe| probe.pressure()),
            dead_letters: self.probe.get().map_or(0, |probe| probe.dead_letters()),
            last_failure: lock(&self.last_failure)
                .as_ref()
                .map(|failure| failure.to_string()),
            handling: self.times.get().and_then(|times| times.summary()),
            children: children
                .iter()
                .map(|child| child.snapshot_at(now))
                .collect(),
        }
    }
}

/// Sampled handling times: powers of two of nanoseconds.
pub(crate) struct Times {
    buckets: [AtomicU32; 48],
    sum_ns: AtomicU64,
    max_ns: AtomicU64,
}

impl Times {
    fn new() -> Self {
        Self {
            buckets: std::array::from_fn(|_| AtomicU32::new(0)),
            sum_ns: AtomicU64::new(0),
            max_ns: AtomicU64::new(0),
        }
    }

    pub(crate) fn add(&self, time: Duration) {
        let ns = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let bucket = (64 - ns.leading_zeros() as usize).min(self.buckets.len() - 1);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.sum_ns.fetch_add(ns, Ordering::Relaxed);
        self.max_ns.fetch_max(ns, Ordering::Relaxed);
    }

    fn summary(&self) -> Option<Handling> {
        let counts: Vec<u64> = self
            .buckets
            .iter()
            .map(|bucket| u64::from(bucket.load(Ordering::Relaxed)))
            .collect();
        let samples: u64 = counts.iter().sum();
        if samples == 0 {
            return None;
        }
        let upper = |share: u64| {
            let rank = (samples * share).div_ceil(100);
            let mut seen = 0;
            for (bucket, count) in counts.iter().enumerate() {
                seen += count;
                if seen >= rank {
                    return (1_u64 << bucket) as f64 / 1e3;
                }
            }
            0.0
        };
        let max_us = self.max_ns.load(Ordering::Relaxed) as f64 / 1e3;
        Some(Handling {
            samples,
            mean_us: self.sum_ns.load(Ordering::Relaxed) as f64 / 1e3 / samples as f64,
            p50_us: upper(50).min(max_us),
            p99_us: upper(99).min(max_us),
            max_us,
        })
    }
}

/// How long handlers took, from one message in 32.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Handling {
    /// Messages timed.
    pub samples: u64,
    /// Mean, in microseconds.
    pub mean_us: f64,
    /// Median, to within a factor of two above, in microseconds.
    pub p50_us: f64,
    /// 99th percentile, to within a factor of two above, in microseconds.
    pub p99_us: f64,
    /// The longest, in microseconds.
    pub max_us: f64,
}

/// A tree at one moment. It can be serialized, and written as text.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Snapshot {
    /// Where it is.
    pub path: ActorPath,
    /// What it is.
    pub kind: Kind,
    /// Where it is in its life.
    pub state: ActorState,
    /// How long this incarnation has been running.
    pub uptime_ms: u64,
    /// How often it has been restarted.
    pub restarts: u32,
    /// Incarnations given up as stuck that have not ended yet.
    pub zombies: u32,
    /// Its mailbox; a supervisor has none.
    pub mailbox: Option<Pressure>,
    /// Dead letters kept.
    pub dead_letters: usize,
    /// Its last failure.
    pub last_failure: Option<String>,
    /// How long its handlers took.
    pub handling: Option<Handling>,
    /// Its children, in order.
    pub children: Vec<Snapshot>,
}

impl Snapshot {
    /// The place with this path, if there is one.
    pub fn find(&self, path: &str) -> Option<&Snapshot> {
        if self.path.as_str() == path {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(path))
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, lead: &str, branch: &str) -> fmt::Result {
        write!(f, "{branch}{}", self.path.name())?;
        match (self.kind, self.children.len()) {
            (Kind::Pool, n) => write!(f, " [pool of {n}]")?,
            (Kind::Supervisor, _) => write!(f, " [supervisor]")?,
            (Kind::Actor, _) => {}
        }
        let state = match self.state {
            ActorState::Down => "down",
            ActorState::Asleep => "asleep",
            ActorState::Starting => "starting",
            ActorState::Running => "running",
            ActorState::Stuck => "STUCK",
            ActorState::Stopping => "stopping",
            ActorState::Ended => "ended",
        };
        write!(f, " {state}")?;
        if self.uptime_ms > 0 {
            write!(f, " {}", span(self.uptime_ms))?;
        }
        if let Some(mailbox) = &self.mailbox {
            write!(
                f,
                ", {}/{} queued (high {}), {} handled",
                mailbox.depth, mailbox.capacity, mailbox.high_water, mailbox.counts.handled
            )?;
            if mailbox.waiting > 0 {
                write!(
                    f,
                    ", {} waiting up to {}",
                    mailbox.waiting,
                    span(mailbox.longest_wait_ns / 1_000_000)
                )?;
            }
        }
        if let Some(handling) = &self.handling {
            write!(f, ", {:.0} µs each", handling.mean_us)?;
        }
        if self.restarts > 0 {
            write!(f, ", {} restarts", self.restarts)?;
        }
        if self.zombies > 0 {
            write!(f, ", {} zombies", self.zombies)?;
        }
        if self.dead_letters > 0 {
            write!(f, ", {} dead letters", self.dead_letters)?;
        }
        if let Some(failure) = &self.last_failure {
            write!(f, "; last failure: {failure}")?;
        }
        for (at, child) in self.children.iter().enumerate() {
            let last = at + 1 == self.children.len();
            writeln!(f)?;
            let branch = format!("{lead}{}", if last { "└─ " } else { "├─ " });
            let lead = format!("{lead}{}", if last { "   " } else { "│  " });
            child.write(f, &lead, &branch)?;
        }
        Ok(())
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, "", "")
    }
}

fn span(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        60_000..3_600_000 => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1_000),
        _ => format!("{} h {} min", ms / 3_600_000, ms % 3_600_000 / 60_000),
    }
}
