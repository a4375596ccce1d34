//! Drawings in, a building's plan out: readers into one sheet model, normalization, shear wall
//! detection. Pure: bytes and values in, values out; no files, no clock, no actors.

mod blocks;
mod curve;
pub mod detect;
pub mod flatten;
pub mod geometry;
pub mod inspect;
pub mod length;
pub mod normalize;
pub mod options;
pub mod plan;
pub mod read;
pub mod sheet;
pub mod text;
