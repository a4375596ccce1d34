//! The one value that every output is made from, put together from what the agents found.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_drawings::plan::{self, OpeningKind, Severity, Source};
use holdfast_engineering::building::{Building, Catalog};
use holdfast_engineering::design::{Audit, LoadPath, RodLevel, RodRun};
use holdfast_engineering::trace::Line;
use holdfast_gpu::clash;
use holdfast_report::results::{self, Results};

use crate::clash::{assumptions, solids::word};

/// What the agents found.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    /// The project, for the cover.
    pub project: results::ProjectInfo,
    /// The drawings' building.
    pub plan: &'a plan::Building,
    /// The engineering's building.
    pub building: &'a Building,
    /// Engineering level of each level of the plan.
    pub level_of: &'a [Option<usize>],
    /// Forces.
    pub load_path: &'a LoadPath,
    /// Rod runs.
    pub rod_runs: &'a [RodRun],
    /// Shrinkage of each level and cumulative, inches.
    pub shrinkage_in: &'a [[f64; 2]],
    /// Clashes.
    pub clashes: &'a [clash::Clash],
    /// Clearance asked for, inches.
    pub clearance_in: f64,
    /// Audit.
    pub audit: Audit,
    /// Files.
    pub sources: Vec<results::SourceFile>,
    /// Calculation sheets by run.
    pub calculations: BTreeMap<String, Vec<Line>>,
}

/// Puts the results together.
#[must_use]
pub fn results(parts: Parts<'_>) -> Results {
    let Parts {
        plan,
        building,
        level_of,
        load_path,
        ..
    } = parts;
    let level = |of: usize| level_of.get(of).copied().flatten();
    let mut audit = parts.audit;
    let rods = parts.rod_runs.iter().any(|r| r.required);
    audit.assumptions.extend(assumptions(plan, rods));
    Results {
        format: results::FORMAT,
        criteria: building.criteria.clone(),
        levels: levels(building, parts.shrinkage_in),
        grid: plan
            .grid
            .iter()
            .map(|g| results::GridLine {
                name: g.name.clone(),
                start_ft: feet(g.start_in),
                end_ft: feet(g.end_in),
            })
            .collect(),
        walls: plan
            .walls
            .iter()
            .filter_map(|w| Some(wall(w, level(w.level)?, plan, load_path)))
            .collect(),
        lines: load_path.lines.clone(),
        rod_runs: parts.rod_runs.to_vec(),
        clashes: parts
            .clashes
            .iter()
            .map(|c| clash(c, plan, parts.clearance_in))
            .collect(),
        audit,
        sources: parts.sources,
        findings: plan.findings.iter().map(finding).collect(),
        problems: load_path
            .problems
            .iter()
            .chain(parts.rod_runs.iter().flat_map(|r| &r.problems))
            .cloned()
            .collect(),
        context: plan
            .context
            .iter()
            .filter_map(|c| {
                Some(results::ContextLine {
                    level: level(c.level)?,
                    start_ft: feet(c.start_in),
                    end_ft: feet(c.end_in),
                })
            })
            .collect(),
        obstacles: plan
            .obstacles
            .iter()
            .filter_map(|o| {
                Some(results::Obstacle {
                    id: o.id.clone(),
                    level: level(o.level)?,
                    kind: word(o.kind).to_owned(),
                    path_ft: o.path_in.iter().copied().map(feet).collect(),
                    closed: o.closed,
                    width_in: o.width_in,
                    label: o.label.clone(),
                })
            })
            .collect(),
        calculations: parts.calculations,
        loads: results::Loads {
            base_shear_kip: load_path.base_shear_kip,
            cs: load_path.cs,
            seismic_story_kip: load_path.seismic_story_kip.clone(),
        },
        wall_types: building
            .wall_types
            .iter()
            .filter(|t| building.walls.iter().any(|w| w.mark == t.mark))
            .cloned()
            .collect(),
        catalog: in_use(&building.catalog, parts.rod_runs),
        chords: load_path.chords.clone(),
        project: parts.project,
    }
}

/// The parts of the catalogue that the runs are made from.
fn in_use(catalog: &Catalog, runs: &[RodRun]) -> Catalog {
    let used = |mark_of: fn(&RodLevel) -> &str| -> BTreeSet<&str> {
        runs.iter()
            .filter(|r| r.required)
            .flat_map(|r| &r.levels)
            .map(mark_of)
            .collect()
    };
    let (rods, plates) = (used(|l| &l.rod), used(|l| &l.plate));
    let (takeups, posts, couplers) = (
        used(|l| &l.takeup),
        used(|l| &l.posts),
        used(|l| &l.coupler),
    );
    Catalog {
        rods: catalog
            .rods
            .iter()
            .filter(|i| rods.contains(i.mark.as_str()))
            .cloned()
            .collect(),
        plates: catalog
            .plates
            .iter()
            .filter(|i| plates.contains(i.mark.as_str()))
            .cloned()
            .collect(),
        takeups: catalog
            .takeups
            .iter()
            .filter(|i| takeups.contains(i.mark.as_str()))
            .cloned()
            .collect(),
        posts: catalog
            .posts
            .iter()
            .filter(|i| posts.contains(i.mark.as_str()))
            .cloned()
            .collect(),
        couplers: catalog
            .couplers
            .iter()
            .filter(|i| couplers.contains(i.mark.as_str()))
            .cloned()
            .collect(),
    }
}

