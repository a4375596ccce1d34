//! One sheet alone: scale, title, plans, grid lines, schedules, notes.

use std::collections::BTreeMap;

use super::layers::LayerRole;
use super::linework::{Linework, Note, Sorted, sort};
use super::notes::{PaperText, enclose, first_line, follow_leaders, leader_entities, paper_texts};
use super::regions::{self, Found};
use super::titles::{self, LevelName, Purpose};
use super::{GridAxis, LayerUse, Region, SheetHints, SheetSurvey, grid, scale, schedule};
use crate::flatten::Mark;
use crate::geometry::{Bounds, add, distance, scale as scaled, sub};
use crate::plan::{Finding, Severity, Source};
use crate::sheet::{Layer, Sheet};

/// Why a sheet cannot be surveyed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NormalizeError {
    /// Its blocks cannot be expanded.
    #[error(transparent)]
    Flatten(#[from] crate::flatten::FlattenError),
    /// It holds more than is allowed.
    #[error(
        "{sheet}: {marks} marks after its blocks are expanded, more than the limit of {limit}; \
         purge what is not part of the plans, or raise max_marks"
    )]
    TooManyMarks {
        /// File name.
        sheet: String,
        /// Marks it holds.
        marks: usize,
        /// Marks that are allowed.
        limit: usize,
    },
    /// The project file's scale for it is no length.
    #[error("{sheet}: scale_in_per_unit = {scale} in project.toml; give a length above zero")]
    BadScale {
        /// File name.
        sheet: String,
        /// What was given.
        scale: f64,
    },
    /// The project file's level for it is none of the project's levels.
    #[error("{sheet}: project.toml says that it shows `{level}`, which is none of {levels:?}")]
    UnknownLevel {
        /// File name.
        sheet: String,
        /// What was given.
        level: String,
        /// The project's levels.
        levels: Vec<String>,
    },
}

/// Surveys a sheet: expands its blocks, then [`survey_marks`].
///
/// # Errors
/// As [`survey_marks`], and where the blocks cannot be expanded.
pub fn survey(sheet: &Sheet, hints: &SheetHints) -> Result<SheetSurvey, NormalizeError> {
    let limits = crate::flatten::FlattenLimits {
        max_marks: hints.options.max_marks as u64,
        ..Default::default()
    };
    let flat = crate::flatten::flatten(sheet, &limits)?;
    survey_marks(sheet, &flat.marks, hints)
}

/// Surveys a sheet whose blocks are expanded already.
///
/// # Errors
/// A sheet with too many marks, and hints that make no sense for it.
pub fn survey_marks(
    sheet: &Sheet,
    marks: &[Mark],
    hints: &SheetHints,
) -> Result<SheetSurvey, NormalizeError> {
    check(sheet, marks, hints)?;
    let mut sorted = sort(marks, &sheet.layers);
    let paper = paper_texts(sheet);
    let mut findings = Vec::new();
    if sorted.insane > 0 {
        findings.push(finding(
            sheet,
            Severity::Warning,
            format!(
                "{} entities have coordinates that are no numbers or are beyond any drawing; they \
                 were left out.",
                sorted.insane
            ),
        ));
    }
    enclose(&mut sorted);
    let (scale, disputes) = scale::find(sheet, &sorted, &paper, hints);

    let source = |n: &Note| Source {
        sheet: sheet.name.clone(),
        layer: layer_name(&sheet.layers, n.layer),
        entity: n.entity.to_string(),
    };
    let wall_types = schedule::find(&mut sorted.linework, &source);
    let axes = grid::find(&mut sorted.linework);
    follow_leaders(&mut sorted, &leader_entities(sheet));

    let identity = Identity::of(sheet, &sorted.linework, &paper);
    let layers = layer_uses(sheet, marks);
    let mut regions = regions_of(sheet, sorted, &paper, &identity, hints, scale.in_per_unit);
    for (region, _) in &mut regions {
        region.grid = axes_within(&axes, &region.bounds);
    }
    let mut title = identity.title.clone();
    let mut purpose = identity.purpose;
    if let [(only, _)] = regions.as_slice() {
        if title.is_empty() {
            title.clone_from(&only.title);
        }
        if purpose == Purpose::Unknown {
            purpose = only.purpose;
        }
    }
    for (_, note) in &mut regions {
        findings.append(note);
    }
    // Details and schedules are drawn at many scales.
    if regions.iter().any(|(r, _)| r.purpose != Purpose::Other) {
        findings.extend(disputes);
    }
    if regions.is_empty() && wall_types.is_empty() && purpose.is_plan() {
        findings.push(finding(
            sheet,
            Severity::Warning,
            "No plan was found on the sheet.".to_owned(),
        ));
    }
    Ok(SheetSurvey {
        sheet: sheet.name.clone(),
        number: identity.number,
        title,
        purpose,
        scale,
        layers,
        regions: regions.into_iter().map(|(r, _)| r).collect(),
        wall_types,
        findings,
    })
}

