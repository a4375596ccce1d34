//! Lengths as drafters write them: `12'-6 1/2"`, `10 ft 6 in`, `¾"`, `3810 mm`.
//!
//! Conventions of US drawings, 12 in = 1 ft and 1 in = 25.4 mm exactly. Whatever could be read two
//! ways is refused with the reason, never guessed.

use std::fmt;

/// Inches in a millimetre, inverted: 1 in = 25.4 mm exactly.
const MM_PER_IN: f64 = 25.4;
/// The longest text that is looked at, in characters.
const MAX_CHARS: usize = 100;
/// The longest length that is taken, inches (about 158 miles).
const MAX_IN: f64 = 1.0e7;

/// Why a text is no length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LengthError {
    /// The text, cut to what a message can hold.
    pub text: String,
    /// What is wrong with it.
    pub fault: Fault,
}

impl fmt::Display for LengthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a length: {}", self.text, self.fault)
    }
}

impl std::error::Error for LengthError {}

/// What is wrong with a text that should be a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing but blanks.
    #[error("it is empty; write it as 12'-6 1/2\"")]
    Empty,
    /// A number alone.
    #[error("it has no unit; add ', \", ft, in, mm, cm or m")]
    NoUnit,
    /// A sign or a unit without a number.
    #[error("it has no number; write it as 12'-6 1/2\"")]
    NoNumber,
    /// Some other word or sign.
    #[error("it holds something that belongs to no length; write it as 12'-6 1/2\"")]
    NotALength,
    /// `2x6`.
    #[error("it is a section, not a length")]
    Section,
    /// Something after the length.
    #[error("text follows the length; leave the length alone")]
    TrailingText,
    /// `1/0`.
    #[error("its fraction has a denominator of zero")]
    ZeroDenominator,
    /// `3/2` beside whole inches.
    #[error("its fraction is not below one; carry it into the inches")]
    ImproperFraction,
    /// `1'-13"`.
    #[error("inches beside feet are 12 or more; carry them into the feet")]
    InchesBesideFeet,
    /// `10.5'-6"`.
    #[error("feet are not whole and inches follow; write whole feet")]
    DecimalFeet,
    /// `6"-10'`.
    #[error("inches come before feet; write feet first")]
    InchesFirst,
    /// `1,200`.
    #[error("a comma may part thousands or decimals; leave it out or write a point")]
    Comma,
    /// `1e3`.
    #[error("it has an exponent; write the number out")]
    Exponent,
    /// `10'--6"`.
    #[error("two dashes stand together; one parts feet from inches")]
    TwoDashes,
    /// More than anything built.
    #[error("it is longer than 10,000,000 in; check its unit")]
    TooLong,
}

/// What a bare number means to [`parse_in`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Feet.
    Feet,
    /// Inches.
    Inches,
    /// Millimetres.
    Millimetres,
    /// Centimetres.
    Centimetres,
    /// Metres.
    Metres,
}

impl Unit {
    /// Inches in one of this unit.
    #[must_use]
    pub fn inches(self) -> f64 {
        match self {
            Unit::Feet => 12.0,
            Unit::Inches => 1.0,
            Unit::Millimetres => 1.0 / MM_PER_IN,
            Unit::Centimetres => 10.0 / MM_PER_IN,
            Unit::Metres => 1000.0 / MM_PER_IN,
        }
    }

    fn is_metric(self) -> bool {
        !matches!(self, Unit::Feet | Unit::Inches)
    }
}

/// Reads a length that carries its unit, in inches.
///
/// # Errors
/// [`LengthError`] names the text and the [`Fault`].
///
/// ```
/// use holdfast_drawings::length::parse;
/// assert_eq!(parse("12'-6 1/2\""), Ok(150.5));
/// assert!(parse("10-6").is_err());
/// ```
pub fn parse(text: &str) -> Result<f64, LengthError> {
    read(text, None).map_err(|fault| LengthError::new(text, fault))
}

