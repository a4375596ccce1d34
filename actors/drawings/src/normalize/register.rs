//! All plans in one building frame, in inches: by the grid lines that they share, else by their
//! walls, else by their drawings' common origin. Turned to any angle where a sheet is; mirrored
//! never.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::f64::consts::{FRAC_PI_2, PI};

use serde::{Deserialize, Serialize};

use super::grid::natural;
use super::layers::LayerRole;
use super::titles::{self, LevelName, Purpose};
use super::{GridAxis, Region, SheetSurvey, mark_key};
use crate::geometry::{
    Bounds, Similarity, add, angle_between_lines, cross, distance, dot, line_angle, normal_angle,
    scale, sub,
};
use crate::options::Options;
use crate::plan::{Finding, GridLine, PlacedSheet, Severity, Source, WallType};
use crate::sheet::Point;

/// What the project says about its levels and marks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RegisterOptions {
    /// The project's level names from the lowest up; empty takes those that the sheets name.
    pub levels: Vec<String>,
    /// Marks of wall types that the project file gives.
    pub marks: Vec<String>,
    /// Thresholds.
    pub options: Options,
}

/// Where every plan stands in the building.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// Levels from the lowest up.
    pub levels: Vec<String>,
    /// Plans that could be placed.
    pub regions: Vec<PlacedRegion>,
    /// The building's grid lines.
    pub grid: Vec<GridLine>,
    /// What became of every sheet, one entry a plan or, where it has none, one a sheet.
    pub sheets: Vec<PlacedSheet>,
    /// Rows of all wall schedules, each mark once.
    pub wall_types: Vec<WallType>,
    /// Marks of all schedules and of the project, as they are compared, with where each was found.
    pub marks: BTreeMap<String, Option<Source>>,
    /// Things a person should know.
    pub findings: Vec<Finding>,
}

/// One plan in the building.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlacedRegion {
    /// Index of its sheet's survey.
    pub sheet: usize,
    /// Index into [`SheetSurvey::regions`].
    pub region: usize,
    /// Levels that it shows, indices into [`Placement::levels`].
    pub levels: Vec<usize>,
    /// What it shows of them.
    pub purpose: Purpose,
    /// From drawing units to the building.
    pub frame: Similarity,
    /// Worst distance of a common grid line after placing, inches.
    pub misfit_in: f64,
}

impl Placement {
    /// The frame of a building that is given in tables alone.
    #[must_use]
    pub fn without_drawings(levels: Vec<String>, marks: &[String]) -> Self {
        Self {
            levels,
            regions: Vec::new(),
            grid: Vec::new(),
            sheets: Vec::new(),
            wall_types: Vec::new(),
            marks: marks.iter().map(|m| (mark_key(m), None)).collect(),
            findings: Vec::new(),
        }
    }

    /// The sheets (indices of their surveys) that a level is read from.
    #[must_use]
    pub fn sheets_of(&self, level: usize) -> Vec<usize> {
        let mut sheets: Vec<usize> = self
            .regions
            .iter()
            .filter(|r| r.levels.contains(&level))
            .map(|r| r.sheet)
            .collect();
        sheets.sort_unstable();
        sheets.dedup();
        sheets
    }
}

/// Puts all plans into one frame: x and y along the building's axes, the origin at the crossing of
/// its leftmost and lowest grid lines (or the lower left corner of its walls where it has no grid).
#[must_use]
pub fn register<S: Borrow<SheetSurvey>>(surveys: &[S], options: &RegisterOptions) -> Placement {
    let surveys: Vec<&SheetSurvey> = surveys.iter().map(Borrow::borrow).collect();
    let levels = level_names(&surveys, &options.levels);
    let mut findings = Vec::new();
    let mut plans = collect(&surveys, &levels, &mut findings);
    place_all(&surveys, &mut plans, options, &mut findings);
    let turn = straightening(&surveys, &plans);
    for p in &mut plans {
        if let Some(frame) = &mut p.frame {
            *frame = frame.then(&turn);
        }
    }
    let mut grid = building_grid(&surveys, &plans);
    let origin = origin(&grid, &surveys, &plans);
    let shift = Similarity {
        translation: scale(origin, -1.0),
        ..Similarity::IDENTITY
    };
    for p in &mut plans {
        if let Some(frame) = &mut p.frame {
            *frame = frame.then(&shift);
        }
    }
    for line in &mut grid {
        line.start_in = shift.apply(line.start_in);
        line.end_in = shift.apply(line.end_in);
    }
    finish(&surveys, levels, plans, grid, options, findings)
}

/// A plan on its way to its place.
struct Plan {
    sheet: usize,
    region: usize,
    levels: Vec<usize>,
    frame: Option<Similarity>,
    misfit: f64,
    how: String,
}

