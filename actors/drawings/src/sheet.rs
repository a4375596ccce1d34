//! One drawing file as read: what the drafter put in model space, in paper space and in blocks.
//!
//! Every reader (DXF, DWG, later PDF and IFC) gives a [`Sheet`]; nothing behind this module knows
//! which library read it. Coordinates are drawing units of the file, already taken out of any
//! object coordinate system (extrusion), x to the right, y up. A plan is flat: z is kept only as
//! [`Entity::elevation`].

use serde::{Deserialize, Serialize};

/// A point in drawing units: x, y.
pub type Point = [f64; 2];

/// An entity's handle in its file; 0 where the file gives none (R12).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Handle(pub u64);

impl std::fmt::Display for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:X}", self.0)
    }
}

/// How the file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// DXF as text.
    DxfAscii,
    /// DXF as binary tags.
    DxfBinary,
    /// DWG.
    Dwg,
}

/// The unit of a file's coordinates, from `$INSUNITS`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Units {
    /// The file does not say.
    Unitless,
    /// Inches.
    Inches,
    /// Feet.
    Feet,
    /// Millimetres.
    Millimetres,
    /// Centimetres.
    Centimetres,
    /// Metres.
    Metres,
    /// Any other unit of the `$INSUNITS` table, by its length in inches.
    Other(f64),
}

/// A drawing file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// The file's name as the user gave it, for messages and for tracing.
    pub name: String,
    /// How the file was written.
    pub format: Format,
    /// The version string, `AC1009` (R12) to `AC1032` (R2018).
    pub version: String,
    /// Unit of the coordinates.
    pub units: Units,
    /// What the header says beside the unit.
    #[serde(default)]
    pub header: Header,
    /// Layers; [`Entity::layer`] points into this list.
    pub layers: Vec<Layer>,
    /// Block definitions; [`Shape::Insert`] points into this list.
    pub blocks: Vec<Block>,
    /// Model space.
    pub model: Vec<Entity>,
    /// Paper-space layouts, each with its viewports.
    pub layouts: Vec<Layout>,
    /// What the reader had to mend or leave out.
    pub warnings: Vec<Warning>,
}

impl Sheet {
    /// A sheet with nothing on it but layer `0`.
    #[must_use]
    pub fn empty(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            format: Format::DxfAscii,
            version: "AC1032".to_owned(),
            units: Units::Unitless,
            header: Header::default(),
            layers: vec![Layer::named("0")],
            blocks: Vec::new(),
            model: Vec::new(),
            layouts: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

/// What a file's header says beside its unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// `$EXTMIN` and `$EXTMAX` as last saved; files are often wrong about them.
    pub extents: Option<[Point; 2]>,
    /// The code page of its texts, as the file names it; empty where it does not.
    pub code_page: String,
    /// `$MEASUREMENT`: whether the drawing was begun in metric units.
    pub metric: Option<bool>,
    /// `$DIMLFAC`: dimensions show the measured distance times this.
    pub dimension_factor: f64,
    /// `$LUNITS`, how lengths are shown: 1 scientific, 2 decimal, 3 engineering, 4 architectural,
    /// 5 fractional; 3 and 4 are feet and inches, so the unit is an inch. 0 where not said.
    pub length_format: i16,
}

impl Default for Header {
    fn default() -> Self {
        Self {
            extents: None,
            code_page: String::new(),
            metric: None,
            dimension_factor: 1.0,
            length_format: 0,
        }
    }
}

/// A layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// The name as written.
    pub name: String,
    /// Switched off.
    pub off: bool,
    /// Frozen everywhere.
    pub frozen: bool,
    /// The layer's colour, AutoCAD colour index.
    pub color: i16,
    /// The layer's linetype.
    pub linetype: String,
    /// Whether a plotter draws it (`Defpoints` it never does).
    #[serde(default = "yes")]
    pub plotted: bool,
}

fn yes() -> bool {
    true
}

impl Layer {
    /// A layer as a new drawing has it: on, thawed, plotted, white, continuous.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            off: false,
            frozen: false,
            color: 7,
            linetype: "Continuous".to_owned(),
            plotted: true,
        }
    }

    /// Whether a plot shows this layer.
    #[must_use]
    pub fn visible(&self) -> bool {
        !self.off && !self.frozen && self.plotted
    }
}

/// A block definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Name; anonymous blocks begin with `*`.
    pub name: String,
    /// The point that lands on an insert's insertion point.
    pub base: Point,
    /// What it is made of.
    pub entities: Vec<Entity>,
    /// Whether it is an external reference.
    pub external: bool,
}

/// A paper-space layout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// Tab name.
    pub name: String,
    /// What is drawn on the paper; viewports are entities too.
    pub entities: Vec<Entity>,
}

/// What the reader had to mend or leave out, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What happened, in words.
    pub what: String,
    /// Where: a line, byte or handle, in words; empty where unknown.
    pub place: String,
}

/// One entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Its handle.
    pub handle: Handle,
    /// Its DXF type as written (`LINE`, `LWPOLYLINE`, `INSERT` …).
    pub kind: String,
    /// Index into [`Sheet::layers`].
    pub layer: u32,
    /// Colour index; 256 by layer, 0 by block.
    pub color: i16,
    /// Not hidden by its own flag (the layer's state is apart).
    pub visible: bool,
    /// z, in drawing units.
    pub elevation: f64,
    /// Its geometry.
    pub shape: Shape,
}

/// A polyline vertex; `bulge` is the tangent of a quarter of the arc's angle to the next vertex.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Vertex {
    /// Where.
    pub at: Point,
    /// 0 for a straight piece; positive turns left.
    pub bulge: f64,
}

