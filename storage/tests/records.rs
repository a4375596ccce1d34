//! The promises of [`Records`], each tried on every implementation.
#![allow(clippy::unwrap_used)] // the helpers of tests too
#![allow(
    clippy::disallowed_methods,
    reason = "tests play the callers outside the tree"
)]

use std::sync::Arc;
use std::time::Duration;

use holdfast_storage::{
    Completion, ContentHash, NewRun, NewTask, Records, RunId, RunOutcome, SqliteRecords, Start,
    StorageError, TaskKey, TaskState,
};

fn key(n: u8) -> TaskKey {
    TaskKey::builder("rods", "1").input(&[n]).finish()
}

fn task(n: u8) -> NewTask {
    NewTask::new(key(n), "rods", format!("R-S{n:02}"))
}

fn result(n: u8) -> ContentHash {
    ContentHash::of(&[n])
}

async fn begin(records: &dyn Records) -> RunId {
    records
        .begin_run(NewRun::new("elm street", "0.1.0"))
        .await
        .unwrap()
        .run
}

/// The suite: one function a promise.
mod suite {
    use super::*;

    pub(crate) async fn a_new_task_is_worked_on_and_then_done(records: Arc<dyn Records>) {
        let run = begin(&*records).await;
        let started = records.start_task(run, task(1)).await.unwrap();
        assert_eq!(started, Start::Work { attempt: 1 });
        let state = records.task(key(1)).await.unwrap().unwrap().state;
        assert_eq!(state, TaskState::Running);
        let done = records.finish_task(key(1), result(1)).await.unwrap();
        assert_eq!(done, Completion::Recorded);
        let again = records.start_task(run, task(1)).await.unwrap();
        assert_eq!(again, Start::Done(result(1)));
    }

    pub(crate) async fn completing_twice_is_completing_once(records: Arc<dyn Records>) {
        let run = begin(&*records).await;
        records.start_task(run, task(1)).await.unwrap();
        records.finish_task(key(1), result(1)).await.unwrap();
        let before = records.task(key(1)).await.unwrap();
        let again = records.finish_task(key(1), result(1)).await.unwrap();
        assert_eq!(again, Completion::AlreadyDone);
        assert_eq!(records.task(key(1)).await.unwrap(), before);
    }

    pub(crate) async fn another_result_for_a_done_task_is_refused_and_the_first_stays(
        records: Arc<dyn Records>,
    ) {
        let run = begin(&*records).await;
        records.start_task(run, task(1)).await.unwrap();
        records.finish_task(key(1), result(1)).await.unwrap();
        let error = records.finish_task(key(1), result(2)).await.unwrap_err();
        assert!(
            matches!(error, StorageError::ResultDiffers { .. }),
            "{error}"
        );
        assert!(
            error.to_string().contains("must give the same bytes"),
            "{error}"
        );
        let kept = records.find_result(None, key(1)).await.unwrap();
        assert_eq!(kept, Some(result(1)));
    }

