//! Framing species and their values (NDS Supplement 2018, Tables 4A and 4B, No. 2, 2 to 4 in thick).

use crate::words::words;

words! {
    /// Species combination of the framing.
    Species {
        /// Douglas fir-larch.
        DouglasFirLarch = "DF-L",
        /// Southern pine.
        SouthernPine = "SP",
        /// Hem-fir.
        HemFir = "HF",
        /// Spruce-pine-fir.
        SprucePineFir = "SPF",
    }
}

/// Reference design values of No. 2 dimension lumber.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values {
    pub(super) specific_gravity: f64,
    pub(super) fc_perp_psi: f64,
    pub(super) fc_psi: f64,
    pub(super) e_psi: f64,
    pub(super) emin_psi: f64,
    pub(super) source: &'static str,
}

impl Species {
    pub(super) fn values(self) -> Values {
        let (specific_gravity, fc_perp_psi, fc_psi, e_psi, emin_psi, source) = match self {
            Self::DouglasFirLarch => (
                0.50,
                625.0,
                1350.0,
                1_600_000.0,
                580_000.0,
                "DF-L No. 2, NDS Supplement Table 4A; G by NDS Table 12.3.3A",
            ),
            Self::SouthernPine => (
                0.55,
                565.0,
                1400.0,
                1_400_000.0,
                510_000.0,
                "Southern Pine No. 2, 5 to 6 in wide, NDS Supplement Table 4B; G by NDS Table 12.3.3A",
            ),
            Self::HemFir => (
                0.43,
                405.0,
                1300.0,
                1_300_000.0,
                470_000.0,
                "Hem-Fir No. 2, NDS Supplement Table 4A; G by NDS Table 12.3.3A",
            ),
            Self::SprucePineFir => (
                0.42,
                425.0,
                1150.0,
                1_400_000.0,
                510_000.0,
                "Spruce-Pine-Fir No. 1/No. 2, NDS Supplement Table 4A; G by NDS Table 12.3.3A",
            ),
        };
        Values {
            specific_gravity,
            fc_perp_psi,
            fc_psi,
            e_psi,
            emin_psi,
            source,
        }
    }
}
