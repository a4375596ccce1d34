//! Writing to a person or a pipe.

use std::io::{ErrorKind, IsTerminal as _, Write as _};

use super::Failure;

/// Writes to standard output; a reader that has gone away is no fault, a full disk is.
pub(crate) fn out(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::input(format!(
            "cannot write to standard output: {error}; give it a place with room"
        ))),
        _ => Ok(()),
    }
}

/// Writes a line to standard error.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Writes an error to standard error, red on a terminal.
pub(crate) fn error(text: &str) {
    let mark = paint("error:", "1;31", std::io::stderr().is_terminal());
    note(&format!("{mark} {text}"));
}

/// Colours a word where a terminal shows it and `NO_COLOR` does not forbid it.
pub(crate) fn paint(text: &str, code: &str, terminal: bool) -> String {
    if terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}
