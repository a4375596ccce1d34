//! Checks on inputs. They cost nothing until one fails.
//!
//! Numbers are kept between 1e-9 and 1e12 in magnitude, so that no formula of these
//! calculations can overflow or divide by nothing.

use std::borrow::Cow;

use crate::error::CalcError;

/// The most levels a list may have.
pub const MAX_LEVELS: usize = 200;
/// The most walls, segments or members a list may have.
pub(crate) const MAX_ITEMS: usize = 5_000;
const LARGEST: f64 = 1e12;
const SMALLEST: f64 = 1e-9;

type Check = Result<(), CalcError>;

#[cold]
fn out_of_range(
    key: &'static str,
    value: f64,
    allowed: impl Into<Cow<'static, str>>,
    remedy: &'static str,
) -> CalcError {
    CalcError::OutOfRange {
        key: Cow::Borrowed(key),
        value,
        allowed: allowed.into(),
        remedy,
    }
}

/// Any number that is finite and not absurd.
pub(crate) fn finite(key: &'static str, value: f64) -> Check {
    if value.is_finite() && value.abs() <= LARGEST {
        return Ok(());
    }
    Err(out_of_range(
        key,
        value,
        "a finite number, at most 1e12 in magnitude",
        "look at the value and its unit",
    ))
}

/// A quantity that cannot be zero: a length, an area, a modulus.
pub(crate) fn positive(key: &'static str, value: f64) -> Check {
    if (SMALLEST..=LARGEST).contains(&value) {
        return Ok(());
    }
    Err(out_of_range(
        key,
        value,
        "more than 0 (1e-9 to 1e12)",
        "look at the value and its unit",
    ))
}

/// A quantity that may be zero but not negative: a load, a gap.
pub(crate) fn not_negative(key: &'static str, value: f64) -> Check {
    if (0.0..=LARGEST).contains(&value) {
        return Ok(());
    }
    Err(out_of_range(
        key,
        value,
        "0 or more (at most 1e12)",
        "give the magnitude, without a sign",
    ))
}

/// A number between two limits, both allowed.
pub(crate) fn within(
    key: &'static str,
    value: f64,
    low: f64,
    high: f64,
    remedy: &'static str,
) -> Check {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(out_of_range(
        key,
        value,
        format!("from {low} to {high}"),
        remedy,
    ))
}

/// A value that may be absent.
pub(crate) fn where_given(
    key: &'static str,
    value: Option<f64>,
    check: fn(&'static str, f64) -> Check,
) -> Check {
    value.map_or(Ok(()), |v| check(key, v))
}

/// Each value of a list; the error names which.
pub(crate) fn each(
    key: &'static str,
    values: &[f64],
    check: fn(&'static str, f64) -> Check,
) -> Check {
    for (at, value) in values.iter().enumerate() {
        check(key, *value).map_err(|e| placed(e, key, at, values.len()))?;
    }
    Ok(())
}

/// Adds to an error on a value of a list which one it is.
pub(crate) fn placed(error: CalcError, list: &'static str, at: usize, of: usize) -> CalcError {
    match error {
        CalcError::OutOfRange {
            key,
            value,
            allowed,
            remedy,
        } => {
            let place = format!("value {} of {of}", at + 1);
            let key = if key == list {
                format!("{list}, {place}")
            } else {
                format!("{list}, {place}: {key}")
            };
            CalcError::OutOfRange {
                key: key.into(),
                value,
                allowed,
                remedy,
            }
        }
        other => other,
    }
}

/// A list over levels that must be there.
pub(crate) fn levels(key: &'static str, count: usize) -> Check {
    count_within(
        key,
        count,
        MAX_LEVELS,
        "one value a level, from the lowest up",
    )
}

/// A list of walls, segments or members that must be there.
pub(crate) fn items(key: &'static str, count: usize) -> Check {
    count_within(key, count, MAX_ITEMS, "one entry each")
}

fn count_within(key: &'static str, count: usize, most: usize, remedy: &'static str) -> Check {
    if (1..=most).contains(&count) {
        return Ok(());
    }
    Err(CalcError::Length {
        key,
        got: count,
        expected: format!("1 to {most}"),
        remedy,
    })
}

/// A list that goes beside another.
pub(crate) fn same_length(
    key: &'static str,
    got: usize,
    other: &'static str,
    expected: usize,
) -> Check {
    if got == expected {
        return Ok(());
    }
    Err(CalcError::Length {
        key,
        got,
        expected: format!("{expected}, as `{other}` does"),
        remedy: "one value a level, from the lowest up",
    })
}

/// A list that goes beside another, or is left out.
pub(crate) fn same_length_or_empty(
    key: &'static str,
    got: usize,
    other: &'static str,
    expected: usize,
) -> Check {
    if got == 0 {
        Ok(())
    } else {
        same_length(key, got, other, expected)
    }
}

/// A key that another makes necessary.
#[cold]
pub(crate) fn missing(key: &'static str, remedy: impl Into<String>) -> CalcError {
    CalcError::MissingKey {
        key: Cow::Borrowed(key),
        remedy: remedy.into(),
    }
}

/// A value out of a range that depends on another.
#[cold]
pub(crate) fn range(
    key: &'static str,
    value: f64,
    allowed: impl Into<Cow<'static, str>>,
    remedy: &'static str,
) -> CalcError {
    out_of_range(key, value, allowed, remedy)
}

/// A list whose values grow from one to the next.
pub(crate) fn rising(key: &'static str, values: &[f64], remedy: &'static str) -> Check {
    for (at, pair) in values.windows(2).enumerate() {
        if pair[1] <= pair[0] {
            let allowed = format!("more than the value before it, {}", pair[0]);
            return Err(placed(
                out_of_range(key, pair[1], allowed, remedy),
                key,
                at + 1,
                values.len(),
            ));
        }
    }
    Ok(())
}
