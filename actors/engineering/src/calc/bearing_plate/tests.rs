use super::*;
use proptest::prelude::*;

fn plate() -> Input {
    Input {
        width_in: 3.5,
        length_in: Some(5.0),
        fcperp_psi: 625.0,
        ..Input::default()
    }
}

#[test]
fn the_length_needed_carries_its_load() {
    let input = Input {
        length_in: None,
        hole_in: 1.0,
        required_for_lb: Some(10_000.0),
        ..plate()
    };
    let out = bearing_plate(&input, &mut Trace::off()).unwrap();
    // (16 + 0.7854)/3.5
    let length = out.required_length_in.unwrap();
    assert!((length - 4.795_828).abs() < 1e-6);
    let back = Input {
        length_in: Some(length),
        hole_in: 1.0,
        ..plate()
    };
    let plate = bearing_plate(&back, &mut Trace::off())
        .unwrap()
        .plate
        .unwrap();
    assert!((plate.capacity_without_cb_lb - 10_000.0).abs() < 1e-6);
}

#[test]
fn cb_can_be_left_out_or_follow_another_length() {
    let cb = |input: Input| {
        bearing_plate(&input, &mut Trace::off())
            .unwrap()
            .plate
            .unwrap()
            .cb
    };
    assert_eq!(cb(plate()), 1.075);
    assert_eq!(
        cb(Input {
            use_cb: false,
            ..plate()
        }),
        1.0
    );
    assert_eq!(
        cb(Input {
            bearing_length_in: Some(1.5),
            ..plate()
        }),
        1.25
    );
    assert_eq!(
        cb(Input {
            end_distance_in: Some(3.0),
            ..plate()
        }),
        1.075
    );
    assert_eq!(
        cb(Input {
            end_distance_in: Some(2.99),
            ..plate()
        }),
        1.0
    );
}

#[test]
fn a_plate_that_is_thick_enough_uses_its_bending_strength_in_full() {
    let input = Input {
        load_lb: Some(9000.0),
        nut_width_in: Some(1.25),
        fy_ksi: Some(36.0),
        ..plate()
    };
    let loaded = bearing_plate(&input, &mut Trace::off())
        .unwrap()
        .plate
        .unwrap()
        .loaded
        .unwrap();
    let thick = Input {
        thickness_in: loaded.min_thickness_075fy_in,
        ..input
    };
    let loaded = bearing_plate(&thick, &mut Trace::off())
        .unwrap()
        .plate
        .unwrap()
        .loaded
        .unwrap();
    assert!((loaded.bending_utilization_075fy.unwrap() - 1.0).abs() < 1e-12);
}

#[test]
fn a_nut_wider_than_the_plate_leaves_nothing_to_bend() {
    assert_eq!(cantilever_in(3.0, 3.0, 3.5), 0.0);
}

#[test]
fn a_hole_as_large_as_the_plate_is_refused() {
    let error = bearing_plate(
        &Input {
            hole_in: 5.0,
            ..plate()
        },
        &mut Trace::off(),
    )
    .unwrap_err();
    assert!(error.to_string().contains("hole_in"), "{error}");
}

#[test]
fn crushing_passes_through_its_points() {
    assert!((crushing_in(0.73, 1.0) - 0.02).abs() < 1e-12);
    assert!((crushing_in(1.0, 1.0) - 0.04).abs() < 1e-12);
    assert!((crushing_in(2.0, 1.0) - 0.32).abs() < 1e-12);
}

proptest! {
    #[test]
    fn crushing_grows_with_stress(f in 0.0..3000.0f64, more in 0.001..500.0f64) {
        prop_assert!(crushing_in(f + more, 625.0) > crushing_in(f, 625.0));
    }

    #[test]
    fn capacity_with_cb_is_never_less_than_without(w in 1.0..12.0f64, l in 1.0..12.0f64, e in 0.0..10.0f64) {
        let input = Input { width_in: w, length_in: Some(l), end_distance_in: Some(e), ..plate() };
        let out = bearing_plate(&input, &mut Trace::off()).unwrap().plate.unwrap();
        prop_assert!(out.capacity_lb >= out.capacity_without_cb_lb);
    }
}
