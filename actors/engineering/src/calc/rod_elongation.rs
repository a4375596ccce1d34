//! Elongation of a rod run under tension.

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::rod_capacity::check_thread;
use super::written::{computed, given, given_in, line};
use crate::error::CalcError;
use crate::tables::threads::{gross_area_in2, tensile_stress_area_in2, unc_threads_per_in};
use crate::trace::Trace;

/// Modulus of elasticity of steel, ksi (AISC 360-16).
pub const STEEL_E_KSI: f64 = 29_000.0;

/// What goes in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Modulus, ksi.
    pub e_ksi: f64,
    /// Pieces of rod one above the other.
    pub segment: Vec<Segment>,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            e_ksi: STEEL_E_KSI,
            segment: Vec::new(),
        }
    }
}

/// A piece of rod of one section and force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Segment {
    /// Tension, lb.
    pub p_lb: f64,
    /// Length, inches.
    pub length_in: f64,
    /// Area, in², in place of a diameter.
    pub area_in2: Option<f64>,
    /// Diameter, inches.
    pub diameter_in: Option<f64>,
    /// Threaded: tensile stress area; else gross area.
    pub threaded: bool,
    /// Threads an inch; the coarse series where absent.
    pub threads_per_in: Option<f64>,
}

impl Default for Segment {
    fn default() -> Self {
        Self {
            p_lb: 0.0,
            length_in: 0.0,
            area_in2: None,
            diameter_in: None,
            threaded: true,
            threads_per_in: None,
        }
    }
}

/// What comes out, inches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Of all pieces.
    pub elongation_in: f64,
    /// Of each.
    pub segment_in: Vec<f64>,
}

const SEGMENT_KEYS: &[Key] = &[
    Key::required("p_lb", Kind::Number, "lb", "Tension in the piece"),
    Key::required("length_in", Kind::Number, "in", "Length of the piece"),
    Key::optional(
        "area_in2",
        Kind::Number,
        "in²",
        "by diameter_in",
        "Area of the piece",
    ),
    Key::optional(
        "diameter_in",
        Kind::Number,
        "in",
        "by area_in2",
        "Nominal diameter",
    ),
    Key::or(
        "threaded",
        Kind::Flag,
        "",
        "true",
        "Tensile stress area (true) or gross area (false)",
    ),
    Key::optional(
        "threads_per_in",
        Kind::Number,
        "1/in",
        "the coarse series (UNC)",
        "Threads an inch",
    ),
];

const KEYS: &[Key] = &[
    Key::or(
        "e_ksi",
        Kind::Number,
        "ksi",
        "29,000",
        "Modulus of elasticity of steel",
    ),
    Key::required(
        "segment",
        Kind::Tables(SEGMENT_KEYS),
        "",
        "Pieces of rod, one [[input.segment]] each",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "rod_elongation",
    summary: "Elongation of rods of several sections and forces",
    standard: "Mechanics; ASME B1.1; ICC-ES AC316 §6.0",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, rod_elongation, value, trace),
};

/// Elongation, inches: `P L/(A E)`, lb, in, in², ksi.
#[must_use]
pub fn elongation_in(p_lb: f64, length_in: f64, area_in2: f64, e_ksi: f64) -> f64 {
    p_lb * length_in / (area_in2 * e_ksi * 1000.0)
}

