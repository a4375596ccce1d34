//! What a person is promised of `overrides.toml`.
#![allow(clippy::unwrap_used)] // the helpers of tests too

use holdfast_config::overrides::{Overrides, WallAction, WallTarget, parse};
use holdfast_config::{ConfigErrors, walls::OpeningKind};

fn read(text: &str) -> Result<Overrides, ConfigErrors> {
    let none = |text: &str| Err(format!("cannot read {text}"));
    parse(text, "overrides.toml", &["Level 1", "Level 2"], &none)
}

#[track_caller]
fn refused(text: &str, parts: &[&str]) {
    let said = read(text).expect_err("accepted").to_string();
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in:\n{said}");
    }
}

#[test]
fn every_kind_of_override_is_read_in_the_files_order() {
    let text = r#"
[[wall]]
action = "change"
level = "2"
near_ft = [24.0, 11.5]
mark = "SW4"
openings = []
reason = "RFI 12"
[[wall]]
action = "add"
level = "Level 1"
mark = "SW6"
x1_ft = 0
y1_ft = 15
x2_ft = 12.5
y2_ft = 15
openings = [{ kind = "door", from_ft = 1, to_ft = 4 }]
[[wall]]
action = "remove"
id = "L1-W03"
[[stack]]
id = "S01"
walls = ["L1-W01", "L2-W02"]
[[rod]]
run = "R-S01.1A"
move_in = -3
[[sheet]]
file = "A-102.dxf"
scale_in_per_unit = 12
"#;
    let overrides = read(text).unwrap();
    let [change, add, remove] = &overrides.walls[..] else {
        panic!()
    };
    let WallAction::Change(WallTarget::Near { level: 1, point_ft }, set) = &change.action else {
        panic!()
    };
    assert_eq!(
        (*point_ft, change.reason.as_str(), change.line),
        ([24.0, 11.5], "RFI 12", 2)
    );
    assert_eq!(set.mark.as_deref(), Some("SW4"));
    assert_eq!(
        set.openings.as_deref(),
        Some(&[][..]),
        "all of its openings are closed"
    );
    assert_eq!(set.ends_ft, None);
    let WallAction::Add(wall) = &add.action else {
        panic!()
    };
    assert_eq!(
        (wall.id.as_str(), wall.openings[0].kind),
        ("L1-A01", OpeningKind::Door)
    );
    assert_eq!(
        remove.action,
        WallAction::Remove(WallTarget::Id("L1-W03".into()))
    );
    assert_eq!(overrides.stacks[0].walls, ["L1-W01", "L2-W02"]);
    assert_eq!(overrides.rods[0].move_in, -3.0);
    assert_eq!(overrides.sheets[0].scale_in_per_unit, Some(12.0));
}

#[test]
fn an_entry_that_says_too_little_or_too_much_is_refused() {
    refused(
        "[[wall]]\nid = \"x\"\n",
        &["wall[0].action: it is missing; allowed: \"add\", \"remove\", \"change\""],
    );
    refused(
        "[[wall]]\naction = \"delete\"\n",
        &["\"delete\" is not known"],
    );
    refused(
        "[[wall]]\naction = \"remove\"\n",
        &["the entry does not say which wall"],
    );
    refused(
        "[[wall]]\naction = \"remove\"\nnear_ft = [1, 2]\n",
        &["wall[0].level: it is missing"],
    );
    refused(
        "[[wall]]\naction = \"remove\"\nid = \"x\"\nmark = \"SW4\"\n",
        &["has nothing to set"],
    );
    refused(
        "[[wall]]\naction = \"change\"\nid = \"x\"\n",
        &["the entry changes nothing"],
    );
    refused(
        "[[wall]]\naction = \"change\"\nid = \"x\"\nx1_ft = 3\n",
        &["wall[0].y1_ft: it is missing"],
    );
    refused(
        "[[rod]]\nrun = \"R\"\nmove_in = 0\n",
        &["rod[0].move_in: it is zero"],
    );
    refused(
        "[[rod]]\nrun = \"R\"\nmove_in = inf\n",
        &["is not a finite number; allowed: -240 to 240 in"],
    );
    refused(
        "[[sheet]]\nfile = \"a.dxf\"\n",
        &["the entry says nothing of the sheet"],
    );
    refused(
        "[[sheet]]\nfile = \"a.dxf\"\nscale_in_per_unit = 0\n",
        &["it is zero"],
    );
    refused("[[stack]]\nid = \"S\"\n", &["the stack has no wall"]);
}

#[test]
fn overrides_that_contradict_each_other_are_refused_with_both_lines() {
    refused(
        "[[wall]]\naction = \"remove\"\nid = \"W1\"\n[[wall]]\naction = \"change\"\nid = \"w1\"\nmark = \"A\"\n",
        &["wall[1].id: \"w1\" is overridden on line 1 too"],
    );
    refused(
        "[[stack]]\nwalls = [\"A\", \"B\", \"A\"]\n",
        &["\"A\" stands twice: a stack cannot come back to a wall"],
    );
    refused(
        "[[stack]]\nwalls = [\"A\"]\n[[stack]]\nwalls = [\"a\"]\n",
        &["\"a\" is in the stack of line 1 too"],
    );
    refused(
        "[[rod]]\nrun = \"R\"\nmove_in = 1\n[[rod]]\nrun = \"R\"\nmove_in = 2\n",
        &["is moved on line 1 too"],
    );
    refused(
        "[[wall]]\naction = \"change\"\nid = \"W1\"\nopenings = [{ from_ft = 1, to_ft = 4 }, { from_ft = 3, to_ft = 5 }]\n",
        &["begins inside"],
    );
}
