//! What is wrong with a file a person wrote: every fault at once, each with its place and a remedy.

use std::fmt;

/// One fault of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// File name as given to the parser, `project.toml`.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Key path, `level[1].height_ft` (indices from 0), or a table's row and column,
    /// `row 7, x1_ft`; empty where the fault is of the whole file.
    pub key: String,
    /// What is wrong, with the value found.
    pub what: String,
    /// What would be allowed; empty where the remedy says it.
    pub allowed: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.what)?;
        if !self.allowed.is_empty() {
            write!(f, "; allowed: {}", self.allowed)?;
        }
        if !self.remedy.is_empty() {
            write!(f, "; {}", self.remedy)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// All faults of one file, in the order of their lines; at least one, at most [`ConfigErrors::MOST`].
///
/// Faults that differ only by their place in a list are shown once, with the other lines beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors {
    errors: Vec<ConfigError>,
    left_out: usize,
}

impl ConfigErrors {
    /// How many faults of one file are kept; further ones are counted.
    pub const MOST: usize = 50;

    /// Sorts and bounds a list of faults; `uncounted` were dropped already.
    pub(crate) fn new(mut errors: Vec<ConfigError>, uncounted: usize) -> Self {
        debug_assert!(!errors.is_empty(), "an error list without an error");
        errors.sort_by_key(|error| (error.line, error.column));
        errors.dedup();
        let cut = errors.len().saturating_sub(Self::MOST);
        errors.truncate(Self::MOST);
        Self {
            errors,
            left_out: cut + uncounted,
        }
    }

    /// One fault alone.
    pub(crate) fn one(error: ConfigError) -> Self {
        Self::new(vec![error], 0)
    }

    /// The faults, in the order of their lines.
    #[must_use]
    pub fn errors(&self) -> &[ConfigError] {
        &self.errors
    }

    /// How many more there were than are kept.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }
}

/// A key path without its indices, so that faults of list members can be told together.
fn without_indices(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    let mut number = false;
    for c in key.chars() {
        if c.is_ascii_digit() {
            number = true;
        } else {
            if number {
                out.push('#');
                number = false;
            }
            out.push(c);
        }
    }
    if number {
        out.push('#');
    }
    out
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<(String, &str)> = self
            .errors
            .iter()
            .map(|error| (without_indices(&error.key), error.what.as_str()))
            .collect();
        let mut first = true;
        for (i, error) in self.errors.iter().enumerate() {
            if kinds[..i].contains(&kinds[i]) {
                continue;
            }
            if !first {
                writeln!(f)?;
            }
            first = false;
            write!(f, "{error}")?;
            let same: Vec<String> = self
                .errors
                .iter()
                .zip(&kinds)
                .skip(i + 1)
                .filter(|(_, kind)| *kind == &kinds[i])
                .map(|(other, _)| other.line.to_string())
                .collect();
            if !same.is_empty() {
                let word = if same.len() == 1 { "line" } else { "lines" };
                write!(f, " (the same on {word} {})", same.join(", "))?;
            }
        }
        if self.left_out > 0 {
            write!(f, "\n… and {} more in this file", self.left_out)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

/// Something worth a look that does not stop the run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Warning {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// What was seen and what to do.
    pub what: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}
