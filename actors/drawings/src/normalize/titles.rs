//! Levels and kinds of plans as drafters name them: `LEVEL 2 SHEAR WALL PLAN`, `2ND FLR. FRAMING`,
//! `LEVELS 2-4 (TYP.)`, `ROOF PLAN`, and the project's own level names.

use serde::{Deserialize, Serialize};

/// A level as a title names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LevelName {
    /// Below grade: `BASEMENT`, `P2`; 1 is the uppermost.
    Basement(u32),
    /// `FOUNDATION PLAN`.
    Foundation,
    /// Counted from the ground up: `LEVEL 2`, `SECOND FLOOR`.
    Ordinal(u32),
    /// `MEZZANINE`.
    Mezzanine,
    /// `ROOF`.
    Roof,
    /// A project's own name, as the project writes it.
    Named(String),
}

/// What a plan, or a whole sheet, shows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Shear walls.
    ShearWalls,
    /// Walls and rooms.
    Floor,
    /// Floor or roof framing.
    Framing,
    /// Mechanical.
    Mechanical,
    /// Plumbing.
    Plumbing,
    /// Fire sprinklers.
    Sprinkler,
    /// Electrical, ceilings, finishes, furniture: nothing for this design.
    Other,
    /// Foundation.
    Foundation,
    /// Roof.
    Roof,
    /// Elevations, sections, details.
    Elevation,
    /// Schedules.
    Schedule,
    /// Cover, notes, indexes.
    Cover,
    /// The title does not say.
    #[default]
    Unknown,
}

impl Purpose {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::ShearWalls => "shear wall plan",
            Self::Floor => "floor plan",
            Self::Framing => "framing plan",
            Self::Mechanical => "mechanical plan",
            Self::Plumbing => "plumbing plan",
            Self::Sprinkler => "fire protection plan",
            Self::Other => "plan of another trade",
            Self::Foundation => "foundation plan",
            Self::Roof => "roof plan",
            Self::Elevation => "elevations, sections or details",
            Self::Schedule => "schedule",
            Self::Cover => "cover or notes",
            Self::Unknown => "plan",
        }
    }

    /// Whether walls of the level may be read from it.
    #[must_use]
    pub fn shows_walls(self) -> bool {
        matches!(
            self,
            Self::ShearWalls | Self::Floor | Self::Framing | Self::Unknown
        )
    }

    /// Whether a sheet of this kind has a plan at all.
    #[must_use]
    pub fn is_plan(self) -> bool {
        !matches!(self, Self::Elevation | Self::Schedule | Self::Cover)
    }
}

/// Upper case, punctuation as blanks, blanks single; decimal points and hyphens between digits stay.
#[must_use]
pub fn plain(text: &str) -> String {
    let chars: Vec<char> = text.to_uppercase().chars().take(400).collect();
    let mut out = String::with_capacity(chars.len());
    for (i, &c) in chars.iter().enumerate() {
        let digit = |k: Option<usize>| {
            k.and_then(|k| chars.get(k))
                .is_some_and(char::is_ascii_digit)
        };
        let between = digit(i.checked_sub(1)) && digit(Some(i + 1));
        let keep = c.is_alphanumeric() || c == '&' || (between && matches!(c, '.' | '-' | '–'));
        let c = if c == '–' { '-' } else { c };
        if keep {
            out.push(c);
        } else if !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.trim_end().to_owned()
}

const ORDINALS: [&str; 21] = [
    "ZEROTH",
    "FIRST",
    "SECOND",
    "THIRD",
    "FOURTH",
    "FIFTH",
    "SIXTH",
    "SEVENTH",
    "EIGHTH",
    "NINTH",
    "TENTH",
    "ELEVENTH",
    "TWELFTH",
    "THIRTEENTH",
    "FOURTEENTH",
    "FIFTEENTH",
    "SIXTEENTH",
    "SEVENTEENTH",
    "EIGHTEENTH",
    "NINETEENTH",
    "TWENTIETH",
];
const CARDINALS: [&str; 13] = [
    "ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN",
    "ELEVEN", "TWELVE",
];
const LEVEL_WORDS: [&str; 20] = [
    "LEVEL", "LEVELS", "LVL", "LVLS", "LEV", "FLOOR", "FLOORS", "FLR", "FLRS", "FL", "STORY",
    "STOREY", "STORIES", "STOREYS", "L", "NIVEL", "PISO", "ETAGE", "PLANTA", "NIVEAU",
];

/// `2`, `2ND`, `SECOND`, `TWO`.
fn number(word: &str) -> Option<u32> {
    if let Some(i) = ORDINALS.iter().position(|o| *o == word) {
        return u32::try_from(i).ok();
    }
    if let Some(i) = CARDINALS.iter().position(|o| *o == word) {
        return u32::try_from(i).ok();
    }
    let digits = word
        .strip_suffix("ST")
        .or_else(|| word.strip_suffix("ND"))
        .or_else(|| word.strip_suffix("RD"))
        .or_else(|| word.strip_suffix("TH"))
        .unwrap_or(word);
    if digits.is_empty() || digits.len() > 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|n| *n <= 199)
}

