//! Reads a TOML document key by key, keeps every value's line, and collects all faults instead of
//! stopping at the first.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range as Span;

use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue};

use crate::error::{ConfigError, ConfigErrors, Warning};
use crate::range::Range;
use crate::text::{LineIndex, nearest, shown, text_fault};

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
        let section = Section {
            reading: self,
            table: Some(table),
            path: String::new(),
            at: 0,
            broken: false,
            known,
        };
        section.refuse_unknown();
        section
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

    fn note_line(&self, path: &str, at: usize) {
        let line = self.line(at);
        self.lines.borrow_mut().insert(path.to_owned(), line);
    }

    fn written(&self, span: &Span<usize>) -> String {
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

/// One table of the document, or the place where it would be.
#[derive(Debug, Clone)]
pub(crate) struct Section<'r, 't> {
    reading: &'r Reading<'t>,
    table: Option<&'r DeTable<'t>>,
    path: String,
    at: usize,
    /// Something else than a table stands in its place: it was reported, its keys are not missed.
    broken: bool,
    known: &'static [&'static str],
}

/// A value with its place.
#[derive(Debug)]
struct Found<'r, 't> {
    value: &'r DeValue<'t>,
    span: Span<usize>,
}

impl<'r, 't> Section<'r, 't> {
    /// Whether the section stands in the file.
    pub(crate) fn given(&self) -> bool {
        self.table.is_some() || self.broken
    }

    /// Whether the section stands in the file as a section.
    pub(crate) fn sound(&self) -> bool {
        self.table.is_some()
    }

    /// Whether a key stands in the section.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Byte offset of a key's value, or of the section where it is not given.
    pub(crate) fn at(&self, key: &str) -> usize {
        self.find(key).map_or(self.at, |found| found.span.start)
    }

    /// The section's line.
    pub(crate) fn line(&self) -> u32 {
        self.reading.line(self.at)
    }

    /// Key path of a key in this section.
    pub(crate) fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Records a fault of one of the section's keys.
    pub(crate) fn fault(
        &self,
        key: &str,
        what: impl Into<String>,
        allowed: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.reading
            .fault(self.at(key), &self.path_of(key), what, allowed, remedy);
    }

    fn find(&self, key: &str) -> Option<Found<'r, 't>> {
        debug_assert!(
            self.known.is_empty() || self.known.contains(&key),
            "{key} is read but not known"
        );
        let (_, value) = self
            .table?
            .iter()
            .find(|(name, _)| name.get_ref().as_ref() == key)?;
        Some(Found {
            value: value.get_ref(),
            span: value.span(),
        })
    }

    /// Finds a value and keeps its line.
    fn take(&self, key: &str) -> Option<Found<'r, 't>> {
        let found = self.find(key)?;
        self.reading.note_line(&self.path_of(key), found.span.start);
        Some(found)
    }

    fn wrong_type(&self, key: &str, found: &Found<'_, '_>, wanted: &str, remedy: &str) {
        let is = match found.value {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a section",
        };
        self.reading.fault(
            found.span.start,
            &self.path_of(key),
            format!(
                "{} is {is}, not {wanted}",
                self.reading.written(&found.span)
            ),
            "",
            remedy,
        );
    }

    fn missing(&self, key: &str, remedy: &str) {
        if !self.broken {
            self.fault(key, "it is missing", "", remedy);
        }
    }

    fn refuse_unknown(&self) {
        let Some(table) = self.table else { return };
        for (name, value) in table.iter() {
            let name_text = name.get_ref().as_ref();
            if self.known.contains(&name_text) {
                continue;
            }
            let key = self.path_of(&shown(name_text));
            let listed = || format!("known keys here: {}", self.known.join(", "));
            let remedy = match nearest(name_text, self.known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => listed(),
            };
            let at = name.span();
            let at = if at.is_empty() { value.span() } else { at };
            self.reading
                .fault(at.start, &key, "no such key", "", remedy);
        }
    }

    /// The number of `key`, if given and sound.
    pub(crate) fn number(&self, key: &str, range: Range) -> Option<f64> {
        let found = self.take(key)?;
        self.number_at(key, &found, range)
    }

