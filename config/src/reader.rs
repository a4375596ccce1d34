//! Reads a TOML document key by key, keeps every value's line, and collects all faults instead of
//! stopping at the first.

mod lists;
mod scalars;
mod section;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range as Span;

use serde::{Deserialize, Serialize};
use toml::de::DeTable;

use crate::error::{ConfigError, ConfigErrors, Warning};
use crate::text::{LineIndex, shown};

pub(crate) use scalars::NumberOrText;
pub(crate) use section::Section;

/// A value that was not given and is taken, for the report's list of assumptions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultTaken {
    /// Key path, `rods.takeup_margin`.
    pub key: String,
    /// The value with its unit, `1.25`, `4.5 in`.
    pub value: String,
    /// Why this value.
    pub why: String,
}

/// Words a key may hold.
pub(crate) trait Words: Copy + 'static {
    /// Every word with its meaning.
    const ALL: &'static [(&'static str, Self)];
}

/// Faults beyond these are only counted, so that a hostile file cannot fill memory with them.
const MOST_KEPT: usize = 1_000;
/// Syntax faults shown: what follows the first ones is mostly their echo.
const MOST_SYNTAX: usize = 5;

/// One file being read.
#[derive(Debug)]
pub(crate) struct Reading<'t> {
    pub(crate) file: &'t str,
    index: LineIndex<'t>,
    errors: RefCell<Vec<ConfigError>>,
    uncounted: Cell<usize>,
    lines: RefCell<BTreeMap<String, u32>>,
    defaults: RefCell<Vec<DefaultTaken>>,
    warnings: RefCell<Vec<Warning>>,
}

/// What a file gave besides its values.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) lines: BTreeMap<String, u32>,
    pub(crate) defaults: Vec<DefaultTaken>,
    pub(crate) warnings: Vec<Warning>,
}

/// Parses the syntax alone.
///
/// # Errors
/// A text over `most_bytes`, or syntax faults with their places.
pub(crate) fn syntax<'t>(
    text: &'t str,
    file: &'t str,
    most_bytes: usize,
) -> Result<(Reading<'t>, DeTable<'t>), ConfigErrors> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.len() > most_bytes {
        return Err(ConfigErrors::one(ConfigError {
            file: file.to_owned(),
            line: 1,
            column: 1,
            key: String::new(),
            what: format!("the file holds {} bytes", text.len()),
            allowed: format!("at most {most_bytes}"),
            remedy: "is it the right file?".to_owned(),
        }));
    }
    let reading = Reading {
        file,
        index: LineIndex::new(text),
        errors: RefCell::default(),
        uncounted: Cell::new(0),
        lines: RefCell::default(),
        defaults: RefCell::default(),
        warnings: RefCell::default(),
    };
    let (table, faults) = DeTable::parse_recoverable(text);
    for fault in faults.iter().take(MOST_SYNTAX) {
        let at = fault.span().unwrap_or(0..0);
        let message = fault.message().trim();
        let remedy = if message.starts_with("duplicate key") {
            "keep one of them"
        } else {
            "mend the TOML: `key = value`, text in double quotes, sections as [name]"
        };
        reading.fault(at.start, "", shown_line(message), String::new(), remedy);
    }
    if reading.failed() {
        return Err(reading.into_errors());
    }
    Ok((reading, table.into_inner()))
}

/// A parser's message on one line.
fn shown_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl<'t> Reading<'t> {
    /// The document's own section.
    pub(crate) fn root<'r>(
        &'r self,
        table: &'r DeTable<'t>,
        known: &'static [&'static str],
    ) -> Section<'r, 't> {
        Section::of(self, table, String::new(), 0, known)
    }

    /// Records a fault at a byte offset.
    pub(crate) fn fault(
        &self,
        at: usize,
        key: &str,
        what: impl Into<String>,
        allowed: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let mut errors = self.errors.borrow_mut();
        if errors.len() >= MOST_KEPT {
            self.uncounted.set(self.uncounted.get() + 1);
            return;
        }
        let (line, column) = self.index.place(at);
        errors.push(ConfigError {
            file: self.file.to_owned(),
            line,
            column,
            key: key.to_owned(),
            what: what.into(),
            allowed: allowed.into(),
            remedy: remedy.into(),
        });
    }

    /// Records something worth a look at a byte offset.
    pub(crate) fn warn(&self, at: usize, what: impl Into<String>) {
        let mut warnings = self.warnings.borrow_mut();
        if warnings.len() < MOST_KEPT {
            warnings.push(Warning {
                file: self.file.to_owned(),
                line: self.line(at),
                what: what.into(),
            });
        }
    }

    /// Records a value taken.
    pub(crate) fn default_taken(
        &self,
        key: impl Into<String>,
        value: impl Into<String>,
        why: impl Into<String>,
    ) {
        self.defaults.borrow_mut().push(DefaultTaken {
            key: key.into(),
            value: value.into(),
            why: why.into(),
        });
    }

    /// The line of a byte offset.
    pub(crate) fn line(&self, at: usize) -> u32 {
        self.index.place(at).0
    }

    pub(super) fn note_line(&self, path: &str, at: usize) {
        let line = self.line(at);
        self.lines.borrow_mut().insert(path.to_owned(), line);
    }

    pub(super) fn written(&self, span: &Span<usize>) -> String {
        shown(self.index.text().get(span.clone()).unwrap_or_default())
    }

    /// Whether a fault was recorded.
    pub(crate) fn failed(&self) -> bool {
        !self.errors.borrow().is_empty()
    }

    /// The faults; call only when [`Reading::failed`].
    pub(crate) fn into_errors(self) -> ConfigErrors {
        ConfigErrors::new(self.errors.into_inner(), self.uncounted.get())
    }

    /// The value where nothing failed, else the faults.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<(T, Gathered), ConfigErrors> {
        match value {
            Some(value) if !self.failed() => {
                let mut warnings = self.warnings.into_inner();
                warnings.sort_by_key(|warning| warning.line);
                Ok((
                    value,
                    Gathered {
                        lines: self.lines.into_inner(),
                        defaults: self.defaults.into_inner(),
                        warnings,
                    },
                ))
            }
            _ => {
                if !self.failed() {
                    self.fault(
                        0,
                        "",
                        "the file is incomplete",
                        "",
                        "compare it with a new project's",
                    );
                }
                Err(self.into_errors())
            }
        }
    }
}
