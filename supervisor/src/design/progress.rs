//! How far a design has come, agent by agent. Only the latest state is kept, so that a slow reader
//! costs nothing.

use holdfast_agents::kind::AgentKind;
use tokio::sync::watch;

/// The tasks of one agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tasks {
    /// Known so far.
    pub planned: u64,
    /// Done, those taken from the records included.
    pub done: u64,
    /// Of these, taken from the records of an earlier run.
    pub recorded: u64,
    /// Without a result.
    pub failed: u64,
}

impl Tasks {
    /// Whether all that is planned has ended.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.done + self.failed >= self.planned
    }
}

/// The tasks of all nine agents, and whether the design has ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    agents: [Tasks; 9],
    /// Whether the design has ended.
    pub ended: bool,
}

impl Progress {
    /// The tasks of one agent.
    #[must_use]
    pub fn of(&self, kind: AgentKind) -> Tasks {
        self.agents[kind as usize]
    }

    /// Agent by agent, in the order of a design.
    pub fn agents(&self) -> impl Iterator<Item = (AgentKind, Tasks)> + '_ {
        AgentKind::ALL.into_iter().map(|kind| (kind, self.of(kind)))
    }
}

/// Where a design writes its progress.
#[derive(Debug, Clone)]
pub(crate) struct Board(watch::Sender<Progress>);

impl Board {
    pub(crate) fn new() -> (Self, watch::Receiver<Progress>) {
        let (sender, receiver) = watch::channel(Progress::default());
        (Self(sender), receiver)
    }

    pub(crate) fn plan(&self, kind: AgentKind, tasks: usize) {
        self.change(kind, |t| t.planned += tasks as u64);
    }

    pub(crate) fn done(&self, kind: AgentKind, recorded: bool) {
        self.change(kind, |t| {
            t.done += 1;
            t.recorded += u64::from(recorded);
        });
    }

    pub(crate) fn failed(&self, kind: AgentKind) {
        self.change(kind, |t| t.failed += 1);
    }

    /// Tasks done, and of these those taken from the records.
    pub(crate) fn totals(&self) -> (u64, u64) {
        let now = self.0.borrow();
        now.agents.iter().fold((0, 0), |(done, recorded), t| {
            (done + t.done, recorded + t.recorded)
        })
    }

    pub(crate) fn end(&self) {
        self.0.send_modify(|p| p.ended = true);
    }

    fn change(&self, kind: AgentKind, change: impl FnOnce(&mut Tasks)) {
        self.0.send_modify(|p| change(&mut p.agents[kind as usize]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_sees_the_latest_counts() {
        let (board, reader) = Board::new();
        board.plan(AgentKind::Clash, 2);
        board.done(AgentKind::Clash, true);
        board.failed(AgentKind::Clash);
        let seen = reader.borrow().of(AgentKind::Clash);
        assert_eq!(
            seen,
            Tasks {
                planned: 2,
                done: 1,
                recorded: 1,
                failed: 1
            }
        );
        assert!(seen.ended());
        assert!(!reader.borrow().ended);
    }
}
