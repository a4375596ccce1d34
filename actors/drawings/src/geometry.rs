//! The little plane geometry that normalization and detection stand on: vectors, boxes,
//! similarities and a bucket grid for neighbours.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::sheet::Point;

/// `a + b`.
#[must_use]
pub fn add(a: Point, b: Point) -> Point {
    [a[0] + b[0], a[1] + b[1]]
}

/// `a - b`.
#[must_use]
pub fn sub(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

/// `a` times `k`.
#[must_use]
pub fn scale(a: Point, k: f64) -> Point {
    [a[0] * k, a[1] * k]
}

/// Scalar product.
#[must_use]
pub fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

/// Third component of the cross product.
#[must_use]
pub fn cross(a: Point, b: Point) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

/// Length.
#[must_use]
pub fn norm(a: Point) -> f64 {
    a[0].hypot(a[1])
}

/// Distance between two points.
#[must_use]
pub fn distance(a: Point, b: Point) -> f64 {
    norm(sub(a, b))
}

/// The point half-way.
#[must_use]
pub fn middle(a: Point, b: Point) -> Point {
    [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0]
}

/// Whether both coordinates are finite and small enough to square and sum without loss.
#[must_use]
pub fn sane(p: Point) -> bool {
    p[0].abs() < 1e12 && p[1].abs() < 1e12
}

/// Angle of an undirected line, `0 ≤ angle < π`.
#[must_use]
pub fn line_angle(v: Point) -> f64 {
    let mut angle = v[1].atan2(v[0]);
    if angle < 0.0 {
        angle += std::f64::consts::PI;
    }
    if angle >= std::f64::consts::PI {
        angle -= std::f64::consts::PI;
    }
    angle
}

/// Smallest angle between two undirected lines given by their angles, `0 ≤ difference ≤ π/2`.
#[must_use]
pub fn angle_between_lines(a: f64, b: f64) -> f64 {
    let d = (a - b).rem_euclid(std::f64::consts::PI);
    d.min(std::f64::consts::PI - d)
}

/// Unit vector at an angle.
#[must_use]
pub fn unit(angle: f64) -> Point {
    [angle.cos(), angle.sin()]
}

/// Distance from a point to a segment.
#[must_use]
pub fn distance_to_segment(p: Point, a: Point, b: Point) -> f64 {
    let d = sub(b, a);
    let length2 = dot(d, d);
    if length2 == 0.0 {
        return distance(p, a);
    }
    let t = (dot(sub(p, a), d) / length2).clamp(0.0, 1.0);
    distance(p, add(a, scale(d, t)))
}

/// Length of the overlap of two intervals; negative is the gap between them.
#[must_use]
pub fn overlap(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[1].min(b[1]) - a[0].max(b[0])
}

/// A box; empty while no point was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Lower left.
    pub min: Point,
    /// Upper right.
    pub max: Point,
}

impl Default for Bounds {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl Bounds {
    /// No point: the largest finite numbers, so that it can be written as JSON.
    pub const EMPTY: Self = Self {
        min: [f64::MAX, f64::MAX],
        max: [f64::MIN, f64::MIN],
    };

    /// Around points.
    #[must_use]
    pub fn of(points: impl IntoIterator<Item = Point>) -> Self {
        let mut bounds = Self::EMPTY;
        for p in points {
            bounds.take(p);
        }
        bounds
    }

    /// Takes a point in.
    pub fn take(&mut self, p: Point) {
        self.min = [self.min[0].min(p[0]), self.min[1].min(p[1])];
        self.max = [self.max[0].max(p[0]), self.max[1].max(p[1])];
    }

    /// Takes another box in.
    pub fn merge(&mut self, other: &Self) {
        if !other.is_empty() {
            self.take(other.min);
            self.take(other.max);
        }
    }

    /// Whether nothing was taken in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.min[0] > self.max[0] || self.min[1] > self.max[1]
    }

    /// Width and height; 0 where empty.
    #[must_use]
    pub fn size(&self) -> [f64; 2] {
        if self.is_empty() {
            return [0.0, 0.0];
        }
        sub(self.max, self.min)
    }

    /// The middle.
    #[must_use]
    pub fn center(&self) -> Point {
        if self.is_empty() {
            return [0.0, 0.0];
        }
        middle(self.min, self.max)
    }