fn level_names(surveys: &[&SheetSurvey], given: &[String]) -> Vec<String> {
    if !given.is_empty() {
        return given.to_vec();
    }
    let mut found: Vec<LevelName> = surveys
        .iter()
        .flat_map(|s| &s.regions)
        .filter(|r| r.purpose.shows_walls())
        .flat_map(|r| r.levels.iter().cloned())
        .filter(|l| !matches!(l, LevelName::Roof | LevelName::Foundation))
        .collect();
    found.sort_by(|a, b| height_order(a).cmp(&height_order(b)).then(a.cmp(b)));
    found.dedup();
    let mut names: Vec<String> = found.iter().map(titles::default_name).collect();
    if names.is_empty() && surveys.iter().any(|s| !s.regions.is_empty()) {
        names.push("Level 1".to_owned());
    }
    names
}

fn height_order(level: &LevelName) -> i64 {
    match level {
        LevelName::Foundation => -1000,
        LevelName::Basement(n) => -i64::from(*n),
        LevelName::Ordinal(n) => 10 * i64::from(*n),
        LevelName::Mezzanine => 15,
        LevelName::Named(_) => 5000,
        LevelName::Roof => 10_000,
    }
}

fn collect(surveys: &[&SheetSurvey], levels: &[String], findings: &mut Vec<Finding>) -> Vec<Plan> {
    let mut plans = Vec::new();
    let mut unnamed = Vec::new();
    for (s, survey) in surveys.iter().enumerate() {
        for (r, region) in survey.regions.iter().enumerate() {
            if matches!(region.purpose, Purpose::Other) {
                continue;
            }
            let mut shown: Vec<usize> = region
                .levels
                .iter()
                .filter_map(|l| titles::resolve(l, levels))
                .collect();
            shown.sort_unstable();
            shown.dedup();
            if shown.is_empty() && region.levels.is_empty() && region.purpose.shows_walls() {
                unnamed.push(plans.len());
            }
            plans.push(Plan {
                sheet: s,
                region: r,
                levels: shown,
                frame: None,
                misfit: 0.0,
                how: String::new(),
            });
        }
    }
    // A plan without a level can only be the level that no other plan shows.
    let free: Vec<usize> = (0..levels.len())
        .filter(|l| {
            !plans.iter().any(|p| {
                p.levels.contains(l) && surveys[p.sheet].regions[p.region].purpose.shows_walls()
            })
        })
        .collect();
    if unnamed.len() == 1 && free.len() == 1 {
        let (p, l) = (unnamed[0], free[0]);
        plans[p].levels = vec![l];
        findings.push(Finding {
            severity: Severity::Warning,
            what: format!(
                "Nothing on the sheet names its level; it was taken to show {}, the one level \
                 that no other sheet shows. Set level for this sheet in project.toml.",
                levels[l]
            ),
            source: Some(sheet_source(surveys[plans[p].sheet])),
        });
    } else {
        for p in unnamed {
            // Details and schedules without a title are not worth a word.
            if !looks_like_plan(
                surveys[plans[p].sheet],
                &surveys[plans[p].sheet].regions[plans[p].region],
            ) {
                continue;
            }
            // Where every level has its plan, this one shows a part again, or another building.
            let purpose = surveys[plans[p].sheet].regions[plans[p].region].purpose;
            let severity = match (free.is_empty(), purpose) {
                (false, _) => Severity::Error,
                (true, Purpose::ShearWalls) => Severity::Warning,
                (true, _) => Severity::Note,
            };
            findings.push(Finding {
                severity,
                what: "Nothing on the sheet names the level that it shows; it was not used. Set \
                       level for this sheet in project.toml."
                    .to_owned(),
                source: Some(sheet_source(surveys[plans[p].sheet])),
            });
        }
    }
    plans
}

/// Whether a drawing without a title has the parts of a plan: grid lines, or doors and long walls.
fn looks_like_plan(survey: &SheetSurvey, region: &Region) -> bool {
    let unit = survey.scale.in_per_unit;
    let swings = region
        .linework
        .curves
        .iter()
        .filter(|c| {
            (1.2..=1.75).contains(&(c.end - c.start)) && (23.0..=49.0).contains(&(c.radius * unit))
        })
        .count();
    region.grid.len() >= 2 || swings >= 2
}

fn sheet_source(survey: &SheetSurvey) -> Source {
    Source {
        sheet: survey.sheet.clone(),
        layer: String::new(),
        entity: String::new(),
    }
}

/// A grid line of the building while plans are placed: a point and a direction, inches.
#[derive(Clone)]
struct Known {
    at: Point,
    along: Point,
    seen: usize,
}

