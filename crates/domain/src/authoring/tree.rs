//! Documents as trees: how the elements of a list are known again in another version of it.

use std::collections::BTreeSet;

use serde_json::Value;

/// Members that are one value for people: half of one condition and half of another make no condition.
const WHOLE: [&str; 3] = ["when", "amount", "value"];

/// Whether a member is looked at as a whole.
pub fn is_whole(name: &str) -> bool {
    WHOLE.contains(&name)
}

/// The names of a list's elements, where each has one of its own: `id`, the item of a node, the value of an
/// option. None where an element has no name, or two have the same: then places in the list are all there is.
pub fn names(list: &[Value]) -> Option<Vec<String>> {
    let names: Vec<String> = list.iter().map(name).collect::<Option<_>>()?;
    let distinct: BTreeSet<&String> = names.iter().collect();
    (distinct.len() == names.len()).then_some(names)
}

/// What names an element of a list, if anything does.
pub fn name(element: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    match element {
        Value::String(_) => text(element),
        Value::Object(map) => {
            let named = ["id", "item", "value"].into_iter().find_map(|key| map.get(key))?;
            text(named).or_else(|| text(named.get("id")?))
        }
        _ => None,
    }
}

/// A path with one more part.
pub fn join(path: &str, part: &str) -> String {
    if path.is_empty() { part.to_owned() } else { format!("{path}.{part}") }
}
