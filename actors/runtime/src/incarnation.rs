//! One life of an actor, from start to end: what its supervisor, the watchdog and its own handler
//! know of each other. A restart makes a new one.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::task::Waker;

use tokio_util::sync::CancellationToken;

use crate::failure::{Exit, Failure, StopReason};
use crate::path::ActorPath;
use crate::queue::ConsumerId;
use crate::snapshot::Node;
use crate::sync::lock;

/// How the outside reaches the running actor.
pub(crate) trait Handle: Send + Sync {
    /// Ends it at its next await.
    fn kill(&self);
    /// Shuts it out of its mailbox, and tells its supervisor.
    fn fence(&self);
    /// It consumes from its mailbox now.
    fn attached(&self, consumer: ConsumerId);
}

pub(crate) struct Incarnation {
    pub(crate) id: u64,
    /// The mailbox it works on.
    pub(crate) mailbox: u64,
    pub(crate) path: ActorPath,
    pub(crate) node: Arc<Node>,
    handle: OnceLock<Box<dyn Handle>>,
    /// Makes it look at its mailbox and its orders.
    waker: Mutex<Option<Waker>>,
    cancel: OnceLock<CancellationToken>,
    /// Counts up with every sign of life; odd while in a handler.
    progress: AtomicU64,
    waiting: AtomicU32,
    stop: AtomicU8,
    fenced: AtomicBool,
    cancelled: AtomicBool,
    over: AtomicBool,
    end: Mutex<End>,
}

#[derive(Default)]
struct End {
    exit: Option<Exit>,
    /// Why it is being killed.
    kill: Option<Arc<Failure>>,
}

