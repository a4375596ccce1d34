//! Walls and openings, in each hand's manner.

use crate::building::{Leaf, Opening, Wall, WallKind, normal};
use crate::draft::canvas::Canvas;
use crate::dxf::{Align, Attribute, Entity, Shape, Text};
use crate::geometry::{P, add, direction, distance, dot, left, scale, sub};
use crate::hand::{Openings, Walls};
use crate::layers::Role;

/// What a plan shows of its walls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// Shear walls told from the rest.
    ShearWalls,
    /// All as plain walls, pieces of one wall joined.
    Plain,
    /// As `Plain`, without partitions, doors and windows.
    Bearing,
}

/// Draws a level's walls with their openings.
pub(crate) fn draw(canvas: &mut Canvas, walls: &[Wall], show: Show) {
    let joined;
    let walls = if show == Show::ShearWalls {
        walls
    } else {
        joined = join(walls);
        &joined
    };
    let walls: Vec<&Wall> = walls
        .iter()
        .filter(|w| show != Show::Bearing || w.kind != WallKind::Partition)
        .collect();
    for (i, wall) in walls.iter().enumerate() {
        let shear = show == Show::ShearWalls && wall.place.is_some();
        let role = match (shear, wall.kind) {
            (true, _) => Role::Shear,
            (false, WallKind::Partition) => Role::Partition,
            (false, _) => Role::Wall,
        };
        match canvas.style.walls {
            Walls::Faces => faces(canvas, &walls, i, role),
            Walls::Pieces => pieces(canvas, wall, role),
            Walls::Outlines | Walls::Filled => outlines(canvas, wall, role),
            Walls::Wide => {
                for piece in wall.pieces() {
                    let ends = [wall.at(piece[0]), wall.at(piece[1])];
                    canvas.polyline(role, &ends, false, wall.thickness);
                }
            }
            Walls::Blocks => block(canvas, wall, role),
        }
    }
    for wall in walls {
        for (n, opening) in wall.openings.iter().enumerate() {
            draw_opening(canvas, wall, opening, n);
        }
    }
}

/// Joins pieces of one wall that were told apart only for their sheathing.
pub(crate) fn join(walls: &[Wall]) -> Vec<Wall> {
    let mut joined: Vec<Wall> = Vec::with_capacity(walls.len());
    for wall in walls {
        if let Some(last) = joined.last_mut()
            && wall.kind != WallKind::Partition
            && last.kind == wall.kind
            && distance(last.end, wall.start) < 0.01
            && dot(
                direction(last.start, last.end),
                direction(wall.start, wall.end),
            ) > 0.9999
        {
            let shift = last.length();
            last.openings.extend(wall.openings.iter().map(|o| Opening {
                from: o.from + shift,
                to: o.to + shift,
                leaf: o.leaf,
            }));
            last.end = wall.end;
        } else {
            joined.push(wall.clone());
        }
    }
    joined
}

/// Corners of a piece of wall, counterclockwise.
fn corners(wall: &Wall, piece: [f64; 2]) -> [P; 4] {
    let n = scale(normal(wall), wall.thickness / 2.0);
    let (a, b) = (wall.at(piece[0]), wall.at(piece[1]));
    [sub(a, n), sub(b, n), add(b, n), add(a, n)]
}

