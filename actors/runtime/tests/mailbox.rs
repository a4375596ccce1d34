//! What a sender is promised, policy by policy.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests play the callers outside the tree"
)]

mod common;

use common::*;
use holdfast_runtime::*;
use std::time::Duration;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_full_mailbox_makes_the_sender_wait_and_lets_it_in_in_order() {
    let bench = Bench::start(|spec| spec.mailbox(Capacity::messages(1), Overflow::Wait)).await;
    bench.hold().await;
    let mut sends = Vec::new();
    for number in 0..3 {
        let address = bench.address.clone();
        let mut send = Box::pin(async move { address.send(note(number)).await });
        assert!(poll_once(&mut send).await.is_none(), "it waits");
        sends.push(send);
    }
    assert_eq!(bench.address.pressure().waiting, 3);
    bench.release();
    for send in sends {
        send.await.unwrap();
    }
    assert_eq!(bench.seen(3).await, [0, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_send_that_is_dropped_was_not_sent() {
    let bench = Bench::start(|spec| spec.mailbox(Capacity::messages(1), Overflow::Wait)).await;
    bench.hold().await;
    let mut dropped = Box::pin(bench.address.send(note(1)));
    assert!(poll_once(&mut dropped).await.is_none());
    drop(dropped);
    bench.release();
    bench.address.send(note(2)).await.unwrap();
    assert_eq!(bench.seen(1).await, [2]);
    assert_eq!(bench.address.pressure().counts.cancelled, 1);
}

#[tokio::test(start_paused = true)]
async fn a_send_gives_up_at_its_deadline_and_the_message_comes_back() {
    let bench = Bench::start(|spec| spec.mailbox(Capacity::messages(1), Overflow::Wait)).await;
    bench.hold().await;
    let deadline = Instant::now() + Duration::from_millis(50);
    match bench.address.send_before(deadline, note(7)).await {
        Err(SendError::TimedOut(Note::Number(7))) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(Instant::now(), deadline);
    bench.release();
}

#[tokio::test(start_paused = true)]
async fn reject_gives_the_message_back_at_once() {
    let bench = Bench::start(|spec| spec.mailbox(Capacity::messages(1), Overflow::Reject)).await;
    bench.hold().await;
    match bench.address.send(note(7)).await {
        Err(SendError::Full(Note::Number(7))) => {}
        other => panic!("{other:?}"),
    }
    bench.release();
}

#[tokio::test(start_paused = true)]
async fn drop_oldest_takes_from_the_lowest_lane_and_answers_the_asker_at_once() {
    let bench =
        Bench::start(|spec| spec.mailbox(Capacity::messages(3), Overflow::DropOldest)).await;
    bench.hold().await;
    let address = bench.address.clone();
    let mut ask =
        Box::pin(async move { address.ask::<u64>(HOUR, |r| Note::Ask(Lane::Bulk, r)).await });
    assert!(poll_once(&mut ask).await.is_none());
    bench.address.send(note(1)).await.unwrap();
    bench.address.send(note(2)).await.unwrap();
    match ask.await {
        Err(AskError::Dropped(DropReason::Evicted)) => {}
        other => panic!("{other:?}"),
    }
    // A bulk message does not drive out what is above it.
    let (reply, _) = dummy_reply().await;
    assert!(matches!(
        bench.address.try_send(Note::Ask(Lane::Bulk, reply)),
        Err(SendError::Full(_))
    ));
    bench.address.send(note(3)).await.unwrap();
    bench.release();
    assert_eq!(bench.seen(2).await, [2, 3]);
    assert_eq!(bench.address.pressure().counts.evicted, 2);
}

#[tokio::test(start_paused = true)]
async fn shed_expired_drops_what_is_late_before_it_is_handled_and_to_make_room() {
    let bench =
        Bench::start(|spec| spec.mailbox(Capacity::messages(3), Overflow::ShedExpired)).await;
    bench.hold().await;
    let soon = Instant::now() + Duration::from_millis(10);
    bench.address.send(Note::Until(soon, 1)).await.unwrap();
    bench
        .address
        .send(Note::Until(soon + HOUR, 2))
        .await
        .unwrap();
    tokio::time::advance(Duration::from_millis(20)).await;
    bench.address.send(Note::Until(soon, 3)).await.unwrap();
    bench.release();
    assert_eq!(bench.seen(1).await, [2]);
    assert_eq!(bench.address.pressure().counts.expired, 2);
}

#[tokio::test(start_paused = true)]
async fn bytes_bound_the_mailbox_and_what_can_never_fit_is_refused_at_once() {
    let bench =
        Bench::start(|spec| spec.mailbox(Capacity::messages(100).bytes(10), Overflow::Wait)).await;
    bench.hold().await;
    bench.address.try_send(Note::Bytes(6)).unwrap();
    assert!(matches!(
        bench.address.try_send(Note::Bytes(5)),
        Err(SendError::Full(_))
    ));
    bench.address.try_send(Note::Bytes(4)).unwrap();
    assert!(matches!(
        bench.address.send(Note::Bytes(11)).await,
        Err(SendError::TooLarge(_))
    ));
    bench.release();
}

#[tokio::test(start_paused = true)]
async fn urgent_goes_first_and_bulk_is_not_starved() {
    let bench = Bench::start(|spec| spec.mailbox(Capacity::messages(100), Overflow::Wait)).await;
    bench.hold().await;
    bench.address.send(Note::In(Lane::Bulk, 99)).await.unwrap();
    for number in 0..20 {
        bench
            .address
            .send(Note::In(Lane::Urgent, number))
            .await
            .unwrap();
    }
    bench.release();
    let seen = bench.seen(21).await;
    let bulk = seen.iter().position(|&n| n == 99).unwrap();
    assert!((1..8).contains(&bulk), "{seen:?}");
    let urgent: Vec<_> = seen.into_iter().filter(|&n| n != 99).collect();
    assert!(urgent.is_sorted());
}

#[tokio::test(start_paused = true)]
async fn an_ask_whose_asker_has_gone_is_not_handled() {
    let bench = Bench::start(|spec| spec).await;
    bench.hold().await;
    let late = bench
        .address
        .ask::<u64>(Duration::from_millis(5), |r| Note::Ask(Lane::Normal, r))
        .await;
    assert!(matches!(late, Err(AskError::TimedOut(_))));
    bench.release();
    bench.address.send(note(1)).await.unwrap();
    assert_eq!(bench.seen(1).await, [1]);
    assert_eq!(bench.address.pressure().counts.expired, 1);
}

#[tokio::test(start_paused = true)]
async fn an_ask_that_is_dropped_unanswered_hears_so_at_once() {
    let bench = Bench::start(|spec| spec).await;
    let answer = bench.address.ask::<u64>(HOUR, Note::Ignore).await;
    assert!(matches!(
        answer,
        Err(AskError::Dropped(DropReason::Unanswered))
    ));
}

#[tokio::test(start_paused = true)]
async fn an_answer_may_come_after_the_handler() {
    let bench = Bench::start(|spec| spec).await;
    let address = bench.address.clone();
    let mut ask = Box::pin(async move { address.ask(HOUR, Note::Later).await });
    assert!(poll_once(&mut ask).await.is_none());
    bench.address.send(note(1)).await.unwrap();
    assert_eq!(ask.await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn redelivery_says_what_becomes_of_the_message_in_hand() {
    for (redelivery, attempts, dead, dropped) in [
        (Redelivery::retry(4), 4, 1, 0),
        (Redelivery::DeadLetter, 1, 1, 0),
        (Redelivery::Drop, 1, 0, 1),
    ] {
        let bench = Bench::start(|spec| spec.redelivery(redelivery)).await;
        let answer = bench.address.ask::<u64>(HOUR, Note::Crash).await;
        let Err(AskError::Failed(failure)) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(
            failure.phase(),
            Phase::Handling {
                message: "note",
                attempt: attempts
            }
        );
        assert!(failure.to_string().contains("on purpose"), "{failure}");
        assert_eq!(
            *failure
                .take_payload()
                .unwrap()
                .downcast::<String>()
                .unwrap(),
            "on purpose 7"
        );
        assert_eq!(bench.address.dead_letters().len(), dead);
        assert_eq!(bench.address.pressure().counts.dropped, dropped);
    }
}

#[tokio::test(start_paused = true)]
async fn dead_letters_are_listed_replayed_discarded_and_bounded() {
    let bench = Bench::start(|spec| spec.redelivery(Redelivery::DeadLetter).dead_letters(2)).await;
    for _ in 0..3 {
        let _ = bench.address.ask::<u64>(HOUR, Note::Crash).await;
    }
    let letters = bench.address.dead_letters();
    let list = letters.list();
    assert_eq!(list.iter().map(|l| l.id).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(letters.overflowed(), 1);
    assert!(matches!(list[0].cause, DeathCause::Failed(_)));
    assert!(letters.discard(2) && !letters.discard(2));
    assert!(letters.replay(3).await.unwrap());
    assert!(!letters.replay(3).await.unwrap());
    bench.address.send(note(1)).await.unwrap();
    bench.seen(1).await;
    assert_eq!(letters.list()[0].id, 4, "it failed again");
    assert!(letters.take(4).is_some());
}

#[tokio::test(start_paused = true)]
async fn what_is_queued_at_the_end_becomes_dead_letters_and_askers_hear_of_it() {
    let bench = Bench::start(|spec| spec.grace(Duration::from_millis(1))).await;
    bench.hold().await;
    let address = bench.address.clone();
    let mut ask = Box::pin(async move {
        address
            .ask::<u64>(HOUR, |r| Note::Ask(Lane::Normal, r))
            .await
    });
    assert!(poll_once(&mut ask).await.is_none());
    let exit = bench.address.stop(Duration::from_millis(1)).await;
    assert!(matches!(exit, Exit::Failed(_)), "it was killed: {exit}");
    assert!(matches!(
        ask.await,
        Err(AskError::Dropped(DropReason::Closed))
    ));
    assert_eq!(bench.address.dead_letters().len(), 2, "the one in hand too");
    assert!(matches!(
        bench.address.send(note(1)).await,
        Err(SendError::Closed(_))
    ));
}

#[tokio::test(start_paused = true)]
async fn drain_on_stop_handles_what_is_queued_first() {
    for drain in [false, true] {
        let bench = Bench::start(|spec| if drain { spec.drain_on_stop() } else { spec }).await;
        bench.hold().await;
        for number in 0..3 {
            bench.address.send(note(number)).await.unwrap();
        }
        let address = bench.address.clone();
        let Bench { system, shared, .. } = bench;
        let (report, ()) = tokio::join!(system.shutdown(), async {
            shared.release_later().await;
        });
        assert!(report.is_orderly());
        let counts = address.pressure().counts;
        assert_eq!(counts.dead, if drain { 0 } else { 3 });
    }
}

#[tokio::test(start_paused = true)]
async fn a_sender_of_the_same_thread_is_served_within_a_batch() {
    let bench = Bench::start(|spec| spec.mailbox(Capacity::messages(10_000), Overflow::Wait)).await;
    for number in 0..10_000 {
        bench.address.try_send(note(number)).unwrap();
    }
    // A task like any other; the test itself is polled more seldom.
    let address = bench.address.clone();
    let other = tokio::spawn(async move {
        for _ in 0..2 {
            step_aside().await;
        }
        address.pressure().counts.handled
    });
    let handled = other.await.unwrap();
    assert!((1..=96).contains(&handled), "{handled}");
}

#[tokio::test(start_paused = true)]
async fn an_ask_may_wait_without_end() {
    let bench = Bench::start(|spec| spec).await;
    let asked = bench
        .address
        .ask(Duration::MAX, |reply| Note::Ask(Lane::Normal, reply));
    assert!(asked.await.is_ok());
}
