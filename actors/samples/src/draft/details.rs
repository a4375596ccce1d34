//! Elevations, sections, details and enlarged plans: lines and texts that are no plan of a level.

use crate::building::{Building, UnitPlace, WallKind};
use crate::draft::canvas::Canvas;
use crate::draft::pictures::{self, DETAILS};
use crate::draft::walls;
use crate::draft::walls::Show;
use crate::dxf::Align;
use crate::geometry::{P, dot, sub};
use crate::layers::Role;

/// A building elevation in building inches, from its lower left corner.
pub(crate) fn elevation(canvas: &mut Canvas, building: &Building, n: usize) {
    let wing = &building.program.wings[n % building.program.wings.len()];
    let crosswise = n % 4 >= 2;
    let length = if crosswise {
        wing.across_in()
    } else {
        wing.line_in(wing.bays.len())
    };
    let mut z = 0.0;
    levels(canvas, building, length);
    for (i, storey) in building.program.storeys.iter().enumerate() {
        let wide = if crosswise {
            length
        } else {
            wing.line_in(wing.bays_at(i))
        };
        canvas.line(Role::Detail, [0.0, z], [0.0, z + storey.height_in]);
        canvas.line(Role::Detail, [wide, z], [wide, z + storey.height_in]);
        let mut x = 60.0;
        while x < wide - 80.0 {
            let (low, high) = (z + 34.0, z + 90.0);
            let window = [[x, low], [x + 60.0, low], [x + 60.0, high], [x, high]];
            canvas.polyline(Role::Detail, &window, true, 0.0);
            canvas.line(Role::Detail, [x + 30.0, low], [x + 30.0, high]);
            x += 132.0;
        }
        z += storey.height_in;
        canvas.line(Role::Detail, [0.0, z], [wide, z]);
    }
    canvas.line(Role::Detail, [-40.0, z + 42.0], [length + 40.0, z + 42.0]);
    canvas.line(Role::Detail, [-120.0, 0.0], [length + 120.0, 0.0]);
    let h = canvas.paper(0.1);
    canvas.text(
        Role::Note,
        [length * 0.5, z + 60.0 + h],
        h,
        0.0,
        Align::Center,
        "FIBER CEMENT SIDING, TYP.",
    );
}

/// Level lines with their names and heights.
fn levels(canvas: &mut Canvas, building: &Building, length: f64) {
    let h = canvas.paper(0.1);
    let mut z = 0.0;
    let base = 1 + usize::from(building.program.podium);
    for (i, storey) in building.program.storeys.iter().enumerate() {
        level_mark(
            canvas,
            length,
            z,
            &format!("LEVEL {}  +{}", base + i, canvas.length(z)),
            h,
        );
        z += storey.height_in;
    }
    level_mark(
        canvas,
        length,
        z,
        &format!("ROOF  +{}", canvas.length(z)),
        h,
    );
}

fn level_mark(canvas: &mut Canvas, length: f64, z: f64, text: &str, h: f64) {
    let x = length + canvas.paper(0.3);
    canvas.line(Role::Grid, [length + 20.0, z], [x + canvas.paper(2.2), z]);
    canvas.circle(Role::Grid, [x, z], canvas.paper(0.08));
    canvas.text(
        Role::Note,
        [x + canvas.paper(0.2), z + h * 0.4],
        h,
        0.0,
        Align::Left,
        text,
    );
}

/// A building section across the corridor: walls cut as pairs of lines, floors between.
pub(crate) fn section(canvas: &mut Canvas, building: &Building, n: usize) {
    let wing = &building.program.wings[n % building.program.wings.len()];
    let across = wing.across_in();
    levels(canvas, building, across);
    let mut z = 0.0;
    for storey in &building.program.storeys {
        let top = z + storey.height_in - storey.floor_depth_in - 0.75;
        for v in wing.lines() {
            for side in [-2.75, 2.75] {
                canvas.line(Role::Detail, [v + side, z], [v + side, top]);
            }
            for plate in [1.5, top - z - 3.0, top - z - 1.5] {
                canvas.line(Role::Detail, [v - 2.75, z + plate], [v + 2.75, z + plate]);
            }
        }
        let floor = z + storey.height_in;
        for y in [top, top + storey.floor_depth_in, floor] {
            canvas.line(Role::Detail, [-6.0, y], [across + 6.0, y]);
        }
        let h = canvas.paper(0.09);
        let rooms = [
            ("UNIT", wing.depth_in / 2.0),
            ("CORR.", across / 2.0),
            ("UNIT", across - wing.depth_in / 2.0),
        ];
        for (name, x) in rooms {
            canvas.text(Role::Note, [x, z + 50.0], h, 0.0, Align::Middle, name);
        }
        z = floor;
    }
    canvas.line(Role::Detail, [-80.0, 0.0], [across + 80.0, 0.0]);
    let footing = [[-12.0, -24.0], [12.0, -24.0], [12.0, 0.0], [-12.0, 0.0]];
    canvas.polyline(Role::Concrete, &footing, true, 0.0);
    canvas.fill(Role::Concrete, &footing, Some(4.0));
}