    fn number_at(&self, key: &str, found: &Found<'_, '_>, range: Range) -> Option<f64> {
        let Some(value) = as_number(found.value) else {
            let remedy = match found.value {
                DeValue::String(_) => "write a plain number without quotes",
                _ => "write one number",
            };
            self.wrong_type(key, found, "a number", remedy);
            return None;
        };
        let written = self.reading.written(&found.span);
        match range.fault(value, &written) {
            None => Some(value),
            Some(what) => {
                self.reading.fault(
                    found.span.start,
                    &self.path_of(key),
                    what,
                    range.to_string(),
                    "correct the value",
                );
                None
            }
        }
    }

    /// The number of `key`, or `default` with the reason for it.
    pub(crate) fn number_or(&self, key: &str, range: Range, default: f64, why: &str) -> f64 {
        if !self.has(key) {
            if !self.broken {
                let unit = range.unit;
                let value = if unit.is_empty() {
                    default.to_string()
                } else {
                    format!("{default} {unit}")
                };
                self.reading.default_taken(self.path_of(key), value, why);
            }
            return default;
        }
        self.number(key, range).unwrap_or(default)
    }

    /// The number of `key`, which must be given.
    pub(crate) fn required_number(&self, key: &str, range: Range) -> Option<f64> {
        if !self.has(key) {
            self.missing(key, &format!("add `{key} = …` ({range})"));
            return None;
        }
        self.number(key, range)
    }

    /// The whole number of `key`, if given and sound.
    pub(crate) fn count(&self, key: &str, least: u32, most: u32) -> Option<u32> {
        let found = self.take(key)?;
        let allowed = format!("a whole number, {least} to {most}");
        let value = match found.value {
            DeValue::Integer(_) => as_number(found.value),
            _ => {
                self.wrong_type(key, &found, "a whole number", &format!("write {allowed}"));
                return None;
            }
        };
        match value {
            // whole by its type, in range of u32 by the guard
            Some(n) if n >= f64::from(least) && n <= f64::from(most) => Some(n as u32),
            _ => {
                self.reading.fault(
                    found.span.start,
                    &self.path_of(key),
                    format!("{} is out of range", self.reading.written(&found.span)),
                    allowed,
                    "correct the value",
                );
                None
            }
        }
    }

    /// The whole number of `key`, or `default` with the reason for it.
    pub(crate) fn count_or(
        &self,
        key: &str,
        least: u32,
        most: u32,
        default: u32,
        why: &str,
    ) -> u32 {
        if !self.has(key) {
            self.note_default(key, &default.to_string(), why);
            return default;
        }
        self.count(key, least, most).unwrap_or(default)
    }

