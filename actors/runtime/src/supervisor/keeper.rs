//! The supervisor at work: an actor that decides about each event and carries the decision out.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, Weak};
use std::task::Waker;

use ractor::concurrency::JoinHandle;
use ractor::{ActorProcessingErr, ActorRef, SupervisionEvent};
use tokio::sync::oneshot;

use super::body::Grow;
use super::orders::{Link, Order, Orders, StopChild, To, WakeChild};
use crate::child::{ChildSpec, Control, Place};
use crate::clock;
use crate::error::StartError;
use crate::failure::{Cause, Exit, Failure, Phase, StopReason};
use crate::queue::{NEVER, Tick};
use crate::restart::Intensity;
use crate::snapshot::{ActorState, Node};
use crate::strategy::{Action, Ended, Event, Family, Key, KillReason, Outcome};
use crate::sync::lock;

pub(super) struct Keeping;

/// The supervisor at work.
pub(super) struct Keeper {
    pub(super) family: Family,
    pub(super) intensity: Intensity,
    pub(super) start: Vec<ChildSpec>,
    pub(super) grow: Option<Grow>,
    pub(super) children: BTreeMap<Key, Child>,
    pub(super) names: HashMap<Arc<str>, Key>,
    pub(super) pids: HashMap<u64, (Key, u32)>,
    pub(super) zombies: HashMap<u64, Weak<Node>>,
    pub(super) place: Place,
    pub(super) exit: Arc<Mutex<Option<Exit>>>,
    pub(super) timer: Option<(Tick, JoinHandle<()>)>,
    /// The last failure of a child.
    pub(super) last: Option<Arc<Failure>>,
}

pub(super) struct Child {
    pub(super) spec: ChildSpec,
    pub(super) node: Arc<Node>,
    pub(super) live: Option<(u64, u32, Arc<dyn Control>)>,
    pub(super) exit: Option<Exit>,
    pub(super) waiting: Vec<oneshot::Sender<Exit>>,
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
