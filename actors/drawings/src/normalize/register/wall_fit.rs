//! The turn and the shift that lay a plan's walls on those of another.

use super::Plan;
use std::f64::consts::FRAC_PI_2;

use super::super::layers::LayerRole;
use super::super::{Region, SheetSurvey};
use crate::geometry::{Similarity, add, distance, dot, line_angle, scale, sub};
use crate::sheet::Point;

/// Most wall lines of a plan that are compared with another's.
const MAX_VOTERS: usize = 400;

/// Places a plan over one that stands already, by the walls that both show.
pub(super) fn by_walls(
    surveys: &[&SheetSurvey],
    plans: &[Plan],
    i: usize,
    start: Option<Similarity>,
    free_along: Option<Point>,
) -> Option<Similarity> {
    let survey = surveys[plans[i].sheet];
    let region = &survey.regions[plans[i].region];
    let own_turn = dominant_turn(&wall_lines(
        region,
        &Similarity::turning(survey.scale.in_per_unit, 0.0),
    ));
    let mut order: Vec<usize> = (0..plans.len())
        .filter(|k| plans[*k].frame.is_some())
        .collect();
    // Plans of the same sheet or level first: they are likest.
    order.sort_by_key(|k| {
        let p = &plans[*k];
        let same_level = p.levels.iter().any(|l| plans[i].levels.contains(l));
        (!same_level, p.sheet != plans[i].sheet, *k)
    });
    for k in order.into_iter().take(6) {
        let Some(frame) = plans[k].frame else {
            continue;
        };
        let other = &surveys[plans[k].sheet].regions[plans[k].region];
        let theirs = wall_lines(other, &frame);
        let their_turn = dominant_turn(&theirs);
        let base = match start {
            Some(s) => s,
            None => Similarity::turning(
                survey.scale.in_per_unit,
                near_quarter(own_turn - their_turn),
            ),
        };
        let ours = wall_lines(region, &base);
        let axes = [their_turn, their_turn + FRAC_PI_2];
        let mut shift = [0.0, 0.0];
        let mut agreed = 0;
        for axis in axes {
            let n = crate::geometry::unit(axis);
            if free_along.is_some_and(|f| dot(f, n).abs() < 0.7) {
                agreed += 1;
                continue;
            }
            if let Some(d) = vote(&ours, &theirs, n) {
                shift = add(shift, scale(n, d));
                agreed += 1;
            }
        }
        if agreed == 2 {
            return Some(Similarity {
                translation: add(base.translation, shift),
                ..base
            });
        }
    }
    None
}

/// The turn back to straight, kept as small as it can be.
pub(super) fn near_quarter(turn: f64) -> f64 {
    let quarters = (turn / FRAC_PI_2).round();
    -(turn - quarters * FRAC_PI_2)
}

pub(super) type WallLine = (Point, Point);

pub(super) fn wall_lines(region: &Region, frame: &Similarity) -> Vec<WallLine> {
    let named = region
        .linework
        .strokes
        .iter()
        .any(|s| matches!(s.role, LayerRole::Wall | LayerRole::Shear));
    let mut lines: Vec<WallLine> = region
        .linework
        .strokes
        .iter()
        .filter(|s| {
            if named {
                matches!(s.role, LayerRole::Wall | LayerRole::Shear)
            } else {
                s.role == LayerRole::Unknown
            }
        })
        .map(|s| (frame.apply(s.a), frame.apply(s.b)))
        .filter(|(a, b)| distance(*a, *b) > 24.0)
        .collect();
    lines.sort_by(|p, q| {
        distance(q.0, q.1)
            .total_cmp(&distance(p.0, p.1))
            .then(p.0[0].total_cmp(&q.0[0]))
            .then(p.0[1].total_cmp(&q.0[1]))
    });
    lines.truncate(2 * MAX_VOTERS);
    lines
}

/// The direction, within a quarter turn, in which most of the lines run.
pub(super) fn dominant_turn(lines: &[WallLine]) -> f64 {
    let (mut s, mut c) = (0.0, 0.0);
    // The densest degree first, then the mean around it.
    let mut bins = [0.0; 90];
    let quarter = |l: &WallLine| line_angle(sub(l.1, l.0)).rem_euclid(FRAC_PI_2);
    for l in lines {
        let bin = (quarter(l).to_degrees().round() as usize) % 90;
        bins[bin] += distance(l.0, l.1);
    }
    let Some((peak, _)) = bins
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))
    else {
        return 0.0;
    };
    for l in lines {
        let q = quarter(l);
        let off = (q - (peak as f64).to_radians()).rem_euclid(FRAC_PI_2);
        if off.min(FRAC_PI_2 - off) < 0.02 {
            let w = distance(l.0, l.1);
            s += w * (4.0 * q).sin();
            c += w * (4.0 * q).cos();
        }
    }
    s.atan2(c) / 4.0
}

/// The shift along `n` on which most of the wall lines that run across `n` agree.
fn vote(ours: &[WallLine], theirs: &[WallLine], n: Point) -> Option<f64> {
    let across = |lines: &[WallLine]| -> Vec<(f64, f64)> {
        lines
            .iter()
            .filter(|(a, b)| {
                let d = sub(*b, *a);
                dot(d, n).abs() < 0.02 * distance(*a, *b)
            })
            .take(MAX_VOTERS)
            .map(|(a, b)| (dot(*a, n), distance(*a, *b)))
            .collect()
    };
    let (ours, theirs) = (across(ours), across(theirs));
    let mut votes: Vec<(f64, f64)> = Vec::with_capacity(ours.len() * theirs.len());
    for (p, l) in &ours {
        for (q, m) in &theirs {
            votes.push((q - p, l.min(*m)));
        }
    }
    votes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut best = (0.0, 0.0);
    let mut first = 0;
    let mut sum = 0.0;
    for last in 0..votes.len() {
        sum += votes[last].1;
        while votes[last].0 - votes[first].0 > 1.5 {
            sum -= votes[first].1;
            first += 1;
        }
        let window = &votes[first..=last];
        // Where two shifts have as many votes, the smaller move is meant.
        let mean = window.iter().map(|(d, w)| d * w).sum::<f64>() / sum.max(1e-12);
        if sum > best.0 * (1.0 + 1e-9) {
            best = (sum, mean);
        }
        if window.len() > 4000 {
            break;
        }
    }
    let total: f64 = ours.iter().map(|(_, l)| l).sum();
    (best.0 > 0.25 * total && best.0 > 0.0).then_some(best.1)
}
