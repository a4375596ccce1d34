//! The shortest programs: what one sees first must work first.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use holdfast_runtime::*;

enum Counter {
    Add(u64),
    Crash,
    Total(Reply<u64>),
}
impl Message for Counter {}

struct Counting(Arc<AtomicU32>, u64);
impl Actor for Counting {
    type Msg = Counter;
    type Error = Infallible;
    async fn handle(&mut self, msg: &Counter, cx: &mut Context<Self>) -> Result<(), Infallible> {
        match msg {
            Counter::Add(n) => self.1 += n,
            Counter::Crash => {
                self.0.fetch_add(1, Ordering::Relaxed);
                assert!(cx.attempt() > 2, "as asked");
            }
            Counter::Total(reply) => {
                reply.send(self.1);
            }
        }
        Ok(())
    }
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn an_actor_survives_its_crash_and_keeps_what_was_queued() {
    let crashes = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&crashes);
    let spec = ActorSpec::new("counter", move || Counting(Arc::clone(&counted), 0));
    let counter = spec.address();
    let system = System::builder("test").child(spec).start().await.unwrap();
    counter.send(Counter::Add(1)).await.unwrap();
    counter.send(Counter::Crash).await.unwrap();
    counter.send(Counter::Add(2)).await.unwrap();
    let total = counter.ask(SECOND, Counter::Total).await.unwrap();
    assert_eq!(total, 2, "a new life begins with a new value");
    assert_eq!(crashes.load(Ordering::Relaxed), 3);
    let snapshot = system.snapshot();
    assert_eq!(snapshot.find("/test/counter").unwrap().restarts, 2);
    assert!(system.shutdown().await.is_orderly());
    assert!(counter.try_send(Counter::Add(1)).is_err());
}

struct Job(u64, Reply<u64>);
impl Message for Job {}
struct Worker;
impl Actor for Worker {
    type Msg = Job;
    type Error = Infallible;
    async fn handle(&mut self, msg: &Job, cx: &mut Context<Self>) -> Result<(), Infallible> {
        let n = msg.0;
        let square = cx
            .blocking(move |_| {
                assert_ne!(n, 13, "unlucky");
                n * n
            })
            .await;
        msg.1.send(square);
        Ok(())
    }
}

#[tokio::test]
async fn a_pool_answers_all_but_the_poisoned() {
    let pool = Pool::new("squares", || Worker).workers(4);
    let (squares, handle) = (pool.address(), pool.handle());
    let system = System::builder("test")
        .child(Supervisor::one_for_one("agents").child(pool))
        .start()
        .await
        .unwrap();
    for n in 0..30 {
        let answer = squares.ask(10 * SECOND, |reply| Job(n, reply)).await;
        match answer {
            Ok(square) => assert_eq!(square, n * n),
            Err(AskError::Failed(failure)) => {
                assert_eq!(n, 13);
                assert!(failure.to_string().contains("unlucky"), "{failure}");
                assert!(failure.backtrace().is_some());
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(squares.dead_letters().len(), 1);
    handle.resize(2).await;
    handle.resize(3).await;
    let text = system.snapshot().to_string();
    assert!(text.contains("squares [pool of"), "{text}");
    println!("{text}");
    assert!(system.shutdown().await.is_orderly());
}
