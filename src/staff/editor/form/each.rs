//! A text for some of several, each under the id of what it is for: what a company reads of a field.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::{group, texts};
use crate::{
    i18n::t,
    staff::editor::{
        pen::{Pen, id_of},
        spec::{Kind, Source},
    },
    ui::{Button, Caption, ComboField, Kind as Looks, live},
};

/// The texts there are, and a field that adds one.
pub fn each(pen: Pen, words: Caption, path: &str, source: Source) -> AnyView {
    let ids = pen.doc.watch(path, |value| {
        let map = value.as_object();
        map.map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default()
    });
    let rows = {
        let path = path.to_owned();
        move || {
            ids.get().into_iter().map(|id| row(pen, &path, source, &id)).collect_view().into_any()
        }
    };
    let left = Signal::derive(move || {
        let mut left = pen.choices(source);
        ids.with(|ids| left.retain(|option| !ids.contains(&option.value)));
        left
    });
    let adding = Caption::new(format!("{}-add", words.id), t("staff.each.add"));
    let path = path.to_owned();
    let add = Callback::new(move |id: String| {
        if !id.is_empty() {
            let path = format!("{path}.{id}");
            pen.doc.put(&path, json!({ "zh": "" }));
            pen.focus(&path);
        }
    });
    let body = view! {
        {live(rows)}
        <ComboField caption=adding options=left value=Signal::stored(String::new()) on_pick=add />
    };
    group(words, body.into_any())
}

fn row(pen: Pen, list: &str, source: Source, id: &str) -> AnyView {
    let path = format!("{list}.{id}");
    let name = untrack(|| pen.say(&Kind::Pick(source), &json!(id)));
    let remove = [t("staff.each.drop"), name.clone()].join(" ");
    let words = Caption::new(id_of(&path), name);
    let own = path.clone();
    let drop = Callback::new(move |()| pen.doc.put(&own, Value::Null));
    view! {
        <div class="line">
            {texts::pair(pen, words, &path, 2)}
            <Button label=t("staff.each.drop") describe=remove kind=Looks::Quiet icon="trash" on_press=drop />
        </div>
    }
    .into_any()
}
