//! loom: every interleaving of the smallest cases, on the core as it is.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::sync::model;

/// Sends one message, or gives up while it waits.
async fn send(queue: Arc<Queue<u32>>, value: u32, patient: bool) -> bool {
    let mut entry = Some(Entry {
        value,
        tag: Tag::default(),
    });
    let mut ticket = None;
    std::future::poll_fn(move |cx: &mut Context<'_>| {
        let Some(own) = entry.take() else {
            return Poll::Ready(false);
        };
        let (offer, after) = match ticket.take() {
            None => queue.offer(own, Some(cx.waker()), || 0),
            Some(ticket) if !patient => {
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
                if !patient {
                    cx.waker().wake_by_ref();
                }
                Poll::Pending
            }
        }
    })
    .await
}

/// Handles until so many messages have gone one way or another.
async fn consume(queue: Arc<Queue<u32>>, most: u64, crash_first: bool) {
    let mut id = None;
    let mut done = None;
    let mut crash = crash_first;
    std::future::poll_fn(move |cx: &mut Context<'_>| {
        loop {
            let me = *id.get_or_insert_with(|| queue.attach(0, cx.waker().clone()));
            let (turn, after) = queue.turn(me, done.take().as_ref(), 2, || 0);
            let _ = after.settle();
            match turn {
                Turn::Message(entry) if crash => {
                    crash = false;
                    let _ = queue.give_back(entry).settle();
                    let _ = queue.detach(me).settle();
                    id = None;
                }
                Turn::Message(entry) => done = Some(entry.tag),
                Turn::Idle => {
                    let counts = queue.pressure(|| 0).counts;
                    if counts.handled + counts.dead + counts.cancelled >= most {
                        return Poll::Ready(());
                    }
                    return Poll::Pending;
                }
                Turn::Fenced => panic!("nobody fences here"),
            }
        }
    })
    .await;
}

fn at_rest(queue: &Queue<u32>) {
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
    assert_eq!(model::lock(&queue.state).used.messages, 0);
}

fn model(redelivery: Redelivery, second_is_patient: bool, crash: bool) {
    model_of(1, redelivery, second_is_patient, crash);
}

fn model_of(capacity: usize, redelivery: Redelivery, second_is_patient: bool, crash: bool) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(move || {
        let queue = Arc::new(Queue::new(
            Capacity::messages(capacity),
            Overflow::Wait,
            redelivery,
        ));
        queue.deal_up_to(capacity - 1);
        let senders: Vec<_> = [true, second_is_patient]
            .into_iter()
            .zip(0_u32..)
            .map(|(patient, value)| {
                let queue = Arc::clone(&queue);
                loom::thread::spawn(move || {
                    loom::future::block_on(send(Arc::clone(&queue), value, patient));
                    // Whoever gave up last may be the one the consumer still waits for.
                    if !patient {
                        wake_consumer(&queue);
                    }
                })
            })
            .collect();
        loom::future::block_on(consume(Arc::clone(&queue), 2, crash));
        for sender in senders {
            let _ = sender.join();
        }
        at_rest(&queue);
    });
}

fn wake_consumer(queue: &Queue<u32>) {
    let wakers: Vec<Waker> = model::lock(&queue.state)
        .consumers
        .iter()
        .map(|consumer| consumer.waker.clone())
        .collect();
    for waker in wakers {
        waker.wake();
    }
}

#[test]
fn model_two_senders_and_a_crash_in_every_order() {
    model(Redelivery::retry(2), true, true);
}

#[test]
fn model_a_sender_that_gives_up_in_every_order() {
    model(Redelivery::retry(2), false, false);
}

#[test]
fn model_a_dead_letter_in_every_order() {
    model(Redelivery::DeadLetter, true, true);
}

#[test]
fn model_a_message_dealt_ahead_and_a_crash_in_every_order() {
    model_of(2, Redelivery::retry(2), true, true);
}

#[cfg(feature = "seeded-bugs")]
#[test]
fn seeded_bugs_are_found_by_the_models() {
    use super::bugs::{Bug, is_found};
    // A cancelled grant needs more than these smallest cases; shuttle finds it.
    for bug in [Bug::DeadLetterLeaks, Bug::LateWaker] {
        assert!(is_found(bug, "model_loom::model_"), "{bug:?} was not found");
    }
}
