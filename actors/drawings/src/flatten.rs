//! A sheet with its blocks expanded: the visible marks on the drawing, each traced to its entity.
//!
//! What a plot would show and nothing else: layers that are off, frozen or not plotted are left
//! out, and so are hidden entities; an insert on a layer that is off still shows what stands on
//! other layers inside it, one on a frozen layer shows nothing, as drafters know it.

mod affine;
mod clip;
mod expand;
mod figures;
mod viewports;

use serde::{Deserialize, Serialize};

use crate::blocks;
use crate::sheet::{Align, Entity, Handle, Point, Shape, Sheet, Warning};

pub use viewports::{ViewportWindow, viewports};

/// How far a sheet may grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlattenLimits {
    /// How deep inserts may stand in each other; 64 at most.
    pub max_depth: u32,
    /// The most marks.
    pub max_marks: u64,
    /// The most points of all marks together.
    pub max_points: u64,
}

impl Default for FlattenLimits {
    fn default() -> Self {
        Self {
            max_depth: 32,
            max_marks: 2_000_000,
            max_points: 20_000_000,
        }
    }
}

/// Which space of a sheet was expanded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Space {
    /// Model space.
    Model,
    /// The layout of this name, as model space holds nothing.
    Layout(String),
}

/// A sheet's visible marks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flattened {
    /// Which space they are of.
    pub space: Space,
    /// In drawing order; an insert's own mark comes before those of its parts.
    pub marks: Vec<Mark>,
    /// What could not be shown as drawn.
    pub warnings: Vec<Warning>,
}

/// Why a sheet cannot be expanded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FlattenError {
    /// A block that inserts itself, through others or not.
    #[error(
        "{sheet}, handle {handle}: block `{chain}` inserts itself; delete that insert inside the \
         block (BEDIT) or purge the block"
    )]
    BlockCycle {
        /// The file.
        sheet: String,
        /// The insert that closes the circle.
        handle: Handle,
        /// The blocks from the first to itself again, by ` > `.
        chain: String,
    },
    /// Inserts too deep in each other.
    #[error(
        "{sheet}, handle {handle}: blocks stand {depth} deep in each other, more than {limit}; \
         explode the outer ones"
    )]
    TooDeep {
        /// The file.
        sheet: String,
        /// The outermost insert.
        handle: Handle,
        /// How deep.
        depth: u64,
        /// The most allowed.
        limit: u32,
    },
    /// More marks or points than allowed.
    #[error(
        "{sheet}, handle {handle}: expanded, this {kind} and what stands before it make {count} \
         {of}, more than {limit}; freeze its layer, delete it, or thin out its array"
    )]
    TooMany {
        /// The file.
        sheet: String,
        /// The entity that passes the limit.
        handle: Handle,
        /// Its DXF type and, of an insert, its block.
        kind: String,
        /// How many there would be.
        count: u64,
        /// `marks` or `points`.
        of: &'static str,
        /// The most allowed.
        limit: u64,
    },
}

/// Expands a sheet's model space or, where that holds nothing, its fullest layout.
///
/// Dimensions that measure a distance along the plan come as [`Figure::Dimension`]; of others the
/// lines that draw them are kept and their texts left out.
///
/// # Errors
/// [`FlattenError`] where blocks insert themselves or the sheet grows beyond `limits`; it is found
/// out before anything is expanded.
pub fn flatten(sheet: &Sheet, limits: &FlattenLimits) -> Result<Flattened, FlattenError> {
    refuse_circles(sheet)?;
    let (space, entities) = space(sheet);
    check(sheet, entities, limits)?;
    let (marks, warnings) = expand::expand(sheet, entities, limits)?;
    Ok(Flattened {
        space,
        marks,
        warnings,
    })
}

/// The box around what [`flatten`] would show, `None` where that is nothing, and what could not be
/// shown as drawn. No more is expanded at a time than one entity.
///
/// # Errors
/// Those of [`flatten`].
pub fn extents(
    sheet: &Sheet,
    limits: &FlattenLimits,
) -> Result<(Option<[Point; 2]>, Vec<Warning>), FlattenError> {
    refuse_circles(sheet)?;
    let (_, entities) = space(sheet);
    check(sheet, entities, limits)?;
    expand::extents(sheet, entities, limits)
}

fn refuse_circles(sheet: &Sheet) -> Result<(), FlattenError> {
    match blocks::circle(&sheet.blocks) {
        None => Ok(()),
        Some(circle) => Err(FlattenError::BlockCycle {
            sheet: sheet.name.clone(),
            handle: circle.insert,
            chain: circle.names.join(" > "),
        }),
    }
}

/// The box around marks; `None` where there are none.
fn bounds_of(marks: &[Mark]) -> Option<[Point; 2]> {
    let mut around = figures::Bounds::default();
    for mark in marks {
        around.extend(&figures::bounds(&mark.figure));
    }
    (!around.is_empty()).then(|| around.corners())
}

/// Model space, or the layout with the most entities where model space draws nothing.
fn space(sheet: &Sheet) -> (Space, &[Entity]) {
    let draws = |entities: &[Entity]| {
        let drawn = |entity: &&Entity| {
            !matches!(
                entity.shape,
                Shape::Viewport { .. } | Shape::Point(_) | Shape::Other
            )
        };
        entities.iter().filter(drawn).count()
    };
    if draws(&sheet.model) == 0 {
        // The first of the fullest: `max_by_key` gives the last, so they are walked backwards.
        let fullest = sheet
            .layouts
            .iter()
            .rev()
            .max_by_key(|l| draws(&l.entities));
        if let Some(layout) = fullest.filter(|layout| draws(&layout.entities) > 0) {
            return (Space::Layout(layout.name.clone()), &layout.entities);
        }
    }
    (Space::Model, &sheet.model)
}

/// Counts before anything is expanded: an array of inserts costs its file a line.
fn check(sheet: &Sheet, entities: &[Entity], limits: &FlattenLimits) -> Result<(), FlattenError> {
    let counts = |entity: &Entity| expand::may_show(sheet, entity);
    let sizes = blocks::sizes(sheet, counts);
    let depth_limit = limits.max_depth.min(64);
    let mut marks: u64 = 0;
    for entity in entities.iter().filter(|entity| counts(entity)) {
        let size = blocks::expanded(entity, &sizes);
        marks = marks.saturating_add(size.entities);
        if size.depth.saturating_sub(1) > u64::from(depth_limit) {
            return Err(FlattenError::TooDeep {
                sheet: sheet.name.clone(),
                handle: entity.handle,
                depth: size.depth - 1,
                limit: depth_limit,
            });
        }
        if marks > limits.max_marks {
            return Err(expand::too_many(
                sheet,
                entity,
                marks,
                "marks",
                limits.max_marks,
            ));
        }
    }
    Ok(())
}

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
