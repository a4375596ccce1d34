//! Pages of text and tables: cover, notes, schedules. Coordinates are paper inches.

use crate::draft::canvas::Canvas;
use crate::dxf::Align;
use crate::geometry::P;
use crate::layers::Role;
use crate::program::Program;
use crate::truth::TrueWallType;

/// The cover with the list of drawings.
pub(crate) fn cover(
    canvas: &mut Canvas,
    program: &Program,
    dwellings: usize,
    index: &[(String, String)],
) {
    let top = program.paper[1] - 3.0;
    let mid = (program.paper[0] - 4.2) / 2.0;
    canvas.text(
        Role::Note,
        [mid, top],
        0.6,
        0.0,
        Align::Middle,
        &program.name.to_uppercase(),
    );
    canvas.text(
        Role::Note,
        [mid, top - 1.0],
        0.25,
        0.0,
        Align::Middle,
        program.address,
    );
    let storeys = program.storeys.len();
    let what = if program.podium {
        format!("{storeys} STORIES TYPE III-A OVER 1 STORY TYPE I-A PODIUM, {dwellings} UNITS")
    } else {
        format!("{storeys} STORIES TYPE V-A, {dwellings} UNITS")
    };
    canvas.text(Role::Note, [mid, top - 1.6], 0.2, 0.0, Align::Middle, &what);
    canvas.text(
        Role::Note,
        [2.0, top - 2.8],
        0.2,
        0.0,
        Align::Left,
        "DRAWING INDEX",
    );
    let rows = ((top - 4.5) / 0.24) as usize;
    for (i, (number, title)) in index.iter().enumerate() {
        let x = 2.0 + 7.4 * (i / rows) as f64;
        let y = top - 3.3 - 0.24 * (i % rows) as f64;
        canvas.text(Role::Note, [x, y], 0.11, 0.0, Align::Left, number);
        canvas.text(Role::Note, [x + 1.1, y], 0.11, 0.0, Align::Left, title);
    }
}

const NOTES: [(&str, &[&str]); 8] = [
    (
        "GENERAL",
        &[
            "VERIFY ALL DIMENSIONS IN THE FIELD BEFORE WORK BEGINS. DO NOT SCALE DRAWINGS.",
            "DIMENSIONS ARE TO GRID LINES AND FACE OF STUD UNLESS NOTED OTHERWISE.",
            "TYPICAL DETAILS APPLY WHERE NO SPECIFIC DETAIL IS SHOWN.",
        ],
    ),
    (
        "WOOD FRAMING",
        &[
            "STUDS: DOUGLAS FIR-LARCH NO. 2, 2x6 @ 16\" O.C. TYPICAL. PLATES: DOUGLAS FIR-LARCH NO. 2.",
            "SILL PLATES ON CONCRETE SHALL BE PRESSURE TREATED.",
            "MOISTURE CONTENT AT TIME OF COVERING SHALL NOT EXCEED 19 PERCENT.",
            "NO HOLE OR NOTCH IN A POST AT THE END OF A SHEAR WALL.",
        ],
    ),
    (
        "SHEAR WALLS",
        &[
            "SEE SHEAR WALL PLANS FOR LOCATION AND THE SHEAR WALL SCHEDULE FOR CONSTRUCTION.",
            "SHEATH FROM SILL PLATE TO TOP PLATE. BLOCK ALL PANEL EDGES.",
            "WALLS SHALL BE CONTINUOUS BETWEEN THE ENDS SHOWN ON PLAN; OPENINGS AS DIMENSIONED.",
        ],
    ),
    (
        "CONTINUOUS ROD TIE-DOWNS",
        &[
            "TIE-DOWN RODS STAND 4 1/2\" FROM THE END OF EACH FULL-HEIGHT SEGMENT UNLESS NOTED.",
            "THE TIE-DOWN SYSTEM IS A DEFERRED SUBMITTAL; TAKE-UP DEVICES AT EVERY LEVEL.",
            "COORDINATE PIPES, DUCTS AND BEAMS WITH RODS BEFORE ROUGH-IN.",
        ],
    ),
    (
        "DESIGN LOADS",
        &[
            "FLOOR: DEAD 25 PSF, LIVE 40 PSF; CORRIDORS 100 PSF. ROOF: DEAD 18 PSF.",
            "SEISMIC: BEARING WALL SYSTEM, WOOD STRUCTURAL PANELS, R = 6.5, RISK CATEGORY II.",
        ],
    ),
    (
        "CONCRETE",
        &[
            "FOUNDATIONS f'c = 4000 PSI, REINFORCING ASTM A615 GRADE 60.",
            "SET ANCHOR RODS WITH A TEMPLATE; TOLERANCE 1/4\".",
        ],
    ),
    (
        "FASTENERS",
        &[
            "NAILS ARE COMMON NAILS. NAIL HEADS FLUSH WITH THE PANEL'S FACE.",
            "SCREWS, CLIPS AND STRAPS AS DETAILED; NO SUBSTITUTION WITHOUT APPROVAL.",
        ],
    ),
    (
        "INSPECTION",
        &[
            "CONTINUOUS INSPECTION OF NAILING WHERE EDGE SPACING IS 4\" OR LESS.",
            "PERIODIC INSPECTION OF TIE-DOWN RODS, BEARING PLATES AND TAKE-UP DEVICES.",
        ],
    ),
];

