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
use onething_domain::submission::Delivery;
use onething_domain::thing::DeliveryKind;
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
    walk.give(&supervisor, &ask).unwrap();
    assert_eq!(walk.case().status, CaseStatus::Correcting, "a supervisor asks by themselves");
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
    assert_eq!(pause.days, 5, "up to Tuesday, the 17th of March");
    walk.now = morning("2026-03-17");
    assert_eq!(walk.clock(&item).used, used);
    assert_eq!(walk.light(&item), Light::Paused(pause.kind));
    // Not counted is the time that was announced (行政许可法 art. 45); what it lasts longer is the department's.
    walk.now = morning("2026-03-19");
    assert_eq!(walk.clock(&item).used, used + 2);
    assert_eq!(walk.light(&item), Light::PauseOver(pause.kind));
    walk.give(&reviewer, &Command::EndPause { item: item.clone(), finding: "符合".to_owned() })
        .unwrap();
    walk.now = morning("2026-03-20");
    assert_eq!(walk.clock(&item).used, used + 3);
    // However often it is begun, a procedure lasts no longer in all than the item gives it.
    let again = walk.give(&reviewer, &stop(pause.kind, 1));
    assert!(matches!(again, Err(Refusal::WrongState | Refusal::BadPause { most: 0 })), "{again:?}");
}

#[test]
fn what_one_item_gave_is_handed_over_whatever_becomes_of_the_others() {
    let mut walk = Walk::file("newborn", 0);
    let parcel = |tracking: &str| Command::HandOut { tracking: tracking.to_owned() };
    let post = Delivery {
        name: "林晓".to_owned(),
        phone: "13800000001".to_owned(),
        region: "519902".to_owned(),
        address: "康宁路 18 号".to_owned(),
        ..Delivery::of(DeliveryKind::Post)
    };
    walk.give(&Actor::Applicant, &Command::ChangeDelivery { delivery: post.clone() }).unwrap();
    walk.accept();
    assert_eq!(walk.give(&clerk(), &parcel("SF-1")), Err(Refusal::WrongState), "nothing is there");
    let first = walk.case().tasks.iter().find(|task| task.needs.is_empty()).unwrap().item.clone();
    let reviewer = walk.reviewer_of(&first);
    let approve = Command::Approve { item: first.clone(), opinion: String::new() };
    walk.give(&reviewer, &approve).unwrap();
    walk.give(&reviewer, &Command::IssueResult { item: first.clone() }).unwrap();
    walk.give(&clerk(), &parcel("SF-1")).unwrap();
    let case = walk.case();
    assert_eq!(case.status, CaseStatus::Accepted, "the others go on");
    assert_eq!(case.handed_out[0].items, std::slice::from_ref(&first));
    assert_eq!(walk.give(&clerk(), &parcel("SF-2")), Err(Refusal::WrongState), "handed over once");
    // The parcel comes back, and goes out again to where the applicant says now.
    let back = |tracking: &str, reason: &str| Command::ReturnParcel {
        tracking: tracking.to_owned(),
        reason: reason.to_owned(),
    };
    assert_eq!(walk.give(&clerk(), &back("SF-9", "无人签收")), Err(Refusal::UnknownParcel));
    let blank = Refusal::Blank { field: "reason".to_owned() };
    assert_eq!(walk.give(&clerk(), &back("SF-1", " ")), Err(blank));
    let own = walk.give(&Actor::Applicant, &back("SF-1", "无人签收"));
    assert_eq!(own, Err(Refusal::NotAllowed));
    walk.now += TimeDelta::days(6);
    walk.give(&clerk(), &back(" sf-1 ", "无人签收")).unwrap();
    assert_eq!(walk.case().to_hand_out(), std::slice::from_ref(&first));
    assert_eq!(walk.case().ready(), Some((walk.now, DeliveryKind::Post)), "since it is back");
    walk.give(&Actor::Applicant, &Command::ChangeDelivery { delivery: post.clone() }).unwrap();
    walk.give(&clerk(), &parcel("SF-1b")).unwrap();
    let arrived = Command::ReceiveParcel { tracking: "SF-1b".to_owned() };
    walk.give(&Actor::Applicant, &arrived).unwrap();
    assert_eq!(walk.give(&Actor::Applicant, &arrived), Err(Refusal::WrongState), "once");
    let case = walk.case();
    assert_eq!(case.ready(), None);
    assert!(case.handed_out[0].is_back() && !case.handed_out[1].is_back());
    // The next result, and then the rest is withdrawn: it is the applicant's all the same.
    let case = walk.case();
    let open = case.tasks.iter().find(|task| task.status == TaskStatus::Open).unwrap();
    let second = open.item.clone();
    walk.bring(&second);
    let reviewer = walk.reviewer_of(&second);
    let approve = Command::Approve { item: second.clone(), opinion: String::new() };
    walk.give(&reviewer, &approve).unwrap();
    walk.give(&Actor::Applicant, &Command::Withdraw { reason: String::new() }).unwrap();
    assert_eq!(walk.case().ready().map(|(_, by)| by), Some(DeliveryKind::Post));
    walk.give(&Actor::Applicant, &Command::ChangeDelivery { delivery: post.clone() }).unwrap();
    walk.give(&clerk(), &parcel("SF-2")).unwrap();
    let case = walk.case();
    assert_eq!((case.status, case.ready()), (CaseStatus::Withdrawn, None));
    assert!(case.handed_out[2].items.contains(&second), "{:?}", case.handed_out);
    let late = walk.give(&Actor::Applicant, &Command::ChangeDelivery { delivery: post });
    assert_eq!(late, Err(Refusal::WrongState), "nothing is left to hand over");
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
fn the_applicant_is_reminded_of_a_bill_once_a_day_later() {
    let mut walk = Walk::file("second-hand-home", 0);
    let remind = Command::RemindPayment {};
    let at = walk.case().remind_payment_at.expect("a bill waits");
    assert_eq!(at, walk.now + TimeDelta::days(1));
    assert_eq!(walk.give(&Actor::System, &remind), Err(Refusal::TooEarly));
    walk.now = at;
    walk.give(&Actor::System, &remind).unwrap();
    assert_eq!(walk.give(&Actor::System, &remind), Err(Refusal::WrongState), "once");
    let mut paid = Walk::file("second-hand-home", 0);
    paid.pay();
    paid.now = at;
    assert_eq!(paid.give(&Actor::System, &remind), Err(Refusal::WrongState));
    assert_eq!(Walk::file("newborn", 0).case().remind_payment_at, None, "nothing is owed");
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
