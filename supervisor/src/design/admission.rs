//! Admission against memory: work begins when the bytes it takes are free, first come, first served.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// One permit is this many bytes.
const GRAIN: u64 = 1 << 20;

/// A budget of bytes for work under way.
#[derive(Debug, Clone)]
pub(crate) struct Admission {
    semaphore: Arc<Semaphore>,
    grains: u32,
}

impl Admission {
    /// A budget of `bytes`.
    pub(crate) fn new(bytes: u64) -> Self {
        let grains = u32::try_from((bytes / GRAIN).max(1))
            .unwrap_or(u32::MAX)
            .min(1 << 24);
        Self {
            semaphore: Arc::new(Semaphore::new(grains as usize)),
            grains,
        }
    }

    /// Waits until `bytes` are free; more than the whole budget is let in alone.
    pub(crate) async fn admit(&self, bytes: u64) -> Option<OwnedSemaphorePermit> {
        let grains = u32::try_from(bytes.div_ceil(GRAIN))
            .unwrap_or(u32::MAX)
            .clamp(1, self.grains);
        // The semaphore is never closed, so this always answers.
        Arc::clone(&self.semaphore)
            .acquire_many_owned(grains)
            .await
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn work_over_the_budget_waits_and_goes_in_alone() {
        let admission = Admission::new(10 * GRAIN);
        let first = admission.admit(6 * GRAIN).await;
        assert!(admission.admit(5 * GRAIN).now_or_never().is_none());
        drop(first);
        let whole = admission.admit(1000 * GRAIN).await;
        assert!(admission.admit(1).now_or_never().is_none());
        drop(whole);
        assert!(admission.admit(1).now_or_never().is_some());
    }
}
