//! What the labels of beams, headers, ducts and pipes say of their size and height.

use crate::normalize::leading_length;
use crate::plan::ObstacleKind;

/// A label, read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Size {
    pub(super) kind: Option<ObstacleKind>,
    /// On plan, inches; 0 where not said.
    pub(super) width_in: f64,
    /// Upright, inches; 0 where not said.
    pub(super) depth_in: f64,
    /// Bottom above the floor, inches.
    pub(super) bottom_in: Option<f64>,
}

/// Wide-flange shapes that stand in wood buildings: depth and flange width, inches (AISC Manual,
/// Table 1-1).
const W_SHAPES: [(&str, f64, f64); 28] = [
    ("W8X10", 7.89, 3.94),
    ("W8X13", 7.99, 4.00),
    ("W8X18", 8.14, 5.25),
    ("W8X21", 8.28, 5.27),
    ("W8X24", 7.93, 6.50),
    ("W8X28", 8.06, 6.54),
    ("W8X31", 8.00, 8.00),
    ("W10X12", 9.87, 3.96),
    ("W10X15", 9.99, 4.00),
    ("W10X22", 10.2, 5.75),
    ("W10X26", 10.3, 5.77),
    ("W10X33", 9.73, 7.96),
    ("W12X14", 11.9, 3.97),
    ("W12X16", 12.0, 3.99),
    ("W12X19", 12.2, 4.01),
    ("W12X22", 12.3, 4.03),
    ("W12X26", 12.2, 6.49),
    ("W12X30", 12.3, 6.52),
    ("W12X35", 12.5, 6.56),
    ("W12X40", 11.9, 8.01),
    ("W14X22", 13.7, 5.00),
    ("W14X26", 13.9, 5.03),
    ("W14X30", 13.8, 6.73),
    ("W16X26", 15.7, 5.50),
    ("W16X31", 15.9, 5.53),
    ("W18X35", 17.7, 6.00),
    ("W18X50", 18.0, 7.50),
    ("W21X44", 20.7, 6.50),
];

/// Longest label that is read.
const MAX_CHARS: usize = 80;

