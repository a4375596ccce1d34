//! The shear wall schedule, and the wall lines with their share of the story forces.

use holdfast_engineering::design::{Direction, Load};

use crate::ReportError;
use crate::drawing::Tone;
use crate::numerals::{fixed, percent, whole};
use crate::pdf::document::{Document, Paper};
use crate::pdf::flow::{Flow, Style};
use crate::pdf::table::{Cell, Table, number, verdict, word};
use crate::results::{Results, Wall};
use crate::utilization::level_name;

/// Title of the schedule's section.
pub(crate) const TITLE: &str = "Shear wall schedule";
/// Title of the wall lines' section.
pub(crate) const LINES: &str = "Wall line forces";

fn load(load: Load) -> &'static str {
    match load {
        Load::Seismic => "seismic",
        Load::Wind => "wind",
    }
}

/// Lays the schedule out.
pub(crate) fn lay(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    let mut flow = Flow::section(document, Paper::LetterWide, TITLE)?;
    if results.walls.is_empty() {
        return flow.paragraph(Style::TEXT, "No shear wall was found or given.");
    }
    flow.paragraph(
        Style::NOTE,
        "Segments are the full-height pieces between openings. Shear is at the level of the design \
         method, of the load that governs. Segments beyond the limit of the aspect ratio carry nothing.",
    )?;
    let mut levels: Vec<usize> = results.walls.iter().map(|w| w.level).collect();
    levels.sort_unstable();
    levels.dedup();
    for level in levels {
        let name = level_name(results, level);
        flow.heading(2, &name)?;
        let mut table = Table::new(
            &format!("Shear walls of {name} with segments, shears and capacities"),
            vec![
                word("Wall"),
                word("Type"),
                word("Stack"),
                word("Segment"),
                word("Line"),
                number("Length", "ft"),
                number("h/b", ""),
                word("Load"),
                number("Shear", "lb"),
                number("Unit shear", "plf"),
                number("Capacity", "plf"),
                number("Used", ""),
                number("Drift", "in"),
                number("Limit", "in"),
                word("Check"),
                number("Found", "confidence"),
            ],
        );
        for wall in results.walls.iter().filter(|w| w.level == level) {
            rows(&mut table, wall);
        }
        flow.table(&table)?;
    }
    Ok(())
}

fn rows(table: &mut Table, wall: &Wall) {
    let head = |first: bool| -> [Cell; 3] {
        let text = |s: &str| Cell::from(if first { s } else { "" });
        [
            Cell::from(wall.id.as_str()),
            text(&wall.mark),
            text(&wall.stack),
        ]
    };
    let found = || {
        let text = if wall.overridden {
            "override".to_owned()
        } else {
            fixed(wall.confidence, 2)
        };
        Cell::from(text).tone(Tone::Grey)
    };
    if wall.segments.is_empty() {
        let mut cells: Vec<Cell> = head(true).into();
        cells.push(Cell::from("no segment").tone(Tone::Grey));
        cells.extend((0..11).map(|_| Cell::from("")));
        cells.push(found());
        table.group(cells);
        return;
    }
    for (i, s) in wall.segments.iter().enumerate() {
        let mut cells: Vec<Cell> = head(i == 0).into();
        let over = s.utilization > 1.0 + 1e-9;
        let drifts = s.drift_in > s.drift_limit_in * (1.0 + 1e-9) && s.drift_limit_in > 0.0;
        cells.extend([
            s.segment.as_str().into(),
            s.line.as_str().into(),
            fixed(s.length_ft, 2).into(),
            fixed(s.aspect_ratio, 2).into(),
        ]);
        if s.effective {
            cells.extend([
                load(s.load).into(),
                whole(s.shear_lb).into(),
                whole(s.unit_shear_plf).into(),
                whole(s.capacity_plf).into(),
                Cell::from(percent(s.utilization)).failing(over),
                Cell::from(fixed(s.drift_in, 2)).failing(drifts),
                fixed(s.drift_limit_in, 2).into(),
                verdict(!over && !drifts),
            ]);
        } else {
            cells.push(Cell::from("too slender, not counted").tone(Tone::Grey));
            cells.extend((0..7).map(|_| Cell::from("")));
        }
        cells.push(if i == 0 { found() } else { Cell::from("") });
        if i == 0 {
            table.group(cells)
        } else {
            table.row(cells)
        }
    }
}

/// Lays the wall lines out.
pub(crate) fn lay_lines(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    let mut flow = Flow::section(document, Paper::Letter, LINES)?;
    if results.lines.is_empty() {
        return flow.paragraph(Style::TEXT, "No wall line carries a lateral force.");
    }
    flow.paragraph(
        Style::NOTE,
        "Force added at the top of the level by the flexible and the rigid diaphragm, and the shear in \
         the line used for design with the story forces above, strength level.",
    )?;
    let mut table = Table::new(
        "Forces of wall lines by level, direction and load",
        vec![
            word("Line"),
            word("Level"),
            word("Force along"),
            word("Load"),
            number("Position", "ft"),
            number("Flexible", "lb"),
            number("Rigid", "lb"),
            number("Shear for design", "lb"),
        ],
    );
    let mut last = None;
    for l in &results.lines {
        let direction = match l.direction {
            Direction::X => "x",
            Direction::Y => "y",
        };
        let cells = vec![
            l.line.as_str().into(),
            level_name(results, l.level).into(),
            direction.into(),
            load(l.load).into(),
            fixed(l.position_ft, 2).into(),
            whole(l.flexible_lb).into(),
            whole(l.rigid_lb).into(),
            Cell::from(whole(l.shear_lb)).bold(),
        ];
        let key = (l.level, l.direction, l.load);
        if last.replace(key) == Some(key) {
            table.row(cells)
        } else {
            table.group(cells)
        }
    }
    flow.table(&table)
}
