//! What draws shear walls apart from others: lines on or beside a wall on a layer for shear walls,
//! and fills of some walls but not of all.

use std::collections::BTreeMap;

use super::View;
use super::runs::Run;
use crate::geometry::{Bounds, Buckets, angle_between_lines, distance, line_angle, middle, sub};
use crate::normalize::layers::LayerRole;
use crate::options::Options;
use crate::plan::{EvidenceKind, Source};
use crate::sheet::Point;

/// A stretch of a run that a shear wall layer's lines or fills cover.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawn {
    pub(super) span: [f64; 2],
    pub(super) kind: EvidenceKind,
    pub(super) source: Source,
}

impl Drawn {
    /// An order that does not depend on the order of entities.
    pub(super) fn order(&self, other: &Self) -> std::cmp::Ordering {
        self.span[0]
            .total_cmp(&other.span[0])
            .then(self.span[1].total_cmp(&other.span[1]))
            .then(self.kind.cmp(&other.kind))
            .then(self.source.cmp(&other.source))
    }
}

/// Where runs stand.
pub(super) struct RunIndex {
    buckets: Buckets,
}

impl RunIndex {
    pub(super) fn of(runs: &[Run]) -> Self {
        let buckets = Buckets::of_segments(96.0, runs.iter().map(Run::ends).enumerate());
        Self { buckets }
    }

    fn near(&self, bounds: &Bounds) -> impl Iterator<Item = usize> {
        self.buckets.near(bounds).into_iter().map(|id| id as usize)
    }
}

/// The stretches of each run that lines and fills of shear wall layers cover.
pub(super) fn drawn(
    runs: &[Run],
    index: &RunIndex,
    views: &[View<'_>],
    options: &Options,
) -> Vec<Vec<Drawn>> {
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
pub(super) struct FillGroup {
    /// Whether its layer is for shear walls.
    pub(super) named: bool,
    pub(super) covers: Vec<(usize, Drawn)>,
}

impl FillGroup {
    /// A stretch that is filled twice is filled: it counts once.
    fn each_once(mut self) -> Self {
        const SAME_IN: f64 = 0.5;
        self.covers
            .sort_by(|(i, a), (k, b)| i.cmp(k).then_with(|| a.order(b)));
        self.covers.dedup_by(|(k, b), (i, a)| {
            i == k && (0..2).all(|n| (a.span[n] - b.span[n]).abs() < SAME_IN)
        });
        self
    }
}

/// Fills of walls, grouped by plan, layer and whether they are solid. A group on a layer that does
/// not say what it is for may tell shear walls from others, if it fills some walls only.
pub(super) fn fills(runs: &[Run], index: &RunIndex, views: &[View<'_>]) -> Vec<FillGroup> {
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
                    let group = groups
                        .entry((v, fill.layer, solid))
                        .or_insert_with(|| FillGroup {
                            named,
                            covers: Vec::new(),
                        });
                    group.covers.push((i, drawn));
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
        .map(FillGroup::each_once)
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
