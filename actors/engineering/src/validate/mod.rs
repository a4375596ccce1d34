//! Whether a building can be engineered at all: every figure finite and sensible, every name
//! known, levels in order, walls with a length, stacks one wall a level. What passes here never
//! makes a later step overflow, divide by nothing or run without end.

mod catalog;
mod criteria;
mod walls;

use std::collections::BTreeSet;

use crate::building::{Building, Level};
use crate::fault::EngineeringError;

/// The most levels a building may have.
pub const MAX_LEVELS: usize = 100;
/// The most walls (and stacks) a building may have.
pub const MAX_WALLS: usize = 20_000;
/// The most full-height segments a wall may have.
pub const MAX_SEGMENTS: usize = 100;
/// The most entries a catalogue list or the wall schedule may have.
pub const MAX_ITEMS: usize = 500;
/// How far a floor may stand off the top of the level below, ft (rounding of drawings).
pub const LEVEL_GAP_FT: f64 = 0.1;
/// Shortest wall, ft.
pub const SHORTEST_WALL_FT: f64 = 0.5;

/// Smallest size, strength or load that is not taken for nothing, in any unit.
const SMALLEST: f64 = 1e-3;

type Check = Result<(), EngineeringError>;

/// Checks a building before it is designed.
///
/// # Errors
/// The first thing that is wrong, with its place and remedy.
pub fn validate(building: &Building) -> Check {
    counts(building)?;
    levels(&building.levels)?;
    criteria::criteria(&building.criteria, &building.levels)?;
    walls::wall_types(&building.wall_types)?;
    catalog::catalog(&building.catalog)?;
    walls::walls(building)?;
    walls::stacks(building)
}

fn counts(building: &Building) -> Check {
    let some = |what, count: usize, remedy| match count {
        0 => Err(EngineeringError::Missing {
            place: "building".into(),
            what,
            remedy,
        }),
        _ => Ok(()),
    };
    some(
        "level",
        building.levels.len(),
        "give at least one [[level]]",
    )?;
    some(
        "shear wall",
        building.walls.len(),
        "mark shear walls on the drawings or list them in walls.toml",
    )?;
    let lists: [(&'static str, usize, usize); 9] = [
        ("levels", building.levels.len(), MAX_LEVELS),
        ("walls", building.walls.len(), MAX_WALLS),
        ("stacks", building.stacks.len(), MAX_WALLS),
        ("wall types", building.wall_types.len(), MAX_ITEMS),
        (
            "rods in the catalogue",
            building.catalog.rods.len(),
            MAX_ITEMS,
        ),
        (
            "plates in the catalogue",
            building.catalog.plates.len(),
            MAX_ITEMS,
        ),
        (
            "take-up devices in the catalogue",
            building.catalog.takeups.len(),
            MAX_ITEMS,
        ),
        (
            "posts in the catalogue",
            building.catalog.posts.len(),
            MAX_ITEMS,
        ),
        (
            "couplers in the catalogue",
            building.catalog.couplers.len(),
            MAX_ITEMS,
        ),
    ];
    for (what, count, most) in lists {
        at_most("building".into(), what, count, most)?;
    }
    Ok(())
}

fn at_most(place: String, what: &'static str, count: usize, most: usize) -> Check {
    if count <= most {
        return Ok(());
    }
    Err(EngineeringError::TooMany {
        place,
        what,
        count,
        most,
        remedy: "look for a list repeated by mistake, or split the project by building",
    })
}

/// A number at a place, between two limits.
struct At<'a>(&'a dyn Fn() -> String);

