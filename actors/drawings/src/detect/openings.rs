//! Doors and windows: what stands in a gap between two pieces of wall, and what is drawn over a
//! wall whose faces go through.

use crate::geometry::{Bounds, Buckets, distance, dot, middle, overlap, sub};
use crate::normalize::layers::LayerRole;
use crate::normalize::{Curve, Stroke, Symbol};
use crate::options::Options;
use crate::plan::{OpeningKind, Source};
use crate::sheet::{Handle, Point};

use super::View;
use super::lines::Direction;

/// An opening along a wall.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gap {
    /// From, to along the wall's direction.
    pub(super) span: [f64; 2],
    pub(super) kind: OpeningKind,
    pub(super) source: Source,
}

/// All that may show an opening on one plan, to be asked wall by wall.
pub(super) struct OpeningSigns<'a> {
    view: &'a View<'a>,
    strokes: Vec<&'a Stroke>,
    stroke_index: Buckets,
    arcs: Vec<&'a Curve>,
    arc_index: Buckets,
    symbols: Vec<&'a Symbol>,
    symbol_index: Buckets,
}

/// Cells of the indices.
const CELL_IN: f64 = 60.0;

/// A strip of plan along a wall.
pub(super) struct Strip<'a> {
    pub(super) direction: &'a Direction,
    pub(super) center: f64,
    pub(super) thickness: f64,
    pub(super) span: [f64; 2],
}

impl Strip<'_> {
    fn bounds(&self, margin: f64) -> Bounds {
        let half = self.thickness / 2.0 + margin;
        let d = self.direction;
        Bounds::of([
            d.point(self.span[0] - margin, self.center - half),
            d.point(self.span[0] - margin, self.center + half),
            d.point(self.span[1] + margin, self.center - half),
            d.point(self.span[1] + margin, self.center + half),
        ])
    }

    /// Distance of a point from the strip's faces, negative inside.
    fn outside(&self, p: Point) -> f64 {
        (self.direction.d(p) - self.center).abs() - self.thickness / 2.0
    }

    fn along(&self, a: Point, b: Point) -> [f64; 2] {
        let (p, q) = (self.direction.t(a), self.direction.t(b));
        [p.min(q), p.max(q)]
    }
}

/// Whether a stroke runs along a direction.
fn parallel(s: &Stroke, direction: &Direction) -> bool {
    let d = sub(s.b, s.a);
    let length = distance(s.a, s.b);
    dot(d, direction.across).abs() < (0.03 * length).max(0.45_f64.min(0.1 * length))
}

/// Whether a stroke runs across a direction; the slip of a short one is allowed for.
fn square(s: &Stroke, direction: &Direction) -> bool {
    let d = sub(s.b, s.a);
    let length = distance(s.a, s.b);
    dot(d, direction.along).abs() < (0.05 * length).max(0.45_f64.min(0.15 * length))
}

fn is_swing(c: &Curve) -> bool {
    let sweep = c.end - c.start;
    (0.5..=3.3).contains(&sweep)
        && (12.0..=74.0).contains(&c.radius)
        && (c.role.is_opening()
            || matches!(
                c.role,
                LayerRole::Unknown | LayerRole::Wall | LayerRole::Shear | LayerRole::Text
            ))
}

impl<'a> OpeningSigns<'a> {
    /// `strips` are the outlines of filled walls.
    pub(super) fn of(view: &'a View<'a>, strips: &'a [Stroke], options: &Options) -> Self {
        let line = &view.linework;
        let strokes: Vec<&Stroke> = line
            .strokes
            .iter()
            .filter(|s| !super::runs::broad(s, options))
            .chain(strips)
            .filter(|s| {
                s.role.is_opening()
                    || matches!(
                        s.role,
                        LayerRole::Header | LayerRole::Unknown | LayerRole::Wall | LayerRole::Shear
                    )
            })
            .collect();
        let stroke_index =
            Buckets::of_segments(CELL_IN, strokes.iter().map(|s| [s.a, s.b]).enumerate());
        let arcs: Vec<&Curve> = line.curves.iter().filter(|c| is_swing(c)).collect();
        let arc_index = Buckets::of_boxes(
            CELL_IN,
            arcs.iter().map(|c| Bounds::of([c.center])).enumerate(),
        );
        let symbols: Vec<&Symbol> = line
            .symbols
            .iter()
            .filter(|s| s.role.is_opening())
            .collect();
        let symbol_index = Buckets::of_boxes(CELL_IN, symbols.iter().map(|s| s.bounds).enumerate());
        Self {
            view,
            strokes,
            stroke_index,
            arcs,
            arc_index,
            symbols,
            symbol_index,
        }
    }

