//! Tables: columns as wide as they need, cells that wrap, heads repeated on every page.

use super::document::{ARTIFACT, NodeId, Role};
use super::flow::{Flow, SIDE, TOP, wrap};
use crate::ReportError;
use crate::drawing::{Anchor, Label, Pen, Shape, Tone};
use crate::typeface::{Face, clean};

/// Side on which cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its head, `Tension`.
    title: String,
    /// Its unit, below the head.
    unit: &'static str,
    align: Align,
    /// Whether it takes what width is left and wraps.
    wraps: bool,
}

/// A column of numbers with a unit.
pub(crate) fn number(title: &str, unit: &'static str) -> Column {
    Column {
        title: title.to_owned(),
        unit,
        align: Align::Right,
        wraps: false,
    }
}

/// A column of short words.
pub(crate) fn word(title: &str) -> Column {
    Column {
        title: title.to_owned(),
        unit: "",
        align: Align::Left,
        wraps: false,
    }
}

/// A column of text that wraps.
pub(crate) fn prose(title: &str) -> Column {
    Column {
        title: title.to_owned(),
        unit: "",
        align: Align::Left,
        wraps: true,
    }
}

/// A cell.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
    bold: bool,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        let text: String = text.into();
        Self {
            text: clean(&text),
            tone: Tone::Ink,
            bold: false,
        }
    }
}

impl Cell {
    /// Bold.
    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// In a colour.
    pub(crate) fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// Marked as failing where it is so: red and bold, so that it shows in print too.
    pub(crate) fn failing(self, fails: bool) -> Self {
        if fails {
            self.bold().tone(Tone::Red)
        } else {
            self
        }
    }
}

/// `OK` or `NG`.
pub(crate) fn verdict(passes: bool) -> Cell {
    if passes {
        Cell::from("OK").tone(Tone::Green)
    } else {
        Cell::from("NG").failing(true)
    }
}

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    /// What it holds, for those who do not see it.
    pub(crate) summary: String,
    /// Columns; the first one's cells are heads of their rows.
    pub(crate) columns: Vec<Column>,
    /// Rows, with whether a group begins at it.
    rows: Vec<(bool, Vec<Cell>)>,
    size: f32,
}

impl Table {
    pub(crate) fn new(summary: &str, columns: Vec<Column>) -> Self {
        Self {
            summary: clean(summary),
            columns,
            rows: Vec::new(),
            size: 7.6,
        }
    }

    /// Text of another size, points.
    pub(crate) fn size(self, size: f32) -> Self {
        Self { size, ..self }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push((false, cells));
    }

