//! Objects and results: whole or absent, checked when read, bounded in memory.
#![allow(clippy::unwrap_used)] // the helpers of tests too

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use holdfast_storage::{ContentHash, Objects, Results, StorageError};
use object_store::memory::InMemory;
use object_store::path::Path as ObjectPath;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult,
};

/// A store whose writes fail as on a full disk while `full` is set.
#[derive(Debug)]
struct SmallDisk {
    inner: InMemory,
    full: Arc<AtomicBool>,
}

impl fmt::Display for SmallDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmallDisk")
    }
}

#[async_trait]
impl ObjectStore for SmallDisk {
    async fn put_opts(
        &self,
        location: &ObjectPath,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        if self.full.load(Ordering::Relaxed) {
            return Err(object_store::Error::Generic {
                store: "SmallDisk",
                source: Box::new(io::Error::from(io::ErrorKind::StorageFull)),
            });
        }
        self.inner.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &ObjectPath,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, options).await
    }

    async fn get_opts(
        &self,
        location: &ObjectPath,
        options: GetOptions,
    ) -> object_store::Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, object_store::Result<ObjectPath>>,
    ) -> BoxStream<'static, object_store::Result<ObjectPath>> {
        self.inner.delete_stream(locations)
    }

    fn list(
        &self,
        prefix: Option<&ObjectPath>,
    ) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(
        &self,
        prefix: Option<&ObjectPath>,
    ) -> object_store::Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(
        &self,
        from: &ObjectPath,
        to: &ObjectPath,
        options: CopyOptions,
    ) -> object_store::Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

fn file_of(folder: &Path, hash: ContentHash) -> std::path::PathBuf {
    let hex = hash.to_string();
    folder.join(&hex[..2]).join(&hex[2..])
}

#[tokio::test]
async fn bytes_come_back_by_their_hash_from_a_folder_and_from_memory() {
    let folder = tempfile::tempdir().unwrap();
    for objects in [
        Objects::local(folder.path(), true).unwrap(),
        Objects::in_memory(),
    ] {
        for bytes in [
            Bytes::new(),
            Bytes::from_static(b"rod"),
            Bytes::from(vec![7; 1 << 20]),
        ] {
            let hash = objects.put(bytes.clone()).await.unwrap();
            assert_eq!(hash, ContentHash::of(&bytes));
            assert_eq!(objects.put(bytes.clone()).await.unwrap(), hash);
            assert_eq!(objects.get(hash).await.unwrap(), Some(bytes));
        }
        assert_eq!(objects.list().await.unwrap().len(), 3);
        assert_eq!(objects.get(ContentHash::of(b"none")).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_damaged_object_is_absent_and_told_and_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::local(folder.path(), false).unwrap();
    let bytes = Bytes::from_static(b"elongation 0.112 in");
    let hash = objects.put(bytes.clone()).await.unwrap();
    let path = file_of(folder.path(), hash);
    for damage in [&b"elongation 0.012 in"[..], b"elong", b""] {
        std::fs::write(&path, damage).unwrap();
        assert_eq!(objects.get(hash).await.unwrap(), None);
        let told = objects.damages();
        assert_eq!(told.len(), 1);
        assert!(
            told[0].to_string().contains("worked out again"),
            "{}",
            told[0]
        );
        assert!(objects.damages().is_empty(), "told once");
        assert!(!path.exists());
        objects.put(bytes.clone()).await.unwrap();
        assert_eq!(objects.get(hash).await.unwrap(), Some(bytes.clone()));
    }
}

#[tokio::test]
async fn a_folder_where_an_object_should_be_is_an_error_or_absence_and_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::local(folder.path(), false).unwrap();
    let hash = ContentHash::of(b"x");
    std::fs::create_dir_all(file_of(folder.path(), hash)).unwrap();
    assert!(!matches!(objects.get(hash).await, Ok(Some(_))));
}

#[tokio::test]
async fn a_full_disk_is_named_and_leaves_nothing_half_written() {
    let full = Arc::new(AtomicBool::new(false));
    let disk = SmallDisk {
        inner: InMemory::new(),
        full: Arc::clone(&full),
    };
    let objects = Objects::over(Arc::new(disk), Path::new(".holdfast/objects"));
    let results = Results::new(objects, 1 << 20);
    let kept = results.put(Bytes::from_static(b"kept")).await.unwrap();

    full.store(true, Ordering::Relaxed);
    let error = results.put(Bytes::from_static(b"lost")).await.unwrap_err();
    assert!(matches!(error, StorageError::NoSpace { .. }), "{error:?}");
    assert!(error.to_string().contains("make room"), "{error}");
    let lost = ContentHash::of(b"lost");
    assert_eq!(
        results.get(lost).await.unwrap(),
        None,
        "not in memory either"
    );
    assert!(results.get(kept).await.unwrap().is_some());

    full.store(false, Ordering::Relaxed);
    assert_eq!(
        results.put(Bytes::from_static(b"lost")).await.unwrap(),
        lost
    );
}

#[tokio::test]
async fn the_memory_tier_stays_within_its_bytes_and_passes_the_rest_to_the_objects() {
    let results = Results::new(Objects::in_memory(), 64 << 10);
    let mut hashes = Vec::new();
    for n in 0..100u8 {
        hashes.push(results.put(Bytes::from(vec![n; 8 << 10])).await.unwrap());
    }
    assert!(results.cached_bytes().await <= 64 << 10);
    for hash in hashes {
        assert_eq!(results.get(hash).await.unwrap().unwrap().len(), 8 << 10);
    }
    assert!(results.cached_bytes().await <= 64 << 10);
}

#[tokio::test]
async fn a_cached_result_is_read_without_the_objects() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::local(folder.path(), false).unwrap();
    let (cached, uncached) = (
        Results::new(objects.clone(), 1 << 20),
        Results::new(objects, 0),
    );
    let hash = cached.put(Bytes::from_static(b"plate")).await.unwrap();
    std::fs::remove_file(file_of(folder.path(), hash)).unwrap();
    assert!(cached.get(hash).await.unwrap().is_some());
    assert!(uncached.get(hash).await.unwrap().is_none());
}
