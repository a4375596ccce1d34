//! Packs a finished PDF. A tagged table has an object for every cell, and `krilla` writes each in
//! clear; object streams (ISO 32000-1 §7.5.7) hold the same objects compressed, at a third of the size.
//!
//! Only files of the plain shape that `krilla` writes are packed: one section of one cross-reference
//! table, generation 0, no encryption. Any other is left as it is.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Objects in one stream: a reader unpacks all of them to see one.
const IN_ONE: usize = 100;

/// The same document with its small objects packed; the file unchanged where it is of another shape.
pub(crate) fn pack(pdf: Vec<u8>) -> Vec<u8> {
    packed(&pdf).filter(|p| p.len() < pdf.len()).unwrap_or(pdf)
}

/// Where an object is in the packed file.
#[derive(Clone, Copy)]
enum Place {
    Free,
    At(usize),
    In { stream: usize, index: usize },
}

fn packed(pdf: &[u8]) -> Option<Vec<u8>> {
    let (offsets, trailer) = table(pdf)?;
    let mut order: Vec<(usize, usize)> = offsets
        .iter()
        .enumerate()
        .filter_map(|(number, at)| Some((number, (*at)?)))
        .collect();
    order.sort_by_key(|(_, at)| *at);
    let ends: Vec<usize> = order
        .iter()
        .skip(1)
        .map(|(_, at)| *at)
        .chain([find_back(pdf, b"xref")?])
        .collect();

    let mut out = pdf.get(..order.first()?.1)?.to_vec();
    let mut places = vec![Place::Free; offsets.len()];
    let mut small: Vec<(usize, &[u8])> = Vec::new();
    for ((number, at), end) in order.into_iter().zip(ends) {
        let whole = pdf.get(at..end)?;
        let body = body(whole, number)?;
        if body.ends_with(b"endstream") {
            places[number] = Place::At(out.len());
            out.extend_from_slice(whole.trim_ascii_end());
            out.push(b'\n');
        } else {
            small.push((number, body));
        }
    }
    for chunk in small.chunks(IN_ONE) {
        let stream = places.len();
        for (index, (number, _)) in chunk.iter().enumerate() {
            places[*number] = Place::In { stream, index };
        }
        places.push(Place::At(out.len()));
        let mut head = String::new();
        let mut data = Vec::new();
        for (number, body) in chunk {
            head.push_str(&format!("{number} {} ", data.len()));
            data.extend_from_slice(body);
            data.push(b'\n');
        }
        let first = head.len();
        let content = deflated(&[head.as_bytes(), &data].concat())?;
        out.extend_from_slice(
            format!(
                "{stream} 0 obj\n<</Type/ObjStm/N {}/First {first}/Filter/FlateDecode/Length {}>>\nstream\n",
                chunk.len(),
                content.len()
            )
            .as_bytes(),
        );
        out.extend_from_slice(&content);
        out.extend_from_slice(b"\nendstream\nendobj\n");
    }

    // The cross-reference stream (§7.5.8) is an object itself: type, offset or stream, index.
    let (number, start) = (places.len(), out.len());
    places.push(Place::At(start));
    let mut rows = Vec::with_capacity(places.len() * 7);
    for place in &places {
        let (kind, a, b) = match *place {
            Place::Free => (0, 0, 0xffff),
            Place::At(offset) => (1, offset, 0),
            Place::In { stream, index } => (2, stream, index),
        };
        rows.push(kind);
        rows.extend_from_slice(&u32::try_from(a).ok()?.to_be_bytes());
        rows.extend_from_slice(&u16::try_from(b).ok()?.to_be_bytes());
    }
    let rows = deflated(&rows)?;
    out.extend_from_slice(
        format!(
            "{number} 0 obj\n<</Type/XRef/W[1 4 2]/Size {}{}/Filter/FlateDecode/Length {}>>\nstream\n",
            places.len(),
            without_size(trailer)?,
            rows.len()
        )
        .as_bytes(),
    );
    out.extend_from_slice(&rows);
    out.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF").as_bytes());
    Some(out)
}

/// Offsets by object number, and the trailer's dictionary without its brackets.
fn table(pdf: &[u8]) -> Option<(Vec<Option<usize>>, &str)> {
    let start: usize = text(
        pdf.get(find_back(pdf, b"startxref")? + 9..)?
            .split(|b| *b == b'%')
            .next()?,
    )?
    .trim()
    .parse()
    .ok()?;
    let section = pdf.get(start..)?;
    let (rows, rest) = split(section, b"trailer")?;
    let rows = text(rows)?;
    let mut words = rows.split_ascii_whitespace();
    if (words.next()?, words.next()?) != ("xref", "0") {
        return None;
    }
    let count: usize = words.next()?.parse().ok()?;
    let mut offsets = Vec::new();
    while let Some(offset) = words.next() {
        let offset: usize = offset.parse().ok()?;
        match (words.next()?, words.next()?) {
            ("00000", "n") => offsets.push(Some(offset)),
            (_, "f") => offsets.push(None),
            _ => return None,
        }
    }
    let (trailer, _) = split(rest, b"startxref")?;
    let trailer = text_of_dictionary(trailer)?;
    let plain = !trailer.contains("/Prev") && !trailer.contains("/Encrypt");
    (plain && offsets.len() == count).then_some((offsets, trailer))
}

/// The object between its number and `endobj`.
fn body(whole: &[u8], number: usize) -> Option<&[u8]> {
    let head = format!("{number} 0 obj");
    let rest = whole.strip_prefix(head.as_bytes())?;
    Some(rest.trim_ascii().strip_suffix(b"endobj")?.trim_ascii())
}

/// The trailer may hold bytes of an identifier that are no text.
fn text_of_dictionary(bytes: &[u8]) -> Option<&str> {
    text(
        bytes
            .trim_ascii()
            .strip_prefix(b"<<")?
            .strip_suffix(b">>")?,
    )
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// A dictionary without its `/Size` entry.
fn without_size(dictionary: &str) -> Option<String> {
    let (before, after) = dictionary.split_once("/Size")?;
    let after = after
        .trim_start()
        .trim_start_matches(|c: char| c.is_ascii_digit());
    Some(format!("{}{after}", before.trim()))
}

fn find_back(bytes: &[u8], word: &[u8]) -> Option<usize> {
    // "xref" alone, not the end of "startxref".
    (0..bytes.len().checked_sub(word.len())? + 1)
        .rev()
        .find(|i| bytes[*i..].starts_with(word) && (*i == 0 || !bytes[i - 1].is_ascii_alphabetic()))
}

fn split<'a>(bytes: &'a [u8], word: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(word.len()).position(|w| w == word)?;
    Some((&bytes[..at], &bytes[at + word.len()..]))
}

fn deflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_plain_pdf_is_left_as_it_is() {
        for bytes in [
            &b""[..],
            b"%PDF-1.7",
            b"xref\n0 1\ntrailer\n<<>>\nstartxref\n0\n%%EOF",
            b"startxref 999999",
        ] {
            assert_eq!(pack(bytes.to_vec()), bytes);
        }
    }
}
