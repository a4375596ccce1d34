//! The rod schedule: every run and level with its parts, forces and capacities.

use holdfast_engineering::design::{RodLevel, RodRun};

use crate::ReportError;
use crate::drawing::Tone;
use crate::numerals::{inches, percent, whole};
use crate::pdf::document::{Document, Paper};
use crate::pdf::flow::{Flow, Style};
use crate::pdf::table::{Cell, Table, number, verdict, word};
use crate::results::Results;
use crate::utilization::{has_rod, level_name, ratio};

/// Title of the section.
pub(crate) const TITLE: &str = "Rod schedule";

/// Lays the section out.
pub(crate) fn lay(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    let mut flow = Flow::section(document, Paper::LetterWide, TITLE)?;
    if results.rod_runs.is_empty() {
        return flow.paragraph(
            Style::TEXT,
            "No rod run was designed: there is no stacked shear wall end.",
        );
    }
    flow.paragraph(
        Style::NOTE,
        "From the top level down, as built. Tension is cumulative; the rod's force differs from it where \
         a restraint is skipped. Couplers join a level's rod to the one below. Posts stand on each side \
         of the rod. Used: demand over capacity.",
    )?;
    let mut table = Table::new(
        "Rod runs by level: rod, force, capacity, plate, take-up device, posts and coupler",
        vec![
            word("Run"),
            word("Level"),
            word("Rod"),
            number("Dia.", ""),
            word("Grade"),
            number("Tension", "lb"),
            number("In rod", "lb"),
            number("Capacity", "lb"),
            number("Used", ""),
            word("Plate"),
            number("Force", "lb"),
            number("Used", ""),
            word("Take-up"),
            word("Posts"),
            number("Compr.", "lb"),
            number("Used", ""),
            word("Coupler"),
            word("Check"),
        ],
    )
    .size(7.0);
    for run in &results.rod_runs {
        if !run.required {
            let mut cells: Vec<Cell> = vec![
                Cell::from(run.id.as_str()).bold(),
                Cell::from("no tension, no rod").tone(Tone::Grey),
            ];
            cells.extend((0..15).map(|_| Cell::from("")));
            cells.push(verdict(run.passes));
            table.group(cells);
            continue;
        }
        for (i, at) in run.levels.iter().rev().enumerate() {
            let cells = row(results, run, at, i == 0);
            if i == 0 {
                table.group(cells)
            } else {
                table.row(cells)
            }
        }
    }
    flow.table(&table)?;
    anchors(&mut flow, results)
}

/// A share as a cell.
pub(crate) fn used(demand: f64, capacity: f64) -> Cell {
    match ratio(demand, capacity) {
        Some(u) => Cell::from(percent(u)).failing(u > 1.0 + 1e-9),
        None => Cell::from(if demand > 0.0 { "–" } else { "" }),
    }
}

fn row(results: &Results, run: &RodRun, at: &RodLevel, first: bool) -> Vec<Cell> {
    let name = Cell::from(run.id.as_str())
        .bold()
        .tone(if first { Tone::Ink } else { Tone::Grey });
    let mut cells = vec![name, level_name(results, at.level).into()];
    if has_rod(at) {
        cells.extend([
            at.rod.as_str().into(),
            inches(at.diameter_in).into(),
            at.grade.as_str().into(),
            whole(at.tension_lb).into(),
            whole(at.rod_lb).into(),
            whole(at.rod_capacity_lb).into(),
            used(at.rod_lb, at.rod_capacity_lb),
        ]);
    } else {
        cells.push(Cell::from("posts only").tone(Tone::Grey));
        cells.extend((0..6).map(|_| Cell::from("")));
    }
    if at.restrained {
        cells.extend([
            at.plate.as_str().into(),
            whole(at.plate_lb).into(),
            used(at.plate_lb, at.plate_capacity_lb),
            at.takeup.as_str().into(),
        ]);
    } else {
        cells.push(Cell::from(if has_rod(at) { "skipped" } else { "" }).tone(Tone::Grey));
        cells.extend((0..3).map(|_| Cell::from("")));
    }
    cells.extend([
        at.posts.as_str().into(),
        whole(at.compression_lb).into(),
        used(at.compression_lb, at.post_capacity_lb),
        at.coupler.as_str().into(),
        if first {
            verdict(run.passes)
        } else {
            "".into()
        },
    ]);
    cells
}

/// The forces on the foundation.
fn anchors(flow: &mut Flow<'_>, results: &Results) -> Result<(), ReportError> {
    flow.heading(2, "Anchors at the base")?;
    flow.paragraph(
        Style::NOTE,
        "Forces to be anchored in the foundation or podium, which is designed by others.",
    )?;
    let mut table = Table::new(
        "Anchor forces by run with place on plan and rod",
        vec![
            word("Run"),
            word("Stack"),
            number("x", "ft"),
            number("y", "ft"),
            word("Base at"),
            word("Rod"),
            number("Diameter", ""),
            word("Grade"),
            number("Uplift", "lb"),
            number("Compression", "lb"),
            number("Steel above", "lb"),
        ],
    );
    for run in results.rod_runs.iter().filter(|r| r.required) {
        let Some(base) = run.levels.iter().min_by_key(|l| l.level) else {
            continue;
        };
        table.row(vec![
            run.id.as_str().into(),
            run.stack.as_str().into(),
            crate::numerals::fixed(run.at_ft[0], 2).into(),
            crate::numerals::fixed(run.at_ft[1], 2).into(),
            level_name(results, base.level).into(),
            base.rod.as_str().into(),
            inches(base.diameter_in).into(),
            base.grade.as_str().into(),
            Cell::from(whole(run.anchor_lb)).bold(),
            whole(base.compression_lb).into(),
            whole(run.steel_lb).into(),
        ]);
    }
    if table.is_empty() {
        return flow.paragraph(Style::TEXT, "No run has tension at its base.");
    }
    flow.table(&table)
}
