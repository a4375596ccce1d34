//! Load combinations for chords and posts (ASCE 7-16 or 7-22 §2.3, §2.4) with `Ev = 0.2 SDS D`
//! and `Eh = ρ QE`.

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::written::{computed, given, line};
use crate::building::{Code, Method};
use crate::error::CalcError;
use crate::trace::{Quantity, Trace};

/// What goes in: unfactored loads on one chord, QE and W at strength level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Load standard.
    pub code: Code,
    /// Method.
    pub method: Method,
    /// Short-period design acceleration, g.
    pub sds_g: f64,
    /// Redundancy factor.
    pub rho: f64,
    /// Dead load, lb.
    pub d_lb: f64,
    /// Live load, lb.
    pub l_lb: f64,
    /// Snow load, lb.
    pub s_lb: f64,
    /// Effect of horizontal seismic forces, lb.
    pub qe_lb: f64,
    /// Wind, lb.
    pub w_lb: f64,
    /// Factor on live load beside other variable loads in LRFD, 0.5 or 1.
    pub live_factor: f64,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            code: Code::Asce7_16,
            method: Method::Asd,
            sds_g: 0.0,
            rho: 1.0,
            d_lb: 0.0,
            l_lb: 0.0,
            s_lb: 0.0,
            qe_lb: 0.0,
            w_lb: 0.0,
            live_factor: 1.0,
        }
    }
}

/// What comes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Dead load that holds against seismic uplift, over D.
    pub seismic_uplift_dead_factor: f64,
    /// Seismic uplift over QE.
    pub seismic_uplift_qe_factor: f64,
    /// Of D in `D + 0.7 Ev + 0.7 Eh`.
    pub seismic_comp_dead_factor: f64,
    /// Of QE in the same.
    pub seismic_comp_qe_factor: f64,
    /// Of D in `D + 0.525 Ev + 0.525 Eh + 0.75 L + S`.
    pub seismic_comp2_dead_factor: f64,
    /// Of QE in the same.
    pub seismic_comp2_qe_factor: f64,
    /// Of L in the same.
    pub seismic_comp2_live_factor: f64,
    /// Of S in the same.
    pub seismic_comp2_snow_factor: f64,
    /// Dead load that holds against wind uplift, over D.
    pub wind_uplift_dead_factor: f64,
    /// Wind uplift over W.
    pub wind_uplift_wind_factor: f64,
    /// Net seismic uplift, lb; negative: none.
    pub uplift_seismic_lb: f64,
    /// Net wind uplift, lb; negative: none.
    pub uplift_wind_lb: f64,
    /// Seismic compression without live load, lb.
    pub comp_seismic_lb: f64,
    /// Seismic compression with live load and snow, lb.
    pub comp2_seismic_lb: f64,
    /// Largest compression of all, lb.
    pub compression_lb: f64,
    /// The combination that gives it.
    pub compression_combo: &'static str,
}

/// Factors of one combination on the unfactored loads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Combination {
    /// Name, `D+0.7Ev+0.7Eh`.
    pub name: &'static str,
    /// Section of ASCE 7.
    pub section: &'static str,
    /// Of dead load; in uplift it holds down.
    pub d: f64,
    /// Of live load.
    pub l: f64,
    /// Of snow.
    pub s: f64,
    /// Of the horizontal seismic effect QE, redundancy included.
    pub qe: f64,
    /// Of wind.
    pub w: f64,
}

/// Unfactored loads on one chord, lb.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Loads {
    /// Dead.
    pub d_lb: f64,
    /// Live.
    pub l_lb: f64,
    /// Snow.
    pub s_lb: f64,
    /// Horizontal seismic effect.
    pub qe_lb: f64,
    /// Wind.
    pub w_lb: f64,
}

impl Combination {
    /// Compression, lb: every load pushes down.
    #[must_use]
    pub fn compression_lb(&self, loads: &Loads) -> f64 {
        self.d * loads.d_lb
            + self.l * loads.l_lb
            + self.s * loads.s_lb
            + self.qe * loads.qe_lb
            + self.w * loads.w_lb
    }

