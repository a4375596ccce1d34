//! Snapshot, metrics and spans.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use common::*;
use holdfast_runtime::*;
use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, Key, KeyName, Metadata, Recorder, SharedString,
    Unit,
};
use tracing::Instrument;

#[tokio::test(start_paused = true)]
async fn a_snapshot_shows_who_waits_how_long_and_is_serializable_and_readable() {
    let bench = Bench::start(|spec| spec.mailbox(Capacity::messages(1), Overflow::Wait)).await;
    bench.hold().await;
    let mut send = Box::pin(bench.address.send(note(1)));
    assert!(poll_once(&mut send).await.is_none());
    tokio::time::advance(std::time::Duration::from_secs(5)).await;
    let snapshot = bench.system.snapshot();
    let mailbox = snapshot.find("/test/scribe").unwrap().mailbox.unwrap();
    assert_eq!(
        (mailbox.in_hand, mailbox.waiting, mailbox.high_water),
        (1, 1, 1)
    );
    assert_eq!(mailbox.longest_wait_ns, 5_000_000_000);
    let text = snapshot.to_string();
    assert!(
        text.contains(
            "└─ scribe running 5.0 s, 0/1 queued (high 1), 0 handled, 1 waiting up to 5.0 s"
        ),
        "{text}"
    );
    fn serializable<T: serde::Serialize>(_: &T) {}
    serializable(&snapshot);
    drop(send);
    bench.release();
}

#[derive(Clone, Default)]
struct Recorded(Arc<Mutex<BTreeMap<String, f64>>>);

struct Cell(Recorded, String);
impl CounterFn for Cell {
    fn increment(&self, by: u64) {
        *self.0.0.lock().unwrap().entry(self.1.clone()).or_default() += by as f64;
    }
    fn absolute(&self, value: u64) {
        self.0
            .0
            .lock()
            .unwrap()
            .insert(self.1.clone(), value as f64);
    }
}
impl GaugeFn for Cell {
    fn increment(&self, _: f64) {}
    fn decrement(&self, _: f64) {}
    fn set(&self, value: f64) {
        self.0.0.lock().unwrap().insert(self.1.clone(), value);
    }
}

impl Recorder for Recorded {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::new(Cell(self.clone(), name(key))))
    }
    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(Arc::new(Cell(self.clone(), name(key))))
    }
    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

fn name(key: &Key) -> String {
    let labels: Vec<String> = key
        .labels()
        .map(|l| format!("{}={}", l.key(), l.value()))
        .collect();
    format!("{}{{{}}}", key.name(), labels.join(","))
}

#[tokio::test(start_paused = true)]
async fn metrics_are_exact_and_have_their_documented_names() {
    let bench = Bench::start(|spec| spec.redelivery(Redelivery::retry(2))).await;
    for number in 0..5 {
        bench.address.send(note(number)).await.unwrap();
    }
    let _ = bench.address.ask::<u64>(HOUR, Note::Crash).await;
    bench.address.send(note(6)).await.unwrap();
    bench.seen(6).await;
    let recorded = Recorded::default();
    metrics::with_local_recorder(&recorded, || bench.system.publish_metrics());
    let seen = recorded.0.lock().unwrap();
    let of = |name: &str| seen[&format!("{name}{{actor=/test/scribe}}")];
    assert_eq!(of("holdfast_mailbox_offered_total"), 7.0);
    assert_eq!(of("holdfast_mailbox_accepted_total"), 7.0);
    assert_eq!(of("holdfast_messages_redelivered_total"), 1.0);
    assert_eq!(of("holdfast_actor_restarts_total"), 2.0);
    assert_eq!(of("holdfast_dead_letters"), 1.0);
    assert_eq!(
        seen["holdfast_messages_dropped_total{actor=/test/scribe,why=dead_letter}"],
        1.0
    );
    // Every name that is published is documented.
    let documented = include_str!("../src/telemetry.rs");
    for name in seen.keys() {
        let name = name.split('{').next().unwrap();
        assert!(documented.contains(&format!("//! | `{name}`")), "{name}");
    }
}

/// Writes spans into memory.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Say(Reply<()>);
impl Message for Say {
    fn kind(&self) -> &'static str {
        "say"
    }
}
struct Speaker;
impl Actor for Speaker {
    type Msg = Say;
    type Error = Infallible;
    async fn handle(&mut self, msg: &Say, _: &mut Context<Self>) -> Result<(), Infallible> {
        tracing::info!("within the handler");
        msg.0.send(());
        Ok(())
    }
}

/// The line that the handler logs, seen at this level.
async fn said(level: tracing::Level) -> String {
    let sink = Sink::default();
    let writer = sink.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(level)
        .with_writer(move || writer.clone())
        .finish();
    let _default = tracing::subscriber::set_default(subscriber);
    let spec = ActorSpec::new("speaker", || Speaker);
    let address = spec.address();
    let _system = System::builder("test").child(spec).start().await.unwrap();
    let request = tracing::info_span!("request", number = 7);
    address.ask(HOUR, Say).instrument(request).await.unwrap();
    let text = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
    text.lines()
        .find(|line| line.contains("within the handler"))
        .unwrap()
        .to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_handler_runs_in_its_senders_span_and_for_who_looks_closely_in_a_child_of_it() {
    let plain = said(tracing::Level::INFO).await;
    assert!(plain.contains("request{number=7}: "), "{plain}");
    let close = said(tracing::Level::DEBUG).await;
    assert!(
        close.contains("request{number=7}:handle{actor=/test/speaker kind=\"say\" attempt=1}"),
        "{close}"
    );
}
