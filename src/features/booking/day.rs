//! Days with what is left of them, and the slots of one: both stand in the address, so that Back and reload keep them.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use leptos::prelude::*;
use onething_api::bookings::{SlotDay, SlotDays, SlotView};

use crate::{
    i18n::{date, t, tr},
    router::Query,
    ui::Empty,
};

/// What is chosen so far, as the address says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// The day.
    pub day: String,
    /// The beginning of the slot, as RFC 3339.
    pub slot: String,
}

impl Chosen {
    /// Reads it from the query.
    pub fn read(query: &Query) -> Self {
        let value = |key: &str| query.get(key).unwrap_or_default().to_owned();
        Self { day: value("day"), slot: value("slot") }
    }
}

/// Days, then the slots of the one that is shown.
pub fn choose(found: &SlotDays, chosen: &Chosen, here: &str, query: &Query) -> AnyView {
    let open: Vec<&SlotDay> = found.days.iter().filter(|day| day.open).collect();
    if open.iter().all(|day| day.left == 0) && found.day.is_none() {
        return view! { <Empty title=t("booking.full") text=t("booking.full.help") /> }.into_any();
    }
    let days: Vec<AnyView> = open
        .into_iter()
        .map(|day| day_link(day, found.day == Some(day.day), here, query))
        .collect();
    let slots = match (found.day, found.slots.is_empty()) {
        (Some(day), false) => slot_list(day, &found.slots, chosen, here, query),
        _ => view! { <p class="soft">{t("booking.no_slots")}</p> }.into_any(),
    };
    view! {
        <section aria-labelledby="days">
            <h2 class="card-title" id="days">{t("booking.day")}</h2>
            <ul class="days">{days}</ul>
        </section>
        {slots}
    }
    .into_any()
}

fn day_link(day: &SlotDay, chosen: bool, here: &str, query: &Query) -> AnyView {
    let name = tr(
        "booking.day.name",
        &[("m", &day.day.month().to_string()), ("d", &day.day.day().to_string())],
    );
    let weekday = t(&format!("weekday.{}", day.day.weekday().number_from_monday()));
    let left = match day.left {
        0 => t("booking.day.full"),
        left => tr("booking.left", &[("n", &left.to_string())]),
    };
    let words = view! {
        <span class="day-name">{name}</span>
        <span class="small">{weekday}</span>
        <span class="small soft">{left}</span>
    };
    if day.left == 0 && !chosen {
        return view! { <li><span class="day day-full">{words}</span></li> }.into_any();
    }
    let href = query.with("day", &day.day.to_string()).with("slot", "").on(here);
    let current = chosen.then_some("true");
    view! { <li><a class="day" class:day-chosen=chosen aria-current=current href=href>{words}</a></li> }
        .into_any()
}

fn slot_list(
    day: NaiveDate,
    slots: &[SlotView],
    chosen: &Chosen,
    here: &str,
    query: &Query,
) -> AnyView {
    // What is over, or begins too soon, would stand in the way of what can be had.
    let first = slots.iter().position(|slot| slot.left > 0).unwrap_or(0);
    let links: Vec<AnyView> =
        slots[first..].iter().map(|slot| slot_link(slot, chosen, here, query)).collect();
    view! {
        <section aria-labelledby="slots">
            <h2 class="card-title" id="slots">{tr("booking.slot", &[("date", &date(day))])}</h2>
            <ul class="slots">{links}</ul>
        </section>
    }
    .into_any()
}

fn slot_link(slot: &SlotView, chosen: &Chosen, here: &str, query: &Query) -> AnyView {
    let time = hours(slot.starts_at, slot.ends_at);
    if slot.left == 0 {
        let words = t("booking.slot.full");
        return view! {
            <li><span class="slot slot-full"><span class="number">{time}</span><span class="small">{words}</span></span></li>
        }
        .into_any();
    }
    let start = slot.starts_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let is_chosen = chosen.slot == start;
    let href = query.with("slot", &start).on(here);
    let left = tr("booking.left", &[("n", &slot.left.to_string())]);
    let current = is_chosen.then_some("true");
    view! {
        <li>
            <a class="slot" class:slot-chosen=is_chosen aria-current=current href=href>
                <span class="number">{time}</span>
                <span class="small soft">{left}</span>
            </a>
        </li>
    }
    .into_any()
}

/// From and until, as "09:00–09:30".
pub fn hours(from: DateTime<Utc>, until: DateTime<Utc>) -> String {
    format!("{}–{}", crate::i18n::time(from), crate::i18n::time(until))
}
