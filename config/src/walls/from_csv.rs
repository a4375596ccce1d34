//! `walls.csv`: one row a wall, as spreadsheets write it.

use crate::error::{ConfigError, ConfigErrors};
use crate::levels;
use crate::range::Range;
use crate::reader::NumberOrText;
use crate::text::{LineIndex, shown, text_fault};

use super::check::{Draft, distance, ends_fault, order_openings, twice, with_ids};
use super::columns::{Column, Field, column};
use super::from_toml::{DEAD, THICKNESS};
use super::length::{Fault, Unit, feet};
use super::{LengthParser, MOST_BYTES, MOST_WALLS, WallTable, openings};

/// Most columns of a table.
const MOST_COLUMNS: usize = 100;
/// Faults kept while reading.
const MOST_FAULTS: usize = 1_000;

/// Parses and checks a `walls.csv`: a header row, then one row a wall. Commas, semicolons (with
/// decimal commas) or tabs; quotes, a byte order mark, any line ends, `#` lines before the header.
/// `levels` are the project's level names from the lowest up; `length` reads feet-and-inches text
/// to inches.
///
/// # Errors
/// Every fault at once, each with its line and column name; a table without a wall is one.
pub fn parse_csv(
    text: &str,
    file: &str,
    levels: &[&str],
    length: LengthParser<'_>,
) -> Result<WallTable, ConfigErrors> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut table = Table {
        file,
        index: LineIndex::new(text),
        delimiter: b',',
        errors: Vec::new(),
        left_out: 0,
    };
    if text.len() > MOST_BYTES {
        table.fault(
            (1, 1),
            "",
            format!("the file holds {} bytes", text.len()),
            format!("at most {MOST_BYTES}"),
            "is it the right file?",
        );
        return Err(table.into_errors());
    }
    let drafts = table.read(text, levels, length);
    if !table.errors.is_empty() {
        return Err(table.into_errors());
    }
    Ok(WallTable {
        file: file.to_owned(),
        walls: with_ids(drafts, 'T'),
        warnings: Vec::new(),
    })
}

/// The table being read.
struct Table<'t> {
    file: &'t str,
    index: LineIndex<'t>,
    delimiter: u8,
    errors: Vec<ConfigError>,
    left_out: usize,
}

/// One row with its place.
struct Row<'r> {
    record: &'r csv::StringRecord,
    /// Byte offset of its first character.
    at: usize,
}

impl Row<'_> {
    fn cell(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default().trim()
    }
}

