//! Supervisors: what one builds them from, and the actor that carries out what
//! [`strategy`](crate::strategy) decides. It never waits for a child.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, Weak};
use std::task::Waker;
use std::time::Duration;

use ractor::concurrency::JoinHandle;
use ractor::{ActorCell, ActorProcessingErr, ActorRef, SupervisionEvent};
use tokio::sync::{oneshot, watch};

use crate::child::{Body, ChildSpec, Control, Place, Spawned};
use crate::clock::{self, ticks};
use crate::error::StartError;
use crate::failure::{BoxError, Cause, Exit, Failure, Phase, StopReason};
use crate::mailbox::Stopper;
use crate::path::ActorPath;
use crate::queue::{NEVER, Tick};
use crate::restart::{Backoff, Intensity, Restart};
use crate::snapshot::{ActorState, Kind, Node};
use crate::strategy::{
    Action, AutoShutdown, Ended, Event, Family, KILL_MARGIN, Key, KillReason, Outcome, Rules,
    Strategy,
};
use crate::sync::lock;
use crate::system::Tree;

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

/// The supervisor actor of the moment, for handles that outlive it.
pub(crate) type Current = Arc<Mutex<Option<Orders>>>;

/// What makes a supervisor's children beside those it starts with.
#[derive(Clone)]
pub(crate) struct Grow {
    pub(crate) current: Current,
    /// At most so many children.
    pub(crate) most: usize,
    /// In a pool: makes worker number n; and how many there are to be.
    pub(crate) pool: Option<Arc<dyn Workers>>,
}

/// The workers of a pool.
pub(crate) trait Workers: Send + Sync {
    fn wanted(&self) -> usize;
    fn worker(&self, number: usize) -> ChildSpec;
    fn settle_in(
        &self,
        node: &Node,
        path: &ActorPath,
        tree: &Tree,
        stopper: Option<Arc<dyn Stopper>>,
    );
    fn close(&self);
}

pub(crate) struct KeeperBody {
    pub(crate) kind: Kind,
    pub(crate) rules: Rules,
    pub(crate) children: Vec<ChildSpec>,
    pub(crate) grow: Option<Grow>,
}

impl KeeperBody {
    /// A supervisor whose children all start and stop at once.
    pub(crate) fn unordered(
        kind: Kind,
        name: &str,
        intensity: Intensity,
        backoff: Backoff,
        grow: Grow,
    ) -> Self {
        Self {
            kind,
            rules: Rules {
                strategy: Strategy::OneForOne,
                intensity,
                backoff,
                auto_shutdown: AutoShutdown::Never,
                ordered: false,
                seed: seed(name),
            },
            children: Vec::new(),
            grow: Some(grow),
        }
    }
}

impl Body for KeeperBody {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn settle_in(
        &self,
        node: &Node,
        path: &ActorPath,
        tree: &Tree,
        stopper: Option<Arc<dyn Stopper>>,
    ) {
        if let Some(pool) = self.grow.as_ref().and_then(|grow| grow.pool.as_ref()) {
            pool.settle_in(node, path, tree, stopper);
        }
    }

    fn spawn(
        &self,
        place: Place,
    ) -> Pin<Box<dyn Future<Output = Result<Spawned, BoxError>> + Send>> {
        let supervisor = place.link.supervisor();
        let exit = Arc::new(Mutex::new(None));
        let keeper = self.keeper(place, Arc::clone(&exit));
        Box::pin(async move {
            let (actor, _) = spawn(Keeping, keeper, supervisor).await?;
            Ok(Spawned {
                pid: actor.get_id().pid(),
                control: Arc::new(KeeperControl { actor, exit }),
            })
        })
    }

    fn sleep(&self, _: Waker) {}

    fn close(&self) {
        for child in &self.children {
            child.body.close();
        }
        if let Some(pool) = self.grow.as_ref().and_then(|grow| grow.pool.as_ref()) {
            pool.close();
        }
    }

    fn children(&self) -> &[ChildSpec] {
        &self.children
    }
}

