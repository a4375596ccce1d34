//! From laid-out pages to the bytes of a tagged PDF, through `krilla`.

use std::num::NonZeroU16;

use krilla::SerializeSettings;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder, PdfVersion};
use krilla::destination::{Destination, XyzDestination};
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, ListNumbering, Node as TagNode, SpanTag,
    TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use super::document::{ARTIFACT, Bookmark, Document, NodeId, ROOT, Role};
use crate::ReportError;
use crate::date::Day;
use crate::drawing::{Dash, Label, Pen, Shape, Tone};
use crate::results::ProjectInfo;
use crate::typeface::{FILES, clean};

/// Language of the submittal.
const LANGUAGE: &str = "en-US";

/// Writes a document.
pub(crate) fn render(document: &Document, info: &ProjectInfo) -> Result<Vec<u8>, ReportError> {
    let configuration = ConfigurationBuilder::new()
        .with_version(PdfVersion::Pdf17)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|e| ReportError::Pdf(format!("{e:?}")))?;
    let settings = SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    };
    let mut pdf = krilla::Document::new_with(settings);
    let fonts: Option<Vec<Font>> = FILES
        .iter()
        .map(|bytes| Font::new((*bytes).into(), 0))
        .collect();
    let fonts = fonts.ok_or_else(|| ReportError::Pdf("a font of the program is damaged".into()))?;

    let mut content: Vec<Vec<Identifier>> = vec![Vec::new(); document.nodes.len()];
    for page in &document.pages {
        let [width, height] = page.paper.size();
        // Paper sizes are positive.
        let Some(settings) = PageSettings::from_wh(width, height) else {
            continue;
        };
        let mut out = pdf.start_page_with(settings);
        let mut surface = out.surface();
        let mut shapes = page.shapes.as_slice();
        while let Some((node, _)) = shapes.first() {
            let count = shapes.iter().take_while(|(n, _)| n == node).count();
            let (run, rest) = shapes.split_at(count);
            let id = surface.start_tagged(content_tag(&document.nodes[*node].role, *node));
            run.iter()
                .for_each(|(_, shape)| draw(&mut surface, &fonts, shape));
            surface.end_tagged();
            if *node != ARTIFACT {
                content[*node].push(id);
            }
            shapes = rest;
        }
        surface.finish();
        for link in &page.links {
            let [[x, y], [w, h]] = link.place;
            if let Some(rect) = Rect::from_xywh(x, y, w, h) {
                let place = XyzDestination::new(link.page, Point::from_xy(0.0, 0.0));
                let target = Target::Destination(Destination::Xyz(place));
                let note =
                    Annotation::new_link(LinkAnnotation::new(rect, target), Some(link.alt.clone()));
                content[link.node].push(out.add_tagged_annotation(note));
            }
        }
        out.finish();
    }

    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    for child in &document.nodes[ROOT].children {
        tree.push(group(document, &content, *child));
    }
    pdf.set_tag_tree(tree);
    pdf.set_outline(outline(&document.bookmarks));
    pdf.set_metadata(metadata(info));
    pdf.finish()
        .map_err(|e| ReportError::Pdf(format!("{e}: {e:?}").chars().take(2000).collect()))
}

fn metadata(info: &ProjectInfo) -> Metadata {
    let name = clean(&info.name);
    let name = if name.trim().is_empty() {
        "Untitled project"
    } else {
        name.trim()
    };
    let mut data = Metadata::new()
        .title(format!("{name} – continuous rod tie-down submittal"))
        .description(
            "Continuous rod tie-down design: drawings, schedules, calculations and audit".into(),
        )
        .language(LANGUAGE.to_owned())
        .document_id(format!("{} {}", info.input_hash, info.name));
    let software = clean(&info.software);
    if !software.trim().is_empty() {
        data = data.creator(software.clone()).producer(software);
    }
    let engineer = clean(&info.engineer);
    if !engineer.trim().is_empty() {
        data = data.authors(vec![engineer]);
    }
    if let Some(day) = Day::parse(&info.date) {
        let date = DateTime::new(day.year)
            .month(day.month)
            .day(day.day)
            .hour(0)
            .minute(0)
            .second(0);
        data = data.creation_date(date.utc_offset_hour(0).utc_offset_minute(0));
    }
    data
}

/// Bookmarks nested by level.
fn outline(bookmarks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    for node in nested(&mut bookmarks.iter().peekable(), 1) {
        outline.push_child(node);
    }
    outline
}

fn nested<'a>(
    rest: &mut std::iter::Peekable<impl Iterator<Item = &'a Bookmark>>,
    level: u16,
) -> Vec<OutlineNode> {
    let mut nodes = Vec::new();
    while let Some(mark) = rest.next_if(|m| m.level >= level) {
        let place = XyzDestination::new(mark.page, Point::from_xy(0.0, mark.y));
        let mut node = OutlineNode::new(mark.title.clone(), place).with_open(false);
        // Headings are three levels deep, so this does not recurse far.
        for child in nested(rest, mark.level + 1) {
            node.push_child(child);
        }
        nodes.push(node);
    }
    nodes
}

fn content_tag(role: &Role, node: NodeId) -> ContentTag<'static> {
    match role {
        _ if node == ARTIFACT => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
        Role::Figure { .. } => ContentTag::Other,
        _ => ContentTag::Span(SpanTag::empty()),
    }
}

