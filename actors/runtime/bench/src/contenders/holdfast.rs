use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use holdfast_runtime::*;

use super::seeing_in::{self, Spans};
use crate::measure::{self, Adder as _, *};

const LONG: Duration = Duration::from_secs(60);

enum Say {
    Add(u64, #[allow(dead_code)] u64),
    Total(Reply<u64>),
    Crash,
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
            Say::Crash => panic!("on purpose"),
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

struct Hand;

impl Actor for Hand {
    type Msg = Say;
    type Error = Infallible;
    async fn handle(&mut self, _: &Say, _: &mut Context<Self>) -> Result<(), Infallible> {
        job_done();
        Ok(())
    }
}

impl Crasher for Address<Say> {
    async fn crash_and_ask(&mut self) {
        let _ = self.send(Say::Crash).await;
        self.total().await;
    }
}

/// With `spans`, a recorder of metrics and this one of spans are installed.
pub fn run(scenario: Scenario, scale: f64, spans: Option<Spans>) -> Option<f64> {
    if let Some(spans) = spans {
        seeing_in::install(spans);
    }
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
            let hands = Pool::new("pool", || Hand)
                .workers(WORKERS)
                .mailbox(Capacity::messages(CAPACITY), Overflow::Wait);
            let address = hands.address();
            let _system = System::builder("bench")
                .child(hands)
                .start()
                .await
                .expect("it starts");
            pool(scaled(500_000, scale), |count| async move {
                for _ in 0..count {
                    let _ = address.send(Say::Add(1, 0)).await;
                }
            })
            .await
        }
        Scenario::RestartP50 | Scenario::RestartP99 => {
            let (_system, address) = adder().await;
            restart(address, scenario, scaled(2_000, scale)).await
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
