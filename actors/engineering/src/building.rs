//! What the engineering is given: the project's criteria, its levels, wall types, catalogue and
//! the shear walls with where they stand. Lists over levels run from the lowest level up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::trace::Origin;

/// A whole building to design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Building {
    /// Codes, loads and choices that hold for all of it.
    pub criteria: Criteria,
    /// Levels from the lowest wood level up (above a podium, the podium's top is the base).
    pub levels: Vec<Level>,
    /// Wall types by mark.
    pub wall_types: Vec<WallType>,
    /// Shear walls of all levels.
    pub walls: Vec<Wall>,
    /// Walls above each other.
    pub stacks: Vec<Stack>,
    /// Rods, plates, couplers, devices, posts to choose from.
    pub catalog: Catalog,
    /// Rod runs that a person has moved along their walls.
    #[serde(default)]
    pub rod_moves: Vec<RodMove>,
}

/// A rod run moved along its wall. The posts beside the rod go with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RodMove {
    /// Run id, `R-S07.1A`.
    pub run: String,
    /// From where the run would stand, inches: inwards, away from the wall's end; negative: outwards.
    pub move_in: f64,
    /// Where it is asked for.
    pub origin: Origin,
}

impl Building {
    /// How far a run is moved inwards from its usual place, inches.
    #[must_use]
    pub fn rod_move_in(&self, run: &str) -> f64 {
        let of_run = self.rod_moves.iter().filter(|m| m.run == run);
        of_run.map(|m| m.move_in).sum()
    }

    /// From the wall's end to the centre of the rod that stands nearest to one, inches. Plates are
    /// chosen for it, so that none reaches beyond an end.
    #[must_use]
    pub fn least_rod_offset_in(&self) -> f64 {
        let outwards = self.rod_moves.iter().map(|m| m.move_in).fold(0.0, f64::min);
        self.criteria.framing.rod_offset_in + outwards
    }
}

/// Codes, loads and choices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Criteria {
    /// Load standard.
    pub code: Code,
    /// SDPWS edition.
    pub sdpws: Sdpws,
    /// Design method.
    pub method: Method,
    /// Seismic; `None` where wind alone is designed.
    pub seismic: Option<Seismic>,
    /// Wind; `None` where seismic alone is designed.
    pub wind: Option<Wind>,
    /// How story forces go to wall lines.
    pub diaphragm: Diaphragm,
    /// Accidental eccentricity over the plan dimension (ASCE 7-22 §12.8.4.2).
    pub accidental_ratio: f64,
    /// How a line's shear goes to its segments.
    pub segment_distribution: SegmentDistribution,
    /// Framing of walls: studs, posts, plates.
    pub framing: Framing,
    /// Rod system choices.
    pub rods: RodCriteria,
    /// Wood movement.
    pub shrinkage: Shrinkage,
    /// Where each figure above comes from, by its key in the project file: `seismic.sds_g`.
    #[serde(default)]
    pub origins: BTreeMap<String, Origin>,
}

impl Criteria {
    /// Where the figure of `key` (`seismic.sds_g`) comes from; assumed where nothing is noted.
    #[must_use]
    pub fn origin(&self, key: &str) -> Origin {
        let assumed = || Origin::Assumed(format!("{key}, not given"));
        self.origins.get(key).cloned().unwrap_or_else(assumed)
    }
}

/// Load standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Code {
    /// ASCE 7-16.
    #[serde(rename = "ASCE 7-16")]
    Asce7_16,
    /// ASCE 7-22.
    #[serde(rename = "ASCE 7-22")]
    Asce7_22,
}

/// SDPWS edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sdpws {
    /// 2008.
    #[serde(rename = "2008")]
    Y2008,
    /// 2015.
    #[serde(rename = "2015")]
    Y2015,
    /// 2021.
    #[serde(rename = "2021")]
    Y2021,
}

/// Design method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// Allowable stress.
    #[serde(rename = "ASD")]
    Asd,
    /// Load and resistance factors.
    #[serde(rename = "LRFD")]
    Lrfd,
}

