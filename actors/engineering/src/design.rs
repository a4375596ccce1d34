//! What the engineering gives: shears, chord forces, rod runs, shrinkage and the audit.
//! Lists over levels run from the lowest level up.

use serde::{Deserialize, Serialize};

/// The load path of a building: what every wall and every end carries.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LoadPath {
    /// Seismic story forces (strength) at the top of each level, kip; empty without seismic.
    pub seismic_story_kip: Vec<f64>,
    /// Base shear, kip.
    pub base_shear_kip: f64,
    /// Cs.
    pub cs: f64,
    /// Wall lines a level and direction.
    pub lines: Vec<LineForce>,
    /// Segments.
    pub segments: Vec<SegmentForce>,
    /// Chord forces at each end of each stacked segment.
    pub chords: Vec<ChordForce>,
    /// What was assumed, each once.
    pub assumptions: Vec<Assumption>,
    /// What could not be carried (a segment too slender, a wall with nothing below).
    pub problems: Vec<Problem>,
}

/// Direction of a force on plan.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Along x.
    #[default]
    X,
    /// Along y.
    Y,
}

/// Kind of lateral load.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Load {
    /// Seismic.
    #[default]
    Seismic,
    /// Wind.
    Wind,
}

/// Shear in a wall line below one diaphragm.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LineForce {
    /// `X-3`: direction and number by position.
    pub line: String,
    /// Level index.
    pub level: usize,
    /// Direction of the force.
    pub direction: Direction,
    /// Load.
    pub load: Load,
    /// Place across the direction, ft.
    pub position_ft: f64,
    /// Force added at the top of this level, flexible, lb, strength.
    pub flexible_lb: f64,
    /// The same, rigid.
    pub rigid_lb: f64,
    /// Of `rigid_lb`, the direct and the inherent torsional share with its sign: these add up to
    /// the story force over the lines of a level, lb.
    #[serde(default)]
    pub rigid_inherent_lb: f64,
    /// The case that gives `rigid_lb`, in words: `force along X, accidental torsion -5 %`.
    #[serde(default)]
    pub rigid_case: String,
    /// Flexible shear handed over by lines above that stop here (below 0: given up by this line,
    /// which has no wall at this level), lb.
    #[serde(default)]
    pub flexible_transfer_lb: f64,
    /// The same, rigid, lb.
    #[serde(default)]
    pub rigid_transfer_lb: f64,
    /// Flexible shear in the line, story forces above included, lb, strength.
    #[serde(default)]
    pub flexible_shear_lb: f64,
    /// The same, rigid (each level's worse sign of the accidental torsion), lb.
    #[serde(default)]
    pub rigid_shear_lb: f64,
    /// Shear in the line at this level used for design (story forces above included), lb, strength.
    pub shear_lb: f64,
}

/// Shear and capacity of one segment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SegmentForce {
    /// `L2-W07.1`.
    pub segment: String,
    /// Wall id.
    pub wall: String,
    /// Wall line.
    pub line: String,
    /// Level index.
    pub level: usize,
    /// Length, ft.
    pub length_ft: f64,
    /// Governing load.
    pub load: Load,
    /// Shear at the method's level, lb, of the governing load.
    pub shear_lb: f64,
    /// Unit shear, plf.
    pub unit_shear_plf: f64,
    /// Capacity, plf.
    pub capacity_plf: f64,
    /// Demand over capacity.
    pub utilization: f64,
    /// h/b.
    pub aspect_ratio: f64,
    /// Whether it counts (aspect ratio within the limit).
    pub effective: bool,
    /// Story drift with the tie-down system's deformation, amplified, inches (0 until rods are known).
    pub drift_in: f64,
    /// Limit, inches; 0 where seismic is not designed.
    pub drift_limit_in: f64,
    /// Stack id.
    #[serde(default)]
    pub stack: String,
    /// One end on plan, ft (towards the wall's start).
    #[serde(default)]
    pub start_ft: [f64; 2],
    /// Other end, ft.
    #[serde(default)]
    pub end_ft: [f64; 2],
    /// Height of the wall, floor to floor less the framing on top, ft.
    #[serde(default)]
    pub height_ft: f64,
    /// Seismic shear along the segment, lb, strength, without redundancy.
    #[serde(default)]
    pub seismic_shear_lb: f64,
    /// Wind shear along the segment, lb, strength.
    #[serde(default)]
    pub wind_shear_lb: f64,
    /// Apparent shear stiffness of its wall type, kip/in.
    #[serde(default)]
    pub ga_kip_in: f64,
}

