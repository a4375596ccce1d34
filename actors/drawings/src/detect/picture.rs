//! A level as a person would check it: walls with their openings, shear walls and their marks in
//! colour, obstacles, grid lines.

use std::fmt::Write as _;

use super::LevelPlan;
use crate::geometry::{Bounds, add, scale, sub};
use crate::plan::{ObstacleKind, OpeningKind, PointIn};

/// Draws a level as SVG, one unit an inch, y up on paper as in the building.
///
/// Black is wall, red is shear wall; doors are blue, windows green, gaps of unknown kind grey.
#[must_use]
pub fn picture(plan: &LevelPlan) -> String {
    let mut bounds = Bounds::of(plan.walls.iter().flat_map(|w| [w.start_in, w.end_in]));
    for o in &plan.obstacles {
        o.path_in.iter().for_each(|p| bounds.take(*p));
    }
    if bounds.is_empty() {
        bounds.take([0.0, 0.0]);
        bounds.take([120.0, 120.0]);
    }
    let view = bounds.grown(36.0);
    let [w, h] = view.size();
    let mut svg = String::new();
    // Writing to a String never fails.
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w:.1} {h:.1}\" \
         width=\"{:.0}\" height=\"{:.0}\" font-family=\"sans-serif\">",
        w * (1600.0 / w.max(h)),
        h * (1600.0 / w.max(h)),
    );
    let _ = writeln!(
        svg,
        "<rect width=\"{w:.1}\" height=\"{h:.1}\" fill=\"white\"/>"
    );
    let at = |p: PointIn| [p[0] - view.min[0], view.max[1] - p[1]];
    for g in &plan.grid {
        let (a, b) = (at(g.start_in), at(g.end_in));
        line(&mut svg, a, b, "#bbb", 1.0, "stroke-dasharray=\"18 4 4 4\"");
        text(&mut svg, a, 10.0, "#999", &g.name);
    }
    for o in &plan.obstacles {
        let color = match o.kind {
            ObstacleKind::Duct => "#8a5",
            ObstacleKind::Pipe => "#58c",
            ObstacleKind::Beam | ObstacleKind::Header => "#b84",
            ObstacleKind::Other => "#888",
        };
        let points: Vec<String> = o
            .path_in
            .iter()
            .map(|p| {
                let q = at(*p);
                format!("{:.1},{:.1}", q[0], q[1])
            })
            .collect();
        let shape = if o.closed { "polygon" } else { "polyline" };
        let _ = writeln!(
            svg,
            "<{shape} points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-opacity=\"0.5\" \
             stroke-width=\"{:.2}\"/>",
            points.join(" "),
            o.width_in.max(1.0)
        );
        if let Some(p) = o.path_in.first() {
            text(&mut svg, at(*p), 5.0, color, &o.label);
        }
    }
    for wall in &plan.walls {
        let length = wall.length_in();
        if length <= 0.0 {
            continue;
        }
        let u = scale(sub(wall.end_in, wall.start_in), 1.0 / length);
        let p = |t: f64| at(add(wall.start_in, scale(u, t)));
        let color = if wall.shear { "#d22" } else { "#333" };
        for s in &wall.segments {
            line(&mut svg, p(s[0]), p(s[1]), color, wall.thickness_in, "");
        }
        for o in &wall.openings {
            let color = match o.kind {
                OpeningKind::Door => "#26d",
                OpeningKind::Window => "#2a6",
                OpeningKind::Unknown => "#aaa",
            };
            line(
                &mut svg,
                p(o.from_in),
                p(o.to_in),
                color,
                wall.thickness_in * 0.4,
                "",
            );
        }
        if wall.shear {
            let m = p(length / 2.0);
            text(&mut svg, [m[0] + 6.0, m[1] - 6.0], 9.0, "#900", &wall.mark);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn line(svg: &mut String, a: PointIn, b: PointIn, color: &str, width: f64, more: &str) {
    let _ = writeln!(
        svg,
        "<line x1=\"{:.2}\" y1=\"{:.2}\" x2=\"{:.2}\" y2=\"{:.2}\" stroke=\"{color}\" \
         stroke-width=\"{width:.2}\" {more}/>",
        a[0], a[1], b[0], b[1]
    );
}

fn text(svg: &mut String, at: PointIn, size: f64, color: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let mut safe = String::with_capacity(text.len());
    for c in text.chars().take(60) {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{size}\" fill=\"{color}\">{safe}</text>",
        at[0], at[1]
    );
}
