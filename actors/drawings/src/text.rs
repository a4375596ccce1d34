//! Texts of a drawing as a person reads them: formatting codes, control codes and escapes taken out.
//!
//! Three notations meet here, all of the DXF reference: `%%` codes in every text (`%%c` is a
//! diameter sign), `\U+XXXX` escapes in every text, and the backslash codes of MTEXT (`\P` a new
//! line, `\S1/2;` a stacked fraction). What cannot be understood stays as it is written.

/// The longest text kept, in bytes; a drawing's longest note is far below it.
pub const MAX_TEXT: usize = 64 * 1024;

/// The longest argument of a code that takes a number, a font, a stack, in characters. What is
/// longer was no code: a path, a slip of the drafter.
const MAX_NUMBER: usize = 24;
const MAX_FONT: usize = 256;
const MAX_STACK: usize = 4096;

/// Plain text of a TEXT, an attribute or a dimension: `%%` codes and `\U+` escapes resolved.
///
/// `byte` gives the character of `%%nnn` below 256 in the drawing's code page; `None` takes it as
/// Latin-1.
///
/// ```
/// use holdfast_drawings::text::plain;
/// assert_eq!(plain("%%c1 1/8 %%p1/16, 45%%d", &|_| None), "⌀1 1/8 ±1/16, 45°");
/// ```
#[must_use]
pub fn plain(raw: &str, byte: &dyn Fn(u8) -> Option<char>) -> String {
    let text = percent(&escapes(cut(raw)), byte);
    clean(&text)
}

/// Plain text of an MTEXT: as [`plain`], and its formatting codes taken out; lines apart by `\n`.
///
/// ```
/// use holdfast_drawings::text::plain_mtext;
/// let raw = r#"{\fArial|b1;SHEAR WALL}\PSW4 AT 10'-6\S1/2;""#;
/// assert_eq!(plain_mtext(raw, &|_| None), "SHEAR WALL\nSW4 AT 10'-6 1/2\"");
/// ```
#[must_use]
pub fn plain_mtext(raw: &str, byte: &dyn Fn(u8) -> Option<char>) -> String {
    let text = percent(&codes(&escapes(cut(raw))), byte);
    clean(&text)
}

/// Resolves the caret notation of control characters: `^J` a new line, `^I` a tab, `^ ` a caret.
#[must_use]
pub fn carets(raw: &str) -> String {
    if !raw.contains('^') {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match (c, next) {
            ('^', Some(' ')) => out.push('^'),
            // `@` to `_` are the letters of the control characters 0 to 31.
            ('^', Some(letter @ '@'..='_')) => out.push(char::from(letter as u8 - b'@')),
            _ => {
                out.push(c);
                continue;
            }
        }
        chars.next();
    }
    out
}

