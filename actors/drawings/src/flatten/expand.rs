//! The walk through a space and its inserts that makes the marks.

use super::affine::Affine;
use super::clip::{Clip, MAX_CORNERS};
use super::figures::{Bounds, figures, text_figure, weight};
use super::{Figure, FlattenError, FlattenLimits, Mark, bounds_of};
use crate::sheet::{Attribute, Entity, Handle, Layer, Point, Shape, Sheet, Warning};

/// Whether an entity can show, whatever it stands in: a layer `0` inside a block becomes another.
pub(super) fn may_show(sheet: &Sheet, entity: &Entity) -> bool {
    let layer = sheet.layers.get(entity.layer as usize);
    let inherits = layer.is_some_and(|layer| layer.name == "0");
    let shows = match entity.shape {
        Shape::Insert { .. } => layer.is_none_or(|layer| !layer.frozen),
        _ => layer.is_none_or(Layer::visible),
    };
    entity.visible && (inherits || shows)
}

pub(super) fn too_many(
    sheet: &Sheet,
    entity: &Entity,
    count: u64,
    of: &'static str,
    limit: u64,
) -> FlattenError {
    let kind = match &entity.shape {
        Shape::Insert { block, count, .. } => {
            let name = sheet.blocks.get(*block as usize).map_or("", |b| &b.name);
            format!(
                "{} of block `{name}` ({} x {})",
                entity.kind, count[0], count[1]
            )
        }
        _ => entity.kind.clone(),
    };
    FlattenError::TooMany {
        sheet: sheet.name.clone(),
        handle: entity.handle,
        kind,
        count,
        of,
        limit,
    }
}

/// What an entity takes from the insert it stands in.
#[derive(Clone, Copy)]
struct Inherited<'a> {
    map: Affine,
    elevation: f64,
    /// Layer and colour that layer `0` and BYBLOCK become; `None` outside blocks.
    insert: Option<(u32, i16)>,
    top: Option<Handle>,
    block: &'a str,
    /// Whether it draws a dimension, whose texts are left out.
    in_dimension: bool,
    depth: u32,
}

struct Walk<'a> {
    sheet: &'a Sheet,
    limits: &'a FlattenLimits,
    zero: Option<u32>,
    marks: Vec<Mark>,
    points: u64,
    clips: Vec<Clip>,
    /// Whether the cells in the corners of an array stand for all of them.
    corners_alone: bool,
    warnings: Vec<Warning>,
}

pub(super) fn expand(
    sheet: &Sheet,
    entities: &[Entity],
    limits: &FlattenLimits,
) -> Result<(Vec<Mark>, Vec<Warning>), FlattenError> {
    let mut walk = Walk::new(sheet, limits);
    walk.all(entities, &OUTSIDE)?;
    Ok((walk.marks, walk.warnings))
}

/// The box around all marks, which are let go entity by entity; of an array the corners alone are
/// made.
pub(super) fn extents(
    sheet: &Sheet,
    entities: &[Entity],
    limits: &FlattenLimits,
) -> Result<(Option<[Point; 2]>, Vec<Warning>), FlattenError> {
    let mut walk = Walk::new(sheet, limits);
    walk.corners_alone = true;
    let mut around = Bounds::default();
    for entity in entities {
        walk.one(entity, &OUTSIDE)?;
        if let Some(corners) = bounds_of(&walk.marks) {
            around.extend(&corners);
        }
        walk.marks.clear();
        walk.points = 0;
    }
    let around = (!around.is_empty()).then(|| around.corners());
    Ok((around, walk.warnings))
}

/// What an entity takes from a space itself: nothing.
const OUTSIDE: Inherited<'static> = Inherited {
    map: Affine::IDENTITY,
    elevation: 0.0,
    insert: None,
    top: None,
    block: "",
    in_dimension: false,
    depth: 0,
};

impl<'a> Walk<'a> {
    fn new(sheet: &'a Sheet, limits: &'a FlattenLimits) -> Self {
        let zero = sheet.layers.iter().position(|layer| layer.name == "0");
        Self {
            sheet,
            limits,
            zero: zero.and_then(|index| u32::try_from(index).ok()),
            marks: Vec::new(),
            points: 0,
            clips: Vec::new(),
            corners_alone: false,
            warnings: Vec::new(),
        }
    }

