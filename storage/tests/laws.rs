//! Laws of the records under any order of events, against a model of ten lines.
#![allow(clippy::unwrap_used)] // the helpers of tests too

use std::collections::BTreeMap;

use holdfast_storage::{
    ContentHash, NewRun, NewTask, Records, RunId, SqliteRecords, Start, TaskKey, TaskState,
};
use proptest::prelude::*;

const MOST_ATTEMPTS: u32 = 3;

/// What may happen to one of a few tasks.
#[derive(Debug, Clone, Copy)]
enum Event {
    Start(u8),
    Finish(u8),
    /// Fails the attempt this many before the last.
    Fail(u8, u32),
    GiveBack(u8),
    Lose(u8),
    Replay(u8),
    Restart,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let n = 0..3u8;
    let event = prop_oneof![
        4 => n.clone().prop_map(Event::Start),
        2 => n.clone().prop_map(Event::Finish),
        3 => (n.clone(), 0..2u32).prop_map(|(n, late)| Event::Fail(n, late)),
        1 => n.clone().prop_map(Event::GiveBack),
        1 => n.clone().prop_map(Event::Lose),
        1 => n.prop_map(Event::Replay),
        1 => Just(Event::Restart),
    ];
    prop::collection::vec(event, 0..40)
}

fn key(n: u8) -> TaskKey {
    TaskKey::builder("law", "1").input(&[n]).finish()
}

/// Carries an event out; an error is that of a task which was never started.
async fn apply(records: &dyn Records, run: &mut RunId, event: Event) {
    let attempts = |n| async move {
        let task = records.task(key(n)).await.unwrap();
        task.map_or(0, |task| task.attempts)
    };
    match event {
        Event::Start(n) => {
            let task = NewTask::new(key(n), "law", "");
            records.start_task(*run, task).await.unwrap();
        }
        Event::Finish(n) => {
            let _ = records.finish_task(key(n), ContentHash::of(&[n])).await;
        }
        Event::Fail(n, late) => {
            let attempt = attempts(n).await.saturating_sub(late);
            let _ = records
                .fail_task(key(n), attempt, "no".into(), MOST_ATTEMPTS)
                .await;
        }
        Event::GiveBack(n) => records.give_back(key(n)).await.unwrap(),
        Event::Lose(n) => {
            records
                .lose_result(key(n), ContentHash::of(&[n]))
                .await
                .unwrap();
        }
        Event::Replay(n) => {
            records.replay(key(n)).await.unwrap();
        }
        Event::Restart => {
            *run = records
                .begin_run(NewRun::new("law", "1"))
                .await
                .unwrap()
                .run
        }
    }
}

async fn states(
    records: &dyn Records,
) -> BTreeMap<u8, Option<(TaskState, u32, Option<ContentHash>)>> {
    let mut out = BTreeMap::new();
    for n in 0..3 {
        let task = records.task(key(n)).await.unwrap();
        out.insert(n, task.map(|task| (task.state, task.attempts, task.result)));
    }
    out
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_done_stays_done_and_attempts_stay_bounded(events in events()) {
        block_on(async {
            let records = SqliteRecords::in_memory().unwrap();
            let mut run = records.begin_run(NewRun::new("law", "1")).await.unwrap().run;
            for event in events {
                let before = states(&records).await;
                apply(&records, &mut run, event).await;
                for (n, after) in states(&records).await {
                    let Some((state, attempts, result)) = after else { continue };
                    prop_assert_eq!(state == TaskState::Done, result.is_some());
                    if let Some(Some((TaskState::Done, _, kept))) = before.get(&n)
                        && !matches!(event, Event::Lose(lost) if lost == n)
                    {
                        prop_assert_eq!(result, *kept, "{:?} changed a result", event);
                    }
                    if state == TaskState::Dead {
                        prop_assert!(attempts >= MOST_ATTEMPTS);
                    }
                    if let Some(Some((TaskState::Dead, ..))) = before.get(&n) {
                        let revived = matches!(event, Event::Replay(_) | Event::Finish(_));
                        prop_assert!(state == TaskState::Dead || revived, "{:?}", event);
                    }
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn an_event_told_twice_is_an_event_told_once(events in events()) {
        block_on(async {
            let (once, twice) = (SqliteRecords::in_memory().unwrap(), SqliteRecords::in_memory().unwrap());
            let mut run_once = once.begin_run(NewRun::new("law", "1")).await.unwrap().run;
            let mut run_twice = twice.begin_run(NewRun::new("law", "1")).await.unwrap().run;
            for event in events {
                apply(&once, &mut run_once, event).await;
                apply(&twice, &mut run_twice, event).await;
                // a second start is a second attempt; all else may be told again
                if !matches!(event, Event::Start(_) | Event::Fail(_, _)) {
                    apply(&twice, &mut run_twice, event).await;
                }
                prop_assert_eq!(states(&once).await, states(&twice).await, "{:?}", event);
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_start_answers_what_the_record_says(events in events()) {
        block_on(async {
            let records = SqliteRecords::in_memory().unwrap();
            let mut run = records.begin_run(NewRun::new("law", "1")).await.unwrap().run;
            for event in events {
                apply(&records, &mut run, event).await;
            }
            for n in 0..3 {
                let before = records.task(key(n)).await.unwrap();
                let started = records.start_task(run, NewTask::new(key(n), "law", "")).await.unwrap();
                match before.map(|task| (task.state, task.attempts)) {
                    Some((TaskState::Done, _)) => prop_assert_eq!(started, Start::Done(ContentHash::of(&[n]))),
                    Some((TaskState::Dead, attempts)) => {
                        prop_assert_eq!(started, Start::Dead { attempts, error: "no".into() });
                    }
                    other => {
                        let attempt = other.map_or(0, |(_, attempts)| attempts) + 1;
                        prop_assert_eq!(started, Start::Work { attempt });
                    }
                }
            }
            Ok(())
        })?;
    }
}
