//! Where an actor is in its tree.

use std::fmt;
use std::sync::Arc;

/// The place of an actor in its tree, as `/holdfast/agents/clash/2`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorPath(Arc<str>);

impl ActorPath {
    pub(crate) fn root(name: &str) -> Self {
        Self(format!("/{name}").into())
    }

    pub(crate) fn join(&self, name: &str) -> Self {
        Self(format!("{}/{name}", self.0).into())
    }

    /// The path of something outside every tree.
    pub(crate) fn outside(name: &str) -> Self {
        Self(name.into())
    }

    /// The whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl std::borrow::Borrow<str> for ActorPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActorPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ActorPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for ActorPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
