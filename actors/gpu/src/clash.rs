//! Clashes of rod runs, and the move along the wall that clears them.
//!
//! A person mends a run against an obstacle, not a part against a solid: all that meets of one run and
//! one obstacle on a level is one clash, with its parts named in it.

mod identity;
mod moves;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::broad::{Bounds, PairSearch};
use crate::solid::Solid;

/// Overlaps under this are touching, not clashing, inches.
const TOUCH_IN: f64 = 1e-6;

/// Which part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// The rod.
    Rod,
    /// A bearing plate.
    Plate,
    /// A coupler.
    Coupler,
}

impl PartKind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Rod => "rod",
            Self::Plate => "plate",
            Self::Coupler => "coupler",
        }
    }
}

/// A part of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Level index.
    pub level: usize,
    /// Where it is, building coordinates, inches, z above the base.
    pub solid: Solid,
}

/// A rod run with all of its parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Run id.
    pub id: String,
    /// Unit vector along the wall, from its end inwards.
    pub inward: [f64; 2],
    /// How far it may move along `inward`, inches: least (negative: towards the end) and most.
    pub travel_in: [f64; 2],
    /// Parts.
    pub parts: Vec<Part>,
}

/// How well the height of an obstruction is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Height {
    /// Its solids stand where it stands.
    Known,
    /// The drawings do not give it, and its solids fill their whole storey. A rod that fills the
    /// storey too meets it for certain; a plate or a coupler may pass above or below.
    Assumed,
}

/// Something a run must keep clear of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Obstruction {
    /// Its id.
    pub id: String,
    /// `duct`, `pipe`, `opening` …
    pub kind: String,
    /// Level index.
    pub level: usize,
    /// How well its height is known.
    pub height: Height,
    /// Its solids (one a straight piece).
    pub solids: Vec<Solid>,
}

/// What counts as a clash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// Room to keep around every part, inches.
    pub clearance_in: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self { clearance_in: 1.0 }
    }
}

/// Hard or clearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Two solids share room.
    Hard,
    /// They are nearer than the clearance; or a plate or coupler is in the way of something whose
    /// height is not known, and shares room with it where the two are at one height.
    Clearance,
}

/// A part of a run that meets the obstruction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// Which part; the rod is one, a plate or coupler is one a level.
    pub part: PartKind,
    /// Level index of the part.
    pub level: usize,
    /// Hard or clearance.
    pub kind: Kind,
    /// Between the two, inches, z above the base.
    pub at_in: [f64; 3],
    /// Distance, inches; negative is overlap.
    pub distance_in: f64,
}

/// One clash: a run with an obstruction on a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clash {
    /// Stable id: the same while the two stand where they stand, whatever else changes and whatever
    /// parts the run is made of.
    pub id: String,
    /// Hard where any part shares room with the obstruction.
    pub kind: Kind,
    /// Run.
    pub run: String,
    /// Level of what it clashes with.
    pub level: usize,
    /// What it clashes with: an obstruction's kind, or `rod` for another run.
    pub against: String,
    /// Its id.
    pub against_id: String,
    /// How well the height of what it clashes with is known.
    pub height: Height,
    /// All parts that meet it, the worst first: hard before clearance, then the nearest. Never empty.
    pub parts: Vec<Meeting>,
    /// Move of the whole run along `inward` that clears all of its clashes and makes no new one,
    /// where it alone moves and where all runs move as proposed, inches; `None` where none within
    /// the run's travel does.
    pub move_in: Option<f64>,
}

