//! From feet on the building to points on paper: scales, the part of the plan shown, clipping.

use super::At;

/// A drawing scale.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    /// As printed, `1/8" = 1'-0"`.
    pub(crate) name: String,
    /// Points on paper for a foot of building.
    pub(crate) points_per_foot: f64,
}

/// Architects' scales from the largest down, then engineers'.
const SCALES: [(&str, f64); 12] = [
    ("1/4\" = 1'-0\"", 18.0),
    ("3/16\" = 1'-0\"", 13.5),
    ("1/8\" = 1'-0\"", 9.0),
    ("3/32\" = 1'-0\"", 6.75),
    ("1/16\" = 1'-0\"", 4.5),
    ("1\" = 20'", 3.6),
    ("1\" = 30'", 2.4),
    ("1\" = 40'", 1.8),
    ("1\" = 60'", 1.2),
    ("1\" = 100'", 0.72),
    ("1\" = 200'", 0.36),
    ("1\" = 400'", 0.18),
];

/// The smallest scale at which marks still find room beside their walls.
const SMALLEST_LEGIBLE: f64 = 4.5;

impl Scale {
    fn of(index: usize) -> Self {
        let (name, points_per_foot) = SCALES[index.min(SCALES.len() - 1)];
        Self {
            name: name.to_owned(),
            points_per_foot,
        }
    }

    /// 1/8" = 1'-0".
    pub(crate) fn eighth() -> Self {
        Self::of(2)
    }

    /// The largest scale that shows `feet` on `paper`.
    pub(crate) fn fitting(feet: [f64; 2], paper: At) -> Self {
        match SCALES.iter().position(|(_, k)| fits(feet, paper, *k)) {
            Some(index) => Self::of(index),
            None => Self {
                name: "Not to scale".to_owned(),
                points_per_foot: (f64::from(paper[0]) / feet[0].max(1.0))
                    .min(f64::from(paper[1]) / feet[1].max(1.0)),
            },
        }
    }

    /// The next larger scale, at most 1/4" = 1'-0".
    pub(crate) fn larger(&self) -> Self {
        let at = SCALES
            .iter()
            .position(|(_, k)| *k <= self.points_per_foot)
            .unwrap_or(1);
        Self::of(at.saturating_sub(1))
    }

    /// Whether marks can be read at it.
    pub(crate) fn legible(&self) -> bool {
        self.points_per_foot >= SMALLEST_LEGIBLE
    }

    /// 1/16" = 1'-0".
    pub(crate) fn smallest_legible() -> Self {
        Self::of(4)
    }

    /// Sheets across and down that show `feet` on sheets of `paper`.
    pub(crate) fn sheets(&self, feet: [f64; 2], paper: At) -> [usize; 2] {
        let count = |feet: f64, paper: f32| {
            let n = (feet * self.points_per_foot / f64::from(paper)).ceil();
            // Saturates, and an extent that is no number gives 1.
            (n as usize).max(1)
        };
        [count(feet[0], paper[0]), count(feet[1], paper[1])]
    }
}

fn fits(feet: [f64; 2], paper: At, points_per_foot: f64) -> bool {
    (0..2).all(|i| feet[i] * points_per_foot <= f64::from(paper[i]))
}

/// A box on plan, feet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Extent {
    /// Lower corner.
    pub(crate) min: [f64; 2],
    /// Upper corner.
    pub(crate) max: [f64; 2],
}

/// Farther than this from the origin nothing is drawn, feet.
const FAR: f64 = 1e5;

/// Whether a place on plan can be drawn at all.
pub(crate) fn drawable(p: [f64; 2]) -> bool {
    p.iter().all(|x| x.abs() <= FAR)
}

impl Extent {
    /// The box around the places that can be drawn; `None` without one.
    pub(crate) fn around(places: impl IntoIterator<Item = [f64; 2]>) -> Option<Self> {
        let mut places = places.into_iter().filter(|p| drawable(*p));
        let first = places.next()?;
        Some(places.fold(
            Self {
                min: first,
                max: first,
            },
            Self::with,
        ))
    }

    pub(crate) fn with(self, p: [f64; 2]) -> Self {
        Self {
            min: [self.min[0].min(p[0]), self.min[1].min(p[1])],
            max: [self.max[0].max(p[0]), self.max[1].max(p[1])],
        }
    }

    pub(crate) fn grown(self, by: f64) -> Self {
        Self {
            min: [self.min[0] - by, self.min[1] - by],
            max: [self.max[0] + by, self.max[1] + by],
        }
    }

    /// The part of it within another; empty ones are turned inside out.
    pub(crate) fn within(self, other: Self) -> Self {
        Self {
            min: [0, 1].map(|i| self.min[i].max(other.min[i])),
            max: [0, 1].map(|i| self.max[i].min(other.max[i])),
        }
    }

    pub(crate) fn holds(self, p: [f64; 2]) -> bool {
        (0..2).all(|i| self.min[i] <= p[i] && p[i] <= self.max[i])
    }

    pub(crate) fn size(self) -> [f64; 2] {
        [self.max[0] - self.min[0], self.max[1] - self.min[1]]
    }

    pub(crate) fn center(self) -> [f64; 2] {
        [
            (self.min[0] + self.max[0]) / 2.0,
            (self.min[1] + self.max[1]) / 2.0,
        ]
    }
}

/// A window on the plan, shown on a rectangle of paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct View {
    /// Place at the middle of the paper, ft.
    pub(crate) center: [f64; 2],
    /// Points for a foot.
    pub(crate) points_per_foot: f64,
    /// Size of the paper, points.
    pub(crate) size: At,
    /// Margin along its edges that nothing of the building is drawn in, points.
    pub(crate) margin: f32,
}

