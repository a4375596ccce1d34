//! What a pool promises.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::{HOUR, poll_once, soon};
use holdfast_runtime::*;
use tokio::sync::Semaphore;

/// A job that waits until the test lets it go.
struct Job {
    id: u64,
    key: u64,
    project: u64,
    crash: bool,
}
impl Message for Job {
    fn kind(&self) -> &'static str {
        "job"
    }
}

fn job(id: u64) -> Job {
    Job {
        id,
        key: id,
        project: 0,
        crash: false,
    }
}

#[derive(Clone)]
struct Yard {
    gate: Arc<Semaphore>,
    /// Who began which job, in order, and who is at it now.
    began: Arc<Mutex<Vec<(u64, u64, String)>>>,
    at_it: Arc<Mutex<BTreeMap<u64, String>>>,
}

impl Yard {
    fn new() -> Self {
        quiet_panics(true);
        Self {
            gate: Arc::new(Semaphore::new(0)),
            began: Arc::default(),
            at_it: Arc::default(),
        }
    }
    fn pool(&self) -> Pool<Hand> {
        let yard = self.clone();
        Pool::new("pool", move || Hand(yard.clone())).backoff(Backoff::none())
    }
    fn begun(&self) -> Vec<u64> {
        self.began
            .lock()
            .unwrap()
            .iter()
            .map(|(id, ..)| *id)
            .collect()
    }
}

struct Hand(Yard);
impl Actor for Hand {
    type Msg = Job;
    type Error = Infallible;
    async fn handle(&mut self, job: &Job, cx: &mut Context<Self>) -> Result<(), Infallible> {
        self.0
            .began
            .lock()
            .unwrap()
            .push((job.id, job.key, cx.path().name().to_owned()));
        let before = self
            .0
            .at_it
            .lock()
            .unwrap()
            .insert(job.key, cx.path().name().to_owned());
        assert!(before.is_none(), "one key in two hands");
        self.0.gate.acquire().await.unwrap().forget();
        self.0.at_it.lock().unwrap().remove(&job.key);
        assert!(!job.crash, "on purpose");
        Ok(())
    }
}

async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn workers_pull_one_job_each_and_nothing_is_handed_out_ahead() {
    let yard = Yard::new();
    let pool = yard.pool().workers(3);
    let address = pool.address();
    let system = System::builder("test").child(pool).start().await.unwrap();
    for id in 0..10 {
        address.send(job(id)).await.unwrap();
    }
    settle().await;
    let pressure = address.pressure();
    assert_eq!((pressure.in_hand, pressure.depth), (3, 7));
    yard.gate.add_permits(100);
    settle().await;
    assert_eq!(address.pressure().counts.handled, 10);
    assert!(system.shutdown().await.is_orderly());
}

#[tokio::test(start_paused = true)]
async fn shrinking_lets_work_in_hand_end_and_growing_takes_up_what_waits() {
    let yard = Yard::new();
    let pool = yard.pool().workers(3);
    let (address, handle) = (pool.address(), pool.handle());
    let system = System::builder("test").child(pool).start().await.unwrap();
    for id in 0..9 {
        address.send(job(id)).await.unwrap();
    }
    settle().await;
    handle.resize(1).await;
    settle().await;
    assert_eq!(address.pressure().in_hand, 3, "nobody is cut off");
    yard.gate.add_permits(3);
    settle().await;
    assert_eq!(address.pressure().in_hand, 1);
    assert_eq!(system.snapshot().children[0].children.len(), 1);
    handle.resize(4).await;
    settle().await;
    assert_eq!(address.pressure().in_hand, 4);
    yard.gate.add_permits(100);
    settle().await;
    let counts = address.pressure().counts;
    assert_eq!((counts.handled, counts.redelivered), (9, 0));
}

