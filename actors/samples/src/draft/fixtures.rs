//! Fixtures and furniture as blocks.

use crate::building::{FixtureKind, LevelPlan};
use crate::draft::canvas::Canvas;
use crate::dxf::{Entity, Shape};
use crate::geometry::scale;
use crate::layers::Role;

/// Fixtures and furniture as blocks, a front looking along the block's x.
pub(crate) fn draw(canvas: &mut Canvas, plan: &LevelPlan, furniture: bool) {
    for fixture in &plan.fixtures {
        let role = match fixture.kind {
            FixtureKind::Bed | FixtureKind::Sofa | FixtureKind::Table => Role::Furniture,
            _ => Role::Fixture,
        };
        if role == Role::Furniture && !furniture {
            continue;
        }
        let k = canvas.frame.k;
        let (name, shapes) = fixture_block(fixture.kind);
        let block = canvas.drawing.block(name, || {
            shapes
                .into_iter()
                .map(|shape| Entity {
                    layer: 0,
                    color: 256,
                    shape: scaled(shape, k),
                })
                .collect()
        });
        let degrees = fixture.front[1].atan2(fixture.front[0]).to_degrees();
        canvas.insert(role, block, fixture.at, [1.0, 1.0], degrees, Vec::new());
    }
}

fn scaled(shape: Shape, k: f64) -> Shape {
    match shape {
        Shape::Line(a, b) => Shape::Line(scale(a, k), scale(b, k)),
        Shape::Circle(c, r) => Shape::Circle(scale(c, k), r * k),
        Shape::Arc(c, r, from, to) => Shape::Arc(scale(c, k), r * k, from, to),
        Shape::Polyline {
            points,
            closed,
            width,
        } => Shape::Polyline {
            points: points.into_iter().map(|p| scale(p, k)).collect(),
            closed,
            width: width * k,
        },
        other => other,
    }
}

fn boxed(x0: f64, y0: f64, x1: f64, y1: f64) -> Shape {
    Shape::Polyline {
        points: vec![[x0, y0], [x1, y0], [x1, y1], [x0, y1]],
        closed: true,
        width: 0.0,
    }
}

/// Name and shapes, in inches, back at x = 0.
fn fixture_block(kind: FixtureKind) -> (&'static str, Vec<Shape>) {
    match kind {
        FixtureKind::Toilet => (
            "FIX_WC",
            vec![boxed(0.5, -9.5, 8.0, 9.5), Shape::Circle([18.0, 0.0], 8.5)],
        ),
        FixtureKind::Lavatory => (
            "FIX_LAV",
            vec![
                boxed(0.5, -12.0, 20.0, 12.0),
                Shape::Circle([11.0, 0.0], 7.0),
            ],
        ),
        FixtureKind::Tub => (
            "FIX_TUB",
            vec![
                boxed(-14.5, -30.0, 15.0, 30.0),
                boxed(-11.0, -26.0, 12.0, 26.0),
                Shape::Circle([0.0, -21.0], 1.5),
            ],
        ),
        FixtureKind::Sink => (
            "FIX_SINK",
            vec![
                boxed(0.5, -20.0, 25.0, 20.0),
                boxed(4.0, -15.0, 21.0, -1.0),
                boxed(4.0, 1.0, 21.0, 15.0),
            ],
        ),
        FixtureKind::Range => (
            "FIX_RANGE",
            vec![
                boxed(0.5, -15.0, 25.0, 15.0),
                Shape::Circle([8.0, -7.0], 4.0),
                Shape::Circle([8.0, 7.0], 4.0),
                Shape::Circle([18.0, -7.0], 4.0),
                Shape::Circle([18.0, 7.0], 4.0),
            ],
        ),
        FixtureKind::Refrigerator => (
            "FIX_REF",
            vec![
                boxed(0.5, -17.0, 30.0, 17.0),
                Shape::Line([0.5, -17.0], [30.0, 17.0]),
            ],
        ),
        FixtureKind::Bed => (
            "FURN_BED",
            vec![
                boxed(3.0, -30.0, 83.0, 30.0),
                boxed(6.0, -26.0, 20.0, -3.0),
                boxed(6.0, 3.0, 20.0, 26.0),
            ],
        ),
        FixtureKind::Sofa => (
            "FURN_SOFA",
            vec![boxed(3.0, -40.0, 37.0, 40.0), boxed(3.0, -40.0, 12.0, 40.0)],
        ),
        FixtureKind::Table => (
            "FURN_TABLE",
            vec![
                Shape::Circle([0.0, 0.0], 21.0),
                boxed(-9.0, 24.0, 9.0, 40.0),
                boxed(-9.0, -40.0, 9.0, -24.0),
            ],
        ),
        FixtureKind::AirHandler => (
            "MECH_AHU",
            vec![
                boxed(-11.0, -11.0, 11.0, 11.0),
                Shape::Line([-11.0, -11.0], [11.0, 11.0]),
                Shape::Line([-11.0, 11.0], [11.0, -11.0]),
            ],
        ),
        FixtureKind::Elevator => (
            "ELEVATOR",
            vec![
                boxed(-36.0, -34.0, 30.0, 34.0),
                Shape::Line([-36.0, -34.0], [30.0, 34.0]),
                Shape::Line([-36.0, 34.0], [30.0, -34.0]),
            ],
        ),
        FixtureKind::Stair => {
            let mut shapes: Vec<Shape> = (0..13)
                .map(|i| {
                    let x = -70.0 + 11.0 * f64::from(i);
                    Shape::Line([x, -44.0], [x, 44.0])
                })
                .collect();
            shapes.push(boxed(-70.0, -2.0, 62.0, 2.0));
            ("STAIR", shapes)
        }
    }
}
