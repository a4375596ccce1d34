//! `project.toml`: criteria, loads, levels and choices of one building.
//!
//! ```
//! let text = r#"
//! [project]
//! name = "Elm Street"
//! [wind]
//! story_forces_x_kip = [10.0]
//! story_forces_y_kip = [12.0]
//! [[level]]
//! name = "Level 1"
//! height_ft = 10.0
//! "#;
//! let project = holdfast_config::project::parse(text, "project.toml")?;
//! assert_eq!(project.levels[0].elevation_ft, 0.0);
//! assert_eq!(project.line("wind.story_forces_x_kip"), Some(5));
//! assert!(project.defaults.iter().any(|taken| taken.key == "criteria.code"));
//!
//! let errors = holdfast_config::project::parse("[project]\nnam = 3\n", "project.toml").unwrap_err();
//! assert!(errors.to_string().contains("did you mean `name`?"));
//! # Ok::<(), holdfast_config::ConfigErrors>(())
//! ```

mod levels;
mod parse;
mod sections;
mod species;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::Warning;
use crate::reader::DefaultTaken;
use crate::words::words;

pub use parse::parse;
pub(crate) use sections::{MOST_SHEETS, SHEET, level_of, refuse_twice, sheet_setting};
pub use species::Species;

/// A whole `project.toml`, checked. Lists over levels run from the lowest level up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectFile {
    /// `[project]`
    pub project: Project,
    /// `[criteria]`
    pub criteria: Criteria,
    /// `[seismic]`; `None` where it is not given.
    pub seismic: Option<Seismic>,
    /// `[wind]`; `None` where it is not given.
    pub wind: Option<Wind>,
    /// `[diaphragm]`
    pub diaphragm: Diaphragm,
    /// `[framing]`
    pub framing: Framing,
    /// `[rods]`
    pub rods: Rods,
    /// `[shrinkage]`
    pub shrinkage: Shrinkage,
    /// `[clash]`
    pub clash: Clash,
    /// `[drawings]`
    pub drawings: Drawings,
    /// `[[level]]`, 1 to 60, each on top of the one before.
    pub levels: Vec<Level>,
    /// `[wall_types.MARK]`, by mark.
    pub wall_types: BTreeMap<String, WallType>,
    /// Line of every value given, by key path: `criteria.code`, `level[1].height_ft`,
    /// `seismic.story_forces_kip[2]`, `wall_types.SW6.nail`. Indices run from 0.
    pub lines: BTreeMap<String, u32>,
    /// Every value taken because none was given, in the order of the sections.
    pub defaults: Vec<DefaultTaken>,
    /// What is worth a look, in the order of the lines.
    pub warnings: Vec<Warning>,
}

impl ProjectFile {
    /// The line on which `key` (or, where it is not given, the section that would hold it) stands.
    #[must_use]
    pub fn line(&self, key: &str) -> Option<u32> {
        let mut key = key;
        loop {
            if let Some(line) = self.lines.get(key) {
                return Some(*line);
            }
            key = &key[..key.rfind(['.', '['])?];
        }
    }

    /// Whether `key` was given (else its value is one of [`ProjectFile::defaults`]).
    #[must_use]
    pub fn given(&self, key: &str) -> bool {
        self.lines.contains_key(key)
    }

    /// The index of a level by its name, upper and lower case alike.
    #[must_use]
    pub fn level_index(&self, name: &str) -> Option<usize> {
        self.levels
            .iter()
            .position(|level| crate::levels::same_name(&level.name, name))
    }

    /// The levels' names from the lowest up.
    #[must_use]
    pub fn level_names(&self) -> Vec<&str> {
        self.levels
            .iter()
            .map(|level| level.name.as_str())
            .collect()
    }
}

/// `[project]`: what the cover says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Name of the project.
    pub name: String,
    /// Job number.
    pub number: String,
    /// Address of the site.
    pub address: String,
    /// Client.
    pub client: String,
    /// Engineer of record.
    pub engineer: String,
    /// Date as written.
    pub date: String,
}

words! {
    /// Load standard.
    Code {
        /// ASCE 7-16.
        Asce7_16 = "ASCE 7-16",
        /// ASCE 7-22.
        Asce7_22 = "ASCE 7-22",
    }
}

