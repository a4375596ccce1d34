//! Deformation of one level of a rod system between restraints (ICC-ES AC316 §6.0).

use serde::{Deserialize, Serialize};

use super::bearing_plate::crushing_in;
use super::check;
use super::registry::{Entry, Key, Kind, adapt};
use super::rod_elongation::{STEEL_E_KSI, elongation_in};
use super::takeup::device_in;
use super::written::{computed, given, line, not_over};
use crate::error::CalcError;
use crate::trace::Trace;

/// What goes in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Tension in the rod, lb.
    pub p_lb: f64,
    /// Length of the rod, inches.
    pub length_in: f64,
    /// Area of the rod, in².
    pub area_in2: f64,
    /// Modulus, ksi.
    pub e_ksi: f64,
    /// Force through plate and device, lb.
    pub plate_load_lb: f64,
    /// Net area under the plate, in².
    pub plate_net_area_in2: f64,
    /// Fc⊥ without Cb, psi.
    pub fcperp_psi: f64,
    /// Seating of the device ΔR, inches.
    pub delta_r_in: f64,
    /// Deflection of the device at its rated load ΔA, inches.
    pub delta_a_in: Option<f64>,
    /// Rated load of the device, lb.
    pub rated_load_lb: Option<f64>,
    /// Shrinkage that no device takes up, inches.
    pub uncompensated_shrinkage_in: f64,
    /// Limit, inches.
    pub limit_in: f64,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            p_lb: 0.0,
            length_in: 0.0,
            area_in2: 0.0,
            e_ksi: STEEL_E_KSI,
            plate_load_lb: 0.0,
            plate_net_area_in2: 0.0,
            fcperp_psi: 0.0,
            delta_r_in: 0.0,
            delta_a_in: None,
            rated_load_lb: None,
            uncompensated_shrinkage_in: 0.0,
            limit_in: 0.20,
        }
    }
}

/// What comes out, inches.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Output {
    /// Elongation of the rod.
    pub rod_in: f64,
    /// Crushing under the plate.
    pub crushing_in: f64,
    /// Deformation of the device.
    pub device_in: f64,
    /// All, with the shrinkage.
    pub total_in: f64,
    /// Whether that is within the limit.
    pub within_limit: bool,
}

const KEYS: &[Key] = &[
    Key::required("p_lb", Kind::Number, "lb", "Tension in the rod"),
    Key::required("length_in", Kind::Number, "in", "Length of the rod"),
    Key::required("area_in2", Kind::Number, "in²", "Area of the rod"),
    Key::or(
        "e_ksi",
        Kind::Number,
        "ksi",
        "29,000",
        "Modulus of elasticity of steel",
    ),
    Key::required(
        "plate_load_lb",
        Kind::Number,
        "lb",
        "Force through plate and device",
    ),
    Key::required(
        "plate_net_area_in2",
        Kind::Number,
        "in²",
        "Net area under the plate",
    ),
    Key::required(
        "fcperp_psi",
        Kind::Number,
        "psi",
        "Compression across the grain Fc⊥, without Cb",
    ),
    Key::or(
        "delta_r_in",
        Kind::Number,
        "in",
        "0",
        "Seating of the device ΔR",
    ),
    Key::optional(
        "delta_a_in",
        Kind::Number,
        "in",
        "no device",
        "Deflection of the device at its rated load ΔA",
    ),
    Key::optional(
        "rated_load_lb",
        Kind::Number,
        "lb",
        "no device",
        "Rated load of the device PA",
    ),
    Key::or(
        "uncompensated_shrinkage_in",
        Kind::Number,
        "in",
        "0",
        "Shrinkage that no device takes up",
    ),
    Key::or(
        "limit_in",
        Kind::Number,
        "in",
        "0.20",
        "Limit between restraints",
    ),
];

pub(super) const ENTRY: Entry = Entry {
    name: "system_deformation",
    summary: "Rod, plate and device deformation of one level against its limit",
    standard: "ICC-ES AC316 §6.0",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, system_deformation, value, trace),
};

