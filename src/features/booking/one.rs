//! One booking: when, where, what to bring; the number once one is there; change, cancel, calendar file.

use std::time::Duration;

use leptos::prelude::*;
use onething_api::bookings::{BookingCommand, BookingView};
use onething_domain::booking::BookingStatus;

use super::{bring, day::hours, mine::status, refused};
use crate::{
    api::{self, ApiError},
    i18n::{Lang, date, day_of, lang, moment, pick, t, tr},
    links,
    load::{Reading, lasting, reading, shown_steadily},
    platform::{self, clock, document, id, page::is_visible, share},
    router::{Params, Query},
    ui::{Button, Card, Dialog, Facts, Kind, LinkButton, Notice, Page, Tone, live_if, say},
};

/// How often a page that is in front looks whether it is one's turn.
const EVERY: Duration = Duration::from_secs(10);

/// The page.
pub fn page(params: Params) -> AnyView {
    let booking = params.get("id");
    let (last, old) = (StoredValue::new(None::<BookingView>), RwSignal::new(false));
    let read = reading(move || {
        let booking = booking.clone();
        async move { lasting(api::bookings::one(&booking).await, is_passing, last, old) }
    });
    clock::every(EVERY, move || {
        let waits = matches!(read.get_untracked(), Some(Ok(view)) if waits(view.status));
        if waits && is_visible(&document()) {
            read.refetch();
        }
    });
    let title = Signal::derive(move || match read.get() {
        Some(Ok(view)) => pick(&view.service_name),
        _ => t("booking.one"),
    });
    let up = (String::from("/my/bookings"), t("booking.mine"));
    let may_be_old = move || {
        old.get().then(|| view! { <Notice tone=Tone::Warn title=t("track.lost") /> }.into_any())
    };
    let body = shown_steadily(read, move |view| body(view, read));
    view! { <Page title=title up=up><div class="stack">{live_if(may_be_old)}{body}</div></Page> }
        .into_any()
}

/// Whether the number stays after an error: a network that is gone for a moment must not take it away from who waits.
fn is_passing(error: &ApiError) -> bool {
    !error.needs_login() && !error.is_missing()
}

/// Whether something may happen to it while one looks.
fn waits(status: BookingStatus) -> bool {
    matches!(status, BookingStatus::Booked | BookingStatus::Arrived | BookingStatus::Called)
}

fn body(booking: BookingView, read: Reading<BookingView>) -> AnyView {
    let when = format!(
        "{} {}",
        date(day_of(booking.starts_at)),
        hours(booking.starts_at, booking.ends_at)
    );
    let place = &booking.place;
    let lines: Vec<AnyView> = [pick(&place.name), pick(&place.room), pick(&place.address)]
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(|line| view! { <p>{line}</p> }.into_any())
        .collect();
    let rows = vec![
        (t("booking.state"), status(booking.status)),
        (t("booking.when"), view! { <strong class="number">{when}</strong> }.into_any()),
        (t("booking.where"), lines.into_any()),
        (t("place.phone"), phone(&place.phone)),
    ];
    let (turn, bring, calendar, acts) =
        (turn(&booking), bring(&booking.bring), calendar(&booking), acts(&booking, read));
    view! {
        {turn}
        <Card>
            <Facts rows=rows />
            {bring}
            {calendar}
        </Card>
        {acts}
    }
    .into_any()
}

fn phone(number: &str) -> AnyView {
    let href = format!("tel:{number}");
    view! { <a class="number" href=href>{number.to_owned()}</a> }.into_any()
}