words! {
    /// SDPWS edition.
    Sdpws {
        /// 2008.
        Y2008 = "2008",
        /// 2015.
        Y2015 = "2015",
        /// 2021.
        Y2021 = "2021",
    }
}

words! {
    /// Design method.
    Method {
        /// Allowable stress design.
        Asd = "ASD",
        /// Load and resistance factor design.
        Lrfd = "LRFD",
    }
}

words! {
    /// How a line's shear goes to its segments.
    SegmentDistribution {
        /// The same unit shear in each.
        Length = "length",
        /// By stiffness.
        Stiffness = "stiffness",
    }
}

words! {
    /// How story forces go to wall lines.
    DiaphragmModel {
        /// By tributary width.
        Flexible = "flexible",
        /// By stiffness, with torsion.
        Rigid = "rigid",
        /// The worse of both, line by line.
        Envelope = "envelope",
    }
}

words! {
    /// Length unit of a drawing that does not say its own.
    DrawingUnits {
        /// Inches.
        Inches = "in",
        /// Feet.
        Feet = "ft",
        /// Millimetres.
        Millimetres = "mm",
        /// Centimetres.
        Centimetres = "cm",
        /// Metres.
        Metres = "m",
    }
}

impl DrawingUnits {
    /// Inches in one unit (1 in = 25.4 mm exactly).
    #[must_use]
    pub fn inches(self) -> f64 {
        match self {
            Self::Inches => 1.0,
            Self::Feet => 12.0,
            Self::Millimetres => 1.0 / 25.4,
            Self::Centimetres => 10.0 / 25.4,
            Self::Metres => 1000.0 / 25.4,
        }
    }
}

words! {
    /// Grade of wood structural panel sheathing (SDPWS Table 4.3A).
    Sheathing {
        /// Sheathing.
        Sheathing = "sheathing",
        /// Structural I.
        Structural1 = "structural-1",
    }
}

words! {
    /// Panel thickness of SDPWS Table 4.3A, inches.
    PanelThickness {
        /// 5/16.
        T5_16 = "5/16",
        /// 3/8.
        T3_8 = "3/8",
        /// 7/16.
        T7_16 = "7/16",
        /// 15/32.
        T15_32 = "15/32",
        /// 19/32.
        T19_32 = "19/32",
    }
}

words! {
    /// Nail of SDPWS Table 4.3A, common or galvanised box.
    Nail {
        /// 6d.
        D6 = "6d",
        /// 8d.
        D8 = "8d",
        /// 10d.
        D10 = "10d",
    }
}

/// `[criteria]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criteria {
    /// Load standard.
    pub code: Code,
    /// SDPWS edition.
    pub sdpws: Sdpws,
    /// Design method.
    pub method: Method,
    /// How a line's shear goes to its segments.
    pub segment_distribution: SegmentDistribution,
}

/// `[seismic]` (ASCE 7 §11.4, §12.2, §12.8, §12.12).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seismic {
    /// Short-period design acceleration, g.
    pub sds_g: f64,
    /// One-second design acceleration, g.
    pub sd1_g: f64,
    /// Mapped one-second acceleration, g.
    pub s1_g: f64,
    /// Long-period transition, s.
    pub tl_s: f64,
    /// Response modification.
    pub r: f64,
    /// Importance factor.
    pub ie: f64,
    /// Deflection amplification.
    pub cd: f64,
    /// Redundancy.
    pub rho: f64,
    /// Story drift limit over story height.
    pub drift_limit_ratio: f64,
    /// Story forces at the top of each level, kip, strength level; empty where they are to be
    /// worked out from the weights.
    pub story_forces_kip: Vec<f64>,
}

/// `[wind]`: story forces at the top of each level, kip, strength level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wind {
    /// Along x.
    pub story_forces_x_kip: Vec<f64>,
    /// Along y.
    pub story_forces_y_kip: Vec<f64>,
}

/// `[diaphragm]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diaphragm {
    /// How story forces go to wall lines.
    pub model: DiaphragmModel,
    /// Accidental eccentricity over the plan dimension (ASCE 7 §12.8.4.2).
    pub accidental_ratio: f64,
}

