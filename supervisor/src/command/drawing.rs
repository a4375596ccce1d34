//! `holdfast drawing`.

use std::io::Read as _;

use holdfast_drawings::inspect::inspect;
use holdfast_drawings::read::{Limits, read};

use super::arguments::{Drawing, DrawingCommand, Format};
use super::{End, Failure, show};

pub(crate) fn drawing(asked: Drawing) -> Result<End, Failure> {
    let DrawingCommand::Inspect { file, format } = asked.command;
    let name = file.display().to_string();
    let limits = Limits::default();
    let kind = std::fs::metadata(&file).map_err(|error| {
        Failure::input(format!(
            "{name}: it cannot be read: {error}; name a DXF or DWG file"
        ))
    })?;
    if !kind.is_file() {
        return Err(Failure::input(format!(
            "{name}: it is not a plain file; name a DXF or DWG file"
        )));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(&file)
        .and_then(|f| f.take(limits.max_bytes + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::input(format!("{name}: it cannot be read: {error}")))?;
    let sheet = read(&name, &bytes, &limits).map_err(Failure::input)?;
    let inventory = inspect(&sheet);
    match format {
        Format::Text => show::out(&inventory.text())?,
        Format::Json => show::out(&format!(
            "{}\n",
            serde_json::to_string_pretty(&inventory).map_err(Failure::ours)?
        ))?,
    }
    Ok(End::Complete)
}
