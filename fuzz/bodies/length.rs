//! Any text is a length, which reads the same again as it is written, or is refused in words.

use holdfast_drawings::length::{format_ft_in, parse};

pub(crate) fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match parse(text) {
        Ok(inches) => {
            assert!(inches.is_finite());
            let written = format_ft_in(inches, 64);
            let again = parse(&written).expect("what is written is read");
            assert!(
                (again - inches).abs() <= 1.0 / 128.0 + 1e-9,
                "{text}: {written}"
            );
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
