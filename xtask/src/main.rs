//! Chores of this repository: `cargo xtask --help`. It depends on nothing, so that it starts at once
//! on a fresh machine, and calls the tools that do the work.

mod bench;
mod steps;

use std::process::ExitCode;

const HELP: &str = "\
Chores of this repository.

Usage: cargo xtask COMMAND

Commands:
  test      everything that must pass: format, lints, dependency policy, docs, tests, doc tests.
            Installs cargo-deny where it is missing.
  quick     format, lints and tests only
  bench     designs the sample buildings of every size and prints what it took; also `bench rods`,
            `bench detection` (every size and hand) and `bench runtime` (against other crates)
  samples   draws examples/projects/small again
  fuzz      runs every fuzz target for a minute (needs cargo-fuzz and a nightly toolchain)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some("test") => steps::test(),
        Some("quick") => steps::quick(),
        Some("bench") => bench::run(&arguments[1..]),
        Some("samples") => steps::samples(),
        Some("fuzz") => steps::fuzz(),
        Some("--help" | "-h" | "help") => {
            say(HELP);
            return ExitCode::SUCCESS;
        }
        other => {
            warn(&format!(
                "xtask: no command {:?}\n\n{HELP}",
                other.unwrap_or("")
            ));
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            warn(&format!("xtask: {why}"));
            ExitCode::FAILURE
        }
    }
}

#[allow(clippy::print_stdout, reason = "xtask speaks to a person")]
fn say(text: &str) {
    println!("{text}");
}

#[allow(clippy::print_stderr, reason = "xtask speaks to a person")]
fn warn(text: &str) {
    eprintln!("{text}");
}