#[tokio::test(start_paused = true)]
async fn a_crashed_workers_job_goes_to_the_front_and_after_its_attempts_to_the_dead_letters() {
    let yard = Yard::new();
    let pool = yard.pool().attempts(2);
    let address = pool.address();
    let _system = System::builder("test").child(pool).start().await.unwrap();
    address
        .send(Job {
            crash: true,
            ..job(1)
        })
        .await
        .unwrap();
    address.send(job(2)).await.unwrap();
    yard.gate.add_permits(100);
    settle().await;
    assert_eq!(yard.begun(), [1, 1, 2]);
    let letters = address.dead_letters().list();
    assert_eq!(
        (letters.len(), letters[0].attempts, letters[0].kind),
        (1, 2, "job")
    );
    assert_eq!(address.pressure().counts.handled, 1);
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_crashes_more_than_it_may_is_restarted_with_its_queue() {
    let yard = Yard::new();
    let pool = yard.pool().intensity(Intensity::new(1, HOUR)).attempts(5);
    let address = pool.address();
    let system = System::builder("test")
        .backoff(Backoff::none())
        .child(pool)
        .start()
        .await
        .unwrap();
    address
        .send(Job {
            crash: true,
            ..job(1)
        })
        .await
        .unwrap();
    address.send(job(2)).await.unwrap();
    yard.gate.add_permits(100);
    settle().await;
    settle().await;
    assert_eq!(yard.begun(), [1, 1, 1, 1, 1, 2]);
    assert!(system.snapshot().children[0].restarts > 0);
}

#[tokio::test(start_paused = true)]
async fn one_key_stays_with_one_worker_in_order_while_the_pool_is_resized() {
    let yard = Yard::new();
    let pool = yard
        .pool()
        .workers(3)
        .mailbox(Capacity::messages(1000), Overflow::Wait)
        .route_by_key(|job: &Job| job.key);
    let (address, handle) = (pool.address(), pool.handle());
    let _system = System::builder("test").child(pool).start().await.unwrap();
    for id in 0..300 {
        let job = Job {
            key: id % 7,
            ..job(id)
        };
        soon(address.send(job)).await.unwrap();
    }
    for workers in [3, 5, 1, 2, 8, 1, 4] {
        handle.resize(workers).await;
        yard.gate.add_permits(20);
        settle().await;
    }
    yard.gate.add_permits(1000);
    for _ in 0..10 {
        settle().await;
    }
    assert_eq!(address.pressure().counts.handled, 300);
    let began = yard.began.lock().unwrap().clone();
    for key in 0..7 {
        let ids: Vec<u64> = began
            .iter()
            .filter(|(_, k, _)| *k == key)
            .map(|(id, ..)| *id)
            .collect();
        assert!(ids.is_sorted(), "key {key}: {ids:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_resize_a_key_never_changes_its_worker() {
    let yard = Yard::new();
    let pool = yard.pool().workers(4).route_by_key(|job: &Job| job.key);
    let address = pool.address();
    let _system = System::builder("test").child(pool).start().await.unwrap();
    yard.gate.add_permits(1000);
    for id in 0..60 {
        address
            .send(Job {
                key: id % 5,
                ..job(id)
            })
            .await
            .unwrap();
    }
    settle().await;
    let mut workers: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for (_, key, worker) in yard.began.lock().unwrap().iter() {
        workers.entry(*key).or_default().insert(worker.clone());
    }
    assert!(
        workers.values().all(|workers| workers.len() == 1),
        "{workers:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_large_project_does_not_starve_a_small_one_at_the_door_or_in_the_queue() {
    let yard = Yard::new();
    let pool = yard
        .pool()
        .mailbox(Capacity::messages(8), Overflow::Wait)
        .share_by(|job: &Job| job.project);
    let address = pool.address();
    let _system = System::builder("test").child(pool).start().await.unwrap();
    let mut waiting = Vec::new();
    for id in 0..50 {
        let address = address.clone();
        let mut send = Box::pin(async move {
            address
                .send(Job {
                    project: 1,
                    ..job(id)
                })
                .await
        });
        let _ = poll_once(&mut send).await;
        waiting.push(send);
    }
    address
        .try_send(Job {
            project: 2,
            ..job(100)
        })
        .expect("an eighth is kept for others");
    yard.gate.add_permits(2);
    settle().await;
    assert!(yard.begun()[..3].contains(&100), "{:?}", yard.begun());
}

#[tokio::test(start_paused = true)]
async fn a_share_limit_is_kept() {
    let yard = Yard::new();
    let pool = yard
        .pool()
        .mailbox(Capacity::messages(8), Overflow::Reject)
        .share_by(|job: &Job| job.project)
        .share_limit(NonZeroUsize::new(3).unwrap());
    let address = pool.address();
    let _system = System::builder("test").child(pool).start().await.unwrap();
    let taken = (0..8)
        .filter(|&id| address.try_send(job(id)).is_ok())
        .count();
    assert_eq!(taken, 3);
}

#[tokio::test(start_paused = true)]
async fn an_ask_to_a_pool_times_out_while_all_are_busy() {
    let yard = Yard::new();
    let pool = yard.pool();
    let address = pool.address();
    let system = System::builder("test")
        .child(pool.grace(Duration::from_secs(2)))
        .start()
        .await
        .unwrap();
    address.send(job(1)).await.unwrap();
    settle().await;
    let began = tokio::time::Instant::now();
    let report = system.shutdown().await;
    assert_eq!(
        began.elapsed(),
        Duration::from_secs(2),
        "the pool's grace is its workers'"
    );
    assert_eq!(report.killed.len(), 1);
}
