//! The whole calculation of one run, from story force to rod: for `holdfast explain`.

use std::collections::BTreeSet;

use crate::building::{Building, Diaphragm, SegmentDistribution};
use crate::design::{Direction, LineForce, LoadPath, RodRun, SegmentForce};
use crate::drift;
use crate::edition::cited;
use crate::error::did_you_mean;
use crate::fault::EngineeringError;
use crate::load_path::{
    self, Combiner, Layout, Strengths, computed, direction_loads, distribute, from, layout, line,
    load_word, story_forces,
};
use crate::rods::{RodDesigner, Workspace, write_level, write_run_forces};
use crate::trace::{Line, Trace};

/// Every line of one run's calculation: story forces, its wall lines' shares, segment shears,
/// overturning, combinations, rod, plate, device, posts, shrinkage and drift; at one level
/// (an index of [`Building::levels`]), or at all levels of the run. The levels above stand in it
/// as far as their forces come down.
///
/// # Errors
/// What the load path refuses, a run that there is not, or a level that the run does not reach.
pub fn explain(
    building: &Building,
    run: &str,
    level: Option<usize>,
) -> Result<Vec<Line>, EngineeringError> {
    let path = load_path::solve(building, &mut Trace::off())?;
    let designer = RodDesigner::new(building)?;
    let Some(at) = path.chords.iter().position(|c| c.run == run) else {
        let near = crate::error::nearest(run, path.chords.iter().map(|c| c.run.as_str()));
        return Err(EngineeringError::Unknown {
            place: "explain".into(),
            kind: "run",
            id: run.to_owned(),
            suggestion: did_you_mean(near.as_deref()),
            remedy: "take a run from the rod schedule or rods.csv",
        });
    };
    let levels = path.chords[at].levels.clone();
    if let Some(level) = level.filter(|l| !levels.contains(l)) {
        return Err(EngineeringError::Unknown {
            place: format!("run {run}"),
            kind: "level",
            id: building
                .levels
                .get(level)
                .map_or_else(|| (level + 1).to_string(), |l| l.name.clone()),
            suggestion: String::new(),
            remedy: "take a level in which the run stands",
        });
    }
    let mut workspace = Workspace::default();
    let runs: Vec<RodRun> = path
        .chords
        .iter()
        .map(|c| designer.design(c, &mut workspace))
        .collect();
    let story = Explanation {
        building,
        layout: layout(building),
        path: &path,
        runs: &runs,
        designer: &designer,
        at,
    };
    story.write(level)
}

struct Explanation<'a> {
    building: &'a Building,
    layout: Layout,
    path: &'a LoadPath,
    runs: &'a [RodRun],
    designer: &'a RodDesigner,
    at: usize,
}

