//! Why a calculation refuses its input, in words a person can act on: key, value, allowed range,
//! remedy, and a short code that stays the same from release to release.

use std::borrow::Cow;

/// A refusal of a calculation. [`code`](CalcError::code) is the short word that cases compare.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CalcError {
    /// No calculation of that name.
    #[error("there is no calculation `{name}`{}; there are {known}", did_you_mean(.suggestion.as_deref()))]
    UnknownCalc {
        /// Name asked for.
        name: String,
        /// Nearest name there is.
        suggestion: Option<String>,
        /// All names.
        known: String,
    },
    /// A key that the calculation does not have.
    #[error("unknown key `{key}`{}; the keys are {known}", did_you_mean(.suggestion.as_deref()))]
    UnknownKey {
        /// Key given.
        key: String,
        /// Nearest key there is.
        suggestion: Option<String>,
        /// All keys.
        known: String,
    },
    /// A key that another key's word leaves without meaning.
    #[error(
        "key `{key}` is read only where `{other}` is \"{word}\": leave it out, or change `{other}`"
    )]
    NotRead {
        /// Key given.
        key: String,
        /// The key that decides.
        other: &'static str,
        /// The word it would have to be.
        word: &'static str,
    },
    /// A key that must be given.
    #[error("key `{key}` is missing: {remedy}")]
    MissingKey {
        /// Key.
        key: Cow<'static, str>,
        /// What it means and what would do.
        remedy: String,
    },
    /// A value of another kind than the key takes.
    #[error("key `{key}` is {found}; it must be {expected}")]
    WrongType {
        /// Key.
        key: String,
        /// What stands there.
        found: String,
        /// What must stand there.
        expected: String,
    },
    /// A word that the key does not know.
    #[error("key `{key}` is `{word}`{}; its words are {words}", did_you_mean(.suggestion.as_deref()))]
    UnknownWord {
        /// Key.
        key: String,
        /// Word given.
        word: String,
        /// Nearest word.
        suggestion: Option<String>,
        /// All words.
        words: String,
    },
    /// A number outside what makes sense: not finite, negative, zero, absurdly large.
    #[error("key `{key}` is {}; it must be {allowed}: {remedy}", crate::fault::figure(*.value))]
    OutOfRange {
        /// Key, with the place in its list where it is one.
        key: Cow<'static, str>,
        /// Value given.
        value: f64,
        /// Allowed range, in words.
        allowed: Cow<'static, str>,
        /// What to do.
        remedy: &'static str,
    },
    /// A list of the wrong length.
    #[error("key `{key}` holds {got} values; it must hold {expected}: {remedy}")]
    Length {
        /// Key.
        key: &'static str,
        /// Values it holds.
        got: usize,
        /// What it must hold.
        expected: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Two keys that exclude each other.
    #[error("keys `{key}` and `{other}` exclude each other: {remedy}")]
    Conflict {
        /// One key.
        key: &'static str,
        /// The other.
        other: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// The field's own rule forbids it; the code says which.
    #[error("refused ({code}): {what}; {remedy}")]
    Refused {
        /// Short code: `aspect`, `slenderness`, `no segment`, `top unrestrained`.
        code: &'static str,
        /// What is wrong, with key, value and limit.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Input that has the right keys and cannot be read all the same.
    #[error("the input cannot be read: {0}")]
    Malformed(String),
}

impl CalcError {
    /// The short stable word for the refusal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownCalc { .. } => "unknown calc",
            Self::UnknownKey { .. } | Self::NotRead { .. } => "unknown key",
            Self::MissingKey { .. } => "missing",
            Self::WrongType { .. } => "type",
            Self::UnknownWord { .. } => "unknown word",
            Self::OutOfRange { .. } => "range",
            Self::Length { .. } => "length",
            Self::Conflict { .. } => "conflict",
            Self::Refused { code, .. } => code,
            Self::Malformed(_) => "malformed",
        }
    }
}

/// ` (did you mean …?)`, or nothing.
#[must_use]
pub fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |s| format!(" (did you mean `{s}`?)"))
}

/// The candidate nearest to a mistyped word, where one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    if word.len() > 100 {
        return None; // no typing slip is that long, and the distance is quadratic
    }
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|c| (strsim::jaro_winkler(&word, &c.to_lowercase()), c))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c.to_owned())
}
