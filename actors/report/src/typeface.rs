//! The faces of the submittal and how wide text runs in them. Fonts are in the binary, so a page
//! looks the same everywhere.
//!
//! Text is set glyph by glyph without kerning or joining, which is all that drawings and tables need.
//! Characters that a face lacks come from DejaVu Sans; those that it lacks too show as `�`, while the
//! text that a reader searches and copies keeps them. Runs of right-to-left letters are laid from
//! right to left, without joining forms.

use std::sync::LazyLock;

use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

/// A face of the submittal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Face {
    /// Running text.
    Sans,
    /// Headings.
    Bold,
    /// Tables and drawings.
    Narrow,
    /// Heads of tables, marks on drawings.
    NarrowBold,
    /// Formulas and hashes.
    Mono,
}

/// A font file: its place in [`FILES`].
pub(crate) type Font = usize;

/// The font files. The last is the one that others fall back to.
pub(crate) const FILES: [&[u8]; 6] = [
    include_bytes!("../fonts/IBMPlexSans-Regular.ttf"),
    include_bytes!("../fonts/IBMPlexSans-SemiBold.ttf"),
    include_bytes!("../fonts/IBMPlexSansCondensed-Regular.ttf"),
    include_bytes!("../fonts/IBMPlexSansCondensed-SemiBold.ttf"),
    include_bytes!("../fonts/IBMPlexMono-Regular.ttf"),
    include_bytes!("../fonts/DejaVuSansCondensed.ttf"),
];

const FALLBACK: Font = FILES.len() - 1;

/// Height of capitals over the size, the same in all Plex faces: text is centred on drawings by it.
pub(crate) const CAP_HEIGHT: f32 = 0.698;

/// A glyph of a laid-out text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    /// Font file.
    pub(crate) font: Font,
    /// Glyph in it.
    pub(crate) id: u32,
    /// Advance over the size.
    pub(crate) advance: f32,
    /// The character's bytes in the text.
    pub(crate) bytes: std::ops::Range<usize>,
}

struct File {
    map: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    per_em: f32,
    /// Glyph and advance of the first characters, the ones most text is made of.
    latin: Vec<Option<(u32, f32)>>,
}

impl File {
    fn open(bytes: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(bytes).ok()?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let per_em = f32::from(
            font.metrics(Size::unscaled(), LocationRef::default())
                .units_per_em,
        );
        let mut file = Self {
            map: font.charmap(),
            metrics,
            per_em,
            latin: Vec::new(),
        };
        file.latin = ('\0'..'\u{250}').map(|c| file.look_up(c)).collect();
        Some(file)
    }

    fn glyph(&self, c: char) -> Option<(u32, f32)> {
        self.latin
            .get(c as usize)
            .copied()
            .unwrap_or_else(|| self.look_up(c))
    }

    fn look_up(&self, c: char) -> Option<(u32, f32)> {
        let id = self.map.map(c).filter(|id| id.to_u32() != 0)?;
        Some((id.to_u32(), self.metrics.advance_width(id)? / self.per_em))
    }
}

static OPEN: LazyLock<Vec<Option<File>>> =
    LazyLock::new(|| FILES.iter().map(|bytes| File::open(bytes)).collect());

impl Face {
    fn font(self) -> Font {
        self as Font
    }

    /// Glyphs of one line of text, from left to right. Control characters are expected to be gone
    /// already (see [`clean`]); one that is left takes no room.
    pub(crate) fn set(self, text: &str) -> Vec<Glyph> {
        let mut glyphs = Vec::with_capacity(text.len());
        glyphs.extend(text.char_indices().filter_map(|(start, c)| {
            let (font, id, advance) = self.glyph(c)?;
            Some(Glyph {
                font,
                id,
                advance,
                bytes: start..start + c.len_utf8(),
            })
        }));
        if text.chars().any(is_right_to_left) {
            turn_right_to_left(text, &mut glyphs);
        }
        glyphs
    }

