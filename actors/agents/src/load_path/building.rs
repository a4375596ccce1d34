//! The engineering's building from the project file, the catalogue and what the drawings show.

use std::collections::BTreeMap;

use holdfast_config::overrides::Overrides;
use holdfast_config::project::{self, DiaphragmModel, ProjectFile};
use holdfast_drawings::plan::{self, Source};
use holdfast_engineering::building::{
    Building, Catalog, Code, Criteria, Diaphragm, Framing, Level, Method, RodCriteria, RodMove,
    Sdpws, SegmentDistribution, Seismic, Shrinkage, Stack, Wall, WallType, Wind,
};
use holdfast_engineering::design::Assumption;
use holdfast_engineering::trace::Origin;

/// Name of the project file, as traces say it.
const FILE: &str = "project.toml";

/// A building to design, and what was taken to make it one.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The building.
    pub building: Building,
    /// Engineering level of each level of the plan, `None` where the project has none of that name.
    pub level_of: Vec<Option<usize>>,
    /// What was assumed.
    pub assumptions: Vec<Assumption>,
    /// Walls left out, as nothing says what they are made of: id and mark.
    pub untyped: Vec<(String, String)>,
}

/// Makes the building. Wall types of the project file win over those of a schedule on a sheet; rods
/// stand where the overrides move them.
#[must_use]
pub fn make(
    project: &ProjectFile,
    overrides: &Overrides,
    catalog: Catalog,
    plan: &plan::Building,
) -> Made {
    let level_of: Vec<Option<usize>> = plan
        .levels
        .iter()
        .map(|name| project.level_index(name))
        .collect();
    let types = wall_types(project, plan);
    let (walls, left): (Vec<Wall>, Vec<Wall>) = walls(plan, &level_of)
        .into_iter()
        .partition(|w| types.iter().any(|t| t.mark == w.mark));
    let mut assumptions: Vec<Assumption> = project
        .defaults
        .iter()
        .map(|d| Assumption {
            what: format!("{} = {} (not given in {FILE})", d.key, d.value),
            why: d.why.clone(),
        })
        .collect();
    let levels = levels(project, &walls, &mut assumptions);
    let building = Building {
        criteria: criteria(project),
        levels,
        wall_types: types,
        stacks: stacks(plan, &walls),
        walls,
        catalog,
        rod_moves: rod_moves(overrides),
    };
    Made {
        building,
        level_of,
        assumptions,
        untyped: left.into_iter().map(|w| (w.id, w.mark)).collect(),
    }
}

fn rod_moves(overrides: &Overrides) -> Vec<RodMove> {
    let asked = overrides.rods.iter();
    asked
        .map(|rod| RodMove {
            run: rod.run.clone(),
            move_in: rod.move_in,
            origin: Origin::File(format!("{}:{}", overrides.file, rod.line)),
        })
        .collect()
}

fn walls(plan: &plan::Building, level_of: &[Option<usize>]) -> Vec<Wall> {
    plan.walls
        .iter()
        .filter_map(|wall| {
            let level = level_of.get(wall.level).copied().flatten()?;
            Some(Wall {
                id: wall.id.clone(),
                level,
                mark: wall.mark.clone(),
                start_ft: wall.start_in.map(|v| v / 12.0),
                end_ft: wall.end_in.map(|v| v / 12.0),
                segments_ft: wall.segments.iter().map(|s| s.map(|v| v / 12.0)).collect(),
                dead_plf: wall.dead_plf,
                origin: wall
                    .evidence
                    .first()
                    .map_or(Origin::Assumed("detected".into()), |e| origin(&e.source)),
            })
        })
        .collect()
}

/// Stacks of the walls that are left, split where one has gone from their middle.
fn stacks(plan: &plan::Building, walls: &[Wall]) -> Vec<Stack> {
    let level_of: BTreeMap<&str, usize> = walls.iter().map(|w| (w.id.as_str(), w.level)).collect();
    let mut stacks = Vec::new();
    for stack in &plan.stacks {
        let mut pieces: Vec<Vec<(usize, &String)>> = Vec::new();
        for id in &stack.walls {
            let Some(level) = level_of.get(id.as_str()).copied() else {
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if piece.last().is_some_and(|(below, _)| below + 1 == level) => {
                    piece.push((level, id));
                }
                _ => pieces.push(vec![(level, id)]),
            }
        }
        for (n, piece) in pieces.into_iter().enumerate() {
            let upper = if n == 0 {
                String::new()
            } else {
                format!("+{n}")
            };
            stacks.push(Stack {
                id: format!("{}{upper}", stack.id),
                walls: piece.into_iter().map(|(_, id)| id.clone()).collect(),
            });
        }
    }
    stacks
}

