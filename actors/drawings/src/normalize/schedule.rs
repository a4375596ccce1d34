//! Wall schedules drawn on a sheet: rows of mark, sheathing, nailing, as a table of lines and
//! texts, as a list, or as a note of several lines.

use crate::geometry::{Bounds, cross, dot, unit};
use crate::plan::{Source, WallType};
use crate::sheet::Point;

use super::linework::{Linework, Note};
use super::titles::plain;

/// Most rows that a sheet's schedules may have.
const MAX_ROWS: usize = 400;

/// A mark as it is compared: upper case, no blanks, no hyphen between a letter and a digit.
///
/// ```
/// use holdfast_drawings::normalize::mark_key;
/// assert_eq!(mark_key("sw-4"), mark_key("SW 4"));
/// assert_ne!(mark_key("P1-4"), mark_key("P14"));
/// ```
#[must_use]
pub fn mark_key(mark: &str) -> String {
    let chars: Vec<char> = mark
        .chars()
        .take(40)
        .flat_map(|c| circled(c).to_uppercase().collect::<Vec<_>>())
        .filter(|c| !c.is_whitespace())
        .map(|c| {
            if matches!(c, '‐' | '‑' | '–' | '—') {
                '-'
            } else {
                c
            }
        })
        .collect();
    let mut key = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|k| chars.get(k));
        let after = chars.get(i + 1);
        let joins = matches!((before, after), (Some(b), Some(a)) if b.is_alphabetic() && a.is_ascii_digit());
        if matches!(c, '-' | '.' | '_') && joins {
            continue;
        }
        key.push(c);
    }
    key.trim_matches(['.', ',', ':', ';', '(', ')', '[', ']', '"'])
        .to_owned()
}

/// `②` as `2`.
fn circled(c: char) -> char {
    let digit = |base: u32| char::from_digit(c as u32 - base, 10).unwrap_or(c);
    match c {
        '①'..='⑨' => digit(0x245F),
        '❶'..='❾' => digit(0x2775),
        '➀'..='➈' => digit(0x277F),
        '➊'..='➒' => digit(0x2789),
        _ => c,
    }
}

/// Whether a text has the form of a wall mark with letters: `SW4`, `P1-4`, `SW-3A`, `W6`.
#[must_use]
pub(crate) fn has_mark_form(text: &str) -> bool {
    let key = mark_key(text);
    let letters = key.chars().take_while(char::is_ascii_uppercase).count();
    let rest = &key[letters..];
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    let tail = &rest[digits..];
    (1..=4).contains(&letters)
        && (1..=2).contains(&digits)
        && tail.len() <= 3
        && tail.strip_prefix('-').map_or_else(
            || tail.len() <= 1 && tail.chars().all(|c| c.is_ascii_uppercase()),
            |t| (1..=2).contains(&t.len()) && t.chars().all(|c| c.is_ascii_alphanumeric()),
        )
}

/// A text in the table's own directions: along the text and down the page.
struct Cell<'a> {
    note: &'a Note,
    index: usize,
    x: f64,
    y: f64,
    text: String,
}

/// Finds schedule rows; takes the tables out of the linework.
pub(super) fn find(linework: &mut Linework, source: &dyn Fn(&Note) -> Source) -> Vec<WallType> {
    let mut rows: Vec<WallType> = Vec::new();
    let mut gone: Vec<(Bounds, f64)> = Vec::new();
    let mut used = std::collections::BTreeSet::new();
    let headers: Vec<usize> = linework
        .notes
        .iter()
        .enumerate()
        .filter(|(_, n)| is_mark_header(&n.text))
        .map(|(i, _)| i)
        .take(50)
        .collect();
    for header in headers {
        if rows.len() < MAX_ROWS
            && let Some(table) = table_under(&linework.notes, header, source)
        {
            rows.extend(table.rows);
            gone.push((table.bounds, table.turn));
            used.extend(table.notes);
        }
    }
    for (i, note) in linework.notes.iter().enumerate() {
        if note.text.contains('\n') || note.text.len() > 12 {
            let listed = listed_rows(note, source);
            if !listed.is_empty() && rows.len() < MAX_ROWS {
                rows.extend(listed);
                used.insert(i);
            }
        }
    }
    for (bounds, turn) in gone {
        let (u, v) = (unit(turn), unit(turn + std::f64::consts::FRAC_PI_2));
        let inside = |p: Point| bounds.contains([dot(p, u), dot(p, v)]);
        linework.strokes.retain(|s| !(inside(s.a) && inside(s.b)));
        linework.curves.retain(|c| !inside(c.center));
        for (i, n) in linework.notes.iter().enumerate() {
            if inside(n.center) {
                used.insert(i);
            }
        }
    }
    let mut i = 0;
    linework.notes.retain(|_| {
        i += 1;
        !used.contains(&(i - 1))
    });
    let mut keys = std::collections::BTreeSet::new();
    rows.retain(|r| keys.insert(mark_key(&r.mark)));
    rows
}

