//! Locks. The mailbox core takes its own from [`model`], so that a model checker can stand in for
//! `std` there and there alone.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, and goes on after a panic elsewhere: nothing that can panic runs under our locks, so the
/// state behind a poisoned one is whole.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The locks of the mailbox core.
pub(crate) mod model {
    #[cfg(feature = "loom")]
    pub(crate) use loom::sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    };
    #[cfg(all(feature = "shuttle", not(feature = "loom")))]
    pub(crate) use shuttle::sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    };
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    pub(crate) use std::sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    };

    pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
