//! Texts with what stands around them and what points from them: the hexagon of a mark, the
//! bubble of a grid line, the leader to a wall. What was drawn for the text alone is taken out of
//! the linework, so that no tag's box is taken for a wall.

use std::collections::{BTreeMap, BTreeSet};

use super::layers::LayerRole;
use super::linework::{Curve, Enclosure, Note, Sorted, Stroke};
use crate::geometry::{
    Bounds, Buckets, add, cross, distance, dot, line_angle, middle, norm, sane, scale, sub, unit,
};
use crate::sheet::{Entity, Handle, Point, Shape, Sheet};

/// A text on paper space.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PaperText {
    pub(super) text: String,
    /// Attribute tag; empty for plain text.
    pub(super) tag: String,
    pub(super) at: Point,
    pub(super) height: f64,
    /// Index of its layout.
    pub(super) layout: usize,
}

const MAX_PAPER_TEXTS: usize = 50_000;

/// The texts of all layouts, those of title blocks' blocks included.
pub(super) fn paper_texts(sheet: &Sheet) -> Vec<PaperText> {
    let mut texts = Vec::new();
    for (layout, space) in sheet.layouts.iter().enumerate() {
        for entity in &space.entities {
            if texts.len() >= MAX_PAPER_TEXTS {
                return texts;
            }
            paper_entity(sheet, entity, layout, None, &mut texts);
        }
    }
    texts
}

fn shown(sheet: &Sheet, entity: &Entity) -> bool {
    entity.visible
        && sheet
            .layers
            .get(entity.layer as usize)
            .is_none_or(crate::sheet::Layer::visible)
}

fn paper_entity(
    sheet: &Sheet,
    entity: &Entity,
    layout: usize,
    within: Option<(Point, Point, f64, Point)>,
    texts: &mut Vec<PaperText>,
) {
    if !shown(sheet, entity) {
        return;
    }
    let place = |p: Point| match within {
        None => p,
        Some((at, by, turn, base)) => {
            let q = sub(p, base);
            let q = [q[0] * by[0], q[1] * by[1]];
            let (u, v) = (unit(turn), unit(turn + std::f64::consts::FRAC_PI_2));
            add(at, add(scale(u, q[0]), scale(v, q[1])))
        }
    };
    match &entity.shape {
        Shape::Text {
            text, at, height, ..
        } => texts.push(PaperText {
            text: text.trim().to_owned(),
            tag: String::new(),
            at: place(*at),
            height: height * within.map_or(1.0, |(_, by, ..)| by[1].abs()),
            layout,
        }),
        Shape::Insert {
            block,
            at,
            scale: by,
            rotation,
            attributes,
            ..
        } => {
            for a in attributes.iter().filter(|a| !a.value.trim().is_empty()) {
                texts.push(PaperText {
                    text: a.value.trim().to_owned(),
                    tag: a.tag.clone(),
                    at: a.at,
                    height: a.height,
                    layout,
                });
            }
            // One level down is where title blocks keep their plain texts.
            if within.is_none()
                && let Some(block) = sheet.blocks.get(*block as usize)
            {
                for inner in block
                    .entities
                    .iter()
                    .filter(|e| e.kind == "TEXT" || e.kind == "MTEXT")
                {
                    if texts.len() >= MAX_PAPER_TEXTS {
                        return;
                    }
                    let frame = Some((*at, *by, *rotation, block.base));
                    paper_entity(sheet, inner, layout, frame, texts);
                }
            }
        }
        _ => {}
    }
}

/// Longest text that may be a mark or a grid line's name in a symbol.
const MAX_ENCLOSED: usize = 12;