/// A page of nine details, paper inches.
pub(crate) fn details(canvas: &mut Canvas, paper: P, page: usize) {
    let cell = [(paper[0] - 6.2) / 3.0, (paper[1] - 2.0) / 3.0];
    for (n, (title, picture)) in DETAILS.into_iter().enumerate() {
        let corner = [
            1.0 + cell[0] * (n % 3) as f64,
            1.0 + cell[1] * (n / 3) as f64,
        ];
        let box_ = [
            corner,
            [corner[0] + cell[0] - 0.3, corner[1]],
            [corner[0] + cell[0] - 0.3, corner[1] + cell[1] - 0.3],
            [corner[0], corner[1] + cell[1] - 0.3],
        ];
        canvas.polyline(Role::Detail, &box_, true, 0.0);
        canvas.circle(Role::Note, [corner[0] + 0.5, corner[1] + 0.5], 0.25);
        let number = (page * 9 + n + 1).to_string();
        canvas.text(
            Role::Note,
            [corner[0] + 0.5, corner[1] + 0.5],
            0.14,
            0.0,
            Align::Middle,
            &number,
        );
        canvas.text(
            Role::Note,
            [corner[0] + 0.95, corner[1] + 0.5],
            0.13,
            0.0,
            Align::Left,
            title,
        );
        let scale = if canvas.style.metric {
            "SCALE: 1:8"
        } else {
            "SCALE: 1 1/2\" = 1'-0\""
        };
        canvas.text(
            Role::Note,
            [corner[0] + 0.95, corner[1] + 0.28],
            0.08,
            0.0,
            Align::Left,
            scale,
        );
        pictures::draw(
            canvas,
            picture,
            [corner[0] + cell[0] * 0.36, corner[1] + 1.3],
            cell[1] - 2.2,
        );
    }
}

/// One unit's plan, larger, with walls as plain lines; no grid, no level.
pub(crate) fn unit_plan(canvas: &mut Canvas, building: &Building, n: usize) {
    let plan = &building.levels[0];
    let Some(unit) = plan
        .units
        .iter()
        .filter(|u| !u.number.is_empty())
        .nth(n % 6)
    else {
        return;
    };
    let within: Vec<_> = plan
        .walls
        .iter()
        .filter(|w| w.kind == WallKind::Partition && inside(unit, w.start) && inside(unit, w.end))
        .cloned()
        .collect();
    walls::draw(canvas, &within, Show::Plain);
    let (w, d) = (unit.bay.width_in, unit.depth);
    for offset in [-2.75, 2.75] {
        let corners = [
            unit.at(-offset, -offset),
            unit.at(w + offset, -offset),
            unit.at(w + offset, d + offset),
            unit.at(-offset, d + offset),
        ];
        canvas.polyline(Role::Wall, &corners, true, 0.0);
    }
    let mut own = crate::building::LevelPlan::default();
    own.fixtures
        .extend(plan.fixtures.iter().filter(|f| inside(unit, f.at)).copied());
    own.rooms
        .extend(plan.rooms.iter().filter(|r| inside(unit, r.at)).cloned());
    crate::draft::fixtures::draw(canvas, &own, true);
    crate::draft::plan::room_names(canvas, &own);
}

fn inside(unit: &UnitPlace, p: P) -> bool {
    let v = sub(p, unit.at(0.0, 0.0));
    let (a, b) = (
        dot(v, unit.turned([1.0, 0.0])),
        dot(v, unit.turned([0.0, 1.0])),
    );
    a > -0.1 && a < unit.bay.width_in + 0.1 && b > -0.1 && b < unit.depth + 0.1
}

