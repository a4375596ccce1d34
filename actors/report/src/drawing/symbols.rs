//! Symbols that every drawing shares: grid bubbles, rod marks, the scale bar, north.

use super::view::View;
use super::{Anchor, At, Dash, Label, Pen, Shape, Tone};
use crate::numerals::whole;
use crate::typeface::{CAP_HEIGHT, Face};

/// Radius of a grid bubble, points.
pub(crate) const BUBBLE: f32 = 9.0;

/// A grid bubble with its name.
pub(crate) fn bubble(center: At, name: &str) -> [Shape; 2] {
    let size = if name.chars().count() > 2 { 6.0 } else { 8.0 };
    [
        Shape::Circle {
            center,
            radius: BUBBLE,
            pen: Some(Pen::new(0.6, Tone::Grey)),
            fill: Some(Tone::White),
        },
        Shape::Text(
            Label::new(centered(center, size), Face::NarrowBold, size, name)
                .anchor(Anchor::Middle)
                .within(BUBBLE * 2.0 - 3.0),
        ),
    ]
}

/// The baseline that centres capitals of a size on a point.
pub(crate) fn centered(at: At, size: f32) -> At {
    [at[0], at[1] + size * CAP_HEIGHT / 2.0]
}

/// How a rod run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RodState {
    /// Designed, every check passes.
    Passes,
    /// Designed, a check fails.
    Fails,
    /// No tension: no rod.
    NotRequired,
}

/// The mark of a rod on plan: a filled dot; a dot in a square where a check fails; an open circle
/// where no rod is required. The shape tells them apart without colour.
pub(crate) fn rod(center: At, radius: f32, state: RodState) -> Vec<Shape> {
    let dot = |pen, fill| Shape::Circle {
        center,
        radius,
        pen,
        fill,
    };
    match state {
        RodState::Passes => vec![dot(Some(Pen::new(0.5, Tone::White)), Some(Tone::Blue))],
        RodState::NotRequired => vec![dot(Some(Pen::new(0.6, Tone::Blue)), Some(Tone::White))],
        RodState::Fails => {
            let reach = radius + 1.6;
            vec![
                Shape::rect(
                    [center[0] - reach, center[1] - reach],
                    [reach * 2.0; 2],
                    Some(Pen::new(0.9, Tone::Red)),
                    Some(Tone::White),
                ),
                dot(None, Some(Tone::Red)),
            ]
        }
    }
}

/// An arrow from a point to another.
pub(crate) fn arrow(from: At, to: At, pen: Pen) -> Vec<Shape> {
    let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    let length = dx.hypot(dy);
    if length < 0.1 {
        return Vec::new();
    }
    let head = length.min(5.0);
    let [ux, uy] = [dx / length, dy / length];
    let neck = [to[0] - ux * head, to[1] - uy * head];
    let wing = |side: f32| {
        [
            neck[0] - uy * head * 0.4 * side,
            neck[1] + ux * head * 0.4 * side,
        ]
    };
    vec![
        Shape::line(from, neck, pen),
        Shape::polygon(vec![to, wing(1.0), wing(-1.0)], None, Some(pen.tone)),
    ]
}

/// A scale bar with its left end at a point: five fields of a round number of feet, about two inches.
pub(crate) fn scale_bar(at: At, view: &View) -> Vec<Shape> {
    let wanted = 144.0 / view.points_per_foot;
    let field = [
        1.0, 2.0, 4.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 5000.0,
    ]
    .into_iter()
    .find(|f| f * 5.0 >= wanted)
    .unwrap_or(10_000.0);
    let width = view.length(field);
    let mut shapes = Vec::new();
    for i in 0..5_u8 {
        let x = at[0] + width * f32::from(i);
        let fill = if i % 2 == 0 { Tone::Ink } else { Tone::White };
        shapes.push(Shape::rect(
            [x, at[1]],
            [width, 3.5],
            Some(Pen::new(0.4, Tone::Ink)),
            Some(fill),
        ));
    }
    for i in [0_u8, 1, 3, 5] {
        let unit = if i == 5 { "'" } else { "" };
        let text = format!("{}{unit}", whole(field * f64::from(i)));
        shapes.push(Shape::Text(
            Label::new(
                [at[0] + width * f32::from(i), at[1] - 2.5],
                Face::Narrow,
                6.5,
                text,
            )
            .anchor(Anchor::Middle)
            .tone(Tone::Grey),
        ));
    }
    shapes
}

/// The north arrow of the building's own coordinates.
pub(crate) fn plan_north(center: At) -> Vec<Shape> {
    let [x, y] = center;
    vec![
        Shape::Circle {
            center,
            radius: 10.0,
            pen: Some(Pen::new(0.5, Tone::Grey)),
            fill: None,
        },
        Shape::polygon(
            vec![
                [x, y - 13.0],
                [x + 4.0, y + 6.0],
                [x, y + 3.0],
                [x - 4.0, y + 6.0],
            ],
            None,
            Some(Tone::Ink),
        ),
        Shape::Text(
            Label::new([x, y + 18.5], Face::NarrowBold, 6.5, "PLAN NORTH").anchor(Anchor::Middle),
        ),
    ]
}

/// Pen of grid lines.
pub(crate) const GRID: Pen = Pen::new(0.3, Tone::Silver).dashed(Dash::Center);
