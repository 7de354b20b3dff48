//! Lists of records: each row folds to its name; rows are added, moved, copied and removed.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::{elements, group};
use crate::{
    i18n::{t, tr},
    platform::page,
    staff::editor::{
        doc::rows_of,
        pen::{Pen, focus_soon, id_of},
        spec::Record,
    },
    ui::{Button, Caption, Kind as Looks, icon, live, live_if, say},
};

/// A list of records.
pub fn rows(pen: Pen, words: Caption, path: &str, record: &'static Record) -> AnyView {
    let what = t(&format!("staff.row.{}", record.name));
    let own = path.to_owned();
    let list = move || {
        pen.doc.track_shape();
        let rows = rows_of(&pen.doc.at_now(&own));
        let none = rows.is_empty().then(|| view! { <li class="soft">{t("staff.rows.none")}</li> });
        let count = rows.len();
        let rows = (0..count).map(|index| row(pen, &own, record, index, count)).collect_view();
        view! { {none}{rows} }.into_any()
    };
    let add = {
        let path = path.to_owned();
        Callback::new(move |()| add(pen, &path, record))
    };
    let body = view! {
        <ol class="rows">{live(list)}</ol>
        <Button label=tr("staff.add", &[("what", &what)]) kind=Looks::Secondary on_press=add />
    };
    group(words, body.into_any())
}

fn add(pen: Pen, list: &str, record: &'static Record) {
    let id = fresh(pen, list, record);
    let added = pen.doc.add_row(list, (record.blank)(&id));
    if let Some(first) = record.elements.first() {
        pen.focus(&format!("{added}.{}", first.key));
    }
}

/// An id that no other row has. What must be unique in a thing begins with the item's own id.
fn fresh(pen: Pen, list: &str, record: &Record) -> String {
    let rows = rows_of(&pen.doc.at_now(list));
    let item = pen.doc.at_now("id");
    let base = match record.name {
        "fee" | "material" => format!("{}-{}-", item.as_str().unwrap_or_default(), record.name),
        "service" => "service-".to_owned(),
        name => format!("{name}_"),
    };
    let taken = |id: &str| rows.iter().any(|row| row["id"] == id || row["value"] == id);
    (rows.len() + 1..).map(|n| format!("{base}{n}")).find(|id| !taken(id)).unwrap_or_default()
}

fn row(pen: Pen, list: &str, record: &'static Record, index: usize, count: usize) -> AnyView {
    let path = format!("{list}.{index}");
    let title = named(pen, &path, record, index);
    let name = untrack(|| title.get());
    let tools = Tools { list: list.to_owned(), index, count, name, copy: true };
    if record.title.is_empty() {
        let shown = elements(pen, record.name, &path, &record.elements[..1]);
        return view! { <li class="line">{shown}{self::tools(pen, tools)}</li> }.into_any();
    }
    let is_open = {
        let path = path.clone();
        Memo::new(move |_| pen.doc.is_open(&path))
    };
    let expanded = Signal::derive(move || if is_open.get() { "true" } else { "false" });
    let body_id = format!("{}-body", id_of(&path));
    let toggle = {
        let path = path.clone();
        move |_| pen.doc.fold(&path, !is_open.get_untracked())
    };
    let body = {
        let (path, body_id) = (path.clone(), body_id.clone());
        move || {
            is_open.get().then(|| {
                view! { <div class="row-body" id=body_id.clone()>{elements(pen, record.name, &path, record.elements)}</div> }
                    .into_any()
            })
        }
    };
    view! {
        <li class="row">
            <div class="row-head">
                <button type="button" class="row-toggle" id=id_of(&path) aria-expanded=expanded
                    aria-controls=body_id on:click=toggle>
                    {icon("next")}
                    <span class="row-number number">{index + 1}</span>
                    <span class="row-title">{title}</span>
                    {note(pen, &path, record)}
                    {count_within(pen, &path)}
                </button>
                {self::tools(pen, tools)}
            </div>
            {live_if(body)}
        </li>
    }
    .into_any()
}

/// The name of a row as it is typed.
fn named(pen: Pen, path: &str, record: &'static Record, index: usize) -> Memo<String> {
    let path = path.to_owned();
    Memo::new(move |_| {
        let title = pen.title(record, &pen.doc.at(&path));
        if !title.is_empty() {
            return title;
        }
        let what = t(&format!("staff.row.{}", record.name));
        tr("staff.row.nth", &[("what", &what), ("n", &(index + 1).to_string())])
    })
}

