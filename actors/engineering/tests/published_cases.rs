//! Every case of `tests/cases` gives what its source says, a test each. Lengths as text are read by
//! the drawings and checked there.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests, whose failure is the test's"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use holdfast_engineering::calc::{find, registry};
use holdfast_engineering::case::{self, Case, Refusal};
use holdfast_engineering::trace::{Origin, Trace};

macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            gives_what_its_source_says(stringify!($name));
        })*

        const LISTED: &[&str] = &[$(stringify!($name)),*];
    };
}

cases! {
    bearing_plate_01_stud_on_plate,
    bearing_plate_02_long_plate,
    bearing_plate_03_above_knee,
    bearing_plate_04_short_plate,
    bearing_plate_05_near_end,
    bearing_plate_06_plate_bending,
    line_unit_shear_01_two_segments,
    line_unit_shear_02_storey_series,
    line_unit_shear_03_none_left,
    load_combinations_01_strength_published,
    load_combinations_02_chord_end_post,
    load_combinations_03_asd_716,
    load_combinations_04_asd_rho,
    load_combinations_05_asd_722_snow,
    overturning_01_two_storey_permit,
    overturning_02_end_post_permit,
    overturning_03_end_post_wind_permit,
    overturning_04_three_levels,
    overturning_05_no_tension,
    overturning_06_unequal_heights,
    post_capacity_01_4x4_southern_pine,
    post_capacity_02_2x6_stud,
    post_capacity_03_6x6_post,
    post_capacity_04_end_post_2x4,
    post_capacity_05_hud_4x4,
    post_capacity_06_built_up,
    post_capacity_07_6x6_seismic,
    post_capacity_08_two_axes,
    post_capacity_09_too_slender,
    restraint_forces_01_three_levels_skip,
    restraint_forces_02_five_levels_skip,
    restraint_forces_03_every_level,
    restraint_forces_04_top_open,
    rod_capacity_01_table_5_8,
    rod_capacity_02_table_1,
    rod_capacity_03_table_5_8,
    rod_capacity_04_a36_3_4,
    rod_capacity_05_b7_1,
    rod_capacity_06_a449_1_1_8,
    rod_capacity_07_lrfd_f1554_55,
    rod_elongation_01_hanger,
    rod_elongation_02_threaded,
    rod_elongation_03_smooth_and_thread,
    rod_elongation_04_run,
    seismic_base_shear_01_two_storey_permit,
    seismic_base_shear_02_permit_24ft,
    seismic_base_shear_03_five_levels,
    seismic_base_shear_04_upper_bound,
    seismic_base_shear_05_near_fault_floor,
    seismic_base_shear_06_k_between,
    shear_wall_capacity_01_two_materials,
    shear_wall_capacity_02_two_materials_wind,
    shear_wall_capacity_03_2021_seismic,
    shear_wall_capacity_04_2021_wind,
    shear_wall_capacity_05_spf_framing,
    shear_wall_capacity_06_slender_2015,
    shear_wall_capacity_07_slender_2008,
    shear_wall_capacity_08_lrfd_2021,
    shear_wall_capacity_09_too_slender,
    shear_wall_deflection_01_permit_12ft,
    shear_wall_deflection_02_permit_wind,
    shear_wall_deflection_03_three_term,
    shear_wall_deflection_04_slender,
    shear_wall_deflection_05_four_term,
    shrinkage_01_2x10_joist,
    shrinkage_02_3x_sill,
    shrinkage_03_plates_four_levels,
    shrinkage_04_mixed,
    shrinkage_05_swelling,
    system_deformation_01_within,
    system_deformation_02_over,
    system_deformation_03_uncompensated,
    takeup_01_four_levels,
    takeup_02_settlement_margin,
    takeup_03_device_deformation,
    wall_line_distribution_01_torsion_transverse,
    wall_line_distribution_02_torsion_longitudinal,
    wall_line_distribution_03_flexible,
    wall_line_distribution_04_flexible_overhang,
    wall_line_distribution_05_rigid_unequal,
}

