//! What became of every sheet, and what a person should know of it.

use std::collections::BTreeMap;

use super::super::titles::{self, Purpose};
use super::super::{SheetSurvey, mark_key};
use super::{PlacedRegion, Placement, Plan, RegisterOptions};
use crate::plan::{Finding, GridLine, PlacedSheet, Severity, Source, WallType};

pub(super) fn finish(
    surveys: &[&SheetSurvey],
    levels: Vec<String>,
    plans: Vec<Plan>,
    grid: Vec<GridLine>,
    options: &RegisterOptions,
    mut findings: Vec<Finding>,
) -> Placement {
    let mut sheets = Vec::new();
    let mut regions = Vec::new();
    for (s, survey) in surveys.iter().enumerate() {
        let own: Vec<&Plan> = plans.iter().filter(|p| p.sheet == s).collect();
        let scale_evidence: Vec<String> = survey
            .scale
            .evidence
            .iter()
            .map(|e| e.what.clone())
            .collect();
        let unplaced = |role: String| PlacedSheet {
            sheet: survey.sheet.clone(),
            role,
            levels: Vec::new(),
            scale: survey.scale.in_per_unit,
            rotation: 0.0,
            translation_in: [0.0, 0.0],
            scale_evidence: scale_evidence.clone(),
            misfit_in: 0.0,
        };
        if own.is_empty() {
            let role = match (survey.wall_types.len(), survey.purpose) {
                (n, _) if n > 0 => format!("wall schedule with {n} types"),
                (_, Purpose::Unknown) => "not used: no plan found".to_owned(),
                (_, purpose) => format!("not used: {}", purpose.words()),
            };
            sheets.push(unplaced(role));
        }
        for p in own {
            let region = &survey.regions[p.region];
            let names: Vec<String> = p.levels.iter().map(|l| levels[*l].clone()).collect();
            match p.frame {
                Some(frame) if !p.levels.is_empty() => {
                    let mut evidence = scale_evidence.clone();
                    evidence.push(p.how.clone());
                    sheets.push(PlacedSheet {
                        sheet: survey.sheet.clone(),
                        role: format!("{} of {}", region.purpose.words(), names.join(", ")),
                        levels: p.levels.clone(),
                        scale: frame.scale,
                        rotation: frame.rotation,
                        translation_in: frame.translation,
                        scale_evidence: evidence,
                        misfit_in: p.misfit,
                    });
                    regions.push(PlacedRegion {
                        sheet: s,
                        region: p.region,
                        levels: p.levels.clone(),
                        purpose: region.purpose,
                        frame,
                        misfit_in: p.misfit,
                    });
                }
                Some(_) => {
                    let shown: Vec<String> =
                        region.levels.iter().map(titles::default_name).collect();
                    let why = if shown.is_empty() {
                        "its level is not known".to_owned()
                    } else {
                        format!("{} is none of the project's levels", shown.join(", "))
                    };
                    sheets.push(unplaced(format!(
                        "not used: {}, {why}",
                        region.purpose.words()
                    )));
                }
                None => sheets.push(unplaced(format!(
                    "not used: {} that could not be placed",
                    region.purpose.words()
                ))),
            }
        }
    }
    for (l, name) in levels.iter().enumerate() {
        let shown = regions
            .iter()
            .any(|r| r.levels.contains(&l) && r.purpose.shows_walls());
        if !shown && !surveys.is_empty() {
            findings.push(Finding {
                severity: Severity::Warning,
                what: format!(
                    "No sheet with walls shows {name}. Add one, or set level for its sheet in \
                     project.toml."
                ),
                source: None,
            });
        }
    }
    let mut marks: BTreeMap<String, Option<Source>> = BTreeMap::new();
    for mark in &options.marks {
        marks.insert(mark_key(mark), None);
    }
    let mut wall_types: Vec<WallType> = Vec::new();
    for row in surveys.iter().flat_map(|s| &s.wall_types) {
        if wall_types
            .iter()
            .all(|t| mark_key(&t.mark) != mark_key(&row.mark))
        {
            wall_types.push(row.clone());
            marks.insert(mark_key(&row.mark), Some(row.source.clone()));
        }
    }
    wall_types.sort_by_key(|t| mark_key(&t.mark));
    for survey in surveys {
        findings.extend(survey.findings.iter().cloned());
    }
    Placement {
        levels,
        regions,
        grid,
        sheets,
        wall_types,
        marks,
        findings,
    }
}
