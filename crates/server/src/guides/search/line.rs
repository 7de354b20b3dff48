//! Lines: the texts in which the search looks, and the patterns it looks for.

use std::ops::Range;

use super::sound::{Reading, Sound, reading};

/// Where a line stands; what is further up counts more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The title of a thing, the name of an item.
    Title,
    /// A tag.
    Tag,
    /// The name of an item of a thing.
    Item,
    /// The name of what an item gives.
    Result,
    /// What else is written: summary, materials, questions.
    Text,
}

impl Field {
    /// How much a hit there is worth.
    pub fn worth(self) -> f32 {
        match self {
            Self::Title => 1.0,
            Self::Tag => 0.92,
            Self::Item => 0.66,
            Self::Result => 0.6,
            Self::Text => 0.3,
        }
    }
}

/// A text in which the search looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub field: Field,
    /// Its place among the tags or the items.
    pub place: usize,
    /// Whether it is English.
    pub english: bool,
    /// For a synonym that nobody has written there: the line of its entry and the place in it that it stands
    /// for.
    pub stands_for: Option<(usize, Range<usize>)>,
    /// Its characters, in small letters; as many as the text has.
    pub chars: Box<[char]>,
    /// How they read; empty where nobody looks by sound.
    pub readings: Box<[Reading]>,
}

impl Line {
    /// A line.
    pub fn new(field: Field, english: bool, text: &str) -> Self {
        let chars: Box<[char]> = text.chars().map(small).collect();
        let readings = if english || field == Field::Text {
            Box::default()
        } else {
            chars.iter().map(|c| reading(*c)).collect()
        };
        Self { field, place: 0, english, stands_for: None, chars, readings }
    }
}

/// One character in small letters; what would become several stays as it is.
pub fn small(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => c,
    }
}

/// What the search looks for in lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// These characters.
    Chars(Vec<char>),
    /// These sounds, then one of those that begin as the letters end.
    Sounds(Vec<Sound>, Vec<Sound>),
    /// These first letters.
    Letters(Vec<u8>),
    /// A word that begins so; whole, where it is short.
    Word(String),
}

impl Pattern {
    /// The first place in a line where it stands.
    pub fn find(&self, line: &Line) -> Option<Range<usize>> {
        match self {
            Self::Chars(chars) => place(&line.chars, chars.len(), |part| part == &chars[..]),
            Self::Sounds(whole, begun) => {
                let length = whole.len() + usize::from(!begun.is_empty());
                place(&line.readings, length, |part| {
                    let (first, last) = part.split_at(whole.len());
                    let said = |reading: &Reading, sound| reading.sounds.contains(sound);
                    first.iter().zip(whole).all(|(reading, sound)| said(reading, sound))
                        && last.iter().all(|reading| begun.iter().any(|sound| said(reading, sound)))
                })
            }
            Self::Letters(letters) => place(&line.readings, letters.len(), |part| {
                part.iter().zip(letters).all(|(reading, letter)| reading.letters.contains(letter))
            }),
            Self::Word(word) => {
                words(&line.chars).find(|range| begins(&line.chars[range.clone()], word))
            }
        }
    }
}

fn place<T>(all: &[T], length: usize, fits: impl Fn(&[T]) -> bool) -> Option<Range<usize>> {
    if length == 0 {
        return None;
    }
    all.windows(length).position(fits).map(|start| start..start + length)
}

/// Whether a word of a line is the one looked for, or begins with it where it is long enough to tell.
pub fn begins(word: &[char], wanted: &str) -> bool {
    let mut letters = word.iter();
    wanted.chars().all(|c| letters.next() == Some(&c))
        && (wanted.len() > 2 || letters.next().is_none())
}

/// The words of letters and digits within a line.
pub fn words(chars: &[char]) -> impl Iterator<Item = Range<usize>> {
    let is_part = |c: &char| c.is_alphanumeric() && c.is_ascii();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + chars.get(at..)?.iter().position(is_part)?;
        let length = chars[start..].iter().position(|c| !is_part(c)).unwrap_or(chars.len() - start);
        at = start + length;
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::super::sound::spoken;
    use super::*;

    fn title(text: &str) -> Line {
        Line::new(Field::Title, false, text)
    }

    #[test]
    fn finds_characters_sounds_letters_and_words() {
        let line = title("开办餐饮店");
        assert_eq!(Pattern::Chars("餐饮".chars().collect()).find(&line), Some(2..4));
        assert_eq!(Pattern::Letters(b"cyd".to_vec()).find(&line), Some(2..5));
        let spoken = spoken("canyind").remove(0);
        assert_eq!(Pattern::Sounds(spoken.whole, spoken.begun).find(&line), Some(2..5));
        let english = Line::new(Field::Title, true, "Opening a Restaurant");
        assert_eq!(Pattern::Word("rest".into()).find(&english), Some(10..20));
        assert_eq!(Pattern::Word("op".into()).find(&english), None, "two letters are no beginning");
        assert_eq!(Pattern::Chars(Vec::new()).find(&line), None);
    }
}
