//! What readers make of files, good and bad.
#![allow(clippy::unwrap_used)] // in helpers of tests, too

mod support;

use holdfast_drawings::flatten::{Figure, FlattenLimits, flatten, viewports};
use holdfast_drawings::inspect::inspect;
use holdfast_drawings::read::{Limits, ReadError, read};
use holdfast_drawings::sheet::{Entity, Format, Shape, Sheet, Units};
use std::f64::consts::{FRAC_PI_2, PI};
use support::{Dxf, tags};

fn sheet(dxf: &Dxf) -> Sheet {
    read("A-102.dxf", &dxf.bytes(), &Limits::default()).unwrap()
}

fn refusal(bytes: &[u8]) -> String {
    read("A-102.dxf", bytes, &Limits::default())
        .unwrap_err()
        .to_string()
}

fn only(sheet: &Sheet) -> &Entity {
    assert_eq!(sheet.model.len(), 1, "{:?}", sheet.model);
    &sheet.model[0]
}

fn text_of(entity: &Entity) -> &str {
    match &entity.shape {
        Shape::Text { text, .. } => text,
        other => panic!("{other:?} is no text"),
    }
}

#[test]
fn a_sheet_carries_its_version_units_layers_and_header() {
    let mut dxf = Dxf::new("AC1027");
    dxf.variable("$INSUNITS", "70 1")
        .variable("$EXTMIN", "10 0, 20 0, 30 0")
        .variable("$EXTMAX", "10 480, 20 360, 30 0")
        .variable("$DIMLFAC", "40 12")
        .variable("$LUNITS", "70 4")
        .layer("A-WALL", "10", 3, 0)
        .layer("A-OFF", "11", -3, 0)
        .layer("A-FROZEN", "12", 3, 1)
        .layer("Defpoints", "13", 7, 0)
        .entity("0 LINE, 5 2F3, 8 a-wall, 10 0, 20 0, 11 5, 21 0");
    let sheet = sheet(&dxf);
    assert_eq!(
        (sheet.version.as_str(), sheet.format),
        ("AC1027", Format::DxfAscii)
    );
    assert_eq!(sheet.units, Units::Inches);
    assert_eq!(sheet.header.extents, Some([[0.0, 0.0], [480.0, 360.0]]));
    assert_eq!(
        (sheet.header.dimension_factor, sheet.header.length_format),
        (12.0, 4)
    );
    let visible: Vec<&str> = sheet
        .layers
        .iter()
        .filter(|layer| layer.visible())
        .map(|layer| layer.name.as_str())
        .collect();
    assert_eq!(visible, ["0", "A-WALL"]);
    let line = only(&sheet);
    assert_eq!(line.handle.to_string(), "2F3");
    assert_eq!(
        sheet.layers[line.layer as usize].name, "A-WALL",
        "layer names have no case"
    );
}

#[test]
fn types_the_library_merges_keep_their_names() {
    let mut dxf = Dxf::new("AC1027");
    dxf.entity("0 LWPOLYLINE, 5 1, 8 0, 90 2, 70 0, 10 0, 20 0, 10 1, 20 1")
        .entity("0 POLYLINE, 5 2, 8 0, 66 1, 70 0, 0 VERTEX, 5 3, 8 0, 10 0, 20 0, 0 VERTEX, 5 4, 8 0, 10 1, 20 1, 0 SEQEND, 5 5")
        .entity("0 SOLID, 5 6, 8 0, 10 0, 20 0, 11 1, 21 0, 12 0, 22 1, 13 1, 23 1")
        .entity("0 3DFACE, 5 7, 8 0, 10 0, 20 0, 11 1, 21 0, 12 1, 22 1, 13 0, 23 1")
        .entity("0 TRACE, 5 8, 8 0, 10 0, 20 0, 11 1, 21 0, 12 0, 22 1, 13 1, 23 1");
    let sheet = sheet(&dxf);
    let kinds: Vec<&str> = sheet.model.iter().map(|e| e.kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["LWPOLYLINE", "POLYLINE", "SOLID", "3DFACE", "TRACE"]
    );
    // A SOLID's corners cross over in the file; around the face they do not.
    let Shape::Solid(corners) = &sheet.model[2].shape else {
        panic!()
    };
    assert_eq!(corners, &[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]);
}

