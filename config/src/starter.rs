//! A new project's files: every key explained, and a small building to start from.

/// The files of a new project as (path within the folder, text). The folder is ready to design: its
/// `walls.toml` holds a small two-level building, to be replaced by one's own walls or drawings.
///
/// `name` goes into `project.toml` as the project's name; control characters are dropped and it is
/// cut at 200 characters. An empty one becomes "New project".
#[must_use]
pub fn starter(name: &str) -> Vec<(&'static str, String)> {
    let name: String = name
        .chars()
        .filter(|c| !crate::text::unfit(*c))
        .take(200)
        .collect();
    let name = name.trim();
    let project = include_str!("starter/project.toml");
    let project = if name.is_empty() {
        project.to_owned()
    } else {
        let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
        project.replacen("\"New project\"", &format!("\"{quoted}\""), 1)
    };
    vec![
        ("project.toml", project),
        ("walls.toml", include_str!("starter/walls.toml").to_owned()),
        (
            "overrides.toml",
            include_str!("starter/overrides.toml").to_owned(),
        ),
        ("README.txt", include_str!("starter/README.txt").to_owned()),
        (
            "drawings/README.txt",
            include_str!("starter/drawings/README.txt").to_owned(),
        ),
    ]
}
