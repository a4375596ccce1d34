//! Which walls are shear walls: by the layers of lines on or beside them, by marks, by fills. A
//! stretch of wall is one shear wall, or several where marks and junctions say so.

use std::collections::BTreeSet;

use super::evidence::{Drawn, RunIndex, drawn, fills};
use super::marks::{Tag, tags};
use super::runs::Run;
use super::sites::{Site, sites};
use super::tie::{Tie, tie};
use super::{FoundWall, View};
use crate::geometry::overlap;
use crate::normalize::Placement;
use crate::options::Options;
use crate::plan::{Evidence, EvidenceKind, Finding, Opening, Severity};

/// Walls of a level, shear walls and others, and what is amiss.
pub(super) fn walls(
    runs: &[Run],
    views: &[View<'_>],
    placement: &Placement,
    options: &Options,
    findings: &mut Vec<Finding>,
) -> Vec<FoundWall> {
    let tags: Vec<Tag> = views
        .iter()
        .filter(|v| v.purpose.shows_walls())
        .flat_map(|v| tags(v, &placement.marks))
        .collect();
    let (drawn, sites, ties) = tell(runs, views, &tags, options);
    let tied: BTreeSet<usize> = ties.iter().map(|t| t.tag).collect();
    for (t, tag) in tags.iter().enumerate() {
        if tag.known && !tied.contains(&t) {
            findings.push(Finding {
                severity: Severity::Note,
                what: format!(
                    "Mark {} stands by no wall that was found; it was taken for a legend or note.",
                    tag.mark
                ),
                source: Some(tag.source.clone()),
            });
        }
    }
    let mut out = Vec::new();
    for (s, site) in sites.iter().enumerate() {
        let run = &runs[site.run];
        let mut own: Vec<&Tie> = ties.iter().filter(|t| t.site == s).collect();
        own.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.tag.cmp(&b.tag)));
        for (span, tie) in split(run, site.span, &own, &tags) {
            let evidence: Vec<&Drawn> = drawn[site.run]
                .iter()
                .filter(|d| site.drawn && overlap(d.span, span) > 6.0)
                .collect();
            let tag = tie.map(|t| (&tags[t.tag], t.away));
            out.push(wall(run, span, tag, &evidence, placement, options));
        }
    }
    out
}

type Told = (Vec<Vec<Drawn>>, Vec<Site>, Vec<Tie>);

/// What is drawn as shear wall, where that cuts runs, and which mark stands where.
///
/// A fill on a layer that does not say so is of shear walls if marks stand by what it fills; so
/// marks are tied with all fills first, and again without those that turn out to be of no account.
fn tell(runs: &[Run], views: &[View<'_>], tags: &[Tag], options: &Options) -> Told {
    let index = RunIndex::of(runs);
    let lines = drawn(runs, &index, views, options);
    let mut groups = fills(runs, &index, views);
    loop {
        let mut drawn = lines.clone();
        for (i, d) in groups.iter().flat_map(|g| &g.covers) {
            drawn[*i].push(d.clone());
        }
        for list in &mut drawn {
            list.sort_by(Drawn::order);
        }
        let sites = sites(runs, &drawn);
        let ties = tie(tags, &sites, runs, options);
        let before = groups.len();
        groups.retain(|g| {
            let marked = |(i, d): &&(usize, Drawn)| {
                ties.iter().any(|t| {
                    let on = sites[t.site].run == *i;
                    on && t.at > d.span[0] - 6.0 && t.at < d.span[1] + 6.0
                })
            };
            g.named || 3 * g.covers.iter().filter(marked).count() >= g.covers.len()
        });
        if groups.len() == before {
            return (drawn, sites, ties);
        }
    }
}

type Piece<'a> = ([f64; 2], Option<&'a Tie>);

/// One wall a mark; repeated marks along one wall are one.
fn split<'a>(run: &Run, extent: [f64; 2], ties: &[&'a Tie], tags: &[Tag]) -> Vec<Piece<'a>> {
    let Some((first, rest)) = ties.split_first() else {
        return vec![(extent, None)];
    };
    let mut out = Vec::new();
    let mut from = extent[0];
    let mut current: &Tie = first;
    for next in rest {
        let same = tags[current.tag].key == tags[next.tag].key;
        match cut(run, extent, current.at, next.at, same) {
            Some((end, start)) if end > from + 6.0 && start < extent[1] - 6.0 => {
                out.push(([from, end], Some(current)));
                from = start;
                current = next;
            }
            // The nearer of two marks of one wall is kept.
            _ if next.away < current.away => current = next,
            _ => {}
        }
    }
    out.push(([from, extent[1]], Some(current)));
    out
}

