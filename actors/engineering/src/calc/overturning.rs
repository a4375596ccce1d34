//! Cumulative overturning of a stack of shear walls: moments, chord tension and compression.

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::seismic_base_shear::sums_from_top;
use super::written::{computed, given, line};
use crate::error::CalcError;
use crate::trace::Trace;

/// What goes in. Lists run from the lowest level up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Force at the top of each level, lb, unfactored.
    pub story_forces_lb: Vec<f64>,
    /// Height of each level, ft.
    pub story_heights_ft: Vec<f64>,
    /// Length of the wall, ft.
    pub wall_length_ft: f64,
    /// Arm between the chords' forces; the length where absent.
    pub arm_ft: Option<Arm>,
    /// Dead load that each level adds over the wall's length, plf.
    pub dead_plf: Vec<f64>,
    /// Dead load that each level adds right on the chord, lb.
    pub dead_end_lb: Vec<f64>,
    /// Other gravity on the chord at each level, lb, already factored and added up.
    pub compression_gravity_lb: Vec<f64>,
    /// Factor on the lateral force.
    pub lateral_factor: f64,
    /// Factor on dead load that holds against tension.
    pub dead_factor_tension: f64,
    /// Factor on dead load in compression.
    pub dead_factor_compression: f64,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            story_forces_lb: Vec::new(),
            story_heights_ft: Vec::new(),
            wall_length_ft: 0.0,
            arm_ft: None,
            dead_plf: Vec::new(),
            dead_end_lb: Vec::new(),
            compression_gravity_lb: Vec::new(),
            lateral_factor: 1.0,
            dead_factor_tension: 0.0,
            dead_factor_compression: 0.0,
        }
    }
}

/// Arm between the chords' forces, ft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arm {
    /// The same at every level.
    All(f64),
    /// One a level.
    Each(Vec<f64>),
}

/// What comes out, at the base of each level, from the lowest up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Story shear, lb, unfactored.
    pub story_shear_lb: Vec<f64>,
    /// Overturning moment, lb-ft, unfactored.
    pub m_ot_lbft: Vec<f64>,
    /// Resisting moment of the accumulated load, lb-ft, unfactored.
    pub m_r_lbft: Vec<f64>,
    /// Unit shear with the lateral factor, plf.
    pub unit_shear_plf: Vec<f64>,
    /// Net tension, lb; negative where the dead load holds.
    pub tension_raw_lb: Vec<f64>,
    /// Net tension, lb, never below 0.
    pub tension_lb: Vec<f64>,
    /// Compression, lb.
    pub compression_lb: Vec<f64>,
    /// Tension less that of the level above, lb.
    pub incremental_lb: Vec<f64>,
}

const KEYS: &[Key] = &[
    Key::required(
        "story_forces_lb",
        Kind::Numbers,
        "lb",
        "Force at the top of each level, from the lowest up",
    ),
    Key::required(
        "story_heights_ft",
        Kind::Numbers,
        "ft",
        "Height of each level",
    ),
    Key::required("wall_length_ft", Kind::Number, "ft", "Length of the wall"),
    Key::optional(
        "arm_ft",
        Kind::NumberOrNumbers,
        "ft",
        "the wall's length",
        "Arm between the chords' forces, one or one a level",
    ),
    Key::or(
        "dead_plf",
        Kind::Numbers,
        "plf",
        "0",
        "Dead load that each level adds over the wall's length",
    ),
    Key::or(
        "dead_end_lb",
        Kind::Numbers,
        "lb",
        "0",
        "Dead load that each level adds right on the chord",
    ),
    Key::or(
        "compression_gravity_lb",
        Kind::Numbers,
        "lb",
        "0",
        "Other gravity on the chord at each level, factored and added up",
    ),
    Key::or(
        "lateral_factor",
        Kind::Number,
        "",
        "1",
        "Factor on the lateral force",
    ),
    Key::or(
        "dead_factor_tension",
        Kind::Number,
        "",
        "0",
        "Factor on dead load that holds against tension",
    ),
    Key::or(
        "dead_factor_compression",
        Kind::Number,
        "",
        "0",
        "Factor on dead load in compression",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "overturning",
    summary: "Overturning moment, chord tension and compression at the base of each level",
    standard: "Statics; factors of ASCE 7 §2.3, §2.4",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, overturning, value, trace),
};

/// Overturning moment at the base of each level, lb-ft: the sum over all levels above of force
/// times height above that base, `M_i = Σ_{j≥i} F_j (z_j − z_i)`.
#[must_use]
pub fn moments_lbft(story_forces_lb: &[f64], story_heights_ft: &[f64]) -> Vec<f64> {
    let n = story_forces_lb.len().min(story_heights_ft.len());
    (0..n)
        .map(|i| {
            let mut above = 0.0;
            (i..n)
                .map(|j| {
                    above += story_heights_ft[j];
                    story_forces_lb[j] * above
                })
                .sum()
        })
        .collect()
}

