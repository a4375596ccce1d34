//! A drawing board for tests: a small building drawn in many manners, in any unit and turned to any
//! angle, with what is known to be there.

#![allow(dead_code)] // each test file uses its own part of the board
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use holdfast_drawings::detect::{self, Truth, TruthOpening, TruthWall};
use holdfast_drawings::geometry::Similarity;
use holdfast_drawings::normalize::{self, RegisterOptions, SheetHints, SheetSurvey};
use holdfast_drawings::options::Options;
use holdfast_drawings::plan::{Building, OpeningKind};
use holdfast_drawings::sheet::{
    Align, Attribute, Block, Entity, Handle, Layer, Point, Shape, Sheet, Units, Vertex,
};

/// A sheet being drawn. Coordinates given to it are inches in the building; what it writes is in
/// drawing units, placed by its frame.
pub(crate) struct Board {
    pub(crate) sheet: Sheet,
    pub(crate) frame: Similarity,
    next: u64,
}

impl Board {
    pub(crate) fn new(name: &str) -> Self {
        let mut sheet = Sheet::empty(name);
        sheet.units = Units::Inches;
        Self {
            sheet,
            frame: Similarity::IDENTITY,
            next: 0x100,
        }
    }

    pub(crate) fn layer(&mut self, name: &str) -> u32 {
        let found = self.sheet.layers.iter().position(|l| l.name == name);
        let index = found.unwrap_or_else(|| {
            self.sheet.layers.push(Layer::named(name));
            self.sheet.layers.len() - 1
        });
        u32::try_from(index).unwrap()
    }

    fn entity(&mut self, kind: &str, layer: &str, shape: Shape) -> Entity {
        self.next += 1;
        Entity {
            handle: Handle(self.next),
            kind: kind.to_owned(),
            layer: self.layer(layer),
            color: 256,
            visible: true,
            elevation: 0.0,
            shape,
        }
    }

    fn put(&mut self, kind: &str, layer: &str, shape: Shape) {
        let entity = self.entity(kind, layer, shape);
        self.sheet.model.push(entity);
    }

    pub(crate) fn line(&mut self, layer: &str, a: Point, b: Point) {
        let (a, b) = (self.frame.apply(a), self.frame.apply(b));
        self.put("LINE", layer, Shape::Line(a, b));
    }

    pub(crate) fn polyline(&mut self, layer: &str, points: &[Point], closed: bool) {
        let vertices = self.vertices(points);
        self.put("LWPOLYLINE", layer, Shape::Polyline { vertices, closed });
    }

    pub(crate) fn broad(&mut self, layer: &str, points: &[Point], width: f64) {
        let vertices = self.vertices(points);
        let width = width * self.frame.scale;
        self.put(
            "LWPOLYLINE",
            layer,
            Shape::WidePolyline {
                vertices,
                closed: false,
                width,
            },
        );
    }

    fn vertices(&self, points: &[Point]) -> Vec<Vertex> {
        points
            .iter()
            .map(|p| Vertex {
                at: self.frame.apply(*p),
                bulge: 0.0,
            })
            .collect()
    }

    pub(crate) fn hatch(&mut self, layer: &str, points: &[Point], pattern: &str) {
        let loops = vec![self.vertices(points)];
        let pattern = pattern.to_owned();
        self.put("HATCH", layer, Shape::Hatch { pattern, loops });
    }

    pub(crate) fn circle(&mut self, layer: &str, center: Point, radius: f64) {
        let (center, radius) = (self.frame.apply(center), radius * self.frame.scale);
        self.put("CIRCLE", layer, Shape::Circle { center, radius });
    }

    /// Counter-clockwise from `from` to `to`, degrees in the building.
    pub(crate) fn arc(&mut self, layer: &str, center: Point, radius: f64, from: f64, to: f64) {
        let turn = self.frame.rotation;
        let (center, radius) = (self.frame.apply(center), radius * self.frame.scale);
        self.put(
            "ARC",
            layer,
            Shape::Arc {
                center,
                radius,
                start: from.to_radians() + turn,
                end: to.to_radians() + turn,
            },
        );
    }

