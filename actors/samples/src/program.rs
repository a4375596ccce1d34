//! What is built: the four buildings as their architect and engineer would list them.
//!
//! Every figure that decides how many walls, units and rod runs a sample has stands in this file.

use crate::Size;
use crate::geometry::P;

/// A feet-and-inches length in inches.
const fn ft(feet: u32, inches: u32) -> f64 {
    (feet * 12 + inches) as f64
}

/// Studs of exterior, corridor and party walls: 2x6.
pub(crate) const STUD_IN: f64 = 5.5;
/// Studs of partitions: 2x4.
pub(crate) const PARTITION_IN: f64 = 3.5;
/// From a segment's end to the rod's centre.
pub(crate) const ROD_OFFSET_IN: f64 = 4.5;
/// Shear walls of the corridor and the facades begin this far from the party wall's centre, so
/// that no two rods stand in one corner.
pub(crate) const CLEAR_OF_PARTY_IN: f64 = 24.0;

/// A building.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) number: &'static str,
    pub(crate) address: &'static str,
    pub(crate) client: &'static str,
    pub(crate) wings: Vec<Wing>,
    /// Wood storeys from the lowest up.
    pub(crate) storeys: Vec<Storey>,
    /// Concrete level below the wood.
    pub(crate) podium: bool,
    pub(crate) seismic: Seismic,
    /// Wall types are chosen for this many times the shear: from five storeys on drift decides, not
    /// strength.
    pub(crate) spare: f64,
    /// More than the share by length, for torsion; most where wings make one irregular diaphragm.
    pub(crate) torsion: f64,
    /// How far the tie-downs of a storey may give, inches; tall and narrow segments allow little.
    pub(crate) deformation_limit_in: f64,
    /// Clashes to draw.
    pub(crate) clashes: usize,
    /// Inches of building an inch of paper, plans; each hand chooses its own.
    pub(crate) plot_scale: f64,
    /// Paper, inches.
    pub(crate) paper: P,
}

/// Ground motion, g.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seismic {
    pub(crate) sds: f64,
    pub(crate) sd1: f64,
    pub(crate) s1: f64,
}

/// A storey: its walls and the floor or roof on top of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Storey {
    pub(crate) height_in: f64,
    /// Seismic weight of the floor or roof on top.
    pub(crate) weight_psf: f64,
    /// Dead load added on shear walls.
    pub(crate) dead_plf: f64,
    pub(crate) live_plf: f64,
    pub(crate) snow_plf: f64,
    pub(crate) floor_depth_in: f64,
}

/// A double-loaded corridor with bays of units.
#[derive(Debug, Clone)]
pub(crate) struct Wing {
    pub(crate) name: &'static str,
    /// Where its first grid lines cross.
    pub(crate) origin: P,
    pub(crate) angle_deg: f64,
    /// Grid letters of the two facades and the two corridor walls, south to north.
    pub(crate) letters: [&'static str; 4],
    pub(crate) first_number: usize,
    pub(crate) bays: Vec<Bay>,
    /// Facade to corridor wall, centre to centre.
    pub(crate) depth_in: f64,
    /// Corridor wall to corridor wall, centre to centre.
    pub(crate) corridor_in: f64,
}

/// What a bay between two party walls holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BayKind {
    /// A unit on either side of the corridor.
    Units,
    /// A unit on the south side, stair and trash on the north.
    HalfUnits,
    /// Elevators and lobby on the south side, stair on the north.
    Core,
    /// An end stair; its outer wall is not a shear wall.
    EndStair,
}

/// Shear walls along a bay's corridor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CorridorWalls {
    /// None.
    None,
    /// One segment, the unit's door beside it.
    Plain,
    /// Two segments with the unit's door between them.
    WithDoor,
}

