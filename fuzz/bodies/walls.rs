//! Any bytes are a wall table whose walls can stand, or are refused with a place and a remedy.

use holdfast_config::walls::{MOST_WALLS, WallTable, parse_csv, parse_toml};
use holdfast_config::{ConfigErrors, text_of};

pub fn run(data: &[u8]) {
    let text = match text_of(data, "fuzz") {
        Ok(text) => text,
        Err(errors) => return refused(&errors, data),
    };
    let levels = ["Level 1", "Level 2"];
    // a parser that takes all it can: what it gives is checked like any number
    let length = |text: &str| -> Result<f64, String> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().map_err(|_| "no length".to_owned())
    };
    for table in [
        parse_csv(text, "fuzz", &levels, &length),
        parse_toml(text, "fuzz", &levels, &length),
    ] {
        match table {
            Ok(table) => stands(&table),
            Err(errors) => refused(&errors, data),
        }
    }
}

fn stands(table: &WallTable) {
    assert!((1..=MOST_WALLS).contains(&table.walls.len()));
    let mut ids: Vec<String> = table.walls.iter().map(|w| w.id.to_lowercase()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), table.walls.len(), "an id twice");
    for wall in &table.walls {
        let length = wall.length_ft();
        assert!(length.is_finite() && length >= 0.5, "{wall:?}");
        assert!(wall.level < 2 && !wall.mark.is_empty(), "{wall:?}");
        let mut last = -0.1;
        for opening in &wall.openings {
            assert!(opening.from_ft >= last - 0.1, "{wall:?}");
            assert!(opening.to_ft > opening.from_ft, "{wall:?}");
            assert!(opening.to_ft <= length + 0.1, "{wall:?}");
            last = opening.to_ft;
        }
    }
}

fn refused(errors: &ConfigErrors, data: &[u8]) {
    let lines = data.iter().filter(|byte| **byte == b'\n').count() + 1;
    assert!(!errors.errors().is_empty());
    for error in errors.errors() {
        assert!((1..=lines).contains(&(error.line as usize)), "{error}");
        assert!(error.column >= 1 && !error.what.is_empty(), "{error}");
        let said = error.to_string();
        assert!(
            said.len() < 2_000 && !said.contains(char::is_control),
            "{said}"
        );
    }
}