/// Reads a length of which a bare number (`3810`, `150.5`, `10 1/2`) is in `unit`, in inches.
///
/// # Errors
/// As [`parse`], but never [`Fault::NoUnit`].
pub fn parse_in(text: &str, unit: Unit) -> Result<f64, LengthError> {
    read(text, Some(unit)).map_err(|fault| LengthError::new(text, fault))
}

/// Writes inches as `12'-6 1/2"`, rounded to the nearest of `denominator` parts of an inch
/// (0 counts as 1). A value that is no number or beyond 10,000,000 in is written in plain inches.
///
/// ```
/// assert_eq!(holdfast_drawings::length::format_ft_in(150.5, 16), "12'-6 1/2\"");
/// ```
#[must_use]
pub fn format_ft_in(inches: f64, denominator: u32) -> String {
    if !inches.is_finite() || inches.abs() > MAX_IN {
        return format!("{inches} in");
    }
    let denominator = u64::from(denominator.max(1));
    let parts = (inches.abs() * denominator as f64).round();
    // |inches| ≤ 1e7 and denominator < 2^32, so `parts` fits 64 bits.
    let parts = parts as u64;
    let sign = if inches < 0.0 && parts > 0 { "-" } else { "" };
    let (whole, rest) = (parts / denominator, parts % denominator);
    let (feet, whole) = (whole / 12, whole % 12);
    if rest == 0 {
        return format!("{sign}{feet}'-{whole}\"");
    }
    let common = gcd(rest, denominator);
    let (top, bottom) = (rest / common, denominator / common);
    format!("{sign}{feet}'-{whole} {top}/{bottom}\"")
}

impl LengthError {
    fn new(text: &str, fault: Fault) -> Self {
        let mut shown: String = text.chars().take(MAX_CHARS).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Self { text: shown, fault }
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    /// A number; whether it is written with a point.
    Number(f64, bool),
    /// A fraction, already known to have a denominator above zero.
    Fraction(f64),
    Unit(Unit),
    Dash,
    Plus,
}

fn read(text: &str, bare: Option<Unit>) -> Result<f64, Fault> {
    if text.chars().nth(MAX_CHARS).is_some() {
        return Err(Fault::NotALength);
    }
    let tokens = tokens(text)?;
    let mut at = Cursor { tokens: &tokens };
    if at.tokens.is_empty() {
        return Err(Fault::Empty);
    }
    let sign = match at.tokens.first() {
        Some(Token::Dash) => -1.0,
        _ => 1.0,
    };
    if let Some(Token::Dash | Token::Plus) = at.tokens.first() {
        at.skip();
    }
    let inches = sign * at.length(bare)?;
    if inches.abs() > MAX_IN {
        return Err(Fault::TooLong);
    }
    Ok(inches)
}

struct Cursor<'a> {
    tokens: &'a [Token],
}

/// A number with the fraction that may follow it.
struct Mixed {
    value: f64,
    whole: bool,
}

