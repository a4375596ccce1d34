//! Several plans in one model space, each with its title.
//!
//! Plans are told apart by the empty room between them; which is which by the title below, above
//! or in them, or by the viewport that shows them on a titled layout.

use std::collections::BTreeMap;

use super::layers::LayerRole;
use super::linework::{Linework, Note};
use super::notes::{PaperText, first_line};
use super::titles::{self, LevelName, Purpose};
use crate::geometry::{Bounds, distance};
use crate::options::Options;
use crate::sheet::{Point, Shape, Sheet};

/// A place on a sheet that shows a plan.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) title: String,
    pub(super) levels: Vec<LevelName>,
    pub(super) purpose: Purpose,
    /// Boxes of its linework; empty means all of the sheet.
    pub(super) boxes: Vec<Bounds>,
}

/// A text that titles a plan.
#[derive(Debug, Clone, PartialEq)]
struct Title {
    text: String,
    at: Point,
    height: f64,
    levels: Vec<LevelName>,
    purpose: Purpose,
}

/// Cells of the raster that tells plans apart, at most this many along the longer side.
const MAX_CELLS: f64 = 2000.0;

/// The plans of a sheet that are titled one by one; empty where it shows one plan.
pub(super) fn find(
    sheet: &Sheet,
    linework: &Linework,
    paper: &[PaperText],
    names: &[String],
    in_per_unit: f64,
    options: &Options,
) -> Vec<Found> {
    let titles = plan_titles(&linework.notes, names);
    let mut found = if titles.len() > 1 {
        by_titles(linework, &titles, options.plan_gap_in / in_per_unit)
    } else {
        Vec::new()
    };
    if found.len() < 2 {
        let shown = by_viewports(sheet, linework, paper, names);
        if shown.len() > 1 || (found.is_empty() && shown.len() == 1 && titles.is_empty()) {
            found = shown;
        }
    }
    found
}

/// Texts that name a level and a plan, the large ones: a note that speaks of a level in a sentence
/// is no title.
fn plan_titles(notes: &[Note], names: &[String]) -> Vec<Title> {
    let mut found: Vec<Title> = notes
        .iter()
        .filter(|n| n.role != LayerRole::Title && n.text.chars().count() <= 90)
        .filter_map(|n| {
            let text = first_line(&n.text);
            let levels = titles::levels(&text, names);
            let purpose = titles::purpose(&text);
            let says_plan = purpose.is_plan() && purpose != Purpose::Unknown;
            let words = titles::plain(&text).split(' ').count();
            let only_level = !levels.is_empty() && words <= 3;
            (!levels.is_empty() && (says_plan || only_level) && words <= 10).then_some(Title {
                text,
                at: n.center,
                height: n.height,
                levels,
                purpose,
            })
        })
        .collect();
    let tallest = found.iter().map(|t| t.height).fold(0.0, f64::max);
    found.retain(|t| t.height > 0.45 * tallest);
    // A sentence such as SEE LEVEL 2 PLAN is as small as other notes.
    let mut heights: Vec<f64> = notes.iter().map(|n| n.height).collect();
    heights.sort_by(f64::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or(0.0);
    if tallest > 1.3 * usual {
        found.retain(|t| t.height > 1.05 * usual);
    }
    found.sort_by(|a, b| {
        a.at[0]
            .total_cmp(&b.at[0])
            .then(a.at[1].total_cmp(&b.at[1]))
            .then(a.text.cmp(&b.text))
    });
    // A title drawn twice, or with a shadow, titles one plan.
    found.dedup_by(|a, b| a.text == b.text && distance(a.at, b.at) < 0.5 * b.height);
    found
}

/// Lines that may belong to a plan: no border, no note.
fn planlike(linework: &Linework) -> impl Iterator<Item = (Point, Point)> + '_ {
    let all = linework.bounds().size();
    let longest = 0.85 * all[0].hypot(all[1]).max(1e-12);
    linework
        .strokes
        .iter()
        .filter(move |s| {
            !matches!(
                s.role,
                LayerRole::Title | LayerRole::Text | LayerRole::Dimension | LayerRole::Grid
            ) && distance(s.a, s.b) < longest
        })
        .map(|s| (s.a, s.b))
}

