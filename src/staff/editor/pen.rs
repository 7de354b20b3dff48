//! What every control of the form is given: the document, what it consists of, what it refers to,
//! and where something is wrong.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::{
    around::Around,
    doc::{Doc, rows_of},
    spec::{Kind, Source, Spec, word_key},
};
use crate::{
    i18n::{days, lang, money, t, tr},
    platform::page,
    ui::Opt,
};

/// What a control writes with.
#[derive(Clone, Copy)]
pub struct Pen {
    /// The document.
    pub doc: Doc,
    /// Of which kind it is.
    pub spec: &'static Spec,
    /// What it refers to.
    pub around: RwSignal<Arc<Around>>,
    /// Paths at which the linter found something.
    pub wrong: Memo<BTreeSet<String>>,
}

impl Pen {
    /// How many findings stand at a path or within it.
    pub fn findings_within(self, path: &str) -> usize {
        let inner = format!("{path}.");
        self.wrong.with(|wrong| {
            wrong.iter().filter(|found| *found == path || found.starts_with(&inner)).count()
        })
    }

    /// Whether a finding stands just here.
    pub fn is_wrong(self, path: &str) -> bool {
        self.wrong.with(|wrong| wrong.contains(path))
    }

    /// The choices of a source, for the document as it is now. Tracked.
    pub fn choices(self, source: Source) -> Vec<Opt> {
        let own = |list: &str, id: &str, title: Option<&str>| -> Vec<Opt> {
            let rows = rows_of(&self.doc.at(list));
            let label = |row: &Value| match title {
                Some(title) => plain(&row[title]),
                None => self.say(&Kind::Pick(Source::Items), &row[id]),
            };
            let opt = |row: &Value| Opt::new(row[id].as_str().unwrap_or_default(), label(row));
            rows.iter().map(opt).filter(|opt| !opt.value.is_empty()).collect()
        };
        match source {
            Source::Stages => own("stages", "id", Some("title")),
            Source::Nodes => own("nodes", "item", None),
            Source::Services => own("service", "id", Some("name")),
            _ => self.around.with(|around| around.choices(source)),
        }
    }

    /// What stands in an element, in words.
    pub fn say(self, kind: &Kind, value: &Value) -> String {
        let one = |choices: Vec<Opt>, value: &Value| {
            let value = value.as_str().unwrap_or_default();
            let found = choices.into_iter().find(|choice| choice.value == value);
            found.map_or_else(|| value.to_owned(), |choice| choice.label)
        };
        let many = |choices: Vec<Opt>| {
            let values = rows_of(value);
            let words = values.iter().map(|value| one(choices.clone(), value));
            words.collect::<Vec<_>>().join(&t("mark.and"))
        };
        match kind {
            Kind::Text | Kind::Long | Kind::Line | Kind::Id => plain(value),
            Kind::Texts => {
                rows_of(value).iter().map(plain).collect::<Vec<_>>().join(&t("mark.and"))
            }
            Kind::Number("days") => {
                days(u32::try_from(value.as_u64().unwrap_or_default()).unwrap_or(u32::MAX))
            }
            Kind::Number(unit) | Kind::Bound(unit) if !value.is_null() => match *unit {
                "" => value.to_string(),
                unit => format!("{value} {}", t(&format!("staff.unit.{unit}"))),
            },
            Kind::Flag => t(if value.as_bool() == Some(true) { "staff.yes" } else { "staff.no" }),
            Kind::Code(table) => one(self.around.with(|around| around.codes(table)), value),
            Kind::Codes(table) => many(self.around.with(|around| around.codes(table))),
            Kind::Menu(prefix, _) => match value.as_str() {
                Some(word) => t(&word_key(prefix, word)),
                None => String::new(),
            },
            Kind::Menus(prefix, words) => {
                many(words.iter().map(|w| Opt::new(*w, t(&word_key(prefix, w)))).collect())
            }
            Kind::Pick(Source::Nodes) | Kind::Picks(Source::Nodes) => {
                let items = self.around.with(|around| around.choices(Source::Items));
                if value.is_array() { many(items) } else { one(items, value) }
            }
            Kind::Pick(source) => one(self.choices(*source), value),
            Kind::Picks(source) => many(self.choices(*source)),
            Kind::When | Kind::Rule if value.is_null() => t("staff.when.always"),
            Kind::When | Kind::Rule => super::condition::words(self, value),
            Kind::Amount => amount(value),
            Kind::Rows(record) => {
                let titles = rows_of(value);
                let titles = titles.iter().map(|row| self.title(record, row));
                titles.collect::<Vec<_>>().join(&t("mark.and"))
            }
            Kind::Each(source) => {
                let ids = value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>());
                self.say(&Kind::Picks(*source), &Value::from(ids.unwrap_or_default()))
            }
            Kind::Whole(_) => plain(&value["name"]),
            Kind::Part(record) | Kind::Maybe(record) if !value.is_null() => {
                self.title(record, value)
            }
            _ => String::new(),
        }
    }

    /// What names a row when it is folded.
    pub fn title(self, record: &super::spec::Record, row: &Value) -> String {
        let said = |key: &&'static str| {
            let element = record.element(key)?;
            Some(self.say(&element.kind, &row[*key])).filter(|words| !words.trim().is_empty())
        };
        if record.title.is_empty() {
            return record
                .elements
                .first()
                .map(|e| self.say(&e.kind, &row[e.key]))
                .unwrap_or_default();
        }
        // A law is named with its article; of the others the first that says something will do.
        if record.name == "basis" {
            return record.title.iter().filter_map(said).collect::<Vec<_>>().join(" ");
        }
        record.title.iter().find_map(said).unwrap_or_default()
    }

    /// Moves the focus to a control once it has been drawn; to what is around it where it is not
    /// there.
    pub fn focus(self, path: &str) {
        self.doc.unfold_to(path);
        reach(path.to_owned(), LOOKS);
    }
}

/// How often to look for a control before what is around it has to do: another part takes a while to be
/// drawn.
const LOOKS: u32 = 10;

fn reach(path: String, looks: u32) {
    focus_soon(move || {
        let mut way = path.as_str();
        while !page::focus_unfolded(&id_of(way)) {
            if looks > 0 {
                return reach(path, looks - 1);
            }
            let Some((shorter, _)) = way.rsplit_once('.') else { break };
            way = shorter;
        }
    });
}

/// Runs something about the focus when what has just changed has been drawn.
pub fn focus_soon(act: impl FnOnce() + 'static) {
    set_timeout(act, std::time::Duration::from_millis(30));
}

/// The id of the control of a path.
pub fn id_of(path: &str) -> String {
    format!("at-{}", path.replace('.', "-"))
}

/// A text of either form in the language of the screen.
pub fn plain(value: &Value) -> String {
    if let Some(text) = value.as_str() {
        return text.to_owned();
    }
    let (zh, en) = (value["zh"].as_str().unwrap_or_default(), value["en"].as_str());
    let english = en.filter(|en| lang() == crate::i18n::Lang::En && !en.is_empty());
    english.unwrap_or(zh).to_owned()
}

fn amount(value: &Value) -> String {
    if let Some(cents) = value["fixed"]["cents"].as_i64() {
        return money(cents);
    }
    let points = value["rate"]["basis_points"].as_i64().unwrap_or_default();
    tr("staff.amount.share", &[("percent", &percent(points))])
}

/// Hundredths of a percent as people write percents.
pub fn percent(points: i64) -> String {
    let text = format!("{}.{:02}", points / 100, points % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