    /// The switch of `key`, if given.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        let found = self.take(key)?;
        if let DeValue::Boolean(value) = found.value {
            return Some(*value);
        }
        self.wrong_type(
            key,
            &found,
            "true or false",
            "write true or false without quotes",
        );
        None
    }

    /// The switch of `key`, or `default` with the reason for it.
    pub(crate) fn flag_or(&self, key: &str, default: bool, why: &str) -> bool {
        if !self.has(key) {
            self.note_default(key, &default.to_string(), why);
            return default;
        }
        self.flag(key).unwrap_or(default)
    }

    fn note_default(&self, key: &str, value: &str, why: &str) {
        if !self.broken {
            self.reading.default_taken(self.path_of(key), value, why);
        }
    }

    /// The text of `key`, trimmed, if given and sound: at most `most` characters, none a control.
    pub(crate) fn text(&self, key: &str, most: usize) -> Option<String> {
        let found = self.take(key)?;
        self.text_at(key, &found, most)
    }

    fn text_at(&self, key: &str, found: &Found<'_, '_>, most: usize) -> Option<String> {
        let DeValue::String(text) = found.value else {
            self.wrong_type(key, found, "text", "write it in double quotes");
            return None;
        };
        if let Some(what) = text_fault(text, most) {
            self.reading.fault(
                found.span.start,
                &self.path_of(key),
                what,
                format!("one line of at most {most} characters"),
                "correct the text",
            );
            return None;
        }
        Some(text.trim().to_owned())
    }

    /// The text of `key`, or nothing.
    pub(crate) fn text_or_empty(&self, key: &str, most: usize) -> String {
        self.text(key, most).unwrap_or_default()
    }

    /// The text of `key`, which must be given and not empty.
    pub(crate) fn required_text(&self, key: &str, most: usize, remedy: &str) -> Option<String> {
        if !self.has(key) {
            self.missing(key, remedy);
            return None;
        }
        let text = self.text(key, most)?;
        if text.is_empty() {
            self.fault(key, "it is empty", "", remedy);
            return None;
        }
        Some(text)
    }

    /// The word of `key`, if given and known.
    pub(crate) fn word<W: Words>(&self, key: &str) -> Option<W> {
        let found = self.take(key)?;
        let allowed = || {
            W::ALL
                .iter()
                .map(|(word, _)| format!("\"{word}\""))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let DeValue::String(text) = found.value else {
            self.wrong_type(key, &found, "text", &format!("write one of {}", allowed()));
            return None;
        };
        let text = text.trim();
        if let Some((_, word)) = W::ALL.iter().find(|(word, _)| *word == text) {
            return Some(*word);
        }
        let remedy = match nearest(text, W::ALL.iter().map(|(word, _)| *word)) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "write one of these".to_owned(),
        };
        self.reading.fault(
            found.span.start,
            &self.path_of(key),
            format!("\"{}\" is not known", shown(text)),
            allowed(),
            remedy,
        );
        None
    }

    /// The word of `key`, or the one named `default` with the reason for it.
    pub(crate) fn word_or<W: Words>(&self, key: &str, default: W, shown: &str, why: &str) -> W {
        if !self.has(key) {
            self.note_default(key, shown, why);
            return default;
        }
        self.word(key).unwrap_or(default)
    }

    /// The members of a list, if given and at most `most`.
    fn list(&self, key: &str, most: usize, what: &str) -> Option<Vec<Found<'r, 't>>> {
        let found = self.take(key)?;
        let DeValue::Array(array) = found.value else {
            self.wrong_type(key, &found, what, "write it in square brackets");
            return None;
        };
        if array.len() > most {
            self.reading.fault(
                found.span.start,
                &self.path_of(key),
                format!("the list has {} members", array.len()),
                format!("at most {most}"),
                "shorten it",
            );
            return None;
        }
        Some(
            array
                .iter()
                .map(|value| Found {
                    value: value.get_ref(),
                    span: value.span(),
                })
                .collect(),
        )
    }

    /// A list of numbers; members' lines are kept as `key[0]`, `key[1]` …
    pub(crate) fn numbers(&self, key: &str, range: Range, most: usize) -> Option<Vec<f64>> {
        let members = self.list(key, most, "a list of numbers")?;
        let mut out = Some(Vec::with_capacity(members.len()));
        for (i, member) in members.iter().enumerate() {
            let key = format!("{key}[{i}]");
            self.reading
                .note_line(&self.path_of(&key), member.span.start);
            match (self.member_number(&key, member, range), &mut out) {
                (Some(value), Some(list)) => list.push(value),
                _ => out = None,
            }
        }
        out
    }

    fn member_number(&self, key: &str, member: &Found<'_, '_>, range: Range) -> Option<f64> {
        // a member is no key of its own: `find` is not asked for it
        self.number_at(key, member, range)
    }

    /// A list of two numbers, lower first where `ordered`.
    pub(crate) fn pair(&self, key: &str, range: Range, ordered: bool) -> Option<[f64; 2]> {
        let numbers = self.numbers(key, range, 2)?;
        let [first, second] = numbers[..] else {
            self.fault(
                key,
                format!("the list has {} members", numbers.len()),
                "two numbers",
                "write two, as `[1.0, 2.0]`",
            );
            return None;
        };
        if ordered && first >= second {
            self.fault(
                key,
                format!("{first} is not less than {second}"),
                "the lower one first",
                "correct the values",
            );
            return None;
        }
        Some([first, second])
    }

    /// A list of texts.
    pub(crate) fn texts(&self, key: &str, most: usize, longest: usize) -> Option<Vec<String>> {
        let members = self.list(key, most, "a list of texts")?;
        let mut out = Vec::with_capacity(members.len());
        for (i, member) in members.iter().enumerate() {
            out.push(self.text_at(&format!("{key}[{i}]"), member, longest)?);
        }
        Some(out)
    }

    /// The sub-section of `key`; an absent one gives defaults only.
    pub(crate) fn section(&self, key: &str, known: &'static [&'static str]) -> Section<'r, 't> {
        let mut section = Section {
            reading: self.reading,
            table: None,
            path: self.path_of(key),
            at: self.at(key),
            broken: self.broken,
            known,
        };
        if let Some(found) = self.take(key) {
            if let DeValue::Table(table) = found.value {
                section.table = Some(table);
                section.refuse_unknown();
            } else {
                section.broken = true;
                self.wrong_type(key, &found, "a section", &format!("write it as [{key}]"));
            }
        }
        section
    }

    /// The sections of a list of sections, `[[key]]`, at most `most`; empty where not given.
    pub(crate) fn sections(
        &self,
        key: &str,
        known: &'static [&'static str],
        most: usize,
    ) -> Vec<Section<'r, 't>> {
        if let Some(found) = self.find(key)
            && matches!(found.value, DeValue::Table(_))
        {
            self.wrong_type(
                key,
                &found,
                "a list of sections",
                &format!("write each as [[{}]]", self.path_of(key)),
            );
            return Vec::new();
        }
        let Some(members) = self.list(key, most, "a list of sections") else {
            return Vec::new();
        };
        let mut out = Vec::with_capacity(members.len());
        for (i, member) in members.iter().enumerate() {
            let path = self.path_of(&format!("{key}[{i}]"));
            self.reading.note_line(&path, member.span.start);
            let DeValue::Table(table) = member.value else {
                self.wrong_type(
                    &format!("{key}[{i}]"),
                    member,
                    "a section",
                    &format!("write each as [[{}]]", self.path_of(key)),
                );
                continue;
            };
            let section = Section {
                reading: self.reading,
                table: Some(table),
                path,
                at: member.span.start,
                broken: false,
                known,
            };
            section.refuse_unknown();
            out.push(section);
        }
        out
    }

    /// The sections named by the person below `key`, `[key.NAME]`, at most `most`, by name.
    pub(crate) fn named_sections(
        &self,
        key: &str,
        known: &'static [&'static str],
        most: usize,
    ) -> Vec<(String, Section<'r, 't>)> {
        let Some(found) = self.take(key) else {
            return Vec::new();
        };
        let DeValue::Table(table) = found.value else {
            self.wrong_type(
                key,
                &found,
                "a section",
                &format!("write it as [{key}.NAME]"),
            );
            return Vec::new();
        };
        if table.len() > most {
            self.fault(
                key,
                format!("it holds {} sections", table.len()),
                format!("at most {most}"),
                "remove those that no wall uses",
            );
            return Vec::new();
        }
        let mut out = Vec::with_capacity(table.len());
        for (name, value) in table.iter() {
            let name_text = name.get_ref().as_ref();
            let path = self.path_of(&format!("{key}.{}", shown(name_text)));
            self.reading.note_line(&path, value.span().start);
            let fault = if name_text.trim().is_empty() || name_text.trim() != name_text {
                Some("the name is empty or has space around it".to_owned())
            } else {
                text_fault(name_text, 40)
            };
            if let Some(what) = fault {
                self.reading
                    .fault(name.span().start, &path, what, "a mark as SW4", "rename it");
                continue;
            }
            let DeValue::Table(inner) = value.get_ref() else {
                self.reading.fault(
                    value.span().start,
                    &path,
                    format!("{} is not a section", self.reading.written(&value.span())),
                    "",
                    format!("write it as [{key}.NAME] with its keys below"),
                );
                continue;
            };
            let section = Section {
                reading: self.reading,
                table: Some(inner),
                path,
                at: value.span().start,
                broken: false,
                known,
            };
            section.refuse_unknown();
            out.push((name_text.to_owned(), section));
        }
        out
    }

    /// The value of `key` as written: a number, or text for a parser of the caller's.
    pub(crate) fn number_or_text(&self, key: &str) -> Option<NumberOrText> {
        let found = self.take(key)?;
        if let Some(number) = as_number(found.value) {
            return Some(NumberOrText::Number(
                number,
                self.reading.written(&found.span),
            ));
        }
        if matches!(found.value, DeValue::String(_)) {
            return self.text_at(key, &found, 60).map(NumberOrText::Text);
        }
        self.wrong_type(
            key,
            &found,
            "a length",
            "write a number, or feet and inches in quotes",
        );
        None
    }
}

/// A length as the person wrote it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NumberOrText {
    /// A plain number, and how it was written.
    Number(f64, String),
    /// Text, `12'-6 1/2"`.
    Text(String),
}

fn as_number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Float(float) => float.as_str().parse().ok(),
        DeValue::Integer(integer) => {
            if integer.radix() == 10 {
                // digits beyond i128 become an infinite or huge float and fall out of every range
                integer.as_str().parse().ok()
            } else {
                i64::from_str_radix(integer.as_str(), integer.radix())
                    .ok()
                    .map(|n| n as f64)
            }
        }
        _ => None,
    }
}