/// A bay.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bay {
    pub(crate) kind: BayKind,
    pub(crate) width_in: f64,
    /// Full-height segments of each facade's shear wall: 2 or 3, with windows between.
    pub(crate) segments: usize,
    pub(crate) segment_in: f64,
    pub(crate) window_in: f64,
    pub(crate) corridor: CorridorWalls,
    /// Wood storeys it has; fewer than the building's make a setback.
    pub(crate) storeys: usize,
    /// Whether a shear wall stands between elevators and lobby, up to which storey.
    pub(crate) core_wall_storeys: usize,
}

impl Bay {
    /// Length of the facade's shear wall.
    pub(crate) fn facade_wall_in(&self) -> f64 {
        let n = self.segments as f64;
        n * self.segment_in + (n - 1.0) * self.window_in
    }

    /// The partition between bedroom and living room: the middle of the second segment.
    pub(crate) fn partition_in(&self) -> f64 {
        CLEAR_OF_PARTY_IN + 1.5 * self.segment_in + self.window_in
    }

    /// The unit's door in the corridor wall: from, to.
    pub(crate) fn door_in(&self) -> [f64; 2] {
        match self.corridor {
            CorridorWalls::WithDoor => {
                let at = (0.62 * self.width_in).round();
                [at, at + 36.0]
            }
            CorridorWalls::Plain | CorridorWalls::None => {
                [self.width_in - 72.0, self.width_in - 36.0]
            }
        }
    }

    /// Facades that hold units, south and north.
    pub(crate) fn units(&self) -> [bool; 2] {
        match self.kind {
            BayKind::Units => [true, true],
            BayKind::HalfUnits => [true, false],
            BayKind::Core | BayKind::EndStair => [false, false],
        }
    }
}

fn units(
    width_in: f64,
    segments: usize,
    segment_in: f64,
    window_in: f64,
    corridor: CorridorWalls,
) -> Bay {
    Bay {
        kind: BayKind::Units,
        width_in,
        segments,
        segment_in,
        window_in,
        corridor,
        storeys: usize::MAX,
        core_wall_storeys: 0,
    }
}

fn core(core_wall_storeys: usize) -> Bay {
    Bay {
        kind: BayKind::Core,
        core_wall_storeys,
        ..units(ft(12, 0), 0, 0.0, 0.0, CorridorWalls::None)
    }
}

fn end_stair() -> Bay {
    Bay {
        kind: BayKind::EndStair,
        ..units(ft(10, 0), 0, 0.0, 0.0, CorridorWalls::None)
    }
}

fn half(bay: Bay) -> Bay {
    Bay {
        kind: BayKind::HalfUnits,
        ..bay
    }
}

fn set_back(bay: Bay, storeys: usize) -> Bay {
    Bay { storeys, ..bay }
}

/// Equal storeys under a lighter roof.
fn storeys(count: usize, height_in: f64, floor: Storey, roof: Storey) -> Vec<Storey> {
    (0..count)
        .map(|i| Storey {
            height_in,
            ..if i + 1 == count { roof } else { floor }
        })
        .collect()
}

const FLOOR: Storey = Storey {
    height_in: 0.0,
    weight_psf: 32.0,
    dead_plf: 240.0,
    live_plf: 320.0,
    snow_plf: 0.0,
    floor_depth_in: 11.875,
};

const ROOF: Storey = Storey {
    height_in: 0.0,
    weight_psf: 24.0,
    dead_plf: 180.0,
    live_plf: 0.0,
    snow_plf: 160.0,
    floor_depth_in: 11.25,
};

const PARK: [&str; 4] = ["A", "B", "C", "D"];

/// The building of a size; `seed` chooses among its variants.
pub(crate) fn program(size: Size, seed: u64) -> Program {
    match size {
        Size::Small => small(),
        Size::Medium => medium(),
        Size::Large => large(),
        Size::Complex => complex(seed),
    }
}

