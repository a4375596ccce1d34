//! Input that cannot be engineered: one clear error, naming the place and a remedy.

use holdfast_engineering::building::Building;
use holdfast_engineering::fault::EngineeringError;
use holdfast_engineering::load_path::solve;
use holdfast_engineering::trace::Trace;
use holdfast_engineering::validate::validate;

use super::fixture::{level, three_levels, wall};

fn refused(change: impl FnOnce(&mut Building)) -> EngineeringError {
    let mut building = three_levels();
    change(&mut building);
    solve(&building, &mut Trace::off()).unwrap_err()
}

#[test]
fn each_bad_figure_is_refused_with_its_place_and_remedy() {
    type Change = fn(&mut Building);
    let cases: Vec<(&str, &str, Change)> = vec![
        ("range", "level `Level 2`: `height_ft` is 0", |b| {
            b.levels[1].height_ft = 0.0
        }),
        ("range", "`dead_plf` is -5", |b| b.levels[0].dead_plf = -5.0),
        ("range", "`weight_kip` is NaN", |b| {
            b.levels[0].weight_kip = f64::NAN
        }),
        ("range", "`mass_center_ft` is inf", |b| {
            b.levels[0].mass_center_ft[0] = f64::INFINITY
        }),
        ("range", "`plan_x_ft`", |b| {
            b.levels[0].plan_ft = [[0.0, 0.0], [0.0, 30.0]]
        }),
        ("range", "`floor_depth_in`", |b| {
            b.levels[0].floor_depth_in = 200.0
        }),
        (
            "level-order",
            "level `Level 2`: its floor is at 0 ft, while level `Level 1` ends at 10 ft",
            |b| b.levels[1].elevation_ft = 0.0,
        ),
        (
            "level-order",
            "level `Level 3`: its floor is at 20 ft",
            |b| b.levels.swap(1, 2),
        ),
        ("duplicate", "level `Level 1` is given twice", |b| {
            b.levels[1].name = "Level 1".into()
        }),
        ("missing", "lateral load", |b| b.criteria.seismic = None),
        (
            "level-count",
            "`seismic.story_forces_kip` holds 2 values for 3 levels",
            |b| {
                b.criteria
                    .seismic
                    .as_mut()
                    .unwrap()
                    .story_forces_kip
                    .truncate(2);
            },
        ),
        ("range", "`seismic.story_forces_kip` is -1", |b| {
            b.criteria.seismic.as_mut().unwrap().story_forces_kip[0] = -1.0
        }),
        ("range", "`seismic.sds_g` is NaN", |b| {
            b.criteria.seismic.as_mut().unwrap().sds_g = f64::NAN
        }),
        ("missing", "seismic weight", |b| {
            b.criteria
                .seismic
                .as_mut()
                .unwrap()
                .story_forces_kip
                .clear();
            b.levels.iter_mut().for_each(|l| l.weight_kip = 0.0);
        }),
        ("geometry", "level `Level 3` has nothing above", |b| {
            b.criteria.rods.skipped_restraints = vec![2]
        }),
        ("geometry", "level 100 has nothing above", |b| {
            b.criteria.rods.skipped_restraints = vec![99]
        }),
        ("geometry", "wall `L1-a`: it is 0.000 ft long", |b| {
            b.walls[0].end_ft = b.walls[0].start_ft
        }),
        ("range", "wall `L1-a`: `start_ft, end_ft` is 1e308", |b| {
            b.walls[0].end_ft[0] = 1e308
        }),
        ("geometry", "segment from 10 ft to 5 ft", |b| {
            b.walls[0].segments_ft = vec![[10.0, 5.0]]
        }),
        ("geometry", "segment from NaN ft", |b| {
            b.walls[0].segments_ft = vec![[f64::NAN, 5.0]]
        }),
        (
            "geometry",
            "segment from 0 ft to 25 ft in a wall of 20.000 ft",
            |b| b.walls[0].segments_ft = vec![[0.0, 25.0]],
        ),
        ("geometry", "segment from 5 ft", |b| {
            b.walls[0].segments_ft = vec![[0.0, 8.0], [5.0, 12.0]]
        }),
        ("too-many", "101 segments", |b| {
            b.walls[0].segments_ft = (0..101)
                .map(|i| [f64::from(i) * 0.1, f64::from(i) * 0.1 + 0.05])
                .collect()
        }),
        ("duplicate", "wall `L1-a` is given twice", |b| {
            b.walls[1].id = "L1-a".into()
        }),
        (
            "unknown",
            "there is no wall type `SW44` (did you mean `SW4`?)",
            |b| b.walls[0].mark = "SW44".into(),
        ),
        ("unknown", "there is no level number `8`", |b| {
            b.walls[0].level = 7
        }),
        ("unknown", "stack `Sa`: there is no wall `L9-a`", |b| {
            b.stacks[0].walls[0] = "L9-a".into()
        }),
        ("geometry", "stands in it and in stack", |b| {
            b.stacks[1].walls[0] = "L1-a".into()
        }),
        (
            "geometry",
            "wall `L1-a` stands in it and in stack `Sa`",
            |b| b.stacks[0].walls[1] = "L1-a".into(),
        ),
        (
            "geometry",
            "wall `L1-a` of level 1 follows `L2-a` of level 2",
            |b| b.stacks[0].walls.swap(0, 1),
        ),
        ("geometry", "of level 3 follows `L1-a`", |b| {
            b.stacks[0].walls.remove(1);
        }),
        ("geometry", "at an angle", |b| {
            b.stacks[0].walls[1] = "L2-c".into();
            b.stacks[2].walls.truncate(1);
        }),
        ("missing", "stack `Sa`", |b| b.stacks[0].walls.clear()),
        ("duplicate", "stack `Sa` is given twice", |b| {
            b.stacks[1].id = "Sa".into()
        }),
        ("duplicate", "wall type `SW4`", |b| {
            b.wall_types.push(b.wall_types[0].clone())
        }),
        (
            "unknown",
            "there is no thickness `15/23` (did you mean `15/32`?)",
            |b| b.wall_types[0].thickness = "15/23".into(),
        ),
        ("unknown", "row of SDPWS Table 4.3A", |b| {
            b.wall_types[0].edge_spacing_in = 5.0
        }),
        ("missing", "no level", |b| b.levels.clear()),
        ("missing", "no shear wall", |b| b.walls.clear()),
        ("missing", "no rod", |b| b.catalog.rods.clear()),
        ("range", "rod `R0.5-A36`: `fu_ksi`", |b| {
            b.catalog.rods[0].fu_ksi = -1.0
        }),
        ("range", "`threads_per_in` is 2", |b| {
            b.catalog.rods[0].threads_per_in = 2.0
        }),
        ("range", "`hole_in`", |b| b.catalog.plates[0].hole_in = 3.0),
        ("range", "`framing.fc_perp_psi` is 0", |b| {
            b.criteria.framing.fc_perp_psi = 0.0
        }),
        ("range", "`rods.takeup_margin` is 0", |b| {
            b.criteria.rods.takeup_margin = 0.0
        }),
    ];
    for (code, words, change) in cases {
        let error = refused(change);
        let text = error.to_string();
        assert_eq!(error.code(), code, "{text}");
        assert!(text.contains(words), "`{text}` lacks `{words}`");
        assert!(text.len() > words.len() + 15, "`{text}` has no remedy");
    }
}

