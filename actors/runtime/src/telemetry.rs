//! Metrics, by the `metrics` facade. Names and labels are stable; `actor` is the path.
//!
//! | name | kind | what |
//! | --- | --- | --- |
//! | `holdfast_mailbox_offered_total` | counter | sends begun |
//! | `holdfast_mailbox_accepted_total` | counter | messages taken in |
//! | `holdfast_mailbox_returned_total` | counter | came back to the sender; label `why` |
//! | `holdfast_messages_handled_total` | counter | handled to the end |
//! | `holdfast_messages_redelivered_total` | counter | given back by a failed handler and queued again |
//! | `holdfast_messages_dropped_total` | counter | left unhandled; label `why` |
//! | `holdfast_mailbox_depth` | gauge | queued now |
//! | `holdfast_mailbox_in_hand` | gauge | being handled now |
//! | `holdfast_mailbox_bytes` | gauge | bytes held now |
//! | `holdfast_mailbox_high_water` | gauge | the most messages held |
//! | `holdfast_mailbox_waiting` | gauge | senders that wait now |
//! | `holdfast_mailbox_longest_wait_seconds` | gauge | how long the first of them has waited |
//! | `holdfast_dead_letters` | gauge | dead letters kept |
//! | `holdfast_actor_restarts_total` | counter | restarts |
//! | `holdfast_actor_zombies` | gauge | given up as stuck and not ended yet |
//! | `holdfast_actor_stuck_total` | counter | handlers found without progress |
//! | `holdfast_actor_given_up_total` | counter | handlers that could not be killed and were left behind |
//! | `holdfast_handle_seconds` | histogram | handling time, of one message in 32 |
//!
//! Counts are exact. They are kept by the mailboxes and handed over once a second, and whenever
//! [`System::publish_metrics`](crate::System::publish_metrics) is called, so they cost a message
//! nothing. Install the recorder before the tree is started.

use std::time::Duration;

use metrics::{Histogram, counter, gauge, histogram};

use crate::path::ActorPath;
use crate::snapshot::Snapshot;

/// Records handling times of one actor.
pub(crate) struct Timer(Histogram);

impl Timer {
    pub(crate) fn new(path: &ActorPath) -> Self {
        Self(histogram!("holdfast_handle_seconds", "actor" => path.to_string()))
    }

    pub(crate) fn record(&self, time: Duration) {
        self.0.record(time.as_secs_f64());
    }
}

pub(crate) fn stuck(path: &ActorPath) {
    counter!("holdfast_actor_stuck_total", "actor" => path.to_string()).increment(1);
}

pub(crate) fn zombie(path: &ActorPath) {
    counter!("holdfast_actor_given_up_total", "actor" => path.to_string()).increment(1);
}

/// Hands over the counts of a tree.
pub(crate) fn publish(snapshot: &Snapshot) {
    let actor = snapshot.path.to_string();
    let count = |name: &'static str, value: u64| {
        counter!(name, "actor" => actor.clone()).absolute(value);
    };
    let count_why = |name: &'static str, why: &'static str, value: u64| {
        counter!(name, "actor" => actor.clone(), "why" => why).absolute(value);
    };
    let level = |name: &'static str, value: f64| {
        gauge!(name, "actor" => actor.clone()).set(value);
    };
    if let Some(mailbox) = &snapshot.mailbox {
        let counts = &mailbox.counts;
        count("holdfast_mailbox_offered_total", counts.offered);
        count("holdfast_mailbox_accepted_total", counts.accepted);
        let returned = "holdfast_mailbox_returned_total";
        count_why(returned, "full", counts.full);
        count_why(returned, "closed", counts.closed);
        count_why(returned, "too_large", counts.too_large);
        count_why(returned, "cancelled", counts.cancelled);
        count("holdfast_messages_handled_total", counts.handled);
        count("holdfast_messages_redelivered_total", counts.redelivered);
        let dropped = "holdfast_messages_dropped_total";
        count_why(dropped, "expired", counts.expired);
        count_why(dropped, "evicted", counts.evicted);
        count_why(dropped, "dead_letter", counts.dead);
        count_why(dropped, "policy", counts.dropped);
        level("holdfast_mailbox_depth", mailbox.depth as f64);
        level("holdfast_mailbox_in_hand", mailbox.in_hand as f64);
        level("holdfast_mailbox_bytes", mailbox.bytes as f64);
        level("holdfast_mailbox_high_water", mailbox.high_water as f64);
        level("holdfast_mailbox_waiting", mailbox.waiting as f64);
        level(
            "holdfast_mailbox_longest_wait_seconds",
            mailbox.longest_wait_ns as f64 / 1e9,
        );
        level("holdfast_dead_letters", snapshot.dead_letters as f64);
    }
    count(
        "holdfast_actor_restarts_total",
        u64::from(snapshot.restarts),
    );
    level("holdfast_actor_zombies", f64::from(snapshot.zombies));
    for child in &snapshot.children {
        publish(child);
    }
}