const OF_THE_DRAWINGS: &str = "parse_length";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases")
}

fn read(name: &str) -> Case {
    let file = format!("{name}.toml");
    let text = std::fs::read_to_string(folder().join(&file)).unwrap();
    case::parse(&text, &file).unwrap()
}

/// Every case that this crate can run, by name.
fn cases() -> BTreeMap<String, Case> {
    let mut cases = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).expect("the cases are part of the repository") {
        let file = entry.unwrap().file_name().to_string_lossy().into_owned();
        if let Some(name) = file.strip_suffix(".toml") {
            cases.insert(name.to_owned(), read(name));
        }
    }
    cases.retain(|_, case| case.calc != OF_THE_DRAWINGS);
    cases
}

fn gives_what_its_source_says(name: &str) {
    let case = read(name);
    let entry = find(&case.calc).unwrap();
    let report = case.run(|_, input| (entry.run)(input, &mut Trace::off()).map_err(Refusal::from));
    println!("{}\n  {}: {}", case.name, case.kind.word(), case.source);
    assert!(!report.rows.is_empty(), "{name} expects nothing");
    for row in &report.rows {
        println!(
            "  {} expected {}, got {} ({})",
            row.key, row.expected, row.got, row.tolerance
        );
        if row.key == "refuse" {
            let code = format!("{} (", row.expected);
            assert!(
                row.got.starts_with(&code),
                "the code of the refusal: {}",
                row.got
            );
        }
    }
    assert!(report.passes(), "differs from its source: {}", case.source);
}

#[test]
fn every_case_of_the_folder_is_a_test_here() {
    let found: BTreeSet<String> = cases().into_keys().collect();
    let listed: BTreeSet<String> = LISTED.iter().map(|n| (*n).to_owned()).collect();
    assert_eq!(found, listed);
}

#[test]
fn every_calculation_has_a_case() {
    let covered: BTreeSet<String> = cases().into_values().map(|c| c.calc).collect();
    for entry in registry() {
        assert!(covered.contains(entry.name), "{} has no case", entry.name);
    }
}

#[test]
fn a_trace_changes_no_result_and_every_line_has_formula_result_and_reference() {
    for (name, case) in cases() {
        let entry = find(&case.calc).unwrap();
        let mut trace = Trace::on();
        let written = (entry.run)(&case.input, &mut trace);
        assert_eq!(
            written,
            (entry.run)(&case.input, &mut Trace::off()),
            "{name}"
        );
        if written.is_err() {
            continue;
        }
        let lines = trace.into_lines();
        assert!(!lines.is_empty(), "{name} writes no line");
        for line in lines {
            let words = [&line.title, &line.formula, &line.reference];
            assert!(words.iter().all(|w| !w.is_empty()), "{name}: {line:?}");
            assert!(line.result.value.is_finite(), "{name}: {line:?}");
            for number in &line.inputs {
                assert!(number.value.is_finite(), "{name}: {line:?}");
                if let Origin::File(place) = &number.origin {
                    let key = place
                        .strip_prefix("input:")
                        .expect("a calculation names its keys");
                    assert!(given(&case, key), "{name}: {key} was not given");
                }
            }
        }
    }
}

/// Whether a case gives a key, `d_lb` or, in a table, `member[2].count`, or in a list, `weights_kip[2]`.
fn given(case: &Case, place: &str) -> bool {
    let Some((table, key)) = place.split_once("].") else {
        // One number of a list.
        if let Some((list, at)) = place.strip_suffix(']').and_then(|p| p.split_once('[')) {
            let at: usize = at.parse().unwrap();
            return case.input[list][at - 1].is_number();
        }
        return case.input.get(place).is_some();
    };
    let (table, at) = table.split_once('[').unwrap();
    let at: usize = at.parse().unwrap();
    case.input[table][at - 1].get(key).is_some()
}
