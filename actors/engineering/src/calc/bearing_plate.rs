//! Bearing of a steel plate on wood across the grain (NDS §3.10), its crushing and its bending.

use serde::{Deserialize, Serialize};

use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::written::{computed, given, line};
use crate::error::CalcError;
use crate::tables::threads::gross_area_in2 as circle_in2;
use crate::trace::Trace;

/// What goes in: a plate, or `required_for_lb` to find its length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Across the grain, inches.
    pub width_in: f64,
    /// Along the grain, inches; not needed with `required_for_lb`.
    pub length_in: Option<f64>,
    /// Diameter of the hole in the wood, inches.
    pub hole_in: f64,
    /// Fc⊥, psi.
    pub fcperp_psi: f64,
    /// Bearing length for Cb, inches; the length where absent.
    pub bearing_length_in: Option<f64>,
    /// From the end of the wood, inches; far where absent.
    pub end_distance_in: Option<f64>,
    /// Whether Cb is used.
    pub use_cb: bool,
    /// Load, lb.
    pub load_lb: Option<f64>,
    /// Thickness of the plate, inches.
    pub thickness_in: Option<f64>,
    /// Width of the nut across flats, inches.
    pub nut_width_in: Option<f64>,
    /// Yield strength of the plate, ksi.
    pub fy_ksi: Option<f64>,
    /// Load for which a length is sought, lb.
    pub required_for_lb: Option<f64>,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            width_in: 0.0,
            length_in: None,
            hole_in: 0.0,
            fcperp_psi: 0.0,
            bearing_length_in: None,
            end_distance_in: None,
            use_cb: true,
            load_lb: None,
            thickness_in: None,
            nut_width_in: None,
            fy_ksi: None,
            required_for_lb: None,
        }
    }
}

/// What comes out; of what was given only.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Of a plate of the given length.
    #[serde(flatten)]
    pub plate: Option<Plate>,
    /// Length that carries `required_for_lb` without Cb, inches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_length_in: Option<f64>,
}

/// Bearing of a plate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plate {
    /// Width × length, in².
    pub gross_area_in2: f64,
    /// Less the hole, in².
    pub net_area_in2: f64,
    /// Bearing area factor.
    pub cb: f64,
    /// Fc⊥ Cb on the net area, lb.
    pub capacity_lb: f64,
    /// Fc⊥ on the net area, lb.
    pub capacity_without_cb_lb: f64,
    /// Under the load.
    #[serde(flatten)]
    pub loaded: Option<Loaded>,
}

/// A plate under its load.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Loaded {
    /// Load over net area, psi.
    pub stress_psi: f64,
    /// Load over capacity.
    pub utilization: f64,
    /// Crushing of the wood, inches.
    pub crushing_in: f64,
    /// From the nut's edge to the plate's, inches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cantilever_in: Option<f64>,
    /// Bending stress at the nut's edge, psi.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bending_stress_psi: Option<f64>,
    /// The same over 0.75 Fy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bending_utilization_075fy: Option<f64>,
    /// Least thickness at 0.75 Fy, inches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_thickness_075fy_in: Option<f64>,
    /// Least thickness at Fy Z/1.67, inches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_thickness_plastic_in: Option<f64>,
}

