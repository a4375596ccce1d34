//! The pictures of details: rods in elevation, wall junctions in plan, a shear wall's elevation.
//! Paper inches.

use crate::draft::canvas::Canvas;
use crate::dxf::{Align, Shape};
use crate::geometry::P;
use crate::layers::Role;

/// A detail's picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picture {
    RodAtFoundation,
    RodAtFloor,
    RodAtTop,
    /// Two walls meeting, in plan.
    Junction,
    /// Posts and rod at a wall's end, in plan.
    EndOfWall,
    SillAnchor,
    Header,
}

/// Titles of details with their pictures.
pub(crate) const DETAILS: [(&str, Picture); 9] = [
    ("ROD AT FOUNDATION", Picture::RodAtFoundation),
    ("ROD AT FLOOR", Picture::RodAtFloor),
    ("ROD TERMINATION AT TOP", Picture::RodAtTop),
    ("SHEAR WALL INTERSECTION - PLAN", Picture::Junction),
    ("SILL PLATE ANCHORAGE", Picture::SillAnchor),
    ("HEADER AT OPENING", Picture::Header),
    ("EXTERIOR WALL AT FLOOR", Picture::RodAtFloor),
    ("POSTS AT WALL END - PLAN", Picture::EndOfWall),
    ("CORRIDOR WALL AT FLOOR", Picture::RodAtFloor),
];

/// Draws a picture with its notes in a cell `tall` high.
pub(crate) fn draw(canvas: &mut Canvas, picture: Picture, at: P, tall: f64) {
    match picture {
        Picture::RodAtFoundation | Picture::RodAtFloor | Picture::RodAtTop => {
            rod(canvas, at, tall, picture);
        }
        Picture::Junction => junction(canvas, at, tall),
        Picture::EndOfWall => end_of_wall(canvas, at, tall),
        Picture::SillAnchor => sill(canvas, at, tall),
        Picture::Header => header(canvas, at, tall),
    }
}

fn boxed(canvas: &mut Canvas, role: Role, at: P, b: [f64; 4]) -> [P; 4] {
    let p = |x: f64, y: f64| [at[0] + x, at[1] + y];
    let outline = [p(b[0], b[1]), p(b[2], b[1]), p(b[2], b[3]), p(b[0], b[3])];
    canvas.polyline(role, &outline, true, 0.0);
    outline
}

/// Texts at the right, each with a leader to its point; heights as parts of `tall`.
fn notes(canvas: &mut Canvas, at: P, tall: f64, notes: &[(&str, P, f64)]) {
    for (text, from, part) in notes {
        let knee = [at[0] + 2.5, at[1] + part * tall];
        let end = [knee[0] + 0.2, knee[1]];
        let points = [[at[0] + from[0], at[1] + from[1]], knee, end]
            .iter()
            .map(|&p| canvas.frame.apply(p))
            .collect();
        canvas.push(Role::Note, Shape::Leader(points));
        let text_at = [end[0] + 0.08, end[1] - 0.045];
        canvas.text(Role::Note, text_at, 0.09, 0.0, Align::Left, text);
    }
}