    /// Whether a point lies inside or on the edge.
    #[must_use]
    pub fn contains(&self, p: Point) -> bool {
        (0..2).all(|k| p[k] >= self.min[k] && p[k] <= self.max[k])
    }

    /// Grown by `by` on all sides.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        if self.is_empty() {
            return *self;
        }
        Self {
            min: [self.min[0] - by, self.min[1] - by],
            max: [self.max[0] + by, self.max[1] + by],
        }
    }

    /// Distance from a point to the box, 0 inside.
    #[must_use]
    pub fn distance(&self, p: Point) -> f64 {
        let dx = (self.min[0] - p[0]).max(p[0] - self.max[0]).max(0.0);
        let dy = (self.min[1] - p[1]).max(p[1] - self.max[1]).max(0.0);
        dx.hypot(dy)
    }
}

/// `p' = scale · R(rotation) · p + translation`. Never mirrors.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Similarity {
    /// Factor.
    pub scale: f64,
    /// Radians, counter-clockwise.
    pub rotation: f64,
    /// Added last.
    pub translation: Point,
}

impl Default for Similarity {
    fn default() -> Self {
        Self::IDENTITY
    }
}

impl Similarity {
    /// Leaves every point where it is.
    pub const IDENTITY: Self = Self {
        scale: 1.0,
        rotation: 0.0,
        translation: [0.0, 0.0],
    };

    /// Turns and scales without moving the origin.
    #[must_use]
    pub fn turning(scale: f64, rotation: f64) -> Self {
        Self {
            scale,
            rotation,
            translation: [0.0, 0.0],
        }
    }

    /// Turns and scales a direction.
    #[must_use]
    pub fn vector(&self, v: Point) -> Point {
        let (s, c) = exact_sin_cos(self.rotation);
        [
            self.scale * (c * v[0] - s * v[1]),
            self.scale * (s * v[0] + c * v[1]),
        ]
    }

    /// Places a point.
    #[must_use]
    pub fn apply(&self, p: Point) -> Point {
        add(self.vector(p), self.translation)
    }

    /// First `self`, then `next`.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        Self {
            scale: self.scale * next.scale,
            rotation: normal_angle(self.rotation + next.rotation),
            translation: next.apply(self.translation),
        }
    }

    /// The way back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let back = Self::turning(1.0 / self.scale, -self.rotation);
        Self {
            translation: scale(back.vector(self.translation), -1.0),
            ..back
        }
    }
}

/// Sine and cosine, exact at the quarter turns.
fn exact_sin_cos(angle: f64) -> (f64, f64) {
    let quarter = angle / std::f64::consts::FRAC_PI_2;
    if (quarter - quarter.round()).abs() < 1e-12 {
        return match (quarter.round() as i64).rem_euclid(4) {
            0 => (0.0, 1.0),
            1 => (1.0, 0.0),
            2 => (0.0, -1.0),
            _ => (-1.0, 0.0),
        };
    }
    angle.sin_cos()
}

/// The angle between -π and π.
#[must_use]
pub fn normal_angle(angle: f64) -> f64 {
    use std::f64::consts::{PI, TAU};
    let a = angle.rem_euclid(TAU);
    if a > PI { a - TAU } else { a }
}

/// Buckets of a square grid: what lies near a point or box without looking at everything.
#[derive(Debug, Clone)]
pub struct Buckets {
    cell: f64,
    cells: BTreeMap<(i64, i64), Vec<u32>>,
    large: Vec<u32>,
}

/// A thing over more cells than this is kept in one list that every query reads.
const MANY_CELLS: i64 = 4096;

impl Buckets {
    /// An empty grid with square cells of this size.
    #[must_use]
    pub fn new(cell: f64) -> Self {
        Self {
            cell: if cell.is_finite() && cell > 0.0 {
                cell
            } else {
                1.0
            },
            cells: BTreeMap::new(),
            large: Vec::new(),
        }
    }

    /// A grid of numbered segments; numbers beyond `u32` are left out.
    #[must_use]
    pub fn of_segments(cell: f64, segments: impl IntoIterator<Item = (usize, [Point; 2])>) -> Self {
        let mut grid = Self::new(cell);
        for (i, [a, b]) in segments {
            if let Ok(id) = u32::try_from(i) {
                grid.insert_segment(id, a, b);
            }
        }
        grid
    }

