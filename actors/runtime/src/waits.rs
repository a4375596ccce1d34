//! Who waits for whom. Kept only while somebody waits: on having to wait an actor enters its edge
//! and looks whether it closes a circle, and if so its send or ask fails with the circle named.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use crate::incarnation::Incarnation;
use crate::path::ActorPath;
use crate::sync::lock;

/// Whether a wait is still one: room may have been granted or the answer given meanwhile.
pub(crate) trait StillWaits: Send + Sync {
    fn still_waits(&self, ticket: u32) -> bool;
}

struct Edge {
    to: u64,
    ticket: u32,
    wait: Arc<dyn StillWaits>,
}

#[derive(Default)]
struct Graph {
    /// The live workers of each mailbox; mostly one.
    workers: BTreeMap<u64, Vec<(u64, ActorPath)>>,
    /// Worker to what it waits for.
    edges: BTreeMap<u64, BTreeMap<u64, Edge>>,
    next: u64,
}

static GRAPH: Mutex<Graph> = Mutex::new(Graph {
    workers: BTreeMap::new(),
    edges: BTreeMap::new(),
    next: 0,
});

/// This incarnation now works on its mailbox.
pub(crate) fn works(worker: &Incarnation) {
    let mut graph = lock(&GRAPH);
    let workers = graph.workers.entry(worker.mailbox).or_default();
    workers.reserve_exact(1);
    workers.push((worker.id, worker.path.clone()));
}

/// This incarnation is over.
pub(crate) fn over(worker: &Incarnation) {
    let mut graph = lock(&GRAPH);
    if let Some(workers) = graph.workers.get_mut(&worker.mailbox) {
        workers.retain(|&(id, _)| id != worker.id);
        if workers.is_empty() {
            graph.workers.remove(&worker.mailbox);
        }
    }
    let gone = graph.edges.remove(&worker.id);
    drop(graph);
    drop(gone);
}

/// A wait that is under way; dropping it ends it.
pub(crate) struct Waiting {
    worker: Arc<Incarnation>,
    edge: u64,
}

/// Enters a wait of the current actor for a mailbox; the circle if it closes one. Waits from
/// outside any actor are not kept: nobody waits for them.
pub(crate) fn begin(
    to: u64,
    ticket: u32,
    wait: &Arc<dyn StillWaits>,
) -> Result<Option<Waiting>, Vec<ActorPath>> {
    let Some(worker) = crate::incarnation::current() else {
        return Ok(None);
    };
    let mut graph = lock(&GRAPH);
    let mut path = vec![worker.path.clone()];
    if graph.leads_back(worker.id, to, &mut path, &mut BTreeSet::new()) {
        return Err(path);
    }
    let edge = graph.next;
    graph.next += 1;
    graph.edges.entry(worker.id).or_default().insert(
        edge,
        Edge {
            to,
            ticket,
            wait: Arc::clone(wait),
        },
    );
    drop(graph);
    worker.waits(true);
    Ok(Some(Waiting { worker, edge }))
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.worker.waits(false);
        let mut graph = lock(&GRAPH);
        let mut gone = None;
        if let Some(edges) = graph.edges.get_mut(&self.worker.id) {
            gone = edges.remove(&self.edge);
            if edges.is_empty() {
                graph.edges.remove(&self.worker.id);
            }
        }
        drop(graph);
        drop(gone);
    }
}

impl Graph {
    /// Whether every worker of this mailbox is `me` or waits, at last, for `me`. A pool is waited
    /// for only if all its workers wait.
    fn leads_back(
        &self,
        me: u64,
        mailbox: u64,
        path: &mut Vec<ActorPath>,
        seen: &mut BTreeSet<u64>,
    ) -> bool {
        let Some(workers) = self.workers.get(&mailbox) else {
            return false;
        };
        let start = path.len();
        let mut named = false;
        for &(worker, ref at) in workers {
            if worker == me {
                if !named {
                    path.push(at.clone());
                    named = true;
                }
                continue;
            }
            if !seen.insert(worker) {
                // On the way already: it waits if the rest does.
                continue;
            }
            let mut onward = vec![at.clone()];
            let waits = self.edges.get(&worker).is_some_and(|edges| {
                edges.values().any(|edge| {
                    onward.truncate(1);
                    edge.wait.still_waits(edge.ticket)
                        && self.leads_back(me, edge.to, &mut onward, seen)
                })
            });
            if !waits {
                path.truncate(start);
                return false;
            }
            if !named && onward.len() > 1 {
                path.append(&mut onward);
                named = true;
            }
        }
        named
    }
}

/// A circle as text.
pub(crate) fn show(path: &[ActorPath]) -> String {
    path.iter()
        .map(ActorPath::as_str)
        .collect::<Vec<_>>()
        .join(" → ")
}
