//! Hatches for versions that have none: fills as SOLID, patterns as lines.

use super::Point;

/// Lines at 45° through a convex outline, `spacing` apart.
pub(super) fn diagonal_lines(outline: &[Point], spacing: f64) -> Vec<(Point, Point)> {
    let across = |p: Point| p[1] - p[0];
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for &p in outline {
        low = low.min(across(p));
        high = high.max(across(p));
    }
    let step = spacing * std::f64::consts::SQRT_2;
    if step <= 0.0 || !(high - low).is_finite() || (high - low) / step > 10_000.0 {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let mut c = (low / step).floor() * step + step;
    while c < high {
        let mut hits: Vec<Point> = Vec::with_capacity(2);
        for (i, &p) in outline.iter().enumerate() {
            let q = outline[(i + 1) % outline.len()];
            let (a, b) = (across(p) - c, across(q) - c);
            if (a < 0.0) != (b < 0.0) {
                let t = a / (a - b);
                hits.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
            }
        }
        if let [a, b] = hits[..] {
            lines.push((a, b));
        }
        c += step;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagonal_lines_stay_inside_a_wall() {
        let wall = [[0.0, 0.0], [100.0, 0.0], [100.0, 5.5], [0.0, 5.5]];
        let lines = diagonal_lines(&wall, 6.0);
        assert!(lines.len() > 10);
        for (a, b) in lines {
            for p in [a, b] {
                assert!((-1e-9..=100.0 + 1e-9).contains(&p[0]));
                assert!((-1e-9..=5.5 + 1e-9).contains(&p[1]));
            }
        }
    }
}