fn place_all(
    surveys: &[&SheetSurvey],
    plans: &mut [Plan],
    options: &RegisterOptions,
    findings: &mut Vec<Finding>,
) {
    let region = |p: &Plan| &surveys[p.sheet].regions[p.region];
    // The plan to which the others go: the most grid lines, walls before other trades, a sure
    // scale before a guess.
    let Some(first) = (0..plans.len()).max_by_key(|i| {
        let p = &plans[*i];
        let r = region(p);
        (
            !p.levels.is_empty(),
            r.grid.len().min(200),
            r.purpose.shows_walls(),
            surveys[p.sheet].scale.certain,
            std::cmp::Reverse((
                p.levels.first().copied().unwrap_or(usize::MAX),
                p.sheet,
                p.region,
            )),
        )
    }) else {
        return;
    };
    let base = Similarity::turning(surveys[plans[first].sheet].scale.in_per_unit, 0.0);
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    learn(&mut known, &region(&plans[first]).grid, &base);
    plans[first].frame = Some(base);
    plans[first].how = match region(&plans[first]).grid.len() {
        0 => "it is the reference".to_owned(),
        n => format!("it is the reference, with {n} grid lines"),
    };

    let mut open: Vec<usize> = (0..plans.len()).filter(|i| *i != first).collect();
    while !open.is_empty() {
        // The plan with most lines in common comes next, so that few are placed through others.
        let common = |i: usize| {
            region(&plans[i])
                .grid
                .iter()
                .filter(|g| known.contains_key(&g.name))
                .count()
        };
        let Some((slot, _)) = open
            .iter()
            .enumerate()
            .max_by_key(|(k, i)| (common(**i), std::cmp::Reverse(*k)))
        else {
            break;
        };
        let i = open.remove(slot);
        let survey = surveys[plans[i].sheet];
        let grid = region(&plans[i]).grid.clone();
        let by_grid = fit_grid(
            &grid,
            &known,
            survey.scale.in_per_unit,
            survey.scale.certain,
        );
        let fitted = match by_grid {
            Some(fit) => {
                // A drawing of no level is not used, so how it fits is of no account.
                let used = !plans[i].levels.is_empty();
                if let Some(ratio) = fit.scale_dispute.filter(|_| used) {
                    findings.push(Finding {
                        severity: Severity::Warning,
                        what: format!(
                            "Its grid lines are {ratio:.3} times as far apart as on the other \
                             sheets{}. Check its units, or set scale_in_per_unit for this sheet \
                             in project.toml.",
                            if survey.scale.certain {
                                ""
                            } else {
                                "; its scale was corrected by them"
                            }
                        ),
                        source: Some(sheet_source(survey)),
                    });
                }
                plans[i].misfit = fit.misfit;
                plans[i].how = format!("placed by grid lines {}", fit.names.join(", "));
                if used && fit.misfit > options.options.misfit_in {
                    findings.push(Finding {
                        severity: Severity::Warning,
                        what: format!(
                            "Its grid lines are up to {:.2} in away from the other sheets' after \
                             placing.",
                            fit.misfit
                        ),
                        source: Some(sheet_source(survey)),
                    });
                }
                if fit.both_ways {
                    Some(fit.frame)
                } else {
                    by_walls(surveys, plans, i, Some(fit.frame), Some(fit.free_along))
                        .or(Some(fit.frame))
                }
            }
            None => {
                let placed = by_walls(surveys, plans, i, None, None);
                plans[i].how = if placed.is_some() {
                    "placed by its walls, as it shares no grid line".to_owned()
                } else {
                    String::new()
                };
                placed
            }
        };
        match fitted {
            Some(frame) => {
                plans[i].frame = Some(frame);
                if !plans[i].levels.is_empty() {
                    learn(&mut known, &grid, &frame);
                }
            }
            None => {
                if plans[i].levels.is_empty() {
                    continue;
                }
                findings.push(Finding {
                    severity: Severity::Error,
                    what: "It shares no grid line and no walls with the other sheets, so it could \
                           not be placed and was not used. Add grid bubbles to it."
                        .to_owned(),
                    source: Some(sheet_source(survey)),
                });
            }
        }
    }
}

fn learn(known: &mut BTreeMap<String, Known>, grid: &[GridAxis], frame: &Similarity) {
    for axis in grid {
        let (a, b) = (frame.apply(axis.a), frame.apply(axis.b));
        let length = distance(a, b);
        if length > 0.0 {
            let along = scale(sub(b, a), 1.0 / length);
            known
                .entry(axis.name.clone())
                .and_modify(|k| k.seen += 1)
                .or_insert(Known {
                    at: a,
                    along,
                    seen: 1,
                });
        }
    }
}

