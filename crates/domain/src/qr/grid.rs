//! From codewords to modules: patterns, placing, masks.

use super::Version;

/// The square while it is drawn. `fixed` modules are patterns and format; masks leave them alone.
#[derive(Clone)]
pub struct Grid {
    size: usize,
    dark: Vec<bool>,
    fixed: Vec<bool>,
}

impl Grid {
    /// Draws the patterns and the codewords, not yet masked.
    pub fn new(version: Version, words: &[u8]) -> Self {
        let size = version.size();
        let mut grid =
            Self { size, dark: vec![false; size * size], fixed: vec![false; size * size] };
        grid.patterns(version);
        grid.format(0);
        grid.words(words);
        grid
    }

    /// The same under one of the eight masks, with the format that says so.
    pub fn masked(&self, mask: usize) -> Self {
        let mut grid = self.clone();
        for y in 0..self.size {
            for x in 0..self.size {
                let at = y * self.size + x;
                if !self.fixed[at] && flips(mask, x, y) {
                    grid.dark[at] = !grid.dark[at];
                }
            }
        }
        grid.format(mask);
        grid
    }

    /// The modules, row by row.
    pub fn into_modules(self) -> Vec<bool> {
        self.dark
    }

    fn fix(&mut self, x: usize, y: usize, dark: bool) {
        self.dark[y * self.size + x] = dark;
        self.fixed[y * self.size + x] = true;
    }

    fn patterns(&mut self, version: Version) {
        let last = self.size - 1;
        for at in 0..self.size {
            self.fix(6, at, at % 2 == 0);
            self.fix(at, 6, at % 2 == 0);
        }
        for (x, y) in [(3, 3), (last - 3, 3), (3, last - 3)] {
            self.rings(x, y, 4);
        }
        let centres = version.centres();
        let far = centres.last().copied().unwrap_or_default();
        for x in &centres {
            for y in &centres {
                let on_finder = [(6, 6), (6, far), (far, 6)].contains(&(*x, *y));
                if !on_finder {
                    self.rings(*x, *y, 2);
                }
            }
        }
        self.number(version.number);
    }

    /// Rings around a centre: dark but for the second and, in a finder, the fifth, which is its
    /// quiet edge.
    fn rings(&mut self, x: usize, y: usize, radius: usize) {
        for row in (y.saturating_sub(radius))..=(y + radius).min(self.size - 1) {
            for column in (x.saturating_sub(radius))..=(x + radius).min(self.size - 1) {
                let ring = row.abs_diff(y).max(column.abs_diff(x));
                let light = if radius == 4 { ring == 2 || ring == 4 } else { ring == 1 };
                self.fix(column, row, !light);
            }
        }
    }

    /// The version in 18 bits, twice, from version 7 on.
    fn number(&mut self, number: usize) {
        if number < 7 {
            return;
        }
        let bits = with_check(number as u32, 12, 0x1F25);
        for bit in 0..18 {
            let (near, far) = (bit / 3, self.size - 11 + bit % 3);
            self.fix(near, far, bits >> bit & 1 == 1);
            self.fix(far, near, bits >> bit & 1 == 1);
        }
    }

    /// Level M and the mask in 15 bits, twice, and the module that is always dark.
    fn format(&mut self, mask: usize) {
        let bits = with_check(mask as u32, 10, 0x537) ^ 0x5412;
        for bit in 0..15 {
            let dark = bits >> bit & 1 == 1;
            let (x, y) = match bit {
                0..6 => (8, bit),
                6 => (8, 7),
                7 => (8, 8),
                8 => (7, 8),
                _ => (14 - bit, 8),
            };
            self.fix(x, y, dark);
            let (x, y) = if bit < 8 { (self.size - 1 - bit, 8) } else { (8, self.size - 15 + bit) };
            self.fix(x, y, dark);
        }
        self.fix(8, self.size - 8, true);
    }

    /// In columns of two from the right, up and down by turns, around what is fixed.
    fn words(&mut self, words: &[u8]) {
        let mut bits =
            words.iter().flat_map(|word| (0..8).rev().map(move |bit| word >> bit & 1 == 1));
        let pairs = (0..self.size).rev().filter(|x| *x != 6).collect::<Vec<_>>();
        for (turn, pair) in pairs.chunks(2).enumerate() {
            for step in 0..self.size {
                let y = if turn % 2 == 0 { self.size - 1 - step } else { step };
                for x in pair {
                    let at = y * self.size + x;
                    if !self.fixed[at] {
                        self.dark[at] = bits.next().unwrap_or(false);
                    }
                }
            }
        }
    }

    /// How hard it would be to read (ISO/IEC 18004:2015, 7.8.3): runs, blocks, look-alikes of
    /// finders, and imbalance.
    pub fn penalty(&self) -> u32 {
        let row =
            |y: usize| (0..self.size).map(|x| self.dark[y * self.size + x]).collect::<Vec<_>>();
        let column =
            |x: usize| (0..self.size).map(|y| self.dark[y * self.size + x]).collect::<Vec<_>>();
        let lines = (0..self.size).flat_map(|at| [row(at), column(at)]);
        let along: u32 = lines.map(|line| runs(&line) + finders(&line)).sum();
        let dark = self.dark.iter().filter(|dark| **dark).count();
        let imbalance = (dark * 20).abs_diff(self.dark.len() * 10) / self.dark.len();
        along + self.blocks() + imbalance as u32 * 10
    }

    fn blocks(&self) -> u32 {
        let same = |at: usize| {
            let one = self.dark[at];
            [1, self.size, self.size + 1].iter().all(|step| self.dark[at + step] == one)
        };
        let corners = (0..self.size - 1).flat_map(|y| (0..self.size - 1).map(move |x| (x, y)));
        3 * corners.filter(|(x, y)| same(y * self.size + x)).count() as u32
    }
}

/// Bits with their check bits behind them: the remainder by a BCH generator of `degree`.
fn with_check(value: u32, degree: u32, generator: u32) -> u32 {
    let rest =
        (0..degree).fold(value, |rest, _| (rest << 1) ^ ((rest >> (degree - 1)) * generator));
    value << degree | rest
}

fn flips(mask: usize, x: usize, y: usize) -> bool {
    let value = match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (x / 3 + y / 2) % 2,
        5 => x * y % 2 + x * y % 3,
        6 => (x * y % 2 + x * y % 3) % 2,
        _ => ((x + y) % 2 + x * y % 3) % 2,
    };
    value == 0
}

fn runs(line: &[bool]) -> u32 {
    let lengths = line.chunk_by(|a, b| a == b).map(<[bool]>::len);
    lengths.filter(|length| *length >= 5).map(|length| length as u32 - 2).sum()
}

fn finders(line: &[bool]) -> u32 {
    const LOOK: [bool; 11] =
        [true, false, true, true, true, false, true, false, false, false, false];
    let found = line
        .windows(LOOK.len())
        .filter(|window| window.iter().eq(LOOK.iter()) || window.iter().rev().eq(LOOK.iter()));
    40 * found.count() as u32
}
