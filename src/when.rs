//! A day and an hour of the city, as staff choose when something is to appear.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use leptos::prelude::*;

use crate::{
    city::City,
    i18n::t,
    platform::clock,
    ui::{Caption, DateField, Opt, SelectField},
};

/// What stands in the two fields.
#[derive(Clone, Copy)]
pub struct When {
    day: RwSignal<String>,
    hour: RwSignal<String>,
    wrong: RwSignal<Option<String>>,
}

/// No day yet, nine o'clock.
impl Default for When {
    fn default() -> Self {
        Self {
            day: RwSignal::new(String::new()),
            hour: RwSignal::new(String::from("9")),
            wrong: RwSignal::new(None),
        }
    }
}

impl When {
    /// Proposes tomorrow.
    pub fn propose_tomorrow(self) {
        let tomorrow = clock::now() + TimeDelta::days(1) + TimeDelta::hours(zone().into());
        self.day.set(tomorrow.date_naive().to_string());
        self.wrong.set(None);
    }

    /// The moment that was chosen; none where it is missing or has passed, which is said at the field.
    pub fn chosen(self) -> Option<DateTime<Utc>> {
        let found = moment(&self.day.get_untracked(), &self.hour.get_untracked(), zone());
        let (at, wrong) = match found {
            None => (None, Some("staff.when.day.missing")),
            Some(at) if at <= clock::now() => (None, Some("staff.when.day.passed")),
            at => (at, None),
        };
        self.wrong.set(wrong.map(t));
        at
    }

    /// The two fields.
    pub fn fields(self) -> AnyView {
        let hours: Vec<Opt> =
            (0..24).map(|hour| Opt::new(hour.to_string(), format!("{hour:02}:00"))).collect();
        let put = |field: RwSignal<String>| {
            Callback::new(move |text: String| {
                field.set(text);
                self.wrong.set(None);
            })
        };
        let day = Caption::new("when-day", t("staff.when.day")).error(self.wrong);
        let hour = Caption::new("when-hour", t("staff.when.hour"));
        view! {
            <DateField caption=day value=self.day on_input=put(self.day) />
            <SelectField caption=hour options=hours value=self.hour on_pick=put(self.hour) />
        }
        .into_any()
    }
}

/// How many hours the city's clock is ahead.
fn zone() -> i32 {
    untrack(|| City::get().view().map_or(8, |city| city.zone_hours))
}

/// A day and an hour of the city; none where either is not whole.
fn moment(day: &str, hour: &str, zone: i32) -> Option<DateTime<Utc>> {
    let day: NaiveDate = day.parse().ok()?;
    let local = day.and_hms_opt(hour.parse().ok()?, 0, 0)?;
    Some(local.and_utc() - TimeDelta::hours(i64::from(zone)))
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_day_and_hour_are_the_citys() {
        let at = moment("2026-03-05", "9", 8).map(|at| at.to_rfc3339());
        assert_eq!(at.as_deref(), Some("2026-03-05T01:00:00+00:00"));
        assert_eq!(moment("", "9", 8), None);
        assert_eq!(moment("2026-03-05", "25", 8), None);
    }
}
