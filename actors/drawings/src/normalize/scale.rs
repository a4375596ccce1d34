//! How long a drawing unit is. Dimension texts against geometry say it best; the header, the
//! viewports with the title block's scale, and the size of doors say it too. What is used is
//! checked against all of them, and a disagreement is reported.

use serde::{Deserialize, Serialize};

use super::SheetHints;
use super::linework::{Linework, Sorted};
use super::notes::PaperText;
use crate::geometry::{
    Bounds, Buckets, angle_between_lines, distance, dot, line_angle, middle, sub, unit,
};
use crate::length;
use crate::plan::{Finding, Severity, Source};
use crate::sheet::{Shape, Sheet, Units};

/// The length of a sheet's drawing unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Inches a drawing unit.
    pub in_per_unit: f64,
    /// Whether anything said so; else inches were assumed.
    pub certain: bool,
    /// All that speaks about it, the one that was used first.
    pub evidence: Vec<ScaleEvidence>,
}

/// One thing that speaks about the scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScaleEvidence {
    /// What kind of thing.
    pub source: ScaleSource,
    /// What it says, inches a drawing unit.
    pub in_per_unit: f64,
    /// In words.
    pub what: String,
}

/// What may speak about the scale, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScaleSource {
    /// The project file, for this sheet.
    Project,
    /// Dimensions' texts against what they measure.
    Dimensions,
    /// Lengths written beside lines.
    WrittenLengths,
    /// A viewport's scale with the scale written on the sheet.
    Viewport,
    /// `$INSUNITS`.
    Header,
    /// The project file's unit for files that do not say.
    ProjectUnits,
    /// The size of door swings.
    Doors,
    /// The size of the whole plan.
    Extents,
    /// Nothing: inches are assumed.
    Assumed,
}

/// Inches in one unit; `None` where the unit says nothing.
#[must_use]
pub(super) fn inches(units: Units) -> Option<f64> {
    let inches = match units {
        Units::Unitless => return None,
        Units::Inches => 1.0,
        Units::Feet => 12.0,
        Units::Millimetres => 1.0 / 25.4,
        Units::Centimetres => 1.0 / 2.54,
        Units::Metres => 1000.0 / 25.4,
        Units::Other(inches) => inches,
    };
    (inches.is_finite() && inches > 1e-9 && inches < 1e9).then_some(inches)
}

/// Units that a plan may be drawn in, with their names.
const UNITS: [(f64, &str); 5] = [
    (1.0, "inches"),
    (12.0, "feet"),
    (1.0 / 25.4, "millimetres"),
    (1.0 / 2.54, "centimetres"),
    (1000.0 / 25.4, "metres"),
];

/// Architects' plot scales: real inches a plotted inch.
const PLOT_SCALES: [f64; 16] = [
    1.0, 4.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0, 96.0, 120.0, 128.0, 192.0, 240.0, 360.0,
    384.0,
];

/// The exact value that a measured ratio stands for, where it is near one.
fn snapped(ratio: f64) -> f64 {
    UNITS
        .iter()
        .map(|(u, _)| *u)
        .chain(PLOT_SCALES)
        .chain(PLOT_SCALES.map(|s| s / 25.4))
        .find(|exact| (ratio / exact - 1.0).abs() < 0.004)
        .unwrap_or(ratio)
}

fn unit_name(ratio: f64) -> String {
    UNITS
        .iter()
        .find(|(u, _)| (ratio / u - 1.0).abs() < 1e-6)
        .map_or_else(
            || format!("units of {ratio:.4} in"),
            |(_, name)| (*name).to_owned(),
        )
}

