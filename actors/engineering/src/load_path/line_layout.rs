//! Wall lines: walls of one direction at one place across it, through all levels.

use crate::building::Building;
use crate::design::{Assumption, Direction};

use super::geometry::{DIRECTIONS, axis};
use super::layout::{LINE_TOLERANCE_FT, Layout, WallLine, named};

/// Groups segments into lines of x and y by their place across.
pub(super) fn lines(building: &Building, layout: &mut Layout) {
    let levels = building.levels.len();
    let mut skewed = Vec::new();
    for direction in DIRECTIONS {
        let along = axis(direction);
        let across = 1 - along;
        let mut members: Vec<(f64, usize)> = layout
            .segments
            .iter()
            .enumerate()
            .filter(|(_, s)| s.effective && s.cosines[along] != 0.0)
            .map(|(at, s)| ((s.ends_ft[0][across] + s.ends_ft[1][across]) / 2.0, at))
            .collect();
        members.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut groups: Vec<(f64, Vec<usize>)> = Vec::new();
        for (position, segment) in members {
            match groups.last_mut() {
                Some((first, group)) if position - *first <= LINE_TOLERANCE_FT => {
                    group.push(segment)
                }
                _ => groups.push((position, vec![segment])),
            }
        }
        for (number, (_, group)) in groups.into_iter().enumerate() {
            let line = layout.lines.len();
            let name = match direction {
                Direction::X => format!("X-{}", number + 1),
                Direction::Y => format!("Y-{}", number + 1),
            };
            let mut by_level = vec![Vec::new(); levels];
            for segment in &group {
                let segment_ref = &mut layout.segments[*segment];
                segment_ref.lines[along] = Some(line);
                by_level[segment_ref.level].push(*segment);
                if segment_ref.cosines[across] != 0.0 && along == 0 {
                    skewed.push(building.walls[segment_ref.wall].id.clone());
                }
            }
            let place = |of: &[usize]| {
                let (mut moment, mut length) = (0.0, 0.0);
                for s in of.iter().map(|s| &layout.segments[*s]) {
                    moment += s.length_ft * (s.ends_ft[0][across] + s.ends_ft[1][across]) / 2.0;
                    length += s.length_ft;
                }
                moment / length
            };
            let position_ft = place(&group);
            let positions_ft = by_level
                .iter()
                .map(|of| {
                    if of.is_empty() {
                        position_ft
                    } else {
                        place(of)
                    }
                })
                .collect();
            layout.lines.push(WallLine {
                name,
                direction,
                position_ft,
                segments: by_level,
                positions_ft,
            });
        }
    }
    skewed.dedup();
    if !skewed.is_empty() {
        layout.assumptions.push(Assumption {
            what: format!("walls at more than 5° to both axes resist in both by the squared cosine: {}", named(&skewed)),
            why: "stiffness along an axis is k cos²θ; seismic 100 % + 30 % (ASCE 7 §12.5.3), wind 75 % + 75 % (ASCE 7 Fig. 27.3-8)".into(),
        });
    }
}
