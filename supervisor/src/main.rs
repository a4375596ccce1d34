//! The `holdfast` command: a thin shell over the front door.

mod command;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::run()
}