impl KeeperBody {
    fn keeper(&self, place: Place, exit: Arc<Mutex<Option<Exit>>>) -> Keeper {
        Keeper {
            family: Family::new(self.rules),
            intensity: self.rules.intensity,
            start: self.children.clone(),
            grow: self.grow.clone(),
            children: BTreeMap::new(),
            names: HashMap::new(),
            pids: HashMap::new(),
            zombies: HashMap::new(),
            place,
            exit,
            timer: None,
            last: None,
        }
    }
}

/// A child's way to its supervisor.
#[derive(Clone)]
pub(crate) struct Link {
    to: To,
    key: Key,
    generation: u32,
}

#[derive(Clone)]
enum To {
    Supervisor(ActorRef<Order>),
    Root(Arc<Mutex<Option<oneshot::Sender<()>>>>),
}

impl Link {
    /// The supervisor, to link the child to; the root of a tree has none.
    pub(crate) fn supervisor(&self) -> Option<ActorCell> {
        match &self.to {
            To::Supervisor(actor) => Some(actor.get_cell()),
            To::Root(_) => None,
        }
    }

    /// It has started.
    pub(crate) fn started(&self) {
        match &self.to {
            To::Supervisor(actor) => {
                let _ = actor.send_message(Order::Started(self.key, self.generation));
            }
            To::Root(booted) => {
                let booted = lock(booted).take();
                if let Some(booted) = booted {
                    let _ = booted.send(());
                }
            }
        }
    }

    /// It has been shut out of its mailbox and is not to be waited for.
    pub(crate) fn given_up(&self) {
        if let To::Supervisor(actor) = &self.to {
            let _ = actor.send_message(Order::GivenUp(self.key, self.generation));
        }
    }
}

/// Spawns a ractor actor, linked to its supervisor. Ready at once: our `pre_start` does nothing.
pub(crate) async fn spawn<A: ractor::Actor>(
    actor: A,
    arguments: A::Arguments,
    supervisor: Option<ActorCell>,
) -> Result<(ActorRef<A::Msg>, JoinHandle<()>), ractor::SpawnErr> {
    match supervisor {
        Some(supervisor) => A::spawn_linked(None, actor, arguments, supervisor).await,
        None => A::spawn(None, actor, arguments).await,
    }
}

/// A way to give orders to a supervisor.
#[derive(Clone)]
pub(crate) struct Orders(ActorRef<Order>);

impl Orders {
    pub(crate) fn shutdown(&self, why: StopReason) {
        let _ = self.0.send_message(Order::Shutdown(why));
    }

    pub(crate) fn add(&self, spec: ChildSpec, done: oneshot::Sender<Result<Key, StartError>>) {
        let _ = self.0.send_message(Order::Add(Box::new(spec), done));
    }

    pub(crate) fn remove(
        &self,
        key: Key,
        why: StopReason,
        grace: Option<Duration>,
        done: oneshot::Sender<Exit>,
    ) {
        let _ = self
            .0
            .send_message(Order::Remove(key, why, grace.map(ticks), done));
    }

    pub(crate) fn ended(&self, key: Key, done: oneshot::Sender<Exit>) {
        let _ = self.0.send_message(Order::WhenEnded(key, done));
    }

    pub(crate) fn resize(&self, done: oneshot::Sender<()>) {
        let _ = self.0.send_message(Order::Resize(done));
    }

    pub(crate) fn kill(&self) {
        self.0.kill();
    }
}

/// Stops one child through its supervisor, for its address.
struct StopChild {
    orders: Orders,
    key: Key,
}

impl Stopper for StopChild {
    fn stop(&self, grace: Duration, done: oneshot::Sender<Exit>) {
        self.orders
            .remove(self.key, StopReason::Requested, Some(grace), done);
    }
}

/// Tells the supervisor that a sleeping child has got a message.
struct WakeChild {
    actor: ActorRef<Order>,
    key: Key,
    generation: u32,
}

impl std::task::Wake for WakeChild {
    fn wake(self: Arc<Self>) {
        let _ = self
            .actor
            .send_message(Order::Woken(self.key, self.generation));
    }
}

struct KeeperControl {
    actor: ActorRef<Order>,
    exit: Arc<Mutex<Option<Exit>>>,
}

