//! Linework made clean: strokes sorted by direction, those on one line joined, doubles gone.

use crate::geometry::{add, dot, line_angle, middle, scale, sub};
use crate::normalize::Stroke;
use crate::normalize::layers::LayerRole;
use crate::options::Options;
use crate::sheet::{Handle, Point};

/// Strokes of one direction.
#[derive(Debug, Clone)]
pub(super) struct Direction {
    /// Along the lines.
    pub(super) along: Point,
    /// Across them, to the left.
    pub(super) across: Point,
    /// Lines by their offset.
    pub(super) lines: Vec<Line>,
}

/// A straight line, joined from strokes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Offset along [`Direction::across`].
    pub(super) offset: f64,
    /// From, to along [`Direction::along`].
    pub(super) span: [f64; 2],
    /// The most telling role of its strokes.
    pub(super) role: LayerRole,
    /// Layer of its longest stroke.
    pub(super) layer: u32,
    /// Entity of its longest stroke.
    pub(super) entity: Handle,
    /// Whether its longest stroke is a single line rather than the side of an outline.
    pub(super) open: bool,
    /// Colour of its longest stroke.
    pub(super) color: i16,
}

impl Line {
    pub(super) fn length(&self) -> f64 {
        self.span[1] - self.span[0]
    }
}

impl Direction {
    /// The point at a distance along and across.
    pub(super) fn point(&self, along: f64, across: f64) -> Point {
        add(scale(self.along, along), scale(self.across, across))
    }

    /// A point's distance along.
    pub(super) fn t(&self, p: Point) -> f64 {
        dot(p, self.along)
    }

    /// A point's distance across.
    pub(super) fn d(&self, p: Point) -> f64 {
        dot(p, self.across)
    }
}

/// Peaks of direction are looked for in steps of this many degrees.
const STEP_DEG: f64 = 0.25;
const STEPS: usize = 720;

/// How far the ends of a line may be off its direction.
const SLIP_IN: f64 = 0.45;

/// How far from the axes the circle of directions is cut, so that walls along x and y are not split.
const CUT: f64 = 0.3;

/// Sorts strokes into directions and joins them to lines.
pub(super) fn directions(strokes: &[Stroke], options: &Options) -> Vec<Direction> {
    let angle_of = |s: &Stroke| (line_angle(sub(s.b, s.a)) + CUT).rem_euclid(std::f64::consts::PI);
    let mut weights = vec![0.0; STEPS];
    let step = STEP_DEG.to_radians();
    for s in strokes {
        let bin = ((angle_of(s) / step).round() as usize) % STEPS;
        weights[bin] += length(s);
    }
    let reach = options.parallel_deg.to_radians();
    let mut order: Vec<usize> = (0..STEPS).filter(|i| weights[*i] > 0.0).collect();
    // Neighbours count, so that a peak between two steps is one.
    let smooth =
        |i: usize| weights[i] + 0.5 * (weights[(i + 1) % STEPS] + weights[(i + STEPS - 1) % STEPS]);
    order.sort_by(|a, b| smooth(*b).total_cmp(&smooth(*a)).then(a.cmp(b)));
    let mut peaks: Vec<f64> = Vec::new();
    for i in order {
        let angle = i as f64 * step;
        if peaks.iter().all(|p| turn(*p, angle) > 1.6 * reach) {
            peaks.push(angle);
        }
    }
    let mut groups: Vec<Vec<&Stroke>> = vec![Vec::new(); peaks.len()];
    for s in strokes {
        let angle = angle_of(s);
        // A short line turns far by the least slip of its ends: it goes with the most lines that it
        // may run along. Peaks stand in order of weight.
        let slip = (SLIP_IN / length(s).max(1e-9)).min(0.12);
        let off = |(i, p): (usize, &f64)| (turn(*p, angle), i);
        let likely = peaks.iter().enumerate().map(off).find(|o| o.0 <= slip);
        let nearest = || {
            let all = peaks.iter().enumerate().map(off);
            all.min_by(|a, b| a.0.total_cmp(&b.0))
        };
        if let Some((off, i)) = likely.or_else(nearest)
            && off <= (1.7 * reach).max(slip)
        {
            groups[i].push(s);
        }
    }
    peaks
        .iter()
        .zip(groups)
        .filter(|(_, g)| !g.is_empty())
        .map(|(peak, group)| {
            // The mean about the peak, by length.
            let (mut sum, mut weight) = (0.0, 0.0);
            for s in &group {
                let mut off = angle_of(s) - peak;
                if off > std::f64::consts::FRAC_PI_2 {
                    off -= std::f64::consts::PI;
                } else if off < -std::f64::consts::FRAC_PI_2 {
                    off += std::f64::consts::PI;
                }
                let w = length(s);
                sum += w * off;
                weight += w;
            }
            let mut angle = peak + sum / weight.max(1e-12) - CUT;
            let quarter =
                (angle / std::f64::consts::FRAC_PI_2).round() * std::f64::consts::FRAC_PI_2;
            if (angle - quarter).abs() < 0.002 {
                angle = quarter;
            }
            direction(angle, &group)
        })
        .collect()
}

fn length(s: &Stroke) -> f64 {
    crate::geometry::distance(s.a, s.b)
}

fn turn(a: f64, b: f64) -> f64 {
    crate::geometry::angle_between_lines(a, b)
}

