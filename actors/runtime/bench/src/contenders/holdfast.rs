use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use holdfast_runtime::*;

use crate::measure::{self, Adder as _, *};

const LONG: Duration = Duration::from_secs(60);

enum Say {
    Add(u64, #[allow(dead_code)] u64),
    Total(Reply<u64>),
    Crash(#[allow(dead_code)] Reply<()>),
}
impl Message for Say {}

#[derive(Default)]
struct Adder(u64);

impl Actor for Adder {
    type Msg = Say;
    type Error = Infallible;
    async fn handle(&mut self, msg: &Say, _: &mut Context<Self>) -> Result<(), Infallible> {
        match msg {
            Say::Add(n, _) => self.0 += n,
            Say::Total(reply) => {
                reply.send(self.0);
            }
            Say::Crash(_) => panic!("on purpose"),
        }
        Ok(())
    }
}

async fn adder() -> (System, Address<Say>) {
    quiet_panics(true);
    let spec = ActorSpec::new("adder", Adder::default)
        .mailbox(Capacity::messages(CAPACITY), Overflow::Wait)
        .redelivery(Redelivery::Drop);
    let address = spec.address();
    let system = System::builder("bench")
        .intensity(Intensity::new(u32::MAX, LONG))
        .backoff(Backoff::none())
        .child(spec)
        .start()
        .await
        .expect("it starts");
    (system, address)
}

impl measure::Adder for Address<Say> {
    async fn add(&self) {
        let _ = self.send(Say::Add(1, 0)).await;
    }
    async fn total(&self) {
        self.ask(LONG, Say::Total).await.expect("it answers");
    }
}

pub fn run(scenario: Scenario, scale: f64) -> Option<f64> {
    Some(on_tokio(measure(scenario, scale)))
}

async fn measure(scenario: Scenario, scale: f64) -> f64 {
    match scenario {
        Scenario::Cast | Scenario::FanIn => {
            let (_system, address) = adder().await;
            cast(address, scenario, scaled(1_000_000, scale)).await
        }
        Scenario::Ask => {
            let (_system, address) = adder().await;
            ask(address, scaled(200_000, scale)).await
        }
        Scenario::Ask16 => {
            let (_system, address) = adder().await;
            ask_16(address, scaled(400_000, scale)).await
        }
        Scenario::Pool => {
            let pool = Pool::new("pool", Adder::default)
                .workers(4)
                .mailbox(Capacity::messages(CAPACITY), Overflow::Wait);
            let address = pool.address();
            let _system = System::builder("bench")
                .child(pool)
                .start()
                .await
                .expect("it starts");
            let count = scaled(500_000, scale);
            let own = address.clone();
            let began = together(count, 1, move |part| {
                let address = own.clone();
                async move {
                    for _ in 0..part {
                        let _ = address.send(Say::Add(1, 0)).await;
                    }
                }
            })
            .await;
            while address.pressure().counts.handled < count {
                tokio::task::yield_now().await;
            }
            rate(count, began.elapsed())
        }
        Scenario::RestartP50 | Scenario::RestartP99 => {
            let (_system, address) = adder().await;
            let mut times = Vec::new();
            for _ in 0..scaled(2_000, scale) {
                let began = Instant::now();
                let crash = address.ask(LONG, Say::Crash);
                let _ = tokio::join!(crash, address.total());
                times.push(began.elapsed());
            }
            percentile(times, restart_share(scenario))
        }
        Scenario::Idle | Scenario::Asleep | Scenario::Spawn => {
            let asleep = scenario == Scenario::Asleep;
            let family = Dynamic::new("many", move |name, _: &Arc<()>| {
                let spec = ActorSpec::new(name, Adder::default);
                if asleep { spec.asleep() } else { spec }
            });
            let children = family.children();
            let _system = System::builder("bench")
                .child(family)
                .start()
                .await
                .expect("it starts");
            start_many(scenario, scaled(20_000, scale), || async {
                let child = children.start_next(()).await.expect("it starts");
                child.address().clone()
            })
            .await
        }
    }
}
