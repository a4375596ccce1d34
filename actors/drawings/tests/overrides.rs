//! Walls given in a table, and corrections: they win, and it is said that they did.

mod drafting;

use drafting::*;
use holdfast_drawings::detect::{
    self, GivenOpening, GivenWall, Overrides, StackOverride, WallAction, WallChange, WallOverride,
    WallTarget,
};
use holdfast_drawings::normalize::{Placement, RegisterOptions, SheetSurvey, register};
use holdfast_drawings::options::Options;
use holdfast_drawings::plan::{Building, EvidenceKind, OpeningKind, Severity, Source};

fn source(line: u32) -> Source {
    Source {
        sheet: "overrides.toml".to_owned(),
        layer: String::new(),
        entity: format!("line {line}"),
    }
}

fn given(id: &str, level: usize, a: [f64; 2], b: [f64; 2]) -> GivenWall {
    GivenWall {
        id: id.to_owned(),
        level,
        mark: "SW4".to_owned(),
        start_in: a,
        end_in: b,
        openings: Vec::new(),
        thickness_in: None,
        dead_plf: Some(250.0),
        source: source(3),
    }
}

/// The house on two levels, with walls given and corrected.
fn house_with(
    table: &[GivenWall],
    actions: Vec<WallAction>,
    stacks: Vec<StackOverride>,
) -> Building {
    let names = ["Level 1", "Level 2"];
    let surveys: Vec<SheetSurvey> = ["LEVEL 1 SHEAR WALL PLAN", "LEVEL 2 SHEAR WALL PLAN"]
        .iter()
        .enumerate()
        .map(|(i, title)| {
            let mut board = Board::new(&format!("S-10{}.dxf", i + 1));
            draw_plan(
                &mut board,
                &house(),
                (Walls::Outlines, Marks::Along, Openings::Lines),
                AIA,
                title,
            );
            survey(&board, &names)
        })
        .collect();
    let options = RegisterOptions {
        levels: names.map(str::to_owned).to_vec(),
        marks: marks(),
        options: Options::default(),
    };
    let placement = register(&surveys, &options);
    let plans: Vec<_> = (0..2)
        .map(|l| detect::level(l, &surveys, &placement, &options.options))
        .collect();
    let overrides = Overrides {
        walls: actions
            .into_iter()
            .enumerate()
            .map(|(i, action)| WallOverride {
                action,
                reason: "seen on site".to_owned(),
                source: source(10 + i as u32),
            })
            .collect(),
        stacks,
    };
    detect::assemble(&plans, &placement, table, &overrides, &options.options)
}

#[test]
fn a_wall_that_was_not_found_is_added_with_its_reason() {
    let b = house_with(
        &[],
        vec![WallAction::Add(given(
            "",
            0,
            [360.0, 288.0],
            [360.0, 150.0],
        ))],
        Vec::new(),
    );
    let wall = b.walls.iter().find(|w| w.overridden).unwrap();
    assert_eq!(wall.id, "L1-A01");
    assert_eq!(
        (wall.start_in, wall.end_in),
        ([360.0, 150.0], [360.0, 288.0])
    );
    assert_eq!(wall.dead_plf, Some(250.0));
    assert_eq!(wall.evidence[0].kind, EvidenceKind::Override);
    assert!(wall.evidence[0].what.contains("seen on site"));
    assert!(
        b.findings
            .iter()
            .any(|f| f.what.contains("added on Level 1"))
    );
    assert_eq!(b.walls.len(), 11);
}

#[test]
fn a_wall_is_removed_by_id_or_by_a_point_near_it() {
    let by_id = house_with(
        &[],
        vec![WallAction::Remove(WallTarget::Id("L1-W03".to_owned()))],
        Vec::new(),
    );
    assert!(by_id.walls.iter().all(|w| w.id != "L1-W03"));
    let near = WallTarget::Near {
        level: 1,
        point_in: [238.0, 90.0],
    };
    let by_place = house_with(&[], vec![WallAction::Remove(near)], Vec::new());
    assert_eq!(by_place.walls.len(), 9);
    assert!(
        by_place
            .walls
            .iter()
            .filter(|w| w.level == 1)
            .all(|w| w.mark != "SW2")
    );
}

#[test]
fn a_wall_is_changed_and_what_was_changed_is_written_down() {
    let change = WallChange {
        mark: Some("SW6".to_owned()),
        openings: Some(vec![GivenOpening {
            kind: OpeningKind::Door,
            from_in: 24.0,
            to_in: 60.0,
        }]),
        thickness_in: Some(3.5),
        ..WallChange::default()
    };
    let near = WallTarget::Near {
        level: 0,
        point_in: [240.0, 90.0],
    };
    let b = house_with(&[], vec![WallAction::Change(near, change)], Vec::new());
    let wall = b.walls.iter().find(|w| w.overridden).unwrap();
    assert_eq!((wall.mark.as_str(), wall.thickness_in), ("SW6", 3.5));
    assert_eq!(wall.segments, [[0.0, 24.0], [60.0, 288.0]]);
    let said = &wall.evidence.last().unwrap().what;
    assert!(
        said.contains("mark SW2 to SW6") && said.contains("seen on site"),
        "{said}"
    );
}

