//! The key plan of a level: grid, walls with their marks and openings, rods, and lightly the rest of
//! the plan and what rods might run into.

use holdfast_engineering::design::RodRun;

use super::labels::{Bounds, Space};
use super::symbols::{self, BUBBLE, RodState};
use super::view::{Extent, Scale, View, drawable};
use super::{Anchor, At, Dash, Drawing, Label, Pen, Shape, Tone};
use crate::results::{Obstacle, Results, Wall};
use crate::typeface::{Face, clean};
use crate::utilization::level_name;

/// One sheet of a level's key plan.
#[derive(Debug)]
pub(crate) struct PlanSheet {
    /// The drawing.
    pub(crate) drawing: Drawing,
    /// Its scale.
    pub(crate) scale: Scale,
    /// Which part of how many, from 1; `(1, 1)` where one sheet shows all.
    pub(crate) part: (usize, usize),
}

/// Margin around the plan for bubbles and labels, points.
const MARGIN: f32 = 44.0;
/// The part of it that is for bubbles and labels alone, also where a plan goes on on other sheets.
const BUBBLES: f32 = 30.0;
/// Strip below the plan for the scale bar and north, points.
const FOOT: f32 = 38.0;
/// A plan is never split over more sheets than this.
const MOST_SHEETS: usize = 12;
/// Part of the paper that labels may fill before a larger scale is taken.
const CROWDED: f64 = 0.20;
/// Paper that a label takes, square points.
const LABEL_AREA: f64 = 34.0 * 9.0;

/// The key plan of a level on sheets of a size, to the largest scale that fits: split where no legible
/// scale does, or where marks would crowd each other out.
pub(crate) fn sheets(results: &Results, level: usize, size: At) -> Vec<PlanSheet> {
    let extent = extent(results);
    let paper = [size[0] - 2.0 * MARGIN, size[1] - 2.0 * MARGIN - FOOT];
    let mut scale = Scale::fitting(extent.size(), paper);
    let count = |scale: &Scale| {
        let [across, down] = scale.sheets(extent.size(), paper);
        across.saturating_mul(down)
    };
    if !scale.legible() && count(&Scale::smallest_legible()) <= MOST_SHEETS {
        scale = Scale::smallest_legible();
    }
    while scale.legible() && is_crowded(results, level, extent, &scale) {
        let larger = scale.larger();
        if larger == scale || count(&larger) > MOST_SHEETS / 2 {
            break;
        }
        scale = larger;
    }
    let [across, down] = match scale.sheets(extent.size(), paper) {
        [a, d] if a.saturating_mul(d) <= MOST_SHEETS => [a, d],
        _ => [1, 1],
    };
    let [width, height] = extent.size();
    let mut sheets = Vec::new();
    for row in 0..down {
        for column in 0..across {
            let part = |i: usize, n: usize, length: f64| (i as f64 + 0.5) / n as f64 * length;
            let view = View {
                center: [
                    extent.min[0] + part(column, across, width),
                    extent.max[1] - part(row, down, height),
                ],
                points_per_foot: scale.points_per_foot,
                size: [size[0], size[1] - FOOT],
                margin: BUBBLES,
            };
            let number = row * across + column + 1;
            let mut drawing = draw(results, level, view, extent);
            if across * down > 1 {
                drawing.layer("key", key(extent, [across, down], number, size));
            }
            sheets.push(PlanSheet {
                drawing,
                scale: scale.clone(),
                part: (number, across * down),
            });
        }
    }
    sheets
}

/// The whole level on one sheet to 1/8" = 1'-0", smaller only where it would be wider than the
/// largest plotter's paper.
pub(crate) fn single(results: &Results, level: usize) -> PlanSheet {
    const WIDEST: f64 = 60.0 * 72.0;
    let extent = extent(results);
    let [width, height] = extent.size();
    let eighth = Scale::eighth();
    let scale = if width.max(height) * eighth.points_per_foot <= WIDEST {
        eighth
    } else {
        Scale::fitting([width, height], [WIDEST as f32; 2])
    };
    let length = |feet: f64| (feet * scale.points_per_foot) as f32 + 2.0 * MARGIN;
    let view = View {
        center: extent.center(),
        points_per_foot: scale.points_per_foot,
        // Wide enough for the scale bar and north below a narrow plan.
        size: [length(width).max(330.0), length(height)],
        margin: BUBBLES,
    };
    PlanSheet {
        drawing: draw(results, level, view, extent),
        scale,
        part: (1, 1),
    }
}

