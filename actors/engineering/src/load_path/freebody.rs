//! One segment as a free body: what its two chords carry for the shear in it and for the chord
//! forces that land on it from above.
//!
//! A segment is taken as stiff: forces from above act where they land, the two chords at its base
//! hold it. Where walls of one length stand above each other this is T_i = M_i / d with
//! M_i = Σ F_j (z_j − z_i); where lengths differ, openings shift or one wall stands on two, it is
//! still statics. Up is positive, ft and lb.

/// A vertical force that lands on a segment: (place along the axis ft, force up lb).
pub(crate) type Landing = (f64, f64);

/// Forces at the two chords, lb: what the tension chord's rod must hold down, what the other
/// chord's post must hold up.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Couple {
    pub(crate) tension_lb: f64,
    pub(crate) thrust_lb: f64,
}

/// The couple at the base of a segment with the tension chord at `tension_ft` and the
/// compression chord at `thrust_ft`, for `moment_lbft` (shear times height) and the landings.
pub(crate) fn couple(
    tension_ft: f64,
    thrust_ft: f64,
    moment_lbft: f64,
    landings: &[Landing],
) -> Couple {
    let arm = (thrust_ft - tension_ft).abs();
    let towards = (thrust_ft - tension_ft).signum();
    let about_thrust: f64 = landings
        .iter()
        .map(|(at, up)| up * (thrust_ft - at) * towards)
        .sum();
    let about_tension: f64 = landings
        .iter()
        .map(|(at, up)| up * (at - tension_ft) * towards)
        .sum();
    Couple {
        tension_lb: (moment_lbft + about_thrust) / arm,
        thrust_lb: (moment_lbft - about_tension) / arm,
    }
}

/// Moments of gravity about the far end and about the near end of a segment `[from, to]`, lb-ft:
/// a uniform load and point loads (downwards positive here) from above.
pub(crate) fn gravity_moments(
    extent_ft: [f64; 2],
    uniform_plf: f64,
    points: &[Landing],
) -> [f64; 2] {
    let [from, to] = extent_ft;
    let length = to - from;
    let uniform = uniform_plf * length * length / 2.0;
    let about_far: f64 = points.iter().map(|(at, down)| down * (to - at)).sum();
    let about_near: f64 = points.iter().map(|(at, down)| down * (at - from)).sum();
    [uniform + about_far, uniform + about_near]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walls_of_one_length_give_the_moment_over_the_arm() {
        let upper = couple(0.5, 9.5, 7000.0 * 9.0, &[]);
        assert!(
            (upper.tension_lb - 7000.0).abs() < 1e-9 && (upper.thrust_lb - 7000.0).abs() < 1e-9
        );
        let lower = couple(
            0.5,
            9.5,
            12_000.0 * 9.0,
            &[(0.5, upper.tension_lb), (9.5, -upper.thrust_lb)],
        );
        assert!((lower.tension_lb - 19_000.0).abs() < 1e-9);
        assert!((lower.thrust_lb - 19_000.0).abs() < 1e-9);
    }

    #[test]
    fn a_short_wall_on_a_long_one_keeps_its_moment() {
        let upper = couple(4.0, 8.0, 8000.0, &[]);
        let lower = couple(
            0.0,
            16.0,
            0.0,
            &[(4.0, upper.tension_lb), (8.0, -upper.thrust_lb)],
        );
        assert!((lower.tension_lb - 500.0).abs() < 1e-9 && (lower.thrust_lb - 500.0).abs() < 1e-9);
    }

    #[test]
    fn the_force_the_other_way_mirrors_the_chords() {
        let right = couple(0.0, 10.0, 1000.0, &[(2.0, 300.0)]);
        let left = couple(10.0, 0.0, 1000.0, &[(8.0, 300.0)]);
        assert_eq!(right, left);
    }

    #[test]
    fn uniform_load_resists_with_half_its_length_squared() {
        assert_eq!(
            gravity_moments([0.0, 15.0], 600.0, &[]),
            [67_500.0, 67_500.0]
        );
        assert_eq!(
            gravity_moments([0.0, 10.0], 0.0, &[(2.0, 100.0)]),
            [800.0, 200.0]
        );
    }
}
