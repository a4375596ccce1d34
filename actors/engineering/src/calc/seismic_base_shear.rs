//! Seismic base shear and its distribution over the height (ASCE 7-16 §12.8.1 to §12.8.3).

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::written::{computed, given, line};
use crate::error::CalcError;
use crate::trace::Trace;

/// What goes in. Lists run from the lowest level up; without them only the coefficient is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Short-period design acceleration SDS, g.
    pub sds_g: f64,
    /// One-second design acceleration SD1, g.
    pub sd1_g: f64,
    /// Mapped one-second acceleration S1, g.
    pub s1_g: f64,
    /// Long-period transition TL, s.
    pub tl_s: f64,
    /// Response modification R.
    pub r: f64,
    /// Importance factor Ie.
    pub ie: f64,
    /// Structural height hn, ft.
    pub hn_ft: f64,
    /// Ct of the approximate period.
    pub ct: f64,
    /// Exponent x of the approximate period.
    pub x: f64,
    /// Period used, s; the approximate one where absent.
    pub period_s: Option<f64>,
    /// Effective seismic weight of each level, kip.
    pub weights_kip: Vec<f64>,
    /// Height of each level above the base, ft.
    pub heights_ft: Vec<f64>,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            sds_g: 0.0,
            sd1_g: 0.0,
            s1_g: 0.0,
            tl_s: 8.0,
            r: 0.0,
            ie: 1.0,
            hn_ft: 0.0,
            ct: 0.02,
            x: 0.75,
            period_s: None,
            weights_kip: Vec::new(),
            heights_ft: Vec::new(),
        }
    }
}

/// Equation that gives Cs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CsEquation {
    /// Short-period plateau.
    #[serde(rename = "12.8-2")]
    Basic,
    /// Upper bound up to TL.
    #[serde(rename = "12.8-3")]
    UpperBound,
    /// Upper bound beyond TL.
    #[serde(rename = "12.8-4")]
    UpperBoundBeyondTl,
    /// Lower bound of 0.044 SDS Ie and 0.01.
    #[serde(rename = "12.8-5")]
    LowerBound,
    /// Lower bound near a fault.
    #[serde(rename = "12.8-6")]
    NearFault,
}

impl CsEquation {
    /// Number in the standard.
    #[must_use]
    pub fn number(self) -> &'static str {
        match self {
            Self::Basic => "12.8-2",
            Self::UpperBound => "12.8-3",
            Self::UpperBoundBeyondTl => "12.8-4",
            Self::LowerBound => "12.8-5",
            Self::NearFault => "12.8-6",
        }
    }
}

/// What comes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Approximate period, s.
    pub ta_s: f64,
    /// Seismic response coefficient.
    pub cs: f64,
    /// Equation that gives it.
    pub cs_governing: CsEquation,
    /// Eq. 12.8-2.
    pub cs_basic: f64,
    /// Eq. 12.8-3, or 12.8-4 beyond TL.
    pub cs_max: f64,
    /// The larger of Eq. 12.8-5 and, where it applies, 12.8-6.
    pub cs_min: f64,
    /// Eq. 12.8-4 at the period used, whatever TL.
    pub cs_eq_12_8_4: f64,
    /// Forces over the height, where weights are given.
    #[serde(flatten)]
    pub stories: Option<Stories>,
}

/// Forces over the height, from the lowest level up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stories {
    /// Base shear, kip.
    pub v_kip: f64,
    /// Exponent of the distribution.
    pub k: f64,
    /// Share of each level.
    pub cvx: Vec<f64>,
    /// Force at each level, kip.
    pub fx_kip: Vec<f64>,
    /// Shear below each level, kip.
    pub story_shear_kip: Vec<f64>,
    /// Overturning moment at the base, kip-ft.
    pub base_moment_kipft: f64,
}

