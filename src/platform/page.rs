//! The document around the view: its title, where the focus goes after a change of page, and
//! coming back to a page that slept.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement};

use crate::i18n::t;

thread_local! {
    /// Whether the visitor has moved inside the page since it was loaded. On the first load the
    /// browser puts the focus; afterwards we must.
    static MOVED: Cell<bool> = const { Cell::new(false) };
}

pub(crate) fn mark_moved() {
    MOVED.with(|moved| moved.set(true));
}

/// Names the document, and moves the focus to the page's heading when the visitor came by a link
/// inside the portal, so that a screen reader begins at the new page.
pub fn arrive(heading: &HtmlElement) {
    if MOVED.with(|moved| moved.replace(false)) {
        // The address has already scrolled to where it belongs.
        let _ = heading.focus();
    }
}

/// A heading as the document's title.
pub fn in_full(heading: &str) -> String {
    format!("{heading} · {}", t("portal.name"))
}

/// Sets the document's title.
pub fn title(text: &str) {
    super::document().set_title(text);
}

/// Moves the focus to the element with this id and brings it into view; says whether it exists.
pub fn focus(id: &str) -> bool {
    let element =
        super::document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok());
    let Some(element) = element else { return false };
    element.scroll_into_view();
    element.focus().is_ok()
}

/// Runs `handler` whenever the page comes back to the front: another tab closed, the phone
/// unlocked, Back from a cached page. What was shown may be stale then.
pub fn on_return(handler: impl Fn() + Clone + 'static) {
    let shown = handler.clone();
    super::listen(&super::document(), "visibilitychange", move |_| {
        if is_visible(&super::document()) {
            shown();
        }
    });
    super::listen(&super::window(), "pageshow", move |event| {
        let persisted =
            event.dyn_ref::<web_sys::PageTransitionEvent>().is_some_and(|e| e.persisted());
        if persisted {
            handler();
        }
    });
}

/// Runs `handler` whenever the page goes to the back: the last moment that a phone surely grants.
pub fn on_leave(handler: impl Fn() + 'static) {
    super::listen(&super::document(), "visibilitychange", move |_| {
        if !is_visible(&super::document()) {
            handler();
        }
    });
}

/// Whether the page is in front.
pub fn is_visible(document: &Document) -> bool {
    !document.hidden()
}

/// Opens what is folded, since paper cannot be tapped, and the browser's print dialog.
pub fn print() {
    if let Ok(folds) = super::document().query_selector_all("details") {
        for fold in (0..folds.length()).filter_map(|at| folds.get(at)) {
            let _ = fold.unchecked_ref::<web_sys::Element>().set_attribute("open", "");
        }
    }
    let _ = super::window().print();
}
