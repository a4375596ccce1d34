//! The set of drawings: which sheets a building of a size has.

use crate::building::Building;
use crate::truth::SheetKind;
use crate::{Hand, Size};

/// A sheet to be drawn; a sheet of several plans carries each as a part.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) content: Content,
    /// Plans, each with its number, title and level; empty on pages.
    pub(crate) parts: Vec<Part>,
    /// The one wing it shows, where it does not show all.
    pub(crate) wing: Option<usize>,
}

/// A plan on a sheet.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) number: String,
    pub(crate) title: String,
    /// Wood level; `None` for roof and podium.
    pub(crate) level: Option<usize>,
}

/// What is drawn on a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Plan(SheetKind),
    /// Furniture in place of dimensions.
    FurniturePlan,
    Cover,
    Notes(usize),
    WallSchedule,
    OtherSchedule(usize),
    Elevation(usize),
    Section(usize),
    Details(usize),
    UnitPlan(usize),
}

impl Content {
    pub(crate) fn kind(self) -> SheetKind {
        match self {
            Self::Plan(kind) => kind,
            Self::FurniturePlan => SheetKind::Architecture,
            _ => SheetKind::Other,
        }
    }
}

/// Pages of one kind: how many, first letters of their numbers, title, content of the nth.
type Group = (usize, &'static str, &'static str, fn(usize) -> Content);

/// How many pages of each kind come beside the plans.
struct Pages {
    notes: usize,
    schedules: usize,
    elevations: usize,
    sections: usize,
    details: usize,
    unit_plans: usize,
}

fn pages(size: Size) -> Pages {
    match size {
        Size::Small => Pages {
            notes: 0,
            schedules: 0,
            elevations: 0,
            sections: 0,
            details: 1,
            unit_plans: 0,
        },
        Size::Medium => Pages {
            notes: 1,
            schedules: 0,
            elevations: 2,
            sections: 1,
            details: 2,
            unit_plans: 1,
        },
        Size::Large | Size::Complex => Pages {
            notes: 2,
            schedules: 4,
            elevations: 4,
            sections: 4,
            details: 8,
            unit_plans: 6,
        },
    }
}

/// Disciplines drawn for every level, with the letter and hundred of their numbers.
fn disciplines(size: Size) -> Vec<(SheetKind, &'static str, &'static str)> {
    if size == Size::Small {
        return vec![(SheetKind::Services, "M-1", "MECHANICAL AND PLUMBING PLAN")];
    }
    let mut list = vec![
        (SheetKind::Ceiling, "A-2", "REFLECTED CEILING PLAN"),
        (SheetKind::Mechanical, "M-1", "MECHANICAL PLAN"),
        (SheetKind::Plumbing, "P-1", "PLUMBING PLAN"),
        (SheetKind::Electrical, "E-1", "ELECTRICAL PLAN"),
    ];
    if size != Size::Medium {
        list.push((SheetKind::FireProtection, "FP-1", "FIRE SPRINKLER PLAN"));
    }
    list
}

struct Set<'a> {
    hand: Hand,
    base: usize,
    building: &'a Building,
    sheets: Vec<Planned>,
}

impl Set<'_> {
    fn page(&mut self, number: String, title: &str, content: Content) {
        self.sheets.push(Planned {
            number,
            title: title.to_owned(),
            content,
            parts: Vec::new(),
            wing: None,
        });
    }

    fn part(&self, prefix: &str, level: usize, subject: &str) -> Part {
        Part {
            number: format!("{prefix}{:02}", self.base + level),
            title: self.hand.plan_title(self.base + level, subject),
            level: Some(level),
        }
    }

    fn single(&mut self, part: Part, content: Content, wing: Option<usize>) {
        self.sheets.push(Planned {
            number: part.number.clone(),
            title: part.title.clone(),
            content,
            parts: vec![part],
            wing,
        });
    }

    /// Plans of one kind: each on its sheet, or all on one.
    fn structural(&mut self, parts: Vec<Part>, title: &str, content: Content) {
        if !self.hand.style().together {
            for part in parts {
                self.single(part, content, None);
            }
            return;
        }
        self.sheets.push(Planned {
            number: parts[0].number.clone(),
            title: title.to_owned(),
            content,
            parts,
            wing: None,
        });
    }
}

