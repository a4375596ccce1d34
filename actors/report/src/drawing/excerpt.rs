//! The picture of a clash: the plan around it, what meets there, and the proposed move.

use super::labels::{Bounds, Space};
use super::plan::{obstacle_shapes, wall_shapes};
use super::symbols::arrow;
use super::view::{View, drawable};
use super::{Anchor, At, Dash, Drawing, Label, Pen, Shape, Tone};
use crate::numerals::{fixed, inches};
use crate::results::{Clash, ClashPart, Results};
use crate::typeface::{Face, clean};
use crate::utilization::level_name;

/// Scale of the pictures: 1/2" = 1'-0".
pub(crate) const SCALE: &str = "1/2\" = 1'-0\"";
const POINTS_PER_FOOT: f64 = 36.0;
/// Radius of the ring around a clash, points.
const RING: f32 = 14.0;

/// The plan around a clash.
pub(crate) fn clash(results: &Results, clash: &Clash, size: At) -> Drawing {
    let mut drawing = Drawing::new(size, alt(results, clash));
    let place = [clash.at_ft[0], clash.at_ft[1]];
    let run = results.rod_runs.iter().find(|r| r.id == clash.run);
    let center = match run {
        Some(run) if drawable(run.at_ft) => run.at_ft,
        _ if drawable(place) => place,
        _ => return drawing,
    };
    let view = View {
        center,
        points_per_foot: POINTS_PER_FOOT,
        size,
        margin: 0.0,
    };
    for obstacle in results.obstacles.iter().filter(|o| o.level == clash.level) {
        drawing.layer("obstacle", obstacle_shapes(obstacle, &view));
    }
    for wall in results.walls.iter().filter(|w| w.level == clash.level) {
        drawing.layer("wall", faded(wall_shapes(wall, &view)));
    }
    let mut space = Space::new(size);
    let mut marks = Vec::new();
    let reach = |diameter_in: f64| view.length(diameter_in / 24.0).clamp(1.5, 9.0);
    for other in &results.rod_runs {
        let Some(at) = other.levels.iter().find(|l| l.level == clash.level) else {
            continue;
        };
        if !view.shows(other.at_ft) {
            continue;
        }
        let center = view.at(other.at_ft);
        let radius = reach(at.diameter_in);
        let tone = if other.id == clash.run {
            Tone::Red
        } else {
            Tone::Blue
        };
        marks.push(Shape::Circle {
            center,
            radius,
            pen: None,
            fill: Some(tone),
        });
        space.take(Bounds::around(center, radius + 3.0));
    }
    let spot = view.shows(place).then(|| view.at(place));
    if let Some(center) = spot {
        let pen = Some(Pen::new(1.0, Tone::Red).dashed(Dash::Dashed));
        marks.push(Shape::Circle {
            center,
            radius: RING,
            pen,
            fill: None,
        });
        space.take(Bounds::around(center, RING));
    }
    let mut labels = Vec::new();
    if let Some(run) = run {
        let from = view.at(run.at_ft);
        if let Some(by) = proposed(clash) {
            let to_ft = [0, 1].map(|i| run.at_ft[i] + run.inward[i] * by / 12.0);
            if view.shows(to_ft) {
                let to = view.at(to_ft);
                space.take_line(from, to, 3.0);
                marks.extend(arrow(from, to, Pen::new(0.9, Tone::Green)));
                let radius = reach(rod_diameter(run, clash.level)).max(2.5);
                let pen = Some(Pen::new(0.9, Tone::Green));
                marks.push(Shape::Circle {
                    center: to,
                    radius,
                    pen,
                    fill: None,
                });
                let text = format!("move {}", inches(by.abs()));
                labels.push((to, label(&text, Face::NarrowBold, Tone::Green)));
            }
        }
        labels.push((from, label(&clean(&run.id), Face::NarrowBold, Tone::Red)));
    }
    if let Some(center) = spot {
        labels.push((
            center,
            label(&against(clash), Face::NarrowBold, Tone::Ochre),
        ));
    }
    for (target, text) in labels {
        let places: Vec<_> = [19.0, 27.0, 37.0, 50.0]
            .into_iter()
            .flat_map(|r| {
                [-0.8_f32, 0.8, -2.3, 2.3, -1.57, 1.57, 0.2, 2.9].map(|turn| {
                    let (sin, cos) = turn.sin_cos();
                    let anchor = if cos < -0.3 {
                        Anchor::End
                    } else {
                        Anchor::Start
                    };
                    ([target[0] + r * cos, target[1] + r * sin + 2.5], anchor)
                })
            })
            .collect();
        if let Some((_, placed)) = space.place(&text, &places) {
            let bounds = Bounds::of(&placed);
            let nearest = [0, 1].map(|i| target[i].clamp(bounds.min[i], bounds.max[i]));
            marks.push(Shape::line(nearest, target, Pen::new(0.35, placed.tone)));
            // A pale ground, so that the words read over walls and hatches.
            marks.push(Shape::rect(
                [bounds.min[0] - 1.0, bounds.min[1] - 1.0],
                [
                    bounds.max[0] - bounds.min[0] + 2.0,
                    bounds.max[1] - bounds.min[1] + 2.0,
                ],
                None,
                Some(Tone::White),
            ));
            marks.push(Shape::Text(placed));
        }
    }
    drawing.layer("clash", marks);
    drawing.layer(
        "frame",
        vec![Shape::rect(
            [0.0; 2],
            size,
            Some(Pen::new(0.5, Tone::Silver)),
            None,
        )],
    );
    drawing
}

