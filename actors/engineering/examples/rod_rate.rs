//! Rod designs a second: `cargo run --release -p holdfast-engineering --example rod_rate`.
//!
//! Five-level runs with the generic catalogue, trace off, on one thread and on all of them.
#![allow(clippy::print_stdout)] // it is a program

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use holdfast_engineering::rods::{RodDesigner, Workspace, bench_building, bench_chords};

const RUNS: usize = 20_000;

fn main() -> Result<(), holdfast_engineering::fault::EngineeringError> {
    let building = bench_building(5);
    let designer = RodDesigner::new(&building)?;
    let chords = bench_chords(&building, RUNS, 7);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    for threads in [1, cores] {
        let mut best = 0.0_f64;
        for _ in 0..5 {
            let start = Instant::now();
            let passed: usize = thread::scope(|scope| {
                let parts = chords.chunks(RUNS.div_ceil(threads)).map(|part| {
                    let designer = &designer;
                    scope.spawn(move || {
                        let mut workspace = Workspace::default();
                        part.iter()
                            .filter(|c| black_box(designer.design(c, &mut workspace)).passes)
                            .count()
                    })
                });
                let handles: Vec<_> = parts.collect();
                handles.into_iter().map(|h| h.join().unwrap_or(0)).sum()
            });
            best = best.max(RUNS as f64 / start.elapsed().as_secs_f64());
            black_box(passed);
        }
        println!("{threads} thread(s): {best:.0} rod designs a second");
    }
    Ok(())
}
