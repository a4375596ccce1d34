//! What a person should know: problems and findings; and the files that all of it came from.

use holdfast_engineering::design::Problem;

use crate::ReportError;
use crate::drawing::Tone;
use crate::numerals::whole;
use crate::pdf::document::{Document, Paper};
use crate::pdf::flow::{Flow, Style};
use crate::pdf::table::{Cell, Table, prose, word};
use crate::results::Results;

/// Title of the sources' section.
pub(crate) const TITLE: &str = "Sources";
/// Title of the findings' section.
pub(crate) const FINDINGS: &str = "Findings";

/// Rows of one table at most.
const MOST: usize = 2000;

/// Lays problems and findings out.
pub(crate) fn lay_findings(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    let mut flow = Flow::section(document, Paper::Letter, FINDINGS)?;
    flow.heading(2, "What does not pass or could not be designed")?;
    let of_runs = results
        .rod_runs
        .iter()
        .flat_map(|r| r.problems.iter().map(|p| (r.id.as_str(), p)));
    let all: Vec<(&str, &Problem)> = results
        .problems
        .iter()
        .map(|p| ("", p))
        .chain(of_runs)
        .collect();
    let mut table = Table::new(
        "Problems with their remedies",
        vec![
            word("Code"),
            word("Where"),
            prose("What"),
            prose("What to do"),
        ],
    );
    for (run, p) in all.iter().take(MOST) {
        let place = match (run.is_empty(), p.place.is_empty()) {
            (false, true) => (*run).to_owned(),
            (false, false) if !p.place.contains(*run) => format!("{run}, {}", p.place),
            _ => p.place.clone(),
        };
        table.row(vec![
            Cell::from(p.code.as_str()).failing(true),
            place.into(),
            p.what.as_str().into(),
            p.remedy.as_str().into(),
        ]);
    }
    if table.is_empty() {
        flow.paragraph(Style::TEXT, "Nothing.")?;
    } else {
        flow.table(&table)?;
    }
    more(&mut flow, all.len())?;

    flow.heading(2, "What was noticed in reading")?;
    if results.findings.is_empty() {
        return flow.paragraph(Style::TEXT, "Nothing.");
    }
    let mut table = Table::new(
        "Findings from reading the drawings",
        vec![word("Severity"), prose("What"), prose("Where")],
    );
    let mut findings: Vec<_> = results.findings.iter().collect();
    findings.sort_by_key(|f| match f.severity.as_str() {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    });
    for f in findings.iter().take(MOST) {
        table.row(vec![
            Cell::from(f.severity.as_str()).failing(f.severity == "error"),
            f.what.as_str().into(),
            Cell::from(f.place.as_str()).tone(Tone::Grey),
        ]);
    }
    flow.table(&table)?;
    more(&mut flow, findings.len())
}

fn more(flow: &mut Flow<'_>, count: usize) -> Result<(), ReportError> {
    if count <= MOST {
        return Ok(());
    }
    let text = format!("{} more are in results.json.", whole((count - MOST) as f64));
    flow.paragraph(Style::NOTE, &text)
}

/// Lays the sources out.
pub(crate) fn lay(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    let mut flow = Flow::section(document, Paper::Letter, TITLE)?;
    if results.sources.is_empty() {
        return flow.paragraph(Style::TEXT, "No file was read.");
    }
    flow.paragraph(
        Style::NOTE,
        "Every file that went into the design, with the hash of its content. The same files give the \
         same submittal.",
    )?;
    let mut table = Table::new(
        "Files used, with kind, role and hash",
        vec![
            word("File"),
            word("Kind"),
            prose("Role"),
            word("Read"),
            prose("Hash of content"),
        ],
    );
    for s in results.sources.iter().take(MOST) {
        let role = if s.read {
            s.role.clone()
        } else {
            format!("{} {}", s.role, s.error)
        };
        table.row(vec![
            s.file.as_str().into(),
            s.kind.as_str().into(),
            role.trim().into(),
            Cell::from(if s.read { "yes" } else { "no" }).failing(!s.read),
            Cell::from(s.hash.as_str()).tone(Tone::Grey),
        ]);
    }
    flow.table(&table)?;
    more(&mut flow, results.sources.len())
}