/// The turn and shift that lay grid lines, inches, on a building's lines of the same names; `None`
/// where fewer than two directions are in common.
#[must_use]
pub fn fit_grid_lines(lines: &[(&str, Point, Point)], building: &[GridLine]) -> Option<Similarity> {
    let mut known = BTreeMap::new();
    let axes = |lines: &mut dyn Iterator<Item = (&str, Point, Point)>| -> Vec<GridAxis> {
        lines
            .map(|(name, a, b)| GridAxis {
                name: name.to_owned(),
                a,
                b,
                layer: 0,
                entity: crate::sheet::Handle(0),
            })
            .collect()
    };
    let theirs = axes(
        &mut building
            .iter()
            .map(|g| (g.name.as_str(), g.start_in, g.end_in)),
    );
    learn(&mut known, &theirs, &Similarity::IDENTITY);
    let ours = axes(&mut lines.iter().copied());
    fit_grid(&ours, &known, 1.0, true)
        .filter(|fit| fit.both_ways)
        .map(|fit| fit.frame)
}

struct GridFit {
    frame: Similarity,
    misfit: f64,
    names: Vec<String>,
    /// Lines of two directions fix both coordinates.
    both_ways: bool,
    /// The direction in which the plan is free where they do not.
    free_along: Point,
    /// Spacing on the other sheets over spacing here, where they disagree.
    scale_dispute: Option<f64>,
}

/// Places a plan by the grid lines that it shares: the angle by the lines' directions, the shift by
/// least squares of their offsets, wrongly read names thrown out one by one.
fn fit_grid(
    grid: &[GridAxis],
    known: &BTreeMap<String, Known>,
    in_per_unit: f64,
    certain: bool,
) -> Option<GridFit> {
    let mut pairs: Vec<(&GridAxis, &Known)> = grid
        .iter()
        .filter_map(|g| Some((g, known.get(&g.name)?)))
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let (scale_used, dispute) =
        spacing_ratio(&pairs, in_per_unit).map_or((in_per_unit, None), |ratio| {
            if (ratio - 1.0).abs() <= 0.01 {
                (in_per_unit, None)
            } else if certain {
                (in_per_unit, Some(1.0 / ratio))
            } else {
                (in_per_unit * ratio, Some(1.0 / ratio))
            }
        });
    let turn = common_turn(&pairs);
    pairs.retain(|(g, k)| angle_between_lines(turn_of(g, k), turn) < SAME_DIRECTION);
    let mut fits: Vec<GridFit> = [turn, normal_angle(turn + PI)]
        .into_iter()
        .filter_map(|turn| fit_turned(pairs.clone(), scale_used, turn, dispute))
        .collect();
    // The way round that keeps most lines, then the one that fits better.
    fits.sort_by(|a, b| {
        let far = |f: &GridFit| f.misfit > WRONG_NAME_IN;
        far(a)
            .cmp(&far(b))
            .then(b.names.len().cmp(&a.names.len()))
            .then(a.misfit.total_cmp(&b.misfit))
    });
    fits.into_iter().next()
}

/// Lines whose directions differ by less, radians, may be one line on two sheets.
const SAME_DIRECTION: f64 = 0.03;
/// A line this far from where its name is on the other sheets bears a wrong name, inches.
const WRONG_NAME_IN: f64 = 12.0;

/// The best shift at a given turn; lines far off where the rest agree are thrown out one by one.
fn fit_turned(
    mut pairs: Vec<(&GridAxis, &Known)>,
    scale_used: f64,
    turn: f64,
    scale_dispute: Option<f64>,
) -> Option<GridFit> {
    loop {
        let (frame, errors, both_ways, free_along) = solve(&pairs, scale_used, turn)?;
        let (at, worst) = errors
            .iter()
            .copied()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        let mut sorted = errors.clone();
        sorted.sort_by(f64::total_cmp);
        let usual = sorted[sorted.len() / 2];
        if worst > WRONG_NAME_IN && pairs.len() > 3 && usual < worst / 3.0 {
            pairs.remove(at);
            continue;
        }
        return Some(GridFit {
            frame,
            misfit: worst,
            names: pairs.iter().map(|(g, _)| g.name.clone()).collect(),
            both_ways,
            free_along,
            scale_dispute,
        });
    }
}

/// Known spacing over this plan's spacing, the median over pairs of parallel lines.
fn spacing_ratio(pairs: &[(&GridAxis, &Known)], in_per_unit: f64) -> Option<f64> {
    let mut ratios = Vec::new();
    for (i, (g, k)) in pairs.iter().enumerate().take(60) {
        for (h, l) in pairs.iter().skip(i + 1).take(60) {
            let d = sub(g.b, g.a);
            let e = sub(h.b, h.a);
            if angle_between_lines(line_angle(d), line_angle(e)) > 0.01
                || angle_between_lines(line_angle(k.along), line_angle(l.along)) > 0.01
            {
                continue;
            }
            let here =
                (cross(d, sub(h.a, g.a)) / distance(g.a, g.b).max(1e-12)).abs() * in_per_unit;
            let there = cross(k.along, sub(l.at, k.at)).abs();
            if here > 1e-6 && there > 12.0 {
                ratios.push(there / here);
            }
        }
    }
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied()
}

