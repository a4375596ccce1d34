//! What a section holds several of, or sections of its own.

use toml::de::DeValue;

use crate::range::Range;
use crate::text::{shown, text_fault};

use super::section::{Found, Section};

impl<'r, 't> Section<'r, 't> {
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
            let section = Section::of(self.reading, table, path, member.span.start, known);
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
            let section = Section::of(self.reading, inner, path, value.span().start, known);
            out.push((name_text.to_owned(), section));
        }
        out
    }
}
