//! What each bearing plate passes into the rod, with plates left out at some levels.

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::written::{computed, given, line};
use crate::error::CalcError;
use crate::trace::Trace;

/// What goes in. Lists run from the lowest level up.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Cumulative tension at the base of each level, lb.
    pub tension_lb: Vec<f64>,
    /// Whether there is a plate at the top of each level.
    pub restrained: Vec<bool>,
}

/// What comes out, a level.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Output {
    /// Force that the plate at the top of the level passes into the rod, lb; 0 without a plate.
    pub plate_lb: Vec<f64>,
    /// Force in the rod through the level, lb.
    pub rod_lb: Vec<f64>,
}

const KEYS: &[Key] = &[
    Key::required(
        "tension_lb",
        Kind::Numbers,
        "lb",
        "Cumulative tension at the base of each level, from the lowest up",
    ),
    Key::required(
        "restrained",
        Kind::Flags,
        "",
        "Whether there is a plate at the top of each level",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "restraint_forces",
    summary: "Plate and rod forces of a run, with plates skipped at some levels",
    standard: "Statics",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, restraint_forces, value, trace),
};

/// Plate and rod forces of a run.
///
/// The share of a level without a plate goes up to the next plate above, and the rod between
/// carries it. Plates only press down on the wall: where tension grows upwards, the rod carries
/// the larger force of above on down to the anchor, and the plate below gives nothing.
///
/// # Errors
/// A value out of range, lists of unequal length, or no plate at the top (code `top unrestrained`).
pub fn restraint_forces(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    let mut output = Output::default();
    restraint_forces_into(&input.tension_lb, &input.restrained, &mut output)?;
    for (i, tension) in input.tension_lb.iter().enumerate() {
        trace.line(|| {
            line(
                format!("Rod force through level {}", i + 1),
                "R = T at the base of the lowest level since the plate below",
                vec![given("T", "tension_lb", *tension, "lb")],
                computed("R", output.rod_lb[i], "lb"),
                "Statics",
            )
        });
        trace.line(|| {
            let above = output.rod_lb.get(i + 1).copied().unwrap_or(0.0);
            line(
                format!("Plate at the top of level {}", i + 1),
                "P = R − R of the level above",
                vec![
                    computed("R", output.rod_lb[i], "lb"),
                    computed("R above", above, "lb"),
                ],
                computed("P", output.plate_lb[i], "lb"),
                "Statics",
            )
            .noting(if input.restrained[i] {
                "plate"
            } else {
                "no plate: the share goes up to the next"
            })
        });
    }
    Ok(output)
}

/// [`restraint_forces`] into lists that are used again, for calls by the thousand.
///
/// # Errors
/// As [`restraint_forces`].
pub fn restraint_forces_into(
    tension_lb: &[f64],
    restrained: &[bool],
    into: &mut Output,
) -> Result<(), CalcError> {
    let levels = tension_lb.len();
    check::levels("tension_lb", levels)?;
    check::each("tension_lb", tension_lb, check::not_negative)?;
    check::same_length("restrained", restrained.len(), "tension_lb", levels)?;
    if !restrained.last().copied().unwrap_or_default() {
        return Err(CalcError::Refused {
            code: "top unrestrained",
            what: format!(
                "`restrained` is false at the top level ({levels}): nothing holds its tension"
            ),
            remedy: "put a plate at the top level",
        });
    }
    into.plate_lb.clear();
    into.plate_lb.resize(levels, 0.0);
    into.rod_lb.clear();
    into.rod_lb.resize(levels, 0.0);
    let (rod, plate) = (&mut into.rod_lb, &mut into.plate_lb);
    // From the top: what the rod carries at least, whatever the plates.
    let mut least = 0.0f64;
    for i in (0..levels).rev() {
        least = least.max(tension_lb[i]);
        rod[i] = least;
    }
    // From below: a rod keeps the force of the lowest level since the plate below it.
    for i in 1..levels {
        if !restrained[i - 1] {
            rod[i] = rod[i - 1];
        }
    }
    for i in 0..levels {
        if restrained[i] {
            plate[i] = rod[i] - rod.get(i + 1).copied().unwrap_or(0.0);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tension_that_grows_upwards_is_carried_down_by_the_rod() {
        let input = Input {
            tension_lb: vec![3000.0, 5000.0],
            restrained: vec![true, true],
        };
        let out = restraint_forces(&input, &mut Trace::off()).unwrap();
        assert_eq!(out.rod_lb, [5000.0, 5000.0]);
        assert_eq!(out.plate_lb, [0.0, 5000.0]);
    }

    proptest! {
        #[test]
        fn plates_add_up_to_the_anchor_and_no_rod_carries_less_than_its_tension(
            levels in proptest::collection::vec((0.0..1e5f64, any::<bool>()), 1..30),
        ) {
            let (tension_lb, mut restrained): (Vec<f64>, Vec<bool>) = levels.into_iter().unzip();
            *restrained.last_mut().unwrap() = true;
            let out = restraint_forces(&Input { tension_lb: tension_lb.clone(), restrained }, &mut Trace::off()).unwrap();
            let sum: f64 = out.plate_lb.iter().sum();
            prop_assert!((sum - out.rod_lb[0]).abs() < 1e-6);
            prop_assert!(out.plate_lb.iter().all(|p| *p >= 0.0));
            prop_assert!(out.rod_lb.iter().zip(&tension_lb).all(|(r, t)| r >= t));
        }
    }
}
