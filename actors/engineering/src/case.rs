//! Cases: a calculation with the results it must give, read from TOML and run through any
//! calculator.
//!
//! ```toml
//! name = "A36 rod 3/4 in.: yielding on the gross area governs"
//! calc = "rod_capacity"
//! source = "AISC 360-16 J3.6 and D2"
//! kind = "closed-form"
//! [input]
//! grade = "A36"
//! diameter_in = 0.75
//! [expect]
//! allowable_kip = 9.523541
//! governing = "yield"
//! [tolerance]
//! default = { rel = 0.0001 }
//! ```
//!
//! Lists are compared element by element; extra keys in a result do no harm; `refuse` in
//! `[expect]` asks for a refusal. A case of `parse_length` has `[[row]]` tables instead: `text`
//! with `inches`, or `refuse = true`.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::CalcError;

/// Largest case file, bytes.
const MAX_BYTES: usize = 1 << 20;
/// Room for a length of a `[[row]]`, inches.
const ROW_ROOM_IN: f64 = 0.0001;

/// A case, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// A sentence on what it shows.
    pub name: String,
    /// Name of the calculation.
    pub calc: String,
    /// Where its numbers come from.
    pub source: String,
    /// Published or worked out.
    pub kind: Kind,
    /// What to know about its numbers.
    pub note: Option<String>,
    /// What goes in.
    pub input: Value,
    expect: Map<String, Value>,
    tolerance: BTreeMap<String, Tolerance>,
    row: Vec<TextRow>,
}

/// Where the expected numbers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Read in a publication.
    Published,
    /// Worked out from a formula.
    #[default]
    ClosedForm,
}

impl Kind {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::ClosedForm => "closed-form",
        }
    }
}

/// How far a number may be off; where both stand, the larger room counts.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Tolerance {
    abs: Option<f64>,
    rel: Option<f64>,
}

impl Tolerance {
    fn room(self, expected: f64) -> f64 {
        let stated = self
            .abs
            .unwrap_or(0.0)
            .max(self.rel.unwrap_or(0.0) * expected.abs());
        // Never tighter than the last digits of the arithmetic itself.
        stated.max(1e-12).max(8.0 * f64::EPSILON * expected.abs())
    }

    fn shown(self) -> String {
        match (self.abs, self.rel) {
            (Some(abs), Some(rel)) => format!("±{} or {} %", figure(abs), figure(100.0 * rel)),
            (Some(abs), None) => format!("±{}", figure(abs)),
            (None, Some(rel)) => format!("{} %", figure(100.0 * rel)),
            (None, None) => "exact".to_owned(),
        }
    }
}

/// A text that must give a length or be refused.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextRow {
    text: String,
    inches: Option<f64>,
    #[serde(default)]
    refuse: bool,
    #[serde(default, rename = "why")]
    _why: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    calc: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    kind: Kind,
    note: Option<String>,
    input: Option<Map<String, Value>>,
    #[serde(default)]
    expect: Map<String, Value>,
    #[serde(default)]
    tolerance: BTreeMap<String, Tolerance>,
    #[serde(default)]
    row: Vec<TextRow>,
}

/// Why a case or input file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}; {remedy}")]
pub struct CaseError {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: &'static str,
}

/// A calculator's refusal of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Short code.
    pub code: String,
    /// Reason in words.
    pub reason: String,
}

impl From<CalcError> for Refusal {
    fn from(error: CalcError) -> Self {
        Self {
            code: error.code().to_owned(),
            reason: error.to_string(),
        }
    }
}

/// What a case gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// One row a value expected.
    pub rows: Vec<Row>,
}

impl Report {
    /// Whether every value is as expected.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.rows.iter().all(|r| r.ok)
    }
}

