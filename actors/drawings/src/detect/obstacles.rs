//! What a rod may clash with on a level: runs of its plans, and headers over openings.

use super::beside::Labels;
use super::routes::{self, MAX_OBSTACLES};
use super::{FoundObstacle, FoundWall, View};
use crate::geometry::{Bounds, Buckets, add, distance, distance_to_segment, scale, sub};
use crate::options::Options;
use crate::plan::ObstacleKind;
use crate::sheet::Point;

/// The obstacles of a level, by place, each once.
pub(super) fn of_views(
    views: &[View<'_>],
    walls: &[FoundWall],
    options: &Options,
) -> Vec<FoundObstacle> {
    let mut out = Vec::new();
    for view in views {
        let labels = Labels::of(view);
        routes::of_view(view, &labels, options, &mut out);
        headers_over_openings(view, &labels, walls, &mut out);
    }
    out.sort_by(order);
    out.dedup_by(|a, b| a.kind == b.kind && same_place(a, b));
    out.truncate(MAX_OBSTACLES);
    out
}

fn order(a: &FoundObstacle, b: &FoundObstacle) -> std::cmp::Ordering {
    let place = |o: &FoundObstacle| Bounds::of(o.path_in.iter().copied()).center();
    let (p, q) = (place(a), place(b));
    p[0].total_cmp(&q[0])
        .then(p[1].total_cmp(&q[1]))
        .then(a.kind.cmp(&b.kind))
        .then(b.label.cmp(&a.label))
        .then(a.source.cmp(&b.source))
}

fn same_place(a: &FoundObstacle, b: &FoundObstacle) -> bool {
    a.path_in.len() == b.path_in.len()
        && a.path_in
            .iter()
            .zip(&b.path_in)
            .all(|(p, q)| distance(*p, *q) < 1.0)
}

/// A label such as `6x12 HDR` beside an opening is that opening's header, where no line of a header
/// layer is drawn.
fn headers_over_openings(
    view: &View<'_>,
    labels: &Labels<'_>,
    walls: &[FoundWall],
    out: &mut Vec<FoundObstacle>,
) {
    let mut places: Vec<(Point, Point, f64)> = Vec::new();
    let mut index = Buckets::new(96.0);
    for wall in walls {
        let length = wall.length_in();
        if length <= 0.0 {
            continue;
        }
        let u = scale(sub(wall.end_in, wall.start_in), 1.0 / length);
        for o in &wall.openings {
            let (a, b) = (
                add(wall.start_in, scale(u, o.from_in)),
                add(wall.start_in, scale(u, o.to_in)),
            );
            if let Ok(id) = u32::try_from(places.len()) {
                index.insert_segment(id, a, b);
            }
            places.push((a, b, wall.thickness_in));
        }
    }
    for (note, size) in &labels.read {
        if size.kind != Some(ObstacleKind::Header) || size.depth_in == 0.0 {
            continue;
        }
        let from = note.points_at.first().copied().unwrap_or(note.center);
        let nearest = index
            .near(&Bounds::of([from]).grown(60.0))
            .into_iter()
            .filter_map(|id| places.get(id as usize))
            .map(|(a, b, t)| (distance_to_segment(from, *a, *b), (a, b, t)))
            .min_by(|p, q| p.0.total_cmp(&q.0));
        let Some((away, (a, b, _))) = nearest else {
            continue;
        };
        let drawn = out.iter().any(|o| {
            o.kind == ObstacleKind::Header
                && o.path_in
                    .iter()
                    .any(|p| distance_to_segment(*p, *a, *b) < 12.0)
        });
        if away < 60.0 && !drawn && out.len() < MAX_OBSTACLES {
            out.push(FoundObstacle {
                kind: ObstacleKind::Header,
                path_in: vec![*a, *b],
                closed: false,
                width_in: size.width_in,
                depth_in: size.depth_in,
                bottom_in: size.bottom_in,
                label: note.text.replace('\n', " "),
                source: view.survey.source(note.layer, note.entity),
            });
        }
    }
}
