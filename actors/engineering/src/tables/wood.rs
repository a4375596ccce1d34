//! Design values of framing lumber.

/// A species combination of dimension lumber, No. 2 where the grade matters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Species {
    /// Short name, `DF-L`.
    pub name: &'static str,
    /// Name in full.
    pub full_name: &'static str,
    /// Specific gravity (NDS Table 12.3.3A).
    pub specific_gravity: f64,
    /// Compression across the grain, psi (NDS Supplement Tables 4A, 4B).
    pub fc_perp_psi: f64,
    /// Compression along the grain, No. 2, psi (of southern pine, 2x6).
    pub fc_psi: f64,
    /// Modulus of elasticity, No. 2, psi.
    pub e_psi: f64,
    /// Modulus for stability, No. 2, psi.
    pub emin_psi: f64,
}

/// The species combinations of light framing.
pub const SPECIES: [Species; 4] = [
    Species {
        name: "DF-L",
        full_name: "Douglas fir-larch",
        specific_gravity: 0.50,
        fc_perp_psi: 625.0,
        fc_psi: 1350.0,
        e_psi: 1_600_000.0,
        emin_psi: 580_000.0,
    },
    Species {
        name: "SP",
        full_name: "southern pine",
        specific_gravity: 0.55,
        fc_perp_psi: 565.0,
        fc_psi: 1400.0,
        e_psi: 1_400_000.0,
        emin_psi: 510_000.0,
    },
    Species {
        name: "HF",
        full_name: "hem-fir",
        specific_gravity: 0.43,
        fc_perp_psi: 405.0,
        fc_psi: 1300.0,
        e_psi: 1_300_000.0,
        emin_psi: 470_000.0,
    },
    Species {
        name: "SPF",
        full_name: "spruce-pine-fir",
        specific_gravity: 0.42,
        fc_perp_psi: 425.0,
        fc_psi: 1150.0,
        e_psi: 1_400_000.0,
        emin_psi: 510_000.0,
    },
];

/// A species by its short name, whatever the case.
///
/// ```
/// use holdfast_engineering::tables::wood::species;
/// assert_eq!(species("df-l").map(|s| s.fc_perp_psi), Some(625.0));
/// ```
#[must_use]
pub fn species(name: &str) -> Option<&'static Species> {
    SPECIES.iter().find(|s| s.name.eq_ignore_ascii_case(name))
}

/// Size factor for compression along the grain of No. 2 and better dimension lumber by its depth
/// in inches (NDS Supplement Table 4A): 1.15 to 4x, 1.1 at 6x, 1.05 at 8x, 1.0 at 10x and 12x,
/// 0.9 beyond. (Southern pine has it in its values.)
#[must_use]
pub fn cf_compression(depth_in: f64) -> f64 {
    match depth_in {
        d if d <= 3.5 + 1e-9 => 1.15,
        d if d <= 5.5 + 1e-9 => 1.1,
        d if d <= 7.25 + 1e-9 => 1.05,
        d if d <= 11.25 + 1e-9 => 1.0,
        _ => 0.9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_2x6_has_a_size_factor_of_1_1_and_a_2x4_of_1_15() {
        assert_eq!(cf_compression(3.5), 1.15);
        assert_eq!(cf_compression(4.5), 1.1, "a 2x5 has the factor of a 2x6");
        assert_eq!(cf_compression(5.5), 1.1);
        assert_eq!(cf_compression(13.25), 0.9);
    }
}
