//! What a sheet shows once its blocks are expanded.
#![allow(clippy::unwrap_used)] // in helpers of tests, too

use holdfast_drawings::flatten::{
    Figure, FlattenError, FlattenLimits, Flattened, Mark, Space, flatten, viewports,
};
use holdfast_drawings::sheet::{
    Align, Attribute, Block, Entity, Handle, Layer, Layout, Point, Shape, Sheet, Vertex,
};
use proptest::prelude::*;
use std::f64::consts::{FRAC_PI_2, PI, TAU};

fn entity(handle: u64, kind: &str, layer: u32, shape: Shape) -> Entity {
    Entity {
        handle: Handle(handle),
        kind: kind.to_owned(),
        layer,
        color: 256,
        visible: true,
        elevation: 0.0,
        shape,
    }
}

fn line(handle: u64, layer: u32, a: Point, b: Point) -> Entity {
    entity(handle, "LINE", layer, Shape::Line(a, b))
}

/// An insert of the first block at a point, unscaled.
fn insert(handle: u64, layer: u32, at: Point) -> Entity {
    insert_of(handle, layer, 0, at, [1.0, 1.0], 0.0)
}

fn insert_of(
    handle: u64,
    layer: u32,
    block: u32,
    at: Point,
    scale: Point,
    rotation: f64,
) -> Entity {
    let shape = Shape::Insert {
        block,
        at,
        scale,
        rotation,
        count: [1, 1],
        spacing: [0.0, 0.0],
        attributes: Vec::new(),
        clip: Vec::new(),
    };
    entity(handle, "INSERT", layer, shape)
}

fn array(mut entity: Entity, cells: [u32; 2], apart: [f64; 2]) -> Entity {
    if let Shape::Insert { count, spacing, .. } = &mut entity.shape {
        (*count, *spacing) = (cells, apart);
    }
    entity
}

fn clipped(mut entity: Entity, boundary: &[Point]) -> Entity {
    if let Shape::Insert { clip, .. } = &mut entity.shape {
        *clip = boundary.to_vec();
    }
    entity
}

fn block(name: &str, entities: Vec<Entity>) -> Block {
    Block {
        name: name.to_owned(),
        base: [0.0, 0.0],
        entities,
        external: false,
    }
}

/// A sheet with layers `0`, `A-WALL` (colour 1) and `A-DOOR` (colour 2).
fn sheet(blocks: Vec<Block>, model: Vec<Entity>) -> Sheet {
    let mut sheet = Sheet::empty("A-101.dxf");
    let colored = |name: &str, color| Layer {
        color,
        ..Layer::named(name)
    };
    sheet.layers.push(colored("A-WALL", 1));
    sheet.layers.push(colored("A-DOOR", 2));
    sheet.blocks = blocks;
    sheet.model = model;
    sheet
}

fn shown(sheet: &Sheet) -> Flattened {
    flatten(sheet, &FlattenLimits::default()).unwrap()
}

/// The marks but for those of inserts themselves.
fn parts(sheet: &Sheet) -> Vec<Mark> {
    let mut marks = shown(sheet).marks;
    marks.retain(|mark| !matches!(mark.figure, Figure::Insert { .. }));
    marks
}

fn ends(mark: &Mark) -> [Point; 2] {
    match mark.figure {
        Figure::Line(a, b) => [a, b],
        ref other => panic!("{other:?} is no line"),
    }
}

fn near(a: Point, b: Point) -> bool {
    (a[0] - b[0]).abs() < 1e-9 && (a[1] - b[1]).abs() < 1e-9
}

#[test]
fn a_block_is_scaled_then_turned_then_moved_from_its_base_point() {
    let mut door = block("DOOR", vec![line(2, 0, [1.0, 1.0], [3.0, 1.0])]);
    door.base = [1.0, 1.0];
    let placed = insert_of(1, 0, 0, [10.0, 20.0], [2.0, 1.0], FRAC_PI_2);
    let marks = parts(&sheet(vec![door], vec![placed]));
    let [a, b] = ends(&marks[0]);
    assert!(
        near(a, [10.0, 20.0]) && near(b, [10.0, 24.0]),
        "{a:?} {b:?}"
    );
    assert_eq!((marks[0].top, marks[0].handle), (Handle(1), Handle(2)));
    assert_eq!(marks[0].block, "DOOR");
}

