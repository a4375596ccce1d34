//! Tension strength of a threaded rod (AISC 360-16 §J3.6, §D2).

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::written::{computed, given, line, table};
use crate::building::Method;
use crate::error::CalcError;
use crate::tables::steel::Grade;
use crate::tables::threads::{gross_area_in2, tensile_stress_area_in2, unc_threads_per_in};
use crate::trace::Trace;

/// What goes in: a grade, or its strengths, or one allowable stress.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Diameter, inches.
    pub diameter_in: f64,
    /// Threads an inch; the coarse series where absent.
    pub threads_per_in: Option<f64>,
    /// Grade.
    pub grade: Option<Grade>,
    /// Tensile strength, ksi, in place of a grade.
    pub fu_ksi: Option<f64>,
    /// Yield, ksi, in place of a grade.
    pub fy_ksi: Option<f64>,
    /// Method.
    pub method: Method,
    /// Allowable stress on the gross area, ksi, alone.
    pub allowable_stress_ksi: Option<f64>,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            diameter_in: 0.0,
            threads_per_in: None,
            grade: None,
            fu_ksi: None,
            fy_ksi: None,
            method: Method::Asd,
            allowable_stress_ksi: None,
        }
    }
}

/// What limits a rod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Governing {
    /// Rupture of the threaded part.
    Thread,
    /// Yielding of the gross section.
    Yield,
}

/// What comes out. With an allowable stress only areas and the load.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Area of the nominal diameter, in².
    pub gross_area_in2: f64,
    /// Tensile stress area, in²; absent where the thread is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tensile_stress_area_in2: Option<f64>,
    /// Threads an inch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threads_per_in: Option<f64>,
    /// Tensile strength, ksi.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fu_ksi: Option<f64>,
    /// Yield, ksi.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fy_ksi: Option<f64>,
    /// Nominal tensile stress of the threaded part, ksi.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fnt_ksi: Option<f64>,
    /// Strength of the threaded part at the method's level, kip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_kip: Option<f64>,
    /// Strength by yielding at the method's level, kip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yield_kip: Option<f64>,
    /// Allowable load, kip, ASD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowable_kip: Option<f64>,
    /// Design strength, kip, LRFD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design_kip: Option<f64>,
    /// What limits it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub governing: Option<Governing>,
}

const KEYS: &[Key] = &[
    Key::required("diameter_in", Kind::Number, "in", "Nominal diameter"),
    Key::optional(
        "threads_per_in",
        Kind::Number,
        "1/in",
        "the coarse series (UNC)",
        "Threads an inch",
    ),
    Key::optional(
        "grade",
        Kind::Word(&Grade::WORDS),
        "",
        "fu_ksi and fy_ksi",
        "Grade of the rod",
    ),
    Key::optional(
        "fu_ksi",
        Kind::Number,
        "ksi",
        "that of the grade",
        "Tensile strength, in place of a grade",
    ),
    Key::optional(
        "fy_ksi",
        Kind::Number,
        "ksi",
        "that of the grade",
        "Yield strength, in place of a grade",
    ),
    Key::or(
        "method",
        Kind::Word(&["ASD", "LRFD"]),
        "",
        "ASD",
        "Design method",
    ),
    Key::optional(
        "allowable_stress_ksi",
        Kind::Number,
        "ksi",
        "strengths of AISC 360",
        "Allowable stress on the gross area, alone, for older tables",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "rod_capacity",
    summary: "Allowable or design tension of a threaded rod",
    standard: "AISC 360-16 §J3.6, §D2; ASME B1.1",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, rod_capacity, value, trace),
};

/// Strengths of a rod at a method's level, kip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strength {
    /// Of the threaded part: `0.75 Fu Ab` with Ω = 2.0 or φ = 0.75 (AISC 360-16 §J3.6).
    pub thread_kip: f64,
    /// By yielding: `Fy Ag` with Ω = 1.67 or φ = 0.90 (§D2).
    pub yield_kip: f64,
}

impl Strength {
    /// The lesser.
    #[must_use]
    pub fn least_kip(self) -> f64 {
        self.thread_kip.min(self.yield_kip)
    }
}

/// Strengths of a rod of a gross area in in² and strengths in ksi.
#[must_use]
pub fn strength(gross_area_in2: f64, fu_ksi: f64, fy_ksi: f64, method: Method) -> Strength {
    let (thread, yielding) = factors(method);
    Strength {
        thread_kip: 0.75 * fu_ksi * gross_area_in2 * thread,
        yield_kip: fy_ksi * gross_area_in2 * yielding,
    }
}

