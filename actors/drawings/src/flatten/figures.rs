//! Shapes of entities as figures in the sheet's coordinates.

use std::f64::consts::TAU;

use super::Figure;
use super::affine::Affine;
use crate::curve;
use crate::sheet::{Align, Entity, Point, Shape};

/// Width of a letter over the height of a text, on average over the fonts of drawings.
const LETTER: f64 = 0.8;
/// Distance of lines over the height of a text: 5/3, as AutoCAD spaces single lines.
const LINE_SPACING: f64 = 5.0 / 3.0;

/// The figures of an entity that is drawn by itself; none for inserts and viewports.
pub(super) fn figures(entity: &Entity, map: &Affine) -> Vec<Figure> {
    let all = |points: &[Point]| points.iter().map(|&p| map.point(p)).collect::<Vec<_>>();
    let one = match &entity.shape {
        Shape::Line(a, b) if a != b => Some(Figure::Line(map.point(*a), map.point(*b))),
        Shape::Circle { center, radius } if *radius > 0.0 => {
            Some(arc(*center, *radius, 0.0, TAU, map))
        }
        Shape::Arc {
            center,
            radius,
            start,
            end,
        } if *radius > 0.0 => {
            let (start, end) = turn(*start, *end);
            Some(arc(*center, *radius, start, end, map))
        }
        Shape::Ellipse {
            center,
            major,
            ratio,
            start,
            end,
        } => ellipse(*center, *major, *ratio, *start, *end, map),
        Shape::Polyline { vertices, closed } => {
            path(all(&curve::polyline(vertices, *closed)), *closed)
        }
        Shape::WidePolyline {
            vertices,
            closed,
            width,
        } => {
            let chain = curve::polyline(vertices, *closed);
            let stroke = path(all(&chain), *closed);
            let strips = strips(&chain, *closed, *width);
            let ink = area("SOLID", strips.iter().map(|strip| all(strip)));
            return stroke.into_iter().chain(ink).collect();
        }
        Shape::Multiline { lines, closed } => {
            return lines.iter().filter_map(|l| path(all(l), *closed)).collect();
        }
        Shape::Mesh(faces) => {
            return faces.iter().filter_map(|f| path(all(f), true)).collect();
        }
        Shape::Spline {
            degree,
            knots,
            control,
            weights,
            fit,
            closed,
        } => {
            let points = curve::spline(*degree, knots, control, weights, fit, *closed);
            path(all(&points), *closed)
        }
        Shape::Text {
            text,
            at,
            height,
            rotation,
            align,
        } => text_figure(text, "", *at, *height, *rotation, *align, map),
        Shape::Hatch { pattern, loops } => area(
            pattern,
            loops.iter().map(|l| all(&curve::polyline(l, true))),
        ),
        Shape::Solid(points) if entity.kind == "3DFACE" => path(all(points), true),
        Shape::Solid(points) => area("SOLID", std::iter::once(all(points))),
        Shape::Leader { points, text } => {
            let mut out: Vec<Figure> = path(all(points), false).into_iter().collect();
            if let Some(&end) = points.last() {
                out.extend(text_figure(text, "", end, 0.0, 0.0, Align::default(), map));
            }
            return out;
        }
        Shape::Dimension { .. } => dimension(&entity.shape, map),
        _ => None,
    };
    one.into_iter().collect()
}

/// Start and end of an arc with the end after the start, by a turn at most.
fn turn(start: f64, end: f64) -> (f64, f64) {
    let sweep = (end - start).rem_euclid(TAU);
    // A sweep of nothing is a whole turn, as an arc of no length is never drawn.
    let sweep = if sweep < 1e-12 { TAU } else { sweep };
    (start, start + sweep)
}

fn arc(center: Point, radius: f64, start: f64, end: f64, map: &Affine) -> Figure {
    let Some(scale) = map.similarity() else {
        let x = map.vector([radius, 0.0]);
        let y = map.vector([0.0, radius]);
        return chords(map.point(center), x, y, start, end);
    };
    let turned = map.angle(0.0);
    let (start, end) = if map.mirrors() {
        (turned - end, turned - start)
    } else {
        (turned + start, turned + end)
    };
    let whole = start.rem_euclid(TAU) - start;
    Figure::Arc {
        center: map.point(center),
        radius: radius * scale,
        start: start + whole,
        end: end + whole,
    }
}

fn chords(center: Point, major: Point, minor: Point, start: f64, end: f64) -> Figure {
    let mut points = curve::ellipse(center, major, minor, start, end);
    let closed = end - start > TAU - 1e-9;
    if closed {
        points.pop();
    }
    Figure::Path { points, closed }
}

fn ellipse(
    center: Point,
    major: Point,
    ratio: f64,
    start: f64,
    end: f64,
    map: &Affine,
) -> Option<Figure> {
    let radius = major[0].hypot(major[1]);
    if radius <= 0.0 {
        return None;
    }
    let (start, end) = turn(start, end);
    if (ratio - 1.0).abs() < 1e-9 && map.similarity().is_some() {
        // A circle that some program wrote as an ellipse.
        let first = major[1].atan2(major[0]);
        return Some(arc(center, radius, first + start, first + end, map));
    }
    let minor = [-major[1] * ratio, major[0] * ratio];
    let (major, minor) = (map.vector(major), map.vector(minor));
    Some(chords(map.point(center), major, minor, start, end))
}