/// Seismic criteria.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seismic {
    /// Short-period design acceleration, g.
    pub sds_g: f64,
    /// One-second design acceleration, g.
    pub sd1_g: f64,
    /// Mapped one-second acceleration, g.
    pub s1_g: f64,
    /// Long-period transition, s.
    pub tl_s: f64,
    /// Response modification.
    pub r: f64,
    /// Importance factor.
    pub ie: f64,
    /// Deflection amplification.
    pub cd: f64,
    /// Redundancy.
    pub rho: f64,
    /// Story drift limit over story height (ASCE 7-22 Table 12.12-1).
    pub drift_limit_ratio: f64,
    /// Story forces at the top of each level, kip, strength level; where empty, worked out by
    /// ASCE 7 §12.8 from the levels' weights.
    pub story_forces_kip: Vec<f64>,
}

/// Wind story forces at the top of each level, kip, strength level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wind {
    /// Along x.
    pub story_forces_x_kip: Vec<f64>,
    /// Along y.
    pub story_forces_y_kip: Vec<f64>,
}

/// How story forces go to wall lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Diaphragm {
    /// By tributary width.
    Flexible,
    /// By stiffness, with torsion.
    Rigid,
    /// The worse of both, line by line.
    Envelope,
}

/// How a line's shear goes to its segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SegmentDistribution {
    /// The same unit shear in each.
    Length,
    /// By stiffness.
    Stiffness,
}

/// Framing of walls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Framing {
    /// Species' name, `DF-L`.
    pub species: String,
    /// Specific gravity.
    pub specific_gravity: f64,
    /// Compression across the grain, psi.
    pub fc_perp_psi: f64,
    /// Compression along the grain of posts, psi.
    pub fc_psi: f64,
    /// Modulus for stability, psi.
    pub emin_psi: f64,
    /// Modulus, psi.
    pub e_psi: f64,
    /// Width of studs, plates and posts out of the wall's plane, inches.
    pub stud_depth_in: f64,
    /// From the wall's end to the rod's centre, inches.
    pub rod_offset_in: f64,
    /// From the wall's end to the centroid of the compression posts, inches.
    pub post_offset_in: f64,
}

/// Rod system choices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RodCriteria {
    /// Deformation limit between restraints at ASD force, inches (ICC-ES AC316 §6.0).
    pub deformation_limit_in: f64,
    /// Whether a deformation over the limit may pass by the drift check.
    pub drift_check_may_govern: bool,
    /// Levels (indices) whose plate is left out.
    pub skipped_restraints: Vec<usize>,
    /// Margin on take-up travel.
    pub takeup_margin: f64,
    /// From the foundation (or podium) to the bottom of the lowest plate, inches: rod below the wall.
    pub anchor_projection_in: f64,
}

/// Wood movement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shrinkage {
    /// Coefficient of sawn wood, per 1 % moisture.
    pub coefficient_per_pct: f64,
    /// Coefficient of engineered joists, per 1 %.
    pub engineered_coefficient_per_pct: f64,
    /// Moisture at erection, %.
    pub mc_initial_pct: f64,
    /// Moisture in service, %.
    pub mc_final_pct: f64,
    /// Fibre saturation, %.
    pub fiber_saturation_pct: f64,
    /// Settlement of each level, inches.
    pub settlement_in: f64,
}

/// A level: its walls and the floor or roof on top of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Name, `Level 2`.
    pub name: String,
    /// Floor above the base, ft.
    pub elevation_ft: f64,
    /// Floor to floor, ft.
    pub height_ft: f64,
    /// Effective seismic weight at the top of the level, kip.
    pub weight_kip: f64,
    /// Centre of mass at the top of the level, ft, building coordinates.
    pub mass_center_ft: [f64; 2],
    /// Box of the diaphragm at the top of the level, ft: min, max.
    pub plan_ft: [[f64; 2]; 2],
    /// Dead load that the level adds on its shear walls, plf.
    pub dead_plf: f64,
    /// Live load that the level adds, plf.
    pub live_plf: f64,
    /// Snow that the level adds, plf.
    pub snow_plf: f64,
    /// Depth of the floor or roof framing on top of the walls, inches.
    pub floor_depth_in: f64,
    /// Whether that framing is engineered (I-joist, truss) rather than sawn.
    pub engineered_floor: bool,
    /// Sill plates below the studs: count of 1.5 in plies.
    pub sill_plies: u32,
    /// Top plates: count of 1.5 in plies.
    pub top_plies: u32,
    /// Where the level's figures come from.
    pub origin: Origin,
}

