//! The nine agents by name.

use serde::{Deserialize, Serialize};

/// One of the nine agents, in the order in which a design needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgentKind {
    /// Drawing ingestion.
    Ingestion,
    /// Geometry normalization.
    Normalization,
    /// Shear wall detection.
    Detection,
    /// Load path.
    LoadPath,
    /// Rod design.
    RodDesign,
    /// Shrinkage.
    Shrinkage,
    /// Clash detection.
    Clash,
    /// Structural audit.
    Audit,
    /// Report.
    Report,
}

impl AgentKind {
    /// All nine.
    pub const ALL: [Self; 9] = [
        Self::Ingestion,
        Self::Normalization,
        Self::Detection,
        Self::LoadPath,
        Self::RodDesign,
        Self::Shrinkage,
        Self::Clash,
        Self::Audit,
        Self::Report,
    ];

    /// The name as commands, metrics and settings write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ingestion => "ingestion",
            Self::Normalization => "normalization",
            Self::Detection => "detection",
            Self::LoadPath => "load-path",
            Self::RodDesign => "rod-design",
            Self::Shrinkage => "shrinkage",
            Self::Clash => "clash",
            Self::Audit => "audit",
            Self::Report => "report",
        }
    }

    /// The agent of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }

    /// The agents whose results it is made from.
    #[must_use]
    pub fn needs(self) -> &'static [Self] {
        use AgentKind::{
            Clash, Detection, Ingestion, LoadPath, Normalization, RodDesign, Shrinkage,
        };
        match self {
            Self::Ingestion => &[],
            Self::Normalization => &[Ingestion],
            Self::Detection => &[Normalization],
            Self::LoadPath => &[Detection],
            Self::Shrinkage => &[],
            Self::RodDesign => &[LoadPath, Shrinkage],
            Self::Clash | Self::Audit => &[RodDesign],
            Self::Report => &[Clash, Self::Audit],
        }
    }

    /// It and all that it needs, in order.
    #[must_use]
    pub fn with_needs(chosen: &[Self]) -> Vec<Self> {
        let mut wanted: Vec<Self> = chosen.to_vec();
        let mut next = 0;
        while let Some(kind) = wanted.get(next).copied() {
            for need in kind.needs() {
                if !wanted.contains(need) {
                    wanted.push(*need);
                }
            }
            next += 1;
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }
}

impl std::fmt::Display for AgentKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_agent() {
        for kind in AgentKind::ALL {
            assert_eq!(AgentKind::of_name(kind.name()), Some(kind));
        }
    }

    #[test]
    fn no_agent_needs_one_that_comes_after_it_but_for_shrinkage() {
        for kind in AgentKind::ALL {
            assert!(
                kind.needs()
                    .iter()
                    .all(|n| *n < kind || *n == AgentKind::Shrinkage)
            );
        }
        assert_eq!(AgentKind::with_needs(&[AgentKind::Report]), AgentKind::ALL);
        assert_eq!(
            AgentKind::with_needs(&[AgentKind::Normalization]),
            [AgentKind::Ingestion, AgentKind::Normalization]
        );
    }
}