    pub(crate) async fn a_task_dies_after_its_attempts_and_can_be_replayed(
        records: Arc<dyn Records>,
    ) {
        let run = begin(&*records).await;
        for attempt in 1..=3 {
            let started = records.start_task(run, task(1)).await.unwrap();
            assert_eq!(started, Start::Work { attempt });
            let state = records
                .fail_task(key(1), attempt, format!("panic {attempt}"), 3)
                .await
                .unwrap();
            let expected = if attempt < 3 {
                TaskState::Failed
            } else {
                TaskState::Dead
            };
            assert_eq!(state, expected);
        }
        let started = records.start_task(run, task(1)).await.unwrap();
        let error = "panic 3".to_owned();
        assert_eq!(started, Start::Dead { attempts: 3, error });
        let dead = records.dead().await.unwrap();
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0].label, "R-S01");

        assert!(records.replay(key(1)).await.unwrap());
        assert!(!records.replay(key(1)).await.unwrap());
        let started = records.start_task(run, task(1)).await.unwrap();
        assert_eq!(started, Start::Work { attempt: 1 });
    }

    pub(crate) async fn a_late_failure_of_an_earlier_attempt_changes_nothing(
        records: Arc<dyn Records>,
    ) {
        let run = begin(&*records).await;
        records.start_task(run, task(1)).await.unwrap();
        records.start_task(run, task(1)).await.unwrap();
        let state = records
            .fail_task(key(1), 1, "late".into(), 1)
            .await
            .unwrap();
        assert_eq!(state, TaskState::Running);
        records.finish_task(key(1), result(1)).await.unwrap();
        let state = records
            .fail_task(key(1), 2, "late".into(), 1)
            .await
            .unwrap();
        assert_eq!(state, TaskState::Done);
    }

    pub(crate) async fn what_a_dead_process_left_running_is_given_back_and_not_counted(
        records: Arc<dyn Records>,
    ) {
        for _ in 0..5 {
            let begun = records.begin_run(NewRun::new("p", "1")).await.unwrap();
            let started = records.start_task(begun.run, task(1)).await.unwrap();
            assert_eq!(
                started,
                Start::Work { attempt: 1 },
                "a kill is no crash of the task"
            );
        }
        let begun = records.begin_run(NewRun::new("p", "1")).await.unwrap();
        assert_eq!(begun.given_back, 1);
        let state = records.task(key(1)).await.unwrap().unwrap().state;
        assert_eq!(state, TaskState::Pending);
    }

    pub(crate) async fn stopped_work_is_given_back_and_not_counted(records: Arc<dyn Records>) {
        let run = begin(&*records).await;
        records.start_task(run, task(1)).await.unwrap();
        records.give_back(key(1)).await.unwrap();
        records.give_back(key(1)).await.unwrap();
        let task = records.task(key(1)).await.unwrap().unwrap();
        assert_eq!((task.state, task.attempts), (TaskState::Pending, 0));
    }

    pub(crate) async fn a_lost_result_makes_its_task_pending_and_no_other(
        records: Arc<dyn Records>,
    ) {
        let run = begin(&*records).await;
        records.start_task(run, task(1)).await.unwrap();
        records.finish_task(key(1), result(1)).await.unwrap();
        assert!(!records.lose_result(key(1), result(2)).await.unwrap());
        assert!(records.lose_result(key(1), result(1)).await.unwrap());
        let started = records.start_task(run, task(1)).await.unwrap();
        assert_eq!(started, Start::Work { attempt: 1 });
    }

    pub(crate) async fn tasks_recorded_before_keep_their_state(records: Arc<dyn Records>) {
        let run = begin(&*records).await;
        records.start_task(run, task(1)).await.unwrap();
        records.finish_task(key(1), result(1)).await.unwrap();
        records
            .add_tasks(Some(run), vec![task(1), task(2)])
            .await
            .unwrap();
        let tasks = records.tasks_of(run).await.unwrap();
        let mut states: Vec<TaskState> = tasks.iter().map(|task| task.state).collect();
        states.sort_by_key(|state| *state as u8);
        assert_eq!(states, [TaskState::Pending, TaskState::Done]);
    }

    pub(crate) async fn a_run_keeps_its_first_outcome_and_is_listed_newest_first(
        records: Arc<dyn Records>,
    ) {
        let first = begin(&*records).await;
        let second = begin(&*records).await;
        records
            .finish_run(first, RunOutcome::FailedChecks)
            .await
            .unwrap();
        records
            .finish_run(first, RunOutcome::Complete)
            .await
            .unwrap();
        let runs = records.runs(10).await.unwrap();
        assert_eq!(runs.len(), 2);
        assert_eq!((runs[0].run, runs[0].finished), (second, None));
        assert_eq!(runs[1].finished.unwrap().1, RunOutcome::FailedChecks);
        assert_eq!(records.runs(1).await.unwrap().len(), 1);
    }

    pub(crate) async fn unknown_runs_and_tasks_are_refused_by_name(records: Arc<dyn Records>) {
        let nobody = RunId(99);
        let error = records.start_task(nobody, task(1)).await.unwrap_err();
        assert!(
            matches!(error, StorageError::UnknownRun(run) if run == nobody),
            "{error}"
        );
        let error = records.finish_task(key(1), result(1)).await.unwrap_err();
        assert!(matches!(error, StorageError::UnknownTask(_)), "{error}");
        assert!(
            records
                .finish_run(nobody, RunOutcome::Complete)
                .await
                .is_err()
        );
        assert_eq!(
            records.task(key(1)).await.unwrap(),
            None,
            "a refused start left nothing"
        );
    }

    pub(crate) async fn forgetting_keeps_what_the_last_runs_used(records: Arc<dyn Records>) {
        let old = begin(&*records).await;
        for n in 1..=2 {
            records.start_task(old, task(n)).await.unwrap();
            records.finish_task(key(n), result(n)).await.unwrap();
        }
        let new = begin(&*records).await;
        assert_eq!(
            records.find_result(Some(new), key(1)).await.unwrap(),
            Some(result(1))
        );
        let forgotten = records.forget(1).await.unwrap();
        assert_eq!((forgotten.runs, forgotten.tasks), (1, 1));
        assert_eq!(records.results().await.unwrap(), [result(1)]);
        assert!(records.task(key(2)).await.unwrap().is_none());
        assert!(matches!(
            records.tasks_of(old).await,
            Err(StorageError::UnknownRun(_))
        ));
    }

    pub(crate) async fn many_writers_at_once_do_each_task_once_in_effect(
        records: Arc<dyn Records>,
    ) {
        let run = begin(&*records).await;
        let mut writers = Vec::new();
        for writer in 0..8 {
            let records = Arc::clone(&records);
            writers.push(tokio::spawn(async move {
                let mut recorded = 0;
                for n in 0..32 {
                    let n = if writer % 2 == 0 { n } else { 31 - n };
                    if let Start::Work { .. } = records.start_task(run, task(n)).await.unwrap()
                        && records.finish_task(key(n), result(n)).await.unwrap()
                            == Completion::Recorded
                    {
                        recorded += 1;
                    }
                }
                recorded
            }));
        }
        let mut recorded = 0;
        for writer in writers {
            recorded += writer.await.unwrap();
        }
        assert_eq!(recorded, 32);
        let tasks = records.tasks_of(run).await.unwrap();
        assert_eq!(tasks.len(), 32);
        assert!(tasks.iter().all(|task| task.state == TaskState::Done));
    }

    pub(crate) async fn one_refused_among_many_takes_no_other_with_it(records: Arc<dyn Records>) {
        let run = begin(&*records).await;
        let mut callers = Vec::new();
        for n in 0..60 {
            let records = Arc::clone(&records);
            callers.push(tokio::spawn(async move {
                // every third is of a run that does not exist
                let run = if n % 3 == 0 { RunId(99) } else { run };
                records.start_task(run, task(n)).await
            }));
        }
        for (n, caller) in callers.into_iter().enumerate() {
            match caller.await.unwrap() {
                Ok(started) => {
                    assert_eq!((started, n % 3 != 0), (Start::Work { attempt: 1 }, true))
                }
                Err(error) => {
                    assert_eq!(n % 3, 0, "{error}");
                    assert!(matches!(error, StorageError::UnknownRun(_)), "{error}");
                }
            }
        }
        assert_eq!(records.tasks_of(run).await.unwrap().len(), 40);
    }

    pub(crate) async fn a_caller_that_stops_waiting_leaves_nothing_half_done(
        records: Arc<dyn Records>,
    ) {
        let run = begin(&*records).await;
        for n in 0..20 {
            let start = records.start_task(run, task(n));
            // polled once and dropped: queued, and not waited for
            let _ = futures_util::FutureExt::now_or_never(start);
        }
        for task in records.tasks_of(run).await.unwrap() {
            assert_eq!((task.state, task.attempts), (TaskState::Running, 1));
        }
    }

    pub(crate) async fn hostile_text_is_kept_as_text_and_bounded(records: Arc<dyn Records>) {
        let run = begin(&*records).await;
        let label = format!("'); DROP TABLE tasks; -- \0 {}", "é".repeat(10_000));
        let hostile = NewTask::new(key(1), "rods", label);
        records.start_task(run, hostile).await.unwrap();
        let error = "x".repeat(1 << 20);
        records.fail_task(key(1), 1, error, 3).await.unwrap();
        let task = records.task(key(1)).await.unwrap().unwrap();
        assert!(task.label.starts_with("'); DROP TABLE tasks; -- \0"));
        assert!(task.label.len() <= 512 && task.error.unwrap().len() <= 4_096);
    }
}

