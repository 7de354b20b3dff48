//! Handling in the departments: limits that pass, extensions, steps, joint inspections, conditions.

mod support;

use std::collections::BTreeSet;

use chrono::{Datelike, TimeDelta, Weekday};
use onething_domain::case::{
    Actor, CaseStatus, Command, Event, LimitKind, Outcome, OverdueState, Refusal, TaskStatus,
    apply, fold, inspectable, next_turn, outlook, watches,
};
use onething_domain::city::Role;
use onething_domain::clock::{self, Light};
use onething_domain::item::{PauseKind, StepKind};
use support::walk::*;
use support::{day, morning, sample};

const FIRST: &str = "birth-certificate";

fn passed(walk: &Walk) -> Vec<(Option<String>, LimitKind)> {
    walk.case().overdue.into_iter().map(|past| (past.item, past.limit)).collect()
}

#[test]
fn what_passes_is_recorded_once_step_promise_and_law() {
    let mut walk = Walk::file("newborn", 0); // Tuesday the 10th of March
    walk.accept();
    let record = Command::RecordOverdue {};
    assert_eq!(walk.give(&Actor::System, &record), Err(Refusal::TooEarly));
    let calendar = &city().calendar;
    // Review has two of the three promised days; the law gives seven.
    assert_eq!(next_turn(&walk.case(), calendar, walk.now), Some(day("2026-03-12")));
    walk.now = morning("2026-03-13");
    walk.give(&Actor::System, &record).unwrap();
    assert_eq!(passed(&walk), [(Some(FIRST.to_owned()), LimitKind::Step)]);
    assert_eq!(walk.case().overdue[0].step, Some(StepKind::Review));
    walk.now = morning("2026-03-16"); // the promise ended on Friday
    assert_eq!(walk.light(FIRST), Light::Red);
    walk.give(&Actor::System, &record).unwrap();
    assert_eq!(walk.give(&Actor::System, &record), Err(Refusal::TooEarly), "twice does no harm");
    walk.now = morning("2026-03-25");
    // Nobody's clock was running: the first command behind it records what the law gave.
    let reviewer = walk.reviewer_of(FIRST);
    walk.give(&reviewer, &Command::Approve { item: FIRST.to_owned(), opinion: String::new() })
        .unwrap();
    let kinds: Vec<LimitKind> = passed(&walk).into_iter().map(|(_, limit)| limit).collect();
    assert_eq!(kinds, [LimitKind::Step, LimitKind::Promised, LimitKind::Statutory]);
    assert!(watches(&walk.case(), calendar).is_empty(), "there is nothing left to pass");
}

#[test]
fn silence_of_the_intake_is_recorded_with_the_acceptance() {
    let mut walk = Walk::file("newborn", 0);
    walk.now = morning("2026-03-18");
    walk.give(&Actor::System, &Command::Accept {}).unwrap();
    assert_eq!(passed(&walk), [(None, LimitKind::Intake)]);
    let explain = Command::ExplainOverdue { item: None, text: "窗口人员不足".to_owned() };
    assert_eq!(walk.give(&supervisor(), &explain), Err(Refusal::NotAllowed));
    walk.give(&clerk(), &explain).unwrap();
    assert_eq!(walk.case().overdue[0].state(), OverdueState::Explained);
}

#[test]
fn a_record_is_explained_by_the_department_and_closed_by_the_supervisor() {
    let mut walk = Walk::file("newborn", 0);
    walk.accept();
    walk.now = morning("2026-03-16");
    walk.give(&Actor::System, &Command::RecordOverdue {}).unwrap();
    let item = Some(FIRST.to_owned());
    let settle = Command::SettleOverdue { item: item.clone(), finding: "已提醒".to_owned() };
    assert_eq!(walk.give(&supervisor(), &settle), Err(Refusal::WrongState), "nothing was said yet");
    let explain = Command::ExplainOverdue { item, text: "人员离岗".to_owned() };
    let (reviewer, chief) = (walk.reviewer_of(FIRST), walk.chief_of(FIRST));
    assert_eq!(walk.give(&reviewer, &explain), Err(Refusal::NotAllowed));
    walk.finish();
    assert_eq!(walk.case().status, CaseStatus::Finished);
    walk.give(&chief, &explain).unwrap(); // also behind the end of the case
    walk.give(&supervisor(), &settle).unwrap();
    let case = walk.case();
    assert!(case.overdue.iter().all(|past| past.state() == OverdueState::Settled));
    assert_eq!(walk.give(&supervisor(), &settle), Err(Refusal::WrongState));
}

