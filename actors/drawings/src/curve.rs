//! Curves as chords: bulges, arcs, ellipses and splines in straight pieces.
//!
//! A chord never spans more than 1/64 of a turn, so it leaves the curve by at most 0.12 % of its
//! radius. Every function gives a bounded number of points, whatever the numbers it is given.

use std::f64::consts::TAU;

use crate::sheet::{Point, Vertex};

/// The largest part of a turn that a chord spans, radians.
const STEP: f64 = TAU / 64.0;
/// The most points a spline is given.
const MAX_SPLINE_POINTS: usize = 4096;
/// The highest degree of spline that is evaluated.
const MAX_DEGREE: usize = 25;

/// Points of a circular arc from `start` to `end` (radians, either way round), ends included.
pub(crate) fn arc(center: Point, radius: f64, start: f64, end: f64) -> Vec<Point> {
    ellipse(center, [radius, 0.0], [0.0, radius], start, end)
}

/// Points of `center + major cos t + minor sin t` from `start` to `end`, ends included.
pub(crate) fn ellipse(
    center: Point,
    major: Point,
    minor: Point,
    start: f64,
    end: f64,
) -> Vec<Point> {
    let sweep = (end - start).clamp(-TAU, TAU);
    // 64 steps at most, as a sweep is at most a turn; a sweep that is no number gives one step.
    let steps = (sweep.abs() / STEP - 1e-9).ceil().max(1.0) as usize;
    (0..=steps)
        .map(|step| {
            let t = start + sweep * step as f64 / steps as f64;
            let (sin, cos) = t.sin_cos();
            [
                center[0] + major[0] * cos + minor[0] * sin,
                center[1] + major[1] * cos + minor[1] * sin,
            ]
        })
        .collect()
}

/// Points of a polyline, its bulges in chords; the first is not repeated where closed.
pub(crate) fn polyline(vertices: &[Vertex], closed: bool) -> Vec<Point> {
    let mut out = Vec::with_capacity(vertices.len());
    for (index, vertex) in vertices.iter().enumerate() {
        out.push(vertex.at);
        let next = match vertices.get(index + 1) {
            Some(next) => next,
            None if closed && vertices.len() > 1 => &vertices[0],
            None => break,
        };
        let piece = bulge(vertex.at, next.at, vertex.bulge);
        // The ends are vertices themselves.
        out.extend(piece.iter().skip(1).take(piece.len().saturating_sub(2)));
    }
    out
}

/// Points of the arc from `a` to `b` whose bulge is the tangent of a quarter of its angle.
fn bulge(a: Point, b: Point, bulge: f64) -> Vec<Point> {
    let chord = [b[0] - a[0], b[1] - a[1]];
    let length = chord[0].hypot(chord[1]);
    if bulge.abs() < 1e-9 || length < 1e-12 || !bulge.is_finite() {
        return vec![a, b];
    }
    let sweep = 4.0 * bulge.atan();
    // The centre lies on the chord's normal, to the left of a left turn of less than a half.
    let offset = (1.0 - bulge * bulge) / (4.0 * bulge);
    let center = [
        (a[0] + b[0]) / 2.0 - chord[1] * offset,
        (a[1] + b[1]) / 2.0 + chord[0] * offset,
    ];
    let start = (a[1] - center[1]).atan2(a[0] - center[0]);
    let radius = (a[0] - center[0]).hypot(a[1] - center[1]);
    arc(center, radius, start, start + sweep)
}

/// Points of a spline: of its control points where knots fit them, else through its fit points.
pub(crate) fn spline(
    degree: u32,
    knots: &[f64],
    control: &[Point],
    weights: &[f64],
    fit: &[Point],
    closed: bool,
) -> Vec<Point> {
    let degree = degree as usize;
    let ordered = knots.windows(2).all(|pair| pair[0] <= pair[1]);
    let fits = (1..=MAX_DEGREE).contains(&degree)
        && control.len() > degree
        && knots.len() == control.len() + degree + 1
        && ordered;
    if fits {
        return de_boor(degree, knots, control, weights);
    }
    if fit.len() > 2 {
        return if closed { through(fit) } else { natural(fit) };
    }
    let chain = if control.len() > 1 { control } else { fit };
    chain.iter().copied().take(MAX_SPLINE_POINTS).collect()
}

