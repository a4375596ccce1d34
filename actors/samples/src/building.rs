//! The building itself: walls, openings, rooms and fixtures of every level.

use crate::geometry::{Frame, P, left, sub};
use crate::program::{Bay, Program, Wing};
use crate::truth::{OpeningKind, TrueGridLine};

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
    pub(crate) origin: P,
    pub(crate) along: P,
    pub(crate) inward: P,
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

/// The way a wall's local left looks, as a unit vector.
pub(crate) fn normal(wall: &Wall) -> P {
    left(crate::geometry::direction(wall.start, wall.end))
}

/// Whether `p` is inside a convex outline given counterclockwise, with `slack` to spare.
pub(crate) fn inside(outline: &[P], p: P, slack: f64) -> bool {
    (0..outline.len()).all(|i| {
        let q = outline[i];
        let d = crate::geometry::direction(q, outline[(i + 1) % outline.len()]);
        crate::geometry::dot(left(d), sub(p, q)) >= -slack
    })
}
