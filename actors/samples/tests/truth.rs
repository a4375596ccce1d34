//! What the truth promises, for every size and hand.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use holdfast_samples::truth::{ObstacleKind, PointIn, SheetKind, TrueWall};
use holdfast_samples::{Hand, Sample, Size, Truth, generate};

/// A sample without its drawings' bytes, which would fill the memory.
struct Drawn {
    size: Size,
    hand: Hand,
    truth: Truth,
    paths: BTreeSet<String>,
    project: String,
    /// Of all files.
    hash: u64,
}

fn draw(size: Size, hand: Hand, seed: u64) -> Drawn {
    let Sample { files, truth } = generate(size, hand, seed);
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    let project = files
        .iter()
        .find(|(p, _)| p == "project.toml")
        .expect("a sample has a project file");
    Drawn {
        size,
        hand,
        truth,
        project: String::from_utf8(project.1.clone()).expect("it is text"),
        paths: files.into_iter().map(|(path, _)| path).collect(),
        hash: hasher.finish(),
    }
}

/// Every size in every hand by one seed, and the large building's variant with a skewed wing.
static DRAWN: LazyLock<Vec<Drawn>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for size in Size::ALL {
        all.extend(Hand::ALL.map(|hand| draw(size, hand, 3)));
    }
    all.push(draw(Size::Complex, Hand::Office, 2));
    all
});

fn every(check: impl Fn(Size, Hand, &Drawn)) {
    for drawn in DRAWN.iter() {
        check(drawn.size, drawn.hand, drawn);
    }
}

fn drawings(sample: &Drawn) -> usize {
    sample
        .paths
        .iter()
        .filter(|p| p.starts_with("drawings/"))
        .count()
}

fn length(wall: &TrueWall) -> f64 {
    (wall.end_in[0] - wall.start_in[0]).hypot(wall.end_in[1] - wall.start_in[1])
}

#[test]
fn the_same_size_hand_and_seed_give_the_same_bytes() {
    every(|size, hand, sample| {
        if sample.size == Size::Complex && hand != Hand::Export {
            return;
        }
        let again = draw(size, hand, 3);
        assert_eq!(again.hash, sample.hash, "{size} {hand}");
        assert_eq!(again.truth, sample.truth, "{size} {hand}");
    });
}

#[test]
fn another_seed_gives_another_set_of_drawings() {
    every(|size, hand, sample| {
        if size > Size::Medium && hand != Hand::Office {
            return;
        }
        let other = draw(size, hand, 4);
        assert_ne!(other.hash, sample.hash, "{size} {hand}");
        assert_ne!(other.truth.clashes, sample.truth.clashes, "{size} {hand}");
    });
}

#[test]
fn every_size_has_the_storeys_units_walls_drawings_and_runs_of_its_table() {
    struct Row {
        levels: usize,
        units: Option<usize>,
        walls: RangeInclusive<usize>,
        drawings: RangeInclusive<usize>,
        runs: RangeInclusive<usize>,
    }
    every(|size, hand, sample| {
        let row = match size {
            Size::Small => Row {
                levels: 3,
                units: Some(12),
                walls: 48..=52,
                drawings: 10..=15,
                runs: 20..=30,
            },
            Size::Medium => Row {
                levels: 5,
                units: Some(40),
                walls: 140..=160,
                drawings: 30..=50,
                runs: 60..=100,
            },
            Size::Large => Row {
                levels: 7,
                units: Some(100),
                walls: 285..=320,
                drawings: 80..=120,
                runs: 150..=250,
            },
            Size::Complex => Row {
                levels: 7,
                units: None,
                walls: 500..=900,
                drawings: 150..=250,
                runs: 300..=500,
            },
        };
        let truth = &sample.truth;
        assert_eq!(truth.levels.len(), row.levels, "{size} {hand}");
        if let Some(units) = row.units {
            assert_eq!(truth.units, units, "{size} {hand}");
        }
        for (what, count, range) in [
            ("walls", truth.walls.len(), row.walls),
            ("drawings", drawings(sample), row.drawings),
            ("runs", truth.expected_runs.len(), row.runs),
        ] {
            assert!(
                range.contains(&count),
                "{size} {hand}: {count} {what}, not in {range:?}"
            );
        }
    });
}

