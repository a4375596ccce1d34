//! The single sections of `project.toml`: keys, ranges and what is taken where a key is left out.

use std::collections::BTreeMap;

use crate::levels;
use crate::range::Range;
use crate::reader::{Reading, Section};
use crate::text::shown;

use super::{
    Clash, Code, Criteria, Diaphragm, DiaphragmModel, Drawings, Framing, Method, Nail,
    PanelThickness, Project, Rods, Sdpws, SegmentDistribution, Seismic, Sheathing, SheetSetting,
    Shrinkage, Species, WallType, Wind,
};

const PROJECT: &[&str] = &["name", "number", "address", "client", "engineer", "date"];
const CRITERIA: &[&str] = &["code", "sdpws", "method", "segment_distribution"];
pub(super) const SEISMIC: &[&str] = &[
    "sds_g",
    "sd1_g",
    "s1_g",
    "tl_s",
    "r",
    "ie",
    "cd",
    "rho",
    "drift_limit_ratio",
    "story_forces_kip",
];
pub(super) const WIND: &[&str] = &["story_forces_x_kip", "story_forces_y_kip"];
const DIAPHRAGM: &[&str] = &["model", "accidental_ratio"];
const FRAMING: &[&str] = &[
    "species",
    "specific_gravity",
    "fc_perp_psi",
    "fc_psi",
    "e_psi",
    "emin_psi",
    "stud_depth_in",
    "rod_offset_in",
    "post_offset_in",
];
const RODS: &[&str] = &[
    "deformation_limit_in",
    "drift_check_may_govern",
    "skipped_restraints",
    "takeup_margin",
    "anchor_projection_in",
];
const SHRINKAGE: &[&str] = &[
    "coefficient_per_pct",
    "engineered_coefficient_per_pct",
    "mc_initial_pct",
    "mc_final_pct",
    "fiber_saturation_pct",
    "settlement_in",
];
const CLASH: &[&str] = &["clearance_in", "max_move_in"];
const DRAWINGS: &[&str] = &["units", "base_level", "sheet"];
pub(crate) const SHEET: &[&str] = &["file", "level", "scale_in_per_unit"];
const WALL_TYPE: &[&str] = &[
    "sheathing",
    "thickness",
    "nail",
    "edge_spacing_in",
    "both_sides",
];

const FORCE: Range = Range::within(0.0, 100_000.0, "kip");
const SCALE: Range = Range::positive(100_000.0, "in in one drawing unit");
/// Longest list over levels that is read at all; its length is checked against the levels later.
const MOST_FORCES: usize = 1_000;
pub(crate) const MOST_SHEETS: usize = 2_000;
const MOST_WALL_TYPES: usize = 500;

pub(super) fn project(root: &Section<'_, '_>) -> Option<Project> {
    let section = root.section("project", PROJECT);
    if !section.given() {
        root.fault(
            "project",
            "the section is missing",
            "",
            "add [project] with `name = \"…\"`",
        );
        return None;
    }
    let line = |key| section.text_or_empty(key, 200);
    Some(Project {
        number: line("number"),
        address: line("address"),
        client: line("client"),
        engineer: line("engineer"),
        date: line("date"),
        name: section.required_text("name", 200, "add `name = \"…\"`")?,
    })
}

pub(super) fn criteria(root: &Section<'_, '_>) -> Criteria {
    let section = root.section("criteria", CRITERIA);
    Criteria {
        code: section.word_or("code", Code::Asce7_22, "ASCE 7-22", "the current edition"),
        sdpws: section.word_or("sdpws", Sdpws::Y2021, "2021", "the current edition"),
        method: section.word_or("method", Method::Asd, "ASD", "the working method"),
        segment_distribution: section.word_or(
            "segment_distribution",
            SegmentDistribution::Length,
            "length",
            "equal unit shear in a line, SDPWS §4.3",
        ),
    }
}

