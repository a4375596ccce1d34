//! How making a submittal fails.

/// Why a file of the submittal could not be made or read back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A number in the results is not one: JSON has no way to say it, and no reader could use it.
    #[error(
        "results hold a number that is not finite at `{path}`: find the calculation that gave it \
         (`holdfast explain`) and the input behind it"
    )]
    NotFinite {
        /// Where in the value, `rod_runs[3].levels[1].tension_lb`.
        path: String,
    },
    /// `results.json` could not be written or read.
    #[error(
        "results.json, line {line}, column {column}: {what}; design the project again to rewrite it"
    )]
    Json {
        /// Line, from 1; 0 where the fault is not in a text.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// `results.json` is of a later format than this version knows.
    #[error(
        "results.json is of format {found}, this version reads up to {known}: use a newer Holdfast \
         or design the project again"
    )]
    Format {
        /// The format found.
        found: u32,
        /// The newest format known.
        known: u32,
    },
    /// A level was asked for that the building does not have.
    #[error("there is no level of index {level}: the results hold {count}")]
    NoSuchLevel {
        /// Index asked for.
        level: usize,
        /// Levels there are.
        count: usize,
    },
    /// More pages than anyone would print: the results are not those of a building.
    #[error(
        "the submittal would have more than {limit} pages: design a part of the building, or fewer \
         calculation sheets"
    )]
    TooLong {
        /// Pages allowed.
        limit: usize,
    },
    /// The PDF could not be finished.
    #[error("submittal.pdf could not be finished: {0}; please report it with results.json")]
    Pdf(String),
    /// The BCF archive could not be finished.
    #[error("clashes.bcfzip could not be finished: {0}")]
    Bcf(String),
}
