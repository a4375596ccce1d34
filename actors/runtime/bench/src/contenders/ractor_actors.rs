use ractor::factory::{
    Factory, FactoryArguments, FactoryMessage, Job, JobOptions, Worker, WorkerBuilder, WorkerId,
    queues, routing,
};
use ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort, SupervisionEvent, call_t};

use crate::measure::{self, Adder as _, *};

enum Say {
    Add(u64, #[allow(dead_code)] u64),
    Total(RpcReplyPort<u64>),
    Crash,
}

struct Adder;
impl Actor for Adder {
    type Msg = Say;
    type State = u64;
    type Arguments = ();
    async fn pre_start(&self, _: ActorRef<Say>, (): ()) -> Result<u64, ActorProcessingErr> {
        Ok(0)
    }
    async fn handle(
        &self,
        _: ActorRef<Say>,
        msg: Say,
        sum: &mut u64,
    ) -> Result<(), ActorProcessingErr> {
        match msg {
            Say::Add(n, _) => *sum += n,
            Say::Total(reply) => {
                let _ = reply.send(*sum);
            }
            Say::Crash => panic!("on purpose"),
        }
        Ok(())
    }
}

/// Restarts its child by hand, as ractor asks for.
struct Keeper(tokio::sync::watch::Sender<Option<ActorRef<Say>>>);
impl Actor for Keeper {
    type Msg = ();
    type State = ();
    type Arguments = ();
    async fn pre_start(&self, myself: ActorRef<()>, (): ()) -> Result<(), ActorProcessingErr> {
        let (child, _) = Actor::spawn_linked(None, Adder, (), myself.get_cell()).await?;
        let _ = self.0.send(Some(child));
        Ok(())
    }
    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<()>,
        event: SupervisionEvent,
        (): &mut (),
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorFailed(..) = event {
            let (child, _) = Actor::spawn_linked(None, Adder, (), myself.get_cell()).await?;
            let _ = self.0.send(Some(child));
        }
        Ok(())
    }
}

struct Hand;
impl Worker for Hand {
    type Key = ();
    type Message = u64;
    type State = u64;
    type Arguments = ();
    async fn pre_start(
        &self,
        _: WorkerId,
        _: &ActorRef<FactoryMessage<(), u64>>,
        (): (),
    ) -> Result<u64, ActorProcessingErr> {
        Ok(0)
    }
    async fn handle(
        &self,
        _: WorkerId,
        _: &ActorRef<FactoryMessage<(), u64>>,
        job: Job<(), u64>,
        sum: &mut u64,
    ) -> Result<(), ActorProcessingErr> {
        *sum += job.msg;
        job_done();
        Ok(())
    }
}

struct Hands;
impl WorkerBuilder<Hand, ()> for Hands {
    fn build(&mut self, _: usize) -> (Hand, ()) {
        (Hand, ())
    }
}

/// Who wants to go on after a restart waits for the new actor.
struct Restarted {
    actor: ActorRef<Say>,
    told: tokio::sync::watch::Receiver<Option<ActorRef<Say>>>,
}

impl Crasher for Restarted {
    async fn crash_and_ask(&mut self) {
        let _ = self.actor.send_message(Say::Crash);
        self.told.changed().await.expect("the keeper lives");
        let actor = self.told.borrow_and_update().clone();
        self.actor = actor.expect("it is told of one");
        self.actor.total().await;
    }
}

pub fn run(scenario: Scenario, scale: f64) -> Option<f64> {
    on_tokio(measure(scenario, scale))
}

async fn adder() -> ActorRef<Say> {
    Actor::spawn(None, Adder, ()).await.expect("it starts").0
}

impl measure::Adder for ActorRef<Say> {
    async fn add(&self) {
        let _ = self.send_message(Say::Add(1, 0));
    }
    async fn total(&self) {
        // With a timeout, as every ask of ours has one.
        call_t!(self, Say::Total, 60_000).expect("it answers");
    }
}

async fn measure(scenario: Scenario, scale: f64) -> Option<f64> {
    Some(match scenario {
        Scenario::Cast | Scenario::FanIn => {
            cast(adder().await, scenario, scaled(1_000_000, scale)).await
        }
        Scenario::Ask => ask(adder().await, scaled(200_000, scale)).await,
        Scenario::Ask16 => ask_16(adder().await, scaled(400_000, scale)).await,
        Scenario::Pool => {
            let factory = Factory::<
                (),
                u64,
                _,
                Hand,
                routing::QueuerRouting<(), u64>,
                queues::DefaultQueue<(), u64>,
            >::default();
            let arguments = FactoryArguments::builder()
                .worker_builder(Box::new(Hands))
                .num_initial_workers(WORKERS)
                .queue(Default::default())
                .router(Default::default())
                .build();
            let (factory, _) = Actor::spawn(None, factory, arguments)
                .await
                .expect("it starts");
            pool(scaled(500_000, scale), |count| async move {
                for _ in 0..count {
                    let _ = factory.send_message(FactoryMessage::Dispatch(Job {
                        key: (),
                        msg: 1,
                        options: JobOptions::default(),
                        accepted: None,
                    }));
                }
            })
            .await
        }
        Scenario::RestartP50 | Scenario::RestartP99 => {
            hide_panics();
            let (tell, mut told) = tokio::sync::watch::channel(None);
            let (_keeper, _) = Actor::spawn(None, Keeper(tell), ())
                .await
                .expect("it starts");
            let actor = told.borrow_and_update().clone()?;
            restart(Restarted { actor, told }, scenario, scaled(2_000, scale)).await
        }
        Scenario::Idle | Scenario::Spawn => {
            start_many(scenario, scaled(20_000, scale), adder).await
        }
        Scenario::Asleep => return None,
    })
}
