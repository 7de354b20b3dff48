//! Places in a document. Findings, differences and clashes name the elements of lists
//! (`fields.child_name.label`), controls count them (`fields.3.label`): the way between the two.

use onething_domain::authoring::{join, name};
use serde_json::Value;

use super::{
    doc::get,
    spec::{Element, Kind, Record, Spec},
};

/// Whether an element of a list bears a name.
fn is_named(element: &Value, wanted: &str) -> bool {
    name(element).is_some_and(|name| name == wanted)
}

/// The same place with elements of lists counted. Ends where the document does.
pub fn counted(tree: &Value, path: &str) -> String {
    let (mut at, mut way) = (Some(tree), Vec::new());
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let step = match at {
            Some(Value::Array(rows)) => match rows.iter().position(|row| is_named(row, step)) {
                Some(index) => index.to_string(),
                None => step.to_owned(),
            },
            _ => step.to_owned(),
        };
        at = at.and_then(|value| get(value, &step));
        way.push(step);
    }
    way.join(".")
}

/// The control of a place: what lies within a text or a condition is written in the control of the
/// whole. The end of what is known, for a place that is not there.
pub fn control(spec: &Spec, path: &str) -> String {
    let mut steps = path.split('.').peekable();
    let Some(mut element) = steps.next().and_then(|key| spec.element(key)) else {
        return String::new();
    };
    let mut way = element.key.to_owned();
    loop {
        let index = steps.peek().filter(|step| match element.kind {
            Kind::Rows(_) | Kind::Texts => step.parse::<usize>().is_ok(),
            Kind::Each(_) => true,
            _ => false,
        });
        if let Some(index) = index {
            way = format!("{way}.{index}");
            steps.next();
        }
        let Some(inner) = inside(element, steps.next()) else { return way };
        way = format!("{way}.{}", inner.key);
        element = inner;
    }
}

/// What the focus goes to for a place: its control, or the English half of it.
pub fn goal(spec: &Spec, path: &str) -> String {
    let control = control(spec, path);
    if path.ends_with(".en") { format!("{control}.en") } else { control }
}

fn inside(element: &Element, key: Option<&str>) -> Option<&'static Element> {
    match element.kind {
        Kind::Rows(record) | Kind::Part(record) | Kind::Maybe(record) => record.element(key?),
        Kind::Whole(spec) => spec.element(key?),
        _ => None,
    }
}

/// The element at the end of a place, if the description knows one.
pub fn element(spec: &Spec, path: &str) -> Option<&'static Element> {
    let mut steps = path.split('.').peekable();
    let mut element = spec.element(steps.next()?)?;
    loop {
        if matches!(element.kind, Kind::Rows(_)) && steps.peek().is_some() {
            steps.next();
            steps.peek()?; // a row is no element
        }
        let Some(inner) = inside(element, steps.next()) else {
            return Some(element);
        };
        element = inner;
    }
}

/// The record of a place that is a row.
pub fn record(spec: &Spec, path: &str) -> Option<&'static Record> {
    let list = path.rsplit_once('.')?.0;
    match element(spec, list)?.kind {
        Kind::Rows(record) => Some(record),
        _ => None,
    }
}

/// Puts at a named place what another version has there; nothing takes it away.
pub fn put(tree: &mut Value, path: &str, value: Option<Value>) {
    let (parent, last) = path.rsplit_once('.').unwrap_or(("", path));
    let parent = counted(tree, parent);
    let Some(Value::Array(rows)) = get(tree, &parent) else {
        let path = join(&parent, last);
        return super::doc::set(tree, &path, value.unwrap_or(Value::Null));
    };
    let mut rows = rows.clone();
    let index = rows.iter().position(|row| is_named(row, last)).or(last.parse().ok());
    match (index.filter(|index| *index < rows.len()), value) {
        (Some(index), Some(value)) => rows[index] = value,
        (Some(index), None) => {
            rows.remove(index);
        }
        (None, Some(value)) => rows.push(value),
        (None, None) => {}
    }
    super::doc::set(tree, &parent, Value::Array(rows));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::staff::editor::spec::{ITEM, THING};

    #[test]
    fn named_places_are_counted() {
        let item =
            json!({ "fields": [{ "id": "a" }, { "id": "b", "options": [{ "value": "x" }] }] });
        assert_eq!(counted(&item, "fields.b.options.x.label"), "fields.1.options.0.label");
        assert_eq!(counted(&item, "fields.gone.label"), "fields.gone.label");
        assert_eq!(counted(&item, "basis.0.law"), "basis.0.law");
        let thing = json!({ "nodes": [{ "item": "one" }, { "item": "two" }] });
        assert_eq!(counted(&thing, "nodes.two.when"), "nodes.1.when");
    }

    #[test]
    fn a_place_has_its_control() {
        assert_eq!(control(&ITEM, "fields.1.options.0.label.zh"), "fields.1.options.0.label");
        assert_eq!(control(&ITEM, "fields.1.when.all.0.is"), "fields.1.when");
        assert_eq!(control(&ITEM, "conditions.2.zh"), "conditions.2");
        assert_eq!(control(&ITEM, "result.prefix"), "result.prefix");
        assert_eq!(control(&THING, "nodes.1"), "nodes.1");
        assert_eq!(control(&THING, "company.fields.owner.en"), "company.fields.owner");
        assert_eq!(goal(&ITEM, "fields.1.label.en"), "fields.1.label.en");
        assert_eq!(control(&THING, "nowhere.1"), "");
        assert!(element(&THING, "nodes.1").is_none());
        assert_eq!(element(&THING, "nodes.x.needs").map(|e| e.key), Some("needs"));
    }

    #[test]
    fn what_another_has_can_be_taken() {
        let mut item = json!({ "name": { "zh": "a" }, "fields": [{ "id": "x", "min": 1 }] });
        put(&mut item, "name.zh", Some(json!("b")));
        put(&mut item, "fields.x.min", Some(json!(2)));
        put(&mut item, "fields.y", Some(json!({ "id": "y" })));
        assert_eq!(
            item,
            json!({ "name": { "zh": "b" }, "fields": [{ "id": "x", "min": 2 }, { "id": "y" }] })
        );
        put(&mut item, "fields.x", None);
        assert_eq!(item["fields"], json!([{ "id": "y" }]));
    }
}
