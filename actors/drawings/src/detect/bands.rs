//! Pieces of wall from two faces: parallel lines at wall thickness with nothing between them.

use std::collections::BTreeMap;

use super::lines::{Direction, Line};
use crate::geometry::overlap;
use crate::normalize::layers::LayerRole;
use crate::options::Options;
use crate::sheet::Handle;

/// A piece of wall between two faces.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Band {
    /// Offset of the centre line.
    pub(super) center: f64,
    /// From, to.
    pub(super) span: [f64; 2],
    /// Face to face.
    pub(super) thickness: f64,
    /// The more telling role of the faces.
    pub(super) role: LayerRole,
    /// Layer of a face.
    pub(super) layer: u32,
    /// Entity of a face.
    pub(super) entity: Handle,
    /// Where the outer face ends at each end: farther out at an outside corner.
    pub(super) outer: [f64; 2],
    /// Drawn by one line only.
    pub(super) single: bool,
    /// 0 to 1: how well the faces fit each other.
    pub(super) quality: f64,
}

impl Band {
    pub(super) fn length(&self) -> f64 {
        self.span[1] - self.span[0]
    }
}

/// Two lines that may be the faces of one wall.
struct Pair {
    low: usize,
    high: usize,
    span: [f64; 2],
    thickness: f64,
    score: f64,
}

/// Thickness is counted in bins of this size.
const BIN_IN: f64 = 0.25;

/// How common each thickness is on a plan, by length.
#[derive(Debug, Default)]
pub(super) struct Popularity(BTreeMap<i64, f64>);

impl Popularity {
    fn bin(thickness: f64) -> i64 {
        (thickness / BIN_IN).round() as i64
    }

    fn add(&mut self, thickness: f64, length: f64) {
        *self.0.entry(Self::bin(thickness)).or_insert(0.0) += length;
    }

    /// 0 to 1, against the most common thickness.
    fn of(&self, thickness: f64) -> f64 {
        let most = self.0.keys().map(|b| self.around(*b)).fold(0.0, f64::max);
        if most > 0.0 {
            self.around(Self::bin(thickness)) / most
        } else {
            0.0
        }
    }

    fn around(&self, bin: i64) -> f64 {
        (bin - 1..=bin + 1).filter_map(|b| self.0.get(&b)).sum()
    }
}

/// Counts thicknesses over all directions of a plan.
pub(super) fn popularity(directions: &[Direction], options: &Options) -> Popularity {
    let mut all = Popularity::default();
    for direction in directions {
        for pair in pairs(direction, options) {
            let length = pair.span[1] - pair.span[0];
            all.add(pair.thickness, length.min(240.0));
        }
    }
    all
}

/// The most lines that one line is compared with.
const MAX_NEIGHBOURS: usize = 400;

/// Pairs of faces with at most thin lines between them.
fn pairs(direction: &Direction, options: &Options) -> Vec<Pair> {
    let lines = &direction.lines;
    let repeated = repeated(lines);
    let mut found = Vec::new();
    for (i, low) in lines.iter().enumerate() {
        if repeated[i] || low.length() < options.min_piece_in {
            continue;
        }
        for (j, high) in lines.iter().enumerate().skip(i + 1).take(MAX_NEIGHBOURS) {
            let thickness = high.offset - low.offset;
            if thickness > options.max_thickness_in {
                break;
            }
            if thickness < options.min_thickness_in || repeated[j] {
                continue;
            }
            let span = [low.span[0].max(high.span[0]), low.span[1].min(high.span[1])];
            let length = span[1] - span[0];
            // A stub shorter than it is thick is a jamb, a post or a tick.
            if length < options.min_piece_in.max(0.5 * thickness) {
                continue;
            }
            found.push(Pair {
                low: i,
                high: j,
                span,
                thickness,
                score: 0.0,
            });
        }
    }
    found
}