fn label(text: &str, face: Face, tone: Tone) -> Label {
    Label::new([0.0; 2], face, 7.0, text)
        .within(120.0)
        .tone(tone)
}

fn rod_diameter(run: &holdfast_engineering::design::RodRun, level: usize) -> f64 {
    run.levels
        .iter()
        .find(|l| l.level == level)
        .map_or(0.75, |l| l.diameter_in)
}

/// The proposed move along the wall, inches; none where there is none or it is no number.
pub(crate) fn proposed(clash: &Clash) -> Option<f64> {
    clash.move_in.filter(|by| by.is_finite())
}

/// What the run clashes with, `duct D-12`.
pub(crate) fn against(clash: &Clash) -> String {
    clean(&format!("{} {}", clash.against, clash.against_id))
        .trim()
        .to_owned()
}

/// The parts of the run that meet it, `rod, 2 plates, coupler`.
pub(crate) fn parts(clash: &Clash) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for part in &clash.parts {
        match counted.iter_mut().find(|(word, _)| *word == part.part) {
            Some((_, count)) => *count += 1,
            None => counted.push((&part.part, 1)),
        }
    }
    if counted.is_empty() {
        return clean(&clash.part);
    }
    let words: Vec<String> = counted
        .into_iter()
        .map(|(word, count)| match count {
            1 => word.to_owned(),
            _ => format!("{count} {word}s"),
        })
        .collect();
    clean(&words.join(", "))
}

/// Each part with its place and distance, `rod -0.91 in; plate over Level 1 -0.25 in`.
pub(crate) fn parts_apart(results: &Results, clash: &Clash) -> String {
    let of = |part: &ClashPart| {
        let place = match part.part.as_str() {
            "rod" => String::new(),
            "plate" => format!(" over {}", level_name(results, part.level)),
            _ => format!(" on {}", level_name(results, part.level)),
        };
        format!("{}{place} {} in", part.part, fixed(part.distance_in, 2))
    };
    let words: Vec<String> = clash.parts.iter().map(of).collect();
    clean(&words.join("; "))
}

/// Walls behind a picture.
fn faded(mut shapes: Vec<Shape>) -> Vec<Shape> {
    for shape in &mut shapes {
        if let Shape::Path {
            pen,
            fill: fill @ Some(_),
            ..
        } = shape
        {
            *pen = Some(Pen::new(0.5, Tone::Grey));
            *fill = Some(Tone::Rule);
        }
    }
    shapes
}

fn alt(results: &Results, clash: &Clash) -> String {
    let action = match proposed(clash) {
        Some(by) => format!("proposed move {} in along the wall", fixed(by, 2)),
        None => "no move within the allowed offset clears it".to_owned(),
    };
    format!(
        "Plan of clash {} on {}: {} of rod run {} and {}; distance {} in, {} in required; {action}.",
        clean(&clash.id),
        clean(&level_name(results, clash.level)),
        parts(clash),
        clean(&clash.run),
        against(clash),
        fixed(clash.distance_in, 2),
        fixed(clash.required_in, 2),
    )
}