/// Levels with the diaphragm's box and centre of mass, taken from the walls where not given.
fn levels(project: &ProjectFile, walls: &[Wall], assumptions: &mut Vec<Assumption>) -> Vec<Level> {
    let whole = bounds(walls.iter());
    project
        .levels
        .iter()
        .enumerate()
        .map(|(index, level)| {
            let own = bounds(walls.iter().filter(|w| w.level == index)).or(whole).unwrap_or([[0.0; 2]; 2]);
            let x = level.plan_x_ft.unwrap_or([own[0][0], own[1][0]]);
            let y = level.plan_y_ft.unwrap_or([own[0][1], own[1][1]]);
            if level.plan_x_ft.is_none() || level.plan_y_ft.is_none() {
                assumptions.push(Assumption {
                    what: format!(
                        "{}: the diaphragm reaches from x = {:.2} to {:.2} ft and y = {:.2} to {:.2} ft",
                        level.name, x[0], x[1], y[0], y[1]
                    ),
                    why: format!(
                        "box around the level's shear walls; give plan_x_ft and plan_y_ft in {FILE} for another"
                    ),
                });
            }
            let middle = [f64::midpoint(x[0], x[1]), f64::midpoint(y[0], y[1])];
            if level.mass_center_ft.is_none() {
                assumptions.push(Assumption {
                    what: format!("{}: centre of mass at ({:.2}, {:.2}) ft", level.name, middle[0], middle[1]),
                    why: "the middle of the diaphragm, where no other is given".to_owned(),
                });
            }
            Level {
                name: level.name.clone(),
                elevation_ft: level.elevation_ft,
                height_ft: level.height_ft,
                weight_kip: level.weight_kip,
                mass_center_ft: level.mass_center_ft.unwrap_or(middle),
                plan_ft: [[x[0], y[0]], [x[1], y[1]]],
                dead_plf: level.dead_plf,
                live_plf: level.live_plf,
                snow_plf: level.snow_plf,
                floor_depth_in: level.floor_depth_in,
                engineered_floor: level.engineered_floor,
                sill_plies: level.sill_plies,
                top_plies: level.top_plies,
                origin: Origin::File(format!("{FILE}:{}", level.line)),
            }
        })
        .collect()
}

fn bounds<'a>(walls: impl Iterator<Item = &'a Wall>) -> Option<[[f64; 2]; 2]> {
    walls
        .flat_map(|w| [w.start_ft, w.end_ft])
        .fold(None, |found: Option<[[f64; 2]; 2]>, p| {
            let [low, high] = found.unwrap_or([p, p]);
            Some([
                [low[0].min(p[0]), low[1].min(p[1])],
                [high[0].max(p[0]), high[1].max(p[1])],
            ])
        })
}

fn wall_types(project: &ProjectFile, plan: &plan::Building) -> Vec<WallType> {
    let mut types: BTreeMap<String, WallType> = plan
        .wall_types
        .iter()
        .filter(|t| !t.sheathing.is_empty() && !t.thickness.is_empty() && !t.nail.is_empty())
        .filter_map(|t| {
            Some((
                t.mark.clone(),
                WallType {
                    mark: t.mark.clone(),
                    sheathing: t.sheathing.clone(),
                    thickness: t.thickness.clone(),
                    nail: t.nail.clone(),
                    edge_spacing_in: t.edge_spacing_in?,
                    both_sides: t.both_sides,
                    origin: origin(&t.source),
                },
            ))
        })
        .collect();
    for (mark, given) in &project.wall_types {
        types.insert(
            mark.clone(),
            WallType {
                mark: mark.clone(),
                sheathing: given.sheathing.to_string(),
                thickness: given.thickness.to_string(),
                nail: given.nail.to_string(),
                edge_spacing_in: given.edge_spacing_in,
                both_sides: given.both_sides,
                origin: Origin::File(format!("{FILE}:{}", given.line)),
            },
        );
    }
    types.into_values().collect()
}

