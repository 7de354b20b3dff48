//! The difference between two versions, for people to read.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::tree::{is_whole, join, names};

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// Where: members and names of list elements joined by points, as `fields.child_name.label.zh`; an element
    /// without a name is named by its place, counted from 0.
    pub path: String,
    /// What has happened to it.
    pub kind: ChangeKind,
    /// What it was; missing where it was added or moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it is now; missing where it was removed or moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// What has happened to a part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
    /// It stands elsewhere in its list.
    Moved,
}

/// What differs, in the order of the new version; what is gone stands where it stood.
pub fn difference(before: &Value, after: &Value) -> Vec<Change> {
    let mut out = Vec::new();
    compare("", false, Some(before), Some(after), &mut out);
    out
}

/// Compares one part; `whole` says that it is one value for people.
fn compare(
    path: &str,
    whole: bool,
    before: Option<&Value>,
    after: Option<&Value>,
    out: &mut Vec<Change>,
) {
    match (before, after) {
        (before, after) if before == after => {}
        (Some(Value::Object(a)), Some(Value::Object(b))) if !whole => {
            objects(path, a, b, out);
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) if !whole => {
            lists(path, a, b, out);
        }
        (before, after) => out.push(Change {
            path: path.to_owned(),
            kind: match (before, after) {
                (None, _) => ChangeKind::Added,
                (_, None) => ChangeKind::Removed,
                _ => ChangeKind::Changed,
            },
            before: before.cloned(),
            after: after.cloned(),
        }),
    }
}

fn objects(path: &str, a: &Map<String, Value>, b: &Map<String, Value>, out: &mut Vec<Change>) {
    let new = b.keys().filter(|key| !a.contains_key(*key));
    for key in a.keys().chain(new) {
        compare(&join(path, key), is_whole(key), a.get(key), b.get(key), out);
    }
}

fn lists(path: &str, a: &[Value], b: &[Value], out: &mut Vec<Change>) {
    match (names(a), names(b)) {
        (Some(old), Some(new)) => named_lists(path, (a, &old), (b, &new), out),
        _ => plain_lists(path, a, b, out),
    }
}

fn named_lists(
    path: &str,
    (a, old): (&[Value], &[String]),
    (b, new): (&[Value], &[String]),
    out: &mut Vec<Change>,
) {
    let at = |names: &[String], name: &String| names.iter().position(|known| known == name);
    for name in old.iter().filter(|name| !new.contains(name)) {
        let gone = at(old, name).and_then(|i| a.get(i));
        compare(&join(path, name), false, gone, None, out);
    }
    let stays: Vec<&String> = old.iter().filter(|name| new.contains(name)).collect();
    let order: Vec<&String> = new.iter().filter(|name| old.contains(name)).collect();
    let still = steady(&stays, &order);
    for (i, name) in new.iter().enumerate() {
        let known = at(old, name);
        if known.is_some() && !still.contains(&name) {
            let (kind, path) = (ChangeKind::Moved, join(path, name));
            out.push(Change { path, kind, before: None, after: None });
        }
        compare(&join(path, name), false, known.and_then(|i| a.get(i)), b.get(i), out);
    }
}

/// The most names that stand in the same order in both lists: the others have been moved.
fn steady<'a>(a: &[&'a String], b: &[&'a String]) -> Vec<&'a String> {
    if a == b || a.len() > 400 {
        return b.to_vec(); // beyond 400 a table of all pairs is not worth the wait
    }
    let mut best = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            best[i][j] = if a[i] == b[j] {
                best[i + 1][j + 1] + 1
            } else {
                best[i + 1][j].max(best[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            out.push(a[i]);
            (i, j) = (i + 1, j + 1);
        } else if best[i + 1][j] >= best[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

/// Elements without names: the same stay, the others are paired in their order.
fn plain_lists(path: &str, a: &[Value], b: &[Value], out: &mut Vec<Change>) {
    let begin = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let end = a[begin..].iter().rev().zip(b[begin..].iter().rev()).take_while(|(a, b)| a == b);
    let end = end.count();
    let (old, new) = (&a[begin..a.len() - end], &b[begin..b.len() - end]);
    for i in 0..old.len().max(new.len()) {
        compare(&join(path, &(begin + i).to_string()), false, old.get(i), new.get(i), out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(before: Value, after: Value) -> Vec<(String, ChangeKind)> {
        difference(&before, &after).into_iter().map(|change| (change.path, change.kind)).collect()
    }

    #[test]
    fn elements_are_known_by_their_names() {
        let before = json!({ "fields": [{ "id": "a", "min": 1 }, { "id": "b" }, { "id": "c" }] });
        let after = json!({ "fields": [{ "id": "x" }, { "id": "c" }, { "id": "a", "min": 2 }] });
        assert_eq!(
            told(before, after),
            [
                ("fields.b".to_owned(), ChangeKind::Removed),
                ("fields.x".to_owned(), ChangeKind::Added),
                ("fields.a".to_owned(), ChangeKind::Moved),
                ("fields.a.min".to_owned(), ChangeKind::Changed),
            ]
        );
    }

    #[test]
    fn nameless_elements_are_named_by_their_place() {
        let before = json!({ "faq": [{ "q": "1" }, { "q": "2" }, { "q": "3" }] });
        let after = json!({ "faq": [{ "q": "1" }, { "q": "two" }, { "q": "new" }, { "q": "3" }] });
        assert_eq!(
            told(before, after),
            [("faq.1.q".to_owned(), ChangeKind::Changed), ("faq.2".to_owned(), ChangeKind::Added)]
        );
    }

    #[test]
    fn conditions_are_one_value_and_equal_versions_do_not_differ() {
        let before = json!({ "when": { "is": { "of": "a", "value": 1 } } });
        let after = json!({ "when": { "present": { "of": "a" } } });
        assert_eq!(told(before.clone(), after), [("when".to_owned(), ChangeKind::Changed)]);
        assert!(told(before.clone(), before).is_empty());
        let field = |min: u32| json!({ "fields": [{ "id": "when", "min": min }] });
        let changed = [("fields.when.min".to_owned(), ChangeKind::Changed)];
        assert_eq!(told(field(1), field(2)), changed, "the name of an element is no member");
    }
}
