//! Working days and clocks.

mod support;

use std::sync::OnceLock;

use chrono::{Days, NaiveDate};
use onething_domain::calendar::Calendar;
use proptest::prelude::*;
use support::{Content, day};

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
