//! shuttle: random and PCT schedules of more senders and more trouble, on the core as it is. A
//! failing schedule is printed, and replayed with `shuttle::replay`.

use std::sync::Arc;
use std::task::{Context, Poll};

use shuttle::rand::{Rng, thread_rng};

use super::*;
use crate::sync::model;

/// Sends a message, now and then giving up while it waits.
async fn send(queue: &Queue<u32>, value: u32) -> bool {
    let patience = thread_rng().gen_range(1..6);
    let mut entry = Some(Entry {
        value,
        tag: Tag::default(),
    });
    let mut ticket = None;
    let mut polls = 0;
    std::future::poll_fn(move |cx: &mut Context<'_>| {
        let Some(own) = entry.take() else {
            return Poll::Ready(false);
        };
        polls += 1;
        let (offer, after) = match ticket.take() {
            None => queue.offer(own, Some(cx.waker()), || 0),
            Some(ticket) if polls > patience => {
                let _ = queue.leave(ticket).settle();
                return Poll::Ready(false);
            }
            Some(ticket) => queue.redeem(own, ticket, cx.waker()),
        };
        let _ = after.settle();
        match offer {
            Offer::Accepted => Poll::Ready(true),
            Offer::Refused(..) => Poll::Ready(false),
            Offer::Wait(back, place) => {
                entry = Some(back);
                ticket = Some(place);
                if patience < 3 {
                    // An impatient one looks again by itself.
                    cx.waker().wake_by_ref();
                }
                Poll::Pending
            }
        }
    })
    .await
}

/// Handles until the mailbox is closed and empty; now and then it crashes, or is fenced and comes
/// back as a zombie.
async fn consume(queue: &Queue<u32>) {
    let mut id = None;
    let mut done: Option<Tag> = None;
    std::future::poll_fn(|cx: &mut Context<'_>| {
        loop {
            let me = *id.get_or_insert_with(|| queue.attach(0, cx.waker().clone()));
            let (turn, after) = queue.turn(me, done.take().as_ref(), 2, || 0);
            let _ = after.settle();
            match turn {
                Turn::Message(entry) => match thread_rng().gen_range(0..6) {
                    0 => {
                        let _ = queue.give_back(entry).settle();
                        let _ = queue.detach(me).settle();
                        id = None;
                    }
                    1 => {
                        let _ = queue.fence(me).settle();
                        let (counted, after) = queue.done(me, &entry.tag);
                        assert!(!counted);
                        let _ = after.settle();
                        let _ = queue.give_back(entry).settle();
                        let _ = queue.detach(me).settle();
                        id = None;
                    }
                    _ => done = Some(entry.tag),
                },
                Turn::Idle => {
                    if queue.pressure(|| 0).closed {
                        return Poll::Ready(());
                    }
                    return Poll::Pending;
                }
                Turn::Fenced => panic!("fenced only after its last turn"),
            }
        }
    })
    .await;
    let wakers: Vec<_> = model::lock(&queue.state)
        .consumers
        .iter()
        .map(|consumer| consumer.waker.clone())
        .collect();
    drop(wakers);
}

fn scenario(redelivery: Redelivery) {
    let queue: Arc<Queue<u32>> = Arc::new(Queue::new(
        Capacity::messages(thread_rng().gen_range(1..=3)),
        Overflow::Wait,
        redelivery,
    ));
    queue.deal_up_to(2);
    // One alone is dealt messages ahead.
    let consumers: Vec<_> = (0..thread_rng().gen_range(1..=2))
        .map(|_| {
            let queue = Arc::clone(&queue);
            shuttle::thread::spawn(move || shuttle::future::block_on(consume(&queue)))
        })
        .collect();
    let senders: Vec<_> = (0..3)
        .map(|sender| {
            let queue = Arc::clone(&queue);
            shuttle::thread::spawn(move || {
                shuttle::future::block_on(async {
                    for number in 0..3 {
                        send(&queue, sender * 10 + number).await;
                    }
                });
            })
        })
        .collect();
    for sender in senders {
        let _ = sender.join();
    }
    let _ = queue.close_door().settle();
    let wakers: Vec<_> = model::lock(&queue.state)
        .consumers
        .iter()
        .map(|consumer| consumer.waker.clone())
        .collect();
    for waker in wakers {
        waker.wake();
    }
    for consumer in consumers {
        let _ = consumer.join();
    }
    // No run may end hot: nobody waits, nothing is queued, all room is there again.
    let _ = queue.close().settle();
    let pressure = queue.pressure(|| 0);
    assert_eq!(
        (
            pressure.depth,
            pressure.in_hand,
            pressure.granted,
            pressure.waiting
        ),
        (0, 0, 0, 0)
    );
    let counts = pressure.counts;
    assert_eq!(counts.offered, 9);
    assert_eq!(counts.offered, counts.accepted + counts.returned());
    assert_eq!(
        counts.accepted,
        counts.handled + counts.dead + counts.dropped
    );
    assert_eq!(model::lock(&queue.state).used.messages, 0);
}

const SCHEDULES: usize = 5_000;

#[test]
fn model_random_schedules_lose_nothing() {
    for redelivery in [Redelivery::retry(3), Redelivery::DeadLetter] {
        shuttle::check_random(move || scenario(redelivery), SCHEDULES);
    }
}

#[test]
fn model_pct_schedules_lose_nothing() {
    for redelivery in [Redelivery::retry(3), Redelivery::Drop] {
        shuttle::check_pct(move || scenario(redelivery), SCHEDULES, 3);
    }
}

#[cfg(feature = "seeded-bugs")]
#[test]
fn seeded_bugs_are_found_by_the_models() {
    use super::bugs::{Bug, is_found};
    for bug in [
        Bug::CancelLeaks,
        Bug::NoHandOn,
        Bug::DeadLetterLeaks,
        Bug::LateWaker,
        Bug::GatherForgets,
    ] {
        assert!(
            is_found(bug, "model_shuttle::model_"),
            "{bug:?} was not found"
        );
    }
}
