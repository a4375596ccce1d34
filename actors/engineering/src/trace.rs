//! The written-out calculation: each line with its formula, values, units, reference, and where
//! each number came from. Switched off it costs nothing: lines are made by closures.

use serde::{Deserialize, Serialize};

/// Where a number came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A project file: file and line, `project.toml:41`.
    File(String),
    /// A drawing: sheet, layer and entity.
    Drawing {
        /// File name.
        sheet: String,
        /// Layer.
        layer: String,
        /// Handle in hexadecimal.
        entity: String,
    },
    /// A standard's table or the catalogue: its name.
    Table(String),
    /// Taken where nothing was given; it is in the list of assumptions.
    Assumed(String),
    /// An earlier line of the calculation.
    Computed,
}

/// One number of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// Symbol as in the formula, `Fu`.
    pub symbol: String,
    /// Value.
    pub value: f64,
    /// Unit, `ksi`; empty for a ratio.
    pub unit: String,
    /// Where it came from.
    pub origin: Origin,
}

/// One line of a calculation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What is worked out, `Rod tension strength`.
    pub title: String,
    /// Formula in symbols, `Pn/Ω = 0.75 Fu Ab / 2.0`.
    pub formula: String,
    /// The numbers that go in.
    pub inputs: Vec<Quantity>,
    /// What comes out.
    pub result: Quantity,
    /// Standard and section, `AISC 360-16 §J3.6`.
    pub reference: String,
    /// Verdict where the line is a check, `0.82 ≤ 1.00, passes`.
    pub verdict: Option<String>,
}

/// Collects lines, or nothing.
#[derive(Debug, Default)]
pub struct Trace {
    lines: Option<Vec<Line>>,
}

impl Trace {
    /// A trace that keeps nothing.
    #[must_use]
    pub fn off() -> Self {
        Self { lines: None }
    }

    /// A trace that keeps every line.
    #[must_use]
    pub fn on() -> Self {
        Self {
            lines: Some(Vec::new()),
        }
    }

    /// Whether lines are kept.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.lines.is_some()
    }

    /// Adds a line; `make` runs only where lines are kept.
    pub fn line(&mut self, make: impl FnOnce() -> Line) {
        if let Some(lines) = &mut self.lines {
            lines.push(make());
        }
    }

    /// The lines kept.
    #[must_use]
    pub fn into_lines(self) -> Vec<Line> {
        self.lines.unwrap_or_default()
    }
}
