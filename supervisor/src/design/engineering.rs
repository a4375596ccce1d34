//! From the building's plan to forces, rods, clashes and the audit.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;
use holdfast_agents::agent::{Blame, Fault};
use holdfast_agents::audit::{self, Audit};
use holdfast_agents::clash::{self, Clash};
use holdfast_agents::kind::AgentKind;
use holdfast_agents::load_path::building::Made;
use holdfast_agents::load_path::{self, LoadPath, Step, loads};
use holdfast_agents::rod_design::{self, RodDesign};
use holdfast_agents::shrinkage::Shrinkage;
use holdfast_drawings::plan;
use holdfast_engineering::building::Building;
use holdfast_engineering::design::{Audit as Verdict, Direction, LoadPath as Path, RodRun};
use holdfast_engineering::rods::RodDesigner;
use holdfast_engineering::trace::Line;
use holdfast_engineering::wood_movement::WoodMovement;
use holdfast_gpu::clash::Clash as FoundClash;
use holdfast_report::results::SourceFile;
use holdfast_storage::ContentHash;

use super::actor::Order;
use super::desk::{Desk, Done, Stop, hash_of, key};
use super::drawings::other;
use super::flow::ABREAST;
use crate::tree::Agents;

/// Calculation sheets that the submittal carries: those of the runs nearest their strength. Any run's
/// is had by `holdfast explain`.
const CALCULATION_SHEETS: usize = 3;

/// What the engineering gave; parts of agents that were not asked for are empty.
#[derive(Default)]
pub(super) struct Designed {
    pub(super) path: Arc<Path>,
    pub(super) runs: Vec<Arc<RodRun>>,
    pub(super) movement: WoodMovement,
    pub(super) clashes: Vec<FoundClash>,
    pub(super) audit: Verdict,
    pub(super) calculations: BTreeMap<String, Vec<Line>>,
}

struct Task<'a> {
    desk: &'a Desk<'a>,
    agents: &'a Agents,
    building: Done<Arc<Building>>,
}

/// Carries the loads down, designs every run, finds clashes and audits the whole.
pub(super) async fn design(
    desk: &Desk<'_>,
    agents: &Agents,
    order: &Order,
    made: &Made,
    plan: &Done<Arc<plan::Building>>,
) -> Result<Designed, Stop> {
    let asked = |kind| order.chosen.contains(&kind);
    let mut designed = Designed::default();
    let building = Arc::new(made.building.clone());
    let building = Done {
        hash: hash_of(&*building)?,
        value: building,
    };
    let task = Task {
        desk,
        agents,
        building,
    };
    if asked(AgentKind::Shrinkage) {
        designed.movement = task.shrinkage().await?;
    }
    if !asked(AgentKind::LoadPath) {
        return Ok(designed);
    }
    let path = task.load_path().await?;
    designed.path = Arc::clone(&path.value);
    if !asked(AgentKind::RodDesign) {
        return Ok(designed);
    }
    let runs = task.rods(&path.value).await?;
    designed.runs = runs.iter().map(|r| Arc::clone(&r.value)).collect();
    let path = task.drift(&path, &runs).await?;
    designed.path = Arc::clone(&path.value);
    if asked(AgentKind::Clash) {
        designed.clashes = task.clashes(order, made, plan, &runs).await?;
    }
    if asked(AgentKind::Audit) {
        designed.audit = task.audit(&path, &runs).await?;
    }
    if asked(AgentKind::Report) {
        designed.calculations = task.calculations(&runs).await?;
    }
    Ok(designed)
}

