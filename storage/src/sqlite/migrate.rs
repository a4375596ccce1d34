//! Opens a database and brings it to the version this program knows.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::StorageError;

/// Every migration in order; the database's version is how many have run.
const MIGRATIONS: &[&str] = &[include_str!("../../../sql/sqlite/0001_records.sql")];

/// The version a database has when all migrations have run.
pub(super) const KNOWN: i64 = MIGRATIONS.len() as i64;

/// How a database is opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Options {
    pub(super) busy_timeout: Duration,
    pub(super) durable: bool,
}

/// Sets the connection up and migrates; `path` names it in errors.
pub(super) fn prepare(
    mut connection: Connection,
    path: &Path,
    options: Options,
) -> Result<Connection, StorageError> {
    let fault = |source| StorageError::sqlite(path, source);
    connection
        .busy_timeout(options.busy_timeout)
        .map_err(fault)?;
    // WAL: readers and one writer at once, and a process that dies leaves nothing to repair.
    // Where the file system cannot do it SQLite stays with its rollback journal, as safe and slower.
    let _mode: String = connection
        .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
        .map_err(fault)?;
    let synchronous = if options.durable { "full" } else { "normal" };
    connection
        .pragma_update(None, "synchronous", synchronous)
        .map_err(fault)?;
    connection
        .pragma_update(None, "foreign_keys", "on")
        .map_err(fault)?;
    let check: String = connection
        .pragma_query_value(None, "quick_check", |row| row.get(0))
        .map_err(fault)?;
    if check != "ok" {
        return Err(StorageError::Damaged {
            path: path.to_owned(),
            what: check,
        });
    }
    migrate(&mut connection, path)?;
    whole(&connection).map_err(|source| StorageError::Damaged {
        path: path.to_owned(),
        what: source.to_string(),
    })?;
    Ok(connection)
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StorageError> {
    let fault = |source| StorageError::sqlite(path, source);
    // at once, so that of two processes that open a new file one waits for the other
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(fault)?;
    let found: i64 = transaction
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(fault)?;
    let Some(left) = usize::try_from(found)
        .ok()
        .and_then(|n| MIGRATIONS.get(n..))
    else {
        return Err(StorageError::Newer {
            path: path.to_owned(),
            found,
            known: KNOWN,
        });
    };
    if left.is_empty() {
        return Ok(());
    }
    for migration in left {
        transaction.execute_batch(migration).map_err(fault)?;
    }
    transaction
        .pragma_update(None, "user_version", KNOWN)
        .map_err(fault)?;
    transaction.commit().map_err(fault)
}

/// That the tables and columns the program uses are there, whatever the version says.
fn whole(connection: &Connection) -> rusqlite::Result<()> {
    for query in [
        "SELECT id, label, version, started_ms, finished_ms, outcome FROM runs LIMIT 0",
        "SELECT key, agent, label, state, attempts, result, error FROM tasks LIMIT 0",
        "SELECT run, key FROM run_tasks LIMIT 0",
    ] {
        connection.prepare(query)?;
    }
    Ok(())
}
