//! The file as a whole: sections in order, handles, owners.

use std::borrow::Cow;

use super::tags::Tags;
use super::{Drawing, Point, Shape, Version, Viewport};

/// Handles that are the same in every file.
pub(super) mod handles {
    pub(crate) const BLOCK_RECORDS: u32 = 0x1;
    pub(crate) const LAYERS: u32 = 0x2;
    pub(crate) const STYLES: u32 = 0x3;
    pub(crate) const LINETYPES: u32 = 0x5;
    pub(crate) const VIEWS: u32 = 0x6;
    pub(crate) const UCS: u32 = 0x7;
    pub(crate) const VIEWPORTS: u32 = 0x8;
    pub(crate) const APPIDS: u32 = 0x9;
    pub(crate) const DIMSTYLES: u32 = 0xA;
    pub(crate) const ROOT: u32 = 0xC;
    pub(crate) const GROUPS: u32 = 0xD;
    pub(crate) const PLOT_STYLES: u32 = 0xE;
    pub(crate) const PLOT_STYLE: u32 = 0xF;
    pub(crate) const LAYOUTS: u32 = 0x1A;
    pub(crate) const MODEL: u32 = 0x1F;
    pub(crate) const PAPER: u32 = 0x1E;
    pub(crate) const MODEL_LAYOUT: u32 = 0x22;
    pub(crate) const PAPER_LAYOUT: u32 = 0x23;
    pub(crate) const FIRST_FREE: u32 = 0x30;
}

/// Writes one drawing.
pub(super) struct Writer<'a> {
    pub(super) drawing: &'a Drawing,
    pub(super) tags: Tags,
    next: u32,
    /// Handles of the drawing's own block records.
    pub(super) records: Vec<u32>,
}

impl Writer<'_> {
    pub(super) fn next_handle(&mut self) -> u32 {
        let handle = self.next;
        self.next += 1;
        handle
    }

    /// Text as the version's code page takes it.
    pub(super) fn encoded<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if text.is_ascii() || self.drawing.version >= Version::R2010 {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 8);
        for c in text.chars() {
            match c {
                c if c.is_ascii() => out.push(c),
                'Ø' | 'ø' => out.push_str("%%c"),
                '°' => out.push_str("%%d"),
                '±' => out.push_str("%%p"),
                c => out.push_str(&format!("\\U+{:04X}", u32::from(c))),
            }
        }
        Cow::Owned(out)
    }

    fn section(&mut self, name: &str) {
        self.tags.text(0, "SECTION");
        self.tags.text(2, name);
    }

    fn end_section(&mut self) {
        self.tags.text(0, "ENDSEC");
    }

    fn blocks(&mut self) {
        let drawing = self.drawing;
        self.section("BLOCKS");
        if drawing.version > Version::R12 {
            self.block("*Model_Space", handles::MODEL, &[], false);
            self.block("*Paper_Space", handles::PAPER, &[], true);
        }
        for (i, block) in drawing.blocks.iter().enumerate() {
            let owner = self.records[i];
            self.block(&block.name, owner, &block.entities, false);
        }
        self.end_section();
    }

    fn block(&mut self, name: &str, owner: u32, entities: &[super::Entity], paper: bool) {
        let r12 = self.drawing.version == Version::R12;
        let begin = self.next_handle();
        self.tags.text(0, "BLOCK");
        self.tags.handle(5, begin);
        if !r12 {
            self.tags.handle(330, owner);
            self.tags.text(100, "AcDbEntity");
            if paper {
                self.tags.int(67, 1);
            }
        }
        self.tags.text(8, "0");
        if !r12 {
            self.tags.text(100, "AcDbBlockBegin");
        }
        self.tags.text(2, name);
        let has_attributes = entities.iter().any(|e| matches!(e.shape, Shape::Attdef(_)));
        let anonymous = name.starts_with('*') && !name.contains("Space");
        self.tags
            .int(70, i64::from(has_attributes) * 2 + i64::from(anonymous));
        self.tags.point(10, [0.0, 0.0]);
        self.tags.text(3, name);
        self.tags.text(1, "");
        for entity in entities {
            self.entity(entity, owner, false);
        }
        let end = self.next_handle();
        self.tags.text(0, "ENDBLK");
        self.tags.handle(5, end);
        if !r12 {
            self.tags.handle(330, owner);
            self.tags.text(100, "AcDbEntity");
            if paper {
                self.tags.int(67, 1);
            }
        }
        self.tags.text(8, "0");
        if !r12 {
            self.tags.text(100, "AcDbBlockEnd");
        }
    }

    fn entities(&mut self) {
        let drawing = self.drawing;
        self.section("ENTITIES");
        for entity in &drawing.model {
            self.entity(entity, handles::MODEL, false);
        }
        if let Some(layout) = &drawing.layout
            && drawing.version > Version::R12
        {
            let whole = Viewport {
                center: [layout.paper[0] / 2.0, layout.paper[1] / 2.0],
                size: [layout.paper[0] * 1.1, layout.paper[1] * 1.1],
                view_center: [layout.paper[0] / 2.0, layout.paper[1] / 2.0],
                view_height: layout.paper[1] * 1.1,
            };
            for (view, id) in [(whole, 1), (layout.view, 2)] {
                let entity = super::Entity {
                    layer: 0,
                    color: 256,
                    shape: Shape::Viewport(view, id),
                };
                self.entity(&entity, handles::PAPER, true);
            }
            for entity in &layout.entities {
                self.entity(entity, handles::PAPER, true);
            }
        }
        self.end_section();
    }
}