/// What key plans show, the same for all levels so that sheets can be laid over each other: walls and
/// rods, and what stands near them.
fn extent(results: &Results) -> Extent {
    const NEAR: f64 = 40.0;
    let walls = results.walls.iter().flat_map(|w| [w.start_ft, w.end_ft]);
    let rods = results.rod_runs.iter().map(|r| r.at_ft);
    let lines = results.context.iter().flat_map(|c| [c.start_ft, c.end_ft]);
    let grid = results.grid.iter().flat_map(|g| [g.start_ft, g.end_ft]);
    let found = match Extent::around(walls.chain(rods)) {
        Some(core) => {
            let near = core.grown(NEAR);
            lines.filter(|p| near.holds(*p)).fold(core, Extent::with)
        }
        None => Extent::around(lines.chain(grid)).unwrap_or(Extent {
            min: [0.0; 2],
            max: [40.0, 30.0],
        }),
    };
    found.grown(1.0)
}

fn is_crowded(results: &Results, level: usize, extent: Extent, scale: &Scale) -> bool {
    let walls = results.walls.iter().filter(|w| w.level == level).count();
    let rods = results
        .rod_runs
        .iter()
        .filter(|r| reaches(r, level))
        .count();
    let [w, h] = extent.size();
    let paper = w * h * scale.points_per_foot * scale.points_per_foot;
    (walls + rods) as f64 * LABEL_AREA > paper * CROWDED
}

fn reaches(run: &RodRun, level: usize) -> bool {
    run.levels.iter().any(|l| l.level == level)
}

/// The state of a run for its mark.
pub(crate) fn state(run: &RodRun) -> RodState {
    match (run.required, run.passes) {
        (false, true) => RodState::NotRequired,
        (_, false) => RodState::Fails,
        (true, true) => RodState::Passes,
    }
}

fn draw(results: &Results, level: usize, view: View, extent: Extent) -> Drawing {
    let walls: Vec<&Wall> = results.walls.iter().filter(|w| w.level == level).collect();
    let runs: Vec<&RodRun> = results
        .rod_runs
        .iter()
        .filter(|r| reaches(r, level))
        .collect();
    let openings: usize = walls.iter().map(|w| w.openings.len()).sum();
    let alt = format!(
        "Key plan of {}: {} shear walls with {openings} openings, {} rod runs, {} grid lines. Each \
         wall and run is listed in the schedules.",
        clean(&level_name(results, level)),
        walls.len(),
        runs.len(),
        results.grid.len(),
    );
    let mut drawing = Drawing::new([view.size[0], view.size[1] + FOOT], alt);
    let mut space = Space::new(view.size);

    drawing.layer("context", context(results, level, &view, &mut space));
    for obstacle in results.obstacles.iter().filter(|o| o.level == level) {
        for piece in obstacle.path_ft.windows(2) {
            if let Some([a, b]) = view.clip(piece[0], piece[1]) {
                let half = view.length(obstacle.width_in.clamp(0.0, 600.0) / 24.0);
                space.avoid_line(a, b, half.max(0.5));
            }
        }
        drawing.layer_of(
            "obstacle",
            clean(&obstacle.id),
            obstacle_shapes(obstacle, &view),
        );
    }
    grid(results, &view, extent, &mut space, &mut drawing);
    for wall in &walls {
        if let Some([a, b]) = view.clip(wall.start_ft, wall.end_ft) {
            space.take_line(a, b, view.length(thickness_ft(wall)) / 2.0 + 1.0);
        }
        drawing.layer_of("wall", clean(&wall.id), wall_shapes(wall, &view));
    }
    let radius = rod_radius(&view);
    for run in runs.iter().filter(|r| view.shows(r.at_ft)) {
        space.take(Bounds::around(view.at(run.at_ft), radius + 1.0));
    }
    let mut marks = Vec::new();
    for wall in &walls {
        marks.extend(wall_label(wall, &view, &mut space));
    }
    for run in runs.iter().filter(|r| view.shows(r.at_ft)) {
        let mut shapes = rod_label(run, &view, &mut space);
        shapes.extend(symbols::rod(view.at(run.at_ft), radius, state(run)));
        drawing.layer_of("rod", clean(&run.id), shapes);
    }
    drawing.layer("marks", marks);
    drawing.layer("foot", foot(&view));
    drawing
}

