//! Records, results by content hash and the object store, embedded in a project's folder.
//!
//! A design run is a graph of tasks. Each is keyed by the hash of its agent, the agent's version,
//! its parameters and its inputs ([`TaskKey`]); its result is kept by content hash. A task is done
//! when its result is an object *and* its record says so, in that order, and only then does the
//! caller hear of it: whatever dies in between, the next run finds either a whole result or none.
//!
//! ```
//! # async fn example() -> Result<(), holdfast_storage::StorageError> {
//! use bytes::Bytes;
//! use holdfast_storage::{NewRun, NewTask, RunOutcome, Start, Store, StoreOptions, TaskKey};
//!
//! let store = Store::open("podium-5/.holdfast".as_ref(), StoreOptions::default()).await?;
//! let run = store.begin_run(NewRun::new("podium-5", "0.1.0")).await?;
//! let key = TaskKey::builder("drawings", "3").param("units", b"in").input(b"the sheet").finish();
//! match store.task_started(&run, &NewTask::new(key, "drawings", "A-101.dxf")).await? {
//!     Start::Work { .. } => store.task_done(key, Bytes::from_static(b"the result")).await?,
//!     Start::Done(_result) => {} // done by an earlier run
//!     Start::Dead { .. } => {}   // it failed too often: its error is said
//! }
//! store.finish_run(run, RunOutcome::Complete).await?;
//! store.gc(20).await?;
//! # Ok(())
//! # }
//! ```
//!
//! - [`Records`]: runs and tasks; [`SqliteRecords`] keeps them in one file.
//! - [`Objects`]: bytes by content hash over any `object_store`.
//! - [`Results`]: [`Objects`] with a cache in memory before it.
//! - [`RunLock`]: one run at a time on a project.
//! - [`Store`]: all of it together.

mod error;
mod key;
mod lock;
mod objects;
mod records;
mod results;
mod sqlite;
mod store;

pub use error::StorageError;
pub use key::{ContentHash, KeyBuilder, TaskKey};
pub use lock::RunLock;
pub use objects::{Damage, Objects};
pub use records::{
    Begun, Completion, Forgotten, NewRun, NewTask, Records, RunId, RunOutcome, RunRecord, Start,
    TaskRecord, TaskState,
};
pub use results::Results;
pub use sqlite::SqliteRecords;
pub use store::{Collected, Run, Store, StoreOptions};
