//! A design from the command line, start to end.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use support::{finish, holdfast, root, run, small};

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().unwrap().is_dir() {
            for (inner, bytes) in files(&entry.path()) {
                all.insert(format!("{name}/{inner}"), bytes);
            }
        } else {
            all.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
    all
}

#[test]
fn the_small_sample_becomes_a_complete_submittal() {
    let (_dir, project) = small();
    let (code, out, err) = run(&["design", project.to_str().unwrap()]);
    assert_eq!(code, 0, "{out}\n{err}");
    for word in [
        "shear walls",
        "rod runs",
        "clashes",
        "audit",
        "submittal.pdf",
    ] {
        assert!(out.contains(word), "{word} is missing in\n{out}");
    }
    let written = files(&project.join("submittal"));
    let names: Vec<&str> = written.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "clashes.bcfzip",
            "plans/level-1.svg",
            "plans/level-2.svg",
            "plans/level-3.svg",
            "results.json",
            "rods.csv",
            "submittal.pdf"
        ]
    );
    let results: serde_json::Value = serde_json::from_slice(&written["results.json"]).unwrap();
    for key in ["walls", "rod_runs", "clashes", "audit", "sources"] {
        assert!(!results[key].is_null(), "{key} is missing");
    }
    assert!((45..=55).contains(&results["walls"].as_array().unwrap().len()));
    let rods = results["rod_runs"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["required"] == true)
        .count();
    assert!((20..=30).contains(&rods), "{rods} rod runs");
    assert!(written["submittal.pdf"].starts_with(b"%PDF-1.7"));
    assert!(written["clashes.bcfzip"].starts_with(b"PK"));
}

#[test]
fn a_second_run_takes_every_task_from_the_records_and_gives_the_same_bytes() {
    let (_dir, project) = small();
    let path = project.to_str().unwrap();
    assert_eq!(run(&["design", path, "--quiet"]).0, 0);
    let first = files(&project.join("submittal"));
    let (code, out, _) = run(&["design", path, "--quiet", "--format", "json"]);
    assert_eq!(code, 0);
    let summary: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(summary["tasks"], summary["tasks_recorded"]);
    assert_eq!(first, files(&project.join("submittal")));
}

#[test]
fn the_number_of_jobs_does_not_change_a_byte() {
    let (_a, one) = small();
    let (_b, many) = small();
    assert_eq!(
        run(&["design", one.to_str().unwrap(), "--quiet", "--jobs", "1"]).0,
        0
    );
    assert_eq!(
        run(&["design", many.to_str().unwrap(), "--quiet", "--jobs", "7"]).0,
        0
    );
    assert_eq!(
        files(&one.join("submittal")),
        files(&many.join("submittal"))
    );
}

#[test]
fn nothing_is_written_outside_the_output_folder_and_the_records() {
    let (_dir, project) = small();
    let before = files(&project);
    let out = tempfile::tempdir().unwrap();
    let code = run(&[
        "design",
        project.to_str().unwrap(),
        "--quiet",
        "--out",
        out.path().to_str().unwrap(),
    ])
    .0;
    assert_eq!(code, 0);
    let mut after = files(&project);
    after.retain(|name, _| !name.starts_with(".holdfast/"));
    assert_eq!(before, after);
    assert!(out.path().join("submittal.pdf").is_file());
}

#[test]
fn only_some_agents_stop_where_they_were_asked_to() {
    let (_dir, project) = small();
    let (code, out, _) = run(&[
        "design",
        project.to_str().unwrap(),
        "--quiet",
        "--format",
        "json",
        "--only",
        "detection",
    ]);
    assert_eq!(code, 0);
    let summary: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(summary["rod_runs"], 0);
    assert!(summary["walls"].as_u64().unwrap() > 40);
    assert!(!project.join("submittal").exists());
}

