//! What can go wrong with what a project keeps, and what to do about it.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use crate::key::{ContentHash, TaskKey};
use crate::records::RunId;

/// A fault of the records, the objects or the folder they live in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The folder cannot be written.
    #[error("{}: it cannot be written ({source}); make it writable, or copy the project to where it is", .path.display())]
    NotWritable {
        /// The folder or file.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// The disk is full.
    #[error("{}: the disk is full; make room and run again: what is done is kept", .path.display())]
    NoSpace {
        /// What could not be written.
        path: PathBuf,
    },
    /// Another run works on the project.
    #[error("{}: another run{} works on this project; wait for its end, or stop it", .path.display(), match .pid { Some(pid) => format!(" (process {pid})"), None => String::new() })]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// The other's process id, where it can be told.
        pid: Option<u32>,
    },
    /// The records were made by a later version.
    #[error("{}: the records are of version {found}, this Holdfast knows {known}; use the newer Holdfast, or delete the file: everything in it can be worked out again", .path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The highest version known.
        known: i64,
    },
    /// The records went bad while they were in use.
    #[error("{}: the records are damaged ({what}); run again: they are made anew, and everything in them worked out again", .path.display())]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What SQLite says.
        what: String,
    },
    /// The records failed otherwise.
    #[error("{}: the records failed: {source}", .path.display())]
    Records {
        /// The database.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The thread that keeps the records has ended.
    #[error("the records have been closed; open the project again")]
    Closed,
    /// The objects failed.
    #[error("results: {what}: {source}; check the folder .holdfast/objects")]
    Objects {
        /// What was tried.
        what: String,
        /// What the object store says.
        source: object_store::Error,
    },
    /// A result over the limit.
    #[error("a result of {bytes} bytes is too large to keep, at most {most}; split the task")]
    TooLarge {
        /// Its bytes.
        bytes: u64,
        /// The limit.
        most: u64,
    },
    /// A task that was never recorded.
    #[error("task {0} is not recorded; record it before it is worked on")]
    UnknownTask(TaskKey),
    /// A run that was never recorded.
    #[error("run {0} is not recorded")]
    UnknownRun(RunId),
    /// A task gave another result than before.
    #[error(
        "task {key} gave {got} where it had given {kept}; the same inputs must give the same bytes: its agent depends on something that is not in its key"
    )]
    ResultDiffers {
        /// The task.
        key: TaskKey,
        /// The result that is kept.
        kept: ContentHash,
        /// The other one, which is not.
        got: ContentHash,
    },
}

impl StorageError {
    /// From the system, for a path to be written.
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::StorageFull {
            return Self::NoSpace {
                path: path.to_owned(),
            };
        }
        Self::NotWritable {
            path: path.to_owned(),
            source,
        }
    }

    /// From SQLite.
    pub(crate) fn sqlite(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::NoSpace { path },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Self::NotWritable {
                    path,
                    source: io::Error::other(source),
                }
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged {
                path,
                what: source.to_string(),
            },
            _ => Self::Records { path, source },
        }
    }

    /// From the object store; the causes are searched for a full or closed disk.
    pub(crate) fn objects(what: &str, path: &Path, source: object_store::Error) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(&source);
        while let Some(error) = cause {
            if let Some(io) = error.downcast_ref::<io::Error>() {
                let kind = io.kind();
                match kind {
                    io::ErrorKind::StorageFull => {
                        return Self::NoSpace {
                            path: path.to_owned(),
                        };
                    }
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                        return Self::NotWritable {
                            path: path.to_owned(),
                            source: io::Error::new(kind, io.to_string()),
                        };
                    }
                    _ => {}
                }
            }
            cause = error.source();
        }
        Self::Objects {
            what: what.to_owned(),
            source,
        }
    }
}
