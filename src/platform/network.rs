//! Whether the device believes it is on line – a belief only: a request may still fail – and what it keeps for the time
//! when it is not.

use std::cell::RefCell;

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::i18n;
use crate::router::Program;

thread_local! {
    static ONLINE: RefCell<Option<RwSignal<bool>>> = const { RefCell::new(None) };
}

/// Follows the network from now on; called once when the page starts.
pub fn start() {
    let online = RwSignal::new(super::window().navigator().on_line());
    ONLINE.with(|slot| *slot.borrow_mut() = Some(online));
    let window = super::window();
    super::listen(&window, "online", move |_| online.set(true));
    super::listen(&window, "offline", move |_| online.set(false));
}

/// Whether the device is on line; `true` until something else is known.
pub fn online() -> Signal<bool> {
    ONLINE.with(|slot| *slot.borrow()).map_or_else(|| Signal::from(true), Signal::from)
}

/// Has the service worker keep another program than the one that runs here (`public/sw.js`), in the language that is
/// read. A browser without one merely needs the network there.
pub fn keep(program: Program) {
    if !super::IN_BROWSER {
        return; // who draws the page for a browser keeps nothing
    }
    leptos::task::spawn_local(async move {
        ask_to_keep(&program.base()).await;
    });
}

/// In plain calls, for the typed ones would be a feature of the browser's bindings that nothing else needs.
async fn ask_to_keep(base: &str) -> Option<()> {
    let workers = member(&super::window().navigator(), "serviceWorker")?;
    let ready: Promise = member(&workers, "ready")?.dyn_into().ok()?;
    let worker = member(&JsFuture::from(ready).await.ok()?, "active")?;
    let message = Object::new();
    Reflect::set(&message, &"keep".into(), &base.into()).ok()?;
    Reflect::set(&message, &"lang".into(), &i18n::lang().tag().into()).ok()?;
    let post: Function = member(&worker, "postMessage")?.dyn_into().ok()?;
    post.call1(&worker, &message).ok().map(|_| ())
}

fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(of, &name.into()).ok()?;
    value.is_truthy().then_some(value)
}