fn is_mark_header(text: &str) -> bool {
    matches!(
        plain(text).as_str(),
        "MARK"
            | "TYPE"
            | "SYMBOL"
            | "SYM"
            | "WALL"
            | "WALL TYPE"
            | "WALL MARK"
            | "SW TYPE"
            | "SW"
            | "SHEAR WALL"
            | "SHEAR WALL TYPE"
            | "SHEAR WALL MARK"
            | "SW MARK"
            | "DESIGNATION"
            | "NO"
            | "ID"
            | "TAG"
            | "KEY"
            | "PANEL TYPE"
            | "SHEARWALL"
            | "WALL ID"
            | "MK"
    )
}

struct Table {
    rows: Vec<WallType>,
    bounds: Bounds,
    turn: f64,
    notes: Vec<usize>,
}

fn table_under(notes: &[Note], header: usize, source: &dyn Fn(&Note) -> Source) -> Option<Table> {
    let head = &notes[header];
    let turn = head.rotation;
    let (u, v) = (unit(turn), unit(turn + std::f64::consts::FRAC_PI_2));
    let h = head.height;
    let cells: Vec<Cell<'_>> = notes
        .iter()
        .enumerate()
        .filter(|(_, n)| {
            cross(unit(n.rotation), u).abs() < 0.02
                && (0.3..=3.0).contains(&(n.height / h))
                && (dot(n.center, v) - dot(head.center, v)).abs() < 400.0 * h
        })
        .map(|(index, note)| Cell {
            note,
            index,
            x: dot(note.center, u),
            y: dot(note.center, v),
            text: note.text.replace('\n', " "),
        })
        .collect();
    let (hx, hy) = (dot(head.center, u), dot(head.center, v));
    // The header row, with what is stacked right above or below it in the other columns.
    let headers: Vec<&Cell<'_>> = cells
        .iter()
        .filter(|c| (c.y - hy).abs() < 1.6 * h && (c.x - hx).abs() < 300.0 * h)
        .collect();
    let said = plain(
        &headers
            .iter()
            .map(|c| c.text.as_str())
            .collect::<Vec<_>>()
            .join(" "),
    );
    let about_panels = [
        "SHEATH", "PLYWOOD", "PANEL", "MATERIAL", "WSP", "OSB", "THICK",
    ]
    .iter()
    .any(|w| said.contains(w));
    let about_nails = ["NAIL", "EDGE", "FASTEN", "SPACING"]
        .iter()
        .any(|w| said.contains(w));
    if !(about_panels && about_nails) {
        return None;
    }
    // Marks stand below the header, in its column.
    let mut columns: Vec<f64> = headers.iter().map(|c| c.x).collect();
    columns.sort_by(f64::total_cmp);
    columns.dedup_by(|a, b| (*a - *b).abs() < h);
    let right = columns.iter().find(|x| **x > hx + 0.5 * h).copied();
    let left = columns.iter().rev().find(|x| **x < hx - 0.5 * h).copied();
    let half_right = right.map_or(10.0 * h, |r| (r - hx) / 2.0);
    let half_left = left.map_or(10.0 * h, |l| (hx - l) / 2.0);
    let mut marks: Vec<&Cell<'_>> = cells
        .iter()
        .filter(|c| {
            c.y < hy - 0.8 * h
                && c.x > hx - half_left.max(2.0 * h)
                && c.x < hx + half_right.max(2.0 * h)
                && is_row_mark(&c.text)
        })
        .collect();
    marks.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
    // The table ends where a row is much farther than the rows before it.
    let mut kept: Vec<&Cell<'_>> = Vec::new();
    let mut pitch = 12.0 * h;
    let mut last = hy;
    for m in marks {
        let step = last - m.y;
        if step > 2.5 * pitch || kept.len() >= MAX_ROWS {
            break;
        }
        if step < 0.5 * h {
            continue;
        }
        if !kept.is_empty() {
            pitch = pitch.min(step * 1.6).max(2.0 * h);
        }
        kept.push(m);
        last = m.y;
    }
    if kept.is_empty() {
        return None;
    }
    let far_left = columns.first().copied().unwrap_or(hx) - 30.0 * h;
    let far_right = columns.last().copied().unwrap_or(hx) + 40.0 * h;
    let mut rows = Vec::new();
    let mut bounds = Bounds::of([[hx, hy]]);
    let mut used: Vec<usize> = headers.iter().map(|c| c.index).collect();
    for (i, m) in kept.iter().enumerate() {
        let up = if i == 0 {
            (hy - m.y) / 2.0
        } else {
            (kept[i - 1].y - m.y) / 2.0
        };
        let down = kept.get(i + 1).map_or(up, |n| (m.y - n.y) / 2.0);
        let mut row: Vec<&Cell<'_>> = cells
            .iter()
            .filter(|c| {
                c.y < m.y + up.min(6.0 * h)
                    && c.y > m.y - down.min(6.0 * h)
                    && c.x > far_left
                    && c.x < far_right
                    && c.index != m.index
            })
            .collect();
        row.sort_by(|a, b| a.x.total_cmp(&b.x).then(b.y.total_cmp(&a.y)));
        let column_of = |x: f64| {
            headers
                .iter()
                .min_by(|a, b| (a.x - x).abs().total_cmp(&(b.x - x).abs()))
                .map(|nearest| {
                    let words: Vec<String> = headers
                        .iter()
                        .filter(|o| (o.x - nearest.x).abs() < 2.0 * h)
                        .map(|o| plain(&o.text))
                        .collect();
                    words.join(" ")
                })
                .unwrap_or_default()
        };
        let texts: Vec<(String, String)> = row
            .iter()
            .map(|c| (column_of(c.x), c.text.clone()))
            .collect();
        for c in row.iter().chain([m]) {
            let width = 0.5 * c.note.height * c.text.chars().count() as f64;
            bounds.take([c.x - width, c.y - c.note.height]);
            bounds.take([c.x + width, c.y + c.note.height]);
            used.push(c.index);
        }
        rows.push(read_row(&m.text, &texts, source(m.note)));
    }
    // A table of doors has marks and types too; one without any nailing is not of shear walls.
    if rows
        .iter()
        .all(|r| r.nail.is_empty() && r.edge_spacing_in.is_none())
    {
        return None;
    }
    for c in &headers {
        bounds.take([c.x, c.y + 3.0 * h]);
    }
    Some(Table {
        rows,
        bounds: bounds.grown(2.0 * h),
        turn,
        notes: used,
    })
}