/// What nominal strengths are multiplied by: thread, yielding.
fn factors(method: Method) -> (f64, f64) {
    match method {
        Method::Asd => (1.0 / 2.0, 1.0 / 1.67),
        Method::Lrfd => (0.75, 0.90),
    }
}

/// Tension strength of a threaded rod.
///
/// # Errors
/// A value out of range, no strengths or more than one source of them, a diameter outside its
/// grade (code `diameter`) or the coarse series.
pub fn rod_capacity(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    validate(input)?;
    let threads = input
        .threads_per_in
        .or_else(|| unc_threads_per_in(input.diameter_in));
    if let Some(n) = threads {
        check_thread(input.diameter_in, n)?;
    }
    let gross = gross_area_in2(input.diameter_in);
    let stress_area = threads.map(|n| tensile_stress_area_in2(input.diameter_in, n));
    trace.line(|| {
        line(
            "Area of the nominal diameter",
            "Ab = π d²/4",
            vec![given("d", "diameter_in", input.diameter_in, "in")],
            computed("Ab", gross, "in²"),
            "AISC 360-16 §J3.6",
        )
    });
    if let (Some(n), Some(area)) = (threads, stress_area) {
        trace.line(|| {
            let n = match input.threads_per_in {
                Some(n) => given("n", "threads_per_in", n, "1/in"),
                None => table("n", n, "1/in", "ASME B1.1, UNC"),
            };
            line(
                "Tensile stress area",
                "At = π/4 (d − 0.9743/n)²",
                vec![given("d", "diameter_in", input.diameter_in, "in"), n],
                computed("At", area, "in²"),
                "ASME B1.1",
            )
        });
    }
    if let Some(stress) = input.allowable_stress_ksi {
        let allowable = stress * gross;
        trace.line(|| {
            line(
                "Allowable tension",
                "P = Ft Ab",
                vec![
                    given("Ft", "allowable_stress_ksi", stress, "ksi"),
                    computed("Ab", gross, "in²"),
                ],
                computed("P", allowable, "kip"),
                "Allowable stress as given",
            )
        });
        return Ok(Output {
            gross_area_in2: gross,
            tensile_stress_area_in2: stress_area,
            threads_per_in: threads,
            fu_ksi: None,
            fy_ksi: None,
            fnt_ksi: None,
            thread_kip: None,
            yield_kip: None,
            allowable_kip: Some(allowable),
            design_kip: None,
            governing: None,
        });
    }
    if threads.is_none() {
        return Err(check::missing(
            "threads_per_in",
            format!(
                "the coarse series has no diameter of {} in; give the threads an inch",
                input.diameter_in
            ),
        ));
    }
    let (fu, fy) = strengths(input)?;
    let strength = strength(gross, fu, fy, input.method);
    let governing = if strength.thread_kip <= strength.yield_kip {
        Governing::Thread
    } else {
        Governing::Yield
    };
    write_strength(input, (fu, fy), gross, strength, trace);
    let least = strength.least_kip();
    Ok(Output {
        gross_area_in2: gross,
        tensile_stress_area_in2: stress_area,
        threads_per_in: threads,
        fu_ksi: Some(fu),
        fy_ksi: Some(fy),
        fnt_ksi: Some(0.75 * fu),
        thread_kip: Some(strength.thread_kip),
        yield_kip: Some(strength.yield_kip),
        allowable_kip: (input.method == Method::Asd).then_some(least),
        design_kip: (input.method == Method::Lrfd).then_some(least),
        governing: Some(governing),
    })
}

fn strengths(input: &Input) -> Result<(f64, f64), CalcError> {
    match (input.grade, input.fu_ksi, input.fy_ksi) {
        (Some(grade), None, None) => match grade.strengths(input.diameter_in) {
            Some(strengths) => Ok((strengths.fu_ksi, strengths.fy_ksi)),
            None => Err(CalcError::Refused {
                code: "diameter",
                what: format!(
                    "`diameter_in` {} is beyond the {} in of {}",
                    input.diameter_in,
                    grade.largest_in(),
                    grade.standard()
                ),
                remedy: "choose a smaller rod or another grade, or give fu_ksi and fy_ksi",
            }),
        },
        (Some(_), Some(_), _) => Err(beside_grade("fu_ksi")),
        (Some(_), None, Some(_)) => Err(beside_grade("fy_ksi")),
        (None, Some(fu), Some(fy)) if fy <= fu => Ok((fu, fy)),
        (None, Some(fu), Some(fy)) => Err(check::range(
            "fy_ksi",
            fy,
            format!("at most fu_ksi, {fu}"),
            "a yield strength is below the tensile strength",
        )),
        (None, Some(_), None) => Err(check::missing(
            "fy_ksi",
            "fu_ksi is given, so give the yield strength, ksi",
        )),
        (None, None, Some(_)) => Err(check::missing(
            "fu_ksi",
            "fy_ksi is given, so give the tensile strength, ksi",
        )),
        (None, None, None) => Err(check::missing(
            "grade",
            format!(
                "give a grade ({}), or fu_ksi and fy_ksi, or allowable_stress_ksi",
                Grade::WORDS.join(", ")
            ),
        )),
    }
}

