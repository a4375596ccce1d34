//! Calculation sheets: each line with formula, values, units, reference and where numbers came from.

use holdfast_engineering::trace::{Line, Origin, Quantity};

use crate::ReportError;
use crate::drawing::{Anchor, Label, Pen, Shape, Tone};
use crate::numerals::{general, whole};
use crate::pdf::document::{Document, Paper, Role};
use crate::pdf::flow::{Flow, SIDE, Style, wrap};
use crate::results::Results;
use crate::typeface::{Face, clean};

/// Title of the section.
pub(crate) const TITLE: &str = "Calculation sheets";

/// Lays the section out.
pub(crate) fn lay(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    let mut flow = Flow::section(document, Paper::Letter, TITLE)?;
    if results.calculations.values().all(Vec::is_empty) {
        return flow.paragraph(
            Style::TEXT,
            "No calculation was kept. The command “holdfast explain” writes out that of any run.",
        );
    }
    let runs = results.rod_runs.len();
    let shown = results.calculations.len();
    let mut note =
        "Each line gives its formula, the numbers that go in with where they came from in \
                    brackets (those without were worked out above), and the result."
            .to_owned();
    if shown < runs {
        note.push_str(&format!(
            " {} of {} runs are written out here; the command “holdfast explain” gives any other.",
            whole(shown as f64),
            whole(runs as f64)
        ));
    }
    flow.paragraph(Style::NOTE, &note)?;
    for (name, lines) in results.calculations.iter().filter(|(_, l)| !l.is_empty()) {
        flow.heading(2, name)?;
        for line in lines {
            self::line(&mut flow, line)?;
        }
    }
    Ok(())
}

fn line(flow: &mut Flow<'_>, line: &Line) -> Result<(), ReportError> {
    flow.need(58.0)?;
    flow.rule(Pen::new(0.3, Tone::Rule));
    flow.y += 3.5;
    // Title to the left, reference to the right.
    let right = SIDE + flow.width();
    let reference = clean(&line.reference);
    let room = flow.width() * 0.45;
    let label = Label::new([right, flow.y + 8.4], Face::Narrow, 7.8, reference)
        .anchor(Anchor::End)
        .tone(Tone::Grey)
        .within(room);
    let taken = label.width();
    let node = flow.document.node(flow.node, Role::Paragraph);
    let title = clean(&line.title);
    for part in wrap(Face::Bold, 8.6, &title, flow.width() - taken - 12.0) {
        flow.need(12.0)?;
        let y = flow.y + 8.4;
        flow.text(
            node,
            [SIDE, y],
            Face::Bold,
            8.6,
            Tone::Ink,
            &format!("{part} "),
        );
        flow.y += 11.6;
    }
    if !label.text.is_empty() {
        flow.document.draw(flow.page, node, Shape::Text(label));
    }
    let formula = clean(&line.formula);
    if !formula.trim().is_empty() {
        let style = Style {
            face: Face::Mono,
            size: 8.0,
            indent: 12.0,
            after: 1.5,
            ..Style::TEXT
        };
        let node = flow
            .document
            .node(flow.node, Role::Formula(formula.clone()));
        flow.lines(node, style, &formula)?;
    }
    if !line.inputs.is_empty() {
        let inputs: Vec<String> = line.inputs.iter().map(input).collect();
        let style = Style {
            face: Face::Narrow,
            size: 7.8,
            tone: Tone::Grey,
            indent: 12.0,
            after: 1.5,
        };
        flow.paragraph(style, &inputs.join(";  "))?;
    }
    let verdict = line.verdict.as_deref().map(clean).unwrap_or_default();
    let result = value(&line.result);
    let node = flow.document.node(flow.node, Role::Paragraph);
    let style = Style {
        face: Face::Bold,
        size: 8.6,
        indent: 12.0,
        after: 0.0,
        ..Style::TEXT
    };
    flow.lines(node, style, &result)?;
    if !verdict.is_empty() {
        let bad = verdict.to_lowercase().contains("fail") || verdict.contains("NG");
        let tone = if bad { Tone::Red } else { Tone::Green };
        let indent = 12.0 + Face::Bold.width(8.6, &result) + 18.0;
        let width = Face::Bold.width(8.2, &verdict);
        if indent + width <= flow.width() {
            let at = [SIDE + indent, flow.y - 3.3];
            flow.text(node, at, Face::Bold, 8.2, tone, &verdict);
        } else {
            let style = Style {
                face: Face::Bold,
                size: 8.2,
                tone,
                indent: 12.0,
                after: 0.0,
            };
            flow.lines(node, style, &verdict)?;
        }
    }
    flow.y += 4.5;
    Ok(())
}

fn value(q: &Quantity) -> String {
    let unit = clean(&q.unit);
    let gap = if unit.is_empty() { "" } else { " " };
    format!("{} = {}{gap}{unit}", clean(&q.symbol), general(q.value))
}

/// A number that goes in, with where it came from.
fn input(q: &Quantity) -> String {
    match origin(&q.origin) {
        Some(origin) => format!("{} [{origin}]", value(q)),
        None => value(q),
    }
}

/// Where a number came from; `None` for an earlier line.
fn origin(origin: &Origin) -> Option<String> {
    match origin {
        Origin::File(place) => Some(place.clone()),
        Origin::Drawing {
            sheet,
            layer,
            entity,
        } => Some(format!("{sheet}, layer {layer}, entity {entity}")),
        Origin::Table(name) => Some(name.clone()),
        Origin::Assumed(what) => Some(format!("assumed: {what}")),
        Origin::Computed => None,
    }
}