/// Forces at one end of a stacked segment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChordForce {
    /// Stable run id, `R-S07.1A`: stack, segment, end (A at the start, B at the end).
    pub run: String,
    /// Stack id.
    pub stack: String,
    /// Segment whose end this is, a level.
    pub segments: Vec<String>,
    /// Level indices, consecutive from the lowest.
    pub levels: Vec<usize>,
    /// Where the end stands on plan, ft.
    pub at_ft: [f64; 2],
    /// Unit vector from the end into the wall.
    pub inward: [f64; 2],
    /// Arm a level, ft.
    pub arm_ft: Vec<f64>,
    /// How far this run, and that of the segment's other end, is moved inwards by a person, a
    /// level, inches.
    #[serde(default)]
    pub moved_in: Vec<[f64; 2]>,
    /// Unfactored overturning moment at the base of each level, governing load, lb-ft.
    pub overturning_lbft: Vec<f64>,
    /// Unfactored resisting moment, lb-ft.
    pub resisting_lbft: Vec<f64>,
    /// Tension at the base of each level at the method's level, lb; never below 0.
    pub tension_lb: Vec<f64>,
    /// Compression, lb.
    pub compression_lb: Vec<f64>,
    /// Load combination that governs tension, a level.
    pub tension_combination: Vec<String>,
    /// Load combination that governs compression, a level.
    pub compression_combination: Vec<String>,
    /// Dead load at the end, unfactored, lb: the resisting moment over the arm.
    #[serde(default)]
    pub dead_lb: Vec<f64>,
    /// Live load at the end, unfactored, lb.
    #[serde(default)]
    pub live_lb: Vec<f64>,
    /// Snow at the end, unfactored, lb.
    #[serde(default)]
    pub snow_lb: Vec<f64>,
    /// Worst compression of gravity alone at the method's level, lb (posts: no short-time load).
    #[serde(default)]
    pub gravity_compression_lb: Vec<f64>,
    /// Largest tie-down deformation at strength-level seismic force that keeps the story drift
    /// within its limit, inches, a level; 0 without seismic.
    #[serde(default)]
    pub drift_allowance_in: Vec<f64>,
    /// Each load apart.
    #[serde(default)]
    pub cases: Vec<ChordCase>,
}

/// One lateral load at one end, apart from the others. Lists as in [`ChordForce`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChordCase {
    /// Load.
    pub load: Load,
    /// Direction of the building's force.
    pub direction: Direction,
    /// Unfactored overturning moment about the other chord, force towards the other end, lb-ft.
    pub overturning_lbft: Vec<f64>,
    /// Unfactored uplift of that force at this end, lb.
    pub uplift_lb: Vec<f64>,
    /// Unfactored thrust at this end of the force the other way, lb.
    pub thrust_lb: Vec<f64>,
    /// Net tension at the method's level, lb; never below 0.
    pub tension_lb: Vec<f64>,
    /// Net tension at ASD level, lb (deformation limits are set at it); never below 0.
    pub asd_tension_lb: Vec<f64>,
    /// Net tension at strength level without redundancy, lb (story drift); never below 0.
    pub drift_tension_lb: Vec<f64>,
}

/// One rod run, designed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RodRun {
    /// Run id.
    pub id: String,
    /// Stack id.
    pub stack: String,
    /// Centre of the rod on plan, ft.
    pub at_ft: [f64; 2],
    /// Unit vector from the wall's end inwards: the way it may move.
    pub inward: [f64; 2],
    /// Whether the run needs a rod at all (no tension at any level where false).
    pub required: bool,
    /// Levels, all that the wall's end stands in; rods only as high as tension needs them.
    pub levels: Vec<RodLevel>,
    /// Anchor at the base: force, lb.
    pub anchor_lb: f64,
    /// Whether every check passes.
    pub passes: bool,
    /// What does not pass and what would help.
    pub problems: Vec<Problem>,
    /// Weight of steel, lb.
    pub steel_lb: f64,
}