fn group(document: &Document, content: &[Vec<Identifier>], id: NodeId) -> TagGroup {
    let node = &document.nodes[id];
    let mut group = TagGroup::new(tag(&node.role));
    for identifier in &content[id] {
        group.push(TagNode::Leaf(*identifier));
    }
    for child in &node.children {
        group.push(self::group(document, content, *child));
    }
    group
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Root | Role::Section => Tag::Section.into(),
        Role::Heading(level, title) => Tag::Hn(
            NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN),
            Some(title.clone()),
        )
        .into(),
        Role::Paragraph => Tag::P.into(),
        Role::Table(summary) => Tag::Table.with_summary(Some(summary.clone())).into(),
        Role::Head => Tag::THead.into(),
        Role::Body => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::List => Tag::L(ListNumbering::None).into(),
        Role::Item => Tag::LI.into(),
        Role::ItemBody => Tag::LBody.into(),
        Role::Figure {
            alt,
            page,
            place: [[x, y], [w, h]],
        } => {
            let bounds = Rect::from_xywh(*x, *y, *w, *h).map(|r| BBox::new(*page, r));
            Tag::Figure(Some(alt.clone())).with_bbox(bounds).into()
        }
        Role::Formula(alt) => Tag::Formula(Some(alt.clone())).into(),
        Role::Contents => Tag::TOC.into(),
        Role::ContentsItem => Tag::TOCI.into(),
        Role::Link => Tag::Link.into(),
    }
}

fn draw(surface: &mut Surface<'_>, fonts: &[Font], shape: &Shape) {
    match shape {
        Shape::Path {
            points,
            closed,
            pen,
            fill,
        } => {
            let mut path = PathBuilder::new();
            for (i, [x, y]) in points.iter().enumerate() {
                if i == 0 {
                    path.move_to(*x, *y);
                } else {
                    path.line_to(*x, *y);
                }
            }
            if *closed {
                path.close();
            }
            paint(surface, path, *pen, *fill);
        }
        Shape::Circle {
            center: [x, y],
            radius: r,
            pen,
            fill,
        } => {
            // Four cubic arcs.
            let k = r * 0.552_285;
            let mut path = PathBuilder::new();
            path.move_to(x + r, *y);
            path.cubic_to(x + r, y + k, x + k, y + r, *x, y + r);
            path.cubic_to(x - k, y + r, x - r, y + k, x - r, *y);
            path.cubic_to(x - r, y - k, x - k, y - r, *x, y - r);
            path.cubic_to(x + k, y - r, x + r, y - k, x + r, *y);
            path.close();
            paint(surface, path, *pen, *fill);
        }
        Shape::Text(label) => text(surface, fonts, label),
    }
}

fn paint(surface: &mut Surface<'_>, path: PathBuilder, pen: Option<Pen>, fill: Option<Tone>) {
    // None where the points are not finite or fall together.
    let Some(path) = path.finish() else { return };
    if pen.is_none() && fill.is_none() {
        return;
    }
    surface.set_fill(fill.map(filled));
    surface.set_stroke(pen.map(stroked));
    surface.draw_path(&path);
}

fn color(tone: Tone) -> rgb::Color {
    let [r, g, b] = tone.rgb();
    rgb::Color::new(r, g, b)
}

fn filled(tone: Tone) -> Fill {
    Fill {
        paint: color(tone).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

fn stroked(pen: Pen) -> Stroke {
    Stroke {
        paint: color(pen.tone).into(),
        width: pen.width,
        miter_limit: 4.0,
        line_cap: LineCap::Butt,
        line_join: LineJoin::Miter,
        opacity: NormalizedF32::ONE,
        dash: (pen.dash != Dash::Solid).then(|| StrokeDash {
            array: pen.dash.lengths().to_vec(),
            offset: 0.0,
        }),
    }
}

fn text(surface: &mut Surface<'_>, fonts: &[Font], label: &Label) {
    let glyphs = label.face.set(&label.text);
    if glyphs.is_empty() || !label.at.iter().all(|x| x.is_finite()) {
        return;
    }
    surface.set_fill(Some(filled(label.tone)));
    surface.set_stroke(None);
    let turned = label.turn != 0.0;
    let [mut x, y] = if turned {
        let [x, y] = label.at;
        surface.push_transform(&Transform::from_rotate_at(-label.turn, x, y));
        label.at
    } else {
        label.at
    };
    x -= label.lead();
    let mut rest = glyphs.as_slice();
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|g| g.font == first.font).count();
        let (run, tail) = rest.split_at(count);
        let shown: Vec<KrillaGlyph> = run
            .iter()
            .map(|g| {
                KrillaGlyph::new(
                    GlyphId::new(g.id),
                    g.advance,
                    0.0,
                    0.0,
                    0.0,
                    g.bytes.clone(),
                    None,
                )
            })
            .collect();
        if let Some(font) = fonts.get(first.font) {
            surface.draw_glyphs(
                Point::from_xy(x, y),
                &shown,
                font.clone(),
                &label.text,
                label.size,
                false,
            );
        }
        x += run.iter().map(|g| g.advance).sum::<f32>() * label.size;
        rest = tail;
    }
    if turned {
        surface.pop();
    }
}
