//! Rod runs: by hand, and against brute force over every combination of rods.

use holdfast_engineering::building::{Building, Catalog, Method, PlateItem};
use holdfast_engineering::calc::bearing_plate::crushing_in;
use holdfast_engineering::design::{ChordCase, ChordForce, Load, RodRun};
use holdfast_engineering::load_path::solve;
use holdfast_engineering::rods::{RodDesigner, Workspace, design_run, design_runs};
use holdfast_engineering::trace::Trace;
use proptest::prelude::*;

use super::fixture::{rod, three_levels};

/// A chord with the tensions given, seismic, and a tenth of them pressing.
fn chord(tension_lb: &[f64]) -> ChordForce {
    let count = tension_lb.len();
    ChordForce {
        run: "R-S1.1A".into(),
        stack: "S1".into(),
        segments: (0..count).map(|l| format!("L{}-a.1", l + 1)).collect(),
        levels: (0..count).collect(),
        at_ft: [20.0, 0.0],
        inward: [1.0, 0.0],
        arm_ft: vec![19.0; count],
        overturning_lbft: tension_lb.iter().map(|t| t * 19.0).collect(),
        resisting_lbft: vec![0.0; count],
        tension_lb: tension_lb.to_vec(),
        compression_lb: tension_lb.iter().map(|t| 0.1 * t).collect(),
        tension_combination: vec!["0.6D-0.7Ev+0.7Eh".into(); count],
        compression_combination: vec!["D+0.7Ev+0.7Eh".into(); count],
        drift_allowance_in: vec![0.0; count],
        gravity_compression_lb: vec![0.0; count],
        cases: vec![ChordCase {
            load: Load::Seismic,
            tension_lb: tension_lb.to_vec(),
            asd_tension_lb: tension_lb.to_vec(),
            drift_tension_lb: tension_lb.iter().map(|t| 1.4 * t).collect(),
            uplift_lb: tension_lb.to_vec(),
            thrust_lb: tension_lb.to_vec(),
            ..ChordCase::default()
        }],
        ..ChordForce::default()
    }
}

fn design(building: &Building, tension_lb: &[f64]) -> RodRun {
    RodDesigner::new(building)
        .unwrap()
        .design(&chord(tension_lb), &mut Workspace::default())
}

#[test]
fn the_run_of_the_hand_worked_building_is_as_worked_out_by_hand() {
    let building = three_levels();
    let path = solve(&building, &mut Trace::off()).unwrap();
    let designer = RodDesigner::new(&building).unwrap();
    let runs = design_runs(&designer, &path.chords);
    let run = runs.iter().find(|r| r.id == "R-Sa.1A").unwrap();
    assert!(run.passes && run.required, "{:?}", run.problems);
    // 9,600 lb over 126 in: A36 1/2 and 5/8 are too weak (4,233 and 6,614 lb), B7 1/2 (9,204 lb) too;
    // B7 5/8 carries 14,381 lb and stretches 9,600 · 126/(0.2260 · 29e6) = 0.1846 in, which leaves
    // 0.0154 in for crushing and device: 0.0077 + 0.0054 in with a plate of 5.5 by 5.5 in and TU-3.
    // Above, 4,558 lb is too much for A36 1/2, and B7 1/2 does; 1,358 lb is not.
    let rods: Vec<&str> = run.levels.iter().map(|l| l.rod.as_str()).collect();
    assert_eq!(rods, ["R0.625-A193 B7", "R0.5-A193 B7", "R0.5-A36"]);
    let base = &run.levels[0];
    assert!(
        (base.elongation_in - 9600.0 * 126.0 / (0.226_001 * 29e6)).abs() < 1e-5,
        "{}",
        base.elongation_in
    );
    assert!((base.plate_lb - (9600.0 - 86_600.0 / 19.0)).abs() < 1e-6);
    assert_eq!(
        (base.plate.as_str(), base.takeup.as_str()),
        ("BP5.5x5.5x0.75", "TU-3")
    );
    let area = 5.5 * 5.5 - std::f64::consts::FRAC_PI_4 * 1.3125_f64.powi(2);
    let crushing = crushing_in(base.plate_lb / area, 625.0);
    let device = 0.002 + 0.02 * base.plate_lb / 30_000.0;
    assert!((base.deformation_in - base.elongation_in - crushing - device).abs() < 1e-12);
    assert_eq!(run.anchor_lb, base.rod_lb);
    assert_eq!(run.levels[1].coupler, "CN0.625x0.5");
    assert_eq!(run.at_ft, [20.5, 0.0]);
    // Sill and two top plates 4.5 in · 0.0025 · 9, I-joists 12 in · 0.0005 · 9.
    assert!((base.shrinkage_in - (4.5 * 0.0225 + 12.0 * 0.0045)).abs() < 1e-12);
    assert!((run.levels[2].required_travel_in - 3.0 * base.shrinkage_in * 1.25).abs() < 1e-12);
}