const KEYS: &[Key] = &[
    Key::required(
        "width_in",
        Kind::Number,
        "in",
        "Width of the bearing, across the grain",
    ),
    Key::optional(
        "length_in",
        Kind::Number,
        "in",
        "needed but for required_for_lb",
        "Length of the bearing, along the grain",
    ),
    Key::or(
        "hole_in",
        Kind::Number,
        "in",
        "0",
        "Diameter of the hole in the wood",
    ),
    Key::required(
        "fcperp_psi",
        Kind::Number,
        "psi",
        "Compression across the grain Fc⊥",
    ),
    Key::optional(
        "bearing_length_in",
        Kind::Number,
        "in",
        "the length",
        "Bearing length lb for Cb",
    ),
    Key::optional(
        "end_distance_in",
        Kind::Number,
        "in",
        "far from the end",
        "Distance from the end of the wood",
    ),
    Key::or(
        "use_cb",
        Kind::Flag,
        "",
        "true",
        "Whether the bearing area factor counts",
    ),
    Key::optional(
        "load_lb",
        Kind::Number,
        "lb",
        "no stress, crushing or bending",
        "Load through the plate",
    ),
    Key::optional(
        "thickness_in",
        Kind::Number,
        "in",
        "no bending stress",
        "Thickness of the plate",
    ),
    Key::optional(
        "nut_width_in",
        Kind::Number,
        "in",
        "no bending",
        "Width of the nut across flats",
    ),
    Key::optional(
        "fy_ksi",
        Kind::Number,
        "ksi",
        "no least thickness",
        "Yield strength of the plate",
    ),
    Key::optional(
        "required_for_lb",
        Kind::Number,
        "lb",
        "no length is sought",
        "Load for which a length is sought",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "bearing_plate",
    summary: "Bearing, crushing and bending of a plate on wood, or the length it needs",
    standard: "NDS 2018 §3.10.4; AISC 360-16 §F11",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, bearing_plate, value, trace),
};

/// Net bearing area, in²: width × length less a round hole, all in inches.
#[must_use]
pub fn net_area_in2(width_in: f64, length_in: f64, hole_in: f64) -> f64 {
    width_in * length_in - circle_in2(hole_in)
}

/// Bearing area factor: `(lb + 0.375)/lb` for lengths under 6 in. and 3 in. or more from the end
/// (NDS Eq. 3.10-2), else 1.
#[must_use]
pub fn cb(bearing_length_in: f64, end_distance_in: f64) -> f64 {
    if bearing_length_in < 6.0 && end_distance_in >= 3.0 {
        (bearing_length_in + 0.375) / bearing_length_in
    } else {
        1.0
    }
}

/// Crushing across the grain, inches: 0.02 in. at 0.73 Fc⊥ and 0.04 in. at Fc⊥, linear between and
/// from zero; beyond Fc⊥ `0.04 (f/Fc⊥)³`. Fc⊥ without Cb.
#[must_use]
pub fn crushing_in(stress_psi: f64, fcperp_psi: f64) -> f64 {
    const KNEE: f64 = 0.73;
    let ratio = stress_psi / fcperp_psi;
    if ratio <= KNEE {
        0.02 * ratio / KNEE
    } else if ratio <= 1.0 {
        0.02 + 0.02 * (ratio - KNEE) / (1.0 - KNEE)
    } else {
        0.04 * ratio * ratio * ratio
    }
}

/// Cantilever of the plate beyond the nut, inches, on its longer side.
#[must_use]
pub fn cantilever_in(width_in: f64, length_in: f64, nut_width_in: f64) -> f64 {
    ((width_in.max(length_in) - nut_width_in) / 2.0).max(0.0)
}

/// Bending stress of a cantilever under an even pressure, psi: `3 f c²/t²`.
#[must_use]
pub fn bending_stress_psi(stress_psi: f64, cantilever_in: f64, thickness_in: f64) -> f64 {
    3.0 * stress_psi * cantilever_in * cantilever_in / (thickness_in * thickness_in)
}

/// Bearing of a plate on wood across the grain.
///
/// # Errors
/// A value out of range, a hole that leaves no area, or neither length nor load to find it for.
pub fn bearing_plate(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    validate(input)?;
    let required_length_in = input.required_for_lb.map(|load| {
        let required = (load / input.fcperp_psi + circle_in2(input.hole_in)) / input.width_in;
        trace.line(|| {
            line(
                "Bearing length needed",
                "l = (P/Fc⊥ + hole)/b",
                vec![
                    given("P", "required_for_lb", load, "lb"),
                    given("Fc⊥", "fcperp_psi", input.fcperp_psi, "psi"),
                    computed("hole", circle_in2(input.hole_in), "in²"),
                    given("b", "width_in", input.width_in, "in"),
                ],
                computed("l", required, "in"),
                "NDS 2018 §3.10.2, without Cb",
            )
        });
        required
    });
    let plate = match input.length_in {
        Some(length) => Some(plate(input, length, trace)?),
        None if required_length_in.is_some() => None,
        None => {
            return Err(check::missing(
                "length_in",
                "give the length of the bearing, in, or required_for_lb",
            ));
        }
    };
    Ok(Output {
        plate,
        required_length_in,
    })
}

