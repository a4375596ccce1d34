//! Level names as people write them: `Level 2`, `LEVEL 2`, `L2`, `2`.

use crate::text::nearest;

/// Whether two names are the same, upper and lower case and runs of space alike.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    let words = |s: &str| -> Vec<String> { s.split_whitespace().map(str::to_lowercase).collect() };
    words(a) == words(b)
}

/// A name without the words for "level" and without spaces and signs.
fn core(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    for word in ["level", "storey", "story", "floor", "lvl", "lev", "fl", "l"] {
        if let Some(rest) = plain
            .strip_prefix(word)
            .or_else(|| plain.strip_suffix(word))
            && !rest.is_empty()
            && rest.chars().all(|c| c.is_ascii_digit())
        {
            return rest.trim_start_matches('0').to_owned();
        }
    }
    let digits = plain.trim_start_matches('0');
    if digits.is_empty() {
        plain
    } else {
        digits.to_owned()
    }
}

/// The index of the level that `name` means, or a remedy in words.
pub(crate) fn find(name: &str, levels: &[&str]) -> Result<usize, String> {
    if let Some(exact) = levels.iter().position(|level| same_name(level, name)) {
        return Ok(exact);
    }
    let wanted = core(name);
    let mut alike = levels
        .iter()
        .enumerate()
        .filter(|(_, level)| !wanted.is_empty() && core(level) == wanted);
    match (alike.next(), alike.next()) {
        (Some((index, _)), None) => Ok(index),
        (Some((_, one)), Some((_, other))) => Err(format!(
            "it may be \"{one}\" or \"{other}\": write the name as in project.toml"
        )),
        _ => Err(match nearest(name, levels.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => {
                const SHOWN: usize = 12;
                let mut list: Vec<String> = levels
                    .iter()
                    .take(SHOWN)
                    .map(|level| format!("\"{level}\""))
                    .collect();
                if levels.len() > SHOWN {
                    list.push("…".to_owned());
                }
                format!("levels of project.toml: {}", list.join(", "))
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_level_is_found_by_the_ways_people_write_it() {
        let levels = ["Level 1", "Level 2", "Level 10", "Roof"];
        for (name, index) in [
            ("level 2", 1),
            ("L2", 1),
            ("2", 1),
            ("02", 1),
            ("LVL 10", 2),
            ("ROOF", 3),
            ("2 FLOOR", 1),
        ] {
            assert_eq!(find(name, &levels), Ok(index), "{name}");
        }
    }

    #[test]
    fn a_name_that_fits_two_levels_is_refused_with_both() {
        let remedy = find("2", &["Level 2", "L2"]).unwrap_err();
        assert!(remedy.contains("\"Level 2\" or \"L2\""), "{remedy}");
    }

    #[test]
    fn an_unknown_level_gets_a_suggestion_or_the_list() {
        assert!(
            find("Levle 1", &["Level 1"])
                .unwrap_err()
                .contains("did you mean")
        );
        assert!(
            find("Penthouse", &["Level 1"])
                .unwrap_err()
                .contains("levels of project.toml")
        );
    }
}
