//! What is wrong with conditions: names, types and options that there are not, and what can never be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::DEEPEST;
use super::finding::{FindingCode as Code, Findings};
use super::reach::{self, Asked};
use crate::condition::Condition;
use crate::fee::Amount;
use crate::field::{Field, FieldType};
use crate::instant::{AGE, APPLICANT, APPLICANT_AGE, LICENCE, Registry};
use crate::item::{Instant, Item, Lookup};
use crate::number;
use crate::thing::Thing;
use crate::wording::AS;

/// What conditions of a thing may turn on, by name.
type Names<'a> = BTreeMap<&'a str, Asked<'a>>;

/// Checks all conditions of a thing and its items.
pub fn lint(thing: &Thing, items: &[&Item], registries: &[Registry], out: &mut Findings) {
    let mut names: Names = Names::new();
    for field in items.iter().flat_map(|item| &item.fields) {
        names.entry(&field.id).or_insert(Asked::field(field));
    }
    for question in &thing.questions {
        let asked = Asked::question(question);
        if names.insert(&question.id, asked).is_some_and(|other| !other.question) {
            let path = format!("questions.{}", question.id);
            out.add(&path, Code::NameTwice, &[("name", &question.id)]);
        }
    }
    let mut check = Check { thing, names, registries, used: BTreeSet::new(), out };
    check.thing();
    for item in items {
        check.item(item);
    }
    check.questions_used();
}

struct Check<'a, 'o> {
    thing: &'a Thing,
    names: Names<'a>,
    registries: &'a [Registry],
    used: BTreeSet<String>,
    out: &'o mut Findings,
}