fn note(pen: Pen, path: &str, record: &'static Record) -> AnyView {
    let path = path.to_owned();
    let words = Memo::new(move |_| {
        let row = pen.doc.at(&path);
        let said = |key: &&'static str| {
            let element = record.element(key)?;
            Some(pen.say(&element.kind, &row[*key])).filter(|words| !words.is_empty())
        };
        record.note.iter().filter_map(said).collect::<Vec<_>>().join(" · ")
    });
    view! { <span class="row-note">{words}</span> }.into_any()
}

/// How much the linter found in a row.
fn count_within(pen: Pen, path: &str) -> AnyView {
    let path = path.to_owned();
    let count = Memo::new(move |_| pen.findings_within(&path));
    let mark = move || {
        let count = count.get();
        (count > 0).then(|| {
            let words = tr("staff.lint.count", &[("n", &count.to_string())]);
            view! { <span class="count count-bad">{words}</span> }.into_any()
        })
    };
    live_if(mark)
}

/// A row, for the buttons that move it.
pub struct Tools {
    /// Path of its list.
    pub list: String,
    /// Where it stands.
    pub index: usize,
    /// How many rows there are.
    pub count: usize,
    /// Its name.
    pub name: String,
    /// Whether it can be copied.
    pub copy: bool,
}

/// The buttons of a row: up, down, copy, remove.
pub fn tools(pen: Pen, row: Tools) -> AnyView {
    let Tools { list, index, count, name, copy } = row;
    let id = |act: &str, index: usize| format!("{}-{act}", id_of(&format!("{list}.{index}")));
    let swap = |act: &'static str, with: Option<usize>| {
        let (list, label) = (list.clone(), tr(&format!("staff.row.{act}"), &[("what", &name)]));
        let after = with.map(|with| id(act, with)).unwrap_or_default();
        let press = move || {
            let Some(with) = with else { return };
            pen.doc.swap_rows(&list, index, with);
            let after = after.clone();
            focus_soon(move || {
                page::focus(&after);
            });
        };
        tool(id(act, index), act, label, with.is_none(), Box::new(press))
    };
    let up = swap("up", index.checked_sub(1));
    let down = swap("down", Some(index + 1).filter(|next| *next < count));
    let copied = copy.then(|| {
        let (list, label) = (list.clone(), tr("staff.row.copy", &[("what", &name)]));
        let press = move || duplicate(pen, &list, index);
        tool(id("copy", index), "copy", label, false, Box::new(press))
    });
    let (own, label) = (list.clone(), tr("staff.row.remove", &[("what", &name)]));
    let remove = move || {
        pen.doc.remove_row(&own, index);
        let own = own.clone();
        focus_soon(move || {
            page::focus(&id_of(&own));
        });
        say(tr("staff.row.removed", &[("what", &name)]));
    };
    view! {
        <div class="row-tools">
            {up}{down}{copied}
            {tool(id("remove", index), "trash", label, false, Box::new(remove))}
        </div>
    }
    .into_any()
}

fn duplicate(pen: Pen, list: &str, index: usize) {
    let rows = rows_of(&pen.doc.at_now(list));
    let Some(mut copy) = rows.get(index).cloned() else { return };
    for key in ["id", "value"] {
        if let Some(old) = copy[key].as_str().map(str::to_owned) {
            let taken = |id: &String| rows.iter().any(|row| row[key] == **id);
            let free = (2..).map(|n| format!("{old}_{n}")).find(|id| !taken(id));
            copy[key] = json!(free);
        }
    }
    if copy["item"].is_string() {
        copy["item"] = Value::String(String::new()); // an item stands in a thing once
    }
    let added = pen.doc.add_row(list, copy);
    pen.focus(&added);
}

fn tool(
    id: String,
    icon_name: &'static str,
    label: String,
    off: bool,
    press: Box<dyn Fn() + Send + Sync>,
) -> AnyView {
    let title = label.clone();
    view! {
        <button type="button" class="row-tool" id=id aria-label=label title=title
            aria-disabled=off.then_some("true") on:click=move |_| if !off { press() }>
            {icon(icon_name)}
        </button>
    }
    .into_any()
}
