//! Single values of a section: numbers, counts, switches, texts and words.

use toml::de::DeValue;

use crate::range::Range;
use crate::text::{nearest, shown, text_fault};

use super::Words;
use super::section::{Found, Section};

impl Section<'_, '_> {
    /// The number of `key`, if given and sound.
    pub(crate) fn number(&self, key: &str, range: Range) -> Option<f64> {
        let found = self.take(key)?;
        self.number_at(key, &found, range)
    }

    pub(super) fn number_at(&self, key: &str, found: &Found<'_, '_>, range: Range) -> Option<f64> {
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

    pub(super) fn text_at(&self, key: &str, found: &Found<'_, '_>, most: usize) -> Option<String> {
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
