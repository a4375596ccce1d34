//! Ducts, pipes, beams and joists on plan.

use crate::building::{LevelPlan, UnitPlace};
use crate::draft::canvas::Canvas;
use crate::dxf::Align;
use crate::geometry::{P, add, direction, distance, left, middle, scale, sub};
use crate::hand::Walls;
use crate::layers::Role;
use crate::services::{Route, System};
use crate::truth::ObstacleShape;

fn roles(system: System) -> (Role, Role) {
    match system {
        System::Air => (Role::Duct, Role::DuctNote),
        System::Water | System::Waste => (Role::Pipe, Role::PipeNote),
        System::Sprinkler => (Role::Sprinkler, Role::SprinklerNote),
        System::Beam => (Role::Beam, Role::Note),
    }
}

/// Draws a route and its label; tells whether the label found room.
pub(crate) fn draw(canvas: &mut Canvas, route: &Route) -> bool {
    let (role, note) = roles(route.system);
    let height = canvas.paper(0.075);
    match &route.shape {
        ObstacleShape::Run { path_in, width_in } => {
            let double = matches!(route.system, System::Air | System::Beam);
            for pair in path_in.windows(2) {
                let (a, b) = (pair[0], pair[1]);
                let n = scale(left(direction(a, b)), width_in / 2.0);
                if route.system == System::Beam && canvas.style.walls == Walls::Wide {
                    canvas.polyline(role, &[a, b], false, *width_in);
                } else if double {
                    canvas.line(role, add(a, n), add(b, n));
                    canvas.line(role, sub(a, n), sub(b, n));
                    canvas.line(role, add(a, n), sub(a, n));
                    canvas.line(role, add(b, n), sub(b, n));
                } else {
                    canvas.polyline(role, &[a, b], false, 0.0);
                }
            }
            let aside = if double { width_in / 2.0 } else { 0.0 };
            run_label(canvas, note, path_in, aside, height, &route.label)
        }
        ObstacleShape::Riser {
            center_in,
            diameter_in,
        } => {
            canvas.circle(role, *center_in, diameter_in / 2.0);
            let reach = diameter_in / 2.0 + height * 1.2;
            let wide = route.label.chars().count() as f64 * height * 0.45 + diameter_in / 2.0;
            let mut places = Vec::new();
            for step in 0..6 {
                let more = f64::from(step) * height * 1.3;
                for (x, y) in [
                    (wide, reach),
                    (wide, -reach),
                    (-wide, reach),
                    (-wide, -reach),
                ] {
                    places.push(add(*center_in, [x, y + more * y.signum()]));
                }
            }
            canvas
                .label(note, &places, height, 0.0, &route.label)
                .is_some()
        }
    }
}

fn run_label(
    canvas: &mut Canvas,
    role: Role,
    path: &[P],
    aside: f64,
    height: f64,
    label: &str,
) -> bool {
    let Some(pair) = path
        .windows(2)
        .max_by(|a, b| distance(a[0], a[1]).total_cmp(&distance(b[0], b[1])))
    else {
        return false;
    };
    let d = direction(pair[0], pair[1]);
    let n = left(d);
    let degrees = d[1].atan2(d[0]).to_degrees();
    let mut places = Vec::new();
    for further in 0..5 {
        for part in [0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9] {
            let m = add(pair[0], scale(sub(pair[1], pair[0]), part));
            for side in [1.0, -1.0] {
                let away = aside + height * (1.1 + 1.6 * f64::from(further));
                places.push(add(m, scale(n, side * away)));
            }
        }
    }
    canvas
        .label(role, &places, height, degrees, label)
        .is_some()
}

/// Joist spans: an arrow across every bay, some with size and spacing.
pub(crate) fn joists(canvas: &mut Canvas, plan: &LevelPlan, roof: bool) {
    for (i, unit) in plan.units.iter().enumerate() {
        let b = 96.0;
        let (from, to) = (unit.at(10.0, b), unit.at(unit.bay.width_in - 10.0, b));
        span_arrow(canvas, unit, from, to);
        if i % 3 != 0 {
            continue;
        }
        let label = match (roof, canvas.style.metric) {
            (true, false) => "ROOF TRUSSES @ 24\" O.C.",
            (false, false) => "11 7/8\" I-JOISTS @ 16\" O.C.",
            (true, true) => "ROOF TRUSSES @ 610",
            (false, true) => "I-JOISTS 302 @ 406",
        };
        let h = canvas.paper(0.09375);
        let d = direction(from, to);
        let up = left(d);
        let m = middle(from, to);
        let places: Vec<P> = [1.0, -1.0, 2.5, -2.5]
            .iter()
            .map(|s| add(m, scale(up, s * h * 1.2)))
            .collect();
        canvas.label(Role::Note, &places, h, d[1].atan2(d[0]).to_degrees(), label);
    }
}

