//! Laying out the building: levels, wings and common rooms, from the program.

use crate::building::{
    Building, Fixture, FixtureKind, GridLine, LevelPlan, Line, Place, Room, UnitPlace, Wall,
    WallKind,
};
use crate::geometry::{Frame, P};
use crate::program::{Bay, BayKind, Program, STUD_IN, Wing};
use crate::unit;
use crate::wall_lines::{Through, corridor, facade, party_walls};

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
