//! A whole tree: started, seen into and shut down as one.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

use crate::address::Address;
use crate::child::ChildSpec;
use crate::error::StartError;
use crate::failure::{Cause, Exit, Failure, Phase, StopReason};
use crate::mailbox::Mailbox;
use crate::message::Message;
use crate::path::ActorPath;
use crate::restart::{Backoff, Intensity};
use crate::snapshot::{Kind, Node, Snapshot};
use crate::strategy::{AutoShutdown, Strategy};
use crate::supervisor::{Orders, Supervisor};
use crate::sync::lock;
use crate::{panics, telemetry, watchdog};

/// What all of one tree share.
pub(crate) struct Tree {
    mailboxes: Mutex<BTreeMap<ActorPath, Arc<dyn Any + Send + Sync>>>,
    log: Mutex<Log>,
}

#[derive(Default)]
struct Log {
    killed: Vec<ActorPath>,
    given_up: Vec<ActorPath>,
}

/// More than so many are counted by the snapshot alone.
const LOGGED: usize = 1_000;

impl Tree {
    fn new() -> Self {
        Self {
            mailboxes: Mutex::new(BTreeMap::new()),
            log: Mutex::new(Log::default()),
        }
    }

    pub(crate) fn register<M: Message>(&self, path: &ActorPath, mailbox: &Arc<Mailbox<M>>) {
        let mailbox = Arc::clone(mailbox) as Arc<dyn Any + Send + Sync>;
        let before = lock(&self.mailboxes).insert(path.clone(), mailbox);
        drop(before);
    }

    pub(crate) fn forget(&self, path: &ActorPath) {
        let gone = lock(&self.mailboxes).remove(path);
        drop(gone);
    }

    fn address<M: Message>(&self, path: &str) -> Option<Address<M>> {
        let mailbox = lock(&self.mailboxes).get(path).cloned()?;
        mailbox.downcast::<Mailbox<M>>().ok().map(Address::new)
    }

    pub(crate) fn killed(&self, path: &ActorPath) {
        let mut log = lock(&self.log);
        if log.killed.len() < LOGGED {
            log.killed.push(path.clone());
        }
    }

    pub(crate) fn given_up(&self, path: &ActorPath) {
        let mut log = lock(&self.log);
        if log.given_up.len() < LOGGED {
            log.given_up.push(path.clone());
        }
    }
}

/// A running tree.
///
/// ```
/// use std::convert::Infallible;
/// use std::time::Duration;
/// use holdfast_runtime::{Actor, ActorSpec, Context, Message, Reply, System};
///
/// struct Greet(&'static str, Reply<String>);
/// impl Message for Greet {}
///
/// struct Greeter;
/// impl Actor for Greeter {
///     type Msg = Greet;
///     type Error = Infallible;
///     async fn handle(&mut self, msg: &Greet, _: &mut Context<Self>) -> Result<(), Infallible> {
///         msg.1.send(format!("hello, {}", msg.0));
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let greeter = ActorSpec::new("greeter", || Greeter);
/// let address = greeter.address();
/// let system = System::builder("demo").child(greeter).start().await?;
///
/// let hello = address.ask(Duration::from_secs(1), |reply| Greet("world", reply)).await?;
/// assert_eq!(hello, "hello, world");
///
/// println!("{}", system.snapshot());
/// let report = system.shutdown().await;
/// assert!(report.is_orderly());
/// # Ok(())
/// # }
/// ```
pub struct System {
    orders: Orders,
    tree: Arc<Tree>,
    node: Arc<Node>,
    exit: watch::Receiver<Option<Exit>>,
    armed: bool,
}

/// Builds a [`System`]; its root is a supervisor, rest-for-one unless said otherwise.
#[must_use]
pub struct SystemBuilder {
    root: Supervisor,
    name: Arc<str>,
}

