//! The turn and the shift that lay a plan's grid lines on known ones of the same names.

use std::collections::BTreeMap;
use std::f64::consts::{FRAC_PI_2, PI};

use super::super::GridAxis;
use super::place::{Known, learn};
use crate::geometry::{
    Similarity, angle_between_lines, cross, distance, dot, line_angle, normal_angle, scale, sub,
};
use crate::plan::GridLine;
use crate::sheet::Point;

/// The turn and shift that lay grid lines, inches, on a building's lines of the same names; `None`
/// where fewer than two directions are in common.
#[must_use]
pub fn fit_grid_lines(lines: &[(&str, Point, Point)], building: &[GridLine]) -> Option<Similarity> {
    let mut known = BTreeMap::new();
    let axes = |lines: &mut dyn Iterator<Item = (&str, Point, Point)>| -> Vec<GridAxis> {
        lines
            .map(|(name, a, b)| GridAxis {
                name: name.to_owned(),
                a,
                b,
                layer: 0,
                entity: crate::sheet::Handle(0),
            })
            .collect()
    };
    let theirs = axes(
        &mut building
            .iter()
            .map(|g| (g.name.as_str(), g.start_in, g.end_in)),
    );
    learn(&mut known, &theirs, &Similarity::IDENTITY);
    let ours = axes(&mut lines.iter().copied());
    fit_grid(&ours, &known, 1.0, true)
        .filter(|fit| fit.both_ways)
        .map(|fit| fit.frame)
}

pub(super) struct GridFit {
    pub(super) frame: Similarity,
    pub(super) misfit: f64,
    pub(super) names: Vec<String>,
    /// Lines of two directions fix both coordinates.
    pub(super) both_ways: bool,
    /// The direction in which the plan is free where they do not.
    pub(super) free_along: Point,
    /// Spacing on the other sheets over spacing here, where they disagree.
    pub(super) scale_dispute: Option<f64>,
}

/// Places a plan by the grid lines that it shares: the angle by the lines' directions, the shift by
/// least squares of their offsets, wrongly read names thrown out one by one.
pub(super) fn fit_grid(
    grid: &[GridAxis],
    known: &BTreeMap<String, Known>,
    in_per_unit: f64,
    certain: bool,
) -> Option<GridFit> {
    let mut pairs: Vec<(&GridAxis, &Known)> = grid
        .iter()
        .filter_map(|g| Some((g, known.get(&g.name)?)))
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let (scale_used, dispute) =
        spacing_ratio(&pairs, in_per_unit).map_or((in_per_unit, None), |ratio| {
            if (ratio - 1.0).abs() <= 0.01 {
                (in_per_unit, None)
            } else if certain {
                (in_per_unit, Some(1.0 / ratio))
            } else {
                (in_per_unit * ratio, Some(1.0 / ratio))
            }
        });
    let turn = common_turn(&pairs);
    pairs.retain(|(g, k)| angle_between_lines(turn_of(g, k), turn) < SAME_DIRECTION);
    let mut fits: Vec<GridFit> = [turn, normal_angle(turn + PI)]
        .into_iter()
        .filter_map(|turn| fit_turned(pairs.clone(), scale_used, turn, dispute))
        .collect();
    // The way round that keeps most lines, then the one that fits better.
    fits.sort_by(|a, b| {
        let far = |f: &GridFit| f.misfit > WRONG_NAME_IN;
        far(a)
            .cmp(&far(b))
            .then(b.names.len().cmp(&a.names.len()))
            .then(a.misfit.total_cmp(&b.misfit))
    });
    fits.into_iter().next()
}

/// Lines whose directions differ by less, radians, may be one line on two sheets.
pub(super) const SAME_DIRECTION: f64 = 0.03;
/// A line this far from where its name is on the other sheets bears a wrong name, inches.
const WRONG_NAME_IN: f64 = 12.0;

/// The best shift at a given turn; lines far off where the rest agree are thrown out one by one.
fn fit_turned(
    mut pairs: Vec<(&GridAxis, &Known)>,
    scale_used: f64,
    turn: f64,
    scale_dispute: Option<f64>,
) -> Option<GridFit> {
    loop {
        let (frame, errors, both_ways, free_along) = solve(&pairs, scale_used, turn)?;
        let (at, worst) = errors
            .iter()
            .copied()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        let mut sorted = errors.clone();
        sorted.sort_by(f64::total_cmp);
        let usual = sorted[sorted.len() / 2];
        if worst > WRONG_NAME_IN && pairs.len() > 3 && usual < worst / 3.0 {
            pairs.remove(at);
            continue;
        }
        return Some(GridFit {
            frame,
            misfit: worst,
            names: pairs.iter().map(|(g, _)| g.name.clone()).collect(),
            both_ways,
            free_along,
            scale_dispute,
        });
    }
}

