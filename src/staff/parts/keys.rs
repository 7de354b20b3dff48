//! Keys of the workbench (C10): what each page listens to, told on “?”. A letter typed into a field is a letter: keys are
//! heard only outside of fields and dialogs, without Ctrl, Alt or Meta. Who dictates or types with difficulty switches
//! the single keys off, on this device (WCAG 2.1.4).

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::{
    i18n::t,
    platform::{document, storage},
    ui::{Button, Caption, Dialog, FlagField, Kind},
};

/// Where it is remembered that single keys are off.
const OFF: &str = "staff.keys.off";

/// One key: what is pressed, the last part of its text's key, and what it does.
#[derive(Clone, Copy)]
pub struct Key {
    /// As the browser names it.
    pub key: &'static str,
    /// `staff.keys.<name>` says what it does.
    pub name: &'static str,
    /// Does it.
    pub press: Callback<()>,
}

impl Key {
    /// A key.
    pub fn new(
        key: &'static str,
        name: &'static str,
        press: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self { key, name, press: Callback::new(move |()| press()) }
    }
}

/// Listens for the keys of a page until it goes away, and shows the button and the dialog that tell of them.
pub fn keys(own: Vec<Key>) -> AnyView {
    let told = RwSignal::new(false);
    let off = RwSignal::new(storage::read(OFF).is_some());
    let heard = StoredValue::new(own.clone());
    let handle = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        if off.get_untracked() || is_for_others(&event) {
            return;
        }
        let key = event.key();
        let found = heard.with_value(|keys| keys.iter().find(|one| one.key == key).copied());
        if let Some(one) = found {
            event.prevent_default();
            one.press.run(());
        } else if key == "?" {
            event.prevent_default();
            told.set(true);
        }
    });
    on_cleanup(move || handle.remove());
    let open = Callback::new(move |()| told.set(true));
    let dialog = move || told.get().then(|| help(&own, told, off));
    view! {
        <Button label=t("staff.keys") kind=Kind::Quiet on_press=open />
        {dialog}
    }
    .into_any()
}

/// Whether a key belongs to what has the focus, or to the browser.
fn is_for_others(event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented() {
        return true;
    }
    let in_field = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| is_field(&element));
    in_field || document().query_selector("[role=dialog]").is_ok_and(|found| found.is_some())
}

/// Whether what is typed stays in an element. A tick is none: no letter means anything to it.
fn is_field(element: &Element) -> bool {
    match element.tag_name().as_str() {
        "INPUT" => !matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio")),
        "TEXTAREA" | "SELECT" => true,
        _ => element.closest("[contenteditable]").is_ok_and(|found| found.is_some()),
    }
}

/// What the keys do, and the switch.
fn help(own: &[Key], told: RwSignal<bool>, off: RwSignal<bool>) -> AnyView {
    let mut lines: Vec<(String, &str)> = Vec::new();
    for one in own {
        match lines.last_mut() {
            // A row of digits that do alike: told as one line.
            Some((keys, name)) if *name == one.name => {
                *keys = format!("{}–{}", &keys[..1], one.key)
            }
            _ => lines.push((one.key.to_owned(), one.name)),
        }
    }
    lines.extend([("?".to_owned(), "help"), ("Esc".to_owned(), "close")]);
    let close = Callback::new(move |()| told.set(false));
    let switch = Callback::new(move |on: bool| {
        off.set(!on);
        if on {
            storage::remove(OFF);
        } else {
            storage::write(OFF, "1");
        }
    });
    let on = Signal::derive(move || !off.get());
    let line = |(key, name): &(String, &'static str)| {
        let what = t(&format!("staff.keys.{name}"));
        view! { <div class="keys-line"><dt><kbd>{key.clone()}</kbd></dt><dd>{what}</dd></div> }
            .into_any()
    };
    let lines = move || lines.iter().map(line).collect_view();
    view! {
        <Dialog open=true on_close=close title=t("staff.keys")>
            <dl class="keys">{lines()}</dl>
            <FlagField
                caption=Caption::new("keys-on", t("staff.keys.on")).help(t("staff.keys.on.help"))
                value=on
                on_pick=switch
            />
        </Dialog>
    }
    .into_any()
}
