//! Design criteria: codes, loads, framing, rods, moisture, and the parts to build from.

use holdfast_engineering::building::{
    Code, Criteria, Diaphragm, Method, Sdpws, SegmentDistribution,
};

use crate::ReportError;
use crate::numerals::{feet_inches, fixed, general, inches, whole};
use crate::pdf::document::{Document, Paper};
use crate::pdf::flow::{Flow, Style};
use crate::pdf::table::{Cell, Column, Table, number, prose, word};
use crate::results::Results;
use crate::utilization::level_name;

/// Title of the section.
pub(crate) const TITLE: &str = "Design criteria";

/// Lays the section out.
pub(crate) fn lay(document: &mut Document, results: &Results) -> Result<(), ReportError> {
    let mut flow = Flow::section(document, Paper::Letter, TITLE)?;
    let criteria = &results.criteria;
    basis(&mut flow, criteria)?;
    levels(&mut flow, results)?;
    seismic(&mut flow, results)?;
    framing(&mut flow, criteria)?;
    wall_types(&mut flow, results)?;
    materials(&mut flow, results)
}

fn facts(flow: &mut Flow<'_>, summary: &str, rows: Vec<(&str, String)>) -> Result<(), ReportError> {
    let mut table = Table::new(summary, vec![word("Item").least(170.0), prose("Value")]).size(8.2);
    for (name, value) in rows {
        table.row(vec![name.into(), value.into()]);
    }
    flow.table(&table)
}

/// The year of a load standard.
fn code(criteria: &Criteria) -> &'static str {
    match criteria.code {
        Code::Asce7_16 => "ASCE 7-16",
        Code::Asce7_22 => "ASCE 7-22",
    }
}

fn basis(flow: &mut Flow<'_>, criteria: &Criteria) -> Result<(), ReportError> {
    flow.heading(2, "Basis of design")?;
    let sdpws = match criteria.sdpws {
        Sdpws::Y2008 => "2008",
        Sdpws::Y2015 => "2015",
        Sdpws::Y2021 => "2021",
    };
    let method = match criteria.method {
        Method::Asd => "Allowable stress design (ASD)",
        Method::Lrfd => "Load and resistance factor design (LRFD)",
    };
    let diaphragm = match criteria.diaphragm {
        Diaphragm::Flexible => "Flexible: by tributary width",
        Diaphragm::Rigid => "Rigid: by stiffness, with inherent and accidental torsion",
        Diaphragm::Envelope => "Envelope: the worse of flexible and rigid, line by line",
    };
    let segments = match criteria.segment_distribution {
        SegmentDistribution::Length => "The same unit shear in each full-height segment of a line",
        SegmentDistribution::Stiffness => "By stiffness of the segments of a line",
    };
    let loads = match (&criteria.seismic, &criteria.wind) {
        (Some(_), Some(_)) => "Seismic and wind",
        (Some(_), None) => "Seismic",
        (None, Some(_)) => "Wind",
        (None, None) => "No lateral load given",
    };
    facts(
        flow,
        "Codes and methods",
        vec![
            ("Loads and combinations", code(criteria).to_owned()),
            ("Shear walls", format!("AWC SDPWS {sdpws}")),
            ("Wood members", "AWC NDS".to_owned()),
            ("Rods and plates", "AISC 360; ICC-ES AC316".to_owned()),
            ("Method", method.to_owned()),
            ("Lateral loads", loads.to_owned()),
            ("Diaphragms", diaphragm.to_owned()),
            (
                "Accidental eccentricity",
                format!(
                    "{} % of the plan dimension",
                    general(criteria.accidental_ratio * 100.0)
                ),
            ),
            ("Shear to segments", segments.to_owned()),
        ],
    )
}

fn levels(flow: &mut Flow<'_>, results: &Results) -> Result<(), ReportError> {
    flow.heading(2, "Levels and story forces")?;
    if results.levels.is_empty() {
        return flow.paragraph(Style::TEXT, "The building has no levels.");
    }
    let criteria = &results.criteria;
    let given = criteria
        .seismic
        .as_ref()
        .map_or(&[][..], |s| &s.story_forces_kip);
    let seismic = if results.loads.seismic_story_kip.is_empty() {
        given
    } else {
        &results.loads.seismic_story_kip
    };
    let (wind_x, wind_y) = criteria.wind.as_ref().map_or((&[][..], &[][..]), |w| {
        (&w.story_forces_x_kip, &w.story_forces_y_kip)
    });
    let mut columns = vec![
        word("Level"),
        number("Floor", "ft-in"),
        number("Height", "ft-in"),
        number("Weight", "kip"),
    ];
    let forces: Vec<(&str, &[f64])> = [
        ("Seismic Fx", seismic),
        ("Wind, x", wind_x),
        ("Wind, y", wind_y),
    ]
    .into_iter()
    .filter(|(_, forces)| !forces.is_empty())
    .collect();
    columns.extend(forces.iter().map(|(title, _)| number(title, "kip")));
    let mut table = Table::new(
        "Levels with heights, seismic weights and story forces",
        columns,
    )
    .size(8.2);
    for (index, level) in results.levels.iter().enumerate().rev() {
        let mut cells: Vec<Cell> = vec![
            level_name(results, index).into(),
            feet_inches(level.elevation_ft).into(),
            feet_inches(level.height_ft).into(),
            fixed(level.weight_kip, 1).into(),
        ];
        cells.extend(
            forces
                .iter()
                .map(|(_, f)| Cell::from(fixed(f.get(index).copied().unwrap_or(f64::NAN), 2))),
        );
        table.row(cells);
    }
    flow.table(&table)?;
    flow.paragraph(
        Style::NOTE,
        "Story forces act at the top of each level, strength level. A level's wood walls stand on its \
         floor and carry the floor or roof above.",
    )
}