fn plate(input: &Input, length: f64, trace: &mut Trace) -> Result<Plate, CalcError> {
    let gross_area_in2 = input.width_in * length;
    let net_area_in2 = net_area_in2(input.width_in, length, input.hole_in);
    if net_area_in2 <= 1e-6 * gross_area_in2 {
        return Err(check::range(
            "hole_in",
            input.hole_in,
            format!(
                "less than leaves no area of {} × {length} in",
                input.width_in
            ),
            "give the diameter of the hole, or a larger plate",
        ));
    }
    let bearing_length = input.bearing_length_in.unwrap_or(length);
    let cb = if input.use_cb {
        cb(
            bearing_length,
            input.end_distance_in.unwrap_or(f64::INFINITY),
        )
    } else {
        1.0
    };
    let capacity_without_cb_lb = input.fcperp_psi * net_area_in2;
    let capacity_lb = capacity_without_cb_lb * cb;
    trace.line(|| {
        line(
            "Net bearing area",
            "An = b l − π dh²/4",
            vec![
                given("b", "width_in", input.width_in, "in"),
                given("l", "length_in", length, "in"),
                given("dh", "hole_in", input.hole_in, "in"),
            ],
            computed("An", net_area_in2, "in²"),
            "NDS 2018 §3.10.2",
        )
    });
    trace.line(|| {
        let of = if input.bearing_length_in.is_some() {
            "bearing_length_in"
        } else {
            "length_in"
        };
        let mut inputs = vec![given("lb", of, bearing_length, "in")];
        inputs.extend(
            input
                .end_distance_in
                .map(|e| given("end distance", "end_distance_in", e, "in")),
        );
        line(
            "Bearing area factor",
            "Cb = (lb + 0.375)/lb where lb < 6 in., 3 in. or more from the end",
            inputs,
            computed("Cb", cb, ""),
            "NDS 2018 §3.10.4, Eq. 3.10-2",
        )
    });
    let loaded = input
        .load_lb
        .map(|load| loaded(input, length, net_area_in2, capacity_lb, load, trace));
    if loaded.is_none() {
        trace.line(|| bearing_line(input, net_area_in2, cb, capacity_lb));
    }
    Ok(Plate {
        gross_area_in2,
        net_area_in2,
        cb,
        capacity_lb,
        capacity_without_cb_lb,
        loaded,
    })
}

fn bearing_line(input: &Input, net: f64, cb: f64, capacity: f64) -> crate::trace::Line {
    line(
        "Bearing capacity",
        "P = Fc⊥ Cb An",
        vec![
            given("Fc⊥", "fcperp_psi", input.fcperp_psi, "psi"),
            computed("Cb", cb, ""),
            computed("An", net, "in²"),
        ],
        computed("P", capacity, "lb"),
        "NDS 2018 §3.10.4",
    )
}

