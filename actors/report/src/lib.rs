//! The submittal of a tie-down design, made from one [`results::Results`] value.
//!
//! | file | made by |
//! | --- | --- |
//! | `submittal.pdf` | [`pdf::write`] |
//! | `results.json` | [`json::write`] |
//! | `rods.csv` | [`csv::rods`] |
//! | `clashes.bcfzip` | [`bcf::write`] |
//! | one SVG a level | [`svg::level`] |
//!
//! Everything here is pure: a value goes in and bytes come out, with no file, clock or chance, so the
//! same results always give the same bytes.

pub mod bcf;
pub mod csv;
mod date;
mod drawing;
mod error;
pub mod json;
mod numerals;
pub mod pdf;
pub mod results;
pub mod svg;
mod typeface;
mod utilization;

pub use error::ReportError;

// The tests' fixture names this crate as hosts do.
#[cfg(test)]
extern crate self as holdfast_report;

#[cfg(test)]
#[path = "../tests/fixture/mod.rs"]
mod fixture;
