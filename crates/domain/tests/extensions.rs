//! Extensions (行政许可法 art. 42): what more time is to the step that runs, to a promise that was broken before, and to the
//! open figures.

mod support;

use chrono::NaiveDate;
use onething_domain::case::{Actor, Command, LimitKind, Refusal, watches};
use onething_domain::clock::{self, Light, StepClock};
use onething_domain::figure::{Measure, of_case};
use support::walk::*;
use support::{day, morning};

/// Eight working days are promised, of which the review has four and the decision two; the law gives twenty.
const ITEM: &str = "food-permit";

/// Accepted on Tuesday, the 10th of March: the promise ends on Friday, the 20th.
fn open() -> Walk {
    let mut walk = Walk::file("open-restaurant", 0);
    walk.accept();
    walk.bring(ITEM);
    walk
}

fn extend(walk: &mut Walk, days: u32) {
    let (reviewer, chief) = (walk.reviewer_of(ITEM), walk.chief_of(ITEM));
    let (item, reason) = (ITEM.to_owned(), "案情复杂".to_owned());
    walk.give(&reviewer, &Command::ProposeExtension { item, days, reason }).unwrap();
    walk.give(&chief, &Command::ConfirmExtension { item: ITEM.to_owned() }).unwrap();
}

fn pass_step(walk: &mut Walk) {
    let reviewer = walk.reviewer_of(ITEM);
    let pass = Command::PassStep { item: ITEM.to_owned(), note: String::new() };
    walk.give(&reviewer, &pass).unwrap();
}

/// The clock looks at the case on a day, and records what has passed of all its items.
fn look(walk: &mut Walk, on: &str) {
    walk.now = morning(on);
    let looked = walk.give(&Actor::System, &Command::RecordOverdue {});
    assert!(matches!(looked, Ok(()) | Err(Refusal::TooEarly)), "{looked:?}");
}

fn step(walk: &Walk) -> StepClock {
    clock::step(walk.case().task(ITEM).unwrap(), &city().calendar, walk.now).unwrap()
}

/// The permit's limits that are recorded as passed.
fn passed(walk: &Walk) -> Vec<(LimitKind, u32, NaiveDate)> {
    let all = walk.case().overdue.into_iter();
    let own = all.filter(|past| past.item.as_deref() == Some(ITEM));
    own.map(|past| (past.limit, past.nth, past.due)).collect()
}

fn broken_promises(walk: &Walk) -> Vec<(u32, NaiveDate)> {
    let promised = |(limit, ..): &(LimitKind, u32, NaiveDate)| *limit == LimitKind::Promised;
    passed(walk).into_iter().filter(promised).map(|(_, nth, due)| (nth, due)).collect()
}

#[test]
fn the_step_that_runs_when_more_time_is_given_has_it() {
    let mut walk = open();
    walk.now = morning("2026-03-16");
    pass_step(&mut walk);
    assert_eq!(step(&walk).due, Some(day("2026-03-18")));
    extend(&mut walk, 10); // up to Friday the 3rd of April
    assert_eq!((step(&walk).step, step(&walk).due), (1, Some(day("2026-04-01"))));
    look(&mut walk, "2026-03-25");
    assert_eq!((step(&walk).light, step(&walk).left), (Light::Green, 5));
    assert!(passed(&walk).is_empty(), "{:?}", passed(&walk));
    // A new holiday moves the step as it moves the promise.
    let mut calendar = city().calendar.clone();
    calendar.off.push(day("2026-03-26"));
    calendar.off.sort();
    let moved = clock::step(walk.case().task(ITEM).unwrap(), &calendar, walk.now).unwrap();
    assert_eq!(moved.due, Some(day("2026-04-02")));
    // What was given to it ends.
    look(&mut walk, "2026-04-02");
    assert_eq!(passed(&walk), [(LimitKind::Step, 1, day("2026-04-01"))]);
    assert_eq!(step(&walk).light, Light::Red);
}

#[test]
fn a_step_before_the_extension_gives_its_days_to_no_other() {
    let mut walk = open();
    extend(&mut walk, 3);
    assert_eq!(step(&walk).due, Some(day("2026-03-19")), "four days and three");
    pass_step(&mut walk);
    assert_eq!(step(&walk).due, Some(day("2026-03-12")), "the decision has two, as ever");
}

#[test]
fn no_step_ends_behind_the_promise() {
    let mut walk = open();
    walk.now = morning("2026-03-19");
    pass_step(&mut walk); // the decision has two days, and the promise one
    let ends = |walk: &Walk| (step(walk).due, step(walk).left);
    assert_eq!(ends(&walk), (Some(day("2026-03-20")), 1));
    extend(&mut walk, 1);
    assert_eq!(ends(&walk), (Some(day("2026-03-23")), 2));
    assert_eq!(step(&walk).due, walk.clock(ITEM).due);
}

#[test]
fn a_promise_that_was_made_longer_can_be_broken_once_more() {
    let mut walk = open();
    look(&mut walk, "2026-03-24");
    let first = (0, day("2026-03-20"));
    assert_eq!(broken_promises(&walk), [first]);
    extend(&mut walk, 5);
    look(&mut walk, "2026-03-27"); // its last day
    assert_eq!(broken_promises(&walk), [first]);
    look(&mut walk, "2026-03-30");
    look(&mut walk, "2026-03-31");
    assert_eq!(broken_promises(&walk), [first, (1, day("2026-03-27"))], "each once");
    let calendar = &city().calendar;
    let left = watches(&walk.case(), calendar).into_iter().filter(|watch| watch.item == ITEM);
    assert_eq!(left.map(|watch| watch.limit).collect::<Vec<_>>(), [LimitKind::Statutory]);
}

#[test]
fn more_time_breaks_no_promise_by_itself() {
    // Given in time, the one promise is longer.
    let mut walk = open();
    walk.now = morning("2026-03-17");
    extend(&mut walk, 5);
    look(&mut walk, "2026-03-30");
    assert_eq!(broken_promises(&walk), [(0, day("2026-03-27"))]);
    // Given when it is over as well: the ninth working day was Monday the 23rd.
    let mut walk = open();
    look(&mut walk, "2026-03-24");
    extend(&mut walk, 1);
    look(&mut walk, "2026-03-26");
    assert_eq!(broken_promises(&walk), [(0, day("2026-03-20"))]);
}

#[test]
fn a_promise_that_was_broken_is_not_on_time_for_having_been_made_longer() {
    let late = |extended: &str| {
        let mut walk = open();
        walk.now = morning(extended);
        extend(&mut walk, 5);
        walk.finish();
        assert_eq!(walk.light(ITEM), Light::Met, "within the days that it had in the end");
        let case = walk.case();
        let department = &case.task(ITEM).unwrap().department;
        let figures = of_case(&case, morning("2026-03-10"), &city().calendar);
        let of = |measure: Measure| -> i64 {
            let own = figures.iter().filter(|(key, _)| key.department == *department);
            own.filter(|(key, _)| key.measure == measure).map(|(_, value)| *value).sum()
        };
        of(Measure::Finished) - of(Measure::OnTime)
    };
    assert_eq!(late("2026-03-18"), 0);
    assert_eq!(late("2026-03-24"), 1, "the applicant was told on the 23rd that it was broken");
}
