//! `holdfast explain`.

use holdfast::{AgentKind, Holdfast, Project};

use super::arguments::{Explain, Format};
use super::{End, Failure, runtime, settings, show, trace_text};

pub(crate) fn explain(asked: Explain) -> Result<End, Failure> {
    let project = Project::open(&asked.project)?;
    let settings = settings(None)?;
    let outcome = runtime()?.block_on(async {
        let holdfast = Holdfast::builder(settings)
            .start()
            .await
            .map_err(Failure::ours)?;
        let run = holdfast
            .design_with(project.clone(), None, &[AgentKind::Detection])
            .await?;
        let outcome = run.outcome().await;
        holdfast.shutdown().await;
        outcome.map_err(Failure::from)
    })?;
    let lines = holdfast::explain::explain(&project, &outcome, &asked.run, asked.level.as_deref())?;
    match asked.format {
        Format::Text => show::out(&trace_text::text(&lines))?,
        Format::Json => show::out(&format!(
            "{}\n",
            serde_json::to_string_pretty(&lines).map_err(Failure::ours)?
        ))?,
    }
    Ok(End::Complete)
}