/// Cumulative overturning of a stack of walls.
///
/// # Errors
/// A value out of range or lists of unequal length.
pub fn overturning(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    validate(input)?;
    let levels = input.story_forces_lb.len();
    let length = input.wall_length_ft;
    let arm = |i: usize| match &input.arm_ft {
        None => length,
        Some(Arm::All(arm)) => *arm,
        Some(Arm::Each(arms)) => arms[i], // as long as the forces, by `validate`
    };
    let or_zeros = |list: &[f64]| {
        if list.is_empty() {
            vec![0.0; levels]
        } else {
            list.to_vec()
        }
    };
    let dead_plf = sums_from_top(&or_zeros(&input.dead_plf));
    let dead_end = sums_from_top(&or_zeros(&input.dead_end_lb));
    let gravity = or_zeros(&input.compression_gravity_lb);
    let factor = input.lateral_factor;

    let story_shear_lb = sums_from_top(&input.story_forces_lb);
    let m_ot_lbft = moments_lbft(&input.story_forces_lb, &input.story_heights_ft);
    let m_r_lbft: Vec<f64> = dead_plf.iter().map(|w| w * length * length / 2.0).collect();
    let unit_shear_plf = story_shear_lb.iter().map(|v| factor * v / length).collect();
    let tension_raw_lb: Vec<f64> = (0..levels)
        .map(|i| {
            let moment = factor * m_ot_lbft[i] - input.dead_factor_tension * m_r_lbft[i];
            moment / arm(i) - input.dead_factor_tension * dead_end[i]
        })
        .collect();
    let compression_lb: Vec<f64> = (0..levels)
        .map(|i| {
            let moment = factor * m_ot_lbft[i] + input.dead_factor_compression * m_r_lbft[i];
            moment / arm(i) + input.dead_factor_compression * dead_end[i] + gravity[i]
        })
        .collect();
    let tension_lb: Vec<f64> = tension_raw_lb.iter().map(|t| t.max(0.0)).collect();
    let incremental_lb: Vec<f64> = (0..levels)
        .map(|i| tension_lb[i] - tension_lb.get(i + 1).copied().unwrap_or(0.0))
        .collect();

    for i in 0..levels {
        let arm_key = if input.arm_ft.is_some() {
            "arm_ft"
        } else {
            "wall_length_ft"
        };
        trace.line(|| {
            line(
                format!("Overturning moment at the base of level {}", i + 1),
                "M = Σ Fj (zj − zi), j ≥ i",
                vec![
                    given("F", "story_forces_lb", input.story_forces_lb[i], "lb"),
                    given("h", "story_heights_ft", input.story_heights_ft[i], "ft"),
                    computed("V", story_shear_lb[i], "lb"),
                    computed(
                        "M above",
                        m_ot_lbft.get(i + 1).copied().unwrap_or(0.0),
                        "lb-ft",
                    ),
                ],
                computed("M", m_ot_lbft[i], "lb-ft"),
                "Statics",
            )
        });
        trace.line(|| {
            line(
                format!("Resisting moment at the base of level {}", i + 1),
                "Mr = Σ w L²/2",
                vec![
                    computed("Σ w", dead_plf[i], "plf"),
                    given("L", "wall_length_ft", length, "ft"),
                ],
                computed("Mr", m_r_lbft[i], "lb-ft"),
                "Statics",
            )
        });
        trace.line(|| {
            line(
                format!("Tension at the base of level {}", i + 1),
                "T = (f M − fD Mr)/d − fD De",
                vec![
                    given("f", "lateral_factor", factor, ""),
                    computed("M", m_ot_lbft[i], "lb-ft"),
                    given("fD", "dead_factor_tension", input.dead_factor_tension, ""),
                    computed("Mr", m_r_lbft[i], "lb-ft"),
                    given("d", arm_key, arm(i), "ft"),
                    computed("De", dead_end[i], "lb"),
                ],
                computed("T", tension_raw_lb[i], "lb"),
                "Statics",
            )
            .noting(if tension_raw_lb[i] > 0.0 {
                "net tension"
            } else {
                "dead load holds: no tension"
            })
        });
        trace.line(|| {
            line(
                format!("Compression at the base of level {}", i + 1),
                "C = (f M + fD Mr)/d + fD De + G",
                vec![
                    given("f", "lateral_factor", factor, ""),
                    computed("M", m_ot_lbft[i], "lb-ft"),
                    given(
                        "fD",
                        "dead_factor_compression",
                        input.dead_factor_compression,
                        "",
                    ),
                    computed("Mr", m_r_lbft[i], "lb-ft"),
                    given("d", arm_key, arm(i), "ft"),
                    computed("De", dead_end[i], "lb"),
                    given("G", "compression_gravity_lb", gravity[i], "lb"),
                ],
                computed("C", compression_lb[i], "lb"),
                "Statics",
            )
        });
    }
    Ok(Output {
        story_shear_lb,
        m_ot_lbft,
        m_r_lbft,
        unit_shear_plf,
        tension_raw_lb,
        tension_lb,
        compression_lb,
        incremental_lb,
    })
}

