//! Torsional irregularity of a rigid diaphragm, and the amplification of accidental torsion that it
//! asks for (ASCE 7 Table 12.3-1 types 1a and 1b, §12.8.4.3).
//!
//! A level's walls under a force `F` at an eccentricity `e` move a place `x` across the force by
//! `F/ΣR + F e (x − cr)/J`. The drifts at the two edges of the plan are compared with Ax = 1; the
//! force itself drops out.

use serde::{Deserialize, Serialize};

use crate::building::{Building, Seismic};
use crate::calc::wall_line_distribution::Rigid;
use crate::design::{Assumption, Direction};
use crate::trace::Line;

use super::letter;
use super::written::{computed, line};

/// Largest over mean drift from which a level is irregular (type 1a), and extremely so (1b).
const IRREGULAR: f64 = 1.2;
const EXTREME: f64 = 1.4;
/// The most that Ax may be.
const MOST: f64 = 3.0;

/// How one level turns under a force of one direction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Torsion {
    /// Largest drift of the plan's two edges over their mean, with the accidental torsion that
    /// makes it worst.
    pub drift_ratio: f64,
    /// Amplification of the accidental torsion, 1 to 3.
    pub ax: f64,
}

impl Torsion {
    /// The type of Table 12.3-1; empty where the level is regular.
    #[must_use]
    pub fn kind(self) -> &'static str {
        if self.drift_ratio > EXTREME {
            "1b"
        } else if self.drift_ratio > IRREGULAR {
            "1a"
        } else {
            ""
        }
    }

    pub(super) fn said(
        self,
        building: &Building,
        level: usize,
        direction: Direction,
    ) -> Assumption {
        let name = building.levels.get(level).map_or("", |l| l.name.as_str());
        Assumption {
            what: format!(
                "{name}, seismic along {}: the largest drift is {:.2} times the mean (horizontal irregularity {}); the accidental torsion is amplified by Ax = {:.2}",
                letter(direction),
                self.drift_ratio,
                self.kind(),
                self.ax
            ),
            why: "ASCE 7 Table 12.3-1, §12.8.4.3; what else the irregularity asks for (§12.3.3, §12.3.4, Table 12.6-1) is left to the engineer".into(),
        }
    }

    pub(super) fn line(self, place: &str, ratio: f64) -> Line {
        line(
            format!(
                "{place}: amplification of the accidental torsion, irregularity {}",
                self.kind()
            ),
            "Ax = (δmax/(1.2 δavg))², 1 to 3; times the accidental ratio",
            vec![
                computed("δmax/δavg", self.drift_ratio, ""),
                computed("Ax", self.ax, ""),
                computed("ratio", ratio, ""),
            ],
            computed("Ax · ratio", self.ax * ratio, ""),
            "ASCE 7 §12.8.4.3, Table 12.3-1",
        )
    }
}

/// Whether the seismic design category is C or higher (ASCE 7 §11.6: the worse of SDS and SD1, and
/// one higher for risk category IV, which an importance factor of 1.5 stands for).
pub(super) fn amplifies(seismic: &Seismic) -> bool {
    let essential = seismic.ie >= 1.5 - 1e-9;
    let (sds, sd1) = if essential {
        (0.167, 0.067)
    } else {
        (0.33, 0.133)
    };
    seismic.sds_g >= sds || seismic.sd1_g >= sd1 || seismic.s1_g >= 0.75
}

