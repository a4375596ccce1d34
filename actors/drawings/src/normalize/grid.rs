//! Grid lines: a name in a bubble with the line that leads to it, or a name at the end of a line of
//! a grid layer.

use std::collections::{BTreeMap, BTreeSet};

use super::GridAxis;
use super::layers::LayerRole;
use super::linework::{Enclosure, Linework, Note};
use crate::geometry::{Bounds, Buckets, add, cross, distance, dot, norm, scale, sub};
use crate::sheet::Point;

/// Most bubbles that are looked at on a sheet.
const MAX_BUBBLES: usize = 4000;

/// A line that is not on a grid layer must be this long against the drawing to be a grid line.
const LONG_AGAINST_DRAWING: f64 = 0.12;

/// Whether a text may name a grid line: `A`, `12`, `G.8`, `3.5`, `AA`, `B'`, `X1`.
#[must_use]
pub(super) fn is_name(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['\'', '’', '*']);
    let (head, tail) = text.split_once(['.', '-']).unwrap_or((text, "0"));
    let digits =
        |t: &str, n: usize| !t.is_empty() && t.len() <= n && t.bytes().all(|b| b.is_ascii_digit());
    let letters = |t: &str, n: usize| {
        !t.is_empty() && t.len() <= n && t.bytes().all(|b| b.is_ascii_uppercase())
    };
    let mixed = head.len() <= 3
        && head.starts_with(|c: char| c.is_ascii_uppercase())
        && digits(head.get(1..).unwrap_or_default(), 2);
    let numbered = head.len() <= 3
        && head.ends_with(|c: char| c.is_ascii_uppercase())
        && digits(
            head.get(..head.len().saturating_sub(1)).unwrap_or_default(),
            2,
        );
    (digits(head, 3) || letters(head, 2) || mixed || numbered)
        && (digits(tail, 2) || letters(tail, 1))
}

/// Finds grid lines; takes their lines and bubbles out of the linework.
pub(super) fn find(linework: &mut Linework) -> Vec<GridAxis> {
    let bounds = strokes_bounds(linework);
    let [w, h] = bounds.size();
    let long = LONG_AGAINST_DRAWING * w.max(h);

    let bubbles: Vec<usize> = linework
        .notes
        .iter()
        .enumerate()
        .filter(|(_, n)| is_bubble(n))
        .map(|(i, _)| i)
        .take(MAX_BUBBLES)
        .collect();
    if bubbles.is_empty() {
        return Vec::new();
    }
    let grid_layers: BTreeSet<u32> = linework
        .strokes
        .iter()
        .filter(|s| s.role == LayerRole::Grid)
        .map(|s| s.layer)
        .collect();
    let largest = bubbles
        .iter()
        .map(|i| reach(&linework.notes[*i]))
        .fold(0.0, f64::max);
    let mut ends = Buckets::new(largest.max(1e-9));
    for (i, s) in linework.strokes.iter().enumerate() {
        let may_be_axis = !matches!(
            s.role,
            LayerRole::Wall
                | LayerRole::Shear
                | LayerRole::Door
                | LayerRole::Window
                | LayerRole::Dimension
        );
        if let Ok(id) = u32::try_from(i)
            && may_be_axis
        {
            ends.insert(id, &Bounds::of([s.a]));
            ends.insert(id, &Bounds::of([s.b]));
        }
    }

    let mut axes: BTreeMap<(String, usize), GridAxis> = BTreeMap::new();
    let mut used_notes = BTreeSet::new();
    let mut used_strokes = BTreeSet::new();
    let mut without_line: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &b in &bubbles {
        let note = &linework.notes[b];
        match line_of(note, linework, &ends, long) {
            Some(path) => {
                let Some(&main) = path.last() else { continue };
                let s = &linework.strokes[main];
                axes.entry((name_of(note), main))
                    .or_insert_with(|| GridAxis {
                        name: name_of(note),
                        a: s.a,
                        b: s.b,
                        layer: s.layer,
                        entity: s.entity,
                    });
                used_strokes.extend(path);
                used_notes.insert(b);
            }
            None if note.role == LayerRole::Grid && note.enclosure != Enclosure::None => {
                without_line.entry(name_of(note)).or_default().push(b);
            }
            None => {}
        }
    }
    // Where grid lines have a layer, a number in a circle elsewhere is a view's or a detail's.
    let on_layer = |axis: &GridAxis| grid_layers.contains(&axis.layer);
    if axes.values().filter(|a| on_layer(a)).count() >= 2 {
        axes.retain(|_, a| on_layer(a));
    }
    // Two bubbles of one name without a line between them still name a line.
    for (name, list) in without_line {
        if let [one, two] = list.as_slice()
            && !axes.keys().any(|(n, _)| *n == name)
        {
            let (p, q) = (&linework.notes[*one], &linework.notes[*two]);
            axes.insert(
                (name.clone(), usize::MAX),
                GridAxis {
                    name,
                    a: p.center,
                    b: q.center,
                    layer: p.layer,
                    entity: p.entity,
                },
            );
            used_notes.extend(list);
        }
    }

    let mut found = merged(axes.into_values().collect(), largest);
    // What is on a grid layer beside them is a grid line's other dashes: never a wall.
    let mut i = 0;
    linework.strokes.retain(|s| {
        i += 1;
        !used_strokes.contains(&(i - 1)) && s.role != LayerRole::Grid
    });
    let mut i = 0;
    linework.notes.retain(|_| {
        i += 1;
        !used_notes.contains(&(i - 1))
    });
    linework.curves.retain(|c| c.role != LayerRole::Grid);
    found.sort_by(|p, q| {
        natural(&p.name)
            .cmp(&natural(&q.name))
            .then(p.a[0].total_cmp(&q.a[0]))
            .then(p.a[1].total_cmp(&q.a[1]))
    });
    found
}