/// Reads a label; `None` where it says nothing of a size, a kind or a height.
pub(super) fn read(text: &str) -> Option<Size> {
    if text.chars().count() > MAX_CHARS {
        return None;
    }
    let upper = text
        .to_uppercase()
        .replace('×', "X")
        .replace('\n', " ")
        .replace(['ø', '⌀', 'Φ', '∅'], "Ø");
    let words: Vec<&str> = upper
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')'))
        .filter(|w| !w.is_empty())
        .collect();
    let has = |list: &[&str]| {
        words
            .iter()
            .any(|w| list.contains(&w.trim_matches(['.', ':', '-'])))
    };
    let bottom_in = bottom(&upper);
    if let Some(w) = words.iter().find(|w| is_steel(w)) {
        let shape = W_SHAPES.iter().find(|(name, ..)| name == w);
        let nominal: f64 = w[1..]
            .split('X')
            .next()
            .and_then(|d| d.parse().ok())
            .unwrap_or(12.0);
        let (depth_in, width_in) = shape.map_or((nominal, 0.5 * nominal), |(_, d, b)| (*d, *b));
        return Some(Size {
            kind: Some(if has(&["HDR", "HEADER"]) {
                ObstacleKind::Header
            } else {
                ObstacleKind::Beam
            }),
            width_in,
            depth_in,
            bottom_in,
        });
    }
    let header = has(&["HDR", "HEADER", "HD'R", "LINTEL"]);
    let engineered = has(&[
        "GLB",
        "GLULAM",
        "GL",
        "LVL",
        "PSL",
        "LSL",
        "GLB.",
        "MICROLLAM",
        "PARALLAM",
    ]);
    let beam = has(&["BM", "BEAM", "GIRDER", "DROP", "FLUSH", "RB", "FB", "DBM"]);
    let duct = has(&[
        "SA", "RA", "EA", "OA", "DUCT", "SUPPLY", "RETURN", "EXHAUST", "EXH", "SUP", "RET", "SAD",
        "RAD", "TA", "MUA",
    ]);
    let pipe = has(&[
        "W", "V", "SS", "CW", "HW", "HWR", "SD", "RD", "WASTE", "VENT", "PLBG", "PIPE", "FP",
        "FIRE", "SPKR", "SPR", "GAS", "G", "STORM", "SAN", "SANITARY", "DCW", "DHW", "CWS", "HWS",
        "COND", "CD", "RWL", "ORD", "WW", "VTR", "SW", "SOIL", "STACK", "RISER", "DS",
    ]);
    // Sizes beyond any in inches are millimetres.
    let two = sizes(&upper).map(|(a, b)| {
        if a.max(b) > 72.0 {
            (a / 25.4, b / 25.4)
        } else {
            (a, b)
        }
    });
    let kind = if header || upper.contains("BOH") {
        Some(ObstacleKind::Header)
    } else if engineered || beam || upper.contains("BOB") {
        Some(ObstacleKind::Beam)
    } else if duct || upper.contains("BOD") || upper.contains("B.O.D") {
        Some(ObstacleKind::Duct)
    } else if pipe && two.is_none() {
        Some(ObstacleKind::Pipe)
    } else {
        None
    };
    match (two, kind) {
        (Some((a, b)), kind) => {
            let timber =
                matches!(kind, Some(ObstacleKind::Beam | ObstacleKind::Header)) && !engineered;
            let plies = plies(&upper);
            let (width_in, depth_in) = if timber {
                let (w, d) = dressed(a, b);
                (w * plies, d)
            } else if engineered {
                (a * plies, b)
            } else {
                (a, b)
            };
            Some(Size {
                kind,
                width_in,
                depth_in,
                bottom_in,
            })
        }
        (None, Some(kind @ (ObstacleKind::Pipe | ObstacleKind::Duct))) => {
            let Some(d) = one_size(before_bottom(&upper)) else {
                // Of a height alone no run is made; a label beside it says what it is.
                return bottom_in.map(|_| Size {
                    kind: None,
                    width_in: 0.0,
                    depth_in: 0.0,
                    bottom_in,
                });
            };
            let d = if kind == ObstacleKind::Pipe {
                outside_of_pipe(d)
            } else {
                d
            };
            Some(Size {
                kind: Some(kind),
                width_in: d,
                depth_in: d,
                bottom_in,
            })
        }
        (None, kind) => {
            let round = upper.contains('Ø') || has(&["DIA", "DIAM"]);
            let d = if round {
                one_size(before_bottom(&upper))
            } else {
                None
            };
            if kind.is_none() && d.is_none() && bottom_in.is_none() {
                return None;
            }
            Some(Size {
                kind,
                width_in: d.unwrap_or(0.0),
                depth_in: d.unwrap_or(0.0),
                bottom_in,
            })
        }
    }
}

fn is_steel(word: &str) -> bool {
    word.strip_prefix('W').is_some_and(|rest| {
        rest.split_once('X').is_some_and(|(a, b)| {
            let number =
                |t: &str| !t.is_empty() && t.len() <= 3 && t.bytes().all(|c| c.is_ascii_digit());
            number(a) && number(b)
        })
    })
}

/// `14x10`, `14"x10"`, `5-1/8x12`, `3 1/2 x 11 7/8`.
fn sizes(upper: &str) -> Option<(f64, f64)> {
    for (i, _) in upper.match_indices('X') {
        let before = trailing_number(&upper[..i])?;
        let after = leading_number(&upper[i + 1..]);
        if let Some(after) = after
            && (0.5..=3000.0).contains(&before)
            && (0.5..=3000.0).contains(&after)
        {
            return Some((before, after));
        }
    }
    None
}

/// The number at the end of a text, with a fraction: `5-1/8`, `3 1/2`, `14"`.
fn trailing_number(text: &str) -> Option<f64> {
    let text = text
        .trim_end()
        .trim_end_matches(['"', '”', '\''])
        .trim_end();
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_ascii_digit() || matches!(c, '.' | '/' | '-' | ' '))
        .map(|(i, _)| i)
        .last()?;
    mixed(text[start..].trim_matches([' ', '-']))
}

fn leading_number(text: &str) -> Option<f64> {
    let text = text.trim_start();
    let end = text
        .char_indices()
        .find(|(_, c)| !(c.is_ascii_digit() || matches!(c, '.' | '/' | '-' | ' ')))
        .map_or(text.len(), |(i, _)| i);
    mixed(text[..end].trim_matches([' ', '-', '.']))
}

