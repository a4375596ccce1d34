//! One stack: shears and strengths of its segments, and chord forces at its ends.

use serde::{Deserialize, Serialize};

use crate::building::Building;
use crate::design::{ChordForce, LineForce, Load, Problem, SegmentForce};
use crate::fault::EngineeringError;
use crate::trace::Trace;

use super::chords::stack_chords;
use super::combine::Combiner;
use super::layout::Layout;
use super::shares::{SegmentShear, segment_shears};
use super::strength::Strengths;
use super::{load_index, load_word};

/// What one stack carries.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StackForces {
    /// Its segments, those that are left out among them.
    pub segments: Vec<SegmentForce>,
    /// Its ends.
    pub chords: Vec<ChordForce>,
    /// What it cannot carry.
    pub problems: Vec<Problem>,
}

/// Works stacks out one by one, with what they share worked out once.
#[derive(Debug)]
pub struct StackSolver<'a> {
    building: &'a Building,
    layout: &'a Layout,
    strengths: Strengths,
    shears: Vec<SegmentShear>,
    combiner: Combiner,
}

impl<'a> StackSolver<'a> {
    /// Shares the lines' shears out to all segments.
    ///
    /// # Errors
    /// Where a wall type has no strength in the tables.
    pub fn new(
        building: &'a Building,
        layout: &'a Layout,
        lines: &[LineForce],
    ) -> Result<Self, EngineeringError> {
        let strengths = Strengths::of(building);
        let shears = segment_shears(building, layout, &strengths, lines);
        Ok(Self {
            building,
            layout,
            strengths,
            shears,
            combiner: Combiner::new(building),
        })
    }

    /// Segments and chord forces of the stack at an index of [`Layout::stacks`]; nothing for an
    /// index beyond them.
    ///
    /// # Errors
    /// Where a calculation refuses its input, with the place.
    pub fn solve(&self, stack: usize, trace: &mut Trace) -> Result<StackForces, EngineeringError> {
        let mut forces = StackForces::default();
        let Some(laid_out) = self.layout.stacks.get(stack) else {
            return Ok(forces);
        };
        let members = self
            .layout
            .segments
            .iter()
            .enumerate()
            .filter(|(_, s)| s.stack == stack);
        for (at, _) in members {
            let segment = self.segment(at, &mut forces.problems, trace)?;
            forces.segments.push(segment);
        }
        forces.chords = stack_chords(
            self.building,
            self.layout,
            laid_out,
            &self.shears,
            &self.combiner,
            &mut forces.problems,
        );
        for chord in &mut forces.chords {
            let thrust = chord
                .cases
                .iter()
                .find(|c| c.load == Load::Seismic)
                .map(|c| c.thrust_lb.clone());
            for (at, segment) in chord.segments.iter().enumerate() {
                let found = forces.segments.iter().find(|s| s.segment == *segment);
                let thrust_lb = thrust
                    .as_ref()
                    .and_then(|t| t.get(at))
                    .copied()
                    .unwrap_or(0.0);
                let arm_ft = chord.arm_ft[at];
                let room = |s| {
                    self.strengths
                        .drift_allowance_in(self.building, s, arm_ft, thrust_lb)
                };
                chord.drift_allowance_in.push(found.map_or(0.0, room));
            }
        }
        for chord in &forces.chords {
            super::chord_lines::write(
                self.building,
                &self.combiner,
                &forces.segments,
                chord,
                trace,
            );
        }
        Ok(forces)
    }

    fn segment(
        &self,
        at: usize,
        problems: &mut Vec<Problem>,
        trace: &mut Trace,
    ) -> Result<SegmentForce, EngineeringError> {
        let building = self.building;
        let segment = &self.layout.segments[at];
        let wall = &building.walls[segment.wall];
        let level = &building.levels[segment.level];
        let shear = self.shears[at];
        let [seismic_lb, wind_lb] = shear.force_lb;
        let along = usize::from(segment.cosines[1].abs() > segment.cosines[0].abs());
        let line = segment.lines[along]
            .map(|l| self.layout.lines[l].name.clone())
            .unwrap_or_default();
        let mut force = SegmentForce {
            segment: segment.id.clone(),
            wall: wall.id.clone(),
            line,
            level: segment.level,
            length_ft: segment.length_ft,
            aspect_ratio: segment.height_ft / segment.length_ft,
            effective: segment.effective,
            stack: self.layout.stacks[segment.stack].id.clone(),
            start_ft: segment.ends_ft[0],
            end_ft: segment.ends_ft[1],
            height_ft: segment.height_ft,
            seismic_shear_lb: seismic_lb,
            wind_shear_lb: wind_lb,
            ga_kip_in: self.strengths.ga_kip_in(&wall.mark),
            drift_limit_in: building
                .criteria
                .seismic
                .as_ref()
                .map_or(0.0, |s| s.drift_limit_ratio * level.height_ft * 12.0),
            ..SegmentForce::default()
        };
        if !segment.effective {
            return Ok(force);
        }
        for load in self.combiner.loads() {
            let factored = self.combiner.shear_factor(*load) * shear.force_lb[load_index(*load)];
            let capacity = self
                .strengths
                .capacity_plf(building, segment, *load, trace)?;
            let unit = factored / segment.length_ft;
            let utilization = unit / capacity;
            if utilization >= force.utilization {
                force.load = *load;
                force.shear_lb = factored;
                force.unit_shear_plf = unit;
                force.capacity_plf = capacity;
                force.utilization = utilization;
            }
        }
        if force.utilization > 1.0 + 1e-9 {
            problems.push(shear_problem(&force, &level.name, &wall.mark));
        }
        Ok(force)
    }
}

fn shear_problem(force: &SegmentForce, level: &str, mark: &str) -> Problem {
    Problem {
        code: "wall-shear".into(),
        place: format!("segment {} ({level})", force.segment),
        what: format!(
            "{} unit shear {:.0} plf over the {:.0} plf of {mark} ({:.2})",
            load_word(force.load),
            force.unit_shear_plf,
            force.capacity_plf,
            force.utilization
        ),
        remedy: "take a stronger wall type, sheathe both faces, or give the line more wall".into(),
    }
}

/// Segments and chord forces of one stack, for a task that has the line forces at hand.
///
/// # Errors
/// Where a calculation refuses its input, with the place.
pub fn stack_forces(
    building: &Building,
    layout: &Layout,
    lines: &[LineForce],
    stack: usize,
    trace: &mut Trace,
) -> Result<StackForces, EngineeringError> {
    StackSolver::new(building, layout, lines)?.solve(stack, trace)
}
