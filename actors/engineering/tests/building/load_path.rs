//! The load path of buildings worked out by hand.

use holdfast_engineering::audit::audit;
use holdfast_engineering::building::{
    Building, Diaphragm, RodMove, SegmentDistribution, Stack, Wind,
};
use holdfast_engineering::design::{ChordForce, Direction, LineForce, Load, LoadPath};
use holdfast_engineering::explain::explain;
use holdfast_engineering::load_path::{
    StackSolver, assemble, distribute, layout, line_forces, solve, stack_forces, story_forces,
};
use holdfast_engineering::rods::{RodDesigner, Workspace};
use holdfast_engineering::trace::{Origin, Trace};

use super::fixture::{irregular, three_levels, wall};

fn solved(building: &Building) -> LoadPath {
    solve(building, &mut Trace::off()).unwrap()
}

fn chord<'a>(path: &'a LoadPath, run: &str) -> &'a ChordForce {
    path.chords
        .iter()
        .find(|c| c.run == run)
        .unwrap_or_else(|| panic!("no run {run}"))
}

fn close(got: &[f64], expected: &[f64]) {
    assert_eq!(got.len(), expected.len(), "{got:?} against {expected:?}");
    for (g, e) in got.iter().zip(expected) {
        assert!(
            (g - e).abs() < 1e-6 * e.abs().max(1.0),
            "{got:?} against {expected:?}"
        );
    }
}

#[test]
fn three_levels_are_as_worked_out_by_hand() {
    // 10 kip a level, half to each of two lines: 5, 10, 15 kip down one wall of 20 ft, arm 19 ft.
    // M = 300, 150, 50 kip-ft; MR = 100 plf · 20²/2 = 20 kip-ft a level.
    let path = solved(&three_levels());
    let chord = chord(&path, "R-Sa.1A");
    close(&chord.arm_ft, &[19.0; 3]);
    close(&chord.overturning_lbft, &[300_000.0, 150_000.0, 50_000.0]);
    close(&chord.resisting_lbft, &[60_000.0, 40_000.0, 20_000.0]);
    // T = (0.7 M − (0.6 − 0.14) MR)/19.
    close(
        &chord.tension_lb,
        &[182_400.0 / 19.0, 86_600.0 / 19.0, 25_800.0 / 19.0],
    );
    assert_eq!(chord.tension_combination, ["0.6D-0.7Ev+0.7Eh"; 3]);
    // C at the base: D = 60/19, L = 3 · 40 · 200/19, S = 25 · 200/19 kip; QE = 300/19 kip.
    let (d, l, s, qe) = (
        60_000.0 / 19.0,
        24_000.0 / 19.0,
        5_000.0 / 19.0,
        300_000.0 / 19.0,
    );
    let plain = 1.14 * d + 0.7 * qe;
    let with_live = 1.105 * d + 0.525 * qe + 0.75 * l + 0.75 * s;
    close(&chord.compression_lb[..1], &[f64::max(plain, with_live)]);
    let segment = path
        .segments
        .iter()
        .find(|s| s.segment == "L1-a.1")
        .unwrap();
    close(
        &[segment.shear_lb, segment.unit_shear_plf],
        &[10_500.0, 525.0],
    );
    // SDPWS 2021, structural I 15/32, 10d at 2 in: 2,435 plf nominal, 2.8.
    close(&[segment.capacity_plf], &[2435.0 / 2.8]);
    assert!(path.problems.is_empty(), "{:?}", path.problems);
}

#[test]
fn the_parts_of_a_task_graph_give_what_solve_gives() {
    let building = irregular();
    let mut off = Trace::off();
    let layout = layout(&building);
    let forces = story_forces(&building, &mut off).unwrap();
    let mut shares = Vec::new();
    for level in (0..3).rev() {
        for load in [Load::Wind, Load::Seismic] {
            for direction in [Direction::Y, Direction::X] {
                shares.push(
                    distribute(
                        &building, &layout, &forces, level, direction, load, &mut off,
                    )
                    .unwrap(),
                );
            }
        }
    }
    let lines = line_forces(&building, &layout, &shares);
    let stacks: Vec<_> = (0..layout.stacks.len())
        .map(|s| stack_forces(&building, &layout, &lines.lines, s, &mut off).unwrap())
        .collect();
    let solver = StackSolver::new(&building, &layout, &lines.lines).unwrap();
    assert_eq!(solver.solve(1, &mut off).unwrap(), stacks[1]);
    shares.sort_by_key(|s| (s.level, s.direction, s.load));
    let path = assemble(&building, layout, forces, shares, lines, stacks);
    assert_eq!(path, solved(&building));
}

