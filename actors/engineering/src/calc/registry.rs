//! All calculations by name, with their keys, for the command and for cases.

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::error::{CalcError, nearest};
use crate::trace::{Origin, Trace};

use super::written::input_place;

/// A calculation that can be called by name.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Name, `rod_capacity`.
    pub name: &'static str,
    /// What it gives, in one line.
    pub summary: &'static str,
    /// Standard and sections.
    pub standard: &'static str,
    /// What it takes.
    pub keys: &'static [Key],
    /// Runs it on a JSON object of its keys.
    pub run: fn(&Value, &mut Trace) -> Result<Value, CalcError>,
}

/// One key of an input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    /// Name, with its unit.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Unit; empty for a ratio, count or word.
    pub unit: &'static str,
    /// What holds where it is left out.
    pub fallback: Fallback,
    /// What it means.
    pub meaning: &'static str,
    /// Another key and the word it must have for this one to be read.
    pub only_where: Option<(&'static str, &'static str)>,
}

/// What holds where a key is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    /// It must be given.
    Required,
    /// This value.
    Value(&'static str),
    /// What these words say.
    Words(&'static str),
}

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number.
    Number,
    /// A whole number, 0 or more.
    Whole,
    /// One of some words.
    Word(&'static [&'static str]),
    /// Any text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A list of numbers.
    Numbers,
    /// One number or a list of them.
    NumberOrNumbers,
    /// A list of `true` and `false`.
    Flags,
    /// A list of tables with keys of their own.
    Tables(&'static [Key]),
}

impl Key {
    /// A key that must be given.
    #[must_use]
    pub const fn required(
        name: &'static str,
        kind: Kind,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            unit,
            fallback: Fallback::Required,
            meaning,
            only_where: None,
        }
    }

    /// A key with a value to fall back on.
    #[must_use]
    pub const fn or(
        name: &'static str,
        kind: Kind,
        unit: &'static str,
        value: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            unit,
            fallback: Fallback::Value(value),
            meaning,
            only_where: None,
        }
    }

    /// A key that may be absent; the words say what holds then.
    #[must_use]
    pub const fn optional(
        name: &'static str,
        kind: Kind,
        unit: &'static str,
        words: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            unit,
            fallback: Fallback::Words(words),
            meaning,
            only_where: None,
        }
    }

    /// The same key, read only where another has this word.
    #[must_use]
    pub const fn only_where(mut self, key: &'static str, word: &'static str) -> Self {
        self.only_where = Some((key, word));
        self
    }
}

/// All calculations, in the order in which a design uses them.
///
/// ```
/// use holdfast_engineering::{calc, trace::Trace};
/// let rod = calc::find("rod_capacity")?;
/// let out = (rod.run)(&serde_json::json!({ "diameter_in": 0.75, "grade": "A36" }), &mut Trace::off())?;
/// assert_eq!(out["governing"], "yield");
/// # Ok::<(), holdfast_engineering::error::CalcError>(())
/// ```
#[must_use]
pub fn registry() -> &'static [Entry] {
    &[
        super::seismic_base_shear::ENTRY,
        super::load_combinations::ENTRY,
        super::wall_line_distribution::ENTRY,
        super::line_unit_shear::ENTRY,
        super::shear_wall_capacity::ENTRY,
        super::shear_wall_deflection::ENTRY,
        super::overturning::ENTRY,
        super::restraint_forces::ENTRY,
        super::rod_capacity::ENTRY,
        super::rod_elongation::ENTRY,
        super::bearing_plate::ENTRY,
        super::post_capacity::ENTRY,
        super::shrinkage::ENTRY,
        super::takeup::ENTRY,
        super::system_deformation::ENTRY,
    ]
}

/// A calculation by name.
///
/// # Errors
/// [`CalcError::UnknownCalc`], with the nearest name.
pub fn find(name: &str) -> Result<&'static Entry, CalcError> {
    registry()
        .iter()
        .find(|e| e.name == name)
        .ok_or_else(|| CalcError::UnknownCalc {
            name: shortened(name),
            suggestion: nearest(name, registry().iter().map(|e| e.name)),
            known: listed(registry().iter().map(|e| e.name)),
        })
}

/// Reads the input, runs the calculation and gives its output as JSON. In the lines written,
/// numbers whose key was left out are marked as defaults.
pub(crate) fn adapt<I: DeserializeOwned, O: Serialize>(
    keys: &'static [Key],
    calc: fn(&I, &mut Trace) -> Result<O, CalcError>,
    value: &Value,
    trace: &mut Trace,
) -> Result<Value, CalcError> {
    check_table("", value, keys)?;
    let input = I::deserialize(value).map_err(|e| CalcError::Malformed(e.to_string()))?;
    let mut own = if trace.is_on() {
        Trace::on()
    } else {
        Trace::off()
    };
    let output = calc(&input, &mut own)?;
    for mut line in own.into_lines() {
        for quantity in line.quantities_mut() {
            let place = input_place(&quantity.origin);
            if let Some(default) = place.and_then(|p| default_origin(p, keys, value)) {
                quantity.origin = default;
            }
        }
        trace.line(|| line);
    }
    serde_json::to_value(output).map_err(|e| CalcError::Malformed(e.to_string()))
}

/// What a number whose key was left out stands for; `place` is a key, or a table's `member[2].count`.
fn default_origin(place: &str, keys: &[Key], input: &Value) -> Option<Origin> {
    let Some((table, key)) = place.split_once("].") else {
        return absent(place, place, keys, input);
    };
    let (table, at) = table.split_once('[')?;
    let Kind::Tables(keys) = keys.iter().find(|k| k.name == table)?.kind else {
        return None;
    };
    let at: usize = at.parse().ok()?;
    absent(place, key, keys, input.get(table)?.get(at.checked_sub(1)?)?)
}