impl Cursor<'_> {
    fn skip(&mut self) {
        self.tokens = self.tokens.get(1..).unwrap_or(&[]);
    }

    fn length(&mut self, bare: Option<Unit>) -> Result<f64, Fault> {
        let first = self.mixed()?;
        let unit = match (self.tokens, bare) {
            ([Token::Unit(unit), ..], _) => {
                let unit = *unit;
                self.skip();
                unit
            }
            ([], Some(unit)) => return Ok(first.value * unit.inches()),
            ([], None) => return Err(Fault::NoUnit),
            // `10-6`: a second number, and nothing says what either is.
            ([Token::Dash, Token::Number(..) | Token::Fraction(_)], _) => {
                return Err(Fault::NoUnit);
            }
            _ => return Err(Fault::TrailingText),
        };
        if unit != Unit::Feet {
            return match self.tokens {
                [] => Ok(first.value * unit.inches()),
                rest if unit == Unit::Inches && rest.contains(&Token::Unit(Unit::Feet)) => {
                    Err(Fault::InchesFirst)
                }
                _ => Err(Fault::TrailingText),
            };
        }
        let feet_in = first.value * 12.0;
        if self.tokens.is_empty() {
            return Ok(feet_in);
        }
        if let [Token::Dash, rest @ ..] = self.tokens {
            match rest.first() {
                Some(Token::Dash) => return Err(Fault::TwoDashes),
                Some(_) => self.skip(),
                None => return Err(Fault::TrailingText),
            }
        }
        if !matches!(self.tokens, [Token::Number(..) | Token::Fraction(_), ..]) {
            return Err(Fault::TrailingText);
        }
        let inches = self.mixed()?;
        match self.tokens {
            [] | [Token::Unit(Unit::Inches)] => {}
            _ => return Err(Fault::TrailingText),
        }
        if !first.whole {
            return Err(Fault::DecimalFeet);
        }
        if inches.value >= 12.0 {
            return Err(Fault::InchesBesideFeet);
        }
        Ok(feet_in + inches.value)
    }

    /// `6`, `6.5`, `1/2`, `6 1/2`, `6-1/2`.
    fn mixed(&mut self) -> Result<Mixed, Fault> {
        match *self.tokens {
            [Token::Number(value, decimal), Token::Fraction(part), ..]
            | [
                Token::Number(value, decimal),
                Token::Dash,
                Token::Fraction(part),
                ..,
            ] => {
                if decimal {
                    return Err(Fault::NotALength);
                }
                if part >= 1.0 {
                    return Err(Fault::ImproperFraction);
                }
                while !matches!(self.tokens.first(), Some(Token::Fraction(_)) | None) {
                    self.skip();
                }
                self.skip();
                Ok(Mixed {
                    value: value + part,
                    whole: false,
                })
            }
            [Token::Number(value, decimal), ..] => {
                self.skip();
                Ok(Mixed {
                    value,
                    whole: !decimal,
                })
            }
            [Token::Fraction(part), ..] => {
                self.skip();
                if part >= 1.0 {
                    return Err(Fault::ImproperFraction);
                }
                Ok(Mixed {
                    value: part,
                    whole: false,
                })
            }
            [Token::Dash, Token::Dash | Token::Plus, ..] => Err(Fault::TwoDashes),
            _ => Err(Fault::NoNumber),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let chars: Vec<char> = text.chars().map(plain).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        match c {
            c if c.is_whitespace() => at += 1,
            '-' => {
                out.push(Token::Dash);
                at += 1;
            }
            '+' => {
                out.push(Token::Plus);
                at += 1;
            }
            '\'' if chars.get(at + 1) == Some(&'\'') => {
                out.push(Token::Unit(Unit::Inches));
                at += 2;
            }
            '\'' => {
                out.push(Token::Unit(Unit::Feet));
                at += 1;
            }
            '"' => {
                out.push(Token::Unit(Unit::Inches));
                at += 1;
            }
            ',' => return Err(Fault::Comma),
            '0'..='9' | '.' => at = number(&chars, at, &mut out)?,
            c if vulgar(c).is_some() => {
                out.extend(vulgar(c).map(Token::Fraction));
                at += 1;
            }
            c if c.is_alphabetic() => at = word(&chars, at, &mut out)?,
            _ if out.iter().any(|token| matches!(token, Token::Unit(_))) => {
                return Err(Fault::TrailingText);
            }
            _ => return Err(Fault::NotALength),
        }
    }
    Ok(out)
}

