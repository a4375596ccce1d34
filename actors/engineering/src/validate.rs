//! Whether a building can be engineered at all: every figure finite and sensible, every name
//! known, levels in order, walls with a length, stacks one wall a level. What passes here never
//! makes a later step overflow, divide by nothing or run without end.

use std::collections::{BTreeMap, BTreeSet};

use crate::building::{Building, Catalog, Criteria, Level, Wall, WallType};
use crate::error::{did_you_mean, nearest};
use crate::fault::EngineeringError;
use crate::load_path::geometry;
use crate::tables::panels;

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

type Check = Result<(), EngineeringError>;

/// Checks a building before it is designed.
///
/// # Errors
/// The first thing that is wrong, with its place and remedy.
pub fn validate(building: &Building) -> Check {
    counts(building)?;
    levels(&building.levels)?;
    criteria(&building.criteria, &building.levels)?;
    wall_types(&building.wall_types)?;
    catalog(&building.catalog)?;
    walls(building)?;
    stacks(building)
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
        if value > 0.0 && value <= most {
            return Ok(());
        }
        Err(EngineeringError::OutOfRange {
            place: (self.0)(),
            key,
            value,
            allowed: format!("more than 0, at most {most}"),
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
    for axis in 0..2 {
        at.within(
            "plan_ft",
            low[axis],
            -1e5,
            1e5,
            "give the diaphragm's box in feet, building coordinates",
        )?;
        at.within(
            "plan_ft",
            high[axis],
            low[axis] + 1.0,
            1e5,
            "give the box as [min, max], at least a foot each way",
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

fn criteria(criteria: &Criteria, levels: &[Level]) -> Check {
    let place = || "criteria".to_owned();
    let at = At(&place);
    let look = "look at the value and its unit";
    if criteria.seismic.is_none() && criteria.wind.is_none() {
        return Err(EngineeringError::Missing {
            place: place(),
            what: "lateral load",
            remedy: "give [seismic], [wind] or both",
        });
    }
    if let Some(seismic) = &criteria.seismic {
        at.within("seismic.sds_g", seismic.sds_g, 0.0, 5.0, look)?;
        at.within("seismic.sd1_g", seismic.sd1_g, 0.0, 5.0, look)?;
        at.within("seismic.s1_g", seismic.s1_g, 0.0, 5.0, look)?;
        at.size("seismic.tl_s", seismic.tl_s, 50.0)?;
        at.within("seismic.r", seismic.r, 1.0, 10.0, look)?;
        at.within("seismic.ie", seismic.ie, 0.5, 2.0, look)?;
        at.within("seismic.cd", seismic.cd, 1.0, 10.0, look)?;
        at.within(
            "seismic.rho",
            seismic.rho,
            1.0,
            1.5,
            "ASCE 7 §12.3.4 gives 1.0 or 1.3",
        )?;
        at.within(
            "seismic.drift_limit_ratio",
            seismic.drift_limit_ratio,
            0.001,
            0.1,
            "ASCE 7 Table 12.12-1",
        )?;
        if seismic.story_forces_kip.is_empty() {
            if levels.iter().map(|l| l.weight_kip).sum::<f64>() <= 0.0 {
                return Err(EngineeringError::Missing {
                    place: place(),
                    what: "seismic weight",
                    remedy: "give each level's weight_kip, or seismic.story_forces_kip",
                });
            }
            at.size("seismic.sds_g", seismic.sds_g, 5.0)?;
            at.size("seismic.sd1_g", seismic.sd1_g, 5.0)?;
        } else {
            at.per_level(
                "seismic.story_forces_kip",
                &seismic.story_forces_kip,
                levels.len(),
            )?;
        }
    }
    if let Some(wind) = &criteria.wind {
        at.per_level(
            "wind.story_forces_x_kip",
            &wind.story_forces_x_kip,
            levels.len(),
        )?;
        at.per_level(
            "wind.story_forces_y_kip",
            &wind.story_forces_y_kip,
            levels.len(),
        )?;
    }
    at.within(
        "diaphragm.accidental_ratio",
        criteria.accidental_ratio,
        0.0,
        0.5,
        "ASCE 7 §12.8.4.2 gives 0.05",
    )?;
    let framing = &criteria.framing;
    at.within(
        "framing.specific_gravity",
        framing.specific_gravity,
        0.3,
        1.0,
        look,
    )?;
    for (key, value, most) in [
        ("framing.fc_perp_psi", framing.fc_perp_psi, 1e4),
        ("framing.fc_psi", framing.fc_psi, 1e4),
        ("framing.emin_psi", framing.emin_psi, 1e7),
        ("framing.e_psi", framing.e_psi, 1e7),
        ("framing.stud_depth_in", framing.stud_depth_in, 24.0),
    ] {
        at.size(key, value, most)?;
    }
    at.within(
        "framing.rod_offset_in",
        framing.rod_offset_in,
        0.0,
        36.0,
        look,
    )?;
    at.within(
        "framing.post_offset_in",
        framing.post_offset_in,
        0.0,
        36.0,
        look,
    )?;
    let rods = &criteria.rods;
    at.size("rods.deformation_limit_in", rods.deformation_limit_in, 2.0)?;
    at.within(
        "rods.takeup_margin",
        rods.takeup_margin,
        1.0,
        5.0,
        "1.0 is the bare travel",
    )?;
    at.within(
        "rods.anchor_projection_in",
        rods.anchor_projection_in,
        0.0,
        240.0,
        look,
    )?;
    for skipped in &rods.skipped_restraints {
        if skipped + 1 >= levels.len() {
            return Err(EngineeringError::Geometry {
                place: "criteria, rods.skipped_restraints".into(),
                what: format!(
                    "level {} has nothing above it that could take its share",
                    levels
                        .get(*skipped)
                        .map_or_else(|| (skipped + 1).to_string(), |l| format!("`{}`", l.name))
                ),
                remedy: "leave the plate of the top level in",
            });
        }
    }
    let wood = &criteria.shrinkage;
    at.within(
        "shrinkage.coefficient_per_pct",
        wood.coefficient_per_pct,
        0.0,
        0.02,
        "0.0020 to 0.0025 is usual",
    )?;
    at.within(
        "shrinkage.engineered_coefficient_per_pct",
        wood.engineered_coefficient_per_pct,
        0.0,
        0.02,
        "0.0005 is usual",
    )?;
    at.within(
        "shrinkage.mc_initial_pct",
        wood.mc_initial_pct,
        0.0,
        100.0,
        look,
    )?;
    at.within(
        "shrinkage.mc_final_pct",
        wood.mc_final_pct,
        0.0,
        100.0,
        look,
    )?;
    at.within(
        "shrinkage.fiber_saturation_pct",
        wood.fiber_saturation_pct,
        10.0,
        50.0,
        "28 to 30 % is usual",
    )?;
    at.within(
        "shrinkage.settlement_in",
        wood.settlement_in,
        0.0,
        2.0,
        look,
    )
}

fn wall_types(types: &[WallType]) -> Check {
    let mut marks = BTreeSet::new();
    for wall_type in types {
        let place = || format!("wall type `{}`", wall_type.mark);
        if !marks.insert(wall_type.mark.as_str()) {
            return Err(EngineeringError::Duplicate {
                kind: "wall type",
                id: wall_type.mark.clone(),
                remedy: "keep one of the two in the schedule",
            });
        }
        let word = |kind, id: &str, words: &[&'static str]| {
            if words.contains(&id) {
                return Ok(());
            }
            Err(EngineeringError::Unknown {
                place: place(),
                kind,
                id: id.to_owned(),
                suggestion: did_you_mean(nearest(id, words.iter().copied()).as_deref()),
                remedy: "use the words of SDPWS Table 4.3A",
            })
        };
        word("sheathing", &wall_type.sheathing, &panels::Sheathing::WORDS)?;
        word("thickness", &wall_type.thickness, &panels::Thickness::WORDS)?;
        word("nail", &wall_type.nail, &panels::Nail::WORDS)?;
        if geometry::panel_cell(wall_type).is_none() {
            return Err(EngineeringError::Unknown {
                place: place(),
                kind: "row of SDPWS Table 4.3A",
                id: format!(
                    "{} {} in, {} at {} in",
                    wall_type.sheathing,
                    wall_type.thickness,
                    wall_type.nail,
                    wall_type.edge_spacing_in
                ),
                suggestion: String::new(),
                remedy: "edge spacing is 6, 4, 3 or 2 in, and not every panel goes with every nail",
            });
        }
    }
    Ok(())
}

fn catalog(catalog: &Catalog) -> Check {
    let some = |what, count: usize| match count {
        0 => Err(EngineeringError::Missing {
            place: "catalogue".into(),
            what,
            remedy: "add one to catalog.toml or use the built-in catalogue",
        }),
        _ => Ok(()),
    };
    some("rod", catalog.rods.len())?;
    some("bearing plate", catalog.plates.len())?;
    some("take-up device", catalog.takeups.len())?;
    some("post", catalog.posts.len())?;
    for rod in &catalog.rods {
        let place = || format!("catalogue, rod `{}`", rod.mark);
        let at = At(&place);
        at.within(
            "diameter_in",
            rod.diameter_in,
            0.2,
            4.0,
            "give the nominal diameter in inches",
        )?;
        at.within("fu_ksi", rod.fu_ksi, 1.0, 300.0, "give it in ksi")?;
        at.within(
            "fy_ksi",
            rod.fy_ksi,
            1.0,
            rod.fu_ksi.max(1.0),
            "yield is at most the tensile strength, in ksi",
        )?;
        at.within(
            "threads_per_in",
            rod.threads_per_in,
            1.31 / rod.diameter_in,
            40.0,
            "the thread would be deeper than the rod; coarse threads run from 20 to 4 an inch",
        )?;
    }
    for plate in &catalog.plates {
        let place = || format!("catalogue, plate `{}`", plate.mark);
        let at = At(&place);
        at.size("width_in", plate.width_in, 24.0)?;
        at.size("length_in", plate.length_in, 48.0)?;
        at.size("thickness_in", plate.thickness_in, 6.0)?;
        at.within("fy_ksi", plate.fy_ksi, 1.0, 200.0, "give it in ksi")?;
        at.size("max_rod_in", plate.max_rod_in, 4.0)?;
        at.within(
            "hole_in",
            plate.hole_in,
            0.0,
            plate.width_in.min(plate.length_in) * 0.95,
            "the hole is smaller than the plate",
        )?;
    }
    for device in &catalog.takeups {
        let place = || format!("catalogue, take-up device `{}`", device.mark);
        let at = At(&place);
        at.size("max_rod_in", device.max_rod_in, 4.0)?;
        at.size("rated_load_lb", device.rated_load_lb, 1e7)?;
        at.within(
            "travel_in",
            device.travel_in,
            0.0,
            24.0,
            "give it in inches",
        )?;
        at.within(
            "delta_r_in",
            device.delta_r_in,
            0.0,
            2.0,
            "give it in inches",
        )?;
        at.within(
            "delta_a_in",
            device.delta_a_in,
            0.0,
            2.0,
            "give it in inches",
        )?;
    }
    for post in &catalog.posts {
        let place = || format!("catalogue, post `{}`", post.mark);
        let at = At(&place);
        at.within(
            "plies",
            f64::from(post.plies),
            1.0,
            12.0,
            "count the plies of one side",
        )?;
        at.size("width_in", post.width_in, 48.0)?;
        at.size("depth_in", post.depth_in, 24.0)?;
    }
    for coupler in &catalog.couplers {
        let place = || format!("catalogue, coupler `{}`", coupler.mark);
        let at = At(&place);
        at.size("lower_in", coupler.lower_in, 4.0)?;
        at.size("upper_in", coupler.upper_in, 4.0)?;
        at.within(
            "outside_in",
            coupler.outside_in,
            coupler.lower_in.max(coupler.upper_in),
            8.0,
            "it goes around both rods",
        )?;
        at.size("length_in", coupler.length_in, 24.0)?;
    }
    Ok(())
}

fn walls(building: &Building) -> Check {
    let mut ids = BTreeSet::new();
    let marks: BTreeSet<&str> = building
        .wall_types
        .iter()
        .map(|t| t.mark.as_str())
        .collect();
    for wall in &building.walls {
        let place = || format!("wall `{}`", wall.id);
        if !ids.insert(wall.id.as_str()) {
            return Err(EngineeringError::Duplicate {
                kind: "wall",
                id: wall.id.clone(),
                remedy: "give each wall an id of its own",
            });
        }
        if wall.level >= building.levels.len() {
            return Err(EngineeringError::Unknown {
                place: place(),
                kind: "level number",
                id: (wall.level + 1).to_string(),
                suggestion: String::new(),
                remedy: "put the wall on a level of the project, or add the level",
            });
        }
        if !marks.contains(wall.mark.as_str()) {
            return Err(EngineeringError::Unknown {
                place: place(),
                kind: "wall type",
                id: wall.mark.clone(),
                suggestion: did_you_mean(nearest(&wall.mark, marks.iter().copied()).as_deref()),
                remedy: "add the mark to the wall schedule or to [wall_types]",
            });
        }
        wall_geometry(wall, &place)?;
    }
    Ok(())
}

fn wall_geometry(wall: &Wall, place: &dyn Fn() -> String) -> Check {
    let at = At(place);
    for coordinate in wall.start_ft.iter().chain(&wall.end_ft) {
        at.within(
            "start_ft, end_ft",
            *coordinate,
            -1e5,
            1e5,
            "give plan coordinates in feet",
        )?;
    }
    let length = geometry::length_ft(wall);
    let geometry = |what, remedy| EngineeringError::Geometry {
        place: place(),
        what,
        remedy,
    };
    if length < SHORTEST_WALL_FT {
        return Err(geometry(
            format!("it is {length:.3} ft long; a wall has at least {SHORTEST_WALL_FT} ft"),
            "take it out, or mend its ends",
        ));
    }
    if let Some(dead) = wall.dead_plf {
        at.load("dead_plf", dead, 1e5)?;
    }
    at_most(place(), "segments", wall.segments_ft.len(), MAX_SEGMENTS)?;
    let mut end = -0.05;
    for [from, to] in &wall.segments_ft {
        let ordered = *from >= end - 1e-9 && *to > *from + 0.01 && *to <= length + 0.05;
        if !ordered {
            return Err(geometry(
                format!("segment from {from} ft to {to} ft in a wall of {length:.3} ft"),
                "give segments in order, without overlap, within the wall",
            ));
        }
        end = *to;
    }
    Ok(())
}

fn stacks(building: &Building) -> Check {
    let by_id: BTreeMap<&str, &Wall> = building.walls.iter().map(|w| (w.id.as_str(), w)).collect();
    let mut ids = BTreeSet::new();
    let mut used: BTreeMap<&str, &str> = BTreeMap::new();
    for stack in &building.stacks {
        let place = || format!("stack `{}`", stack.id);
        let geometry = |what, remedy| EngineeringError::Geometry {
            place: place(),
            what,
            remedy,
        };
        if !ids.insert(stack.id.as_str()) {
            return Err(EngineeringError::Duplicate {
                kind: "stack",
                id: stack.id.clone(),
                remedy: "give each stack an id of its own",
            });
        }
        if stack.walls.is_empty() {
            return Err(EngineeringError::Missing {
                place: place(),
                what: "wall in it",
                remedy: "list its walls from the lowest up, or take the stack out",
            });
        }
        let mut below: Option<&Wall> = None;
        for id in &stack.walls {
            let Some(wall) = by_id.get(id.as_str()) else {
                return Err(EngineeringError::Unknown {
                    place: place(),
                    kind: "wall",
                    id: id.clone(),
                    suggestion: did_you_mean(nearest(id, by_id.keys().copied()).as_deref()),
                    remedy: "use the walls' ids",
                });
            };
            if let Some(other) = used.insert(&wall.id, &stack.id) {
                return Err(geometry(
                    format!("wall `{id}` stands in it and in stack `{other}`"),
                    "list each wall once, in one stack",
                ));
            }
            if let Some(lower) = below {
                if wall.level != lower.level + 1 {
                    return Err(geometry(
                        format!(
                            "wall `{id}` of level {} follows `{}` of level {}",
                            wall.level + 1,
                            lower.id,
                            lower.level + 1
                        ),
                        "list one wall a level, from the lowest up, without a gap; split the stack at a gap",
                    ));
                }
                if !geometry::parallel(wall, lower) {
                    return Err(geometry(
                        format!("wall `{id}` runs at an angle to `{}` below it", lower.id),
                        "stack walls that run the same way",
                    ));
                }
            }
            below = Some(wall);
        }
    }
    Ok(())
}
