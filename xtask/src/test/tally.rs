//! How many tests passed and failed.

use std::fmt;
use std::ops::Add;

use crate::step::{self, Output};

/// A count of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that passed.
    pub passed: usize,
    /// Those that failed or were skipped: a skipped test is a defect.
    pub failed: usize,
}

impl Tally {
    /// Something that should have run and could not.
    pub fn broken() -> Self {
        Self { passed: 0, failed: 1 }
    }

    /// A single test.
    pub fn one(passed: bool) -> Self {
        if passed { Self { passed: 1, failed: 0 } } else { Self::broken() }
    }

    /// Counts what a test runner printed, and shows its end when anything is wrong.
    pub fn of(output: &Output) -> Self {
        let mut tally = Self::count(&output.text);
        if tally == Self::default() {
            eprintln!("  no test ran");
            tally.failed = 1;
        }
        if !output.ok && tally.failed == 0 {
            tally.failed = 1;
        }
        if tally.failed > 0 {
            eprintln!("{}\n  all of it: {}", step::tail(&output.text, 60), output.log.display());
        }
        tally
    }

    /// Adds up every `test result: … N passed; M failed; K ignored; …` of the text.
    fn count(text: &str) -> Self {
        let results = text.lines().filter_map(|line| line.split_once("test result: "));
        results.fold(Self::default(), |sum, (_, line)| {
            let number = |word: &str| {
                line.split([';', '.'])
                    .find_map(|part| part.trim().strip_suffix(word)?.trim().parse::<usize>().ok())
                    .unwrap_or(0)
            };
            let failed = number("failed") + number("ignored");
            sum + Self { passed: number("passed"), failed }
        })
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_runners_add_up() {
        let text = "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                    noise\n test result: FAILED. 1 passed; 2 failed; 1 ignored; 0 filtered out";
        assert_eq!(Tally::count(text), Tally { passed: 4, failed: 3 });
        assert_eq!(Tally::count(text).to_string(), "4 passed, 3 failed");
    }
}