impl Table<'_> {
    fn fault(
        &mut self,
        (line, column): (u32, u32),
        key: &str,
        what: impl Into<String>,
        allowed: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        if self.errors.len() >= MOST_FAULTS {
            self.left_out += 1;
            return;
        }
        self.errors.push(ConfigError {
            file: self.file.to_owned(),
            line,
            column,
            key: key.to_owned(),
            what: what.into(),
            allowed: allowed.into(),
            remedy: remedy.into(),
        });
    }

    fn into_errors(self) -> ConfigErrors {
        ConfigErrors::new(self.errors, self.left_out)
    }

    /// Line and column of a row's cell.
    fn place(&self, row: &Row<'_>, cell: usize) -> (u32, u32) {
        let text = self.index.text();
        let start = cell_start(text.as_bytes(), row.at, cell, self.delimiter);
        self.index.place(start)
    }

    fn read(&mut self, text: &str, levels: &[&str], length: LengthParser<'_>) -> Vec<Draft> {
        let Some(start) = self.find_header(text) else {
            self.fault(
                (1, 1),
                "",
                "the table is empty",
                "",
                "write a header row (id, level, mark, x1_ft, y1_ft, x2_ft, y2_ft, openings) and a row a wall",
            );
            return Vec::new();
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(&text.as_bytes()[start..]);
        let mut columns: Option<Vec<Column>> = None;
        let mut drafts = Vec::new();
        let mut places = Vec::new();
        let mut record = csv::StringRecord::new();
        loop {
            let before = reader.position().byte();
            match reader.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                // the text is UTF-8 already, and rows of any length are allowed
                Err(error) => {
                    let place = self.index.place(start);
                    self.fault(
                        place,
                        "",
                        error.to_string(),
                        "",
                        "save the table as CSV again",
                    );
                    break;
                }
            }
            let at = start + usize::try_from(before).unwrap_or(text.len());
            let row = Row {
                record: &record,
                at: skip_line_ends(text.as_bytes(), at),
            };
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let Some(columns) = &columns else {
                match self.header(&row) {
                    Some(found) => columns = Some(found),
                    None => return Vec::new(),
                }
                continue;
            };
            if drafts.len() >= MOST_WALLS {
                let place = self.place(&row, 0);
                self.fault(
                    place,
                    "",
                    "the table goes on",
                    format!("at most {MOST_WALLS} walls"),
                    "is it the right file?",
                );
                break;
            }
            if let Some(draft) = self.row(&row, columns, levels, length) {
                drafts.push(draft);
                places.push(row.at);
            }
        }
        if drafts.is_empty() && self.errors.is_empty() {
            self.fault(
                (1, 1),
                "",
                "the table holds no wall",
                "",
                "add a row a wall, or take the file away",
            );
        }
        for fault in twice(&drafts) {
            let at = places.get(fault.index).copied().unwrap_or_default();
            let place = self.index.place(at);
            self.fault(place, fault.field, fault.what, "", fault.remedy);
        }
        drafts
    }

    /// The offset of the header row; also settles the delimiter.
    fn find_header(&mut self, text: &str) -> Option<usize> {
        let mut at = 0;
        let mut told = false;
        for line in text.split_inclusive('\n') {
            let content = line.trim();
            let lower = content.to_lowercase();
            if let Some(sign) = lower.strip_prefix("sep=") {
                // a spreadsheet's own note on its delimiter
                if let Some(sign) = sign.bytes().next().filter(|b| b",;\t|".contains(b)) {
                    self.delimiter = sign;
                    told = true;
                }
            } else if !content.is_empty() && !content.starts_with('#') {
                if !told {
                    let count = |sign: u8| content.bytes().filter(|b| *b == sign).count();
                    // the first of equals: commas where there is none of any
                    self.delimiter = [b'\t', b';', b',']
                        .into_iter()
                        .max_by_key(|sign| count(*sign))
                        .unwrap_or(b',');
                }
                return Some(at);
            }
            at += line.len();
        }
        None
    }

    fn header(&mut self, row: &Row<'_>) -> Option<Vec<Column>> {
        let before = self.errors.len();
        if row.record.len() > MOST_COLUMNS {
            let place = self.place(row, 0);
            self.fault(
                place,
                "",
                format!("the header has {} columns", row.record.len()),
                format!("at most {MOST_COLUMNS}"),
                "is it the right file?",
            );
            return None;
        }
        let mut columns: Vec<Column> = Vec::with_capacity(row.record.len());
        for (i, cell) in row.record.iter().enumerate() {
            let place = self.place(row, i);
            match column(cell) {
                Ok(column) => {
                    let same =
                        |other: &&Column| other.field.is_some() && other.field == column.field;
                    if let Some(other) = columns.iter().find(same) {
                        let what =
                            format!("it means the same as the column {}", shown(&other.name));
                        self.fault(place, &shown(cell), what, "", "keep one of them");
                    }
                    columns.push(column);
                }
                Err(remedy) => {
                    self.fault(place, &shown(cell), "no such column", "", remedy);
                    columns.push(Column {
                        field: None,
                        unit: Unit::None,
                        name: shown(cell),
                    });
                }
            }
        }
        let needed = [
            (Field::Level, "level"),
            (Field::Mark, "mark"),
            (Field::X1, "x1_ft"),
            (Field::Y1, "y1_ft"),
            (Field::X2, "x2_ft"),
            (Field::Y2, "y2_ft"),
        ];
        let missing: Vec<&str> = needed
            .into_iter()
            .filter(|(field, _)| !columns.iter().any(|column| column.field == Some(*field)))
            .map(|(_, name)| name)
            .collect();
        if !missing.is_empty() {
            let place = self.place(row, 0);
            let what = format!("the header has no column {}", missing.join(", "));
            self.fault(
                place,
                "",
                what,
                "",
                "add it; the first row names the columns (id, level, mark, x1_ft, y1_ft, x2_ft, y2_ft, openings)",
            );
        }
        (self.errors.len() == before).then_some(columns)
    }

    fn row(
        &mut self,
        row: &Row<'_>,
        columns: &[Column],
        levels: &[&str],
        length: LengthParser<'_>,
    ) -> Option<Draft> {
        let before = self.errors.len();
        if let Some(extra) = (columns.len()..row.record.len()).find(|i| !row.cell(*i).is_empty()) {
            let place = self.place(row, extra);
            self.fault(
                place,
                "",
                format!(
                    "the row has {} cells for {} columns",
                    row.record.len(),
                    columns.len()
                ),
                "",
                "put cells that hold the delimiter in double quotes",
            );
            return None;
        }
        let find = |field: Field| {
            columns
                .iter()
                .position(|column| column.field == Some(field))
        };

        let id = find(Field::Id)
            .filter(|i| !row.cell(*i).is_empty())
            .and_then(|i| self.name(row, i, columns));
        let mark = find(Field::Mark).and_then(|i| self.name(row, i, columns));
        let level = find(Field::Level).and_then(|i| self.level(row, i, columns, levels));
        let [x1, y1, x2, y2] = [Field::X1, Field::Y1, Field::X2, Field::Y2]
            .map(|field| find(field).and_then(|i| self.length(row, i, columns, length)));
        let thickness_in =
            find(Field::Thickness).and_then(|i| self.number(row, i, columns, THICKNESS));
        let dead_plf = find(Field::Dead).and_then(|i| self.number(row, i, columns, DEAD));
        let openings_column = find(Field::Openings);
        let mut openings = Vec::new();
        if let Some((i, column)) = openings_column.and_then(|i| Some((i, columns.get(i)?))) {
            let decimal = |text: &str| decimal(text, self.delimiter != b',');
            match openings::parse(row.cell(i), column.unit, length, &decimal) {
                Ok(found) => openings = found,
                Err(fault) => self.cell_fault(row, i, columns, fault),
            }
        }
        let (start_ft, end_ft) = ([x1?, y1?], [x2?, y2?]);
        if let Some(fault) = ends_fault(start_ft, end_ft) {
            let at = find(Field::X2).unwrap_or_default();
            self.cell_fault(row, at, columns, without_range(fault.what, fault.remedy));
        } else if let Some(fault) = order_openings(&mut openings, distance(start_ft, end_ft)) {
            let at = openings_column.unwrap_or_default();
            self.cell_fault(row, at, columns, without_range(fault.what, fault.remedy));
        }
        if self.errors.len() != before || self.left_out > 0 {
            return None;
        }
        Some(Draft {
            id,
            level: level?,
            mark: mark?,
            start_ft,
            end_ft,
            openings,
            thickness_in,
            dead_plf,
            line: self.index.place(row.at).0,
        })
    }

    fn cell_fault(&mut self, row: &Row<'_>, cell: usize, columns: &[Column], fault: Fault) {
        let place = self.place(row, cell);
        let name = columns.get(cell).map(|column| column.name.clone());
        self.fault(
            place,
            &name.unwrap_or_default(),
            fault.what,
            fault.allowed,
            fault.remedy,
        );
    }

    /// A cell that must hold a name.
    fn name(&mut self, row: &Row<'_>, cell: usize, columns: &[Column]) -> Option<String> {
        let text = row.cell(cell);
        let what = if text.is_empty() {
            Some("the cell is empty".to_owned())
        } else {
            text_fault(text, 40)
        };
        match what {
            None => Some(text.to_owned()),
            Some(what) => {
                self.cell_fault(
                    row,
                    cell,
                    columns,
                    without_range(what, "fill it in".to_owned()),
                );
                None
            }
        }
    }

    fn level(
        &mut self,
        row: &Row<'_>,
        cell: usize,
        columns: &[Column],
        levels: &[&str],
    ) -> Option<usize> {
        let name = self.name(row, cell, columns)?;
        match levels::find(&name, levels) {
            Ok(index) => Some(index),
            Err(remedy) => {
                let what = format!("no level is called \"{}\"", shown(&name));
                self.cell_fault(row, cell, columns, without_range(what, remedy));
                None
            }
        }
    }

    /// A cell that must hold a length, in feet.
    fn length(
        &mut self,
        row: &Row<'_>,
        cell: usize,
        columns: &[Column],
        length: LengthParser<'_>,
    ) -> Option<f64> {
        let column = columns.get(cell)?;
        let text = row.cell(cell);
        if text.is_empty() {
            let fault = without_range("the cell is empty".to_owned(), "fill it in".to_owned());
            self.cell_fault(row, cell, columns, fault);
            return None;
        }
        if let Some(what) = text_fault(text, 60) {
            self.cell_fault(
                row,
                cell,
                columns,
                without_range(what, "correct the length".to_owned()),
            );
            return None;
        }
        let value = match decimal(text, self.delimiter != b',') {
            Some(number) => NumberOrText::Number(number, shown(text)),
            None => NumberOrText::Text(text.to_owned()),
        };
        match feet(&value, column.unit, &column.name, length) {
            Ok(feet) => Some(feet),
            Err(fault) => {
                self.cell_fault(row, cell, columns, fault);
                None
            }
        }
    }

    /// A cell that may hold a number.
    fn number(
        &mut self,
        row: &Row<'_>,
        cell: usize,
        columns: &[Column],
        range: Range,
    ) -> Option<f64> {
        let text = row.cell(cell);
        if text.is_empty() {
            return None;
        }
        let what = match decimal(text, self.delimiter != b',') {
            None => Some(format!("\"{}\" is not a number", shown(text))),
            Some(value) => match range.fault(value, &shown(text)) {
                None => return Some(value),
                fault => fault,
            },
        };
        let fault = Fault {
            what: what.unwrap_or_default(),
            allowed: range.to_string(),
            remedy: "correct the value".to_owned(),
        };
        self.cell_fault(row, cell, columns, fault);
        None
    }
}

