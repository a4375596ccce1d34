//! What a person is promised of `project.toml`.

use super::*;

const STARTER: &str = include_str!("../starter/project.toml");

fn refused(text: &str) -> String {
    parse(text, "project.toml").unwrap_err().to_string()
}

#[test]
fn the_documented_format_is_read_as_written() {
    let project = parse(STARTER, "project.toml").unwrap();
    assert_eq!(project.levels.len(), 2);
    assert_eq!(project.levels[1].weight_kip, 24.0);
    assert_eq!(project.criteria.code, Code::Asce7_22);
    assert_eq!(project.wall_types["SW6"].nail, Nail::D8);
    let line = project.line("level[1].height_ft").unwrap() as usize;
    let nth = STARTER.lines().nth(line - 1).unwrap();
    assert_eq!(nth, "height_ft = 10.0");
    assert!(project.warnings.is_empty(), "{:?}", project.warnings);
}
