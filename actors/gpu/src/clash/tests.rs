//! Clashes as a plan checker would tell them.

use super::*;
use crate::broad::CpuBvh;

fn run(id: &str, x: f64) -> Run {
    Run {
        id: id.into(),
        inward: [1.0, 0.0],
        travel_in: [-2.0, 12.0],
        parts: (0..2)
            .map(|level| {
                let z = 120.0 * level as f64;
                Part {
                    kind: PartKind::Rod,
                    level,
                    solid: Solid::cylinder([x, 0.0], 0.5, [z, z + 120.0]),
                }
            })
            .collect(),
    }
}

fn pipe(id: &str, level: usize, x: f64) -> Obstruction {
    let z = 120.0 * level as f64;
    Obstruction {
        id: id.into(),
        kind: "pipe".into(),
        level,
        height: Height::Known,
        solids: vec![Solid::cylinder([x, 0.0], 1.5, [z + 1.0, z + 119.0])],
    }
}

#[test]
fn a_rod_through_a_pipe_is_hard_and_one_beside_it_is_a_matter_of_clearance() {
    let found = find(
        &[run("A", 0.0)],
        &[pipe("P1", 0, 1.0), pipe("P2", 1, 2.5)],
        &Rules::default(),
        &CpuBvh,
    );
    let seen: Vec<_> = found
        .iter()
        .map(|c| (c.kind, c.level, c.parts[0].distance_in))
        .collect();
    assert_eq!(seen, [(Kind::Hard, 0, -1.0), (Kind::Clearance, 1, 0.5)]);
}

#[test]
fn the_move_clears_every_level_of_the_run_and_makes_no_new_clash() {
    let pipes = [pipe("P1", 0, 1.0), pipe("P2", 1, 5.0)];
    let found = find(&[run("A", 0.0)], &pipes, &Rules::default(), &CpuBvh);
    // 4 in would clear P1 alone; P2 is in the way until 8 in. Outwards there is room for just this
    // rod, inwards for a larger one too.
    assert_eq!(found[0].move_in, Some(9.0));
    let mut one_way = run("A", 0.0);
    one_way.travel_in = [0.0, 12.0];
    assert_eq!(
        find(&[one_way.clone()], &pipes, &Rules::default(), &CpuBvh)[0].move_in,
        Some(9.0)
    );
    one_way.travel_in = [0.0, 8.25];
    assert_eq!(
        find(&[one_way], &pipes, &Rules::default(), &CpuBvh)[0].move_in,
        Some(8.0)
    );
}

#[test]
fn no_move_is_proposed_beyond_the_walls_allowed_offset() {
    let mut stuck = run("A", 0.0);
    stuck.travel_in = [0.0, 2.0];
    assert_eq!(
        find(&[stuck], &[pipe("P", 0, 0.0)], &Rules::default(), &CpuBvh)[0].move_in,
        None
    );
}

#[test]
fn two_rods_in_each_others_way_are_told_once_a_level() {
    let found = find(
        &[run("A", 0.0), run("B", 1.2)],
        &[],
        &Rules::default(),
        &CpuBvh,
    );
    assert_eq!(
        found
            .iter()
            .map(|c| (c.run.as_str(), c.against_id.as_str(), c.level))
            .collect::<Vec<_>>(),
        [("A", "B", 0), ("A", "B", 1)]
    );
}

#[test]
fn ids_stay_when_other_things_come_and_go() {
    let alone = find(
        &[run("A", 0.0)],
        &[pipe("P", 0, 1.0)],
        &Rules::default(),
        &CpuBvh,
    );
    let with = find(
        &[run("Z", 60.0), run("A", 0.0)],
        &[pipe("Q", 1, 61.0), pipe("P9", 0, 1.0)],
        &Rules::default(),
        &CpuBvh,
    );
    assert!(with.iter().any(|c| c.id == alone[0].id));
    let mut ids: Vec<_> = with.iter().map(|c| &c.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), with.len());
}

#[test]
fn numbers_that_are_not_finite_clash_with_nothing() {
    let mut bad = pipe("P", 0, f64::NAN);
    assert!(find(&[run("A", 0.0)], &[bad.clone()], &Rules::default(), &CpuBvh).is_empty());
    bad.solids = vec![Solid::cylinder([0.0, 0.0], f64::INFINITY, [0.0, 1.0])];
    assert!(find(&[run("A", 0.0)], &[bad], &Rules::default(), &CpuBvh).is_empty());
}

