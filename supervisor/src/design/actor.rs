//! The Project actor: one running design, which owns its graph of tasks.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;

use holdfast_agents::kind::AgentKind;
use holdfast_config::settings::Settings;
use holdfast_runtime::{Actor, Context, Message, Reply};
use tokio_util::sync::CancellationToken;

use super::admission::Admission;
use super::progress::Board;
use super::{DesignError, Outcome, flow};
use crate::project::Project;
use crate::tree::Agents;

/// What is to be designed, and with what.
pub(crate) struct Order {
    pub(crate) project: Project,
    pub(crate) out: PathBuf,
    pub(crate) chosen: Vec<AgentKind>,
    pub(crate) settings: Settings,
    pub(crate) admission: Admission,
    pub(crate) board: Board,
    pub(crate) cancelled: CancellationToken,
}

/// Design it.
pub(crate) struct Design(pub(crate) Reply<Result<Arc<Outcome>, DesignError>>);

impl Message for Design {}

/// One running design. If it fails, its successor goes on from the records.
pub(crate) struct ProjectActor {
    order: Arc<Order>,
    agents: Agents,
}

impl ProjectActor {
    pub(crate) fn new(order: Arc<Order>, agents: Agents) -> Self {
        Self { order, agents }
    }
}

impl Actor for ProjectActor {
    type Msg = Design;
    type Error = Infallible;

    async fn handle(&mut self, design: &Design, cx: &mut Context<Self>) -> Result<(), Infallible> {
        let outcome = flow::run(&self.order, &self.agents, cx).await;
        self.order.board.end();
        design.0.send(outcome.map(Arc::new));
        cx.stop();
        Ok(())
    }
}
