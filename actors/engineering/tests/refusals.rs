//! What the calculations promise of any input: no panic, no result that is not a number, defaults
//! as documented, and refusals that name key, value and remedy.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, whose failure is the test's"
)]

use std::path::PathBuf;
use std::sync::LazyLock;

use holdfast_engineering::calc::{Entry, Fallback, Key, Kind, find, registry};
use holdfast_engineering::case::parse_input;
use holdfast_engineering::error::CalcError;
use holdfast_engineering::trace::Trace;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Inputs of the cases, by calculation.
fn inputs() -> Vec<(&'static Entry, Value)> {
    static INPUTS: LazyLock<Vec<(&'static Entry, Value)>> = LazyLock::new(read_inputs);
    INPUTS.clone()
}

fn read_inputs() -> Vec<(&'static Entry, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    let mut inputs = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let Some(entry) = registry().iter().find(|e| name.starts_with(e.name)) else {
            continue;
        };
        let text = std::fs::read_to_string(&file).unwrap();
        inputs.push((entry, parse_input(&text, &name).unwrap()));
    }
    assert!(inputs.len() > 70);
    inputs
}

fn run(entry: &Entry, input: &Value) -> Result<Value, CalcError> {
    (entry.run)(input, &mut Trace::off())
}

fn refused(calc: &str, input: &Value) -> CalcError {
    run(find(calc).unwrap(), input).unwrap_err()
}

/// Every number of a result; JSON has no other word for NaN and infinity than null.
fn holds_only_numbers(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(list) => list.iter().all(holds_only_numbers),
        Value::Object(table) => table.values().all(holds_only_numbers),
        _ => true,
    }
}

fn hostile() -> Vec<Value> {
    let mut values = vec![
        json!(null),
        json!(true),
        json!("text"),
        json!([]),
        json!({}),
        json!([[]]),
        json!([{}]),
    ];
    let numbers = [
        0.0, -0.0, -1.0, 1e-320, 1e-9, 1e12, -1e12, 1e308, -1e308, 0.5, 3.0, 250.0,
    ];
    for n in numbers {
        values.push(json!(n));
        values.push(json!([n]));
        values.push(json!([n, n]));
        values.push(json!(vec![n; 201]));
    }
    values.push(json!([true, false]));
    values
}