#[test]
fn a_run_without_tension_needs_no_rod_but_posts() {
    let run = design(&three_levels(), &[0.0, 0.0, 0.0]);
    assert!(!run.required && run.passes && run.anchor_lb == 0.0);
    assert!(
        run.levels
            .iter()
            .all(|l| l.rod.is_empty() && !l.posts.is_empty())
    );
}

#[test]
fn rods_stop_at_the_highest_level_with_tension() {
    let run = design(&three_levels(), &[5000.0, 2000.0, 0.0]);
    assert!(run.passes, "{:?}", run.problems);
    assert!(run.levels[1].restrained && !run.levels[1].plate.is_empty());
    assert!(run.levels[2].rod.is_empty() && run.levels[2].plate.is_empty());
}

#[test]
fn a_skipped_restraint_passes_its_share_up_and_its_length_counts() {
    let mut building = three_levels();
    building.criteria.rods.skipped_restraints = vec![1];
    let run = design(&building, &[6000.0, 4000.0, 1500.0]);
    assert!(run.passes, "{:?}", run.problems);
    let plates: Vec<f64> = run.levels.iter().map(|l| l.plate_lb).collect();
    let rods: Vec<f64> = run.levels.iter().map(|l| l.rod_lb).collect();
    assert_eq!(plates, [2000.0, 0.0, 4000.0]);
    assert_eq!(rods, [6000.0, 4000.0, 4000.0]);
    assert!(run.levels[2].elongation_in > run.levels[1].elongation_in * 1.5);
    assert_eq!(
        run.levels[1].drift_deformation_in,
        run.levels[2].drift_deformation_in
    );
    // Skipping the plate under the last one that is needed sends the rod up to the next.
    let run = design(&building, &[6000.0, 4000.0, 0.0]);
    assert!(run.levels[2].restrained && !run.levels[2].rod.is_empty());
}

#[test]
fn tension_that_grows_upwards_is_carried_on_down() {
    let run = design(&three_levels(), &[2000.0, 5000.0, 1000.0]);
    assert_eq!(run.levels[0].rod_lb, 5000.0);
    assert_eq!(run.anchor_lb, 5000.0);
    assert_eq!(run.levels[0].plate_lb, 0.0);
}

#[test]
fn what_no_rod_carries_is_said_with_figures() {
    let run = design(&three_levels(), &[200_000.0, 100_000.0, 50_000.0]);
    assert!(!run.passes && run.required);
    let problem = run
        .problems
        .iter()
        .find(|p| p.code == "rod-strength")
        .unwrap();
    assert!(problem.what.contains("200000 lb"), "{}", problem.what);
    assert!(problem.place.contains("Level 1") && problem.remedy.contains("catalog.toml"));
    assert!(run.levels.iter().all(|l| !l.rod.is_empty()));
}