/// `[framing]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Framing {
    /// Species, which sets the next five where they are not given.
    pub species: Species,
    /// Specific gravity.
    pub specific_gravity: f64,
    /// Compression across the grain, psi.
    pub fc_perp_psi: f64,
    /// Compression along the grain, psi.
    pub fc_psi: f64,
    /// Modulus, psi.
    pub e_psi: f64,
    /// Modulus for stability, psi.
    pub emin_psi: f64,
    /// Width of studs, plates and posts across the wall, inches.
    pub stud_depth_in: f64,
    /// From the wall's end to the rod's centre, inches.
    pub rod_offset_in: f64,
    /// From the wall's end to the centroid of the compression posts, inches.
    pub post_offset_in: f64,
}

/// `[rods]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rods {
    /// Deformation limit between restraints at ASD force, inches (ICC-ES AC316 §6.0).
    pub deformation_limit_in: f64,
    /// Whether a deformation over the limit may pass by the drift check.
    pub drift_check_may_govern: bool,
    /// Levels (indices, rising) whose plate is left out.
    pub skipped_restraints: Vec<usize>,
    /// Margin on take-up travel.
    pub takeup_margin: f64,
    /// Rod below the lowest plate, inches.
    pub anchor_projection_in: f64,
}

/// `[shrinkage]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shrinkage {
    /// Coefficient of sawn wood per 1 % moisture.
    pub coefficient_per_pct: f64,
    /// Coefficient of engineered joists per 1 %.
    pub engineered_coefficient_per_pct: f64,
    /// Moisture at erection, %.
    pub mc_initial_pct: f64,
    /// Moisture in service, %.
    pub mc_final_pct: f64,
    /// Fibre saturation, %.
    pub fiber_saturation_pct: f64,
    /// Settlement of each level, inches.
    pub settlement_in: f64,
}

/// `[clash]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clash {
    /// Least clearance, inches.
    pub clearance_in: f64,
    /// How far a rod may be moved along its wall, inches.
    pub max_move_in: f64,
}

/// `[drawings]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawings {
    /// Length unit where a file does not say.
    pub units: Option<DrawingUnits>,
    /// Level (index) whose sheet the others are registered to.
    pub base_level: Option<usize>,
    /// What is told of single sheets.
    pub sheets: Vec<SheetSetting>,
}

/// `[[drawings.sheet]]`, also `[[sheet]]` of `overrides.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetSetting {
    /// File name in `drawings/`.
    pub file: String,
    /// Level (index) that it shows.
    pub level: Option<usize>,
    /// Inches in one drawing unit.
    pub scale_in_per_unit: Option<f64>,
    /// Line of the entry.
    pub line: u32,
}

/// `[[level]]`: its walls and the floor or roof on top of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Name.
    pub name: String,
    /// Floor above the base, ft.
    pub elevation_ft: f64,
    /// Floor to floor, ft.
    pub height_ft: f64,
    /// Seismic weight at the top of the level, kip; 0 where story forces are given in its place.
    pub weight_kip: f64,
    /// Centre of mass at the top of the level, ft; `None` takes the middle of the plan.
    pub mass_center_ft: Option<[f64; 2]>,
    /// Extent of the diaphragm along x, ft; `None` takes that of the level's walls.
    pub plan_x_ft: Option<[f64; 2]>,
    /// Extent of the diaphragm along y, ft; `None` takes that of the level's walls.
    pub plan_y_ft: Option<[f64; 2]>,
    /// Dead load added on its shear walls, plf.
    pub dead_plf: f64,
    /// Live load added, plf.
    pub live_plf: f64,
    /// Snow added, plf.
    pub snow_plf: f64,
    /// Depth of the framing on top of the walls, inches.
    pub floor_depth_in: f64,
    /// Whether that framing is engineered rather than sawn.
    pub engineered_floor: bool,
    /// Sill plates, count of 1.5 in plies.
    pub sill_plies: u32,
    /// Top plates, count of 1.5 in plies.
    pub top_plies: u32,
    /// Line of the entry.
    pub line: u32,
}

/// `[wall_types.MARK]`: blocked wood structural panels (SDPWS Table 4.3A).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WallType {
    /// Panel grade.
    pub sheathing: Sheathing,
    /// Panel thickness.
    pub thickness: PanelThickness,
    /// Nail.
    pub nail: Nail,
    /// Panel edge nailing, inches: 6, 4, 3 or 2.
    pub edge_spacing_in: f64,
    /// Sheathed on both faces.
    pub both_sides: bool,
    /// Line of the entry.
    pub line: u32,
}
