//! Which boxes come near which: the search that a bounding volume hierarchy, or a GPU, does.

use parry3d_f64::bounding_volume::Aabb;
use parry3d_f64::math::Vector;
use parry3d_f64::partitioning::{Bvh, BvhBuildStrategy};

/// Box: min, max, inches.
pub type Bounds = [[f64; 3]; 2];

/// Finds the pairs of boxes that touch or overlap.
pub trait PairSearch {
    /// Every pair `(i, j)` where box `i` of `a` meets box `j` of `b`, in order.
    fn pairs(&self, a: &[Bounds], b: &[Bounds]) -> Vec<(u32, u32)>;
}

/// The CPU path: a hierarchy over `b`, asked for each box of `a`.
#[derive(Debug, Clone, Copy, Default)]
pub struct CpuBvh;

impl PairSearch for CpuBvh {
    fn pairs(&self, a: &[Bounds], b: &[Bounds]) -> Vec<(u32, u32)> {
        let leaves: Vec<Aabb> = b.iter().map(aabb).collect();
        let tree = Bvh::from_leaves(BvhBuildStrategy::Binned, &leaves);
        let mut pairs = Vec::new();
        for (i, bounds) in (0u32..).zip(a) {
            let from = pairs.len();
            pairs.extend(tree.intersect_aabb(&aabb(bounds)).map(|j| (i, j)));
            pairs[from..].sort_unstable();
        }
        pairs
    }
}

fn aabb([low, high]: &Bounds) -> Aabb {
    Aabb::new(
        Vector::new(low[0], low[1], low[2]),
        Vector::new(high[0], high[1], high[2]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn boxes() -> impl Strategy<Value = Vec<Bounds>> {
        let one = (
            [-99.0..99.0f64, -99.0..99.0f64, -99.0..99.0f64],
            [0.0..30.0f64, 0.0..30.0f64, 0.0..30.0f64],
        )
            .prop_map(|(low, size)| [low, [low[0] + size[0], low[1] + size[1], low[2] + size[2]]]);
        prop::collection::vec(one, 0..60)
    }

    proptest! {
        #[test]
        fn the_tree_finds_what_comparing_every_pair_finds(a in boxes(), b in boxes()) {
            let mut every = vec![];
            for (i, p) in (0u32..).zip(&a) {
                for (j, q) in (0u32..).zip(&b) {
                    if (0..3).all(|k| p[0][k] <= q[1][k] && q[0][k] <= p[1][k]) {
                        every.push((i, j));
                    }
                }
            }
            prop_assert_eq!(CpuBvh.pairs(&a, &b), every);
        }
    }

    #[test]
    fn nothing_meets_nothing() {
        assert!(CpuBvh.pairs(&[], &[]).is_empty());
        assert!(CpuBvh.pairs(&[[[0.0; 3], [1.0; 3]]], &[]).is_empty());
    }
}
