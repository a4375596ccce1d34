//! The summary that a person wants at the end: what was found, what failed, where the submittal is.

use holdfast::Outcome;
use serde_json::{Value, json};

/// Failed checks and findings told one by one; further ones are counted.
const TOLD: usize = 12;

struct Counts {
    drawings: usize,
    unread: usize,
    required: usize,
    hard: usize,
    failed: usize,
    steel_lb: f64,
}

fn counts(outcome: &Outcome) -> Counts {
    let results = &outcome.results;
    let drawings = results.sources.iter().filter(|s| s.kind == "drawing");
    Counts {
        drawings: drawings.clone().count(),
        unread: drawings.filter(|s| !s.read).count(),
        required: results.rod_runs.iter().filter(|r| r.required).count(),
        hard: results.clashes.iter().filter(|c| c.kind == "hard").count(),
        failed: results.audit.checks.iter().filter(|c| !c.passes).count(),
        steel_lb: results.steel_lb(),
    }
}

/// As text.
pub(crate) fn text(outcome: &Outcome) -> String {
    let results = &outcome.results;
    let c = counts(outcome);
    let mut out = format!("\n{}\n", results.project.name);
    let mut row = |name: &str, what: String| out.push_str(&format!("  {name:<12} {what}\n"));
    if c.drawings > 0 {
        let unread = if c.unread > 0 {
            format!(", {} could not be read", c.unread)
        } else {
            String::new()
        };
        row("drawings", format!("{}{unread}", c.drawings));
    }
    let segments: usize = results.walls.iter().map(|w| w.segments.len()).sum();
    if results.walls.is_empty() {
        row("levels", results.levels.len().to_string());
    } else {
        row(
            "shear walls",
            format!(
                "{} on {} levels, {segments} segments",
                results.walls.len(),
                results.levels.len()
            ),
        );
    }
    if !results.rod_runs.is_empty() {
        row(
            "rod runs",
            format!(
                "{} ({:.0} lb of steel); {} wall ends have no uplift",
                c.required,
                c.steel_lb,
                results.rod_runs.len() - c.required
            ),
        );
        let clearance = results.clashes.len() - c.hard;
        row(
            "clashes",
            format!("{} hard, {clearance} of clearance", c.hard),
        );
        row(
            "audit",
            format!("{} checks, {} failed", results.audit.checks.len(), c.failed),
        );
    }
    row(
        "time",
        format!(
            "{:.2} s, {} tasks, {} of them recorded before",
            outcome.elapsed.as_secs_f64(),
            outcome.tasks,
            outcome.recorded
        ),
    );
    let failed: Vec<String> = results
        .audit
        .checks
        .iter()
        .filter(|c| !c.passes)
        .map(|c| format!("{}: {}: {}", c.code, c.place, c.what))
        .collect();
    listed(&mut out, "Failed checks", &failed);
    let findings: Vec<String> = results
        .findings
        .iter()
        .filter(|f| f.severity != "note")
        .map(|f| {
            if f.place.is_empty() {
                f.what.clone()
            } else {
                format!("{}: {}", f.place, f.what)
            }
        })
        .collect();
    listed(&mut out, "Worth a look", &findings);
    if let Some(first) = outcome.files.first() {
        out.push_str(&format!("\nSubmittal: {}\n", first.display()));
        if outcome.files.len() > 1 {
            out.push_str(&format!(
                "and {} files beside it\n",
                outcome.files.len() - 1
            ));
        }
    }
    out
}

fn listed(out: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("\n{title}\n"));
    for line in lines.iter().take(TOLD) {
        out.push_str(&format!("  - {line}\n"));
    }
    if lines.len() > TOLD {
        out.push_str(&format!(
            "  and {} more, in the submittal\n",
            lines.len() - TOLD
        ));
    }
}

/// As JSON.
pub(crate) fn json(outcome: &Outcome) -> Value {
    let results = &outcome.results;
    let c = counts(outcome);
    json!({
        "project": results.project.name,
        "complete": true,
        "passes": results.audit.passes(),
        "drawings": c.drawings,
        "drawings_unread": c.unread,
        "levels": results.levels.len(),
        "walls": results.walls.len(),
        "rod_runs": c.required,
        "wall_ends_without_uplift": results.rod_runs.len() - c.required,
        "clashes": results.clashes.len(),
        "clashes_hard": c.hard,
        "audit_checks": results.audit.checks.len(),
        "audit_failed": c.failed,
        "failed_checks": results.audit.checks.iter().filter(|c| !c.passes).collect::<Vec<_>>(),
        "tasks": outcome.tasks,
        "tasks_recorded": outcome.recorded,
        "elapsed_s": outcome.elapsed.as_secs_f64(),
        "peak_memory_bytes": holdfast::peak_bytes(),
        "files": outcome.files,
    })
}
