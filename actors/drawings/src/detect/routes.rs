//! Runs of ducts, pipes and beams: between two lines, along one, or under a broad pen; risers; and,
//! on plans that have no layers for them, the lines that labels stand by.

use super::beside::Labels;
use super::labels::Size;
use super::lines::{Direction, Line, directions};
use super::{FoundObstacle, View};
use crate::geometry::{
    Bounds, Buckets, add, angle_between_lines, distance, distance_to_segment, line_angle, middle,
    overlap, scale, unit,
};
use crate::normalize::layers::LayerRole;
use crate::normalize::{Curve, Note, Stroke};
use crate::options::Options;
use crate::plan::ObstacleKind;
use crate::sheet::{Handle, Point};

/// Most obstacles of a level.
pub(super) const MAX_OBSTACLES: usize = 20_000;

/// What a stroke of a layer is part of.
fn kind_of(role: LayerRole) -> Option<ObstacleKind> {
    match role {
        LayerRole::Duct => Some(ObstacleKind::Duct),
        LayerRole::Pipe => Some(ObstacleKind::Pipe),
        LayerRole::Beam => Some(ObstacleKind::Beam),
        LayerRole::Header => Some(ObstacleKind::Header),
        _ => None,
    }
}

/// All runs and risers of a plan.
pub(super) fn of_view(
    view: &View<'_>,
    labels: &Labels<'_>,
    options: &Options,
    out: &mut Vec<FoundObstacle>,
) {
    for kind in [
        ObstacleKind::Duct,
        ObstacleKind::Pipe,
        ObstacleKind::Beam,
        ObstacleKind::Header,
    ] {
        let of_layer = |s: &Stroke| kind_of(s.role) == Some(kind);
        if view.linework.strokes.iter().any(of_layer) {
            lines_of(view, kind, labels, options, out);
        }
    }
    by_labels(view, labels, options, out);
    strips(view, labels, out);
    risers(view, labels, out);
}

/// The widest two lines that are the sides of one duct, pipe or beam.
fn widest(kind: ObstacleKind) -> [f64; 2] {
    match kind {
        ObstacleKind::Duct => [3.0, 60.0],
        ObstacleKind::Pipe => [0.5, 12.5],
        _ => [1.25, 16.0],
    }
}

/// Width where neither lines nor label say one.
fn usual_width(kind: ObstacleKind) -> f64 {
    match kind {
        ObstacleKind::Duct => 8.0,
        _ => 3.5,
    }
}