/// Box around what is drawn in model space; text counts by its insertion point.
fn extents(drawing: &Drawing) -> [Point; 2] {
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    let mut take = |p: &Point| {
        for i in 0..2 {
            low[i] = low[i].min(p[i]);
            high[i] = high[i].max(p[i]);
        }
    };
    for entity in &drawing.model {
        match &entity.shape {
            Shape::Line(a, b) => [a, b].into_iter().for_each(&mut take),
            Shape::Polyline { points, .. } => points.iter().for_each(&mut take),
            Shape::Text(text) => take(&text.at),
            Shape::Insert { at, .. } => take(at),
            _ => {}
        }
    }
    if low[0] > high[0] {
        return [[0.0; 2], [1.0; 2]];
    }
    [low, high]
}

pub(super) fn write(drawing: &Drawing) -> Vec<u8> {
    let records: Vec<u32> = (0..drawing.blocks.len() as u32)
        .map(|i| handles::FIRST_FREE + i)
        .collect();
    let mut body = Writer {
        drawing,
        tags: Tags::part(drawing.binary),
        next: handles::FIRST_FREE + records.len() as u32,
        records,
    };
    let extents = extents(drawing);
    if drawing.version > Version::R12 {
        body.section("CLASSES");
        body.classes();
        body.end_section();
    }
    body.section("TABLES");
    body.tables(extents);
    body.end_section();
    body.blocks();
    body.entities();
    if drawing.version > Version::R12 {
        body.section("OBJECTS");
        body.objects(extents);
        body.end_section();
    }
    body.tags.text(0, "EOF");

    let mut head = Writer {
        drawing,
        tags: Tags::new(drawing.binary),
        next: body.next,
        records: Vec::new(),
    };
    head.section("HEADER");
    head.header(extents);
    head.end_section();
    head.tags.append(&body.tags);
    head.tags.into_bytes()
}

impl Writer<'_> {
    fn header(&mut self, extents: [Point; 2]) {
        let version = self.drawing.version;
        let seed = self.next_handle();
        let tags = &mut self.tags;
        tags.text(9, "$ACADVER");
        tags.text(1, version.code());
        if version > Version::R12 {
            tags.text(9, "$DWGCODEPAGE");
            tags.text(3, "ANSI_1252");
        }
        tags.text(9, "$INSBASE");
        tags.point(10, [0.0, 0.0]);
        tags.text(9, "$EXTMIN");
        tags.point(10, extents[0]);
        tags.text(9, "$EXTMAX");
        tags.point(10, extents[1]);
        tags.text(9, "$LIMMIN");
        tags.flat(10, extents[0]);
        tags.text(9, "$LIMMAX");
        tags.flat(10, extents[1]);
        tags.text(9, "$LTSCALE");
        tags.real(40, 1.0);
        // Architectural units, to the sixteenth, where the drawing is in inches.
        tags.text(9, "$LUNITS");
        tags.int(70, if self.drawing.units == 4 { 2 } else { 4 });
        tags.text(9, "$LUPREC");
        tags.int(70, 4);
        tags.text(9, "$TILEMODE");
        tags.int(70, 1);
        if version == Version::R12 {
            tags.text(9, "$HANDLING");
            tags.int(70, 1);
        }
        tags.text(9, "$HANDSEED");
        tags.handle(5, seed);
        if version > Version::R12 {
            tags.text(9, "$MEASUREMENT");
            tags.int(70, i64::from(self.drawing.units == 4));
            tags.text(9, "$INSUNITS");
            tags.int(70, i64::from(self.drawing.units));
        }
    }
}