/// One value of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Key, with its place in a list from 1, `fx_kip[2]`; of `parse_length` the text.
    pub key: String,
    /// Value expected.
    pub expected: String,
    /// Value got, or the reason of a refusal.
    pub got: String,
    /// Room allowed.
    pub tolerance: String,
    /// Whether it is as expected.
    pub ok: bool,
}

/// Reads a case file.
///
/// # Errors
/// One error that names file, line and remedy.
pub fn parse(text: &str, file: &str) -> Result<Case, CaseError> {
    let at_start = |what: &str, remedy| CaseError {
        file: file.to_owned(),
        line: 1,
        what: what.to_owned(),
        remedy,
    };
    bounded(text, file)?;
    let read: File =
        toml::from_str(text).map_err(|e| unreadable(text, file, e.span(), e.message()))?;
    for (key, tolerance) in &read.tolerance {
        for room in [tolerance.abs, tolerance.rel].into_iter().flatten() {
            if !(room.is_finite() && room >= 0.0) {
                let what = format!("the tolerance of `{key}` is {room}");
                return Err(at_start(&what, "give a finite number, 0 or more"));
            }
        }
    }
    if read.row.is_empty() {
        if read.input.is_none() {
            return Err(at_start(
                "there is no [input]",
                "give the calculation's keys under [input]",
            ));
        }
        if read.expect.is_empty() {
            return Err(at_start(
                "there is nothing under [expect]",
                "give the values expected, or refuse = \"code\"",
            ));
        }
    }
    for row in &read.row {
        if row.inches.is_some() == row.refuse {
            let what = format!(
                "the row of {:?} has both or neither of inches and refuse",
                row.text
            );
            return Err(at_start(&what, "give inches, or refuse = true"));
        }
    }
    Ok(Case {
        name: read.name,
        calc: read.calc,
        source: read.source,
        kind: read.kind,
        note: read.note,
        input: Value::Object(read.input.unwrap_or_default()),
        expect: read.expect,
        tolerance: read.tolerance,
        row: read.row,
    })
}

/// Reads the input of a calculation from TOML or JSON: the `[input]` table where there is one
/// (so that a case file does), else all of it.
///
/// # Errors
/// One error that names file, line and remedy.
pub fn parse_input(text: &str, file: &str) -> Result<Value, CaseError> {
    bounded(text, file)?;
    let mut value: Value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|e| CaseError {
            file: file.to_owned(),
            line: e.line(),
            what: e.to_string(),
            remedy: "mend the JSON",
        })?
    } else {
        toml::from_str(text).map_err(|e| unreadable(text, file, e.span(), e.message()))?
    };
    match value.get_mut("input") {
        Some(input @ Value::Object(_)) => Ok(input.take()),
        _ => Ok(value),
    }
}

fn bounded(text: &str, file: &str) -> Result<(), CaseError> {
    if text.len() <= MAX_BYTES {
        return Ok(());
    }
    Err(CaseError {
        file: file.to_owned(),
        line: 1,
        what: format!("the file has {} bytes, more than {MAX_BYTES}", text.len()),
        remedy: "a case holds one calculation",
    })
}

fn unreadable(text: &str, file: &str, span: Option<Range<usize>>, message: &str) -> CaseError {
    let start = span.map_or(0, |s| s.start).min(text.len());
    let line = text.as_bytes()[..start]
        .iter()
        .filter(|b| **b == b'\n')
        .count()
        + 1;
    CaseError {
        file: file.to_owned(),
        line,
        what: message.trim().replace('\n', "; "),
        remedy: "see the format of cases: name, calc, source, kind, [input], [expect], [tolerance]",
    }
}

impl Case {
    /// Runs the case: `run` is given the calculation's name and its input. For the rows of
    /// `parse_length` the input is `{"text": …}` and the result must have `inches`.
    pub fn run(&self, mut run: impl FnMut(&str, &Value) -> Result<Value, Refusal>) -> Report {
        let mut rows = Vec::new();
        for row in &self.row {
            let input = serde_json::json!({ "text": row.text });
            rows.push(row.compare(run(&self.calc, &input)));
        }
        if !self.expect.is_empty() {
            self.compare(run(&self.calc, &self.input), &mut rows);
        }
        Report { rows }
    }

