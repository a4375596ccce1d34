//! What a person is promised of `project.toml`.

use super::*;
use crate::ConfigErrors;

const STARTER: &str = include_str!("../starter/project.toml");

const SMALL: &str = "[project]\nname = \"Elm\"\n[seismic]\nsds_g = 1.0\n\
    [[level]]\nname = \"Level 1\"\nheight_ft = 10\nweight_kip = 50\n\
    [[level]]\nname = \"Level 2\"\nheight_ft = 9\nweight_kip = 40\n";

fn errors(text: &str) -> ConfigErrors {
    parse(text, "project.toml").expect_err("accepted")
}

/// One error is enough, and it says all of `parts`.
#[track_caller]
fn refused(text: &str, parts: &[&str]) {
    let errors = errors(text);
    let said = errors.to_string();
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in:\n{said}");
    }
    assert!(said.starts_with("project.toml:"), "{said}");
}

/// [`SMALL`] with one piece of text replaced.
#[track_caller]
fn with(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from:?}");
    SMALL.replacen(from, to, 1)
}

#[test]
fn the_documented_format_is_read_as_written() {
    let project = parse(STARTER, "project.toml").unwrap();
    assert_eq!(project.levels.len(), 2);
    assert_eq!(project.levels[1].weight_kip, 24.0);
    assert_eq!(project.criteria.code, Code::Asce7_22);
    assert_eq!(project.wall_types["SW6"].nail, Nail::D8);
    assert!(project.warnings.is_empty(), "{:?}", project.warnings);
}

#[test]
fn every_value_of_the_documented_format_is_the_default_of_its_key() {
    let sections = [
        "criteria",
        "seismic",
        "diaphragm",
        "framing",
        "rods",
        "shrinkage",
        "clash",
        "wall_types.SW6",
    ];
    let starter = parse(STARTER, "project.toml").unwrap();
    let wall_type = SMALL.to_owned() + "[wall_types.SW6]\n";
    let bare = parse(&wall_type.replace("sds_g = 1.0\n", ""), "project.toml").unwrap();
    assert_eq!(starter.criteria, bare.criteria);
    assert_eq!(starter.seismic, bare.seismic);
    assert_eq!(starter.diaphragm, bare.diaphragm);
    assert_eq!(starter.framing, bare.framing);
    assert_eq!(starter.rods, bare.rods);
    assert_eq!(starter.shrinkage, bare.shrinkage);
    assert_eq!(starter.clash, bare.clash);
    for line in STARTER.lines() {
        // every key of these sections is either given or told as an assumption
        let Some((key, _)) = line.split_once(" = ") else {
            continue;
        };
        let path = sections.iter().map(|section| format!("{section}.{key}"));
        let paths: Vec<String> = path.filter(|path| starter.given(path)).collect();
        for path in paths {
            let told = bare.defaults.iter().any(|taken| taken.key == path);
            assert!(told || path == "rods.skipped_restraints", "{path}");
        }
    }
}

#[test]
fn every_value_keeps_its_line() {
    for (number, line) in STARTER.lines().enumerate() {
        let Some((key, _)) = line
            .split_once(" = ")
            .filter(|(key, _)| !key.starts_with('#'))
        else {
            continue;
        };
        let project = parse(STARTER, "project.toml").unwrap();
        let found = project
            .lines
            .iter()
            .any(|(path, at)| path.ends_with(key) && *at as usize == number + 1);
        assert!(found, "{key} on line {}", number + 1);
    }
    let project = parse(SMALL, "project.toml").unwrap();
    assert_eq!(project.line("level[1].height_ft"), Some(11));
    assert_eq!(project.levels[1].line, 9);
    assert_eq!(
        project.line("level[1].sill_plies"),
        Some(9),
        "where it would stand"
    );
    assert_eq!(project.line("rods.takeup_margin"), None);
}

