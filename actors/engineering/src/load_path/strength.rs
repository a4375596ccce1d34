//! Strength and stiffness of segments by SDPWS.

use std::collections::BTreeMap;

use crate::building::{Building, Sdpws, SegmentDistribution, WallType};
use crate::calc::{shear_wall_capacity, shear_wall_deflection};
use crate::design::{Load, SegmentForce};
use crate::drift::{self, Anchorage};
use crate::fault::EngineeringError;
use crate::tables::panels;
use crate::trace::{Origin, Trace};

use super::geometry::panel_cell;
use super::layout::Segment;
use super::written::titled;

/// What wall types are worth, apart from any one segment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Strengths {
    /// Apparent shear stiffness by mark, kip/in, both faces where both are sheathed.
    ga_kip_in: BTreeMap<String, f64>,
    /// Area of one chord's posts taken for stiffness before posts are chosen, in².
    chord_area_in2: f64,
}

impl Strengths {
    /// Of a building that [`validate`](crate::validate::validate) has passed.
    pub(crate) fn of(building: &Building) -> Self {
        let ga = |t: &WallType| {
            let faces = if t.both_sides { 2.0 } else { 1.0 };
            panel_cell(t).map_or(0.0, |cell| cell.ga_osb_kip_in * faces)
        };
        Self {
            ga_kip_in: building
                .wall_types
                .iter()
                .map(|t| (t.mark.clone(), ga(t)))
                .collect(),
            chord_area_in2: drift::smallest_posts_in2(building),
        }
    }

    /// Apparent shear stiffness of a mark, kip/in.
    pub(crate) fn ga_kip_in(&self, mark: &str) -> f64 {
        self.ga_kip_in.get(mark).copied().unwrap_or(0.0)
    }

    /// Shear that moves a segment's top by an inch, lb: bending and panel shear.
    pub(crate) fn stiffness_lb_per_in(&self, building: &Building, segment: &Segment) -> f64 {
        let mark = &building.walls[segment.wall].mark;
        let unit_plf = 1.0 / segment.length_ft;
        let (h, b) = (segment.height_ft, segment.length_ft);
        let e_psi = building.criteria.framing.e_psi;
        let bending = shear_wall_deflection::bending_in(unit_plf, h, b, e_psi, self.chord_area_in2);
        let shear = shear_wall_deflection::shear_in(unit_plf, h, self.ga_kip_in(mark));
        1.0 / (bending + shear)
    }

    /// Unit shear strength of a segment at the design method's level, plf.
    pub(crate) fn capacity_plf(
        &self,
        building: &Building,
        segment: &Segment,
        load: Load,
        trace: &mut Trace,
    ) -> Result<f64, EngineeringError> {
        let wall = &building.walls[segment.wall];
        let place = format!(
            "segment {} ({})",
            segment.id, building.levels[segment.level].name
        );
        let Some(wall_type) = building.wall_types.iter().find(|t| t.mark == wall.mark) else {
            return Err(EngineeringError::Unknown {
                place,
                kind: "wall type",
                id: wall.mark.clone(),
                suggestion: String::new(),
                remedy: "add the mark to the wall schedule or to [wall_types]",
            });
        };
        let input = capacity_input(building, wall_type, segment, load);
        let origin = |key: &str| origin(building, wall_type, segment, key);
        let out = titled(trace, &place, origin, |t| shear_wall_capacity(&input, t))
            .map_err(EngineeringError::at(place.clone()))?;
        Ok(out.capacity_plf)
    }

    /// Tie-down deformation at strength-level seismic force that still keeps a segment's story
    /// drift within its limit, inches; below 0 where even a rigid tie-down does not.
    pub(crate) fn drift_allowance_in(
        &self,
        building: &Building,
        segment: &SegmentForce,
        arm_ft: f64,
        thrust_lb: f64,
    ) -> f64 {
        let Some(seismic) = &building.criteria.seismic else {
            return 0.0;
        };
        let rigid = Anchorage {
            chord_area_in2: self.chord_area_in2,
            uplift_in: 0.0,
            crushing_in: 0.0,
            arm_ft,
        };
        let input = drift::input(building, seismic, segment, rigid);
        let Ok(out) = crate::calc::shear_wall_deflection(&input, &mut Trace::off()) else {
            return 0.0;
        };
        let room = segment.drift_limit_in * seismic.ie / seismic.cd - out.total_in;
        room * arm_ft / segment.height_ft
            - drift::post_crushing_in(building, thrust_lb, self.chord_area_in2)
    }
}

/// A segment's capacity, as input of its calculation.
pub(crate) fn capacity_input(
    building: &Building,
    wall_type: &WallType,
    segment: &Segment,
    load: Load,
) -> shear_wall_capacity::Input {
    let criteria = &building.criteria;
    shear_wall_capacity::Input {
        edition: criteria.sdpws,
        load,
        method: criteria.method,
        sheathing: panels::Sheathing::from_word(&wall_type.sheathing),
        thickness: panels::Thickness::from_word(&wall_type.thickness),
        nail: panels::Nail::from_word(&wall_type.nail),
        edge_spacing_in: Some(wall_type.edge_spacing_in),
        both_sides: wall_type.both_sides,
        specific_gravity: criteria.framing.specific_gravity,
        height_ft: Some(segment.height_ft),
        length_ft: Some(segment.length_ft),
        proportional_distribution: criteria.segment_distribution == SegmentDistribution::Length
            && criteria.sdpws != Sdpws::Y2008,
        ..shear_wall_capacity::Input::default()
    }
}

fn origin(
    building: &Building,
    wall_type: &WallType,
    segment: &Segment,
    key: &str,
) -> Option<Origin> {
    match key {
        "sheathing" | "thickness" | "nail" | "edge_spacing_in" | "both_sides" => {
            Some(wall_type.origin.clone())
        }
        "height_ft" => building.levels.get(segment.level).map(|l| l.origin.clone()),
        "length_ft" => building.walls.get(segment.wall).map(|w| w.origin.clone()),
        "specific_gravity" => Some(building.criteria.origin("framing.specific_gravity")),
        "max_aspect" => Some(Origin::Table("SDPWS §4.3.4".into())),
        _ => None,
    }
}
