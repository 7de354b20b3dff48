//! The texts: `locales/<language>.json`, one flat object from key to text per language.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use onething_api::programs::Program;
use serde_json::Value;

use crate::place;

/// The languages, the first being the one that others are measured by.
pub const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// The texts of one language.
pub type Texts = BTreeMap<String, String>;

/// Reads a language; anything but a flat object of texts, each key once, is an error.
pub fn read(language: &str) -> Result<Texts> {
    let file = place::root().join("locales").join(format!("{language}.json"));
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("reading {}", place::short(&file)))?;
    if let Some(key) = doubled(&text) {
        bail!("{}: {key} is there twice", place::short(&file));
    }
    let json: Value =
        serde_json::from_str(&text).with_context(|| format!("in {}", place::short(&file)))?;
    let Value::Object(map) = json else { bail!("{} is no object", place::short(&file)) };
    map.into_iter()
        .map(|(key, value)| match value {
            Value::String(text) => Ok((key, text)),
            _ => bail!("{}: {key} is no text", place::short(&file)),
        })
        .collect()
}

/// A key that is there twice; readers of JSON take the last one without a word.
fn doubled(text: &str) -> Option<&str> {
    let mut seen = BTreeSet::new();
    let mut keys = text.lines().filter_map(|line| {
        let (key, _) = line.trim_start().strip_prefix('"')?.split_once("\": ")?;
        Some(key)
    });
    keys.find(|key| !seen.insert(*key))
}

/// What not every program is made of, below `src/`, with those that are. Whatever stands in no row is shared by all.
const PARTS: [(&[Program], &[&str]); 17] = [
    (
        &[Program::Portal],
        &[
            "features/departments",
            "features/guides",
            "features/home",
            "features/notices",
            "features/places",
            "finder",
            "ui/combobox",
        ],
    ),
    (&[Program::Guide], &["features/guide"]),
    (
        &[Program::Own, Program::Amend],
        &["features/apply", "ui/cropper", "ui/signature_pad", "ui/uploader"],
    ),
    (&[Program::Own, Program::Amend, Program::Staff], &["sheet"]),
    (&[Program::Own, Program::Amend, Program::Follow, Program::Staff], &["words/refusal"]),
    (&[Program::Own, Program::Amend, Program::Papers, Program::Staff], &["parts/licence"]),
    (&[Program::Own, Program::Editor], &["features/check"]),
    (&[Program::Own, Program::Staff], &["features/login"]),
    (
        &[Program::Own, Program::Amend, Program::Follow, Program::Papers, Program::Services],
        &["features/window"],
    ),
    (
        &[Program::Follow],
        &["features/account", "features/pay", "features/receipt", "features/track"],
    ),
    (&[Program::Follow, Program::Papers], &["documents"]),
    (&[Program::Follow, Program::Staff], &["parts/case"]),
    (&[Program::Papers], &["features/documents", "features/verify", "features/wallet"]),
    (
        &[Program::Services],
        &[
            "features/booking",
            "features/figures",
            "features/lookup",
            "features/messages",
            "features/outbox",
            "features/tickets",
        ],
    ),
    (
        &[Program::Staff],
        &[
            "staff/board",
            "staff/bookings",
            "staff/case",
            "staff/deliveries",
            "staff/licences",
            "staff/parts",
            "staff/queue",
            "staff/ratings",
            "staff/samples",
            "staff/sentences",
            "staff/tickets",
            "staff/window",
        ],
    ),
    (&[Program::Staff, Program::Editor], &["staff/mod"]),
    (&[Program::Editor], &["staff/editor", "staff/guides", "staff/notices"]),
];

/// Whether a program is made of a file below `src/`.
fn has(program: Program, file: &str) -> bool {
    let stands = |part: &&str| {
        file.strip_prefix(*part).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
    };
    let mut rows = PARTS.iter().filter(|(_, parts)| parts.iter().any(stands)).peekable();
    rows.peek().is_none() || rows.any(|(owners, _)| owners.contains(&program))
}

/// Leaves to a program the texts that it may show: all but those that are named in the code of others alone.
pub fn keep_for(program: Program, texts: &mut Texts) {
    let (mut ours, mut others) = (Named::default(), Named::default());
    for (file, code) in sources() {
        if has(program, &file) { ours.read(&code) } else { others.read(&code) }
    }
    texts.retain(|key, _| {
        let may = program.is_for_staff() || !key.starts_with("staff.");
        may && (ours.names(key) || !others.names(key))
    });
}

/// The keys that some code names: outright, or by how they begin.
#[derive(Default)]
struct Named {
    keys: BTreeSet<String>,
    beginnings: BTreeSet<String>,
}

impl Named {
    /// Reads all literals that look like keys, since not every key stands where it is used, and the beginnings of
    /// those that are put together: `month.` of `format!("month.{n}")`, `staff.type` of `word_key("staff.type", word)`.
    fn read(&mut self, code: &str) {
        let looks = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        for literal in code.split('"') {
            let (begins, is_made) = match literal.split_once('{') {
                Some((begins, _)) => (begins, true),
                None => (literal, false),
            };
            if !begins.contains('.') || !begins.chars().all(looks) {
                continue;
            }
            if is_made {
                self.beginnings.insert(begins.to_owned());
            } else {
                self.keys.insert(begins.to_owned());
                self.beginnings.insert(format!("{}.", begins.trim_end_matches('.')));
            }
        }
    }

