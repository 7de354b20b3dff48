//! The texts: `locales/<language>.json`, one flat object from key to text per language.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::place;

/// The languages, the first being the one that others are measured by.
pub const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// The texts of one language.
pub type Texts = BTreeMap<String, String>;

/// Reads a language; anything but a flat object of texts is an error.
pub fn read(language: &str) -> Result<Texts> {
    let file = place::root().join("locales").join(format!("{language}.json"));
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("reading {}", place::short(&file)))?;
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

/// What only one program is made of, below `src/`. Whatever stands in no row is shared.
const PARTS: [(&str, &[&str]); 4] = [
    (
        "portal",
        &[
            "features/departments",
            "features/guides",
            "features/home",
            "features/places",
            "finder",
            "ui/combobox",
        ],
    ),
    ("guide", &["features/guide"]),
    (
        "own",
        &[
            "documents",
            "features/account",
            "features/apply",
            "features/check",
            "features/documents",
            "features/login",
            "features/lookup",
            "features/outbox",
            "features/pay",
            "features/receipt",
            "features/track",
            "features/wallet",
            "parts/licence",
            "features/verify",
            "sheet",
            "ui/cropper",
            "ui/signature_pad",
            "ui/uploader",
        ],
    ),
    ("staff", &["staff"]),
];

/// The program that alone is made of a file below `src/`, if there is one.
fn owner(file: &str) -> Option<&'static str> {
    let stands = |part: &&&str| {
        file.strip_prefix(**part)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
    };
    PARTS.iter().find(|(_, parts)| parts.iter().any(|part| stands(&part))).map(|(name, _)| *name)
}

/// Leaves to a page the texts that it may show: all but those that are named in the code of other programs alone.
/// The workbench shows citizens' pages too, in previews, and keeps all.
pub fn keep_for(page: &str, texts: &mut Texts) {
    if page == "staff" {
        return;
    }
    let (mut foreign, mut shown, mut built) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (file, code) in sources() {
        let found = keys(&code).into_iter().map(str::to_owned);
        if owner(&file).is_some_and(|owner| owner != page) {
            foreign.extend(found);
        } else {
            shown.extend(found);
            built.extend(beginnings(&code));
        }
    }
    texts.retain(|key, _| {
        let is_shown = shown.contains(key) || built.iter().any(|b| key.starts_with(b));
        !key.starts_with("staff.") && (is_shown || !foreign.contains(key))
    });
}

/// The front end's code by file below `src/`, without test modules, which may name keys that no page has.
fn sources() -> Vec<(String, String)> {
    let src = place::root().join("src");
    let read = |file: std::path::PathBuf| {
        let text = std::fs::read_to_string(&file).ok()?;
        let code = text.split("#[cfg(test)]").next().unwrap_or(&text).to_owned();
        Some((file.strip_prefix(&src).ok()?.to_string_lossy().into_owned(), code))
    };
    place::files(&src, &["rs"]).into_iter().filter_map(read).collect()
}

/// How keys begin that the code puts together: `month.` of `format!("month.{n}")`.
fn beginnings(code: &str) -> BTreeSet<String> {
    let built = code.split("format!(\"").skip(1).filter_map(|rest| rest.split_once('{'));
    built
        .map(|(beginning, _)| beginning.to_owned())
        .filter(|beginning| beginning.ends_with('.') && !beginning.contains(['"', ' ', '/']))
        .collect()
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
    fn the_public_pages_get_what_they_may_show() {
        let mut texts = read(LANGUAGES[0]).expect("a language");
        keep_for("portal", &mut texts);
        for key in ["home.title", "month.3", "error.not_found", "nav.cases"] {
            assert!(texts.contains_key(key), "{key}");
        }
        for key in ["staff.name", "login.title", "receipt.title"] {
            assert!(!texts.contains_key(key), "{key}");
        }
        let mut texts = read(LANGUAGES[0]).expect("a language");
        keep_for("guide", &mut texts);
        assert!(texts.contains_key("guide.faq") && !texts.contains_key("home.title"));
        assert_eq!(owner("features/pay/mod.rs"), Some("own"));
        assert_eq!((owner("sheet.rs"), owner("features/payments.rs")), (Some("own"), None));
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
