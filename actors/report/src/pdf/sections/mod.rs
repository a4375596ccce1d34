//! The sections of the submittal, one file each.

pub(crate) mod audit;
pub(crate) mod calculations;
pub(crate) mod clashes;
pub(crate) mod cover;
pub(crate) mod criteria;
pub(crate) mod elevations;
pub(crate) mod movement;
pub(crate) mod plans;
pub(crate) mod schedule;
pub(crate) mod sources;
pub(crate) mod walls;
