//! One design from its records' opening to the files written.

use std::sync::Arc;
use std::time::Instant;

use futures_util::StreamExt as _;
use futures_util::stream;
use holdfast_agents::kind::AgentKind;
use holdfast_agents::load_path::building;
use holdfast_agents::report::{self, File, Report, assemble};
use holdfast_config::overrides::Overrides;
use holdfast_drawings::plan::Building;
use holdfast_engineering::design::{Assumption, AuditCheck};
use holdfast_report::results::{ProjectInfo, Results, SourceFile};
use holdfast_runtime::Context;
use holdfast_storage::{ContentHash, NewRun, RunOutcome, Store, StoreOptions};

use super::actor::{Order, ProjectActor};
use super::desk::{Desk, Stop, hash_of, key};
use super::{DesignError, Outcome, drawings, engineering};
use crate::outputs::{self, OutputFile};
use crate::tree::Agents;

/// Tasks of one kind that are under way at once: enough to keep every worker busy, few enough that
/// what waits stays small. Admission and the pools' mailboxes bound them further.
pub(super) const ABREAST: usize = 32;

/// Version of Holdfast, in records and on the cover.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Designs, and closes the run's record whatever came of it.
pub(super) async fn run(
    order: &Arc<Order>,
    agents: &Agents,
    cx: &Context<ProjectActor>,
) -> Result<Outcome, DesignError> {
    let started = Instant::now();
    let project = &order.project;
    let store = Store::open(&project.folder.state(), StoreOptions::from(&order.settings)).await?;
    let run = store
        .begin_run(NewRun::new(project.name(), VERSION))
        .await?;
    let desk = Desk {
        store: &store,
        run: &run,
        board: &order.board,
        admission: &order.admission,
        cancelled: &order.cancelled,
        task_timeout: order.settings.timeouts.task,
    };
    let designed = submittal(&desk, agents, order, cx).await;
    let word = match &designed {
        Ok(made) if made.results.audit.passes() => RunOutcome::Complete,
        Ok(_) => RunOutcome::FailedChecks,
        Err(Stop::Fault(fault)) if fault.blame == holdfast_agents::Blame::Interrupted => {
            RunOutcome::Interrupted
        }
        Err(_) => RunOutcome::Failed,
    };
    store.finish_run(run, word).await?;
    let Submittal {
        results,
        plan,
        files,
    } = designed?;
    let out = order.out.clone();
    let files = cx
        .blocking(move |_| outputs::write(&out, &files))
        .await
        .map_err(|error| DesignError::Output(Arc::new(error)))?;
    let mut notices: Vec<String> = store.rebuilt().map(str::to_owned).into_iter().collect();
    notices.extend(store.damages().iter().map(ToString::to_string));
    // Clearing old runs away is housekeeping: another run that has begun meanwhile does it next time.
    let _ = store.gc(order.settings.storage.keep_runs).await;
    let (tasks, recorded) = order.board.totals();
    Ok(Outcome {
        results,
        plan,
        files,
        tasks,
        recorded,
        elapsed: started.elapsed(),
        notices,
    })
}

struct Submittal {
    results: Arc<Results>,
    plan: Arc<Building>,
    files: Vec<OutputFile>,
}

async fn submittal(
    desk: &Desk<'_>,
    agents: &Agents,
    order: &Arc<Order>,
    cx: &Context<ProjectActor>,
) -> Result<Submittal, Stop> {
    let project = &order.project;
    let asked = |kind| order.chosen.contains(&kind);
    let found = if asked(AgentKind::Ingestion) {
        Some(drawings::find(desk, agents, order, cx).await?)
    } else {
        None
    };
    let (plan, drawn) = match found {
        Some(found) => (found.plan, found.sources),
        None => (
            super::desk::Done {
                hash: ContentHash::of(&[]),
                value: Arc::default(),
            },
            Vec::new(),
        ),
    };
    let mut made = building::make(
        &project.file,
        &project.overrides,
        project.catalog.clone(),
        &plan.value,
    );
    if asked(AgentKind::LoadPath) && made.building.walls.is_empty() {
        return Err(engineering::no_walls(&drawn));
    }
    made.assumptions.extend(overridden(&project.overrides));
    let mut designed = engineering::design(desk, agents, order, &made, &plan).await?;
    designed
        .audit
        .assumptions
        .extend(std::mem::take(&mut made.assumptions));
    let mut sources = project.sources.clone();
    sources.extend(drawn);
    untyped(&made.untyped, &mut designed.audit.checks);
    unread(&sources, &mut designed.audit.checks);
    let shrinkage: Vec<[f64; 2]> = designed
        .movement
        .per_level_in
        .iter()
        .zip(&designed.movement.cumulative_in)
        .map(|(own, sum)| [*own, *sum])
        .collect();
    let runs: Vec<_> = designed.runs.iter().map(|r| (**r).clone()).collect();
    let results = assemble::results(assemble::Parts {
        project: info(order, &sources),
        plan: &plan.value,
        building: &made.building,
        level_of: &made.level_of,
        load_path: &designed.path,
        rod_runs: &runs,
        shrinkage_in: &shrinkage,
        clashes: &designed.clashes,
        clearance_in: project.file.clash.clearance_in,
        audit: designed.audit,
        sources,
        calculations: designed.calculations,
    });
    let results = Arc::new(results);
    let files = if asked(AgentKind::Report) {
        files(desk, agents, &results).await?
    } else {
        Vec::new()
    };
    Ok(Submittal {
        results,
        plan: plan.value,
        files,
    })
}

