//! Who has booked today at a place: checking in, calling whoever is next, no-shows (W1).

use std::time::Duration;

use leptos::prelude::*;
use onething_api::bookings::{BookingDesk, BookingStepRequest, CallNext, DeskBooking};
use onething_domain::booking::{BookingStatus, BookingStep};

use crate::{
    api::{self, ApiError},
    i18n::{date, pick, t, time, tr},
    load::{Reading, in_words, reading, shown_steadily},
    platform::{clock, document, history, id, page::is_visible, storage},
    router::{Params, Query},
    ui::{
        self, Button, Caption, DateField, Empty, Kind, Opt, Page, SelectField, Table, Tag, Tone,
        say,
    },
    words::code,
};

/// Where the page is.
const HERE: &str = "/staff/bookings";
/// Where this desk keeps at which counter it stands.
const COUNTER: &str = "counter";
/// How often a page that is in front looks who has come.
const EVERY: Duration = Duration::from_secs(10);

/// The page; place and day stand in the address.
pub fn page(_: Params) -> AnyView {
    let (place, day) = (history::query("place"), history::query("day"));
    let read = reading(move || {
        let (place, day) = (place.get().unwrap_or_default(), day.get().unwrap_or_default());
        async move { api::bookings::desk(&place, &day).await }
    });
    clock::every(EVERY, move || {
        if is_visible(&document()) {
            read.refetch();
        }
    });
    view! {
        <Page title=t("staff.bookings.title") wide=true>{shown_steadily(read, move |desk| body(desk, read))}</Page>
    }
    .into_any()
}

/// What the page knows beside the list.
#[derive(Clone, Copy)]
struct Desk {
    read: Reading<BookingDesk>,
    busy: RwSignal<bool>,
    counter: RwSignal<String>,
}

fn body(list: BookingDesk, read: Reading<BookingDesk>) -> AnyView {
    let counter = storage::read(&storage::own(COUNTER)).unwrap_or_default();
    let known = counter.parse::<usize>().is_ok_and(|index| index < list.counters.len());
    let counter = if known { counter } else { String::from("0") };
    let desk = Desk { read, busy: RwSignal::new(false), counter: RwSignal::new(counter) };
    let day = if list.today { String::new() } else { day_text(&list) };
    let places: Vec<AnyView> = list
        .places
        .iter()
        .map(|place| {
            let href = Query::default().with("place", &place.id).with("day", &day).on(HERE);
            ui::chip(href, place.id == list.place, pick(&place.name))
        })
        .collect();
    let waiting = tr("staff.bookings.waiting", &[("n", &list.waiting.to_string())]);
    view! {
        <ul class="chips" aria-label=t("staff.bookings.places")>{places}</ul>
        <div class="bookings-head">
            {day_field(&list)}
            {list.today.then(|| call(&list, desk))}
        </div>
        <p role="status">{date(list.day)}" · "{waiting}</p>
        {table(&list, desk)}
    }
    .into_any()
}

fn day_text(list: &BookingDesk) -> String {
    list.day.to_string()
}

fn day_field(list: &BookingDesk) -> AnyView {
    let place = list.place.clone();
    let value = Signal::stored(day_text(list));
    let pick = Callback::new(move |day: String| {
        let query = Query::default().with("place", &place).with("day", &day);
        history::go(&query.on(HERE));
    });
    let caption = Caption::new("day", t("staff.bookings.day"));
    view! { <DateField caption=caption value=value on_input=pick /> }.into_any()
}

