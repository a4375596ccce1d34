//! One table of the document: which keys it has, where they stand, what is unknown in it.

use std::ops::Range as Span;

use toml::de::{DeTable, DeValue};

use crate::text::{nearest, shown};

use super::Reading;

/// One table of the document, or the place where it would be.
#[derive(Debug, Clone)]
pub(crate) struct Section<'r, 't> {
    pub(super) reading: &'r Reading<'t>,
    pub(super) table: Option<&'r DeTable<'t>>,
    pub(super) path: String,
    pub(super) at: usize,
    /// Something else than a table stands in its place: it was reported, its keys are not missed.
    pub(super) broken: bool,
    pub(super) known: &'static [&'static str],
}

/// A value with its place.
#[derive(Debug)]
pub(super) struct Found<'r, 't> {
    pub(super) value: &'r DeValue<'t>,
    pub(super) span: Span<usize>,
}

impl<'r, 't> Section<'r, 't> {
    /// A table of the document; its unknown keys are faults.
    pub(super) fn of(
        reading: &'r Reading<'t>,
        table: &'r DeTable<'t>,
        path: String,
        at: usize,
        known: &'static [&'static str],
    ) -> Self {
        let section = Self {
            reading,
            table: Some(table),
            path,
            at,
            broken: false,
            known,
        };
        section.refuse_unknown();
        section
    }

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

    pub(super) fn find(&self, key: &str) -> Option<Found<'r, 't>> {
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
    pub(super) fn take(&self, key: &str) -> Option<Found<'r, 't>> {
        let found = self.find(key)?;
        self.reading.note_line(&self.path_of(key), found.span.start);
        Some(found)
    }

    pub(super) fn wrong_type(&self, key: &str, found: &Found<'_, '_>, wanted: &str, remedy: &str) {
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

    pub(super) fn missing(&self, key: &str, remedy: &str) {
        if !self.broken {
            self.fault(key, "it is missing", "", remedy);
        }
    }

    pub(super) fn refuse_unknown(&self) {
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
}
