//! `rods.csv`: one row for each rod run and level, for spreadsheets and takeoffs.

use std::borrow::Cow;

use crate::results::Results;
use crate::utilization;

const HEADER: [&str; 33] = [
    "run",
    "stack",
    "level",
    "x_ft",
    "y_ft",
    "required",
    "tension_lb",
    "rod_lb",
    "rod",
    "diameter_in",
    "grade",
    "rod_capacity_lb",
    "rod_utilization",
    "length_in",
    "coupler",
    "restrained",
    "plate",
    "plate_lb",
    "plate_capacity_lb",
    "takeup",
    "takeup_travel_in",
    "required_travel_in",
    "compression_lb",
    "posts",
    "post_capacity_lb",
    "elongation_in",
    "crushing_in",
    "device_in",
    "deformation_in",
    "deformation_limit_in",
    "shrinkage_in",
    "cumulative_shrinkage_in",
    "run_passes",
];

/// The rod runs level by level as RFC 4180: a header, comma separated, CRLF line ends, quotes where
/// needed. Units are in the header's names. Numbers carry no commas and are empty where they are not
/// finite. A text that a spreadsheet would take for a formula is led by an apostrophe.
#[must_use]
pub fn rods(results: &Results) -> String {
    let mut out = String::with_capacity(256 * (results.rod_runs.len() + 1));
    row(&mut out, HEADER.iter().map(|h| Cow::Borrowed(*h)));
    for run in &results.rod_runs {
        for at in &run.levels {
            let level = results
                .levels
                .get(at.level)
                .map_or_else(|| Cow::Owned(at.level.to_string()), |l| text(&l.name));
            row(
                &mut out,
                [
                    text(&run.id),
                    text(&run.stack),
                    level,
                    number(run.at_ft[0], 4),
                    number(run.at_ft[1], 4),
                    flag(run.required),
                    number(at.tension_lb, 1),
                    number(at.rod_lb, 1),
                    text(&at.rod),
                    number(at.diameter_in, 4),
                    text(&at.grade),
                    number(at.rod_capacity_lb, 1),
                    utilization::ratio(at.rod_lb, at.rod_capacity_lb)
                        .map_or(Cow::Borrowed(""), |u| number(u, 4)),
                    number(at.length_in, 3),
                    text(&at.coupler),
                    flag(at.restrained),
                    text(&at.plate),
                    number(at.plate_lb, 1),
                    number(at.plate_capacity_lb, 1),
                    text(&at.takeup),
                    number(at.takeup_travel_in, 4),
                    number(at.required_travel_in, 4),
                    number(at.compression_lb, 1),
                    text(&at.posts),
                    number(at.post_capacity_lb, 1),
                    number(at.elongation_in, 4),
                    number(at.crushing_in, 4),
                    number(at.device_in, 4),
                    number(at.deformation_in, 4),
                    number(at.deformation_limit_in, 4),
                    number(at.shrinkage_in, 4),
                    number(at.cumulative_shrinkage_in, 4),
                    flag(run.passes),
                ]
                .into_iter(),
            );
        }
    }
    out
}

fn row<'a>(out: &mut String, cells: impl Iterator<Item = Cow<'a, str>>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// A text cell. Spreadsheets run what begins with these as a formula, also after blanks.
fn text(text: &str) -> Cow<'_, str> {
    let runs = text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']);
    if runs {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn number(x: f64, decimals: usize) -> Cow<'static, str> {
    if !x.is_finite() {
        return Cow::Borrowed("");
    }
    let mut text = format!("{x:.decimals$}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    if text == "-0" {
        text.remove(0);
    }
    Cow::Owned(text)
}

fn flag(yes: bool) -> Cow<'static, str> {
    Cow::Borrowed(if yes { "yes" } else { "no" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_marks_left_alone() {
        assert_eq!(text("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(text(" @SUM(A1)"), "' @SUM(A1)");
        assert_eq!(text("R-S07.1A"), "R-S07.1A");
    }

    #[test]
    fn quotes_commas_and_line_ends_are_quoted() {
        let mut out = String::new();
        row(
            &mut out,
            ["5/8\" rod", "a,b", "plain"].map(Cow::Borrowed).into_iter(),
        );
        assert_eq!(out, "\"5/8\"\" rod\",\"a,b\",plain\r\n");
    }

    #[test]
    fn numbers_are_plain_and_never_nan() {
        assert_eq!(number(12_345.0, 1), "12345");
        assert_eq!(number(-0.000_01, 2), "0");
        assert_eq!(number(f64::NAN, 2), "");
    }
}
