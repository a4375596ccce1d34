//! Entities that are several things in one: MLINE, MULTILEADER, ACAD_TABLE, MTEXT in columns, and
//! what R12 keeps in extended data. The library gives their raw group codes or properties.

use std::collections::{BTreeMap, BTreeSet};

use cadkit::{EntityKind, Props, Value};

use super::document::{Context, Written};
use super::shapes::{sound, written_carets};
use crate::sheet::{Align, Entity, Point, Shape};
use crate::text;

/// The most parallel lines of a multiline; AutoCAD allows 16.
const MAX_LINES: usize = 16;

/// A group code and its value.
type Code<'a> = (i64, &'a Value);

/// The shape of an entity the library does not model.
pub(super) fn shape(
    context: &mut Context<'_>,
    entity: &cadkit::Entity,
    written: &Written,
) -> Shape {
    let codes = codes(&entity.props);
    let made = match written.kind.as_str() {
        "ATTDEF" => attdef(context, &entity.props),
        "MLINE" => mline(&codes).or_else(|| mline_axis(&entity.props)),
        "MULTILEADER" | "MLEADER" => multileader(context, &codes),
        "ACAD_TABLE" => block_of(context, &codes).map(|block| Shape::Insert {
            block,
            at: point(&codes, 10).unwrap_or([0.0, 0.0]),
            scale: [1.0, 1.0],
            rotation: point(&codes, 11).map_or(0.0, |x| x[1].atan2(x[0])),
            count: [1, 1],
            spacing: [0.0, 0.0],
            attributes: Vec::new(),
            clip: Vec::new(),
        }),
        "ARC_DIMENSION" | "LARGE_RADIAL_DIMENSION" => {
            block_of(context, &codes).map(|block| Shape::Dimension {
                from: None,
                to: None,
                direction: None,
                text: String::new(),
                measured: None,
                block: Some(block),
                linear: false,
            })
        }
        _ => None,
    };
    made.unwrap_or_else(|| {
        context.undrawn(&written.kind);
        Shape::Other
    })
}

fn codes(props: &Props) -> Vec<Code<'_>> {
    let list = props.get("dxf.codes").and_then(Value::as_list);
    list.unwrap_or(&[])
        .iter()
        .filter_map(|pair| match pair.as_list()? {
            [code, value] => Some((code.as_i64()?, value)),
            _ => None,
        })
        .collect()
}

