//! Load combinations of one building, ready for every end and level.

use crate::building::{Building, Method};
use crate::calc::load_combinations::{Combination, Combinations, Loads, combinations};
use crate::design::Load;

use super::load_index;

/// Loads that a building is designed for, in the order of results.
pub(crate) fn direction_loads(building: &Building) -> Vec<Load> {
    let criteria = &building.criteria;
    let mut loads = Vec::with_capacity(2);
    if criteria.seismic.is_some() {
        loads.push(Load::Seismic);
    }
    if criteria.wind.is_some() {
        loads.push(Load::Wind);
    }
    loads
}

/// Combinations of the method, of ASD (deformations) and of strength without redundancy (drift).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Combiner {
    loads: Vec<Load>,
    pub(crate) method: Combinations,
    asd: Combinations,
    drift: Combinations,
}

/// What the combinations give at one end and level, lb; [seismic, wind] where there are two.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Combined {
    pub(crate) tension_lb: [f64; 2],
    pub(crate) asd_tension_lb: [f64; 2],
    pub(crate) drift_tension_lb: [f64; 2],
    pub(crate) compression_lb: f64,
    pub(crate) compression_name: &'static str,
    pub(crate) gravity_compression_lb: f64,
}

impl Combiner {
    pub(crate) fn new(building: &Building) -> Self {
        let criteria = &building.criteria;
        let (sds_g, rho) = criteria
            .seismic
            .as_ref()
            .map_or((0.0, 1.0), |s| (s.sds_g, s.rho));
        let of = |method, rho| combinations(criteria.code, method, sds_g, rho, 1.0);
        Self {
            loads: direction_loads(building),
            method: of(criteria.method, rho),
            asd: of(Method::Asd, rho),
            // ASCE 7 §12.3.4.1: redundancy is 1.0 for drift.
            drift: of(Method::Lrfd, 1.0),
        }
    }

    /// Loads designed for.
    pub(crate) fn loads(&self) -> &[Load] {
        &self.loads
    }

    /// Factor on a strength-level shear for the design method: that on QE or W.
    pub(crate) fn shear_factor(&self, load: Load) -> f64 {
        match load {
            Load::Seismic => self.method.uplift_seismic.qe,
            Load::Wind => self.method.uplift_wind.w,
        }
    }

    /// The uplift combination of a load.
    pub(crate) fn uplift(&self, load: Load) -> &Combination {
        match load {
            Load::Seismic => &self.method.uplift_seismic,
            Load::Wind => &self.method.uplift_wind,
        }
    }

    /// Combines gravity (dead, live, snow) with lateral (uplift, thrust) of seismic and wind.
    pub(crate) fn combine(&self, gravity_lb: [f64; 3], lateral_lb: [(f64, f64); 2]) -> Combined {
        let [d_lb, l_lb, s_lb] = gravity_lb;
        let up = Loads {
            d_lb,
            l_lb,
            s_lb,
            qe_lb: lateral_lb[0].0,
            w_lb: lateral_lb[1].0,
        };
        let down = Loads {
            qe_lb: lateral_lb[0].1,
            w_lb: lateral_lb[1].1,
            ..up
        };
        let mut combined = Combined::default();
        for load in &self.loads {
            let of = load_index(*load);
            let net = |set: &Combinations| match load {
                Load::Seismic => set.uplift_seismic.uplift_lb(&up),
                Load::Wind => set.uplift_wind.uplift_lb(&up),
            };
            combined.tension_lb[of] = net(&self.method);
            combined.asd_tension_lb[of] = net(&self.asd);
            if *load == Load::Seismic {
                combined.drift_tension_lb[of] = net(&self.drift);
            }
        }
        let mut most = f64::NEG_INFINITY;
        for combination in &self.method.compression {
            let sum = combination.compression_lb(&down);
            if sum > most {
                (most, combined.compression_name) = (sum, combination.name);
            }
            if combination.qe == 0.0 && combination.w == 0.0 {
                combined.gravity_compression_lb = combined.gravity_compression_lb.max(sum);
            }
        }
        combined.compression_lb = most;
        combined
    }
}
