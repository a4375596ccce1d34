//! Everything a project keeps, together: what a design run asks of storage.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use holdfast_config::settings::{Durability, Settings};

use crate::error::StorageError;
use crate::key::{ContentHash, TaskKey};
use crate::lock::RunLock;
use crate::objects::{Damage, Objects};
use crate::records::{
    NewRun, NewTask, Records, RunId, RunOutcome, RunRecord, Start, TaskRecord, TaskState,
};
use crate::results::Results;
use crate::sqlite::SqliteRecords;

/// How a [`Store`] works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreOptions {
    /// Bytes of results kept in memory.
    pub cache_bytes: u64,
    /// Wait for another process's write.
    pub busy_timeout: Duration,
    /// Whether each write waits for the disk, to outlive the loss of power.
    pub durable: bool,
    /// Attempts of one task before it is a dead letter.
    pub attempts: u32,
}

impl Default for StoreOptions {
    /// 64 MiB, 5 s, not durable against loss of power, 3 attempts.
    fn default() -> Self {
        Self {
            cache_bytes: 64 << 20,
            busy_timeout: Duration::from_secs(5),
            durable: false,
            attempts: 3,
        }
    }
}

impl From<&Settings> for StoreOptions {
    fn from(settings: &Settings) -> Self {
        Self {
            cache_bytes: settings.storage.cache_bytes,
            busy_timeout: settings.storage.busy_timeout,
            durable: settings.storage.durability == Durability::Full,
            attempts: settings.supervision.attempts,
        }
    }
}

/// A run that works on the project. It holds the project's lock until it is finished or dropped; a
/// dropped one stays recorded as unfinished.
#[derive(Debug)]
pub struct Run {
    id: RunId,
    given_back: u64,
    _lock: Option<RunLock>,
    current: Arc<AtomicI64>,
}

impl Run {
    /// Its number.
    #[must_use]
    pub fn id(&self) -> RunId {
        self.id
    }

    /// Tasks that a run which died had left, and that this one goes on with.
    #[must_use]
    pub fn given_back(&self) -> u64 {
        self.given_back
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.current.store(0, Ordering::Release);
    }
}

/// What was cleared away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Collected {
    /// Runs forgotten.
    pub runs: u64,
    /// Tasks forgotten.
    pub tasks: u64,
    /// Objects removed.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// The records and results of one project.
#[derive(Debug, Clone)]
pub struct Store {
    records: Arc<dyn Records>,
    results: Results,
    /// `.holdfast`; `None` in memory.
    folder: Option<PathBuf>,
    attempts: u32,
    /// The run under way, 0 for none: what is read and written meanwhile is its.
    current: Arc<AtomicI64>,
    rebuilt: Option<String>,
}

impl Store {
    /// Opens what a project keeps, in its `.holdfast` folder, which is made where it does not
    /// exist. Damaged records are set aside and made anew (see [`Store::rebuilt`]): they can be
    /// worked out again.
    ///
    /// # Errors
    /// [`StorageError::NotWritable`], [`StorageError::NoSpace`], [`StorageError::Newer`];
    /// [`StorageError::Damaged`] where the records are damaged and another run works with them.
    pub async fn open(folder: &Path, options: StoreOptions) -> Result<Self, StorageError> {
        let objects = Objects::local(&folder.join("objects"), options.durable)?;
        let path = folder.join("records.db");
        let open = || SqliteRecords::open(&path, options.busy_timeout, options.durable);
        let (records, rebuilt) = match open().await {
            Err(StorageError::Damaged { path: at, what }) => {
                let Ok(lock) = RunLock::take(folder) else {
                    return Err(StorageError::Damaged { path: at, what });
                };
                let aside = SqliteRecords::set_aside(&path)?;
                let records = open().await?;
                drop(lock);
                let said = format!(
                    "{}: the records were damaged ({what}) and are made anew; the old ones are at {}",
                    at.display(),
                    aside.display()
                );
                (records, Some(said))
            }
            records => (records?, None),
        };
        Ok(Self {
            folder: Some(folder.to_owned()),
            rebuilt,
            ..Self::over(Arc::new(records), objects, options)
        })
    }

