//! The columns of a wall table: what a header cell names, as people write it.

use crate::text::{nearest, shown};

use super::length::Unit;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Id,
    Level,
    Mark,
    X1,
    Y1,
    X2,
    Y2,
    Openings,
    Thickness,
    Dead,
}

/// Names of each field as people write them, after [`plain`] and without the unit.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Id,
        &["id", "wall", "wall_id", "wall_no", "no", "name"],
    ),
    (Field::Level, &["level", "storey", "story", "floor", "lvl"]),
    (
        Field::Mark,
        &[
            "mark",
            "type",
            "wall_type",
            "wall_mark",
            "sw",
            "shear_wall",
            "shear_wall_type",
        ],
    ),
    (
        Field::X1,
        &["x1", "x_1", "start_x", "x_start", "xstart", "from_x"],
    ),
    (
        Field::Y1,
        &["y1", "y_1", "start_y", "y_start", "ystart", "from_y"],
    ),
    (Field::X2, &["x2", "x_2", "end_x", "x_end", "xend", "to_x"]),
    (Field::Y2, &["y2", "y_2", "end_y", "y_end", "yend", "to_y"]),
    (Field::Openings, &["openings", "opening"]),
    (Field::Thickness, &["thickness", "stud_depth", "depth"]),
    (Field::Dead, &["dead", "dead_load", "dl"]),
];
/// Columns for people, which are passed over.
const REMARKS: &[&str] = &[
    "note",
    "notes",
    "comment",
    "comments",
    "remark",
    "remarks",
    "description",
];
/// The documented names, for suggestions.
const DOCUMENTED: &[&str] = &[
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
    "openings",
    "thickness_in",
    "dead_plf",
    "notes",
];

/// A column of the table: its field, its unit, and its name as written.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) field: Option<Field>,
    pub(super) unit: Unit,
    pub(super) name: String,
}

/// A header cell in lower case, with one underscore for each run of other signs.
fn plain(cell: &str) -> String {
    cell.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

/// What a header cell names, or a remedy.
pub(super) fn column(cell: &str) -> Result<Column, String> {
    let name = plain(cell);
    let as_written = shown(cell.trim());
    let passed_over = || Column {
        field: None,
        unit: Unit::None,
        name: as_written.clone(),
    };
    if name.is_empty() || REMARKS.contains(&name.as_str()) {
        return Ok(passed_over());
    }
    let units = [
        ("_ft", Unit::Feet),
        ("_feet", Unit::Feet),
        ("_in", Unit::Inches),
        ("_inch", Unit::Inches),
        ("_inches", Unit::Inches),
        ("_plf", Unit::None),
    ];
    let (base, suffix, unit) = units
        .into_iter()
        .find_map(|(suffix, unit)| Some((name.strip_suffix(suffix)?, suffix, unit)))
        .unwrap_or((&name, "", Unit::None));
    let found = NAMES
        .iter()
        .find(|(_, names)| names.contains(&base) || names.contains(&name.as_str()))
        .map(|(field, _)| *field);
    let Some(field) = found else {
        return Err(match nearest(&name, DOCUMENTED.iter().copied()) {
            Some(near) => {
                format!("did you mean `{near}`? (what is for people alone goes under `notes`)")
            }
            None => format!("known columns: {}", DOCUMENTED.join(", ")),
        });
    };
    let fits = match field {
        Field::Id | Field::Level | Field::Mark => suffix.is_empty(),
        Field::X1 | Field::Y1 | Field::X2 | Field::Y2 => suffix != "_plf",
        Field::Openings => suffix != "_plf",
        Field::Thickness => suffix.is_empty() || unit == Unit::Inches,
        Field::Dead => suffix.is_empty() || suffix == "_plf",
    };
    if !fits {
        return Err(match field {
            Field::Thickness => "give the thickness in inches, thickness_in".to_owned(),
            Field::Dead => "give the dead load in pounds a foot, dead_plf".to_owned(),
            _ => format!("name it `{base}`"),
        });
    }
    let unit = match (field, unit) {
        (Field::Openings, Unit::None) => Unit::Feet,
        (_, unit) => unit,
    };
    Ok(Column {
        field: Some(field),
        unit,
        name: as_written,
    })
}