/// Runs the suite on SQLite in a file and SQLite in memory.
macro_rules! on_every_implementation {
    ($($name:ident,)*) => {
        mod sqlite_in_a_file {
            $(#[tokio::test]
            async fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("records.db");
                let records =
                    super::SqliteRecords::open(&path, super::Duration::from_secs(5), false).await.unwrap();
                super::suite::$name(super::Arc::new(records)).await;
            })*
        }

        mod sqlite_in_memory {
            $(#[tokio::test]
            async fn $name() {
                let records = super::SqliteRecords::in_memory().unwrap();
                super::suite::$name(super::Arc::new(records)).await;
            })*
        }
    };
}

on_every_implementation! {
    a_new_task_is_worked_on_and_then_done,
    completing_twice_is_completing_once,
    another_result_for_a_done_task_is_refused_and_the_first_stays,
    a_task_dies_after_its_attempts_and_can_be_replayed,
    a_late_failure_of_an_earlier_attempt_changes_nothing,
    what_a_dead_process_left_running_is_given_back_and_not_counted,
    stopped_work_is_given_back_and_not_counted,
    a_lost_result_makes_its_task_pending_and_no_other,
    tasks_recorded_before_keep_their_state,
    a_run_keeps_its_first_outcome_and_is_listed_newest_first,
    unknown_runs_and_tasks_are_refused_by_name,
    forgetting_keeps_what_the_last_runs_used,
    many_writers_at_once_do_each_task_once_in_effect,
    one_refused_among_many_takes_no_other_with_it,
    a_caller_that_stops_waiting_leaves_nothing_half_done,
    hostile_text_is_kept_as_text_and_bounded,
}
