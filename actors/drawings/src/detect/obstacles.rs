//! Ducts, pipes, beams and headers: lines of their layers with the labels beside them.

use super::labels::{self, Size};
use super::lines::directions;
use super::{FoundObstacle, FoundWall, View};
use crate::geometry::{
    Bounds, Buckets, add, angle_between_lines, distance, distance_to_segment, line_angle, middle,
    overlap, scale, sub, unit,
};
use crate::normalize::layers::LayerRole;
use crate::normalize::{Curve, Note, Stroke};
use crate::options::Options;
use crate::plan::ObstacleKind;
use crate::sheet::{Handle, Point};

/// Most obstacles of a level.
const MAX_OBSTACLES: usize = 20_000;

/// The obstacles of a level, by place, each once.
pub(super) fn of_views(
    views: &[View<'_>],
    walls: &[FoundWall],
    options: &Options,
) -> Vec<FoundObstacle> {
    let mut out = Vec::new();
    for view in views {
        let labels = Labels::of(view);
        for kind in [
            ObstacleKind::Duct,
            ObstacleKind::Pipe,
            ObstacleKind::Beam,
            ObstacleKind::Header,
        ] {
            lines_of(view, kind, &labels, options, &mut out);
        }
        strips(view, &labels, &mut out);
        risers(view, &labels, &mut out);
        headers_over_openings(view, &labels, walls, &mut out);
    }
    out.sort_by(order);
    out.dedup_by(|a, b| a.kind == b.kind && same_place(a, b));
    out.truncate(MAX_OBSTACLES);
    out
}

fn order(a: &FoundObstacle, b: &FoundObstacle) -> std::cmp::Ordering {
    let key = |o: &FoundObstacle| Bounds::of(o.path_in.iter().copied()).center();
    let (p, q) = (key(a), key(b));
    p[0].total_cmp(&q[0])
        .then(p[1].total_cmp(&q[1]))
        .then(a.kind.cmp_key().cmp(&b.kind.cmp_key()))
        .then(a.label.cmp(&b.label).reverse())
        .then(a.source.cmp(&b.source))
}

trait CmpKey {
    fn cmp_key(&self) -> u8;
}

impl CmpKey for ObstacleKind {
    fn cmp_key(&self) -> u8 {
        match self {
            Self::Beam => 0,
            Self::Header => 1,
            Self::Pipe => 2,
            Self::Duct => 3,
            Self::Other => 4,
        }
    }
}

fn same_place(a: &FoundObstacle, b: &FoundObstacle) -> bool {
    a.path_in.len() == b.path_in.len()
        && a.path_in
            .iter()
            .zip(&b.path_in)
            .all(|(p, q)| distance(*p, *q) < 1.0)
}

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

/// The labels of a plan that say a size.
struct Labels<'a> {
    read: Vec<(&'a Note, Size)>,
    index: Buckets,
}

impl<'a> Labels<'a> {
    fn of(view: &'a View<'_>) -> Self {
        let read: Vec<(&Note, Size)> = view
            .linework
            .notes
            .iter()
            .filter(|n| {
                !matches!(
                    n.role,
                    LayerRole::Dimension
                        | LayerRole::Grid
                        | LayerRole::Door
                        | LayerRole::Window
                        | LayerRole::Shear
                )
            })
            .filter_map(|n| Some((n, labels::read(&n.text)?)))
            .collect();
        let mut index = Buckets::new(96.0);
        for (i, (n, _)) in read.iter().enumerate() {
            if let Ok(id) = u32::try_from(i) {
                index.insert(id, &Bounds::of([n.center]));
                for p in &n.points_at {
                    index.insert(id, &Bounds::of([*p]));
                }
            }
        }
        Self { read, index }
    }

    /// The label beside a line: pointing at it, else along it and near; labels of its own kind and
    /// layer first.
    fn beside(
        &self,
        kind: ObstacleKind,
        a: Point,
        b: Point,
        width: f64,
    ) -> Option<(&'a Note, Size)> {
        let mut best: Option<(f64, &(&Note, Size))> = None;
        for id in self.index.near(&Bounds::of([a, b]).grown(72.0)) {
            let Some(entry) = self.read.get(id as usize) else {
                continue;
            };
            let (note, size) = entry;
            if size.kind.is_some_and(|k| k != kind)
                || (size.width_in == 0.0 && size.bottom_in.is_none())
            {
                continue;
            }
            let points_here = note
                .points_at
                .iter()
                .any(|p| distance_to_segment(*p, a, b) < width / 2.0 + 6.0);
            let away = (distance_to_segment(note.center, a, b) - width / 2.0).max(0.0);
            let turned = angle_between_lines(note.rotation, line_angle(sub(b, a)));
            let mut cost = if points_here { 0.0 } else { away };
            if !points_here {
                if away > 48.0_f64.max(3.0 * note.height) {
                    continue;
                }
                if turned > 0.2 {
                    cost += 12.0;
                }
            }
            if size.kind.is_none() {
                cost += 8.0;
            }
            if best.as_ref().is_none_or(|(c, _)| cost < *c) {
                best = Some((cost, entry));
            }
        }
        best.map(|(_, (n, s))| (*n, *s))
    }
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
        ObstacleKind::Pipe => 3.5,
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
                if width >= min
                    && shorter > width
                    && shared > 0.7 * shorter.max(0.6 * low.length().max(high.length()))
                {
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
                });
            }
        }
    }
    let (pairs, singles): (Vec<Piece>, Vec<Piece>) =
        pieces.into_iter().partition(|p| p.width.is_some());
    let mut index = Buckets::new(96.0);
    for (i, p) in pairs.iter().enumerate() {
        if let Ok(id) = u32::try_from(i) {
            index.insert_segment(id, p.a, p.b);
        }
    }
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
            push(
                view,
                kind,
                vec![p.a, p.b],
                p.width,
                label,
                p.layer,
                p.entity,
                out,
            );
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
}

