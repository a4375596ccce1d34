use super::*;
use serde_json::json;

const HEAD: &str = "name = \"n\"\ncalc = \"c\"\nsource = \"s\"\nkind = \"closed-form\"\n";

fn report(expect: &str, result: Result<Value, Refusal>) -> Report {
    let case = parse(&format!("{HEAD}[input]\na = 1\n{expect}"), "case.toml").unwrap();
    case.run(|_, _| result.clone())
}

fn refusal() -> Refusal {
    Refusal {
        code: "aspect".into(),
        reason: "too slender".into(),
    }
}

#[test]
fn the_larger_of_two_rooms_counts() {
    let passes = |got: f64| {
        report(
            "[expect]\nx = 100.0\n[tolerance]\nx = { abs = 0.5, rel = 0.01 }",
            Ok(json!({ "x": got })),
        )
        .passes()
    };
    assert!(passes(101.0) && passes(99.0));
    assert!(!passes(101.1));
}

#[test]
fn a_key_of_its_own_beats_the_default() {
    let tolerance = "[tolerance]\ndefault = { rel = 0.5 }\nx = { abs = 0.001 }";
    let case = format!("[expect]\nx = 1.0\ny = 1.0\n{tolerance}");
    let report = report(&case, Ok(json!({ "x": 1.1, "y": 1.4, "more": 3 })));
    assert_eq!(
        report.rows.iter().map(|r| r.ok).collect::<Vec<_>>(),
        [false, true]
    );
}

#[test]
fn lists_are_compared_element_by_element_and_by_length() {
    let case = "[expect]\nx = [1.0, 2.0]\n[tolerance]\ndefault = { abs = 0.1 }";
    let rows = report(case, Ok(json!({ "x": [1.05, 2.2] }))).rows;
    assert_eq!(
        (rows[0].ok, rows[1].ok, rows[1].key.as_str()),
        (true, false, "x[2]")
    );
    assert!(!report(case, Ok(json!({ "x": [1.0] }))).passes());
    assert!(!report(case, Ok(json!({ "x": 1.0 }))).passes());
    assert!(!report(case, Ok(json!({}))).passes());
}

#[test]
fn words_and_flags_must_be_equal() {
    let case = "[expect]\nw = \"yield\"\nf = true";
    assert!(report(case, Ok(json!({ "w": "yield", "f": true }))).passes());
    assert!(!report(case, Ok(json!({ "w": "thread", "f": true }))).passes());
    assert!(!report(case, Ok(json!({ "w": "yield", "f": 1 }))).passes());
}

#[test]
fn a_refusal_is_asked_for_or_is_a_failure() {
    assert!(report("[expect]\nrefuse = \"aspect\"", Err(refusal())).passes());
    assert!(!report("[expect]\nrefuse = \"aspect\"", Ok(json!({}))).passes());
    assert!(!report("[expect]\nx = 1.0", Err(refusal())).passes());
}

#[test]
fn rows_of_texts_give_inches_or_are_refused() {
    let text = format!(
        "{HEAD}[[row]]\ntext = \"6in\"\ninches = 6.0\n[[row]]\ntext = \"6\"\nrefuse = true\nwhy = \"no unit\""
    );
    let case = parse(&text, "case.toml").unwrap();
    let parse_length = |_: &str, input: &Value| match input["text"].as_str() {
        Some("6in") => Ok(json!({ "inches": 6.000_05 })),
        _ => Err(refusal()),
    };
    assert!(case.run(parse_length).passes());
    assert!(!case.run(|_, _| Ok(json!({ "inches": 6.001 }))).passes());
}

#[test]
fn an_unreadable_case_is_named_by_file_and_line() {
    for (text, line) in [
        (format!("{HEAD}[input\n"), 5),
        (format!("{HEAD}colour = 3\n"), 5),
        ("calc = 3\n".to_owned(), 1),
        (
            format!("{HEAD}[input]\n[expect]\nx = 1\n[tolerance]\nx = {{ absolute = 1 }}\n"),
            9,
        ),
        (HEAD.to_owned(), 1),
    ] {
        let error = parse(&text, "bad.toml").unwrap_err();
        assert_eq!(
            (error.file.as_str(), error.line),
            ("bad.toml", line),
            "{error}"
        );
    }
    assert!(parse(&"#".repeat(MAX_BYTES + 1), "big.toml").is_err());
}

#[test]
fn an_input_is_read_from_a_case_from_bare_toml_and_from_json() {
    for text in [
        "[input]\na = 1.5\n[expect]\nb = 2",
        "a = 1.5",
        "{\"a\": 1.5}",
        "{\"input\": {\"a\": 1.5}}",
    ] {
        assert_eq!(
            parse_input(text, "f").unwrap(),
            json!({ "a": 1.5 }),
            "{text}"
        );
    }
    assert_eq!(parse_input("{\n\"a\": }", "f.json").unwrap_err().line, 2);
}
