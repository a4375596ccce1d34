//! Children that come and go: a supervisor of any number of actors of one kind, each made from its
//! own argument (OTP's simple one-for-one). They stop all at once, within one grace.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::actor::Actor;
use crate::address::Address;
use crate::child::{ActorSpec, ChildSpec, DEFAULT_GRACE};
use crate::error::StartError;
use crate::failure::{Exit, StopReason};
use crate::restart::{Backoff, Intensity, Restart};
use crate::snapshot::Kind;
use crate::strategy::{AutoShutdown, KILL_MARGIN};
use crate::supervisor::{Current, Grow, KeeperBody, Orders};
use crate::sync::lock;

type Template<T, A> = Arc<dyn Fn(Arc<str>, &Arc<T>) -> ActorSpec<A> + Send + Sync>;

/// A supervisor of dynamic children. The closure says how a child of this name is made from its
/// argument; the argument is kept and used again when the child is restarted.
///
/// ```
/// # use holdfast_runtime::*;
/// # struct Go; impl Message for Go {}
/// # struct Project(String);
/// # impl Actor for Project {
/// #     type Msg = Go;
/// #     type Error = std::convert::Infallible;
/// #     async fn handle(&mut self, _: &Go, cx: &mut Context<Self>) -> Result<(), Self::Error> { cx.stop(); Ok(()) }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), StartError> {
/// let projects = Dynamic::new("projects", |name, title: &std::sync::Arc<String>| {
///     let title = title.clone();
///     ActorSpec::new(name, move || Project(title.to_string())).restart(Restart::Transient)
/// })
/// .at_most(100);
/// let children = projects.children();
/// let system = System::builder("demo").child(projects).start().await?;
///
/// let tower = children.start("tower", "North Tower".to_owned()).await?;
/// tower.address().send(Go).await.unwrap();
/// tower.ended().await;
/// # system.shutdown().await;
/// # Ok(())
/// # }
/// ```
pub struct Dynamic<T, A: Actor> {
    name: Arc<str>,
    children: Children<T, A>,
    intensity: Intensity,
    backoff: Backoff,
    auto_shutdown: AutoShutdown,
    restart: Restart,
    significant: bool,
    most: usize,
    grace: Duration,
}

impl<T: Send + Sync + 'static, A: Actor> Dynamic<T, A> {
    /// A supervisor without children yet.
    pub fn new(
        name: impl Into<Arc<str>>,
        template: impl Fn(Arc<str>, &Arc<T>) -> ActorSpec<A> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            children: Children {
                template: Arc::new(template),
                current: Arc::new(Mutex::new(None)),
                next: Arc::new(AtomicU64::new(1)),
            },
            intensity: Intensity::default(),
            backoff: Backoff::default(),
            auto_shutdown: AutoShutdown::default(),
            restart: Restart::default(),
            significant: false,
            most: usize::MAX,
            grace: DEFAULT_GRACE,
        }
    }

    /// The handle by which children are started.
    pub fn children(&self) -> Children<T, A> {
        self.children.clone()
    }

    /// At most so many children at a time; without it there is no such limit.
    #[must_use]
    pub fn at_most(mut self, children: usize) -> Self {
        self.most = children;
        self
    }

    /// How many restarts of children it allows before it gives up.
    #[must_use]
    pub fn intensity(mut self, intensity: Intensity) -> Self {
        self.intensity = intensity;
        self
    }

    /// How long it waits before it restarts a child.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Whether it ends when its significant children have; never by default.
    #[must_use]
    pub fn auto_shutdown(mut self, auto_shutdown: AutoShutdown) -> Self {
        self.auto_shutdown = auto_shutdown;
        self
    }

    /// The longest grace of its children, within which all of them stop together when it stops;
    /// five seconds by default.
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// When it is itself restarted by its supervisor; always by default. Its children are not
    /// made again.
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

impl<T: Send + Sync + 'static, A: Actor> From<Dynamic<T, A>> for ChildSpec {
    fn from(dynamic: Dynamic<T, A>) -> Self {
        let grow = Grow {
            current: Arc::clone(&dynamic.children.current),
            most: dynamic.most,
            pool: None,
        };
        Self {
            restart: dynamic.restart,
            grace: dynamic.grace.saturating_add(KILL_MARGIN * 2),
            start_timeout: KILL_MARGIN * 60,
            significant: dynamic.significant,
            asleep: false,
            body: Arc::new(KeeperBody::unordered(
                Kind::Supervisor,
                &dynamic.name,
                dynamic.intensity,
                dynamic.backoff,
                dynamic.auto_shutdown,
                grow,
            )),
            name: dynamic.name,
        }
    }
}

/// Starts children of a [`Dynamic`] supervisor.
pub struct Children<T, A: Actor> {
    template: Template<T, A>,
    current: Current,
    next: Arc<AtomicU64>,
}

impl<T: Send + Sync + 'static, A: Actor> Children<T, A> {
    /// Starts a child of this name. Answers when the supervisor has it: it may still be starting,
    /// and what it is sent meanwhile waits in its mailbox.
    ///
    /// # Errors
    /// [`StartError`] when the supervisor is not running, is full, or has a child of this name.
    pub async fn start(
        &self,
        name: impl Into<Arc<str>>,
        argument: T,
    ) -> Result<Child<A>, StartError> {
        let orders = lock(&self.current)
            .clone()
            .ok_or(StartError::SupervisorEnded)?;
        let spec = (self.template)(name.into(), &Arc::new(argument));
        let address = spec.address();
        let (done, taken) = oneshot::channel();
        orders.add(spec.into(), done);
        let key = taken.await.map_err(|_| StartError::SupervisorEnded)??;
        Ok(Child {
            address,
            orders,
            key,
        })
    }

    /// Starts a child named by a number that has not been used yet.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_next(&self, argument: T) -> Result<Child<A>, StartError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.start(number.to_string(), argument).await
    }
}

impl<T, A: Actor> Clone for Children<T, A> {
    fn clone(&self) -> Self {
        Self {
            template: Arc::clone(&self.template),
            current: Arc::clone(&self.current),
            next: Arc::clone(&self.next),
        }
    }
}

/// A dynamic child. Dropping this does nothing to it.
pub struct Child<A: Actor> {
    address: Address<A::Msg>,
    orders: Orders,
    key: u64,
}

impl<A: Actor> Child<A> {
    /// Its address.
    pub fn address(&self) -> &Address<A::Msg> {
        &self.address
    }

    /// Stops it for good: after the message in hand, within its own grace. Answers when it has
    /// ended.
    pub async fn stop(&self) -> Exit {
        let (done, ended) = oneshot::channel();
        self.orders
            .remove(self.key, StopReason::Requested, None, done);
        ended.await.unwrap_or(Exit::Stopped(StopReason::Shutdown))
    }

    /// Waits until it has ended for good, by itself or otherwise.
    pub async fn ended(&self) -> Exit {
        let (done, ended) = oneshot::channel();
        self.orders.ended(self.key, done);
        ended.await.unwrap_or(Exit::Stopped(StopReason::Shutdown))
    }
}
