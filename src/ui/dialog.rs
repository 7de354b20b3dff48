//! A question in front of the page. Own markup, because iOS 13.4 has no `<dialog>`.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Button, Kind};
use crate::{i18n::t, platform};

/// What can take the focus inside a dialog.
const FOCUSABLE: &str = "a[href],button,input,select,textarea,[tabindex=\"0\"]";

/// A dialog that takes the focus, keeps it inside, closes on Escape and gives it back.
#[component]
pub fn Dialog(
    /// Whether it is shown.
    #[prop(into)]
    open: Signal<bool>,
    /// Told when the visitor closes it without an answer.
    on_close: Callback<()>,
    /// What it asks.
    #[prop(into)]
    title: String,
    /// Whether it takes most of a large screen: for a long list or a document.
    #[prop(optional)]
    wide: bool,
    /// The question and its buttons.
    children: ChildrenFn,
) -> AnyView {
    let shown = move || {
        let (title, children) = (title.clone(), children.clone());
        open.get().then(|| {
            view! { <Opened on_close=on_close title=title wide=wide children=children /> }
                .into_any()
        })
    };
    super::live_if(shown)
}

#[component]
fn Opened(on_close: Callback<()>, title: String, wide: bool, children: ChildrenFn) -> AnyView {
    let sheet = NodeRef::<html::Div>::new();
    let before = StoredValue::new_local(None::<HtmlElement>);
    Effect::new(move |_| {
        if let Some(sheet) = sheet.get() {
            before.set_value(focused());
            let _ = sheet.focus();
        }
    });
    on_cleanup(move || {
        if let Some(Some(element)) = before.try_get_value() {
            let _ = element.focus();
        }
    });
    let keys = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => on_close.run(()),
        "Tab" => {
            if let Some(sheet) = sheet.get_untracked() {
                keep_inside(&sheet, &event);
            }
        }
        _ => {}
    };
    view! {
        <div class="dialog-back">
            <div
                class="dialog"
                class:dialog-wide=wide
                role="dialog"
                aria-modal="true"
                aria-labelledby="dialog-title"
                tabindex="-1"
                node_ref=sheet
                on:keydown=keys
            >
                <div class="dialog-head">
                    <h2 class="dialog-title" id="dialog-title">{title}</h2>
                    <Button label=t("dialog.close") kind=Kind::Quiet icon="close" on_press=on_close />
                </div>
                {children()}
            </div>
        </div>
    }
    .into_any()
}

fn focused() -> Option<HtmlElement> {
    platform::document().active_element()?.dyn_into().ok()
}

/// Moves the focus from the last control to the first, and back.
fn keep_inside(sheet: &HtmlElement, event: &web_sys::KeyboardEvent) {
    let Ok(found) = sheet.query_selector_all(FOCUSABLE) else {
        return;
    };
    let at = |index: u32| found.get(index).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    let (Some(first), Some(last)) = (at(0), at(found.length().saturating_sub(1))) else {
        return;
    };
    let now = focused();
    let is = |element: &HtmlElement| now.as_ref() == Some(element);
    let target = match event.shift_key() {
        true if is(&first) || is(sheet) => last,
        false if is(&last) => first,
        _ => return,
    };
    event.prevent_default();
    let _ = target.focus();
}
