//! Tables: columns as wide as they need, cells that wrap, heads repeated on every page.

use super::document::{ARTIFACT, NodeId, Role};
use super::flow::{Flow, SIDE, TOP, wrap};
use crate::ReportError;
use crate::drawing::{Label, Pen, Shape, Tone};
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
    /// Width it has at least, points.
    least: f32,
}

impl Column {
    /// At least so wide, for columns that line up from table to table.
    pub(crate) fn least(self, least: f32) -> Self {
        Self { least, ..self }
    }
}

/// A column of numbers with a unit.
pub(crate) fn number(title: &str, unit: &'static str) -> Column {
    Column {
        title: title.to_owned(),
        unit,
        align: Align::Right,
        wraps: false,
        least: 0.0,
    }
}

/// A column of short words.
pub(crate) fn word(title: &str) -> Column {
    Column {
        title: title.to_owned(),
        unit: "",
        align: Align::Left,
        wraps: false,
        least: 0.0,
    }
}

/// A column of text that wraps.
pub(crate) fn prose(title: &str) -> Column {
    Column {
        title: title.to_owned(),
        unit: "",
        align: Align::Left,
        wraps: true,
        least: 0.0,
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
/// More of it before words that follow numbers.
const GAP: f32 = 8.0;
/// Room that every column gets before wrapping ones take the rest, points.
const AIR: f32 = 10.0;
/// Longest column that does not wrap, points.
const LONGEST: f32 = 150.0;
/// More lines than this in a cell of a wrapping column are cut.
const MOST_LINES: usize = 24;
/// The same in other columns.
const FEW_LINES: usize = 5;
/// Blank of a row beside its lines, points.
const ROW: f32 = 3.4;

/// Where a column's text stands: from its left margin, so wide.
#[derive(Debug, Clone, Copy)]
struct Slot {
    x: f32,
    width: f32,
    align: Align,
    most_lines: usize,
}

impl Slot {
    fn wrap(&self, face: Face, size: f32, text: &str) -> Vec<String> {
        // A hair more, as the widest text is as wide as its column but for rounding.
        let mut lines = wrap(face, size, text, self.width + 0.05);
        if lines.len() > self.most_lines {
            lines.truncate(self.most_lines);
            lines.push("…".to_owned());
        }
        lines
    }
}

/// A table while it is laid out.
struct Layout<'t> {
    table: &'t Table,
    slots: Vec<Slot>,
    heads: Vec<Vec<String>>,
    /// Whether there is a line of units.
    units: bool,
    leading: f32,
    head_height: f32,
    width: f32,
}

impl<'t> Layout<'t> {
    fn new(table: &'t Table, width: f32) -> Self {
        let mut x = SIDE;
        let mut slots = Vec::new();
        for (i, (column, width)) in table.columns.iter().zip(widths(table, width)).enumerate() {
            let lead = lead(table, i);
            slots.push(Slot {
                x: x + lead,
                width: width - lead - PAD,
                align: column.align,
                most_lines: if column.wraps { MOST_LINES } else { FEW_LINES },
            });
            x += width;
        }
        let heads: Vec<Vec<String>> = table
            .columns
            .iter()
            .zip(&slots)
            .map(|(column, slot)| slot.wrap(Face::NarrowBold, table.size, &column.title))
            .collect();
        let units = table.columns.iter().any(|c| !c.unit.is_empty());
        let leading = table.size * 1.22;
        let lines = deepest(&heads) + usize::from(units);
        let head_height = lines as f32 * leading + 6.0;
        Self {
            table,
            slots,
            heads,
            units,
            leading,
            head_height,
            width: x - SIDE,
        }
    }

    fn wrap(&self, cells: &[Cell]) -> Vec<Vec<String>> {
        let size = self.table.size;
        cells
            .iter()
            .zip(&self.slots)
            .map(|(c, slot)| slot.wrap(face(c), size, &c.text))
            .collect()
    }

    fn height(&self, lines: &[Vec<String>]) -> f32 {
        deepest(lines) as f32 * self.leading + ROW
    }
}

fn deepest(cells: &[Vec<String>]) -> usize {
    cells.iter().map(Vec::len).max().unwrap_or(1)
}

impl Flow<'_> {
    /// A table from the left margin. A group stays on one page where it can.
    pub(crate) fn table(&mut self, table: &Table) -> Result<(), ReportError> {
        let layout = Layout::new(table, self.width());
        let node = self
            .document
            .node(self.node, Role::Table(table.summary.clone()));
        self.need(layout.head_height + 3.0 * layout.leading + 12.0)?;
        let head = self.document.node(node, Role::Head);
        let row = self.document.node(head, Role::Row);
        self.table_head(&layout, Some(row));
        let body = self.document.node(node, Role::Body);
        let mut rows = table.rows.as_slice();
        let mut first = true;
        while !rows.is_empty() {
            let count = rows
                .iter()
                .skip(1)
                .position(|(group, _)| *group)
                .map_or(rows.len(), |n| n + 1);
            let (group, rest) = rows.split_at(count);
            rows = rest;
            // Tables without groups are one; only short ones are kept together.
            let kept: Option<f32> = (count <= 16).then(|| {
                group
                    .iter()
                    .map(|(_, cells)| layout.height(&layout.wrap(cells)))
                    .sum()
            });
            for (n, (_, cells)) in group.iter().enumerate() {
                let lines = layout.wrap(cells);
                let height = layout.height(&lines);
                let wanted = if n == 0 && !first {
                    kept.unwrap_or(height)
                } else {
                    height
                };
                let page = self.bottom() - TOP - layout.head_height;
                if self.room() < if wanted <= page { wanted } else { height } && self.y > TOP {
                    self.rule_of(&layout, Pen::new(0.5, Tone::Ink));
                    self.break_page()?;
                    self.table_head(&layout, None);
                } else if n == 0 && !first {
                    self.rule_of(&layout, Pen::new(0.5, Tone::Silver));
                } else if !first {
                    self.rule_of(&layout, Pen::new(0.25, Tone::Rule));
                }
                first = false;
                self.table_row(&layout, body, cells, &lines);
                self.y += height;
            }
        }
        self.rule_of(&layout, Pen::new(0.5, Tone::Ink));
        self.y += 10.0;
        Ok(())
    }

    fn table_row(
        &mut self,
        layout: &Layout<'_>,
        body: NodeId,
        cells: &[Cell],
        lines: &[Vec<String>],
    ) {
        let size = layout.table.size;
        let row = self.document.node(body, Role::Row);
        for (i, ((cell, lines), slot)) in cells.iter().zip(lines).zip(&layout.slots).enumerate() {
            let node = self
                .document
                .node(row, if i == 0 { Role::RowHead } else { Role::Cell });
            for (n, line) in lines.iter().enumerate() {
                let y = self.y + size + 1.2 + layout.leading * n as f32;
                let label = Label::new([0.0, y], face(cell), size, line).tone(cell.tone);
                self.cell(node, *slot, label, n + 1 < lines.len());
            }
        }
    }

    /// The head: tagged at first, an artifact where it is repeated.
    fn table_head(&mut self, layout: &Layout<'_>, row: Option<NodeId>) {
        let (table, height) = (layout.table, layout.head_height);
        let ground = Shape::rect(
            [SIDE, self.y],
            [layout.width, height],
            None,
            Some(Tone::Mist),
        );
        self.document.draw(self.page, ARTIFACT, ground);
        self.rule_of(layout, Pen::new(0.8, Tone::Ink));
        // Words stand on the bottom line, units below them.
        let base = self.y + height - 4.6 - if layout.units { layout.leading } else { 0.0 };
        for ((column, lines), slot) in table.columns.iter().zip(&layout.heads).zip(&layout.slots) {
            let node = match row {
                Some(row) => self.document.node(row, Role::ColumnHead),
                None => ARTIFACT,
            };
            let unit = !column.unit.is_empty();
            for (n, line) in lines.iter().enumerate() {
                let up = (lines.len() - 1 - n) as f32;
                let at = [0.0, base - layout.leading * up];
                let label = Label::new(at, Face::NarrowBold, table.size, line);
                self.cell(node, *slot, label, unit || up > 0.0);
            }
            if unit {
                let at = [0.0, base + layout.leading];
                let label =
                    Label::new(at, Face::Narrow, table.size * 0.92, column.unit).tone(Tone::Grey);
                self.cell(node, *slot, label, false);
            }
        }
        self.y += height;
        self.rule_of(layout, Pen::new(0.5, Tone::Ink));
    }

    fn rule_of(&mut self, layout: &Layout<'_>, pen: Pen) {
        let shape = Shape::line([SIDE, self.y], [SIDE + layout.width, self.y], pen);
        self.document.draw(self.page, ARTIFACT, shape);
    }

    /// A line of a cell; where another follows, with the blank between them for those who listen.
    fn cell(&mut self, node: NodeId, slot: Slot, mut label: Label, follows: bool) {
        let width = label.width();
        if follows {
            label.text.push(' ');
        }
        label.at[0] = match slot.align {
            Align::Left => slot.x,
            Align::Right => slot.x + slot.width - width,
        };
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

/// Blank before a column's text.
fn lead(table: &Table, column: usize) -> f32 {
    let is = |i: usize, align: Align| table.columns.get(i).is_some_and(|c| c.align == align);
    let after_number = column > 0 && is(column - 1, Align::Right) && is(column, Align::Left);
    if after_number { GAP } else { PAD }
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
        let blank = lead(table, i) + PAD;
        wanted.push((natural.min(limit) + blank).max(column.least));
        least.push(head.max(natural.min(if column.wraps { 60.0 } else { 26.0 })) + blank);
    }
    let sum: f32 = wanted.iter().sum();
    if sum <= total {
        // Room to spare: some to every column, the rest to those that wrap, or to all alike.
        let spare = total - sum;
        let count = wanted.len().max(1) as f32;
        let soft = table.columns.iter().filter(|c| c.wraps).count() as f32;
        let each = if soft > 0.0 {
            (spare / count).min(AIR)
        } else {
            spare / count
        };
        let rest = if soft > 0.0 {
            (spare - each * count) / soft
        } else {
            0.0
        };
        let more = |i: usize| {
            if table.columns[i].wraps {
                each + rest
            } else {
                each
            }
        };
        return wanted
            .iter()
            .enumerate()
            .map(|(i, w)| w + more(i))
            .collect();
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
    let firmest: f32 = least.iter().sum();
    if firmest <= total {
        let share = (total - firmest) / (sum - firmest).max(1.0);
        return wanted
            .iter()
            .zip(&least)
            .map(|(w, l)| l + share * (w - l))
            .collect();
    }
    least.iter().map(|l| l * total / firmest).collect()
}

fn pairs<'a>(table: &'a Table, widths: &'a [f32]) -> impl Iterator<Item = (bool, f32)> + 'a {
    table
        .columns
        .iter()
        .map(|c| c.wraps)
        .zip(widths.iter().copied())
}
