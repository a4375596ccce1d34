//! Walls on plan: lengths, directions, and what a wall at an angle gives to each direction.
//!
//! A wall within 5° of an axis counts wholly in that axis. Any other wall resists in both: moved
//! by `u` along an axis at angle θ to it, a wall of stiffness k pushes back with `k cos²θ u` along
//! the axis, so it enters each direction's lines with cos²θ of its length or stiffness, and its own
//! shear is its share over cos θ. Its shears of the two directions are combined: seismic 100 % of
//! one with 30 % of the other (ASCE 7 §12.5.3), wind 75 % of both (ASCE 7 Fig. 27.3-8, case 3).

use crate::building::{Wall, WallType};
use crate::design::Direction;
use crate::tables::panels;

/// Sine of the angle up to which a wall counts as along an axis: 5°.
const ALONG_AXIS: f64 = 0.087_155_742_747_658_17;

/// Both directions, in the order of results.
pub(crate) const DIRECTIONS: [Direction; 2] = [Direction::X, Direction::Y];

/// Index of a direction: x is 0.
#[must_use]
pub(crate) fn axis(direction: Direction) -> usize {
    match direction {
        Direction::X => 0,
        Direction::Y => 1,
    }
}

/// Length of a wall on plan, ft.
#[must_use]
pub(crate) fn length_ft(wall: &Wall) -> f64 {
    (wall.end_ft[0] - wall.start_ft[0]).hypot(wall.end_ft[1] - wall.start_ft[1])
}

/// Unit vector from a wall's start to its end; along x for a wall of no length.
#[must_use]
pub(crate) fn unit(wall: &Wall) -> [f64; 2] {
    let length = length_ft(wall);
    if length <= 0.0 {
        return [1.0, 0.0];
    }
    [
        (wall.end_ft[0] - wall.start_ft[0]) / length,
        (wall.end_ft[1] - wall.start_ft[1]) / length,
    ]
}

/// What a wall gives to x and y: cosines with a common sign rule, snapped to an axis within 5°.
#[must_use]
pub(crate) fn cosines(unit: [f64; 2]) -> [f64; 2] {
    if unit[1].abs() <= ALONG_AXIS {
        [1.0, 0.0]
    } else if unit[0].abs() <= ALONG_AXIS {
        [0.0, 1.0]
    } else if unit[0] < 0.0 {
        [-unit[0], -unit[1]]
    } else {
        unit
    }
}

/// Whether two walls run the same way, within 5°.
#[must_use]
pub(crate) fn parallel(a: &Wall, b: &Wall) -> bool {
    let (a, b) = (unit(a), unit(b));
    (a[0] * b[1] - a[1] * b[0]).abs() <= ALONG_AXIS
}

/// Dot product.
#[must_use]
pub(crate) fn dot(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

/// The point at a distance along a unit vector.
#[must_use]
pub(crate) fn along(from: [f64; 2], unit: [f64; 2], distance: f64) -> [f64; 2] {
    [from[0] + unit[0] * distance, from[1] + unit[1] * distance]
}

/// The row and column of SDPWS Table 4.3A that a wall type stands for.
#[must_use]
pub(crate) fn panel_cell(wall_type: &WallType) -> Option<panels::Cell> {
    panels::table_4_3a(
        panels::Sheathing::from_word(&wall_type.sheathing)?,
        panels::Thickness::from_word(&wall_type.thickness)?,
        panels::Nail::from_word(&wall_type.nail)?,
        wall_type.edge_spacing_in,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_within_five_degrees_counts_wholly_in_its_axis() {
        let tilted =
            |degrees: f64| cosines([degrees.to_radians().cos(), degrees.to_radians().sin()]);
        assert_eq!(tilted(4.9), [1.0, 0.0]);
        assert_eq!(tilted(86.0), [0.0, 1.0]);
        assert_eq!(tilted(-93.0), [0.0, 1.0]);
        let [x, y] = tilted(45.0);
        assert!((x * x + y * y - 1.0).abs() < 1e-12 && (x - y).abs() < 1e-12);
        assert!(
            tilted(135.0)[0] > 0.0,
            "the sign is that of a wall drawn towards +x"
        );
    }
}
