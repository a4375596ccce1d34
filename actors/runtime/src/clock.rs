//! One clock for everything: tokio's, so that a test can pause it; kept as nanoseconds.

use std::sync::OnceLock;
use std::time::Duration;

use tokio::time::Instant;

use crate::queue::{NEVER, Tick};

/// An instant that is safely before any instant of interest.
fn anchor() -> std::time::Instant {
    static ANCHOR: OnceLock<std::time::Instant> = OnceLock::new();
    *ANCHOR.get_or_init(|| {
        let now = std::time::Instant::now();
        now.checked_sub(Duration::from_secs(3600)).unwrap_or(now)
    })
}

/// Now, by tokio's clock.
pub(crate) fn now() -> Tick {
    tick(Instant::now())
}

/// An instant as nanoseconds since the anchor.
pub(crate) fn tick(at: Instant) -> Tick {
    let since = at.into_std().saturating_duration_since(anchor());
    u64::try_from(since.as_nanos()).unwrap_or(NEVER - 1)
}

/// A tick as an instant again.
pub(crate) fn instant(at: Tick) -> Instant {
    let base = anchor();
    let at = base
        .checked_add(Duration::from_nanos(at))
        .unwrap_or_else(|| base + Duration::from_secs(86_400 * 365));
    Instant::from_std(at)
}

/// The instant so long from now; a very long time is thirty years.
pub(crate) fn after(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time)
        .unwrap_or_else(|| now + Duration::from_secs(86_400 * 365 * 30))
}

/// A duration in ticks; very long ones never come.
pub(crate) fn ticks(duration: Duration) -> Tick {
    u64::try_from(duration.as_nanos()).unwrap_or(NEVER)
}
