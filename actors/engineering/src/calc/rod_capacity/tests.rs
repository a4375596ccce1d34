use super::*;
use proptest::prelude::*;

fn allowable(diameter_in: f64, fu: f64, fy: f64) -> f64 {
    let input = Input {
        diameter_in,
        threads_per_in: Some(8.0),
        fu_ksi: Some(fu),
        fy_ksi: Some(fy),
        ..Input::default()
    };
    rod_capacity(&input, &mut Trace::off())
        .unwrap()
        .allowable_kip
        .unwrap()
}

#[test]
fn a_half_inch_a307_rod_by_hand() {
    // 0.75 · 60 · 0.19635/2 = 4.418; 36 · 0.19635/1.67 = 4.2327.
    let input = Input {
        diameter_in: 0.5,
        grade: Some(Grade::A307),
        ..Input::default()
    };
    let out = rod_capacity(&input, &mut Trace::off()).unwrap();
    assert!((out.thread_kip.unwrap() - 4.41786).abs() < 1e-4);
    assert!((out.allowable_kip.unwrap() - 4.23270).abs() < 1e-4);
    assert_eq!(out.governing, Some(Governing::Yield));
    assert_eq!(out.threads_per_in, Some(13.0));
}

#[test]
fn strengths_come_from_one_place() {
    let code = |input: Input| rod_capacity(&input, &mut Trace::off()).unwrap_err().code();
    let rod = Input {
        diameter_in: 1.0,
        ..Input::default()
    };
    assert_eq!(code(rod.clone()), "missing");
    assert_eq!(
        code(Input {
            fu_ksi: Some(58.0),
            ..rod.clone()
        }),
        "missing"
    );
    assert_eq!(
        code(Input {
            grade: Some(Grade::A36),
            fu_ksi: Some(58.0),
            ..rod.clone()
        }),
        "conflict"
    );
    assert_eq!(
        code(Input {
            grade: Some(Grade::A36),
            allowable_stress_ksi: Some(20.0),
            ..rod.clone()
        }),
        "conflict"
    );
    assert_eq!(
        code(Input {
            grade: Some(Grade::A449),
            diameter_in: 3.5,
            ..rod.clone()
        }),
        "diameter"
    );
    assert_eq!(
        code(Input {
            fu_ksi: Some(36.0),
            fy_ksi: Some(58.0),
            ..rod.clone()
        }),
        "range"
    );
    assert_eq!(
        code(Input {
            grade: Some(Grade::A36),
            diameter_in: 0.7,
            ..rod
        }),
        "missing"
    );
}

#[test]
fn a_rod_outside_the_coarse_series_has_an_allowable_load_and_no_stress_area() {
    let input = Input {
        diameter_in: 0.7,
        allowable_stress_ksi: Some(20.0),
        ..Input::default()
    };
    let out = rod_capacity(&input, &mut Trace::off()).unwrap();
    assert_eq!(out.tensile_stress_area_in2, None);
    assert!(out.allowable_kip.is_some());
}

proptest! {
    #[test]
    fn capacity_grows_with_diameter_and_strength(
        d in 0.5..3.0f64, more in 0.01..1.0f64, fy in 30.0..100.0f64, over in 1.1..1.8f64,
    ) {
        let fu = fy * over;
        prop_assert!(allowable(d + more, fu, fy) > allowable(d, fu, fy));
        prop_assert!(allowable(d, fu * (1.0 + more), fy * (1.0 + more)) > allowable(d, fu, fy));
    }
}
