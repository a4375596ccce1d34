//! What a person's files say about walls, in detection's words: feet become inches, lines become
//! sources.

use holdfast_config::overrides as config;
use holdfast_config::walls::{OpeningKind as Kind, OpeningRow, WallRow, WallTable};
use holdfast_drawings::detect::{
    GivenOpening, GivenWall, Overrides, StackOverride, WallAction, WallChange, WallOverride,
    WallTarget,
};
use holdfast_drawings::plan::{OpeningKind, Source};

/// The walls of a table.
#[must_use]
pub fn walls(table: &WallTable) -> Vec<GivenWall> {
    table
        .walls
        .iter()
        .map(|row| wall(row, &table.file))
        .collect()
}

/// The corrections of `overrides.toml`; those of rods and sheets go elsewhere.
#[must_use]
pub fn overrides(given: &config::Overrides) -> Overrides {
    let file = &given.file;
    Overrides {
        walls: given
            .walls
            .iter()
            .map(|o| WallOverride {
                action: match &o.action {
                    config::WallAction::Add(row) => WallAction::Add(wall(row, file)),
                    config::WallAction::Remove(at) => WallAction::Remove(target(at)),
                    config::WallAction::Change(at, to) => {
                        WallAction::Change(target(at), change(to))
                    }
                },
                reason: o.reason.clone(),
                source: source(file, o.line),
            })
            .collect(),
        stacks: given
            .stacks
            .iter()
            .map(|s| StackOverride {
                id: s.id.clone(),
                walls: s.walls.clone(),
                reason: s.reason.clone(),
                source: source(file, s.line),
            })
            .collect(),
    }
}

fn wall(row: &WallRow, file: &str) -> GivenWall {
    GivenWall {
        id: row.id.clone(),
        level: row.level,
        mark: row.mark.clone(),
        start_in: inches(row.start_ft),
        end_in: inches(row.end_ft),
        openings: row.openings.iter().map(opening).collect(),
        thickness_in: row.thickness_in,
        dead_plf: row.dead_plf,
        source: source(file, row.line),
    }
}

fn target(at: &config::WallTarget) -> WallTarget {
    match at {
        config::WallTarget::Id(id) => WallTarget::Id(id.clone()),
        config::WallTarget::Near { level, point_ft } => WallTarget::Near {
            level: *level,
            point_in: inches(*point_ft),
        },
    }
}

fn change(to: &config::WallChange) -> WallChange {
    WallChange {
        mark: to.mark.clone(),
        ends_in: to.ends_ft.map(|ends| ends.map(inches)),
        openings: to
            .openings
            .as_ref()
            .map(|list| list.iter().map(opening).collect()),
        thickness_in: to.thickness_in,
        dead_plf: to.dead_plf,
        level: None,
    }
}

fn opening(row: &OpeningRow) -> GivenOpening {
    GivenOpening {
        kind: match row.kind {
            Kind::Door => OpeningKind::Door,
            Kind::Window => OpeningKind::Window,
            Kind::Opening => OpeningKind::Unknown,
        },
        from_in: row.from_ft * 12.0,
        to_in: row.to_ft * 12.0,
    }
}

fn source(file: &str, line: u32) -> Source {
    Source {
        sheet: file.to_owned(),
        layer: String::new(),
        entity: format!("line {line}"),
    }
}

fn inches(p: [f64; 2]) -> [f64; 2] {
    p.map(|v| v * 12.0)
}
