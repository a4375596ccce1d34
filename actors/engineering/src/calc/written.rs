//! How a calculation writes its lines.

use crate::trace::{Line, Origin, Quantity};

const INPUT: &str = "input:";

/// A number of the input; its origin names the key until someone who knows better relabels it.
pub(crate) fn given(symbol: &str, key: &str, value: f64, unit: &str) -> Quantity {
    quantity(symbol, value, unit, Origin::File(format!("{INPUT}{key}")))
}

/// A number of one table of the input, `member` 2 (from 1) and its key.
pub(crate) fn given_in(
    symbol: &str,
    (table, at): (&str, usize),
    key: &str,
    value: f64,
    unit: &str,
) -> Quantity {
    given(symbol, &format!("{table}[{}].{key}", at + 1), value, unit)
}

/// A number of an earlier line.
pub(crate) fn computed(symbol: &str, value: f64, unit: &str) -> Quantity {
    quantity(symbol, value, unit, Origin::Computed)
}

/// A number of a standard's table, or a constant that a section fixes.
pub(crate) fn table(symbol: &str, value: f64, unit: &str, name: &str) -> Quantity {
    quantity(symbol, value, unit, Origin::Table(name.to_owned()))
}

fn quantity(symbol: &str, value: f64, unit: &str, origin: Origin) -> Quantity {
    Quantity {
        symbol: symbol.to_owned(),
        value,
        unit: unit.to_owned(),
        origin,
    }
}

/// A line without a verdict.
pub(crate) fn line(
    title: impl Into<String>,
    formula: impl Into<String>,
    inputs: Vec<Quantity>,
    result: Quantity,
    reference: impl Into<String>,
) -> Line {
    Line {
        title: title.into(),
        formula: formula.into(),
        inputs,
        result,
        reference: reference.into(),
        verdict: None,
    }
}

impl Line {
    /// Every number of the line.
    pub(crate) fn quantities_mut(&mut self) -> impl Iterator<Item = &mut Quantity> {
        self.inputs
            .iter_mut()
            .chain(std::iter::once(&mut self.result))
    }

    /// The same line as a check: `value ≤ limit, passes`.
    #[must_use]
    pub(crate) fn at_most(mut self, value: f64, limit: f64, unit: &str) -> Self {
        let unit = if unit.is_empty() {
            String::new()
        } else {
            format!(" {unit}")
        };
        self.verdict = Some(if not_over(value, limit) {
            format!("{}{unit} ≤ {}{unit}, passes", figure(value), figure(limit))
        } else {
            format!("{}{unit} > {}{unit}, fails", figure(value), figure(limit))
        });
        self
    }

    /// The same line with what it means, in words.
    #[must_use]
    pub(crate) fn noting(mut self, words: impl Into<String>) -> Self {
        self.verdict = Some(words.into());
        self
    }
}

/// Whether a value is at most its limit, but for the last digits of arithmetic.
pub(crate) fn not_over(value: f64, limit: f64) -> bool {
    value <= limit + limit.abs() * 1e-9
}

fn figure(value: f64) -> String {
    match value.abs() {
        a if a >= 1000.0 => format!("{value:.0}"),
        a if a >= 10.0 => format!("{value:.1}"),
        a if a >= 1.0 || a == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// The input key that an origin stands for, where a calculation wrote it; of a key in a table the
/// key alone.
///
/// ```
/// use holdfast_engineering::{calc::input_key, trace::Origin};
/// assert_eq!(input_key(&Origin::File("input:d_lb".into())), Some("d_lb"));
/// assert_eq!(input_key(&Origin::File("input:member[2].count".into())), Some("count"));
/// ```
#[must_use]
pub fn input_key(origin: &Origin) -> Option<&str> {
    let place = input_place(origin)?;
    Some(place.split_once("].").map_or(place, |(_, key)| key))
}

/// The place in the input that an origin stands for: a key, or `member[2].count`.
pub(crate) fn input_place(origin: &Origin) -> Option<&str> {
    match origin {
        Origin::File(place) => place.strip_prefix(INPUT),
        _ => None,
    }
}

/// Replaces the origins that only name an input key by where the caller took the number from;
/// `origin_of` gives `None` for a key it has nothing to say about.
pub fn relabel(line: &mut Line, mut origin_of: impl FnMut(&str) -> Option<Origin>) {
    for quantity in line.quantities_mut() {
        if let Some(better) = input_key(&quantity.origin).and_then(&mut origin_of) {
            quantity.origin = better;
        }
    }
}
