//! A real stud-framed house, drawn by people who never heard of us, where the corpus is at hand.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // tests panic, and name what they skip

use std::path::PathBuf;

use holdfast_drawings::detect::{self, FoundWall};
use holdfast_drawings::normalize::{RegisterOptions, SheetHints, register, survey};
use holdfast_drawings::options::Options;
use holdfast_drawings::plan::OpeningKind;
use holdfast_drawings::read::{Limits, read};

fn plan_of_the_house(test: &str) -> Option<detect::LevelPlan> {
    let root = std::env::var_os("HOLDFAST_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"),
        PathBuf::from,
    );
    let Ok(bytes) = std::fs::read(root.join("real/kegonsa_A-101_first_floor.dwg")) else {
        println!("skipped: {test}: corpus absent");
        return None;
    };
    let sheet = read("A-101_first_floor.dwg", &bytes, &Limits::default()).unwrap();
    let surveys = [survey(&sheet, &SheetHints::default()).unwrap()];
    let placement = register(&surveys, &RegisterOptions::default());
    assert_eq!(placement.levels, ["Level 1"]);
    assert!((surveys[0].scale.in_per_unit - 1.0).abs() < 1e-9);
    Some(detect::level(0, &surveys, &placement, &Options::default()))
}

fn runs_along(wall: &FoundWall, upright: bool) -> bool {
    let d = [
        wall.end_in[0] - wall.start_in[0],
        wall.end_in[1] - wall.start_in[1],
    ];
    let across = if upright { d[0] } else { d[1] };
    across.abs() < 0.5
}

#[test]
fn the_stud_walls_of_a_real_house_are_found() {
    let Some(plan) = plan_of_the_house("the_stud_walls_of_a_real_house_are_found") else {
        return;
    };
    // Nothing on an architect's plan says that a wall is a shear wall.
    assert!(plan.walls.iter().all(|w| !w.shear && w.mark.is_empty()));
    let stud = |w: &&FoundWall| (3.4..=6.8).contains(&w.thickness_in) && w.length_in() > 24.0;
    assert!(
        plan.walls.iter().filter(stud).count() >= 12,
        "{}",
        plan.walls.len()
    );
    // Partitions of 2x4 with half an inch of board on one side or none, the pantry's on the slant.
    let slanting = plan.walls.iter().any(|w| {
        !runs_along(w, true)
            && !runs_along(w, false)
            && (w.thickness_in - 3.5).abs() < 0.1
            && w.openings.iter().any(|o| o.kind == OpeningKind::Door)
    });
    assert!(slanting, "the pantry's slanting wall with its door");
    // The long back wall of the garage, and the walls that make it a room.
    assert!(
        plan.walls
            .iter()
            .any(|w| runs_along(w, false) && w.length_in() > 400.0)
    );
}

#[test]
fn the_windows_and_doors_of_a_real_house_are_found() {
    let Some(plan) = plan_of_the_house("the_windows_and_doors_of_a_real_house_are_found") else {
        return;
    };
    // The side to the lake: a door with a side light and windows on both sides, posts between them.
    // The names of their blocks say how wide they are: 31 5/8 in the windows, 3'-0" the door. Where
    // trim of one width stands on both faces it is taken for the opening, three inches more.
    let lake = plan
        .walls
        .iter()
        .filter(|w| runs_along(w, true))
        .find(|w| {
            w.openings
                .iter()
                .any(|o| o.kind == OpeningKind::Door && o.to_in - o.from_in > 60.0)
        })
        .expect("the wall with the wide door");
    assert!(
        (lake.thickness_in - 6.5).abs() < 0.3,
        "{}",
        lake.thickness_in
    );
    let windows: Vec<f64> = lake
        .openings
        .iter()
        .filter(|o| o.kind == OpeningKind::Window)
        .map(|o| o.to_in - o.from_in)
        .collect();
    assert!(
        windows.len() >= 4 && windows.iter().all(|w| (31.0..=35.0).contains(w)),
        "{windows:?}"
    );
    // The slanting wall of the living room: windows of one width.
    let slanting = plan
        .walls
        .iter()
        .find(|w| !runs_along(w, true) && !runs_along(w, false) && w.openings.len() >= 3)
        .expect("the slanting wall");
    for o in &slanting.openings {
        assert_eq!(o.kind, OpeningKind::Window);
        assert!((29.0..=35.0).contains(&(o.to_in - o.from_in)), "{o:?}");
    }
    assert_eq!(
        slanting.openings.len(),
        4,
        "the last of them at a corner of windows"
    );
    // A window in a thick wall, drawn over it: 25 5/8 in between its jambs, its trim 34 in.
    let thick = plan.walls.iter().any(|w| {
        w.thickness_in > 8.0
            && w.openings.iter().any(|o| {
                o.kind == OpeningKind::Window && (24.0..=32.0).contains(&(o.to_in - o.from_in))
            })
    });
    assert!(thick, "the window in the thick wall");
    let svg = detect::picture(&plan);
    assert!(svg.starts_with("<svg") && svg.matches("<line").count() > 60);
}
