//! Drawing ingestion: takes a file's bytes, gives its sheet model. A bad file is one fault that
//! names the file and the place in it.

use holdfast_drawings::read::{Limits, read};
use holdfast_drawings::sheet::Sheet;

use crate::agent::{Agent, Fault};
use crate::kind::AgentKind;

/// A drawing file.
#[derive(Debug)]
pub struct Drawing {
    /// File name, for messages and tracing.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it may cost.
    pub limits: Limits,
}

/// The agent.
pub struct Ingestion;

impl Agent for Ingestion {
    const KIND: AgentKind = AgentKind::Ingestion;
    const VERSION: u32 = 3;
    type Input = Drawing;
    type Output = Sheet;

    fn place(drawing: &Drawing) -> String {
        drawing.name.clone()
    }

    /// The library's document and our sheet beside it: measured at 8 times a text file's size.
    fn memory_bytes(drawing: &Drawing) -> u64 {
        drawing.bytes.len() as u64 * 8 + (1 << 20)
    }

    fn run(drawing: &Drawing, _cancelled: &dyn Fn() -> bool) -> Result<Sheet, Fault> {
        read(&drawing.name, &drawing.bytes, &drawing.limits)
            .map_err(|error| Fault::input(Self::KIND, &drawing.name, error))
    }
}
