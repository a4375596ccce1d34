//! The library's entities as shapes in the plan.
//!
//! The library gives points in world coordinates but leaves angles, bulges and scales in the
//! entity's own plane; here they are turned into the plan. An entity whose plane looks down
//! (extrusion 0, 0, -1, as MIRROR leaves it) is the mirror image of itself; one that stands askew is
//! seen from above.

use std::f64::consts::{PI, TAU};

use cadkit::geom_ops::arbitrary_axes;
use cadkit::{Attachment, DimensionType, EntityKind, HAlign, Point3, Props, VAlign, Value, Vec3};

use super::document::{Context, Written};
use super::{hatch, multi};
use crate::curve;
use crate::sheet::{Align, Attribute, Point, Shape, Vertex};
use crate::text;

/// The largest coordinate taken, drawing units: a thousand times round the earth in millimetres
/// would be beyond it.
const MAX_COORDINATE: f64 = 1e12;

/// How an entity's plane lies to the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facing {
    Up,
    Down,
    Askew,
}

pub(super) fn facing(normal: Vec3) -> Facing {
    let across = normal.x.hypot(normal.y);
    if across > 1e-6 * normal.z.abs() {
        Facing::Askew
    } else if normal.z < 0.0 {
        Facing::Down
    } else {
        Facing::Up
    }
}

fn flat(p: Point3) -> Point {
    [p.x, p.y]
}

/// A point of the plan that a drawing may hold.
pub(super) fn sound(p: Point) -> bool {
    p[0].abs() <= MAX_COORDINATE && p[1].abs() <= MAX_COORDINATE
}