fn turn_of(g: &GridAxis, k: &Known) -> f64 {
    line_angle(k.along) - line_angle(sub(g.b, g.a))
}

/// The turn, up to half a turn, that brings most lines' directions onto the known ones.
fn common_turn(pairs: &[(&GridAxis, &Known)]) -> f64 {
    let turns: Vec<f64> = pairs.iter().take(300).map(|(g, k)| turn_of(g, k)).collect();
    let agreeing = |t: f64| {
        turns
            .iter()
            .filter(|u| angle_between_lines(t, **u) < SAME_DIRECTION)
            .count()
    };
    let most = turns
        .iter()
        .copied()
        .max_by(|a, b| agreeing(*a).cmp(&agreeing(*b)).then(b.total_cmp(a)))
        .unwrap_or(0.0);
    // Directions are undirected, so the mean is taken of doubled angles.
    let (mut s, mut c) = (0.0, 0.0);
    for (g, k) in pairs {
        let turn = turn_of(g, k);
        if angle_between_lines(turn, most) < SAME_DIRECTION {
            let weight = distance(g.a, g.b);
            s += weight * (2.0 * turn).sin();
            c += weight * (2.0 * turn).cos();
        }
    }
    let turn = s.atan2(c) / 2.0;
    let quarter = (turn / FRAC_PI_2).round() * FRAC_PI_2;
    if (turn - quarter).abs() < 2e-4 {
        quarter
    } else {
        normal_angle(turn)
    }
}

type Solved = (Similarity, Vec<f64>, bool, Point);

/// Least squares of the shift at a given turn; each line's error; whether both ways are fixed.
fn solve(pairs: &[(&GridAxis, &Known)], scale_used: f64, turn: f64) -> Option<Solved> {
    let turning = Similarity::turning(scale_used, turn);
    let mut m = [[0.0; 2]; 2];
    let mut r = [0.0; 2];
    for (g, k) in pairs {
        let n = [-k.along[1], k.along[0]];
        let middle = turning.apply(crate::geometry::middle(g.a, g.b));
        let e = dot(n, sub(k.at, middle));
        for i in 0..2 {
            for j in 0..2 {
                m[i][j] += n[i] * n[j];
            }
            r[i] += n[i] * e;
        }
    }
    let det = m[0][0] * m[1][1] - m[0][1] * m[1][0];
    let both = det > 0.02 * (m[0][0] + m[1][1]).powi(2);
    let along = pairs.first().map(|(_, k)| k.along)?;
    let shift = if both {
        [
            (r[0] * m[1][1] - r[1] * m[0][1]) / det,
            (r[1] * m[0][0] - r[0] * m[1][0]) / det,
        ]
    } else {
        let n = [-along[1], along[0]];
        scale(n, dot(n, r) / pairs.len() as f64)
    };
    let frame = Similarity {
        translation: shift,
        ..turning
    };
    let errors = pairs
        .iter()
        .map(|(g, k)| {
            let n = [-k.along[1], k.along[0]];
            // At both ends, so that a line of another direction shows.
            let e = |p: Point| dot(n, sub(frame.apply(p), k.at)).abs();
            let m = crate::geometry::middle(g.a, g.b);
            e(m)
        })
        .collect();
    Some((frame, errors, both, along))
}

/// Most wall lines of a plan that are compared with another's.
const MAX_VOTERS: usize = 400;

