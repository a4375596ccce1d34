//! The front door.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::poll;
use holdfast_agents::kind::AgentKind;
use holdfast_config::settings::Settings;
use holdfast_runtime::{AskError, Children, System};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::design::actor::{Design, Order, ProjectActor};
use crate::design::admission::Admission;
use crate::design::progress::{Board, Progress};
use crate::design::{DesignError, Outcome};
use crate::memory;
use crate::outputs;
use crate::project::Project;
use crate::tree;

/// No design takes this long; one that does is ended.
const LONGEST_DESIGN: Duration = Duration::from_secs(24 * 3600);

/// A running Holdfast: the supervision tree and the door to it.
pub struct Holdfast {
    system: System,
    projects: Children<Order, ProjectActor>,
    settings: Settings,
    admission: Admission,
    closing: CancellationToken,
}

/// The tree did not start.
#[derive(Debug, thiserror::Error)]
#[error("the supervision tree did not start: {0}")]
pub struct StartError(#[from] holdfast_runtime::StartError);

/// Builds a [`Holdfast`].
#[derive(Debug)]
#[must_use]
pub struct Builder {
    settings: Settings,
}

impl Builder {
    /// Starts the tree. Must be called within a tokio runtime with time enabled.
    ///
    /// # Errors
    /// [`StartError`] names what did not start.
    pub async fn start(self) -> Result<Holdfast, StartError> {
        let workers = self
            .settings
            .run
            .jobs
            .or_else(|| std::thread::available_parallelism().ok())
            .map_or(1, usize::from);
        let (system, projects) = tree::start(&self.settings, workers).await?;
        let budget = self.settings.run.memory_budget_bytes.map_or_else(
            || memory::available_bytes() / 5 * 4,
            |bytes| bytes.get() as u64,
        );
        Ok(Holdfast {
            system,
            projects,
            admission: Admission::new(budget),
            settings: self.settings,
            closing: CancellationToken::new(),
        })
    }
}

impl Holdfast {
    /// Begins to build one.
    pub fn builder(settings: Settings) -> Builder {
        Builder { settings }
    }

    /// Designs a project and writes its whole submittal into the project's own output folder.
    ///
    /// # Errors
    /// [`DesignError::Refused`] where as many designs run as may.
    pub async fn design(&self, project: Project) -> Result<Run, DesignError> {
        self.design_with(project, None, &[]).await
    }

    /// Designs a project into `out` (`None`: the project's own output folder), with only the agents
    /// named and what they need (none named: all).
    ///
    /// # Errors
    /// [`DesignError::Refused`] where as many designs run as may, [`DesignError::Output`] where no
    /// submittal may go into `out`.
    pub async fn design_with(
        &self,
        project: Project,
        out: Option<PathBuf>,
        only: &[AgentKind],
    ) -> Result<Run, DesignError> {
        let (board, progress) = Board::new();
        let cancelled = self.closing.child_token();
        let given = out.is_some();
        let out = out.unwrap_or_else(|| project.path().join(&self.settings.run.out_dir));
        let chosen = if only.is_empty() {
            AgentKind::ALL.to_vec()
        } else {
            AgentKind::with_needs(only)
        };
        if chosen.contains(&AgentKind::Report) {
            outputs::place(project.path(), &out, given)
                .map_err(|error| DesignError::Output(Arc::new(error)))?;
        }
        let order = Order {
            project,
            out,
            chosen,
            settings: self.settings.clone(),
            admission: self.admission.clone(),
            board,
            cancelled: cancelled.clone(),
        };
        let child = self
            .projects
            .start_next(order)
            .await
            .map_err(|e| DesignError::Refused(e.to_string()))?;
        let address = child.address().clone();
        let mut answer: Answer = Box::pin(async move { address.ask(LONGEST_DESIGN, Design).await });
        // The first poll sends the order: a new actor's mailbox has room.
        let early = match poll!(answer.as_mut()) {
            std::task::Poll::Ready(answer) => Some(answer),
            std::task::Poll::Pending => None,
        };
        Ok(Run {
            answer,
            early,
            progress,
            cancelled: Some(cancelled),
        })
    }

    /// The supervision tree as it is now, as text: every actor with its state, restarts and mailbox.
    #[must_use]
    pub fn tree(&self) -> String {
        self.system.snapshot().to_string()
    }

    /// Stops the tree, children first, in reverse order of their start. Running designs are
    /// interrupted; their records let them go on another time.
    pub async fn shutdown(self) {
        self.closing.cancel();
        self.system.shutdown().await;
    }
}

type Answer =
    Pin<Box<dyn Future<Output = Result<Result<Arc<Outcome>, DesignError>, AskError>> + Send>>;

/// A design under way. Dropping it interrupts the design.
pub struct Run {
    answer: Answer,
    early: Option<Result<Result<Arc<Outcome>, DesignError>, AskError>>,
    progress: watch::Receiver<Progress>,
    cancelled: Option<CancellationToken>,
}

impl Run {
    /// How far it has come; the latest state only.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.clone()
    }

    /// What interrupts it: cancel it, and [`Run::outcome`] answers [`DesignError::Interrupted`] when
    /// the tasks in hand have come to their end.
    #[must_use]
    pub fn interrupter(&self) -> CancellationToken {
        self.cancelled.clone().unwrap_or_default()
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// [`DesignError`]: bad input, an interruption, or a fault of ours.
    pub async fn outcome(mut self) -> Result<Arc<Outcome>, DesignError> {
        let answer = match self.early.take() {
            Some(answer) => answer,
            None => self.answer.as_mut().await,
        };
        // It has ended: nothing is left to interrupt.
        self.cancelled = None;
        match answer {
            Ok(outcome) => outcome,
            Err(error) => Err(DesignError::Lost(error.to_string())),
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Some(cancelled) = &self.cancelled {
            cancelled.cancel();
        }
    }
}
