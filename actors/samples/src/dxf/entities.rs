//! Entities as tags.

use super::document::Writer;
use super::hatch::diagonal_lines;
use super::{Align, Attribute, Entity, Point, Shape, Text, Version, Viewport};

const SOLID_PATTERN: &str = "SOLID";

impl Writer<'_> {
    /// Handle (returned), owner, layer and colour: what every entity begins with.
    fn begin(&mut self, kind: &str, owner: u32, paper: bool, entity: &Entity) -> u32 {
        let handle = self.next_handle();
        let r12 = self.drawing.version == Version::R12;
        self.tags.text(0, kind);
        self.tags.handle(5, handle);
        if !r12 {
            self.tags.handle(330, owner);
            self.tags.text(100, "AcDbEntity");
        }
        if paper {
            self.tags.int(67, 1);
        }
        let layer = &self.drawing.layers[entity.layer].name;
        self.tags.text(8, layer);
        if entity.color != 256 {
            self.tags.int(62, i64::from(entity.color));
        }
        handle
    }

    fn class(&mut self, name: &str) {
        if self.drawing.version > Version::R12 {
            self.tags.text(100, name);
        }
    }

    pub(super) fn entity(&mut self, entity: &Entity, owner: u32, paper: bool) {
        match &entity.shape {
            Shape::Line(a, b) => {
                self.begin("LINE", owner, paper, entity);
                self.class("AcDbLine");
                self.tags.point(10, *a);
                self.tags.point(11, *b);
            }
            Shape::Circle(center, radius) => {
                self.begin("CIRCLE", owner, paper, entity);
                self.class("AcDbCircle");
                self.tags.point(10, *center);
                self.tags.real(40, *radius);
            }
            Shape::Arc(center, radius, start, end) => {
                self.begin("ARC", owner, paper, entity);
                self.class("AcDbCircle");
                self.tags.point(10, *center);
                self.tags.real(40, *radius);
                self.class("AcDbArc");
                self.tags.real(50, *start);
                self.tags.real(51, *end);
            }
            Shape::Polyline {
                points,
                closed,
                width,
            } => self.polyline(entity, owner, paper, points, *closed, *width),
            Shape::Solid(corners) => {
                self.begin("SOLID", owner, paper, entity);
                self.class("AcDbTrace");
                // The format crosses the last two corners.
                self.tags.point(10, corners[0]);
                self.tags.point(11, corners[1]);
                self.tags.point(12, corners[3]);
                self.tags.point(13, corners[2]);
            }
            Shape::Text(text) => {
                self.begin("TEXT", owner, paper, entity);
                self.class("AcDbText");
                self.text_body(text);
                self.class("AcDbText");
                self.vertical(text, 73);
            }
            Shape::MText { text, width } => self.mtext(entity, owner, paper, text, *width),
            Shape::Hatch { outline, pattern } => {
                self.hatch(entity, owner, paper, outline, *pattern);
            }
            Shape::Insert {
                block,
                at,
                scale,
                rotation,
                attributes,
            } => {
                let handle = self.begin("INSERT", owner, paper, entity);
                self.class("AcDbBlockReference");
                if !attributes.is_empty() {
                    self.tags.int(66, 1);
                }
                let name = &self.drawing.blocks[*block].name;
                self.tags.text(2, name);
                self.tags.point(10, *at);
                self.tags.real(41, scale[0]);
                self.tags.real(42, scale[1]);
                self.tags.real(43, 1.0);
                self.tags.real(50, *rotation);
                for attribute in attributes {
                    self.begin("ATTRIB", handle, paper, entity);
                    self.class("AcDbText");
                    self.text_body(&attribute.text);
                    self.class("AcDbAttribute");
                    self.tags.text(2, attribute.tag);
                    self.tags.int(70, i64::from(attribute.invisible));
                    self.vertical(&attribute.text, 74);
                }
                if !attributes.is_empty() {
                    self.begin("SEQEND", handle, paper, entity);
                }
            }
            Shape::Attdef(definition) => self.attdef(entity, owner, paper, definition),
            Shape::Dimension {
                block,
                from,
                to,
                line,
                text_at,
                text,
                rotation,
            } => {
                self.begin("DIMENSION", owner, paper, entity);
                self.class("AcDbDimension");
                let name = &self.drawing.blocks[*block].name;
                self.tags.text(2, name);
                self.tags.point(10, *line);
                self.tags.point(11, *text_at);
                // A rotated dimension whose block is its own.
                self.tags.int(70, 32);
                self.tags.text(1, text);
                if self.drawing.version > Version::R12 {
                    self.tags.int(71, 5);
                    let length = (to[0] - from[0]).hypot(to[1] - from[1]);
                    self.tags.real(42, length);
                }
                self.tags.text(3, "STANDARD");
                self.class("AcDbAlignedDimension");
                self.tags.point(13, *from);
                self.tags.point(14, *to);
                self.tags.real(50, *rotation);
                self.class("AcDbRotatedDimension");
            }
            Shape::Leader(points) => {
                if self.drawing.version == Version::R12 {
                    self.polyline(entity, owner, paper, points, false, 0.0);
                    return;
                }
                self.begin("LEADER", owner, paper, entity);
                self.class("AcDbLeader");
                self.tags.text(3, "STANDARD");
                for (code, value) in [(71, 1), (72, 0), (73, 3), (74, 0), (75, 0)] {
                    self.tags.int(code, value);
                }
                self.tags.real(40, 0.0);
                self.tags.real(41, 0.0);
                self.tags.int(76, points.len() as i64);
                for p in points {
                    self.tags.point(10, *p);
                }
            }
            Shape::Viewport(view, id) => self.viewport(entity, owner, view, *id),
            Shape::Wipeout(min, max) => self.wipeout(entity, owner, paper, *min, *max),
        }
    }

    fn polyline(
        &mut self,
        entity: &Entity,
        owner: u32,
        paper: bool,
        points: &[Point],
        closed: bool,
        width: f64,
    ) {
        if self.drawing.version > Version::R12 {
            self.begin("LWPOLYLINE", owner, paper, entity);
            self.class("AcDbPolyline");
            self.tags.int(90, points.len() as i64);
            self.tags.int(70, i64::from(closed));
            if width > 0.0 {
                self.tags.real(43, width);
            }
            for p in points {
                self.tags.flat(10, *p);
            }
            return;
        }
        let handle = self.begin("POLYLINE", owner, paper, entity);
        self.tags.int(66, 1);
        self.tags.point(10, [0.0, 0.0]);
        self.tags.int(70, i64::from(closed));
        if width > 0.0 {
            self.tags.real(40, width);
            self.tags.real(41, width);
        }
        for p in points {
            self.begin("VERTEX", handle, paper, entity);
            self.tags.point(10, *p);
        }
        self.begin("SEQEND", handle, paper, entity);
    }

    fn text_body(&mut self, text: &Text) {
        self.tags.point(10, text.at);
        self.tags.real(40, text.height);
        self.tags.text(1, &self.encoded(&text.value));
        if text.rotation != 0.0 {
            self.tags.real(50, text.rotation);
        }
        self.tags.text(7, "STANDARD");
        let horizontal = match text.align {
            Align::Left => 0,
            Align::Center | Align::Middle => 1,
        };
        if horizontal != 0 {
            self.tags.int(72, horizontal);
            self.tags.point(11, text.at);
        }
    }

    fn vertical(&mut self, text: &Text, code: i32) {
        if text.align == Align::Middle {
            self.tags.int(code, 2);
        }
    }

    fn mtext(&mut self, entity: &Entity, owner: u32, paper: bool, text: &Text, width: f64) {
        if self.drawing.version == Version::R12 {
            let (sin, cos) = text.rotation.to_radians().sin_cos();
            for (row, line) in text.value.split("\\P").enumerate() {
                let down = text.height * (1.0 + 1.6 * row as f64);
                let single = Text {
                    at: [text.at[0] + down * sin, text.at[1] - down * cos],
                    align: Align::Left,
                    value: line.to_owned(),
                    ..text.clone()
                };
                let entity = Entity {
                    shape: Shape::Text(single),
                    ..entity.clone()
                };
                self.entity(&entity, owner, paper);
            }
            return;
        }
        self.begin("MTEXT", owner, paper, entity);
        self.class("AcDbMText");
        self.tags.point(10, text.at);
        self.tags.real(40, text.height);
        self.tags.real(41, width);
        self.tags
            .int(71, if text.align == Align::Middle { 5 } else { 1 });
        self.tags.int(72, 5);
        let value = self.encoded(&text.value);
        let mut rest: &str = &value;
        while rest.chars().count() > 250 {
            let cut = rest.char_indices().nth(250).map_or(rest.len(), |(i, _)| i);
            self.tags.text(3, &rest[..cut]);
            rest = &rest[cut..];
        }
        self.tags.text(1, rest);
        self.tags.text(7, "STANDARD");
        if text.rotation != 0.0 {
            self.tags.real(50, text.rotation);
        }
    }

    fn hatch(
        &mut self,
        entity: &Entity,
        owner: u32,
        paper: bool,
        outline: &[Point],
        pattern: Option<f64>,
    ) {
        if self.drawing.version == Version::R12 {
            match (pattern, outline) {
                (Some(scale), _) => {
                    for (a, b) in diagonal_lines(outline, 0.125 * scale) {
                        let entity = Entity {
                            shape: Shape::Line(a, b),
                            ..entity.clone()
                        };
                        self.entity(&entity, owner, paper);
                    }
                }
                (None, &[a, b, c, d]) => {
                    let entity = Entity {
                        shape: Shape::Solid([a, b, c, d]),
                        ..entity.clone()
                    };
                    self.entity(&entity, owner, paper);
                }
                (None, _) => {}
            }
            return;
        }
        self.begin("HATCH", owner, paper, entity);
        self.class("AcDbHatch");
        self.tags.point(10, [0.0, 0.0]);
        self.tags.real(210, 0.0);
        self.tags.real(220, 0.0);
        self.tags.real(230, 1.0);
        self.tags.text(
            2,
            if pattern.is_some() {
                "ANSI31"
            } else {
                SOLID_PATTERN
            },
        );
        self.tags.int(70, i64::from(pattern.is_none()));
        self.tags.int(71, 0);
        self.tags.int(91, 1);
        self.tags.int(92, 3);
        self.tags.int(72, 0);
        self.tags.int(73, 1);
        self.tags.int(93, outline.len() as i64);
        for p in outline {
            self.tags.flat(10, *p);
        }
        self.tags.int(97, 0);
        self.tags.int(75, 1);
        self.tags.int(76, 1);
        if let Some(scale) = pattern {
            self.tags.real(52, 0.0);
            self.tags.real(41, scale);
            self.tags.int(77, 0);
            self.tags.int(78, 1);
            self.tags.real(53, 45.0);
            self.tags.real(43, 0.0);
            self.tags.real(44, 0.0);
            let step = 0.125 * scale * std::f64::consts::FRAC_1_SQRT_2;
            self.tags.real(45, -step);
            self.tags.real(46, step);
            self.tags.int(79, 0);
        }
        self.tags.int(98, 0);
    }

    fn attdef(&mut self, entity: &Entity, owner: u32, paper: bool, definition: &Attribute) {
        self.begin("ATTDEF", owner, paper, entity);
        self.class("AcDbText");
        self.text_body(&definition.text);
        self.class("AcDbAttributeDefinition");
        self.tags.text(3, definition.tag);
        self.tags.text(2, definition.tag);
        self.tags.int(70, i64::from(definition.invisible));
        self.vertical(&definition.text, 74);
    }

    fn viewport(&mut self, entity: &Entity, owner: u32, view: &Viewport, id: i16) {
        self.begin("VIEWPORT", owner, true, entity);
        self.class("AcDbViewport");
        self.tags.point(10, view.center);
        self.tags.real(40, view.size[0]);
        self.tags.real(41, view.size[1]);
        self.tags.int(68, i64::from(id));
        self.tags.int(69, i64::from(id));
        self.tags.flat(12, view.view_center);
        self.tags.flat(13, [0.0, 0.0]);
        self.tags.flat(14, [0.5, 0.5]);
        self.tags.flat(15, [0.5, 0.5]);
        for (code, value) in [(16, [0.0, 0.0]), (17, [0.0, 0.0])] {
            self.tags.flat(code, value);
            self.tags
                .real(code + 20, if code == 16 { 1.0 } else { 0.0 });
        }
        self.tags.real(42, 50.0);
        self.tags.real(43, 0.0);
        self.tags.real(44, 0.0);
        self.tags.real(45, view.view_height);
        self.tags.real(50, 0.0);
        self.tags.real(51, 0.0);
        self.tags.int(72, 1000);
        self.tags.int(90, 32_864);
        self.tags.text(1, "");
        self.tags.int(281, 0);
        self.tags.int(71, 1);
        self.tags.int(74, 0);
        self.tags.point(110, [0.0, 0.0]);
        self.tags.point(111, [1.0, 0.0]);
        self.tags.point(112, [0.0, 1.0]);
        self.tags.int(79, 0);
        self.tags.real(146, 0.0);
    }

    fn wipeout(&mut self, entity: &Entity, owner: u32, paper: bool, min: Point, max: Point) {
        if self.drawing.version == Version::R12 {
            return;
        }
        self.begin("WIPEOUT", owner, paper, entity);
        self.class("AcDbWipeout");
        self.tags.int(90, 0);
        self.tags.point(10, min);
        self.tags.point(11, [max[0] - min[0], 0.0]);
        self.tags.point(12, [0.0, max[1] - min[1]]);
        self.tags.flat(13, [1.0, 1.0]);
        self.tags.handle(340, 0);
        self.tags.int(70, 7);
        self.tags.int(280, 1);
        self.tags.int(281, 50);
        self.tags.int(282, 50);
        self.tags.int(283, 0);
        self.tags.handle(360, 0);
        self.tags.int(71, 2);
        self.tags.int(91, 5);
        for p in [
            [-0.5, -0.5],
            [0.5, -0.5],
            [0.5, 0.5],
            [-0.5, 0.5],
            [-0.5, -0.5],
        ] {
            self.tags.flat(14, p);
        }
    }
}
