//! Compression along the grain of posts (NDS §3.7.1), built-up ones too (§15.3).

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::written::{computed, given, line, not_over};
use crate::error::CalcError;
use crate::trace::Trace;

/// Largest slenderness in service (NDS §3.7.1.4).
pub const LARGEST_SLENDERNESS: f64 = 50.0;

/// What goes in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Reference Fc, psi.
    pub fc_psi: f64,
    /// Load duration.
    pub cd: f64,
    /// Size.
    pub cf: f64,
    /// Wet service.
    pub cm: f64,
    /// Temperature.
    pub ct: f64,
    /// Incising.
    pub ci: f64,
    /// Reference Emin, psi.
    pub emin_psi: f64,
    /// Wet service, of Emin.
    pub cm_e: f64,
    /// Temperature, of Emin.
    pub ct_e: f64,
    /// Incising, of Emin.
    pub ci_e: f64,
    /// Effective length, first axis, inches.
    pub le_in: f64,
    /// Dimension, first axis, inches.
    pub d_in: f64,
    /// Effective length, second axis, inches; absent or 0: braced.
    pub le2_in: Option<f64>,
    /// Dimension, second axis, inches.
    pub d2_in: Option<f64>,
    /// c of the column equation: 0.8 sawn, 0.85 round, 0.9 glued.
    pub c: f64,
    /// Factor of built-up posts, first axis.
    pub kf: f64,
    /// Factor of built-up posts, second axis.
    pub kf2: f64,
    /// Area, in².
    pub area_in2: Option<f64>,
    /// Load, lb.
    pub load_lb: Option<f64>,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            fc_psi: 0.0,
            cd: 1.0,
            cf: 1.0,
            cm: 1.0,
            ct: 1.0,
            ci: 1.0,
            emin_psi: 0.0,
            cm_e: 1.0,
            ct_e: 1.0,
            ci_e: 1.0,
            le_in: 0.0,
            d_in: 0.0,
            le2_in: None,
            d2_in: None,
            c: 0.8,
            kf: 1.0,
            kf2: 1.0,
            area_in2: None,
            load_lb: None,
        }
    }
}

/// What comes out, of the axis with the smaller Cp.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Output {
    /// Slenderness.
    pub le_over_d: f64,
    /// Critical buckling stress, psi.
    pub fce_psi: f64,
    /// Fc with all factors but Cp, psi.
    pub fc_star_psi: f64,
    /// Column stability factor, Kf included.
    pub cp: f64,
    /// Fc′, psi.
    pub fc_prime_psi: f64,
    /// Capacity, lb; absent without an area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_lb: Option<f64>,
    /// Load over area, psi.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stress_psi: Option<f64>,
    /// Stress over Fc′.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utilization: Option<f64>,
}

const KEYS: &[Key] = &[
    Key::required(
        "fc_psi",
        Kind::Number,
        "psi",
        "Reference compression along the grain Fc",
    ),
    Key::or("cd", Kind::Number, "", "1", "Load duration factor CD"),
    Key::or("cf", Kind::Number, "", "1", "Size factor CF"),
    Key::or("cm", Kind::Number, "", "1", "Wet service factor CM"),
    Key::or("ct", Kind::Number, "", "1", "Temperature factor Ct"),
    Key::or("ci", Kind::Number, "", "1", "Incising factor Ci"),
    Key::required(
        "emin_psi",
        Kind::Number,
        "psi",
        "Reference modulus for stability Emin",
    ),
    Key::or("cm_e", Kind::Number, "", "1", "Wet service factor of Emin"),
    Key::or("ct_e", Kind::Number, "", "1", "Temperature factor of Emin"),
    Key::or("ci_e", Kind::Number, "", "1", "Incising factor of Emin"),
    Key::required("le_in", Kind::Number, "in", "Effective length, first axis"),
    Key::required("d_in", Kind::Number, "in", "Dimension, first axis"),
    Key::optional(
        "le2_in",
        Kind::Number,
        "in",
        "braced",
        "Effective length, second axis",
    ),
    Key::optional(
        "d2_in",
        Kind::Number,
        "in",
        "braced",
        "Dimension, second axis",
    ),
    Key::or(
        "c",
        Kind::Number,
        "",
        "0.8",
        "c of the column equation: 0.8 sawn, 0.85 round, 0.9 glued",
    ),
    Key::or(
        "kf",
        Kind::Number,
        "",
        "1",
        "Factor of built-up posts, first axis",
    ),
    Key::or(
        "kf2",
        Kind::Number,
        "",
        "1",
        "Factor of built-up posts, second axis",
    ),
    Key::optional(
        "area_in2",
        Kind::Number,
        "in²",
        "no capacity",
        "Area of the post",
    ),
    Key::optional(
        "load_lb",
        Kind::Number,
        "lb",
        "no stress",
        "Load on the post",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "post_capacity",
    summary: "Capacity of a wood post by column stability",
    standard: "NDS 2018 §3.7.1, §15.3",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, post_capacity, value, trace),
};

