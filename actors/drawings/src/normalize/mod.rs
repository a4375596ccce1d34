//! From sheets to one building frame.
//!
//! [`survey`] looks at one sheet alone: what it shows, its scale, its plans, grid lines, notes and
//! schedules. [`register`] puts all plans into one frame in inches. Both are pure, and what they
//! give can be written down and kept by the hash of what they were given.

mod grid;
pub mod layers;
mod linework;
mod notes;
mod regions;
mod register;
mod scale;
mod schedule;
mod survey;
pub mod titles;

pub use linework::{Curve, Enclosure, Fill, Linework, Note, Stroke, Symbol};
pub use register::{PlacedRegion, Placement, RegisterOptions, fit_grid_lines, register};
pub(crate) use scale::leading_length;
pub use scale::{Scale, ScaleEvidence, ScaleSource};
pub(crate) use schedule::has_mark_form;
pub use schedule::mark_key;
pub use survey::{NormalizeError, survey, survey_marks};

use serde::{Deserialize, Serialize};

use crate::geometry::Bounds;
use crate::options::Options;
use crate::plan::{Finding, Source, WallType};
use crate::sheet::{Handle, Point, Units};
use layers::LayerRole;
use titles::{LevelName, Purpose};

/// What the project file says that helps to read one sheet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SheetHints {
    /// The project's level names from the lowest up; empty where it names none.
    pub levels: Vec<String>,
    /// Unit where a file does not say.
    pub units: Option<Units>,
    /// The level that this sheet shows, by the project's name.
    pub level: Option<String>,
    /// Inches a drawing unit on this sheet; wins over all that the sheet says.
    pub scale_in_per_unit: Option<f64>,
    /// Marks of wall types that the project file gives.
    pub marks: Vec<String>,
    /// Thresholds.
    pub options: Options,
}

/// One sheet, understood by itself. Coordinates are the sheet's drawing units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetSurvey {
    /// File name.
    pub sheet: String,
    /// Sheet number from the title block or the file name, `S-201`; empty where none was found.
    pub number: String,
    /// Title from the title block, the plan's title or the file name.
    pub title: String,
    /// What the sheet shows.
    pub purpose: Purpose,
    /// Inches a drawing unit, and why.
    pub scale: Scale,
    /// Layers that hold marks, with what they are for.
    pub layers: Vec<LayerUse>,
    /// The plans on it; none on a sheet of schedules or elevations.
    pub regions: Vec<Region>,
    /// Rows of wall schedules.
    pub wall_types: Vec<WallType>,
    /// Things a person should know.
    pub findings: Vec<Finding>,
}

impl SheetSurvey {
    /// Where an entity of this sheet is, for a trace.
    #[must_use]
    pub fn source(&self, layer: u32, entity: Handle) -> Source {
        Source {
            sheet: self.sheet.clone(),
            layer: self
                .layers
                .iter()
                .find(|l| l.index == layer)
                .map(|l| l.name.clone())
                .unwrap_or_default(),
            entity: entity.to_string(),
        }
    }
}

/// A layer that holds marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerUse {
    /// Its index in the sheet.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: LayerRole,
    /// How many marks it holds.
    pub marks: usize,
}

/// One plan on a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Its title, as written; empty where it has none.
    pub title: String,
    /// Levels that it shows.
    pub levels: Vec<LevelName>,
    /// What it shows of them.
    pub purpose: Purpose,
    /// Box around it.
    pub bounds: Bounds,
    /// Grid lines.
    pub grid: Vec<GridAxis>,
    /// What is drawn.
    pub linework: Linework,
}

/// A grid line on a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridAxis {
    /// Its name.
    pub name: String,
    /// One end.
    pub a: Point,
    /// Other end.
    pub b: Point,
    /// Layer of its line or bubble.
    pub layer: u32,
    /// Its line, or its bubble where no line was found.
    pub entity: Handle,
}