/// The shape of an entity and its elevation.
pub(super) fn shape(
    context: &mut Context<'_>,
    entity: &cadkit::Entity,
    written: &Written,
) -> (Shape, f64) {
    match &entity.kind {
        EntityKind::Point { position } => (Shape::Point(flat(*position)), position.z),
        EntityKind::Line { start, end } => (Shape::Line(flat(*start), flat(*end)), start.z),
        EntityKind::Circle {
            center,
            radius,
            normal,
        } => {
            let shape = match facing(*normal) {
                Facing::Askew => askew_arc(*center, *radius, 0.0, TAU, *normal),
                _ => Shape::Circle {
                    center: flat(*center),
                    radius: *radius,
                },
            };
            (shape, center.z)
        }
        EntityKind::Arc {
            center,
            radius,
            start_angle,
            end_angle,
            normal,
        } => {
            let (start, end) = (*start_angle, *end_angle);
            let arc = |start, end| Shape::Arc {
                center: flat(*center),
                radius: *radius,
                start,
                end,
            };
            let shape = match facing(*normal) {
                Facing::Up => arc(start, end),
                Facing::Down => arc(PI - end, PI - start),
                Facing::Askew => {
                    let end = if end > start { end } else { end + TAU };
                    askew_arc(*center, *radius, start, end, *normal)
                }
            };
            (shape, center.z)
        }
        EntityKind::Ellipse {
            center,
            major_axis,
            ratio,
            start_param,
            end_param,
            normal,
        } => {
            let seen = |start, end| Shape::Ellipse {
                center: flat(*center),
                major: [major_axis.x, major_axis.y],
                ratio: *ratio,
                start,
                end,
            };
            let (start, end) = (*start_param, *end_param);
            let shape = match facing(*normal) {
                Facing::Up => seen(start, end),
                Facing::Down => seen(-end, -start),
                Facing::Askew => {
                    let (_, _, az) = arbitrary_axes(*normal);
                    let minor = az.cross(*major_axis);
                    let end = if end > start { end } else { end + TAU };
                    chain(curve::ellipse(
                        flat(*center),
                        [major_axis.x, major_axis.y],
                        [minor.x * ratio, minor.y * ratio],
                        start,
                        end,
                    ))
                }
            };
            (shape, center.z)
        }
        EntityKind::Polyline {
            vertices,
            closed,
            normal,
        } => {
            let facing = facing(*normal);
            let elevation = vertices.first().map_or(0.0, |vertex| vertex.position.z);
            let width = one_width(vertices);
            let vertices = match facing {
                Facing::Askew => askew_polyline(vertices, *closed, *normal),
                _ => vertices
                    .iter()
                    .map(|vertex| Vertex {
                        at: flat(vertex.position),
                        bulge: turned_bulge(vertex.bulge, facing),
                    })
                    .collect(),
            };
            let shape = match width {
                Some(width) => Shape::WidePolyline {
                    vertices,
                    closed: *closed,
                    width,
                },
                None => Shape::Polyline {
                    vertices,
                    closed: *closed,
                },
            };
            (shape, elevation)
        }
        EntityKind::Spline {
            degree,
            knots,
            control_points,
            weights,
            fit_points,
            closed,
        } => {
            let all = |points: &[Point3]| points.iter().map(|&p| flat(p)).collect();
            let shape = Shape::Spline {
                degree: *degree,
                knots: knots.clone(),
                control: all(control_points),
                weights: weights.clone(),
                fit: all(fit_points),
                closed: *closed,
            };
            let first = control_points.first().or(fit_points.first());
            (shape, first.map_or(0.0, |p| p.z))
        }
        EntityKind::Text { .. } => one_line(context, &entity.kind),
        EntityKind::MText {
            position,
            height,
            rotation,
            value,
            attachment,
            normal,
            ..
        } => {
            let value = written_carets(context, value);
            let shape = Shape::Text {
                text: text::plain_mtext(&value, &|byte| context.code_page.character(byte)),
                at: flat(*position),
                height: *height,
                rotation: turned_angle(*rotation, facing(*normal)),
                align: attached(*attachment),
            };
            (shape, position.z)
        }
        EntityKind::Hatch {
            loops,
            solid,
            pattern,
            normal,
            ..
        } => {
            let shape = Shape::Hatch {
                pattern: match pattern {
                    Some(name) if !solid => name.clone(),
                    _ => "SOLID".to_owned(),
                },
                loops: hatch::loops(loops, *normal),
            };
            (shape, hatch::elevation(loops))
        }
        EntityKind::Face { points, .. } => (
            Shape::Solid(points.iter().map(|&p| flat(p)).collect()),
            points.first().map_or(0.0, |p| p.z),
        ),
        EntityKind::Mesh { vertices, faces } => {
            let corner = |&index: &u32| vertices.get(index as usize).map(|&p| flat(p));
            let outline = |face: &Vec<u32>| face.iter().filter_map(corner).collect();
            let shape = Shape::Mesh(faces.iter().map(outline).collect());
            (shape, vertices.first().map_or(0.0, |p| p.z))
        }
        EntityKind::Leader { vertices, .. } => (
            Shape::Leader {
                points: vertices.iter().map(|&p| flat(p)).collect(),
                text: String::new(),
            },
            vertices.first().map_or(0.0, |p| p.z),
        ),
        EntityKind::Dimension { .. } => (dimension(context, entity), 0.0),
        EntityKind::Insert { .. } => insert(context, entity, written),
        EntityKind::Viewport { .. } => (viewport(context, entity), 0.0),
        EntityKind::Unknown { .. } => (multi::shape(context, entity, written), 0.0),
        _ => {
            context.undrawn(&written.kind);
            (Shape::Other, 0.0)
        }
    }
}

/// The width of a polyline that is as wide at every vertex; `None` for a thin or a tapered one.
fn one_width(vertices: &[cadkit::Vertex]) -> Option<f64> {
    let width = vertices.first()?.start_width;
    let drawn = vertices.len().saturating_sub(1).max(1);
    let same = |w: f64| (w - width).abs() <= 1e-6 * width;
    (width.is_finite()
        && width > 0.0
        && vertices
            .iter()
            .take(drawn)
            .all(|v| same(v.start_width) && same(v.end_width)))
    .then_some(width)
}

/// The bulge of an arc seen from above.
pub(super) fn turned_bulge(bulge: f64, facing: Facing) -> f64 {
    match facing {
        Facing::Up => bulge,
        Facing::Down => -bulge,
        Facing::Askew => 0.0,
    }
}

/// An angle from an entity's own x axis as one from the plan's.
fn turned_angle(angle: f64, facing: Facing) -> f64 {
    match facing {
        Facing::Down => PI - angle,
        _ => angle,
    }
}