/// Where a run is cut between two marks: at a joint that was drawn, at a wall that meets it, or, for
/// different marks, at an opening, else half-way.
fn cut(run: &Run, extent: [f64; 2], a: f64, b: f64, same: bool) -> Option<(f64, f64)> {
    let inside = |t: f64| t > extent[0] + 6.0 && t < extent[1] - 6.0;
    let between = |t: f64| t > a.min(b) - 3.0 && t < a.max(b) + 3.0 && inside(t);
    let mid = f64::midpoint(a, b);
    let nearest = |list: &mut dyn Iterator<Item = f64>| {
        list.filter(|t| between(*t))
            .min_by(|p, q| (p - mid).abs().total_cmp(&(q - mid).abs()))
    };
    if let Some(t) = nearest(&mut run.caps.iter().copied()) {
        return Some((t, t));
    }
    let in_gap = |t: f64| run.gaps.iter().any(|g| t > g.span[0] && t < g.span[1]);
    if let Some(t) = nearest(&mut run.junctions.iter().copied().filter(|t| !in_gap(*t))) {
        return Some((t, t));
    }
    if same {
        return None;
    }
    let gap = run
        .gaps
        .iter()
        .filter(|g| between(f64::midpoint(g.span[0], g.span[1])))
        .min_by(|p, q| {
            let m = |g: &super::openings::Gap| (f64::midpoint(g.span[0], g.span[1]) - mid).abs();
            m(p).total_cmp(&m(q))
        });
    if let Some(g) = gap {
        return Some((g.span[0], g.span[1]));
    }
    inside(mid).then_some((mid, mid))
}

/// A wall from a stretch of a run.
fn wall(
    run: &Run,
    span: [f64; 2],
    tag: Option<(&Tag, f64)>,
    drawn: &[&Drawn],
    placement: &Placement,
    options: &Options,
) -> FoundWall {
    let mut span = span;
    // A shear wall does not end in an opening.
    let shear = tag.is_some() || !drawn.is_empty();
    for g in run.gaps.iter().filter(|_| shear) {
        if g.span[0] < span[0] + 3.0 && g.span[1] > span[0] + 3.0 {
            span[0] = g.span[1];
        }
        if g.span[1] > span[1] - 3.0 && g.span[0] < span[1] - 3.0 {
            span[1] = g.span[0];
        }
    }
    let openings: Vec<Opening> = run
        .gaps
        .iter()
        .filter(|g| g.span[0] > span[0] - 0.01 && g.span[1] < span[1] + 0.01)
        .map(|g| Opening {
            kind: g.kind,
            from_in: g.span[0] - span[0],
            to_in: g.span[1] - span[0],
            source: g.source.clone(),
        })
        .collect();
    let mut evidence = Vec::new();
    let mut doubt = 1.0;
    let layer = drawn.iter().find(|d| d.kind == EvidenceKind::Layer);
    if let Some(d) = layer {
        doubt *= 0.4;
        evidence.push(Evidence {
            kind: EvidenceKind::Layer,
            what: format!("drawn on layer {}", d.source.layer),
            source: d.source.clone(),
        });
    }
    if let Some(d) = drawn.iter().find(|d| d.kind == EvidenceKind::Hatch) {
        doubt *= 0.4;
        evidence.push(Evidence {
            kind: EvidenceKind::Hatch,
            what: format!("filled on layer {}", d.source.layer),
            source: d.source.clone(),
        });
    }
    if let Some((tag, away)) = tag {
        let how = if tag.points_at.is_empty() {
            format!("mark {} {away:.0} in away", tag.mark)
        } else {
            format!("the leader of mark {} ends {away:.0} in away", tag.mark)
        };
        doubt *= if tag.points_at.is_empty() {
            0.45 + 0.15 * (away / options.mark_reach_in).min(1.0)
        } else {
            0.35
        };
        evidence.push(Evidence {
            kind: EvidenceKind::Mark,
            what: how,
            source: tag.source.clone(),
        });
        if let Some(Some(row)) = placement.marks.get(&tag.key) {
            doubt *= 0.6;
            evidence.push(Evidence {
                kind: EvidenceKind::Schedule,
                what: format!("{} is in the wall schedule", tag.mark),
                source: row.clone(),
            });
        } else if tag.known {
            doubt *= 0.7;
        }
    }
    let shear = !evidence.is_empty() && 1.0 - doubt >= options.min_confidence;
    if run.single {
        evidence.push(Evidence {
            kind: EvidenceKind::Symbol,
            what: "drawn as one line".to_owned(),
            source: run.source.clone(),
        });
    } else {
        doubt *= 1.0 - 0.3 * run.quality;
        evidence.push(Evidence {
            kind: EvidenceKind::Faces,
            what: format!("two faces {:.2} in apart", run.thickness),
            source: run.source.clone(),
        });
    }
    let segments = segments(span[1] - span[0], &openings);
    FoundWall {
        start_in: run.point(span[0]),
        end_in: run.point(span[1]),
        thickness_in: run.thickness,
        openings,
        segments,
        shear,
        mark: tag.map(|(t, _)| t.mark.clone()).unwrap_or_default(),
        confidence: if shear { 1.0 - doubt } else { run.quality },
        evidence,
        source: run.source.clone(),
    }
}

/// Full-height pieces between openings; slivers narrower than a stud pack are left out.
pub(super) fn segments(length: f64, openings: &[Opening]) -> Vec<[f64; 2]> {
    let mut gaps: Vec<[f64; 2]> = openings.iter().map(|o| [o.from_in, o.to_in]).collect();
    super::bands::subtract([0.0, length], &mut gaps)
        .into_iter()
        .filter(|s| s[1] - s[0] >= 3.0)
        .collect()
}
