//! The building's own frame: straight, with its grid lines and its origin.

use std::collections::BTreeMap;

use super::super::SheetSurvey;
use super::super::grid::natural;
use super::Plan;
use super::grid_fit::SAME_DIRECTION;
use super::wall_fit::{WallLine, dominant_turn, near_quarter, wall_lines};
use crate::geometry::{
    Bounds, Similarity, add, angle_between_lines, cross, distance, dot, line_angle, scale, sub,
};
use crate::plan::GridLine;
use crate::sheet::Point;

/// The smallest turn that lays the building's main direction along x or y.
pub(super) fn straightening(surveys: &[&SheetSurvey], plans: &[Plan]) -> Similarity {
    let mut lines: Vec<WallLine> = Vec::new();
    for p in plans {
        if let Some(frame) = &p.frame {
            let grid = &surveys[p.sheet].regions[p.region].grid;
            lines.extend(grid.iter().map(|g| (frame.apply(g.a), frame.apply(g.b))));
        }
    }
    if lines.len() < 2 {
        for p in plans {
            if let Some(frame) = &p.frame {
                lines.extend(wall_lines(&surveys[p.sheet].regions[p.region], frame));
            }
        }
    }
    let turn = near_quarter(dominant_turn(&lines));
    Similarity::turning(1.0, if turn.abs() < 1e-7 { 0.0 } else { turn })
}

/// Each grid line where most plans have it, as long as any of those draws it.
pub(super) fn building_grid(surveys: &[&SheetSurvey], plans: &[Plan]) -> Vec<GridLine> {
    let mut seen: BTreeMap<(bool, u64, usize, String), Vec<GridLine>> = BTreeMap::new();
    let mut order: Vec<&Plan> = plans.iter().filter(|p| p.frame.is_some()).collect();
    // Drawings of no level are no plans of this building.
    if order.iter().any(|p| !p.levels.is_empty()) {
        order.retain(|p| !p.levels.is_empty());
    }
    order.sort_by(|a, b| {
        a.misfit
            .total_cmp(&b.misfit)
            .then((a.sheet, a.region).cmp(&(b.sheet, b.region)))
    });
    for p in order {
        let Some(frame) = &p.frame else { continue };
        let survey = surveys[p.sheet];
        for axis in &survey.regions[p.region].grid {
            let (mut a, mut b) = (frame.apply(axis.a), frame.apply(axis.b));
            let upright = (b[0] - a[0]).abs() <= 1e-6 * distance(a, b);
            if (upright && b[1] < a[1]) || (!upright && b[0] < a[0]) {
                std::mem::swap(&mut a, &mut b);
            }
            seen.entry(natural(&axis.name)).or_default().push(GridLine {
                name: axis.name.clone(),
                start_in: a,
                end_in: b,
                source: survey.source(axis.layer, axis.entity),
            });
        }
    }
    seen.into_values()
        .filter_map(|list| agreed(&list))
        .collect()
}

/// The line that most of the lines of one name lie on.
pub(super) fn agreed(list: &[GridLine]) -> Option<GridLine> {
    let on = |a: &GridLine, b: &GridLine| {
        let d = sub(a.end_in, a.start_in);
        let off = cross(
            d,
            sub(crate::geometry::middle(b.start_in, b.end_in), a.start_in),
        )
        .abs();
        off < 6.0 * distance(a.start_in, a.end_in)
            && angle_between_lines(line_angle(d), line_angle(sub(b.end_in, b.start_in)))
                < SAME_DIRECTION
    };
    let votes: Vec<usize> = list
        .iter()
        .take(200)
        .map(|a| list.iter().filter(|b| on(a, b)).count())
        .collect();
    let (first, _) = votes
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(&a.0)))?;
    let mut line = list[first].clone();
    let length = distance(line.start_in, line.end_in).max(1e-9);
    let u = scale(sub(line.end_in, line.start_in), 1.0 / length);
    let start = line.start_in;
    let (mut low, mut high) = (0.0_f64, length);
    for other in list.iter().filter(|o| on(&list[first], o)) {
        for p in [other.start_in, other.end_in] {
            let t = dot(sub(p, start), u);
            low = low.min(t);
            high = high.max(t);
        }
    }
    line.start_in = add(start, scale(u, low));
    line.end_in = add(start, scale(u, high));
    Some(line)
}

pub(super) fn origin(grid: &[GridLine], surveys: &[&SheetSurvey], plans: &[Plan]) -> Point {
    let upright = grid
        .iter()
        .filter(|g| (g.end_in[0] - g.start_in[0]).abs() < 0.02 * distance(g.start_in, g.end_in))
        .map(|g| (g.start_in[0] + g.end_in[0]) / 2.0)
        .fold(f64::MAX, f64::min);
    let level = grid
        .iter()
        .filter(|g| (g.end_in[1] - g.start_in[1]).abs() < 0.02 * distance(g.start_in, g.end_in))
        .map(|g| (g.start_in[1] + g.end_in[1]) / 2.0)
        .fold(f64::MAX, f64::min);
    let mut bounds = Bounds::EMPTY;
    if upright == f64::MAX || level == f64::MAX {
        for p in plans {
            let r = &surveys[p.sheet].regions[p.region];
            if let Some(frame) = &p.frame
                && r.purpose.shows_walls()
            {
                for (a, b) in wall_lines(r, frame) {
                    bounds.take(a);
                    bounds.take(b);
                }
            }
        }
        if bounds.is_empty() {
            bounds.take([0.0, 0.0]);
        }
    }
    [
        if upright == f64::MAX {
            bounds.min[0]
        } else {
            upright
        },
        if level == f64::MAX {
            bounds.min[1]
        } else {
            level
        },
    ]
}