/// An attribute of an insert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// Tag, `MARK`.
    pub tag: String,
    /// Value as plain text.
    pub value: String,
    /// Where it is written, in the insert's own space's coordinates (not the block's).
    pub at: Point,
    /// Text height.
    pub height: f64,
    /// Rotation, radians.
    pub rotation: f64,
    /// How it sits on `at`.
    #[serde(default)]
    pub align: Align,
    /// Whether a plot shows it.
    pub visible: bool,
}

/// How a text sits on its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Align {
    /// 0 left, 1 centre, 2 right.
    pub horizontal: u8,
    /// 0 baseline, 1 bottom, 2 middle, 3 top.
    pub vertical: u8,
}

/// The geometry of an entity. Angles are radians, counter-clockwise from +x.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// A point.
    Point(Point),
    /// A straight line.
    Line(Point, Point),
    /// A circle.
    Circle {
        /// Centre.
        center: Point,
        /// Radius.
        radius: f64,
    },
    /// An arc, counter-clockwise from `start` to `end`.
    Arc {
        /// Centre.
        center: Point,
        /// Radius.
        radius: f64,
        /// First angle.
        start: f64,
        /// Last angle.
        end: f64,
    },
    /// An ellipse or a piece of one, by parameter.
    Ellipse {
        /// Centre.
        center: Point,
        /// The major half-axis as a vector.
        major: Point,
        /// Minor over major.
        ratio: f64,
        /// First parameter.
        start: f64,
        /// Last parameter.
        end: f64,
    },
    /// LWPOLYLINE or POLYLINE.
    Polyline {
        /// Vertices with bulges.
        vertices: Vec<Vertex>,
        /// Whether the last joins the first.
        closed: bool,
    },
    /// LWPOLYLINE or POLYLINE of one width all along: walls and beams drawn with a broad pen.
    WidePolyline {
        /// Vertices with bulges, along the middle.
        vertices: Vec<Vertex>,
        /// Whether the last joins the first.
        closed: bool,
        /// Width, above zero.
        width: f64,
    },
    /// MLINE: parallel lines drawn in one go, as drafters draw walls.
    Multiline {
        /// Each line of the style as a chain.
        lines: Vec<Vec<Point>>,
        /// Whether the last point of each joins its first.
        closed: bool,
    },
    /// A spline, kept exact; [`crate::flatten`] makes chords of it.
    Spline {
        /// Degree.
        degree: u32,
        /// Knots.
        knots: Vec<f64>,
        /// Control points.
        control: Vec<Point>,
        /// Weights; empty where not rational.
        weights: Vec<f64>,
        /// Fit points, where there are no control points.
        fit: Vec<Point>,
        /// Whether closed.
        closed: bool,
    },
    /// TEXT, MTEXT, ATTDEF: plain text with formatting codes taken out, lines apart by `\n`.
    Text {
        /// Plain text.
        text: String,
        /// Insertion point.
        at: Point,
        /// Height of a line.
        height: f64,
        /// Rotation.
        rotation: f64,
        /// How it sits on `at`.
        align: Align,
    },
    /// A hatch.
    Hatch {
        /// Pattern name, `SOLID` where solid.
        pattern: String,
        /// Boundary loops as closed polylines (arcs and splines flattened by the reader).
        loops: Vec<Vec<Vertex>>,
    },
    /// SOLID, TRACE, 3DFACE: three or four corners in drawing order around the face.
    Solid(Vec<Point>),
    /// POLYLINE as a polyface or a net of faces: the outline of each face, as seen from above.
    Mesh(Vec<Vec<Point>>),
    /// A dimension.
    Dimension {
        /// The two points measured, where it is a linear, aligned or ordinate dimension.
        from: Option<Point>,
        /// See `from`.
        to: Option<Point>,
        /// Direction in which it measures (linear), radians; `None` for aligned or others.
        direction: Option<f64>,
        /// The text override as plain text; empty or `<>` means the measured value.
        text: String,
        /// What the file says was measured, in drawing units (radians for angles).
        measured: Option<f64>,
        /// Index of the block that draws it.
        block: Option<u32>,
        /// Whether linear or aligned (others measure no distance along a plan).
        linear: bool,
    },
    /// LEADER or MULTILEADER: its line and, for MULTILEADER, its text.
    Leader {
        /// The line, arrow first.
        points: Vec<Point>,
        /// The text of a multileader.
        text: String,
    },
    /// A block placed, perhaps as an array. An ACAD_TABLE is one too: of the block that draws it.
    Insert {
        /// Index into [`Sheet::blocks`].
        block: u32,
        /// Insertion point.
        at: Point,
        /// Scale in x and y; negative mirrors.
        scale: Point,
        /// Rotation.
        rotation: f64,
        /// Columns and rows of the array (1, 1 for a single one).
        count: [u32; 2],
        /// Spacing of columns and rows.
        spacing: [f64; 2],
        /// Attributes.
        attributes: Vec<Attribute>,
        /// XCLIP boundary in the block's coordinates; empty where there is none.
        clip: Vec<Point>,
    },
    /// A paper-space viewport on model space.
    Viewport {
        /// Centre on the paper.
        center: Point,
        /// Size on the paper.
        size: [f64; 2],
        /// Centre of view in model space.
        view_center: Point,
        /// Height of view in model space.
        view_height: f64,
        /// Twist of the view.
        twist: f64,
        /// Indices of layers frozen in this viewport.
        frozen: Vec<u32>,
        /// Whether it is switched on.
        on: bool,
    },
    /// Counted, and known to hold nothing that a plan needs.
    Other,
}
