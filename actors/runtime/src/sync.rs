//! The lock of the mailbox core, in one place, so that a model checker can take the place of `std`.

pub(crate) use std::sync::{Mutex, MutexGuard};

/// Locks, and goes on after a panic elsewhere: nothing that can panic runs under these locks, so
/// the state behind a poisoned one is whole.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
