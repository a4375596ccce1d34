//! The cover: what and for whom, the verdict at a glance, the contents.

use crate::ReportError;
use crate::drawing::{Anchor, At, Label, Pen, Shape, Tone};
use crate::numerals::{fixed, whole};
use crate::pdf::document::{ARTIFACT, Document, Link, NodeId, Paper, Role};
use crate::pdf::flow::{Flow, SIDE, Style, wrap};
use crate::pdf::table::{Cell, Table, number, verdict, word};
use crate::results::Results;
use crate::typeface::{Face, clean};
use crate::utilization::governing;

/// The contents' places, to be filled when pages are known.
#[derive(Debug)]
pub(crate) struct Contents {
    page: usize,
    /// Link node, place of the line, index of the number's shape on the page.
    lines: Vec<(NodeId, [At; 2], usize, String)>,
}

impl Contents {
    /// Writes page numbers and links in.
    pub(crate) fn fill(self, document: &mut Document, starts: &[usize]) {
        for ((node, place, shape, title), start) in self.lines.into_iter().zip(starts) {
            let page = &mut document.pages[self.page];
            if let Some((_, Shape::Text(label))) = page.shapes.get_mut(shape) {
                label.text = format!("{}", start + 1);
            }
            let alt = format!("{title}, page {}", start + 1);
            page.links.push(Link {
                node,
                place,
                page: *start,
                alt,
            });
        }
    }
}

/// Lays the cover out.
pub(crate) fn lay(
    document: &mut Document,
    results: &Results,
    titles: &[&'static str],
) -> Result<Contents, ReportError> {
    let mut flow = Flow::blank(document, Paper::Letter, "Cover")?;
    title(&mut flow, results)?;
    glance(&mut flow, results)?;
    let contents = contents(&mut flow, titles)?;
    seal(&mut flow, results);
    Ok(contents)
}

fn title(flow: &mut Flow<'_>, results: &Results) -> Result<(), ReportError> {
    let info = &results.project;
    flow.y = 62.0;
    let small = Style {
        face: Face::Bold,
        size: 8.5,
        tone: Tone::Blue,
        after: 8.0,
        ..Style::TEXT
    };
    flow.paragraph(small, "CONTINUOUS ROD TIE-DOWN SUBMITTAL")?;
    let name = clean(&info.name);
    let name = if name.trim().is_empty() {
        "Untitled project"
    } else {
        name.trim()
    };
    flow.document.bookmark(1, "Cover", flow.page, 0.0);
    let node = flow
        .document
        .node(flow.node, Role::Heading(1, name.to_owned()));
    let size = if Face::Bold.width(24.0, name) <= flow.width() {
        24.0
    } else {
        16.0
    };
    for line in wrap(Face::Bold, size, name, flow.width())
        .into_iter()
        .take(3)
    {
        flow.y += size;
        let y = flow.y;
        flow.text(
            node,
            [SIDE, y],
            Face::Bold,
            size,
            Tone::Ink,
            &format!("{line} "),
        );
        flow.y += size * 0.2;
    }
    flow.y += 7.0;
    let place = [&info.address, &info.number, &info.client];
    let place: Vec<String> = place
        .iter()
        .zip(["", "Project ", "for "])
        .filter(|(text, _)| !text.trim().is_empty())
        .map(|(text, lead)| format!("{lead}{}", clean(text)))
        .collect();
    if !place.is_empty() {
        let line: String = place.join("   ·   ").chars().take(300).collect();
        flow.paragraph(
            Style {
                size: 9.5,
                tone: Tone::Grey,
                ..Style::TEXT
            },
            &line,
        )?;
    }
    flow.y += 2.0;
    flow.rule(Pen::new(1.2, Tone::Blue));
    flow.y += 12.0;
    Ok(())
}

fn glance(flow: &mut Flow<'_>, results: &Results) -> Result<(), ReportError> {
    let required = results.rod_runs.iter().filter(|r| r.required).count();
    let failing = results.rod_runs.iter().filter(|r| !r.passes).count();
    let checks = results.audit.checks.len();
    let failed = results.audit.checks.iter().filter(|c| !c.passes).count();
    let hard = results.clashes.iter().filter(|c| c.kind == "hard").count();
    let walls = results
        .walls
        .iter()
        .filter(|w| crate::drawing::plan::fails(w))
        .count();
    let faults: Vec<String> = [
        (failing, "rod run does not pass", "rod runs do not pass"),
        (
            walls,
            "shear wall is over its capacity",
            "shear walls are over their capacity",
        ),
        (failed, "audit check fails", "audit checks fail"),
        (hard, "hard clash is open", "hard clashes are open"),
        (
            results.problems.len(),
            "problem is listed",
            "problems are listed",
        ),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, one, many)| count(n, one, many))
    .collect();
    let good = faults.is_empty();
    let words = if !good {
        format!("{}.", faults.join("; "))
    } else if results.rod_runs.is_empty() {
        "No rod run was designed.".to_owned()
    } else {
        "Every rod run passes and every audit check agrees.".to_owned()
    };
    let tone = match (good, results.rod_runs.is_empty()) {
        (false, _) => Tone::Red,
        (true, true) => Tone::Grey,
        (true, false) => Tone::Green,
    };
    let style = Style {
        face: Face::Bold,
        size: 11.5,
        tone,
        after: 8.0,
        ..Style::TEXT
    };
    flow.paragraph(style, &words)?;

    let steel = results.steel_lb();
    let facts = [
        (results.levels.len(), "levels"),
        (results.walls.len(), "shear walls"),
        (results.rod_runs.len(), "rod runs"),
        (required, "with rods"),
        (results.clashes.len(), "clashes"),
        (hard, "of them hard"),
        (checks - failed, "checks pass"),
        (failed, "checks fail"),
    ];
    let step = flow.width() / facts.len() as f32;
    let y = flow.y;
    let list = flow.document.node(flow.node, Role::List);
    for (i, (value, name)) in facts.into_iter().enumerate() {
        let node = flow.document.node(list, Role::Item);
        let body = flow.document.node(node, Role::ItemBody);
        let x = SIDE + step * i as f32;
        let tone = if value > 0 && (name == "checks fail" || name == "of them hard") {
            Tone::Red
        } else {
            Tone::Ink
        };
        flow.text(
            body,
            [x, y + 16.0],
            Face::Bold,
            15.0,
            tone,
            &format!("{} ", whole(value as f64)),
        );
        flow.text(body, [x, y + 27.0], Face::Narrow, 7.8, Tone::Grey, name);
    }
    flow.y += 38.0;
    if steel > 0.0 {
        let line = format!("Steel in rods: {} lb.", whole(steel));
        flow.paragraph(
            Style {
                after: 8.0,
                ..Style::NOTE
            },
            &line,
        )?;
    }

    let worst = governing(results);
    if !worst.is_empty() {
        let mut table = Table::new(
            "Governing utilization of each kind of check: ratio, where it governs, how many were checked",
            vec![
                word("Governing check"),
                number("Demand / capacity", ""),
                word(""),
                word("Where"),
                number("Checked", ""),
                number("Over 1.00", ""),
                word("Reference"),
            ],
        );
        for g in worst {
            table.row(vec![
                g.what.into(),
                Cell::from(fixed(g.ratio, 2)).bold().failing(g.over > 0),
                verdict(g.over == 0),
                g.place.into(),
                whole(g.checked as f64).into(),
                Cell::from(whole(g.over as f64)).failing(g.over > 0),
                Cell::from(g.reference).tone(Tone::Grey),
            ]);
        }
        flow.table(&table)?;
    }
    Ok(())
}

fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{} {many}", whole(n as f64))
    }
}

fn contents(flow: &mut Flow<'_>, titles: &[&'static str]) -> Result<Contents, ReportError> {
    const LINE: f32 = 15.0;
    flow.need(LINE * titles.len() as f32 + 40.0)?;
    flow.heading(2, "Contents")?;
    let list = flow.document.node(flow.node, Role::Contents);
    let mut lines = Vec::new();
    let right = SIDE + flow.width();
    for title in titles {
        let item = flow.document.node(list, Role::ContentsItem);
        let node = flow.document.node(item, Role::Link);
        let y = flow.y + 10.0;
        let words = format!("{title} ");
        flow.text(node, [SIDE, y], Face::Sans, 9.2, Tone::Ink, &words);
        let label = Label::new([right, y], Face::Sans, 9.2, "").anchor(Anchor::End);
        flow.document.draw(flow.page, node, Shape::Text(label));
        let shape = flow.document.pages[flow.page].shapes.len() - 1;
        let from = SIDE + Face::Sans.width(9.2, &words) + 4.0;
        let pen = Pen::new(0.3, Tone::Rule);
        flow.document.draw(
            flow.page,
            ARTIFACT,
            Shape::line([from, y - 1.0], [right - 24.0, y - 1.0], pen),
        );
        let place = [[SIDE, flow.y], [flow.width(), LINE - 1.0]];
        lines.push((node, place, shape, (*title).to_owned()));
        flow.y += LINE;
    }
    Ok(Contents {
        page: flow.page,
        lines,
    })
}

/// The box for the seal, and who signs.
fn seal(flow: &mut Flow<'_>, results: &Results) {
    const HEIGHT: f32 = 84.0;
    let info = &results.project;
    if flow.room() < HEIGHT + 8.0 {
        return;
    }
    let top = flow.bottom() - HEIGHT;
    let left = SIDE + flow.width() - 150.0;
    let frame = Shape::rect(
        [left, top],
        [150.0, HEIGHT],
        Some(Pen::new(0.5, Tone::Silver)),
        None,
    );
    flow.document.draw(flow.page, ARTIFACT, frame);
    let node = flow.document.node(flow.node, Role::Paragraph);
    flow.text(
        node,
        [left + 6.0, top + 10.0],
        Face::Narrow,
        6.5,
        Tone::Grey,
        "SEAL AND SIGNATURE ",
    );
    let mut y = top + 10.0;
    let hash = clean(&info.input_hash);
    for (name, value, face) in [
        ("Engineer of record", clean(&info.engineer), Face::Sans),
        ("Date", clean(&info.date), Face::Sans),
        ("Software", clean(&info.software), Face::Sans),
        ("Hash of all inputs", hash, Face::Mono),
    ] {
        if value.trim().is_empty() {
            continue;
        }
        let node = flow.document.node(flow.node, Role::Paragraph);
        flow.text(
            node,
            [SIDE, y],
            Face::Narrow,
            7.0,
            Tone::Grey,
            &format!("{name}: "),
        );
        let size = if face == Face::Mono { 6.6 } else { 8.5 };
        let mut lines = wrap(face, size, &value, left - SIDE - 90.0);
        lines.truncate(2);
        for line in lines {
            flow.text(node, [SIDE + 74.0, y], face, size, Tone::Ink, &line);
            y += size * 1.3;
        }
        y += 5.0;
    }
}
