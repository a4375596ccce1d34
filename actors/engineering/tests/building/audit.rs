//! The audit passes a good design and finds each fault that is put into one.

use holdfast_engineering::audit::audit;
use holdfast_engineering::building::{Building, Code, Method, Sdpws, SegmentDistribution};
use holdfast_engineering::design::{Audit, LoadPath, RodRun};
use holdfast_engineering::drift::fill_drift;
use holdfast_engineering::load_path::solve;
use holdfast_engineering::rods::{RodDesigner, design_runs};
use holdfast_engineering::trace::Trace;

use super::fixture::{irregular, three_levels};

fn designed(building: &Building) -> (LoadPath, Vec<RodRun>) {
    let mut path = solve(building, &mut Trace::off()).unwrap();
    let runs = design_runs(&RodDesigner::new(building).unwrap(), &path.chords);
    fill_drift(building, &mut path, &runs, &mut Trace::off()).unwrap();
    (path, runs)
}

fn failed(audit: &Audit) -> Vec<&str> {
    audit
        .checks
        .iter()
        .filter(|c| !c.passes)
        .map(|c| c.code.as_str())
        .collect()
}

#[test]
fn a_good_design_passes() {
    let building = three_levels();
    let (path, runs) = designed(&building);
    let audit = audit(&building, &path, &runs);
    assert!(
        audit.passes(),
        "{:#?}",
        audit
            .checks
            .iter()
            .filter(|c| !c.passes)
            .collect::<Vec<_>>()
    );
    assert!(audit.checks.len() > 100 && audit.assumptions.len() > 5);
}

#[test]
fn every_code_method_and_edition_passes_its_audit() {
    let mut number = 0;
    for code in [Code::Asce7_16, Code::Asce7_22] {
        for method in [Method::Asd, Method::Lrfd] {
            for sdpws in [Sdpws::Y2008, Sdpws::Y2015, Sdpws::Y2021] {
                for sharing in [SegmentDistribution::Length, SegmentDistribution::Stiffness] {
                    let mut building = irregular();
                    number += 1;
                    (building.criteria.code, building.criteria.method) = (code, method);
                    (
                        building.criteria.sdpws,
                        building.criteria.segment_distribution,
                    ) = (sdpws, sharing);
                    building.criteria.framing.specific_gravity =
                        0.42 + 0.02 * f64::from(number % 8);
                    building.wall_types[0].both_sides = true;
                    building.levels.iter_mut().for_each(|l| l.snow_plf = 150.0);
                    for wall in building.walls.iter_mut().filter(|w| w.id.ends_with('a')) {
                        wall.segments_ft = vec![[0.0, 4.0], [8.0, 20.0]];
                    }
                    if let Some(seismic) = &mut building.criteria.seismic {
                        seismic.rho = if number % 2 == 0 { 1.3 } else { 1.0 };
                        seismic.story_forces_kip.clear();
                        seismic.s1_g = 0.7;
                    }
                    building.levels.iter_mut().for_each(|l| l.weight_kip = 20.0);
                    let rods = &mut building.criteria.rods;
                    match number % 4 {
                        0 => rods.skipped_restraints = vec![1],
                        1 => rods.drift_check_may_govern = true,
                        2 => building.criteria.shrinkage.mc_final_pct = 25.0,
                        _ => building
                            .catalog
                            .rods
                            .iter_mut()
                            .for_each(|r| r.fully_threaded = false),
                    }
                    if number % 4 == 1 {
                        building.criteria.rods.deformation_limit_in = 0.08;
                    }
                    let (path, runs) = designed(&building);
                    let audit = audit(&building, &path, &runs);
                    let wrong: Vec<_> = audit.checks.iter().filter(|c| !c.passes).collect();
                    assert!(
                        wrong.is_empty(),
                        "{code:?} {method:?} {sdpws:?} {sharing:?}: {wrong:#?}"
                    );
                    assert!(runs.iter().any(|r| r.required));
                }
            }
        }
    }
}

