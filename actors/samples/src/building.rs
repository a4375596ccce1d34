//! The building itself: walls, openings, rooms and fixtures of every level, from the program.

use crate::geometry::{Frame, P, left, sub};
use crate::program::{Bay, BayKind, CLEAR_OF_PARTY_IN, CorridorWalls, Program, STUD_IN, Wing};
use crate::truth::{OpeningKind, TrueGridLine};
use crate::unit;

/// One straight wall of a level.
#[derive(Debug, Clone)]
pub(crate) struct Wall {
    pub(crate) start: P,
    pub(crate) end: P,
    pub(crate) thickness: f64,
    pub(crate) kind: WallKind,
    pub(crate) openings: Vec<Opening>,
    /// What walls above each other share; only shear walls have it.
    pub(crate) place: Option<Place>,
}

/// Where a shear wall stands, whatever its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) wing: usize,
    pub(crate) line: Line,
    pub(crate) bay: usize,
}

/// Which line of a wing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Line {
    FacadeSouth,
    CorridorSouth,
    CorridorNorth,
    FacadeNorth,
    PartySouth,
    PartyNorth,
    Core,
}

/// What a wall is to the architect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WallKind {
    Exterior,
    Corridor,
    Party,
    Partition,
}

/// An opening as distances from the wall's start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Opening {
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) leaf: Leaf,
}

/// What fills an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    Window,
    Slider,
    /// Hinged at the start or the end, opening to the left of the wall's direction or the right.
    Swing {
        at_start: bool,
        to_left: bool,
    },
}

impl Opening {
    pub(crate) fn kind(&self) -> OpeningKind {
        match self.leaf {
            Leaf::Window => OpeningKind::Window,
            Leaf::Slider | Leaf::Swing { .. } => OpeningKind::Door,
        }
    }
}

impl Wall {
    pub(crate) fn length(&self) -> f64 {
        crate::geometry::distance(self.start, self.end)
    }

    pub(crate) fn at(&self, from_start: f64) -> P {
        crate::geometry::along(self.start, self.end, from_start)
    }

    /// Solid pieces between openings.
    pub(crate) fn pieces(&self) -> Vec<[f64; 2]> {
        let mut pieces = Vec::with_capacity(self.openings.len() + 1);
        let mut from = 0.0;
        for opening in &self.openings {
            pieces.push([from, opening.from]);
            from = opening.to;
        }
        pieces.push([from, self.length()]);
        pieces.retain(|p| p[1] - p[0] > 0.01);
        pieces
    }
}

/// A room's name.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    pub(crate) name: String,
    pub(crate) at: P,
}

/// Something drawn as a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fixture {
    pub(crate) kind: FixtureKind,
    pub(crate) at: P,
    /// Where its front looks.
    pub(crate) front: P,
}

/// Kinds of fixture and furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FixtureKind {
    Toilet,
    Lavatory,
    Tub,
    Sink,
    Range,
    Refrigerator,
    Bed,
    Sofa,
    Table,
    AirHandler,
    Elevator,
    Stair,
}

/// A unit's (or another use's) place: local `a` runs along the facade from the party wall on its
/// bedroom side, `b` from the corridor wall's centre to the facade's.
#[derive(Debug, Clone)]
pub(crate) struct UnitPlace {
    pub(crate) wing: usize,
    pub(crate) bay_index: usize,
    pub(crate) bay: Bay,
    pub(crate) north: bool,
    /// `304`; empty where it is no dwelling.
    pub(crate) number: String,
    origin: P,
    along: P,
    inward: P,
    pub(crate) depth: f64,
}

impl UnitPlace {
    pub(crate) fn at(&self, a: f64, b: f64) -> P {
        [
            self.origin[0] + a * self.along[0] + b * self.inward[0],
            self.origin[1] + a * self.along[1] + b * self.inward[1],
        ]
    }

    /// A local direction on the building's plan.
    pub(crate) fn turned(&self, v: P) -> P {
        [
            v[0] * self.along[0] + v[1] * self.inward[0],
            v[0] * self.along[1] + v[1] * self.inward[1],
        ]
    }

    /// Whether local left is the building's left.
    pub(crate) fn keeps_hand(&self) -> bool {
        let l = left(self.along);
        l[0] * self.inward[0] + l[1] * self.inward[1] > 0.0
    }
}

/// One level's plan.
#[derive(Debug, Clone, Default)]
pub(crate) struct LevelPlan {
    pub(crate) walls: Vec<Wall>,
    pub(crate) rooms: Vec<Room>,
    pub(crate) fixtures: Vec<Fixture>,
    pub(crate) units: Vec<UnitPlace>,
    /// Outlines, one a wing.
    pub(crate) outlines: Vec<Vec<P>>,
}