async fn files(
    desk: &Desk<'_>,
    agents: &Agents,
    results: &Arc<Results>,
) -> Result<Vec<OutputFile>, Stop> {
    let all = File::all(results.levels.len());
    desk.board.plan(AgentKind::Report, all.len());
    let hash = hash_of(&**results)?;
    // The PDF takes longest, so it begins first.
    let mut written: Vec<Result<OutputFile, Stop>> = stream::iter(all.into_iter().rev())
        .map(|file| async move {
            let key = key::<Report>(&file, &[hash])?;
            let name = file.name();
            let task = || async {
                Ok(report::Task {
                    file,
                    results: Arc::clone(results),
                })
            };
            let done = desk.perform(&agents.report, key, &name, task).await?;
            Ok(OutputFile {
                name,
                bytes: done.value,
            })
        })
        .buffered(ABREAST)
        .collect()
        .await;
    // `submittal.pdf` first: it is what people look for.
    written.sort_by_key(|w| w.as_ref().is_ok_and(|f| f.name != File::Pdf.name()));
    written.into_iter().collect()
}

/// A drawing that could not be read leaves the submittal incomplete: a failed check each.
fn unread(sources: &[SourceFile], checks: &mut Vec<AuditCheck>) {
    let failed = sources.iter().filter(|s| !s.read).map(|source| AuditCheck {
        code: "completeness.drawings".to_owned(),
        place: source.file.clone(),
        audit_value: 1.0,
        design_value: 0.0,
        unit: String::new(),
        reference: "every drawing of the project is read".to_owned(),
        passes: false,
        what: format!("the drawing was not read: {}", source.error),
    });
    checks.splice(0..0, failed);
}

/// A shear wall of no known type resists nothing here, which is for a person to decide.
fn untyped(walls: &[(String, String)], checks: &mut Vec<AuditCheck>) {
    let failed = walls.iter().map(|(wall, mark)| AuditCheck {
        code: "completeness.wall-types".to_owned(),
        place: wall.clone(),
        audit_value: 1.0,
        design_value: 0.0,
        unit: String::new(),
        reference: "every shear wall has a type".to_owned(),
        passes: false,
        what: if mark.is_empty() {
            "the wall has no mark, so it is left out: mark it on the drawing, change or remove it in \
             overrides.toml"
                .to_owned()
        } else {
            format!(
                "nothing says what `{mark}` is, so the wall is left out: add it to the wall schedule or to \
                 [wall_types.{mark}] in project.toml"
            )
        },
    });
    checks.splice(0..0, failed);
}

fn overridden(overrides: &Overrides) -> Vec<Assumption> {
    let said = |what: String, reason: &str| Assumption {
        what,
        why: if reason.is_empty() {
            "no reason is given".to_owned()
        } else {
            reason.to_owned()
        },
    };
    let file = &overrides.file;
    let walls = overrides.walls.iter().map(|w| {
        said(
            format!("{file}:{}: a wall is overridden", w.line),
            &w.reason,
        )
    });
    let stacks = overrides.stacks.iter().map(|s| {
        said(
            format!("{file}:{}: a stack is overridden", s.line),
            &s.reason,
        )
    });
    let rods = overrides.rods.iter().map(|r| {
        let way = if r.move_in < 0.0 { "outwards" } else { "inwards" };
        let what = format!(
            "{file}:{}: override: rod run {} stands {} in {way} of its usual place, its posts with it",
            r.line,
            r.run,
            r.move_in.abs()
        );
        said(what, &r.reason)
    });
    walls.chain(stacks).chain(rods).collect()
}

fn info(order: &Order, sources: &[SourceFile]) -> ProjectInfo {
    let given = &order.project.file.project;
    let mut hasher = blake3::Hasher::new();
    for source in sources {
        hasher.update(source.file.as_bytes());
        hasher.update(source.hash.as_bytes());
    }
    ProjectInfo {
        name: given.name.clone(),
        number: given.number.clone(),
        address: given.address.clone(),
        client: given.client.clone(),
        engineer: given.engineer.clone(),
        date: given.date.clone(),
        software: format!("Holdfast {VERSION}"),
        input_hash: hasher.finalize().to_hex().to_string(),
    }
}