/// Plates, studs, joist, rod, bearing plate and nut.
fn rod(canvas: &mut Canvas, at: P, tall: f64, picture: Picture) {
    let p = |x: f64, y: f64| [at[0] + x, at[1] + y];
    let base = picture == Picture::RodAtFoundation;
    let top = picture == Picture::RodAtTop;
    // At the foundation the sill stands on the slab; else floor and plates lie below it.
    let floor = tall * if base { 0.2 } else { 0.45 };
    boxed(canvas, Role::Detail, at, [-1.4, floor, 1.8, floor + 0.19]);
    if base {
        let slab = boxed(canvas, Role::Concrete, at, [-1.6, floor - 0.9, 2.0, floor]);
        canvas.fill(Role::Concrete, &slab, Some(0.15));
    } else {
        for (low, high) in [(0.1, 0.0), (1.3, 0.1), (1.49, 1.3), (1.68, 1.49)] {
            boxed(
                canvas,
                Role::Detail,
                at,
                [-1.4, floor - low, 1.8, floor - high],
            );
        }
    }
    let under = if base { floor } else { floor - 1.68 };
    for x in [-1.0, -0.8, 0.8, 1.0, 1.2] {
        if !top {
            canvas.line(Role::Detail, p(x, floor + 0.19), p(x, tall));
        }
        if !base {
            canvas.line(Role::Detail, p(x, 0.0), p(x, under));
        }
    }
    let rod_top = if top { floor + 0.7 } else { tall };
    let rod_foot = if base { floor - 0.7 } else { 0.0 };
    for x in [-0.06, 0.06] {
        canvas.line(Role::Detail, p(x, rod_foot), p(x, rod_top));
    }
    if base {
        boxed(
            canvas,
            Role::Detail,
            at,
            [-0.2, floor - 0.78, 0.2, floor - 0.7],
        );
        let list = [
            ("TIE-DOWN ROD, SEE SUBMITTAL", [0.06, tall * 0.75], 0.86),
            ("COMPRESSION POST EACH SIDE", [1.2, tall * 0.55], 0.68),
            ("TREATED SILL PLATE", [1.8, floor + 0.1], 0.42),
            (
                "ANCHOR ROD WITH PLATE WASHER, CAST IN",
                [0.2, floor - 0.72],
                0.1,
            ),
        ];
        notes(canvas, at, tall, &list);
        return;
    }
    let plate = boxed(
        canvas,
        Role::Detail,
        at,
        [-0.4, floor + 0.19, 0.4, floor + 0.26],
    );
    canvas.fill(Role::Detail, &plate, None);
    boxed(
        canvas,
        Role::Detail,
        at,
        [-0.12, floor + 0.26, 0.12, floor + 0.4],
    );
    let mut list = vec![
        (
            "BEARING PLATE AND TAKE-UP DEVICE",
            [0.4, floor + 0.24],
            0.62,
        ),
        ("FLOOR SHEATHING AND JOIST", [1.8, floor - 0.5], 0.4),
        ("DOUBLE TOP PLATE", [1.8, floor - 1.5], 0.22),
    ];
    if top {
        list.push(("TIE-DOWN ROD ENDS ABOVE NUT", [0.06, floor + 0.65], 0.78));
    } else {
        list.push(("TIE-DOWN ROD, SEE SUBMITTAL", [0.06, tall * 0.8], 0.9));
        list.push(("COMPRESSION POST EACH SIDE", [1.2, tall * 0.65], 0.76));
    }
    notes(canvas, at, tall, &list);
}

/// A tee of two walls with studs and hatch.
fn junction(canvas: &mut Canvas, at: P, tall: f64) {
    let y = tall * 0.62;
    let through = boxed(canvas, Role::Detail, at, [-2.2, y, 2.2, y + 0.7]);
    canvas.fill(Role::Detail, &through, Some(0.12));
    boxed(canvas, Role::Detail, at, [-0.35, tall * 0.12, 0.35, y]);
    for x in [-0.35, -0.16, 0.16] {
        boxed(canvas, Role::Detail, at, [x, y, x + 0.19, y + 0.7]);
    }
    for y in [0.2, 0.4] {
        boxed(
            canvas,
            Role::Detail,
            at,
            [-0.35, tall * y, 0.35, tall * y + 0.19],
        );
    }
    let list = [
        ("THROUGH WALL, SHEATHED PER PLAN", [1.6, y + 0.5], 0.92),
        ("STUDS AT INTERSECTION, NAIL TOGETHER", [0.3, y + 0.1], 0.5),
        ("BUTTING WALL PER PLAN", [0.35, tall * 0.25], 0.3),
    ];
    notes(canvas, at, tall, &list);
}

