//! Supervisors: what one builds them from, and the actor that carries out what
//! [`strategy`](crate::strategy) decides. It never waits for a child.

mod body;
mod keeper;
mod orders;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use crate::child::{Body, ChildSpec, Place};
use crate::failure::{BoxError, Cause, Exit, Failure, Phase};
use crate::restart::{Backoff, Intensity, Restart};
use crate::snapshot::{ActorState, Kind, Node};
use crate::strategy::{AutoShutdown, KILL_MARGIN, Rules, Strategy};
use crate::sync::lock;
use crate::system::Tree;
pub(crate) use body::{Current, Grow, KeeperBody, Workers};
use keeper::Keeping;
use orders::To;
pub(crate) use orders::{Link, Orders, spawn};

/// A supervisor and its children, in the order they start. They stop in reverse.
///
/// ```
/// use std::time::Duration;
/// use holdfast_runtime::{AutoShutdown, Backoff, Intensity, Supervisor};
///
/// let supervisor = Supervisor::rest_for_one("storage")
///     .intensity(Intensity::new(5, Duration::from_secs(30)))
///     .backoff(Backoff::exponential(Duration::from_millis(50), Duration::from_secs(10)).full_jitter())
///     .auto_shutdown(AutoShutdown::AnySignificant);
/// # let _ = supervisor;
/// ```
#[derive(Clone)]
pub struct Supervisor {
    name: Arc<str>,
    rules: Rules,
    restart: Restart,
    significant: bool,
    start_timeout: Duration,
    children: Vec<ChildSpec>,
}

impl Supervisor {
    /// A supervisor with this strategy and no children yet.
    pub fn new(name: impl Into<Arc<str>>, strategy: Strategy) -> Self {
        let name = name.into();
        Self {
            rules: Rules {
                strategy,
                intensity: Intensity::default(),
                backoff: Backoff::default(),
                auto_shutdown: AutoShutdown::default(),
                ordered: true,
                seed: seed(&name),
            },
            name,
            restart: Restart::default(),
            significant: false,
            start_timeout: Duration::from_secs(300),
            children: Vec::new(),
        }
    }

    /// A child that fails is restarted alone.
    pub fn one_for_one(name: impl Into<Arc<str>>) -> Self {
        Self::new(name, Strategy::OneForOne)
    }

    /// When a child fails all are restarted.
    pub fn one_for_all(name: impl Into<Arc<str>>) -> Self {
        Self::new(name, Strategy::OneForAll)
    }

    /// When a child fails it and those after it are restarted.
    pub fn rest_for_one(name: impl Into<Arc<str>>) -> Self {
        Self::new(name, Strategy::RestForOne)
    }

    /// How many restarts it allows before it gives up; five in half a minute by default.
    #[must_use]
    pub fn intensity(mut self, intensity: Intensity) -> Self {
        self.rules.intensity = intensity;
        self
    }

    /// How long it waits before a restart; 10 ms to 10 s with full jitter by default.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.rules.backoff = backoff;
        self
    }

    /// The seed of the jitter, for tests; by default it is made from the name.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.rules.seed = seed;
        self
    }

    /// Whether it ends when its significant children have; never by default.
    #[must_use]
    pub fn auto_shutdown(mut self, auto_shutdown: AutoShutdown) -> Self {
        self.rules.auto_shutdown = auto_shutdown;
        self
    }

    /// Another strategy.
    #[must_use]
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.rules.strategy = strategy;
        self
    }

    /// When it is itself restarted by its own supervisor; always by default.
    #[must_use]
    pub fn restart(mut self, restart: Restart) -> Self {
        self.restart = restart;
        self
    }

    /// Counts for its own supervisor's [`AutoShutdown`] when it ends by itself.
    #[must_use]
    pub fn significant(mut self) -> Self {
        self.significant = true;
        self
    }

    /// How long all its children together may take to start; five minutes by default.
    #[must_use]
    pub fn start_timeout(mut self, timeout: Duration) -> Self {
        self.start_timeout = timeout;
        self
    }

    /// One more child, started after those before it.
    #[must_use]
    pub fn child(mut self, child: impl Into<ChildSpec>) -> Self {
        self.children.push(child.into());
        self
    }

    pub(crate) fn children(&self) -> &[ChildSpec] {
        &self.children
    }

    /// Starts this supervisor as the root of a tree.
    pub(crate) async fn start_root(
        self,
        node: Arc<Node>,
        tree: Arc<Tree>,
        booted: oneshot::Sender<()>,
        ended: watch::Sender<Option<Exit>>,
    ) -> Result<Orders, BoxError> {
        let body = KeeperBody {
            kind: Kind::Supervisor,
            rules: self.rules,
            children: self.children,
            grow: None,
        };
        let exit = Arc::new(Mutex::new(None));
        let place = Place {
            path: node.path.clone(),
            node: Arc::clone(&node),
            link: Link {
                to: To::Root(Arc::new(Mutex::new(Some(booted)))),
                key: 0,
                generation: 0,
            },
            tree,
        };
        let keeper = body.keeper(place, Arc::clone(&exit));
        let (actor, joined) = ractor::Actor::spawn(None, Keeping, keeper).await?;
        #[expect(clippy::disallowed_methods, reason = "waits for the root's own end")]
        ractor::concurrency::spawn(async move {
            let _ = joined.await;
            // Nobody will start anything of this tree again.
            body.close();
            node.set_state(ActorState::Ended);
            let exit = lock(&exit).take().unwrap_or_else(|| {
                Exit::Failed(Arc::new(Failure::new(
                    node.path.clone(),
                    Phase::Idle,
                    Cause::Killed,
                )))
            });
            let _ = ended.send(Some(exit));
        });
        Ok(Orders(actor))
    }
}

impl From<Supervisor> for ChildSpec {
    fn from(supervisor: Supervisor) -> Self {
        let grace = grace_of(supervisor.rules.ordered, &supervisor.children);
        Self {
            name: supervisor.name,
            restart: supervisor.restart,
            grace,
            start_timeout: supervisor.start_timeout,
            significant: supervisor.significant,
            asleep: false,
            body: Arc::new(KeeperBody {
                kind: Kind::Supervisor,
                rules: supervisor.rules,
                children: supervisor.children,
                grow: None,
            }),
        }
    }
}

/// The grace of a supervisor is what its children need: one after the other, or all at once.
fn grace_of(ordered: bool, children: &[ChildSpec]) -> Duration {
    let each = children
        .iter()
        .map(|child| child.grace.saturating_add(KILL_MARGIN));
    let all = if ordered {
        each.fold(Duration::ZERO, Duration::saturating_add)
    } else {
        each.max().unwrap_or_default()
    };
    all.saturating_add(KILL_MARGIN)
}

/// A seed of a name.
pub(crate) fn seed(name: &str) -> u64 {
    // FNV-1a
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
