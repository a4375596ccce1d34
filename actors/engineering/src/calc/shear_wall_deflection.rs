//! Deflection of a shear wall: three terms (SDPWS 2015 Eq. 4.3-1) or four (Eq. C4.3.2-1).

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::written::{computed, given, line};
use crate::error::CalcError;
use crate::trace::Trace;

/// What goes in. `ga_kip_in` gives three terms, `gvtv_lb_in` with `en_in` four.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Unit shear, plf.
    pub v_plf: f64,
    /// Height, ft.
    pub h_ft: f64,
    /// Length, ft.
    pub b_ft: f64,
    /// Modulus of the end posts, psi.
    pub e_psi: f64,
    /// Area of one end post, in².
    pub a_in2: f64,
    /// Apparent shear stiffness, kip/in.
    pub ga_kip_in: Option<f64>,
    /// Panel rigidity through the thickness, lb/in.
    pub gvtv_lb_in: Option<f64>,
    /// Nail slip, inches.
    pub en_in: Option<f64>,
    /// Vertical deformation of the tie-down system at the wall's end, inches.
    pub delta_a_in: f64,
    /// Arm between tie-down and compressed chord, ft; the length where absent.
    pub arm_ft: Option<f64>,
    /// Deflection amplification.
    pub cd: f64,
    /// Importance factor.
    pub ie: f64,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            v_plf: 0.0,
            h_ft: 0.0,
            b_ft: 0.0,
            e_psi: 0.0,
            a_in2: 0.0,
            ga_kip_in: None,
            gvtv_lb_in: None,
            en_in: None,
            delta_a_in: 0.0,
            arm_ft: None,
            cd: 1.0,
            ie: 1.0,
        }
    }
}

/// What comes out, inches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Bending of the chords.
    pub bending_in: f64,
    /// Shear and nail slip, three terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shear_in: Option<f64>,
    /// Shear of the panels, four terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panel_shear_in: Option<f64>,
    /// Nail slip, four terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nail_slip_in: Option<f64>,
    /// Rotation by the tie-down.
    pub anchorage_in: f64,
    /// All.
    pub total_in: f64,
    /// With Cd/Ie.
    pub amplified_in: f64,
    /// Amplified, over the height.
    pub drift_ratio: f64,
}

const KEYS: &[Key] = &[
    Key::required("v_plf", Kind::Number, "plf", "Unit shear"),
    Key::required("h_ft", Kind::Number, "ft", "Height of the wall"),
    Key::required("b_ft", Kind::Number, "ft", "Length of the wall"),
    Key::required(
        "e_psi",
        Kind::Number,
        "psi",
        "Modulus of elasticity of the end posts",
    ),
    Key::required(
        "a_in2",
        Kind::Number,
        "in²",
        "Area of the end posts at one end",
    ),
    Key::optional(
        "ga_kip_in",
        Kind::Number,
        "kip/in",
        "four terms, by gvtv_lb_in and en_in",
        "Apparent shear stiffness Ga",
    ),
    Key::optional(
        "gvtv_lb_in",
        Kind::Number,
        "lb/in",
        "three terms, by ga_kip_in",
        "Panel rigidity through the thickness Gv tv",
    ),
    Key::optional(
        "en_in",
        Kind::Number,
        "in",
        "needed with gvtv_lb_in",
        "Nail slip en",
    ),
    Key::or(
        "delta_a_in",
        Kind::Number,
        "in",
        "0",
        "Vertical deformation of the tie-down system Δa",
    ),
    Key::optional(
        "arm_ft",
        Kind::Number,
        "ft",
        "the wall's length",
        "Arm between tie-down and compressed chord",
    ),
    Key::or("cd", Kind::Number, "", "1", "Deflection amplification Cd"),
    Key::or("ie", Kind::Number, "", "1", "Importance factor Ie"),
];

pub(super) const ENTRY: Entry = Entry {
    name: "shear_wall_deflection",
    summary: "Deflection and drift of a shear wall with its tie-down's deformation",
    standard: "SDPWS 2015 §4.3.2, 2021 §4.3.4; ASCE 7-16 §12.8.6",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, shear_wall_deflection, value, trace),
};

/// Bending of the chords, inches: `8 v h³/(E A b)`, v in plf, h and b in ft, E in psi, A in in².
#[must_use]
pub fn bending_in(v_plf: f64, h_ft: f64, b_ft: f64, e_psi: f64, a_in2: f64) -> f64 {
    8.0 * v_plf * h_ft * h_ft * h_ft / (e_psi * a_in2 * b_ft)
}

