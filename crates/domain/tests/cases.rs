//! The case engine: the ways that people would walk.

mod support;

use chrono::TimeDelta;
use onething_domain::case::{
    Actor, Case, CaseStatus, Command, CorrectionEntry, CorrectionTarget, Event, Refusal,
    RefusalReport, TaskStatus, verify,
};
use onething_domain::city::Role;
use onething_domain::clock::Light;
use onething_domain::item::PauseKind;
use support::morning;
use support::walk::*;

#[test]
fn newborn_runs_to_all_results() {
    let mut walk = Walk::file("newborn", 0);
    assert_eq!(walk.case().status, CaseStatus::Received, "nothing is owed");
    walk.accept();
    let case = walk.case();
    let first = case.task("birth-certificate").unwrap();
    assert_eq!(first.status, TaskStatus::Open);
    assert!(
        case.tasks
            .iter()
            .filter(|task| !task.needs.is_empty())
            .all(|task| task.status == TaskStatus::Waiting)
    );
    walk.finish();
    let case = walk.case();
    assert_eq!(case.status, CaseStatus::Finished);
    assert!(case.tasks.iter().all(|task| task.status == TaskStatus::Done && task.result.is_some()));
    assert!(case.tasks.iter().any(|task| !task.checks.is_empty()), "one was decided by a rule");
    verify(&walk.records).unwrap();
}

#[test]
fn silence_accepts_after_five_working_days_and_not_before() {
    let mut walk = Walk::file("newborn", 0);
    walk.now = morning("2026-03-17"); // the fifth working day after Tuesday the 10th
    assert_eq!(walk.give(&Actor::System, &Command::Accept {}), Err(Refusal::TooEarly));
    walk.now = morning("2026-03-18");
    walk.give(&Actor::System, &Command::Accept {}).unwrap();
    assert!(walk.records.iter().any(|record| record.event == Event::Accepted { silently: true }));
}

