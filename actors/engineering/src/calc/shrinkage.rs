//! Shrinkage of wood across the grain, level by level and from the base up.

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt, whole};
use super::written::{computed, given, given_in, line};
use crate::error::CalcError;
use crate::trace::Trace;

/// What goes in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Moisture above which nothing shrinks, %.
    pub fiber_saturation_pct: f64,
    /// Members that lie across the grain in the load's way.
    pub member: Vec<Member>,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            fiber_saturation_pct: 30.0,
            member: Vec::new(),
        }
    }
}

/// Plates, sills or joists of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Member {
    /// Level, 1 the lowest.
    #[serde(deserialize_with = "whole")]
    pub level: u32,
    /// Dimension across the grain of one, inches.
    pub dimension_in: f64,
    /// How many above each other.
    #[serde(deserialize_with = "whole")]
    pub count: u32,
    /// Shrinkage per 1 % of moisture.
    pub coefficient_per_pct: f64,
    /// Moisture at erection, %.
    pub mc_initial_pct: f64,
    /// Moisture in service, %.
    pub mc_final_pct: f64,
}

impl Default for Member {
    fn default() -> Self {
        Self {
            level: 0,
            dimension_in: 0.0,
            count: 1,
            coefficient_per_pct: 0.0,
            mc_initial_pct: 0.0,
            mc_final_pct: 0.0,
        }
    }
}

/// What comes out, from the lowest level up, inches; negative is swelling.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Of each level.
    pub per_level_in: Vec<f64>,
    /// Of each level and all below.
    pub cumulative_in: Vec<f64>,
    /// Of all.
    pub total_in: f64,
}

const MEMBER_KEYS: &[Key] = &[
    Key::required("level", Kind::Whole, "", "Level, 1 the lowest"),
    Key::required(
        "dimension_in",
        Kind::Number,
        "in",
        "Dimension across the grain",
    ),
    Key::or("count", Kind::Whole, "", "1", "How many above each other"),
    Key::required(
        "coefficient_per_pct",
        Kind::Number,
        "",
        "Shrinkage per 1 % of moisture (0.0020 to 0.0025)",
    ),
    Key::required("mc_initial_pct", Kind::Number, "%", "Moisture at erection"),
    Key::required("mc_final_pct", Kind::Number, "%", "Moisture in service"),
];

const KEYS: &[Key] = &[
    Key::or(
        "fiber_saturation_pct",
        Kind::Number,
        "%",
        "30",
        "Moisture above which nothing shrinks",
    ),
    Key::required(
        "member",
        Kind::Tables(MEMBER_KEYS),
        "",
        "Members, one [[input.member]] each",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "shrinkage",
    summary: "Shrinkage of each level and from the base up",
    standard: "Wood Handbook (FPL-GTR-282) Ch. 4",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, shrinkage, value, trace),
};

/// Shrinkage, inches: `D C (MCi − MCf)`, moistures in % counted up to fibre saturation.
#[must_use]
pub fn member_shrinkage_in(
    dimension_in: f64,
    coefficient_per_pct: f64,
    mc_initial_pct: f64,
    mc_final_pct: f64,
    fiber_saturation_pct: f64,
) -> f64 {
    let drying = mc_initial_pct.min(fiber_saturation_pct) - mc_final_pct.min(fiber_saturation_pct);
    dimension_in * coefficient_per_pct * drying
}

