//! Measures this runtime against others: contenders interleaved, each measurement in a process of
//! its own, five rounds, medians, and ratios to bare ractor.
//!
//! `cargo run --release --manifest-path actors/runtime/bench/Cargo.toml [-- --quick] [--json FILE]`

mod contenders;
mod measure;

use std::collections::BTreeMap;
use std::process::Command;

use measure::Scenario;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [run, contender, scenario, scale] = arguments.as_slice()
        && run == "run"
    {
        let scale = scale.parse().unwrap_or(1.0);
        match Scenario::parse(scenario).and_then(|it| contenders::run(contender, it, scale)) {
            Some(result) => println!("{result}"),
            None => println!("none"),
        }
        return;
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let (rounds, scale) = if quick { (3, 0.1) } else { (5, 1.0) };
    let json = arguments
        .iter()
        .position(|argument| argument == "--json")
        .and_then(|at| arguments.get(at + 1));

    let mut results: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
    for round in 1..=rounds {
        for (row, scenario) in Scenario::ALL.into_iter().enumerate() {
            for (column, contender) in contenders::ALL.into_iter().enumerate() {
                eprint!(
                    "\rround {round}/{rounds} {:<12} {contender:<20}",
                    scenario.name()
                );
                if let Some(value) = measured(contender, scenario, scale) {
                    results.entry((row, column)).or_default().push(value);
                }
            }
        }
    }
    eprintln!();
    let medians: BTreeMap<(usize, usize), f64> = results
        .into_iter()
        .map(|(at, mut values)| {
            values.sort_by(f64::total_cmp);
            (at, values[values.len() / 2])
        })
        .collect();
    table(&medians);
    if let Some(path) = json
        && let Err(error) = std::fs::write(path, as_json(&medians, rounds).to_string())
    {
        eprintln!("{path}: {error}");
        std::process::exit(1);
    }
}

/// One measurement in a process of its own.
fn measured(contender: &str, scenario: Scenario, scale: f64) -> Option<f64> {
    let output = Command::new(std::env::current_exe().ok()?)
        .args(["run", contender, scenario.name(), &scale.to_string()])
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

fn table(medians: &BTreeMap<(usize, usize), f64>) {
    print!("{:<22}", "");
    for scenario in Scenario::ALL {
        print!("{:>20}", format!("{} {}", scenario.name(), scenario.unit()));
    }
    println!();
    let ractor = contenders::ALL.iter().position(|&name| name == "ractor");
    for (column, contender) in contenders::ALL.into_iter().enumerate() {
        print!("{contender:<22}");
        for (row, _) in Scenario::ALL.into_iter().enumerate() {
            let cell = match (
                medians.get(&(row, column)),
                ractor.and_then(|ractor| medians.get(&(row, ractor))),
            ) {
                (Some(value), Some(base)) => format!("{value:.2} ({:.2}×)", value / base),
                (Some(value), None) => format!("{value:.2}"),
                _ => "–".to_owned(),
            };
            print!("{cell:>20}");
        }
        println!();
    }
}

fn as_json(medians: &BTreeMap<(usize, usize), f64>, rounds: usize) -> serde_json::Value {
    let mut scenarios = serde_json::Map::new();
    for (row, scenario) in Scenario::ALL.into_iter().enumerate() {
        let mut of = serde_json::Map::new();
        for (column, contender) in contenders::ALL.into_iter().enumerate() {
            if let Some(value) = medians.get(&(row, column)) {
                of.insert(contender.to_owned(), serde_json::json!(value));
            }
        }
        scenarios.insert(
            scenario.name().to_owned(),
            serde_json::json!({ "unit": scenario.unit(), "medians": of }),
        );
    }
    serde_json::json!({ "rounds": rounds, "scenarios": scenarios })
}
