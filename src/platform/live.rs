//! Being told by the server that something has moved (server-sent events), with the browser's own
//! reconnecting and `Last-Event-ID`.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// Listens at `address` until the surrounding view goes away; `heard` gets the data of each
/// message of the given event name. Says whether the browser could begin.
pub fn follow(address: &str, event: &str, heard: impl Fn(String) + 'static) -> bool {
    follow_all(address, &[event], move |message| {
        heard(message.data().as_string().unwrap_or_default());
    })
}

/// The same for several event names; `heard` gets each message.
pub fn follow_all(address: &str, events: &[&str], heard: impl Fn(MessageEvent) + 'static) -> bool {
    let Ok(source) = EventSource::new(address) else { return false };
    let handler = Closure::<dyn FnMut(MessageEvent)>::new(heard);
    for event in events {
        // Fails only for a handler that is not callable.
        let _ = source.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref());
    }
    let held = StoredValue::new_local((source, handler));
    on_cleanup(move || {
        held.with_value(|(source, _)| source.close());
    });
    true
}
