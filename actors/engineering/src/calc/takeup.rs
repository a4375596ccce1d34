//! Travel that take-up devices need, and their own deformation (ICC-ES AC316).

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt, whole};
use super::written::{computed, given, line, not_over};
use crate::error::CalcError;
use crate::trace::Trace;

/// What goes in. Lists run from the lowest level up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Shrinkage of each level, inches.
    pub shrinkage_in: Vec<f64>,
    /// Settlement of each level, inches.
    pub settlement_in: Vec<f64>,
    /// The rod is fixed right below this level, 1 the lowest.
    #[serde(deserialize_with = "whole")]
    pub fixed_below_level: u32,
    /// Factor on the travel.
    pub margin: f64,
    /// Travel that each level's device has, inches.
    pub rated_travel_in: Vec<f64>,
    /// Seating of the device ΔR, inches.
    pub delta_r_in: f64,
    /// Deflection of the device at its rated load ΔA, inches.
    pub delta_a_in: f64,
    /// Rated load of the device, lb.
    pub rated_load_lb: Option<f64>,
    /// Force through each level's device, lb.
    pub load_lb: Vec<f64>,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            shrinkage_in: Vec::new(),
            settlement_in: Vec::new(),
            fixed_below_level: 1,
            margin: 1.0,
            rated_travel_in: Vec::new(),
            delta_r_in: 0.0,
            delta_a_in: 0.0,
            rated_load_lb: None,
            load_lb: Vec::new(),
        }
    }
}

/// What comes out, from the lowest level up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Travel needed, inches.
    pub required_travel_in: Vec<f64>,
    /// Whether the device has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub travel_ok: Option<Vec<bool>>,
    /// Deformation of the device under its load, inches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_in: Option<Vec<f64>>,
}

const KEYS: &[Key] = &[
    Key::required(
        "shrinkage_in",
        Kind::Numbers,
        "in",
        "Shrinkage of each level, from the lowest up",
    ),
    Key::or(
        "settlement_in",
        Kind::Numbers,
        "in",
        "0",
        "Settlement of each level",
    ),
    Key::or(
        "fixed_below_level",
        Kind::Whole,
        "",
        "1",
        "The rod is fixed right below this level; 1 is the foundation",
    ),
    Key::or("margin", Kind::Number, "", "1", "Factor on the travel"),
    Key::optional(
        "rated_travel_in",
        Kind::Numbers,
        "in",
        "not checked",
        "Travel that each level's device has",
    ),
    Key::or(
        "delta_r_in",
        Kind::Number,
        "in",
        "0",
        "Seating of the device ΔR",
    ),
    Key::or(
        "delta_a_in",
        Kind::Number,
        "in",
        "0",
        "Deflection of the device at its rated load ΔA",
    ),
    Key::optional(
        "rated_load_lb",
        Kind::Number,
        "lb",
        "needed with load_lb",
        "Rated load of the device PA",
    ),
    Key::optional(
        "load_lb",
        Kind::Numbers,
        "lb",
        "no deformation",
        "Force through each level's device",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "takeup",
    summary: "Travel that take-up devices need, and their deformation under load",
    standard: "ICC-ES AC316",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, takeup, value, trace),
};

/// Deformation of a device, inches: `ΔR + ΔA P/PA`, P the force through it.
#[must_use]
pub fn device_in(delta_r_in: f64, delta_a_in: f64, load_lb: f64, rated_load_lb: f64) -> f64 {
    delta_r_in + delta_a_in * load_lb / rated_load_lb
}

