use super::*;
use proptest::prelude::*;

fn stud() -> Input {
    Input {
        fc_psi: 1350.0,
        emin_psi: 580_000.0,
        le_in: 100.0,
        d_in: 5.5,
        ..Input::default()
    }
}

fn run(input: &Input) -> Output {
    post_capacity(input, &mut Trace::off()).unwrap()
}

#[test]
fn a_second_axis_of_no_length_is_braced() {
    let braced = run(&stud());
    assert_eq!(
        run(&Input {
            le2_in: Some(0.0),
            d2_in: Some(1.5),
            ..stud()
        }),
        braced
    );
    assert_eq!(
        run(&Input {
            d2_in: Some(1.5),
            ..stud()
        }),
        braced
    );
    let input = Input {
        le2_in: Some(60.0),
        ..stud()
    };
    assert_eq!(
        post_capacity(&input, &mut Trace::off()).unwrap_err().code(),
        "missing"
    );
}

#[test]
fn the_weaker_axis_is_that_of_the_smaller_factor_kf_included() {
    // The same slenderness; nailed plies in the second axis.
    let out = run(&Input {
        le2_in: Some(100.0),
        d2_in: Some(5.5),
        kf2: 0.6,
        ..stud()
    });
    assert!((out.cp - 0.6 * run(&stud()).cp).abs() < 1e-12);
}

#[test]
fn without_an_area_there_is_no_capacity() {
    let out = run(&Input {
        load_lb: Some(1000.0),
        ..stud()
    });
    assert_eq!(
        (out.capacity_lb, out.stress_psi, out.utilization),
        (None, None, None)
    );
}

#[test]
fn a_slenderness_of_just_fifty_is_allowed() {
    assert!(
        post_capacity(
            &Input {
                le_in: 275.0,
                ..stud()
            },
            &mut Trace::off()
        )
        .is_ok()
    );
    assert!(
        post_capacity(
            &Input {
                le_in: 275.1,
                ..stud()
            },
            &mut Trace::off()
        )
        .is_err()
    );
}

proptest! {
    #[test]
    fn stability_factors_lie_between_zero_and_one(fce in 1.0..1e9f64, fc in 100.0..5000.0f64, c in 0.5..1.0f64) {
        let cp = cp(fce, fc, c);
        prop_assert!(cp > 0.0 && cp <= 1.0 + 1e-12, "{}", cp);
        // Neither crushing nor buckling is exceeded.
        prop_assert!(cp * fc <= fce * (1.0 + 1e-9));
    }

    #[test]
    fn longer_posts_carry_less(le in 10.0..200.0f64, more in 1.0..50.0f64) {
        let (longer, shorter) = (Input { le_in: le + more, ..stud() }, Input { le_in: le, ..stud() });
        let (longer, shorter) = (run(&longer).cp, run(&shorter).cp);
        prop_assert!(longer < shorter);
    }
}