/// Two face lines, open where other walls meet them, and caps at free ends and jambs.
fn faces(canvas: &mut Canvas, walls: &[&Wall], i: usize, role: Role) {
    let wall = walls[i];
    if role == Role::Shear {
        for piece in wall.pieces() {
            let c = corners(wall, piece);
            for n in 0..4 {
                canvas.line(role, c[n], c[(n + 1) % 4]);
            }
            canvas.fill(Role::ShearFill, &c, Some(6.0));
        }
        return;
    }
    let d = direction(wall.start, wall.end);
    let n = normal(wall);
    let length = wall.length();
    let half = wall.thickness / 2.0;
    for side in [-1.0, 1.0] {
        let mut gaps: Vec<[f64; 2]> = Vec::new();
        for (j, other) in walls.iter().enumerate() {
            if j == i || dot(d, direction(other.start, other.end)).abs() > 0.5 {
                continue;
            }
            for end in [other.start, other.end] {
                let v = sub(end, wall.start);
                let t = dot(v, d);
                if (dot(v, n) * side - half).abs() < 0.3 && t > -0.5 && t < length + 0.5 {
                    let reach = other.thickness / 2.0;
                    gaps.push([t - reach, t + reach]);
                }
            }
        }
        let offset = scale(n, side * half);
        for piece in wall.pieces() {
            for [from, to] in without(piece, &mut gaps) {
                canvas.line(role, add(wall.at(from), offset), add(wall.at(to), offset));
            }
        }
    }
    for piece in wall.pieces() {
        for at in piece {
            let end = (at < 0.01 || at > length - 0.01).then(|| wall.at(at));
            if end.is_some_and(|end| meets(walls, i, end)) {
                continue;
            }
            let p = wall.at(at);
            canvas.line(role, sub(p, scale(n, half)), add(p, scale(n, half)));
        }
    }
}

/// Whether the end of a wall lies on another wall's face or end.
fn meets(walls: &[&Wall], i: usize, end: P) -> bool {
    walls.iter().enumerate().any(|(j, other)| {
        j != i && {
            let v = sub(end, other.start);
            let d = direction(other.start, other.end);
            let t = dot(v, d);
            let off = dot(v, left(d)).abs();
            t > -0.5 && t < other.length() + 0.5 && off < other.thickness / 2.0 + 0.3
        }
    })
}

fn without(piece: [f64; 2], gaps: &mut [[f64; 2]]) -> Vec<[f64; 2]> {
    gaps.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut out = Vec::new();
    let mut from = piece[0];
    for gap in gaps.iter() {
        if gap[1] <= from || gap[0] >= piece[1] {
            continue;
        }
        if gap[0] > from + 0.01 {
            out.push([from, gap[0]]);
        }
        from = gap[1];
    }
    if from < piece[1] - 0.01 {
        out.push([from, piece[1]]);
    }
    out
}

/// Face lines in pieces that overlap or fall short, some drawn twice; shear walls filled.
fn pieces(canvas: &mut Canvas, wall: &Wall, role: Role) {
    for piece in wall.pieces() {
        let c = corners(wall, piece);
        for (a, b) in [(c[0], c[1]), (c[3], c[2])] {
            broken(canvas, role, a, b);
        }
        for (a, b) in [(c[1], c[2]), (c[3], c[0])] {
            let (a, b) = (canvas.wobble(a), canvas.wobble(b));
            canvas.line(role, a, b);
        }
        if role == Role::Shear {
            canvas.fill(Role::ShearFill, &c, None);
        }
    }
}

fn broken(canvas: &mut Canvas, role: Role, a: P, b: P) {
    let length = distance(a, b);
    let count = if length < 60.0 {
        1
    } else {
        1 + canvas.dice.below(3)
    };
    let d = direction(a, b);
    for n in 0..count {
        // Overlaps up to 6 inches, or a gap of up to an eighth.
        let slip = if n == 0 {
            0.0
        } else {
            canvas.dice.between(-6.0, 0.125)
        };
        let from = length * n as f64 / count as f64 + slip;
        let to = length * (n + 1) as f64 / count as f64;
        let p = canvas.wobble(add(a, scale(d, from)));
        let q = canvas.wobble(add(a, scale(d, to)));
        canvas.line(role, p, q);
        if canvas.dice.one_in(12) {
            canvas.line(role, p, q);
        }
    }
}

fn outlines(canvas: &mut Canvas, wall: &Wall, role: Role) {
    for piece in wall.pieces() {
        let c = corners(wall, piece).map(|p| canvas.wobble(p));
        canvas.polyline(role, &c, true, 0.0);
        if canvas.style.walls == Walls::Filled && role == Role::Shear {
            canvas.fill(Role::ShearFill, &c, None);
            if canvas.dice.one_in(10) {
                canvas.polyline(role, &c, true, 0.0);
            }
        }
    }
}

