//! Maps of the plane that inserts make.

use crate::sheet::Point;

/// A map of the plane: `x` and `y` are where the axes go, `shift` where the origin goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Affine {
    x: Point,
    y: Point,
    shift: Point,
}

impl Affine {
    pub(super) const IDENTITY: Self = Self {
        x: [1.0, 0.0],
        y: [0.0, 1.0],
        shift: [0.0, 0.0],
    };

    /// What an insert does to its block's coordinates: the base point to `at`, scaled, turned.
    pub(super) fn insert(base: Point, scale: Point, rotation: f64, at: Point) -> Self {
        let (sin, cos) = rotation.sin_cos();
        let turned = Self {
            x: [cos * scale[0], sin * scale[0]],
            y: [-sin * scale[1], cos * scale[1]],
            shift: at,
        };
        let from = turned.vector(base);
        Self {
            shift: [at[0] - from[0], at[1] - from[1]],
            ..turned
        }
    }

    pub(super) fn point(&self, p: Point) -> Point {
        let v = self.vector(p);
        [v[0] + self.shift[0], v[1] + self.shift[1]]
    }

    /// A direction: the shift left out.
    pub(super) fn vector(&self, v: Point) -> Point {
        [
            self.x[0] * v[0] + self.y[0] * v[1],
            self.x[1] * v[0] + self.y[1] * v[1],
        ]
    }

    /// First `inner`, then this.
    pub(super) fn after(&self, inner: &Self) -> Self {
        Self {
            x: self.vector(inner.x),
            y: self.vector(inner.y),
            shift: self.point(inner.shift),
        }
    }

    /// The same map, moved by `by` afterwards.
    pub(super) fn moved(&self, by: Point) -> Self {
        Self {
            shift: [self.shift[0] + by[0], self.shift[1] + by[1]],
            ..*self
        }
    }

    /// Where a direction of this angle points to.
    pub(super) fn angle(&self, angle: f64) -> f64 {
        let v = self.vector([angle.cos(), angle.sin()]);
        v[1].atan2(v[0])
    }

    /// By how much a length in this direction grows.
    pub(super) fn stretch(&self, angle: f64) -> f64 {
        let v = self.vector([angle.cos(), angle.sin()]);
        v[0].hypot(v[1])
    }

    /// The scale, where shapes keep theirs: circles stay circles.
    pub(super) fn similarity(&self) -> Option<f64> {
        let (a, b) = (self.x[0].hypot(self.x[1]), self.y[0].hypot(self.y[1]));
        let across = self.x[0] * self.y[0] + self.x[1] * self.y[1];
        let alike = (a - b).abs() <= 1e-9 * a.max(b) && across.abs() <= 1e-9 * a * b;
        (alike && a > 0.0).then_some(a)
    }

    /// Whether left and right change places.
    pub(super) fn mirrors(&self) -> bool {
        self.x[0] * self.y[1] - self.x[1] * self.y[0] < 0.0
    }

    /// Scale along and across the turned axes; the second is negative where it mirrors.
    pub(super) fn scale(&self) -> Point {
        let a = self.x[0].hypot(self.x[1]);
        let b = self.y[0].hypot(self.y[1]);
        [a, if self.mirrors() { -b } else { b }]
    }

    /// Whether every number is one that a drawing may hold.
    pub(super) fn is_sound(&self) -> bool {
        let numbers = [self.x, self.y, self.shift];
        numbers.iter().flatten().all(|n| n.abs() <= 1e15)
    }
}
