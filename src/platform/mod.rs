//! The browser and WeChat, one small interface each. Nothing here knows a feature; nothing else
//! touches `web_sys` without need.

pub mod clock;
pub mod es256;
pub mod file;
pub mod history;
pub mod id;
pub mod image;
#[cfg(all(test, target_arch = "wasm32"))]
mod image_tests;
pub mod live;
pub mod location;
pub mod look;
pub mod network;
pub mod page;
pub mod share;
pub mod storage;

use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{Document, EventTarget, Window};

/// Whether there is a browser at all; not where a server renders a page.
pub const IN_BROWSER: bool = cfg!(target_arch = "wasm32");

/// The window. Only called in event handlers and effects, never while a view is built.
pub fn window() -> Window {
    leptos::prelude::window()
}

/// The document of the window.
pub fn document() -> Document {
    leptos::prelude::document()
}

/// Listens for as long as the page lives.
pub(crate) fn listen(
    target: &EventTarget,
    event: &str,
    handler: impl FnMut(web_sys::Event) + 'static,
) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(handler);
    // Fails only for a handler that is not callable.
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Whether the page runs inside WeChat's own browser, which refuses downloads and shares by its menu.
pub fn in_wechat() -> bool {
    window().navigator().user_agent().is_ok_and(|agent| agent.contains("MicroMessenger"))
}
