//! Load path: takes the engineering's building, gives what every wall line, segment and wall end
//! carries; a level and direction of force at a time.

pub mod building;

use std::sync::Arc;

use holdfast_engineering::building::Building;
use holdfast_engineering::design::{Direction, Load, LoadPath as Path, RodRun};
use holdfast_engineering::drift::fill_drift;
use holdfast_engineering::fault::EngineeringError;
use holdfast_engineering::load_path::{
    LevelShares, StackSolver, StoryForces, assemble, check_moves, distribute, layout, line_forces,
    story_forces,
};
use holdfast_engineering::trace::Trace;
use holdfast_engineering::validate::validate;
use serde::{Deserialize, Serialize};

use crate::agent::{Agent, Fault};
use crate::kind::AgentKind;

/// One step of the load path.
#[derive(Debug)]
pub enum Step {
    /// Checks the building and works out its story forces.
    Stories,
    /// One story force to its wall lines.
    Level(Arc<StoryForces>, usize, Direction, Load),
    /// Down the lines and stacks to every wall end.
    Chords(Arc<StoryForces>, Vec<Arc<LevelShares>>),
    /// Story drifts, once the rods are known.
    Drift(Arc<Path>, Vec<Arc<RodRun>>),
}

/// What it takes.
#[derive(Debug)]
pub struct Task {
    /// The building.
    pub building: Arc<Building>,
    /// Which step.
    pub step: Step,
}

/// What it gives.
#[derive(Debug, Serialize, Deserialize)]
pub enum Given {
    /// Story forces.
    Stories(Arc<StoryForces>),
    /// Shares of a level's lines.
    Level(Arc<LevelShares>),
    /// The whole path.
    Path(Arc<Path>),
}

/// The agent.
pub struct LoadPath;

/// The loads that a building is designed for.
#[must_use]
pub fn loads(building: &Building) -> Vec<Load> {
    let seismic = building.criteria.seismic.as_ref().map(|_| Load::Seismic);
    let wind = building.criteria.wind.as_ref().map(|_| Load::Wind);
    seismic.into_iter().chain(wind).collect()
}

impl Agent for LoadPath {
    const KIND: AgentKind = AgentKind::LoadPath;
    const VERSION: u32 = 3;
    type Input = Task;
    type Output = Given;

    fn place(task: &Task) -> String {
        match &task.step {
            Step::Stories => "story forces".to_owned(),
            Step::Level(_, level, direction, load) => {
                let name = task
                    .building
                    .levels
                    .get(*level)
                    .map_or("", |l| l.name.as_str());
                format!("{name}, {load:?} along {direction:?}")
            }
            Step::Chords(..) => "wall ends".to_owned(),
            Step::Drift(..) => "story drifts".to_owned(),
        }
    }

    fn memory_bytes(task: &Task) -> u64 {
        task.building.walls.len() as u64 * 8_000 + (1 << 16)
    }

    fn run(task: &Task, _cancelled: &dyn Fn() -> bool) -> Result<Given, Fault> {
        step(&task.building, &task.step)
            .map_err(|error| Fault::input(Self::KIND, Self::place(task), error))
    }
}

fn step(building: &Building, step: &Step) -> Result<Given, EngineeringError> {
    let quiet = &mut Trace::off();
    match step {
        Step::Stories => {
            validate(building)?;
            check_moves(building, &layout(building))?;
            Ok(Given::Stories(Arc::new(story_forces(building, quiet)?)))
        }
        Step::Level(forces, level, direction, load) => {
            let shares = distribute(
                building,
                &layout(building),
                forces,
                *level,
                *direction,
                *load,
                quiet,
            )?;
            Ok(Given::Level(Arc::new(shares)))
        }
        Step::Chords(forces, shares) => {
            let layout = layout(building);
            let shares: Vec<LevelShares> = shares.iter().map(|s| LevelShares::clone(s)).collect();
            let lines = line_forces(building, &layout, &shares);
            let solver = StackSolver::new(building, &layout, &lines.lines)?;
            let stacks = (0..layout.stacks.len())
                .map(|stack| solver.solve(stack, quiet))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(Given::Path(Arc::new(assemble(
                building,
                layout,
                StoryForces::clone(forces),
                shares,
                lines,
                stacks,
            ))))
        }
        Step::Drift(path, runs) => {
            let mut path = Path::clone(path);
            let runs: Vec<RodRun> = runs.iter().map(|r| RodRun::clone(r)).collect();
            fill_drift(building, &mut path, &runs, quiet)?;
            Ok(Given::Path(Arc::new(path)))
        }
    }
}