const KEYS: &[Key] = &[
    Key::required(
        "sds_g",
        Kind::Number,
        "g",
        "Short-period design acceleration SDS",
    ),
    Key::required(
        "sd1_g",
        Kind::Number,
        "g",
        "One-second design acceleration SD1",
    ),
    Key::or(
        "s1_g",
        Kind::Number,
        "g",
        "0",
        "Mapped one-second acceleration S1; from 0.6 g on Eq. 12.8-6 holds",
    ),
    Key::or(
        "tl_s",
        Kind::Number,
        "s",
        "8",
        "Long-period transition period TL",
    ),
    Key::required(
        "r",
        Kind::Number,
        "",
        "Response modification coefficient R (6.5 for wood panel walls)",
    ),
    Key::or("ie", Kind::Number, "", "1", "Importance factor Ie"),
    Key::required(
        "hn_ft",
        Kind::Number,
        "ft",
        "Structural height hn above the base",
    ),
    Key::or(
        "ct",
        Kind::Number,
        "",
        "0.02",
        "Coefficient Ct of the approximate period",
    ),
    Key::or(
        "x",
        Kind::Number,
        "",
        "0.75",
        "Exponent x of the approximate period",
    ),
    Key::optional(
        "period_s",
        Kind::Number,
        "s",
        "the approximate period Ta",
        "Fundamental period T",
    ),
    Key::optional(
        "weights_kip",
        Kind::Numbers,
        "kip",
        "only the coefficient is worked out",
        "Effective seismic weights, from the lowest level up",
    ),
    Key::optional(
        "heights_ft",
        Kind::Numbers,
        "ft",
        "needed with weights",
        "Heights of the levels above the base, from the lowest up",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "seismic_base_shear",
    summary: "Base shear by the equivalent lateral force procedure and its share at each level",
    standard: "ASCE 7-16 §12.8.1 to §12.8.3",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, seismic_base_shear, value, trace),
};

/// Approximate period, s: `Ct hn^x`, hn in ft (ASCE 7-16 Eq. 12.8-7).
#[must_use]
pub fn approximate_period_s(hn_ft: f64, ct: f64, x: f64) -> f64 {
    ct * hn_ft.powf(x)
}

/// Exponent of the vertical distribution: 1 to 0.5 s, 2 from 2.5 s, linear between (§12.8.3).
#[must_use]
pub fn exponent_k(period_s: f64) -> f64 {
    (1.0 + (period_s - 0.5) / 2.0).clamp(1.0, 2.0)
}

/// Coefficient on the upper limit of a period found by analysis (ASCE 7-16 Table 12.8-1).
fn cu(sd1_g: f64) -> f64 {
    const ROWS: [(f64, f64); 4] = [(0.1, 1.7), (0.15, 1.6), (0.2, 1.5), (0.3, 1.4)];
    for pair in ROWS.windows(2) {
        let [(low, at_low), (high, at_high)] = [pair[0], pair[1]];
        if sd1_g <= high {
            return at_low + (at_high - at_low) * ((sd1_g - low) / (high - low)).max(0.0);
        }
    }
    1.4
}

