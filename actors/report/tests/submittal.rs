//! `submittal.pdf` as a plan checker gets it: the file, not its pages, which are tested beside the code.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // tests panic, and name what they skip
#![allow(
    clippy::disallowed_methods,
    reason = "tests play the callers outside the tree"
)]

mod fixture;

use std::io::Write as _;
use std::process::{Command, Stdio};

use fixture::{building, empty, hostile};
use holdfast_report::pdf;
use holdfast_report::results::Results;

fn submittal(results: &Results) -> Vec<u8> {
    pdf::write(results, &mut |_| {}).unwrap()
}

/// What a tool prints of a file on its standard input; none, said by name, where there is no such tool.
fn tool(test: &str, command: &str, args: &[&str], input: &[u8]) -> Option<String> {
    let child = Command::new(command)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: {test}: {command} absent");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(
        output.status.success(),
        "{command}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let results = building(3, 4, 24.0);
    assert!(submittal(&results) == submittal(&results));
}

#[test]
fn other_results_give_another_document_id() {
    let id = |bytes: &[u8]| {
        let at = bytes.windows(4).rposition(|w| w == b"/ID[").unwrap();
        bytes[at..at + 40].to_vec()
    };
    let one = building(1, 1, 24.0);
    let mut other = one.clone();
    other.project.input_hash = "another".to_owned();
    assert_ne!(id(&submittal(&one)), id(&submittal(&other)));
}

#[test]
fn it_claims_what_the_writer_has_validated() {
    let bytes = submittal(&building(1, 2, 24.0));
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let holds = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(holds("pdfuaid:part"), "PDF/UA-1 in the metadata");
    assert!(holds(
        "Alder Street Apartments – continuous rod tie-down submittal"
    ));
}

#[test]
fn an_empty_building_gives_a_submittal_that_says_so() {
    let bytes = submittal(&empty());
    let Some(text) = tool(
        "an_empty_building_gives_a_submittal_that_says_so",
        "pdftotext",
        &["-", "-"],
        &bytes,
    ) else {
        return;
    };
    assert!(text.contains("No rod run was designed"));
    assert!(text.contains("No shear wall was found or given"));
}

#[test]
fn hostile_names_and_numbers_give_a_submittal_all_the_same() {
    submittal(&hostile());
    for levels in [0, 1, 2, 40] {
        let mut results = building(2, 2, 24.0);
        results.levels = (0..levels).map(|_| results.levels[0].clone()).collect();
        submittal(&results);
    }
}

#[test]
fn every_character_is_found_by_search() {
    let results = building(3, 2, 24.0);
    let bytes = submittal(&results);
    let Some(text) = tool(
        "every_character_is_found_by_search",
        "pdftotext",
        &["-layout", "-", "-"],
        &bytes,
    ) else {
        return;
    };
    for run in results.rod_runs.iter().filter(|r| r.required) {
        assert!(text.contains(&run.id), "{}", run.id);
    }
    for words in [
        "5/8\"",
        "Pn/Ω = min(0.75 Fu Ab / 2.00, Fy Ab / 1.67)",
        "Fc⊥ = 625 psi",
        "Cs = 0.154, V = 92.4 kip",
        "10'-1 3/4\"",
        "1/8\" = 1'-0\" on 11 × 17",
        "A-101.dxf, layer S-WALL-SHEAR, entity 4A2",
        "Move the rod 6 1/2\" along the wall",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("NaN"));
}

#[test]
fn names_in_other_scripts_are_found_by_search() {
    let mut results = building(1, 1, 24.0);
    results.project.client = "Żółć Ωmega Ёлка".to_owned();
    results.project.address = "漢字 街".to_owned();
    let bytes = submittal(&results);
    let test = "names_in_other_scripts_are_found_by_search";
    let Some(text) = tool(test, "pdftotext", &["-f", "1", "-l", "1", "-", "-"], &bytes) else {
        return;
    };
    assert!(text.contains("Żółć Ωmega Ёлка"), "{text}");
    assert!(
        text.contains("漢字"),
        "no face has it, yet the file holds it: {text}"
    );
}

#[test]
fn the_file_is_whole() {
    let bytes = submittal(&building(7, 4, 24.0));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("submittal.pdf");
    std::fs::write(&path, &bytes).unwrap();
    let Some(said) = tool(
        "the_file_is_whole",
        "qpdf",
        &["--check", path.to_str().unwrap()],
        b"",
    ) else {
        return;
    };
    assert!(
        said.contains("No syntax or stream encoding errors"),
        "{said}"
    );
}

#[test]
fn progress_names_each_section_and_ends_full() {
    let mut steps = Vec::new();
    pdf::write(&building(1, 1, 24.0), &mut |step| steps.push(step)).unwrap();
    assert_eq!(steps[0].section, "Design criteria");
    assert!(steps.windows(2).all(|w| w[0].done <= w[1].done));
    let last = steps.last().unwrap();
    assert_eq!(last.done, last.total);
}