    fn source(&self, layer: u32, entity: Handle) -> Source {
        self.view.survey.source(layer, entity)
    }

    fn near_strokes(
        &self,
        strip: &Strip<'_>,
        margin: f64,
    ) -> impl Iterator<Item = &'a Stroke> + '_ {
        self.stroke_index
            .near(&strip.bounds(margin))
            .into_iter()
            .filter_map(|id| self.strokes.get(id as usize).copied())
    }

    /// What a gap between two pieces of wall is, where anything says that it is an opening.
    pub(super) fn in_gap(&self, gap: &Strip<'_>) -> Option<Gap> {
        let width = gap.span[1] - gap.span[0];
        let found = |kind, layer, entity| {
            Some(Gap {
                span: gap.span,
                kind,
                source: self.source(layer, entity),
            })
        };
        // A leaf's swing, hinged at a jamb.
        for id in self.arc_index.near(&gap.bounds(12.0)) {
            let Some(c) = self.arcs.get(id as usize) else {
                continue;
            };
            let t = gap.direction.t(c.center);
            let fits = c.radius <= 1.15 * width + 3.0 && c.radius >= 0.3 * width;
            if gap.outside(c.center) < 4.0 && t > gap.span[0] - 6.0 && t < gap.span[1] + 6.0 && fits
            {
                return found(OpeningKind::Door, c.layer, c.entity);
            }
        }
        for id in self.symbol_index.near(&gap.bounds(0.0)) {
            let Some(s) = self.symbols.get(id as usize) else {
                continue;
            };
            let along = strip_of_bounds(&s.bounds, gap.direction);
            let share = overlap(along, gap.span) / width;
            let near =
                gap.outside(s.bounds.center()) < 0.6 * width + 2.0 || gap.outside(s.at) < 2.0;
            if share > 0.5 && near {
                return found(kind_of(s.role), s.layer, s.entity);
            }
        }
        let mut covered: Vec<([f64; 2], f64, &Stroke)> = Vec::new();
        for s in self.near_strokes(gap, 3.0) {
            let mid = middle(s.a, s.b);
            let run = gap.along(s.a, s.b);
            if s.role.is_opening() && square(s, gap.direction) {
                // A leaf drawn open.
                let t = gap.direction.t(mid);
                let length = distance(s.a, s.b);
                let at_wall = gap.outside(s.a).min(gap.outside(s.b)) < 4.0;
                let at_jamb = (t - gap.span[0]).abs().min((t - gap.span[1]).abs()) < 5.0;
                if s.role == LayerRole::Door
                    && at_wall
                    && at_jamb
                    && length > 0.4 * width
                    && length < 1.2 * width
                {
                    return found(OpeningKind::Door, s.layer, s.entity);
                }
            }
            if parallel(s, gap.direction) {
                let share = overlap(run, gap.span) / width;
                let reach = if s.role.is_opening() { 3.0 } else { 0.6 };
                if gap.outside(mid) < reach && share > 0.05 {
                    covered.push((run, share, s));
                }
            }
        }
        covered.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.2.entity.cmp(&b.2.entity)));
        for role in [LayerRole::Door, LayerRole::Window, LayerRole::Opening] {
            let own: f64 = covered
                .iter()
                .filter(|c| c.2.role == role)
                .map(|c| c.1)
                .sum();
            if own > 0.5
                && let Some(c) = covered.iter().find(|c| c.2.role == role)
            {
                return found(kind_of(role), c.2.layer, c.2.entity);
            }
        }
        // Sill and glass, or a header's dashes, drawn on a layer that says nothing. Lines that go
        // on far beyond the gap are something else.
        let through = covered
            .iter()
            .filter(|c| c.1 > 0.8 && c.0[1] - c.0[0] < width + 12.0)
            .count();
        if let Some(c) = covered.iter().find(|c| c.1 > 0.8)
            && through > 0
        {
            let kind = if c.2.role == LayerRole::Header {
                OpeningKind::Unknown
            } else {
                OpeningKind::Window
            };
            return found(kind, c.2.layer, c.2.entity);
        }
        None
    }

    /// What leaves hinged in a gap close, along the wall.
    fn swings(&self, gap: &Strip<'_>) -> Vec<([f64; 2], &'a Curve)> {
        self.arc_index
            .near(&gap.bounds(6.0))
            .into_iter()
            .filter_map(|id| self.arcs.get(id as usize).copied())
            .filter(|c| gap.outside(c.center) < 4.0)
            .map(|c| {
                let hinge = gap.direction.t(c.center);
                let far = c
                    .ends()
                    .map(|p| gap.direction.t(p))
                    .into_iter()
                    .fold(hinge, |far, t| {
                        if (t - hinge).abs() > (far - hinge).abs() {
                            t
                        } else {
                            far
                        }
                    });
                ([hinge.min(far), hinge.max(far)], c)
            })
            .collect()
    }

    /// A wide gap may hold several doors and windows with posts between them; else `whole`.
    pub(super) fn parts(&self, gap: &Strip<'_>, whole: Gap, options: &Options) -> Vec<Gap> {
        const WIDE_IN: f64 = 60.0;
        const POST_IN: f64 = 3.0;
        let width = gap.span[1] - gap.span[0];
        if width < WIDE_IN {
            return vec![whole];
        }
        let mut parts: Vec<Gap> = Vec::new();
        for part in self.over(gap, options) {
            match parts.last_mut() {
                // Frame beside frame is one opening.
                Some(last) if part.span[0] - last.span[1] < POST_IN => {
                    last.span[1] = last.span[1].max(part.span[1]);
                    if part.kind_order() < last.kind_order() {
                        last.kind = part.kind;
                        last.source = part.source;
                    }
                }
                _ => parts.push(part),
            }
        }
        for (swing, c) in self.swings(gap) {
            let door = parts
                .iter_mut()
                .find(|p| overlap(p.span, swing) > 0.5 * (swing[1] - swing[0]));
            if let Some(part) = door {
                part.kind = OpeningKind::Door;
                part.source = self.source(c.layer, c.entity);
            }
        }
        let covered: f64 = parts.iter().map(|p| p.span[1] - p.span[0]).sum();
        if parts.len() > 1 && covered > 0.6 * width {
            parts
        } else {
            vec![whole]
        }
    }

    /// Openings drawn over a piece of wall whose faces go through.
    pub(super) fn over(&self, piece: &Strip<'_>, options: &Options) -> Vec<Gap> {
        let mut found: Vec<Sign> = Vec::new();
        let inside = |span: [f64; 2]| {
            let w = span[1] - span[0];
            w >= options.min_opening_in
                && w <= options.max_opening_in
                && span[0] > piece.span[0] - 3.0
                && span[1] < piece.span[1] + 3.0
                && w < 0.97 * (piece.span[1] - piece.span[0])
        };
        let mut push = |span: [f64; 2],
                        (sure, off): (bool, Option<f64>),
                        kind: OpeningKind,
                        layer: u32,
                        entity: Handle| {
            if inside(span) {
                let gap = Gap {
                    span,
                    kind,
                    source: self.source(layer, entity),
                };
                found.push(Sign { gap, sure, off });
            }
        };
        for id in self.arc_index.near(&piece.bounds(6.0)) {
            let Some(c) = self.arcs.get(id as usize) else {
                continue;
            };
            if piece.outside(c.center) > 4.0 {
                continue;
            }
            let hinge = piece.direction.t(c.center);
            // The leaf shut lies along the wall: that end of the swing is nearer to it.
            let [p, q] = c.ends();
            let (shut, open) = if piece.outside(p) <= piece.outside(q) {
                (p, q)
            } else {
                (q, p)
            };
            // A door of the wall across, open against this one, has its leaf drawn along it.
            if self.has_leaf(c, shut) && !self.has_leaf(c, open) {
                continue;
            }
            if piece.outside(shut) < 0.25 * c.radius {
                let end = piece.direction.t(shut);
                push(
                    [hinge.min(end), hinge.max(end)],
                    (true, None),
                    OpeningKind::Door,
                    c.layer,
                    c.entity,
                );
            }
        }
        let strokes: Vec<&Stroke> = self.near_strokes(piece, 3.0).collect();
        for id in self.symbol_index.near(&piece.bounds(0.0)) {
            let Some(s) = self.symbols.get(id as usize) else {
                continue;
            };
            let own: Vec<[f64; 2]> = strokes
                .iter()
                .filter(|k| k.entity == s.entity && k.entity != Handle(0))
                .filter(|k| parallel(k, piece.direction) && piece.outside(middle(k.a, k.b)) < 2.5)
                .map(|k| piece.along(k.a, k.b))
                .collect();
            // One block may draw several windows.
            for span in joined(own, 8.0) {
                push(span, (false, None), kind_of(s.role), s.layer, s.entity);
            }
        }
        for s in &strokes {
            if !parallel(s, piece.direction) {
                continue;
            }
            let off = piece.outside(middle(s.a, s.b));
            let run = piece.along(s.a, s.b);
            let at = Some(piece.direction.d(middle(s.a, s.b)) - piece.center);
            if s.role.is_opening() && off < 1.5 {
                push(run, (false, at), kind_of(s.role), s.layer, s.entity);
            } else if matches!(s.role, LayerRole::Unknown | LayerRole::Wall)
                && off < -0.6
                && self.has_jambs(&strokes, piece, run)
            {
                push(run, (false, at), OpeningKind::Window, s.layer, s.entity);
            }
        }
        settled(found, piece.thickness)
    }

    /// Whether a leaf is drawn from a swing's hinge to one of its ends.
    fn has_leaf(&self, swing: &Curve, end: Point) -> bool {
        const SLACK_IN: f64 = 6.0;
        let near = Bounds::of([swing.center, end]).grown(SLACK_IN);
        self.stroke_index.near(&near).into_iter().any(|id| {
            self.strokes.get(id as usize).is_some_and(|s| {
                let joins = |a: Point, b: Point| {
                    distance(a, swing.center) < SLACK_IN && distance(b, end) < SLACK_IN
                };
                let door = s.role == LayerRole::Door
                    || s.layer == swing.layer
                    || (s.entity == swing.entity && s.entity != Handle(0));
                door && distance(s.a, s.b) > 0.75 * swing.radius
                    && (joins(s.a, s.b) || joins(s.b, s.a))
            })
        })
    }

    /// An opening between the end of a wall and the wall across it or the jamb that ends it.
    pub(super) fn beyond(&self, end: &Strip<'_>, outward: f64, options: &Options) -> Option<Gap> {
        let from = if outward > 0.0 {
            end.span[1]
        } else {
            end.span[0]
        };
        let far = from + outward * (0.75 * options.max_opening_in);
        let piece = Strip {
            span: [from.min(far) - 1.0, from.max(far) + 1.0],
            ..*end
        };
        self.over(&piece, options).into_iter().find(|g| {
            let near = if outward > 0.0 { g.span[0] } else { g.span[1] };
            (near - from).abs() < 5.0
        })
    }

    /// Whether an opening is drawn with both its jambs and, near its middle, a line along the wall on
    /// an opening's layer: a window by itself, whatever stands beside it.
    pub(super) fn framed(&self, wall: &Strip<'_>, span: [f64; 2]) -> bool {
        let opening = Strip {
            direction: wall.direction,
            center: wall.center,
            thickness: wall.thickness,
            span,
        };
        let strokes: Vec<&Stroke> = self.near_strokes(&opening, 6.0).collect();
        let jamb = |t: f64| {
            strokes.iter().any(|s| {
                s.role.is_opening()
                    && square(s, wall.direction)
                    && (wall.direction.t(middle(s.a, s.b)) - t).abs() < 3.0
                    && distance(s.a, s.b) > 0.3 * wall.thickness
                    && opening.outside(middle(s.a, s.b)) < 0.0
            })
        };
        let glass = strokes.iter().any(|s| {
            s.role.is_opening()
                && parallel(s, wall.direction)
                && opening.outside(middle(s.a, s.b)) < 0.0
                && overlap(opening.along(s.a, s.b), span) > 0.7 * (span[1] - span[0])
        });
        glass && jamb(span[0]) && jamb(span[1])
    }

    /// Whether ticks across the wall stand at both ends of a line within it.
    fn has_jambs(&self, strokes: &[&Stroke], piece: &Strip<'_>, run: [f64; 2]) -> bool {
        let tick = |t: f64| {
            strokes.iter().any(|s| {
                square(s, piece.direction)
                    && (piece.direction.t(middle(s.a, s.b)) - t).abs() < 1.5
                    && distance(s.a, s.b) > 0.6 * piece.thickness
                    && distance(s.a, s.b) < piece.thickness + 6.0
                    && piece.outside(middle(s.a, s.b)) < 0.0
            })
        };
        tick(run[0]) && tick(run[1])
    }

    /// Places within a piece of wall where a line across closes it: two walls end to end.
    pub(super) fn joints(&self, piece: &Strip<'_>) -> Vec<f64> {
        let mut found: Vec<f64> = self
            .near_strokes(piece, 1.0)
            .filter(|s| {
                let length = distance(s.a, s.b);
                square(s, piece.direction)
                    && length > 0.8 * piece.thickness
                    && length < piece.thickness + 1.5
                    && (piece.direction.d(middle(s.a, s.b)) - piece.center).abs() < 1.0
                    && matches!(
                        s.role,
                        LayerRole::Wall | LayerRole::Shear | LayerRole::Unknown
                    )
            })
            .map(|s| piece.direction.t(middle(s.a, s.b)))
            .filter(|t| *t > piece.span[0] + 4.0 && *t < piece.span[1] - 4.0)
            .collect();
        found.sort_by(f64::total_cmp);
        found.dedup_by(|a, b| (*a - *b).abs() < 1.0);
        found
    }

    /// Whether a line across the wall closes its end at `t`.
    pub(super) fn capped(&self, piece: &Strip<'_>, t: f64) -> bool {
        let at = Strip {
            span: [t, t],
            ..*piece
        };
        self.near_strokes(&at, 2.0).any(|s| {
            square(s, piece.direction)
                && (piece.direction.t(middle(s.a, s.b)) - t).abs() < 1.5
                && distance(s.a, s.b) > 0.7 * piece.thickness
                && distance(s.a, s.b) < piece.thickness + 4.0
                && piece.outside(middle(s.a, s.b)) < 1.0
        })
    }
}

