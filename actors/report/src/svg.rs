//! One SVG a level: the key plan, to scale when printed at full size.

use std::fmt::Write as _;

use crate::ReportError;
use crate::drawing::{Anchor, Label, Pen, Shape, Tone, plan};
use crate::results::Results;
use crate::typeface::{Face, clean};
use crate::utilization::level_name;

/// The key plan of a level as SVG 1.1. Width and height are in inches of paper, so that it prints to
/// the scale written on it (1/8" = 1'-0" but for very large buildings). Walls, rods and obstacles are
/// groups whose `data-id` is their id in `results.json`.
///
/// # Errors
/// [`ReportError::NoSuchLevel`] where the building has no level of that index.
pub fn level(results: &Results, level: usize) -> Result<String, ReportError> {
    if level >= results.levels.len() {
        return Err(ReportError::NoSuchLevel {
            level,
            count: results.levels.len(),
        });
    }
    let sheet = plan::single(results, level);
    let [width, height] = sheet.drawing.size;
    let head = 40.0;
    let name = clean(&level_name(results, level));
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
         version=\"1.1\" width=\"{:.4}in\" height=\"{:.4}in\" viewBox=\"0 {} {} {}\" role=\"img\" \
         aria-labelledby=\"title desc\">\n<title id=\"title\">{} – {}</title>\n<desc id=\"desc\">{}</desc>\n",
        width / 72.0,
        (height + head) / 72.0,
        -head,
        short(width),
        short(height + head),
        escape(&name),
        escape(&clean(&results.project.name)),
        escape(&sheet.drawing.alt),
    );
    let _ = writeln!(
        out,
        "<rect x=\"0\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#ffffff\"/>",
        -head,
        short(width),
        short(height + head)
    );
    let title = format!("{name} – key plan");
    let under = format!(
        "{}   Scale {}   {}   {}",
        clean(&results.project.name),
        sheet.scale.name,
        clean(&results.project.date),
        clean(&results.project.software)
    );
    out.push_str("<g class=\"title\">\n");
    shape(
        &mut out,
        &Shape::Text(Label::new([12.0, -20.0], Face::Bold, 12.0, title).within(width - 24.0)),
    );
    shape(
        &mut out,
        &Shape::Text(
            Label::new([12.0, -7.0], Face::Sans, 7.5, under)
                .within(width - 24.0)
                .tone(Tone::Grey),
        ),
    );
    out.push_str("</g>\n");
    for layer in &sheet.drawing.layers {
        let _ = write!(out, "<g class=\"{}\"", layer.kind);
        if !layer.id.is_empty() {
            let _ = write!(out, " data-id=\"{}\"", escape(&layer.id));
        }
        out.push_str(">\n");
        layer.shapes.iter().for_each(|s| shape(&mut out, s));
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    Ok(out)
}

fn shape(out: &mut String, shape: &Shape) {
    match shape {
        Shape::Path {
            points,
            closed,
            pen,
            fill,
        } => {
            let tag = if *closed { "polygon" } else { "polyline" };
            let _ = write!(out, "<{tag} points=\"");
            for (i, [x, y]) in points.iter().enumerate() {
                let gap = if i > 0 { " " } else { "" };
                let _ = write!(out, "{gap}{},{}", short(*x), short(*y));
            }
            out.push('"');
            paint(out, *pen, *fill);
            out.push_str("/>\n");
        }
        Shape::Circle {
            center: [x, y],
            radius,
            pen,
            fill,
        } => {
            let _ = write!(
                out,
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"",
                short(*x),
                short(*y),
                short(*radius)
            );
            paint(out, *pen, *fill);
            out.push_str("/>\n");
        }
        Shape::Text(label) => text(out, label),
    }
}

fn text(out: &mut String, label: &Label) {
    if label.text.trim().is_empty() {
        return;
    }
    let [x, y] = label.at.map(short);
    let anchor = match label.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let (family, weight) = match label.face {
        Face::Sans => ("'IBM Plex Sans',Arial,sans-serif", "400"),
        Face::Bold => ("'IBM Plex Sans',Arial,sans-serif", "600"),
        Face::Narrow => ("'IBM Plex Sans Condensed','Arial Narrow',sans-serif", "400"),
        Face::NarrowBold => ("'IBM Plex Sans Condensed','Arial Narrow',sans-serif", "600"),
        Face::Mono => ("'IBM Plex Mono',monospace", "400"),
    };
    // With the length given, labels stay clear of each other in any font.
    let _ = write!(
        out,
        "<text x=\"{x}\" y=\"{y}\" font-family=\"{family}\" font-weight=\"{weight}\" font-size=\"{}\" \
         text-anchor=\"{anchor}\" fill=\"{}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"",
        short(label.size),
        hex(label.tone),
        short(label.width())
    );
    if label.turn != 0.0 {
        let _ = write!(out, " transform=\"rotate({} {x} {y})\"", short(-label.turn));
    }
    let _ = writeln!(out, ">{}</text>", escape(&label.text));
}

fn paint(out: &mut String, pen: Option<Pen>, fill: Option<Tone>) {
    let fill = fill.map_or_else(|| "none".to_owned(), hex);
    let _ = write!(out, " fill=\"{fill}\"");
    if let Some(pen) = pen {
        let _ = write!(
            out,
            " stroke=\"{}\" stroke-width=\"{}\"",
            hex(pen.tone),
            short(pen.width)
        );
        let dashes = pen.dash.lengths();
        if !dashes.is_empty() {
            let list: Vec<String> = dashes.iter().map(|d| short(*d)).collect();
            let _ = write!(out, " stroke-dasharray=\"{}\"", list.join(" "));
        }
    }
}

fn hex(tone: Tone) -> String {
    let [r, g, b] = tone.rgb();
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Two decimals, without trailing zeros.
fn short(x: f32) -> String {
    let mut text = format!("{x:.2}");
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    if text == "-0" { "0".to_owned() } else { text }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