    /// A store in memory, gone when it is dropped.
    ///
    /// # Errors
    /// Where the records' thread cannot be started.
    pub fn in_memory(options: StoreOptions) -> Result<Self, StorageError> {
        let records = Arc::new(SqliteRecords::in_memory()?);
        Ok(Self::over(records, Objects::in_memory(), options))
    }

    /// A store over any records and objects. It takes no lock: who gives the records sees to it
    /// that one run at a time works with them.
    #[must_use]
    pub fn over(records: Arc<dyn Records>, objects: Objects, options: StoreOptions) -> Self {
        Self {
            records,
            results: Results::new(objects, options.cache_bytes),
            folder: None,
            attempts: options.attempts.max(1),
            current: Arc::default(),
            rebuilt: None,
        }
    }

    /// What was lost when the store was opened, in words for the person.
    #[must_use]
    pub fn rebuilt(&self) -> Option<&str> {
        self.rebuilt.as_deref()
    }

    /// Takes the damaged results met since the last call: each was taken as absent.
    #[must_use]
    pub fn damages(&self) -> Vec<Damage> {
        self.results.damages()
    }

    /// The records below.
    #[must_use]
    pub fn records(&self) -> &Arc<dyn Records> {
        &self.records
    }

    /// The results below.
    #[must_use]
    pub fn results(&self) -> &Results {
        &self.results
    }

    fn current(&self) -> Option<RunId> {
        match self.current.load(Ordering::Acquire) {
            0 => None,
            id => Some(RunId(id)),
        }
    }

    /// Begins a run: takes the project's lock, gives back what a dead run had left.
    ///
    /// # Errors
    /// [`StorageError::Locked`] where another run works on the project, in this process or another.
    pub async fn begin_run(&self, run: NewRun) -> Result<Run, StorageError> {
        let lock = match &self.folder {
            Some(folder) => Some(RunLock::take(folder)?),
            None => None,
        };
        let begun = self.records.begin_run(run).await?;
        self.current.store(begun.run.0, Ordering::Release);
        Ok(Run {
            id: begun.run,
            given_back: begun.given_back,
            _lock: lock,
            current: Arc::clone(&self.current),
        })
    }

    /// Ends a run and lets the project go.
    ///
    /// # Errors
    /// As [`Records::finish_run`].
    pub async fn finish_run(&self, run: Run, outcome: RunOutcome) -> Result<(), StorageError> {
        self.records.finish_run(run.id, outcome).await
    }

    /// The last `most` runs, newest first.
    ///
    /// # Errors
    /// As [`Records::runs`].
    pub async fn runs(&self, most: u32) -> Result<Vec<RunRecord>, StorageError> {
        self.records.runs(most).await
    }

    /// Records a task as used by the run and says what is to be done for it. A result that was kept
    /// but is gone or damaged makes the task one to be worked on.
    ///
    /// # Errors
    /// As [`Records::start_task`] and [`Objects::get`].
    pub async fn task_started(
        &self,
        run: &Run,
        task: &NewTask,
    ) -> Result<Start<Bytes>, StorageError> {
        loop {
            let hash = match self.records.start_task(run.id, task.clone()).await? {
                Start::Work { attempt } => return Ok(Start::Work { attempt }),
                Start::Dead { attempts, error } => return Ok(Start::Dead { attempts, error }),
                Start::Done(hash) => hash,
            };
            if let Some(bytes) = self.results.get(hash).await? {
                return Ok(Start::Done(bytes));
            }
            // after this the record holds no such result, so the loop ends
            self.records.lose_result(task.key, hash).await?;
        }
    }

    /// Keeps a task's result: the bytes first, then the record. When it answers, both are kept.
    ///
    /// # Errors
    /// [`StorageError::UnknownTask`], [`StorageError::ResultDiffers`], and as [`Objects::put`].
    pub async fn task_done(&self, key: TaskKey, bytes: Bytes) -> Result<(), StorageError> {
        let hash = self.results.put(bytes).await?;
        self.finish(key, hash).await
    }