/// Finds what stands around short texts, and takes it out of the linework.
pub(super) fn enclose(sorted: &mut Sorted) {
    let line = &mut sorted.linework;
    let cell = typical_height(&line.notes) * 6.0;
    let mut near = Buckets::new(cell);
    let count = sorted.outlines.len();
    for (i, o) in sorted.outlines.iter().enumerate() {
        if let Ok(id) = u32::try_from(i) {
            near.insert(id, &Bounds::of(o.points.iter().copied()));
        }
    }
    for (i, c) in line
        .curves
        .iter()
        .enumerate()
        .filter(|(_, c)| c.is_circle())
    {
        if let Ok(id) = u32::try_from(count + i) {
            near.insert(id, &Bounds::of([c.center]).grown(c.radius));
        }
    }
    let mut used_strokes = BTreeSet::new();
    let mut used_curves = BTreeSet::new();
    for note in &mut line.notes {
        if note.text.chars().count() > MAX_ENCLOSED {
            continue;
        }
        let mut best: Option<(f64, u32, Enclosure)> = None;
        for id in near.near(&Bounds::of([note.center])) {
            let k = id as usize;
            let (radius, kind, inside) = if k < count {
                shape_around(&sorted.outlines[k].points, note)
            } else {
                let c: &Curve = &line.curves[k - count];
                let off = distance(c.center, note.center);
                (c.radius, Enclosure::Circle, off < 0.8 * c.radius)
            };
            // Larger outlines are of rooms and fixtures that the text happens to stand in.
            let largest = if kind == Enclosure::Box { 2.2 } else { 3.6 };
            let fits = inside && radius > 0.55 * note.height && radius < largest * note.height;
            if fits && best.is_none_or(|(r, ..)| radius < r) {
                best = Some((radius, id, kind));
            }
        }
        if let Some((radius, id, kind)) = best {
            note.enclosure = kind;
            note.enclosure_radius = radius;
            if (id as usize) < count {
                used_strokes.extend(sorted.outlines[id as usize].strokes.clone());
            } else {
                used_curves.insert(id as usize - count);
            }
        }
    }
    block_symbols(&mut line.notes, &line.strokes, &mut used_strokes);
    remove(&mut line.strokes, &used_strokes);
    remove(&mut line.curves, &used_curves);
    sorted.outlines.clear();
}

