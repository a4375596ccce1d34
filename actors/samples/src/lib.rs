//! Sample buildings drawn as drafters draw them, with the truth they were drawn from.
//!
//! A size, a hand and a seed in; a project folder's files and the truth out. Pure: no files, no
//! clock, and the same three give the same bytes.
//!
//! ```
//! use holdfast_samples::{Hand, Size, generate};
//!
//! let sample = generate(Size::Small, Hand::default(), 1);
//! assert!(sample.files.iter().any(|(path, _)| path == "project.toml"));
//! assert_eq!(sample.truth.levels, ["Level 1", "Level 2", "Level 3"]);
//! ```
//!
//! How a sample is made: `program` lists what is built, with every figure that decides how many
//! walls and rods there are; `building`, `layout`, `wall_lines` and `unit` lay it out; `sizing` sketches the load path for
//! wall types; `services` routes ducts, pipes and beams, some of them through rods; `set` lists
//! the drawings and `sheets` puts each together; `draft` draws in a `hand`; `dxf` writes.

mod assemble;
mod building;
mod draft;
mod dxf;
mod geometry;
mod hand;
mod layers;
mod layout;
mod program;
mod project;
mod random;
mod services;
mod set;
mod sheets;
mod sizing;
pub mod truth;
mod unit;
mod wall_lines;

use std::fmt;
use std::str::FromStr;

pub use truth::Truth;

/// Size of a sample building.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Size {
    /// 3 storeys, 12 units, about 50 shear walls, 10 to 15 drawings.
    Small,
    /// 5 storeys, 40 units, about 150 shear walls, 30 to 50 drawings.
    Medium,
    /// 7 storeys, 100 units, about 300 shear walls, 80 to 120 drawings.
    Large,
    /// 7 storeys in three wings on a podium with shops, set back above; 150 drawings and more.
    Complex,
}

/// A drafter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Hand {
    /// Neat: AIA layers, inches, hatched faces, hexagon marks, a plan a file, title blocks in
    /// paper space. R2010.
    #[default]
    Office,
    /// Layers in words, feet on state plane coordinates, closed polylines, all structural plans
    /// in one file, floors named by words. R2000.
    Plain,
    /// Numbered layers, millimetres, wide centre lines, the plan turned by 17°. R2013.
    Metric,
    /// Everything on layer `0`, no unit given, sloppy lines, numbers in hexagons. R12.
    Classic,
    /// As a modeller exports: binary, walls as stretched blocks that run through openings masked
    /// by tagged blocks, turned by a quarter. R2004.
    Export,
    /// Sloppy, in feet that the file does not mention, filled walls, all structural plans in one
    /// file, turned by 8.5°. R2000.
    Rough,
}

impl Size {
    /// All, from the smallest.
    pub const ALL: [Self; 4] = [Self::Small, Self::Medium, Self::Large, Self::Complex];

    /// `small`, `medium`, `large`, `complex`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
            Self::Complex => "complex",
        }
    }
}

impl Hand {
    /// All, the default first.
    pub const ALL: [Self; 6] = [
        Self::Office,
        Self::Plain,
        Self::Metric,
        Self::Classic,
        Self::Export,
        Self::Rough,
    ];

    /// `office`, `plain`, `metric`, `classic`, `export`, `rough`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Plain => "plain",
            Self::Metric => "metric",
            Self::Classic => "classic",
            Self::Export => "export",
            Self::Rough => "rough",
        }
    }

    /// How this drafter works, in a sentence.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Office => {
                "Neat, on AIA layers, in inches, walls as hatched faces, a plan a file (DXF R2010)."
            }
            Self::Plain => {
                "Layers in words, feet on state plane coordinates, walls as closed polylines, all structural plans in one file (DXF R2000)."
            }
            Self::Metric => {
                "Numbered layers, millimetres, walls as wide centre lines, plans turned by 17° (DXF R2013)."
            }
            Self::Classic => {
                "Everything on layer 0, no unit given, sloppy lines, marks as numbers in hexagons (DXF R12)."
            }
            Self::Export => {
                "As a modeller exports: stretched wall blocks, openings as masking blocks, plans turned by a quarter (binary DXF R2004)."
            }
            Self::Rough => {
                "Sloppy, in feet that the files do not mention, filled walls, all structural plans in one file, turned by 8.5° (DXF R2000)."
            }
        }
    }
}

/// A name that is no size or hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// What was given.
    pub given: String,
    /// What would do.
    pub known: Vec<&'static str>,
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no `{}`; use one of {}",
            self.given,
            self.known.join(", ")
        )
    }
}