fn is_row_mark(text: &str) -> bool {
    let key = mark_key(text);
    (1..=8).contains(&key.len())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && key.chars().any(|c| c.is_ascii_digit() || key.len() <= 2)
        && !text.contains('"')
}

/// A note that lists types, one a line: `SW4: 15/32" STRUCT I, 10d @ 4" O.C.`.
fn listed_rows(note: &Note, source: &dyn Fn(&Note) -> Source) -> Vec<WallType> {
    note.text
        .lines()
        .take(200)
        .filter_map(|line| {
            let line = line.trim();
            let end = line.find([':', '=', ' ', '\t'])?;
            let (mark, rest) = line.split_at(end);
            let rest = rest.trim_start_matches([':', '=', ' ', '\t', '-']);
            if !has_mark_form(mark) {
                return None;
            }
            let row = read_row(mark, &[(String::new(), rest.to_owned())], source(note));
            (!row.nail.is_empty() && row.edge_spacing_in.is_some() && !row.thickness.is_empty())
                .then_some(row)
        })
        .collect()
}

/// What a row says, read by what each text looks like and what its column is called.
fn read_row(mark: &str, cells: &[(String, String)], source: Source) -> WallType {
    let all: Vec<&str> = cells.iter().map(|(_, t)| t.as_str()).collect();
    let text = all.join(" | ");
    let upper = text.to_uppercase();
    let spacing = cells
        .iter()
        .filter(|(c, _)| c.contains("EDGE") && !c.contains("FIELD"))
        .chain(cells.iter().filter(|(c, _)| {
            (c.contains("NAIL") || c.contains("SPACING") || c.contains("FASTEN"))
                && !c.contains("FIELD")
                && !c.contains("SILL")
                && !c.contains("PLATE")
        }))
        .chain(cells.iter().filter(|(c, _)| c.is_empty()))
        .find_map(|(_, t)| edge_spacing(t));
    let structural = [
        "STRUCTURAL I",
        "STRUCTURAL 1",
        "STRUCTURAL-I",
        "STRUCTURAL-1",
        "STRUCT I",
        "STRUCT. I",
        "STRUCT 1",
        "STRUCT-I",
        "STR I",
        "STR-I",
        "STR. I",
        "STR 1",
    ]
    .iter()
    .any(|w| followed_by_end(&upper, w));
    let sides_cell = cells
        .iter()
        .find(|(c, _)| c.contains("SIDE") || c.contains("FACE"))
        .map(|(_, t)| plain(t));
    let both = [
        "BOTH SIDE",
        "BOTH FACE",
        "TWO SIDE",
        "2 SIDE",
        "(2) SIDE",
        "EACH SIDE",
        "EACH FACE",
        "EA SIDE",
        "EA. SIDE",
        "DOUBLE SIDE",
        "DOUBLE-SIDE",
        "BOTH SDS",
        "(2) LAYERS",
        "2-SIDE",
    ]
    .iter()
    .any(|w| upper.contains(w))
        || sides_cell.is_some_and(|s| {
            matches!(
                s.as_str(),
                "2" | "BOTH" | "TWO" | "YES" | "Y" | "DOUBLE" | "2 SIDES"
            )
        });
    WallType {
        mark: mark.trim().chars().map(circled).collect(),
        sheathing: if structural {
            "structural-1"
        } else {
            "sheathing"
        }
        .to_owned(),
        thickness: thickness(&text).unwrap_or_default(),
        nail: nail(&upper).unwrap_or_default(),
        edge_spacing_in: spacing,
        both_sides: both,
        text,
        source,
    }
}

