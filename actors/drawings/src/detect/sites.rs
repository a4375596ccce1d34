//! Stretches of wall that a mark may stand for: what a layer or a fill covers, and else a run from
//! joint to joint.

use super::bands::subtract;
use super::evidence::Drawn;
use super::runs::Run;
use crate::geometry::overlap;

/// A stretch of a run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Site {
    /// Index of the run.
    pub(super) run: usize,
    pub(super) span: [f64; 2],
    /// Whether lines or fills of shear walls cover it.
    pub(super) drawn: bool,
}

/// The sites of all runs, in their order.
pub(super) fn sites(runs: &[Run], drawn: &[Vec<Drawn>]) -> Vec<Site> {
    let mut out = Vec::new();
    for (i, (run, drawn)) in runs.iter().zip(drawn).enumerate() {
        let covered = stretches(run, drawn);
        if covered.is_empty() {
            out.extend(parts(run).into_iter().map(|span| Site {
                run: i,
                span,
                drawn: false,
            }));
            continue;
        }
        // What no stretch covers is wall all the same.
        let mut gone = covered.clone();
        gone.extend(run.gaps.iter().map(|g| g.span));
        let rest = subtract(run.span, &mut gone)
            .into_iter()
            .filter(|s| s[1] - s[0] > 12.0)
            .map(|span| Site {
                run: i,
                span,
                drawn: false,
            });
        out.extend(covered.into_iter().map(|span| Site {
            run: i,
            span,
            drawn: true,
        }));
        out.extend(rest);
    }
    out
}

/// Covered stretches, joined across openings and where they overlap.
fn stretches(run: &Run, drawn: &[Drawn]) -> Vec<[f64; 2]> {
    let mut out: Vec<[f64; 2]> = Vec::new();
    let mut spans: Vec<[f64; 2]> = drawn.iter().map(|d| d.span).collect();
    spans.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    for span in spans {
        match out.last_mut() {
            Some(last) => {
                let between = [last[1], span[0]];
                let width = between[1] - between[0];
                let opened: f64 = run
                    .gaps
                    .iter()
                    .map(|g| overlap(g.span, between).max(0.0))
                    .sum();
                // Faces break at every wall that meets them.
                let met = run
                    .junctions
                    .iter()
                    .any(|j| *j > between[0] - 3.0 && *j < between[1] + 3.0);
                if width <= 1.0 || (met && width < 15.0) || (opened > 0.0 && width - opened < 14.0)
                {
                    last[1] = last[1].max(span[1]);
                } else {
                    out.push(span);
                }
            }
            None => out.push(span),
        }
    }
    // Nearly to the wall's end is to its end: corners are drawn in many ways.
    for s in &mut out {
        if s[0] - run.span[0] < 8.0 {
            s[0] = run.span[0];
        }
        if run.span[1] - s[1] < 8.0 {
            s[1] = run.span[1];
        }
    }
    out.retain(|s| s[1] - s[0] > 12.0);
    out
}

/// A run between the joints that were drawn.
fn parts(run: &Run) -> Vec<[f64; 2]> {
    let mut from = run.span[0];
    let mut out = Vec::new();
    for t in run.caps.iter().chain([&run.span[1]]) {
        if *t - from > 12.0 {
            out.push([from, *t]);
            from = *t;
        }
    }
    // A last piece too short to be a wall belongs to the one before it.
    match out.last_mut() {
        Some(last) => last[1] = run.span[1],
        None => out.push(run.span),
    }
    out
}
