//! A supervisor, a pool or a dynamic supervisor as a child.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Waker;

use super::keeper::{Keeper, Keeping};
use super::orders::{KeeperControl, Orders, spawn};
use super::seed;
use crate::child::{Body, ChildSpec, Place, Spawned};
use crate::failure::{BoxError, Exit};
use crate::mailbox::Stopper;
use crate::path::ActorPath;
use crate::restart::{Backoff, Intensity};
use crate::snapshot::{Kind, Node};
use crate::strategy::{AutoShutdown, Family, Rules, Strategy};
use crate::system::Tree;

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
        auto_shutdown: AutoShutdown,
        grow: Grow,
    ) -> Self {
        Self {
            kind,
            rules: Rules {
                strategy: Strategy::OneForOne,
                intensity,
                backoff,
                auto_shutdown,
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
    pub(super) fn keeper(&self, place: Place, exit: Arc<Mutex<Option<Exit>>>) -> Keeper {
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