#[test]
fn no_value_of_any_key_panics_or_gives_a_result_that_is_no_number() {
    for (entry, input) in inputs() {
        for key in entry.keys {
            for value in hostile() {
                let mut input = input.clone();
                input[key.name] = value;
                if let Ok(result) = (entry.run)(&input, &mut Trace::on()) {
                    assert!(
                        holds_only_numbers(&result),
                        "{} of {input}: {result}",
                        entry.name
                    );
                }
            }
            if let Kind::Tables(keys) = key.kind {
                for (inner, value) in keys
                    .iter()
                    .flat_map(|k| hostile().into_iter().map(move |v| (k, v)))
                {
                    let mut input = input.clone();
                    if input.get(key.name).is_none() {
                        continue;
                    }
                    input[key.name][0][inner.name] = value;
                    if let Ok(result) = run(entry, &input) {
                        assert!(
                            holds_only_numbers(&result),
                            "{} of {input}: {result}",
                            entry.name
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_default_given_in_words_is_the_same_as_left_out() {
    for (entry, input) in inputs() {
        let Ok(plain) = run(entry, &input) else {
            continue;
        };
        for key in entry.keys {
            let Some(default) = default_of(key) else {
                continue;
            };
            let absent = input.get(key.name).is_none();
            let read = key
                .only_where
                .is_none_or(|(other, word)| input[other] == word);
            // A nominal shear stands in place of the panel's keys.
            let replaced = input.get("nominal_plf").is_some()
                && ["sheathing", "thickness", "nail", "edge_spacing_in"].contains(&key.name);
            if absent && read && !replaced {
                let mut spelled = input.clone();
                spelled[key.name] = default;
                assert_eq!(
                    run(entry, &spelled).unwrap(),
                    plain,
                    "{} with {}",
                    entry.name,
                    key.name
                );
            }
        }
    }
}

fn default_of(key: &Key) -> Option<Value> {
    let Fallback::Value(text) = key.fallback else {
        return None;
    };
    match key.kind {
        Kind::Word(_) => Some(json!(text)),
        Kind::Flag => Some(json!(text == "true")),
        Kind::Number | Kind::Whole => Some(json!(
            text.replace(',', "").parse::<f64>().expect("a number")
        )),
        _ => None, // a list's default is a value a level
    }
}

#[test]
fn every_key_left_out_that_must_be_given_is_named() {
    for (entry, input) in inputs() {
        if run(entry, &input).is_err() {
            continue;
        }
        for key in entry
            .keys
            .iter()
            .filter(|k| k.fallback == Fallback::Required)
        {
            let mut without = input.clone();
            if without.as_object_mut().unwrap().remove(key.name).is_some() {
                let error = run(entry, &without).unwrap_err();
                assert!(
                    error.to_string().contains(key.name),
                    "{}: {error}",
                    entry.name
                );
            }
        }
    }
}

#[test]
fn every_key_is_documented_and_takes_one_name() {
    for entry in registry() {
        assert!(!entry.summary.is_empty() && !entry.standard.is_empty());
        let mut names: Vec<&str> = entry.keys.iter().map(|k| k.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), entry.keys.len(), "{}", entry.name);
        assert!(entry.keys.iter().all(|k| !k.meaning.is_empty()));
    }
}

#[test]
fn a_mistyped_key_or_word_or_name_is_answered_with_the_one_meant() {
    let error = refused(
        "rod_capacity",
        &json!({ "diametr_in": 1.0, "grade": "A36" }),
    );
    assert!(
        error.to_string().contains("did you mean `diameter_in`?"),
        "{error}"
    );
    let error = refused(
        "rod_capacity",
        &json!({ "diameter_in": 1.0, "grade": "A193B7" }),
    );
    assert!(
        error.to_string().contains("did you mean `A193 B7`?"),
        "{error}"
    );
    let error = refused("shrinkage", &json!({ "member": [{ "levl": 1 }] }));
    assert!(
        error
            .to_string()
            .contains("`member[1].levl` (did you mean `level`?)"),
        "{error}"
    );
    let error = find("rod_capacty").unwrap_err();
    assert!(
        error.to_string().contains("did you mean `rod_capacity`?"),
        "{error}"
    );
}

#[test]
fn a_key_of_the_other_diaphragm_is_refused_with_the_reason() {
    let input = json!({ "diaphragm": "rigid", "load_plf": 100.0 });
    let error = refused("wall_line_distribution", &input);
    assert!(
        error
            .to_string()
            .contains("only where `diaphragm` is \"flexible\""),
        "{error}"
    );
}

#[test]
fn refusals_have_short_stable_codes() {
    let overturning = |extra: Value| {
        let mut input = json!({ "story_forces_lb": [1.0, 1.0], "story_heights_ft": [9.0, 9.0], "wall_length_ft": 10.0 });
        input
            .as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        refused("overturning", &input).code()
    };
    assert_eq!(overturning(json!({ "story_heights_ft": [9.0] })), "length");
    assert_eq!(
        overturning(json!({ "story_heights_ft": [9.0, 0.0] })),
        "range"
    );
    assert_eq!(overturning(json!({ "story_forces_lb": [] })), "length");
    assert_eq!(
        overturning(
            json!({ "story_forces_lb": vec![1.0; 201], "story_heights_ft": vec![9.0; 201] })
        ),
        "length"
    );
    assert_eq!(overturning(json!({ "wall_length_ft": "10 ft" })), "type");
    assert_eq!(
        overturning(json!({ "wall_lenght_ft": 10.0 })),
        "unknown key"
    );
    assert_eq!(overturning(json!({ "dead_plf": [-1.0, 0.0] })), "range");
    assert_eq!(overturning(json!({ "wall_length_ft": null })), "type");
    let input = json!({ "code": "ASCE 7-10" });
    assert_eq!(refused("load_combinations", &input).code(), "unknown word");
    assert_eq!(refused("load_combinations", &json!({})).code(), "missing");
    assert_eq!(refused("load_combinations", &json!([])).code(), "type");
}

#[test]
fn a_range_error_names_key_value_range_and_place() {
    let input = json!({ "shear_lb": [1.0, -2.0], "segment_lengths_ft": [10.0] });
    let error = refused("line_unit_shear", &input).to_string();
    for part in ["shear_lb, value 2 of 2", "-2", "0 or more"] {
        assert!(error.contains(part), "{error}");
    }
}

proptest! {
    #[test]
    fn any_numbers_give_a_result_or_a_refusal(seed in proptest::collection::vec(any::<f64>(), 24), pick in 0usize..70) {
        let all = inputs();
        let (entry, mut input) = all[pick % all.len()].clone();
        let mut next = seed.into_iter().cycle();
        for key in entry.keys {
            match input.get_mut(key.name) {
                Some(Value::Array(list)) => {
                    for value in list.iter_mut().filter(|v| v.is_number()) {
                        *value = json!(next.next());
                    }
                }
                Some(value) if value.is_number() => *value = json!(next.next()),
                _ => {}
            }
        }
        if let Ok(result) = run(entry, &input) {
            prop_assert!(holds_only_numbers(&result), "{}: {}", input, result);
        }
    }
}