#[test]
fn forty_levels_of_no_height_are_refused_at_once() {
    let error = refused(|b| {
        b.levels = (0..40)
            .map(|i| {
                let mut l = level(i);
                l.height_ft = 0.0;
                l.elevation_ft = 0.0;
                l
            })
            .collect();
    });
    assert!(error.to_string().contains("`height_ft` is 0"), "{error}");
}

#[test]
fn lists_longer_than_any_building_are_refused() {
    let error = refused(|b| b.levels = (0..101).map(level).collect());
    assert_eq!(error.code(), "too-many");
    let error = refused(|b| {
        b.walls = (0..20_001)
            .map(|i| wall(&format!("W{i}"), 0, [0.0, 0.0], [10.0, 0.0]))
            .collect()
    });
    assert!(error.to_string().contains("20001 walls"), "{error}");
}

#[test]
fn forty_levels_are_solved_and_designed() {
    let mut building = three_levels();
    building.levels = (0..40).map(level).collect();
    building.walls = (0..40)
        .map(|l| wall(&format!("W{l}"), l, [20.0, 0.0], [40.0, 0.0]))
        .collect();
    building
        .walls
        .extend((0..40).map(|l| wall(&format!("V{l}"), l, [0.0, 5.0], [0.0, 25.0])));
    building.stacks = vec![holdfast_engineering::building::Stack {
        id: "S".into(),
        walls: (0..40).map(|l| format!("W{l}")).collect(),
    }];
    building.criteria.seismic.as_mut().unwrap().story_forces_kip = vec![0.5; 40];
    building.criteria.rods.skipped_restraints = (0..39).filter(|l| l % 3 != 0).collect();
    validate(&building).unwrap();
    let path = solve(&building, &mut Trace::off()).unwrap();
    let designer = holdfast_engineering::rods::RodDesigner::new(&building).unwrap();
    let runs = holdfast_engineering::rods::design_runs(&designer, &path.chords);
    assert_eq!(runs[0].levels.len(), 40);
}