/// Posts on either side of the rod, in plan.
fn end_of_wall(canvas: &mut Canvas, at: P, tall: f64) {
    let y = tall * 0.45;
    boxed(canvas, Role::Detail, at, [-1.8, y, 2.2, y + 1.1]);
    for x in [-1.8, -1.5, -0.9, -0.6, 0.8] {
        let stud = boxed(canvas, Role::Detail, at, [x, y, x + 0.3, y + 1.1]);
        canvas.line(Role::Detail, stud[0], stud[2]);
    }
    canvas.circle(Role::Detail, [at[0] - 1.05, at[1] + y + 0.55], 0.12);
    for off in [-0.08, 1.1] {
        boxed(
            canvas,
            Role::Detail,
            at,
            [-1.8, y + off, 2.2, y + off + 0.08],
        );
    }
    let list = [
        ("SHEATHING PER SCHEDULE", [1.8, y + 1.16], 0.86),
        (
            "POST, NAIL TO SHEATHING AT EDGE SPACING",
            [-0.4, y + 0.9],
            0.72,
        ),
        ("TIE-DOWN ROD AT CENTER OF WALL", [-0.95, y + 0.5], 0.34),
        ("STUD", [1.0, y + 0.2], 0.2),
    ];
    notes(canvas, at, tall, &list);
}

fn sill(canvas: &mut Canvas, at: P, tall: f64) {
    let p = |x: f64, y: f64| [at[0] + x, at[1] + y];
    let floor = tall * 0.4;
    let slab = boxed(canvas, Role::Concrete, at, [-1.8, floor - 1.2, 1.6, floor]);
    canvas.fill(Role::Concrete, &slab, Some(0.15));
    boxed(canvas, Role::Detail, at, [-0.7, floor, 0.7, floor + 0.38]);
    for x in [-0.7, 0.7] {
        canvas.line(Role::Detail, p(x, floor + 0.38), p(x, tall * 0.95));
    }
    canvas.line(Role::Detail, p(0.82, floor), p(0.82, tall * 0.95));
    for x in [-0.08, 0.08] {
        canvas.line(Role::Detail, p(x, floor - 0.9), p(x, floor + 0.6));
    }
    let washer = boxed(
        canvas,
        Role::Detail,
        at,
        [-0.38, floor + 0.38, 0.38, floor + 0.44],
    );
    canvas.fill(Role::Detail, &washer, None);
    let list = [
        ("SHEATHING, EDGE NAILING INTO SILL", [0.82, tall * 0.8], 0.9),
        ("PLATE WASHER 3x3x1/4", [0.38, floor + 0.41], 0.66),
        ("TREATED SILL PLATE", [0.7, floor + 0.15], 0.5),
        ("ANCHOR BOLT, 7\" MIN. EMBEDMENT", [0.08, floor - 0.7], 0.2),
    ];
    notes(canvas, at, tall, &list);
}

fn header(canvas: &mut Canvas, at: P, tall: f64) {
    let top = tall * 0.92;
    for (low, high) in [(0.19, 0.0), (0.38, 0.19)] {
        boxed(canvas, Role::Detail, at, [-2.0, top - low, 2.2, top - high]);
    }
    let beam = boxed(canvas, Role::Detail, at, [-1.2, top - 1.3, 1.4, top - 0.38]);
    canvas.line(Role::Detail, beam[0], beam[2]);
    canvas.line(Role::Detail, beam[1], beam[3]);
    for x in [-1.2, 1.2] {
        boxed(canvas, Role::Detail, at, [x, 0.2, x + 0.2, top - 1.3]);
    }
    for x in [-1.4, 1.4] {
        boxed(canvas, Role::Detail, at, [x, 0.2, x + 0.2, top - 0.38]);
    }
    let list = [
        ("DOUBLE TOP PLATE", [2.2, top - 0.2], 0.98),
        ("HEADER PER PLAN", [1.2, top - 0.9], 0.76),
        ("TRIMMER", [1.38, tall * 0.45], 0.54),
        ("KING STUD; ROD AND POSTS BEYOND", [1.6, tall * 0.25], 0.34),
    ];
    notes(canvas, at, tall, &list);
}

