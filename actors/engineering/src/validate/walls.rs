//! Wall types, walls and stacks: known names, real lengths, one wall a level.

use std::collections::{BTreeMap, BTreeSet};

use crate::building::{Building, Wall, WallType};
use crate::error::{did_you_mean, nearest};
use crate::fault::EngineeringError;
use crate::load_path::geometry;
use crate::tables::panels;

use super::{At, Check, MAX_SEGMENTS, SHORTEST_WALL_FT, at_most};

pub(super) fn wall_types(types: &[WallType]) -> Check {
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

pub(super) fn walls(building: &Building) -> Check {
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

pub(super) fn stacks(building: &Building) -> Check {
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