impl Explanation<'_> {
    fn write(&self, level: Option<usize>) -> Result<Vec<Line>, EngineeringError> {
        let mut trace = Trace::on();
        let chord = &self.path.chords[self.at];
        let from_level = level.or(chord.levels.first().copied()).unwrap_or(0);
        let forces = story_forces(self.building, &mut trace)?;
        let segments: Vec<&SegmentForce> = chord
            .segments
            .iter()
            .filter_map(|id| self.path.segments.iter().find(|s| s.segment == *id))
            .filter(|s| s.level >= from_level)
            .collect();
        // Shears come down from the roof: every level above is part of the calculation.
        let names: BTreeSet<&str> = segments.iter().map(|s| s.line.as_str()).collect();
        let directions: Vec<Direction> = self
            .layout
            .lines
            .iter()
            .filter(|l| names.contains(l.name.as_str()))
            .map(|l| l.direction)
            .collect();
        for above in (from_level..self.building.levels.len()).rev() {
            for direction in load_path::DIRECTIONS
                .into_iter()
                .filter(|d| directions.contains(d))
            {
                for load in direction_loads(self.building) {
                    let mut own = Trace::on();
                    distribute(
                        self.building,
                        &self.layout,
                        &forces,
                        above,
                        direction,
                        load,
                        &mut own,
                    )?;
                    let numbers = self.numbers(above, direction, &names);
                    let kept = own
                        .into_lines()
                        .into_iter()
                        .filter(|l| of_lines(&l.title, &names, &numbers));
                    kept.for_each(|l| trace.line(|| l));
                }
            }
        }
        self.lines(&names, from_level, &mut trace);
        for segment in segments.iter().rev() {
            self.segment(
                segment,
                level.is_none_or(|l| l == segment.level),
                &mut trace,
            )?;
        }
        let combiner = Combiner::new(self.building);
        for at in (0..chord.levels.len())
            .rev()
            .filter(|at| level.is_none_or(|l| chord.levels[*at] == l))
        {
            load_path::write_chord_level(
                self.building,
                &combiner,
                &self.path.segments,
                chord,
                at,
                &mut trace,
            );
        }
        let run = &self.runs[self.at];
        write_run_forces(chord, run, &mut trace);
        for at in
            (0..run.levels.len()).filter(|at| level.is_none_or(|l| run.levels[*at].level == l))
        {
            write_level(self.designer, run, at, &mut trace);
        }
        self.drift(level, &mut trace)?;
        let mut lines = trace.into_lines();
        for line in &mut lines {
            line.reference = cited(&line.reference, &self.building.criteria);
        }
        Ok(lines)
    }

    /// Numbers that the flexible distribution gives the lines concerned, from 1.
    fn numbers(&self, level: usize, direction: Direction, names: &BTreeSet<&str>) -> Vec<usize> {
        let present = self
            .layout
            .lines
            .iter()
            .filter(|l| l.direction == direction && !l.segments[level].is_empty());
        present
            .enumerate()
            .filter(|(_, l)| names.contains(l.name.as_str()))
            .map(|(at, _)| at + 1)
            .collect()
    }

    /// What runs down the lines.
    fn lines(&self, names: &BTreeSet<&str>, from_level: usize, trace: &mut Trace) {
        let concerned = self
            .path
            .lines
            .iter()
            .filter(|l| names.contains(l.line.as_str()) && l.level >= from_level);
        for force in concerned.rev() {
            self.line_force(force, trace);
        }
    }

    fn line_force(&self, force: &LineForce, trace: &mut Trace) {
        let level = self
            .building
            .levels
            .get(force.level)
            .map_or("", |l| l.name.as_str());
        let place = format!("line {}, {level}, {}", force.line, load_word(force.load));
        let model = self.building.criteria.diaphragm;
        let part = |name: &str, added: f64, transfer: f64, sum: f64, trace: &mut Trace| {
            trace.line(|| {
                line(
                    format!("{place}: shear in the line, {name} diaphragms"),
                    "V = V above + F + what lines that stop above hand over",
                    vec![
                        computed("V above", sum - added - transfer, "lb"),
                        computed("F", added, "lb"),
                        computed("handed over", transfer, "lb"),
                    ],
                    computed("V", sum, "lb"),
                    "statics",
                )
            });
        };
        if model != Diaphragm::Rigid {
            part(
                "flexible",
                force.flexible_lb,
                force.flexible_transfer_lb,
                force.flexible_shear_lb,
                trace,
            );
        }
        if model != Diaphragm::Flexible {
            part(
                "rigid",
                force.rigid_lb,
                force.rigid_transfer_lb,
                force.rigid_shear_lb,
                trace,
            );
            trace.line(|| {
                let mut written = line(
                    format!("{place}: governing rigid case of this level"),
                    "the case of largest force",
                    vec![computed(
                        "direct and inherent torsion",
                        force.rigid_inherent_lb,
                        "lb",
                    )],
                    computed("F", force.rigid_lb, "lb"),
                    "ASCE 7 §12.8.4",
                );
                written.verdict = Some(force.rigid_case.clone());
                written
            });
        }
        if model == Diaphragm::Envelope {
            trace.line(|| {
                line(
                    format!("{place}: shear for design"),
                    "V = max(flexible, rigid)",
                    vec![
                        computed("flexible", force.flexible_shear_lb, "lb"),
                        computed("rigid", force.rigid_shear_lb, "lb"),
                    ],
                    computed("V", force.shear_lb, "lb"),
                    "envelope of both",
                )
            });
        }
    }

    /// The segment's share, and at the level asked for its strength.
    fn segment(
        &self,
        force: &SegmentForce,
        strength: bool,
        trace: &mut Trace,
    ) -> Result<(), EngineeringError> {
        let level = self
            .building
            .levels
            .get(force.level)
            .map_or("", |l| l.name.as_str());
        let Some(segment) = self.layout.segments.iter().find(|s| s.id == force.segment) else {
            return Ok(());
        };
        let wall = &self.building.walls[segment.wall];
        let strengths = Strengths::of(self.building);
        let by_length = self.building.criteria.segment_distribution == SegmentDistribution::Length;
        for load in direction_loads(self.building) {
            let shear = match load {
                crate::design::Load::Seismic => force.seismic_shear_lb,
                crate::design::Load::Wind => force.wind_shear_lb,
            };
            trace.line(|| {
                let mut inputs = Vec::new();
                for index in segment.lines.iter().flatten() {
                    let of = &self.layout.lines[*index];
                    let total: f64 = of.segments[force.level]
                        .iter()
                        .map(|s| {
                            load_path::weight(
                                self.building,
                                &strengths,
                                &self.layout.segments[*s],
                                of.direction,
                            )
                        })
                        .sum();
                    let own = load_path::weight(self.building, &strengths, segment, of.direction);
                    let line_shear = self
                        .path
                        .lines
                        .iter()
                        .find(|l| l.line == of.name && l.level == force.level && l.load == load)
                        .map_or(0.0, |l| l.shear_lb);
                    let unit = if by_length { "ft" } else { "lb/in" };
                    inputs.push(computed(&format!("V {}", of.name), line_shear, "lb"));
                    inputs.push(from("own", own, unit, wall.origin.clone()));
                    inputs.push(computed("all of the line", total, unit));
                }
                line(
                    format!(
                        "segment {} ({level}): {} shear, strength",
                        force.segment,
                        load_word(load)
                    ),
                    if by_length {
                        "Vs = V b/Σ b"
                    } else {
                        "Vs = V k/Σ k"
                    },
                    inputs,
                    computed("Vs", shear, "lb"),
                    "SDPWS §4.3.5",
                )
            });
            if strength {
                strengths.capacity_plf(self.building, segment, load, trace)?;
            }
        }
        if strength {
            trace.line(|| {
                let mut written = line(
                    format!(
                        "segment {} ({level}): unit shear against capacity, {} governs",
                        force.segment,
                        load_word(force.load)
                    ),
                    "v = factor · Vs/b",
                    vec![
                        computed("factor · Vs", force.shear_lb, "lb"),
                        from("b", force.length_ft, "ft", wall.origin.clone()),
                        computed("capacity", force.capacity_plf, "plf"),
                    ],
                    computed("v", force.unit_shear_plf, "plf"),
                    "SDPWS §4.3.3",
                );
                let (sign, word) = if force.utilization <= 1.0 + 1e-9 {
                    ("≤", "passes")
                } else {
                    (">", "fails")
                };
                written.verdict = Some(format!("{:.2} {sign} 1.00, {word}", force.utilization));
                written
            });
        }
        Ok(())
    }

    fn drift(&self, level: Option<usize>, trace: &mut Trace) -> Result<(), EngineeringError> {
        let Some(seismic) = &self.building.criteria.seismic else {
            return Ok(());
        };
        let ends = drift::ends(self.building, self.path, self.runs);
        let chord = &self.path.chords[self.at];
        for id in &chord.segments {
            let Some(segment) = self.path.segments.iter().find(|s| s.segment == *id) else {
                continue;
            };
            if level.is_some_and(|l| l != segment.level) {
                continue;
            }
            let Some(anchorage) = ends.get(id) else {
                continue;
            };
            let place = format!("segment {id}, story drift");
            let drift_in = drift::one(self.building, seismic, segment, *anchorage, &place, trace)?;
            trace.line(|| {
                let mut written = line(
                    format!("{place} against its limit"),
                    "Δ ≤ ratio · hsx",
                    vec![
                        from(
                            "ratio",
                            seismic.drift_limit_ratio,
                            "",
                            self.building.criteria.origin("seismic.drift_limit_ratio"),
                        ),
                        computed("limit", segment.drift_limit_in, "in"),
                    ],
                    computed("Δ", drift_in, "in"),
                    "ASCE 7 §12.12.1",
                );
                let passes = drift_in <= segment.drift_limit_in * (1.0 + 1e-9);
                let (sign, word) = if passes {
                    ("≤", "passes")
                } else {
                    (">", "fails")
                };
                written.verdict = Some(format!(
                    "{drift_in:.2} in {sign} {:.2} in, {word}",
                    segment.drift_limit_in
                ));
                written
            });
        }
        Ok(())
    }
}

/// Whether a line of a distribution is about the wall lines concerned, or about all of them.
fn of_lines(title: &str, names: &BTreeSet<&str>, numbers: &[usize]) -> bool {
    if let Some((_, name)) = title.rsplit_once("in wall ") {
        return names.contains(name);
    }
    match title.rsplit_once("line ") {
        Some((_, number)) => number
            .parse::<usize>()
            .map_or(true, |n| numbers.contains(&n)),
        None => true,
    }
}
