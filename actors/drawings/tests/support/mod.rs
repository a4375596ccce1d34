//! Small DXF files for tests, written tag by tag.
#![allow(dead_code, unreachable_pub)] // every test file uses its own part

use std::fmt::Write as _;

/// A DXF file in the making.
#[derive(Default, Clone)]
pub struct Dxf {
    header: String,
    tables: String,
    blocks: String,
    entities: String,
    objects: String,
}

/// Writes tags given as `code value` pairs apart by commas: `0 LINE, 8 0, 10 1.5`.
pub fn tags(list: &str) -> String {
    let mut out = String::new();
    for tag in list.split(", ") {
        let (code, value) = tag.split_once(' ').unwrap_or((tag, ""));
        writeln!(out, "{code}\n{value}").unwrap();
    }
    out
}

impl Dxf {
    pub fn new(version: &str) -> Self {
        let mut dxf = Self::default();
        dxf.variable("$ACADVER", &format!("1 {version}"));
        dxf
    }

    pub fn variable(&mut self, name: &str, value: &str) -> &mut Self {
        self.header += &tags(&format!("9 {name}, {value}"));
        self
    }

    pub fn layer(&mut self, name: &str, handle: &str, color: i16, flags: u8) -> &mut Self {
        self.tables += &tags(&format!(
            "0 LAYER, 5 {handle}, 2 {name}, 70 {flags}, 62 {color}, 6 Continuous"
        ));
        self
    }

    pub fn block(&mut self, name: &str, entities: &[&str]) -> &mut Self {
        self.blocks += &tags(&format!("0 BLOCK, 8 0, 2 {name}, 70 0, 10 0, 20 0"));
        for entity in entities {
            self.blocks += &tags(entity);
        }
        self.blocks += &tags("0 ENDBLK, 8 0");
        self
    }

    pub fn entity(&mut self, entity: &str) -> &mut Self {
        self.entities += &tags(entity);
        self
    }

    /// Entities whose values may hold a comma and a blank.
    pub fn raw_entity(&mut self, tags: &[(i32, &str)]) -> &mut Self {
        for (code, value) in tags {
            writeln!(self.entities, "{code}\n{value}").unwrap();
        }
        self
    }

    pub fn object(&mut self, object: &str) -> &mut Self {
        self.objects += &tags(object);
        self
    }

    pub fn text(&self) -> String {
        let section = |name: &str, body: &str| {
            format!(
                "{}{body}{}",
                tags(&format!("0 SECTION, 2 {name}")),
                tags("0 ENDSEC")
            )
        };
        [
            section("HEADER", &self.header),
            section("TABLES", &self.tables),
            section("BLOCKS", &self.blocks),
            section("ENTITIES", &self.entities),
            section("OBJECTS", &self.objects),
            tags("0 EOF"),
        ]
        .concat()
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.text().into_bytes()
    }
}

/// A generator of numbers (xorshift64*), the same for the same seed.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Bytes with a few faults: bits flipped, pieces cut, copied, overwritten by hostile values.
pub fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    const HOSTILE: &[&[u8]] = &[
        b"1e308",
        b"nan",
        b"-inf",
        b"99999999999",
        b"-1",
        b"\n0\nEOF\n",
        b"\n0\nENDSEC\n",
        b"\n0\nINSERT\n2\nA\n70\n30000\n71\n30000\n",
        b"\xff\xff\xff\xff",
        b"\0\0\0\0",
        b"",
    ];
    let mut out = bytes.to_vec();
    for _ in 0..=random.below(4) {
        if out.is_empty() {
            break;
        }
        let at = random.below(out.len());
        let length = random.below(64).min(out.len() - at);
        match random.below(5) {
            0 => out[at] ^= 1 << random.below(8),
            1 => {
                out.drain(at..at + length);
            }
            2 => {
                let piece = out[at..at + length].to_vec();
                let to = random.below(out.len());
                out.splice(to..to, piece);
            }
            3 => {
                let value = HOSTILE[random.below(HOSTILE.len())];
                let end = (at + value.len()).min(out.len());
                out.splice(at..end, value.iter().copied());
            }
            _ => out.truncate(at),
        }
    }
    out
}