/// Finds the scale and reports what disagrees with it.
pub(super) fn find(
    sheet: &Sheet,
    sorted: &Sorted,
    paper: &[PaperText],
    hints: &SheetHints,
) -> (Scale, Vec<Finding>) {
    let mut evidence = Vec::new();
    let mut add = |source, in_per_unit: f64, what: String| {
        if in_per_unit.is_finite() && in_per_unit > 1e-9 && in_per_unit < 1e9 {
            evidence.push(ScaleEvidence {
                source,
                in_per_unit,
                what,
            });
        }
    };
    if let Some(scale) = hints.scale_in_per_unit {
        add(
            ScaleSource::Project,
            scale,
            format!("the project file gives {scale} in a unit"),
        );
    }
    let ratios = dimension_ratios(sheet, sorted);
    if let Some((ratio, agreeing, all)) = majority(&ratios)
        && agreeing * 2 > all
    {
        add(
            ScaleSource::Dimensions,
            ratio,
            format!(
                "{agreeing} of {all} dimensions with a text give {}",
                unit_name(ratio)
            ),
        );
    }
    let ratios = written_ratios(&sorted.linework);
    if let Some((ratio, agreeing, all)) = majority(&ratios)
        && agreeing >= 3
        && agreeing * 3 > all
        && UNITS.iter().any(|(u, _)| (ratio / u - 1.0).abs() < 1e-9)
    {
        add(
            ScaleSource::WrittenLengths,
            ratio,
            format!(
                "{agreeing} of {all} lengths written beside lines give {}",
                unit_name(ratio)
            ),
        );
    }
    if let Some((ratio, what)) = viewport_ratio(sheet, sorted, paper, inches(sheet.units)) {
        add(ScaleSource::Viewport, ratio, what);
    }
    if let Some(ratio) = inches(sheet.units) {
        add(
            ScaleSource::Header,
            ratio,
            format!("the file's header says {}", unit_name(ratio)),
        );
    }
    if let Some(ratio) = hints.units.and_then(inches) {
        add(
            ScaleSource::ProjectUnits,
            ratio,
            format!(
                "the project file says {} for files that do not say",
                unit_name(ratio)
            ),
        );
    }
    if let Some((ratio, doors)) = door_ratio(&sorted.linework) {
        add(
            ScaleSource::Doors,
            ratio,
            format!(
                "{doors} door swings are of door size in {}",
                unit_name(ratio)
            ),
        );
    }
    if evidence.is_empty()
        && let Some(ratio) = extents_ratio(&sorted.linework.bounds())
    {
        evidence.push(ScaleEvidence {
            source: ScaleSource::Extents,
            in_per_unit: ratio,
            what: format!(
                "the plan has the size of a building in {}",
                unit_name(ratio)
            ),
        });
    }
    decide(evidence, sheet, hints)
}

fn decide(
    mut evidence: Vec<ScaleEvidence>,
    sheet: &Sheet,
    hints: &SheetHints,
) -> (Scale, Vec<Finding>) {
    let mut findings = Vec::new();
    let place = Some(Source {
        sheet: sheet.name.clone(),
        layer: String::new(),
        entity: String::new(),
    });
    evidence.sort_by_key(|e| e.source);
    let Some(used) = evidence.first().cloned() else {
        findings.push(Finding {
            severity: Severity::Warning,
            what: "Nothing on the sheet says how long a drawing unit is; inches are assumed. Set \
                   scale_in_per_unit for this sheet in project.toml."
                .to_owned(),
            source: place,
        });
        return (
            Scale {
                in_per_unit: 1.0,
                certain: false,
                evidence: vec![ScaleEvidence {
                    source: ScaleSource::Assumed,
                    in_per_unit: 1.0,
                    what: "inches are assumed".to_owned(),
                }],
            },
            findings,
        );
    };
    for other in &evidence[1..] {
        // A unit for silent files speaks of no file that says its own; a guess by size only
        // counts where it is far off.
        let weak = matches!(other.source, ScaleSource::ProjectUnits)
            || (other.source == ScaleSource::Viewport && used.source == ScaleSource::Dimensions);
        let off = (other.in_per_unit / used.in_per_unit - 1.0).abs();
        let limit = if other.source == ScaleSource::Doors {
            1.0
        } else {
            hints.options.scale_tolerance
        };
        if off > limit && !weak {
            findings.push(Finding {
                severity: Severity::Warning,
                what: format!(
                    "The scale is in dispute: {}, but {}. The first was used; set \
                     scale_in_per_unit for this sheet in project.toml if it is wrong.",
                    used.what, other.what
                ),
                source: place.clone(),
            });
        }
    }
    (
        Scale {
            in_per_unit: used.in_per_unit,
            certain: used.source < ScaleSource::Doors,
            evidence,
        },
        findings,
    )
}

/// Ratios of written to drawn length, with the drawn length as weight.
type Ratios = Vec<(f64, f64)>;

/// The ratio that most agree on, how many do, and how many there are.
fn majority(ratios: &Ratios) -> Option<(f64, usize, usize)> {
    let mut sorted: Vec<(f64, f64)> = ratios
        .iter()
        .copied()
        .filter(|(r, w)| r.is_finite() && *r > 1e-9 && *r < 1e9 && *w > 0.0)
        .collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut best = (0, 0);
    let mut first = 0;
    for last in 0..sorted.len() {
        while sorted[last].0 > sorted[first].0 * 1.012 {
            first += 1;
        }
        if last + 1 - first > best.1 - best.0 {
            best = (first, last + 1);
        }
    }
    let agreeing = &sorted[best.0..best.1];
    if agreeing.is_empty() {
        return None;
    }
    // Long dimensions are the least rounded: the weighted mean leans on them.
    let weight: f64 = agreeing.iter().map(|(_, w)| w).sum();
    let mean = agreeing.iter().map(|(r, w)| r * w).sum::<f64>() / weight;
    Some((snapped(mean), agreeing.len(), sorted.len()))
}