#[test]
fn moving_the_ends_keeps_openings_where_they_stand() {
    let change = WallChange {
        ends_in: Some([[240.0, 288.0], [240.0, 48.0]]),
        ..WallChange::default()
    };
    let near = WallTarget::Near {
        level: 0,
        point_in: [240.0, 90.0],
    };
    let b = house_with(&[], vec![WallAction::Change(near, change)], Vec::new());
    let wall = b.walls.iter().find(|w| w.overridden).unwrap();
    assert_eq!(wall.start_in, [240.0, 48.0]);
    let o = &wall.openings[0];
    assert!(
        (o.from_in - 162.0).abs() < 0.5 && (o.to_in - 198.0).abs() < 0.5,
        "{o:?}"
    );
}

#[test]
fn a_correction_that_cannot_be_made_is_an_error_that_names_its_line() {
    let actions = vec![
        WallAction::Remove(WallTarget::Id("L9-W99".to_owned())),
        WallAction::Add(given("X", 7, [0.0, 0.0], [100.0, 0.0])),
        WallAction::Add(given("Y", 0, [5.0, 5.0], [5.0, 5.0])),
        WallAction::Add(given("Z", 0, [f64::NAN, 0.0], [100.0, 0.0])),
    ];
    let b = house_with(&[], actions, Vec::new());
    let errors: Vec<_> = b
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .collect();
    assert_eq!(errors.len(), 4, "{errors:?}");
    for (i, e) in errors.iter().enumerate() {
        assert_eq!(
            e.source.as_ref().unwrap().entity,
            format!("line {}", 10 + i)
        );
    }
    assert_eq!(b.walls.len(), 10);
}

#[test]
fn a_given_wall_stands_in_place_of_the_one_that_was_found() {
    let b = house_with(
        &[given("L1-T01", 0, [240.0, 0.0], [240.0, 288.0])],
        Vec::new(),
        Vec::new(),
    );
    assert_eq!(b.walls.len(), 10);
    let wall = b.walls.iter().find(|w| w.id == "L1-T01").unwrap();
    assert_eq!(wall.mark, "SW4");
    assert_eq!(wall.evidence[0].kind, EvidenceKind::Table);
    assert!(b.findings.iter().any(|f| f.what.contains("in place of")));
}

#[test]
fn stacks_follow_place_unless_a_person_says_otherwise() {
    let b = house_with(&[], Vec::new(), Vec::new());
    assert_eq!(b.stacks.len(), 5);
    assert!(
        b.stacks
            .iter()
            .all(|s| s.walls.len() == 2 && s.walls[0].replace("L1", "L2") == s.walls[1])
    );
    let apart = StackOverride {
        id: Some("ALONE".to_owned()),
        walls: vec!["L1-W01".to_owned()],
        reason: String::new(),
        source: source(30),
    };
    let wrong = StackOverride {
        id: None,
        walls: vec!["L2-W02".to_owned(), "L1-W02".to_owned()],
        reason: String::new(),
        source: source(40),
    };
    let b = house_with(&[], Vec::new(), vec![apart, wrong]);
    let alone = b.stacks.iter().find(|s| s.id == "ALONE").unwrap();
    assert_eq!(alone.walls, ["L1-W01"]);
    assert!(b.stacks.iter().any(|s| s.walls == ["L2-W01"]));
    let error = b
        .findings
        .iter()
        .find(|f| f.severity == Severity::Error)
        .unwrap();
    assert!(error.what.contains("level by level"));
}

#[test]
fn a_building_given_in_a_table_alone_goes_the_same_way() {
    let placement =
        Placement::without_drawings(vec!["Level 1".to_owned(), "Level 2".to_owned()], &marks());
    let table = [
        given("A", 0, [0.0, 0.0], [240.0, 0.0]),
        given("B", 1, [240.0, 0.0], [0.0, 0.0]),
        given("C", 1, [0.0, 240.0], [240.0, 240.0]),
    ];
    let b = detect::assemble(
        &[],
        &placement,
        &table,
        &Overrides::default(),
        &Options::default(),
    );
    assert_eq!(b.walls.len(), 3);
    assert!(b.stacks.iter().any(|s| s.walls == ["A", "B"]));
    assert!(b.findings.is_empty(), "{:?}", b.findings);
}
