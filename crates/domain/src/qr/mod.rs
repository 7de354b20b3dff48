//! QR codes (ISO/IEC 18004): byte mode, error correction level M, versions 1 to 25. That is up to
//! 997 bytes, enough for an address with a signed statement in it, in a fraction of what a general library would
//! weigh.

mod blocks;
mod grid;

use blocks::codewords;
use grid::Grid;

/// Light modules around a code (ISO/IEC 18004, 6.3.8).
const QUIET: usize = 4;

/// Blocks of a version at level M, and codewords of correction of each: versions 1 to 25 in order
/// (ISO/IEC 18004:2015, table 9).
const LEVEL_M: [(usize, usize); 25] = [
    (1, 10),
    (1, 16),
    (1, 26),
    (2, 18),
    (2, 24),
    (4, 16),
    (4, 18),
    (4, 22),
    (5, 22),
    (5, 26),
    (5, 30),
    (8, 22),
    (9, 22),
    (9, 24),
    (10, 24),
    (10, 28),
    (11, 28),
    (13, 26),
    (14, 26),
    (16, 26),
    (17, 26),
    (17, 28),
    (18, 28),
    (20, 28),
    (21, 28),
];

/// What a version holds at level M.
#[derive(Clone, Copy)]
struct Version {
    /// 1 to 25.
    number: usize,
    /// Codewords of data.
    data: usize,
    /// Blocks that the data is split into.
    blocks: usize,
    /// Codewords of correction of each block.
    correction: usize,
}

impl Version {
    fn new(number: usize, (blocks, correction): (usize, usize)) -> Self {
        // Modules that are no finder, timing, alignment, version or format (table 1), in bytes.
        let free = (16 * number + 128) * number + 64;
        let aligned = match number / 7 + 2 {
            _ if number == 1 => 0,
            side => (25 * side - 10) * side - 55,
        };
        let told = if number < 7 { 0 } else { 36 };
        let data = (free - aligned - told) / 8 - blocks * correction;
        Self { number, data, blocks, correction }
    }

    /// Bytes of the length before the data (table 3).
    fn length_bytes(self) -> usize {
        if self.number < 10 { 1 } else { 2 }
    }

    /// Where the centres of alignment patterns stand along a side (table E.1).
    fn centres(self) -> Vec<usize> {
        if self.number == 1 {
            return Vec::new();
        }
        let count = self.number / 7 + 2;
        let step = (self.number * 8 + count * 3 + 5) / (count * 4 - 4) * 2;
        let far = self.size() - 7;
        let mut centres: Vec<usize> = (0..count - 1).map(|at| far - at * step).collect();
        centres.push(6);
        centres.reverse();
        centres
    }

    /// Modules along a side.
    fn size(self) -> usize {
        17 + 4 * self.number
    }
}

/// A finished code: a square of modules, dark ones `true`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Modules along a side.
    pub size: usize,
    modules: Vec<bool>,
}

impl Code {
    /// Encodes a text; `None` when it is longer than 997 bytes.
    pub fn new(text: &str) -> Option<Self> {
        // The mode takes half a byte, and the end another half.
        let fits = |version: &Version| text.len() + 1 + version.length_bytes() <= version.data;
        let mut versions = (1..).zip(LEVEL_M).map(|(number, level)| Version::new(number, level));
        let version = versions.find(fits)?;
        let words = codewords(version, text.as_bytes());
        let grid = Grid::new(version, &words);
        let best = (0..8).map(|mask| grid.masked(mask)).min_by_key(Grid::penalty)?;
        Some(Self { size: version.size(), modules: best.into_modules() })
    }

    /// Whether the module in this column and row is dark.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        self.modules[y * self.size + x]
    }

    /// The side of its picture in modules, with the light ones around without which scanners do not find it.
    pub fn side(&self) -> usize {
        self.size + 2 * QUIET
    }

    /// The dark modules as one path of SVG, run by run, within a square of [`Code::side`].
    pub fn path(&self) -> String {
        let mut path = String::new();
        for y in 0..self.size {
            let mut x = 0;
            while x < self.size {
                let run = (x..self.size).take_while(|x| self.is_dark(*x, y)).count();
                if run > 0 {
                    path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
                }
                x += run.max(1);
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An independent decoder reads what we wrote, in every version.
    #[test]
    fn a_stranger_reads_it() {
        let versions = (1..).zip(LEVEL_M).map(|(number, level)| Version::new(number, level));
        let most = versions.map(|version| version.data - 1 - version.length_bytes());
        for length in most.chain([1, 100, 600]) {
            let text: String =
                "https://city.example/lookup?n=2026".chars().cycle().take(length).collect();
            let code = Code::new(&text).unwrap();
            const SCALE: usize = 4;
            const QUIET: usize = 4;
            let side = (code.size + 2 * QUIET) * SCALE;
            let dark = |at: usize| {
                let module = (at / SCALE).checked_sub(QUIET)?;
                (module < code.size).then_some(module)
            };
            let mut image =
                rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
                    match (dark(x), dark(y)) {
                        (Some(x), Some(y)) if code.is_dark(x, y) => 0,
                        _ => 255,
                    }
                });
            let grids = image.detect_grids();
            assert_eq!(grids.len(), 1, "{length} bytes");
            assert_eq!(grids[0].decode().unwrap().1, text);
        }
    }

    #[test]
    fn what_is_too_long_is_refused() {
        assert!(Code::new(&"a".repeat(998)).is_none());
        assert!(Code::new(&"a".repeat(997)).is_some());
        assert!(Code::new("").is_some());
    }
}
