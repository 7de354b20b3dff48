//! Synonyms: where a word of a group is written, the others of it are found too.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use onething_domain::city::Speech;

use super::line::{Field, Line, begins, words};

/// Groups of words that mean the same, found by how they begin.
#[derive(Debug, Default)]
pub struct Synonyms {
    groups: Vec<Vec<String>>,
    /// By their first two characters; 0 for the second of a single one.
    starts: HashMap<(char, char), Vec<Known>>,
}

#[derive(Debug)]
struct Known {
    group: usize,
    word: usize,
    text: String,
    chars: Vec<char>,
}

/// Where words stand: by group and word, the lines and the places in them.
type Written = BTreeMap<(usize, usize), Vec<(usize, Range<usize>)>>;

impl Synonyms {
    /// The groups of a city.
    pub fn new(speech: &Speech) -> Self {
        let groups: Vec<Vec<String>> =
            speech.synonym.iter().map(|group| group.words.clone()).collect();
        let mut starts: HashMap<(char, char), Vec<Known>> = HashMap::new();
        for (group, words) in groups.iter().enumerate() {
            for (word, text) in words.iter().enumerate() {
                let chars: Vec<char> = text.chars().collect();
                let known = Known { group, word, text: text.clone(), chars };
                starts.entry(start(&known.chars)).or_default().push(known);
            }
        }
        Self { groups, starts }
    }

    /// The lines under which an entry is found beside what is written there.
    pub fn lines(&self, written: &[Line]) -> Vec<Line> {
        // By group, the best place where one of its words is written, and which.
        let mut best: BTreeMap<usize, (usize, usize, Range<usize>)> = BTreeMap::new();
        for ((group, word), places) in self.written(written) {
            for (number, range) in places {
                let rank = |number: usize, range: &Range<usize>| {
                    (written[number].field, Reverse(range.len()))
                };
                let known = best.entry(group).or_insert_with(|| (word, number, range.clone()));
                if rank(number, &range) < rank(known.1, &known.2) {
                    *known = (word, number, range);
                }
            }
        }
        let others = best.into_iter().flat_map(|(group, (word, number, range))| {
            let words = self.groups[group].iter().enumerate();
            words.filter(move |(other, _)| *other != word).map(move |(_, said)| {
                let field = written[number].field.max(Field::Tag);
                let line = Line::new(field, said.is_ascii(), said);
                Line { stands_for: Some((number, range.clone())), ..line }
            })
        });
        others.collect()
    }

    /// The first place of each word in each line that is not a longer text.
    fn written(&self, lines: &[Line]) -> Written {
        let mut found = Written::new();
        for (number, line) in lines.iter().enumerate() {
            if line.field == Field::Text {
                continue;
            }
            let mut put = |known: &Known, range: Range<usize>| {
                let places = found.entry((known.group, known.word)).or_default();
                if places.last().is_none_or(|(last, _)| *last != number) {
                    places.push((number, range));
                }
            };
            for range in words(&line.chars) {
                let word = &line.chars[range.clone()];
                for known in self.beginning(word) {
                    if known.text.is_ascii() && begins(word, &known.text) {
                        put(known, range.clone());
                    }
                }
            }
            if line.english {
                continue;
            }
            for at in 0..line.chars.len() {
                let rest = &line.chars[at..];
                for known in self.beginning(rest) {
                    if !known.text.is_ascii() && rest.starts_with(&known.chars) {
                        put(known, at..at + known.chars.len());
                    }
                }
            }
        }
        found
    }

    /// The words that begin as these characters do; some are longer.
    fn beginning(&self, chars: &[char]) -> impl Iterator<Item = &Known> {
        let pair = self.starts.get(&start(chars));
        let single = chars.first().filter(|_| chars.len() > 1);
        let single = single.and_then(|first| self.starts.get(&(*first, '\0')));
        pair.into_iter().chain(single).flatten()
    }
}

fn start(chars: &[char]) -> (char, char) {
    (chars.first().copied().unwrap_or('\0'), chars.get(1).copied().unwrap_or('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use onething_domain::city::Synonym;

    #[test]
    fn a_word_brings_the_others_of_its_group_from_its_best_place() {
        let group = |words: &[&str]| Synonym { words: words.iter().map(|w| (*w).into()).collect() };
        let synonyms = Synonyms::new(&Speech {
            synonym: vec![group(&["餐饮", "饭馆", "餐饮店"]), group(&["ipo", "上市"])],
            ..Speech::default()
        });
        let written = [
            Line::new(Field::Title, false, "开办餐饮店"),
            Line::new(Field::Tag, false, "餐饮"),
            Line::new(Field::Title, true, "IPO check"),
            Line::new(Field::Text, false, "饭馆"),
        ];
        let lines = synonyms.lines(&written);
        let told: Vec<(String, usize, Range<usize>)> = lines
            .iter()
            .map(|line| {
                let (number, range) = line.stands_for.clone().expect("stands for another");
                (line.chars.iter().collect(), number, range)
            })
            .collect();
        assert_eq!(
            told,
            [
                ("餐饮".to_owned(), 0, 2..5),
                ("饭馆".to_owned(), 0, 2..5),
                ("上市".to_owned(), 2, 0..3)
            ]
        );
        assert!(lines.iter().all(|line| line.field == Field::Tag));
        assert!(synonyms.lines(&written[3..]).is_empty(), "not from longer texts");
    }
}