/// The building.
#[derive(Debug, Clone)]
pub(crate) struct Building {
    pub(crate) program: Program,
    pub(crate) levels: Vec<LevelPlan>,
    pub(crate) grid: Vec<GridLine>,
    /// Dwelling units.
    pub(crate) dwellings: usize,
}

/// A grid line and its wing.
#[derive(Debug, Clone)]
pub(crate) struct GridLine {
    pub(crate) wing: usize,
    pub(crate) name: String,
    pub(crate) start: P,
    pub(crate) end: P,
    /// Whether its bubble stands at `end`.
    pub(crate) bubble_at_end: bool,
}

impl GridLine {
    pub(crate) fn truth(&self) -> TrueGridLine {
        TrueGridLine {
            name: self.name.clone(),
            start_in: self.start,
            end_in: self.end,
        }
    }
}

impl Wing {
    pub(crate) fn frame(&self) -> Frame {
        Frame::new(1.0, self.angle_deg, self.origin)
    }

    /// Whether the bubbles of its numbered lines stand past its north facade: the west wing's
    /// south side looks into the court.
    pub(crate) fn bubbles_beyond(&self) -> bool {
        self.name == "C"
    }

    /// Lines A to D, across the wing.
    pub(crate) fn lines(&self) -> [f64; 4] {
        let (d, c) = (self.depth_in, self.corridor_in);
        [0.0, d, d + c, 2.0 * d + c]
    }
}

/// How far grid lines reach past the facades to their bubbles, inches on paper.
const GRID_BEYOND: f64 = 1.45;

/// The ground floor's rooms that are no dwellings in the large building.
const AMENITIES: [&str; 5] = ["LOBBY", "LEASING", "FITNESS", "MAIL", "BIKE STORAGE"];

pub(crate) fn build(program: Program) -> Building {
    let mut grid = Vec::new();
    for (w, wing) in program.wings.iter().enumerate() {
        grid_lines(&mut grid, w, wing, GRID_BEYOND * program.plot_scale);
    }
    let mut dwellings = 0;
    let amenities = if program.storeys.len() == 7 && !program.podium {
        AMENITIES.len()
    } else {
        0
    };
    let levels = (0..program.storeys.len())
        .map(|storey| {
            let mut plan = LevelPlan::default();
            let mut number = 0;
            for (w, wing) in program.wings.iter().enumerate() {
                wing_plan(&mut plan, w, wing, storey);
            }
            let mut units = std::mem::take(&mut plan.units);
            // The last units of the ground floor give way to the common rooms.
            let kept = units.len() - if storey == 0 { amenities } else { 0 };
            for (i, place) in units.iter_mut().enumerate() {
                number += 1;
                if i < kept {
                    place.number =
                        format!("{}{number:02}", storey + 1 + usize::from(program.podium));
                    dwellings += 1;
                    unit::furnish(&mut plan, place);
                } else {
                    let name = AMENITIES[i - kept].to_owned();
                    plan.rooms.push(Room {
                        name,
                        at: place.at(place.bay.width_in * 0.5, place.depth * 0.55),
                    });
                }
            }
            plan.units = units;
            plan
        })
        .collect();
    Building {
        program,
        levels,
        grid,
        dwellings,
    }
}

fn grid_lines(grid: &mut Vec<GridLine>, w: usize, wing: &Wing, beyond: f64) {
    let frame = wing.frame();
    let length = wing.line_in(wing.bays.len());
    let across = wing.across_in();
    // Bubbles stand on the outside of the building; the other end stops short past the facade.
    let short = 24.0;
    let ends = |at_end: bool| {
        if at_end {
            [short, beyond]
        } else {
            [beyond, short]
        }
    };
    let at_end = w > 0;
    let [before, after] = ends(at_end);
    for (name, v) in wing.letters.iter().zip(wing.lines()) {
        grid.push(GridLine {
            wing: w,
            name: (*name).to_owned(),
            start: frame.apply([-before, v]),
            end: frame.apply([length + after, v]),
            bubble_at_end: at_end,
        });
    }
    let at_end = wing.bubbles_beyond();
    let [before, after] = ends(at_end);
    for i in 0..=wing.bays.len() {
        let u = wing.line_in(i);
        grid.push(GridLine {
            wing: w,
            name: (wing.first_number + i).to_string(),
            start: frame.apply([u, -before]),
            end: frame.apply([u, across + after]),
            bubble_at_end: at_end,
        });
    }
}