fn rigid_with_mass_at(mass_center_ft: [f64; 2]) -> Building {
    let mut building = three_levels();
    building.criteria.diaphragm = Diaphragm::Rigid;
    for level in &mut building.levels {
        level.mass_center_ft = mass_center_ft;
    }
    building
}

fn line<'a>(path: &'a LoadPath, name: &str, level: usize) -> &'a LineForce {
    let of_line = |l: &&LineForce| l.line == name && l.level == level;
    path.lines.iter().find(of_line).unwrap()
}

#[test]
fn rigid_diaphragms_turn_with_inherent_and_accidental_torsion() {
    // Equal walls of 20 ft: cr = (30, 15), J = 20 (2·15² + 2·30²) = 45,000 ft³. Force along y at
    // x = 33: e = 3, ea = 5 % of 60 = 3. East line: 10 (0.5 + 6·20·30/45,000) = 5.8 kip a level.
    let building = rigid_with_mass_at([33.0, 15.0]);
    let path = solved(&building);
    let east = line(&path, "Y-2", 2);
    close(
        &[east.rigid_lb, east.rigid_inherent_lb, east.position_ft],
        &[5800.0, 5400.0, 60.0],
    );
    assert_eq!(east.rigid_case, "force along y, accidental torsion +5 %");
    let west = path
        .lines
        .iter()
        .find(|l| l.line == "Y-1" && l.level == 2)
        .unwrap();
    close(&[west.rigid_lb, west.rigid_inherent_lb], &[5000.0, 4600.0]);
    assert_eq!(west.rigid_case, "force along y, accidental torsion -5 %");
}

#[test]
fn the_envelope_takes_the_worse_of_flexible_and_rigid_line_by_line() {
    let mut building = three_levels();
    building.criteria.diaphragm = Diaphragm::Envelope;
    building
        .levels
        .iter_mut()
        .for_each(|l| l.mass_center_ft = [34.0, 15.0]);
    let path = solved(&building);
    assert!(
        path.lines
            .iter()
            .all(|l| l.shear_lb == l.flexible_shear_lb.max(l.rigid_shear_lb))
    );
    assert!(
        path.lines
            .iter()
            .any(|l| l.rigid_shear_lb > l.flexible_shear_lb * 1.01)
    );
}

#[test]
fn a_wind_that_pulls_harder_governs_by_its_own_combination() {
    let mut building = three_levels();
    building.criteria.wind = Some(Wind {
        story_forces_x_kip: vec![40.0; 3],
        story_forces_y_kip: vec![1.0; 3],
    });
    let path = solved(&building);
    let along_x = chord(&path, "R-Sa.1B");
    // T = (0.6 · 1,200 − 0.6 · 60)/19 kip at the base.
    close(&along_x.tension_lb[..1], &[684_000.0 / 19.0]);
    assert_eq!(along_x.tension_combination[0], "0.6D+0.6W");
    assert_eq!(
        chord(&path, "R-Sc.1A").tension_combination[0],
        "0.6D-0.7Ev+0.7Eh"
    );
}

#[test]
fn a_stiffer_segment_takes_more_of_the_line() {
    let mut building = three_levels();
    building
        .walls
        .iter_mut()
        .filter(|w| w.id.ends_with('a'))
        .for_each(|w| w.segments_ft = vec![[0.0, 5.0], [8.0, 20.0]]);
    let by_length = solved(&building);
    building.criteria.segment_distribution = SegmentDistribution::Stiffness;
    let by_stiffness = solved(&building);
    let shear = |path: &LoadPath, id: &str| {
        path.segments
            .iter()
            .find(|s| s.segment == id)
            .unwrap()
            .seismic_shear_lb
    };
    let total = 15_000.0;
    close(
        &[shear(&by_length, "L1-a.1"), shear(&by_length, "L1-a.2")],
        &[total * 5.0 / 17.0, total * 12.0 / 17.0],
    );
    let (short, long) = (
        shear(&by_stiffness, "L1-a.1"),
        shear(&by_stiffness, "L1-a.2"),
    );
    close(&[short + long], &[total]);
    assert!(short < shear(&by_length, "L1-a.1"));
}