#[test]
fn one_extension_with_other_eyes_within_the_law_and_in_time() {
    let mut walk = Walk::file("open-restaurant", 0);
    walk.accept();
    let item = "food-permit".to_owned();
    walk.bring(&item);
    let (reviewer, chief) = (walk.reviewer_of(&item), walk.chief_of(&item));
    let propose = |days| Command::ProposeExtension {
        item: item.clone(),
        days,
        reason: "案情复杂".to_owned(),
    };
    let confirm = Command::ConfirmExtension { item: item.clone() };
    assert_eq!(walk.give(&chief, &propose(5)), Err(Refusal::NotAllowed));
    assert_eq!(walk.give(&reviewer, &propose(11)), Err(Refusal::BadExtension { most: 10 }));
    assert_eq!(walk.give(&chief, &confirm), Err(Refusal::WrongState));
    let before = walk.clock(&item);
    walk.give(&reviewer, &propose(10)).unwrap();
    assert_eq!(walk.clock(&item).due, before.due, "a proposal lengthens nothing");
    let both = Actor::Staff {
        id: "Reviewer-market".to_owned(),
        roles: vec![Role::Reviewer, Role::Chief],
        department: Some("market".to_owned()),
    };
    assert_eq!(walk.give(&both, &confirm), Err(Refusal::SameEyes));
    let back = Command::ReturnExtension { item: item.clone(), reason: "不必".to_owned() };
    walk.give(&chief, &back).unwrap();
    walk.give(&reviewer, &propose(10)).unwrap();
    walk.give(&chief, &confirm).unwrap();
    let after = walk.clock(&item);
    assert_eq!((after.left, after.statutory_left), (before.left + 10, before.statutory_left + 10));
    assert_eq!(walk.give(&reviewer, &propose(1)), Err(Refusal::WrongState), "once only");
}

#[test]
fn what_is_over_by_law_is_no_longer_extended() {
    let mut walk = Walk::file("open-restaurant", 0);
    walk.accept();
    let item = "food-permit".to_owned();
    walk.bring(&item);
    let (reviewer, chief) = (walk.reviewer_of(&item), walk.chief_of(&item));
    let propose =
        Command::ProposeExtension { item: item.clone(), days: 5, reason: "复杂".to_owned() };
    walk.give(&reviewer, &propose).unwrap();
    walk.now = morning("2026-04-30");
    let late = walk.give(&chief, &Command::ConfirmExtension { item: item.clone() });
    assert_eq!(late, Err(Refusal::TooLate));
    walk.give(&chief, &Command::ReturnExtension { item, reason: "已超期".to_owned() }).unwrap();
    assert_eq!(walk.give(&reviewer, &propose), Err(Refusal::TooLate));
}

#[test]
fn each_step_has_its_standard_time_and_the_last_decides() {
    let mut walk = Walk::file("newborn", 0);
    walk.accept();
    let reviewer = walk.reviewer_of(FIRST);
    let step = |walk: &Walk| {
        clock::step(walk.case().task(FIRST).unwrap(), &city().calendar, walk.now).unwrap()
    };
    assert_eq!((step(&walk).step, step(&walk).due), (0, Some(day("2026-03-12"))));
    let pass = Command::PassStep { item: FIRST.to_owned(), note: "齐全".to_owned() };
    walk.now = morning("2026-03-11");
    walk.give(&reviewer, &pass).unwrap();
    assert_eq!((step(&walk).step, step(&walk).due), (1, Some(day("2026-03-12"))));
    assert_eq!(walk.give(&reviewer, &pass), Err(Refusal::WrongState), "the last one decides");
    walk.give(&reviewer, &Command::Approve { item: FIRST.to_owned(), opinion: String::new() })
        .unwrap();
    assert!(walk.case().task(FIRST).unwrap().steps.iter().all(|step| step.ended_at.is_some()));
}