fn check(sheet: &Sheet, marks: &[Mark], hints: &SheetHints) -> Result<(), NormalizeError> {
    let limit = hints.options.max_marks;
    if marks.len() > limit {
        return Err(NormalizeError::TooManyMarks {
            sheet: sheet.name.clone(),
            marks: marks.len(),
            limit,
        });
    }
    if let Some(scale) = hints.scale_in_per_unit
        && !(scale.is_finite() && scale > 1e-6 && scale < 1e6)
    {
        return Err(NormalizeError::BadScale {
            sheet: sheet.name.clone(),
            scale,
        });
    }
    if let Some(level) = &hints.level
        && !hints.levels.is_empty()
        && titles::resolve(&LevelName::Named(level.clone()), &hints.levels).is_none()
    {
        return Err(NormalizeError::UnknownLevel {
            sheet: sheet.name.clone(),
            level: level.clone(),
            levels: hints.levels.clone(),
        });
    }
    Ok(())
}

fn finding(sheet: &Sheet, severity: Severity, what: String) -> Finding {
    Finding {
        severity,
        what,
        source: Some(Source {
            sheet: sheet.name.clone(),
            layer: String::new(),
            entity: String::new(),
        }),
    }
}

fn layer_name(layers: &[Layer], index: u32) -> String {
    layers
        .get(index as usize)
        .map(|l| l.name.clone())
        .unwrap_or_default()
}

fn layer_uses(sheet: &Sheet, marks: &[Mark]) -> Vec<LayerUse> {
    let mut counts = BTreeMap::new();
    for mark in marks {
        *counts.entry(mark.layer).or_insert(0) += 1;
    }
    counts
        .into_iter()
        .map(|(index, marks)| {
            let name = layer_name(&sheet.layers, index);
            LayerUse {
                index,
                role: super::layers::role(&name),
                name,
                marks,
            }
        })
        .collect()
}

/// What the title block, the layouts and the file name say.
#[derive(Debug, Clone, Default)]
struct Identity {
    number: String,
    title: String,
    purpose: Purpose,
    /// Texts that may name the level, the strongest first.
    titles: Vec<String>,
}

impl Identity {
    fn of(sheet: &Sheet, linework: &Linework, paper: &[PaperText]) -> Self {
        let attributes: Vec<(&str, &str)> = paper
            .iter()
            .map(|t| (t.tag.as_str(), t.text.as_str()))
            .chain(
                linework
                    .notes
                    .iter()
                    .map(|n| (n.tag.as_str(), n.text.as_str())),
            )
            .filter(|(tag, _)| !tag.is_empty())
            .collect();
        let of_tags = |fits: &dyn Fn(&str) -> bool| -> Vec<String> {
            attributes
                .iter()
                .filter(|(tag, text)| {
                    fits(&titles::plain(tag).replace(' ', "")) && !text.trim().is_empty()
                })
                .map(|(_, text)| first_line(text))
                .take(20)
                .collect()
        };
        let title_parts = of_tags(&|t| {
            (t.contains("TITLE")
                || t == "NAME"
                || t.contains("SHEETNAME")
                || t.contains("DRAWINGNAME")
                || t.contains("DESC"))
                && !t.contains("PROJECT")
                && !t.contains("CLIENT")
        });
        let number = of_tags(&|t| {
            (t.contains("SHEET") || t.contains("DWG") || t.contains("DRAWING"))
                && (t.contains("NO") || t.contains("NUM"))
                || t == "SHEET"
                || t == "NUMBER"
        })
        .into_iter()
        .find(|n| is_sheet_number(n));

        let stem = sheet.name.rsplit(['/', '\\']).next().unwrap_or(&sheet.name);
        let stem = stem.rsplit_once('.').map_or(stem, |(s, _)| s);
        let number = number.unwrap_or_else(|| number_in(stem).unwrap_or_default());
        let corner = corner_texts(linework);
        let number = if number.is_empty() {
            corner
                .iter()
                .find(|t| is_sheet_number(t))
                .cloned()
                .unwrap_or_default()
        } else {
            number
        };
        let block_texts: Vec<String> = linework
            .notes
            .iter()
            .filter(|n| n.role == LayerRole::Title && n.tag.is_empty())
            .map(|n| first_line(&n.text))
            .filter(|t| says_something(t))
            .take(20)
            .collect();
        let mut texts: Vec<String> = Vec::new();
        if !title_parts.is_empty() {
            texts.push(title_parts.join(" "));
        }
        texts.extend(block_texts);
        texts.extend(corner.into_iter().filter(|t| says_something(t)));
        let mut large: Vec<&PaperText> = paper
            .iter()
            .filter(|t| t.tag.is_empty() && says_something(&t.text))
            .collect();
        large.sort_by(|a, b| b.height.total_cmp(&a.height));
        texts.extend(large.iter().take(3).map(|t| first_line(&t.text)));
        let file = stem.replace(['_', '-'], " ");
        let title = texts.first().cloned().unwrap_or_default();
        texts.extend(
            sheet
                .layouts
                .iter()
                .map(|l| l.name.clone())
                .filter(|n| says_something(n)),
        );
        texts.push(file);
        let purpose = texts
            .iter()
            .map(|t| titles::purpose(t))
            .find(|p| *p != Purpose::Unknown)
            .unwrap_or_else(|| by_number(&number));
        Self {
            number,
            title,
            purpose,
            titles: texts,
        }
    }
}