#[test]
fn inserts_nest_and_the_outermost_is_what_the_mark_is_traced_to() {
    let inner = block("LEAF", vec![line(3, 0, [0.0, 0.0], [1.0, 0.0])]);
    let outer = block(
        "DOOR",
        vec![insert_of(2, 0, 0, [5.0, 0.0], [1.0, 1.0], FRAC_PI_2)],
    );
    let placed = insert_of(1, 0, 1, [0.0, 0.0], [1.0, 1.0], FRAC_PI_2);
    let marks = parts(&sheet(vec![inner, outer], vec![placed]));
    let [a, b] = ends(&marks[0]);
    assert!(near(a, [0.0, 5.0]) && near(b, [-1.0, 5.0]), "{a:?} {b:?}");
    assert_eq!((marks[0].top, marks[0].handle), (Handle(1), Handle(3)));
    assert_eq!(marks[0].block, "LEAF");
}

#[test]
fn a_mirrored_arc_stays_an_arc_and_opens_the_other_way() {
    let arc = Shape::Arc {
        center: [0.0, 0.0],
        radius: 3.0,
        start: 0.0,
        end: FRAC_PI_2,
    };
    let swing = block("DOOR", vec![entity(2, "ARC", 0, arc)]);
    let placed = insert_of(1, 0, 0, [0.0, 0.0], [-1.0, 1.0], 0.0);
    let marks = parts(&sheet(vec![swing], vec![placed]));
    let Figure::Arc {
        start, end, radius, ..
    } = marks[0].figure
    else {
        panic!("{:?}", marks[0].figure);
    };
    assert!((start - FRAC_PI_2).abs() < 1e-9 && (end - PI).abs() < 1e-9 && radius == 3.0);
}

#[test]
fn a_circle_scaled_unevenly_becomes_chords() {
    let circle = Shape::Circle {
        center: [0.0, 0.0],
        radius: 1.0,
    };
    let column = block("COLUMN", vec![entity(2, "CIRCLE", 0, circle)]);
    let placed = insert_of(1, 0, 0, [0.0, 0.0], [2.0, 1.0], 0.0);
    let marks = parts(&sheet(vec![column], vec![placed]));
    let Figure::Path {
        points,
        closed: true,
    } = &marks[0].figure
    else {
        panic!("{:?}", marks[0].figure);
    };
    assert_eq!(points.len(), 64);
    assert!(
        points
            .iter()
            .all(|p| ((p[0] / 2.0).hypot(p[1]) - 1.0).abs() < 1e-9)
    );
}

#[test]
fn layer_0_and_colour_by_block_are_the_inserts() {
    let mut by_block = line(3, 2, [0.0, 0.0], [1.0, 0.0]);
    by_block.color = 0;
    let leaf = block("DOOR", vec![line(2, 0, [0.0, 0.0], [1.0, 0.0]), by_block]);
    let marks = parts(&sheet(vec![leaf], vec![insert(1, 1, [0.0, 0.0])]));
    assert_eq!(
        (marks[0].layer, marks[0].color),
        (1, 1),
        "layer 0 takes the insert's layer"
    );
    assert_eq!(
        (marks[1].layer, marks[1].color),
        (2, 1),
        "BYBLOCK takes the insert's colour"
    );
}

#[test]
fn what_a_plot_does_not_show_is_left_out() {
    let mut hidden = line(4, 0, [0.0, 0.0], [1.0, 0.0]);
    hidden.visible = false;
    let mut drawing = sheet(
        vec![],
        vec![
            line(1, 0, [0.0, 0.0], [1.0, 0.0]),
            line(2, 1, [0.0, 0.0], [1.0, 0.0]),
            line(3, 2, [0.0, 0.0], [1.0, 0.0]),
            hidden,
        ],
    );
    drawing.layers[1].frozen = true;
    drawing.layers[2].off = true;
    let handles: Vec<u64> = parts(&drawing).iter().map(|m| m.handle.0).collect();
    assert_eq!(handles, [1]);
}

#[test]
fn an_insert_on_a_layer_that_is_off_still_shows_what_stands_on_others() {
    let leaf = block(
        "DOOR",
        vec![
            line(2, 0, [0.0, 0.0], [1.0, 0.0]),
            line(3, 2, [0.0, 0.0], [1.0, 0.0]),
        ],
    );
    let mut drawing = sheet(vec![leaf], vec![insert(1, 1, [0.0, 0.0])]);
    drawing.layers[1].off = true;
    let handles: Vec<u64> = shown(&drawing).marks.iter().map(|m| m.handle.0).collect();
    assert_eq!(handles, [3]);
    drawing.layers[1].frozen = true;
    assert!(
        shown(&drawing).marks.is_empty(),
        "frozen hides the block whole"
    );
}

