//! References of calculations that were written by one edition, cited by the edition in force.

use crate::building::{Code, Criteria, Sdpws};

/// A reference as the project's criteria cite it. Sections are the same in both editions; equations
/// were numbered anew in ASCE 7-22, so that there the section stands alone.
pub(crate) fn cited(reference: &str, criteria: &Criteria) -> String {
    let parts = reference.split("; ").map(|part| {
        if criteria.code == Code::Asce7_22
            && let Some(rest) = part.strip_prefix("ASCE 7-16 §")
        {
            let section = rest.split(", Eq.").next().unwrap_or(rest);
            return format!("ASCE 7-22 §{section}");
        }
        match (part, criteria.sdpws) {
            ("SDPWS 2015 Eq. 4.3-1", Sdpws::Y2021) => "SDPWS 2021 §4.3.4, Eq. 4.3-1".to_owned(),
            ("SDPWS 2015 Eq. 4.3-1", Sdpws::Y2008) => "SDPWS 2008 §4.3.2, Eq. 4.3-1".to_owned(),
            _ => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join("; ")
}