/// Travel that take-up devices need: cumulative shrinkage and settlement above the last fixed
/// point, times a margin; 0 below that point and where wood swells.
///
/// # Errors
/// A value out of range or lists of unequal length.
pub fn takeup(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    validate(input)?;
    let first = input.fixed_below_level as usize - 1; // at least 1, by `validate`
    let mut sum = 0.0;
    let mut required_travel_in = Vec::with_capacity(input.shrinkage_in.len());
    for (i, shrinkage) in input.shrinkage_in.iter().enumerate() {
        let settlement = input.settlement_in.get(i).copied().unwrap_or(0.0);
        if i >= first {
            sum += shrinkage + settlement;
        }
        let travel = (sum * input.margin).max(0.0);
        required_travel_in.push(travel);
        trace.line(|| {
            let written = line(
                format!("Travel of the device at level {}", i + 1),
                "t = margin · Σ (S + settlement) above the fixed point",
                vec![
                    given("S", "shrinkage_in", *shrinkage, "in"),
                    given("settlement", "settlement_in", settlement, "in"),
                    computed("Σ", sum, "in"),
                    given("margin", "margin", input.margin, ""),
                ],
                computed("t", travel, "in"),
                "ICC-ES AC316 §6.0",
            );
            match input.rated_travel_in.get(i) {
                Some(rated) => written.at_most(travel, *rated, "in"),
                None => written,
            }
        });
    }
    let travel_ok = (!input.rated_travel_in.is_empty()).then(|| {
        let pairs = required_travel_in.iter().zip(&input.rated_travel_in);
        pairs
            .map(|(required, rated)| not_over(*required, *rated))
            .collect()
    });
    let device = input
        .rated_load_lb
        .filter(|_| !input.load_lb.is_empty())
        .map(|rated| {
            let of = |load: &f64| device_in(input.delta_r_in, input.delta_a_in, *load, rated);
            let all: Vec<f64> = input.load_lb.iter().map(of).collect();
            for (i, (load, deformation)) in input.load_lb.iter().zip(&all).enumerate() {
                trace.line(|| {
                    line(
                        format!("Deformation of the device at level {}", i + 1),
                        "Δ = ΔR + ΔA P/PA",
                        vec![
                            given("ΔR", "delta_r_in", input.delta_r_in, "in"),
                            given("ΔA", "delta_a_in", input.delta_a_in, "in"),
                            given("P", "load_lb", *load, "lb"),
                            given("PA", "rated_load_lb", rated, "lb"),
                        ],
                        computed("Δ", *deformation, "in"),
                        "ICC-ES AC316",
                    )
                    .at_most(*load, rated, "lb")
                });
            }
            all
        });
    Ok(Output {
        required_travel_in,
        travel_ok,
        device_in: device,
    })
}

fn validate(input: &Input) -> Result<(), CalcError> {
    const LEVELS: &str = "shrinkage_in";
    let levels = input.shrinkage_in.len();
    check::levels(LEVELS, levels)?;
    check::each(LEVELS, &input.shrinkage_in, check::finite)?;
    check::same_length_or_empty("settlement_in", input.settlement_in.len(), LEVELS, levels)?;
    check::each("settlement_in", &input.settlement_in, check::not_negative)?;
    let fixed = f64::from(input.fixed_below_level);
    check::within(
        "fixed_below_level",
        fixed,
        1.0,
        levels as f64,
        "1 is the foundation; a rod is fixed below one of its levels",
    )?;
    check::within(
        "margin",
        input.margin,
        1.0,
        10.0,
        "a margin adds travel: 1.0 to 1.5",
    )?;
    check::same_length_or_empty(
        "rated_travel_in",
        input.rated_travel_in.len(),
        LEVELS,
        levels,
    )?;
    check::each(
        "rated_travel_in",
        &input.rated_travel_in,
        check::not_negative,
    )?;
    check::not_negative("delta_r_in", input.delta_r_in)?;
    check::not_negative("delta_a_in", input.delta_a_in)?;
    check::where_given("rated_load_lb", input.rated_load_lb, check::positive)?;
    check::same_length_or_empty("load_lb", input.load_lb.len(), LEVELS, levels)?;
    check::each("load_lb", &input.load_lb, check::not_negative)?;
    if !input.load_lb.is_empty() && input.rated_load_lb.is_none() {
        return Err(check::missing(
            "rated_load_lb",
            "load_lb is given, so give the device's rated load, lb",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn travel_counts_from_the_last_fixed_point() {
        let input = Input {
            shrinkage_in: vec![0.1, 0.25, 0.5],
            fixed_below_level: 2,
            ..Input::default()
        };
        assert_eq!(
            takeup(&input, &mut Trace::off())
                .unwrap()
                .required_travel_in,
            [0.0, 0.25, 0.75]
        );
        let out_of_run = Input {
            fixed_below_level: 4,
            ..input
        };
        assert_eq!(
            takeup(&out_of_run, &mut Trace::off()).unwrap_err().code(),
            "range"
        );
    }

    #[test]
    fn just_enough_travel_is_enough() {
        let input = Input {
            shrinkage_in: vec![0.1, 0.2],
            rated_travel_in: vec![0.1, 0.3],
            ..Input::default()
        };
        assert_eq!(
            takeup(&input, &mut Trace::off()).unwrap().travel_ok,
            Some(vec![true, true])
        );
    }

    #[test]
    fn a_loaded_device_needs_its_rated_load() {
        let input = Input {
            shrinkage_in: vec![0.1],
            load_lb: vec![100.0],
            ..Input::default()
        };
        assert_eq!(
            takeup(&input, &mut Trace::off()).unwrap_err().code(),
            "missing"
        );
    }
}
