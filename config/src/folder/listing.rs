//! `drawings/`: which of its entries are drawings, and why the others are not.

use std::fs;
use std::path::Path;

use crate::text::text_fault;

use super::{FileRef, FolderError, FolderLimits, inspect, resolve};

/// What a drawing's name says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DrawingKind {
    /// `.dxf`
    Dxf,
    /// `.dwg`
    Dwg,
}

/// A drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawingFile {
    /// Its name alone, `A-101.dxf`.
    pub name: String,
    /// By its extension, upper and lower case alike.
    pub kind: DrawingKind,
    /// The file.
    pub file: FileRef,
}

/// An entry of `drawings/` that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: &'static str,
}

/// The drawings and what else lies beside them, both sorted by name.
pub(super) fn drawings(
    root: &Path,
    limits: FolderLimits,
) -> Result<(Vec<DrawingFile>, Vec<Ignored>), FolderError> {
    let path = root.join("drawings");
    let Some(path) = resolve(root, &path)? else {
        return Ok((Vec::new(), Vec::new()));
    };
    if !path.is_dir() {
        return Err(FolderError::NotAFolder { path });
    }
    let unreadable = |source| FolderError::Unreadable {
        path: path.clone(),
        source,
    };
    let too_many = |what, most| FolderError::TooMany {
        path: path.clone(),
        what,
        most,
    };
    let mut drawings = Vec::new();
    let mut ignored = Vec::new();
    for (count, entry) in fs::read_dir(&path).map_err(unreadable)?.enumerate() {
        if count >= limits.entries {
            return Err(too_many("entries", limits.entries));
        }
        let entry = entry.map_err(unreadable)?;
        let at = path.join(entry.file_name());
        let name = match entry.file_name().into_string() {
            Ok(name) => name,
            Err(_) => {
                return Err(FolderError::BadName {
                    path: at,
                    why: "is not UTF-8".to_owned(),
                });
            }
        };
        if let Some(why) = text_fault(&name, 200) {
            let why = why.strip_prefix("it ").unwrap_or(&why).to_owned();
            return Err(FolderError::BadName { path: at, why });
        }
        let kind = match judge(&name) {
            Ok(kind) => kind,
            Err(why) => {
                let folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                let why = if folder {
                    "a folder: put drawings into drawings/ itself"
                } else {
                    why
                };
                ignored.push(Ignored { name, why });
                continue;
            }
        };
        let within = format!("drawings/{name}");
        // the entry was listed: where it is gone by now it is as if it had never been
        if let Some(file) = inspect(root, &at, &within, limits.drawing_bytes)? {
            drawings.push(DrawingFile { name, kind, file });
        }
        if drawings.len() > limits.drawings {
            return Err(too_many("drawings", limits.drawings));
        }
    }
    drawings.sort_by(|a, b| a.name.cmp(&b.name));
    ignored.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((drawings, ignored))
}

/// What a name says, or why it is passed over.
fn judge(name: &str) -> Result<DrawingKind, &'static str> {
    if name.starts_with('.') || name.starts_with('~') {
        return Err("a hidden or temporary file");
    }
    let extension = Path::new(name)
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("dxf") => Ok(DrawingKind::Dxf),
        Some("dwg") => Ok(DrawingKind::Dwg),
        Some("pdf") => Err("PDF is not read yet: export the sheet as DXF or DWG"),
        Some("ifc") => Err("IFC is not read yet: export the plans as DXF or DWG"),
        Some("bak" | "sv$" | "dwl" | "dwl2" | "tmp") => {
            Err("a backup or lock file of a CAD program")
        }
        Some("zip" | "7z" | "rar" | "gz") => Err("an archive: unpack it into drawings/"),
        _ => Err("not a .dxf or .dwg"),
    }
}
