//! Pools: N workers of one actor behind one bounded mailbox. A worker pulls one message when it is
//! free; nothing is handed out ahead, so shrinking and crashing lose nothing.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::actor::Actor;
use crate::address::Address;
use crate::child::{ChildSpec, DEFAULT_GRACE, DEFAULT_START_TIMEOUT, DEFAULT_STUCK_AFTER};
use crate::mailbox::{Mailbox, Read, Reading, Stopper};
use crate::message::{Message, Redelivery};
use crate::overflow::{Capacity, Overflow};
use crate::path::ActorPath;
use crate::restart::{Backoff, Intensity, Restart};
use crate::runner::{ActorBody, Habits};
use crate::snapshot::{Kind, Node};
use crate::strategy::{AutoShutdown, KILL_MARGIN};
use crate::supervisor::{Current, Grow, KeeperBody, Workers};
use crate::sync::lock;
use crate::system::Tree;

/// A pool as a supervisor's child. Its address is the pool's: senders don't see workers.
///
/// ```
/// # use holdfast_runtime::*;
/// # use std::time::Duration;
/// # struct Job { project: u64, sheet: u64 } impl Message for Job {}
/// # struct Worker;
/// # impl Actor for Worker {
/// #     type Msg = Job;
/// #     type Error = std::convert::Infallible;
/// #     async fn handle(&mut self, _: &Job, _: &mut Context<Self>) -> Result<(), Self::Error> { Ok(()) }
/// # }
/// let pool = Pool::new("clash", || Worker)
///     .workers(4)
///     .mailbox(Capacity::messages(256), Overflow::Wait)
///     .share_by(|job: &Job| job.project)  // no project starves another
///     .route_by_key(|job: &Job| job.sheet) // one sheet's jobs to one worker, in order
///     .attempts(3);                        // then a dead letter
/// let (address, handle) = (pool.address(), pool.handle());
/// # let _ = (pool, address, handle);
/// ```
pub struct Pool<A: Actor> {
    name: Arc<str>,
    make: Arc<dyn Fn() -> A + Send + Sync>,
    handle: PoolHandle<A::Msg>,
    key: Option<Read<A::Msg>>,
    share: Option<Read<A::Msg>>,
    share_limit: Option<usize>,
    habits: Habits,
    grace: Duration,
    start_timeout: Duration,
    intensity: Option<Intensity>,
    backoff: Backoff,
    restart: Restart,
    significant: bool,
}

impl<A: Actor> Pool<A> {
    /// A pool of one worker; the closure makes each.
    pub fn new(name: impl Into<Arc<str>>, make: impl Fn() -> A + Send + Sync + 'static) -> Self {
        Self {
            name: name.into(),
            make: Arc::new(make),
            handle: PoolHandle {
                address: Address::new(Arc::new(Mailbox::new())),
                size: Arc::new(AtomicUsize::new(1)),
                keyed: Arc::new(AtomicUsize::new(0)),
                current: Arc::new(Mutex::new(None)),
            },
            key: None,
            share: None,
            share_limit: None,
            habits: Habits {
                stuck_after: Some(DEFAULT_STUCK_AFTER),
                drain: false,
            },
            grace: DEFAULT_GRACE,
            start_timeout: DEFAULT_START_TIMEOUT,
            intensity: None,
            backoff: Backoff::exponential(Duration::from_millis(1), Duration::from_secs(1))
                .full_jitter(),
            restart: Restart::default(),
            significant: false,
        }
    }

    fn mailbox_of(&self) -> &Arc<Mailbox<A::Msg>> {
        self.handle.address.mailbox()
    }

    /// The pool's address.
    pub fn address(&self) -> Address<A::Msg> {
        self.handle.address.clone()
    }

    /// The pool's handle, to resize it.
    pub fn handle(&self) -> PoolHandle<A::Msg> {
        self.handle.clone()
    }

    /// How many workers it starts with (at least one).
    #[must_use]
    pub fn workers(self, workers: usize) -> Self {
        self.handle.size.store(workers.max(1), Ordering::Relaxed);
        self
    }

