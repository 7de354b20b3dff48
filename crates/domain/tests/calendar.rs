//! Working days and clocks: what they count from, and what stops them.

mod support;

use std::sync::OnceLock;

use chrono::{Days, NaiveDate};
use onething_domain::calendar::Calendar;
use onething_domain::case::{Actor, Case, Command, Event, LimitKind, TaskStatus, watches};
use onething_domain::clock::Light;
use onething_domain::item::PauseKind;
use proptest::prelude::*;
use support::walk::Walk;
use support::{Content, day, morning};

fn calendar() -> &'static Calendar {
    static CALENDAR: OnceLock<Calendar> = OnceLock::new();
    CALENDAR.get_or_init(|| Content::load().calendar)
}

#[test]
fn the_year_2026_has_248_working_days() {
    let calendar = calendar();
    assert_eq!(calendar.between(day("2025-12-31"), day("2026-12-31")), 248);
}

#[test]
fn holidays_are_off_and_make_up_days_are_worked() {
    let calendar = calendar();
    for off in [
        "2026-01-01",
        "2026-02-17",
        "2026-04-06",
        "2026-05-05",
        "2026-06-19",
        "2026-09-25",
        "2026-10-07",
    ] {
        assert!(!calendar.is_working(day(off)), "{off}");
    }
    for work in ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    {
        assert!(calendar.is_working(day(work)), "{work}");
    }
}

#[test]
fn a_limit_over_the_spring_festival() {
    // Filed on Friday the 13th; the 14th is worked, then nine days off.
    let calendar = calendar();
    assert_eq!(calendar.add(day("2026-02-13"), 1), day("2026-02-14"));
    assert_eq!(calendar.add(day("2026-02-13"), 2), day("2026-02-24"));
    assert_eq!(calendar.add(day("2026-02-15"), 0), day("2026-02-24"), "a last day off rolls on");
}

#[test]
fn what_lies_behind_the_announced_year_is_provisional() {
    let calendar = calendar();
    assert!(calendar.covers(day("2026-12-31")) && !calendar.covers(day("2027-01-01")));
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..365).prop_map(|n| day("2026-01-01").checked_add_days(Days::new(n)).unwrap())
}

proptest! {
    #[test]
    fn adding_and_counting_agree(from in any_day(), days in 0u32..60) {
        let calendar = calendar();
        let end = calendar.add(from, days);
        prop_assert!(calendar.is_working(end));
        if days > 0 {
            prop_assert_eq!(calendar.between(from, end), days);
        }
    }

    #[test]
    fn counting_is_additive(a in any_day(), b in any_day(), c in any_day()) {
        let mut days = [a, b, c];
        days.sort();
        let calendar = calendar();
        prop_assert_eq!(
            calendar.between(days[0], days[1]) + calendar.between(days[1], days[2]),
            calendar.between(days[0], days[2])
        );
    }
}

#[test]
fn a_calendar_with_holes_is_told() {
    let whole = calendar().clone();
    assert_eq!(whole.faults(), []);
    type Spoil = fn(&mut Calendar);
    let spoils: [(&str, Spoil); 7] = [
        ("until", |calendar| calendar.until = day("2025-12-31")),
        ("off", |calendar| calendar.off.swap(0, 1)),
        ("off", |calendar| calendar.off.push(day("2027-01-01"))),
        ("off", |calendar| calendar.until = day("2027-12-31")), // a year without holidays
        ("off", |calendar| calendar.off.truncate(3)),
        ("work", |calendar| calendar.work.insert(1, day("2026-01-05"))), // a Monday
        ("work", |calendar| {
            calendar.work = vec![day("2026-10-03")]; // in the holidays
        }),
    ];
    for (n, (member, spoil)) in spoils.into_iter().enumerate() {
        let mut spoilt = whole.clone();
        spoil(&mut spoilt);
        let faults = spoilt.faults();
        assert!(faults.iter().any(|(of, _)| *of == member), "{n}: {faults:?}");
    }
}

/// The limits of an item that are watched, with their last days.
fn watched(case: &Case, item: &str) -> Vec<(LimitKind, NaiveDate)> {
    let of_item = watches(case, calendar()).into_iter().filter(|watch| watch.item == item);
    of_item.map(|watch| (watch.limit, watch.due)).collect()
}

/// Three working days are promised, the law gives seven.
const FIRST: &str = "birth-certificate";

