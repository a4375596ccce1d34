//! Which walls are shear walls: by the layers of lines on or beside them, by marks, by fills of
//! such layers. A run of wall is one shear wall, or several where marks and junctions say so.

use std::collections::BTreeMap;

use super::marks::{Tag, tags};
use super::runs::Run;
use super::{FoundWall, View};
use crate::geometry::{
    Bounds, Buckets, angle_between_lines, distance, line_angle, middle, overlap, sub,
};
use crate::normalize::Placement;
use crate::normalize::layers::LayerRole;
use crate::options::Options;
use crate::plan::{Evidence, EvidenceKind, Finding, Opening, Severity, Source};
use crate::sheet::Point;

/// A stretch of a run that a shear wall layer's lines or fills cover.
#[derive(Debug, Clone, PartialEq)]
struct Drawn {
    span: [f64; 2],
    kind: EvidenceKind,
    source: Source,
}

/// Walls of a level, shear walls and others, and what is amiss.
pub(super) fn walls(
    runs: &[Run],
    views: &[View<'_>],
    placement: &Placement,
    options: &Options,
    findings: &mut Vec<Finding>,
) -> Vec<FoundWall> {
    let index = RunIndex::of(runs);
    let mut drawn = drawn(runs, &index, views, options);
    let mut fills = fills(runs, &index, views);
    let tags: Vec<Tag> = views
        .iter()
        .filter(|v| v.purpose.shows_walls())
        .flat_map(|v| tags(v, &placement.marks))
        .collect();
    let mut by_layer = by_layer(&drawn, &fills);
    let mut tied = tie(&tags, runs, &index, &by_layer, options);
    // A fill that does not say so is of shear walls if marks stand by what it fills.
    let before = fills.len();
    fills.retain(|g| {
        let marked = g
            .covers
            .iter()
            .filter(|(i, d)| {
                tied.iter().flatten().any(|(r, _, at)| {
                    let t = runs[*i].t(*at);
                    r == i && t > d.span[0] - 6.0 && t < d.span[1] + 6.0
                })
            })
            .count();
        g.named || 3 * marked >= g.covers.len()
    });
    if fills.len() < before {
        by_layer = self::by_layer(&drawn, &fills);
        tied = tie(&tags, runs, &index, &by_layer, options);
    }
    for (i, d) in fills.into_iter().flat_map(|g| g.covers) {
        drawn[i].push(d);
    }
    for list in &mut drawn {
        list.sort_by(|a, b| {
            a.span[0]
                .total_cmp(&b.span[0])
                .then(a.span[1].total_cmp(&b.span[1]))
                .then(a.source.cmp(&b.source))
        });
    }
    let mut of_run: BTreeMap<usize, Vec<(usize, f64, Point)>> = BTreeMap::new();
    for (t, tie) in tied.iter().enumerate() {
        match tie {
            Some((run, away, at)) => of_run.entry(*run).or_default().push((t, *away, *at)),
            None if tags[t].known => findings.push(Finding {
                severity: Severity::Note,
                what: format!(
                    "Mark {} stands by no wall that was found; it was taken for a legend or note.",
                    tags[t].mark
                ),
                source: Some(tags[t].source.clone()),
            }),
            None => {}
        }
    }
    let mut out = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        let ties = of_run.remove(&i).unwrap_or_default();
        out.extend(divide(run, &drawn[i], &ties, &tags, placement, options));
    }
    out
}

/// Which runs lines or fills of shear walls lie on.
fn by_layer(drawn: &[Vec<Drawn>], fills: &[FillGroup]) -> Vec<bool> {
    let mut out: Vec<bool> = drawn.iter().map(|d| !d.is_empty()).collect();
    for (i, _) in fills.iter().flat_map(|g| &g.covers) {
        out[*i] = true;
    }
    out
}

/// Where runs stand.
struct RunIndex {
    buckets: Buckets,
}