impl Task<'_> {
    fn input(&self, step: Step) -> load_path::Task {
        load_path::Task {
            building: Arc::clone(&self.building.value),
            step,
        }
    }

    async fn shrinkage(&self) -> Result<WoodMovement, Stop> {
        self.desk.board.plan(AgentKind::Shrinkage, 1);
        let levels = hash_of(&(
            &self.building.value.levels,
            &self.building.value.criteria.shrinkage,
        ))?;
        let key = key::<Shrinkage>(&(), &[levels])?;
        let building = || async { Ok(Arc::clone(&self.building.value)) };
        Ok(self
            .desk
            .perform(&self.agents.shrinkage, key, "levels", building)
            .await?
            .value)
    }

    async fn load_path(&self) -> Result<Done<Arc<Path>>, Stop> {
        let Self {
            desk,
            agents,
            building,
        } = self;
        let loads = loads(&building.value);
        let directions = [Direction::X, Direction::Y];
        let levels = building.value.levels.len();
        desk.board.plan(
            AgentKind::LoadPath,
            2 + levels * loads.len() * directions.len(),
        );

        let stories = key::<LoadPath>(&"stories", &[building.hash])?;
        let done = desk
            .perform(&agents.load_path, stories, "story forces", || async {
                Ok(self.input(Step::Stories))
            })
            .await?;
        let load_path::Given::Stories(forces) = done.value else {
            return Err(other(AgentKind::LoadPath));
        };
        let forces_hash = done.hash;

        let cases: Vec<_> = (0..levels)
            .flat_map(|level| directions.map(|direction| (level, direction)))
            .flat_map(|(level, direction)| loads.iter().map(move |load| (level, direction, *load)))
            .collect();
        let shared: Vec<Result<_, Stop>> = stream::iter(cases)
            .map(|(level, direction, load)| {
                let forces = &forces;
                async move {
                    let key = key::<LoadPath>(
                        &("level", level, direction, load),
                        &[building.hash, forces_hash],
                    )?;
                    let label = format!(
                        "{}, {load:?} along {direction:?}",
                        building.value.levels[level].name
                    );
                    let done = desk
                        .perform(&agents.load_path, key, &label, || async {
                            Ok(self.input(Step::Level(Arc::clone(forces), level, direction, load)))
                        })
                        .await?;
                    match done.value {
                        load_path::Given::Level(value) => Ok(Done {
                            hash: done.hash,
                            value,
                        }),
                        _ => Err(other(AgentKind::LoadPath)),
                    }
                }
            })
            .buffered(ABREAST)
            .collect()
            .await;
        let shares = shared.into_iter().collect::<Result<Vec<_>, _>>()?;

        let hashes: Vec<ContentHash> = [building.hash, forces_hash]
            .into_iter()
            .chain(shares.iter().map(|s| s.hash))
            .collect();
        let chords = key::<LoadPath>(&"chords", &hashes)?;
        let shares = shares.into_iter().map(|s| s.value).collect();
        let done = desk
            .perform(&agents.load_path, chords, "wall ends", || async {
                Ok(self.input(Step::Chords(forces, shares)))
            })
            .await?;
        path_of(done)
    }

    async fn rods(&self, path: &Path) -> Result<Vec<Done<Arc<RodRun>>>, Stop> {
        let Self {
            desk,
            agents,
            building,
        } = self;
        desk.board.plan(AgentKind::RodDesign, path.chords.len());
        let designer = RodDesigner::new(&building.value)
            .map(Arc::new)
            .map_err(|error| Fault::input(AgentKind::RodDesign, "catalogue", error))?;
        // A run follows from its wall end, the criteria, the levels and the catalogue; not from other walls.
        let given = &building.value;
        let ground = hash_of(&(
            &given.criteria,
            &given.levels,
            &given.catalog,
            &given.rod_moves,
        ))?;
        let designed: Vec<Result<_, Stop>> = stream::iter(0..path.chords.len())
            .map(|index| {
                let (chord, designer) = (&path.chords[index], &designer);
                async move {
                    let key = key::<RodDesign>(chord, &[ground])?;
                    let done = desk
                        .perform(&agents.rod_design, key, &chord.run, || async {
                            Ok(rod_design::Task::Design(
                                Arc::clone(designer),
                                Box::new(chord.clone()),
                            ))
                        })
                        .await?;
                    match done.value {
                        rod_design::Given::Run(value) => Ok(Done {
                            hash: done.hash,
                            value,
                        }),
                        rod_design::Given::Lines(_) => Err(other(AgentKind::RodDesign)),
                    }
                }
            })
            .buffered(ABREAST)
            .collect()
            .await;
        designed.into_iter().collect()
    }

    async fn drift(
        &self,
        path: &Done<Arc<Path>>,
        runs: &[Done<Arc<RodRun>>],
    ) -> Result<Done<Arc<Path>>, Stop> {
        self.desk.board.plan(AgentKind::LoadPath, 1);
        let key = key::<LoadPath>(&"drift", &self.made_from(path.hash, runs))?;
        let done = self
            .desk
            .perform(&self.agents.load_path, key, "story drifts", || async {
                Ok(self.input(Step::Drift(Arc::clone(&path.value), values(runs))))
            })
            .await?;
        path_of(done)
    }

    async fn clashes(
        &self,
        order: &Order,
        made: &Made,
        plan: &Done<Arc<plan::Building>>,
        runs: &[Done<Arc<RodRun>>],
    ) -> Result<Vec<FoundClash>, Stop> {
        self.desk.board.plan(AgentKind::Clash, 1);
        let rules = &order.project.file.clash;
        let parameters = (&made.level_of, rules.clearance_in, rules.max_move_in);
        let key = key::<Clash>(&parameters, &self.made_from(plan.hash, runs))?;
        let done = self
            .desk
            .perform(&self.agents.clash, key, "rod runs", || async {
                Ok(clash::Task {
                    runs: values(runs),
                    building: Arc::clone(&self.building.value),
                    plan: Arc::clone(&plan.value),
                    level_of: made.level_of.clone(),
                    clearance_in: rules.clearance_in,
                    max_move_in: rules.max_move_in,
                })
            })
            .await?;
        Ok(done.value)
    }

    async fn audit(
        &self,
        path: &Done<Arc<Path>>,
        runs: &[Done<Arc<RodRun>>],
    ) -> Result<Verdict, Stop> {
        self.desk.board.plan(AgentKind::Audit, 1);
        let key = key::<Audit>(&(), &self.made_from(path.hash, runs))?;
        let done = self
            .desk
            .perform(&self.agents.audit, key, "the design", || async {
                Ok(audit::Task {
                    building: Arc::clone(&self.building.value),
                    load_path: Arc::clone(&path.value),
                    runs: values(runs),
                })
            })
            .await?;
        Ok(done.value)
    }

    async fn calculations(
        &self,
        runs: &[Done<Arc<RodRun>>],
    ) -> Result<BTreeMap<String, Vec<Line>>, Stop> {
        let Self {
            desk,
            agents,
            building,
        } = self;
        let mut chosen: Vec<Arc<RodRun>> =
            values(runs).into_iter().filter(|r| r.required).collect();
        chosen.sort_by(|a, b| worst(b).total_cmp(&worst(a)).then_with(|| a.id.cmp(&b.id)));
        chosen.truncate(CALCULATION_SHEETS);
        desk.board.plan(AgentKind::RodDesign, chosen.len());
        let written: Vec<Result<_, Stop>> = stream::iter(chosen)
            .map(|run| async move {
                let key = key::<RodDesign>(&("calculation", &run.id), &[building.hash])?;
                let done = desk
                    .perform(
                        &agents.rod_design,
                        key,
                        &format!("calculation of {}", run.id),
                        || async {
                            Ok(rod_design::Task::WriteOut(
                                Arc::clone(&building.value),
                                run.id.clone(),
                            ))
                        },
                    )
                    .await?;
                match done.value {
                    rod_design::Given::Lines(lines) => Ok((run.id.clone(), Vec::clone(&lines))),
                    rod_design::Given::Run(_) => Err(other(AgentKind::RodDesign)),
                }
            })
            .buffered(ABREAST)
            .collect()
            .await;
        written.into_iter().collect()
    }

    fn made_from(&self, first: ContentHash, runs: &[Done<Arc<RodRun>>]) -> Vec<ContentHash> {
        [self.building.hash, first]
            .into_iter()
            .chain(runs.iter().map(|r| r.hash))
            .collect()
    }
}

