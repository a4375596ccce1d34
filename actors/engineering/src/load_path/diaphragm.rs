//! One story force through one diaphragm to the wall lines below it: flexible, rigid, both.
//!
//! Flexible: the force spread evenly over the level's box, to lines by tributary width, overhangs to
//! the outer lines. Rigid: at the centre of mass, by stiffness, with inherent and accidental torsion
//! of both signs. Wind acts at the box's centre, in full, or three quarters of it 15 % of the width
//! to either side (ASCE 7 Fig. 27.3-8, cases 1 and 2). A force along one axis also turns the lines
//! of the other; they are designed for that where it is more than their own.

use serde::{Deserialize, Serialize};

use crate::building::{Building, Diaphragm, Level};
use crate::calc::wall_line_distribution::{
    Flexible, Rigid, RigidShares, Wall, flexible_shares, rigid_shares,
};
use crate::design::{Direction, Load, Problem};
use crate::error::CalcError;
use crate::fault::EngineeringError;
use crate::trace::{Origin, Trace};

use super::geometry::{DIRECTIONS, axis};
use super::layout::Layout;
use super::shares::weight;
use super::story::StoryForces;
use super::strength::Strengths;
use super::torsion::{Torsion, amplifies, torsion};
use super::written::{computed, line, titled};
use super::{letter, load_word};

/// Eccentricity of wind over the width (ASCE 7 Fig. 27.3-8, case 2) and the part of the force.
const WIND_ECCENTRICITY: f64 = 0.15;
const WIND_ECCENTRIC_PART: f64 = 0.75;

/// What one story force of one load and direction adds to the lines of its level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelShares {
    /// Level index.
    pub level: usize,
    /// Direction of the force.
    pub direction: Direction,
    /// Load.
    pub load: Load,
    /// The force, lb, strength.
    pub force_lb: f64,
    /// Lines that run along the force, by place.
    pub lines: Vec<LineShare>,
    /// Lines that run across it, turned by its torsion: line, force lb, case in words.
    pub cross: Vec<(usize, f64, String)>,
    /// How the rigid diaphragm turns; seismic alone.
    #[serde(default)]
    pub torsion: Option<Torsion>,
    /// What the diaphragm cannot do.
    pub problems: Vec<Problem>,
}

/// Share of one line.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LineShare {
    /// Index into [`Layout::lines`].
    pub line: usize,
    /// Flexible, lb.
    pub flexible_lb: f64,
    /// Rigid, the worst case, lb.
    pub rigid_lb: f64,
    /// Rigid, direct and inherent torsion with its sign, lb.
    pub rigid_inherent_lb: f64,
    /// The rigid case in words.
    pub rigid_case: String,
}

/// Distributes one story force to the lines of its level.
///
/// # Errors
/// Where the distribution refuses its input, with the place.
pub fn distribute(
    building: &Building,
    layout: &Layout,
    forces: &StoryForces,
    level: usize,
    direction: Direction,
    load: Load,
    trace: &mut Trace,
) -> Result<LevelShares, EngineeringError> {
    let force_lb = forces.force_lb(load, direction, level).unwrap_or(0.0);
    let mut shares = LevelShares {
        level,
        direction,
        load,
        force_lb,
        lines: Vec::new(),
        cross: Vec::new(),
        torsion: None,
        problems: Vec::new(),
    };
    let Some(of) = building.levels.get(level) else {
        return Ok(shares);
    };
    let present = |direction: Direction| {
        (0..layout.lines.len())
            .filter(|l| {
                layout.lines[*l].direction == direction
                    && !layout.lines[*l].segments[level].is_empty()
            })
            .collect::<Vec<usize>>()
    };
    let along = present(direction);
    if along.is_empty() {
        return Ok(shares); // reported where the lines are added up
    }
    let place = format!(
        "{}, {} along {}",
        of.name,
        load_word(load),
        letter(direction)
    );
    let wrong = |e: CalcError| EngineeringError::at(place.clone())(e);
    let diaphragm = Part {
        building,
        layout,
        of,
        level,
        direction,
        load,
        force_lb,
        place: &place,
    };
    let flexible = diaphragm.flexible(&along, trace).map_err(wrong)?;
    shares.lines = along
        .iter()
        .zip(flexible)
        .map(|(line, flexible_lb)| LineShare {
            line: *line,
            flexible_lb,
            ..LineShare::default()
        })
        .collect();
    if building.criteria.diaphragm != Diaphragm::Flexible {
        let across = present(DIRECTIONS[1 - axis(direction)]);
        diaphragm
            .rigid(&along, &across, &mut shares, trace)
            .map_err(wrong)?;
    }
    Ok(shares)
}