/// Places a plan over one that stands already, by the walls that both show.
fn by_walls(
    surveys: &[&SheetSurvey],
    plans: &[Plan],
    i: usize,
    start: Option<Similarity>,
    free_along: Option<Point>,
) -> Option<Similarity> {
    let survey = surveys[plans[i].sheet];
    let region = &survey.regions[plans[i].region];
    let own_turn = dominant_turn(&wall_lines(
        region,
        &Similarity::turning(survey.scale.in_per_unit, 0.0),
    ));
    let mut order: Vec<usize> = (0..plans.len())
        .filter(|k| plans[*k].frame.is_some())
        .collect();
    // Plans of the same sheet or level first: they are likest.
    order.sort_by_key(|k| {
        let p = &plans[*k];
        let same_level = p.levels.iter().any(|l| plans[i].levels.contains(l));
        (!same_level, p.sheet != plans[i].sheet, *k)
    });
    for k in order.into_iter().take(6) {
        let Some(frame) = plans[k].frame else {
            continue;
        };
        let other = &surveys[plans[k].sheet].regions[plans[k].region];
        let theirs = wall_lines(other, &frame);
        let their_turn = dominant_turn(&theirs);
        let base = match start {
            Some(s) => s,
            None => Similarity::turning(
                survey.scale.in_per_unit,
                near_quarter(own_turn - their_turn),
            ),
        };
        let ours = wall_lines(region, &base);
        let axes = [their_turn, their_turn + FRAC_PI_2];
        let mut shift = [0.0, 0.0];
        let mut agreed = 0;
        for axis in axes {
            let n = crate::geometry::unit(axis);
            if free_along.is_some_and(|f| dot(f, n).abs() < 0.7) {
                agreed += 1;
                continue;
            }
            if let Some(d) = vote(&ours, &theirs, n) {
                shift = add(shift, scale(n, d));
                agreed += 1;
            }
        }
        if agreed == 2 {
            return Some(Similarity {
                translation: add(base.translation, shift),
                ..base
            });
        }
    }
    None
}

/// The turn back to straight, kept as small as it can be.
fn near_quarter(turn: f64) -> f64 {
    let quarters = (turn / FRAC_PI_2).round();
    -(turn - quarters * FRAC_PI_2)
}

type WallLine = (Point, Point);

fn wall_lines(region: &Region, frame: &Similarity) -> Vec<WallLine> {
    let named = region
        .linework
        .strokes
        .iter()
        .any(|s| matches!(s.role, LayerRole::Wall | LayerRole::Shear));
    let mut lines: Vec<WallLine> = region
        .linework
        .strokes
        .iter()
        .filter(|s| {
            if named {
                matches!(s.role, LayerRole::Wall | LayerRole::Shear)
            } else {
                s.role == LayerRole::Unknown
            }
        })
        .map(|s| (frame.apply(s.a), frame.apply(s.b)))
        .filter(|(a, b)| distance(*a, *b) > 24.0)
        .collect();
    lines.sort_by(|p, q| {
        distance(q.0, q.1)
            .total_cmp(&distance(p.0, p.1))
            .then(p.0[0].total_cmp(&q.0[0]))
            .then(p.0[1].total_cmp(&q.0[1]))
    });
    lines.truncate(2 * MAX_VOTERS);
    lines
}

/// The direction, within a quarter turn, in which most of the lines run.
fn dominant_turn(lines: &[WallLine]) -> f64 {
    let (mut s, mut c) = (0.0, 0.0);
    // The densest degree first, then the mean around it.
    let mut bins = [0.0; 90];
    let quarter = |l: &WallLine| line_angle(sub(l.1, l.0)).rem_euclid(FRAC_PI_2);
    for l in lines {
        let bin = (quarter(l).to_degrees().round() as usize) % 90;
        bins[bin] += distance(l.0, l.1);
    }
    let Some((peak, _)) = bins
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))
    else {
        return 0.0;
    };
    for l in lines {
        let q = quarter(l);
        let off = (q - (peak as f64).to_radians()).rem_euclid(FRAC_PI_2);
        if off.min(FRAC_PI_2 - off) < 0.02 {
            let w = distance(l.0, l.1);
            s += w * (4.0 * q).sin();
            c += w * (4.0 * q).cos();
        }
    }
    s.atan2(c) / 4.0
}

/// The shift along `n` on which most of the wall lines that run across `n` agree.
fn vote(ours: &[WallLine], theirs: &[WallLine], n: Point) -> Option<f64> {
    let across = |lines: &[WallLine]| -> Vec<(f64, f64)> {
        lines
            .iter()
            .filter(|(a, b)| {
                let d = sub(*b, *a);
                dot(d, n).abs() < 0.02 * distance(*a, *b)
            })
            .take(MAX_VOTERS)
            .map(|(a, b)| (dot(*a, n), distance(*a, *b)))
            .collect()
    };
    let (ours, theirs) = (across(ours), across(theirs));
    let mut votes: Vec<(f64, f64)> = Vec::with_capacity(ours.len() * theirs.len());
    for (p, l) in &ours {
        for (q, m) in &theirs {
            votes.push((q - p, l.min(*m)));
        }
    }
    votes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut best = (0.0, 0.0);
    let mut first = 0;
    let mut sum = 0.0;
    for last in 0..votes.len() {
        sum += votes[last].1;
        while votes[last].0 - votes[first].0 > 1.5 {
            sum -= votes[first].1;
            first += 1;
        }
        let window = &votes[first..=last];
        // Where two shifts have as many votes, the smaller move is meant.
        let mean = window.iter().map(|(d, w)| d * w).sum::<f64>() / sum.max(1e-12);
        if sum > best.0 * (1.0 + 1e-9) {
            best = (sum, mean);
        }
        if window.len() > 4000 {
            break;
        }
    }
    let total: f64 = ours.iter().map(|(_, l)| l).sum();
    (best.0 > 0.25 * total && best.0 > 0.0).then_some(best.1)
}