/// Pairs of lines are the sides of one run; lines alone are centre lines.
fn lines_of(
    view: &View<'_>,
    kind: ObstacleKind,
    labels: &Labels<'_>,
    options: &Options,
    out: &mut Vec<FoundObstacle>,
) {
    let strokes: Vec<Stroke> = view
        .linework
        .strokes
        .iter()
        .filter(|s| kind_of(s.role) == Some(kind))
        // A broad pen covers its run by itself.
        .filter(|s| s.pen < widest(kind)[0])
        // Short lines in blocks draw fixtures, diffusers and valves.
        .filter(|s| !s.in_block || distance(s.a, s.b) > 36.0)
        .copied()
        .collect();
    if strokes.is_empty() {
        return;
    }
    let [min, max] = widest(kind);
    let mut pieces: Vec<Piece> = Vec::new();
    for direction in directions(&strokes, options) {
        let lines = &direction.lines;
        let mut used = vec![false; lines.len()];
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (i, low) in lines.iter().enumerate() {
            for (j, high) in lines.iter().enumerate().skip(i + 1).take(200) {
                let width = high.offset - low.offset;
                if width > max {
                    break;
                }
                let shared = overlap(low.span, high.span);
                let shorter = low.length().min(high.length());
                let drawn = width >= min
                    && shorter > width
                    && shared > 0.7 * shorter.max(0.6 * low.length().max(high.length()));
                let labelled = || {
                    let center = f64::midpoint(low.offset, high.offset);
                    let [a, b] = low.span.map(|t| direction.point(t, center));
                    let said = labels
                        .beside(kind, a, b, width)
                        .map_or(0.0, |(_, s)| s.width_in);
                    (said - width).abs() < 0.2 * width
                };
                // Two pipes side by side are no thick pipe, unless a label of its size says so.
                if drawn && (kind != ObstacleKind::Pipe || labelled()) {
                    pairs.push((width, i, j));
                }
            }
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (width, i, j) in pairs {
            if used[i] || used[j] {
                continue;
            }
            // The centre line between the sides goes with them.
            let mut between = Vec::new();
            for k in i + 1..j {
                if overlap(lines[k].span, lines[i].span) > 0.5 * lines[k].length() {
                    between.push(k);
                }
            }
            used[i] = true;
            used[j] = true;
            between.iter().for_each(|k| used[*k] = true);
            let center = f64::midpoint(lines[i].offset, lines[j].offset);
            let span = [
                lines[i].span[0].min(lines[j].span[0]),
                lines[i].span[1].max(lines[j].span[1]),
            ];
            pieces.push(Piece {
                a: direction.point(span[0], center),
                b: direction.point(span[1], center),
                width: Some(width),
                layer: lines[i].layer,
                entity: lines[i].entity,
                color: lines[i].color,
            });
        }
        for (k, line) in lines.iter().enumerate() {
            if !used[k] && line.length() >= 10.0 {
                pieces.push(Piece {
                    a: direction.point(line.span[0], line.offset),
                    b: direction.point(line.span[1], line.offset),
                    width: None,
                    layer: line.layer,
                    entity: line.entity,
                    color: line.color,
                });
            }
        }
    }
    let (pairs, singles): (Vec<Piece>, Vec<Piece>) =
        pieces.into_iter().partition(|p| p.width.is_some());
    let index = Buckets::of_segments(96.0, pairs.iter().map(|p| [p.a, p.b]).enumerate());
    // The ends of outlines, and crosses and arrows within them, are part of the run they close.
    let within = |p: &Piece| {
        let box_of = Bounds::of([p.a, p.b]).grown(max);
        index.near(&box_of).into_iter().any(|id| {
            let q = &pairs[id as usize];
            let reach = q.width.unwrap_or(0.0) / 2.0 + 1.0;
            distance_to_segment(p.a, q.a, q.b) < reach * std::f64::consts::SQRT_2
                && distance_to_segment(p.b, q.a, q.b) < reach * std::f64::consts::SQRT_2
        })
    };
    let singles: Vec<Piece> = singles.into_iter().filter(|p| !within(p)).collect();
    for p in pairs.iter().chain(&singles) {
        let label = labels.beside(kind, p.a, p.b, p.width.unwrap_or(0.0));
        // Ducts and beams are drawn to their width; a line alone is one only where it is labelled
        // or long.
        let long =
            distance(p.a, p.b) > 48.0 || matches!(kind, ObstacleKind::Pipe | ObstacleKind::Header);
        if p.width.is_some() || label.is_some() || long {
            push(view, kind, p, label, out);
        }
    }
}

/// A straight run: between two lines, or along one.
struct Piece {
    a: Point,
    b: Point,
    width: Option<f64>,
    layer: u32,
    entity: Handle,
    color: i16,
}

fn push(
    view: &View<'_>,
    kind: ObstacleKind,
    piece: &Piece,
    label: Option<(&Note, Size)>,
    out: &mut Vec<FoundObstacle>,
) {
    if out.len() >= MAX_OBSTACLES {
        return;
    }
    let size = label.map(|(_, s)| s);
    let said = size.map_or(0.0, |s| s.width_in);
    // Lines drawn to scale say the width on plan; a label of `14x10` may be turned on its side.
    let width = match piece.width {
        Some(w) => w,
        None if said > 0.0 => said,
        None => usual_width(kind),
    };
    let mut depth = size.map_or(0.0, |s| s.depth_in);
    if let (Some(w), Some(s)) = (piece.width, size)
        && s.width_in > 0.0
        && (w - s.width_in).abs() > (w - s.depth_in).abs() + 0.5
    {
        depth = s.width_in;
    }
    out.push(FoundObstacle {
        kind,
        path_in: vec![piece.a, piece.b],
        closed: false,
        width_in: width,
        depth_in: depth,
        bottom_in: size.and_then(|s| s.bottom_in),
        label: words(label.map(|(n, _)| n)),
        source: view.survey.source(piece.layer, piece.entity),
    });
}

/// A label's text on one line.
fn words(label: Option<&Note>) -> String {
    label.map_or_else(String::new, |n| n.text.replace('\n', " "))
}

/// Lines of a broad pen, and filled rectangles.
fn strips(view: &View<'_>, labels: &Labels<'_>, out: &mut Vec<FoundObstacle>) {
    for fill in &view.linework.fills {
        let Some(kind) = kind_of(fill.role) else {
            continue;
        };
        for points in fill.loops.iter().filter(|l| l.len() == 4) {
            let side = |i: usize| distance(points[i], points[(i + 1) % 4]);
            let (first, second) = (
                f64::midpoint(side(0), side(2)),
                f64::midpoint(side(1), side(3)),
            );
            let k = usize::from(first < second);
            let width = first.min(second);
            // From the middle of one short side to the middle of the other.
            let a = middle(points[(k + 3) % 4], points[k]);
            let b = middle(points[(k + 1) % 4], points[(k + 2) % 4]);
            if first.max(second) > 10.0 && (widest(kind)[0]..=widest(kind)[1]).contains(&width) {
                let label = labels.beside(kind, a, b, width);
                let piece = Piece {
                    a,
                    b,
                    width: Some(width),
                    layer: fill.layer,
                    entity: fill.entity,
                    color: NO_COLOR,
                };
                push(view, kind, &piece, label, out);
            }
        }
    }
}

/// Circles of pipe and duct layers that stand upright through the floor. A number of equal ones on
/// lines of their layer are sprinklers or the like.
fn risers(view: &View<'_>, labels: &Labels<'_>, out: &mut Vec<FoundObstacle>) {
    let circles: Vec<(&Curve, ObstacleKind)> = view
        .linework
        .curves
        .iter()
        .filter(|c| c.is_circle() && (0.4..=36.0).contains(&c.radius))
        .filter_map(|c| Some((c, kind_of(c.role)?)))
        .filter(|(_, k)| matches!(k, ObstacleKind::Pipe | ObstacleKind::Duct))
        .collect();
    let lines = Buckets::of_segments(
        48.0,
        view.linework
            .strokes
            .iter()
            .enumerate()
            .filter(|(_, s)| kind_of(s.role).is_some())
            .map(|(i, s)| (i, [s.a, s.b])),
    );
    let on_line = |c: &Curve| {
        lines
            .near(&Bounds::of([c.center]).grown(1.0))
            .into_iter()
            .any(|id| {
                let s = &view.linework.strokes[id as usize];
                s.layer == c.layer && distance_to_segment(c.center, s.a, s.b) < 1.0
            })
    };
    let key = |c: &Curve| (c.layer, (c.radius * 8.0).round() as i64);
    let mut alike = std::collections::BTreeMap::new();
    for (c, _) in circles.iter().filter(|(c, _)| on_line(c)) {
        *alike.entry(key(c)).or_insert(0_usize) += 1;
    }
    for (c, kind) in circles {
        if out.len() >= MAX_OBSTACLES || (alike.get(&key(c)).is_some_and(|n| *n >= 6) && on_line(c))
        {
            continue;
        }
        let label = labels.beside(kind, c.center, c.center, 2.0 * c.radius);
        out.push(riser(view, c, kind, label.map(|(n, _)| n)));
    }
}

/// A circle as an obstacle: sixteen points around it.
fn riser(view: &View<'_>, c: &Curve, kind: ObstacleKind, label: Option<&Note>) -> FoundObstacle {
    let path_in = (0..16)
        .map(|i| {
            let u = unit(std::f64::consts::TAU * f64::from(i) / 16.0);
            add(c.center, scale(u, c.radius))
        })
        .collect();
    FoundObstacle {
        kind,
        path_in,
        closed: true,
        width_in: 0.0,
        depth_in: 0.0,
        bottom_in: None,
        label: words(label),
        source: view.survey.source(c.layer, c.entity),
    }
}

/// The circle of about a label's size that stands beside it.
fn riser_at<'a>(view: &'a View<'_>, note: &Note, from: Point, size: &Size) -> Option<&'a Curve> {
    let wide = 0.5 * note.height * note.text.chars().count() as f64;
    let reach = if note.points_at.is_empty() {
        wide + 3.0 * note.height
    } else {
        6.0
    };
    view.linework
        .curves
        .iter()
        .filter(|c| c.is_circle() && c.role == LayerRole::Unknown)
        .filter(|c| (c.radius - size.width_in / 2.0).abs() < 0.25 * size.width_in)
        .map(|c| ((distance(c.center, from) - c.radius).max(0.0), c))
        .filter(|(away, c)| *away < own_color(note.color, c.color) * reach)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c)
}

