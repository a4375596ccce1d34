//! Group codes and values, as text or as binary tags.

/// Collects the tags of one file.
#[derive(Debug)]
pub(crate) struct Tags {
    bytes: Vec<u8>,
    binary: bool,
}

/// What a group code's value is.
enum Kind {
    Text,
    Real,
    Short,
    Long,
    Bool,
}

fn kind(code: i32) -> Kind {
    match code {
        10..=59 | 110..=149 | 210..=239 | 1010..=1059 => Kind::Real,
        60..=79 | 170..=179 | 270..=289 | 370..=389 | 400..=409 | 1060..=1070 => Kind::Short,
        90..=99 | 420..=429 | 440..=459 | 1071 => Kind::Long,
        290..=299 => Kind::Bool,
        _ => Kind::Text,
    }
}

impl Tags {
    pub(crate) fn new(binary: bool) -> Self {
        let mut bytes = Vec::with_capacity(1 << 18);
        if binary {
            bytes.extend_from_slice(b"AutoCAD Binary DXF\r\n\x1a\0");
        }
        Self { bytes, binary }
    }

    /// A continuation without the sentinel, to be joined with [`Tags::append`].
    pub(crate) fn part(binary: bool) -> Self {
        Self {
            bytes: Vec::with_capacity(1 << 16),
            binary,
        }
    }

    pub(crate) fn append(&mut self, part: &Self) {
        self.bytes.extend_from_slice(&part.bytes);
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn code(&mut self, code: i32) {
        if self.binary {
            self.bytes.extend_from_slice(&(code as i16).to_le_bytes());
        } else {
            if code < 10 {
                self.bytes.extend_from_slice(b"  ");
            } else if code < 100 {
                self.bytes.push(b' ');
            }
            push_int(&mut self.bytes, i64::from(code));
            self.bytes.push(b'\n');
        }
    }

    pub(crate) fn text(&mut self, code: i32, value: &str) {
        self.code(code);
        self.bytes.extend_from_slice(value.as_bytes());
        self.bytes.push(if self.binary { 0 } else { b'\n' });
    }

    pub(crate) fn handle(&mut self, code: i32, handle: u32) {
        self.code(code);
        let mut digits = [0u8; 8];
        let mut at = 8;
        let mut rest = handle;
        loop {
            at -= 1;
            digits[at] = b"0123456789ABCDEF"[(rest & 15) as usize];
            rest >>= 4;
            if rest == 0 {
                break;
            }
        }
        self.bytes.extend_from_slice(&digits[at..]);
        self.bytes.push(if self.binary { 0 } else { b'\n' });
    }

    pub(crate) fn real(&mut self, code: i32, value: f64) {
        self.code(code);
        if self.binary {
            let rounded = (value * 1e8).round() / 1e8 + 0.0;
            self.bytes.extend_from_slice(&rounded.to_le_bytes());
        } else {
            push_real(&mut self.bytes, value);
            self.bytes.push(b'\n');
        }
    }

    pub(crate) fn int(&mut self, code: i32, value: i64) {
        self.code(code);
        if self.binary {
            match kind(code) {
                Kind::Bool => self.bytes.push(u8::from(value != 0)),
                Kind::Long => self.bytes.extend_from_slice(&(value as i32).to_le_bytes()),
                Kind::Short | Kind::Text | Kind::Real => {
                    self.bytes.extend_from_slice(&(value as i16).to_le_bytes());
                }
            }
        } else {
            push_int(&mut self.bytes, value);
            self.bytes.push(b'\n');
        }
    }

    /// x and y under `code` and `code + 10`, z = 0 under `code + 20`.
    pub(crate) fn point(&mut self, code: i32, p: [f64; 2]) {
        self.real(code, p[0]);
        self.real(code + 10, p[1]);
        self.real(code + 20, 0.0);
    }

    /// x and y alone.
    pub(crate) fn flat(&mut self, code: i32, p: [f64; 2]) {
        self.real(code, p[0]);
        self.real(code + 10, p[1]);
    }
}

fn push_int(out: &mut Vec<u8>, value: i64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Six decimals, trailing zeros off: finer than any drafter's unit, and the same on every machine.
fn push_real(out: &mut Vec<u8>, value: f64) {
    let scaled = (value * 1e6).round() as i64;
    if scaled < 0 {
        out.push(b'-');
    }
    let size = scaled.unsigned_abs();
    push_int(out, (size / 1_000_000) as i64);
    out.push(b'.');
    let mut rest = size % 1_000_000;
    if rest == 0 {
        out.push(b'0');
        return;
    }
    let mut unit = 100_000;
    while rest > 0 {
        out.push(b'0' + (rest / unit) as u8);
        rest %= unit;
        unit /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn real(value: f64) -> String {
        let mut out = Vec::new();
        push_real(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn reals_are_written_with_at_most_six_decimals() {
        assert_eq!(real(0.0), "0.0");
        assert_eq!(real(-0.000_000_1), "0.0");
        assert_eq!(real(12.5), "12.5");
        assert_eq!(real(-3.000_125), "-3.000125");
        assert_eq!(real(1_240_000.062_5), "1240000.0625");
    }

    #[test]
    fn handles_are_hexadecimal_without_leading_zeros() {
        let mut tags = Tags::part(false);
        tags.handle(5, 0x2F0);
        assert_eq!(tags.into_bytes(), b"  5\n2F0\n");
    }
}
