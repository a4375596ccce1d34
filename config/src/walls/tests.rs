//! What a person is promised of wall tables.

use super::*;
use crate::ConfigErrors;

const LEVELS: [&str; 2] = ["Level 1", "Level 2"];

/// Feet and inches enough for a test: `12'-6"`, `6"`, `3'`.
fn feet_and_inches(text: &str) -> Result<f64, String> {
    let bad = || format!("cannot read {text}");
    let text = text.trim();
    let (feet, rest) = text.split_once('\'').unwrap_or(("0", text));
    let inches = rest.trim_start_matches('-').trim_end_matches('"');
    let inches = if inches.is_empty() { "0" } else { inches };
    let feet: f64 = feet.trim().parse().map_err(|_| bad())?;
    let inches: f64 = inches.trim().parse().map_err(|_| bad())?;
    Ok(feet * 12.0 + inches)
}

fn csv(text: &str) -> Result<WallTable, ConfigErrors> {
    parse_csv(text, "walls.csv", &LEVELS, &feet_and_inches)
}

fn toml(text: &str) -> Result<WallTable, ConfigErrors> {
    parse_toml(text, "walls.toml", &LEVELS, &feet_and_inches)
}

#[track_caller]
fn refused(table: Result<WallTable, ConfigErrors>, parts: &[&str]) {
    let said = table.expect_err("accepted").to_string();
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in:\n{said}");
    }
}

const HEADER: &str = "id,level,mark,x1_ft,y1_ft,x2_ft,y2_ft,openings,thickness_in,dead_plf\n";

fn row(row: &str) -> Result<WallTable, ConfigErrors> {
    csv(&format!("{HEADER}{row}\n"))
}

#[test]
fn a_csv_and_a_toml_of_the_same_walls_give_the_same_walls() {
    let from_csv = csv(&format!(
        "{HEADER}W1,Level 1,SW4,0,0,24.5,0,door 3-6; window 10.5-14,5.5,120\n,2,SW6,0,0,0,12'-6\",,,\n"
    ))
    .unwrap();
    let from_toml = toml(
        r#"
[[wall]]
id = "W1"
level = "Level 1"
mark = "SW4"
x1_ft = 0
y1_ft = 0
x2_in = 294
y2_ft = 0
openings = [
  { kind = "window", from_ft = 10.5, to_ft = 14 },
  { kind = "door", from_in = 36, to = "6'" },
]
thickness_in = 5.5
dead_plf = 120
[[wall]]
level = "L2"
mark = "SW6"
x1_ft = 0
y1_ft = 0
x2 = "0'"
y2_ft = "12'-6\""
"#,
    )
    .unwrap();
    let bare = |table: &WallTable| -> Vec<WallRow> {
        let walls = table.walls.iter().cloned();
        walls.map(|wall| WallRow { line: 0, ..wall }).collect()
    };
    assert_eq!(bare(&from_csv), bare(&from_toml));
    assert_eq!(from_csv.walls[1].end_ft, [0.0, 12.5]);
    assert_eq!(from_csv.walls[1].id, "L2-T01");
    assert_eq!((from_csv.walls[0].line, from_csv.walls[1].line), (2, 3));
    assert_eq!(from_toml.walls[1].line, 16);
}

#[test]
fn spreadsheets_of_all_kinds_are_read() {
    let plain = row("W1,Level 1,SW4,0,0,24.5,0,,,").unwrap();
    for text in [
        "\u{FEFF}id;level;mark;x1_ft;y1_ft;x2_ft;y2_ft\r\nW1;Level 1;SW4;0;0;24,5;0\r\n",
        "sep=;\nid;level;mark;x1_ft;y1_ft;x2_ft;y2_ft\nW1;Level 1;SW4;0;0;24,5;0\n",
        "id\tlevel\tmark\tx1_ft\ty1_ft\tx2_ft\ty2_ft\nW1\t1\tSW4\t0\t0\t24.5\t0",
        "# walls of Elm Street\n\nWall ID,Storey,Wall Type,X1 (ft),Y1 [ft],End X ft,\"Y2 (feet)\"\nW1,level 1,SW4,0,0,24.5,0\n",
        "id,level,mark,x1_in,y1_in,x2_in,y2_in\nW1,Level 1,SW4,0,0,294,0\n",
        "id,level,mark,x1,y1,x2,y2\nW1,Level 1,SW4,0',0',\"24'-6\"\"\",0'\n",
        "id,level,mark,x1_ft,y1_ft,x2_ft,y2_ft,,Notes\n\n \nW1,Level 1,SW4,0,0,24.5,0,,\"by hand,\nlater\"\n,,,,,,,,\n",
    ] {
        let table = csv(text).unwrap_or_else(|errors| panic!("{text}\n{errors}"));
        let wall = WallRow {
            line: 2,
            ..table.walls[0].clone()
        };
        assert_eq!(wall, plain.walls[0], "{text}");
    }
    let thousands = row("W1,Level 1,SW4,\"1,000\",0,\"1,024.5\",0,,,").unwrap();
    assert_eq!(thousands.walls[0].start_ft[0], 1_000.0);
}

