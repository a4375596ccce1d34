//! Clash detection: rod runs against openings, beams, headers, pipes, ducts and other rods.
//!
//! [`clash::find`] is the whole of it: runs and obstructions in, clashes with proposed moves out.
//! The search for candidate pairs stands behind [`broad::PairSearch`]; [`broad::CpuBvh`] is the CPU
//! path. Every path gives the same pairs, so the same clashes.
//!
//! ```
//! use holdfast_gpu::broad::CpuBvh;
//! use holdfast_gpu::clash::{find, Height, Obstruction, Part, PartKind, Rules, Run};
//! use holdfast_gpu::solid::Solid;
//!
//! let run = Run {
//!     id: "R-1A".into(),
//!     inward: [1.0, 0.0],
//!     travel_in: [0.0, 12.0],
//!     parts: vec![Part { kind: PartKind::Rod, level: 0, solid: Solid::cylinder([0.0, 0.0], 0.5, [0.0, 120.0]) }],
//! };
//! let pipe = Obstruction {
//!     id: "L1-P01".into(),
//!     kind: "pipe".into(),
//!     level: 0,
//!     height: Height::Known,
//!     solids: vec![Solid::cylinder([1.0, 0.0], 2.0, [0.0, 120.0])],
//! };
//! let clashes = find(&[run], &[pipe], &Rules::default(), &CpuBvh);
//! assert_eq!(clashes[0].parts[0].distance_in, -1.5);
//! assert_eq!(clashes[0].move_in, Some(5.5));
//! ```

pub mod broad;
pub mod clash;
pub mod solid;
