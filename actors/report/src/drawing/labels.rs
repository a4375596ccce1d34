//! Room for labels: a label goes to the first of its places that nothing else stands in.

use super::{Anchor, At, Label};
use crate::typeface::CAP_HEIGHT;

/// An upright box on paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    /// Upper left.
    pub(crate) min: At,
    /// Lower right.
    pub(crate) max: At,
}

impl Bounds {
    /// Box around a point.
    pub(crate) fn around(p: At, reach: f32) -> Self {
        Self {
            min: [p[0] - reach, p[1] - reach],
            max: [p[0] + reach, p[1] + reach],
        }
    }

    /// Box around a label's capitals and descenders.
    pub(crate) fn of(label: &Label) -> Self {
        let (sin, cos) = label.turn.to_radians().sin_cos();
        let (left, right) = (-label.lead(), label.width() - label.lead());
        let (top, bottom) = (-label.size * CAP_HEIGHT, label.size * 0.2);
        let mut bounds = Self {
            min: [f32::MAX; 2],
            max: [f32::MIN; 2],
        };
        for [x, y] in [[left, top], [right, top], [right, bottom], [left, bottom]] {
            // Counter-clockwise on paper, where y runs down.
            let p = [
                label.at[0] + x * cos + y * sin,
                label.at[1] - x * sin + y * cos,
            ];
            bounds.min = [bounds.min[0].min(p[0]), bounds.min[1].min(p[1])];
            bounds.max = [bounds.max[0].max(p[0]), bounds.max[1].max(p[1])];
        }
        bounds
    }

    fn meets(&self, other: &Self) -> bool {
        (0..2).all(|i| self.min[i] < other.max[i] && other.min[i] < self.max[i])
    }
}

/// Boxes along a line: one for a level or upright line, a chain for a slanted one.
fn strip(from: At, to: At, half_width: f32) -> impl Iterator<Item = Bounds> {
    let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    let upright = dx.abs() < 0.5 || dy.abs() < 0.5;
    let step = half_width.max(1.0) * 2.0;
    let count = if upright {
        1
    } else {
        ((dx.hypot(dy) / step) as usize).clamp(1, 2000)
    };
    (0..count).map(move |i| {
        let place = |t: f32| [from[0] + dx * t, from[1] + dy * t];
        let (a, b) = (
            place(i as f32 / count as f32),
            place((i + 1) as f32 / count as f32),
        );
        Bounds {
            min: [0, 1].map(|k| a[k].min(b[k]) - half_width),
            max: [0, 1].map(|k| a[k].max(b[k]) + half_width),
        }
    })
}

const CELL: f32 = 24.0;

/// Who stands where on a sheet of paper.
#[derive(Debug)]
pub(crate) struct Space {
    size: At,
    columns: usize,
    rows: usize,
    taken: Vec<Vec<Bounds>>,
    /// Places better left free: lines that a label may cross where it must.
    avoided: Vec<Vec<Bounds>>,
}

impl Space {
    pub(crate) fn new(size: At) -> Self {
        // Paper is a few thousand points at most; the cast saturates all the same.
        let cells = |length: f32| ((length / CELL) as usize).min(4096) + 1;
        let (columns, rows) = (cells(size[0]), cells(size[1]));
        let empty = vec![Vec::new(); columns * rows];
        Self {
            size,
            columns,
            rows,
            taken: empty.clone(),
            avoided: empty,
        }
    }

    /// Takes a box.
    pub(crate) fn take(&mut self, bounds: Bounds) {
        for cell in self.cells(bounds) {
            self.taken[cell].push(bounds);
        }
    }

    /// Takes a strip along a line.
    pub(crate) fn take_line(&mut self, from: At, to: At, half_width: f32) {
        for bounds in strip(from, to, half_width) {
            self.take(bounds);
        }
    }

    /// Asks to keep a strip along a line free where there is room elsewhere.
    pub(crate) fn avoid_line(&mut self, from: At, to: At, half_width: f32) {
        for bounds in strip(from, to, half_width) {
            for cell in self.cells(bounds) {
                self.avoided[cell].push(bounds);
            }
        }
    }

