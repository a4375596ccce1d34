use std::time::Instant;

use actix::prelude::*;

use crate::measure::*;

/// An actix actor lives on one thread; here on an arbiter of its own, senders on tokio's threads.
struct Adder(u64);
impl Actor for Adder {
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

impl Handler<Add> for Adder {
    type Result = ();
    fn handle(&mut self, msg: Add, _: &mut Self::Context) {
        self.0 += msg.0;
    }
}

impl Handler<Total> for Adder {
    type Result = u64;
    fn handle(&mut self, _: Total, _: &mut Self::Context) -> u64 {
        self.0
    }
}

async fn total(actor: &Addr<Adder>) -> u64 {
    actor.send(Total).await.expect("it answers")
}

pub fn run(scenario: Scenario, scale: f64, waits: bool) -> Option<f64> {
    System::new().block_on(async move {
        let arbiter = Arbiter::new();
        // The senders' own runtime.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .ok()?;
        let result = runtime
            .spawn(measure(arbiter.handle(), scenario, scale, waits))
            .await
            .ok()?;
        runtime.shutdown_background();
        arbiter.stop();
        result
    })
}

async fn measure(
    arbiter: ArbiterHandle,
    scenario: Scenario,
    scale: f64,
    waits: bool,
) -> Option<f64> {
    let adder = || Adder::start_in_arbiter(&arbiter, |_| Adder(0));
    Some(match scenario {
        Scenario::Cast | Scenario::FanIn => {
            let actor = adder();
            let count = scaled(if waits { 200_000 } else { 1_000_000 }, scale);
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
                        if waits {
                            let _ = actor.send(Add(1, 0)).await;
                        } else {
                            actor.do_send(Add(1, 0));
                        }
                    }
                }
            })
            .await;
            total(&actor).await;
            rate(count, began.elapsed())
        }
        Scenario::Ask if waits => {
            let actor = adder();
            ask_alone(scaled(100_000, scale), || async {
                total(&actor).await;
            })
            .await
        }
        Scenario::Ask16 if waits => {
            let actor = adder();
            let count = scaled(200_000, scale);
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
        Scenario::Idle | Scenario::Spawn if waits => {
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
