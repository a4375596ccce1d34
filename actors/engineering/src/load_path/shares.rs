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