#[test]
fn corrections_once_then_only_with_a_supervisor() {
    let mut walk = Walk::file("newborn", 0);
    let field = walk
        .guide
        .fields
        .iter()
        .find(|field| field.r#type == onething_domain::field::FieldType::Text)
        .unwrap()
        .clone();
    let ask = Command::RequestCorrections {
        entries: vec![CorrectionEntry {
            target: CorrectionTarget::Field(field.id.clone()),
            message: "请写全名".to_owned(),
        }],
    };
    let supervisor =
        Actor::Staff { id: "s".to_owned(), roles: vec![Role::Supervisor], department: None };
    assert_eq!(walk.give(&supervisor, &ask), Err(Refusal::NotAllowed), "the first is the clerk's");
    walk.give(&clerk(), &ask).unwrap();
    let mut more = walk.case().submission.unwrap();
    more.delivery.name.push('x');
    let other =
        Command::Correct { submission: Box::new(more), signature: "signature-2".to_owned() };
    assert!(matches!(walk.give(&Actor::Applicant, &other), Err(Refusal::NotAsked { .. })));
    let mut right = walk.case().submission.unwrap();
    right.answers.insert(field.id.clone(), serde_json::json!("李小明"));
    let correct =
        Command::Correct { submission: Box::new(right), signature: "signature-2".to_owned() };
    walk.give(&Actor::Applicant, &correct).unwrap();
    let case = walk.case();
    assert_eq!(case.status, CaseStatus::Received);
    assert_ne!(case.corrections[0].before, case.submission, "what it was is kept for a comparison");
    assert!(matches!(walk.give(&clerk(), &ask), Err(Refusal::SecondCorrection { .. })));
    walk.give(&supervisor, &ask).unwrap();
}

#[test]
fn a_refusal_needs_a_report_and_other_eyes_and_ends_only_what_needs_it() {
    let mut walk = Walk::file("newborn", 0);
    walk.accept();
    let first = "birth-certificate";
    let blank =
        Command::ProposeRefusal { item: first.to_owned(), report: RefusalReport::default() };
    let reviewer = walk.reviewer_of(first);
    assert_eq!(
        walk.give(&reviewer, &blank),
        Err(Refusal::Blank { field: "report.grounds".to_owned() })
    );
    let department = walk.case().task(first).unwrap().department.clone();
    let both = Actor::Staff {
        id: "both".to_owned(),
        roles: vec![Role::Reviewer, Role::Chief],
        department: Some(department),
    };
    walk.give(&both, &Command::ProposeRefusal { item: first.to_owned(), report: report() })
        .unwrap();
    assert_eq!(
        walk.give(&both, &Command::ConfirmRefusal { item: first.to_owned() }),
        Err(Refusal::SameEyes)
    );
    let chief = staff(Role::Chief, &walk.case().task(first).unwrap().department);
    walk.give(&chief, &Command::ConfirmRefusal { item: first.to_owned() }).unwrap();
    let case = walk.case();
    for task in &case.tasks {
        let needs_first = task.item != first && depends(&case, &task.item, first);
        assert_eq!(task.status == TaskStatus::Ended, needs_first, "{}", task.item);
    }
}

fn depends(case: &Case, item: &str, on: &str) -> bool {
    item == on || case.task(item).unwrap().needs.iter().any(|need| depends(case, need, on))
}

#[test]
fn only_named_pauses_stop_a_clock_and_their_days_do_not_count() {
    let Some(thing) = city().things.iter().find(|thing| thing.id == "open-restaurant") else {
        return;
    };
    let mut walk = Walk::file(&thing.id, 0);
    walk.accept();
    let guide = walk.guide.clone();
    let (node, pause) =
        guide.nodes.iter().find_map(|node| Some((node, node.item.pauses.first()?))).unwrap();
    walk.bring(&node.item.id);
    let item = node.item.id.clone();
    let reviewer = walk.reviewer_of(&item);
    let stop = |kind, days| Command::StartPause {
        item: item.clone(),
        kind,
        days,
        reason: "约定现场检查".to_owned(),
    };
    assert_eq!(
        walk.give(&reviewer, &stop(PauseKind::Auction, 1)),
        Err(Refusal::BadPause { most: 0 })
    );
    assert_eq!(
        walk.give(&reviewer, &stop(pause.kind, pause.days + 1)),
        Err(Refusal::BadPause { most: pause.days })
    );
    walk.give(&reviewer, &stop(pause.kind, pause.days)).unwrap();
    let used = walk.clock(&item).used;
    assert_eq!(walk.light(&item), Light::Paused(pause.kind));
    walk.now = morning("2026-03-20"); // longer than was announced
    assert_eq!(walk.clock(&item).used, used);
    assert_eq!(walk.light(&item), Light::PauseOver(pause.kind));
    walk.give(&reviewer, &Command::EndPause { item: item.clone(), finding: "符合".to_owned() })
        .unwrap();
    walk.now = morning("2026-03-23");
    assert_eq!(walk.clock(&item).used, used + 1);
}

#[test]
fn a_paid_case_pays_back_what_a_refused_item_cost() {
    let Some(thing) = city().things.iter().find(|thing| thing.id == "second-hand-home") else {
        return;
    };
    let mut walk = Walk::file(&thing.id, 0);
    let owed = walk.case().bill.total();
    assert!(owed > 0 && walk.case().status == CaseStatus::Unpaid);
    let wrong = Command::RecordPayment { payment: "p".to_owned(), cents: owed - 1 };
    assert_eq!(walk.give(&Actor::System, &wrong), Err(Refusal::WrongAmount { owed }));
    walk.accept();
    let case = walk.case();
    let paid_item = case.bill.lines[0].item.clone();
    walk.bring(&paid_item);
    walk.refuse(&paid_item);
    let case = walk.case();
    let lines: i64 =
        case.bill.lines.iter().filter(|line| line.item == paid_item).map(|line| line.cents).sum();
    assert!(
        case.bill.refunds.iter().any(|refund| refund.item == paid_item && refund.cents == lines)
    );
    walk.finish();
    assert_eq!(walk.case().status, CaseStatus::Finished);
    let refunds: Vec<String> =
        walk.case().bill.refunds.iter().map(|refund| refund.id.clone()).collect();
    for refund in refunds {
        walk.give(&Actor::System, &Command::RecordRefund { refund: refund.clone() }).unwrap();
        assert_eq!(
            walk.give(&Actor::System, &Command::RecordRefund { refund }),
            Err(Refusal::WrongState),
            "once only"
        );
    }
}

#[test]
fn tampering_shows() {
    let mut walk = Walk::file("newborn", 0);
    walk.accept();
    walk.finish();
    let whole = walk.records.clone();
    verify(&whole).unwrap();
    for i in 0..whole.len() {
        let mut changed = whole.clone();
        changed[i].at += TimeDelta::seconds(1);
        assert_eq!(verify(&changed), Err(i as i64 + 1));
        let mut removed = whole.clone();
        removed.remove(i);
        assert_eq!(
            verify(&removed).is_err(),
            i + 1 < whole.len(),
            "a cut tail is found by the stored last hash"
        );
    }
}
