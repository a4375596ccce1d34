//! What a supervisor is told, and the ways to tell it. None of it waits behind messages of users: a
//! supervisor has none.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ractor::concurrency::JoinHandle;
use ractor::{ActorCell, ActorRef};
use tokio::sync::oneshot;

use crate::child::{ChildSpec, Control};
use crate::clock::ticks;
use crate::error::StartError;
use crate::failure::{Exit, Failure, StopReason};
use crate::mailbox::Stopper;
use crate::queue::Tick;
use crate::strategy::Key;
use crate::sync::lock;

/// A child's way to its supervisor.
#[derive(Clone)]
pub(crate) struct Link {
    pub(super) to: To,
    pub(super) key: Key,
    pub(super) generation: u32,
}

#[derive(Clone)]
pub(super) enum To {
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
pub(crate) struct Orders(pub(super) ActorRef<Order>);

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
pub(super) struct StopChild {
    pub(super) orders: Orders,
    pub(super) key: Key,
}

impl Stopper for StopChild {
    fn stop(&self, grace: Duration, done: oneshot::Sender<Exit>) {
        self.orders
            .remove(self.key, StopReason::Requested, Some(grace), done);
    }
}

/// Tells the supervisor that a sleeping child has got a message.
pub(super) struct WakeChild {
    pub(super) actor: ActorRef<Order>,
    pub(super) key: Key,
    pub(super) generation: u32,
}

impl std::task::Wake for WakeChild {
    fn wake(self: Arc<Self>) {
        let _ = self
            .actor
            .send_message(Order::Woken(self.key, self.generation));
    }
}

pub(super) struct KeeperControl {
    pub(super) actor: ActorRef<Order>,
    pub(super) exit: Arc<Mutex<Option<Exit>>>,
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

/// What a supervisor is told, beside ractor's own events.
pub(super) enum Order {
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
