//! Shears down the wall lines: what each diaphragm adds, and what a line hands over where it
//! stops.
//!
//! A line that has no wall at a level gives its shear to the nearest lines beside it, as a simple
//! beam would (all to the nearest where it stands outside them), and the load path says so.

use std::collections::BTreeMap;

use crate::building::{Building, Diaphragm};
use crate::design::{Direction, LineForce, Load, Problem};

use super::diaphragm::LevelShares;
use super::geometry::axis;
use super::layout::Layout;

/// Line forces with what could not be carried.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LineForces {
    /// By level, direction, load and place.
    pub lines: Vec<LineForce>,
    /// Lines that stop, levels without a line.
    pub problems: Vec<Problem>,
}

/// What runs down one line of one load.
#[derive(Debug, Clone, Copy, Default)]
struct Running {
    flexible_lb: f64,
    rigid_lb: f64,
    flexible_transfer_lb: f64,
    rigid_transfer_lb: f64,
}

/// Adds up the shares of all levels and directions down the lines.
///
/// `shares` holds one entry a level, direction and load, in any order.
#[must_use]
pub fn line_forces(building: &Building, layout: &Layout, shares: &[LevelShares]) -> LineForces {
    let mut result = LineForces::default();
    for load in [Load::Seismic, Load::Wind] {
        for direction in super::geometry::DIRECTIONS {
            down(building, layout, shares, load, direction, &mut result);
        }
    }
    let index: BTreeMap<&str, usize> = layout
        .lines
        .iter()
        .enumerate()
        .map(|(at, l)| (l.name.as_str(), at))
        .collect();
    let place = |l: &LineForce| {
        (
            l.level,
            l.direction,
            l.load,
            index.get(l.line.as_str()).copied(),
        )
    };
    result.lines.sort_by_key(place);
    result
}

fn down(
    building: &Building,
    layout: &Layout,
    shares: &[LevelShares],
    load: Load,
    direction: Direction,
    result: &mut LineForces,
) {
    let of = |level: usize, direction: Direction| {
        shares
            .iter()
            .find(|s| s.level == level && s.direction == direction && s.load == load)
    };
    let mine: Vec<usize> = (0..layout.lines.len())
        .filter(|l| layout.lines[*l].direction == direction)
        .collect();
    let mut running = vec![Running::default(); layout.lines.len()];
    for level in (0..building.levels.len()).rev() {
        let Some(added) = of(level, direction) else {
            continue;
        };
        let present: Vec<usize> = mine
            .iter()
            .copied()
            .filter(|l| !layout.lines[*l].segments[level].is_empty())
            .collect();
        running
            .iter_mut()
            .for_each(|r| (r.flexible_transfer_lb, r.rigid_transfer_lb) = (0.0, 0.0));
        for line in mine.iter().copied().filter(|l| !present.contains(l)) {
            hand_over(
                building,
                layout,
                level,
                line,
                &present,
                &mut running,
                load,
                result,
            );
        }
        if present.is_empty() && added.force_lb > 0.0 {
            result.problems.push(Problem {
                code: "level-no-line".into(),
                place: format!(
                    "{}, {} direction",
                    building.levels[level].name,
                    super::letter(direction)
                ),
                what: format!(
                    "no wall that counts takes the {} story force of {:.0} lb",
                    super::load_word(load),
                    added.force_lb
                ),
                remedy: "mark shear walls that run this way on this level".into(),
            });
        }
        let cross = of(level, super::geometry::DIRECTIONS[1 - axis(direction)]);
        for line in present {
            let share = added.lines.iter().find(|s| s.line == line);
            let crossing = cross.and_then(|c| c.cross.iter().find(|(l, ..)| *l == line));
            let mut force = LineForce {
                line: layout.lines[line].name.clone(),
                level,
                direction,
                load,
                position_ft: layout.lines[line].positions_ft[level],
                ..LineForce::default()
            };
            if let Some(share) = share {
                force.flexible_lb = share.flexible_lb;
                force.rigid_lb = share.rigid_lb;
                force.rigid_inherent_lb = share.rigid_inherent_lb;
                force.rigid_case.clone_from(&share.rigid_case);
            }
            if let Some((_, lb, case)) = crossing
                && *lb > force.rigid_lb
            {
                force.rigid_lb = *lb;
                force.rigid_case.clone_from(case);
            }
            let r = &mut running[line];
            r.flexible_lb += force.flexible_lb;
            r.rigid_lb += force.rigid_lb;
            force.flexible_transfer_lb = r.flexible_transfer_lb;
            force.rigid_transfer_lb = r.rigid_transfer_lb;
            force.flexible_shear_lb = r.flexible_lb;
            force.rigid_shear_lb = r.rigid_lb;
            force.shear_lb = match building.criteria.diaphragm {
                Diaphragm::Flexible => r.flexible_lb,
                Diaphragm::Rigid => r.rigid_lb,
                Diaphragm::Envelope => r.flexible_lb.max(r.rigid_lb),
            };
            result.lines.push(force);
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one step of one loop, split for reading"
)]
fn hand_over(
    building: &Building,
    layout: &Layout,
    level: usize,
    line: usize,
    present: &[usize],
    running: &mut [Running],
    load: Load,
    result: &mut LineForces,
) {
    let given = std::mem::take(&mut running[line]);
    let largest_lb = given.flexible_lb.max(given.rigid_lb);
    if largest_lb <= 0.0 {
        return;
    }
    let at = layout.lines[line].position_ft;
    let place_of = |l: &usize| layout.lines[*l].positions_ft[level];
    let before = present
        .iter()
        .copied()
        .filter(|l| place_of(l) <= at)
        .max_by(|a, b| place_of(a).total_cmp(&place_of(b)));
    let after = present
        .iter()
        .copied()
        .filter(|l| place_of(l) > at)
        .min_by(|a, b| place_of(a).total_cmp(&place_of(b)));
    let mut give = |to: usize, part: f64| {
        running[to].flexible_lb += given.flexible_lb * part;
        running[to].rigid_lb += given.rigid_lb * part;
        running[to].flexible_transfer_lb += given.flexible_lb * part;
        running[to].rigid_transfer_lb += given.rigid_lb * part;
    };
    let takers = match (before, after) {
        (Some(a), Some(b)) => {
            let part = (at - place_of(&a)) / (place_of(&b) - place_of(&a));
            give(a, 1.0 - part);
            give(b, part);
            format!(
                "lines {} and {} beside it take it",
                layout.lines[a].name, layout.lines[b].name
            )
        }
        (Some(one), None) | (None, Some(one)) => {
            give(one, 1.0);
            format!("line {} takes it", layout.lines[one].name)
        }
        (None, None) => "no line takes it".into(),
    };
    result.problems.push(Problem {
        code: "line-stops".into(),
        place: format!("line {}, {}", layout.lines[line].name, building.levels[level].name),
        what: format!(
            "the line has no wall at this level that counts; its {} shear of {largest_lb:.0} lb from above must pass through the floor: {takers}",
            super::load_word(load)
        ),
        remedy: "carry the line down, or detail the diaphragm for the transfer (ASCE 7 §12.3.3.4)".into(),
    });
}
