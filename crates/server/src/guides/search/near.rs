//! Words that are known, and typing errors: those that are only a letter or two away from what was typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entry::Entry;
use super::line::{Field, Line, words};
use super::sound::{reading, spelling};

/// Longest line in characters that is known as a word, and by which typing errors are mended.
const LONGEST: usize = 10;
/// Shortest English word that is.
const SHORTEST_ENGLISH: usize = 4;

/// Words that are written somewhere; each is forgotten when nothing holds it any more.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    chinese: BTreeMap<Arc<[char]>, Used>,
    english: BTreeMap<Arc<[char]>, Used>,
}

#[derive(Clone, Debug)]
struct Used {
    term: Term,
    times: u32,
}

impl Terms {
    /// The words that people use for each other, written somewhere or not.
    pub fn spoken<'a>(words: impl Iterator<Item = &'a String>) -> Self {
        let mut terms = Self::default();
        for word in words.filter(|word| !word.is_ascii()) {
            learn(&mut terms.chinese, &word.chars().collect::<Vec<_>>(), Term::chinese);
        }
        terms
    }

    /// Takes the words of an entry in.
    pub fn add(&mut self, entry: &Entry) {
        for line in &entry.lines {
            if is_word(line) {
                learn(&mut self.chinese, &line.chars, Term::chinese);
            }
            for word in english(line) {
                learn(&mut self.english, word, Term::english);
            }
        }
    }

    /// Takes the words of an entry out.
    pub fn remove(&mut self, entry: &Entry) {
        for line in &entry.lines {
            if is_word(line) {
                forget(&mut self.chinese, &line.chars);
            }
            for word in english(line) {
                forget(&mut self.english, word);
            }
        }
    }

    /// Whether something is a word by itself.
    pub fn knows(&self, word: &[char]) -> bool {
        self.chinese.contains_key(word)
    }

    /// All of them, the Chinese ones first.
    pub fn iter(&self) -> impl Iterator<Item = &Term> {
        self.chinese.values().chain(self.english.values()).map(|used| &used.term)
    }
}

fn is_word(line: &Line) -> bool {
    !line.english && line.field != Field::Text && (2..=LONGEST).contains(&line.chars.len())
}

fn english(line: &Line) -> impl Iterator<Item = &[char]> {
    words(&line.chars).map(|word| &line.chars[word]).filter(|word| word.len() >= SHORTEST_ENGLISH)
}

fn learn(known: &mut BTreeMap<Arc<[char]>, Used>, word: &[char], term: impl Fn(&[char]) -> Term) {
    if let Some(used) = known.get_mut(word) {
        used.times += 1;
    } else {
        known.insert(word.into(), Used { term: term(word), times: 1 });
    }
}

fn forget(known: &mut BTreeMap<Arc<[char]>, Used>, word: &[char]) {
    let Some(used) = known.get_mut(word) else {
        return;
    };
    used.times -= 1;
    if used.times == 0 {
        known.remove(word);
    }
}

/// A word that people may have meant.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its characters.
    pub chars: Arc<[char]>,
    /// In letters: 退休 is `tuixiu`; an English word is itself.
    letters: Arc<[char]>,
    /// First letters of its syllables; empty for English.
    initials: Arc<[char]>,
    /// Which letters occur in it, one bit each: what differs in many cannot be near.
    mask: u32,
}

impl Term {
    fn chinese(chars: &[char]) -> Self {
        let first = |c: &char| reading(*c).letters.first().copied();
        let initials: String = chars.iter().filter_map(first).map(char::from).collect();
        Self::new(chars, &spelling(chars), &initials)
    }

    fn english(chars: &[char]) -> Self {
        Self::new(chars, &chars.iter().collect::<String>(), "")
    }

