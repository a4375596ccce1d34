//! `results.json` and its schema.

#![allow(clippy::unwrap_used)] // tests panic

mod fixture;

use std::collections::BTreeMap;

use fixture::{building, empty, hostile};
use holdfast_report::{ReportError, json};
use serde_json::{Value, json};

fn schema() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/results.schema.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Faults of a value by the keywords that the schema uses. Stricter than a reader needs to be: keys
/// that the schema does not name are faults too, so that it cannot fall behind.
fn faults(root: &Value, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = root
            .pointer(&name[1..])
            .unwrap_or_else(|| panic!("{name} is not defined"));
        faults(root, target, value, path, found);
    }
    let fits = |choice: &Value| {
        let mut inner = Vec::new();
        faults(root, choice, value, path, &mut inner);
        inner.is_empty()
    };
    for keyword in ["anyOf", "oneOf"] {
        if let Some(choices) = schema[keyword].as_array() {
            let count = choices.iter().filter(|c| fits(c)).count();
            if count == 0 || (keyword == "oneOf" && count > 1) {
                found.push(format!("{path}: fits {count} of {keyword}"));
            }
        }
    }
    if schema.get("const").is_some_and(|c| c != value) {
        found.push(format!("{path}: is not {}", schema["const"]));
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|e| !e.contains(value))
    {
        found.push(format!("{path}: {value} is not one of {}", schema["enum"]));
    }
    let right = match schema["type"].as_str() {
        None => true,
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("null") => value.is_null(),
        Some(other) => panic!("type {other} at {path}"),
    };
    if !right {
        found.push(format!("{path}: {value} is not of type {}", schema["type"]));
        return;
    }
    if let Some(items) = value.as_array() {
        let limit = |key: &str| schema[key].as_u64().map(|n| n as usize);
        if limit("minItems").is_some_and(|n| items.len() < n)
            || limit("maxItems").is_some_and(|n| items.len() > n)
        {
            found.push(format!("{path}: {} items", items.len()));
        }
        for (i, item) in items.iter().enumerate() {
            faults(root, &schema["items"], item, &format!("{path}[{i}]"), found);
        }
    }
    if let Some(fields) = value.as_object() {
        for key in schema["required"].as_array().into_iter().flatten() {
            if !fields.contains_key(key.as_str().unwrap()) {
                found.push(format!("{path}: lacks {key}"));
            }
        }
        let known = schema["properties"].as_object();
        for (key, field) in fields {
            let path = format!("{path}.{key}");
            match known.and_then(|k| k.get(key)) {
                Some(schema) => faults(root, schema, field, &path, found),
                None if schema["additionalProperties"].is_object() => {
                    faults(root, &schema["additionalProperties"], field, &path, found);
                }
                None if known.is_some() => {
                    found.push(format!(
                        "{path}: not in docs/results.schema.json; add it there"
                    ));
                }
                None => {}
            }
        }
    }
}

fn check(value: &Value) -> Vec<String> {
    let schema = schema();
    let mut found = Vec::new();
    faults(&schema, &schema, value, "results", &mut found);
    found
}

#[test]
fn a_whole_building_fits_the_schema() {
    for results in [building(3, 4, 24.0), building(7, 2, 24.0), empty()] {
        let value: Value = serde_json::from_slice(&json::write(&results).unwrap()).unwrap();
        assert_eq!(check(&value), Vec::<String>::new());
    }
}

#[test]
fn what_does_not_fit_is_told_by_its_path() {
    let mut value: Value =
        serde_json::from_slice(&json::write(&building(1, 1, 24.0)).unwrap()).unwrap();
    value["walls"][0]["thickness_in"] = json!("5 1/2");
    value["criteria"]["code"] = json!("ASCE 7-05");
    value["rod_runs"][1]["surprise"] = json!(1);
    let found = check(&value);
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(
        found
            .iter()
            .any(|f| f.starts_with("results.walls[0].thickness_in"))
    );
}

#[test]
fn the_keys_that_readers_count_on_stand_at_the_top() {
    let value: Value =
        serde_json::from_slice(&json::write(&building(3, 2, 24.0)).unwrap()).unwrap();
    for key in ["walls", "rod_runs", "clashes", "audit", "sources"] {
        assert!(value.get(key).is_some(), "{key}");
    }
    assert_eq!(value["format"], 1);
}

#[test]
fn what_is_written_reads_back_to_the_same_value_and_the_same_bytes() {
    let results = building(3, 4, 24.0);
    let bytes = json::write(&results).unwrap();
    assert!(bytes.ends_with(b"}\n"));
    let back = json::read(&bytes).unwrap();
    assert_eq!(back, results);
    assert!(json::write(&back).unwrap() == bytes);
}

#[test]
fn minus_zero_is_written_as_zero() {
    let mut results = building(1, 1, 24.0);
    results.rod_runs[0].at_ft = [-0.0, 0.0];
    let text = String::from_utf8(json::write(&results).unwrap()).unwrap();
    assert!(!text.contains("-0.0,") && !text.contains("-0.0\n"));
}

#[test]
fn a_number_that_is_none_is_refused_by_its_place() {
    let mut results = building(2, 1, 24.0);
    results.rod_runs[3].levels[1].tension_lb = f64::NAN;
    let error = json::write(&results).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`rod_runs[3].levels[1].tension_lb`"),
        "{error}"
    );
    assert!(matches!(
        json::write(&hostile()),
        Err(ReportError::NotFinite { .. })
    ));
}

#[test]
fn values_that_may_be_missing_are_null() {
    let mut results = building(2, 1, 24.0);
    results.criteria.wind = None;
    results.clashes.iter_mut().for_each(|c| c.move_in = None);
    json::write(&results).unwrap();
}

#[test]
fn a_later_format_and_a_broken_file_are_refused_in_words() {
    let text = String::from_utf8(json::write(&empty()).unwrap()).unwrap();
    let later = text.replacen("\"format\": 1", "\"format\": 2", 1);
    assert!(matches!(
        json::read(later.as_bytes()),
        Err(ReportError::Format { found: 2, known: 1 })
    ));
    let error = json::read(&text.as_bytes()[..text.len() / 2]).unwrap_err();
    assert!(
        matches!(error, ReportError::Json { line, .. } if line > 1),
        "{error}"
    );
}

#[test]
fn files_of_the_first_version_without_later_keys_are_read() {
    let mut value: BTreeMap<String, Value> =
        serde_json::from_slice(&json::write(&building(1, 1, 24.0)).unwrap()).unwrap();
    for key in ["loads", "wall_types", "catalog", "chords"] {
        value.remove(key);
    }
    json::read(&serde_json::to_vec(&value).unwrap()).unwrap();
}
