//! From the project's drawings, table and overrides to the building's plan.

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;
use holdfast_agents::agent::{Blame, Fault};
use holdfast_agents::detection::{self, Detection, given};
use holdfast_agents::ingestion::{Drawing, Ingestion};
use holdfast_agents::kind::AgentKind;
use holdfast_agents::normalization::{self, Normalization};
use holdfast_config::overrides::Overrides;
use holdfast_config::project::{DrawingUnits, ProjectFile};
use holdfast_drawings::detect::LevelPlan;
use holdfast_drawings::normalize::{Placement, RegisterOptions, SheetHints, SheetSurvey};
use holdfast_drawings::options::Options;
use holdfast_drawings::plan::Building;
use holdfast_drawings::read::Limits;
use holdfast_drawings::sheet::Units;
use holdfast_report::results::SourceFile;
use holdfast_runtime::Context;
use holdfast_storage::ContentHash;

use super::actor::{Order, ProjectActor};
use super::desk::{Desk, Done, Stop, key};
use crate::tree::Agents;

/// What the drawings gave.
pub(super) struct Found {
    pub(super) plan: Done<Arc<Building>>,
    pub(super) sources: Vec<SourceFile>,
}

/// Reads every drawing apart, puts them in one frame, finds walls level by level, and puts the
/// building's plan together. A bad drawing is told in its source and leaves the others alone.
pub(super) async fn find(
    desk: &Desk<'_>,
    agents: &Agents,
    order: &Arc<Order>,
    cx: &Context<ProjectActor>,
) -> Result<Found, Stop> {
    let project = &order.project;
    let drawings = &project.folder.drawings;
    desk.board.plan(AgentKind::Ingestion, drawings.len());
    desk.board.plan(AgentKind::Normalization, drawings.len());
    let read: Vec<Result<Read, Stop>> = stream::iter(0..drawings.len())
        .map(|index| read(desk, agents, order, cx, index))
        .buffered(super::flow::ABREAST)
        .collect()
        .await;
    let mut sources = Vec::new();
    let mut surveys = Vec::new();
    for one in read {
        let Read { source, survey } = one?;
        sources.push(source);
        surveys.extend(survey);
    }
    let placement = place(desk, agents, &project.file, &surveys, order).await?;
    let levels = levels(desk, agents, &surveys, &placement, order).await?;
    let plan = assemble(desk, agents, order, &placement, &levels).await?;
    for source in sources.iter_mut().filter(|s| s.read) {
        let name = source.file.trim_start_matches("drawings/");
        let mut roles: Vec<&str> = plan
            .value
            .sheets
            .iter()
            .filter(|s| s.sheet == name)
            .map(|s| s.role.as_str())
            .collect();
        roles.dedup();
        source.role = roles.join("; ");
    }
    Ok(Found { plan, sources })
}

struct Read {
    source: SourceFile,
    survey: Option<Done<Arc<SheetSurvey>>>,
}

/// One drawing: read and surveyed, or told why not.
async fn read(
    desk: &Desk<'_>,
    agents: &Agents,
    order: &Arc<Order>,
    cx: &Context<ProjectActor>,
    index: usize,
) -> Result<Read, Stop> {
    let project = &order.project;
    let drawing = &project.folder.drawings[index];
    let mut source = SourceFile {
        file: drawing.file.name.clone(),
        hash: String::new(),
        kind: "drawing".to_owned(),
        role: String::new(),
        read: true,
        error: String::new(),
    };
    let from = Arc::clone(order);
    let bytes = cx
        .blocking(move |_| {
            from.project
                .folder
                .read(&from.project.folder.drawings[index].file)
        })
        .await;
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => {
            desk.board.failed(AgentKind::Ingestion);
            desk.board.failed(AgentKind::Normalization);
            (source.read, source.error) = (false, error.to_string());
            return Ok(Read {
                source,
                survey: None,
            });
        }
    };
    let file = ContentHash::of(&bytes);
    source.hash = file.to_string();
    match survey(desk, agents, order, &drawing.name, bytes, file).await {
        Ok(survey) => Ok(Read {
            source,
            survey: Some(survey),
        }),
        Err(Stop::Fault(fault)) if fault.blame == Blame::Input => {
            (source.read, source.error) = (false, fault.what);
            Ok(Read {
                source,
                survey: None,
            })
        }
        Err(stop) => Err(stop),
    }
}