#[test]
fn explain_writes_a_run_out_with_its_sources() {
    let (_dir, project) = small();
    let path = project.to_str().unwrap();
    assert_eq!(run(&["design", path, "--quiet"]).0, 0);
    let results: serde_json::Value =
        serde_json::from_slice(&std::fs::read(project.join("submittal/results.json")).unwrap())
            .unwrap();
    let rod = results["rod_runs"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["required"] == true)
        .unwrap();
    let id = rod["id"].as_str().unwrap();
    let (code, out, err) = run(&["explain", path, id, "1"]);
    assert_eq!(code, 0, "{err}");
    for part in ["project.toml:", ".dxf, layer", "ASCE 7", "AISC 360", "NDS"] {
        assert!(out.contains(part), "{part} is missing in\n{out}");
    }
    // Each level's weight comes from that level's own line.
    let weights: std::collections::BTreeSet<&str> = out
        .lines()
        .filter(|line| line.trim_start().starts_with("wx = "))
        .filter_map(|line| line.split("project.toml:").nth(1))
        .collect();
    assert_eq!(weights.len(), 3, "{weights:?}\n{out}");
    let (code, _, err) = run(&["explain", path, "R-S99.9Z"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("R-S99.9Z") && err.contains("rods.csv"),
        "{err}"
    );
}

#[test]
fn check_validates_and_report_renders_again() {
    let (_dir, project) = small();
    let path = project.to_str().unwrap();
    let (code, out, err) = run(&["check", path]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("as they must be"), "{out}");
    assert!(!project.join("submittal").exists());
    assert_eq!(run(&["design", path, "--quiet"]).0, 0);
    let first = files(&project.join("submittal"));
    std::fs::remove_dir_all(project.join("submittal")).unwrap();
    assert_eq!(run(&["report", path]).0, 0);
    assert_eq!(first, files(&project.join("submittal")));
}

#[test]
fn a_fresh_starter_designs_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let project = dir.path().join("tower");
    assert_eq!(run(&["new", project.to_str().unwrap()]).0, 0);
    let (code, out, err) = run(&["design", project.to_str().unwrap(), "--quiet"]);
    assert!(code == 0 || code == 1, "{out}\n{err}");
    assert!(project.join("submittal/submittal.pdf").is_file());
}