/// A limit ends on a Friday, and a procedure is begun on that day or the day after: on Monday, when it ends, nothing is over.
#[test]
fn a_pause_on_the_last_day_moves_it() {
    let item = "fire-check";
    let accepted = |days: i64| {
        let mut walk = Walk::file("open-restaurant", 0);
        walk.now += TimeDelta::days(days);
        walk.accept();
        walk.bring(item);
        walk
    };
    let due = |walk: &Walk| walk.clock(item).due.unwrap();
    let on_friday = |days: &i64| due(&accepted(*days)).weekday() == Weekday::Fri;
    let fitting = (0..7).find(on_friday).expect("some day fits");
    for after in [0, 1] {
        let mut walk = accepted(fitting);
        let friday = due(&walk);
        walk.now = morning(&(friday + TimeDelta::days(after)).to_string());
        let reviewer = walk.reviewer_of(item);
        let (kind, reason) = (PauseKind::Inspection, "现场".to_owned());
        let stop = Command::StartPause { item: item.to_owned(), kind, days: 1, reason };
        walk.give(&reviewer, &stop).unwrap();
        let monday = friday + TimeDelta::days(3);
        walk.now = morning(&monday.to_string());
        let found = Command::EndPause { item: item.to_owned(), finding: "符合".to_owned() };
        walk.give(&reviewer, &found).unwrap();
        let clock = walk.clock(item);
        assert_eq!((clock.left, clock.due), (0, Some(monday)), "{after} days after the last one");
        let late = (Some(item.to_owned()), LimitKind::Promised);
        assert!(!passed(&walk).contains(&late));
        walk.now += TimeDelta::days(1);
        assert_eq!(walk.light(item), Light::Red);
        walk.give(&Actor::System, &Command::RecordOverdue {}).unwrap();
        assert!(passed(&walk).contains(&late));
    }
}

#[test]
fn one_inspection_stops_all_clocks_until_each_department_has_found() {
    let mut walk = Walk::file("open-restaurant", 0);
    walk.accept();
    walk.bring("food-permit");
    let items: Vec<String> =
        inspectable(&walk.case()).iter().map(|task| task.item.clone()).collect();
    assert_eq!(items, ["fire-check", "food-permit"]);
    let schedule = |items: &[String], days| Command::ScheduleInspection {
        items: items.to_vec(),
        at: walk_now() + TimeDelta::days(days),
        place: "翠屏区商业街 8 号".to_owned(),
        note: String::new(),
    };
    let outsider = staff(Role::Reviewer, "health");
    assert_eq!(walk.give(&outsider, &schedule(&items, 2)), Err(Refusal::NotAllowed));
    assert!(matches!(walk.give(&clerk(), &schedule(&items[..1], 2)), Err(Refusal::Invalid { .. })));
    assert_eq!(walk.give(&clerk(), &schedule(&items, 20)), Err(Refusal::BadInspection { most: 5 }));
    assert_eq!(walk.give(&clerk(), &schedule(&items, -1)), Err(Refusal::BadInspection { most: 5 }));
    walk.give(&clerk(), &schedule(&items, 2)).unwrap();
    for item in &items {
        assert_eq!(walk.light(item), Light::Paused(PauseKind::Inspection));
    }
    assert_eq!(walk.give(&clerk(), &schedule(&items, 3)), Err(Refusal::WrongState));
    let found =
        |item: &str| Command::EndPause { item: item.to_owned(), finding: "符合".to_owned() };
    let food = walk.reviewer_of("food-permit");
    walk.now += TimeDelta::days(2);
    walk.give(&food, &found("food-permit")).unwrap();
    let case = walk.case();
    assert_eq!(case.task("food-permit").unwrap().status, TaskStatus::Open);
    assert_eq!(case.task("fire-check").unwrap().status, TaskStatus::Paused, "its own finding");
    let later = |days: i64| Command::MoveInspection {
        at: walk_now() + TimeDelta::days(days),
        place: "翠屏区商业街 8 号后门".to_owned(),
        note: "检查人员临时有事".to_owned(),
    };
    assert_eq!(walk.give(&food, &later(6)), Err(Refusal::NotAllowed), "its part is done");
    let fire = walk.reviewer_of("fire-check");
    assert_eq!(walk.give(&fire, &later(8)), Err(Refusal::BadInspection { most: 5 }));
    walk.give(&fire, &later(6)).unwrap(); // Monday
    assert_eq!(walk.clock("fire-check").pause_until, Some(day("2026-03-16")));
    assert_eq!(walk.case().inspections[0].place, "翠屏区商业街 8 号后门");
    // The fire brigade's finding is late: a light turns on and the record is written.
    walk.now += TimeDelta::days(5);
    assert_eq!(walk.light("fire-check"), Light::PauseOver(PauseKind::Inspection));
    walk.give(&Actor::System, &Command::RecordOverdue {}).unwrap();
    assert!(passed(&walk).contains(&(Some("fire-check".to_owned()), LimitKind::Pause)));
}