fn is_ordinal_word(word: &str) -> bool {
    number(word).is_some()
        && !CARDINALS.contains(&word)
        && !word.bytes().all(|b| b.is_ascii_digit())
}

/// `L2`, `LVL2`, `LEVEL2`, `2F`, `FL02`.
fn joined(word: &str) -> Option<u32> {
    for prefix in ["LEVEL", "LVL", "FLOOR", "FLR", "FL", "LEV", "L"] {
        if let Some(rest) = word.strip_prefix(prefix)
            && !rest.is_empty()
            && rest.len() <= 2
            && rest.bytes().all(|b| b.is_ascii_digit())
        {
            return rest.parse().ok();
        }
    }
    None
}

/// `2-4`.
fn range(word: &str) -> Option<(u32, u32)> {
    let (a, b) = word.split_once('-')?;
    let (a, b) = (number(a)?, number(b)?);
    (a < b && b - a < 100).then_some((a, b))
}

/// The levels that a title names, in order, each once; `names` are the project's own.
#[must_use]
pub fn levels(text: &str, names: &[String]) -> Vec<LevelName> {
    let text = plain(text);
    let words: Vec<&str> = text.split(' ').filter(|w| !w.is_empty()).collect();
    let mut found = Vec::new();
    let mut push = |level: LevelName| {
        if !found.contains(&level) && found.len() < 200 {
            found.push(level);
        }
    };

    // The project's own names first, where they are more than a number: "GARDEN LEVEL".
    for name in names {
        let own = plain(name);
        if !own.is_empty()
            && canonical(name).is_none()
            && format!(" {text} ").contains(&format!(" {own} "))
        {
            push(LevelName::Named(name.clone()));
        }
    }

    let mut i = 0;
    while let Some(&word) = words.get(i) {
        let next = words.get(i + 1).copied();
        if LEVEL_WORDS.contains(&word) {
            // LEVEL 2, LEVELS 2 THRU 4, LEVELS 2, 3 & 5, LEVEL TWO
            let (numbers, used) = numbers_after(&words, i + 1);
            let spelled_letter = word == "L" && used == 0;
            if used > 0 && !spelled_letter {
                numbers
                    .into_iter()
                    .for_each(|n| push(LevelName::Ordinal(n)));
                i += 1 + used;
                continue;
            }
        } else if is_ordinal_word(word) {
            // SECOND FLOOR, 2ND THRU 4TH FLOORS, SECOND AND THIRD FLOOR PLAN
            let (numbers, used) = numbers_after(&words, i);
            let closing = words.get(i + used).copied();
            if closing.is_some_and(|c| LEVEL_WORDS.contains(&c)) || is_level_end(closing) {
                numbers
                    .into_iter()
                    .for_each(|n| push(LevelName::Ordinal(n)));
                i += used.max(1);
                continue;
            }
        } else if let Some(n) = joined(word) {
            push(LevelName::Ordinal(n));
            // L2-L4 became "L2 L4"; L2 TO L4 has a word between.
            if matches!(next, Some("TO" | "THRU" | "THROUGH"))
                && let Some(last) = words
                    .get(i + 2)
                    .and_then(|w| joined(w).or_else(|| number(w)))
                && last > n
                && last - n < 100
            {
                (n..=last).for_each(|k| push(LevelName::Ordinal(k)));
                i += 2;
            }
        } else {
            match word {
                "ROOF" => push(LevelName::Roof),
                "MEZZANINE" | "MEZZ" => push(LevelName::Mezzanine),
                "FOUNDATION" | "FDN" => push(LevelName::Foundation),
                "BASEMENT" | "BSMT" | "CELLAR" => {
                    let n = next.and_then(number).unwrap_or(1);
                    push(LevelName::Basement(n));
                }
                "GROUND" | "MAIN" if next.is_some_and(|n| LEVEL_WORDS.contains(&n)) => {
                    push(LevelName::Ordinal(1));
                }
                "UPPER" if next.is_some_and(|n| LEVEL_WORDS.contains(&n)) => {
                    push(LevelName::Ordinal(2));
                }
                _ => {}
            }
        }
        i += 1;
    }
    found
}