/// Boxes around groups of linework with at least `gap` of empty room between them.
fn clusters(linework: &Linework, gap: f64) -> Vec<Bounds> {
    let mut all = Bounds::EMPTY;
    for (a, b) in planlike(linework) {
        all.take(a);
        all.take(b);
    }
    let [w, h] = all.size();
    let cell = (gap / 2.0).max(w.max(h) / MAX_CELLS);
    if all.is_empty() || cell <= 0.0 || !cell.is_finite() {
        return Vec::new();
    }
    let mut cells: BTreeMap<(i64, i64), Bounds> = BTreeMap::new();
    for (a, b) in planlike(linework) {
        let steps = (distance(a, b) / cell * 1.5)
            .ceil()
            .clamp(1.0, 2.0 * MAX_CELLS) as usize;
        for i in 0..=steps {
            let t = i as f64 / steps as f64;
            let p = [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
            let key = (
                ((p[0] - all.min[0]) / cell).floor() as i64,
                ((p[1] - all.min[1]) / cell).floor() as i64,
            );
            cells.entry(key).or_insert(Bounds::EMPTY).take(p);
        }
    }
    // Flood over neighbours.
    let mut out = Vec::new();
    let mut open: BTreeMap<(i64, i64), Bounds> = cells;
    while let Some((first, bounds)) = open.pop_first() {
        let mut group = bounds;
        let mut edge = vec![first];
        while let Some((x, y)) = edge.pop() {
            for dx in -1..=1 {
                for dy in -1..=1 {
                    if let Some(b) = open.remove(&(x + dx, y + dy)) {
                        group.merge(&b);
                        edge.push((x + dx, y + dy));
                    }
                }
            }
        }
        out.push(group);
    }
    out
}

/// Each group of linework to the title nearest to it, titles below counting as nearer.
fn by_titles(linework: &Linework, titles: &[Title], gap: f64) -> Vec<Found> {
    let groups = clusters(linework, gap);
    let largest = groups
        .iter()
        .map(|b| b.size()[0].max(b.size()[1]))
        .fold(0.0, f64::max);
    let cost = |b: &Bounds, t: &Title| {
        let below = b.min[1] - t.at[1];
        let above = t.at[1] - b.max[1];
        let aside = (b.min[0] - t.at[0]).max(t.at[0] - b.max[0]).max(0.0);
        let up = if below >= 0.0 {
            below
        } else if above >= 0.0 {
            1.7 * above
        } else {
            0.0
        };
        up.hypot(aside)
    };
    // The plans first: large groups take a title each, then what is small goes with its title.
    let mut boxes: BTreeMap<usize, Vec<Bounds>> = BTreeMap::new();
    let (large, small): (Vec<&Bounds>, Vec<&Bounds>) = groups
        .iter()
        .partition(|b| b.size()[0].max(b.size()[1]) > 0.3 * largest);
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (g, b) in large.iter().enumerate().take(500) {
        for (t, title) in titles.iter().enumerate().take(500) {
            pairs.push((cost(b, title), g, t));
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = vec![false; large.len()];
    for (_, g, t) in &pairs {
        if !taken[*g] && !boxes.contains_key(t) {
            taken[*g] = true;
            boxes.entry(*t).or_default().push(*large[*g]);
        }
    }
    let rest: Vec<&Bounds> = large
        .iter()
        .enumerate()
        .filter(|(g, _)| !taken[*g])
        .map(|(_, b)| *b)
        .chain(small)
        .collect();
    // A porch or a stair beside a plan belongs to the plan whose box is nearest.
    for b in rest {
        let nearest = boxes
            .iter()
            .map(|(t, list)| {
                let d = list.iter().map(|o| box_gap(o, b)).fold(f64::MAX, f64::min);
                (d, *t)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((d, t)) = nearest
            && d < 4.0 * gap
        {
            boxes.entry(t).or_default().push(*b);
        }
    }
    boxes
        .into_iter()
        .map(|(t, boxes)| Found {
            title: titles[t].text.clone(),
            levels: titles[t].levels.clone(),
            purpose: titles[t].purpose,
            boxes,
        })
        .collect()
}

fn box_gap(a: &Bounds, b: &Bounds) -> f64 {
    let dx = (a.min[0] - b.max[0]).max(b.min[0] - a.max[0]).max(0.0);
    let dy = (a.min[1] - b.max[1]).max(b.min[1] - a.max[1]).max(0.0);
    dx.hypot(dy)
}

/// Windows of viewports, each with the title nearest below it on its layout.
fn by_viewports(
    sheet: &Sheet,
    linework: &Linework,
    paper: &[PaperText],
    names: &[String],
) -> Vec<Found> {
    let whole = linework.bounds();
    let mut found: Vec<Found> = Vec::new();
    for (index, layout) in sheet.layouts.iter().enumerate().take(200) {
        let texts: Vec<(&PaperText, Vec<LevelName>, Purpose)> = paper
            .iter()
            .filter(|t| t.layout == index && t.text.chars().count() <= 90)
            .map(|t| {
                let line = first_line(&t.text);
                let purpose = titles::purpose(&line);
                (t, titles::levels(&line, names), purpose)
            })
            .filter(|(_, levels, purpose)| !levels.is_empty() && purpose.is_plan())
            .take(200)
            .collect();
        for entity in layout.entities.iter().take(20_000) {
            let Shape::Viewport {
                center,
                size,
                view_center,
                view_height,
                twist,
                on: true,
                ..
            } = &entity.shape
            else {
                continue;
            };
            let ratio = view_height / size[1];
            // The layout's own sheet is a viewport too: at a scale of one.
            if !ratio.is_finite() || ratio <= 0.0 || (ratio - 1.0).abs() < 1e-6 || size[0] <= 0.0 {
                continue;
            }
            let nearest = texts
                .iter()
                .map(|t| {
                    let p = t.0.at;
                    let below = (center[1] - size[1] / 2.0 - p[1]).abs();
                    let aside = (p[0] - center[0]).abs() - size[0] / 2.0;
                    (below.hypot(aside.max(0.0)) / t.0.height.max(1e-9).sqrt(), t)
                })
                .min_by(|a, b| a.0.total_cmp(&b.0));
            let Some((_, (text, levels, purpose))) = nearest else {
                continue;
            };
            let half = [size[0] * ratio / 2.0, size[1] * ratio / 2.0];
            let reach = if twist.abs() > 1e-9 {
                half[0].hypot(half[1])
            } else {
                0.0
            };
            let half = [half[0].max(reach), half[1].max(reach)];
            let window = Bounds {
                min: [view_center[0] - half[0], view_center[1] - half[1]],
                max: [view_center[0] + half[0], view_center[1] + half[1]],
            };
            let shows = overlap_area(&window, &whole);
            if shows <= 0.0 {
                continue;
            }
            let title = first_line(&text.text);
            match found
                .iter_mut()
                .find(|f| f.title == title && f.levels == *levels)
            {
                Some(f) if !f.boxes.contains(&window) => f.boxes.push(window),
                Some(_) => {}
                None => found.push(Found {
                    title,
                    levels: levels.clone(),
                    purpose: *purpose,
                    boxes: vec![window],
                }),
            }
        }
    }
    // Layouts that all look at the same place tell no plans apart.
    let distinct = found.iter().enumerate().all(|(i, f)| {
        found.iter().skip(i + 1).all(|g| {
            f.levels == g.levels
                || f.boxes.iter().all(|a| {
                    g.boxes
                        .iter()
                        .all(|b| overlap_area(a, b) < 0.2 * area(a).min(area(b)))
                })
        })
    });
    if distinct { found } else { Vec::new() }
}

fn area(b: &Bounds) -> f64 {
    let [w, h] = b.size();
    w * h
}

fn overlap_area(a: &Bounds, b: &Bounds) -> f64 {
    let w = a.max[0].min(b.max[0]) - a.min[0].max(b.min[0]);
    let h = a.max[1].min(b.max[1]) - a.min[1].max(b.min[1]);
    if w > 0.0 && h > 0.0 { w * h } else { 0.0 }
}

/// The linework of each place; what lies in none is left out.
pub(super) fn split(linework: Linework, found: &[Found], reach: f64) -> Vec<Linework> {
    let grown: Vec<Vec<Bounds>> = found
        .iter()
        .map(|f| f.boxes.iter().map(|b| b.grown(reach)).collect())
        .collect();
    // The place whose own box is nearest, so that a mark between two plans goes to one of them.
    let place = |p: Point| -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for (i, f) in found.iter().enumerate() {
            for (b, g) in f.boxes.iter().zip(&grown[i]) {
                if g.contains(p) {
                    let d = b.distance(p);
                    if best.is_none_or(|(e, _)| d < e) {
                        best = Some((d, i));
                    }
                }
            }
        }
        best.map(|(_, i)| i)
    };
    let mut out = vec![Linework::default(); found.len()];
    for s in linework.strokes {
        if let Some(i) = super::notes::stroke_middle(&s).and_then(&place) {
            out[i].strokes.push(s);
        }
    }
    for c in linework.curves {
        if let Some(i) = place(c.center) {
            out[i].curves.push(c);
        }
    }
    for n in linework.notes {
        if let Some(i) = place(n.center) {
            out[i].notes.push(n);
        }
    }
    for f in linework.fills {
        let middle = Bounds::of(f.loops.iter().flatten().copied()).center();
        if let Some(i) = place(middle) {
            out[i].fills.push(f);
        }
    }
    for s in linework.symbols {
        if let Some(i) = place(s.bounds.center()) {
            out[i].symbols.push(s);
        }
    }
    out
}
