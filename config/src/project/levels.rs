//! `[[level]]`: each level alone, then their order and heights together.

use crate::levels::same_name;
use crate::range::Range;
use crate::reader::{Reading, Section};

use super::Level;

pub(super) const LEVEL: &[&str] = &[
    "name",
    "elevation_ft",
    "height_ft",
    "weight_kip",
    "mass_center_ft",
    "plan_x_ft",
    "plan_y_ft",
    "dead_plf",
    "live_plf",
    "snow_plf",
    "floor_depth_in",
    "engineered_floor",
    "sill_plies",
    "top_plies",
];

/// Most levels of one building; light-frame wood buildings have a tenth of it.
pub(super) const MOST_LEVELS: usize = 60;

const HEIGHT: Range = Range::within(1.0, 60.0, "ft");
const ELEVATION: Range = Range::within(0.0, 1_000.0, "ft");
const WEIGHT: Range = Range::positive(100_000.0, "kip");
const LOAD: Range = Range::within(0.0, 20_000.0, "plf");
const PLAN: Range = Range::within(-1e7, 1e7, "ft");

/// Elevations may be off by this much before they contradict the heights, ft (1/8 in).
const SAME_FT: f64 = 0.0105;
/// Up to here it is rounding worth a warning, ft (1 in).
const ROUNDED_FT: f64 = 1.0 / 12.0;

/// Reads all levels; faults are recorded, levels that cannot be read are left out.
pub(super) fn read_levels(
    reading: &Reading<'_>,
    root: &Section<'_, '_>,
    weights_needed: bool,
) -> Vec<Level> {
    let sections = root.sections("level", LEVEL, MOST_LEVELS);
    if sections.is_empty() && !reading.failed() {
        root.fault(
            "level",
            "no level is given",
            format!("1 to {MOST_LEVELS}"),
            "add a [[level]] for each level, from the lowest up",
        );
    }
    let mut levels: Vec<Level> = Vec::with_capacity(sections.len());
    let mut top: Option<f64> = Some(0.0);
    for (i, section) in sections.iter().enumerate() {
        let given = section.number("elevation_ft", ELEVATION);
        let height = section.required_number("height_ft", HEIGHT);
        if section.has("elevation_ft") {
            if let (Some(given), Some(top)) = (given, top) {
                check_elevation(reading, section, &levels, i, given, top);
            }
        } else if let Some(top) = top {
            let why = if i == 0 {
                "the lowest level stands on the base"
            } else {
                "sum of the heights below"
            };
            reading.default_taken(section.path_of("elevation_ft"), format!("{top} ft"), why);
        }
        let elevation = if section.has("elevation_ft") {
            given
        } else {
            top
        };
        top = match (elevation, height) {
            (Some(elevation), Some(height)) => Some(elevation + height),
            _ => None,
        };
        let level = read_level(section, i, elevation, height, weights_needed);
        refuse_same_name(section, &levels, &level);
        levels.push(level);
    }
    levels
}

/// A level's elevation against the top of the level below it.
fn check_elevation(
    reading: &Reading<'_>,
    section: &Section<'_, '_>,
    below: &[Level],
    index: usize,
    given: f64,
    top: f64,
) {
    let Some(under) = below.last() else {
        if given > 0.0 {
            reading.warn(
                section.at("elevation_ft"),
                format!(
                    "the lowest level's floor is {given} ft above the base: story heights are \
                     counted from the base; give 0 where the walls stand on it"
                ),
            );
        }
        return;
    };
    let difference = given - top;
    let apart = difference.abs();
    if apart <= SAME_FT {
        return;
    }
    let height = given - under.elevation_ft;
    if apart <= ROUNDED_FT {
        reading.warn(
            section.at("elevation_ft"),
            format!(
                "level[{index}].elevation_ft is {given} but \"{}\" below it ends at {top:.3} ft: \
                 rounding? elevations give story forces, heights give overturning",
                under.name
            ),
        );
        return;
    }
    let remedy = if height > 0.0 {
        format!(
            "write elevation_ft = {}, or height_ft = {} for \"{}\"",
            round(top),
            round(height),
            under.name
        )
    } else {
        "levels run from the lowest up: put them in order".to_owned()
    };
    let what = if difference < 0.0 && given <= under.elevation_ft {
        format!(
            "{given} ft is not above \"{}\" at {} ft, which comes before it",
            under.name, under.elevation_ft
        )
    } else if difference < 0.0 {
        format!(
            "the level overlaps \"{}\" by {} ft: that one ends at {} ft",
            under.name,
            round(apart),
            round(top)
        )
    } else {
        format!(
            "there is a gap of {} ft: \"{}\" below ends at {} ft",
            round(apart),
            under.name,
            round(top)
        )
    };
    section.fault("elevation_ft", what, "", remedy);
}