/// Filed on Tuesday, the 10th of March, and accepted by silence.
fn silent(on: &str) -> Walk {
    let mut walk = Walk::file("newborn", 0);
    walk.now = morning(on);
    walk.give(&Actor::System, &Command::Accept {}).unwrap();
    walk
}

#[test]
fn silence_of_the_intake_takes_its_days_from_the_limit_by_law() {
    let mut walk = silent("2026-03-18"); // the sixth working day behind its receipt
    let clock = walk.clock(FIRST);
    assert_eq!((clock.statutory_left, clock.statutory_due), (1, Some(day("2026-03-19"))));
    assert_eq!((clock.left, clock.due), (3, Some(day("2026-03-23"))), "as if handed over in time");
    assert!(watched(&walk.case(), FIRST).contains(&(LimitKind::Statutory, day("2026-03-19"))));
    // What begins behind it has its own time.
    let reviewer = walk.reviewer_of(FIRST);
    let approve = Command::Approve { item: FIRST.to_owned(), opinion: String::new() };
    walk.now = morning("2026-03-19");
    walk.give(&reviewer, &approve).unwrap();
    walk.give(&reviewer, &Command::IssueResult { item: FIRST.to_owned() }).unwrap();
    let case = walk.case();
    let next = case.tasks.iter().find(|task| task.status == TaskStatus::Open).unwrap();
    let own = calendar().add(day("2026-03-19"), next.limit.statutory);
    assert_eq!((next.law_from, walk.clock(&next.item).statutory_due), (None, Some(own)));
}

#[test]
fn only_silence_moves_the_limit_by_law() {
    let mut walk = Walk::file("newborn", 0);
    walk.now = morning("2026-03-18");
    walk.accept();
    assert_eq!(walk.clock(FIRST).statutory_due, Some(day("2026-03-27")));
    let started = Event::TaskStarted { item: FIRST.to_owned(), law_from: None };
    let text = serde_json::to_string(&started).unwrap();
    assert!(!text.contains("law_from"), "hashes stay as they were");
}

#[test]
fn for_what_was_over_at_hand_over_the_intake_answers() {
    let walk = silent("2026-03-25");
    assert!(walk.clock(FIRST).statutory_left < 0);
    let case = walk.case();
    let limits: Vec<LimitKind> = watched(&case, FIRST).into_iter().map(|(kind, _)| kind).collect();
    assert!(limits.contains(&LimitKind::Promised) && !limits.contains(&LimitKind::Statutory));
    let of: Vec<_> = case.overdue.iter().map(|past| (past.item.clone(), past.limit)).collect();
    assert_eq!(of, [(None, LimitKind::Intake)]);
}

#[test]
fn a_procedure_stops_the_clock_for_the_time_that_was_announced() {
    let item = "food-permit"; // eight working days are promised, four of them for the review
    let mut walk = Walk::file("open-restaurant", 0);
    walk.accept();
    walk.bring(item);
    let reviewer = walk.reviewer_of(item);
    let (kind, reason) = (PauseKind::Inspection, "现场核查".to_owned());
    let pause = Command::StartPause { item: item.to_owned(), kind, days: 5, reason };
    walk.give(&reviewer, &pause).unwrap();
    walk.now = morning("2026-03-17"); // its last day
    let clock = walk.clock(item);
    assert_eq!((clock.light, clock.used, clock.due), (Light::Paused(kind), 0, None));
    walk.now = morning("2026-03-18");
    let clock = walk.clock(item);
    assert_eq!((clock.light, clock.used), (Light::PauseOver(kind), 1));
    assert_eq!((clock.due, clock.statutory_left), (Some(day("2026-03-27")), 19));
    // The inspection goes on: the department answers for its step, and in the end for its promise.
    walk.now = morning("2026-03-30");
    assert_eq!(walk.light(item), Light::Red);
    walk.give(&Actor::System, &Command::RecordOverdue {}).unwrap();
    let case = walk.case();
    let own = case.overdue.iter().filter(|past| past.item.as_deref() == Some(item));
    let mut passed: Vec<_> = own.map(|past| (past.due, past.limit)).collect();
    passed.sort();
    let wanted = [
        (day("2026-03-17"), LimitKind::Pause),
        (day("2026-03-23"), LimitKind::Step),
        (day("2026-03-27"), LimitKind::Promised),
    ];
    assert_eq!(passed, wanted);
    let found = Command::EndPause { item: item.to_owned(), finding: "符合".to_owned() };
    walk.give(&reviewer, &found).unwrap();
    assert_eq!(walk.clock(item).used, 9, "no day comes back");
}
