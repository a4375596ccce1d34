//! Shear walls, openings and marks are found however a drafter draws them.

#![allow(clippy::unwrap_used)] // in helpers of tests, too

mod drafting;

use drafting::*;
use holdfast_drawings::detect;
use holdfast_drawings::geometry::Similarity;
use holdfast_drawings::normalize::{RegisterOptions, SheetHints, register, survey};
use holdfast_drawings::options::Options;
use holdfast_drawings::plan::{Building, Severity};
use holdfast_drawings::sheet::Units;

const LEVEL: &[&str] = &["Level 1"];

fn describe(found: &Building) -> String {
    let walls: Vec<String> = found
        .walls
        .iter()
        .map(|w| {
            let openings: Vec<String> = w
                .openings
                .iter()
                .map(|o| format!("{:?} {:.1}-{:.1}", o.kind, o.from_in, o.to_in))
                .collect();
            format!(
                "  {} {} {:.1?} {:.1?} t {:.2} {openings:?} {:?}",
                w.id,
                w.mark,
                w.start_in,
                w.end_in,
                w.thickness_in,
                w.evidence
                    .iter()
                    .map(|e| e.what.as_str())
                    .collect::<Vec<_>>()
            )
        })
        .collect();
    let findings: Vec<String> = found
        .findings
        .iter()
        .map(|f| format!("  {}", f.what))
        .collect();
    format!("{}\n{}", walls.join("\n"), findings.join("\n"))
}

/// Everything that is there was found, and nothing else.
fn assert_found(found: &Building, truth: &detect::Truth, manner: &str) {
    let score = detect::score(found, truth);
    let all = score.walls_right == score.walls_there
        && score.walls_found == score.walls_there
        && score.marks_right == score.walls_there
        && score.openings_right == score.openings_there
        && score.openings_found == score.openings_there;
    assert!(all, "{manner}: {score:?}\n{}", describe(found));
}

#[test]
fn walls_are_found_in_every_manner_of_drawing_them() {
    let mut failed = Vec::new();
    for walls in Walls::ALL {
        for marks in Marks::ALL {
            for openings in Openings::ALL {
                let mut board = Board::new("S-101.dxf");
                draw_plan(
                    &mut board,
                    &house(),
                    (walls, marks, openings),
                    AIA,
                    "LEVEL 1 SHEAR WALL PLAN",
                );
                let found = building(&[&board], LEVEL);
                let score = detect::score(&found, &truth(&house(), 0));
                let right = score.walls_right == score.walls_there
                    && score.walls_found == score.walls_there
                    && score.marks_right == score.walls_there
                    && score.openings_right == score.openings_there
                    && score.openings_found == score.openings_there;
                if !right {
                    failed.push(format!(
                        "{walls:?} {marks:?} {openings:?}: {score:?}\n{}",
                        describe(&found)
                    ));
                }
            }
        }
    }
    assert!(
        failed.is_empty(),
        "{} fail\n{}",
        failed.len(),
        failed.join("\n")
    );
}

#[test]
fn layers_of_any_name_will_do_where_marks_stand_by_walls() {
    let names = Names {
        wall: "WALLS",
        shear: "X1",
        mark: "X2",
        door: "X3",
        window: "X4",
        grid: "X5",
    };
    let nothing = Names {
        wall: "0",
        shear: "0",
        mark: "0",
        door: "0",
        window: "0",
        grid: "0",
    };
    for names in [names, nothing] {
        for walls in [Walls::Outlines, Walls::Capped, Walls::Mitred, Walls::Filled] {
            let mut board = Board::new("S-101.dxf");
            draw_plan(
                &mut board,
                &house(),
                (walls, Marks::Along, Openings::Lines),
                names,
                "FIRST FLOOR SHEAR WALL PLAN",
            );
            let found = building(&[&board], LEVEL);
            assert_found(
                &found,
                &truth(&house(), 0),
                &format!("{walls:?} {}", names.wall),
            );
        }
    }
}

#[test]
fn a_drawing_in_feet_that_does_not_say_so_is_scaled_by_its_dimensions() {
    let mut board = Board::new("S-101.dxf");
    board.sheet.units = Units::Unitless;
    board.frame = Similarity::turning(1.0 / 12.0, 0.0);
    draw_plan(
        &mut board,
        &house(),
        (Walls::Capped, Marks::Along, Openings::Lines),
        AIA,
        "LEVEL 1 SHEAR WALL PLAN",
    );
    draw_dimensions(&mut board);
    let found = building(&[&board], LEVEL);
    assert_found(&found, &truth(&house(), 0), "feet");
    assert!((found.sheets[0].scale - 12.0).abs() < 1e-9);
}

