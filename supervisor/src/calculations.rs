//! Every calculation by name: the engineering's, and reading a length as drafters write it.

use holdfast_drawings::length;
use holdfast_engineering::calc;
use holdfast_engineering::case::Refusal;
use holdfast_engineering::trace::{Line, Origin, Quantity, Trace};
use serde_json::{Value, json};

/// Name of the one calculation that is not the engineering's.
const PARSE_LENGTH: &str = "parse_length";

/// What a calculation takes and gives, in a few lines of text each.
#[must_use]
pub fn list() -> String {
    let mut out = String::new();
    for entry in calc::registry() {
        out.push_str(&format!(
            "{}\n    {} ({})\n",
            entry.name, entry.summary, entry.standard
        ));
        for key in entry.keys {
            let given = match key.fallback {
                calc::Fallback::Required => "must be given".to_owned(),
                calc::Fallback::Value(value) => format!("default {value}"),
                calc::Fallback::Words(words) => words.to_owned(),
            };
            let unit = if key.unit.is_empty() {
                String::new()
            } else {
                format!(", {}", key.unit)
            };
            out.push_str(&format!(
                "      {:<28} {}{unit}; {given}\n",
                key.name, key.meaning
            ));
        }
        out.push('\n');
    }
    out.push_str(&format!("{PARSE_LENGTH}\n    A length as drafters write it, in inches (conventions of US drawings)\n"));
    out.push_str(&format!(
        "      {:<28} {}; must be given\n",
        "text", "12'-6 1/2\", 12.5', 150.5\", 3810 mm"
    ));
    out
}

/// The same for programs: name, summary, standard and keys of every calculation.
#[must_use]
pub fn list_json() -> Value {
    let engineering = calc::registry().iter().map(|entry| {
        let keys = entry.keys.iter().map(|key| {
            let (required, fallback) = match key.fallback {
                calc::Fallback::Required => (true, Value::Null),
                calc::Fallback::Value(value) => (false, json!(value)),
                calc::Fallback::Words(words) => (false, json!(words)),
            };
            json!({
                "name": key.name,
                "unit": key.unit,
                "meaning": key.meaning,
                "required": required,
                "default": fallback,
            })
        });
        json!({
            "name": entry.name,
            "summary": entry.summary,
            "standard": entry.standard,
            "keys": keys.collect::<Vec<_>>(),
        })
    });
    let length = json!({
        "name": PARSE_LENGTH,
        "summary": "A length as drafters write it, in inches",
        "standard": "conventions of US drawings",
        "keys": [{"name": "text", "unit": "", "meaning": "the length as written", "required": true, "default": null}],
    });
    engineering.chain([length]).collect()
}

/// Names of all calculations, in the order of a design.
#[must_use]
pub fn names() -> Vec<&'static str> {
    calc::registry()
        .iter()
        .map(|entry| entry.name)
        .chain([PARSE_LENGTH])
        .collect()
}

/// Runs a calculation on an object of its keys.
///
/// # Errors
/// The refusal: a short stable code, and the reason with key, value, range and remedy.
pub fn run(name: &str, input: &Value, trace: &mut Trace) -> Result<Value, Refusal> {
    if name == PARSE_LENGTH {
        return parse_length(input, trace);
    }
    let refused = |error: holdfast_engineering::error::CalcError| Refusal {
        code: error.code().to_owned(),
        reason: error.to_string(),
    };
    let entry = calc::find(name).map_err(refused)?;
    (entry.run)(input, trace).map_err(refused)
}

fn parse_length(input: &Value, trace: &mut Trace) -> Result<Value, Refusal> {
    let refused = |code: &str, reason: String| Refusal {
        code: code.to_owned(),
        reason,
    };
    if let Some(key) = input
        .as_object()
        .and_then(|o| o.keys().find(|k| *k != "text"))
    {
        return Err(refused(
            "unknown key",
            format!("unknown key `{key}`; the only key is text"),
        ));
    }
    let text = input.get("text").and_then(Value::as_str).ok_or_else(|| {
        refused(
            "missing",
            "key `text` is missing: give the length as written, 12'-6 1/2\"".to_owned(),
        )
    })?;
    let inches = length::parse(text).map_err(|error| refused("length", error.to_string()))?;
    trace.line(|| Line {
        title: "Length in inches".to_owned(),
        formula: format!("{text} in inches; 1 ft = 12 in, 1 in = 25.4 mm"),
        inputs: Vec::new(),
        result: Quantity {
            symbol: "L".to_owned(),
            value: inches,
            unit: "in".to_owned(),
            origin: Origin::Computed,
        },
        reference: "conventions of US drawings".to_owned(),
        verdict: None,
    });
    Ok(json!({ "inches": inches }))
}
