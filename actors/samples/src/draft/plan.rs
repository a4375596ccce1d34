//! What every plan has: grid, dimensions, names of rooms, fixtures and the marks of shear walls.

use crate::building::{Building, FixtureKind, GridLine, LevelPlan, Wall};
use crate::draft::canvas::Canvas;
use crate::dxf::{Align, Attribute, Entity, Shape, Text};
use crate::geometry::{P, add, direction, distance, middle, scale, sub};
use crate::hand::{Layers, Marks};
use crate::layers::Role;
use crate::program::Wing;
use crate::truth::TrueWall;

/// Grid lines with bubbles, of one wing or all.
pub(crate) fn grid(canvas: &mut Canvas, lines: &[GridLine], wing: Option<usize>) {
    let radius = canvas.paper(0.18);
    let height = canvas.paper(0.14);
    for line in lines.iter().filter(|l| wing.is_none_or(|w| l.wing == w)) {
        let (bubble, far) = if line.bubble_at_end {
            (line.end, line.start)
        } else {
            (line.start, line.end)
        };
        let center = sub(bubble, scale(direction(bubble, far), radius));
        canvas.line(Role::Grid, bubble, far);
        canvas.reserve([
            [center[0] - radius, center[1] - radius],
            [center[0] + radius, center[1] + radius],
        ]);
        if matches!(
            canvas.style.layers,
            Layers::Words | Layers::Zero | Layers::Short
        ) {
            canvas.circle(Role::Grid, center, radius);
            let level = canvas.level_angle();
            canvas.text(Role::Grid, center, height, level, Align::Middle, &line.name);
            continue;
        }
        let k = canvas.frame.k;
        let layer = canvas.layer(Role::Grid);
        let block = canvas.drawing.block("GRID_BUBBLE", || {
            let attribute = Attribute {
                tag: "GRID",
                text: Text {
                    at: [0.0, 0.0],
                    height: height * k,
                    rotation: 0.0,
                    align: Align::Middle,
                    value: "A".into(),
                },
                invisible: false,
            };
            vec![
                Entity {
                    layer,
                    color: 256,
                    shape: Shape::Circle([0.0, 0.0], radius * k),
                },
                Entity {
                    layer,
                    color: 256,
                    shape: Shape::Attdef(attribute),
                },
            ]
        });
        let attribute = Attribute {
            tag: "GRID",
            text: canvas.text_shape(
                center,
                height,
                canvas.level_angle(),
                Align::Middle,
                &line.name,
            ),
            invisible: false,
        };
        let level = canvas.level_angle();
        canvas.insert(
            Role::Grid,
            block,
            center,
            [1.0, 1.0],
            level,
            vec![attribute],
        );
    }
}

/// Chains of dimensions along the grid of one wing or all, and overall ones.
pub(crate) fn grid_dimensions(canvas: &mut Canvas, building: &Building, wing: Option<usize>) {
    for (w, spec) in building.program.wings.iter().enumerate() {
        if wing.is_some_and(|x| x != w) {
            continue;
        }
        let frame = spec.frame();
        let near = w == 0;
        let across = spec.across_in();
        let length = spec.line_in(spec.bays.len());
        // The first wing's dimensions stand south and west, the others' towards the outside.
        let (v, side) = if spec.bubbles_beyond() {
            (across, 1.0)
        } else {
            (0.0, -1.0)
        };
        let numbers: Vec<f64> = (0..=spec.bays.len()).map(|i| spec.line_in(i)).collect();
        let chain = canvas.paper(0.85);
        for pair in numbers.windows(2) {
            dimension(
                canvas,
                frame.apply([pair[0], v]),
                frame.apply([pair[1], v]),
                side * chain,
            );
        }
        let overall = canvas.paper(1.15);
        dimension(
            canvas,
            frame.apply([0.0, v]),
            frame.apply([length, v]),
            side * overall,
        );
        let (u, side) = if near { (0.0, 1.0) } else { (length, -1.0) };
        for pair in spec.lines().windows(2) {
            dimension(
                canvas,
                frame.apply([u, pair[0]]),
                frame.apply([u, pair[1]]),
                side * chain,
            );
        }
        dimension(
            canvas,
            frame.apply([u, 0.0]),
            frame.apply([u, across]),
            side * overall,
        );
    }
}

/// Windows and piers along a wing's facades, and the ends of shear walls where `ends` says so;
/// where the texts have room.
pub(crate) fn opening_dimensions(canvas: &mut Canvas, walls: &[Wall], wing: &Wing, ends: bool) {
    let frame = wing.frame();
    let offset = canvas.paper(0.5);
    for (v, side) in [(0.0, -1.0), (wing.across_in(), 1.0)] {
        let mut marks: Vec<f64> = (0..=wing.bays.len()).map(|i| wing.line_in(i)).collect();
        for wall in walls {
            let (a, b) = (frame.inverse(wall.start), frame.inverse(wall.end));
            if (a[1] - v).abs() > 0.01 || (b[1] - v).abs() > 0.01 {
                continue;
            }
            if ends && wall.place.is_some() {
                marks.extend([a[0], b[0]]);
            }
            for opening in &wall.openings {
                marks.push(a[0] + opening.from);
                marks.push(a[0] + opening.to);
            }
        }
        marks.sort_by(f64::total_cmp);
        marks.dedup_by(|a, b| (*a - *b).abs() < 0.01);
        for pair in marks.windows(2) {
            let shown = canvas.length(pair[1] - pair[0]);
            let needs = shown.len() as f64 * canvas.paper(0.09375) * 0.85;
            if pair[1] - pair[0] > needs {
                dimension(
                    canvas,
                    frame.apply([pair[0], v]),
                    frame.apply([pair[1], v]),
                    side * offset,
                );
            }
        }
    }
}

fn dimension(canvas: &mut Canvas, from: P, to: P, offset: f64) {
    let shown = canvas.length(distance(from, to));
    // A sloppy drafter types over what does not measure round.
    let overridden = canvas.style.sloppy && canvas.dice.one_in(3);
    let (from, to) = (canvas.wobble(from), canvas.wobble(to));
    canvas.dimension(from, to, offset, &shown, overridden || canvas.style.sloppy);
}

/// Room names, each at its place or a little off it.
pub(crate) fn room_names(canvas: &mut Canvas, plan: &LevelPlan) {
    let height = canvas.paper(0.09375);
    for room in &plan.rooms {
        let step = height * 1.7;
        let mut places = vec![room.at];
        for (dx, dy) in [
            (0.0, 1.0),
            (0.0, -1.0),
            (1.0, 0.0),
            (-1.0, 0.0),
            (0.0, 2.0),
            (0.0, -2.0),
            (2.0, 1.0),
            (-2.0, 1.0),
            (0.0, 3.0),
            (0.0, -3.0),
        ] {
            places.push(add(room.at, [dx * step, dy * step]));
        }
        canvas.label(Role::RoomName, &places, height, 0.0, &room.name);
    }
}

/// Fixtures and furniture as blocks, a front looking along the block's x.
pub(crate) fn fixtures(canvas: &mut Canvas, plan: &LevelPlan, furniture: bool) {
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

/// The mark beside each shear wall.
pub(crate) fn marks(canvas: &mut Canvas, walls: &[&TrueWall]) {
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
