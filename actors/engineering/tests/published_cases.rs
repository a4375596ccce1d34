//! Every case of `tests/cases` gives what its source says. Lengths as text are read by the
//! drawings and checked there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use holdfast_engineering::calc::{find, registry};
use holdfast_engineering::case::{self, Case, Refusal};
use holdfast_engineering::trace::{Origin, Trace};

const OF_THE_DRAWINGS: &str = "parse_length";

fn cases() -> BTreeMap<String, Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let mut cases = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).expect("the cases are part of the repository") {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "toml") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            cases.insert(name.clone(), case::parse(&text, &name).unwrap());
        }
    }
    cases
}

#[test]
fn every_case_gives_what_its_source_says() {
    let mut failed = Vec::new();
    for (file, case) in cases() {
        if case.calc == OF_THE_DRAWINGS {
            continue;
        }
        let entry = find(&case.calc).unwrap();
        let report =
            case.run(|_, input| (entry.run)(input, &mut Trace::off()).map_err(Refusal::from));
        println!(
            "{file}: {} [{}; {}]",
            case.name,
            case.kind.word(),
            case.source
        );
        assert!(!report.rows.is_empty(), "{file} expects nothing");
        for row in report.rows.iter().filter(|r| !r.ok) {
            failed.push(format!(
                "{file}: {} expected {}, got {} ({})",
                row.key, row.expected, row.got, row.tolerance
            ));
        }
        // Here the code of a refusal counts too.
        for row in report.rows.iter().filter(|r| r.key == "refuse") {
            assert!(
                row.got.starts_with(&format!("{} (", row.expected)),
                "{file}: {}",
                row.got
            );
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
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
    for (file, case) in cases() {
        if case.calc == OF_THE_DRAWINGS {
            continue;
        }
        let entry = find(&case.calc).unwrap();
        let mut trace = Trace::on();
        let written = (entry.run)(&case.input, &mut trace);
        assert_eq!(
            written,
            (entry.run)(&case.input, &mut Trace::off()),
            "{file}"
        );
        if written.is_err() {
            continue;
        }
        let lines = trace.into_lines();
        assert!(!lines.is_empty(), "{file} writes no line");
        for line in lines {
            assert!(
                !line.title.is_empty() && !line.formula.is_empty() && !line.reference.is_empty(),
                "{file}: {line:?}"
            );
            assert!(line.result.value.is_finite(), "{file}: {line:?}");
            for number in &line.inputs {
                assert!(number.value.is_finite(), "{file}: {line:?}");
                if let Origin::File(place) = &number.origin {
                    let key = place
                        .strip_prefix("input:")
                        .expect("a calculation names its input's keys");
                    let in_a_table = case.input.as_object().unwrap().values().any(|v| {
                        v.as_array()
                            .is_some_and(|list| list.iter().any(|t| t.is_object()))
                    });
                    assert!(
                        case.input.get(key).is_some() || in_a_table,
                        "{file}: {key} was not given"
                    );
                }
            }
        }
    }
}
