use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;

fn texts(lang: Lang) -> Texts {
    let path = format!("{}/locales/{}.json", env!("CARGO_MANIFEST_DIR"), lang.tag());
    serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap()
}

fn rust_files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs")
            && !path.ends_with("i18n/tests.rs")
        {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
}

/// What stands in quotes after any of `calls` in a source.
fn quoted_after(source: &str, calls: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for call in calls {
        for (at, _) in source.match_indices(call) {
            let before = source[..at].chars().next_back();
            if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                let rest = &source[at + call.len()..];
                found.push(rest[..rest.find('"').unwrap()].to_owned());
            }
        }
    }
    found
}

fn sources() -> Vec<String> {
    let mut sources = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    sources
}

#[test]
fn every_key_in_the_source_has_a_text() {
    let literal = ["t(\"", "tr(\"", "t_if(\""];
    let used: BTreeSet<String> =
        sources().iter().flat_map(|source| quoted_after(source, &literal)).collect();
    assert!(used.contains("days.none"), "the search for keys finds nothing");
    let known = texts(Lang::Zh);
    let missing: Vec<_> = used.iter().filter(|key| !known.contains_key(*key)).collect();
    assert!(missing.is_empty(), "without a text: {missing:?}");
}

/// Keys made of a fixed beginning and a code, as `month.{n}`: the family must exist.
#[test]
fn every_family_of_keys_has_texts() {
    let made = ["t(&format!(\"", "tr(&format!(\"", "t_if(&format!(\""];
    let known = texts(Lang::Zh);
    for key in sources().iter().flat_map(|source| quoted_after(source, &made)) {
        let family = key.split('{').next().unwrap_or_default();
        assert!(family.ends_with('.'), "{key} does not begin with a family");
        assert!(known.keys().any(|k| k.starts_with(family)), "no text under {family}");
    }
}

/// Every code of the contract and of the rules, as it is spelled on the wire.
#[test]
fn every_code_has_a_text() {
    let enums = [
        ("crates/api/src/problem.rs", "pub enum Code {", "error."),
        ("crates/domain/src/validate/problem.rs", "pub enum ProblemCode {", "problem."),
        ("crates/domain/src/message.rs", "pub enum MessageKind {", "staff.message."),
        ("crates/domain/src/lint/finding.rs", "pub enum FindingCode {", "staff.finding."),
    ];
    let known = texts(Lang::Zh);
    for (file, start, family) in enums {
        let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let (_, codes) = source.split_once(start).unwrap();
        let (codes, _) = codes.split_once("\n}").unwrap();
        let names: Vec<&str> = codes
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with("//") && !line.is_empty())
            .collect();
        assert!(names.len() > 20, "{names:?}");
        for name in names {
            let key = format!("{family}{}", spelled(name.trim_end_matches(',')));
            assert!(known.contains_key(&key), "no text for {key}");
            let remedy = format!("{key}.remedy");
            assert!(!family.ends_with("finding.") || known.contains_key(&remedy), "no {remedy}");
        }
    }
}

/// `NotFound` as `not_found`.
fn spelled(name: &str) -> String {
    let mut key = String::new();
    for (at, c) in name.chars().enumerate() {
        if c.is_uppercase() && at > 0 {
            key.push('_');
        }
        key.extend(c.to_lowercase());
    }
    key
}

#[test]
fn both_languages_say_the_same_things() {
    let (zh, en) = (texts(Lang::Zh), texts(Lang::En));
    let zh_keys: BTreeSet<_> = zh.keys().collect();
    let en_keys: BTreeSet<_> = en.keys().collect();
    let apart: Vec<_> = zh_keys.symmetric_difference(&en_keys).collect();
    assert!(apart.is_empty(), "in one language only: {apart:?}");
    for (key, text) in zh.iter().chain(&en) {
        assert!(!text.trim().is_empty(), "{key} says nothing");
    }
    for (key, text) in &zh {
        assert_eq!(slots(text), slots(&en[key]), "{key} takes other values in English");
    }
}

/// The `{name}`s of a text.
fn slots(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn no_english_leaks_into_chinese() {
    for (key, text) in &texts(Lang::Zh) {
        let said: String =
            text.split('{').map(|part| part.rsplit('}').next().unwrap_or("")).collect();
        let has_han = said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let has_word = said.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.len() > 3);
        assert!(has_han || !has_word || key == "frame.language", "{key}: {text}");
    }
}

#[test]
fn money_and_days_are_written_as_people_write_them() {
    use_texts(Lang::Zh, texts(Lang::Zh));
    assert_eq!(money(8_000), "80.00 元");
    assert_eq!(money(123_456_705), "1,234,567.05 元");
    assert_eq!(money(-50), "-0.50 元");
    assert_eq!(days(3), "3 个工作日");
    assert_eq!(days(0), "当场");
    use_texts(Lang::En, texts(Lang::En));
    assert_eq!(money(8_000), "¥80.00");
    assert_eq!(days(1), "1 working day");
}

#[test]
fn moments_are_shown_in_the_citys_zone() {
    let late = DateTime::parse_from_rfc3339("2026-03-04T16:05:00Z").unwrap().to_utc();
    use_texts(Lang::Zh, texts(Lang::Zh));
    assert_eq!(moment(late), "2026年3月5日 00:05");
    use_texts(Lang::En, texts(Lang::En));
    assert_eq!(moment(late), "5 March 2026 00:05");
}
