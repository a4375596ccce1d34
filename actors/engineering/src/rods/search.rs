//! The lightest rods that pass, proven: a search over all rods of the catalogue at every level.
//!
//! The search goes down from the top level. A state is the diameter reached, with the weight so
//! far and the deformation since the plate above; of two ways to one state, one that is no lighter
//! and deforms no less is dropped. With a plate at every level each state keeps one way, so the
//! search is exact and costs levels × rods × diameters; where plates are skipped, the ways of one
//! span are kept until its plate's limit judges them.

use super::options::RodOption;

/// What a level asks of its rod. Deformation is judged three ways at once: at ASD force of all
/// loads, of wind alone, and at strength-level seismic force (story drift).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct LevelDemand {
    /// Force in the rod, lb, at the design method's level.
    pub(crate) rod_lb: f64,
    /// Forces that stretch it, lb: ASD, ASD wind, strength seismic.
    pub(crate) stretch_lb: [f64; 3],
    /// Length, inches.
    pub(crate) length_in: f64,
    /// Whether a plate stands at its top.
    pub(crate) restrained: bool,
    /// What the three deformations may reach between plates, inches.
    pub(crate) limits_in: [f64; 3],
    /// Whether the second and third together may stand in for the first.
    pub(crate) drift_may_govern: bool,
}

/// What the search may leave out of account, when nothing passes all, to find the run that comes
/// nearest; what is left out is then reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Strictness {
    pub(crate) couplers: bool,
    pub(crate) plates: bool,
    pub(crate) deformation: bool,
    pub(crate) strength: bool,
}

impl Strictness {
    /// From all checks to none.
    pub(crate) const STEPS: [Self; 7] = [
        Self {
            couplers: true,
            plates: true,
            deformation: true,
            strength: true,
        },
        Self {
            couplers: false,
            plates: true,
            deformation: true,
            strength: true,
        },
        Self {
            couplers: true,
            plates: true,
            deformation: false,
            strength: true,
        },
        Self {
            couplers: false,
            plates: true,
            deformation: false,
            strength: true,
        },
        Self {
            couplers: true,
            plates: false,
            deformation: false,
            strength: true,
        },
        Self {
            couplers: false,
            plates: false,
            deformation: false,
            strength: true,
        },
        Self {
            couplers: false,
            plates: false,
            deformation: false,
            strength: false,
        },
    ];
}

/// What plate and device cost a diameter at a level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AtPlate {
    /// Whether some plate and some device of the catalogue do.
    pub(crate) exists: bool,
    /// The least that plate and device deform, inches, in the three ways.
    pub(crate) least_in: [f64; 3],
}

/// The most ways kept a diameter within a span of skipped plates.
const MOST_WAYS: usize = 512;

#[derive(Debug, Clone, Copy)]
struct Way {
    weight_lb: f64,
    deformation_in: [f64; 3],
    /// Demand of the plate that closes its span.
    plate_level: usize,
    option: usize,
    /// Index into `ways` of the level above.
    above: usize,
}

/// Buffers that a designer keeps between runs, so that the search does not allocate.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// Ways of each level, grouped by diameter.
    ways: Vec<Vec<Way>>,
    fresh: Vec<Way>,
}