fn number(codes: &[Code<'_>], code: i64) -> Option<f64> {
    codes.iter().find(|(c, _)| *c == code)?.1.as_f64()
}

/// The first point whose x has this code.
fn point(codes: &[Code<'_>], code: i64) -> Option<Point> {
    Some([number(codes, code)?, number(codes, code + 10)?])
}

fn block_of(context: &Context<'_>, codes: &[Code<'_>]) -> Option<u32> {
    let name = codes.iter().find(|(code, _)| *code == 2)?.1.as_str()?;
    context.block(name)
}

fn attdef(context: &Context<'_>, props: &Props) -> Option<Shape> {
    let get = |dxf: &str, dwg: &str| props.get(dxf).or_else(|| props.get(dwg));
    let at = get("dxf.attdef.position", "dwg.insertion_point")?.as_list()?;
    let raw = get("dxf.attdef.default", "dwg.default")?.as_str()?;
    Some(Shape::Text {
        text: text::plain(&written_carets(context, raw), &|byte| {
            context.code_page.character(byte)
        }),
        at: [at.first()?.as_f64()?, at.get(1)?.as_f64()?],
        height: get("dxf.attdef.height", "dwg.height")?.as_f64()?,
        rotation: 0.0,
        align: Align::default(),
    })
}

/// A multiline by its vertices, each with the direction of its mitre and, for each line of the
/// style, how far along the mitre that line passes.
fn mline(codes: &[Code<'_>]) -> Option<Shape> {
    let mut lines: Vec<Vec<Point>> = Vec::new();
    let mut vertex: Point = [0.0, 0.0];
    let mut mitre: Point = [0.0, 0.0];
    let mut line = 0;
    let mut awaits_distance = false;
    for &(code, value) in codes {
        let Some(number) = value.as_f64() else {
            continue;
        };
        match code {
            11 => {
                vertex[0] = number;
                line = 0;
            }
            21 => vertex[1] = number,
            13 => mitre[0] = number,
            23 => mitre[1] = number,
            // Parameters of the next line follow; the first is its distance, the rest are dashes.
            74 => awaits_distance = number > 0.0,
            41 if awaits_distance && line < MAX_LINES => {
                awaits_distance = false;
                if lines.len() == line {
                    lines.push(Vec::new());
                }
                if let Some(chain) = lines.get_mut(line) {
                    chain.push([vertex[0] + mitre[0] * number, vertex[1] + mitre[1] * number]);
                }
                line += 1;
            }
            _ => {}
        }
    }
    lines.retain(|chain| chain.len() > 1);
    let closed = number(codes, 71).is_some_and(|flags| (flags as i64) & 2 != 0);
    (!lines.is_empty()).then_some(Shape::Multiline { lines, closed })
}

/// A DWG's multiline: the library gives its vertices alone.
fn mline_axis(props: &Props) -> Option<Shape> {
    let vertices = props.get("dwg.vertices")?.as_list()?;
    let axis: Vec<Point> = vertices
        .iter()
        .filter_map(|v| {
            let v = v.as_list()?;
            Some([v.first()?.as_f64()?, v.get(1)?.as_f64()?])
        })
        .collect();
    let closed = props.get("dwg.closed").and_then(Value::as_bool) == Some(true);
    (axis.len() > 1).then_some(Shape::Multiline {
        lines: vec![axis],
        closed,
    })
}

/// A multileader's first line, arrow first, to where its text stands.
fn multileader(context: &Context<'_>, codes: &[Code<'_>]) -> Option<Shape> {
    let mut words = String::new();
    let mut points: Vec<Point> = Vec::new();
    let mut text_at: Option<Point> = None;
    let mut landing: Option<Point> = None;
    let mut in_line = false;
    let mut lines = 0;
    let mut x = 0.0;
    for &(code, value) in codes {
        match (code, value.as_str(), value.as_f64()) {
            (304, Some("LEADER_LINE{"), _) => {
                in_line = true;
                lines += 1;
            }
            (305, _, _) => in_line = false,
            (304, Some(raw), _) if words.is_empty() => {
                words = text::plain_mtext(&written_carets(context, raw), &|byte| {
                    context.code_page.character(byte)
                });
            }
            (10 | 12, _, Some(number)) => x = number,
            (20, _, Some(y)) if in_line && lines == 1 => points.push([x, y]),
            (20, _, Some(y)) if !in_line && landing.is_none() => landing = Some([x, y]),
            (22, _, Some(y)) if text_at.is_none() => text_at = Some([x, y]),
            _ => {}
        }
    }
    points.extend(text_at.or(landing));
    let all_sound = points.iter().all(|&p| sound(p));
    (all_sound && !(points.is_empty() && words.is_empty())).then_some(Shape::Leader {
        points,
        text: words,
    })
}

/// Joins the columns of an MTEXT of R2000 to R2013, which are texts of their own, into the first.
pub(super) fn join_columns(list: &[cadkit::Entity], out: &mut Vec<Entity>) {
    let heads: Vec<(usize, Vec<u64>)> = list
        .iter()
        .enumerate()
        .filter(|(_, entity)| matches!(entity.kind, EntityKind::MText { .. }))
        .filter_map(|(index, entity)| Some((index, columns(&entity.props)?)))
        .collect();
    if heads.is_empty() {
        return;
    }
    let by_handle: BTreeMap<u64, usize> = list
        .iter()
        .enumerate()
        .filter(|(_, entity)| matches!(entity.kind, EntityKind::MText { .. }))
        .filter_map(|(index, entity)| Some((entity.id?, index)))
        .collect();
    let mut joined: BTreeSet<usize> = BTreeSet::new();
    for (head, handles) in heads {
        for handle in handles {
            let Some(&column) = by_handle.get(&handle) else {
                continue;
            };
            if column == head || joined.contains(&head) || !joined.insert(column) {
                continue;
            }
            let more = match out.get(column).map(|entity| &entity.shape) {
                Some(Shape::Text { text, .. }) => text.clone(),
                _ => continue,
            };
            if let Some(Shape::Text { text, .. }) = out.get_mut(head).map(|e| &mut e.shape)
                && text.len() + more.len() < text::MAX_TEXT
            {
                text.push('\n');
                text.push_str(&more);
            }
        }
    }
    let mut index = 0;
    out.retain(|_| {
        index += 1;
        !joined.contains(&(index - 1))
    });
}

/// Handles of the further columns of an MTEXT.
fn columns(props: &Props) -> Option<Vec<u64>> {
    let dxf = props.get("dxf.xdata.ACAD").and_then(Value::as_list);
    let (items, is_dxf) = match dxf {
        Some(items) => (items, true),
        None => (props.get("dwg.eed.ACAD")?.as_list()?, false),
    };
    let mut inside = false;
    let mut handles = Vec::new();
    for item in items {
        // A DXF gives code and value, a DWG the value alone.
        let (code, value) = match item.as_list() {
            Some([code, value]) if is_dxf => (code.as_i64(), value),
            _ => (None, item),
        };
        match value {
            Value::Text(text) if text == "ACAD_MTEXT_COLUMNS_BEGIN" => inside = true,
            Value::Text(text) if text == "ACAD_MTEXT_COLUMNS_END" => inside = false,
            Value::Text(text) if inside && code == Some(1005) => {
                handles.extend(u64::from_str_radix(text, 16));
            }
            Value::Int(handle) if inside && code.is_none() => {
                handles.extend(u64::try_from(*handle))
            }
            _ => {}
        }
    }
    (!handles.is_empty()).then_some(handles)
}

/// A viewport's view as R12 keeps it.
pub(super) struct View {
    pub(super) center: Point,
    pub(super) height: f64,
    pub(super) twist: f64,
}

/// Reads `MVIEW` of the extended data: target, direction, twist, height, centre.
pub(super) fn r12_view(props: &Props) -> Option<View> {
    let items = props.get("dxf.xdata.ACAD")?.as_list()?;
    let first = items.first()?.as_list()?.get(1)?.as_str()?;
    if first != "MVIEW" {
        return None;
    }
    let reals: Vec<f64> = items
        .iter()
        .filter_map(|item| match item.as_list()? {
            [code, value] if code.as_i64()? == 1040 => value.as_f64(),
            _ => None,
        })
        .collect();
    let &[twist, height, x, y, ..] = reals.as_slice() else {
        return None;
    };
    Some(View {
        center: [x, y],
        height,
        twist: twist.to_radians(),
    })
}