/// Lines of one length set at one distance from each other, four or more: stair treads, decking,
/// tiles, joists. Never on a layer for walls.
fn repeated(lines: &[Line]) -> Vec<bool> {
    let mut out = vec![false; lines.len()];
    let mut alike: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for (i, l) in lines.iter().enumerate() {
        if !matches!(l.role, LayerRole::Wall | LayerRole::Shear) {
            let key = |t: f64| (t / 3.0).round() as i64;
            alike
                .entry((key(l.span[0]), key(l.span[1])))
                .or_default()
                .push(i);
        }
    }
    for group in alike.values().filter(|g| g.len() >= 4) {
        let mut first = 0;
        while first + 3 < group.len() {
            let step = lines[group[first + 1]].offset - lines[group[first]].offset;
            let mut last = first + 1;
            while last + 1 < group.len()
                && (lines[group[last + 1]].offset - lines[group[last]].offset - step).abs() < 0.4
            {
                last += 1;
            }
            if last - first >= 3 && (0.5..=24.0).contains(&step) {
                group[first..=last].iter().for_each(|i| out[*i] = true);
            }
            first = last.max(first + 1);
        }
    }
    out
}

/// The walls of one direction: the best pairs first, each place on the plan once.
pub(super) fn bands(
    direction: &Direction,
    popularity: &Popularity,
    options: &Options,
) -> Vec<Band> {
    let lines = &direction.lines;
    let mut all = pairs(direction, options);
    for pair in &mut all {
        pair.score = score(pair, lines, popularity);
    }
    all.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.low.cmp(&b.low))
            .then(a.high.cmp(&b.high))
    });
    let mut taken = Taken::default();
    let mut out = Vec::new();
    for pair in all {
        let (low, high) = (&lines[pair.low], &lines[pair.high]);
        let strip = [low.offset, high.offset];
        for span in taken.free(strip, pair.span) {
            if span[1] - span[0] < options.min_piece_in.max(0.5 * pair.thickness) {
                continue;
            }
            taken.take(strip, span);
            let telling = if rank(low.role) <= rank(high.role) {
                low
            } else {
                high
            };
            let ends_here = |k: usize| (span[k] - pair.span[k]).abs() < 1e-9;
            let outer = [
                if ends_here(0) {
                    low.span[0].min(high.span[0])
                } else {
                    span[0]
                },
                if ends_here(1) {
                    low.span[1].max(high.span[1])
                } else {
                    span[1]
                },
            ];
            out.push(Band {
                center: (low.offset + high.offset) / 2.0,
                span,
                thickness: pair.thickness,
                role: telling.role,
                layer: telling.layer,
                entity: telling.entity,
                outer,
                single: false,
                quality: pair.score.clamp(0.0, 1.0),
            });
        }
    }
    out.sort_by(order);
    out
}

fn rank(role: LayerRole) -> u8 {
    match role {
        LayerRole::Shear => 0,
        LayerRole::Wall => 1,
        _ => 2,
    }
}

pub(super) fn order(a: &Band, b: &Band) -> std::cmp::Ordering {
    a.center
        .total_cmp(&b.center)
        .then(a.span[0].total_cmp(&b.span[0]))
        .then(a.span[1].total_cmp(&b.span[1]))
}

/// How likely two lines are one wall's faces.
fn score(pair: &Pair, lines: &[Line], popularity: &Popularity) -> f64 {
    let (low, high) = (&lines[pair.low], &lines[pair.high]);
    let length = pair.span[1] - pair.span[0];
    let shorter = low.length().min(high.length());
    let walls = |r: LayerRole| matches!(r, LayerRole::Wall | LayerRole::Shear);
    let mut score = 0.45 * popularity.of(pair.thickness);
    score += 0.2 * (length / shorter.max(1e-9)).min(1.0);
    score += 0.1 * (length / 96.0).min(1.0);
    if low.layer == high.layer {
        score += 0.1;
    }
    if walls(low.role) && walls(high.role) {
        score += 0.15;
    }
    // Ends at the same place: the two sides of one outline.
    for k in 0..2 {
        if (low.span[k] - high.span[k]).abs() < 1.0 {
            score += 0.05;
        }
    }
    // A line between them over most of the way belongs to something else, unless it is so near to
    // one of them that it is a board or a sheathing line, or in the middle as a centre line.
    let mut hidden = 0.0_f64;
    for line in &lines[pair.low + 1..pair.high] {
        let from_low = line.offset - low.offset;
        let from_high = high.offset - line.offset;
        let centred = (from_low - from_high).abs() < 0.6 && line.open;
        if from_low > 1.4 && from_high > 1.4 && !centred {
            hidden += overlap(line.span, pair.span).max(0.0);
        }
    }
    score - 0.6 * (hidden / length.max(1e-9)).min(1.0)
}

