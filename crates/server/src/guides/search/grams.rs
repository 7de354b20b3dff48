//! Which lines hold which pairs: of characters, of sounds, of first letters; and which hold which words.
//!
//! Lists are shared between an index and the one that follows it: taking an entry in or out makes anew only the
//! lists in which it stands.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use super::count;
use super::entry::Entry;
use super::line::{Field, Line, Pattern, words};

/// A line: its document and its number among that one's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The document.
    pub doc: u32,
    /// The line.
    pub line: u32,
}

type List = Arc<Vec<At>>;

/// Lines by what they hold; each list in order.
#[derive(Clone, Debug, Default)]
pub struct Grams {
    pairs: HashMap<u64, List>,
    words: BTreeMap<Arc<str>, List>,
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

/// Tells every pair that a line holds; some several times.
fn pairs(line: &Line, mut tell: impl FnMut(u64)) {
    if !line.english {
        for (place, c) in line.chars.iter().enumerate() {
            if line.field != Field::Text {
                tell(key(Of::Chars, u32::from(*c), 0));
            }
            if let Some(next) = line.chars.get(place + 1) {
                tell(key(Of::Chars, u32::from(*c), u32::from(*next)));
            }
        }
    }
    for (place, reading) in line.readings.iter().enumerate() {
        let next = line.readings.get(place + 1);
        for sound in known(reading.sounds) {
            tell(key(Of::Sounds, u32::from(sound), 0));
            for next in next.into_iter().flat_map(|next| known(next.sounds)) {
                tell(key(Of::Sounds, u32::from(sound), u32::from(next)));
            }
        }
        for letter in known(reading.letters) {
            for next in next.into_iter().flat_map(|next| known(next.letters)) {
                tell(key(Of::Letters, u32::from(letter), u32::from(next)));
            }
        }
    }
}

/// The words of letters and digits that a line holds.
fn spelt(line: &Line) -> impl Iterator<Item = String> {
    words(&line.chars).map(|word| line.chars[word].iter().collect())
}

impl Grams {
    /// Takes the lines of a document in.
    pub fn add(&mut self, doc: u32, entry: &Entry) {
        for (number, line) in entry.lines.iter().enumerate() {
            let at = At { doc, line: count(number) };
            pairs(line, |pair| put(self.pairs.entry(pair).or_default(), at));
            for word in spelt(line) {
                put(self.words.entry(word.into()).or_default(), at);
            }
        }
    }

    /// Takes the lines of a document out.
    pub fn remove(&mut self, doc: u32, entry: &Entry) {
        let mut held = BTreeSet::new();
        for line in &entry.lines {
            pairs(line, |pair| {
                held.insert(pair);
            });
        }
        for pair in held {
            if self.pairs.get_mut(&pair).is_some_and(|list| take(list, doc)) {
                self.pairs.remove(&pair);
            }
        }
        let words: BTreeSet<String> = entry.lines.iter().flat_map(spelt).collect();
        for word in words {
            if self.words.get_mut(word.as_str()).is_some_and(|list| take(list, doc)) {
                self.words.remove(word.as_str());
            }
        }
    }

    /// Lines in which a pattern may stand; [`Pattern::find`] says whether it does.
    pub fn lines(&self, pattern: &Pattern) -> Cow<'_, [At]> {
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
                    (Some(last), 1) if !begun.is_empty() => {
                        let pair = |next: &u16| key(Of::Sounds, *last, u32::from(*next));
                        either(begun.iter().map(|next| self.get(pair(next))))
                    }
                    _ => Cow::Borrowed(self.rarest(Of::Sounds, &symbols)),
                }
            }
            Pattern::Word(word) => {
                let from = (Bound::Included(word.as_str()), Bound::Unbounded);
                let from = self.words.range::<str, _>(from);
                let begun = from.take_while(|(known, _)| known.starts_with(word.as_str()));
                either(begun.map(|(_, lines)| &lines[..]))
            }
        }
    }

    fn get(&self, key: u64) -> &[At] {
        self.pairs.get(&key).map(|lines| &lines[..]).unwrap_or_default()
    }

    /// The shortest list among those of the pairs.
    fn rarest(&self, of: Of, symbols: &[u32]) -> &[At] {
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

    /// How many lists an index does not share with another, and how many it has.
    #[cfg(test)]
    pub fn own(&self, other: &Self) -> (usize, usize) {
        let own = |list: &List, others: Option<&List>| {
            usize::from(!others.is_some_and(|other| Arc::ptr_eq(list, other)))
        };
        let pairs = self.pairs.iter().map(|(pair, list)| own(list, other.pairs.get(pair)));
        let words = self.words.iter().map(|(word, list)| own(list, other.words.get(word)));
        (pairs.chain(words).sum(), self.pairs.len() + self.words.len())
    }
}

/// Puts a line in its place in a list.
fn put(list: &mut List, at: At) {
    let list = Arc::make_mut(list);
    match list.last() {
        Some(last) if *last >= at => {
            if let Err(place) = list.binary_search(&at) {
                list.insert(place, at);
            }
        }
        _ => list.push(at),
    }
}

/// Takes the lines of a document out of a list; tells whether nothing is left.
fn take(list: &mut List, doc: u32) -> bool {
    let (from, to) =
        (list.partition_point(|at| at.doc < doc), list.partition_point(|at| at.doc <= doc));
    if from < to {
        Arc::make_mut(list).drain(from..to);
    }
    list.is_empty()
}

/// All of some lists.
fn either<'a>(lists: impl Iterator<Item = &'a [At]>) -> Cow<'a, [At]> {
    let mut lines: Vec<At> = lists.flatten().copied().collect();
    lines.sort_unstable();
    lines.dedup();
    Cow::Owned(lines)
}

fn known<T: Copy + Default + PartialEq>(both: [T; 2]) -> impl Iterator<Item = T> {
    both.into_iter().filter(|one| *one != T::default())
}
