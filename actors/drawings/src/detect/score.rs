//! How well a found building agrees with what is known to be there.

use serde::{Deserialize, Serialize};

use crate::geometry::{
    angle_between_lines, cross, distance, dot, line_angle, middle, overlap, scale, sub,
};
use crate::normalize::{fit_grid_lines, mark_key};
use crate::plan::{Building, OpeningKind, PointIn, ShearWall};

/// What is known to be there.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Truth {
    /// Shear walls of all levels.
    pub walls: Vec<TruthWall>,
    /// Grid lines in the same frame: by those that were found too, the walls are brought into the
    /// found building's frame, whose origin and quarter turn are its own. With none, the frames are
    /// taken to be one.
    #[serde(default)]
    pub grid: Vec<TruthGridLine>,
}

/// A grid line that is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TruthGridLine {
    /// Name.
    pub name: String,
    /// One end, inches.
    pub start_in: PointIn,
    /// Other end.
    pub end_in: PointIn,
}

/// A shear wall that is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TruthWall {
    /// Index of its level.
    pub level: usize,
    /// Mark; empty where it does not matter.
    pub mark: String,
    /// Centre line, one end, inches in the building's frame.
    pub start_in: PointIn,
    /// Centre line, other end.
    pub end_in: PointIn,
    /// Openings from `start_in` on.
    pub openings: Vec<TruthOpening>,
}

/// An opening that is there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TruthOpening {
    /// Door or window; `Unknown` where it does not matter.
    pub kind: OpeningKind,
    /// From the wall's start.
    pub from_in: f64,
    /// To.
    pub to_in: f64,
}

/// Counts of agreement. Found walls and openings are matched one to one with those that are there.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Score {
    /// Walls that are there.
    pub walls_there: usize,
    /// Walls found.
    pub walls_found: usize,
    /// Walls found that are there: on the line, ends within [`END_IN`].
    pub walls_right: usize,
    /// Of these, with the right mark.
    pub marks_right: usize,
    /// Openings that are there, in walls that are there.
    pub openings_there: usize,
    /// Openings found.
    pub openings_found: usize,
    /// Openings found that are there: both jambs within [`JAMB_IN`].
    pub openings_right: usize,
    /// Of these, with the right kind.
    pub kinds_right: usize,
    /// Mean distance of the ends of right walls, inches.
    pub mean_end_error_in: f64,
}

/// How far a wall's end may be off to count: a wall's thickness, as corners are drawn in many ways.
pub const END_IN: f64 = 8.0;
/// How far a jamb may be off to count.
pub const JAMB_IN: f64 = 3.0;
/// How far a centre line may be off to count.
pub const LINE_IN: f64 = 4.0;

impl Score {
    /// Right walls over found walls; 1 where none was found.
    #[must_use]
    pub fn precision(&self) -> f64 {
        ratio(self.walls_right, self.walls_found)
    }

    /// Right walls over walls that are there; 1 where none is there.
    #[must_use]
    pub fn recall(&self) -> f64 {
        ratio(self.walls_right, self.walls_there)
    }

    /// Right openings over found openings.
    #[must_use]
    pub fn opening_precision(&self) -> f64 {
        ratio(self.openings_right, self.openings_found)
    }