    fn all(&mut self, entities: &'a [Entity], from: &Inherited<'a>) -> Result<(), FlattenError> {
        for entity in entities {
            self.one(entity, from)?;
        }
        Ok(())
    }

    fn one(&mut self, entity: &'a Entity, from: &Inherited<'a>) -> Result<(), FlattenError> {
        if !entity.visible {
            return Ok(());
        }
        let layer = match from.insert {
            Some((outer, _)) if Some(entity.layer) == self.zero => outer,
            _ => entity.layer,
        };
        let state = self.sheet.layers.get(layer as usize);
        let color = match (entity.color, from.insert) {
            (0, Some((_, outer))) => outer,
            (0 | 256, _) => state.map_or(7, |layer| layer.color),
            (color, _) => color,
        };
        let shows = state.is_none_or(Layer::visible);
        let here = Inherited {
            elevation: from.elevation + entity.elevation,
            insert: Some((layer, color)),
            top: Some(from.top.unwrap_or(entity.handle)),
            ..*from
        };
        match &entity.shape {
            // On a frozen layer it falls through to nothing; off hides only what is on the layer.
            Shape::Insert { .. } if state.is_none_or(|layer| !layer.frozen) => {
                self.insert(entity, &here, from, shows)?;
            }
            Shape::Dimension {
                block: Some(block),
                from: start,
                to: end,
                linear,
                ..
            } if !(*linear && start.is_some() && end.is_some()) => {
                if shows && let Some(block) = self.block(*block, &here) {
                    let inside = Inherited {
                        block: &block.name,
                        in_dimension: true,
                        depth: here.depth + 1,
                        ..here
                    };
                    self.all(&block.entities, &inside)?;
                }
            }
            Shape::Text { .. } if from.in_dimension => {}
            _ if shows => {
                for figure in figures(entity, &here.map) {
                    self.push(entity, &here, figure)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A block, unless it is one too deep; [`super::check`] has seen to that, but for hidden ones.
    fn block(&self, index: u32, here: &Inherited<'_>) -> Option<&'a crate::sheet::Block> {
        let deep = here.depth >= self.limits.max_depth.min(64);
        self.sheet.blocks.get(index as usize).filter(|_| !deep)
    }

    fn insert(
        &mut self,
        entity: &'a Entity,
        here: &Inherited<'a>,
        from: &Inherited<'a>,
        shows: bool,
    ) -> Result<(), FlattenError> {
        let Shape::Insert {
            block,
            at,
            scale,
            rotation,
            count,
            spacing,
            attributes,
            clip,
        } = &entity.shape
        else {
            return Ok(());
        };
        let Some(block) = self.block(*block, here) else {
            return Ok(());
        };
        let own = Affine::insert(block.base, *scale, *rotation, *at);
        let map = from.map.after(&own);
        if !map.is_sound() {
            self.warn(
                entity,
                format!(
                    "an insert of block `{}` is scaled beyond any drawing and is left out",
                    block.name
                ),
            );
            return Ok(());
        }
        let clips = self.clips.len();
        if clip.len() > MAX_CORNERS {
            self.warn(
                entity,
                format!("its clip boundary has more than {MAX_CORNERS} corners and is not applied"),
            );
        } else if clip.len() > 2 {
            let corners = clip.iter().map(|&p| map.point(p)).collect();
            self.clips.push(Clip::new(corners));
        }
        let (sin, cos) = rotation.sin_cos();
        // A clip boundary may hide the corners.
        let corners = self.corners_alone && self.clips.is_empty();
        let cells = |count: u32| {
            let step = if corners { count.saturating_sub(1) } else { 1 };
            (0..count).step_by(step.max(1) as usize)
        };
        for row in cells(count[1]) {
            for column in cells(count[0]) {
                let [dx, dy] = [f64::from(column) * spacing[0], f64::from(row) * spacing[1]];
                // Cells are apart along the insert's turned axes, whatever its scale.
                let step = from.map.vector([cos * dx - sin * dy, sin * dx + cos * dy]);
                let cell = Inherited {
                    map: map.moved(step),
                    block: &block.name,
                    depth: here.depth + 1,
                    ..*here
                };
                let outer = from.map.moved(step);
                self.cell(entity, here, &cell, &outer, block, attributes, shows)?;
            }
        }
        self.clips.truncate(clips);
        Ok(())
    }

    /// One cell of an insert: its own mark, its parts, its attributes.
    #[allow(clippy::too_many_arguments)] // one caller; a struct of them would name nothing
    fn cell(
        &mut self,
        entity: &'a Entity,
        here: &Inherited<'a>,
        cell: &Inherited<'a>,
        outer: &Affine,
        block: &'a crate::sheet::Block,
        attributes: &'a [Attribute],
        shows: bool,
    ) -> Result<(), FlattenError> {
        let own = self.marks.len();
        let at = cell.map.point(block.base);
        if shows && !here.in_dimension {
            let figure = Figure::Insert {
                name: block.name.clone(),
                at,
                rotation: cell.map.angle(0.0),
                scale: cell.map.scale(),
                attributes: attributes
                    .iter()
                    .map(|a| (a.tag.clone(), a.value.clone()))
                    .collect(),
                bounds: [at, at],
            };
            self.mark(entity, here, figure)?;
        }
        let parts = self.marks.len();
        self.all(&block.entities, cell)?;
        let around = self.bounds_from(parts);
        if shows {
            let visible = attributes.iter().filter(|attribute| attribute.visible);
            for a in visible {
                let text =
                    text_figure(&a.value, &a.tag, a.at, a.height, a.rotation, a.align, outer);
                if let Some(figure) = text {
                    self.push(entity, here, figure)?;
                }
            }
        }
        if parts == own {
            return Ok(());
        }
        match around {
            Some(corners) => {
                if let Some(Figure::Insert { bounds, .. }) =
                    self.marks.get_mut(own).map(|mark| &mut mark.figure)
                {
                    *bounds = corners;
                }
            }
            // Nothing of it is left inside the clip boundaries, nor is its own point.
            None if self.marks.len() == parts && self.clipped_away(own) => {
                self.marks.truncate(own);
            }
            None => {}
        }
        Ok(())
    }

    fn clipped_away(&self, mark: usize) -> bool {
        self.marks.get(mark).is_some_and(|mark| {
            let kept = self
                .clips
                .iter()
                .all(|clip| !clip.apply(mark.figure.clone()).is_empty());
            !kept
        })
    }

    fn bounds_from(&self, first: usize) -> Option<[Point; 2]> {
        bounds_of(self.marks.get(first..).unwrap_or(&[]))
    }

    /// Adds a figure, or what the clip boundaries leave of it.
    fn push(
        &mut self,
        entity: &Entity,
        here: &Inherited<'_>,
        figure: Figure,
    ) -> Result<(), FlattenError> {
        if self.clips.is_empty() {
            return self.mark(entity, here, figure);
        }
        let mut pieces = vec![figure];
        for clip in &self.clips {
            pieces = pieces.into_iter().flat_map(|f| clip.apply(f)).collect();
        }
        for piece in pieces {
            self.mark(entity, here, piece)?;
        }
        Ok(())
    }

    fn mark(
        &mut self,
        entity: &Entity,
        here: &Inherited<'_>,
        figure: Figure,
    ) -> Result<(), FlattenError> {
        self.points = self.points.saturating_add(weight(&figure));
        if self.points > self.limits.max_points {
            let limit = self.limits.max_points;
            return Err(too_many(self.sheet, entity, self.points, "points", limit));
        }
        let marks = self.marks.len() as u64 + 1;
        if marks > self.limits.max_marks {
            let limit = self.limits.max_marks;
            return Err(too_many(self.sheet, entity, marks, "marks", limit));
        }
        let (layer, color) = here.insert.unwrap_or((entity.layer, entity.color));
        self.marks.push(Mark {
            layer,
            top: here.top.unwrap_or(entity.handle),
            handle: entity.handle,
            block: here.block.to_owned(),
            color,
            elevation: here.elevation,
            figure,
        });
        Ok(())
    }

    fn warn(&mut self, entity: &Entity, what: String) {
        if self.warnings.len() < 100 {
            self.warnings.push(Warning {
                what,
                place: format!("handle {}", entity.handle),
            });
        }
    }
}
