//! Results in two tiers: the ones used last in memory, all of them as objects.

use bytes::Bytes;
use moka::future::Cache;

use crate::error::StorageError;
use crate::key::ContentHash;
use crate::objects::{Damage, Objects};

/// Bytes that an entry of the cache takes besides its value.
const ENTRY_BYTES: usize = 128;

/// [`Objects`] with a cache in memory before them, bounded in bytes.
#[derive(Debug, Clone)]
pub struct Results {
    cache: Cache<ContentHash, Bytes>,
    most: u64,
    objects: Objects,
}

impl Results {
    /// A cache of at most `cache_bytes` before `objects`; 0 caches nothing.
    #[must_use]
    pub fn new(objects: Objects, cache_bytes: u64) -> Self {
        let cache = Cache::builder()
            .weigher(|_, bytes: &Bytes| {
                u32::try_from(bytes.len() + ENTRY_BYTES).unwrap_or(u32::MAX)
            })
            .max_capacity(cache_bytes)
            .build();
        Self {
            cache,
            // one that would push most others out is better read again
            most: cache_bytes / 4,
            objects,
        }
    }

    async fn remember(&self, hash: ContentHash, bytes: &Bytes) {
        if bytes.len() as u64 <= self.most && self.most > 0 {
            self.cache.insert(hash, bytes.clone()).await;
        }
    }

    /// Keeps bytes and gives their hash. In memory they are only once the objects hold them.
    ///
    /// # Errors
    /// As [`Objects::put`].
    pub async fn put(&self, bytes: Bytes) -> Result<ContentHash, StorageError> {
        let hash = self.objects.put(bytes.clone()).await?;
        self.remember(hash, &bytes).await;
        Ok(hash)
    }

    /// The bytes of a hash; `None` where they are not kept, or damaged.
    ///
    /// # Errors
    /// As [`Objects::get`].
    pub async fn get(&self, hash: ContentHash) -> Result<Option<Bytes>, StorageError> {
        if let Some(bytes) = self.cache.get(&hash).await {
            return Ok(Some(bytes));
        }
        let found = self.objects.get(hash).await?;
        if let Some(bytes) = &found {
            self.remember(hash, bytes).await;
        }
        Ok(found)
    }

    /// Removes a result from both tiers.
    ///
    /// # Errors
    /// As [`Objects::remove`].
    pub async fn remove(&self, hash: ContentHash) -> Result<(), StorageError> {
        self.cache.invalidate(&hash).await;
        self.objects.remove(hash).await
    }

    /// The objects below.
    #[must_use]
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// Takes the damages seen since the last call.
    #[must_use]
    pub fn damages(&self) -> Vec<Damage> {
        self.objects.damages()
    }

    /// Bytes in memory, once pending work of the cache is done.
    pub async fn cached_bytes(&self) -> u64 {
        self.cache.run_pending_tasks().await;
        self.cache.weighted_size()
    }
}
