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

#[test]
fn a_million_nested_inserts_are_refused_before_they_are_expanded() {
    let insert = |block: usize, handle: usize| {
        format!("0\nINSERT\n5\n{handle:X}\n8\n0\n2\nB{block}\n10\n0\n20\n0\n30\n0\n")
    };
    let mut blocks = "0\nBLOCK\n8\n0\n2\nB0\n70\n0\n10\n0\n20\n0\n30\n0\n0\nLINE\n5\n1\n8\n0\n10\n0\n20\n0\n11\n1\n21\n1\n0\nENDBLK\n8\n0\n".to_owned();
    for level in 1..8 {
        let inserts: String = (0..10).map(|n| insert(level - 1, 16 * level + n)).collect();
        blocks.push_str(&format!(
            "0\nBLOCK\n8\n0\n2\nB{level}\n70\n0\n10\n0\n20\n0\n30\n0\n{inserts}0\nENDBLK\n8\n0\n"
        ));
    }
    let text = dxf(&blocks, &insert(7, 0x200));
    let (code, out, err) = with_bad_sheet("X-NEST.dxf", text.as_bytes());
    assert_eq!(code, 1, "{out}\n{err}");
    for word in ["X-NEST.dxf", "handle 200", "B7", "freeze"] {
        assert!(out.contains(word), "{word} is missing in\n{out}");
    }
}

#[test]
fn random_bytes_are_neither_dxf_nor_dwg() {
    let mut seed = 7_u32;
    let bytes: Vec<u8> = (0..60_000)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        })
        .collect();
    let named = [b"AC1027".as_slice(), &bytes].concat();
    for (name, bytes) in [
        ("X-1.dxf", &bytes),
        ("X-2.dwg", &bytes),
        ("X-3.dwg", &named),
    ] {
        let (code, out, err) = with_bad_sheet(name, bytes);
        assert_eq!(code, 1, "{out}\n{err}");
        assert!(out.contains(name), "{name} is not named in\n{out}");
    }
}

#[test]
fn what_is_no_plain_file_among_the_drawings_is_named() {
    let folder = |path: &Path| fs::create_dir(path).unwrap();
    let pipe = |path: &Path| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    };
    let nowhere = |path: &Path| std::os::unix::fs::symlink("nowhere", path).unwrap();
    type Make<'a> = &'a dyn Fn(&Path);
    let cases: [(Make<'_>, &str); 3] = [
        (&folder, "a folder"),
        (&pipe, "a pipe"),
        (&nowhere, "link cannot be followed"),
    ];
    for (make, word) in cases {
        let (_dir, project) = tabled();
        fs::create_dir_all(project.join("drawings")).unwrap();
        make(&project.join("drawings/A-101.dxf"));
        refused(&project, &["drawings/A-101.dxf", word]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let (_dir, project) = tabled();
    let drawings = project.join("drawings");
    fs::create_dir_all(&drawings).unwrap();
    fs::write(
        drawings.join(std::ffi::OsStr::from_bytes(b"A\xff.dxf")),
        b"",
    )
    .unwrap();
    refused(&project, &["not UTF-8", "rename"]);
}

#[test]
fn a_drawing_without_permission_fails_by_name() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_dir, project) = small();
    let sheet = project.join("drawings/A-101.dxf");
    fs::set_permissions(&sheet, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&sheet).is_ok() {
        return; // whoever runs this test may read everything
    }
    let (code, out, err) = designed(&project);
    assert_eq!(code, 1, "{out}\n{err}");
    assert!(
        out.contains("A-101.dxf") && out.contains("permissions"),
        "{out}"
    );
}

#[test]
fn records_and_submittals_do_not_follow_links_out_of_the_folder() {
    for name in [".holdfast", "submittal"] {
        let (dir, project) = tabled();
        let elsewhere = dir.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, project.join(name)).unwrap();
        refused(&project, &[name, "out of the project's folder"]);
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    }
}

#[test]
fn a_submittal_goes_neither_among_the_drawings_nor_the_records_nor_into_a_file() {
    for (out, word) in [
        ("drawings/plans", "drawings/ holds"),
        (".holdfast", ".holdfast/ holds"),
        ("project.toml", "a file, not a folder"),
    ] {
        let (_dir, project) = tabled();
        let out = project.join(out);
        let (code, _, err) = run(&[
            "design",
            project.to_str().unwrap(),
            "--quiet",
            "--out",
            out.to_str().unwrap(),
        ]);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(word) && err.contains("--out"), "{err}");
    }
}

#[test]
fn deep_and_huge_project_files_are_refused_with_their_place() {
    let deep = format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let huge = "# nothing\n".repeat(1 << 19);
    let many: String = (0..20_000)
        .map(|n| format!("[[level]]\nname = \"L{n}\"\nheight_ft = 10.0\n"))
        .collect();
    for (text, word) in [(deep, "recur"), (huge, "bytes"), (many, "at most 60")] {
        let (_dir, project) = tabled();
        fs::write(project.join("project.toml"), text).unwrap();
        refused(&project, &["project.toml", word]);
    }
}

#[test]
fn a_rod_that_is_not_there_cannot_be_moved() {
    let (_dir, project) = tabled();
    let overrides = "[[rod]]\nrun = \"R-S99.1A\"\nmove_in = 3.0\n";
    fs::write(project.join("overrides.toml"), overrides).unwrap();
    refused(&project, &["overrides.toml:1", "R-S99.1A", "rods.csv"]);
}

/// A minimal R2000 drawing with these blocks and entities.
fn dxf(blocks: &str, entities: &str) -> String {
    format!(
        "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n0\nENDSEC\n0\nSECTION\n2\nBLOCKS\n{blocks}0\nENDSEC\n0\nSECTION\n2\nENTITIES\n{entities}0\nENDSEC\n0\nEOF\n"
    )
}

#[test]
fn where_no_drawing_can_be_read_each_is_named_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let project = dir.path().join("tower");
    support::copy(&root().join("examples/projects/small"), &project);
    let drawings = project.join("drawings");
    fs::remove_dir_all(&drawings).unwrap();
    fs::create_dir(&drawings).unwrap();
    fs::write(drawings.join("S-201.dxf"), "").unwrap();
    fs::write(drawings.join("S-202.dxf"), "  0\nSECTION\n  2\nENTITIES\nx").unwrap();
    refused(
        &project,
        &["drawings/S-201.dxf: ", "drawings/S-202.dxf: ", "walls.toml"],
    );
}
