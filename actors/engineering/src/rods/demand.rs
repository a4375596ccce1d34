//! What one run asks for at each level: from chord tensions to forces in rods, plates, devices.

use crate::calc::restraint_forces::{Output, restraint_forces_into};
use crate::design::{ChordCase, ChordForce, Load};
use crate::error::CalcError;

/// Picks the tensions of a case that stretch the run one way.
type Pick = fn(&ChordCase) -> Option<&Vec<f64>>;

/// Forces of a run, a level, as far up as its rods go.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct RunForces {
    /// Levels that have a rod, counted from the run's base.
    pub(crate) rods: usize,
    /// Whether a plate stands at the top of each.
    pub(crate) restrained: Vec<bool>,
    /// At the design method's level.
    pub(crate) method: Output,
    /// ASD of all loads, ASD of wind alone, strength-level seismic: what stretches the run.
    pub(crate) stretch: [Output; 3],
    /// Tensions of one kind.
    tension_lb: Vec<f64>,
}

impl RunForces {
    /// The three stretching forces in the rod of a level, lb.
    pub(crate) fn stretch_lb(&self, at: usize) -> [f64; 3] {
        [0, 1, 2].map(|k| self.stretch[k].rod_lb.get(at).copied().unwrap_or(0.0))
    }

    /// The same through its plate, lb.
    pub(crate) fn through_lb(&self, at: usize) -> [f64; 3] {
        [0, 1, 2].map(|k| self.stretch[k].plate_lb.get(at).copied().unwrap_or(0.0))
    }

    /// Works the forces out. Rods stop at the highest level with tension, or at the next plate
    /// above it; the last one always has a plate.
    pub(crate) fn work_out(
        &mut self,
        chord: &ChordForce,
        skipped: &[usize],
    ) -> Result<(), CalcError> {
        self.rods = 0;
        self.restrained.clear();
        let Some(last) = chord.tension_lb.iter().rposition(|t| *t > 0.0) else {
            return Ok(());
        };
        let open = |at: usize| chord.levels.get(at).is_some_and(|l| skipped.contains(l));
        let top = (last..chord.levels.len())
            .find(|at| !open(*at))
            .unwrap_or(last);
        self.restrained
            .extend((0..=top).map(|at| at == top || !open(at)));
        let of = |list: &[f64], into: &mut Vec<f64>| {
            into.iter_mut()
                .zip(list)
                .for_each(|(most, t)| *most = most.max(*t));
        };
        let fresh = |list: &mut Vec<f64>| {
            list.clear();
            list.resize(top + 1, 0.0);
        };
        fresh(&mut self.tension_lb);
        of(&chord.tension_lb, &mut self.tension_lb);
        restraint_forces_into(&self.tension_lb, &self.restrained, &mut self.method)?;
        let picks: [Pick; 3] = [
            |c| Some(&c.asd_tension_lb),
            |c| (c.load == Load::Wind).then_some(&c.asd_tension_lb),
            |c| (c.load == Load::Seismic).then_some(&c.drift_tension_lb),
        ];
        for (kind, pick) in picks.into_iter().enumerate() {
            fresh(&mut self.tension_lb);
            for list in chord.cases.iter().filter_map(pick) {
                of(list, &mut self.tension_lb);
            }
            restraint_forces_into(&self.tension_lb, &self.restrained, &mut self.stretch[kind])?;
        }
        self.rods = top + 1;
        Ok(())
    }
}
