//! Buildings small enough to work out by hand.

use holdfast_engineering::building::*;
use holdfast_engineering::trace::Origin;

fn origin(what: &str) -> Origin {
    Origin::File(format!("project.toml:{what}"))
}

/// A rod of generic grade.
pub(crate) fn rod(diameter_in: f64, threads_per_in: f64, grade: &str) -> RodItem {
    let (fu_ksi, fy_ksi) = if grade == "A36" {
        (58.0, 36.0)
    } else {
        (125.0, 105.0)
    };
    RodItem {
        mark: format!("R{diameter_in}-{grade}"),
        diameter_in,
        grade: grade.into(),
        fu_ksi,
        fy_ksi,
        threads_per_in,
        fully_threaded: true,
    }
}

pub(crate) fn catalog() -> Catalog {
    let sizes = [
        (0.5, 13.0),
        (0.625, 11.0),
        (0.75, 10.0),
        (0.875, 9.0),
        (1.0, 8.0),
        (1.125, 7.0),
        (1.25, 7.0),
    ];
    let mut catalog = Catalog::default();
    for (d, n) in sizes {
        catalog.rods.push(rod(d, n, "A36"));
        catalog.rods.push(rod(d, n, "A193 B7"));
    }
    for (lower, _) in sizes {
        for (upper, _) in sizes.iter().filter(|(u, _)| *u <= lower) {
            catalog.couplers.push(CouplerItem {
                mark: format!("CN{lower}x{upper}"),
                lower_in: lower,
                upper_in: *upper,
                outside_in: 1.6 * lower,
                length_in: 2.5 * lower,
            });
        }
    }
    for (width_in, length_in, thickness_in) in [
        (3.0, 3.5, 0.375),
        (3.0, 5.5, 0.5),
        (5.5, 5.5, 0.75),
        (5.5, 8.0, 1.0),
        (5.5, 12.0, 1.5),
    ] {
        catalog.plates.push(PlateItem {
            mark: format!("BP{width_in}x{length_in}x{thickness_in}"),
            width_in,
            length_in,
            thickness_in,
            fy_ksi: 36.0,
            max_rod_in: if length_in < 5.0 { 0.75 } else { 1.25 },
            hole_in: if length_in < 5.0 { 0.8125 } else { 1.3125 },
        });
    }
    for (mark, rated_load_lb, travel_in) in [
        ("TU-1", 8000.0, 1.0),
        ("TU-2", 15_000.0, 1.5),
        ("TU-3", 30_000.0, 3.0),
        ("TU-4", 60_000.0, 6.0),
    ] {
        catalog.takeups.push(TakeupItem {
            mark: mark.into(),
            max_rod_in: if mark == "TU-1" { 0.75 } else { 1.25 },
            rated_load_lb,
            travel_in,
            delta_r_in: 0.002,
            delta_a_in: 0.02,
        });
    }
    for plies in 2..=6 {
        catalog.posts.push(PostItem {
            mark: format!("({plies}) 2x6"),
            plies,
            width_in: 1.5 * f64::from(plies),
            depth_in: 5.5,
        });
    }
    catalog
}

pub(crate) fn criteria() -> Criteria {
    Criteria {
        code: Code::Asce7_16,
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
            story_forces_kip: vec![10.0, 10.0, 10.0],
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
            rod_offset_in: 6.0,
            post_offset_in: 6.0,
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
        origins: [("seismic.sds_g".to_owned(), origin("12"))].into(),
    }
}

pub(crate) fn level(index: usize) -> Level {
    Level {
        name: format!("Level {}", index + 1),
        elevation_ft: 10.0 * index as f64,
        height_ft: 10.0,
        weight_kip: 100.0,
        mass_center_ft: [30.0, 15.0],
        plan_ft: [[0.0, 0.0], [60.0, 30.0]],
        dead_plf: 100.0,
        live_plf: 40.0,
        snow_plf: if index == 2 { 25.0 } else { 0.0 },
        floor_depth_in: 12.0,
        engineered_floor: true,
        sill_plies: 1,
        top_plies: 2,
        origin: origin("level"),
    }
}

pub(crate) fn wall(id: &str, level: usize, start_ft: [f64; 2], end_ft: [f64; 2]) -> Wall {
    let length = (end_ft[0] - start_ft[0]).hypot(end_ft[1] - start_ft[1]);
    Wall {
        id: id.into(),
        level,
        mark: "SW4".into(),
        start_ft,
        end_ft,
        segments_ft: vec![[0.0, length]],
        dead_plf: None,
        origin: Origin::Drawing {
            sheet: "S-101.dxf".into(),
            layer: "S-SHEAR".into(),
            entity: "2F".into(),
        },
    }
}

/// Three levels of 10 ft, 60 ft by 30 ft, 10 kip of story force each. Four walls of 20 ft in the
/// middle of the four sides, above each other: south (a), north (b), west (c), east (d).
pub(crate) fn three_levels() -> Building {
    let mut walls = Vec::new();
    let mut stacks = Vec::new();
    let places: [(&str, [f64; 2], [f64; 2]); 4] = [
        ("a", [20.0, 0.0], [40.0, 0.0]),
        ("b", [20.0, 30.0], [40.0, 30.0]),
        ("c", [0.0, 5.0], [0.0, 25.0]),
        ("d", [60.0, 5.0], [60.0, 25.0]),
    ];
    for (name, start, end) in places {
        let ids: Vec<String> = (0..3).map(|l| format!("L{}-{name}", l + 1)).collect();
        for (l, id) in ids.iter().enumerate() {
            walls.push(wall(id, l, start, end));
        }
        stacks.push(Stack {
            id: format!("S{name}"),
            walls: ids,
        });
    }
    Building {
        criteria: criteria(),
        levels: (0..3).map(level).collect(),
        wall_types: vec![WallType {
            mark: "SW4".into(),
            sheathing: "structural-1".into(),
            thickness: "15/32".into(),
            nail: "10d".into(),
            edge_spacing_in: 2.0,
            both_sides: false,
            origin: origin("wall_types"),
        }],
        walls,
        stacks,
        catalog: catalog(),
        rod_moves: Vec::new(),
    }
}

/// The same with wind, a rigid and flexible envelope, an opening in each wall of the long sides and
/// a heavier east side, so that torsion has something to do.
pub(crate) fn irregular() -> Building {
    let mut building = three_levels();
    building.criteria.diaphragm = Diaphragm::Envelope;
    building.criteria.wind = Some(Wind {
        story_forces_x_kip: vec![4.0, 4.0, 3.0],
        story_forces_y_kip: vec![9.0, 9.0, 6.0],
    });
    for wall in &mut building.walls {
        if wall.id.ends_with('a') {
            wall.segments_ft = vec![[0.0, 8.0], [12.0, 20.0]];
        }
    }
    for level in &mut building.levels {
        level.mass_center_ft = [36.0, 14.0];
    }
    building
}
