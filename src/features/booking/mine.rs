//! My bookings: what is before me first, then what was.

use leptos::prelude::*;
use onething_api::bookings::{BookingList, BookingView};
use onething_domain::booking::BookingStatus;

use super::day::hours;
use crate::{
    api,
    i18n::{date, day_of, moment, pick, t, tr},
    links,
    load::{in_words, reading, shown},
    router::Params,
    ui::{Empty, LinkButton, LoadMore, Notice, Page, Tag, Tone, live, say},
    words::code,
};

/// The page.
pub fn page(_: Params) -> AnyView {
    let read = reading(|| async { api::bookings::mine("").await });
    let up = (String::from("/my"), t("my.title"));
    view! {
        <Page title=t("booking.mine") up=up>
            <div class="stack">
                <div class="actions"><LinkButton href="/booking" label=t("booking.new") /></div>
                {shown(read, list)}
            </div>
        </Page>
    }
    .into_any()
}

fn list(first: BookingList) -> AnyView {
    let blocked = first.blocked_until.map(|until| {
        let words = tr("booking.blocked", &[("date", &moment(until))]);
        view! { <Notice tone=Tone::Warn title=words /> }
    });
    if first.bookings.is_empty() {
        return view! { {blocked}<Empty title=t("booking.mine.none") text=t("booking.mine.none.help") /> }
            .into_any();
    }
    let rows = RwSignal::new(first.bookings);
    let next = RwSignal::new(first.next);
    let busy = RwSignal::new(false);
    let more = Callback::new(move |()| {
        let Some(cursor) = next.get_untracked() else { return };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match api::bookings::mine(&cursor).await {
                Ok(page) => {
                    rows.update(|rows| rows.extend(page.bookings));
                    next.set(page.next);
                }
                Err(error) => say(in_words(&error).0),
            }
            busy.set(false);
        });
    });
    let lines = move || {
        let mut rows = rows.get();
        // A stable sort: what is over stays below, the latest first; what is before one comes soonest first.
        rows.sort_by_key(|row| {
            let before = is_before(row.status);
            (!before, before.then_some(row.starts_at))
        });
        rows.iter().map(line).collect_view().into_any()
    };
    let has_more = Signal::derive(move || next.with(Option::is_some));
    view! {
        {blocked}
        <section class="card" aria-label=t("booking.mine")><ul class="rows">{live(lines)}</ul></section>
        <LoadMore more=has_more busy=busy on_more=more />
    }
    .into_any()
}

fn is_before(status: BookingStatus) -> bool {
    matches!(status, BookingStatus::Booked | BookingStatus::Arrived | BookingStatus::Called)
}

/// A status with its tone.
pub fn status(status: BookingStatus) -> AnyView {
    let tone = match status {
        BookingStatus::Booked => Tone::Info,
        BookingStatus::Arrived | BookingStatus::Served => Tone::Good,
        BookingStatus::Called => Tone::Warn,
        BookingStatus::Missed => Tone::Bad,
        BookingStatus::Cancelled => Tone::Plain,
    };
    view! { <Tag label=t(&format!("booking.status.{}", code(&status))) tone=tone /> }.into_any()
}

fn line(booking: &BookingView) -> AnyView {
    let when = format!(
        "{} {}",
        date(day_of(booking.starts_at)),
        hours(booking.starts_at, booking.ends_at)
    );
    view! {
        <li class="row-item">
            <a class="row-link" href=links::booking(&booking.id)>
                <span class="row-name">{pick(&booking.service_name)}</span>
                {status(booking.status)}
            </a>
            <p class="number">{when}</p>
            <p class="small soft">{pick(&booking.place.name)}</p>
        </li>
    }
    .into_any()
}
