//! The engineering of whole buildings.
#![allow(clippy::unwrap_used)] // what cannot be unwrapped fails its test

mod audit;
mod explain;
mod fixture;
mod laws;
mod load_path;
mod refusals;
mod rods;