    /// How much the pool's mailbox holds, what is in workers' hands included, and what happens
    /// beyond.
    #[must_use]
    pub fn mailbox(self, capacity: Capacity, overflow: Overflow) -> Self {
        self.mailbox_of().queue.set_capacity(capacity);
        self.mailbox_of().queue.set_overflow(overflow);
        self
    }

    /// How often one message is tried before it becomes a dead letter; three times by default.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        self.redelivery(Redelivery::retry(attempts))
    }

    /// What becomes of the message in a worker's hand when the worker does not end well.
    #[must_use]
    pub fn redelivery(self, redelivery: Redelivery) -> Self {
        self.mailbox_of().queue.set_redelivery(redelivery);
        self
    }

    /// How many dead letters are kept; 256 by default.
    #[must_use]
    pub fn dead_letters(self, kept: usize) -> Self {
        self.mailbox_of().letters.set_limit(kept);
        self
    }

    /// Messages of one key go to one worker, in order, and never to two at once; also while the
    /// pool is resized. Without it a message goes to whichever worker is free.
    #[must_use]
    pub fn route_by_key(mut self, key: impl Fn(&A::Msg) -> u64 + Send + Sync + 'static) -> Self {
        self.key = Some(Box::new(key));
        self
    }

    /// Messages belong to shares, by project or by customer: at the door the share that holds
    /// least is let in first, in the queue they take turns, and one share can't fill it all.
    #[must_use]
    pub fn share_by(mut self, share: impl Fn(&A::Msg) -> u64 + Send + Sync + 'static) -> Self {
        self.share = Some(Box::new(share));
        self
    }

    /// How many slots of the mailbox one share may hold; all but an eighth by default.
    #[must_use]
    pub fn share_limit(mut self, slots: NonZeroUsize) -> Self {
        self.share_limit = Some(slots.get());
        self
    }

    /// How long a worker may take to stop before it is killed; five seconds by default.
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// How long a worker may take to start; half a minute by default.
    #[must_use]
    pub fn start_timeout(mut self, timeout: Duration) -> Self {
        self.start_timeout = timeout;
        self
    }

    /// How long a handler may go without progress before it is killed as stuck.
    #[must_use]
    pub fn stuck_after(mut self, time: Duration) -> Self {
        self.habits.stuck_after = Some(time);
        self
    }

    /// Handlers may take for ever.
    #[must_use]
    pub fn never_stuck(mut self) -> Self {
        self.habits.stuck_after = None;
        self
    }

    /// When its branch of the tree shuts down it first handles what is queued, within its grace.
    #[must_use]
    pub fn drain_on_stop(mut self) -> Self {
        self.habits.drain = true;
        self
    }

    /// How many restarts of workers it allows before it gives up. By default 64, or 16 a worker
    /// if that is more, within ten seconds: a few poisoned messages must not end a pool.
    #[must_use]
    pub fn intensity(mut self, intensity: Intensity) -> Self {
        self.intensity = Some(intensity);
        self
    }

    /// How long it waits before it restarts a worker; 1 ms to 1 s with full jitter by default.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// When the pool as a whole is restarted by its supervisor; always by default.
    #[must_use]
    pub fn restart(mut self, restart: Restart) -> Self {
        self.restart = restart;
        self
    }

    /// Counts for its supervisor's [`AutoShutdown`](crate::AutoShutdown) when it ends by itself.
    #[must_use]
    pub fn significant(mut self) -> Self {
        self.significant = true;
        self
    }
}

