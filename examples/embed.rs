//! The shortest host: designs the small sample and prints what came of it.

#![allow(clippy::print_stdout, reason = "an example speaks to a person")]

use holdfast::{Holdfast, Project, Settings};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let holdfast = Holdfast::builder(Settings::defaults()?).start().await?;
    let run = holdfast
        .design(Project::open("examples/projects/small")?)
        .await?;
    let outcome = run.outcome().await?;
    println!(
        "{} rod runs, audit passes: {}",
        outcome.results.rod_runs.len(),
        outcome.results.audit.passes()
    );
    holdfast.shutdown().await;
    Ok(())
}
