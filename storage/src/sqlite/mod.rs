//! [`Records`] in one SQLite file.

mod migrate;
mod thread;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::StorageError;
use crate::key::{ContentHash, TaskKey};
use crate::records::{
    Begun, Completion, Forgotten, NewRun, NewTask, Records, RunId, RunOutcome, RunRecord, Start,
    TaskRecord, TaskState,
};

use migrate::{Options, prepare};
use thread::{Fault, Worker};

/// Longest error text that is kept, bytes.
const MOST_ERROR: usize = 4_096;
/// Longest label that is kept, bytes.
const MOST_LABEL: usize = 512;

const TASK_COLUMNS: &str = "tasks.key, agent, label, state, attempts, result, error";

/// Records in one SQLite file, or in memory, on a thread of their own.
#[derive(Debug)]
pub struct SqliteRecords {
    worker: Worker,
}

impl SqliteRecords {
    /// Opens or makes a database. `busy_timeout` is how long to wait for another process's write;
    /// with `durable` an acknowledged record outlives the loss of power, else the death of the
    /// process alone.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] for a file that is no sound database (see
    /// [`SqliteRecords::set_aside`]), [`StorageError::Newer`], [`StorageError::NotWritable`],
    /// [`StorageError::NoSpace`].
    pub async fn open(
        path: &Path,
        busy_timeout: Duration,
        durable: bool,
    ) -> Result<Self, StorageError> {
        let options = Options {
            busy_timeout,
            durable,
        };
        let file = path.to_owned();
        let open = move || {
            let connection =
                Connection::open(&file).map_err(|source| StorageError::sqlite(&file, source))?;
            prepare(connection, &file, options)
        };
        Ok(Self {
            worker: Worker::open(open, path).await?,
        })
    }

    /// Records in memory, gone when they are dropped.
    ///
    /// # Errors
    /// Where the thread cannot be started.
    pub fn in_memory() -> Result<Self, StorageError> {
        let path = Path::new("records in memory");
        let connection =
            Connection::open_in_memory().map_err(|source| StorageError::sqlite(path, source))?;
        let options = Options {
            busy_timeout: Duration::ZERO,
            durable: false,
        };
        let connection = prepare(connection, path, options)?;
        Ok(Self {
            worker: Worker::with(connection, path)?,
        })
    }

    /// Moves a damaged database out of the way, to `….damaged` beside it; gives the new path. What
    /// was set aside before is replaced. To be called by the holder of the project's lock only.
    ///
    /// # Errors
    /// [`StorageError::NotWritable`] where it cannot be moved.
    pub fn set_aside(path: &Path) -> Result<PathBuf, StorageError> {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".damaged");
        let aside = PathBuf::from(aside);
        std::fs::rename(path, &aside).map_err(|source| StorageError::io(path, source))?;
        for suffix in ["-wal", "-shm"] {
            let mut beside = path.as_os_str().to_owned();
            beside.push(suffix);
            match std::fs::remove_file(&beside) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => return Err(StorageError::io(Path::new(&beside), source)),
            }
        }
        Ok(aside)
    }
}

/// Now, milliseconds since 1970; for people, nothing is decided by it.
fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The longest beginning of at most `most` bytes.
fn cut(mut text: String, most: usize) -> String {
    if text.len() > most {
        let mut end = most;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
    text
}

fn hash_of(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<ContentHash>> {
    Ok(row
        .get::<_, Option<[u8; 32]>>(column)?
        .map(ContentHash::from_bytes))
}

fn word<T>(row: &Row<'_>, column: usize, read: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    read(&text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Text,
            format!("unknown word {text:?}").into(),
        )
    })
}

fn task_of(row: &Row<'_>) -> rusqlite::Result<TaskRecord> {
    Ok(TaskRecord {
        key: TaskKey::from_bytes(row.get(0)?),
        agent: row.get(1)?,
        label: row.get(2)?,
        state: word(row, 3, TaskState::from_word)?,
        attempts: row.get(4)?,
        result: hash_of(row, 5)?,
        error: row.get(6)?,
    })
}

fn find_task(transaction: &Connection, key: TaskKey) -> rusqlite::Result<Option<TaskRecord>> {
    transaction
        .prepare_cached(&format!("SELECT {TASK_COLUMNS} FROM tasks WHERE key = ?1"))?
        .query_row([key.as_bytes()], task_of)
        .optional()
}

