//! Strengths of rod grades.

use serde::{Deserialize, Serialize};

/// A rod grade with strengths of a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// ASTM A36.
    #[serde(rename = "A36")]
    A36,
    /// ASTM A307 grade A; it sets no yield strength, 36 ksi is taken.
    #[serde(rename = "A307")]
    A307,
    /// ASTM F1554 grade 36.
    #[serde(rename = "F1554-36")]
    F1554Gr36,
    /// ASTM F1554 grade 55.
    #[serde(rename = "F1554-55")]
    F1554Gr55,
    /// ASTM F1554 grade 105.
    #[serde(rename = "F1554-105")]
    F1554Gr105,
    /// ASTM A449.
    #[serde(rename = "A449")]
    A449,
    /// ASTM A193 grade B7.
    #[serde(rename = "A193 B7")]
    A193B7,
}

/// Strengths of a grade at a diameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strengths {
    /// Tensile strength, ksi.
    pub fu_ksi: f64,
    /// Yield strength, ksi.
    pub fy_ksi: f64,
}

impl Grade {
    /// Every grade.
    pub const ALL: [Self; 7] = [
        Self::A36,
        Self::A307,
        Self::F1554Gr36,
        Self::F1554Gr55,
        Self::F1554Gr105,
        Self::A449,
        Self::A193B7,
    ];

    /// Words of the grades, in the order of [`Grade::ALL`].
    pub const WORDS: [&'static str; 7] = [
        "A36",
        "A307",
        "F1554-36",
        "F1554-55",
        "F1554-105",
        "A449",
        "A193 B7",
    ];

    /// The grade's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::A36 => "A36",
            Self::A307 => "A307",
            Self::F1554Gr36 => "F1554-36",
            Self::F1554Gr55 => "F1554-55",
            Self::F1554Gr105 => "F1554-105",
            Self::A449 => "A449",
            Self::A193B7 => "A193 B7",
        }
    }

    /// The grade of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.word() == word)
    }

    /// Largest diameter for which the standard has strengths, inches.
    #[must_use]
    pub fn largest_in(self) -> f64 {
        self.classes().last().map_or(0.0, |c| c.0)
    }

    /// Strengths at a diameter in inches; `None` beyond [`Grade::largest_in`].
    #[must_use]
    pub fn strengths(self, diameter_in: f64) -> Option<Strengths> {
        self.classes()
            .iter()
            .find(|(up_to, _, _)| diameter_in <= up_to + 1e-9)
            .map(|&(_, fu_ksi, fy_ksi)| Strengths { fu_ksi, fy_ksi })
    }

    /// Classes as (largest diameter in, Fu ksi, Fy ksi).
    fn classes(self) -> &'static [(f64, f64, f64)] {
        match self {
            Self::A36 | Self::F1554Gr36 => &[(4.0, 58.0, 36.0)],
            Self::A307 => &[(4.0, 60.0, 36.0)],
            Self::F1554Gr55 => &[(4.0, 75.0, 55.0)],
            Self::F1554Gr105 => &[(3.0, 125.0, 105.0)],
            Self::A449 => &[(1.0, 120.0, 92.0), (1.5, 105.0, 81.0), (3.0, 90.0, 58.0)],
            Self::A193B7 => &[(2.5, 125.0, 105.0), (4.0, 115.0, 95.0)],
        }
    }

    /// The standard that the strengths come from.
    #[must_use]
    pub fn standard(self) -> &'static str {
        match self {
            Self::A36 => "ASTM A36",
            Self::A307 => "ASTM A307 Gr. A (Fy taken as 36 ksi)",
            Self::F1554Gr36 => "ASTM F1554 Gr. 36",
            Self::F1554Gr55 => "ASTM F1554 Gr. 55",
            Self::F1554Gr105 => "ASTM F1554 Gr. 105",
            Self::A449 => "ASTM A449",
            Self::A193B7 => "ASTM A193 Gr. B7",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a449_grows_weaker_with_diameter() {
        let fu = |d| Grade::A449.strengths(d).map(|s| s.fu_ksi);
        assert_eq!(fu(1.0), Some(120.0));
        assert_eq!(fu(1.125), Some(105.0));
        assert_eq!(fu(1.5), Some(105.0));
        assert_eq!(fu(1.75), Some(90.0));
        assert_eq!(fu(3.25), None);
    }

    #[test]
    fn words_and_grades_are_one_to_one() {
        for (grade, word) in Grade::ALL.into_iter().zip(Grade::WORDS) {
            assert_eq!(grade.word(), word);
            assert_eq!(Grade::from_word(word), Some(grade));
            assert_eq!(serde_json::to_value(grade).unwrap(), word);
        }
    }
}