impl std::error::Error for UnknownName {}

macro_rules! named {
    ($kind:ty) => {
        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $kind {
            type Err = UnknownName;

            fn from_str(given: &str) -> Result<Self, UnknownName> {
                Self::ALL
                    .into_iter()
                    .find(|one| one.name().eq_ignore_ascii_case(given))
                    .ok_or_else(|| UnknownName {
                        given: given.to_owned(),
                        known: Self::ALL.iter().map(|one| one.name()).collect(),
                    })
            }
        }
    };
}

named!(Size);
named!(Hand);

/// A sample building.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The project folder: relative paths with `/` (`project.toml`, `drawings/S-101.dxf`,
    /// `README.md`) and bytes, in order of path.
    pub files: Vec<(String, Vec<u8>)>,
    /// What was drawn.
    pub truth: Truth,
}

/// Draws a sample building.
#[must_use]
pub fn generate(size: Size, hand: Hand, seed: u64) -> Sample {
    let style = hand.style();
    let mut program = program::program(size, seed);
    let area = draft::border::drawing_area(program.paper);
    let scales = draft::border::plot_scales(style.metric);
    layout::fit_plot_scale(&mut program, style.turn_deg, area, scales);
    let building = layout::build(program);
    let assembly = assemble::assemble(&building, &style.names);
    let labels = services::Labels {
        metric: style.metric,
    };
    let (routes, clashes) = services::routes(&building, &assembly, labels, seed);
    let wall_types = schedule(&style.names);
    let planned = set::sheets(&building, size, hand);
    let desk = sheets::Desk {
        building: &building,
        assembly: &assembly,
        routes: &routes,
        wall_types: &wall_types,
        hand,
        seed,
        index: planned
            .iter()
            .map(|s| (s.number.clone(), s.title.clone()))
            .collect(),
    };
    let mut files = Vec::with_capacity(planned.len() + 2);
    let mut obstacles: Vec<truth::TrueObstacle> = routes
        .iter()
        .enumerate()
        .map(|(id, route)| route.truth(id, ""))
        .collect();
    let mut plans = Vec::new();
    let mut discarded_walls = Vec::new();
    for sheet in &planned {
        let file = set::file_name(hand, sheet);
        let drawn = desk.draw(sheet, &file);
        for (id, labelled) in drawn.routes {
            obstacles[id].sheet.clone_from(&file);
            if !labelled {
                obstacles[id].label.clear();
                obstacles[id].bottom_in = None;
            }
        }
        plans.extend(drawn.plans);
        discarded_walls.extend(drawn.discarded);
        files.push((file, drawn.bytes));
    }
    // What no sheet of this set shows is another's work, and nothing to find here.
    let mut clashes = clashes;
    for clash in &mut clashes {
        let unseen = obstacles[..clash.obstacle]
            .iter()
            .filter(|o| o.sheet.is_empty())
            .count();
        clash.obstacle -= unseen;
    }
    obstacles.retain(|o| !o.sheet.is_empty());
    for (id, obstacle) in obstacles.iter_mut().enumerate() {
        obstacle.id = id;
    }
    let truth = Truth {
        levels: (0..building.levels.len())
            .map(|i| hand.level_name(i + 1 + usize::from(building.program.podium)))
            .collect(),
        units: building.dwellings,
        grid: building
            .grid
            .iter()
            .map(building::GridLine::truth)
            .collect(),
        walls: assembly.walls,
        stacks: assembly.stacks,
        expected_runs: assembly.runs,
        obstacles,
        clashes,
        wall_types,
        sheets: plans,
        discarded_walls,
        outlines: building.levels.iter().map(|l| l.outlines.clone()).collect(),
    };
    let drawings = files.len();
    let readme = project::readme(&building, size, hand, seed, &truth, drawings);
    files.push(("README.md".to_owned(), readme.into_bytes()));
    files.push((
        "project.toml".to_owned(),
        project::toml(&building, hand).into_bytes(),
    ));
    files.sort_by(|a, b| a.0.cmp(&b.0));
    Sample { files, truth }
}

/// The wall schedule in a drafter's marks.
fn schedule(names: &[&str]) -> Vec<truth::TrueWallType> {
    names
        .iter()
        .zip(sizing::WALL_TYPES)
        .map(|(mark, t)| truth::TrueWallType {
            mark: (*mark).to_owned(),
            sheathing: t.sheathing.to_owned(),
            thickness: t.thickness.to_owned(),
            nail: t.nail.to_owned(),
            edge_spacing_in: t.edge_spacing_in,
            both_sides: t.both_sides,
        })
        .collect()
}
