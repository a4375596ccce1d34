//! The thread that owns a connection, and the bounded queue to it.
//!
//! What waits in the queue is committed together: each request is a savepoint of its own, so that
//! one which fails takes nothing with it, and nobody is answered before the commit.

use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use rusqlite::{Connection, Savepoint, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use crate::error::StorageError;

/// Requests waiting at the thread, and so in one commit; more make their senders wait.
const MOST_WAITING: usize = 64;

/// Does its work in the savepoint, tells SQLite's fault where there was one, and gives how to answer
/// once the commit went well or did not.
type Job =
    Box<dyn FnOnce(rusqlite::Result<Savepoint<'_>>) -> (Answer, rusqlite::Result<()>) + Send>;
type Answer = Box<dyn FnOnce(&rusqlite::Result<()>) + Send>;

/// Carries out what waits, in one transaction where it can, then answers.
fn commit(connection: &mut Connection, waiting: Vec<Job>) {
    let mut waiting = waiting.into_iter();
    while waiting.len() > 0 {
        let mut answers: Vec<Answer> = Vec::with_capacity(waiting.len());
        let committed = together(connection, &mut waiting, &mut answers);
        if let Err(error) = &committed
            && answers.is_empty()
        {
            // no transaction could be begun: nobody's work was tried
            answers.extend(waiting.by_ref().map(|job| job(Err(copy(error))).0));
        }
        for answer in answers {
            answer(&committed);
        }
    }
}

/// Works until all is done, or until SQLite itself rolls back (a full disk does): then those so far
/// have failed together, and the rest is for a transaction of its own.
fn together(
    connection: &mut Connection,
    waiting: &mut impl Iterator<Item = Job>,
    answers: &mut Vec<Answer>,
) -> rusqlite::Result<()> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in waiting {
        let savepoint = transaction.savepoint();
        let (answer, worked) = job(savepoint);
        answers.push(answer);
        if transaction.is_autocommit() {
            worked?;
            break;
        }
    }
    transaction.commit()
}

/// One fault for several who wait.
fn copy(error: &rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqliteFailure(code, said) => {
            rusqlite::Error::SqliteFailure(*code, said.clone())
        }
        other => rusqlite::Error::ToSqlConversionFailure(other.to_string().into()),
    }
}

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
    /// Opens the connection on its thread and gives the worker when it is open; `path` names the
    /// database in errors.
    pub(super) async fn open(
        open: impl FnOnce() -> Result<Connection, StorageError> + Send + 'static,
        path: &Path,
    ) -> Result<Self, StorageError> {
        let (opened, is_open) = oneshot::channel();
        let worker = Self::spawn(
            move || match open() {
                Ok(connection) => opened.send(Ok(())).is_ok().then_some(connection),
                Err(error) => {
                    // nobody waits any more: the error is nobody's
                    let _ = opened.send(Err(error));
                    None
                }
            },
            path,
        )?;
        is_open.await.map_err(|_| StorageError::Closed)??;
        Ok(worker)
    }

    /// A worker with a connection that is open.
    pub(super) fn with(connection: Connection, path: &Path) -> Result<Self, StorageError> {
        Self::spawn(move || Some(connection), path)
    }

    fn spawn(
        connect: impl FnOnce() -> Option<Connection> + Send + 'static,
        path: &Path,
    ) -> Result<Self, StorageError> {
        let (jobs, mut queue) = mpsc::channel::<Job>(MOST_WAITING);
        #[expect(
            clippy::disallowed_methods,
            reason = "SQLite blocks; its one connection has a thread that ends with its bounded queue"
        )]
        let thread = std::thread::Builder::new()
            .name("holdfast-records".to_owned())
            .spawn(move || {
                let Some(mut connection) = connect() else {
                    return;
                };
                let mut waiting = Vec::new();
                while queue.blocking_recv_many(&mut waiting, MOST_WAITING) > 0 {
                    commit(&mut connection, std::mem::take(&mut waiting));
                }
            })
            .map_err(|source| StorageError::io(path, source))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            path: path.to_owned(),
        })
    }

    /// Runs `work` in a savepoint that is committed where it succeeds. A caller that stops waiting
    /// changes nothing: what was queued is carried out.
    pub(super) async fn transaction<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (asked, answered) = oneshot::channel();
        let job: Job = Box::new(move |savepoint| {
            let done = savepoint.map_err(Fault::Sql).and_then(|savepoint| {
                let value = work(&savepoint)?; // a fault drops the savepoint, which rolls it back
                savepoint.commit()?;
                Ok(value)
            });
            let worked = match &done {
                Err(Fault::Sql(error)) => Err(copy(error)),
                _ => Ok(()),
            };
            let answer: Answer = Box::new(move |committed| {
                let told = match committed {
                    Ok(()) => done,
                    // what a request itself refused says more than that the others failed too
                    Err(error) => match done {
                        Err(Fault::Said(said)) => Err(Fault::Said(said)),
                        _ => Err(Fault::Sql(copy(error))),
                    },
                };
                // nobody waits any more: what was done stays done
                let _ = asked.send(told);
            });
            (answer, worked)
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