#[test]
fn each_thing_that_lacks_has_a_problem_of_its_own() {
    let codes = |change: fn(&mut Building)| -> Vec<String> {
        let mut building = three_levels();
        change(&mut building);
        design(&building, &[9000.0, 6000.0, 3000.0])
            .problems
            .into_iter()
            .map(|p| p.code)
            .collect()
    };
    assert!(codes(|b| b.catalog.couplers.clear()).contains(&"coupler-missing".to_owned()));
    assert!(
        codes(|b| b
            .catalog
            .takeups
            .iter_mut()
            .for_each(|t| t.travel_in = 0.01))
        .contains(&"takeup-travel".to_owned())
    );
    assert!(
        codes(|b| b
            .catalog
            .takeups
            .iter_mut()
            .for_each(|t| t.rated_load_lb = 100.0))
        .contains(&"takeup-load".to_owned())
    );
    assert!(
        codes(|b| b
            .catalog
            .plates
            .iter_mut()
            .for_each(|p| p.thickness_in = 0.05))
        .contains(&"plate-bending".to_owned())
    );
    assert!(codes(|b| b.criteria.framing.fc_perp_psi = 10.0).contains(&"plate-bearing".to_owned()));
    assert!(
        codes(|b| b.criteria.framing.stud_depth_in = 2.5).contains(&"plate-missing".to_owned())
    );
    assert!(codes(|b| b.criteria.framing.stud_depth_in = 2.5).contains(&"post-missing".to_owned()));
    assert!(codes(|b| b.criteria.framing.fc_psi = 5.0).contains(&"post-capacity".to_owned()));
    assert!(
        codes(|b| b.criteria.rods.deformation_limit_in = 0.02)
            .contains(&"rod-deformation".to_owned())
    );
    assert!(
        codes(|b| b
            .catalog
            .takeups
            .iter_mut()
            .for_each(|t| t.max_rod_in = 0.3))
        .contains(&"takeup-missing".to_owned())
    );
}

#[test]
fn the_drift_check_may_stand_in_for_the_limit_where_chosen() {
    let mut building = three_levels();
    building.criteria.rods.deformation_limit_in = 0.05;
    let mut soft = chord(&[6000.0, 4000.0, 1500.0]);
    soft.drift_allowance_in = vec![0.4; 3];
    let design = |b: &Building| {
        RodDesigner::new(b)
            .unwrap()
            .design(&soft, &mut Workspace::default())
    };
    let strict = design(&building);
    building.criteria.rods.drift_check_may_govern = true;
    let drift = design(&building);
    assert!(!strict.passes || strict.steel_lb > drift.steel_lb);
    assert!(
        drift.passes && drift.levels.iter().any(|l| l.by_drift_check),
        "{:?}",
        drift.problems
    );
    assert!(drift.levels.iter().all(|l| l.drift_deformation_in <= 0.4));
}

#[test]
fn lrfd_deforms_at_asd_force_and_is_strong_at_its_own() {
    let mut building = three_levels();
    building.criteria.method = Method::Lrfd;
    let path = solve(&building, &mut Trace::off()).unwrap();
    let run = design_run(
        &RodDesigner::new(&building).unwrap(),
        &path.chords[0],
        &mut Trace::off(),
    );
    let base = &run.levels[0];
    assert!(
        base.rod_lb > base.asd_rod_lb && run.passes,
        "{:?}",
        run.problems
    );
    // T = 300 − (0.9 − 0.2) · 60 kip-ft over 19 ft.
    assert!((base.rod_lb - 258_000.0 / 19.0).abs() < 1e-6);
    assert!((base.asd_rod_lb - 9600.0).abs() < 1e-6);
}

