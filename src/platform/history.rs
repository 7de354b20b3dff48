//! The address bar: where we are, going elsewhere, Back and Forward, and plain links that stay
//! inside the page.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

use crate::router::Query;

/// Where the visitor is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The path as it stands in the address bar, encoded.
    pub path: String,
    /// What follows `?`.
    pub query: Query,
}

thread_local! {
    static HERE: RefCell<Option<RwSignal<Place>>> = const { RefCell::new(None) };
}

/// Follows the address bar from now on. `is_ours` says which paths this front end can show; links
/// to others load a new document.
pub fn start(is_ours: fn(&str) -> bool) -> RwSignal<Place> {
    let here = RwSignal::new(current());
    HERE.with(|slot| *slot.borrow_mut() = Some(here));
    let window = super::window();
    super::listen(&window, "popstate", move |_| here.set(current()));
    super::listen(&window, "click", move |event| follow_link(event, is_ours));
    here
}

/// Where we are now; tracked when read in a reactive place.
pub fn here() -> RwSignal<Place> {
    HERE.with(|slot| *slot.borrow()).unwrap_or_default()
}

/// The current value of one key of the query, as a signal.
pub fn query(key: &'static str) -> Memo<Option<String>> {
    let here = here();
    Memo::new(move |_| here.with(|place| place.query.get(key).map(str::to_owned)))
}

/// Goes to an address of this front end, as a link would.
pub fn go(to: &str) {
    change(to, false);
}

/// Goes to an address without leaving the present one in the history.
pub fn replace(to: &str) {
    change(to, true);
}

/// Loads an address as a new document: another front end, or one outside.
pub fn leave(to: &str) {
    let _ = super::window().location().set_href(to);
}

/// One page back, or `otherwise` when the visitor came straight here.
pub fn back(otherwise: &str) {
    let Ok(history) = super::window().history() else {
        return;
    };
    if history.length().unwrap_or(0) > 1 {
        let _ = history.back();
    } else {
        go(otherwise);
    }
}

fn change(to: &str, in_place: bool) {
    let Ok(history) = super::window().history() else {
        return;
    };
    let changed = if in_place {
        history.replace_state_with_url(&JsValue::NULL, "", Some(to))
    } else {
        history.push_state_with_url(&JsValue::NULL, "", Some(to))
    };
    if changed.is_err() {
        return leave(to);
    }
    let signal = here();
    let before = signal.with_untracked(|place| place.path.clone());
    let place = current();
    let same_page = before == place.path;
    signal.set(place);
    if !same_page {
        super::page::mark_moved();
        super::window().scroll_to_with_x_and_y(0.0, 0.0);
    }
}

fn current() -> Place {
    let location = super::window().location();
    Place {
        path: location.pathname().unwrap_or_default(),
        query: Query::parse(&location.search().unwrap_or_default()),
    }
}

/// Turns a plain click on one of our links into a change of address.
fn follow_link(event: web_sys::Event, is_ours: fn(&str) -> bool) {
    let Some(click) = event.dyn_ref::<MouseEvent>() else {
        return;
    };
    let plain = click.button() == 0
        && !(click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key())
        && !click.default_prevented();
    let link = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|element| element.closest("a[href]").ok().flatten())
        .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
    let (true, Some(link)) = (plain, link) else {
        return;
    };
    let here = super::window().location();
    let same_origin = here.origin().is_ok_and(|origin| origin == link.origin());
    if !same_origin
        || !link.target().is_empty()
        || link.has_attribute("download")
        || !is_ours(&link.pathname())
    {
        return;
    }
    let to = format!("{}{}", link.pathname(), link.search());
    let from =
        format!("{}{}", here.pathname().unwrap_or_default(), here.search().unwrap_or_default());
    if to == from && !link.hash().is_empty() {
        return; // A jump inside the page is the browser's.
    }
    event.prevent_default();
    if to == from { replace(&to) } else { go(&format!("{to}{}", link.hash())) }
}