    /// Text about its middle, `degrees` in the building.
    pub(crate) fn text(&mut self, layer: &str, at: Point, height: f64, degrees: f64, text: &str) {
        let shape = Shape::Text {
            text: text.to_owned(),
            at: self.frame.apply(at),
            height: height * self.frame.scale,
            rotation: degrees.to_radians() + self.frame.rotation,
            align: Align {
                horizontal: 1,
                vertical: 2,
            },
        };
        self.put("TEXT", layer, shape);
    }

    pub(crate) fn leader(&mut self, layer: &str, points: &[Point]) {
        let points = points.iter().map(|p| self.frame.apply(*p)).collect();
        let text = String::new();
        self.put("LEADER", layer, Shape::Leader { points, text });
    }

    pub(crate) fn dimension(&mut self, layer: &str, from: Point, to: Point, text: &str) {
        let (from, to) = (self.frame.apply(from), self.frame.apply(to));
        self.put(
            "DIMENSION",
            layer,
            Shape::Dimension {
                from: Some(from),
                to: Some(to),
                direction: None,
                text: text.to_owned(),
                measured: Some((to[0] - from[0]).hypot(to[1] - from[1])),
                block: None,
                linear: true,
            },
        );
    }

    /// A block of lines and arcs in inches, given as entities drawn by `draw` about its own origin.
    pub(crate) fn block(&mut self, name: &str, draw: impl FnOnce(&mut Board)) -> u32 {
        if let Some(i) = self.sheet.blocks.iter().position(|b| b.name == name) {
            return u32::try_from(i).unwrap();
        }
        let mut inner = Board::new("block");
        inner.sheet.layers = self.sheet.layers.clone();
        inner.frame = Similarity::turning(self.frame.scale, 0.0);
        inner.next = 0x10_0000 + 0x1000 * self.sheet.blocks.len() as u64;
        draw(&mut inner);
        self.sheet.layers = inner.sheet.layers;
        self.sheet.blocks.push(Block {
            name: name.to_owned(),
            base: [0.0, 0.0],
            entities: inner.sheet.model,
            external: false,
        });
        u32::try_from(self.sheet.blocks.len() - 1).unwrap()
    }

    pub(crate) fn insert(
        &mut self,
        layer: &str,
        block: u32,
        at: Point,
        scale: Point,
        degrees: f64,
        attributes: &[(&str, &str, f64)],
    ) {
        let turn = self.frame.rotation;
        let attributes = attributes
            .iter()
            .map(|(tag, value, height)| Attribute {
                tag: (*tag).to_owned(),
                value: (*value).to_owned(),
                at: self.frame.apply([
                    at[0] - 0.35 * height * value.len() as f64,
                    at[1] - height / 2.0,
                ]),
                height: height * self.frame.scale,
                rotation: turn,
                align: Align::default(),
                visible: true,
            })
            .collect();
        let at = self.frame.apply(at);
        self.put(
            "INSERT",
            layer,
            Shape::Insert {
                block,
                at,
                scale,
                rotation: degrees.to_radians() + turn,
                count: [1, 1],
                spacing: [0.0, 0.0],
                attributes,
                clip: Vec::new(),
            },
        );
    }

    /// A grid line from a bubble on.
    pub(crate) fn grid_line(&mut self, layer: &str, name: &str, bubble: Point, end: Point) {
        let d = [end[0] - bubble[0], end[1] - bubble[1]];
        let length = d[0].hypot(d[1]);
        let u = [d[0] / length, d[1] / length];
        self.line(layer, [bubble[0] + 9.0 * u[0], bubble[1] + 9.0 * u[1]], end);
        self.circle(layer, bubble, 9.0);
        self.text(layer, bubble, 7.0, 0.0, name);
    }
}

/// A wall that is there.
#[derive(Debug, Clone)]
pub(crate) struct Wall {
    pub(crate) a: Point,
    pub(crate) b: Point,
    pub(crate) mark: &'static str,
    pub(crate) openings: Vec<(f64, f64, OpeningKind)>,
}

impl Wall {
    pub(crate) fn along(&self) -> Point {
        let d = [self.b[0] - self.a[0], self.b[1] - self.a[1]];
        let length = d[0].hypot(d[1]);
        [d[0] / length, d[1] / length]
    }

    pub(crate) fn length(&self) -> f64 {
        (self.b[0] - self.a[0]).hypot(self.b[1] - self.a[1])
    }

