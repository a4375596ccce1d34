//! Upright solids and the exact distance between two of them.
//!
//! A building's parts are upright prisms: a convex outline on plan, rounded by a radius, between
//! two heights. A rod is a rounded point, a pipe a rounded segment, a duct or a plate a rectangle.

use serde::{Deserialize, Serialize};

/// An upright prism, inches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Solid {
    /// Convex outline on plan: one point, a segment, or a polygon in counter-clockwise order.
    outline: Vec<[f64; 2]>,
    /// Rounding of the outline.
    radius: f64,
    /// Bottom and top.
    z: [f64; 2],
}

impl Solid {
    /// An upright cylinder.
    #[must_use]
    pub fn cylinder(center: [f64; 2], radius: f64, z: [f64; 2]) -> Self {
        Self {
            outline: vec![center],
            radius,
            z,
        }
    }

    /// A segment rounded at both ends and sides: a lying pipe seen from above.
    #[must_use]
    pub fn capsule(a: [f64; 2], b: [f64; 2], radius: f64, z: [f64; 2]) -> Self {
        Self {
            outline: vec![a, b],
            radius,
            z,
        }
    }

    /// A rectangle about a centre line from `a` to `b`, `width` across it.
    #[must_use]
    pub fn bar(a: [f64; 2], b: [f64; 2], width: f64, z: [f64; 2]) -> Self {
        let d = sub(b, a);
        let length = norm(d);
        if length == 0.0 {
            return Self {
                outline: vec![a],
                radius: width / 2.0,
                z,
            };
        }
        let n = [-d[1] / length * width / 2.0, d[0] / length * width / 2.0];
        Self {
            outline: vec![sub(a, n), sub(b, n), add(b, n), add(a, n)],
            radius: 0.0,
            z,
        }
    }

    /// A rectangle about a centre, `along` the unit vector `axis` and `across` it.
    #[must_use]
    pub fn plate(center: [f64; 2], axis: [f64; 2], along: f64, across: f64, z: [f64; 2]) -> Self {
        let half = [axis[0] * along / 2.0, axis[1] * along / 2.0];
        Self::bar(sub(center, half), add(center, half), across, z)
    }

    /// Any simple outline as convex pieces.
    #[must_use]
    pub fn outline(points: &[[f64; 2]], z: [f64; 2]) -> Vec<Self> {
        let mut points = points.to_vec();
        points.dedup();
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        if signed_area(&points) < 0.0 {
            points.reverse();
        }
        if points.len() < 3 || is_convex(&points) {
            return vec![Self {
                outline: points,
                radius: 0.0,
                z,
            }];
        }
        let mut triangles: Vec<u32> = Vec::new();
        earcut::Earcut::new().earcut(points.iter().copied(), &[], &mut triangles);
        triangles
            .chunks_exact(3)
            .filter_map(|t| {
                let corner = |i: usize| points.get(t[i] as usize).copied();
                let mut outline = vec![corner(0)?, corner(1)?, corner(2)?];
                if signed_area(&outline) < 0.0 {
                    outline.reverse();
                }
                Some(Self {
                    outline,
                    radius: 0.0,
                    z,
                })
            })
            .collect()
    }

    /// The solid moved on plan.
    #[must_use]
    pub fn moved(&self, by: [f64; 2]) -> Self {
        Self {
            outline: self.outline.iter().map(|p| add(*p, by)).collect(),
            ..self.clone()
        }
    }

    /// Box around it: min, max.
    #[must_use]
    pub fn bounds(&self) -> [[f64; 3]; 2] {
        let mut low = [f64::INFINITY; 2];
        let mut high = [f64::NEG_INFINITY; 2];
        for p in &self.outline {
            for k in 0..2 {
                low[k] = low[k].min(p[k] - self.radius);
                high[k] = high[k].max(p[k] + self.radius);
            }
        }
        [[low[0], low[1], self.z[0]], [high[0], high[1], self.z[1]]]
    }

    /// Middle of the outline's box.
    #[must_use]
    pub fn middle(&self) -> [f64; 3] {
        let [low, high] = self.bounds();
        [0, 1, 2].map(|k| (low[k] + high[k]) / 2.0)
    }

