//! What a supervisor is told of a child: how to make it, when to restart it, how long it may take.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use crate::actor::Actor;
use crate::address::Address;
use crate::clock::ticks;
use crate::failure::{BoxError, Exit, Failure, StopReason};
use crate::mailbox::{Mailbox, Stopper};
use crate::message::Redelivery;
use crate::overflow::{Capacity, Overflow};
use crate::path::ActorPath;
use crate::restart::Restart;
use crate::runner::{ActorBody, Habits};
use crate::snapshot::{Kind, Node};
use crate::strategy::Policy;
use crate::supervisor::Link;
use crate::system::Tree;

/// How long an actor may take to stop unless said otherwise.
pub const DEFAULT_GRACE: Duration = Duration::from_secs(5);
/// How long an actor may take to start unless said otherwise.
pub const DEFAULT_START_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a handler may go without progress unless said otherwise.
pub const DEFAULT_STUCK_AFTER: Duration = Duration::from_secs(300);

/// One child of a supervisor: an actor, a pool or another supervisor. Made from
/// [`ActorSpec`], [`Pool`](crate::Pool), [`Supervisor`](crate::Supervisor) or
/// [`Dynamic`](crate::Dynamic), which all are taken by
/// [`Supervisor::child`](crate::Supervisor::child).
#[derive(Clone)]
pub struct ChildSpec {
    pub(crate) name: Arc<str>,
    pub(crate) restart: Restart,
    pub(crate) grace: Duration,
    pub(crate) start_timeout: Duration,
    pub(crate) significant: bool,
    pub(crate) asleep: bool,
    pub(crate) body: Arc<dyn Body>,
}

impl ChildSpec {
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            restart: self.restart,
            significant: self.significant,
            grace: ticks(self.grace),
            start_timeout: ticks(self.start_timeout),
            asleep: self.asleep,
        }
    }
}

/// What differs between actors and supervisors as children.
pub(crate) trait Body: Send + Sync {
    fn kind(&self) -> Kind;
    /// Takes its place in the tree, before it is started.
    fn settle_in(
        &self,
        node: &Node,
        path: &ActorPath,
        tree: &Tree,
        stopper: Option<Arc<dyn Stopper>>,
    );
    /// Starts one incarnation. It only makes it: starting is done in its own task.
    fn spawn(
        &self,
        place: Place,
    ) -> Pin<Box<dyn Future<Output = Result<Spawned, BoxError>> + Send>>;
    /// Calls this waker at the first message. Only actors sleep.
    fn sleep(&self, waker: Waker);
    /// It will not be started again.
    fn close(&self);
    /// The children of a supervisor, for checks before the start.
    fn children(&self) -> &[ChildSpec] {
        &[]
    }
}

/// Where an incarnation is started.
pub(crate) struct Place {
    pub(crate) path: ActorPath,
    pub(crate) node: Arc<Node>,
    pub(crate) link: Link,
    pub(crate) tree: Arc<Tree>,
}

/// A started incarnation.
pub(crate) struct Spawned {
    pub(crate) pid: u64,
    pub(crate) control: Arc<dyn Control>,
}

/// What a supervisor can do to an incarnation.
pub(crate) trait Control: Send + Sync {
    fn stop(&self, why: StopReason);
    fn kill(&self, why: Arc<Failure>);
    fn fence(&self);
    fn exit(&self) -> Option<Exit>;
}

/// An actor as a child, with everything about it that can be chosen. The closure makes a new value
/// for each life.
///
/// ```
/// # use holdfast_runtime::*;
/// # use std::time::Duration;
/// # struct Ping; impl Message for Ping {}
/// # struct Pinger;
/// # impl Actor for Pinger {
/// #     type Msg = Ping;
/// #     type Error = std::convert::Infallible;
/// #     async fn handle(&mut self, _: &Ping, _: &mut Context<Self>) -> Result<(), Self::Error> { Ok(()) }
/// # }
/// let pinger = ActorSpec::new("pinger", || Pinger)
///     .mailbox(Capacity::messages(32).bytes(1 << 20), Overflow::Wait)
///     .restart(Restart::Permanent)
///     .redelivery(Redelivery::retry(3))
///     .grace(Duration::from_secs(2));
/// let address = pinger.address(); // known before it starts, the same over restarts
/// # let _ = (pinger, address);
/// ```
pub struct ActorSpec<A: Actor> {
    name: Arc<str>,
    make: Arc<dyn Fn() -> A + Send + Sync>,
    mailbox: Arc<Mailbox<A::Msg>>,
    habits: Habits,
    restart: Restart,
    grace: Duration,
    start_timeout: Duration,
    significant: bool,
    asleep: bool,
}