impl Control for KeeperControl {
    fn stop(&self, why: StopReason) {
        let _ = self.actor.send_message(Order::Shutdown(why));
    }

    fn kill(&self, why: Arc<Failure>) {
        lock(&self.exit).get_or_insert(Exit::Failed(why));
        self.actor.kill();
    }

    fn fence(&self) {}

    fn exit(&self) -> Option<Exit> {
        lock(&self.exit).clone()
    }
}

/// What a supervisor is told, beside ractor's own events. These never wait behind messages of
/// users: a supervisor has none.
enum Order {
    Started(Key, u32),
    GivenUp(Key, u32),
    Woken(Key, u32),
    Tick,
    Shutdown(StopReason),
    Add(Box<ChildSpec>, oneshot::Sender<Result<Key, StartError>>),
    Remove(Key, StopReason, Option<Tick>, oneshot::Sender<Exit>),
    WhenEnded(Key, oneshot::Sender<Exit>),
    Resize(oneshot::Sender<()>),
}

struct Keeping;

/// The supervisor at work.
struct Keeper {
    family: Family,
    intensity: Intensity,
    start: Vec<ChildSpec>,
    grow: Option<Grow>,
    children: BTreeMap<Key, Child>,
    names: HashMap<Arc<str>, Key>,
    pids: HashMap<u64, (Key, u32)>,
    zombies: HashMap<u64, Weak<Node>>,
    place: Place,
    exit: Arc<Mutex<Option<Exit>>>,
    timer: Option<(Tick, JoinHandle<()>)>,
    /// The last failure of a child.
    last: Option<Arc<Failure>>,
}

struct Child {
    spec: ChildSpec,
    node: Arc<Node>,
    live: Option<(u64, u32, Arc<dyn Control>)>,
    exit: Option<Exit>,
    waiting: Vec<oneshot::Sender<Exit>>,
}

impl ractor::Actor for Keeping {
    type Msg = Order;
    type State = Keeper;
    type Arguments = Keeper;

    async fn pre_start(
        &self,
        _: ActorRef<Order>,
        keeper: Keeper,
    ) -> Result<Keeper, ActorProcessingErr> {
        Ok(keeper)
    }

    async fn post_start(
        &self,
        myself: ActorRef<Order>,
        keeper: &mut Keeper,
    ) -> Result<(), ActorProcessingErr> {
        keeper.place.node.set_state(ActorState::Starting);
        for spec in std::mem::take(&mut keeper.start) {
            keeper.add(&myself, spec);
        }
        if let Some(grow) = keeper.grow.clone() {
            // First, or a resize after the count was read would be told to nobody.
            *lock(&grow.current) = Some(Orders(myself.clone()));
            if let Some(pool) = &grow.pool {
                for number in 0..pool.wanted() {
                    keeper.add(&myself, pool.worker(number));
                }
            }
        }
        keeper.on(&myself, Event::Boot).await;
        Ok(())
    }

