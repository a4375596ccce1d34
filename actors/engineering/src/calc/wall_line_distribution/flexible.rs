//! A flexible diaphragm: a beam on its lines, each with its tributary width.

use serde::{Deserialize, Serialize};

use crate::calc::check;
use crate::calc::written::{computed, given, line};
use crate::error::CalcError;
use crate::trace::Trace;

/// A flexible diaphragm.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Flexible {
    /// Force along the diaphragm's edge, plf.
    pub load_plf: f64,
    /// Where the diaphragm begins, ft.
    pub start_ft: f64,
    /// Where it ends, ft.
    pub end_ft: f64,
    /// Places of the lines, ft, in any order.
    pub line_positions_ft: Vec<f64>,
}

/// Shares of a flexible diaphragm, in the order of the lines given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlexibleShares {
    /// Tributary widths, ft.
    pub tributary_ft: Vec<f64>,
    /// Line forces, lb.
    pub line_forces_lb: Vec<f64>,
}

/// Tributary widths of lines at `positions` on a diaphragm from `start` to `end`: half the span
/// to each neighbour, the overhang to the outer line. In the order of `positions`.
#[must_use]
pub fn tributary_ft(start: f64, end: f64, positions: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by(|a, b| positions[*a].total_cmp(&positions[*b]));
    let mut widths = vec![0.0; positions.len()];
    for (rank, &i) in order.iter().enumerate() {
        let low = if rank == 0 {
            start
        } else {
            (positions[order[rank - 1]] + positions[i]) / 2.0
        };
        let high = order
            .get(rank + 1)
            .map_or(end, |next| (positions[*next] + positions[i]) / 2.0);
        widths[i] = high - low;
    }
    widths
}

/// Shares of a flexible diaphragm.
///
/// # Errors
/// As [`wall_line_distribution`](super::wall_line_distribution).
pub fn flexible_shares(input: &Flexible, trace: &mut Trace) -> Result<FlexibleShares, CalcError> {
    check::not_negative("load_plf", input.load_plf)?;
    check::finite("start_ft", input.start_ft)?;
    check::finite("end_ft", input.end_ft)?;
    check::positive("end_ft", input.end_ft - input.start_ft).map_err(|_| {
        check::range(
            "end_ft",
            input.end_ft,
            format!("more than start_ft, {}", input.start_ft),
            "a diaphragm has a width",
        )
    })?;
    let positions = &input.line_positions_ft;
    check::items("line_positions_ft", positions.len())?;
    check::each("line_positions_ft", positions, check::finite)?;
    let (low, high) = (input.start_ft - 1e-6, input.end_ft + 1e-6);
    for (i, position) in positions.iter().enumerate() {
        check::within(
            "line_positions_ft",
            *position,
            low,
            high,
            "a line stands under the diaphragm; extend start_ft or end_ft",
        )
        .map_err(|e| check::placed(e, "line_positions_ft", i, positions.len()))?;
    }
    let mut sorted = positions.clone();
    sorted.sort_by(f64::total_cmp);
    if let Some(pair) = sorted.windows(2).find(|w| w[1] - w[0] < 1e-6) {
        return Err(check::range(
            "line_positions_ft",
            pair[1],
            "a place of its own",
            "give one line for walls at one place",
        ));
    }

    let tributary_ft = tributary_ft(input.start_ft, input.end_ft, positions);
    let line_forces_lb: Vec<f64> = tributary_ft.iter().map(|t| t * input.load_plf).collect();
    for (i, position) in positions.iter().enumerate() {
        trace.line(|| {
            line(
                format!("Tributary width of line {}", i + 1),
                "half the span to each neighbour, the overhang to an outer line",
                vec![
                    given("x", "line_positions_ft", *position, "ft"),
                    given("start", "start_ft", input.start_ft, "ft"),
                    given("end", "end_ft", input.end_ft, "ft"),
                ],
                computed("t", tributary_ft[i], "ft"),
                "ASCE 7-16 §12.3.1.1, flexible diaphragm",
            )
        });
        trace.line(|| {
            line(
                format!("Force in line {}", i + 1),
                "F = w t",
                vec![
                    given("w", "load_plf", input.load_plf, "plf"),
                    computed("t", tributary_ft[i], "ft"),
                ],
                computed("F", line_forces_lb[i], "lb"),
                "Statics",
            )
        });
    }
    Ok(FlexibleShares {
        tributary_ft,
        line_forces_lb,
    })
}