/// A circle's piece in a plane that stands askew, in chords.
fn askew_arc(center: Point3, radius: f64, start: f64, end: f64, normal: Vec3) -> Shape {
    let (ax, ay, _) = arbitrary_axes(normal);
    let points = curve::ellipse(
        flat(center),
        [ax.x * radius, ax.y * radius],
        [ay.x * radius, ay.y * radius],
        start,
        end,
    );
    chain(points)
}

/// An open polyline without bulges.
fn chain(points: Vec<Point>) -> Shape {
    let straight = |at| Vertex { at, bulge: 0.0 };
    Shape::Polyline {
        vertices: points.into_iter().map(straight).collect(),
        closed: false,
    }
}

/// A polyline in a plane that stands askew, its bulges in chords: they are arcs of that plane.
fn askew_polyline(vertices: &[cadkit::Vertex], closed: bool, normal: Vec3) -> Vec<Vertex> {
    let (ax, ay, az) = arbitrary_axes(normal);
    let along = |axis: Vec3, p: Point3| axis.x * p.x + axis.y * p.y + axis.z * p.z;
    let height = vertices.first().map_or(0.0, |v| along(az, v.position));
    let own: Vec<Vertex> = vertices
        .iter()
        .map(|vertex| Vertex {
            at: [along(ax, vertex.position), along(ay, vertex.position)],
            bulge: vertex.bulge,
        })
        .collect();
    curve::polyline(&own, closed)
        .into_iter()
        .map(|[x, y]| Vertex {
            at: [
                ax.x * x + ay.x * y + az.x * height,
                ax.y * x + ay.y * y + az.y * height,
            ],
            bulge: 0.0,
        })
        .collect()
}

fn one_line(context: &Context<'_>, kind: &EntityKind) -> (Shape, f64) {
    let EntityKind::Text {
        position,
        end_point,
        height,
        rotation,
        value,
        halign,
        valign,
        normal,
        ..
    } = kind
    else {
        return (Shape::Other, 0.0);
    };
    let value = written_carets(context, value);
    let mut at = flat(*position);
    let mut rotation = turned_angle(*rotation, facing(*normal));
    let align = aligned(*halign, *valign);
    if let Some(end) = end_point {
        // Stretched between two points: the middle and the direction follow from them.
        let end = flat(*end);
        if end != at {
            rotation = (end[1] - at[1]).atan2(end[0] - at[0]);
        }
        at = [(at[0] + end[0]) / 2.0, (at[1] + end[1]) / 2.0];
    }
    let shape = Shape::Text {
        text: text::plain(&value, &|byte| context.code_page.character(byte)),
        at,
        height: *height,
        rotation,
        align,
    };
    (shape, position.z)
}

/// The library resolves carets in a text DXF and leaves them in a binary one and in a DWG; it knows
/// the letters of every legacy page but the Chinese of the mainland.
pub(super) fn written_carets(context: &Context<'_>, value: &str) -> String {
    let value = if context.is_dwg() {
        text::carets(value)
    } else {
        value.to_owned()
    };
    text::mainland(&value, &|pair| {
        let page = cadkit::dxf::native::encoding_for_codepage("GBK")?;
        let (letter, failed) = page.decode_without_bom_handling(&pair);
        (!failed).then(|| letter.into_owned())
    })
}

fn aligned(horizontal: HAlign, vertical: VAlign) -> Align {
    let vertical = match vertical {
        VAlign::Baseline => 0,
        VAlign::Bottom => 1,
        VAlign::Middle => 2,
        VAlign::Top => 3,
    };
    match horizontal {
        HAlign::Left => Align {
            horizontal: 0,
            vertical,
        },
        HAlign::Center | HAlign::Aligned | HAlign::Fit => Align {
            horizontal: 1,
            vertical,
        },
        HAlign::Right => Align {
            horizontal: 2,
            vertical,
        },
        HAlign::Middle => Align {
            horizontal: 1,
            vertical: 2,
        },
    }
}

