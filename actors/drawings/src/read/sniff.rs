//! What a file is, by its first bytes.

use std::borrow::Cow;

use super::ReadError;
use super::tags::{BINARY, Tags, shown};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    DxfAscii,
    DxfBinary,
    Dwg,
}

/// Formats that people give by mistake: how they begin, what they are, what to do.
const OTHERS: &[(&[u8], &str, &str)] = &[
    (
        b"%PDF",
        "a PDF",
        "save the drawing it was plotted from as DXF or DWG",
    ),
    (
        b"ISO-10303-21",
        "an IFC or STEP model",
        "export plans from it as DXF or DWG",
    ),
    (
        b"PK\x03\x04",
        "a ZIP archive",
        "unpack it and give the drawings in it",
    ),
    (
        b"PK\x05\x06",
        "an empty ZIP archive",
        "give the drawing itself",
    ),
    (
        b"\x1f\x8b",
        "a gzip archive",
        "unpack it and give the drawings in it",
    ),
    (
        b"7z\xbc\xaf\x27\x1c",
        "a 7z archive",
        "unpack it and give the drawings in it",
    ),
    (
        b"Rar!",
        "a RAR archive",
        "unpack it and give the drawings in it",
    ),
    (
        b"BZh",
        "a bzip2 archive",
        "unpack it and give the drawings in it",
    ),
    (
        b"\xfd7zXZ",
        "an xz archive",
        "unpack it and give the drawings in it",
    ),
    (
        b"(DWF",
        "a DWF",
        "save the drawing it was plotted from as DXF or DWG",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "a DGN, RVT or Office file",
        "export the plans from its program as DXF or DWG",
    ),
    (b"\x08\x05\x17\x00", "a DGN", "save it as DXF or DWG"),
    (
        b"\x89PNG",
        "a picture",
        "save the drawing itself as DXF or DWG",
    ),
    (
        b"\xff\xd8\xff",
        "a picture",
        "save the drawing itself as DXF or DWG",
    ),
    (
        b"II*\x00",
        "a picture",
        "save the drawing itself as DXF or DWG",
    ),
    (
        b"MM\x00*",
        "a picture",
        "save the drawing itself as DXF or DWG",
    ),
    (b"AutoCAD DXB", "a DXB", "save it as DXF or DWG"),
    (
        b"\xff\xfe",
        "a text in UTF-16",
        "export the drawing as DXF in UTF-8, or as DWG",
    ),
    (
        b"\xfe\xff",
        "a text in UTF-16",
        "export the drawing as DXF in UTF-8, or as DWG",
    ),
    (
        b"<",
        "a web page or XML",
        "download the drawing itself, as DXF or DWG",
    ),
    (b"{", "JSON", "give the drawing itself, as DXF or DWG"),
];

/// What `bytes` are, or why they are no drawing.
pub(super) fn kind(name: &str, bytes: &[u8]) -> Result<Kind, ReadError> {
    let name = || name.to_owned();
    if bytes.is_empty() {
        return Err(ReadError::Empty { name: name() });
    }
    if bytes.starts_with(BINARY) {
        return Ok(Kind::DxfBinary);
    }
    if let Some(version) = dwg_version(bytes) {
        return match version {
            "AC1012" | "AC1014" | "AC1015" | "AC1018" | "AC1021" | "AC1024" | "AC1027"
            | "AC1032" => Ok(Kind::Dwg),
            version => Err(ReadError::Version {
                name: name(),
                found: format!("DWG of version {version}"),
            }),
        };
    }
    let text = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start();
    if text.is_empty() {
        return Err(ReadError::Empty { name: name() });
    }
    for &(begins, found, remedy) in OTHERS {
        if bytes.starts_with(begins) || text.starts_with(begins) {
            return Err(ReadError::OtherFormat {
                name: name(),
                found,
                remedy,
            });
        }
    }
    if begins_as_dxf(bytes) {
        return Ok(Kind::DxfAscii);
    }
    Err(ReadError::NotADrawing {
        name: name(),
        begins: shown(text.get(..text.len().min(24)).unwrap_or(b"")),
    })
}

/// `AC` and four digits, or the oldest files' `AC1.40` and `MC0.0`.
fn dwg_version(bytes: &[u8]) -> Option<&str> {
    let version = std::str::from_utf8(bytes.get(..6)?).ok()?;
    let digits = version
        .strip_prefix("AC")
        .or_else(|| version.strip_prefix("MC"))?;
    let known = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    // A text that begins so goes on with letters; the header of a DWG does not.
    let header = bytes
        .get(6)
        .is_none_or(|&b| b == 0 || !b.is_ascii_graphic());
    (known && header).then_some(version)
}

/// Whether the first tag, after comments, begins a section or ends the drawing.
fn begins_as_dxf(bytes: &[u8]) -> bool {
    let head = line_feeds(bytes.get(..bytes.len().min(8192)).unwrap_or(b""));
    let mut tags = Tags::new(&head);
    for _ in 0..64 {
        match tags.next() {
            Ok(Some(tag)) if tag.code == 999 => {}
            Ok(Some(tag)) if tag.code == 0 => {
                let text = tag.text();
                return text.eq_ignore_ascii_case(b"SECTION") || text.eq_ignore_ascii_case(b"EOF");
            }
            _ => return false,
        }
    }
    false
}

/// The bytes with line feeds, where a file has carriage returns alone (as old Macs wrote).
pub(super) fn line_feeds(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.contains(&b'\n') || !bytes.contains(&b'\r') {
        return Cow::Borrowed(bytes);
    }
    let lines = bytes.iter().map(|&b| if b == b'\r' { b'\n' } else { b });
    Cow::Owned(lines.collect())
}