#[test]
fn each_default_is_listed_with_its_reason() {
    let project = parse(SMALL, "project.toml").unwrap();
    let taken = |key: &str| {
        let found = project.defaults.iter().find(|taken| taken.key == key);
        found.unwrap_or_else(|| panic!("{key}")).clone()
    };
    assert_eq!(taken("rods.deformation_limit_in").value, "0.2 in");
    assert!(taken("rods.deformation_limit_in").why.contains("AC316"));
    assert_eq!(taken("level[1].elevation_ft").value, "10 ft");
    assert!(taken("seismic.sd1_g").why.contains("replace it"));
    assert!(
        !project
            .defaults
            .iter()
            .any(|taken| taken.key == "seismic.sds_g")
    );
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_their_lines() {
    let text = "[project]\nnmae = \"x\"\n[criteria]\ncode = \"ASCE 7-10\"\nmethod = 3\n\
        [seismic]\nsds_g = -1.0\nr = nan\n[[level]]\nheight_ft = 0\n";
    let errors = errors(text);
    let lines: Vec<u32> = errors.errors().iter().map(|error| error.line).collect();
    assert!(lines.is_sorted(), "{lines:?}");
    let said = errors.to_string();
    for part in [
        "project.toml:2:1: project.nmae: no such key; did you mean `name`?",
        "project.toml:4:8: criteria.code: \"ASCE 7-10\" is not known; allowed: \"ASCE 7-16\", \"ASCE 7-22\"; did you mean",
        "project.toml:5:10: criteria.method: 3 is a whole number, not text",
        "project.toml:7:9: seismic.sds_g: -1.0 is negative; allowed: more than 0 and at most 4 g",
        "project.toml:8:5: seismic.r: `nan` is not a number",
        "project.toml:9:1: level[0].name: it is missing",
        "project.toml:10:13: level[0].height_ft: it is zero; allowed: 1 to 60 ft",
    ] {
        assert!(said.contains(part), "{part:?} is not in:\n{said}");
    }
}

#[test]
fn an_unknown_key_gets_the_near_name_or_the_list() {
    for (line, meant) in [
        ("height = 9", "height_ft"),
        ("height_in = 9", "height_ft"),
        ("wieght_kip = 9", "weight_kip"),
        ("dead_psf = 9", "dead_plf"),
    ] {
        let text = SMALL.to_owned() + line + "\n";
        refused(&text, &["no such key", &format!("did you mean `{meant}`?")]);
    }
    let text = SMALL.to_owned() + "colour = \"red\"\n";
    refused(
        &text,
        &["level[1].colour: no such key; known keys here: name, elevation_ft"],
    );
    refused(
        &(SMALL.to_owned() + "[rod]\n"),
        &["rod: no such key; did you mean `rods`?"],
    );
}

#[test]
fn wrong_types_are_named_with_what_stands_there() {
    for (value, said) in [
        (
            "\"10 ft\"",
            "\"10 ft\" is text, not a number; write a plain number without quotes",
        ),
        ("true", "true is true or false, not a number"),
        ("[10]", "[10] is a list, not a number"),
        ("2026-01-01", "2026-01-01 is a date, not a number"),
        ("{ ft = 10 }", "is a section, not a number"),
    ] {
        refused(
            &with("height_ft = 10", &format!("height_ft = {value}")),
            &[said],
        );
    }
    refused(
        &with("[seismic]\nsds_g = 1.0", "[[seismic]]\nsds_g = 1.0"),
        &["seismic: [[seismic]] is a list, not a section"],
    );
    refused(
        "level = 3\n",
        &["level: 3 is a whole number, not a list of sections"],
    );
    refused(
        &(SMALL.to_owned() + "sill_plies = 1.5\n"),
        &["1.5 is a number, not a whole number"],
    );
}

#[test]
fn numbers_beyond_sense_are_refused_with_their_range() {
    for (value, said) in [
        ("nan", "is not a number"),
        ("inf", "is not a finite number"),
        ("-inf", "is not a finite number"),
        ("-10", "-10 is negative"),
        ("0", "it is zero"),
        ("1e308", "1e308 is too large"),
        ("1e999", "is not a finite number"),
        ("999999999999999999999999999999", "is too large"),
        ("0.5", "0.5 is too small"),
    ] {
        refused(
            &with("height_ft = 10", &format!("height_ft = {value}")),
            &[
                "project.toml:7:13: level[0].height_ft",
                said,
                "allowed: 1 to 60 ft",
            ],
        );
    }
    refused(
        &(SMALL.to_owned() + "dead_plf = -100\n"),
        &["-100 is negative; allowed: 0 to 20000 plf"],
    );
    refused(
        &with("weight_kip = 50", "weight_kip = 0"),
        &["level[0].weight_kip: it is zero"],
    );
}

#[test]
fn forty_levels_of_zero_height_are_one_fault_with_all_its_lines() {
    let mut text =
        "[project]\nname = \"x\"\n[wind]\nstory_forces_x_kip = [1]\nstory_forces_y_kip = [1]\n"
            .to_owned();
    for n in 0..40 {
        text += &format!("[[level]]\nname = \"L{n}\"\nheight_ft = 0\nelevation_ft = 0\n");
    }
    let said = errors(&text).to_string();
    assert!(said.contains("level[0].height_ft: it is zero"), "{said}");
    assert!(said.contains("(the same on lines 12, 16,"), "{said}");
    assert!(said.lines().count() <= 5, "{said}");
}

#[test]
fn too_many_levels_are_refused_and_so_are_none() {
    let level = |n| format!("[[level]]\nname = \"L{n}\"\nheight_ft = 10\nweight_kip = 1\n");
    let head = "[project]\nname = \"x\"\n[seismic]\n".to_owned();
    assert!(
        parse(
            &(head.clone() + &(0..60).map(level).collect::<String>()),
            "p"
        )
        .is_ok()
    );
    let many = head.clone() + &(0..61).map(level).collect::<String>();
    refused(
        &many,
        &["level: the list has 61 members; allowed: at most 60"],
    );
    refused(
        &head,
        &["level: no level is given; allowed: 1 to 60; add a [[level]]"],
    );
}

#[test]
fn levels_that_overlap_leave_a_gap_or_stand_out_of_order_are_refused_with_the_remedy() {
    let second = |elevation: &str| SMALL.to_owned() + &format!("elevation_ft = {elevation}\n");
    refused(
        &second("8.0"),
        &[
            "level[1].elevation_ft: the level overlaps \"Level 1\" by 2 ft",
            "write elevation_ft = 10, or height_ft = 8 for \"Level 1\"",
        ],
    );
    refused(
        &second("12"),
        &["there is a gap of 2 ft", "or height_ft = 12"],
    );
    refused(
        &second("0"),
        &[
            "0 ft is not above \"Level 1\" at 0 ft",
            "levels run from the lowest up: put them in order",
        ],
    );
    let project = parse(&second("10.05"), "project.toml").unwrap();
    assert!(
        project.warnings[0].to_string().contains("rounding?"),
        "{:?}",
        project.warnings
    );
    assert!(
        parse(&second("10.01"), "project.toml")
            .unwrap()
            .warnings
            .is_empty()
    );
}

#[test]
fn a_level_order_that_comes_back_to_a_level_is_refused() {
    let text = SMALL.to_owned()
        + "[[level]]\nname = \"LEVEL  1\"\nheight_ft = 10\nweight_kip = 1\nelevation_ft = 0\n";
    refused(
        &text,
        &[
            "level[2].name: \"LEVEL  1\" is also the level of line 5",
            "0 ft is not above \"Level 2\" at 10 ft",
        ],
    );
}

#[test]
fn a_lowest_level_above_the_base_is_worth_a_warning() {
    let text = with("height_ft = 10", "elevation_ft = 14\nheight_ft = 10");
    let project = parse(&text, "project.toml").unwrap();
    assert!(project.warnings[0].what.contains("14 ft above the base"));
    assert_eq!(project.levels[1].elevation_ft, 24.0);
}

#[test]
fn lists_over_levels_have_one_member_a_level() {
    let forces = |list: &str| with("sds_g = 1.0", &format!("story_forces_kip = {list}"));
    refused(
        &forces("[1, 2, 3]"),
        &[
            "3 forces for 2 levels",
            "allowed: 2 numbers, from the lowest level up",
        ],
    );
    refused(&forces("[]"), &["the list is empty"]);
    refused(&forces("[0, 0]"), &["all forces are zero"]);
    refused(
        &forces("[1, -2]"),
        &["seismic.story_forces_kip[1]: -2 is negative"],
    );
    refused(
        &forces("[1, \"2\"]"),
        &["story_forces_kip[1]: \"2\" is text"],
    );
    refused(
        &with(
            "[seismic]\nsds_g = 1.0",
            "[wind]\nstory_forces_x_kip = [1, 2]",
        ),
        &["wind.story_forces_y_kip: it is missing"],
    );
    let project = parse(&forces("[1, 2]"), "project.toml").unwrap();
    assert_eq!(project.line("seismic.story_forces_kip[1]"), Some(4));
}

#[test]
fn story_forces_and_weights_given_together_are_told() {
    let both = with("sds_g = 1.0", "story_forces_kip = [10, 20]");
    let project = parse(&both, "project.toml").unwrap();
    assert!(
        project.warnings[0]
            .to_string()
            .contains("are both given: the story forces are used")
    );
    let forces_alone = both
        .replace("weight_kip = 50\n", "")
        .replace("weight_kip = 40\n", "");
    assert!(
        parse(&forces_alone, "project.toml")
            .unwrap()
            .warnings
            .is_empty()
    );
    refused(
        &with("weight_kip = 50\n", ""),
        &[
            "level[0].weight_kip: it is missing",
            "or give seismic.story_forces_kip",
        ],
    );
}

#[test]
fn neither_seismic_nor_wind_is_nothing_to_design_for() {
    refused(
        &with("[seismic]\nsds_g = 1.0\n", ""),
        &["project.toml:1:1: seismic: neither [seismic] nor [wind] is given"],
    );
}

#[test]
fn a_species_sets_its_values_and_a_value_given_goes_before_it() {
    let text = SMALL.to_owned() + "[framing]\nspecies = \"HF\"\nfc_psi = 1500\n";
    let framing = parse(&text, "p").unwrap().framing;
    assert_eq!(
        (
            framing.fc_perp_psi,
            framing.fc_psi,
            framing.specific_gravity
        ),
        (405.0, 1500.0, 0.43)
    );
    refused(
        &(SMALL.to_owned() + "[framing]\nspecies = \"DFL\"\n"),
        &["\"DFL\" is not known", "did you mean \"DF-L\"?"],
    );
    refused(
        &(SMALL.to_owned() + "[framing]\nemin_psi = 900000\ne_psi = 800000\n"),
        &["is not less than E"],
    );
}

#[test]
fn a_skipped_restraint_is_a_level_but_not_the_top_one() {
    let rods = |list: &str| SMALL.to_owned() + &format!("[rods]\nskipped_restraints = {list}\n");
    assert_eq!(
        parse(&rods("[\"L1\"]"), "p")
            .unwrap()
            .rods
            .skipped_restraints,
        [0]
    );
    refused(
        &rods("[\"Level 2\"]"),
        &[
            "\"Level 2\" is the top level",
            "the rod ends at a plate there",
        ],
    );
    refused(&rods("[\"Level 1\", \"level 1\"]"), &["stands twice"]);
    refused(&rods("[\"Levl 1\"]"), &["did you mean \"Level 1\"?"]);
}

#[test]
fn a_sheet_is_named_by_a_file_in_drawings_and_nothing_else() {
    let sheet = |file: &str| {
        SMALL.to_owned() + &format!("[[drawings.sheet]]\nfile = \"{file}\"\nlevel = \"1\"\n")
    };
    let project = parse(&sheet("A-101.dxf"), "p").unwrap();
    assert_eq!(project.drawings.sheets[0].level, Some(0));
    for hostile in [
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\\\x.dxf",
        "drawings/../x.dxf",
        "..",
    ] {
        refused(
            &sheet(hostile),
            &["is not a file name", "put the drawing into drawings/"],
        );
    }
    let twice = sheet("A.dxf") + "[[drawings.sheet]]\nfile = \"A.dxf\"\nlevel = \"2\"\n";
    refused(
        &twice,
        &["\"A.dxf\" has an entry on line 13 and on line 16"],
    );
}

#[test]
fn words_of_wall_types_are_those_of_the_table() {
    let wall = |line: &str| SMALL.to_owned() + "[wall_types.\"P1-4\"]\n" + line + "\n";
    let types = parse(&wall("nail = \"10d\"\nedge_spacing_in = 4"), "p")
        .unwrap()
        .wall_types;
    assert_eq!(types["P1-4"].edge_spacing_in, 4.0);
    refused(
        &wall("nail = \"12d\""),
        &["wall_types.P1-4.nail", "allowed: \"6d\", \"8d\", \"10d\""],
    );
    refused(
        &wall("edge_spacing_in = 5"),
        &["5 in is no column of the table; allowed: 6, 4, 3 or 2 in"],
    );
    refused(&wall("thickness = \"1/2\""), &["allowed: \"5/16\""]);
    refused(
        &(SMALL.to_owned() + "[wall_types]\nSW6 = 3\n"),
        &["wall_types.SW6: 3 is not a section"],
    );
    refused(
        &(SMALL.to_owned() + "[wall_types.\"\\u0007\"]\n"),
        &["control character U+0007"],
    );
}

#[test]
fn names_hold_no_control_or_reordering_characters() {
    for hostile in ["a\\u0000b", "a\\nb", "a\\u001b[31m", "gnp.\\u202Etxt"] {
        refused(
            &with("\"Level 1\"", &format!("\"{hostile}\"")),
            &["level[0].name: it holds the control character"],
        );
    }
    refused(
        &with("\"Elm\"", &format!("\"{}\"", "x".repeat(1_000))),
        &["longer than 200 characters"],
    );
    refused(&with("\"Elm\"", "\"  \""), &["project.name: it is empty"]);
}

#[test]
fn syntax_faults_have_their_place_and_a_remedy() {
    refused(
        "[project\nname = 1\n",
        &["project.toml:1:", "mend the TOML"],
    );
    refused(
        "[project]\nname = \"a\"\nname = \"b\"\n",
        &["project.toml:3:", "duplicate key", "keep one of them"],
    );
    refused("\u{0}\u{1}", &["project.toml:1:"]);
    refused(
        "",
        &[
            "neither [seismic] nor [wind]",
            "project: the section is missing",
        ],
    );
    let deep = format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    refused(&deep, &["project.toml:1:"]);
    let wide = "a.".repeat(100_000) + "b = 1";
    refused(&wide, &["project.toml:1:"]);
    refused(
        &"# comment\n".repeat(500_000),
        &["the file holds 5000000 bytes; allowed: at most 4194304"],
    );
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let windows = format!("\u{FEFF}{}", SMALL.replace('\n', "\r\n"));
    let (windows, plain) = (parse(&windows, "p").unwrap(), parse(SMALL, "p").unwrap());
    assert_eq!(windows, plain);
}

#[test]
fn a_thousand_faults_are_bounded_and_counted() {
    let text = (0..3_000)
        .map(|n| format!("key{n} = {n}\n"))
        .collect::<String>();
    let errors = errors(&text);
    assert_eq!(errors.errors().len(), ConfigErrors::MOST);
    assert!(errors.left_out() > 2_900);
    assert!(errors.to_string().contains("… and "));
}

#[test]
fn a_centre_of_mass_lies_within_its_plan() {
    let text = SMALL.to_owned() + "plan_x_ft = [0, 100]\nmass_center_ft = [150, 20]\n";
    refused(
        &text,
        &["its x of 150 ft is outside level[1].plan_x_ft; allowed: 0 to 100 ft"],
    );
    refused(
        &(SMALL.to_owned() + "plan_x_ft = [9, 3]\n"),
        &["9 is not less than 3"],
    );
    refused(
        &(SMALL.to_owned() + "mass_center_ft = [9]\n"),
        &["the list has 1 members; allowed: two numbers"],
    );
}

#[test]
fn a_project_comes_back_from_json_as_it_was() {
    let project = parse(STARTER, "project.toml").unwrap();
    let json = serde_json::to_string(&project).unwrap();
    assert_eq!(serde_json::from_str::<ProjectFile>(&json).unwrap(), project);
}
