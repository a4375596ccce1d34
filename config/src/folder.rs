//! A project's folder on disk: which files it holds, and their bytes on request.
//!
//! This is the one module here that touches files. It only reads, follows no link out of the
//! folder, and opens nothing that is not a plain file within its size limit.

mod error;
mod listing;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

pub use error::FolderError;
pub use listing::{DrawingFile, DrawingKind, Ignored};

/// What a folder may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FolderLimits {
    /// Largest TOML file, bytes.
    pub text_bytes: u64,
    /// Largest wall table, bytes.
    pub table_bytes: u64,
    /// Largest drawing, bytes.
    pub drawing_bytes: u64,
    /// Most drawings.
    pub drawings: usize,
    /// Most entries of `drawings/`, of any kind.
    pub entries: usize,
}

impl Default for FolderLimits {
    /// 4 MiB of TOML, 16 MiB of table, 512 MiB a drawing, 2,000 drawings among 10,000 entries.
    fn default() -> Self {
        Self {
            text_bytes: 4 << 20,
            table_bytes: 16 << 20,
            drawing_bytes: 512 << 20,
            drawings: 2_000,
            entries: 10_000,
        }
    }
}

/// A plain file of the folder, seen but not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRef {
    /// Name within the folder, `drawings/A-101.dxf`.
    pub name: String,
    /// Path on disk, links resolved.
    pub path: PathBuf,
    /// Bytes when it was seen.
    pub bytes: u64,
    /// Most bytes that are read of it.
    most: u64,
}

/// A wall table, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WallTableFile {
    /// `walls.toml`
    Toml(FileRef),
    /// `walls.csv`
    Csv(FileRef),
}

/// A project's folder.
#[derive(Debug, Clone)]
pub struct ProjectFolder {
    root: PathBuf,
    /// `project.toml`
    pub project: FileRef,
    /// Drawings in `drawings/`, sorted by name.
    pub drawings: Vec<DrawingFile>,
    /// What lies in `drawings/` and is not read, sorted by name.
    pub ignored: Vec<Ignored>,
    /// `walls.toml` or `walls.csv`
    pub walls: Option<WallTableFile>,
    /// `overrides.toml`
    pub overrides: Option<FileRef>,
    /// `catalog.toml`
    pub catalog: Option<FileRef>,
}

