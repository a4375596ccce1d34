//! All plans in one building frame, in inches: by the grid lines that they share, else by their
//! walls, else by their drawings' common origin. Turned to any angle where a sheet is; mirrored
//! never.

mod collect;
mod common_frame;
mod grid_fit;
mod place;
mod report;
mod wall_fit;

use std::borrow::Borrow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::titles::Purpose;
use super::{SheetSurvey, mark_key};
use crate::geometry::{Similarity, scale};
use crate::options::Options;
use crate::plan::{Finding, GridLine, PlacedSheet, Source, WallType};

use collect::{collect, level_names};
use common_frame::{building_grid, origin, straightening};
pub use grid_fit::fit_grid_lines;
use place::place_all;
use report::finish;

/// What the project says about its levels and marks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RegisterOptions {
    /// The project's level names from the lowest up; empty takes those that the sheets name.
    pub levels: Vec<String>,
    /// Marks of wall types that the project file gives.
    pub marks: Vec<String>,
    /// Thresholds.
    pub options: Options,
}

/// Where every plan stands in the building.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// Levels from the lowest up.
    pub levels: Vec<String>,
    /// Plans that could be placed.
    pub regions: Vec<PlacedRegion>,
    /// The building's grid lines.
    pub grid: Vec<GridLine>,
    /// What became of every sheet, one entry a plan or, where it has none, one a sheet.
    pub sheets: Vec<PlacedSheet>,
    /// Rows of all wall schedules, each mark once.
    pub wall_types: Vec<WallType>,
    /// Marks of all schedules and of the project, as they are compared, with where each was found.
    pub marks: BTreeMap<String, Option<Source>>,
    /// Things a person should know.
    pub findings: Vec<Finding>,
}

/// One plan in the building.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlacedRegion {
    /// Index of its sheet's survey.
    pub sheet: usize,
    /// Index into [`SheetSurvey::regions`].
    pub region: usize,
    /// Levels that it shows, indices into [`Placement::levels`].
    pub levels: Vec<usize>,
    /// What it shows of them.
    pub purpose: Purpose,
    /// From drawing units to the building.
    pub frame: Similarity,
    /// Worst distance of a common grid line after placing, inches.
    pub misfit_in: f64,
}

impl Placement {
    /// The frame of a building that is given in tables alone.
    #[must_use]
    pub fn without_drawings(levels: Vec<String>, marks: &[String]) -> Self {
        Self {
            levels,
            regions: Vec::new(),
            grid: Vec::new(),
            sheets: Vec::new(),
            wall_types: Vec::new(),
            marks: marks.iter().map(|m| (mark_key(m), None)).collect(),
            findings: Vec::new(),
        }
    }

    /// The sheets (indices of their surveys) that a level is read from.
    #[must_use]
    pub fn sheets_of(&self, level: usize) -> Vec<usize> {
        let mut sheets: Vec<usize> = self
            .regions
            .iter()
            .filter(|r| r.levels.contains(&level))
            .map(|r| r.sheet)
            .collect();
        sheets.sort_unstable();
        sheets.dedup();
        sheets
    }
}

/// Puts all plans into one frame: x and y along the building's axes, the origin at the crossing of
/// its leftmost and lowest grid lines (or the lower left corner of its walls where it has no grid).
#[must_use]
pub fn register<S: Borrow<SheetSurvey>>(surveys: &[S], options: &RegisterOptions) -> Placement {
    let surveys: Vec<&SheetSurvey> = surveys.iter().map(Borrow::borrow).collect();
    let levels = level_names(&surveys, &options.levels);
    let mut findings = Vec::new();
    let mut plans = collect(&surveys, &levels, &mut findings);
    place_all(&surveys, &mut plans, options, &mut findings);
    let turn = straightening(&surveys, &plans);
    for p in &mut plans {
        if let Some(frame) = &mut p.frame {
            *frame = frame.then(&turn);
        }
    }
    let mut grid = building_grid(&surveys, &plans);
    let origin = origin(&grid, &surveys, &plans);
    let shift = Similarity {
        translation: scale(origin, -1.0),
        ..Similarity::IDENTITY
    };
    for p in &mut plans {
        if let Some(frame) = &mut p.frame {
            *frame = frame.then(&shift);
        }
    }
    for line in &mut grid {
        line.start_in = shift.apply(line.start_in);
        line.end_in = shift.apply(line.end_in);
    }
    finish(&surveys, levels, plans, grid, options, findings)
}

/// A plan on its way to its place.
struct Plan {
    sheet: usize,
    region: usize,
    levels: Vec<usize>,
    frame: Option<Similarity>,
    misfit: f64,
    how: String,
}
