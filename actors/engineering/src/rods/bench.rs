//! Runs to measure the rate of rod design with: the same for the same seed.

use crate::building::{
    Building, Code, Criteria, Diaphragm, Framing, Level, Method, RodCriteria, Sdpws,
    SegmentDistribution, Seismic, Shrinkage, Stack, Wall, WallType,
};
use crate::design::{ChordCase, ChordForce, Load};
use crate::trace::Origin;

/// A plain building of some levels (at most a hundred) with the generic catalogue.
#[must_use]
pub fn bench_building(levels: usize) -> Building {
    let origin = || Origin::Assumed("measurement".into());
    let levels = levels.clamp(1, crate::validate::MAX_LEVELS);
    let level = |at: usize| Level {
        name: format!("Level {}", at + 1),
        elevation_ft: 10.0 * at as f64,
        height_ft: 10.0,
        weight_kip: 100.0,
        mass_center_ft: [30.0, 15.0],
        plan_ft: [[0.0, 0.0], [60.0, 30.0]],
        dead_plf: 100.0,
        live_plf: 0.0,
        snow_plf: 0.0,
        floor_depth_in: 11.875,
        engineered_floor: true,
        sill_plies: 1,
        top_plies: 2,
        origin: origin(),
    };
    let wall = |at: usize| Wall {
        id: format!("L{}-W01", at + 1),
        level: at,
        mark: "SW4".into(),
        start_ft: [20.0, 0.0],
        end_ft: [40.0, 0.0],
        segments_ft: vec![[0.0, 20.0]],
        dead_plf: None,
        origin: origin(),
    };
    Building {
        criteria: criteria(),
        levels: (0..levels).map(level).collect(),
        wall_types: vec![WallType {
            mark: "SW4".into(),
            sheathing: "sheathing".into(),
            thickness: "15/32".into(),
            nail: "10d".into(),
            edge_spacing_in: 4.0,
            both_sides: false,
            origin: origin(),
        }],
        walls: (0..levels).map(wall).collect(),
        stacks: vec![Stack {
            id: "S01".into(),
            walls: (0..levels).map(|at| wall(at).id).collect(),
        }],
        catalog: crate::catalog::generic(),
        rod_moves: Vec::new(),
    }
}

fn criteria() -> Criteria {
    Criteria {
        code: Code::Asce7_22,
        sdpws: Sdpws::Y2021,
        method: Method::Asd,
        seismic: Some(Seismic {
            sds_g: 1.0,
            sd1_g: 0.6,
            s1_g: 0.5,
            tl_s: 8.0,
            r: 6.5,
            ie: 1.0,
            cd: 4.0,
            rho: 1.0,
            drift_limit_ratio: 0.025,
            story_forces_kip: Vec::new(),
        }),
        wind: None,
        diaphragm: Diaphragm::Flexible,
        accidental_ratio: 0.05,
        segment_distribution: SegmentDistribution::Length,
        framing: Framing {
            species: "DF-L".into(),
            specific_gravity: 0.5,
            fc_perp_psi: 625.0,
            fc_psi: 1350.0,
            emin_psi: 580_000.0,
            e_psi: 1_600_000.0,
            stud_depth_in: 5.5,
            rod_offset_in: 4.5,
            post_offset_in: 4.5,
        },
        rods: RodCriteria {
            deformation_limit_in: 0.20,
            drift_check_may_govern: false,
            skipped_restraints: Vec::new(),
            takeup_margin: 1.25,
            anchor_projection_in: 6.0,
        },
        shrinkage: Shrinkage {
            coefficient_per_pct: 0.0025,
            engineered_coefficient_per_pct: 0.0005,
            mc_initial_pct: 19.0,
            mc_final_pct: 10.0,
            fiber_saturation_pct: 30.0,
            settlement_in: 0.0,
        },
        origins: std::collections::BTreeMap::new(),
    }
}

/// Chords of the building's levels with tensions from 200 to 8,000 lb a level.
#[must_use]
pub fn bench_chords(building: &Building, count: usize, seed: u64) -> Vec<ChordForce> {
    let levels = building.levels.len();
    let mut state = seed;
    let mut next = move || {
        // SplitMix64: a seed gives the same runs everywhere.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut chord = |number: usize| {
        let mut tension_lb: Vec<f64> = (0..levels).map(|_| 200.0 + 7_800.0 * next()).collect();
        for at in (1..levels).rev() {
            tension_lb[at - 1] += tension_lb[at];
        }
        ChordForce {
            run: format!("R-S{number}.1A"),
            stack: format!("S{number}"),
            levels: (0..levels).collect(),
            inward: [1.0, 0.0],
            compression_lb: tension_lb.iter().map(|t| 1.2 * t).collect(),
            cases: vec![ChordCase {
                load: Load::Seismic,
                asd_tension_lb: tension_lb.clone(),
                drift_tension_lb: tension_lb.iter().map(|t| 1.4 * t).collect(),
                ..ChordCase::default()
            }],
            tension_lb,
            ..ChordForce::default()
        }
    };
    (0..count).map(&mut chord).collect()
}