#[test]
fn a_row_is_named_by_line_and_column() {
    let text = "# first\nid,level,mark,x1_ft,y1_ft,x2_ft,y2_ft,notes\n\
        W1,Level 1,SW4,0,0,10,0,\"two\nlines\"\n\n\nW2,Level 1,SW4,0,5,abc,5,\n";
    refused(csv(text), &["walls.csv:7:20: x2_ft: \"abc\" is not a"]);
}

#[test]
fn all_faulty_rows_are_told_at_once() {
    let table = row(
        "W1,Level 9,SW4,0,0,10,0,,,\nW2,Level 1,,0,0,10,0,,,\nW3,Level 1,SW4,nan,0,10,0,,,\nW4,Level 1,SW4,0,0,10,0,,,-5",
    );
    refused(
        table,
        &[
            "walls.csv:2:4: level: no level is called \"Level 9\"; did you mean",
            "walls.csv:3:12: mark: the cell is empty",
            "walls.csv:4:16: x1_ft: \"nan\" is not a number",
            "dead_plf: -5 is negative; allowed: 0 to 20000 plf",
        ],
    );
}

#[test]
fn a_wall_of_no_length_is_refused_by_its_row() {
    refused(
        row("W1,Level 1,SW4,3,4,3,4,,,"),
        &["walls.csv:2:20: x2_ft: the wall has no length: both ends stand at (3, 4) ft"],
    );
    refused(
        row("W1,Level 1,SW4,3,4,3.1,4,,,"),
        &["0.1 ft long, too short"],
    );
    refused(
        row("W1,Level 1,SW4,0,0,90000,0,,,"),
        &["longer than any building"],
    );
    refused(
        row("W1,Level 1,SW4,0,0,1e308,0,,,"),
        &["1e308 is too large"],
    );
    refused(
        toml(
            "[[wall]]\nlevel = \"1\"\nmark = \"SW4\"\nx1_ft = 1\ny1_ft = 1\nx2_in = 12\ny2_ft = 1\n",
        ),
        &["walls.toml:6:9: wall[0].x2_in: the wall has no length"],
    );
}

#[test]
fn openings_lie_within_the_wall_and_apart() {
    for (openings, said) in [
        ("door 3-3", "the door from 3 to 3 ft has no width"),
        ("door 6-3", "has no width; give the nearer edge first"),
        (
            "window 8-12",
            "reaches outside the wall, which is 10 ft long",
        ),
        (
            "door 1-4; window 3-6",
            "the window from 3 ft begins inside the door that ends at 4 ft",
        ),
        ("gate 1-4", "\"gate 1-4\" is not an opening; write each as"),
        ("door 1", "is not an opening"),
        ("door 1 1/2 - 4", "is not an opening"),
    ] {
        refused(
            row(&format!("W1,Level 1,SW4,0,0,10,0,{openings},,")),
            &["walls.csv:2:25: openings:", said],
        );
    }
    let read = |openings: &str| {
        row(&format!("W1,Level 1,SW4,0,0,10,0,{openings},,"))
            .unwrap()
            .walls[0]
            .openings
            .clone()
    };
    let door = [OpeningRow {
        kind: OpeningKind::Door,
        from_ft: 3.0,
        to_ft: 6.0,
    }];
    for text in [
        "door 3-6",
        "D 3.0-6.0",
        "Door: 3 to 6",
        "d3..6",
        "door 3'-0\"-6'-0\"",
        "door 3' – 6'",
    ] {
        assert_eq!(read(text), door, "{text}");
    }
    assert_eq!(read("3-6")[0].kind, OpeningKind::Opening);
    assert_eq!(read("window 7-9 | door 3-6").len(), 2);
    assert_eq!(read("window 7-9 | door 3-6")[0], door[0]);
}