fn loaded(
    input: &Input,
    length: f64,
    net: f64,
    capacity: f64,
    load: f64,
    trace: &mut Trace,
) -> Loaded {
    let stress_psi = load / net;
    let crushing = crushing_in(stress_psi, input.fcperp_psi);
    trace.line(|| {
        let cb = capacity / (input.fcperp_psi * net);
        bearing_line(input, net, cb, capacity).at_most(load, capacity, "lb")
    });
    trace.line(|| {
        line(
            "Crushing of the wood",
            "Δ = 0.02 in. at 0.73 Fc⊥, 0.04 in. at Fc⊥, beyond 0.04 (f/Fc⊥)³",
            vec![
                given("P", "load_lb", load, "lb"),
                computed("f", stress_psi, "psi"),
                given("Fc⊥", "fcperp_psi", input.fcperp_psi, "psi"),
            ],
            computed("Δ", crushing, "in"),
            "NDS 2018 §4.2.6 basis, ASTM D143",
        )
    });
    let cantilever = input
        .nut_width_in
        .map(|nut| cantilever_in(input.width_in, length, nut));
    let stress_of = |c: f64, t: f64| bending_stress_psi(stress_psi, c, t);
    let bending = cantilever
        .zip(input.thickness_in)
        .map(|(c, t)| stress_of(c, t));
    // Thickness at which an elastic stress of 1 psi is reached is √stress at 1 in.
    let elastic = |limit_psi: f64| move |c: f64| (stress_of(c, 1.0) / limit_psi).sqrt();
    let min_075 = cantilever
        .zip(input.fy_ksi)
        .map(|(c, fy)| elastic(0.75 * fy * 1000.0)(c));
    // Fy Z/1.67 with Z = t²/4 against S = t²/6: 1.5/1.67 of Fy on the elastic stress.
    let min_plastic = cantilever
        .zip(input.fy_ksi)
        .map(|(c, fy)| elastic(1.5 / 1.67 * fy * 1000.0)(c));
    let utilization_075 = bending.zip(input.fy_ksi).map(|(fb, fy)| fb / (750.0 * fy));
    if let (Some(c), Some(fb), Some(t)) = (cantilever, bending, input.thickness_in) {
        trace.line(|| {
            let written = line(
                "Bending of the plate",
                "fb = 3 f c²/t², c = (l − nut)/2",
                vec![
                    computed("f", stress_psi, "psi"),
                    computed("c", c, "in"),
                    given("t", "thickness_in", t, "in"),
                ],
                computed("fb", fb, "psi"),
                "Mechanics; 0.75 Fy, AISC 1989 §F2",
            );
            match input.fy_ksi {
                Some(fy) => written.at_most(fb, 750.0 * fy, "psi"),
                None => written,
            }
        });
    }
    if let (Some(c), Some(fy), Some(t)) = (cantilever, input.fy_ksi, min_plastic) {
        trace.line(|| {
            let written = line(
                "Least thickness of the plate",
                "t = √(2 · 1.67 f c²/Fy)",
                vec![
                    computed("f", stress_psi, "psi"),
                    computed("c", c, "in"),
                    given("Fy", "fy_ksi", fy, "ksi"),
                ],
                computed("t", t, "in"),
                "AISC 360-16 §F11.1, Z = t²/4",
            );
            match input.thickness_in {
                Some(thickness) => written.at_most(t, thickness, "in"),
                None => written,
            }
        });
    }
    Loaded {
        stress_psi,
        utilization: load / capacity,
        crushing_in: crushing,
        cantilever_in: cantilever,
        bending_stress_psi: bending,
        bending_utilization_075fy: utilization_075,
        min_thickness_075fy_in: min_075,
        min_thickness_plastic_in: min_plastic,
    }
}

fn validate(input: &Input) -> Result<(), CalcError> {
    check::positive("width_in", input.width_in)?;
    check::where_given("length_in", input.length_in, check::positive)?;
    check::not_negative("hole_in", input.hole_in)?;
    check::positive("fcperp_psi", input.fcperp_psi)?;
    check::where_given(
        "bearing_length_in",
        input.bearing_length_in,
        check::positive,
    )?;
    check::where_given(
        "end_distance_in",
        input.end_distance_in,
        check::not_negative,
    )?;
    check::where_given("load_lb", input.load_lb, check::not_negative)?;
    check::where_given("thickness_in", input.thickness_in, check::positive)?;
    check::where_given("nut_width_in", input.nut_width_in, check::positive)?;
    check::where_given("fy_ksi", input.fy_ksi, check::positive)?;
    check::where_given("required_for_lb", input.required_for_lb, check::positive)
}

#[cfg(test)]
mod tests;
