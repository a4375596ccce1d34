//! The marks of shear walls, and walls of an earlier scheme.

use crate::draft::canvas::Canvas;
use crate::dxf::{Align, Attribute, Entity, Shape, Text};
use crate::geometry::{P, add, direction, middle, scale, sub};
use crate::hand::Marks;
use crate::layers::Role;
use crate::truth::TrueWall;

/// The mark beside each shear wall.
pub(crate) fn draw(canvas: &mut Canvas, walls: &[&TrueWall]) {
    for wall in walls {
        mark(canvas, wall);
    }
}

fn mark(canvas: &mut Canvas, wall: &TrueWall) {
    let height = canvas.paper(0.09375);
    let d = direction(wall.start_in, wall.end_in);
    let n = crate::geometry::left(d);
    let degrees = d[1].atan2(d[0]).to_degrees();
    let mut middles: Vec<P> = Vec::new();
    for segment in &wall.segments_in {
        for part in [0.5, 0.3, 0.7] {
            let t = segment[0] + part * (segment[1] - segment[0]);
            middles.push(add(wall.start_in, scale(d, t)));
        }
    }
    let manner = canvas.style.marks;
    let symbol = matches!(
        manner,
        Marks::HexagonLeader | Marks::HexagonLines | Marks::Circle
    );
    let radius = canvas.paper(if wall.mark.len() > 2 { 0.19 } else { 0.13 });
    let away = if symbol {
        radius + height * 1.2
    } else {
        height * 1.25
    } + wall.thickness_in / 2.0;
    let mut best: Option<(P, P)> = None;
    'search: for further in [0.0, 1.0, 2.0, 3.0, 4.5] {
        for &m in &middles {
            for side in [1.0, -1.0] {
                let at = add(m, scale(n, side * (away + further * height * 1.6)));
                let area = if symbol {
                    [
                        [at[0] - radius, at[1] - radius],
                        [at[0] + radius, at[1] + radius],
                    ]
                } else {
                    Canvas::text_box(at, height, degrees, &wall.mark)
                };
                if best.is_none() {
                    best = Some((at, m));
                }
                if canvas.is_free(area) {
                    canvas.reserve(area);
                    best = Some((at, m));
                    break 'search;
                }
            }
        }
    }
    let Some((at, m)) = best else { return };
    let toward = direction(at, m);
    let touch = sub(m, scale(toward, wall.thickness_in / 2.0));
    match manner {
        Marks::Plain => canvas.text(Role::Mark, at, height, degrees, Align::Middle, &wall.mark),
        Marks::LeaderText => {
            let text = canvas.text_shape(at, height, degrees, Align::Middle, &wall.mark);
            let width = wall.mark.len() as f64 * height * canvas.frame.k;
            canvas.push(Role::Mark, Shape::MText { text, width });
            let from = add(at, scale(toward, height * 0.8));
            let points = vec![canvas.frame.apply(touch), canvas.frame.apply(from)];
            canvas.push(Role::Mark, Shape::Leader(points));
        }
        Marks::HexagonLines => {
            canvas.polyline(Role::Mark, &hexagon(at, radius), true, 0.0);
            let level = canvas.level_angle();
            canvas.text(Role::Mark, at, height, level, Align::Middle, &wall.mark);
            canvas.line(Role::Mark, add(at, scale(toward, radius)), touch);
        }
        Marks::HexagonLeader | Marks::Circle => {
            let round = manner == Marks::Circle;
            let k = canvas.frame.k;
            let name = if round { "Wall Tag - Circle" } else { "SW_TAG" };
            let tag = if round { "TYPE_MARK" } else { "SW_TYPE" };
            let block = canvas.drawing.block(name, || {
                let outline = if round {
                    Shape::Circle([0.0, 0.0], radius * k)
                } else {
                    let points = hexagon([0.0, 0.0], radius * k);
                    Shape::Polyline {
                        points,
                        closed: true,
                        width: 0.0,
                    }
                };
                let text = Text {
                    at: [0.0, 0.0],
                    height: height * k,
                    rotation: 0.0,
                    align: Align::Middle,
                    value: String::new(),
                };
                let definition = Attribute {
                    tag,
                    text,
                    invisible: false,
                };
                vec![
                    Entity {
                        layer: 0,
                        color: 256,
                        shape: outline,
                    },
                    Entity {
                        layer: 0,
                        color: 256,
                        shape: Shape::Attdef(definition),
                    },
                ]
            });
            let text =
                canvas.text_shape(at, height, canvas.level_angle(), Align::Middle, &wall.mark);
            let attribute = Attribute {
                tag,
                text,
                invisible: false,
            };
            let level = canvas.level_angle();
            canvas.insert(Role::Mark, block, at, [1.0, 1.0], level, vec![attribute]);
            let from = add(at, scale(toward, radius));
            if round {
                canvas.line(Role::Mark, from, touch);
            } else {
                let points = vec![canvas.frame.apply(touch), canvas.frame.apply(from)];
                canvas.push(Role::Mark, Shape::Leader(points));
            }
        }
    }
}

fn hexagon(center: P, radius: f64) -> Vec<P> {
    (0..6)
        .map(|i| {
            let angle = std::f64::consts::FRAC_PI_3 * f64::from(i);
            [
                center[0] + radius * angle.cos(),
                center[1] + radius * angle.sin(),
            ]
        })
        .collect()
}

/// An earlier scheme's walls, on a layer that is not plotted: each a stretch of a kept wall,
/// moved sideways. Gives what was drawn.
pub(crate) fn discarded(canvas: &mut Canvas, walls: &[&TrueWall]) -> Vec<(P, P)> {
    let mut drawn = Vec::new();
    let height = canvas.paper(0.09375);
    for wall in walls.iter().step_by(5) {
        let d = direction(wall.start_in, wall.end_in);
        let n = crate::geometry::left(d);
        let aside = scale(n, 58.0);
        let a = add(add(wall.start_in, scale(d, 12.0)), aside);
        let b = add(sub(wall.end_in, scale(d, 12.0)), aside);
        let h = scale(n, wall.thickness_in / 2.0);
        canvas.line(Role::Old, sub(a, h), sub(b, h));
        canvas.line(Role::Old, add(a, h), add(b, h));
        canvas.line(Role::Old, sub(a, h), add(a, h));
        canvas.line(Role::Old, sub(b, h), add(b, h));
        let at = add(middle(a, b), scale(n, height * 1.5));
        let degrees = d[1].atan2(d[0]).to_degrees();
        canvas.text(Role::Old, at, height, degrees, Align::Middle, &wall.mark);
        drawn.push((a, b));
    }
    drawn
}
