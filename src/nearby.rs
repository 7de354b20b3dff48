//! What is known where somebody reads: the city's time, and their position if they give it. Nothing of it
//! is needed to read a page, so it comes when the page is there.

use std::time::Duration;

use leptos::prelude::*;
use onething_domain::geo::Position;

use crate::{
    api,
    city::City,
    i18n::t,
    parts,
    platform::{clock, location},
    ui::{Button, Kind, live, say},
};

/// The signals behind [`parts::Nearby`].
#[derive(Clone, Copy)]
pub struct Nearby {
    position: RwSignal<Option<Position>>,
    asking: RwSignal<bool>,
    /// For the parts of a page.
    pub parts: parts::Nearby,
}

impl Default for Nearby {
    fn default() -> Self {
        Self::new()
    }
}

impl Nearby {
    /// Asks for the city's time once the page stands, and counts on by itself.
    pub fn new() -> Self {
        let time = RwSignal::new(None);
        let minutes = RwSignal::new(0u16);
        Effect::new(move |_| {
            leptos::task::spawn_local(async move {
                // Without an answer nothing is said about doors; the hours stand there in words.
                if let Ok(answer) = api::places::time().await {
                    time.set(Some(answer));
                }
            });
        });
        clock::every(Duration::from_secs(60), move || minutes.update(|count| *count += 1));
        let position = RwSignal::new(None);
        let city = City::get();
        Self {
            position,
            asking: RwSignal::new(false),
            parts: parts::Nearby {
                time: Signal::derive(move || {
                    let minutes = minutes.get();
                    time.with(|time: &Option<onething_domain::opening::CityTime>| {
                        time.as_ref().map(|time| time.later(minutes))
                    })
                }),
                position: position.into(),
                route: Signal::derive(move || {
                    city.view().map_or_else(String::new, |city| city.route)
                }),
            },
        }
    }

    /// The button that asks for the position; it is never asked for otherwise, and stays on the device.
    pub fn button(self) -> AnyView {
        let Self { position, asking, .. } = self;
        let ask = Callback::new(move |()| {
            asking.set(true);
            location::ask(move |found| {
                asking.set(false);
                match found {
                    Some(here) => position.set(Some(here)),
                    None => say(t("place.unknown_here")),
                }
            });
        });
        let view = move || {
            match position.get() {
            Some(_) => view! { <p class="soft small" role="status">{t("place.sorted")}</p> }.into_any(),
            None => view! {
                <Button label=t("place.near_me") kind=Kind::Secondary icon="place" busy=asking on_press=ask />
                <p class="soft small">{t("place.private")}</p>
            }
            .into_any(),
        }
        };
        view! { <div class="place-near no-print">{live(view)}</div> }.into_any()
    }
}
