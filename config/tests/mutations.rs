//! Thousands of seeded mutations of sound files: each is read, or refused with a line; none panics.
#![allow(clippy::unwrap_used)] // the helpers of tests too

use holdfast_config::settings::{DEFAULT_PROFILE, Settings};
use holdfast_config::{ConfigErrors, overrides, project, starter, text_of, walls};
use proptest::prelude::*;

#[allow(unreachable_pub)] // shared with the fuzz targets
#[path = "../../fuzz/bodies/project.rs"]
mod project_body;
#[allow(unreachable_pub)]
#[path = "../../fuzz/bodies/walls.rs"]
mod walls_body;

const LEVELS: [&str; 2] = ["Level 1", "Level 2"];

const CSV: &str = "id,level,mark,x1_ft,y1_ft,x2_ft,y2_ft,openings,thickness_in,dead_plf,notes\n\
    L1-N,Level 1,SW6,0,30,40,30,door 12-15; window 22-26,5.5,,north side\n\
    L1-S,1,\"SW6\",0,0,\"40'-0\"\"\",0,\"d 3'-0\"\"-6'-0\"\"\",5.5,120,\n";

fn length(text: &str) -> Result<f64, String> {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit()).collect();
    digits.parse().map_err(|_| "no length".to_owned())
}

/// A small generator with a seed, so that a failure is found again by its number.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }
}

/// What people and enemies write where something else stood.
const PIECES: &[&str] = &[
    "nan",
    "inf",
    "-inf",
    "1e308",
    "-1",
    "0",
    "1e999",
    "99999999999999999999",
    "0x7fffffffffffffff",
    "\"",
    "'",
    "\\",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "=",
    "\n",
    "\r",
    "\r\n",
    "#",
    ",",
    ";",
    "\t",
    "\0",
    "\u{FEFF}",
    "\u{202E}",
    "é",
    "[[level]]\n",
    "[seismic]\n",
    "true",
    "[]",
    "{}",
    "1979-05-27",
    "12'-6 1/2\"",
    "a.b.c",
    "\"\"\"",
    "SW6,",
    "\u{7f}",
    "\u{10FFFF}",
];

fn mutate(text: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        let to = (at + random.below(30)).min(bytes.len());
        match random.below(7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..to)),
            2 => {
                let piece = bytes[at..to].to_vec();
                let place = random.below(bytes.len() + 1);
                bytes.splice(place..place, piece);
            }
            3 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            4 => {
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
            5 => {
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(at..to, piece.bytes());
            }
            _ => {
                // a value for another: what stands after an equals sign up to the line's end
                let signs: Vec<usize> = (0..bytes.len())
                    .filter(|i| b"=,".contains(&bytes[*i]))
                    .collect();
                if let Some(sign) = signs.get(random.below(signs.len())) {
                    let end = bytes[*sign..]
                        .iter()
                        .position(|b| *b == b'\n')
                        .map_or(bytes.len(), |n| sign + n);
                    let piece = PIECES[random.below(PIECES.len())];
                    bytes.splice(sign + 1..end, piece.bytes());
                }
            }
        }
    }
    bytes
}

/// Refused means: at least one error, each with a file, a place within the text, and words.
fn sound(result: Result<(), ConfigErrors>, bytes: &[u8], seed: u64) {
    let Err(errors) = result else { return };
    assert!(!errors.errors().is_empty(), "seed {seed}");
    let lines = bytes.iter().filter(|b| **b == b'\n').count() + 1;
    for error in errors.errors() {
        assert!(
            error.line >= 1 && error.line as usize <= lines,
            "seed {seed}: {error}"
        );
        assert!(error.column >= 1, "seed {seed}: {error}");
        assert!(
            !error.file.is_empty() && !error.what.is_empty(),
            "seed {seed}: {error}"
        );
        assert!(
            !error.remedy.is_empty() || !error.allowed.is_empty(),
            "seed {seed}: {error}"
        );
        assert!(
            !error.to_string().contains(|c: char| c.is_control()),
            "seed {seed}: {error:?}"
        );
        assert!(error.to_string().len() < 2_000, "seed {seed}: {error}");
    }
}

fn read(kind: usize, bytes: &[u8]) -> Result<(), ConfigErrors> {
    let file = [
        "project.toml",
        "walls.toml",
        "walls.csv",
        "overrides.toml",
        "profile.toml",
    ][kind];
    let text = text_of(bytes, file)?;
    match kind {
        0 => project::parse(text, file).map(drop),
        1 => walls::parse_toml(text, file, &LEVELS, &length).map(drop),
        2 => walls::parse_csv(text, file, &LEVELS, &length).map(drop),
        3 => overrides::parse(text, file, &LEVELS, &length).map(drop),
        _ => Settings::load(Some((text, file)), []).map(drop),
    }
}

