//! Drawings in, a building's plan out: readers into one sheet model, normalization, shear wall
//! detection. Pure: bytes and values in, values out; no files, no clock, no actors.

pub mod flatten;
pub mod plan;
pub mod sheet;