    /// A term with its spelling and first letters.
    fn new(chars: &[char], letters: &str, initials: &str) -> Self {
        let letters: Arc<[char]> = letters.chars().collect();
        Self {
            chars: chars.into(),
            initials: initials.chars().collect(),
            mask: mask(&letters),
            letters,
        }
    }

    /// How near it is to what was typed, from 0 to 1; none where it is too far.
    pub fn likeness(&self, typed: &[char]) -> Option<f32> {
        if typed.iter().all(char::is_ascii) {
            let by_letters = slips(typed.len()).and_then(|most| {
                let differ = (mask(typed) ^ self.mask).count_ones() as usize;
                if differ > 2 * most { None } else { alike(typed, &self.letters, most) }
            });
            let by_initials = || match (typed.len(), self.initials.len()) {
                (3..=6, 3..) => alike(typed, &self.initials, 1).map(|likeness| likeness * 0.8),
                _ => None,
            };
            by_letters.or_else(by_initials)
        } else {
            let most = if typed.len() < 5 { 1 } else { 2 };
            alike(typed, &self.chars, most).filter(|likeness| *likeness >= 0.5)
        }
    }
}

/// Slips that are forgiven in as many letters.
fn slips(letters: usize) -> Option<usize> {
    match letters {
        0..=3 => None,
        4..=6 => Some(1),
        _ => Some(2),
    }
}

fn mask(letters: &[char]) -> u32 {
    letters
        .iter()
        .filter_map(|c| u32::from(*c).checked_sub(u32::from('a')))
        .fold(0, |mask, bit| if bit < 26 { mask | 1 << bit } else { mask })
}

fn alike(typed: &[char], known: &[char], most: usize) -> Option<f32> {
    let slips = distance(typed, known, most)?;
    #[expect(clippy::cast_precision_loss, reason = "words are short")]
    Some(1.0 - slips as f32 / typed.len().max(known.len()).max(1) as f32)
}

/// Letters to change, add, take out or swap with the next, until one is the other; none where more than
/// `most` (the optimal string alignment distance).
fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    const LONGEST: usize = 40;
    if a.len().abs_diff(b.len()) > most || b.len() > LONGEST || a.len() > LONGEST {
        return None;
    }
    let mut rows = [[0usize; LONGEST + 1]; 3];
    for (place, cell) in rows[0].iter_mut().enumerate() {
        *cell = place;
    }
    for i in 1..=a.len() {
        let (now, before, twice) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        rows[now][0] = i;
        let mut least = i;
        for j in 1..=b.len() {
            let change = rows[before][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[before][j] + 1).min(rows[now][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[twice][j - 2] + 1);
            }
            rows[now][j] = best;
            least = least.min(best);
        }
        if least > most {
            return None;
        }
    }
    Some(rows[a.len() % 3][b.len()]).filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips_between(a: &str, b: &str) -> Option<usize> {
        distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 2)
    }

    #[test]
    fn counts_slips() {
        assert_eq!(slips_between("tuixiu", "tuixiu"), Some(0));
        assert_eq!(slips_between("tuixui", "tuixiu"), Some(1), "two letters swapped");
        assert_eq!(slips_between("jihun", "jiehun"), Some(1));
        assert_eq!(slips_between("退体", "退休"), Some(1));
        assert_eq!(slips_between("abcdef", "uvwxyz"), None);
        assert_eq!(slips_between("", "ab"), Some(2));
    }

    #[test]
    fn forgives_few_slips_in_short_words() {
        let term = Term::new(&['退', '休'], "tuixiu", "tx");
        let like = |typed: &str| term.likeness(&typed.chars().collect::<Vec<_>>());
        assert!(like("tuixui").is_some() && like("退体").is_some());
        assert!(like("tux").is_none() && like("tixxui").is_none());
        let shop = Term::new(&['餐', '饮', '店'], "canyindian", "cyd");
        assert!(shop.likeness(&['c', 't', 'y', 'd']).is_some());
        assert!(shop.likeness(&['餐']).is_none());
    }
}