/// All clashes of `runs` with `obstructions` and with each other, ordered by run, level and what they
/// are with. Solids with numbers that are not finite are left out: they stand nowhere.
#[must_use]
pub fn find(
    runs: &[Run],
    obstructions: &[Obstruction],
    rules: &Rules,
    search: &dyn PairSearch,
) -> Vec<Clash> {
    let reach = rules.clearance_in.max(0.0);
    let scene = Scene { runs, obstructions };
    let near = scene.neighbours(reach, search);
    let mut clashes: Vec<Vec<Clash>> = near
        .iter()
        .enumerate()
        .map(|(run, near)| scene.clashes_of(run, near, reach))
        .collect();
    let clashing: Vec<bool> = clashes.iter().map(|own| !own.is_empty()).collect();
    let moves = moves::clearing(runs, &near, &clashing, reach);
    for (own, by) in clashes.iter_mut().zip(moves) {
        own.iter_mut().for_each(|clash| clash.move_in = by);
    }
    let mut clashes: Vec<Clash> = clashes.into_iter().flatten().collect();
    identity::tell_twins_apart(&mut clashes);
    clashes
}

/// What there is.
struct Scene<'a> {
    runs: &'a [Run],
    obstructions: &'a [Obstruction],
}

/// A part of a run and a solid that it may meet, where it stands or where it may move to.
struct Near<'a> {
    part: &'a Part,
    other: Other,
    level: usize,
    height: Height,
    solid: &'a Solid,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Other {
    Obstruction(usize),
    Run(usize),
}

impl Near<'_> {
    /// Hard, clearance or neither, and the distance, with the part moved by `offset` and `room` to
    /// keep beyond what is asked.
    fn meets(
        &self,
        offset: [f64; 2],
        solid: &Solid,
        clearance: f64,
        room: f64,
    ) -> Option<(Kind, f64)> {
        let distance = self.part.solid.moved(offset).distance(solid);
        if self.height == Height::Assumed {
            // It fills its storey only because no one knows better: what the rods of other storeys
            // come near is the storey, and a plate or coupler beside it may be at another height.
            if self.part.kind != PartKind::Rod {
                return (distance < room - TOUCH_IN).then_some((Kind::Clearance, distance));
            }
            if self.part.level != self.level {
                return None;
            }
        }
        if distance < -TOUCH_IN {
            return Some((Kind::Hard, distance));
        }
        (distance < clearance + room - TOUCH_IN).then_some((Kind::Clearance, distance))
    }
}