/// The lightest passing weight of rods over all combinations, by trying each; `None` where none
/// passes. Plates and devices as generous as `generous` makes them.
fn brute_force(building: &Building, tension_lb: &[f64], restrained: &[bool]) -> Option<f64> {
    let rods = &building.catalog.rods;
    let count = tension_lb.len();
    let mut force = tension_lb.to_vec();
    for at in (1..count).rev() {
        force[at - 1] = f64::max(force[at - 1], force[at]);
    }
    for at in 1..count {
        if !restrained[at - 1] {
            force[at] = force[at - 1];
        }
    }
    let mut best: Option<f64> = None;
    for mut code in 0..rods.len().pow(count as u32) {
        let pick: Vec<usize> = (0..count)
            .map(|_| {
                let digit = code % rods.len();
                code /= rods.len();
                digit
            })
            .collect();
        if pick
            .windows(2)
            .any(|w| rods[w[0]].diameter_in < rods[w[1]].diameter_in)
        {
            continue;
        }
        let (mut weight, mut stretched, mut passes) = (0.0, 0.0, true);
        for at in 0..count {
            let item = &rods[pick[at]];
            let length = 120.0 + if at == 0 { 6.0 } else { 0.0 };
            let area = std::f64::consts::FRAC_PI_4 * item.diameter_in.powi(2);
            let net = std::f64::consts::FRAC_PI_4
                * (item.diameter_in - 0.9743 / item.threads_per_in).powi(2);
            passes &=
                force[at] <= 1000.0 * area * f64::min(0.375 * item.fu_ksi, item.fy_ksi / 1.67);
            let threaded = if item.fully_threaded { length } else { 12.0 };
            stretched += force[at] / 29e6 * (threaded / net + (length - threaded) / area);
            weight += area * length * 490.0 / 1728.0;
            if restrained[at] {
                let plate = force[at] - force.get(at + 1).copied().unwrap_or(0.0);
                let bearing =
                    plate / (23.5 * 47.0 - std::f64::consts::FRAC_PI_4 * 1.3125_f64.powi(2));
                passes &= stretched + crushing_in(bearing, 625.0) <= 0.2;
                stretched = 0.0;
            }
        }
        if passes && best.is_none_or(|b| weight < b) {
            best = Some(weight);
        }
    }
    best
}

/// One huge plate and one stiff device, so that rods alone decide.
fn generous(rods: usize, smooth: bool) -> Building {
    let mut building = three_levels();
    let all = [
        rod(0.5, 13.0, "A36"),
        rod(0.625, 11.0, "A36"),
        rod(0.625, 11.0, "A193 B7"),
        rod(0.875, 9.0, "A36"),
        rod(0.875, 9.0, "A193 B7"),
        rod(1.25, 7.0, "A193 B7"),
    ];
    let mut catalog = Catalog {
        rods: all.into_iter().take(rods).collect(),
        ..building.catalog.clone()
    };
    catalog
        .rods
        .iter_mut()
        .step_by(2)
        .for_each(|r| r.fully_threaded = !smooth);
    catalog.plates.truncate(1);
    catalog.plates[0].width_in = 23.5;
    catalog.plates[0].length_in = 47.0;
    catalog.plates[0].thickness_in = 6.0;
    catalog.plates[0].fy_ksi = 200.0;
    catalog.plates[0].max_rod_in = 2.0;
    catalog.plates[0].hole_in = 1.3125;
    catalog.takeups.truncate(1);
    let device = &mut catalog.takeups[0];
    (device.max_rod_in, device.rated_load_lb, device.travel_in) = (2.0, 1e6, 20.0);
    (device.delta_r_in, device.delta_a_in) = (0.0, 0.0);
    building.criteria.framing.stud_depth_in = 23.5;
    building.criteria.framing.rod_offset_in = 36.0;
    building.catalog = catalog;
    building.levels = (0..5).map(super::fixture::level).collect();
    building.criteria.seismic.as_mut().unwrap().story_forces_kip = vec![10.0; 5];
    building
}

