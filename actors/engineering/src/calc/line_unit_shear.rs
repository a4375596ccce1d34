//! Unit shear of a wall line over its full-height segments (SDPWS §4.3.4).

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::written::{computed, given, line, not_over};
use crate::error::CalcError;
use crate::trace::Trace;

/// What goes in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Shears in the line, lb, one a level or case.
    pub shear_lb: Vec<f64>,
    /// Lengths of its full-height segments, ft.
    pub segment_lengths_ft: Vec<f64>,
    /// Height of the segments, ft; without it every segment counts.
    pub height_ft: Option<f64>,
    /// Largest ratio of height to length that counts.
    pub max_aspect: f64,
    /// Factor on the shears, 0.7 for seismic in ASD.
    pub load_factor: f64,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            shear_lb: Vec::new(),
            segment_lengths_ft: Vec::new(),
            height_ft: None,
            max_aspect: 3.5,
            load_factor: 1.0,
        }
    }
}

/// What comes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Length of the segments within the ratio, ft.
    pub effective_length_ft: f64,
    /// Unit shear of each shear given, plf, with the factor.
    pub unit_shear_plf: Vec<f64>,
    /// Share of each segment of the first shear, lb, with the factor; 0 where it is left out.
    pub segment_shear_lb: Vec<f64>,
}

const KEYS: &[Key] = &[
    Key::required(
        "shear_lb",
        Kind::Numbers,
        "lb",
        "Shears in the line, one a level",
    ),
    Key::required(
        "segment_lengths_ft",
        Kind::Numbers,
        "ft",
        "Lengths of the full-height segments",
    ),
    Key::optional(
        "height_ft",
        Kind::Number,
        "ft",
        "every segment counts",
        "Height of the segments",
    ),
    Key::or(
        "max_aspect",
        Kind::Number,
        "",
        "3.5",
        "Largest height over length of a segment that counts",
    ),
    Key::or("load_factor", Kind::Number, "", "1", "Factor on the shears"),
];

pub(super) const ENTRY: Entry = Entry {
    name: "line_unit_shear",
    summary: "Unit shear of a wall line over the segments that are not too slender",
    standard: "SDPWS 2015 §4.3.4, 2021 §4.3.3",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, line_unit_shear, value, trace),
};

/// Unit shear of a wall line: `v = factor · V/Σ b` over segments with `h/b` within the limit.
///
/// # Errors
/// A value out of range, or no segment within the limit (code `no segment`).
pub fn line_unit_shear(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    check::levels("shear_lb", input.shear_lb.len())?;
    check::each("shear_lb", &input.shear_lb, check::not_negative)?;
    check::items("segment_lengths_ft", input.segment_lengths_ft.len())?;
    check::each(
        "segment_lengths_ft",
        &input.segment_lengths_ft,
        check::positive,
    )?;
    check::where_given("height_ft", input.height_ft, check::positive)?;
    check::positive("max_aspect", input.max_aspect)?;
    check::positive("load_factor", input.load_factor)?;

    let counts = |length: f64| {
        input
            .height_ft
            .is_none_or(|h| not_over(h / length, input.max_aspect))
    };
    let lengths = &input.segment_lengths_ft;
    let effective_length_ft: f64 = lengths.iter().copied().filter(|b| counts(*b)).sum();
    if effective_length_ft <= 0.0 {
        let longest = lengths.iter().copied().fold(0.0, f64::max);
        let height = input.height_ft.unwrap_or_default();
        return Err(CalcError::Refused {
            code: "no segment",
            what: format!(
                "no segment of `segment_lengths_ft` carries shear: the longest, {longest} ft, has h/b = {:.2} and `max_aspect` is {}",
                height / longest,
                input.max_aspect
            ),
            remedy: "lengthen a segment to at least the height over the largest ratio, or take the line out",
        });
    }
    let unit_shear_plf: Vec<f64> = input
        .shear_lb
        .iter()
        .map(|v| v * input.load_factor / effective_length_ft)
        .collect();
    let first = unit_shear_plf.first().copied().unwrap_or_default();
    let segment_shear_lb = lengths
        .iter()
        .map(|b| if counts(*b) { first * b } else { 0.0 })
        .collect();

    if let Some(height) = input.height_ft {
        for (i, length) in lengths.iter().enumerate() {
            trace.line(|| {
                line(
                    format!("Aspect ratio of segment {}", i + 1),
                    "h/b",
                    vec![
                        given("h", "height_ft", height, "ft"),
                        given("b", "segment_lengths_ft", *length, "ft"),
                    ],
                    computed("h/b", height / length, ""),
                    "SDPWS 2015 Table 4.3.4, 2021 Table 4.3.3",
                )
                .at_most(height / length, input.max_aspect, "")
            });
        }
    }
    for (i, (shear, unit)) in input.shear_lb.iter().zip(&unit_shear_plf).enumerate() {
        trace.line(|| {
            line(
                format!("Unit shear {}", i + 1),
                "v = factor · V/Σ b",
                vec![
                    given("factor", "load_factor", input.load_factor, ""),
                    given("V", "shear_lb", *shear, "lb"),
                    computed("Σ b", effective_length_ft, "ft"),
                ],
                computed("v", *unit, "plf"),
                "SDPWS 2015 Eq. 4.3-9; 2021 §4.3.5",
            )
        });
    }
    Ok(Output {
        effective_length_ft,
        unit_shear_plf,
        segment_shear_lb,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_height_every_segment_counts() {
        let input = Input {
            shear_lb: vec![900.0],
            segment_lengths_ft: vec![1.0, 2.0],
            ..Input::default()
        };
        let out = line_unit_shear(&input, &mut Trace::off()).unwrap();
        assert_eq!(out.effective_length_ft, 3.0);
        assert_eq!(out.segment_shear_lb, [300.0, 600.0]);
    }

    #[test]
    fn a_segment_right_at_the_limit_counts() {
        let input = Input {
            shear_lb: vec![900.0],
            segment_lengths_ft: vec![9.0 / 3.5],
            height_ft: Some(9.0),
            ..Input::default()
        };
        assert!(line_unit_shear(&input, &mut Trace::off()).is_ok());
    }
}