/// Shear with nail slip, inches: `v h/(1000 Ga)`, v in plf, h in ft, Ga in kip/in.
#[must_use]
pub fn shear_in(v_plf: f64, h_ft: f64, ga_kip_in: f64) -> f64 {
    v_plf * h_ft / (1000.0 * ga_kip_in)
}

/// Rotation of the wall by its tie-down, inches: `h Δa/arm`.
#[must_use]
pub fn anchorage_in(h_ft: f64, delta_a_in: f64, arm_ft: f64) -> f64 {
    h_ft * delta_a_in / arm_ft
}

/// Deflection of a shear wall.
///
/// # Errors
/// A value out of range, or neither or both of three and four terms.
pub fn shear_wall_deflection(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    validate(input)?;
    let Input {
        v_plf,
        h_ft,
        b_ft,
        e_psi,
        a_in2,
        delta_a_in,
        cd,
        ie,
        ..
    } = *input;
    let bending = bending_in(v_plf, h_ft, b_ft, e_psi, a_in2);
    trace.line(|| {
        line(
            "Bending of the chords",
            "δb = 8 v h³/(E A b)",
            vec![
                given("v", "v_plf", v_plf, "plf"),
                given("h", "h_ft", h_ft, "ft"),
                given("E", "e_psi", e_psi, "psi"),
                given("A", "a_in2", a_in2, "in²"),
                given("b", "b_ft", b_ft, "ft"),
            ],
            computed("δb", bending, "in"),
            "SDPWS 2015 Eq. 4.3-1",
        )
    });
    let (shear, panel_shear, nail_slip) = match (input.ga_kip_in, input.gvtv_lb_in, input.en_in) {
        (Some(ga), None, None) => {
            let shear = shear_in(v_plf, h_ft, ga);
            trace.line(|| {
                line(
                    "Shear with nail slip",
                    "δs = v h/(1000 Ga)",
                    vec![
                        given("v", "v_plf", v_plf, "plf"),
                        given("h", "h_ft", h_ft, "ft"),
                        given("Ga", "ga_kip_in", ga, "kip/in"),
                    ],
                    computed("δs", shear, "in"),
                    "SDPWS 2015 Eq. 4.3-1",
                )
            });
            (Some(shear), None, None)
        }
        (None, Some(gvtv), Some(en)) => {
            let (panel, slip) = (v_plf * h_ft / gvtv, 0.75 * h_ft * en);
            trace.line(|| {
                line(
                    "Shear of the panels",
                    "δv = v h/(Gv tv)",
                    vec![
                        given("v", "v_plf", v_plf, "plf"),
                        given("h", "h_ft", h_ft, "ft"),
                        given("Gv tv", "gvtv_lb_in", gvtv, "lb/in"),
                    ],
                    computed("δv", panel, "in"),
                    "SDPWS 2015 Eq. C4.3.2-1",
                )
            });
            trace.line(|| {
                line(
                    "Nail slip",
                    "δn = 0.75 h en",
                    vec![
                        given("h", "h_ft", h_ft, "ft"),
                        given("en", "en_in", en, "in"),
                    ],
                    computed("δn", slip, "in"),
                    "SDPWS 2015 Eq. C4.3.2-1",
                )
            });
            (None, Some(panel), Some(slip))
        }
        (Some(_), Some(_), _) => return Err(either("gvtv_lb_in")),
        (Some(_), None, Some(_)) => return Err(either("en_in")),
        (None, Some(_), None) => {
            return Err(check::missing(
                "en_in",
                "gvtv_lb_in is given, so give the nail slip, in",
            ));
        }
        (None, None, Some(_)) => {
            return Err(check::missing(
                "gvtv_lb_in",
                "en_in is given, so give the panel rigidity, lb/in",
            ));
        }
        (None, None, None) => {
            return Err(check::missing(
                "ga_kip_in",
                "give the apparent shear stiffness, kip/in, or gvtv_lb_in and en_in",
            ));
        }
    };
    let arm = input.arm_ft.unwrap_or(b_ft);
    let anchorage = anchorage_in(h_ft, delta_a_in, arm);
    trace.line(|| {
        line(
            "Rotation by the tie-down",
            "δa = h Δa/b",
            vec![
                given("h", "h_ft", h_ft, "ft"),
                given("Δa", "delta_a_in", delta_a_in, "in"),
                if input.arm_ft.is_some() {
                    given("b", "arm_ft", arm, "ft")
                } else {
                    given("b", "b_ft", arm, "ft")
                },
            ],
            computed("δa", anchorage, "in"),
            "SDPWS 2015 Eq. 4.3-1",
        )
    });
    let total_in = bending
        + [shear, panel_shear, nail_slip]
            .into_iter()
            .flatten()
            .sum::<f64>()
        + anchorage;
    let amplified_in = cd * total_in / ie;
    let drift_ratio = amplified_in / (12.0 * h_ft);
    trace.line(|| {
        line(
            "Deflection with amplification",
            "δx = Cd δ/Ie",
            vec![
                computed("δ", total_in, "in"),
                given("Cd", "cd", cd, ""),
                given("Ie", "ie", ie, ""),
            ],
            computed("δx", amplified_in, "in"),
            "ASCE 7-16 §12.8.6, Eq. 12.8-15",
        )
        .noting(format!("{:.2} % of the height", 100.0 * drift_ratio))
    });
    Ok(Output {
        bending_in: bending,
        shear_in: shear,
        panel_shear_in: panel_shear,
        nail_slip_in: nail_slip,
        anchorage_in: anchorage,
        total_in,
        amplified_in,
        drift_ratio,
    })
}