/// The counter of this desk, and calling whoever is next.
fn call(list: &BookingDesk, desk: Desk) -> AnyView {
    let place = list.place.clone();
    let press = Callback::new(move |()| {
        if desk.busy.get_untracked() {
            return;
        }
        desk.busy.set(true);
        let request =
            CallNext { id: id::fresh(), place: place.clone(), counter: desk.chosen_counter() };
        leptos::task::spawn_local(async move {
            let said = match api::bookings::call(&request).await {
                Ok(called) => match called.booking {
                    Some(next) => tr(
                        "staff.bookings.called",
                        &[("number", &next.queue), ("name", &next.person)],
                    ),
                    None => t("staff.bookings.nobody"),
                },
                Err(error) => refused(&error),
            };
            say(said);
            desk.done();
        });
    });
    let options: Vec<Opt> = list
        .counters
        .iter()
        .enumerate()
        .map(|(index, name)| Opt::new(index.to_string(), pick(name)))
        .collect();
    let choose = Callback::new(move |counter: String| {
        let counter = if counter.is_empty() { String::from("0") } else { counter };
        storage::write(&storage::own(COUNTER), &counter);
        desk.counter.set(counter);
    });
    let caption = Caption::new("counter", t("staff.bookings.counter"));
    let field = (!options.is_empty()).then(|| {
        view! { <SelectField caption=caption options=options value=desk.counter on_pick=choose /> }
    });
    view! {
        {field}
        <Button label=t("staff.bookings.call") busy=desk.busy on_press=press />
    }
    .into_any()
}

impl Desk {
    fn chosen_counter(self) -> u16 {
        self.counter.get_untracked().parse().unwrap_or(0)
    }

    fn done(self) {
        self.busy.try_set(false);
        self.read.refetch();
    }

    fn step(self, booking: String, step: BookingStep) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let request = BookingStepRequest { id: id::fresh(), step, counter: self.chosen_counter() };
        leptos::task::spawn_local(async move {
            let said = match api::bookings::step(&booking, &request).await {
                Ok(row) => {
                    let status = t(&format!("booking.status.{}", code(&row.status)));
                    [row.person, row.queue, status]
                        .into_iter()
                        .filter(|word| !word.is_empty())
                        .collect::<Vec<_>>()
                        .join(" · ")
                }
                Err(error) => refused(&error),
            };
            say(said);
            self.done();
        });
    }
}

fn refused(error: &ApiError) -> String {
    match api::bookings::refusal(error) {
        Some(reason) => t(&format!("booking.refused.{}", code(&reason))),
        None => in_words(error).0,
    }
}

fn table(list: &BookingDesk, desk: Desk) -> AnyView {
    if list.bookings.is_empty() {
        return view! { <Empty title=t("staff.bookings.none") /> }.into_any();
    }
    let heads = ["time", "service", "person", "number", "status", "act"];
    let heads = heads.map(|name| t(&format!("staff.bookings.column.{name}"))).to_vec();
    let rows = list.bookings.iter().map(|row| cells(row, desk)).collect();
    view! { <div class="card"><Table caption=t("staff.bookings.title") heads=heads rows=rows /></div> }
        .into_any()
}

fn cells(row: &DeskBooking, desk: Desk) -> Vec<AnyView> {
    let counter = pick(&row.counter);
    let number = match counter.is_empty() {
        true => row.queue.clone(),
        false => format!("{} · {counter}", row.queue),
    };
    let tone = match row.status {
        BookingStatus::Booked => Tone::Plain,
        BookingStatus::Arrived => Tone::Info,
        BookingStatus::Called => Tone::Warn,
        BookingStatus::Served => Tone::Good,
        BookingStatus::Missed | BookingStatus::Cancelled => Tone::Bad,
    };
    let acts: Vec<AnyView> = row
        .steps
        .iter()
        .map(|step| {
            let (step, id) = (*step, row.id.clone());
            let label = t(&format!("staff.bookings.step.{}", code(&step)));
            let describe = format!("{label}: {}", row.person);
            let press = Callback::new(move |()| desk.step(id.clone(), step));
            view! { <Button label=label kind=Kind::Quiet describe=describe on_press=press /> }
                .into_any()
        })
        .collect();
    let hours = format!("{}–{}", time(row.starts_at), time(row.ends_at));
    vec![
        view! { <span class="number">{hours}</span> }.into_any(),
        pick(&row.service).into_any(),
        view! { {row.person.clone()}<br/><span class="soft small number">{row.phone.clone()}</span> }
            .into_any(),
        view! { <strong class="number">{number}</strong> }.into_any(),
        view! { <Tag label=t(&format!("booking.status.{}", code(&row.status))) tone=tone /> }
            .into_any(),
        acts.into_any(),
    ]
}
