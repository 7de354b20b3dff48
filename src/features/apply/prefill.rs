//! Values that the city knows already: filled in, named with their source, confirmed by the person (A10).

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use onething_api::session::Profile;
use onething_domain::answers::is_blank;
use onething_domain::field::{Field, FieldType};
use serde_json::{Value, json};

use super::form::Form;
use crate::{i18n::t, platform::storage};

/// What is known for the fields of a form, and which sections the person has confirmed.
#[derive(Clone, Copy)]
pub struct Prefill {
    form: Form,
    known: StoredValue<BTreeMap<String, Value>>,
    sources: StoredValue<BTreeMap<String, String>>,
    draft: StoredValue<String>,
    confirmed: RwSignal<BTreeSet<String>>,
}

impl Prefill {
    /// What a profile says about the fields of a form.
    pub fn new(form: Form, profile: &Profile, draft: &str) -> Self {
        let guide = form.guide();
        let known = guide.fields.iter().filter_map(|field| {
            let value = profile.values.get(&field.prefill).filter(|value| !value.is_empty())?;
            Some((field.id.clone(), answer(field, value)))
        });
        let confirmed = storage::read(&key(draft)).unwrap_or_default();
        let confirmed = confirmed.split(' ').filter(|s| !s.is_empty()).map(str::to_owned).collect();
        Self {
            form,
            known: StoredValue::new(known.collect()),
            sources: StoredValue::new(profile.values.clone()),
            draft: StoredValue::new(draft.to_owned()),
            confirmed: RwSignal::new(confirmed),
        }
    }

    /// Fills in what is known where nothing stands yet; says whether anything was.
    pub fn fill(self) -> bool {
        let mut filled = false;
        self.known.with_value(|known| {
            for (id, value) in known {
                if is_blank(&untrack(|| self.form.value(id))) {
                    self.form.change(id, |answer| *answer = value.clone());
                    filled = true;
                }
            }
        });
        filled
    }

    /// What the city knows under the name of a source; empty where it does not.
    pub fn known_as(self, source: &str) -> String {
        self.sources.with_value(|values| values.get(source).cloned().unwrap_or_default())
    }

    /// Where the value that stands in a field came from; empty where the person wrote it.
    pub fn source(self, field: &Field) -> String {
        if !untrack(|| self.stands(&field.id)) {
            return String::new();
        }
        match field.prefill.split('.').next() {
            Some("company") => t("apply.source.company"),
            Some("spouse") => t("apply.source.spouse"),
            _ => t("apply.source.person"),
        }
    }

    /// Whether a known value stands in a field. Tracked.
    fn stands(self, id: &str) -> bool {
        let value = self.form.value(id);
        self.known.with_value(|known| known.get(id).is_some_and(|known| *known == value))
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

/// A known text in the shape of a field's answer.
fn answer(field: &Field, text: &str) -> Value {
    match field.r#type {
        FieldType::Address => json!({ "region": "", "detail": text }),
        FieldType::Person | FieldType::Company => json!({ "name": text }),
        _ => text.into(),
    }
}
