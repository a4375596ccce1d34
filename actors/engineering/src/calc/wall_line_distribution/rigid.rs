//! A rigid diaphragm: direct shares by stiffness, torsion by stiffness and distance.

use serde::{Deserialize, Serialize};

use crate::calc::check;
use crate::calc::written::{computed, given, given_in, line};
use crate::design::Direction;
use crate::error::CalcError;
use crate::trace::Trace;

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

/// Shares of a rigid diaphragm.
///
/// # Errors
/// As [`wall_line_distribution`](super::wall_line_distribution).
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
