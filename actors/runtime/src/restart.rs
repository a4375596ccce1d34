//! When to restart, how often and after how long: pure functions of what has happened.

use std::collections::VecDeque;
use std::time::Duration;

use crate::clock::ticks;
use crate::queue::Tick;

/// Whether a child that ended is started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Restart {
    /// Always.
    #[default]
    Permanent,
    /// Only if it failed; one that stopped in good order is done.
    Transient,
    /// Never.
    Temporary,
}

/// How many restarts a supervisor allows itself within a sliding window. One more, and it stops
/// its children and fails itself. A restart that fails counts too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Intensity {
    /// Restarts allowed.
    pub restarts: u32,
    /// Within this time.
    pub within: Duration,
}

impl Intensity {
    /// So many restarts within such a time.
    pub const fn new(restarts: u32, within: Duration) -> Self {
        Self { restarts, within }
    }
}

impl Default for Intensity {
    /// Five in thirty seconds.
    fn default() -> Self {
        Self::new(5, Duration::from_secs(30))
    }
}

/// The restarts of late.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    intensity: Intensity,
    at: VecDeque<Tick>,
}

impl Window {
    pub(crate) fn new(intensity: Intensity) -> Self {
        Self {
            intensity,
            at: VecDeque::new(),
        }
    }

    /// Counts one more; false when it is one too many.
    pub(crate) fn allows(&mut self, now: Tick) -> bool {
        let within = ticks(self.intensity.within);
        while self
            .at
            .front()
            .is_some_and(|&at| now.saturating_sub(at) >= within)
        {
            self.at.pop_front();
        }
        if self.at.len() >= self.intensity.restarts as usize {
            return false;
        }
        self.at.push_back(now);
        true
    }
}

/// How long to wait before a restart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backoff {
    first: Duration,
    most: Duration,
    jitter: bool,
    calm: Duration,
}

impl Backoff {
    /// No waiting.
    pub const fn none() -> Self {
        Self {
            first: Duration::ZERO,
            most: Duration::ZERO,
            jitter: false,
            calm: Duration::ZERO,
        }
    }

    /// `first`, then twice as long after every further failure, up to `most`.
    pub const fn exponential(first: Duration, most: Duration) -> Self {
        Self {
            first,
            most,
            jitter: false,
            calm: Duration::from_secs(30),
        }
    }

    /// Any time between nothing and the full wait, so that what failed together does not come back
    /// together.
    #[must_use]
    pub const fn full_jitter(mut self) -> Self {
        self.jitter = true;
        self
    }

    /// After running so long without failing, the next failure counts as the first again; half a
    /// minute unless said otherwise.
    #[must_use]
    pub const fn reset_after(mut self, calm: Duration) -> Self {
        self.calm = calm;
        self
    }

    /// Failures in a row, the new one included: `before` of them until now, the last life having
    /// lasted `lived`.
    pub(crate) fn failures(&self, before: u32, lived: Tick) -> u32 {
        if lived >= ticks(self.calm) && self.calm > Duration::ZERO {
            1
        } else {
            before.saturating_add(1)
        }
    }

    /// The wait before restart number `failures` in a row (from 1), by a random number.
    pub(crate) fn wait(&self, failures: u32, random: u64) -> Duration {
        let doublings = failures.saturating_sub(1).min(32);
        let full = self
            .first
            .saturating_mul(1_u32.checked_shl(doublings).unwrap_or(u32::MAX))
            .min(self.most);
        if !self.jitter {
            return full;
        }
        let full = u64::try_from(full.as_nanos()).unwrap_or(u64::MAX);
        // The high half of the product is evenly spread over 0..=full.
        let wait = (u128::from(random) * (u128::from(full) + 1)) >> 64;
        Duration::from_nanos(u64::try_from(wait).unwrap_or(full))
    }
}

impl Default for Backoff {
    /// From 10 ms to 10 s, with full jitter.
    fn default() -> Self {
        Self::exponential(Duration::from_millis(10), Duration::from_secs(10)).full_jitter()
    }
}

/// splitmix64: a small generator with a seed, for jitter.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Tick = 1_000_000_000;

    #[test]
    fn the_window_slides() {
        let mut window = Window::new(Intensity::new(2, Duration::from_secs(10)));
        assert!(window.allows(0));
        assert!(window.allows(5 * SECOND));
        assert!(!window.allows(9 * SECOND));
        assert!(window.allows(10 * SECOND));
        assert!(!window.allows(11 * SECOND));
    }

    #[test]
    fn no_restart_is_allowed_by_an_intensity_of_none() {
        assert!(!Window::new(Intensity::new(0, Duration::from_secs(1))).allows(0));
    }

    #[test]
    fn the_wait_doubles_up_to_its_most() {
        let backoff = Backoff::exponential(Duration::from_millis(10), Duration::from_millis(50));
        let waits: Vec<_> = (1..6).map(|n| backoff.wait(n, 0).as_millis()).collect();
        assert_eq!(waits, [10, 20, 40, 50, 50]);
    }

    #[test]
    fn full_jitter_spreads_from_nothing_to_all() {
        let backoff =
            Backoff::exponential(Duration::from_secs(1), Duration::from_secs(1)).full_jitter();
        assert_eq!(backoff.wait(1, 0), Duration::ZERO);
        assert_eq!(backoff.wait(1, u64::MAX), Duration::from_secs(1));
        let mut random = Random::new(7);
        let mean = (0..1000)
            .map(|_| backoff.wait(1, random.next()).as_secs_f64())
            .sum::<f64>()
            / 1000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
    }

    #[test]
    fn a_calm_life_resets_the_count_and_a_short_one_does_not() {
        let backoff = Backoff::default().reset_after(Duration::from_secs(3));
        assert_eq!(backoff.failures(4, 2 * SECOND), 5);
        assert_eq!(backoff.failures(4, 3 * SECOND), 1);
    }

    #[test]
    fn enormous_counts_do_not_overflow() {
        let backoff = Backoff::exponential(Duration::from_secs(u64::MAX / 2), Duration::MAX);
        assert!(backoff.wait(u32::MAX, u64::MAX) > Duration::ZERO);
    }
}