#[test]
fn attributes_are_texts_at_their_own_place_with_their_tag() {
    let mut placed = insert(1, 2, [10.0, 0.0]);
    if let Shape::Insert { attributes, .. } = &mut placed.shape {
        for (tag, visible) in [("MARK", true), ("COST", false)] {
            attributes.push(Attribute {
                tag: tag.to_owned(),
                value: "D1".to_owned(),
                at: [10.0, 5.0],
                height: 2.0,
                rotation: 0.0,
                align: Align {
                    horizontal: 1,
                    vertical: 2,
                },
                visible,
            });
        }
    }
    let leaf = block("DOOR", vec![line(2, 0, [0.0, 0.0], [3.0, 1.0])]);
    let marks = shown(&sheet(vec![leaf], vec![placed])).marks;
    let Figure::Insert {
        attributes,
        bounds,
        at,
        ..
    } = &marks[0].figure
    else {
        panic!("{:?}", marks[0].figure);
    };
    assert_eq!(attributes.len(), 2, "hidden ones are still known");
    assert_eq!(*bounds, [[10.0, 0.0], [13.0, 1.0]]);
    assert_eq!(*at, [10.0, 0.0]);
    let texts: Vec<&Figure> = marks
        .iter()
        .map(|m| &m.figure)
        .filter(|f| matches!(f, Figure::Text { .. }))
        .collect();
    let [
        Figure::Text {
            text, tag, center, ..
        },
    ] = texts[..]
    else {
        panic!("{texts:?}");
    };
    assert_eq!(
        (text.as_str(), tag.as_str(), *center),
        ("D1", "MARK", [10.0, 5.0])
    );
}

#[test]
fn a_dimension_is_its_points_and_its_block_is_not_drawn() {
    let drawn = block("*D1", vec![line(2, 0, [0.0, 9.0], [6.0, 9.0])]);
    let dimension = |linear, direction| Shape::Dimension {
        from: Some([0.0, 0.0]),
        to: Some([3.0, 4.0]),
        direction,
        text: "<>".to_owned(),
        measured: None,
        block: Some(0),
        linear,
    };
    let drawing = sheet(
        vec![drawn],
        vec![
            entity(10, "DIMENSION", 1, dimension(true, Some(0.0))),
            entity(11, "DIMENSION", 1, dimension(true, None)),
            entity(12, "DIMENSION", 1, dimension(false, None)),
        ],
    );
    let marks = shown(&drawing).marks;
    let measured: Vec<f64> = marks
        .iter()
        .filter_map(|m| match &m.figure {
            Figure::Dimension { measured, text, .. } if text.is_empty() => Some(*measured),
            _ => None,
        })
        .collect();
    assert_eq!(measured, [3.0, 5.0]);
    assert_eq!(marks.len(), 3);
    assert_eq!((marks[2].top, marks[2].handle), (Handle(12), Handle(2)));
}

#[test]
fn a_clip_boundary_cuts_what_crosses_it() {
    let row = block(
        "PLAN",
        vec![
            line(2, 0, [-5.0, 1.0], [5.0, 1.0]),
            line(3, 0, [20.0, 20.0], [30.0, 20.0]),
            entity(
                4,
                "LWPOLYLINE",
                0,
                Shape::Polyline {
                    vertices: [[0.5, 0.5], [9.0, 0.5], [9.0, 1.5], [0.5, 1.5]]
                        .map(|at| Vertex { at, bulge: 0.0 })
                        .to_vec(),
                    closed: true,
                },
            ),
        ],
    );
    let boundary = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]];
    let placed = clipped(insert(1, 0, [100.0, 0.0]), &boundary);
    let drawing = sheet(vec![row], vec![placed]);
    let marks = parts(&drawing);
    assert_eq!(ends(&marks[0]), [[100.0, 1.0], [102.0, 1.0]]);
    assert!(marks.iter().all(|m| m.handle != Handle(3)));
    let paths: Vec<&Figure> = marks.iter().skip(1).map(|m| &m.figure).collect();
    assert_eq!(
        paths.len(),
        2,
        "the outline is cut open on one side: {paths:?}"
    );
}

