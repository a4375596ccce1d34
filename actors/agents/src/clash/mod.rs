//! Clash detection: takes the rod runs and what stands on the drawings, gives clashes with the move
//! that clears each.

pub mod solids;

use std::sync::Arc;

use holdfast_drawings::plan::{self, ObstacleKind};
use holdfast_engineering::building::Building;
use holdfast_engineering::design::{Assumption, RodRun};
use holdfast_engineering::load_path::{layout, room_to_move_in};
use holdfast_gpu::broad::CpuBvh;
use holdfast_gpu::clash::{self, Height, Rules};

use crate::agent::{Agent, Fault};
use crate::kind::AgentKind;

/// What it takes.
#[derive(Debug)]
pub struct Task {
    /// Rod runs.
    pub runs: Vec<Arc<RodRun>>,
    /// The engineering's building: levels and catalogue.
    pub building: Arc<Building>,
    /// The drawings' building: obstacles and openings.
    pub plan: Arc<plan::Building>,
    /// Engineering level of each level of the plan.
    pub level_of: Vec<Option<usize>>,
    /// Room to keep around every part, inches.
    pub clearance_in: f64,
    /// How far a run may move into its wall, inches.
    pub max_move_in: f64,
}

/// The agent.
pub struct Clash;

impl Agent for Clash {
    const KIND: AgentKind = AgentKind::Clash;
    const VERSION: u32 = 5;
    type Input = Task;
    type Output = Vec<clash::Clash>;

    fn place(task: &Task) -> String {
        format!("{} rod runs", task.runs.len())
    }

    fn memory_bytes(task: &Task) -> u64 {
        (task.runs.len() + task.plan.obstacles.len() + task.plan.walls.len()) as u64 * 20_000
    }

    fn run(task: &Task, _cancelled: &dyn Fn() -> bool) -> Result<Vec<clash::Clash>, Fault> {
        let layout = layout(&task.building);
        let room = room_to_move_in(&task.building, &layout);
        let runs = solids::runs(task.runs.iter().map(Arc::as_ref), &task.building, |run| {
            let room = room.get(run).copied().unwrap_or(0.0);
            task.max_move_in.min(room)
        });
        let obstructions = solids::obstructions(&task.plan, &task.building, &task.level_of);
        let rules = Rules {
            clearance_in: task.clearance_in,
        };
        Ok(clash::find(&runs, &obstructions, &rules, &CpuBvh))
    }
}

/// What is taken of heights that no plan gives, for the report's list of assumptions.
#[must_use]
pub fn assumptions(plan: &plan::Building, rods: bool) -> Vec<Assumption> {
    let mut all = Vec::new();
    let mut take = |what: String, why: &str| {
        all.push(Assumption {
            what,
            why: why.to_owned(),
        });
    };
    let count =
        |of: &dyn Fn(&plan::Obstacle) -> bool| plan.obstacles.iter().filter(|o| of(o)).count();
    let unknown = count(&|o| solids::height(o) == Height::Assumed);
    if unknown > 0 {
        take(
            format!(
                "{unknown} of {} obstacles bear no height on the drawings: each is taken over its whole \
                 storey, where rods keep their clearance to it and plates and couplers are told where \
                 they may meet it",
                plan.obstacles.len()
            ),
            "its place on plan is known, its height is not; a rod passes every height of its storey",
        );
    }
    let hung = count(&|o| {
        matches!(o.kind, ObstacleKind::Beam | ObstacleKind::Header) && o.bottom_in.is_none()
    });
    if hung > 0 {
        take(
            format!(
                "{hung} beams and headers bear no height on the drawings: each hangs from the framing \
                 above it by its depth, and reaches up through it"
            ),
            "floor_depth_in of the level",
        );
    }
    if plan.walls.iter().any(|w| !w.openings.is_empty()) {
        take(
            format!(
                "clashes: openings have their heads {} in above the floor, windows their sills {} in",
                solids::HEAD_IN,
                solids::SILL_IN
            ),
            "plans do not give heights of openings",
        );
    }
    if rods {
        take(
            format!(
                "clashes: couplers begin {} in above the floor",
                solids::COUPLER_ABOVE_FLOOR_IN
            ),
            "within reach, above the plate and nut below",
        );
        take(
            "forces and rods are of the runs where they stand: a proposed move is not made"
                .to_owned(),
            "give it as a [[rod]] in overrides.toml, and the run is designed where it then stands",
        );
    }
    all
}