/// A sheet's survey follows from its file and the hints, so a recorded one needs no reading.
async fn survey(
    desk: &Desk<'_>,
    agents: &Agents,
    order: &Order,
    name: &str,
    bytes: Vec<u8>,
    file: ContentHash,
) -> Result<Done<Arc<SheetSurvey>>, Stop> {
    let hints = hints(order, name);
    let survey_key = key::<Normalization>(
        &(
            name,
            &hints,
            u64::from(<Ingestion as holdfast_agents::Agent>::VERSION),
        ),
        &[file],
    )?;
    if let Some(done) = desk.recorded::<Normalization>(survey_key).await? {
        desk.board.done(AgentKind::Ingestion, true);
        return surveyed(done);
    }
    let limits = Limits {
        max_bytes: order.settings.limits.drawing_bytes,
        ..Limits::default()
    };
    let sheet_key = key::<Ingestion>(&(name, limits.max_bytes), &[file])?;
    let sheet = desk
        .perform::<Ingestion, _>(&agents.ingestion, sheet_key, name, || async {
            Ok(Drawing {
                name: name.to_owned(),
                bytes,
                limits,
            })
        })
        .await
        .inspect_err(|_| desk.board.failed(AgentKind::Normalization))?;
    let sheet = Arc::new(sheet.value);
    let done = desk
        .perform::<Normalization, _>(&agents.normalization, survey_key, name, || async {
            Ok(normalization::Task::Survey(sheet, hints))
        })
        .await?;
    surveyed(done)
}

fn surveyed(done: Done<normalization::Given>) -> Result<Done<Arc<SheetSurvey>>, Stop> {
    match done.value {
        normalization::Given::Survey(value) => Ok(Done {
            hash: done.hash,
            value,
        }),
        normalization::Given::Placement(_) => Err(other(AgentKind::Normalization)),
    }
}

fn hints(order: &Order, name: &str) -> SheetHints {
    let file: &ProjectFile = &order.project.file;
    let overrides: &Overrides = &order.project.overrides;
    let setting = overrides
        .sheets
        .iter()
        .chain(&file.drawings.sheets)
        .find(|s| s.file == name);
    let level = setting
        .and_then(|s| s.level)
        .and_then(|i| file.levels.get(i));
    SheetHints {
        levels: file.levels.iter().map(|l| l.name.clone()).collect(),
        units: file.drawings.units.map(|u| match u {
            DrawingUnits::Inches => Units::Inches,
            DrawingUnits::Feet => Units::Feet,
            DrawingUnits::Millimetres => Units::Millimetres,
            DrawingUnits::Centimetres => Units::Centimetres,
            DrawingUnits::Metres => Units::Metres,
        }),
        level: level.map(|l| l.name.clone()),
        scale_in_per_unit: setting.and_then(|s| s.scale_in_per_unit),
        marks: file.wall_types.keys().cloned().collect(),
        options: Options::default(),
    }
}

async fn place(
    desk: &Desk<'_>,
    agents: &Agents,
    file: &ProjectFile,
    surveys: &[Done<Arc<SheetSurvey>>],
    order: &Order,
) -> Result<Done<Arc<Placement>>, Stop> {
    let names: Vec<String> = file.levels.iter().map(|l| l.name.clone()).collect();
    let marks: Vec<String> = file.wall_types.keys().cloned().collect();
    if surveys.is_empty() && order.project.walls.is_some() {
        let value = Arc::new(Placement::without_drawings(names, &marks));
        return Ok(Done {
            hash: super::desk::hash_of(&*value)?,
            value,
        });
    }
    let options = RegisterOptions {
        levels: names,
        marks,
        options: Options::default(),
    };
    let hashes: Vec<ContentHash> = surveys.iter().map(|s| s.hash).collect();
    let placed = key::<Normalization>(&("register", &options), &hashes)?;
    let surveys = surveys.iter().map(|s| Arc::clone(&s.value)).collect();
    desk.board.plan(AgentKind::Normalization, 1);
    let done = desk
        .perform::<Normalization, _>(&agents.normalization, placed, "all sheets", || async {
            Ok(normalization::Task::Register(surveys, options))
        })
        .await?;
    match done.value {
        normalization::Given::Placement(value) => Ok(Done {
            hash: done.hash,
            value,
        }),
        normalization::Given::Survey(_) => Err(other(AgentKind::Normalization)),
    }
}

