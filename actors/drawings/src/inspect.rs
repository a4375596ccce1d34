//! What a drawing holds: the inventory that `holdfast drawing inspect` prints.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::blocks::{cells, circle, inserted};
use crate::flatten::{self, FlattenLimits};
use crate::length::format_ft_in;
use crate::sheet::{Entity, Format, Layer, Point, Shape, Sheet, Units, Warning};

/// How many of each DXF type.
pub type Counts = BTreeMap<String, u64>;

/// What a drawing holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inventory {
    /// The file.
    pub name: String,
    /// How it was written.
    pub format: Format,
    /// The version string, `AC1027`.
    pub version: String,
    /// The release of that version, `R2013`; `unknown` where it is none.
    pub release: String,
    /// Unit of its coordinates.
    pub units: Units,
    /// The box around what model space shows (or the layout that stands in for it), drawing units.
    pub extents: Option<[Point; 2]>,
    /// The box that the header gives.
    pub header_extents: Option<[Point; 2]>,
    /// Model space.
    pub model_space: SpaceInventory,
    /// All layouts together.
    pub paper_space: SpaceInventory,
    /// Each layout.
    pub layouts: Vec<LayoutInventory>,
    /// Model space with every insert replaced by what it places, arrays and nesting counted out.
    pub blocks_expanded: SpaceInventory,
    /// Layers in the file's order.
    pub layers: Vec<LayerInventory>,
    /// Blocks in the file's order.
    pub blocks: Vec<BlockInventory>,
    /// What the reader had to mend or leave out, and what keeps the drawing from being used.
    pub warnings: Vec<Warning>,
}

/// Entities of a space by DXF type.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SpaceInventory {
    /// How many of each type.
    pub entities: Counts,
    /// How many in all.
    pub total: u64,
}

/// A layout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayoutInventory {
    /// Tab name.
    pub name: String,
    /// How many of each type.
    pub entities: Counts,
}

/// A layer and its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerInventory {
    /// Name.
    pub name: String,
    /// Switched on.
    pub on: bool,
    /// Frozen everywhere.
    pub frozen: bool,
    /// Plotted.
    pub plotted: bool,
    /// AutoCAD colour index.
    pub color: i16,
    /// Entities on it in model space.
    pub model_space: u64,
    /// Entities on it in layouts.
    pub paper_space: u64,
    /// Entities on it in block definitions.
    pub blocks: u64,
}

/// A block definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockInventory {
    /// Name.
    pub name: String,
    /// Entities in its definition.
    pub entities: u64,
    /// How often it stands in model space, nested ones and the cells of arrays counted.
    pub placed: u64,
    /// Whether it is an external reference.
    pub external: bool,
}

/// Takes stock of a sheet.
#[must_use]
pub fn inspect(sheet: &Sheet) -> Inventory {
    let mut warnings = sheet.warnings.clone();
    let extents = match flatten::extents(sheet, &FlattenLimits::default()) {
        Ok((around, more)) => {
            warnings.extend(more);
            around
        }
        Err(error) => {
            warnings.push(Warning {
                what: error.to_string(),
                place: String::new(),
            });
            None
        }
    };
    let placed = placed(sheet);
    let mut layouts = Vec::new();
    let mut paper = SpaceInventory::default();
    for layout in &sheet.layouts {
        let entities = count(&layout.entities);
        add(&mut paper, &entities, 1);
        layouts.push(LayoutInventory {
            name: layout.name.clone(),
            entities,
        });
    }
    let mut model = SpaceInventory::default();
    add(&mut model, &count(&sheet.model), 1);
    Inventory {
        name: sheet.name.clone(),
        format: sheet.format,
        version: sheet.version.clone(),
        release: release(&sheet.version).to_owned(),
        units: sheet.units,
        extents,
        header_extents: sheet.header.extents,
        blocks_expanded: expanded(sheet, &placed),
        model_space: model,
        paper_space: paper,
        layouts,
        layers: layers(sheet),
        blocks: sheet
            .blocks
            .iter()
            .zip(&placed)
            .map(|(block, &placed)| BlockInventory {
                name: block.name.clone(),
                entities: block.entities.len() as u64,
                placed,
                external: block.external,
            })
            .collect(),
        warnings,
    }
}