fn validate(input: &Input) -> Result<(), CalcError> {
    const FORCES: &str = "story_forces_lb";
    let levels = input.story_forces_lb.len();
    check::levels(FORCES, levels)?;
    check::each(FORCES, &input.story_forces_lb, check::finite)?;
    check::same_length(
        "story_heights_ft",
        input.story_heights_ft.len(),
        FORCES,
        levels,
    )?;
    check::each("story_heights_ft", &input.story_heights_ft, check::positive)?;
    check::positive("wall_length_ft", input.wall_length_ft)?;
    match &input.arm_ft {
        None => {}
        Some(Arm::All(arm)) => check::positive("arm_ft", *arm)?,
        Some(Arm::Each(arms)) => {
            check::same_length("arm_ft", arms.len(), FORCES, levels)?;
            check::each("arm_ft", arms, check::positive)?;
        }
    }
    for (key, list) in [
        ("dead_plf", &input.dead_plf),
        ("dead_end_lb", &input.dead_end_lb),
        ("compression_gravity_lb", &input.compression_gravity_lb),
    ] {
        check::same_length_or_empty(key, list.len(), FORCES, levels)?;
        check::each(key, list, check::not_negative)?;
    }
    check::not_negative("lateral_factor", input.lateral_factor)?;
    // Above an SDS of 4.3 g the factor on dead load turns negative; it then lifts.
    check::within(
        "dead_factor_tension",
        input.dead_factor_tension,
        -2.0,
        2.0,
        "ASCE 7 §2.4.5: 0.6 − 0.14 SDS",
    )?;
    check::within(
        "dead_factor_compression",
        input.dead_factor_compression,
        0.0,
        4.0,
        "ASCE 7 §2.4.5: 1.0 + 0.14 SDS",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_level_may_have_its_own_arm() {
        let input = Input {
            story_forces_lb: vec![1000.0, 1000.0],
            story_heights_ft: vec![10.0, 10.0],
            wall_length_ft: 10.0,
            arm_ft: Some(Arm::Each(vec![8.0, 9.0])),
            ..Input::default()
        };
        let out = overturning(&input, &mut Trace::off()).unwrap();
        assert_eq!(out.tension_lb, [30_000.0 / 8.0, 10_000.0 / 9.0]);
    }

    #[test]
    fn load_on_the_end_accumulates_from_the_top() {
        let input = Input {
            story_forces_lb: vec![0.0, 0.0],
            story_heights_ft: vec![10.0, 10.0],
            wall_length_ft: 10.0,
            dead_end_lb: vec![100.0, 200.0],
            dead_factor_compression: 1.0,
            ..Input::default()
        };
        assert_eq!(
            overturning(&input, &mut Trace::off())
                .unwrap()
                .compression_lb,
            [300.0, 200.0]
        );
    }

    #[test]
    fn lists_of_unequal_length_are_refused() {
        let input = Input {
            story_forces_lb: vec![1.0, 1.0],
            story_heights_ft: vec![10.0],
            wall_length_ft: 10.0,
            ..Input::default()
        };
        assert_eq!(
            overturning(&input, &mut Trace::off()).unwrap_err().code(),
            "length"
        );
    }

    proptest! {
        #[test]
        fn force_times_height_equals_the_running_sum_of_shear_times_height(
            stories in proptest::collection::vec((0.0..1e5f64, 7.0..20.0f64), 1..40),
        ) {
            let (forces, heights): (Vec<f64>, Vec<f64>) = stories.into_iter().unzip();
            let moments = moments_lbft(&forces, &heights);
            let shears = sums_from_top(&forces);
            for (i, moment) in moments.iter().enumerate() {
                let running: f64 = (i..forces.len()).map(|j| shears[j] * heights[j]).sum();
                prop_assert!((moment - running).abs() <= 1e-9 * (1.0 + running));
            }
        }

        #[test]
        fn without_dead_load_tension_and_compression_are_a_couple(
            forces in proptest::collection::vec(0.0..1e5f64, 1..10),
            arm in 3.0..40.0f64,
        ) {
            let input = Input {
                story_heights_ft: vec![9.0; forces.len()],
                story_forces_lb: forces,
                wall_length_ft: 40.0,
                arm_ft: Some(Arm::All(arm)),
                ..Input::default()
            };
            let out = overturning(&input, &mut Trace::off()).unwrap();
            prop_assert_eq!(out.tension_lb, out.compression_lb);
        }
    }
}
