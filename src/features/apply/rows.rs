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
    platform::page,
    ui::{Button, Caption, Kind, live_if, say},
};

/// What can be done with a row.
#[derive(Clone, Copy, PartialEq)]
enum Act {
    Up,
    Down,
    Remove,
}

impl Act {
    /// How its label's key ends, and the id of its button begins.
    fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Remove => "remove",
        }
    }
}

/// The id of a button of a row or of the whole group.
fn button_id(word: &str, of: &Slot) -> String {
    format!("{word}.{}", of.path())
}

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
    let (name, add_id) = (label.clone(), button_id("add", slot));
    // A row stays where it is drawn and shows what is at its place: no row is built anew because another came or went.
    let each = move |index: usize| {
        let whole = own.get_value();
        row(columns, &whole.part(index), &whole, index, count, &name, around)
    };
    let rows = view! { <For each=move || 0..count.get() key=|index| *index children=each /> };
    let more = move || {
        let label = tr("group.add", &[("what", &label)]);
        let id = add_id.clone();
        (count.get() < most).then(|| {
            view! { <Button label=label kind=Kind::Secondary on_press=add id=id /> }.into_any()
        })
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
    let button = |act: Act| button(act, whole, index, count, &title);
    let up = (index > 0).then(|| button(Act::Up));
    let last = move || count.get() == index + 1;
    let cells: Vec<AnyView> =
        columns.get_value().into_iter().map(|column| cell(column, slot, around)).collect();
    view! {
        <div class="row-box" role="group" aria-label=title.clone()>
            <p class="row-title">{title.clone()}</p>
            {cells}
            <div class="row-acts">{up}<span hidden=last>{button(Act::Down)}</span>{button(Act::Remove)}</div>
        </div>
    }
    .into_any()
}

/// A button of a row. What it did is said, and the focus goes along: rows stay where they are drawn, and only what is in
/// them moves.
fn button(act: Act, whole: &Slot, index: usize, count: Memo<usize>, title: &str) -> AnyView {
    let label = t(&format!("upload.{}", act.word()));
    let (describe, id) = (format!("{label} {title}"), button_id(act.word(), &whole.part(index)));
    let icon = if act == Act::Remove { "trash" } else { act.word() };
    let (whole, title) = (whole.clone(), title.to_owned());
    let press = Callback::new(move |()| {
        let last = count.get_untracked().saturating_sub(1);
        let to = match act {
            Act::Up => index.saturating_sub(1),
            Act::Down => (index + 1).min(last),
            Act::Remove => index,
        };
        whole.change_rows(|rows| {
            if index.max(to) >= rows.len() {
                return;
            }
            match act {
                Act::Remove => drop(rows.remove(index)),
                Act::Up | Act::Down => rows.swap(index, to),
            }
        });
        say(match act {
            Act::Remove => tr("group.removed", &[("what", &title)]),
            _ => tr("group.moved", &[("n", &(to + 1).to_string())]),
        });
        let next = match act {
            // The next one has come up to the same button.
            Act::Remove if index < last => return,
            Act::Remove => button_id("add", &whole),
            Act::Up if to > 0 => button_id("up", &whole.part(to)),
            Act::Down if to == last => button_id("up", &whole.part(to)),
            _ => button_id("down", &whole.part(to)),
        };
        // Once it is drawn.
        request_animation_frame(move || {
            page::focus(&next);
        });
    });
    view! { <Button label=label kind=Kind::Quiet icon=icon describe=describe on_press=press id=id /> }
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
