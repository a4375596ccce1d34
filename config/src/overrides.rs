//! `overrides.toml`: what a person decides against (or beside) what was found on the drawings.
//!
//! ```
//! let text = "[[wall]]\naction = \"remove\"\nid = \"L1-W03\"\nreason = \"a fire wall\"\n";
//! let none = |text: &str| Err(format!("{text} is no length"));
//! let overrides = holdfast_config::overrides::parse(text, "overrides.toml", &["Level 1"], &none)?;
//! assert_eq!(overrides.walls[0].reason, "a fire wall");
//! # Ok::<(), holdfast_config::ConfigErrors>(())
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::ConfigErrors;
use crate::project::{MOST_SHEETS, SHEET, SheetSetting, level_of, refuse_twice, sheet_setting};
use crate::range::Range;
use crate::reader::{Reading, Section, syntax};
use crate::text::shown;
use crate::walls::{
    DEAD, LengthParser, MOST_WALLS, OpeningRow, THICKNESS, WallRow, any_end, check_openings,
    distance, ends_fault, given_key, missing_ends, read_ends, read_openings, read_wall, twice,
    with_ids,
};
use crate::words::words;

/// Largest `overrides.toml`, bytes.
const MOST_BYTES: usize = 4 << 20;
const MOST_STACKED: usize = 60;

const WALL: &[&str] = &[
    "action",
    "reason",
    "near_ft",
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
const STACK: &[&str] = &["id", "walls", "reason"];
const ROD: &[&str] = &["run", "move_in", "reason"];

/// All overrides of a project, each list in the file's order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Overrides {
    /// The file's name.
    pub file: String,
    /// `[[wall]]`
    pub walls: Vec<WallOverride>,
    /// `[[stack]]`
    pub stacks: Vec<StackOverride>,
    /// `[[rod]]`
    pub rods: Vec<RodOverride>,
    /// `[[sheet]]`: goes before `[[drawings.sheet]]` of the project file.
    pub sheets: Vec<SheetSetting>,
}

impl Overrides {
    /// Whether nothing is overridden.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.walls.is_empty()
            && self.stacks.is_empty()
            && self.rods.is_empty()
            && self.sheets.is_empty()
    }
}

/// `[[wall]]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WallOverride {
    /// What is done.
    pub action: WallAction,
    /// Why, in the person's words; may be empty.
    pub reason: String,
    /// Line of the entry.
    pub line: u32,
}

/// What a `[[wall]]` override does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WallAction {
    /// Adds a wall that was not found. Without an id it gets `L2-A01`.
    Add(WallRow),
    /// Takes a wall away.
    Remove(WallTarget),
    /// Changes a wall.
    Change(WallTarget, WallChange),
}

/// Which wall is meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WallTarget {
    /// The wall of this id.
    Id(String),
    /// The wall of a level that is nearest to a point.
    Near {
        /// Index of the level.
        level: usize,
        /// The point on plan, ft.
        point_ft: [f64; 2],
    },
}

/// What changes in a wall; `None` stays as found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WallChange {
    /// Mark of its type.
    pub mark: Option<String>,
    /// Both ends, ft.
    pub ends_ft: Option<[[f64; 2]; 2]>,
    /// All of its openings, from its first end on; an empty list closes them.
    pub openings: Option<Vec<OpeningRow>>,
    /// Stud depth, inches.
    pub thickness_in: Option<f64>,
    /// Dead load, plf.
    pub dead_plf: Option<f64>,
}

/// `[[stack]]`: walls above each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackOverride {
    /// Id, where given.
    pub id: Option<String>,
    /// Ids of walls from the lowest level up; each in one stack only. One alone stands by itself.
    pub walls: Vec<String>,
    /// Why; may be empty.
    pub reason: String,
    /// Line of the entry.
    pub line: u32,
}

/// `[[rod]]`: a rod run moved along its wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RodOverride {
    /// Run id, `R-S07.1A`.
    pub run: String,
    /// How far from the wall's end inwards, inches; negative is outwards. Never 0.
    pub move_in: f64,
    /// Why; may be empty.
    pub reason: String,
    /// Line of the entry.
    pub line: u32,
}

words! {
    /// What a `[[wall]]` entry does.
    Action {
        /// Adds a wall.
        Add = "add",
        /// Removes a wall.
        Remove = "remove",
        /// Changes a wall.
        Change = "change",
    }
}

