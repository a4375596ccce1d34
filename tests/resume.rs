//! A design that was killed goes on where it stopped, and gives the same bytes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use support::{holdfast, run, small};

fn submittal(project: &Path) -> (Vec<u8>, Vec<u8>) {
    let read = |name: &str| std::fs::read(project.join("submittal").join(name)).unwrap();
    (read("results.json"), read("submittal.pdf"))
}

/// A small generator of numbers, so that the moments differ and a failure can be repeated.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
fn killed_at_ten_random_moments_and_resumed_it_gives_the_same_bytes() {
    let (_whole, project) = small();
    let began = std::time::Instant::now();
    assert_eq!(run(&["design", project.to_str().unwrap(), "--quiet"]).0, 0);
    let took = u64::try_from(began.elapsed().as_micros()).unwrap();
    let expected = submittal(&project);

    let (_killed, project) = small();
    let mut state = 0x9E37_79B9_7F4A_7C15;
    for _ in 0..10 {
        let mut child = holdfast()
            .args(["design", project.to_str().unwrap(), "--quiet"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // A moment within a whole design; the kill is SIGKILL.
        std::thread::park_timeout(Duration::from_micros(next(&mut state) % took));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(run(&["design", project.to_str().unwrap(), "--quiet"]).0, 0);
    assert!(
        expected == submittal(&project),
        "the resumed design gives other bytes"
    );
}

#[test]
fn two_designs_of_one_project_do_not_meet() {
    let (_dir, project) = small();
    let path = project.to_str().unwrap();
    let mut first = holdfast()
        .args(["design", path, "--quiet"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (code, _, err) = run(&["design", path, "--quiet"]);
    // Either it came in time to be refused, or the first had ended: never both at once.
    assert!(
        code == 0 || (code == 2 && err.contains("another")),
        "{code}: {err}"
    );
    first.wait().unwrap();
}

#[test]
fn records_that_were_damaged_are_made_anew() {
    let (_dir, project) = small();
    let path = project.to_str().unwrap();
    assert_eq!(run(&["design", path, "--quiet"]).0, 0);
    let expected = submittal(&project);
    std::fs::write(
        project.join(".holdfast/records.db"),
        b"this is no database at all, but long enough to be read",
    )
    .unwrap();
    let (code, _, err) = run(&["design", path, "--quiet"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("made anew"), "{err}");
    assert!(expected == submittal(&project));
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_cleanly_and_the_next_run_goes_on() {
    let (_dir, project) = small();
    let path = project.to_str().unwrap();
    let child = holdfast()
        .args(["design", path])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The records' file appears when the design has begun.
    let began = std::time::Instant::now();
    while !project.join(".holdfast/records.db").exists()
        && began.elapsed() < Duration::from_secs(30)
    {
        std::thread::park_timeout(Duration::from_millis(1));
    }
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let (code, _, err) = support::finish(child.wait_with_output().unwrap());
    // It may have come too late to stop anything.
    assert!(
        code == 0 || (code == 130 && err.contains("goes on from here")),
        "{code}: {err}"
    );
    assert_eq!(run(&["design", path, "--quiet"]).0, 0);
}
