//! Openings in one cell of a table: `door 3.0-6.0; window 8-12`, `D 3'-0" to 6'-0"`.

use crate::reader::NumberOrText;
use crate::text::shown;

use super::length::{Fault, Unit, feet};
use super::{LengthParser, MOST_OPENINGS, OpeningKind, OpeningRow};

/// Reads the cell; plain numbers count in `unit`, `decimal` reads one.
pub(super) fn parse(
    cell: &str,
    unit: Unit,
    length: LengthParser<'_>,
    decimal: &dyn Fn(&str) -> Option<f64>,
) -> Result<Vec<OpeningRow>, Fault> {
    let parts: Vec<&str> = cell
        .split([';', '|', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() > MOST_OPENINGS {
        return Err(Fault {
            what: format!("the wall has {} openings", parts.len()),
            allowed: format!("at most {MOST_OPENINGS}"),
            remedy: "split the wall".to_owned(),
        });
    }
    parts
        .into_iter()
        .map(|part| one(part, unit, length, decimal))
        .collect()
}

fn unreadable(part: &str) -> Fault {
    Fault {
        what: format!("\"{}\" is not an opening", shown(part)),
        allowed: String::new(),
        remedy:
            "write each as `door 3.0-6.0` or `window 3'-0\" to 6'-0\"`, with semicolons between"
                .to_owned(),
    }
}

fn one(
    part: &str,
    unit: Unit,
    length: LengthParser<'_>,
    decimal: &dyn Fn(&str) -> Option<f64>,
) -> Result<OpeningRow, Fault> {
    let letters = part
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(part.len());
    let (word, rest) = part.split_at(letters);
    let kind = match word.to_lowercase().as_str() {
        "door" | "d" | "dr" => OpeningKind::Door,
        "window" | "w" | "win" => OpeningKind::Window,
        "opening" | "open" | "o" | "" => OpeningKind::Opening,
        _ => return Err(unreadable(part)),
    };
    let rest = rest.trim_start_matches([':', '=', '@']).trim();
    let number = |text: &str| -> Result<f64, Fault> {
        let value = match decimal(text) {
            Some(number) => NumberOrText::Number(number, shown(text)),
            None => NumberOrText::Text(text.to_owned()),
        };
        feet(&value, unit, "openings", length)
    };
    // `3'-0"-6'-0"` has dashes of its own: the one that leaves two lengths is meant.
    halves(rest)
        .into_iter()
        .find_map(|(left, right)| {
            Some(OpeningRow {
                kind,
                from_ft: number(left).ok()?,
                to_ft: number(right).ok()?,
            })
        })
        .ok_or_else(|| unreadable(part))
}

/// Ways to cut a text into "from" and "to".
fn halves(text: &str) -> Vec<(&str, &str)> {
    const MOST: usize = 16;
    for word in [" to ", "..", "\u{2013}", "\u{2014}"] {
        if let Some((left, right)) = text.split_once(word) {
            return vec![(left.trim(), right.trim())];
        }
    }
    text.match_indices('-')
        .take(MOST)
        .map(|(at, dash)| (text[..at].trim(), text[at + dash.len()..].trim()))
        .filter(|(left, right)| !left.is_empty() && !right.is_empty())
        .collect()
}
