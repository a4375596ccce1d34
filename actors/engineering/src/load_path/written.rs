//! Lines of calculations with the origins that only the building knows.

use crate::calc::relabel;
use crate::trace::{Line, Origin, Quantity, Trace};

/// Runs a calculation on a trace of its own and passes its lines on, each input that only names a
/// key relabelled by where the building took it from.
pub(crate) fn with_origins<T>(
    trace: &mut Trace,
    origin_of: impl Fn(&str) -> Option<Origin>,
    calculate: impl FnOnce(&mut Trace) -> T,
) -> T {
    titled(trace, "", origin_of, calculate)
}

/// The same, with a place put before each title.
pub(crate) fn titled<T>(
    trace: &mut Trace,
    place: &str,
    origin_of: impl Fn(&str) -> Option<Origin>,
    calculate: impl FnOnce(&mut Trace) -> T,
) -> T {
    if !trace.is_on() {
        return calculate(&mut Trace::off());
    }
    let mut own = Trace::on();
    let result = calculate(&mut own);
    for mut line in own.into_lines() {
        relabel(&mut line, |key| {
            Some(origin_of(key).unwrap_or(Origin::Computed))
        });
        if !place.is_empty() {
            line.title = format!("{place}: {}", line.title);
        }
        trace.line(|| line);
    }
    result
}

/// A number worked out before.
pub(crate) fn computed(symbol: &str, value: f64, unit: &str) -> Quantity {
    from(symbol, value, unit, Origin::Computed)
}

/// A number with its origin.
pub(crate) fn from(symbol: &str, value: f64, unit: &str, origin: Origin) -> Quantity {
    Quantity {
        symbol: symbol.to_owned(),
        value,
        unit: unit.to_owned(),
        origin,
    }
}

/// A line of the building's own.
pub(crate) fn line(
    title: String,
    formula: &str,
    inputs: Vec<Quantity>,
    result: Quantity,
    reference: &str,
) -> Line {
    Line {
        title,
        formula: formula.to_owned(),
        inputs,
        result,
        reference: reference.to_owned(),
        verdict: None,
    }
}
