//! Key plans: a sheet a level, more where a level is large.

use crate::ReportError;
use crate::drawing::plan::sheets;
use crate::drawing::symbols::{RodState, rod};
use crate::drawing::{Dash, Pen, Shape, Tone};
use crate::pdf::document::{Document, Paper, ROOT, Role};
use crate::pdf::flow::{Flow, Style};
use crate::pdf::frame::{SheetTitle, drawing_room, sheet};
use crate::results::Results;
use crate::utilization::level_name;

/// Title of the section.
pub(crate) const TITLE: &str = "Key plans";

/// Lays the section out.
pub(crate) fn lay(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    if results.levels.is_empty() {
        let mut flow = Flow::section(document, Paper::Letter, TITLE)?;
        return flow.paragraph(
            Style::TEXT,
            "The building has no levels, so there is no plan to show.",
        );
    }
    let section = document.node(ROOT, Role::Section);
    document.bookmark(1, TITLE, document.pages.len(), 0.0);
    let [at, size] = drawing_room();
    for level in 0..results.levels.len() {
        for plan in sheets(results, level, size) {
            let (part, parts) = plan.part;
            let name = level_name(results, level);
            let (name, number) = if parts > 1 {
                (
                    format!("{name} key plan, part {part} of {parts}"),
                    format!("TD-1{:02}.{part}", level + 1),
                )
            } else {
                (format!("{name} key plan"), format!("TD-1{:02}", level + 1))
            };
            let title = SheetTitle {
                section: TITLE.to_owned(),
                name,
                number,
                scale: format!("{} on 11 × 17", plan.scale.name),
                legend: legend(),
                notes: vec![
                    "Walls bear their type's mark and id; rods stand at wall ends under the ids of \
                     the rod schedule. NG: a check fails."
                        .to_owned(),
                ],
            };
            let page = sheet(document, section, &results.project, &title)?;
            document.figure(page, section, at, plan.drawing);
        }
    }
    Ok(())
}

fn legend() -> Vec<(Vec<Shape>, &'static str)> {
    let bar = |fill, pen| vec![Shape::rect([-8.0, -2.0], [16.0, 4.0], pen, Some(fill))];
    let line = |pen| vec![Shape::line([-8.0, 0.0], [8.0, 0.0], pen)];
    let window =
        [-2.0, 0.0, 2.0].map(|y| Shape::line([-8.0, y], [8.0, y], Pen::new(0.4, Tone::Grey)));
    vec![
        (bar(Tone::Ink, None), "Shear wall"),
        (window.to_vec(), "Window in a shear wall"),
        (
            [window[0].clone(), window[2].clone()].to_vec(),
            "Door or other opening",
        ),
        (line(Pen::new(0.3, Tone::Silver)), "Other lines of the plan"),
        (rod([0.0; 2], 2.6, RodState::Passes), "Rod run"),
        (
            rod([0.0; 2], 2.6, RodState::NotRequired),
            "Wall end, no rod required",
        ),
        (
            rod([0.0; 2], 2.6, RodState::Fails),
            "Rod run, a check fails (NG)",
        ),
        (
            bar(Tone::Sand, Some(Pen::new(0.4, Tone::Ochre))),
            "Duct, pipe, beam, other obstacle",
        ),
        (
            line(Pen::new(0.3, Tone::Silver).dashed(Dash::Center)),
            "Grid line",
        ),
    ]
}
