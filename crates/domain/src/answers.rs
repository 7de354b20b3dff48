//! What people answer.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::instant::Known;

/// The answers of a form, by field id.
///
/// Shapes by field type: most are strings; number is a decimal string (`"89.50"`), money an integer in
/// cents, declaration and yes/no a boolean, many a list of strings, address an object
/// `{ region, detail }`, person `{ name, id_card, phone }`, company `{ name, code }`, group a list of objects.
pub type Answers = BTreeMap<String, Value>;

/// The answers of the pre-check, by question id.
pub type Situation = BTreeMap<String, String>;

/// Where a condition looks up what it speaks of: a row of a group first, then the situation, then the answers.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Answers of the pre-check.
    pub situation: &'a Situation,
    /// Answers of the form.
    pub answers: &'a Answers,
    /// The row in which a field of a group stands.
    pub row: Option<&'a serde_json::Map<String, Value>>,
    /// What was found out beside the answers, for rules that decide without a person.
    pub known: Option<&'a Known>,
}

impl<'a> Scope<'a> {
    /// A scope outside of any row.
    pub fn new(situation: &'a Situation, answers: &'a Answers) -> Self {
        Self { situation, answers, row: None, known: None }
    }

    /// The same scope inside one row of a group.
    pub fn within(self, row: &'a serde_json::Map<String, Value>) -> Self {
        Self { row: Some(row), ..self }
    }

    /// The same scope with what was found out.
    pub fn knowing(self, known: &'a Known) -> Self {
        Self { known: Some(known), ..self }
    }

    /// The value of a field or question, or what was found out; `None` where it is unanswered, blank or not known.
    pub fn get(&self, of: &str) -> Option<Value> {
        if let Some(value) = self.row.and_then(|row| row.get(of)) {
            return (!is_blank(value)).then(|| value.clone());
        }
        if let Some(answer) = self.situation.get(of) {
            return Some(Value::String(answer.clone()));
        }
        if let Some(found) = self.known.and_then(|known| known.get(of)) {
            return Some(found.value.clone());
        }
        self.answers.get(of).filter(|value| !is_blank(value)).cloned()
    }
}

/// Whether an answer says nothing: null, an empty or blank text, an empty list or object.
pub fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(s) => s.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.values().all(is_blank),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