    /// Net uplift, lb: lateral loads lift, dead load holds; negative where it holds.
    #[must_use]
    pub fn uplift_lb(&self, loads: &Loads) -> f64 {
        self.qe * loads.qe_lb + self.w * loads.w_lb - self.d * loads.d_lb
    }
}

/// The combinations of a code and method that matter to chords.
#[derive(Debug, Clone, PartialEq)]
pub struct Combinations {
    /// Seismic uplift.
    pub uplift_seismic: Combination,
    /// Wind uplift.
    pub uplift_wind: Combination,
    /// Seismic compression without live load.
    pub comp_seismic: Combination,
    /// Seismic compression with live load and snow.
    pub comp2_seismic: Combination,
    /// All that press down, gravity alone first.
    pub compression: Vec<Combination>,
}

const KEYS: &[Key] = &[
    Key::required(
        "code",
        Kind::Word(&["ASCE 7-16", "ASCE 7-22"]),
        "",
        "Load standard",
    ),
    Key::or(
        "method",
        Kind::Word(&["ASD", "LRFD"]),
        "",
        "ASD",
        "Design method",
    ),
    Key::or(
        "sds_g",
        Kind::Number,
        "g",
        "0",
        "Short-period design acceleration SDS",
    ),
    Key::or("rho", Kind::Number, "", "1", "Redundancy factor ρ"),
    Key::or("d_lb", Kind::Number, "lb", "0", "Dead load"),
    Key::or("l_lb", Kind::Number, "lb", "0", "Live load"),
    Key::or(
        "s_lb",
        Kind::Number,
        "lb",
        "0",
        "Snow load (of its code: 7-22 gives it at strength level)",
    ),
    Key::or(
        "qe_lb",
        Kind::Number,
        "lb",
        "0",
        "Horizontal seismic effect QE, strength level",
    ),
    Key::or("w_lb", Kind::Number, "lb", "0", "Wind, strength level"),
    Key::or(
        "live_factor",
        Kind::Number,
        "",
        "1",
        "Factor on L beside other variable loads, LRFD (0.5 or 1)",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "load_combinations",
    summary: "Net uplift and largest compression of a chord over all combinations",
    standard: "ASCE 7-16, 7-22 §2.3.1, §2.3.6, §2.4.1, §2.4.5",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, load_combinations, value, trace),
};

/// The combinations with `Ev = 0.2 SDS D` and `Eh = ρ QE` (ASCE 7 §12.4.2); `live_factor` is the
/// factor on L that §2.3 lets fall to 0.5 in LRFD.
#[must_use]
pub fn combinations(
    code: Code,
    method: Method,
    sds_g: f64,
    rho: f64,
    live_factor: f64,
) -> Combinations {
    match method {
        Method::Asd => allowable(code, sds_g, rho),
        Method::Lrfd => strength(code, sds_g, rho, live_factor),
    }
}

const fn row(name: &'static str, section: &'static str, [d, l, s, qe, w]: [f64; 5]) -> Combination {
    Combination {
        name,
        section,
        d,
        l,
        s,
        qe,
        w,
    }
}

fn allowable(code: Code, sds: f64, rho: f64) -> Combinations {
    // Snow of 7-22 is at strength level.
    let (snow, seismic_snow) = match code {
        Code::Asce7_16 => (1.0, 0.75),
        Code::Asce7_22 => (0.7, 0.1),
    };
    let comp_seismic = row(
        "D+0.7Ev+0.7Eh",
        "§2.4.5, 8",
        [1.0 + 0.14 * sds, 0.0, 0.0, 0.7 * rho, 0.0],
    );
    let comp2_seismic = row(
        "D+0.525Ev+0.525Eh+0.75L+S",
        "§2.4.5, 9",
        [1.0 + 0.105 * sds, 0.75, seismic_snow, 0.525 * rho, 0.0],
    );
    Combinations {
        uplift_seismic: row(
            "0.6D-0.7Ev+0.7Eh",
            "§2.4.5, 10",
            [0.6 - 0.14 * sds, 0.0, 0.0, 0.7 * rho, 0.0],
        ),
        uplift_wind: row("0.6D+0.6W", "§2.4.1, 7", [0.6, 0.0, 0.0, 0.0, 0.6]),
        comp_seismic,
        comp2_seismic,
        compression: vec![
            row("D", "§2.4.1, 1", [1.0, 0.0, 0.0, 0.0, 0.0]),
            row("D+L", "§2.4.1, 2", [1.0, 1.0, 0.0, 0.0, 0.0]),
            row("D+S", "§2.4.1, 3", [1.0, 0.0, snow, 0.0, 0.0]),
            row(
                "D+0.75L+0.75S",
                "§2.4.1, 4",
                [1.0, 0.75, 0.75 * snow, 0.0, 0.0],
            ),
            row("D+0.6W", "§2.4.1, 5", [1.0, 0.0, 0.0, 0.0, 0.6]),
            row(
                "D+0.75L+0.75(0.6W)+0.75S",
                "§2.4.1, 6",
                [1.0, 0.75, 0.75 * snow, 0.0, 0.45],
            ),
            comp_seismic,
            comp2_seismic,
        ],
    }
}

