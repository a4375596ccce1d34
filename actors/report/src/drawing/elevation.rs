//! The elevation of a rod run: floors, rods with couplers, plates, take-up devices, posts, the anchor,
//! and the forces beside them. Schematic: heights are not to scale.

use holdfast_engineering::design::{RodLevel, RodRun};

use super::{Anchor, Drawing, Label, Pen, Shape, Tone};
use crate::numerals::{feet_inches, fixed, inches, percent, whole};
use crate::results::Results;
use crate::typeface::{Face, clean};
use crate::utilization::{deformation, has_rod, level_name, ratio};

/// Width of one run's strip, points.
pub(crate) const STRIP: f32 = 134.0;
/// Width of the axis of levels left of the strips, points.
pub(crate) const AXIS: f32 = 58.0;
/// Least height of a level, points: what its lines of text take.
pub(crate) const LEAST_LEVEL: f32 = 66.0;
/// Height of a strip's head above the top level and of its foot below the base, points.
pub(crate) const HEAD: f32 = 58.0;
/// See [`HEAD`].
pub(crate) const FOOT: f32 = 30.0;

const ROD_X: f32 = 22.0;
const TEXT_X: f32 = 42.0;
const LEADING: f32 = 7.2;
const SIZE: f32 = 6.2;
const FLOOR: f32 = 9.0;

/// The levels of one row of strips: from and up to but not with, and their height on paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Band {
    /// Lowest level index.
    pub(crate) from: usize,
    /// One past the highest.
    pub(crate) to: usize,
    /// Height of a level, points.
    pub(crate) level: f32,
}

impl Band {
    /// Height of a row.
    pub(crate) fn height(&self) -> f32 {
        HEAD + FOOT + self.level * (self.to - self.from) as f32
    }

    /// Floor line of a level.
    fn floor(&self, level: usize) -> f32 {
        HEAD + self.level * (self.to - level) as f32
    }
}

/// The names and heights of the levels, for the left of a row.
pub(crate) fn axis(results: &Results, band: Band) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for level in band.from..band.to {
        let y = band.floor(level);
        shapes.push(Shape::line([0.0, y], [AXIS, y], Pen::new(0.5, Tone::Grey)));
        let name = clean(&level_name(results, level));
        shapes.push(Shape::Text(
            Label::new([0.0, y - 3.0], Face::NarrowBold, 7.0, name).within(AXIS - 4.0),
        ));
        if let Some(l) = results.levels.get(level) {
            let text = format!("+{}", feet_inches(l.elevation_ft));
            shapes.push(Shape::Text(
                Label::new([0.0, y + 8.0], Face::Narrow, 6.2, text)
                    .within(AXIS - 4.0)
                    .tone(Tone::Grey),
            ));
        }
    }
    shapes
}

/// One run within a band of levels.
pub(crate) fn strip(results: &Results, run: &RodRun, band: Band) -> Drawing {
    let mut drawing = Drawing::new([STRIP, band.height()], alt(results, run));
    let mut levels: Vec<&RodLevel> = run
        .levels
        .iter()
        .filter(|l| (band.from..band.to).contains(&l.level))
        .collect();
    levels.sort_by_key(|l| l.level);
    drawing.layer("head", head(run));
    let mut shapes = Vec::new();
    let lowest = run.levels.iter().map(|l| l.level).min();
    let highest = run.levels.iter().map(|l| l.level).max();
    for at in &levels {
        shapes.extend(level(at, band, Some(at.level) == lowest));
        let top = band.floor(at.level + 1);
        if at.level + 1 == band.to && Some(at.level) != highest {
            shapes.push(note([ROD_X - 10.0, top - 6.0], "continues above"));
        }
        if at.level == band.from && Some(at.level) != lowest {
            shapes.push(note(
                [ROD_X - 10.0, band.floor(at.level) + 10.0],
                "continues below",
            ));
        }
    }
    if levels.first().map(|l| l.level) == lowest
        && let Some(bottom) = lowest
    {
        shapes.extend(anchor(run, band.floor(bottom)));
    }
    drawing.layer("run", shapes);
    drawing
}

fn note(at: [f32; 2], text: &str) -> Shape {
    Shape::Text(Label::new(at, Face::Narrow, SIZE, text).tone(Tone::Grey))
}

