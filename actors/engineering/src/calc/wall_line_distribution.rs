//! Story force to wall lines: flexible diaphragm by tributary width, rigid diaphragm by stiffness
//! with inherent and accidental torsion (ASCE 7-16 §12.8.4).

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::written::{computed, given, given_in, line};
use crate::design::Direction;
use crate::error::CalcError;
use crate::trace::Trace;

/// What goes in, by kind of diaphragm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "diaphragm", rename_all = "kebab-case")]
pub enum Input {
    /// A beam on its lines, simply supported between them.
    Flexible(Flexible),
    /// A plate that turns as one.
    Rigid(Rigid),
}

/// A flexible diaphragm.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Flexible {
    /// Force along the diaphragm's edge, plf.
    pub load_plf: f64,
    /// Where the diaphragm begins, ft.
    pub start_ft: f64,
    /// Where it ends, ft.
    pub end_ft: f64,
    /// Places of the lines, ft, in any order.
    pub line_positions_ft: Vec<f64>,
}

/// A rigid diaphragm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rigid {
    /// Direction of the force.
    pub force_along: Direction,
    /// Force, kip.
    pub force_kip: f64,
    /// Centre of mass, ft.
    pub cm_x_ft: f64,
    /// Centre of mass, ft.
    pub cm_y_ft: f64,
    /// Dimension of the diaphragm along x, ft.
    pub plan_x_ft: f64,
    /// Dimension along y, ft.
    pub plan_y_ft: f64,
    /// Accidental eccentricity over the dimension across the force.
    pub accidental_ratio: f64,
    /// Torsion from elsewhere, kip-ft, added to the design torsion.
    pub extra_torsion_kipft: f64,
    /// Walls or wall lines.
    pub wall: Vec<Wall>,
}

impl Default for Rigid {
    fn default() -> Self {
        Self {
            force_along: Direction::X,
            force_kip: 0.0,
            cm_x_ft: 0.0,
            cm_y_ft: 0.0,
            plan_x_ft: 0.0,
            plan_y_ft: 0.0,
            accidental_ratio: 0.05,
            extra_torsion_kipft: 0.0,
            wall: Vec::new(),
        }
    }
}

/// A wall of a rigid diaphragm.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wall {
    /// Name.
    pub name: String,
    /// Direction in which it runs and resists.
    pub runs_along: Direction,
    /// Its y where it runs along x, its x where it runs along y, ft.
    pub position_ft: f64,
    /// Stiffness, in one unit for all walls.
    pub stiffness: f64,
}

/// What comes out, by kind of diaphragm.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Output {
    /// Of a flexible diaphragm.
    Flexible(FlexibleShares),
    /// Of a rigid one.
    Rigid(RigidShares),
}

/// Shares of a flexible diaphragm, in the order of the lines given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlexibleShares {
    /// Tributary widths, ft.
    pub tributary_ft: Vec<f64>,
    /// Line forces, lb.
    pub line_forces_lb: Vec<f64>,
}

/// Shares of a rigid diaphragm, in the order of the walls given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RigidShares {
    /// Centre of rigidity, ft; absent where no wall runs along y.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cr_x_ft: Option<f64>,
    /// Centre of rigidity, ft; absent where no wall runs along x.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cr_y_ft: Option<f64>,
    /// Inherent eccentricity, magnitude, ft.
    pub eccentricity_ft: f64,
    /// Inherent and accidental, ft.
    pub design_eccentricity_ft: f64,
    /// Force × design eccentricity, and the extra torsion, kip-ft.
    pub torsion_kipft: f64,
    /// Σ R d².
    pub torsional_stiffness: f64,
    /// Direct shares, kip.
    pub direct_kip: Vec<f64>,
    /// Torsional shares at `torsion_kipft`, magnitudes, kip.
    pub torsional_kip: Vec<f64>,
    /// Direct and inherent torsional shares with their signs, kip: in equilibrium with the force.
    pub inherent_kip: Vec<f64>,
    /// Larger magnitude of direct and torsional shares with the accidental eccentricity added and
    /// taken off, kip.
    pub envelope_kip: Vec<f64>,
}

