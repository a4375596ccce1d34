//! What every plan has: grid, dimensions and names of rooms.

use crate::building::{Building, GridLine, LevelPlan, Wall};
use crate::draft::canvas::Canvas;
use crate::dxf::{Align, Attribute, Entity, Shape, Text};
use crate::geometry::{P, add, direction, distance, scale, sub};
use crate::hand::Layers;
use crate::layers::Role;
use crate::program::Wing;

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
