use kameo::mailbox;
use kameo::prelude::*;

use crate::measure::*;

#[derive(Actor, Default)]
struct Sum(u64);

struct Add(u64, #[allow(dead_code)] u64);
struct Total;

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
        Scenario::Idle | Scenario::Spawn => {
            start_many(scenario, scaled(20_000, scale), || async { adder(bounded) }).await
        }
        _ => return None,
    })
}