/// A case whose items need nothing of each other, and for each of which somebody has to come.
fn all_inspected() -> Walk {
    let mut guide = city().guide("newborn");
    let mut named = city().items.iter().flat_map(|item| &item.pauses);
    let named = named.find(|one| one.kind == PauseKind::Inspection && one.days == 5).unwrap();
    for node in &mut guide.nodes {
        node.needs.clear();
        node.item.pauses = vec![named.clone()];
    }
    let submission = sample::valid(&guide, 0);
    let mut walk = Walk::file_this(guide, submission);
    walk.accept();
    walk
}

#[test]
fn moving_one_visit_leaves_the_other_where_it_is() {
    let mut walk = all_inspected();
    let case = walk.case();
    let mut open = inspectable(&case);
    let mut departments = BTreeSet::new();
    open.retain(|task| departments.insert(task.department.clone()));
    let items: Vec<String> = open.iter().map(|task| task.item.clone()).collect();
    let (first, second) = (&items[..2], &items[2..4]);
    let at = |days: i64| walk_now() + TimeDelta::days(days);
    let schedule = |items: &[String], days| Command::ScheduleInspection {
        items: items.to_vec(),
        at: at(days),
        place: "产房".to_owned(),
        note: String::new(),
    };
    let later = |days| Command::MoveInspection {
        at: at(days),
        place: "门诊".to_owned(),
        note: String::new(),
    };
    let ends = |walk: &Walk| {
        let end = |item: &String| walk.clock(item).pause_until.unwrap().to_string();
        items[..4].iter().map(end).collect::<Vec<_>>()
    };
    walk.give(&clerk(), &schedule(first, 2)).unwrap();
    walk.give(&clerk(), &schedule(second, 1)).unwrap();
    assert_eq!(ends(&walk), ["2026-03-12", "2026-03-12", "2026-03-11", "2026-03-11"]);
    // The counter means the last one, a department that in which it takes part.
    walk.give(&clerk(), &later(3)).unwrap();
    assert_eq!(ends(&walk), ["2026-03-12", "2026-03-12", "2026-03-13", "2026-03-13"]);
    let reviewer = walk.reviewer_of(&first[0]);
    walk.give(&reviewer, &later(6)).unwrap();
    assert_eq!(ends(&walk), ["2026-03-16", "2026-03-16", "2026-03-13", "2026-03-13"]);
    // At the second everything is found: the counter means the other.
    for item in second {
        let found = Command::EndPause { item: item.clone(), finding: "符合".to_owned() };
        let reviewer = walk.reviewer_of(item);
        walk.give(&reviewer, &found).unwrap();
    }
    walk.give(&clerk(), &later(7)).unwrap();
    let visits = walk.case().inspections;
    assert_eq!((visits[0].at, visits[1].at), (at(7), at(3)));
    assert_eq!(walk.clock(&first[1]).pause_until, Some(day("2026-03-17")));
    // What an earlier version wrote names no items, and moved the last one.
    let (place, note) = ("别处".to_owned(), String::new());
    let old = Event::InspectionMoved { items: Vec::new(), at: at(8), place, note, days: 1 };
    assert!(!serde_json::to_string(&old).unwrap().contains("items"), "hashes stay as they were");
    let mut case = walk.case();
    apply(&mut case, &old, walk.now);
    assert_eq!((case.inspections[0].at, case.inspections[1].at), (at(7), at(8)));
}