/// The smallest turn that lays the building's main direction along x or y.
fn straightening(surveys: &[&SheetSurvey], plans: &[Plan]) -> Similarity {
    let mut lines: Vec<WallLine> = Vec::new();
    for p in plans {
        if let Some(frame) = &p.frame {
            let grid = &surveys[p.sheet].regions[p.region].grid;
            lines.extend(grid.iter().map(|g| (frame.apply(g.a), frame.apply(g.b))));
        }
    }
    if lines.len() < 2 {
        for p in plans {
            if let Some(frame) = &p.frame {
                lines.extend(wall_lines(&surveys[p.sheet].regions[p.region], frame));
            }
        }
    }
    let turn = near_quarter(dominant_turn(&lines));
    Similarity::turning(1.0, if turn.abs() < 1e-7 { 0.0 } else { turn })
}

/// Each grid line where most plans have it, as long as any of those draws it.
fn building_grid(surveys: &[&SheetSurvey], plans: &[Plan]) -> Vec<GridLine> {
    let mut seen: BTreeMap<(bool, u64, usize, String), Vec<GridLine>> = BTreeMap::new();
    let mut order: Vec<&Plan> = plans.iter().filter(|p| p.frame.is_some()).collect();
    // Drawings of no level are no plans of this building.
    if order.iter().any(|p| !p.levels.is_empty()) {
        order.retain(|p| !p.levels.is_empty());
    }
    order.sort_by(|a, b| {
        a.misfit
            .total_cmp(&b.misfit)
            .then((a.sheet, a.region).cmp(&(b.sheet, b.region)))
    });
    for p in order {
        let Some(frame) = &p.frame else { continue };
        let survey = surveys[p.sheet];
        for axis in &survey.regions[p.region].grid {
            let (mut a, mut b) = (frame.apply(axis.a), frame.apply(axis.b));
            let upright = (b[0] - a[0]).abs() <= 1e-6 * distance(a, b);
            if (upright && b[1] < a[1]) || (!upright && b[0] < a[0]) {
                std::mem::swap(&mut a, &mut b);
            }
            seen.entry(natural(&axis.name)).or_default().push(GridLine {
                name: axis.name.clone(),
                start_in: a,
                end_in: b,
                source: survey.source(axis.layer, axis.entity),
            });
        }
    }
    seen.into_values()
        .filter_map(|list| agreed(&list))
        .collect()
}

/// The line that most of the lines of one name lie on.
fn agreed(list: &[GridLine]) -> Option<GridLine> {
    let on = |a: &GridLine, b: &GridLine| {
        let d = sub(a.end_in, a.start_in);
        let off = cross(
            d,
            sub(crate::geometry::middle(b.start_in, b.end_in), a.start_in),
        )
        .abs();
        off < 6.0 * distance(a.start_in, a.end_in)
            && angle_between_lines(line_angle(d), line_angle(sub(b.end_in, b.start_in)))
                < SAME_DIRECTION
    };
    let votes: Vec<usize> = list
        .iter()
        .take(200)
        .map(|a| list.iter().filter(|b| on(a, b)).count())
        .collect();
    let (first, _) = votes
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(&a.0)))?;
    let mut line = list[first].clone();
    let length = distance(line.start_in, line.end_in).max(1e-9);
    let u = scale(sub(line.end_in, line.start_in), 1.0 / length);
    let start = line.start_in;
    let (mut low, mut high) = (0.0_f64, length);
    for other in list.iter().filter(|o| on(&list[first], o)) {
        for p in [other.start_in, other.end_in] {
            let t = dot(sub(p, start), u);
            low = low.min(t);
            high = high.max(t);
        }
    }
    line.start_in = add(start, scale(u, low));
    line.end_in = add(start, scale(u, high));
    Some(line)
}

fn origin(grid: &[GridLine], surveys: &[&SheetSurvey], plans: &[Plan]) -> Point {
    let upright = grid
        .iter()
        .filter(|g| (g.end_in[0] - g.start_in[0]).abs() < 0.02 * distance(g.start_in, g.end_in))
        .map(|g| (g.start_in[0] + g.end_in[0]) / 2.0)
        .fold(f64::MAX, f64::min);
    let level = grid
        .iter()
        .filter(|g| (g.end_in[1] - g.start_in[1]).abs() < 0.02 * distance(g.start_in, g.end_in))
        .map(|g| (g.start_in[1] + g.end_in[1]) / 2.0)
        .fold(f64::MAX, f64::min);
    let mut bounds = Bounds::EMPTY;
    if upright == f64::MAX || level == f64::MAX {
        for p in plans {
            let r = &surveys[p.sheet].regions[p.region];
            if let Some(frame) = &p.frame
                && r.purpose.shows_walls()
            {
                for (a, b) in wall_lines(r, frame) {
                    bounds.take(a);
                    bounds.take(b);
                }
            }
        }
        if bounds.is_empty() {
            bounds.take([0.0, 0.0]);
        }
    }
    [
        if upright == f64::MAX {
            bounds.min[0]
        } else {
            upright
        },
        if level == f64::MAX {
            bounds.min[1]
        } else {
            level
        },
    ]
}

