//! An actor that does as it is told, for tests of what goes on around it.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses what it needs"
)]

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use holdfast_runtime::*;
use tokio::sync::{Notify, Semaphore};
use tokio::time::Instant;

pub const HOUR: Duration = Duration::from_secs(3600);

pub enum Note {
    Number(u64),
    In(Lane, u64),
    Bytes(usize),
    Until(Instant, u64),
    /// Holds the handler until released.
    Hold,
    Ask(Lane, Reply<u64>),
    Ignore(Reply<u64>),
    Later(Reply<u64>),
    Crash(Reply<u64>),
}

impl Message for Note {
    fn size(&self) -> usize {
        match self {
            Self::Bytes(bytes) => *bytes,
            _ => 0,
        }
    }
    fn lane(&self) -> Lane {
        match self {
            Self::In(lane, _) | Self::Ask(lane, _) => *lane,
            _ => Lane::Normal,
        }
    }
    fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Until(at, _) => Some(*at),
            _ => None,
        }
    }
    fn kind(&self) -> &'static str {
        "note"
    }
}

pub fn note(number: u64) -> Note {
    Note::Number(number)
}

#[derive(Clone)]
pub struct Shared {
    pub seen: Arc<Mutex<Vec<u64>>>,
    pub news: Arc<Notify>,
    pub held: Arc<Semaphore>,
    pub gate: Arc<Semaphore>,
}

impl Shared {
    /// Lets the held handler go on, once everybody else has done what they can.
    pub async fn release_later(&self) {
        for _ in 0..32 {
            tokio::task::yield_now().await;
        }
        self.gate.add_permits(1);
    }
}

pub struct Scribe {
    shared: Shared,
    later: Vec<Reply<u64>>,
}

impl Actor for Scribe {
    type Msg = Note;
    type Error = Infallible;

    async fn handle(&mut self, msg: &Note, _: &mut Context<Self>) -> Result<(), Infallible> {
        match msg {
            Note::Number(n) | Note::In(_, n) | Note::Until(_, n) => {
                self.shared.seen.lock().unwrap().push(*n);
                self.shared.news.notify_one();
                for reply in self.later.drain(..) {
                    reply.send(*n);
                }
            }
            Note::Bytes(_) | Note::Ignore(_) => {}
            Note::Hold => {
                self.shared.held.add_permits(1);
                self.shared.gate.acquire().await.unwrap().forget();
            }
            Note::Ask(_, reply) => {
                reply.send(0);
            }
            Note::Later(reply) => self.later.push(reply.clone()),
            Note::Crash(_) => panic!("on purpose {}", std::hint::black_box(7)),
        }
        Ok(())
    }
}

pub struct Bench {
    pub system: System,
    pub address: Address<Note>,
    pub shared: Shared,
}

impl Bench {
    pub async fn start(set: impl FnOnce(ActorSpec<Scribe>) -> ActorSpec<Scribe>) -> Self {
        quiet_panics(true);
        let shared = Shared {
            seen: Arc::default(),
            news: Arc::default(),
            held: Arc::new(Semaphore::new(0)),
            gate: Arc::new(Semaphore::new(0)),
        };
        let own = shared.clone();
        let spec = set(ActorSpec::new("scribe", move || Scribe {
            shared: own.clone(),
            later: Vec::new(),
        }));
        let address = spec.address();
        let system = System::builder("test")
            .intensity(Intensity::new(100, HOUR))
            .child(spec)
            .start()
            .await
            .unwrap();
        Self {
            system,
            address,
            shared,
        }
    }

    /// The actor is in a handler that holds; it takes one slot.
    pub async fn hold(&self) {
        self.address.send(Note::Hold).await.unwrap();
        self.shared.held.acquire().await.unwrap().forget();
    }

    pub fn release(&self) {
        self.shared.gate.add_permits(1);
    }

    /// The first so many numbers it has seen.
    pub async fn seen(&self, many: usize) -> Vec<u64> {
        loop {
            let seen = self.shared.seen.lock().unwrap().clone();
            if seen.len() >= many {
                return seen;
            }
            self.shared.news.notified().await;
        }
    }
}

/// Polls once, after letting others run.
pub async fn poll_once<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> Option<F::Output> {
    let polled = std::future::poll_fn(|cx| {
        Poll::Ready(match future.as_mut().poll(cx) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        })
    })
    .await;
    for _ in 0..8 {
        tokio::task::yield_now().await;
    }
    polled
}

/// Instead of hanging a test fails.
pub async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(100 * HOUR, future)
        .await
        .expect("it happens at all")
}

/// A reply that nobody waits for.
pub async fn dummy_reply() -> (Reply<u64>, ()) {
    let bench = Bench::start(|spec| spec).await;
    let mut taken = None;
    let mut ask = Box::pin(bench.address.ask::<u64>(HOUR, |reply| {
        taken = Some(reply.clone());
        Note::Ignore(reply)
    }));
    let _ = poll_once(&mut ask).await;
    drop(ask);
    (taken.expect("ask makes its message at once"), ())
}

/// Goes to the back of the thread's queue; tokio's own `yield_now` goes behind its driver too.
pub async fn step_aside() {
    let mut gone = false;
    std::future::poll_fn(|cx| {
        if std::mem::replace(&mut gone, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