fn rod_radius(view: &View) -> f32 {
    (view.points_per_foot as f32 * 0.28).clamp(1.6, 3.2)
}

fn context(results: &Results, level: usize, view: &View, space: &mut Space) -> Vec<Shape> {
    let pen = Pen::new(0.3, Tone::Silver);
    let mut shapes = Vec::new();
    for line in results.context.iter().filter(|line| line.level == level) {
        if let Some([a, b]) = view.clip(line.start_ft, line.end_ft) {
            space.avoid_line(a, b, 0.4);
            shapes.push(Shape::line(a, b, pen));
        }
    }
    shapes
}

/// An obstacle: its outline, or the two sides and the end of each piece of a routed one.
pub(crate) fn obstacle_shapes(obstacle: &Obstacle, view: &View) -> Vec<Shape> {
    let pen = Pen::new(0.4, Tone::Ochre);
    if obstacle.closed {
        let outline = view.clip_outline(&obstacle.path_ft);
        return if outline.len() < 3 {
            Vec::new()
        } else {
            vec![Shape::polygon(outline, Some(pen), Some(Tone::Sand))]
        };
    }
    let mut shapes = Vec::new();
    for piece in obstacle.path_ft.windows(2) {
        let body = body(piece[0], piece[1], obstacle.width_in / 12.0);
        let outline = body.map(|b| view.clip_outline(&b)).unwrap_or_default();
        if outline.len() >= 3 {
            shapes.push(Shape::polygon(outline, Some(pen), Some(Tone::Sand)));
        }
        if let Some([a, b]) = view.clip(piece[0], piece[1]) {
            shapes.push(Shape::line(a, b, pen.dashed(Dash::Center)));
        }
    }
    shapes
}

/// The rectangle of a width around a line, feet.
fn body(from: [f64; 2], to: [f64; 2], width: f64) -> Option<[[f64; 2]; 4]> {
    let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    let length = dx.hypot(dy);
    if !(length > 1e-6 && width > 0.0 && width < 1e3 && drawable(from) && drawable(to)) {
        return None;
    }
    let [nx, ny] = [-dy / length * width / 2.0, dx / length * width / 2.0];
    Some([
        [from[0] + nx, from[1] + ny],
        [to[0] + nx, to[1] + ny],
        [to[0] - nx, to[1] - ny],
        [from[0] - nx, from[1] - ny],
    ])
}

fn grid(results: &Results, view: &View, extent: Extent, space: &mut Space, drawing: &mut Drawing) {
    let points = |p: f32| f64::from(p) / view.points_per_foot;
    // A little beyond the plan, and no farther than what the sheet shows of it.
    let window = extent.grown(points(14.0)).within(view.extent());
    let (mut lines, mut bubbles) = (Vec::new(), Vec::new());
    for line in &results.grid {
        let [dx, dy] = [
            line.end_ft[0] - line.start_ft[0],
            line.end_ft[1] - line.start_ft[1],
        ];
        let length = dx.hypot(dy);
        if !(drawable(line.start_ft) && drawable(line.end_ft) && length > 1e-6) {
            continue;
        }
        // Across all of the plan, whatever was drawn of it.
        let reach = extent.size()[0].hypot(extent.size()[1]) + length;
        let [ux, uy] = [dx / length, dy / length];
        let from = [line.start_ft[0] - ux * reach, line.start_ft[1] - uy * reach];
        let to = [line.end_ft[0] + ux * reach, line.end_ft[1] + uy * reach];
        let Some([a, b]) = view.clip_to(window, from, to) else {
            continue;
        };
        // Out of the plan along the line, on paper where y runs down.
        let out = |by: f32| [a[0] - ux as f32 * by, a[1] + uy as f32 * by];
        // A bubble that meets its neighbour's stands a row farther out.
        let free = |center: &At| space.is_free(Bounds::around(*center, BUBBLE + 0.5));
        let center = [out(BUBBLE), out(3.0 * BUBBLE + 2.0)]
            .into_iter()
            .find(free)
            .unwrap_or(out(BUBBLE));
        space.take(Bounds::around(center, BUBBLE + 0.5));
        space.avoid_line(a, b, 0.8);
        lines.push(Shape::line(center, b, symbols::GRID));
        bubbles.extend(symbols::bubble(center, &clean(&line.name)));
    }
    drawing.layer("grid", lines);
    drawing.layer("bubbles", bubbles);
}

