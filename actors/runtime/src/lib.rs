//! Bounded mailboxes, supervision, worker pools and dead letters over ractor.
