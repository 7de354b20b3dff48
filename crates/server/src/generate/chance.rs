//! Chance that can be repeated: the same seed and the same words give the same numbers on every machine.

/// A source of numbers (SplitMix64: Steele, Lea, Flood, “Fast splittable pseudorandom number generators”, 2014).
pub struct Chance(u64);

impl Chance {
    /// A source of its own for something, so that one more of it does not change all the others.
    pub fn of(seed: u64, what: &str) -> Self {
        // FNV-1a: a hash that is the same in every build, which the standard library's is not.
        let hash = what.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(seed ^ hash)
    }

    /// The next number.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both of them possible.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.saturating_sub(low)) + 1;
        low + u32::try_from(self.next() % span).unwrap_or(0)
    }

    /// Whether something happens that does so `percent` times in a hundred.
    pub fn happens(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    /// Brings a list into another order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = self.between(0, u32::try_from(last).unwrap_or(u32::MAX));
            list.swap(last, usize::try_from(other).unwrap_or(last));
        }
    }
}