impl ProjectFolder {
    /// Opens a project's folder with the usual limits; see [`ProjectFolder::open_within`].
    ///
    /// # Errors
    /// As [`ProjectFolder::open_within`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, FolderError> {
        Self::open_within(path, FolderLimits::default())
    }

    /// Opens a project's folder: finds its files and looks at each one's kind and size. Nothing is
    /// read yet.
    ///
    /// # Errors
    /// One [`FolderError`] with the path and a remedy: no such folder, no `project.toml`, a link
    /// that leaves the folder, something that is not a plain file, a file or a number of files over
    /// the limits, two wall tables, a name with control characters.
    pub fn open_within(path: impl AsRef<Path>, limits: FolderLimits) -> Result<Self, FolderError> {
        let path = path.as_ref();
        let root = fs::canonicalize(path).map_err(|source| FolderError::NoFolder {
            path: path.to_owned(),
            source,
        })?;
        if !root.is_dir() {
            return Err(FolderError::NotAFolder {
                path: path.to_owned(),
            });
        }
        let find = |name: &str, most: u64| find(&root, name, most);
        let project =
            find("project.toml", limits.text_bytes)?.ok_or_else(|| FolderError::NoProjectFile {
                path: root.join("project.toml"),
            })?;
        let toml = find("walls.toml", limits.table_bytes)?;
        let csv = find("walls.csv", limits.table_bytes)?;
        let walls = match (toml, csv) {
            (Some(_), Some(csv)) => {
                return Err(FolderError::TwoWallTables { path: csv.path });
            }
            (toml, csv) => toml
                .map(WallTableFile::Toml)
                .or(csv.map(WallTableFile::Csv)),
        };
        let overrides = find("overrides.toml", limits.text_bytes)?;
        let catalog = find("catalog.toml", limits.text_bytes)?;
        check_state(&root)?;
        let (drawings, ignored) = listing::drawings(&root, limits)?;
        Ok(Self {
            root,
            project,
            drawings,
            ignored,
            walls,
            overrides,
            catalog,
        })
    }

    /// The folder's path, links resolved.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the project's records and results live, `.holdfast`; it may not exist yet.
    #[must_use]
    pub fn state(&self) -> PathBuf {
        self.root.join(".holdfast")
    }

    /// That there is something to design from.
    ///
    /// # Errors
    /// [`FolderError::NothingToDesign`] where the folder has neither drawings nor a wall table.
    pub fn require_input(&self) -> Result<(), FolderError> {
        if self.drawings.is_empty() && self.walls.is_none() {
            return Err(FolderError::NothingToDesign {
                path: self.root.clone(),
                ignored: self.ignored.len(),
            });
        }
        Ok(())
    }

    /// Reads a file of the folder, never more than its limit.
    ///
    /// # Errors
    /// [`FolderError`] where it has gone, has become something else or too large, leads out of the
    /// folder by now, or cannot be read.
    pub fn read(&self, file: &FileRef) -> Result<Vec<u8>, FolderError> {
        let now = inspect(&self.root, &file.path, &file.name, file.most)?.ok_or_else(|| {
            FolderError::Gone {
                path: file.path.clone(),
            }
        })?;
        let unreadable = |source| FolderError::Unreadable {
            path: file.path.clone(),
            source,
        };
        let handle = File::open(&now.path).map_err(unreadable)?;
        if !handle.metadata().map_err(unreadable)?.is_file() {
            return Err(FolderError::NotAFile {
                path: file.path.clone(),
                is: "something else than when it was listed",
            });
        }
        // the size seen is a hint: the file may grow while it is read
        let hint = usize::try_from(now.bytes.min(file.most)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(hint);
        handle
            .take(file.most.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        if bytes.len() as u64 > file.most {
            return Err(FolderError::TooLarge {
                path: file.path.clone(),
                bytes: bytes.len() as u64,
                most: file.most,
            });
        }
        Ok(bytes)
    }
}

/// Looks for a file directly in the folder; `None` where there is none.
fn find(root: &Path, name: &str, most: u64) -> Result<Option<FileRef>, FolderError> {
    inspect(root, &root.join(name), name, most)
}

/// What stands at `path`: a plain file within the folder and its limit, nothing, or an error.
fn inspect(
    root: &Path,
    path: &Path,
    name: &str,
    most: u64,
) -> Result<Option<FileRef>, FolderError> {
    let Some(path) = resolve(root, path)? else {
        return Ok(None);
    };
    let data = fs::metadata(&path).map_err(|source| FolderError::Unreadable {
        path: path.clone(),
        source,
    })?;
    if !data.is_file() {
        return Err(FolderError::NotAFile {
            is: kind(&data),
            path,
        });
    }
    if data.len() > most {
        return Err(FolderError::TooLarge {
            path,
            bytes: data.len(),
            most,
        });
    }
    Ok(Some(FileRef {
        name: name.to_owned(),
        path,
        bytes: data.len(),
        most,
    }))
}

/// Follows links; refuses those that leave the folder or lead nowhere. `None` where nothing stands.
fn resolve(root: &Path, path: &Path) -> Result<Option<PathBuf>, FolderError> {
    match fs::symlink_metadata(path) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(FolderError::Unreadable {
                path: path.to_owned(),
                source,
            });
        }
    }
    let target = fs::canonicalize(path).map_err(|source| FolderError::BrokenLink {
        path: path.to_owned(),
        source,
    })?;
    if !target.starts_with(root) {
        return Err(FolderError::LeavesFolder {
            path: path.to_owned(),
            target,
        });
    }
    Ok(Some(target))
}

/// `.holdfast`, where it exists, is a folder in the project's.
fn check_state(root: &Path) -> Result<(), FolderError> {
    let path = root.join(".holdfast");
    match resolve(root, &path)? {
        Some(target) if !target.is_dir() => Err(FolderError::NotAFolder { path }),
        _ => Ok(()),
    }
}

/// A thing's kind in words.
fn kind(data: &fs::Metadata) -> &'static str {
    if data.is_dir() {
        return "a folder";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = data.file_type();
        if kind.is_fifo() {
            return "a pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_block_device() || kind.is_char_device() {
            return "a device";
        }
    }
    "not a plain file"
}