#[test]
fn headers_get_suggestions_and_units() {
    refused(
        csv("id,level,mark,x1,y1,x2,y2\nW1,1,SW4,0,0,10,0\n"),
        &["x1: 0 has no unit; name it x1_ft or x1_in"],
    );
    refused(
        csv("id,levle,mark,x1_ft,y1_ft,x2_ft,y2_ft\n"),
        &[
            "levle: no such column; did you mean `level`?",
            "the header has no column level",
        ],
    );
    refused(
        csv("id,level,mark,x1_ft,y1_ft,x2_ft,y2_ft,color\n"),
        &["color: no such column; known columns: id,"],
    );
    refused(
        csv("id,level,mark,x1_ft,x1_in,y1_ft,x2_ft,y2_ft\n"),
        &["it means the same as the column x1_ft"],
    );
    refused(
        csv("level,mark,x1_ft,y1_ft,x2_ft,y2_ft,dead_psf\n"),
        &["did you mean `dead_plf`?"],
    );
    refused(csv("W1,Level 1,SW4,0,0,10,0\n"), &["walls.csv:1:"]);
}

#[test]
fn empty_tables_and_ragged_rows_are_refused() {
    refused(
        csv(""),
        &["walls.csv:1:1: the table is empty; write a header row"],
    );
    refused(csv("# nothing\n"), &["the table is empty"]);
    refused(csv(HEADER), &["the table holds no wall"]);
    refused(toml(""), &["walls.toml:1:1: wall: the table holds no wall"]);
    refused(
        row("W1,Level 1,SW4,0,0,10,0,,,,,extra"),
        &["the row has 12 cells for 10 columns"],
    );
    refused(row("W1,Level 1,SW4,0,0"), &["x2_ft: the cell is empty"]);
    refused(
        row("W1,Level 1,\"SW4,0,0,10,0,,,\nW2,Level 1,SW4,0,0,10,0"),
        &["walls.csv:2:"],
    );
}

#[test]
fn ids_and_places_occur_once() {
    refused(
        row("W1,Level 1,SW4,0,0,10,0,,,\nw1,Level 1,SW4,0,5,10,5,,,"),
        &["walls.csv:3:1: id: \"w1\" is also the id of line 2"],
    );
    refused(
        row("W1,Level 1,SW4,0,0,10,0,,,\nW2,Level 1,SW4,10,0,0,0,,,"),
        &["the wall stands where the wall of line 2 stands"],
    );
    assert!(row("W1,Level 1,SW4,0,0,10,0,,,\nW2,Level 2,SW4,0,0,10,0,,,").is_ok());
    let ids = row("L1-T01,Level 1,SW4,0,0,10,0,,,\n,Level 1,SW4,0,5,10,5,,,").unwrap();
    assert_eq!(ids.walls[1].id, "L1-T02");
}

#[test]
fn a_toml_wall_says_what_it_lacks() {
    refused(
        toml("[[wall]]\nmark = \"SW4\"\nx1_ft = 0\ny1_ft = \"0\"\nx1_in = 3\nheight_ft = 3\n"),
        &[
            "wall[0].level: it is missing",
            "wall[0].x1_in: both x1_ft and x1_in are given",
            "wall[0].x2_ft: it is missing; give both ends",
            "wall[0].height_ft: no such key",
            "wall[0].y1_ft: \"0\" is not a number",
        ],
    );
    refused(toml("[wall]\nid = \"x\"\n"), &["write each as [[wall]]"]);
    refused(
        toml(
            "[[wall]]\nlevel = \"1\"\nmark = \"A\"\nx1_ft=0\ny1_ft=0\nx2_ft=10\ny2_ft=0\nopenings = [{ kind = \"gate\", from_ft = 1 }]\n",
        ),
        &[
            "wall[0].openings[0].kind: \"gate\" is not known",
            "openings[0].to_ft: it is missing",
        ],
    );
}

#[test]
fn a_table_over_its_bounds_is_refused_before_it_fills_memory() {
    let rows = |n: usize| -> String {
        (0..n)
            .map(|i| format!("W{i},Level 1,SW4,0,{i},10,{i},,,\n"))
            .collect()
    };
    refused(
        row(&rows(MOST_WALLS + 1)),
        &["the table goes on; allowed: at most 20000 walls"],
    );
    refused(csv(&"x,".repeat(9 << 20)), &["bytes; allowed: at most"]);
    refused(csv(&",".repeat(1_000)), &["the table holds no wall"]);
    refused(csv(&"a,".repeat(1_000)), &["the header has 1001 columns"]);
    let faulty = "W,Level 9,SW4,0,0,10,0,,,\n".repeat(5_000);
    assert_eq!(row(&faulty).unwrap_err().errors().len(), ConfigErrors::MOST);
}
