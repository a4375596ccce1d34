//! Bytes to text, places in text, and what a name may look like.

use crate::error::{ConfigError, ConfigErrors};

/// Turns a file's bytes into text, or says in which encoding it seems to be and what to do.
///
/// A UTF-8 byte order mark is dropped. `file` names the file in the error.
///
/// # Errors
/// One error with the line of the first byte that is not UTF-8.
pub fn text_of<'a>(bytes: &'a [u8], file: &str) -> Result<&'a str, ConfigErrors> {
    let fault = |line: u32, column: u32, what: String, remedy: &str| {
        Err(ConfigErrors::one(ConfigError {
            file: file.to_owned(),
            line,
            column,
            key: String::new(),
            what,
            allowed: String::new(),
            remedy: remedy.to_owned(),
        }))
    };
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return fault(
            1,
            1,
            "the file is UTF-16 text".into(),
            "save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet)",
        );
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let good = &bytes[..error.valid_up_to()];
            let line = good.iter().filter(|b| **b == b'\n').count();
            let start = good.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
            let column = String::from_utf8_lossy(&good[start..]).chars().count();
            let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
            fault(
                clamp(line + 1),
                clamp(column + 1),
                format!("byte 0x{byte:02X} is not UTF-8 text"),
                "save the file as UTF-8",
            )
        }
    }
}

/// Line starts of a text, for turning byte offsets into lines and columns.
#[derive(Debug)]
pub(crate) struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> LineIndex<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self { text, starts }
    }

    /// Line and column, both from 1, of a byte offset; past the end it is the last place.
    pub(crate) fn place(&self, offset: usize) -> (u32, u32) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts[line - 1]; // starts[0] is 0, so `line` is at least 1
        let column = self.text[start..offset].chars().count() + 1;
        (clamp(line), clamp(column))
    }

    /// The text itself.
    pub(crate) fn text(&self) -> &'t str {
        self.text
    }
}

/// A count as `u32`, held at its largest value.
pub(crate) fn clamp(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A piece of what a person wrote, short enough for a message and without control characters.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut out: String = text
        .chars()
        .take(MOST)
        .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
        .collect();
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}

/// What makes `text` unfit as a name or a line of text, if anything.
pub(crate) fn text_fault(text: &str, most: usize) -> Option<String> {
    if text.chars().nth(most).is_some() {
        return Some(format!("it is longer than {most} characters"));
    }
    text.chars()
        .find(|c| unfit(*c))
        .map(|c| format!("it holds the control character U+{:04X}", u32::from(c)))
}

/// Control characters, and invisible ones that reorder text: a name with one reads as another.
pub(crate) fn unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}')
}

/// The known name that `name` was probably meant to be.
pub(crate) fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // Distance is quadratic: nobody mistypes a name of a thousand letters.
    if name.is_empty() || name.chars().nth(80).is_some() {
        return None;
    }
    let name = name.to_lowercase();
    let score = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let near = strsim::normalized_damerau_levenshtein(&name, &candidate);
        // `height` for `height_ft`, `height_in` for `height_ft`
        let stem = |s: &str| s.rsplit_once('_').map(|(head, _)| head.to_owned());
        let same_stem = candidate.starts_with(&name) && name.len() >= 3
            || stem(&candidate)
                .is_some_and(|head| head == name || stem(&name).is_some_and(|other| head == other));
        if same_stem { near.max(0.9) } else { near }
    };
    known
        .into_iter()
        .map(|candidate| (score(candidate), candidate))
        .filter(|(score, _)| *score >= 0.6)
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(found) if found.0 >= next.0 => Some(found),
            _ => Some(next),
        })
        .map(|(_, candidate)| candidate)
}
