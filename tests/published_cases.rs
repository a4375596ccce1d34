//! Every checked calculation of `tests/cases` through the command, as a user runs it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::{root, run};

#[test]
fn every_case_passes_through_the_command() {
    let mut files: Vec<String> = std::fs::read_dir(root().join("tests/cases"))
        .unwrap()
        .map(|e| e.unwrap().path().display().to_string())
        .filter(|p| p.ends_with(".toml"))
        .collect();
    files.sort();
    assert!(files.len() >= 81);
    let mut arguments = vec!["calc", "--case"];
    arguments.extend(files.iter().map(String::as_str));
    let (code, out, err) = run(&arguments);
    assert_eq!(code, 0, "{out}\n{err}");
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let source = text
            .lines()
            .find_map(|l| l.strip_prefix("source = "))
            .unwrap();
        assert!(source.len() > 5, "{file} names its source");
    }
}

#[test]
fn a_case_that_is_off_fails_and_says_which_key() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("off.toml");
    let text =
        std::fs::read_to_string(root().join("tests/cases/rod_capacity_04_a36_3_4.toml")).unwrap();
    std::fs::write(
        &file,
        text.replace("allowable_kip = 9.523541", "allowable_kip = 9.6"),
    )
    .unwrap();
    let (code, out, _) = run(&["calc", "--case", file.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(
        out.contains("allowable_kip") && out.contains("9.6"),
        "{out}"
    );
}

#[test]
fn the_list_names_every_calculation() {
    let (code, out, _) = run(&["calc", "--list"]);
    assert_eq!(code, 0);
    for name in [
        "seismic_base_shear",
        "load_combinations",
        "wall_line_distribution",
        "line_unit_shear",
        "shear_wall_capacity",
        "shear_wall_deflection",
        "overturning",
        "restraint_forces",
        "rod_capacity",
        "rod_elongation",
        "bearing_plate",
        "post_capacity",
        "shrinkage",
        "takeup",
        "system_deformation",
        "parse_length",
    ] {
        assert!(out.contains(name), "{name} is missing in\n{out}");
    }
}

#[test]
fn one_calculation_alone_gives_its_trace_as_json() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("rod.json");
    std::fs::write(&file, r#"{"grade": "A36", "diameter_in": 0.75}"#).unwrap();
    let (code, out, err) = run(&[
        "calc",
        "rod_capacity",
        "--input",
        file.to_str().unwrap(),
        "--format",
        "json",
    ]);
    assert_eq!(code, 0, "{err}");
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["governing"], "yield");
    assert!(value["trace"].as_array().is_some_and(|t| t.len() >= 2));
}

#[test]
fn a_case_file_serves_as_input_too() {
    let file = root().join("tests/cases/rod_capacity_04_a36_3_4.toml");
    let (code, out, err) = run(&[
        "calc",
        "rod_capacity",
        "--input",
        file.to_str().unwrap(),
        "--format",
        "json",
    ]);
    assert_eq!(code, 0, "{err}");
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!((value["allowable_kip"].as_f64().unwrap() - 9.523_541).abs() < 1e-5);
}

#[test]
fn a_refused_input_is_bad_input_with_a_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("rod.toml");
    std::fs::write(&file, "grade = \"A36\"\ndiametr_in = 0.75\n").unwrap();
    let (code, _, err) = run(&["calc", "rod_capacity", "--input", file.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(
        err.contains("diametr_in") && err.contains("diameter_in"),
        "{err}"
    );
}

#[test]
fn a_mistyped_calculation_is_answered_with_the_one_meant() {
    let (code, _, err) = run(&["calc", "parse_lenght", "--input", "-"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `parse_length`"), "{err}");
}

#[test]
fn the_list_is_had_as_json_too() {
    let (code, out, err) = run(&["calc", "--list", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let list: serde_json::Value = serde_json::from_str(&out).unwrap();
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 16);
    for entry in list {
        assert!(entry["keys"].as_array().is_some_and(|k| !k.is_empty()));
    }
}

#[test]
fn an_absurd_number_is_refused_in_a_line_that_can_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("rod.toml");
    std::fs::write(&file, "grade = \"A36\"\ndiameter_in = 1e308\n").unwrap();
    let (code, _, err) = run(&["calc", "rod_capacity", "--input", file.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(err.contains("1e308") && err.len() < 300, "{err}");
}
