//! What is measured, and with what.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tracing::Instrument;

/// Room in every bounded mailbox.
pub const CAPACITY: usize = 1024;
/// Senders of the fan-in, and askers at once.
pub const SENDERS: u64 = 8;
pub const ASKERS: u64 = 16;
/// Workers of a pool.
pub const WORKERS: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    Cast,
    FanIn,
    Ask,
    Ask16,
    Pool,
    RestartP50,
    RestartP99,
    Idle,
    Asleep,
    Spawn,
}

impl Scenario {
    pub const ALL: [Self; 10] = [
        Self::Cast,
        Self::FanIn,
        Self::Ask,
        Self::Ask16,
        Self::Pool,
        Self::RestartP50,
        Self::RestartP99,
        Self::Idle,
        Self::Asleep,
        Self::Spawn,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Cast => "cast",
            Self::FanIn => "fan-in-8",
            Self::Ask => "ask",
            Self::Ask16 => "ask-16",
            Self::Pool => "pool-4",
            Self::RestartP50 => "restart-p50",
            Self::RestartP99 => "restart-p99",
            Self::Idle => "idle",
            Self::Asleep => "asleep",
            Self::Spawn => "spawn",
        }
    }

    pub fn unit(self) -> &'static str {
        match self {
            Self::Cast | Self::FanIn | Self::Ask16 | Self::Pool => "M/s",
            Self::Ask | Self::RestartP50 | Self::RestartP99 | Self::Spawn => "µs",
            Self::Idle | Self::Asleep => "B",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// The runtime all contenders run on: two worker threads.
pub fn on_tokio<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime with two threads")
        .block_on(future)
}

/// Millions a second.
pub fn rate(messages: u64, time: Duration) -> f64 {
    messages as f64 / time.as_secs_f64() / 1e6
}

pub fn scaled(messages: u64, scale: f64) -> u64 {
    ((messages as f64 * scale) as u64).max(1_000)
}

pub fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The value below which this share of the times lies, in microseconds.
pub fn percentile(mut times: Vec<Duration>, share: f64) -> f64 {
    times.sort_unstable();
    let at = ((times.len() as f64 * share) as usize).min(times.len() - 1);
    micros(times[at])
}

/// Resident bytes of this process.
pub fn resident() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: f64 = statm
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(0.0);
    pages * 4096.0
}

/// Runs so many senders at once, each for its part and in a span; since when.
pub async fn together<F>(count: u64, senders: u64, make: impl Fn(u64) -> F) -> Instant
where
    F: Future<Output = ()> + Send + 'static,
{
    let began = Instant::now();
    let tasks: Vec<_> = (0..senders)
        .map(|_| tokio::spawn(make(count / senders).instrument(sender())))
        .collect();
    for task in tasks {
        task.await.expect("senders don't panic");
    }
    began
}

/// The span that senders are in. Nobody but the contender that is seen into makes anything of it.
fn sender() -> tracing::Span {
    tracing::info_span!("sender")
}

/// An actor that adds up what it is told, in a contender's own way: all that the scenarios which
/// every contender has need to know of it.
pub trait Adder: Clone + Send + Sync + 'static {
    /// Tells it a number.
    fn add(&self) -> impl Future<Output = ()> + Send;
    /// Asks it for the sum.
    fn total(&self) -> impl Future<Output = ()> + Send;
}

/// Numbers told a second, up to the last one added.
pub async fn cast(actor: impl Adder, scenario: Scenario, count: u64) -> f64 {
    let senders = if scenario == Scenario::Cast {
        1
    } else {
        SENDERS
    };
    let sender = actor.clone();
    let began = together(count, senders, move |part| {
        let actor = sender.clone();
        async move {
            for _ in 0..part {
                actor.add().await;
            }
        }
    })
    .await;
    actor.total().await;
    rate(count, began.elapsed())
}

/// Mean time of one question, asked one after the other.
pub async fn ask(actor: impl Adder, count: u64) -> f64 {
    tokio::spawn(async move {
        let began = Instant::now();
        async {
            for _ in 0..count {
                actor.total().await;
            }
        }
        .instrument(sender())
        .await;
        micros(began.elapsed()) / count as f64
    })
    .await
    .expect("it asks")
}

/// Questions a second, by many askers at once.
pub async fn ask_16(actor: impl Adder, count: u64) -> f64 {
    let began = together(count, ASKERS, move |part| {
        let actor = actor.clone();
        async move {
            for _ in 0..part {
                actor.total().await;
            }
        }
    })
    .await;
    rate(count, began.elapsed())
}

/// Starts many actors with `start`, of which the last answers: time or memory of each.
pub async fn start_many<A: Adder, F: Future<Output = A>>(
    scenario: Scenario,
    count: u64,
    mut start: impl FnMut() -> F,
) -> f64 {
    let mut all = Vec::with_capacity(count as usize);
    let before = resident();
    let began = Instant::now();
    for _ in 0..count {
        all.push(start().await);
    }
    // One asleep must not be woken by the question.
    if scenario != Scenario::Asleep
        && let Some(last) = all.last()
    {
        last.total().await;
    }
    let took = began.elapsed();
    if scenario == Scenario::Spawn {
        micros(took) / count as f64
    } else {
        (resident() - before) / count as f64
    }
}

/// Jobs that a pool has done, and the news that it has done all.
static DONE: AtomicU64 = AtomicU64::new(0);
static GOAL: AtomicU64 = AtomicU64::new(u64::MAX);
static ALL_DONE: Notify = Notify::const_new();

/// A worker has done one job.
pub fn job_done() {
    if DONE.fetch_add(1, Ordering::Relaxed) + 1 == GOAL.load(Ordering::Relaxed) {
        ALL_DONE.notify_one();
    }
}

/// Jobs a second that a pool does, given all by one sender.
pub async fn pool<F>(count: u64, give: impl FnOnce(u64) -> F) -> f64
where
    F: Future<Output = ()> + Send + 'static,
{
    GOAL.store(count, Ordering::Relaxed);
    let began = Instant::now();
    let giving = tokio::spawn(give(count).instrument(sender()));
    giving.await.expect("the sender doesn't panic");
    ALL_DONE.notified().await;
    rate(count, began.elapsed())
}

/// An actor that can be crashed, in a contender's own way.
pub trait Crasher: Send + 'static {
    /// Has it crash, and asks what comes back.
    fn crash_and_ask(&mut self) -> impl Future<Output = ()> + Send;
}

/// Time from the sending of a message that crashes its actor to the answer of its next life.
pub async fn restart(mut actor: impl Crasher, scenario: Scenario, count: u64) -> f64 {
    let share = if scenario == Scenario::RestartP50 {
        0.5
    } else {
        0.99
    };
    tokio::spawn(
        async move {
            let mut times = Vec::with_capacity(count as usize);
            for _ in 0..count {
                let began = Instant::now();
                actor.crash_and_ask().await;
                times.push(began.elapsed());
            }
            percentile(times, share)
        }
        .instrument(sender()),
    )
    .await
    .expect("it asks")
}

/// Panics on purpose are not printed.
pub fn hide_panics() {
    std::panic::set_hook(Box::new(|_| {}));
}