/// Offsets nearer than this are one line.
const SAME_OFFSET_IN: f64 = 0.3;
/// Ends nearer than this are joined.
const SAME_END_IN: f64 = 0.75;

fn direction(angle: f64, strokes: &[&Stroke]) -> Direction {
    // Exact where it is along an axis, so that offsets of lines drawn exactly stay exact.
    let frame = crate::geometry::Similarity::turning(1.0, angle);
    let (mut along, mut across) = (frame.vector([1.0, 0.0]), frame.vector([0.0, 1.0]));
    if along[0] < -1e-12 || (along[0].abs() <= 1e-12 && along[1] < 0.0) {
        along = scale(along, -1.0);
        across = scale(across, -1.0);
    }
    let mut pieces: Vec<Line> = strokes
        .iter()
        .map(|s| {
            let (p, q) = (dot(s.a, along), dot(s.b, along));
            Line {
                offset: dot(middle(s.a, s.b), across),
                span: [p.min(q), p.max(q)],
                role: s.role,
                layer: s.layer,
                entity: s.entity,
                open: s.open,
                color: s.color,
            }
        })
        .collect();
    pieces.sort_by(order);
    // The same line twice is one line, whoever drew it.
    pieces.dedup_by(|a, b| {
        (a.offset - b.offset).abs() < 1e-6
            && (a.span[0] - b.span[0]).abs() < 1e-6
            && (a.span[1] - b.span[1]).abs() < 1e-6
            && telling(a.role) >= telling(b.role)
    });
    let mut lines = Vec::with_capacity(pieces.len());
    let mut first = 0;
    while first < pieces.len() {
        let mut last = first + 1;
        while last < pieces.len()
            && pieces[last].offset - pieces[last - 1].offset < SAME_OFFSET_IN
            && pieces[last].offset - pieces[first].offset < 1.5 * SAME_OFFSET_IN
        {
            last += 1;
        }
        join(&mut pieces[first..last], &mut lines);
        first = last;
    }
    lines.sort_by(order);
    Direction {
        along,
        across,
        lines,
    }
}

/// A total order that does not depend on the order of entities.
fn order(a: &Line, b: &Line) -> std::cmp::Ordering {
    a.offset
        .total_cmp(&b.offset)
        .then(a.span[0].total_cmp(&b.span[0]))
        .then(a.span[1].total_cmp(&b.span[1]))
        .then(telling(a.role).cmp(&telling(b.role)))
        .then(a.entity.cmp(&b.entity))
        .then(a.layer.cmp(&b.layer))
        .then(a.open.cmp(&b.open))
        .then(a.color.cmp(&b.color))
}

fn telling(role: LayerRole) -> u8 {
    match role {
        LayerRole::Shear => 0,
        LayerRole::Wall => 1,
        LayerRole::Pattern => 2,
        LayerRole::Unknown => 3,
        _ => 4,
    }
}

/// Joins what overlaps or touches; all pieces lie on one line.
fn join(pieces: &mut [Line], out: &mut Vec<Line>) {
    pieces.sort_by(|a, b| a.span[0].total_cmp(&b.span[0]).then(order(a, b)));
    let mut current: Option<(Line, f64, f64)> = None;
    for p in pieces.iter() {
        let w = p.length();
        match &mut current {
            Some((line, longest, weight)) if p.span[0] <= line.span[1] + SAME_END_IN => {
                line.offset = (line.offset * *weight + p.offset * w) / (*weight + w);
                *weight += w;
                line.span[1] = line.span[1].max(p.span[1]);
                if telling(p.role) < telling(line.role) {
                    line.role = p.role;
                }
                if w > *longest {
                    *longest = w;
                    line.layer = p.layer;
                    line.entity = p.entity;
                    line.open = p.open;
                    line.color = p.color;
                }
            }
            _ => {
                if let Some((line, ..)) = current.take() {
                    out.push(line);
                }
                current = Some((p.clone(), w, w));
            }
        }
    }
    if let Some((line, ..)) = current {
        out.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stroke(a: Point, b: Point) -> Stroke {
        Stroke {
            a,
            b,
            layer: 0,
            role: LayerRole::Wall,
            entity: Handle(1),
            open: true,
            in_block: false,
            pen: 0.0,
            color: 7,
        }
    }

    #[test]
    fn pieces_of_one_line_are_joined_and_doubles_are_gone() {
        let strokes = [
            stroke([0.0, 0.0], [50.0, 0.0]),
            stroke([100.0, 0.0], [50.2, 0.0]),
            stroke([0.0, 0.0], [50.0, 0.0]),
            stroke([200.0, 0.1], [300.0, 0.1]),
        ];
        let found = directions(&strokes, &Options::default());
        assert_eq!(found.len(), 1);
        let spans: Vec<[f64; 2]> = found[0].lines.iter().map(|l| l.span).collect();
        assert_eq!(spans, [[0.0, 100.0], [200.0, 300.0]]);
    }

    #[test]
    fn lines_a_third_of_a_degree_off_run_in_the_same_direction() {
        let strokes = [
            stroke([0.0, 0.0], [200.0, 1.0]),
            stroke([0.0, 50.0], [200.0, 50.0]),
            stroke([0.0, 90.0], [400.0, 89.0]),
        ];
        assert_eq!(directions(&strokes, &Options::default()).len(), 1);
    }
}