    pub(crate) fn at(&self, t: f64, off: f64) -> Point {
        let u = self.along();
        [
            self.a[0] + u[0] * t - u[1] * off,
            self.a[1] + u[1] * t + u[0] * off,
        ]
    }

    /// Full-height pieces.
    pub(crate) fn pieces(&self) -> Vec<[f64; 2]> {
        let mut from = 0.0;
        let mut out = Vec::new();
        for (a, b, _) in &self.openings {
            out.push([from, *a]);
            from = *b;
        }
        out.push([from, self.length()]);
        out
    }
}

/// Thickness of its walls.
pub(crate) const T: f64 = 6.0;

/// A house of 40 by 24 feet: four walls around, one across, an unmarked partition in one half.
pub(crate) fn house() -> Vec<Wall> {
    let (w, h) = (480.0, 288.0);
    let wall = |a, b, mark, openings: &[(f64, f64, OpeningKind)]| Wall {
        a,
        b,
        mark,
        openings: openings.to_vec(),
    };
    vec![
        wall(
            [0.0, 0.0],
            [w, 0.0],
            "SW4",
            &[
                (96.0, 144.0, OpeningKind::Window),
                (330.0, 366.0, OpeningKind::Door),
            ],
        ),
        wall(
            [0.0, h],
            [w, h],
            "SW3",
            &[(120.0, 192.0, OpeningKind::Window)],
        ),
        wall([0.0, 0.0], [0.0, h], "SW6", &[]),
        wall(
            [w, 0.0],
            [w, h],
            "SW6",
            &[(108.0, 156.0, OpeningKind::Window)],
        ),
        wall(
            [240.0, 0.0],
            [240.0, h],
            "SW2",
            &[(210.0, 246.0, OpeningKind::Door)],
        ),
    ]
}

/// The partition.
pub(crate) fn partition() -> Wall {
    Wall {
        a: [240.0, 150.0],
        b: [480.0, 150.0],
        mark: "",
        openings: vec![(60.0, 90.0, OpeningKind::Door)],
    }
}

pub(crate) fn truth(walls: &[Wall], level: usize) -> Truth {
    Truth {
        walls: walls
            .iter()
            .map(|w| TruthWall {
                level,
                mark: w.mark.to_owned(),
                start_in: w.a,
                end_in: w.b,
                openings: w
                    .openings
                    .iter()
                    .map(|(a, b, kind)| TruthOpening {
                        kind: *kind,
                        from_in: *a,
                        to_in: *b,
                    })
                    .collect(),
            })
            .collect(),
        grid: Vec::new(),
    }
}

/// How walls are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walls {
    /// Two faces, mitred at corners, open where walls meet, all on one layer.
    Mitred,
    /// A closed outline a piece.
    Outlines,
    /// Two faces and a line across each end.
    Capped,
    /// A broad pen along the middle.
    Broad,
    /// A solid fill a piece and no line.
    Filled,
    /// All walls as outlines on a wall layer, and a line of a shear wall layer along one face.
    LineBeside,
    /// One line a piece on a shear wall layer, partitions on a wall layer as outlines.
    SingleLines,
}

impl Walls {
    pub(crate) const ALL: [Self; 7] = [
        Self::Mitred,
        Self::Outlines,
        Self::Capped,
        Self::Broad,
        Self::Filled,
        Self::LineBeside,
        Self::SingleLines,
    ];
}

/// How marks are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// Text beside the wall, along it.
    Along,
    /// Level text beside the wall.
    Level,
    /// A hexagon with the text in it and a line to the wall.
    Hexagon,
    /// A block with an attribute in a diamond, farther off, and a leader.
    DiamondLeader,
    /// Length below the mark.
    WithLength,
}

impl Marks {
    pub(crate) const ALL: [Self; 5] = [
        Self::Along,
        Self::Level,
        Self::Hexagon,
        Self::DiamondLeader,
        Self::WithLength,
    ];
}

/// How openings are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Openings {
    /// Lines and arcs of their own layers.
    Lines,
    /// Blocks named for what they are, on layer 0.
    Blocks,
    /// A swing for a door; two lines on the wall's own layer for a window.
    Plain,
}