/// Texts of a title block drawn in model space on no layer of its own: those around the sheet's
/// number, which stands large at the right or lower edge of the sheet.
fn corner_texts(linework: &Linework) -> Vec<String> {
    let bounds = linework.bounds();
    let [w, h] = bounds.size();
    let at_edge =
        |n: &Note| n.center[0] > bounds.max[0] - 0.25 * w || n.center[1] < bounds.min[1] + 0.2 * h;
    let Some(number) = linework
        .notes
        .iter()
        .filter(|n| {
            let digits = n.text.chars().filter(char::is_ascii_digit).count();
            digits >= 2 && is_sheet_number(&n.text) && n.tag.is_empty() && at_edge(n)
        })
        .max_by(|a, b| {
            a.height
                .total_cmp(&b.height)
                .then(a.center[0].total_cmp(&b.center[0]))
                .then(b.center[1].total_cmp(&a.center[1]))
        })
    else {
        return Vec::new();
    };
    // A mark on the plan may have the form of a number; a sheet's number is the largest text.
    let tallest = linework.notes.iter().map(|n| n.height).fold(0.0, f64::max);
    if number.height < 0.8 * tallest {
        return Vec::new();
    }
    let mut around: Vec<&Note> = linework
        .notes
        .iter()
        .filter(|n| distance(n.center, number.center) < 14.0 * number.height)
        .collect();
    around.sort_by(|a, b| {
        distance(a.center, number.center).total_cmp(&distance(b.center, number.center))
    });
    around
        .iter()
        .take(40)
        .map(|n| first_line(&n.text))
        .collect()
}

/// Whether a text names a level or a kind of drawing.
fn says_something(text: &str) -> bool {
    let count = text.chars().count();
    count <= 90
        && (!titles::levels(text, &[]).is_empty() || titles::purpose(text) != Purpose::Unknown)
        && !titles::plain(text).starts_with("LAYOUT")
}

/// `S-201`, `A1.02`, `M2`.
fn is_sheet_number(text: &str) -> bool {
    let text = text.trim();
    let letters = text.chars().take_while(char::is_ascii_alphabetic).count();
    let rest = text[letters..].trim_start_matches(['-', '.', ' ']);
    (1..=3).contains(&letters)
        && (1..=6).contains(&rest.len())
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && rest
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
}

/// The sheet number in a file's name: `S-201` of `S-201-LEVEL-2`.
fn number_in(stem: &str) -> Option<String> {
    let words: Vec<&str> = stem.split([' ', '_']).filter(|w| !w.is_empty()).collect();
    words.iter().find_map(|word| {
        let letters = word.chars().take_while(char::is_ascii_uppercase).count();
        let rest = word.get(letters..)?;
        let hyphen = usize::from(rest.starts_with('-'));
        let digits: String = rest
            .get(hyphen..)?
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        let digits = digits.trim_end_matches('.');
        let end = letters + hyphen + digits.len();
        let after = word.get(end..)?;
        let whole = after.is_empty() || after.starts_with('-') || after.len() == 1;
        // `L2` alone in a name is a level, `S2` a sheet; with more digits both are sheets.
        let long = digits.len() > 1 || (words.len() > 1 && !word.starts_with('L'));
        let fits = (1..=3).contains(&letters) && (1..=5).contains(&digits.len());
        (fits && whole && long).then(|| word[..end].to_owned())
    })
}

