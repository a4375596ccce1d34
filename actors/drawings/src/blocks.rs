//! How blocks insert each other: circles among them, and how much they grow when expanded.

use crate::sheet::{Block, Entity, Handle, Shape, Sheet};

/// A circle of blocks: names from the first to itself again, and the insert that closes it.
pub(crate) struct Circle {
    pub(crate) names: Vec<String>,
    pub(crate) insert: Handle,
}

/// The most names of a circle that a message shows.
const MAX_NAMES: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unseen,
    Open,
    Done,
}

/// The first circle among the blocks, in their order; without recursion, as chains may be long.
pub(crate) fn circle(blocks: &[Block]) -> Option<Circle> {
    let mut states = vec![State::Unseen; blocks.len()];
    for start in 0..blocks.len() {
        // A path through the blocks: each with the next of its entities to look at.
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        if states.get(start) != Some(&State::Unseen) {
            continue;
        }
        states[start] = State::Open;
        while let Some((block, next)) = path.last_mut() {
            let entities = blocks
                .get(*block)
                .map_or(&[][..], |b| b.entities.as_slice());
            let Some(entity) = entities.get(*next) else {
                states[*block] = State::Done;
                path.pop();
                continue;
            };
            *next += 1;
            let Some(inner) = inserted(entity).filter(|&inner| inner < blocks.len()) else {
                continue;
            };
            match states[inner] {
                State::Done => {}
                State::Unseen => {
                    states[inner] = State::Open;
                    path.push((inner, 0));
                }
                State::Open => {
                    let from = path.iter().position(|&(b, _)| b == inner).unwrap_or(0);
                    let mut names: Vec<String> = path
                        .iter()
                        .skip(from)
                        .take(MAX_NAMES)
                        .filter_map(|&(b, _)| blocks.get(b))
                        .map(|b| b.name.clone())
                        .collect();
                    if path.len() - from > MAX_NAMES {
                        names.push("…".to_owned());
                    }
                    names.extend(blocks.get(inner).map(|b| b.name.clone()));
                    return Some(Circle {
                        names,
                        insert: entity.handle,
                    });
                }
            }
        }
    }
    None
}

/// The block that an entity shows when it is drawn.
pub(crate) fn inserted(entity: &Entity) -> Option<usize> {
    match &entity.shape {
        Shape::Insert { block, .. } => Some(*block as usize),
        Shape::Dimension { block, .. } => block.map(|block| block as usize),
        _ => None,
    }
}

/// How much a block holds when everything inserted in it is expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Size {
    /// Entities, those of inserted blocks and of every cell of an array included.
    pub(crate) entities: u64,
    /// How deep blocks stand in it; 1 where none does.
    pub(crate) depth: u64,
}

/// The size of every block of a sheet without circles; without recursion, as chains may be long.
/// `counts` says which entities are to be counted.
pub(crate) fn sizes(sheet: &Sheet, counts: impl Fn(&Entity) -> bool) -> Vec<Size> {
    let mut sizes = vec![Size::default(); sheet.blocks.len()];
    let mut done = vec![false; sheet.blocks.len()];
    for start in 0..sheet.blocks.len() {
        // A path through the blocks: each with the next of its entities to look at.
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some(&(block, next)) = path.last() {
            if done.get(block) != Some(&false) {
                path.pop();
                continue;
            }
            let entities = sheet
                .blocks
                .get(block)
                .map_or(&[][..], |b| b.entities.as_slice());
            let waits = |inner: &usize| done.get(*inner) == Some(&false);
            let missing = entities
                .iter()
                .enumerate()
                .skip(next)
                .find_map(|(at, entity)| {
                    let inner = inserted(entity).filter(|_| counts(entity)).filter(waits)?;
                    Some((at, inner))
                });
            match missing {
                // A circle is refused before; this keeps one from being walked for ever.
                Some((at, inner)) if path.len() <= sheet.blocks.len() => {
                    if let Some((_, next)) = path.last_mut() {
                        *next = at;
                    }
                    path.push((inner, 0));
                }
                _ => {
                    let mut out = Size {
                        entities: 0,
                        depth: 1,
                    };
                    for entity in entities.iter().filter(|entity| counts(entity)) {
                        let each = expanded(entity, &sizes);
                        out.entities = out.entities.saturating_add(each.entities);
                        out.depth = out.depth.max(each.depth);
                    }
                    sizes[block] = out;
                    done[block] = true;
                    path.pop();
                }
            }
        }
    }
    sizes
}

/// The size of an entity, given those of the blocks: 1 and 1 deep where it inserts nothing.
pub(crate) fn expanded(entity: &Entity, sizes: &[Size]) -> Size {
    let inner = inserted(entity)
        .and_then(|block| sizes.get(block).copied())
        .unwrap_or_default();
    let each = inner.entities.saturating_add(1);
    Size {
        entities: cells(entity).saturating_mul(each),
        depth: inner.depth.saturating_add(1),
    }
}

/// Cells of an array of inserts; 1 for all else.
pub(crate) fn cells(entity: &Entity) -> u64 {
    match &entity.shape {
        Shape::Insert { count, .. } => u64::from(count[0]) * u64::from(count[1]),
        _ => 1,
    }
}
