//! The tags of a DXF file with their places: a group code and its value, line by line or, in a
//! binary file, byte by byte. It reads no meaning into them.

use std::fmt;

/// How every binary DXF file begins.
pub(super) const BINARY: &[u8] = b"AutoCAD Binary DXF\r\n\x1a\0";

/// Where a tag stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Line of a text file, from 1.
    Line(u64),
    /// Byte of a binary file, from 0.
    Byte(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Line(line) => write!(f, "line {line}"),
            Place::Byte(byte) => write!(f, "byte {byte}"),
        }
    }
}

/// A group code and its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    pub(super) code: i32,
    pub(super) value: Value<'a>,
    pub(super) place: Place,
    /// Byte at which the group code begins.
    pub(super) at: usize,
}

/// A value as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    /// Text, or a number written as text; not decoded.
    Text(&'a [u8]),
    /// An integer of a binary file.
    Int(i64),
    /// A real of a binary file.
    Real(f64),
}

impl<'a> Tag<'a> {
    /// The value as text without the blanks around it; empty where it is a number.
    pub(super) fn text(&self) -> &'a [u8] {
        match self.value {
            Value::Text(text) => text.trim_ascii(),
            _ => b"",
        }
    }

    /// The value as a number; `None` where the text is none. May be infinite or not a number.
    pub(super) fn number(&self) -> Option<f64> {
        match self.value {
            Value::Text(text) => std::str::from_utf8(text).ok()?.trim().parse().ok(),
            Value::Int(value) => Some(value as f64),
            Value::Real(value) => Some(value),
        }
    }

    /// The value as a handle; 0 where it is none.
    pub(super) fn handle(&self) -> u64 {
        std::str::from_utf8(self.text())
            .ok()
            .and_then(|text| u64::from_str_radix(text, 16).ok())
            .unwrap_or(0)
    }
}

/// Why the tags break off, and where.
#[derive(Debug, Clone)]
pub(super) struct Break {
    pub(super) place: Place,
    pub(super) what: String,
}

/// Reads tags one after another.
pub(super) struct Tags<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
    flavour: Flavour,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Flavour {
    Text,
    /// Group codes of one byte, as R12 writes them.
    Narrow,
    /// Group codes of two bytes, since R13.
    Wide,
}

impl<'a> Tags<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let (at, flavour) = if bytes.starts_with(BINARY) {
            // The first code is 0: two zero bytes where codes are wide.
            let wide = bytes.get(BINARY.len() + 1) == Some(&0);
            let flavour = if wide { Flavour::Wide } else { Flavour::Narrow };
            (BINARY.len(), flavour)
        } else if bytes.starts_with(b"\xEF\xBB\xBF") {
            (3, Flavour::Text)
        } else {
            (0, Flavour::Text)
        };
        Self {
            bytes,
            at,
            line: 1,
            flavour,
        }
    }

    /// The next tag; `None` at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Tag<'a>>, Break> {
        match self.flavour {
            Flavour::Text => self.text_tag(),
            Flavour::Narrow | Flavour::Wide => self.binary_tag(),
        }
    }

    fn text_tag(&mut self) -> Result<Option<Tag<'a>>, Break> {
        let (at, place, written) = loop {
            let at = self.at;
            let place = Place::Line(self.line);
            match self.take_line() {
                None => return Ok(None),
                Some(line) if line.trim_ascii().is_empty() => {}
                Some(line) => break (at, place, line.trim_ascii()),
            }
        };
        let code = std::str::from_utf8(written)
            .ok()
            .and_then(|text| text.parse::<i32>().ok())
            .ok_or_else(|| Break {
                place,
                what: format!(
                    "a group code must be a whole number, not `{}`",
                    shown(written)
                ),
            })?;
        let value = self.take_line().ok_or_else(|| Break {
            place,
            what: format!("the file ends after group code {code}, before its value"),
        })?;
        Ok(Some(Tag {
            code,
            value: Value::Text(value),
            place,
            at,
        }))
    }

    fn take_line(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = rest.iter().position(|&b| b == b'\n');
        let line = rest.get(..end.unwrap_or(rest.len()))?;
        self.at += end.map_or(rest.len(), |end| end + 1);
        self.line += 1;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }

    fn binary_tag(&mut self) -> Result<Option<Tag<'a>>, Break> {
        if self.at >= self.bytes.len() {
            return Ok(None);
        }
        let at = self.at;
        let place = Place::Byte(at as u64);
        let code = match self.flavour {
            Flavour::Wide => i32::from(u16::from_le_bytes(self.take(place)?)),
            _ => match self.take::<1>(place)? {
                [255] => i32::from(u16::from_le_bytes(self.take(place)?)),
                [code] => i32::from(code),
            },
        };
        let value = match kind_of(code) {
            Kind::Real => Value::Real(f64::from_le_bytes(self.take(place)?)),
            Kind::Int16 => Value::Int(i64::from(i16::from_le_bytes(self.take(place)?))),
            Kind::Int32 => Value::Int(i64::from(i32::from_le_bytes(self.take(place)?))),
            Kind::Int64 => Value::Int(i64::from_le_bytes(self.take(place)?)),
            Kind::Bool => Value::Int(i64::from(self.take::<1>(place)?[0])),
            Kind::Chunk => {
                let [length] = self.take::<1>(place)?;
                let end = self.at + usize::from(length);
                let chunk = self.bytes.get(self.at..end).ok_or_else(|| cut(place))?;
                self.at = end;
                Value::Text(chunk)
            }
            Kind::Text => {
                let rest = self.bytes.get(self.at..).unwrap_or(b"");
                let end = rest
                    .iter()
                    .position(|&b| b == 0)
                    .ok_or_else(|| cut(place))?;
                self.at += end + 1;
                Value::Text(rest.get(..end).unwrap_or(b""))
            }
        };
        Ok(Some(Tag {
            code,
            value,
            place,
            at,
        }))
    }

    fn take<const N: usize>(&mut self, place: Place) -> Result<[u8; N], Break> {
        let bytes = self
            .bytes
            .get(self.at..self.at + N)
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| cut(place))?;
        self.at += N;
        Ok(bytes)
    }
}

fn cut(place: Place) -> Break {
    Break {
        place,
        what: "the file ends in the middle of a value".to_owned(),
    }
}

/// Bytes for a message: what is printable of the first few.
pub(super) fn shown(bytes: &[u8]) -> String {
    let mut text: String = String::from_utf8_lossy(bytes.get(..bytes.len().min(40)).unwrap_or(b""))
        .chars()
        .map(|c| if c.is_control() { '·' } else { c })
        .collect();
    if bytes.len() > 40 {
        text.push('…');
    }
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Real,
    Int16,
    Int32,
    Int64,
    Bool,
    Chunk,
}

/// What a group code's value is, by the DXF reference's table of ranges.
fn kind_of(code: i32) -> Kind {
    match code {
        10..=59 | 110..=149 | 210..=239 | 460..=469 | 1010..=1059 => Kind::Real,
        60..=79 | 170..=179 | 270..=289 | 370..=389 | 400..=409 | 1060..=1070 => Kind::Int16,
        90..=99 | 420..=429 | 440..=459 | 1071 => Kind::Int32,
        160..=169 => Kind::Int64,
        290..=299 => Kind::Bool,
        310..=319 | 1004 => Kind::Chunk,
        _ => Kind::Text,
    }
}

/// Whether a group code's value is a real number.
pub(super) fn is_real(code: i32) -> bool {
    kind_of(code) == Kind::Real
}
