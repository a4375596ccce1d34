//! Records, results by content hash and the object store, embedded in a project's folder.
