//! Wall marks among the texts of a plan: `SW4`, `P1-4`, `②`, a number in a hexagon.

use std::collections::BTreeMap;

use super::View;
use crate::normalize::layers::LayerRole;
use crate::normalize::titles::Purpose;
use crate::normalize::{Enclosure, Note, mark_key};
use crate::plan::Source;
use crate::sheet::Point;

/// A mark on a plan.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tag {
    /// As written.
    pub(super) mark: String,
    /// As compared.
    pub(super) key: String,
    /// Whether a schedule or the project knows it.
    pub(super) known: bool,
    /// Middle of the text.
    pub(super) center: Point,
    pub(super) height: f64,
    pub(super) rotation: f64,
    /// Where its leaders point.
    pub(super) points_at: Vec<Point>,
    pub(super) source: Source,
}

/// Longest text that a mark may stand in: `SW4 - 12'-6"` or `TYPE SW4`.
const MAX_CHARS: usize = 32;

/// Words that a mark may stand beside.
const BESIDE: [&str; 12] = [
    "TYP", "TYPE", "WALL", "SHEAR", "SW", "EXIST", "NEW", "N", "E", "UNO", "LENGTH", "L",
];

/// The marks on a plan, in order of place.
pub(super) fn tags(view: &View<'_>, known: &BTreeMap<String, Option<Source>>) -> Vec<Tag> {
    let mut out: Vec<Tag> = view
        .linework
        .notes
        .iter()
        .filter_map(|note| tag(view, note, known))
        .collect();
    out.sort_by(|a, b| {
        a.center[0]
            .total_cmp(&b.center[0])
            .then(a.center[1].total_cmp(&b.center[1]))
            .then(a.key.cmp(&b.key))
            .then(a.source.cmp(&b.source))
    });
    // The same text twice at one place is one mark.
    out.dedup_by(|a, b| a.key == b.key && crate::geometry::distance(a.center, b.center) < 1.0);
    out
}

fn tag(view: &View<'_>, note: &Note, known: &BTreeMap<String, Option<Source>>) -> Option<Tag> {
    if note.text.chars().count() > MAX_CHARS
        || matches!(
            note.role,
            LayerRole::Dimension
                | LayerRole::Grid
                | LayerRole::Title
                | LayerRole::Duct
                | LayerRole::Pipe
                | LayerRole::Beam
                | LayerRole::Header
        )
    {
        return None;
    }
    let (mark, is_known) = mark_in(view, note, known)?;
    Some(Tag {
        key: mark_key(&mark),
        mark,
        known: is_known,
        center: note.center,
        height: note.height,
        rotation: note.rotation,
        points_at: note.points_at.clone(),
        source: view.survey.source(note.layer, note.entity),
    })
}

/// The mark in a note, and whether it is known.
fn mark_in(
    view: &View<'_>,
    note: &Note,
    known: &BTreeMap<String, Option<Source>>,
) -> Option<(String, bool)> {
    let opening = matches!(note.role, LayerRole::Door | LayerRole::Window);
    let words: Vec<&str> = note.text.split_whitespace().collect();
    let whole = mark_key(&note.text);
    // `SW 4` is one mark in two words; else each word alone.
    let mut candidates: Vec<String> = vec![note.text.trim().to_owned()];
    if words.len() > 1 {
        candidates.extend(
            words
                .iter()
                .flat_map(|w| w.split(['/', '(', ')', ',', ':', '=']))
                .filter(|w| !w.is_empty())
                .map(ToOwned::to_owned),
        );
    } else if whole.contains(['/', '(']) {
        candidates.extend(
            note.text
                .split(['/', '(', ')'])
                .filter(|w| !w.is_empty())
                .map(|w| w.trim().to_owned()),
        );
    }
    let rest_is_remark = |mark: &str| {
        words.len() < 2
            || mark_key(mark) == whole
            || words.iter().all(|w| {
                let key = mark_key(w);
                key == mark_key(mark)
                    || key.contains(&mark_key(mark))
                    || BESIDE.contains(&key.as_str())
                    || key.is_empty()
                    || key.chars().any(|c| c.is_ascii_digit())
                    || w.chars().all(|c| !c.is_alphanumeric())
            })
    };
    for candidate in &candidates {
        let key = mark_key(candidate);
        if key.is_empty() || !known.contains_key(&key) || !rest_is_remark(candidate) {
            continue;
        }
        // A bare number or letter is a mark only where something says so.
        let bare = key.len() <= 2 && !(key.len() == 2 && has_letter_and_digit(&key));
        let circled = candidate
            .chars()
            .any(|c| !c.is_ascii() && mark_key(&c.to_string()) != c.to_string());
        let said = note.enclosure != Enclosure::None
            || circled
            || note.role == LayerRole::Shear
            || is_wall_attribute(note);
        if !bare || (said && !opening) {
            return Some((candidate.clone(), true));
        }
    }
    if opening {
        return None;
    }
    // Not in any schedule: the forms that engineers use for shear walls.
    let families: Vec<&str> = known
        .keys()
        .map(|k| letters(k))
        .filter(|l| !l.is_empty())
        .collect();
    for candidate in &candidates {
        let key = mark_key(candidate);
        if !crate::normalize::has_mark_form(candidate) || !rest_is_remark(candidate) {
            continue;
        }
        let family = letters(&key);
        let usual = matches!(family, "SW" | "SHW" | "SWL" | "SSW" | "PSW" | "FTAO");
        let of_schedule = families.contains(&family) && family.len() >= 2;
        let symbol = matches!(
            note.enclosure,
            Enclosure::Hexagon | Enclosure::Diamond | Enclosure::Triangle
        );
        let said = note.role == LayerRole::Shear
            || is_wall_attribute(note)
            || (known.is_empty() && view.purpose == Purpose::ShearWalls && symbol);
        if usual || of_schedule || (known.is_empty() && said) {
            return Some((candidate.clone(), false));
        }
    }
    let number = whole.len() <= 2 && !whole.is_empty() && whole.chars().all(|c| c.is_ascii_digit());
    let symbol = matches!(note.enclosure, Enclosure::Hexagon | Enclosure::Diamond);
    if known.is_empty()
        && number
        && symbol
        && (view.purpose == Purpose::ShearWalls || note.role == LayerRole::Shear)
    {
        return Some((note.text.trim().to_owned(), false));
    }
    None
}

fn letters(key: &str) -> &str {
    let end = key
        .find(|c: char| !c.is_ascii_uppercase())
        .unwrap_or(key.len());
    &key[..end]
}

fn has_letter_and_digit(key: &str) -> bool {
    key.chars().any(|c| c.is_ascii_alphabetic()) && key.chars().any(|c| c.is_ascii_digit())
}

/// An attribute whose tag or block says that it marks a wall.
fn is_wall_attribute(note: &Note) -> bool {
    let tag = note.tag.to_uppercase();
    let block = note.block.to_uppercase();
    let wall = |s: &str| s.contains("SHEAR") || s.contains("SW") || s.contains("WALL");
    (wall(&tag) || wall(&block)) && !block.contains("DOOR") && !block.contains("WIND")
}