/// A length at the start of a text: `12'-6" TYP.`, `(8'-0")`, `±3'-2"`.
pub(crate) fn leading_length(text: &str) -> Option<f64> {
    if text.len() > 80 {
        return None;
    }
    let text = text
        .trim()
        .trim_start_matches(['(', '±', '~', '+', '=', ' ', '[']);
    let text = text.trim_end_matches([')', ']', '.', ',', ' ']);
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    if let Ok(inches) = length::parse(text) {
        return (inches > 0.0).then_some(inches);
    }
    let mut end = text.len();
    while let Some(cut) = text[..end].rfind(char::is_whitespace) {
        end = cut;
        let piece = text[..end].trim_end_matches([')', ']', ',', ' ', '-', '±']);
        if let Ok(inches) = length::parse(piece) {
            return (inches > 0.0).then_some(inches);
        }
    }
    None
}

/// From dimension entities: the override, else the text of the block that draws it.
fn dimension_ratios(sheet: &Sheet, sorted: &Sorted) -> Ratios {
    let mut ratios: Ratios = sorted
        .dimensions
        .iter()
        .filter(|(.., text)| !text.is_empty())
        .filter_map(|(_, _, measured, text)| Some((leading_length(text)? / measured, *measured)))
        .collect();
    for entity in &sheet.model {
        if let Shape::Dimension {
            from: Some(from),
            to: Some(to),
            direction,
            text,
            block: Some(block),
            linear: true,
            ..
        } = &entity.shape
            && (text.is_empty() || text == "<>")
            && let Some(block) = sheet.blocks.get(*block as usize)
        {
            let d = sub(*to, *from);
            let measured =
                direction.map_or_else(|| distance(*from, *to), |a| dot(d, unit(a)).abs());
            let shown = block.entities.iter().find_map(|e| match &e.shape {
                Shape::Text { text, .. } => leading_length(text),
                _ => None,
            });
            if let Some(inches) = shown {
                ratios.push((inches / measured, measured));
            }
        }
    }
    ratios
}

/// Most lengths written as plain text that are looked at.
const MAX_WRITTEN: usize = 4000;

/// From dimensions that were exploded, or drawn by hand: a length above the middle of a line.
fn written_ratios(linework: &Linework) -> Ratios {
    let written: Vec<_> = linework
        .notes
        .iter()
        .filter_map(|n| Some((n, leading_length(&n.text)?)))
        // Spacings of nails and sizes of pipes are lengths of nothing that is drawn.
        .filter(|(_, inches)| *inches >= 24.0)
        .take(MAX_WRITTEN)
        .collect();
    if written.is_empty() {
        return Vec::new();
    }
    let reach = written.iter().map(|(n, _)| n.height).fold(0.0, f64::max) * 3.0;
    let buckets = Buckets::of_segments(
        reach.max(1e-9) * 4.0,
        linework.strokes.iter().map(|s| [s.a, s.b]).enumerate(),
    );
    let mut ratios = Vec::new();
    for (note, inches) in written {
        let reach = note.height * 2.5;
        let along = unit(note.rotation);
        let mut best: Option<(f64, f64)> = None;
        for id in buckets.near(&Bounds::of([note.center]).grown(reach)) {
            let s = &linework.strokes[id as usize];
            let d = sub(s.b, s.a);
            let length = distance(s.a, s.b);
            if angle_between_lines(line_angle(d), line_angle(along)) > 0.02 || length < note.height
            {
                continue;
            }
            let off = sub(note.center, middle(s.a, s.b));
            let across = (off[0] * along[1] - off[1] * along[0]).abs();
            let shift = dot(off, along).abs();
            if across < reach && shift < 0.1 * length + 0.5 * note.height {
                let cost = across + shift;
                if best.is_none_or(|(c, _)| cost < c) {
                    best = Some((cost, length));
                }
            }
        }
        if let Some((_, length)) = best {
            ratios.push((inches / length, length));
        }
    }
    ratios
}

/// `SCALE: 1/4" = 1'-0"` or `1:50` as real length over paper length.
pub(crate) fn plot_scale(text: &str) -> Option<f64> {
    if text.len() > 120 {
        return None;
    }
    let upper = text.to_uppercase();
    let body = upper
        .split("SCALE")
        .last()?
        .trim_start_matches([':', ' ', '=', '.']);
    if let Some((paper, real)) = body.split_once('=') {
        let paper = leading_length(paper)?;
        let real = leading_length(real)?;
        let ratio = real / paper;
        return (1.0..=10_000.0).contains(&ratio).then_some(ratio);
    }
    let (one, many) = body.split_once(':')?;
    if one.trim() != "1" {
        return None;
    }
    let digits: String = many
        .trim()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let ratio: f64 = digits.parse().ok()?;
    (1.0..=10_000.0).contains(&ratio).then_some(ratio)
}

