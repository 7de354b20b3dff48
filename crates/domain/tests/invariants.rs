//! The case engine: invariants over random lists of commands.

mod support;

use chrono::TimeDelta;
use onething_domain::case::{
    Actor, CaseStatus, Command, CommandKind, CorrectionEntry, CorrectionTarget, TaskStatus,
    allowed, verify,
};
use onething_domain::city::Role;
use onething_domain::clock::{Light, elapsed};
use onething_domain::item::PauseKind;
use onething_domain::submission::Delivery;
use onething_domain::thing::DeliveryKind;
use proptest::prelude::*;
use support::walk::*;

fn actors() -> Vec<Actor> {
    let mut actors = vec![Actor::Applicant, Actor::System, clerk()];
    actors.push(Actor::Staff {
        id: "supervisor".to_owned(),
        roles: vec![Role::Supervisor],
        department: None,
    });
    for department in &city().departments {
        actors.push(staff(Role::Reviewer, &department.id));
        actors.push(staff(Role::Chief, &department.id));
    }
    actors
}

/// A command that may or may not fit, made of three random numbers.
fn command(walk: &Walk, a: usize, b: usize) -> Command {
    let case = walk.case();
    let item = walk.guide.nodes[b % walk.guide.nodes.len()].item.id.clone();
    let field = &walk.guide.fields[b % walk.guide.fields.len()];
    match a % 16 {
        0 => Command::Accept {},
        1 => Command::RequestCorrections {
            entries: vec![CorrectionEntry {
                target: CorrectionTarget::Field(field.id.clone()),
                message: "请核对".to_owned(),
            }],
        },
        2 => Command::Correct {
            submission: Box::new(case.submission.unwrap()),
            signature: "again".to_owned(),
        },
        3 if b.is_multiple_of(5) => Command::Decline { report: report() },
        4 => Command::StartPause {
            item,
            kind: PauseKind::Inspection,
            days: 1 + (b % 20) as u32,
            reason: "现场".to_owned(),
        },
        5 => Command::EndPause { item, finding: "符合".to_owned() },
        7 => Command::ProposeRefusal { item, report: report() },
        8 => Command::ConfirmRefusal { item },
        9 => Command::ReturnRefusal { item, reason: "理由不足".to_owned() },
        10 | 3 => Command::IssueResult { item },
        11 if b.is_multiple_of(7) => Command::Withdraw { reason: String::new() },
        12 => Command::RecordPayment { payment: "payment".to_owned(), cents: case.bill.total() },
        13 => Command::RecordRefund {
            refund: case.bill.refunds.first().map_or(String::new(), |refund| refund.id.clone()),
        },
        14 => Command::ChangeDelivery {
            delivery: case.delivery.unwrap_or_else(|| Delivery::of(DeliveryKind::Electronic)),
        },
        15 => Command::HandOut { tracking: if b.is_multiple_of(2) { "SF-1" } else { "" }.into() },
        _ => Command::Approve { item, opinion: String::new() },
    }
}

/// What holds after every event (ARCHITECTURE.md, "What always holds").
fn check_invariants(walk: &Walk) {
    let case = walk.case();
    let open = case.tasks.iter().filter(|task| !task.status.is_ended()).count();
    if case.status.is_ended() {
        assert_eq!(open, 0, "an ended case has no open task");
    }
    if case.handed_out.is_some() {
        assert!(case.status == CaseStatus::Finished, "only what is finished is handed over");
        assert!(case.tasks.iter().any(|task| task.result.is_some()), "something was handed over");
    }
    let back: i64 = case.bill.refunds.iter().map(|refund| refund.cents).sum();
    assert_eq!(case.bill.paid_cents, case.bill.kept() + back);
    assert!(case.bill.kept() >= 0 && back <= case.bill.paid_cents, "never more back than came in");
    for task in &case.tasks {
        assert!(
            task.started_at.is_none()
                || case.accepted_at.is_some_and(|at| task.started_at.unwrap() >= at)
        );
        if let Some(clock) = elapsed(task, &city().calendar, walk.now) {
            assert_eq!(matches!(clock.light, Light::Paused(_)), task.status == TaskStatus::Paused);
            let whole = city().calendar.between(
                city().calendar.day(task.started_at.unwrap()),
                city().calendar.day(walk.now),
            );
            assert!(clock.used <= whole);
        }
        if task.status == TaskStatus::Ended && !case.status.is_ended() {
            let cause = task.needs.iter().any(|need| {
                matches!(case.task(need).unwrap().status, TaskStatus::Refused | TaskStatus::Ended)
            });
            assert!(cause, "{} ended without a refused need", task.item);
        }
        if task.status == TaskStatus::Refused {
            let due: i64 = case
                .bill
                .lines
                .iter()
                .filter(|line| line.item == task.item)
                .map(|line| line.cents)
                .sum();
            let got: i64 = case
                .bill
                .refunds
                .iter()
                .filter(|refund| refund.item == task.item)
                .map(|refund| refund.cents)
                .sum();
            assert_eq!(due, got, "a refused item is paid back whole");
        }
    }
    verify(&walk.records).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn invariants_hold_over_random_commands(
        thing in 0usize..16,
        n in 0usize..4,
        steps in proptest::collection::vec((0usize..1000, 0usize..1000, 0usize..1000, 0i64..4), 1..120),
    ) {
        let thing = &city().things[thing % city().things.len()].id;
        let mut walk = Walk::file(thing, n);
        let actors = actors();
        for (a, b, who, days) in steps {
            walk.now += TimeDelta::days(days);
            // Every second step is one that is allowed to somebody, so that walks get far.
            let case = walk.case();
            let who = &actors[who % actors.len()];
            let open: Vec<(Actor, CommandKind, Option<String>)> = actors
                .iter()
                .flat_map(|actor| allowed(&case, actor).into_iter().map(|action| (actor.clone(), action.command, action.item)))
                .collect();
            let (actor, command) = match open.get(a % (open.len() * 2).max(1)) {
                Some((actor, kind, item)) => (actor.clone(), fitting(&walk, *kind, item.clone(), b)),
                None => (who.clone(), command(&walk, a, b)),
            };
            let before = walk.records.len();
            if walk.give(&actor, &command).is_err() {
                prop_assert_eq!(walk.records.len(), before, "a refusal changes nothing");
            }
            check_invariants(&walk);
        }
    }
}

fn fitting(walk: &Walk, kind: CommandKind, item: Option<String>, b: usize) -> Command {
    let item = item.unwrap_or_default();
    match kind {
        CommandKind::Approve => Command::Approve { item, opinion: String::new() },
        CommandKind::IssueResult => Command::IssueResult { item },
        CommandKind::StartPause => Command::StartPause {
            item,
            kind: PauseKind::Inspection,
            days: 1,
            reason: "现场".to_owned(),
        },
        CommandKind::EndPause => Command::EndPause { item, finding: "符合".to_owned() },
        CommandKind::ProposeRefusal => Command::ProposeRefusal { item, report: report() },
        CommandKind::ConfirmRefusal => Command::ConfirmRefusal { item },
        CommandKind::ReturnRefusal => {
            Command::ReturnRefusal { item, reason: "理由不足".to_owned() }
        }
        CommandKind::Accept => Command::Accept {},
        _ => command(walk, b, b),
    }
}
