//! What somebody typed, taken apart: question words dropped, Chinese in known words and pairs, the rest in
//! words, first letters and Pinyin.

use std::collections::HashSet;

use onething_domain::city::Speech;

use super::line::{Pattern, small};
use super::near::Terms;
use super::sound::{is_syllable, reading, spoken};

/// Longest known word in characters.
const LONGEST_WORD: usize = 8;

/// A part of what was typed that is looked for by itself.
#[derive(Debug)]
pub struct Unit {
    /// The places that it covers: one for each Chinese character, one for each other word.
    pub places: std::ops::Range<usize>,
    /// Of which stretch it is a part.
    pub stretch: usize,
    /// What to look for, each with how much it is worth.
    pub patterns: Vec<(Pattern, f32)>,
    /// The same by its sound, where nothing is written so.
    pub by_sound: Option<Pattern>,
}

/// A stretch without spaces in one script; typing errors are looked for in the whole of it.
#[derive(Debug)]
pub struct Stretch {
    /// Its characters.
    pub chars: Vec<char>,
    /// Its first place.
    pub place: usize,
    /// How many places it takes.
    pub places: usize,
}

/// What somebody typed.
#[derive(Debug, Default)]
pub struct Typed {
    /// Parts to look for.
    pub units: Vec<Unit>,
    /// Stretches.
    pub stretches: Vec<Stretch>,
    /// All places.
    pub places: usize,
}

/// How people speak: words to drop and words that are known wherever they are written.
#[derive(Debug, Default)]
pub struct Vocabulary {
    drop: Vec<String>,
    said: HashSet<Vec<char>>,
}

/// What takes apart what was typed.
struct Reader<'a> {
    vocabulary: &'a Vocabulary,
    terms: &'a Terms,
}

impl Vocabulary {
    /// From the city's words.
    pub fn new(speech: &Speech) -> Self {
        let mut drop = speech.drop.clone();
        drop.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        let said = speech.synonym.iter().flat_map(|group| &group.words);
        Self { drop, said: said.map(|word| word.chars().collect()).collect() }
    }

    /// Takes apart what somebody typed.
    pub fn read(&self, typed: &str, terms: &Terms) -> Typed {
        Reader { vocabulary: self, terms }.read(typed)
    }
}

impl Reader<'_> {
    fn read(&self, typed: &str) -> Typed {
        let plain = plain(typed);
        let mut stretches = split(&self.drop(&plain));
        if stretches.is_empty() {
            stretches = split(&plain); // nothing but question words: then they are what is looked for
        }
        let mut out = Typed::default();
        for chars in join_syllables(stretches) {
            self.add(chars, &mut out);
        }
        out
    }

    fn knows(&self, word: &[char]) -> bool {
        (2..=LONGEST_WORD).contains(&word.len())
            && (self.vocabulary.said.contains(word) || self.terms.knows(word))
    }

    fn drop(&self, plain: &str) -> String {
        if self.knows(&plain.trim().chars().collect::<Vec<_>>()) {
            return plain.to_owned();
        }
        let mut rest = format!(" {plain} ");
        for word in &self.vocabulary.drop {
            if word.is_ascii() {
                rest = rest.replace(&format!(" {word} "), " ");
            } else {
                rest = rest.replace(word.as_str(), " ");
            }
        }
        rest
    }

    fn add(&self, chars: Vec<char>, out: &mut Typed) {
        let (place, stretch) = (out.places, out.stretches.len());
        let places = if chars[0].is_ascii() {
            out.units.push(Unit {
                places: place..place + 1,
                stretch,
                patterns: latin(&chars.iter().collect::<String>()),
                by_sound: None,
            });
            1
        } else {
            self.chinese(&chars, place, stretch, &mut out.units);
            chars.len()
        };
        out.places += places;
        out.stretches.push(Stretch { chars, place, places });
    }

    /// The whole, known words, pairs; a single character by itself.
    fn chinese(&self, chars: &[char], place: usize, stretch: usize, units: &mut Vec<Unit>) {
        let mut put = |start: usize, end: usize, worth: f32| {
            let part = &chars[start..end];
            let pair = part.len() == 2;
            units.push(Unit {
                places: place + start..place + end,
                stretch,
                patterns: vec![(Pattern::Chars(part.to_vec()), worth)],
                by_sound: pair.then(|| {
                    Pattern::Sounds(
                        part.iter().map(|c| reading(*c).sounds[0]).collect(),
                        Vec::new(),
                    )
                }),
            });
        };
        match chars.len() {
            1 => put(0, 1, 0.5),
            length @ 3..=LONGEST_WORD => put(0, length, 1.0),
            _ => {}
        }
        for start in 0..chars.len() {
            for end in start + 2..=chars.len().min(start + LONGEST_WORD) {
                let is_known = self.knows(&chars[start..end]);
                if end == start + 2 {
                    put(start, end, if is_known { 0.95 } else { 0.7 });
                } else if is_known && end - start < chars.len() {
                    put(start, end, 1.0);
                }
            }
        }
    }
}