/// Critical buckling stress, psi: `0.822 Emin′/(le/d)²` (NDS §3.7.1.5).
#[must_use]
pub fn fce_psi(emin_prime_psi: f64, le_over_d: f64) -> f64 {
    0.822 * emin_prime_psi / (le_over_d * le_over_d)
}

/// Column stability factor (NDS Eq. 3.7-1) of FcE, Fc* (psi) and c, without Kf.
#[must_use]
pub fn cp(fce_psi: f64, fc_star_psi: f64, c: f64) -> f64 {
    let alpha = fce_psi / fc_star_psi;
    let half = (1.0 + alpha) / (2.0 * c);
    // `half − √(half² − α/c)`, written so that a stocky post does not lose its digits.
    (alpha / c) / (half + (half * half - alpha / c).max(0.0).sqrt())
}

#[derive(Clone, Copy)]
struct Axis {
    le: (&'static str, f64),
    d: (&'static str, f64),
    kf: (&'static str, f64),
}

/// Capacity of a post by column stability, the weaker axis.
///
/// # Errors
/// A value out of range, or a slenderness over 50 (code `slenderness`).
pub fn post_capacity(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    validate(input)?;
    let fc_star_psi = input.fc_psi * input.cd * input.cf * input.cm * input.ct * input.ci;
    let emin_prime = input.emin_psi * input.cm_e * input.ct_e * input.ci_e;
    let first = Axis {
        le: ("le_in", input.le_in),
        d: ("d_in", input.d_in),
        kf: ("kf", input.kf),
    };
    let second = match (input.le2_in.unwrap_or(0.0), input.d2_in.unwrap_or(0.0)) {
        (le, d) if le > 0.0 && d > 0.0 => Some(Axis {
            le: ("le2_in", le),
            d: ("d2_in", d),
            kf: ("kf2", input.kf2),
        }),
        (le, _) if le > 0.0 && input.d2_in.is_none() => {
            return Err(check::missing(
                "d2_in",
                "le2_in is given, so give the dimension of that axis, in",
            ));
        }
        _ => None,
    };
    trace.line(|| {
        line(
            "Compression along the grain without stability",
            "Fc* = Fc CD CF CM Ct Ci",
            vec![
                given("Fc", "fc_psi", input.fc_psi, "psi"),
                given("CD", "cd", input.cd, ""),
                given("CF", "cf", input.cf, ""),
                given("CM", "cm", input.cm, ""),
                given("Ct", "ct", input.ct, ""),
                given("Ci", "ci", input.ci, ""),
            ],
            computed("Fc*", fc_star_psi, "psi"),
            "NDS 2018 §3.7.1.5, Table 4.3.1",
        )
    });
    let mut weakest = stability(input, first, fc_star_psi, emin_prime, trace)?;
    if let Some(second) = second {
        let other = stability(input, second, fc_star_psi, emin_prime, trace)?;
        if other.cp < weakest.cp {
            weakest = other;
        }
    }
    if let (Some(area), Some(capacity)) = (input.area_in2, weakest.capacity_lb) {
        trace.line(|| {
            let written = line(
                "Capacity of the post",
                "P = Fc* Cp A",
                vec![
                    computed("Fc*", fc_star_psi, "psi"),
                    computed("Cp", weakest.cp, ""),
                    given("A", "area_in2", area, "in²"),
                ],
                computed("P", capacity, "lb"),
                "NDS 2018 §3.6.3, §3.7.1",
            );
            match input.load_lb {
                Some(load) => written.at_most(load, capacity, "lb"),
                None => written,
            }
        });
    }
    Ok(weakest)
}

fn stability(
    input: &Input,
    axis: Axis,
    fc_star_psi: f64,
    emin_prime: f64,
    trace: &mut Trace,
) -> Result<Output, CalcError> {
    let le_over_d = axis.le.1 / axis.d.1;
    if !not_over(le_over_d, LARGEST_SLENDERNESS) {
        return Err(CalcError::Refused {
            code: "slenderness",
            what: format!(
                "`{}` {} over `{}` {} is {le_over_d:.1}, more than 50 (NDS §3.7.1.4)",
                axis.le.0, axis.le.1, axis.d.0, axis.d.1
            ),
            remedy: "choose a deeper post or brace it at shorter lengths",
        });
    }
    let fce_psi = fce_psi(emin_prime, le_over_d);
    let cp = axis.kf.1 * cp(fce_psi, fc_star_psi, input.c);
    let fc_prime_psi = fc_star_psi * cp;
    let capacity_lb = input.area_in2.map(|a| a * fc_prime_psi);
    let stress_psi = input.load_lb.zip(input.area_in2).map(|(p, a)| p / a);
    trace.line(|| {
        line(
            "Critical buckling stress",
            "FcE = 0.822 Emin′/(le/d)²",
            vec![
                given("Emin", "emin_psi", input.emin_psi, "psi"),
                computed("Emin′", emin_prime, "psi"),
                given("le", axis.le.0, axis.le.1, "in"),
                given("d", axis.d.0, axis.d.1, "in"),
            ],
            computed("FcE", fce_psi, "psi"),
            "NDS 2018 §3.7.1.5",
        )
        .at_most(le_over_d, LARGEST_SLENDERNESS, "")
    });
    trace.line(|| {
        line(
            "Column stability factor",
            "Cp = Kf [(1 + α)/(2c) − √(((1 + α)/(2c))² − α/c)], α = FcE/Fc*",
            vec![
                computed("FcE", fce_psi, "psi"),
                computed("Fc*", fc_star_psi, "psi"),
                given("c", "c", input.c, ""),
                given("Kf", axis.kf.0, axis.kf.1, ""),
            ],
            computed("Cp", cp, ""),
            "NDS 2018 Eq. 3.7-1, 15.3-1",
        )
    });
    Ok(Output {
        le_over_d,
        fce_psi,
        fc_star_psi,
        cp,
        fc_prime_psi,
        capacity_lb,
        stress_psi,
        utilization: stress_psi.map(|f| f / fc_prime_psi),
    })
}

fn validate(input: &Input) -> Result<(), CalcError> {
    check::positive("fc_psi", input.fc_psi)?;
    check::positive("emin_psi", input.emin_psi)?;
    for (key, factor) in [
        ("cd", input.cd),
        ("cf", input.cf),
        ("cm", input.cm),
        ("ct", input.ct),
        ("ci", input.ci),
        ("cm_e", input.cm_e),
        ("ct_e", input.ct_e),
        ("ci_e", input.ci_e),
    ] {
        check::within(
            key,
            factor,
            0.01,
            10.0,
            "an adjustment factor is of the order of 1",
        )?;
    }
    check::positive("le_in", input.le_in)?;
    check::positive("d_in", input.d_in)?;
    check::where_given("le2_in", input.le2_in, check::not_negative)?;
    check::where_given("d2_in", input.d2_in, check::not_negative)?;
    check::within(
        "c",
        input.c,
        0.1,
        1.0,
        "NDS §3.7.1.5: 0.8 sawn, 0.85 round, 0.9 glued",
    )?;
    check::within(
        "kf",
        input.kf,
        0.01,
        1.0,
        "NDS §15.3.2: 0.6 nailed, 0.75 bolted, 1 otherwise",
    )?;
    check::within(
        "kf2",
        input.kf2,
        0.01,
        1.0,
        "NDS §15.3.2: 0.6 nailed, 0.75 bolted, 1 otherwise",
    )?;
    check::where_given("area_in2", input.area_in2, check::positive)?;
    check::where_given("load_lb", input.load_lb, check::not_negative)
}

#[cfg(test)]
mod tests;