/// A typical shear wall with a window: studs, panels, rods; `at` is its lower left corner,
/// `k` paper inches an inch of wall.
pub(crate) fn wall_elevation(canvas: &mut Canvas, at: P, k: f64) {
    let p = |x: f64, y: f64| [at[0] + x * k, at[1] + y * k];
    let (length, height) = (204.0, 108.0);
    let (from, to, sill, head) = (72.0, 132.0, 36.0, 84.0);
    let rect = |canvas: &mut Canvas, b: [f64; 4]| {
        let outline = [p(b[0], b[1]), p(b[2], b[1]), p(b[2], b[3]), p(b[0], b[3])];
        canvas.polyline(Role::Detail, &outline, true, 0.0);
    };
    for b in [
        [0.0, 0.0, length, 1.5],
        [0.0, height - 1.5, length, height],
        [0.0, height - 3.0, length, height - 1.5],
        [from, sill, to, head],
        [from, head, to, head + 9.5],
    ] {
        rect(canvas, b);
    }
    let mut x: f64 = 0.0;
    while x < length {
        let in_window = x > from - 2.0 && x < to + 0.5;
        let pieces: &[[f64; 2]] = if in_window {
            &[[1.5, sill], [head + 9.5, height - 3.0]]
        } else {
            &[[1.5, height - 3.0]]
        };
        for piece in pieces {
            canvas.line(Role::Detail, p(x, piece[0]), p(x, piece[1]));
            canvas.line(Role::Detail, p(x + 1.5, piece[0]), p(x + 1.5, piece[1]));
        }
        x += 16.0;
    }
    for x in [4.5, from - 4.5, to + 4.5, length - 4.5] {
        canvas.polyline(
            Role::Detail,
            &[p(x, -8.0), p(x, height + 8.0)],
            false,
            0.5 * k,
        );
        rect(canvas, [x - 3.0, height, x + 3.0, height + 0.75]);
    }
    let title = [at[0] + length * k / 2.0, at[1] - 1.25];
    canvas.text(
        Role::Note,
        title,
        0.16,
        0.0,
        Align::Middle,
        "TYPICAL SHEAR WALL ELEVATION",
    );
    let labels = [
        ("FULL-HEIGHT SEGMENT", (from / 2.0, -12.0)),
        ("OPENING", ((from + to) / 2.0, -12.0)),
        ("FULL-HEIGHT SEGMENT", ((to + length) / 2.0, -12.0)),
    ];
    for (text, (x, y)) in labels {
        canvas.text(Role::Note, p(x, y), 0.09, 0.0, Align::Middle, text);
    }
    let notes = [
        (
            "TIE-DOWN ROD, TYP. BOTH ENDS OF SEGMENT",
            (length - 4.5, 96.0),
            100.0,
        ),
        ("EDGE NAILING ALL PANEL EDGES", (length - 16.0, 60.0), 80.0),
        ("FIELD NAILING 12\" O.C.", (length - 40.0, 40.0), 60.0),
        (
            "SILL PLATE, SEE SCHEDULE FOR ANCHORS",
            (length - 2.0, 0.75),
            40.0,
        ),
    ];
    for (text, (x, y), row) in notes {
        let knee = p(length + 24.0, row);
        let points = [p(x, y), knee, [knee[0] + 0.2, knee[1]]]
            .iter()
            .map(|&q| canvas.frame.apply(q))
            .collect();
        canvas.push(Role::Note, Shape::Leader(points));
        canvas.text(
            Role::Note,
            [knee[0] + 0.28, knee[1] - 0.045],
            0.09,
            0.0,
            Align::Left,
            text,
        );
    }
}
