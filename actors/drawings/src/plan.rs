//! What the drawings say: one building in inches, with a common origin, every part traced to its
//! sheet, layer and entity. This is what detection gives and what the load path takes.

use serde::{Deserialize, Serialize};

/// A point in the building's coordinates, inches.
pub type PointIn = [f64; 2];

/// Where a thing was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// File name of the sheet, or of the project file.
    pub sheet: String,
    /// Layer name; empty for a project file.
    pub layer: String,
    /// Handle in hexadecimal, or `line 12` for a project file.
    pub entity: String,
}

/// The building as found on the drawings (or given in a table).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Building {
    /// The project's levels from the lowest up; where it names none, those that the sheets show.
    pub levels: Vec<String>,
    /// Grid lines, once each.
    pub grid: Vec<GridLine>,
    /// Shear walls of all levels, ordered by level, then id.
    pub walls: Vec<ShearWall>,
    /// Walls stacked across levels.
    pub stacks: Vec<Stack>,
    /// Wall types of the schedules on the sheets, each mark once.
    #[serde(default)]
    pub wall_types: Vec<WallType>,
    /// What a rod may clash with.
    pub obstacles: Vec<Obstacle>,
    /// Other walls, as centre lines, for the key plans.
    pub context: Vec<ContextLine>,
    /// Each sheet with its transform into the building.
    pub sheets: Vec<PlacedSheet>,
    /// Things a person should know: marks not in the schedule, sheets that could not be placed.
    pub findings: Vec<Finding>,
}

/// A grid line: a name at a place, seen across the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridLine {
    /// `A`, `3`, `G.8`.
    pub name: String,
    /// One end.
    pub start_in: PointIn,
    /// Other end.
    pub end_in: PointIn,
    /// Where it was found.
    pub source: Source,
}

/// A shear wall of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShearWall {
    /// Stable id, `L2-W07`: by level and then by place (x, then y, of the middle).
    pub id: String,
    /// Index into [`Building::levels`].
    pub level: usize,
    /// Wall type by its mark, `SW4`.
    pub mark: String,
    /// Centre line, one end (the lower x, then the lower y).
    pub start_in: PointIn,
    /// Centre line, other end.
    pub end_in: PointIn,
    /// Stud depth or face to face, inches.
    pub thickness_in: f64,
    /// Openings in it, in order from `start_in`.
    pub openings: Vec<Opening>,
    /// Full-height pieces between openings, as distances from `start_in`, inches.
    pub segments: Vec<[f64; 2]>,
    /// 0 to 1.
    pub confidence: f64,
    /// Why it is thought to be a shear wall.
    pub evidence: Vec<Evidence>,
    /// Gravity from a table (`walls.toml`), plf; `None` takes the level's.
    pub dead_plf: Option<f64>,
    /// Whether an override set or changed it.
    pub overridden: bool,
}

/// An opening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// Door or window.
    pub kind: OpeningKind,
    /// From `start_in` of the wall, inches.
    pub from_in: f64,
    /// To, inches.
    pub to_in: f64,
    /// Where it was found.
    pub source: Source,
}

/// Door or window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpeningKind {
    /// Reaches the floor.
    Door,
    /// Has a sill.
    Window,
    /// A gap of unknown kind.
    Unknown,
}

/// One reason for a wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What kind of reason.
    pub kind: EvidenceKind,
    /// What was seen, in words: `mark SW4 8 in away`.
    pub what: String,
    /// Where.
    pub source: Source,
}

/// Kinds of reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// The layer's name says shear wall.
    Layer,
    /// A mark of the schedule stands beside it.
    Mark,
    /// Its mark is in the wall schedule on a sheet.
    Schedule,
    /// Two faces at stud thickness.
    Faces,
    /// A hatch or solid fill.
    Hatch,
    /// A thick polyline or a block made for walls.
    Symbol,
    /// Given in a table.
    Table,
    /// Set by an override.
    Override,
}

/// A row of a wall schedule on a sheet; what the row does not say is empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WallType {
    /// Mark as written, `SW4`.
    pub mark: String,
    /// `structural-1` where the row says so, else `sheathing`.
    pub sheathing: String,
    /// Panel thickness as a fraction of an inch, `15/32`.
    pub thickness: String,
    /// Nail, `8d`, `10d`.
    pub nail: String,
    /// Nailing at panel edges, inches.
    pub edge_spacing_in: Option<f64>,
    /// Sheathed on both faces.
    pub both_sides: bool,
    /// The row as written.
    pub text: String,
    /// Where.
    pub source: Source,
}

/// Walls above each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stack {
    /// `S07`.
    pub id: String,
    /// Wall ids from the lowest level up, consecutive levels.
    pub walls: Vec<String>,
}

/// What a rod may clash with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Obstacle {
    /// Stable id, `L2-P03`.
    pub id: String,
    /// Index into [`Building::levels`].
    pub level: usize,
    /// What it is.
    pub kind: ObstacleKind,
    /// Its centre line on plan (two or more points), or its outline where `closed`.
    pub path_in: Vec<PointIn>,
    /// Whether `path_in` is an outline.
    pub closed: bool,
    /// Across the centre line, inches; 0 for an outline.
    pub width_in: f64,
    /// Height, inches; 0 where not given.
    pub depth_in: f64,
    /// Bottom above the level's floor, inches, where a note says so.
    pub bottom_in: Option<f64>,
    /// Label on the drawing, `4" PLBG`.
    pub label: String,
    /// Where.
    pub source: Source,
}

/// Kinds of obstacle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObstacleKind {
    /// A beam.
    Beam,
    /// A header over an opening.
    Header,
    /// A pipe.
    Pipe,
    /// A duct.
    Duct,
    /// Anything else that a rod cannot pass.
    Other,
}

/// A line of the plan that is not a shear wall, for the key plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContextLine {
    /// Index into [`Building::levels`].
    pub level: usize,
    /// One end.
    pub start_in: PointIn,
    /// Other end.
    pub end_in: PointIn,
}

/// A sheet with its place in the building: `building = scale · R(rotation) · drawing + translation`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlacedSheet {
    /// File name.
    pub sheet: String,
    /// What it shows, in words: `plan of Level 2`, `schedule`, `not used: no plan found`.
    pub role: String,
    /// Indices into [`Building::levels`] that it shows (several where all plans share a model space).
    pub levels: Vec<usize>,
    /// Inches a drawing unit.
    pub scale: f64,
    /// Radians.
    pub rotation: f64,
    /// Inches.
    pub translation_in: PointIn,
    /// How the scale was found and checked, in words.
    pub scale_evidence: Vec<String>,
    /// Worst distance between this sheet's grid and the building's after placing, inches.
    pub misfit_in: f64,
}

/// Something a person should know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// What, where and what to do, in a sentence or two.
    pub what: String,
    /// Where, if at one place.
    pub source: Option<Source>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Look at it.
    Warning,
    /// The result leaves something out.
    Error,
}