fn without_range(what: String, remedy: String) -> Fault {
    Fault {
        what,
        allowed: String::new(),
        remedy,
    }
}

/// A decimal number; where commas do not part the cells, one may be the decimal sign.
fn decimal(text: &str, comma_is_decimal: bool) -> Option<f64> {
    let text = text.trim();
    if !text
        .bytes()
        .all(|b| b.is_ascii_digit() || b"+-.,eE".contains(&b))
    {
        return None;
    }
    if !text.contains(',') {
        return text.parse().ok();
    }
    if comma_is_decimal && !text.contains('.') {
        return text.replacen(',', ".", 1).parse().ok();
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let first = groups.next().unwrap_or_default();
    let sound = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    if !sound || fraction.contains(',') {
        return None;
    }
    text.replace(',', "").parse().ok()
}

/// The first byte at or after `at` that is no line end.
fn skip_line_ends(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .position(|b| !matches!(b, b'\r' | b'\n'))
        .unwrap_or(rest.len())
}

/// Offset of a row's cell.
fn cell_start(text: &[u8], row: usize, cell: usize, delimiter: u8) -> usize {
    let mut at = row;
    let mut left = cell;
    let mut quoted = false;
    let mut fresh = true;
    while left > 0 {
        let Some(byte) = text.get(at) else { return row };
        match *byte {
            b'"' if quoted => quoted = false,
            b'"' if fresh || text.get(at.wrapping_sub(1)) == Some(&b'"') => quoted = true,
            b'\r' | b'\n' if !quoted => return row,
            byte if byte == delimiter && !quoted => {
                left -= 1;
                fresh = true;
                at += 1;
                continue;
            }
            _ => {}
        }
        fresh = false;
        at += 1;
    }
    at
}