/// General notes in columns from `at`.
pub(crate) fn notes(canvas: &mut Canvas, at: P, columns: usize) {
    let mut place = at;
    let per_column = NOTES.len().div_ceil(columns);
    for (i, (heading, lines)) in NOTES.iter().enumerate() {
        if i > 0 && i % per_column == 0 {
            place = [place[0] + 9.6, at[1]];
        }
        canvas.text(Role::Note, place, 0.16, 0.0, Align::Left, heading);
        place[1] -= 0.2;
        let body: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(n, line)| format!("{}. {line}", n + 1))
            .collect();
        let height = 0.1;
        // Wrapped by hand, as the column's width is known.
        let wrapped: Vec<String> = body.iter().flat_map(|l| wrap(l, 92)).collect();
        canvas.paragraph(Role::Note, place, height, 9.2, &wrapped.join("\\P"));
        place[1] -= 0.175 * wrapped.len() as f64 + 0.45;
    }
}

fn wrap(line: &str, width: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in line.split(' ') {
        match out.last_mut() {
            Some(last) if last.len() + 1 + word.len() <= width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out
}

/// A table with a heading row; gives the height it took.
pub(crate) fn table(
    canvas: &mut Canvas,
    at: P,
    title: &str,
    widths: &[f64],
    rows: &[Vec<String>],
) -> f64 {
    let total: f64 = widths.iter().sum();
    let row_height = 0.3;
    canvas.text(
        Role::Schedule,
        [at[0] + total / 2.0, at[1] + 0.25],
        0.18,
        0.0,
        Align::Middle,
        title,
    );
    let bottom = at[1] - row_height * rows.len() as f64;
    for i in 0..=rows.len() {
        let y = at[1] - row_height * i as f64;
        canvas.line(Role::Schedule, [at[0], y], [at[0] + total, y]);
    }
    let mut x = at[0];
    for width in widths.iter().copied().chain([0.0]) {
        canvas.line(Role::Schedule, [x, at[1]], [x, bottom]);
        x += width;
    }
    for (i, row) in rows.iter().enumerate() {
        let y = at[1] - row_height * (i as f64 + 0.5);
        let mut x = at[0];
        for (width, cell) in widths.iter().zip(row) {
            let room = (width - 0.1) / (0.82 * cell.chars().count().max(1) as f64);
            let height = room.min(0.1);
            canvas.text(
                Role::Schedule,
                [x + width / 2.0, y],
                height,
                0.0,
                Align::Middle,
                cell,
            );
            x += width;
        }
    }
    row_height * rows.len() as f64
}

/// The shear wall schedule with its notes.
pub(crate) fn shear_wall_schedule(canvas: &mut Canvas, at: P, types: &[TrueWallType]) {
    let cell = |s: &str| s.to_owned();
    // Two ways to head the same columns.
    let joined = canvas.style.metric;
    let (widths, heading): (Vec<f64>, Vec<&str>) = if joined {
        (
            vec![1.2, 3.2, 4.2, 2.2, 3.0, 3.4],
            vec![
                "TYPE",
                "SHEATHING",
                "NAILING",
                "FACES",
                "SILL ANCHORS",
                "TOP PLATE CLIPS",
            ],
        )
    } else {
        (
            vec![1.2, 3.2, 1.4, 1.8, 1.8, 2.0, 3.0, 3.4],
            vec![
                "MARK",
                "SHEATHING",
                "NAILS",
                "EDGE NAILING",
                "FIELD NAILING",
                "SIDES",
                "SILL ANCHOR BOLTS",
                "TOP PLATE CLIPS",
            ],
        )
    };
    let mut rows = vec![heading.into_iter().map(cell).collect::<Vec<_>>()];
    for t in types {
        let sheathing = if t.sheathing == "structural-1" {
            format!("{}\" STRUCT I", t.thickness)
        } else {
            format!("{}\" WSP SHEATHING", t.thickness)
        };
        let sides = if t.both_sides {
            "BOTH SIDES"
        } else {
            "ONE SIDE"
        };
        let anchors = match t.edge_spacing_in {
            6 => "5/8\" DIA @ 48\" O.C.",
            4 => "5/8\" DIA @ 32\" O.C.",
            3 => "5/8\" DIA @ 24\" O.C.",
            _ => "5/8\" DIA @ 16\" O.C.",
        };
        let clips = format!("CLIP @ {}\" O.C.", 4 * t.edge_spacing_in);
        rows.push(if joined {
            vec![
                t.mark.clone(),
                sheathing,
                format!("{} @ {}\" EDGES, 12\" FIELD", t.nail, t.edge_spacing_in),
                cell(sides),
                cell(anchors),
                clips,
            ]
        } else {
            vec![
                t.mark.clone(),
                sheathing,
                t.nail.clone(),
                format!("{}\" O.C.", t.edge_spacing_in),
                cell("12\" O.C."),
                cell(sides),
                cell(anchors),
                clips,
            ]
        });
    }
    let took = table(canvas, at, "SHEAR WALL SCHEDULE", &widths, &rows);
    let notes = "NOTES:\\P1. FRAMING AT ADJOINING PANEL EDGES 3x WHERE EDGE NAILING IS 3\" OR LESS.\\P2. STAGGER NAILS. STAGGER PANEL JOINTS ON OPPOSITE FACES.\\P3. TIE-DOWN RODS AT EACH END OF EACH FULL-HEIGHT SEGMENT WHERE UPLIFT OCCURS.";
    canvas.paragraph(
        Role::Schedule,
        [at[0], at[1] - took - 0.4],
        0.1,
        12.0,
        notes,
    );
}

/// Door, window, plumbing fixture and equipment schedules.
pub(crate) fn other_schedule(canvas: &mut Canvas, paper: P, n: usize) {
    let titles = [
        "DOOR SCHEDULE",
        "MECHANICAL EQUIPMENT SCHEDULE",
        "PLUMBING FIXTURE SCHEDULE",
        "LIGHTING FIXTURE SCHEDULE",
    ];
    let heads = [
        ["MARK", "WIDTH", "HEIGHT", "TYPE", "RATING", "REMARKS"],
        ["MARK", "CFM", "TONS", "TYPE", "VOLTS", "REMARKS"],
        ["MARK", "CW", "HW", "WASTE", "VENT", "REMARKS"],
        ["MARK", "LAMP", "WATTS", "TYPE", "VOLTS", "REMARKS"],
    ];
    let bodies = [
        ["D", "3'-0\"", "7'-0\"", "HM", "20 MIN", "CLOSER"],
        ["AHU-", "600", "1.5", "SPLIT", "208", "-"],
        ["P-", "1/2\"", "1/2\"", "2\"", "1 1/2\"", "-"],
        ["L-", "LED", "12", "RECESSED", "120", "DIMMED"],
    ];
    let which = n % titles.len();
    let mut rows = vec![
        heads[which]
            .iter()
            .map(|s| (*s).to_owned())
            .collect::<Vec<_>>(),
    ];
    for i in 0..24 {
        let mut row: Vec<String> = bodies[which].iter().map(|s| (*s).to_owned()).collect();
        row[0] = format!("{}{}", row[0], i + 1);
        rows.push(row);
    }
    table(
        canvas,
        [2.0, paper[1] - 3.0],
        titles[which],
        &[1.5, 2.0, 2.0, 2.5, 2.0, 6.0],
        &rows,
    );
}