#[allow(clippy::too_many_arguments)] // the parts of one obstacle
fn push(
    view: &View<'_>,
    kind: ObstacleKind,
    path: Vec<Point>,
    drawn_width: Option<f64>,
    label: Option<(&Note, Size)>,
    layer: u32,
    entity: Handle,
    out: &mut Vec<FoundObstacle>,
) {
    if out.len() >= MAX_OBSTACLES {
        return;
    }
    let size = label.map(|(_, s)| s);
    let said = size.map_or(0.0, |s| s.width_in);
    // Lines drawn to scale say the width on plan; a label of `14x10` may be turned on its side.
    let width = match drawn_width {
        Some(w) => w,
        None if said > 0.0 => said,
        None => usual_width(kind),
    };
    let mut depth = size.map_or(0.0, |s| s.depth_in);
    if let (Some(w), Some(s)) = (drawn_width, size)
        && s.width_in > 0.0
        && (w - s.width_in).abs() > (w - s.depth_in).abs() + 0.5
    {
        depth = s.width_in;
    }
    out.push(FoundObstacle {
        kind,
        path_in: path,
        closed: false,
        width_in: width,
        depth_in: depth,
        bottom_in: size.and_then(|s| s.bottom_in),
        label: label
            .map(|(n, _)| n.text.replace('\n', " "))
            .unwrap_or_default(),
        source: view.survey.source(layer, entity),
    });
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
                push(
                    view,
                    kind,
                    vec![a, b],
                    Some(width),
                    label,
                    fill.layer,
                    fill.entity,
                    out,
                );
            }
        }
    }
}

/// Circles of pipe and duct layers stand upright through the floor.
fn risers(view: &View<'_>, labels: &Labels<'_>, out: &mut Vec<FoundObstacle>) {
    let circles: Vec<&Curve> = view
        .linework
        .curves
        .iter()
        .filter(|c| c.is_circle() && (0.4..=36.0).contains(&c.radius))
        .collect();
    for c in circles {
        let Some(kind) = kind_of(c.role) else {
            continue;
        };
        if !matches!(kind, ObstacleKind::Pipe | ObstacleKind::Duct) || out.len() >= MAX_OBSTACLES {
            continue;
        }
        let label = labels.beside(kind, c.center, c.center, 2.0 * c.radius);
        let path: Vec<Point> = (0..16)
            .map(|i| {
                let u = unit(std::f64::consts::TAU * f64::from(i) / 16.0);
                add(c.center, scale(u, c.radius))
            })
            .collect();
        out.push(FoundObstacle {
            kind,
            path_in: path,
            closed: true,
            width_in: 0.0,
            depth_in: 0.0,
            bottom_in: None,
            label: label
                .map(|(n, _)| n.text.replace('\n', " "))
                .unwrap_or_default(),
            source: view.survey.source(c.layer, c.entity),
        });
    }
}

/// A label such as `6x12 HDR` beside an opening is that opening's header, where no line of a header
/// layer is drawn.
fn headers_over_openings(
    view: &View<'_>,
    labels: &Labels<'_>,
    walls: &[FoundWall],
    out: &mut Vec<FoundObstacle>,
) {
    let mut places: Vec<(Point, Point, f64)> = Vec::new();
    let mut index = Buckets::new(96.0);
    for wall in walls {
        let length = wall.length_in();
        if length <= 0.0 {
            continue;
        }
        let u = scale(sub(wall.end_in, wall.start_in), 1.0 / length);
        for o in &wall.openings {
            let (a, b) = (
                add(wall.start_in, scale(u, o.from_in)),
                add(wall.start_in, scale(u, o.to_in)),
            );
            if let Ok(id) = u32::try_from(places.len()) {
                index.insert_segment(id, a, b);
            }
            places.push((a, b, wall.thickness_in));
        }
    }
    for (note, size) in &labels.read {
        if size.kind != Some(ObstacleKind::Header) || size.depth_in == 0.0 {
            continue;
        }
        let from = note.points_at.first().copied().unwrap_or(note.center);
        let nearest = index
            .near(&Bounds::of([from]).grown(60.0))
            .into_iter()
            .filter_map(|id| places.get(id as usize))
            .map(|(a, b, t)| (distance_to_segment(from, *a, *b), (a, b, t)))
            .min_by(|p, q| p.0.total_cmp(&q.0));
        let Some((away, (a, b, _))) = nearest else {
            continue;
        };
        let drawn = out.iter().any(|o| {
            o.kind == ObstacleKind::Header
                && o.path_in
                    .iter()
                    .any(|p| distance_to_segment(*p, *a, *b) < 12.0)
        });
        if away < 60.0 && !drawn && out.len() < MAX_OBSTACLES {
            out.push(FoundObstacle {
                kind: ObstacleKind::Header,
                path_in: vec![*a, *b],
                closed: false,
                width_in: size.width_in,
                depth_in: size.depth_in,
                bottom_in: size.bottom_in,
                label: note.text.replace('\n', " "),
                source: view.survey.source(note.layer, note.entity),
            });
        }
    }
}
