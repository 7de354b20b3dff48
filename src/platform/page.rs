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
    /// Whether something is not saved yet; none before a page has said so.
    static UNSAVED: Cell<Option<bool>> = const { Cell::new(None) };
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

/// As [`focus`], and unfolds what the element is folded away in.
pub fn focus_unfolded(id: &str) -> bool {
    let fold = super::document().get_element_by_id(id).and_then(|e| e.closest("details").ok()?);
    if let Some(fold) = fold {
        let _ = fold.set_attribute("open", "");
    }
    focus(id)
}

/// Puts a mark of this name on the browser's time line (User Timing).
pub fn mark(name: &str) {
    if let Some(performance) = super::window().performance() {
        // A browser without marks merely cannot be measured.
        let _ = performance.mark(name);
    }
}

/// Brings the element with this id into view within what scrolls around it.
pub fn show(id: &str) {
    if let Some(element) = super::document().get_element_by_id(id) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
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

/// Brings focus and caret back to the control that has them, once it has been drawn anew under the
/// same id: somebody may be typing there.
pub fn keep_focus() {
    #[cfg(target_arch = "wasm32")]
    keep_focus_in_browser();
}

#[cfg(target_arch = "wasm32")]
fn keep_focus_in_browser() {
    use wasm_bindgen::JsValue;
    let Some(element) = super::document().active_element() else { return };
    let (id, key) = (element.id(), JsValue::from_str("selectionStart"));
    let caret = js_sys::Reflect::get(&element, &key).unwrap_or_default();
    if id.is_empty() {
        return;
    }
    let back = move || {
        if let Some(element) = super::document().get_element_by_id(&id)
            && super::document().active_element().as_ref() != Some(&element)
        {
            let _ = element.unchecked_ref::<HtmlElement>().focus();
            if caret.as_f64().is_some() {
                let _ = js_sys::Reflect::set(&element, &"selectionStart".into(), &caret);
                let _ = js_sys::Reflect::set(&element, &"selectionEnd".into(), &caret);
            }
        }
    };
    leptos::prelude::queue_microtask(back);
}

/// Tells `handler` whenever the page comes to the front (`true`) or goes to the back, until the
/// surrounding view goes away.
pub fn while_open(handler: impl Fn(bool) + Copy + 'static) {
    let open = leptos::prelude::StoredValue::new(());
    use leptos::prelude::IsDisposed;
    super::listen(&super::document(), "visibilitychange", move |_| {
        if !open.is_disposed() {
            handler(is_visible(&super::document()));
        }
    });
}

/// From now on, the browser asks before the document is closed or left; or it no longer does.
pub fn warn_before_leaving(warn: bool) {
    let is_new = UNSAVED.with(|unsaved| unsaved.replace(Some(warn)).is_none());
    if is_new {
        super::listen(&super::window(), "beforeunload", |event| {
            if UNSAVED.with(Cell::get) == Some(true) {
                event.prevent_default();
                // Browsers of some years ago ask only for this.
                let _ = js_sys::Reflect::set(&event, &"returnValue".into(), &"1".into());
            }
        });
    }
}

/// Asks with these words before a link leads away, the document is closed or left, as long as there are any; until
/// the surrounding view goes away.
pub fn ask_before_leaving(words: leptos::prelude::Signal<Option<String>>) {
    use leptos::prelude::{Effect, GetUntracked, With, on_cleanup};
    Effect::new(move |_| warn_before_leaving(words.with(Option::is_some)));
    on_cleanup(|| warn_before_leaving(false));
    // On the document: before the router hears of it at the window.
    super::listen(&super::document(), "click", move |event| {
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|target| target.closest("a[href]").ok().flatten())
            .and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok());
        let here = super::window().location().pathname().unwrap_or_default();
        let leads_away =
            link.is_some_and(|link| link.pathname() != here && link.target().is_empty());
        if !leads_away || UNSAVED.with(Cell::get) != Some(true) {
            return;
        }
        let Some(words) = words.try_get_untracked().flatten() else { return };
        match super::window().confirm_with_message(&words) {
            Ok(true) => warn_before_leaving(false),
            _ => event.prevent_default(),
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
