//! The contenders, each as one would write it in its own way.

mod actix_actors;
mod holdfast;
mod kameo_actors;
mod ractor_actors;
mod tokio_channels;
mod xtra_actors;

use crate::measure::Scenario;

pub const ALL: [&str; 9] = [
    "holdfast",
    "ractor",
    "tokio",
    "tokio-unbounded",
    "kameo",
    "kameo-unbounded",
    "xtra",
    "actix-do-send",
    "actix-send",
];

/// One number, or nothing where a contender has nothing of the kind.
pub fn run(contender: &str, scenario: Scenario, scale: f64) -> Option<f64> {
    match contender {
        "holdfast" => holdfast::run(scenario, scale),
        "ractor" => ractor_actors::run(scenario, scale),
        "tokio" => tokio_channels::run(scenario, scale, true),
        "tokio-unbounded" => tokio_channels::run(scenario, scale, false),
        "kameo" => kameo_actors::run(scenario, scale, true),
        "kameo-unbounded" => kameo_actors::run(scenario, scale, false),
        "xtra" => xtra_actors::run(scenario, scale),
        "actix-do-send" => actix_actors::run(scenario, scale, false),
        "actix-send" => actix_actors::run(scenario, scale, true),
        _ => None,
    }
}