impl Incarnation {
    pub(crate) fn new(mailbox: u64, path: ActorPath, node: Arc<Node>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            mailbox,
            path,
            node,
            handle: OnceLock::new(),
            waker: Mutex::new(None),
            cancel: OnceLock::new(),
            progress: AtomicU64::new(0),
            waiting: AtomicU32::new(0),
            stop: AtomicU8::new(0),
            fenced: AtomicBool::new(false),
            cancelled: AtomicBool::new(false),
            over: AtomicBool::new(false),
            end: Mutex::new(End::default()),
        }
    }

    pub(crate) fn set_handle(&self, handle: Box<dyn Handle>) {
        // Set once, by the runner that makes it.
        let _ = self.handle.set(handle);
    }

    pub(crate) fn set_waker(&self, waker: Waker) {
        let before = lock(&self.waker).replace(waker);
        drop(before);
    }

    pub(crate) fn attached(&self, consumer: ConsumerId) {
        if let Some(handle) = self.handle.get() {
            handle.attached(consumer);
        }
    }

    /// Begins or ends a handler.
    pub(crate) fn step(&self) {
        // Only the actor's own task counts here, so a plain store will do.
        self.progress.store(
            self.progress.load(Ordering::Relaxed).wrapping_add(1),
            Ordering::Relaxed,
        );
    }

    /// A sign of life from within a handler.
    pub(crate) fn progressed(&self) {
        self.progress.fetch_add(2, Ordering::Relaxed);
    }

    /// What the watchdog sees: `None` when it is idle or waits for somebody else.
    pub(crate) fn at_work(&self) -> Option<u64> {
        let progress = self.progress.load(Ordering::Relaxed);
        let busy = progress % 2 == 1 && self.waiting.load(Ordering::Relaxed) == 0;
        busy.then_some(progress)
    }

    pub(crate) fn waits(&self, waits: bool) {
        if waits {
            self.waiting.fetch_add(1, Ordering::Relaxed);
        } else {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            self.progressed();
        }
    }

    /// Asks it to stop after the message in hand.
    pub(crate) fn request_stop(&self, why: StopReason) {
        let code = match why {
            StopReason::Finished => 1,
            StopReason::Requested => 2,
            StopReason::Shutdown => 3,
            StopReason::Restart => 4,
            StopReason::Resize => 5,
        };
        // The first reason stays.
        let _ = self
            .stop
            .compare_exchange(0, code, Ordering::AcqRel, Ordering::Acquire);
        if why == StopReason::Shutdown {
            self.cancel();
        }
        let waker = lock(&self.waker).clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) fn stop_requested(&self) -> Option<StopReason> {
        match self.stop.load(Ordering::Acquire) {
            0 => None,
            1 => Some(StopReason::Finished),
            2 => Some(StopReason::Requested),
            3 => Some(StopReason::Shutdown),
            4 => Some(StopReason::Restart),
            _ => Some(StopReason::Resize),
        }
    }

    /// Ends it at its next await; the message in hand is given back with this cause.
    pub(crate) fn kill(&self, why: Arc<Failure>) {
        lock(&self.end).kill.get_or_insert(why);
        self.cancel();
        if let Some(handle) = self.handle.get() {
            handle.kill();
        }
    }

    pub(crate) fn kill_cause(&self) -> Option<Arc<Failure>> {
        lock(&self.end).kill.clone()
    }

    /// Its actor is gone. Threads it may have left behind no longer count.
    pub(crate) fn ended(&self) {
        self.over.store(true, Ordering::Release);
        self.fenced.store(true, Ordering::Release);
        crate::waits::over(self);
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    /// Nothing it does from now on counts.
    pub(crate) fn fence(&self) {
        self.fenced.store(true, Ordering::Release);
        self.cancel();
        if let Some(handle) = self.handle.get() {
            handle.fence();
        }
        crate::waits::over(self);
    }

    pub(crate) fn is_fenced(&self) -> bool {
        self.fenced.load(Ordering::Acquire)
    }

    fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        if let Some(token) = self.cancel.get() {
            token.cancel();
        }
    }

    /// The token is made when it is first asked for: few handlers do.
    pub(crate) fn token(&self) -> &CancellationToken {
        let token = self.cancel.get_or_init(CancellationToken::new);
        if self.cancelled.load(Ordering::Acquire) {
            token.cancel();
        }
        token
    }

    pub(crate) fn set_exit(&self, exit: Exit) {
        lock(&self.end).exit.get_or_insert(exit);
    }

    pub(crate) fn exit(&self) -> Option<Exit> {
        let end = lock(&self.end);
        end.exit
            .clone()
            .or_else(|| end.kill.clone().map(Exit::Failed))
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<Incarnation>>> = const { RefCell::new(None) };
}

/// The incarnation whose handler runs on this thread.
pub(crate) fn current() -> Option<Arc<Incarnation>> {
    CURRENT.with(|current| current.borrow().clone())
}

/// Whether this thread runs a handler at all.
pub(crate) fn is_inside() -> bool {
    CURRENT.with(|current| current.borrow().is_some())
}

pub(crate) fn current_is_fenced() -> bool {
    CURRENT.with(|current| {
        current
            .borrow()
            .as_ref()
            .is_some_and(|current| current.is_fenced())
    })
}

/// Makes an incarnation the current one while it lives; for one thread. What was current before
/// is kept where the incarnation came from.
pub(crate) struct Entered<'a> {
    lent: &'a mut Option<Arc<Incarnation>>,
}

impl<'a> Entered<'a> {
    pub(crate) fn new(lent: &'a mut Option<Arc<Incarnation>>) -> Self {
        exchange(lent);
        Self { lent }
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        exchange(self.lent);
    }
}

fn exchange(lent: &mut Option<Arc<Incarnation>>) {
    CURRENT.with(|current| std::mem::swap(&mut *current.borrow_mut(), lent));
}

/// Runs a future with an incarnation as the current one during its polls. The future is pinned by
/// the caller: taken by value it would be held twice over.
pub(crate) async fn within<F: Future>(
    incarnation: &mut Option<Arc<Incarnation>>,
    mut future: Pin<&mut F>,
) -> F::Output {
    poll_fn(|cx| {
        let _entered = Entered::new(incarnation);
        future.as_mut().poll(cx)
    })
    .await
}