impl Openings {
    pub(crate) const ALL: [Self; 3] = [Self::Lines, Self::Blocks, Self::Plain];
}

/// Layers of walls, shear walls and marks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names {
    pub(crate) wall: &'static str,
    pub(crate) shear: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) door: &'static str,
    pub(crate) window: &'static str,
    pub(crate) grid: &'static str,
}

pub(crate) const AIA: Names = Names {
    wall: "A-WALL",
    shear: "S-SHEAR",
    mark: "S-SHEAR-IDEN",
    door: "A-DOOR",
    window: "A-GLAZ",
    grid: "S-GRID",
};

/// Draws walls with openings and marks.
pub(crate) fn draw(
    board: &mut Board,
    walls: &[Wall],
    manner: (Walls, Marks, Openings),
    names: Names,
) {
    let partition = partition();
    for (i, wall) in walls.iter().enumerate() {
        draw_wall(board, walls, Some(i), wall, manner.0, names);
    }
    draw_wall(board, walls, None, &partition, manner.0, names);
    for wall in walls.iter().chain([&partition]) {
        for opening in &wall.openings {
            draw_opening(board, wall, *opening, manner.2, names);
        }
    }
    for wall in walls {
        draw_mark(board, wall, manner.1, names);
    }
}

fn rectangle(wall: &Wall, piece: [f64; 2]) -> [Point; 4] {
    let h = T / 2.0;
    [
        wall.at(piece[0], -h),
        wall.at(piece[1], -h),
        wall.at(piece[1], h),
        wall.at(piece[0], h),
    ]
}

fn draw_wall(
    board: &mut Board,
    walls: &[Wall],
    index: Option<usize>,
    wall: &Wall,
    manner: Walls,
    names: Names,
) {
    let shear = index.is_some();
    for piece in wall.pieces() {
        let r = rectangle(wall, piece);
        match manner {
            Walls::Mitred => mitred(board, walls, index, wall, piece, names),
            Walls::Outlines | Walls::LineBeside => board.polyline(names.wall, &r, true),
            Walls::Capped => {
                for k in 0..4 {
                    board.line(names.wall, r[k], r[(k + 1) % 4]);
                }
            }
            Walls::Broad => board.broad(
                names.wall,
                &[wall.at(piece[0], 0.0), wall.at(piece[1], 0.0)],
                T,
            ),
            Walls::Filled => board.hatch(names.wall, &r, "SOLID"),
            Walls::SingleLines => {
                if shear {
                    board.line(names.shear, wall.at(piece[0], 0.0), wall.at(piece[1], 0.0));
                } else {
                    board.polyline(names.wall, &r, true);
                }
            }
        }
        if manner == Walls::LineBeside && shear {
            let off = T / 2.0 + 2.0;
            board.line(names.shear, wall.at(piece[0], off), wall.at(piece[1], off));
        }
    }
}

/// Faces that stop where another wall begins, as an architect cleans them up.
fn mitred(
    board: &mut Board,
    walls: &[Wall],
    index: Option<usize>,
    wall: &Wall,
    piece: [f64; 2],
    names: Names,
) {
    let h = T / 2.0;
    let length = wall.length();
    for side in [-h, h] {
        let mut gaps: Vec<[f64; 2]> = Vec::new();
        let mut ends = piece;
        for (k, other) in walls.iter().enumerate() {
            if Some(k) == index {
                continue;
            }
            let (u, v) = (wall.along(), other.along());
            if (u[0] * v[0] + u[1] * v[1]).abs() > 0.5 {
                continue;
            }
            for end in [other.a, other.b] {
                let d = [end[0] - wall.a[0], end[1] - wall.a[1]];
                let (t, off) = (d[0] * u[0] + d[1] * u[1], d[1] * u[0] - d[0] * u[1]);
                if off.abs() > 0.1 {
                    continue;
                }
                // Which side the other wall goes off to.
                let far = if end == other.a { other.b } else { other.a };
                let f = [far[0] - wall.a[0], far[1] - wall.a[1]];
                let goes = (f[1] * u[0] - f[0] * u[1]).signum();
                let inner = goes * side > 0.0;
                if t < 1.0 && piece[0] < 0.1 {
                    ends[0] = if inner { h } else { -h };
                } else if t > length - 1.0 && piece[1] > length - 0.1 {
                    ends[1] = length + if inner { -h } else { h };
                } else if inner && t > 1.0 && t < length - 1.0 {
                    gaps.push([t - h, t + h]);
                }
            }
            // This wall ends against the middle of the other.
            for (k, end) in [wall.a, wall.b].into_iter().enumerate() {
                let d = [end[0] - other.a[0], end[1] - other.a[1]];
                let (t, off) = (d[0] * v[0] + d[1] * v[1], d[1] * v[0] - d[0] * v[1]);
                if off.abs() < 0.1 && t > 1.0 && t < other.length() - 1.0 {
                    if k == 0 && piece[0] < 0.1 {
                        ends[0] = h;
                    } else if k == 1 && piece[1] > length - 0.1 {
                        ends[1] = length - h;
                    }
                }
            }
        }
        gaps.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let mut from = ends[0];
        for gap in gaps {
            if gap[0] > from && gap[1] < ends[1] {
                board.line(names.wall, wall.at(from, side), wall.at(gap[0], side));
                from = gap[1];
            }
        }
        board.line(names.wall, wall.at(from, side), wall.at(ends[1], side));
    }
    for t in piece {
        if t > 0.1 && t < length - 0.1 {
            board.line(names.wall, wall.at(t, -h), wall.at(t, h));
        }
    }
}

