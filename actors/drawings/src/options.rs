//! Every threshold of normalization and detection in one place, with the values that suit
//! light-frame wood buildings drawn in plan.

use serde::{Deserialize, Serialize};

/// Thresholds. Lengths are inches in the building unless said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Most marks a sheet may have after its blocks are expanded; more is refused.
    pub max_marks: usize,
    /// Ends nearer than this are one point; faces nearer than this are one face.
    pub snap_in: f64,
    /// Lines whose directions differ by less are parallel, degrees.
    pub parallel_deg: f64,
    /// Thinnest wall, face to face.
    pub min_thickness_in: f64,
    /// Thickest wall, face to face: studs, sheathing and board on both sides, or two stud rows.
    pub max_thickness_in: f64,
    /// Thickness of a wall drawn by its centre line alone.
    pub default_thickness_in: f64,
    /// Shortest piece of wall that is kept.
    pub min_piece_in: f64,
    /// Narrowest opening.
    pub min_opening_in: f64,
    /// Widest opening.
    pub max_opening_in: f64,
    /// How far a mark may stand from its wall where no leader joins them.
    pub mark_reach_in: f64,
    /// How far from a wall's centre line a line of a shear wall layer may be drawn.
    pub line_reach_in: f64,
    /// How far apart the centre lines of walls of two levels may be to stand above each other.
    pub stack_offset_in: f64,
    /// Least overlap of two walls that stand above each other, over the shorter.
    pub stack_overlap: f64,
    /// Disagreement of two scales, as a ratio, from which it is reported.
    pub scale_tolerance: f64,
    /// Misfit of a sheet's grid from which it is reported.
    pub misfit_in: f64,
    /// Confidence below which a wall is left out.
    pub min_confidence: f64,
    /// Gap between plans that share a model space.
    pub plan_gap_in: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_marks: 1_000_000,
            snap_in: 0.75,
            parallel_deg: 0.75,
            min_thickness_in: 3.25,
            max_thickness_in: 14.0,
            default_thickness_in: 5.5,
            min_piece_in: 4.0,
            min_opening_in: 14.0,
            max_opening_in: 240.0,
            mark_reach_in: 72.0,
            line_reach_in: 10.0,
            stack_offset_in: 6.0,
            stack_overlap: 0.5,
            scale_tolerance: 0.02,
            misfit_in: 1.0,
            min_confidence: 0.35,
            plan_gap_in: 120.0,
        }
    }
}
