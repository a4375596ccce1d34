//! Why a building cannot be engineered: what is wrong, at which level, wall, stack or key, and
//! what to do about it.

use crate::error::CalcError;

/// A refusal of a whole building or of a part of it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EngineeringError {
    /// A number that is not finite, or outside what makes sense.
    #[error("{place}: `{key}` is {}; it must be {allowed}: {remedy}", figure(*.value))]
    OutOfRange {
        /// Level, wall, catalogue item or `criteria`.
        place: String,
        /// Key as in the project file, with its unit.
        key: &'static str,
        /// Value given.
        value: f64,
        /// Allowed range, in words.
        allowed: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Nothing where at least one is needed.
    #[error("{place}: there is no {what}: {remedy}")]
    Missing {
        /// Where.
        place: String,
        /// What is needed.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// More than can be real.
    #[error("{place}: {count} {what}, more than {most}: {remedy}")]
    TooMany {
        /// Where.
        place: String,
        /// What is counted.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
        /// What to do.
        remedy: &'static str,
    },
    /// A list over levels of another length than the levels.
    #[error("{place}: `{key}` holds {got} values for {levels} levels: {remedy}")]
    LevelCount {
        /// Where.
        place: String,
        /// Key.
        key: &'static str,
        /// Values it holds.
        got: usize,
        /// Levels of the building.
        levels: usize,
        /// What to do.
        remedy: &'static str,
    },
    /// A level that does not stand on the one before it.
    #[error(
        "{place}: its floor is at {elevation_ft} ft, while {below} ends at {expected_ft} ft: {remedy}"
    )]
    LevelOrder {
        /// The level.
        place: String,
        /// The level given before it.
        below: String,
        /// Elevation given, ft.
        elevation_ft: f64,
        /// Elevation that follows from the level below, ft.
        expected_ft: f64,
        /// What to do.
        remedy: &'static str,
    },
    /// Two things with one name.
    #[error("{kind} `{id}` is given twice: {remedy}")]
    Duplicate {
        /// What it is.
        kind: &'static str,
        /// Its name.
        id: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A name that leads nowhere.
    #[error("{place}: there is no {kind} `{id}`{suggestion}: {remedy}")]
    Unknown {
        /// Where the name stands.
        place: String,
        /// What it should name.
        kind: &'static str,
        /// The name.
        id: String,
        /// ` (did you mean …?)`, or nothing.
        suggestion: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Walls, segments or stacks whose geometry makes no sense.
    #[error("{place}: {what}: {remedy}")]
    Geometry {
        /// Wall or stack.
        place: String,
        /// What is wrong, with figures.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A calculation refused its input.
    #[error("{place}: {source}")]
    Calc {
        /// Where it was needed.
        place: String,
        /// Why it refused.
        source: CalcError,
    },
}

impl EngineeringError {
    /// The short stable word for the refusal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "range",
            Self::Missing { .. } => "missing",
            Self::TooMany { .. } => "too-many",
            Self::LevelCount { .. } => "level-count",
            Self::LevelOrder { .. } => "level-order",
            Self::Duplicate { .. } => "duplicate",
            Self::Unknown { .. } => "unknown",
            Self::Geometry { .. } => "geometry",
            Self::Calc { source, .. } => source.code(),
        }
    }

    /// Wraps a calculation's refusal with the place where it was needed.
    pub(crate) fn at(place: impl Into<String>) -> impl FnOnce(CalcError) -> Self {
        let place = place.into();
        move |source| Self::Calc { place, source }
    }
}

/// A number in as many digits as a person reads.
pub(crate) fn figure(value: f64) -> String {
    if value.is_finite() && value != 0.0 && !(1e-6..1e9).contains(&value.abs()) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}
