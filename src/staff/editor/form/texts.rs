//! Texts in both languages, side by side.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::{
    group,
    rows::{self, Tools},
};
use crate::{
    i18n::{t, tr},
    staff::editor::{
        doc::rows_of,
        pen::{Pen, id_of, plain},
    },
    ui::{Button, Caption, Kind as Looks, help_id, live},
};

/// A text in both languages.
pub fn pair(pen: Pen, words: Caption, path: &str, lines: u32) -> AnyView {
    let Caption { id, label, help, optional, .. } = words;
    let hint = (!help.is_empty())
        .then(|| view! { <p class="field-help" id=help_id(&id)>{help}</p> }.into_any());
    let optional =
        optional.then(|| view! { <span class="field-optional">{t("field.optional")}</span> });
    let described = hint.is_some().then(|| help_id(&id));
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend class="field-label">{label.clone()}{optional}</legend>
            {hint}
            <div class="pair">
                {side(pen, path, &id, &label, "zh", lines)}
                {side(pen, path, &id, &label, "en", lines)}
            </div>
        </fieldset>
    }
    .into_any()
}

/// One language of a text. Chinese carries the field's id, so that links reach it first.
fn side(pen: Pen, path: &str, id: &str, label: &str, tongue: &'static str, lines: u32) -> AnyView {
    let own = if tongue == "zh" { id.to_owned() } else { format!("{id}-{tongue}") };
    let value = pen.doc.watch(path, move |value| said(value, tongue));
    let wrong = {
        let path = if tongue == "zh" { path.to_owned() } else { format!("{path}.{tongue}") };
        Memo::new(move |_| pen.is_wrong(&path).then_some("true"))
    };
    let path = path.to_owned();
    let put = move |event: web_sys::Event| write(pen, &path, tongue, event_target_value(&event));
    let lang = if tongue == "zh" { "zh-CN" } else { "en" };
    let control = if lines == 1 {
        view! {
            <input class="input" type="text" autocomplete="off" maxlength="400" id=own.clone() lang=lang
                aria-invalid=wrong prop:value=value on:input=put />
        }
        .into_any()
    } else {
        view! {
            <textarea class="input input-area" id=own.clone() lang=lang rows=lines
                aria-invalid=wrong prop:value=value on:input=put></textarea>
        }
        .into_any()
    };
    view! {
        <div class="pair-side">
            <label class="pair-tongue" for=own>
                <span class="sr-only">{format!("{label} ")}</span>
                {t(&format!("staff.tongue.{tongue}"))}
            </label>
            {control}
        </div>
    }
    .into_any()
}

/// What a text says in one language; a plain string is Chinese.
fn said(value: &Value, tongue: &str) -> String {
    match value {
        Value::String(text) if tongue == "zh" => text.clone(),
        _ => value[tongue].as_str().unwrap_or_default().to_owned(),
    }
}

/// Writes one language; a text with nothing in it is kept, for what must be there stays there.
fn write(pen: Pen, path: &str, tongue: &str, words: String) {
    let before = pen.doc.at_now(path);
    let mut text = json!({ "zh": said(&before, "zh"), "en": said(&before, "en") });
    text[tongue] = Value::String(words);
    if text["en"] == "" {
        text = json!({ "zh": text["zh"] });
    }
    // Typing on is one change, also where the text is new.
    pen.doc.put(path, text);
}

/// A list of texts in both languages.
pub fn list(pen: Pen, words: Caption, path: &str) -> AnyView {
    let (title, path) = (words.label.clone(), path.to_owned());
    let rows = {
        let (path, title) = (path.clone(), title.clone());
        move || {
            pen.doc.track_shape();
            let count = rows_of(&pen.doc.at_now(&path)).len();
            let row = |index: usize| row(pen, &path, &title, index, count);
            (0..count).map(row).collect_view().into_any()
        }
    };
    let add = Callback::new(move |()| {
        let added = pen.doc.add_row(&path, json!({ "zh": "" }));
        pen.focus(&added);
    });
    let body = view! {
        <ol class="lines">{live(rows)}</ol>
        <Button label=tr("staff.add", &[("what", &title)]) kind=Looks::Secondary on_press=add />
    };
    group(words, body.into_any())
}

fn row(pen: Pen, list: &str, title: &str, index: usize, count: usize) -> AnyView {
    let path = format!("{list}.{index}");
    let number = (index + 1).to_string();
    let label = tr("staff.row.nth", &[("what", title), ("n", &number)]);
    let name = plain(&pen.doc.at_now(&path));
    let name = if name.is_empty() { label.clone() } else { name };
    let tools = Tools { list: list.to_owned(), index, count, name, copy: false };
    let id = id_of(&path);
    view! {
        <li class="line">
            <div class="pair">
                {side(pen, &path, &id, &label, "zh", 1)}
                {side(pen, &path, &id, &label, "en", 1)}
            </div>
            {rows::tools(pen, tools)}
        </li>
    }
    .into_any()
}
