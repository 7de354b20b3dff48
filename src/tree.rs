//! Documents as trees, read and written by path: keys and indexes joined by points. Pure.

use serde_json::{Map, Value};

/// What stands at a path.
pub fn get<'a>(tree: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(tree);
    }
    path.split('.').try_fold(tree, |value, step| match value {
        Value::Array(rows) => rows.get(step.parse::<usize>().ok()?),
        Value::Object(map) => map.get(step),
        _ => None,
    })
}

/// Puts a value at a path, making the objects on the way; null takes away what stands there.
pub fn set(tree: &mut Value, path: &str, value: Value) {
    let (step, rest) = path.split_once('.').map_or((path, ""), |(step, rest)| (step, rest));
    if path.is_empty() {
        *tree = value;
    } else if let Value::Array(rows) = tree {
        if let Some(row) = step.parse::<usize>().ok().and_then(|index| rows.get_mut(index)) {
            set(row, rest, value);
        }
    } else {
        if !tree.is_object() {
            *tree = Value::Object(Map::new());
        }
        let Value::Object(map) = tree else { return };
        if rest.is_empty() && value.is_null() {
            map.remove(step);
        } else {
            set(map.entry(step.to_owned()).or_insert(Value::Null), rest, value);
        }
    }
}
