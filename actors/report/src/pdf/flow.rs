//! Running text down letter pages: headings, paragraphs, lists, pictures, with page breaks.

use super::document::{ARTIFACT, Document, NodeId, Paper, ROOT, Role};
use crate::ReportError;
use crate::drawing::{At, Drawing, Label, Pen, Shape, Tone};
use crate::typeface::{Face, clean};

/// Left and right margin, points.
pub(crate) const SIDE: f32 = 54.0;
/// Top of the text.
pub(crate) const TOP: f32 = 70.0;
/// Room below the text.
pub(crate) const BOTTOM: f32 = 54.0;

/// Where text goes next.
#[derive(Debug)]
pub(crate) struct Flow<'d> {
    /// The document.
    pub(crate) document: &'d mut Document,
    /// Paper of new pages.
    pub(crate) paper: Paper,
    /// Name of the section, for frames.
    section: String,
    /// Page index.
    pub(crate) page: usize,
    /// Height, points from the top.
    pub(crate) y: f32,
    /// Node that new parts belong to.
    pub(crate) node: NodeId,
}

/// How a paragraph looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// Face.
    pub(crate) face: Face,
    /// Size, points.
    pub(crate) size: f32,
    /// Colour.
    pub(crate) tone: Tone,
    /// Indent, points.
    pub(crate) indent: f32,
    /// Space below, points.
    pub(crate) after: f32,
}

impl Style {
    /// Running text.
    pub(crate) const TEXT: Self = Self {
        face: Face::Sans,
        size: 9.0,
        tone: Tone::Ink,
        indent: 0.0,
        after: 5.0,
    };
    /// Notes.
    pub(crate) const NOTE: Self = Self {
        size: 8.0,
        tone: Tone::Grey,
        ..Self::TEXT
    };

    fn leading(&self) -> f32 {
        self.size * 1.38
    }
}

impl<'d> Flow<'d> {
    /// Starts a section on a new page, with its heading and bookmark.
    pub(crate) fn section(
        document: &'d mut Document,
        paper: Paper,
        title: &str,
    ) -> Result<Self, ReportError> {
        let node = document.node(ROOT, Role::Section);
        let page = document.page(paper, title)?;
        let mut flow = Self {
            document,
            paper,
            section: title.to_owned(),
            page,
            y: TOP,
            node,
        };
        flow.heading(1, title)?;
        Ok(flow)
    }

    /// Starts on a fresh page without a heading.
    pub(crate) fn blank(
        document: &'d mut Document,
        paper: Paper,
        section: &str,
    ) -> Result<Self, ReportError> {
        let node = document.node(ROOT, Role::Section);
        let page = document.page(paper, section)?;
        Ok(Self {
            document,
            paper,
            section: section.to_owned(),
            page,
            y: TOP,
            node,
        })
    }

    /// Width of the text.
    pub(crate) fn width(&self) -> f32 {
        self.paper.size()[0] - 2.0 * SIDE
    }

    /// Height of the end of the text.
    pub(crate) fn bottom(&self) -> f32 {
        self.paper.size()[1] - BOTTOM
    }

    /// Room left on the page.
    pub(crate) fn room(&self) -> f32 {
        self.bottom() - self.y
    }

    /// Goes on on a new page.
    pub(crate) fn break_page(&mut self) -> Result<(), ReportError> {
        self.page = self.document.page(self.paper, &self.section)?;
        self.y = TOP;
        Ok(())
    }

    /// Makes sure of room for something, on a new page if need be.
    pub(crate) fn need(&mut self, height: f32) -> Result<(), ReportError> {
        if self.room() < height && self.y > TOP {
            self.break_page()?;
        }
        Ok(())
    }