/// A title may leave the word FLOOR out: `SECOND & THIRD PLAN`.
fn is_level_end(word: Option<&str>) -> bool {
    matches!(
        word,
        None | Some("PLAN" | "SHEAR" | "FRAMING" | "WALL" | "UNIT" | "TYPICAL" | "TYP")
    )
}

/// Numbers from word `i` on with what joins them; how many words were used.
fn numbers_after(words: &[&str], start: usize) -> (Vec<u32>, usize) {
    let mut numbers = Vec::new();
    let mut i = start;
    let mut used = start;
    let mut through = false;
    while let Some(&word) = words.get(i) {
        if let Some((a, b)) = range(word) {
            numbers.extend(a..=b);
            used = i + 1;
        } else if let Some(n) = number(word) {
            match numbers.last() {
                Some(&last) if through && n > last && n - last < 100 => {
                    numbers.extend(last + 1..=n)
                }
                _ => numbers.push(n),
            }
            through = false;
            used = i + 1;
        } else if matches!(word, "THRU" | "THROUGH" | "TO") && !numbers.is_empty() {
            through = true;
        } else if !(matches!(
            word,
            "&" | "AND" | "Y" | "ET" | "NO" | "FLOOR" | "FLR" | "LEVEL"
        ) && (numbers.is_empty() == (word == "NO")))
        {
            break;
        }
        i += 1;
    }
    (numbers, used - start)
}

/// A project's level name as a count, where it is one: `Level 2`, `2nd floor`, `Roof`.
#[must_use]
pub fn canonical(name: &str) -> Option<LevelName> {
    let found = levels(name, &[]);
    match found.as_slice() {
        [one] => Some(one.clone()),
        [] => number(&plain(name)).map(LevelName::Ordinal),
        _ => None,
    }
}

/// Which of the project's levels a name means.
#[must_use]
pub fn resolve(level: &LevelName, names: &[String]) -> Option<usize> {
    if let LevelName::Named(own) = level
        && let Some(i) = names.iter().position(|n| plain(n) == plain(own))
    {
        return Some(i);
    }
    let wanted = match level {
        LevelName::Named(own) => canonical(own)?,
        other => other.clone(),
    };
    names
        .iter()
        .position(|n| canonical(n).as_ref() == Some(&wanted))
}

/// A name for a level where the project gives none.
#[must_use]
pub fn default_name(level: &LevelName) -> String {
    match level {
        LevelName::Basement(1) => "Basement".to_owned(),
        LevelName::Basement(n) => format!("Basement {n}"),
        LevelName::Foundation => "Foundation".to_owned(),
        LevelName::Ordinal(n) => format!("Level {n}"),
        LevelName::Mezzanine => "Mezzanine".to_owned(),
        LevelName::Roof => "Roof".to_owned(),
        LevelName::Named(name) => name.clone(),
    }
}

