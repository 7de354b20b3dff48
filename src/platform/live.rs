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
    let handler = Closure::<dyn FnMut(MessageEvent)>::new(heard);
    let names = events.iter().map(|name| (*name).to_owned()).collect();
    let mut line = Line { address: address.to_owned(), names, handler, source: None };
    let begun = line.open();
    let line = StoredValue::new_local(line);
    on_cleanup(move || {
        line.update_value(Line::close);
    });
    // A page that the browser keeps for Back would go on listening: the server would take it for open.
    super::listen(&super::window(), "pagehide", move |_| {
        let _ = line.try_update_value(Line::close);
    });
    super::listen(&super::window(), "pageshow", move |_| {
        let _ = line.try_update_value(Line::open);
    });
    begun
}

/// A connection that may be closed and opened again.
struct Line {
    address: String,
    names: Vec<String>,
    handler: Closure<dyn FnMut(MessageEvent)>,
    source: Option<EventSource>,
}

impl Line {
    /// Listens, unless it does already; says whether the browser could begin.
    fn open(&mut self) -> bool {
        if self.source.is_some() {
            return true;
        }
        let Ok(source) = EventSource::new(&self.address) else { return false };
        for name in &self.names {
            let handler = self.handler.as_ref().unchecked_ref();
            // Fails only for a handler that is not callable.
            let _ = source.add_event_listener_with_callback(name, handler);
        }
        self.source = Some(source);
        true
    }

    fn close(&mut self) {
        if let Some(source) = self.source.take() {
            source.close();
        }
    }
}