/// A block a foot long, stretched.
fn block(canvas: &mut Canvas, wall: &Wall, role: Role) {
    let thickness = wall.thickness;
    let name = match role {
        Role::Shear => "Basic Wall - Shear 2x6".to_owned(),
        Role::Partition => "Basic Wall - Interior 2x4".to_owned(),
        _ => "Basic Wall - 2x6".to_owned(),
    };
    let k = canvas.frame.k;
    let index = canvas.drawing.block(&name, || {
        let (l, h) = (12.0 * k, thickness / 2.0 * k);
        let mut lines = vec![
            ([0.0, -h], [l, -h]),
            ([l, -h], [l, h]),
            ([l, h], [0.0, h]),
            ([0.0, h], [0.0, -h]),
        ];
        if role == Role::Shear {
            lines.push(([0.0, 0.0], [l, 0.0]));
        }
        lines
            .into_iter()
            .map(|(a, b)| Entity {
                layer: 0,
                color: 256,
                shape: Shape::Line(a, b),
            })
            .collect()
    });
    let d = direction(wall.start, wall.end);
    let degrees = d[1].atan2(d[0]).to_degrees();
    canvas.insert(
        role,
        index,
        wall.start,
        [wall.length() / 12.0, 1.0],
        degrees,
        Vec::new(),
    );
}

fn draw_opening(canvas: &mut Canvas, wall: &Wall, opening: &Opening, n: usize) {
    let role = match opening.leaf {
        Leaf::Window | Leaf::Slider => Role::Window,
        Leaf::Swing { .. } => Role::Door,
    };
    if canvas.style.openings == Openings::Lines {
        as_lines(canvas, wall, opening, role);
        return;
    }
    let width = opening.to - opening.from;
    let thickness = wall.thickness;
    let tagged = canvas.style.openings != Openings::Gaps;
    let mask = canvas.style.openings == Openings::Masks;
    let (name, unit) = match opening.leaf {
        Leaf::Window => (format!("WINDOW_{}", name_part(thickness)), 48.0),
        Leaf::Slider => (format!("SLIDING_DOOR_{}", name_part(thickness)), 72.0),
        Leaf::Swing { .. } => (format!("DOOR_{}", name_part(thickness)), 36.0),
    };
    let k = canvas.frame.k;
    let plot = canvas.plot;
    let shapes = canvas.drawing.block(&name, || {
        opening_block(
            opening.leaf,
            unit,
            thickness,
            k,
            mask,
            tagged.then_some(plot),
        )
    });
    let d = direction(wall.start, wall.end);
    let degrees = d[1].atan2(d[0]).to_degrees();
    // The block's x runs from the hinge to the latch, its leaf opens to its left.
    let (at, degrees, flip) = match opening.leaf {
        Leaf::Window | Leaf::Slider => (opening.from, degrees, 1.0),
        Leaf::Swing {
            at_start: true,
            to_left,
        } => (opening.from, degrees, if to_left { 1.0 } else { -1.0 }),
        Leaf::Swing {
            at_start: false,
            to_left,
        } => (
            opening.to,
            degrees + 180.0,
            if to_left { -1.0 } else { 1.0 },
        ),
    };
    let size = width / unit;
    let deep = if role == Role::Door { size * flip } else { 1.0 };
    let mut attributes = Vec::new();
    if tagged {
        let center = add(wall.at((opening.from + opening.to) / 2.0), [0.0, 0.0]);
        let number = format!("{}{}", if role == Role::Door { "D" } else { "W" }, n + 1);
        for (tag, value, invisible) in [
            ("MARK", number, true),
            ("WIDTH", canvas.length(width), true),
        ] {
            attributes.push(Attribute {
                tag,
                text: canvas.text_shape(center, canvas.paper(0.0625), 0.0, Align::Middle, &value),
                invisible,
            });
        }
    }
    let p = wall.at(at);
    canvas.insert(role, shapes, p, [size, deep], degrees, attributes);
}

