//! The submittal's files on disk: each written beside its place and renamed into it, so that a
//! reader never sees half a file.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Why the submittal cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The system refuses a file.
    #[error(
        "cannot write {path}: {source}. Check that the folder can be written to and has room, or choose another with --out."
    )]
    Write {
        /// The file.
        path: String,
        /// The system's word.
        source: std::io::Error,
    },
    /// A place where no submittal may go.
    #[error("{path}: the submittal cannot go there: {why}; choose another folder with --out")]
    Place {
        /// The folder.
        path: String,
        /// Why.
        why: String,
    },
}

/// Checks that the submittal may go into `out`, before there is any work: not among the drawings or
/// the records of the project in `root` (links resolved), and by a link out of the project only
/// where a person `chose` the folder.
///
/// # Errors
/// [`OutputError::Place`] says why not.
pub(crate) fn place(root: &Path, out: &Path, chosen: bool) -> Result<(), OutputError> {
    let refused = |why: String| OutputError::Place {
        path: out.display().to_string(),
        why,
    };
    if fs::metadata(out).is_ok_and(|found| !found.is_dir()) {
        return Err(refused("it is a file, not a folder".to_owned()));
    }
    // What is there already is resolved; what is not cannot be a link.
    let there = out.ancestors().find_map(|above| {
        let real = fs::canonicalize(above).ok()?;
        Some(real.join(out.strip_prefix(above).ok()?))
    });
    let real = there.unwrap_or_else(|| out.to_owned());
    if !chosen && !real.starts_with(root) {
        return Err(refused(format!(
            "it leads out of the project's folder, to {}",
            real.display()
        )));
    }
    for (name, holds) in [("drawings", "the drawings"), (".holdfast", "the records")] {
        if real.starts_with(root.join(name)) {
            return Err(refused(format!("{name}/ holds {holds} of the project")));
        }
    }
    Ok(())
}

/// One file of the submittal: its path within the output folder, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutputFile {
    /// `submittal.pdf`, `plans/level-2.svg`.
    pub(crate) name: String,
    /// Bytes.
    pub(crate) bytes: Vec<u8>,
}

/// Writes the files into `out` and gives their paths, in order.
///
/// # Errors
/// The first file that cannot be written, by name.
pub(crate) fn write(out: &Path, files: &[OutputFile]) -> Result<Vec<PathBuf>, OutputError> {
    files
        .iter()
        .map(|file| write_one(&out.join(&file.name), &file.bytes))
        .collect()
}

fn write_one(path: &Path, bytes: &[u8]) -> Result<PathBuf, OutputError> {
    let failed = |source| OutputError::Write {
        path: path.display().to_string(),
        source,
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}", std::process::id()));
    let written = fs::File::create(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_data()))
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The half-written file is of no use to anyone; that it cannot be removed is no news.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(failed).map(|()| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_land_whole_and_nothing_is_left_beside_them() {
        let dir = tempfile::tempdir().unwrap();
        let files = [OutputFile {
            name: "plans/level-1.svg".into(),
            bytes: b"<svg/>".to_vec(),
        }];
        let paths = write(dir.path(), &files).unwrap();
        assert_eq!(fs::read(&paths[0]).unwrap(), b"<svg/>");
        assert_eq!(fs::read_dir(dir.path().join("plans")).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_a_file_is_named_in_the_error() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("plans"), b"").unwrap();
        let files = [OutputFile {
            name: "plans/level-1.svg".into(),
            bytes: vec![],
        }];
        let error = write(dir.path(), &files).unwrap_err().to_string();
        assert!(
            error.contains("plans/level-1.svg") && error.contains("--out"),
            "{error}"
        );
    }
}
