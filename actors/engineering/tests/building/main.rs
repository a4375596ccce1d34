//! The engineering of whole buildings.

mod audit;
mod explain;
mod fixture;
mod laws;
mod load_path;
mod refusals;
mod rods;