#[test]
fn an_empty_model_space_gives_way_to_the_layout_that_is_drawn_on() {
    let mut drawing = sheet(vec![], vec![]);
    drawing.layouts = vec![
        Layout {
            name: "Layout1".to_owned(),
            entities: vec![],
        },
        Layout {
            name: "S-201".to_owned(),
            entities: vec![line(1, 1, [0.0, 0.0], [1.0, 0.0])],
        },
    ];
    let flat = shown(&drawing);
    assert_eq!(flat.space, Space::Layout("S-201".to_owned()));
    assert_eq!(flat.marks.len(), 1);
}

#[test]
fn viewports_tell_the_scale_of_what_they_show() {
    let mut drawing = sheet(vec![], vec![]);
    let viewport = |on| Shape::Viewport {
        center: [17.0, 11.0],
        size: [30.0, 20.0],
        view_center: [500.0, 300.0],
        view_height: 960.0,
        twist: 0.0,
        frozen: vec![2],
        on,
    };
    drawing.layouts.push(Layout {
        name: "A-101".to_owned(),
        entities: vec![
            entity(1, "VIEWPORT", 0, viewport(false)),
            entity(2, "VIEWPORT", 0, viewport(true)),
        ],
    });
    let windows = viewports(&drawing);
    assert_eq!(windows.len(), 1);
    assert!((windows[0].scale - 1.0 / 48.0).abs() < 1e-12);
    assert_eq!(windows[0].size, [1440.0, 960.0]);
    assert_eq!(windows[0].frozen, [2]);
}

#[test]
fn a_block_that_inserts_itself_is_refused_by_name() {
    let drawing = sheet(
        vec![
            block(
                "A",
                vec![insert_of(0x2F3, 0, 1, [0.0, 0.0], [1.0, 1.0], 0.0)],
            ),
            block(
                "B",
                vec![insert_of(0x2F4, 0, 0, [0.0, 0.0], [1.0, 1.0], 0.0)],
            ),
        ],
        vec![insert(1, 0, [0.0, 0.0])],
    );
    let error = flatten(&drawing, &FlattenLimits::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "A-101.dxf, handle 2F4: block `A > B > A` inserts itself; delete that insert inside the \
         block (BEDIT) or purge the block"
    );
}

