//! The watchdog: a thread of its own, so that it also works while every thread of the runtime is
//! busy. It looks for handlers without progress, has them killed, and shuts out those that cannot
//! be. It also publishes the metrics.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Once, Weak};
use std::time::{Duration, Instant};

use crate::failure::{Cause, Failure, Phase};
use crate::incarnation::Incarnation;
use crate::snapshot::{ActorState, Node};
use crate::strategy::KILL_MARGIN;
use crate::sync::lock;
use crate::telemetry;

/// How often metrics are published.
const PUBLISH_EVERY: Duration = Duration::from_secs(1);
/// The shortest and the longest time between two looks.
const LOOKS: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(500));

struct Watched {
    incarnation: Weak<Incarnation>,
    stuck_after: Duration,
    /// What was seen last, and since when it has been so.
    seen: Option<(u64, Instant)>,
    killed: Option<Instant>,
}

#[derive(Default)]
struct Watch {
    actors: HashMap<u64, Watched>,
    trees: Vec<Weak<Node>>,
}

static WATCH: Mutex<Option<Watch>> = Mutex::new(None);

fn with<R>(f: impl FnOnce(&mut Watch) -> R) -> R {
    f(lock(&WATCH).get_or_insert_with(Watch::default))
}

fn run() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        #[expect(
            clippy::disallowed_methods,
            reason = "it must look on while every thread of the runtime is busy"
        )]
        let spawned = std::thread::Builder::new()
            .name("holdfast-watchdog".into())
            .spawn(|| {
                let mut published = Instant::now();
                loop {
                    let pause = look(Instant::now());
                    std::thread::park_timeout(pause);
                    if published.elapsed() >= PUBLISH_EVERY {
                        published = Instant::now();
                        let trees = with(|watch| {
                            watch.trees.retain(|tree| tree.strong_count() > 0);
                            watch.trees.clone()
                        });
                        for tree in trees.iter().filter_map(Weak::upgrade) {
                            telemetry::publish(&tree.snapshot());
                        }
                    }
                }
            });
        if let Err(error) = spawned {
            tracing::error!(%error, "no watchdog: its thread could not be started");
        }
    });
}

/// Watches an incarnation until it is over.
pub(crate) fn watch(incarnation: &Arc<Incarnation>, stuck_after: Duration) {
    run();
    with(|watch| {
        watch.actors.insert(
            incarnation.id,
            Watched {
                incarnation: Arc::downgrade(incarnation),
                stuck_after,
                seen: None,
                killed: None,
            },
        );
    });
}

/// Publishes the metrics of a tree while it exists.
pub(crate) fn publish(tree: &Arc<Node>) {
    run();
    with(|watch| watch.trees.push(Arc::downgrade(tree)));
}

/// Looks at everybody once; how long to wait until the next look.
fn look(now: Instant) -> Duration {
    let mut pause = LOOKS.1;
    let mut found = Vec::new();
    with(|watch| {
        watch.actors.retain(|_, watched| {
            let Some(incarnation) = watched.incarnation.upgrade() else {
                return false;
            };
            if incarnation.is_over() || incarnation.is_fenced() {
                return false;
            }
            pause = pause.min(watched.stuck_after / 4);
            match judge(watched, incarnation.at_work(), now) {
                Verdict::Well => {}
                verdict => found.push((incarnation, watched.stuck_after, verdict)),
            }
            true
        });
    });
    // Killing and shutting out take other locks and call wakers.
    for (incarnation, stuck_after, verdict) in found {
        match verdict {
            Verdict::Well => {}
            Verdict::Stuck => {
                let failure = Arc::new(Failure::new(
                    incarnation.path.clone(),
                    Phase::Idle,
                    Cause::Stuck(stuck_after),
                ));
                tracing::error!(actor = %incarnation.path, ?stuck_after, "no progress; killing");
                telemetry::stuck(&incarnation.path);
                incarnation.node.set_state(ActorState::Stuck);
                incarnation.node.failed(Arc::clone(&failure));
                incarnation.kill(failure);
            }
            Verdict::Zombie => {
                tracing::error!(actor = %incarnation.path, "cannot be killed; shut out and left behind");
                telemetry::zombie(&incarnation.path);
                incarnation.fence();
            }
        }
    }
    pause.max(LOOKS.0)
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Well,
    /// To be killed.
    Stuck,
    /// Was killed and is still there.
    Zombie,
}

/// What to think of one, from what is seen of it now.
fn judge(watched: &mut Watched, at_work: Option<u64>, now: Instant) -> Verdict {
    if let Some(killed) = watched.killed {
        return if now.duration_since(killed) >= KILL_MARGIN {
            Verdict::Zombie
        } else {
            Verdict::Well
        };
    }
    match (at_work, watched.seen) {
        (None, _) => watched.seen = None,
        (Some(progress), Some((seen, since))) if progress == seen => {
            if now.duration_since(since) >= watched.stuck_after {
                watched.killed = Some(now);
                return Verdict::Stuck;
            }
        }
        (Some(progress), _) => watched.seen = Some((progress, now)),
    }
    Verdict::Well
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched() -> Watched {
        Watched {
            incarnation: Weak::new(),
            stuck_after: Duration::from_secs(10),
            seen: None,
            killed: None,
        }
    }

    #[test]
    fn a_handler_that_gets_on_is_well_however_long_it_takes() {
        let start = Instant::now();
        let mut watched = watched();
        for second in 0..100 {
            let now = start + Duration::from_secs(second);
            assert_eq!(judge(&mut watched, Some(second / 5), now), Verdict::Well);
        }
    }

    #[test]
    fn a_handler_without_progress_is_stuck_after_its_time_and_a_zombie_after_the_margin() {
        let start = Instant::now();
        let mut watched = watched();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(judge(&mut watched, Some(1), at(0)), Verdict::Well);
        assert_eq!(judge(&mut watched, Some(1), at(9)), Verdict::Well);
        assert_eq!(judge(&mut watched, Some(1), at(10)), Verdict::Stuck);
        assert_eq!(judge(&mut watched, Some(1), at(10)), Verdict::Well);
        assert_eq!(judge(&mut watched, Some(1), at(11)), Verdict::Zombie);
    }

    #[test]
    fn an_idle_actor_is_never_stuck() {
        let start = Instant::now();
        let mut watched = watched();
        assert_eq!(judge(&mut watched, Some(1), start), Verdict::Well);
        assert_eq!(
            judge(&mut watched, None, start + Duration::from_secs(60)),
            Verdict::Well
        );
        assert_eq!(
            judge(&mut watched, Some(1), start + Duration::from_secs(120)),
            Verdict::Well
        );
    }
}
