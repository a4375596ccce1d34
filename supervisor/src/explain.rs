//! The whole calculation of one rod run, each number with where it came from.

use holdfast_agents::agent::Fault;
use holdfast_agents::kind::AgentKind;
use holdfast_agents::load_path::building;
use holdfast_engineering::explain::explain as write_out;
use holdfast_engineering::trace::Line;

use crate::design::{DesignError, Outcome};
use crate::project::Project;

/// Writes a run's calculation out, at one level (`level`: its name, or its number from 1) or at all.
/// `outcome` is that of a design of the same project, for the walls found.
///
/// # Errors
/// A run or level that is not there, with the nearest that is.
pub fn explain(
    project: &Project,
    outcome: &Outcome,
    run: &str,
    level: Option<&str>,
) -> Result<Vec<Line>, DesignError> {
    let plan = &outcome.plan;
    let made = building::make(
        &project.file,
        &project.overrides,
        project.catalog.clone(),
        plan,
    );
    let refused = |what: String| DesignError::Fault(Fault::input(AgentKind::RodDesign, run, what));
    let level = match level {
        None => None,
        Some(text) => Some(level_index(project, text).ok_or_else(|| {
            refused(format!(
                "there is no level `{text}`; the levels are {}",
                project.file.level_names().join(", ")
            ))
        })?),
    };
    write_out(&made.building, run, level).map_err(|error| refused(error.to_string()))
}

fn level_index(project: &Project, text: &str) -> Option<usize> {
    project.file.level_index(text).or_else(|| {
        let number: usize = text.parse().ok()?;
        (1..=project.file.levels.len())
            .contains(&number)
            .then(|| number - 1)
    })
}