/// How far a label may stand from its line, in heights of its text.
const LABEL_HEIGHTS: f64 = 3.0;
/// How much nearer a line of another colour than the label's must stand to be what it speaks of.
const OTHER_COLOR_IN: f64 = 9.0;
/// How much farther a label may stand from a line of its own colour.
const OWN_COLOR_REACH: f64 = 1.7;
/// The colour that all is drawn in where nobody chose one.
const NO_COLOR: i16 = 7;

/// How much farther than others a thing of a colour may stand from a label.
fn own_color(label: i16, drawn: i16) -> f64 {
    if label == drawn && label != NO_COLOR {
        OWN_COLOR_REACH
    } else {
        1.0
    }
}

/// Runs on layers that do not say what they hold, told by the labels that stand along them.
fn by_labels(
    view: &View<'_>,
    labels: &Labels<'_>,
    options: &Options,
    out: &mut Vec<FoundObstacle>,
) {
    let wanted: Vec<&(&Note, Size)> = labels
        .read
        .iter()
        .filter(|(_, s)| s.width_in > 0.0 && s.kind.is_some_and(|k| k != ObstacleKind::Header))
        .filter(|(_, s)| {
            let own = |k: &Stroke| !k.in_block && kind_of(k.role) == s.kind;
            !view.linework.strokes.iter().any(own)
        })
        .collect();
    if wanted.is_empty() {
        return;
    }
    let leaves = Leaves::of(view);
    let strokes: Vec<Stroke> = view
        .linework
        .strokes
        .iter()
        .filter(|s| matches!(s.role, LayerRole::Unknown | LayerRole::Framing) && !s.in_block)
        .filter(|s| !leaves.drawn_by(s))
        .copied()
        .collect();
    let directions = directions(&strokes, options);
    let mut found: Vec<(&(&Note, Size), Piece)> = Vec::new();
    for labelled_by in wanted {
        let (note, size) = labelled_by;
        let Some(kind) = size.kind else { continue };
        let from = note.points_at.first().copied().unwrap_or(note.center);
        let reach = if note.points_at.is_empty() {
            LABEL_HEIGHTS * note.height
        } else {
            6.0
        };
        if kind == ObstacleKind::Pipe
            && let Some(c) = riser_at(view, note, from, size)
        {
            out.push(riser(view, c, kind, Some(*note)));
            continue;
        }
        let nearest = directions
            .iter()
            .filter(|d| {
                !note.points_at.is_empty()
                    || angle_between_lines(note.rotation, line_angle(d.along)) < 0.05
            })
            .filter_map(|d| labelled(d, from, reach, note.color, size, kind))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, piece)) = nearest {
            found.push((labelled_by, piece));
        }
    }
    // Where most labels have their line's colour, a line of another is something else.
    let own = |note: &Note, piece: &Piece| note.color == piece.color && note.color != NO_COLOR;
    let alike = found.iter().filter(|((n, _), p)| own(n, p)).count();
    let colors_tell = 2 * alike > found.len();
    for ((note, size), piece) in found {
        let Some(kind) = size.kind else { continue };
        if colors_tell && !own(note, &piece) {
            continue;
        }
        push(view, kind, &piece, Some((*note, *size)), out);
    }
}

