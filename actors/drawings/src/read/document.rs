//! The library's document as a sheet: layers, blocks, spaces, header, warnings.

use std::collections::BTreeMap;

use cadkit::{Color, Document, LengthUnit, Model, ModelKind, Value};

use super::survey::{FIRST_BLOCK, MODEL, PAPER, Seen, Survey};
use super::{ReadError, in_words, multi, shapes};
use crate::blocks;
use crate::inspect::release;
use crate::sheet::{
    Block, Entity, Format, Handle, Header, Layer, Layout, Point, Shape, Sheet, Units, Warning,
};

/// The most warnings a sheet carries; the rest are counted in a last one.
const MAX_WARNINGS: usize = 100;

/// Where the types as written come from.
pub(super) enum Origin {
    /// The pass over the tags.
    Dxf(Box<Survey>),
    /// DXF types by handle.
    Dwg(BTreeMap<u64, String>),
}

/// What an entity is in the file: its type, its place, what only the tags tell.
pub(super) struct Written {
    pub(super) kind: String,
    pub(super) place: String,
    pub(super) seen: Option<Seen>,
}

/// What the conversion of entities needs to know and gathers on the way.
pub(super) struct Context<'a> {
    name: &'a str,
    origin: Origin,
    layers: Vec<Layer>,
    layer_index: BTreeMap<String, u32>,
    layer_handles: BTreeMap<u64, u32>,
    block_index: BTreeMap<String, u32>,
    pub(super) code_page: CodePage,
    /// Types that are counted and not drawn, with how many.
    undrawn: BTreeMap<String, u64>,
    pub(super) warnings: Vec<Warning>,
}

/// A single-byte code page.
pub(super) struct CodePage(String);

impl CodePage {
    /// The character of a byte of 128 and above; `None` where the page has none or is not known.
    pub(super) fn character(&self, byte: u8) -> Option<char> {
        if byte.is_ascii() {
            return Some(char::from(byte));
        }
        if let Some(page) = cadkit::text::OemCodepage::from_label(&self.0) {
            return Some(page.decode_byte(byte)).filter(|&c| c != '\u{fffd}');
        }
        let page = cadkit::dxf::native::encoding_for_codepage(&self.0)?;
        let (text, failed) = page.decode_without_bom_handling(std::slice::from_ref(&byte));
        (!failed).then(|| text.chars().next()).flatten()
    }
}

/// The sheet of a drawing that comes in one document or in pieces: the first has all but some of the
/// entities, the others have these.
pub(super) fn sheet(
    name: &str,
    format: Format,
    documents: impl Iterator<Item = Result<Document, ReadError>>,
    origin: Origin,
) -> Result<Sheet, ReadError> {
    let mut documents = documents.fuse();
    let document = documents.next().transpose()?.unwrap_or_default();
    let header = header(&document);
    let version = version(&document.source.version);
    let units = units(&document);
    let mut context = Context::new(name, &document, origin, header.code_page.clone());
    let sheet_blocks = context.blocks(&document)?;
    if release(&version) == "unknown" {
        let what = format!("version `{version}` is none that is known; it is read as R2018");
        context.warn(what, String::new());
    }
    let mut spaces = Spaces::default();
    context.spaces(&document, &mut spaces)?;
    context.library_warnings(&document);
    drop(document);
    for piece in documents {
        let piece = piece?;
        context.spaces(&piece, &mut spaces)?;
        context.library_warnings(&piece);
    }
    context.count_undrawn();
    if let Some(circle) = blocks::circle(&sheet_blocks) {
        return Err(ReadError::BlockCycle {
            name: name.to_owned(),
            place: in_words("", circle.insert.0),
            chain: circle.names.join(" > "),
        });
    }
    Ok(Sheet {
        name: name.to_owned(),
        format,
        version,
        units,
        header,
        layers: context.layers,
        blocks: sheet_blocks,
        model: spaces.model,
        layouts: spaces.layouts,
        warnings: bounded(context.warnings),
    })
}

