//! The thread that owns a connection, and the bounded queue to it.

use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use crate::error::StorageError;

/// Requests waiting at the thread; more make their senders wait.
const MOST_WAITING: usize = 64;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// A fault inside a transaction.
#[derive(Debug)]
pub(super) enum Fault {
    Sql(rusqlite::Error),
    Said(StorageError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<StorageError> for Fault {
    fn from(error: StorageError) -> Self {
        Self::Said(error)
    }
}

/// A connection on a thread of its own.
///
/// When it is dropped, requests that were queued are still carried out and the file is closed; the
/// dropping thread waits for that.
#[derive(Debug)]
pub(super) struct Worker {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    path: PathBuf,
}

impl Worker {
    pub(super) fn start(mut connection: Connection, path: &Path) -> Result<Self, StorageError> {
        let (jobs, mut queue) = mpsc::channel::<Job>(MOST_WAITING);
        let thread = std::thread::Builder::new()
            .name("holdfast-records".to_owned())
            .spawn(move || {
                while let Some(job) = queue.blocking_recv() {
                    job(&mut connection);
                }
            })
            .map_err(|source| StorageError::io(path, source))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            path: path.to_owned(),
        })
    }

    /// Runs `work` in one transaction that is committed where it succeeds. A caller that stops
    /// waiting changes nothing: what was queued is carried out.
    pub(super) async fn transaction<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let done = (|| {
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let value = work(&transaction)?;
                transaction.commit()?;
                Ok(value)
            })();
            // nobody waits any more: what was done stays done
            let _ = answer.send(done);
        });
        let jobs = self.jobs.as_ref().ok_or(StorageError::Closed)?;
        jobs.send(job).await.map_err(|_| StorageError::Closed)?;
        match answered.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Fault::Sql(source))) => Err(StorageError::sqlite(&self.path, source)),
            Ok(Err(Fault::Said(error))) => Err(error),
            Err(_) => Err(StorageError::Closed),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
