//! From a line's shear to its segments: by length (the same unit shear in each) or by stiffness.

use crate::building::{Building, SegmentDistribution};
use crate::design::{Direction, LineForce, Load};

use super::geometry::{DIRECTIONS, axis};
use super::layout::{Layout, Segment};
use super::load_index;
use super::strength::Strengths;

/// Part of the other direction's seismic shear on a wall at an angle (ASCE 7 §12.5.3).
const SEISMIC_OTHER: f64 = 0.3;
/// Part of both directions' wind together (ASCE 7 Fig. 27.3-8, case 3).
const WIND_BOTH: f64 = 0.75;

/// Shear along one segment, strength, seismic and wind.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct SegmentShear {
    /// Seismic, wind, lb.
    pub(crate) force_lb: [f64; 2],
    /// Direction of the building's force that gives most of it.
    pub(crate) direction: [Direction; 2],
}

/// What a segment weighs when a line (or a rigid diaphragm) shares out its force: effective
/// length or stiffness, times cos² of its angle to the direction.
pub(crate) fn weight(
    building: &Building,
    strengths: &Strengths,
    segment: &Segment,
    direction: Direction,
) -> f64 {
    let cosine = segment.cosines[axis(direction)];
    let along = match building.criteria.segment_distribution {
        SegmentDistribution::Length => segment.length_ft,
        SegmentDistribution::Stiffness => strengths.stiffness_lb_per_in(building, segment),
    };
    along * cosine * cosine
}

/// Shears of all segments from the shears of the lines.
pub(crate) fn segment_shears(
    building: &Building,
    layout: &Layout,
    strengths: &Strengths,
    lines: &[LineForce],
) -> Vec<SegmentShear> {
    let names: std::collections::BTreeMap<&str, usize> = layout
        .lines
        .iter()
        .enumerate()
        .map(|(at, l)| (l.name.as_str(), at))
        .collect();
    // Signed shears along each segment: [load][direction].
    let mut along = vec![[[0.0_f64; 2]; 2]; layout.segments.len()];
    for force in lines {
        let Some(line) = names.get(force.line.as_str()).map(|at| &layout.lines[*at]) else {
            continue;
        };
        let Some(members) = line.segments.get(force.level) else {
            continue;
        };
        let weight_of =
            |s: &usize| weight(building, strengths, &layout.segments[*s], line.direction);
        let total: f64 = members.iter().map(weight_of).sum();
        for segment in members {
            let cosine = layout.segments[*segment].cosines[axis(line.direction)];
            along[*segment][load_index(force.load)][axis(line.direction)] =
                force.shear_lb * weight_of(segment) / total / cosine;
        }
    }
    along.into_iter().map(together).collect()
}

/// What walls at an angle push across a force, lb: they resist along themselves, and the part of
/// that across the force needs something to hold it. The largest over levels and loads of
/// (push, story shear, level index, direction of the force, load); `None` where it is nothing.
pub(crate) fn push_across(
    building: &Building,
    layout: &Layout,
    lines: &[LineForce],
) -> Option<(f64, f64, usize, Direction, Load)> {
    let strengths = Strengths::of(building);
    let names: std::collections::BTreeMap<&str, usize> = layout
        .lines
        .iter()
        .enumerate()
        .map(|(at, l)| (l.name.as_str(), at))
        .collect();
    let mut sums: std::collections::BTreeMap<(usize, Direction, Load), (f64, f64)> =
        std::collections::BTreeMap::new();
    for force in lines {
        let Some(line) = names.get(force.line.as_str()).map(|at| &layout.lines[*at]) else {
            continue;
        };
        let Some(members) = line.segments.get(force.level) else {
            continue;
        };
        let along = axis(line.direction);
        let weight_of =
            |s: &usize| weight(building, &strengths, &layout.segments[*s], line.direction);
        let total: f64 = members.iter().map(weight_of).sum();
        let push: f64 = members
            .iter()
            .map(|s| {
                let cosines = layout.segments[*s].cosines;
                force.shear_lb * weight_of(s) / total * cosines[1 - along] / cosines[along]
            })
            .sum();
        let sum = sums
            .entry((force.level, line.direction, force.load))
            .or_default();
        *sum = (sum.0 + push, sum.1 + force.shear_lb);
    }
    sums.into_iter()
        .map(|((level, direction, load), (push, shear))| {
            (push.abs(), shear, level, direction, load)
        })
        .filter(|(push, shear, ..)| *push > 1e-6 * shear)
        .max_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)))
}

/// The two directions of a segment together; one of them is 0 for a wall along an axis.
fn together(along: [[f64; 2]; 2]) -> SegmentShear {
    let mut shear = SegmentShear::default();
    for load in [Load::Seismic, Load::Wind] {
        let [x, y] = along[load_index(load)].map(f64::abs);
        let (larger, smaller) = (x.max(y), x.min(y));
        shear.force_lb[load_index(load)] = match load {
            Load::Seismic => larger + SEISMIC_OTHER * smaller,
            Load::Wind => larger.max(WIND_BOTH * (larger + smaller)),
        };
        shear.direction[load_index(load)] = DIRECTIONS[usize::from(y > x)];
    }
    shear
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_along_an_axis_takes_its_own_direction_alone() {
        let shear = together([[1000.0, 0.0], [0.0, 800.0]]);
        assert_eq!(shear.force_lb, [1000.0, 800.0]);
        assert_eq!(shear.direction, [Direction::X, Direction::Y]);
    }

    #[test]
    fn a_wall_at_an_angle_takes_both_in_part() {
        let shear = together([[1000.0, -600.0], [1000.0, 900.0]]);
        assert_eq!(shear.force_lb, [1180.0, 1425.0]);
    }
}
