//! Reads a catalogue's TOML row by row and notes every fault with its line.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Fault, MAX_BYTES, MAX_ENTRIES};
use crate::error::{did_you_mean, nearest};

/// Longest mark or word.
const MAX_WORD: usize = 64;
/// Lists that a catalogue holds.
const LISTS: [&str; 5] = ["rod", "plate", "takeup", "post", "coupler"];

/// A catalogue file, parsed.
pub(super) struct Document<'t> {
    root: DeTable<'t>,
    faults: Faults,
}

/// One entry of a list.
pub(super) struct Row<'d, 't> {
    list: &'static str,
    line: usize,
    table: &'d DeTable<'t>,
    seen: &'d mut BTreeMap<String, usize>,
    faults: &'d mut Faults,
}

/// Faults found so far, and where lines begin.
struct Faults {
    found: Vec<Fault>,
    line_starts: Vec<usize>,
}

impl Faults {
    fn line(&self, span: &Range<usize>) -> usize {
        self.line_starts
            .partition_point(|start| *start <= span.start)
    }

    fn add(&mut self, line: usize, what: impl Into<String>, remedy: impl Into<String>) {
        // One past the most that is told shows that there are more; a hostile file cannot pile up.
        if self.found.len() < 1000 {
            self.found.push(Fault {
                line,
                what: what.into(),
                remedy: remedy.into(),
            });
        }
    }
}

impl<'t> Document<'t> {
    pub(super) fn read(text: &'t str) -> Result<Self, Fault> {
        if text.len() > MAX_BYTES {
            return Err(Fault {
                line: 1,
                what: format!("the file has {} bytes, more than {MAX_BYTES}", text.len()),
                remedy: "give the entries that the project may use".to_owned(),
            });
        }
        let newlines = text
            .bytes()
            .enumerate()
            .filter(|(_, b)| *b == b'\n')
            .map(|(i, _)| i + 1);
        let mut faults = Faults {
            found: Vec::new(),
            line_starts: std::iter::once(0).chain(newlines).collect(),
        };
        let root = DeTable::parse(text).map_err(|e| Fault {
            line: faults.line(&e.span().unwrap_or(0..0)),
            what: e.message().trim().replace('\n', "; "),
            remedy: "mend the TOML".to_owned(),
        })?;
        let root = root.into_inner();
        for (key, _) in root.iter() {
            let name: &str = key.get_ref();
            if !LISTS.contains(&name) {
                let suggestion = did_you_mean(nearest(name, LISTS).as_deref());
                let what = format!("unknown list `{}`{suggestion}", shortened(name));
                faults.add(
                    faults.line(&key.span()),
                    what,
                    format!("a catalogue holds {}", LISTS.join(", ")),
                );
            }
        }
        Ok(Self { root, faults })
    }

    /// Reads every entry of a list; those with faults are left out.
    pub(super) fn list<T>(
        &mut self,
        list: &'static str,
        keys: &'static [&'static str],
        read: fn(&mut Row<'_, 't>) -> Option<T>,
    ) -> Vec<T> {
        let Some((key, value)) = self.root.iter().find(|(k, _)| k.get_ref().as_ref() == list)
        else {
            return Vec::new();
        };
        let line = self.faults.line(&key.span());
        let DeValue::Array(entries) = value.get_ref() else {
            self.faults.add(
                line,
                format!("`{list}` is no list"),
                format!("give [[{list}]] tables"),
            );
            return Vec::new();
        };
        if entries.len() > MAX_ENTRIES {
            let what = format!(
                "`{list}` has {} entries, more than {MAX_ENTRIES}",
                entries.len()
            );
            self.faults
                .add(line, what, "give the entries that the project may use");
            return Vec::new();
        }
        let mut items = Vec::with_capacity(entries.len());
        let mut seen = BTreeMap::new();
        for entry in entries.iter() {
            let line = self.faults.line(&entry.span());
            let DeValue::Table(table) = entry.get_ref() else {
                self.faults.add(
                    line,
                    format!("an entry of `{list}` is no table"),
                    format!("give [[{list}]] tables"),
                );
                continue;
            };
            for (key, _) in table.iter() {
                let name: &str = key.get_ref();
                if !keys.contains(&name) {
                    let suggestion = did_you_mean(nearest(name, keys.iter().copied()).as_deref());
                    let what = format!("unknown key `{}`{suggestion}", shortened(name));
                    let line = self.faults.line(&key.span());
                    self.faults.add(
                        line,
                        what,
                        format!("the keys of `{list}` are {}", keys.join(", ")),
                    );
                }
            }
            let mut row = Row {
                list,
                line,
                table,
                seen: &mut seen,
                faults: &mut self.faults,
            };
            items.extend(read(&mut row));
        }
        items
    }

    pub(super) fn into_faults(self) -> Vec<Fault> {
        self.faults.found
    }
}

