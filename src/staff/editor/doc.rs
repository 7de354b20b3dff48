//! The document that is being written: a tree that controls read and write by path, with the way
//! back from the last changes. Pure but for the signals.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

pub use crate::tree::{get, set};

use crate::platform::page;

/// How many changes can be taken back.
const STEPS: usize = 100;

/// A document that is open. A path joins keys and indexes by dots: `fields.3.label`.
#[derive(Clone, Copy)]
pub struct Doc {
    tree: RwSignal<Arc<Value>>,
    before: RwSignal<Vec<Before>>,
    /// Counts changes of shape: rows added, moved or removed, or everything replaced.
    shape: RwSignal<u32>,
    /// Counts the times when another tree took the place of this one.
    epoch: RwSignal<u32>,
    open: RwSignal<BTreeSet<String>>,
    told: Callback<()>,
}

/// What stood there before a change.
#[derive(Clone)]
struct Before {
    tree: Arc<Value>,
    /// Where the change was; typing on in the same place is one change.
    path: String,
}

impl Doc {
    /// A document; `told` hears of every change by the person.
    pub fn new(tree: Value, told: Callback<()>) -> Self {
        Self {
            tree: RwSignal::new(Arc::new(tree)),
            before: RwSignal::new(Vec::new()),
            shape: RwSignal::new(0),
            epoch: RwSignal::new(0),
            open: RwSignal::new(BTreeSet::new()),
            told,
        }
    }

    /// The whole of it. Tracked.
    pub fn tree(self) -> Arc<Value> {
        self.tree.get()
    }

    /// The whole of it, untracked.
    pub fn now(self) -> Arc<Value> {
        self.tree.get_untracked()
    }

    /// What stands at a path; null where nothing does. Tracked.
    pub fn at(self, path: &str) -> Value {
        self.tree.with(|tree| get(tree, path).cloned().unwrap_or_default())
    }

    /// As [`Self::at`], untracked.
    pub fn at_now(self, path: &str) -> Value {
        self.tree.with_untracked(|tree| get(tree, path).cloned().unwrap_or_default())
    }