impl SystemBuilder {
    /// The root's strategy.
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.root = self.root.strategy(strategy);
        self
    }

    /// How many restarts the root allows before the whole tree ends.
    pub fn intensity(mut self, intensity: Intensity) -> Self {
        self.root = self.root.intensity(intensity);
        self
    }

    /// How long the root waits before a restart.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.root = self.root.backoff(backoff);
        self
    }

    /// Whether the tree ends when significant children of the root have.
    pub fn auto_shutdown(mut self, auto_shutdown: AutoShutdown) -> Self {
        self.root = self.root.auto_shutdown(auto_shutdown);
        self
    }

    /// One more child of the root.
    pub fn child(mut self, child: impl Into<ChildSpec>) -> Self {
        self.root = self.root.child(child);
        self
    }

    /// Starts the tree, child by child, each when the one before it has started. Must be called
    /// within a tokio runtime with time enabled.
    ///
    /// # Errors
    /// [`StartError`] when a child does not start; those already started have been stopped.
    pub async fn start(self) -> Result<System, StartError> {
        panics::install();
        let path = ActorPath::root(&self.name);
        check_names(&path, self.root.children())?;
        let node = Arc::new(Node::new(path.clone(), Kind::Supervisor));
        let tree = Arc::new(Tree::new());
        let (booted_tx, booted) = oneshot::channel();
        let (exit_tx, exit) = watch::channel(None);
        let orders = self
            .root
            .start_root(Arc::clone(&node), Arc::clone(&tree), booted_tx, exit_tx)
            .await
            .map_err(|error| {
                StartError::Failed(Arc::new(Failure::new(
                    path,
                    Phase::Starting,
                    Cause::Error(error),
                )))
            })?;
        watchdog::publish(&node);
        let mut system = System {
            orders,
            tree,
            node,
            exit,
            armed: true,
        };
        if booted.await.is_ok() {
            return Ok(system);
        }
        let exit = system.ended().await;
        system.armed = false;
        Err(match exit {
            Exit::Failed(failure) => StartError::Failed(failure),
            Exit::Stopped(_) => StartError::SupervisorEnded,
        })
    }
}

/// Names of siblings must differ.
fn check_names(path: &ActorPath, children: &[ChildSpec]) -> Result<(), StartError> {
    let mut seen = BTreeSet::new();
    for child in children {
        if !seen.insert(Arc::clone(&child.name)) {
            return Err(StartError::DuplicateName {
                parent: path.clone(),
                name: child.name.to_string(),
            });
        }
        check_names(&path.join(&child.name), child.body.children())?;
    }
    Ok(())
}

impl System {
    /// A tree of this name.
    pub fn builder(name: impl Into<Arc<str>>) -> SystemBuilder {
        let name = name.into();
        SystemBuilder {
            root: Supervisor::rest_for_one(Arc::clone(&name)),
            name,
        }
    }

    /// The address of an actor or a pool by its path, as `/holdfast/agents/clash`. `None` when
    /// there is none, or it takes other messages.
    pub fn address<M: Message>(&self, path: &str) -> Option<Address<M>> {
        self.tree.address(path)
    }

    /// The state of the whole tree. Nobody is asked, so it also shows a tree that is stuck.
    pub fn snapshot(&self) -> Snapshot {
        self.node.snapshot()
    }

    /// Hands all counts to the [`metrics`](https://docs.rs/metrics) recorder now. It is also done
    /// once a second.
    pub fn publish_metrics(&self) {
        telemetry::publish(&self.node.snapshot());
    }

    /// Waits until the tree ends by itself: its root gave up, or its purpose has ended.
    pub async fn ended(&self) -> Exit {
        let mut exit = self.exit.clone();
        match exit.wait_for(Option::is_some).await {
            Ok(exit) => exit.clone().unwrap_or(Exit::Stopped(StopReason::Shutdown)),
            Err(_) => Exit::Stopped(StopReason::Shutdown),
        }
    }

    /// Stops the tree: children before their supervisors, last started first, each within its
    /// grace. What is left in the mailboxes becomes dead letters.
    pub async fn shutdown(mut self) -> Report {
        let began = Instant::now();
        self.armed = false;
        self.orders.shutdown(StopReason::Shutdown);
        let exit = self.ended().await;
        let mut log = lock(&self.tree.log);
        Report {
            exit,
            took: began.elapsed(),
            killed: std::mem::take(&mut log.killed),
            given_up: std::mem::take(&mut log.given_up),
        }
    }

    /// Kills the whole tree at once, without grace.
    pub fn abort(mut self) {
        self.armed = false;
        self.orders.kill();
    }
}

impl Drop for System {
    fn drop(&mut self) {
        if self.armed {
            self.orders.shutdown(StopReason::Shutdown);
        }
    }
}

/// How a shutdown went.
#[derive(Debug, Clone)]
pub struct Report {
    /// How the root ended.
    pub exit: Exit,
    /// How long it took.
    pub took: Duration,
    /// Who was killed, in this tree's whole life: its grace or its start timeout was over.
    pub killed: Vec<ActorPath>,
    /// Who did not even end when killed, and was left behind.
    pub given_up: Vec<ActorPath>,
}

impl Report {
    /// Everybody ended in good order.
    pub fn is_orderly(&self) -> bool {
        self.exit.is_ordered() && self.killed.is_empty() && self.given_up.is_empty()
    }
}
