//! Clashes: all in a table, and a picture of each with the proposed move.

use crate::ReportError;
use crate::drawing::Tone;
use crate::drawing::excerpt::{SCALE, against, clash as picture, parts, parts_apart, proposed};
use crate::numerals::{fixed, signed, whole};
use crate::pdf::document::{Document, Paper, Role};
use crate::pdf::flow::{Flow, SIDE, Style, wrap};
use crate::pdf::table::{Cell, Table, number, prose, word};
use crate::results::{Clash, Results};
use crate::typeface::{Face, clean};
use crate::utilization::level_name;

/// Title of the section.
pub(crate) const TITLE: &str = "Clashes";

/// More pictures than this are left to `clashes.bcfzip`.
const MOST_PICTURES: usize = 200;
const PICTURE: [f32; 2] = [286.0, 144.0];

/// Lays the section out.
pub(crate) fn lay(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    let mut flow = Flow::section(document, Paper::Letter, TITLE)?;
    if results.clashes.is_empty() {
        return flow.paragraph(
            Style::TEXT,
            &format!(
                "No rod, plate, coupler or post comes nearer than its clearance to any of the {} \
                 obstacles found on the drawings.",
                whole(results.obstacles.len() as f64)
            ),
        );
    }
    let mut table = Table::new(
        "Clashes, one for each run and thing in its way on a level: what meets, least distance and \
         proposed move",
        vec![
            word("Clash"),
            word("Kind"),
            word("Level"),
            word("Run"),
            prose("Parts"),
            word("Against"),
            number("Distance", "in"),
            number("Required", "in"),
            number("Move", "in"),
            prose("What to do"),
        ],
    );
    for c in &results.clashes {
        let hard = c.kind == "hard";
        table.row(vec![
            c.id.as_str().into(),
            Cell::from(c.kind.as_str()).failing(hard),
            level_name(results, c.level).into(),
            c.run.as_str().into(),
            parts(c).into(),
            against(c).into(),
            fixed(c.distance_in, 2).into(),
            fixed(c.required_in, 2).into(),
            proposed(c).map_or_else(|| Cell::from("none"), |m| signed(m, 2).into()),
            c.remedy.as_str().into(),
        ]);
    }
    flow.table(&table)?;
    flow.heading(2, "Pictures")?;
    let shown = results.clashes.len().min(MOST_PICTURES);
    let mut note = format!(
        "Plans around each clash, {SCALE}. A dashed ring marks the place, an arrow the proposed move \
         along the wall; a positive move is towards the inside of the wall."
    );
    if shown < results.clashes.len() {
        note.push_str(&format!(
            " The first {shown} of {} are shown; all are in clashes.bcfzip.",
            whole(results.clashes.len() as f64)
        ));
    }
    flow.paragraph(Style::NOTE, &note)?;
    for clash in results.clashes.iter().take(shown) {
        entry(&mut flow, results, clash)?;
    }
    Ok(())
}

/// A picture with its words to the right.
fn entry(flow: &mut Flow<'_>, results: &Results, clash: &Clash) -> Result<(), ReportError> {
    flow.need(PICTURE[1] + 14.0)?;
    let top = flow.y;
    let title = clean(&clash.id);
    flow.document.bookmark(3, &title, flow.page, top - 8.0);
    let x = SIDE + PICTURE[0] + 14.0;
    let width = flow.width() - PICTURE[0] - 14.0;
    let heading = flow
        .document
        .node(flow.node, Role::Heading(3, title.clone()));
    let mut y = top + 10.0;
    for line in wrap(Face::Bold, 9.2, &title, width).into_iter().take(2) {
        flow.text(
            heading,
            [x, y],
            Face::Bold,
            9.2,
            Tone::Ink,
            &format!("{line} "),
        );
        y += 12.0;
    }
    let [sheet, layer, entity] = &clash.source;
    let source = [sheet, layer, entity].map(|s| clean(s));
    let source: Vec<&str> = source
        .iter()
        .map(String::as_str)
        .filter(|s| !s.is_empty())
        .collect();
    let action = match proposed(clash) {
        Some(by) => format!("Move {} in along the wall.", signed(by, 2)),
        None => "No move within the allowed offset clears it.".to_owned(),
    };
    let words = [
        (
            format!(
                "{} clash on {}",
                capital(&clash.kind),
                level_name(results, clash.level)
            ),
            Tone::Ink,
        ),
        (
            format!(
                "{} of {} against {}",
                capital(&parts(clash)),
                clash.run,
                against(clash)
            ),
            Tone::Ink,
        ),
        (
            format!(
                "{}; {} in required; at x {} y {} z {} ft",
                if clash.parts.is_empty() {
                    format!("Distance {} in", fixed(clash.distance_in, 2))
                } else {
                    capital(&parts_apart(results, clash))
                },
                fixed(clash.required_in, 2),
                fixed(clash.at_ft[0], 2),
                fixed(clash.at_ft[1], 2),
                fixed(clash.at_ft[2], 2)
            ),
            Tone::Ink,
        ),
        (
            action,
            if proposed(clash).is_some() {
                Tone::Green
            } else {
                Tone::Red
            },
        ),
        (clash.remedy.clone(), Tone::Ink),
        (source.join(", "), Tone::Grey),
    ];
    for (text, tone) in words {
        let text = clean(&text);
        if text.trim().is_empty() {
            continue;
        }
        let node = flow.document.node(flow.node, Role::Paragraph);
        for line in wrap(Face::Sans, 8.0, &text, width).into_iter().take(5) {
            if y < top + PICTURE[1] {
                flow.text(node, [x, y], Face::Sans, 8.0, tone, &format!("{line} "));
            }
            y += 10.4;
        }
        y += 3.0;
    }
    flow.figure(picture(results, clash, PICTURE), 14.0)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
