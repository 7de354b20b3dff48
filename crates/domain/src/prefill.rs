//! Where values that a form is filled in with come from (A10): what the city knows of the person and the company, what
//! they answered to the same data element before, and the licences that they hold.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::answers::{Answers, Scope, Situation, is_blank};
use crate::field::{Field, FieldType};
use crate::licence::KINDS;
use crate::validate::validate_field;

/// What is known of the person, their spouse and the company that they act for.
pub const PROFILE: [&str; 9] = [
    "person.name",
    "person.id_card",
    "person.phone",
    "spouse.name",
    "spouse.id_card",
    "spouse.phone",
    "company.name",
    "company.code",
    "company.address",
];
const EARLIER: &str = "earlier";
const LICENCE: &str = "licence.";

/// Where a value comes from, as [`Field::prefill`] names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    /// One of [`PROFILE`].
    Profile(&'a str),
    /// `earlier`: the last answer to the same data element in a case that was accepted.
    Earlier,
    /// `licence.KIND`: the number of a valid licence of a kind.
    Licence(&'a str),
}

/// Reads the name of a source; `None` where there is none of that name.
pub fn source(name: &str) -> Option<Source<'_>> {
    if name == EARLIER {
        return Some(Source::Earlier);
    }
    match name.strip_prefix(LICENCE) {
        Some(kind) => KINDS.contains(&kind).then_some(Source::Licence(kind)),
        None => PROFILE.contains(&name).then_some(Source::Profile(name)),
    }
}

/// Sources that are no licences, in the order in which they are offered to who writes a form.
pub fn plain() -> impl Iterator<Item = &'static str> {
    PROFILE.into_iter().chain([EARLIER])
}

/// The name of the source that a kind of licence is.
pub fn licence(kind: &str) -> String {
    format!("{LICENCE}{kind}")
}

/// What a profile says about a field, in the shape of its answer. A person or company is filled in with all that is
/// known of them, whichever of its parts is named.
pub fn of_profile(field: &Field, values: &BTreeMap<String, String>) -> Option<Value> {
    let Some(Source::Profile(name)) = source(&field.prefill) else { return None };
    let known = |name: &str| values.get(name).filter(|value| !value.is_empty());
    let whose = name.split('.').next().unwrap_or_default();
    let parts = |ids: &[&str]| {
        let part = |id: &&str| Some(((*id).to_owned(), json!(known(&format!("{whose}.{id}"))?)));
        let parts: Map<String, Value> = ids.iter().filter_map(part).collect();
        (!parts.is_empty()).then_some(Value::Object(parts))
    };
    match field.r#type {
        FieldType::Person => parts(&["name", "id_card", "phone"]),
        FieldType::Company => parts(&["name", "code"]),
        FieldType::Address => Some(json!({ "region": "", "detail": known(name)? })),
        _ => Some(json!(known(name)?)),
    }
}

/// What was answered before to the data element of a field, in a form of the fields `asked`; nothing where the rules of
/// the field refuse it today.
pub fn of_answers(
    field: &Field,
    asked: &[Field],
    answers: &Answers,
    today: NaiveDate,
) -> Option<Value> {
    let same = |known: &&Field| known.element == field.element && known.r#type == field.r#type;
    let value = asked.iter().filter(same).find_map(|known| answers.get(&known.id))?;
    let nothing = (Situation::default(), Answers::default());
    let scope = Scope::new(&nothing.0, &nothing.1);
    let sound = validate_field(field, Some(value), &scope, today).is_empty();
    (sound && !is_blank(value)).then(|| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(r#type: FieldType, prefill: &str) -> Field {
        let field = json!({
            "id": "name", "element": "child.name", "section": "child", "label": { "zh": "姓名", "en": "Name" },
            "type": r#type, "prefill": prefill,
        });
        serde_json::from_value(field).expect("a field")
    }

    #[test]
    fn sources_are_read_and_others_are_none() {
        assert_eq!(source("person.name"), Some(Source::Profile("person.name")));
        assert_eq!(source("earlier"), Some(Source::Earlier));
        assert_eq!(source("licence.id_card"), Some(Source::Licence("id_card")));
        for name in ["", "person", "person.age", "licence.", "licence.moon", "earlier."] {
            assert_eq!(source(name), None, "{name}");
        }
        assert!(plain().all(|name| source(name).is_some()));
        assert!(KINDS.iter().all(|kind| source(&licence(kind)).is_some()));
    }

    #[test]
    fn people_and_companies_are_filled_in_whole() {
        let values = [
            ("person.name", "林悦"),
            ("person.id_card", "519902199406120020"),
            ("person.phone", ""),
            ("company.name", "暖灶餐饮"),
            ("company.code", "91510100MA6CX3M10X"),
            ("company.address", "人民路 1 号"),
        ];
        let values: BTreeMap<String, String> =
            values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let of = |r#type, prefill| of_profile(&field(r#type, prefill), &values);
        assert_eq!(
            of(FieldType::Person, "person.name"),
            Some(json!({ "name": "林悦", "id_card": "519902199406120020" }))
        );
        assert_eq!(
            of(FieldType::Company, "company.code"),
            Some(json!({ "name": "暖灶餐饮", "code": "91510100MA6CX3M10X" }))
        );
        assert_eq!(
            of(FieldType::Address, "company.address"),
            Some(json!({ "region": "", "detail": "人民路 1 号" }))
        );
        assert_eq!(of(FieldType::Text, "person.name"), Some(json!("林悦")));
        assert_eq!(of(FieldType::Phone, "person.phone"), None, "a blank is nothing");
        assert_eq!(of(FieldType::Person, "spouse.name"), None);
        assert_eq!(of(FieldType::Text, "earlier"), None);
    }

    #[test]
    fn an_earlier_answer_serves_where_the_rules_still_take_it() {
        let asked = field(FieldType::Text, "");
        let today = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day");
        let answers = Answers::from([(asked.id.clone(), json!("陈小满"))]);
        let elsewhere = Field { id: "another".into(), max: Some(20), ..asked.clone() };
        let form = [field(FieldType::Phone, ""), asked.clone()];
        let found = |field: &Field| of_answers(field, &form, &answers, today);
        assert_eq!(found(&elsewhere), Some(json!("陈小满")), "ids may differ");
        assert_eq!(found(&Field { max: Some(2), ..elsewhere.clone() }), None, "too long by now");
        let other = Field { element: "another".into(), ..elsewhere.clone() };
        assert_eq!(found(&other), None);
        assert_eq!(found(&Field { r#type: FieldType::Phone, ..elsewhere }), None);
    }
}
