//! How Chinese sounds: syllables of Pinyin, without tones, with the sounds that people mix up made one.

use std::collections::HashMap;
use std::sync::OnceLock;

use pinyin::{ToPinyin, ToPinyinMulti};

/// A syllable whose sounds that people mix up are made one; 0 where a character has none.
pub type Sound = u16;

/// A character's usual reading and a second one, where it has one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The sounds; 0 for none.
    pub sounds: [Sound; 2],
    /// Their first letters; of a letter or digit itself; 0 for none.
    pub letters: [u8; 2],
}

/// All syllables, in the order of the alphabet.
struct Syllables {
    spelt: Vec<(&'static str, Sound)>,
}

/// Most ways in which one word of letters is read.
const READINGS: usize = 8;

fn syllables() -> &'static Syllables {
    static SYLLABLES: OnceLock<Syllables> = OnceLock::new();
    SYLLABLES.get_or_init(|| {
        let mut spelt: Vec<&str> =
            ('\u{4e00}'..='\u{9fa5}').filter_map(|c| Some(c.to_pinyin()?.plain())).collect();
        spelt.sort_unstable();
        spelt.dedup();
        let mut folded: HashMap<String, Sound> = HashMap::new();
        let mut spelt: Vec<(&str, Sound)> = spelt
            .into_iter()
            .filter(|syllable| syllable.is_ascii())
            .map(|syllable| {
                let next = Sound::try_from(folded.len() + 1).unwrap_or(Sound::MAX);
                (syllable, *folded.entry(fold(syllable)).or_insert(next))
            })
            .collect();
        // People type lv for lü, which the table spells lu with two dots.
        for (typed, like) in [("lv", "lu"), ("nv", "nu")] {
            if let Some((_, sound)) = spelt.iter().find(|(syllable, _)| *syllable == like).copied()
            {
                spelt.push((typed, sound));
            }
        }
        spelt.sort_unstable();
        Syllables { spelt }
    })
}

/// Sounds that many people do not tell apart, written alike: zh z, ch c, sh s, n l, ing in, eng en, ang an.
fn fold(syllable: &str) -> String {
    let mut folded = syllable.replacen("zh", "z", 1).replacen("ch", "c", 1).replacen("sh", "s", 1);
    if let Some(rest) = folded.strip_prefix('l') {
        folded = format!("n{rest}");
    }
    for (long, short) in [("ang", "an"), ("eng", "en"), ("ing", "in")] {
        if folded.ends_with(long) {
            folded.truncate(folded.len() - long.len());
            folded.push_str(short);
        }
    }
    folded
}

/// Spelling of a syllable in letters of a keyboard.
fn keyed(plain: &'static str) -> &'static str {
    match plain {
        "lü" | "lüe" => "lv",
        "nü" | "nüe" => "nv",
        plain => plain,
    }
}

fn sound(syllable: &str) -> Sound {
    let known = &syllables().spelt;
    known.binary_search_by_key(&syllable, |(spelt, _)| spelt).map_or(0, |place| known[place].1)
}

/// How a character reads.
pub fn reading(c: char) -> Reading {
    if c.is_ascii_alphanumeric() {
        let letter = u8::try_from(c.to_ascii_lowercase()).unwrap_or(0);
        return Reading { sounds: [0; 2], letters: [letter, 0] };
    }
    let mut reading = Reading::default();
    let Some(readings) = c.to_pinyin_multi() else {
        return reading;
    };
    let mut filled = 0;
    for plain in readings.into_iter().map(|reading| keyed(reading.plain())) {
        let sound = sound(plain);
        if sound != 0 && !reading.sounds[..filled].contains(&sound) {
            reading.sounds[filled] = sound;
            let letter = plain.as_bytes()[0];
            reading.letters[filled] =
                if reading.letters[..filled].contains(&letter) { 0 } else { letter };
            filled += 1;
        }
        if filled == 2 {
            break;
        }
    }
    reading
}

/// A text in letters, each character by its usual reading: 新生儿 is `xinshenger`.
pub fn spelling(text: &[char]) -> String {
    let mut spelt = String::new();
    for c in text {
        match c.to_pinyin() {
            Some(reading) => spelt.push_str(keyed(reading.plain())),
            None if c.is_ascii_alphanumeric() => spelt.push(*c),
            None => {}
        }
    }
    spelt
}

/// A way to read letters as Pinyin: whole syllables, then perhaps the beginning of one more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Whole syllables.
    pub whole: Vec<Sound>,
    /// Syllables that begin as the letters end; empty where they end with a whole one.
    pub begun: Vec<Sound>,
}

