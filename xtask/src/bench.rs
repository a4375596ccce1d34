//! `cargo xtask bench`: what a design takes, measured; nothing here passes or fails.

use std::path::Path;
use std::process::Command;

use crate::steps::cargo;

/// Size, cores and memory (GB) and minutes that such a building is given by hand-set practice, and
/// the aim in seconds on two cores.
const SIZES: [(&str, &str, f64, f64); 4] = [
    ("small", "2, 4 GB, 5-10 min", 4.0, 2.0),
    ("medium", "4, 8 GB, 15-30 min", 8.0, 6.0),
    ("large", "8, 16 GB, 45-90 min", 16.0, 20.0),
    ("complex", "16, 32 GB, 120-180 min", 32.0, 60.0),
];

const HELP: &str = "\
Usage: cargo xtask bench [sizes|rods|detection|runtime]

Without a word: sizes, rods and detection. `runtime` compares mailboxes with other actor crates.";

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
        Some("runtime") => cargo(
            "runtime",
            &[
                "run",
                "--release",
                "--manifest-path",
                "actors/runtime/bench/Cargo.toml",
                "--target-dir",
                "target/runtime-bench",
            ],
        ),
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
    crate::say(
        "| size | walls | drawings | rod runs | clashes | first s | again s | peak MB | aim s | table | aim MB |",
    );
    crate::say("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (size, table, memory_gb, aim_s) in SIZES {
        let dir = format!("target/bench/{size}");
        if Path::new(&dir).exists() {
            std::fs::remove_dir_all(&dir).map_err(|e| format!("cannot remove {dir}: {e}"))?;
        }
        holdfast(&["new", &dir, "--sample", size])?;
        let first = holdfast(&["design", &dir, "--quiet", "--format", "json"])?;
        let again = holdfast(&["design", &dir, "--quiet", "--format", "json"])?;
        let of = |json: &str, key: &str| number(json, key).unwrap_or(f64::NAN);
        crate::say(&format!(
            "| {size} | {} | {} | {} | {} | {:.2} | {:.2} | {:.0} | < {aim_s} | {table} | < {:.0} |",
            of(&first, "walls"),
            of(&first, "drawings"),
            of(&first, "rod_runs"),
            of(&first, "clashes"),
            of(&first, "elapsed_s"),
            of(&again, "elapsed_s"),
            of(&first, "peak_memory_bytes") / 1e6,
            memory_gb * 100.0,
        ));
    }
    Ok(())
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
            "holdfast-examples",
            "--example",
            "detection_score",
        ],
    )
}

/// Runs the command built above and gives what it printed; exit 1 (failed checks) is a result too.
fn holdfast(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("target/release/holdfast")
        .args(arguments)
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|e| format!("cannot start target/release/holdfast: {e}"))?;
    match output.status.code() {
        Some(0 | 1) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        code => Err(format!(
            "holdfast {} ended with {code:?}",
            arguments.join(" ")
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

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_by_key() {
        let json = "{\"walls\": 48, \"elapsed_s\":1.25e0}";
        assert_eq!(number(json, "walls"), Some(48.0));
        assert_eq!(number(json, "elapsed_s"), Some(1.25));
        assert_eq!(number(json, "none"), None);
    }
}
