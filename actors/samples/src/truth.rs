//! What a sample building really is, whatever its drafter made of it.
//!
//! All lengths are inches in the building's frame: x along the first wing's corridor, y to its
//! left, origin where grid lines A and 1 cross.

use serde::{Deserialize, Serialize};

/// A point in the building's frame, inches.
pub type PointIn = [f64; 2];

/// The truth behind a sample's drawings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// Level names as in `project.toml`, from the lowest up.
    pub levels: Vec<String>,
    /// Dwelling units in the building.
    pub units: usize,
    /// Grid lines.
    pub grid: Vec<TrueGridLine>,
    /// Shear walls of all levels, by level and then by place (x, then y, of the middle).
    pub walls: Vec<TrueWall>,
    /// Walls above each other.
    pub stacks: Vec<TrueStack>,
    /// Ends of stacked full-height segments with net uplift by the generator's own rough load
    /// path: what the table of sizes calls rod runs. The design decides with its own figures.
    pub expected_runs: Vec<ExpectedRun>,
    /// Beams, pipes and ducts.
    pub obstacles: Vec<TrueObstacle>,
    /// Clashes drawn on purpose. No other obstacle comes near a wall's end.
    pub clashes: Vec<TrueClash>,
    /// Wall types of the schedule.
    pub wall_types: Vec<TrueWallType>,
    /// Every plan on every sheet with its place in the building.
    pub sheets: Vec<TrueSheet>,
    /// Walls of an earlier scheme that stand on a frozen or switched-off layer: never to be found.
    pub discarded_walls: Vec<DiscardedWall>,
    /// Outline of each level, the wings one after another.
    pub outlines: Vec<Vec<Vec<PointIn>>>,
}

/// A grid line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueGridLine {
    /// Name in its bubble.
    pub name: String,
    /// One end.
    pub start_in: PointIn,
    /// Other end.
    pub end_in: PointIn,
}

/// A shear wall of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueWall {
    /// `L2-W07`, numbered within the level in order.
    pub id: String,
    /// Index into [`Truth::levels`].
    pub level: usize,
    /// Mark as drawn.
    pub mark: String,
    /// Centre line, the end with the lower x, then the lower y.
    pub start_in: PointIn,
    /// Centre line, other end.
    pub end_in: PointIn,
    /// Face to face.
    pub thickness_in: f64,
    /// Openings in order from `start_in`.
    pub openings: Vec<TrueOpening>,
    /// Full-height pieces, as distances from `start_in`.
    pub segments_in: Vec<[f64; 2]>,
}

/// An opening in a shear wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueOpening {
    /// Door or window.
    pub kind: OpeningKind,
    /// From the wall's start.
    pub from_in: f64,
    /// To.
    pub to_in: f64,
}

/// Door or window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpeningKind {
    /// Reaches the floor.
    Door,
    /// Has a sill.
    Window,
}

/// Shear walls above each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueStack {
    /// Wall ids from the lowest level up.
    pub walls: Vec<String>,
}

/// An end of a stacked segment that is expected to need a rod.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExpectedRun {
    /// Index into [`Truth::stacks`].
    pub stack: usize,
    /// Segment within the walls of the stack, from 0.
    pub segment: usize,
    /// Whether it is the segment's far end.
    pub far_end: bool,
    /// Where the rod stands.
    pub at_in: PointIn,
    /// Tension at the base of each level by the rough load path, kip, ASD, from the lowest up.
    pub tension_kip: Vec<f64>,
}

/// Something a rod may clash with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueObstacle {
    /// Number within the truth.
    pub id: usize,
    /// Level whose plan shows it.
    pub level: usize,
    /// What it is.
    pub kind: ObstacleKind,
    /// Where and how large.
    pub shape: ObstacleShape,
    /// Label on the drawing; empty where it bears none.
    pub label: String,
    /// Bottom above the level's floor where its label says so.
    pub bottom_in: Option<f64>,
    /// File that shows it.
    pub sheet: String,
}

/// Kinds of obstacle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObstacleKind {
    /// A beam of the floor framing.
    Beam,
    /// A pipe.
    Pipe,
    /// A duct.
    Duct,
}

/// An obstacle's place on plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObstacleShape {
    /// A run along a centre line.
    Run {
        /// Centre line.
        path_in: Vec<PointIn>,
        /// Across it.
        width_in: f64,
    },
    /// A riser.
    Riser {
        /// Centre.
        center_in: PointIn,
        /// Outside diameter.
        diameter_in: f64,
    },
}

/// A clash drawn on purpose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueClash {
    /// Level.
    pub level: usize,
    /// Wall of that level.
    pub wall: String,
    /// Segment within the wall, from 0.
    pub segment: usize,
    /// Whether it is the segment's far end.
    pub far_end: bool,
    /// Where the rod stands.
    pub rod_in: PointIn,
    /// Obstacle, by [`TrueObstacle::id`].
    pub obstacle: usize,
}

/// A wall type of the schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueWallType {
    /// Mark as drawn.
    pub mark: String,
    /// `sheathing` or `structural-1`.
    pub sheathing: String,
    /// `15/32`.
    pub thickness: String,
    /// `8d`, `10d`.
    pub nail: String,
    /// Panel edge nailing, inches.
    pub edge_spacing_in: u32,
    /// Sheathed on both faces.
    pub both_sides: bool,
}

/// What a sheet shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetKind {
    /// Shear wall plan.
    ShearWalls,
    /// Architectural floor plan.
    Architecture,
    /// Floor or roof framing.
    Framing,
    /// Roof plan.
    Roof,
    /// Ducts.
    Mechanical,
    /// Pipes.
    Plumbing,
    /// Ducts and pipes.
    Services,
    /// Lighting and power.
    Electrical,
    /// Sprinklers.
    FireProtection,
    /// Ceilings.
    Ceiling,
    /// Concrete podium.
    Podium,
    /// No plan: cover, notes, schedules, elevations, sections, details, enlarged plans.
    Other,
}

/// A plan on a sheet: `building = scale · R(rotation) · drawing + translation`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueSheet {
    /// Path within the sample.
    pub file: String,
    /// Sheet number.
    pub number: String,
    /// Title.
    pub title: String,
    /// What it shows.
    pub kind: SheetKind,
    /// The plan's level; `None` on sheets without a plan of one of the levels.
    pub level: Option<usize>,
    /// Inches a drawing unit.
    pub scale: f64,
    /// Radians.
    pub rotation: f64,
    /// Inches.
    pub translation_in: PointIn,
}

/// A wall of an earlier scheme, on a layer that no plot shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiscardedWall {
    /// Level.
    pub level: usize,
    /// File that holds it.
    pub file: String,
    /// Its layer.
    pub layer: String,
    /// One end.
    pub start_in: PointIn,
    /// Other end.
    pub end_in: PointIn,
}