impl RunIndex {
    fn of(runs: &[Run]) -> Self {
        let mut buckets = Buckets::new(96.0);
        for (i, run) in runs.iter().enumerate() {
            if let Ok(id) = u32::try_from(i) {
                buckets.insert_segment(id, run.point(run.span[0]), run.point(run.span[1]));
            }
        }
        Self { buckets }
    }

    fn near(&self, bounds: &Bounds) -> impl Iterator<Item = usize> {
        self.buckets.near(bounds).into_iter().map(|id| id as usize)
    }
}

/// The stretches of each run that lines and fills of shear wall layers cover.
fn drawn(runs: &[Run], index: &RunIndex, views: &[View<'_>], options: &Options) -> Vec<Vec<Drawn>> {
    let mut out: Vec<Vec<Drawn>> = vec![Vec::new(); runs.len()];
    for view in views.iter().filter(|v| v.purpose.shows_walls()) {
        for s in view
            .linework
            .strokes
            .iter()
            .filter(|s| s.role == LayerRole::Shear)
        {
            let length = distance(s.a, s.b);
            if length < 12.0 {
                continue;
            }
            let source = view.survey.source(s.layer, s.entity);
            let mut best: Option<(f64, usize, [f64; 2])> = None;
            for i in index.near(&Bounds::of([s.a, s.b]).grown(options.line_reach_in + 8.0)) {
                let run = &runs[i];
                if angle_between_lines(line_angle(sub(s.b, s.a)), line_angle(run.along)) > 0.03 {
                    continue;
                }
                let (p, q) = (run.t(s.a), run.t(s.b));
                let span = [p.min(q).max(run.span[0]), p.max(q).min(run.span[1])];
                let off = run.off(middle(s.a, s.b)).abs() - run.thickness / 2.0;
                if off < options.line_reach_in && span[1] - span[0] > 0.5 * length.min(run.length())
                {
                    let cost = off.max(0.0) - 0.001 * (span[1] - span[0]);
                    if best.is_none_or(|(c, ..)| cost < c) {
                        best = Some((cost, i, span));
                    }
                }
            }
            if let Some((_, i, span)) = best {
                out[i].push(Drawn {
                    span,
                    kind: EvidenceKind::Layer,
                    source,
                });
            }
        }
    }
    out
}

/// The fills of one layer and pattern, with the stretches of runs that they cover.
struct FillGroup {
    /// Whether its layer is for shear walls.
    named: bool,
    covers: Vec<(usize, Drawn)>,
}

/// Fills of walls, grouped by plan, layer and whether they are solid. A group on a layer that does
/// not say what it is for may tell shear walls from others, if it fills some walls only.
fn fills(runs: &[Run], index: &RunIndex, views: &[View<'_>]) -> Vec<FillGroup> {
    let mut groups: BTreeMap<(usize, u32, bool), FillGroup> = BTreeMap::new();
    let all: f64 = runs.iter().map(Run::length).sum();
    for (v, view) in views
        .iter()
        .enumerate()
        .filter(|(_, v)| v.purpose.shows_walls())
    {
        for fill in &view.linework.fills {
            let named = fill.role == LayerRole::Shear;
            if !named
                && !matches!(
                    fill.role,
                    LayerRole::Unknown | LayerRole::Pattern | LayerRole::Wall
                )
            {
                continue;
            }
            let solid = fill.pattern.eq_ignore_ascii_case("SOLID");
            for points in &fill.loops {
                for (i, span) in covered(points, runs, index) {
                    let drawn = Drawn {
                        span,
                        kind: EvidenceKind::Hatch,
                        source: view.survey.source(fill.layer, fill.entity),
                    };
                    groups
                        .entry((v, fill.layer, solid))
                        .or_insert_with(|| FillGroup {
                            named,
                            covers: Vec::new(),
                        })
                        .covers
                        .push((i, drawn));
                }
            }
        }
    }
    // Where a layer says that it is for shear walls, other fills only tell materials apart.
    let any_named = groups.values().any(|g| g.named)
        || views.iter().any(|v| {
            v.purpose.shows_walls()
                && v.linework
                    .strokes
                    .iter()
                    .any(|s| s.role == LayerRole::Shear)
        });
    groups
        .into_values()
        .filter(|g| g.named || !any_named)
        .filter(|g| {
            let covered: f64 = g.covers.iter().map(|(_, d)| d.span[1] - d.span[0]).sum();
            g.named || covered < 0.75 * all
        })
        .collect()
}

/// The stretches of runs that a filled loop covers: one for a strip, else along each of its edges.
fn covered(points: &[Point], runs: &[Run], index: &RunIndex) -> Vec<(usize, [f64; 2])> {
    let bounds = Bounds::of(points.iter().copied());
    let mut out = Vec::new();
    if points.len() <= 12 {
        for i in index.near(&bounds.grown(6.0)) {
            let run = &runs[i];
            let (mut lo, mut hi, mut off) = (f64::MAX, f64::MIN, 0.0_f64);
            for p in points {
                let t = run.t(*p);
                lo = lo.min(t);
                hi = hi.max(t);
                off = off.max(run.off(*p).abs());
            }
            let span = [lo.max(run.span[0]), hi.min(run.span[1])];
            if off < run.thickness / 2.0 + 2.5 && hi - lo > 1.2 * off && span[1] - span[0] > 12.0 {
                out.push((i, span));
            }
        }
        return out;
    }
    for (k, a) in points.iter().enumerate() {
        let b = points[(k + 1) % points.len()];
        if distance(*a, b) < 12.0 {
            continue;
        }
        for i in index.near(&Bounds::of([*a, b]).grown(6.0)) {
            let run = &runs[i];
            let near = |p: Point| run.off(p).abs() < run.thickness / 2.0 + 2.0;
            let (p, q) = (run.t(*a), run.t(b));
            let span = [p.min(q).max(run.span[0]), p.max(q).min(run.span[1])];
            if near(*a) && near(b) && span[1] - span[0] > 12.0 {
                out.push((i, span));
            }
        }
    }
    out
}

/// The wall that each tag marks: where a leader points, else the nearest, those of shear wall
/// layers first. Each such wall gets one mark before any gets a second.
fn tie(
    tags: &[Tag],
    runs: &[Run],
    index: &RunIndex,
    by_layer: &[bool],
    options: &Options,
) -> Vec<Option<(usize, f64, Point)>> {
    let any_layer = by_layer.iter().any(|b| *b);
    let mut choices: Vec<(f64, usize, usize, f64, Point)> = Vec::new();
    for (t, tag) in tags.iter().enumerate() {
        let reach = options
            .mark_reach_in
            .max(5.0 * tag.height)
            .min(3.0 * options.mark_reach_in);
        let from: Vec<(Point, f64)> = if tag.points_at.is_empty() {
            vec![(tag.center, reach)]
        } else {
            tag.points_at
                .iter()
                .map(|p| (*p, 24.0_f64.max(2.0 * tag.height)))
                .collect()
        };
        for (p, reach) in from {
            for i in index.near(&Bounds::of([p]).grown(reach + 8.0)) {
                let run = &runs[i];
                let along = run.t(p);
                let beyond = (run.span[0] - along).max(along - run.span[1]).max(0.0);
                let across = (run.off(p).abs() - run.thickness / 2.0).max(0.0);
                let away = across.hypot(beyond);
                if away > reach {
                    continue;
                }
                // A text beside a wall mostly runs along it, and stands between its ends.
                let turned = angle_between_lines(tag.rotation, line_angle(run.along));
                let mut cost = away + 1.5 * beyond;
                if tag.points_at.is_empty() {
                    if turned < 0.1 {
                        cost *= 0.75;
                    }
                    if any_layer && !by_layer[i] {
                        cost += options.mark_reach_in * 0.6;
                    }
                } else if any_layer && !by_layer[i] {
                    cost += 6.0;
                }
                choices.push((
                    cost,
                    t,
                    i,
                    away,
                    run.point(along.clamp(run.span[0], run.span[1])),
                ));
            }
        }
    }
    choices.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut tied: Vec<Option<(usize, f64, Point)>> = vec![None; tags.len()];
    let mut marked = vec![false; runs.len()];
    // First each wall its own mark, as long as that is not far worse than the tag's nearest wall.
    let mut nearest = vec![f64::MAX; tags.len()];
    for (cost, t, ..) in &choices {
        nearest[*t] = nearest[*t].min(*cost);
    }
    for (cost, t, i, away, at) in &choices {
        let fair = *cost <= 2.0 * nearest[*t] + 12.0;
        if tied[*t].is_none() && !marked[*i] && by_layer[*i] && fair {
            tied[*t] = Some((*i, *away, *at));
            marked[*i] = true;
        }
    }
    for (_, t, i, away, at) in &choices {
        if tied[*t].is_none() {
            tied[*t] = Some((*i, *away, *at));
        }
    }
    tied
}

/// Cuts a run into walls.
fn divide(
    run: &Run,
    drawn: &[Drawn],
    ties: &[(usize, f64, Point)],
    tags: &[Tag],
    placement: &Placement,
    options: &Options,
) -> Vec<FoundWall> {
    let stretches = stretches(run, drawn);
    let mut marks: Vec<(f64, usize, f64)> = ties
        .iter()
        .map(|(t, away, at)| (run.t(*at), *t, *away))
        .collect();
    marks.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    if stretches.is_empty() && marks.is_empty() {
        return vec![wall(run, run.span, None, &[], placement, options)];
    }
    let parts = parts(run);
    let extents = if stretches.is_empty() {
        &parts
    } else {
        &stretches
    };
    let mut out = Vec::new();
    for (e, extent) in extents.iter().enumerate() {
        // A mark belongs to the stretch that it stands by, else to the nearest.
        let own: Vec<(f64, usize, f64)> = marks
            .iter()
            .enumerate()
            .filter(|(_, (at, ..))| nearest_extent(*at, extents) == e)
            .map(|(_, m)| *m)
            .collect();
        for (span, tag) in split(run, *extent, &own, tags) {
            let evidence: Vec<&Drawn> = drawn
                .iter()
                .filter(|d| overlap(d.span, span) > 6.0)
                .collect();
            let tag = tag.map(|(t, away)| (&tags[t], away));
            out.push(wall(run, span, tag, &evidence, placement, options));
        }
    }
    // What no stretch covers is wall all the same.
    if !stretches.is_empty() {
        let mut covered: Vec<[f64; 2]> = stretches.clone();
        covered.extend(run.gaps.iter().map(|g| g.span));
        for rest in super::bands::subtract(run.span, &mut covered) {
            if rest[1] - rest[0] > 12.0 {
                out.push(wall(run, rest, None, &[], placement, options));
            }
        }
    }
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

fn nearest_extent(at: f64, extents: &[[f64; 2]]) -> usize {
    extents
        .iter()
        .enumerate()
        .map(|(i, e)| ((e[0] - at).max(at - e[1]).max(0.0), i))
        .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
        .map_or(0, |(_, i)| i)
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

type Piece = ([f64; 2], Option<(usize, f64)>);

/// One wall a mark; repeated marks along one wall are one.
fn split(run: &Run, extent: [f64; 2], marks: &[(f64, usize, f64)], tags: &[Tag]) -> Vec<Piece> {
    let Some(first) = marks.first() else {
        return vec![(extent, None)];
    };
    let mut out = Vec::new();
    let mut from = extent[0];
    let mut current = *first;
    for next in &marks[1..] {
        let same = tags[current.1].key == tags[next.1].key;
        match cut(run, extent, current.0, next.0, same) {
            Some((end, start)) if end > from + 6.0 && start < extent[1] - 6.0 => {
                out.push(([from, end], Some((current.1, current.2))));
                from = start;
                current = *next;
            }
            _ => {
                // The nearer of two marks of one wall is kept.
                if next.2 < current.2 {
                    current = (next.0, next.1, next.2);
                }
            }
        }
    }
    out.push(([from, extent[1]], Some((current.1, current.2))));
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