impl<'a> Scene<'a> {
    /// What each run may meet, where it stands and wherever it may move to.
    fn neighbours(&self, reach: f64, search: &dyn PairSearch) -> Vec<Vec<Near<'a>>> {
        let parts: Vec<(usize, &Part)> = self
            .runs
            .iter()
            .enumerate()
            .flat_map(|(i, run)| run.parts.iter().map(move |p| (i, p)))
            .filter(|(_, p)| p.solid.is_sound())
            .collect();
        let solids: Vec<(usize, &Solid)> = self
            .obstructions
            .iter()
            .enumerate()
            .flat_map(|(i, o)| o.solids.iter().map(move |s| (i, s)))
            .filter(|(_, s)| s.is_sound())
            .collect();
        let travel = self
            .runs
            .iter()
            .map(|r| r.travel_in[1].max(-r.travel_in[0]))
            .filter(|t| t.is_finite())
            .fold(0.0, f64::max);
        // A part's box grown by the travel holds every place the run may move to, so that one
        // search serves both the clashes and the moves; other runs may move as far themselves.
        let grown_by = |by: f64| -> Vec<Bounds> {
            let boxes = parts.iter().map(|(_, p)| p.solid.bounds());
            boxes.map(|b| grown(b, by)).collect()
        };
        let part_boxes = grown_by(reach + moves::GROWTH_IN + travel);
        let solid_boxes: Vec<Bounds> = solids.iter().map(|(_, s)| s.bounds()).collect();
        let mut near: Vec<Vec<Near<'a>>> = self.runs.iter().map(|_| Vec::new()).collect();
        for (i, j) in search.pairs(&part_boxes, &solid_boxes) {
            let (run, part) = parts[i as usize];
            let (owner, solid) = solids[j as usize];
            let obstruction = &self.obstructions[owner];
            near[run].push(Near {
                part,
                other: Other::Obstruction(owner),
                level: obstruction.level,
                height: obstruction.height,
                solid,
            });
        }
        for (i, j) in search.pairs(&part_boxes, &grown_by(travel)) {
            let ((run, part), (other_run, other)) = (parts[i as usize], parts[j as usize]);
            if run != other_run {
                near[run].push(Near {
                    part,
                    other: Other::Run(other_run),
                    level: other.level,
                    height: Height::Known,
                    solid: &other.solid,
                });
            }
        }
        near
    }

    /// The clashes of one run where it stands; a pair of runs is told once, by the first by name.
    fn clashes_of(&self, index: usize, near: &[Near<'_>], reach: f64) -> Vec<Clash> {
        let run = &self.runs[index];
        let mut met: BTreeMap<(usize, Other), BTreeMap<(PartKind, usize), Meeting>> =
            BTreeMap::new();
        for n in near {
            if matches!(n.other, Other::Run(o) if self.order(o) < self.order(index)) {
                continue;
            }
            let Some((kind, distance_in)) = n.meets([0.0; 2], n.solid, reach, 0.0) else {
                continue;
            };
            let meeting = Meeting {
                part: n.part.kind,
                level: n.part.level,
                kind,
                at_in: between(&n.part.solid, n.solid),
                distance_in,
            };
            // The rod is one through all levels, and meets at its worst place.
            let level = match n.part.kind {
                PartKind::Rod => 0,
                PartKind::Plate | PartKind::Coupler => n.part.level,
            };
            let parts = met.entry((n.level, n.other)).or_default();
            match parts.entry((n.part.kind, level)) {
                std::collections::btree_map::Entry::Vacant(place) => {
                    place.insert(meeting);
                }
                std::collections::btree_map::Entry::Occupied(mut place) => {
                    if worse(&meeting, place.get()).is_lt() {
                        place.insert(meeting);
                    }
                }
            }
        }
        let mut clashes: Vec<Clash> = met
            .into_iter()
            .map(|((level, other), parts)| {
                let mut parts: Vec<Meeting> = parts.into_values().collect();
                parts.sort_by(worse);
                let (against, against_id, height, place) = match other {
                    Other::Obstruction(i) => {
                        let o = &self.obstructions[i];
                        (
                            o.kind.as_str(),
                            &o.id,
                            o.height,
                            identity::of_solids(&o.solids),
                        )
                    }
                    Other::Run(i) => {
                        let o = &self.runs[i];
                        ("rod", &o.id, Height::Known, identity::of_run(o))
                    }
                };
                let hard = parts.iter().any(|p| p.kind == Kind::Hard);
                Clash {
                    id: identity::id(&identity::of_run(run), level, against, &place),
                    kind: if hard { Kind::Hard } else { Kind::Clearance },
                    run: run.id.clone(),
                    level,
                    against: against.to_owned(),
                    against_id: against_id.clone(),
                    height,
                    parts,
                    move_in: None,
                }
            })
            .collect();
        clashes.sort_by(|a, b| {
            (a.level, &a.against, &a.against_id).cmp(&(b.level, &b.against, &b.against_id))
        });
        clashes
    }

    fn order(&self, run: usize) -> (&str, usize) {
        (self.runs[run].id.as_str(), run)
    }
}

/// The worse first: hard before clearance, then the nearer, then by name and level.
fn worse(a: &Meeting, b: &Meeting) -> std::cmp::Ordering {
    (a.kind.cmp(&b.kind))
        .then(a.distance_in.total_cmp(&b.distance_in))
        .then((a.part, a.level).cmp(&(b.part, b.level)))
}

/// A point to look at: on the part, at the height where the two meet.
fn between(a: &Solid, b: &Solid) -> [f64; 3] {
    let ([a_low, a_high], [b_low, b_high]) = (a.bounds(), b.bounds());
    let [x, y, _] = a.middle();
    [
        x,
        y,
        (a_low[2].max(b_low[2]) + a_high[2].min(b_high[2])) / 2.0,
    ]
}

fn grown([low, high]: Bounds, by: f64) -> Bounds {
    [low.map(|v| v - by), high.map(|v| v + by)]
}
