//! Laws of detection: what is found does not depend on how the sheet lies, on the order of its
//! entities, or on lines drawn twice; and nothing makes it panic or run away.

#![allow(clippy::unwrap_used)] // the helpers of tests too

mod drafting;

use drafting::*;
use holdfast_drawings::detect;
use holdfast_drawings::flatten::{Figure, Mark};
use holdfast_drawings::geometry::{Similarity, distance};
use holdfast_drawings::normalize::{
    NormalizeError, RegisterOptions, SheetHints, register, survey_marks,
};
use holdfast_drawings::options::Options;
use holdfast_drawings::plan::Building;
use holdfast_drawings::sheet::{Align, Handle, Sheet};
use proptest::prelude::*;

const LEVEL: &[&str] = &["Level 1"];

fn board(frame: Similarity, manner: (Walls, Marks, Openings)) -> Board {
    let mut board = Board::new("S-101.dxf");
    board.frame = frame;
    draw_plan(&mut board, &house(), manner, AIA, "LEVEL 1 SHEAR WALL PLAN");
    draw_dimensions(&mut board);
    board
}

fn manners() -> impl Strategy<Value = (Walls, Marks, Openings)> {
    (
        0..Walls::ALL.len(),
        0..Marks::ALL.len(),
        0..Openings::ALL.len(),
    )
        .prop_map(|(w, m, o)| (Walls::ALL[w], Marks::ALL[m], Openings::ALL[o]))
}

/// The same walls, openings, marks and grid lines within a hundredth of an inch; sources apart.
fn assert_same(a: &Building, b: &Building) -> Result<(), TestCaseError> {
    let close = |p: f64, q: f64| (p - q).abs() < 0.01;
    prop_assert_eq!(a.walls.len(), b.walls.len());
    for (p, q) in a.walls.iter().zip(&b.walls) {
        prop_assert_eq!(&p.id, &q.id);
        prop_assert_eq!(&p.mark, &q.mark);
        prop_assert!(distance(p.start_in, q.start_in) < 0.01, "{:?} {:?}", p, q);
        prop_assert!(distance(p.end_in, q.end_in) < 0.01, "{:?} {:?}", p, q);
        prop_assert!(close(p.thickness_in, q.thickness_in));
        prop_assert_eq!(p.openings.len(), q.openings.len());
        for (o, r) in p.openings.iter().zip(&q.openings) {
            prop_assert_eq!(o.kind, r.kind);
            prop_assert!(close(o.from_in, r.from_in) && close(o.to_in, r.to_in));
        }
        prop_assert_eq!(p.segments.len(), q.segments.len());
    }
    prop_assert_eq!(a.context.len(), b.context.len());
    prop_assert_eq!(a.grid.len(), b.grid.len());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn turning_moving_and_scaling_a_sheet_changes_nothing(
        manner in manners(),
        degrees in -44.0_f64..44.0,
        x in -1e5_f64..1e5,
        y in -1e5_f64..1e5,
        unit in prop::sample::select(vec![1.0, 1.0 / 12.0, 25.4, 2.54, 0.0254]),
    ) {
        let straight = building(&[&board(Similarity::IDENTITY, manner)], LEVEL);
        let mut moved = board(
            Similarity { scale: unit, rotation: degrees.to_radians(), translation: [x * unit, y * unit] },
            manner,
        );
        moved.sheet.units = holdfast_drawings::sheet::Units::Unitless;
        let found = building(&[&moved], LEVEL);
        assert_same(&straight, &found)?;
    }

    #[test]
    fn the_order_of_entities_does_not_matter(manner in manners(), keys in prop::collection::vec(any::<u64>(), 400)) {
        let straight = board(Similarity::IDENTITY, manner);
        let mut shuffled = board(Similarity::IDENTITY, manner);
        let mut order: Vec<usize> = (0..shuffled.sheet.model.len()).collect();
        order.sort_by_key(|i| keys[i % keys.len()]);
        shuffled.sheet.model = order.iter().map(|i| straight.sheet.model[*i].clone()).collect();
        prop_assert_eq!(building(&[&straight], LEVEL), building(&[&shuffled], LEVEL));
    }

    #[test]
    fn entities_drawn_twice_count_once(manner in manners(), which in prop::collection::vec(any::<bool>(), 400)) {
        let once = board(Similarity::IDENTITY, manner);
        let mut twice = board(Similarity::IDENTITY, manner);
        let doubled: Vec<_> = twice
            .sheet
            .model
            .iter()
            .enumerate()
            .filter(|(i, _)| which[i % which.len()])
            .map(|(i, e)| {
                let mut e = e.clone();
                e.handle = Handle(0x20_0000 + i as u64);
                e
            })
            .collect();
        twice.sheet.model.extend(doubled);
        assert_same(&building(&[&once], LEVEL), &building(&[&twice], LEVEL))?;
    }

    #[test]
    fn no_marks_make_it_panic(marks in prop::collection::vec(wild_mark(), 0..120)) {
        let _ = whole_way(&marks);
    }
}

