//! `holdfast calc`.

use std::io::Read as _;
use std::path::Path;

use holdfast::calculations;
use holdfast_engineering::case;
use holdfast_engineering::error::{did_you_mean, nearest};
use holdfast_engineering::trace::Trace;
use serde_json::Value;

use super::arguments::{Calc, Format};
use super::{End, Failure, show, trace_text};

/// A case or an input is never larger.
const MOST_BYTES: u64 = 1 << 20;

pub(crate) fn calc(asked: Calc) -> Result<End, Failure> {
    if asked.list {
        match asked.format {
            Format::Text => show::out(&calculations::list())?,
            Format::Json => show::out(&format!(
                "{}\n",
                serde_json::to_string_pretty(&calculations::list_json()).map_err(Failure::ours)?
            ))?,
        }
        return Ok(End::Complete);
    }
    if !asked.case.is_empty() {
        return cases(&asked);
    }
    match (&asked.name, &asked.input) {
        (Some(name), Some(input)) => one(name, input, asked.format),
        _ => Err(Failure::input(
            "give a calculation's name and --input FILE, or --list, or --case FILE…",
        )),
    }
}

fn one(name: &str, file: &Path, format: Format) -> Result<End, Failure> {
    if !calculations::names().contains(&name) {
        return Err(Failure::input(format!(
            "there is no calculation `{name}`{}; there are {}",
            did_you_mean(nearest(name, calculations::names()).as_deref()),
            calculations::names().join(", ")
        )));
    }
    let text = read(file)?;
    let input = case::parse_input(&text, &file.display().to_string()).map_err(Failure::input)?;
    let mut trace = Trace::on();
    let result = calculations::run(name, &input, &mut trace).map_err(|refusal| {
        Failure::input(format!(
            "{}: {name} ({}): {}",
            file.display(),
            refusal.code,
            refusal.reason
        ))
    })?;
    let lines = trace.into_lines();
    match format {
        Format::Json => {
            let mut whole = result;
            if let Some(object) = whole.as_object_mut() {
                object.insert(
                    "trace".to_owned(),
                    serde_json::to_value(&lines).map_err(Failure::ours)?,
                );
            }
            show::out(&format!(
                "{}\n",
                serde_json::to_string_pretty(&whole).map_err(Failure::ours)?
            ))?;
        }
        Format::Text => {
            show::out(&trace_text::text(&lines))?;
            show::out(&values(&result))?;
        }
    }
    Ok(End::Complete)
}

/// The result's keys and values, a line each.
fn values(result: &Value) -> String {
    let mut out = String::new();
    for (key, value) in result.as_object().into_iter().flatten() {
        out.push_str(&format!("{key:<34} {value}\n"));
    }
    out
}

fn cases(asked: &Calc) -> Result<End, Failure> {
    let mut told = Vec::new();
    let (mut passed, mut failed) = (0, 0);
    for file in &asked.case {
        let name = file.display().to_string();
        let case = case::parse(&read(file)?, &name).map_err(Failure::input)?;
        let report = case.run(|calc, input| calculations::run(calc, input, &mut Trace::off()));
        if report.passes() {
            passed += 1;
        } else {
            failed += 1;
        }
        match asked.format {
            Format::Json => told.push(serde_json::json!({
                "file": name,
                "name": case.name,
                "calc": case.calc,
                "source": case.source,
                "kind": case.kind.word(),
                "passes": report.passes(),
                "rows": report.rows.iter().map(|r| serde_json::json!({
                    "key": r.key, "expected": r.expected, "got": r.got, "tolerance": r.tolerance, "ok": r.ok,
                })).collect::<Vec<_>>(),
            })),
            Format::Text => show::out(&text(&name, &case, &report))?,
        }
    }
    match asked.format {
        Format::Json => show::out(&format!(
            "{}\n",
            serde_json::to_string_pretty(&told).map_err(Failure::ours)?
        ))?,
        Format::Text => show::out(&format!("{passed} cases pass, {failed} are off\n"))?,
    }
    Ok(if failed == 0 {
        End::Complete
    } else {
        End::FailedChecks
    })
}

fn text(file: &str, case: &case::Case, report: &case::Report) -> String {
    let verdict = if report.passes() { "passes" } else { "IS OFF" };
    let mut out = format!(
        "{file}: {verdict}\n  {} ({}, {})\n  {}\n",
        case.name,
        case.calc,
        case.kind.word(),
        case.source
    );
    out.push_str(&format!(
        "  {:<30} {:>18} {:>18}  tolerance\n",
        "key", "expected", "got"
    ));
    for row in &report.rows {
        let mark = if row.ok { ' ' } else { '!' };
        out.push_str(&format!(
            "{mark} {:<30} {:>18} {:>18}  {}\n",
            row.key, row.expected, row.got, row.tolerance
        ));
    }
    out.push('\n');
    out
}

/// Reads a file, or standard input for `-`.
fn read(file: &Path) -> Result<String, Failure> {
    let name = file.display();
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|f| f.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| {
        Failure::input(format!(
            "{name}: it cannot be read: {error}; give a TOML or JSON file, or - for standard input"
        ))
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Failure::input(format!(
            "{name}: it is longer than {MOST_BYTES} bytes; one calculation is a few lines"
        )));
    }
    String::from_utf8(bytes).map_err(|error| {
        Failure::input(format!(
            "{name}: it is not UTF-8 text from byte {} on; save it as UTF-8",
            error.utf8_error().valid_up_to()
        ))
    })
}