/// What stands in model space and on the layouts, as it comes piece by piece.
#[derive(Default)]
struct Spaces {
    model: Vec<Entity>,
    layouts: Vec<Layout>,
}

impl<'a> Context<'a> {
    fn new(name: &'a str, document: &Document, origin: Origin, code_page: String) -> Self {
        let mut context = Self {
            name,
            origin,
            layers: Vec::new(),
            layer_index: BTreeMap::new(),
            layer_handles: BTreeMap::new(),
            block_index: BTreeMap::new(),
            code_page: CodePage(code_page),
            undrawn: BTreeMap::new(),
            warnings: Vec::new(),
        };
        context.layer("0");
        for layer in &document.layers {
            let index = context.layer(&layer.name);
            if let Some(id) = layer.id {
                context.layer_handles.insert(id, index);
            }
            if let Some(slot) = context.layers.get_mut(index as usize) {
                *slot = Layer {
                    name: layer.name.clone(),
                    off: !layer.visible,
                    frozen: layer.frozen,
                    color: match layer.color {
                        Color::Aci { index } => i16::from(index),
                        _ => 7,
                    },
                    linetype: layer.linetype.clone().unwrap_or_default(),
                    plotted: layer.plottable && !layer.name.eq_ignore_ascii_case("Defpoints"),
                };
            }
        }
        for (index, block) in document.blocks.iter().enumerate() {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            let key = block.name.to_uppercase();
            context.block_index.entry(key).or_insert(index);
        }
        context
    }

    fn blocks(&mut self, document: &Document) -> Result<Vec<Block>, ReadError> {
        let mut out = Vec::with_capacity(document.blocks.len());
        for (index, block) in document.blocks.iter().enumerate() {
            let container = FIRST_BLOCK.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
            let base = [block.base_point.x, block.base_point.y];
            if block.is_xref {
                self.warn(
                    format!(
                        "external reference `{}` is not part of this file and is not drawn; bind \
                         it (XREF, Bind)",
                        block.name
                    ),
                    String::new(),
                );
            }
            out.push(Block {
                name: block.name.clone(),
                base: if shapes::sound(base) {
                    base
                } else {
                    [0.0, 0.0]
                },
                entities: self.entities(&block.entities, container)?,
                external: block.is_xref,
            });
        }
        Ok(out)
    }

    fn spaces(&mut self, document: &Document, spaces: &mut Spaces) -> Result<(), ReadError> {
        for space in &document.models {
            if space.kind == ModelKind::Model {
                spaces.model.extend(self.entities(&space.entities, MODEL)?);
                continue;
            }
            let layout = self.layout(space)?;
            match spaces.layouts.iter_mut().find(|l| l.name == layout.name) {
                Some(known) => known.entities.extend(layout.entities),
                None => spaces.layouts.push(layout),
            }
        }
        Ok(())
    }

    /// The index of a layer, which is made where the file lacks it.
    fn layer(&mut self, name: &str) -> u32 {
        let key = name.to_uppercase();
        if let Some(&index) = self.layer_index.get(&key) {
            return index;
        }
        let index = u32::try_from(self.layers.len()).unwrap_or(u32::MAX);
        self.layers.push(Layer::named(name));
        self.layer_index.insert(key, index);
        index
    }

    /// The layer of a handle, as viewports freeze them.
    pub(super) fn layer_of_handle(&self, handle: u64) -> Option<u32> {
        self.layer_handles.get(&handle).copied()
    }

    /// The layer of a name, where the file has it.
    pub(super) fn layer_of_name(&self, name: &str) -> Option<u32> {
        self.layer_index.get(&name.to_uppercase()).copied()
    }

    /// Whether a plot shows the layer of this name.
    pub(super) fn layer_shows(&self, name: &str) -> bool {
        self.layer_of_name(name)
            .and_then(|index| self.layers.get(index as usize))
            .is_none_or(Layer::visible)
    }

    pub(super) fn block(&self, name: &str) -> Option<u32> {
        self.block_index.get(&name.to_uppercase()).copied()
    }

