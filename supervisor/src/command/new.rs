//! `holdfast new`.

use std::fs;
use std::path::Path;

use holdfast_config::starter;
use holdfast_samples::{Hand, Size, generate};

use super::arguments::{New, SampleSize};
use super::{End, Failure, show};

pub(crate) fn new(asked: New) -> Result<End, Failure> {
    let dir = &asked.dir;
    let name = dir.display();
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::input(format!(
            "{name}: the folder is not empty; name one that does not exist yet"
        )));
    }
    let files: Vec<(String, Vec<u8>)> = match asked.sample {
        None => {
            let title = dir.file_name().map_or_else(
                || "New project".to_owned(),
                |n| n.to_string_lossy().into_owned(),
            );
            starter(&title)
                .into_iter()
                .map(|(path, text)| (path.to_owned(), text.into_bytes()))
                .collect()
        }
        Some(size) => {
            let hand = match &asked.hand {
                None => Hand::default(),
                Some(word) => word.parse().map_err(Failure::input)?,
            };
            generate(size_of(size), hand, asked.seed).files
        }
    };
    let drawings = files
        .iter()
        .filter(|(path, _)| path.starts_with("drawings/"))
        .count();
    for (path, bytes) in &files {
        write(&dir.join(path), bytes)?;
    }
    let what = match asked.sample {
        None => {
            "a starter project: fill in project.toml and walls.toml, or put drawings into drawings/"
                .to_owned()
        }
        Some(_) => format!("a sample building with {drawings} drawings"),
    };
    show::note(&format!("{name}: {what}\nnext: holdfast design {name}"));
    Ok(End::Complete)
}

fn size_of(size: SampleSize) -> Size {
    match size {
        SampleSize::Small => Size::Small,
        SampleSize::Medium => Size::Medium,
        SampleSize::Large => Size::Large,
        SampleSize::Complex => Size::Complex,
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, bytes))
        .map_err(|error| {
            Failure::input(format!(
                "{}: it cannot be written: {error}; name another folder",
                path.display()
            ))
        })
}
