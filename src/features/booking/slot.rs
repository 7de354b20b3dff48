//! Choosing day and slot, then booking – or moving a booking, where the address names one.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use onething_api::bookings::{BookableService, BookingCommand, NewBooking, SlotDays, SlotView};

use super::{
    bring,
    day::{Chosen, choose, hours},
    refused, service,
};
use crate::{
    api::{self, ApiError},
    i18n::{date, day_of, pick, t, tr},
    links,
    load::{reading, shown},
    platform::{history, id, page::focus},
    router::{Params, Query},
    session::Session,
    ui::{Button, Card, Facts, LinkButton, Notice, Page, Tone, live, live_if},
};

/// Where the summary is: a chosen slot leads the focus there.
const SUMMARY: &str = "chosen";

/// What the page is about.
#[derive(Clone, PartialEq)]
struct Asked {
    service: String,
    place: String,
    day: String,
}

/// What stays of a booking while the slots are read anew, as they are once it was refused.
#[derive(Clone, Copy)]
struct Attempt {
    query: Memo<Query>,
    refetch: Callback<()>,
    /// Why it was refused.
    failed: RwSignal<Option<String>>,
    /// Id and slot of what was sent, for as long as nothing was decided on it.
    sent: StoredValue<Option<(String, DateTime<Utc>)>>,
}

impl Attempt {
    /// The id for a slot: after a second tap or a lost answer the same goes out again, and is booked once.
    fn id_for(self, slot: DateTime<Utc>) -> String {
        let same = self.sent.get_value().filter(|(_, sent)| *sent == slot);
        let id = same.map_or_else(id::fresh, |(id, _)| id);
        self.sent.set_value(Some((id.clone(), slot)));
        id
    }

    fn was_refused(self, error: &ApiError) {
        if self.failed.try_set(Some(refused(error))).is_some() {
            return; // the page is gone
        }
        // Without an answer it may have been booked: the slot stays to be tried again, under the same id.
        if !error.offline && error.problem.status < 500 {
            self.sent.set_value(None);
            self.refetch.run(());
        }
    }
}

/// The page.
pub fn page(params: Params) -> AnyView {
    let (service_id, place_id) = (params.get("service"), params.get("place"));
    let here = history::here();
    let query = Memo::new(move |_| here.with(|place| place.query.clone()));
    // A slot that is chosen reads nothing anew.
    let asked = {
        let (service, place) = (service_id.clone(), place_id.clone());
        Memo::new(move |_| Asked {
            service: service.clone(),
            place: place.clone(),
            day: query.with(|query| Chosen::read(query).day),
        })
    };
    let read = reading(move || {
        let asked = asked.get();
        async move {
            let service = service(&asked.service).await?;
            let slots = api::bookings::slots(&asked.service, &asked.place, &asked.day).await?;
            Ok((service, slots))
        }
    });
    let title = Signal::derive(move || match read.get() {
        Some(Ok((service, _))) => pick(&service.name),
        _ => t("booking.title"),
    });
    let address = links::book_at(&service_id, &place_id);
    let up = (links::book(&service_id), t("booking.where"));
    let attempt = Attempt {
        query,
        refetch: Callback::new(move |()| read.refetch()),
        failed: RwSignal::new(None),
        sent: StoredValue::new(None),
    };
    let body = move |(service, slots): (BookableService, SlotDays)| {
        body(service, slots, &place_id, address.clone(), attempt)
    };
    let error = move || {
        let words = attempt.failed.get()?;
        Some(view! { <Notice tone=Tone::Bad title=words /> }.into_any())
    };
    view! {
        <Page title=title up=up><div class="stack">{shown(read, body)}{live_if(error)}</div></Page>
    }
    .into_any()
}