/// Parses and checks an `overrides.toml`; `levels` are the project's level names from the lowest
/// up, `length` reads feet-and-inches text to inches. A file of comments alone is empty overrides.
///
/// # Errors
/// Every fault at once, each with its line. Whether a wall or run of an id exists is not known here.
pub fn parse(
    text: &str,
    file: &str,
    levels: &[&str],
    length: LengthParser<'_>,
) -> Result<Overrides, ConfigErrors> {
    let (reading, table) = syntax(text, file, MOST_BYTES)?;
    let root = reading.root(&table, &["wall", "stack", "rod", "sheet"]);
    let walls = read_walls(&reading, &root, levels, length);
    let stacks = read_stacks(&root);
    let rods = read_rods(&root);
    let sheets: Vec<SheetSetting> = root
        .sections("sheet", SHEET, MOST_SHEETS)
        .iter()
        .filter_map(|section| sheet_setting(section, levels))
        .collect();
    refuse_twice(&root, "sheet", &sheets);
    let overrides = Overrides {
        file: file.to_owned(),
        walls,
        stacks,
        rods,
        sheets,
    };
    Ok(reading.finish(Some(overrides))?.0)
}

fn reason(section: &Section<'_, '_>) -> String {
    section.text_or_empty("reason", 300)
}

fn read_walls(
    reading: &Reading<'_>,
    root: &Section<'_, '_>,
    levels: &[&str],
    length: LengthParser<'_>,
) -> Vec<WallOverride> {
    let mut out = Vec::new();
    let mut added = Vec::new();
    let mut places = Vec::new();
    let mut targets: BTreeMap<String, u32> = BTreeMap::new();
    let sections = root.sections("wall", WALL, MOST_WALLS);
    for section in &sections {
        if !section.has("action") {
            section.fault(
                "action",
                "it is missing",
                "\"add\", \"remove\", \"change\"",
                "say what is to be done with the wall",
            );
            continue;
        }
        let Some(action) = section.word::<Action>("action") else {
            continue;
        };
        let (reason, line) = (reason(section), section.line());
        let action = match action {
            Action::Add => {
                refuse(
                    section,
                    &["near_ft"],
                    "a wall that is added is placed by its ends",
                );
                if let Some(draft) = read_wall(section, levels, length) {
                    added.push((draft, reason));
                    places.push(section);
                }
                continue;
            }
            Action::Remove => {
                let idle = ["mark", "openings", "thickness_in", "dead_plf"];
                refuse(section, &idle, "a wall that is removed has nothing to set");
                target(section, levels).map(WallAction::Remove)
            }
            Action::Change => {
                let target = target(section, levels);
                let change = read_change(section, length);
                target
                    .zip(change)
                    .map(|(target, change)| WallAction::Change(target, change))
            }
        };
        let Some(action) = action else { continue };
        if let WallAction::Remove(WallTarget::Id(id)) | WallAction::Change(WallTarget::Id(id), _) =
            &action
            && let Some(other) = targets.insert(id.to_lowercase(), line)
        {
            section.fault(
                "id",
                format!("\"{}\" is overridden on line {other} too", shown(id)),
                "",
                "put all changes of a wall into one entry",
            );
        }
        out.push(WallOverride {
            action,
            reason,
            line,
        });
    }
    let (drafts, reasons): (Vec<_>, Vec<_>) = added.into_iter().unzip();
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
    if !reading.failed() {
        let rows = with_ids(drafts, 'A').into_iter().zip(reasons);
        out.extend(rows.map(|(row, reason)| WallOverride {
            line: row.line,
            action: WallAction::Add(row),
            reason,
        }));
        out.sort_by_key(|one| one.line);
    }
    out
}

/// Keys that mean nothing for an action.
fn refuse(section: &Section<'_, '_>, keys: &[&str], why: &str) {
    for key in keys {
        if section.has(key) {
            section.fault(key, why, "", "take the key out");
        }
    }
}

fn target(section: &Section<'_, '_>, levels: &[&str]) -> Option<WallTarget> {
    if section.has("id") {
        refuse(section, &["near_ft"], "the wall is named by its id already");
        let id =
            section.required_text("id", 40, "give the id of a wall, as the report lists it")?;
        return Some(WallTarget::Id(id));
    }
    if section.has("near_ft") {
        if !section.has("level") {
            section.fault("level", "it is missing", "", "a place needs its level");
        }
        let level = level_of(section, "level", levels);
        let point_ft = section.pair("near_ft", Range::within(-1e7, 1e7, "ft"), false);
        return Some(WallTarget::Near {
            level: level?,
            point_ft: point_ft?,
        });
    }
    section.fault(
        "id",
        "the entry does not say which wall",
        "",
        "give its `id`, or its `level` with `near_ft = [x, y]`",
    );
    None
}

