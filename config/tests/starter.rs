//! A new project is sound from its first minute.
#![allow(clippy::unwrap_used)] // the helpers of tests too

use std::fs;

use holdfast_config::folder::{ProjectFolder, WallTableFile};
use holdfast_config::{overrides, project, starter, text_of, walls};

fn feet_and_inches(text: &str) -> Result<f64, String> {
    match text {
        "12'-6\"" => Ok(150.0),
        other => Err(format!("cannot read {other}")),
    }
}

#[test]
fn a_fresh_starter_opens_and_every_file_of_it_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in starter("Elm \"Street\" \\ 5") {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let opened = ProjectFolder::open(folder.path()).unwrap();
    opened.require_input().unwrap();

    let bytes = opened.read(&opened.project).unwrap();
    let text = text_of(&bytes, "project.toml").unwrap();
    let project = project::parse(text, "project.toml").unwrap();
    assert_eq!(project.project.name, "Elm \"Street\" \\ 5");

    let Some(WallTableFile::Toml(file)) = &opened.walls else {
        panic!("no walls.toml");
    };
    let bytes = opened.read(file).unwrap();
    let text = text_of(&bytes, &file.name).unwrap();
    let levels = project.level_names();
    let table = walls::parse_toml(text, &file.name, &levels, &feet_and_inches).unwrap();
    assert_eq!(table.walls.len(), 8);
    for wall in &table.walls {
        assert!(project.wall_types.contains_key(&wall.mark), "{}", wall.mark);
        assert!(wall.length_ft() >= 30.0);
    }

    let file = opened.overrides.as_ref().unwrap();
    let bytes = opened.read(file).unwrap();
    let text = text_of(&bytes, &file.name).unwrap();
    let overrides = overrides::parse(text, &file.name, &levels, &feet_and_inches).unwrap();
    assert!(overrides.is_empty());
}

#[test]
fn what_the_starter_shows_in_comments_is_sound_once_uncommented() {
    let files = starter("");
    let find = |name: &str| &files.iter().find(|(file, _)| *file == name).unwrap().1;
    let levels = ["Level 1", "Level 2"];

    let shown: String = find("overrides.toml")
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| line.starts_with('[') || line.contains(" = "))
        .map(|line| format!("{line}\n"))
        .collect();
    let overrides = overrides::parse(&shown, "overrides.toml", &levels, &feet_and_inches).unwrap();
    assert_eq!(
        (
            overrides.walls.len(),
            overrides.stacks.len(),
            overrides.rods.len(),
            overrides.sheets.len()
        ),
        (3, 1, 1, 1)
    );

    let csv: String = find("walls.toml")
        .lines()
        .filter_map(|line| line.strip_prefix("#   "))
        .map(|line| format!("{line}\n"))
        .collect();
    let table = walls::parse_csv(&csv, "walls.csv", &levels, &feet_and_inches).unwrap();
    assert_eq!(table.walls[0].openings.len(), 2);

    let is_toml = |line: &str| !line.is_empty() && line.parse::<toml::Table>().is_ok();
    let uncommented: String = find("project.toml")
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if is_toml(rest) => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let project = project::parse(&uncommented, "project.toml").unwrap();
    assert_eq!(project.drawings.sheets[0].level, Some(0));
    assert_eq!(project.wind.unwrap().story_forces_y_kip.len(), 2);
    assert_eq!(project.levels[0].mass_center_ft, Some([20.0, 15.0]));
}

#[test]
fn a_hostile_name_makes_a_sound_starter() {
    for name in [
        "",
        "\"\n[evil]\n",
        "a\u{202E}b",
        "\\",
        "\"\"\"",
        &"x".repeat(5_000),
    ] {
        let (file, text) = starter(name).remove(0);
        assert!(project::parse(&text, file).is_ok(), "{name:?}");
    }
}
