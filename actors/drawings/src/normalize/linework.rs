//! What is drawn in a plan, sorted by kind, each piece with its layer's role and its entity.

use serde::{Deserialize, Serialize};

use super::layers::{LayerRole, role};
use crate::flatten::{Figure, Mark};
use crate::geometry::{Bounds, Similarity, distance, sane, unit};
use crate::sheet::{Handle, Layer, Point};

/// A straight piece.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stroke {
    /// One end.
    pub a: Point,
    /// Other end.
    pub b: Point,
    /// Layer.
    pub layer: u32,
    /// What its layer or block is for.
    pub role: LayerRole,
    /// The entity in model space that shows it.
    pub entity: Handle,
    /// Piece of an open chain or a single line (closed outlines have two faces, a line may be a
    /// centre line).
    pub open: bool,
    /// Drawn inside a block that is placed in the plan.
    pub in_block: bool,
    /// Width of the broad pen that it was drawn with; 0 for a line.
    pub pen: f64,
    /// Colour index: where one layer holds all, it tells trades apart.
    pub color: i16,
}

/// An arc or a circle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Centre.
    pub center: Point,
    /// Radius.
    pub radius: f64,
    /// First angle, radians.
    pub start: f64,
    /// Last angle; `start < end ≤ start + 2π`.
    pub end: f64,
    /// Layer.
    pub layer: u32,
    /// What its layer or block is for.
    pub role: LayerRole,
    /// The entity in model space.
    pub entity: Handle,
    /// Colour index.
    pub color: i16,
}

impl Curve {
    /// Whether it goes all the way round.
    #[must_use]
    pub fn is_circle(&self) -> bool {
        self.end - self.start > std::f64::consts::TAU - 1e-6
    }

    /// Where it starts and ends.
    #[must_use]
    pub fn ends(&self) -> [Point; 2] {
        [self.start, self.end].map(|t| {
            let u = unit(t);
            [
                self.center[0] + self.radius * u[0],
                self.center[1] + self.radius * u[1],
            ]
        })
    }
}

/// What stands around a text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Enclosure {
    /// Nothing.
    #[default]
    None,
    /// A circle.
    Circle,
    /// A triangle.
    Triangle,
    /// A square or rectangle along the text.
    Box,
    /// A square on its corner.
    Diamond,
    /// A polygon of five to eight sides.
    Hexagon,
}

/// A text with what points from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Plain text.
    pub text: String,
    /// Centre of its first line.
    pub center: Point,
    /// Height of a line.
    pub height: f64,
    /// Rotation, radians.
    pub rotation: f64,
    /// Layer.
    pub layer: u32,
    /// What its layer or block is for.
    pub role: LayerRole,
    /// The entity in model space.
    pub entity: Handle,
    /// Attribute tag; empty for plain text.
    pub tag: String,
    /// Block it stands in; empty in model space.
    pub block: String,
    /// What is drawn around it.
    pub enclosure: Enclosure,
    /// Half the size of what is drawn around it; 0 where nothing is.
    pub enclosure_radius: f64,
    /// Where its leaders point.
    pub points_at: Vec<Point>,
    /// Colour index.
    pub color: i16,
}

/// A hatched or filled area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fill {
    /// Pattern name.
    pub pattern: String,
    /// Closed loops.
    pub loops: Vec<Vec<Point>>,
    /// Layer.
    pub layer: u32,
    /// What its layer or block is for.
    pub role: LayerRole,
    /// The entity in model space.
    pub entity: Handle,
}

/// A placed block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Symbol {
    /// Block name.
    pub name: String,
    /// Insertion point.
    pub at: Point,
    /// Rotation, radians.
    pub rotation: f64,
    /// Attributes: tag and value.
    pub attributes: Vec<(String, String)>,
    /// Box around what it draws.
    pub bounds: Bounds,
    /// Layer.
    pub layer: u32,
    /// What its block's name, else its layer, is for.
    pub role: LayerRole,
    /// The entity in model space.
    pub entity: Handle,
}

/// All that is drawn in a plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Linework {
    /// Straight pieces.
    pub strokes: Vec<Stroke>,
    /// Arcs and circles.
    pub curves: Vec<Curve>,
    /// Texts.
    pub notes: Vec<Note>,
    /// Hatches.
    pub fills: Vec<Fill>,
    /// Blocks.
    pub symbols: Vec<Symbol>,
}

