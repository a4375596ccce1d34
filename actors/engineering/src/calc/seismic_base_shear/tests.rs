use super::*;

fn house() -> Input {
    Input {
        sds_g: 1.0,
        sd1_g: 0.6,
        r: 6.5,
        hn_ft: 20.0,
        ..Input::default()
    }
}

#[test]
fn beyond_the_long_period_the_coefficient_falls_with_its_square() {
    let out = seismic_base_shear(
        &Input {
            period_s: Some(10.0),
            sds_g: 0.1,
            ..house()
        },
        &mut Trace::off(),
    )
    .unwrap();
    // 0.6 · 8/(100 · 6.5)
    assert!((out.cs_max - 0.007_384_615).abs() < 1e-9);
    assert_eq!(out.cs_governing, CsEquation::LowerBound);
    assert_eq!(out.cs, 0.01);
    let out = seismic_base_shear(
        &Input {
            period_s: Some(8.5),
            sd1_g: 1.5,
            ..house()
        },
        &mut Trace::off(),
    )
    .unwrap();
    assert_eq!(out.cs_governing, CsEquation::LowerBound);
    let out = seismic_base_shear(
        &Input {
            period_s: Some(4.5),
            tl_s: 4.0,
            sd1_g: 2.0,
            ..house()
        },
        &mut Trace::off(),
    )
    .unwrap();
    // 2 · 4/(20.25 · 6.5)
    assert_eq!(out.cs_governing, CsEquation::UpperBoundBeyondTl);
    assert!((out.cs - 0.060_778_73).abs() < 1e-8);
}

#[test]
fn the_exponent_is_one_to_half_a_second_and_two_from_two_and_a_half() {
    assert_eq!(exponent_k(0.3), 1.0);
    assert_eq!(exponent_k(1.5), 1.5);
    assert_eq!(exponent_k(4.0), 2.0);
}

#[test]
fn the_limit_on_an_analysed_period_follows_its_table() {
    assert_eq!(cu(0.05), 1.7);
    assert!((cu(0.125) - 1.65).abs() < 1e-12);
    assert!((cu(0.25) - 1.45).abs() < 1e-12);
    assert_eq!(cu(0.6), 1.4);
}

#[test]
fn levels_out_of_order_are_refused() {
    let input = Input {
        weights_kip: vec![10.0, 10.0],
        heights_ft: vec![20.0, 10.0],
        ..house()
    };
    let error = seismic_base_shear(&input, &mut Trace::off()).unwrap_err();
    assert!(error.to_string().contains("heights_ft"), "{error}");
}