/// 3 storeys, 12 units; 17, 17 and 16 shear walls. The party walls are long and loaded enough to
/// stand without rods.
fn small() -> Program {
    let unit = units(ft(30, 0), 2, ft(6, 0), ft(5, 0), CorridorWalls::Plain);
    Program {
        name: "Alder Court Apartments",
        number: "2407",
        address: "118 Alder Court, Salem, Oregon",
        client: "Alder Court Housing LLC",
        wings: vec![wing("A", PARK, 1, vec![end_stair(), unit, core(2), unit])],
        storeys: storeys(
            3,
            ft(10, 0),
            Storey {
                dead_plf: 420.0,
                weight_psf: 28.0,
                ..FLOOR
            },
            Storey {
                dead_plf: 300.0,
                weight_psf: 20.0,
                ..ROOF
            },
        ),
        podium: false,
        seismic: Seismic {
            sds: 1.0,
            sd1: 0.6,
            s1: 0.45,
        },
        spare: 1.08,
        torsion: 1.15,
        deformation_limit_in: 0.20,
        clashes: 4,
        plot_scale: 48.0,
        paper: [36.0, 24.0],
    }
}

/// 5 storeys, 40 units, 29 shear walls a storey; the wall behind the elevators stops below level 4,
/// where it would draw more than its length can carry.
fn medium() -> Program {
    let unit = units(ft(27, 0), 2, ft(7, 0), ft(4, 0), CorridorWalls::Plain);
    Program {
        name: "Harborview Flats",
        number: "2419",
        address: "2200 Harborview Avenue, Tacoma, Washington",
        client: "Harborview Flats LP",
        wings: vec![wing(
            "A",
            PARK,
            1,
            vec![end_stair(), unit, unit, core(3), unit, unit],
        )],
        storeys: storeys(5, ft(10, 3), FLOOR, ROOF),
        podium: false,
        seismic: Seismic {
            sds: 0.8,
            sd1: 0.45,
            s1: 0.4,
        },
        spare: 1.3,
        torsion: 1.15,
        deformation_limit_in: 0.125,
        clashes: 8,
        plot_scale: 48.0,
        paper: [42.0, 30.0],
    }
}

/// 7 storeys, 100 units, 45 shear walls a storey.
fn large() -> Program {
    let plain = units(ft(30, 0), 3, ft(5, 6), ft(3, 6), CorridorWalls::None);
    let walled = Bay {
        corridor: CorridorWalls::WithDoor,
        ..plain
    };
    let end = half(units(ft(24, 0), 2, ft(5, 0), ft(4, 0), CorridorWalls::None));
    Program {
        name: "Foundry Row",
        number: "2433",
        address: "900 Foundry Street, Yakima, Washington",
        client: "Foundry Row Partners",
        wings: vec![wing(
            "A",
            PARK,
            1,
            vec![
                walled,
                plain,
                walled,
                core(0),
                walled,
                plain,
                walled,
                walled,
                end,
            ],
        )],
        storeys: storeys(
            7,
            ft(10, 3),
            Storey {
                weight_psf: 30.0,
                ..FLOOR
            },
            Storey {
                weight_psf: 22.0,
                ..ROOF
            },
        ),
        podium: false,
        seismic: Seismic {
            sds: 0.5,
            sd1: 0.25,
            s1: 0.2,
        },
        spare: 1.5,
        torsion: 1.15,
        deformation_limit_in: 0.125,
        clashes: 16,
        plot_scale: 96.0,
        paper: [42.0, 30.0],
    }
}

