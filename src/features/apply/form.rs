//! The answers of one application while they are given: a signal for each field, so that a key press
//! draws one field anew and not the form.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;
use onething_domain::answers::{Answers, Scope, Situation, is_blank};
use onething_domain::condition::Condition;
use onething_domain::depends;
use onething_domain::draft::DraftContent;
use onething_domain::fee::BillLine;
use onething_domain::field::Field;
use onething_domain::guide::Guide;
use onething_domain::item::Material;
use onething_domain::narrow::narrow;
use onething_domain::submission::{Delivery, Evidence, EvidenceList};
use onething_domain::validate::{Problem, ProblemCode, validate_field};
use serde_json::Value;

use crate::{i18n, platform::clock};

/// What of the guide applies to the answers so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Ids of the fields.
    pub fields: BTreeSet<String>,
    /// Ids of the materials, in order.
    pub materials: Vec<String>,
    /// Ids of the questions.
    pub questions: Vec<String>,
    /// What has to be paid, as far as it can be computed.
    pub bill: Vec<BillLine>,
    /// How many people sign beside the applicant.
    pub cosigners: usize,
    /// Whether all of it is signed on paper.
    pub paper: bool,
    /// How many situations exclude the thing.
    pub stops: usize,
}

/// One field's answer and what is shown to be wrong with it.
#[derive(Clone, Copy)]
struct Cell {
    value: RwSignal<Value>,
    problems: RwSignal<Vec<Problem>>,
    /// Of a group: what is told to those who read one row only.
    rows: StoredValue<Vec<ArcRwSignal<bool>>>,
}

impl Cell {
    fn new(value: Value) -> Self {
        Self {
            value: RwSignal::new(value),
            problems: RwSignal::new(Vec::new()),
            rows: StoredValue::new(Vec::new()),
        }
    }

    /// Follows a row.
    fn track(self, row: usize) {
        self.rows.update_value(|rows| {
            while rows.len() <= row {
                rows.push(ArcRwSignal::new(false)); // not a trigger: that would be code for nothing else
            }
            rows[row].track();
        });
    }

    /// Tells those who read this row, or any.
    fn tell(self, row: Option<usize>) {
        let told = self.rows.get_value();
        let of_row = |(nth, signal): (usize, &ArcRwSignal<bool>)| {
            if row.is_none_or(|row| row == nth) {
                signal.notify();
            }
        };
        told.iter().enumerate().for_each(of_row);
    }
}

struct Data {
    guide: Arc<Guide>,
    cells: BTreeMap<String, Cell>,
    /// Answers to fields that this version of the guide does not have, or not yet; kept, never shown.
    rest: Answers,
}

/// A handle on everything that is being filled in.
#[derive(Clone, Copy)]
pub struct Form {
    data: StoredValue<Data>,
    changed: Callback<()>,
    /// Answers of the pre-check.
    pub situation: RwSignal<Situation>,
    /// How materials are met.
    pub evidence: RwSignal<EvidenceList>,
    /// How results are handed over.
    pub delivery: RwSignal<Option<Delivery>>,
    /// What applies now.
    pub shape: Memo<Shape>,
}

impl Form {
    /// A form with what has been filled in so far; `changed` is told after every change by hand.
    pub fn new(guide: Arc<Guide>, content: &DraftContent, changed: Callback<()>) -> Self {
        let mut rest = content.answers.clone();
        let cells = guide.fields.iter().map(|field| {
            let value = rest.remove(&field.id).unwrap_or(Value::Null);
            (field.id.clone(), Cell::new(value))
        });
        let cells: BTreeMap<String, Cell> = cells.collect();
        let situation = RwSignal::new(content.situation.clone());
        let shape = shape(guide.clone(), cells.clone(), situation);
        Self {
            data: StoredValue::new(Data { guide, cells, rest }),
            changed,
            situation,
            evidence: RwSignal::new(content.evidence.clone()),
            delivery: RwSignal::new(content.delivery.clone()),
            shape,
        }
    }

    /// The guide.
    pub fn guide(self) -> Arc<Guide> {
        self.data.with_value(|data| data.guide.clone())
    }

    /// A field of the guide.
    pub fn field(self, id: &str) -> Option<Field> {
        self.data.with_value(|data| data.guide.field(id).cloned())
    }

    /// A material of the guide.
    pub fn material(self, id: &str) -> Option<Material> {
        self.data.with_value(|data| data.guide.material(id).cloned())
    }