#[test]
fn a_header_that_contradicts_the_dimensions_is_reported_and_not_believed() {
    let mut board = Board::new("S-101.dxf");
    board.sheet.units = Units::Millimetres;
    draw_plan(
        &mut board,
        &house(),
        (Walls::Capped, Marks::Along, Openings::Lines),
        AIA,
        "LEVEL 1 SHEAR WALL PLAN",
    );
    draw_dimensions(&mut board);
    let found = building(&[&board], LEVEL);
    assert_found(&found, &truth(&house(), 0), "disputed");
    let dispute = found
        .findings
        .iter()
        .find(|f| f.what.contains("in dispute"))
        .unwrap();
    assert_eq!(dispute.severity, Severity::Warning);
    assert_eq!(dispute.source.as_ref().unwrap().sheet, "S-101.dxf");
}

#[test]
fn two_levels_in_one_model_space_are_told_apart_by_their_titles() {
    let mut board = Board::new("S-200.dxf");
    let mut upper = house();
    upper[4].openings.clear();
    upper.iter_mut().for_each(|w| w.mark = "SW6");
    for (k, (walls, title)) in [
        (house(), "FIRST FLOOR SHEAR WALL PLAN"),
        (upper.clone(), "2ND FLR SHEAR WALL PLAN"),
    ]
    .into_iter()
    .enumerate()
    {
        board.frame.translation = [0.0, 1000.0 * k as f64];
        draw_plan(
            &mut board,
            &walls,
            (Walls::Outlines, Marks::Along, Openings::Lines),
            AIA,
            title,
        );
    }
    let found = building(&[&board], &["Level 1", "Level 2"]);
    let mut there = truth(&house(), 0);
    there.walls.extend(truth(&upper, 1).walls);
    assert_found(&found, &there, "two levels");
    assert_eq!(found.stacks.len(), 5, "{:?}", found.stacks);
    assert!(found.stacks.iter().all(|s| s.walls.len() == 2));
}

#[test]
fn a_sheet_turned_and_moved_is_registered_by_its_grid_lines() {
    let mut first = Board::new("S-101.dxf");
    draw_plan(
        &mut first,
        &house(),
        (Walls::Outlines, Marks::Along, Openings::Lines),
        AIA,
        "LEVEL 1 SHEAR WALL PLAN",
    );
    for degrees in [0.0_f64, 90.0, 180.0, 270.0, 33.0] {
        let mut second = Board::new("S-102.dxf");
        second.frame = Similarity {
            scale: 1.0,
            rotation: degrees.to_radians(),
            translation: [5000.0, -700.0],
        };
        draw_plan(
            &mut second,
            &house(),
            (Walls::Capped, Marks::Along, Openings::Lines),
            AIA,
            "LEVEL 2 SHEAR WALL PLAN",
        );
        let found = building(&[&first, &second], &["Level 1", "Level 2"]);
        let mut there = truth(&house(), 0);
        there.walls.extend(truth(&house(), 1).walls);
        assert_found(&found, &there, &format!("turned by {degrees}"));
        assert!(found.sheets.iter().all(|s| s.misfit_in < 0.01));
    }
}

#[test]
fn a_sheet_without_grid_lines_is_registered_by_its_walls() {
    let mut first = Board::new("S-101.dxf");
    draw(
        &mut first,
        &house(),
        (Walls::Outlines, Marks::Along, Openings::Lines),
        AIA,
    );
    draw_title(&mut first, "LEVEL 1 SHEAR WALL PLAN");
    let mut second = Board::new("S-102.dxf");
    second.frame.translation = [321.0, 77.0];
    draw(
        &mut second,
        &house(),
        (Walls::Outlines, Marks::Along, Openings::Lines),
        AIA,
    );
    draw_title(&mut second, "LEVEL 2 SHEAR WALL PLAN");
    let found = building(&[&first, &second], &["Level 1", "Level 2"]);
    assert_eq!(found.stacks.len(), 5, "{}", describe(&found));
    assert!(found.stacks.iter().all(|s| s.walls.len() == 2));
}