/// Shrinkage of each level and from the base up.
///
/// # Errors
/// A value out of range.
pub fn shrinkage(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    const MOISTURE: &str = "moisture is in percent of dry weight";
    check::within(
        "fiber_saturation_pct",
        input.fiber_saturation_pct,
        10.0,
        50.0,
        "28 to 30 % for most species",
    )?;
    check::items("member", input.member.len())?;
    let mut per_level_in = Vec::new();
    for (i, member) in input.member.iter().enumerate() {
        check::within(
            "level",
            f64::from(member.level),
            1.0,
            check::MAX_LEVELS as f64,
            "levels count from 1, the lowest",
        )
        .and_then(|()| check::positive("dimension_in", member.dimension_in))
        .and_then(|()| {
            check::within(
                "count",
                f64::from(member.count),
                1.0,
                1000.0,
                "leave out a member that is not there",
            )
        })
        .and_then(|()| {
            let remedy =
                "per 1 % of moisture: 0.0020 to 0.0025 for sawn wood, 0.0005 for engineered joists";
            check::within(
                "coefficient_per_pct",
                member.coefficient_per_pct,
                0.0,
                0.02,
                remedy,
            )
        })
        .and_then(|()| {
            check::within(
                "mc_initial_pct",
                member.mc_initial_pct,
                0.0,
                300.0,
                MOISTURE,
            )
        })
        .and_then(|()| check::within("mc_final_pct", member.mc_final_pct, 0.0, 300.0, MOISTURE))
        .map_err(|e| check::placed(e, "member", i, input.member.len()))?;
        let level = member.level as usize;
        if per_level_in.len() < level {
            per_level_in.resize(level, 0.0);
        }
        let each = member_shrinkage_in(
            member.dimension_in,
            member.coefficient_per_pct,
            member.mc_initial_pct,
            member.mc_final_pct,
            input.fiber_saturation_pct,
        );
        let all = each * f64::from(member.count);
        per_level_in[level - 1] += all;
        trace.line(|| {
            let at = ("member", i);
            line(
                format!("Shrinkage of member {}, level {level}", i + 1),
                "S = n D C (MCi − MCf), MC ≤ FSP",
                vec![
                    given_in("n", at, "count", f64::from(member.count), ""),
                    given_in("D", at, "dimension_in", member.dimension_in, "in"),
                    given_in(
                        "C",
                        at,
                        "coefficient_per_pct",
                        member.coefficient_per_pct,
                        "1/%",
                    ),
                    given_in("MCi", at, "mc_initial_pct", member.mc_initial_pct, "%"),
                    given_in("MCf", at, "mc_final_pct", member.mc_final_pct, "%"),
                    given(
                        "FSP",
                        "fiber_saturation_pct",
                        input.fiber_saturation_pct,
                        "%",
                    ),
                ],
                computed("S", all, "in"),
                "Wood Handbook (FPL-GTR-282) Ch. 4",
            )
        });
    }
    let mut total_in = 0.0;
    let mut cumulative_in = Vec::with_capacity(per_level_in.len());
    for (i, level) in per_level_in.iter().enumerate() {
        total_in += level;
        cumulative_in.push(total_in);
        trace.line(|| {
            line(
                format!("Shrinkage up to level {}", i + 1),
                "Σ S from the base up",
                vec![computed("S of the level", *level, "in")],
                computed("Σ S", total_in, "in"),
                "Statics",
            )
        });
    }
    Ok(Output {
        per_level_in,
        cumulative_in,
        total_in,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn member(level: u32) -> Member {
        Member {
            level,
            dimension_in: 1.5,
            coefficient_per_pct: 0.0025,
            mc_initial_pct: 19.0,
            mc_final_pct: 9.0,
            ..Member::default()
        }
    }

    #[test]
    fn a_level_without_members_does_not_shrink() {
        let input = Input {
            member: vec![member(3)],
            ..Input::default()
        };
        assert_eq!(
            shrinkage(&input, &mut Trace::off()).unwrap().per_level_in,
            [0.0, 0.0, 0.0375]
        );
    }

    #[test]
    fn wood_that_stays_above_saturation_does_not_move() {
        assert_eq!(member_shrinkage_in(9.25, 0.0025, 60.0, 35.0, 30.0), 0.0);
    }

    #[test]
    fn a_coefficient_for_the_whole_drying_is_refused() {
        let input = Input {
            member: vec![Member {
                coefficient_per_pct: 0.06,
                ..member(1)
            }],
            ..Input::default()
        };
        let error = shrinkage(&input, &mut Trace::off()).unwrap_err();
        assert!(error.to_string().contains("coefficient_per_pct"), "{error}");
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_the_levels(levels in proptest::collection::vec(1u32..50, 1..60)) {
            let input = Input { member: levels.into_iter().map(member).collect(), ..Input::default() };
            let out = shrinkage(&input, &mut Trace::off()).unwrap();
            prop_assert!((out.total_in - out.per_level_in.iter().sum::<f64>()).abs() < 1e-12);
            prop_assert!((out.total_in - 0.0375 * input.member.len() as f64).abs() < 1e-9);
        }
    }
}
