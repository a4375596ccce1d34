//! Walls of several plans of one level as one set: the first plan's, with the openings of the
//! others and the walls that only they show.

use super::View;
use super::bands::subtract;
use super::openings::{Gap, merged};
use super::runs::Run;
use crate::geometry::{Bounds, Buckets, dot, overlap};
use crate::normalize::layers::LayerRole;
use crate::options::Options;
use crate::plan::OpeningKind;

/// Merges the walls of plans, the most telling plan first.
pub(super) fn merge(sets: Vec<(&View<'_>, Vec<Run>)>, options: &Options) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for (_, runs) in sets {
        if out.is_empty() {
            out = runs;
            continue;
        }
        let buckets = Buckets::of_segments(120.0, out.iter().map(Run::ends).enumerate());
        let mut added = Vec::new();
        let mut joins: Vec<(usize, usize, Gap)> = Vec::new();
        for run in runs {
            let [a, b] = run.ends();
            let mut on_line: Vec<usize> = buckets
                .near(&Bounds::of([a, b]).grown(12.0))
                .into_iter()
                .map(|id| id as usize)
                .filter(|k| same_line(&out[*k], &run))
                .collect();
            on_line.sort_by(|p, q| out[*p].span[0].total_cmp(&out[*q].span[0]).then(p.cmp(q)));
            let mut covered: Vec<[f64; 2]> = on_line.iter().map(|k| out[*k].span).collect();
            for gap in &run.gaps {
                for k in &on_line {
                    let own = &mut out[*k];
                    let within = gap.span[0] > own.span[0] - 1.0 && gap.span[1] < own.span[1] + 1.0;
                    let new = own.gaps.iter().all(|g| overlap(g.span, gap.span) < 1.0);
                    if within && new {
                        own.gaps.push(gap.clone());
                        own.gaps = merged(std::mem::take(&mut own.gaps));
                    } else if within {
                        // Both show it: the kind may be known by one only.
                        for g in &mut own.gaps {
                            if overlap(g.span, gap.span) > 0.0 && g.kind == OpeningKind::Unknown {
                                g.kind = gap.kind;
                                g.source = gap.source.clone();
                            }
                        }
                    }
                }
                for pair in on_line.windows(2) {
                    let between = [out[pair[0]].span[1], out[pair[1]].span[0]];
                    let width = between[1] - between[0];
                    if width >= options.min_opening_in
                        && overlap(between, gap.span) > 0.8 * width
                        && overlap(between, gap.span) > 0.8 * (gap.span[1] - gap.span[0])
                    {
                        let gap = Gap {
                            span: between,
                            ..gap.clone()
                        };
                        joins.push((pair[0], pair[1], gap));
                    }
                }
            }
            for j in &run.junctions {
                for k in &on_line {
                    let own = &mut out[*k];
                    let new = own.junctions.iter().all(|x| (x - j).abs() > 4.0);
                    if *j > own.span[0] && *j < own.span[1] && new {
                        own.junctions.push(*j);
                        own.junctions.sort_by(f64::total_cmp);
                    }
                }
            }
            let free: f64 = subtract(run.span, &mut covered)
                .iter()
                .map(|s| s[1] - s[0])
                .sum();
            if free > 0.5 * run.length() {
                added.push(run);
            }
        }
        join_runs(&mut out, joins);
        out.extend(added);
    }
    out.sort_by(|a, b| {
        let (p, q) = (a.point(a.span[0]), b.point(b.span[0]));
        p[0].total_cmp(&q[0])
            .then(p[1].total_cmp(&q[1]))
            .then(a.length().total_cmp(&b.length()))
            .then(a.source.cmp(&b.source))
    });
    out
}

/// Whether two runs stand on one line and overlap or nearly touch.
fn same_line(a: &Run, b: &Run) -> bool {
    a.parallel(b)
        && dot(a.along, b.along) > 0.0
        && {
            let m = f64::midpoint(b.span[0], b.span[1]);
            a.off(b.point(m)).abs() < a.thickness.max(b.thickness) / 2.0 + 1.5
        }
        && overlap(a.span, b.span) > -1.0
}

/// Joins runs of the first plan across openings that another plan shows.
fn join_runs(runs: &mut Vec<Run>, mut joins: Vec<(usize, usize, Gap)>) {
    joins.sort_by_key(|join| (join.0, join.1));
    joins.dedup_by(|a, b| (a.0, a.1) == (b.0, b.1));
    // Each run may be joined at both ends, so follow where an earlier join put it.
    let mut lead: Vec<usize> = (0..runs.len()).collect();
    let mut gone = vec![false; runs.len()];
    for (a, b, gap) in joins {
        let mut root = lead[a];
        while lead[root] != root {
            root = lead[root];
        }
        if gone[b] || root == b {
            continue;
        }
        let other = runs[b].clone();
        let run = &mut runs[root];
        if other.span[0] < run.span[1] {
            continue;
        }
        run.gaps.push(gap);
        run.gaps.extend(other.gaps);
        run.gaps = merged(std::mem::take(&mut run.gaps));
        run.span[1] = other.span[1];
        run.junctions.extend(other.junctions);
        run.junctions.sort_by(f64::total_cmp);
        run.caps.extend(other.caps);
        if other.role == LayerRole::Shear {
            run.role = LayerRole::Shear;
        }
        gone[b] = true;
        lead[b] = root;
    }
    let mut i = 0;
    runs.retain(|_| {
        i += 1;
        !gone[i - 1]
    });
}