    /// Whether all of its numbers are finite and its top is not under its bottom.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.outline.is_empty()
            && self
                .outline
                .iter()
                .flatten()
                .chain(&self.z)
                .all(|v| v.is_finite())
            && self.radius.is_finite()
            && self.radius >= 0.0
            && self.z[0] <= self.z[1]
    }

    /// Distance between two solids, inches; negative is the depth by which they overlap: the least
    /// move, on plan or up and down, that parts them.
    #[must_use]
    pub fn distance(&self, other: &Self) -> f64 {
        let plan = outline_distance(&self.outline, &other.outline) - self.radius - other.radius;
        let height = (self.z[0] - other.z[1]).max(other.z[0] - self.z[1]);
        if plan > 0.0 && height > 0.0 {
            plan.hypot(height)
        } else {
            plan.max(height)
        }
    }
}

/// Signed distance of two convex outlines: a gap, or minus the depth of overlap (separating axes).
fn outline_distance(a: &[[f64; 2]], b: &[[f64; 2]]) -> f64 {
    let depth = overlap_depth(a, b);
    if depth > 0.0 {
        return -depth;
    }
    edges(a)
        .flat_map(|e| b.iter().map(move |p| to_segment(*p, e)))
        .chain(edges(b).flat_map(|e| a.iter().map(move |p| to_segment(*p, e))))
        .fold(f64::INFINITY, f64::min)
        .min(if crosses(a, b) { 0.0 } else { f64::INFINITY })
}

/// How deep two outlines overlap; 0 where they do not, or where neither has an area.
fn overlap_depth(a: &[[f64; 2]], b: &[[f64; 2]]) -> f64 {
    let mut least = f64::INFINITY;
    for (p, q) in edges(a).chain(edges(b)) {
        let d = sub(q, p);
        let length = norm(d);
        if length == 0.0 {
            continue;
        }
        let axis = [d[1] / length, -d[0] / length];
        let (a_low, a_high) = extent(a, axis);
        let (b_low, b_high) = extent(b, axis);
        least = least.min((a_high - b_low).min(b_high - a_low));
        if least <= 0.0 {
            return 0.0;
        }
    }
    // Two points, or a point and a segment, have no area to overlap by.
    if least.is_finite() { least } else { 0.0 }
}

/// Whether two segments cross: the one case that vertices against edges do not see.
fn crosses(a: &[[f64; 2]], b: &[[f64; 2]]) -> bool {
    edges(a).any(|(p, q)| {
        edges(b).any(|(r, s)| {
            cross(sub(q, p), sub(r, p)) * cross(sub(q, p), sub(s, p)) < 0.0
                && cross(sub(s, r), sub(p, r)) * cross(sub(s, r), sub(q, r)) < 0.0
        })
    })
}

fn edges(outline: &[[f64; 2]]) -> impl Iterator<Item = ([f64; 2], [f64; 2])> + Clone + '_ {
    let n = outline.len();
    let count = if n == 2 { 1 } else { n };
    (0..count).map(move |i| (outline[i], outline[(i + 1) % n]))
}

fn extent(outline: &[[f64; 2]], axis: [f64; 2]) -> (f64, f64) {
    outline
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| {
            let t = p[0] * axis[0] + p[1] * axis[1];
            (low.min(t), high.max(t))
        })
}

fn to_segment(p: [f64; 2], (a, b): ([f64; 2], [f64; 2])) -> f64 {
    let d = sub(b, a);
    let square = d[0] * d[0] + d[1] * d[1];
    let t = if square == 0.0 {
        0.0
    } else {
        (((p[0] - a[0]) * d[0] + (p[1] - a[1]) * d[1]) / square).clamp(0.0, 1.0)
    };
    norm(sub(p, [a[0] + d[0] * t, a[1] + d[1] * t]))
}

fn is_convex(points: &[[f64; 2]]) -> bool {
    let n = points.len();
    (0..n).all(|i| {
        let (p, q, r) = (points[i], points[(i + 1) % n], points[(i + 2) % n]);
        cross(sub(q, p), sub(r, q)) >= 0.0
    })
}

fn signed_area(points: &[[f64; 2]]) -> f64 {
    let n = points.len();
    (0..n)
        .map(|i| cross(points[i], points[(i + 1) % n]))
        .sum::<f64>()
        / 2.0
}

fn add(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] + b[0], a[1] + b[1]]
}

