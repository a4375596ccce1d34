//! Faults put into the core on purpose, one at a time, to see that the model checkers find them.
//! Which one is said by an environment variable, for a checker that finds a fault may take its
//! whole process down.

use std::sync::OnceLock;

const VARIABLE: &str = "HOLDFAST_SEEDED_BUG";

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bug {
    /// A waiting sender that leaves with room granted keeps it.
    CancelLeaks,
    /// Room that is given back is not handed on to the next in line.
    NoHandOn,
    /// A dead letter keeps its slot.
    DeadLetterLeaks,
    /// A waiting sender's waker is stored after the lock was let go.
    LateWaker,
    /// What was dealt ahead is forgotten when it is gathered.
    GatherForgets,
}

pub(super) fn seeded(bug: Bug) -> bool {
    static SEEDED: OnceLock<Option<String>> = OnceLock::new();
    SEEDED
        .get_or_init(|| std::env::var(VARIABLE).ok())
        .as_deref()
        == Some(format!("{bug:?}").as_str())
}

/// Whether this test binary's models fail with this fault in the core.
#[cfg(test)]
pub(super) fn is_found(bug: Bug, models: &str) -> bool {
    let exe = std::env::current_exe().expect("a running test has a path");
    let output = std::process::Command::new(exe)
        .args([models, "--test-threads", "1"])
        .env(VARIABLE, format!("{bug:?}"))
        .output()
        .expect("the test binary runs again");
    !output.status.success()
}