/// Seismic base shear (ASCE 7-16 §12.8.1), with weights also the story forces (§12.8.3).
///
/// # Errors
/// A value out of range, lists of unequal length, or heights that do not rise.
pub fn seismic_base_shear(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    validate(input)?;
    let Input {
        sds_g,
        sd1_g,
        s1_g,
        tl_s,
        r,
        ie,
        hn_ft,
        ct,
        x,
        ..
    } = *input;
    let ta_s = approximate_period_s(hn_ft, ct, x);
    let period = input.period_s.unwrap_or(ta_s).max(1e-6);
    let r_over_ie = r / ie;

    let cs_basic = sds_g / r_over_ie;
    let cs_eq_12_8_4 = sd1_g * tl_s / (period * period * r_over_ie);
    let beyond_tl = period > tl_s;
    let cs_max = if beyond_tl {
        cs_eq_12_8_4
    } else {
        sd1_g / (period * r_over_ie)
    };
    let low = (0.044 * sds_g * ie).max(0.01);
    let near_fault = if s1_g >= 0.6 {
        0.5 * s1_g / r_over_ie
    } else {
        0.0
    };
    let cs_min = low.max(near_fault);
    let (cs, cs_governing) = if cs_basic.min(cs_max) < cs_min {
        (
            cs_min,
            if near_fault > low {
                CsEquation::NearFault
            } else {
                CsEquation::LowerBound
            },
        )
    } else if cs_max < cs_basic {
        (
            cs_max,
            if beyond_tl {
                CsEquation::UpperBoundBeyondTl
            } else {
                CsEquation::UpperBound
            },
        )
    } else {
        (cs_basic, CsEquation::Basic)
    };

    trace.line(|| {
        line(
            "Approximate period",
            "Ta = Ct hn^x",
            vec![
                given("Ct", "ct", ct, ""),
                given("hn", "hn_ft", hn_ft, "ft"),
                given("x", "x", x, ""),
            ],
            computed("Ta", ta_s, "s"),
            "ASCE 7-16 §12.8.2.1, Eq. 12.8-7",
        )
    });
    if let Some(given_period) = input.period_s {
        trace.line(|| {
            let limit = cu(sd1_g) * ta_s;
            let written = line(
                "Period used",
                "T as given; by analysis at most Cu Ta",
                vec![computed("Cu", cu(sd1_g), ""), computed("Ta", ta_s, "s")],
                given("T", "period_s", given_period, "s"),
                "ASCE 7-16 §12.8.2, Table 12.8-1",
            );
            written.at_most(given_period, limit, "s")
        });
    }
    trace.line(|| {
        line(
            "Response coefficient, short periods",
            "Cs = SDS/(R/Ie)",
            vec![
                given("SDS", "sds_g", sds_g, "g"),
                given("R", "r", r, ""),
                given("Ie", "ie", ie, ""),
            ],
            computed("Cs", cs_basic, ""),
            "ASCE 7-16 §12.8.1.1, Eq. 12.8-2",
        )
    });
    trace.line(|| {
        let mut inputs = vec![
            given("SD1", "sd1_g", sd1_g, "g"),
            computed("T", period, "s"),
            given("R", "r", r, ""),
            given("Ie", "ie", ie, ""),
        ];
        if beyond_tl {
            inputs.push(given("TL", "tl_s", tl_s, "s"));
        }
        line(
            "Response coefficient, upper bound",
            if beyond_tl {
                "Cs,max = SD1 TL/(T² R/Ie)"
            } else {
                "Cs,max = SD1/(T R/Ie)"
            },
            inputs,
            computed("Cs,max", cs_max, ""),
            if beyond_tl {
                "ASCE 7-16 §12.8.1.1, Eq. 12.8-4"
            } else {
                "ASCE 7-16 §12.8.1.1, Eq. 12.8-3"
            },
        )
    });
    trace.line(|| {
        line(
            "Response coefficient, lower bound",
            "Cs,min = max(0.044 SDS Ie, 0.01) and, where S1 ≥ 0.6 g, 0.5 S1/(R/Ie)",
            vec![
                given("SDS", "sds_g", sds_g, "g"),
                given("S1", "s1_g", s1_g, "g"),
                given("R", "r", r, ""),
                given("Ie", "ie", ie, ""),
            ],
            computed("Cs,min", cs_min, ""),
            "ASCE 7-16 §12.8.1.1, Eq. 12.8-5, 12.8-6",
        )
    });
    trace.line(|| {
        line(
            "Seismic response coefficient",
            "Cs,min ≤ Cs ≤ Cs,max",
            vec![
                computed("Cs", cs_basic, ""),
                computed("Cs,max", cs_max, ""),
                computed("Cs,min", cs_min, ""),
            ],
            computed("Cs", cs, ""),
            "ASCE 7-16 §12.8.1.1",
        )
        .noting(format!("Eq. {} governs", cs_governing.number()))
    });

    let stories = if input.weights_kip.is_empty() {
        None
    } else {
        Some(distribute(input, cs, period, trace)?)
    };
    Ok(Output {
        ta_s,
        cs,
        cs_governing,
        cs_basic,
        cs_max,
        cs_min,
        cs_eq_12_8_4,
        stories,
    })
}

