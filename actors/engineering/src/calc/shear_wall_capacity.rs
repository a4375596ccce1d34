//! Capacity of blocked wood structural panel shear walls (SDPWS 2008, 2015, 2021).

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::written::{computed, given, line, not_over, table};
use crate::building::{Method, Sdpws};
use crate::design::Load;
use crate::error::CalcError;
use crate::tables::panels::{Nail, Sheathing, Thickness, rows_of, table_4_3a};
use crate::trace::Trace;

/// What goes in. Either the panel's four keys or `nominal_plf` (with `ga_kip_in`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Edition.
    pub edition: Sdpws,
    /// Load.
    pub load: Load,
    /// Method.
    pub method: Method,
    /// Panel grade; sheathing where absent.
    pub sheathing: Option<Sheathing>,
    /// Panel thickness; 15/32 where absent.
    pub thickness: Option<Thickness>,
    /// Nail; 8d where absent.
    pub nail: Option<Nail>,
    /// Nail spacing at panel edges, inches: 6, 4, 3 or 2; 6 where absent.
    pub edge_spacing_in: Option<f64>,
    /// Nominal unit shear in place of the table's, plf.
    pub nominal_plf: Option<f64>,
    /// Apparent shear stiffness in place of the table's, kip/in.
    pub ga_kip_in: Option<f64>,
    /// Nominal unit shear of another material on the other face, plf.
    pub other_side_nominal_plf: Option<f64>,
    /// Its apparent shear stiffness, kip/in.
    pub other_side_ga_kip_in: Option<f64>,
    /// The same panel on both faces.
    pub both_sides: bool,
    /// Specific gravity of the framing.
    pub specific_gravity: f64,
    /// Height, ft.
    pub height_ft: Option<f64>,
    /// Length, ft.
    pub length_ft: Option<f64>,
    /// Largest ratio of height to length.
    pub max_aspect: f64,
    /// Whether shear is shared in proportion to capacity rather than stiffness (2015, 2021).
    pub proportional_distribution: bool,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            edition: Sdpws::Y2021,
            load: Load::Seismic,
            method: Method::Asd,
            sheathing: None,
            thickness: None,
            nail: None,
            edge_spacing_in: None,
            nominal_plf: None,
            ga_kip_in: None,
            other_side_nominal_plf: None,
            other_side_ga_kip_in: None,
            both_sides: false,
            specific_gravity: 0.5,
            height_ft: None,
            length_ft: None,
            max_aspect: LARGEST_ASPECT,
            proportional_distribution: false,
        }
    }
}

/// What comes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Nominal unit shear of both faces, before any factor, plf.
    pub nominal_plf: f64,
    /// Factor of the framing's specific gravity.
    pub sg_factor: f64,
    /// Height over length; absent without both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<f64>,
    /// Factor of a slender wall.
    pub aspect_factor: f64,
    /// What the nominal shear is divided by in ASD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reduction: Option<f64>,
    /// What the nominal shear is multiplied by in LRFD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resistance_factor: Option<f64>,
    /// Allowable (ASD) or design (LRFD) unit shear, plf.
    pub capacity_plf: f64,
    /// The same over the wall's length, lb.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_lb: Option<f64>,
    /// Apparent shear stiffness of all faces (oriented strand board), kip/in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ga_kip_in: Option<f64>,
}

/// Largest height over length of a blocked panel wall (SDPWS 2015 Table 4.3.4, 2021 Table 4.3.3).
pub const LARGEST_ASPECT: f64 = 3.5;

