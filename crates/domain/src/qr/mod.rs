//! QR codes (ISO/IEC 18004): byte mode, error correction level M, versions 1 to 9. That is up to
//! 180 bytes, enough for an address, in a fraction of what a general library would weigh.

mod blocks;
mod grid;

use blocks::codewords;
use grid::Grid;

/// Light modules around a code (ISO/IEC 18004, 6.3.8).
const QUIET: usize = 4;

/// What a version holds at level M.
#[derive(Clone, Copy)]
struct Version {
    /// 1 to 9.
    number: usize,
    /// Codewords of data.
    data: usize,
    /// Blocks that the data is split into.
    blocks: usize,
    /// Codewords of correction of each block.
    correction: usize,
    /// Where alignment patterns stand, besides 6; 0 for none.
    alignment: [usize; 2],
}

/// ISO/IEC 18004:2015, tables 1, 7, 9 and E.1.
const VERSIONS: [Version; 9] = [
    version(1, 16, 1, 10, [0, 0]),
    version(2, 28, 1, 16, [18, 0]),
    version(3, 44, 1, 26, [22, 0]),
    version(4, 64, 2, 18, [26, 0]),
    version(5, 86, 2, 24, [30, 0]),
    version(6, 108, 4, 16, [34, 0]),
    version(7, 124, 4, 18, [22, 38]),
    version(8, 154, 4, 22, [24, 42]),
    version(9, 182, 5, 22, [26, 46]),
];

const fn version(
    number: usize,
    data: usize,
    blocks: usize,
    correction: usize,
    alignment: [usize; 2],
) -> Version {
    Version { number, data, blocks, correction, alignment }
}

impl Version {
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
    /// Encodes a text; `None` when it is longer than 180 bytes.
    pub fn new(text: &str) -> Option<Self> {
        // Mode and length take a byte and a half.
        let version = VERSIONS.into_iter().find(|version| text.len() + 2 <= version.data)?;
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
        for length in [1, 14, 15, 40, 60, 84, 100, 120, 150, 180] {
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
        assert!(Code::new(&"a".repeat(181)).is_none());
        assert!(Code::new("").is_some());
    }
}
