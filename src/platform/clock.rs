//! The device's clock and timers. Only for what is shown ("60 s until you may ask again"); what
//! counts is decided by the server's clock.

use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// The device's time; where a server renders a page, the time for which it does.
pub fn now() -> DateTime<Utc> {
    #[cfg(not(target_arch = "wasm32"))]
    return RENDERED.get();
    #[cfg(target_arch = "wasm32")]
    // Milliseconds since 1970 fit an i64 for as long as anyone will care.
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

#[cfg(not(target_arch = "wasm32"))]
thread_local! {
    static RENDERED: std::cell::Cell<DateTime<Utc>> =
        const { std::cell::Cell::new(DateTime::UNIX_EPOCH) };
}

/// Says for which time the next page is rendered.
#[cfg(not(target_arch = "wasm32"))]
pub fn set(now: DateTime<Utc>) {
    RENDERED.set(now);
}

/// Runs `handler` every `period` until the surrounding view goes away.
pub fn every(period: Duration, handler: impl Fn() + 'static) {
    if !super::IN_BROWSER {
        return;
    }
    if let Ok(timer) = set_interval_with_handle(handler, period) {
        on_cleanup(move || timer.clear());
    }
}

/// Waits until nothing more happens for a while: what is done after the last key, once.
#[derive(Clone, Copy)]
pub struct Rest {
    turn: StoredValue<u32>,
    period: Duration,
}

impl Rest {
    /// Waits this long each time. Ends with the surrounding view.
    pub fn new(period: Duration) -> Self {
        Self { turn: StoredValue::new(0), period }
    }

    /// Runs `act` after the period, unless something else is to be run or the view goes away first.
    pub fn then(self, act: impl FnOnce() + 'static) {
        if !super::IN_BROWSER {
            return;
        }
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let mine = self.turn.get_value();
        let due = move || {
            if self.turn.try_get_value() == Some(mine) {
                act();
            }
        };
        set_timeout(due, self.period);
    }
}

/// Resolves after `delay`.
pub async fn pause(delay: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let milliseconds = delay.as_millis().try_into().unwrap_or(i32::MAX);
        let _ = super::window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}