    fn compare(&self, result: Result<Value, Refusal>, rows: &mut Vec<Row>) {
        let refusal_expected = self
            .expect
            .get("refuse")
            .filter(|r| **r != Value::Bool(false));
        match (result, refusal_expected) {
            (result, Some(reason)) => rows.push(Row {
                key: "refuse".to_owned(),
                expected: text_of(reason),
                ok: result.is_err(),
                got: match result {
                    Ok(_) => "a result".to_owned(),
                    Err(refusal) => format!("{} ({})", refusal.code, refusal.reason),
                },
                tolerance: String::new(),
            }),
            (Err(refusal), None) => rows.push(Row {
                key: "result".to_owned(),
                expected: format!("{} values", self.expect.len()),
                got: format!("refused: {} ({})", refusal.code, refusal.reason),
                tolerance: String::new(),
                ok: false,
            }),
            (Ok(result), None) => {
                for (key, expected) in self.expect.iter().filter(|(key, _)| *key != "refuse") {
                    let tolerance = self
                        .tolerance
                        .get(key)
                        .or_else(|| self.tolerance.get("default"));
                    compare(
                        key,
                        expected,
                        result.get(key),
                        tolerance.copied().unwrap_or_default(),
                        rows,
                    );
                }
            }
        }
    }
}

impl TextRow {
    fn compare(&self, result: Result<Value, Refusal>) -> Row {
        let inches = result
            .as_ref()
            .ok()
            .and_then(|r| r.get("inches"))
            .and_then(Value::as_f64);
        let ok = match self.inches {
            Some(expected) => inches.is_some_and(|got| (got - expected).abs() <= ROW_ROOM_IN),
            None => result.is_err(),
        };
        Row {
            key: format!("{:?}", self.text),
            expected: self
                .inches
                .map_or_else(|| "refused".to_owned(), |i| format!("{} in", figure(i))),
            got: match (result, inches) {
                (Err(refusal), _) => format!("refused: {}", refusal.reason),
                (Ok(_), Some(inches)) => format!("{} in", figure(inches)),
                (Ok(other), None) => text_of(&other),
            },
            tolerance: self
                .inches
                .map_or_else(String::new, |_| format!("±{ROW_ROOM_IN}")),
            ok,
        }
    }
}

fn compare(
    key: &str,
    expected: &Value,
    got: Option<&Value>,
    tolerance: Tolerance,
    rows: &mut Vec<Row>,
) {
    if let (Value::Array(expected), Some(Value::Array(got))) = (expected, got)
        && expected.len() == got.len()
    {
        for (i, (expected, got)) in expected.iter().zip(got).enumerate() {
            compare(
                &format!("{key}[{}]", i + 1),
                expected,
                Some(got),
                tolerance,
                rows,
            );
        }
        return;
    }
    let (ok, room) = match (expected.as_f64(), got.and_then(Value::as_f64)) {
        (Some(expected), Some(got)) => (
            (got - expected).abs() <= tolerance.room(expected),
            tolerance.shown(),
        ),
        (Some(_), None) => (false, tolerance.shown()),
        (None, _) => (got == Some(expected), String::new()),
    };
    rows.push(Row {
        key: key.to_owned(),
        expected: text_of(expected),
        got: got.map_or_else(|| "absent".to_owned(), text_of),
        tolerance: room,
        ok,
    });
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(_) => value.as_f64().map_or_else(|| value.to_string(), figure),
        other => other.to_string(),
    }
}

/// A number to nine digits, without trailing zeros.
fn figure(value: f64) -> String {
    format!("{value:.8e}").parse().unwrap_or(value).to_string()
}

#[cfg(test)]
mod tests;
