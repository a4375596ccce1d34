//! Precision and recall of shear wall detection over the sample buildings, every size and hand.
//!
//! `cargo run --release --example detection_score [SIZE…]`

#![allow(clippy::print_stdout, reason = "an example speaks to a person")]

use holdfast::{AgentKind, Holdfast, Project, Settings};
use holdfast_drawings::detect::{Truth, TruthGridLine, TruthOpening, TruthWall, score};
use holdfast_drawings::plan::OpeningKind;
use holdfast_samples::{Hand, Size, generate, truth};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    println!(
        "| size | hand | walls | precision | recall | marks | openings | precision | recall | end error in |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for size in Size::ALL
        .into_iter()
        .filter(|s| asked.is_empty() || asked.iter().any(|a| a == s.name()))
    {
        for hand in Hand::ALL {
            let sample = generate(size, hand, 1);
            let dir = tempfile::tempdir()?;
            for (path, bytes) in &sample.files {
                let path = dir.path().join(path);
                std::fs::create_dir_all(path.parent().unwrap_or(dir.path()))?;
                std::fs::write(path, bytes)?;
            }
            let holdfast = Holdfast::builder(Settings::defaults()?).start().await?;
            let run = holdfast
                .design_with(Project::open(dir.path())?, None, &[AgentKind::Detection])
                .await?;
            let outcome = run.outcome().await?;
            holdfast.shutdown().await;
            let s = score(&outcome.plan, &known(&sample.truth));
            println!(
                "| {} | {} | {} | {:.3} | {:.3} | {} | {} | {:.3} | {:.3} | {:.2} |",
                size.name(),
                hand.name(),
                s.walls_there,
                s.precision(),
                s.recall(),
                s.marks_right,
                s.openings_there,
                ratio(s.openings_right, s.openings_found),
                ratio(s.openings_right, s.openings_there),
                s.mean_end_error_in,
            );
        }
    }
    Ok(())
}

fn known(truth: &truth::Truth) -> Truth {
    let wall = |wall: &truth::TrueWall| TruthWall {
        level: wall.level,
        mark: wall.mark.clone(),
        start_in: wall.start_in,
        end_in: wall.end_in,
        openings: wall
            .openings
            .iter()
            .map(|o| TruthOpening {
                kind: match o.kind {
                    truth::OpeningKind::Door => OpeningKind::Door,
                    truth::OpeningKind::Window => OpeningKind::Window,
                },
                from_in: o.from_in,
                to_in: o.to_in,
            })
            .collect(),
    };
    Truth {
        walls: truth.walls.iter().map(wall).collect(),
        grid: truth
            .grid
            .iter()
            .map(|g| TruthGridLine {
                name: g.name.clone(),
                start_in: g.start_in,
                end_in: g.end_in,
            })
            .collect(),
    }
}

fn ratio(a: usize, b: usize) -> f64 {
    if b == 0 { 1.0 } else { a as f64 / b as f64 }
}
