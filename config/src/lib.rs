//! Typed settings and the project folder's files: defaults, validation, and errors that name a line and a remedy.

mod error;
mod levels;
pub mod overrides;
pub mod project;
mod range;
mod reader;
mod text;
pub mod walls;
mod words;

pub use error::{ConfigError, ConfigErrors, Warning};
pub use reader::DefaultTaken;
pub use text::text_of;
