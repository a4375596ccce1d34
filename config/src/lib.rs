//! Typed settings and the project folder's files: defaults, validation, and errors that name a line and a remedy.
//!
//! A person's files are parsed by pure functions: [`project::parse`], [`walls::parse_toml`],
//! [`walls::parse_csv`], [`overrides::parse`], [`settings::Settings::load`]. Each takes text and
//! gives a checked value, or every fault at once. [`folder::ProjectFolder`] finds the files on disk,
//! and [`text_of`] turns their bytes into text.
//!
//! ```no_run
//! use holdfast_config::{folder::ProjectFolder, project, text_of};
//! let folder = ProjectFolder::open("podium-5")?;
//! let bytes = folder.read(&folder.project)?;
//! let project = project::parse(text_of(&bytes, "project.toml")?, "project.toml")?;
//! assert_eq!(project.line("criteria.code"), Some(12)); // for a trace: `project.toml:12`
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
pub mod folder;
mod levels;
pub mod overrides;
pub mod project;
mod range;
mod reader;
mod secret;
pub mod settings;
mod starter;
mod text;
pub mod walls;
mod words;

pub use error::{ConfigError, ConfigErrors, Warning};
pub use reader::DefaultTaken;
pub use secret::Secret;
pub use starter::starter;
pub use text::text_of;