fn span_arrow(canvas: &mut Canvas, unit: &UnitPlace, from: P, to: P) {
    canvas.line(Role::Joist, from, to);
    let d = direction(from, to);
    let head = canvas.paper(0.1);
    let n = unit.turned([0.0, 1.0]);
    for (p, way) in [(from, 1.0), (to, -1.0)] {
        let q = add(p, add(scale(d, way * head * 1.6), scale(n, head * 0.5)));
        canvas.line(Role::Joist, p, q);
    }
}

/// Sprinkler heads at the rooms' middles.
pub(crate) fn heads(canvas: &mut Canvas, plan: &LevelPlan) {
    for unit in &plan.units {
        for (a, b) in [(0.5, 120.0), (0.5, 186.0), (0.5, 60.0)] {
            canvas.circle(Role::Sprinkler, unit.at(unit.bay.width_in * a, b), 1.5);
        }
    }
}

/// Lights, switches and receptacles.
pub(crate) fn electrical(canvas: &mut Canvas, plan: &LevelPlan) {
    let height = canvas.paper(0.07);
    for unit in &plan.units {
        let (w, p) = (unit.bay.width_in, unit.bay.partition_in());
        for [a, b] in [
            [p / 2.0, 200.0],
            [(p + w) / 2.0, 200.0],
            [(p + w) / 2.0, 80.0],
            [60.0, 50.0],
        ] {
            let c = unit.at(a, b);
            canvas.circle(Role::Light, c, 6.0);
            canvas.line(Role::Light, add(c, [-8.5, 0.0]), add(c, [8.5, 0.0]));
            canvas.line(Role::Light, add(c, [0.0, -8.5]), add(c, [0.0, 8.5]));
        }
        for [a, b] in [
            [14.0, 150.0],
            [14.0, 280.0],
            [w - 14.0, 60.0],
            [w - 14.0, 180.0],
            [p + 12.0, 300.0],
        ] {
            let c = unit.at(a, b);
            canvas.circle(Role::Light, c, 3.0);
            canvas.text(
                Role::Light,
                add(c, [0.0, 4.0]),
                height,
                0.0,
                Align::Center,
                "=",
            );
        }
        canvas.polyline(
            Role::Light,
            &[
                unit.at(p / 2.0, 206.0),
                unit.at(p * 0.75, 236.0),
                unit.at((p + w) / 2.0, 206.0),
            ],
            false,
            0.0,
        );
    }
}

/// Ceiling tiles in the corridors and soffits in the units.
pub(crate) fn ceilings(canvas: &mut Canvas, corridors: &[(P, P, f64)], plan: &LevelPlan) {
    for &(from, to, wide) in corridors {
        let d = direction(from, to);
        let n = scale(left(d), wide / 2.0 - 4.0);
        let length = distance(from, to);
        let mut t = 24.0;
        while t < length {
            let p = add(from, scale(d, t));
            canvas.line(Role::Ceiling, sub(p, n), add(p, n));
            t += 48.0;
        }
        canvas.line(
            Role::Ceiling,
            add(from, scale(d, 6.0)),
            sub(to, scale(d, 6.0)),
        );
    }
    let height = canvas.paper(0.075);
    for unit in &plan.units {
        let p = unit.bay.partition_in();
        let soffit = [
            unit.at(p + 14.0, 120.0),
            unit.at(p + 50.0, 120.0),
            unit.at(p + 50.0, 164.0),
            unit.at(p + 14.0, 164.0),
        ];
        canvas.polyline(Role::Ceiling, &soffit, true, 0.0);
        let text = if canvas.style.metric {
            "GYP +2440"
        } else {
            "GYP +8'-0\""
        };
        let places: Vec<P> = [220.0, 240.0, 200.0, 260.0]
            .iter()
            .map(|&b| unit.at((p + unit.bay.width_in) / 2.0 + 16.0, b))
            .collect();
        canvas.label(Role::Note, &places, height, 0.0, text);
    }
}
