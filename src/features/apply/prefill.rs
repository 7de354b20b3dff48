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

/// What is known for the fields of a form, and which of it the person has confirmed.
#[derive(Clone, Copy)]
pub struct Prefill {
    form: Form,
    known: StoredValue<Known>,
    answers: StoredValue<BTreeMap<String, Value>>,
    draft: StoredValue<String>,
    /// Ids of fields.
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
        Self {
            form,
            answers: StoredValue::new(answers),
            known: StoredValue::new(known),
            draft: StoredValue::new(draft.to_owned()),
            confirmed: RwSignal::new(kept(CONFIRMED, draft)),
        }
    }

    /// Fills in what is known where nothing stands yet, each field once on a device: what the person takes out stays out.
    /// Says whether anything was filled in.
    pub fn fill(self) -> bool {
        let draft = self.draft.get_value();
        let mut before = kept(FILLED, &draft);
        let mut filled = false;
        self.answers.with_value(|known| {
            for (id, value) in known {
                if before.insert(id.clone()) && is_blank(&untrack(|| self.form.value(id))) {
                    self.form.change(id, None, |answer| *answer = value.clone());
                    filled = true;
                }
            }
        });
        keep(FILLED, &draft, &before);
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

    /// Ids of the fields of a section that apply and hold what is known. Tracked.
    fn standing(self, section: &str) -> Vec<String> {
        let guide = self.form.guide();
        let of_section = guide.fields.iter().filter(|field| field.section == section);
        // Of most fields nothing is known: they are not followed at all.
        let known = |id: &String| self.answers.with_value(|known| known.contains_key(id));
        let ids = of_section.map(|field| &field.id).filter(|id| known(id));
        ids.filter(|id| self.form.applies(id) && self.stands(id)).cloned().collect()
    }

    /// Whether a section has values that the person must confirm. Tracked.
    pub fn asks(self, section: &str) -> bool {
        !self.standing(section).is_empty()
    }

    /// Whether the person has confirmed all that a section asks for: what comes later is asked for again. Tracked.
    pub fn is_confirmed(self, section: &str) -> bool {
        let standing = self.standing(section);
        self.confirmed.with(|confirmed| standing.iter().all(|id| confirmed.contains(id)))
    }

    /// The person confirms what stands in a section, or takes it back.
    pub fn confirm(self, section: &str, yes: bool) {
        let standing = untrack(|| self.standing(section));
        self.confirmed.update(|confirmed| {
            if yes {
                confirmed.extend(standing);
            } else {
                confirmed.retain(|id| self.form.field(id).is_none_or(|of| of.section != section));
            }
        });
        self.confirmed.with_untracked(|all| keep(CONFIRMED, &self.draft.get_value(), all));
    }

    /// Forgets what was filled in and confirmed in a draft.
    pub fn forget(draft: &str) {
        [CONFIRMED, FILLED].into_iter().for_each(|what| storage::remove(&key(what, draft)));
    }
}

/// What is kept of a draft: ids of fields whose known value was confirmed, and of those that were filled in.
const CONFIRMED: &str = "confirmed";
const FILLED: &str = "filled";

fn key(what: &str, draft: &str) -> String {
    storage::own(&format!("{what}.{draft}"))
}

fn kept(what: &str, draft: &str) -> BTreeSet<String> {
    let words = storage::read(&key(what, draft)).unwrap_or_default();
    words.split_whitespace().map(str::to_owned).collect()
}

fn keep(what: &str, draft: &str, ids: &BTreeSet<String>) {
    let words: Vec<&str> = ids.iter().map(String::as_str).collect();
    storage::write(&key(what, draft), &words.join(" "));
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::sync::Arc;

    use onething_domain::draft::DraftContent;
    use serde_json::json;

    use super::*;
    use crate::sheet::tests;

    /// Of a section with a name and a number, both known; the number is asked of those who may be called.
    fn form() -> Form {
        let item = json!({
            "id": "one", "code": "", "name": "事项", "summary": "", "type": "20", "level": "3",
            "audience": ["1"], "department": "d", "body_nature": "1", "basis": [],
            "conditions": [], "kind": "promised", "statutory_days": 20, "promised_days": 5,
            "steps": [], "visits": 0, "online_depth": [], "channels": [], "scope": "",
            "windows": [], "consult": "", "complain": "", "faq": [],
            "result": { "name": "结果", "type": "licence", "prefix": "", "sample": "" },
        });
        let called = json!({ "is": { "of": "called", "value": "yes" } });
        let fields: Vec<Field> = [
            json!({ "id": "name", "type": "text", "prefill": "person.name" }),
            json!({ "id": "called", "type": "text" }),
            json!({ "id": "phone", "type": "phone", "prefill": "person.phone", "when": called }),
        ]
        .into_iter()
        .map(|field| Field { items: vec!["one".into()], ..tests::field(field) })
        .collect();
        let nodes = json!([{ "item": item, "needs": [] }]);
        let guide = tests::guide(json!({ "nodes": nodes, "fields": fields }));
        Form::new(Arc::new(guide), &DraftContent::default(), Callback::new(|()| ()))
    }

    #[test]
    fn what_comes_after_the_tick_is_asked_for_again() {
        Owner::new().with(|| {
            let form = form();
            let values = [("person.name", "林悦"), ("person.phone", "13800000001")];
            let values = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
            let profile = Profile { values, licences: Vec::new() };
            let prefill = Prefill::new(form, Known { profile, answers: BTreeMap::new() }, "d");
            assert!(prefill.fill());
            let is_confirmed = || untrack(|| prefill.is_confirmed("s"));
            assert!(untrack(|| prefill.asks("s")) && !is_confirmed());
            prefill.confirm("s", true);
            assert!(is_confirmed());
            form.change("called", None, |answer| *answer = json!("yes"));
            assert!(!is_confirmed(), "nobody has seen the number yet");
            prefill.confirm("s", true);
            assert!(is_confirmed());
            form.change("name", None, |answer| *answer = json!("林月"));
            assert!(is_confirmed(), "one's own words need no tick");
            prefill.confirm("s", false);
            assert!(!is_confirmed());
        });
    }

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