#[test]
fn entities_without_handles_keep_their_types_too() {
    let mut dxf = Dxf::new("AC1009");
    dxf.block("B", &["0 SOLID, 8 0, 10 0, 20 0, 11 1, 21 0, 12 0, 22 1"])
        .entity("0 3DFACE, 8 0, 10 0, 20 0, 11 1, 21 0, 12 1, 22 1, 13 0, 23 1")
        .entity("0 LINE, 8 0, 67 1, 10 0, 20 0, 11 5, 21 0")
        .entity("0 TRACE, 8 0, 10 0, 20 0, 11 1, 21 0, 12 0, 22 1, 13 1, 23 1");
    let sheet = sheet(&dxf);
    let kinds: Vec<&str> = sheet.model.iter().map(|e| e.kind.as_str()).collect();
    assert_eq!(kinds, ["3DFACE", "TRACE"]);
    assert_eq!(sheet.blocks[0].entities[0].kind, "SOLID");
    assert_eq!(sheet.layouts[0].entities[0].kind, "LINE");
}

#[test]
fn an_extrusion_that_looks_down_mirrors_arcs_bulges_and_inserts() {
    let mut dxf = Dxf::new("AC1027");
    dxf.block("DOOR", &["0 LINE, 8 0, 10 0, 20 0, 11 2, 21 1"])
        .entity("0 ARC, 5 1, 8 0, 10 5, 20 0, 40 1, 50 0, 51 90, 210 0, 220 0, 230 -1")
        .entity("0 LWPOLYLINE, 5 2, 8 0, 90 2, 70 0, 10 0, 20 0, 42 1, 10 2, 20 0, 210 0, 220 0, 230 -1")
        .entity("0 INSERT, 5 3, 8 0, 2 DOOR, 10 -10, 20 0, 50 90, 210 0, 220 0, 230 -1");
    let sheet = sheet(&dxf);
    let Shape::Arc {
        center, start, end, ..
    } = sheet.model[0].shape
    else {
        panic!()
    };
    assert_eq!(center, [-5.0, 0.0]);
    assert!((start - FRAC_PI_2).abs() < 1e-9 && (end - PI).abs() < 1e-9);
    let Shape::Polyline { vertices, .. } = &sheet.model[1].shape else {
        panic!()
    };
    assert_eq!((vertices[1].at, vertices[0].bulge), ([-2.0, 0.0], -1.0));
    // In the insert's own plane (2, 1) turned by 90° is (-1, 2), moved to (-11, 2); seen from
    // above x changes sign.
    let marks = flatten(&sheet, &FlattenLimits::default()).unwrap().marks;
    let Some(Figure::Line(a, b)) = marks
        .iter()
        .rev()
        .map(|m| &m.figure)
        .find(|f| matches!(f, Figure::Line(..)))
    else {
        panic!()
    };
    assert!(
        (a[0] - 10.0).abs() < 1e-9 && (b[0] - 11.0).abs() < 1e-9 && (b[1] - 2.0).abs() < 1e-9,
        "{a:?} {b:?}"
    );
}

#[test]
fn a_code_page_gives_the_letters_of_texts_before_r2007() {
    let mut dxf = Dxf::new("AC1015");
    dxf.variable("$DWGCODEPAGE", "3 ANSI_1251").raw_entity(&[
        (0, "TEXT"),
        (5, "1"),
        (8, "0"),
        (10, "0"),
        (20, "0"),
        (40, "1"),
        (1, "WALL @@ %%200"),
    ]);
    let bytes: Vec<u8> = dxf
        .bytes()
        .into_iter()
        .map(|b| if b == b'@' { 0xC4 } else { b })
        .collect();
    let sheet = read("A.dxf", &bytes, &Limits::default()).unwrap();
    assert_eq!(text_of(only(&sheet)), "WALL ДД И");
    assert_eq!(sheet.header.code_page, "ANSI_1251");
}

#[test]
fn escapes_of_every_kind_are_letters() {
    for (written, read_as) in [
        (r"10'-6 \U+00BD", "10'-6 ½"),
        (r"\M+182A0", "あ"),
        ("45%%d %%c5 %%p1 100%%%", "45° ⌀5 ±1 100%"),
        ("A^IB^ C", "A B^C"),
    ] {
        let mut dxf = Dxf::new("AC1015");
        dxf.raw_entity(&[
            (0, "TEXT"),
            (5, "1"),
            (8, "0"),
            (10, "0"),
            (20, "0"),
            (40, "1"),
            (1, written),
        ]);
        assert_eq!(text_of(only(&sheet(&dxf))), read_as, "{written}");
    }
}