/// Reads a number or a fraction at `at` and gives the place after it.
fn number(chars: &[char], at: usize, out: &mut Vec<Token>) -> Result<usize, Fault> {
    let end = run(chars, at, |c| c.is_ascii_digit() || c == '.');
    let written: String = chars.get(at..end).unwrap_or(&[]).iter().collect();
    let decimal = written.contains('.');
    let value: f64 = written.parse().map_err(|_| Fault::NotALength)?;
    match chars.get(end) {
        Some(',') => return Err(Fault::Comma),
        Some('x' | 'X' | '×') if chars.get(end + 1).is_some_and(char::is_ascii_digit) => {
            return Err(Fault::Section);
        }
        Some('e' | 'E')
            if chars
                .get(end + 1)
                .is_some_and(|c| c.is_ascii_digit() || matches!(c, '+' | '-')) =>
        {
            return Err(Fault::Exponent);
        }
        _ => {}
    }
    let slash = run(chars, end, char::is_whitespace);
    if chars.get(slash) != Some(&'/') {
        out.push(Token::Number(value, decimal));
        return Ok(end);
    }
    let from = run(chars, slash + 1, char::is_whitespace);
    let to = run(chars, from, |c| c.is_ascii_digit());
    let bottom: String = chars.get(from..to).unwrap_or(&[]).iter().collect();
    let bottom: f64 = bottom.parse().map_err(|_| Fault::NotALength)?;
    if decimal || chars.get(to) == Some(&'.') {
        return Err(Fault::NotALength);
    }
    if bottom == 0.0 {
        return Err(Fault::ZeroDenominator);
    }
    out.push(Token::Fraction(value / bottom));
    Ok(to)
}

/// Reads a unit's name at `at` and gives the place after it.
fn word(chars: &[char], at: usize, out: &mut Vec<Token>) -> Result<usize, Fault> {
    let end = run(chars, at, char::is_alphabetic);
    let name: String = chars.get(at..end).unwrap_or(&[]).iter().collect();
    let unit = match name.to_lowercase().as_str() {
        "ft" | "feet" | "foot" => Unit::Feet,
        "in" | "inch" | "inches" | "ins" => Unit::Inches,
        "mm" | "millimeter" | "millimeters" | "millimetre" | "millimetres" => Unit::Millimetres,
        "cm" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => Unit::Centimetres,
        "m" | "meter" | "meters" | "metre" | "metres" => Unit::Metres,
        "x" => return Err(Fault::Section),
        _ if out.iter().any(|token| matches!(token, Token::Unit(_))) => {
            return Err(Fault::TrailingText);
        }
        _ => return Err(Fault::NotALength),
    };
    // A unit with no number before it measures nothing.
    match out.last() {
        Some(Token::Number(..) | Token::Fraction(_)) => out.push(Token::Unit(unit)),
        _ => return Err(Fault::NoNumber),
    }
    let dotted = chars.get(end) == Some(&'.') && !unit.is_metric();
    Ok(if dotted { end + 1 } else { end })
}

/// The first place at or after `at` where `keep` no longer holds.
fn run(chars: &[char], at: usize, keep: impl Fn(char) -> bool) -> usize {
    let mut end = at;
    while chars.get(end).is_some_and(|&c| keep(c)) {
        end += 1;
    }
    end
}

/// The plain sign that a typographic one stands for.
fn plain(c: char) -> char {
    match c {
        '′' | '’' | '‘' | '‛' | 'ʹ' | 'ʼ' | '´' | '`' | '＇' => '\'',
        '″' | '”' | '“' | '‟' | 'ʺ' | '＂' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | '－' => '-',
        '⁄' | '∕' | '／' => '/',
        c => c,
    }
}

