use std::sync::Arc;

use tokio::sync::{Mutex, mpsc, oneshot};

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
}

impl Adder for To {
    async fn add(&self) {
        self.send(Say::Add(1, 0)).await;
    }
    async fn total(&self) {
        let (reply, answer) = oneshot::channel();
        self.send(Say::Total(reply)).await;
        answer.await.expect("it answers");
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
            cast(adder(bounded), scenario, scaled(1_000_000, scale)).await
        }
        Scenario::Ask => ask(adder(bounded), scaled(200_000, scale)).await,
        Scenario::Ask16 => ask_16(adder(bounded), scaled(400_000, scale)).await,
        // A receiver has one owner, so the workers take turns at it.
        Scenario::Pool if bounded => {
            let (to, from) = mpsc::channel(CAPACITY);
            let from = Arc::new(Mutex::new(from));
            for _ in 0..WORKERS {
                let from = Arc::clone(&from);
                tokio::spawn(async move {
                    let mut sum = 0;
                    while let Some(say) = async { from.lock().await.recv().await }.await {
                        handle(&mut sum, say);
                        job_done();
                    }
                });
            }
            pool(scaled(500_000, scale), |count| async move {
                for _ in 0..count {
                    let _ = to.send(Say::Add(1, 0)).await;
                }
            })
            .await
        }
        Scenario::Idle | Scenario::Spawn => {
            start_many(scenario, scaled(20_000, scale), || async { adder(bounded) }).await
        }
        _ => return None,
    })
}
