//! A second reader of DWG, written by others, agrees with ours.
//!
//! Behind the feature `second-reader`, as it takes a minute to build.
#![allow(clippy::unwrap_used)] // in helpers of tests, too

mod support;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::PathBuf;

use acadrust::{DwgReader, DwgWriter, DxfReader, DxfVersion, EntityType};
use holdfast_drawings::flatten::{Figure, FlattenLimits, flatten};
use holdfast_drawings::read::{Limits, read};
use holdfast_drawings::sheet::{Entity, Sheet};
use support::Dxf;

type Counts = BTreeMap<String, u64>;

/// Types as both name them: the second reader tells kinds of polylines and dimensions apart.
fn family(kind: &str) -> String {
    match kind {
        "MINSERT" => "INSERT",
        kind if kind.starts_with("POLYLINE") || kind.starts_with("POLYFACE") => "POLYLINE",
        kind if kind.starts_with("DIMENSION") => "DIMENSION",
        kind => kind,
    }
    .to_owned()
}

fn ours(entities: &[Entity]) -> Counts {
    let mut counts = Counts::new();
    for entity in entities {
        *counts.entry(family(&entity.kind)).or_default() += 1;
    }
    counts
}

fn theirs<'a>(entities: impl Iterator<Item = &'a EntityType>) -> Counts {
    let mut counts = Counts::new();
    for entity in entities {
        let kind = entity.as_entity().entity_type();
        *counts.entry(family(kind)).or_default() += 1;
    }
    counts
}

#[test]
fn both_readers_count_the_same_in_a_real_house_plan() {
    let root = std::env::var_os("HOLDFAST_CORPUS").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../shared/corpus"
            ))
        },
        PathBuf::from,
    );
    let name = "kegonsa_A-101_first_floor.dwg";
    let Ok(bytes) = std::fs::read(root.join("real").join(name)) else {
        println!("skipped: both_readers_count_the_same_in_a_real_house_plan: corpus absent");
        return;
    };
    let sheet = read(name, &bytes, &Limits::default()).unwrap();
    let second = DwgReader::from_stream(Cursor::new(bytes)).read().unwrap();
    assert_eq!(ours(&sheet.model), theirs(second.model_space_entities()));
    for block in &sheet.blocks {
        assert_eq!(
            ours(&block.entities),
            theirs(second.entities_in_block(&block.name)),
            "{}",
            block.name
        );
    }
}

/// Straight lines and texts that a sheet shows.
fn shown(sheet: &Sheet) -> Vec<String> {
    let marks = flatten(sheet, &FlattenLimits::default()).unwrap().marks;
    let mut out: Vec<String> = marks
        .iter()
        .filter_map(|mark| match &mark.figure {
            Figure::Line(a, b) => Some(format!("{:.6?} {:.6?}", a, b)),
            Figure::Text { text, at, .. } => Some(format!("{text} {at:.6?}")),
            Figure::Path { points, closed } => Some(format!("{points:.6?} {closed}")),
            Figure::Arc {
                center,
                radius,
                start,
                end,
            } => Some(format!("{center:.6?} {radius:.6} {start:.6} {end:.6}")),
            _ => None,
        })
        .collect();
    out.sort();
    out
}

#[test]
fn a_drawing_shows_the_same_as_dxf_and_as_dwg_of_every_version() {
    let mut dxf = Dxf::new("AC1027");
    dxf.layer("A-WALL", "10", 1, 0)
        .block("DOOR", &[
            "0 LINE, 5 51, 8 0, 10 0, 20 0, 11 36, 21 0",
            "0 ARC, 5 52, 8 0, 10 0, 20 0, 40 36, 50 0, 51 90",
        ])
        .entity("0 LINE, 5 61, 8 A-WALL, 10 0, 20 0, 11 480, 21 0")
        .entity("0 LWPOLYLINE, 5 62, 8 A-WALL, 90 3, 70 1, 10 0, 20 0, 42 0.5, 10 96, 20 0, 10 96, 20 5.5")
        .entity("0 INSERT, 5 63, 8 A-WALL, 2 DOOR, 10 48, 20 0, 41 -1, 50 30")
        .entity("0 TEXT, 5 64, 8 A-WALL, 10 12, 20 6, 40 6, 1 SW4")
        .entity("0 MTEXT, 5 65, 8 A-WALL, 10 12, 20 40, 40 6, 71 1, 1 {\\fArial|b1;SW6}\\PTYP");
    let text = dxf.bytes();
    let want = shown(&read("A.dxf", &text, &Limits::default()).unwrap());
    assert_eq!(want.len(), 6, "{want:?}");
    for version in [
        DxfVersion::AC1015,
        DxfVersion::AC1018,
        DxfVersion::AC1021,
        DxfVersion::AC1024,
        DxfVersion::AC1027,
        DxfVersion::AC1032,
    ] {
        let mut drawing = DxfReader::from_reader(Cursor::new(text.clone()))
            .unwrap()
            .read()
            .unwrap();
        drawing.version = version;
        let dwg = DwgWriter::write_to_vec(&drawing).unwrap();
        let sheet = read("A.dwg", &dwg, &Limits::default()).unwrap();
        assert_eq!(shown(&sheet), want, "{version:?}");
    }
}