fn read_change(section: &Section<'_, '_>, length: LengthParser<'_>) -> Option<WallChange> {
    let mark = if section.has("mark") {
        Some(section.required_text("mark", 40, "give the mark of a wall type")?)
    } else {
        None
    };
    let ends_ft = if any_end(section) {
        let Some((start, end)) = read_ends(section, length) else {
            missing_ends(section);
            return None;
        };
        if let Some(fault) = ends_fault(start, end) {
            section.fault(
                given_key(section, fault.field),
                fault.what,
                "",
                fault.remedy,
            );
            return None;
        }
        Some([start, end])
    } else {
        None
    };
    let openings = if section.has("openings") {
        let mut openings = read_openings(section, length)?;
        // of a wall whose ends stay as found only the order can be checked here
        let length_ft = ends_ft.map_or(f64::MAX, |[start, end]| distance(start, end));
        check_openings(section, &mut openings, length_ft);
        Some(openings)
    } else {
        None
    };
    let change = WallChange {
        mark,
        ends_ft,
        openings,
        thickness_in: section.number("thickness_in", THICKNESS),
        dead_plf: section.number("dead_plf", DEAD),
    };
    let sets_any = ["mark", "openings", "thickness_in", "dead_plf"]
        .iter()
        .any(|key| section.has(key))
        || any_end(section);
    if !sets_any {
        section.fault(
            "action",
            "the entry changes nothing",
            "",
            "add what changes: mark, ends, openings, thickness_in or dead_plf",
        );
        return None;
    }
    Some(change)
}

fn read_stacks(root: &Section<'_, '_>) -> Vec<StackOverride> {
    let mut out = Vec::new();
    let mut of_wall: BTreeMap<String, u32> = BTreeMap::new();
    let mut ids: BTreeMap<String, u32> = BTreeMap::new();
    for section in root.sections("stack", STACK, MOST_WALLS) {
        let line = section.line();
        let id = section.text("id", 40).filter(|id| !id.is_empty());
        if let Some(id) = &id
            && let Some(other) = ids.insert(id.to_lowercase(), line)
        {
            section.fault(
                "id",
                format!("\"{}\" is also the stack of line {other}", shown(id)),
                "",
                "give each stack its own id",
            );
        }
        let walls = section.texts("walls", MOST_STACKED, 40).unwrap_or_default();
        if walls.is_empty() && section.sound() {
            section.fault(
                "walls",
                "the stack has no wall",
                "ids of walls from the lowest level up",
                "add `walls = [\"L1-W01\", \"L2-W01\"]`",
            );
        }
        for wall in &walls {
            match of_wall.insert(wall.to_lowercase(), line) {
                Some(other) if other == line => section.fault(
                    "walls",
                    format!(
                        "\"{}\" stands twice: a stack cannot come back to a wall",
                        shown(wall)
                    ),
                    "",
                    "name each wall once, from the lowest level up",
                ),
                Some(other) => section.fault(
                    "walls",
                    format!("\"{}\" is in the stack of line {other} too", shown(wall)),
                    "",
                    "a wall stands in one stack",
                ),
                None => {}
            }
        }
        out.push(StackOverride {
            id,
            walls,
            reason: reason(&section),
            line,
        });
    }
    out
}

fn read_rods(root: &Section<'_, '_>) -> Vec<RodOverride> {
    let mut out = Vec::new();
    let mut runs: BTreeMap<String, u32> = BTreeMap::new();
    for section in root.sections("rod", ROD, MOST_WALLS) {
        let line = section.line();
        let run = section.required_text(
            "run",
            60,
            "add `run = \"R-S07.1A\"`, as the report lists it",
        );
        let move_in = section.required_number("move_in", Range::within(-240.0, 240.0, "in"));
        if move_in == Some(0.0) {
            section.fault(
                "move_in",
                "it is zero",
                "",
                "give the move, or take the entry out",
            );
        }
        let reason = reason(&section);
        let (Some(run), Some(move_in)) = (run, move_in) else {
            continue;
        };
        if let Some(other) = runs.insert(run.to_lowercase(), line) {
            section.fault(
                "run",
                format!("\"{}\" is moved on line {other} too", shown(&run)),
                "",
                "keep one of them",
            );
        }
        out.push(RodOverride {
            run,
            move_in,
            reason,
            line,
        });
    }
    out
}