/// A shear wall on a through line, in the wing's coordinates.
struct OnLine {
    from: f64,
    to: f64,
    openings: Vec<Opening>,
    place: Place,
}

fn wing_plan(plan: &mut LevelPlan, w: usize, wing: &Wing, storey: usize) {
    let frame = wing.frame();
    let bays = wing.bays_at(storey);
    let length = wing.line_in(bays);
    let [a, b, c, d] = wing.lines();
    let half = STUD_IN / 2.0;

    for (line, v, north) in [(Line::FacadeSouth, a, false), (Line::FacadeNorth, d, true)] {
        let (shear, rest) = facade(wing, w, bays, line, north);
        let through = Through {
            frame,
            v,
            kind: WallKind::Exterior,
        };
        through.draw(plan, -half, length + half, shear, rest);
    }
    for (line, v, north) in [
        (Line::CorridorSouth, b, false),
        (Line::CorridorNorth, c, true),
    ] {
        let (shear, rest) = corridor(wing, w, bays, line, north);
        let through = Through {
            frame,
            v,
            kind: WallKind::Corridor,
        };
        through.draw(plan, half, length - half, shear, rest);
    }
    for i in 0..=bays {
        party_walls(plan, w, wing, i, i == 0 || i == bays);
    }
    for (i, bay) in wing.bays.iter().enumerate().take(bays) {
        common_rooms(plan, w, wing, storey, i, bay);
        let u = wing.line_in(i);
        for north in [false, true] {
            if !bay.units()[usize::from(north)] {
                continue;
            }
            let corner = if north { [u + bay.width_in, c] } else { [u, b] };
            plan.units.push(UnitPlace {
                wing: w,
                bay_index: i,
                bay: *bay,
                north,
                number: String::new(),
                origin: frame.apply(corner),
                along: frame.turned(if north { [-1.0, 0.0] } else { [1.0, 0.0] }),
                inward: frame.turned(if north { [0.0, 1.0] } else { [0.0, -1.0] }),
                depth: wing.depth_in,
            });
        }
    }
    let corners = [
        [-half, a - half],
        [length + half, a - half],
        [length + half, d + half],
        [-half, d + half],
    ];
    plan.outlines
        .push(corners.iter().map(|&p| frame.apply(p)).collect());
}

/// Turns a bay's local distances (mirrored on the north side) into the wing's.
fn on_bay(wing: &Wing, i: usize, north: bool, from: f64, to: f64) -> [f64; 2] {
    let u = wing.line_in(i);
    if north {
        let end = u + wing.bays[i].width_in;
        [end - to, end - from]
    } else {
        [u + from, u + to]
    }
}

fn facade(
    wing: &Wing,
    w: usize,
    bays: usize,
    line: Line,
    north: bool,
) -> (Vec<OnLine>, Vec<Opening>) {
    let mut shear = Vec::new();
    let mut rest = Vec::new();
    for (i, bay) in wing.bays.iter().enumerate().take(bays) {
        if !bay.units()[usize::from(north)] {
            // A stair or lobby window.
            let middle = bay.width_in / 2.0;
            let [from, to] = on_bay(wing, i, north, middle - 24.0, middle + 24.0);
            rest.push(Opening {
                from,
                to,
                leaf: Leaf::Window,
            });
            continue;
        }
        let end = CLEAR_OF_PARTY_IN + bay.facade_wall_in();
        let [from, to] = on_bay(wing, i, north, CLEAR_OF_PARTY_IN, end);
        let openings = (1..bay.segments)
            .map(|n| {
                let n = n as f64;
                let at = n * bay.segment_in + (n - 1.0) * bay.window_in;
                Opening {
                    from: at,
                    to: at + bay.window_in,
                    leaf: Leaf::Window,
                }
            })
            .collect();
        shear.push(OnLine {
            from,
            to,
            openings,
            place: Place {
                wing: w,
                line,
                bay: i,
            },
        });
        // The living room's door to its balcony, in what is left of the bay.
        let left_over = bay.width_in - end;
        let (width, leaf) = if left_over >= 96.0 {
            (72.0, Leaf::Slider)
        } else {
            (
                36.0,
                Leaf::Swing {
                    at_start: true,
                    to_left: !north,
                },
            )
        };
        let from = ((end + bay.width_in - width) / 2.0).round();
        let [from, to] = on_bay(wing, i, north, from, from + width);
        rest.push(Opening { from, to, leaf });
    }
    (shear, rest)
}

