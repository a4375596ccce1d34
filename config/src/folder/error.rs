//! What can be wrong with a project's folder.

use std::io;
use std::path::PathBuf;

/// A fault of a project's folder: which path, what, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The folder cannot be opened.
    #[error("{}: the project's folder cannot be opened ({source}); name a folder that holds project.toml, or make one with `holdfast new`", show(.path))]
    NoFolder {
        /// Path as given.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// The path is no folder.
    #[error("{}: it is not a folder; name the folder that holds project.toml", show(.path))]
    NotAFolder {
        /// Path as given.
        path: PathBuf,
    },
    /// There is no project file.
    #[error("{}: there is no such file; a project's folder holds a project.toml: make one with `holdfast new`", show(.path))]
    NoProjectFile {
        /// Where it would be.
        path: PathBuf,
    },
    /// There are neither drawings nor a wall table.
    #[error("{}: there is nothing to design from{}; put drawings (.dxf, .dwg) into drawings/, or walls into walls.toml or walls.csv", show(.path), if *.ignored > 0 { format!(" ({ignored} entries of drawings/ are not drawings)") } else { String::new() })]
    NothingToDesign {
        /// The folder.
        path: PathBuf,
        /// How many entries of `drawings/` are passed over.
        ignored: usize,
    },
    /// There are two wall tables.
    #[error("{}: walls.toml and walls.csv are both there; keep one of them", show(.path))]
    TwoWallTables {
        /// The CSV's path.
        path: PathBuf,
    },
    /// A link leads out of the folder.
    #[error("{}: it leads out of the project's folder, to {}; copy the file into the folder", show(.path), show(.target))]
    LeavesFolder {
        /// The link.
        path: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// A link leads nowhere or in a circle.
    #[error("{}: the link cannot be followed ({source}); put the file itself there, or take the link away", show(.path))]
    BrokenLink {
        /// The link.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// Something else than a plain file stands where a file is wanted.
    #[error("{}: it is {is}, not a plain file; put the file itself there", show(.path))]
    NotAFile {
        /// The path.
        path: PathBuf,
        /// What it is.
        is: &'static str,
    },
    /// A file over its limit.
    #[error("{}: it holds {bytes} bytes, at most {most} are read; is it the right file? Purge or split the drawing", show(.path))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its bytes.
        bytes: u64,
        /// The limit.
        most: u64,
    },
    /// Too many files.
    #[error("{}: it holds more than {most} {what}; split the project, or take away what is not of it", show(.path))]
    TooMany {
        /// The folder.
        path: PathBuf,
        /// Of what.
        what: &'static str,
        /// The limit.
        most: usize,
    },
    /// A name that cannot be shown or told apart.
    #[error("{}: the file's name {why}; rename it", show(.path))]
    BadName {
        /// The path.
        path: PathBuf,
        /// What is wrong with the name.
        why: String,
    },
    /// A file that was there when the folder was opened.
    #[error("{}: it was there and is gone; run again", show(.path))]
    Gone {
        /// The file.
        path: PathBuf,
    },
    /// The system refuses.
    #[error("{}: it cannot be read ({source}); check its permissions", show(.path))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
}

/// A path without control characters.
fn show(path: &std::path::Path) -> String {
    path.iter()
        .map(|part| shown_long(&part.to_string_lossy()))
        .collect::<PathBuf>()
        .display()
        .to_string()
}

/// A part of a path; parts may be longer than a value in a message.
fn shown_long(part: &str) -> String {
    const MOST: usize = 255;
    let cut: String = part.chars().take(MOST).collect();
    cut.chars()
        .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
        .collect()
}