/// Known spacing over this plan's spacing, the median over pairs of parallel lines.
fn spacing_ratio(pairs: &[(&GridAxis, &Known)], in_per_unit: f64) -> Option<f64> {
    let mut ratios = Vec::new();
    for (i, (g, k)) in pairs.iter().enumerate().take(60) {
        for (h, l) in pairs.iter().skip(i + 1).take(60) {
            let d = sub(g.b, g.a);
            let e = sub(h.b, h.a);
            if angle_between_lines(line_angle(d), line_angle(e)) > 0.01
                || angle_between_lines(line_angle(k.along), line_angle(l.along)) > 0.01
            {
                continue;
            }
            let here =
                (cross(d, sub(h.a, g.a)) / distance(g.a, g.b).max(1e-12)).abs() * in_per_unit;
            let there = cross(k.along, sub(l.at, k.at)).abs();
            if here > 1e-6 && there > 12.0 {
                ratios.push(there / here);
            }
        }
    }
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied()
}

fn turn_of(g: &GridAxis, k: &Known) -> f64 {
    line_angle(k.along) - line_angle(sub(g.b, g.a))
}

/// The turn, up to half a turn, that brings most lines' directions onto the known ones.
fn common_turn(pairs: &[(&GridAxis, &Known)]) -> f64 {
    let turns: Vec<f64> = pairs.iter().take(300).map(|(g, k)| turn_of(g, k)).collect();
    let agreeing = |t: f64| {
        turns
            .iter()
            .filter(|u| angle_between_lines(t, **u) < SAME_DIRECTION)
            .count()
    };
    let most = turns
        .iter()
        .copied()
        .max_by(|a, b| agreeing(*a).cmp(&agreeing(*b)).then(b.total_cmp(a)))
        .unwrap_or(0.0);
    // Directions are undirected, so the mean is taken of doubled angles.
    let (mut s, mut c) = (0.0, 0.0);
    for (g, k) in pairs {
        let turn = turn_of(g, k);
        if angle_between_lines(turn, most) < SAME_DIRECTION {
            let weight = distance(g.a, g.b);
            s += weight * (2.0 * turn).sin();
            c += weight * (2.0 * turn).cos();
        }
    }
    let turn = s.atan2(c) / 2.0;
    let quarter = (turn / FRAC_PI_2).round() * FRAC_PI_2;
    if (turn - quarter).abs() < 2e-4 {
        quarter
    } else {
        normal_angle(turn)
    }
}

type Solved = (Similarity, Vec<f64>, bool, Point);

/// Least squares of the shift at a given turn; each line's error; whether both ways are fixed.
fn solve(pairs: &[(&GridAxis, &Known)], scale_used: f64, turn: f64) -> Option<Solved> {
    let turning = Similarity::turning(scale_used, turn);
    let mut m = [[0.0; 2]; 2];
    let mut r = [0.0; 2];
    for (g, k) in pairs {
        let n = [-k.along[1], k.along[0]];
        let middle = turning.apply(crate::geometry::middle(g.a, g.b));
        let e = dot(n, sub(k.at, middle));
        for i in 0..2 {
            for j in 0..2 {
                m[i][j] += n[i] * n[j];
            }
            r[i] += n[i] * e;
        }
    }
    let det = m[0][0] * m[1][1] - m[0][1] * m[1][0];
    let both = det > 0.02 * (m[0][0] + m[1][1]).powi(2);
    let along = pairs.first().map(|(_, k)| k.along)?;
    let shift = if both {
        [
            (r[0] * m[1][1] - r[1] * m[0][1]) / det,
            (r[1] * m[0][0] - r[0] * m[1][0]) / det,
        ]
    } else {
        let n = [-along[1], along[0]];
        scale(n, dot(n, r) / pairs.len() as f64)
    };
    let frame = Similarity {
        translation: shift,
        ..turning
    };
    let errors = pairs
        .iter()
        .map(|(g, k)| {
            let n = [-k.along[1], k.along[0]];
            // At both ends, so that a line of another direction shows.
            let e = |p: Point| dot(n, sub(frame.apply(p), k.at)).abs();
            let m = crate::geometry::middle(g.a, g.b);
            e(m)
        })
        .collect();
    Some((frame, errors, both, along))
}
