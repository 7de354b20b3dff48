//! Whether the device believes it is on line. A belief only: a request may still fail.

use std::cell::RefCell;

use leptos::prelude::*;

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
