use actix::prelude::*;

use crate::measure::*;

/// An actix actor lives on one thread; here on an arbiter of its own, senders on tokio's threads.
struct Sum(u64);
impl Actor for Sum {
    type Context = Context<Self>;
    fn started(&mut self, cx: &mut Self::Context) {
        cx.set_mailbox_capacity(CAPACITY);
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Add(u64, #[allow(dead_code)] u64);
#[derive(Message)]
#[rtype(u64)]
struct Total;

impl Handler<Add> for Sum {
    type Result = ();
    fn handle(&mut self, msg: Add, _: &mut Self::Context) {
        self.0 += msg.0;
    }
}

impl Handler<Total> for Sum {
    type Result = u64;
    fn handle(&mut self, _: Total, _: &mut Self::Context) -> u64 {
        self.0
    }
}

/// It ends itself: a panic would end its supervisor with it.
#[derive(Message)]
#[rtype(result = "()")]
struct Crash;

impl Handler<Crash> for Sum {
    type Result = ();
    fn handle(&mut self, _: Crash, cx: &mut Self::Context) {
        cx.stop();
    }
}

impl Supervised for Sum {}

/// A worker of a pool, on a thread of its own.
struct Hand;
impl Actor for Hand {
    type Context = SyncContext<Self>;
}

#[derive(Message)]
#[rtype(result = "()")]
struct Job(#[allow(dead_code)] u64);

impl Handler<Job> for Hand {
    type Result = ();
    fn handle(&mut self, _: Job, _: &mut Self::Context) {
        job_done();
    }
}

#[derive(Clone)]
struct To {
    actor: Addr<Sum>,
    /// Whether a sender waits until its message is handled; else it is sent past the bound.
    waits: bool,
}

impl Adder for To {
    async fn add(&self) {
        if self.waits {
            let _ = self.actor.send(Add(1, 0)).await;
        } else {
            self.actor.do_send(Add(1, 0));
        }
    }
    async fn total(&self) {
        self.actor.send(Total).await.expect("it answers");
    }
}

impl Crasher for To {
    async fn crash_and_ask(&mut self) {
        self.actor.do_send(Crash);
        self.total().await;
    }
}

pub fn run(scenario: Scenario, scale: f64, waits: bool) -> Option<f64> {
    System::new().block_on(async move {
        let arbiter = Arbiter::new();
        let hands = (scenario == Scenario::Pool).then(|| SyncArbiter::start(WORKERS, || Hand));
        // The senders' own runtime.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .ok()?;
        let result = runtime
            .spawn(measure(arbiter.handle(), hands, scenario, scale, waits))
            .await
            .ok()?;
        runtime.shutdown_background();
        arbiter.stop();
        result
    })
}

async fn measure(
    arbiter: ArbiterHandle,
    hands: Option<Addr<Hand>>,
    scenario: Scenario,
    scale: f64,
    waits: bool,
) -> Option<f64> {
    let adder = || To {
        actor: Sum::start_in_arbiter(&arbiter, |_| Sum(0)),
        waits,
    };
    Some(match scenario {
        Scenario::Cast | Scenario::FanIn => {
            let count = scaled(if waits { 200_000 } else { 1_000_000 }, scale);
            cast(adder(), scenario, count).await
        }
        Scenario::Ask if waits => ask(adder(), scaled(100_000, scale)).await,
        Scenario::Ask16 if waits => ask_16(adder(), scaled(200_000, scale)).await,
        Scenario::Pool => {
            let hands = hands?;
            let count = if waits { 200_000 } else { 500_000 };
            pool(scaled(count, scale), |count| async move {
                for _ in 0..count {
                    if waits {
                        let _ = hands.send(Job(1)).await;
                    } else {
                        hands.do_send(Job(1));
                    }
                }
            })
            .await
        }
        Scenario::RestartP50 | Scenario::RestartP99 if waits => {
            let actor = Supervisor::start_in_arbiter(&arbiter, |_| Sum(0));
            restart(To { actor, waits }, scenario, scaled(2_000, scale)).await
        }
        Scenario::Idle | Scenario::Spawn if waits => {
            start_many(scenario, scaled(20_000, scale), || async { adder() }).await
        }
        _ => return None,
    })
}
