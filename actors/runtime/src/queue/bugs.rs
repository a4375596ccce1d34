//! Faults put into the core on purpose, one at a time, to see that the model checkers find them.

use std::sync::atomic::{AtomicU8, Ordering};

static SEEDED: AtomicU8 = AtomicU8::new(0);

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Bug {
    /// A waiting sender that leaves with room granted keeps it.
    CancelLeaks = 1,
    /// Room that is given back is not handed on to the next in line.
    NoHandOn = 2,
    /// A dead letter keeps its slot.
    DeadLetterLeaks = 3,
    /// A waiting sender's waker is stored after the lock was let go.
    LateWaker = 4,
}

pub(super) fn seeded(bug: Bug) -> bool {
    SEEDED.load(Ordering::Relaxed) == bug as u8
}

#[cfg(test)]
pub(super) fn seed(bug: Option<Bug>) {
    SEEDED.store(bug.map_or(0, |bug| bug as u8), Ordering::Relaxed);
}
