//! How the audit notes its checks.

use crate::design::AuditCheck;

/// What the audit's figure and the design's may differ by, as a ratio.
pub(super) const TOLERANCE: f64 = 1e-3;

/// Checks in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Checks(Vec<AuditCheck>);

/// A figure of the audit beside the design's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) audit: f64,
    pub(super) design: f64,
}

impl Pair {
    /// How far apart the two are, in parts of the larger (`least` keeps small figures calm).
    pub(super) fn off(self, least: f64) -> f64 {
        let difference = (self.audit - self.design).abs();
        let off = difference / self.audit.abs().max(self.design.abs()).max(least);
        if off.is_nan() { f64::INFINITY } else { off }
    }
}

/// What a check is called, where it is made and what it rests on.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) code: &'a str,
    pub(super) place: &'a str,
    pub(super) unit: &'a str,
    pub(super) reference: &'a str,
    pub(super) what: &'a str,
}

impl Checks {
    pub(super) fn into_inner(self) -> Vec<AuditCheck> {
        self.0
    }

    /// The design's figure is the audit's.
    pub(super) fn equal(&mut self, about: About<'_>, pair: Pair, least: f64) {
        self.push(about, pair, pair.off(least) <= TOLERANCE);
    }

    /// The audit's demand is at most the design's limit or strength.
    pub(super) fn at_most(&mut self, about: About<'_>, demand: f64, limit: f64) {
        let passes = demand <= limit * (1.0 + TOLERANCE) + 1e-9;
        self.push(
            about,
            Pair {
                audit: demand,
                design: limit,
            },
            passes,
        );
    }

    /// Something that is there or not: 1 for yes.
    pub(super) fn holds(&mut self, about: About<'_>, expected: f64, found: f64) {
        self.push(
            about,
            Pair {
                audit: expected,
                design: found,
            },
            expected == found,
        );
    }

    /// Something that the design itself says does not pass.
    pub(super) fn failed(&mut self, code: &str, place: &str, what: &str) {
        let about = About {
            code,
            place,
            unit: "",
            reference: "reported by the design",
            what,
        };
        self.push(
            about,
            Pair {
                audit: 0.0,
                design: 1.0,
            },
            false,
        );
    }

    fn push(&mut self, about: About<'_>, pair: Pair, passes: bool) {
        self.0.push(AuditCheck {
            code: about.code.to_owned(),
            place: about.place.to_owned(),
            audit_value: pair.audit,
            design_value: pair.design,
            unit: about.unit.to_owned(),
            reference: about.reference.to_owned(),
            passes,
            what: about.what.to_owned(),
        });
    }
}
