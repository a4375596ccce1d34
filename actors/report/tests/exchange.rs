//! The files for other programs: `rods.csv`, the SVG of a level, `clashes.bcfzip`.

#![allow(clippy::unwrap_used)] // tests panic

mod fixture;

use std::collections::BTreeMap;
use std::io::Read as _;

use fixture::{building, empty, hostile};
use holdfast_report::results::Results;
use holdfast_report::{ReportError, bcf, csv, svg};
use roxmltree::{Document, Node};

#[test]
fn rods_has_a_row_for_each_run_and_level() {
    let results = building(3, 4, 24.0);
    let text = csv::rods(&results);
    let rows: Vec<&str> = text.split_terminator("\r\n").collect();
    let levels: usize = results.rod_runs.iter().map(|r| r.levels.len()).sum();
    assert_eq!(rows.len(), 1 + levels);
    assert!(rows[0].starts_with("run,stack,level,x_ft,y_ft,"));
    let columns = rows[0].split(',').count();
    assert!(rows.iter().all(|r| r.split(',').count() == columns));
}

#[test]
fn hostile_rods_stay_in_their_cells() {
    let text = csv::rods(&hostile());
    assert!(!text.contains("NaN") && !text.contains("inf,"));
    assert!(!text.contains(",=cmd"));
    // Outside quotes a line holds as many commas as the header.
    let columns = text.split("\r\n").next().unwrap().matches(',').count();
    let (mut quoted, mut commas) = (false, 0);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => commas += 1,
            '\n' if !quoted => {
                assert_eq!(commas, columns);
                commas = 0;
            }
            _ => {}
        }
    }
    assert!(!quoted);
}

#[test]
fn a_plan_draws_each_wall_and_rod_under_its_id() {
    let results = building(2, 4, 24.0);
    let text = svg::level(&results, 1).unwrap();
    let doc = Document::parse(&text).unwrap();
    let ids = |class: &str| {
        doc.descendants()
            .filter(|n| n.attribute("class") == Some(class))
            .filter_map(|n| n.attribute("data-id").map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let walls: Vec<_> = results
        .walls
        .iter()
        .filter(|w| w.level == 1)
        .map(|w| w.id.clone())
        .collect();
    assert_eq!(ids("wall"), walls);
    let runs: Vec<_> = results.rod_runs.iter().map(|r| r.id.clone()).collect();
    assert_eq!(ids("rod"), runs);
}

#[test]
fn a_plan_is_to_the_scale_written_on_it() {
    let text = svg::level(&building(1, 4, 24.0), 0).unwrap();
    let doc = Document::parse(&text).unwrap();
    assert!(text.contains("1/8&quot; = 1'-0&quot;") || text.contains("1/8\" = 1'-0\""));
    // The corridor wall L1-W11 is 22 ft long: its solid parts reach over 22 × 1/8 in = 198 points.
    let wall = doc
        .descendants()
        .find(|n| n.attribute("data-id") == Some("L1-W11"))
        .unwrap();
    let xs: Vec<f64> = wall
        .descendants()
        .filter_map(|n| n.attribute("points"))
        .flat_map(|p| {
            p.split(' ')
                .map(|xy| xy.split(',').next().unwrap().parse().unwrap())
                .collect::<Vec<f64>>()
        })
        .collect();
    let reach =
        xs.iter().fold(f64::MIN, |a, b| a.max(*b)) - xs.iter().fold(f64::MAX, |a, b| a.min(*b));
    assert!((reach - 198.0).abs() < 0.05, "{reach}");
    let width: f64 = doc
        .root_element()
        .attribute("width")
        .unwrap()
        .trim_end_matches("in")
        .parse()
        .unwrap();
    let view: Vec<f64> = doc
        .root_element()
        .attribute("viewBox")
        .unwrap()
        .split(' ')
        .map(|x| x.parse().unwrap())
        .collect();
    assert!(
        (width * 72.0 - view[2]).abs() < 0.01,
        "a unit of the drawing is a point"
    );
}

#[test]
fn plans_of_hostile_and_empty_levels_are_well_formed() {
    let results = hostile();
    for level in 0..results.levels.len() {
        let text = svg::level(&results, level).unwrap();
        Document::parse(&text).unwrap();
        assert!(!text.contains("NaN") && !text.contains("inf\""));
    }
    let mut bare = empty();
    bare.levels = building(1, 1, 24.0).levels;
    Document::parse(&svg::level(&bare, 0).unwrap()).unwrap();
    assert!(matches!(
        svg::level(&empty(), 0),
        Err(ReportError::NoSuchLevel { level: 0, count: 0 })
    ));
}

fn archive(results: &Results) -> BTreeMap<String, String> {
    let bytes = bcf::write(results).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut file = zip.by_index(i).unwrap();
            let mut text = String::new();
            let name = file.name().unwrap().into_owned();
            if name.ends_with(".png") {
                return (name, String::new());
            }
            file.read_to_string(&mut text).unwrap();
            (name, text)
        })
        .collect()
}