impl At<'_> {
    fn within(
        &self,
        key: &'static str,
        value: f64,
        low: f64,
        high: f64,
        remedy: &'static str,
    ) -> Check {
        if (low..=high).contains(&value) {
            return Ok(());
        }
        Err(EngineeringError::OutOfRange {
            place: (self.0)(),
            key,
            value,
            allowed: format!("from {low} to {high}"),
            remedy,
        })
    }

    fn load(&self, key: &'static str, value: f64, most: f64) -> Check {
        self.within(
            key,
            value,
            0.0,
            most,
            "give the magnitude in the key's unit, without a sign",
        )
    }

    fn size(&self, key: &'static str, value: f64, most: f64) -> Check {
        if (SMALLEST..=most).contains(&value) {
            return Ok(());
        }
        Err(EngineeringError::OutOfRange {
            place: (self.0)(),
            key,
            value,
            allowed: format!("more than 0 ({SMALLEST} or more), at most {most}"),
            remedy: "look at the value and its unit",
        })
    }

    fn per_level(&self, key: &'static str, values: &[f64], levels: usize) -> Check {
        if values.len() != levels {
            return Err(EngineeringError::LevelCount {
                place: (self.0)(),
                key,
                got: values.len(),
                levels,
                remedy: "give one value a level, from the lowest up",
            });
        }
        values.iter().try_for_each(|v| self.load(key, *v, 1e6))
    }
}

fn levels(levels: &[Level]) -> Check {
    let mut names = BTreeSet::new();
    let mut below: Option<(&Level, f64)> = None;
    for level in levels {
        let place = || format!("level `{}`", level.name);
        let at = At(&place);
        if !names.insert(level.name.as_str()) {
            return Err(EngineeringError::Duplicate {
                kind: "level",
                id: level.name.clone(),
                remedy: "give each level a name of its own",
            });
        }
        at.within(
            "elevation_ft",
            level.elevation_ft,
            -1000.0,
            5000.0,
            "measure it from the base, in feet",
        )?;
        at.within(
            "height_ft",
            level.height_ft,
            1.0,
            100.0,
            "give the floor-to-floor height in feet",
        )?;
        if let Some((lower, top)) = below
            && (level.elevation_ft - top).abs() > LEVEL_GAP_FT
        {
            return Err(EngineeringError::LevelOrder {
                place: place(),
                below: format!("level `{}`", lower.name),
                elevation_ft: level.elevation_ft,
                expected_ft: top,
                remedy: "list levels from the lowest up, each floor at the elevation plus the height of the one below",
            });
        }
        below = Some((level, level.elevation_ft + level.height_ft));
        at.load("weight_kip", level.weight_kip, 1e6)?;
        at.load("dead_plf", level.dead_plf, 1e5)?;
        at.load("live_plf", level.live_plf, 1e5)?;
        at.load("snow_plf", level.snow_plf, 1e5)?;
        at.within(
            "floor_depth_in",
            level.floor_depth_in,
            0.0,
            (level.height_ft * 12.0 - 6.0).min(96.0),
            "give the depth of the framing on top of the walls, less than the level's height",
        )?;
        for (key, plies) in [
            ("sill_plies", level.sill_plies),
            ("top_plies", level.top_plies),
        ] {
            at.within(key, f64::from(plies), 0.0, 6.0, "count the plies of 1.5 in")?;
        }
        plan(&at, level)?;
    }
    Ok(())
}

fn plan(at: &At<'_>, level: &Level) -> Check {
    let [low, high] = level.plan_ft;
    for (axis, key) in ["plan_x_ft", "plan_y_ft"].into_iter().enumerate() {
        at.within(
            key,
            low[axis],
            -1e5,
            1e5,
            "give the diaphragm's box in feet, building coordinates",
        )?;
        at.within(
            key,
            high[axis],
            low[axis] + 1.0,
            1e5,
            "its walls span less than a foot this way: give the diaphragm as [min, max] in project.toml",
        )?;
        let slack = 0.1 * (high[axis] - low[axis]);
        at.within(
            "mass_center_ft",
            level.mass_center_ft[axis],
            low[axis] - slack,
            high[axis] + slack,
            "the centre of mass lies on the diaphragm: look at the origin of its coordinates",
        )?;
    }
    Ok(())
}