#[test]
fn openings_on_the_architects_sheet_are_cut_out_of_the_engineers_walls() {
    // The engineer draws bare lines of a shear wall layer and marks; the architect the openings.
    let bare: Vec<Wall> = house()
        .into_iter()
        .map(|w| Wall {
            openings: Vec::new(),
            ..w
        })
        .collect();
    let mut engineer = Board::new("S-101.dxf");
    draw_plan(
        &mut engineer,
        &bare,
        (Walls::SingleLines, Marks::Along, Openings::Lines),
        AIA,
        "LEVEL 1 SHEAR WALL PLAN",
    );
    let mut architect = Board::new("A-101.dxf");
    architect.frame.translation = [900.25, 40.5];
    let unmarked: Vec<Wall> = house()
        .into_iter()
        .map(|w| Wall { mark: "", ..w })
        .collect();
    draw_plan(
        &mut architect,
        &unmarked,
        (Walls::Mitred, Marks::Along, Openings::Lines),
        AIA,
        "LEVEL 1 FLOOR PLAN",
    );
    let found = building(&[&engineer, &architect], LEVEL);
    assert_found(&found, &truth(&house(), 0), "two sheets");
}

#[test]
fn a_schedule_on_a_sheet_gives_wall_types_and_makes_numbers_into_marks() {
    let mut schedule = Board::new("S-001.dxf");
    let rows = [
        ["MARK", "SHEATHING", "EDGE NAILING", "FIELD NAILING"],
        ["6", "15/32\" WSP ONE SIDE", "10d @ 6\" O.C.", "12\" O.C."],
        ["4", "15/32\" WSP ONE SIDE", "10d @ 4\" O.C.", "12\" O.C."],
        [
            "3",
            "15/32\" STRUCT I ONE SIDE",
            "10d @ 3\" O.C.",
            "12\" O.C.",
        ],
        [
            "2",
            "15/32\" STRUCT I BOTH SIDES",
            "10d @ 2\" O.C.",
            "12\" O.C.",
        ],
    ];
    schedule.text("TEXT", [120.0, 30.0], 6.0, 0.0, "SHEAR WALL SCHEDULE");
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            schedule.text(
                "TEXT",
                [20.0 + 110.0 * c as f64, -12.0 * r as f64],
                4.0,
                0.0,
                cell,
            );
        }
        schedule.line(
            "TABLE",
            [-20.0, -12.0 * r as f64 - 6.0],
            [420.0, -12.0 * r as f64 - 6.0],
        );
    }
    let mut plan = Board::new("S-101.dxf");
    let mut walls = house();
    for w in &mut walls {
        w.mark = &w.mark[2..];
    }
    draw_plan(
        &mut plan,
        &walls,
        (Walls::Outlines, Marks::Hexagon, Openings::Lines),
        AIA,
        "LEVEL 1 SHEAR WALL PLAN",
    );
    let found = building(&[&schedule, &plan], LEVEL);
    assert_found(&found, &truth(&walls, 0), "numbers in hexagons");
    let types: Vec<(&str, &str, &str, Option<f64>, bool)> = found
        .wall_types
        .iter()
        .map(|t| {
            (
                t.mark.as_str(),
                t.sheathing.as_str(),
                t.nail.as_str(),
                t.edge_spacing_in,
                t.both_sides,
            )
        })
        .collect();
    assert_eq!(
        types,
        [
            ("2", "structural-1", "10d", Some(2.0), true),
            ("3", "structural-1", "10d", Some(3.0), false),
            ("4", "sheathing", "10d", Some(4.0), false),
            ("6", "sheathing", "10d", Some(6.0), false),
        ]
    );
}

#[test]
fn furniture_stairs_and_partitions_are_no_shear_walls() {
    let mut board = Board::new("S-101.dxf");
    draw_plan(
        &mut board,
        &house(),
        (Walls::Outlines, Marks::Along, Openings::Lines),
        AIA,
        "LEVEL 1 SHEAR WALL PLAN",
    );
    for i in 0..12 {
        let x = 20.0 + 11.0 * f64::from(i);
        board.line("A-FLOR-STRS", [x, 30.0], [x, 66.0]);
    }
    board.polyline(
        "A-FURN",
        &[[300.0, 30.0], [380.0, 30.0], [380.0, 36.0], [300.0, 36.0]],
        true,
    );
    board.text("A-ROOM-IDEN", [350.0, 220.0], 6.0, 0.0, "BEDROOM 2");
    board.text("A-ROOM-IDEN", [100.0, 220.0], 6.0, 0.0, "101");
    let found = building(&[&board], LEVEL);
    assert_found(&found, &truth(&house(), 0), "furnished");
    assert!(!found.context.is_empty(), "the partition is context");
}