fn corridor(
    wing: &Wing,
    w: usize,
    bays: usize,
    line: Line,
    north: bool,
) -> (Vec<OnLine>, Vec<Opening>) {
    let mut shear = Vec::new();
    let mut rest = Vec::new();
    for (i, bay) in wing.bays.iter().enumerate().take(bays) {
        let side = usize::from(north);
        if !bay.units()[side] {
            // The lobby stands open to the corridor, a stair has a door.
            let width = if bay.kind == BayKind::Core && !north {
                84.0
            } else {
                36.0
            };
            let from = ((bay.width_in - width) / 2.0).round();
            let [from, to] = on_bay(wing, i, north, from, from + width);
            let leaf = if width > 36.0 {
                Leaf::Slider
            } else {
                Leaf::Swing {
                    at_start: true,
                    to_left: north,
                }
            };
            rest.push(Opening { from, to, leaf });
            continue;
        }
        let door = bay.door_in();
        let [door_from, door_to] = on_bay(wing, i, north, door[0], door[1]);
        let leaf = Leaf::Swing {
            at_start: !north,
            to_left: north,
        };
        match bay.corridor {
            CorridorWalls::None => rest.push(Opening {
                from: door_from,
                to: door_to,
                leaf,
            }),
            CorridorWalls::Plain => {
                let [from, to] = on_bay(wing, i, north, CLEAR_OF_PARTY_IN, bay.width_in - 96.0);
                let place = Place {
                    wing: w,
                    line,
                    bay: i,
                };
                shear.push(OnLine {
                    from,
                    to,
                    openings: Vec::new(),
                    place,
                });
                rest.push(Opening {
                    from: door_from,
                    to: door_to,
                    leaf,
                });
            }
            CorridorWalls::WithDoor => {
                let end = bay.width_in - CLEAR_OF_PARTY_IN;
                let [from, to] = on_bay(wing, i, north, CLEAR_OF_PARTY_IN, end);
                let openings = vec![Opening {
                    from: door_from - from,
                    to: door_to - from,
                    leaf,
                }];
                let place = Place {
                    wing: w,
                    line,
                    bay: i,
                };
                shear.push(OnLine {
                    from,
                    to,
                    openings,
                    place,
                });
            }
        }
    }
    (shear, rest)
}

/// A line of walls that runs through a wing.
struct Through {
    frame: Frame,
    v: f64,
    kind: WallKind,
}

impl Through {
    /// Shear walls, and plain walls between them; openings of `rest` are in the wing's coordinates.
    fn draw(
        &self,
        plan: &mut LevelPlan,
        from: f64,
        to: f64,
        mut shear: Vec<OnLine>,
        rest: Vec<Opening>,
    ) {
        shear.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut at = from;
        for wall in shear {
            self.plain(plan, at, wall.from, &rest);
            at = wall.to;
            self.wall(plan, wall.from, wall.to, wall.openings, Some(wall.place));
        }
        self.plain(plan, at, to, &rest);
    }

    fn plain(&self, plan: &mut LevelPlan, from: f64, to: f64, rest: &[Opening]) {
        if to - from < 0.01 {
            return;
        }
        let mut openings: Vec<Opening> = rest
            .iter()
            .filter(|o| o.from > from && o.to < to)
            .map(|o| Opening {
                from: o.from - from,
                to: o.to - from,
                leaf: o.leaf,
            })
            .collect();
        openings.sort_by(|a, b| a.from.total_cmp(&b.from));
        self.wall(plan, from, to, openings, None);
    }

    fn wall(
        &self,
        plan: &mut LevelPlan,
        from: f64,
        to: f64,
        openings: Vec<Opening>,
        place: Option<Place>,
    ) {
        plan.walls.push(Wall {
            start: self.frame.apply([from, self.v]),
            end: self.frame.apply([to, self.v]),
            thickness: STUD_IN,
            kind: self.kind,
            openings,
            place,
        });
    }
}

fn party_walls(plan: &mut LevelPlan, w: usize, wing: &Wing, i: usize, end: bool) {
    let frame = wing.frame();
    let u = wing.line_in(i);
    let [a, b, c, d] = wing.lines();
    let half = STUD_IN / 2.0;
    let kind = if end {
        WallKind::Exterior
    } else {
        WallKind::Party
    };
    let mut push = |from: f64, to: f64, openings, line: Option<Line>| {
        plan.walls.push(Wall {
            start: frame.apply([u, from]),
            end: frame.apply([u, to]),
            thickness: STUD_IN,
            kind,
            openings,
            place: line.filter(|_| wing.line_is_shear(i)).map(|line| Place {
                wing: w,
                line,
                bay: i,
            }),
        });
    };
    push(a + half, b - half, Vec::new(), Some(Line::PartySouth));
    if end {
        // The corridor ends in a window.
        let middle = wing.corridor_in / 2.0 + half;
        let window = Opening {
            from: middle - 18.0,
            to: middle + 18.0,
            leaf: Leaf::Window,
        };
        push(b - half, c + half, vec![window], None);
    }
    push(c + half, d - half, Vec::new(), Some(Line::PartyNorth));
}