/// The number and whose turn it is, announced when it changes.
fn turn(booking: &BookingView) -> AnyView {
    let number = booking.queue.clone();
    let words = match booking.status {
        BookingStatus::Arrived => match booking.ahead {
            0 => t("booking.turn.next"),
            ahead => tr("booking.turn.ahead", &[("n", &ahead.to_string())]),
        },
        BookingStatus::Called => {
            let counter = pick(&booking.counter);
            match counter.is_empty() {
                true => t("booking.turn.now"),
                false => tr("booking.turn.counter", &[("counter", &counter)]),
            }
        }
        BookingStatus::Booked => {
            return view! { <p class="soft">{t("booking.turn.before")}</p> }.into_any();
        }
        BookingStatus::Missed => {
            return view! { <Notice tone=Tone::Warn title=t("booking.missed.help") /> }.into_any();
        }
        BookingStatus::Served | BookingStatus::Cancelled => return ().into_any(),
    };
    view! {
        <div class="card turn" role="status">
            <p class="small soft">{t("booking.number")}</p>
            <p class="turn-number number">{number}</p>
            <p>{words}</p>
        </div>
    }
    .into_any()
}

/// The calendar file: a link where a browser takes files; inside of WeChat the way out of it.
fn calendar(booking: &BookingView) -> AnyView {
    if booking.calendar.is_empty() {
        return ().into_any();
    }
    let mut path = booking.calendar.clone();
    if lang() == Lang::En {
        path.push_str("?lang=en");
    }
    let inside = RwSignal::new(false);
    Effect::new(move |_| inside.set(platform::in_wechat()));
    let way = move || {
        let path = path.clone();
        Some(if inside.get() {
            let copy = Callback::new(move |()| {
                let origin = platform::window().location().origin().unwrap_or_default();
                let address = format!("{origin}{path}");
                leptos::task::spawn_local(async move {
                    let done = share::copy(&address).await;
                    say(t(if done { "booking.calendar.copied" } else { "booking.calendar.menu" }));
                });
            });
            view! {
                <p class="small soft">{t("booking.calendar.wechat")}</p>
                <Button label=t("booking.calendar.copy") kind=Kind::Quiet on_press=copy />
            }
            .into_any()
        } else {
            view! {
                <a class="btn btn-secondary" href=path rel="external"><span>{t("booking.calendar")}</span></a>
            }
            .into_any()
        })
    };
    view! { <div class="actions">{live_if(way)}</div> }.into_any()
}

/// Change and cancel, as long as they are possible.
fn acts(booking: &BookingView, read: Reading<BookingView>) -> AnyView {
    if booking.status != BookingStatus::Booked {
        let again = Query::default().on(&links::book(&booking.service));
        return view! { <div class="actions"><LinkButton href=again label=t("booking.again") kind=Kind::Secondary /></div> }
            .into_any();
    }
    if !booking.changeable {
        return view! { <p class="soft">{t("booking.closed")}</p> }.into_any();
    }
    let asked = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let move_to = Query::default()
        .with("move", &booking.id)
        .on(&links::book_at(&booking.service, &booking.place.id));
    let request_id = StoredValue::new(id::fresh());
    let (id, name) = (booking.id.clone(), pick(&booking.service_name));
    let close = Callback::new(move |()| asked.set(false));
    let cancel = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let id = id.clone();
        leptos::task::spawn_local(async move {
            let sent =
                api::bookings::command(&id, request_id.get_value(), BookingCommand::Cancel {});
            match sent.await {
                Ok(_) => say(t("booking.cancelled")),
                Err(error) => say(refused(&error)),
            }
            asked.try_set(false);
            busy.try_set(false);
            read.refetch();
        });
    });
    let until = tr("booking.until", &[("when", &moment(booking.changeable_until))]);
    let question = tr("booking.cancel.text", &[("name", &name)]);
    view! {
        <p class="small soft">{until}</p>
        <div class="actions">
            <LinkButton href=move_to label=t("booking.change") kind=Kind::Secondary />
            <Button label=t("booking.cancel") kind=Kind::Quiet icon="trash" on_press=Callback::new(move |()| asked.set(true)) />
        </div>
        <Dialog open=asked on_close=close title=t("booking.cancel.title")>
            <p>{question.clone()}</p>
            <div class="actions">
                <Button label=t("booking.cancel") kind=Kind::Danger busy=busy on_press=cancel />
                <Button label=t("booking.keep") kind=Kind::Secondary on_press=close />
            </div>
        </Dialog>
    }
    .into_any()
}
