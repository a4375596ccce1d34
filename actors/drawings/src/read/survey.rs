//! One pass over the tags of a DXF file for what the reading library does not tell: the place and
//! the type as written of every entity, numbers that are none, clip boundaries of inserts, layers
//! frozen in a viewport, where the tags break off, and where a long list of entities may be cut.

use std::collections::BTreeMap;

use super::pieces::{Cuts, Section};
use super::tags::{Break, Place, Tag, Tags, is_real};

/// The most different entity types told apart.
const MAX_KINDS: usize = 4096;
/// How many entities may be passed over in all while others are looked for: the library drops few.
const MAX_PASSED: u64 = 50_000_000;
/// How far ahead an entity is looked for when that is used up.
const SHORT_LOOK: usize = 16;

/// What the pass found.
#[derive(Default)]
pub(super) struct Survey {
    seen: Vec<Seen>,
    kinds: Vec<String>,
    /// Clip boundary by the handle of the insert's extension dictionary.
    clips: BTreeMap<u64, Clip>,
    /// Handles of layers frozen in a viewport, by the viewport's handle.
    frozen: BTreeMap<u64, Vec<u64>>,
    /// Where the entities not yet asked for begin, of keys asked for before.
    next: BTreeMap<(u64, u32), usize>,
    passed: u64,
    /// Where the file may be cut into pieces.
    pub(super) cuts: Cuts,
    /// Where the tags break off; the library stops reading there.
    pub(super) broken: Option<Damage>,
}

/// Where the tags break off, and in which entity.
#[derive(Debug, Clone)]
pub(super) struct Damage {
    pub(super) place: Place,
    pub(super) handle: u64,
    pub(super) what: String,
}

/// An entity as the tags have it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    handle: u64,
    container: u32,
    kind: u16,
    /// Where it begins, or where a number of it is none.
    pub(super) place: Place,
    /// Whether one of its numbers is not a number or infinite.
    pub(super) broken_number: bool,
    /// Its extension dictionary.
    dictionary: u64,
}

/// A SPATIAL_FILTER: a boundary, and the matrix that takes it into the block.
#[derive(Debug, Clone, Default)]
struct Clip {
    points: Vec<[f64; 2]>,
    numbers: Vec<f64>,
    on: bool,
}

/// Where an entity stands: model space, paper space, or a block by its order in the file.
pub(super) const MODEL: u32 = 0;
pub(super) const PAPER: u32 = 1;
pub(super) const FIRST_BLOCK: u32 = 2;

impl Survey {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut pass = Pass::default();
        let mut tags = Tags::new(bytes);
        loop {
            match tags.next() {
                Ok(Some(tag)) if pass.take(&tag) => break,
                Ok(Some(_)) => {}
                Ok(None) => {
                    pass.end_without_eof();
                    break;
                }
                Err(broken) => {
                    pass.break_off(broken);
                    break;
                }
            }
        }
        pass.finish()
    }

    /// The entity of this handle (or, without one, the next of `container`) not asked for before
    /// whose type `fits`. The library keeps the file's order, so what is passed over it has dropped.
    pub(super) fn next(
        &mut self,
        handle: u64,
        container: u32,
        fits: impl Fn(&str) -> bool,
    ) -> Option<(Seen, &str)> {
        let wanted = (handle, container_key(handle, container));
        let from = self.next.get(&wanted).copied();
        let from = from.unwrap_or_else(|| self.seen.partition_point(|seen| key(seen) < wanted));
        let look = if self.passed < MAX_PASSED {
            usize::MAX
        } else {
            SHORT_LOOK
        };
        let kinds = &self.kinds;
        let mut ahead = 0;
        let found = self
            .seen
            .get(from..)?
            .iter()
            .take(look)
            .take_while(|seen| key(seen) == wanted)
            .inspect(|_| ahead += 1)
            .find(|seen| {
                kinds
                    .get(usize::from(seen.kind))
                    .is_some_and(|kind| fits(kind))
            });
        self.passed += ahead as u64;
        let seen = *found?;
        // Most handles are one entity's, and not worth an entry.
        let after = self.seen.get(from + ahead);
        if after.is_some_and(|next| key(next) == wanted) || self.next.contains_key(&wanted) {
            self.next.insert(wanted, from + ahead);
        }
        let kind = self.kinds.get(usize::from(seen.kind))?;
        Some((seen, kind))
    }

    /// How many entities the file holds.
    pub(super) fn len(&self) -> u64 {
        self.seen.len() as u64
    }

    /// The clip boundary of an insert, in its block's coordinates; empty where there is none.
    pub(super) fn clip(&self, seen: &Seen) -> Vec<[f64; 2]> {
        self.clips
            .get(&seen.dictionary)
            .map(Clip::boundary)
            .unwrap_or_default()
    }

    /// Handles of the layers frozen in a viewport.
    pub(super) fn frozen(&self, viewport: u64) -> &[u64] {
        self.frozen.get(&viewport).map_or(&[], Vec::as_slice)
    }
}