#[test]
fn a_million_nested_inserts_are_refused_before_any_is_expanded() {
    // Ten blocks that each insert the one before a hundred times: 1e20 lines.
    let mut blocks = vec![block("B0", vec![line(2, 0, [0.0, 0.0], [1.0, 0.0])])];
    for level in 1..=10 {
        let inside = insert_of(9, 0, level - 1, [0.0, 0.0], [1.0, 1.0], 0.0);
        blocks.push(block(
            &format!("B{level}"),
            vec![array(inside, [10, 10], [1.0, 1.0])],
        ));
    }
    let placed = insert_of(1, 0, 10, [0.0, 0.0], [1.0, 1.0], 0.0);
    let error = flatten(&sheet(blocks, vec![placed]), &FlattenLimits::default()).unwrap_err();
    assert!(
        matches!(
            error,
            FlattenError::TooMany {
                count: u64::MAX,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn an_array_of_billions_is_refused_by_its_handle() {
    let stud = block("STUD", vec![line(2, 0, [0.0, 0.0], [1.0, 0.0])]);
    let placed = array(insert(0x2F3, 0, [0.0, 0.0]), [65_535, 32_767], [1.0, 1.0]);
    let error = flatten(&sheet(vec![stud], vec![placed]), &FlattenLimits::default()).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("handle 2F3") && text.contains("65535 x 32767"),
        "{text}"
    );
}

#[test]
fn blocks_a_thousand_deep_are_refused() {
    let mut blocks = vec![block("B0", vec![line(2, 0, [0.0, 0.0], [1.0, 0.0])])];
    for level in 1..1000 {
        let inside = insert_of(9, 0, level - 1, [0.0, 0.0], [1.0, 1.0], 0.0);
        blocks.push(block(&format!("B{level}"), vec![inside]));
    }
    let placed = insert_of(7, 0, 999, [0.0, 0.0], [1.0, 1.0], 0.0);
    let error = flatten(&sheet(blocks, vec![placed]), &FlattenLimits::default()).unwrap_err();
    assert!(
        matches!(error, FlattenError::TooDeep { depth: 1000, .. }),
        "{error}"
    );
}

#[test]
fn a_sheet_that_only_hides_its_giants_is_shown() {
    let stud = block("STUD", vec![line(2, 1, [0.0, 0.0], [1.0, 0.0])]);
    let placed = array(insert(3, 1, [0.0, 0.0]), [65_535, 32_767], [1.0, 1.0]);
    let mut drawing = sheet(vec![stud], vec![placed, line(4, 2, [0.0, 0.0], [1.0, 0.0])]);
    drawing.layers[1].frozen = true;
    assert_eq!(shown(&drawing).marks.len(), 1);
}

fn point() -> impl Strategy<Value = Point> {
    [-100.0..100.0f64, -100.0..100.0f64]
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        (point(), point()).prop_map(|(a, b)| Shape::Line(a, b)),
        (point(), 0.1..50.0f64, 0.0..TAU, 0.1..6.0f64).prop_map(
            |(center, radius, start, sweep)| {
                Shape::Arc {
                    center,
                    radius,
                    start,
                    end: start + sweep,
                }
            }
        ),
        prop::collection::vec((point(), -1.5..1.5f64), 2..6).prop_map(|vertices| {
            Shape::Polyline {
                vertices: vertices
                    .into_iter()
                    .map(|(at, bulge)| Vertex { at, bulge })
                    .collect(),
                closed: false,
            }
        }),
    ]
}

/// Points along a figure, to compare figures by.
fn sampled(figure: &Figure) -> Vec<Point> {
    match figure {
        Figure::Line(a, b) => vec![*a, *b],
        Figure::Path { points, .. } => points.clone(),
        Figure::Arc {
            center,
            radius,
            start,
            end,
        } => (0..=8)
            .map(|k| start + (end - start) * f64::from(k) / 8.0)
            .map(|t| [center[0] + radius * t.cos(), center[1] + radius * t.sin()])
            .collect(),
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn a_turned_block_shows_what_its_parts_show_turned(
        shape in shape(),
        at in point(),
        scale in 0.2..4.0f64,
        mirrored in any::<bool>(),
        rotation in 0.0..TAU,
    ) {
        let apart = parts(&sheet(vec![], vec![entity(2, "X", 0, shape.clone())]));
        let across = if mirrored { -scale } else { scale };
        let placed = insert_of(1, 0, 0, at, [across, scale], rotation);
        let inside = parts(&sheet(vec![block("B", vec![entity(2, "X", 0, shape)])], vec![placed]));
        prop_assert_eq!(apart.len(), inside.len());
        let (sin, cos) = rotation.sin_cos();
        for (one, other) in apart.iter().zip(&inside) {
            let mut want: Vec<Point> = sampled(&one.figure)
                .into_iter()
                .map(|p| {
                    let [x, y] = [p[0] * across, p[1] * scale];
                    [at[0] + cos * x - sin * y, at[1] + sin * x + cos * y]
                })
                .collect();
            if mirrored && matches!(one.figure, Figure::Arc { .. }) {
                want.reverse();
            }
            for (a, b) in want.iter().zip(sampled(&other.figure)) {
                prop_assert!((a[0] - b[0]).hypot(a[1] - b[1]) < 1e-6, "{:?} {:?}", a, b);
            }
        }
    }

    #[test]
    fn an_array_shows_what_as_many_inserts_show(
        shape in shape(),
        at in point(),
        rotation in 0.0..TAU,
        columns in 1u32..5,
        rows in 1u32..5,
        apart in [1.0..50.0f64, 1.0..50.0f64],
    ) {
        let stud = || vec![block("STUD", vec![entity(2, "X", 0, shape.clone())])];
        let one = insert_of(1, 0, 0, at, [1.0, 1.0], rotation);
        let together = parts(&sheet(stud(), vec![array(one, [columns, rows], apart)]));
        let (sin, cos) = rotation.sin_cos();
        let mut singles = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                let [x, y] = [f64::from(column) * apart[0], f64::from(row) * apart[1]];
                let at = [at[0] + cos * x - sin * y, at[1] + sin * x + cos * y];
                singles.push(insert_of(1, 0, 0, at, [1.0, 1.0], rotation));
            }
        }
        let singles = parts(&sheet(stud(), singles));
        prop_assert_eq!(together.len(), singles.len());
        for (a, b) in together.iter().zip(&singles) {
            for (p, q) in sampled(&a.figure).into_iter().zip(sampled(&b.figure)) {
                prop_assert!((p[0] - q[0]).hypot(p[1] - q[1]) < 1e-6);
            }
        }
    }
}
