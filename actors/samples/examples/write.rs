//! Writes a sample building and its truth (`truth.json`): `cargo run -p holdfast-samples --example write -- DIR SIZE HAND SEED`.

use std::error::Error;
use std::path::Path;

use holdfast_samples::{Hand, Size, generate};

fn main() -> Result<(), Box<dyn Error>> {
    let mut given = std::env::args().skip(1);
    let folder = given
        .next()
        .ok_or("give a folder, a size, a hand and a seed")?;
    let size: Size = given.next().unwrap_or_default().parse()?;
    let hand: Hand = given.next().unwrap_or_default().parse()?;
    let seed: u64 = given.next().unwrap_or_default().parse()?;
    let sample = generate(size, hand, seed);
    for (path, bytes) in &sample.files {
        let path = Path::new(&folder).join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, bytes)?;
    }
    let truth = serde_json::to_vec_pretty(&sample.truth)?;
    std::fs::write(Path::new(&folder).join("truth.json"), truth)?;
    Ok(())
}
