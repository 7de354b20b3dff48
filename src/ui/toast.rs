//! Short messages that come and go, read out by screen readers without moving the focus.

use std::cell::RefCell;

use leptos::prelude::*;

thread_local! {
    static SAID: RefCell<Option<RwSignal<String>>> = const { RefCell::new(None) };
}

/// How long a message stays on the screen.
const SHOWN: std::time::Duration = std::time::Duration::from_secs(6);

/// Shows and announces a message.
pub fn say(message: String) {
    let Some(said) = SAID.with(|slot| *slot.borrow()) else {
        return;
    };
    said.set(message.clone());
    set_timeout(
        move || {
            // A later message stays its own time.
            if said.try_with_untracked(|now| *now == message).unwrap_or(false) {
                said.set(String::new());
            }
        },
        SHOWN,
    );
}

/// The place where messages appear; once in the frame.
#[component]
pub fn LiveRegion() -> AnyView {
    let said = RwSignal::new(String::new());
    SAID.with(|slot| *slot.borrow_mut() = Some(said));
    let words = move || Some(said.get()).filter(|words| !words.is_empty()).map(IntoAny::into_any);
    view! { <div class="toast" role="status" aria-live="polite">{super::live_if(words)}</div> }
        .into_any()
}
