use xtra::prelude::*;

use crate::measure::*;

#[derive(xtra::Actor)]
struct Sum(u64);

struct Add(u64, #[allow(dead_code)] u64);
struct Total;
struct Job(#[allow(dead_code)] u64);

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

impl Handler<Job> for Sum {
    type Return = ();
    async fn handle(&mut self, _: Job, _: &mut Context<Self>) {
        job_done();
    }
}

fn mailbox(bounded: bool) -> (Address<Sum>, Mailbox<Sum>) {
    if bounded {
        Mailbox::bounded(CAPACITY)
    } else {
        Mailbox::unbounded()
    }
}

fn adder(bounded: bool) -> Address<Sum> {
    xtra::spawn_tokio(Sum(0), mailbox(bounded))
}

impl Adder for Address<Sum> {
    async fn add(&self) {
        let _ = self.send(Add(1, 0)).detach().await;
    }
    async fn total(&self) {
        self.send(Total).await.expect("it answers");
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
        // Several actors on one mailbox.
        Scenario::Pool => {
            let (crew, mailbox) = mailbox(bounded);
            for _ in 0..WORKERS {
                let _ = xtra::spawn_tokio(Sum(0), (crew.clone(), mailbox.clone()));
            }
            pool(scaled(500_000, scale), |count| async move {
                for _ in 0..count {
                    let _ = crew.send(Job(1)).detach().await;
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
