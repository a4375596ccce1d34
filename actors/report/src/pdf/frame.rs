//! What every page bears: running heads and feet on text pages, the border and title block on
//! drawings, and the page's number of how many.

use super::document::{ARTIFACT, Document, NodeId, Paper, Role};
use super::flow::{SIDE, wrap};
use crate::ReportError;
use crate::drawing::{Anchor, At, Label, Pen, Shape, Tone};
use crate::results::ProjectInfo;
use crate::typeface::{Face, clean};

/// Border of drawing sheets, points from the edge.
const BORDER: f32 = 30.0;
/// Width of the title block.
const BLOCK: f32 = 148.0;

/// Upper left and size of the room for a drawing on a sheet.
pub(crate) fn drawing_room() -> [At; 2] {
    let [w, h] = Paper::Tabloid.size();
    [
        [BORDER + 8.0, BORDER + 8.0],
        [w - 2.0 * BORDER - BLOCK - 16.0, h - 2.0 * BORDER - 16.0],
    ]
}

/// Heads, feet and numbers of all pages; done last, when their count is known.
pub(crate) fn finish(document: &mut Document, info: &ProjectInfo) {
    let total = document.pages.len();
    let name = clean(&info.name);
    let number = clean(&info.number);
    let project = if number.trim().is_empty() {
        name
    } else {
        format!("{number}  {name}")
    };
    for index in 0..total {
        let page = &document.pages[index];
        let [w, h] = page.paper.size();
        let count = format!("{} of {total}", index + 1);
        if page.paper == Paper::Tabloid {
            // Large, where a sheet's number is looked for: the lower right corner.
            let at = [w - BORDER - 8.0, h - BORDER - 7.0];
            let label = Label::new(at, Face::NarrowBold, 8.0, count).anchor(Anchor::End);
            document.draw(index, ARTIFACT, Shape::Text(label));
            continue;
        }
        let section = page.section.clone();
        let mut put = |at: At, anchor, face, text: String, room: f32| {
            let label = Label::new(at, face, 7.4, text)
                .anchor(anchor)
                .tone(Tone::Grey)
                .within(room);
            document.draw(index, ARTIFACT, Shape::Text(label));
        };
        let (left, right, half) = (SIDE, w - SIDE, w / 2.0 - SIDE - 10.0);
        if index > 0 {
            put(
                [left, 40.0],
                Anchor::Start,
                Face::Narrow,
                project.clone(),
                half,
            );
            put([right, 40.0], Anchor::End, Face::NarrowBold, section, half);
        }
        let foot = h - 30.0;
        put(
            [left, foot],
            Anchor::Start,
            Face::Narrow,
            software(info),
            half,
        );
        put(
            [w / 2.0, foot],
            Anchor::Middle,
            Face::Narrow,
            clean(&info.date),
            120.0,
        );
        put([right, foot], Anchor::End, Face::NarrowBold, count, half);
        let pen = Pen::new(0.4, Tone::Rule);
        if index > 0 {
            document.draw(
                index,
                ARTIFACT,
                Shape::line([left, 46.0], [right, 46.0], pen),
            );
        }
        document.draw(
            index,
            ARTIFACT,
            Shape::line([left, foot - 10.0], [right, foot - 10.0], pen),
        );
    }
}

/// Version and the start of the input hash.
fn software(info: &ProjectInfo) -> String {
    let hash: String = clean(&info.input_hash).chars().take(12).collect();
    let software = clean(&info.software);
    match (software.trim().is_empty(), hash.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("inputs {hash}"),
        (false, true) => software,
        (false, false) => format!("{software}   inputs {hash}"),
    }
}

