//! Levels, walls given in a table and corrections, put together as one building.

use std::collections::{BTreeMap, BTreeSet};

use super::overrides::{GivenOpening, GivenWall, Overrides, WallAction, WallChange, WallTarget};
use super::shear::segments;
use super::{FoundWall, LevelPlan, stacks};
use crate::geometry::{
    angle_between_lines, cross, distance, distance_to_segment, dot, line_angle, middle, overlap,
    sane, scale, sub,
};
use crate::normalize::titles::{LevelName, canonical};
use crate::normalize::{Placement, mark_key};
use crate::options::Options;
use crate::plan::{
    Building, ContextLine, Evidence, EvidenceKind, Finding, Obstacle, ObstacleKind, Opening,
    PointIn, Severity, ShearWall, Source, Stack,
};

/// Puts a building together. `levels` are those that were read, in any order; `given` and
/// `overrides` go by the indices of [`Placement::levels`]. Without drawings, give no levels and
/// [`Placement::without_drawings`].
///
/// Ids come from the level and the place on it, so the same walls have the same ids however their
/// sheets were named or ordered. A given wall takes the place of a found one that it overlaps.
#[must_use]
pub fn assemble(
    levels: &[LevelPlan],
    placement: &Placement,
    given: &[GivenWall],
    overrides: &Overrides,
    options: &Options,
) -> Building {
    let mut findings = placement.findings.clone();
    let names = &placement.levels;
    let mut walls: Vec<ShearWall> = Vec::new();
    let mut context = Vec::new();
    let mut obstacles = Vec::new();
    let mut ordered: Vec<&LevelPlan> = levels.iter().filter(|l| l.level < names.len()).collect();
    ordered.sort_by_key(|l| l.level);
    for plan in ordered {
        let prefix = prefix(names, plan.level);
        let shear: Vec<&FoundWall> = plan.walls.iter().filter(|w| w.shear).collect();
        walls.extend(number(&shear, plan.level, &prefix));
        context.extend(plan.walls.iter().filter(|w| !w.shear).map(|w| ContextLine {
            level: plan.level,
            start_in: w.start_in,
            end_in: w.end_in,
        }));
        obstacles.extend(number_obstacles(plan, &prefix));
        findings.extend(plan.findings.iter().cloned());
    }
    for wall in given {
        give(wall, names, &mut walls, &mut findings, options);
    }
    apply(overrides, names, &mut walls, &mut findings, options);
    walls.sort_by(|a, b| a.level.cmp(&b.level).then(a.id.cmp(&b.id)));
    check_marks(&walls, placement, &mut findings);
    let stacks = stack(&walls, names.len(), overrides, &mut findings, options);
    Building {
        levels: names.clone(),
        grid: placement.grid.clone(),
        walls,
        stacks,
        wall_types: placement.wall_types.clone(),
        obstacles,
        context,
        sheets: placement.sheets.clone(),
        findings,
    }
}

/// `L2` for `Level 2`, `B1`, `LR`; `L` and the place in the list where the name is no number.
fn prefix(names: &[String], level: usize) -> String {
    let own = |i: usize| match names.get(i).and_then(|n| canonical(n)) {
        Some(LevelName::Ordinal(n)) => format!("L{n}"),
        Some(LevelName::Basement(n)) => format!("B{n}"),
        Some(LevelName::Mezzanine) => "LM".to_owned(),
        Some(LevelName::Roof) => "LR".to_owned(),
        _ => format!("L{}", i + 1),
    };
    let wanted = own(level);
    // Names that would give two levels one prefix leave the numbers to the places.
    let clash = (0..names.len()).any(|i| i != level && own(i) == wanted);
    if clash {
        format!("L{}", level + 1)
    } else {
        wanted
    }
}

/// Place on plan in whole inches, so that a hair's breadth does not change an order.
fn place(a: PointIn, b: PointIn) -> (i64, i64) {
    let m = middle(a, b);
    (m[0].round() as i64, m[1].round() as i64)
}

