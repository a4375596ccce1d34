//! The facts of ractor on which this crate leans. When one of these fails after an update, read
//! `runner.rs` and `supervisor/` again before anything else.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ractor::{Actor, ActorProcessingErr, ActorRef, SupervisionEvent};
use tokio::sync::mpsc;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Say {
    Count,
    Hang,
    Fail,
    Panic,
}

#[derive(Clone)]
struct Child {
    handled: Arc<AtomicU32>,
    stopped: Arc<AtomicU32>,
    dropped: Arc<AtomicU32>,
    fails_to_start: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("typed")]
struct Typed;

struct OnDrop(Arc<AtomicU32>);
impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Actor for Child {
    type Msg = Say;
    type State = ();
    type Arguments = ();
    async fn pre_start(&self, _: ActorRef<Say>, (): ()) -> Result<(), ActorProcessingErr> {
        if self.fails_to_start {
            Err("no".into())
        } else {
            Ok(())
        }
    }
    async fn handle(
        &self,
        _: ActorRef<Say>,
        say: Say,
        (): &mut (),
    ) -> Result<(), ActorProcessingErr> {
        let _guard = OnDrop(Arc::clone(&self.dropped));
        match say {
            Say::Count => {
                self.handled.fetch_add(1, Ordering::Relaxed);
            }
            Say::Hang => std::future::pending().await,
            Say::Fail => return Err(Box::new(Typed)),
            Say::Panic => panic!("on purpose"),
        }
        Ok(())
    }
    async fn post_stop(&self, _: ActorRef<Say>, (): &mut ()) -> Result<(), ActorProcessingErr> {
        self.stopped.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

struct Parent(mpsc::Sender<String>);
impl Actor for Parent {
    type Msg = ();
    type State = ();
    type Arguments = ();
    async fn pre_start(&self, _: ActorRef<()>, (): ()) -> Result<(), ActorProcessingErr> {
        Ok(())
    }
    async fn handle_supervisor_evt(
        &self,
        _: ActorRef<()>,
        event: SupervisionEvent,
        (): &mut (),
    ) -> Result<(), ActorProcessingErr> {
        let text = match event {
            SupervisionEvent::ActorStarted(_) => "started".to_owned(),
            SupervisionEvent::ActorTerminated(_, state, why) => {
                format!("terminated {} {why:?}", state.is_some())
            }
            SupervisionEvent::ActorFailed(_, error) => format!(
                "failed typed={} {error}",
                error.downcast_ref::<Typed>().is_some()
            ),
            SupervisionEvent::ProcessGroupChanged(_) => return Ok(()),
        };
        let _ = self.0.send(text).await;
        Ok(())
    }
}

async fn family() -> (ActorRef<()>, ActorRef<Say>, Child, mpsc::Receiver<String>) {
    let (tell, mut told) = mpsc::channel(100);
    let (parent, _) = Actor::spawn(None, Parent(tell), ()).await.unwrap();
    let child = Child {
        handled: Arc::default(),
        stopped: Arc::default(),
        dropped: Arc::default(),
        fails_to_start: false,
    };
    let (actor, _) = Actor::spawn_linked(None, child.clone(), (), parent.get_cell())
        .await
        .unwrap();
    assert_eq!(
        told.recv().await.unwrap(),
        "started",
        "after post_start, in the child's own task"
    );
    (parent, actor, child, told)
}

#[tokio::test(start_paused = true)]
async fn a_kill_ends_a_waiting_handler_drops_its_future_and_reads_like_a_normal_exit() {
    let (_parent, actor, child, mut told) = family().await;
    actor.send_message(Say::Hang).unwrap();
    tokio::task::yield_now().await;
    actor.kill();
    assert_eq!(
        told.recv().await.unwrap(),
        "terminated true Some(\"killed\")"
    );
    assert_eq!(
        child.dropped.load(Ordering::Relaxed),
        1,
        "before the supervisor hears of it"
    );
    assert_eq!(
        child.stopped.load(Ordering::Relaxed),
        0,
        "no post_stop after a kill"
    );
}

#[tokio::test(start_paused = true)]
async fn a_stop_waits_for_the_message_in_hand_and_drops_what_is_queued() {
    let (_parent, actor, child, mut told) = family().await;
    for _ in 0..10 {
        actor.send_message(Say::Count).unwrap();
    }
    actor.stop(None);
    assert_eq!(told.recv().await.unwrap(), "terminated true None");
    assert_eq!(child.handled.load(Ordering::Relaxed), 0);
    assert_eq!(child.stopped.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn an_error_reaches_the_supervisor_with_its_type_and_a_panic_as_text() {
    let (_parent, actor, _, mut told) = family().await;
    actor.send_message(Say::Fail).unwrap();
    assert_eq!(told.recv().await.unwrap(), "failed typed=true typed");
    let (_parent, actor, _, mut told) = family().await;
    actor.send_message(Say::Panic).unwrap();
    assert_eq!(told.recv().await.unwrap(), "failed typed=false on purpose");
    assert!(actor.send_message(Say::Count).is_err());
}

#[tokio::test(start_paused = true)]
async fn a_failed_pre_start_is_told_to_the_spawner_alone() {
    let (parent, _actor, child, mut told) = family().await;
    let bad = Child {
        fails_to_start: true,
        ..child
    };
    assert!(
        Actor::spawn_linked(None, bad, (), parent.get_cell())
            .await
            .is_err()
    );
    tokio::task::yield_now().await;
    assert!(told.try_recv().is_err());
}

#[tokio::test(start_paused = true)]
async fn a_supervisor_that_stops_kills_its_children_without_their_post_stop() {
    let (parent, actor, child, _told) = family().await;
    parent.stop(None);
    actor.wait(None).await.unwrap();
    assert_eq!(child.stopped.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn spawning_with_an_idle_pre_start_is_ready_at_once() {
    let (parent, _actor, child, _told) = family().await;
    let mut spawn = Box::pin(Actor::spawn_linked(None, child, (), parent.get_cell()));
    let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(spawn.as_mut().poll(cx))).await;
    assert!(polled.is_ready());
}

#[tokio::test(start_paused = true)]
async fn supervision_events_overtake_messages() {
    // The supervisor's own orders must not delay the news of a child's end; nor must there be
    // many orders, since stops wait for them. Both hold while events come first.
    let (_parent, actor, child, mut told) = family().await;
    for _ in 0..1_000 {
        actor.send_message(Say::Count).unwrap();
    }
    actor.send_message(Say::Fail).unwrap();
    assert_eq!(told.recv().await.unwrap(), "failed typed=true typed");
    assert_eq!(
        child.handled.load(Ordering::Relaxed),
        1_000,
        "messages are in order"
    );
}

#[tokio::test(start_paused = true)]
async fn ractors_timers_follow_the_paused_clock() {
    let (_parent, actor, child, _told) = family().await;
    let began = std::time::Instant::now();
    actor
        .send_after(Duration::from_secs(3600), || Say::Count)
        .await
        .unwrap()
        .unwrap();
    tokio::task::yield_now().await;
    assert!(began.elapsed() < Duration::from_secs(60));
    assert_eq!(child.handled.load(Ordering::Relaxed), 1);
}