/// Coordinates of all sorts: a plan's, far away, huge, no number.
fn wild_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => (-40..40_i32).prop_map(|v| f64::from(v) * 6.0),
        4 => -500.0..500.0_f64,
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, -f64::INFINITY, 1e308, -1e308, 1e11, 1e-300, 0.0]),
    ]
}

fn wild_point() -> impl Strategy<Value = [f64; 2]> {
    [wild_number(), wild_number()]
}

fn wild_mark() -> impl Strategy<Value = Mark> {
    let texts = vec![
        "SW4",
        "A",
        "1",
        "12'-6\"",
        "LEVEL 1",
        "14x10 SA",
        "4\" W",
        "MARK",
        "EDGE NAILING",
        "10d @ 4\"",
        "(2) 2x10 HDR",
        "\u{2461}",
        "",
        "LEVELS 2-99",
        "SCALE: 1/4\" = 1'-0\"",
        "BOD",
        "'",
        "\"\"\"\"",
        "W12x26",
        "SHEATHING",
    ];
    let figure = prop_oneof![
        6 => (wild_point(), wild_point()).prop_map(|(a, b)| Figure::Line(a, b)),
        3 => (prop::collection::vec(wild_point(), 0..9), any::<bool>())
            .prop_map(|(points, closed)| Figure::Path { points, closed }),
        2 => (wild_point(), wild_number(), wild_number(), wild_number())
            .prop_map(|(center, radius, start, end)| Figure::Arc { center, radius, start, end }),
        3 => (prop::sample::select(texts), wild_point(), wild_number(), wild_number()).prop_map(
            |(text, at, height, rotation)| Figure::Text {
                text: text.to_owned(),
                center: at,
                at,
                height,
                rotation,
                align: Align::default(),
                tag: String::new(),
            }
        ),
        1 => prop::collection::vec(prop::collection::vec(wild_point(), 0..6), 0..3)
            .prop_map(|loops| Figure::Hatch { pattern: "SOLID".to_owned(), loops }),
        1 => (wild_point(), wild_point(), wild_number()).prop_map(|(from, to, measured)| Figure::Dimension {
            from,
            to,
            measured,
            text: "10'-0\"".to_owned(),
        }),
        1 => (wild_point(), wild_point(), wild_point()).prop_map(|(at, a, b)| Figure::Insert {
            name: "DOOR36".to_owned(),
            at,
            rotation: 0.0,
            scale: [1.0, 1.0],
            attributes: Vec::new(),
            bounds: [a, b],
        }),
    ];
    (figure, 0..LAYERS.len(), any::<u8>()).prop_map(|(figure, layer, handle)| Mark {
        layer: u32::try_from(layer).unwrap(),
        top: Handle(u64::from(handle)),
        handle: Handle(u64::from(handle)),
        block: String::new(),
        color: 7,
        elevation: 0.0,
        figure,
    })
}

const LAYERS: [&str; 10] = [
    "0",
    "A-WALL",
    "S-SHEAR",
    "A-DOOR",
    "A-GLAZ",
    "S-GRID",
    "S-ANNO-TEXT",
    "M-DUCT",
    "P-PIPE",
    "S-BEAM",
];