/// Deformation of one level of a rod system between restraints, against its limit.
///
/// # Errors
/// A value out of range, or a device with only one of deflection and rated load.
pub fn system_deformation(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    validate(input)?;
    let rod = elongation_in(input.p_lb, input.length_in, input.area_in2, input.e_ksi);
    let stress = input.plate_load_lb / input.plate_net_area_in2;
    let crushing = crushing_in(stress, input.fcperp_psi);
    let device = match (input.delta_a_in, input.rated_load_lb) {
        (Some(delta_a), Some(rated)) => {
            device_in(input.delta_r_in, delta_a, input.plate_load_lb, rated)
        }
        _ => input.delta_r_in,
    };
    let total_in = rod + crushing + device + input.uncompensated_shrinkage_in;
    trace.line(|| {
        line(
            "Elongation of the rod",
            "δ = P L/(A E)",
            vec![
                given("P", "p_lb", input.p_lb, "lb"),
                given("L", "length_in", input.length_in, "in"),
                given("A", "area_in2", input.area_in2, "in²"),
                given("E", "e_ksi", input.e_ksi, "ksi"),
            ],
            computed("δ", rod, "in"),
            "Mechanics",
        )
    });
    trace.line(|| {
        line(
            "Crushing under the plate",
            "Δ = 0.02 in. at 0.73 Fc⊥, 0.04 in. at Fc⊥, beyond 0.04 (f/Fc⊥)³",
            vec![
                given("P", "plate_load_lb", input.plate_load_lb, "lb"),
                given("An", "plate_net_area_in2", input.plate_net_area_in2, "in²"),
                computed("f", stress, "psi"),
                given("Fc⊥", "fcperp_psi", input.fcperp_psi, "psi"),
            ],
            computed("Δ plate", crushing, "in"),
            "NDS 2018 §4.2.6 basis, ASTM D143",
        )
    });
    trace.line(|| {
        let mut inputs = vec![given("ΔR", "delta_r_in", input.delta_r_in, "in")];
        inputs.extend(input.delta_a_in.map(|a| given("ΔA", "delta_a_in", a, "in")));
        inputs.push(given("P", "plate_load_lb", input.plate_load_lb, "lb"));
        inputs.extend(
            input
                .rated_load_lb
                .map(|p| given("PA", "rated_load_lb", p, "lb")),
        );
        line(
            "Deformation of the device",
            "Δ = ΔR + ΔA P/PA",
            inputs,
            computed("Δ device", device, "in"),
            "ICC-ES AC316",
        )
    });
    trace.line(|| {
        line(
            "Deformation between restraints",
            "Δ = δ + Δ plate + Δ device + shrinkage",
            vec![
                computed("δ", rod, "in"),
                computed("Δ plate", crushing, "in"),
                computed("Δ device", device, "in"),
                given(
                    "shrinkage",
                    "uncompensated_shrinkage_in",
                    input.uncompensated_shrinkage_in,
                    "in",
                ),
                given("limit", "limit_in", input.limit_in, "in"),
            ],
            computed("Δ", total_in, "in"),
            "ICC-ES AC316 §6.0",
        )
        .at_most(total_in, input.limit_in, "in")
    });
    Ok(Output {
        rod_in: rod,
        crushing_in: crushing,
        device_in: device,
        total_in,
        within_limit: not_over(total_in, input.limit_in),
    })
}

fn validate(input: &Input) -> Result<(), CalcError> {
    check::not_negative("p_lb", input.p_lb)?;
    check::positive("length_in", input.length_in)?;
    check::positive("area_in2", input.area_in2)?;
    check::positive("e_ksi", input.e_ksi)?;
    check::not_negative("plate_load_lb", input.plate_load_lb)?;
    check::positive("plate_net_area_in2", input.plate_net_area_in2)?;
    check::positive("fcperp_psi", input.fcperp_psi)?;
    check::not_negative("delta_r_in", input.delta_r_in)?;
    check::where_given("delta_a_in", input.delta_a_in, check::not_negative)?;
    check::where_given("rated_load_lb", input.rated_load_lb, check::positive)?;
    check::not_negative(
        "uncompensated_shrinkage_in",
        input.uncompensated_shrinkage_in,
    )?;
    check::positive("limit_in", input.limit_in)?;
    match (input.delta_a_in, input.rated_load_lb) {
        (Some(_), None) => Err(check::missing(
            "rated_load_lb",
            "delta_a_in is given, so give the load it belongs to, lb",
        )),
        (None, Some(_)) => Err(check::missing(
            "delta_a_in",
            "rated_load_lb is given, so give the deflection at it, in",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn level() -> Input {
        Input {
            p_lb: 9000.0,
            length_in: 118.0,
            area_in2: 0.6057,
            plate_load_lb: 4000.0,
            plate_net_area_in2: 19.5,
            fcperp_psi: 625.0,
            ..Input::default()
        }
    }

    #[test]
    fn without_a_device_only_the_seating_counts() {
        let out = system_deformation(
            &Input {
                delta_r_in: 0.003,
                ..level()
            },
            &mut Trace::off(),
        )
        .unwrap();
        assert_eq!(out.device_in, 0.003);
        let half = Input {
            delta_a_in: Some(0.02),
            ..level()
        };
        assert_eq!(
            system_deformation(&half, &mut Trace::off())
                .unwrap_err()
                .code(),
            "missing"
        );
    }

    proptest! {
        #[test]
        fn the_parts_add_up_and_the_limit_decides(p in 0.0..5e4f64, plate in 0.0..3e4f64, shrinkage in 0.0..0.5f64) {
            let input = Input { p_lb: p, plate_load_lb: plate, uncompensated_shrinkage_in: shrinkage, ..level() };
            let out = system_deformation(&input, &mut Trace::off()).unwrap();
            let sum = out.rod_in + out.crushing_in + out.device_in + shrinkage;
            prop_assert!((out.total_in - sum).abs() < 1e-12);
            prop_assert_eq!(out.within_limit, out.total_in <= 0.2 + 1e-9);
        }
    }
}
