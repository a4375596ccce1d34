//! What makes a wall impossible, whatever file it comes from.

use std::collections::BTreeMap;

use crate::text::shown;

use super::{OpeningRow, WallRow};

/// Shortest wall worth a rod, ft.
const SHORTEST_FT: f64 = 0.5;
/// Longest wall, ft.
const LONGEST_FT: f64 = 2_000.0;
/// Openings may reach past an end by rounding, ft (1/8 in).
const SLACK_FT: f64 = 0.0105;

/// A wall as read, before it has an id.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) id: Option<String>,
    pub(crate) level: usize,
    pub(crate) mark: String,
    pub(crate) start_ft: [f64; 2],
    pub(crate) end_ft: [f64; 2],
    pub(crate) openings: Vec<OpeningRow>,
    pub(crate) thickness_in: Option<f64>,
    pub(crate) dead_plf: Option<f64>,
    pub(crate) line: u32,
}

/// One thing wrong with a wall: which field, what, what to do.
#[derive(Debug)]
pub(crate) struct WallFault {
    pub(crate) field: &'static str,
    pub(crate) what: String,
    pub(crate) remedy: String,
}

pub(crate) fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

/// Feet for a message.
fn ft(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

/// What is wrong with the ends.
pub(crate) fn ends_fault(start_ft: [f64; 2], end_ft: [f64; 2]) -> Option<WallFault> {
    let length = distance(start_ft, end_ft);
    let what = if length == 0.0 {
        format!(
            "the wall has no length: both ends stand at ({}, {}) ft",
            start_ft[0], start_ft[1]
        )
    } else if length < SHORTEST_FT {
        format!("the wall is {} ft long, too short to be one", ft(length))
    } else if length > LONGEST_FT {
        format!(
            "the wall is {} ft long, longer than any building",
            ft(length)
        )
    } else {
        return None;
    };
    Some(WallFault {
        field: "x2",
        what,
        remedy: "correct its ends (are feet and inches mixed up?)".to_owned(),
    })
}

/// Puts openings in order and says what is wrong with them in a wall of `length_ft`.
pub(crate) fn order_openings(openings: &mut [OpeningRow], length_ft: f64) -> Option<WallFault> {
    let fault = |what: String, remedy: &str| {
        Some(WallFault {
            field: "openings",
            what,
            remedy: remedy.to_owned(),
        })
    };
    openings.sort_by(|a, b| a.from_ft.total_cmp(&b.from_ft));
    for opening in openings.iter() {
        let (kind, from, to) = (opening.kind, ft(opening.from_ft), ft(opening.to_ft));
        if opening.to_ft <= opening.from_ft {
            return fault(
                format!("the {kind} from {from} to {to} ft has no width"),
                "give the nearer edge first, both measured from the wall's first end",
            );
        }
        if opening.from_ft < -SLACK_FT || opening.to_ft > length_ft + SLACK_FT {
            return fault(
                format!(
                    "the {kind} from {from} to {to} ft reaches outside the wall, which is {} ft long",
                    ft(length_ft)
                ),
                "measure openings along the wall from its first end",
            );
        }
    }
    for pair in openings.windows(2) {
        let [one, next] = pair else { continue };
        if next.from_ft < one.to_ft - SLACK_FT {
            return fault(
                format!(
                    "the {} from {} ft begins inside the {} that ends at {} ft",
                    next.kind,
                    ft(next.from_ft),
                    one.kind,
                    ft(one.to_ft)
                ),
                "openings of one wall do not overlap: correct one of them",
            );
        }
    }
    None
}

/// A fault of one draft (by index) against an earlier one.
#[derive(Debug)]
pub(crate) struct Twice {
    pub(crate) index: usize,
    pub(crate) field: &'static str,
    pub(crate) what: String,
    pub(crate) remedy: String,
}

/// Ids and places that occur twice.
pub(crate) fn twice(drafts: &[Draft]) -> Vec<Twice> {
    let mut out = Vec::new();
    let mut ids: BTreeMap<String, u32> = BTreeMap::new();
    let mut places: BTreeMap<(usize, [i64; 4]), u32> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        if let Some(id) = &draft.id {
            match ids.get(&id.to_lowercase()) {
                Some(line) => out.push(Twice {
                    index,
                    field: "id",
                    what: format!("\"{}\" is also the id of line {line}", shown(id)),
                    remedy: "give each wall its own id".to_owned(),
                }),
                None => {
                    ids.insert(id.to_lowercase(), draft.line);
                }
            }
        }
        match places.get(&(draft.level, place(draft))) {
            Some(line) => out.push(Twice {
                index,
                field: "x1",
                what: format!("the wall stands where the wall of line {line} stands"),
                remedy: "take one of them out (a wall sheathed on both faces is one wall)"
                    .to_owned(),
            }),
            None => {
                places.insert((draft.level, place(draft)), draft.line);
            }
        }
    }
    out
}

/// Both ends to the hundredth of a foot, the lower one first. Coordinates are within 1e7 ft.
fn place(draft: &Draft) -> [i64; 4] {
    let point = |p: [f64; 2]| p.map(|v| (v * 100.0).round() as i64);
    let (a, b) = (point(draft.start_ft), point(draft.end_ft));
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    [a[0], a[1], b[0], b[1]]
}

/// Gives an id, `L2-T03` with the letter given, to each wall that has none.
pub(crate) fn with_ids(drafts: Vec<Draft>, letter: char) -> Vec<WallRow> {
    let taken: std::collections::BTreeSet<String> = drafts
        .iter()
        .filter_map(|draft| draft.id.as_ref().map(|id| id.to_lowercase()))
        .collect();
    let mut next: BTreeMap<usize, usize> = BTreeMap::new();
    drafts
        .into_iter()
        .map(|draft| {
            let id = draft.id.unwrap_or_else(|| {
                let number = next.entry(draft.level).or_default();
                loop {
                    *number += 1;
                    let id = format!("L{}-{letter}{:02}", draft.level + 1, *number);
                    if !taken.contains(&id.to_lowercase()) {
                        return id;
                    }
                }
            });
            WallRow {
                id,
                level: draft.level,
                mark: draft.mark,
                start_ft: draft.start_ft,
                end_ft: draft.end_ft,
                openings: draft.openings,
                thickness_in: draft.thickness_in,
                dead_plf: draft.dead_plf,
                line: draft.line,
            }
        })
        .collect()
}