fn sub(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn cross(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

fn norm(a: [f64; 2]) -> f64 {
    a[0].hypot(a[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const Z: [f64; 2] = [0.0, 10.0];

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    #[test]
    fn cylinders_are_apart_by_their_centres_less_their_radii() {
        close(
            Solid::cylinder([0.0, 0.0], 1.0, Z).distance(&Solid::cylinder([5.0, 0.0], 1.5, Z)),
            2.5,
        );
        close(
            Solid::cylinder([0.0, 0.0], 1.0, Z).distance(&Solid::cylinder([1.0, 0.0], 1.5, Z)),
            -1.5,
        );
    }

    #[test]
    fn solids_one_over_the_other_are_apart_by_the_height_between() {
        let low = Solid::cylinder([0.0, 0.0], 1.0, [0.0, 5.0]);
        close(
            low.distance(&Solid::cylinder([0.0, 0.0], 1.0, [7.0, 9.0])),
            2.0,
        );
        close(
            low.distance(&Solid::cylinder([5.0, 0.0], 1.0, [9.0, 9.5])),
            5.0,
        );
    }

    #[test]
    fn a_rod_inside_a_duct_overlaps_by_the_shortest_way_out() {
        let duct = Solid::bar([0.0, 0.0], [100.0, 0.0], 14.0, Z);
        close(Solid::cylinder([50.0, 2.0], 0.5, Z).distance(&duct), -5.5);
    }

    #[test]
    fn crossing_pipes_touch_and_their_radii_make_the_overlap() {
        let a = Solid::capsule([-5.0, 0.0], [5.0, 0.0], 1.0, Z);
        let b = Solid::capsule([0.0, -5.0], [0.0, 5.0], 2.0, Z);
        assert!(a.distance(&b) <= -3.0);
    }

    #[test]
    fn a_bent_outline_is_split_so_that_its_notch_stays_free() {
        let l = [
            [0.0, 0.0],
            [10.0, 0.0],
            [10.0, 2.0],
            [2.0, 2.0],
            [2.0, 10.0],
            [0.0, 10.0],
        ];
        let pieces = Solid::outline(&l, Z);
        assert!(pieces.len() > 1);
        let at = |p| {
            let rod = Solid::cylinder(p, 0.5, Z);
            pieces
                .iter()
                .map(|s| s.distance(&rod))
                .fold(f64::INFINITY, f64::min)
        };
        assert!(at([6.0, 6.0]) > 3.0);
        assert!(at([1.0, 6.0]) < 0.0);
    }

    fn any_solid() -> impl Strategy<Value = Solid> {
        let at = || [-50.0..50.0f64, -50.0..50.0f64];
        let z = (0.0..50.0f64, 0.1..50.0f64).prop_map(|(low, h)| [low, low + h]);
        (at(), at(), 0.1..10.0f64, z, 0..3u8).prop_map(|(a, b, w, z, kind)| match kind {
            0 => Solid::cylinder(a, w, z),
            1 => Solid::capsule(a, b, w, z),
            _ => Solid::bar(a, b, w, z),
        })
    }

    proptest! {
        #[test]
        fn distance_is_the_same_both_ways(a in any_solid(), b in any_solid()) {
            prop_assert!((a.distance(&b) - b.distance(&a)).abs() < 1e-9);
        }

        #[test]
        fn moving_both_changes_nothing(a in any_solid(), b in any_solid(), by in [-100.0..100.0f64, -100.0..100.0f64]) {
            prop_assert!((a.distance(&b) - a.moved(by).distance(&b.moved(by))).abs() < 1e-6);
        }

        #[test]
        fn a_move_changes_the_distance_by_no_more_than_its_length(a in any_solid(), b in any_solid(), by in [-9.0..9.0f64, -9.0..9.0f64]) {
            prop_assert!((a.distance(&b) - a.moved(by).distance(&b)).abs() <= by[0].hypot(by[1]) + 1e-6);
        }

        #[test]
        fn sampled_points_are_never_nearer_than_the_distance_says(a in any_solid(), b in any_solid()) {
            let d = a.distance(&b);
            let probe = |s: &Solid| {
                let mut points = vec![];
                for (p, q) in edges(&s.outline) {
                    for k in 0..=8 {
                        let t = f64::from(k) / 8.0;
                        points.push([p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t]);
                    }
                }
                if points.is_empty() { points.clone_from(&s.outline); }
                points
            };
            let height = (a.z[0] - b.z[1]).max(b.z[0] - a.z[1]).max(0.0);
            for p in probe(&a) {
                for q in probe(&b) {
                    let plan = (norm(sub(p, q)) - a.radius - b.radius).max(0.0);
                    prop_assert!(plan.hypot(height) >= d - 1e-6);
                }
            }
        }
    }
}