fn number(walls: &[&FoundWall], level: usize, prefix: &str) -> Vec<ShearWall> {
    let mut walls = walls.to_vec();
    walls.sort_by(|a, b| {
        place(a.start_in, a.end_in)
            .cmp(&place(b.start_in, b.end_in))
            .then(a.length_in().total_cmp(&b.length_in()))
            .then(a.source.cmp(&b.source))
    });
    walls
        .iter()
        .enumerate()
        .map(|(i, w)| ShearWall {
            id: format!("{prefix}-W{:02}", i + 1),
            level,
            mark: w.mark.clone(),
            start_in: w.start_in,
            end_in: w.end_in,
            thickness_in: w.thickness_in,
            openings: w.openings.clone(),
            segments: w.segments.clone(),
            confidence: w.confidence,
            evidence: w.evidence.clone(),
            dead_plf: None,
            overridden: false,
        })
        .collect()
}

fn number_obstacles(plan: &LevelPlan, prefix: &str) -> Vec<Obstacle> {
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    plan.obstacles
        .iter()
        .map(|o| {
            let letter = match o.kind {
                ObstacleKind::Beam => 'B',
                ObstacleKind::Header => 'H',
                ObstacleKind::Pipe => 'P',
                ObstacleKind::Duct => 'D',
                ObstacleKind::Other => 'X',
            };
            let n = counts.entry(letter).or_insert(0);
            *n += 1;
            Obstacle {
                id: format!("{prefix}-{letter}{n:02}"),
                level: plan.level,
                kind: o.kind,
                path_in: o.path_in.clone(),
                closed: o.closed,
                width_in: o.width_in,
                depth_in: o.depth_in,
                bottom_in: o.bottom_in,
                label: o.label.clone(),
                source: o.source.clone(),
            }
        })
        .collect()
}

/// Whether two walls of one level are the same wall: on one line and mostly over each other.
fn same_wall(a: (PointIn, PointIn), b: (PointIn, PointIn), options: &Options) -> bool {
    let d = sub(a.1, a.0);
    let length = distance(a.0, a.1);
    let own = distance(b.0, b.1);
    if length <= 0.0 || own <= 0.0 {
        return false;
    }
    let u = scale(d, 1.0 / length);
    let off = cross(u, sub(middle(b.0, b.1), a.0)).abs();
    let (p, q) = (dot(sub(b.0, a.0), u), dot(sub(b.1, a.0), u));
    angle_between_lines(line_angle(d), line_angle(sub(b.1, b.0))) < 0.035
        && off <= options.stack_offset_in
        && overlap([0.0, length], [p.min(q), p.max(q)]) > 0.5 * length.min(own)
}

/// A wall from a table, made like one that was found.
fn built(
    wall: &GivenWall,
    kind: EvidenceKind,
    what: String,
    options: &Options,
) -> Result<ShearWall, String> {
    if !(sane(wall.start_in) && sane(wall.end_in)) {
        return Err("its ends are no numbers or beyond any building".to_owned());
    }
    let turned = (wall.end_in[0], wall.end_in[1]) < (wall.start_in[0], wall.start_in[1]);
    let (start, end) = if turned {
        (wall.end_in, wall.start_in)
    } else {
        (wall.start_in, wall.end_in)
    };
    let length = distance(start, end);
    if length < 1.0 {
        return Err("it has no length".to_owned());
    }
    let openings = openings(&wall.openings, length, turned, &wall.source)?;
    Ok(ShearWall {
        id: wall.id.clone(),
        level: wall.level,
        mark: wall.mark.clone(),
        start_in: start,
        end_in: end,
        thickness_in: wall
            .thickness_in
            .filter(|t| t.is_finite() && *t > 0.0)
            .unwrap_or(options.default_thickness_in),
        segments: segments(length, &openings),
        openings,
        confidence: 1.0,
        evidence: vec![Evidence {
            kind,
            what,
            source: wall.source.clone(),
        }],
        dead_plf: wall.dead_plf,
        overridden: kind == EvidenceKind::Override,
    })
}

fn openings(
    given: &[GivenOpening],
    length: f64,
    turned: bool,
    source: &Source,
) -> Result<Vec<Opening>, String> {
    let mut out = Vec::with_capacity(given.len());
    for o in given {
        let (from, to) = if turned {
            (length - o.to_in, length - o.from_in)
        } else {
            (o.from_in, o.to_in)
        };
        if !(from.is_finite() && to.is_finite()) || from >= to || from < -0.5 || to > length + 0.5 {
            return Err(format!(
                "its opening from {:.1} to {:.1} in does not lie within its {length:.1} in",
                o.from_in, o.to_in
            ));
        }
        out.push(Opening {
            kind: o.kind,
            from_in: from.max(0.0),
            to_in: to.min(length),
            source: source.clone(),
        });
    }
    out.sort_by(|a, b| a.from_in.total_cmp(&b.from_in));
    if out.windows(2).any(|p| p[1].from_in < p[0].to_in - 0.01) {
        return Err("its openings overlap".to_owned());
    }
    Ok(out)
}

