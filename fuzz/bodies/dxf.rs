//! Any bytes are a drawing that can be expanded and taken stock of, or are refused in words.

use holdfast_drawings::flatten::{FlattenLimits, flatten, viewports};
use holdfast_drawings::inspect::inspect;
use holdfast_drawings::read::{Limits, read};

pub(crate) fn run(data: &[u8]) {
    let limits = Limits {
        max_bytes: 8 << 20,
        max_unpacked_bytes: 32 << 20,
        max_entities: 50_000,
        max_vertices: 200_000,
        max_text_bytes: 64 << 10,
    };
    let sheet = match read("fuzz.dxf", data, &limits) {
        Ok(sheet) => sheet,
        Err(error) => {
            let text = error.to_string();
            assert!(text.starts_with("fuzz.dxf"), "{text}");
            assert!(text.len() < 10_000, "{} bytes", text.len());
            return;
        }
    };
    let bounds = FlattenLimits {
        max_marks: 20_000,
        max_points: 200_000,
        ..FlattenLimits::default()
    };
    match flatten(&sheet, &bounds) {
        Ok(flat) => {
            assert!(flat.marks.len() as u64 <= bounds.max_marks);
            let layers = sheet.layers.len();
            assert!(flat.marks.iter().all(|mark| (mark.layer as usize) < layers));
        }
        Err(error) => assert!(error.to_string().starts_with("fuzz.dxf")),
    }
    assert!(viewports(&sheet).iter().all(|window| window.scale > 0.0));
    assert!(!inspect(&sheet).text().is_empty());
}