    async fn handle(
        &self,
        myself: ActorRef<Order>,
        order: Order,
        keeper: &mut Keeper,
    ) -> Result<(), ActorProcessingErr> {
        match order {
            Order::Started(key, generation) => {
                if let Some(child) = keeper.children.get(&key)
                    && matches!(child.live, Some((_, now, _)) if now == generation)
                    && child.node.state() == ActorState::Starting
                {
                    child.node.set_state(ActorState::Running);
                }
                keeper.on(&myself, Event::Started(key, generation)).await;
            }
            Order::GivenUp(key, generation) => {
                keeper.given_up(key, generation);
                keeper.on(&myself, Event::GivenUp(key, generation)).await;
            }
            Order::Woken(key, generation) => {
                keeper.on(&myself, Event::Woken(key, generation)).await;
            }
            Order::Tick => {
                keeper.timer = None;
                keeper.on(&myself, Event::Tick).await;
            }
            Order::Shutdown(why) => {
                keeper.place.node.set_state(ActorState::Stopping);
                keeper.on(&myself, Event::End(Outcome::Stopped(why))).await;
            }
            Order::Add(spec, done) => {
                let most = keeper.grow.as_ref().map_or(usize::MAX, |grow| grow.most);
                let result = if keeper.family.is_ending() {
                    Err(StartError::SupervisorEnded)
                } else if keeper.family.len() >= most {
                    Err(StartError::TooManyChildren(most))
                } else if keeper.names.contains_key(&spec.name) {
                    Err(StartError::DuplicateName {
                        parent: keeper.place.path.clone(),
                        name: spec.name.to_string(),
                    })
                } else {
                    Ok(keeper.add(&myself, *spec))
                };
                let added = result.as_ref().ok().copied();
                let _ = done.send(result);
                if let Some(key) = added {
                    keeper.on(&myself, Event::Added(key)).await;
                }
            }
            Order::Remove(key, why, grace, done) => {
                match keeper.children.get_mut(&key) {
                    Some(child) => child.waiting.push(done),
                    None => {
                        let _ = done.send(Exit::Stopped(why));
                    }
                }
                keeper.on(&myself, Event::Remove(key, why, grace)).await;
            }
            Order::WhenEnded(key, done) => match keeper.children.get_mut(&key) {
                Some(child) => child.waiting.push(done),
                None => {
                    let _ = done.send(Exit::Stopped(StopReason::Finished));
                }
            },
            Order::Resize(done) => {
                keeper.resize(&myself).await;
                let _ = done.send(());
            }
        }
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<Order>,
        event: SupervisionEvent,
        keeper: &mut Keeper,
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorTerminated(who, ..) | SupervisionEvent::ActorFailed(who, _) =
            &event
        {
            let pid = who.get_id().pid();
            if let Some(node) = keeper.zombies.remove(&pid) {
                if let Some(node) = node.upgrade() {
                    node.zombie(false);
                }
            } else if let Some((key, generation)) = keeper.pids.remove(&pid) {
                let how = keeper.ended(key, generation);
                keeper.on(&myself, Event::Ended(key, generation, how)).await;
            }
        }
        Ok(())
    }
}

impl Keeper {
    fn add(&mut self, myself: &ActorRef<Order>, spec: ChildSpec) -> Key {
        let key = self.family.add(spec.policy());
        let path = self.place.path.join(&spec.name);
        let node = Arc::new(Node::new(path.clone(), spec.body.kind()));
        let stopper = Arc::new(StopChild {
            orders: Orders(myself.clone()),
            key,
        });
        spec.body
            .settle_in(&node, &path, &self.place.tree, Some(stopper));
        self.place.node.put(key, Arc::clone(&node));
        self.names.insert(Arc::clone(&spec.name), key);
        self.children.insert(
            key,
            Child {
                spec,
                node,
                live: None,
                exit: None,
                waiting: Vec::new(),
            },
        );
        key
    }

    /// Decides about an event and carries the decision out.
    async fn on(&mut self, myself: &ActorRef<Order>, event: Event) {
        let mut actions: std::collections::VecDeque<Action> =
            self.family.decide(event, clock::now()).into();
        while let Some(action) = actions.pop_front() {
            match action {
                Action::Start(key, generation) => {
                    if !self.start(myself, key, generation).await {
                        let event = Event::Ended(key, generation, Ended::Failed);
                        actions.extend(self.family.decide(event, clock::now()));
                    }
                }
                Action::Sleep(key, generation) => {
                    if let Some(child) = self.children.get(&key) {
                        child.node.set_state(ActorState::Asleep);
                        child.spec.body.sleep(Waker::from(Arc::new(WakeChild {
                            actor: myself.clone(),
                            key,
                            generation,
                        })));
                    }
                }
                Action::Stop(key, generation, why) => {
                    if let Some((child, control)) = self.live(key, generation) {
                        child.node.set_state(ActorState::Stopping);
                        control.stop(why);
                    }
                }
                Action::Kill(key, generation, why) => {
                    if let Some((child, control)) = self.live(key, generation) {
                        let path = child.node.path.clone();
                        let (phase, cause) = match why {
                            KillReason::StartTimeout => (
                                Phase::Starting,
                                Cause::StartTimeout(child.spec.start_timeout),
                            ),
                            KillReason::GraceOver => (Phase::Stopping, Cause::Killed),
                        };
                        tracing::warn!(actor = %path, ?why, "killing");
                        self.place.tree.killed(&path);
                        control.kill(Arc::new(Failure::new(path, phase, cause)));
                    }
                }
                Action::GiveUp(key, generation) => {
                    if let Some((child, control)) = self.live(key, generation) {
                        self.place.tree.given_up(&child.node.path);
                        control.fence();
                    }
                    self.given_up(key, generation);
                }
                Action::Gone(key) => self.gone(key),
                Action::Booted => {
                    self.place.node.set_state(ActorState::Running);
                    self.place.link.started();
                }
                Action::Over(outcome) => {
                    self.over(myself, outcome);
                    return;
                }
            }
        }
        self.set_timer(myself);
    }