#[test]
fn what_is_found_does_not_depend_on_the_order_of_obstructions() {
    let mut pipes: Vec<_> = (0..40)
        .map(|i| pipe(&format!("P{i}"), i % 2, f64::from(i as u32 * 37 % 50)))
        .collect();
    let mut there: Vec<_> = find(
        &[run("A", 0.0), run("B", 30.0)],
        &pipes,
        &Rules::default(),
        &CpuBvh,
    );
    pipes.reverse();
    let mut back: Vec<_> = find(
        &[run("A", 0.0), run("B", 30.0)],
        &pipes,
        &Rules::default(),
        &CpuBvh,
    );
    there.sort_by(|a, b| a.id.cmp(&b.id));
    back.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(there, back);
}

fn plate(level: usize, x: f64, floor: f64) -> Part {
    Part {
        kind: PartKind::Plate,
        level,
        solid: Solid::plate([x, 0.0], [1.0, 0.0], 3.0, 3.0, [floor, floor + 0.5]),
    }
}

fn of(level: usize, height: Height, x: [f64; 2], z: [f64; 2]) -> Obstruction {
    Obstruction {
        id: format!("D{level}"),
        kind: "duct".into(),
        level,
        height,
        solids: vec![Solid::bar([x[0], 0.0], [x[1], 0.0], 8.0, z)],
    }
}

#[test]
fn one_run_and_one_obstacle_on_a_level_are_one_clash_with_its_parts() {
    let mut a = run("A", 0.0);
    a.parts.push(plate(0, 0.0, 120.0));
    a.parts.push(plate(1, 0.0, 240.0));
    let found = find(
        &[a],
        &[pipe("P1", 0, 1.0), pipe("P2", 1, 1.0)],
        &Rules::default(),
        &CpuBvh,
    );
    let seen: Vec<_> = found
        .iter()
        .map(|c| {
            let parts = c.parts.iter().map(|p| (p.part, p.level, p.kind));
            (c.level, c.kind, parts.collect::<Vec<_>>())
        })
        .collect();
    // P1 ends an inch below its ceiling, P2 begins half an inch above the plate on its floor.
    assert_eq!(
        seen,
        [
            (0, Kind::Hard, vec![(PartKind::Rod, 0, Kind::Hard)]),
            (
                1,
                Kind::Hard,
                vec![
                    (PartKind::Rod, 1, Kind::Hard),
                    (PartKind::Plate, 0, Kind::Clearance)
                ]
            ),
        ]
    );
}

#[test]
fn beside_an_obstacle_of_unknown_height_only_the_rod_of_its_storey_keeps_clearance() {
    let mut a = run("A", 0.0);
    a.parts.push(plate(0, 0.0, 120.0));
    let clash = |x| {
        let duct = of(1, Height::Assumed, [x, x + 20.0], [120.0, 240.0]);
        find(&[a.clone()], &[duct], &Rules::default(), &CpuBvh)
    };
    let kinds = |found: Vec<Clash>| -> Vec<(Kind, Vec<(PartKind, Kind)>)> {
        let of = |c: &Clash| c.parts.iter().map(|p| (p.part, p.kind)).collect();
        found.iter().map(|c| (c.kind, of(c))).collect()
    };
    // The plate reaches 1.5 in from the rod's centre, the rod half an inch.
    assert_eq!(kinds(clash(1.75)), []);
    assert_eq!(
        kinds(clash(1.25)),
        [(
            Kind::Clearance,
            vec![
                (PartKind::Plate, Kind::Clearance),
                (PartKind::Rod, Kind::Clearance)
            ]
        )]
    );
    assert_eq!(
        kinds(clash(0.0)),
        [(
            Kind::Hard,
            vec![
                (PartKind::Rod, Kind::Hard),
                (PartKind::Plate, Kind::Clearance)
            ]
        )]
    );
    // Where the height is known, the plate on the floor below keeps its clearance too.
    let known = of(1, Height::Known, [1.75, 20.0], [120.0, 240.0]);
    assert_eq!(
        kinds(find(&[a.clone()], &[known], &Rules::default(), &CpuBvh)),
        [(Kind::Clearance, vec![(PartKind::Plate, Kind::Clearance)])]
    );
}