fn refuse(what: String, source: &Source, findings: &mut Vec<Finding>) {
    findings.push(Finding {
        severity: Severity::Error,
        what,
        source: Some(source.clone()),
    });
}

fn give(
    wall: &GivenWall,
    names: &[String],
    walls: &mut Vec<ShearWall>,
    findings: &mut Vec<Finding>,
    options: &Options,
) {
    if wall.level >= names.len() {
        refuse(
            format!(
                "Wall {} is on a level that the project does not have.",
                wall.id
            ),
            &wall.source,
            findings,
        );
        return;
    }
    let made = built(
        wall,
        EvidenceKind::Table,
        "given in the wall table".to_owned(),
        options,
    );
    match made {
        Ok(made) => place_wall(made, names, walls, findings, options),
        Err(why) => refuse(format!("Wall {}: {why}.", wall.id), &wall.source, findings),
    }
}

/// Puts a given wall in, in place of found walls under it.
fn place_wall(
    mut made: ShearWall,
    names: &[String],
    walls: &mut Vec<ShearWall>,
    findings: &mut Vec<Finding>,
    options: &Options,
) {
    let source = made.evidence.first().map(|e| e.source.clone());
    let mut replaced = Vec::new();
    walls.retain(|w| {
        let found = w
            .evidence
            .iter()
            .all(|e| !matches!(e.kind, EvidenceKind::Table | EvidenceKind::Override));
        let same = found
            && w.level == made.level
            && same_wall(
                (w.start_in, w.end_in),
                (made.start_in, made.end_in),
                options,
            );
        if same {
            replaced.push(w.id.clone());
        }
        !same
    });
    if made.id.is_empty() || walls.iter().any(|w| w.id == made.id) {
        let clash = (!made.id.is_empty()).then(|| made.id.clone());
        let prefix = prefix(names, made.level);
        let free = (1..=walls.len() + 1)
            .map(|n| format!("{prefix}-A{n:02}"))
            .find(|id| walls.iter().all(|w| w.id != *id));
        made.id = free.unwrap_or_else(|| format!("{prefix}-A"));
        if let Some(old) = clash {
            findings.push(Finding {
                severity: Severity::Warning,
                what: format!(
                    "Two walls are called {old}; the later one was named {}.",
                    made.id
                ),
                source: source.clone(),
            });
        }
    }
    if !replaced.is_empty() {
        findings.push(Finding {
            severity: Severity::Note,
            what: format!(
                "Wall {} as given stands in place of {}, found on the drawings.",
                made.id,
                replaced.join(", ")
            ),
            source,
        });
    }
    walls.push(made);
}