const KEYS: &[Key] = &[
    Key::required(
        "edition",
        Kind::Word(&["2008", "2015", "2021"]),
        "",
        "Edition of SDPWS",
    ),
    Key::required("load", Kind::Word(&["seismic", "wind"]), "", "Kind of load"),
    Key::or(
        "method",
        Kind::Word(&["ASD", "LRFD"]),
        "",
        "ASD",
        "Design method",
    ),
    Key::or(
        "sheathing",
        Kind::Word(&Sheathing::WORDS),
        "",
        "sheathing",
        "Panel grade",
    ),
    Key::or(
        "thickness",
        Kind::Word(&Thickness::WORDS),
        "in",
        "15/32",
        "Panel thickness",
    ),
    Key::or("nail", Kind::Word(&Nail::WORDS), "", "8d", "Common nail"),
    Key::or(
        "edge_spacing_in",
        Kind::Number,
        "in",
        "6",
        "Nail spacing at panel edges: 6, 4, 3 or 2",
    ),
    Key::optional(
        "nominal_plf",
        Kind::Number,
        "plf",
        "that of the panel in Table 4.3A",
        "Nominal unit shear in place of the four keys of the panel",
    ),
    Key::optional(
        "ga_kip_in",
        Kind::Number,
        "kip/in",
        "that of the panel in Table 4.3A",
        "Apparent shear stiffness",
    ),
    Key::optional(
        "other_side_nominal_plf",
        Kind::Number,
        "plf",
        "no other material",
        "Nominal unit shear of another material on the other face",
    ),
    Key::optional(
        "other_side_ga_kip_in",
        Kind::Number,
        "kip/in",
        "not counted",
        "Its apparent shear stiffness",
    ),
    Key::or(
        "both_sides",
        Kind::Flag,
        "",
        "false",
        "The same panel on both faces",
    ),
    Key::or(
        "specific_gravity",
        Kind::Number,
        "",
        "0.5",
        "Specific gravity of the framing",
    ),
    Key::optional(
        "height_ft",
        Kind::Number,
        "ft",
        "no aspect ratio",
        "Height of the wall",
    ),
    Key::optional(
        "length_ft",
        Kind::Number,
        "ft",
        "no aspect ratio",
        "Length of the wall",
    ),
    Key::or(
        "max_aspect",
        Kind::Number,
        "",
        "3.5",
        "Largest height over length",
    ),
    Key::or(
        "proportional_distribution",
        Kind::Flag,
        "",
        "false",
        "Shear shared in proportion to capacity: 2 b/h for slender walls",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "shear_wall_capacity",
    summary: "Unit shear capacity and stiffness of a blocked wood structural panel wall",
    standard: "SDPWS 2008, 2015, 2021 §4.3, Table 4.3A",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, shear_wall_capacity, value, trace),
};

/// What a nominal unit shear is multiplied by: 1/reduction in ASD, the resistance factor in LRFD
/// (SDPWS 2008, 2015 §4.3.3: 2.0, 0.80; 2021 §4.1.4: 2.8, 0.50 seismic and 2.0, 0.80 wind).
#[must_use]
pub fn design_factor(edition: Sdpws, load: Load, method: Method) -> f64 {
    match method {
        Method::Asd => 1.0 / asd_reduction(edition, load),
        Method::Lrfd => lrfd_factor(edition, load),
    }
}

fn asd_reduction(edition: Sdpws, load: Load) -> f64 {
    if edition == Sdpws::Y2021 && load == Load::Seismic {
        2.8
    } else {
        2.0
    }
}

fn lrfd_factor(edition: Sdpws, load: Load) -> f64 {
    if edition == Sdpws::Y2021 && load == Load::Seismic {
        0.5
    } else {
        0.8
    }
}

/// Factor of framing lighter than 0.5: `1 − (0.5 − G)` (SDPWS Table 4.3A, footnote).
#[must_use]
pub fn sg_factor(specific_gravity: f64) -> f64 {
    (1.0 - (0.5 - specific_gravity)).min(1.0)
}

/// Factor of a wall more slender than 2: `1.25 − 0.125 h/b` (2015 §4.3.4.2, 2021 §4.3.3.2), or
/// `2 b/h` where shear is shared in proportion to capacity; 2008: `2 b/h`, seismic alone
/// (Table 4.3.4, footnote 1).
#[must_use]
pub fn aspect_factor(edition: Sdpws, load: Load, aspect_ratio: f64, proportional: bool) -> f64 {
    if aspect_ratio <= 2.0 {
        return 1.0;
    }
    match edition {
        Sdpws::Y2008 if load == Load::Wind => 1.0,
        Sdpws::Y2008 => 2.0 / aspect_ratio,
        Sdpws::Y2015 | Sdpws::Y2021 if proportional => 2.0 / aspect_ratio,
        Sdpws::Y2015 | Sdpws::Y2021 => 1.25 - 0.125 * aspect_ratio,
    }
}

