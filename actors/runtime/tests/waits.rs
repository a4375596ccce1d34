//! Circles of waiting sends and asks are found when they close, and named.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests play the callers outside the tree"
)]

use std::convert::Infallible;
use std::time::Duration;

use holdfast_runtime::*;

const HOUR: Duration = Duration::from_secs(3600);

enum Ball {
    /// Becomes two at the other's.
    Play(u32),
    Ask(Reply<Result<(), AskError>>),
    AskBack(Reply<Result<(), AskError>>),
    Pass(Reply<()>),
}
impl Message for Ball {}

struct Player {
    other: Address<Ball>,
    report: tokio::sync::mpsc::Sender<Vec<ActorPath>>,
}

impl Actor for Player {
    type Msg = Ball;
    type Error = Infallible;
    async fn handle(&mut self, msg: &Ball, _: &mut Context<Self>) -> Result<(), Infallible> {
        match msg {
            Ball::Play(left) => {
                for _ in 0..if *left > 0 { 2 } else { 0 } {
                    if let Err(SendError::WouldDeadlock { path, .. }) =
                        self.other.send(Ball::Play(left - 1)).await
                    {
                        let _ = self.report.try_send(path);
                    }
                }
            }
            Ball::Ask(reply) => {
                let inner = self.other.ask(HOUR, Ball::AskBack).await;
                reply.send(match inner {
                    Ok(result) => result,
                    Err(error) => Err(error),
                });
            }
            Ball::AskBack(reply) => {
                reply.send(self.other.ask(HOUR, Ball::Pass).await);
            }
            Ball::Pass(reply) => {
                reply.send(());
            }
        }
        Ok(())
    }
}

async fn court(
    workers: usize,
) -> (
    System,
    [Address<Ball>; 2],
    tokio::sync::mpsc::Receiver<Vec<ActorPath>>,
) {
    let (report, reports) = tokio::sync::mpsc::channel(100);
    let (left_tx, left_rx) = std::sync::mpsc::channel::<Address<Ball>>();
    let left_rx = std::sync::Mutex::new(left_rx);
    let reporter = report.clone();
    // Each needs the other's address before either is made.
    let right = Pool::new("right", move || Player {
        other: left_rx.lock().unwrap().recv().unwrap(),
        report: reporter.clone(),
    })
    .workers(workers)
    .mailbox(Capacity::messages(4), Overflow::Wait);
    let right_address = right.address();
    let to_right = right_address.clone();
    let left = ActorSpec::new("left", move || Player {
        other: to_right.clone(),
        report: report.clone(),
    })
    .mailbox(Capacity::messages(4), Overflow::Wait);
    let left_address = left.address();
    for _ in 0..workers {
        left_tx.send(left_address.clone()).unwrap();
    }
    let system = System::builder("court")
        .child(left)
        .child(right)
        .start()
        .await
        .unwrap();
    (system, [left_address, right_address], reports)
}

#[tokio::test(start_paused = true)]
async fn two_actors_that_wait_for_each_other_are_told_and_go_on() {
    let (_system, [left, right], mut reports) = court(1).await;
    left.send(Ball::Play(8)).await.unwrap();
    let path = reports.recv().await.unwrap();
    let names: Vec<&str> = path.iter().map(ActorPath::name).collect();
    assert_eq!(
        (names.first(), names.last(), names.len()),
        (names.last(), names.first(), 3),
        "{names:?}"
    );
    // Nothing is stuck for good.
    while left.pressure().depth
        + right.pressure().depth
        + left.pressure().in_hand
        + right.pressure().in_hand
        > 0
    {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_circle_of_asks_fails_at_once() {
    let (_system, [left, _], _reports) = court(1).await;
    let began = tokio::time::Instant::now();
    let inner = left.ask(HOUR, Ball::Ask).await.unwrap();
    match inner {
        Err(AskError::WouldDeadlock(path)) => {
            let text = AskError::WouldDeadlock(path).to_string();
            assert!(
                text.contains("/court/left") && text.contains("/court/right"),
                "{text}"
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_pool_with_a_free_worker_is_no_circle() {
    let (_system, [_, right], _reports) = court(2).await;
    // A worker of the pool asks left, which asks the pool: the other worker answers.
    let inner = right.ask(HOUR, Ball::Ask).await.unwrap();
    assert!(inner.is_ok(), "{inner:?}");
}