impl<A: Actor> From<Pool<A>> for ChildSpec {
    fn from(pool: Pool<A>) -> Self {
        let workers = pool.handle.size();
        let mailbox = Arc::clone(pool.mailbox_of());
        if pool.share.is_some() {
            mailbox.queue.share_fairly(pool.share_limit);
        }
        if pool.key.is_some() {
            pool.handle.keyed.store(1, Ordering::Relaxed);
            mailbox.settle(mailbox.queue.route_by_key(workers));
        }
        mailbox.set_reading(Reading {
            key: pool.key,
            share: pool.share,
        });
        let intensity = pool.intensity.unwrap_or_else(|| {
            let restarts = u32::try_from(workers.saturating_mul(16)).unwrap_or(u32::MAX);
            Intensity::new(restarts.max(64), Duration::from_secs(10))
        });
        let grow = Grow {
            current: Arc::clone(&pool.handle.current),
            most: usize::MAX,
            pool: Some(Arc::new(Crew {
                make: pool.make,
                mailbox,
                habits: pool.habits,
                grace: pool.grace,
                start_timeout: pool.start_timeout,
                size: Arc::clone(&pool.handle.size),
            })),
        };
        Self {
            restart: pool.restart,
            grace: pool.grace.saturating_add(KILL_MARGIN * 2),
            start_timeout: pool.start_timeout.saturating_add(KILL_MARGIN * 2),
            significant: pool.significant,
            asleep: false,
            body: Arc::new(KeeperBody::unordered(
                Kind::Pool,
                &pool.name,
                intensity,
                pool.backoff,
                AutoShutdown::Never,
                grow,
            )),
            name: pool.name,
        }
    }
}

/// Makes a pool's workers.
struct Crew<A: Actor> {
    make: Arc<dyn Fn() -> A + Send + Sync>,
    mailbox: Arc<Mailbox<A::Msg>>,
    habits: Habits,
    grace: Duration,
    start_timeout: Duration,
    size: Arc<AtomicUsize>,
}

impl<A: Actor> Workers for Crew<A> {
    fn wanted(&self) -> usize {
        self.size.load(Ordering::Relaxed)
    }

    fn worker(&self, number: usize) -> ChildSpec {
        ChildSpec {
            name: number.to_string().into(),
            restart: Restart::Permanent,
            grace: self.grace,
            start_timeout: self.start_timeout,
            significant: false,
            asleep: false,
            body: Arc::new(ActorBody::new(
                Arc::clone(&self.make),
                Arc::clone(&self.mailbox),
                self.habits,
                Some(number),
            )),
        }
    }

    fn settle_in(
        &self,
        node: &Node,
        path: &ActorPath,
        tree: &Tree,
        stopper: Option<Arc<dyn Stopper>>,
    ) {
        self.mailbox.set_path(path);
        self.mailbox.set_stopper(stopper);
        node.set_probe(Arc::clone(&self.mailbox) as Arc<dyn crate::snapshot::Probe>);
        tree.register(path, &self.mailbox);
    }

    fn close(&self) {
        self.mailbox.close();
    }
}

/// A pool that runs: its address, and its size.
pub struct PoolHandle<M: Message> {
    address: Address<M>,
    size: Arc<AtomicUsize>,
    /// Not zero when messages are routed by key.
    keyed: Arc<AtomicUsize>,
    current: Current,
}

impl<M: Message> PoolHandle<M> {
    /// The pool's address.
    pub fn address(&self) -> &Address<M> {
        &self.address
    }

    /// How many workers it has, or is to have.
    pub fn size(&self) -> usize {
        self.size.load(Ordering::Relaxed)
    }

    /// Changes the number of workers (at least one). Those that are too many end after the message
    /// in hand; what is queued stays for the others. Answers when the supervisor has taken note;
    /// a pool that is not running takes the new size when it starts.
    pub async fn resize(&self, workers: usize) {
        let workers = workers.max(1);
        self.size.store(workers, Ordering::Relaxed);
        if self.keyed.load(Ordering::Relaxed) != 0 {
            let mailbox = self.address.mailbox();
            mailbox.settle(mailbox.queue.route_by_key(workers));
        }
        let orders = lock(&self.current).clone();
        if let Some(orders) = orders {
            let (done, taken) = oneshot::channel();
            orders.resize(done);
            let _ = taken.await;
        }
    }
}

impl<M: Message> Clone for PoolHandle<M> {
    fn clone(&self) -> Self {
        Self {
            address: self.address.clone(),
            size: Arc::clone(&self.size),
            keyed: Arc::clone(&self.keyed),
            current: Arc::clone(&self.current),
        }
    }
}