fn walk_now() -> chrono::DateTime<chrono::Utc> {
    morning("2026-03-10")
}

#[test]
fn conditions_stand_in_the_decision() {
    let mut walk = Walk::file("newborn", 0);
    walk.accept();
    let reviewer = walk.reviewer_of(FIRST);
    let approve = |conditions: &[&str]| Command::ApproveWithConditions {
        item: FIRST.to_owned(),
        opinion: String::new(),
        conditions: conditions.iter().map(|one| (*one).to_owned()).collect(),
    };
    let blank = |field: &str| Err(Refusal::Blank { field: field.to_owned() });
    assert_eq!(walk.give(&reviewer, &approve(&[])), blank("conditions"));
    assert_eq!(walk.give(&reviewer, &approve(&["一个月内补交", " "])), blank("conditions.1"));
    walk.give(&reviewer, &approve(&["一个月内补交"])).unwrap();
    let outcome = walk.case().task(FIRST).unwrap().outcome.clone();
    let Some(Outcome::Approved { conditions, .. }) = outcome else { panic!("{outcome:?}") };
    assert_eq!(conditions, ["一个月内补交"]);
}

#[test]
fn one_item_is_withdrawn_and_the_rest_goes_on_as_it_can() {
    let mut walk = Walk::file("newborn", 0);
    walk.accept();
    walk.bring("household-registration");
    assert_eq!(outlook(&walk.case()), None, "nothing is to be said while everything goes well");
    let take = Command::WithdrawItem {
        item: "household-registration".to_owned(),
        reason: "先不办".to_owned(),
    };
    assert_eq!(walk.give(&clerk(), &take), Err(Refusal::NotAllowed));
    walk.give(&Actor::Applicant, &take).unwrap();
    assert_eq!(walk.give(&Actor::Applicant, &take), Err(Refusal::WrongState));
    let case = walk.case();
    assert_eq!(case.task("social-card").unwrap().status, TaskStatus::Ended);
    let said = outlook(&case).unwrap();
    assert_eq!(said.withdrawn, ["household-registration"]);
    assert!(said.ended.contains(&"social-card".to_owned()));
    assert_eq!(said.untouched, [FIRST, "vaccination"]);
    walk.finish();
    assert_eq!(walk.case().status, CaseStatus::Finished);
    // The last one is withdrawn with the case.
    let mut alone = Walk::file("newborn", 0);
    alone.accept();
    let take = |item: &str| Command::WithdrawItem { item: item.to_owned(), reason: String::new() };
    alone.give(&Actor::Applicant, &take("household-registration")).unwrap();
    alone.give(&Actor::Applicant, &take("vaccination")).unwrap();
    assert_eq!(alone.give(&Actor::Applicant, &take(FIRST)), Err(Refusal::WrongState));
}

#[test]
fn events_of_before_are_read_as_they_were() {
    // What an earlier version wrote: no steps, no procedures, no conditions, no joint inspections.
    let mut walk = Walk::file("open-restaurant", 0);
    walk.accept();
    walk.bring("food-permit");
    let reviewer = walk.reviewer_of("food-permit");
    let pause = Command::StartPause {
        item: "food-permit".to_owned(),
        kind: PauseKind::Inspection,
        days: 2,
        reason: "现场".to_owned(),
    };
    walk.give(&reviewer, &pause).unwrap();
    let mut old = serde_json::to_value(&walk.records).unwrap();
    for record in old.as_array_mut().unwrap() {
        for plan in record["event"]["tasks"].as_array_mut().into_iter().flatten() {
            let plan = plan.as_object_mut().unwrap();
            assert!(plan.remove("steps").is_some() || plan["item"].is_string());
            plan.remove("procedures");
        }
    }
    let text = old.to_string();
    assert!(
        !text.contains("\"joint\"") && !text.contains("\"conditions\""),
        "left out where empty"
    );
    let records: Vec<onething_domain::case::Record> = serde_json::from_str(&text).unwrap();
    let case = fold(&records);
    assert_eq!(case.task("food-permit").unwrap().status, TaskStatus::Paused);
    assert!(case.tasks.iter().all(|task| task.current_step().is_none()));
    assert!(records.iter().any(|record| matches!(record.event, Event::TaskPaused { .. })));
}
