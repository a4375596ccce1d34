//! The drafters: how each names layers, draws walls and openings, tags and places sheets.

use crate::Hand;
use crate::dxf::Version;
use crate::geometry::P;

/// How walls are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walls {
    /// Two face lines, trimmed at junctions; shear walls closed and hatched.
    Faces,
    /// A closed polyline a solid piece.
    Outlines,
    /// A polyline as wide as the wall along its centre.
    Wide,
    /// Face lines in pieces, shear walls filled.
    Pieces,
    /// A unit block stretched along each wall, through its openings.
    Blocks,
    /// A closed outline with a solid hatch in shear walls.
    Filled,
}

/// How openings are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Openings {
    /// A gap with jambs; a block for the swing or the sash.
    Gaps,
    /// A gap; a block with attributes for number and size.
    Tagged,
    /// A gap; swings as arcs, windows as three lines.
    Lines,
    /// No gap: a block with attributes masks the wall.
    Masks,
}

/// How a shear wall's mark is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// A hexagon block with an attribute, and a leader.
    HexagonLeader,
    /// Text along the wall.
    Plain,
    /// MTEXT with a leader's arrow to the wall.
    LeaderText,
    /// A hexagon of lines round a number.
    HexagonLines,
    /// A circle block with an attribute beside the wall.
    Circle,
}

/// Layer names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layers {
    /// AIA CAD layer guidelines.
    Aia,
    /// Words.
    Words,
    /// Numbered, another office's.
    Numbered,
    /// Everything on `0`, told apart by colour.
    Zero,
    /// As a modeller exports them.
    Export,
    /// Short, structural.
    Short,
}

/// Everything that tells a hand from another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) version: Version,
    pub(crate) binary: bool,
    /// `$INSUNITS`.
    pub(crate) insunits: i16,
    pub(crate) inches_per_unit: f64,
    pub(crate) layers: Layers,
    pub(crate) walls: Walls,
    pub(crate) openings: Openings,
    pub(crate) marks: Marks,
    /// Marks of the wall types, lightest first.
    pub(crate) names: [&'static str; 7],
    /// All levels' structural plans in one model space.
    pub(crate) together: bool,
    /// How the plan is turned on the sheet.
    pub(crate) turn_deg: f64,
    /// Where the building's origin lies, inches.
    pub(crate) origin: P,
    /// How far sheets are off each other: a reach and a step, inches.
    pub(crate) misplaced: [f64; 2],
    pub(crate) sloppy: bool,
    /// Title block in paper space with a viewport; else in model space.
    pub(crate) paper_space: bool,
    /// Dimensions in millimetres as plain numbers.
    pub(crate) metric: bool,
}

