//! Tables of the standards, as data.

pub mod panels;
pub mod steel;
pub mod threads;
pub mod wood;