/// The release of a version string.
#[must_use]
pub fn release(version: &str) -> &'static str {
    match version {
        "AC1006" => "R10",
        "AC1009" => "R12",
        "AC1012" => "R13",
        "AC1014" => "R14",
        "AC1015" => "R2000",
        "AC1018" => "R2004",
        "AC1021" => "R2007",
        "AC1024" => "R2010",
        "AC1027" => "R2013",
        "AC1032" => "R2018",
        _ => "unknown",
    }
}

fn count<'a>(entities: impl IntoIterator<Item = &'a Entity>) -> Counts {
    let mut counts = Counts::new();
    for entity in entities {
        match counts.get_mut(&entity.kind) {
            Some(count) => *count += 1,
            None => {
                counts.insert(entity.kind.clone(), 1);
            }
        }
    }
    counts
}

fn add(space: &mut SpaceInventory, counts: &Counts, times: u64) {
    for (kind, count) in counts {
        let more = count.saturating_mul(times);
        let slot = space.entities.entry(kind.clone()).or_default();
        *slot = slot.saturating_add(more);
        space.total = space.total.saturating_add(more);
    }
}

/// How often each block stands in model space. Nothing is expanded: the blocks are gone through
/// from the outer to the inner ones, each giving its own number on to what it inserts.
fn placed(sheet: &Sheet) -> Vec<u64> {
    let mut placed = vec![0_u64; sheet.blocks.len()];
    if circle(&sheet.blocks).is_some() {
        return placed;
    }
    // Inserts that are still to be counted into each block, so that it is given on when complete.
    let mut waiting = vec![0_usize; sheet.blocks.len()];
    for entity in sheet.blocks.iter().flat_map(|block| &block.entities) {
        if let Some(slot) = expands(entity).and_then(|inner| waiting.get_mut(inner)) {
            *slot += 1;
        }
    }
    for entity in &sheet.model {
        if let Some(slot) = expands(entity).and_then(|inner| placed.get_mut(inner)) {
            *slot = slot.saturating_add(cells(entity));
        }
    }
    let mut ready: Vec<usize> = (0..waiting.len()).filter(|&b| waiting[b] == 0).collect();
    while let Some(outer) = ready.pop() {
        let times = placed[outer];
        for entity in &sheet.blocks[outer].entities {
            let Some(inner) = expands(entity).filter(|&inner| inner < placed.len()) else {
                continue;
            };
            let more = times.saturating_mul(cells(entity));
            placed[inner] = placed[inner].saturating_add(more);
            waiting[inner] -= 1;
            if waiting[inner] == 0 {
                ready.push(inner);
            }
        }
    }
    placed
}

/// The block that an entity is replaced by; a dimension stays one.
fn expands(entity: &Entity) -> Option<usize> {
    match entity.shape {
        Shape::Insert { .. } => inserted(entity),
        _ => None,
    }
}

fn expanded(sheet: &Sheet, placed: &[u64]) -> SpaceInventory {
    let leaves = |entities: &[Entity]| {
        let leaf = |e: &&Entity| expands(e).is_none_or(|inner| inner >= sheet.blocks.len());
        count(entities.iter().filter(leaf))
    };
    let mut out = SpaceInventory::default();
    add(&mut out, &leaves(&sheet.model), 1);
    for (block, &times) in sheet
        .blocks
        .iter()
        .zip(placed)
        .filter(|(_, times)| **times > 0)
    {
        add(&mut out, &leaves(&block.entities), times);
    }
    out
}

