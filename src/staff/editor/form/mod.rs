//! The form of a document, drawn from the description of its elements: one table from kinds to
//! controls.

mod choose;
mod each;
mod element;
pub mod number;
mod rows;
mod texts;

use leptos::prelude::*;
use onething_domain::authoring::join;
use serde_json::{Value, json};

use super::{
    condition,
    pen::{Pen, id_of},
    spec::{Element, Kind, Record, help_key, label_key, word_key},
};
use crate::{
    i18n::{t, t_if},
    ui::{
        Button, Caption, CheckField, Details, FlagField, Kind as Looks, Opt, SelectField,
        TextField, live,
    },
};

/// The elements of a record that stands at a path; the document itself at an empty one.
pub fn elements(
    pen: Pen,
    record: &'static str,
    base: &str,
    elements: &'static [Element],
) -> AnyView {
    let views: Vec<AnyView> =
        elements.iter().map(|element| element_at(pen, record, base, element)).collect();
    view! { <div class="elements">{views}</div> }.into_any()
}

/// One element, there only while it makes sense.
fn element_at(pen: Pen, record: &'static str, base: &str, element: &'static Element) -> AnyView {
    let path = join(base, element.key);
    if element.shown.is_none() {
        return marked(pen, &path, control(pen, record, &path, element));
    }
    let fits = pen.doc.watch(base, |row| element.fits(row));
    live(move || match fits.get() {
        true => marked(pen, &path, control(pen, record, &path, element)),
        false => ().into_any(),
    })
}

/// A control with a mark while the linter has something to say about it. What it says stands beside
/// the form, once.
fn marked(pen: Pen, path: &str, control: AnyView) -> AnyView {
    let path = path.to_owned();
    let english = format!("{path}.en");
    let wrong = Memo::new(move |_| pen.is_wrong(&path) || pen.is_wrong(&english));
    let flag = move || {
        wrong.get().then(|| {
            view! { <p class="element-flag">{crate::ui::icon("warn")}<span>{t("staff.lint.here")}</span></p> }
                .into_any()
        })
    };
    view! { <div class="element" class:element-wrong=wrong>{crate::ui::live_if(flag)}{control}</div> }
        .into_any()
}

/// Words around the control of an element.
fn caption(record: &str, path: &str, element: &Element) -> Caption {
    let key = label_key(record, element.key);
    Caption::new(id_of(path), t(&key))
        .help(t_if(&help_key(&key)).unwrap_or_default())
        .optional(element.optional)
}

fn control(pen: Pen, record: &'static str, path: &str, element: &'static Element) -> AnyView {
    let words = caption(record, path, element);
    match element.kind {
        Kind::Text => texts::pair(pen, words, path, 1),
        Kind::Long => texts::pair(pen, words, path, 3),
        Kind::Texts => texts::list(pen, words, path),
        Kind::Line => line(pen, words, path),
        Kind::Id => id(pen, words, path),
        Kind::Number(unit) => number::whole(pen, words, path, unit, false),
        Kind::Bound(unit) => number::whole(pen, words, path, unit, true),
        Kind::Amount => number::amount(pen, words, path),
        Kind::Flag => flag(pen, words, path),
        Kind::Code(table) => {
            let options = Signal::derive(move || pen.around.with(|around| around.codes(table)));
            select(pen, words, path, options)
        }
        Kind::Codes(table) => {
            let options = pen.around.with_untracked(|around| around.codes(table));
            several(pen, words, path, options)
        }
        Kind::Menu(prefix, options) => select(pen, words, path, worded(prefix, options).into()),
        Kind::Menus(prefix, options) => several(pen, words, path, worded(prefix, options)),
        Kind::Pick(source) => choose::one(pen, words, path, source),
        Kind::Picks(source) => choose::some(pen, words, path, source),
        Kind::When => condition::control(pen, words, path, true),
        Kind::Rule => condition::control(pen, words, path, false),
        Kind::Rows(inner) => rows::rows(pen, words, path, inner),
        Kind::Part(inner) => part(pen, words, path, inner),
        Kind::Maybe(inner) => maybe(pen, words, path, inner),
        Kind::Each(source) => each::each(pen, words, path, source),
        Kind::Whole(_) => ().into_any(), // of guides, which are not written
    }
}

fn worded(prefix: &str, words: &[&str]) -> Vec<Opt> {
    words.iter().map(|word| Opt::new(*word, t(&word_key(prefix, word)))).collect()
}