/// A closed chain, kept while notes look for what stands around them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outline {
    pub(super) points: Vec<Point>,
    /// Its strokes' place in [`Linework::strokes`].
    pub(super) strokes: std::ops::Range<usize>,
}

/// A sheet's marks sorted by kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Sorted {
    pub(super) linework: Linework,
    pub(super) outlines: Vec<Outline>,
    /// Dimensions: the points measured, the measured distance, the text shown.
    pub(super) dimensions: Vec<(Point, Point, f64, String)>,
    /// Marks left out because a coordinate is no number or beyond reach.
    pub(super) insane: usize,
}

/// A stroke's role: its layer's, or where that says nothing its block's.
fn combined(layer: LayerRole, block: &str) -> LayerRole {
    if layer != LayerRole::Unknown || block.is_empty() || block.starts_with('*') {
        return layer;
    }
    role(block)
}

/// Sorts marks by kind.
pub(super) fn sort(marks: &[Mark], layers: &[Layer]) -> Sorted {
    let roles: Vec<LayerRole> = layers.iter().map(|l| role(&l.name)).collect();
    let mut out = Sorted::default();
    let mut last = None;
    let mut path_start = 0;
    for mark in marks {
        let layer_role = roles.get(mark.layer as usize).copied().unwrap_or_default();
        let role = combined(layer_role, &mark.block);
        let (layer, entity) = (mark.layer, mark.top);
        match &mark.figure {
            Figure::Line(a, b) => push_stroke(&mut out, mark, role, *a, *b, true),
            Figure::Path { points, closed } => {
                last = Some((mark.handle, mark.top));
                path_start = out.linework.strokes.len();
                push_path(&mut out, mark, role, points, *closed);
                continue;
            }
            Figure::Arc {
                center,
                radius,
                start,
                end,
            } => {
                if sane(*center)
                    && *radius > 0.0
                    && *radius < 1e9
                    && start.is_finite()
                    && end > start
                {
                    out.linework.curves.push(Curve {
                        center: *center,
                        radius: *radius,
                        start: *start,
                        end: *end,
                        layer,
                        role,
                        entity,
                        color: mark.color,
                    });
                } else {
                    out.insane += 1;
                }
            }
            Figure::Text {
                text,
                center,
                height,
                rotation,
                tag,
                ..
            } => {
                if text.trim().is_empty() {
                    continue;
                }
                if sane(*center) && *height > 0.0 && *height < 1e9 && rotation.is_finite() {
                    out.linework.notes.push(Note {
                        text: text.trim().to_owned(),
                        center: *center,
                        height: *height,
                        rotation: *rotation,
                        layer,
                        role,
                        entity,
                        tag: tag.clone(),
                        block: mark.block.clone(),
                        enclosure: Enclosure::None,
                        enclosure_radius: 0.0,
                        points_at: Vec::new(),
                        color: mark.color,
                    });
                } else {
                    out.insane += 1;
                }
            }
            Figure::Hatch { pattern, loops } => {
                let loops: Vec<Vec<Point>> = loops
                    .iter()
                    .filter(|l| l.len() >= 3 && l.iter().all(|p| sane(*p)))
                    .cloned()
                    .collect();
                if !loops.is_empty() {
                    // What a broad pen covers comes right after the line that it was led along.
                    if last == Some((mark.handle, mark.top)) {
                        let pen = distance(loops[0][0], loops[0][loops[0].len() - 1]);
                        let first = path_start.min(out.linework.strokes.len());
                        out.linework.strokes[first..]
                            .iter_mut()
                            .for_each(|s| s.pen = pen);
                    }
                    out.linework.fills.push(Fill {
                        pattern: pattern.clone(),
                        loops,
                        layer,
                        role,
                        entity,
                    });
                }
            }
            Figure::Dimension {
                from,
                to,
                measured,
                text,
            } => {
                if sane(*from) && sane(*to) && measured.is_finite() {
                    out.dimensions.push((*from, *to, *measured, text.clone()));
                }
            }
            Figure::Insert {
                name,
                at,
                rotation,
                attributes,
                bounds,
                ..
            } => {
                if sane(*at) && sane(bounds[0]) && sane(bounds[1]) && rotation.is_finite() {
                    let own = super::layers::role(name);
                    out.linework.symbols.push(Symbol {
                        name: name.clone(),
                        at: *at,
                        rotation: *rotation,
                        attributes: attributes.clone(),
                        bounds: Bounds {
                            min: bounds[0],
                            max: bounds[1],
                        },
                        layer,
                        role: if own == LayerRole::Unknown {
                            layer_role
                        } else {
                            own
                        },
                        entity,
                    });
                } else {
                    out.insane += 1;
                }
            }
        }
        last = None;
    }
    out
}