/// Elongation of rods one above the other.
///
/// # Errors
/// A value out of range, or a piece with neither or both of area and diameter.
pub fn rod_elongation(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    check::positive("e_ksi", input.e_ksi)?;
    let pieces = &input.segment;
    check::items("segment", pieces.len())?;
    let mut segment_in = Vec::with_capacity(pieces.len());
    for (i, piece) in pieces.iter().enumerate() {
        let area = area_in2(piece).map_err(|e| check::placed(e, "segment", i, pieces.len()))?;
        let elongation = elongation_in(piece.p_lb, piece.length_in, area, input.e_ksi);
        trace.line(|| {
            let at = ("segment", i);
            let kind = match (piece.diameter_in, piece.threaded) {
                (None, _) => "area as given",
                (Some(_), true) => "tensile stress area, ASME B1.1",
                (Some(_), false) => "gross area",
            };
            line(
                format!("Elongation of piece {}", i + 1),
                "δ = P L/(A E)",
                vec![
                    given_in("P", at, "p_lb", piece.p_lb, "lb"),
                    given_in("L", at, "length_in", piece.length_in, "in"),
                    if piece.area_in2.is_some() {
                        given_in("A", at, "area_in2", area, "in²")
                    } else {
                        computed("A", area, "in²")
                    },
                    given("E", "e_ksi", input.e_ksi, "ksi"),
                ],
                computed("δ", elongation, "in"),
                format!("Mechanics; {kind}"),
            )
        });
        segment_in.push(elongation);
    }
    let elongation_in = segment_in.iter().sum();
    if segment_in.len() > 1 {
        trace.line(|| {
            line(
                "Elongation",
                "Σ δ",
                Vec::new(),
                computed("δ", elongation_in, "in"),
                "Mechanics",
            )
        });
    }
    Ok(Output {
        elongation_in,
        segment_in,
    })
}

fn area_in2(piece: &Segment) -> Result<f64, CalcError> {
    check::not_negative("p_lb", piece.p_lb)?;
    check::positive("length_in", piece.length_in)?;
    check::where_given("threads_per_in", piece.threads_per_in, check::positive)?;
    match (piece.area_in2, piece.diameter_in) {
        (Some(area), None) => check::positive("area_in2", area).map(|()| area),
        (None, Some(d)) => {
            check::within(
                "diameter_in",
                d,
                0.01,
                100.0,
                "give the rod's nominal diameter in inches",
            )?;
            if !piece.threaded {
                return Ok(gross_area_in2(d));
            }
            let Some(n) = piece.threads_per_in.or_else(|| unc_threads_per_in(d)) else {
                let remedy = format!(
                    "the coarse series has no diameter of {d} in; give the threads an inch"
                );
                return Err(check::missing("threads_per_in", remedy));
            };
            check_thread(d, n)?;
            Ok(tensile_stress_area_in2(d, n))
        }
        (Some(_), Some(_)) => Err(CalcError::Conflict {
            key: "area_in2",
            other: "diameter_in",
            remedy: "give the area, or the diameter and whether it is threaded",
        }),
        (None, None) => Err(check::missing(
            "diameter_in",
            "give the diameter, in, or area_in2",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ten_kip_on_an_inch_rod_over_ten_feet_by_hand() {
        // 10 000 · 120/(0.6057 · 29·10⁶) = 0.0683
        let piece = Segment {
            p_lb: 10_000.0,
            length_in: 120.0,
            diameter_in: Some(1.0),
            ..Segment::default()
        };
        let out = rod_elongation(
            &Input {
                segment: vec![piece],
                ..Input::default()
            },
            &mut Trace::off(),
        )
        .unwrap();
        assert!((out.elongation_in - 0.068_31).abs() < 1e-5);
    }

    #[test]
    fn an_error_names_the_piece() {
        let good = Segment {
            p_lb: 1.0,
            length_in: 1.0,
            area_in2: Some(1.0),
            ..Segment::default()
        };
        let bad = Segment {
            length_in: 0.0,
            ..good.clone()
        };
        let input = Input {
            segment: vec![good, bad],
            ..Input::default()
        };
        let error = rod_elongation(&input, &mut Trace::off()).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("segment, value 2 of 2: length_in"),
            "{error}"
        );
    }

    proptest! {
        #[test]
        fn elongation_is_linear_in_force_and_length(p in 1.0..1e5f64, l in 1.0..1e3f64, a in 0.1..5.0f64, k in 0.1..10.0f64) {
            let one = elongation_in(p, l, a, STEEL_E_KSI);
            prop_assert!((elongation_in(k * p, l, a, STEEL_E_KSI) - k * one).abs() < 1e-9 * k * one);
            prop_assert!((elongation_in(p, k * l, a, STEEL_E_KSI) - k * one).abs() < 1e-9 * k * one);
        }
    }
}