fn layers(sheet: &Sheet) -> Vec<LayerInventory> {
    let count = |lists: Vec<&[Entity]>| {
        let mut counts = vec![0_u64; sheet.layers.len()];
        for entity in lists.into_iter().flatten() {
            if let Some(slot) = counts.get_mut(entity.layer as usize) {
                *slot += 1;
            }
        }
        counts
    };
    let model = count(vec![sheet.model.as_slice()]);
    let paper = count(
        sheet
            .layouts
            .iter()
            .map(|l| l.entities.as_slice())
            .collect(),
    );
    let blocks = count(sheet.blocks.iter().map(|b| b.entities.as_slice()).collect());
    let numbers = model.into_iter().zip(paper).zip(blocks);
    let row = |layer: &Layer, model_space, paper_space, blocks| LayerInventory {
        name: layer.name.clone(),
        on: !layer.off,
        frozen: layer.frozen,
        plotted: layer.plotted,
        color: layer.color,
        model_space,
        paper_space,
        blocks,
    };
    sheet
        .layers
        .iter()
        .zip(numbers)
        .map(|(layer, ((model, paper), blocks))| row(layer, model, paper, blocks))
        .collect()
}

impl Inventory {
    /// The inventory for people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out).unwrap_or_default(); // writing to a string cannot fail
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let format = match self.format {
            Format::DxfAscii => "DXF (text)",
            Format::DxfBinary => "DXF (binary)",
            Format::Dwg => "DWG",
        };
        let (units, inches) = unit(self.units);
        writeln!(out, "{}", self.name)?;
        writeln!(
            out,
            "  format   {format}, {} ({})",
            self.release, self.version
        )?;
        writeln!(out, "  units    {units}")?;
        match self.extents {
            Some([min, max]) => {
                let size = [max[0] - min[0], max[1] - min[1]];
                write!(
                    out,
                    "  extents  {:.2}, {:.2} to {:.2}, {:.2}",
                    min[0], min[1], max[0], max[1]
                )?;
                match inches {
                    Some(inches) => writeln!(
                        out,
                        "  ({} x {})",
                        format_ft_in(size[0] * inches, 16),
                        format_ft_in(size[1] * inches, 16)
                    )?,
                    None => writeln!(out)?,
                }
            }
            None => writeln!(out, "  extents  none: model space shows nothing")?,
        }
        counted(out, "model space", &self.model_space)?;
        counted(out, "paper space", &self.paper_space)?;
        counted(out, "blocks expanded", &self.blocks_expanded)?;
        writeln!(out, "\n  layers ({})", self.layers.len())?;
        let width = self.layers.iter().map(|l| l.name.chars().count()).max();
        let width = width.unwrap_or(0).min(40);
        for layer in &self.layers {
            let mut state = Vec::new();
            state.extend((!layer.on).then_some("off"));
            state.extend(layer.frozen.then_some("frozen"));
            state.extend((!layer.plotted).then_some("not plotted"));
            let line = format!(
                "    {:width$}  {:>7} model  {:>6} paper  {:>7} blocks  {}",
                layer.name,
                layer.model_space,
                layer.paper_space,
                layer.blocks,
                state.join(", ")
            );
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out, "\n  blocks ({})", self.blocks.len())?;
        for block in &self.blocks {
            let external = if block.external { "  external" } else { "" };
            writeln!(
                out,
                "    {}  {} entities, placed {} times{external}",
                block.name, block.entities, block.placed
            )?;
        }
        if !self.warnings.is_empty() {
            writeln!(out, "\n  warnings ({})", self.warnings.len())?;
        }
        for warning in &self.warnings {
            match warning.place.as_str() {
                "" => writeln!(out, "    {}", warning.what)?,
                place => writeln!(out, "    {place}: {}", warning.what)?,
            }
        }
        Ok(())
    }
}

fn counted(out: &mut String, title: &str, space: &SpaceInventory) -> std::fmt::Result {
    writeln!(out, "\n  {title} ({})", space.total)?;
    for (kind, count) in &space.entities {
        writeln!(out, "    {count:>9}  {kind}")?;
    }
    Ok(())
}

/// A unit in words, and its inches.
fn unit(units: Units) -> (String, Option<f64>) {
    let (name, inches) = match units {
        Units::Unitless => return ("not said".to_owned(), None),
        Units::Inches => ("inches", 1.0),
        Units::Feet => ("feet", 12.0),
        Units::Millimetres => ("millimetres", 1.0 / 25.4),
        Units::Centimetres => ("centimetres", 10.0 / 25.4),
        Units::Metres => ("metres", 1000.0 / 25.4),
        Units::Other(inches) => return (format!("{inches} in"), Some(inches)),
    };
    (name.to_owned(), Some(inches))
}
