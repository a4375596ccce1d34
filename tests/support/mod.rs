//! Running the `holdfast` command as a user would.
#![allow(dead_code, reason = "each test file uses what it needs")]
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The command, built by this test run.
pub(crate) fn holdfast() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
    command.env("NO_COLOR", "1").env_remove("RUST_LOG");
    command
}

/// Runs it and gives exit code, standard output, standard error.
pub(crate) fn run(arguments: &[&str]) -> (i32, String, String) {
    finish(
        holdfast()
            .args(arguments)
            .output()
            .expect("the command starts"),
    )
}

/// What a finished command said.
pub(crate) fn finish(output: Output) -> (i32, String, String) {
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package lies in the repository")
        .to_owned()
}

/// The corpus of other people's drawings, or `None` with a word on which test is skipped.
pub(crate) fn corpus(test: &str) -> Option<PathBuf> {
    let path = std::env::var_os("HOLDFAST_CORPUS")
        .map_or_else(|| root().join("../shared/corpus"), PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: {test}: corpus absent");
    None
}

/// Copies a folder, files only.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folder is made");
    for entry in std::fs::read_dir(from).expect("folder is read") {
        let entry = entry.expect("entry is read");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("type is known").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("file is copied");
        }
    }
}

/// A copy of the small sample in a folder of its own.
pub(crate) fn small() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let project = dir.path().join("small");
    copy(&root().join("examples/projects/small"), &project);
    let _ = std::fs::remove_dir_all(project.join(".holdfast"));
    let _ = std::fs::remove_dir_all(project.join("submittal"));
    (dir, project)
}