#[test]
fn walls_stand_inside_the_outline_and_openings_inside_their_walls() {
    every(|size, hand, sample| {
        for wall in &sample.truth.walls {
            let at = format!("{size} {hand} {}", wall.id);
            let outlines = &sample.truth.outlines[wall.level];
            assert!(
                outlines
                    .iter()
                    .any(|o| inside(o, wall.start_in) && inside(o, wall.end_in)),
                "{at}"
            );
            let dx = wall.end_in[0] - wall.start_in[0];
            assert!(
                dx > 0.01 || dx.abs() <= 0.01 && wall.end_in[1] > wall.start_in[1],
                "{at}"
            );
            // Segments and openings alternate and fill the wall.
            let mut pieces: Vec<[f64; 2]> = wall.segments_in.clone();
            pieces.extend(wall.openings.iter().map(|o| [o.from_in, o.to_in]));
            pieces.sort_by(|a, b| a[0].total_cmp(&b[0]));
            let mut reached = 0.0;
            for piece in &pieces {
                assert!((piece[0] - reached).abs() < 0.01, "{at} {pieces:?}");
                reached = piece[1];
            }
            assert!((reached - length(wall)).abs() < 0.01, "{at}");
            assert_eq!(wall.segments_in.len(), wall.openings.len() + 1, "{at}");
            // No segment too slender to count (SDPWS: 3.5 to 1).
            assert!(wall.segments_in.iter().all(|s| s[1] - s[0] >= 36.0), "{at}");
        }
    });
}