fn absent(place: &str, key: &str, keys: &[Key], input: &Value) -> Option<Origin> {
    if input.get(key).is_some() {
        return None;
    }
    match keys.iter().find(|k| k.name == key)?.fallback {
        Fallback::Required => None,
        Fallback::Value(words) | Fallback::Words(words) => {
            Some(Origin::Assumed(format!("`{place}` not given: {words}")))
        }
    }
}

fn check_table(path: &str, value: &Value, keys: &[Key]) -> Result<(), CalcError> {
    let Some(table) = value.as_object() else {
        let key = if path.is_empty() { "input" } else { path };
        return Err(wrong_type(key, value, "a table of keys and values"));
    };
    for (name, value) in table {
        let Some(key) = keys.iter().find(|k| k.name == name) else {
            return Err(CalcError::UnknownKey {
                key: joined(path, &shortened(name)),
                suggestion: nearest(name, keys.iter().map(|k| k.name)),
                known: listed(
                    keys.iter()
                        .filter(|k| applies(k, value_of(table)))
                        .map(|k| k.name),
                ),
            });
        };
        if let Some((other, word)) = key.only_where.filter(|_| !applies(key, value_of(table))) {
            return Err(CalcError::NotRead {
                key: joined(path, name),
                other,
                word,
            });
        }
        check_kind(&joined(path, name), value, key.kind)?;
    }
    for key in keys {
        if key.fallback == Fallback::Required
            && applies(key, value_of(table))
            && !table.contains_key(key.name)
        {
            let unit = if key.unit.is_empty() {
                String::new()
            } else {
                format!(", {}", key.unit)
            };
            return Err(CalcError::MissingKey {
                key: joined(path, key.name).into(),
                remedy: format!("give {}{unit}", uncapitalized(key.meaning)),
            });
        }
    }
    Ok(())
}

fn value_of(table: &serde_json::Map<String, Value>) -> impl Fn(&str) -> Option<String> {
    |key| table.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn applies(key: &Key, word_of: impl Fn(&str) -> Option<String>) -> bool {
    key.only_where
        .is_none_or(|(other, word)| word_of(other).as_deref() == Some(word))
}

fn check_kind(key: &str, value: &Value, kind: Kind) -> Result<(), CalcError> {
    match kind {
        Kind::Number if value.is_number() => Ok(()),
        Kind::Number => Err(wrong_type(key, value, "a number")),
        Kind::Whole => match value.as_f64() {
            Some(n) if n >= 0.0 && n.fract() == 0.0 && n <= f64::from(u32::MAX) => Ok(()),
            _ => Err(wrong_type(key, value, "a whole number, 0 or more")),
        },
        Kind::Flag if value.is_boolean() => Ok(()),
        Kind::Flag => Err(wrong_type(key, value, "true or false")),
        Kind::Text if value.is_string() => Ok(()),
        Kind::Text => Err(wrong_type(key, value, "text in quotes")),
        Kind::Word(words) => {
            let Some(word) = value.as_str() else {
                return Err(wrong_type(
                    key,
                    value,
                    &format!("one of {}, in quotes", listed(words.iter().copied())),
                ));
            };
            if words.contains(&word) {
                return Ok(());
            }
            Err(CalcError::UnknownWord {
                key: key.to_owned(),
                word: shortened(word),
                suggestion: nearest(word, words.iter().copied()),
                words: listed(words.iter().copied()),
            })
        }
        Kind::NumberOrNumbers if value.is_number() => Ok(()),
        Kind::NumberOrNumbers => {
            check_list(key, value, "a number or a list of numbers", Kind::Number)
        }
        Kind::Numbers => check_list(key, value, "a list of numbers", Kind::Number),
        Kind::Flags => check_list(key, value, "a list of true and false", Kind::Flag),
        Kind::Tables(keys) => {
            let Some(list) = value.as_array() else {
                return Err(wrong_type(
                    key,
                    value,
                    &format!("a list of tables, [[input.{key}]]"),
                ));
            };
            list.iter()
                .enumerate()
                .try_for_each(|(i, v)| check_table(&format!("{key}[{}]", i + 1), v, keys))
        }
    }
}

fn check_list(key: &str, value: &Value, expected: &str, each: Kind) -> Result<(), CalcError> {
    let Some(list) = value.as_array() else {
        return Err(wrong_type(key, value, expected));
    };
    list.iter()
        .enumerate()
        .try_for_each(|(i, v)| check_kind(&format!("{key}[{}]", i + 1), v, each))
}

fn wrong_type(key: &str, value: &Value, expected: &str) -> CalcError {
    let found = match value {
        Value::Null => "no finite number (null, nan or infinite)".to_owned(),
        Value::Bool(b) => format!("`{b}`"),
        Value::Number(n) => n.to_string(),
        Value::String(s) => format!("the text \"{}\"", shortened(s)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a table".to_owned(),
    };
    CalcError::WrongType {
        key: key.to_owned(),
        found,
        expected: expected.to_owned(),
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn uncapitalized(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        // An abbreviation keeps its capitals.
        Some(first) if !chars.as_str().starts_with(char::is_uppercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

/// A whole number that may be written `3` or `3.0`.
pub(crate) fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let n = f64::deserialize(from)?;
    if n >= 0.0 && n.fract() == 0.0 && n <= f64::from(u32::MAX) {
        // In range and whole, so the cast is exact.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        return Ok(n as u32);
    }
    Err(serde::de::Error::custom(format!("{n} is no whole number")))
}