    pub(super) fn is_dwg(&self) -> bool {
        matches!(self.origin, Origin::Dwg(_))
    }

    pub(super) fn survey(&self) -> Option<&Survey> {
        match &self.origin {
            Origin::Dxf(survey) => Some(survey),
            Origin::Dwg(_) => None,
        }
    }

    pub(super) fn warn(&mut self, what: String, place: String) {
        self.warnings.push(Warning { what, place });
    }

    pub(super) fn undrawn(&mut self, kind: &str) {
        *self.undrawn.entry(kind.to_owned()).or_default() += 1;
    }

    fn layout(&mut self, space: &Model) -> Result<Layout, ReadError> {
        let mut entities = self.entities(&space.entities, PAPER)?;
        // The first viewport of a layout is the paper itself. DXF says so by its number; a DWG by
        // its order alone.
        if self.is_dwg() {
            let paper = entities
                .iter_mut()
                .find_map(|entity| match &mut entity.shape {
                    Shape::Viewport { on, .. } => Some(on),
                    _ => None,
                });
            if let Some(on) = paper {
                *on = false;
            }
        }
        Ok(Layout {
            name: space.name.clone(),
            entities,
        })
    }

    fn entities(
        &mut self,
        list: &[cadkit::Entity],
        container: u32,
    ) -> Result<Vec<Entity>, ReadError> {
        let mut out = Vec::with_capacity(list.len());
        for entity in list {
            out.push(self.entity(entity, container)?);
        }
        multi::join_columns(list, &mut out);
        Ok(out)
    }

    fn entity(&mut self, entity: &cadkit::Entity, container: u32) -> Result<Entity, ReadError> {
        let written = self.written(entity, container);
        let layer_name = entity.layer.as_deref().unwrap_or("0");
        let layer = self.layer(layer_name);
        let (shape, elevation) = shapes::shape(self, entity, &written);
        let wrong = if written.seen.is_some_and(|seen| seen.broken_number) {
            Some("not a number or infinite")
        } else if !shapes::is_sound(&shape) || !elevation.is_finite() {
            Some("beyond any drawing (1e12 units)")
        } else {
            None
        };
        if let Some(value) = wrong.filter(|_| !matches!(shape, Shape::Other)) {
            return Err(ReadError::BadNumber {
                name: self.name.to_owned(),
                place: written.place,
                kind: written.kind,
                layer: layer_name.to_owned(),
                value,
            });
        }
        let constant = !matches!(shape, Shape::Text { .. }) || written.kind != "ATTDEF";
        Ok(Entity {
            handle: Handle(entity.id.unwrap_or(0)),
            layer,
            color: match entity.color {
                Color::ByBlock => 0,
                Color::Aci { index } => i16::from(index),
                Color::ByLayer => 256,
                // A true colour is nobody's index; white stands for it.
                Color::Rgb { .. } => 7,
            },
            visible: entity.visible && (constant || shapes::is_constant(entity)),
            elevation,
            shape,
            kind: written.kind,
        })
    }

    fn written(&mut self, entity: &cadkit::Entity, container: u32) -> Written {
        let handle = entity.id.unwrap_or(0);
        match &mut self.origin {
            Origin::Dxf(survey) => {
                let fits = |kind: &str| shapes::may_be(&entity.kind, kind);
                match survey.next(handle, container, fits) {
                    Some((seen, kind)) => Written {
                        kind: kind.to_owned(),
                        place: in_words(&seen.place.to_string(), handle),
                        seen: Some(seen),
                    },
                    None => Written {
                        kind: shapes::usual_kind(&entity.kind),
                        place: in_words("", handle),
                        seen: None,
                    },
                }
            }
            Origin::Dwg(kinds) => Written {
                kind: kinds
                    .get(&handle)
                    .cloned()
                    .unwrap_or_else(|| shapes::usual_kind(&entity.kind)),
                place: in_words("", handle),
                seen: None,
            },
        }
    }