fn levels(building: &Building, shrinkage_in: &[[f64; 2]]) -> Vec<results::LevelInfo> {
    building
        .levels
        .iter()
        .enumerate()
        .map(|(i, level)| {
            let [own, cumulative] = shrinkage_in.get(i).copied().unwrap_or_default();
            results::LevelInfo {
                name: level.name.clone(),
                elevation_ft: level.elevation_ft,
                height_ft: level.height_ft,
                weight_kip: level.weight_kip,
                shrinkage_in: own,
                cumulative_shrinkage_in: cumulative,
            }
        })
        .collect()
}

fn wall(
    wall: &plan::ShearWall,
    level: usize,
    plan: &plan::Building,
    load_path: &LoadPath,
) -> results::Wall {
    results::Wall {
        id: wall.id.clone(),
        level,
        mark: wall.mark.clone(),
        stack: plan
            .stacks
            .iter()
            .find(|s| s.walls.contains(&wall.id))
            .map_or_else(String::new, |s| s.id.clone()),
        start_ft: feet(wall.start_in),
        end_ft: feet(wall.end_in),
        thickness_in: wall.thickness_in,
        openings: wall
            .openings
            .iter()
            .map(|o| results::Opening {
                kind: match o.kind {
                    OpeningKind::Door => "door",
                    OpeningKind::Window => "window",
                    OpeningKind::Unknown => "unknown",
                }
                .to_owned(),
                from_ft: o.from_in / 12.0,
                to_ft: o.to_in / 12.0,
            })
            .collect(),
        segments: load_path
            .segments
            .iter()
            .filter(|s| s.wall == wall.id)
            .cloned()
            .collect(),
        confidence: wall.confidence,
        evidence: wall
            .evidence
            .iter()
            .map(|e| results::Evidence {
                kind: format!("{:?}", e.kind).to_lowercase(),
                what: e.what.clone(),
                sheet: e.source.sheet.clone(),
                layer: e.source.layer.clone(),
                entity: e.source.entity.clone(),
            })
            .collect(),
        overridden: wall.overridden,
    }
}

fn clash(found: &clash::Clash, plan: &plan::Building, clearance_in: f64) -> results::Clash {
    let kind = |of: clash::Kind| match of {
        clash::Kind::Hard => "hard".to_owned(),
        clash::Kind::Clearance => "clearance".to_owned(),
    };
    let worst = found.parts.first();
    results::Clash {
        id: found.id.clone(),
        kind: kind(found.kind),
        run: found.run.clone(),
        part: worst.map_or_else(String::new, |p| p.part.word().to_owned()),
        against: found.against.clone(),
        against_id: found.against_id.clone(),
        level: found.level,
        at_ft: worst.map_or([0.0; 3], |p| p.at_in.map(|v| v / 12.0)),
        distance_in: worst.map_or(0.0, |p| p.distance_in),
        parts: found
            .parts
            .iter()
            .map(|p| results::ClashPart {
                part: p.part.word().to_owned(),
                level: p.level,
                kind: kind(p.kind),
                distance_in: p.distance_in,
            })
            .collect(),
        height_assumed: found.height == clash::Height::Assumed,
        required_in: clearance_in,
        move_in: found.move_in,
        remedy: remedy(found),
        source: source_of(&found.against_id, plan)
            .map(|s| [s.sheet.clone(), s.layer.clone(), s.entity.clone()])
            .unwrap_or_default(),
    }
}

fn remedy(found: &clash::Clash) -> String {
    let height = match found.height {
        clash::Height::Known => String::new(),
        clash::Height::Assumed => format!(
            " No height is given for the {}: it is taken over its whole storey.",
            found.against
        ),
    };
    let action = match found.move_in {
        Some(by) if by >= 0.0 => format!(
            "Move run {} {by} in into the wall, at every level, and design again: its arm changes.",
            found.run
        ),
        Some(by) => format!(
            "Move run {} {} in towards the wall's end, at every level, and design again: its arm changes.",
            found.run, -by
        ),
        None => format!(
            "No move within the allowed offset clears run {}: move the {} {}, or widen clash.max_move_in.",
            found.run, found.against, found.against_id
        ),
    };
    action + &height
}

/// The drawing entity of an obstacle (`L2-P03`) or of a wall's opening (`L2-W07.O1`).
fn source_of<'a>(id: &str, plan: &'a plan::Building) -> Option<&'a Source> {
    if let Some(obstacle) = plan.obstacles.iter().find(|o| o.id == id) {
        return Some(&obstacle.source);
    }
    let (wall, number) = id.rsplit_once(".O")?;
    let index = number.parse::<usize>().ok()?.checked_sub(1)?;
    plan.walls
        .iter()
        .find(|w| w.id == wall)?
        .openings
        .get(index)
        .map(|o| &o.source)
}

fn finding(finding: &plan::Finding) -> results::Finding {
    results::Finding {
        severity: match finding.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
        .to_owned(),
        what: finding.what.clone(),
        place: finding.source.as_ref().map_or_else(String::new, |s| {
            [&s.sheet, &s.layer, &s.entity]
                .into_iter()
                .filter(|p| !p.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join(" / ")
        }),
    }
}

fn feet(p: [f64; 2]) -> [f64; 2] {
    p.map(|v| v / 12.0)
}