#[test]
fn a_mark_that_no_schedule_knows_is_reported_once_with_its_walls() {
    let mut board = Board::new("S-101.dxf");
    let mut walls = house();
    walls[2].mark = "SW9";
    walls[3].mark = "SW9";
    draw_plan(
        &mut board,
        &walls,
        (Walls::Outlines, Marks::Along, Openings::Lines),
        AIA,
        "LEVEL 1 SHEAR WALL PLAN",
    );
    let found = building(&[&board], LEVEL);
    assert_found(&found, &truth(&walls, 0), "SW9");
    let unknown: Vec<_> = found
        .findings
        .iter()
        .filter(|f| f.what.contains("SW9"))
        .collect();
    assert_eq!(unknown.len(), 1, "{unknown:?}");
    assert!(unknown[0].what.contains("L1-W01") && unknown[0].what.contains("wall_types.SW9"));
}

#[test]
fn walls_at_any_angle_to_each_other_are_found() {
    let wing = |a, b, mark| Wall {
        a,
        b,
        mark,
        openings: Vec::new(),
    };
    let mut walls = house();
    walls.push(wing([480.0, 288.0], [680.0, 408.0], "SW4"));
    walls.push(wing([480.0, 0.0], [690.0, -90.0], "SW3"));
    let mut board = Board::new("S-101.dxf");
    draw_plan(
        &mut board,
        &walls,
        (Walls::Outlines, Marks::Along, Openings::Lines),
        AIA,
        "LEVEL 1 SHEAR WALL PLAN",
    );
    let found = building(&[&board], LEVEL);
    assert_found(&found, &truth(&walls, 0), "wings");
}

#[test]
fn a_plan_titled_twice_is_one_plan() {
    let mut board = Board::new("S-101.dxf");
    let manner = (Walls::Filled, Marks::Along, Openings::Lines);
    draw_plan(&mut board, &house(), manner, AIA, "LEVEL 1 SHEAR WALL PLAN");
    draw_title(&mut board, "LEVEL 1 SHEAR WALL PLAN");
    let found = building(&[&board], LEVEL);
    assert_found(&found, &truth(&house(), 0), "titled twice");
}

#[test]
fn sheets_of_details_and_enlarged_plans_are_at_most_worth_a_note() {
    let mut plan = Board::new("S-101.dxf");
    let manner = (Walls::Outlines, Marks::Along, Openings::Lines);
    draw_plan(&mut plan, &house(), manner, AIA, "LEVEL 1 SHEAR WALL PLAN");
    // A part of the plan again, its grid lines elsewhere; and details with bubbles and odd scales.
    let mut sheets = Vec::new();
    for (name, title) in [
        ("A-501.dxf", "ENLARGED UNIT PLAN 1"),
        ("A-502.dxf", "TYPICAL UNIT PLAN"),
        ("S-501.dxf", "TYPICAL DETAILS"),
        ("S-301.dxf", "BUILDING SECTIONS"),
        ("S-010.dxf", "SHEAR WALL SCHEDULE"),
        ("S-302.dxf", "PODIUM SLAB PLAN"),
    ] {
        let mut board = Board::new(name);
        draw_wall_with_door(&mut board);
        for (name, x) in [("1", 0.0), ("2", 90.0), ("3", 672.0)] {
            board.grid_line(AIA.grid, name, [x, -120.0], [x, 330.0]);
        }
        board.dimension("DIM", [0.0, 0.0], [90.0, 0.0], "20'-0\"");
        board.dimension("DIM", [90.0, 0.0], [400.0, 0.0], "4'-0\"");
        draw_title(&mut board, title);
        sheets.push(board);
    }
    let boards: Vec<&Board> = [&plan].into_iter().chain(&sheets).collect();
    let found = building(&boards, LEVEL);
    assert_found(&found, &truth(&house(), 0), "beside details");
    for finding in &found.findings {
        assert_eq!(finding.severity, Severity::Note, "{finding:?}");
    }
}

fn draw_wall_with_door(board: &mut Board) {
    board.polyline(
        AIA.wall,
        &[[0.0, 0.0], [60.0, 0.0], [60.0, 6.0], [0.0, 6.0]],
        true,
    );
    for x in [60.0, 200.0] {
        board.line(AIA.door, [x, 3.0], [x, 39.0]);
        board.arc(AIA.door, [x, 3.0], 36.0, 0.0, 90.0);
    }
}

