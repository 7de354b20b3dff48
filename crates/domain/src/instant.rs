//! Instant approval (秒批, C5): what a rule may know beside the answers, and where it knows it from.
//!
//! The rules ask nobody: the service looks up what [`lookups`] names before it decides, and hands it in. What it could
//! not find out is simply not known, so that a person decides; nothing is ever refused by a rule.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answers::Scope;
use crate::field::FieldType;
use crate::guide::Guide;
use crate::identifier;
use crate::item::Item;
use crate::submission::Submission;

/// What a condition calls the age of whose identity number a field holds: `senior_id.age`.
pub const AGE: &str = "age";
/// What is known of the applicant by the log-in, which they cannot type otherwise: names for look-ups.
pub const APPLICANT: [&str; 2] = ["applicant.id_card", "applicant.name"];
/// What a condition calls the applicant's age.
pub const APPLICANT_AGE: &str = "applicant.age";
/// What a condition calls a licence that the applicant holds and that is valid: `licence.id_card`.
pub const LICENCE: &str = "licence";

/// Values that were found out for one item, by the name by which conditions know them.
pub type Known = BTreeMap<String, Finding>;

/// A value that was found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub source: RuleSource,
}

/// Where a value that a rule looked at comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "from")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RuleSource {
    /// What the applicant answered.
    #[default]
    Answer,
    /// An identity number that the applicant gave.
    IdCard {
        /// Id of the field.
        field: String,
    },
    /// A licence in the applicant's wallet.
    Licence {
        /// Its number, masked.
        number: String,
    },
    /// A registry.
    Registry {
        /// Id of the registry.
        registry: String,
        /// When it was asked.
        at: DateTime<Utc>,
    },
}

impl RuleSource {
    /// Whether it is an answer.
    pub fn is_answer(&self) -> bool {
        *self == Self::Answer
    }
}

/// What was found out for a case before a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Values by item.
    pub values: BTreeMap<String, Known>,
    /// Items whose instant approval a person checks afterwards: drawn by lot.
    pub sampled: BTreeSet<String>,
}

/// A registry (登记系统, 数据共享接口): what the city can ask somebody else's system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Registry {
    /// Id: lower-case words joined by hyphens.
    pub id: String,
    /// Name.
    pub name: crate::text::Text,
    /// Who keeps it.
    pub keeper: crate::text::Text,
    /// Names of the keys with which one asks.
    pub keys: Vec<String>,
    /// What it says.
    pub gives: Vec<RegistryValue>,
}

/// A value that a registry gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegistryValue {
    /// Its name: small letters and underscores.
    pub name: String,
    /// What it is called.
    pub label: crate::text::Text,
    /// Its type: flag, text, number, date or choice.
    pub r#type: FieldType,
}

/// A question to a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Id of the look-up, with which names of its values begin.
    pub lookup: String,
    /// Id of the registry.
    pub registry: String,
    /// The keys, by name.
    pub keys: BTreeMap<String, String>,
}

/// The questions that an item's rule asks about a submission, those left out for which an answer is missing; `own` says of
/// the applicant what [`APPLICANT`] names.
pub fn lookups(item: &Item, submission: &Submission, own: &BTreeMap<&str, String>) -> Vec<Query> {
    let scope = Scope::new(&submission.situation, &submission.answers);
    let query = |lookup: &crate::item::Lookup| {
        let key = |key: &crate::item::LookupKey| {
            let answer = || scope.get(&key.of)?.as_str().map(|text| text.trim().to_owned());
            let value = own.get(key.of.as_str()).cloned().or_else(answer)?;
            Some((key.key.clone(), value))
        };
        Some(Query {
            lookup: lookup.id.clone(),
            registry: lookup.registry.clone(),
            keys: lookup.by.iter().map(key).collect::<Option<_>>()?,
        })
    };
    let rule = item.instant.iter();
    rule.flat_map(|rule| &rule.lookups).filter_map(query).collect()
}

/// What a registry said, as conditions know it.
pub fn said(query: &Query, record: &BTreeMap<String, Value>, at: DateTime<Utc>) -> Known {
    let source = RuleSource::Registry { registry: query.registry.clone(), at };
    let value = |(name, value): (&String, &Value)| {
        let finding = Finding { value: value.clone(), source: source.clone() };
        (format!("{}.{name}", query.lookup), finding)
    };
    record.iter().map(value).collect()
}

/// What follows from the answers themselves: the age of everyone whose identity number was given.
pub fn derived(guide: &Guide, submission: &Submission, today: NaiveDate) -> Known {
    let cards = guide.fields.iter().filter(|field| field.r#type == FieldType::IdCard);
    let age = |field: &crate::field::Field| {
        let number = submission.answers.get(&field.id)?.as_str()?;
        Some((format!("{}.{AGE}", field.id), age_by(number, &field.id, today)?))
    };
    cards.filter_map(age).collect()
}

/// The age by an identity number, which is that of a field or of the applicant.
pub fn age_by(number: &str, of: &str, today: NaiveDate) -> Option<Finding> {
    let years = age(identifier::birth_date(number)?, today)?;
    let source = RuleSource::IdCard { field: of.to_owned() };
    Some(Finding { value: json!(years.to_string()), source })
}

/// Full years (周岁): a year more on each birthday; who was born on 29 February, on 1 March of other years.
fn age(born: NaiveDate, today: NaiveDate) -> Option<i32> {
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    let years = today.year() - born.year() - i32::from(!had_birthday);
    (years >= 0).then_some(years)
}

/// The items whose tasks may start when `ended` is done, counting those that a rule may decide at once: for them it is
/// worth asking.
pub fn may_start<'a>(
    tasks: &'a [crate::case::Task],
    guide: &Guide,
    ended: Option<&str>,
) -> Vec<&'a str> {
    use crate::case::TaskStatus;
    let instant = |item: &str| guide.node(item).is_some_and(|node| node.item.instant.is_some());
    let done = tasks.iter().filter(|task| task.status == TaskStatus::Done);
    let mut done: BTreeSet<&str> = done.map(|task| task.item.as_str()).collect();
    done.extend(ended);
    let mut found = Vec::new();
    loop {
        let next = tasks.iter().find(|task| {
            task.status == TaskStatus::Waiting
                && instant(&task.item)
                && !found.contains(&task.item.as_str())
                && task.needs.iter().all(|need| done.contains(need.as_str()))
        });
        let Some(task) = next else { return found };
        found.push(task.item.as_str());
        done.insert(&task.item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn ages_are_full_years() {
        assert_eq!(age(day("1946-03-02"), day("2026-03-01")), Some(79));
        assert_eq!(age(day("1946-03-02"), day("2026-03-02")), Some(80));
        assert_eq!(age(day("2024-02-29"), day("2025-02-28")), Some(0));
        assert_eq!(age(day("2026-03-02"), day("2026-03-01")), None);
    }

    #[test]
    fn what_a_registry_says_is_known_by_the_look_up_s_name() {
        let query =
            Query { lookup: "degree".into(), registry: "degrees".into(), keys: BTreeMap::new() };
        let record = BTreeMap::from([("verified".to_owned(), json!(true))]);
        let known = said(&query, &record, DateTime::UNIX_EPOCH);
        assert_eq!(known["degree.verified"].value, json!(true));
        let RuleSource::Registry { registry, .. } = &known["degree.verified"].source else {
            panic!()
        };
        assert_eq!(registry, "degrees");
    }
}