fn known_run(transaction: &Connection, run: RunId) -> Result<(), Fault> {
    let known = transaction
        .prepare_cached("SELECT 1 FROM runs WHERE id = ?1")?
        .exists([run.0])?;
    if known {
        Ok(())
    } else {
        Err(StorageError::UnknownRun(run).into())
    }
}

fn link(transaction: &Connection, run: RunId, key: TaskKey) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT OR IGNORE INTO run_tasks (run, key) VALUES (?1, ?2)")?
        .execute(params![run.0, key.as_bytes()])?;
    Ok(())
}

fn add_task(transaction: &Connection, run: Option<RunId>, task: NewTask) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO tasks (key, agent, label, state) VALUES (?1, ?2, ?3, 'pending')",
        )?
        .execute(params![
            task.key.as_bytes(),
            cut(task.agent, MOST_LABEL),
            cut(task.label, MOST_LABEL)
        ])?;
    match run {
        Some(run) => link(transaction, run, task.key),
        None => Ok(()),
    }
}

fn tasks(transaction: &Connection, rest: &str, run: Option<i64>) -> Result<Vec<TaskRecord>, Fault> {
    let query = format!("SELECT {TASK_COLUMNS} FROM tasks {rest} ORDER BY tasks.key");
    let mut statement = transaction.prepare_cached(&query)?;
    let rows = match run {
        Some(run) => statement
            .query_map([run], task_of)?
            .collect::<Result<_, _>>()?,
        None => statement
            .query_map([], task_of)?
            .collect::<Result<_, _>>()?,
    };
    Ok(rows)
}

#[async_trait]
impl Records for SqliteRecords {
    async fn begin_run(&self, run: NewRun) -> Result<Begun, StorageError> {
        self.worker
            .transaction(move |transaction| {
                let given_back = transaction.execute(
                    "UPDATE tasks SET state = 'pending', attempts = max(attempts - 1, 0)
                     WHERE state = 'running'",
                    [],
                )?;
                transaction.execute(
                    "INSERT INTO runs (label, version, started_ms) VALUES (?1, ?2, ?3)",
                    params![
                        cut(run.label, MOST_LABEL),
                        cut(run.version, MOST_LABEL),
                        now_ms()
                    ],
                )?;
                Ok(Begun {
                    run: RunId(transaction.last_insert_rowid()),
                    given_back: given_back as u64,
                })
            })
            .await
    }

    async fn finish_run(&self, run: RunId, outcome: RunOutcome) -> Result<(), StorageError> {
        self.worker
            .transaction(move |transaction| {
                known_run(transaction, run)?;
                transaction.execute(
                    "UPDATE runs SET finished_ms = ?2, outcome = ?3 WHERE id = ?1 AND outcome IS NULL",
                    params![run.0, now_ms(), outcome.as_str()],
                )?;
                Ok(())
            })
            .await
    }