#[test]
fn a_segment_too_slender_carries_nothing_and_is_reported() {
    let mut building = three_levels();
    building
        .walls
        .iter_mut()
        .filter(|w| w.id == "L2-a")
        .for_each(|w| w.segments_ft = vec![[0.0, 2.0], [5.0, 20.0]]);
    let path = solved(&building);
    let slender = path
        .segments
        .iter()
        .find(|s| s.segment == "L2-a.1")
        .unwrap();
    assert!(!slender.effective && slender.seismic_shear_lb == 0.0);
    let problem = path
        .problems
        .iter()
        .find(|p| p.code == "segment-slender")
        .unwrap();
    assert!(problem.what.contains("4.50"), "{}", problem.what);
    assert!(problem.remedy.contains("2.57 ft"), "{}", problem.remedy);
}

#[test]
fn an_upper_wall_over_two_lower_ones_pulls_on_their_outer_ends() {
    let mut building = three_levels();
    building
        .walls
        .iter_mut()
        .filter(|w| w.id == "L1-a")
        .for_each(|w| w.segments_ft = vec![[0.0, 8.0], [12.0, 20.0]]);
    let path = solved(&building);
    // Above: 150 kip-ft over 19 ft. Below, each segment: 7.5 kip · 10 ft over 7 ft on top of it.
    let outer = chord(&path, "R-Sa.1A");
    close(
        &[outer.cases[0].uplift_lb[0]],
        &[150_000.0 / 19.0 + 75_000.0 / 7.0],
    );
    let inner = chord(&path, "R-Sa.1B");
    assert_eq!(inner.levels, [0]);
    close(&[inner.cases[0].uplift_lb[0]], &[75_000.0 / 7.0]);
    assert_eq!(chord(&path, "R-Sa.2B").levels, [0, 1, 2]);
}

#[test]
fn a_shorter_wall_above_keeps_its_moment_and_says_that_nothing_stands_below_its_end() {
    let mut building = three_levels();
    for wall in building.walls.iter_mut().filter(|w| w.id == "L3-a") {
        wall.segments_ft = vec![[0.0, 10.0]];
    }
    let path = solved(&building);
    // The moments add up whatever the lengths: the base still sees 300 kip-ft over 19 ft.
    close(
        &chord(&path, "R-Sa.1A").overturning_lbft,
        &[300_000.0, 150_000.0, 50_000.0],
    );
    close(&chord(&path, "R-Sa.1A").arm_ft, &[19.0, 19.0, 9.0]);
    let problem = path
        .problems
        .iter()
        .find(|p| p.code == "end-nothing-below")
        .unwrap();
    assert!(problem.place.contains("R-Sa.1B-L3"), "{}", problem.place);
}

#[test]
fn a_stack_with_nothing_below_is_reported_with_its_line() {
    let mut building = three_levels();
    building.walls.retain(|w| w.id != "L1-a");
    building.stacks[0].walls.remove(0);
    let path = solved(&building);
    assert!(
        path.problems
            .iter()
            .any(|p| p.code == "stack-nothing-below" && p.place.contains("Sa"))
    );
    let stopped = path
        .problems
        .iter()
        .find(|p| p.code == "line-stops")
        .unwrap();
    assert!(stopped.what.contains("10000 lb"), "{}", stopped.what);
    // All of it goes to the north line, with the level's own 10 kip.
    let north = path
        .lines
        .iter()
        .find(|l| l.line == "X-2" && l.level == 0)
        .unwrap();
    close(
        &[north.shear_lb, north.flexible_transfer_lb],
        &[30_000.0, 10_000.0],
    );
}

#[test]
fn a_level_without_walls_one_way_is_reported() {
    let mut building = three_levels();
    building
        .walls
        .retain(|w| !w.id.ends_with('a') && !w.id.ends_with('b'));
    building.stacks.drain(..2);
    let path = solved(&building);
    assert_eq!(
        path.problems
            .iter()
            .filter(|p| p.code == "level-no-line")
            .count(),
        3
    );
}

