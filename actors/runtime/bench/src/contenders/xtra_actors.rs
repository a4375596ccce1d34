use std::time::Instant;

use xtra::prelude::*;

use crate::measure::*;

#[derive(xtra::Actor)]
struct Adder(u64);

struct Add(u64, #[allow(dead_code)] u64);
struct Total;

impl Handler<Add> for Adder {
    type Return = ();
    async fn handle(&mut self, msg: Add, _: &mut Context<Self>) {
        self.0 += msg.0;
    }
}

impl Handler<Total> for Adder {
    type Return = u64;
    async fn handle(&mut self, _: Total, _: &mut Context<Self>) -> u64 {
        self.0
    }
}

fn adder() -> Address<Adder> {
    xtra::spawn_tokio(Adder(0), Mailbox::bounded(CAPACITY))
}

async fn total(actor: &Address<Adder>) -> u64 {
    actor.send(Total).await.expect("it answers")
}

pub fn run(scenario: Scenario, scale: f64) -> Option<f64> {
    on_tokio(measure(scenario, scale))
}

async fn measure(scenario: Scenario, scale: f64) -> Option<f64> {
    Some(match scenario {
        Scenario::Cast | Scenario::FanIn => {
            let actor = adder();
            let count = scaled(1_000_000, scale);
            let senders = if scenario == Scenario::Cast {
                1
            } else {
                SENDERS
            };
            let sender = actor.clone();
            let began = together(count, senders, move |part| {
                let actor = sender.clone();
                async move {
                    for _ in 0..part {
                        let _ = actor.send(Add(1, 0)).detach().await;
                    }
                }
            })
            .await;
            total(&actor).await;
            rate(count, began.elapsed())
        }
        Scenario::Ask => {
            let actor = adder();
            tokio::spawn(async move {
                ask_alone(scaled(200_000, scale), || async {
                    total(&actor).await;
                })
                .await
            })
            .await
            .expect("it asks")
        }
        Scenario::Ask16 => {
            let actor = adder();
            let count = scaled(400_000, scale);
            let began = together(count, ASKERS, move |part| {
                let actor = actor.clone();
                async move {
                    for _ in 0..part {
                        total(&actor).await;
                    }
                }
            })
            .await;
            rate(count, began.elapsed())
        }
        Scenario::Idle | Scenario::Spawn => {
            let count = scaled(20_000, scale);
            let mut all = Vec::with_capacity(count as usize);
            let before = resident();
            let began = Instant::now();
            for _ in 0..count {
                all.push(adder());
            }
            if let Some(last) = all.last() {
                total(last).await;
            }
            let took = began.elapsed();
            if scenario == Scenario::Spawn {
                micros(took) / count as f64
            } else {
                (resident() - before) / count as f64
            }
        }
        _ => return None,
    })
}