fn push_stroke(out: &mut Sorted, mark: &Mark, role: LayerRole, a: Point, b: Point, open: bool) {
    if !(sane(a) && sane(b)) {
        out.insane += 1;
        return;
    }
    if distance(a, b) > 0.0 {
        out.linework.strokes.push(Stroke {
            a,
            b,
            layer: mark.layer,
            role,
            entity: mark.top,
            open,
            in_block: !mark.block.is_empty(),
            pen: 0.0,
            color: mark.color,
        });
    }
}

fn push_path(out: &mut Sorted, mark: &Mark, role: LayerRole, points: &[Point], closed: bool) {
    let first = out.linework.strokes.len();
    // A chain whose last point is its first again is closed too, whatever its flag says.
    let ends_meet = points.len() > 3
        && points
            .first()
            .zip(points.last())
            .is_some_and(|(a, b)| distance(*a, *b) < 1e-9 * (1.0 + a[0].abs() + a[1].abs()));
    let closed_now = closed || ends_meet;
    for pair in points.windows(2) {
        push_stroke(out, mark, role, pair[0], pair[1], !closed_now);
    }
    if closed
        && !ends_meet
        && let (Some(a), Some(b)) = (points.last(), points.first())
    {
        push_stroke(out, mark, role, *a, *b, false);
    }
    if closed_now && (3..=70).contains(&points.len()) && points.iter().all(|p| sane(*p)) {
        let mut points = points.to_vec();
        if ends_meet {
            points.pop();
        }
        out.outlines.push(Outline {
            points,
            strokes: first..out.linework.strokes.len(),
        });
    }
}

impl Linework {
    /// The same, moved into another frame.
    #[must_use]
    pub fn placed(&self, frame: &Similarity) -> Self {
        let p = |q: Point| frame.apply(q);
        Self {
            strokes: self
                .strokes
                .iter()
                .map(|s| Stroke {
                    a: p(s.a),
                    b: p(s.b),
                    pen: s.pen * frame.scale,
                    ..*s
                })
                .collect(),
            curves: self
                .curves
                .iter()
                .map(|c| Curve {
                    center: p(c.center),
                    radius: c.radius * frame.scale,
                    start: c.start + frame.rotation,
                    end: c.end + frame.rotation,
                    ..*c
                })
                .collect(),
            notes: self
                .notes
                .iter()
                .map(|n| Note {
                    center: p(n.center),
                    height: n.height * frame.scale,
                    enclosure_radius: n.enclosure_radius * frame.scale,
                    rotation: n.rotation + frame.rotation,
                    points_at: n.points_at.iter().map(|q| p(*q)).collect(),
                    ..n.clone()
                })
                .collect(),
            fills: self
                .fills
                .iter()
                .map(|f| Fill {
                    loops: f
                        .loops
                        .iter()
                        .map(|l| l.iter().map(|q| p(*q)).collect())
                        .collect(),
                    ..f.clone()
                })
                .collect(),
            symbols: self
                .symbols
                .iter()
                .map(|s| Symbol {
                    at: p(s.at),
                    rotation: s.rotation + frame.rotation,
                    bounds: {
                        let (lo, hi) = (s.bounds.min, s.bounds.max);
                        Bounds::of([lo, [hi[0], lo[1]], hi, [lo[0], hi[1]]].map(p))
                    },
                    ..s.clone()
                })
                .collect(),
        }
    }

    /// How many pieces of all kinds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.strokes.len()
            + self.curves.len()
            + self.notes.len()
            + self.fills.len()
            + self.symbols.len()
    }

    /// Whether nothing is drawn.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Box around all of it.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        let mut bounds = Bounds::EMPTY;
        for s in &self.strokes {
            bounds.take(s.a);
            bounds.take(s.b);
        }
        for c in &self.curves {
            bounds.merge(&Bounds::of([c.center]).grown(c.radius));
        }
        for n in &self.notes {
            bounds.take(n.center);
        }
        for f in &self.fills {
            f.loops.iter().flatten().for_each(|p| bounds.take(*p));
        }
        bounds
    }
}
