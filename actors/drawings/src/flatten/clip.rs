//! Clip boundaries of inserts (XCLIP): what of a mark lies inside.

use super::Figure;
use crate::curve;
use crate::sheet::Point;

/// The most corners of a boundary that is applied.
pub(super) const MAX_CORNERS: usize = 1000;

/// A boundary in the sheet's coordinates.
#[derive(Debug, Clone)]
pub(super) struct Clip {
    corners: Vec<Point>,
    convex: bool,
}

impl Clip {
    pub(super) fn new(corners: Vec<Point>) -> Self {
        let convex = is_convex(&corners);
        Self { corners, convex }
    }

    fn sides(&self) -> impl Iterator<Item = (Point, Point)> {
        let next = self.corners.iter().cycle().skip(1);
        self.corners.iter().copied().zip(next.copied())
    }

    /// Whether a point lies inside, by the sides that a ray from it crosses.
    fn holds(&self, p: Point) -> bool {
        let crossed = self.sides().filter(|(a, b)| {
            (a[1] > p[1]) != (b[1] > p[1])
                && p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]
        });
        crossed.count() % 2 == 1
    }

    /// The parts inside of the piece from `a` to `b`, as parameters from 0 to 1.
    fn inside(&self, a: Point, b: Point) -> Vec<[f64; 2]> {
        let d = [b[0] - a[0], b[1] - a[1]];
        let mut cuts = vec![0.0, 1.0];
        for (c, e) in self.sides() {
            let s = [e[0] - c[0], e[1] - c[1]];
            let across = d[0] * s[1] - d[1] * s[0];
            if across == 0.0 {
                continue;
            }
            let to = [c[0] - a[0], c[1] - a[1]];
            let t = (to[0] * s[1] - to[1] * s[0]) / across;
            let u = (to[0] * d[1] - to[1] * d[0]) / across;
            if (0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u) {
                cuts.push(t);
            }
        }
        cuts.sort_by(f64::total_cmp);
        let mut parts: Vec<[f64; 2]> = Vec::new();
        for pair in cuts.windows(2) {
            let [from, to] = [pair[0], pair[1]];
            let middle = (from + to) / 2.0;
            if to - from <= 1e-12 || !self.holds(along(a, b, middle)) {
                continue;
            }
            match parts.last_mut() {
                Some(last) if last[1] == from => last[1] = to,
                _ => parts.push([from, to]),
            }
        }
        parts
    }

    /// What of a figure lies inside: nothing, itself, or pieces.
    pub(super) fn apply(&self, figure: Figure) -> Vec<Figure> {
        match figure {
            Figure::Line(a, b) => self
                .inside(a, b)
                .into_iter()
                .map(|[from, to]| Figure::Line(along(a, b, from), along(a, b, to)))
                .collect(),
            Figure::Path { points, closed } => self.path(points, closed),
            Figure::Arc {
                center,
                radius,
                start,
                end,
            } => {
                let points = curve::arc(center, radius, start, end);
                if self.holds_all(&points) {
                    return vec![figure];
                }
                self.path(points, false)
            }
            Figure::Hatch { pattern, loops } => {
                let loops: Vec<Vec<Point>> = loops
                    .into_iter()
                    .filter_map(|outline| self.area(outline))
                    .collect();
                if loops.is_empty() {
                    return Vec::new();
                }
                vec![Figure::Hatch { pattern, loops }]
            }
            Figure::Text { center, .. } => self.keep(figure, &[center]),
            Figure::Dimension { from, to, .. } => self.keep(figure, &[from, to]),
            Figure::Insert { at, .. } => self.keep(figure, &[at]),
        }
    }

    fn keep(&self, figure: Figure, points: &[Point]) -> Vec<Figure> {
        if points.iter().all(|&p| self.holds(p)) {
            vec![figure]
        } else {
            Vec::new()
        }
    }

    /// Whether a chain lies inside whole.
    fn holds_all(&self, points: &[Point]) -> bool {
        points.windows(2).all(|pair| {
            let parts = self.inside(pair[0], pair[1]);
            parts.len() == 1 && parts[0] == [0.0, 1.0] || pair[0] == pair[1]
        })
    }

    fn path(&self, points: Vec<Point>, closed: bool) -> Vec<Figure> {
        let mut chain = points.clone();
        if closed {
            chain.extend(points.first());
        }
        if self.holds_all(&chain) {
            return vec![Figure::Path { points, closed }];
        }
        let mut pieces: Vec<Vec<Point>> = Vec::new();
        for pair in chain.windows(2) {
            for [from, to] in self.inside(pair[0], pair[1]) {
                let (start, end) = (along(pair[0], pair[1], from), along(pair[0], pair[1], to));
                match pieces.last_mut() {
                    Some(last) if from == 0.0 && last.last() == Some(&start) => last.push(end),
                    _ => pieces.push(vec![start, end]),
                }
            }
        }
        pieces
            .into_iter()
            .map(|points| Figure::Path {
                points,
                closed: false,
            })
            .collect()
    }

    /// An area cut by the boundary; by one that is not convex it is kept whole or left out.
    fn area(&self, outline: Vec<Point>) -> Option<Vec<Point>> {
        if !self.convex {
            return outline.iter().any(|&p| self.holds(p)).then_some(outline);
        }
        let turn = signed_area(&self.corners).signum();
        let mut area = outline;
        for (a, b) in self.sides() {
            let side =
                |p: Point| turn * ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]));
            let mut cut = Vec::with_capacity(area.len() + 1);
            for (index, &p) in area.iter().enumerate() {
                let before = area[(index + area.len() - 1) % area.len()];
                let (here, there) = (side(p), side(before));
                if (here < 0.0) != (there < 0.0) {
                    cut.push(along(before, p, there / (there - here)));
                }
                if here >= 0.0 {
                    cut.push(p);
                }
            }
            area = cut;
        }
        (area.len() > 2).then_some(area)
    }
}

fn along(a: Point, b: Point, t: f64) -> Point {
    if t == 0.0 {
        a
    } else if t == 1.0 {
        b
    } else {
        [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
    }
}

fn signed_area(corners: &[Point]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    let doubled: f64 = corners
        .iter()
        .zip(next)
        .map(|(a, b)| a[0] * b[1] - a[1] * b[0])
        .sum();
    doubled / 2.0
}

fn is_convex(corners: &[Point]) -> bool {
    let count = corners.len();
    let mut turns = (0..count).map(|index| {
        let [a, b, c] = [0, 1, 2].map(|step| corners[(index + step) % count]);
        (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    });
    let (left, right) = (turns.clone().all(|t| t >= 0.0), turns.all(|t| t <= 0.0));
    count > 2 && (left || right)
}
