//! A new data element, where the city has none for what a field asks.

use std::sync::Arc;

use leptos::prelude::*;
use onething_domain::{
    city::{DataElement, is_element_id},
    text::Text,
};
use serde_json::Value;

use super::choose::choose_element;
use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    json,
    load::in_words,
    staff::editor::{
        pen::{Pen, id_of},
        spec::{TYPES, word_key},
    },
    ui::{Button, Caption, Dialog, Form, Kind as Looks, Opt, SelectField, TextField},
};

/// What was typed.
#[derive(Clone, Copy)]
struct New {
    pen: Pen,
    path: StoredValue<String>,
    open: RwSignal<bool>,
    id: RwSignal<String>,
    zh: RwSignal<String>,
    en: RwSignal<String>,
    kind: RwSignal<String>,
    wrong_id: RwSignal<Option<String>>,
    wrong_zh: RwSignal<Option<String>>,
    wrong_en: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

/// The button with its dialog, below the control that chooses an element.
pub fn button(pen: Pen, path: String) -> AnyView {
    let new = New {
        pen,
        path: StoredValue::new(path),
        open: RwSignal::new(false),
        id: RwSignal::new(String::new()),
        zh: RwSignal::new(String::new()),
        en: RwSignal::new(String::new()),
        kind: RwSignal::new(String::from("text")),
        wrong_id: RwSignal::new(None),
        wrong_zh: RwSignal::new(None),
        wrong_en: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let press = Callback::new(move |()| new.open.set(true));
    let close = Callback::new(move |()| new.open.set(false));
    view! {
        <Button label=t("staff.element.new") kind=Looks::Quiet on_press=press />
        <Dialog open=new.open on_close=close title=t("staff.element.new")>{new.form()}</Dialog>
    }
    .into_any()
}

impl New {
    fn form(self) -> AnyView {
        let field = move |name: &str, value: RwSignal<String>, wrong: RwSignal<Option<String>>| {
            let id = format!("{}-new-{name}", self.path.with_value(|path| id_of(path)));
            let help = t(&format!("staff.element.{name}.help"));
            let caption =
                Caption::new(id, t(&format!("staff.element.{name}"))).help(help).error(wrong);
            let put = Callback::new(move |text: String| {
                value.set(text);
                wrong.set(None);
            });
            view! { <TextField caption=caption value=value on_input=put max_length=100 /> }
        };
        let types: Vec<Opt> =
            TYPES.iter().map(|kind| Opt::new(*kind, t(&word_key("staff.type", kind)))).collect();
        let kind_id = format!("{}-new-type", self.path.with_value(|path| id_of(path)));
        let choose = Callback::new(move |kind: String| self.kind.set(kind));
        let go = Callback::new(move |()| self.create());
        view! {
            <p>{t("staff.element.lead")}</p>
            <Form on_submit=go>
                {field("zh", self.zh, self.wrong_zh)}
                {field("en", self.en, self.wrong_en)}
                <SelectField caption=Caption::new(kind_id, t("staff.element.type")) options=types
                    value=self.kind on_pick=choose />
                {field("id", self.id, self.wrong_id)}
                <Button label=t("staff.element.go") submit=true busy=self.busy />
            </Form>
        }
        .into_any()
    }

    /// What was typed, if it is whole; else it is said what is missing.
    fn read(self) -> Option<DataElement> {
        let typed = |field: RwSignal<String>| field.get_untracked().trim().to_owned();
        let (id, zh, en) = (typed(self.id).to_lowercase(), typed(self.zh), typed(self.en));
        self.wrong_zh.set(zh.is_empty().then(|| t("staff.element.name.missing")));
        self.wrong_en.set(en.is_empty().then(|| t("staff.element.name.missing")));
        self.wrong_id.set((!is_element_id(&id)).then(|| t("staff.element.id.wrong")));
        let r#type = json::read_tree(Value::String(self.kind.get_untracked()))?;
        let is_whole = is_element_id(&id) && !zh.is_empty() && !en.is_empty();
        is_whole.then(|| DataElement { id, name: Text::new(&zh, &en), r#type })
    }

    fn create(self) {
        if self.busy.get_untracked() {
            return;
        }
        let Some(new) = self.read() else { return };
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let added = api::catalogue::add_element(&new).await;
            if self.busy.try_set(false).is_some() {
                return; // the page was left meanwhile
            }
            match added {
                Ok(element) => self.added(element),
                Err(error) => self.wrong_id.set(Some(told(&error))),
            }
        });
    }

    /// The field takes the new element at once.
    fn added(self, element: DataElement) {
        let id = element.id.clone();
        self.open.set(false);
        self.pen.around.update(|around| {
            let elements = &mut Arc::make_mut(around).city.elements;
            elements.retain(|known| known.id != element.id);
            elements.push(element);
        });
        choose_element(self.pen, &self.path.get_value(), &id);
    }
}

/// Why it was not added; whose id it is, where another element has it.
fn told(error: &ApiError) -> String {
    match error.code().as_str() {
        "id_reused" => {
            tr("staff.element.id.taken", &[("name", &api::catalogue::said(error).detail)])
        }
        _ => in_words(error).0,
    }
}
