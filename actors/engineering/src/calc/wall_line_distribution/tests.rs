use super::*;
use crate::design::Direction;
use proptest::prelude::*;

fn wall(runs_along: Direction, position_ft: f64, stiffness: f64) -> Wall {
    Wall {
        name: String::new(),
        runs_along,
        position_ft,
        stiffness,
    }
}

fn box_of_walls() -> Rigid {
    Rigid {
        force_along: Direction::X,
        force_kip: 10.0,
        cm_x_ft: 15.0,
        cm_y_ft: 12.0,
        plan_x_ft: 30.0,
        plan_y_ft: 20.0,
        wall: vec![
            wall(Direction::X, 0.0, 1.0),
            wall(Direction::X, 20.0, 1.0),
            wall(Direction::Y, 0.0, 1.0),
            wall(Direction::Y, 30.0, 1.0),
        ],
        ..Rigid::default()
    }
}

#[test]
fn lines_given_in_any_order_keep_their_order() {
    assert_eq!(
        tributary_ft(0.0, 50.0, &[50.0, 0.0, 20.0]),
        [15.0, 10.0, 25.0]
    );
    assert_eq!(tributary_ft(0.0, 50.0, &[20.0]), [50.0]);
}

#[test]
fn a_force_along_x_turns_the_walls_across_it() {
    // cr = (15, 10), e = 2, ea = 1, J = 2·100 + 2·225 = 650.
    let out = rigid_shares(&box_of_walls(), &mut Trace::off()).unwrap();
    assert_eq!(out.eccentricity_ft, 2.0);
    assert_eq!(out.torsion_kipft, 30.0);
    assert!((out.torsional_kip[0] - 30.0 * 10.0 / 650.0).abs() < 1e-12);
    assert!((out.torsional_kip[2] - 30.0 * 15.0 / 650.0).abs() < 1e-12);
    assert!((out.envelope_kip[1] - (5.0 + 30.0 * 10.0 / 650.0)).abs() < 1e-12);
    // The wall on the far side is relieved least with the accidental eccentricity taken off.
    assert!((out.envelope_kip[0] - (5.0 - 10.0 * 10.0 / 650.0)).abs() < 1e-12);
}

#[test]
fn extra_torsion_enters_the_torsional_shares_and_not_the_envelope() {
    let plain = rigid_shares(&box_of_walls(), &mut Trace::off()).unwrap();
    let extra = rigid_shares(
        &Rigid {
            extra_torsion_kipft: 30.0,
            ..box_of_walls()
        },
        &mut Trace::off(),
    )
    .unwrap();
    assert_eq!(extra.torsion_kipft, 60.0);
    assert!((extra.torsional_kip[0] - 2.0 * plain.torsional_kip[0]).abs() < 1e-12);
    assert_eq!(extra.envelope_kip, plain.envelope_kip);
}

#[test]
fn one_wall_cannot_resist_torsion() {
    let input = Rigid {
        wall: vec![wall(Direction::X, 10.0, 1.0)],
        ..box_of_walls()
    };
    assert_eq!(
        rigid_shares(&input, &mut Trace::off()).unwrap_err().code(),
        "torsion"
    );
    let input = Rigid {
        wall: vec![wall(Direction::Y, 10.0, 1.0)],
        ..box_of_walls()
    };
    assert_eq!(
        rigid_shares(&input, &mut Trace::off()).unwrap_err().code(),
        "no wall"
    );
}

#[test]
fn two_lines_at_one_place_are_refused() {
    let input = Flexible {
        load_plf: 1.0,
        end_ft: 50.0,
        line_positions_ft: vec![10.0, 10.0],
        ..Flexible::default()
    };
    assert!(flexible_shares(&input, &mut Trace::off()).is_err());
    let input = Flexible {
        line_positions_ft: vec![60.0],
        ..input
    };
    assert!(flexible_shares(&input, &mut Trace::off()).is_err());
}

proptest! {
    #[test]
    fn flexible_forces_add_up_to_the_load(
        positions in proptest::collection::btree_set(0u32..1000, 1..12),
        load in 0.0..5000.0f64,
    ) {
        let lines: Vec<f64> = positions.into_iter().map(|p| f64::from(p) / 10.0).collect();
        let input = Flexible { load_plf: load, start_ft: -5.0, end_ft: 105.0, line_positions_ft: lines };
        let out = flexible_shares(&input, &mut Trace::off()).unwrap();
        let sum: f64 = out.line_forces_lb.iter().sum();
        prop_assert!((sum - load * 110.0).abs() < 1e-6 * (1.0 + load));
    }

    #[test]
    fn rigid_shares_are_in_equilibrium_with_force_and_torsion(
        walls in proptest::collection::vec((any::<bool>(), 0.0..100.0f64, 0.1..50.0f64), 2..12),
        cm in (0.0..100.0f64, 0.0..100.0f64),
        force in 1.0..500.0f64,
    ) {
        let mut list = vec![wall(Direction::Y, 0.0, 1.0), wall(Direction::Y, 90.0, 2.0), wall(Direction::X, 3.0, 1.0)];
        list.extend(walls.iter().map(|(x, p, r)| wall(if *x { Direction::X } else { Direction::Y }, *p, *r)));
        let input = Rigid {
            force_along: Direction::Y,
            force_kip: force,
            cm_x_ft: cm.0,
            cm_y_ft: cm.1,
            plan_x_ft: 100.0,
            plan_y_ft: 100.0,
            wall: list,
            ..Rigid::default()
        };
        let out = rigid_shares(&input, &mut Trace::off()).unwrap();
        let (mut along, mut across, mut moment) = (0.0, 0.0, 0.0);
        for (wall, share) in input.wall.iter().zip(&out.inherent_kip) {
            match wall.runs_along {
                Direction::Y => { along += share; moment += share * wall.position_ft; }
                Direction::X => { across += share; moment -= share * wall.position_ft; }
            }
        }
        prop_assert!((along - force).abs() < 1e-8 * force);
        prop_assert!(across.abs() < 1e-8 * force);
        prop_assert!((moment - force * cm.0).abs() < 1e-6 * force);
    }
}
