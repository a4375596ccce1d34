//! What tasks count for, by the `metrics` facade; the runtime counts mailboxes and actors itself
//! (`holdfast_runtime`'s telemetry).
//!
//! | name | kind | labels | what |
//! | --- | --- | --- | --- |
//! | `holdfast_tasks_total` | counter | `agent`, `outcome`: `done`, `recorded`, `failed` | tasks that ended |
//! | `holdfast_task_seconds` | histogram | `agent` | from the task's turn to its record, work done alone |

use std::time::Duration;

use holdfast_agents::kind::AgentKind;
use metrics::{counter, histogram};

/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Work was done and recorded.
    Done(Duration),
    /// Its result was recorded before.
    Recorded,
    /// It has no result.
    Failed,
}

/// Counts a task that ended.
pub(super) fn task(agent: AgentKind, ended: Ended) {
    let outcome = match ended {
        Ended::Done(_) => "done",
        Ended::Recorded => "recorded",
        Ended::Failed => "failed",
    };
    counter!("holdfast_tasks_total", "agent" => agent.name(), "outcome" => outcome).increment(1);
    if let Ended::Done(took) = ended {
        histogram!("holdfast_task_seconds", "agent" => agent.name()).record(took.as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use metrics::{
        Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
        SharedString, Unit,
    };

    use super::*;

    type Seen = Arc<Mutex<Vec<String>>>;

    struct Book(Seen);
    struct Entry(Seen, String);

    impl CounterFn for Entry {
        fn increment(&self, by: u64) {
            self.0.lock().unwrap().push(format!("{} +{by}", self.1));
        }
        fn absolute(&self, _: u64) {}
    }

    impl HistogramFn for Entry {
        fn record(&self, value: f64) {
            self.0.lock().unwrap().push(format!("{} {value}", self.1));
        }
    }

    impl Book {
        fn entry(&self, key: &Key) -> Arc<Entry> {
            let labels: Vec<&str> = key.labels().map(metrics::Label::value).collect();
            let name = format!("{}({})", key.name(), labels.join(", "));
            Arc::new(Entry(Arc::clone(&self.0), name))
        }
    }

    impl Recorder for Book {
        fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
            Counter::from_arc(self.entry(key))
        }
        fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
            Gauge::noop()
        }
        fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
            Histogram::from_arc(self.entry(key))
        }
    }

    #[test]
    fn a_task_is_counted_once_and_timed_where_work_was_done() {
        let seen = Seen::default();
        metrics::with_local_recorder(&Book(Arc::clone(&seen)), || {
            task(AgentKind::Clash, Ended::Done(Duration::from_millis(250)));
            task(AgentKind::Audit, Ended::Recorded);
            task(AgentKind::Report, Ended::Failed);
        });
        assert_eq!(
            *seen.lock().unwrap(),
            [
                "holdfast_tasks_total(clash, done) +1",
                "holdfast_task_seconds(clash) 0.25",
                "holdfast_tasks_total(audit, recorded) +1",
                "holdfast_tasks_total(report, failed) +1",
            ]
        );
    }
}
