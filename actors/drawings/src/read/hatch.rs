//! Boundaries of hatches as closed polylines.

use std::f64::consts::TAU;

use cadkit::geom_ops::arbitrary_axes;
use cadkit::{HatchEdge, HatchLoop, Point3, Vec3};

use super::shapes::{facing, turned_bulge};
use crate::curve;
use crate::sheet::{Point, Vertex};

/// The loops of a hatch, curves but bulges in chords.
pub(super) fn loops(loops: &[HatchLoop], normal: Vec3) -> Vec<Vec<Vertex>> {
    loops
        .iter()
        .map(|one| outline(&one.edges, normal))
        .filter(|outline| outline.len() > 1)
        .collect()
}

/// z of the first point of a boundary.
pub(super) fn elevation(loops: &[HatchLoop]) -> f64 {
    let first = loops.first().and_then(|one| one.edges.first());
    match first {
        Some(HatchEdge::Line { start, .. }) => start.z,
        Some(HatchEdge::Arc { center, .. } | HatchEdge::Ellipse { center, .. }) => center.z,
        Some(HatchEdge::Polyline { vertices, .. }) => {
            vertices.first().map_or(0.0, |vertex| vertex.position.z)
        }
        Some(HatchEdge::Spline { control_points, .. }) => {
            control_points.first().map_or(0.0, |p| p.z)
        }
        None => 0.0,
    }
}

fn outline(edges: &[HatchEdge], normal: Vec3) -> Vec<Vertex> {
    let mut out: Vec<Vertex> = Vec::new();
    let flat = |p: &Point3| [p.x, p.y];
    let (ax, ay, az) = arbitrary_axes(normal);
    for edge in edges {
        match edge {
            HatchEdge::Line { start, end } => append(&mut out, [flat(start), flat(end)]),
            HatchEdge::Arc {
                center,
                radius,
                start_angle,
                end_angle,
                ccw,
            } => {
                let (start, end) = swept(*start_angle, *end_angle, *ccw);
                let points = curve::ellipse(
                    flat(center),
                    [ax.x * radius, ax.y * radius],
                    [ay.x * radius, ay.y * radius],
                    start,
                    end,
                );
                append(&mut out, points);
            }
            HatchEdge::Ellipse {
                center,
                major_axis,
                ratio,
                start_param,
                end_param,
                ccw,
            } => {
                // The file has angles, whatever the library calls them.
                let [start, end] = [*start_param, *end_param].map(|a| parameter(a, *ratio));
                let (start, end) = swept(start, end, *ccw);
                let minor = az.cross(*major_axis);
                let points = curve::ellipse(
                    flat(center),
                    [major_axis.x, major_axis.y],
                    [minor.x * ratio, minor.y * ratio],
                    start,
                    end,
                );
                append(&mut out, points);
            }
            HatchEdge::Spline {
                degree,
                knots,
                control_points,
                weights,
            } => {
                let control: Vec<Point> = control_points.iter().map(flat).collect();
                let points = curve::spline(*degree, knots, &control, weights, &[], false);
                append(&mut out, points);
            }
            HatchEdge::Polyline { vertices, .. } => {
                let facing = facing(normal);
                out.extend(vertices.iter().map(|vertex| Vertex {
                    at: flat(&vertex.position),
                    bulge: turned_bulge(vertex.bulge, facing),
                }));
            }
        }
    }
    if out.len() > 1 && out.first().map(|v| v.at) == out.last().map(|v| v.at) {
        out.pop();
    }
    out
}

/// Adds points but the first where the chain already ends there.
fn append(out: &mut Vec<Vertex>, points: impl IntoIterator<Item = Point>) {
    for at in points {
        let repeated = out
            .last()
            .is_some_and(|last| (last.at[0] - at[0]).hypot(last.at[1] - at[1]) < 1e-9);
        if !repeated {
            out.push(Vertex { at, bulge: 0.0 });
        }
    }
}

/// The parameter of an ellipse at which a ray of this angle from its centre meets it.
fn parameter(angle: f64, ratio: f64) -> f64 {
    if ratio <= 0.0 {
        return angle;
    }
    let within = (angle.sin() / ratio).atan2(angle.cos());
    within + ((angle - within) / TAU).round() * TAU
}

/// Start and end of a sweep; a clockwise edge is stored with its angles negated.
fn swept(start: f64, end: f64, ccw: bool) -> (f64, f64) {
    let end = if end > start { end } else { end + TAU };
    if ccw { (start, end) } else { (-start, -end) }
}
