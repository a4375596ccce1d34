//! What a person says about walls: whole walls from a table, and corrections of what was found.
//! Lengths are inches in the building's frame; a project's files say them in feet or as text.

use serde::{Deserialize, Serialize};

use crate::plan::{OpeningKind, PointIn, Source};

/// A wall given directly, without drawings or in place of what they show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GivenWall {
    /// Its id; empty lets one be made from its place.
    pub id: String,
    /// Index of its level.
    pub level: usize,
    /// Mark of its type.
    pub mark: String,
    /// Centre line, one end.
    pub start_in: PointIn,
    /// Centre line, other end.
    pub end_in: PointIn,
    /// Openings from `start_in` on.
    pub openings: Vec<GivenOpening>,
    /// Stud depth, where given.
    pub thickness_in: Option<f64>,
    /// Dead load in place of the level's, plf, where given.
    pub dead_plf: Option<f64>,
    /// File and line.
    pub source: Source,
}

/// An opening of a wall given directly.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GivenOpening {
    /// Door or window.
    pub kind: OpeningKind,
    /// From the wall's first end.
    pub from_in: f64,
    /// To.
    pub to_in: f64,
}

/// All corrections, in the order in which they are made.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Overrides {
    /// Corrections of walls.
    pub walls: Vec<WallOverride>,
    /// Which walls stand above each other.
    pub stacks: Vec<StackOverride>,
}

/// One correction of a wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WallOverride {
    /// What is done.
    pub action: WallAction,
    /// Why, in the person's words; may be empty.
    pub reason: String,
    /// File and line.
    pub source: Source,
}

/// What a correction does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WallAction {
    /// Adds a wall that was not found.
    Add(GivenWall),
    /// Takes a wall away.
    Remove(WallTarget),
    /// Changes a wall.
    Change(WallTarget, WallChange),
}

/// Which wall is meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WallTarget {
    /// The wall of this id, as it was before any correction.
    Id(String),
    /// The wall of a level that is nearest to a point.
    Near {
        /// Index of the level.
        level: usize,
        /// The point on plan.
        point_in: PointIn,
    },
}

/// What changes in a wall; `None` stays as found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WallChange {
    /// Mark of its type.
    pub mark: Option<String>,
    /// Both ends.
    pub ends_in: Option<[PointIn; 2]>,
    /// All of its openings, from its first end on; an empty list closes them.
    pub openings: Option<Vec<GivenOpening>>,
    /// Stud depth.
    pub thickness_in: Option<f64>,
    /// Dead load, plf.
    pub dead_plf: Option<f64>,
    /// Index of the level that it is on.
    pub level: Option<usize>,
}

/// Walls that stand above each other, whatever their places say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackOverride {
    /// Id of the stack, where given.
    pub id: Option<String>,
    /// Ids of its walls from the lowest level up; one alone stands by itself.
    pub walls: Vec<String>,
    /// Why; may be empty.
    pub reason: String,
    /// File and line.
    pub source: Source,
}