impl<'t> Row<'_, 't> {
    fn find(&self, key: &str) -> Option<(usize, &DeValue<'t>)> {
        let entry: Option<(&Spanned<_>, &Spanned<DeValue<'t>>)> =
            self.table.iter().find(|(k, _)| k.get_ref().as_ref() == key);
        entry.map(|(k, v)| (self.faults.line(&k.span()), v.get_ref()))
    }

    /// Notes a fault at a key.
    pub(super) fn fault(&mut self, key: &str, what: impl Into<String>, remedy: &str) {
        let line = self.find(key).map_or(self.line, |(line, _)| line);
        self.faults.add(line, what, remedy);
    }

    fn missing(&mut self, key: &str) {
        self.faults.add(
            self.line,
            format!("an entry of `{}` has no `{key}`", self.list),
            format!("give `{key}`"),
        );
    }

    /// A mark that no other entry of the list has.
    pub(super) fn mark(&mut self) -> Option<String> {
        let mark = self.text("mark")?;
        self.only_once("has the mark", &mark);
        Some(mark)
    }

    /// Notes a fault where an earlier entry of the list has the same.
    pub(super) fn only_once(&mut self, what: &str, value: &str) {
        if let Some(first) = self.seen.insert(format!("{what} {value}"), self.line) {
            let what = format!(
                "another entry of `{}` {what} {value}, at line {first}",
                self.list
            );
            self.faults.add(self.line, what, "keep one of them");
        }
    }

    /// A text that must be given.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.find(key) {
            None => {
                self.missing(key);
                None
            }
            Some((_, DeValue::String(text)))
                if !text.trim().is_empty()
                    && text.len() <= MAX_WORD
                    && !text.contains(char::is_control) =>
            {
                Some(text.trim().to_owned())
            }
            Some(_) => {
                let remedy = format!("give a text of 1 to {MAX_WORD} letters, in quotes");
                self.fault(key, format!("`{key}` is no short text"), &remedy);
                None
            }
        }
    }

    /// A number that must be given, between two limits.
    pub(super) fn number(&mut self, key: &str, limits: [f64; 2]) -> Option<f64> {
        if self.find(key).is_none() {
            self.missing(key);
            return None;
        }
        self.number_or_none(key, limits)
    }

    /// A number that may be absent, between two limits.
    pub(super) fn number_or_none(&mut self, key: &str, [low, high]: [f64; 2]) -> Option<f64> {
        let (_, value) = self.find(key)?;
        match number(value) {
            Some(n) if (low..=high).contains(&n) => Some(n),
            Some(n) => {
                self.fault(
                    key,
                    format!("`{key}` is {n}"),
                    &format!("give a number from {low} to {high}"),
                );
                None
            }
            None => {
                let what = format!("`{key}` is a {}, not a number", value.type_str());
                self.fault(key, what, &format!("give a number from {low} to {high}"));
                None
            }
        }
    }

    /// `true` or `false`, where given.
    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        match self.find(key)? {
            (_, DeValue::Boolean(flag)) => Some(*flag),
            _ => {
                self.fault(
                    key,
                    format!("`{key}` is neither true nor false"),
                    "give true or false",
                );
                None
            }
        }
    }
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        // Catalogue figures are small; more digits than an i64 holds are no figure of one.
        DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix())
            .ok()
            .map(|n| n as f64),
        DeValue::Float(n) => n.as_str().parse().ok(),
        _ => None,
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(MAX_WORD).collect()
}
