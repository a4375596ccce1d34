//! Unified coarse threads and the hexagon nuts that go with them.

use std::f64::consts::PI;

/// Diameter in inches and threads an inch of the coarse series (ASME B1.1, UNC).
pub const UNC: [(f64, f64); 24] = [
    (0.25, 20.0),
    (0.3125, 18.0),
    (0.375, 16.0),
    (0.4375, 14.0),
    (0.5, 13.0),
    (0.5625, 12.0),
    (0.625, 11.0),
    (0.75, 10.0),
    (0.875, 9.0),
    (1.0, 8.0),
    (1.125, 7.0),
    (1.25, 7.0),
    (1.375, 6.0),
    (1.5, 6.0),
    (1.75, 5.0),
    (2.0, 4.5),
    (2.25, 4.5),
    (2.5, 4.0),
    (2.75, 4.0),
    (3.0, 4.0),
    (3.25, 4.0),
    (3.5, 4.0),
    (3.75, 4.0),
    (4.0, 4.0),
];

/// Threads an inch of the coarse thread of a diameter in inches; `None` where the series has no
/// such diameter.
#[must_use]
pub fn unc_threads_per_in(diameter_in: f64) -> Option<f64> {
    UNC.iter()
        .find(|(d, _)| (d - diameter_in).abs() < 1e-6)
        .map(|(_, n)| *n)
}

/// Area of the nominal diameter, in²: `π d²/4`.
#[must_use]
pub fn gross_area_in2(diameter_in: f64) -> f64 {
    PI / 4.0 * diameter_in * diameter_in
}

/// Tensile stress area, in²: `0.7854 (d − 0.9743/n)²` (ASME B1.1).
#[must_use]
pub fn tensile_stress_area_in2(diameter_in: f64, threads_per_in: f64) -> f64 {
    let effective = diameter_in - 0.9743 / threads_per_in;
    PI / 4.0 * effective * effective
}

/// Width across flats of a heavy hexagon nut, inches: `1.5 d + 1/8` (ASME B18.2.2).
#[must_use]
pub fn heavy_hex_nut_in(diameter_in: f64) -> f64 {
    1.5 * diameter_in + 0.125
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stress_areas_are_those_printed_for_the_coarse_series() {
        // ASME B1.1 / AISC Table 7-17.
        for (diameter, printed) in [
            (0.5, 0.142),
            (0.625, 0.226),
            (0.75, 0.334),
            (0.875, 0.462),
            (1.0, 0.606),
            (1.125, 0.763),
            (1.25, 0.969),
            (1.375, 1.16),
            (1.5, 1.41),
            (1.75, 1.90),
            (2.0, 2.50),
        ] {
            let threads = unc_threads_per_in(diameter).unwrap();
            let area = tensile_stress_area_in2(diameter, threads);
            assert!(
                (area - printed).abs() < 0.006,
                "{diameter}: {area} against {printed}"
            );
        }
    }

    #[test]
    fn a_heavy_hex_nut_of_one_inch_is_an_inch_and_five_eighths_across() {
        assert_eq!(heavy_hex_nut_in(1.0), 1.625);
        assert_eq!(heavy_hex_nut_in(0.5), 0.875);
    }

    #[test]
    fn a_diameter_outside_the_series_has_no_coarse_thread() {
        assert_eq!(unc_threads_per_in(0.7), None);
    }
}