pub(super) fn seismic(section: &Section<'_, '_>) -> Option<Seismic> {
    if !section.given() {
        return None;
    }
    let site = "no site value was given: replace it by the site's (ASCE 7 §11.4)";
    let system = "light-frame wood shear walls, ASCE 7 Table 12.2-1";
    Some(Seismic {
        sds_g: section.number_or("sds_g", Range::positive(4.0, "g"), 1.0, site),
        sd1_g: section.number_or("sd1_g", Range::positive(4.0, "g"), 0.6, site),
        s1_g: section.number_or("s1_g", Range::within(0.0, 4.0, "g"), 0.5, site),
        tl_s: section.number_or("tl_s", Range::within(2.0, 20.0, "s"), 8.0, site),
        r: section.number_or("r", Range::within(1.0, 8.0, ""), 6.5, system),
        ie: section.number_or(
            "ie",
            Range::within(1.0, 1.5, ""),
            1.0,
            "risk category II, ASCE 7 Table 1.5-2",
        ),
        cd: section.number_or("cd", Range::within(1.0, 8.0, ""), 4.0, system),
        rho: section.number_or(
            "rho",
            Range::within(1.0, 1.3, ""),
            1.0,
            "redundant in both directions, ASCE 7 §12.3.4: show it, or give 1.3",
        ),
        drift_limit_ratio: section.number_or(
            "drift_limit_ratio",
            Range::within(0.002, 0.05, ""),
            0.025,
            "four stories or fewer, risk category II, ASCE 7 Table 12.12-1",
        ),
        story_forces_kip: forces(section, "story_forces_kip"),
    })
}

pub(super) fn wind(section: &Section<'_, '_>) -> Option<Wind> {
    if !section.given() {
        return None;
    }
    for key in WIND {
        if section.sound() && !section.has(key) {
            section.fault(
                key,
                "it is missing",
                "one force a level, kip, from the lowest level up",
                "give the wind story forces of both directions, strength level",
            );
        }
    }
    Some(Wind {
        story_forces_x_kip: forces(section, "story_forces_x_kip"),
        story_forces_y_kip: forces(section, "story_forces_y_kip"),
    })
}

/// Story forces; an empty list is a fault, an absent one is empty.
fn forces(section: &Section<'_, '_>, key: &str) -> Vec<f64> {
    let list = section.numbers(key, FORCE, MOST_FORCES);
    if list.as_ref().is_some_and(Vec::is_empty) {
        section.fault(
            key,
            "the list is empty",
            "one force a level, kip, from the lowest level up",
            "give the forces, or take the key out",
        );
    }
    list.unwrap_or_default()
}

pub(super) fn diaphragm(root: &Section<'_, '_>) -> Diaphragm {
    let section = root.section("diaphragm", DIAPHRAGM);
    Diaphragm {
        model: section.word_or(
            "model",
            DiaphragmModel::Envelope,
            "envelope",
            "the worse of flexible and rigid, where its stiffness is not known",
        ),
        accidental_ratio: section.number_or(
            "accidental_ratio",
            Range::within(0.0, 0.2, ""),
            0.05,
            "ASCE 7 §12.8.4.2",
        ),
    }
}

pub(super) fn framing(reading: &Reading<'_>, root: &Section<'_, '_>) -> Framing {
    let section = root.section("framing", FRAMING);
    let species = section.word_or(
        "species",
        Species::DouglasFirLarch,
        "DF-L",
        "no species was given",
    );
    let values = species.values();
    let of_species = values.source;
    let framing = Framing {
        species,
        specific_gravity: section.number_or(
            "specific_gravity",
            Range::within(0.3, 0.75, ""),
            values.specific_gravity,
            of_species,
        ),
        fc_perp_psi: section.number_or(
            "fc_perp_psi",
            Range::within(100.0, 3_000.0, "psi"),
            values.fc_perp_psi,
            of_species,
        ),
        fc_psi: section.number_or(
            "fc_psi",
            Range::within(200.0, 6_000.0, "psi"),
            values.fc_psi,
            of_species,
        ),
        e_psi: section.number_or(
            "e_psi",
            Range::within(300_000.0, 4_000_000.0, "psi"),
            values.e_psi,
            of_species,
        ),
        emin_psi: section.number_or(
            "emin_psi",
            Range::within(100_000.0, 2_500_000.0, "psi"),
            values.emin_psi,
            of_species,
        ),
        stud_depth_in: section.number_or(
            "stud_depth_in",
            Range::within(2.5, 16.0, "in"),
            5.5,
            "2x6 studs",
        ),
        rod_offset_in: section.number_or(
            "rod_offset_in",
            Range::positive(60.0, "in"),
            4.5,
            "rod between two pairs of studs at the wall's end",
        ),
        post_offset_in: section.number_or(
            "post_offset_in",
            Range::within(0.0, 60.0, "in"),
            4.5,
            "posts on both sides of the rod",
        ),
    };
    if framing.emin_psi >= framing.e_psi && !reading.failed() {
        section.fault(
            if section.has("emin_psi") {
                "emin_psi"
            } else {
                "e_psi"
            },
            format!(
                "Emin of {} psi is not less than E of {} psi",
                framing.emin_psi, framing.e_psi
            ),
            "",
            "give both of the same grade",
        );
    }
    framing
}

