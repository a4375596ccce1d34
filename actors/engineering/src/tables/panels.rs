//! Nominal unit shear of blocked wood structural panel shear walls (SDPWS Table 4.3A).
//!
//! The 2008 and 2015 editions have a seismic and a wind column; 2021 keeps the wind column for
//! both. Their footnote that lets 3/8 in. and 7/16 in. panels on studs 16 in. apart (or laid
//! across the studs) have the 15/32 in. shear is left to the engineer, who then says 15/32.

use serde::{Deserialize, Serialize};

/// Panel grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sheathing {
    /// Sheathing grade.
    #[serde(rename = "sheathing")]
    Sheathing,
    /// Structural I.
    #[serde(rename = "structural-1")]
    Structural1,
}

/// Panel thickness, inches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Thickness {
    /// 5/16.
    #[serde(rename = "5/16")]
    T5_16,
    /// 3/8.
    #[serde(rename = "3/8")]
    T3_8,
    /// 7/16.
    #[serde(rename = "7/16")]
    T7_16,
    /// 15/32.
    #[serde(rename = "15/32")]
    T15_32,
    /// 19/32.
    #[serde(rename = "19/32")]
    T19_32,
}

/// Common (or galvanized box) nail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Nail {
    /// 6d.
    #[serde(rename = "6d")]
    D6,
    /// 8d.
    #[serde(rename = "8d")]
    D8,
    /// 10d.
    #[serde(rename = "10d")]
    D10,
}

impl Sheathing {
    /// Words of the grades.
    pub const WORDS: [&'static str; 2] = ["sheathing", "structural-1"];

    /// The grade of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Sheathing, Self::Structural1]
            .into_iter()
            .find(|s| s.word() == word)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sheathing => "sheathing",
            Self::Structural1 => "structural-1",
        }
    }
}

impl Thickness {
    /// Words of the thicknesses.
    pub const WORDS: [&'static str; 5] = ["5/16", "3/8", "7/16", "15/32", "19/32"];

    /// The thickness of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::T5_16,
            Self::T3_8,
            Self::T7_16,
            Self::T15_32,
            Self::T19_32,
        ]
        .into_iter()
        .find(|t| t.word() == word)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::T5_16 => "5/16",
            Self::T3_8 => "3/8",
            Self::T7_16 => "7/16",
            Self::T15_32 => "15/32",
            Self::T19_32 => "19/32",
        }
    }
}

impl Nail {
    /// Words of the nails.
    pub const WORDS: [&'static str; 3] = ["6d", "8d", "10d"];

    /// The nail of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::D6, Self::D8, Self::D10]
            .into_iter()
            .find(|n| n.word() == word)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::D6 => "6d",
            Self::D8 => "8d",
            Self::D10 => "10d",
        }
    }
}

/// One cell of the table: a panel, a nail and an edge spacing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Nominal, seismic, plf (2008 and 2015).
    pub seismic_plf: f64,
    /// Nominal, wind, plf (2008 and 2015; in 2021 the only one).
    pub wind_plf: f64,
    /// Apparent shear stiffness with oriented strand board, kip/in.
    pub ga_osb_kip_in: f64,
    /// Apparent shear stiffness with plywood, kip/in.
    pub ga_plywood_kip_in: f64,
}

/// Edge spacings of the table's columns, inches.
pub const EDGE_SPACINGS_IN: [f64; 4] = [6.0, 4.0, 3.0, 2.0];

/// A row: values at 6, 4, 3 and 2 in.
struct Row {
    sheathing: Sheathing,
    thickness: Thickness,
    nail: Nail,
    seismic: [f64; 4],
    wind: [f64; 4],
    osb: [f64; 4],
    plywood: [f64; 4],
}

use Nail::{D6, D8, D10};
use Sheathing::{Sheathing as Grade, Structural1};
use Thickness::{T3_8, T5_16, T7_16, T15_32, T19_32};

const fn row(
    sheathing: Sheathing,
    thickness: Thickness,
    nail: Nail,
    seismic: [f64; 4],
    wind: [f64; 4],
    osb: [f64; 4],
    plywood: [f64; 4],
) -> Row {
    Row {
        sheathing,
        thickness,
        nail,
        seismic,
        wind,
        osb,
        plywood,
    }
}

