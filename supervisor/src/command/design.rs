//! `holdfast design`, `report` and `check`.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use holdfast::{AgentKind, Holdfast, Outcome, Progress, Project};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use tokio::sync::watch;

use super::arguments::{Check, Design, Format, Report};
use super::{End, Failure, runtime, settings, show, summary};

/// Bars are drawn, and lines looked at, this often.
const TICK: Duration = Duration::from_millis(100);

pub(crate) fn design(asked: Design) -> Result<End, Failure> {
    let mut only = Vec::new();
    for name in &asked.only {
        only.push(
            AgentKind::of_name(name)
                .ok_or_else(|| Failure::input(format!("there is no agent `{name}`")))?,
        );
    }
    let project = Project::open(&asked.project)?;
    let outcome = carry_out(project, asked.out, &only, asked.jobs, asked.quiet)?;
    tell(&outcome, asked.format)
}

pub(crate) fn report(asked: Report) -> Result<End, Failure> {
    let project = Project::open(&asked.project)?;
    let outcome = carry_out(project, asked.out, &[], None, true)?;
    tell(&outcome, asked.format)
}

pub(crate) fn check(asked: Check) -> Result<End, Failure> {
    let project = Project::open(&asked.project)?;
    let name = project.name().to_owned();
    let outcome = carry_out(project, None, &[AgentKind::Normalization], None, true)?;
    let unread: Vec<_> = outcome.results.sources.iter().filter(|s| !s.read).collect();
    match asked.format {
        Format::Json => show::out(&format!(
            "{}\n",
            serde_json::to_string_pretty(&serde_json::json!({
                "project": name,
                "valid": unread.is_empty(),
                "sources": outcome.results.sources,
            }))
            .map_err(Failure::ours)?
        ))?,
        Format::Text => {
            let read = outcome.results.sources.len() - unread.len();
            show::out(&format!("{name}: {read} files are as they must be\n"))?;
            for source in &unread {
                show::error(&source.error);
            }
        }
    }
    Ok(if unread.is_empty() {
        End::Complete
    } else {
        End::BadInput
    })
}

/// Designs through the front door, with progress, and stops at Ctrl-C: cleanly at the first, at once
/// at the second.
fn carry_out(
    project: Project,
    out: Option<std::path::PathBuf>,
    only: &[AgentKind],
    jobs: Option<u16>,
    quiet: bool,
) -> Result<Arc<Outcome>, Failure> {
    let settings = settings(jobs)?;
    // A path on the command line is the person's, not the project's: relative to where they are.
    let out = match out {
        Some(path) => Some(
            std::path::absolute(&path)
                .map_err(|e| Failure::input(format!("{}: {e}", path.display())))?,
        ),
        None => None,
    };
    let runtime = runtime()?;
    let ended: Result<Arc<Outcome>, Failure> = runtime.block_on(async {
        let holdfast = Holdfast::builder(settings).start().await.map_err(Failure::ours)?;
        let run = holdfast.design_with(project, out, only).await?;
        let mut progress = run.progress();
        let interrupter = run.interrupter();
        let mut teller = Teller::new(quiet);
        let outcome = run.outcome();
        tokio::pin!(outcome);
        let mut ticks = tokio::time::interval(TICK);
        let ended = loop {
            tokio::select! {
                ended = &mut outcome => break ended,
                _ = ticks.tick() => teller.tell(&mut progress),
                _ = tokio::signal::ctrl_c() => {
                    if interrupter.is_cancelled() {
                        // The records are whole at every moment, so nothing is lost by this.
                        std::process::exit(130);
                    }
                    show::note("stopping: tasks in hand come to their end; press Ctrl-C again to stop at once");
                    interrupter.cancel();
                }
            }
        };
        teller.tell(&mut progress);
        teller.end();
        holdfast.shutdown().await;
        ended.map_err(Failure::from)
    });
    // Work that was interrupted may still hold a thread; it writes nothing, so it need not be awaited.
    runtime.shutdown_background();
    ended
}