    fn live(&self, key: Key, generation: u32) -> Option<(&Child, Arc<dyn Control>)> {
        let child = self.children.get(&key)?;
        let (_, now, control) = child.live.as_ref()?;
        (*now == generation).then(|| (child, Arc::clone(control)))
    }

    async fn start(&mut self, myself: &ActorRef<Order>, key: Key, generation: u32) -> bool {
        let Some(child) = self.children.get_mut(&key) else {
            return false;
        };
        if child.exit.take().is_some() {
            child.node.restarted();
            tracing::info!(actor = %child.node.path, "restarting");
        }
        child.node.set_state(ActorState::Starting);
        let place = Place {
            path: child.node.path.clone(),
            node: Arc::clone(&child.node),
            link: Link {
                to: To::Supervisor(myself.clone()),
                key,
                generation,
            },
            tree: Arc::clone(&self.place.tree),
        };
        match child.spec.body.spawn(place).await {
            Ok(spawned) => {
                self.pids.insert(spawned.pid, (key, generation));
                child.live = Some((spawned.pid, generation, spawned.control));
                true
            }
            Err(error) => {
                let failure = Arc::new(Failure::new(
                    child.node.path.clone(),
                    Phase::Starting,
                    Cause::Error(error),
                ));
                child.exit = Some(Exit::Failed(Arc::clone(&failure)));
                child.node.failed(Arc::clone(&failure));
                self.last = Some(failure);
                false
            }
        }
    }

    /// An incarnation has ended: how?
    fn ended(&mut self, key: Key, generation: u32) -> Ended {
        let Some(child) = self.children.get_mut(&key) else {
            return Ended::Ordered;
        };
        let Some((_, _, control)) = child.live.take_if(|live| live.1 == generation) else {
            return Ended::Ordered;
        };
        let exit = control.exit().unwrap_or_else(|| {
            Exit::Failed(Arc::new(Failure::new(
                child.node.path.clone(),
                Phase::Idle,
                Cause::Killed,
            )))
        });
        child.node.set_state(ActorState::Down);
        let how = if let Exit::Failed(failure) = &exit {
            tracing::error!(actor = %child.node.path, %failure, "failed");
            child.node.failed(Arc::clone(failure));
            self.last = Some(Arc::clone(failure));
            Ended::Failed
        } else {
            Ended::Ordered
        };
        child.exit = Some(exit);
        how
    }

    /// An incarnation is not waited for any more.
    fn given_up(&mut self, key: Key, generation: u32) {
        let Some(child) = self.children.get_mut(&key) else {
            return;
        };
        let Some((pid, _, control)) = child.live.take_if(|live| live.1 == generation) else {
            return;
        };
        self.pids.remove(&pid);
        self.zombies.insert(pid, Arc::downgrade(&child.node));
        child.node.zombie(true);
        let exit = control.exit().unwrap_or_else(|| {
            Exit::Failed(Arc::new(Failure::new(
                child.node.path.clone(),
                Phase::Idle,
                Cause::Killed,
            )))
        });
        if let Exit::Failed(failure) = &exit {
            tracing::error!(actor = %child.node.path, %failure, "given up; it may still be running");
            child.node.failed(Arc::clone(failure));
            self.last = Some(Arc::clone(failure));
        }
        child.exit = Some(exit);
        child.node.set_state(ActorState::Down);
    }