const WALL_KEYS: &[Key] = &[
    Key::optional(
        "name",
        Kind::Text,
        "",
        "its number in the list",
        "Name of the wall",
    ),
    Key::required(
        "runs_along",
        Kind::Word(&["x", "y"]),
        "",
        "Direction in which the wall runs and resists",
    ),
    Key::required(
        "position_ft",
        Kind::Number,
        "ft",
        "Its y where it runs along x, its x where it runs along y",
    ),
    Key::required(
        "stiffness",
        Kind::Number,
        "",
        "Stiffness, in one unit for all walls",
    ),
];

const DIAPHRAGM: &str = "diaphragm";

const KEYS: &[Key] = &[
    Key::required(
        DIAPHRAGM,
        Kind::Word(&["flexible", "rigid"]),
        "",
        "Kind of diaphragm",
    ),
    Key::required(
        "load_plf",
        Kind::Number,
        "plf",
        "Force along the diaphragm's edge",
    )
    .only_where(DIAPHRAGM, "flexible"),
    Key::or(
        "start_ft",
        Kind::Number,
        "ft",
        "0",
        "Where the diaphragm begins",
    )
    .only_where(DIAPHRAGM, "flexible"),
    Key::required("end_ft", Kind::Number, "ft", "Where the diaphragm ends")
        .only_where(DIAPHRAGM, "flexible"),
    Key::required(
        "line_positions_ft",
        Kind::Numbers,
        "ft",
        "Places of the wall lines",
    )
    .only_where(DIAPHRAGM, "flexible"),
    Key::required(
        "force_along",
        Kind::Word(&["x", "y"]),
        "",
        "Direction of the force",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::required(
        "force_kip",
        Kind::Number,
        "kip",
        "Force at the centre of mass",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::required("cm_x_ft", Kind::Number, "ft", "Centre of mass, x")
        .only_where(DIAPHRAGM, "rigid"),
    Key::required("cm_y_ft", Kind::Number, "ft", "Centre of mass, y")
        .only_where(DIAPHRAGM, "rigid"),
    Key::required(
        "plan_x_ft",
        Kind::Number,
        "ft",
        "Dimension of the diaphragm along x",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::required(
        "plan_y_ft",
        Kind::Number,
        "ft",
        "Dimension of the diaphragm along y",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::or(
        "accidental_ratio",
        Kind::Number,
        "",
        "0.05",
        "Accidental eccentricity over the dimension across the force",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::or(
        "extra_torsion_kipft",
        Kind::Number,
        "kip-ft",
        "0",
        "Torsion from elsewhere, added to the design torsion",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::required("wall", Kind::Tables(WALL_KEYS), "", "The walls").only_where(DIAPHRAGM, "rigid"),
];

pub(super) const ENTRY: Entry = Entry {
    name: "wall_line_distribution",
    summary: "Story force to wall lines, by tributary width or by stiffness with torsion",
    standard: "ASCE 7-16 §12.3.1, §12.8.4",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, wall_line_distribution, value, trace),
};

/// Story force to wall lines.
///
/// # Errors
/// A value out of range, a line outside the diaphragm or twice at one place, no wall along the
/// force, or nothing to resist torsion (code `torsion`).
pub fn wall_line_distribution(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    match input {
        Input::Flexible(flexible) => flexible_shares(flexible, trace).map(Output::Flexible),
        Input::Rigid(rigid) => rigid_shares(rigid, trace).map(Output::Rigid),
    }
}

/// Tributary widths of lines at `positions` on a diaphragm from `start` to `end`: half the span
/// to each neighbour, the overhang to the outer line. In the order of `positions`.
#[must_use]
pub fn tributary_ft(start: f64, end: f64, positions: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by(|a, b| positions[*a].total_cmp(&positions[*b]));
    let mut widths = vec![0.0; positions.len()];
    for (rank, &i) in order.iter().enumerate() {
        let low = if rank == 0 {
            start
        } else {
            (positions[order[rank - 1]] + positions[i]) / 2.0
        };
        let high = order
            .get(rank + 1)
            .map_or(end, |next| (positions[*next] + positions[i]) / 2.0);
        widths[i] = high - low;
    }
    widths
}

/// Shares of a flexible diaphragm.
///
/// # Errors
/// As [`wall_line_distribution`].
pub fn flexible_shares(input: &Flexible, trace: &mut Trace) -> Result<FlexibleShares, CalcError> {
    check::not_negative("load_plf", input.load_plf)?;
    check::finite("start_ft", input.start_ft)?;
    check::finite("end_ft", input.end_ft)?;
    check::positive("end_ft", input.end_ft - input.start_ft).map_err(|_| {
        check::range(
            "end_ft",
            input.end_ft,
            format!("more than start_ft, {}", input.start_ft),
            "a diaphragm has a width",
        )
    })?;
    let positions = &input.line_positions_ft;
    check::items("line_positions_ft", positions.len())?;
    check::each("line_positions_ft", positions, check::finite)?;
    let (low, high) = (input.start_ft - 1e-6, input.end_ft + 1e-6);
    for (i, position) in positions.iter().enumerate() {
        check::within(
            "line_positions_ft",
            *position,
            low,
            high,
            "a line stands under the diaphragm; extend start_ft or end_ft",
        )
        .map_err(|e| check::placed(e, "line_positions_ft", i, positions.len()))?;
    }
    let mut sorted = positions.clone();
    sorted.sort_by(f64::total_cmp);
    if let Some(pair) = sorted.windows(2).find(|w| w[1] - w[0] < 1e-6) {
        return Err(check::range(
            "line_positions_ft",
            pair[1],
            "a place of its own",
            "give one line for walls at one place",
        ));
    }

    let tributary_ft = tributary_ft(input.start_ft, input.end_ft, positions);
    let line_forces_lb: Vec<f64> = tributary_ft.iter().map(|t| t * input.load_plf).collect();
    for (i, position) in positions.iter().enumerate() {
        trace.line(|| {
            line(
                format!("Tributary width of line {}", i + 1),
                "half the span to each neighbour, the overhang to an outer line",
                vec![
                    given("x", "line_positions_ft", *position, "ft"),
                    given("start", "start_ft", input.start_ft, "ft"),
                    given("end", "end_ft", input.end_ft, "ft"),
                ],
                computed("t", tributary_ft[i], "ft"),
                "ASCE 7-16 §12.3.1.1, flexible diaphragm",
            )
        });
        trace.line(|| {
            line(
                format!("Force in line {}", i + 1),
                "F = w t",
                vec![
                    given("w", "load_plf", input.load_plf, "plf"),
                    computed("t", tributary_ft[i], "ft"),
                ],
                computed("F", line_forces_lb[i], "lb"),
                "Statics",
            )
        });
    }
    Ok(FlexibleShares {
        tributary_ft,
        line_forces_lb,
    })
}

/// Shares of a rigid diaphragm.
///
/// # Errors
/// As [`wall_line_distribution`].
pub fn rigid_shares(input: &Rigid, trace: &mut Trace) -> Result<RigidShares, CalcError> {
    validate_rigid(input)?;
    let along = |direction| input.wall.iter().filter(move |w| w.runs_along == direction);
    let sum = |direction| along(direction).map(|w| w.stiffness).sum::<f64>();
    let direct_stiffness = sum(input.force_along);
    if direct_stiffness <= 0.0 {
        return Err(CalcError::Refused {
            code: "no wall",
            what: "no wall of `wall` runs along the force".to_owned(),
            remedy: "give at least one wall with runs_along the direction of force_along",
        });
    }
    let center = |direction| {
        let stiffness = sum(direction);
        (stiffness > 0.0).then(|| {
            along(direction)
                .map(|w| w.stiffness * w.position_ft)
                .sum::<f64>()
                / stiffness
        })
    };
    let (cr_x_ft, cr_y_ft) = (center(Direction::Y), center(Direction::X));
    let arm = |wall: &Wall| {
        let center = match wall.runs_along {
            Direction::X => cr_y_ft,
            Direction::Y => cr_x_ft,
        };
        wall.position_ft - center.unwrap_or(wall.position_ft)
    };
    let torsional_stiffness: f64 = input
        .wall
        .iter()
        .map(|w| w.stiffness * arm(w) * arm(w))
        .sum();

    // Eccentricity of the mass from the rigidity, across the force, with its sign.
    let (inherent, across, cm, cr) = match input.force_along {
        Direction::X => (
            input.cm_y_ft - cr_y_ft.unwrap_or_default(),
            input.plan_y_ft,
            input.cm_y_ft,
            cr_y_ft,
        ),
        Direction::Y => (
            input.cm_x_ft - cr_x_ft.unwrap_or_default(),
            input.plan_x_ft,
            input.cm_x_ft,
            cr_x_ft,
        ),
    };
    let accidental = input.accidental_ratio * across;
    let eccentricity_ft = inherent.abs();
    let design_eccentricity_ft = eccentricity_ft + accidental;
    let torsion_kipft = input.force_kip * design_eccentricity_ft + input.extra_torsion_kipft;
    if torsional_stiffness <= 1e-12 * direct_stiffness && torsion_kipft.abs() > 0.0 {
        return Err(CalcError::Refused {
            code: "torsion",
            what: format!(
                "nothing resists the torsion of {torsion_kipft:.3} kip-ft: all walls pass through the centre of rigidity"
            ),
            remedy: "add walls across the force or apart from each other, or treat the diaphragm as flexible",
        });
    }

    let direct = |w: &Wall| {
        if w.runs_along == input.force_along {
            input.force_kip * w.stiffness / direct_stiffness
        } else {
            0.0
        }
    };
    // A wall along the force on the side of the mass gets more of it; one across gets a share
    // whose sign follows the turn.
    let torsional = |w: &Wall, eccentricity: f64| {
        if torsional_stiffness <= 0.0 {
            return 0.0;
        }
        let share = input.force_kip * eccentricity * w.stiffness * arm(w) / torsional_stiffness;
        if w.runs_along == input.force_along {
            share
        } else {
            -share
        }
    };
    let direct_kip: Vec<f64> = input.wall.iter().map(direct).collect();
    let torsional_kip = input
        .wall
        .iter()
        .map(|w| {
            if torsional_stiffness <= 0.0 {
                return 0.0;
            }
            (torsion_kipft * w.stiffness * arm(w) / torsional_stiffness).abs()
        })
        .collect::<Vec<f64>>();
    let inherent_kip: Vec<f64> = input
        .wall
        .iter()
        .map(|w| direct(w) + torsional(w, inherent))
        .collect();
    let envelope_kip: Vec<f64> = input
        .wall
        .iter()
        .map(|w| {
            let with = |eccentricity| (direct(w) + torsional(w, eccentricity)).abs();
            with(inherent + accidental).max(with(inherent - accidental))
        })
        .collect();

    trace.line(|| {
        line(
            "Eccentricity of the mass from the centre of rigidity",
            "e = |cm − cr|, cr = Σ R x/Σ R",
            vec![
                given(
                    "cm",
                    if input.force_along == Direction::X {
                        "cm_y_ft"
                    } else {
                        "cm_x_ft"
                    },
                    cm,
                    "ft",
                ),
                computed("cr", cr.unwrap_or(cm), "ft"),
            ],
            computed("e", eccentricity_ft, "ft"),
            "ASCE 7-16 §12.8.4.1",
        )
    });
    trace.line(|| {
        line(
            "Design eccentricity",
            "ed = e + ratio · plan dimension across the force",
            vec![
                computed("e", eccentricity_ft, "ft"),
                given("ratio", "accidental_ratio", input.accidental_ratio, ""),
                given(
                    "plan",
                    if input.force_along == Direction::X {
                        "plan_y_ft"
                    } else {
                        "plan_x_ft"
                    },
                    across,
                    "ft",
                ),
            ],
            computed("ed", design_eccentricity_ft, "ft"),
            "ASCE 7-16 §12.8.4.2",
        )
    });
    trace.line(|| {
        line(
            "Design torsion",
            "Mt = V ed + extra",
            vec![
                given("V", "force_kip", input.force_kip, "kip"),
                computed("ed", design_eccentricity_ft, "ft"),
                given(
                    "extra",
                    "extra_torsion_kipft",
                    input.extra_torsion_kipft,
                    "kip-ft",
                ),
            ],
            computed("Mt", torsion_kipft, "kip-ft"),
            "ASCE 7-16 §12.8.4",
        )
    });
    for (i, wall) in input.wall.iter().enumerate() {
        trace.line(|| {
            let name = if wall.name.is_empty() {
                (i + 1).to_string()
            } else {
                wall.name.clone()
            };
            line(
                format!("Force in wall {name}"),
                "F = max |V R/Σ R ± V (e ± ea) R d/Σ R d²|",
                vec![
                    given("V", "force_kip", input.force_kip, "kip"),
                    given_in("R", ("wall", i), "stiffness", wall.stiffness, ""),
                    computed("d", arm(wall), "ft"),
                    computed("Σ R d²", torsional_stiffness, ""),
                    computed("direct", direct_kip[i], "kip"),
                    computed("inherent torsion", torsional(wall, inherent), "kip"),
                    computed("ea", accidental, "ft"),
                ],
                computed("F", envelope_kip[i], "kip"),
                "ASCE 7-16 §12.8.4",
            )
        });
    }
    Ok(RigidShares {
        cr_x_ft,
        cr_y_ft,
        eccentricity_ft,
        design_eccentricity_ft,
        torsion_kipft,
        torsional_stiffness,
        direct_kip,
        torsional_kip,
        inherent_kip,
        envelope_kip,
    })
}

fn validate_rigid(input: &Rigid) -> Result<(), CalcError> {
    check::not_negative("force_kip", input.force_kip)?;
    check::finite("cm_x_ft", input.cm_x_ft)?;
    check::finite("cm_y_ft", input.cm_y_ft)?;
    check::positive("plan_x_ft", input.plan_x_ft)?;
    check::positive("plan_y_ft", input.plan_y_ft)?;
    check::within(
        "accidental_ratio",
        input.accidental_ratio,
        0.0,
        0.5,
        "ASCE 7 §12.8.4.2: 0.05, at most 3 times that with Ax",
    )?;
    check::not_negative("extra_torsion_kipft", input.extra_torsion_kipft)?;
    check::items("wall", input.wall.len())?;
    for (i, wall) in input.wall.iter().enumerate() {
        check::finite("position_ft", wall.position_ft)
            .and_then(|()| check::positive("stiffness", wall.stiffness))
            .map_err(|e| check::placed(e, "wall", i, input.wall.len()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wall(runs_along: Direction, position_ft: f64, stiffness: f64) -> Wall {
        Wall {
            name: String::new(),
            runs_along,
            position_ft,
            stiffness,
        }
    }

    fn box_of_walls() -> Rigid {
        Rigid {
            force_along: Direction::X,
            force_kip: 10.0,
            cm_x_ft: 15.0,
            cm_y_ft: 12.0,
            plan_x_ft: 30.0,
            plan_y_ft: 20.0,
            wall: vec![
                wall(Direction::X, 0.0, 1.0),
                wall(Direction::X, 20.0, 1.0),
                wall(Direction::Y, 0.0, 1.0),
                wall(Direction::Y, 30.0, 1.0),
            ],
            ..Rigid::default()
        }
    }

    #[test]
    fn lines_given_in_any_order_keep_their_order() {
        assert_eq!(
            tributary_ft(0.0, 50.0, &[50.0, 0.0, 20.0]),
            [15.0, 10.0, 25.0]
        );
        assert_eq!(tributary_ft(0.0, 50.0, &[20.0]), [50.0]);
    }

    #[test]
    fn a_force_along_x_turns_the_walls_across_it() {
        // cr = (15, 10), e = 2, ea = 1, J = 2·100 + 2·225 = 650.
        let out = rigid_shares(&box_of_walls(), &mut Trace::off()).unwrap();
        assert_eq!(out.eccentricity_ft, 2.0);
        assert_eq!(out.torsion_kipft, 30.0);
        assert!((out.torsional_kip[0] - 30.0 * 10.0 / 650.0).abs() < 1e-12);
        assert!((out.torsional_kip[2] - 30.0 * 15.0 / 650.0).abs() < 1e-12);
        assert!((out.envelope_kip[1] - (5.0 + 30.0 * 10.0 / 650.0)).abs() < 1e-12);
        // The wall on the far side is relieved least with the accidental eccentricity taken off.
        assert!((out.envelope_kip[0] - (5.0 - 10.0 * 10.0 / 650.0)).abs() < 1e-12);
    }

    #[test]
    fn extra_torsion_enters_the_torsional_shares_and_not_the_envelope() {
        let plain = rigid_shares(&box_of_walls(), &mut Trace::off()).unwrap();
        let extra = rigid_shares(
            &Rigid {
                extra_torsion_kipft: 30.0,
                ..box_of_walls()
            },
            &mut Trace::off(),
        )
        .unwrap();
        assert_eq!(extra.torsion_kipft, 60.0);
        assert!((extra.torsional_kip[0] - 2.0 * plain.torsional_kip[0]).abs() < 1e-12);
        assert_eq!(extra.envelope_kip, plain.envelope_kip);
    }

    #[test]
    fn one_wall_cannot_resist_torsion() {
        let input = Rigid {
            wall: vec![wall(Direction::X, 10.0, 1.0)],
            ..box_of_walls()
        };
        assert_eq!(
            rigid_shares(&input, &mut Trace::off()).unwrap_err().code(),
            "torsion"
        );
        let input = Rigid {
            wall: vec![wall(Direction::Y, 10.0, 1.0)],
            ..box_of_walls()
        };
        assert_eq!(
            rigid_shares(&input, &mut Trace::off()).unwrap_err().code(),
            "no wall"
        );
    }

    #[test]
    fn two_lines_at_one_place_are_refused() {
        let input = Flexible {
            load_plf: 1.0,
            end_ft: 50.0,
            line_positions_ft: vec![10.0, 10.0],
            ..Flexible::default()
        };
        assert!(flexible_shares(&input, &mut Trace::off()).is_err());
        let input = Flexible {
            line_positions_ft: vec![60.0],
            ..input
        };
        assert!(flexible_shares(&input, &mut Trace::off()).is_err());
    }

    proptest! {
        #[test]
        fn flexible_forces_add_up_to_the_load(
            positions in proptest::collection::btree_set(0u32..1000, 1..12),
            load in 0.0..5000.0f64,
        ) {
            let lines: Vec<f64> = positions.into_iter().map(|p| f64::from(p) / 10.0).collect();
            let input = Flexible { load_plf: load, start_ft: -5.0, end_ft: 105.0, line_positions_ft: lines };
            let out = flexible_shares(&input, &mut Trace::off()).unwrap();
            let sum: f64 = out.line_forces_lb.iter().sum();
            prop_assert!((sum - load * 110.0).abs() < 1e-6 * (1.0 + load));
        }

        #[test]
        fn rigid_shares_are_in_equilibrium_with_force_and_torsion(
            walls in proptest::collection::vec((any::<bool>(), 0.0..100.0f64, 0.1..50.0f64), 2..12),
            cm in (0.0..100.0f64, 0.0..100.0f64),
            force in 1.0..500.0f64,
        ) {
            let mut list = vec![wall(Direction::Y, 0.0, 1.0), wall(Direction::Y, 90.0, 2.0), wall(Direction::X, 3.0, 1.0)];
            list.extend(walls.iter().map(|(x, p, r)| wall(if *x { Direction::X } else { Direction::Y }, *p, *r)));
            let input = Rigid {
                force_along: Direction::Y,
                force_kip: force,
                cm_x_ft: cm.0,
                cm_y_ft: cm.1,
                plan_x_ft: 100.0,
                plan_y_ft: 100.0,
                wall: list,
                ..Rigid::default()
            };
            let out = rigid_shares(&input, &mut Trace::off()).unwrap();
            let (mut along, mut across, mut moment) = (0.0, 0.0, 0.0);
            for (wall, share) in input.wall.iter().zip(&out.inherent_kip) {
                match wall.runs_along {
                    Direction::Y => { along += share; moment += share * wall.position_ft; }
                    Direction::X => { across += share; moment -= share * wall.position_ft; }
                }
            }
            prop_assert!((along - force).abs() < 1e-8 * force);
            prop_assert!(across.abs() < 1e-8 * force);
            prop_assert!((moment - force * cm.0).abs() < 1e-6 * force);
        }
    }
}