impl Hand {
    pub(crate) fn style(self) -> Style {
        let office = Style {
            version: Version::R2010,
            binary: false,
            insunits: 1,
            inches_per_unit: 1.0,
            layers: Layers::Aia,
            walls: Walls::Faces,
            openings: Openings::Gaps,
            marks: Marks::HexagonLeader,
            names: ["SW1", "SW2", "SW3", "SW4", "SW5", "SW6", "SW7"],
            together: false,
            turn_deg: 0.0,
            origin: [0.0, 0.0],
            misplaced: [3.0, 0.5],
            sloppy: false,
            paper_space: true,
            metric: false,
        };
        match self {
            Self::Office => office,
            Self::Plain => Style {
                version: Version::R2000,
                insunits: 2,
                inches_per_unit: 12.0,
                layers: Layers::Words,
                walls: Walls::Outlines,
                openings: Openings::Tagged,
                marks: Marks::Plain,
                names: ["SW6", "SW4", "SW4X", "SW3", "SW2", "2SW3", "2SW2"],
                together: true,
                origin: [14_880_000.0, 8_160_000.0],
                misplaced: [6.0, 1.0],
                paper_space: false,
                ..office
            },
            Self::Metric => Style {
                version: Version::R2013,
                insunits: 4,
                inches_per_unit: 1.0 / 25.4,
                layers: Layers::Numbered,
                walls: Walls::Wide,
                openings: Openings::Lines,
                marks: Marks::LeaderText,
                names: ["P1-6", "P1-4", "P2-4", "P2-3", "P2-2", "P3-3", "P3-2"],
                turn_deg: 17.0,
                origin: [1200.0, 600.0],
                misplaced: [2.0, 0.25],
                metric: true,
                ..office
            },
            Self::Classic => Style {
                version: Version::R12,
                insunits: 0,
                layers: Layers::Zero,
                walls: Walls::Pieces,
                openings: Openings::Lines,
                marks: Marks::HexagonLines,
                names: ["1", "2", "3", "4", "5", "6", "7"],
                misplaced: [8.0, 0.125],
                sloppy: true,
                paper_space: false,
                ..office
            },
            Self::Export => Style {
                version: Version::R2004,
                binary: true,
                layers: Layers::Export,
                walls: Walls::Blocks,
                openings: Openings::Masks,
                marks: Marks::Circle,
                names: ["SW01", "SW02", "SW03", "SW04", "SW05", "SW06", "SW07"],
                turn_deg: 90.0,
                origin: [6_240.0, -1_320.0],
                misplaced: [0.0, 1.0],
                ..office
            },
            Self::Rough => Style {
                version: Version::R2000,
                insunits: 0,
                inches_per_unit: 12.0,
                layers: Layers::Short,
                walls: Walls::Filled,
                openings: Openings::Gaps,
                marks: Marks::Plain,
                names: ["SW-1", "SW-2", "SW-3", "SW-4", "SW-5", "SW-6", "SW-7"],
                together: true,
                turn_deg: -8.5,
                origin: [-3_600.0, 2_400.0],
                misplaced: [6.0, 0.25],
                sloppy: true,
                paper_space: false,
                ..office
            },
        }
    }

    /// The level's name in `project.toml`; `number` counts from 1.
    pub(crate) fn level_name(self, number: usize) -> String {
        match self {
            Self::Plain => format!("{} Floor", ordinal_word(number, true)),
            Self::Classic => format!("{} Floor", ordinal(number).to_lowercase()),
            _ => format!("Level {number}"),
        }
    }

    /// `subject` is `SHEAR WALL PLAN` and the like.
    pub(crate) fn plan_title(self, number: usize, subject: &str) -> String {
        match self {
            Self::Office => format!("LEVEL {number} {subject}"),
            Self::Plain => format!("{} FLOOR {subject}", ordinal_word(number, false)),
            Self::Metric => format!("{subject} - LEVEL {number}"),
            Self::Classic => format!("{} FLOOR {subject}", ordinal(number)),
            Self::Export => format!("LEVEL {number} - {subject}"),
            Self::Rough => format!("{subject} @ LEVEL {number}"),
        }
    }
}

fn ordinal(number: usize) -> String {
    let end = match number {
        1 => "ST",
        2 => "ND",
        3 => "RD",
        _ => "TH",
    };
    format!("{number}{end}")
}

fn ordinal_word(number: usize, title_case: bool) -> String {
    const WORDS: [&str; 8] = [
        "FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH", "EIGHTH",
    ];
    let word = WORDS
        .get(number.wrapping_sub(1))
        .copied()
        .unwrap_or("UPPER");
    if title_case {
        word[..1].to_owned() + &word[1..].to_lowercase()
    } else {
        word.to_owned()
    }
}

impl Hand {
    /// The unit of its files where they do not say it, as `project.toml` writes it.
    pub(crate) fn unsaid_unit(self) -> Option<&'static str> {
        let style = self.style();
        (style.insunits == 0).then_some(if style.inches_per_unit == 12.0 {
            "ft"
        } else {
            "in"
        })
    }
}