/// A drawing sheet with its border and title block. The sheet's title is a heading within `section`;
/// gives the page.
pub(crate) fn sheet(
    document: &mut Document,
    section: NodeId,
    info: &ProjectInfo,
    title: &SheetTitle,
) -> Result<usize, ReportError> {
    let [w, h] = Paper::Tabloid.size();
    let page = document.page(Paper::Tabloid, &title.section)?;
    let heading = clean(&title.name);
    document.bookmark(2, &heading, page, 0.0);
    let node = document.node(section, Role::Heading(2, heading.clone()));
    let scale = document.node(section, Role::Paragraph);

    let [bx, by] = [w - BORDER - BLOCK, BORDER];
    let (inner, right) = (bx + 10.0, BLOCK - 20.0);
    let frame = Shape::rect(
        [BORDER, BORDER],
        [w - 2.0 * BORDER, h - 2.0 * BORDER],
        Some(Pen::HEAVY),
        None,
    );
    document.draw(page, ARTIFACT, frame);
    document.draw(
        page,
        ARTIFACT,
        Shape::line([bx, by], [bx, h - BORDER], Pen::HEAVY),
    );

    let mut y = by + 16.0;
    let field = |document: &mut Document,
                 node: NodeId,
                 y: &mut f32,
                 name: &str,
                 value: &str,
                 face,
                 size: f32| {
        if value.trim().is_empty() {
            return;
        }
        let head = Label::new([inner, *y], Face::Narrow, 6.0, name).tone(Tone::Grey);
        document.draw(page, ARTIFACT, Shape::Text(head));
        *y += size + 2.5;
        let lines = wrap(face, size, value, right);
        let count = lines.len().min(5);
        for (i, line) in lines.into_iter().take(count).enumerate() {
            let gap = if i + 1 < count { " " } else { "" };
            let label = Label::new([inner, *y], face, size, format!("{line}{gap}"));
            document.draw(page, node, Shape::Text(label));
            *y += size * 1.22;
        }
        *y += 9.0;
    };
    field(
        document,
        ARTIFACT,
        &mut y,
        "PROJECT",
        &clean(&info.name),
        Face::Bold,
        11.0,
    );
    field(
        document,
        ARTIFACT,
        &mut y,
        "PROJECT NUMBER",
        &clean(&info.number),
        Face::Sans,
        8.5,
    );
    field(
        document,
        ARTIFACT,
        &mut y,
        "ADDRESS",
        &clean(&info.address),
        Face::Sans,
        8.0,
    );
    field(
        document,
        ARTIFACT,
        &mut y,
        "CLIENT",
        &clean(&info.client),
        Face::Sans,
        8.0,
    );
    field(
        document,
        ARTIFACT,
        &mut y,
        "ENGINEER OF RECORD",
        &clean(&info.engineer),
        Face::Sans,
        8.0,
    );
    let pen = Pen::new(0.5, Tone::Ink);
    document.draw(page, ARTIFACT, Shape::line([bx, y], [w - BORDER, y], pen));
    y += 14.0;
    let mut legend = Vec::new();
    for (symbol, words) in &title.legend {
        legend.extend(symbol.iter().cloned().map(|s| s.moved([inner + 8.0, y])));
        let label = Label::new([inner + 22.0, y + 2.5], Face::Narrow, 7.0, *words);
        legend.push(Shape::Text(label.within(right - 22.0)));
        y += 14.0;
    }
    for shape in legend {
        document.draw(page, ARTIFACT, shape);
    }
    for note in &title.notes {
        y += 2.0;
        for line in wrap(Face::Narrow, 7.0, note, right).into_iter().take(8) {
            let label = Label::new([inner, y + 4.0], Face::Narrow, 7.0, line).tone(Tone::Grey);
            document.draw(page, ARTIFACT, Shape::Text(label));
            y += 8.8;
        }
    }

    let mut y = h - BORDER - 168.0;
    document.draw(page, ARTIFACT, Shape::line([bx, y], [w - BORDER, y], pen));
    y += 14.0;
    field(document, node, &mut y, "SHEET", &heading, Face::Bold, 11.0);
    y = h - BORDER - 100.0;
    field(
        document,
        scale,
        &mut y,
        "SCALE",
        &title.scale,
        Face::Sans,
        8.5,
    );
    y = h - BORDER - 74.0;
    field(
        document,
        ARTIFACT,
        &mut y,
        "DATE",
        &clean(&info.date),
        Face::Sans,
        8.0,
    );
    y = h - BORDER - 46.0;
    let foot = Label::new([inner, y + 4.0], Face::Narrow, 6.2, software(info)).tone(Tone::Grey);
    document.draw(page, ARTIFACT, Shape::Text(foot.within(right)));
    let rule = h - BORDER - 30.0;
    document.draw(
        page,
        ARTIFACT,
        Shape::line([bx, rule], [w - BORDER, rule], pen),
    );
    let label = Label::new(
        [inner, h - BORDER - 8.0],
        Face::Bold,
        15.0,
        title.number.clone(),
    );
    document.draw(page, ARTIFACT, Shape::Text(label));
    Ok(page)
}

/// What the title block of a sheet says.
#[derive(Debug)]
pub(crate) struct SheetTitle {
    /// Section's name.
    pub(crate) section: String,
    /// Sheet's name.
    pub(crate) name: String,
    /// Sheet's number, `TD-101`.
    pub(crate) number: String,
    /// Scale, in words.
    pub(crate) scale: String,
    /// Symbols, drawn around the origin, with their words.
    pub(crate) legend: Vec<(Vec<Shape>, &'static str)>,
    /// Notes.
    pub(crate) notes: Vec<String>,
}
