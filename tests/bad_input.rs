//! Bad input costs one clear message: file, place, remedy; never a panic, a hang or much memory.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{root, run, small};

/// A project of two levels with walls in a table, to which a test does harm.
fn tabled() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let project = dir.path().join("tower");
    assert_eq!(run(&["new", project.to_str().unwrap()]).0, 0);
    (dir, project)
}

fn designed(project: &Path) -> (i32, String, String) {
    run(&["design", project.to_str().unwrap(), "--quiet"])
}

/// Replaces `from` in a file of the project; it must be there.
fn spoil(project: &Path, file: &str, from: &str, to: &str) {
    let path = project.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} does not hold {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn refused(project: &Path, words: &[&str]) {
    let (code, out, err) = designed(project);
    assert_eq!(code, 2, "{out}\n{err}");
    for word in words {
        assert!(err.contains(word), "{word} is missing in\n{err}");
    }
    assert!(!err.contains("panicked"), "{err}");
}

#[test]
fn an_unknown_key_is_refused_with_its_line_and_a_suggestion() {
    let (_dir, project) = tabled();
    spoil(&project, "project.toml", "height_ft =", "heigth_ft =");
    refused(&project, &["project.toml:", "heigth_ft", "height_ft"]);
}

#[test]
fn a_level_of_zero_height_is_refused() {
    let (_dir, project) = tabled();
    spoil(
        &project,
        "project.toml",
        "height_ft = 10.0",
        "height_ft = 0.0",
    );
    refused(&project, &["project.toml:", "height_ft"]);
}

#[test]
fn forty_levels_of_zero_height_are_told_briefly() {
    let (_dir, project) = tabled();
    let mut text = String::from("[project]\nname = \"High\"\n[seismic]\nsds_g = 1.0\n");
    for n in 1..=40 {
        text.push_str(&format!(
            "[[level]]\nname = \"Level {n}\"\nheight_ft = 0.0\nweight_kip = 10.0\n"
        ));
    }
    fs::write(project.join("project.toml"), text).unwrap();
    let (code, _, err) = designed(&project);
    assert_eq!(code, 2);
    assert!(err.lines().count() < 60, "{err}");
}

#[test]
fn levels_in_a_circle_or_out_of_order_are_refused() {
    let (_dir, project) = tabled();
    spoil(
        &project,
        "project.toml",
        "name = \"Level 2\"",
        "name = \"Level 1\"",
    );
    refused(&project, &["project.toml:", "Level 1"]);
    let (_dir, project) = tabled();
    spoil(
        &project,
        "project.toml",
        "elevation_ft = 10.0",
        "elevation_ft = -10.0",
    );
    refused(&project, &["project.toml:", "elevation_ft"]);
}

#[test]
fn negative_and_endless_loads_are_refused() {
    for (from, to) in [
        ("dead_plf = 250.0", "dead_plf = -250.0"),
        ("dead_plf = 250.0", "dead_plf = nan"),
        ("dead_plf = 250.0", "dead_plf = 1e308"),
    ] {
        let (_dir, project) = tabled();
        spoil(&project, "project.toml", from, to);
        refused(&project, &["project.toml:", "dead_plf"]);
    }
}

#[test]
fn a_wall_of_no_length_is_named_by_its_line() {
    let (_dir, project) = tabled();
    fs::remove_file(project.join("walls.toml")).ok();
    fs::write(
        project.join("walls.csv"),
        "id,level,mark,x1_ft,y1_ft,x2_ft,y2_ft\nW1,Level 1,SW6,1,1,1,1\n",
    )
    .unwrap();
    refused(&project, &["walls.csv:2", "no length"]);
}

#[test]
fn two_wall_tables_are_one_too_many() {
    let (_dir, project) = tabled();
    fs::write(project.join("walls.csv"), "id,level\n").unwrap();
    refused(&project, &["walls.toml", "walls.csv"]);
}

#[test]
fn no_folder_no_project_file_and_nothing_to_design_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    refused(&dir.path().join("none"), &["none", "holdfast new"]);
    refused(dir.path(), &["project.toml", "holdfast new"]);
    let (_dir, project) = tabled();
    fs::remove_file(project.join("walls.toml")).unwrap();
    refused(&project, &["drawings"]);
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_folder_are_not_followed() {
    let (_dir, project) = tabled();
    fs::create_dir_all(project.join("drawings")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", project.join("drawings/A-101.dxf")).unwrap();
    refused(&project, &["A-101.dxf", "/etc/passwd"]);
}

/// Puts a bad drawing beside the small sample's good ones.
fn with_bad_sheet(name: &str, bytes: &[u8]) -> (i32, String, String) {
    let (_dir, project) = small();
    fs::write(project.join("drawings").join(name), bytes).unwrap();
    let result = designed(&project);
    assert!(
        project.join("submittal/submittal.pdf").is_file(),
        "{}\n{}",
        result.1,
        result.2
    );
    result
}

#[test]
fn one_bad_sheet_fails_by_name_and_the_others_go_on() {
    let good = fs::read(root().join("examples/projects/small/drawings/S-101.dxf")).unwrap();
    let half = &good[..good.len() / 2];
    let cases: [(&str, &[u8]); 4] = [
        ("X-1.dxf", b""),
        ("X-2.dxf", half),
        ("X-3.dwg", b"AC1027 and then nothing that a drawing holds"),
        ("X-4.dxf", b"\x1f\x8b\x08\x00 something packed"),
    ];
    for (name, bytes) in cases {
        let (code, out, _) = with_bad_sheet(name, bytes);
        assert_eq!(code, 1, "{name}: {out}");
        assert!(out.contains(name), "{name} is not named in\n{out}");
        assert!(out.contains("26 (") || out.contains("rod runs"), "{out}");
    }
}

#[test]
fn a_block_that_inserts_itself_is_named() {
    let text = dxf(
        "0\nBLOCK\n5\n20\n8\n0\n2\nLOOP\n70\n0\n10\n0\n20\n0\n30\n0\n3\nLOOP\n0\nINSERT\n5\n21\n8\n0\n2\nLOOP\n10\n0\n20\n0\n30\n0\n0\nENDBLK\n5\n22\n8\n0\n",
        "0\nINSERT\n5\n30\n8\n0\n2\nLOOP\n10\n0\n20\n0\n30\n0\n",
    );
    let (code, out, _) = with_bad_sheet("X-LOOP.dxf", text.as_bytes());
    assert!(code == 0 || code == 1, "{out}");
    assert!(out.contains("LOOP"), "{out}");
}

#[test]
fn endless_arrays_are_bounded() {
    let text = dxf(
        "0\nBLOCK\n5\n20\n8\n0\n2\nDOT\n70\n0\n10\n0\n20\n0\n30\n0\n3\nDOT\n0\nLINE\n5\n21\n8\n0\n10\n0\n20\n0\n30\n0\n11\n1\n21\n0\n31\n0\n0\nENDBLK\n5\n22\n8\n0\n",
        "0\nINSERT\n5\n30\n8\n0\n2\nDOT\n10\n0\n20\n0\n30\n0\n70\n32000\n71\n32000\n44\n1\n45\n1\n",
    );
    let (code, out, err) = with_bad_sheet("X-ARRAY.dxf", text.as_bytes());
    assert!(code == 0 || code == 1, "{out}\n{err}");
    assert!(out.contains("X-ARRAY.dxf"), "{out}");
}

#[test]
fn coordinates_that_are_not_numbers_do_no_harm() {
    let text = dxf(
        "",
        "0\nLINE\n5\n30\n8\n0\n10\nnan\n20\n0\n30\n0\n11\n1e308\n21\n-1e308\n31\n0\n",
    );
    let (code, out, err) = with_bad_sheet("X-NAN.dxf", text.as_bytes());
    assert!(code == 0 || code == 1, "{out}\n{err}");
}

/// A minimal R2000 drawing with these blocks and entities.
fn dxf(blocks: &str, entities: &str) -> String {
    format!(
        "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n0\nENDSEC\n0\nSECTION\n2\nBLOCKS\n{blocks}0\nENDSEC\n0\nSECTION\n2\nENTITIES\n{entities}0\nENDSEC\n0\nEOF\n"
    )
}
