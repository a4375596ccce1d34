//! From placed plans to the building's plan: walls from faces at stud thickness, openings cut out,
//! marks tied to walls, obstacles, stacks.
//!
//! [`level`] reads one level; [`assemble`] puts levels, walls given in a table and overrides
//! together as a [`crate::plan::Building`]. [`score`] compares with what is known to be there, and
//! [`picture`] draws a level for a person to look at.

mod assemble;
mod bands;
mod beside;
mod evidence;
mod labels;
mod lines;
mod marks;
mod obstacles;
mod openings;
mod overrides;
mod picture;
mod routes;
mod runs;
mod score;
mod shear;
mod sites;
mod stacks;
mod tie;
mod union;

pub use assemble::assemble;
pub use overrides::{
    GivenOpening, GivenWall, Overrides, StackOverride, WallAction, WallChange, WallOverride,
    WallTarget,
};
pub use picture::picture;
pub use score::{
    END_IN, JAMB_IN, LINE_IN, Score, Truth, TruthGridLine, TruthOpening, TruthWall, score,
};

use std::borrow::Borrow;

use serde::{Deserialize, Serialize};

use crate::normalize::titles::Purpose;
use crate::normalize::{Linework, Placement, SheetSurvey};
use crate::options::Options;
use crate::plan::{Evidence, Finding, GridLine, ObstacleKind, Opening, PointIn, Source};

/// What one level's sheets show. Coordinates are the building's, inches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelPlan {
    /// Index into [`Placement::levels`].
    pub level: usize,
    /// The level's name.
    pub name: String,
    /// All walls, shear walls among them.
    pub walls: Vec<FoundWall>,
    /// What a rod may clash with.
    pub obstacles: Vec<FoundObstacle>,
    /// Grid lines, for the picture.
    pub grid: Vec<GridLine>,
    /// Things a person should know.
    pub findings: Vec<Finding>,
}

/// A wall of a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundWall {
    /// Centre line, one end (the lower x, then the lower y).
    pub start_in: PointIn,
    /// Centre line, other end.
    pub end_in: PointIn,
    /// Face to face, or of the studs where it was drawn by its centre line.
    pub thickness_in: f64,
    /// Openings in order from `start_in`.
    pub openings: Vec<Opening>,
    /// Full-height pieces, as distances from `start_in`.
    pub segments: Vec<[f64; 2]>,
    /// Whether it is taken for a shear wall.
    pub shear: bool,
    /// Its mark as written; empty where none was found.
    pub mark: String,
    /// 0 to 1; of being a shear wall where `shear`, else of being a wall.
    pub confidence: f64,
    /// Why.
    pub evidence: Vec<Evidence>,
    /// Where it is drawn.
    pub source: Source,
}

impl FoundWall {
    /// Length, inches.
    #[must_use]
    pub fn length_in(&self) -> f64 {
        crate::geometry::distance(self.start_in, self.end_in)
    }
}

/// Something that a rod may clash with, on one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundObstacle {
    /// What it is.
    pub kind: ObstacleKind,
    /// Centre line, or outline where `closed`.
    pub path_in: Vec<PointIn>,
    /// Whether `path_in` is an outline.
    pub closed: bool,
    /// Across the centre line; 0 for an outline.
    pub width_in: f64,
    /// Height; 0 where not given.
    pub depth_in: f64,
    /// Bottom above the level's floor, where a note says so.
    pub bottom_in: Option<f64>,
    /// Label.
    pub label: String,
    /// Where.
    pub source: Source,
}

/// One plan of a level, in the building's inches.
struct View<'a> {
    survey: &'a SheetSurvey,
    purpose: Purpose,
    linework: Linework,
}

/// Reads a level from all plans that show it. `surveys` are those that `placement` was made from.
#[must_use]
pub fn level<S: Borrow<SheetSurvey>>(
    level: usize,
    surveys: &[S],
    placement: &Placement,
    options: &Options,
) -> LevelPlan {
    let mut views: Vec<View<'_>> = placement
        .regions
        .iter()
        .filter(|r| r.levels.contains(&level))
        .filter_map(|r| {
            let survey = surveys.get(r.sheet)?.borrow();
            let region = survey.regions.get(r.region)?;
            Some(View {
                survey,
                purpose: r.purpose,
                linework: region.linework.placed(&r.frame),
            })
        })
        .collect();
    // Walls are read from plans of walls; a framing plan counts where there is no other.
    views.sort_by(|a, b| {
        rank(a.purpose)
            .cmp(&rank(b.purpose))
            .then(a.survey.sheet.cmp(&b.survey.sheet))
    });
    let has_plan = views
        .iter()
        .any(|v| v.purpose.shows_walls() && v.purpose != Purpose::Framing);

    let mut findings = Vec::new();
    let mut walls = Vec::new();
    let mut sets = Vec::new();
    for view in &views {
        if view.purpose.shows_walls() && (view.purpose != Purpose::Framing || !has_plan) {
            sets.push((view, runs::of_view(view, options)));
        }
    }
    let merged = union::merge(sets, options);
    walls.extend(shear::walls(
        &merged,
        &views,
        placement,
        options,
        &mut findings,
    ));
    let obstacles = obstacles::of_views(&views, &walls, options);
    LevelPlan {
        level,
        name: placement.levels.get(level).cloned().unwrap_or_default(),
        walls,
        obstacles,
        grid: placement.grid.clone(),
        findings,
    }
}

fn rank(purpose: Purpose) -> u8 {
    match purpose {
        Purpose::ShearWalls => 0,
        Purpose::Floor => 1,
        Purpose::Unknown => 2,
        Purpose::Framing => 3,
        _ => 4,
    }
}
