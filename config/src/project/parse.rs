//! Reads `project.toml` as a whole: section by section, then what must agree between sections.

use std::collections::BTreeMap;

use crate::error::ConfigErrors;
use crate::reader::{Reading, Section, syntax};

use super::ProjectFile;
use super::levels::read_levels;
use super::sections;

/// Largest `project.toml`, bytes.
pub(crate) const MOST_BYTES: usize = 4 << 20;

const SECTIONS: &[&str] = &[
    "project",
    "criteria",
    "seismic",
    "wind",
    "diaphragm",
    "framing",
    "rods",
    "shrinkage",
    "clash",
    "drawings",
    "level",
    "wall_types",
];

/// Parses and checks the text of a `project.toml`; `file` is its name for messages.
///
/// # Errors
/// Every fault at once: syntax, unknown keys, wrong types, values out of range, and what does not
/// agree (levels that overlap, lists of another length than the levels).
pub fn parse(text: &str, file: &str) -> Result<ProjectFile, ConfigErrors> {
    let (reading, table) = syntax(text, file, MOST_BYTES)?;
    let value = read(&reading, &reading.root(&table, SECTIONS));
    let (mut project, gathered) = reading.finish(value)?;
    project.lines = gathered.lines;
    project.defaults = gathered.defaults;
    project.warnings = gathered.warnings;
    Ok(project)
}

fn read(reading: &Reading<'_>, root: &Section<'_, '_>) -> Option<ProjectFile> {
    let project = sections::project(root);
    let criteria = sections::criteria(root);
    let seismic_section = root.section("seismic", sections::SEISMIC);
    let seismic = sections::seismic(&seismic_section);
    let wind_section = root.section("wind", sections::WIND);
    let wind = sections::wind(&wind_section);
    if seismic.is_none() && wind.is_none() {
        reading.fault(
            0,
            "seismic",
            "neither [seismic] nor [wind] is given",
            "",
            "add the one that the building is designed for, or both",
        );
    }
    let diaphragm = sections::diaphragm(root);
    let framing = sections::framing(reading, root);
    let forces_given = seismic_section.has("story_forces_kip");
    let levels = read_levels(reading, root, seismic.is_some() && !forces_given);
    let names: Vec<&str> = levels.iter().map(|level| level.name.as_str()).collect();
    let rods = sections::rods(root, &names);
    let shrinkage = sections::shrinkage(reading, root);
    let clash = sections::clash(root);
    let drawings = sections::drawings(root, &names);
    let wall_types = sections::wall_types(root);

    if let Some(seismic) = &seismic {
        let forces = &seismic.story_forces_kip;
        one_a_level(&seismic_section, "story_forces_kip", forces, levels.len());
        if forces_given && !levels.is_empty() && levels.iter().all(|level| level.weight_kip > 0.0) {
            reading.warn(
                seismic_section.at("story_forces_kip"),
                "seismic.story_forces_kip and the levels' weight_kip are both given: the story \
                 forces are used; take them out to have them worked out from the weights",
            );
        }
    }
    if let Some(wind) = &wind {
        let (x, y) = (&wind.story_forces_x_kip, &wind.story_forces_y_kip);
        one_a_level(&wind_section, "story_forces_x_kip", x, levels.len());
        one_a_level(&wind_section, "story_forces_y_kip", y, levels.len());
    }

    Some(ProjectFile {
        project: project?,
        criteria,
        seismic,
        wind,
        diaphragm,
        framing,
        rods,
        shrinkage,
        clash,
        drawings,
        levels,
        wall_types,
        lines: BTreeMap::new(),
        defaults: Vec::new(),
        warnings: Vec::new(),
    })
}

/// A list over levels has one member a level, and not all of them are zero.
fn one_a_level(section: &Section<'_, '_>, key: &str, list: &[f64], levels: usize) {
    if list.is_empty() || levels == 0 {
        return;
    }
    if list.len() != levels {
        section.fault(
            key,
            format!("{} forces for {levels} levels", list.len()),
            format!("{levels} numbers, from the lowest level up"),
            "give one force a level, at the top of the level",
        );
    } else if list.iter().all(|force| *force == 0.0) {
        section.fault(
            key,
            "all forces are zero",
            "",
            "give the story forces, or take the list out",
        );
    }
}