fn distribute(
    input: &Input,
    cs: f64,
    period: f64,
    trace: &mut Trace,
) -> Result<Stories, CalcError> {
    let (weights, heights) = (&input.weights_kip, &input.heights_ft);
    let total: f64 = weights.iter().sum();
    let v_kip = cs * total;
    let k = exponent_k(period);
    let moments: Vec<f64> = weights
        .iter()
        .zip(heights)
        .map(|(w, h)| w * h.powf(k))
        .collect();
    let sum: f64 = moments.iter().sum();
    if sum <= 0.0 {
        return Err(CalcError::OutOfRange {
            key: "weights_kip".into(),
            value: total,
            allowed: "more than 0 in all".into(),
            remedy: "give the effective seismic weight of at least one level",
        });
    }
    let cvx: Vec<f64> = moments.iter().map(|m| m / sum).collect();
    let fx_kip: Vec<f64> = cvx.iter().map(|c| c * v_kip).collect();
    let story_shear_kip = sums_from_top(&fx_kip);
    let base_moment_kipft = fx_kip.iter().zip(heights).map(|(f, h)| f * h).sum();

    trace.line(|| {
        line(
            "Base shear",
            "V = Cs W",
            vec![
                computed("Cs", cs, ""),
                given("W", "weights_kip", total, "kip"),
            ],
            computed("V", v_kip, "kip"),
            "ASCE 7-16 §12.8.1, Eq. 12.8-1",
        )
    });
    trace.line(|| {
        line(
            "Exponent of the vertical distribution",
            "k = 1 + (T − 0.5)/2, from 1 to 2",
            vec![computed("T", period, "s")],
            computed("k", k, ""),
            "ASCE 7-16 §12.8.3",
        )
    });
    for (i, force) in fx_kip.iter().enumerate() {
        trace.line(|| {
            line(
                format!("Story force at the top of level {}", i + 1),
                "Fx = V wx hx^k/Σ wi hi^k",
                vec![
                    computed("V", v_kip, "kip"),
                    given("wx", &format!("weights_kip[{}]", i + 1), weights[i], "kip"),
                    given("hx", &format!("heights_ft[{}]", i + 1), heights[i], "ft"),
                    computed("k", k, ""),
                    computed("Cvx", cvx[i], ""),
                ],
                computed("Fx", *force, "kip"),
                "ASCE 7-16 §12.8.3, Eq. 12.8-11, 12.8-12",
            )
        });
    }
    trace.line(|| {
        line(
            "Overturning moment at the base",
            "M = Σ Fx hx",
            vec![computed("V", v_kip, "kip")],
            computed("M", base_moment_kipft, "kip-ft"),
            "ASCE 7-16 §12.8.5",
        )
    });
    Ok(Stories {
        v_kip,
        k,
        cvx,
        fx_kip,
        story_shear_kip,
        base_moment_kipft,
    })
}

/// Each value with all above it: story shears of story forces.
pub(crate) fn sums_from_top(values: &[f64]) -> Vec<f64> {
    let mut sums = values.to_vec();
    for i in (0..sums.len().saturating_sub(1)).rev() {
        sums[i] += sums[i + 1];
    }
    sums
}

fn validate(input: &Input) -> Result<(), CalcError> {
    const SEISMIC: &str = "accelerations are in g, of the order of 1";
    check::within("sds_g", input.sds_g, 0.0, 10.0, SEISMIC)?;
    check::within("sd1_g", input.sd1_g, 0.0, 10.0, SEISMIC)?;
    check::within("s1_g", input.s1_g, 0.0, 10.0, SEISMIC)?;
    check::within(
        "tl_s",
        input.tl_s,
        0.1,
        100.0,
        "take TL from the standard's map, 4 to 16 s",
    )?;
    check::within("r", input.r, 0.5, 20.0, "take R from ASCE 7 Table 12.2-1")?;
    check::within(
        "ie",
        input.ie,
        0.5,
        3.0,
        "take Ie from ASCE 7 Table 1.5-2: 1.0, 1.25 or 1.5",
    )?;
    check::within(
        "hn_ft",
        input.hn_ft,
        0.01,
        10_000.0,
        "give the structural height in feet",
    )?;
    check::within(
        "ct",
        input.ct,
        1e-4,
        1.0,
        "take Ct from ASCE 7 Table 12.8-2",
    )?;
    check::within("x", input.x, 0.0, 2.0, "take x from ASCE 7 Table 12.8-2")?;
    if let Some(period) = input.period_s {
        check::within(
            "period_s",
            period,
            0.001,
            100.0,
            "give the fundamental period in seconds",
        )?;
    }
    if input.weights_kip.is_empty() && input.heights_ft.is_empty() {
        return Ok(());
    }
    if input.weights_kip.is_empty() {
        return Err(check::missing(
            "weights_kip",
            "heights are given, so give one weight a level, kip",
        ));
    }
    if input.heights_ft.is_empty() {
        return Err(check::missing(
            "heights_ft",
            "weights are given, so give the height of each level above the base, ft",
        ));
    }
    check::levels("weights_kip", input.weights_kip.len())?;
    check::same_length(
        "heights_ft",
        input.heights_ft.len(),
        "weights_kip",
        input.weights_kip.len(),
    )?;
    check::each("weights_kip", &input.weights_kip, check::not_negative)?;
    check::each("heights_ft", &input.heights_ft, check::positive)?;
    check::rising(
        "heights_ft",
        &input.heights_ft,
        "list the levels from the lowest up",
    )
}

#[cfg(test)]
mod tests;
