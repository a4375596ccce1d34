//! Bytes by content hash, over any object store: written whole or not at all, checked when read.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

use crate::error::StorageError;
use crate::key::ContentHash;

/// Largest object, bytes.
const MOST_BYTES: u64 = 1 << 30;
/// Damages kept for a report; further ones are as bad and say no more.
const MOST_DAMAGES: usize = 100;

/// An object that was not what its name says, and was taken as absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The object's name.
    pub hash: ContentHash,
    /// What was found.
    pub what: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "result {:.12} was damaged ({}): it is worked out again",
            self.hash, self.what
        )
    }
}

/// Objects by content hash, as `ab/cdef…` in an object store.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    place: PathBuf,
    local: bool,
    damages: Arc<Mutex<Vec<Damage>>>,
}

impl Objects {
    /// Objects in a folder, which is made where it does not exist. With `durable` each write waits
    /// for the disk.
    ///
    /// # Errors
    /// [`StorageError::NotWritable`] or [`StorageError::NoSpace`] where the folder cannot be made.
    pub fn local(folder: &Path, durable: bool) -> Result<Self, StorageError> {
        std::fs::create_dir_all(folder).map_err(|source| StorageError::io(folder, source))?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|source| StorageError::objects("open", folder, source))?
            .with_fsync(durable);
        Ok(Self {
            local: true,
            ..Self::over(Arc::new(store), folder)
        })
    }

    /// Objects in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::over(Arc::new(InMemory::new()), Path::new("memory"))
    }

    /// Objects over any store; `place` names it in errors.
    #[must_use]
    pub fn over(store: Arc<dyn ObjectStore>, place: &Path) -> Self {
        Self {
            store,
            place: place.to_owned(),
            local: false,
            damages: Arc::default(),
        }
    }

    fn path(hash: ContentHash) -> ObjectPath {
        let hex = hash.to_string();
        let (head, tail) = hex.split_at(2); // 64 ASCII digits
        ObjectPath::from_iter([head, tail])
    }

    fn error(&self, what: &str, source: object_store::Error) -> StorageError {
        StorageError::objects(what, &self.place, source)
    }

    /// Keeps bytes and gives their hash. When it answers they are whole in the store; when it fails
    /// or is dropped nothing of them is.
    ///
    /// # Errors
    /// [`StorageError::TooLarge`] over 1 GiB; what the store says.
    pub async fn put(&self, bytes: Bytes) -> Result<ContentHash, StorageError> {
        if bytes.len() as u64 > MOST_BYTES {
            return Err(StorageError::TooLarge {
                bytes: bytes.len() as u64,
                most: MOST_BYTES,
            });
        }
        let hash = ContentHash::of(&bytes);
        // one that is there is written again: looking first costs as much, and it may be damaged
        self.store
            .put(&Self::path(hash), PutPayload::from_bytes(bytes))
            .await
            .map_err(|source| self.error("write", source))?;
        Ok(hash)
    }

    /// The bytes of a hash; `None` where there are none. What is there but does not have this hash
    /// is taken as absent, removed, and told by [`Objects::damages`].
    ///
    /// # Errors
    /// What the store says, but for "not found".
    pub async fn get(&self, hash: ContentHash) -> Result<Option<Bytes>, StorageError> {
        let path = Self::path(hash);
        let found = match self.store.get(&path).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(source) => return Err(self.error("read", source)),
        };
        if found.meta.size > MOST_BYTES {
            self.damaged(hash, format!("{} bytes", found.meta.size))
                .await;
            return Ok(None);
        }
        let size = found.meta.size;
        let bytes = match found.bytes().await {
            Ok(bytes) => bytes,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(source) => return Err(self.error("read", source)),
        };
        let is = ContentHash::of(&bytes);
        if is != hash {
            self.damaged(hash, format!("{size} bytes with the hash {is:.12}"))
                .await;
            return Ok(None);
        }
        Ok(Some(bytes))
    }

    async fn damaged(&self, hash: ContentHash, what: String) {
        // removed, so that the sound one is written in its place; where that fails, reading it again
        // comes to the same
        let _ = self.store.delete(&Self::path(hash)).await;
        self.note(Damage { hash, what });
    }

    fn note(&self, damage: Damage) {
        let mut damages = self.damages.lock().unwrap_or_else(PoisonError::into_inner);
        if damages.len() < MOST_DAMAGES {
            damages.push(damage);
        }
    }

    /// Takes the damages seen since the last call, at most 100.
    #[must_use]
    pub fn damages(&self) -> Vec<Damage> {
        std::mem::take(&mut *self.damages.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Removes an object; one that is not there is no error.
    ///
    /// # Errors
    /// What the store says.
    pub async fn remove(&self, hash: ContentHash) -> Result<(), StorageError> {
        match self.store.delete(&Self::path(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(self.error("remove", source)),
        }
    }

    /// The hashes and sizes of all objects, sorted. Files that are no objects are passed over.
    ///
    /// # Errors
    /// What the store says.
    pub async fn list(&self) -> Result<Vec<(ContentHash, u64)>, StorageError> {
        let mut all: Vec<(ContentHash, u64)> = self
            .store
            .list(None)
            .try_filter_map(|meta| async move {
                let parts: Vec<_> = meta.location.parts().collect();
                let [head, tail] = parts.as_slice() else {
                    return Ok(None);
                };
                let hash = ContentHash::from_hex(&format!("{}{}", head.as_ref(), tail.as_ref()));
                Ok(hash.map(|hash| (hash, meta.size)))
            })
            .try_collect()
            .await
            .map_err(|source| self.error("list", source))?;
        all.sort_unstable();
        Ok(all)
    }

    /// Removes what writes that were cut off have left, in a local store; gives how many files.
    pub(crate) fn sweep(&self) -> u64 {
        if !self.local {
            return 0;
        }
        let folders = std::fs::read_dir(&self.place)
            .into_iter()
            .flatten()
            .flatten();
        let files = folders
            .filter_map(|folder| std::fs::read_dir(folder.path()).ok())
            .flatten()
            .flatten();
        files
            .filter(|file| is_staged(&file.file_name().to_string_lossy()))
            // one that cannot be removed is no result and does no harm
            .filter(|file| std::fs::remove_file(file.path()).is_ok())
            .count() as u64
    }
}

/// Whether a name is one that the local store writes under before it renames: `cdef…#1`.
fn is_staged(name: &str) -> bool {
    name.split_once('#').is_some_and(|(hash, number)| {
        hash.len() == 62 && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    })
}