/// Whether `word` stands in `text` and no letter or digit goes on from it.
fn followed_by_end(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(i, _)| {
        text[i + word.len()..]
            .chars()
            .next()
            .is_none_or(|c| !c.is_alphanumeric())
    })
}

/// `15/32`, `7/16`, `3/8`, `19/32`, `1/2`, `5/8`.
fn thickness(text: &str) -> Option<String> {
    [
        "15/32", "19/32", "23/32", "7/16", "5/16", "3/8", "1/2", "5/8",
    ]
    .iter()
    .filter_map(|t| {
        let i = text.find(t)?;
        let before = text[..i].chars().next_back();
        // `2 1/2` is a nail's length, `11/2` no thickness at all.
        let alone = before.is_none_or(|c| !c.is_ascii_digit() && c != '-')
            && !text[..i].trim_end().ends_with(|c: char| c.is_ascii_digit());
        alone.then_some((i, *t))
    })
    .min()
    .map(|(_, t)| t.to_owned())
}

/// `8d`, `10d`, `16d`, from upper-case text.
fn nail(upper: &str) -> Option<String> {
    for (i, _) in upper.match_indices('D') {
        let digits: String = upper[..i]
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect();
        let digits: String = digits.chars().rev().collect();
        let ends = upper[i + 1..]
            .chars()
            .next()
            .is_none_or(|c| !c.is_alphanumeric());
        if ends && matches!(digits.as_str(), "6" | "8" | "10" | "12" | "16") {
            return Some(format!("{digits}d"));
        }
    }
    None
}

