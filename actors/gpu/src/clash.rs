//! Clashes of rod runs, and the move along the wall that clears them.

use serde::{Deserialize, Serialize};

use crate::broad::{Bounds, PairSearch};
use crate::solid::Solid;

/// Overlaps under this are touching, not clashing, inches.
const TOUCH_IN: f64 = 1e-6;
/// Moves are tried in steps of this, inches: what a framer can set out.
const STEP_IN: f64 = 0.25;

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

/// Something a run must keep clear of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Obstruction {
    /// Its id.
    pub id: String,
    /// `duct`, `pipe`, `opening` …
    pub kind: String,
    /// Level index.
    pub level: usize,
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
    /// They are nearer than the clearance.
    Clearance,
}

/// One clash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clash {
    /// Stable id: the same while the two parts stand where they stand, whatever else changes.
    pub id: String,
    /// Hard or clearance.
    pub kind: Kind,
    /// Run.
    pub run: String,
    /// Part of the run.
    pub part: PartKind,
    /// Level.
    pub level: usize,
    /// What it clashes with: an obstruction's kind, or `rod` for another run.
    pub against: String,
    /// Its id.
    pub against_id: String,
    /// Between the two, inches, z above the base.
    pub at_in: [f64; 3],
    /// Distance, inches; negative is overlap.
    pub distance_in: f64,
    /// Move of the whole run along `inward` that clears all of its clashes and makes no new one,
    /// inches; `None` where none within the run's travel does.
    pub move_in: Option<f64>,
}

/// All clashes of `runs` with `obstructions` and with each other, ordered by run, level and part.
/// Solids with numbers that are not finite are left out: they stand nowhere.
#[must_use]
pub fn find(
    runs: &[Run],
    obstructions: &[Obstruction],
    rules: &Rules,
    search: &dyn PairSearch,
) -> Vec<Clash> {
    let parts: Vec<(usize, &Part)> = runs
        .iter()
        .enumerate()
        .flat_map(|(i, run)| run.parts.iter().map(move |p| (i, p)))
        .filter(|(_, p)| p.solid.is_sound())
        .collect();
    let solids: Vec<(usize, &Solid)> = obstructions
        .iter()
        .enumerate()
        .flat_map(|(i, o)| o.solids.iter().map(move |s| (i, s)))
        .filter(|(_, s)| s.is_sound())
        .collect();
    let travel = runs
        .iter()
        .map(|r| r.travel_in[1].max(-r.travel_in[0]))
        .fold(0.0, f64::max);
    let reach = rules.clearance_in.max(0.0);
    // A part's box grown by its run's travel holds every place the run may move to, so that one
    // search serves both the clashes and the moves.
    let part_boxes: Vec<Bounds> = parts
        .iter()
        .map(|(_, p)| grown(p.solid.bounds(), reach + travel))
        .collect();
    let solid_boxes: Vec<Bounds> = solids.iter().map(|(_, s)| s.bounds()).collect();
    let still_boxes: Vec<Bounds> = parts.iter().map(|(_, p)| p.solid.bounds()).collect();

    let mut near: Vec<Neighbours<'_>> = runs.iter().map(|_| Vec::new()).collect();
    for (i, j) in search.pairs(&part_boxes, &solid_boxes) {
        let (run, part) = parts[i as usize];
        let (owner, solid) = solids[j as usize];
        near[run].push(Near {
            part,
            other: Other::Obstruction(owner),
            solid,
        });
    }
    for (i, j) in search.pairs(&part_boxes, &still_boxes) {
        let ((run, part), (other_run, other)) = (parts[i as usize], parts[j as usize]);
        if run != other_run {
            near[run].push(Near {
                part,
                other: Other::Run(other_run),
                solid: &other.solid,
            });
        }
    }

    let mut clashes = Vec::new();
    for (index, (run, near)) in runs.iter().zip(&near).enumerate() {
        let mut own = clashes_of(run, index, near, runs, obstructions, reach);
        if !own.is_empty() {
            let step = clearing_move(run, near, reach);
            for clash in &mut own {
                clash.move_in = step;
            }
        }
        clashes.append(&mut own);
    }
    clashes
}