    fn cell(self, id: &str) -> Option<Cell> {
        self.data.with_value(|data| data.cells.get(id).copied())
    }

    /// The answer to a field; null while there is none. Tracked.
    pub fn value(self, id: &str) -> Value {
        self.cell(id).map_or(Value::Null, |cell| cell.value.get())
    }

    /// What `read` finds in the answer to a field; a long answer is not copied for one part of it. Tracked.
    pub fn read<T>(self, id: &str, read: impl FnOnce(&Value) -> T) -> T {
        match self.cell(id) {
            Some(cell) => cell.value.with(read),
            None => read(&Value::Null),
        }
    }

    /// The same for whoever reads one row of a group: a key press in one leaves all others alone. Tracked.
    pub fn read_row<T>(self, id: &str, row: usize, read: impl FnOnce(&Value) -> T) -> T {
        match self.cell(id) {
            Some(cell) => {
                cell.track(row);
                cell.value.with_untracked(read)
            }
            None => read(&Value::Null),
        }
    }

    /// Whether the field applies now. Tracked.
    pub fn applies(self, id: &str) -> bool {
        self.shape.with(|shape| shape.fields.contains(id))
    }

    /// Changes an answer in place and looks again at what was already marked as wrong. `row` is the one row of a group that
    /// changes; `None` where it is the whole answer.
    pub fn change(self, id: &str, row: Option<usize>, change: impl FnOnce(&mut Value)) {
        let Some(cell) = self.cell(id) else { return };
        cell.value.update(change);
        cell.tell(row);
        let marked: Vec<String> = cell
            .problems
            .with_untracked(|shown| shown.iter().map(|problem| problem.path.clone()).collect());
        if !marked.is_empty() {
            self.mark(id, |problem| marked.contains(&problem.path));
        }
        self.changed.run(());
    }

    /// Tells that something beside the answers was changed.
    pub fn touch(self) {
        self.changed.run(());
    }

    /// Looks at a field as the person leaves the part at `path`. A blank part is not held against
    /// anyone before they want to go on.
    pub fn leave(self, id: &str, path: &str) {
        let Some(cell) = self.cell(id) else { return };
        let marked: Vec<String> = cell
            .problems
            .with_untracked(|shown| shown.iter().map(|problem| problem.path.clone()).collect());
        self.mark(id, |problem| {
            marked.contains(&problem.path)
                || (problem.path == path && problem.code != ProblemCode::Required)
        });
    }

    /// Marks all fields that apply and are in `ids`; gives what is wrong, in that order.
    pub fn check(self, ids: &[String]) -> Vec<Problem> {
        let applying = ids.iter().filter(|id| untrack(|| self.applies(id)));
        applying.flat_map(|id| self.mark(id, |_| true)).collect()
    }

    /// Marks what the server or a whole check found, each problem at its field.
    pub fn mark_all(self, problems: &[Problem]) {
        self.data.with_value(|data| {
            for (id, cell) in &data.cells {
                let own: Vec<Problem> =
                    problems.iter().filter(|p| field_of(&p.path) == Some(id)).cloned().collect();
                if !(own.is_empty() && cell.problems.with_untracked(Vec::is_empty)) {
                    cell.problems.set(own);
                }
            }
        });
    }

    fn mark(self, id: &str, keep: impl Fn(&Problem) -> bool) -> Vec<Problem> {
        let (Some(cell), Some(field)) = (self.cell(id), self.field(id)) else {
            return Vec::new();
        };
        let answers = self.answers();
        let situation = self.situation.get_untracked();
        let scope = Scope::new(&situation, &answers);
        let mut found = validate_field(&field, answers.get(id), &scope, today());
        found.retain(keep);
        cell.problems.set(found.clone());
        found
    }

    /// What is shown to be wrong at a path. Tracked.
    pub fn problem_at(self, id: &str, path: &str) -> Option<Problem> {
        let problems = self.cell(id)?.problems;
        problems.with(|problems| problems.iter().find(|problem| problem.path == path).cloned())
    }

    /// All answers, those of hidden fields too. Not tracked.
    pub fn answers(self) -> Answers {
        self.data.with_value(|data| {
            let given = data
                .cells
                .iter()
                .map(|(id, cell)| (id.clone(), cell.value.get_untracked()))
                .filter(|(_, value)| !is_blank(value));
            data.rest.clone().into_iter().chain(given).collect()
        })
    }