/// 7 wood storeys on a concrete podium with shops, in a U of three wings, the upper storeys set
/// back; every third seed swings the west wing out by 15°.
fn complex(seed: u64) -> Program {
    let plain = units(ft(30, 0), 3, ft(5, 6), ft(3, 6), CorridorWalls::None);
    let walled = Bay {
        corridor: CorridorWalls::WithDoor,
        ..plain
    };
    let end = half(units(ft(24, 0), 2, ft(5, 0), ft(4, 0), CorridorWalls::None));
    let side = units(ft(28, 0), 3, ft(5, 3), ft(3, 0), CorridorWalls::None);
    let side_walled = Bay {
        corridor: CorridorWalls::WithDoor,
        ..side
    };
    let main = wing(
        "A",
        PARK,
        1,
        vec![
            end_stair(),
            walled,
            plain,
            walled,
            core(0),
            walled,
            walled,
            plain,
            end,
        ],
    );
    let length: f64 = main.bays.iter().map(|b| b.width_in).sum();
    let across = main.across_in();
    let breezeway = ft(12, 0);
    let east = Wing {
        origin: [length, across + breezeway],
        angle_deg: 90.0,
        ..wing(
            "B",
            ["E", "F", "G", "H"],
            11,
            vec![
                side_walled,
                side_walled,
                core(0),
                side_walled,
                set_back(side_walled, 5),
                set_back(side, 5),
            ],
        )
    };
    let skew = if seed % 3 == 2 { 15.0_f64 } else { 0.0 };
    let west = Wing {
        origin: [
            across,
            across + breezeway + across * skew.to_radians().sin(),
        ],
        angle_deg: 90.0 + skew,
        ..wing(
            "C",
            ["J", "K", "L", "M"],
            21,
            vec![
                side_walled,
                side_walled,
                core(0),
                side_walled,
                side_walled,
                set_back(side, 6),
            ],
        )
    };
    Program {
        name: "Union Yards",
        number: "2451",
        address: "1500 Union Street, Albuquerque, New Mexico",
        client: "Union Yards Development Company",
        wings: vec![main, east, west],
        storeys: storeys(
            7,
            ft(10, 3),
            Storey {
                weight_psf: 30.0,
                live_plf: 240.0,
                ..FLOOR
            },
            Storey {
                weight_psf: 22.0,
                ..ROOF
            },
        ),
        podium: true,
        seismic: Seismic {
            sds: 0.40,
            sd1: 0.20,
            s1: 0.16,
        },
        spare: 2.2,
        torsion: 1.4,
        deformation_limit_in: 0.125,
        clashes: 24,
        plot_scale: 128.0,
        paper: [42.0, 30.0],
    }
}

fn wing(
    name: &'static str,
    letters: [&'static str; 4],
    first_number: usize,
    bays: Vec<Bay>,
) -> Wing {
    Wing {
        name,
        origin: [0.0, 0.0],
        angle_deg: 0.0,
        letters,
        first_number,
        bays,
        depth_in: ft(28, 0),
        corridor_in: ft(6, 6),
    }
}

impl Wing {
    /// Facade to facade, centre to centre.
    pub(crate) fn across_in(&self) -> f64 {
        2.0 * self.depth_in + self.corridor_in
    }

    /// Where party wall `i` stands along the wing.
    pub(crate) fn line_in(&self, i: usize) -> f64 {
        self.bays.iter().take(i).map(|b| b.width_in).sum()
    }

    /// Bays that exist at a storey: a first and one past the last. Setbacks are at the far end.
    pub(crate) fn bays_at(&self, storey: usize) -> usize {
        self.bays.iter().take_while(|b| storey < b.storeys).count()
    }

    /// Whether party wall `i` is a shear wall.
    pub(crate) fn line_is_shear(&self, i: usize) -> bool {
        let outer = |b: Option<&Bay>| b.is_some_and(|b| b.kind == BayKind::EndStair);
        !(i == 0 && outer(self.bays.first()) || i == self.bays.len() && outer(self.bays.last()))
    }
}

impl Program {
    /// Whether a wing stands neither along nor square to the others.
    pub(crate) fn skewed(&self) -> bool {
        self.wings.iter().any(|w| w.angle_deg % 90.0 != 0.0)
    }

    /// Area of a storey, square feet.
    pub(crate) fn area_sf(&self, storey: usize) -> f64 {
        self.wings.iter().map(|w| w.area_sf(storey)).sum()
    }

    /// Seismic weight at the top of a storey, kip, rounded as an engineer would.
    pub(crate) fn weight_kip(&self, storey: usize) -> f64 {
        (self.area_sf(storey) * self.storeys[storey].weight_psf / 1000.0).round()
    }
}

impl Wing {
    pub(crate) fn area_sf(&self, storey: usize) -> f64 {
        self.line_in(self.bays_at(storey)) * self.across_in() / 144.0
    }
}