fn line(pen: Pen, words: Caption, path: &str) -> AnyView {
    let value = pen.doc.watch(path, |value| value.as_str().unwrap_or_default().to_owned());
    let path = path.to_owned();
    let put = Callback::new(move |text: String| pen.doc.put(&path, Value::String(text)));
    view! { <TextField caption=words value=value on_input=put /> }.into_any()
}

/// Names for programs are made up by themselves; whoever wants to can still change them.
fn id(pen: Pen, words: Caption, path: &str) -> AnyView {
    let summary = words.label.clone();
    let field = StoredValue::new((words, path.to_owned()));
    view! {
        <Details summary=summary>
            {field.with_value(|(words, path)| line(pen, words.clone(), path))}
        </Details>
    }
    .into_any()
}

fn flag(pen: Pen, words: Caption, path: &str) -> AnyView {
    let value = pen.doc.watch(path, |value| value.as_bool().unwrap_or_default());
    let path = path.to_owned();
    let put = Callback::new(move |on: bool| pen.doc.put(&path, Value::Bool(on)));
    let words = words.optional(false); // a tick is never missing
    view! { <FlagField caption=words value=value on_pick=put /> }.into_any()
}

/// One of a few, in the device's own list.
fn select(pen: Pen, words: Caption, path: &str, options: Signal<Vec<Opt>>) -> AnyView {
    let value = pen.doc.watch(path, |value| value.as_str().unwrap_or_default().to_owned());
    let (path, optional) = (path.to_owned(), words.optional);
    let put = Callback::new(move |chosen: String| {
        let missing = chosen.is_empty() && !pen.doc.at_now(&path).is_string();
        if !missing {
            let none = chosen.is_empty() && optional;
            pen.doc.put(&path, if none { Value::Null } else { Value::String(chosen) });
        }
    });
    view! { <SelectField caption=words options=options value=value on_pick=put /> }.into_any()
}

fn several(pen: Pen, words: Caption, path: &str, options: Vec<Opt>) -> AnyView {
    let values = pen.doc.watch(path, strings);
    let path = path.to_owned();
    let put = Callback::new(move |chosen: Vec<String>| pen.doc.put(&path, json!(chosen)));
    view! { <div class="several"><CheckField caption=words options=options values=values on_pick=put /></div> }
        .into_any()
}

/// The texts of a list.
fn strings(value: &Value) -> Vec<String> {
    let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn part(pen: Pen, words: Caption, path: &str, inner: &'static Record) -> AnyView {
    let Caption { id, label, .. } = words;
    view! {
        <div class="part" id=id tabindex="-1" role="group" aria-label=label>
            {elements(pen, inner.name, path, inner.elements)}
        </div>
    }
    .into_any()
}

/// A record that may be missing: a button brings it, another takes it away.
fn maybe(pen: Pen, words: Caption, path: &str, inner: &'static Record) -> AnyView {
    let title = words.label.clone();
    let (is_there, path) = (pen.doc.watch(path, |value| !value.is_null()), path.to_owned());
    let body = move || {
        let own = path.clone();
        if is_there.get() {
            let drop = Callback::new(move |()| pen.doc.reshape(&own, Value::Null));
            let remove = crate::i18n::tr("staff.remove", &[("what", &title)]);
            view! {
                {elements(pen, inner.name, &path, inner.elements)}
                <Button label=remove kind=Looks::Quiet icon="trash" on_press=drop />
            }
            .into_any()
        } else {
            let add = Callback::new(move |()| pen.doc.reshape(&own, (inner.blank)("")));
            let label = crate::i18n::tr("staff.add", &[("what", &title)]);
            view! { <Button label=label kind=Looks::Secondary on_press=add /> }.into_any()
        }
    };
    group(words, live(body))
}

/// Several controls that are one element, under its name. Links to the element reach the group.
pub fn group(words: Caption, body: AnyView) -> AnyView {
    let Caption { id, label, help, optional, .. } = words;
    let name = label.clone();
    let optional =
        optional.then(|| view! { <span class="field-optional">{t("field.optional")}</span> });
    view! {
        <div class="group" id=id tabindex="-1" role="group" aria-label=name>
            <h3 class="group-title">{label}{optional}</h3>
            {(!help.is_empty()).then(|| view! { <p class="field-help">{help}</p> })}
            {body}
        </div>
    }
    .into_any()
}