#[test]
fn the_committed_sample_is_what_the_generator_draws() {
    let dir = tempfile::tempdir().unwrap();
    let fresh = dir.path().join("small");
    assert_eq!(
        run(&["new", fresh.to_str().unwrap(), "--sample", "small"]).0,
        0
    );
    let mut committed = files(&root().join("examples/projects/small"));
    committed.retain(|name, _| !name.starts_with(".holdfast/") && !name.starts_with("submittal/"));
    let drawn = files(&fresh);
    assert_eq!(
        committed.keys().collect::<Vec<_>>(),
        drawn.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &drawn {
        assert!(
            committed[name] == *bytes,
            "{name} differs: run `cargo xtask samples`"
        );
    }
}

#[test]
fn a_pipe_gets_plain_lines_and_the_terminal_codes_stay_out() {
    let (_dir, project) = small();
    let (code, out, err) = finish(
        holdfast()
            .args(["design", project.to_str().unwrap()])
            .output()
            .unwrap(),
    );
    assert_eq!(code, 0);
    assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'));
    assert!(err.contains("detection"), "{err}");
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_cannot_be_written_is_an_error() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let (code, _, err) = finish(
        holdfast()
            .args(["calc", "--list"])
            .stdout(full)
            .output()
            .unwrap(),
    );
    assert_eq!(code, 2);
    assert!(err.contains("standard output"), "{err}");
}

#[test]
fn help_teaches_and_completions_complete() {
    let (code, out, _) = run(&["--help"]);
    assert_eq!(code, 0);
    assert!(out.contains("Start here") && out.contains("Exit codes"));
    let (code, out, _) = run(&["completions", "bash"]);
    assert_eq!(code, 0);
    assert!(out.contains("_holdfast"));
    assert_eq!(run(&["desing", "x"]).0, 2);
}

#[test]
fn a_drawing_is_inspected_as_text_and_as_json() {
    let file = root().join("examples/projects/small/drawings/S-101.dxf");
    let file = file.to_str().unwrap();
    let (code, out, err) = run(&["drawing", "inspect", file, "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let inventory: serde_json::Value = serde_json::from_str(&out).unwrap();
    let entities = inventory["model_space"]["entities"].as_object().unwrap();
    assert!(entities["LINE"].as_u64().unwrap() > 50, "{out}");
    assert!(entities["INSERT"].as_u64().unwrap() > 5, "{out}");
    let (code, out, _) = run(&["drawing", "inspect", file]);
    assert_eq!(code, 0);
    assert!(out.contains("S-GRID"), "{out}");
}

#[test]
fn every_drawing_of_other_people_is_inspected() {
    let Some(corpus) = support::corpus("every_drawing_of_other_people_is_inspected") else {
        return;
    };
    let mut seen = 0;
    for entry in std::fs::read_dir(corpus.join("dxf")).unwrap() {
        let path = entry.unwrap().path();
        let (code, out, err) = run(&[
            "drawing",
            "inspect",
            path.to_str().unwrap(),
            "--format",
            "json",
        ]);
        assert_eq!(code, 0, "{}: {err}", path.display());
        let inventory: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert!(inventory["model_space"]["entities"].is_object());
        seen += 1;
    }
    assert!(seen >= 28);
}

#[test]
fn a_rod_moved_by_an_override_stands_elsewhere_and_the_report_says_so() {
    let results = |project: &std::path::Path| -> serde_json::Value {
        let (code, out, err) = run(&["design", project.to_str().unwrap(), "--quiet"]);
        assert!(code < 2, "{out}\n{err}");
        let bytes = std::fs::read(project.join("submittal/results.json")).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    let rod = |of: &serde_json::Value, id: &str| {
        let runs = of["rod_runs"].as_array().unwrap();
        runs.iter().find(|r| r["id"] == id).unwrap().clone()
    };
    let (_dir, project) = small();
    let before = results(&project);
    let runs = before["rod_runs"].as_array().unwrap();
    let id = runs.iter().find(|r| r["required"] == true).unwrap()["id"]
        .as_str()
        .unwrap();
    let text = format!("[[rod]]\nrun = \"{id}\"\nmove_in = 6.0\nreason = \"clear of the drain\"\n");
    std::fs::write(project.join("overrides.toml"), text).unwrap();
    let after = results(&project);
    let (old, new) = (rod(&before, id), rod(&after, id));
    let off: f64 = (0..2)
        .map(|a| new["at_ft"][a].as_f64().unwrap() - old["at_ft"][a].as_f64().unwrap())
        .map(|d| d * d)
        .sum();
    assert!((off.sqrt() - 0.5).abs() < 1e-9, "{old}\n{new}");
    let pull = |r: &serde_json::Value| r["anchor_lb"].as_f64().unwrap();
    assert!(pull(&new) > pull(&old), "a shorter arm pulls harder");
    let told = serde_json::to_string(&after).unwrap();
    assert!(told.contains(&format!("override: rod run {id} stands 6 in inwards")));
    assert!(told.contains("clear of the drain"));
    let (code, out, err) = run(&["explain", project.to_str().unwrap(), id, "1"]);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("move of this run = 6 in") && out.contains("overrides.toml:1"),
        "{out}"
    );
}

#[test]
fn the_readmes_example_is_the_committed_one() {
    let code = |text: &str| -> String {
        let lines = text
            .lines()
            .filter(|l| !l.starts_with("//!") && !l.starts_with("#![allow"));
        let all: String = lines.flat_map(|l| l.split_whitespace()).collect();
        all.replace(",)", ")")
    };
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let block = readme.split("```rust").nth(1).unwrap();
    let block = block.split("```").next().unwrap();
    let example = std::fs::read_to_string(root().join("examples/embed.rs")).unwrap();
    assert_eq!(code(block), code(&example));
}

#[test]
fn what_the_readme_tells_of_a_table_of_walls_works_with_a_csv_too() {
    let dir = tempfile::tempdir().unwrap();
    let project = dir.path().join("tower");
    assert_eq!(run(&["new", project.to_str().unwrap()]).0, 0);
    std::fs::remove_file(project.join("walls.toml")).unwrap();
    let ends = ["S,0,0,40,0", "N,0,30,40,30", "W,0,0,0,30", "E,40,0,40,30"];
    let mut table = String::from("id,level,mark,x1_ft,y1_ft,x2_ft,y2_ft,openings\n");
    for level in [1, 2] {
        for end in ends {
            let (name, ends) = end.split_once(',').unwrap();
            table.push_str(&format!(
                "L{level}-{name},Level {level},SW6,{ends},door 12-15\n"
            ));
        }
    }
    std::fs::write(project.join("walls.csv"), table).unwrap();
    let (code, out, err) = run(&["design", project.to_str().unwrap(), "--quiet"]);
    assert!(code < 2, "{out}\n{err}");
    let (code, out, err) = run(&["explain", project.to_str().unwrap(), "R-S01.1A"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("walls.csv:"), "{out}");
}

#[test]
fn only_the_shrinkage_needs_no_walls_and_promises_none() {
    let (_dir, project) = small();
    let path = project.to_str().unwrap();
    let (code, out, err) = run(&["design", path, "--quiet", "--only", "shrinkage"]);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("levels") && !out.contains("shear walls"),
        "{out}"
    );
    assert!(err.is_empty(), "{err}");
}

#[test]
fn runs_moved_as_proposed_and_designed_again_have_no_clash_left() {
    let (_dir, project) = small();
    let path = project.to_str().unwrap();
    assert_eq!(run(&["design", path, "--quiet"]).0, 0);
    let results = |project: &Path| -> serde_json::Value {
        serde_json::from_slice(&files(&project.join("submittal"))["results.json"]).unwrap()
    };
    let before = results(&project);
    let clashes = before["clashes"].as_array().unwrap();
    let moves: std::collections::BTreeMap<&str, &serde_json::Value> = clashes
        .iter()
        .map(|c| (c["run"].as_str().unwrap(), &c["move_in"]))
        .collect();
    assert!(moves.len() > 2 && moves.values().all(|by| by.is_number()));
    let text: String = moves
        .iter()
        .map(|(run, by)| {
            format!("[[rod]]\nrun = \"{run}\"\nmove_in = {by}\nreason = \"clear of a clash\"\n")
        })
        .collect();
    std::fs::write(project.join("overrides.toml"), text).unwrap();
    run(&["design", path, "--quiet"]);
    assert_eq!(results(&project)["clashes"], serde_json::json!([]));
}

/// Names in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_file_and_test_that_the_architecture_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let (_, map) = text.split_once("## Code map").unwrap();
    let (map, rest) = map.split_once("## Invariants").unwrap();
    let (invariants, _) = rest.split_once("## Decisions").unwrap();
    let is_path = |name: &&str| {
        // The records are of a project, not of the tree.
        name.contains('/') && !name.contains(' ') && !name.starts_with('.')
    };
    let folders = map
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect::<Vec<_>>();
    assert!(folders.len() > 12, "{folders:?}");
    for path in folders
        .into_iter()
        .chain(quoted(invariants).filter(is_path))
    {
        assert!(root.join(path).exists(), "{path} is not there");
    }
    for row in invariants.lines().filter(|l| l.starts_with("| ")).skip(2) {
        let mut files: Vec<&str> = Vec::new();
        for name in quoted(row.rsplit('|').nth(1).unwrap()) {
            if is_path(&name) {
                files.push(name);
            } else if name.contains('_') {
                // A test, perhaps cut short, in the file or folder named before it.
                let file = root.join(files.last().unwrap());
                let sources: Vec<String> = if file.is_dir() {
                    let all = std::fs::read_dir(&file).unwrap();
                    all.filter_map(|f| std::fs::read_to_string(f.unwrap().path()).ok())
                        .collect()
                } else {
                    vec![std::fs::read_to_string(&file).unwrap()]
                };
                let start = format!("fn {}", name.trim_end_matches('…'));
                assert!(
                    sources.iter().any(|s| s.contains(&start)),
                    "no {start} in {}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn walls_that_gravity_holds_down_need_no_pound_of_steel() {
    let dir = tempfile::tempdir().unwrap();
    let project = dir.path().join("tower");
    let path = project.to_str().unwrap();
    assert_eq!(run(&["new", path]).0, 0);
    let file = project.join("project.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let heavy = ["dead_plf = 250.0", "dead_plf = 180.0"]
        .iter()
        .fold(text, |text, dead| text.replace(dead, "dead_plf = 9000.0"));
    std::fs::write(&file, heavy).unwrap();
    let (_, out, err) = run(&["design", path, "--quiet"]);
    assert!(out.contains("0 (0 lb of steel)"), "{out}{err}");
    let pdf = std::fs::read(project.join("submittal/submittal.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF"));
}