fn name_of(note: &Note) -> String {
    note.text.trim().to_owned()
}

/// Names in the order people count: `2` before `10`, `A` before `AA`.
#[must_use]
pub(crate) fn natural(name: &str) -> (bool, u64, usize, String) {
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    let number = digits.parse().unwrap_or(0);
    let letters = name.chars().take_while(char::is_ascii_alphabetic).count();
    (digits.is_empty(), number, letters, name.to_owned())
}

fn is_bubble(note: &Note) -> bool {
    if !is_name(&note.text) {
        return false;
    }
    match note.enclosure {
        Enclosure::Circle => !matches!(
            note.role,
            LayerRole::Door | LayerRole::Window | LayerRole::Shear | LayerRole::Dimension
        ),
        Enclosure::None | Enclosure::Hexagon | Enclosure::Box => note.role == LayerRole::Grid,
        Enclosure::Triangle | Enclosure::Diamond => false,
    }
}

/// How far from the text's centre its line may end.
fn reach(note: &Note) -> f64 {
    if note.enclosure == Enclosure::None {
        3.0 * note.height
    } else {
        2.2 * note.enclosure_radius
    }
}

/// The strokes from a bubble to its grid line, the line itself last.
fn line_of(note: &Note, linework: &Linework, ends: &Buckets, long: f64) -> Option<Vec<usize>> {
    let c = note.center;
    let reach = reach(note);
    let radius = reach / 2.2;
    let mut best: Option<(f64, Vec<usize>)> = None;
    for id in ends.near(&Bounds::of([c]).grown(reach)) {
        let i = id as usize;
        let s = &linework.strokes[i];
        let (near, far) = if distance(s.a, c) < distance(s.b, c) {
            (s.a, s.b)
        } else {
            (s.b, s.a)
        };
        let d = sub(far, near);
        let length = norm(d);
        if distance(near, c) > reach || length < 2.0 * radius {
            continue;
        }
        let grid_layer = s.role == LayerRole::Grid;
        let off = cross(d, sub(c, near)).abs() / length;
        let behind = dot(sub(c, near), d) / length;
        // Pointing at the bubble's middle, the line on the far side of it or through it.
        let aims = off < 0.3 * radius && behind < 0.5 * radius;
        if aims && (grid_layer || length >= long.max(4.0 * radius)) {
            if best.as_ref().is_none_or(|(l, _)| length > *l) {
                best = Some((length, vec![i]));
            }
        } else if grid_layer || length < 12.0 * radius {
            // A jog: a short piece from the bubble, then the line.
            for next in ends.near(&Bounds::of([far]).grown(0.05 * radius)) {
                let k = next as usize;
                let t = &linework.strokes[k];
                let run = distance(t.a, t.b);
                let touches = distance(t.a, far).min(distance(t.b, far)) < 0.05 * radius;
                let enough = if t.role == LayerRole::Grid {
                    4.0 * radius
                } else {
                    long
                };
                if k != i
                    && touches
                    && t.layer == s.layer
                    && run > length
                    && run >= enough
                    && best.as_ref().is_none_or(|(l, _)| run > *l)
                {
                    best = Some((run, vec![i, k]));
                }
            }
        }
    }
    best.map(|(_, path)| path)
}