impl View {
    /// Where a place of the building is on paper. Only for places near the window (see
    /// [`View::clip`]): far ones lose precision.
    pub(crate) fn at(&self, p: [f64; 2]) -> At {
        let x = (p[0] - self.center[0]) * self.points_per_foot;
        let y = (self.center[1] - p[1]) * self.points_per_foot;
        [x as f32 + self.size[0] / 2.0, y as f32 + self.size[1] / 2.0]
    }

    /// Length on paper of a length in feet.
    pub(crate) fn length(&self, feet: f64) -> f32 {
        (feet * self.points_per_foot) as f32
    }

    /// What the window shows, feet.
    pub(crate) fn extent(&self) -> Extent {
        let half = |i: usize| f64::from(self.size[i] / 2.0 - self.margin) / self.points_per_foot;
        Extent {
            min: [self.center[0] - half(0), self.center[1] - half(1)],
            max: [self.center[0] + half(0), self.center[1] + half(1)],
        }
    }

    /// Whether a place is inside the window.
    pub(crate) fn shows(&self, p: [f64; 2]) -> bool {
        self.extent().holds(p)
    }

    /// The part of a line inside the window, on paper (Liang and Barsky).
    pub(crate) fn clip(&self, from: [f64; 2], to: [f64; 2]) -> Option<[At; 2]> {
        self.clip_to(self.extent(), from, to)
    }

    /// The part of a line inside a box, on paper.
    pub(crate) fn clip_to(&self, window: Extent, from: [f64; 2], to: [f64; 2]) -> Option<[At; 2]> {
        if !(drawable(from) && drawable(to)) {
            return None;
        }
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for i in 0..2 {
            let run = to[i] - from[i];
            let (low, high) = (window.min[i] - from[i], window.max[i] - from[i]);
            if run == 0.0 {
                if low > 0.0 || high < 0.0 {
                    return None;
                }
                continue;
            }
            let (a, b) = (low / run, high / run);
            enter = enter.max(a.min(b));
            leave = leave.min(a.max(b));
        }
        let place = |t: f64| {
            self.at([
                from[0] + t * (to[0] - from[0]),
                from[1] + t * (to[1] - from[1]),
            ])
        };
        (enter <= leave).then(|| [place(enter), place(leave)])
    }

    /// The part of a convex outline inside the window, on paper (Sutherland and Hodgman); empty
    /// where none is.
    pub(crate) fn clip_outline(&self, outline: &[[f64; 2]]) -> Vec<At> {
        if !outline.iter().all(|p| drawable(*p)) {
            return Vec::new();
        }
        let window = self.extent();
        let mut points = outline.to_vec();
        for (axis, limit, sign) in [
            (0, window.min[0], 1.0),
            (0, window.max[0], -1.0),
            (1, window.min[1], 1.0),
            (1, window.max[1], -1.0),
        ] {
            let inside = |p: [f64; 2]| (p[axis] - limit) * sign >= 0.0;
            let mut kept = Vec::with_capacity(points.len() + 4);
            let mut last = points.last().copied();
            for &p in &points {
                if let Some(q) = last.filter(|q| inside(*q) != inside(p)) {
                    let t = (limit - q[axis]) / (p[axis] - q[axis]);
                    let mut cross = [q[0] + t * (p[0] - q[0]), q[1] + t * (p[1] - q[1])];
                    cross[axis] = limit;
                    kept.push(cross);
                }
                if inside(p) {
                    kept.push(p);
                }
                last = Some(p);
            }
            points = kept;
        }
        points.into_iter().map(|p| self.at(p)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        View {
            center: [0.0, 0.0],
            points_per_foot: 9.0,
            size: [180.0, 180.0],
            margin: 0.0,
        }
    }

    #[test]
    fn eight_feet_at_an_eighth_are_one_inch_on_paper() {
        assert_eq!(view().length(8.0), 72.0);
        let scale = Scale::fitting([100.0, 60.0], [1000.0, 700.0]);
        assert_eq!(scale.name, "1/8\" = 1'-0\"");
    }

    #[test]
    fn north_is_up() {
        assert!(view().at([0.0, 5.0])[1] < view().at([0.0, 0.0])[1]);
    }

    #[test]
    fn lines_are_cut_at_the_window() {
        assert_eq!(
            view().clip([-50.0, 0.0], [50.0, 0.0]),
            Some([[0.0, 90.0], [180.0, 90.0]])
        );
        assert_eq!(view().clip([-50.0, 20.0], [50.0, 20.0]), None);
        assert_eq!(view().clip([f64::NAN, 0.0], [50.0, 0.0]), None);
        assert_eq!(view().clip([1e308, 0.0], [50.0, 0.0]), None);
    }

    #[test]
    fn an_outline_larger_than_the_window_becomes_the_window() {
        let cut =
            view().clip_outline(&[[-99.0, -99.0], [99.0, -99.0], [99.0, 99.0], [-99.0, 99.0]]);
        assert_eq!(cut.len(), 4);
        assert!(cut.iter().flatten().all(|x| *x == 0.0 || *x == 180.0));
    }

    #[test]
    fn a_building_of_miles_is_shown_not_to_scale() {
        let scale = Scale::fitting([20_000.0, 10.0], [1000.0, 700.0]);
        assert_eq!(scale.name, "Not to scale");
        assert!(scale.points_per_foot * 20_000.0 <= 1000.0);
    }
}
