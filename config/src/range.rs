//! Ranges of numbers: what is sensible for a quantity, in words and in figures.

use std::fmt;

/// The sensible values of one quantity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    low: f64,
    high: f64,
    above: bool,
    /// Unit in words, `ft`; empty for a ratio.
    pub(crate) unit: &'static str,
}

impl Range {
    /// `low` to `high`, both allowed.
    pub(crate) const fn within(low: f64, high: f64, unit: &'static str) -> Self {
        Self {
            low,
            high,
            above: false,
            unit,
        }
    }

    /// More than zero, `high` allowed.
    pub(crate) const fn positive(high: f64, unit: &'static str) -> Self {
        Self {
            low: 0.0,
            high,
            above: true,
            unit,
        }
    }

    /// What is wrong with `value`, if anything; `shown` is the value as the person wrote it.
    pub(crate) fn fault(&self, value: f64, shown: &str) -> Option<String> {
        if value.is_nan() {
            return Some(format!("`{shown}` is not a number"));
        }
        if value.is_infinite() {
            return Some(format!("`{shown}` is not a finite number"));
        }
        if value < 0.0 && self.low >= 0.0 {
            return Some(format!("{shown} is negative"));
        }
        if value < self.low || (self.above && value <= self.low) {
            return Some(if value == 0.0 {
                "it is zero".to_owned()
            } else {
                format!("{shown} is too small")
            });
        }
        (value > self.high).then(|| format!("{shown} is too large"))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.above {
            write!(f, "more than {} and at most {}", self.low, self.high)?;
        } else {
            write!(f, "{} to {}", self.low, self.high)?;
        }
        if !self.unit.is_empty() {
            write!(f, " {}", self.unit)?;
        }
        Ok(())
    }
}