fn head(run: &RodRun) -> Vec<Shape> {
    let width = STRIP - 8.0;
    let (verdict, tone) = match (run.required, run.passes) {
        (_, false) => ("NG: see findings", Tone::Red),
        (false, true) => ("no rod required", Tone::Grey),
        (true, true) => ("OK", Tone::Green),
    };
    let place = format!(
        "Stack {}   x {}  y {}",
        clean(&run.stack),
        feet_inches(run.at_ft[0]),
        feet_inches(run.at_ft[1])
    );
    vec![
        Shape::line([0.0, 1.0], [STRIP - 8.0, 1.0], Pen::new(0.8, Tone::Ink)),
        Shape::Text(Label::new([0.0, 12.0], Face::NarrowBold, 9.0, clean(&run.id)).within(78.0)),
        Shape::Text(
            Label::new([width, 12.0], Face::NarrowBold, 7.0, verdict)
                .anchor(Anchor::End)
                .tone(tone),
        ),
        Shape::Text(
            Label::new([0.0, 21.0], Face::Narrow, SIZE, place)
                .within(width)
                .tone(Tone::Grey),
        ),
    ]
}

/// One level: floor, posts, rod, plate and device on top, and the words.
fn level(at: &RodLevel, band: Band, lowest: bool) -> Vec<Shape> {
    let (bottom, top) = (band.floor(at.level), band.floor(at.level + 1));
    let mut shapes = Vec::new();
    // The floor on top of this level's walls.
    shapes.push(Shape::rect(
        [2.0, top],
        [STRIP - 14.0, FLOOR],
        Some(Pen::new(0.3, Tone::Silver)),
        Some(Tone::Mist),
    ));
    shapes.push(Shape::line(
        [0.0, bottom],
        [STRIP - 8.0, bottom],
        Pen::new(0.5, Tone::Grey),
    ));
    if lowest {
        shapes.push(Shape::line(
            [0.0, bottom + 1.4],
            [STRIP - 8.0, bottom + 1.4],
            Pen::HEAVY,
        ));
    }
    let ceiling = top + FLOOR;
    if !at.posts.trim().is_empty() {
        for x in [ROD_X - 12.0, ROD_X + 6.0] {
            shapes.push(Shape::rect(
                [x, ceiling],
                [6.0, bottom - ceiling],
                Some(Pen::new(0.5, Tone::Grey)),
                None,
            ));
        }
    }
    if has_rod(at) {
        let weight = (at.diameter_in as f32 * 2.4).clamp(1.0, 5.0);
        let end = if at.restrained { top - 13.0 } else { top };
        shapes.push(Shape::line(
            [ROD_X, bottom],
            [ROD_X, end],
            Pen::new(weight, Tone::Blue),
        ));
        if !at.coupler.trim().is_empty() {
            shapes.push(Shape::rect(
                [ROD_X - 3.6, bottom - 27.0],
                [7.2, 11.0],
                Some(Pen::MEDIUM),
                Some(Tone::White),
            ));
        }
        if at.restrained {
            shapes.push(Shape::rect(
                [ROD_X - 11.0, top - 2.6],
                [22.0, 2.6],
                None,
                Some(Tone::Ink),
            ));
            if !at.takeup.trim().is_empty() {
                shapes.push(Shape::rect(
                    [ROD_X - 5.0, top - 9.5],
                    [10.0, 6.6],
                    Some(Pen::MEDIUM),
                    Some(Tone::Rule),
                ));
            }
        }
    }
    shapes.extend(words(at, ceiling));
    shapes
}

