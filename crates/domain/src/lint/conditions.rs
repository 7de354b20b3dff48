//! What is wrong with conditions: names, types and options that there are not, and what can never be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::DEEPEST;
use super::finding::{FindingCode as Code, Findings};
use super::reach::{self, Asked};
use crate::condition::Condition;
use crate::fee::Amount;
use crate::field::{Field, FieldType};
use crate::item::Item;
use crate::number;
use crate::thing::Thing;
use crate::wording::AS;

/// What conditions of a thing may turn on, by name.
type Names<'a> = BTreeMap<&'a str, Asked<'a>>;

/// Checks all conditions of a thing and its items.
pub fn lint(thing: &Thing, items: &[&Item], out: &mut Findings) {
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
    let mut check = Check { thing, names, used: BTreeSet::new(), out };
    check.thing();
    for item in items {
        check.item(item);
    }
    check.questions_used();
}

struct Check<'a, 'o> {
    thing: &'a Thing,
    names: Names<'a>,
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
        let instant = item.instant.as_ref().map(|rule| &rule.when);
        self.condition("instant.when", instant, within, &[]);
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

    /// Checks one condition; `within` is that of the item it stands in, `columns` those of its row.
    fn condition(
        &mut self,
        path: &str,
        when: Option<&Condition>,
        within: Option<&Condition>,
        columns: &'a [Field],
    ) {
        let Some(when) = when else { return };
        if depth(when) > DEEPEST {
            self.out.add(path, Code::TooDeep, &[]);
            return;
        }
        let before = self.out.list.len();
        let mut names = self.names.clone();
        names.extend(columns.iter().map(|column| (column.id.as_str(), Asked::field(column))));
        self.parts(path, when, &names);
        if self.out.list.len() == before && !reach::can_hold(when, within, &names) {
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
