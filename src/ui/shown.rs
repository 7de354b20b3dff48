//! What a control shows, beside what is typed into it.

use leptos::{
    prelude::*,
    tachys::{html::property::IntoProperty, renderer::types::Element},
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlInputElement;

/// The value of a control that is typed into, as `prop:value`. It is written only where the control shows something
/// else: WebKit puts the cursor behind the last character with every write, also of the very same text, so that nobody
/// could correct the middle of a line.
#[derive(Clone, Copy)]
pub(super) struct Shown(pub Signal<String>);

impl IntoProperty for Shown {
    // The same as of the library's own properties, so that the program has one kind of effect less.
    type State = RenderEffect<(Element, JsValue)>;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element, key: &str) -> Self::State {
        IntoProperty::build(self, element, key)
    }

    fn build(self, element: &Element, _: &str) -> Self::State {
        // Areas of text have the same property.
        let control: HtmlInputElement = element.clone().unchecked_into();
        RenderEffect::new(move |state: Option<(Element, JsValue)>| {
            let value = self.0.get();
            if control.value() != value {
                control.set_value(&value);
            }
            state.unwrap_or_else(|| (control.clone().into(), JsValue::UNDEFINED))
        })
    }

    fn rebuild(self, state: &mut Self::State, key: &str) {
        if let Some((element, _)) = state.take_value() {
            *state = IntoProperty::build(self, &element, key);
        }
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }
}
