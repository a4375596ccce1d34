//! The audit: what a second calculation gave beside what the design holds; and the assumptions.

use std::collections::BTreeMap;

use holdfast_engineering::design::AuditCheck;

use crate::ReportError;
use crate::drawing::Tone;
use crate::numerals::{fixed, general, whole};
use crate::pdf::document::{Document, Paper};
use crate::pdf::flow::{Flow, Style};
use crate::pdf::table::{Cell, Table, number, prose, verdict, word};
use crate::results::Results;

/// Title of the section.
pub(crate) const TITLE: &str = "Structural audit";
/// Title of the assumptions' section.
pub(crate) const ASSUMPTIONS: &str = "Assumptions";

/// Passed checks are listed one by one up to this many; beyond it, by kind with the worst of each.
const LISTED: usize = 400;
/// Failed checks listed at most.
const MOST_FAILED: usize = 2000;

/// Lays the audit out.
pub(crate) fn lay(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    let mut flow = Flow::section(document, Paper::Letter, TITLE)?;
    let checks = &results.audit.checks;
    if checks.is_empty() {
        return flow.paragraph(
            Style::TEXT,
            "The audit made no check: there was nothing to check.",
        );
    }
    flow.paragraph(
        Style::NOTE,
        "A second, independently written calculation of equilibrium, code limits and completeness. \
         Design / audit is 1.000 where both calculate the same figure, and the \
         share used where the audit's value is a limit.",
    )?;
    by_kind(&mut flow, checks)?;
    let (failed, passed): (Vec<_>, Vec<_>) = checks.iter().partition(|c| !c.passes);
    flow.heading(2, "Checks that fail")?;
    if failed.is_empty() {
        flow.paragraph(Style::TEXT, "None.")?;
    } else {
        let shown = failed.len().min(MOST_FAILED);
        if shown < failed.len() {
            let text = format!(
                "The first {} of {}; all are in results.json.",
                whole(shown as f64),
                whole(failed.len() as f64)
            );
            flow.paragraph(Style::NOTE, &text)?;
        }
        list(&mut flow, "Audit checks that fail", &failed[..shown])?;
    }
    flow.heading(2, "Checks that pass")?;
    if passed.is_empty() {
        return flow.paragraph(Style::TEXT, "None.");
    }
    if passed.len() <= LISTED {
        return list(&mut flow, "Audit checks that pass", &passed);
    }
    let text = format!(
        "{} checks pass. Of each kind the {} nearest to failing are listed; all are in \
         results.json.",
        whole(passed.len() as f64),
        SAMPLE
    );
    flow.paragraph(Style::NOTE, &text)?;
    let mut kinds: BTreeMap<&str, Vec<&AuditCheck>> = BTreeMap::new();
    for check in passed {
        kinds.entry(&check.code).or_default().push(check);
    }
    let mut worst = Vec::new();
    for checks in kinds.into_values() {
        worst.extend(nearest(checks));
    }
    list(
        &mut flow,
        "Audit checks that pass nearest to failing",
        &worst,
    )
}

/// Checks of a kind shown where there are too many.
const SAMPLE: usize = 5;

/// The design's value over the audit's; `None` where it says nothing. One where both calculate the same
/// figure, the utilization where the audit's is a limit.
fn ratio(check: &AuditCheck) -> Option<f64> {
    let ratio = check.design_value / check.audit_value;
    ratio.is_finite().then_some(ratio)
}

/// The checks of a kind that come nearest to failing, nearest first.
fn nearest(mut checks: Vec<&AuditCheck>) -> impl Iterator<Item = &AuditCheck> {
    const SAME: f64 = 0.02;
    let same = checks
        .iter()
        .filter_map(|c| ratio(c))
        .all(|r| (r - 1.0).abs() < SAME);
    let key = |c: &AuditCheck| match ratio(c) {
        Some(r) if same => (r - 1.0).abs(),
        Some(r) => r,
        None => f64::MIN,
    };
    checks.sort_by(|a, b| key(b).total_cmp(&key(a)));
    checks.into_iter().take(SAMPLE)
}

fn by_kind(flow: &mut Flow<'_>, checks: &[AuditCheck]) -> Result<(), ReportError> {
    let mut kinds: BTreeMap<&str, (usize, usize, &str)> = BTreeMap::new();
    for check in checks {
        let kind = kinds.entry(&check.code).or_insert((0, 0, &check.reference));
        kind.0 += 1;
        kind.1 += usize::from(!check.passes);
    }
    let mut table = Table::new(
        "Audit by kind of check: how many, how many fail",
        vec![
            word("Kind"),
            number("Checks", ""),
            number("Pass", ""),
            number("Fail", ""),
            word("Verdict"),
            prose("Reference"),
        ],
    )
    .size(8.2);
    for (code, (count, failed, reference)) in kinds {
        table.row(vec![
            code.into(),
            whole(count as f64).into(),
            whole((count - failed) as f64).into(),
            Cell::from(whole(failed as f64)).failing(failed > 0),
            verdict(failed == 0),
            Cell::from(reference).tone(Tone::Grey),
        ]);
    }
    flow.table(&table)
}

fn list(flow: &mut Flow<'_>, summary: &str, checks: &[&AuditCheck]) -> Result<(), ReportError> {
    let mut table = Table::new(
        summary,
        vec![
            word("Kind"),
            word("Where"),
            number("Audit", ""),
            number("Design", ""),
            word("Unit"),
            number("Design / audit", ""),
            word(""),
            prose("What"),
        ],
    );
    for c in checks {
        table.row(vec![
            c.code.as_str().into(),
            c.place.as_str().into(),
            general(c.audit_value).into(),
            general(c.design_value).into(),
            c.unit.as_str().into(),
            ratio(c).map_or_else(String::new, |r| fixed(r, 3)).into(),
            verdict(c.passes),
            c.what.as_str().into(),
        ]);
    }
    flow.table(&table)
}

/// Lays the assumptions out.
pub(crate) fn lay_assumptions(
    document: &mut Document,
    results: &Results,
) -> Result<(), ReportError> {
    let mut flow = Flow::section(document, Paper::Letter, ASSUMPTIONS)?;
    if results.audit.assumptions.is_empty() {
        return flow.paragraph(
            Style::TEXT,
            "Nothing was assumed: every figure was given or read.",
        );
    }
    flow.paragraph(
        Style::NOTE,
        "Taken where the drawings and the project file say nothing. Each can be set in the project.",
    )?;
    let mut table = Table::new(
        "Assumptions with their reasons",
        vec![number("No.", ""), prose("Assumed"), prose("Why")],
    )
    .size(8.2);
    for (i, a) in results.audit.assumptions.iter().enumerate() {
        table.row(vec![
            (i + 1).to_string().into(),
            a.what.as_str().into(),
            a.why.as_str().into(),
        ]);
    }
    flow.table(&table)
}
