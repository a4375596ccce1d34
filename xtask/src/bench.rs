//! `cargo xtask bench`: what a design takes, measured; nothing here passes or fails.

use std::path::Path;
use std::process::Command;

use crate::steps::cargo;

/// Size; cores, memory and time that such a building is given elsewhere; that memory in GB, of which
/// a tenth is the aim; the aim in seconds on two cores.
const SIZES: [(&str, &str, f64, f64); 4] = [
    ("small", "2, 4 GB, 5-10 min", 4.0, 2.0),
    ("medium", "4, 8 GB, 15-30 min", 8.0, 6.0),
    ("large", "8, 16 GB, 45-90 min", 16.0, 20.0),
    ("complex", "16, 32 GB, 120-180 min", 32.0, 60.0),
];

const HELP: &str = "\
Usage: cargo xtask bench [sizes|rods|detection|runtime [--quick] [--json FILE]]

Without a word: sizes, rods and detection. `runtime` compares the actor runtime with other actor
crates; it is a workspace of its own, built the first time it is asked for.";

/// Runs the benchmarks named.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    match arguments.first().map(String::as_str) {
        None => {
            sizes()?;
            rods()?;
            detection()
        }
        Some("sizes") => sizes(),
        Some("rods") => rods(),
        Some("detection") => detection(),
        Some("runtime") => runtime(&arguments[1..]),
        Some(_) => {
            crate::say(HELP);
            Ok(())
        }
    }
}

/// Each size designed from nothing and again from its records.
fn sizes() -> Result<(), String> {
    cargo(
        "build",
        &["build", "--release", "--locked", "--package", "holdfast"],
    )?;
    crate::say(&format!(
        "{} cores; first: from nothing; again: all from the records; peak: memory of the first",
        std::thread::available_parallelism().map_or(1, usize::from)
    ));
    crate::say(
        "| size | storeys | units | shear walls | drawings | rod runs | clashes | failed checks | first s | again s | aim s | peak MB | aim MB | elsewhere: cores, memory, time |",
    );
    crate::say(
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    );
    for (size, table, memory_gb, aim_s) in SIZES {
        let dir = format!("target/bench/{size}");
        if Path::new(&dir).exists() {
            std::fs::remove_dir_all(&dir).map_err(|e| format!("cannot remove {dir}: {e}"))?;
        }
        holdfast(&["new", &dir, "--sample", size])?;
        let readme = std::fs::read_to_string(format!("{dir}/README.md"))
            .map_err(|e| format!("cannot read {dir}/README.md: {e}"))?;
        let first = holdfast(&["design", &dir, "--quiet", "--format", "json"])?;
        let again = holdfast(&["design", &dir, "--quiet", "--format", "json"])?;
        let of = |json: &str, key: &str| number(json, key).unwrap_or(f64::NAN);
        crate::say(&format!(
            "| {size} | {} | {} | {} | {} | {} | {} | {} | {:.2} | {:.2} | < {aim_s} | {:.0} | < {:.0} | {table} |",
            of(&first, "levels"),
            number_before(&readme, " units").unwrap_or(f64::NAN),
            of(&first, "walls"),
            of(&first, "drawings"),
            of(&first, "rod_runs"),
            of(&first, "clashes"),
            of(&first, "audit_failed"),
            of(&first, "elapsed_s"),
            of(&again, "elapsed_s"),
            of(&first, "peak_memory_bytes") / 1e6,
            memory_gb * 100.0,
        ));
    }
    Ok(())
}

/// The excluded workspace of the contenders; `arguments` go to it.
fn runtime(arguments: &[String]) -> Result<(), String> {
    let target = format!("{}/runtime-bench", target());
    let mut line = vec![
        "run",
        "--release",
        "--locked",
        "--manifest-path",
        "actors/runtime/bench/Cargo.toml",
        "--target-dir",
        &target,
        "--",
    ];
    line.extend(arguments.iter().map(String::as_str));
    cargo("runtime", &line)
}

/// Where cargo builds.
fn target() -> String {
    std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned())
}

fn rods() -> Result<(), String> {
    cargo(
        "rods",
        &[
            "run",
            "--release",
            "--locked",
            "--package",
            "holdfast-engineering",
            "--example",
            "rod_rate",
        ],
    )
}

fn detection() -> Result<(), String> {
    cargo(
        "detection",
        &[
            "run",
            "--release",
            "--locked",
            "--package",
            "holdfast",
            "--example",
            "detection_score",
        ],
    )
}

/// Runs the command built above and gives what it printed; exit 1 (failed checks) is a result too.
fn holdfast(arguments: &[&str]) -> Result<String, String> {
    let program = format!("{}/release/holdfast", target());
    let output = Command::new(&program)
        .args(arguments)
        .output()
        .map_err(|e| format!("cannot start {program}: {e}"))?;
    match output.status.code() {
        Some(0 | 1) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        code => Err(format!(
            "holdfast {} ended with {code:?}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}

/// The number behind `"key":` in flat JSON.
fn number(json: &str, key: &str) -> Option<f64> {
    let from = json.find(&format!("\"{key}\":"))? + key.len() + 3;
    let rest = json[from..].trim_start();
    let to = rest
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E')))
        .unwrap_or(rest.len());
    rest[..to].parse().ok()
}

/// The whole number that stands before `words`.
fn number_before(text: &str, words: &str) -> Option<f64> {
    let before = &text[..text.find(words)?];
    let digits = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    before[digits..].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{number, number_before};

    #[test]
    fn numbers_are_read_before_words() {
        let text = "5 wood storeys, 40 units, 143 shear walls";
        assert_eq!(number_before(text, " units"), Some(40.0));
        assert_eq!(number_before(text, " shear"), Some(143.0));
        assert_eq!(number_before(text, " drawings"), None);
        assert_eq!(number_before(text, " wood storeys"), Some(5.0));
    }

    #[test]
    fn numbers_are_read_by_key() {
        let json = "{\"walls\": 48, \"elapsed_s\":1.25e0}";
        assert_eq!(number(json, "walls"), Some(48.0));
        assert_eq!(number(json, "elapsed_s"), Some(1.25));
        assert_eq!(number(json, "none"), None);
    }
}