fn inside(outline: &[PointIn], p: PointIn) -> bool {
    (0..outline.len()).all(|i| {
        let (a, b) = (outline[i], outline[(i + 1) % outline.len()]);
        (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > -1e-6
    })
}

#[test]
fn stacks_rise_without_a_gap_in_one_place_and_hold_every_wall_once() {
    every(|size, hand, sample| {
        let by_id: BTreeMap<&str, &TrueWall> = sample
            .truth
            .walls
            .iter()
            .map(|w| (w.id.as_str(), w))
            .collect();
        assert_eq!(
            by_id.len(),
            sample.truth.walls.len(),
            "{size} {hand}: ids are unique"
        );
        let mut seen = BTreeSet::new();
        for stack in &sample.truth.stacks {
            let lowest = by_id[stack.walls[0].as_str()];
            for (level, id) in stack.walls.iter().enumerate() {
                let wall = by_id[id.as_str()];
                assert!(seen.insert(id.clone()), "{size} {hand} {id}");
                assert_eq!(wall.level, level, "{size} {hand} {id}");
                for (a, b) in [
                    (wall.start_in, lowest.start_in),
                    (wall.end_in, lowest.end_in),
                ] {
                    assert!(
                        (a[0] - b[0]).hypot(a[1] - b[1]) < 0.01,
                        "{size} {hand} {id}"
                    );
                }
                assert_eq!(wall.segments_in.len(), lowest.segments_in.len());
            }
        }
        assert_eq!(seen.len(), sample.truth.walls.len());
    });
}

#[test]
fn no_two_rods_of_a_level_stand_in_each_others_way() {
    for size in Size::ALL {
        let sample = generate(size, Hand::Office, 2);
        let mut rods: Vec<PointIn> = Vec::new();
        for wall in sample.truth.walls.iter().filter(|w| w.level == 0) {
            let (d, l) = (
                [
                    wall.end_in[0] - wall.start_in[0],
                    wall.end_in[1] - wall.start_in[1],
                ],
                length(wall),
            );
            for segment in &wall.segments_in {
                for t in [segment[0] + 4.5, segment[1] - 4.5] {
                    rods.push([
                        wall.start_in[0] + d[0] * t / l,
                        wall.start_in[1] + d[1] * t / l,
                    ]);
                }
            }
        }
        for (i, a) in rods.iter().enumerate() {
            for b in &rods[i + 1..] {
                let apart = (a[0] - b[0]).hypot(a[1] - b[1]);
                assert!(apart > 15.0, "{size}: {a:?} and {b:?} are {apart} in apart");
            }
        }
    }
}

#[test]
fn wall_types_get_no_lighter_going_down() {
    every(|size, hand, sample| {
        let rank: BTreeMap<&str, usize> = sample
            .truth
            .wall_types
            .iter()
            .enumerate()
            .map(|(i, t)| (t.mark.as_str(), i))
            .collect();
        let mark: BTreeMap<&str, &str> = sample
            .truth
            .walls
            .iter()
            .map(|w| (w.id.as_str(), w.mark.as_str()))
            .collect();
        for stack in &sample.truth.stacks {
            for pair in stack.walls.windows(2) {
                let (below, above) = (mark[pair[0].as_str()], mark[pair[1].as_str()]);
                assert!(rank[below] >= rank[above], "{size} {hand} {}", pair[0]);
            }
        }
        let used: BTreeSet<&str> = mark.values().copied().collect();
        assert!(
            used.len() >= 3 || size == Size::Small,
            "{size} {hand} {used:?}"
        );
    });
}

#[test]
fn each_clash_names_an_obstacle_on_its_level_of_a_wall_that_is_there() {
    every(|size, hand, sample| {
        let truth = &sample.truth;
        let expected = match size {
            Size::Small => 4,
            Size::Medium => 8,
            Size::Large => 16,
            Size::Complex => 24,
        };
        assert_eq!(truth.clashes.len(), expected, "{size} {hand}");
        let mut kinds: Vec<ObstacleKind> = Vec::new();
        for clash in &truth.clashes {
            let obstacle = &truth.obstacles[clash.obstacle];
            assert_eq!(obstacle.id, clash.obstacle);
            assert_eq!(obstacle.level, clash.level, "{size} {hand}");
            assert!(
                !obstacle.label.is_empty(),
                "{size} {hand}: {obstacle:?} has its label drawn"
            );
            assert!(
                truth
                    .walls
                    .iter()
                    .any(|w| w.id == clash.wall && w.level == clash.level)
            );
            kinds.push(obstacle.kind);
        }
        kinds.sort();
        kinds.dedup();
        assert_eq!(kinds.len(), 3, "{size} {hand}: beams, pipes and ducts");
    });
}

#[test]
fn every_obstacle_is_on_a_sheet_and_nearly_every_one_is_labelled() {
    every(|size, hand, sample| {
        let mut bare = 0;
        for (id, obstacle) in sample.truth.obstacles.iter().enumerate() {
            assert_eq!(obstacle.id, id);
            assert!(
                sample.paths.contains(&obstacle.sheet),
                "{size} {hand} {obstacle:?}"
            );
            bare += usize::from(obstacle.label.is_empty());
        }
        let all = sample.truth.obstacles.len();
        assert!(
            bare * 50 <= all,
            "{size} {hand}: {bare} of {all} without label"
        );
    });
}

#[test]
fn every_level_has_a_shear_wall_plan_an_architectural_plan_and_services() {
    every(|size, hand, sample| {
        for level in 0..sample.truth.levels.len() {
            let kinds: BTreeSet<SheetKind> = sample
                .truth
                .sheets
                .iter()
                .filter(|s| s.level == Some(level))
                .map(|s| s.kind)
                .collect();
            assert!(
                kinds.contains(&SheetKind::ShearWalls),
                "{size} {hand} {level}"
            );
            assert!(
                kinds.contains(&SheetKind::Architecture),
                "{size} {hand} {level}"
            );
            assert!(
                kinds.contains(&SheetKind::Services) || kinds.contains(&SheetKind::Plumbing),
                "{size} {hand} {level}"
            );
            assert!(
                level == 0 || kinds.contains(&SheetKind::Framing),
                "{size} {hand} {level}"
            );
        }
    });
}

#[test]
fn project_toml_lists_the_levels_of_the_truth_from_the_lowest_up() {
    every(|size, hand, sample| {
        let project: toml::Table = sample.project.parse().unwrap();
        let levels = project["level"].as_array().unwrap();
        let names: Vec<&str> = levels.iter().map(|l| l["name"].as_str().unwrap()).collect();
        assert_eq!(names, sample.truth.levels, "{size} {hand}");
        let base = project["drawings"]["base_level"].as_str().unwrap();
        assert_eq!(base, sample.truth.levels[0]);
        let mut elevation = 0.0;
        for level in levels {
            assert!((level["elevation_ft"].as_float().unwrap() - elevation).abs() < 1e-9);
            elevation += level["height_ft"].as_float().unwrap();
            assert!(level["weight_kip"].as_float().unwrap() > 50.0);
        }
        // A file without unit is told its unit here, and only there.
        let unsaid = matches!(hand, Hand::Classic | Hand::Rough);
        assert_eq!(project["drawings"].get("units").is_some(), unsaid, "{hand}");
    });
}

#[test]
fn a_building_with_a_wing_at_an_angle_is_designed_with_a_rigid_diaphragm() {
    for (seed, model) in [(1, "envelope"), (2, "rigid"), (3, "envelope")] {
        let sample = generate(Size::Complex, Hand::Office, seed);
        let (_, bytes) = sample
            .files
            .iter()
            .find(|(path, _)| path == "project.toml")
            .unwrap();
        let project: toml::Table = std::str::from_utf8(bytes).unwrap().parse().unwrap();
        assert_eq!(
            project["diaphragm"]["model"].as_str(),
            Some(model),
            "{seed}"
        );
    }
}
