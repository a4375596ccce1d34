//! Everything a submittal says: the one value that all outputs are made from, and `results.json`
//! as it is written.

use std::collections::BTreeMap;

use holdfast_engineering::building::{Catalog, Criteria, WallType};
use holdfast_engineering::design::{Audit, ChordForce, LineForce, Problem, RodRun, SegmentForce};
use serde::{Deserialize, Serialize};

/// The version of `results.json` that this code writes, for [`Results::format`].
pub const FORMAT: u32 = 1;

/// The results of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Version of this format.
    pub format: u32,
    /// The project.
    pub project: ProjectInfo,
    /// Criteria used.
    pub criteria: Criteria,
    /// Levels, from the lowest up.
    pub levels: Vec<LevelInfo>,
    /// Grid lines, feet.
    pub grid: Vec<GridLine>,
    /// Shear walls.
    pub walls: Vec<Wall>,
    /// Wall lines' forces.
    pub lines: Vec<LineForce>,
    /// Rod runs.
    pub rod_runs: Vec<RodRun>,
    /// Clashes.
    pub clashes: Vec<Clash>,
    /// The audit.
    pub audit: Audit,
    /// Drawings and files used, and what became of each.
    pub sources: Vec<SourceFile>,
    /// Things a person should know, from reading and detection.
    pub findings: Vec<Finding>,
    /// What could not be carried or designed.
    pub problems: Vec<Problem>,
    /// Lines of the plan other than shear walls, for key plans.
    pub context: Vec<ContextLine>,
    /// Obstacles, for key plans and clash pictures.
    pub obstacles: Vec<Obstacle>,
    /// Calculation sheets: the traced lines of each run named (a selection where there are many).
    pub calculations: BTreeMap<String, Vec<holdfast_engineering::trace::Line>>,
    /// Story forces and base shear.
    #[serde(default)]
    pub loads: Loads,
    /// Wall types in use, for the shear wall schedule.
    #[serde(default)]
    pub wall_types: Vec<WallType>,
    /// Parts in use, for the material schedule.
    #[serde(default)]
    pub catalog: Catalog,
    /// Overturning and chord forces at each end of each stacked segment, with the load combinations
    /// that govern.
    #[serde(default)]
    pub chords: Vec<ChordForce>,
}

impl Results {
    /// Steel of all rod runs, lb; a run without a rod has none.
    #[must_use]
    pub fn steel_lb(&self) -> f64 {
        let steel = self.rod_runs.iter().map(|run| run.steel_lb);
        // An empty `sum` is -0.
        steel
            .filter(|lb| lb.is_finite())
            .fold(0.0, |sum, lb| sum + lb)
    }
}

/// The lateral loads of the whole building, strength level.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Loads {
    /// Seismic base shear, kip; 0 without seismic.
    pub base_shear_kip: f64,
    /// Seismic response coefficient; 0 where story forces were given.
    pub cs: f64,
    /// Seismic story force at the top of each level, kip; empty without seismic.
    pub seismic_story_kip: Vec<f64>,
}

/// The project, for the cover.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProjectInfo {
    /// Name.
    pub name: String,
    /// Number.
    pub number: String,
    /// Address.
    pub address: String,
    /// Client.
    pub client: String,
    /// Engineer of record.
    pub engineer: String,
    /// Date printed on the cover, as given in the project file (never the clock's).
    pub date: String,
    /// Version of Holdfast.
    pub software: String,
    /// Hash of all inputs, hexadecimal.
    pub input_hash: String,
}

/// A level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelInfo {
    /// Name.
    pub name: String,
    /// Floor above the base, ft.
    pub elevation_ft: f64,
    /// Floor to floor, ft.
    pub height_ft: f64,
    /// Seismic weight, kip.
    pub weight_kip: f64,
    /// Shrinkage of the level, inches.
    pub shrinkage_in: f64,
    /// Cumulative shrinkage, inches.
    pub cumulative_shrinkage_in: f64,
}

/// A grid line, ft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridLine {
    /// Name.
    pub name: String,
    /// One end, ft.
    pub start_ft: [f64; 2],
    /// Other end, ft.
    pub end_ft: [f64; 2],
}