/// The swings of doors on a plan: the line from the middle of one to its end is a leaf, no pipe.
struct Leaves<'a> {
    swings: Vec<&'a Curve>,
    index: Buckets,
}

impl<'a> Leaves<'a> {
    fn of(view: &'a View<'_>) -> Self {
        let swings: Vec<&Curve> = view
            .linework
            .curves
            .iter()
            .filter(|c| (1.2..=3.3).contains(&(c.end - c.start)) && c.radius > 12.0)
            .collect();
        let index = Buckets::of_boxes(
            60.0,
            swings.iter().map(|c| Bounds::of([c.center])).enumerate(),
        );
        Self { swings, index }
    }

    fn drawn_by(&self, s: &Stroke) -> bool {
        const SLACK_IN: f64 = 2.0;
        let length = distance(s.a, s.b);
        let near = Bounds::of([s.a, s.b]).grown(SLACK_IN);
        self.index.near(&near).into_iter().any(|id| {
            self.swings.get(id as usize).is_some_and(|c| {
                (length - c.radius).abs() < SLACK_IN
                    && distance(s.a, c.center).min(distance(s.b, c.center)) < SLACK_IN
            })
        })
    }
}

/// The run nearest to a label: two lines as far apart as it says or, for pipes, one line.
fn labelled(
    d: &Direction,
    from: Point,
    reach: f64,
    color: i16,
    size: &Size,
    kind: ObstacleKind,
) -> Option<(f64, Piece)> {
    let (t, off) = (d.t(from), d.d(from));
    let along = |l: &Line| t > l.span[0] - 2.0 && t < l.span[1] + 2.0;
    let first = d.lines.partition_point(|l| l.offset < off - reach - 72.0);
    let near: Vec<&Line> = d.lines[first..]
        .iter()
        .take_while(|l| l.offset < off + reach + 72.0)
        .filter(|l| along(l) && l.length() > 10.0)
        .collect();
    let piece = |a: [f64; 2], center: f64, width: Option<f64>, l: &Line| Piece {
        a: d.point(a[0], center),
        b: d.point(a[1], center),
        width,
        layer: l.layer,
        entity: l.entity,
        color: l.color,
    };
    if kind == ObstacleKind::Pipe {
        let away = |l: &Line| {
            let other = if l.color == color {
                0.0
            } else {
                OTHER_COLOR_IN
            };
            (l.offset - off).abs() + other
        };
        let line = near
            .iter()
            .filter(|l| (l.offset - off).abs() < own_color(color, l.color) * reach)
            .min_by(|a, b| away(a).total_cmp(&away(b)))?;
        return Some((away(line), piece(line.span, line.offset, None, line)));
    }
    let mut best: Option<(f64, Piece)> = None;
    for (i, low) in near.iter().enumerate() {
        for high in &near[i + 1..] {
            let width = high.offset - low.offset;
            let fits = |w: f64| w > 0.0 && (width - w).abs() < (0.08 * w).max(0.4);
            let shared = overlap(low.span, high.span);
            if !(fits(size.width_in) || fits(size.depth_in))
                || shared < 0.8 * low.length().max(high.length())
            {
                continue;
            }
            let center = f64::midpoint(low.offset, high.offset);
            let away = ((off - center).abs() - width / 2.0).max(0.0);
            if away < reach && best.as_ref().is_none_or(|(b, _)| away < *b) {
                let span = [low.span[0].min(high.span[0]), low.span[1].max(high.span[1])];
                best = Some((away, piece(span, center, Some(width), low)));
            }
        }
    }
    best
}
