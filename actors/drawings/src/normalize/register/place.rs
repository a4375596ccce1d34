//! Plan after plan in its place: by grid lines that are known already, else by walls.

use std::collections::BTreeMap;

use super::super::{GridAxis, SheetSurvey};
use super::collect::sheet_source;
use super::grid_fit::fit_grid;
use super::wall_fit::by_walls;
use super::{Plan, RegisterOptions};
use crate::geometry::{Similarity, distance, scale, sub};
use crate::plan::{Finding, Severity};
use crate::sheet::Point;

/// A grid line of the building while plans are placed: a point and a direction, inches.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) at: Point,
    pub(super) along: Point,
    pub(super) seen: usize,
}

pub(super) fn place_all(
    surveys: &[&SheetSurvey],
    plans: &mut [Plan],
    options: &RegisterOptions,
    findings: &mut Vec<Finding>,
) {
    let region = |p: &Plan| &surveys[p.sheet].regions[p.region];
    // The plan to which the others go: the most grid lines, walls before other trades, a sure
    // scale before a guess.
    let Some(first) = (0..plans.len()).max_by_key(|i| {
        let p = &plans[*i];
        let r = region(p);
        (
            !p.levels.is_empty(),
            r.grid.len().min(200),
            r.purpose.shows_walls(),
            surveys[p.sheet].scale.certain,
            std::cmp::Reverse((
                p.levels.first().copied().unwrap_or(usize::MAX),
                p.sheet,
                p.region,
            )),
        )
    }) else {
        return;
    };
    let base = Similarity::turning(surveys[plans[first].sheet].scale.in_per_unit, 0.0);
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    learn(&mut known, &region(&plans[first]).grid, &base);
    plans[first].frame = Some(base);
    plans[first].how = match region(&plans[first]).grid.len() {
        0 => "it is the reference".to_owned(),
        n => format!("it is the reference, with {n} grid lines"),
    };

    let mut open: Vec<usize> = (0..plans.len()).filter(|i| *i != first).collect();
    while !open.is_empty() {
        // The plan with most lines in common comes next, so that few are placed through others.
        let common = |i: usize| {
            region(&plans[i])
                .grid
                .iter()
                .filter(|g| known.contains_key(&g.name))
                .count()
        };
        let Some((slot, _)) = open
            .iter()
            .enumerate()
            .max_by_key(|(k, i)| (common(**i), std::cmp::Reverse(*k)))
        else {
            break;
        };
        let i = open.remove(slot);
        let survey = surveys[plans[i].sheet];
        let grid = region(&plans[i]).grid.clone();
        let by_grid = fit_grid(
            &grid,
            &known,
            survey.scale.in_per_unit,
            survey.scale.certain,
        );
        let fitted = match by_grid {
            Some(fit) => {
                // A drawing of no level is not used, so how it fits is of no account.
                let used = !plans[i].levels.is_empty();
                if let Some(ratio) = fit.scale_dispute.filter(|_| used) {
                    findings.push(Finding {
                        severity: Severity::Warning,
                        what: format!(
                            "Its grid lines are {ratio:.3} times as far apart as on the other \
                             sheets{}. Check its units, or set scale_in_per_unit for this sheet \
                             in project.toml.",
                            if survey.scale.certain {
                                ""
                            } else {
                                "; its scale was corrected by them"
                            }
                        ),
                        source: Some(sheet_source(survey)),
                    });
                }
                plans[i].misfit = fit.misfit;
                plans[i].how = format!("placed by grid lines {}", fit.names.join(", "));
                if used && fit.misfit > options.options.misfit_in {
                    findings.push(Finding {
                        severity: Severity::Warning,
                        what: format!(
                            "Its grid lines are up to {:.2} in away from the other sheets' after \
                             placing.",
                            fit.misfit
                        ),
                        source: Some(sheet_source(survey)),
                    });
                }
                if fit.both_ways {
                    Some(fit.frame)
                } else {
                    by_walls(surveys, plans, i, Some(fit.frame), Some(fit.free_along))
                        .or(Some(fit.frame))
                }
            }
            None => {
                let placed = by_walls(surveys, plans, i, None, None);
                plans[i].how = if placed.is_some() {
                    "placed by its walls, as it shares no grid line".to_owned()
                } else {
                    String::new()
                };
                placed
            }
        };
        match fitted {
            Some(frame) => {
                plans[i].frame = Some(frame);
                if !plans[i].levels.is_empty() {
                    learn(&mut known, &grid, &frame);
                }
            }
            None => {
                if plans[i].levels.is_empty() {
                    continue;
                }
                findings.push(Finding {
                    severity: Severity::Error,
                    what: "It shares no grid line and no walls with the other sheets, so it could \
                           not be placed and was not used. Add grid bubbles to it."
                        .to_owned(),
                    source: Some(sheet_source(survey)),
                });
            }
        }
    }
}

pub(super) fn learn(known: &mut BTreeMap<String, Known>, grid: &[GridAxis], frame: &Similarity) {
    for axis in grid {
        let (a, b) = (frame.apply(axis.a), frame.apply(axis.b));
        let length = distance(a, b);
        if length > 0.0 {
            let along = scale(sub(b, a), 1.0 / length);
            known
                .entry(axis.name.clone())
                .and_modify(|k| k.seen += 1)
                .or_insert(Known {
                    at: a,
                    along,
                    seen: 1,
                });
        }
    }
}
