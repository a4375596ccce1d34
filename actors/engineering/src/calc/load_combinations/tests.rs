use super::*;

fn loads() -> Input {
    Input {
        sds_g: 1.0,
        d_lb: 10_000.0,
        l_lb: 6_000.0,
        s_lb: 2_000.0,
        qe_lb: 15_000.0,
        w_lb: 9_000.0,
        ..Input::default()
    }
}

#[test]
fn strength_combinations_bear_live_load_and_a_fifth_of_snow() {
    let input = Input {
        method: Method::Lrfd,
        live_factor: 0.5,
        ..loads()
    };
    let out = load_combinations(&input, &mut Trace::off()).unwrap();
    assert!((out.uplift_seismic_lb - 8_000.0).abs() < 1e-9); // 15 000 − 0.7 · 10 000
    assert!(out.uplift_wind_lb.abs() < 1e-9); // 9 000 − 0.9 · 10 000
    assert!((out.comp2_seismic_lb - 32_400.0).abs() < 1e-9); // 14 000 + 15 000 + 3 000 + 400
    assert_eq!(out.compression_combo, "1.2D+Ev+Eh+L+0.2S");
    assert_eq!(out.seismic_comp2_live_factor, 0.5);
}

#[test]
fn strength_level_snow_of_7_22_has_smaller_factors() {
    let input = Input {
        code: Code::Asce7_22,
        method: Method::Lrfd,
        s_lb: 50_000.0,
        ..loads()
    };
    let out = load_combinations(&input, &mut Trace::off()).unwrap();
    assert_eq!(out.seismic_comp2_snow_factor, 0.15);
    assert_eq!(out.compression_combo, "1.2D+S+L");
    assert!((out.compression_lb - 68_000.0).abs() < 1e-9);
}

#[test]
fn each_gravity_row_governs_where_it_should() {
    let combo = |d_lb, l_lb, s_lb, w_lb| {
        let input = Input {
            d_lb,
            l_lb,
            s_lb,
            w_lb,
            ..Input::default()
        };
        load_combinations(&input, &mut Trace::off())
            .unwrap()
            .compression_combo
    };
    assert_eq!(combo(1.0, 0.0, 0.0, 0.0), "D");
    assert_eq!(combo(1.0, 5.0, 0.0, 0.0), "D+L");
    assert_eq!(combo(1.0, 0.0, 5.0, 0.0), "D+S");
    assert_eq!(combo(1.0, 5.0, 5.0, 0.0), "D+0.75L+0.75S");
    assert_eq!(combo(1.0, 0.0, 0.0, 5.0), "D+0.6W");
    assert_eq!(combo(1.0, 5.0, 5.0, 5.0), "D+0.75L+0.75(0.6W)+0.75S");
}

#[test]
fn a_negative_load_is_refused_by_its_key() {
    let error = load_combinations(
        &Input {
            d_lb: -1.0,
            ..loads()
        },
        &mut Trace::off(),
    )
    .unwrap_err();
    assert_eq!(error.code(), "range");
    assert!(error.to_string().contains("d_lb"));
}