    /// A heading of level 1 to 3, kept with what follows.
    pub(crate) fn heading(&mut self, level: u16, title: &str) -> Result<(), ReportError> {
        let title = clean(title);
        let (size, tone, before, after) = match level {
            1 => (17.0, Tone::Blue, 0.0, 10.0),
            2 => (11.0, Tone::Blue, 12.0, 5.0),
            _ => (9.2, Tone::Ink, 8.0, 3.5),
        };
        if self.y > TOP {
            self.y += before;
        }
        self.need(size + if level == 1 { 60.0 } else { 84.0 })?;
        self.document
            .bookmark(level, &title, self.page, (self.y - 8.0).max(0.0));
        let node = self
            .document
            .node(self.node, Role::Heading(level, title.clone()));
        let lines = wrap(Face::Bold, size, &title, self.width());
        for line in lines.iter().take(4) {
            self.y += size;
            self.text(node, [SIDE, self.y], Face::Bold, size, tone, line);
            self.y += size * 0.25;
        }
        self.y += after;
        Ok(())
    }

    /// A paragraph.
    pub(crate) fn paragraph(&mut self, style: Style, text: &str) -> Result<(), ReportError> {
        let node = self.document.node(self.node, Role::Paragraph);
        self.lines(node, style, text)
    }

    /// Text of a node, wrapped, over pages.
    pub(crate) fn lines(
        &mut self,
        node: NodeId,
        style: Style,
        text: &str,
    ) -> Result<(), ReportError> {
        let text = clean(text);
        let lines = wrap(style.face, style.size, &text, self.width() - style.indent);
        let count = lines.len();
        for (i, mut line) in lines.into_iter().enumerate() {
            self.need(style.leading())?;
            if i + 1 < count {
                // The blank that the break took, for those who listen.
                line.push(' ');
            }
            let at = [SIDE + style.indent, self.y + style.size];
            self.text(node, at, style.face, style.size, style.tone, &line);
            self.y += style.leading();
        }
        self.y += style.after;
        Ok(())
    }

    /// One line of text at a place.
    pub(crate) fn text(
        &mut self,
        node: NodeId,
        at: At,
        face: Face,
        size: f32,
        tone: Tone,
        text: &str,
    ) {
        let label = Label::new(at, face, size, text).tone(tone);
        self.document.draw(self.page, node, Shape::Text(label));
    }

    /// A rule across the text.
    pub(crate) fn rule(&mut self, pen: Pen) {
        let (left, right) = (SIDE, SIDE + self.width());
        let shape = Shape::line([left, self.y], [right, self.y], pen);
        self.document.draw(self.page, ARTIFACT, shape);
    }

    /// A picture at the left margin.
    pub(crate) fn figure(&mut self, drawing: Drawing, after: f32) -> Result<(), ReportError> {
        self.need(drawing.size[1])?;
        let height = drawing.size[1];
        self.document
            .figure(self.page, self.node, [SIDE, self.y], drawing);
        self.y += height + after;
        Ok(())
    }
}

/// Text in lines no wider than `width`: broken at blanks, and within a word where it alone is wider.
pub(crate) fn wrap(face: Face, size: f32, text: &str, width: f32) -> Vec<String> {
    let blank = face.width(size, " ");
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0.0);
    for word in text.split_whitespace() {
        let length = face.width(size, word);
        if !line.is_empty() && used + blank + length > width {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        if length <= width {
            if !line.is_empty() {
                line.push(' ');
                used += blank;
            }
            line.push_str(word);
            used += length;
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
            used += blank;
        }
        for c in word.chars() {
            let step = face.width(size, c.encode_utf8(&mut [0; 4]));
            if used + step > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(c);
            used += step;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_never_wider_than_asked_and_lose_no_word() {
        let text = "every wall end has a run and averyverylongwordwithoutanybreakatallinit ends";
        let lines = wrap(Face::Sans, 9.0, text, 90.0);
        assert!(lines.iter().all(|l| Face::Sans.width(9.0, l) <= 90.0));
        let squeeze = |s: &str| s.split_whitespace().collect::<String>();
        assert_eq!(squeeze(&lines.concat()), squeeze(text));
    }

    #[test]
    fn nothing_is_one_empty_line() {
        assert_eq!(wrap(Face::Sans, 9.0, "  ", 90.0), [""]);
    }
}
