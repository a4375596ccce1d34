//! A length as a person writes it in a table: a number in the key's unit, or feet and inches.

use crate::range::Range;
use crate::reader::{NumberOrText, Section};
use crate::text::shown;

use super::LengthParser;

/// Coordinates beyond this are not a building's, ft (state plane coordinates lie within).
const PLACE: f64 = 1e7;

/// What a plain number of a key or column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Feet,
    Inches,
    /// The key names none: only text with its own units will do.
    None,
}

/// What is wrong with a length.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) what: String,
    pub(crate) allowed: String,
    pub(crate) remedy: String,
}

/// A length in feet from a number or a text.
pub(crate) fn feet(
    value: &NumberOrText,
    unit: Unit,
    key: &str,
    length: LengthParser<'_>,
) -> Result<f64, Fault> {
    let range = Range::within(-PLACE, PLACE, "ft");
    let (feet, written) = match value {
        NumberOrText::Number(number, written) => match unit {
            Unit::Feet => (*number, written.clone()),
            Unit::Inches => (*number / 12.0, written.clone()),
            Unit::None => {
                return Err(Fault {
                    what: format!("{written} has no unit"),
                    allowed: String::new(),
                    remedy: format!(
                        "name it {key}_ft or {key}_in, or write feet and inches as 12'-6 1/2\""
                    ),
                });
            }
        },
        NumberOrText::Text(text) => {
            let written = shown(text);
            if !says_its_unit(text) {
                return Err(Fault {
                    what: format!("\"{written}\" is not a number"),
                    allowed: "a decimal number, or feet and inches as 12'-6 1/2\"".to_owned(),
                    remedy: "correct the length".to_owned(),
                });
            }
            match length(text) {
                Ok(inches) => (inches / 12.0, written),
                Err(why) => {
                    return Err(Fault {
                        what: format!("\"{written}\" is not a length: {}", shown(&why)),
                        allowed: String::new(),
                        remedy: "write feet and inches as 12'-6 1/2\", or a decimal number"
                            .to_owned(),
                    });
                }
            }
        }
    };
    match range.fault(feet, &written) {
        None => Ok(feet),
        Some(what) => Err(Fault {
            what,
            allowed: range.to_string(),
            remedy: "correct the length".to_owned(),
        }),
    }
}

/// Whether a text carries foot or inch marks or words: `12 1/2` alone might mean either.
fn says_its_unit(text: &str) -> bool {
    let lower = text.to_lowercase();
    !matches!(
        lower.trim_start_matches(['+', '-']),
        "nan" | "inf" | "infinity"
    ) && text.chars().any(|c| {
        c.is_alphabetic() || "'\"\u{2018}\u{2019}\u{201C}\u{201D}\u{2032}\u{2033}".contains(c)
    })
}

/// The length of `base` in feet: from `base_ft`, `base_in` or (text only) `base`; one of them.
///
/// `keys` are these three names. `None` with a fault recorded, or with nothing recorded where none
/// of the three is given.
pub(crate) fn length_key(
    section: &Section<'_, '_>,
    keys: [&'static str; 3],
    length: LengthParser<'_>,
) -> Option<f64> {
    let mut found: Option<(&'static str, Unit)> = None;
    for (key, unit) in keys.into_iter().zip([Unit::Feet, Unit::Inches, Unit::None]) {
        if !section.has(key) {
            continue;
        }
        if let Some((other, _)) = found {
            section.fault(
                key,
                format!("both {other} and {key} are given"),
                "",
                "keep one of them",
            );
            return None;
        }
        found = Some((key, unit));
    }
    let (key, unit) = found?;
    let value = section.number_or_text(key)?;
    match feet(&value, unit, keys[2], length) {
        Ok(feet) => Some(feet),
        Err(fault) => {
            section.fault(key, fault.what, fault.allowed, fault.remedy);
            None
        }
    }
}
