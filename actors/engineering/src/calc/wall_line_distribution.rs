//! Story force to wall lines: flexible diaphragm by tributary width, rigid diaphragm by stiffness
//! with inherent and accidental torsion (ASCE 7-16 §12.8.4).

mod flexible;
mod rigid;

use serde::{Deserialize, Serialize};

use super::registry::{Entry, Key, Kind, adapt};
use crate::error::CalcError;
use crate::trace::Trace;

pub use flexible::{Flexible, FlexibleShares, flexible_shares, tributary_ft};
pub use rigid::{Rigid, RigidShares, Wall, rigid_shares};

/// What goes in, by kind of diaphragm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "diaphragm", rename_all = "kebab-case")]
pub enum Input {
    /// A beam on its lines, simply supported between them.
    Flexible(Flexible),
    /// A plate that turns as one.
    Rigid(Rigid),
}

/// What comes out, by kind of diaphragm.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Output {
    /// Of a flexible diaphragm.
    Flexible(FlexibleShares),
    /// Of a rigid one.
    Rigid(RigidShares),
}

const WALL_KEYS: &[Key] = &[
    Key::optional(
        "name",
        Kind::Text,
        "",
        "its number in the list",
        "Name of the wall",
    ),
    Key::required(
        "runs_along",
        Kind::Word(&["x", "y"]),
        "",
        "Direction in which the wall runs and resists",
    ),
    Key::required(
        "position_ft",
        Kind::Number,
        "ft",
        "Its y where it runs along x, its x where it runs along y",
    ),
    Key::required(
        "stiffness",
        Kind::Number,
        "",
        "Stiffness, in one unit for all walls",
    ),
];

const DIAPHRAGM: &str = "diaphragm";

const KEYS: &[Key] = &[
    Key::required(
        DIAPHRAGM,
        Kind::Word(&["flexible", "rigid"]),
        "",
        "Kind of diaphragm",
    ),
    Key::required(
        "load_plf",
        Kind::Number,
        "plf",
        "Force along the diaphragm's edge",
    )
    .only_where(DIAPHRAGM, "flexible"),
    Key::or(
        "start_ft",
        Kind::Number,
        "ft",
        "0",
        "Where the diaphragm begins",
    )
    .only_where(DIAPHRAGM, "flexible"),
    Key::required("end_ft", Kind::Number, "ft", "Where the diaphragm ends")
        .only_where(DIAPHRAGM, "flexible"),
    Key::required(
        "line_positions_ft",
        Kind::Numbers,
        "ft",
        "Places of the wall lines",
    )
    .only_where(DIAPHRAGM, "flexible"),
    Key::required(
        "force_along",
        Kind::Word(&["x", "y"]),
        "",
        "Direction of the force",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::required(
        "force_kip",
        Kind::Number,
        "kip",
        "Force at the centre of mass",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::required("cm_x_ft", Kind::Number, "ft", "Centre of mass, x")
        .only_where(DIAPHRAGM, "rigid"),
    Key::required("cm_y_ft", Kind::Number, "ft", "Centre of mass, y")
        .only_where(DIAPHRAGM, "rigid"),
    Key::required(
        "plan_x_ft",
        Kind::Number,
        "ft",
        "Dimension of the diaphragm along x",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::required(
        "plan_y_ft",
        Kind::Number,
        "ft",
        "Dimension of the diaphragm along y",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::or(
        "accidental_ratio",
        Kind::Number,
        "",
        "0.05",
        "Accidental eccentricity over the dimension across the force",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::or(
        "extra_torsion_kipft",
        Kind::Number,
        "kip-ft",
        "0",
        "Torsion from elsewhere, added to the design torsion",
    )
    .only_where(DIAPHRAGM, "rigid"),
    Key::required("wall", Kind::Tables(WALL_KEYS), "", "The walls").only_where(DIAPHRAGM, "rigid"),
];

pub(super) const ENTRY: Entry = Entry {
    name: "wall_line_distribution",
    summary: "Story force to wall lines, by tributary width or by stiffness with torsion",
    standard: "ASCE 7-16 §12.3.1, §12.8.4",
    keys: KEYS,
    run: |value, trace| adapt(KEYS, wall_line_distribution, value, trace),
};

/// Story force to wall lines.
///
/// # Errors
/// A value out of range, a line outside the diaphragm or twice at one place, no wall along the
/// force, or nothing to resist torsion (code `torsion`).
pub fn wall_line_distribution(input: &Input, trace: &mut Trace) -> Result<Output, CalcError> {
    match input {
        Input::Flexible(flexible) => flexible_shares(flexible, trace).map(Output::Flexible),
        Input::Rigid(rigid) => rigid_shares(rigid, trace).map(Output::Rigid),
    }
}

#[cfg(test)]
mod tests;