fn thickness_ft(wall: &Wall) -> f64 {
    let inches = if wall.thickness_in > 0.5 && wall.thickness_in < 60.0 {
        wall.thickness_in
    } else {
        5.5
    };
    inches / 12.0
}

/// Whether any segment of the wall is over its capacity.
pub(crate) fn fails(wall: &Wall) -> bool {
    wall.segments
        .iter()
        .any(|s| s.effective && s.utilization > 1.0 + 1e-9)
}

/// A wall: solid where it is full height, open at doors, with sill lines at windows.
pub(crate) fn wall_shapes(wall: &Wall, view: &View) -> Vec<Shape> {
    let [dx, dy] = [
        wall.end_ft[0] - wall.start_ft[0],
        wall.end_ft[1] - wall.start_ft[1],
    ];
    let length = dx.hypot(dy);
    if !(drawable(wall.start_ft) && drawable(wall.end_ft) && length > 1e-6) {
        return Vec::new();
    }
    let place = |s: f64| {
        [
            wall.start_ft[0] + dx * s / length,
            wall.start_ft[1] + dy * s / length,
        ]
    };
    let thick = thickness_ft(wall);
    let tone = if fails(wall) { Tone::Red } else { Tone::Ink };
    let mut openings: Vec<_> = wall
        .openings
        .iter()
        .map(|o| {
            (
                o.from_ft.min(o.to_ft).max(0.0),
                o.from_ft.max(o.to_ft).min(length),
                o.kind.as_str(),
            )
        })
        .filter(|(from, to, _)| to > from)
        .collect();
    openings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut shapes = Vec::new();
    let mut solid = |from: f64, to: f64| {
        if let Some(outline) = body(place(from), place(to), thick) {
            let outline = view.clip_outline(&outline);
            if outline.len() >= 3 {
                shapes.push(Shape::polygon(
                    outline,
                    Some(Pen::new(0.3, tone)),
                    Some(tone),
                ));
            }
        }
    };
    let mut from = 0.0;
    for (start, end, _) in &openings {
        solid(from, *start);
        from = end.max(from);
    }
    solid(from, length);
    let pen = Pen::new(0.4, Tone::Grey);
    for (start, end, kind) in openings {
        let offsets: &[f64] = if kind == "window" {
            &[-0.5, 0.0, 0.5]
        } else {
            &[-0.5, 0.5]
        };
        for offset in offsets {
            let shift = |p: [f64; 2]| {
                [
                    p[0] - dy / length * thick * offset,
                    p[1] + dx / length * thick * offset,
                ]
            };
            if let Some([a, b]) = view.clip(shift(place(start)), shift(place(end))) {
                shapes.push(Shape::line(a, b, pen));
            }
        }
    }
    shapes
}

