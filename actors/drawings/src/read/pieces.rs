//! A long file in pieces, so that the library never holds more of it than one: it takes twenty times
//! the bytes of a text file for its entities, and a sheet of ours takes five.
//!
//! A piece is a whole drawing: every section but a part of the entities, and after the first piece
//! without the blocks, which the first has given.

use std::borrow::Cow;
use std::ops::Range;

/// The least bytes of entities in a piece.
const PIECE: usize = 2 << 20;

/// A section of a DXF file, as far as it matters here.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    #[default]
    None,
    Named,
    Blocks,
    Entities,
    Objects,
    Other,
}

/// Where a file may be cut.
#[derive(Debug, Default)]
pub(super) struct Cuts {
    open: Option<(Section, usize)>,
    /// What stands in the section of blocks, between its name and its end.
    blocks: Option<Range<usize>>,
    /// What stands in the section of entities.
    entities: Option<Range<usize>>,
    /// Where entities begin, at least [`PIECE`] apart.
    at: Vec<usize>,
    /// Whether a section stands in the file twice; such a file is not cut.
    odd: bool,
}

impl Cuts {
    /// A section's first tag stands at byte `at`.
    pub(super) fn open(&mut self, section: Section, at: usize) {
        self.open = Some((section, at));
        if section == Section::Entities {
            self.at.push(at);
        }
    }

    /// A record of this type stands at byte `at`: an entity, a block, the end of a section.
    pub(super) fn record(&mut self, name: &[u8], at: usize) {
        let Some((section, from)) = self.open else {
            return;
        };
        let ends = matches!(name, b"ENDSEC" | b"SECTION" | b"EOF");
        if ends {
            self.open = None;
            let slot = match section {
                Section::Blocks => &mut self.blocks,
                Section::Entities => &mut self.entities,
                _ => return,
            };
            self.odd |= slot.replace(from..at).is_some();
        } else if section == Section::Entities
            && self.at.last().is_some_and(|last| at - last >= PIECE)
        {
            self.at.push(at);
        }
    }

    /// The pieces of a file, itself where it is short.
    pub(super) fn pieces<'a>(&self, bytes: &'a [u8]) -> Pieces<'a> {
        let whole = Pieces {
            bytes,
            blocks: 0..0,
            entities: 0..0,
            cuts: Vec::new(),
            next: 0,
        };
        let Some(entities) = self.entities.clone().filter(|_| !self.odd) else {
            return whole;
        };
        let blocks = self.blocks.clone().unwrap_or(0..0);
        let ordered = blocks.end <= entities.start && entities.end <= bytes.len();
        if self.at.len() < 3 || !ordered {
            return whole;
        }
        // What every piece repeats is to cost at most half as much as what it brings.
        let repeated = bytes.len() - entities.len() - blocks.len();
        let mut cuts: Vec<usize> = vec![entities.start];
        for &at in &self.at {
            if cuts
                .last()
                .is_some_and(|last| at - last >= 2 * repeated.max(PIECE / 2))
            {
                cuts.push(at);
            }
        }
        cuts.push(entities.end);
        Pieces {
            bytes,
            blocks,
            entities,
            cuts,
            next: 0,
        }
    }
}

/// The pieces of a file, each a drawing by itself.
pub(super) struct Pieces<'a> {
    bytes: &'a [u8],
    blocks: Range<usize>,
    entities: Range<usize>,
    /// The first byte of each piece's entities, and the end of the last.
    cuts: Vec<usize>,
    next: usize,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Cow<'a, [u8]>;

    fn next(&mut self) -> Option<Cow<'a, [u8]>> {
        let piece = self.next;
        self.next += 1;
        if self.cuts.is_empty() {
            return (piece == 0).then_some(Cow::Borrowed(self.bytes));
        }
        let (&from, &to) = (self.cuts.get(piece)?, self.cuts.get(piece + 1)?);
        let part = |range: Range<usize>| self.bytes.get(range).unwrap_or(b"");
        let first = if piece == 0 {
            vec![part(0..self.entities.start)]
        } else {
            vec![
                part(0..self.blocks.start),
                part(self.blocks.end..self.entities.start),
            ]
        };
        let rest = [part(from..to), part(self.entities.end..self.bytes.len())];
        let all: Vec<&[u8]> = first.into_iter().chain(rest).collect();
        Some(Cow::Owned(all.concat()))
    }
}
