//! The address: where we are, going elsewhere, Back and Forward. A small face of `leptos_router`, which
//! follows the address bar and turns plain clicks on links into navigation.
//!
//! What another program draws is left to the browser: it loads a new document.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement};

use crate::router::{Program, Query, program};

/// Where the visitor is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The path as it stands in the address bar, encoded.
    pub path: String,
    /// What follows `?`.
    pub query: Query,
}

type Navigate = Rc<dyn Fn(&str, NavigateOptions)>;

thread_local! {
    /// The program that runs here; none before it has begun, when everything is its own.
    static OURS: Cell<Option<Program>> = const { Cell::new(None) };
    static HERE: RefCell<Option<(Memo<Place>, Navigate)>> = const { RefCell::new(None) };
}

/// Says which program this is. Called before the router begins to listen, so that it never hears of clicks on links
/// to others.
pub fn keep_to(program: Program) {
    OURS.with(|slot| slot.set(Some(program)));
    super::listen(&super::window(), "click", move |event| {
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| element.closest("a[href]").ok().flatten())
            .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
        if link.is_some_and(|link| !is_ours(&link.pathname())) {
            event.stop_immediate_propagation();
        }
    });
}

/// Whether this document draws a path. Once a new release is there (`start.js` says so) it draws no further page: the
/// next one is a document of that release.
pub fn is_ours(path: &str) -> bool {
    let stale = js_sys::Reflect::get(&super::window(), &"__stale".into());
    OURS.with(Cell::get).is_none_or(|ours| program(path) == ours)
        && !stale.is_ok_and(|stale| stale.is_truthy())
}

/// Follows the router around from now on; called once, inside of it.
pub fn start() -> Memo<Place> {
    let location = use_location();
    let place = Memo::new(move |_| Place {
        path: location.pathname.get(),
        query: location.search.with(|search| Query::parse(search)),
    });
    HERE.with(|slot| *slot.borrow_mut() = Some((place, Rc::new(use_navigate()))));
    Effect::new(move |before: Option<String>| {
        let path = place.with(|place| place.path.clone());
        if before.is_some_and(|before| before != path) {
            super::page::mark_moved();
        }
        path
    });
    place
}

/// Where we are now; tracked when read in a reactive place.
pub fn here() -> Memo<Place> {
    if let Some(place) = use_context::<Memo<Place>>() {
        return place; // of a page that a server renders
    }
    let here = HERE.with(|slot| slot.borrow().as_ref().map(|(place, _)| *place));
    here.unwrap_or_else(|| Memo::new(|_| Place::default()))
}

/// The current value of one key of the query, as a signal.
pub fn query(key: &'static str) -> Memo<Option<String>> {
    let here = here();
    Memo::new(move |_| here.with(|place| place.query.get(key).map(str::to_owned)))
}

/// What is typed into a box that the address fills: it follows the address, as Back does, and the box stays.
pub fn typed(asked: Memo<String>) -> RwSignal<String> {
    let typed = RwSignal::new(asked.get_untracked());
    Effect::new(move |_| typed.set(asked.get()));
    typed
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

fn leave_in_place(to: &str) {
    let _ = super::window().location().replace(to);
}

fn change(to: &str, in_place: bool) {
    let found = HERE.with(|slot| slot.borrow().clone());
    let Some((place, navigate)) = found else {
        return leave(to);
    };
    let path = to.split(['?', '#']).next().unwrap_or_default();
    if !is_ours(path) {
        return if in_place { leave_in_place(to) } else { leave(to) };
    }
    let same_page = place.with_untracked(|place| place.path == path);
    let options = NavigateOptions {
        resolve: false,
        replace: in_place,
        scroll: !same_page, // a new answer in the address must not make the page jump
        ..NavigateOptions::default()
    };
    navigate(to, options);
}
