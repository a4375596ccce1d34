//! Rod design: for each run the lightest rods that pass, with couplers, plates, take-up devices and
//! posts.
//!
//! [`RodDesigner`] works the catalogue's strengths out once; [`RodDesigner::design`] then designs
//! runs one by one, without a trace, at tens of thousands a second. [`design_run`] writes the
//! calculation too.

mod bench;
mod choose;
mod demand;
mod fit_out;
mod options;
mod run_lines;
mod search;
mod strengths;

pub use bench::{bench_building, bench_chords};
pub use choose::{RodDesigner, Workspace};
pub(crate) use run_lines::{forces as write_run_forces, write_level};

use crate::design::{ChordForce, RodRun};
use crate::trace::Trace;

/// Designs one run and writes its calculation into the trace.
///
/// What cannot be met is in the run's problems, with figures and a remedy; the run then holds the
/// design that comes nearest.
#[must_use]
pub fn design_run(designer: &RodDesigner, chord: &ChordForce, trace: &mut Trace) -> RodRun {
    let run = designer.design(chord, &mut Workspace::default());
    run_lines::write(designer, chord, &run, trace);
    run
}

/// Designs all runs of a load path, in its order, without a trace.
#[must_use]
pub fn design_runs(designer: &RodDesigner, chords: &[ChordForce]) -> Vec<RodRun> {
    let mut workspace = Workspace::default();
    chords
        .iter()
        .map(|chord| designer.design(chord, &mut workspace))
        .collect()
}
