//! Chance for waits. Nothing here is fit for secrets.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// A sequence of numbers that looks like chance, another one in each process.
#[derive(Debug)]
pub(crate) struct Chance(AtomicU64);

impl Chance {
    pub(crate) fn new() -> Self {
        // The standard library seeds its hashers from the system.
        Self(AtomicU64::new(RandomState::new().build_hasher().finish()))
    }

    /// The next number, from 0 to just below 1.
    pub(crate) fn next(&self) -> f64 {
        // SplitMix64: a counter with a stride, and its bits mixed.
        const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut bits = self.0.fetch_add(STRIDE, Ordering::Relaxed).wrapping_add(STRIDE);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        // The 53 bits that a float holds exactly.
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_spread_over_the_whole_range() {
        let chance = Chance::new();
        let mut tenths = [0_u32; 10];
        for _ in 0..1_000 {
            let number = chance.next();
            assert!((0.0..1.0).contains(&number), "{number}");
            tenths[(number * 10.0) as usize] += 1;
        }
        assert!(tenths.iter().all(|count| *count > 40), "{tenths:?}");
    }
}
