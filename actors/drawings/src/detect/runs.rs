//! Walls from end to end: pieces on one line joined across junctions and openings.

use super::View;
use super::bands::{self, Band};
use super::lines::{Direction, directions};
use super::openings::{Gap, OpeningSigns, Strip, merged};
use crate::geometry::{
    Bounds, Buckets, add, angle_between_lines, cross, distance, dot, line_angle, scale, sub,
};
use crate::normalize::layers::LayerRole;
use crate::normalize::{Fill, Stroke};
use crate::options::Options;
use crate::plan::{OpeningKind, Source};
use crate::sheet::Point;

/// A wall from end to end, openings in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    /// Along it; from the lower x, then the lower y.
    pub(super) along: Point,
    /// Across it, to the left.
    pub(super) across: Point,
    /// Offset of the centre line along `across`.
    pub(super) center: f64,
    /// From, to along `along`.
    pub(super) span: [f64; 2],
    pub(super) thickness: f64,
    /// Openings in order.
    pub(super) gaps: Vec<Gap>,
    /// Where other walls meet or cross it.
    pub(super) junctions: Vec<f64>,
    /// Where a line across closes it, ends and openings aside: drawn as two walls.
    pub(super) caps: Vec<f64>,
    /// The most telling role of its faces.
    pub(super) role: LayerRole,
    /// Drawn by its centre line only.
    pub(super) single: bool,
    /// 0 to 1: how well its faces fit.
    pub(super) quality: f64,
    pub(super) source: Source,
}

impl Run {
    pub(super) fn length(&self) -> f64 {
        self.span[1] - self.span[0]
    }

    pub(super) fn point(&self, t: f64) -> Point {
        add(scale(self.along, t), scale(self.across, self.center))
    }

    /// Where it begins and ends.
    pub(super) fn ends(&self) -> [Point; 2] {
        self.span.map(|t| self.point(t))
    }

    pub(super) fn t(&self, p: Point) -> f64 {
        dot(p, self.along)
    }

    /// Distance of a point from the centre line's carrier, with its side.
    pub(super) fn off(&self, p: Point) -> f64 {
        dot(p, self.across) - self.center
    }

    pub(super) fn parallel(&self, other: &Run) -> bool {
        angle_between_lines(line_angle(self.along), line_angle(other.along)) < 0.02
    }
}

/// Wall lines must be at least this long together before layers of walls are trusted alone, inches.
const ENOUGH_WALL_IN: f64 = 600.0;

/// The strokes that may be faces of walls: those of layers for walls where there are such layers,
/// else all that are for nothing else; and filled strips by their outlines.
fn face_strokes(view: &View<'_>, options: &Options) -> (Vec<Stroke>, Vec<Stroke>) {
    let line = &view.linework;
    let total: f64 = line
        .strokes
        .iter()
        .filter(|s| s.role == LayerRole::Wall)
        .map(|s| distance(s.a, s.b))
        .sum();
    let named = total > ENOUGH_WALL_IN;
    let strokes: Vec<Stroke> = line
        .strokes
        .iter()
        .filter(|s| !broad(s, options))
        .filter(|s| match s.role {
            LayerRole::Wall | LayerRole::Shear => true,
            LayerRole::Unknown | LayerRole::Pattern => !named,
            _ => false,
        })
        .copied()
        .collect();
    let strips = line
        .fills
        .iter()
        .filter(|fill| match fill.role {
            LayerRole::Wall | LayerRole::Shear | LayerRole::Pattern => true,
            LayerRole::Unknown => !named,
            _ => false,
        })
        .flat_map(|fill| strip_outline(fill, options))
        .collect();
    (strokes, strips)
}

/// Whether a line was drawn with a pen as broad as a wall: its edges are the faces.
pub(super) fn broad(s: &Stroke, options: &Options) -> bool {
    s.pen > 0.7 * options.min_thickness_in
}

/// The edges of a filled strip no wider than a wall; none of a filled room.
fn strip_outline(fill: &Fill, options: &Options) -> Vec<Stroke> {
    let mut area = 0.0;
    let mut around = 0.0;
    for points in &fill.loops {
        let mut sum = 0.0;
        for (i, p) in points.iter().enumerate() {
            let q = points[(i + 1) % points.len()];
            sum += cross(*p, q) / 2.0;
            around += distance(*p, q);
        }
        area += sum.abs();
    }
    // Twice the area over the way around is a strip's width.
    let width = 2.0 * area / around.max(1e-9);
    if width > 1.2 * options.max_thickness_in || width < 0.7 * options.min_thickness_in {
        return Vec::new();
    }
    fill.loops
        .iter()
        .flat_map(|points| {
            points.iter().enumerate().map(|(i, p)| Stroke {
                a: *p,
                b: points[(i + 1) % points.len()],
                layer: fill.layer,
                role: if fill.role == LayerRole::Pattern {
                    LayerRole::Unknown
                } else {
                    fill.role
                },
                entity: fill.entity,
                open: false,
                in_block: false,
                pen: 0.0,
                color: 7,
            })
        })
        .filter(|s| distance(s.a, s.b) > 0.0)
        .collect()
}