    /// A child is over for good.
    fn gone(&mut self, key: Key) {
        let Some(child) = self.children.remove(&key) else {
            return;
        };
        self.names.remove(&child.spec.name);
        child.spec.body.close();
        child.node.set_state(ActorState::Ended);
        self.place.tree.forget(&child.node.path);
        if self.grow.is_some() {
            self.place.node.remove(key);
        }
        let exit = child.exit.unwrap_or(Exit::Stopped(StopReason::Requested));
        for done in child.waiting {
            let _ = done.send(exit.clone());
        }
    }

    async fn resize(&mut self, myself: &ActorRef<Order>) {
        let Some(pool) = self.grow.as_ref().and_then(|grow| grow.pool.clone()) else {
            return;
        };
        let wanted = pool.wanted();
        // Workers are named by their number.
        let mut numbers: BTreeMap<usize, Key> = BTreeMap::new();
        for (name, &key) in &self.names {
            if let Ok(number) = name.parse() {
                numbers.insert(number, key);
            }
        }
        for (_, key) in numbers.split_off(&wanted) {
            if let Some(child) = self.children.get(&key) {
                self.names.remove(&child.spec.name);
            }
            self.on(myself, Event::Remove(key, StopReason::Resize, None))
                .await;
        }
        for number in 0..wanted {
            if !numbers.contains_key(&number) {
                let key = self.add(myself, pool.worker(number));
                self.on(myself, Event::Added(key)).await;
            }
        }
    }

    fn over(&mut self, myself: &ActorRef<Order>, outcome: Outcome) {
        let path = self.place.path.clone();
        let exit = match outcome {
            Outcome::Stopped(why) => Exit::Stopped(why),
            Outcome::Finished => Exit::Stopped(StopReason::Finished),
            Outcome::DidNotStart(_) => {
                let failure = self.last.take().unwrap_or_else(|| {
                    Arc::new(Failure::new(path.clone(), Phase::Starting, Cause::Killed))
                });
                Exit::Failed(Arc::new(Failure::new(
                    path,
                    Phase::Starting,
                    Cause::ChildDidNotStart(failure),
                )))
            }
            Outcome::TooManyRestarts(_) => Exit::Failed(Arc::new(Failure::new(
                path,
                Phase::Idle,
                Cause::TooManyRestarts {
                    restarts: self.intensity.restarts,
                    within: self.intensity.within,
                    last: self.last.take(),
                },
            ))),
        };
        // Dynamic children are not made again with their supervisor. Of the others the mailboxes
        // stay for its successor; whoever decides that there is none closes them.
        let dynamic = self.grow.as_ref().is_some_and(|grow| grow.pool.is_none());
        if let Some(grow) = &self.grow {
            *lock(&grow.current) = None;
        }
        for (_, child) in std::mem::take(&mut self.children) {
            child.node.set_state(ActorState::Down);
            if dynamic {
                child.spec.body.close();
                child.node.set_state(ActorState::Ended);
                self.place.tree.forget(&child.node.path);
            }
            let exit = child.exit.unwrap_or(Exit::Stopped(StopReason::Shutdown));
            for done in child.waiting {
                let _ = done.send(exit.clone());
            }
        }
        self.place.node.set_state(ActorState::Down);
        lock(&self.exit).get_or_insert(exit);
        if let Some((_, timer)) = self.timer.take() {
            timer.abort();
        }
        myself.stop(None);
    }

    /// One timer serves all children. One that comes too early does no harm.
    fn set_timer(&mut self, myself: &ActorRef<Order>) {
        let Some(at) = self.family.next_tick().filter(|&at| at != NEVER) else {
            return;
        };
        if self.timer.as_ref().is_some_and(|&(armed, _)| armed <= at) {
            return;
        }
        if let Some((_, timer)) = self.timer.take() {
            timer.abort();
        }
        let myself = myself.clone();
        let until = clock::instant(at);
        #[expect(
            clippy::disallowed_methods,
            reason = "a timer that its child's place aborts"
        )]
        let timer = ractor::concurrency::spawn(async move {
            tokio::time::sleep_until(until).await;
            let _ = myself.send_message(Order::Tick);
        });
        self.timer = Some((at, timer));
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let Some((_, timer)) = self.timer.take() {
            timer.abort();
        }
    }
}