    /// Records a result that is in the store. A result that differs from one which has meanwhile
    /// been lost is taken in its place.
    async fn finish(&self, key: TaskKey, hash: ContentHash) -> Result<(), StorageError> {
        match self.records.finish_task(key, hash).await {
            Ok(_) => Ok(()),
            Err(StorageError::ResultDiffers { key, kept, got }) => {
                if self.results.get(kept).await?.is_some() {
                    return Err(StorageError::ResultDiffers { key, kept, got });
                }
                self.records.lose_result(key, kept).await?;
                self.records.finish_task(key, hash).await.map(|_| ())
            }
            Err(error) => Err(error),
        }
    }

    /// Records that an attempt of a task failed; gives whether it may be tried again
    /// ([`TaskState::Failed`]) or is a dead letter ([`TaskState::Dead`]).
    ///
    /// # Errors
    /// As [`Records::fail_task`].
    pub async fn task_failed(
        &self,
        key: TaskKey,
        attempt: u32,
        error: impl Into<String>,
    ) -> Result<TaskState, StorageError> {
        self.records
            .fail_task(key, attempt, error.into(), self.attempts)
            .await
    }

    /// Gives a task back whose work was stopped, not failed.
    ///
    /// # Errors
    /// As [`Records::give_back`].
    pub async fn task_given_back(&self, key: TaskKey) -> Result<(), StorageError> {
        self.records.give_back(key).await
    }

    /// The dead letters, by key.
    ///
    /// # Errors
    /// As [`Records::dead`].
    pub async fn dead(&self) -> Result<Vec<TaskRecord>, StorageError> {
        self.records.dead().await
    }

    /// Makes a dead task one to be worked on. True where it was dead.
    ///
    /// # Errors
    /// As [`Records::replay`].
    pub async fn replay(&self, key: TaskKey) -> Result<bool, StorageError> {
        self.records.replay(key).await
    }

    /// The result kept for a key, which is then used by the run under way, if any; `None` where
    /// there is none, or where it is gone or damaged.
    ///
    /// # Errors
    /// As [`Records::find_result`] and [`Objects::get`].
    pub async fn get(&self, key: TaskKey) -> Result<Option<Bytes>, StorageError> {
        let Some(hash) = self.records.find_result(self.current(), key).await? else {
            return Ok(None);
        };
        let bytes = self.results.get(hash).await?;
        if bytes.is_none() {
            self.records.lose_result(key, hash).await?;
        }
        Ok(bytes)
    }

    /// Keeps a result for a key, used by the run under way, if any; one that no run uses is cleared
    /// away by the next [`Store::gc`].
    ///
    /// # Errors
    /// As [`Store::task_done`].
    pub async fn put(&self, key: TaskKey, bytes: Bytes) -> Result<(), StorageError> {
        let hash = self.results.put(bytes).await?;
        let task = NewTask::new(key, "", "");
        self.records.add_tasks(self.current(), vec![task]).await?;
        self.finish(key, hash).await
    }

    /// Forgets all runs but the last `keep`, the tasks that none of these used, and the objects of
    /// no task. Takes the project's lock meanwhile, so to be called between runs.
    ///
    /// # Errors
    /// [`StorageError::Locked`] while a run works on the project; what records and objects say.
    pub async fn gc(&self, keep: u32) -> Result<Collected, StorageError> {
        let _lock = match &self.folder {
            Some(folder) => Some(RunLock::take(folder)?),
            None => None,
        };
        let forgotten = self.records.forget(keep).await?;
        let used: BTreeSet<ContentHash> = self.records.results().await?.into_iter().collect();
        let mut collected = Collected {
            runs: forgotten.runs,
            tasks: forgotten.tasks,
            ..Collected::default()
        };
        for (hash, bytes) in self.results.objects().list().await? {
            if !used.contains(&hash) {
                self.results.remove(hash).await?;
                collected.objects += 1;
                collected.bytes += bytes;
            }
        }
        self.results.objects().sweep();
        Ok(collected)
    }
}
