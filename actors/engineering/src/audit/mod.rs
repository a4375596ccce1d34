//! The structural audit: a second calculation of the finished design, written apart from it.
//!
//! Nothing here calls the design's functions. Where the design follows chord forces down segment
//! by segment, the audit cuts whole stacks free and asks whether moments and forces balance; where
//! the design searches rods, the audit works out each strength and deformation again from the
//! catalogue and the standards' formulas. Only the data are shared: the building, the catalogue
//! and the standards' tables.

mod complete;
mod equilibrium;
mod fittings;
mod limits;
mod loads;
mod record;
mod rods;

use std::cmp::Ordering;

use crate::building::Building;
use crate::design::{Assumption, Audit, LoadPath, Problem, RodRun};

use record::Checks;

/// Audits a design: equilibrium, strengths, code limits, completeness; failed checks first.
///
/// Problems that the design reports itself stand among the failed checks under their own codes, and
/// every assumption of the load path is listed, with those of the audit.
#[must_use]
pub fn audit(building: &Building, load_path: &LoadPath, runs: &[RodRun]) -> Audit {
    let mut checks = Checks::default();
    loads::story_forces(building, load_path, &mut checks);
    equilibrium::story_shears(building, load_path, &mut checks);
    equilibrium::segments_of_lines(building, load_path, &mut checks);
    equilibrium::stacks(building, load_path, &mut checks);
    loads::combinations(building, load_path, &mut checks);
    rods::runs(building, load_path, runs, &mut checks);
    limits::walls(building, load_path, runs, &mut checks);
    complete::complete(building, load_path, runs, &mut checks);
    reported(&load_path.problems, &mut checks);
    runs.iter()
        .for_each(|run| reported(&run.problems, &mut checks));
    let mut checks = checks.into_inner();
    checks.sort_by(|a, b| match (a.passes, b.passes) {
        (false, true) => Ordering::Less,
        (true, false) => Ordering::Greater,
        _ => Ordering::Equal, // the sort is stable: within each half the order of the calculation
    });
    Audit {
        checks,
        assumptions: assumptions(building, load_path, runs),
    }
}

fn reported(problems: &[Problem], checks: &mut Checks) {
    for problem in problems {
        checks.failed(
            &problem.code,
            &problem.place,
            &format!("{}; {}", problem.what, problem.remedy),
        );
    }
}

fn assumptions(building: &Building, load_path: &LoadPath, runs: &[RodRun]) -> Vec<Assumption> {
    let mut all = load_path.assumptions.clone();
    let audit = |what: &str, why: &str| Assumption {
        what: what.into(),
        why: why.into(),
    };
    all.push(audit(
        "the audit allows 0.1 % between its figures and the design's",
        "both are worked out in double precision; more than rounding is a fault",
    ));
    all.push(audit(
        "anchorage to concrete, collectors, diaphragms and foundations are not designed here",
        "the anchor force of each run is given for ACI 318 chapter 17 by the engineer of record",
    ));
    let plate = |mark: &str| building.catalog.plates.iter().find(|p| p.mark == mark);
    let washers = runs
        .iter()
        .flat_map(|r| &r.levels)
        .filter(|l| plate(&l.plate).is_some_and(|p| 1.5 * l.diameter_in < p.hole_in))
        .count();
    if washers > 0 {
        all.push(audit(
            &format!(
                "{washers} bearing plates have a hole that the rod's nut does not cover: a plate \
                 washer lies under the nut there"
            ),
            "no plate of the catalogue with a smaller hole carries the force; bending is figured from \
             the nut's edge, bearing on the plate less its hole",
        ));
    }
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|a| seen.insert(a.what.clone()));
    all
}