    /// Width of a line of text in points at a size in points.
    pub(crate) fn width(self, size: f32, text: &str) -> f32 {
        text.chars()
            .filter_map(|c| self.glyph(c))
            .map(|(_, _, advance)| advance)
            .sum::<f32>()
            * size
    }

    fn glyph(self, c: char) -> Option<(Font, u32, f32)> {
        let of = |font: Font, c: char| {
            let (id, advance) = OPEN.get(font)?.as_ref()?.glyph(c)?;
            Some((font, id, advance))
        };
        of(self.font(), c)
            .or_else(|| of(FALLBACK, c))
            .or_else(|| of(FALLBACK, '\u{fffd}'))
    }
}

/// Letters written from right to left: Hebrew, Arabic and their kin.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

/// Turns each run of right-to-left letters, with the blanks between them, around.
fn turn_right_to_left(text: &str, glyphs: &mut [Glyph]) {
    let right = |g: &Glyph| text[g.bytes.clone()].chars().all(is_right_to_left);
    let mut start = 0;
    while start < glyphs.len() {
        if !right(&glyphs[start]) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        for (at, glyph) in glyphs.iter().enumerate().skip(end) {
            if right(glyph) {
                end = at + 1;
            } else if &text[glyph.bytes.clone()] != " " {
                break;
            }
        }
        glyphs[start..end].reverse();
        start = end;
    }
}

/// Longest text that is set; more is cut with an ellipsis.
const LONGEST: usize = 4000;

/// Text that can be set: line ends and tabs as blanks, controls and direction overrides (which can
/// make a page show another text than it holds) as a visible `�`, and an end to it.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    for (count, c) in text.chars().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        out.push(match c {
            '\n' | '\r' | '\t' | '\u{a0}' | '\u{2028}' | '\u{2029}' => ' ',
            c if c.is_control() || is_unseen(c) => '\u{fffd}',
            c => c,
        });
    }
    out
}

/// Characters without a shape of their own, and those that no file may hold.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff0}'..='\u{fffc}'
        | '\u{e0000}'..='\u{10ffff}')
        || (c as u32) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_opens() {
        assert_eq!(OPEN.iter().flatten().count(), FILES.len());
    }

    #[test]
    fn every_character_of_engineering_has_a_glyph_that_is_not_the_replacement() {
        let (_, replacement, _) = Face::Sans.glyph('\u{e000}').unwrap();
        for face in [
            Face::Sans,
            Face::Bold,
            Face::Narrow,
            Face::NarrowBold,
            Face::Mono,
        ] {
            for c in "φΩρδΔαεσΣ≤≥×²³½⊥√′″·−–—±°≈→↑↓✓✗…'\"/§".chars()
            {
                assert_ne!(
                    face.glyph(c).unwrap(),
                    (FALLBACK, replacement, face.glyph(c).unwrap().2),
                    "{c}"
                );
            }
        }
    }

    #[test]
    fn digits_are_of_one_width_so_that_columns_line_up() {
        for face in [
            Face::Sans,
            Face::Bold,
            Face::Narrow,
            Face::NarrowBold,
            Face::Mono,
        ] {
            let one = face.width(10.0, "1");
            assert!(('0'..='9').all(|c| face.width(10.0, &c.to_string()) == one));
        }
    }

    #[test]
    fn hebrew_is_laid_from_right_to_left_within_a_latin_line() {
        let text = "SW4 אבג 12";
        let order: Vec<&str> = Face::Sans
            .set(text)
            .iter()
            .map(|g| &text[g.bytes.clone()])
            .collect();
        assert_eq!(order.concat(), "SW4 גבא 12");
    }

    #[test]
    fn controls_and_overrides_become_visible() {
        assert_eq!(clean("a\u{0}b\u{202e}c\nd"), "a\u{fffd}b\u{fffd}c d");
        assert!(clean(&"x".repeat(1_000_000)).chars().count() == LONGEST + 1);
    }
}