fn draw_opening(
    board: &mut Board,
    wall: &Wall,
    opening: (f64, f64, OpeningKind),
    manner: Openings,
    names: Names,
) {
    let (from, to, kind) = opening;
    let width = to - from;
    let u = wall.along();
    let degrees = u[1].atan2(u[0]).to_degrees();
    let h = T / 2.0;
    match (manner, kind) {
        (Openings::Blocks, OpeningKind::Door) => {
            let block = board.block("DOOR36", |b| {
                b.polyline(
                    "0",
                    &[[0.0, 0.0], [1.75, 0.0], [1.75, 36.0], [0.0, 36.0]],
                    true,
                );
                b.arc("0", [0.0, 0.0], 36.0, 0.0, 90.0);
            });
            let k = width / 36.0;
            board.insert("0", block, wall.at(from, 0.0), [k, k], degrees, &[]);
        }
        (Openings::Blocks, _) => {
            let block = board.block("WINDOW48", |b| {
                for y in [-3.0, 0.0, 3.0] {
                    b.line("0", [0.0, y], [48.0, y]);
                }
            });
            board.insert(
                "0",
                block,
                wall.at(from, 0.0),
                [width / 48.0, 1.0],
                degrees,
                &[],
            );
        }
        (_, OpeningKind::Door) => {
            let layer = if manner == Openings::Lines {
                names.door
            } else {
                "0"
            };
            board.line(layer, wall.at(from, 0.0), wall.at(from, width));
            board.arc(layer, wall.at(from, 0.0), width, degrees, degrees + 90.0);
        }
        (_, _) => {
            let layer = if manner == Openings::Lines {
                names.window
            } else {
                names.wall
            };
            let offsets: &[f64] = if manner == Openings::Lines {
                &[-h, 0.0, h]
            } else {
                &[-0.75, 0.75]
            };
            for y in offsets {
                board.line(layer, wall.at(from, *y), wall.at(to, *y));
            }
        }
    }
}