#[rustfmt::skip]
const TABLE_4_3A: [Row; 12] = [
    row(Structural1, T5_16, D6, [400., 600., 780., 1020.], [560., 840., 1090., 1430.], [13., 18., 23., 35.], [10., 13., 16., 22.]),
    row(Structural1, T3_8, D8, [460., 720., 920., 1220.], [645., 1010., 1290., 1710.], [19., 24., 30., 43.], [14., 17., 20., 24.]),
    row(Structural1, T7_16, D8, [510., 790., 1010., 1340.], [715., 1105., 1415., 1875.], [16., 21., 27., 40.], [13., 16., 19., 24.]),
    row(Structural1, T15_32, D8, [560., 860., 1100., 1460.], [785., 1205., 1540., 2045.], [14., 18., 24., 37.], [11., 14., 17., 23.]),
    row(Structural1, T15_32, D10, [680., 1020., 1330., 1740.], [950., 1430., 1860., 2435.], [22., 29., 36., 51.], [16., 20., 22., 28.]),
    row(Grade, T5_16, D6, [360., 540., 700., 900.], [505., 755., 980., 1260.], [13., 18., 24., 37.], [9.5, 12., 14., 18.]),
    row(Grade, T3_8, D6, [400., 600., 780., 1020.], [560., 840., 1090., 1430.], [11., 15., 20., 32.], [8.5, 11., 13., 17.]),
    row(Grade, T3_8, D8, [440., 640., 820., 1060.], [615., 895., 1150., 1485.], [17., 25., 31., 45.], [12., 15., 17., 20.]),
    row(Grade, T7_16, D8, [480., 700., 900., 1170.], [670., 980., 1260., 1640.], [15., 22., 28., 42.], [11., 14., 17., 21.]),
    row(Grade, T15_32, D8, [520., 760., 980., 1280.], [730., 1065., 1370., 1790.], [13., 19., 25., 39.], [10., 13., 15., 20.]),
    row(Grade, T15_32, D10, [620., 920., 1200., 1540.], [870., 1290., 1680., 2155.], [22., 30., 37., 52.], [14., 17., 19., 23.]),
    row(Grade, T19_32, D10, [680., 1020., 1330., 1740.], [950., 1430., 1860., 2435.], [19., 26., 33., 48.], [13., 16., 18., 22.]),
];

/// The cell of a panel, nail and edge spacing in inches; `None` where the table has none.
#[must_use]
pub fn table_4_3a(
    sheathing: Sheathing,
    thickness: Thickness,
    nail: Nail,
    edge_spacing_in: f64,
) -> Option<Cell> {
    let column = EDGE_SPACINGS_IN
        .iter()
        .position(|s| (s - edge_spacing_in).abs() < 1e-9)?;
    let row = TABLE_4_3A
        .iter()
        .find(|r| r.sheathing == sheathing && r.thickness == thickness && r.nail == nail)?;
    Some(Cell {
        seismic_plf: row.seismic[column],
        wind_plf: row.wind[column],
        ga_osb_kip_in: row.osb[column],
        ga_plywood_kip_in: row.plywood[column],
    })
}

/// Rows of the table for a panel grade, as `15/32 with 8d`, for messages.
#[must_use]
pub fn rows_of(sheathing: Sheathing) -> String {
    let rows = TABLE_4_3A.iter().filter(|r| r.sheathing == sheathing);
    rows.map(|r| format!("{} with {}", r.thickness.word(), r.nail.word()))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wind_values_are_1_4_of_seismic_rounded_to_five_or_ten() {
        for row in &TABLE_4_3A {
            for column in 0..4 {
                let ratio = row.wind[column] / row.seismic[column];
                assert!(
                    (ratio - 1.4).abs() < 0.012,
                    "{} {}: {ratio}",
                    row.thickness.word(),
                    row.nail.word()
                );
                assert_eq!(row.wind[column] % 5.0, 0.0);
            }
        }
    }

    #[test]
    fn closer_nails_are_stronger_and_stiffer_and_strand_board_is_stiffer_than_plywood() {
        for row in &TABLE_4_3A {
            for list in [&row.seismic, &row.wind, &row.osb, &row.plywood] {
                assert!(list.windows(2).all(|w| w[0] < w[1]));
            }
            assert!(
                row.osb
                    .iter()
                    .zip(&row.plywood)
                    .all(|(osb, plywood)| osb > plywood)
            );
        }
    }

    #[test]
    fn a_19_32_panel_with_8d_nails_is_not_in_the_table() {
        assert!(table_4_3a(Sheathing::Sheathing, Thickness::T19_32, Nail::D8, 6.0).is_none());
        assert!(table_4_3a(Sheathing::Sheathing, Thickness::T15_32, Nail::D8, 5.0).is_none());
    }

    #[test]
    fn words_lead_back_to_their_values() {
        assert!(
            Sheathing::WORDS
                .iter()
                .all(|w| Sheathing::from_word(w).map(Sheathing::word) == Some(w))
        );
        assert!(
            Thickness::WORDS
                .iter()
                .all(|w| Thickness::from_word(w).map(Thickness::word) == Some(w))
        );
        assert!(
            Nail::WORDS
                .iter()
                .all(|w| Nail::from_word(w).map(Nail::word) == Some(w))
        );
    }
}