#[test]
fn an_mtext_of_many_pieces_is_one_plain_text() {
    let mut dxf = Dxf::new("AC1027");
    dxf.raw_entity(&[
        (0, "MTEXT"),
        (5, "1"),
        (8, "0"),
        (10, "0"),
        (20, "0"),
        (40, "2"),
        (71, "5"),
        (3, r"{\fArial|b1;SHEAR WALL}\P"),
        (1, r#"HEIGHT 10'-6\S1/2;""#),
    ]);
    let sheet = sheet(&dxf);
    assert_eq!(text_of(only(&sheet)), "SHEAR WALL\nHEIGHT 10'-6 1/2\"");
    let Shape::Text { align, .. } = &only(&sheet).shape else {
        panic!()
    };
    assert_eq!((align.horizontal, align.vertical), (1, 2));
}

#[test]
fn columns_of_an_mtext_are_joined_into_the_first() {
    let mut dxf = Dxf::new("AC1021");
    let text = |handle: &'static str, text: &'static str| {
        [
            (0, "MTEXT"),
            (5, handle),
            (8, "0"),
            (10, "0"),
            (20, "0"),
            (40, "2"),
            (1, text),
        ]
    };
    let mut first = text("A1", "ONE").to_vec();
    first.extend([
        (1001, "ACAD"),
        (1000, "ACAD_MTEXT_COLUMNS_BEGIN"),
        (1070, "47"),
        (1070, "3"),
        (1005, "A2"),
        (1005, "A3"),
        (1000, "ACAD_MTEXT_COLUMNS_END"),
    ]);
    dxf.raw_entity(&first)
        .raw_entity(&text("A2", "TWO"))
        .raw_entity(&text("A3", "THREE"));
    assert_eq!(text_of(only(&sheet(&dxf))), "ONE\nTWO\nTHREE");
}

#[test]
fn a_viewport_knows_its_scale_its_twist_and_its_frozen_layers() {
    let mut dxf = Dxf::new("AC1027");
    dxf.layer("A-WALL", "10", 3, 0)
        .layer("A-NOTE", "11", 3, 0)
        .entity("0 VIEWPORT, 5 20, 8 0, 67 1, 10 0, 20 0, 40 30, 41 20, 68 1, 69 1, 12 0, 22 0, 45 20")
        .entity("0 VIEWPORT, 5 21, 8 0, 67 1, 10 15, 20 10, 40 30, 41 20, 68 2, 69 2, 12 100, 22 0, 17 7, 27 0, 45 960, 51 90, 331 11")
        .entity("0 LINE, 5 22, 8 0, 10 0, 20 0, 11 1, 21 0");
    let sheet = sheet(&dxf);
    let windows = viewports(&sheet);
    assert_eq!(windows.len(), 1, "the paper's own viewport shows nothing");
    let window = &windows[0];
    assert!((window.scale - 1.0 / 48.0).abs() < 1e-12);
    assert!(
        (window.center[0] - 7.0).abs() < 1e-9 && (window.center[1] + 100.0).abs() < 1e-9,
        "{window:?}"
    );
    let frozen: Vec<&str> = window
        .frozen
        .iter()
        .map(|&l| sheet.layers[l as usize].name.as_str())
        .collect();
    assert_eq!(frozen, ["A-NOTE"]);
}

#[test]
fn a_clip_boundary_is_found_through_the_inserts_dictionaries() {
    let identity = "40 1, 40 0, 40 0, 40 -100, 40 0, 40 1, 40 0, 40 0, 40 0, 40 0, 40 1, 40 0";
    let mut dxf = Dxf::new("AC1027");
    dxf.block("PLAN", &["0 LINE, 5 50, 8 0, 10 -5, 20 1, 11 5, 21 1"])
        .entity("0 INSERT, 5 1, 102 {ACAD_XDICTIONARY, 360 A0, 102 }, 8 0, 2 PLAN, 10 100, 20 0")
        .object("0 DICTIONARY, 5 A0, 3 ACAD_FILTER, 360 A1")
        .object("0 DICTIONARY, 5 A1, 3 SPATIAL, 360 A2")
        .object(&format!("0 SPATIAL_FILTER, 5 A2, 70 2, 10 100, 20 0, 10 102, 20 2, 210 0, 220 0, 230 1, 71 1, 72 0, 73 0, {identity}, {identity}"));
    let sheet = sheet(&dxf);
    let Shape::Insert { clip, .. } = &only(&sheet).shape else {
        panic!()
    };
    assert_eq!(clip, &[[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]);
    let marks = flatten(&sheet, &FlattenLimits::default()).unwrap().marks;
    assert!(
        marks
            .iter()
            .any(|m| m.figure == Figure::Line([100.0, 1.0], [102.0, 1.0])),
        "{marks:?}"
    );
}

#[test]
fn a_multiline_is_its_parallel_lines() {
    let vertex = |x: &str| {
        format!(
            "11 {x}, 21 0, 12 1, 22 0, 13 0, 23 1, 74 2, 41 0, 41 0, 75 0, 74 2, 41 -5.5, 41 0, 75 0"
        )
    };
    let mut dxf = Dxf::new("AC1027");
    dxf.entity(&format!(
        "0 MLINE, 5 1, 8 0, 2 STANDARD, 40 5.5, 70 0, 71 1, 72 2, 73 2, 10 0, 20 0, {}, {}",
        vertex("0"),
        vertex("96")
    ));
    let sheet = sheet(&dxf);
    let Shape::Multiline {
        lines,
        closed: false,
    } = &only(&sheet).shape
    else {
        panic!("{:?}", only(&sheet))
    };
    assert_eq!(
        lines,
        &[
            vec![[0.0, 0.0], [96.0, 0.0]],
            vec![[0.0, -5.5], [96.0, -5.5]]
        ]
    );
}

#[test]
fn a_table_is_drawn_by_its_block() {
    let mut dxf = Dxf::new("AC1027");
    dxf.block("*T1", &["0 TEXT, 8 0, 10 1, 20 1, 40 1, 1 SW4"])
        .entity("0 ACAD_TABLE, 5 9, 8 0, 2 *T1, 10 100, 20 50, 11 1, 21 0");
    let sheet = sheet(&dxf);
    assert_eq!(only(&sheet).kind, "ACAD_TABLE");
    let marks = flatten(&sheet, &FlattenLimits::default()).unwrap().marks;
    assert!(marks.iter().any(|m| matches!(&m.figure, Figure::Text { text, at, .. } if text == "SW4" && *at == [101.0, 51.0])), "{marks:?}");
}

#[test]
fn a_multileader_is_a_line_and_a_text() {
    let mut dxf = Dxf::new("AC1027");
    dxf.entity("0 MULTILEADER, 5 9, 8 0, 270 2, 300 CONTEXT_DATA{, 40 1, 10 9, 20 9, 41 4, 290 1, 304 HDU4\\PTYP, 12 20, 22 5, 302 LEADER{, 10 15, 20 5, 304 LEADER_LINE{, 10 1, 20 2, 91 0, 305 }, 303 }, 301 }");
    let sheet = sheet(&dxf);
    let Shape::Leader { points, text } = &only(&sheet).shape else {
        panic!("{:?}", only(&sheet))
    };
    assert_eq!(
        (text.as_str(), points.as_slice()),
        ("HDU4\nTYP", &[[1.0, 2.0], [20.0, 5.0]][..])
    );
}

#[test]
fn what_is_no_drawing_is_refused_in_words_that_help() {
    for (bytes, says) in [
        (
            &b""[..],
            "A-102.dxf: the file is empty; export the drawing again",
        ),
        (
            b"  \r\n \n",
            "A-102.dxf: the file is empty; export the drawing again",
        ),
        (
            b"%PDF-1.7\n",
            "A-102.dxf: this is a PDF, which is not read yet; save the drawing it was plotted from as DXF or DWG",
        ),
        (
            b"ISO-10303-21;\nHEADER;",
            "A-102.dxf: this is an IFC or STEP model, which is not read yet; export plans from it as DXF or DWG",
        ),
        (
            b"PK\x03\x04\x14\0",
            "A-102.dxf: this is a ZIP archive, which is not read yet; unpack it and give the drawings in it",
        ),
        (
            b"AC1009\0\0",
            "A-102.dxf: DWG of version AC1009 is not read; save it as DXF, or as DWG 2000 to 2018",
        ),
        (
            b"AC1099\0\0",
            "A-102.dxf: DWG of version AC1099 is not read; save it as DXF, or as DWG 2000 to 2018",
        ),
        (
            b"hello world",
            "A-102.dxf: this is neither DXF nor DWG (it begins with `hello world`); save the drawing as DXF or DWG",
        ),
        (
            &[0; 64],
            "A-102.dxf: this is neither DXF nor DWG (it begins with `························`); save the drawing as DXF or DWG",
        ),
    ] {
        assert_eq!(refusal(bytes), says);
    }
    let limits = Limits {
        max_bytes: 10,
        ..Limits::default()
    };
    let error = read("A.dxf", &Dxf::new("AC1027").bytes(), &limits).unwrap_err();
    assert!(
        matches!(error, ReadError::TooLarge { limit: 10, .. }),
        "{error}"
    );
}

#[test]
fn a_file_cut_short_is_refused_with_the_line_and_the_handle_it_breaks_off_at() {
    let mut dxf = Dxf::new("AC1027");
    dxf.entity("0 LINE, 5 2F3, 8 0, 10 0, 20 0, 11 5, 21 0");
    let text = dxf.text();
    let cut = text.find("\n11\n5").unwrap() + 4;
    assert_eq!(
        refusal(&text.as_bytes()[..cut]),
        "A-102.dxf, line 37 (handle 2F3): the file ends after group code 11, before its value; \
         export the drawing again, or open and save it (RECOVER)"
    );
    let between = text.find("\n0\nENDSEC\n0\nSECTION\n2\nOBJECTS").unwrap() + 1;
    assert!(refusal(&text.as_bytes()[..between]).contains("the file ends inside a section"));
    let garbled = text.replace("\n11\n5", "\nx11\n5");
    assert_eq!(
        refusal(garbled.as_bytes()),
        "A-102.dxf, line 37 (handle 2F3): a group code must be a whole number, not `x11`; export \
         the drawing again, or open and save it (RECOVER)"
    );
}

#[test]
fn numbers_that_are_none_are_refused_by_line_handle_and_layer() {
    for (value, line, says) in [
        ("nan", 47, "not a number or infinite"),
        ("1e999", 47, "not a number or infinite"),
        ("-inf", 47, "not a number or infinite"),
        ("1e308", 39, "beyond any drawing"),
    ] {
        let mut dxf = Dxf::new("AC1027");
        dxf.layer("A-WALL", "10", 1, 0).entity(&format!(
            "0 LINE, 5 2F3, 8 A-WALL, 10 0, 20 {value}, 11 5, 21 0"
        ));
        let text = refusal(&dxf.bytes());
        assert!(
            text.starts_with(&format!(
                "A-102.dxf, line {line} (handle 2F3): LINE on layer `A-WALL`"
            )),
            "{text}"
        );
        assert!(text.contains(says) && text.contains("AUDIT"), "{text}");
    }
    // A vertex is part of its polyline.
    let mut dxf = Dxf::new("AC1009");
    dxf.entity(
        "0 POLYLINE, 8 0, 66 1, 0 VERTEX, 8 0, 10 nan, 20 0, 0 VERTEX, 8 0, 10 1, 20 0, 0 SEQEND",
    );
    assert!(refusal(&dxf.bytes()).contains("POLYLINE on layer `0`"));
}

#[test]
fn a_block_that_inserts_itself_is_refused_by_its_chain() {
    let mut dxf = Dxf::new("AC1027");
    dxf.block("A", &["0 INSERT, 5 51, 8 0, 2 B, 10 0, 20 0"])
        .block("B", &["0 INSERT, 5 2F3, 8 0, 2 a, 10 0, 20 0"])
        .entity("0 INSERT, 5 1, 8 0, 2 A, 10 0, 20 0");
    let text = refusal(&dxf.bytes());
    assert!(
        text.starts_with("A-102.dxf, handle 2F3: block `A > B > A` inserts itself"),
        "{text}"
    );
}

#[test]
fn an_insert_of_a_block_that_is_not_there_is_warned_of_by_line() {
    let mut dxf = Dxf::new("AC1027");
    dxf.entity("0 INSERT, 5 2F3, 8 0, 2 GONE, 10 0, 20 0");
    let sheet = sheet(&dxf);
    assert_eq!(sheet.warnings.len(), 1);
    assert_eq!(sheet.warnings[0].place, "line 27 (handle 2F3)");
    assert!(sheet.warnings[0].what.contains("`GONE`"));
}

#[test]
fn more_entities_than_allowed_are_refused() {
    let mut dxf = Dxf::new("AC1027");
    for _ in 0..20 {
        dxf.entity("0 POINT, 8 0, 10 0, 20 0");
    }
    let limits = Limits {
        max_entities: 10,
        ..Limits::default()
    };
    let error = read("A.dxf", &dxf.bytes(), &limits).unwrap_err();
    assert_eq!(
        error.to_string(),
        "A.dxf: its 20 entities are more than the 10 that a drawing may have; purge the drawing (PURGE, OVERKILL) or split it into sheets"
    );
}

#[test]
fn lines_may_end_as_on_any_machine_and_begin_with_a_mark_of_utf_8() {
    let mut dxf = Dxf::new("AC1027");
    dxf.entity("0 LINE, 5 1, 8 0, 10 0, 20 0, 11 5, 21 0");
    for ends in ["\r\n", "\r", "\n"] {
        let text = format!("\u{feff}{}", dxf.text().replace('\n', ends));
        let sheet = read("A.dxf", text.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(only(&sheet).kind, "LINE");
    }
    let after_the_end = dxf.text() + "trash\nmore trash\n";
    assert!(
        read("A.dxf", after_the_end.as_bytes(), &Limits::default())
            .unwrap()
            .warnings
            .is_empty()
    );
}

#[test]
fn an_inventory_counts_spaces_apart_and_blocks_expanded() {
    let mut dxf = Dxf::new("AC1027");
    dxf.variable("$INSUNITS", "70 1")
        .layer("A-WALL", "10", 1, 0)
        .block(
            "STUD",
            &[
                "0 LINE, 5 51, 8 0, 10 0, 20 0, 11 1, 21 0",
                "0 CIRCLE, 5 52, 8 0, 10 0, 20 0, 40 1",
            ],
        )
        .block(
            "WALL",
            &[
                "0 INSERT, 5 53, 8 0, 2 STUD, 10 0, 20 0, 70 3, 71 2, 44 16, 45 16",
                "0 ARC, 5 54, 8 0, 10 0, 20 0, 40 1, 50 0, 51 90",
            ],
        )
        .entity("0 INSERT, 5 1, 8 A-WALL, 2 WALL, 10 0, 20 0")
        .entity("0 INSERT, 5 2, 8 A-WALL, 2 WALL, 10 100, 20 0")
        .entity("0 TEXT, 5 3, 8 0, 67 1, 10 0, 20 0, 40 1, 1 NOTES");
    let inventory = inspect(&sheet(&dxf));
    let counts =
        |space: &holdfast_drawings::inspect::SpaceInventory| format!("{:?}", space.entities);
    assert_eq!(counts(&inventory.model_space), r#"{"INSERT": 2}"#);
    assert_eq!(counts(&inventory.paper_space), r#"{"TEXT": 1}"#);
    assert_eq!(
        counts(&inventory.blocks_expanded),
        r#"{"ARC": 2, "CIRCLE": 12, "LINE": 12}"#
    );
    assert_eq!(inventory.release, "R2013");
    let placed: Vec<u64> = inventory.blocks.iter().map(|b| b.placed).collect();
    assert_eq!(placed, [12, 2]);
    assert_eq!(inventory.extents, Some([[-1.0, -1.0], [133.0, 17.0]]));
    let text = inventory.text();
    assert!(
        text.contains("format   DXF (text), R2013 (AC1027)") && text.contains("       12  CIRCLE"),
        "{text}"
    );
}

#[test]
fn an_inventory_of_a_giant_is_counted_and_not_expanded() {
    let mut dxf = Dxf::new("AC1027");
    dxf.block("B0", &["0 LINE, 8 0, 10 0, 20 0, 11 1, 21 0"]);
    for level in 1..12 {
        let insert = format!(
            "0 INSERT, 8 0, 2 B{}, 10 0, 20 0, 70 1000, 71 1000",
            level - 1
        );
        dxf.block(&format!("B{level}"), &[&insert]);
    }
    dxf.entity("0 INSERT, 8 0, 2 B11, 10 0, 20 0");
    let inventory = inspect(&sheet(&dxf));
    assert_eq!(inventory.blocks_expanded.total, u64::MAX);
    assert!(
        inventory
            .warnings
            .iter()
            .any(|w| w.what.contains("marks, more than")),
        "{:?}",
        inventory.warnings
    );
}

#[test]
fn a_binary_file_breaks_off_at_a_byte() {
    let mut bytes = b"AutoCAD Binary DXF\r\n\x1a\0".to_vec();
    for (code, value) in [
        (0u8, "SECTION"),
        (2, "ENTITIES"),
        (0, "LINE"),
        (5, "2F3"),
        (8, "0"),
    ] {
        bytes.extend([code, 0]);
        bytes.extend(value.bytes());
        bytes.push(0);
    }
    bytes.extend([10, 0, 1, 2, 3]);
    assert_eq!(
        refusal(&bytes),
        "A-102.dxf, byte 60 (handle 2F3): the file ends in the middle of a value; export the \
         drawing again, or open and save it (RECOVER)"
    );
}

#[test]
fn tags_are_written_in_pairs() {
    assert_eq!(tags("0 LINE, 8 0"), "0\nLINE\n8\n0\n");
}

#[test]
fn a_number_that_is_none_is_refused_and_not_taken_for_zero() {
    for written in ["10,5", "1.0D+01", "1.#QNAN", "0x10", "1.2.3", ""] {
        let mut dxf = Dxf::new("AC1027");
        let x = [
            (0, "LINE"),
            (5, "2F3"),
            (8, "A-WALL"),
            (10, written),
            (20, "0"),
        ];
        dxf.raw_entity(&x).raw_entity(&[(11, "5"), (21, "0")]);
        let text = refusal(&dxf.bytes());
        assert!(
            text.contains("handle 2F3") && text.contains("A-WALL"),
            "{written}: {text}"
        );
    }
    for written in ["+10.", ".5", "-.5", "1E+01", " 10 ", "1e-3"] {
        let mut dxf = Dxf::new("AC1027");
        let x = [(0, "LINE"), (8, "0"), (10, written), (20, "0")];
        dxf.raw_entity(&x).raw_entity(&[(11, "50"), (21, "0")]);
        let sheet = sheet(&dxf);
        let Shape::Line([x, _], _) = only(&sheet).shape else {
            panic!()
        };
        assert_ne!(x, 0.0, "{written}");
    }
}

#[test]
fn a_long_file_is_read_in_pieces_and_none_is_lost() {
    let mut dxf = Dxf::new("AC1009");
    dxf.block("DOOR", &["0 LINE, 8 0, 10 0, 20 0, 11 2, 21 1"]);
    // Without handles an entity is known by its order alone, across the pieces too.
    let count = 80_000;
    for index in 0..count {
        match index % 4 {
            0 => dxf.entity(&format!(
                "0 INSERT, 8 A-DOOR, 2 DOOR, 10 {index}, 20 0.000000000000"
            )),
            1 => dxf.entity(&format!(
                "0 POLYLINE, 8 A-WALL, 66 1, 70 0, 0 VERTEX, 8 A-WALL, 10 {index}, 20 0.000000000, \
                 0 VERTEX, 8 A-WALL, 10 {index}, 20 96.000000000000, 0 SEQEND, 8 A-WALL"
            )),
            2 => dxf.entity(&format!(
                "0 TRACE, 8 A-WALL, 10 {index}, 20 0.0, 11 5.0000000, 21 0.0, 12 0.0, 22 5.0000000"
            )),
            _ => dxf.entity(&format!(
                "0 LINE, 8 A-PAPER, 67 1, 10 {index}, 20 0.00000000, 11 5.00000000, 21 7.00000000"
            )),
        };
    }
    let bytes = dxf.bytes();
    assert!(bytes.len() > 5 << 20, "{} bytes", bytes.len());
    let sheet = read("A-102.dxf", &bytes, &Limits::default()).unwrap();
    assert_eq!(sheet.model.len(), count / 4 * 3);
    assert_eq!(sheet.layouts.len(), 1);
    assert_eq!(sheet.layouts[0].entities.len(), count / 4);
    assert_eq!(sheet.blocks.len(), 1);
    for (index, entity) in sheet.model.iter().enumerate() {
        let x = (index / 3 * 4 + index % 3) as f64;
        let (kind, at) = match &entity.shape {
            Shape::Insert { at, block: 0, .. } => ("INSERT", *at),
            Shape::Polyline { vertices, .. } => ("POLYLINE", vertices[0].at),
            Shape::Solid(corners) => ("TRACE", corners[0]),
            other => panic!("{other:?}"),
        };
        assert_eq!((entity.kind.as_str(), at[0]), (kind, x));
    }
    assert!(sheet.warnings.is_empty(), "{:?}", sheet.warnings);
}

#[test]
fn entities_that_share_a_handle_are_read_in_no_more_than_their_time() {
    let mut dxf = Dxf::new("AC1027");
    for index in 0..100_000 {
        dxf.entity(&format!("0 LINE, 5 1F, 8 0, 10 {index}, 20 0, 11 5, 21 0"));
    }
    assert_eq!(sheet(&dxf).model.len(), 100_000);
}

#[test]
fn a_polyface_and_a_net_are_the_outlines_of_their_faces() {
    let corner = |at: &str| format!("0 VERTEX, 8 0, {at}, 70 192");
    let mut dxf = Dxf::new("AC1009");
    let [a, b, c, d] = ["10 0, 20 0", "10 4, 20 0", "10 4, 20 3", "10 0, 20 3"].map(corner);
    dxf.entity(&format!(
        "0 POLYLINE, 8 0, 66 1, 70 64, 71 4, 72 1, {a}, {b}, {c}, {d}, \
         0 VERTEX, 8 0, 10 0, 20 0, 70 128, 71 1, 72 2, 73 3, 74 4, 0 SEQEND"
    ));
    let sheet = sheet(&dxf);
    assert_eq!(
        only(&sheet).shape,
        Shape::Mesh(vec![vec![[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 3.0]]])
    );
    let flat = flatten(&sheet, &FlattenLimits::default()).unwrap();
    assert!(matches!(
        &flat.marks[0].figure,
        Figure::Path { closed: true, .. }
    ));
}

#[test]
fn arcs_of_a_plane_that_stands_askew_are_seen_from_above() {
    // A half circle about the x axis' end, in a plane turned by 60 degrees about that axis.
    let normal = "210 0, 220 -0.8660254037844386, 230 0.5";
    let mut dxf = Dxf::new("AC1027");
    dxf.entity(&format!(
        "0 LWPOLYLINE, 5 1, 8 0, 90 2, 70 0, {normal}, 10 0, 20 0, 42 1, 10 2, 20 0"
    ))
    .entity(&format!(
        "0 ELLIPSE, 5 2, 8 0, {normal}, 10 0, 20 0, 30 0, 11 2, 21 0, 31 0, 40 1, 41 0, 42 {PI}"
    ));
    let sheet = sheet(&dxf);
    let highest = |entity: &Entity| match &entity.shape {
        Shape::Polyline { vertices, .. } => {
            vertices.iter().map(|v| v.at[1].abs()).fold(0.0, f64::max)
        }
        other => panic!("{other:?}"),
    };
    assert!((highest(&sheet.model[0]) - 0.5).abs() < 1e-6);
    assert!((highest(&sheet.model[1]) - 1.0).abs() < 1e-6);
}

#[test]
fn an_elliptic_edge_of_a_hatch_goes_by_angles() {
    let mut dxf = Dxf::new("AC1027");
    dxf.entity(
        "0 HATCH, 5 1, 8 0, 10 0, 20 0, 30 0, 2 SOLID, 70 1, 91 1, 92 0, 93 2, 72 3, 10 0, 20 0, \
         11 4, 21 0, 40 0.5, 50 0, 51 45, 73 1, 72 1, 10 0, 20 0, 11 4, 21 0, 97 0, 75 0, 76 1",
    );
    let sheet = sheet(&dxf);
    let Shape::Hatch { loops, .. } = &only(&sheet).shape else {
        panic!()
    };
    // The ray at 45 degrees meets the ellipse where x and y are alike.
    let end = loops[0]
        .iter()
        .find(|v| v.at[0] > 0.1 && (v.at[0] - v.at[1]).abs() < 1e-9);
    assert!(end.is_some(), "{loops:?}");
}

#[test]
fn letters_of_every_legacy_page_are_decoded() {
    let mut dxf = Dxf::new("AC1015");
    dxf.raw_entity(&[(0, "TEXT"), (8, "0"), (10, "0"), (20, "0"), (40, "2")])
        .raw_entity(&[(1, r"\M+182A0 \M+2A440 \M+3B0A1 \M+5B0A1 \M+5zz")]);
    assert_eq!(text_of(only(&sheet(&dxf))), r"あ 一 가 啊 \M+5zz");
}
