use super::*;

fn run(input: &Input) -> Output {
    shear_wall_capacity(input, &mut Trace::off()).unwrap()
}

#[test]
fn editions_before_2021_have_a_wind_column_and_one_reduction() {
    let at = |edition, load, method| {
        run(&Input {
            edition,
            load,
            method,
            edge_spacing_in: Some(4.0),
            ..Input::default()
        })
        .capacity_plf
    };
    assert_eq!(at(Sdpws::Y2015, Load::Seismic, Method::Asd), 380.0);
    assert_eq!(at(Sdpws::Y2015, Load::Wind, Method::Asd), 532.5);
    assert_eq!(at(Sdpws::Y2008, Load::Wind, Method::Lrfd), 852.0);
    assert!((at(Sdpws::Y2021, Load::Seismic, Method::Asd) - 1065.0 / 2.8).abs() < 1e-9);
    assert_eq!(at(Sdpws::Y2021, Load::Seismic, Method::Lrfd), 532.5);
}

#[test]
fn the_same_panel_on_both_faces_doubles_strength_and_stiffness() {
    let one = run(&Input::default());
    let two = run(&Input {
        both_sides: true,
        ..Input::default()
    });
    assert_eq!(two.nominal_plf, 2.0 * one.nominal_plf);
    assert_eq!(two.ga_kip_in, Some(26.0));
}

#[test]
fn a_near_equal_other_face_counts_as_twice_the_weaker() {
    let out = run(&Input {
        nominal_plf: Some(500.0),
        other_side_nominal_plf: Some(400.0),
        ..Input::default()
    });
    assert_eq!(out.nominal_plf, 800.0);
    assert_eq!(out.ga_kip_in, None);
}

#[test]
fn slender_walls_are_reduced_as_their_edition_says() {
    let factor = |edition, load, proportional| aspect_factor(edition, load, 3.0, proportional);
    assert_eq!(factor(Sdpws::Y2021, Load::Wind, false), 0.875);
    assert_eq!(factor(Sdpws::Y2015, Load::Seismic, true), 2.0 / 3.0);
    assert_eq!(factor(Sdpws::Y2008, Load::Seismic, false), 2.0 / 3.0);
    assert_eq!(factor(Sdpws::Y2008, Load::Wind, false), 1.0);
    assert_eq!(aspect_factor(Sdpws::Y2021, Load::Wind, 2.0, false), 1.0);
}

#[test]
fn panels_outside_the_table_are_refused_with_those_in_it() {
    let input = Input {
        thickness: Some(Thickness::T19_32),
        ..Input::default()
    };
    let error = shear_wall_capacity(&input, &mut Trace::off()).unwrap_err();
    assert_eq!(error.code(), "panel");
    assert!(error.to_string().contains("19/32 with 10d"), "{error}");
}

#[test]
fn a_nominal_shear_beside_a_panel_is_ambiguous() {
    let input = Input {
        nominal_plf: Some(1.0),
        nail: Some(Nail::D8),
        ..Input::default()
    };
    assert_eq!(
        shear_wall_capacity(&input, &mut Trace::off())
            .unwrap_err()
            .code(),
        "conflict"
    );
}