fn attached(attachment: Attachment) -> Align {
    use Attachment as A;
    let horizontal = match attachment {
        A::TopLeft | A::MiddleLeft | A::BottomLeft => 0,
        A::TopCenter | A::MiddleCenter | A::BottomCenter => 1,
        A::TopRight | A::MiddleRight | A::BottomRight => 2,
    };
    let vertical = match attachment {
        A::TopLeft | A::TopCenter | A::TopRight => 3,
        A::MiddleLeft | A::MiddleCenter | A::MiddleRight => 2,
        A::BottomLeft | A::BottomCenter | A::BottomRight => 1,
    };
    Align {
        horizontal,
        vertical,
    }
}

fn dimension(context: &Context<'_>, entity: &cadkit::Entity) -> Shape {
    let EntityKind::Dimension {
        dimension_type,
        points,
        measurement,
        text: written,
        block,
        ..
    } = &entity.kind
    else {
        return Shape::Other;
    };
    let point = |role: &str| {
        let roles = property(&entity.props, "dim.roles", "dim_roles")?.as_list()?;
        let at = roles.iter().position(|r| r.as_str() == Some(role))?;
        points.get(at).map(|&p| flat(p))
    };
    let rotation = match property(&entity.props, "dim.rotation", "dim_rotation") {
        // A DXF writes degrees, a DWG radians.
        Some(value) if context.is_dwg() => value.as_f64(),
        Some(value) => value.as_f64().map(f64::to_radians),
        None => None,
    };
    let linear = matches!(
        dimension_type,
        DimensionType::Linear | DimensionType::Aligned
    );
    let straight = linear || *dimension_type == DimensionType::Ordinate;
    let raw = written.as_deref().unwrap_or("");
    Shape::Dimension {
        from: point("13").filter(|_| straight),
        to: point("14").filter(|_| straight),
        direction: match dimension_type {
            DimensionType::Linear => Some(rotation.unwrap_or(0.0)),
            _ => None,
        },
        text: text::plain_mtext(&written_carets(context, raw), &|byte| {
            context.code_page.character(byte)
        }),
        measured: measurement.filter(|m| m.is_finite() && *m >= 0.0),
        block: block.as_deref().and_then(|name| context.block(name)),
        linear,
    }
}

fn insert(context: &mut Context<'_>, entity: &cadkit::Entity, written: &Written) -> (Shape, f64) {
    let EntityKind::Insert {
        block,
        position,
        scale,
        rotation,
        normal,
        columns,
        rows,
        column_spacing,
        row_spacing,
    } = &entity.kind
    else {
        return (Shape::Other, 0.0);
    };
    let Some(index) = context.block(block) else {
        context.warn(
            format!("block `{block}` is inserted and not defined; nothing is drawn there"),
            written.place.clone(),
        );
        return (Shape::Other, position.z);
    };
    let facing = facing(*normal);
    if facing == Facing::Askew {
        context.warn(
            format!("an insert of block `{block}` stands out of the plan and is left out"),
            written.place.clone(),
        );
        return (Shape::Other, position.z);
    }
    // Mirrored in x first, then turned the other way: diag(-1, 1) R(a) = R(-a) diag(-1, 1).
    let mirror = if facing == Facing::Down { -1.0 } else { 1.0 };
    let whole = |scale: f64| if scale == 0.0 { 1.0 } else { scale };
    let clip = match (&written.seen, context.survey()) {
        (Some(seen), Some(survey)) => survey.clip(seen),
        _ => Vec::new(),
    };
    let shape = Shape::Insert {
        block: index,
        at: flat(*position),
        scale: [mirror * whole(scale.x), whole(scale.y)],
        rotation: mirror * rotation,
        count: [(*columns).max(1), (*rows).max(1)],
        spacing: [mirror * column_spacing, *row_spacing],
        attributes: entity
            .attributes
            .iter()
            .map(|a| attribute(context, a))
            .collect(),
        clip: clip.into_iter().filter(|&p| sound(p)).collect(),
    };
    (shape, position.z)
}

