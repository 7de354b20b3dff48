//! What is wrong with what the search knows of how people speak.

use std::collections::BTreeSet;

use super::finding::{FindingCode as Code, Findings};
use crate::city::Speech;

/// Longest word in characters.
const LONGEST: usize = 20;

/// Checks words and their groups.
pub fn lint(speech: &Speech, out: &mut Findings) {
    out.place = "synonyms".to_owned();
    for word in &speech.drop {
        spelt("drop", word, out);
    }
    let mut seen = BTreeSet::new();
    for group in &speech.synonym {
        if group.words.len() < 2 {
            out.add("synonym", Code::LoneSynonym, &[("word", &group.words.join(""))]);
        }
        for word in &group.words {
            spelt("synonym", word, out);
            if !seen.insert(word) {
                out.add("synonym", Code::SynonymTwice, &[("word", word)]);
            }
            if speech.drop.contains(word) {
                out.add("drop", Code::DroppedSynonym, &[("word", word)]);
            }
        }
    }
}

/// A word is in small letters, without spaces around it.
fn spelt(path: &str, word: &str, out: &mut Findings) {
    let length = word.chars().count();
    if word.trim() != word || !(1..=LONGEST).contains(&length) || word.to_lowercase() != word {
        out.add(path, Code::BadWord, &[("word", word)]);
    }
}
