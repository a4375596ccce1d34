//! The submittal: PDF, SVG, CSV, JSON and BCF from one results value. Pure: no files, no clock.

pub mod results;
