//! The sheet being drawn: points in inches of the building or of the paper go in, entities of the
//! hand's drawing come out.

use crate::dxf::{Align, Attribute, Drawing, Entity, Layer, Shape, Text};
use crate::geometry::{Frame, P, add, scale};
use crate::hand::{Layers, Style};
use crate::layers::Role;
use crate::random::Dice;

/// Width of a letter over its height, generously.
const LETTER: f64 = 0.82;

/// A drawing under way.
#[derive(Debug)]
pub(crate) struct Canvas {
    pub(crate) style: Style,
    pub(crate) drawing: Drawing,
    /// From the plan's inches (or the paper's) to drawing units.
    pub(crate) frame: Frame,
    /// Inches of building an inch of paper; 1 while drawing on paper itself.
    pub(crate) plot: f64,
    /// Whether new entities go to paper space.
    pub(crate) on_paper: bool,
    pub(crate) dice: Dice,
    /// Boxes of texts on the plan, in its inches.
    boxes: Vec<[P; 2]>,
    dimension_blocks: usize,
}

impl Canvas {
    pub(crate) fn new(style: Style, plot: f64, dice: Dice) -> Self {
        let k = 1.0 / style.inches_per_unit;
        let drawing = Drawing {
            version: style.version,
            binary: style.binary,
            units: style.insunits,
            per_inch: k,
            plot_scale: plot,
            layers: vec![Layer {
                name: "0".into(),
                color: 7,
                linetype: "CONTINUOUS",
                frozen: false,
                off: false,
            }],
            blocks: Vec::new(),
            model: Vec::new(),
            layout: None,
        };
        Self {
            style,
            drawing,
            frame: Frame::new(k, 0.0, [0.0, 0.0]),
            plot,
            on_paper: false,
            dice,
            boxes: Vec::new(),
            dimension_blocks: 0,
        }
    }

    /// Plotted text height `h` (inches on paper) in the frame's inches.
    pub(crate) fn paper(&self, h: f64) -> f64 {
        h * self.plot
    }

    /// Forgets the texts placed so far: a new plan begins.
    pub(crate) fn clear_boxes(&mut self) {
        self.boxes.clear();
    }

    pub(crate) fn layer(&mut self, role: Role) -> usize {
        let name = role.layer(self.style.layers);
        if let Some(found) = self.drawing.layers.iter().position(|l| l.name == name) {
            return found;
        }
        let old = role == Role::Old;
        // An office freezes what it no longer wants; others switch it off.
        let frozen = old && !matches!(self.style.layers, Layers::Numbered | Layers::Short);
        self.drawing.layers.push(Layer {
            name: name.to_owned(),
            color: role.color(),
            linetype: if role == Role::Grid {
                "CENTER"
            } else {
                "CONTINUOUS"
            },
            frozen,
            off: old && !frozen,
        });
        self.drawing.layers.len() - 1
    }

    /// An entity on a role's layer, in drawing units.
    pub(crate) fn entity(&mut self, role: Role, shape: Shape) -> Entity {
        let layer = self.layer(role);
        let color = if self.style.layers == Layers::Zero && role != Role::Old {
            role.color()
        } else {
            256
        };
        Entity {
            layer,
            color,
            shape,
        }
    }

    pub(crate) fn push(&mut self, role: Role, shape: Shape) {
        let entity = self.entity(role, shape);
        match (&mut self.drawing.layout, self.on_paper) {
            (Some(layout), true) => layout.entities.push(entity),
            _ => self.drawing.model.push(entity),
        }
    }

    pub(crate) fn line(&mut self, role: Role, a: P, b: P) {
        let (a, b) = (self.frame.apply(a), self.frame.apply(b));
        self.push(role, Shape::Line(a, b));
    }

    pub(crate) fn polyline(&mut self, role: Role, points: &[P], closed: bool, width: f64) {
        let points = points.iter().map(|&p| self.frame.apply(p)).collect();
        let width = width * self.frame.k;
        self.push(
            role,
            Shape::Polyline {
                points,
                closed,
                width,
            },
        );
    }

    pub(crate) fn circle(&mut self, role: Role, center: P, radius: f64) {
        let shape = Shape::Circle(self.frame.apply(center), radius * self.frame.k);
        self.push(role, shape);
    }