/// A shear wall with its segments' forces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wall {
    /// `L2-W07`.
    pub id: String,
    /// Level index.
    pub level: usize,
    /// Mark.
    pub mark: String,
    /// Stack id; empty where it stands alone.
    pub stack: String,
    /// One end, ft.
    pub start_ft: [f64; 2],
    /// Other end, ft.
    pub end_ft: [f64; 2],
    /// Thickness, inches.
    pub thickness_in: f64,
    /// Openings: kind, from and to, ft from the start.
    pub openings: Vec<Opening>,
    /// Segments with forces.
    pub segments: Vec<SegmentForce>,
    /// 0 to 1.
    pub confidence: f64,
    /// Why, in words.
    pub evidence: Vec<Evidence>,
    /// Whether an override set or changed it.
    pub overridden: bool,
}

/// An opening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// `door`, `window`, `unknown`.
    pub kind: String,
    /// From, ft.
    pub from_ft: f64,
    /// To, ft.
    pub to_ft: f64,
}

/// A reason for a wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// `mark`, `layer` …
    pub kind: String,
    /// In words.
    pub what: String,
    /// Sheet.
    pub sheet: String,
    /// Layer.
    pub layer: String,
    /// Handle or line.
    pub entity: String,
}

/// A clash: one rod run and one thing in its way on a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clash {
    /// Stable id, from what clashes and where.
    pub id: String,
    /// `hard` where any part shares room with it, else `clearance`.
    pub kind: String,
    /// Rod run.
    pub run: String,
    /// Part of the run that meets it worst: `rod`, `plate`, `coupler`.
    pub part: String,
    /// What it clashes with: `duct`, `pipe`, `beam`, `header`, `opening`, `rod` …
    pub against: String,
    /// Its id or label.
    pub against_id: String,
    /// Index of the level that it is on.
    pub level: usize,
    /// Where the part that meets it worst stands, ft, building coordinates; z above the base.
    pub at_ft: [f64; 3],
    /// Distance of the part that meets it worst, inches: negative is overlap.
    pub distance_in: f64,
    /// All parts of the run that meet it, the worst first.
    #[serde(default)]
    pub parts: Vec<ClashPart>,
    /// Whether the drawings do not give its height: it is taken over its whole storey, the rod keeps
    /// its clearance, and plates and couplers are told where they may meet it.
    #[serde(default)]
    pub height_assumed: bool,
    /// Clearance asked for, inches.
    pub required_in: f64,
    /// Move along the wall that clears it, inches, towards the wall's inside positive; `None` where no
    /// move within the allowed offset does.
    pub move_in: Option<f64>,
    /// In words: what to do.
    pub remedy: String,
    /// Sheet, layer, entity of what it clashes with.
    pub source: [String; 3],
}

/// A part of a run in a clash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClashPart {
    /// `rod`, `plate`, `coupler`.
    pub part: String,
    /// Level index of the part.
    pub level: usize,
    /// `hard` or `clearance`.
    pub kind: String,
    /// Distance, inches: negative is overlap.
    pub distance_in: f64,
}

/// A file used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Path within the project folder.
    pub file: String,
    /// Content hash, hexadecimal.
    pub hash: String,
    /// `drawing`, `project`, `walls`, `overrides`, `catalog`.
    pub kind: String,
    /// What it was used for, or why not.
    pub role: String,
    /// Whether it could be read.
    pub read: bool,
    /// The error's words where not.
    pub error: String,
}

/// Something a person should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `note`, `warning`, `error`.
    pub severity: String,
    /// In words.
    pub what: String,
    /// Where: sheet, layer, entity; empty where not at one place.
    pub place: String,
}

/// A plan line that is not a shear wall, ft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContextLine {
    /// Level index.
    pub level: usize,
    /// One end.
    pub start_ft: [f64; 2],
    /// Other end.
    pub end_ft: [f64; 2],
}

/// An obstacle, ft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Obstacle {
    /// Id.
    pub id: String,
    /// Level index.
    pub level: usize,
    /// `duct`, `pipe` …
    pub kind: String,
    /// Centre line or outline.
    pub path_ft: Vec<[f64; 2]>,
    /// Whether an outline.
    pub closed: bool,
    /// Width, inches.
    pub width_in: f64,
    /// Label.
    pub label: String,
}
