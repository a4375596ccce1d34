//! The PDF as a plan checker gets it.

mod fixture;

use holdfast_report::pdf;

#[test]
fn look() {
    let bytes = pdf::write(&fixture::building(3, 4, 24.0), &mut |_| {}).unwrap();
    std::fs::write("/tmp/small.pdf", bytes).unwrap();
    let bytes = pdf::write(&fixture::building(7, 8, 24.0), &mut |_| {}).unwrap();
    std::fs::write("/tmp/seven.pdf", bytes).unwrap();
}
