//! One run at a time on a project: a lock that the system takes back when its holder dies.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::StorageError;

/// Held while a run works on a project; let go when it is dropped, or when the process ends in any
/// way.
#[derive(Debug)]
pub struct RunLock {
    file: File,
    holder: PathBuf,
}

impl RunLock {
    /// Takes the lock of a project's `.holdfast` folder.
    ///
    /// # Errors
    /// [`StorageError::Locked`] with the other's process id where it is held, by this process too;
    /// [`StorageError::NotWritable`] where the folder does not take the lock file.
    pub fn take(folder: &Path) -> Result<Self, StorageError> {
        let path = folder.join("lock");
        let holder = folder.join("lock.pid");
        let io = |source| StorageError::io(&path, source);
        // never truncated and never removed: a file that is replaced would be two locks
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let pid = fs::read_to_string(&holder)
                    .ok()
                    .and_then(|text| text.trim().parse().ok());
                return Err(StorageError::Locked { path, pid });
            }
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        // beside the lock, as some systems do not let a locked file be read
        fs::write(&holder, std::process::id().to_string()).map_err(io)?;
        Ok(Self { file, holder })
    }
}

impl Drop for RunLock {
    fn drop(&mut self) {
        // before the lock is let go, so that the next holder's name stays; failure costs a name
        let _ = fs::remove_file(&self.holder);
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_is_refused_with_the_process_that_holds_the_project() {
        let folder = tempfile::tempdir().unwrap();
        let lock = RunLock::take(folder.path()).unwrap();
        let error = RunLock::take(folder.path()).unwrap_err().to_string();
        assert!(
            error.contains(&format!("(process {})", std::process::id())),
            "{error}"
        );
        drop(lock);
        RunLock::take(folder.path()).unwrap();
    }

    #[test]
    fn a_name_left_by_a_dead_process_locks_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lock"), "").unwrap();
        fs::write(folder.path().join("lock.pid"), "1").unwrap();
        RunLock::take(folder.path()).unwrap();
    }
}
