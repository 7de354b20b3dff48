//! A repeating group: rows that can be added, taken away and put in order.

use leptos::prelude::*;
use onething_domain::answers::Scope;
use onething_domain::condition::applies;
use onething_domain::field::Field;
use serde_json::{Value, json};

use super::fields::{Around, control, parts};
use super::slot::Slot;
use crate::{
    i18n::{t, tr},
    ui::{Button, Caption, Kind, live_if},
};

/// Rows that can be added, taken away and put in order.
pub fn group(field: &Field, slot: &Slot, caption: Caption, around: Around) -> AnyView {
    let counted = slot.clone();
    let count =
        Memo::new(move |_| counted.read(|rows| rows.and_then(Value::as_array).map_or(0, Vec::len)));
    let most = field.max.and_then(|most| usize::try_from(most).ok()).unwrap_or(50);
    let adding = slot.clone();
    let add = Callback::new(move |()| adding.change_rows(|rows| rows.push(json!({}))));
    let label = caption.label.clone();
    let columns = StoredValue::new(field.fields.clone());
    let own = StoredValue::new(slot.clone());
    let name = label.clone();
    // A row stays where it is drawn and shows what is at its place: no row is built anew because another came or went.
    let each = move |index: usize| {
        let whole = own.get_value();
        row(columns, &whole.part(index), &whole, index, count, &name, around)
    };
    let rows = view! { <For each=move || 0..count.get() key=|index| *index children=each /> };
    let more = move || {
        let label = tr("group.add", &[("what", &label)]);
        (count.get() < most)
            .then(|| view! { <Button label=label kind=Kind::Secondary on_press=add /> }.into_any())
    };
    parts(slot, caption, vec![rows.into_any(), live_if(more)])
}

fn row(
    columns: StoredValue<Vec<Field>>,
    slot: &Slot,
    whole: &Slot,
    index: usize,
    count: Memo<usize>,
    name: &str,
    around: Around,
) -> AnyView {
    let title = tr("group.row", &[("what", name), ("n", &(index + 1).to_string())]);
    let act = |label: String, icon: &'static str, change: fn(&mut Vec<Value>, usize)| {
        let whole = whole.clone();
        let press = Callback::new(move |()| {
            whole.change_rows(|rows| {
                if index < rows.len() {
                    change(rows, index);
                }
            });
        });
        let describe = format!("{label} {title}");
        view! { <Button label=label kind=Kind::Quiet icon=icon describe=describe on_press=press /> }
            .into_any()
    };
    let up = (index > 0).then(|| act(t("upload.up"), "up", |rows, at| rows.swap(at, at - 1)));
    let remove = act(t("upload.remove"), "trash", |rows, at| {
        rows.remove(at);
    });
    let down = act(t("upload.down"), "down", |rows, at| {
        if at + 1 < rows.len() {
            rows.swap(at, at + 1);
        }
    });
    let last = move || count.get() == index + 1;
    let cells: Vec<AnyView> =
        columns.get_value().into_iter().map(|column| cell(column, slot, around)).collect();
    view! {
        <div class="row-box" role="group" aria-label=title.clone()>
            <p class="row-title">{title.clone()}</p>
            {cells}
            <div class="row-acts">{up}<span hidden=last>{down}</span>{remove}</div>
        </div>
    }
    .into_any()
}

/// A cell of a row, shown while its condition holds in the row.
fn cell(column: Field, row: &Slot, around: Around) -> AnyView {
    let slot = row.part(&column.id);
    let Some(when) = column.when.clone() else {
        return control(&column, &slot, around, String::new());
    };
    let row = row.clone();
    let shown = Memo::new(move |_| {
        let form = row.form;
        let (situation, answers) = (form.situation.get(), form.answers_of(&when));
        let value = row.get();
        let scope = Scope::new(&situation, &answers);
        match value.as_object() {
            Some(row) => applies(Some(&when), &scope.within(row)),
            None => applies(Some(&when), &scope),
        }
    });
    let view = move || shown.get().then(|| control(&column, &slot, around, String::new()));
    live_if(view)
}