/// The first spacing of nails: `6" O.C.`, `@ 4"`, `4/12`, `3 IN`, `4`.
fn edge_spacing(text: &str) -> Option<f64> {
    let plausible = |v: f64| (1.0..=12.0).contains(&v).then_some(v);
    let after = text.split('@').nth(1).unwrap_or(text);
    let mut rest = after;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = &rest[start..];
        let digits: String = tail
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        let end = &tail[digits.len()..];
        let unit = end.trim_start();
        let is_nail = end.starts_with(['d', 'D']);
        let is_fraction = end.starts_with('/') && digits.len() <= 2 && {
            let lower: String = end[1..].chars().take_while(char::is_ascii_digit).collect();
            matches!(lower.as_str(), "2" | "4" | "8" | "16" | "32")
        };
        let alone = end.is_empty()
            || unit.starts_with(['"', '”', '/', ',', '-'])
            || unit.is_empty()
            || unit.to_uppercase().starts_with("IN")
            || unit.to_uppercase().starts_with("O")
            || unit.to_uppercase().starts_with("C")
            || unit.to_uppercase().starts_with("E");
        if !is_nail
            && !is_fraction
            && alone
            && let Some(v) = digits.parse().ok().and_then(plausible)
        {
            return Some(v);
        }
        let skip = if is_fraction {
            digits.len() + 1 + end[1..].chars().take_while(char::is_ascii_digit).count()
        } else {
            digits.len()
        };
        rest = &tail[skip..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nailing_is_read_in_the_ways_engineers_write_it() {
        for (text, expected) in [
            ("10d @ 4\" O.C.", 4.0),
            ("8d @ 6\" o.c. edges, 12\" field", 6.0),
            ("6\" O.C.", 6.0),
            ("4/12", 4.0),
            ("3", 3.0),
            ("2 IN", 2.0),
            ("10d at 4 inches", 4.0),
            ("0.148 x 3 nails @ 2\"", 2.0),
        ] {
            assert_eq!(edge_spacing(text), Some(expected), "{text}");
        }
        assert_eq!(edge_spacing("NONE"), None);
    }

    #[test]
    fn sheathing_is_read_from_a_row() {
        let cells = [
            (
                "SHEATHING".to_owned(),
                "15/32\" STRUCTURAL I, BOTH SIDES".to_owned(),
            ),
            ("EDGE NAILING".to_owned(), "10d @ 3\" O.C.".to_owned()),
            ("FIELD".to_owned(), "12\" O.C.".to_owned()),
        ];
        let source = Source {
            sheet: "S-001".to_owned(),
            layer: String::new(),
            entity: "1".to_owned(),
        };
        let row = read_row("SW3", &cells, source);
        assert_eq!(row.sheathing, "structural-1");
        assert_eq!(row.thickness, "15/32");
        assert_eq!(row.nail, "10d");
        assert_eq!(row.edge_spacing_in, Some(3.0));
        assert!(row.both_sides);
    }

    #[test]
    fn marks_are_compared_without_their_punctuation() {
        assert_eq!(mark_key("②"), "2");
        assert_eq!(mark_key("SW-4"), "SW4");
        assert_eq!(mark_key(" sw 4 "), "SW4");
        assert_eq!(mark_key("P1-4"), "P1-4");
        assert!(has_mark_form("SW4"));
        assert!(has_mark_form("P1-4"));
        assert!(has_mark_form("SW-3A"));
        assert!(!has_mark_form("KITCHEN"));
        assert!(!has_mark_form("12"));
        assert!(!has_mark_form("W12x26"));
    }
}
