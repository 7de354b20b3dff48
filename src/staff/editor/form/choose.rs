//! References: chosen from menus by name, kept by id.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::{element, strings};
use crate::{
    i18n::{t, tr},
    staff::editor::{
        pen::{Pen, plain},
        spec::Source,
    },
    ui::{Caption, CheckField, ComboField, Opt, SelectField, icon, live},
    words::code,
};

/// Up to so many are shown all at once.
const FEW: usize = 16;

/// One.
pub fn one(pen: Pen, words: Caption, path: &str, source: Source) -> AnyView {
    let options = Signal::derive(move || pen.choices(source));
    let value = pen.doc.watch(path, |value| value.as_str().unwrap_or_default().to_owned());
    let optional = words.optional;
    let (path, own) = (path.to_owned(), path.to_owned());
    let put = Callback::new(move |chosen: String| match source {
        Source::Elements => choose_element(pen, &path, &chosen),
        _ if chosen.is_empty() && optional => pen.doc.put(&path, Value::Null),
        Source::Items => pen.doc.reshape(&path, Value::String(chosen)),
        _ => pen.doc.put(&path, Value::String(chosen)),
    });
    match source {
        Source::Sections
        | Source::Stages
        | Source::Events
        | Source::Prefills
        | Source::Licences => {
            view! { <SelectField caption=words options=options value=value on_pick=put /> }
                .into_any()
        }
        Source::Elements => view! {
            <ComboField caption=words options=options value=value on_pick=put />
            {element::button(pen, own)}
        }
        .into_any(),
        _ => view! { <ComboField caption=words options=options value=value on_pick=put /> }
            .into_any(),
    }
}

/// Several: ticks where there are few, else a list of the chosen with a field that adds.
pub fn some(pen: Pen, words: Caption, path: &str, source: Source) -> AnyView {
    let path = path.to_owned();
    // In a thing, an item does not need itself.
    let own = move || {
        let base = path.rsplit_once('.').map_or("", |(base, _)| base);
        (path.clone(), pen.doc.at_now(&format!("{base}.item")))
    };
    let few = Memo::new(move |_| pen.choices(source).len() <= FEW);
    live(move || {
        let (path, own) = own();
        let options = Signal::derive(move || {
            let mut options = pen.choices(source);
            options.retain(|option| own != option.value.as_str());
            options
        });
        match few.get() {
            true => {
                let values = pen.doc.watch(&path, strings);
                let words = words.clone();
                let put =
                    Callback::new(move |chosen: Vec<String>| pen.doc.put(&path, json!(chosen)));
                let fields = move || {
                    let (words, options) = (words.clone(), options.get());
                    if options.is_empty() {
                        return view! { <p class="soft">{words.label}{t("mark.colon")}{t("staff.choose.nothing")}</p> }
                            .into_any();
                    }
                    view! { <CheckField caption=words options=options values=values on_pick=put /> }
                        .into_any()
                };
                view! { <div class="several">{live(fields)}</div> }.into_any()
            }
            false => many(pen, words.clone(), path, options),
        }
    })
}

fn many(pen: Pen, words: Caption, path: String, options: Signal<Vec<Opt>>) -> AnyView {
    let values = pen.doc.watch(&path, strings);
    let left = Signal::derive(move || {
        let chosen = values.get();
        let mut left = options.get();
        left.retain(|option| !chosen.contains(&option.value));
        left
    });
    let own = path.clone();
    let add = Callback::new(move |id: String| {
        let mut chosen = values.get_untracked();
        chosen.push(id);
        pen.doc.put(&own, json!(chosen));
    });
    let chips = move || {
        let chosen = values.get();
        let chip = |id: String| {
            let options = options.get_untracked();
            let label = options.into_iter().find(|option| option.value == id);
            let label = label.map_or_else(|| id.clone(), |option| option.label);
            let describe = tr("staff.row.remove", &[("what", &label)]);
            let path = path.clone();
            let drop = move |_| {
                let mut chosen = values.get_untracked();
                chosen.retain(|known| *known != id);
                pen.doc.put(&path, json!(chosen));
            };
            view! {
                <li class="chip">
                    <span>{label}</span>
                    <button type="button" class="row-tool" aria-label=describe on:click=drop>{icon("close")}</button>
                </li>
            }
        };
        view! { <ul class="chips">{chosen.into_iter().map(chip).collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="many">
            <ComboField caption=words options=left value=Signal::stored(String::new()) on_pick=add />
            {live(chips)}
        </div>
    }
    .into_any()
}

/// Choosing a data element fills in what is known of it: how another item asks it already, else its
/// name and type. Equal elements then merge into one field of the form (G3).
pub(super) fn choose_element(pen: Pen, path: &str, element: &str) {
    let base = path.rsplit_once('.').map_or("", |(base, _)| base).to_owned();
    let mut field = pen.doc.at_now(&base);
    let around = pen.around.get_untracked();
    let before = around.element(field["element"].as_str().unwrap_or_default());
    let label = plain(&field["label"]);
    let untouched = label.is_empty() || before.is_some_and(|known| known.name.zh == label);
    let was_made_up = field["id"].as_str().is_some_and(|id| {
        id.starts_with("field_") || before.is_some_and(|known| known.id.replace('.', "_") == id)
    });
    field["element"] = json!(element);
    if let Some(asked) = around.asked(element) {
        let section = field["section"].clone();
        field = serde_json::to_value(asked).unwrap_or(field);
        if !section.as_str().unwrap_or_default().is_empty() {
            field["section"] = section;
        }
    } else if let Some(known) = around.element(element) {
        field["type"] = json!(code(&known.r#type));
        if untouched {
            field["label"] = json!(known.name);
        }
        if was_made_up {
            field["id"] = json!(element.replace('.', "_"));
        }
    }
    pen.doc.reshape(&base, field);
    pen.focus(path);
}