/// What sheets of a discipline mostly show.
fn by_number(number: &str) -> Purpose {
    let letters: String = number
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    match letters.to_uppercase().as_str() {
        "A" | "AR" => Purpose::Floor,
        "M" | "H" | "ME" => Purpose::Mechanical,
        "P" | "PL" => Purpose::Plumbing,
        "FP" | "F" => Purpose::Sprinkler,
        "E" | "EL" | "L" | "C" | "T" | "I" | "ID" => Purpose::Other,
        "G" | "CS" => Purpose::Cover,
        _ => Purpose::Unknown,
    }
}

/// The level that a sheet number of the usual form means: `A-102` and `S-202` show level 2.
fn level_of_number(number: &str) -> Option<LevelName> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 3 || number.contains('.') {
        return None;
    }
    let series = digits.chars().next()?;
    let last: u32 = digits[1..].parse().ok()?;
    (matches!(series, '1' | '2') && (1..=20).contains(&last)).then_some(LevelName::Ordinal(last))
}

type RegionWithFindings = (Region, Vec<Finding>);

fn regions_of(
    sheet: &Sheet,
    sorted: Sorted,
    paper: &[PaperText],
    identity: &Identity,
    hints: &SheetHints,
    in_per_unit: f64,
) -> Vec<RegionWithFindings> {
    if !identity.purpose.is_plan() && hints.level.is_none() {
        return Vec::new();
    }
    let linework = sorted.linework;
    let found = if hints.level.is_some() {
        Vec::new()
    } else {
        regions::find(
            sheet,
            &linework,
            paper,
            &hints.levels,
            in_per_unit,
            &hints.options,
        )
    };
    if found.len() > 1 || found.iter().any(|f| !f.boxes.is_empty()) {
        let reach = hints.options.plan_gap_in / 2.0 / in_per_unit;
        return regions::split(linework, &found, reach)
            .into_iter()
            .zip(found)
            .filter(|(l, _)| !l.strokes.is_empty() || !l.fills.is_empty())
            .map(|(l, f)| (region(l, f, identity), Vec::new()))
            .collect();
    }
    if linework.strokes.len() + linework.fills.len() < 4 {
        return Vec::new();
    }
    let (found, notes) = single(sheet, &linework, identity, hints);
    vec![(region(linework, found, identity), notes)]
}

/// A sheet with one plan: its level from the project file, the plan's title, the title block, the
/// file's name, and last the sheet's number.
fn single(
    sheet: &Sheet,
    linework: &Linework,
    identity: &Identity,
    hints: &SheetHints,
) -> (Found, Vec<Finding>) {
    let mut notes = Vec::new();
    let mut found = Found {
        title: identity.title.clone(),
        levels: Vec::new(),
        purpose: identity.purpose,
        boxes: Vec::new(),
    };
    if let Some(level) = &hints.level {
        found.levels = vec![LevelName::Named(level.clone())];
        return (found, notes);
    }
    let mut said: Vec<(String, Vec<LevelName>, Purpose)> = Vec::new();
    let mut texts: Vec<&Note> = linework
        .notes
        .iter()
        .filter(|n| n.role != LayerRole::Title && n.text.chars().count() <= 90)
        .collect();
    texts.sort_by(|a, b| b.height.total_cmp(&a.height).then(a.text.cmp(&b.text)));
    let tallest = texts.first().map_or(0.0, |n| n.height);
    for note in texts.iter().filter(|n| n.height > 0.5 * tallest) {
        let line = first_line(&note.text);
        let levels = titles::levels(&line, &hints.levels);
        let purpose = titles::purpose(&line);
        if !levels.is_empty() && purpose.is_plan() && purpose != Purpose::Unknown {
            said.push((line, levels, purpose));
        }
    }
    for text in &identity.titles {
        let levels = titles::levels(text, &hints.levels);
        if !levels.is_empty() {
            said.push((text.clone(), levels, titles::purpose(text)));
        }
    }
    if let Some((title, levels, purpose)) = said.first().cloned() {
        if found.title.is_empty() {
            found.title = title;
        }
        found.levels = levels;
        if found.purpose == Purpose::Unknown || (purpose != Purpose::Unknown && purpose.is_plan()) {
            found.purpose = if purpose == Purpose::Unknown {
                found.purpose
            } else {
                purpose
            };
        }
        let other = said.iter().find(|(_, l, _)| {
            let names = |list: &[LevelName]| -> Vec<Option<usize>> {
                list.iter()
                    .map(|n| titles::resolve(n, &hints.levels))
                    .collect()
            };
            *l != found.levels
                && (hints.levels.is_empty() || names(l) != names(&found.levels))
                && !l.contains(&LevelName::Roof)
                && !l.contains(&LevelName::Foundation)
        });
        if let Some((text, ..)) = other {
            notes.push(finding(
                sheet,
                Severity::Note,
                format!(
                    "The sheet names two levels: \"{}\" and \"{text}\". The first was used; set \
                     level for this sheet in project.toml if it is wrong.",
                    said[0].0
                ),
            ));
        }
    } else if let Some(level) = level_of_number(&identity.number) {
        notes.push(finding(
            sheet,
            Severity::Warning,
            format!(
                "No title names the level; sheet number {} was taken to mean {}. Set level for \
                 this sheet in project.toml if it is wrong.",
                identity.number,
                titles::default_name(&level)
            ),
        ));
        found.levels = vec![level];
    }
    (found, notes)
}

