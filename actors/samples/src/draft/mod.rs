//! Sheets drawn by hand: walls, plans, services, pages and the border around them.

pub(crate) mod border;
pub(crate) mod canvas;
pub(crate) mod details;
pub(crate) mod fixtures;
pub(crate) mod marks;
pub(crate) mod pages;
pub(crate) mod pictures;
pub(crate) mod plan;
pub(crate) mod routes;
pub(crate) mod walls;