fn names(node: Node<'_, '_>) -> Vec<String> {
    node.children()
        .filter(Node::is_element)
        .map(|n| n.tag_name().name().to_owned())
        .collect()
}

#[test]
fn each_clash_is_a_topic_in_the_order_of_the_schema() {
    let results = building(3, 4, 24.0);
    let files = archive(&results);
    let version = Document::parse(&files["bcf.version"]).unwrap();
    assert_eq!(version.root_element().attribute("VersionId"), Some("2.1"));
    let project = Document::parse(&files["project.bcfp"]).unwrap();
    assert_eq!(
        names(project.root_element()),
        ["Project", "ExtensionSchema"]
    );

    let topics: Vec<_> = files
        .iter()
        .filter(|(name, _)| name.ends_with("/markup.bcf"))
        .collect();
    assert_eq!(topics.len(), results.clashes.len());
    for (name, text) in topics {
        let folder = name.split('/').next().unwrap();
        let doc = Document::parse(text).unwrap();
        assert_eq!(names(doc.root_element()), ["Header", "Topic", "Viewpoints"]);
        let topic = doc.descendants().find(|n| n.has_tag_name("Topic")).unwrap();
        assert_eq!(topic.attribute("Guid"), Some(folder));
        assert_eq!(
            names(topic),
            [
                "Title",
                "Priority",
                "Index",
                "Labels",
                "CreationDate",
                "CreationAuthor",
                "Description"
            ]
        );
        let date = topic
            .children()
            .find(|n| n.has_tag_name("CreationDate"))
            .unwrap();
        assert_eq!(date.text(), Some("2026-11-20T00:00:00Z"));
        let view = doc
            .descendants()
            .find(|n| n.has_tag_name("Viewpoint"))
            .unwrap()
            .text()
            .unwrap();
        let view = Document::parse(&files[&format!("{folder}/{view}")]).unwrap();
        assert_eq!(names(view.root_element()), ["OrthogonalCamera", "Lines"]);
        let camera = view
            .descendants()
            .find(|n| n.has_tag_name("OrthogonalCamera"))
            .unwrap();
        assert_eq!(
            names(camera),
            [
                "CameraViewPoint",
                "CameraDirection",
                "CameraUpVector",
                "ViewToWorldScale"
            ]
        );
    }
}

#[test]
fn a_clash_keeps_its_guid_while_others_come_and_go() {
    let mut results = building(3, 4, 24.0);
    let all = archive(&results);
    results.clashes.remove(0);
    results.project.input_hash = "changed".to_owned();
    let fewer = archive(&results);
    assert!(fewer.keys().all(|name| all.contains_key(name)));
    assert!(fewer.len() < all.len());
}

#[test]
fn the_same_clashes_give_the_same_archive() {
    let results = building(3, 4, 24.0);
    assert!(bcf::write(&results).unwrap() == bcf::write(&results).unwrap());
}

#[test]
fn hostile_clashes_are_well_formed_and_two_of_one_id_are_two_topics() {
    let files = archive(&hostile());
    assert_eq!(
        files.keys().filter(|n| n.ends_with("/markup.bcf")).count(),
        3
    );
    for (name, text) in files.iter().filter(|(name, _)| !name.ends_with(".png")) {
        Document::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(!text.contains("NaN"), "{name}");
    }
    assert_eq!(archive(&empty()).len(), 2);
}
