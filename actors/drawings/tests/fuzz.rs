//! A short run of the fuzz targets: their bodies over the seeds and thousands of mutations of them.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // tests panic, and name what they skip

mod support;

use std::path::{Path, PathBuf};

use support::{Random, mutated};

#[path = "../../../fuzz/bodies/dxf.rs"]
mod dxf;
#[path = "../../../fuzz/bodies/length.rs"]
mod length;

/// Files of a folder in the order of their names.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect()
}

fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds");
    files(&Path::new(root).join(target))
}

/// The drawings of other people, where they are at hand.
fn corpus(test: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus");
    let root =
        std::env::var_os("HOLDFAST_CORPUS").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    if !root.is_dir() {
        println!("skipped: {test}: corpus absent");
        return None;
    }
    Some(root)
}

/// Runs a body over files and `count` mutations of each, and names the file and the round of a
/// mutation that breaks it.
fn run(files: &[(PathBuf, Vec<u8>)], count: u64, body: fn(&[u8])) {
    for (index, (path, bytes)) in files.iter().enumerate() {
        body(bytes);
        for round in 0..count {
            let seed = 0x9E37_79B9_7F4A_7C15 ^ ((index as u64) << 32) ^ (round + 1);
            let bytes = mutated(bytes, &mut Random(seed));
            let outcome = std::panic::catch_unwind(|| body(&bytes));
            assert!(outcome.is_ok(), "{} in round {round}", path.display());
        }
    }
}

#[test]
fn mutated_drawings_are_read_or_refused() {
    let seeds = seeds("dxf");
    assert!(seeds.len() >= 6, "{} seeds", seeds.len());
    run(&seeds, 3000 / seeds.len() as u64, dxf::run);
}

#[test]
fn mutated_lengths_are_read_or_refused() {
    run(&seeds("length"), 1000, length::run);
}

/// Cut short and with single bits turned, as copies go wrong.
#[test]
fn damaged_dwg_files_are_read_or_refused() {
    let Some(root) = corpus("damaged_dwg_files_are_read_or_refused") else {
        return;
    };
    let mut real = files(&root.join("real"));
    real.retain(|(path, _)| path.extension().is_some_and(|e| e == "dwg"));
    let mut random = Random(0x0D0C_0D0C_0D0C_0D0C);
    for (path, bytes) in &real {
        for round in 0..60 {
            let mut damaged = bytes.clone();
            if round % 4 == 0 {
                damaged.truncate(random.below(bytes.len()));
            } else {
                let at = random.below(bytes.len());
                damaged[at] ^= 1 << random.below(8);
            }
            let outcome = std::panic::catch_unwind(|| dxf::run(&damaged));
            assert!(outcome.is_ok(), "{} in round {round}", path.display());
        }
    }
}

#[test]
fn mutated_drawings_of_other_people_are_read_or_refused() {
    let Some(root) = corpus("mutated_drawings_of_other_people_are_read_or_refused") else {
        return;
    };
    run(&files(&root.join("dxf")), 12, dxf::run);
    let mut real = files(&root.join("real"));
    real.retain(|(path, _)| path.extension().is_some_and(|e| e == "dwg"));
    run(&real, 12, dxf::run);
}