impl Clip {
    fn boundary(&self) -> Vec<[f64; 2]> {
        if !self.on || self.points.len() < 2 {
            return Vec::new();
        }
        let points: Vec<[f64; 2]> = match *self.points.as_slice() {
            // Two corners are a rectangle along the axes of the boundary's own coordinates.
            [a, b] => vec![a, [b[0], a[1]], b, [a[0], b[1]]],
            _ => self.points.clone(),
        };
        // The last 24 numbers are two matrices of 12, rows of x, y, z and a shift; the first of
        // them undoes the insert that was clipped. A clip distance may stand before them.
        let Some(first) = self.numbers.len().checked_sub(24) else {
            return points;
        };
        let Some(&[a, b, _, dx, c, d, _, dy]) = self
            .numbers
            .get(first..first + 8)
            .and_then(|rows| rows.first_chunk::<8>())
        else {
            return points;
        };
        points
            .iter()
            .map(|p| [a * p[0] + b * p[1] + dx, c * p[0] + d * p[1] + dy])
            .collect()
    }
}

fn key(seen: &Seen) -> (u64, u32) {
    (seen.handle, container_key(seen.handle, seen.container))
}

/// Handles are unique in a file; entities without one are told apart by where they stand.
fn container_key(handle: u64, container: u32) -> u32 {
    if handle == 0 { container } else { 0 }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Object {
    Dictionary,
    Filter,
}

#[derive(Default)]
struct Pass {
    survey: Survey,
    kind_index: BTreeMap<Vec<u8>, u16>,
    section: Section,
    /// Whether the next tag is the first of a section.
    opens: bool,
    /// Whether the tags at hand are an entity's.
    in_entity: bool,
    /// Whether they are of a VERTEX, ATTRIB or SEQEND of the entity before.
    in_part: bool,
    in_block_head: bool,
    container: u32,
    blocks: u32,
    /// Whether a `{ACAD_XDICTIONARY` group is open.
    in_dictionary: bool,
    /// Whether extended data has begun, whose codes mean other things.
    in_extended: bool,
    object: Option<(Object, u64)>,
    entry: Vec<u8>,
    /// Dictionary handle and what its entry `ACAD_FILTER` or `SPATIAL` points to.
    links: BTreeMap<u64, u64>,
    filters: BTreeMap<u64, Clip>,
    last: Option<Place>,
    finished: bool,
}

impl Pass {
    /// Takes a tag; true at the end of the drawing.
    fn take(&mut self, tag: &Tag<'_>) -> bool {
        self.last = Some(tag.place);
        if std::mem::take(&mut self.opens) {
            self.survey.cuts.open(self.section, tag.at);
        }
        if tag.code == 0 {
            return self.record(tag);
        }
        match self.section {
            Section::Named if tag.code == 2 => {
                self.section = match tag.text().to_ascii_uppercase().as_slice() {
                    b"BLOCKS" => Section::Blocks,
                    b"ENTITIES" => Section::Entities,
                    b"OBJECTS" => Section::Objects,
                    _ => Section::Other,
                };
                self.opens = true;
            }
            Section::Blocks if self.in_block_head && tag.code == 2 => self.name_block(tag.text()),
            Section::Blocks | Section::Entities if self.in_entity => self.entity_tag(tag),
            Section::Objects => self.object_tag(tag),
            _ => {}
        }
        false
    }

    fn record(&mut self, tag: &Tag<'_>) -> bool {
        let name = tag.text().to_ascii_uppercase();
        self.in_dictionary = false;
        self.in_extended = false;
        self.in_block_head = false;
        let was_entity = self.in_entity;
        self.in_entity = false;
        self.in_part = false;
        self.object = None;
        if !matches!(name.as_slice(), b"VERTEX" | b"ATTRIB" | b"SEQEND") {
            self.survey.cuts.record(&name, tag.at);
        }
        match name.as_slice() {
            b"EOF" => {
                self.finished = true;
                return true;
            }
            b"SECTION" => {
                self.section = Section::Named;
                self.container = MODEL;
            }
            b"ENDSEC" => self.section = Section::None,
            b"BLOCK" if self.section == Section::Blocks => {
                self.in_block_head = true;
                self.container = FIRST_BLOCK.saturating_add(self.blocks);
                self.blocks = self.blocks.saturating_add(1);
            }
            b"ENDBLK" => self.container = MODEL,
            b"VERTEX" | b"ATTRIB" | b"SEQEND" => {
                self.in_entity = was_entity;
                self.in_part = true;
            }
            _ if matches!(self.section, Section::Blocks | Section::Entities) => {
                let kind = self.kind(&name);
                self.survey.seen.push(Seen {
                    handle: 0,
                    container: self.container,
                    kind,
                    place: tag.place,
                    broken_number: false,
                    dictionary: 0,
                });
                self.in_entity = true;
            }
            b"DICTIONARY" if self.section == Section::Objects => {
                self.object = Some((Object::Dictionary, 0));
            }
            b"SPATIAL_FILTER" if self.section == Section::Objects => {
                self.object = Some((Object::Filter, 0));
            }
            _ => {}
        }
        false
    }

    /// A block named as a space holds the entities of that space.
    fn name_block(&mut self, name: &[u8]) {
        self.in_block_head = false;
        let name = name.to_ascii_uppercase();
        let space = match name.get(1..).unwrap_or(b"") {
            b"MODEL_SPACE" => MODEL,
            rest if rest.starts_with(b"PAPER_SPACE") => PAPER,
            _ => return,
        };
        if matches!(name.first(), Some(b'*' | b'$')) {
            self.container = space;
            self.blocks = self.blocks.saturating_sub(1);
        }
    }

    fn entity_tag(&mut self, tag: &Tag<'_>) {
        let Some(seen) = self.survey.seen.last_mut() else {
            return;
        };
        if tag.code == 1001 {
            self.in_extended = true;
        }
        if is_real(tag.code)
            && !self.in_extended
            && suspicious(tag)
            && tag.number().is_none_or(|value| !value.is_finite())
        {
            seen.broken_number = true;
            seen.place = tag.place;
        }
        if self.in_part {
            return;
        }
        match tag.code {
            5 if seen.handle == 0 && !self.in_dictionary => seen.handle = tag.handle(),
            67 if self.section == Section::Entities && tag.number() == Some(1.0) => {
                seen.container = PAPER;
            }
            102 => self.in_dictionary = tag.text() == b"{ACAD_XDICTIONARY",
            360 if self.in_dictionary => seen.dictionary = tag.handle(),
            331 | 341
                if self
                    .survey
                    .kinds
                    .get(usize::from(seen.kind))
                    .is_some_and(|k| k == "VIEWPORT") =>
            {
                let layer = tag.handle();
                if layer != 0 {
                    self.survey
                        .frozen
                        .entry(seen.handle)
                        .or_default()
                        .push(layer);
                }
            }
            _ => {}
        }
    }

    fn object_tag(&mut self, tag: &Tag<'_>) {
        let Some((object, handle)) = &mut self.object else {
            return;
        };
        match (*object, tag.code) {
            (_, 5) if *handle == 0 => *handle = tag.handle(),
            (Object::Dictionary, 3) => self.entry = tag.text().to_vec(),
            (Object::Dictionary, 350 | 360) => {
                if matches!(self.entry.as_slice(), b"ACAD_FILTER" | b"SPATIAL") {
                    self.links.insert(*handle, tag.handle());
                }
            }
            (Object::Filter, 10) => {
                if let Some(x) = tag.number().filter(|x| x.is_finite()) {
                    self.filters
                        .entry(*handle)
                        .or_default()
                        .points
                        .push([x, 0.0]);
                }
            }
            (Object::Filter, 20) => {
                let y = tag.number().filter(|y| y.is_finite());
                let point = self.filters.entry(*handle).or_default().points.last_mut();
                if let (Some(point), Some(y)) = (point, y) {
                    point[1] = y;
                }
            }
            (Object::Filter, 71) => {
                self.filters.entry(*handle).or_default().on = tag.number() == Some(1.0);
            }
            (Object::Filter, 40) => {
                if let Some(number) = tag.number().filter(|number| number.is_finite()) {
                    self.filters
                        .entry(*handle)
                        .or_default()
                        .numbers
                        .push(number);
                }
            }
            _ => {}
        }
    }

    fn kind(&mut self, name: &[u8]) -> u16 {
        if let Some(&index) = self.kind_index.get(name) {
            return index;
        }
        let index = self.survey.kinds.len().min(MAX_KINDS);
        if index < MAX_KINDS {
            self.survey
                .kinds
                .push(String::from_utf8_lossy(name).into_owned());
            self.kind_index.insert(name.to_vec(), index as u16);
        }
        index as u16
    }

    fn end_without_eof(&mut self) {
        if self.finished || self.section == Section::None {
            return;
        }
        let place = self.last.unwrap_or(Place::Line(1));
        self.break_off(Break {
            place,
            what: "the file ends inside a section; its end is missing".to_owned(),
        });
    }

    fn break_off(&mut self, broken: Break) {
        let handle = match self.survey.seen.last() {
            Some(seen) if self.in_entity => seen.handle,
            _ => 0,
        };
        self.survey.broken = Some(Damage {
            place: broken.place,
            handle,
            what: broken.what,
        });
    }

    fn finish(mut self) -> Survey {
        // An insert's extension dictionary holds ACAD_FILTER, which holds SPATIAL, the filter.
        for (&dictionary, filter_dictionary) in &self.links {
            let filter = self.links.get(filter_dictionary);
            if let Some(clip) = filter.and_then(|filter| self.filters.get(filter)) {
                self.survey.clips.insert(dictionary, clip.clone());
            }
        }
        self.survey.seen.sort_by_key(key);
        self.survey
    }
}

/// Whether a real written as text may be none: most are a few digits and a point.
fn suspicious(tag: &Tag<'_>) -> bool {
    match tag.value {
        super::tags::Value::Text(text) => {
            let text = text.trim_ascii();
            let unsigned = text.strip_prefix(b"-").unwrap_or(text);
            let points = unsigned.iter().filter(|&&b| b == b'.').count();
            let digits = unsigned.iter().filter(|b| b.is_ascii_digit()).count();
            digits == 0 || points > 1 || digits + points != unsigned.len() || text.len() > 300
        }
        super::tags::Value::Int(_) => false,
        super::tags::Value::Real(value) => !value.is_finite(),
    }
}
