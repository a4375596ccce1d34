//! What a plan checker would send back, checked on the laid-out pages.

use std::collections::BTreeSet;

use super::document::{ARTIFACT, Document, NodeId, Paper, ROOT, Role};
use super::lay_out;
use crate::drawing::labels::Bounds;
use crate::drawing::{Label, Shape, Tone};
use crate::fixture::{building, empty, hostile};
use crate::results::Results;

fn laid_out(results: &Results) -> Document {
    lay_out(results, &mut |_| {}).unwrap()
}

fn labels(document: &Document, page: usize) -> impl Iterator<Item = &Label> {
    document.pages[page]
        .shapes
        .iter()
        .filter_map(|(_, shape)| match shape {
            Shape::Text(label) if !label.text.trim().is_empty() => Some(label),
            _ => None,
        })
}

/// Texts of a page that run over each other or over its edge.
fn faults(document: &Document, page: usize) -> Vec<String> {
    const SLACK: f32 = 0.7;
    let [width, height] = document.pages[page].paper.size();
    let boxes: Vec<(&Label, Bounds)> = labels(document, page)
        .map(|label| {
            let trimmed = Label {
                text: label.text.trim_end().to_owned(),
                ..label.clone()
            };
            let mut bounds = Bounds::of(&trimmed);
            for i in 0..2 {
                bounds.min[i] += SLACK;
                bounds.max[i] -= SLACK;
            }
            (label, bounds)
        })
        .collect();
    let mut faults = Vec::new();
    for (i, (label, bounds)) in boxes.iter().enumerate() {
        let inside = bounds.min.iter().all(|x| *x >= 18.0)
            && bounds.max[0] <= width - 18.0
            && bounds.max[1] <= height - 18.0;
        if !inside {
            faults.push(format!("page {}: {:?} runs off", page + 1, label.text));
        }
        for (other, others) in &boxes[i + 1..] {
            let meets =
                (0..2).all(|k| bounds.min[k] < others.max[k] && others.min[k] < bounds.max[k]);
            if meets {
                faults.push(format!(
                    "page {}: {:?} over {:?}",
                    page + 1,
                    label.text,
                    other.text
                ));
            }
        }
    }
    faults
}

#[test]
fn no_text_runs_over_another_or_off_the_page() {
    for results in [
        building(3, 4, 24.0),
        building(7, 8, 24.0),
        building(1, 1, 24.0),
        empty(),
        hostile(),
    ] {
        let document = laid_out(&results);
        let found: Vec<String> = (0..document.pages.len())
            .flat_map(|page| faults(&document, page))
            .collect();
        assert!(
            found.is_empty(),
            "{} faults: {:#?}",
            found.len(),
            &found[..found.len().min(12)]
        );
    }
}

#[test]
fn no_text_is_too_small_to_read() {
    let document = laid_out(&building(7, 8, 24.0));
    for page in 0..document.pages.len() {
        assert!(labels(&document, page).all(|l| l.size >= 6.0));
    }
}