    fn names(&self, key: &str) -> bool {
        self.keys.contains(key) || self.beginnings.iter().any(|begins| key.starts_with(begins))
    }
}

/// The front end’s code by file below `src/`, without test modules within it, which may name keys that no page has.
fn sources() -> Vec<(String, String)> {
    let src = place::root().join("src");
    let read = |file: std::path::PathBuf| {
        let text = std::fs::read_to_string(&file).ok()?;
        let code = text.split("\nmod tests {").next().unwrap_or(&text).to_owned();
        Some((file.strip_prefix(&src).ok()?.to_string_lossy().into_owned(), code))
    };
    place::files(&src, &["rs"]).into_iter().filter_map(read).collect()
}

/// Everything wrong with the texts: one line each.
pub fn problems() -> Result<Vec<String>> {
    let first = read(LANGUAGES[0])?;
    let mut wrong = Vec::new();
    for language in &LANGUAGES[1..] {
        wrong.extend(differences(&first, &read(language)?, language));
    }
    for (key, file) in used() {
        if !first.contains_key(&key) {
            wrong.push(format!("{file} uses {key}, which locales/{}.json lacks", LANGUAGES[0]));
        }
    }
    Ok(wrong)
}

/// How a language differs from the first one: keys, and the places `{name}` in each text.
fn differences(first: &Texts, other: &Texts, language: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (key, text) in first {
        match other.get(key) {
            None => wrong.push(format!("locales/{language}.json lacks {key}")),
            Some(translated) if places(text) != places(translated) => wrong.push(format!(
                "{key}: {:?} in {}, but {:?} in {language}",
                places(text),
                LANGUAGES[0],
                places(translated)
            )),
            Some(_) => {}
        }
    }
    let unknown = other.keys().filter(|key| !first.contains_key(*key));
    wrong.extend(unknown.map(|key| format!("locales/{}.json lacks {key}", LANGUAGES[0])));
    wrong
}

/// The names between braces in a text.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

/// Every key that the front end's code names outright, with the file that does.
fn used() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (file, code) in sources() {
        for key in keys(&code) {
            found.entry(key.to_owned()).or_insert_with(|| format!("src/{file}"));
        }
    }
    found
}

/// The first arguments of `t("…")`, `t_if("…")` and `tr("…", …)`.
fn keys(code: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for call in ["t(\"", "tr(\"", "t_if(\""] {
            for (at, _) in line.match_indices(call) {
                let before = line[..at].chars().next_back();
                if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                    continue;
                }
                if let Some((key, _)) = line[at + call.len()..].split_once('"') {
                    keys.push(key);
                }
            }
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_and_lookalikes_are_not() {
        let code = "let a = t(\"home.title\");\n  // t(\"y\")\n start(\"z\"); tr(\"a.b\", &[])";
        assert_eq!(keys(code), ["home.title", "a.b"]);
    }

    #[test]
    fn a_key_is_there_once() {
        assert_eq!(doubled("{\n  \"a\": \"1\",\n  \"b\": \"2\",\n  \"a\": \"3\"\n}"), Some("a"));
        assert_eq!(doubled("{\n  \"a\": \"\\\"a\\\": 1\",\n  \"b\": \"2\"\n}"), None);
    }

    #[test]
    fn a_program_gets_what_it_may_show() {
        let kept = |program| {
            let mut texts = read(LANGUAGES[0]).expect("a language");
            keep_for(program, &mut texts);
            move |key: &str| texts.contains_key(key)
        };
        let portal = kept(Program::Portal);
        for key in ["home.title", "month.3", "error.not_found", "nav.cases"] {
            assert!(portal(key), "{key}");
        }
        for key in ["staff.name", "login.title", "receipt.title"] {
            assert!(!portal(key), "{key}");
        }
        let guide = kept(Program::Guide);
        assert!(guide("guide.faq") && !guide("home.title"));
        let (staff, editor) = (kept(Program::Staff), kept(Program::Editor));
        assert!(staff("staff.queue.title") && staff("staff.nav.catalogue") && staff("login.title"));
        assert!(!staff("staff.catalogue.title") && !editor("staff.queue.title"));
        assert!(editor("staff.catalogue.title") && editor("check.title"));
        // Put together in a file that names its tests first.
        assert!(editor("staff.el.item.kind"));
    }

    #[test]
    fn parts_belong_to_programs() {
        assert!(
            has(Program::Follow, "features/pay/mod.rs")
                && !has(Program::Guide, "features/pay/mod.rs")
        );
        assert!(has(Program::Own, "sheet.rs") && has(Program::Staff, "sheet.rs"));
        assert!(!has(Program::Papers, "sheet.rs") && has(Program::Papers, "features/payments.rs"));
        for (_, parts) in PARTS {
            for part in parts {
                let file = place::root().join("src").join(part);
                assert!(file.is_dir() || file.with_extension("rs").is_file(), "{part}");
            }
        }
    }

    #[test]
    fn languages_agree_on_keys_and_places() {
        let zh = Texts::from([("a".into(), "{n} 天".into()), ("b".into(), "好".into())]);
        let en = Texts::from([("a".into(), "{days} days".into()), ("c".into(), "c".into())]);
        let wrong = differences(&zh, &en, "en");
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        assert!(differences(&zh, &zh, "en").is_empty());
    }

    #[test]
    fn the_languages_of_the_portal_agree() {
        assert_eq!(problems().expect("the texts can be read"), Vec::<String>::new());
    }
}