#[test]
fn ends_a_little_apart_are_one_run_at_the_innermost() {
    let mut building = three_levels();
    for wall in building.walls.iter_mut().filter(|w| w.id == "L2-a") {
        wall.start_ft[0] += 1.0;
        wall.segments_ft = vec![[0.0, 19.0]];
    }
    let path = solved(&building);
    let run = chord(&path, "R-Sa.1A");
    assert_eq!(run.levels, [0, 1, 2]);
    close(&run.at_ft, &[21.0, 0.0]);
    close(&run.arm_ft, &[18.0; 3]);
}

#[test]
fn a_wall_drawn_backwards_or_in_no_stack_changes_nothing_but_names() {
    let mut building = three_levels();
    for wall in building.walls.iter_mut().filter(|w| w.id == "L2-a") {
        std::mem::swap(&mut wall.start_ft, &mut wall.end_ft);
    }
    let tension = |b: &Building| chord(&solved(b), "R-Sa.1A").tension_lb.clone();
    close(&tension(&building), &tension(&three_levels()));
    building
        .walls
        .push(wall("L1-z", 0, [45.0, 0.0], [55.0, 0.0]));
    let path = solved(&building);
    assert_eq!(chord(&path, "R-L1-z.1A").levels, [0]);
    assert!(path.assumptions.iter().any(|a| a.what.contains("L1-z")));
}

#[test]
fn walls_at_an_angle_resist_in_both_directions_and_are_listed() {
    let mut building = three_levels();
    let s = 20.0 / 2.0_f64.sqrt();
    for (l, id) in ["L1-e", "L2-e", "L3-e"].into_iter().enumerate() {
        building
            .walls
            .push(wall(id, l, [23.0, 8.0], [23.0 + s, 8.0 + s]));
    }
    building.stacks.push(Stack {
        id: "Se".into(),
        walls: vec!["L1-e".into(), "L2-e".into(), "L3-e".into()],
    });
    let path = solved(&building);
    let skewed = path
        .segments
        .iter()
        .find(|s| s.segment == "L3-e.1")
        .unwrap();
    // Flexible along x: lines at y = 0, 15.07, 30 take 2.5, 5, 2.5 kip; along y: about 5 of 10.
    let share = |line: &str| {
        path.lines
            .iter()
            .find(|l| l.line == line && l.level == 2)
            .unwrap()
            .shear_lb
    };
    let along = [share("X-2") * 2.0_f64.sqrt(), share("Y-2") * 2.0_f64.sqrt()];
    let expected = along[0].max(along[1]) + 0.3 * along[0].min(along[1]);
    close(&[skewed.seismic_shear_lb], &[expected]);
    assert!(
        path.assumptions
            .iter()
            .any(|a| a.what.contains("L1-e") && a.what.contains("5°"))
    );
}

fn moved(mut building: Building, run: &str, move_in: f64) -> Building {
    building.rod_moves.push(RodMove {
        run: run.into(),
        move_in,
        origin: Origin::File("overrides.toml:3".into()),
    });
    building
}

#[test]
fn a_moved_rod_changes_the_arm_of_both_ends_and_their_forces() {
    // 24 in inwards: rod and posts of that end, so the arm of 19 ft is 17 ft either way of force.
    let path = solved(&moved(three_levels(), "R-Sa.1A", 24.0));
    for run in ["R-Sa.1A", "R-Sa.1B"] {
        let chord = chord(&path, run);
        close(&chord.arm_ft, &[17.0; 3]);
        close(
            &chord.tension_lb,
            &[182_400.0 / 17.0, 86_600.0 / 17.0, 25_800.0 / 17.0],
        );
    }
    assert_eq!(chord(&path, "R-Sa.1A").moved_in, [[24.0, 0.0]; 3]);
    assert_eq!(chord(&path, "R-Sa.1B").moved_in, [[0.0, 24.0]; 3]);
    close(&chord(&path, "R-Sb.1A").arm_ft, &[19.0; 3]);
}

