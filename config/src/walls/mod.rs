//! `walls.toml` and `walls.csv`: shear walls given directly, without drawings.
//!
//! Lengths are decimal numbers with the unit in the key (`x1_ft`, `x1_in`) or feet-and-inches text
//! (`12'-6 1/2"`), which a parser of the caller's reads. Results are in feet.
//!
//! ```
//! let feet_and_inches = |text: &str| Err(format!("{text} is no length"));
//! let csv = "level,mark,x1_ft,y1_ft,x2_ft,y2_ft,openings\n1,SW4,0,0,24,0,door 3-6\n";
//! let table = holdfast_config::walls::parse_csv(csv, "walls.csv", &["Level 1"], &feet_and_inches)?;
//! assert_eq!(table.walls[0].id, "L1-T01");
//! assert_eq!(table.walls[0].openings[0].to_ft, 6.0);
//! # Ok::<(), holdfast_config::ConfigErrors>(())
//! ```

mod check;
mod columns;
mod from_csv;
mod from_toml;
mod length;
mod openings;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::error::Warning;
use crate::words::words;

pub(crate) use check::{distance, ends_fault, twice, with_ids};
pub use from_csv::parse_csv;
pub use from_toml::parse_toml;
pub(crate) use from_toml::{
    DEAD, THICKNESS, any_end, check_openings, given_key, missing_ends, read_ends, read_openings,
    read_wall,
};

/// Reads feet-and-inches text to inches, or says why not.
pub type LengthParser<'p> = &'p dyn Fn(&str) -> Result<f64, String>;

/// Most walls of one table.
pub const MOST_WALLS: usize = 20_000;
/// Most openings of one wall.
pub const MOST_OPENINGS: usize = 200;
/// Largest wall table, bytes.
pub(crate) const MOST_BYTES: usize = 16 << 20;

/// The walls of one table, in its order, at most [`MOST_WALLS`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WallTable {
    /// The table's file name.
    pub file: String,
    /// Its walls.
    pub walls: Vec<WallRow>,
    /// What is worth a look.
    pub warnings: Vec<Warning>,
}

/// One wall of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WallRow {
    /// Id, unique in the table; where none was given, `L2-T03`: level, then place in the table.
    pub id: String,
    /// Index of its level.
    pub level: usize,
    /// Mark of its type.
    pub mark: String,
    /// One end on plan, ft.
    pub start_ft: [f64; 2],
    /// Other end on plan, ft; at least half a foot away.
    pub end_ft: [f64; 2],
    /// Openings from `start_ft` on, apart from each other and within the wall.
    pub openings: Vec<OpeningRow>,
    /// Stud depth, inches, where given.
    pub thickness_in: Option<f64>,
    /// Dead load in place of the level's, plf, where given.
    pub dead_plf: Option<f64>,
    /// Line in the file.
    pub line: u32,
}

impl WallRow {
    /// Length on plan, ft.
    #[must_use]
    pub fn length_ft(&self) -> f64 {
        check::distance(self.start_ft, self.end_ft)
    }
}

words! {
    /// What an opening is.
    OpeningKind {
        /// Reaches the floor.
        Door = "door",
        /// Has a sill.
        Window = "window",
        /// Of unknown kind.
        Opening = "opening",
    }
}

/// An opening in a wall.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OpeningRow {
    /// What it is.
    pub kind: OpeningKind,
    /// From the wall's start, ft.
    pub from_ft: f64,
    /// To, ft from the wall's start.
    pub to_ft: f64,
}
