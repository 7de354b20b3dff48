//! What staff arrange among themselves.

mod support;

use onething_domain::case::{Actor, Command, CommandKind, Event, Mark, NOTE_MAX, Refusal, allowed};
use onething_domain::city::Role;
use support::walk::*;

fn take(item: Option<&str>, to: Option<&str>, reason: &str) -> Command {
    Command::Assign {
        item: item.map(str::to_owned),
        to: to.map(str::to_owned),
        reason: reason.to_owned(),
    }
}

#[test]
fn what_nobody_has_is_taken_and_what_somebody_has_only_with_a_reason() {
    let mut walk = Walk::file("newborn", 0);
    walk.give(&clerk(), &take(None, Some("clerk"), "")).unwrap();
    assert_eq!(walk.case().clerk.as_deref(), Some("clerk"));
    let again = take(None, Some("clerk"), "");
    assert_eq!(walk.give(&clerk(), &again), Err(Refusal::Unchanged));
    let over = take(None, Some("clerk-2"), " ");
    let blank = Refusal::Blank { field: "reason".to_owned() };
    assert_eq!(walk.give(&second_clerk(), &over), Err(blank));
    walk.give(&second_clerk(), &take(None, Some("clerk-2"), "同事请假")).unwrap();
    assert_eq!(walk.case().clerk.as_deref(), Some("clerk-2"));
    walk.give(&second_clerk(), &take(None, None, "")).unwrap();
    assert_eq!(walk.case().clerk, None, "one lays back what one has without a reason");
}

#[test]
fn work_stays_at_its_desk() {
    let mut walk = Walk::file("newborn", 0);
    let reviewer = "Reviewer-health";
    assert_eq!(walk.give(&clerk(), &take(None, Some(reviewer), "")), Err(Refusal::NoColleague));
    assert_eq!(walk.give(&clerk(), &take(None, Some("stranger"), "")), Err(Refusal::NoColleague));
    walk.accept();
    let item = "birth-certificate";
    assert_eq!(walk.case().task(item).unwrap().department, "health");
    let own = staff(Role::Reviewer, "health");
    let other = staff(Role::Reviewer, "police");
    let to_other = take(Some(item), Some("Reviewer-police"), "");
    assert_eq!(walk.give(&own, &to_other), Err(Refusal::NoColleague));
    assert_eq!(walk.give(&other, &take(Some(item), None, "")), Err(Refusal::NotAllowed));
    walk.give(&own, &take(Some(item), Some(reviewer), "")).unwrap();
    walk.give(&supervisor(), &take(Some(item), Some("Chief-health"), "请假")).unwrap();
    walk.give(&own, &Command::Approve { item: item.to_owned(), opinion: String::new() }).unwrap();
    walk.give(&own, &Command::IssueResult { item: item.to_owned() }).unwrap();
    let late = take(Some(item), Some(reviewer), "晚了");
    assert_eq!(walk.give(&own, &late), Err(Refusal::WrongState), "there is no work left");
}

#[test]
fn the_first_who_is_asked_answers_for_it_until_another_does() {
    let mut walk = Walk::file("newborn", 0);
    let name = |to: &str, reason: &str| Command::NameOwner {
        to: to.to_owned(),
        reason: reason.to_owned(),
    };
    let health = "Reviewer-health";
    assert_eq!(walk.give(&clerk(), &name(health, "")), Err(Refusal::NoColleague), "not theirs yet");
    walk.give(&clerk(), &name("clerk", "")).unwrap();
    assert!(matches!(walk.give(&clerk(), &name("clerk-2", "")), Err(Refusal::Blank { .. })));
    assert_eq!(walk.give(&clerk(), &name("", "不管了")), Err(Refusal::NoColleague));
    walk.accept();
    walk.give(&staff(Role::Reviewer, "health"), &name(health, "转由承办部门答复")).unwrap();
    assert_eq!(walk.case().owner.as_deref(), Some(health));
}

#[test]
fn marks_and_notes_are_staffs_own() {
    let mut walk = Walk::file("newborn", 0);
    let mark =
        |on| Command::SetMark { mark: Mark::GreenChannel, on, reason: "行动不便".to_owned() };
    assert_eq!(walk.give(&clerk(), &mark(false)), Err(Refusal::Unchanged));
    walk.give(&clerk(), &mark(true)).unwrap();
    assert!(walk.case().marks.contains(&Mark::GreenChannel));
    let note = |text: &str| Command::AddNote { text: text.to_owned() };
    assert!(matches!(walk.give(&clerk(), &note("  ")), Err(Refusal::Blank { .. })));
    let long = note(&"长".repeat(NOTE_MAX + 1));
    assert!(matches!(walk.give(&clerk(), &long), Err(Refusal::Invalid { .. })));
    assert_eq!(walk.give(&Actor::Applicant, &note("我")), Err(Refusal::NotAllowed));
    let health = staff(Role::Reviewer, "health");
    assert_eq!(walk.give(&health, &note("在吗")), Err(Refusal::NotAllowed), "not accepted yet");
    walk.give(&clerk(), &note(" 已电话联系 ")).unwrap();
    let last = &walk.records.last().unwrap().event;
    assert_eq!(*last, Event::Noted { text: "已电话联系".to_owned() });
    assert!(walk.records.iter().rev().take(2).all(|record| record.event.is_internal()));
    walk.accept();
    walk.finish();
    let office = |actor: &Actor| {
        allowed(&walk.case(), actor).iter().any(|action| action.command.is_office())
    };
    assert!(office(&clerk()), "results wait to be handed over");
    let mut walk = Walk::file("newborn", 0);
    walk.give(&Actor::Applicant, &Command::Withdraw { reason: String::new() }).unwrap();
    let over = allowed(&walk.case(), &clerk());
    assert!(!over.iter().any(|action| action.command == CommandKind::AddNote));
}