/// A wall type of the schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WallType {
    /// `SW4`.
    pub mark: String,
    /// `sheathing` or `structural-1`.
    pub sheathing: String,
    /// `15/32`.
    pub thickness: String,
    /// `8d`, `10d`.
    pub nail: String,
    /// Panel edge nailing, inches.
    pub edge_spacing_in: f64,
    /// Sheathed on both faces.
    pub both_sides: bool,
    /// Where it comes from.
    pub origin: Origin,
}

/// A shear wall of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wall {
    /// `L2-W07`.
    pub id: String,
    /// Index into [`Building::levels`].
    pub level: usize,
    /// Mark of its type.
    pub mark: String,
    /// One end on plan, ft.
    pub start_ft: [f64; 2],
    /// Other end, ft.
    pub end_ft: [f64; 2],
    /// Full-height segments as distances from `start_ft`, ft, in order; none: it carries nothing.
    pub segments_ft: Vec<[f64; 2]>,
    /// Dead load where it differs from the level's, plf.
    pub dead_plf: Option<f64>,
    /// Where it was found.
    pub origin: Origin,
}

/// Walls above each other, from the lowest up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stack {
    /// `S07`.
    pub id: String,
    /// Wall ids.
    pub walls: Vec<String>,
}

/// What a rod run is made from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Catalog {
    /// Rods.
    pub rods: Vec<RodItem>,
    /// Bearing plates.
    pub plates: Vec<PlateItem>,
    /// Take-up devices.
    pub takeups: Vec<TakeupItem>,
    /// Compression posts.
    pub posts: Vec<PostItem>,
    /// Couplers, one a pair of rod diameters.
    pub couplers: Vec<CouplerItem>,
}

/// A rod.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RodItem {
    /// `R5-A36`.
    pub mark: String,
    /// Diameter, inches.
    pub diameter_in: f64,
    /// Grade, `A36`, or a maker's own with `fu_ksi` and `fy_ksi`.
    pub grade: String,
    /// Tensile strength, ksi.
    pub fu_ksi: f64,
    /// Yield, ksi.
    pub fy_ksi: f64,
    /// Threads an inch.
    pub threads_per_in: f64,
    /// Threaded over the whole length (else smooth but for the ends).
    pub fully_threaded: bool,
}

/// A bearing plate with a hole for the rod.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlateItem {
    /// `BP3x6`.
    pub mark: String,
    /// Across the wall plate, inches.
    pub width_in: f64,
    /// Along the wall plate (the grain), inches.
    pub length_in: f64,
    /// Thickness, inches.
    pub thickness_in: f64,
    /// Yield, ksi.
    pub fy_ksi: f64,
    /// Largest rod it takes, inches.
    pub max_rod_in: f64,
    /// Hole, inches.
    pub hole_in: f64,
}

/// A take-up device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakeupItem {
    /// `TU-1`.
    pub mark: String,
    /// Largest rod, inches.
    pub max_rod_in: f64,
    /// Rated load, lb, ASD.
    pub rated_load_lb: f64,
    /// Travel, inches.
    pub travel_in: f64,
    /// Seating, inches.
    pub delta_r_in: f64,
    /// Deflection at the rated load, inches.
    pub delta_a_in: f64,
}

/// A compression post at a wall's end (one side of the rod's pair).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostItem {
    /// `(2) 2x6`.
    pub mark: String,
    /// Plies.
    pub plies: u32,
    /// Along the wall, all plies, inches.
    pub width_in: f64,
    /// Across the wall, inches.
    pub depth_in: f64,
}

/// A coupler.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CouplerItem {
    /// `CN-5/8x3/4`.
    pub mark: String,
    /// Rod below, inches.
    pub lower_in: f64,
    /// Rod above, inches.
    pub upper_in: f64,
    /// Outside diameter, inches.
    pub outside_in: f64,
    /// Length, inches.
    pub length_in: f64,
}
