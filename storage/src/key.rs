//! Hashes that name things: a task by what goes into it, a result by its bytes.

use std::fmt;

macro_rules! hash {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The hash's bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// From the hash's bytes.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// From 64 hexadecimal digits.
            #[must_use]
            pub fn from_hex(text: &str) -> Option<Self> {
                let hash = blake3::Hash::from_hex(text).ok()?;
                Some(Self(*hash.as_bytes()))
            }
        }

        impl fmt::Display for $name {
            /// 64 hexadecimal digits, or as many as the precision says: `{:.12}`.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(blake3::Hash::from_bytes(self.0).to_hex().as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:.12})"), self)
            }
        }
    };
}

hash! {
    /// A result by the BLAKE3 hash of its bytes.
    ContentHash
}

hash! {
    /// A task by the BLAKE3 hash of its agent, the agent's version, its parameters and its inputs.
    TaskKey
}

impl ContentHash {
    /// The hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

impl TaskKey {
    /// Begins a key. Two keys are equal only where agent, version and the same parameters and
    /// inputs in the same order are.
    #[must_use]
    pub fn builder(agent: &str, version: &str) -> KeyBuilder {
        let mut builder = KeyBuilder {
            hasher: blake3::Hasher::new_derive_key("holdfast task key 1"),
        };
        builder.part(b'a', agent.as_bytes());
        builder.part(b'v', version.as_bytes());
        builder
    }
}

/// Makes a [`TaskKey`] part by part.
#[derive(Debug, Clone)]
pub struct KeyBuilder {
    hasher: blake3::Hasher,
}

impl KeyBuilder {
    /// Each part goes in with its kind and length, so that no two lists of parts look alike.
    fn part(&mut self, kind: u8, bytes: &[u8]) {
        self.hasher.update(&[kind]);
        self.hasher.update(&(bytes.len() as u64).to_le_bytes());
        self.hasher.update(bytes);
    }

    /// Adds a parameter.
    #[must_use]
    pub fn param(mut self, name: &str, value: &[u8]) -> Self {
        self.part(b'n', name.as_bytes());
        self.part(b'p', value);
        self
    }

    /// Adds an input's bytes.
    #[must_use]
    pub fn input(mut self, bytes: &[u8]) -> Self {
        self.part(b'i', bytes);
        self
    }

    /// Adds an input by its content hash: an earlier task's result.
    #[must_use]
    pub fn result(mut self, hash: ContentHash) -> Self {
        self.part(b'r', &hash.0);
        self
    }

    /// The key.
    #[must_use]
    pub fn finish(self) -> TaskKey {
        TaskKey(*self.hasher.finalize().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_where_any_part_or_its_border_differs() {
        let key = |parts: &[&[u8]]| {
            parts
                .iter()
                .fold(TaskKey::builder("a", "1"), |key, part| key.input(part))
                .finish()
        };
        assert_eq!(key(&[b"ab", b"c"]), key(&[b"ab", b"c"]));
        assert_ne!(key(&[b"ab", b"c"]), key(&[b"a", b"bc"]));
        assert_ne!(key(&[b"ab"]), key(&[b"ab", b""]));
        assert_ne!(
            TaskKey::builder("a", "1").param("x", b"").finish(),
            TaskKey::builder("a", "1").input(b"x").finish()
        );
        assert_ne!(
            TaskKey::builder("a", "11").finish(),
            TaskKey::builder("a1", "1").finish()
        );
    }

    #[test]
    fn a_hash_is_written_and_read_as_hexadecimal() {
        let hash = ContentHash::of(b"holdfast");
        assert_eq!(ContentHash::from_hex(&hash.to_string()), Some(hash));
        assert_eq!(format!("{hash:.4}").len(), 4);
        assert_eq!(ContentHash::from_hex("xyz"), None);
    }
}