/// Where an enlarged unit plan stands: its box in the building's frame.
pub(crate) fn unit_box(building: &Building, n: usize) -> Option<[P; 2]> {
    let unit = building.levels[0]
        .units
        .iter()
        .filter(|u| !u.number.is_empty())
        .nth(n % 6)?;
    let corners = [unit.at(0.0, 0.0), unit.at(unit.bay.width_in, unit.depth)];
    Some([
        [
            corners[0][0].min(corners[1][0]),
            corners[0][1].min(corners[1][1]),
        ],
        [
            corners[0][0].max(corners[1][0]),
            corners[0][1].max(corners[1][1]),
        ],
    ])
}

/// The podium's concrete: walls around, columns in rows, shops named.
pub(crate) fn podium(canvas: &mut Canvas, building: &Building, rooms: bool) {
    let names = [
        "RETAIL A",
        "RETAIL B",
        "RESTAURANT",
        "LOBBY",
        "PARKING",
        "RETAIL C",
        "PARKING",
        "MEP ROOM",
    ];
    let height = canvas.paper(0.1);
    for (w, wing) in building.program.wings.iter().enumerate() {
        let frame = wing.frame();
        let (length, across) = (wing.line_in(wing.bays.len()), wing.across_in());
        for offset in [-6.0, 6.0] {
            let corners = [
                [-offset, -offset],
                [length + offset, -offset],
                [length + offset, across + offset],
                [-offset, across + offset],
            ]
            .map(|p| frame.apply(p));
            canvas.polyline(Role::Concrete, &corners, true, 0.0);
        }
        for i in 1..wing.bays.len() {
            for v in &wing.lines()[1..3] {
                let c = [wing.line_in(i), *v];
                let square = [[-9.0, -9.0], [9.0, -9.0], [9.0, 9.0], [-9.0, 9.0]]
                    .map(|p| frame.apply([c[0] + p[0], c[1] + p[1]]));
                canvas.polyline(Role::Concrete, &square, true, 0.0);
                canvas.fill(Role::Concrete, &square, None);
            }
        }
        if rooms {
            for (i, part) in [0.2, 0.55, 0.85].iter().enumerate() {
                let at = frame.apply([length * part, across * 0.5]);
                canvas.text(
                    Role::RoomName,
                    at,
                    height,
                    wing.angle_deg,
                    Align::Middle,
                    names[(w * 3 + i) % names.len()],
                );
            }
        }
    }
}

/// Roof outline, ridges, drains and equipment.
pub(crate) fn roof(canvas: &mut Canvas, building: &Building) {
    let top = building.levels.len() - 1;
    let height = canvas.paper(0.09375);
    for wing in &building.program.wings {
        let frame = wing.frame();
        let (length, across) = (wing.line_in(wing.bays_at(top)), wing.across_in());
        for offset in [12.0, 4.0] {
            let corners = [
                [-offset, -offset],
                [length + offset, -offset],
                [length + offset, across + offset],
                [-offset, across + offset],
            ]
            .map(|p| frame.apply(p));
            canvas.polyline(Role::Detail, &corners, true, 0.0);
        }
        canvas.line(
            Role::Detail,
            frame.apply([0.0, across / 2.0]),
            frame.apply([length, across / 2.0]),
        );
        let mut x = 180.0;
        while x < length - 120.0 {
            for v in [across * 0.25, across * 0.75] {
                let at = frame.apply([x, v]);
                canvas.circle(Role::Detail, at, 6.0);
                let label = frame.apply([x, v - 24.0]);
                canvas.label(Role::Note, &[label], height, wing.angle_deg, "RD");
            }
            let unit = [[-24.0, -24.0], [24.0, -24.0], [24.0, 24.0], [-24.0, 24.0]]
                .map(|p| frame.apply([x + 90.0 + p[0], across * 0.6 + p[1]]));
            canvas.polyline(Role::Detail, &unit, true, 0.0);
            x += 360.0;
        }
        let at = frame.apply([length * 0.5, across * 0.38]);
        canvas.label(
            Role::Note,
            &[at],
            height,
            wing.angle_deg,
            "SLOPE 1/4\" PER FOOT TO DRAIN",
        );
    }
}
