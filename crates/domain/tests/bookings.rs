//! Slots, bookings and those who do not come.

mod support;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use onething_domain::booking::{
    BookingPlace, BookingRefusal, BookingService, BookingStatus, BookingStep, Bookings, MissedRule,
    changeable_until, check, check_slot, days, moment, queue_number, remind_at, slots,
};
use onething_domain::city::{Opening, Window};
use onething_domain::opening::{clock, span_of};
use proptest::prelude::*;
use support::Content;

fn bookings() -> Bookings {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/demo-city/bookings.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+08:00").parse::<DateTime<chrono::FixedOffset>>().unwrap().into()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

struct World {
    content: Content,
    bookings: Bookings,
}

impl World {
    fn new() -> Self {
        Self { content: Content::load(), bookings: bookings() }
    }

    fn find(&self, service: &str, place: &str) -> (&BookingService, &BookingPlace, &Window) {
        let service = self.bookings.service.iter().find(|known| known.id == service).unwrap();
        let window = self.content.windows.iter().find(|known| known.id == place).unwrap();
        (service, service.place(place).unwrap(), window)
    }

    fn day(&self, service: &str, place: &str, of: &str) -> Vec<String> {
        let (service, place, window) = self.find(service, place);
        let slots = slots(service, place, window, &self.content.calendar, day(of));
        slots.into_iter().map(|(from, until)| format!("{}-{}", clock(from), clock(until))).collect()
    }
}

#[test]
fn the_demo_city_can_be_booked() {
    let world = World::new();
    let things: BTreeSet<&str> = world.content.thing_ids.iter().map(String::as_str).collect();
    let faults = check(&world.bookings, &world.content.windows, |id| things.contains(id));
    assert_eq!(faults, []);
}

#[test]
fn slots_follow_hours_week_ends_and_holidays() {
    let world = World::new();
    let tuesday = world.day("one-thing", "center", "2026-03-03");
    assert_eq!(tuesday.len(), 9 + 12, "{tuesday:?}");
    assert_eq!((&*tuesday[0], &*tuesday[8]), ("09:00-09:20", "11:40-12:00"), "none into noon");
    assert_eq!(world.day("one-thing", "center", "2026-03-07").len(), 9, "Saturday morning");
    assert_eq!(world.day("one-thing", "center", "2026-03-08").len(), 0, "Sunday");
    assert_eq!(
        world.day("one-thing", "center", "2026-02-21").len(),
        0,
        "a Saturday in the festival"
    );
    let worked = world.day("one-thing", "center", "2026-02-14");
    assert_eq!(worked.len(), 21, "a Saturday that is worked has each slot once: {worked:?}");
    assert_eq!(
        world.day("marriage", "marriage", "2026-02-21").len(),
        13,
        "festive days by booking"
    );
    assert_eq!(world.day("library-room", "library", "2026-03-02").len(), 0, "closed on Mondays");
    assert_eq!(world.day("library-room", "library", "2026-03-03").len(), 5);
}

#[test]
fn a_slot_is_taken_in_time_or_not_at_all() {
    let world = World::new();
    let (service, place, window) = world.find("marriage", "marriage");
    let calendar = &world.content.calendar;
    let check = |start, now| check_slot(service, place, window, calendar, at(start), at(now));
    let now = "2026-03-02T10:00";
    assert_eq!(check("2026-03-02T11:30", now), Ok(at("2026-03-02T12:00")));
    assert_eq!(check("2026-03-02T11:00", now), Err(BookingRefusal::TooLate), "an hour's notice");
    assert_eq!(check("2026-03-02T09:00", now), Err(BookingRefusal::TooLate));
    assert_eq!(check("2026-03-03T09:10", now), Err(BookingRefusal::NoSlot));
    assert_eq!(check("2026-03-08T09:00", now), Err(BookingRefusal::NoSlot), "Sunday");
    assert_eq!(check("2026-04-01T09:00", now), Ok(at("2026-04-01T09:30")), "the last day");
    assert_eq!(check("2026-04-02T09:00", now), Err(BookingRefusal::NoSlot), "too far ahead");
    assert_eq!(check("2026-03-01T09:00", now), Err(BookingRefusal::NoSlot), "yesterday");
    assert_eq!(changeable_until(service, at("2026-03-03T09:00")), at("2026-03-03T07:00"));
}

#[test]
fn a_booking_moves_only_as_it_may() {
    let calendar = Content::load().calendar;
    let start = at("2026-03-03T09:00");
    let step = |status: BookingStatus, step, now| status.step(step, &calendar, start, at(now));
    use BookingStatus as S;
    use BookingStep as Step;
    assert_eq!(step(S::Booked, Step::CheckIn, "2026-03-02T09:00"), Err(BookingRefusal::TooEarly));
    assert_eq!(step(S::Booked, Step::CheckIn, "2026-03-03T08:00"), Ok(S::Arrived));
    assert_eq!(step(S::Booked, Step::Miss, "2026-03-03T08:59"), Err(BookingRefusal::TooEarly));
    assert_eq!(step(S::Booked, Step::Miss, "2026-03-03T09:00"), Ok(S::Missed));
    assert_eq!(step(S::Missed, Step::CheckIn, "2026-03-03T09:40"), Ok(S::Arrived), "only late");
    assert_eq!(step(S::Missed, Step::CheckIn, "2026-03-04T09:00"), Err(BookingRefusal::TooEarly));
    assert_eq!(step(S::Arrived, Step::Call, "2026-03-03T09:00"), Ok(S::Called));
    assert_eq!(step(S::Called, Step::Serve, "2026-03-03T09:00"), Ok(S::Served));
    assert_eq!(step(S::Called, Step::Miss, "2026-03-03T08:50"), Ok(S::Missed), "called and gone");
    for status in [S::Served, S::Cancelled] {
        assert!(status.steps(&calendar, start, at("2026-03-03T09:00")).is_empty());
    }
    assert_eq!(step(S::Booked, Step::Call, "2026-03-03T09:00"), Err(BookingRefusal::Status));
}

#[test]
fn whoever_misses_too_many_waits() {
    let rule = MissedRule { times: 2, within_days: 90, blocked_days: 30 };
    let now = at("2026-03-02T10:00");
    let ago = |days| now - TimeDelta::days(days);
    assert_eq!(rule.blocked_until(&[], now), None);
    assert_eq!(rule.blocked_until(&[ago(1)], now), None);
    assert_eq!(rule.blocked_until(&[ago(20), ago(10)], now), Some(now + TimeDelta::days(20)));
    assert_eq!(rule.blocked_until(&[ago(80), ago(40)], now), None, "the wait is over");
    assert_eq!(rule.blocked_until(&[ago(100), ago(1)], now), None, "too long ago to count");
    let never = MissedRule { times: 0, ..rule };
    assert_eq!(never.blocked_until(&[ago(1), ago(2), ago(3)], now), None);
}

#[test]
fn reminders_come_the_evening_before_or_shortly_before() {
    let calendar = Content::load().calendar;
    let start = at("2026-03-04T10:00");
    let remind = |now| remind_at(&calendar, start, at(now));
    assert_eq!(remind("2026-03-02T10:00"), Some(at("2026-03-03T18:00")));
    assert_eq!(remind("2026-03-03T19:00"), Some(at("2026-03-04T07:00")));
    assert_eq!(remind("2026-03-04T08:00"), None);
}

#[test]
fn queue_numbers_are_read_aloud_without_doubt() {
    assert_eq!(queue_number(0, 7), "A007");
    assert_eq!(queue_number(8, 120), "J120");
    assert_eq!(queue_number(24, 1), "A001");
}

fn a_service(minutes: u16) -> BookingService {
    BookingService { minutes, ..bookings().service.remove(0) }
}

fn a_span() -> impl Strategy<Value = Opening> {
    let days = proptest::collection::vec(1_u8..=7, 0..4);
    (days, 0_u16..1439, 1_u16..=1440).prop_map(|(days, from, length)| Opening {
        days,
        from: clock(from),
        until: clock((from + length).min(1440)),
    })
}

proptest! {
    #[test]
    fn slots_lie_within_the_hours_one_after_another(
        spans in proptest::collection::vec(a_span(), 1..4),
        minutes in 5_u16..240,
        ahead in 0_u64..400,
    ) {
        let content = Content::load();
        let service = a_service(minutes);
        let place = BookingPlace {
            opening: spans.clone(),
            closed_on_holidays: false,
            ..service.places[0].clone()
        };
        let day = day("2026-01-01") + chrono::Days::new(ahead);
        let found = slots(&service, &place, &content.windows[0], &content.calendar, day);
        let weekday = u8::try_from(day.weekday().number_from_monday()).unwrap();
        let open: Vec<(u16, u16)> = spans
            .iter()
            .filter(|span| match span.days.is_empty() {
                true => content.calendar.is_working(day),
                false => span.days.contains(&weekday),
            })
            .filter_map(span_of)
            .collect();
        for (from, until) in &found {
            prop_assert_eq!(until - from, minutes);
            prop_assert!(open.iter().any(|(start, end)| start <= from && until <= end));
        }
        for pair in found.windows(2) {
            prop_assert!(pair[0].1 <= pair[1].0, "{:?}", pair);
        }
        // Nothing is wasted: no opening has room for one more at its end.
        for (start, end) in &open {
            let busy = found.iter().filter(|(from, until)| from < end && until > start);
            let last = busy.map(|(_, until)| *until).max().unwrap_or(*start).max(*start);
            prop_assert!(end.saturating_sub(last) < minutes, "{start}-{end}: {found:?}");
        }
        for (from, _) in &found {
            let start = moment(&content.calendar, day, *from);
            prop_assert_eq!(content.calendar.day(start), day);
        }
    }

    #[test]
    fn what_is_offered_is_let_through_and_nothing_else(minutes_ago in 0_i64..5000, pick: prop::sample::Index) {
        let world = World::new();
        let (service, place, window) = world.find("marriage", "marriage");
        let calendar = &world.content.calendar;
        let now = at("2026-03-02T10:00") + TimeDelta::minutes(minutes_ago);
        let mut all = Vec::new();
        for day in days(service, calendar, now) {
            for (from, until) in slots(service, place, window, calendar, day) {
                all.push((moment(calendar, day, from), moment(calendar, day, until)));
            }
        }
        let (start, end) = all[pick.index(all.len())];
        let notice = TimeDelta::minutes(service.notice_minutes.into());
        let checked = check_slot(service, place, window, calendar, start, now);
        prop_assert_eq!(checked, if start - notice > now { Ok(end) } else { Err(BookingRefusal::TooLate) });
        let off = check_slot(service, place, window, calendar, start + TimeDelta::seconds(1), now);
        prop_assert_eq!(off, Err(BookingRefusal::NoSlot));
    }
}