/// The walls of one plan.
pub(super) fn of_view(view: &View<'_>, options: &Options) -> Vec<Run> {
    let (mut strokes, strips) = face_strokes(view, options);
    strokes.extend(&strips);
    let directions = directions(&strokes, options);
    let popularity = bands::popularity(&directions, options);
    let mut sets: Vec<(usize, Vec<Band>)> = directions
        .iter()
        .enumerate()
        .map(|(i, d)| (i, bands::bands(d, &popularity, options)))
        .collect();
    add_single_lines(&mut sets, &directions, options);
    let index = BandIndex::of(&sets, &directions);
    for (i, set) in &mut sets {
        for band in set.iter_mut() {
            round_corners(band, &directions[*i], *i, &index, options);
        }
    }
    let signs = OpeningSigns::of(view, &strips, options);
    let mut runs = Vec::new();
    for (i, set) in sets {
        chain(
            view,
            set,
            &directions[i],
            i,
            &index,
            &signs,
            options,
            &mut runs,
        );
    }
    find_junctions(&mut runs);
    runs
}

/// Where bands of all directions stand.
struct BandIndex {
    bands: Vec<(usize, Band, Point, Point)>,
    buckets: Buckets,
}

impl BandIndex {
    fn of(sets: &[(usize, Vec<Band>)], directions: &[Direction]) -> Self {
        let mut bands = Vec::new();
        let mut buckets = Buckets::new(60.0);
        for (i, set) in sets {
            for band in set {
                let d = &directions[*i];
                let (a, b) = (
                    d.point(band.span[0], band.center),
                    d.point(band.span[1], band.center),
                );
                if let Ok(id) = u32::try_from(bands.len()) {
                    buckets.insert_segment(id, a, b);
                }
                bands.push((*i, band.clone(), a, b));
            }
        }
        Self { bands, buckets }
    }

    /// Whether a wall of another direction passes over or ends at a point.
    fn crossing(&self, own: usize, p: Point, margin: f64) -> bool {
        self.buckets
            .near(&Bounds::of([p]).grown(margin + 14.0))
            .into_iter()
            .any(|id| {
                self.bands.get(id as usize).is_some_and(|(i, band, a, b)| {
                    *i != own
                        && crate::geometry::distance_to_segment(p, *a, *b)
                            < band.thickness / 2.0 + margin
                })
            })
    }
}

/// Single lines of a shear wall layer, and of a wall layer on plans that draw walls so.
fn add_single_lines(sets: &mut [(usize, Vec<Band>)], directions: &[Direction], options: &Options) {
    let faces: f64 = sets.iter().flat_map(|(_, s)| s).map(Band::length).sum();
    let wall_lines: f64 = directions
        .iter()
        .flat_map(|d| &d.lines)
        .filter(|l| l.role == LayerRole::Wall && l.open)
        .map(super::lines::Line::length)
        .sum();
    // Where most lines of the wall layers found no partner, walls are single lines there.
    let walls_are_lines = wall_lines > ENOUGH_WALL_IN && faces < 0.15 * wall_lines;
    for (i, set) in sets {
        let lines = &directions[*i].lines;
        let mut added: Vec<Band> = Vec::new();
        for line in lines {
            let single = line.open
                && line.length() > 18.0
                && (line.role == LayerRole::Shear
                    || (walls_are_lines && line.role == LayerRole::Wall));
            if !single {
                continue;
            }
            // The line of a shear wall drawn on or beside a wall that is there anyway.
            let reach = options.line_reach_in;
            let mut near: Vec<[f64; 2]> = set
                .iter()
                .chain(&added)
                .filter(|b| (b.center - line.offset).abs() < b.thickness / 2.0 + reach)
                .map(|b| b.span)
                .collect();
            let free: f64 = bands::subtract(line.span, &mut near)
                .iter()
                .map(|s| s[1] - s[0])
                .sum();
            if free > 0.6 * line.length() {
                added.push(Band {
                    center: line.offset,
                    span: line.span,
                    thickness: options.default_thickness_in,
                    role: line.role,
                    layer: line.layer,
                    entity: line.entity,
                    outer: line.span,
                    single: true,
                    quality: 0.5,
                });
            }
        }
        set.extend(added);
        set.sort_by(bands::order);
    }
}