/// What a level's parts are and carry.
fn words(at: &RodLevel, ceiling: f32) -> Vec<Shape> {
    let used =
        |demand: f64, capacity: f64| ratio(demand, capacity).map_or_else(String::new, percent);
    let over = |demand: f64, capacity: f64| demand > capacity * (1.0 + 1e-9);
    let mut lines: Vec<(String, Face, Tone)> = Vec::new();
    let mut say = |text: String, bad: bool| {
        lines.push((text, Face::Narrow, if bad { Tone::Red } else { Tone::Ink }));
    };
    if has_rod(at) {
        if at.restrained {
            let plate = clean(&at.plate);
            say(
                format!(
                    "{plate}  {} / {} lb",
                    whole(at.plate_lb),
                    whole(at.plate_capacity_lb)
                ),
                over(at.plate_lb, at.plate_capacity_lb),
            );
            say(
                format!(
                    "{}  travel {} / {}\"",
                    clean(&at.takeup),
                    fixed(at.required_travel_in, 2),
                    fixed(at.takeup_travel_in, 2)
                ),
                over(at.required_travel_in, at.takeup_travel_in),
            );
            say(
                format!(
                    "Δ {} / {}\"{}",
                    fixed(at.deformation_in, 3),
                    fixed(at.deformation_limit_in, 3),
                    if at.by_drift_check { ", by drift" } else { "" }
                ),
                deformation(at).is_some_and(|u| u > 1.0 + 1e-9),
            );
        } else {
            say("No plate at this floor".to_owned(), false);
        }
        let mut rod = format!("{} {}", inches(at.diameter_in), clean(&at.grade));
        if !at.coupler.trim().is_empty() {
            rod.push_str(&format!("  cplr {}", clean(&at.coupler)));
        }
        say(rod, false);
        say(
            format!(
                "T {} / {} lb  {}",
                whole(at.rod_lb),
                whole(at.rod_capacity_lb),
                used(at.rod_lb, at.rod_capacity_lb)
            ),
            over(at.rod_lb, at.rod_capacity_lb),
        );
    }
    say(format!("Posts {} e.s.", clean(&at.posts)), false);
    say(
        format!(
            "C {} / {} lb  {}",
            whole(at.compression_lb),
            whole(at.post_capacity_lb),
            used(at.compression_lb, at.post_capacity_lb)
        ),
        over(at.compression_lb, at.post_capacity_lb),
    );
    // The plate's lines stand above the floor they bear on, the rest below it.
    let above = if has_rod(at) {
        if at.restrained { 3 } else { 1 }
    } else {
        0
    };
    let first = ceiling - FLOOR - 2.5 - LEADING * (above as f32 - 1.0);
    lines
        .into_iter()
        .enumerate()
        .map(|(i, (text, face, tone))| {
            let y = if i < above {
                first + LEADING * i as f32
            } else {
                ceiling + LEADING * (i - above + 1) as f32 + 0.5
            };
            let face = if i == above && has_rod(at) {
                Face::NarrowBold
            } else {
                face
            };
            Shape::Text(
                Label::new([TEXT_X, y], face, SIZE, text)
                    .within(STRIP - TEXT_X - 6.0)
                    .tone(tone),
            )
        })
        .collect()
}

fn anchor(run: &RodRun, base: f32) -> Vec<Shape> {
    if !run.required {
        return Vec::new();
    }
    vec![
        Shape::line(
            [ROD_X, base],
            [ROD_X, base + 15.0],
            Pen::new(1.6, Tone::Blue),
        ),
        Shape::rect(
            [ROD_X - 6.0, base + 14.0],
            [12.0, 2.4],
            None,
            Some(Tone::Ink),
        ),
        Shape::Text(
            Label::new(
                [TEXT_X, base + 11.0],
                Face::NarrowBold,
                SIZE,
                format!("Anchor {} lb", whole(run.anchor_lb)),
            )
            .within(STRIP - TEXT_X - 6.0),
        ),
    ]
}

fn alt(results: &Results, run: &RodRun) -> String {
    const MOST: usize = 12;
    let mut text = format!("Elevation of rod run {}. ", clean(&run.id));
    if !run.required {
        text.push_str("No tension at any level: no rod is required.");
        return text;
    }
    for at in run.levels.iter().filter(|l| has_rod(l)).take(MOST) {
        text.push_str(&format!(
            "{}: {} {} rod carries {} of {} lb; ",
            clean(&level_name(results, at.level)),
            inches(at.diameter_in),
            clean(&at.grade),
            whole(at.rod_lb),
            whole(at.rod_capacity_lb)
        ));
    }
    if run.levels.len() > MOST {
        text.push_str(&format!("{} more levels; ", run.levels.len() - MOST));
    }
    text.push_str(&format!("anchor {} lb.", whole(run.anchor_lb)));
    text
}
