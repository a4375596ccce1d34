use std::time::Instant;

use tokio::sync::{mpsc, oneshot};

use crate::measure::*;

enum Say {
    Add(u64, #[allow(dead_code)] u64),
    Total(oneshot::Sender<u64>),
}

#[derive(Clone)]
enum To {
    Bounded(mpsc::Sender<Say>),
    Unbounded(mpsc::UnboundedSender<Say>),
}

impl To {
    async fn send(&self, say: Say) {
        match self {
            Self::Bounded(to) => {
                let _ = to.send(say).await;
            }
            Self::Unbounded(to) => {
                let _ = to.send(say);
            }
        }
    }
    async fn total(&self) -> u64 {
        let (reply, answer) = oneshot::channel();
        self.send(Say::Total(reply)).await;
        answer.await.expect("it answers")
    }
}

fn handle(sum: &mut u64, say: Say) {
    match say {
        Say::Add(n, _) => *sum += n,
        Say::Total(reply) => {
            let _ = reply.send(*sum);
        }
    }
}

fn adder(bounded: bool) -> To {
    if bounded {
        let (to, mut from) = mpsc::channel(CAPACITY);
        tokio::spawn(async move {
            let mut sum = 0;
            while let Some(say) = from.recv().await {
                handle(&mut sum, say);
            }
        });
        To::Bounded(to)
    } else {
        let (to, mut from) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut sum = 0;
            while let Some(say) = from.recv().await {
                handle(&mut sum, say);
            }
        });
        To::Unbounded(to)
    }
}

pub fn run(scenario: Scenario, scale: f64, bounded: bool) -> Option<f64> {
    on_tokio(measure(scenario, scale, bounded))
}

async fn measure(scenario: Scenario, scale: f64, bounded: bool) -> Option<f64> {
    Some(match scenario {
        Scenario::Cast | Scenario::FanIn => {
            let to = adder(bounded);
            let count = scaled(1_000_000, scale);
            let senders = if scenario == Scenario::Cast {
                1
            } else {
                SENDERS
            };
            let sender = to.clone();
            let began = together(count, senders, move |part| {
                let to = sender.clone();
                async move {
                    for _ in 0..part {
                        to.send(Say::Add(1, 0)).await;
                    }
                }
            })
            .await;
            to.total().await;
            rate(count, began.elapsed())
        }
        Scenario::Ask => {
            let to = adder(bounded);
            tokio::spawn(async move {
                ask_alone(scaled(200_000, scale), || async {
                    to.total().await;
                })
                .await
            })
            .await
            .expect("it asks")
        }
        Scenario::Ask16 => {
            let to = adder(bounded);
            let count = scaled(400_000, scale);
            let began = together(count, ASKERS, move |part| {
                let to = to.clone();
                async move {
                    for _ in 0..part {
                        to.total().await;
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
                all.push(adder(bounded));
            }
            if let Some(last) = all.last() {
                last.total().await;
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