/// Corrections, in order. Targets are ids and places as they were before the first of them.
fn apply(
    overrides: &Overrides,
    names: &[String],
    walls: &mut Vec<ShearWall>,
    findings: &mut Vec<Finding>,
    options: &Options,
) {
    let before: Vec<(String, usize, PointIn, PointIn)> = walls
        .iter()
        .map(|w| (w.id.clone(), w.level, w.start_in, w.end_in))
        .collect();
    let find = |target: &WallTarget| -> Result<String, String> {
        match target {
            WallTarget::Id(id) => before
                .iter()
                .find(|(own, ..)| own == id)
                .map(|(own, ..)| own.clone())
                .ok_or_else(|| format!("there is no wall {id}")),
            WallTarget::Near { level, point_in } => before
                .iter()
                .filter(|(_, l, ..)| l == level)
                .map(|(id, _, a, b)| (distance_to_segment(*point_in, *a, *b), id))
                .min_by(|p, q| p.0.total_cmp(&q.0).then(p.1.cmp(q.1)))
                .filter(|(away, _)| *away <= 2.0 * options.mark_reach_in)
                .map(|(_, id)| id.clone())
                .ok_or_else(|| "no wall of that level stands near that point".to_owned()),
        }
    };
    for o in &overrides.walls {
        let why = if o.reason.is_empty() {
            String::new()
        } else {
            format!(": {}", o.reason)
        };
        match &o.action {
            WallAction::Add(given) => {
                if given.level >= names.len() {
                    refuse(
                        "The added wall is on a level that the project does not have.".to_owned(),
                        &o.source,
                        findings,
                    );
                    continue;
                }
                match built(
                    given,
                    EvidenceKind::Override,
                    format!("added{why}"),
                    options,
                ) {
                    Ok(made) => {
                        note(
                            format!(
                                "A wall was added on {} by an override{why}.",
                                names[made.level]
                            ),
                            &o.source,
                            findings,
                        );
                        place_wall(made, names, walls, findings, options);
                    }
                    Err(fault) => refuse(
                        format!("The added wall is left out: {fault}."),
                        &o.source,
                        findings,
                    ),
                }
            }
            WallAction::Remove(target) => match find(target) {
                Ok(id) => {
                    walls.retain(|w| w.id != id);
                    note(
                        format!("Wall {id} was removed by an override{why}."),
                        &o.source,
                        findings,
                    );
                }
                Err(fault) => refuse(
                    format!("The override removes nothing: {fault}."),
                    &o.source,
                    findings,
                ),
            },
            WallAction::Change(target, change) => {
                let changed = find(target).and_then(|id| {
                    let wall = walls
                        .iter_mut()
                        .find(|w| w.id == id)
                        .ok_or_else(|| format!("wall {id} was removed before"))?;
                    let said = alter(wall, change, &o.source, names)?;
                    wall.overridden = true;
                    wall.evidence.push(Evidence {
                        kind: EvidenceKind::Override,
                        what: format!("{said}{why}"),
                        source: o.source.clone(),
                    });
                    Ok(format!(
                        "Wall {id} was changed by an override, {said}{why}."
                    ))
                });
                match changed {
                    Ok(said) => note(said, &o.source, findings),
                    Err(fault) => refuse(
                        format!("The override changes nothing: {fault}."),
                        &o.source,
                        findings,
                    ),
                }
            }
        }
    }
}

fn note(what: String, source: &Source, findings: &mut Vec<Finding>) {
    findings.push(Finding {
        severity: Severity::Note,
        what,
        source: Some(source.clone()),
    });
}

/// Changes a wall; says what was changed.
fn alter(
    wall: &mut ShearWall,
    change: &WallChange,
    source: &Source,
    names: &[String],
) -> Result<String, String> {
    let mut said = Vec::new();
    let mut next = wall.clone();
    if let Some(mark) = &change.mark {
        said.push(format!(
            "mark {} to {mark}",
            if wall.mark.is_empty() {
                "none"
            } else {
                &wall.mark
            }
        ));
        next.mark.clone_from(mark);
    }
    let mut turned = false;
    if let Some([a, b]) = change.ends_in {
        if !(sane(a) && sane(b)) || distance(a, b) < 1.0 {
            return Err("its new ends are one point or no numbers".to_owned());
        }
        turned = (b[0], b[1]) < (a[0], a[1]);
        let (start, end) = if turned { (b, a) } else { (a, b) };
        // What was found of openings stays where it stands in the building.
        let length = distance(start, end);
        let u = scale(sub(end, start), 1.0 / length);
        let old = distance(wall.start_in, wall.end_in).max(1e-9);
        let v = scale(sub(wall.end_in, wall.start_in), 1.0 / old);
        let moved = |t: f64| {
            let p = [wall.start_in[0] + v[0] * t, wall.start_in[1] + v[1] * t];
            dot(sub(p, start), u)
        };
        next.openings = wall
            .openings
            .iter()
            .map(|o| {
                let (p, q) = (moved(o.from_in), moved(o.to_in));
                Opening {
                    from_in: p.min(q).max(0.0),
                    to_in: p.max(q).min(length),
                    ..o.clone()
                }
            })
            .filter(|o| o.to_in - o.from_in > 1.0)
            .collect();
        next.start_in = start;
        next.end_in = end;
        said.push("both ends".to_owned());
    }
    let length = distance(next.start_in, next.end_in);
    if let Some(list) = &change.openings {
        next.openings = openings(list, length, turned, source)?;
        said.push(format!("openings to {}", list.len()));
    }
    if let Some(t) = change.thickness_in {
        if !(t.is_finite() && t > 0.0) {
            return Err("its new thickness is no length".to_owned());
        }
        next.thickness_in = t;
        said.push(format!("thickness to {t} in"));
    }
    if let Some(plf) = change.dead_plf {
        next.dead_plf = Some(plf);
        said.push(format!("dead load to {plf} plf"));
    }
    if let Some(level) = change.level {
        let name = names
            .get(level)
            .ok_or("its new level is none of the project's")?;
        next.level = level;
        said.push(format!("level to {name}"));
    }
    next.segments = segments(length, &next.openings);
    *wall = next;
    Ok(if said.is_empty() {
        "nothing".to_owned()
    } else {
        said.join(", ")
    })
}