fn seismic(flow: &mut Flow<'_>, results: &Results) -> Result<(), ReportError> {
    let Some(s) = &results.criteria.seismic else {
        return Ok(());
    };
    flow.heading(2, "Seismic")?;
    let mut rows = vec![
        ("SDS", format!("{} g", general(s.sds_g))),
        ("SD1", format!("{} g", general(s.sd1_g))),
        ("S1", format!("{} g", general(s.s1_g))),
        ("TL", format!("{} s", general(s.tl_s))),
        ("R, Cd", format!("{}, {}", general(s.r), general(s.cd))),
        ("Ie", general(s.ie)),
        ("ρ", general(s.rho)),
        (
            "Story drift limit",
            format!("{} of story height (§12.12)", general(s.drift_limit_ratio)),
        ),
    ];
    if s.story_forces_kip.is_empty() {
        rows.push((
            "Story forces",
            "Equivalent lateral force procedure (§12.8)".to_owned(),
        ));
        if results.loads.base_shear_kip > 0.0 {
            let text = format!(
                "Cs = {}, V = {} kip",
                general(results.loads.cs),
                fixed(results.loads.base_shear_kip, 1)
            );
            rows.push(("Base shear", text));
        }
    } else {
        rows.push(("Story forces", "As given in the project".to_owned()));
    }
    facts(flow, "Seismic design values", rows)
}

fn framing(flow: &mut Flow<'_>, criteria: &Criteria) -> Result<(), ReportError> {
    let f = &criteria.framing;
    flow.heading(2, "Framing")?;
    facts(
        flow,
        "Framing values",
        vec![
            (
                "Species",
                format!("{}, G = {}", f.species, general(f.specific_gravity)),
            ),
            (
                "Compression across the grain",
                format!("Fc⊥ = {} psi", whole(f.fc_perp_psi)),
            ),
            (
                "Compression along the grain",
                format!("Fc = {} psi", whole(f.fc_psi)),
            ),
            (
                "Modulus",
                format!(
                    "E = {} psi, Emin = {} psi",
                    whole(f.e_psi),
                    whole(f.emin_psi)
                ),
            ),
            (
                "Studs, plates and posts",
                format!("{} out of plane", inches(f.stud_depth_in)),
            ),
            ("Wall end to rod", inches(f.rod_offset_in)),
            ("Wall end to compression posts", inches(f.post_offset_in)),
        ],
    )?;
    flow.heading(2, "Rod system")?;
    let r = &criteria.rods;
    let skipped = if r.skipped_restraints.is_empty() {
        "A plate at every level".to_owned()
    } else {
        let names: Vec<String> = r
            .skipped_restraints
            .iter()
            .take(40)
            .map(|i| (i + 1).to_string())
            .collect();
        format!("No plate at the top of level {}", names.join(", "))
    };
    facts(
        flow,
        "Criteria of the rod system",
        vec![
            (
                "Deformation between restraints",
                format!(
                    "at most {}\" at ASD force (ICC-ES AC316 §6.0)",
                    fixed(r.deformation_limit_in, 3)
                ),
            ),
            (
                "Over that limit",
                if r.drift_check_may_govern {
                    "passes where the story drift with the true deformation does".to_owned()
                } else {
                    "does not pass".to_owned()
                },
            ),
            ("Restraints", skipped),
            (
                "Take-up travel",
                format!("shrinkage times {}", general(r.takeup_margin)),
            ),
            ("Rod below the lowest plate", inches(r.anchor_projection_in)),
        ],
    )?;
    flow.heading(2, "Wood movement")?;
    let s = &criteria.shrinkage;
    facts(
        flow,
        "Moisture and shrinkage criteria",
        vec![
            (
                "Moisture content",
                format!(
                    "{} % at erection, {} % in service (fibre saturation {} %)",
                    general(s.mc_initial_pct),
                    general(s.mc_final_pct),
                    general(s.fiber_saturation_pct)
                ),
            ),
            (
                "Shrinkage of sawn wood",
                format!("{} in/in per 1 %", general(s.coefficient_per_pct)),
            ),
            (
                "Shrinkage of engineered joists",
                format!(
                    "{} in/in per 1 %",
                    general(s.engineered_coefficient_per_pct)
                ),
            ),
            (
                "Settlement a level",
                format!("{}\"", general(s.settlement_in)),
            ),
        ],
    )
}