/// The value of a fraction written as one sign.
fn vulgar(c: char) -> Option<f64> {
    let (top, bottom) = match c {
        '½' => (1.0, 2.0),
        '⅓' => (1.0, 3.0),
        '⅔' => (2.0, 3.0),
        '¼' => (1.0, 4.0),
        '¾' => (3.0, 4.0),
        '⅕' => (1.0, 5.0),
        '⅖' => (2.0, 5.0),
        '⅗' => (3.0, 5.0),
        '⅘' => (4.0, 5.0),
        '⅙' => (1.0, 6.0),
        '⅚' => (5.0, 6.0),
        '⅛' => (1.0, 8.0),
        '⅜' => (3.0, 8.0),
        '⅝' => (5.0, 8.0),
        '⅞' => (7.0, 8.0),
        _ => return None,
    };
    Some(top / bottom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_row_of_the_case_is_read_or_refused_as_it_says() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/cases/parse_length_01_rows.toml"
        );
        let case: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
        let rows = case["row"].as_array().unwrap();
        assert!(rows.len() > 60, "{} rows", rows.len());
        for row in rows {
            let text = row["text"].as_str().unwrap();
            let got = parse(text);
            match row.get("inches") {
                Some(want) => {
                    let want = want.as_float().unwrap();
                    let got = got.unwrap_or_else(|e| panic!("{e}"));
                    assert!((got - want).abs() < 1e-4, "{text}: {got}, not {want}");
                }
                None => assert!(got.is_err(), "{text} was read as {got:?}"),
            }
        }
    }

    #[test]
    fn a_refusal_says_what_is_wrong_and_what_to_write() {
        for (text, fault) in [
            ("", Fault::Empty),
            ("10", Fault::NoUnit),
            ("10-6", Fault::NoUnit),
            ("abc", Fault::NotALength),
            ("2x6", Fault::Section),
            ("10'-6\"-3\"", Fault::TrailingText),
            ("1/0\"", Fault::ZeroDenominator),
            ("10'-6 3/2\"", Fault::ImproperFraction),
            ("1'-13\"", Fault::InchesBesideFeet),
            ("10.5'-6\"", Fault::DecimalFeet),
            ("6\"-10'", Fault::InchesFirst),
            ("1,200 mm", Fault::Comma),
            ("1e3 mm", Fault::Exponent),
            ("10'-6\" ±", Fault::TrailingText),
            ("10'-6\" TYP", Fault::TrailingText),
            ("10'--6\"", Fault::TwoDashes),
            ("- \"", Fault::NoNumber),
            ("99999999999'", Fault::TooLong),
        ] {
            assert_eq!(parse(text).unwrap_err().fault, fault, "{text}");
        }
        assert_eq!(
            parse("1'-13\"").unwrap_err().to_string(),
            "`1'-13\"` is not a length: inches beside feet are 12 or more; carry them into the feet"
        );
    }

    #[test]
    fn a_bare_number_is_in_the_unit_of_the_sheet() {
        assert_eq!(parse_in("150.5", Unit::Inches), Ok(150.5));
        assert_eq!(parse_in("3810", Unit::Millimetres), Ok(150.0));
        assert_eq!(parse_in("10 1/2", Unit::Feet), Ok(126.0));
        assert_eq!(parse_in("10'", Unit::Millimetres), Ok(120.0));
        assert!(parse_in("10-6", Unit::Inches).is_err());
    }

    #[test]
    fn every_sixty_fourth_up_to_forty_feet_comes_back_as_it_was_written() {
        for parts in -30_720..=30_720_i32 {
            let inches = f64::from(parts) / 64.0;
            let text = format_ft_in(inches, 64);
            assert_eq!(parse(&text), Ok(inches), "{text}");
        }
    }

    #[test]
    fn lengths_are_written_for_people() {
        assert_eq!(format_ft_in(150.5, 16), "12'-6 1/2\"");
        assert_eq!(format_ft_in(0.0, 16), "0'-0\"");
        assert_eq!(format_ft_in(-27.0, 16), "-2'-3\"");
        assert_eq!(format_ft_in(11.999, 16), "1'-0\"");
        assert_eq!(format_ft_in(-0.001, 16), "0'-0\"");
        assert_eq!(format_ft_in(5.375, 0), "0'-5\"");
        assert_eq!(format_ft_in(f64::NAN, 16), "NaN in");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,120}") {
            if let Ok(inches) = parse(&text) {
                prop_assert!(inches.is_finite());
            }
        }

        #[test]
        fn near_lengths_are_read_or_refused(text in "[-+0-9'\"./ ½¾ftinm,ex−’”]{0,20}") {
            if let Ok(inches) = parse(&text) {
                prop_assert!(inches.abs() <= MAX_IN);
            }
        }
    }
}
