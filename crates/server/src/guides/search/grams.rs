//! Which lines hold which pairs: of characters, of sounds, of first letters; and which hold which words.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::line::{Field, Line, Pattern, words};

/// Lines by what they hold; each list in the order of lines.
#[derive(Debug, Default)]
pub struct Grams {
    pairs: HashMap<u64, Vec<u32>>,
    words: BTreeMap<String, Vec<u32>>,
}

#[derive(Clone, Copy)]
enum Of {
    Chars,
    Sounds,
    Letters,
}

/// One number for a pair; for a single one, the second is 0.
fn key(of: Of, first: u32, second: u32) -> u64 {
    (of as u64) << 48 | u64::from(first) << 24 | u64::from(second)
}

impl Grams {
    /// Takes a line in; lines come in the order of their numbers.
    pub fn add(&mut self, number: u32, line: &Line) {
        let mut put = |key: u64| {
            let lines = self.pairs.entry(key).or_default();
            if lines.last() != Some(&number) {
                lines.push(number);
            }
        };
        if !line.english {
            for (place, c) in line.chars.iter().enumerate() {
                if line.field != Field::Text {
                    put(key(Of::Chars, u32::from(*c), 0));
                }
                if let Some(next) = line.chars.get(place + 1) {
                    put(key(Of::Chars, u32::from(*c), u32::from(*next)));
                }
            }
        }
        for (place, reading) in line.readings.iter().enumerate() {
            let next = line.readings.get(place + 1);
            for sound in known(reading.sounds) {
                put(key(Of::Sounds, u32::from(sound), 0));
                for next in next.into_iter().flat_map(|next| known(next.sounds)) {
                    put(key(Of::Sounds, u32::from(sound), u32::from(next)));
                }
            }
            for letter in known(reading.letters) {
                for next in next.into_iter().flat_map(|next| known(next.letters)) {
                    put(key(Of::Letters, u32::from(letter), u32::from(next)));
                }
            }
        }
        for word in words(&line.chars) {
            let lines = self.words.entry(line.chars[word].iter().collect()).or_default();
            if lines.last() != Some(&number) {
                lines.push(number);
            }
        }
    }

    /// The words of letters and digits that occur.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    /// Lines in which a pattern may stand; [`Pattern::find`] says whether it does.
    pub fn lines(&self, pattern: &Pattern) -> Cow<'_, [u32]> {
        match pattern {
            Pattern::Chars(chars) => {
                let symbols: Vec<u32> = chars.iter().map(|c| u32::from(*c)).collect();
                Cow::Borrowed(self.rarest(Of::Chars, &symbols))
            }
            Pattern::Letters(letters) => {
                let symbols: Vec<u32> = letters.iter().map(|letter| u32::from(*letter)).collect();
                Cow::Borrowed(self.rarest(Of::Letters, &symbols))
            }
            Pattern::Sounds(whole, begun) => {
                let symbols: Vec<u32> = whole.iter().map(|sound| u32::from(*sound)).collect();
                match (symbols.last(), symbols.len()) {
                    (Some(last), 1) if !begun.is_empty() => self.either(*last, begun),
                    _ => Cow::Borrowed(self.rarest(Of::Sounds, &symbols)),
                }
            }
            Pattern::Word(word) => {
                let from = self.words.range(word.clone()..);
                let mut lines: Vec<u32> = from
                    .take_while(|(known, _)| known.starts_with(word.as_str()))
                    .flat_map(|(_, lines)| lines.iter().copied())
                    .collect();
                lines.sort_unstable();
                lines.dedup();
                Cow::Owned(lines)
            }
        }
    }

    fn get(&self, key: u64) -> &[u32] {
        self.pairs.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The shortest list among those of the pairs.
    fn rarest(&self, of: Of, symbols: &[u32]) -> &[u32] {
        match symbols {
            [] => &[],
            [single] => self.get(key(of, *single, 0)),
            _ => symbols
                .windows(2)
                .map(|pair| self.get(key(of, pair[0], pair[1])))
                .min_by_key(|lines| lines.len())
                .unwrap_or_default(),
        }
    }

    fn either(&self, sound: u32, next: &[u16]) -> Cow<'_, [u32]> {
        let mut lines: Vec<u32> = next
            .iter()
            .flat_map(|next| self.get(key(Of::Sounds, sound, u32::from(*next))))
            .copied()
            .collect();
        lines.sort_unstable();
        lines.dedup();
        Cow::Owned(lines)
    }
}

fn known<T: Copy + Default + PartialEq>(both: [T; 2]) -> impl Iterator<Item = T> {
    both.into_iter().filter(|one| *one != T::default())
}
