//! The lines of walls of a wing: facades, corridor walls and party walls, with what is shear wall
//! in them.

use crate::building::{Leaf, LevelPlan, Line, Opening, Place, Wall, WallKind};
use crate::geometry::Frame;
use crate::program::{BayKind, CLEAR_OF_PARTY_IN, CorridorWalls, STUD_IN, Wing};

/// A shear wall on a through line, in the wing's coordinates.
pub(crate) struct OnLine {
    from: f64,
    to: f64,
    openings: Vec<Opening>,
    place: Place,
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

pub(crate) fn facade(
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

pub(crate) fn corridor(
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
pub(crate) struct Through {
    pub(crate) frame: Frame,
    pub(crate) v: f64,
    pub(crate) kind: WallKind,
}

impl Through {
    /// Shear walls, and plain walls between them; openings of `rest` are in the wing's coordinates.
    pub(crate) fn draw(
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

pub(crate) fn party_walls(plan: &mut LevelPlan, w: usize, wing: &Wing, i: usize, end: bool) {
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