/// Letters and digits: a word, first letters, Pinyin.
fn latin(word: &str) -> Vec<(Pattern, f32)> {
    let mut patterns = vec![(Pattern::Word(word.to_owned()), 1.0)];
    if word.len() > 1 {
        patterns.push((Pattern::Letters(word.bytes().collect()), 0.85));
    }
    for spoken in spoken(word) {
        let length = spoken.whole.len() + usize::from(!spoken.begun.is_empty());
        let worth = if length == 1 { 0.6 } else { 0.95 };
        patterns.push((Pattern::Sounds(spoken.whole, spoken.begun), worth));
    }
    patterns
}

/// In small letters of usual width; everything that is no letter or digit is a space.
fn plain(typed: &str) -> String {
    let usual = |c: char| match u32::from(c) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let spaced = typed.chars().map(|c| small(usual(c)));
    spaced.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect()
}

/// Stretches without spaces, each of one script.
fn split(plain: &str) -> Vec<Vec<char>> {
    let mut stretches: Vec<Vec<char>> = Vec::new();
    for word in plain.split_whitespace() {
        let mut before = None;
        for c in word.chars() {
            if before == Some(c.is_ascii()) {
                if let Some(stretch) = stretches.last_mut() {
                    stretch.push(c);
                }
            } else {
                stretches.push(vec![c]);
            }
            before = Some(c.is_ascii());
        }
    }
    stretches
}

/// `sheng er zi` typed in syllables is one word.
fn join_syllables(stretches: Vec<Vec<char>>) -> Vec<Vec<char>> {
    let all = stretches.iter().all(|stretch| is_syllable(&stretch.iter().collect::<String>()));
    if all && stretches.len() > 1 { vec![stretches.concat()] } else { stretches }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onething_domain::city::Synonym;

    fn vocabulary() -> Vocabulary {
        Vocabulary::new(&Speech {
            drop: ["多少钱", "要办什么", "the", "办理"].map(str::to_owned).to_vec(),
            synonym: vec![Synonym { words: vec!["过户".into(), "房屋办理".into()] }],
        })
    }

    fn stretches(typed: &str) -> Vec<String> {
        let read = vocabulary().read(typed, &Terms::default());
        read.stretches.iter().map(|stretch| stretch.chars.iter().collect()).collect()
    }

    #[test]
    fn drops_what_only_asks() {
        assert_eq!(stretches("房产过户多少钱？"), ["房产过户"]);
        assert_eq!(stretches("The Theatre"), ["theatre"]);
        assert_eq!(stretches("多少钱"), ["多少钱"], "nothing else was typed");
        assert_eq!(stretches("房屋办理"), ["房屋办理"], "a known word stays whole");
    }

    #[test]
    fn takes_scripts_apart_and_syllables_together() {
        assert_eq!(stretches("ＩＰＯ上市"), ["ipo", "上市"]);
        assert_eq!(stretches("sheng er zi"), ["shengerzi"]);
        assert_eq!(stretches("baby birth"), ["baby", "birth"]);
        assert!(stretches("😀 \u{7}，。").is_empty());
    }

    #[test]
    fn looks_for_the_whole_for_known_words_and_for_pairs() {
        let read = vocabulary().read("房产过户", &Terms::default());
        let known = |worth| read.units.iter().filter(|unit| unit.patterns[0].1 == worth).count();
        assert_eq!((known(1.0), known(0.95), known(0.7)), (1, 1, 2));
        assert_eq!(read.places, 4);
    }
}