    /// The answers that a condition speaks of. Tracked.
    pub fn answers_of(self, condition: &Condition) -> Answers {
        let names = condition.names();
        names
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), self.cell(name)?.value.get())))
            .collect()
    }

    /// Everything as a draft. Not tracked.
    pub fn content(self, step: &str) -> DraftContent {
        DraftContent {
            situation: self.situation.get_untracked(),
            answers: self.answers(),
            evidence: self.evidence.get_untracked(),
            delivery: self.delivery.get_untracked(),
            step: step.to_owned(),
        }
    }

    /// Takes over content that came from elsewhere; what is equal stays untouched.
    pub fn take(self, content: &DraftContent) {
        self.data.update_value(|data| {
            let unknown = content.answers.iter().filter(|(id, _)| !data.cells.contains_key(*id));
            data.rest = unknown.map(|(id, value)| (id.clone(), value.clone())).collect();
            for (id, cell) in &data.cells {
                let new = content.answers.get(id).cloned().unwrap_or(Value::Null);
                let old = cell.value.get_untracked();
                if old != new && !(is_blank(&old) && is_blank(&new)) {
                    cell.value.set(new);
                    cell.tell(None);
                }
            }
        });
        replace(self.situation, &content.situation);
        replace(self.evidence, &content.evidence);
        replace(self.delivery, &content.delivery);
    }

    /// Sets or removes how a material is met.
    pub fn meet(self, material: &str, how: Option<Evidence>) {
        self.evidence.update(|evidence| {
            match how {
                Some(how) => evidence.insert(material.to_owned(), how),
                None => evidence.remove(material),
            };
        });
        self.changed.run(());
    }
}

fn replace<T: Clone + PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, new: &T) {
    if signal.with_untracked(|old| old != new) {
        signal.set(new.clone());
    }
}

/// The field that a path like `answers.f.0.g` belongs to.
pub fn field_of(path: &str) -> Option<&str> {
    path.strip_prefix("answers.")?.split('.').next()
}

/// Today in the city, by the device's clock; the server looks at its own.
pub fn today() -> chrono::NaiveDate {
    i18n::day_of(clock::now())
}

/// Computed anew only when an answer changes that something turns on.
fn shape(
    guide: Arc<Guide>,
    cells: BTreeMap<String, Cell>,
    situation: RwSignal<Situation>,
) -> Memo<Shape> {
    let deciding: Vec<(String, RwSignal<Value>)> = depends::deciding(&guide)
        .into_iter()
        .filter_map(|id| Some((id.to_owned(), cells.get(id)?.value)))
        .collect();
    Memo::new(move |_| {
        let answers: Answers =
            deciding.iter().map(|(id, value)| (id.clone(), value.get())).collect();
        situation.with(|situation| {
            let narrowed = narrow(&guide, situation, &answers);
            Shape {
                fields: narrowed.fields.iter().map(|field| field.id.clone()).collect(),
                materials: narrowed.materials.iter().map(|material| material.id.clone()).collect(),
                questions: narrowed.questions.iter().map(|question| question.id.clone()).collect(),
                bill: narrowed.bill,
                cosigners: narrowed.cosigners.len(),
                paper: narrowed.paper.is_some(),
                stops: narrowed.stops.len(),
            }
        })
    })
}
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::sheet::tests;
    use serde_json::json;

    fn guide() -> Arc<Guide> {
        let name = tests::field(json!({ "id": "name", "type": "text" }));
        Arc::new(tests::guide(json!({ "fields": [name] })))
    }

    fn content(answers: Value) -> DraftContent {
        let answers = serde_json::from_value(answers).unwrap();
        DraftContent { answers, ..DraftContent::default() }
    }

    /// The guide may have a newer version on the device that wrote them.
    #[test]
    fn answers_that_this_guide_does_not_know_come_and_go_with_the_content() {
        Owner::new().with(|| {
            let form = Form::new(guide(), &content(json!({ "old": "1" })), Callback::new(|()| ()));
            let newer = content(json!({ "name": "陈小满", "old": "1", "newer": "2" }));
            form.take(&newer);
            assert_eq!(form.content(""), newer);
            let without = content(json!({ "name": "陈小满", "newer": "2" }));
            form.take(&without);
            assert_eq!(form.content(""), without);
        });
    }
}