impl<'a> Check<'a, '_> {
    fn thing(&mut self) {
        let thing = self.thing;
        for question in &thing.questions {
            let path = format!("questions.{}.when", question.id);
            self.condition(&path, question.when.as_ref(), None, &[]);
        }
        for (i, stop) in thing.stops.iter().enumerate() {
            self.condition(&format!("stops.{i}.when"), Some(&stop.when), None, &[]);
        }
        for cosigner in &thing.cosigners {
            let path = format!("cosigners.{}.when", cosigner.id);
            self.condition(&path, cosigner.when.as_ref(), None, &[]);
        }
        for node in &thing.nodes {
            let path = format!("nodes.{}.when", node.item);
            self.condition(&path, node.when.as_ref(), None, &[]);
        }
    }

    fn item(&mut self, item: &'a Item) {
        self.out.place = format!("items/{}", item.id);
        let node = self.thing.nodes.iter().find(|node| node.item == item.id);
        let within = node.and_then(|node| node.when.as_ref());
        for field in &item.fields {
            let path = format!("fields.{}", field.id);
            self.condition(&format!("{path}.when"), field.when.as_ref(), within, &[]);
            for column in &field.fields {
                let path = format!("{path}.fields.{}.when", column.id);
                self.condition(&path, column.when.as_ref(), within, &field.fields);
            }
        }
        for material in &item.materials {
            let path = format!("materials.{}.when", material.id);
            self.condition(&path, material.when.as_ref(), within, &[]);
        }
        if let Some(rule) = &item.instant {
            self.instant(rule, within);
        }
        for fee in &item.fees {
            self.condition(&format!("fees.{}.when", fee.id), fee.when.as_ref(), within, &[]);
            if let Amount::Rate { of, .. } = &fee.amount {
                let asked = self.names.get(of.as_str());
                if asked.is_none_or(|asked| asked.r#type != FieldType::Money) {
                    let path = format!("fees.{}.amount", fee.id);
                    self.out.add(&path, Code::NoMoneyField, &[("name", of)]);
                }
            }
        }
        self.out.place = format!("things/{}", self.thing.id);
    }

    /// Checks a rule that decides without a person (C5): what it asks of registries, and that its condition turns on
    /// that, on answers, on ages and on licences.
    fn instant(&mut self, rule: &'a Instant, within: Option<&Condition>) {
        let cards = self.names.iter().filter(|(_, asked)| asked.r#type == FieldType::IdCard);
        let mut found: Vec<(String, FieldType)> =
            cards.map(|(id, _)| (format!("{id}.{AGE}"), FieldType::Number)).collect();
        found.push((APPLICANT_AGE.to_owned(), FieldType::Number));
        let named = rule.when.names();
        let licences = named.iter().filter(|name| name.starts_with(&format!("{LICENCE}.")));
        found.extend(licences.map(|name| ((*name).to_owned(), FieldType::Flag)));
        for (i, lookup) in rule.lookups.iter().enumerate() {
            let path = format!("instant.lookups.{i}");
            if rule.lookups[..i].iter().any(|other| other.id == lookup.id) {
                self.out.add(&path, Code::DuplicateId, &[("id", &lookup.id)]);
            }
            let registry = self.registries.iter().find(|known| known.id == lookup.registry);
            let Some(registry) = registry else {
                self.out.add(&path, Code::UnknownRegistry, &[("id", &lookup.registry)]);
                continue;
            };
            self.lookup(&path, lookup, registry);
            if !named.iter().any(|name| name.starts_with(&format!("{}.", lookup.id))) {
                self.out.add(&path, Code::UnusedLookup, &[("id", &lookup.id)]);
            }
            let gives = registry.gives.iter();
            found.extend(gives.map(|it| (format!("{}.{}", lookup.id, it.name), it.r#type)));
        }
        let known = found.iter().map(|(name, of)| (name.as_str(), Asked::known(*of)));
        let mut names = self.names.clone();
        names.extend(known);
        self.checked("instant.when", &rule.when, within, &names);
    }

    /// A look-up gives every key of its registry, each from a field that is answered by a text.
    fn lookup(&mut self, path: &str, lookup: &Lookup, registry: &Registry) {
        let given: BTreeSet<&str> = lookup.by.iter().map(|key| key.key.as_str()).collect();
        let wanted: BTreeSet<&str> = registry.keys.iter().map(String::as_str).collect();
        for key in given.symmetric_difference(&wanted) {
            let params = [("key", *key), ("registry", registry.id.as_str())];
            self.out.add(path, Code::LookupKeys, &params);
        }
        for key in &lookup.by {
            if APPLICANT.contains(&key.of.as_str()) {
                continue;
            }
            self.used.insert(key.of.clone());
            let asked = self.names.get(key.of.as_str());
            if asked.is_none_or(|asked| !is_text(asked.r#type)) {
                let params = [("name", key.of.as_str()), ("thing", self.thing.id.as_str())];
                self.out.add(path, Code::UnknownName, &params);
            }
        }
    }

    /// Checks one condition; `within` is that of the item it stands in, `columns` those of its row.
    fn condition(
        &mut self,
        path: &str,
        when: Option<&Condition>,
        within: Option<&Condition>,
        columns: &'a [Field],
    ) {
        let Some(when) = when else { return };
        let mut names = self.names.clone();
        names.extend(columns.iter().map(|column| (column.id.as_str(), Asked::field(column))));
        self.checked(path, when, within, &names);
    }

    fn checked(&mut self, path: &str, when: &Condition, within: Option<&Condition>, names: &Names) {
        if depth(when) > DEEPEST {
            self.out.add(path, Code::TooDeep, &[]);
            return;
        }
        let before = self.out.list.len();
        self.parts(path, when, names);
        if self.out.list.len() == before && !reach::can_hold(when, within, names) {
            self.out.add(path, Code::Unreachable, &[]);
        }
    }

    fn parts(&mut self, path: &str, when: &Condition, names: &Names) {
        match when {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.parts(path, part, names));
            }
            Condition::Not(part) => self.parts(path, part, names),
            Condition::Is { of, value } => {
                self.compare(path, of, std::slice::from_ref(value), false, names);
            }
            Condition::In { of, values } => self.compare(path, of, values, false, names),
            Condition::MoreThan { of, value } => {
                self.compare(path, of, std::slice::from_ref(value), true, names);
            }
            Condition::Present { of } => self.compare(path, of, &[], false, names),
        }
    }

    fn compare(&mut self, path: &str, of: &str, values: &[Value], more: bool, names: &Names) {
        self.used.insert(of.to_owned());
        let Some(asked) = names.get(of) else {
            let params = [("name", of), ("thing", self.thing.id.as_str())];
            self.out.add(path, Code::UnknownName, &params);
            return;
        };
        for value in values {
            if !fits(asked.r#type, value, more) {
                self.out.add(path, Code::WrongType, &[("name", of)]);
            } else if let (Some(options), Some(option)) = (&asked.options, value.as_str())
                && !options.contains(&option)
            {
                self.out.add(path, Code::UnknownOption, &[("name", of), ("option", option)]);
            }
        }
    }

    fn questions_used(&mut self) {
        for question in &self.thing.questions {
            if question.id != AS && !self.used.contains(&question.id) {
                let path = format!("questions.{}", question.id);
                self.out.add(&path, Code::UnusedQuestion, &[]);
            }
        }
    }
}

/// Whether answers of a type are a text that a registry can be asked with.
fn is_text(of: FieldType) -> bool {
    use FieldType as F;
    matches!(
        of,
        F::Text
            | F::IdCard
            | F::CompanyCode
            | F::Phone
            | F::BankAccount
            | F::Plate
            | F::Date
            | F::Choice
    )
}

/// Whether answers of a type can be compared with a value.
fn fits(of: FieldType, value: &Value, more: bool) -> bool {
    match of {
        FieldType::Number => number::scaled(value).is_some(),
        FieldType::Money => value.is_i64(),
        _ if more => false,
        FieldType::Flag | FieldType::Declaration => value.is_boolean(),
        FieldType::Address | FieldType::Person | FieldType::Company | FieldType::Group => false,
        _ => value.is_string(),
    }
}

fn depth(condition: &Condition) -> usize {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            1 + parts.iter().map(depth).max().unwrap_or(0)
        }
        Condition::Not(part) => 1 + depth(part),
        _ => 1,
    }
}
