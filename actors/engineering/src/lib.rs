//! The structural engineering of continuous rod tie-downs: loads, load path, rods, shrinkage,
//! audit. Pure: plain values in, plain values out, each calculation traced line by line.
//!
//! US customary units throughout (lb, in, ft, plf, psi, kip), named in every field.

pub mod building;
pub mod calc;
pub mod design;
pub mod error;
pub mod tables;
pub mod trace;
