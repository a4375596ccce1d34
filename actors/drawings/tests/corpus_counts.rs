//! Drawings that other people made are read as ezdxf reads them: as many entities of every type.
#![allow(clippy::unwrap_used)] // in helpers of tests, too

use std::collections::BTreeMap;
use std::path::PathBuf;

use holdfast_drawings::read::{Limits, read};
use holdfast_drawings::sheet::Entity;

const TABLE: &str = include_str!("corpus/ezdxf_counts.toml");

/// The corpus, beside the repository unless `HOLDFAST_CORPUS` says where.
fn corpus(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("HOLDFAST_CORPUS").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../shared/corpus"
            ))
        },
        PathBuf::from,
    );
    let path = root.join(folder);
    path.is_dir().then_some(path)
}

fn counts<'a>(entities: impl IntoIterator<Item = &'a Entity>) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for entity in entities {
        *counts.entry(entity.kind.clone()).or_default() += 1;
    }
    counts
}

fn of_table(table: &toml::Value) -> BTreeMap<String, i64> {
    let table = table.as_table().unwrap();
    table
        .iter()
        .map(|(kind, count)| (kind.clone(), count.as_integer().unwrap()))
        .collect()
}

#[test]
fn every_file_of_the_corpus_holds_what_ezdxf_counts() {
    let Some(folder) = corpus("dxf") else {
        println!("skipped: every_file_of_the_corpus_holds_what_ezdxf_counts: corpus absent");
        return;
    };
    let table: toml::Table = TABLE.parse().unwrap();
    let explained: Vec<&toml::Value> = table
        .get("difference")
        .map_or(&[][..], |list| list.as_array().unwrap())
        .iter()
        .collect();
    let mut wrong = Vec::new();
    let mut used = 0;
    for file in table["file"].as_array().unwrap() {
        let name = file["name"].as_str().unwrap();
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let sheet = read(name, &bytes, &Limits::default()).unwrap_or_else(|e| panic!("{e}"));
        let paper = sheet.layouts.iter().flat_map(|layout| &layout.entities);
        let blocks = sheet.blocks.iter().flat_map(|block| &block.entities);
        for (space, ours) in [
            ("model_space", counts(&sheet.model)),
            ("paper_space", counts(paper)),
            ("blocks", counts(blocks)),
        ] {
            let mut theirs = of_table(&file[space]);
            for difference in &explained {
                if difference["file"].as_str() == Some(name)
                    && difference["space"].as_str() == Some(space)
                {
                    let kind = difference["type"].as_str().unwrap().to_owned();
                    let ours = difference["ours"].as_integer().unwrap();
                    let before = theirs.insert(kind, ours).unwrap_or(0);
                    assert_ne!(before, ours, "{name}: an explained difference that is none");
                    used += 1;
                }
            }
            theirs.retain(|_, count| *count != 0);
            if ours != theirs {
                wrong.push(format!("{name}, {space}: {ours:?}, not {theirs:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(used, explained.len(), "every explained difference is one");
}
