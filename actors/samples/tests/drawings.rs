//! What the drawings hold, as another reader sees it.

use std::collections::{BTreeMap, BTreeSet};

use cadkit::{Document, Entity, EntityKind};
use holdfast_samples::truth::{PointIn, SheetKind, TrueSheet};
use holdfast_samples::{Hand, Sample, Size, generate};

fn read(sample: &Sample, file: &str) -> Document {
    let (_, bytes) = sample
        .files
        .iter()
        .find(|(path, _)| path == file)
        .expect("the file is in the sample");
    cadkit::read(bytes).expect("the drawing is read")
}

fn model(document: &Document) -> &[Entity] {
    &document
        .model_space()
        .expect("a drawing has a model space")
        .entities
}

/// From the drawing to the building, by the truth's transform of the sheet.
fn placed(sheet: &TrueSheet, p: [f64; 2]) -> PointIn {
    let (sin, cos) = sheet.rotation.sin_cos();
    let (x, y) = (p[0] * sheet.scale, p[1] * sheet.scale);
    [
        cos * x - sin * y + sheet.translation_in[0],
        sin * x + cos * y + sheet.translation_in[1],
    ]
}

/// Points that a drafter's eye takes as corners: ends of lines, vertices, insertions.
fn corners(entities: &[Entity], keep: impl Fn(&Entity) -> bool) -> Vec<[f64; 2]> {
    let mut points = Vec::new();
    for entity in entities.iter().filter(|e| keep(e)) {
        match &entity.kind {
            EntityKind::Line { start, end } => points.extend([[start.x, start.y], [end.x, end.y]]),
            EntityKind::Polyline { vertices, .. } => {
                points.extend(vertices.iter().map(|v| [v.position.x, v.position.y]));
            }
            EntityKind::Insert { position, .. } => points.push([position.x, position.y]),
            _ => {}
        }
    }
    points
}

fn near(points: &[PointIn], p: PointIn, within: f64) -> bool {
    points
        .iter()
        .any(|q| (p[0] - q[0]).hypot(p[1] - q[1]) <= within)
}

#[test]
fn every_drawing_of_every_hand_is_read_without_a_warning() {
    for size in [Size::Small, Size::Medium] {
        for hand in Hand::ALL {
            let sample = generate(size, hand, 1);
            for (path, bytes) in sample
                .files
                .iter()
                .filter(|(p, _)| p.starts_with("drawings/"))
            {
                let document = cadkit::read(bytes).unwrap_or_else(|e| panic!("{hand} {path}: {e}"));
                // A mask has no geometry that this reader models.
                let told: Vec<_> = document
                    .warnings
                    .iter()
                    .filter(|w| hand != Hand::Export || !w.message.contains("WIPEOUT"))
                    .collect();
                assert!(told.is_empty(), "{hand} {path}: {told:?}");
                assert!(!model(&document).is_empty(), "{hand} {path}");
            }
        }
    }
}

#[test]
fn the_ends_of_every_true_wall_are_drawn_where_the_sheets_transform_says() {
    for size in [Size::Small, Size::Large] {
        for hand in Hand::ALL {
            let sample = generate(size, hand, 2);
            let mut documents: BTreeMap<&str, Document> = BTreeMap::new();
            let plans = sample
                .truth
                .sheets
                .iter()
                .filter(|s| s.kind == SheetKind::ShearWalls);
            for sheet in plans {
                let document = documents
                    .entry(sheet.file.as_str())
                    .or_insert_with(|| read(&sample, &sheet.file));
                let points: Vec<PointIn> = corners(model(document), |_| true)
                    .into_iter()
                    .map(|p| placed(sheet, p))
                    .collect();
                // An eighth of an inch each way, where the hand is sloppy.
                let slack = if matches!(hand, Hand::Classic | Hand::Rough) {
                    0.18
                } else {
                    0.01
                };
                for wall in sample
                    .truth
                    .walls
                    .iter()
                    .filter(|w| Some(w.level) == sheet.level)
                {
                    let d = [
                        wall.end_in[0] - wall.start_in[0],
                        wall.end_in[1] - wall.start_in[1],
                    ];
                    let l = d[0].hypot(d[1]);
                    let across = [
                        -d[1] / l * wall.thickness_in / 2.0,
                        d[0] / l * wall.thickness_in / 2.0,
                    ];
                    let ends = [wall.start_in, wall.end_in];
                    let found = ends.map(|end| {
                        let face = |s: f64| [end[0] + s * across[0], end[1] + s * across[1]];
                        near(&points, end, slack)
                            || near(&points, face(1.0), slack) && near(&points, face(-1.0), slack)
                    });
                    // A stretched block shows only where it begins.
                    let good = if hand == Hand::Export {
                        found[0] || found[1]
                    } else {
                        found[0] && found[1]
                    };
                    assert!(good, "{size} {hand} {} on {}", wall.id, sheet.number);
                }
            }
        }
    }
}