fn strength(code: Code, sds: f64, rho: f64, live: f64) -> Combinations {
    let dead = 1.2 + 0.2 * sds;
    // The one seismic row of §2.3.6 bears live load and snow; without them it is `comp_seismic`.
    let comp_seismic = row("1.2D+Ev+Eh", "§2.3.6, 6", [dead, 0.0, 0.0, rho, 0.0]);
    let (comp2_seismic, gravity) = match code {
        Code::Asce7_16 => (
            row(
                "1.2D+Ev+Eh+L+0.2S",
                "§2.3.6, 6",
                [dead, live, 0.2, rho, 0.0],
            ),
            [
                row("1.2D+1.6L+0.5S", "§2.3.1, 2", [1.2, 1.6, 0.5, 0.0, 0.0]),
                row("1.2D+1.6S+L", "§2.3.1, 3", [1.2, live, 1.6, 0.0, 0.0]),
                row("1.2D+1.6S+0.5W", "§2.3.1, 3", [1.2, 0.0, 1.6, 0.0, 0.5]),
                row("1.2D+W+L+0.5S", "§2.3.1, 4", [1.2, live, 0.5, 0.0, 1.0]),
            ],
        ),
        Code::Asce7_22 => (
            row(
                "1.2D+Ev+Eh+L+0.15S",
                "§2.3.6, 6",
                [dead, live, 0.15, rho, 0.0],
            ),
            [
                row("1.2D+1.6L+0.3S", "§2.3.1, 2", [1.2, 1.6, 0.3, 0.0, 0.0]),
                row("1.2D+S+L", "§2.3.1, 3", [1.2, live, 1.0, 0.0, 0.0]),
                row("1.2D+S+0.5W", "§2.3.1, 3", [1.2, 0.0, 1.0, 0.0, 0.5]),
                row("1.2D+W+L+0.3S", "§2.3.1, 4", [1.2, live, 0.3, 0.0, 1.0]),
            ],
        ),
    };
    let mut compression = vec![row("1.4D", "§2.3.1, 1", [1.4, 0.0, 0.0, 0.0, 0.0])];
    compression.extend(gravity);
    compression.push(comp2_seismic);
    Combinations {
        uplift_seismic: row(
            "0.9D-Ev+Eh",
            "§2.3.6, 7",
            [0.9 - 0.2 * sds, 0.0, 0.0, rho, 0.0],
        ),
        uplift_wind: row("0.9D+W", "§2.3.1, 5", [0.9, 0.0, 0.0, 0.0, 1.0]),
        comp_seismic,
        comp2_seismic,
        compression,
    }
}