fn tell(outcome: &Outcome, format: Format) -> Result<End, Failure> {
    match format {
        Format::Text => show::out(&summary::text(outcome))?,
        Format::Json => {
            show::out(&format!(
                "{}\n",
                serde_json::to_string_pretty(&summary::json(outcome)).map_err(Failure::ours)?
            ))?;
        }
    }
    for notice in &outcome.notices {
        show::note(notice);
    }
    Ok(if outcome.results.audit.passes() {
        End::Complete
    } else {
        End::FailedChecks
    })
}

/// Tells progress: bars on a terminal, a line an agent when piped.
enum Teller {
    Quiet,
    Bars {
        all: MultiProgress,
        bars: Vec<Option<ProgressBar>>,
    },
    Lines {
        told: [bool; 9],
        since: Instant,
    },
}

impl Teller {
    fn new(quiet: bool) -> Self {
        if quiet {
            Self::Quiet
        } else if std::io::stderr().is_terminal() {
            Self::Bars {
                all: MultiProgress::with_draw_target(ProgressDrawTarget::stderr()),
                bars: vec![None; 9],
            }
        } else {
            Self::Lines {
                told: [false; 9],
                since: Instant::now(),
            }
        }
    }

    fn tell(&mut self, progress: &mut watch::Receiver<Progress>) {
        let now = progress.borrow_and_update().clone();
        match self {
            Self::Quiet => {}
            Self::Bars { all, bars } => {
                for (kind, tasks) in now.agents().filter(|(_, t)| t.planned > 0) {
                    let bar = bars[kind as usize].get_or_insert_with(|| {
                        let bar = all.add(ProgressBar::new(tasks.planned).with_style(style()));
                        bar.set_prefix(kind.name());
                        bar
                    });
                    bar.set_length(tasks.planned);
                    bar.set_position(tasks.done + tasks.failed);
                    if tasks.failed > 0 {
                        bar.set_message(format!("{} failed", tasks.failed));
                    }
                    if now.ended && !bar.is_finished() {
                        bar.finish();
                    }
                }
            }
            Self::Lines { told, since } => {
                // An agent's line is told when it has nothing left and a later one has begun.
                let last = now.agents().filter(|(_, t)| t.planned > 0).last();
                for (kind, tasks) in now.agents().filter(|(_, t)| t.planned > 0) {
                    let passed = now.ended || last.is_some_and(|(later, _)| later > kind);
                    if !told[kind as usize] && tasks.ended() && passed {
                        told[kind as usize] = true;
                        let failed = if tasks.failed > 0 {
                            format!(", {} failed", tasks.failed)
                        } else {
                            String::new()
                        };
                        let recorded = if tasks.recorded > 0 {
                            format!(" ({} recorded)", tasks.recorded)
                        } else {
                            String::new()
                        };
                        show::note(&format!(
                            "{:<14} {:>5} of {:>5} tasks done{recorded}{failed}, {:.1} s",
                            kind.name(),
                            tasks.done,
                            tasks.planned,
                            since.elapsed().as_secs_f64()
                        ));
                    }
                }
            }
        }
    }

    fn end(&mut self) {
        if let Self::Bars { bars, .. } = self {
            for bar in bars.iter().flatten() {
                if !bar.is_finished() {
                    bar.abandon();
                }
            }
        }
    }
}

fn style() -> ProgressStyle {
    let plain = ProgressStyle::default_bar();
    plain
        .clone()
        .template("{prefix:>14} {bar:24} {pos:>5}/{len:<5} {rate:>9} {eta:>4} left {msg}")
        .unwrap_or(plain)
        .with_key(
            "rate",
            |state: &ProgressState, to: &mut dyn std::fmt::Write| {
                // A rate that cannot be written leaves its place empty.
                let _ = write!(to, "{:.1}/s", state.per_sec());
            },
        )
}