fn wall_types(flow: &mut Flow<'_>, results: &Results) -> Result<(), ReportError> {
    if results.wall_types.is_empty() {
        return Ok(());
    }
    flow.heading(2, "Shear wall types")?;
    let mut table = Table::new(
        "Shear wall types: sheathing, thickness, nails and edge spacing by mark",
        vec![
            word("Mark"),
            word("Sheathing"),
            number("Thickness", "in"),
            word("Nails"),
            number("Edge spacing", "in o.c."),
            word("Faces"),
            number("Walls", ""),
        ],
    )
    .size(8.2);
    for t in &results.wall_types {
        let walls = results.walls.iter().filter(|w| w.mark == t.mark).count();
        let sheathing = match t.sheathing.as_str() {
            "structural-1" => "Structural I panels",
            "sheathing" => "Sheathing panels",
            other => other,
        };
        table.row(vec![
            t.mark.clone().into(),
            sheathing.into(),
            t.thickness.clone().into(),
            t.nail.clone().into(),
            general(t.edge_spacing_in).into(),
            if t.both_sides { "two" } else { "one" }.into(),
            whole(walls as f64).into(),
        ]);
    }
    flow.table(&table)
}

fn materials(flow: &mut Flow<'_>, results: &Results) -> Result<(), ReportError> {
    let c = &results.catalog;
    let mut part = |title: &str, columns: Vec<Column>, rows: Vec<Vec<Cell>>| {
        if rows.is_empty() {
            return Ok(());
        }
        flow.heading(2, title)?;
        let mut table = Table::new(title, columns).size(8.2);
        rows.into_iter().for_each(|r| table.row(r));
        flow.table(&table)
    };
    let rows = c.rods.iter().map(|r| {
        let thread = if r.fully_threaded {
            "full length"
        } else {
            "ends"
        };
        vec![
            r.mark.clone().into(),
            inches(r.diameter_in).into(),
            r.grade.clone().into(),
            general(r.fu_ksi).into(),
            general(r.fy_ksi).into(),
            general(r.threads_per_in).into(),
            thread.into(),
        ]
    });
    part(
        "Rods",
        vec![
            word("Mark"),
            number("Diameter", ""),
            word("Grade"),
            number("Fu", "ksi"),
            number("Fy", "ksi"),
            number("Threads", "per in"),
            word("Threaded"),
        ],
        rows.collect(),
    )?;
    let rows = c.plates.iter().map(|p| {
        vec![
            p.mark.clone().into(),
            inches(p.width_in).into(),
            inches(p.length_in).into(),
            inches(p.thickness_in).into(),
            general(p.fy_ksi).into(),
            inches(p.hole_in).into(),
            inches(p.max_rod_in).into(),
        ]
    });
    part(
        "Bearing plates",
        vec![
            word("Mark"),
            number("Width", "across"),
            number("Length", "along"),
            number("Thickness", ""),
            number("Fy", "ksi"),
            number("Hole", ""),
            number("Largest rod", ""),
        ],
        rows.collect(),
    )?;
    let rows = c.takeups.iter().map(|t| {
        vec![
            t.mark.clone().into(),
            inches(t.max_rod_in).into(),
            whole(t.rated_load_lb).into(),
            fixed(t.travel_in, 2).into(),
            fixed(t.delta_r_in, 3).into(),
            fixed(t.delta_a_in, 3).into(),
        ]
    });
    part(
        "Take-up devices",
        vec![
            word("Mark"),
            number("Largest rod", ""),
            number("Rated load", "lb, ASD"),
            number("Travel", "in"),
            number("ΔR", "in"),
            number("ΔA", "in"),
        ],
        rows.collect(),
    )?;
    let rows = c.posts.iter().map(|p| {
        vec![
            p.mark.clone().into(),
            whole(f64::from(p.plies)).into(),
            inches(p.width_in).into(),
            inches(p.depth_in).into(),
        ]
    });
    part(
        "Compression posts",
        vec![
            word("Mark, each side of the rod"),
            number("Plies", ""),
            number("Width", "along the wall"),
            number("Depth", "across"),
        ],
        rows.collect(),
    )?;
    let rows = c.couplers.iter().map(|k| {
        vec![
            k.mark.clone().into(),
            inches(k.lower_in).into(),
            inches(k.upper_in).into(),
            inches(k.outside_in).into(),
            inches(k.length_in).into(),
        ]
    });
    part(
        "Couplers",
        vec![
            word("Mark"),
            number("Rod below", ""),
            number("Rod above", ""),
            number("Outside", ""),
            number("Length", ""),
        ],
        rows.collect(),
    )
}