    /// Angles in degrees, in the frame.
    pub(crate) fn arc(&mut self, role: Role, center: P, radius: f64, from: f64, to: f64) {
        let turn = self.frame.turn.to_degrees();
        let wrap = |a: f64| (a + turn).rem_euclid(360.0);
        let shape = Shape::Arc(
            self.frame.apply(center),
            radius * self.frame.k,
            wrap(from),
            wrap(to),
        );
        self.push(role, shape);
    }

    pub(crate) fn fill(&mut self, role: Role, outline: &[P], pattern_in: Option<f64>) {
        let outline = outline.iter().map(|&p| self.frame.apply(p)).collect();
        // ANSI31's lines are an eighth of a unit apart at scale 1.
        let pattern = pattern_in.map(|spacing| spacing * 8.0 * self.frame.k);
        self.push(role, Shape::Hatch { outline, pattern });
    }

    /// Text whose height is in the frame's inches, turned so that it reads from below or right.
    pub(crate) fn text(
        &mut self,
        role: Role,
        at: P,
        height: f64,
        degrees: f64,
        align: Align,
        value: &str,
    ) {
        let text = self.text_shape(at, height, degrees, align, value);
        self.push(role, Shape::Text(text));
    }

    pub(crate) fn text_shape(
        &self,
        at: P,
        height: f64,
        degrees: f64,
        align: Align,
        value: &str,
    ) -> Text {
        Text {
            at: self.frame.apply(at),
            height: height * self.frame.k,
            rotation: readable(degrees + self.frame.turn.to_degrees()).rem_euclid(360.0),
            align,
            value: value.to_owned(),
        }
    }

    /// The angle on the plan at which a text lies level on the sheet.
    pub(crate) fn level_angle(&self) -> f64 {
        -self.frame.turn.to_degrees()
    }

    /// A paragraph; `\\P` breaks lines.
    pub(crate) fn paragraph(&mut self, role: Role, at: P, height: f64, width: f64, value: &str) {
        let text = self.text_shape(at, height, 0.0, Align::Left, value);
        let width = width * self.frame.k;
        self.push(role, Shape::MText { text, width });
    }

    pub(crate) fn insert(
        &mut self,
        role: Role,
        block: usize,
        at: P,
        size: P,
        degrees: f64,
        attributes: Vec<Attribute>,
    ) {
        let shape = Shape::Insert {
            block,
            at: self.frame.apply(at),
            scale: size,
            rotation: (degrees + self.frame.turn.to_degrees()).rem_euclid(360.0),
            attributes,
        };
        self.push(role, shape);
    }

    /// Box of a text in the frame's inches.
    pub(crate) fn text_box(center: P, height: f64, degrees: f64, value: &str) -> [P; 2] {
        let long = value.chars().count() as f64 * height * LETTER / 2.0;
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (sin, cos) = (sin.abs(), cos.abs());
        let half = height * 0.75;
        let reach = [long * cos + half * sin, long * sin + half * cos];
        [
            [center[0] - reach[0], center[1] - reach[1]],
            [center[0] + reach[0], center[1] + reach[1]],
        ]
    }

    pub(crate) fn reserve(&mut self, area: [P; 2]) {
        self.boxes.push(area);
    }

    pub(crate) fn is_free(&self, area: [P; 2]) -> bool {
        !self.boxes.iter().any(|b| {
            b[0][0] < area[1][0]
                && area[0][0] < b[1][0]
                && b[0][1] < area[1][1]
                && area[0][1] < b[1][1]
        })
    }

    /// Text at the first free of `places`; none where all are taken.
    pub(crate) fn label(
        &mut self,
        role: Role,
        places: &[P],
        height: f64,
        degrees: f64,
        value: &str,
    ) -> Option<P> {
        let at = places
            .iter()
            .copied()
            .find(|&p| self.is_free(Self::text_box(p, height, degrees, value)))?;
        self.reserve(Self::text_box(at, height, degrees, value));
        self.text(role, at, height, degrees, Align::Middle, value);
        Some(at)
    }

    /// A point as this hand draws it: exact, or an eighth of an inch off.
    pub(crate) fn wobble(&mut self, p: P) -> P {
        if !self.style.sloppy {
            return p;
        }
        let off = [
            self.dice.offset(0.125, 0.0625),
            self.dice.offset(0.125, 0.0625),
        ];
        add(p, off)
    }