    /// Right openings over openings that are there.
    #[must_use]
    pub fn opening_recall(&self) -> f64 {
        ratio(self.openings_right, self.openings_there)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// Compares a found building with what is there.
#[must_use]
pub fn score(found: &Building, truth: &Truth) -> Score {
    let truth = &in_frame_of(found, truth);
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    let mut by_level: std::collections::BTreeMap<usize, Vec<usize>> =
        std::collections::BTreeMap::new();
    for (i, wall) in found.walls.iter().enumerate() {
        by_level.entry(wall.level).or_default().push(i);
    }
    for (t, there) in truth.walls.iter().enumerate() {
        for f in by_level.get(&there.level).into_iter().flatten() {
            if let Some(error) = end_error(&found.walls[*f], there) {
                pairs.push((error, *f, t));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut used_found = vec![false; found.walls.len()];
    let mut used_there = vec![false; truth.walls.len()];
    let mut out = Score {
        walls_there: truth.walls.len(),
        walls_found: found.walls.len(),
        openings_there: truth.walls.iter().map(|w| w.openings.len()).sum(),
        openings_found: found.walls.iter().map(|w| w.openings.len()).sum(),
        ..Score::default()
    };
    let mut sum = 0.0;
    for (error, f, t) in pairs {
        if used_found[f] || used_there[t] {
            continue;
        }
        used_found[f] = true;
        used_there[t] = true;
        out.walls_right += 1;
        sum += error;
        let (wall, there) = (&found.walls[f], &truth.walls[t]);
        if there.mark.is_empty() || mark_key(&there.mark) == mark_key(&wall.mark) {
            out.marks_right += 1;
        }
        compare_openings(wall, there, &mut out);
    }
    if out.walls_right > 0 {
        out.mean_end_error_in = sum / out.walls_right as f64;
    }
    out
}

/// The truth in the found building's frame.
fn in_frame_of(found: &Building, truth: &Truth) -> Truth {
    let axes: Vec<(&str, PointIn, PointIn)> = truth
        .grid
        .iter()
        .map(|g| (g.name.as_str(), g.start_in, g.end_in))
        .collect();
    let Some(frame) = fit_grid_lines(&axes, &found.grid) else {
        return truth.clone();
    };
    let mut moved = truth.clone();
    for wall in &mut moved.walls {
        wall.start_in = frame.apply(wall.start_in);
        wall.end_in = frame.apply(wall.end_in);
    }
    moved
}

/// Mean distance of the ends; `None` where the two are not the same wall.
fn end_error(wall: &ShearWall, there: &TruthWall) -> Option<f64> {
    let d = sub(there.end_in, there.start_in);
    let length = distance(there.start_in, there.end_in);
    if length <= 0.0 || distance(wall.start_in, wall.end_in) <= 0.0 {
        return None;
    }
    let u = scale(d, 1.0 / length);
    if angle_between_lines(line_angle(d), line_angle(sub(wall.end_in, wall.start_in))) > 0.035 {
        return None;
    }
    let off = cross(u, sub(middle(wall.start_in, wall.end_in), there.start_in)).abs();
    let (p, q) = (
        dot(sub(wall.start_in, there.start_in), u),
        dot(sub(wall.end_in, there.start_in), u),
    );
    let (lo, hi) = (p.min(q), p.max(q));
    let (first, last) = (lo.abs(), (hi - length).abs());
    (off <= LINE_IN && first <= END_IN && last <= END_IN && overlap([lo, hi], [0.0, length]) > 0.0)
        .then_some(f64::midpoint(first, last))
}

fn compare_openings(wall: &ShearWall, there: &TruthWall, out: &mut Score) {
    let length = distance(there.start_in, there.end_in);
    let own = distance(wall.start_in, wall.end_in);
    let u = scale(sub(there.end_in, there.start_in), 1.0 / length);
    let v = scale(sub(wall.end_in, wall.start_in), 1.0 / own.max(1e-9));
    let mut used = vec![false; there.openings.len()];
    for o in &wall.openings {
        let at = |t: f64| {
            let p = [wall.start_in[0] + v[0] * t, wall.start_in[1] + v[1] * t];
            dot(sub(p, there.start_in), u)
        };
        let (p, q) = (at(o.from_in), at(o.to_in));
        let (from, to) = (p.min(q), p.max(q));
        let hit = there.openings.iter().enumerate().find(|(i, t)| {
            !used[*i] && (t.from_in - from).abs() <= JAMB_IN && (t.to_in - to).abs() <= JAMB_IN
        });
        if let Some((i, t)) = hit {
            used[i] = true;
            out.openings_right += 1;
            if t.kind == o.kind || t.kind == OpeningKind::Unknown {
                out.kinds_right += 1;
            }
        }
    }
}
