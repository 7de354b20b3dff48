//! Values that the city knows already: filled in, named with their source, confirmed by the person (A10).

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use onething_api::drafts::{KnownAnswer, KnownFrom};
use onething_api::session::Profile;
use onething_domain::answers::is_blank;
use onething_domain::field::Field;
use onething_domain::prefill;
use serde_json::Value;

use super::form::Form;
use crate::{
    i18n::{self, pick, t, tr},
    platform::storage,
};

/// What the city knows for a draft.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Of the person and the company that they act for.
    pub profile: Profile,
    /// From earlier cases and licences, by the field's id.
    pub answers: BTreeMap<String, KnownAnswer>,
}

impl Known {
    /// The answer that is known for a field.
    fn answer(&self, field: &Field) -> Option<Value> {
        let earlier = || self.answers.get(&field.id).map(|known| known.value.clone());
        prefill::of_profile(field, &self.profile.values).or_else(earlier)
    }

    /// Where that came from, for people.
    fn source(&self, field: &Field) -> String {
        if let Some(known) = self.answers.get(&field.id) {
            let (name, on) = (pick(&known.name), i18n::date(known.on));
            let key = match known.from {
                KnownFrom::Earlier => "apply.source.earlier",
                KnownFrom::Licence => "apply.source.licence",
            };
            return tr(key, &[("name", &name), ("on", &on)]);
        }
        match field.prefill.split('.').next() {
            Some("company") => t("apply.source.company"),
            Some("spouse") => t("apply.source.spouse"),
            _ => t("apply.source.person"),
        }
    }
}

/// What is known for the fields of a form, and which sections the person has confirmed.
#[derive(Clone, Copy)]
pub struct Prefill {
    form: Form,
    known: StoredValue<Known>,
    answers: StoredValue<BTreeMap<String, Value>>,
    draft: StoredValue<String>,
    confirmed: RwSignal<BTreeSet<String>>,
}

impl Prefill {
    /// What is known about the fields of a form.
    pub fn new(form: Form, known: Known, draft: &str) -> Self {
        let guide = form.guide();
        let answers = guide
            .fields
            .iter()
            .filter_map(|field| Some((field.id.clone(), known.answer(field)?)))
            .collect();
        let confirmed = storage::read(&key(draft)).unwrap_or_default();
        let confirmed = confirmed.split(' ').filter(|s| !s.is_empty()).map(str::to_owned).collect();
        Self {
            form,
            answers: StoredValue::new(answers),
            known: StoredValue::new(known),
            draft: StoredValue::new(draft.to_owned()),
            confirmed: RwSignal::new(confirmed),
        }
    }

    /// Fills in what is known where nothing stands yet; says whether anything was.
    pub fn fill(self) -> bool {
        let mut filled = false;
        self.answers.with_value(|known| {
            for (id, value) in known {
                if is_blank(&untrack(|| self.form.value(id))) {
                    self.form.change(id, |answer| *answer = value.clone());
                    filled = true;
                }
            }
        });
        filled
    }

    /// What a profile has under the name of a source; empty where it has nothing.
    pub fn known_as(self, source: &str) -> String {
        self.known.with_value(|known| known.profile.values.get(source).cloned().unwrap_or_default())
    }

    /// Where the value that is known for a field came from; empty where none is.
    pub fn source(self, field: &Field) -> String {
        match self.answers.with_value(|known| known.contains_key(&field.id)) {
            true => self.known.with_value(|known| known.source(field)),
            false => String::new(),
        }
    }

    /// Whether the person has put something else in the place of what is known; `None` where nothing is.
    pub fn is_replaced(self, id: &str) -> Option<Signal<bool>> {
        let id = self.answers.with_value(|known| known.contains_key(id)).then(|| id.to_owned())?;
        Some(Signal::derive(move || !self.stands(&id)))
    }

    /// Whether a known value stands in a field. Tracked.
    fn stands(self, id: &str) -> bool {
        self.form.read(id, |value| {
            self.answers.with_value(|known| known.get(id).is_some_and(|known| has(value, known)))
        })
    }

    /// Whether a section has values that the person must confirm. Tracked.
    pub fn asks(self, section: &str) -> bool {
        let fields = self.form.guide();
        fields
            .fields
            .iter()
            .filter(|field| field.section == section)
            .any(|field| self.form.applies(&field.id) && self.stands(&field.id))
    }

    /// Whether the person has confirmed a section. Tracked.
    pub fn is_confirmed(self, section: &str) -> bool {
        self.confirmed.with(|confirmed| confirmed.contains(section))
    }

    /// The person confirms a section, or takes it back.
    pub fn confirm(self, section: &str, yes: bool) {
        self.confirmed.update(|confirmed| {
            if yes {
                confirmed.insert(section.to_owned());
            } else {
                confirmed.remove(section);
            }
        });
        let words: Vec<String> = self.confirmed.get_untracked().into_iter().collect();
        storage::write(&key(&self.draft.get_value()), &words.join(" "));
    }

    /// Forgets what was confirmed in a draft.
    pub fn forget(draft: &str) {
        storage::remove(&key(draft));
    }
}

fn key(draft: &str) -> String {
    storage::own(&format!("confirmed.{draft}"))
}

/// Whether what is known stands in an answer: of a person or an address, its parts.
fn has(answer: &Value, known: &Value) -> bool {
    match known.as_object() {
        Some(parts) => {
            parts.iter().all(|(id, part)| is_blank(part) || answer.get(id) == Some(part))
        }
        None => answer == known,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_known_stands_until_it_is_replaced() {
        let person = json!({ "name": "林悦" });
        assert!(
            has(&json!({ "name": "林悦", "phone": "138" }), &person),
            "the rest is added to it"
        );
        assert!(!has(&json!({ "name": "林月", "phone": "138" }), &person));
        let address = json!({ "region": "", "detail": "人民路 1 号" });
        assert!(has(&json!({ "region": "519902", "detail": "人民路 1 号" }), &address));
        assert!(has(&json!("林悦"), &json!("林悦")) && !has(&json!("林"), &json!("林悦")));
        assert!(!has(&Value::Null, &person) && !has(&Value::Null, &json!("林悦")));
    }
}