/// A viewport shows `size / view_height` paper units a drawing unit; the written scale says how
/// long a paper unit is.
///
/// Paper may be counted in inches or millimetres. Where both give a unit, the one that the header
/// knows is meant, else inches with a scale of the form `1/4" = 1'-0"` and millimetres with `1:50`.
fn viewport_ratio(
    sheet: &Sheet,
    sorted: &Sorted,
    paper: &[PaperText],
    header: Option<f64>,
) -> Option<(f64, String)> {
    let written: Vec<(f64, bool)> = paper
        .iter()
        .map(|t| t.text.as_str())
        .chain(sorted.linework.notes.iter().map(|n| n.text.as_str()))
        .filter(|t| t.contains('=') || t.contains(':'))
        .filter_map(|t| Some((plot_scale(t)?, t.contains('='))))
        .take(50)
        .collect();
    let mut best: Option<((bool, bool), f64, f64, String)> = None;
    for layout in sheet.layouts.iter().take(500) {
        for entity in layout.entities.iter().take(20_000) {
            if let Shape::Viewport {
                size,
                view_height,
                on: true,
                ..
            } = &entity.shape
            {
                let shown = size[1] / view_height;
                if !shown.is_finite() || shown <= 0.0 || (shown - 1.0).abs() < 1e-6 {
                    continue;
                }
                for (real, imperial) in &written {
                    for (paper_in, name) in [(1.0, "inches"), (1.0 / 25.4, "millimetres")] {
                        let ratio = real * shown * paper_in;
                        let exact = snapped(ratio);
                        let known = UNITS.iter().any(|(u, _)| (exact / u - 1.0).abs() < 1e-6);
                        let area = size[0] * size[1];
                        let likely = (
                            header.is_some_and(|h| (exact / h - 1.0).abs() < 1e-6),
                            *imperial == (paper_in == 1.0),
                        );
                        if known
                            && best
                                .as_ref()
                                .is_none_or(|(l, a, ..)| (likely, area) > (*l, *a))
                        {
                            best = Some((
                                likely,
                                area,
                                exact,
                                format!(
                                    "a viewport at the written scale 1:{real:.0} on paper in {name} gives {}",
                                    unit_name(exact)
                                ),
                            ));
                        }
                    }
                }
            }
        }
    }
    best.map(|(_, _, ratio, what)| (ratio, what))
}

/// Door leaves are two to four feet wide, most of them near three.
fn door_ratio(linework: &Linework) -> Option<(f64, usize)> {
    let radii: Vec<f64> = linework
        .curves
        .iter()
        .filter(|c| (1.2..=1.75).contains(&(c.end - c.start)))
        .filter(|c| c.role.is_opening() || c.role == super::layers::LayerRole::Unknown)
        .map(|c| c.radius)
        .collect();
    let (ratio, count) = UNITS
        .iter()
        .map(|(u, _)| {
            let fits = radii
                .iter()
                .filter(|r| (23.0..=49.0).contains(&(*r * u)))
                .count();
            (*u, fits)
        })
        .max_by_key(|(_, n)| *n)?;
    (count >= 3 && count * 2 > radii.len()).then_some((ratio, count))
}

/// A building is 15 to 600 feet long.
fn extents_ratio(bounds: &Bounds) -> Option<f64> {
    let [w, h] = bounds.size();
    let long = w.max(h);
    UNITS
        .iter()
        .map(|(u, _)| *u)
        .find(|u| (180.0..=7200.0).contains(&(long * u)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_dimension_does_not_move_the_scale() {
        let ratios = vec![(1.0, 120.0), (1.001, 300.0), (0.9995, 240.0), (12.0, 5.0)];
        assert_eq!(majority(&ratios), Some((1.0, 3, 4)));
    }

    #[test]
    fn numbers_that_are_none_are_left_out() {
        assert_eq!(majority(&vec![(f64::NAN, 1.0), (f64::INFINITY, 1.0)]), None);
    }

    #[test]
    fn written_scales_are_read() {
        assert_eq!(plot_scale("SCALE: 1/4\" = 1'-0\""), Some(48.0));
        assert_eq!(plot_scale("1/8\"=1'-0\""), Some(96.0));
        assert_eq!(plot_scale("Scale 1:50"), Some(50.0));
        assert_eq!(plot_scale("AS NOTED"), None);
        assert_eq!(plot_scale("SCALE: NTS"), None);
    }

    #[test]
    fn a_length_is_read_before_its_remark() {
        assert_eq!(leading_length("12'-6\" TYP."), Some(150.5 - 0.5));
        assert_eq!(leading_length("(8'-0\")"), Some(96.0));
        assert_eq!(leading_length("SW4"), None);
    }
}