/// The highest use of a run's rods.
fn worst(run: &RodRun) -> f64 {
    run.levels
        .iter()
        .filter(|l| l.rod_capacity_lb > 0.0)
        .map(|l| l.rod_lb / l.rod_capacity_lb)
        .fold(0.0, f64::max)
}

fn values(runs: &[Done<Arc<RodRun>>]) -> Vec<Arc<RodRun>> {
    runs.iter().map(|r| Arc::clone(&r.value)).collect()
}

fn path_of(done: Done<load_path::Given>) -> Result<Done<Arc<Path>>, Stop> {
    match done.value {
        load_path::Given::Path(value) => Ok(Done {
            hash: done.hash,
            value,
        }),
        _ => Err(other(AgentKind::LoadPath)),
    }
}

/// A building without a wall cannot be designed: says what was looked at, and which drawings could
/// not be read and why.
pub(super) fn no_walls(drawings: &[SourceFile]) -> Stop {
    /// So many are told; the rest is counted.
    const TOLD: usize = 8;
    let unread: Vec<&SourceFile> = drawings.iter().filter(|drawing| !drawing.read).collect();
    let mut what = format!(
        "no shear walls were found on the {} drawings of the project",
        drawings.len()
    );
    if unread.is_empty() {
        what.push_str("; ");
    } else {
        what.push_str(&format!("; {} could not be read:", unread.len()));
        for drawing in unread.iter().take(TOLD) {
            what.push_str(&format!("\n  {}: {}", drawing.file, drawing.error));
        }
        if unread.len() > TOLD {
            what.push_str(&format!("\n  and {} more", unread.len() - TOLD));
        }
        what.push('\n');
    }
    what.push_str(
        "see the findings with `holdfast design PROJECT --only detection`, name the levels of sheets under \
         [[drawings.sheet]] in project.toml, or give the walls in walls.toml",
    );
    Stop::Fault(Fault {
        agent: AgentKind::Detection,
        place: "drawings".to_owned(),
        what,
        blame: Blame::Input,
    })
}