/// What a title says that the drawing shows.
#[must_use]
pub fn purpose(text: &str) -> Purpose {
    let text = plain(text);
    let words: Vec<&str> = text.split(' ').collect();
    let has = |list: &[&str]| words.iter().any(|w| list.contains(w));
    let plan = has(&["PLAN", "PLANS", "LAYOUT", "PLANTA"]);
    if has(&[
        "SHEAR",
        "SHEARWALL",
        "SHEARWALLS",
        "LATERAL",
        "HOLDOWN",
        "HOLDDOWN",
    ]) && !has(&[
        "SCHEDULE",
        "SCHEDULES",
        "DETAIL",
        "DETAILS",
        "NOTES",
        "ELEVATION",
        "ELEVATIONS",
    ]) {
        return Purpose::ShearWalls;
    }
    if has(&[
        "ELEVATION",
        "ELEVATIONS",
        "SECTION",
        "SECTIONS",
        "DETAIL",
        "DETAILS",
    ]) {
        return Purpose::Elevation;
    }
    if has(&["SCHEDULE", "SCHEDULES"]) {
        return Purpose::Schedule;
    }
    if has(&["MECHANICAL", "HVAC", "DUCT", "DUCTWORK", "MECH"]) {
        return Purpose::Mechanical;
    }
    if has(&["PLUMBING", "PIPING", "PLBG", "SANITARY", "WASTE"]) {
        return Purpose::Plumbing;
    }
    if has(&["SPRINKLER", "SPRINKLERS"]) || text.contains("FIRE PROTECTION") {
        return Purpose::Sprinkler;
    }
    let floor = has(&["FLOOR", "FLR", "LEVEL"]);
    // A part of a plan again at a larger scale, or of a unit that stands in many places.
    let of_units = has(&["UNIT", "UNITS"]) && plan && levels(&text, &[]).is_empty();
    if has(&["ENLARGED", "ENLG", "BLOWUP"]) || of_units {
        return Purpose::Other;
    }
    if has(&["SITE", "LANDSCAPE", "DEMOLITION"]) && !floor {
        return Purpose::Other;
    }
    if has(&[
        "ELECTRICAL",
        "POWER",
        "LIGHTING",
        "CEILING",
        "RCP",
        "FINISH",
        "FINISHES",
        "FURNITURE",
        "EGRESS",
        "CIVIL",
        "GRADING",
    ]) {
        return Purpose::Other;
    }
    if has(&[
        "COVER",
        "NOTES",
        "INDEX",
        "LEGEND",
        "SYMBOLS",
        "ABBREVIATIONS",
    ]) && !plan
    {
        return Purpose::Cover;
    }
    if has(&["FOUNDATION", "FDN", "FOOTING"]) {
        return Purpose::Foundation;
    }
    if has(&["FRAMING", "STRUCTURAL"])
        && !(has(&["STRUCTURAL"]) && !has(&["FRAMING"]) && has(&["FLOOR"]))
    {
        return Purpose::Framing;
    }
    if has(&["ROOF"]) && plan {
        return Purpose::Roof;
    }
    if plan || has(&["ARCHITECTURAL"]) || (floor && has(&["SITE"])) {
        return Purpose::Floor;
    }
    Purpose::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use LevelName::{Basement, Foundation, Ordinal, Roof};

    #[test]
    fn levels_are_read_in_the_ways_drafters_write_them() {
        let table: &[(&str, &[LevelName])] = &[
            ("LEVEL 2 SHEAR WALL PLAN", &[Ordinal(2)]),
            ("SECOND FLOOR", &[Ordinal(2)]),
            ("Second Flr. Plan", &[Ordinal(2)]),
            ("2ND FLR", &[Ordinal(2)]),
            ("L2", &[Ordinal(2)]),
            ("L02 - SHEAR", &[Ordinal(2)]),
            ("LVL-3 PLAN", &[Ordinal(3)]),
            ("FIRST FLOOR", &[Ordinal(1)]),
            ("FIRST FLOOR AND SITE PLAN", &[Ordinal(1)]),
            ("ROOF FRAMING PLAN", &[Roof]),
            ("LEVELS 2-4", &[Ordinal(2), Ordinal(3), Ordinal(4)]),
            (
                "LEVELS 2 THRU 4 (TYP.)",
                &[Ordinal(2), Ordinal(3), Ordinal(4)],
            ),
            (
                "2ND THRU 4TH FLOOR PLAN",
                &[Ordinal(2), Ordinal(3), Ordinal(4)],
            ),
            ("LEVEL 2, 3 & 5 PLAN", &[Ordinal(2), Ordinal(3), Ordinal(5)]),
            ("SECOND & THIRD FLOOR PLAN", &[Ordinal(2), Ordinal(3)]),
            ("FLOOR PLAN - LEVEL THREE", &[Ordinal(3)]),
            ("BASEMENT PLAN", &[Basement(1)]),
            ("FOUNDATION PLAN", &[Foundation]),
            ("WALL SCHEDULE", &[]),
            ("UNIT 2 ENLARGED PLAN", &[]),
            ("SHEAR WALL DETAILS", &[]),
            ("3RD FLOOR: SHEAR WALLS", &[Ordinal(3)]),
            ("STOREY 4", &[Ordinal(4)]),
            ("FLOOR 2 OF 5", &[Ordinal(2)]),
        ];
        for (text, expected) in table {
            assert_eq!(levels(text, &[]), *expected, "{text}");
        }
    }

    #[test]
    fn a_projects_own_name_is_found_in_a_title() {
        let names = ["Garden level".to_owned(), "Level 2".to_owned()];
        assert_eq!(
            levels("GARDEN LEVEL - SHEAR WALLS", &names),
            vec![LevelName::Named("Garden level".to_owned())]
        );
        assert_eq!(resolve(&Ordinal(2), &names), Some(1));
        assert_eq!(
            resolve(&LevelName::Named("garden-level".to_owned()), &names),
            Some(0)
        );
        assert_eq!(resolve(&Roof, &names), None);
    }

    #[test]
    fn levels_named_in_words_or_by_short_form_are_the_same_level() {
        let names = [
            "First Floor".to_owned(),
            "2nd Floor".to_owned(),
            "L3".to_owned(),
            "4".to_owned(),
        ];
        for (i, n) in [(0, 1), (1, 2), (2, 3), (3, 4)] {
            assert_eq!(resolve(&Ordinal(n), &names), Some(i));
        }
    }

    #[test]
    fn purposes_are_told_from_titles() {
        let table = [
            ("LEVEL 2 SHEAR WALL PLAN", Purpose::ShearWalls),
            ("SHEAR WALL SCHEDULE", Purpose::Schedule),
            ("SECOND FLOOR PLAN", Purpose::Floor),
            ("ROOF FRAMING PLAN", Purpose::Framing),
            ("ROOF PLAN", Purpose::Roof),
            ("LEVEL 3 MECHANICAL PLAN", Purpose::Mechanical),
            ("PLUMBING PLAN - LEVEL 1", Purpose::Plumbing),
            ("BUILDING SECTIONS", Purpose::Elevation),
            ("COVER SHEET", Purpose::Cover),
            ("GENERAL NOTES", Purpose::Cover),
            ("REFLECTED CEILING PLAN", Purpose::Other),
            ("SITE PLAN", Purpose::Other),
            ("ENLARGED UNIT PLAN 1", Purpose::Other),
            ("UNIT B2 PLAN", Purpose::Other),
            ("UNIT PLAN - LEVEL 2", Purpose::Floor),
            ("FIRST FLOOR AND SITE PLAN", Purpose::Floor),
            ("FIRST FLOOR AND SITE", Purpose::Floor),
            ("FOUNDATION PLAN", Purpose::Foundation),
            ("KITCHEN", Purpose::Unknown),
        ];
        for (text, expected) in table {
            assert_eq!(purpose(text), expected, "{text}");
        }
    }
}
