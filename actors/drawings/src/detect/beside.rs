//! The labels of ducts, pipes and beams on a plan, to be asked from a line.

use super::View;
use super::labels::{self, Size};
use crate::geometry::{Bounds, Buckets, angle_between_lines, distance_to_segment, line_angle, sub};
use crate::normalize::Note;
use crate::normalize::layers::LayerRole;
use crate::normalize::titles::Purpose;
use crate::plan::ObstacleKind;
use crate::sheet::Point;

/// The labels of a plan that say a size.
pub(super) struct Labels<'a> {
    pub(super) read: Vec<(&'a Note, Size)>,
    index: Buckets,
}

/// A size in two numbers that says nothing else is a duct's on a plan of ducts.
fn of_plan(view: &View<'_>, size: Size) -> Size {
    let bare = size.kind.is_none() && size.width_in > 0.0 && size.depth_in > 0.0;
    if bare && view.purpose == Purpose::Mechanical {
        Size {
            kind: Some(ObstacleKind::Duct),
            ..size
        }
    } else {
        size
    }
}

impl<'a> Labels<'a> {
    pub(super) fn of(view: &'a View<'_>) -> Self {
        let read: Vec<(&Note, Size)> = view
            .linework
            .notes
            .iter()
            .filter(|n| {
                !matches!(
                    n.role,
                    LayerRole::Dimension
                        | LayerRole::Grid
                        | LayerRole::Door
                        | LayerRole::Window
                        | LayerRole::Shear
                )
            })
            .filter_map(|n| Some((n, labels::read(&n.text)?)))
            .map(|(n, size)| (n, of_plan(view, size)))
            .collect();
        let index = Buckets::of_boxes(
            96.0,
            read.iter().enumerate().flat_map(|(i, (n, _))| {
                std::iter::once(&n.center)
                    .chain(&n.points_at)
                    .map(move |p| (i, Bounds::of([*p])))
            }),
        );
        Self { read, index }
    }

    /// The label beside a line: pointing at it, else along it and near; labels of its own kind and
    /// layer first.
    pub(super) fn beside(
        &self,
        kind: ObstacleKind,
        a: Point,
        b: Point,
        width: f64,
    ) -> Option<(&'a Note, Size)> {
        let mut best: Option<(f64, &(&Note, Size))> = None;
        for id in self.index.near(&Bounds::of([a, b]).grown(72.0)) {
            let Some(entry) = self.read.get(id as usize) else {
                continue;
            };
            let (note, size) = entry;
            if size.kind.is_some_and(|k| k != kind)
                || (size.width_in == 0.0 && size.bottom_in.is_none())
            {
                continue;
            }
            let points_here = note
                .points_at
                .iter()
                .any(|p| distance_to_segment(*p, a, b) < width / 2.0 + 6.0);
            let away = (distance_to_segment(note.center, a, b) - width / 2.0).max(0.0);
            let turned = angle_between_lines(note.rotation, line_angle(sub(b, a)));
            let mut cost = if points_here { 0.0 } else { away };
            if !points_here {
                if away > 48.0_f64.max(3.0 * note.height) {
                    continue;
                }
                if turned > 0.2 {
                    cost += 12.0;
                }
            }
            if size.kind.is_none() {
                cost += 8.0;
            }
            if best.as_ref().is_none_or(|(c, _)| cost < *c) {
                best = Some((cost, entry));
            }
        }
        best.map(|(_, (n, s))| (*n, *s))
    }
}
