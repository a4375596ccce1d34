//! Walls above each other, on one line within tolerance, level by level.

use std::collections::BTreeMap;

use crate::geometry::{
    Bounds, Buckets, angle_between_lines, cross, distance, dot, line_angle, middle, overlap, scale,
    sub,
};
use crate::options::Options;
use crate::plan::ShearWall;

/// Chains of indices into `walls`, from the lowest level up, each wall in one chain.
pub(super) fn chains(walls: &[ShearWall], levels: usize, options: &Options) -> Vec<Vec<usize>> {
    let mut above: BTreeMap<usize, usize> = BTreeMap::new();
    let mut has_below = vec![false; walls.len()];
    for level in 0..levels.saturating_sub(1) {
        for (low, high) in matches(walls, level, options) {
            above.insert(low, high);
            has_below[high] = true;
        }
    }
    let mut out = Vec::new();
    for first in (0..walls.len()).filter(|i| !has_below[*i]) {
        let mut chain = vec![first];
        let mut last = first;
        while let Some(next) = above.get(&last) {
            chain.push(*next);
            last = *next;
        }
        out.push(chain);
    }
    out
}

/// Pairs of a wall of a level and the wall above it: the largest overlaps first.
fn matches(walls: &[ShearWall], level: usize, options: &Options) -> Vec<(usize, usize)> {
    let index = Buckets::of_segments(
        120.0,
        walls
            .iter()
            .enumerate()
            .filter(|(_, w)| w.level == level)
            .map(|(i, w)| (i, [w.start_in, w.end_in])),
    );
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (high, w) in walls
        .iter()
        .enumerate()
        .filter(|(_, w)| w.level == level + 1)
    {
        let near = Bounds::of([w.start_in, w.end_in]).grown(options.stack_offset_in + 2.0);
        for id in index.near(&near) {
            let low = id as usize;
            if let Some(score) = stacked(&walls[low], w, options) {
                pairs.push((score, low, high));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut used: BTreeMap<(bool, usize), ()> = BTreeMap::new();
    let mut out = Vec::new();
    for (_, low, high) in pairs {
        if !used.contains_key(&(false, low)) && !used.contains_key(&(true, high)) {
            used.insert((false, low), ());
            used.insert((true, high), ());
            out.push((low, high));
        }
    }
    out
}

/// How well a wall stands above another; `None` where it does not.
fn stacked(low: &ShearWall, high: &ShearWall, options: &Options) -> Option<f64> {
    let d = sub(low.end_in, low.start_in);
    let length = distance(low.start_in, low.end_in);
    let own = distance(high.start_in, high.end_in);
    if length <= 0.0 || own <= 0.0 {
        return None;
    }
    let u = scale(d, 1.0 / length);
    if angle_between_lines(line_angle(d), line_angle(sub(high.end_in, high.start_in))) > 0.035 {
        return None;
    }
    let off = cross(u, sub(middle(high.start_in, high.end_in), low.start_in)).abs();
    if off > options.stack_offset_in {
        return None;
    }
    let t = |p: [f64; 2]| dot(sub(p, low.start_in), u);
    let (p, q) = (t(high.start_in), t(high.end_in));
    let shared = overlap([0.0, length], [p.min(q), p.max(q)]);
    (shared >= options.stack_overlap * length.min(own)).then_some(shared - off)
}