/// Capacity of a shear wall.
///
/// # Errors
/// A value out of range, a panel that the table does not have (code `panel`), or a wall more
/// slender than allowed (code `aspect`).
pub fn shear_wall_capacity(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    validate(input)?;
    let (one_face, ga_face) = face(input, trace)?;
    let (nominal_plf, ga_kip_in) = both_faces(input, one_face, ga_face, trace);
    let sg_factor = sg_factor(input.specific_gravity);
    trace.line(|| {
        line(
            "Factor of the framing's specific gravity",
            "1 − (0.5 − G) ≤ 1",
            vec![given("G", "specific_gravity", input.specific_gravity, "")],
            computed("Csg", sg_factor, ""),
            format!("{} Table 4.3A, footnote 3", edition_name(input.edition)),
        )
    });
    let (aspect_ratio, aspect_factor) = slenderness(input, trace)?;
    let (reduction, resistance_factor) = match input.method {
        Method::Asd => (Some(asd_reduction(input.edition, input.load)), None),
        Method::Lrfd => (None, Some(lrfd_factor(input.edition, input.load))),
    };
    let factor = design_factor(input.edition, input.load, input.method);
    let capacity_plf = nominal_plf * sg_factor * aspect_factor * factor;
    let capacity_lb = input.length_ft.map(|b| b * capacity_plf);
    trace.line(|| {
        let section = if input.edition == Sdpws::Y2021 {
            "§4.1.4"
        } else {
            "§4.3.3"
        };
        let (formula, by) = match input.method {
            Method::Asd => ("v = vn Csg Ca/Ω", computed("Ω", 1.0 / factor, "")),
            Method::Lrfd => ("v = φ vn Csg Ca", computed("φ", factor, "")),
        };
        let inputs = vec![
            computed("vn", nominal_plf, "plf"),
            computed("Csg", sg_factor, ""),
            computed("Ca", aspect_factor, ""),
            by,
        ];
        let reference = format!("{} {section}", edition_name(input.edition));
        line(
            "Unit shear capacity",
            formula,
            inputs,
            computed("v", capacity_plf, "plf"),
            reference,
        )
    });
    if let (Some(b), Some(capacity)) = (input.length_ft, capacity_lb) {
        trace.line(|| {
            line(
                "Capacity of the wall",
                "V = v b",
                vec![
                    computed("v", capacity_plf, "plf"),
                    given("b", "length_ft", b, "ft"),
                ],
                computed("V", capacity, "lb"),
                "Statics",
            )
        });
    }
    Ok(Output {
        nominal_plf,
        sg_factor,
        aspect_ratio,
        aspect_factor,
        reduction,
        resistance_factor,
        capacity_plf,
        capacity_lb,
        ga_kip_in,
    })
}

/// Nominal shear and stiffness of one face.
fn face(input: &Input, trace: &mut Trace) -> Result<(f64, Option<f64>), CalcError> {
    if let Some(nominal) = input.nominal_plf {
        trace.line(|| {
            line(
                "Nominal unit shear",
                "vn as given",
                Vec::new(),
                given("vn", "nominal_plf", nominal, "plf"),
                edition_name(input.edition),
            )
        });
        return Ok((nominal, input.ga_kip_in));
    }
    let sheathing = input.sheathing.unwrap_or(Sheathing::Sheathing);
    let thickness = input.thickness.unwrap_or(Thickness::T15_32);
    let nail = input.nail.unwrap_or(Nail::D8);
    let spacing = input.edge_spacing_in.unwrap_or(6.0);
    let Some(cell) = table_4_3a(sheathing, thickness, nail, spacing) else {
        return Err(CalcError::Refused {
            code: "panel",
            what: format!(
                "SDPWS Table 4.3A has no {} panel of {} in. with {} at {spacing} in.; it has {}, each at 6, 4, 3 and 2 in.",
                sheathing.word(),
                thickness.word(),
                nail.word(),
                rows_of(sheathing)
            ),
            remedy: "choose thickness, nail and edge_spacing_in of one of these, or give nominal_plf and ga_kip_in",
        });
    };
    // 2021 keeps the former wind values for both loads.
    let nominal = match (input.edition, input.load) {
        (Sdpws::Y2008 | Sdpws::Y2015, Load::Seismic) => cell.seismic_plf,
        (Sdpws::Y2021, _) | (_, Load::Wind) => cell.wind_plf,
    };
    trace.line(|| {
        let source = format!("{} Table 4.3A", edition_name(input.edition));
        line(
            format!(
                "Nominal unit shear, {} {} in., {}",
                sheathing.word(),
                thickness.word(),
                nail.word()
            ),
            "vn of the table",
            vec![given("edge spacing", "edge_spacing_in", spacing, "in")],
            table("vn", nominal, "plf", &source),
            source.clone(),
        )
    });
    Ok((nominal, Some(input.ga_kip_in.unwrap_or(cell.ga_osb_kip_in))))
}

/// Both faces together.
fn both_faces(input: &Input, one: f64, ga: Option<f64>, trace: &mut Trace) -> (f64, Option<f64>) {
    let reference = || format!("{} §4.3.3.3", edition_name(input.edition));
    if input.both_sides {
        trace.line(|| {
            line(
                "Nominal unit shear, the same panel on both faces",
                "vn = 2 v1",
                vec![computed("v1", one, "plf")],
                computed("vn", 2.0 * one, "plf"),
                reference(),
            )
        });
        return (2.0 * one, ga.map(|ga| 2.0 * ga));
    }
    let Some(other) = input.other_side_nominal_plf else {
        return (one, ga);
    };
    let nominal = (2.0 * one.min(other)).max(one.max(other));
    trace.line(|| {
        line(
            "Nominal unit shear, another material on the other face",
            "vn = max(2 min(v1, v2), v1, v2)",
            vec![
                computed("v1", one, "plf"),
                given("v2", "other_side_nominal_plf", other, "plf"),
            ],
            computed("vn", nominal, "plf"),
            reference(),
        )
    });
    (
        nominal,
        ga.map(|ga| ga + input.other_side_ga_kip_in.unwrap_or(0.0)),
    )
}

