//! From the drawings of a multi-storey light-frame wood building to a checked continuous rod
//! tie-down submittal.
//!
//! ```no_run
//! use holdfast::{Holdfast, Project, Settings};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let holdfast = Holdfast::builder(Settings::defaults()?).start().await?;
//! let run = holdfast.design(Project::open("podium-5")?).await?;
//! let mut progress = run.progress();
//! let outcome = run.outcome().await?;
//! assert!(outcome.results.audit.passes());
//! println!("{}", outcome.files[0].display());
//! holdfast.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! [`Holdfast`] is the one door: the command, the examples and hosts all go through it. Behind it
//! stands the supervision tree; each design is an actor that owns a graph of tasks, which nine pools
//! of agents work on. A task is recorded before it counts as done, so a design that was killed goes
//! on where it stopped, and gives the same bytes.

pub mod calculations;
mod design;
mod door;
pub mod explain;
mod memory;
mod outputs;
mod project;
mod tree;

pub use design::progress::{Progress, Tasks};
pub use design::{DesignError, Outcome};
pub use door::{Builder, Holdfast, Run, StartError};
pub use holdfast_agents::agent::{Blame, Fault};
pub use holdfast_agents::kind::AgentKind;
pub use holdfast_config::settings::Settings;
pub use holdfast_report::results;
pub use memory::peak_bytes;
pub use project::{Project, ProjectError};