fn path(points: Vec<Point>, closed: bool) -> Option<Figure> {
    (points.len() > 1).then_some(Figure::Path { points, closed })
}

fn area(pattern: &str, loops: impl Iterator<Item = Vec<Point>>) -> Option<Figure> {
    let loops: Vec<Vec<Point>> = loops.filter(|outline| outline.len() > 2).collect();
    (!loops.is_empty()).then(|| Figure::Hatch {
        pattern: pattern.to_owned(),
        loops,
    })
}

/// What a broad pen covers along a chain, a rectangle a straight piece.
fn strips(chain: &[Point], closed: bool, width: f64) -> Vec<[Point; 4]> {
    let back = closed.then(|| chain.first()).flatten();
    let ends = chain.iter().skip(1).chain(back);
    chain
        .iter()
        .zip(ends)
        .filter_map(|(a, b)| {
            let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
            let length = dx.hypot(dy);
            let (nx, ny) = (-dy / length * width / 2.0, dx / length * width / 2.0);
            (length > 0.0).then(|| {
                [
                    [a[0] - nx, a[1] - ny],
                    [b[0] - nx, b[1] - ny],
                    [b[0] + nx, b[1] + ny],
                    [a[0] + nx, a[1] + ny],
                ]
            })
        })
        .collect()
}

/// A text; none where it is blank.
pub(super) fn text_figure(
    text: &str,
    tag: &str,
    at: Point,
    height: f64,
    rotation: f64,
    align: Align,
    map: &Affine,
) -> Option<Figure> {
    if text.trim().is_empty() {
        return None;
    }
    let lines = text.lines().count().max(1);
    let letters = text.lines().next().map_or(0, |line| line.chars().count());
    let width = letters as f64 * LETTER * height;
    let along = match align.horizontal {
        0 => width / 2.0,
        2 => -width / 2.0,
        _ => 0.0,
    };
    let below = (lines - 1) as f64 * LINE_SPACING * height;
    let up = match align.vertical {
        3 => -height / 2.0,
        2 => below / 2.0,
        1 => height / 2.0 + below,
        _ => height / 2.0,
    };
    let (sin, cos) = rotation.sin_cos();
    let center = [
        at[0] + along * cos - up * sin,
        at[1] + along * sin + up * cos,
    ];
    Some(Figure::Text {
        text: text.to_owned(),
        center: map.point(center),
        at: map.point(at),
        height: height * map.stretch(rotation + TAU / 4.0),
        rotation: map.angle(rotation),
        align,
        tag: tag.to_owned(),
    })
}

fn dimension(shape: &Shape, map: &Affine) -> Option<Figure> {
    let Shape::Dimension {
        from: Some(from),
        to: Some(to),
        direction,
        text,
        linear: true,
        ..
    } = shape
    else {
        return None;
    };
    let v = [to[0] - from[0], to[1] - from[1]];
    let direction = direction.unwrap_or(v[1].atan2(v[0]));
    let measured = (v[0] * direction.cos() + v[1] * direction.sin()).abs();
    Some(Figure::Dimension {
        from: map.point(*from),
        to: map.point(*to),
        measured: measured * map.stretch(direction),
        text: if text.contains("<>") {
            String::new()
        } else {
            text.clone()
        },
    })
}

/// The box around a figure.
pub(super) fn bounds(figure: &Figure) -> [Point; 2] {
    let mut out = Bounds::default();
    match figure {
        Figure::Line(a, b) => out.extend(&[*a, *b]),
        Figure::Path { points, .. } => out.extend(points),
        Figure::Arc {
            center,
            radius,
            start,
            end,
        } => {
            out.extend(&[at(*center, *radius, *start), at(*center, *radius, *end)]);
            // The sides of the box touch the arc at quarter turns.
            let first = (start / (TAU / 4.0)).ceil();
            for quarter in 0..4 {
                let angle = (first + f64::from(quarter)) * (TAU / 4.0);
                if angle <= *end {
                    out.extend(&[at(*center, *radius, angle)]);
                }
            }
        }
        Figure::Text { at, center, .. } => out.extend(&[*at, *center]),
        Figure::Hatch { loops, .. } => loops.iter().for_each(|outline| out.extend(outline)),
        Figure::Dimension { from, to, .. } => out.extend(&[*from, *to]),
        Figure::Insert { at, bounds, .. } => {
            out.extend(&[*at]);
            out.extend(bounds);
        }
    }
    out.corners()
}

fn at(center: Point, radius: f64, angle: f64) -> Point {
    [
        center[0] + radius * angle.cos(),
        center[1] + radius * angle.sin(),
    ]
}

/// A box that grows.
pub(super) struct Bounds {
    min: Point,
    max: Point,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            min: [f64::INFINITY; 2],
            max: [f64::NEG_INFINITY; 2],
        }
    }
}

impl Bounds {
    pub(super) fn extend(&mut self, points: &[Point]) {
        for p in points {
            self.min = [self.min[0].min(p[0]), self.min[1].min(p[1])];
            self.max = [self.max[0].max(p[0]), self.max[1].max(p[1])];
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.min[0] > self.max[0]
    }

    pub(super) fn corners(&self) -> [Point; 2] {
        [self.min, self.max]
    }
}

/// How many points a figure holds.
pub(super) fn weight(figure: &Figure) -> u64 {
    let points = match figure {
        Figure::Path { points, .. } => points.len(),
        Figure::Hatch { loops, .. } => loops.iter().map(Vec::len).sum(),
        _ => 1,
    };
    points as u64
}