/// A NURBS curve at equal parameters, two dozen to a span.
fn de_boor(degree: usize, knots: &[f64], control: &[Point], weights: &[f64]) -> Vec<Point> {
    let spans = control.len() - degree;
    let count = (spans * 24).clamp(48, MAX_SPLINE_POINTS);
    // `knots.len() == control.len() + degree + 1`, so both indices exist.
    let (first, last) = (knots[degree], knots[control.len()]);
    let mut out = Vec::with_capacity(count + 1);
    let mut span = degree;
    let mut work = vec![[0.0; 3]; degree + 1];
    for step in 0..=count {
        let u = first + (last - first) * step as f64 / count as f64;
        while span + 1 < control.len() && u >= knots[span + 1] {
            span += 1;
        }
        for (j, cell) in work.iter_mut().enumerate() {
            let index = span - degree + j;
            let w = weights.get(index).copied().unwrap_or(1.0);
            let p = control[index];
            *cell = [p[0] * w, p[1] * w, w];
        }
        for r in 1..=degree {
            for j in (r..=degree).rev() {
                let low = knots[span - degree + j];
                let high = knots[span + 1 + j - r];
                let alpha = if high > low {
                    (u - low) / (high - low)
                } else {
                    0.0
                };
                let before = work[j - 1];
                for (value, old) in work[j].iter_mut().zip(before) {
                    *value = *value * alpha + old * (1.0 - alpha);
                }
            }
        }
        let [x, y, w] = work[degree];
        if w != 0.0 {
            out.push([x / w, y / w]);
        }
    }
    out
}

/// The natural cubic spline through points, as CAD programs draw one without tangents: its
/// parameter is the length of the chords, and it does not bend at its ends.
fn natural(fit: &[Point]) -> Vec<Point> {
    let mut knots: Vec<Point> = fit.iter().copied().take(MAX_SPLINE_POINTS / 8).collect();
    knots.dedup();
    let lengths: Vec<f64> = knots
        .windows(2)
        .map(|pair| (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]))
        .collect();
    let mut out: Vec<Point> = knots.first().copied().into_iter().collect();
    let [bend_x, bend_y] = [0, 1].map(|axis| second_derivatives(&knots, &lengths, axis));
    for (span, (pair, &h)) in knots.windows(2).zip(&lengths).enumerate() {
        for step in 1..=8 {
            let b = f64::from(step) / 8.0;
            let a = 1.0 - b;
            out.push([0, 1].map(|axis: usize| {
                let bend = if axis == 0 { &bend_x } else { &bend_y };
                let curved = (a * a * a - a) * bend[span] + (b * b * b - b) * bend[span + 1];
                a * pair[0][axis] + b * pair[1][axis] + curved * h * h / 6.0
            }));
        }
    }
    out
}

/// The second derivatives of a natural cubic spline at its knots, along an axis: a system of three
/// diagonals, solved from the front and back.
fn second_derivatives(knots: &[Point], lengths: &[f64], axis: usize) -> Vec<f64> {
    let count = knots.len();
    let mut upper = vec![0.0; count];
    let mut right = vec![0.0; count];
    for i in 1..count.saturating_sub(1) {
        let (before, after) = (lengths[i - 1], lengths[i]);
        let slope = (knots[i + 1][axis] - knots[i][axis]) / after
            - (knots[i][axis] - knots[i - 1][axis]) / before;
        let pivot = 2.0 * (before + after) - before * upper[i - 1];
        upper[i] = after / pivot;
        right[i] = (6.0 * slope - before * right[i - 1]) / pivot;
    }
    for i in (1..count.saturating_sub(1)).rev() {
        right[i] -= upper[i] * right[i + 1];
    }
    right
}

