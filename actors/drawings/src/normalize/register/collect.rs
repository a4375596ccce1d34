//! The levels that the sheets speak of, and the plans that show them.

use super::super::titles::{self, LevelName, Purpose};
use super::super::{Region, SheetSurvey};
use super::Plan;
use crate::plan::{Finding, Severity, Source};

pub(super) fn level_names(surveys: &[&SheetSurvey], given: &[String]) -> Vec<String> {
    if !given.is_empty() {
        return given.to_vec();
    }
    let mut found: Vec<LevelName> = surveys
        .iter()
        .flat_map(|s| &s.regions)
        .filter(|r| r.purpose.shows_walls())
        .flat_map(|r| r.levels.iter().cloned())
        .filter(|l| !matches!(l, LevelName::Roof | LevelName::Foundation))
        .collect();
    found.sort_by(|a, b| height_order(a).cmp(&height_order(b)).then(a.cmp(b)));
    found.dedup();
    let mut names: Vec<String> = found.iter().map(titles::default_name).collect();
    if names.is_empty() && surveys.iter().any(|s| !s.regions.is_empty()) {
        names.push("Level 1".to_owned());
    }
    names
}

pub(super) fn height_order(level: &LevelName) -> i64 {
    match level {
        LevelName::Foundation => -1000,
        LevelName::Basement(n) => -i64::from(*n),
        LevelName::Ordinal(n) => 10 * i64::from(*n),
        LevelName::Mezzanine => 15,
        LevelName::Named(_) => 5000,
        LevelName::Roof => 10_000,
    }
}

pub(super) fn collect(
    surveys: &[&SheetSurvey],
    levels: &[String],
    findings: &mut Vec<Finding>,
) -> Vec<Plan> {
    let mut plans = Vec::new();
    let mut unnamed = Vec::new();
    for (s, survey) in surveys.iter().enumerate() {
        for (r, region) in survey.regions.iter().enumerate() {
            if matches!(region.purpose, Purpose::Other) {
                continue;
            }
            let mut shown: Vec<usize> = region
                .levels
                .iter()
                .filter_map(|l| titles::resolve(l, levels))
                .collect();
            shown.sort_unstable();
            shown.dedup();
            if shown.is_empty() && region.levels.is_empty() && region.purpose.shows_walls() {
                unnamed.push(plans.len());
            }
            plans.push(Plan {
                sheet: s,
                region: r,
                levels: shown,
                frame: None,
                misfit: 0.0,
                how: String::new(),
            });
        }
    }
    // A plan without a level can only be the level that no other plan shows.
    let free: Vec<usize> = (0..levels.len())
        .filter(|l| {
            !plans.iter().any(|p| {
                p.levels.contains(l) && surveys[p.sheet].regions[p.region].purpose.shows_walls()
            })
        })
        .collect();
    if unnamed.len() == 1 && free.len() == 1 {
        let (p, l) = (unnamed[0], free[0]);
        plans[p].levels = vec![l];
        findings.push(Finding {
            severity: Severity::Warning,
            what: format!(
                "Nothing on the sheet names its level; it was taken to show {}, the one level \
                 that no other sheet shows. Set level for this sheet in project.toml.",
                levels[l]
            ),
            source: Some(sheet_source(surveys[plans[p].sheet])),
        });
    } else {
        for p in unnamed {
            // Details and schedules without a title are not worth a word.
            if !looks_like_plan(
                surveys[plans[p].sheet],
                &surveys[plans[p].sheet].regions[plans[p].region],
            ) {
                continue;
            }
            // Where every level has its plan, this one shows a part again, or another building.
            let purpose = surveys[plans[p].sheet].regions[plans[p].region].purpose;
            let severity = match (free.is_empty(), purpose) {
                (false, _) => Severity::Error,
                (true, Purpose::ShearWalls) => Severity::Warning,
                (true, _) => Severity::Note,
            };
            findings.push(Finding {
                severity,
                what: "Nothing on the sheet names the level that it shows; it was not used. Set \
                       level for this sheet in project.toml."
                    .to_owned(),
                source: Some(sheet_source(surveys[plans[p].sheet])),
            });
        }
    }
    plans
}

/// Whether a drawing without a title has the parts of a plan: grid lines, or doors and long walls.
pub(super) fn looks_like_plan(survey: &SheetSurvey, region: &Region) -> bool {
    let unit = survey.scale.in_per_unit;
    let swings = region
        .linework
        .curves
        .iter()
        .filter(|c| {
            (1.2..=1.75).contains(&(c.end - c.start)) && (23.0..=49.0).contains(&(c.radius * unit))
        })
        .count();
    region.grid.len() >= 2 || swings >= 2
}

pub(super) fn sheet_source(survey: &SheetSurvey) -> Source {
    Source {
        sheet: survey.sheet.clone(),
        layer: String::new(),
        entity: String::new(),
    }
}
