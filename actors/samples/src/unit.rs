//! The inside of a unit: partitions, doors, fixtures and room names.

use crate::building::{
    Fixture, FixtureKind, Leaf, LevelPlan, Opening, Room, UnitPlace, Wall, WallKind,
};
use crate::geometry::{P, distance};
use crate::program::{PARTITION_IN, STUD_IN};

/// Bathroom: along the corridor from the bedroom side's party wall.
pub(crate) const BATH_WIDE_IN: f64 = 108.0;
/// Bathroom, from the corridor wall.
pub(crate) const BATH_DEEP_IN: f64 = 96.0;

/// Adds a unit's partitions, fixtures and names to its level.
pub(crate) fn furnish(plan: &mut LevelPlan, unit: &UnitPlace) {
    let half = STUD_IN / 2.0;
    let thin = PARTITION_IN / 2.0;
    let p = unit.bay.partition_in();
    let depth = unit.depth;
    let width = unit.bay.width_in;
    let closet = p - 40.0;

    // Bedroom to living room; bathroom and closet along the corridor; mechanical closet.
    partition(plan, unit, [p, half], [p, depth - half], &[(112.0, 144.0)]);
    partition(
        plan,
        unit,
        [half, BATH_DEEP_IN],
        [p - thin, BATH_DEEP_IN],
        &[(60.0, 90.0)],
    );
    partition(
        plan,
        unit,
        [BATH_WIDE_IN, half],
        [BATH_WIDE_IN, BATH_DEEP_IN - thin],
        &[],
    );
    if closet > BATH_WIDE_IN + 24.0 {
        partition(
            plan,
            unit,
            [closet + thin, half + 62.0],
            [p - thin, half + 62.0],
            &[],
        );
        partition(
            plan,
            unit,
            [closet, half],
            [closet, BATH_DEEP_IN - thin],
            &[(66.0, 88.0)],
        );
    }
    partition(
        plan,
        unit,
        [p + thin, 40.0],
        [p + 38.0, 40.0],
        &[(4.0, 32.0)],
    );
    partition(
        plan,
        unit,
        [p + 38.0 + thin, half],
        [p + 38.0 + thin, 40.0 + thin],
        &[],
    );

    let mut fixture = |kind, at: P, front: P| {
        plan.fixtures.push(Fixture {
            kind,
            at: unit.at(at[0], at[1]),
            front: unit.turned(front),
        });
    };
    fixture(
        FixtureKind::Tub,
        [half + 15.0, BATH_DEEP_IN / 2.0 + 1.0],
        [1.0, 0.0],
    );
    fixture(FixtureKind::Toilet, [52.0, half], [0.0, 1.0]);
    fixture(FixtureKind::Lavatory, [86.0, half], [0.0, 1.0]);
    fixture(FixtureKind::AirHandler, [p + 20.0, 18.0], [0.0, 1.0]);
    fixture(FixtureKind::Refrigerator, [p + thin, 172.0], [1.0, 0.0]);
    fixture(FixtureKind::Sink, [p + thin, 212.0], [1.0, 0.0]);
    fixture(FixtureKind::Range, [p + thin, 250.0], [1.0, 0.0]);
    fixture(FixtureKind::Bed, [half, 200.0], [1.0, 0.0]);
    let living = (p + width) / 2.0 + 16.0;
    fixture(FixtureKind::Table, [living, 150.0], [1.0, 0.0]);
    fixture(
        FixtureKind::Sofa,
        [width - half, depth - 100.0],
        [-1.0, 0.0],
    );

    let mut room = |name: String, a: f64, b: f64| {
        plan.rooms.push(Room {
            name,
            at: unit.at(a, b),
        });
    };
    room(format!("UNIT {}", unit.number), living, 90.0);
    room("LIVING".into(), living - 12.0, 240.0);
    room("BEDROOM".into(), (p + 60.0) / 2.0 + 14.0, 270.0);
    room("BATH".into(), 70.0, 60.0);
    if closet > BATH_WIDE_IN + 24.0 {
        room("W.I.C.".into(), (BATH_WIDE_IN + closet) / 2.0, 40.0);
    }
}

fn partition(plan: &mut LevelPlan, unit: &UnitPlace, from: P, to: P, doors: &[(f64, f64)]) {
    let start = unit.at(from[0], from[1]);
    let end = unit.at(to[0], to[1]);
    let length = distance(start, end);
    let openings = doors
        .iter()
        .filter(|d| d.1 < length - 2.0)
        .map(|&(from, to)| Opening {
            from,
            to,
            leaf: Leaf::Swing {
                at_start: true,
                to_left: unit.keeps_hand(),
            },
        })
        .collect();
    plan.walls.push(Wall {
        start,
        end,
        thickness: PARTITION_IN,
        kind: WallKind::Partition,
        openings,
        place: None,
    });
}