#[test]
fn the_mark_of_every_true_wall_stands_on_its_plan() {
    for hand in Hand::ALL {
        let sample = generate(Size::Small, hand, 1);
        for sheet in sample
            .truth
            .sheets
            .iter()
            .filter(|s| s.kind == SheetKind::ShearWalls)
        {
            let document = read(&sample, &sheet.file);
            let text = serde_json::to_string(&model(&document)).unwrap();
            for wall in sample
                .truth
                .walls
                .iter()
                .filter(|w| Some(w.level) == sheet.level)
            {
                assert!(
                    text.contains(&format!("\"{}\"", wall.mark)),
                    "{hand} {}",
                    wall.id
                );
            }
            let tags: usize = sample
                .truth
                .walls
                .iter()
                .map(|w| w.mark.as_str())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .map(|mark| text.matches(&format!("\"{mark}\"")).count())
                .sum();
            let walls = sample
                .truth
                .walls
                .iter()
                .filter(|w| Some(w.level) == sheet.level)
                .count();
            assert!(
                tags >= walls,
                "{hand} {}: {tags} tags for {walls} walls",
                sheet.number
            );
        }
    }
}

#[test]
fn walls_of_the_earlier_scheme_stand_only_on_a_layer_that_no_plot_shows() {
    for hand in Hand::ALL {
        let sample = generate(Size::Small, hand, 1);
        let discarded = &sample.truth.discarded_walls;
        assert!(discarded.len() >= 6, "{hand}");
        for wall in discarded {
            let document = read(&sample, &wall.file);
            let layer = document
                .layers
                .iter()
                .find(|l| l.name == wall.layer)
                .unwrap();
            assert!(layer.frozen || !layer.visible, "{hand} {}", wall.layer);
            let on_layer = |e: &Entity| e.layer.as_deref() == Some(wall.layer.as_str());
            let sheet = sample
                .truth
                .sheets
                .iter()
                .find(|s| s.file == wall.file && s.level == Some(wall.level))
                .unwrap();
            let hidden: Vec<PointIn> = corners(model(&document), on_layer)
                .into_iter()
                .map(|p| placed(sheet, p))
                .collect();
            let reach = 3.0;
            assert!(
                near(&hidden, wall.start_in, reach) && near(&hidden, wall.end_in, reach),
                "{hand}"
            );
        }
    }
}

#[test]
fn every_hand_writes_its_own_version_and_unit() {
    let said: Vec<String> = Hand::ALL
        .iter()
        .map(|&hand| {
            let sample = generate(Size::Small, hand, 1);
            let sheet = sample
                .truth
                .sheets
                .iter()
                .find(|s| s.kind == SheetKind::ShearWalls)
                .unwrap();
            let (_, bytes) = sample.files.iter().find(|(p, _)| *p == sheet.file).unwrap();
            let binary = bytes.starts_with(b"AutoCAD Binary DXF");
            let version = ["AC1009", "AC1015", "AC1018", "AC1024", "AC1027"]
                .into_iter()
                .find(|v| bytes.windows(6).any(|w| w == v.as_bytes()))
                .unwrap();
            format!(
                "{hand} {version} {:.4} in a unit{}",
                sheet.scale,
                if binary { ", binary" } else { "" }
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "office AC1024 1.0000 in a unit",
            "plain AC1015 12.0000 in a unit",
            "metric AC1027 0.0394 in a unit",
            "classic AC1009 1.0000 in a unit",
            "export AC1018 1.0000 in a unit, binary",
            "rough AC1015 12.0000 in a unit",
        ]
    );
}

#[test]
fn the_classic_hand_puts_all_it_shows_on_layer_zero() {
    let sample = generate(Size::Small, Hand::Classic, 1);
    for (path, _) in sample
        .files
        .iter()
        .filter(|(p, _)| p.starts_with("drawings/"))
    {
        let document = read(&sample, path);
        let layers: BTreeSet<&str> = document.layers.iter().map(|l| l.name.as_str()).collect();
        assert!(
            layers.iter().all(|l| ["0", "OLD"].contains(l)),
            "{path} {layers:?}"
        );
    }
}

#[test]
fn parallel_grid_lines_keep_their_bubbles_apart() {
    for size in Size::ALL {
        let sample = generate(size, Hand::Rough, 1);
        let lines = &sample.truth.grid;
        for (i, a) in lines.iter().enumerate() {
            let d = [a.end_in[0] - a.start_in[0], a.end_in[1] - a.start_in[1]];
            let l = d[0].hypot(d[1]);
            for b in &lines[i + 1..] {
                assert_ne!(a.name, b.name, "{size}");
                let e = [b.end_in[0] - b.start_in[0], b.end_in[1] - b.start_in[1]];
                if (d[0] * e[1] - d[1] * e[0]).abs() > 1.0 {
                    continue;
                }
                let v = [b.start_in[0] - a.start_in[0], b.start_in[1] - a.start_in[1]];
                let across = (d[0] * v[1] - d[1] * v[0]).abs() / l;
                let along = (d[0] * v[0] + d[1] * v[1]).abs() / l;
                assert!(
                    across.hypot(along) > 70.0,
                    "{size}: {} and {}",
                    a.name,
                    b.name
                );
            }
        }
    }
}