/// The wall's mark and id along it.
fn wall_label(wall: &Wall, view: &View, space: &mut Space) -> Vec<Shape> {
    let Some([a, b]) = view.clip(wall.start_ft, wall.end_ft) else {
        return Vec::new();
    };
    let mut text = clean(&wall.mark);
    if !text.is_empty() {
        text.push_str("  ");
    }
    text.push_str(&clean(&wall.id));
    if fails(wall) {
        text.push_str("  NG");
    }
    // From left to right, or upwards.
    let (a, b) = if (b[0] - a[0] > 0.01) || ((b[0] - a[0]).abs() <= 0.01 && b[1] < a[1]) {
        (a, b)
    } else {
        (b, a)
    };
    let [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    let length = dx.hypot(dy).max(0.01);
    let tone = if fails(wall) { Tone::Red } else { Tone::Ink };
    let label = Label::new(a, Face::NarrowBold, 6.4, text)
        .within(150.0)
        .turn(-dy.atan2(dx).to_degrees())
        .tone(tone);
    let half = view.length(thickness_ft(wall)) / 2.0;
    let mut places = Vec::new();
    for away in [2.2, 8.5, 15.0, 22.0] {
        for part in [0.5, 0.35, 0.65, 0.2, 0.8, 0.05, 0.95] {
            for above in [true, false] {
                // Across the wall, to the left of its direction being up.
                let off = if above {
                    half + away
                } else {
                    -(half + away + label.size * 0.7)
                };
                let at = [
                    a[0] + dx * part + dy / length * off,
                    a[1] + dy * part - dx / length * off,
                ];
                places.push((at, Anchor::Middle));
            }
        }
    }
    let Some((index, placed)) = space.place(&label, &places) else {
        return Vec::new();
    };
    let mut shapes = Vec::new();
    if index >= 14 {
        let middle = [a[0] + dx * 0.5, a[1] + dy * 0.5];
        shapes.push(Shape::line(
            nearest(Bounds::of(&placed), middle),
            middle,
            Pen::FINE,
        ));
    }
    shapes.push(Shape::Text(placed));
    shapes
}

/// The point of a box nearest to a point.
fn nearest(bounds: Bounds, p: At) -> At {
    [
        p[0].clamp(bounds.min[0], bounds.max[0]),
        p[1].clamp(bounds.min[1], bounds.max[1]),
    ]
}

/// The run's id beside its rod, with a leader where it stands off.
fn rod_label(run: &RodRun, view: &View, space: &mut Space) -> Vec<Shape> {
    let center = view.at(run.at_ft);
    let mut text = clean(&run.id);
    if state(run) == RodState::Fails {
        text.push_str(" NG");
    }
    let tone = if state(run) == RodState::Fails {
        Tone::Red
    } else {
        Tone::Blue
    };
    let label = Label::new(center, Face::Narrow, 6.2, text)
        .within(110.0)
        .tone(tone);
    let rise = label.size * 0.35;
    let radius = rod_radius(view);
    // First away from the wall, then around, then farther.
    let out = [-run.inward[0] as f32, run.inward[1] as f32];
    let start = if out.iter().all(|x| x.is_finite()) {
        out[1].atan2(out[0])
    } else {
        0.0
    };
    let turns = [
        0.7, -0.7, 0.0, 1.2, -1.2, 1.57, -1.57, 2.2, -2.2, 2.7, -2.7, 3.1,
    ];
    let mut places = Vec::new();
    for reach in [
        3.0, 7.0, 12.0, 18.0, 26.0, 36.0, 48.0, 64.0, 84.0, 110.0, 140.0,
    ] {
        for turn in turns {
            let (sin, cos) = (start + turn).sin_cos();
            let [x, y] = [
                center[0] + cos * (radius + reach),
                center[1] + sin * (radius + reach),
            ];
            let anchor = match cos {
                c if c > 0.3 => Anchor::Start,
                c if c < -0.3 => Anchor::End,
                _ => Anchor::Middle,
            };
            let drop = rise * (1.0 + sin);
            places.push(([x, y + drop], anchor));
        }
    }
    let Some((index, placed)) = space.place(&label, &places) else {
        return Vec::new();
    };
    let mut shapes = Vec::new();
    if index >= turns.len() {
        shapes.push(Shape::line(
            nearest(Bounds::of(&placed), center),
            center,
            Pen::FINE,
        ));
    }
    shapes.push(Shape::Text(placed));
    shapes
}

fn foot(view: &View) -> Vec<Shape> {
    let y = view.size[1] + FOOT;
    let mut shapes = symbols::scale_bar([MARGIN, y - 14.0], view);
    shapes.extend(symbols::plan_north([view.size[0] - MARGIN, y - 22.0]));
    shapes
}

/// Which part of the plan a sheet shows.
fn key(extent: Extent, [across, down]: [usize; 2], number: usize, size: At) -> Vec<Shape> {
    let [w, h] = extent.size();
    let height = 26.0_f32;
    let width = (height * (w / h.max(1.0)) as f32).clamp(20.0, 120.0);
    let (cw, ch) = (width / across as f32, height / down as f32);
    let origin = [size[0] / 2.0 - width / 2.0, size[1] - height - 4.0];
    let mut shapes = Vec::new();
    for i in 0..across * down {
        let fill = if i + 1 == number {
            Tone::Silver
        } else {
            Tone::White
        };
        let at = [
            origin[0] + cw * (i % across) as f32,
            origin[1] + ch * (i / across) as f32,
        ];
        shapes.push(Shape::rect(
            at,
            [cw, ch],
            Some(Pen::new(0.4, Tone::Grey)),
            Some(fill),
        ));
    }
    shapes.push(Shape::Text(
        Label::new(
            [origin[0] - 4.0, size[1] - 12.0],
            Face::Narrow,
            6.5,
            "This sheet",
        )
        .anchor(Anchor::End)
        .tone(Tone::Grey),
    ));
    shapes
}
