//! Merging two edits of one document, so that neither is lost.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::tree::{is_whole, join, names};

/// The outcome of merging.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amended {
    /// The merged document; where both changed the same, it holds mine.
    pub value: Value,
    /// What both changed differently: a person chooses.
    pub clashes: Vec<Clash>,
}

/// One part that both changed differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clash {
    /// Where, as in [`super::Change`].
    pub path: String,
    /// What it was before; missing where it did not exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Value>,
    /// What I made of it; missing where I removed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<Value>,
    /// What they made of it; missing where they removed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs: Option<Value>,
}

/// Merges part by part: `mine` and `theirs` both grew out of `base`. Elements of lists are known by their
/// names; in a list without names, elements that one side took away are gone, and those that one side added
/// are there.
pub fn amend(base: &Value, mine: &Value, theirs: &Value) -> Amended {
    let mut clashes = Vec::new();
    let value = parts("", Some(base), Some(mine), Some(theirs), &mut clashes);
    Amended { value: value.unwrap_or(Value::Null), clashes }
}

fn parts(
    path: &str,
    base: Option<&Value>,
    mine: Option<&Value>,
    theirs: Option<&Value>,
    clashes: &mut Vec<Clash>,
) -> Option<Value> {
    if mine == theirs || theirs == base {
        return mine.cloned();
    }
    if mine == base {
        return theirs.cloned();
    }
    let whole = is_whole(path.rsplit('.').next().unwrap_or(path));
    match (base, mine, theirs) {
        (base, Some(Value::Object(mine)), Some(Value::Object(theirs))) if !whole => {
            let none = Map::new();
            let base = base.and_then(Value::as_object).unwrap_or(&none);
            Some(objects(path, base, mine, theirs, clashes))
        }
        (base, Some(Value::Array(mine)), Some(Value::Array(theirs))) if !whole => {
            let base = base.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            Some(lists(path, base, mine, theirs, clashes))
        }
        (base, mine, theirs) => {
            clashes.push(Clash {
                path: path.to_owned(),
                base: base.cloned(),
                mine: mine.cloned(),
                theirs: theirs.cloned(),
            });
            mine.cloned()
        }
    }
}

fn objects(
    path: &str,
    base: &Map<String, Value>,
    mine: &Map<String, Value>,
    theirs: &Map<String, Value>,
    clashes: &mut Vec<Clash>,
) -> Value {
    let theirs_alone = theirs.keys().filter(|key| !mine.contains_key(*key));
    mine.keys()
        .chain(theirs_alone)
        .filter_map(|key| {
            let place = join(path, key);
            let part = parts(&place, base.get(key), mine.get(key), theirs.get(key), clashes)?;
            Some((key.clone(), part))
        })
        .collect()
}

fn lists(
    path: &str,
    base: &[Value],
    mine: &[Value],
    theirs: &[Value],
    clashes: &mut Vec<Clash>,
) -> Value {
    match (names(base), names(mine), names(theirs)) {
        (Some(b), Some(m), Some(t)) => {
            named_lists(path, (base, &b), (mine, &m), (theirs, &t), clashes)
        }
        _ if base.len() == mine.len() && base.len() == theirs.len() => (0..base.len())
            .filter_map(|i| {
                let place = join(path, &i.to_string());
                parts(&place, base.get(i), mine.get(i), theirs.get(i), clashes)
            })
            .collect(),
        _ => {
            let named = |list: &[Value]| list.iter().map(Value::to_string).collect::<Vec<_>>();
            let (b, m, t) = (named(base), named(mine), named(theirs));
            order(&b, &m, &t)
                .into_iter()
                .filter_map(|name| {
                    let of = |list: &'_ [Value], names: &[String]| {
                        names.iter().position(|known| *known == name).map(|i| list[i].clone())
                    };
                    of(mine, &m).or_else(|| of(theirs, &t))
                })
                .collect()
        }
    }
}

type Named<'a> = (&'a [Value], &'a [String]);

fn named_lists(
    path: &str,
    base: Named,
    mine: Named,
    theirs: Named,
    clashes: &mut Vec<Clash>,
) -> Value {
    let of = |(list, names): Named<'_>, name: &String| {
        names.iter().position(|known| known == name).and_then(|i| list.get(i)).cloned()
    };
    let mut out = Vec::new();
    for name in everything(base.1, mine.1, theirs.1) {
        let (b, m, t) = (of(base, &name), of(mine, &name), of(theirs, &name));
        let part = parts(&join(path, &name), b.as_ref(), m.as_ref(), t.as_ref(), clashes);
        out.extend(part);
    }
    Value::Array(out)
}

/// All names that either side has or had, in the order that changed; mine where both changed it.
fn everything(base: &[String], mine: &[String], theirs: &[String]) -> Vec<String> {
    let (first, second) = leading(base, mine, theirs);
    let mut out: Vec<String> = first.to_vec();
    insert(&mut out, second);
    insert(&mut out, base);
    out
}