#[test]
fn a_moved_rod_stands_where_it_was_moved_to_and_explains_why() {
    let usual = three_levels();
    let building = moved(three_levels(), "R-Sa.1A", 24.0);
    let designed = |building: &Building| {
        let path = solved(building);
        let designer = RodDesigner::new(building).unwrap();
        designer.design(chord(&path, "R-Sa.1A"), &mut Workspace::default())
    };
    let (before, after) = (designed(&usual), designed(&building));
    for axis in 0..2 {
        let off = after.at_ft[axis] - before.at_ft[axis];
        assert!((off - 2.0 * after.inward[axis]).abs() < 1e-9);
    }
    let lines = explain(&building, "R-Sa.1A", Some(0)).unwrap();
    let said = lines.iter().flat_map(|l| &l.inputs).any(|q| {
        q.symbol == "move of this run" && q.origin == Origin::File("overrides.toml:3".into())
    });
    assert!(said);
}

#[test]
fn the_audit_finds_a_moved_design_in_equilibrium() {
    let building = moved(three_levels(), "R-Sa.1A", 24.0);
    let path = solved(&building);
    let designer = RodDesigner::new(&building).unwrap();
    let mut workspace = Workspace::default();
    let runs: Vec<_> = path
        .chords
        .iter()
        .map(|c| designer.design(c, &mut workspace))
        .collect();
    let audit = audit(&building, &path, &runs);
    let off: Vec<_> = audit
        .checks
        .iter()
        .filter(|c| c.code.starts_with("equilibrium") && !c.passes)
        .collect();
    assert!(off.is_empty(), "{off:?}");
}

#[test]
fn a_move_that_cannot_be_is_refused_with_its_line() {
    for (run, by, words) in [
        ("R-Sa.1C", 3.0, ["overrides.toml:3", "did you mean"]),
        ("R-Sa.1A", -40.0, ["overrides.toml:3", "wall's end"]),
        ("R-Sa.1A", 200.0, ["overrides.toml:3", "apart"]),
        ("R-Sa.1A", f64::NAN, ["overrides.toml:3", "R-Sa.1A"]),
    ] {
        let refused = solve(&moved(three_levels(), run, by), &mut Trace::off()).unwrap_err();
        let said = refused.to_string();
        for word in words {
            assert!(said.contains(word), "{word} is missing in {said}");
        }
    }
}

#[test]
fn accidental_torsion_is_amplified_where_a_rigid_level_turns_much() {
    // The mass 15 ft off the middle of 60: e = 15 + 3 = 18, J = 45,000, ΣR = 40, edges
    // 1/40 ± 18·30/45,000 = 0.025 ± 0.012: δmax/δavg = 1.48, Ax = (1.48/1.2)² = 1.52111.
    // East line: 10 (0.5 + (15 + 3 · 1.52111)·20·30/45,000) = 7.60844 kip a level.
    let mut building = rigid_with_mass_at([45.0, 15.0]);
    let path = solved(&building);
    let east = line(&path, "Y-2", 2);
    let ax = (1.48_f64 / 1.2).powi(2);
    close(
        &[east.rigid_lb, east.rigid_inherent_lb],
        &[5000.0 + (15.0 + 3.0 * ax) * 20.0 * 30.0 / 4.5, 7000.0],
    );
    assert!(east.rigid_case.contains("Ax = 1.52"), "{}", east.rigid_case);
    let told = |a: &&holdfast_engineering::design::Assumption| a.what.contains("irregularity 1b");
    assert!(path.assumptions.iter().any(|a| told(&a)));
    let seismic = building.criteria.seismic.as_mut().unwrap();
    (seismic.sds_g, seismic.sd1_g, seismic.s1_g) = (0.2, 0.1, 0.1);
    let path = solved(&building);
    assert!(!path.lines.iter().any(|l| l.rigid_case.contains("Ax")));
}

#[test]
fn runs_may_move_as_far_as_leaves_half_of_each_segment_between_its_chords() {
    let mut building = three_levels();
    let layout = holdfast_engineering::load_path::layout(&building);
    let room = holdfast_engineering::load_path::room_to_move_in(&building, &layout);
    // 20 ft: half is 120 in, less 6 in to the rod and 6 in to the posts, for both ends.
    assert!((room["R-Sa.1A"] - 54.0).abs() < 1e-9, "{room:?}");
    let both = [("R-Sa.1A", 54.0), ("R-Sa.1B", 54.0)];
    for (run, by) in both {
        building = moved(building, run, by);
    }
    solve(&building, &mut Trace::off()).unwrap();
    let further = moved(building, "R-Sa.1A", 54.5);
    assert!(solve(&further, &mut Trace::off()).is_err());
}
