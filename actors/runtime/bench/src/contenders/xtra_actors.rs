use xtra::prelude::*;

use crate::measure::*;

#[derive(xtra::Actor)]
struct Sum(u64);

struct Add(u64, #[allow(dead_code)] u64);
struct Total;

impl Handler<Add> for Sum {
    type Return = ();
    async fn handle(&mut self, msg: Add, _: &mut Context<Self>) {
        self.0 += msg.0;
    }
}

impl Handler<Total> for Sum {
    type Return = u64;
    async fn handle(&mut self, _: Total, _: &mut Context<Self>) -> u64 {
        self.0
    }
}

fn adder() -> Address<Sum> {
    xtra::spawn_tokio(Sum(0), Mailbox::bounded(CAPACITY))
}

impl Adder for Address<Sum> {
    async fn add(&self) {
        let _ = self.send(Add(1, 0)).detach().await;
    }
    async fn total(&self) {
        self.send(Total).await.expect("it answers");
    }
}

pub fn run(scenario: Scenario, scale: f64) -> Option<f64> {
    on_tokio(measure(scenario, scale))
}

async fn measure(scenario: Scenario, scale: f64) -> Option<f64> {
    Some(match scenario {
        Scenario::Cast | Scenario::FanIn => cast(adder(), scenario, scaled(1_000_000, scale)).await,
        Scenario::Ask => ask(adder(), scaled(200_000, scale)).await,
        Scenario::Ask16 => ask_16(adder(), scaled(400_000, scale)).await,
        Scenario::Idle | Scenario::Spawn => {
            start_many(scenario, scaled(20_000, scale), || async { adder() }).await
        }
        _ => return None,
    })
}
