//! The structural engineering of continuous rod tie-downs: loads, load path, rods, shrinkage,
//! audit. Pure: plain values in, plain values out, each calculation traced line by line.
//!
//! US customary units throughout (lb, in, ft, plf, psi, kip), named in every field.

pub mod audit;
pub mod building;
pub mod calc;
pub mod case;
pub mod catalog;
pub mod design;
pub mod drift;
mod edition;
pub mod error;
pub mod explain;
pub mod fault;
pub mod load_path;
pub mod rods;
pub mod tables;
pub mod trace;
pub mod validate;
pub mod wood_movement;