#[test]
fn failed_checks_come_first() {
    let building = three_levels();
    let (path, mut runs) = designed(&building);
    runs[3].anchor_lb += 500.0;
    let audit = audit(&building, &path, &runs);
    let first_pass = audit.checks.iter().position(|c| c.passes).unwrap();
    assert!(first_pass > 0 && audit.checks[first_pass..].iter().all(|c| c.passes));
}

#[test]
fn every_fault_put_into_a_design_is_found() {
    type Fault = fn(&mut LoadPath, &mut Vec<RodRun>);
    let faults: Vec<(&str, Fault)> = vec![
        ("loads.base-shear", |p, _| p.base_shear_kip *= 1.01),
        ("loads.story-force", |p, _| p.seismic_story_kip[1] += 0.5),
        ("equilibrium.story-shear", |p, _| {
            p.lines[0].flexible_shear_lb *= 0.99
        }),
        ("equilibrium.rigid-share", |p, _| {
            p.lines[0].rigid_inherent_lb += 100.0
        }),
        ("equilibrium.line-shears", |p, _| {
            p.lines.iter_mut().for_each(|l| l.shear_lb *= 0.5)
        }),
        ("equilibrium.diaphragm", |p, _| p.lines[2].shear_lb *= 0.99),
        ("equilibrium.segments", |p, _| {
            p.segments[0].seismic_shear_lb *= 1.01
        }),
        ("equilibrium.overturning", |p, _| {
            p.chords[0].cases[0].uplift_lb[0] *= 0.98
        }),
        ("equilibrium.vertical", |p, _| {
            p.chords[1].cases[0].thrust_lb[1] += 200.0
        }),
        ("equilibrium.dead-load", |p, _| {
            p.chords[0].resisting_lbft[1] *= 1.05
        }),
        ("combination.tension", |p, _| {
            p.chords[0].tension_lb[0] *= 0.99
        }),
        ("combination.tension", |p, _| {
            p.chords[0].cases[1].asd_tension_lb[0] *= 0.99
        }),
        ("combination.tension", |p, _| p.chords[0].dead_lb[0] *= 1.05),
        ("combination.compression", |p, _| {
            p.chords[0].compression_lb[2] *= 0.98
        }),
        ("rod.tension", |_, r| r[0].levels[0].tension_lb *= 0.95),
        ("rod.carries", |_, r| r[0].levels[0].rod_lb *= 0.95),
        ("rod.plate-sum", |_, r| r[0].levels[1].plate_lb *= 0.95),
        ("rod.anchor", |_, r| r[0].anchor_lb *= 0.95),
        ("rod.strength-stated", |_, r| {
            r[0].levels[0].rod_capacity_lb *= 1.05
        }),
        ("rod.strength", |_, r| {
            r[0].levels[0].rod = "R0.5-A36".into()
        }),
        ("rod.catalogue", |_, r| r[0].levels[0].rod = "R9".into()),
        ("rod.order", |_, r| r[0].levels[0].diameter_in = 0.375),
        ("rod.coupler", |_, r| {
            r[0].levels[1].coupler = "CN1x1".into()
        }),
        ("rod.unbroken", |_, r| r[0].levels[0].rod.clear()),
        ("rod.top-plate", |_, r| r[0].levels[2].plate.clear()),
        ("rod.deformation-stated", |_, r| {
            r[0].levels[0].deformation_in *= 0.9
        }),
        ("rod.deformation", |_, r| {
            r[0].levels[0].rod = "R0.5-A193 B7".into()
        }),
        ("rod.drift-stated", |_, r| {
            r[0].levels[1].drift_deformation_in *= 0.9
        }),
        ("rod.limit", |_, r| r[0].levels[0].by_drift_check = true),
        ("rod.limit", |_, r| {
            r[0].levels[0].deformation_limit_in = 0.5
        }),
        ("shrinkage.cumulative", |_, r| {
            r[0].levels[1].cumulative_shrinkage_in *= 0.9
        }),
        ("takeup.travel", |_, r| {
            r[0].levels[2].takeup_travel_in = 0.1
        }),
        ("takeup.load", |_, r| r[0].levels[0].takeup.clear()),
        ("plate.bending", |_, r| r[0].levels[0].plate_lb *= 50.0),
        ("plate.bearing", |_, r| r[0].levels[0].plate_lb *= 50.0),
        ("post.capacity", |_, r| r[0].levels[0].posts.clear()),
        ("post.gravity", |p, _| p.chords[0].live_lb[0] = 90_000.0),
        ("post.gravity", |p, _| {
            p.chords[0].gravity_compression_lb[0] = 90_000.0
        }),
        ("wall.shear-stated", |p, _| p.segments[0].utilization *= 0.9),
        ("wall.shear", |p, _| p.segments[0].seismic_shear_lb *= 5.0),
        ("wall.aspect", |p, _| p.segments[0].length_ft = 1.0),
        ("wall.drift-stated", |p, _| p.segments[0].drift_in *= 0.9),
        ("wall.drift", |p, _| p.segments[0].ga_kip_in /= 20.0),
        ("complete.wall", |p, _| {
            p.segments.retain(|s| s.wall != "L1-a")
        }),
        ("complete.ends", |p, _| {
            p.chords.retain(|c| c.run != "R-Sb.1B")
        }),
        ("complete.run", |_, r| r.retain(|r| r.id != "R-Sb.1B")),
        ("complete.required", |_, r| r[0].required = false),
        ("complete.anchor", |_, r| r[0].anchor_lb = 0.0),
        ("complete.rods", |_, r| r[0].levels[2].rod.clear()),
        ("complete.posts", |_, r| r[0].levels[2].posts.clear()),
        ("complete.known", |_, r| r[0].id = "R-X.1A".into()),
        ("complete.verdict", |_, r| r[0].passes = false),
        ("complete.once", |_, r| r.push(r[0].clone())),
    ];
    let building = irregular();
    let (path, runs) = designed(&building);
    let sound = audit(&building, &path, &runs);
    assert!(
        sound.passes(),
        "{:#?}",
        sound
            .checks
            .iter()
            .filter(|c| !c.passes)
            .collect::<Vec<_>>()
    );
    for check in &sound.checks {
        let seeded = faults.iter().any(|(code, _)| *code == check.code);
        assert!(seeded, "no fault is put in for {}", check.code);
    }
    for (code, fault) in faults {
        let (mut path, mut runs) = (path.clone(), runs.clone());
        fault(&mut path, &mut runs);
        let audit = audit(&building, &path, &runs);
        assert!(
            failed(&audit).contains(&code),
            "{code} not found, but {:?}",
            failed(&audit)
        );
    }
}

#[test]
fn numbers_that_are_not_numbers_never_pass() {
    let building = three_levels();
    let (path, runs) = designed(&building);
    let mut broken = path.clone();
    broken.chords[0].tension_lb[0] = f64::NAN;
    broken.segments[0].seismic_shear_lb = f64::NAN;
    assert!(!audit(&building, &broken, &runs).passes());
    let mut broken = runs.clone();
    broken[0].levels[0].rod_lb = f64::NAN;
    assert!(failed(&audit(&building, &path, &broken)).contains(&"rod.carries"));
}

#[test]
fn what_the_design_reports_is_a_failed_check_under_its_own_code() {
    let mut building = three_levels();
    building.wall_types[0].edge_spacing_in = 6.0;
    building.criteria.seismic.as_mut().unwrap().story_forces_kip = vec![25.0; 3];
    let (path, runs) = designed(&building);
    let audit = audit(&building, &path, &runs);
    let codes = failed(&audit);
    assert!(
        codes.contains(&"wall-shear") && codes.contains(&"wall.shear"),
        "{codes:?}"
    );
}