/// Stairs, elevators and trash: what is no unit.
fn common_rooms(plan: &mut LevelPlan, w: usize, wing: &Wing, storey: usize, i: usize, bay: &Bay) {
    let frame = wing.frame();
    let [_, b, c, _] = wing.lines();
    let u = wing.line_in(i);
    let middle = u + bay.width_in / 2.0;
    let mut room = |name: &str, at: P| {
        plan.rooms.push(Room {
            name: name.to_owned(),
            at: frame.apply(at),
        });
    };
    if i == 0 {
        room("CORRIDOR", [u + bay.width_in + 60.0, (b + c) / 2.0]);
    }
    let mut fixture = |kind, at: P, front: P| {
        plan.fixtures.push(Fixture {
            kind,
            at: frame.apply(at),
            front: frame.turned(front),
        });
    };
    match bay.kind {
        BayKind::Units => return,
        BayKind::HalfUnits => {
            fixture(FixtureKind::Stair, [u + 66.0, c + 150.0], [0.0, -1.0]);
            room("STAIR 2", [u + 66.0, c + 48.0]);
            room("TRASH", [u + bay.width_in - 60.0, c + 60.0]);
            room("STORAGE", [u + bay.width_in - 70.0, c + 220.0]);
        }
        BayKind::Core => {
            fixture(FixtureKind::Stair, [middle, c + 150.0], [0.0, -1.0]);
            room("STAIR 1", [middle, c + 48.0]);
            fixture(FixtureKind::Elevator, [middle, b - 190.0], [0.0, 1.0]);
            room("ELEV. LOBBY", [middle, b - 60.0]);
            room("ELEC.", [middle, b - 290.0]);
        }
        BayKind::EndStair => {
            fixture(FixtureKind::Stair, [middle, c + 150.0], [0.0, -1.0]);
            room("STAIR 2", [middle, c + 48.0]);
            room("STORAGE", [middle, b - 150.0]);
        }
    }
    let half = STUD_IN / 2.0;
    if bay.kind == BayKind::Core {
        // The wall behind the elevators, from party wall to party wall.
        let place = Place {
            wing: w,
            line: Line::Core,
            bay: i,
        };
        plan.walls.push(Wall {
            start: frame.apply([u + half, b - 244.0]),
            end: frame.apply([u + bay.width_in - half, b - 244.0]),
            thickness: STUD_IN,
            kind: WallKind::Party,
            openings: Vec::new(),
            place: (storey < bay.core_wall_storeys).then_some(place),
        });
    }
}

/// The way a wall's local left looks, as a unit vector.
pub(crate) fn normal(wall: &Wall) -> P {
    left(crate::geometry::direction(wall.start, wall.end))
}

/// Chooses the drafter's plot scale: the largest of the usual ones at which the turned plan with
/// its bubbles fits `area` (inches on paper).
pub(crate) fn fit_plot_scale(program: &mut Program, turn_deg: f64, area: P, scales: &[f64]) {
    let turn = Frame::new(1.0, turn_deg, [0.0, 0.0]);
    for &plot in scales {
        program.plot_scale = plot;
        let margin = (GRID_BEYOND + 0.5) * plot;
        let mut low = [f64::INFINITY; 2];
        let mut high = [f64::NEG_INFINITY; 2];
        for wing in &program.wings {
            let frame = wing.frame();
            let (length, across) = (wing.line_in(wing.bays.len()), wing.across_in());
            for u in [-margin, length + margin] {
                for v in [-margin, across + margin] {
                    let p = turn.apply(frame.apply([u, v]));
                    for i in 0..2 {
                        low[i] = low[i].min(p[i]);
                        high[i] = high[i].max(p[i]);
                    }
                }
            }
        }
        if high[0] - low[0] <= area[0] * plot && high[1] - low[1] <= area[1] * plot {
            return;
        }
    }
}

/// Whether `p` is inside a convex outline given counterclockwise, with `slack` to spare.
pub(crate) fn inside(outline: &[P], p: P, slack: f64) -> bool {
    (0..outline.len()).all(|i| {
        let q = outline[i];
        let d = crate::geometry::direction(q, outline[(i + 1) % outline.len()]);
        crate::geometry::dot(left(d), sub(p, q)) >= -slack
    })
}