    /// Adds a row that begins a group, set off by a rule.
    pub(crate) fn group(&mut self, cells: Vec<Cell>) {
        self.rows.push((!self.rows.is_empty(), cells));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Blank on each side of a cell, points.
const PAD: f32 = 3.2;
/// Longest column that does not wrap, points.
const LONGEST: f32 = 150.0;
/// More lines than this in one cell are cut.
const MOST_LINES: usize = 24;

impl Flow<'_> {
    /// A table from the left margin.
    pub(crate) fn table(&mut self, table: &Table) -> Result<(), ReportError> {
        let widths = widths(table, self.width());
        let node = self
            .document
            .node(self.node, Role::Table(table.summary.clone()));
        let lines = table
            .columns
            .iter()
            .zip(&widths)
            .map(|(c, w)| wrap(Face::NarrowBold, table.size, &c.title, w - 2.0 * PAD));
        let heads: Vec<Vec<String>> = lines.collect();
        let units = table.columns.iter().any(|c| !c.unit.is_empty());
        let deepest = heads.iter().map(Vec::len).max().unwrap_or(1) as f32;
        let leading = table.size * 1.22;
        let head_height = deepest * leading + if units { leading } else { 0.0 } + 6.0;
        self.need(head_height + 3.0 * leading + 12.0)?;
        let head = self.document.node(node, Role::Head);
        let row = self.document.node(head, Role::Row);
        self.head(table, &widths, &heads, head_height, Some(row));
        let body = self.document.node(node, Role::Body);
        for (group, cells) in &table.rows {
            let wrapped: Vec<Vec<String>> = cells
                .iter()
                .zip(&widths)
                .map(|(cell, width)| {
                    let mut lines = wrap(face(cell), table.size, &cell.text, width - 2.0 * PAD);
                    if lines.len() > MOST_LINES {
                        lines.truncate(MOST_LINES);
                        lines.push("…".to_owned());
                    }
                    lines
                })
                .collect();
            let deepest = wrapped.iter().map(Vec::len).max().unwrap_or(1) as f32;
            let height = deepest * leading + 3.4;
            if self.room() < height && self.y > TOP {
                self.close();
                self.break_page()?;
                self.head(table, &widths, &heads, head_height, None);
            } else if *group {
                self.rule(Pen::new(0.5, Tone::Silver));
            } else {
                self.rule(Pen::new(0.25, Tone::Rule));
            }
            let row = self.document.node(body, Role::Row);
            let mut x = SIDE;
            for (i, ((cell, lines), width)) in cells.iter().zip(&wrapped).zip(&widths).enumerate() {
                let role = if i == 0 { Role::RowHead } else { Role::Cell(1) };
                let node = self.document.node(row, role);
                let count = lines.len();
                for (n, line) in lines.iter().enumerate() {
                    let y = self.y + table.size + 1.2 + leading * n as f32;
                    let gap = if n + 1 < count { " " } else { "" };
                    let align = table.columns[i].align;
                    self.cell(
                        node,
                        align,
                        x,
                        *width,
                        y,
                        face(cell),
                        table.size,
                        cell.tone,
                        &format!("{line}{gap}"),
                    );
                }
                x += width;
            }
            self.y += height;
        }
        self.close();
        self.y += 10.0;
        Ok(())
    }

    /// The head: tagged at first, an artifact where it is repeated.
    fn head(
        &mut self,
        table: &Table,
        widths: &[f32],
        heads: &[Vec<String>],
        height: f32,
        row: Option<NodeId>,
    ) {
        let total: f32 = widths.iter().sum();
        let ground = Shape::rect([SIDE, self.y], [total, height], None, Some(Tone::Mist));
        self.document.draw(self.page, ARTIFACT, ground);
        self.rule(Pen::new(0.8, Tone::Ink));
        let leading = table.size * 1.22;
        let units = table.columns.iter().any(|c| !c.unit.is_empty());
        let mut x = SIDE;
        for ((column, lines), width) in table.columns.iter().zip(heads).zip(widths) {
            let node = match row {
                Some(row) => self.document.node(row, Role::ColumnHead),
                None => ARTIFACT,
            };
            // Words stand on the bottom line, units below them.
            let base = self.y + height - 4.6 - if units { leading } else { 0.0 };
            let count = lines.len();
            for (n, line) in lines.iter().enumerate() {
                let y = base - leading * (count - 1 - n) as f32;
                let text = format!("{line} ");
                self.cell(
                    node,
                    column.align,
                    x,
                    *width,
                    y,
                    Face::NarrowBold,
                    table.size,
                    Tone::Ink,
                    &text,
                );
            }
            if !column.unit.is_empty() {
                let y = base + leading;
                self.cell(
                    node,
                    column.align,
                    x,
                    *width,
                    y,
                    Face::Narrow,
                    table.size * 0.92,
                    Tone::Grey,
                    column.unit,
                );
            }
            x += width;
        }
        self.y += height;
        self.rule(Pen::new(0.5, Tone::Ink));
    }

    fn close(&mut self) {
        self.rule(Pen::new(0.5, Tone::Ink));
    }

    #[allow(clippy::too_many_arguments)] // one call a line of text; a struct would only rename them
    fn cell(
        &mut self,
        node: NodeId,
        align: Align,
        x: f32,
        width: f32,
        y: f32,
        face: Face,
        size: f32,
        tone: Tone,
        text: &str,
    ) {
        let (at, anchor) = match align {
            Align::Left => ([x + PAD, y], Anchor::Start),
            Align::Right => {
                // The blank that separates lines for listeners must not push numbers out of line.
                let extra = face.width(size, text) - face.width(size, text.trim_end());
                ([x + width - PAD + extra, y], Anchor::End)
            }
        };
        let label = Label::new(at, face, size, text).anchor(anchor).tone(tone);
        self.document.draw(self.page, node, Shape::Text(label));
    }
}

fn face(cell: &Cell) -> Face {
    if cell.bold {
        Face::NarrowBold
    } else {
        Face::Narrow
    }
}

/// Widths of the columns, together as wide as the text: each what its content needs, wrapping columns
/// sharing what is left.
fn widths(table: &Table, total: f32) -> Vec<f32> {
    let size = table.size;
    let longest_word = |face: Face, text: &str| {
        text.split_whitespace()
            .map(|w| face.width(size, w))
            .fold(0.0, f32::max)
    };
    let mut least = Vec::new();
    let mut wanted = Vec::new();
    for (i, column) in table.columns.iter().enumerate() {
        let head = longest_word(Face::NarrowBold, &column.title)
            .max(Face::Narrow.width(size * 0.92, column.unit));
        let cells = table.rows.iter().filter_map(|(_, cells)| cells.get(i));
        let content = cells
            .map(|c| face(c).width(size, &c.text))
            .fold(0.0, f32::max);
        let natural = head.max(content);
        let limit = if column.wraps { f32::MAX } else { LONGEST };
        wanted.push(natural.min(limit) + 2.0 * PAD);
        least.push(head.max(natural.min(if column.wraps { 60.0 } else { 26.0 })) + 2.0 * PAD);
    }
    let sum: f32 = wanted.iter().sum();
    if sum <= total {
        // Room to spare goes to all columns alike.
        let spare = (total - sum) / wanted.len().max(1) as f32;
        return wanted.iter().map(|w| w + spare).collect();
    }
    // Wrapping columns give way first, then all.
    let firm: f32 = pairs(table, &wanted)
        .filter(|(wraps, _)| !wraps)
        .map(|(_, w)| w)
        .sum();
    let soft_least: f32 = pairs(table, &least)
        .filter(|(wraps, _)| *wraps)
        .map(|(_, w)| w)
        .sum();
    if firm + soft_least <= total {
        // What they want beyond the least, and how much of it there is: never all, as the sum of
        // what all want is more than the total.
        let soft = (sum - firm - soft_least).max(1.0);
        let share = (total - firm - soft_least) / soft;
        return (0..wanted.len())
            .map(|i| {
                if table.columns[i].wraps {
                    least[i] + share * (wanted[i] - least[i])
                } else {
                    wanted[i]
                }
            })
            .collect();
    }
    wanted.iter().map(|w| w * total / sum).collect()
}

fn pairs<'a>(table: &'a Table, widths: &'a [f32]) -> impl Iterator<Item = (bool, f32)> + 'a {
    table
        .columns
        .iter()
        .map(|c| c.wraps)
        .zip(widths.iter().copied())
}