/// The sheets of a building, in the order of its index.
pub(crate) fn sheets(building: &Building, size: Size, hand: Hand) -> Vec<Planned> {
    let podium = building.program.podium;
    let levels = building.levels.len();
    let mut set = Set {
        hand,
        base: 1 + usize::from(podium),
        building,
        sheets: Vec::new(),
    };
    let count = pages(size);
    let cover = if count.notes == 0 {
        "COVER AND GENERAL NOTES"
    } else {
        "COVER SHEET"
    };
    set.page("G-001".into(), cover, Content::Cover);
    for n in 0..count.notes {
        set.page(format!("S-00{}", n + 1), "GENERAL NOTES", Content::Notes(n));
    }
    set.page(
        format!("S-01{}", 0),
        "SHEAR WALL SCHEDULE",
        Content::WallSchedule,
    );

    let shear: Vec<Part> = (0..levels)
        .map(|l| set.part("S-1", l, "SHEAR WALL PLAN"))
        .collect();
    set.structural(
        shear,
        "SHEAR WALL PLANS",
        Content::Plan(SheetKind::ShearWalls),
    );
    let mut framing: Vec<Part> = (1..levels)
        .map(|l| set.part("S-2", l, "FRAMING PLAN"))
        .collect();
    framing.push(Part {
        number: format!("S-2{:02}", set.base + levels),
        title: "ROOF FRAMING PLAN".into(),
        level: None,
    });
    set.structural(framing, "FRAMING PLANS", Content::Plan(SheetKind::Framing));
    if podium {
        for (n, title) in [
            "FOUNDATION PLAN",
            "PODIUM SLAB PLAN",
            "PODIUM LEVEL FLOOR PLAN",
        ]
        .iter()
        .enumerate()
        {
            let part = Part {
                number: format!("S-30{}", n + 1),
                title: (*title).into(),
                level: None,
            };
            set.single(part, Content::Plan(SheetKind::Podium), None);
        }
    }
    for level in 0..levels {
        let part = set.part("A-1", level, "FLOOR PLAN");
        set.single(part, Content::Plan(SheetKind::Architecture), None);
    }
    if size != Size::Small {
        let part = Part {
            number: "A-150".into(),
            title: "ROOF PLAN".into(),
            level: None,
        };
        set.single(part, Content::Plan(SheetKind::Roof), None);
    }
    if matches!(size, Size::Large | Size::Complex) {
        for level in 0..levels {
            let part = set.part("ID-1", level, "FURNITURE PLAN");
            set.single(part, Content::FurniturePlan, None);
        }
    }
    services(&mut set, size);
    let others: [Group; 5] = [
        (
            count.elevations,
            "A-3",
            "EXTERIOR ELEVATION",
            Content::Elevation,
        ),
        (count.sections, "A-4", "BUILDING SECTION", Content::Section),
        (
            count.unit_plans,
            "A-5",
            "ENLARGED UNIT PLAN",
            Content::UnitPlan,
        ),
        (count.details, "S-5", "TYPICAL DETAILS", Content::Details),
        (count.schedules, "A-6", "SCHEDULES", Content::OtherSchedule),
    ];
    for (count, prefix, title, content) in others {
        for n in 0..count {
            let title = match prefix {
                "A-5" | "A-3" => format!("{title} {}", n + 1),
                _ => title.to_owned(),
            };
            set.page(format!("{prefix}{:02}", n + 1), &title, content(n));
        }
    }
    set.sheets
}

fn services(set: &mut Set<'_>, size: Size) {
    let wings = &set.building.program.wings;
    let names: Vec<&str> = wings.iter().map(|w| w.name).collect();
    for (kind, prefix, subject) in disciplines(size) {
        for level in 0..set.building.levels.len() {
            if names.len() == 1 {
                let part = set.part(prefix, level, subject);
                set.single(part, Content::Plan(kind), None);
                continue;
            }
            for (w, name) in names.iter().enumerate() {
                let mut part = set.part(prefix, level, subject);
                part.number.push_str(name);
                part.title = format!("{} - WING {name}", part.title);
                set.single(part, Content::Plan(kind), Some(w));
            }
        }
    }
}

/// The sheet's file, as this drafter names files.
pub(crate) fn file_name(hand: Hand, sheet: &Planned) -> String {
    let number = &sheet.number;
    let bare = number.replace('-', "");
    match hand {
        Hand::Office | Hand::Plain => format!("drawings/{number}.dxf"),
        Hand::Metric => format!("drawings/{bare}_{}.dxf", short(&sheet.title)),
        Hand::Classic => format!("drawings/{bare}.DXF"),
        Hand::Export => format!(
            "drawings/Sheet - {number} - {}.dxf",
            sheet.title.replace([':', '"'], "")
        ),
        Hand::Rough => format!("drawings/{}.dxf", bare.to_lowercase()),
    }
}

fn short(title: &str) -> String {
    title
        .split(' ')
        .filter(|w| !w.is_empty() && *w != "-")
        .map(|w| {
            if w.parse::<u32>().is_ok() {
                w.to_owned()
            } else {
                w.chars().take(4).collect()
            }
        })
        .collect::<Vec<_>>()
        .join("-")
}
