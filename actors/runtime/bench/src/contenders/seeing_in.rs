//! Recorders as lean as they can be while they record: what is measured is what it costs to be
//! seen into, not what a recorder makes of it. And a real one of spans, to see what that adds.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use metrics::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_core::span::Current;

/// Who records spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spans {
    /// Counts them, with what happens to each.
    Counted,
    /// Keeps each until it is closed, as an application's would.
    Kept,
}

/// Installs a recorder of metrics and one of spans for the whole process.
pub fn install(spans: Spans) {
    metrics::set_global_recorder(Names::default()).expect("no other recorder");
    match spans {
        Spans::Counted => tracing::subscriber::set_global_default(Counting::default()),
        Spans::Kept => tracing::subscriber::set_global_default(tracing_subscriber::registry()),
    }
    .expect("no other subscriber");
}

thread_local! {
    /// The spans this thread is in.
    static INSIDE: RefCell<Vec<Id>> = const { RefCell::new(Vec::new()) };
}

/// Gives each span a number, looks at its fields, knows which one a thread is in, and counts.
#[derive(Default)]
struct Counting {
    opened: AtomicU64,
    with_parent: AtomicU64,
    fields: AtomicU64,
    closed: AtomicU64,
    /// Where spans come from; a span's number says which of these.
    kinds: RwLock<Vec<&'static tracing::Metadata<'static>>>,
}

/// So many bits of a span's number say where it comes from.
const KIND_BITS: u32 = 8;

struct Look<'a>(&'a AtomicU64);

impl Visit for Look<'_> {
    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Counting {
    fn kind(&self, of: &'static tracing::Metadata<'static>) -> u64 {
        let find = |kinds: &[&'static tracing::Metadata<'static>]| {
            kinds.iter().position(|kind| std::ptr::eq(*kind, of))
        };
        let known = find(&self.kinds.read().expect("nobody panics here"));
        known.unwrap_or_else(|| {
            let mut kinds = self.kinds.write().expect("nobody panics here");
            find(&kinds).unwrap_or_else(|| {
                kinds.push(of);
                kinds.len() - 1
            })
        }) as u64
    }
}

impl Subscriber for Counting {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.is_span()
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Look(&self.fields));
        if span.parent().is_some() {
            self.with_parent.fetch_add(1, Ordering::Relaxed);
        }
        let number = self.opened.fetch_add(1, Ordering::Relaxed) + 1;
        Id::from_u64(number << KIND_BITS | self.kind(span.metadata()))
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Look(&self.fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, span: &Id) {
        INSIDE.with_borrow_mut(|inside| inside.push(span.clone()));
    }

    fn exit(&self, _: &Id) {
        INSIDE.with_borrow_mut(|inside| inside.pop());
    }

    fn current_span(&self) -> Current {
        let Some(id) = INSIDE.with_borrow(|inside| inside.last().cloned()) else {
            return Current::none();
        };
        let kind = (id.into_u64() & ((1 << KIND_BITS) - 1)) as usize;
        let kinds = self.kinds.read().expect("nobody panics here");
        Current::new(id, kinds[kind])
    }

    fn try_close(&self, _: Id) -> bool {
        self.closed.fetch_add(1, Ordering::Relaxed);
        true
    }
}

/// One atomic cell a name, whatever the labels: else the memory of a hundred thousand idle actors
/// would be the recorder's.
#[derive(Default)]
struct Names {
    counters: Mutex<HashMap<String, Arc<AtomicU64>>>,
    times: Mutex<HashMap<String, Arc<Sum>>>,
}

impl Names {
    fn cell(&self, key: &Key) -> Arc<AtomicU64> {
        let mut counters = self.counters.lock().expect("nobody panics here");
        match counters.get(key.name()) {
            Some(cell) => Arc::clone(cell),
            None => Arc::clone(counters.entry(key.name().to_owned()).or_default()),
        }
    }
}

#[derive(Default)]
struct Sum {
    count: AtomicU64,
    nanos: AtomicU64,
}

impl HistogramFn for Sum {
    fn record(&self, value: f64) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.nanos
            .fetch_add((value * 1e9) as u64, Ordering::Relaxed);
    }
}

impl Recorder for Names {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.cell(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.cell(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        let mut times = self.times.lock().expect("nobody panics here");
        Histogram::from_arc(match times.get(key.name()) {
            Some(sum) => Arc::clone(sum),
            None => Arc::clone(times.entry(key.name().to_owned()).or_default()),
        })
    }
}