/// A length of feet for a message.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn refuse_same_name(section: &Section<'_, '_>, levels: &[Level], level: &Level) {
    if level.name.is_empty() {
        return;
    }
    if let Some(other) = levels
        .iter()
        .find(|other| same_name(&other.name, &level.name))
    {
        section.fault(
            "name",
            format!(
                "\"{}\" is also the level of line {}",
                level.name, other.line
            ),
            "",
            "name each level once",
        );
    }
}

fn read_level(
    section: &Section<'_, '_>,
    index: usize,
    elevation_ft: Option<f64>,
    height_ft: Option<f64>,
    weights_needed: bool,
) -> Level {
    let name = section
        .required_text(
            "name",
            60,
            "add `name = \"Level 1\"`, as the sheets call it",
        )
        .unwrap_or_default();
    let weight_kip = if weights_needed && !section.has("weight_kip") {
        section.fault(
            "weight_kip",
            "it is missing",
            WEIGHT.to_string(),
            "seismic story forces are worked out from it: add it to each level, or give \
             seismic.story_forces_kip",
        );
        0.0
    } else {
        section.number("weight_kip", WEIGHT).unwrap_or(0.0)
    };
    let none_counted = "none is counted where none is given";
    let level = Level {
        name,
        elevation_ft: elevation_ft.unwrap_or_default(),
        height_ft: height_ft.unwrap_or_default(),
        weight_kip,
        mass_center_ft: section.pair("mass_center_ft", PLAN, false),
        plan_x_ft: section.pair("plan_x_ft", PLAN, true),
        plan_y_ft: section.pair("plan_y_ft", PLAN, true),
        dead_plf: section.number_or("dead_plf", LOAD, 0.0, none_counted),
        live_plf: section.number_or("live_plf", LOAD, 0.0, none_counted),
        snow_plf: section.number_or("snow_plf", LOAD, 0.0, none_counted),
        floor_depth_in: section.number_or(
            "floor_depth_in",
            Range::within(0.0, 60.0, "in"),
            11.875,
            "a common I-joist",
        ),
        engineered_floor: section.flag_or("engineered_floor", true, "a common I-joist"),
        sill_plies: section.count_or("sill_plies", 1, 4, 1, "one sill plate"),
        top_plies: section.count_or("top_plies", 1, 4, 2, "double top plate"),
        line: section.line(),
    };
    refuse_centre_outside(section, index, &level);
    level
}

/// A centre of mass outside the plan it belongs to is a slip of a digit.
fn refuse_centre_outside(section: &Section<'_, '_>, index: usize, level: &Level) {
    let Some(centre) = level.mass_center_ft else {
        return;
    };
    for (axis, extent, at) in [
        ("x", level.plan_x_ft, centre[0]),
        ("y", level.plan_y_ft, centre[1]),
    ] {
        if let Some([low, high]) = extent
            && !(low..=high).contains(&at)
        {
            section.fault(
                "mass_center_ft",
                format!("its {axis} of {at} ft is outside level[{index}].plan_{axis}_ft"),
                format!("{low} to {high} ft"),
                "correct one of them",
            );
        }
    }
}