/// At an outside corner the outer face goes on; the wall is taken to the middle of the other wall.
fn round_corners(
    band: &mut Band,
    direction: &Direction,
    own: usize,
    index: &BandIndex,
    options: &Options,
) {
    for k in 0..2 {
        let beyond = (band.outer[k] - band.span[k]).abs();
        if beyond < 0.5 || beyond > options.max_thickness_in + 2.0 {
            continue;
        }
        let corner = f64::midpoint(band.outer[k], band.span[k]);
        if index.crossing(own, direction.point(corner, band.center), 1.5) {
            band.span[k] = corner;
        }
    }
}

/// Bands whose centre lines are nearer than this stand on one line.
const SAME_LINE_IN: f64 = 1.6;
/// Bands whose thicknesses differ by less may be one wall.
const SAME_THICKNESS_IN: f64 = 2.6;
/// Widest cased opening that is told by its jambs alone.
const CASED_IN: f64 = 150.0;
/// Widest opening that is told by the wall's break alone.
const BROKEN_IN: f64 = 96.0;
/// Pieces of one wall on both sides of a break are as thick and in line to this.
const ALIKE_IN: f64 = 0.25;

/// Joins the bands of one direction to runs.
#[allow(clippy::too_many_arguments)] // one join needs all that may stand between two pieces
fn chain(
    view: &View<'_>,
    bands: Vec<Band>,
    direction: &Direction,
    own: usize,
    index: &BandIndex,
    signs: &OpeningSigns<'_>,
    options: &Options,
    out: &mut Vec<Run>,
) {
    let mut rows: Vec<Vec<Band>> = Vec::new();
    for band in bands {
        // Rows are few at any offset: look back over those that may still take it.
        let row = rows.iter_mut().rev().take(64).find(|row| {
            row.first().is_some_and(|first| {
                (first.center - band.center).abs() < SAME_LINE_IN
                    && (first.thickness - band.thickness).abs() < SAME_THICKNESS_IN
            })
        });
        match row {
            Some(row) => row.push(band),
            None => rows.push(vec![band]),
        }
    }
    // A window may stand between a wall's end and the wall across it, or at a corner of windows.
    let finish = |mut run: Run| {
        for (k, outward) in [(0, -1.0), (1, 1.0)] {
            let end = Strip {
                direction,
                center: run.center,
                thickness: run.thickness,
                span: run.span,
            };
            if let Some(gap) = signs.beyond(&end, outward, options) {
                let far = gap.span[k];
                let p = direction.point(far + 3.0 * outward, run.center);
                let window = || gap.kind == OpeningKind::Window && signs.framed(&end, gap.span);
                if index.crossing(own, p, 5.0) || window() {
                    run.span[k] = far;
                    run.gaps.push(gap);
                }
            }
        }
        tidy(run)
    };
    for mut row in rows {
        row.sort_by(|a, b| {
            a.span[0]
                .total_cmp(&b.span[0])
                .then(a.span[1].total_cmp(&b.span[1]))
        });
        let mut current: Option<Run> = None;
        let mut weight = 0.0;
        for band in &row {
            let piece = Strip {
                direction,
                center: band.center,
                thickness: band.thickness,
                span: band.span,
            };
            let over = signs.over(&piece, options);
            let joints = signs.joints(&piece);
            let joined = current.as_mut().is_some_and(|run| {
                let link = link(run, band, direction, own, index, signs, options);
                match link {
                    Link::Apart => false,
                    Link::Joined => {
                        grow(run, band, &mut weight);
                        true
                    }
                    Link::Openings(gaps) => {
                        run.gaps.extend(gaps);
                        grow(run, band, &mut weight);
                        true
                    }
                }
            });
            if !joined {
                out.extend(current.take().map(&finish));
                weight = band.length();
                current = Some(Run {
                    along: direction.along,
                    across: direction.across,
                    center: band.center,
                    span: band.span,
                    thickness: band.thickness,
                    gaps: Vec::new(),
                    junctions: Vec::new(),
                    caps: Vec::new(),
                    role: band.role,
                    single: band.single,
                    quality: band.quality,
                    source: view.survey.source(band.layer, band.entity),
                });
            }
            if let Some(run) = &mut current {
                run.gaps.extend(over);
                run.caps.extend(joints);
            }
        }
        out.extend(current.take().map(&finish));
    }
}

enum Link {
    Apart,
    Joined,
    Openings(Vec<Gap>),
}

