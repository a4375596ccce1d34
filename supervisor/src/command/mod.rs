//! The command line: words in, the front door behind, words out.
//!
//! Standard output holds what was asked for, standard error everything else. Exit codes are stable:
//! 0 complete, 1 failed checks, 2 bad input, 3 internal fault, 130 interrupted.

mod arguments;
mod calc;
mod design;
mod drawing;
mod explain;
mod new;
mod show;
mod summary;
mod trace_text;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use holdfast::{DesignError, Fault, ProjectError, Settings};

use arguments::{Arguments, Command};

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// 0
    Complete,
    /// 1
    FailedChecks,
    /// 2
    BadInput,
    /// 3
    Fault,
    /// 130
    Interrupted,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        Self::from(match end {
            End::Complete => 0,
            End::FailedChecks => 1,
            End::BadInput => 2,
            End::Fault => 3,
            End::Interrupted => 130,
        })
    }
}

/// What went wrong, and how the command ends for it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) end: End,
    pub(crate) what: String,
}

impl Failure {
    /// Bad input.
    pub(crate) fn input(what: impl std::fmt::Display) -> Self {
        Self {
            end: End::BadInput,
            what: what.to_string(),
        }
    }

    /// A fault of ours.
    pub(crate) fn ours(what: impl std::fmt::Display) -> Self {
        Self {
            end: End::Fault,
            what: what.to_string(),
        }
    }
}

impl From<ProjectError> for Failure {
    fn from(error: ProjectError) -> Self {
        Self::input(error)
    }
}

impl From<DesignError> for Failure {
    fn from(error: DesignError) -> Self {
        let end = match &error {
            DesignError::Interrupted => End::Interrupted,
            other if other.is_bad_input() => End::BadInput,
            _ => End::Fault,
        };
        let what = match error {
            DesignError::Fault(Fault { agent, what, .. }) => format!("{what} ({agent})"),
            DesignError::Interrupted => {
                "interrupted; run the same command again and it goes on from here".to_owned()
            }
            other => other.to_string(),
        };
        Self { end, what }
    }
}

/// Runs the command line.
pub(crate) fn run() -> ExitCode {
    log();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers; anything else is bad input. A closed pipe is no fault.
            let _ = error.print();
            return if error.use_stderr() {
                End::BadInput.into()
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let ended = match arguments.command {
        Command::Design(asked) => design::design(asked),
        Command::Report(asked) => design::report(asked),
        Command::Check(asked) => design::check(asked),
        Command::New(asked) => new::new(asked),
        Command::Explain(asked) => explain::explain(asked),
        Command::Calc(asked) => calc::calc(asked),
        Command::Drawing(asked) => drawing::drawing(asked),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "holdfast", &mut script);
            show::out(&String::from_utf8_lossy(&script)).map(|()| End::Complete)
        }
    };
    match ended {
        Ok(end) => end.into(),
        Err(failure) => {
            show::error(&failure.what);
            failure.end.into()
        }
    }
}

/// Settings from the default profile and the environment, with what the command line says over both.
fn settings(jobs: Option<u16>) -> Result<Settings, Failure> {
    let mut settings = Settings::load(None, std::env::vars()).map_err(Failure::input)?;
    if let Some(jobs) = jobs.and_then(|n| std::num::NonZeroUsize::new(n.into())) {
        settings.run.jobs = Some(jobs);
    }
    Ok(settings)
}

/// A runtime for as many workers as there are cores.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::ours(format!("the asynchronous runtime does not start: {error}")))
}

/// Log lines go to standard error, and only where `RUST_LOG` asks for them.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off"));
    // A host that has a subscriber of its own keeps it.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .try_init();
}
