//! Every sample building that the command makes is designed by it without a failed check.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::run;

fn made_and_designed(size: &str) {
    let dir = tempfile::tempdir().unwrap();
    let project = dir.path().join(size);
    let project = project.to_str().unwrap();
    let (code, out, err) = run(&["new", project, "--sample", size]);
    assert_eq!(code, 0, "{out}\n{err}");
    let (code, out, err) = run(&["design", project, "--quiet"]);
    assert_eq!(code, 0, "{out}\n{err}");
}

#[test]
fn the_medium_sample_passes_every_check() {
    made_and_designed("medium");
}

#[test]
fn the_large_sample_passes_every_check() {
    made_and_designed("large");
}

#[test]
fn the_complex_sample_passes_every_check() {
    made_and_designed("complex");
}