/// Net uplift and largest compression of one chord.
///
/// # Errors
/// A value out of range.
pub fn load_combinations(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    check::within(
        "sds_g",
        input.sds_g,
        0.0,
        10.0,
        "SDS is in g, of the order of 1",
    )?;
    check::within("rho", input.rho, 1.0, 1.5, "ASCE 7 §12.3.4: 1.0 or 1.3")?;
    check::within(
        "live_factor",
        input.live_factor,
        0.0,
        1.0,
        "ASCE 7 §2.3.1: 1, or 0.5 for light live loads",
    )?;
    for (key, load) in [
        ("d_lb", input.d_lb),
        ("l_lb", input.l_lb),
        ("s_lb", input.s_lb),
        ("qe_lb", input.qe_lb),
        ("w_lb", input.w_lb),
    ] {
        check::not_negative(key, load)?;
    }
    let all = combinations(
        input.code,
        input.method,
        input.sds_g,
        input.rho,
        input.live_factor,
    );
    let Input {
        d_lb,
        l_lb,
        s_lb,
        qe_lb,
        w_lb,
        ..
    } = *input;
    let loads = Loads {
        d_lb,
        l_lb,
        s_lb,
        qe_lb,
        w_lb,
    };
    let code = match input.code {
        Code::Asce7_16 => "ASCE 7-16",
        Code::Asce7_22 => "ASCE 7-22",
    };

    let uplift_seismic_lb = all.uplift_seismic.uplift_lb(&loads);
    let uplift_wind_lb = all.uplift_wind.uplift_lb(&loads);
    let uplifts = [
        ("Seismic uplift", &all.uplift_seismic, uplift_seismic_lb),
        ("Wind uplift", &all.uplift_wind, uplift_wind_lb),
    ];
    for (title, combination, uplift) in uplifts {
        trace.line(|| {
            line(
                title,
                format!("T = {}", combination.name),
                terms(combination, &loads, input),
                computed("T", uplift, "lb"),
                format!("{code} {}", combination.section),
            )
            .noting(if uplift > 0.0 {
                "net tension"
            } else {
                "dead load holds: no tension"
            })
        });
    }
    let (mut compression_lb, mut compression_combo) = (f64::NEG_INFINITY, "D");
    for combination in &all.compression {
        let sum = combination.compression_lb(&loads);
        if sum > compression_lb {
            (compression_lb, compression_combo) = (sum, combination.name);
        }
        trace.line(|| {
            line(
                "Compression",
                format!("C = {}", combination.name),
                terms(combination, &loads, input),
                computed("C", sum, "lb"),
                format!("{code} {}", combination.section),
            )
        });
    }
    trace.line(|| {
        line(
            "Largest compression",
            "C = the largest of the combinations",
            Vec::new(),
            computed("C", compression_lb, "lb"),
            format!("{code} §2.3, §2.4"),
        )
        .noting(format!("{compression_combo} governs"))
    });
    Ok(Output {
        seismic_uplift_dead_factor: all.uplift_seismic.d,
        seismic_uplift_qe_factor: all.uplift_seismic.qe,
        seismic_comp_dead_factor: all.comp_seismic.d,
        seismic_comp_qe_factor: all.comp_seismic.qe,
        seismic_comp2_dead_factor: all.comp2_seismic.d,
        seismic_comp2_qe_factor: all.comp2_seismic.qe,
        seismic_comp2_live_factor: all.comp2_seismic.l,
        seismic_comp2_snow_factor: all.comp2_seismic.s,
        wind_uplift_dead_factor: all.uplift_wind.d,
        wind_uplift_wind_factor: all.uplift_wind.w,
        uplift_seismic_lb,
        uplift_wind_lb,
        comp_seismic_lb: all.comp_seismic.compression_lb(&loads),
        comp2_seismic_lb: all.comp2_seismic.compression_lb(&loads),
        compression_lb,
        compression_combo,
    })
}

/// Factors and loads that take part in a combination.
fn terms(combination: &Combination, loads: &Loads, input: &Input) -> Vec<Quantity> {
    let mut terms = Vec::new();
    for (factor, symbol, load, key, value) in [
        (combination.d, "factor of D", "D", "d_lb", loads.d_lb),
        (combination.l, "factor of L", "L", "l_lb", loads.l_lb),
        (combination.s, "factor of S", "S", "s_lb", loads.s_lb),
        (combination.qe, "factor of QE", "QE", "qe_lb", loads.qe_lb),
        (combination.w, "factor of W", "W", "w_lb", loads.w_lb),
    ] {
        if factor != 0.0 {
            terms.push(computed(symbol, factor, ""));
            terms.push(given(load, key, value, "lb"));
        }
    }
    if combination.qe != 0.0 {
        terms.push(given("SDS", "sds_g", input.sds_g, "g"));
        terms.push(given("ρ", "rho", input.rho, ""));
    }
    terms
}

#[cfg(test)]
mod tests;