fn attribute(context: &Context<'_>, attribute: &cadkit::Attribute) -> Attribute {
    let raw = match &attribute.value {
        Value::Text(text) => written_carets(context, text),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => String::new(),
    };
    let page = |byte| context.code_page.character(byte);
    // An attribute of several lines is an MTEXT inside.
    let formatted = raw.contains("\\P") || raw.contains("{\\");
    let layer_shows = |name: &String| context.layer_shows(name);
    let at = attribute.position.map_or([0.0, 0.0], flat);
    let (height, rotation, align) = match &attribute.display {
        Some(d) => (d.height, d.rotation, aligned(d.halign, d.valign)),
        None => (0.0, 0.0, Align::default()),
    };
    Attribute {
        tag: attribute.tag.clone(),
        value: if formatted {
            text::plain_mtext(&raw, &page)
        } else {
            text::plain(&raw, &page)
        },
        at: if sound(at) { at } else { [0.0, 0.0] },
        height,
        rotation,
        align,
        visible: !attribute.invisible && attribute.layer.as_ref().is_none_or(layer_shows),
    }
}

fn viewport(context: &Context<'_>, entity: &cadkit::Entity) -> Shape {
    let EntityKind::Viewport {
        center,
        width,
        height,
        view_center,
        view_height,
    } = &entity.kind
    else {
        return Shape::Other;
    };
    let number = |dxf: &str, dwg: &str| property(&entity.props, dxf, dwg).and_then(Value::as_f64);
    let view = multi::r12_view(&entity.props);
    let twist = match (number("viewport.twist", "twist"), &view) {
        (Some(twist), _) if context.is_dwg() => twist,
        (Some(degrees), _) => degrees.to_radians(),
        (None, Some(view)) => view.twist,
        (None, None) => 0.0,
    };
    let (seen, seen_height) = match &view {
        Some(view) if *view_height == 0.0 => (view.center, view.height),
        _ => (flat(*view_center), *view_height),
    };
    let target = property(&entity.props, "viewport.view_target", "view_target")
        .and_then(Value::as_list)
        .and_then(|list| Some([list.first()?.as_f64()?, list.get(1)?.as_f64()?]))
        .unwrap_or([0.0, 0.0]);
    // The view's own coordinates are those of the plan, moved to the target and twisted.
    let (sin, cos) = (-twist).sin_cos();
    let frozen = match context.survey() {
        Some(survey) => survey
            .frozen(entity.id.unwrap_or(0))
            .iter()
            .filter_map(|&handle| context.layer_of_handle(handle))
            .collect(),
        None => property(&entity.props, "", "frozen_layers")
            .and_then(Value::as_list)
            .unwrap_or(&[])
            .iter()
            .filter_map(|name| context.layer_of_name(name.as_str()?))
            .collect(),
    };
    let status = number("viewport.status", "");
    let is_paper = number("viewport.id", "") == Some(1.0);
    let switched_off = number("", "viewport_status").is_some_and(|s| (s as i64) & 0x2_0000 != 0);
    Shape::Viewport {
        center: flat(*center),
        size: [*width, *height],
        view_center: [
            target[0] + cos * seen[0] - sin * seen[1],
            target[1] + sin * seen[0] + cos * seen[1],
        ],
        view_height: seen_height,
        twist,
        frozen,
        on: !is_paper && !switched_off && status.is_none_or(|status| status != 0.0),
    }
}

/// A property by the name a DXF or a DWG gives it.
fn property<'a>(props: &'a Props, dxf: &str, dwg: &str) -> Option<&'a Value> {
    props
        .get(&format!("dxf.{dxf}"))
        .or_else(|| props.get(&format!("dwg.{dwg}")))
}

/// Whether an attribute definition is constant, so that it is drawn as it stands.
pub(super) fn is_constant(entity: &cadkit::Entity) -> bool {
    let flags = property(&entity.props, "attdef.flags", "flags").and_then(Value::as_i64);
    // Bit 1 hides it, bit 2 makes it constant.
    flags.is_some_and(|flags| flags & 0b11 == 0b10)
}