fn typical_height(notes: &[Note]) -> f64 {
    let mut heights: Vec<f64> = notes.iter().map(|n| n.height).collect();
    heights.sort_by(f64::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(1.0)
}

fn remove<T>(list: &mut Vec<T>, gone: &BTreeSet<usize>) {
    if gone.is_empty() {
        return;
    }
    let mut i = 0;
    list.retain(|_| {
        i += 1;
        !gone.contains(&(i - 1))
    });
}

/// Half size, kind, and whether the note's centre lies inside.
fn shape_around(points: &[Point], note: &Note) -> (f64, Enclosure, bool) {
    let [w, h] = extents(points);
    let radius = w.min(h) / 2.0;
    let inside = winding_contains(points, note.center);
    let along = unit(note.rotation);
    let kind = match points.len() {
        3 => Enclosure::Triangle,
        4 => {
            let side = sub(points[1], points[0]);
            let turn = cross(along, side).abs() / (distance(points[1], points[0])).max(1e-12);
            if (0.35..0.94).contains(&turn) {
                Enclosure::Diamond
            } else {
                Enclosure::Box
            }
        }
        5..=9 => Enclosure::Hexagon,
        _ => Enclosure::Circle,
    };
    let long = if kind == Enclosure::Box { 12.0 } else { 3.0 };
    (radius, kind, inside && w.max(h) < long * w.min(h))
}

/// Size along the longest side and across it, so that a turned sheet measures the same.
fn extents(points: &[Point]) -> [f64; 2] {
    let sides = points
        .iter()
        .zip(points.iter().cycle().skip(1))
        .map(|(a, b)| sub(*b, *a));
    let longest = sides
        .max_by(|a, b| norm(*a).total_cmp(&norm(*b)))
        .filter(|d| norm(*d) > 0.0)
        .unwrap_or([1.0, 0.0]);
    let u = scale(longest, 1.0 / norm(longest));
    Bounds::of(points.iter().map(|p| [dot(*p, u), cross(u, *p)])).size()
}

/// Whether a point lies inside a polygon (even-odd).
#[must_use]
pub(crate) fn winding_contains(points: &[Point], p: Point) -> bool {
    let mut inside = false;
    let mut last = match points.last() {
        Some(l) => *l,
        None => return false,
    };
    for &q in points {
        if (q[1] > p[1]) != (last[1] > p[1])
            && p[0] < (last[0] - q[0]) * (p[1] - q[1]) / (last[1] - q[1]) + q[0]
        {
            inside = !inside;
        }
        last = q;
    }
    inside
}

/// A tag's block drawn with single lines: all of its lines lie close around its text.
fn block_symbols(notes: &mut [Note], strokes: &[Stroke], used: &mut BTreeSet<usize>) {
    let mut of_block: BTreeMap<Handle, Vec<usize>> = BTreeMap::new();
    for (i, n) in notes.iter().enumerate() {
        if (!n.block.is_empty() || !n.tag.is_empty()) && n.entity != Handle(0) {
            of_block.entry(n.entity).or_default().push(i);
        }
    }
    let mut lines: BTreeMap<Handle, Vec<usize>> = BTreeMap::new();
    for (i, s) in strokes.iter().enumerate() {
        if s.in_block && of_block.contains_key(&s.entity) {
            lines.entry(s.entity).or_default().push(i);
        }
    }
    for (entity, strokes_of) in lines {
        let Some(list) = of_block.get(&entity) else {
            continue;
        };
        let Some(&first) = list.first() else { continue };
        if strokes_of.len() > 40 || list.len() > 6 {
            continue;
        }
        let (center, height) = (notes[first].center, notes[first].height);
        let close = strokes_of.iter().all(|i| {
            let s = &strokes[*i];
            distance(s.a, center) < 8.0 * height && distance(s.b, center) < 8.0 * height
        });
        if !close {
            continue;
        }
        if notes[first].enclosure == Enclosure::None && list.len() == 1 {
            let turned = strokes_of.iter().any(|i| {
                let s = &strokes[*i];
                let t = (line_angle(sub(s.b, s.a)) - notes[first].rotation)
                    .rem_euclid(std::f64::consts::FRAC_PI_2);
                (0.3..1.27).contains(&t)
            });
            notes[first].enclosure = match (strokes_of.len(), turned) {
                (3, _) => Enclosure::Triangle,
                (4, true) => Enclosure::Diamond,
                (4, false) => Enclosure::Box,
                (5..=9, true) => Enclosure::Hexagon,
                _ => Enclosure::None,
            };
            if notes[first].enclosure != Enclosure::None {
                let far = strokes_of.iter().map(|i| distance(strokes[*i].a, center));
                notes[first].enclosure_radius = far.fold(0.0, f64::max);
            }
        }
        used.extend(strokes_of);
    }
}

/// The leaders of a sheet's model space: where their arrows point, and where their texts are.
pub(super) fn leader_entities(sheet: &Sheet) -> BTreeMap<Handle, [Point; 2]> {
    sheet
        .model
        .iter()
        .filter(|e| e.handle != Handle(0))
        .filter_map(|e| match &e.shape {
            Shape::Leader { points, .. } => {
                let ends = points.first().zip(points.last())?;
                Some((e.handle, [*ends.0, *ends.1]))
            }
            _ => None,
        })
        .collect()
}

/// Longest leader, in heights of its text.
const MAX_LEADER_HEIGHTS: f64 = 60.0;

/// A plain line, or a chain of them, that begins at a note.
struct Lead {
    /// How far its carrier misses the note's middle.
    misses: f64,
    tip: Point,
    strokes: Vec<usize>,
}

/// Finds where notes point, and takes the leaders out of the linework.
///
/// A leader is a LEADER entity, or one or a few open lines of a layer for texts, or one of the
/// text's own layer, that begin at the text or at what stands around it.
pub(super) fn follow_leaders(sorted: &mut Sorted, leaders: &BTreeMap<Handle, [Point; 2]>) {
    let line = &mut sorted.linework;
    let note_layers: BTreeSet<u32> = line
        .notes
        .iter()
        .filter(|n| {
            !matches!(n.role, LayerRole::Wall | LayerRole::Shear) || n.enclosure != Enclosure::None
        })
        .map(|n| n.layer)
        .collect();
    let may_lead = |s: &Stroke| {
        leaders.contains_key(&s.entity)
            || s.role == LayerRole::Text
            || (s.open
                && note_layers.contains(&s.layer)
                && !matches!(
                    s.role,
                    LayerRole::Grid
                        | LayerRole::Duct
                        | LayerRole::Pipe
                        | LayerRole::Beam
                        | LayerRole::Dimension
                ))
    };
    let ends = Buckets::of_boxes(
        typical_height(&line.notes) * 4.0,
        line.strokes
            .iter()
            .enumerate()
            .filter(|(_, s)| may_lead(s))
            .flat_map(|(i, s)| [s.a, s.b].map(|p| (i, Bounds::of([p])))),
    );
    let mut used: BTreeSet<usize> = line
        .strokes
        .iter()
        .enumerate()
        .filter(|(_, s)| leaders.contains_key(&s.entity))
        .map(|(i, _)| i)
        .collect();
    let arrows = arrows(&line.notes, leaders);
    for (n, note) in line.notes.iter_mut().enumerate() {
        if !may_point(note) {
            continue;
        }
        let (half_w, half_h) = half_size(note);
        let reach = half_w.max(half_h) + 1.5 * note.height;
        let mut tips: Vec<Point> = arrows.get(&n).cloned().unwrap_or_default();
        let mut leads: Vec<Lead> = Vec::new();
        for id in ends.near(&Bounds::of([note.center]).grown(reach)) {
            let i = id as usize;
            let s = &line.strokes[i];
            if leaders.contains_key(&s.entity) {
                continue;
            }
            if let Some(lead) = plain_lead(note, i, &line.strokes, &ends) {
                leads.push(lead);
            }
        }
        // Of lines about a symbol that are on no layer for texts only the one that aims best at its
        // middle is its leader; the others are of what it stands by.
        leads.sort_by(|p, q| {
            p.misses
                .total_cmp(&q.misses)
                .then(p.tip[0].total_cmp(&q.tip[0]))
                .then(p.tip[1].total_cmp(&q.tip[1]))
        });
        if leads
            .iter()
            .flat_map(|l| &l.strokes)
            .any(|i| line.strokes[*i].role != LayerRole::Text)
        {
            leads.truncate(1);
        }
        for lead in leads {
            tips.push(lead.tip);
            used.extend(lead.strokes);
        }
        tips.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        tips.dedup();
        tips.truncate(8);
        note.points_at = tips;
    }
    remove(&mut line.strokes, &used);
}

/// Whether a note may have leaders.
fn may_point(note: &Note) -> bool {
    note.text.chars().count() <= 60 && !matches!(note.role, LayerRole::Grid | LayerRole::Title)
}

/// Where the arrows of LEADER entities point, each by the note nearest to its other end.
fn arrows(notes: &[Note], leaders: &BTreeMap<Handle, [Point; 2]>) -> BTreeMap<usize, Vec<Point>> {
    let index = Buckets::of_boxes(
        typical_height(notes) * 8.0,
        notes
            .iter()
            .enumerate()
            .filter(|(_, n)| may_point(n))
            .map(|(i, n)| {
                let (w, h) = half_size(n);
                (i, Bounds::of([n.center]).grown(w.max(h) + 1.5 * n.height))
            }),
    );
    let mut out: BTreeMap<usize, Vec<Point>> = BTreeMap::new();
    for [arrow, end] in leaders.values().filter(|l| l.iter().all(|p| sane(*p))) {
        let nearest = index
            .near(&Bounds::of([*end]))
            .into_iter()
            .map(|id| id as usize)
            .map(|i| {
                (
                    box_distance(&notes[i], *end),
                    distance(notes[i].center, *end),
                    i,
                )
            })
            .filter(|(away, _, i)| *away < 1.5 * notes[*i].height)
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        if let Some((.., i)) = nearest {
            out.entry(i).or_default().push(*arrow);
        }
    }
    out
}

/// The leader that begins with a plain line at a note.
fn plain_lead(note: &Note, first: usize, strokes: &[Stroke], ends: &Buckets) -> Option<Lead> {
    let s = &strokes[first];
    let near = |p: Point| box_distance(note, p) < 0.35 * note.height;
    // Underlines and frames begin and end at the text.
    if near(s.a) == near(s.b) {
        return None;
    }
    // Lines of layers for texts lead from any text; others only from a symbol of their own layer,
    // and straight from its middle.
    let d = sub(s.b, s.a);
    let misses = cross(d, sub(note.center, s.a)).abs() / norm(d).max(1e-12);
    let for_texts = s.role == LayerRole::Text;
    if !for_texts
        && (s.layer != note.layer
            || note.enclosure == Enclosure::None
            || misses > 0.35 * note.enclosure_radius)
    {
        return None;
    }
    let touch = 0.05 * note.height;
    let mut path = vec![first];
    let mut tip = if near(s.a) { s.b } else { s.a };
    let mut run = distance(s.a, s.b);
    // A plain line goes on from a shoulder along the text only, and slanting; else it would go on
    // along the wall that it points at.
    let slant = |t: &Stroke| {
        let turn =
            (line_angle(sub(t.b, t.a)) - note.rotation).rem_euclid(std::f64::consts::FRAC_PI_2);
        turn.min(std::f64::consts::FRAC_PI_2 - turn)
    };
    let shoulder = cross(unit(note.rotation), d).abs() < 0.05 * norm(d) && run < 6.0 * note.height;
    let hops = if for_texts { 3 } else { usize::from(shoulder) };
    for _ in 0..hops {
        let next = ends
            .near(&Bounds::of([tip]).grown(touch))
            .into_iter()
            .map(|id| id as usize)
            .filter(|k| !path.contains(k))
            .find(|k| {
                let t = &strokes[*k];
                t.layer == s.layer
                    && distance(t.a, tip).min(distance(t.b, tip)) < touch
                    && distance(t.a, t.b) > 0.8 * note.height
                    && (for_texts || slant(t) > 0.2)
            });
        let Some(next) = next else { break };
        let t = &strokes[next];
        tip = if distance(t.a, tip) < distance(t.b, tip) {
            t.b
        } else {
            t.a
        };
        run += distance(t.a, t.b);
        path.push(next);
    }
    (box_distance(note, tip) > 0.5 * note.height && run < MAX_LEADER_HEIGHTS * note.height)
        .then_some(Lead {
            misses,
            tip,
            strokes: path,
        })
}

/// Half width and height of a note, or of what stands around it.
fn half_size(note: &Note) -> (f64, f64) {
    if note.enclosure == Enclosure::None || note.enclosure == Enclosure::Box {
        let chars = note
            .text
            .lines()
            .map(|l| l.chars().count())
            .max()
            .unwrap_or(1);
        let width = 0.45 * note.height * chars as f64;
        return (
            width.max(note.enclosure_radius),
            (0.6 * note.height).max(note.enclosure_radius),
        );
    }
    (note.enclosure_radius, note.enclosure_radius)
}

/// Distance from a point to a note's box.
fn box_distance(note: &Note, p: Point) -> f64 {
    let (w, h) = half_size(note);
    let d = sub(p, note.center);
    let u = unit(note.rotation);
    let x = (dot(d, u).abs() - w).max(0.0);
    let y = (cross(u, d).abs() - h).max(0.0);
    x.hypot(y)
}

/// Rows of texts that a title block or a plan's title is put together from, for messages.
#[must_use]
pub(super) fn first_line(text: &str) -> String {
    let line: String = text
        .lines()
        .next()
        .unwrap_or_default()
        .trim()
        .chars()
        .take(80)
        .collect();
    line
}

/// Whether a point is a sane middle of a stroke.
#[must_use]
pub(super) fn stroke_middle(s: &Stroke) -> Option<Point> {
    let m = middle(s.a, s.b);
    sane(m).then_some(m)
}
