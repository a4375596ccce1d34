//! The contenders, each as one would write it in its own way.

mod actix_actors;
mod holdfast;
mod kameo_actors;
mod ractor_actors;
mod seeing_in;
mod tokio_channels;
mod xtra_actors;

use crate::measure::Scenario;
use seeing_in::Spans;

/// Ratios are to this one.
pub const BASE: &str = "ractor";
/// The aims are for this one: with metrics and spans on, from sender to handler.
pub const OURS: &str = "holdfast+metrics+spans";

pub const ALL: [&str; 12] = [
    OURS,
    "holdfast+registry",
    "holdfast",
    BASE,
    "tokio",
    "tokio-unbounded",
    "kameo",
    "kameo-unbounded",
    "xtra",
    "xtra-unbounded",
    "actix-do-send",
    "actix-send",
];

/// What the numbers do not say by themselves.
pub const NOTES: &[&str] = &[
    "– : the contender has nothing of the kind. tokio and xtra have no restarts; only ours sleep.",
    "holdfast+metrics+spans: recorders that count, and a span of its own for every message; \
     +registry: the same with tracing-subscriber's registry, whose own cost a span is the most of \
     it.",
    "ractor: restarted by a supervisor written by hand; the pool is its factory.",
    "kameo: its own supervision; the pool is kameo_actors', which wants kameo's tracing, so all of \
     kameo is measured with that compiled in and nobody listening.",
    "tokio: the pool is tasks that take turns at one receiver.",
    "xtra: the pool is several actors on one mailbox.",
    "actix: restarted after it stopped itself, for a panic ends its supervisor too and the actor \
     stays the same; the pool is a SyncArbiter, a thread a worker. do-send passes over the bound; \
     send waits for the handler, and stands for both where they do not differ.",
    "fan-in of 8 senders, 16 askers, pool of 4 workers, capacity 1024, two threads.",
];

/// One number, or nothing where a contender has nothing of the kind.
pub fn run(contender: &str, scenario: Scenario, scale: f64) -> Option<f64> {
    match contender {
        OURS => holdfast::run(scenario, scale, Some(Spans::Counted)),
        "holdfast+registry" => holdfast::run(scenario, scale, Some(Spans::Kept)),
        "holdfast" => holdfast::run(scenario, scale, None),
        BASE => ractor_actors::run(scenario, scale),
        "tokio" => tokio_channels::run(scenario, scale, true),
        "tokio-unbounded" => tokio_channels::run(scenario, scale, false),
        "kameo" => kameo_actors::run(scenario, scale, true),
        "kameo-unbounded" => kameo_actors::run(scenario, scale, false),
        "xtra" => xtra_actors::run(scenario, scale, true),
        "xtra-unbounded" => xtra_actors::run(scenario, scale, false),
        "actix-do-send" => actix_actors::run(scenario, scale, false),
        "actix-send" => actix_actors::run(scenario, scale, true),
        _ => None,
    }
}
