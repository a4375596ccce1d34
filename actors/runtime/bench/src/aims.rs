//! What is aimed at, and whether it is met. Nothing fails when it is not: times depend on the
//! machine, so they are told and not asserted.

use crate::contenders::{BASE, OURS};
use crate::measure::Scenario;

pub struct Aim {
    pub what: &'static str,
    scenario: Scenario,
    /// The ratio to this contender's is meant; else the number itself.
    to: Option<&'static str>,
    bound: Bound,
}

enum Bound {
    AtLeast(f64),
    AtMost(f64),
}
use Bound::{AtLeast, AtMost};

const fn aim(
    what: &'static str,
    scenario: Scenario,
    to: Option<&'static str>,
    bound: Bound,
) -> Aim {
    Aim {
        what,
        scenario,
        to,
        bound,
    }
}

/// All with metrics and spans on.
pub const AIMS: [Aim; 8] = [
    aim(
        "bounded cast at least 1.3× ractor's unbounded one",
        Scenario::Cast,
        Some(BASE),
        AtLeast(1.3),
    ),
    aim(
        "bounded cast at least 2× kameo's bounded one",
        Scenario::Cast,
        Some("kameo"),
        AtLeast(2.0),
    ),
    aim(
        "fan-in at least 1.5× ractor's",
        Scenario::FanIn,
        Some(BASE),
        AtLeast(1.5),
    ),
    aim(
        "ask throughput at least 1× ractor's",
        Scenario::Ask16,
        Some(BASE),
        AtLeast(1.0),
    ),
    aim(
        "restart p50 under 20 µs",
        Scenario::RestartP50,
        None,
        AtMost(20.0),
    ),
    aim(
        "restart p99 under 1 ms",
        Scenario::RestartP99,
        None,
        AtMost(1_000.0),
    ),
    aim(
        "an idle actor at most 1.2× bare ractor's bytes",
        Scenario::Idle,
        Some(BASE),
        AtMost(1.2),
    ),
    aim(
        "an address whose actor sleeps at most 500 B",
        Scenario::Asleep,
        None,
        AtMost(500.0),
    ),
];

/// An aim and what came of it.
pub struct Outcome {
    pub what: &'static str,
    pub measured: f64,
    pub unit: &'static str,
    pub met: bool,
}

impl Aim {
    /// `median` gives a contender's median; nothing when one that is needed was not measured.
    pub fn outcome(&self, median: impl Fn(Scenario, &str) -> Option<f64>) -> Option<Outcome> {
        let ours = median(self.scenario, OURS)?;
        let (measured, unit) = match self.to {
            Some(other) => (ours / median(self.scenario, other)?, "×"),
            None => (ours, self.scenario.unit()),
        };
        Some(Outcome {
            what: self.what,
            measured,
            unit,
            met: match self.bound {
                AtLeast(least) => measured >= least,
                AtMost(most) => measured <= most,
            },
        })
    }
}