    /// What stands at a path, as a signal that changes only with it.
    pub fn watch<T: PartialEq + Send + Sync + 'static>(
        self,
        path: &str,
        read: impl Fn(&Value) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let path = path.to_owned();
        Memo::new(move |_| self.tree.with(|tree| read(get(tree, &path).unwrap_or(&Value::Null))))
    }

    /// Puts a value at a path; null takes away what stands there.
    pub fn put(self, path: &str, value: Value) {
        if self.at_now(path) == value {
            return;
        }
        self.remember(path);
        self.tree.update(|tree| set(Arc::make_mut(tree), path, value));
        self.told.run(());
    }

    /// As [`Self::put`], for what changes which controls there are.
    pub fn reshape(self, path: &str, value: Value) {
        self.remember("");
        self.tree.update(|tree| set(Arc::make_mut(tree), path, value));
        let counter = if path.is_empty() { self.epoch } else { self.shape };
        counter.update(|count| *count += 1);
        self.told.run(());
    }

    /// Takes the last change back; says whether there was one.
    pub fn undo(self) -> bool {
        let Some(last) = self.before.try_update(Vec::pop).flatten() else { return false };
        self.tree.set(last.tree);
        self.epoch.update(|count| *count += 1);
        self.told.run(());
        true
    }

    /// Puts another tree in its place, as after a merge: nothing to take back, nobody told.
    pub fn replace(self, tree: Value) {
        self.tree.set(Arc::new(tree));
        self.before.set(Vec::new());
        page::keep_focus();
        self.epoch.update(|count| *count += 1);
    }

    /// Reads how often another tree took the place of this one: everything is drawn anew then.
    pub fn track_epoch(self) {
        self.epoch.track();
    }

    /// Reads the shape, so that what is drawn by it is drawn anew when it changes.
    pub fn track_shape(self) {
        self.shape.track();
    }

    fn remember(self, path: &str) {
        let tree = self.now();
        self.before.update(|before| {
            if path.is_empty() || before.last().is_none_or(|last| last.path != path) {
                before.push(Before { tree, path: path.to_owned() });
            }
            if before.len() > STEPS {
                before.remove(0);
            }
        });
    }

    /// Whether a row is unfolded.
    pub fn is_open(self, path: &str) -> bool {
        self.open.with(|open| open.contains(path))
    }

    /// Folds or unfolds a row.
    pub fn fold(self, path: &str, open: bool) {
        self.open.update(|paths| {
            if open {
                paths.insert(path.to_owned())
            } else {
                paths.remove(path)
            };
        });
    }

    /// Unfolds every row on the way to a path.
    pub fn unfold_to(self, path: &str) {
        let mut way = String::new();
        for step in path.split('.') {
            if !way.is_empty() {
                way.push('.');
            }
            way.push_str(step);
            if step.bytes().all(|byte| byte.is_ascii_digit()) {
                self.fold(&way, true);
            }
        }
    }

    /// Adds a row to a list and unfolds it; gives its path.
    pub fn add_row(self, list: &str, row: Value) -> String {
        let mut rows = rows_of(&self.at_now(list));
        rows.push(row);
        let path = format!("{list}.{}", rows.len() - 1);
        self.fold(&path, true);
        self.reshape(list, Value::Array(rows));
        path
    }

    /// Takes a row out of a list.
    pub fn remove_row(self, list: &str, index: usize) {
        let mut rows = rows_of(&self.at_now(list));
        if index < rows.len() {
            rows.remove(index);
            self.refold(list, |at| match at {
                at if at == index => None,
                at if at > index => Some(at - 1),
                at => Some(at),
            });
            self.reshape(list, Value::Array(rows));
        }
    }

    /// Changes the places of two rows.
    pub fn swap_rows(self, list: &str, a: usize, b: usize) {
        let mut rows = rows_of(&self.at_now(list));
        if a.max(b) < rows.len() {
            rows.swap(a, b);
            self.refold(list, |at| match at {
                at if at == a => Some(b),
                at if at == b => Some(a),
                at => Some(at),
            });
            self.reshape(list, Value::Array(rows));
        }
    }

    /// Keeps rows unfolded when their index changes.
    fn refold(self, list: &str, moved: impl Fn(usize) -> Option<usize>) {
        let prefix = format!("{list}.");
        self.open.update(|open| {
            *open = std::mem::take(open)
                .into_iter()
                .filter_map(|path| {
                    let Some(rest) = path.strip_prefix(&prefix) else { return Some(path) };
                    let (index, tail) = rest.split_once('.').map_or((rest, ""), |(i, t)| (i, t));
                    let Ok(index) = index.parse() else { return Some(path) };
                    let dot = if tail.is_empty() { "" } else { "." };
                    moved(index).map(|index| format!("{prefix}{index}{dot}{tail}"))
                })
                .collect();
        });
    }
}

/// The rows of a list; none where it is missing.
pub fn rows_of(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn doc() -> Doc {
        Doc::new(json!({ "name": { "zh": "a" }, "rows": [1, 2, 3] }), Callback::new(|()| ()))
    }

    #[test]
    fn reads_and_writes_by_path() {
        let mut tree = json!({ "rows": [{ "id": "a" }] });
        set(&mut tree, "rows.0.label.zh", json!("甲"));
        assert_eq!(get(&tree, "rows.0.label.zh"), Some(&json!("甲")));
        set(&mut tree, "rows.7.label", json!("nowhere"));
        set(&mut tree, "rows.0.label", Value::Null);
        assert_eq!(tree, json!({ "rows": [{ "id": "a" }] }));
    }

    #[test]
    fn typing_on_is_one_change_and_undo_takes_back_one_at_a_time() {
        Owner::new().with(|| {
            let doc = doc();
            doc.put("name.zh", json!("ab"));
            doc.put("name.zh", json!("abc"));
            doc.put("name.en", json!("x"));
            assert!(doc.undo());
            assert_eq!(doc.at_now("name"), json!({ "zh": "abc" }));
            assert!(doc.undo());
            assert_eq!(doc.at_now("name"), json!({ "zh": "a" }));
            assert!(!doc.undo());
        });
    }

    #[test]
    fn unfolded_rows_stay_so_when_others_move() {
        Owner::new().with(|| {
            let doc = doc();
            doc.fold("rows.2", true);
            doc.swap_rows("rows", 1, 2);
            assert!(doc.is_open("rows.1") && !doc.is_open("rows.2"));
            doc.remove_row("rows", 0);
            assert!(doc.is_open("rows.0"));
            assert_eq!(doc.at_now("rows"), json!([3, 2]));
            doc.remove_row("rows", 9);
            assert_eq!(doc.at_now("rows"), json!([3, 2]));
        });
    }
}
