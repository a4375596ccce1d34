//! Border, title block and the title under a plan.

use crate::draft::canvas::Canvas;
use crate::dxf::{Align, Attribute, Entity, Layout, Shape, Text, Viewport};
use crate::geometry::{Frame, P, scale};
use crate::hand::Layers;
use crate::layers::Role;
use crate::program::Program;
use crate::project::DATE;

/// Width of the title block's strip at the right edge, paper inches.
pub(crate) const STRIP_IN: f64 = 4.2;

/// What a title block says.
#[derive(Debug, Clone)]
pub(crate) struct Title {
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) scale: String,
    /// Notes in the strip; empty where the sheet has none.
    pub(crate) notes: &'static [&'static str],
}

/// Usual plot scales, largest first.
pub(crate) fn plot_scales(metric: bool) -> &'static [f64] {
    if metric {
        &[50.0, 75.0, 100.0, 125.0, 150.0, 200.0, 250.0]
    } else {
        &[48.0, 64.0, 96.0, 128.0, 192.0]
    }
}

/// Area left for a plan with its title below.
pub(crate) fn drawing_area(paper: P) -> P {
    [paper[0] - STRIP_IN - 1.5, paper[1] - 2.0]
}

/// Centre of the area left for drawing, paper inches.
pub(crate) fn drawing_center(paper: P) -> P {
    [(paper[0] - STRIP_IN) / 2.0, paper[1] / 2.0]
}

/// Puts border and title block around what stands in model space: `corner` is where the paper's
/// lower left corner lies in drawing units, `plot` inches of building an inch of paper.
pub(crate) fn frame_sheet(
    canvas: &mut Canvas,
    program: &Program,
    title: &Title,
    corner: P,
    plot: f64,
) {
    let k = canvas.frame.k;
    let kept = (canvas.frame, canvas.plot);
    canvas.plot = 1.0;
    let paper = program.paper;
    if canvas.style.paper_space {
        let per_inch = if canvas.style.metric { 25.4 } else { 1.0 };
        let center = drawing_center(paper);
        let size = [paper[0] - STRIP_IN - 1.5, paper[1] - 1.5];
        canvas.drawing.layout = Some(Layout {
            name: title.number.clone(),
            paper: scale(paper, per_inch),
            entities: Vec::new(),
            view: Viewport {
                center: scale(center, per_inch),
                size: scale(size, per_inch),
                view_center: [
                    corner[0] + center[0] * plot * k,
                    corner[1] + center[1] * plot * k,
                ],
                view_height: size[1] * plot * k,
            },
        });
        canvas.on_paper = true;
        canvas.frame = Frame::new(per_inch, 0.0, [0.0, 0.0]);
    } else {
        canvas.frame = Frame::new(k * plot, 0.0, corner);
    }
    title_block(canvas, program, title);
    if !title.notes.is_empty() {
        let at = [paper[0] - STRIP_IN + 0.15, paper[1] - 5.2];
        canvas.text(Role::Note, at, 0.12, 0.0, Align::Left, "PLAN NOTES");
        let body = title.notes.join("\\P");
        canvas.paragraph(
            Role::Note,
            [at[0], at[1] - 0.2],
            0.075,
            STRIP_IN - 0.8,
            &body,
        );
    }
    canvas.on_paper = false;
    (canvas.frame, canvas.plot) = kept;
}