fn region(mut linework: Linework, found: Found, identity: &Identity) -> Region {
    let has_walls = linework
        .strokes
        .iter()
        .any(|s| matches!(s.role, LayerRole::Wall | LayerRole::Shear))
        || linework.fills.iter().any(|f| f.role == LayerRole::Shear);
    if !has_walls {
        // Layers named by things that are not walls may hold them, where no layer is named so.
        for s in &mut linework.strokes {
            if s.role == LayerRole::Other && !s.in_block {
                s.role = LayerRole::Unknown;
            }
        }
    }
    linework.strokes.retain(|s| {
        !matches!(
            s.role,
            LayerRole::Title
                | LayerRole::Dimension
                | LayerRole::Text
                | LayerRole::Other
                | LayerRole::Grid
        )
    });
    linework.curves.retain(|c| {
        !matches!(
            c.role,
            LayerRole::Title | LayerRole::Dimension | LayerRole::Other | LayerRole::Grid
        )
    });
    linework.notes.retain(|n| n.role != LayerRole::Title);
    let mut bounds = Bounds::EMPTY;
    if found.boxes.is_empty() {
        bounds = linework.bounds();
    }
    for b in &found.boxes {
        bounds.merge(b);
    }
    let purpose = if found.purpose == Purpose::Unknown {
        identity.purpose
    } else {
        found.purpose
    };
    Region {
        title: found.title,
        levels: found.levels,
        purpose,
        bounds,
        grid: Vec::new(),
        linework,
    }
}

/// The axes that cross a plan or end beside it, each name once: the nearest.
fn axes_within(axes: &[GridAxis], bounds: &Bounds) -> Vec<GridAxis> {
    let [w, h] = bounds.size();
    let reach = 0.35 * w.max(h);
    let gap = |axis: &GridAxis| {
        (0..=16)
            .map(|i| {
                let t = f64::from(i) / 16.0;
                let p = add(axis.a, scaled(sub(axis.b, axis.a), t));
                bounds.distance(p)
            })
            .fold(f64::MAX, f64::min)
    };
    // A view's number in a circle bears a grid line's name at times; its line is the shorter one.
    let mut nearest: BTreeMap<&str, (f64, &GridAxis)> = BTreeMap::new();
    for axis in axes {
        let d = gap(axis);
        let better = nearest.get(axis.name.as_str()).is_none_or(|(e, other)| {
            let (own, theirs) = (distance(axis.a, axis.b), distance(other.a, other.b));
            let close = (d - e).abs() < 0.2 * reach;
            if close && (own / theirs - 1.0).abs() > 0.2 {
                own > theirs
            } else {
                d < *e
            }
        });
        if d <= reach && better {
            nearest.insert(&axis.name, (d, axis));
        }
    }
    let mut out: Vec<GridAxis> = nearest.into_values().map(|(_, a)| a.clone()).collect();
    out.sort_by_key(|a| grid::natural(&a.name));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_numbers_are_found_in_file_names() {
        for (stem, number) in [
            ("S-201", Some("S-201")),
            ("A-102 SECOND FLOOR", Some("A-102")),
            ("S2.1_Level 2 shear", Some("S2.1")),
            ("S-201-LEVEL-2", Some("S-201")),
            ("level2", None),
            ("kegonsa_A-101_first_floor", Some("A-101")),
        ] {
            assert_eq!(number_in(stem).as_deref(), number, "{stem}");
        }
    }
}