#[test]
fn where_one_layer_holds_all_a_label_speaks_of_the_line_of_its_colour() {
    let mut board = Board::new("S-101.dxf");
    let manner = (Walls::Outlines, Marks::Along, Openings::Lines);
    draw_plan(&mut board, &house(), manner, AIA, "LEVEL 1 SHEAR WALL PLAN");
    let mut pipes = Board::new("P-101.dxf");
    draw_grid(&mut pipes, AIA.grid);
    draw_title(&mut pipes, "LEVEL 1 PLUMBING PLAN");
    // A line of a counter is nearer to the label than the pipe is; a leaf is nearer still.
    pipes.line("0", [40.0, 104.0], [140.0, 104.0]);
    let counter = [
        [200.0, 104.0],
        [260.0, 104.0],
        [260.0, 128.0],
        [200.0, 128.0],
    ];
    pipes.polyline("0", &counter, true);
    let first = pipes.sheet.model.len();
    pipes.line("0", [40.0, 94.0], [140.0, 94.0]);
    pipes.line("0", [60.0, 102.0], [96.0, 102.0]);
    pipes.arc("0", [60.0, 102.0], 36.0, 0.0, 90.0);
    pipes.text("0", [80.0, 101.0], 4.0, 0.0, "1\" CW");
    pipes.sheet.model[first..]
        .iter_mut()
        .for_each(|e| e.color = 3);
    let found = building(&[&board, &pipes], LEVEL);
    let ys: Vec<f64> = found.obstacles.iter().map(|o| o.path_in[0][1]).collect();
    assert_eq!(ys, [94.0], "{:?}", found.obstacles);
}

/// Two walls with a window in each, the windows meeting at a corner of posts where no wall stands.
fn draw_corner_of_windows(board: &mut Board) {
    let faces = |board: &mut Board, from: f64, to: f64| {
        board.line(AIA.wall, [from, 0.0], [to, 0.0]);
        board.line(AIA.wall, [from, 6.0], [to, 6.0]);
        board.line(AIA.wall, [to, 0.0], [to, 6.0]);
        board.line(AIA.wall, [from, 0.0], [from, 6.0]);
    };
    faces(board, 0.0, 140.0);
    for y in [1.0, 3.0, 5.0] {
        board.line(AIA.window, [140.0, y], [180.0, y]);
    }
    for x in [140.0, 180.0] {
        board.line(AIA.window, [x, 1.0], [x, 5.0]);
    }
}

fn walls_of(board: &Board) -> Vec<detect::FoundWall> {
    let surveys = [survey(&board.sheet, &SheetHints::default()).unwrap()];
    let placement = register(&surveys, &RegisterOptions::default());
    detect::level(0, &surveys, &placement, &Options::default()).walls
}

#[test]
fn a_window_beyond_a_walls_end_is_its_own_where_windows_meet_at_a_corner() {
    let mut board = Board::new("A-101.dxf");
    draw_title(&mut board, "FIRST FLOOR PLAN");
    draw_corner_of_windows(&mut board);
    let walls = walls_of(&board);
    assert_eq!(walls.len(), 1, "{walls:?}");
    assert_eq!(walls[0].openings.len(), 1, "{walls:?}");
    let window = &walls[0].openings[0];
    assert!(
        (window.to_in - window.from_in - 40.0).abs() < 1.0,
        "{window:?}"
    );
    assert!((walls[0].length_in() - 180.0).abs() < 1.0);
}

#[test]
fn a_wall_whose_faces_stop_without_jambs_goes_on_behind_the_opening() {
    let mut board = Board::new("A-101.dxf");
    draw_title(&mut board, "FIRST FLOOR PLAN");
    for [from, to] in [[0.0, 100.0], [136.0, 240.0]] {
        board.line(AIA.wall, [from, 0.0], [to, 0.0]);
        board.line(AIA.wall, [from, 6.0], [to, 6.0]);
    }
    // Another wall in line with it, but of another thickness: a wall of its own.
    board.line(AIA.wall, [280.0, 0.0], [400.0, 0.0]);
    board.line(AIA.wall, [280.0, 4.0], [400.0, 4.0]);
    let walls = walls_of(&board);
    assert_eq!(walls.len(), 2, "{walls:?}");
    let broken = walls.iter().find(|w| w.length_in() > 200.0).unwrap();
    assert_eq!(broken.openings.len(), 1, "{walls:?}");
    assert!((broken.openings[0].from_in - 100.0).abs() < 0.5);
}