fn whole_way(marks: &[Mark]) -> Result<Building, NormalizeError> {
    let mut sheet = Sheet::empty("wild.dxf");
    sheet.layers = LAYERS
        .iter()
        .map(|n| holdfast_drawings::sheet::Layer::named(n))
        .collect();
    let hints = SheetHints {
        levels: vec!["Level 1".to_owned()],
        level: Some("Level 1".to_owned()),
        marks: drafting::marks(),
        ..SheetHints::default()
    };
    let surveys = [survey_marks(&sheet, marks, &hints)?];
    let options = RegisterOptions {
        levels: hints.levels.clone(),
        marks: hints.marks.clone(),
        options: Options::default(),
    };
    let placement = register(&surveys, &options);
    let plan = detect::level(0, &surveys, &placement, &options.options);
    assert!(detect::picture(&plan).ends_with("</svg>\n"));
    Ok(detect::assemble(
        &[plan],
        &placement,
        &[],
        &detect::Overrides::default(),
        &options.options,
    ))
}

fn line(a: [f64; 2], b: [f64; 2], layer: u32, handle: u64) -> Mark {
    Mark {
        layer,
        top: Handle(handle),
        handle: Handle(handle),
        block: String::new(),
        color: 7,
        elevation: 0.0,
        figure: Figure::Line(a, b),
    }
}

#[test]
fn a_hundred_thousand_lines_are_handled() {
    // A floor of tiles on a layer of no name, and a hundred rooms.
    let mut marks = Vec::new();
    for i in 0..300_u32 {
        for k in 0..300_u32 {
            let (x, y) = (f64::from(i) * 12.0, f64::from(k) * 12.0);
            marks.push(line([x, y], [x + 11.0, y], 0, u64::from(i * 300 + k) + 1));
        }
    }
    for i in 0..2500_u32 {
        let (x, y) = (f64::from(i % 50) * 70.0, f64::from(i / 50) * 70.0);
        for (a, b) in [
            ([0.0, 0.0], [60.0, 0.0]),
            ([0.0, 5.5], [60.0, 5.5]),
            ([0.0, 0.0], [0.0, 60.0]),
            ([5.5, 0.0], [5.5, 60.0]),
        ] {
            marks.push(line(
                [x + a[0], y + a[1]],
                [x + b[0], y + b[1]],
                1,
                u64::from(200_000 + 4 * i),
            ));
        }
    }
    let found = whole_way(&marks).unwrap();
    // Rooms in a row share their walls' lines: fifty walls each way, every gap an opening.
    assert_eq!(found.context.len(), 100);
}

#[test]
fn a_sheet_beyond_the_limit_is_refused_by_name_and_number() {
    let marks: Vec<Mark> = (0..20)
        .map(|i| line([0.0, 0.0], [1.0, f64::from(i)], 0, 1))
        .collect();
    let sheet = Sheet::empty("huge.dxf");
    let hints = SheetHints {
        options: Options {
            max_marks: 10,
            ..Options::default()
        },
        ..SheetHints::default()
    };
    let error = survey_marks(&sheet, &marks, &hints)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("huge.dxf") && error.contains("20") && error.contains("10"),
        "{error}"
    );
}

#[test]
fn hints_that_make_no_sense_are_refused() {
    let sheet = Sheet::empty("a.dxf");
    for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let hints = SheetHints {
            scale_in_per_unit: Some(scale),
            ..SheetHints::default()
        };
        assert!(matches!(
            survey_marks(&sheet, &[], &hints),
            Err(NormalizeError::BadScale { .. })
        ));
    }
    let hints = SheetHints {
        levels: vec!["Level 1".to_owned()],
        level: Some("Penthouse".to_owned()),
        ..SheetHints::default()
    };
    let error = survey_marks(&sheet, &[], &hints).unwrap_err().to_string();
    assert!(
        error.contains("Penthouse") && error.contains("Level 1"),
        "{error}"
    );
}
