//! The TABLES and CLASSES sections.

use super::document::{Writer, handles};
use super::{Point, Version};

/// Name, description, dashes in inches on paper.
const LINETYPES: [(&str, &str, &[f64]); 3] = [
    ("DASHED", "Dashed __ __ __", &[0.25, -0.125]),
    ("HIDDEN", "Hidden _ _ _", &[0.125, -0.0625]),
    (
        "CENTER",
        "Center ____ _ ____",
        &[0.75, -0.125, 0.125, -0.125],
    ),
];

impl Writer<'_> {
    pub(super) fn classes(&mut self) {
        let classes = [
            (
                "ACDBDICTIONARYWDFLT",
                "AcDbDictionaryWithDefault",
                "ObjectDBX Classes",
                0,
            ),
            ("ACDBPLACEHOLDER", "AcDbPlaceHolder", "ObjectDBX Classes", 0),
            ("LAYOUT", "AcDbLayout", "ObjectDBX Classes", 0),
            ("WIPEOUT", "AcDbWipeout", "WipeOut", 1),
        ];
        for (name, class, application, entity) in classes {
            self.tags.text(0, "CLASS");
            self.tags.text(1, name);
            self.tags.text(2, class);
            self.tags.text(3, application);
            self.tags.int(90, if entity == 1 { 127 } else { 0 });
            if self.drawing.version >= Version::R2004 {
                self.tags.int(91, 0);
            }
            self.tags.int(280, 0);
            self.tags.int(281, entity);
        }
    }

    fn table(&mut self, name: &str, handle: u32, count: usize) {
        self.tags.text(0, "TABLE");
        self.tags.text(2, name);
        if self.drawing.version > Version::R12 {
            self.tags.handle(5, handle);
            self.tags.handle(330, 0);
            self.tags.text(100, "AcDbSymbolTable");
        }
        self.tags.int(70, count as i64);
        if name == "DIMSTYLE" && self.drawing.version > Version::R12 {
            self.tags.text(100, "AcDbDimStyleTable");
        }
    }

    fn end_table(&mut self) {
        self.tags.text(0, "ENDTAB");
    }

    /// Begins a table's entry.
    fn entry(&mut self, kind: &str, table: u32, class: &str) {
        let handle = self.next_handle();
        self.entry_with(kind, table, class, handle);
    }

    fn entry_with(&mut self, kind: &str, table: u32, class: &str, handle: u32) {
        self.tags.text(0, kind);
        if self.drawing.version > Version::R12 {
            let code = if kind == "DIMSTYLE" { 105 } else { 5 };
            self.tags.handle(code, handle);
            self.tags.handle(330, table);
            self.tags.text(100, "AcDbSymbolTableRecord");
            self.tags.text(100, class);
        }
    }

    pub(super) fn tables(&mut self, extents: [Point; 2]) {
        let modern = self.drawing.version > Version::R12;
        self.viewports(extents);
        self.linetypes();
        self.layers();
        self.styles();
        for (name, handle) in [("VIEW", handles::VIEWS), ("UCS", handles::UCS)] {
            self.table(name, handle, 0);
            self.end_table();
        }
        self.table("APPID", handles::APPIDS, 1);
        self.entry("APPID", handles::APPIDS, "AcDbRegAppTableRecord");
        self.tags.text(2, "ACAD");
        self.tags.int(70, 0);
        self.end_table();
        self.dimension_styles();
        if modern {
            self.block_records();
        }
    }

    fn viewports(&mut self, extents: [Point; 2]) {
        let [low, high] = extents;
        self.table("VPORT", handles::VIEWPORTS, 1);
        self.entry("VPORT", handles::VIEWPORTS, "AcDbViewportTableRecord");
        self.tags.text(2, "*ACTIVE");
        self.tags.int(70, 0);
        for (code, p) in [
            (10, [0.0, 0.0]),
            (11, [1.0, 1.0]),
            (12, [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0]),
            (13, [0.0, 0.0]),
            (14, [1.0, 1.0]),
            (15, [1.0, 1.0]),
        ] {
            self.tags.flat(code, p);
        }
        self.tags.point(16, [0.0, 0.0]);
        self.tags.point(17, [0.0, 0.0]);
        self.tags.real(40, (high[1] - low[1]).max(1.0) * 1.1);
        self.tags.real(41, 1.5);
        self.tags.real(42, 50.0);
        for code in [43, 44, 50, 51] {
            self.tags.real(code, 0.0);
        }
        for (code, value) in [
            (71, 0),
            (72, 1000),
            (73, 1),
            (74, 3),
            (75, 0),
            (76, 0),
            (77, 0),
            (78, 0),
        ] {
            self.tags.int(code, value);
        }
        self.end_table();
    }

    fn linetypes(&mut self) {
        let scale = self.drawing.plot_scale * self.drawing.per_inch;
        let mut all: Vec<(&str, &str, &[f64])> = Vec::new();
        if self.drawing.version > Version::R12 {
            all.push(("ByBlock", "", &[]));
            all.push(("ByLayer", "", &[]));
        }
        all.push(("CONTINUOUS", "Solid line", &[]));
        all.extend(LINETYPES);
        self.table("LTYPE", handles::LINETYPES, all.len());
        for (name, description, dashes) in all {
            self.entry("LTYPE", handles::LINETYPES, "AcDbLinetypeTableRecord");
            self.tags.text(2, name);
            self.tags.int(70, 0);
            self.tags.text(3, description);
            self.tags.int(72, 65);
            self.tags.int(73, dashes.len() as i64);
            let total: f64 = dashes.iter().map(|d| d.abs()).sum();
            self.tags.real(40, total * scale);
            for dash in dashes {
                self.tags.real(49, dash * scale);
                if self.drawing.version > Version::R12 {
                    self.tags.int(74, 0);
                }
            }
        }
        self.end_table();
    }

    fn layers(&mut self) {
        let drawing = self.drawing;
        self.table("LAYER", handles::LAYERS, drawing.layers.len());
        for layer in &drawing.layers {
            self.entry("LAYER", handles::LAYERS, "AcDbLayerTableRecord");
            self.tags.text(2, &layer.name);
            self.tags.int(70, i64::from(layer.frozen));
            let color = i64::from(layer.color);
            self.tags.int(62, if layer.off { -color } else { color });
            self.tags.text(6, layer.linetype);
            if drawing.version > Version::R12 {
                self.tags.int(370, -3);
                self.tags.handle(390, handles::PLOT_STYLE);
            }
        }
        self.end_table();
    }

    fn styles(&mut self) {
        self.table("STYLE", handles::STYLES, 1);
        self.entry("STYLE", handles::STYLES, "AcDbTextStyleTableRecord");
        self.tags.text(2, "STANDARD");
        self.tags.int(70, 0);
        self.tags.real(40, 0.0);
        self.tags.real(41, 0.85);
        self.tags.real(50, 0.0);
        self.tags.int(71, 0);
        self.tags.real(42, 0.2);
        self.tags.text(3, "romans.shx");
        self.tags.text(4, "");
        self.end_table();
    }

    fn dimension_styles(&mut self) {
        let drawing = self.drawing;
        self.table("DIMSTYLE", handles::DIMSTYLES, 1);
        self.entry("DIMSTYLE", handles::DIMSTYLES, "AcDbDimStyleTableRecord");
        self.tags.text(2, "STANDARD");
        self.tags.int(70, 0);
        if drawing.version == Version::R12 {
            self.tags.text(3, "");
            self.tags.text(5, "_ArchTick");
        }
        self.tags.real(40, drawing.plot_scale * drawing.per_inch);
        self.tags.real(41, 0.0625);
        self.tags.real(140, 0.09375);
        self.tags.int(77, 1);
        self.tags.real(142, 0.0625);
        if drawing.version > Version::R12 {
            self.tags.int(277, if drawing.units == 4 { 2 } else { 4 });
        }
        self.end_table();
    }

    fn block_records(&mut self) {
        let drawing = self.drawing;
        self.table(
            "BLOCK_RECORD",
            handles::BLOCK_RECORDS,
            drawing.blocks.len() + 2,
        );
        let fixed = [
            ("*Model_Space", handles::MODEL, handles::MODEL_LAYOUT),
            ("*Paper_Space", handles::PAPER, handles::PAPER_LAYOUT),
        ];
        for (name, handle, layout) in fixed {
            self.entry_with(
                "BLOCK_RECORD",
                handles::BLOCK_RECORDS,
                "AcDbBlockTableRecord",
                handle,
            );
            self.tags.text(2, name);
            self.tags.handle(340, layout);
        }
        for (i, block) in drawing.blocks.iter().enumerate() {
            let handle = self.records[i];
            self.entry_with(
                "BLOCK_RECORD",
                handles::BLOCK_RECORDS,
                "AcDbBlockTableRecord",
                handle,
            );
            self.tags.text(2, &block.name);
            self.tags.handle(340, 0);
        }
        self.end_table();
    }
}
