//! Readers: the bytes of a DXF or DWG file in, a [`Sheet`] out.
//!
//! The formats themselves are read by the `cadkit` library; a pass of our own over the tags of a DXF
//! (`survey`) adds what it does not tell: where each entity stands, its type as written, clip
//! boundaries, layers frozen in viewports. Nothing outside this module knows the library.

mod document;
mod error;
mod hatch;
mod multi;
mod pieces;
mod shapes;
mod sniff;
mod survey;
mod tags;

use cadkit::{Document, Error, ReadOptions};

pub use error::ReadError;

use crate::sheet::{Format, Sheet, Warning};
use document::Origin;
use sniff::Kind;
use survey::Survey;

/// What a drawing file may cost. The defaults suit a machine with 2 GB for a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of a file.
    pub max_bytes: u64,
    /// The most bytes that a compressed file may hold.
    pub max_unpacked_bytes: u64,
    /// The most entities, blocks' included.
    pub max_entities: u64,
    /// The most vertices of all entities together.
    pub max_vertices: u64,
    /// The most bytes of one text.
    pub max_text_bytes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 256 << 20,
            max_unpacked_bytes: 1 << 30,
            max_entities: 2_000_000,
            max_vertices: 20_000_000,
            max_text_bytes: 1 << 20,
        }
    }
}

impl Limits {
    fn options(&self) -> ReadOptions {
        let limits = cadkit::Limits::new()
            .with_max_input_bytes(self.max_bytes)
            .with_max_decompressed_bytes(self.max_unpacked_bytes)
            .with_max_objects(self.max_entities)
            .with_max_string_bytes(self.max_text_bytes)
            .with_max_vertices(u32::try_from(self.max_vertices).unwrap_or(u32::MAX))
            .with_max_total_vertices(self.max_vertices);
        ReadOptions::new().with_limits(limits)
    }
}

/// Reads a drawing: DXF (R12 to R2018, text or binary) or DWG (R2000 to R2018). What it is follows
/// from its bytes, never from `name`, which is only for messages and for tracing.
///
/// # Errors
/// [`ReadError`] where the file is no drawing, is damaged, or costs more than `limits`.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Sheet, ReadError> {
    let length = bytes.len() as u64;
    if length > limits.max_bytes {
        return Err(ReadError::TooLarge {
            name: name.to_owned(),
            bytes: length,
            limit: limits.max_bytes,
        });
    }
    match sniff::kind(name, bytes)? {
        Kind::DxfAscii => read_dxf(name, &sniff::line_feeds(bytes), Format::DxfAscii, limits),
        Kind::DxfBinary => read_dxf(name, bytes, Format::DxfBinary, limits),
        Kind::Dwg => read_dwg(name, bytes, limits),
    }
}

const EXPORT_AGAIN: &str = "export the drawing again, or open and save it (RECOVER)";

fn read_dxf(name: &str, bytes: &[u8], format: Format, limits: &Limits) -> Result<Sheet, ReadError> {
    let mut survey = Survey::of(bytes);
    if let Some(damage) = survey.broken.take() {
        return Err(ReadError::Damaged {
            name: name.to_owned(),
            place: in_words(&damage.place.to_string(), damage.handle),
            what: damage.what,
            remedy: EXPORT_AGAIN,
        });
    }
    // The library counts those of a piece alone.
    if survey.len() > limits.max_entities {
        return Err(ReadError::TooMany {
            name: name.to_owned(),
            what: format!(
                "its {} entities are more than the {} that a drawing may have",
                survey.len(),
                limits.max_entities
            ),
        });
    }
    let options = limits.options();
    let pieces = std::mem::take(&mut survey.cuts).pieces(bytes);
    let documents = pieces.map(|piece| {
        cadkit::dxf::read(&piece, &options).map_err(|error| refused(name, &piece, format, &error))
    });
    document::sheet(name, format, documents, Origin::Dxf(Box::new(survey)))
}

fn read_dwg(name: &str, bytes: &[u8], limits: &Limits) -> Result<Sheet, ReadError> {
    let options = limits.options();
    let refuse = |error: Error| refused(name, bytes, Format::Dwg, &error);
    // Twice, as the library's document leaves out the types as written: they are kept, and the
    // decoded objects let go before the document is made.
    let (kinds, clips) = {
        let file = cadkit::dwg::native::read_native(bytes, &options).map_err(refuse)?;
        let entities = file.objects.values().filter(|object| object.is_entity);
        let kinds = entities.map(|object| (object.handle, dxf_type(&object.type_name).to_owned()));
        let clip = |name: &str| name.eq_ignore_ascii_case("SPATIAL_FILTER");
        let clips = file
            .objects
            .values()
            .filter(|object| clip(&object.type_name))
            .count();
        (kinds.collect(), clips)
    };
    let document: Document = cadkit::dwg::read(bytes, &options).map_err(refuse)?;
    let documents = std::iter::once(Ok(document));
    let mut sheet = document::sheet(name, Format::Dwg, documents, Origin::Dwg(kinds))?;
    if clips > 0 {
        sheet.warnings.push(Warning {
            what: format!(
                "{clips} clip boundaries (XCLIP) of a DWG are not read, and their blocks are shown \
                 whole; save the drawing as DXF, which is clipped"
            ),
            place: String::new(),
        });
    }
    Ok(sheet)
}

/// The DXF type of what DWG calls by its kind.
fn dxf_type(dwg: &str) -> &str {
    match dwg {
        "MINSERT" => "INSERT",
        name if name.starts_with("POLYLINE_") => "POLYLINE",
        name if name.starts_with("DIMENSION_") => "DIMENSION",
        name => name,
    }
}

/// A refusal of the library in our words.
fn refused(name: &str, bytes: &[u8], format: Format, error: &Error) -> ReadError {
    let name = name.to_owned();
    let place = |offset: u64| place_of(bytes, format, offset);
    match error {
        Error::LimitExceeded { message, .. } => ReadError::TooMany {
            name,
            what: message.clone(),
        },
        Error::Unsupported(what) => ReadError::Version {
            name,
            found: what.clone(),
        },
        Error::Truncated { offset, .. } => ReadError::Damaged {
            name,
            place: place(*offset),
            what: "the file ends in the middle of a value".to_owned(),
            remedy: EXPORT_AGAIN,
        },
        Error::Invalid { offset, message } => ReadError::Damaged {
            name,
            place: place(*offset),
            what: message.clone(),
            remedy: EXPORT_AGAIN,
        },
        other => ReadError::Damaged {
            name,
            place: place(0),
            what: other.to_string(),
            remedy: EXPORT_AGAIN,
        },
    }
}

/// An offset as the line of a text file or the byte of another.
fn place_of(bytes: &[u8], format: Format, offset: u64) -> String {
    let end = usize::try_from(offset)
        .unwrap_or(usize::MAX)
        .min(bytes.len());
    match format {
        Format::DxfAscii => {
            let before = bytes.get(..end).unwrap_or(b"");
            let line = 1 + before.iter().filter(|&&b| b == b'\n').count();
            format!("line {line}")
        }
        Format::DxfBinary | Format::Dwg => format!("byte {offset}"),
    }
}

/// A place and a handle, where there is one.
fn in_words(place: &str, handle: u64) -> String {
    match (place, handle) {
        (place, 0) => place.to_owned(),
        ("", handle) => format!("handle {handle:X}"),
        (place, handle) => format!("{place} (handle {handle:X})"),
    }
}