fn body(
    service: BookableService,
    slots: SlotDays,
    place: &str,
    address: String,
    attempt: Attempt,
) -> AnyView {
    let query = attempt.query;
    let found = service.places.iter().find(|known| known.id == place);
    let where_to = found.map(|place| {
        let room = pick(&place.room);
        let line = [pick(&place.name), room, pick(&place.address)];
        let line: Vec<String> = line.into_iter().filter(|part| !part.is_empty()).collect();
        view! { <p class="soft">{line.join(" · ")}</p> }
    });
    let moving = move || {
        query.with(|query| query.get("move").is_some()).then(|| {
            view! { <Notice tone=Tone::Info title=t("booking.moving")><p>{t("booking.moving.help")}</p></Notice> }
                .into_any()
        })
    };
    let days = {
        let (slots, address) = (slots.clone(), address.clone());
        move || query.with(|query| choose(&slots, &Chosen::read(query), &address, query))
    };
    let chosen = Memo::new(move |_| {
        let start = query.with(|query| Chosen::read(query).slot);
        let start = start.parse::<DateTime<Utc>>().ok()?;
        slots.slots.iter().find(|slot| slot.starts_at == start && slot.left > 0).cloned()
    });
    Effect::new(move |before: Option<Option<DateTime<Utc>>>| {
        let now = chosen.with(|slot| slot.as_ref().map(|slot| slot.starts_at));
        if let Some(before) = before
            && before != now
        {
            attempt.failed.set(None);
            if before.is_none() {
                focus(SUMMARY);
            }
        }
        now
    });
    let place = place.to_owned();
    let summary = move || {
        let slot = chosen.get()?;
        Some(confirm(&service, &place, &slot, attempt))
    };
    view! { {where_to}{live_if(moving)}{live(days)}{live_if(summary)} }.into_any()
}

fn confirm(service: &BookableService, place: &str, slot: &SlotView, attempt: Attempt) -> AnyView {
    let (session, query) = (Session::get(), attempt.query);
    let when = format!("{} {}", date(day_of(slot.starts_at)), hours(slot.starts_at, slot.ends_at));
    let rows = vec![
        (t("booking.what"), pick(&service.name).into_any()),
        (t("booking.when"), view! { <span class="number">{when}</span> }.into_any()),
    ];
    let until = tr("booking.cancel_until", &[("n", &cancel(service.cancel_minutes))]);
    let busy = RwSignal::new(false);
    let (service_id, place, starts_at) = (service.id.clone(), place.to_owned(), slot.starts_at);
    let book = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        attempt.failed.set(None);
        let moved = query.with_untracked(|query| query.get("move").map(str::to_owned));
        let new = NewBooking {
            id: attempt.id_for(starts_at),
            service: service_id.clone(),
            place: place.clone(),
            starts_at,
        };
        leptos::task::spawn_local(async move {
            match send(new, moved).await {
                Ok(id) => history::go(&links::booking(&id)),
                Err(error) => attempt.was_refused(&error),
            }
            busy.try_set(false);
        });
    });
    let moves = query.with_untracked(|query| query.get("move").is_some());
    let label = t(if moves { "booking.move" } else { "booking.book" });
    let act = move || match session.person() {
        Some(_) => view! { <Button label=label.clone() busy=busy on_press=book /> }.into_any(),
        None => {
            let here = history::here().get();
            let href = links::login(&here.query.on(&here.path));
            view! { <LinkButton href=href label=t("booking.login") /> }.into_any()
        }
    };
    let bring = bring(&service.bring);
    view! {
        <div id=SUMMARY tabindex="-1">
            <Card title=t("booking.check")>
                <Facts rows=rows />
                {bring}
                <p class="small soft">{until}</p>
                <div class="actions">{live(act)}</div>
            </Card>
        </div>
    }
    .into_any()
}

async fn send(new: NewBooking, moved: Option<String>) -> Result<String, ApiError> {
    match moved {
        Some(booking) => {
            let command = BookingCommand::Change { place: new.place, starts_at: new.starts_at };
            Ok(api::bookings::command(&booking, new.id, command).await?.id)
        }
        None => Ok(api::bookings::book(&new).await?.id),
    }
}

/// A span of minutes in words.
pub fn cancel(minutes: u16) -> String {
    match minutes {
        0 => t("booking.minutes.none"),
        whole if whole % 60 == 0 => tr("booking.hours", &[("n", &(whole / 60).to_string())]),
        minutes => tr("booking.minutes", &[("n", &minutes.to_string())]),
    }
}