#[cold]
fn beside_grade(other: &'static str) -> CalcError {
    CalcError::Conflict {
        key: "grade",
        other,
        remedy: "give the grade or the strengths",
    }
}

fn write_strength(
    input: &Input,
    (fu, fy): (f64, f64),
    gross: f64,
    strength: Strength,
    trace: &mut Trace,
) {
    let of = |symbol, key, value| match input.grade {
        Some(grade) => table(symbol, value, "ksi", grade.standard()),
        None => given(symbol, key, value, "ksi"),
    };
    trace.line(|| {
        line(
            "Strength of the threaded part",
            match input.method {
                Method::Asd => "Rn/Ω = 0.75 Fu Ab/2.0",
                Method::Lrfd => "φ Rn = 0.75 · 0.75 Fu Ab",
            },
            vec![of("Fu", "fu_ksi", fu), computed("Ab", gross, "in²")],
            computed("R thread", strength.thread_kip, "kip"),
            "AISC 360-16 §J3.6, Table J3.2",
        )
    });
    trace.line(|| {
        line(
            "Strength by yielding",
            match input.method {
                Method::Asd => "Pn/Ω = Fy Ag/1.67",
                Method::Lrfd => "φ Pn = 0.90 Fy Ag",
            },
            vec![of("Fy", "fy_ksi", fy), computed("Ag", gross, "in²")],
            computed("R yield", strength.yield_kip, "kip"),
            "AISC 360-16 §D2(a)",
        )
    });
    trace.line(|| {
        line(
            "Tension strength of the rod",
            "R = min(R thread, R yield)",
            vec![
                computed("R thread", strength.thread_kip, "kip"),
                computed("R yield", strength.yield_kip, "kip"),
            ],
            computed("R", strength.least_kip(), "kip"),
            "AISC 360-16 §D2, §J3.6",
        )
        .noting(if strength.thread_kip <= strength.yield_kip {
            "thread governs"
        } else {
            "yielding governs"
        })
    });
}

/// Refuses a thread deeper than its rod.
pub(crate) fn check_thread(diameter_in: f64, threads_per_in: f64) -> Result<(), CalcError> {
    // 1.3/n is a thread's whole depth on both sides, with some to spare.
    if diameter_in * threads_per_in > 1.3 {
        return Ok(());
    }
    Err(check::range(
        "threads_per_in",
        threads_per_in,
        format!(
            "more than {:.2} for a rod of {diameter_in} in",
            1.3 / diameter_in
        ),
        "the thread would be deeper than the rod",
    ))
}

fn validate(input: &Input) -> Result<(), CalcError> {
    check::within(
        "diameter_in",
        input.diameter_in,
        0.01,
        100.0,
        "give the rod's nominal diameter in inches",
    )?;
    if let Some(n) = input.threads_per_in {
        check::within(
            "threads_per_in",
            n,
            0.1,
            1000.0,
            "give the threads an inch, as 10 for a 3/4 in rod",
        )?;
    }
    check::where_given("fu_ksi", input.fu_ksi, strength_ksi)?;
    check::where_given("fy_ksi", input.fy_ksi, strength_ksi)?;
    check::where_given(
        "allowable_stress_ksi",
        input.allowable_stress_ksi,
        strength_ksi,
    )?;
    if input.allowable_stress_ksi.is_some() {
        let others = [
            ("grade", input.grade.is_some()),
            ("fu_ksi", input.fu_ksi.is_some()),
            ("fy_ksi", input.fy_ksi.is_some()),
        ];
        if let Some((other, _)) = others.into_iter().find(|(_, given)| *given) {
            let remedy = "an allowable stress stands alone";
            return Err(CalcError::Conflict {
                key: "allowable_stress_ksi",
                other,
                remedy,
            });
        }
        if input.method == Method::Lrfd {
            let remedy = "an allowable stress is of ASD";
            return Err(CalcError::Conflict {
                key: "allowable_stress_ksi",
                other: "method",
                remedy,
            });
        }
    }
    Ok(())
}

fn strength_ksi(key: &'static str, value: f64) -> Result<(), CalcError> {
    check::within(
        key,
        value,
        0.1,
        1000.0,
        "strengths are in ksi, 36 to 150 for rods",
    )
}

#[cfg(test)]
mod tests;
