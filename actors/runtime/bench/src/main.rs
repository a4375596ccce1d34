//! Measures this runtime against others: contenders interleaved, each measurement in a process of
//! its own, five rounds, medians, and ratios to bare ractor; then each aim, and whether it is met.
//!
//! `cargo run --release --manifest-path actors/runtime/bench/Cargo.toml [-- --quick] [--json FILE]`

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "contenders do it in their own ways, and senders are outside of all trees"
)]

mod aims;
mod contenders;
mod measure;

use std::collections::BTreeMap;
use std::process::Command;

use aims::{AIMS, Outcome};
use measure::Scenario;

/// By scenario and contender, each by its place in its list.
type Medians = BTreeMap<(usize, usize), f64>;

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
                    "\rround {round}/{rounds} {:<12} {contender:<24}",
                    scenario.name()
                );
                if let Some(value) = measured(contender, scenario, scale) {
                    results.entry((row, column)).or_default().push(value);
                }
            }
        }
    }
    eprintln!();
    let medians: Medians = results
        .into_iter()
        .map(|(at, mut values)| {
            values.sort_by(f64::total_cmp);
            (at, values[values.len() / 2])
        })
        .collect();
    table(&medians);
    for note in contenders::NOTES {
        println!("{note}");
    }
    let outcomes = outcomes(&medians);
    println!();
    for outcome in &outcomes {
        println!(
            "{:<52}{:>10} {:<4}{}",
            outcome.what,
            format!("{:.2}", outcome.measured),
            outcome.unit,
            if outcome.met { "met" } else { "not met" }
        );
    }
    if let Some(path) = json
        && let Err(error) = std::fs::write(path, as_json(&medians, &outcomes, rounds).to_string())
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

/// What came of the aims that could be measured.
fn outcomes(medians: &Medians) -> Vec<Outcome> {
    let median = |scenario: Scenario, contender: &str| {
        let row = Scenario::ALL.iter().position(|&it| it == scenario)?;
        let column = contenders::ALL.iter().position(|&it| it == contender)?;
        medians.get(&(row, column)).copied()
    };
    AIMS.iter().filter_map(|aim| aim.outcome(median)).collect()
}

fn table(medians: &Medians) {
    print!("{:<24}", "");
    for scenario in Scenario::ALL {
        print!("{:>20}", format!("{} {}", scenario.name(), scenario.unit()));
    }
    println!();
    let base = contenders::ALL
        .iter()
        .position(|&name| name == contenders::BASE);
    for (column, contender) in contenders::ALL.into_iter().enumerate() {
        print!("{contender:<24}");
        for (row, _) in Scenario::ALL.into_iter().enumerate() {
            let cell = match (
                medians.get(&(row, column)),
                base.and_then(|base| medians.get(&(row, base))),
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

fn as_json(medians: &Medians, outcomes: &[Outcome], rounds: usize) -> serde_json::Value {
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
    let aims: Vec<serde_json::Value> = outcomes
        .iter()
        .map(|outcome| {
            serde_json::json!({
                "aim": outcome.what,
                "measured": outcome.measured,
                "unit": outcome.unit,
                "met": outcome.met,
            })
        })
        .collect();
    serde_json::json!({ "rounds": rounds, "scenarios": scenarios, "aims": aims })
}