/// One level of a rod run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RodLevel {
    /// Level index.
    pub level: usize,
    /// Cumulative tension, lb.
    pub tension_lb: f64,
    /// Force in the rod (with skipped restraints), lb.
    pub rod_lb: f64,
    /// Rod's mark; empty where the level has no rod (no tension here or above: posts alone).
    pub rod: String,
    /// Diameter, inches.
    pub diameter_in: f64,
    /// Grade.
    pub grade: String,
    /// Allowable or design strength, lb.
    pub rod_capacity_lb: f64,
    /// Length within the level, inches.
    pub length_in: f64,
    /// Coupler at the bottom of this level's rod to the one below; empty at the base.
    pub coupler: String,
    /// Whether there is a plate at the top of this level.
    pub restrained: bool,
    /// Plate's mark.
    pub plate: String,
    /// Force through the plate, lb.
    pub plate_lb: f64,
    /// Plate's capacity, lb.
    pub plate_capacity_lb: f64,
    /// Take-up device's mark.
    pub takeup: String,
    /// Travel it has, inches.
    pub takeup_travel_in: f64,
    /// Travel it needs, inches.
    pub required_travel_in: f64,
    /// Compression, lb.
    pub compression_lb: f64,
    /// Posts' mark, each side of the rod.
    pub posts: String,
    /// Posts' capacity, lb.
    pub post_capacity_lb: f64,
    /// Rod elongation, inches, since the last restraint below.
    pub elongation_in: f64,
    /// Plate crushing, inches.
    pub crushing_in: f64,
    /// Device, inches.
    pub device_in: f64,
    /// All, inches.
    pub deformation_in: f64,
    /// Limit, inches.
    pub deformation_limit_in: f64,
    /// Shrinkage of the level, inches.
    pub shrinkage_in: f64,
    /// Cumulative shrinkage, inches.
    pub cumulative_shrinkage_in: f64,
    /// Rod force at ASD level, lb: the deformations are worked out at it.
    #[serde(default)]
    pub asd_rod_lb: f64,
    /// Force through the plate and device at ASD level, lb.
    #[serde(default)]
    pub asd_plate_lb: f64,
    /// Bearing strength under the plate, lb; `plate_capacity_lb` is the lesser of it and the next.
    #[serde(default)]
    pub plate_bearing_lb: f64,
    /// Load at which the plate's own bending strength is used up, lb.
    #[serde(default)]
    pub plate_bending_lb: f64,
    /// Posts' strength by column stability, both sides, lb.
    #[serde(default)]
    pub post_stability_lb: f64,
    /// Posts' bearing strength on the plates, both sides, lb; `post_capacity_lb` is the lesser.
    #[serde(default)]
    pub post_bearing_lb: f64,
    /// Deformation at strength-level seismic force, inches (story drift).
    #[serde(default)]
    pub drift_deformation_in: f64,
    /// Whether the deformation is over its limit and passes by the drift check.
    #[serde(default)]
    pub by_drift_check: bool,
}

/// Something that does not pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Short stable code, `rod-strength`.
    pub code: String,
    /// Where: wall, run, level.
    pub place: String,
    /// What is wrong, with figures.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// Something taken where nothing was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumption {
    /// What was assumed, with its figure.
    pub what: String,
    /// Why, with its reference.
    pub why: String,
}

/// One check of the audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditCheck {
    /// Short stable code, `equilibrium.overturning`.
    pub code: String,
    /// Where.
    pub place: String,
    /// What the audit's own calculation gives.
    pub audit_value: f64,
    /// What the design holds.
    pub design_value: f64,
    /// Unit.
    pub unit: String,
    /// Reference.
    pub reference: String,
    /// Whether it passes.
    pub passes: bool,
    /// In words.
    pub what: String,
}

/// The audit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Audit {
    /// Checks, failed ones first.
    pub checks: Vec<AuditCheck>,
    /// Every assumption taken.
    pub assumptions: Vec<Assumption>,
}

impl Audit {
    /// Whether every check passes.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.checks.iter().all(|c| c.passes)
    }
}
