//! Marks tied to stretches of wall: by leader, else by nearness and by the way the text runs.

use super::marks::Tag;
use super::runs::Run;
use super::sites::Site;
use crate::geometry::{Bounds, Buckets, angle_between_lines, line_angle};
use crate::options::Options;
use crate::sheet::Point;

/// A mark on a wall.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tie {
    /// Index of the tag.
    pub(super) tag: usize,
    /// Index of the site.
    pub(super) site: usize,
    /// From the text or its leader's end to the wall's face.
    pub(super) away: f64,
    /// Where on the run, along it.
    pub(super) at: f64,
}

/// How far a leader may end from its wall, inches.
const LEADER_IN: f64 = 24.0;

/// One place that a tag speaks of: a leader's end, or the text itself.
struct Pointer {
    tag: usize,
    at: Point,
    leader: bool,
}

struct Choice {
    cost: f64,
    pointer: usize,
    tie: Tie,
}

/// The wall that each tag marks, and each of its leaders where it has several. Stretches of shear
/// wall layers come first, and each of these gets one mark before any gets a second.
pub(super) fn tie(tags: &[Tag], sites: &[Site], runs: &[Run], options: &Options) -> Vec<Tie> {
    let index = Buckets::of_segments(
        96.0,
        sites
            .iter()
            .map(|s| s.span.map(|t| runs[s.run].point(t)))
            .enumerate(),
    );
    let pointers: Vec<Pointer> = tags
        .iter()
        .enumerate()
        .flat_map(|(t, tag)| pointers(t, tag))
        .collect();
    let any_drawn = sites.iter().any(|s| s.drawn);
    let look = |p: usize, pointer: &Pointer, leader: bool, choices: &mut Vec<Choice>| {
        choose(
            p, pointer, leader, tags, sites, runs, &index, any_drawn, options, choices,
        );
    };
    let mut choices: Vec<Choice> = Vec::new();
    for (p, pointer) in pointers.iter().enumerate() {
        let before = choices.len();
        look(p, pointer, pointer.leader, &mut choices);
        if choices.len() == before && pointer.leader {
            // What was taken for a leader points at no wall: the text's own place counts.
            let own = Pointer {
                at: tags[pointer.tag].center,
                ..*pointer
            };
            look(p, &own, false, &mut choices);
        }
    }
    choices.sort_by(|a, b| {
        a.cost
            .total_cmp(&b.cost)
            .then((a.pointer, a.tie.site).cmp(&(b.pointer, b.tie.site)))
    });
    let mut nearest = vec![f64::MAX; pointers.len()];
    for c in &choices {
        nearest[c.pointer] = nearest[c.pointer].min(c.cost);
    }
    let mut tied: Vec<Option<Tie>> = vec![None; pointers.len()];
    let mut marked = vec![false; sites.len()];
    for c in &choices {
        // As long as that is not far worse than the nearest wall.
        let fair = c.cost <= 2.0 * nearest[c.pointer] + 12.0;
        if tied[c.pointer].is_none() && !marked[c.tie.site] && sites[c.tie.site].drawn && fair {
            tied[c.pointer] = Some(c.tie);
            marked[c.tie.site] = true;
        }
    }
    for c in &choices {
        tied[c.pointer].get_or_insert(c.tie);
    }
    tied.into_iter().flatten().collect()
}

fn pointers(t: usize, tag: &Tag) -> Vec<Pointer> {
    if tag.points_at.is_empty() {
        return vec![Pointer {
            tag: t,
            at: tag.center,
            leader: false,
        }];
    }
    tag.points_at
        .iter()
        .map(|p| Pointer {
            tag: t,
            at: *p,
            leader: true,
        })
        .collect()
}

#[allow(clippy::too_many_arguments)] // one choice weighs all of these
fn choose(
    p: usize,
    pointer: &Pointer,
    leader: bool,
    tags: &[Tag],
    sites: &[Site],
    runs: &[Run],
    index: &Buckets,
    any_drawn: bool,
    options: &Options,
    out: &mut Vec<Choice>,
) {
    let tag = &tags[pointer.tag];
    let most = options.mark_reach_in;
    let reach = if leader {
        LEADER_IN.max(2.0 * tag.height)
    } else {
        most.max(5.0 * tag.height).min(3.0 * most)
    };
    for id in index.near(&Bounds::of([pointer.at]).grown(reach + 8.0)) {
        let site = &sites[id as usize];
        let run = &runs[site.run];
        let along = run.t(pointer.at);
        let beyond = (site.span[0] - along).max(along - site.span[1]).max(0.0);
        let across = (run.off(pointer.at).abs() - run.thickness / 2.0).max(0.0);
        let away = across.hypot(beyond);
        if away > reach {
            continue;
        }
        // A text beside a wall mostly runs along it, and stands between its ends.
        let mut cost = away + 1.5 * beyond;
        if leader {
            if any_drawn && !site.drawn {
                cost += 6.0;
            }
        } else {
            if angle_between_lines(tag.rotation, line_angle(run.along)) < 0.1 {
                cost *= 0.75;
            }
            if any_drawn && !site.drawn {
                cost += 0.6 * most;
            }
        }
        out.push(Choice {
            cost,
            pointer: p,
            tie: Tie {
                tag: pointer.tag,
                site: id as usize,
                away,
                at: along.clamp(site.span[0], site.span[1]),
            },
        });
    }
}
