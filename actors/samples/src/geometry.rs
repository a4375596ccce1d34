//! Points and rigid frames on plan.

/// A point or a vector.
pub(crate) type P = [f64; 2];

pub(crate) fn add(a: P, b: P) -> P {
    [a[0] + b[0], a[1] + b[1]]
}

pub(crate) fn sub(a: P, b: P) -> P {
    [a[0] - b[0], a[1] - b[1]]
}

pub(crate) fn scale(a: P, k: f64) -> P {
    [a[0] * k, a[1] * k]
}

pub(crate) fn dot(a: P, b: P) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

pub(crate) fn distance(a: P, b: P) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

pub(crate) fn along(a: P, b: P, distance_from_a: f64) -> P {
    let length = distance(a, b);
    if length == 0.0 {
        return a;
    }
    add(a, scale(sub(b, a), distance_from_a / length))
}

pub(crate) fn middle(a: P, b: P) -> P {
    [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0]
}

/// Unit vector from `a` to `b`.
pub(crate) fn direction(a: P, b: P) -> P {
    let length = distance(a, b);
    if length == 0.0 {
        [1.0, 0.0]
    } else {
        scale(sub(b, a), 1.0 / length)
    }
}

/// A quarter turn to the left.
pub(crate) fn left(a: P) -> P {
    [-a[1], a[0]]
}

/// Distance from `p` to the piece from `a` to `b`.
pub(crate) fn distance_to_piece(p: P, a: P, b: P) -> f64 {
    let d = sub(b, a);
    let length2 = dot(d, d);
    let t = if length2 == 0.0 {
        0.0
    } else {
        (dot(sub(p, a), d) / length2).clamp(0.0, 1.0)
    };
    distance(p, add(a, scale(d, t)))
}

/// `out = k · R(turn) · in + shift`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    pub(crate) k: f64,
    /// Radians.
    pub(crate) turn: f64,
    pub(crate) shift: P,
    sin: f64,
    cos: f64,
}

impl Frame {
    pub(crate) fn new(k: f64, turn_deg: f64, shift: P) -> Self {
        // Quarter turns exactly, so that straight buildings have straight coordinates.
        let (sin, cos) = match turn_deg.rem_euclid(360.0) {
            0.0 => (0.0, 1.0),
            90.0 => (1.0, 0.0),
            180.0 => (0.0, -1.0),
            270.0 => (-1.0, 0.0),
            other => other.to_radians().sin_cos(),
        };
        Self {
            k,
            turn: turn_deg.to_radians(),
            shift,
            sin,
            cos,
        }
    }

    pub(crate) fn turned(&self, p: P) -> P {
        [
            self.cos * p[0] - self.sin * p[1],
            self.sin * p[0] + self.cos * p[1],
        ]
    }

    pub(crate) fn apply(&self, p: P) -> P {
        add(scale(self.turned(p), self.k), self.shift)
    }

    pub(crate) fn inverse(&self, p: P) -> P {
        let q = scale(sub(p, self.shift), 1.0 / self.k);
        [
            self.cos * q[0] + self.sin * q[1],
            -self.sin * q[0] + self.cos * q[1],
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_and_its_inverse_cancel() {
        let frame = Frame::new(25.4, 17.0, [5000.0, -300.0]);
        let p = [123.25, 45.5];
        assert!(distance(frame.inverse(frame.apply(p)), p) < 1e-9);
    }
}