fn title_block(canvas: &mut Canvas, program: &Program, title: &Title) {
    let [w, h] = program.paper;
    let left = w - STRIP_IN;
    let mid = left + (STRIP_IN - 0.5) / 2.0;
    let k = canvas.frame.k;
    let at = |p: P| scale(p, k);
    let layer = canvas.layer(Role::Border);
    let color = canvas
        .entity(Role::Border, Shape::Line([0.0; 2], [0.0; 2]))
        .color;
    let rows = [2.2, 4.6, 5.6, 6.6, 9.0, h - 5.0];
    let fields: [(&'static str, P, f64, String); 6] = [
        (
            "PROJECT",
            [mid, h - 2.0],
            fit(program.name, 0.2),
            program.name.to_owned(),
        ),
        (
            "ADDRESS",
            [mid, h - 2.6],
            fit(program.address, 0.11),
            program.address.to_owned(),
        ),
        ("DATE", [mid, 5.95], 0.125, DATE.to_owned()),
        (
            "SCALE",
            [mid, 4.95],
            fit(&title.scale, 0.125),
            title.scale.clone(),
        ),
        (
            "SHEET_TITLE",
            [mid, 3.3],
            fit(&title.title, 0.17),
            title.title.clone(),
        ),
        ("SHEET_NO", [mid, 1.2], 0.45, title.number.clone()),
    ];
    let captions = [
        ("PROJECT", h - 1.2),
        ("DATE", 6.35),
        ("SCALE", 5.35),
        ("SHEET TITLE", 4.3),
        ("SHEET", 1.95),
    ];
    let plain = canvas.style.layers == Layers::Zero;
    let name = format!("TITLEBLOCK_{}X{}", w as i64, h as i64);
    let text_layer = canvas.layer(Role::BorderText);
    let fields_of_block = fields.clone();
    let block = canvas.drawing.block(&name, || {
        let mut shapes = vec![
            rectangle(at([0.5, 0.5]), at([w - 0.5, h - 0.5])),
            Shape::Line(at([left, 0.5]), at([left, h - 0.5])),
        ];
        for y in rows {
            shapes.push(Shape::Line(at([left, y]), at([w - 0.5, y])));
        }
        // The seal's place.
        shapes.push(Shape::Circle(at([mid, 7.8]), 0.9 * k));
        let mut entities: Vec<Entity> = shapes
            .into_iter()
            .map(|shape| Entity {
                layer,
                color,
                shape,
            })
            .collect();
        let text = |p: P, height: f64, align, value: &str| Text {
            at: at(p),
            height: height * k,
            rotation: 0.0,
            align,
            value: value.to_owned(),
        };
        for (caption, y) in captions {
            let shape = Shape::Text(text([left + 0.1, y], 0.08, Align::Left, caption));
            entities.push(Entity {
                layer: text_layer,
                color,
                shape,
            });
        }
        if !plain {
            for (tag, p, height, _) in fields_of_block {
                let text = text(p, height, Align::Middle, "");
                let shape = Shape::Attdef(Attribute {
                    tag,
                    text,
                    invisible: false,
                });
                entities.push(Entity {
                    layer: text_layer,
                    color,
                    shape,
                });
            }
        }
        entities
    });
    if plain {
        // An old border: a block of lines, its texts typed over it.
        canvas.insert(Role::Border, block, [0.0, 0.0], [1.0, 1.0], 0.0, Vec::new());
        for (_, p, height, value) in fields {
            canvas.text(Role::BorderText, p, height, 0.0, Align::Middle, &value);
        }
        return;
    }
    let attributes = fields
        .into_iter()
        .map(|(tag, p, height, value)| Attribute {
            tag,
            text: canvas.text_shape(p, height, 0.0, Align::Middle, &value),
            invisible: false,
        })
        .collect();
    canvas.insert(Role::Border, block, [0.0, 0.0], [1.0, 1.0], 0.0, attributes);
}

/// Height at which a text fits the strip, at most `height`.
fn fit(value: &str, height: f64) -> f64 {
    let room = STRIP_IN - 0.8;
    height.min(room / (0.85 * value.chars().count().max(1) as f64))
}

fn rectangle(a: P, b: P) -> Shape {
    Shape::Polyline {
        points: vec![a, [b[0], a[1]], b, [a[0], b[1]]],
        closed: true,
        width: 0.0,
    }
}

/// The title under a plan, with its scale, in the sheet's frame (paper inches).
pub(crate) fn plan_title(
    canvas: &mut Canvas,
    at: P,
    title: &str,
    scale_text: &str,
    corner: P,
    plot: f64,
) {
    let kept = (canvas.frame, canvas.plot);
    if canvas.style.layers == Layers::Export {
        // A modeller's view titles live on the sheet.
        canvas.on_paper = true;
        canvas.frame = Frame::new(1.0, 0.0, [0.0, 0.0]);
    } else {
        canvas.frame = Frame::new(canvas.frame.k * plot, 0.0, corner);
    }
    canvas.plot = 1.0;
    canvas.circle(Role::Note, at, 0.25);
    canvas.text(Role::Note, at, 0.16, 0.0, Align::Middle, "1");
    let x = at[0] + 0.4;
    canvas.text(Role::Note, [x, at[1] + 0.08], 0.2, 0.0, Align::Left, title);
    let long = 0.2 * 0.9 * title.chars().count() as f64;
    canvas.line(Role::Note, [x, at[1]], [x + long.max(2.0), at[1]]);
    let text = format!("SCALE: {scale_text}");
    canvas.text(Role::Note, [x, at[1] - 0.22], 0.1, 0.0, Align::Left, &text);
    canvas.on_paper = false;
    (canvas.frame, canvas.plot) = kept;
}

/// `1/8" = 1'-0"`, or `1:96` where the hand is metric.
pub(crate) fn scale_text(plot: f64, metric: bool) -> String {
    if metric {
        return format!("1:{plot:.0}");
    }
    let fraction = match plot as i64 {
        12 => "1",
        16 => "3/4",
        24 => "1/2",
        48 => "1/4",
        64 => "3/16",
        96 => "1/8",
        128 => "3/32",
        192 => "1/16",
        _ => return format!("1:{plot:.0}"),
    };
    format!("{fraction}\" = 1'-0\"")
}
