//! The calculations, one a file: `Input` in, `Output` out, each line written to the trace.
//!
//! Every calculation is a pure function on plain numbers in US customary units and can be called
//! three ways: as a function on its `Input`, by name on JSON through [`registry`], or, where many
//! are needed, through the small functions on `f64` that hold its formulas (`cp`, `crushing_in`,
//! `strength`).

mod check;
mod registry;
mod written;

pub mod bearing_plate;
pub mod line_unit_shear;
pub mod load_combinations;
pub mod overturning;
pub mod post_capacity;
pub mod restraint_forces;
pub mod rod_capacity;
pub mod rod_elongation;
pub mod seismic_base_shear;
pub mod shear_wall_capacity;
pub mod shear_wall_deflection;
pub mod shrinkage;
pub mod system_deformation;
pub mod takeup;
pub mod wall_line_distribution;

pub use bearing_plate::bearing_plate;
pub use check::MAX_LEVELS;
pub use line_unit_shear::line_unit_shear;
pub use load_combinations::load_combinations;
pub use overturning::overturning;
pub use post_capacity::post_capacity;
pub use registry::{Entry, Fallback, Key, Kind, find, registry};
pub use restraint_forces::restraint_forces;
pub use rod_capacity::rod_capacity;
pub use rod_elongation::rod_elongation;
pub use seismic_base_shear::seismic_base_shear;
pub use shear_wall_capacity::shear_wall_capacity;
pub use shear_wall_deflection::shear_wall_deflection;
pub use shrinkage::shrinkage;
pub use system_deformation::system_deformation;
pub use takeup::takeup;
pub use wall_line_distribution::wall_line_distribution;
pub use written::{input_key, relabel};