#[test]
fn an_id_stays_where_the_run_is_made_of_other_parts_and_by_a_hair_of_rounding() {
    let id = |x: f64, diameter: f64, plate_in: f64| {
        let mut a = run("A", x);
        a.parts.iter_mut().for_each(|p| {
            let [low, high] = p.solid.bounds();
            p.solid = Solid::cylinder([x, 0.0], diameter / 2.0, [low[2], high[2]]);
        });
        let mut plate = plate(0, x, 120.0);
        plate.solid = Solid::plate([x, 0.0], [1.0, 0.0], plate_in, plate_in, [120.0, 121.0]);
        a.parts.push(plate);
        find(&[a], &[pipe("P", 0, 125.0)], &Rules::default(), &CpuBvh)[0]
            .id
            .clone()
    };
    let first = id(124.5, 1.0, 3.0);
    assert_eq!(first, id(124.5, 2.0, 5.0));
    assert_eq!(first, id(124.499_999_999, 1.0, 3.0));
    assert_ne!(first, id(126.0, 1.0, 3.0));
}

#[test]
fn two_pipes_drawn_over_each_other_have_two_ids() {
    let found = find(
        &[run("A", 0.0)],
        &[pipe("P1", 0, 1.0), pipe("P2", 0, 1.0)],
        &Rules::default(),
        &CpuBvh,
    );
    assert_eq!(found.len(), 2);
    assert_ne!(found[0].id, found[1].id);
}

#[test]
fn the_order_of_runs_changes_no_clash_and_no_move() {
    let runs = [run("A", 0.0), run("B", 1.2), run("C", 9.0), run("D", 11.0)];
    let pipes = [pipe("P", 0, 1.0), pipe("Q", 1, 10.0)];
    let mut there = find(&runs, &pipes, &Rules::default(), &CpuBvh);
    let turned: Vec<_> = runs.iter().rev().cloned().collect();
    let mut back = find(&turned, &pipes, &Rules::default(), &CpuBvh);
    there.sort_by(|a, b| a.id.cmp(&b.id));
    back.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(there, back);
}

#[test]
fn runs_moved_as_proposed_one_by_one_or_all_have_no_clash_left() {
    // Ends of two walls that face each other, each with a pipe in its way: both would move inwards.
    let mut runs: Vec<_> = (0..12)
        .map(|i| run(&format!("R{i:02}"), f64::from(i * 9)))
        .collect();
    for (i, run) in runs.iter_mut().enumerate() {
        run.inward = [if i % 2 == 0 { 1.0 } else { -1.0 }, 0.0];
    }
    let pipes: Vec<_> = (0..12)
        .map(|i| pipe(&format!("P{i:02}"), i % 2, (i * 9) as f64 + 0.3))
        .collect();
    let found = find(&runs, &pipes, &Rules::default(), &CpuBvh);
    let moved = |runs: &[Run], only: Option<&str>| -> Vec<Run> {
        let mut runs = runs.to_vec();
        for run in &mut runs {
            let own = found.iter().find(|c| c.run == run.id);
            if let Some(by) = own.and_then(|c| c.move_in)
                && only.is_none_or(|o| o == run.id)
            {
                let offset = run.inward.map(|v| v * by);
                run.parts
                    .iter_mut()
                    .for_each(|p| p.solid = p.solid.moved(offset));
            }
        }
        runs
    };
    let movable = |id: &str| found.iter().any(|c| c.run == id && c.move_in.is_some());
    assert!(found.iter().filter(|c| c.move_in.is_some()).count() > 4);
    let left = |runs: &[Run]| find(runs, &pipes, &Rules::default(), &CpuBvh);
    for clash in left(&moved(&runs, None)) {
        assert!(!movable(&clash.run), "{clash:?}");
    }
    for run in runs.iter().filter(|r| movable(&r.id)) {
        for clash in left(&moved(&runs, Some(&run.id))) {
            let of_it = clash.run == run.id || clash.against_id == run.id;
            assert!(!of_it, "{clash:?}");
        }
    }
}