/// Whether it is one syllable.
pub fn is_syllable(letters: &str) -> bool {
    sound(letters) != 0
}

/// The ways to read letters as Pinyin, those with whole syllables first.
pub fn spoken(letters: &str) -> Vec<Spoken> {
    let mut found = Vec::new();
    read(letters, &mut Vec::new(), &mut found);
    found.sort_by_key(|spoken: &Spoken| (!spoken.begun.is_empty(), spoken.whole.len()));
    found
}

fn read(rest: &str, before: &mut Vec<Sound>, found: &mut Vec<Spoken>) {
    if found.len() >= READINGS {
        return;
    }
    if rest.is_empty() {
        found.push(Spoken { whole: before.clone(), begun: Vec::new() });
        return;
    }
    for length in (1..=rest.len().min(6)).rev() {
        let sound = rest.get(..length).map_or(0, sound);
        if sound != 0 {
            before.push(sound);
            read(&rest[length..], before, found);
            before.pop();
        }
    }
    if before.is_empty() {
        return;
    }
    let mut begun: Vec<Sound> = begins_with(rest).collect();
    begun.sort_unstable();
    begun.dedup();
    if !begun.is_empty() && found.len() < READINGS {
        found.push(Spoken { whole: before.clone(), begun });
    }
}

fn begins_with(letters: &str) -> impl Iterator<Item = Sound> {
    let known = &syllables().spelt;
    let first = known.partition_point(|(spelt, _)| *spelt < letters);
    known[first..]
        .iter()
        .take_while(move |(spelt, _)| spelt.starts_with(letters))
        .filter_map(move |(spelt, sound)| (spelt.len() > letters.len()).then_some(*sound))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds(text: &str) -> Vec<Sound> {
        text.chars().map(|c| reading(c).sounds[0]).collect()
    }

    #[test]
    fn reads_letters_as_syllables() {
        assert_eq!(spoken("xinshenger")[0].whole, sounds("新生儿"));
        assert_eq!(spoken("tuixiu")[0].whole, sounds("退休"));
        assert!(spoken("xian").iter().any(|spoken| spoken.whole == sounds("西安")));
        let begun = spoken("xinsh");
        assert!(begun.iter().any(|spoken| spoken.begun.contains(&sounds("生")[0])));
        assert!(spoken("xse").iter().all(|spoken| spoken.whole.len() < 3));
        assert!(spoken("").first().is_some_and(|spoken| spoken.whole.is_empty()));
    }

    #[test]
    fn hears_no_difference_between_sounds_that_people_mix_up() {
        assert_eq!(sounds("出生"), sounds("出身"));
        assert_eq!(sounds("南"), sounds("蓝"));
        assert_ne!(sounds("户"), sounds("护")[..0].to_vec());
        assert_eq!(sounds("过户"), sounds("过护"));
        assert_ne!(sounds("社保"), sounds("车保"));
    }

    #[test]
    fn knows_second_readings_and_letters() {
        assert_eq!(reading('行').letters, [b'x', b'h']);
        assert_eq!(reading('I').letters, [b'i', 0]);
        assert_eq!(reading('，'), Reading::default());
        assert_eq!(spelling(&['新', '车', '1']), "xinche1");
        assert_ne!(reading('女').sounds[0], 0);
    }
}