    /// A grid of numbered boxes; numbers beyond `u32` are left out.
    #[must_use]
    pub fn of_boxes(cell: f64, boxes: impl IntoIterator<Item = (usize, Bounds)>) -> Self {
        let mut grid = Self::new(cell);
        for (i, bounds) in boxes {
            if let Ok(id) = u32::try_from(i) {
                grid.insert(id, &bounds);
            }
        }
        grid
    }

    fn cell_of(&self, p: Point) -> (i64, i64) {
        // Far beyond any drawing the cells need not be told apart.
        let index = |v: f64| (v / self.cell).floor().clamp(-1e15, 1e15) as i64;
        (index(p[0]), index(p[1]))
    }

    /// Puts a segment into the cells it passes.
    pub fn insert_segment(&mut self, id: u32, a: Point, b: Point) {
        let steps = (distance(a, b) / self.cell * 2.0).ceil();
        if steps > MANY_CELLS as f64 || steps.is_nan() {
            self.large.push(id);
            return;
        }
        let steps = (steps as i64).max(1);
        let mut last = None;
        for i in 0..=steps {
            let t = i as f64 / steps as f64;
            let cell = self.cell_of(add(a, scale(sub(b, a), t)));
            if last != Some(cell) {
                self.cells.entry(cell).or_default().push(id);
                last = Some(cell);
            }
        }
    }

    /// Puts a box into the cells it covers.
    pub fn insert(&mut self, id: u32, bounds: &Bounds) {
        let (x0, y0) = self.cell_of(bounds.min);
        let (x1, y1) = self.cell_of(bounds.max);
        if bounds.is_empty() || (x1 - x0 + 1).saturating_mul(y1 - y0 + 1) > MANY_CELLS {
            self.large.push(id);
            return;
        }
        for x in x0..=x1 {
            for y in y0..=y1 {
                self.cells.entry((x, y)).or_default().push(id);
            }
        }
    }

    /// Ids whose cells touch the box, each once, ascending.
    #[must_use]
    pub fn near(&self, bounds: &Bounds) -> Vec<u32> {
        let mut found = self.large.clone();
        if bounds.is_empty() {
            return found;
        }
        let (x0, y0) = self.cell_of(bounds.min);
        let (x1, y1) = self.cell_of(bounds.max);
        // A sampled segment may miss a cell that it only clips, so look one cell further.
        let (x0, y0, x1, y1) = (x0 - 1, y0 - 1, x1 + 1, y1 + 1);
        if x1 - x0 > MANY_CELLS {
            for ((_, y), ids) in self.cells.range((x0, i64::MIN)..=(x1, i64::MAX)) {
                if (y0..=y1).contains(y) {
                    found.extend_from_slice(ids);
                }
            }
        } else {
            for x in x0..=x1 {
                for (_, ids) in self.cells.range((x, y0)..=(x, y1)) {
                    found.extend_from_slice(ids);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similarity_and_its_inverse_leave_a_point_where_it_was() {
        let s = Similarity {
            scale: 12.0,
            rotation: 0.7,
            translation: [5.0, -3.0],
        };
        let p = s.then(&s.inverse()).apply([10.0, 20.0]);
        assert!(distance(p, [10.0, 20.0]) < 1e-9);
    }

    #[test]
    fn a_quarter_turn_is_exact() {
        let s = Similarity::turning(1.0, std::f64::consts::FRAC_PI_2);
        assert_eq!(s.apply([1.0, 0.0]), [0.0, 1.0]);
    }

    #[test]
    fn buckets_find_a_segment_from_any_place_along_it() {
        let mut buckets = Buckets::new(10.0);
        buckets.insert_segment(7, [0.0, 0.0], [95.0, 55.0]);
        for t in 0..=20 {
            let p = [95.0 * f64::from(t) / 20.0, 55.0 * f64::from(t) / 20.0];
            assert_eq!(buckets.near(&Bounds::of([p])), vec![7]);
        }
    }

    #[test]
    fn a_huge_segment_does_not_fill_a_huge_grid() {
        let mut buckets = Buckets::new(1.0);
        buckets.insert_segment(1, [0.0, 0.0], [1e11, 1e11]);
        assert_eq!(buckets.near(&Bounds::of([[5.0, 5.0]])), vec![1]);
    }
}
