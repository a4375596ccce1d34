//! Elevations of the rod runs, several a sheet.

use holdfast_engineering::design::RodRun;

use crate::ReportError;
use crate::drawing::elevation::{AXIS, Band, FOOT, HEAD, LEAST_LEVEL, STRIP, axis, strip};
use crate::drawing::{Pen, Shape, Tone};
use crate::pdf::document::{ARTIFACT, Document, Paper, ROOT, Role};
use crate::pdf::flow::{Flow, Style};
use crate::pdf::frame::{SheetTitle, drawing_room, sheet};
use crate::results::Results;

/// Title of the section.
pub(crate) const TITLE: &str = "Rod run elevations";

/// Lays the section out.
pub(crate) fn lay(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    let runs: Vec<&RodRun> = results.rod_runs.iter().filter(|r| r.required).collect();
    let count = levels(results, &runs);
    if runs.is_empty() || count == 0 {
        let mut flow = Flow::section(document, Paper::Letter, TITLE)?;
        return flow.paragraph(
            Style::TEXT,
            "No run needs a rod, so there is no elevation to show.",
        );
    }
    let section = document.node(ROOT, Role::Section);
    document.bookmark(1, TITLE, document.pages.len(), 0.0);
    let [at, size] = drawing_room();
    // As many levels a row as are readable, as many rows a sheet as fit.
    let most = (((size[1] - HEAD - FOOT) / LEAST_LEVEL) as usize).max(1);
    let bands = count.div_ceil(most);
    let a_band = count.div_ceil(bands);
    let least = HEAD + FOOT + LEAST_LEVEL * a_band as f32;
    let rows = ((size[1] / least) as usize).max(1);
    let height = (size[1] - 6.0) / rows as f32;
    let level = ((height - HEAD - FOOT) / a_band as f32).clamp(LEAST_LEVEL, 130.0);
    let across = (((size[0] - AXIS) / STRIP) as usize).max(1);

    let strips: Vec<(usize, &[&RodRun])> = runs
        .chunks(across)
        .flat_map(|chunk| (0..bands).map(move |b| (b, chunk)))
        .collect();
    for (number, rows_of_sheet) in strips.chunks(rows).enumerate() {
        let first = rows_of_sheet
            .first()
            .and_then(|(_, c)| c.first())
            .map_or("", |r| &r.id);
        let last = rows_of_sheet
            .last()
            .and_then(|(_, c)| c.last())
            .map_or("", |r| &r.id);
        let title = SheetTitle {
            section: TITLE.to_owned(),
            name: format!("Rod run elevations {first} to {last}"),
            number: format!("TD-{}", 201 + number),
            scale: "Schematic, not to scale".to_owned(),
            legend: legend(),
            notes: vec![
                "Forces at the design method's level, demand / capacity. T: tension in the rod. \
                 C: compression in the posts. Δ: deformation since the restraint below / limit. \
                 e.s.: each side of the rod. Plates and devices stand on the floor above the level."
                    .to_owned(),
            ],
        };
        let page = sheet(document, section, &results.project, &title)?;
        for (row, (band, chunk)) in rows_of_sheet.iter().enumerate() {
            let from = band * a_band;
            let band = Band {
                from,
                to: (from + a_band).min(count),
                level,
            };
            let y = at[1] + height * row as f32;
            for shape in axis(results, band) {
                document.draw(page, ARTIFACT, shape.moved([at[0], y]));
            }
            for (i, run) in chunk.iter().enumerate() {
                let x = at[0] + AXIS + STRIP * i as f32;
                document.figure(page, section, [x, y], strip(results, run, band));
            }
        }
    }
    Ok(())
}

/// One past the highest level of any run; bounded, as an index may be anything.
fn levels(results: &Results, runs: &[&RodRun]) -> usize {
    let highest = runs
        .iter()
        .flat_map(|r| &r.levels)
        .map(|l| l.level.saturating_add(1))
        .max()
        .unwrap_or(0);
    highest.min(results.levels.len())
}

fn legend() -> Vec<(Vec<Shape>, &'static str)> {
    let rod = Shape::line([0.0, -6.0], [0.0, 6.0], Pen::new(2.0, Tone::Blue));
    let coupler = Shape::rect(
        [-3.6, -5.0],
        [7.2, 10.0],
        Some(Pen::MEDIUM),
        Some(Tone::White),
    );
    let plate = Shape::rect([-8.0, -1.3], [16.0, 2.6], None, Some(Tone::Ink));
    let takeup = Shape::rect(
        [-5.0, -3.3],
        [10.0, 6.6],
        Some(Pen::MEDIUM),
        Some(Tone::Rule),
    );
    let posts = [-7.0, 2.0].map(|x| {
        Shape::rect(
            [x, -6.0],
            [5.0, 12.0],
            Some(Pen::new(0.5, Tone::Grey)),
            None,
        )
    });
    vec![
        (vec![rod.clone()], "Rod"),
        (vec![rod, coupler], "Coupler"),
        (vec![plate], "Bearing plate"),
        (vec![takeup], "Take-up device"),
        (posts.to_vec(), "Compression posts"),
    ]
}
