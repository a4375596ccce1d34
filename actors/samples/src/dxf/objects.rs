//! The OBJECTS section: the dictionaries and the two layouts.

use super::Point;
use super::document::{Writer, handles};

impl Writer<'_> {
    fn object(&mut self, kind: &str, handle: u32, owner: u32, class: &str) {
        self.tags.text(0, kind);
        self.tags.handle(5, handle);
        self.tags.handle(330, owner);
        self.tags.text(100, class);
    }

    fn dictionary(&mut self, handle: u32, owner: u32, entries: &[(&str, u32)]) {
        self.object("DICTIONARY", handle, owner, "AcDbDictionary");
        self.tags.int(281, 1);
        for (name, value) in entries {
            self.tags.text(3, name);
            self.tags.handle(350, *value);
        }
    }

    pub(super) fn objects(&mut self, extents: [Point; 2]) {
        let drawing = self.drawing;
        self.dictionary(
            handles::ROOT,
            0,
            &[
                ("ACAD_GROUP", handles::GROUPS),
                ("ACAD_LAYOUT", handles::LAYOUTS),
                ("ACAD_PLOTSTYLENAME", handles::PLOT_STYLES),
            ],
        );
        self.dictionary(handles::GROUPS, handles::ROOT, &[]);
        let paper_name = drawing.layout.as_ref().map_or("Layout1", |l| &l.name);
        self.dictionary(
            handles::LAYOUTS,
            handles::ROOT,
            &[
                ("Model", handles::MODEL_LAYOUT),
                (paper_name, handles::PAPER_LAYOUT),
            ],
        );
        self.object(
            "ACDBDICTIONARYWDFLT",
            handles::PLOT_STYLES,
            handles::ROOT,
            "AcDbDictionary",
        );
        self.tags.int(281, 1);
        self.tags.text(3, "Normal");
        self.tags.handle(350, handles::PLOT_STYLE);
        self.tags.text(100, "AcDbDictionaryWithDefault");
        self.tags.handle(340, handles::PLOT_STYLE);
        self.tags.text(0, "ACDBPLACEHOLDER");
        self.tags.handle(5, handles::PLOT_STYLE);
        self.tags.handle(330, handles::PLOT_STYLES);
        self.layout(
            "Model",
            handles::MODEL_LAYOUT,
            handles::MODEL,
            0,
            extents,
            [12.0, 9.0],
        );
        let paper = drawing.layout.as_ref().map_or([36.0, 24.0], |l| l.paper);
        self.layout(
            paper_name,
            handles::PAPER_LAYOUT,
            handles::PAPER,
            1,
            [[0.0, 0.0], paper],
            paper,
        );
    }

    fn layout(
        &mut self,
        name: &str,
        handle: u32,
        record: u32,
        order: i64,
        extents: [Point; 2],
        paper_in: Point,
    ) {
        self.object("LAYOUT", handle, handles::LAYOUTS, "AcDbPlotSettings");
        let tags = &mut self.tags;
        tags.text(1, "");
        tags.text(2, "none_device");
        tags.text(4, "");
        tags.text(6, "");
        for code in [40, 41, 42, 43] {
            tags.real(code, 0.0);
        }
        tags.real(44, paper_in[0] * 25.4);
        tags.real(45, paper_in[1] * 25.4);
        for code in [46, 47, 48, 49, 140, 141] {
            tags.real(code, 0.0);
        }
        tags.real(142, 1.0);
        tags.real(143, 1.0);
        tags.int(70, if order == 0 { 1024 + 688 } else { 688 });
        tags.int(72, 0);
        tags.int(73, 0);
        tags.int(74, 5);
        tags.text(7, "");
        tags.int(75, 16);
        tags.real(147, 1.0);
        tags.real(148, 0.0);
        tags.real(149, 0.0);
        tags.text(100, "AcDbLayout");
        tags.text(1, name);
        tags.int(70, 1);
        tags.int(71, order);
        tags.flat(10, extents[0]);
        tags.flat(11, extents[1]);
        tags.point(12, [0.0, 0.0]);
        tags.point(14, extents[0]);
        tags.point(15, extents[1]);
        tags.real(146, 0.0);
        tags.point(13, [0.0, 0.0]);
        tags.point(16, [1.0, 0.0]);
        tags.point(17, [0.0, 1.0]);
        tags.int(76, 0);
        tags.handle(330, record);
    }
}
