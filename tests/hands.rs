//! Walls, forces, rods and clashes are those that were drawn, in every drafter's hand.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use holdfast::results::Results;
use holdfast::{Holdfast, Outcome, Project, Settings};
use holdfast_drawings::detect::{Truth, TruthGridLine, TruthOpening, TruthWall, score};
use holdfast_drawings::plan::{self, OpeningKind};
use holdfast_samples::{Hand, Sample, Size, generate, truth};

fn write(dir: &Path, files: &[(String, Vec<u8>)]) {
    for (path, bytes) in files {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

async fn design(dir: &Path) -> std::sync::Arc<Outcome> {
    let holdfast = Holdfast::builder(Settings::defaults().unwrap())
        .start()
        .await
        .unwrap();
    let run = holdfast.design(Project::open(dir).unwrap()).await.unwrap();
    let outcome = run.outcome().await.unwrap();
    holdfast.shutdown().await;
    outcome
}

/// The same building with its walls given in a table, and no drawings: what the forces must be.
fn as_table(sample: &Sample) -> Vec<(String, Vec<u8>)> {
    let mut csv = String::from("id,level,mark,x1_in,y1_in,x2_in,y2_in,thickness_in,openings\n");
    for wall in &sample.truth.walls {
        let openings: Vec<String> = wall
            .openings
            .iter()
            .map(|o| {
                let kind = match o.kind {
                    truth::OpeningKind::Door => "door",
                    truth::OpeningKind::Window => "window",
                };
                format!("{kind} {}-{}", o.from_in / 12.0, o.to_in / 12.0)
            })
            .collect();
        csv.push_str(&format!(
            "{},{},{},{},{},{},{},{},{}\n",
            wall.id,
            sample.truth.levels[wall.level],
            wall.mark,
            wall.start_in[0],
            wall.start_in[1],
            wall.end_in[0],
            wall.end_in[1],
            wall.thickness_in,
            openings.join("; ")
        ));
    }
    let mut project = sample
        .files
        .iter()
        .find(|(path, _)| path == "project.toml")
        .unwrap()
        .1
        .clone();
    for t in &sample.truth.wall_types {
        if !String::from_utf8_lossy(&project).contains(&format!("[wall_types.{}]", t.mark)) {
            project.extend_from_slice(
                format!(
                    "\n[wall_types.\"{}\"]\nsheathing = \"{}\"\nthickness = \"{}\"\nnail = \"{}\"\nedge_spacing_in = {}\nboth_sides = {}\n",
                    t.mark, t.sheathing, t.thickness, t.nail, t.edge_spacing_in, t.both_sides
                )
                .as_bytes(),
            );
        }
    }
    vec![
        ("project.toml".to_owned(), project),
        ("walls.csv".to_owned(), csv.into_bytes()),
    ]
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
                kind: OpeningKind::Unknown,
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

/// Tension at the base of every wall end, by place on plan, kip; the places in inches.
fn tensions(results: &Results) -> Vec<([f64; 2], f64)> {
    results
        .rod_runs
        .iter()
        .filter(|r| r.required)
        .filter_map(|r| {
            Some((
                r.at_ft.map(|v| v * 12.0),
                r.levels.first()?.tension_lb / 1000.0,
            ))
        })
        .collect()
}

fn apart(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// From the truth's frame to the found building's, whose quarter turn and origin are its own: by the
/// crossings of grid lines A, 1 and 2.
fn frame(truth: &truth::Truth, found: &plan::Building) -> impl Fn([f64; 2]) -> [f64; 2] {
    let there = |name: &str| {
        let line = truth.grid.iter().find(|g| g.name == name).unwrap();
        (line.start_in, line.end_in)
    };
    let here = |name: &str| {
        let line = found.grid.iter().find(|g| g.name == name).unwrap();
        (line.start_in, line.end_in)
    };
    let (from, to) = (
        crossing(there("A"), there("1")),
        crossing(here("A"), here("1")),
    );
    let turn = direction(to, crossing(here("A"), here("2")))
        - direction(from, crossing(there("A"), there("2")));
    let (sin, cos) = turn.sin_cos();
    move |p| {
        let (x, y) = (p[0] - from[0], p[1] - from[1]);
        [to[0] + x * cos - y * sin, to[1] + x * sin + y * cos]
    }
}

fn crossing((a, b): ([f64; 2], [f64; 2]), (c, d): ([f64; 2], [f64; 2])) -> [f64; 2] {
    let (u, v) = ([b[0] - a[0], b[1] - a[1]], [d[0] - c[0], d[1] - c[1]]);
    let t = ((c[0] - a[0]) * v[1] - (c[1] - a[1]) * v[0]) / (u[0] * v[1] - u[1] * v[0]);
    [a[0] + u[0] * t, a[1] + u[1] * t]
}

fn direction(from: [f64; 2], to: [f64; 2]) -> f64 {
    (to[1] - from[1]).atan2(to[0] - from[0])
}

/// Designs a hand's drawings and the same building from a table, and compares.
fn drawn_is_found(size: Size, hand: Hand) {
    let sample = generate(size, hand, 1);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (drawn, tabled) = runtime.block_on(async {
        let drawings = tempfile::tempdir().unwrap();
        write(drawings.path(), &sample.files);
        let table = tempfile::tempdir().unwrap();
        write(table.path(), &as_table(&sample));
        (design(drawings.path()).await, design(table.path()).await)
    });
    let hand = hand.name();
    let s = score(&drawn.plan, &known(&sample.truth));
    assert_eq!(
        (s.walls_right, s.walls_found),
        (s.walls_there, s.walls_there),
        "{hand}: walls {s:?}"
    );
    assert_eq!(s.marks_right, s.walls_there, "{hand}: marks {s:?}");
    assert_eq!(
        (s.openings_right, s.openings_found),
        (s.openings_there, s.openings_there),
        "{hand}: openings {s:?}"
    );

    let (found, true_ones) = (tensions(&drawn.results), tensions(&tabled.results));
    assert_eq!(found.len(), true_ones.len(), "{hand}: rod runs");
    let placed = frame(&sample.truth, &drawn.plan);
    for (at, tension) in true_ones {
        let at = placed(at);
        let near = found
            .iter()
            .filter(|(p, _)| apart(*p, at) < 9.0)
            .map(|(_, t)| *t)
            .collect::<Vec<_>>();
        assert!(
            near.iter()
                .any(|t| (t - tension).abs() <= 0.03 * tension + 0.1),
            "{hand}: the rod at {at:?} has {tension:.2} kip, found {near:?}"
        );
    }
    clashes_are_those_drawn(&sample, &drawn, hand);
}

/// Every clash drawn is found, once, and every clash found is one of those drawn: those of clearance
/// too, since nothing else is drawn near a wall's end.
fn clashes_are_those_drawn(sample: &Sample, drawn: &Outcome, hand: &str) {
    let placed = frame(&sample.truth, &drawn.plan);
    let mut found: Vec<(&str, &str, &str, [f64; 2])> = drawn
        .results
        .clashes
        .iter()
        .map(|c| {
            let at = [c.at_ft[0] * 12.0, c.at_ft[1] * 12.0];
            (
                c.run.as_str(),
                c.against_id.as_str(),
                c.against.as_str(),
                at,
            )
        })
        .collect();
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let there: Vec<([f64; 2], &str)> = sample
        .truth
        .clashes
        .iter()
        .map(|clash| {
            let against = match sample.truth.obstacles[clash.obstacle].kind {
                truth::ObstacleKind::Beam => "beam",
                truth::ObstacleKind::Pipe => "pipe",
                truth::ObstacleKind::Duct => "duct",
            };
            let rod = placed(clash.rod_in);
            assert!(
                drawn.results.clashes.iter().any(|c| c.level == clash.level
                    && c.against == against
                    && apart([c.at_ft[0] * 12.0, c.at_ft[1] * 12.0], rod) < 9.0),
                "{hand}: the clash with a {against} drawn at {rod:?} on level {} is not found",
                clash.level + 1
            );
            (rod, against)
        })
        .collect();
    for (run, id, against, at) in &found {
        assert!(
            there
                .iter()
                .any(|(rod, kind)| kind == against && apart(*rod, *at) < 9.0),
            "{hand}: no clash of {run} with {id} at {at:?} was drawn"
        );
    }
    assert_eq!(found.len(), there.len(), "{hand}: {found:?}");
}

#[test]
fn in_the_office_hand() {
    drawn_is_found(Size::Small, Hand::Office);
}

#[test]
fn in_the_office_hand_at_medium_size() {
    drawn_is_found(Size::Medium, Hand::Office);
}

#[test]
fn in_the_plain_hand() {
    drawn_is_found(Size::Small, Hand::Plain);
}

#[test]
fn in_the_plain_hand_at_medium_size() {
    drawn_is_found(Size::Medium, Hand::Plain);
}

#[test]
fn in_the_metric_hand() {
    drawn_is_found(Size::Small, Hand::Metric);
}

#[test]
fn in_the_metric_hand_at_medium_size() {
    drawn_is_found(Size::Medium, Hand::Metric);
}

#[test]
fn in_the_classic_hand() {
    drawn_is_found(Size::Small, Hand::Classic);
}

#[test]
fn in_the_classic_hand_at_medium_size() {
    drawn_is_found(Size::Medium, Hand::Classic);
}

#[test]
fn in_the_exporting_hand() {
    drawn_is_found(Size::Small, Hand::Export);
}

#[test]
fn in_the_exporting_hand_at_medium_size() {
    drawn_is_found(Size::Medium, Hand::Export);
}

#[test]
fn in_the_rough_hand() {
    drawn_is_found(Size::Small, Hand::Rough);
}

#[test]
fn in_the_rough_hand_at_medium_size() {
    drawn_is_found(Size::Medium, Hand::Rough);
}
