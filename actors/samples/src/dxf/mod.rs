//! A small DXF writer: just what a building drafter's sheet needs, in R12 to R2013, as text or
//! binary tags. Nothing here knows of buildings.

mod document;
mod entities;
mod hatch;
mod objects;
mod tables;
mod tags;

/// A point in drawing units.
pub(crate) type Point = [f64; 2];

/// DXF version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    R12,
    R2000,
    R2004,
    R2010,
    R2013,
}

impl Version {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::R12 => "AC1009",
            Self::R2000 => "AC1015",
            Self::R2004 => "AC1018",
            Self::R2010 => "AC1024",
            Self::R2013 => "AC1027",
        }
    }
}

/// A layer.
#[derive(Debug, Clone)]
pub(crate) struct Layer {
    pub(crate) name: String,
    pub(crate) color: i16,
    pub(crate) linetype: &'static str,
    pub(crate) frozen: bool,
    pub(crate) off: bool,
}

/// A block definition, its base point at its origin.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) name: String,
    pub(crate) entities: Vec<Entity>,
}

/// A paper-space layout with one viewport onto model space.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) name: String,
    /// Paper size in inches.
    pub(crate) paper: Point,
    pub(crate) entities: Vec<Entity>,
    pub(crate) view: Viewport,
}

/// What a layout's viewport shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Viewport {
    /// Centre on the paper.
    pub(crate) center: Point,
    /// Size on the paper.
    pub(crate) size: Point,
    /// Centre in model space.
    pub(crate) view_center: Point,
    /// Height of what is seen, in model space.
    pub(crate) view_height: f64,
}

/// A drawing to be written.
#[derive(Debug, Clone)]
pub(crate) struct Drawing {
    pub(crate) version: Version,
    pub(crate) binary: bool,
    /// `$INSUNITS`.
    pub(crate) units: i16,
    /// Drawing units an inch of the building, for patterns and dash lengths.
    pub(crate) per_inch: f64,
    /// Plot scale: inches of the building an inch of paper.
    pub(crate) plot_scale: f64,
    pub(crate) layers: Vec<Layer>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) model: Vec<Entity>,
    pub(crate) layout: Option<Layout>,
}

/// One entity.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    /// Index into the drawing's layers.
    pub(crate) layer: usize,
    /// Colour; 256 is the layer's, 0 the block's.
    pub(crate) color: i16,
    pub(crate) shape: Shape,
}

/// How a text sits on its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Center,
    Middle,
}

/// Text.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) at: Point,
    pub(crate) height: f64,
    /// Degrees.
    pub(crate) rotation: f64,
    pub(crate) align: Align,
    pub(crate) value: String,
}

/// An attribute or its definition.
#[derive(Debug, Clone)]
pub(crate) struct Attribute {
    pub(crate) tag: &'static str,
    pub(crate) text: Text,
    pub(crate) invisible: bool,
}

/// Geometry of an entity.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Line(Point, Point),
    Circle(Point, f64),
    /// Centre, radius, first and last angle in degrees.
    Arc(Point, f64, f64, f64),
    Polyline {
        points: Vec<Point>,
        closed: bool,
        width: f64,
    },
    /// Corners around the outline.
    Solid([Point; 4]),
    Text(Text),
    /// Several lines of text from the top left; `width` is the column's.
    MText {
        text: Text,
        width: f64,
    },
    /// Filled (`SOLID`) or `ANSI31` at `scale`.
    Hatch {
        outline: Vec<Point>,
        pattern: Option<f64>,
    },
    Insert {
        block: usize,
        at: Point,
        scale: Point,
        /// Degrees.
        rotation: f64,
        attributes: Vec<Attribute>,
    },
    Attdef(Attribute),
    /// An aligned dimension with its picture as a block.
    Dimension {
        block: usize,
        from: Point,
        to: Point,
        line: Point,
        text_at: Point,
        text: String,
        /// Degrees.
        rotation: f64,
    },
    Leader(Vec<Point>),
    Viewport(Viewport, i16),
    /// A mask over what lies below it.
    Wipeout(Point, Point),
}

impl Drawing {
    /// The file's bytes.
    pub(crate) fn write(&self) -> Vec<u8> {
        document::write(self)
    }

    /// The block of that name, made by `entities` where it is not there yet.
    pub(crate) fn block(&mut self, name: &str, entities: impl FnOnce() -> Vec<Entity>) -> usize {
        if let Some(found) = self.blocks.iter().position(|b| b.name == name) {
            return found;
        }
        self.blocks.push(Block {
            name: name.to_owned(),
            entities: entities(),
        });
        self.blocks.len() - 1
    }
}
