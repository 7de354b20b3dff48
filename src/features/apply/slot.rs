//! A handle on one value somewhere in the form: a field, a part of it, or a cell of a row.

use leptos::prelude::*;
use serde_json::{Map, Value};

use super::form::Form;
use super::words;
use crate::sheet::field_at;

/// Where a value stands, and what can be done with it.
#[derive(Clone)]
pub struct Slot {
    /// The form.
    pub form: Form,
    /// Id of the field of the form that it belongs to.
    field: String,
    /// Names and numbers on the way from that field's answer to the value.
    steps: Vec<String>,
}

impl Slot {
    /// The whole answer to a field.
    pub fn of(form: Form, field: &str) -> Self {
        Self { form, field: field.to_owned(), steps: Vec::new() }
    }

    /// A part of it: a name of an object, or a number of a list.
    pub fn part(&self, name: impl ToString) -> Self {
        let mut slot = self.clone();
        slot.steps.push(name.to_string());
        slot
    }

    /// The path as the rules write it, also the id of the control.
    pub fn path(&self) -> String {
        let mut path = format!("answers.{}", self.field);
        for step in &self.steps {
            path.push('.');
            path.push_str(step);
        }
        path
    }

    /// The value. Tracked.
    pub fn get(&self) -> Value {
        self.read(|value| value.cloned().unwrap_or_default())
    }

    /// What `read` finds in the value, if there is one. Tracked.
    pub fn read<T>(&self, read: impl FnOnce(Option<&Value>) -> T) -> T {
        let found =
            |whole: &Value| read(self.steps.iter().try_fold(whole, |value, step| at(value, step)));
        match self.row() {
            Some(row) => self.form.read_row(&self.field, row, found),
            None => self.form.read(&self.field, found),
        }
    }

    /// The row of a group that it is in, or is.
    fn row(&self) -> Option<usize> {
        self.steps.first()?.parse().ok()
    }

    /// Sets the value.
    pub fn put(&self, value: Value) {
        self.form.change(&self.field, self.row(), |whole| *place(whole, &self.steps) = value);
    }

    /// Changes the rows of a list.
    pub fn change_rows(&self, change: impl FnOnce(&mut Vec<Value>)) {
        self.form.change(&self.field, self.row(), |whole| {
            let value = place(whole, &self.steps);
            if !value.is_array() {
                *value = Value::Array(Vec::new());
            }
            if let Value::Array(rows) = value {
                change(rows);
            }
        });
    }

    /// The value as a text.
    pub fn text(&self) -> Signal<String> {
        let slot = self.clone();
        let read =
            move || slot.read(|value| value.and_then(Value::as_str).unwrap_or_default().to_owned());
        // Where the answer is the text itself there is nothing between them that a memo would keep quiet.
        if self.steps.is_empty() { Signal::derive(read) } else { Memo::new(move |_| read()).into() }
    }

    /// What is shown to be wrong with it, in words.
    pub fn error(&self) -> Signal<Option<String>> {
        let (form, field, path) = (self.form, self.field.clone(), self.path());
        let kind = field_at(&form.guide(), &path).map(|field| field.r#type);
        Memo::new(move |_| {
            let problem = form.problem_at(&field, &path)?;
            Some(words::problem(&problem, kind))
        })
        .into()
    }

    /// Looks at the value as the person leaves it.
    pub fn leave(&self) -> Callback<()> {
        let (form, field, path) = (self.form, self.field.clone(), self.path());
        Callback::new(move |()| form.leave(&field, &path))
    }
}

fn at<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    match value {
        Value::Array(rows) => rows.get(step.parse::<usize>().ok()?),
        Value::Object(map) => map.get(step),
        _ => None,
    }
}

/// The place for a value, made where it is missing. A number beyond the rows leads to the last one.
fn place<'a>(whole: &'a mut Value, steps: &[String]) -> &'a mut Value {
    steps.iter().fold(whole, |value, step| {
        let rows = value.as_array().map_or(0, Vec::len);
        match step.parse::<usize>() {
            Ok(index) if rows > 0 => &mut value[index.min(rows - 1)],
            _ => {
                if !value.is_object() {
                    *value = Value::Object(Map::new());
                }
                &mut value[step.as_str()]
            }
        }
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use onething_domain::draft::DraftContent;
    use serde_json::json;

    use super::*;
    use crate::sheet::tests;

    /// A long list is typed into like a short one.
    #[test]
    fn a_key_press_in_one_row_leaves_the_others_alone() {
        Owner::new().with(|| {
            let column = json!({ "id": "name", "type": "text" });
            let group = json!({ "id": "list", "type": "group", "fields": [tests::field(column)] });
            let guide = tests::guide(json!({ "fields": [tests::field(group)] }));
            let content = |names: [&str; 2]| {
                let rows: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
                DraftContent {
                    answers: [("list".to_owned(), rows.into())].into(),
                    ..DraftContent::default()
                }
            };
            let changed = Callback::new(|()| ());
            let form = Form::new(guide.into(), &content(["甲", "乙"]), changed);
            let list = Slot::of(form, "list");
            let cell = |row: usize| list.part(row).part("name");
            let (read, first) = (StoredValue::new(0), cell(0));
            let name = Memo::new(move |_| {
                read.update_value(|times| *times += 1);
                first.get()
            });
            let reads = |of: &str| {
                assert_eq!(name.get_untracked(), json!(of));
                read.get_value()
            };
            assert_eq!(reads("甲"), 1);
            cell(1).put(json!("丙"));
            assert_eq!(reads("甲"), 1, "another row");
            cell(0).put(json!("丁"));
            assert_eq!(reads("丁"), 2, "this row");
            list.change_rows(|rows| rows.swap(0, 1));
            assert_eq!(reads("丙"), 3, "the order");
            form.take(&content(["戊", "己"]));
            assert_eq!(reads("戊"), 4, "all of it");
        });
    }

    fn steps(of: &[&str]) -> Vec<String> {
        of.iter().map(|step| (*step).to_owned()).collect()
    }

    #[test]
    fn a_part_is_made_where_it_is_missing() {
        let mut whole = Value::Null;
        *place(&mut whole, &steps(&["region"])) = json!("519902");
        assert_eq!(whole, json!({ "region": "519902" }));
        assert_eq!(at(&whole, "region"), Some(&json!("519902")));
    }

    #[test]
    fn a_cell_of_a_row_is_reached() {
        let mut whole = json!([{ "name": "甲" }, {}]);
        *place(&mut whole, &steps(&["1", "name"])) = json!("乙");
        assert_eq!(whole, json!([{ "name": "甲" }, { "name": "乙" }]));
        assert_eq!(at(&whole, "7"), None);
    }
}