/// Resolves `\M+5XXXX`, a character of two bytes in the code page of mainland China, by `letter`.
pub(crate) fn mainland(raw: &str, letter: &dyn Fn([u8; 2]) -> Option<String>) -> String {
    const CODE: &str = "\\M+5";
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(CODE) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let digits = tail.get(CODE.len()..CODE.len() + 4);
        let pair = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        match pair.and_then(|pair| letter(pair.to_be_bytes())) {
            Some(decoded) => {
                out.push_str(&decoded);
                rest = tail.get(CODE.len() + 4..).unwrap_or("");
            }
            None => {
                out.push_str(CODE);
                rest = tail.get(CODE.len()..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    out
}

/// Resolves `\U+XXXX`, two of them where they make a surrogate pair.
fn escapes(text: &str) -> String {
    if !text.contains("\\U+") && !text.contains("\\u+") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        if tail.starts_with("\\\\") {
            // An escaped backslash begins no escape; the codes of MTEXT resolve it.
            out.push_str("\\\\");
            rest = tail.get(2..).unwrap_or("");
            continue;
        }
        let first = unit(tail);
        let second = tail.get(7..).and_then(unit);
        let decoded = match (first, second) {
            (Some(high @ 0xD800..0xDC00), Some(low)) => char::decode_utf16([high, low])
                .next()
                .and_then(Result::ok)
                .map(|c| (c, 14)),
            (Some(one), _) => char::from_u32(u32::from(one)).map(|c| (c, 7)),
            (None, _) => None,
        };
        match decoded {
            Some((c, length)) => {
                out.push(c);
                rest = tail.get(length..).unwrap_or("");
            }
            None => {
                out.push('\\');
                rest = tail.get(1..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    out
}

/// The code unit of the `\U+XXXX` that `text` begins with.
fn unit(text: &str) -> Option<u16> {
    let digits = text
        .strip_prefix("\\U+")
        .or_else(|| text.strip_prefix("\\u+"))?
        .get(..4)?;
    let hexadecimal = digits.bytes().all(|b| b.is_ascii_hexdigit());
    hexadecimal
        .then(|| u16::from_str_radix(digits, 16).ok())
        .flatten()
}

/// Resolves `%%d`, `%%p`, `%%c`, `%%nnn`, `%%%`, and takes out the toggles `%%u`, `%%o`, `%%k`.
fn percent(text: &str, byte: &dyn Fn(u8) -> Option<char>) -> String {
    if !text.contains("%%") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("%%") {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let code = tail.get(2..).unwrap_or("");
        let length = match code.chars().next() {
            Some('d' | 'D') => {
                out.push('°');
                3
            }
            Some('p' | 'P') => {
                out.push('±');
                3
            }
            Some('c' | 'C') => {
                out.push('⌀');
                3
            }
            Some('%') => {
                out.push('%');
                3
            }
            Some('u' | 'U' | 'o' | 'O' | 'k' | 'K') => 3,
            Some('0'..='9') => {
                let digits = code.bytes().take(3).take_while(u8::is_ascii_digit).count();
                let number: u32 = code.get(..digits).and_then(|d| d.parse().ok()).unwrap_or(0);
                let paged = u8::try_from(number).ok().and_then(byte);
                out.extend(paged.or_else(|| char::from_u32(number)));
                2 + digits
            }
            _ => {
                out.push_str("%%");
                2
            }
        };
        rest = tail.get(length..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// Takes out the formatting codes of MTEXT.
fn codes(text: &str) -> String {
    if !text.contains(['\\', '{', '}']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' => {}
            '\\' => match chars.next() {
                Some('P' | 'X' | 'N') => out.push('\n'),
                Some('~') => out.push(' '),
                Some(sign @ ('\\' | '{' | '}')) => out.push(sign),
                Some('L' | 'l' | 'O' | 'o' | 'K' | 'k') | None => {}
                Some('S') => {
                    let (stacked, after) =
                        argument(chars.as_str(), MAX_STACK).unwrap_or((chars.as_str(), ""));
                    stack(stacked, &mut out);
                    chars = after.chars();
                }
                Some(code @ ('f' | 'F' | 'p' | 'C' | 'c' | 'H' | 'T' | 'Q' | 'W' | 'A')) => {
                    let longest = if matches!(code, 'f' | 'F' | 'p') {
                        MAX_FONT
                    } else {
                        MAX_NUMBER
                    };
                    match argument(chars.as_str(), longest) {
                        Some((_, after)) => chars = after.chars(),
                        None => {
                            out.push('\\');
                            out.push(code);
                        }
                    }
                }
                Some(other) => {
                    // No code begins so: a path, `C:\DRAWINGS`, or a slip of the drafter.
                    out.push('\\');
                    out.push(other);
                }
            },
            c => out.push(c),
        }
    }
    out
}

/// Splits `text` after the argument that ends in `;` within `longest` characters.
fn argument(text: &str, longest: usize) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (at, c) in text.char_indices().take(longest) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ';' => return Some((text.get(..at)?, text.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}

/// Writes a stack, `1/2` or `1#2` or `+0.1^-0.1`, beside what stands before it.
fn stack(argument: &str, out: &mut String) {
    let mut top = String::new();
    let mut bottom: Option<String> = None;
    let mut escaped = false;
    for c in argument.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '/' | '#' | '^' if !escaped && bottom.is_none() => bottom = Some(String::new()),
            c => bottom.as_mut().unwrap_or(&mut top).push(c),
        }
        escaped = false;
    }
    // `6\S1/2;` is six and a half, not 61 over 2.
    let before = out.chars().next_back();
    if before.is_some_and(|c| c.is_ascii_digit()) && !top.is_empty() {
        out.push(' ');
    }
    out.push_str(top.trim());
    if let Some(bottom) = bottom.as_deref().map(str::trim).filter(|b| !b.is_empty()) {
        out.push('/');
        out.push_str(bottom);
    }
}

/// Keeps line breaks, makes tabs and no-break spaces blanks, drops other control characters.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars()
        .filter_map(|c| match c {
            '\n' => Some('\n'),
            '\r' => Some('\n'),
            '\t' | '\u{a0}' => Some(' '),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// The beginning of `text` that is not longer than [`MAX_TEXT`].
fn cut(text: &str) -> &str {
    if text.len() <= MAX_TEXT {
        return text;
    }
    let mut end = MAX_TEXT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(raw: &str) -> String {
        plain(raw, &|_| None)
    }

    fn mtext(raw: &str) -> String {
        plain_mtext(raw, &|_| None)
    }

    #[test]
    fn a_paragraph_code_is_a_new_line() {
        assert_eq!(
            mtext(r"SW1\PSW2\X6 IN\NNEXT COLUMN"),
            "SW1\nSW2\n6 IN\nNEXT COLUMN"
        );
    }

    #[test]
    fn font_height_colour_and_width_codes_are_taken_out() {
        assert_eq!(
            mtext(r"{\fArial|b1|i0|c0|p34;SW}\H0.7x;\C1;4\W0.8;\T1.1;\Q15;\A1;"),
            "SW4"
        );
        assert_eq!(mtext(r"\pi-3,l3,t3;NOTE"), "NOTE");
    }

    #[test]
    fn toggles_are_taken_out() {
        assert_eq!(
            mtext(r"\LUNDER\l \OOVER\o \KTHROUGH\k"),
            "UNDER OVER THROUGH"
        );
        assert_eq!(text("%%uUNDER%%u %%oOVER%%o %%kOUT%%k"), "UNDER OVER OUT");
    }

    #[test]
    fn a_stacked_fraction_is_read_with_the_whole_before_it() {
        assert_eq!(mtext(r"\S1/2;"), "1/2");
        assert_eq!(mtext(r#"10'-6\S1/2;""#), "10'-6 1/2\"");
        assert_eq!(mtext(r#"10'-6{\H0.7x;\S3#8;}""#), "10'-6 3/8\"");
        assert_eq!(mtext(r"\S+0.1^ -0.2;"), "+0.1/-0.2");
        assert_eq!(mtext(r"\SA\/B/C;"), "A/B/C");
        assert_eq!(mtext(r"M\S2^;"), "M2");
    }

    #[test]
    fn braces_group_and_escaped_braces_are_written() {
        assert_eq!(mtext(r"{{A}}\{B\}\\C"), r"A{B}\C");
    }

    #[test]
    fn percent_codes_are_signs() {
        assert_eq!(text("%%c5/8 %%P1 45%%D 100%%%"), "⌀5/8 ±1 45° 100%");
        assert_eq!(text("%%065%%176%%"), "A°%%");
        assert_eq!(plain("%%233", &|b| (b == 233).then_some('ĺ')), "ĺ");
        assert_eq!(mtext("%%c5/8"), "⌀5/8");
    }

    #[test]
    fn unicode_escapes_are_characters() {
        assert_eq!(text(r"\U+00BD \U+03B1"), "½ α");
        assert_eq!(text(r"\U+D83D\U+DE00"), "😀");
        assert_eq!(text(r"\U+D83D \U+12"), r"\U+D83D \U+12");
        assert_eq!(mtext(r"\\U+00BD"), r"\U+00BD");
    }

    #[test]
    fn carets_are_control_characters() {
        assert_eq!(carets("A^JB^IC^ D^"), "A\nB\tC^D^");
        assert_eq!(text(&carets("A^IB^GC")), "A BC");
    }

    #[test]
    fn a_path_stays_a_path() {
        assert_eq!(mtext(r"X:\DRAWINGS\e"), r"X:\DRAWINGS\e");
        assert_eq!(
            mtext(r"X:\HOUSE PLAN OF THE NORTH WING;"),
            r"X:\HOUSE PLAN OF THE NORTH WING;"
        );
    }

    #[test]
    fn a_text_without_end_is_cut() {
        assert_eq!(text(&"é".repeat(MAX_TEXT)).len(), MAX_TEXT);
    }

    proptest! {
        #[test]
        fn any_text_becomes_plain_and_not_longer(raw in "[\\\\{}%^;/#US+0-9a-zé½\n]{0,200}") {
            let out = mtext(&carets(&raw));
            prop_assert!(out.len() <= raw.len() * 3 + 8);
            text(&raw);
        }
    }
}