/// Axes of one name on one line, end to end, as one.
fn merged(axes: Vec<GridAxis>, reach: f64) -> Vec<GridAxis> {
    let mut out: Vec<GridAxis> = Vec::new();
    for axis in axes {
        let same = out.iter_mut().find(|o| {
            o.name == axis.name
                && collinear(o, &axis, 0.2 * reach)
                && span_gap(o, &axis) < 4.0 * reach
        });
        match same {
            Some(o) => {
                let u = {
                    let d = sub(o.b, o.a);
                    scale(d, 1.0 / norm(d).max(1e-12))
                };
                let mut t: Vec<f64> = [o.a, o.b, axis.a, axis.b]
                    .iter()
                    .map(|p| dot(sub(*p, o.a), u))
                    .collect();
                t.sort_by(f64::total_cmp);
                let start = o.a;
                o.a = add(start, scale(u, t[0]));
                o.b = add(start, scale(u, t[3]));
            }
            None => out.push(axis),
        }
    }
    out
}

fn collinear(p: &GridAxis, q: &GridAxis, within: f64) -> bool {
    let off = |r: Point| cross(sub(p.b, p.a), sub(r, p.a)).abs() / distance(p.a, p.b).max(1e-12);
    off(q.a) < within && off(q.b) < within
}

fn span_gap(p: &GridAxis, q: &GridAxis) -> f64 {
    let d = sub(p.b, p.a);
    let length = norm(d).max(1e-12);
    let t = |r: Point| dot(sub(r, p.a), d) / length;
    let (lo, hi) = (t(q.a).min(t(q.b)), t(q.a).max(t(q.b)));
    (lo - length).max(-hi)
}

fn strokes_bounds(linework: &Linework) -> Bounds {
    Bounds::of(
        linework
            .strokes
            .iter()
            .filter(|s| s.role != LayerRole::Title)
            .flat_map(|s| [s.a, s.b]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_grid_lines_are_told_from_other_texts() {
        for name in ["A", "12", "G.8", "3.5", "AA", "B'", "X1", "10A", "1.1"] {
            assert!(is_name(name), "{name}");
        }
        for other in ["SW4", "KITCHEN", "12'-6\"", "", "P1-4X", "1234"] {
            assert!(!is_name(other), "{other}");
        }
    }

    #[test]
    fn names_are_counted_as_people_count() {
        let mut names = vec!["10", "A", "2", "AA", "B", "1"];
        names.sort_by_key(|n| natural(n));
        assert_eq!(names, ["1", "2", "10", "A", "B", "AA"]);
    }
}
