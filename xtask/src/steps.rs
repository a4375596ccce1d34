//! The steps that must pass before a change lands, each a command anyone can run by hand.

use std::process::{Command, Stdio};
use std::time::Instant;

/// Everything.
pub(crate) fn test() -> Result<(), String> {
    let started = Instant::now();
    format_and_lints()?;
    dependency_policy()?;
    cargo_with(
        "rustdoc",
        &["doc", "--workspace", "--no-deps", "--locked"],
        &[("RUSTDOCFLAGS", "-D warnings")],
    )?;
    tests()?;
    model_checks()?;
    cargo("doc tests", &["test", "--workspace", "--doc", "--locked"])?;
    crate::say(&format!(
        "all steps passed in {} s",
        started.elapsed().as_secs()
    ));
    Ok(())
}

/// What one runs while working.
pub(crate) fn quick() -> Result<(), String> {
    format_and_lints()?;
    tests()
}

/// Draws the committed sample again.
pub(crate) fn samples() -> Result<(), String> {
    let dir = "examples/projects/small";
    if std::path::Path::new(dir).exists() {
        std::fs::remove_dir_all(dir).map_err(|e| format!("cannot remove {dir}: {e}"))?;
    }
    cargo(
        "samples",
        &[
            "run",
            "--release",
            "--locked",
            "--",
            "new",
            dir,
            "--sample",
            "small",
        ],
    )
}

/// A minute of each fuzz target.
pub(crate) fn fuzz() -> Result<(), String> {
    let listed = Command::new("cargo")
        .args(["+nightly", "fuzz", "list"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| format!("cannot start cargo fuzz: {e}"))?;
    if !listed.status.success() {
        return Err("cargo fuzz is missing: cargo install cargo-fuzz".into());
    }
    for target in String::from_utf8_lossy(&listed.stdout).split_whitespace() {
        cargo(
            "fuzz",
            &[
                "+nightly",
                "fuzz",
                "run",
                target,
                "--",
                "-max_total_time=60",
                "-rss_limit_mb=2048",
            ],
        )?;
    }
    Ok(())
}

fn format_and_lints() -> Result<(), String> {
    cargo("format", &["fmt", "--all", "--check"])?;
    cargo(
        "lints",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
    )
}

fn tests() -> Result<(), String> {
    if quiet(&["nextest", "--version"]) {
        cargo(
            "tests",
            &[
                "nextest",
                "run",
                "--workspace",
                "--locked",
                "--no-fail-fast",
            ],
        )
    } else {
        cargo(
            "tests",
            &[
                "test",
                "--workspace",
                "--lib",
                "--bins",
                "--tests",
                "--locked",
                "--no-fail-fast",
            ],
        )
    }
}

/// The mailbox's core under `loom` and `shuttle`, and the seeded bugs that they must find.
fn model_checks() -> Result<(), String> {
    for features in ["loom,seeded-bugs", "shuttle,seeded-bugs"] {
        cargo(
            "model checks",
            &[
                "test",
                "-p",
                "holdfast-runtime",
                "--locked",
                "--features",
                features,
                "--lib",
                "model",
            ],
        )?;
    }
    Ok(())
}

fn dependency_policy() -> Result<(), String> {
    if !quiet(&["deny", "--version"]) {
        cargo(
            "install cargo-deny",
            &["install", "cargo-deny", "--locked", "--quiet"],
        )?;
    }
    cargo(
        "dependency policy",
        &["deny", "--locked", "check", "bans", "licenses", "sources"],
    )?;
    // The advisory database is a git repository: where it cannot be reached, say so and go on.
    if quiet(&["deny", "fetch"]) {
        cargo(
            "advisories",
            &["deny", "--locked", "check", "--disable-fetch", "advisories"],
        )
    } else {
        crate::say("advisories: skipped, their database cannot be reached from here");
        Ok(())
    }
}

pub(crate) fn cargo(step: &str, arguments: &[&str]) -> Result<(), String> {
    cargo_with(step, arguments, &[])
}

fn cargo_with(step: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Result<(), String> {
    let line = arguments.join(" ");
    crate::say(&format!("── {step}: cargo {line}"));
    let started = Instant::now();
    let status = Command::new("cargo")
        .args(arguments)
        .envs(environment.iter().copied())
        .status()
        .map_err(|e| format!("{step}: cannot start cargo: {e}"))?;
    if !status.success() {
        return Err(format!("{step} failed: cargo {line}"));
    }
    crate::say(&format!("── {step}: {} s", started.elapsed().as_secs()));
    Ok(())
}

fn quiet(arguments: &[&str]) -> bool {
    Command::new("cargo")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}