/// A smooth closed curve through points (Catmull-Rom), eight pieces between two.
fn through(fit: &[Point]) -> Vec<Point> {
    let count = fit.len().min(MAX_SPLINE_POINTS / 8);
    let at = |index: isize| fit[index.rem_euclid(count as isize) as usize];
    let mut out = Vec::with_capacity(count * 8);
    for span in 0..count as isize {
        let [p0, p1, p2, p3] = [at(span - 1), at(span), at(span + 1), at(span + 2)];
        for step in 0..8 {
            let t = f64::from(step) / 8.0;
            out.push([0, 1].map(|axis: usize| {
                0.5 * (2.0 * p1[axis]
                    + (p2[axis] - p0[axis]) * t
                    + (2.0 * p0[axis] - 5.0 * p1[axis] + 4.0 * p2[axis] - p3[axis]) * t * t
                    + (3.0 * p1[axis] - p0[axis] - 3.0 * p2[axis] + p3[axis]) * t * t * t)
            }));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Point, b: Point) -> bool {
        (a[0] - b[0]).abs() < 1e-9 && (a[1] - b[1]).abs() < 1e-9
    }

    #[test]
    fn a_bulge_of_one_is_a_half_circle_that_turns_left() {
        let at = |x: f64, bulge| Vertex {
            at: [x, 0.0],
            bulge,
        };
        let points = polyline(&[at(0.0, 1.0), at(2.0, 0.0)], false);
        assert_eq!(points.len(), 33);
        assert!(near(points[16], [1.0, -1.0]), "{:?}", points[16]);
        assert!(near(points[32], [2.0, 0.0]));
        let right = polyline(&[at(0.0, -1.0), at(2.0, 0.0)], false);
        assert!(near(right[16], [1.0, 1.0]), "{:?}", right[16]);
    }

    #[test]
    fn a_closed_polyline_bends_back_to_its_first_vertex_without_repeating_it() {
        let at = |x: f64| Vertex {
            at: [x, 0.0],
            bulge: 1.0,
        };
        let points = polyline(&[at(0.0), at(2.0)], true);
        assert_eq!(points.len(), 64);
        assert!(
            points
                .iter()
                .all(|p| ((p[0] - 1.0).hypot(p[1]) - 1.0).abs() < 1e-9)
        );
    }

    #[test]
    fn a_rational_spline_of_degree_two_is_a_true_quarter_circle() {
        let w = std::f64::consts::FRAC_1_SQRT_2;
        let points = spline(
            2,
            &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0],
            &[[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]],
            &[1.0, w, 1.0],
            &[],
            false,
        );
        assert!(near(points[0], [1.0, 0.0]) && near(points[points.len() - 1], [0.0, 1.0]));
        assert!(points.iter().all(|p| (p[0].hypot(p[1]) - 1.0).abs() < 1e-9));
    }

    #[test]
    fn a_spline_of_fit_points_goes_through_them() {
        let fit = [[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [4.0, 4.0]];
        let points = spline(3, &[], &[], &[], &fit, false);
        assert!(fit.iter().all(|f| points.iter().any(|p| near(*p, *f))));
    }

    #[test]
    fn a_spline_of_fit_points_is_the_natural_one() {
        // Two pieces of the cubic that is straight at its ends: x³ bent about its middle.
        let points = spline(
            3,
            &[],
            &[],
            &[],
            &[[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]],
            false,
        );
        let quarter = points[4];
        assert!(near(quarter, [0.5, 0.6875]), "{quarter:?}");
        let straight = spline(
            3,
            &[],
            &[],
            &[],
            &[[0.0, 0.0], [1.0, 1.0], [3.0, 3.0]],
            false,
        );
        assert!(straight.iter().all(|p| (p[0] - p[1]).abs() < 1e-12));
        let same = spline(3, &[], &[], &[], &[[1.0, 1.0]; 4], false);
        assert_eq!(same, [[1.0, 1.0]]);
    }

    #[test]
    fn numbers_that_make_no_curve_make_few_points() {
        assert_eq!(arc([0.0, 0.0], 1.0, 0.0, f64::NAN).len(), 2);
        assert_eq!(arc([0.0, 0.0], 1.0, 0.0, 1e300).len(), 65);
        assert!(spline(3, &[3.0, 1.0], &[[0.0; 2]; 9], &[], &[], false).len() <= 9);
        assert!(spline(u32::MAX, &[], &[], &[], &[], true).is_empty());
    }
}