#[test]
fn every_wall_and_run_is_marked_on_the_plan_of_its_level() {
    let results = building(4, 9, 22.0);
    let document = laid_out(&results);
    for level in 0..results.levels.len() {
        let name = format!("{} key plan", results.levels[level].name);
        let seen: BTreeSet<String> = document
            .bookmarks
            .iter()
            .filter(|b| b.title.starts_with(&name))
            .flat_map(|b| labels(&document, b.page))
            .flat_map(|l| {
                l.text
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect();
        for wall in results.walls.iter().filter(|w| w.level == level) {
            assert!(seen.contains(&wall.id), "{name} lacks {}", wall.id);
        }
        for run in results
            .rod_runs
            .iter()
            .filter(|r| r.levels.iter().any(|l| l.level == level))
        {
            assert!(seen.contains(&run.id), "{name} lacks {}", run.id);
        }
    }
}

#[test]
fn a_foot_of_building_is_an_eighth_of_an_inch_on_an_eighth_inch_plan() {
    let results = building(1, 4, 24.0);
    let document = laid_out(&results);
    let page = document
        .bookmarks
        .iter()
        .find(|b| b.title == "Level 1 key plan")
        .unwrap()
        .page;
    assert!(labels(&document, page).any(|l| l.text == "1/8\" = 1'-0\" on 11 × 17"));
    let bubble = |name: &str| labels(&document, page).find(|l| l.text == name).unwrap().at;
    // Grid lines 1 and 5 are four bays of 24 ft apart.
    assert!((bubble("5")[0] - bubble("1")[0] - 96.0 * 9.0).abs() < 0.01);
}

#[test]
fn contents_name_the_page_on_which_each_section_begins() {
    let document = laid_out(&building(3, 4, 24.0));
    let starts: Vec<_> = document
        .bookmarks
        .iter()
        .filter(|b| b.level == 1)
        .skip(1)
        .collect();
    assert_eq!(starts.len(), super::SECTIONS.len());
    for (link, start) in document.pages[0].links.iter().zip(starts) {
        assert_eq!(link.page, start.page);
        assert_eq!(
            link.alt,
            format!("{}, page {}", start.title, start.page + 1)
        );
        let number = (start.page + 1).to_string();
        let written = document.pages[0].shapes.iter().any(|(node, shape)| {
            *node == link.node && matches!(shape, Shape::Text(label) if label.text == number)
        });
        assert!(
            written,
            "{} is not said to be on page {number}",
            start.title
        );
    }
}

#[test]
fn every_page_bears_its_number_of_how_many() {
    let document = laid_out(&building(3, 4, 24.0));
    let total = document.pages.len();
    for page in 0..total {
        let count = format!("{} of {total}", page + 1);
        assert_eq!(
            labels(&document, page).filter(|l| l.text == count).count(),
            1
        );
    }
}

#[test]
fn every_sheet_bears_a_title_block() {
    let results = building(3, 4, 24.0);
    let document = laid_out(&results);
    let sheets = (0..document.pages.len()).filter(|p| document.pages[*p].paper == Paper::Tabloid);
    for page in sheets {
        let text: String = labels(&document, page)
            .map(|l| format!("{} ", l.text))
            .collect();
        let hash = results.project.input_hash.get(..12).unwrap();
        for part in [
            "24-117",
            "2026-11-20",
            "Holdfast 0.1.0",
            hash,
            "SCALE",
            "TD-",
        ] {
            assert!(text.contains(part), "page {} lacks {part}", page + 1);
        }
    }
}

#[test]
fn headings_never_skip_a_level_and_figures_have_words() {
    for results in [building(3, 4, 24.0), empty()] {
        let document = laid_out(&results);
        let mut last = 0;
        walk(&document, ROOT, &mut |role| match role {
            Role::Heading(level, title) => {
                assert!(*level <= last + 1, "{title} skips from {last} to {level}");
                assert!(!title.is_empty());
                last = *level;
            }
            Role::Figure { alt, .. } => assert!(alt.len() > 20),
            _ => {}
        });
    }
}

fn walk(document: &Document, node: NodeId, visit: &mut impl FnMut(&Role)) {
    visit(&document.nodes[node].role);
    for child in &document.nodes[node].children {
        walk(document, *child, visit);
    }
}

#[test]
fn rows_of_a_table_have_a_cell_for_every_column() {
    let document = laid_out(&building(4, 4, 24.0));
    for table in &document.nodes {
        if !matches!(table.role, Role::Table(_)) {
            continue;
        }
        let rows = table
            .children
            .iter()
            .flat_map(|part| &document.nodes[*part].children);
        let widths: BTreeSet<usize> = rows.map(|r| document.nodes[*r].children.len()).collect();
        assert_eq!(widths.len(), 1, "{:?}", table.role);
    }
}

#[test]
fn nothing_that_is_not_a_number_is_printed() {
    let document = laid_out(&hostile());
    for page in 0..document.pages.len() {
        for label in labels(&document, page) {
            let text = label.text.to_lowercase();
            assert!(
                !text.contains("nan") && !text.split_whitespace().any(|w| w == "inf"),
                "{text}"
            );
        }
    }
}

#[test]
fn repeated_heads_are_artifacts_so_that_they_are_read_once() {
    let document = laid_out(&building(3, 4, 24.0));
    let heads = |node: NodeId| node != ARTIFACT;
    let tagged = (0..document.pages.len())
        .flat_map(|p| &document.pages[p].shapes)
        .filter(|(node, s)| {
            heads(*node) && matches!(s, Shape::Text(l) if l.text.trim() == "Take-up")
        })
        .count();
    assert_eq!(
        tagged, 1,
        "the rod schedule runs over pages but its head is read once"
    );
}

#[test]
fn bubbles_stand_clear_of_the_walls_on_every_part_of_a_split_plan() {
    let results = building(1, 25, 13.0);
    let document = laid_out(&results);
    let parts: Vec<_> = document
        .bookmarks
        .iter()
        .filter(|b| b.title.contains(", part "))
        .collect();
    assert!(parts.len() > 1);
    for part in parts {
        let shapes = document.pages[part.page]
            .shapes
            .iter()
            .map(|(_, shape)| shape);
        let walls = shapes.filter_map(|shape| match shape {
            Shape::Path {
                points,
                fill: Some(Tone::Ink | Tone::Red),
                ..
            } => Some(points),
            _ => None,
        });
        let reach = Bounds::around(bubble(&document, part.page, "D"), 9.0);
        // Above the foot of the sheet, where the scale bar is.
        let foot = bubble(&document, part.page, "A")[1] + 20.0;
        let left = walls
            .flatten()
            .filter(|p| p[1] < foot)
            .map(|p| p[0])
            .fold(f32::MAX, f32::min);
        assert!(reach.max[0] <= left, "{}", part.title);
    }
}

fn bubble(document: &Document, page: usize, name: &str) -> [f32; 2] {
    labels(document, page).find(|l| l.text == name).unwrap().at
}
