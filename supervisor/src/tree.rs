//! The supervision tree, as it stands in `ARCHITECTURE.md`:
//!
//! ```text
//! holdfast (rest-for-one)
//! ├─ agents (one-for-one): a pool for each of the nine
//! └─ projects (simple one-for-one): an actor for each running design
//! ```

use std::num::NonZeroUsize;
use std::sync::Arc;

use holdfast_agents::Job;
use holdfast_agents::agent::Agent;
use holdfast_agents::audit::Audit;
use holdfast_agents::clash::Clash;
use holdfast_agents::detection::Detection;
use holdfast_agents::ingestion::Ingestion;
use holdfast_agents::load_path::LoadPath;
use holdfast_agents::normalization::Normalization;
use holdfast_agents::report::Report;
use holdfast_agents::rod_design::RodDesign;
use holdfast_agents::shrinkage::Shrinkage;
use holdfast_agents::worker::Worker;
use holdfast_config::settings::Settings;
use holdfast_runtime::{
    ActorSpec, Address, Backoff, Capacity, Children, Dynamic, Intensity, Overflow, Pool,
    Redelivery, Restart, StartError, Supervisor, System,
};

use crate::design::actor::{Order, ProjectActor};

/// Designs that may run at a time; further ones are refused with a word on why.
const MOST_DESIGNS: usize = 16;

/// The nine pools' addresses.
#[derive(Clone)]
pub(crate) struct Agents {
    pub(crate) ingestion: Address<Job<Ingestion>>,
    pub(crate) normalization: Address<Job<Normalization>>,
    pub(crate) detection: Address<Job<Detection>>,
    pub(crate) load_path: Address<Job<LoadPath>>,
    pub(crate) rod_design: Address<Job<RodDesign>>,
    pub(crate) shrinkage: Address<Job<Shrinkage>>,
    pub(crate) clash: Address<Job<Clash>>,
    pub(crate) audit: Address<Job<Audit>>,
    pub(crate) report: Address<Job<Report>>,
}

/// Starts the tree.
///
/// # Errors
/// What did not start, and why.
pub(crate) async fn start(
    settings: &Settings,
    workers: usize,
) -> Result<(System, Children<Order, ProjectActor>), StartError> {
    let mut group = Supervisor::one_for_one("agents");
    macro_rules! pool {
        ($agent:ty) => {{
            let pool = pool::<$agent>(settings, workers);
            let address = pool.address();
            group = group.child(pool);
            address
        }};
    }
    let agents = Agents {
        ingestion: pool!(Ingestion),
        normalization: pool!(Normalization),
        detection: pool!(Detection),
        load_path: pool!(LoadPath),
        rod_design: pool!(RodDesign),
        shrinkage: pool!(Shrinkage),
        clash: pool!(Clash),
        audit: pool!(Audit),
        report: pool!(Report),
    };
    let grace = settings.timeouts.stop_grace;
    let attempts = settings.supervision.attempts;
    let projects = Dynamic::new("projects", move |name, order: &Arc<Order>| {
        let (order, agents) = (Arc::clone(order), agents.clone());
        ActorSpec::new(name, move || {
            ProjectActor::new(Arc::clone(&order), agents.clone())
        })
        .restart(Restart::Transient)
        .redelivery(Redelivery::retry(attempts))
        .grace(grace)
        // It waits for its agents, whose own work is watched.
        .never_stuck()
    })
    .at_most(MOST_DESIGNS)
    .grace(grace);
    let children = projects.children();
    let system = System::builder("holdfast")
        .child(group)
        .child(projects)
        .start()
        .await?;
    Ok((system, children))
}

fn pool<A: Agent>(settings: &Settings, workers: usize) -> Pool<Worker<A>> {
    let supervision = settings.supervision;
    let messages = settings.mailbox.agent_messages.max(NonZeroUsize::MIN);
    Pool::new(A::KIND.name(), Worker::<A>::default)
        .workers(workers)
        .mailbox(Capacity::messages(messages.get()), Overflow::Wait)
        .attempts(supervision.attempts)
        .stuck_after(settings.timeouts.stuck_after)
        .start_timeout(settings.timeouts.start)
        .grace(settings.timeouts.stop_grace)
        .intensity(Intensity::new(
            supervision
                .restarts
                .saturating_mul(u32::try_from(workers).unwrap_or(u32::MAX)),
            supervision.within,
        ))
        .backoff(
            Backoff::exponential(supervision.backoff_min, supervision.backoff_max).full_jitter(),
        )
}