fn rods_weight(building: &Building, run: &RodRun) -> f64 {
    let weigh = |mark: &str, length: f64| {
        let item = building
            .catalog
            .rods
            .iter()
            .find(|r| r.mark == mark)
            .unwrap();
        std::f64::consts::FRAC_PI_4 * item.diameter_in.powi(2) * length * 490.0 / 1728.0
    };
    run.levels
        .iter()
        .filter(|l| !l.rod.is_empty())
        .map(|l| weigh(&l.rod, l.length_in))
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_rods_chosen_are_the_lightest_of_all_combinations(
        steps in proptest::collection::vec(200.0..9000.0f64, 2..=4),
        rods in 2usize..=6,
        skipped in proptest::collection::btree_set(0usize..3, 0..=2),
        smooth in any::<bool>(),
    ) {
        let mut tension: Vec<f64> = steps.clone();
        for at in (1..tension.len()).rev() {
            tension[at - 1] += tension[at];
        }
        let mut building = generous(rods, smooth);
        building.criteria.rods.skipped_restraints = skipped.iter().copied().filter(|s| s + 1 < tension.len()).collect();
        let restrained: Vec<bool> =
            (0..tension.len()).map(|l| !building.criteria.rods.skipped_restraints.contains(&l)).collect();
        let run = design(&building, &tension);
        match brute_force(&building, &tension, &restrained) {
            Some(best) => {
                prop_assert!(run.passes, "{:?}", run.problems);
                let weight = rods_weight(&building, &run);
                prop_assert!((weight - best).abs() < 1e-6 * best, "{weight} against {best}");
            }
            None => prop_assert!(run.problems.iter().any(|p| p.code == "rod-strength" || p.code == "rod-deformation")),
        }
    }

    #[test]
    fn a_stronger_catalogue_is_never_heavier_and_less_tension_never_needs_more(
        steps in proptest::collection::vec(200.0..6000.0f64, 3),
        factor in 0.3..1.0f64,
    ) {
        let mut tension = steps.clone();
        for at in (1..tension.len()).rev() {
            tension[at - 1] += tension[at];
        }
        let building = generous(6, false);
        let run = design(&building, &tension);
        let mut stronger = building.clone();
        stronger.catalog.rods.iter_mut().for_each(|r| (r.fu_ksi, r.fy_ksi) = (r.fu_ksi * 1.5, r.fy_ksi * 1.5));
        let eased = design(&stronger, &tension);
        let less: Vec<f64> = tension.iter().map(|t| t * factor).collect();
        let lighter = design(&building, &less);
        if run.passes {
            prop_assert!(rods_weight(&stronger, &eased) <= rods_weight(&building, &run) + 1e-9);
            prop_assert!(rods_weight(&building, &lighter) <= rods_weight(&building, &run) + 1e-9);
        }
        for run in [&run, &eased, &lighter] {
            prop_assert!(run.levels.windows(2).all(|w| w[0].diameter_in >= w[1].diameter_in));
        }
    }
}

#[test]
fn a_plate_whose_hole_the_nut_covers_comes_before_a_lighter_one_that_needs_a_washer() {
    let mut building = three_levels();
    let like = |mark: &str, thickness_in, hole_in| PlateItem {
        mark: mark.into(),
        width_in: 3.0,
        length_in: 3.0,
        thickness_in,
        fy_ksi: 36.0,
        max_rod_in: 1.25,
        hole_in,
    };
    let wide = like("wide", 0.375, 1.3125);
    building.catalog.plates = vec![wide.clone(), like("close", 0.5, 0.6875)];
    let run = design(&building, &[900.0, 600.0, 300.0]);
    assert!(run.passes, "{:?}", run.problems);
    assert!(run.levels.iter().all(|l| l.plate == "close"), "{run:#?}");
    // A maker's catalogue of wide holes alone is used, and the audit lists the washers.
    building.catalog.plates = vec![wide];
    let (path, runs) = {
        let path = solve(&building, &mut Trace::off()).unwrap();
        let designer = RodDesigner::new(&building).unwrap();
        let runs = design_runs(&designer, &path.chords);
        (path, runs)
    };
    let plates = runs.iter().flat_map(|r| &r.levels);
    let washers = plates
        .filter(|l| !l.plate.is_empty() && 1.5 * l.diameter_in < 1.3125)
        .count();
    assert!(washers > 0);
    let told = holdfast_engineering::audit::audit(&building, &path, &runs).assumptions;
    let words = format!("{washers} bearing plates have a hole");
    assert!(told.iter().any(|a| a.what.starts_with(&words)), "{told:#?}");
}

#[test]
fn a_run_that_lacks_a_plate_is_still_joined_by_couplers_that_there_are() {
    let mut building = three_levels();
    building
        .catalog
        .couplers
        .retain(|c| c.lower_in - c.upper_in < 0.2);
    building.criteria.framing.fc_perp_psi = 100.0;
    let run = design(&building, &[19_000.0, 1_500.0, 700.0]);
    let codes: Vec<&str> = run.problems.iter().map(|p| p.code.as_str()).collect();
    assert!(codes.contains(&"plate-bearing"), "{codes:?}");
    assert!(!codes.contains(&"coupler-missing"), "{codes:?}");
}