/// Whether every coordinate of a shape is one that a drawing may hold.
pub(super) fn is_sound(shape: &Shape) -> bool {
    let all = |points: &[Point]| points.iter().all(|&p| sound(p));
    let finite = |numbers: &[f64]| numbers.iter().all(|n| n.abs() <= MAX_COORDINATE);
    match shape {
        Shape::Point(p) => sound(*p),
        Shape::Line(a, b) => sound(*a) && sound(*b),
        Shape::Circle { center, radius } => sound(*center) && finite(&[*radius]),
        Shape::Arc {
            center,
            radius,
            start,
            end,
        } => sound(*center) && finite(&[*radius, *start, *end]),
        Shape::Ellipse {
            center,
            major,
            ratio,
            start,
            end,
        } => sound(*center) && sound(*major) && finite(&[*ratio, *start, *end]),
        Shape::Polyline { vertices, .. } => {
            vertices.iter().all(|v| sound(v.at) && v.bulge.is_finite())
        }
        Shape::WidePolyline {
            vertices, width, ..
        } => vertices.iter().all(|v| sound(v.at) && v.bulge.is_finite()) && width.is_finite(),
        Shape::Multiline { lines, .. } => lines.iter().all(|line| all(line)),
        Shape::Spline {
            knots,
            control,
            weights,
            fit,
            ..
        } => all(control) && all(fit) && finite(knots) && finite(weights),
        Shape::Text {
            at,
            height,
            rotation,
            ..
        } => sound(*at) && finite(&[*height, *rotation]),
        Shape::Hatch { loops, .. } => loops.iter().flatten().all(|v| sound(v.at)),
        Shape::Solid(points) => all(points),
        Shape::Mesh(faces) => faces.iter().all(|face| all(face)),
        Shape::Dimension {
            from,
            to,
            direction,
            ..
        } => from.iter().chain(to).all(|&p| sound(p)) && direction.is_none_or(|d| d.is_finite()),
        Shape::Leader { points, .. } => all(points),
        Shape::Insert {
            at,
            scale,
            rotation,
            spacing,
            ..
        } => sound(*at) && sound(*scale) && sound(*spacing) && rotation.is_finite(),
        Shape::Viewport {
            center,
            size,
            view_center,
            view_height,
            ..
        } => sound(*center) && sound(*size) && sound(*view_center) && finite(&[*view_height]),
        Shape::Other => true,
    }
}

/// Whether the library's entity may be of a DXF type: it merges some.
pub(super) fn may_be(kind: &EntityKind, dxf: &str) -> bool {
    match kind {
        EntityKind::Polyline { .. } => matches!(dxf, "LWPOLYLINE" | "POLYLINE"),
        EntityKind::Mesh { .. } => dxf == "POLYLINE",
        EntityKind::Face { .. } => matches!(dxf, "SOLID" | "TRACE" | "3DFACE"),
        other => usual_kind(other) == dxf,
    }
}

/// The DXF type that the library's entity most often was.
pub(super) fn usual_kind(kind: &EntityKind) -> String {
    let name = match kind {
        EntityKind::Point { .. } => "POINT",
        EntityKind::Line { .. } => "LINE",
        EntityKind::Polyline { .. } => "LWPOLYLINE",
        EntityKind::Circle { .. } => "CIRCLE",
        EntityKind::Arc { .. } => "ARC",
        EntityKind::Ellipse { .. } => "ELLIPSE",
        EntityKind::Spline { .. } => "SPLINE",
        EntityKind::Text { .. } => "TEXT",
        EntityKind::MText { .. } => "MTEXT",
        EntityKind::Insert { .. } => "INSERT",
        EntityKind::Hatch { .. } => "HATCH",
        EntityKind::Dimension { .. } => "DIMENSION",
        EntityKind::Face { filled: true, .. } => "SOLID",
        EntityKind::Face { .. } => "3DFACE",
        EntityKind::Leader { .. } => "LEADER",
        EntityKind::Image { .. } => "IMAGE",
        EntityKind::Viewport { .. } => "VIEWPORT",
        EntityKind::Mesh { .. } => "POLYLINE",
        EntityKind::Unknown { type_name } => {
            return type_name
                .strip_prefix("dxf.")
                .or_else(|| type_name.strip_prefix("dwg."))
                .unwrap_or(type_name)
                .to_owned();
        }
        _ => "UNKNOWN",
    };
    name.to_owned()
}