    /// The library's own warnings, but for those that we say better.
    fn library_warnings(&mut self, document: &Document) {
        for warning in &document.warnings {
            if matches!(
                warning.code.as_str(),
                // The pass over the tags has found the end of the drawing; what the library
                // stumbled on lies behind it.
                "dxf.unknown_entity" | "dwg.unsupported_entity" | "dxf.truncated"
            ) {
                continue;
            }
            let place = in_words("", warning.object.unwrap_or(0));
            // Pieces of one file tell the same of what they share.
            let known = |w: &Warning| w.what == warning.message && w.place == place;
            if self.warnings.len() <= MAX_WARNINGS && !self.warnings.iter().any(known) {
                self.warn(warning.message.clone(), place);
            }
        }
    }

    fn count_undrawn(&mut self) {
        for (kind, count) in std::mem::take(&mut self.undrawn) {
            let remedy = match kind.as_str() {
                "ACAD_PROXY_ENTITY" | "ACDBPROXYENTITY" => {
                    "; export them as plain lines (EXPORTTOAUTOCAD)"
                }
                kind if kind.starts_with("AEC_") || kind.starts_with("AECC_") => {
                    "; export them as plain lines (EXPORTTOAUTOCAD)"
                }
                "3DSOLID" | "REGION" | "SURFACE" | "BODY" | "ACAD_TABLE" => {
                    "; explode them where a plan needs them"
                }
                _ => "",
            };
            self.warn(
                format!("{count} {kind} are counted and not drawn{remedy}"),
                String::new(),
            );
        }
    }
}

fn bounded(mut warnings: Vec<Warning>) -> Vec<Warning> {
    if warnings.len() > MAX_WARNINGS {
        let more = warnings.len() - (MAX_WARNINGS - 1);
        warnings.truncate(MAX_WARNINGS - 1);
        warnings.push(Warning {
            what: format!("{more} more warnings are left out"),
            place: String::new(),
        });
    }
    warnings
}

/// A DXF without `$ACADVER` is one of R12 or before.
fn version(said: &str) -> String {
    match said {
        "" => "AC1009".to_owned(),
        said => said.chars().take(16).collect(),
    }
}

fn units(document: &Document) -> Units {
    match document.units.unit {
        LengthUnit::Inch => Units::Inches,
        LengthUnit::Foot => Units::Feet,
        LengthUnit::Millimeter => Units::Millimetres,
        LengthUnit::Centimeter => Units::Centimetres,
        LengthUnit::Meter => Units::Metres,
        _ => match document.units.meters_per_unit() {
            Some(metres) => Units::Other(metres / 0.0254),
            None => Units::Unitless,
        },
    }
}

fn header(document: &Document) -> Header {
    let variable = |name: &str| {
        let dxf = document.props.get(&format!("dxf.${name}"));
        dxf.or_else(|| document.props.get(&format!("dwg.header.{name}")))
    };
    let number = |name: &str| variable(name).and_then(Value::as_f64);
    let corner = |name: &str| -> Option<Point> {
        let list = variable(name)?.as_list()?;
        let corner = [list.first()?.as_f64()?, list.get(1)?.as_f64()?];
        shapes::sound(corner).then_some(corner)
    };
    let extents = corner("EXTMIN").zip(corner("EXTMAX"));
    Header {
        // Files never zoomed in have them inside out.
        extents: extents
            .filter(|(min, max)| min[0] <= max[0] && min[1] <= max[1])
            .map(|(min, max)| [min, max]),
        code_page: document.source.codepage.clone().unwrap_or_default(),
        metric: number("MEASUREMENT")
            .or_else(|| {
                document
                    .props
                    .get("dwg.measurement")
                    .and_then(Value::as_f64)
            })
            .map(|value| value != 0.0),
        dimension_factor: number("DIMLFAC")
            .filter(|factor| factor.is_finite() && *factor != 0.0)
            .unwrap_or(1.0),
        length_format: number("LUNITS")
            .filter(|format| (1.0..=5.0).contains(format))
            .map_or(0, |format| format as i16),
    }
}
