//! `submittal.pdf`: what goes to the building department, tagged to PDF/UA-1.
//!
//! | module | what it does |
//! | --- | --- |
//! | `sections` | says what is in the submittal, a file a section |
//! | `flow`, `table`, `frame` | lay text, tables and sheets out on paper |
//! | `document` | holds laid-out pages and what they mean |
//! | `render`, `compact` | write them as PDF, and pack it |

mod compact;
mod document;
mod flow;
mod frame;
mod render;
mod sections;
mod table;

use document::Document;
use sections as s;

use crate::ReportError;
use crate::results::Results;

/// How far the submittal has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is under way, `Rod schedule`.
    pub section: &'static str,
    /// Sections done.
    pub done: usize,
    /// Sections in all.
    pub total: usize,
}

type Section = fn(&mut Document, &Results) -> Result<(), ReportError>;

/// The sections in order, by the names that the contents and bookmarks give them.
const SECTIONS: [(&str, Section); 13] = [
    (s::criteria::TITLE, s::criteria::lay),
    (s::plans::TITLE, s::plans::lay),
    (s::walls::TITLE, s::walls::lay),
    (s::walls::LINES, s::walls::lay_lines),
    (s::schedule::TITLE, s::schedule::lay),
    (s::elevations::TITLE, s::elevations::lay),
    (s::movement::TITLE, s::movement::lay),
    (s::clashes::TITLE, s::clashes::lay),
    (s::calculations::TITLE, s::calculations::lay),
    (s::audit::TITLE, s::audit::lay),
    (s::audit::ASSUMPTIONS, s::audit::lay_assumptions),
    (s::sources::FINDINGS, s::sources::lay_findings),
    (s::sources::TITLE, s::sources::lay),
];

/// Writes the submittal: cover with contents and summary, criteria, key plans to scale, schedules,
/// elevations, wood movement, clashes with pictures, calculation sheets, audit, assumptions, findings
/// and sources. Tagged (PDF/UA-1), with bookmarks and embedded fonts. `progress` is told before each
/// section and once at the end; pass `&mut |_| {}` where nobody listens.
///
/// Dates and the document's id come from the project, so the same results give the same bytes.
///
/// # Errors
/// [`ReportError::TooLong`] beyond 5,000 pages, [`ReportError::Pdf`] where the file cannot be
/// finished, which is a fault of this program.
pub fn write(
    results: &Results,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<u8>, ReportError> {
    let total = SECTIONS.len() + 1;
    let document = lay_out(results, progress)?;
    progress(Progress {
        section: "PDF",
        done: total - 1,
        total,
    });
    let bytes = render::render(&document, &results.project)?;
    progress(Progress {
        section: "PDF",
        done: total,
        total,
    });
    Ok(compact::pack(bytes))
}

/// All pages, with what they mean.
fn lay_out(results: &Results, progress: &mut dyn FnMut(Progress)) -> Result<Document, ReportError> {
    let total = SECTIONS.len() + 1;
    let mut document = Document::new();
    let titles = SECTIONS.map(|(title, _)| title);
    let contents = s::cover::lay(&mut document, results, &titles)?;
    let mut starts = Vec::new();
    for (done, (section, lay)) in SECTIONS.into_iter().enumerate() {
        progress(Progress {
            section,
            done,
            total,
        });
        starts.push(document.pages.len());
        lay(&mut document, results)?;
    }
    contents.fill(&mut document, &starts);
    frame::finish(&mut document, &results.project);
    Ok(document)
}

#[cfg(test)]
mod tests;