/// `14`, `5.25`, `5-1/8`, `11 7/8`, `7/8`; of several numbers the last that belong together.
fn mixed(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split([' ', '-']).filter(|p| !p.is_empty()).collect();
    let fraction = |p: &str| -> Option<f64> {
        let (a, b) = p.split_once('/')?;
        let (a, b): (f64, f64) = (a.parse().ok()?, b.parse().ok()?);
        (b >= 2.0 && a < b).then_some(a / b)
    };
    match parts.as_slice() {
        [.., whole, last] if last.contains('/') && !whole.contains('/') => {
            Some(whole.parse::<f64>().ok()? + fraction(last)?)
        }
        [.., last] if last.contains('/') => fraction(last),
        [.., last] => last.parse().ok().filter(|v: &f64| v.is_finite()),
        [] => None,
    }
}

/// The nominal size in inches of `DN50` (ISO 6708).
fn metric_nominal(upper: &str) -> Option<f64> {
    const TABLE: [(u32, f64); 13] = [
        (15, 0.5),
        (20, 0.75),
        (25, 1.0),
        (32, 1.25),
        (40, 1.5),
        (50, 2.0),
        (65, 2.5),
        (80, 3.0),
        (90, 3.5),
        (100, 4.0),
        (125, 5.0),
        (150, 6.0),
        (200, 8.0),
    ];
    let rest = upper.split("DN").nth(1)?.trim_start();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let dn: u32 = digits.parse().ok()?;
    TABLE.iter().find(|(n, _)| *n == dn).map(|(_, size)| *size)
}

/// The diameter: a number with an inch mark, `Ø` or before the system's letters.
fn one_size(upper: &str) -> Option<f64> {
    if let Some(d) = metric_nominal(upper) {
        return Some(d);
    }
    for (i, c) in upper.char_indices() {
        if matches!(c, '"' | '”' | 'Ø')
            && let Some(d) = trailing_number(&upper[..i])
            && (0.25..=72.0).contains(&d)
        {
            return Some(d);
        }
    }
    let d = leading_number(upper.trim_start_matches(|c: char| !c.is_ascii_digit()))?;
    (0.25..=72.0).contains(&d).then_some(d)
}

/// Outside diameter of a pipe of a nominal size (ASTM D1785, Schedule 40).
fn outside_of_pipe(nominal: f64) -> f64 {
    const TABLE: [(f64, f64); 12] = [
        (0.5, 0.84),
        (0.75, 1.05),
        (1.0, 1.315),
        (1.25, 1.66),
        (1.5, 1.9),
        (2.0, 2.375),
        (2.5, 2.875),
        (3.0, 3.5),
        (4.0, 4.5),
        (5.0, 5.563),
        (6.0, 6.625),
        (8.0, 8.625),
    ];
    TABLE
        .iter()
        .find(|(n, _)| (n - nominal).abs() < 1e-6)
        .map_or(nominal, |(_, od)| *od)
}

/// `(2) 2X10`, `2-2X12`, `DBL 2X8`.
fn plies(upper: &str) -> f64 {
    let marked = upper.split_once('(').and_then(|(_, rest)| {
        let (n, _) = rest.split_once(')')?;
        n.trim().parse::<f64>().ok()
    });
    let joined = upper.split_once('-').and_then(|(n, rest)| {
        let n: f64 = n.trim().parse().ok()?;
        // `5-1/8X12` is one size, `2-2X12` are two plies.
        let whole = rest
            .split('X')
            .next()?
            .trim()
            .bytes()
            .all(|b| b.is_ascii_digit());
        whole.then_some(n)
    });
    let named = if upper.contains("DBL") || upper.contains("DOUBLE") {
        Some(2.0)
    } else {
        None
    };
    marked
        .or(joined)
        .or(named)
        .filter(|n| (1.0..=6.0).contains(n))
        .unwrap_or(1.0)
}

/// Dressed size of sawn lumber by its nominal size, inches (NDS Supplement, Table 1A).
fn dressed(width: f64, depth: f64) -> (f64, f64) {
    let whole = |v: f64| (v - v.round()).abs() < 1e-9;
    if !whole(width) || !whole(depth) {
        return (width, depth);
    }
    let dimension = width < 5.0;
    let less = |v: f64| {
        if !dimension || v <= 6.0 {
            v - 0.5
        } else {
            v - 0.75
        }
    };
    (less(width), less(depth))
}

