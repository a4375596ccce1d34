//! A sheet with its blocks expanded: the visible marks on the drawing, each traced to its entity.

use serde::{Deserialize, Serialize};

use crate::sheet::{Align, Handle, Point};

/// A visible mark in the sheet's model-space coordinates, blocks, arrays and clips resolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Layer index in [`crate::sheet::Sheet::layers`]; layer `0` inside a block has become the insert's.
    pub layer: u32,
    /// Handle of the entity in model space that shows it (the outermost insert for a block's part).
    pub top: Handle,
    /// Handle of the entity itself.
    pub handle: Handle,
    /// Name of the innermost block it stands in; empty in model space.
    pub block: String,
    /// Colour index after BYLAYER and BYBLOCK.
    pub color: i16,
    /// z, in drawing units.
    pub elevation: f64,
    /// Geometry.
    pub figure: Figure,
}

/// Geometry of a [`Mark`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Figure {
    /// A straight piece; polylines come as one `Path`.
    Line(Point, Point),
    /// A chain of straight pieces (curves in chords of at most 1/64 of a turn).
    Path {
        /// Points; the first is not repeated where closed.
        points: Vec<Point>,
        /// Whether the last joins the first.
        closed: bool,
    },
    /// An arc or a full circle (`end - start` = 2π), kept as such: doors, columns, grid bubbles.
    Arc {
        /// Centre.
        center: Point,
        /// Radius.
        radius: f64,
        /// First angle, radians.
        start: f64,
        /// Last angle, `start < end ≤ start + 2π`.
        end: f64,
    },
    /// Text, attributes' values and the texts of dimension blocks left out.
    Text {
        /// Plain text.
        text: String,
        /// Centre of the text's first line, whatever its alignment.
        center: Point,
        /// Insertion point as drawn.
        at: Point,
        /// Height.
        height: f64,
        /// Rotation, radians.
        rotation: f64,
        /// How it sits on `at`.
        align: Align,
        /// Attribute tag; empty for plain text.
        tag: String,
    },
    /// A filled or patterned area; loops as chains of straight pieces.
    Hatch {
        /// Pattern name.
        pattern: String,
        /// Closed loops.
        loops: Vec<Vec<Point>>,
    },
    /// A linear or aligned dimension.
    Dimension {
        /// Points measured.
        from: Point,
        /// See `from`.
        to: Point,
        /// Distance in drawing units in the direction it measures.
        measured: f64,
        /// Text override; empty where the measured value shows.
        text: String,
    },
    /// A block's insertion, besides the marks of its parts: door and window symbols, columns.
    Insert {
        /// Block name.
        name: String,
        /// Insertion point.
        at: Point,
        /// Rotation, radians.
        rotation: f64,
        /// Scale.
        scale: Point,
        /// Attributes: tag and value.
        attributes: Vec<(String, String)>,
        /// Box around the block's geometry in the sheet's coordinates: min, max.
        bounds: [Point; 2],
    },
}