fn originals() -> [String; 5] {
    let files = starter("Elm");
    let find = |name: &str| {
        files
            .iter()
            .find(|(file, _)| *file == name)
            .unwrap()
            .1
            .clone()
    };
    let overrides = find("overrides.toml")
        .replace("\n# [[", "\n[[")
        .replace("\n# ", "\n");
    // sentences between the entries are no TOML: what is left of them is comment
    let overrides = overrides
        .lines()
        .map(|line| {
            let key = line.starts_with("[[")
                || line
                    .split_once(" = ")
                    .is_some_and(|(key, _)| !key.contains(' '));
            if key {
                format!("{line}\n")
            } else {
                "\n".to_owned()
            }
        })
        .collect();
    [
        find("project.toml"),
        find("walls.toml"),
        CSV.to_owned(),
        overrides,
        DEFAULT_PROFILE.to_owned(),
    ]
}

#[test]
fn the_files_that_are_mutated_are_sound_themselves() {
    for (kind, text) in originals().iter().enumerate() {
        read(kind, text.as_bytes()).unwrap_or_else(|errors| panic!("{kind}: {errors}"));
    }
}

#[test]
fn ten_thousand_mutations_are_read_or_refused_with_a_line() {
    let mut refused = [0; 5];
    for (kind, text) in originals().iter().enumerate() {
        for seed in 1..=2_000u64 {
            let mut random =
                Random((seed + kind as u64 * 10_000).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let bytes = mutate(text, &mut random);
            let result = read(kind, &bytes);
            refused[kind] += u32::from(result.is_err());
            sound(result, &bytes, seed);
        }
    }
    // mutations that change nothing would prove nothing
    assert!(refused.iter().all(|count| *count > 500), "{refused:?}");
}

/// The seeds of a fuzz target, sorted by name.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = format!("{}/../fuzz/seeds/{target}", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

#[test]
fn the_fuzz_targets_hold_over_their_seeds_and_mutations_of_them() {
    for (target, body) in [
        ("project", project_body::run as fn(&[u8])),
        ("walls", walls_body::run),
    ] {
        let seeds = seeds(target);
        assert!(seeds.len() >= 4, "{target}: {} seeds", seeds.len());
        for (number, seed) in seeds.iter().enumerate() {
            body(seed);
            let text = String::from_utf8_lossy(seed);
            for turn in 1..=150u64 {
                let start = (turn + number as u64 * 10_000).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                body(&mutate(&text, &mut Random(start)));
            }
        }
    }
}

#[test]
fn a_file_cut_at_any_byte_is_read_or_refused_with_a_line() {
    for (kind, text) in originals().iter().enumerate() {
        for end in (0..text.len()).step_by(3) {
            let bytes = &text.as_bytes()[..end];
            sound(read(kind, bytes), bytes, end as u64);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused_with_a_line(bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0..5usize) {
        sound(read(kind, &bytes), &bytes, 0);
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_line(text in "(?s).{0,200}", kind in 0..5usize) {
        sound(read(kind, text.as_bytes()), text.as_bytes(), 0);
    }

    #[test]
    fn a_wall_written_in_feet_comes_back_as_it_was(
        x1 in -5000.0..5000.0f64, y1 in -5000.0..5000.0f64, dx in 1.0..900.0f64, dy in -900.0..900.0f64,
    ) {
        let (x2, y2) = (x1 + dx, y1 + dy);
        let csv = format!("level,mark,x1_ft,y1_ft,x2_ft,y2_ft\nLevel 2,SW4,{x1},{y1},{x2},{y2}\n");
        let toml = format!("[[wall]]\nlevel = \"Level 2\"\nmark = \"SW4\"\nx1_ft = {x1:?}\ny1_ft = {y1:?}\nx2_ft = {x2:?}\ny2_ft = {y2:?}\n");
        let from_csv = walls::parse_csv(&csv, "walls.csv", &LEVELS, &length).unwrap();
        let from_toml = walls::parse_toml(&toml, "walls.toml", &LEVELS, &length).unwrap();
        for table in [from_csv, from_toml] {
            let wall = &table.walls[0];
            prop_assert_eq!((wall.level, wall.start_ft, wall.end_ft), (1, [x1, y1], [x2, y2]));
        }
    }

    #[test]
    fn a_height_is_accepted_exactly_within_its_range(height in prop_oneof![-10.0..80.0f64, any::<f64>()]) {
        let text = format!("[project]\nname = \"x\"\n[seismic]\n[[level]]\nname = \"L1\"\nweight_kip = 9\nheight_ft = {height:?}\n");
        let accepted = project::parse(&text, "project.toml").is_ok();
        prop_assert_eq!(accepted, (1.0..=60.0).contains(&height), "{}", text);
    }
}
