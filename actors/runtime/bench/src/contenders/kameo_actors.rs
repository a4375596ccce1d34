use std::time::Duration;

use kameo::error::Infallible;
use kameo::mailbox;
use kameo::prelude::*;
use kameo_actors::pool::{ActorPool, Dispatch};

use crate::measure::*;

#[derive(Actor, Clone, Default)]
struct Sum(u64);

struct Add(u64, #[allow(dead_code)] u64);
struct Total;
struct Crash;
struct Job(#[allow(dead_code)] u64);

impl Message<Add> for Sum {
    type Reply = ();
    async fn handle(&mut self, msg: Add, _: &mut Context<Self, ()>) {
        self.0 += msg.0;
    }
}

impl Message<Total> for Sum {
    type Reply = u64;
    async fn handle(&mut self, _: Total, _: &mut Context<Self, u64>) -> u64 {
        self.0
    }
}

impl Message<Crash> for Sum {
    type Reply = ();
    async fn handle(&mut self, _: Crash, _: &mut Context<Self, ()>) {
        panic!("on purpose");
    }
}

impl Message<Job> for Sum {
    type Reply = ();
    async fn handle(&mut self, _: Job, _: &mut Context<Self, ()>) {
        job_done();
    }
}

/// The supervisor; what is restarted is said where the child is made.
struct Keeper;
impl kameo::Actor for Keeper {
    type Args = ();
    type Error = Infallible;
    async fn on_start((): (), _: ActorRef<Self>) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

/// The supervisor must outlive its child.
struct Supervised {
    child: ActorRef<Sum>,
    _keeper: ActorRef<Keeper>,
}

impl Crasher for Supervised {
    async fn crash_and_ask(&mut self) {
        let _ = self.child.tell(Crash).await;
        // A question that arrives amid the restart comes back, to be asked again.
        while self.child.ask(Total).await.is_err() {}
    }
}

fn adder(bounded: bool) -> ActorRef<Sum> {
    if bounded {
        Sum::spawn_with_mailbox(Sum(0), mailbox::bounded(CAPACITY))
    } else {
        Sum::spawn_with_mailbox(Sum(0), mailbox::unbounded())
    }
}

impl Adder for ActorRef<Sum> {
    async fn add(&self) {
        let _ = self.tell(Add(1, 0)).await;
    }
    async fn total(&self) {
        self.ask(Total).await.expect("it answers");
    }
}

pub fn run(scenario: Scenario, scale: f64, bounded: bool) -> Option<f64> {
    on_tokio(measure(scenario, scale, bounded))
}

async fn measure(scenario: Scenario, scale: f64, bounded: bool) -> Option<f64> {
    Some(match scenario {
        Scenario::Cast | Scenario::FanIn => {
            cast(adder(bounded), scenario, scaled(1_000_000, scale)).await
        }
        Scenario::Ask => ask(adder(bounded), scaled(200_000, scale)).await,
        Scenario::Ask16 => ask_16(adder(bounded), scaled(400_000, scale)).await,
        Scenario::Pool => {
            let crew = ActorPool::new(WORKERS, move || adder(bounded));
            let crew = if bounded {
                ActorPool::spawn_with_mailbox(crew, mailbox::bounded(CAPACITY))
            } else {
                ActorPool::spawn_with_mailbox(crew, mailbox::unbounded())
            };
            pool(scaled(500_000, scale), |count| async move {
                for _ in 0..count {
                    let _ = crew.tell(Dispatch(Job(1))).await;
                }
            })
            .await
        }
        Scenario::RestartP50 | Scenario::RestartP99 => {
            hide_panics();
            let keeper = Keeper::spawn(());
            let child =
                Sum::supervise(&keeper, Sum(0)).restart_limit(u32::MAX, Duration::from_secs(60));
            let child = if bounded {
                child.spawn_with_mailbox(mailbox::bounded(CAPACITY)).await
            } else {
                child.spawn_with_mailbox(mailbox::unbounded()).await
            };
            let supervised = Supervised {
                child,
                _keeper: keeper,
            };
            restart(supervised, scenario, scaled(2_000, scale)).await
        }
        Scenario::Idle | Scenario::Spawn => {
            start_many(scenario, scaled(20_000, scale), || async { adder(bounded) }).await
        }
        _ => return None,
    })
}