    async fn runs(&self, most: u32) -> Result<Vec<RunRecord>, StorageError> {
        self.worker
            .transaction(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "SELECT id, label, version, started_ms, finished_ms, outcome
                     FROM runs ORDER BY id DESC LIMIT ?1",
                )?;
                let rows = statement.query_map([most], |row| {
                    let finished_ms: Option<i64> = row.get(4)?;
                    let finished = match finished_ms {
                        Some(ms) => Some((ms, word(row, 5, RunOutcome::from_word)?)),
                        None => None,
                    };
                    Ok(RunRecord {
                        run: RunId(row.get(0)?),
                        label: row.get(1)?,
                        version: row.get(2)?,
                        started_ms: row.get(3)?,
                        finished,
                    })
                })?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    async fn add_tasks(&self, run: Option<RunId>, tasks: Vec<NewTask>) -> Result<(), StorageError> {
        self.worker
            .transaction(move |transaction| {
                if let Some(run) = run {
                    known_run(transaction, run)?;
                }
                for task in tasks {
                    add_task(transaction, run, task)?;
                }
                Ok(())
            })
            .await
    }

    async fn find_result(
        &self,
        run: Option<RunId>,
        key: TaskKey,
    ) -> Result<Option<ContentHash>, StorageError> {
        self.worker
            .transaction(move |transaction| {
                let result = find_task(transaction, key)?.and_then(|task| task.result);
                if let (Some(run), Some(_)) = (run, result) {
                    known_run(transaction, run)?;
                    link(transaction, run, key)?;
                }
                Ok(result)
            })
            .await
    }

    async fn start_task(
        &self,
        run: RunId,
        task: NewTask,
    ) -> Result<Start<ContentHash>, StorageError> {
        self.worker
            .transaction(move |transaction| {
                let key = task.key;
                known_run(transaction, run)?;
                add_task(transaction, Some(run), task)?;
                let found =
                    find_task(transaction, key)?.ok_or(StorageError::UnknownTask(key))?;
                if let Some(result) = found.result {
                    return Ok(Start::Done(result));
                }
                if found.state == TaskState::Dead {
                    return Ok(Start::Dead {
                        attempts: found.attempts,
                        error: found.error.unwrap_or_default(),
                    });
                }
                transaction
                    .prepare_cached(
                        "UPDATE tasks SET state = 'running', attempts = attempts + 1 WHERE key = ?1",
                    )?
                    .execute([key.as_bytes()])?;
                Ok(Start::Work {
                    attempt: found.attempts + 1,
                })
            })
            .await
    }

    async fn finish_task(
        &self,
        key: TaskKey,
        result: ContentHash,
    ) -> Result<Completion, StorageError> {
        self.worker
            .transaction(move |transaction| {
                let found = find_task(transaction, key)?.ok_or(StorageError::UnknownTask(key))?;
                match found.result {
                    Some(kept) if kept == result => return Ok(Completion::AlreadyDone),
                    Some(kept) => {
                        return Err(StorageError::ResultDiffers {
                            key,
                            kept,
                            got: result,
                        }
                        .into());
                    }
                    None => {}
                }
                transaction
                    .prepare_cached(
                        "UPDATE tasks SET state = 'done', result = ?2, error = NULL WHERE key = ?1",
                    )?
                    .execute(params![key.as_bytes(), result.as_bytes()])?;
                Ok(Completion::Recorded)
            })
            .await
    }

    async fn fail_task(
        &self,
        key: TaskKey,
        attempt: u32,
        error: String,
        most_attempts: u32,
    ) -> Result<TaskState, StorageError> {
        self.worker
            .transaction(move |transaction| {
                let found = find_task(transaction, key)?.ok_or(StorageError::UnknownTask(key))?;
                let settled = matches!(found.state, TaskState::Done | TaskState::Dead);
                if settled || attempt != found.attempts {
                    return Ok(found.state);
                }
                let (state, word) = if found.attempts >= most_attempts {
                    (TaskState::Dead, "dead")
                } else {
                    (TaskState::Failed, "failed")
                };
                transaction.execute(
                    "UPDATE tasks SET state = ?2, error = ?3 WHERE key = ?1",
                    params![key.as_bytes(), word, cut(error, MOST_ERROR)],
                )?;
                Ok(state)
            })
            .await
    }

    async fn give_back(&self, key: TaskKey) -> Result<(), StorageError> {
        self.worker
            .transaction(move |transaction| {
                transaction.execute(
                    "UPDATE tasks SET state = 'pending', attempts = max(attempts - 1, 0)
                     WHERE key = ?1 AND state = 'running'",
                    [key.as_bytes()],
                )?;
                Ok(())
            })
            .await
    }

    async fn lose_result(&self, key: TaskKey, result: ContentHash) -> Result<bool, StorageError> {
        self.worker
            .transaction(move |transaction| {
                let changed = transaction.execute(
                    "UPDATE tasks SET state = 'pending', attempts = 0, result = NULL
                     WHERE key = ?1 AND result = ?2",
                    params![key.as_bytes(), result.as_bytes()],
                )?;
                Ok(changed > 0)
            })
            .await
    }

    async fn task(&self, key: TaskKey) -> Result<Option<TaskRecord>, StorageError> {
        self.worker
            .transaction(move |transaction| Ok(find_task(transaction, key)?))
            .await
    }

    async fn tasks_of(&self, run: RunId) -> Result<Vec<TaskRecord>, StorageError> {
        self.worker
            .transaction(move |transaction| {
                known_run(transaction, run)?;
                let rest = "JOIN run_tasks ON run_tasks.key = tasks.key WHERE run = ?1";
                tasks(transaction, rest, Some(run.0))
            })
            .await
    }

    async fn dead(&self) -> Result<Vec<TaskRecord>, StorageError> {
        self.worker
            .transaction(|transaction| tasks(transaction, "WHERE state = 'dead'", None))
            .await
    }

    async fn replay(&self, key: TaskKey) -> Result<bool, StorageError> {
        self.worker
            .transaction(move |transaction| {
                let changed = transaction.execute(
                    "UPDATE tasks SET state = 'pending', attempts = 0
                     WHERE key = ?1 AND state = 'dead'",
                    [key.as_bytes()],
                )?;
                Ok(changed > 0)
            })
            .await
    }

    async fn forget(&self, keep: u32) -> Result<Forgotten, StorageError> {
        self.worker
            .transaction(move |transaction| {
                let runs = transaction.execute(
                    "DELETE FROM runs WHERE id NOT IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?1)",
                    [keep],
                )?;
                let tasks = transaction.execute(
                    "DELETE FROM tasks WHERE NOT EXISTS
                     (SELECT 1 FROM run_tasks WHERE run_tasks.key = tasks.key)",
                    [],
                )?;
                Ok(Forgotten {
                    runs: runs as u64,
                    tasks: tasks as u64,
                })
            })
            .await
    }

    async fn results(&self) -> Result<Vec<ContentHash>, StorageError> {
        self.worker
            .transaction(|transaction| {
                let mut statement = transaction.prepare_cached(
                    "SELECT DISTINCT result FROM tasks WHERE result IS NOT NULL ORDER BY result",
                )?;
                let rows = statement.query_map([], |row| hash_of(row, 0))?;
                let hashes: Vec<Option<ContentHash>> = rows.collect::<Result<_, _>>()?;
                Ok(hashes.into_iter().flatten().collect())
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_disk_is_named_and_what_was_recorded_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("records.db");
        let records = SqliteRecords::open(&path, Duration::from_secs(5), false)
            .await
            .unwrap();
        let run = records
            .begin_run(NewRun::new("elm street", "1"))
            .await
            .unwrap()
            .run;
        let pages = records
            .worker
            .transaction(|connection| {
                let pages: i64 =
                    connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
                // as a disk with room for four pages more
                connection.query_row(
                    &format!("PRAGMA max_page_count = {}", pages + 4),
                    [],
                    |row| row.get::<_, i64>(0),
                )?;
                Ok(pages)
            })
            .await
            .unwrap();
        assert!(pages > 0);
        let key = |n: u32| {
            TaskKey::builder("rods", "1")
                .input(&n.to_le_bytes())
                .finish()
        };
        let mut kept = 0;
        let error = loop {
            let task = NewTask::new(key(kept), "rods", "x".repeat(400));
            match records.start_task(run, task).await {
                Ok(_) => kept += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, StorageError::NoSpace { .. }), "{error:?}");
        assert!(kept > 0);
        assert_eq!(records.tasks_of(run).await.unwrap().len(), kept as usize);
        assert!(records.task(key(kept)).await.unwrap().is_none());

        // several at once: each is told the truth
        let mut callers = Vec::new();
        for n in kept..kept + 20 {
            let task = NewTask::new(key(n), "rods", "x".repeat(if n % 2 == 0 { 400 } else { 1 }));
            callers.push(async { records.start_task(run, task).await.is_ok() });
        }
        let told = futures_util::future::join_all(callers).await;
        for (n, done) in (kept..).zip(told) {
            let recorded = records.task(key(n)).await.unwrap().is_some();
            assert_eq!(recorded, done, "task {n}");
        }
    }

    #[tokio::test]
    async fn a_migrated_database_is_opened_again_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("records.db");
        for expected in 0..3 {
            let records = SqliteRecords::open(&path, Duration::from_secs(5), true)
                .await
                .unwrap();
            assert_eq!(records.runs(9).await.unwrap().len(), expected);
            records.begin_run(NewRun::new("p", "1")).await.unwrap();
            let version = records
                .worker
                .transaction(|connection| {
                    Ok(connection
                        .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))?)
                })
                .await;
            assert_eq!(version.unwrap(), migrate::KNOWN);
        }
    }
}