fn slenderness(input: &Input, trace: &mut Trace) -> Result<(Option<f64>, f64), CalcError> {
    let (Some(height), Some(length)) = (input.height_ft, input.length_ft) else {
        return Ok((None, 1.0));
    };
    let ratio = height / length;
    if !not_over(ratio, input.max_aspect) {
        return Err(CalcError::Refused {
            code: "aspect",
            what: format!(
                "`height_ft` {height} over `length_ft` {length} is {ratio:.2}, more than `max_aspect` {}",
                input.max_aspect
            ),
            remedy: "lengthen the wall to at least the height over the largest ratio, or do not count it as a shear wall",
        });
    }
    let factor = aspect_factor(
        input.edition,
        input.load,
        ratio,
        input.proportional_distribution,
    );
    trace.line(|| {
        let section = match input.edition {
            Sdpws::Y2008 => "Table 4.3.4, footnote 1",
            Sdpws::Y2015 => "§4.3.4.2",
            Sdpws::Y2021 => "§4.3.3.2",
        };
        let formula = match input.edition {
            Sdpws::Y2008 => "Ca = 2 b/h where h/b > 2, seismic",
            _ if input.proportional_distribution => "Ca = 2 b/h where h/b > 2",
            _ => "Ca = 1.25 − 0.125 h/b where h/b > 2",
        };
        line(
            "Aspect ratio",
            formula,
            vec![
                given("h", "height_ft", height, "ft"),
                given("b", "length_ft", length, "ft"),
                computed("h/b", ratio, ""),
            ],
            computed("Ca", factor, ""),
            format!("{} {section}", edition_name(input.edition)),
        )
        .at_most(ratio, input.max_aspect, "")
    });
    Ok((Some(ratio), factor))
}

fn edition_name(edition: Sdpws) -> &'static str {
    match edition {
        Sdpws::Y2008 => "SDPWS 2008",
        Sdpws::Y2015 => "SDPWS 2015",
        Sdpws::Y2021 => "SDPWS 2021",
    }
}

fn validate(input: &Input) -> Result<(), CalcError> {
    check::where_given("edge_spacing_in", input.edge_spacing_in, check::positive)?;
    check::where_given("nominal_plf", input.nominal_plf, check::positive)?;
    check::where_given("ga_kip_in", input.ga_kip_in, check::positive)?;
    check::where_given(
        "other_side_nominal_plf",
        input.other_side_nominal_plf,
        check::positive,
    )?;
    check::where_given(
        "other_side_ga_kip_in",
        input.other_side_ga_kip_in,
        check::not_negative,
    )?;
    check::within(
        "specific_gravity",
        input.specific_gravity,
        0.3,
        1.0,
        "NDS Table 12.3.3A: 0.36 to 0.55 for framing",
    )?;
    check::where_given("height_ft", input.height_ft, check::positive)?;
    check::where_given("length_ft", input.length_ft, check::positive)?;
    check::within(
        "max_aspect",
        input.max_aspect,
        0.1,
        LARGEST_ASPECT,
        "SDPWS allows blocked panel walls up to 3.5",
    )?;
    if input.nominal_plf.is_some() {
        let panel = [
            ("sheathing", input.sheathing.is_some()),
            ("thickness", input.thickness.is_some()),
            ("nail", input.nail.is_some()),
            ("edge_spacing_in", input.edge_spacing_in.is_some()),
        ];
        if let Some((key, _)) = panel.into_iter().find(|(_, given)| *given) {
            let remedy = "give the nominal shear, or the panel and let the table give it";
            return Err(CalcError::Conflict {
                key: "nominal_plf",
                other: key,
                remedy,
            });
        }
    }
    if input.both_sides && input.other_side_nominal_plf.is_some() {
        return Err(CalcError::Conflict {
            key: "both_sides",
            other: "other_side_nominal_plf",
            remedy: "the other face has the same panel or another material",
        });
    }
    if input.other_side_ga_kip_in.is_some() && input.other_side_nominal_plf.is_none() {
        return Err(check::missing(
            "other_side_nominal_plf",
            "the other face's stiffness is given, so give its nominal unit shear, plf",
        ));
    }
    if input.height_ft.is_some() != input.length_ft.is_some() && input.height_ft.is_some() {
        return Err(check::missing(
            "length_ft",
            "a height is given, so give the wall's length, ft",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