fn draw_mark(board: &mut Board, wall: &Wall, manner: Marks, names: Names) {
    // Beside the longest piece, on the left.
    let piece = wall
        .pieces()
        .into_iter()
        .max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])))
        .unwrap();
    let t = piece[0] + 0.35 * (piece[1] - piece[0]);
    let u = wall.along();
    let degrees = u[1].atan2(u[0]).to_degrees();
    let at = wall.at(t, T / 2.0 + 10.0);
    match manner {
        Marks::Along => board.text(names.mark, at, 6.0, degrees, wall.mark),
        Marks::Level => {
            let off = if u[0].abs() > 0.5 { 10.0 } else { 20.0 };
            board.text(names.mark, wall.at(t, T / 2.0 + off), 6.0, 0.0, wall.mark);
        }
        Marks::WithLength => {
            let text = format!("{}\n{}'-0\"", wall.mark, (wall.length() / 12.0).round());
            board.text(names.mark, wall.at(t, T / 2.0 + 18.0), 6.0, degrees, &text);
        }
        Marks::Hexagon => {
            let at = wall.at(t, T / 2.0 + 24.0);
            let r = 13.0;
            let points: Vec<Point> = (0..6)
                .map(|k| {
                    let a = f64::from(k) * std::f64::consts::FRAC_PI_3;
                    [at[0] + r * a.cos(), at[1] + r * a.sin()]
                })
                .collect();
            board.polyline(names.mark, &points, true);
            board.text(names.mark, at, 6.0, 0.0, wall.mark);
            board.line(
                names.mark,
                wall.at(t, T / 2.0 + 24.0 - r),
                wall.at(t, T / 2.0),
            );
        }
        Marks::DiamondLeader => {
            let block = board.block("SW-TAG", |b| {
                b.polyline(
                    "0",
                    &[[15.0, 0.0], [0.0, 15.0], [-15.0, 0.0], [0.0, -15.0]],
                    true,
                );
            });
            let at = wall.at(t + 30.0, T / 2.0 + 50.0);
            board.insert(
                names.mark,
                block,
                at,
                [1.0, 1.0],
                0.0,
                &[("MARK", wall.mark, 6.0)],
            );
            let d = [
                wall.at(t, T / 2.0)[0] - at[0],
                wall.at(t, T / 2.0)[1] - at[1],
            ];
            let length = d[0].hypot(d[1]);
            let from = [at[0] + d[0] / length * 12.0, at[1] + d[1] / length * 12.0];
            board.leader(names.mark, &[wall.at(t, T / 2.0), from]);
        }
    }
}

/// The house on a plan: its walls, grid lines and a title.
pub(crate) fn draw_plan(
    board: &mut Board,
    walls: &[Wall],
    manner: (Walls, Marks, Openings),
    names: Names,
    title: &str,
) {
    draw(board, walls, manner, names);
    draw_grid(board, names.grid);
    draw_title(board, title);
}

/// The house's length, half of it, and its depth.
pub(crate) fn draw_dimensions(board: &mut Board) {
    for (to, text) in [
        ([480.0, 0.0], "40'-0\""),
        ([240.0, 0.0], "20'-0\""),
        ([0.0, 288.0], "24'-0\""),
    ] {
        board.dimension("DIM", [0.0, 0.0], to, text);
    }
}

/// Grid lines A, B across and 1, 2, 3 along.
pub(crate) fn draw_grid(board: &mut Board, layer: &str) {
    for (name, x) in [("1", 0.0), ("2", 240.0), ("3", 480.0)] {
        board.grid_line(layer, name, [x, -120.0], [x, 330.0]);
    }
    for (name, y) in [("A", 0.0), ("B", 288.0)] {
        board.grid_line(layer, name, [-120.0, y], [520.0, y]);
    }
}

/// A title below the plan.
pub(crate) fn draw_title(board: &mut Board, text: &str) {
    board.text("NOTES", [200.0, -190.0], 12.0, 0.0, text);
}

pub(crate) fn marks() -> Vec<String> {
    ["SW2", "SW3", "SW4", "SW6"].map(str::to_owned).to_vec()
}

pub(crate) fn survey(board: &Board, levels: &[&str]) -> SheetSurvey {
    let hints = SheetHints {
        levels: levels.iter().map(|l| (*l).to_owned()).collect(),
        marks: marks(),
        ..SheetHints::default()
    };
    normalize::survey(&board.sheet, &hints).unwrap()
}

/// The whole way from sheets to a building.
pub(crate) fn building(boards: &[&Board], levels: &[&str]) -> Building {
    let surveys: Vec<SheetSurvey> = boards.iter().map(|b| survey(b, levels)).collect();
    let options = RegisterOptions {
        levels: levels.iter().map(|l| (*l).to_owned()).collect(),
        marks: marks(),
        options: Options::default(),
    };
    let placement = normalize::register(&surveys, &options);
    let plans: Vec<_> = (0..placement.levels.len())
        .map(|l| detect::level(l, &surveys, &placement, &options.options))
        .collect();
    detect::assemble(
        &plans,
        &placement,
        &[],
        &detect::Overrides::default(),
        &options.options,
    )
}
