//! What every page may know of the city: its name, hotline, life events.

use leptos::prelude::*;
use onething_api::guides::CityView;

use crate::{
    api::{self, ApiError},
    i18n, load,
};

/// The city; one context for all pages.
#[derive(Clone, Copy)]
pub struct City(RwSignal<Option<CityView>>);

impl City {
    /// Asks for the city once and provides it to all pages.
    pub fn provide() {
        let city = Self(RwSignal::new(None));
        provide_context(city);
        load::when_read(api::guides::city(), move |answer| {
            if let Ok(view) = answer {
                i18n::set_zone(view.zone_hours);
                city.0.set(Some(view));
            }
        });
    }

    /// The city of the pages around.
    pub fn get() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(None)))
    }

    /// The city as it is known; asked for where it is not yet.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn known(self) -> Result<CityView, ApiError> {
        match self.0.get_untracked() {
            Some(view) => Ok(view),
            None => api::guides::city().await,
        }
    }

    /// What is known of it; `None` until the server has answered.
    pub fn view(self) -> Option<CityView> {
        self.0.get()
    }

    /// Whether this is a demonstration.
    pub fn is_demo(self) -> bool {
        self.0.with(|city| city.as_ref().is_some_and(|city| city.demo))
    }
}