/// Finds the lightest rods: `chosen[i]` is an index into `options` for level `i`.
///
/// `options` are sorted by diameter; `joins(lower, upper)` says whether a coupler joins two
/// diameters (indices of distinct diameters); `at_plate(level, diameter)` what plate and device
/// cost there. Gives `false` where nothing passes.
pub(crate) fn lightest(
    options: &[RodOption],
    demands: &[LevelDemand],
    strictness: Strictness,
    joins: impl Fn(usize, usize) -> bool,
    at_plate: impl Fn(usize, usize) -> AtPlate,
    scratch: &mut Scratch,
    chosen: &mut Vec<usize>,
) -> bool {
    let top = demands.len();
    if scratch.ways.len() < top {
        scratch.ways.resize_with(top, Vec::new);
    }
    for level in (0..top).rev() {
        let demand = &demands[level];
        let (below, above) = scratch.ways.split_at_mut(level + 1);
        let here = &mut below[level];
        here.clear();
        let from_above: Option<&[Way]> = (level + 1 < top).then(|| above[0].as_slice());
        let closes = level == 0 || demands[level - 1].restrained;
        let mut start = 0;
        while start < options.len() {
            let diameter = options[start].diameter;
            let end = start
                + options[start..]
                    .iter()
                    .take_while(|o| o.diameter == diameter)
                    .count();
            scratch.fresh.clear();
            let plate = demand.restrained.then(|| at_plate(level, diameter));
            let barred = strictness.plates && plate.is_some_and(|p| !p.exists);
            for (offset, option) in options[start..end].iter().enumerate() {
                if barred
                    || (strictness.strength && option.capacity_lb < demand.rod_lb * (1.0 - 1e-12))
                {
                    continue;
                }
                let flex = option.flexibility_in_per_lb(demand.length_in);
                let own = demand.stretch_lb.map(|p| p * flex);
                let weight = option.weight_lb_per_in * demand.length_in;
                let mut add = |above_way: Option<(usize, &Way)>| {
                    let (base, plate_level) = match (plate, above_way) {
                        (Some(p), _) => (p.least_in, level),
                        (None, Some((_, way))) => (way.deformation_in, way.plate_level),
                        (None, None) => ([0.0; 3], level),
                    };
                    let deformation_in = [0, 1, 2].map(|k| base[k] + own[k]);
                    if strictness.deformation && !passes(&demands[plate_level], deformation_in) {
                        return;
                    }
                    scratch.fresh.push(Way {
                        weight_lb: weight + above_way.map_or(0.0, |(_, w)| w.weight_lb),
                        deformation_in,
                        plate_level,
                        option: start + offset,
                        above: above_way.map_or(usize::MAX, |(at, _)| at),
                    });
                };
                match from_above {
                    None => add(None),
                    Some(ways) => {
                        for (at, way) in ways.iter().enumerate() {
                            let upper = options[way.option].diameter;
                            if upper > diameter {
                                break; // never a smaller rod below a larger one
                            }
                            if !strictness.couplers || joins(diameter, upper) {
                                add(Some((at, way)));
                            }
                        }
                    }
                }
            }
            keep_best(&mut scratch.fresh, closes, strictness.deformation, here);
            start = end;
        }
        if here.is_empty() {
            return false;
        }
    }
    chosen.clear();
    let best = scratch.ways.first().into_iter().flatten().enumerate();
    let Some((mut at, _)) = best.min_by(|a, b| a.1.weight_lb.total_cmp(&b.1.weight_lb)) else {
        return top == 0;
    };
    for level in 0..top {
        let way = scratch.ways[level][at];
        chosen.push(way.option);
        at = way.above;
    }
    true
}

/// Whether deformations pass the limits of the plate's level.
pub(crate) fn passes(demand: &LevelDemand, deformation_in: [f64; 3]) -> bool {
    let within = |k: usize| deformation_in[k] <= demand.limits_in[k] * (1.0 + 1e-12);
    within(0) || (demand.drift_may_govern && within(1) && within(2))
}

/// Keeps the ways of one diameter that another does not beat. A span that closes here forgets its
/// deformation, so that its lightest way alone is kept.
fn keep_best(fresh: &mut [Way], closes: bool, judged: bool, into: &mut Vec<Way>) {
    if closes || !judged {
        if let Some(best) = fresh
            .iter()
            .min_by(|a, b| a.weight_lb.total_cmp(&b.weight_lb))
        {
            into.push(*best);
        }
        return;
    }
    fresh.sort_by(|a, b| a.weight_lb.total_cmp(&b.weight_lb));
    let first = into.len();
    for way in fresh.iter() {
        let beaten = into[first..].iter().any(|kept| {
            kept.plate_level == way.plate_level
                && (0..3).all(|k| kept.deformation_in[k] <= way.deformation_in[k])
        });
        if !beaten && into.len() - first < MOST_WAYS {
            into.push(*way);
        }
    }
}
