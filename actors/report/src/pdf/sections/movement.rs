//! Shrinkage of the building, and the elongation and deformation of each run.

use crate::ReportError;
use crate::numerals::{feet_inches, fixed};
use crate::pdf::document::{Document, Paper};
use crate::pdf::flow::{Flow, Style};
use crate::pdf::sections::schedule::used;
use crate::pdf::table::{Cell, Table, number, verdict, word};
use crate::results::Results;
use crate::utilization::{has_rod, level_name};

/// Title of the section.
pub(crate) const TITLE: &str = "Shrinkage and elongation";

/// Lays the section out.
pub(crate) fn lay(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    let mut flow = Flow::section(document, Paper::Letter, TITLE)?;
    flow.heading(2, "Shrinkage by level")?;
    if results.levels.is_empty() {
        flow.paragraph(Style::TEXT, "The building has no levels.")?;
    } else {
        let mut table = Table::new(
            "Shrinkage of each level and cumulative from the base",
            vec![
                word("Level"),
                number("Floor", "ft-in"),
                number("Shrinkage", "in"),
                number("Cumulative", "in"),
            ],
        )
        .size(8.2);
        for (i, level) in results.levels.iter().enumerate().rev() {
            table.row(vec![
                level_name(results, i).into(),
                feet_inches(level.elevation_ft).into(),
                fixed(level.shrinkage_in, 3).into(),
                fixed(level.cumulative_shrinkage_in, 3).into(),
            ]);
        }
        flow.table(&table)?;
    }
    flow.heading(2, "Rod elongation, system deformation and take-up travel")?;
    flow.paragraph(
        Style::NOTE,
        "Deformation is rod elongation since the restraint below, crushing under the plate and the \
         take-up device, at ASD force. Limit: ICC-ES AC316 §6.0; by drift: over it, and the story \
         drift with the true deformation is within its limit.",
    )?;
    let mut table = Table::new(
        "Elongation, crushing, device and total deformation, and take-up travel, by run and level",
        vec![
            word("Run"),
            word("Level"),
            number("Rod length", "in"),
            number("Rod", "in"),
            number("Crushing", "in"),
            number("Device", "in"),
            number("Total", "in"),
            number("Limit", "in"),
            number("Used", ""),
            number("Shrinkage, cumulative", "in"),
            number("Travel needed", "in"),
            number("Travel", "in"),
            number("Used", ""),
            word("Run"),
        ],
    )
    .size(7.0);
    for run in results.rod_runs.iter().filter(|r| r.required) {
        for (i, l) in run.levels.iter().rev().filter(|l| has_rod(l)).enumerate() {
            let held = |text: String| Cell::from(if l.restrained { text } else { String::new() });
            let of_limit = match (l.restrained, l.by_drift_check) {
                (false, _) => "".into(),
                (true, true) => "by drift".into(),
                (true, false) => used(l.deformation_in, l.deformation_limit_in),
            };
            let cells = vec![
                run.id.as_str().into(),
                level_name(results, l.level).into(),
                fixed(l.length_in, 1).into(),
                fixed(l.elongation_in, 3).into(),
                held(fixed(l.crushing_in, 3)),
                held(fixed(l.device_in, 3)),
                held(fixed(l.deformation_in, 3)),
                held(fixed(l.deformation_limit_in, 3)),
                of_limit,
                fixed(l.cumulative_shrinkage_in, 3).into(),
                held(fixed(l.required_travel_in, 2)),
                held(fixed(l.takeup_travel_in, 2)),
                if l.restrained {
                    used(l.required_travel_in, l.takeup_travel_in)
                } else {
                    "".into()
                },
                if i == 0 {
                    verdict(run.passes)
                } else {
                    "".into()
                },
            ];
            if i == 0 {
                table.group(cells)
            } else {
                table.row(cells)
            }
        }
    }
    if table.is_empty() {
        return flow.paragraph(Style::TEXT, "No run needs a rod.");
    }
    flow.table(&table)
}