/// How labels say that a height follows, the bottom of something. `BOD` is that of a duct.
const BOTTOMS: [&str; 9] = [
    "BOD", "BOP", "BOB", "BOH", "B.O.", "B/", "BOTTOM", "BTM", "BOT",
];

/// Where a label says that a height follows: from the first letter of the word to behind its last.
/// Within another word it says nothing.
fn heights(upper: &str) -> Vec<[usize; 2]> {
    let mut places: Vec<[usize; 2]> = BOTTOMS
        .iter()
        .flat_map(|word| upper.match_indices(word))
        .map(|(at, word)| [at, at + word.len()])
        .filter(|[at, _]| {
            let before = upper.get(..*at).and_then(|t| t.chars().next_back());
            before.is_none_or(|c| !c.is_alphabetic())
        })
        .collect();
    places.sort_unstable();
    places
}

/// The label up to where it says its height: a length there is no size.
fn before_bottom(upper: &str) -> &str {
    heights(upper)
        .first()
        .and_then(|[at, _]| upper.get(..*at))
        .unwrap_or(upper)
}

/// `BOD 8'-2"`, `B.O. DUCT @ 8'-2"`, `BOTTOM AT 98"`, `BTM = 8'-0" AFF`.
fn bottom(upper: &str) -> Option<f64> {
    let said = heights(upper).into_iter().find_map(|[_, end]| {
        let rest = upper.get(end..)?;
        let digits = rest.get(rest.find(|c: char| c.is_ascii_digit())?..)?;
        leading_length(digits).filter(|inches| *inches < 600.0)
    });
    if said.is_some() {
        return said;
    }
    if let Some(i) = upper.find("AFF") {
        let before = upper[..i].trim_end();
        let start = before
            .char_indices()
            .rev()
            .take_while(|(_, c)| {
                c.is_ascii_digit() || matches!(c, '\'' | '"' | '-' | ' ' | '/' | '.' | '’' | '”')
            })
            .map(|(i, _)| i)
            .last()?;
        return leading_length(before[start..].trim()).filter(|v| *v < 600.0);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_give_size_kind_and_height() {
        let table = [
            ("14x10 SA", Some(ObstacleKind::Duct), 14.0, 10.0, None),
            (
                "14\"x10\" SUPPLY BOD 8'-2\"",
                Some(ObstacleKind::Duct),
                14.0,
                10.0,
                Some(98.0),
            ),
            ("4\" W", Some(ObstacleKind::Pipe), 4.5, 4.5, None),
            ("3\" VENT", Some(ObstacleKind::Pipe), 3.5, 3.5, None),
            ("W12x26", Some(ObstacleKind::Beam), 6.49, 12.2, None),
            ("6x12 HDR", Some(ObstacleKind::Header), 5.5, 11.5, None),
            ("(2) 2x10 HDR", Some(ObstacleKind::Header), 3.0, 9.25, None),
            ("5-1/8x12 GLB", Some(ObstacleKind::Beam), 5.125, 12.0, None),
            (
                "3 1/2 x 11 7/8 LVL",
                Some(ObstacleKind::Beam),
                3.5,
                11.875,
                None,
            ),
            ("12\"Ø EA", Some(ObstacleKind::Duct), 12.0, 12.0, None),
            ("BOD 8'-2\"", None, 0.0, 0.0, Some(98.0)),
            (
                "2 1/2\" SPR MAIN",
                Some(ObstacleKind::Pipe),
                2.875,
                2.875,
                None,
            ),
            ("DN50 CW", Some(ObstacleKind::Pipe), 2.375, 2.375, None),
            ("355.6x203.2 SA", Some(ObstacleKind::Duct), 14.0, 8.0, None),
            (
                "14x8 OA B.O.D. +7'-8\"",
                Some(ObstacleKind::Duct),
                14.0,
                8.0,
                Some(92.0),
            ),
        ];
        for (text, kind, width, depth, bottom) in table {
            let size = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(size.kind, kind, "{text}");
            assert!((size.width_in - width).abs() < 1e-9, "{text}: {size:?}");
            assert!((size.depth_in - depth).abs() < 1e-9, "{text}: {size:?}");
            assert_eq!(size.bottom_in, bottom, "{text}");
        }
        assert_eq!(read("KITCHEN"), None);
        assert_eq!(read("SW4"), None);
    }
}