impl<A: Actor> ActorSpec<A> {
    /// An actor of this name, which is the last part of its path.
    pub fn new(name: impl Into<Arc<str>>, make: impl Fn() -> A + Send + Sync + 'static) -> Self {
        Self {
            name: name.into(),
            make: Arc::new(make),
            mailbox: Arc::new(Mailbox::new()),
            habits: Habits::default(),
            restart: Restart::default(),
            grace: DEFAULT_GRACE,
            start_timeout: DEFAULT_START_TIMEOUT,
            significant: false,
            asleep: false,
        }
    }

    /// Its address.
    pub fn address(&self) -> Address<A::Msg> {
        Address::new(Arc::clone(&self.mailbox))
    }

    /// How much its mailbox holds and what happens beyond; 64 messages and waiting by default.
    #[must_use]
    pub fn mailbox(self, capacity: Capacity, overflow: Overflow) -> Self {
        self.mailbox.queue.set_capacity(capacity);
        self.mailbox.queue.set_overflow(overflow);
        self
    }

    /// What becomes of the message in hand when the handler does not end well; three attempts by
    /// default.
    #[must_use]
    pub fn redelivery(self, redelivery: Redelivery) -> Self {
        self.mailbox.queue.set_redelivery(redelivery);
        self
    }

    /// How many dead letters are kept; 256 by default.
    #[must_use]
    pub fn dead_letters(self, kept: usize) -> Self {
        self.mailbox.letters.set_limit(kept);
        self
    }

    /// When it is restarted; always by default.
    #[must_use]
    pub fn restart(mut self, restart: Restart) -> Self {
        self.restart = restart;
        self
    }

    /// How long it may take to stop before it is killed; five seconds by default.
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// How long it may take to start; half a minute by default.
    #[must_use]
    pub fn start_timeout(mut self, timeout: Duration) -> Self {
        self.start_timeout = timeout;
        self
    }

    /// How long a handler may go without progress before it is killed as stuck; five minutes by
    /// default. Time spent waiting for others does not count.
    #[must_use]
    pub fn stuck_after(mut self, time: Duration) -> Self {
        self.habits.stuck_after = Some(time);
        self
    }

    /// Its handlers may take for ever.
    #[must_use]
    pub fn never_stuck(mut self) -> Self {
        self.habits.stuck_after = None;
        self
    }

    /// When its branch of the tree shuts down it first handles what is queued, within its grace;
    /// by default it stops after the message in hand.
    #[must_use]
    pub fn drain_on_stop(mut self) -> Self {
        self.habits.drain = true;
        self
    }

    /// Counts for the supervisor's [`AutoShutdown`](crate::AutoShutdown) when it ends by itself.
    #[must_use]
    pub fn significant(mut self) -> Self {
        self.significant = true;
        self
    }

    /// It is started by its first message; until then only its mailbox exists.
    #[must_use]
    pub fn asleep(mut self) -> Self {
        self.asleep = true;
        self
    }
}

impl<A: Actor> From<ActorSpec<A>> for ChildSpec {
    fn from(spec: ActorSpec<A>) -> Self {
        Self {
            name: spec.name,
            restart: spec.restart,
            grace: spec.grace,
            start_timeout: spec.start_timeout,
            significant: spec.significant,
            asleep: spec.asleep,
            body: Arc::new(ActorBody::new(spec.make, spec.mailbox, spec.habits, None)),
        }
    }
}