fn kind_of(role: LayerRole) -> OpeningKind {
    match role {
        LayerRole::Door => OpeningKind::Door,
        LayerRole::Window => OpeningKind::Window,
        _ => OpeningKind::Unknown,
    }
}

fn strip_of_bounds(b: &Bounds, direction: &Direction) -> [f64; 2] {
    let corners = [b.min, [b.max[0], b.min[1]], b.max, [b.min[0], b.max[1]]];
    let ts = corners.map(|p| direction.t(p));
    [
        ts.iter().copied().fold(f64::MAX, f64::min),
        ts.iter().copied().fold(f64::MIN, f64::max),
    ]
}

/// One thing that shows an opening; `sure` where it does so by itself, as a door's swing does.
struct Sign {
    gap: Gap,
    sure: bool,
    /// Where across the wall its line lies; none where it is no line.
    off: Option<f64>,
}

/// Intervals joined where less than `gap` is between them.
fn joined(mut spans: Vec<[f64; 2]>, gap: f64) -> Vec<[f64; 2]> {
    spans.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let mut out: Vec<[f64; 2]> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span[0] <= last[1] + gap => last[1] = last[1].max(span[1]),
            _ => out.push(span),
        }
    }
    out
}

/// The openings that signs agree on. Trim and sill are drawn wider than the opening, on one face of
/// the wall, and sash narrower. An opening goes through: the longest that lines far apart across
/// the wall agree on is taken, else the longest that two lines agree on, and all together where none
/// do.
fn settled(mut signs: Vec<Sign>, thickness: f64) -> Vec<Gap> {
    const AGREE_IN: f64 = 1.5;
    /// How far through the wall, over its thickness, lines show an opening that goes through.
    const THROUGH: f64 = 0.45;
    signs.sort_by(|a, b| {
        let length = |s: &Sign| s.gap.span[1] - s.gap.span[0];
        length(b)
            .total_cmp(&length(a))
            .then(a.gap.span[0].total_cmp(&b.gap.span[0]))
            .then(a.gap.kind_order().cmp(&b.gap.kind_order()))
            .then(a.gap.source.cmp(&b.gap.source))
    });
    // Hundreds of lines may draw one sash; what they say is said by the first of them.
    signs.truncate(400);
    let agree =
        |a: &Sign, b: &Sign| (0..2).all(|k| (a.gap.span[k] - b.gap.span[k]).abs() < AGREE_IN);
    let mut out: Vec<Gap> = Vec::new();
    let free = |out: &[Gap], gap: &Gap| out.iter().all(|g| overlap(g.span, gap.span) <= 0.5);
    for through in [true, false] {
        for (i, sign) in signs.iter().enumerate() {
            let backs = |o: &Sign| match (sign.off, o.off) {
                (Some(p), Some(q)) => {
                    agree(sign, o) && (!through || (p - q).abs() > THROUGH * thickness)
                }
                _ => false,
            };
            let backed = sign.sure || signs.iter().enumerate().any(|(k, o)| k != i && backs(o));
            if backed && free(&out, &sign.gap) {
                out.push(sign.gap.clone());
            }
        }
    }
    let alone: Vec<Gap> = signs.into_iter().map(|s| s.gap).collect();
    let alone: Vec<Gap> = merged(alone)
        .into_iter()
        .filter(|g| free(&out, g))
        .collect();
    out.extend(alone);
    merged(out)
}

/// Openings that overlap are one; a door's word counts before a window's, a window's before none.
pub(super) fn merged(mut gaps: Vec<Gap>) -> Vec<Gap> {
    gaps.sort_by(|a, b| {
        a.span[0]
            .total_cmp(&b.span[0])
            .then(a.span[1].total_cmp(&b.span[1]))
            .then(a.kind_order().cmp(&b.kind_order()))
            .then(a.source.cmp(&b.source))
    });
    let mut out: Vec<Gap> = Vec::new();
    for gap in gaps {
        match out.last_mut() {
            Some(last) if gap.span[0] < last.span[1] - 0.5 => {
                if gap.kind_order() < last.kind_order() {
                    last.kind = gap.kind;
                    last.source = gap.source;
                }
                last.span[1] = last.span[1].max(gap.span[1]);
            }
            _ => out.push(gap),
        }
    }
    out
}

impl Gap {
    fn kind_order(&self) -> u8 {
        match self.kind {
            OpeningKind::Door => 0,
            OpeningKind::Window => 1,
            OpeningKind::Unknown => 2,
        }
    }
}