fn name_part(thickness: f64) -> &'static str {
    if thickness > 4.0 { "EXT" } else { "INT" }
}

fn opening_block(
    leaf: Leaf,
    w: f64,
    t: f64,
    k: f64,
    mask: bool,
    tagged: Option<f64>,
) -> Vec<Entity> {
    let h = t / 2.0;
    let p = |x: f64, y: f64| [x * k, y * k];
    let mut shapes = Vec::new();
    if mask {
        shapes.push(Shape::Wipeout(p(0.0, -h - 0.25), p(w, h + 0.25)));
    }
    match leaf {
        Leaf::Window => {
            for y in [-h, 0.0, h] {
                shapes.push(Shape::Line(p(0.0, y), p(w, y)));
            }
        }
        Leaf::Slider => {
            shapes.push(Shape::Line(p(0.0, 0.75), p(w / 2.0 + 2.0, 0.75)));
            shapes.push(Shape::Line(p(w / 2.0 - 2.0, -0.75), p(w, -0.75)));
            shapes.push(Shape::Line(p(0.0, -h), p(w, -h)));
        }
        Leaf::Swing { .. } => {
            let leaf = vec![p(0.0, h), p(1.75, h), p(1.75, w), p(0.0, w)];
            shapes.push(Shape::Polyline {
                points: leaf,
                closed: true,
                width: 0.0,
            });
            shapes.push(Shape::Arc(p(0.0, 0.0), w * k, 0.0, 90.0));
        }
    }
    if mask {
        shapes.push(Shape::Line(p(0.0, -h), p(0.0, h)));
        shapes.push(Shape::Line(p(w, -h), p(w, h)));
    }
    let mut entities: Vec<Entity> = shapes
        .into_iter()
        .map(|shape| Entity {
            layer: 0,
            color: 256,
            shape,
        })
        .collect();
    if let Some(plot) = tagged {
        for (tag, y) in [("MARK", 4.0), ("WIDTH", -4.0)] {
            let text = Text {
                at: p(w / 2.0, y),
                height: 0.0625 * plot * k,
                rotation: 0.0,
                align: Align::Middle,
                value: String::new(),
            };
            let definition = Attribute {
                tag,
                text,
                invisible: true,
            };
            entities.push(Entity {
                layer: 0,
                color: 256,
                shape: Shape::Attdef(definition),
            });
        }
    }
    entities
}

/// Swings as a line and an arc, windows as three lines.
fn as_lines(canvas: &mut Canvas, wall: &Wall, opening: &Opening, role: Role) {
    let n = normal(wall);
    let d = direction(wall.start, wall.end);
    let half = wall.thickness / 2.0;
    match opening.leaf {
        Leaf::Window | Leaf::Slider => {
            for y in [-half, 0.0, half] {
                let a = add(wall.at(opening.from), scale(n, y));
                let b = add(wall.at(opening.to), scale(n, y));
                let (a, b) = (canvas.wobble(a), canvas.wobble(b));
                canvas.line(role, a, b);
            }
        }
        Leaf::Swing { at_start, to_left } => {
            let width = opening.to - opening.from;
            let (hinge, latch) = if at_start {
                (opening.from, d)
            } else {
                (opening.to, scale(d, -1.0))
            };
            let hinge = wall.at(hinge);
            let out = scale(n, if to_left { 1.0 } else { -1.0 });
            canvas.line(role, hinge, add(hinge, scale(out, width)));
            let angle = |v: P| v[1].atan2(v[0]).to_degrees();
            // Counterclockwise from one to the other, a quarter turn.
            let ccw = dot(left(latch), out) > 0.0;
            let (from, to) = if ccw {
                (angle(latch), angle(out))
            } else {
                (angle(out), angle(latch))
            };
            canvas.arc(role, hinge, width, from, to);
        }
    }
}