/// How a level turns; `None` where nothing resists torsion or the force, or nothing is asked of it.
/// `plan_ft` is the diaphragm's box; `amplified` whether Ax may be more than 1.
pub(super) fn torsion(input: &Rigid, plan_ft: [[f64; 2]; 2], amplified: bool) -> Option<Torsion> {
    let across = match input.force_along {
        Direction::X => 1,
        Direction::Y => 0,
    };
    // Centre of rigidity along each axis: of the walls that run across it.
    let centre = |runs: Direction| {
        let of = input.wall.iter().filter(|w| w.runs_along == runs);
        let (sum, moment) = of.fold((0.0, 0.0), |(s, m), w| {
            (s + w.stiffness, m + w.stiffness * w.position_ft)
        });
        (sum > 0.0).then(|| (sum, moment / sum))
    };
    let (direct, cr) = centre(input.force_along)?;
    let stiff: f64 = input
        .wall
        .iter()
        .map(|w| {
            let at = centre(w.runs_along).map_or(w.position_ft, |(_, at)| at);
            w.stiffness * (w.position_ft - at).powi(2)
        })
        .sum();
    if stiff <= 1e-12 * direct {
        return None;
    }
    let (mass, width) = match input.force_along {
        Direction::X => (input.cm_y_ft, input.plan_y_ft),
        Direction::Y => (input.cm_x_ft, input.plan_x_ft),
    };
    let drift_ratio = [1.0, -1.0]
        .into_iter()
        .map(|sign| {
            let e = mass - cr + sign * input.accidental_ratio * width;
            let edges = [plan_ft[0][across], plan_ft[1][across]]
                .map(|x| 1.0 / direct + e * (x - cr) / stiff);
            let mean = f64::midpoint(edges[0], edges[1]).abs();
            let most = edges[0].abs().max(edges[1].abs());
            // Edges that go opposite ways by the same amount turn about the plan's middle.
            most / mean.max(1e-9 * most)
        })
        .fold(1.0, f64::max);
    let ax = if amplified {
        (drift_ratio / IRREGULAR).powi(2).clamp(1.0, MOST)
    } else {
        1.0
    };
    Some(Torsion { drift_ratio, ax })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calc::wall_line_distribution::Wall;

    /// Lines at x = 20 and 40 of a plan of 60 by 30 ft (ends at y = 0 and 30), all of stiffness 1.
    fn narrow(mass_ft: f64) -> Rigid {
        let wall = |runs_along, position_ft| Wall {
            name: String::new(),
            runs_along,
            position_ft,
            stiffness: 1.0,
        };
        Rigid {
            force_along: Direction::Y,
            force_kip: 10.0,
            cm_x_ft: mass_ft,
            cm_y_ft: 15.0,
            plan_x_ft: 60.0,
            plan_y_ft: 30.0,
            accidental_ratio: 0.05,
            extra_torsion_kipft: 0.0,
            wall: vec![
                wall(Direction::Y, 20.0),
                wall(Direction::Y, 40.0),
                wall(Direction::X, 0.0),
                wall(Direction::X, 30.0),
            ],
        }
    }

    #[test]
    fn the_drifts_at_the_edges_are_as_worked_out_by_hand() {
        // J = 2·10² + 2·15² = 650, ΣR = 2, ea = 3: edges 0.5 ± 3·30/650 = 0.5 ± 0.13846.
        let plan = [[0.0, 0.0], [60.0, 30.0]];
        let regular = torsion(&narrow(30.0), plan, true).unwrap();
        assert!((regular.drift_ratio - 1.276_923_076_9).abs() < 1e-9);
        assert_eq!(regular.kind(), "1a");
        assert!((regular.ax - (1.276_923_076_9_f64 / 1.2).powi(2)).abs() < 1e-9);
        // The mass 7 ft off: e = 10, edges 0.5 ± 0.46154; Ax = (1.92308/1.2)² = 2.56821.
        let off = torsion(&narrow(37.0), plan, true).unwrap();
        assert_eq!(off.kind(), "1b");
        assert!((off.ax - 2.568_212_6).abs() < 1e-6, "{}", off.ax);
        assert_eq!(torsion(&narrow(60.0), plan, true).unwrap().ax, 3.0);
        assert_eq!(torsion(&narrow(37.0), plan, false).unwrap().ax, 1.0);
    }

    #[test]
    fn walls_in_one_line_have_no_torsion_to_speak_of() {
        let mut input = narrow(30.0);
        input.wall.truncate(1);
        assert_eq!(torsion(&input, [[0.0, 0.0], [60.0, 30.0]], true), None);
    }

    #[test]
    fn categories_a_and_b_amplify_nothing() {
        let of = |sds_g, sd1_g, ie| Seismic {
            sds_g,
            sd1_g,
            s1_g: 0.1,
            tl_s: 8.0,
            r: 6.5,
            ie,
            cd: 4.0,
            rho: 1.0,
            drift_limit_ratio: 0.025,
            story_forces_kip: Vec::new(),
        };
        assert!(!amplifies(&of(0.32, 0.13, 1.0)));
        assert!(amplifies(&of(0.33, 0.05, 1.0)));
        assert!(amplifies(&of(0.2, 0.14, 1.25)));
        assert!(amplifies(&of(0.17, 0.05, 1.5)));
    }
}