#[cold]
fn either(other: &'static str) -> CalcError {
    CalcError::Conflict {
        key: "ga_kip_in",
        other,
        remedy: "the apparent stiffness holds panel shear and nail slip already; give one or the other",
    }
}

fn validate(input: &Input) -> Result<(), CalcError> {
    check::not_negative("v_plf", input.v_plf)?;
    check::positive("h_ft", input.h_ft)?;
    check::positive("b_ft", input.b_ft)?;
    check::positive("e_psi", input.e_psi)?;
    check::positive("a_in2", input.a_in2)?;
    check::where_given("ga_kip_in", input.ga_kip_in, check::positive)?;
    check::where_given("gvtv_lb_in", input.gvtv_lb_in, check::positive)?;
    check::where_given("en_in", input.en_in, check::not_negative)?;
    check::not_negative("delta_a_in", input.delta_a_in)?;
    check::where_given("arm_ft", input.arm_ft, check::positive)?;
    check::within(
        "cd",
        input.cd,
        0.1,
        20.0,
        "take Cd from ASCE 7 Table 12.2-1",
    )?;
    check::within(
        "ie",
        input.ie,
        0.5,
        3.0,
        "take Ie from ASCE 7 Table 1.5-2: 1.0, 1.25 or 1.5",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall() -> Input {
        Input {
            v_plf: 500.0,
            h_ft: 10.0,
            b_ft: 10.0,
            e_psi: 1.6e6,
            a_in2: 21.0,
            ..Input::default()
        }
    }

    #[test]
    fn the_arm_stands_in_for_the_length_in_the_anchorage_term_alone() {
        let input = Input {
            ga_kip_in: Some(22.0),
            delta_a_in: 0.15,
            ..wall()
        };
        let full = shear_wall_deflection(&input, &mut Trace::off()).unwrap();
        let short = shear_wall_deflection(
            &Input {
                arm_ft: Some(8.0),
                ..input
            },
            &mut Trace::off(),
        )
        .unwrap();
        assert!((full.anchorage_in - 0.15).abs() < 1e-12);
        assert!((short.anchorage_in - 0.1875).abs() < 1e-12);
        assert_eq!(full.bending_in, short.bending_in);
    }

    #[test]
    fn importance_divides_and_amplification_multiplies() {
        let input = Input {
            ga_kip_in: Some(22.0),
            cd: 4.0,
            ie: 1.25,
            ..wall()
        };
        let out = shear_wall_deflection(&input, &mut Trace::off()).unwrap();
        assert!((out.amplified_in - 3.2 * out.total_in).abs() < 1e-12);
    }

    #[test]
    fn three_and_four_terms_exclude_each_other_and_one_is_needed() {
        let code = |input: Input| {
            shear_wall_deflection(&input, &mut Trace::off())
                .unwrap_err()
                .code()
        };
        assert_eq!(code(wall()), "missing");
        assert_eq!(
            code(Input {
                gvtv_lb_in: Some(8e4),
                ..wall()
            }),
            "missing"
        );
        assert_eq!(
            code(Input {
                ga_kip_in: Some(1.0),
                gvtv_lb_in: Some(8e4),
                ..wall()
            }),
            "conflict"
        );
        assert_eq!(
            code(Input {
                ga_kip_in: Some(1.0),
                en_in: Some(0.1),
                ..wall()
            }),
            "conflict"
        );
    }
}