async fn levels(
    desk: &Desk<'_>,
    agents: &Agents,
    surveys: &[Done<Arc<SheetSurvey>>],
    placement: &Done<Arc<Placement>>,
    order: &Order,
) -> Result<Vec<Done<Arc<LevelPlan>>>, Stop> {
    if !order.chosen.contains(&AgentKind::Detection) {
        return Ok(Vec::new());
    }
    let count = if placement.value.regions.is_empty() {
        0
    } else {
        placement.value.levels.len()
    };
    desk.board.plan(AgentKind::Detection, count);
    let all: Vec<Arc<SheetSurvey>> = surveys.iter().map(|s| Arc::clone(&s.value)).collect();
    let all = &all;
    let found: Vec<Result<Done<Arc<LevelPlan>>, Stop>> = stream::iter(0..count)
        .map(|level| async move {
            let options = Options::default();
            let key = key::<Detection>(&("level", level, &options), &[placement.hash])?;
            let name = &placement.value.levels[level];
            let done = desk
                .perform::<Detection, _>(&agents.detection, key, name, || async {
                    Ok(detection::Task::Level {
                        level,
                        surveys: all.clone(),
                        placement: Arc::clone(&placement.value),
                        options,
                    })
                })
                .await?;
            match done.value {
                detection::Given::Level(value) => Ok(Done {
                    hash: done.hash,
                    value,
                }),
                detection::Given::Building(_) => Err(other(AgentKind::Detection)),
            }
        })
        .buffered(super::flow::ABREAST)
        .collect()
        .await;
    found.into_iter().collect()
}

async fn assemble(
    desk: &Desk<'_>,
    agents: &Agents,
    order: &Order,
    placement: &Done<Arc<Placement>>,
    levels: &[Done<Arc<LevelPlan>>],
) -> Result<Done<Arc<Building>>, Stop> {
    if !order.chosen.contains(&AgentKind::Detection) {
        let value = Arc::new(Building::default());
        return Ok(Done {
            hash: ContentHash::of(&[]),
            value,
        });
    }
    let given = order
        .project
        .walls
        .as_ref()
        .map(given::walls)
        .unwrap_or_default();
    let overrides = given::overrides(&order.project.overrides);
    let options = Options::default();
    let hashes: Vec<ContentHash> = [placement.hash]
        .into_iter()
        .chain(levels.iter().map(|l| l.hash))
        .collect();
    let key = key::<Detection>(&("assemble", &given, &overrides, &options), &hashes)?;
    desk.board.plan(AgentKind::Detection, 1);
    let done = desk
        .perform::<Detection, _>(&agents.detection, key, "the building", || async {
            Ok(detection::Task::Assemble {
                levels: levels.iter().map(|l| Arc::clone(&l.value)).collect(),
                placement: Arc::clone(&placement.value),
                given,
                overrides,
                options,
            })
        })
        .await?;
    match done.value {
        detection::Given::Building(value) => Ok(Done {
            hash: done.hash,
            value,
        }),
        detection::Given::Level(_) => Err(other(AgentKind::Detection)),
    }
}

/// An agent gave the result of another task: a key that two tasks share, which is ours to mend.
pub(super) fn other(agent: AgentKind) -> Stop {
    Stop::Fault(Fault {
        agent,
        place: "records".to_owned(),
        what: "a recorded result is of another task; remove .holdfast and design again".to_owned(),
        blame: Blame::Holdfast,
    })
}
