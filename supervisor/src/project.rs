//! A project as a person keeps it: its folder, read and checked.

use std::path::Path;

use holdfast_config::folder::{FileRef, FolderError, ProjectFolder, WallTableFile};
use holdfast_config::overrides::{self, Overrides};
use holdfast_config::project::{self, ProjectFile};
use holdfast_config::walls::{self, WallTable};
use holdfast_config::{ConfigErrors, text_of};
use holdfast_drawings::length;
use holdfast_engineering::building::Catalog;
use holdfast_engineering::catalog::{self, CatalogError};
use holdfast_report::results::SourceFile;

/// A project, ready to design. Its drawings are not read yet.
#[derive(Debug, Clone)]
pub struct Project {
    pub(crate) folder: ProjectFolder,
    pub(crate) file: ProjectFile,
    pub(crate) walls: Option<WallTable>,
    pub(crate) overrides: Overrides,
    pub(crate) catalog: Catalog,
    /// Files read so far, for the report's list of sources.
    pub(crate) sources: Vec<SourceFile>,
}

/// Why a project cannot be designed.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// One of its files, every fault at once.
    #[error(transparent)]
    File(#[from] ConfigErrors),
    /// The catalogue.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
}

impl Project {
    /// Opens the folder at `path`, reads its TOML and CSV files and checks them.
    ///
    /// # Errors
    /// The first file that is not as it must be, with all of its faults.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ProjectError> {
        let folder = ProjectFolder::open(path)?;
        folder.require_input()?;
        let mut sources = Vec::new();
        let text = read(&folder, &folder.project, "project", &mut sources)?;
        let file = project::parse(&text, "project.toml")?;
        let levels = file.level_names();
        let in_inches = |text: &str| length::parse(text).map_err(|e| e.to_string());
        let walls = match &folder.walls {
            None => None,
            Some(WallTableFile::Toml(at)) => {
                let text = read(&folder, at, "walls", &mut sources)?;
                Some(walls::parse_toml(&text, &at.name, &levels, &in_inches)?)
            }
            Some(WallTableFile::Csv(at)) => {
                let text = read(&folder, at, "walls", &mut sources)?;
                Some(walls::parse_csv(&text, &at.name, &levels, &in_inches)?)
            }
        };
        let overrides = match &folder.overrides {
            None => Overrides::default(),
            Some(at) => {
                let text = read(&folder, at, "overrides", &mut sources)?;
                overrides::parse(&text, &at.name, &levels, &in_inches)?
            }
        };
        let catalog = match &folder.catalog {
            None => catalog::generic(),
            Some(at) => {
                let text = read(&folder, at, "catalog", &mut sources)?;
                catalog::merge(catalog::generic(), catalog::parse(&text, &at.name)?)
            }
        };
        Ok(Self {
            folder,
            walls,
            overrides,
            catalog,
            sources,
            file,
        })
    }

    /// The project's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.file.project.name
    }

    /// The folder's path, links resolved.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.root()
    }
}

/// A text file of the folder, noted as a source.
fn read(
    folder: &ProjectFolder,
    at: &FileRef,
    kind: &str,
    sources: &mut Vec<SourceFile>,
) -> Result<String, ProjectError> {
    let bytes = folder.read(at)?;
    let text = text_of(&bytes, &at.name)?.to_owned();
    sources.push(SourceFile {
        file: at.name.clone(),
        hash: blake3::hash(&bytes).to_hex().to_string(),
        kind: kind.to_owned(),
        role: String::new(),
        read: true,
        error: String::new(),
    });
    Ok(text)
}