    /// Whether a box is on the paper and meets none that is taken.
    pub(crate) fn is_free(&self, bounds: Bounds) -> bool {
        (0..2).all(|i| bounds.min[i] >= 0.0 && bounds.max[i] <= self.size[i])
            && self
                .cells(bounds)
                .all(|c| self.taken[c].iter().all(|b| !b.meets(&bounds)))
    }

    fn is_clear(&self, bounds: Bounds) -> bool {
        self.is_free(bounds)
            && self
                .cells(bounds)
                .all(|c| self.avoided[c].iter().all(|b| !b.meets(&bounds)))
    }

    /// Puts a label at the first of the places that is clear, else at the first that is free, and
    /// takes it; gives the place's index.
    pub(crate) fn place(
        &mut self,
        label: &Label,
        places: &[(At, Anchor)],
    ) -> Option<(usize, Label)> {
        let put = |index: &usize| {
            let (at, anchor) = places[*index];
            Label {
                at,
                anchor,
                ..label.clone()
            }
        };
        let index = (0..places.len())
            .find(|i| self.is_clear(Bounds::of(&put(i))))
            .or_else(|| (0..places.len()).find(|i| self.is_free(Bounds::of(&put(i)))))?;
        let placed = put(&index);
        self.take(Bounds::of(&placed));
        Some((index, placed))
    }

    fn cells(&self, bounds: Bounds) -> impl Iterator<Item = usize> + use<> {
        let columns = self.columns;
        // Below zero saturates to zero.
        let cell = |x: f32, count: usize| ((x / CELL) as usize).min(count - 1);
        let (left, right) = (cell(bounds.min[0], columns), cell(bounds.max[0], columns));
        let (top, bottom) = (
            cell(bounds.min[1], self.rows),
            cell(bounds.max[1], self.rows),
        );
        (top..=bottom).flat_map(move |r| (left..=right).map(move |c| r * columns + c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeface::Face;

    #[test]
    fn a_label_moves_to_the_next_place_where_the_first_is_taken() {
        let mut space = Space::new([200.0, 200.0]);
        space.take(Bounds::around([50.0, 50.0], 10.0));
        let label = Label::new([0.0; 2], Face::Narrow, 6.0, "R-S07.1A");
        let places = [([45.0, 52.0], Anchor::Start), ([45.0, 90.0], Anchor::Start)];
        let (index, placed) = space.place(&label, &places).unwrap();
        assert_eq!((index, placed.at), (1, [45.0, 90.0]));
        assert!(
            space.place(&label, &places).is_none(),
            "its own place is taken now"
        );
    }

    #[test]
    fn a_label_crosses_a_line_only_where_there_is_no_room_beside_it() {
        let mut space = Space::new([200.0, 200.0]);
        space.avoid_line([0.0, 50.0], [200.0, 50.0], 1.0);
        let label = Label::new([0.0; 2], Face::Narrow, 6.0, "R-S07.1A");
        let places = [([45.0, 52.0], Anchor::Start), ([45.0, 90.0], Anchor::Start)];
        assert_eq!(space.place(&label, &places).unwrap().0, 1);
        assert_eq!(space.place(&label, &places).unwrap().0, 0);
    }

    #[test]
    fn nothing_is_placed_off_the_paper() {
        let space = Space::new([200.0, 200.0]);
        assert!(!space.is_free(Bounds::around([199.0, 100.0], 5.0)));
    }

    #[test]
    fn a_turned_label_is_as_tall_as_it_was_wide() {
        let label = Label::new([100.0, 100.0], Face::Narrow, 6.0, "SW4 L2-W07");
        let turned = Bounds::of(&label.clone().turn(90.0));
        let width = label.width();
        assert!((turned.max[1] - turned.min[1] - width).abs() < 0.01);
        assert!(turned.max[1] <= 100.01, "it reads upwards");
    }
}