/// The names that a merged list without names has: what one side took away is gone.
fn order(base: &[String], mine: &[String], theirs: &[String]) -> Vec<String> {
    let mut out = everything(base, mine, theirs);
    out.retain(|name| !base.contains(name) || (mine.contains(name) && theirs.contains(name)));
    out
}

/// Which side's order counts: theirs where I have left the order as it was, else mine.
fn leading<'a>(
    base: &[String],
    mine: &'a [String],
    theirs: &'a [String],
) -> (&'a [String], &'a [String]) {
    let common = |of: &[String], with: &[String]| -> Vec<String> {
        of.iter().filter(|name| with.contains(name)).cloned().collect()
    };
    if common(mine, base) == common(base, mine) { (theirs, mine) } else { (mine, theirs) }
}

/// Puts the names that are missing behind those that they stand behind in their own list.
fn insert(out: &mut Vec<String>, names: &[String]) {
    let mut at = 0;
    for name in names {
        match out.iter().position(|known| known == name) {
            Some(known) => at = known + 1,
            None => {
                out.insert(at.min(out.len()), name.clone());
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn merged(base: Value, mine: Value, theirs: Value) -> (Value, Vec<String>) {
        let amended = amend(&base, &mine, &theirs);
        (amended.value, amended.clashes.into_iter().map(|clash| clash.path).collect())
    }

    #[test]
    fn edits_of_different_parts_are_both_kept() {
        let base = json!({ "name": { "zh": "甲", "en": "A" }, "fields": [{ "id": "x", "min": 1, "max": 9 }] });
        let mut mine = base.clone();
        mine["name"]["zh"] = json!("乙");
        mine["fields"][0]["min"] = json!(2);
        let mut theirs = base.clone();
        theirs["name"]["en"] = json!("B");
        theirs["fields"] = json!([{ "id": "new" }, { "id": "x", "min": 1, "max": 8 }]);
        let (value, clashes) = merged(base, mine, theirs);
        assert!(clashes.is_empty(), "{clashes:?}");
        assert_eq!(value["name"], json!({ "zh": "乙", "en": "B" }));
        assert_eq!(value["fields"], json!([{ "id": "new" }, { "id": "x", "min": 2, "max": 8 }]));
    }

    #[test]
    fn the_same_part_changed_twice_is_asked_and_holds_mine() {
        let base = json!({ "days": 5, "fields": [{ "id": "x", "min": 1 }] });
        let mine = json!({ "days": 4, "fields": [] });
        let theirs = json!({ "days": 3, "fields": [{ "id": "x", "min": 2 }] });
        let (value, clashes) = merged(base, mine, theirs);
        assert_eq!(value, json!({ "days": 4, "fields": [] }));
        assert_eq!(clashes, ["days", "fields.x"]);
    }

    #[test]
    fn the_same_change_on_both_sides_is_no_clash() {
        let base = json!({ "days": 5 });
        let (value, clashes) = merged(base, json!({ "days": 4 }), json!({ "days": 4 }));
        assert_eq!((value, clashes.len()), (json!({ "days": 4 }), 0));
    }

    #[test]
    fn one_may_move_what_the_other_edits() {
        let base = json!([{ "id": "a" }, { "id": "b" }, { "id": "c" }]);
        let mine = json!([{ "id": "a" }, { "id": "b", "min": 1 }, { "id": "c" }]);
        let theirs = json!([{ "id": "c" }, { "id": "a" }, { "id": "b" }]);
        let (value, clashes) = merged(base, mine, theirs);
        assert_eq!(value, json!([{ "id": "c" }, { "id": "a" }, { "id": "b", "min": 1 }]));
        assert!(clashes.is_empty());
    }

    #[test]
    fn conditions_are_never_mixed() {
        let base = json!({ "when": { "present": { "of": "a" } } });
        let mine = json!({ "when": { "is": { "of": "a", "value": 1 } } });
        let theirs = json!({ "when": { "not": { "present": { "of": "a" } } } });
        let (value, clashes) = merged(base, mine.clone(), theirs);
        assert_eq!((value, clashes), (mine, vec!["when".to_owned()]));
    }

    #[test]
    fn lists_without_names_keep_what_either_added() {
        let base = json!([{ "zh": "一" }, { "zh": "二" }]);
        let mine = json!([{ "zh": "一" }, { "zh": "二" }, { "zh": "三" }]);
        let theirs = json!([{ "zh": "二" }]);
        let (value, clashes) = merged(base, mine, theirs);
        assert_eq!(value, json!([{ "zh": "二" }, { "zh": "三" }]));
        assert!(clashes.is_empty());
        let base = json!([{ "zh": "一" }, { "zh": "二" }]);
        let mine = json!([{ "zh": "一一" }, { "zh": "二" }]);
        let theirs = json!([{ "zh": "一" }, { "zh": "二二" }]);
        assert_eq!(merged(base, mine, theirs).0, json!([{ "zh": "一一" }, { "zh": "二二" }]));
    }
}