struct Near<'a> {
    part: &'a Part,
    other: Other,
    solid: &'a Solid,
}

type Neighbours<'a> = Vec<Near<'a>>;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Other {
    Obstruction(usize),
    Run(usize),
}

/// The clashes of one run where it stands; a pair of runs is told once, by the earlier one.
fn clashes_of(
    run: &Run,
    index: usize,
    near: &[Near<'_>],
    runs: &[Run],
    obstructions: &[Obstruction],
    reach: f64,
) -> Vec<Clash> {
    let mut worst = std::collections::BTreeMap::new();
    for n in near {
        if matches!(n.other, Other::Run(other) if other < index) {
            continue;
        }
        let distance = n.part.solid.distance(n.solid);
        if distance < reach - TOUCH_IN || distance < -TOUCH_IN {
            let entry = worst
                .entry((n.part.level, n.part.kind, n.other))
                .or_insert((distance, n));
            if distance < entry.0 {
                *entry = (distance, n);
            }
        }
    }
    worst
        .into_iter()
        .map(|((level, part, other), (distance, n))| {
            let (against, against_id) = match other {
                Other::Obstruction(i) => (obstructions[i].kind.clone(), obstructions[i].id.clone()),
                Other::Run(i) => ("rod".to_owned(), runs[i].id.clone()),
            };
            let at_in = between(&n.part.solid, n.solid);
            Clash {
                id: stable_id(part, level, &against, n),
                kind: if distance < -TOUCH_IN {
                    Kind::Hard
                } else {
                    Kind::Clearance
                },
                run: run.id.clone(),
                part,
                level,
                against,
                against_id,
                at_in,
                distance_in: distance,
                move_in: None,
            }
        })
        .collect()
}

/// The shortest move, inwards before outwards, that leaves the run clear of everything near.
fn clearing_move(run: &Run, near: &[Near<'_>], reach: f64) -> Option<f64> {
    let clear = |by: f64| {
        let offset = [run.inward[0] * by, run.inward[1] * by];
        near.iter()
            .all(|n| n.part.solid.moved(offset).distance(n.solid) >= reach - TOUCH_IN)
    };
    let span = run.travel_in[1].max(-run.travel_in[0]);
    if !span.is_finite() {
        return None;
    }
    let mut step = STEP_IN;
    while step <= span + TOUCH_IN {
        for by in [step, -step] {
            if by >= run.travel_in[0] - TOUCH_IN && by <= run.travel_in[1] + TOUCH_IN && clear(by) {
                return Some(by);
            }
        }
        step += STEP_IN;
    }
    None
}

/// The same while both stand where they stand: places to the inch, not list positions.
fn stable_id(part: PartKind, level: usize, against: &str, near: &Near<'_>) -> String {
    let place = |s: &Solid| s.middle().map(|v| v.round() as i64);
    let key = format!(
        "{}|{level}|{against}|{:?}|{:?}",
        part.word(),
        place(&near.part.solid),
        place(near.solid)
    );
    blake3::hash(key.as_bytes()).to_hex()[..12].to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broad::CpuBvh;

    fn run(id: &str, x: f64) -> Run {
        Run {
            id: id.into(),
            inward: [1.0, 0.0],
            travel_in: [-2.0, 12.0],
            parts: (0..2)
                .map(|level| {
                    let z = 120.0 * level as f64;
                    Part {
                        kind: PartKind::Rod,
                        level,
                        solid: Solid::cylinder([x, 0.0], 0.5, [z, z + 120.0]),
                    }
                })
                .collect(),
        }
    }

    fn pipe(id: &str, level: usize, x: f64) -> Obstruction {
        let z = 120.0 * level as f64;
        Obstruction {
            id: id.into(),
            kind: "pipe".into(),
            level,
            solids: vec![Solid::cylinder([x, 0.0], 1.5, [z + 1.0, z + 119.0])],
        }
    }

    #[test]
    fn a_rod_through_a_pipe_is_hard_and_one_beside_it_is_a_matter_of_clearance() {
        let found = find(
            &[run("A", 0.0)],
            &[pipe("P1", 0, 1.0), pipe("P2", 1, 2.5)],
            &Rules::default(),
            &CpuBvh,
        );
        let seen: Vec<_> = found
            .iter()
            .map(|c| (c.kind, c.level, c.distance_in))
            .collect();
        assert_eq!(seen, [(Kind::Hard, 0, -1.0), (Kind::Clearance, 1, 0.5)]);
    }

    #[test]
    fn the_move_clears_every_level_of_the_run_and_makes_no_new_clash() {
        let pipes = [pipe("P1", 0, 1.0), pipe("P2", 1, 5.0)];
        let found = find(&[run("A", 0.0)], &pipes, &Rules::default(), &CpuBvh);
        // 4 in would clear P1 alone; P2 is in the way until 8 in.
        assert_eq!(found[0].move_in, Some(-2.0));
        let mut one_way = run("A", 0.0);
        one_way.travel_in = [0.0, 12.0];
        assert_eq!(
            find(&[one_way], &pipes, &Rules::default(), &CpuBvh)[0].move_in,
            Some(8.0)
        );
    }

    #[test]
    fn no_move_is_proposed_beyond_the_walls_allowed_offset() {
        let mut stuck = run("A", 0.0);
        stuck.travel_in = [0.0, 2.0];
        assert_eq!(
            find(&[stuck], &[pipe("P", 0, 0.0)], &Rules::default(), &CpuBvh)[0].move_in,
            None
        );
    }

    #[test]
    fn two_rods_in_each_others_way_are_told_once_a_level() {
        let found = find(
            &[run("A", 0.0), run("B", 1.2)],
            &[],
            &Rules::default(),
            &CpuBvh,
        );
        assert_eq!(
            found
                .iter()
                .map(|c| (c.run.as_str(), c.against_id.as_str(), c.level))
                .collect::<Vec<_>>(),
            [("A", "B", 0), ("A", "B", 1)]
        );
    }

    #[test]
    fn ids_stay_when_other_things_come_and_go() {
        let alone = find(
            &[run("A", 0.0)],
            &[pipe("P", 0, 1.0)],
            &Rules::default(),
            &CpuBvh,
        );
        let with = find(
            &[run("Z", 60.0), run("A", 0.0)],
            &[pipe("Q", 1, 61.0), pipe("P9", 0, 1.0)],
            &Rules::default(),
            &CpuBvh,
        );
        assert!(with.iter().any(|c| c.id == alone[0].id));
        let mut ids: Vec<_> = with.iter().map(|c| &c.id).collect();
        ids.dedup();
        assert_eq!(ids.len(), with.len());
    }

    #[test]
    fn numbers_that_are_not_finite_clash_with_nothing() {
        let mut bad = pipe("P", 0, f64::NAN);
        assert!(find(&[run("A", 0.0)], &[bad.clone()], &Rules::default(), &CpuBvh).is_empty());
        bad.solids = vec![Solid::cylinder([0.0, 0.0], f64::INFINITY, [0.0, 1.0])];
        assert!(find(&[run("A", 0.0)], &[bad], &Rules::default(), &CpuBvh).is_empty());
    }

    #[test]
    fn what_is_found_does_not_depend_on_the_order_of_obstructions() {
        let mut pipes: Vec<_> = (0..40)
            .map(|i| pipe(&format!("P{i}"), i % 2, f64::from(i as u32 * 37 % 50)))
            .collect();
        let mut there: Vec<_> = find(
            &[run("A", 0.0), run("B", 30.0)],
            &pipes,
            &Rules::default(),
            &CpuBvh,
        );
        pipes.reverse();
        let mut back: Vec<_> = find(
            &[run("A", 0.0), run("B", 30.0)],
            &pipes,
            &Rules::default(),
            &CpuBvh,
        );
        there.sort_by(|a, b| a.id.cmp(&b.id));
        back.sort_by(|a, b| a.id.cmp(&b.id));
        assert_eq!(there, back);
    }
}