/// The places that walls stand on already, in strips of offset.
#[derive(Default)]
struct Taken(BTreeMap<i64, Vec<Strip>>);

/// A place: its ends along the strip, and its faces across it.
type Strip = ([f64; 2], [f64; 2]);

/// Width of the strips in which places are kept.
const STRIP_IN: f64 = 16.0;
/// Two walls closer than this share a face, which they never do.
const APART_IN: f64 = 0.75;

impl Taken {
    fn cells(strip: [f64; 2]) -> std::ops::RangeInclusive<i64> {
        let cell = |d: f64| (d / STRIP_IN).floor() as i64;
        cell(strip[0] - APART_IN)..=cell(strip[1] + APART_IN)
    }

    fn take(&mut self, strip: [f64; 2], span: [f64; 2]) {
        for c in Self::cells(strip) {
            self.0.entry(c).or_default().push((strip, span));
        }
    }

    /// What of `span` no wall stands on.
    fn free(&self, strip: [f64; 2], span: [f64; 2]) -> Vec<[f64; 2]> {
        let mut blocked: Vec<[f64; 2]> = Vec::new();
        for c in Self::cells(strip) {
            for (s, t) in self.0.get(&c).into_iter().flatten() {
                if overlap(*s, strip) > -APART_IN && overlap(*t, span) > 0.0 {
                    blocked.push(*t);
                }
            }
        }
        subtract(span, &mut blocked)
    }
}

/// An interval less others.
pub(super) fn subtract(span: [f64; 2], blocked: &mut [[f64; 2]]) -> Vec<[f64; 2]> {
    blocked.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let mut out = Vec::new();
    let mut from = span[0];
    for b in blocked.iter() {
        if b[0] > from {
            out.push([from, b[0].min(span[1])]);
        }
        from = from.max(b[1]);
        if from >= span[1] {
            break;
        }
    }
    if from < span[1] {
        out.push([from, span[1]]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::lines::directions;
    use crate::normalize::Stroke;

    fn stroke(a: [f64; 2], b: [f64; 2]) -> Stroke {
        Stroke {
            a,
            b,
            layer: 0,
            role: LayerRole::Unknown,
            entity: Handle(1),
            open: true,
            in_block: false,
            pen: 0.0,
            color: 7,
        }
    }

    fn found(strokes: &[Stroke]) -> Vec<Band> {
        let options = Options::default();
        let directions = directions(strokes, &options);
        let popularity = popularity(&directions, &options);
        directions
            .iter()
            .flat_map(|d| bands(d, &popularity, &options))
            .collect()
    }

    #[test]
    fn two_lines_five_and_a_half_inches_apart_are_a_wall() {
        let bands = found(&[
            stroke([0.0, 0.0], [120.0, 0.0]),
            stroke([0.0, 5.5], [120.0, 5.5]),
        ]);
        assert_eq!(bands.len(), 1);
        assert_eq!(bands[0].span, [0.0, 120.0]);
        assert!((bands[0].thickness - 5.5).abs() < 1e-9);
    }

    #[test]
    fn sheathing_lines_do_not_make_a_second_wall() {
        let at = [0.0, 0.5, 6.0, 6.5];
        let strokes: Vec<Stroke> = at.iter().map(|y| stroke([0.0, *y], [120.0, *y])).collect();
        assert_eq!(found(&strokes).len(), 1);
    }

    #[test]
    fn treads_of_a_stair_are_no_walls() {
        let strokes: Vec<Stroke> = (0..12)
            .map(|i| stroke([0.0, f64::from(i) * 11.0], [42.0, f64::from(i) * 11.0]))
            .collect();
        assert!(found(&strokes).is_empty());
    }

    #[test]
    fn what_is_taken_is_taken_out() {
        assert_eq!(
            subtract([0.0, 10.0], &mut [[2.0, 3.0], [5.0, 12.0]]),
            [[0.0, 2.0], [3.0, 5.0]]
        );
    }
}
