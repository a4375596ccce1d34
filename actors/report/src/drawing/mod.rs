//! Drawings as lists of shapes in points, y down, that the PDF and the SVG both show.

pub(crate) mod elevation;
pub(crate) mod excerpt;
pub(crate) mod labels;
pub(crate) mod plan;
pub(crate) mod symbols;
pub(crate) mod view;

use crate::typeface::Face;

/// Place on paper, points from the top left.
pub(crate) type At = [f32; 2];

/// Colours of the submittal: dark ones carry meaning and read on paper, pale ones are background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Text and walls.
    Ink,
    /// Second text.
    Grey,
    /// Grid and context lines.
    Silver,
    /// Rules of tables.
    Rule,
    /// Backgrounds.
    Mist,
    /// Rods and headings.
    Blue,
    /// What fails.
    Red,
    /// What passes.
    Green,
    /// Obstacles.
    Ochre,
    /// Bodies of obstacles.
    Sand,
    /// Paper.
    White,
}

impl Tone {
    /// Red, green, blue.
    pub(crate) fn rgb(self) -> [u8; 3] {
        match self {
            Self::Ink => [26, 30, 36],
            Self::Grey => [88, 95, 104],
            Self::Silver => [150, 156, 164],
            Self::Rule => [204, 208, 214],
            Self::Mist => [242, 244, 247],
            Self::Blue => [20, 74, 120],
            Self::Red => [176, 28, 32],
            Self::Green => [24, 104, 60],
            Self::Ochre => [158, 92, 8],
            Self::Sand => [250, 238, 216],
            Self::White => [255, 255, 255],
        }
    }
}

/// Dashes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dash {
    /// Continuous.
    Solid,
    /// Hidden and proposed things.
    Dashed,
    /// Centre and grid lines.
    Center,
}

impl Dash {
    /// Lengths of dashes and gaps, points.
    pub(crate) fn lengths(self) -> &'static [f32] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[3.0, 2.0],
            Self::Center => &[10.0, 2.5, 2.0, 2.5],
        }
    }
}

/// A line's weight and colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pen {
    /// Width, points.
    pub(crate) width: f32,
    /// Colour.
    pub(crate) tone: Tone,
    /// Dashes.
    pub(crate) dash: Dash,
}

impl Pen {
    /// Object lines.
    pub(crate) const HEAVY: Self = Self::new(1.2, Tone::Ink);
    /// Outlines.
    pub(crate) const MEDIUM: Self = Self::new(0.7, Tone::Ink);
    /// Dimensions and leaders.
    pub(crate) const FINE: Self = Self::new(0.35, Tone::Grey);

    pub(crate) const fn new(width: f32, tone: Tone) -> Self {
        Self {
            width,
            tone,
            dash: Dash::Solid,
        }
    }

    pub(crate) const fn dashed(self, dash: Dash) -> Self {
        Self { dash, ..self }
    }
}

/// Which point of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A text on a drawing; its place is on the baseline.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Label {
    /// Place.
    pub(crate) at: At,
    /// What it says, cleaned.
    pub(crate) text: String,
    /// Face.
    pub(crate) face: Face,
    /// Size, points.
    pub(crate) size: f32,
    /// Which point stands at the place.
    pub(crate) anchor: Anchor,
    /// Turn about the place, degrees, counter-clockwise.
    pub(crate) turn: f32,
    /// Colour.
    pub(crate) tone: Tone,
}

impl Label {
    pub(crate) fn new(at: At, face: Face, size: f32, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            at,
            text,
            face,
            size,
            anchor: Anchor::Start,
            turn: 0.0,
            tone: Tone::Ink,
        }
    }

    pub(crate) fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(crate) fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    pub(crate) fn turn(self, turn: f32) -> Self {
        Self { turn, ..self }
    }

    /// Cuts the text with an ellipsis so that it is no wider than `width` points.
    pub(crate) fn within(mut self, width: f32) -> Self {
        self.text = fit(self.face, self.size, &self.text, width);
        self
    }

    /// Width on paper, points.
    pub(crate) fn width(&self) -> f32 {
        self.face.width(self.size, &self.text)
    }

    /// How far the text begins before its place.
    pub(crate) fn lead(&self) -> f32 {
        match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => self.width() / 2.0,
            Anchor::End => self.width(),
        }
    }
}

/// The text, or as much of it as fits with an ellipsis.
pub(crate) fn fit(face: Face, size: f32, text: &str, width: f32) -> String {
    if face.width(size, text) <= width {
        return text.to_owned();
    }
    let mut room = width - face.width(size, "…");
    let mut out = String::new();
    for c in text.chars() {
        room -= face.width(size, c.encode_utf8(&mut [0; 4]));
        if room < 0.0 {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// A shape.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// Straight lines through points.
    Path {
        /// Points, two at least.
        points: Vec<At>,
        /// Whether it closes.
        closed: bool,
        /// Outline.
        pen: Option<Pen>,
        /// Inside.
        fill: Option<Tone>,
    },
    /// A circle.
    Circle {
        /// Centre.
        center: At,
        /// Radius, points.
        radius: f32,
        /// Outline.
        pen: Option<Pen>,
        /// Inside.
        fill: Option<Tone>,
    },
    /// A text.
    Text(Label),
}

impl Shape {
    pub(crate) fn line(from: At, to: At, pen: Pen) -> Self {
        Self::Path {
            points: vec![from, to],
            closed: false,
            pen: Some(pen),
            fill: None,
        }
    }

    pub(crate) fn polygon(points: Vec<At>, pen: Option<Pen>, fill: Option<Tone>) -> Self {
        Self::Path {
            points,
            closed: true,
            pen,
            fill,
        }
    }

    pub(crate) fn rect(at: At, size: At, pen: Option<Pen>, fill: Option<Tone>) -> Self {
        let [[x, y], [w, h]] = [at, size];
        Self::polygon(
            vec![[x, y], [x + w, y], [x + w, y + h], [x, y + h]],
            pen,
            fill,
        )
    }

    /// The same shape elsewhere.
    pub(crate) fn moved(mut self, by: At) -> Self {
        let shift = |p: &mut At| *p = [p[0] + by[0], p[1] + by[1]];
        match &mut self {
            Self::Path { points, .. } => points.iter_mut().for_each(shift),
            Self::Circle { center, .. } => shift(center),
            Self::Text(label) => shift(&mut label.at),
        }
        self
    }
}

/// Shapes of one kind or of one thing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layer {
    /// What they show, `walls`.
    pub(crate) kind: &'static str,
    /// Of which thing, `L2-W07`; empty where of many.
    pub(crate) id: String,
    /// The shapes.
    pub(crate) shapes: Vec<Shape>,
}

/// A drawing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing {
    /// Width and height, points.
    pub(crate) size: At,
    /// What it shows, in words, for those who do not see it.
    pub(crate) alt: String,
    /// Layers, the lowest first.
    pub(crate) layers: Vec<Layer>,
}

impl Drawing {
    pub(crate) fn new(size: At, alt: String) -> Self {
        Self {
            size,
            alt,
            layers: Vec::new(),
        }
    }

    pub(crate) fn layer(&mut self, kind: &'static str, shapes: Vec<Shape>) {
        self.layer_of(kind, String::new(), shapes);
    }

    pub(crate) fn layer_of(&mut self, kind: &'static str, id: String, shapes: Vec<Shape>) {
        if !shapes.is_empty() {
            self.layers.push(Layer { kind, id, shapes });
        }
    }
}