pub(super) fn rods(root: &Section<'_, '_>, names: &[&str]) -> Rods {
    let section = root.section("rods", RODS);
    let mut skipped = Vec::new();
    for name in section
        .texts("skipped_restraints", 60, 60)
        .unwrap_or_default()
    {
        match levels::find(&name, names) {
            _ if names.is_empty() => {} // no level could be read, which is said already
            Ok(index) if index + 1 == names.len() => section.fault(
                "skipped_restraints",
                format!("\"{}\" is the top level", names[index]), // index is from `names`
                "any level but the top one",
                "the rod ends at a plate there: take it out of the list",
            ),
            Ok(index) if skipped.contains(&index) => section.fault(
                "skipped_restraints",
                format!("\"{}\" stands twice", names[index]), // index is from `names`
                "",
                "name it once",
            ),
            Ok(index) => skipped.push(index),
            Err(remedy) => section.fault(
                "skipped_restraints",
                format!("no level is called \"{}\"", shown(&name)),
                "",
                remedy,
            ),
        }
    }
    skipped.sort_unstable();
    Rods {
        deformation_limit_in: section.number_or(
            "deformation_limit_in",
            Range::within(0.01, 1.0, "in"),
            0.20,
            "ICC-ES AC316 §6.0",
        ),
        drift_check_may_govern: section.flag_or(
            "drift_check_may_govern",
            false,
            "the limit holds at every level",
        ),
        skipped_restraints: skipped,
        takeup_margin: section.number_or(
            "takeup_margin",
            Range::within(1.0, 5.0, ""),
            1.25,
            "a quarter more travel than shrinkage and settlement",
        ),
        anchor_projection_in: section.number_or(
            "anchor_projection_in",
            Range::within(0.0, 120.0, "in"),
            6.0,
            "anchor above the concrete",
        ),
    }
}

pub(super) fn shrinkage(reading: &Reading<'_>, root: &Section<'_, '_>) -> Shrinkage {
    let section = root.section("shrinkage", SHRINKAGE);
    let shrinkage = Shrinkage {
        coefficient_per_pct: section.number_or(
            "coefficient_per_pct",
            Range::within(0.0, 0.01, "in/in per 1 % moisture"),
            0.0025,
            "softwood across the grain, upper value",
        ),
        engineered_coefficient_per_pct: section.number_or(
            "engineered_coefficient_per_pct",
            Range::within(0.0, 0.01, "in/in per 1 % moisture"),
            0.0005,
            "engineered joists, where the maker gives none",
        ),
        mc_initial_pct: section.number_or(
            "mc_initial_pct",
            Range::within(4.0, 100.0, "%"),
            19.0,
            "S-DRY lumber at its limit",
        ),
        mc_final_pct: section.number_or(
            "mc_final_pct",
            Range::within(2.0, 40.0, "%"),
            10.0,
            "heated building in service",
        ),
        fiber_saturation_pct: section.number_or(
            "fiber_saturation_pct",
            Range::within(20.0, 40.0, "%"),
            30.0,
            "Wood Handbook, softwoods",
        ),
        settlement_in: section.number_or(
            "settlement_in",
            Range::within(0.0, 2.0, "in"),
            0.0,
            "none is counted where none is given",
        ),
    };
    if shrinkage.mc_final_pct > shrinkage.mc_initial_pct {
        reading.warn(
            section.at("mc_final_pct"),
            format!(
                "the wood swells: {} % in service against {} % at erection",
                shrinkage.mc_final_pct, shrinkage.mc_initial_pct
            ),
        );
    }
    shrinkage
}