/// Marks that no schedule and no project file knows, and walls without one.
fn check_marks(walls: &[ShearWall], placement: &Placement, findings: &mut Vec<Finding>) {
    let mut unknown: BTreeMap<String, Vec<&ShearWall>> = BTreeMap::new();
    for wall in walls {
        let source = wall.evidence.first().map(|e| e.source.clone());
        if wall.mark.is_empty() {
            findings.push(Finding {
                severity: Severity::Warning,
                what: format!(
                    "Wall {} bears no mark, so its type is not known. Set its mark in overrides.toml.",
                    wall.id
                ),
                source,
            });
        } else if !placement.marks.contains_key(&mark_key(&wall.mark)) {
            unknown.entry(wall.mark.clone()).or_default().push(wall);
        }
    }
    for (mark, list) in unknown {
        let ids: Vec<&str> = list.iter().take(8).map(|w| w.id.as_str()).collect();
        let more = list.len().saturating_sub(ids.len());
        findings.push(Finding {
            severity: Severity::Warning,
            what: format!(
                "Mark {mark} of {}{} is in no wall schedule on the sheets. Add [wall_types.{mark}] to \
                 project.toml.",
                ids.join(", "),
                if more > 0 { format!(" and {more} more") } else { String::new() }
            ),
            source: list[0].evidence.first().map(|e| e.source.clone()),
        });
    }
}

/// Stacks as given, then by place.
fn stack(
    walls: &[ShearWall],
    levels: usize,
    overrides: &Overrides,
    findings: &mut Vec<Finding>,
    options: &Options,
) -> Vec<Stack> {
    let mut given: Vec<(Option<String>, Vec<String>)> = Vec::new();
    let mut fixed: BTreeSet<&str> = BTreeSet::new();
    for o in &overrides.stacks {
        let levels_of: Vec<Option<usize>> = o
            .walls
            .iter()
            .map(|id| walls.iter().find(|w| w.id == *id).map(|w| w.level))
            .collect();
        let fault = if let Some(i) = levels_of.iter().position(Option::is_none) {
            Some(format!("there is no wall {}", o.walls[i]))
        } else if levels_of
            .windows(2)
            .any(|p| p[0].zip(p[1]).is_none_or(|(a, b)| b != a + 1))
        {
            Some("its walls do not go up level by level".to_owned())
        } else if o.walls.iter().any(|id| fixed.contains(id.as_str())) {
            Some("one of its walls is in a stack that was given before".to_owned())
        } else if o.walls.is_empty() {
            Some("it names no wall".to_owned())
        } else {
            None
        };
        match fault {
            Some(fault) => refuse(
                format!("The stack is left out: {fault}."),
                &o.source,
                findings,
            ),
            None => {
                fixed.extend(o.walls.iter().map(String::as_str));
                given.push((o.id.clone(), o.walls.clone()));
                note(
                    format!("Walls {} were stacked by an override.", o.walls.join(", ")),
                    &o.source,
                    findings,
                );
            }
        }
    }
    let free: Vec<ShearWall> = walls
        .iter()
        .filter(|w| !fixed.contains(w.id.as_str()))
        .cloned()
        .collect();
    let mut all: Vec<(Option<String>, Vec<String>)> = stacks::chains(&free, levels, options)
        .into_iter()
        .map(|c| (None, c.into_iter().map(|i| free[i].id.clone()).collect()))
        .collect();
    all.extend(given);
    let at = |ids: &[String]| {
        let first = ids
            .first()
            .and_then(|id| walls.iter().find(|w| w.id == *id));
        first.map(|w| (w.level, place(w.start_in, w.end_in), w.id.clone()))
    };
    all.sort_by_key(|(_, ids)| at(ids));
    let taken: BTreeSet<String> = all.iter().filter_map(|(id, _)| id.clone()).collect();
    let mut n = 0;
    all.into_iter()
        .map(|(id, walls)| Stack {
            id: id.unwrap_or_else(|| {
                loop {
                    n += 1;
                    let id = format!("S{n:02}");
                    if !taken.contains(&id) {
                        break id;
                    }
                }
            }),
            walls,
        })
        .collect()
}