fn link(
    run: &mut Run,
    band: &Band,
    direction: &Direction,
    own: usize,
    index: &BandIndex,
    signs: &OpeningSigns<'_>,
    options: &Options,
) -> Link {
    let gap = [run.span[1], band.span[0]];
    let width = gap[1] - gap[0];
    let center = f64::midpoint(run.center, band.center);
    let strip = Strip {
        direction,
        center,
        thickness: run.thickness.max(band.thickness),
        span: gap,
    };
    let caps = || gap.map(|t| signs.capped(&strip, t));
    if width < options.min_opening_in {
        if width <= 2.0 {
            // Two outlines that touch end to end were drawn as two walls.
            if width > -2.0 && caps() == [true, true] {
                run.caps.push(f64::midpoint(gap[0], gap[1]));
            }
            return Link::Joined;
        }
        let middle = direction.point(f64::midpoint(gap[0], gap[1]), center);
        if index.crossing(own, middle, 1.0) || caps() != [true, true] {
            return Link::Joined;
        }
        return Link::Apart;
    }
    if width > options.max_opening_in {
        return Link::Apart;
    }
    if let Some(found) = signs.in_gap(&strip) {
        return Link::Openings(signs.parts(&strip, found, options));
    }
    // A cased opening: jambs on both sides and no wall that ends the run there.
    let ends_at_wall = || {
        gap.iter()
            .any(|t| index.crossing(own, direction.point(*t, center), 2.0))
    };
    // Faces that stop alike on both sides without a jamb, as multilines are broken for an opening.
    let alike = (run.center - band.center).abs() < ALIKE_IN
        && (run.thickness - band.thickness).abs() < ALIKE_IN;
    let opened = || match caps() {
        [true, true] => true,
        [false, false] => alike && width <= BROKEN_IN,
        _ => false,
    };
    if width <= CASED_IN && !ends_at_wall() && opened() {
        return Link::Openings(vec![Gap {
            span: gap,
            kind: OpeningKind::Unknown,
            source: run.source.clone(),
        }]);
    }
    Link::Apart
}

fn grow(run: &mut Run, band: &Band, weight: &mut f64) {
    let w = band.length().max(1e-9);
    run.center = (run.center * *weight + band.center * w) / (*weight + w);
    run.thickness = (run.thickness * *weight + band.thickness * w) / (*weight + w);
    run.quality = (run.quality * *weight + band.quality * w) / (*weight + w);
    *weight += w;
    run.span[1] = run.span[1].max(band.span[1]);
    run.single &= band.single;
    if band.role == LayerRole::Shear {
        run.role = LayerRole::Shear;
    }
}

/// Openings merged and within the run, thickness and centre without the noise of sums.
fn tidy(mut run: Run) -> Run {
    run.gaps = merged(std::mem::take(&mut run.gaps));
    run.gaps
        .retain(|g| g.span[0] > run.span[0] - 1.0 && g.span[1] < run.span[1] + 1.0);
    // Jambs are across the wall too.
    let gaps = &run.gaps;
    run.caps.retain(|t| {
        gaps.iter()
            .all(|g| *t < g.span[0] - 2.0 || *t > g.span[1] + 2.0)
    });
    run.caps.sort_by(f64::total_cmp);
    run.caps.dedup_by(|a, b| (*a - *b).abs() < 1.5);
    run
}

/// Where runs of other directions end at, meet or cross each run.
fn find_junctions(runs: &mut [Run]) {
    let buckets = Buckets::of_segments(96.0, runs.iter().map(Run::ends).enumerate());
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); runs.len()];
    for (i, run) in runs.iter().enumerate() {
        let [a, b] = run.ends();
        for id in buckets.near(&Bounds::of([a, b]).grown(18.0)) {
            let k = id as usize;
            let other = &runs[k];
            if k == i || run.parallel(other) {
                continue;
            }
            // The crossing of the carriers, if it lies on both, a wall's thickness allowed.
            let denominator = cross(run.along, other.along);
            if denominator.abs() < 0.1 {
                continue;
            }
            let d = sub(other.point(0.0), run.point(0.0));
            let t = cross(d, other.along) / denominator;
            let u = other.t(run.point(t));
            let slack_run = other.thickness / 2.0 + 2.0;
            let slack_other = run.thickness / 2.0 + 2.0;
            if t > run.span[0] - slack_run
                && t < run.span[1] + slack_run
                && u > other.span[0] - slack_other
                && u < other.span[1] + slack_other
            {
                found[i].push(t);
            }
        }
    }
    for (run, mut list) in runs.iter_mut().zip(found) {
        list.sort_by(f64::total_cmp);
        list.dedup_by(|a, b| (*a - *b).abs() < 0.5);
        run.junctions = list;
    }
}