pub(super) fn clash(root: &Section<'_, '_>) -> Clash {
    let section = root.section("clash", CLASH);
    Clash {
        clearance_in: section.number_or(
            "clearance_in",
            Range::within(0.0, 48.0, "in"),
            1.0,
            "room for a coupler and a wrench",
        ),
        max_move_in: section.number_or(
            "max_move_in",
            Range::within(0.0, 240.0, "in"),
            12.0,
            "one stud bay less the posts",
        ),
    }
}

pub(super) fn drawings(root: &Section<'_, '_>, names: &[&str]) -> Drawings {
    let section = root.section("drawings", DRAWINGS);
    let sheets = section
        .sections("sheet", SHEET, MOST_SHEETS)
        .iter()
        .filter_map(|sheet| sheet_setting(sheet, names))
        .collect::<Vec<_>>();
    let drawings = Drawings {
        units: section.word("units"),
        base_level: level_of(&section, "base_level", names),
        sheets,
    };
    refuse_twice(root, "drawings", &drawings.sheets);
    drawings
}

/// Refuses two entries of one file.
pub(crate) fn refuse_twice(root: &Section<'_, '_>, key: &str, sheets: &[SheetSetting]) {
    let mut first: BTreeMap<&str, u32> = BTreeMap::new();
    for sheet in sheets {
        if let Some(line) = first.insert(&sheet.file, sheet.line) {
            root.fault(
                key,
                format!(
                    "\"{}\" has an entry on line {line} and on line {}",
                    sheet.file, sheet.line
                ),
                "",
                "keep one of them",
            );
        }
    }
}

/// The level (index) that a key names.
pub(crate) fn level_of(section: &Section<'_, '_>, key: &str, names: &[&str]) -> Option<usize> {
    let name = section.text(key, 60)?;
    if names.is_empty() {
        return None; // no level could be read, which is said already
    }
    match levels::find(&name, names) {
        Ok(index) => Some(index),
        Err(remedy) => {
            section.fault(
                key,
                format!("no level is called \"{}\"", shown(&name)),
                "",
                remedy,
            );
            None
        }
    }
}

/// One sheet's entry.
pub(crate) fn sheet_setting(section: &Section<'_, '_>, names: &[&str]) -> Option<SheetSetting> {
    let file = section.required_text(
        "file",
        200,
        "add `file = \"A-101.dxf\"`, the name in drawings/",
    )?;
    let name = file.strip_prefix("drawings/").unwrap_or(&file);
    if name.contains(['/', '\\', ':']) || name == ".." || name == "." || name.is_empty() {
        section.fault(
            "file",
            format!("\"{}\" is not a file name", shown(&file)),
            "a name in drawings/, without folders",
            "put the drawing into drawings/ and give its name alone",
        );
        return None;
    }
    let level = level_of(section, "level", names);
    let scale = section.number("scale_in_per_unit", SCALE);
    if !section.has("level") && !section.has("scale_in_per_unit") {
        section.fault(
            "level",
            "the entry says nothing of the sheet",
            "",
            "add `level = \"…\"` or `scale_in_per_unit = …`",
        );
    }
    Some(SheetSetting {
        file: name.to_owned(),
        level,
        scale_in_per_unit: scale,
        line: section.line(),
    })
}

pub(super) fn wall_types(root: &Section<'_, '_>) -> BTreeMap<String, WallType> {
    root.named_sections("wall_types", WALL_TYPE, MOST_WALL_TYPES)
        .into_iter()
        .map(|(mark, section)| {
            let common = "the commonest shear wall sheathing";
            let edge = Range::within(2.0, 6.0, "in");
            let spacing = section.number_or("edge_spacing_in", edge, 6.0, common);
            if ![6.0, 4.0, 3.0, 2.0].contains(&spacing) {
                section.fault(
                    "edge_spacing_in",
                    format!("{spacing} in is no column of the table"),
                    "6, 4, 3 or 2 in",
                    "give the wider of the two beside it (SDPWS Table 4.3A)",
                );
            }
            let wall_type = WallType {
                sheathing: section.word_or("sheathing", Sheathing::Sheathing, "sheathing", common),
                thickness: section.word_or("thickness", PanelThickness::T15_32, "15/32", common),
                nail: section.word_or("nail", Nail::D8, "8d", common),
                edge_spacing_in: spacing,
                both_sides: section.flag_or("both_sides", false, "one face"),
                line: section.line(),
            };
            (mark, wall_type)
        })
        .collect()
}
