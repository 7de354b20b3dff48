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
/// names. In a list without names each side has changed one stretch; where the two stretches lie apart both
/// changes are made, and where they meet nobody can know which entry is which: then the whole list is a clash.
pub fn amend(base: &Value, mine: &Value, theirs: &Value) -> Amended {
    let mut clashes = Vec::new();
    let value = parts("", false, [Some(base), Some(mine), Some(theirs)], &mut clashes);
    Amended { value: value.unwrap_or(Value::Null), clashes }
}

/// Merges one part; `whole` says that it is one value for people.
fn parts(
    path: &str,
    whole: bool,
    [base, mine, theirs]: [Option<&Value>; 3],
    clashes: &mut Vec<Clash>,
) -> Option<Value> {
    if mine == theirs || theirs == base {
        return mine.cloned();
    }
    if mine == base {
        return theirs.cloned();
    }
    let merged = match (base, mine, theirs) {
        (base, Some(Value::Object(mine)), Some(Value::Object(theirs))) if !whole => {
            let none = Map::new();
            let base = base.and_then(Value::as_object).unwrap_or(&none);
            Some(objects(path, base, mine, theirs, clashes))
        }
        (base, Some(Value::Array(mine)), Some(Value::Array(theirs))) if !whole => {
            let base = base.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            lists(path, base, mine, theirs, clashes)
        }
        _ => None,
    };
    merged.or_else(|| {
        clashes.push(Clash {
            path: path.to_owned(),
            base: base.cloned(),
            mine: mine.cloned(),
            theirs: theirs.cloned(),
        });
        mine.cloned()
    })
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
            let three = [base.get(key), mine.get(key), theirs.get(key)];
            let part = parts(&place, is_whole(key), three, clashes)?;
            Some((key.clone(), part))
        })
        .collect()
}

/// None where it cannot be known which entry is which.
fn lists(
    path: &str,
    base: &[Value],
    mine: &[Value],
    theirs: &[Value],
    clashes: &mut Vec<Clash>,
) -> Option<Value> {
    match (names(base), names(mine), names(theirs)) {
        (Some(b), Some(m), Some(t)) => {
            Some(named_lists(path, (base, &b), (mine, &m), (theirs, &t), clashes))
        }
        _ => nameless_lists(base, mine, theirs).map(Value::Array),
    }
}

/// What one side has made of a list: a stretch of it is something else now.
struct Stretch<'a> {
    begin: usize,
    end: usize,
    now: &'a [Value],
}

impl<'a> Stretch<'a> {
    fn new(base: &[Value], changed: &'a [Value]) -> Self {
        let same = |(a, b): &(&Value, &Value)| a == b;
        let begin = base.iter().zip(changed).take_while(same).count();
        let (old, new) = (&base[begin..], &changed[begin..]);
        let tail = old.iter().rev().zip(new.iter().rev()).take_while(same).count();
        Self { begin, end: base.len() - tail, now: &new[..new.len() - tail] }
    }

    fn only_adds(&self) -> bool {
        self.begin == self.end
    }
}

/// Both changes, where they lie apart; where both only add at one place, mine and then what is new of theirs.
fn nameless_lists(base: &[Value], mine: &[Value], theirs: &[Value]) -> Option<Vec<Value>> {
    let (m, t) = (Stretch::new(base, mine), Stretch::new(base, theirs));
    let both_add = m.only_adds() && t.only_adds() && m.begin == t.begin;
    if both_add {
        let new = t.now.iter().filter(|entry| !m.now.contains(entry));
        let added = m.now.iter().chain(new);
        let (head, tail) = base.split_at(m.begin);
        return Some(head.iter().chain(added).chain(tail).cloned().collect());
    }
    let (first, second) = if m.begin <= t.begin { (m, t) } else { (t, m) };
    if first.end > second.begin || first.begin == second.begin {
        return None;
    }
    let parts = [
        &base[..first.begin],
        first.now,
        &base[first.end..second.begin],
        second.now,
        &base[second.end..],
    ];
    Some(parts.concat())
}

type Named<'a> = (&'a [Value], &'a [String]);

/// The element of a name.
fn of<'a>((list, names): Named<'a>, name: &String) -> Option<&'a Value> {
    names.iter().position(|known| known == name).and_then(|i| list.get(i))
}

fn named_lists(
    path: &str,
    base: Named,
    mine: Named,
    theirs: Named,
    clashes: &mut Vec<Clash>,
) -> Value {
    let mut out = Vec::new();
    for name in everything(base.1, mine.1, theirs.1) {
        let (b, m, t) = (of(base, &name), of(mine, &name), of(theirs, &name));
        let part = parts(&join(path, &name), false, [b, m, t], clashes);
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
        let base = json!(["一", "一"]);
        let (value, clashes) =
            merged(base.clone(), json!(["一", "一", "二"]), json!(["一", "一", "二", "三"]));
        assert_eq!((value, clashes.len()), (json!(["一", "一", "二", "三"]), 0), "equal ones stay");
    }

    #[test]
    fn lists_without_names_are_asked_where_entries_cannot_be_told_apart() {
        let text = |zh: &str, en: &str| json!({ "zh": zh, "en": en });
        // Mine has taken the first away and added one; theirs has translated what was the second.
        let base = json!({ "tags": [text("甲", ""), text("乙", "")] });
        let mine = json!({ "tags": [text("乙", ""), text("丙", "")] });
        let theirs = json!({ "tags": [text("甲", ""), text("乙", "B")] });
        let (value, clashes) = merged(base.clone(), mine.clone(), theirs);
        assert_eq!((value, clashes), (mine, vec!["tags".to_owned()]));
        // Both have written the same entry anew, and one has added another.
        let mine = json!({ "tags": [text("甲甲", ""), text("乙", "")] });
        let theirs = json!({ "tags": [text("甲", "A"), text("乙", ""), text("丙", "")] });
        let (value, clashes) = merged(base, mine.clone(), theirs);
        assert_eq!((value, clashes), (mine, vec!["tags".to_owned()]));
    }

    #[test]
    fn an_element_may_be_called_like_a_member_that_is_whole() {
        let of = |label: &str, min: u32| json!({ "fields": [{ "id": "amount", "label": label, "min": min }] });
        let (value, clashes) = merged(of("a", 1), of("b", 1), of("a", 2));
        assert_eq!((value, clashes.len()), (of("b", 2), 0));
    }
}