fn finish(
    surveys: &[&SheetSurvey],
    levels: Vec<String>,
    plans: Vec<Plan>,
    grid: Vec<GridLine>,
    options: &RegisterOptions,
    mut findings: Vec<Finding>,
) -> Placement {
    let mut sheets = Vec::new();
    let mut regions = Vec::new();
    for (s, survey) in surveys.iter().enumerate() {
        let own: Vec<&Plan> = plans.iter().filter(|p| p.sheet == s).collect();
        let scale_evidence: Vec<String> = survey
            .scale
            .evidence
            .iter()
            .map(|e| e.what.clone())
            .collect();
        let unplaced = |role: String| PlacedSheet {
            sheet: survey.sheet.clone(),
            role,
            levels: Vec::new(),
            scale: survey.scale.in_per_unit,
            rotation: 0.0,
            translation_in: [0.0, 0.0],
            scale_evidence: scale_evidence.clone(),
            misfit_in: 0.0,
        };
        if own.is_empty() {
            let role = match (survey.wall_types.len(), survey.purpose) {
                (n, _) if n > 0 => format!("wall schedule with {n} types"),
                (_, Purpose::Unknown) => "not used: no plan found".to_owned(),
                (_, purpose) => format!("not used: {}", purpose.words()),
            };
            sheets.push(unplaced(role));
        }
        for p in own {
            let region = &survey.regions[p.region];
            let names: Vec<String> = p.levels.iter().map(|l| levels[*l].clone()).collect();
            match p.frame {
                Some(frame) if !p.levels.is_empty() => {
                    let mut evidence = scale_evidence.clone();
                    evidence.push(p.how.clone());
                    sheets.push(PlacedSheet {
                        sheet: survey.sheet.clone(),
                        role: format!("{} of {}", region.purpose.words(), names.join(", ")),
                        levels: p.levels.clone(),
                        scale: frame.scale,
                        rotation: frame.rotation,
                        translation_in: frame.translation,
                        scale_evidence: evidence,
                        misfit_in: p.misfit,
                    });
                    regions.push(PlacedRegion {
                        sheet: s,
                        region: p.region,
                        levels: p.levels.clone(),
                        purpose: region.purpose,
                        frame,
                        misfit_in: p.misfit,
                    });
                }
                Some(_) => {
                    let shown: Vec<String> =
                        region.levels.iter().map(titles::default_name).collect();
                    let why = if shown.is_empty() {
                        "its level is not known".to_owned()
                    } else {
                        format!("{} is none of the project's levels", shown.join(", "))
                    };
                    sheets.push(unplaced(format!(
                        "not used: {}, {why}",
                        region.purpose.words()
                    )));
                }
                None => sheets.push(unplaced(format!(
                    "not used: {} that could not be placed",
                    region.purpose.words()
                ))),
            }
        }
    }
    for (l, name) in levels.iter().enumerate() {
        let shown = regions
            .iter()
            .any(|r| r.levels.contains(&l) && r.purpose.shows_walls());
        if !shown && !surveys.is_empty() {
            findings.push(Finding {
                severity: Severity::Warning,
                what: format!(
                    "No sheet with walls shows {name}. Add one, or set level for its sheet in \
                     project.toml."
                ),
                source: None,
            });
        }
    }
    let mut marks: BTreeMap<String, Option<Source>> = BTreeMap::new();
    for mark in &options.marks {
        marks.insert(mark_key(mark), None);
    }
    let mut wall_types: Vec<WallType> = Vec::new();
    for row in surveys.iter().flat_map(|s| &s.wall_types) {
        if wall_types
            .iter()
            .all(|t| mark_key(&t.mark) != mark_key(&row.mark))
        {
            wall_types.push(row.clone());
            marks.insert(mark_key(&row.mark), Some(row.source.clone()));
        }
    }
    wall_types.sort_by_key(|t| mark_key(&t.mark));
    for survey in surveys {
        findings.extend(survey.findings.iter().cloned());
    }
    Placement {
        levels,
        regions,
        grid,
        sheets,
        wall_types,
        marks,
        findings,
    }
}