struct Part<'a> {
    building: &'a Building,
    layout: &'a Layout,
    of: &'a Level,
    level: usize,
    direction: Direction,
    load: Load,
    force_lb: f64,
    place: &'a str,
}

impl Part<'_> {
    fn position(&self, line: usize) -> f64 {
        self.layout.lines[line].positions_ft[self.level]
    }

    fn flexible(&self, along: &[usize], trace: &mut Trace) -> Result<Vec<f64>, CalcError> {
        let across = 1 - axis(self.direction);
        let line_positions_ft: Vec<f64> = along.iter().map(|l| self.position(*l)).collect();
        let low = line_positions_ft
            .iter()
            .copied()
            .fold(self.of.plan_ft[0][across], f64::min);
        let high = line_positions_ft
            .iter()
            .copied()
            .fold(self.of.plan_ft[1][across], f64::max);
        let input = Flexible {
            load_plf: self.force_lb / (high - low),
            start_ft: low,
            end_ft: high,
            line_positions_ft,
        };
        trace.line(|| {
            line(
                format!("{}: story force over the diaphragm", self.place),
                "w = F/L",
                vec![
                    computed("F", self.force_lb, "lb"),
                    self.level_figure("L", high - low, "ft"),
                ],
                computed("w", input.load_plf, "plf"),
                "Statics",
            )
        });
        let shares = titled(
            trace,
            self.place,
            |key| self.origin(key),
            |t| flexible_shares(&input, t),
        )?;
        Ok(shares.line_forces_lb)
    }

    fn level_figure(&self, symbol: &str, value: f64, unit: &str) -> crate::trace::Quantity {
        super::written::from(symbol, value, unit, self.of.origin.clone())
    }

    fn origin(&self, key: &str) -> Option<Origin> {
        match key {
            "start_ft" | "end_ft" | "plan_x_ft" | "plan_y_ft" | "cm_x_ft" | "cm_y_ft" => {
                Some(self.of.origin.clone())
            }
            "accidental_ratio" if self.load == Load::Seismic => {
                Some(self.building.criteria.origin("diaphragm.accidental_ratio"))
            }
            "accidental_ratio" => Some(Origin::Table("ASCE 7 Fig. 27.3-8".into())),
            "extra_torsion_kipft" => Some(Origin::Assumed("no torsion from elsewhere".into())),
            _ => None,
        }
    }

    fn rigid(
        &self,
        along: &[usize],
        across: &[usize],
        shares: &mut LevelShares,
        trace: &mut Trace,
    ) -> Result<(), CalcError> {
        let strengths = Strengths::of(self.building);
        let wall = along.iter().chain(across).map(|at| {
            let line = &self.layout.lines[*at];
            let members = line.segments[self.level]
                .iter()
                .map(|s| &self.layout.segments[*s]);
            Wall {
                name: line.name.clone(),
                runs_along: line.direction,
                position_ft: self.position(*at),
                stiffness: members
                    .map(|s| weight(self.building, &strengths, s, line.direction))
                    .sum(),
            }
        });
        let [low, high] = self.of.plan_ft;
        let centre = match self.load {
            Load::Seismic => self.of.mass_center_ft,
            Load::Wind => [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0],
        };
        let mut input = Rigid {
            force_along: self.direction,
            force_kip: self.force_lb / 1000.0,
            cm_x_ft: centre[0],
            cm_y_ft: centre[1],
            plan_x_ft: high[0] - low[0],
            plan_y_ft: high[1] - low[1],
            accidental_ratio: match self.load {
                Load::Seismic => self.building.criteria.accidental_ratio,
                Load::Wind => 0.0,
            },
            extra_torsion_kipft: 0.0,
            wall: wall.collect(),
        };
        if let Some(seismic) = &self.building.criteria.seismic
            && self.load == Load::Seismic
        {
            shares.torsion = torsion(&input, self.of.plan_ft, amplifies(seismic));
        }
        let ax = shares.torsion.map_or(1.0, |t| t.ax);
        if let Some(torsion) = shares.torsion.filter(|t| t.ax > 1.0) {
            trace.line(|| torsion.line(self.place, input.accidental_ratio));
            // Half the width is as far as a force can be off the middle.
            input.accidental_ratio = (input.accidental_ratio * ax).min(0.5);
        }
        let run = |input: &Rigid, trace: &mut Trace| {
            titled(
                trace,
                self.place,
                |key| match key {
                    // No longer the file's: the line before says what it comes from.
                    "accidental_ratio" if ax > 1.0 => Some(Origin::Computed),
                    _ => self.origin(key),
                },
                |t| rigid_shares(input, t),
            )
        };
        let full = match run(&input, trace) {
            Ok(full) => full,
            Err(CalcError::Refused {
                code: "torsion",
                what,
                remedy,
            }) => {
                shares.problems.push(Problem {
                    code: "diaphragm-torsion".into(),
                    place: self.place.to_owned(),
                    what: format!("{what}; the flexible shares are taken"),
                    remedy: remedy.into(),
                });
                for share in &mut shares.lines {
                    (share.rigid_lb, share.rigid_inherent_lb) =
                        (share.flexible_lb, share.flexible_lb);
                    share.rigid_case = "flexible: nothing resists torsion".into();
                }
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        let eccentric = match self.load {
            Load::Seismic => None,
            Load::Wind => {
                input.force_kip *= WIND_ECCENTRIC_PART;
                input.accidental_ratio = WIND_ECCENTRICITY;
                Some(run(&input, trace)?)
            }
        };
        for (at, wall) in input.wall.iter().enumerate() {
            let (force_lb, case) = self.worst(at, wall, &full, eccentric.as_ref(), ax);
            if let Some(share) = shares.lines.get_mut(at) {
                share.rigid_lb = force_lb;
                share.rigid_inherent_lb = full.inherent_kip[at] * 1000.0;
                share.rigid_case = case;
            } else if let Some(line) = across.get(at - along.len()) {
                shares.cross.push((*line, force_lb, case));
            }
        }
        Ok(())
    }

    /// The worst case of a line and its name.
    fn worst(
        &self,
        at: usize,
        wall: &Wall,
        full: &RigidShares,
        eccentric: Option<&RigidShares>,
        ax: f64,
    ) -> (f64, String) {
        let force = format!("force along {}", letter(self.direction));
        let centre = match wall.runs_along {
            Direction::X => full.cr_y_ft,
            Direction::Y => full.cr_x_ft,
        };
        let sign = if (wall.position_ft >= centre.unwrap_or(wall.position_ft))
            == (full.inherent_kip[at] >= 0.0)
        {
            '+'
        } else {
            '-'
        };
        let full_lb = full.envelope_kip[at] * 1000.0;
        match eccentric {
            None => {
                let percent = 100.0 * self.building.criteria.accidental_ratio;
                let amplified = if ax > 1.0 {
                    format!(" times Ax = {ax:.2}")
                } else {
                    String::new()
                };
                (
                    full_lb,
                    format!("{force}, accidental torsion {sign}{percent} %{amplified}"),
                )
            }
            Some(shares) if shares.envelope_kip[at] * 1000.0 > full_lb => (
                shares.envelope_kip[at] * 1000.0,
                format!("{force}, 0.75 of it {sign}15 % off the centre"),
            ),
            Some(_) => (full_lb, format!("{force}, in full at the centre")),
        }
    }
}
