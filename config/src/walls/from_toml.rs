//! `walls.toml`: one `[[wall]]` a wall.

use crate::error::ConfigErrors;
use crate::project::level_of;
use crate::range::Range;
use crate::reader::{Section, syntax};

use super::check::{Draft, ends_fault, order_openings, twice, with_ids};
use super::length::length_key;
use super::{
    LengthParser, MOST_BYTES, MOST_OPENINGS, MOST_WALLS, OpeningKind, OpeningRow, WallTable,
};

/// Keys of a wall.
const WALL_FIELDS: &[&str] = &[
    "id",
    "level",
    "mark",
    "x1_ft",
    "y1_ft",
    "x2_ft",
    "y2_ft",
    "x1_in",
    "y1_in",
    "x2_in",
    "y2_in",
    "x1",
    "y1",
    "x2",
    "y2",
    "openings",
    "thickness_in",
    "dead_plf",
];
const OPENING: &[&str] = &["kind", "from_ft", "to_ft", "from_in", "to_in", "from", "to"];

pub(crate) const THICKNESS: Range = Range::within(2.0, 24.0, "in");
pub(crate) const DEAD: Range = Range::within(0.0, 20_000.0, "plf");

/// Parses and checks a `walls.toml`; `levels` are the project's level names from the lowest up,
/// `length` reads feet-and-inches text to inches.
///
/// # Errors
/// Every fault at once, each with its line; a table without a wall is one.
pub fn parse_toml(
    text: &str,
    file: &str,
    levels: &[&str],
    length: LengthParser<'_>,
) -> Result<WallTable, ConfigErrors> {
    let (reading, table) = syntax(text, file, MOST_BYTES)?;
    let root = reading.root(&table, &["wall"]);
    let sections = root.sections("wall", WALL_FIELDS, MOST_WALLS);
    if sections.is_empty() && !reading.failed() {
        root.fault(
            "wall",
            "the table holds no wall",
            "",
            "add a [[wall]] for each, or take the file away",
        );
    }
    let mut places = Vec::with_capacity(sections.len());
    let mut drafts = Vec::with_capacity(sections.len());
    for section in &sections {
        if let Some(draft) = read_wall(section, levels, length) {
            drafts.push(draft);
            places.push(section);
        }
    }
    for fault in twice(&drafts) {
        if let Some(section) = places.get(fault.index) {
            section.fault(
                given_key(section, fault.field),
                fault.what,
                "",
                fault.remedy,
            );
        }
    }
    let (drafts, gathered) = reading.finish(Some(drafts))?;
    Ok(WallTable {
        file: file.to_owned(),
        walls: with_ids(drafts, 'T'),
        warnings: gathered.warnings,
    })
}

/// The key that stands in the section for a field that has three names.
pub(crate) fn given_key(section: &Section<'_, '_>, field: &'static str) -> &'static str {
    let names: [&'static str; 3] = match field {
        "x1" => ["x1_ft", "x1_in", "x1"],
        "x2" => ["x2_ft", "x2_in", "x2"],
        other => [other; 3],
    };
    names
        .into_iter()
        .find(|name| section.has(name))
        .unwrap_or(names[0])
}

/// Reads a whole wall; faults are recorded.
pub(crate) fn read_wall(
    section: &Section<'_, '_>,
    levels: &[&str],
    length: LengthParser<'_>,
) -> Option<Draft> {
    let id = section.text("id", 40);
    if id.as_ref().is_some_and(String::is_empty) {
        section.fault("id", "it is empty", "", "give an id, or take the key out");
    }
    if !section.has("level") {
        section.fault(
            "level",
            "it is missing",
            "",
            "add `level = \"…\"`, a level of project.toml",
        );
    }
    let level = level_of(section, "level", levels);
    let mark = section.required_text("mark", 40, "add `mark = \"SW4\"`, the wall's type");
    let ends = read_ends(section, length);
    if ends.is_none() && section.sound() {
        missing_ends(section);
    }
    let thickness_in = section.number("thickness_in", THICKNESS);
    let dead_plf = section.number("dead_plf", DEAD);
    let mut openings = read_openings(section, length)?;
    let (start_ft, end_ft) = ends?;
    if let Some(fault) = ends_fault(start_ft, end_ft) {
        section.fault(
            given_key(section, fault.field),
            fault.what,
            "",
            fault.remedy,
        );
        return None;
    }
    let length_ft = super::check::distance(start_ft, end_ft);
    check_openings(section, &mut openings, length_ft);
    Some(Draft {
        id,
        level: level?,
        mark: mark?,
        start_ft,
        end_ft,
        openings,
        thickness_in,
        dead_plf,
        line: section.line(),
    })
}

const ENDS: [[&str; 3]; 4] = [
    ["x1_ft", "x1_in", "x1"],
    ["y1_ft", "y1_in", "y1"],
    ["x2_ft", "x2_in", "x2"],
    ["y2_ft", "y2_in", "y2"],
];

/// Both ends in feet; `None` where one of the four is absent or faulty (a fault is recorded then).
pub(crate) fn read_ends(
    section: &Section<'_, '_>,
    length: LengthParser<'_>,
) -> Option<([f64; 2], [f64; 2])> {
    let [x1, y1, x2, y2] = ENDS.map(|keys| length_key(section, keys, length));
    Some(([x1?, y1?], [x2?, y2?]))
}

/// Whether any of the four coordinates is given.
pub(crate) fn any_end(section: &Section<'_, '_>) -> bool {
    ENDS.iter().flatten().any(|key| section.has(key))
}

/// Says which coordinates are absent.
pub(crate) fn missing_ends(section: &Section<'_, '_>) {
    for keys in ENDS {
        if !keys.iter().any(|key| section.has(key)) {
            section.fault(
                keys[0],
                "it is missing",
                "",
                "give both ends of the wall: x1_ft, y1_ft, x2_ft, y2_ft",
            );
        }
    }
}

/// The openings in feet; `None` where one is faulty.
pub(crate) fn read_openings(
    section: &Section<'_, '_>,
    length: LengthParser<'_>,
) -> Option<Vec<OpeningRow>> {
    let mut all = Some(Vec::new());
    for opening in section.sections("openings", OPENING, MOST_OPENINGS) {
        let kind = if opening.has("kind") {
            opening.word("kind")
        } else {
            Some(OpeningKind::Opening)
        };
        let edge = |keys: [&'static str; 3]| {
            if !keys.iter().any(|key| opening.has(key)) {
                opening.fault(keys[0], "it is missing", "", "give from_ft and to_ft");
            }
            length_key(&opening, keys, length)
        };
        let from = edge(["from_ft", "from_in", "from"]);
        let to = edge(["to_ft", "to_in", "to"]);
        match (kind, from, to, &mut all) {
            (Some(kind), Some(from_ft), Some(to_ft), Some(list)) => list.push(OpeningRow {
                kind,
                from_ft,
                to_ft,
            }),
            _ => all = None,
        }
    }
    all
}

/// Puts openings in order and records what is wrong with them in a wall of `length_ft`.
pub(crate) fn check_openings(
    section: &Section<'_, '_>,
    openings: &mut [OpeningRow],
    length_ft: f64,
) {
    if let Some(fault) = order_openings(openings, length_ft) {
        section.fault("openings", fault.what, "", fault.remedy);
    }
}