fn criteria(project: &ProjectFile) -> Criteria {
    Criteria {
        code: match project.criteria.code {
            project::Code::Asce7_16 => Code::Asce7_16,
            project::Code::Asce7_22 => Code::Asce7_22,
        },
        sdpws: match project.criteria.sdpws {
            project::Sdpws::Y2008 => Sdpws::Y2008,
            project::Sdpws::Y2015 => Sdpws::Y2015,
            project::Sdpws::Y2021 => Sdpws::Y2021,
        },
        method: match project.criteria.method {
            project::Method::Asd => Method::Asd,
            project::Method::Lrfd => Method::Lrfd,
        },
        segment_distribution: match project.criteria.segment_distribution {
            project::SegmentDistribution::Length => SegmentDistribution::Length,
            project::SegmentDistribution::Stiffness => SegmentDistribution::Stiffness,
        },
        seismic: project.seismic.as_ref().map(|s| Seismic {
            sds_g: s.sds_g,
            sd1_g: s.sd1_g,
            s1_g: s.s1_g,
            tl_s: s.tl_s,
            r: s.r,
            ie: s.ie,
            cd: s.cd,
            rho: s.rho,
            drift_limit_ratio: s.drift_limit_ratio,
            story_forces_kip: s.story_forces_kip.clone(),
        }),
        wind: project.wind.as_ref().map(|w| Wind {
            story_forces_x_kip: w.story_forces_x_kip.clone(),
            story_forces_y_kip: w.story_forces_y_kip.clone(),
        }),
        diaphragm: match project.diaphragm.model {
            DiaphragmModel::Flexible => Diaphragm::Flexible,
            DiaphragmModel::Rigid => Diaphragm::Rigid,
            DiaphragmModel::Envelope => Diaphragm::Envelope,
        },
        accidental_ratio: project.diaphragm.accidental_ratio,
        framing: Framing {
            species: project.framing.species.to_string(),
            specific_gravity: project.framing.specific_gravity,
            fc_perp_psi: project.framing.fc_perp_psi,
            fc_psi: project.framing.fc_psi,
            emin_psi: project.framing.emin_psi,
            e_psi: project.framing.e_psi,
            stud_depth_in: project.framing.stud_depth_in,
            rod_offset_in: project.framing.rod_offset_in,
            post_offset_in: project.framing.post_offset_in,
        },
        rods: RodCriteria {
            deformation_limit_in: project.rods.deformation_limit_in,
            drift_check_may_govern: project.rods.drift_check_may_govern,
            skipped_restraints: project.rods.skipped_restraints.clone(),
            takeup_margin: project.rods.takeup_margin,
            anchor_projection_in: project.rods.anchor_projection_in,
        },
        shrinkage: Shrinkage {
            coefficient_per_pct: project.shrinkage.coefficient_per_pct,
            engineered_coefficient_per_pct: project.shrinkage.engineered_coefficient_per_pct,
            mc_initial_pct: project.shrinkage.mc_initial_pct,
            mc_final_pct: project.shrinkage.mc_final_pct,
            fiber_saturation_pct: project.shrinkage.fiber_saturation_pct,
            settlement_in: project.shrinkage.settlement_in,
        },
        origins: origins(project),
    }
}

/// Where each figure of the criteria comes from: its line, or the default taken.
fn origins(project: &ProjectFile) -> BTreeMap<String, Origin> {
    let given = project
        .lines
        .iter()
        .map(|(key, line)| (key.clone(), Origin::File(format!("{FILE}:{line}"))));
    let taken = project
        .defaults
        .iter()
        .map(|d| (d.key.clone(), Origin::Assumed(d.why.clone())));
    taken.chain(given).collect()
}

/// A drawing's entity, or a line of a project file, as an origin.
#[must_use]
pub fn origin(source: &Source) -> Origin {
    match (source.layer.is_empty(), source.entity.strip_prefix("line ")) {
        (true, Some(line)) => Origin::File(format!("{}:{line}", source.sheet)),
        _ => Origin::Drawing {
            sheet: source.sheet.clone(),
            layer: source.layer.clone(),
            entity: source.entity.clone(),
        },
    }
}