    /// An aligned dimension between two points, its line `offset` to the left of the way from
    /// the first to the second, its text `shown`.
    pub(crate) fn dimension(&mut self, from: P, to: P, offset: f64, shown: &str, overridden: bool) {
        let d = crate::geometry::direction(from, to);
        let n = crate::geometry::left(d);
        let (a, b) = (add(from, scale(n, offset)), add(to, scale(n, offset)));
        let degrees = d[1].atan2(d[0]).to_degrees();
        let h = self.paper(0.09375);
        // Above the line as it reads on the sheet.
        let turn = self.frame.turn.to_degrees();
        let reads = (readable(degrees + turn) - turn).to_radians();
        let up = crate::geometry::left([reads.cos(), reads.sin()]);
        let text_at = add(crate::geometry::middle(a, b), scale(up, h * 0.95));
        self.reserve(Self::text_box(text_at, h, degrees, shown));
        let tick = scale(add(d, n), self.paper(0.04));
        let gap = scale(n, self.paper(0.0625) * offset.signum());
        let past = scale(n, self.paper(0.0625) * offset.signum());
        let pieces = [
            (a, b),
            (add(from, gap), add(a, past)),
            (add(to, gap), add(b, past)),
            (crate::geometry::sub(a, tick), add(a, tick)),
            (crate::geometry::sub(b, tick), add(b, tick)),
        ];
        // R12 sheets of this hand have their dimensions exploded.
        if self.style.layers == Layers::Zero {
            for (a, b) in pieces {
                self.line(Role::Dimension, a, b);
            }
            self.text(Role::Dimension, text_at, h, degrees, Align::Middle, shown);
            return;
        }
        self.dimension_blocks += 1;
        let name = format!("*D{}", self.dimension_blocks);
        let mut entities = Vec::with_capacity(6);
        for (a, b) in pieces {
            let shape = Shape::Line(self.frame.apply(a), self.frame.apply(b));
            entities.push(Entity {
                layer: 0,
                color: 0,
                shape,
            });
        }
        let text = self.text_shape(text_at, h, degrees, Align::Middle, shown);
        entities.push(Entity {
            layer: 0,
            color: 0,
            shape: Shape::Text(text),
        });
        self.drawing
            .blocks
            .push(crate::dxf::Block { name, entities });
        let shape = Shape::Dimension {
            block: self.drawing.blocks.len() - 1,
            from: self.frame.apply(from),
            to: self.frame.apply(to),
            line: self.frame.apply(b),
            text_at: self.frame.apply(text_at),
            text: if overridden {
                shown.to_owned()
            } else {
                String::new()
            },
            rotation: (degrees + self.frame.turn.to_degrees()).rem_euclid(360.0),
        };
        self.push(Role::Dimension, shape);
    }

    /// A length as this hand writes it.
    pub(crate) fn length(&self, inches: f64) -> String {
        if self.style.metric {
            format!("{:.0}", inches * 25.4)
        } else {
            feet_and_inches(inches)
        }
    }
}

/// Turns a text's angle into (-90, 90].
pub(crate) fn readable(degrees: f64) -> f64 {
    let mut d = degrees.rem_euclid(360.0);
    if d > 90.01 && d <= 270.01 {
        d -= 180.0;
    } else if d > 270.01 {
        d -= 360.0;
    }
    d
}

/// `12'-6 1/2"`, to the eighth.
pub(crate) fn feet_and_inches(inches: f64) -> String {
    let eighths = (inches * 8.0).round() as i64;
    let feet = eighths / 96;
    let whole = eighths % 96 / 8;
    let rest = eighths % 8;
    let fraction = match rest {
        0 => String::new(),
        2 | 6 => format!(" {}/4", rest / 2),
        4 => " 1/2".to_owned(),
        _ => format!(" {rest}/8"),
    };
    format!("{feet}'-{whole}{fraction}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_in_feet_inches_and_eighths() {
        assert_eq!(feet_and_inches(150.5), "12'-6 1/2\"");
        assert_eq!(feet_and_inches(360.0), "30'-0\"");
        assert_eq!(feet_and_inches(77.75), "6'-5 3/4\"");
        assert_eq!(feet_and_inches(5.125), "0'-5 1/8\"");
    }

    #[test]
    fn texts_read_from_below_or_from_the_right() {
        assert_eq!(readable(180.0), 0.0);
        assert_eq!(readable(90.0), 90.0);
        assert_eq!(readable(-90.0), 90.0);
        assert_eq!(readable(105.0), -75.0);
    }
}
